"""Flags that one side sets and another clears: mailboxes, sticky bits, request and acknowledge."""
# ruff: noqa: E501, E731  (texts one a line; one-line models side by side read best as lambdas)

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from groundwire.distill.families.design import Design
from groundwire.distill.families.draw import Draw, listing
from groundwire.distill.families.models import clocked
from groundwire.distill.families.ports import Port
from groundwire.distill.families.registry import family
from groundwire.distill.families.telling import at_edge, laid_out, sentence, when


@dataclass(frozen=True)
class Flag:
    """One flag."""

    out: str
    """Its output."""
    put: str
    """What sets it."""
    take: str
    """What clears it."""
    put_low: bool
    """Whether 0 sets."""
    take_low: bool
    """Whether 0 clears."""
    both: str
    """What happens with both: "set", "clear", "keep", "toggle"."""
    start: int
    """Value after reset."""

    def next(self, old: int | None, v: dict[str, int]) -> int | None:
        """The next value; None where it is not known."""
        put, take = v[self.put] != self.put_low, v[self.take] != self.take_low
        if put and take:
            return {"set": 1, "clear": 0, "keep": old, "toggle": None if old is None else 1 - old}[self.both]
        return 1 if put else 0 if take else old

    def code(self) -> list[str]:
        """Statements that update it."""
        put, take = "!" * self.put_low + self.put, "!" * self.take_low + self.take
        one, zero = f"{self.out} <= 1'b1;", f"{self.out} <= 1'b0;"
        if self.both == "set":
            return [f"if ({put}) {one}", f"else if ({take}) {zero}"]
        if self.both == "clear":
            return [f"if ({take}) {zero}", f"else if ({put}) {one}"]
        if self.both == "toggle":
            return [f"if ({put} && {take}) {self.out} <= ~{self.out};", f"else if ({put}) {one}", f"else if ({take}) {zero}"]
        bare_put, bare_take = ("" if self.put_low else "!") + self.put, ("" if self.take_low else "!") + self.take
        return [f"if ({put} && {bare_take}) {one}", f"else if ({take} && {bare_put}) {zero}"]


def _tell_flag(d: Draw, flag: Flag) -> str:
    put, take = when(d, flag.put, int(not flag.put_low)), when(d, flag.take, int(not flag.take_low))
    plain = d.any(
        "{o} becomes 1 {p} and 0 {t}", "{o} is cleared {t} and set {p}", "{p}, {o} is set; {t}, it is cleared",
        "{t}, {o} goes to 0, {p} to 1", "{a} sets {o} ({p}) and {b} clears it ({t})", "{o} goes high {p} and low {t}",
        "set {o} {p}, clear it {t}", "clear {o} {t}, set it {p}", "{o} remembers that {a} came ({p}) until {b} clears it ({t})",
        o=flag.out, p=put, t=take, a=flag.put, b=flag.take,
    )  # fmt: skip
    both = {
        "set": ("with both, it is set", "setting wins", "{a} has priority over {b}", "if both happen at once, {o} is 1", "{b} loses against {a}"),
        "clear": ("with both, it is cleared", "clearing wins", "{b} has priority over {a}", "if both happen at once, {o} is 0", "{a} loses against {b}"),
        "keep": ("with both at once, it does not change", "both together have no effect", "if both are active, {o} keeps its value"),
        "toggle": ("with both at once, it toggles", "both together invert {o}", "if both are active, {o} flips"),
    }[flag.both]  # fmt: skip
    return f"{plain}; {d.any(*both, o=flag.out, a=flag.put, b=flag.take)}"


