"""Synchronous FIFOs and stacks."""
# ruff: noqa: E731  (one-line models side by side read best as lambdas)

from __future__ import annotations

from collections.abc import Callable

from groundwire.distill.families.design import Design
from groundwire.distill.families.draw import Draw
from groundwire.distill.families.models import clocked
from groundwire.distill.families.ports import Port
from groundwire.distill.families.registry import family


@family("fifo", "FIFOs", 1.5)
def fifo(d: Draw) -> Design:
    """A synchronous FIFO or a stack with full and empty, the first word falling through."""
    stack = d.chance(0.25)
    depth, width = d.one((2, 4, 4, 8)), d.one((4, 8, 8))
    bits = depth.bit_length() - 1
    clk, reset = d.clock(), d.reset()
    push, pop = d.names(("push", "pop")) if stack else d.names(("wr_en", "rd_en"), ("push", "pop"), ("write", "read"))
    din, dout = d.names(("din", "dout"), ("wdata", "rdata"))
    full, empty = d.names(("full", "empty"))
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
        text = d.any(
            "A stack of {n} words of {w} bits on {c} (rising edge): {p} stores {i} on top unless it is full, {q} removes "
            "the top unless it is empty; with both at once only {p} counts. {o} is the top word.",
            n=depth,
            w=width,
            c=clk,
            p=push,
            q=pop,
            i=din,
            o=dout,
        )
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
        text = d.any(
            "A synchronous FIFO of {n} words of {w} bits on {c} (rising edge). {p} stores {i} unless it is full, {q} "
            "removes the oldest word unless it is empty; both may happen in one cycle. {o} always shows the oldest word.",
            n=depth,
            w=width,
            c=clk,
            p=push,
            q=pop,
            i=din,
            o=dout,
        )
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
    text += d.any(
        " {f} and {e} say that it holds {n} words or none.",
        " {f} is 1 with {n} words inside, {e} with none.",
        f=full,
        e=empty,
        n=depth,
    ) + (f" {level} is the number of words." if level else "")
    text += " " + d.tell_reset(reset, "empties it") + " While it is empty, " + dout + " does not matter."

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
