"""Machines that find a bit pattern in a serial stream: Moore or Mealy, overlapping or not."""

from __future__ import annotations

from groundwire.distill.families.design import Design
from groundwire.distill.families.draw import Draw
from groundwire.distill.families.models import clocked
from groundwire.distill.families.ports import Port
from groundwire.distill.families.registry import family


def _progress(pattern: str, seen: str) -> int:
    """How much of the pattern the end of what was seen matches."""
    return next(n for n in range(min(len(pattern), len(seen)), -1, -1) if seen.endswith(pattern[:n]) or n == 0)


@family("sequence_detector", "sequence detectors", 2.5)
def sequence_detector(d: Draw) -> Design:
    """Find a bit pattern in a serial stream: Moore or Mealy, overlapping or not, as a machine or with a shift register."""
    length = d.one((3, 3, 4, 4, 5))
    pattern = "".join(d.one("01") for _ in range(length))
    if len(set(pattern)) == 1 and d.chance(0.6):
        pattern = pattern[:-1] + ("1" if pattern[0] == "0" else "0")
    mealy, overlap = d.chance(0.4), d.chance(0.65)
    clk, reset = d.clock(), d.reset()
    source, out = d.names(("x", "z"), ("in", "found"), ("din", "detected"), ("data", "match"), ("serial_in", "y"))
    style = d.style
    names = [f"S{i}" for i in range(length + (not mealy))]

    def goes(state: int, bit: int) -> int:
        if state == length and not overlap:
            return _progress(pattern, str(bit))
        seen = pattern[:state] + str(bit)
        target = _progress(pattern, seen)
        if mealy and target == length:
            return _progress(pattern[:-1] if length > 1 else "", seen[1:]) if overlap and length > 1 else 0
        return target

    def wrapped(state: int, bit: int) -> int:
        """The state after a hit of a Mealy machine is the longest proper start of the pattern."""
        seen = pattern[:state] + str(bit)
        if mealy and seen == pattern:
            if not overlap:
                return 0
            return next(n for n in range(length - 1, -1, -1) if seen.endswith(pattern[:n]) or n == 0)
        return goes(state, bit)

    table = [[wrapped(s, b) for b in (0, 1)] for s in range(len(names))]
    width = max(1, (len(names) - 1).bit_length())
    span = f"[{width - 1}:0] " if width > 1 else ""
    body = ["localparam " + ", ".join(f"{n} = {style.literal(width, i, 'd')}" for i, n in enumerate(names)) + ";"]
    body += [f"{style.net} {span}state, next;", f"{style.comb} begin", "  case (state)"]
    body += [
        f"    {n}: next = {names[t[1]]};" if t[0] == t[1] else f"    {n}: next = {source} ? {names[t[1]]} : {names[t[0]]};"
        for n, t in zip(names, table, strict=True)
    ]
    body += [
        f"    default: next = {names[0]};",
        "  endcase",
        "end",
        *d.clocked(clk, reset, [f"state <= {names[0]};"], ["state <= next;"]),
    ]
    last = f"{'' if pattern[-1] == '1' else '!'}{source}"
    body.append(f"assign {out} = (state == {names[-1]}) && {last};" if mealy else f"assign {out} = (state == {names[-1]});")
    when = (
        d.any(
            "{o} is 1 in the same cycle as the last bit of the pattern (Mealy).",
            "As a Mealy machine, {o} is 1 while the last bit is at the input.",
            o=out,
        )
        if mealy
        else d.any(
            "{o} is 1 for one cycle after the edge that took in the last bit (Moore).",
            "As a Moore machine, {o} is 1 in the cycle after the last bit was sampled.",
            o=out,
        )
    )
    text = d.any(
        "Detect the (bit |)sequence {p} on {i}, one bit for each rising edge of {c}, the leftmost bit first. {w}",
        "A sequence detector for {p}: bits arrive on {i} (leftmost first), sampled at the positive edge of {c}. {w}",
        p=pattern,
        i=source,
        c=clk,
        w=when,
    ) + (
        d.any(" Occurrences may overlap.", " Overlapping occurrences count.", " A hit may share bits with the next one.")
        if overlap
        else d.any(
            " Occurrences do not overlap: after a hit the search starts anew.",
            " After a match start again from nothing (no overlap).",
        )
    )
    text += " " + d.tell_reset(reset, "starts the search again")
    ports = (Port(clk), *reset.ports, Port(source), Port(out, output=True))

    def update(s: tuple[str, int], v: dict[str, int]) -> tuple[str, int]:
        seen = s[0] + str(v[source])
        hit = int(seen.endswith(pattern))
        return ("" if hit and not overlap else seen[-length:], hit)

    def output(s: tuple[str, int], v: dict[str, int]) -> dict[str, int]:
        return {out: int((s[0] + str(v[source])).endswith(pattern)) if mealy else s[1]}

    plan: list[int] = []
    while len(plan) < 80:
        plan += [int(b) for b in pattern] if d.chance(0.45) else [d.number(0, 1) for _ in range(d.number(1, 3))]
    rows = clocked(
        d.rng,
        ports,
        clk,
        reset,
        ("", 0),
        update,
        output,
        cycles=64,
        bias=lambda r, i: {source: plan[i]} | ({reset.name: reset.level(i == 40)} if i > 1 else {}),
    )
    moves = "; ".join(f"{n}: 0->{names[t[0]]}, 1->{names[t[1]]}" for n, t in zip(names, table, strict=True))
    return Design(
        f"a detector of {pattern}",
        ports,
        text,
        f"Si: i bits of {pattern} seen. "
        f"{moves}.\n{'Mealy: output with the last bit' if mealy else f'Moore: output in {names[-1]}'}. {reset.phrase}.",
        tuple(body),
        rows,
        style,
        ("seq_detector", "sequence_detector", f"detect_{pattern}"),
        {"pattern": pattern, "mealy": mealy, "overlap": overlap, "reset": reset.phrase},
        hidden=(2, len(body) - 1),
    )