@family("flags", "flip-flops", 2.0)
def flags(d: Draw) -> Design:
    """One to three flags with set and clear inputs, each with its own rule for both at once."""
    count = d.one((1, 1, 1, 2, 2, 3))
    clk, reset = d.clock(), d.reset(("none", "sync", "async"))
    falling = d.chance(0.15)
    sets = [d.names((f"set{i}", f"clr{i}", f"f{i}"), (f"put{i}", f"take{i}", f"full{i}"), (f"s{i}", f"c{i}", f"q{i}")) for i in range(count)]
    if count == 1:
        sets = [d.names(("post", "read", "pending"), ("set", "clr", "flag"), ("start", "stop", "run"), ("req", "done", "busy"))]
    chosen = [
        Flag(out, put, take, d.chance(0.2), d.chance(0.2), d.one(("set", "clear", "set", "clear", "keep", "toggle")),
             d.number(0, 1) if d.chance(0.4) else 0)
        for put, take, out in sets
    ]  # fmt: skip
    names = [clk, reset.name, *(n for one in sets for n in one)]
    told = [_tell_flag(d, flag) for flag in chosen]
    d.rng.shuffle(told)
    when_edge = at_edge(d, clk, falling)
    opening = d.any(
        "{e}, (the following happens|this is done); what is not told to change stays.", "All changes happen {e}, else values are kept.",
        "(Flags are|Everything is) updated {e}; with neither input active a flag holds.",
        "{n} flip-flop{s} that change{z} {e}(; without a cause the value stays|, or hold if nothing asks for a change).",
        e=when_edge, n=("One", "Two", "Three")[count - 1], s="s" * (count > 1), z="s" * (count == 1),
    )  # fmt: skip
    text = laid_out(d, told, sentence(opening, names), names, shuffle=False)
    if reset.kind != "none":
        values = listing([f"{flag.out} to {flag.start}" for flag in d.rng.sample(chosen, count)])
        text += " " * (not text.endswith("\n")) + d.tell_reset(reset, f"sets {values}")
    body: list[str] = []
    for flag in chosen:
        clear = [f"{flag.out} <= 1'b{flag.start};"]
        body += d.clocked(clk, reset, clear, flag.code(), "negedge" if falling else "posedge")
    ports = (
        Port(clk), *reset.ports, *(Port(n) for flag in chosen for n in (flag.put, flag.take)),
        *(Port(flag.out, output=True, stored=True) for flag in chosen),
    )  # fmt: skip
    begin: tuple[int | None, ...] = (None,) * count
    rows = clocked(
        d.rng, ports, clk, reset, tuple(flag.start for flag in chosen),
        lambda s, v: tuple(flag.next(old, v) for old, flag in zip(s, chosen, strict=True)),
        lambda s, v: {flag.out: value for value, flag in zip(s, chosen, strict=True)},
        cycles=40, falling=falling, unknown=() if reset.kind != "none" else (begin,),
    )  # fmt: skip

    def row(flag: Flag) -> str:
        return f"{flag.out}: 1 if {'!' * flag.put_low}{flag.put}, 0 if {'!' * flag.take_low}{flag.take}, both: {flag.both}."

    return Design(
        "a flag" if count == 1 else f"{count} flags", ports, text,
        " ".join(row(flag) for flag in chosen) + f" {'negedge' if falling else 'posedge'}, {reset.phrase}.",
        tuple(body), rows, d.style, ("flags", "sticky", "status_bits") if count > 1 else ("flag", "mailbox_flag", "sticky_bit"),
        {"count": count, "flags": [str(flag) for flag in chosen], "reset": reset.phrase},
        wave=row(chosen[0]) if count == 1 and reset.kind == "none" else "",
    )  # fmt: skip


@family("mailbox", "handshakes")
def mailbox(d: Draw) -> Design:
    """One word handed over: written by one side, taken by the other, with a full flag and what happens to a second word."""
    width = d.one((1, 4, 8, 8))
    clk, reset = d.clock(), d.reset()
    put, take = d.names(("put", "take"), ("wr", "rd"), ("send", "ack"), ("post", "fetch"))
    data, word = d.names(("din", "dout"), ("msg_in", "msg"), ("wdata", "rdata"))
    full = d.name("full", "ready", "has_mail", "valid")
    lost = d.name("lost", "overrun", "dropped") if d.chance(0.4) else ""
    replace = d.chance(0.4)
    names = [clk, reset.name, put, take, data, word, full, lost]
    told = [
        d.any(
            "{w}, {i} is stored in {o} and {f} becomes 1", "{o} takes {i} and {f} is set {w}", "(storing|posting): {w}, {o} <= {i} and {f} <= 1",
            "a word on {i} is posted {w}: it goes to {o}, and {f} is set", w=when(d, put), i=data, o=word, f=full,
        ) + (
            d.any(", even if it was full(: the old word is overwritten|)", ", whether or not {f} was 1 already", f=full)
            if replace
            else d.any(", but only if {f} is 0", "; this is ignored while {f} is 1", " unless it is full ({f} = 1)", f=full)
        ),
        d.any(
            "{w} (and no word is stored in the same cycle), {f} is cleared", "{f} goes back to 0 {w}, except that a word stored at the "
            "same edge keeps it at 1", "{t} empties it: {w}, {f} becomes 0 unless a word is stored at that edge",
            w=when(d, take), f=full, t=take,
        ),
    ]  # fmt: skip
    if lost:
        told.append(
            d.any(
                "{l} is set for good when {p} is 1 while {f} is 1", "a post ({p} = 1) with {f} at 1 sets {l}, which stays until reset",
                "{l} remembers that {p} was 1 at an edge at which {f} was 1 already", l=lost, p=put, f=full,
            )
        )  # fmt: skip
    d.rng.shuffle(told)
    opening = d.any(
        "A mailbox for one {n}-bit word, updated {e}.", "Hand over a word from one side to the other. All registers change {e}.",
        "{o} holds one word and {f} says whether it is there; both change {e}.", "A one-word buffer whose registers change {e}.",
        n=width, e=at_edge(d, clk), o=word, f=full,
    )  # fmt: skip
    text = laid_out(d, told, sentence(opening, names), names, shuffle=False)
    text += " " * (not text.endswith("\n")) + d.tell_reset(reset, f"clears {listing([n for n in (full, word, lost) if n])}")
    store = put if replace else f"{put} && !{full}"
    update = [f"if ({store}) begin", f"  {word} <= {data};", f"  {full} <= 1'b1;", f"end else if ({take}) {full} <= 1'b0;"]
    update += [f"if ({put} && {full}) {lost} <= 1'b1;"] * bool(lost)
    clear = [f"{full} <= 1'b0;", f"{word} <= {d.style.literal(width, 0)};", *[f"{lost} <= 1'b0;"] * bool(lost)]
    ports = (
        Port(clk), *reset.ports, Port(put), Port(take), Port(data, width), Port(word, width, output=True, stored=True),
        Port(full, output=True, stored=True), *([Port(lost, output=True, stored=True)] if lost else []),
    )  # fmt: skip

    def step(s: tuple[int, int, int], v: dict[str, int]) -> tuple[int, int, int]:
        held, there, gone = s
        gone |= v[put] & there
        if v[put] and (replace or not there):
            return v[data], 1, gone
        return held, 0 if v[take] else there, gone

    rows = clocked(
        d.rng, ports, clk, reset, (0, 0, 0), step,
        lambda s, v: {word: s[0], full: s[1]} | ({lost: s[2]} if lost else {}), cycles=40,
    )  # fmt: skip
    return Design(
        "a one-word mailbox", ports, text,
        f"Store when {store}: word and {full} = 1; else {take} clears {full}." + f" {lost} sticks." * bool(lost) + f" {reset.phrase}.",
        tuple(d.clocked(clk, reset, clear, update)), rows, d.style, ("mailbox", "handover", "one_word"),
        {"width": width, "replace": replace, "lost": bool(lost), "reset": reset.phrase},
    )  # fmt: skip


