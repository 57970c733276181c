"""Synchronous FIFOs and stacks."""
# ruff: noqa: E501, E731  (texts one a line; one-line models side by side read best as lambdas)

from __future__ import annotations

from collections.abc import Callable

from groundwire.distill.families.design import Design
from groundwire.distill.families.draw import Draw
from groundwire.distill.families.models import clocked
from groundwire.distill.families.ports import Port
from groundwire.distill.families.registry import family
from groundwire.distill.families.telling import at_edge, laid_out

FIFO_OPENINGS = (
    "A synchronous FIFO of {n} words of {w} bits; everything happens {t}.", "(Build|Make|I need) a queue for {n} words of {w} bits that works {t}.",
    "A {n} x {w} FIFO, one clock for both sides. Words enter and leave {t}.", "First in, first out: up to {n} words of {w} bits wait in a queue. Changes take place {t}.",
    "{w}-bit words are buffered, {n} at most, and leave in the order in which they came. All registers change {t}.", "FIFO, depth {n}, width {w}, updated {t}.",
    "A buffer between a writer and a reader on the same clock has room for {n} words ({w} bits). It is updated {t}.",
)  # fmt: skip
"""What a FIFO is."""
FIFO_FACTS = (
    (
        "{p} = 1 stores {i} unless it is full", "a word on {i} is taken when {p} is 1 and {f} is 0", "when {p} is high, {i} goes to the end of the queue; this is ignored "
        "when full", "writing: {i} is appended if {p} is asserted and there is room", "{i} is pushed by {p} = 1, but not into a full queue",
        "a write ({p} high) to a full FIFO has no effect, otherwise it appends {i}", "if {f} is 0 and {p} is 1, {i} is appended",
        "{p} asks for a write of {i}, which is done as long as {f} is 0",
    ),
    (
        "{q} = 1 removes the oldest word unless it is empty", "the oldest word leaves when {q} is 1 and {e} is 0", "when {q} is high, the first word is dropped; "
        "this is ignored when empty", "reading: {q} asserted takes the oldest word away if there is one", "{q} pops, but nothing happens if there is no word",
        "a read ({q} high) of an empty FIFO has no effect, otherwise the oldest word is removed", "if {e} is 0 and {q} is 1, the oldest word is gone afterwards",
    ),
    (
        "both may happen in one cycle", "a write and a read can take place at the same edge, each by its own rule", "{p} and {q} are independent and may be 1 together",
        "both requests at once are served at the same edge (a full one only reads, an empty one only writes)",
    ),
    (
        "{o} always shows the oldest word", "the oldest word is visible on {o} without a read", "{o} is the head of the queue, shown before it is removed",
        "the first word falls through: {o} shows it as soon as it is the oldest", "{o} = oldest word inside (no extra clock edge is needed to see it)",
    ),
    (
        "{f} and {e} say that it holds {n} words or none", "{f} is 1 with {n} words inside, {e} with none", "{e} is high when there is no word, {f} when there are {n}",
        "with {n} words {f} is 1; with 0 words {e} is 1", "{f} means that no room is left, {e} that nothing is inside",
    ),
)  # fmt: skip
"""What a FIFO does: write, read, both, output, flags."""
LEVEL_FACTS = (
    "{l} is the number of words", "{l} tells how many words are inside", "the fill level, 0 to {n}, is on {l}", "{l} counts the stored words",
    "{l} = number of words that wait",
)  # fmt: skip
"""How many words there are."""
STACK_OPENINGS = (
    "A stack of {n} words of {w} bits; it changes {t}.", "Last in, first out: {n} words of {w} bits at most. Everything happens {t}.", "(Build|Make|I need) a "
    "{n}-deep stack of {w}-bit words, clocked: it acts {t}.", "A LIFO with room for {n} {w}-bit words, updated {t}.", "Stack, depth {n}, width {w}. It works {t}.",
)  # fmt: skip
"""What a stack is."""
STACK_FACTS = (
    (
        "{p} = 1 stores {i} on top unless it is full", "when {p} is 1 and there is room, {i} becomes the top word", "{i} is pushed if {p} is high and {f} is 0",
        "{p} puts {i} on top; a full stack ignores it", "with {p} at 1, {i} is laid on top, but never on a full stack",
    ),
    (
        "{q} = 1 removes the top unless it is empty", "when {q} is 1 and {e} is 0, the top word is removed", "{q} pops the top word; an empty stack ignores it",
        "the top word goes away if {q} is high and there is one", "with {q} at 1 the word pushed last is dropped, if there is any",
    ),
    (
        "with both at once only {p} counts", "{p} has priority: {q} is looked at only while {p} is 0", "if both are 1, {q} is ignored (even when full)",
        "{q} is ignored whenever {p} is 1",
    ),
    ("{o} is the top word", "{o} always shows the top word", "the word pushed last is visible on {o}", "the top of the stack is on {o} all the time"),
    FIFO_FACTS[4],
)  # fmt: skip
"""What a stack does: push, pop, both, output, flags."""