@family("valid_ready", "handshakes")
def valid_ready(d: Draw) -> Design:
    """A register slice between two valid/ready links."""
    width = d.one((1, 4, 8, 8, 16))
    clk, reset = d.clock(), d.reset()
    in_valid, in_ready, data = d.names(("in_valid", "in_ready", "in_data"), ("s_valid", "s_ready", "s_data"), ("up_valid", "up_ready", "up_data"))
    out_valid, out_ready, word = d.names(
        ("out_valid", "out_ready", "out_data"), ("m_valid", "m_ready", "m_data"), ("dn_valid", "dn_ready", "dn_data")
    )
    through = d.chance(0.6)
    names = [clk, reset.name, in_valid, in_ready, data, out_valid, out_ready, word]
    ready = (
        d.any(
            "{r} is 1 when the register is empty or is being emptied ({v} is 0 or {g} is 1)", "{r} = not {v}, or {g}",
            "a new word can be taken ({r} = 1) if {v} is 0, or in the same cycle in which the old one leaves ({g} = 1)",
            "{r} is 0 only while {v} is 1 and {g} is 0", r=in_ready, v=out_valid, g=out_ready,
        )
        if through
        else d.any(
            "{r} is 1 only while the register is empty ({v} = 0)", "{r} is the inverse of {v}", "as long as a word is held ({v} is 1), {r} is 0; "
            "otherwise {r} is 1", "a word is accepted only into an empty register: {r} = NOT {v}", r=in_ready, v=out_valid,
        )
    )  # fmt: skip
    told = [
        ready,
        d.any(
            "{e}, if {v} and {r} are both 1, {o} takes {i} and {w} becomes 1", "a transfer in ({v} and {r} both high {e}) loads {i} into {o} and sets {w}",
            "{i} is stored in {o}, and {w} is set, {e} at which {v} and {r} are 1".replace(" at which", " if then"),
            e=at_edge(d, clk), v=in_valid, r=in_ready, i=data, o=word, w=out_valid,
        ),
        d.any(
            "otherwise {w} returns to 0 at an edge with {g} = 1", "if nothing comes in and {g} is 1 at the edge, {w} becomes 0",
            "{w} drops at an edge where {g} is 1, unless a new word is loaded at the same edge", w=out_valid, g=out_ready,
        ),
    ]  # fmt: skip
    if d.chance(0.5):
        told = [told[1], told[2], told[0]]
    opening = d.any(
        "", "A pipeline register with handshake.", "A register slice for a stream of {n}-bit words.", "A one-stage buffer between a producer and a consumer.",
        "(Put|Insert) one register between two valid/ready interfaces.", n=width,
    )  # fmt: skip
    text = laid_out(d, told, opening, names, shuffle=False)
    text += " " * (not text.endswith("\n")) + d.tell_reset(reset, f"clears {out_valid} and {word}")
    test = f"!{out_valid} || {out_ready}" if through else f"!{out_valid}"
    body = [f"assign {in_ready} = {test};"]
    update = [f"if ({in_valid} && {in_ready}) begin", f"  {word} <= {data};", f"  {out_valid} <= 1'b1;",
              f"end else if ({out_ready}) {out_valid} <= 1'b0;"]  # fmt: skip
    body += d.clocked(clk, reset, [f"{out_valid} <= 1'b0;", f"{word} <= {d.style.literal(width, 0)};"], update)
    ports = (
        Port(clk), *reset.ports, Port(in_valid), Port(data, width), Port(in_ready, output=True),
        Port(out_valid, output=True, stored=True), Port(word, width, output=True, stored=True), Port(out_ready),
    )  # fmt: skip
    free: Callable[[tuple[int, int], dict[str, int]], int] = lambda s, v: int(not s[1] or (through and bool(v[out_ready])))
    rows = clocked(
        d.rng, ports, clk, reset, (0, 0),
        lambda s, v: (v[data], 1) if v[in_valid] and free(s, v) else (s[0], 0 if v[out_ready] else s[1]),
        lambda s, v: {word: s[0], out_valid: s[1], in_ready: free(s, v)}, cycles=40,
    )  # fmt: skip
    return Design(
        "a register slice with valid and ready", ports, text,
        f"{in_ready} = {test}. Load when {in_valid} && {in_ready}, else {out_ready} clears {out_valid}. {reset.phrase}.",
        tuple(body), rows, d.style, ("slice", "reg_slice", "skid", "stage"), {"width": width, "through": through, "reset": reset.phrase},
    )  # fmt: skip