@family("fifo", "FIFOs", 1.5)
def fifo(d: Draw) -> Design:
    """A synchronous FIFO or a stack with full and empty, the first word falling through."""
    stack = d.chance(0.25)
    depth, width = d.one((2, 4, 4, 8)), d.one((4, 8, 8))
    bits = depth.bit_length() - 1
    clk, reset = d.clock(), d.reset()
    push, pop = d.names(("push", "pop"), ("put", "take")) if stack else d.names(("wr_en", "rd_en"), ("push", "pop"), ("write", "read"), ("enq", "deq"), ("put", "get"))
    din, dout = d.names(("din", "dout"), ("wdata", "rdata"), ("in_word", "out_word"))
    full, empty = d.names(("full", "empty"), ("is_full", "is_empty"))
    level = "" if stack or d.chance(0.7) else d.name("count", "level")
    style = d.style
    span = f"[{bits - 1}:0] " if bits > 1 else ""
    size = bits + 1
    L: Callable[[int], str] = lambda value: style.literal(size, value, "d")
    ports = (
        Port(clk),
        *reset.ports,
        Port(push),
        Port(pop),
        Port(din, width),
        Port(dout, width, output=True),
        Port(full, output=True),
        Port(empty, output=True),
        *([Port(level, size, output=True)] if level else []),
    )
    mem = f"{style.net} [{width - 1}:0] mem [0:{depth - 1}];"
    if stack:
        index = f"sp[{bits - 1}:0]" if bits > 1 else "sp[0]"
        body = [
            mem,
            f"{style.net} [{size - 1}:0] sp;",
            style.declare("last", bits, driven=True),  # Icarus 11 widens a difference that stands in an index
            f"assign last = {index} - 1'b1;",
            f"assign {full} = (sp == {L(depth)});",
            f"assign {empty} = (sp == {L(0)});",
            f"assign {dout} = mem[last];",
        ]
        body += d.clocked(
            clk,
            reset,
            [f"sp <= {L(0)};"],
            [f"if ({push}) begin", f"  if (!{full}) sp <= sp + 1'b1;", f"end else if ({pop} && !{empty}) sp <= sp - 1'b1;"],
        )
        body += d.block(style.edge(f"posedge {clk}"), [f"if ({push} && !{full}) mem[{index}] <= {din};"])
        why = "sp counts words; the top is at sp - 1."
    else:
        body = [mem, f"{style.net} {span}wp, rp;"]
        if level:
            body.append(f"{style.net} [{size - 1}:0] cnt;")
            body.append(f"assign {level} = cnt;")
        else:
            body.append(f"{style.net} [{size - 1}:0] cnt;")
        body += [
            f"{style.wire} do_wr, do_rd;",
            f"assign {full} = (cnt == {L(depth)});",
            f"assign {empty} = (cnt == {L(0)});",
            f"assign {dout} = mem[rp];",
            f"assign do_wr = {push} && !{full};",
            f"assign do_rd = {pop} && !{empty};",
        ]
        body += d.clocked(
            clk,
            reset,
            ["wp <= 0;", "rp <= 0;", "cnt <= 0;"],
            ["if (do_wr) wp <= wp + 1'b1;", "if (do_rd) rp <= rp + 1'b1;", "cnt <= cnt + do_wr - do_rd;"],
        )
        body += d.block(style.edge(f"posedge {clk}"), [f"if (do_wr) mem[wp] <= {din};"])
        why = "Write and read pointers and a count of words."
    names = [clk, reset.name, push, pop, din, dout, full, empty, level]
    words = {"p": push, "q": pop, "i": din, "o": dout, "f": full, "e": empty, "l": level, "n": depth, "w": width, "t": at_edge(d, clk)}
    told = [d.any(*one, **words) for one in (STACK_FACTS if stack else FIFO_FACTS)]
    told += [d.any(*LEVEL_FACTS, **words)] * bool(level)
    told.append(d.any("while it is empty, {o} does not matter", "the value of {o} is of no interest with nothing inside", "on empty, {o} may be anything", o=dout))
    if d.chance(0.7):
        d.rng.shuffle(told)
    text = laid_out(d, told, d.any(*(STACK_OPENINGS if stack else FIFO_OPENINGS), **words), names, shuffle=False)
    does = d.any("empties the {s}", "removes all words", "makes the {s} empty", s="stack" if stack else "FIFO")
    text += " " * (not text.endswith("\n")) + d.tell_reset(reset, does)

    def update(s: tuple[int, ...], v: dict[str, int]) -> tuple[int, ...]:
        write, read = v[push] and len(s) < depth, v[pop] and len(s) > 0
        if stack:
            return (*s, v[din]) if write else s[:-1] if read and not v[push] else s
        kept = s[1:] if read else s
        return (*kept, v[din]) if write else kept

    def output(s: tuple[int, ...], v: dict[str, int]) -> dict[str, int | None]:
        shown = (s[-1] if stack else s[0]) if s else None
        return {dout: shown, full: int(len(s) == depth), empty: int(not s)} | ({level: len(s)} if level else {})

    rows = clocked(
        d.rng,
        ports,
        clk,
        reset,
        (),
        update,
        output,
        cycles=60,
        bias=lambda r, i: {
            push: int(r.random() < (0.8 if i // 10 % 2 == 0 else 0.3)),
            pop: int(r.random() < (0.3 if i // 10 % 2 == 0 else 0.8)),
            reset.name: reset.level(i < 2 or i == 44),
        },
    )
    return Design(
        "a stack" if stack else "a synchronous FIFO",
        ports,
        text,
        f"{why} {reset.phrase}.",
        tuple(body),
        rows,
        style,
        ("stack",) if stack else ("fifo", "sync_fifo"),
        {"depth": depth, "width": width, "stack": stack, "level": bool(level), "reset": reset.phrase},
    )