@family("acknowledge", "handshakes")
def acknowledge(d: Draw) -> Design:
    """An acknowledge some clock edges after a request, taken back with it."""
    delay = d.number(2, 4)
    clk, reset = d.clock(), d.reset()
    req, ack = d.names(("req", "ack"), ("request", "done"), ("ask", "answer"), ("start", "ready"))
    low = d.chance(0.2)
    names = [clk, reset.name, req, ack]
    bits = delay.bit_length()
    on, off = int(not low), int(low)
    told = [
        d.any(
            "{a} becomes {v} (at|with) the {n} consecutive rising edge of {c} at which {r} is 1",
            "after {r} has been 1 at {k} rising edge{s} of {c} in a row, {a} is {v}",
            "{r} must be seen high at {k} rising edge{s} of {c} without a break; then {a} is {v}",
            "{a} = {v} as soon as the last {k} rising edge{s} of {c} or more all saw {r} = 1",
            a=ack, v=on, n=("first", "second", "third", "fourth")[delay - 1], c=clk, r=req, k=delay, s="s" * (delay > 1),
        ),
        d.any(
            "an edge with {r} = 0 makes {a} {f} and starts the count again", "{a} returns to {f} at the first edge that finds {r} low, "
            "and counting begins anew", "{a} then stays until an edge sees {r} at 0, which sets it to {f}; the count is cleared too",
            r=req, a=ack, f=off,
        ),
    ]  # fmt: skip
    opening = d.any("", "A request with a delayed acknowledge.", "Confirm that {r} is stable.", "{r} is answered by {a}.", r=req, a=ack)
    text = laid_out(d, told, sentence(opening, names) if opening else "", names, shuffle=False)
    text += " " * (not text.endswith("\n")) + d.tell_reset(reset, f"clears the count and sets {ack} to {off}")
    style = d.style
    L: Callable[[int], str] = lambda value: style.literal(bits, value)
    n = d.name("cnt", "n", "count")
    body = [style.declare(n, bits), f"assign {ack} = ({n} {'!=' if low else '=='} {L(delay)});"]
    body += d.clocked(clk, reset, [f"{n} <= {L(0)};"], [f"if (!{req}) {n} <= {L(0)};", f"else if ({n} != {L(delay)}) {n} <= {n} + 1'b1;"])
    ports = (Port(clk), *reset.ports, Port(req), Port(ack, output=True))
    rows = clocked(
        d.rng, ports, clk, reset, 0, lambda s, v: min(s + 1, delay) if v[req] else 0, lambda s, v: {ack: int((s >= delay) != low)},
        cycles=44, bias=lambda r, i: {req: int(r.random() < 0.8)},
    )  # fmt: skip
    return Design(
        "a delayed acknowledge", ports, text,
        f"Count edges with {req} up to {delay}, 0 clears; {ack} is {on} at {delay}. {reset.phrase}.", tuple(body), rows, style,
        ("ack", "stable", "handshake"), {"delay": delay, "low": low, "reset": reset.phrase},
    )  # fmt: skip
