"""Detectors of a bit pattern or of a run in a serial stream: Moore or Mealy, overlapping or not."""

from __future__ import annotations

from groundwire.distill.families.design import Design
from groundwire.distill.families.draw import Draw
from groundwire.distill.families.models import clocked
from groundwire.distill.families.ports import Port
from groundwire.distill.families.registry import family
from groundwire.distill.families.reset import Reset
from groundwire.distill.families.telling import edge_word, level
from groundwire.distill.families.voices.machine_texts import constants, register, shorten, tell_start

_STREAMS = (
    ("x", "z"),
    ("in", "found"),
    ("din", "detected"),
    ("data", "match"),
    ("serial_in", "y"),
    ("bit_in", "hit"),
    ("w", "z"),
)
_GOALS = (
    "Detect the (bit |)sequence {p} on {i}.",
    "A sequence detector for {p} on the input {i}.",
    "{o} reports every occurrence of {p} in the bit stream {i}.",
    "Watch {i} for the pattern {p} and report it on {o}.",
    "Build a recognizer of {p}: bits arrive on {i}, {o} tells of a match.",
    "Can you write a detector that finds {p} in the serial data {i}?",
    "{i} is a serial input; when the bits {p} have come in, {o} is raised.",
    "To find the header {p} in a serial stream, {i} is searched and {o} marks each hit.",
    "The circuit looks for {q} on {i} and signals it on {o}.",
    "When {i} has been {q} on successive clocks, {o} goes high.",
    "Pattern: {p}. Input: {i}. Output: {o} (1 on a match).",
    "{o} must be 1 when the last {n} bits on {i} were {p}.",
    "I need to know when {p} goes by on {i}; tell me with {o}.",
    "Bits are read from {i} one by one. As soon as they spell {p}, {o} shows it.",
    "Find {p} in the bits of {i}.",
    "Finite state machine that recognizes {p} on {i} and sets {o}.",
)
_ORDER = (
    "The leftmost bit comes first.",
    "Bits are given oldest first.",
    "The pattern is written in order of arrival.",
    "The left bit is received first.",
    "The first bit to arrive is the leftmost.",
    "(The pattern is read from left to right.)",
)
_MEALY = (
    "{o} is 1 in the same cycle as the last bit of the pattern (Mealy).",
    "As a Mealy machine, {o} is 1 while the last bit is at the input.",
    "It is a Mealy machine: {o} answers to {i} at once.",
    "{o} rises already while the final bit stands on {i}, before the clock edge.",
    "Mealy output: it depends on the current {i} too.",
    "The output is combinational in {i}: no delay after the last bit.",
    "Use a Mealy machine, so that {o} does not wait for the next edge.",
    "Type: Mealy.",
    "{o} is high during the cycle in which the last bit is present.",
    "The hit is shown at once (Mealy).",
)
_MOORE = (
    "{o} is 1 for one cycle after the edge that took in the last bit (Moore).",
    "As a Moore machine, {o} is 1 in the cycle after the last bit was sampled.",
    "It is a Moore machine: {o} depends on the stored state only.",
    "{o} goes high after the clock edge that samples the final bit.",
    "Moore output: it changes only with the clock.",
    "The output comes one cycle later than the last bit (Moore).",
    "Use a Moore machine for this.",
    "Type: Moore.",
    "{o} does not depend on the present {i}, only on bits already sampled.",
    "The hit is shown once the last bit has been clocked in.",
)
_OVERLAP = (
    "Occurrences may overlap.",
    "Overlapping occurrences count.",
    "A hit may share bits with the next one.",
    "Overlap is allowed.",
    "The bits of a match can be used again.",
    "Overlapping matches are all reported.",
    "Overlapping detection.",
    "The end of one match may be the start of another.",
    "Matches that overlap are found too.",
    "Every occurrence counts, even one that begins inside another.",
)
_APART = (
    "Occurrences do not overlap: after a hit the search starts anew.",
    "After a match start again from nothing (no overlap).",
    "Overlap is not allowed.",
    "Bits of a match are not used again.",
    "Non-overlapping detection.",
    "Once found, all bits so far are forgotten.",
    "A bit belongs to one match at most.",
    "After each hit it needs a complete new pattern.",
    "Two matches never share a bit.",
    "No overlapping: forget what was seen when it matches.",
)
_CLOCKS = (
    "One bit comes with each {e} edge of {c}.",
    "{i} is sampled on the {e} edge of {c}.",
    "Clock: {c} ({e} edge).",
    "The {e} edge of {c} takes in a bit.",
    "There is one bit per {e} edge of {c}.",
    "Bits are read at the {e} edge of {c}.",
    "Each {e} edge of {c} shifts in the next bit.",
    "{c} is the clock, {e} edge.",
    "At every {e} edge of {c} a new bit is taken.",
    "Sample {i} when {c} has its {e} edge.",
)
_FRESH = ("the start of its search", "the initial state", "the start state", "the empty history", "the beginning of the pattern")


def _progress(pattern: str, seen: str, limit: int) -> int:
    """How much of the pattern, up to a limit, the end of what was seen matches."""
    return next(n for n in range(limit, -1, -1) if seen.endswith(pattern[:n]) or n == 0)


def _spelled(d: Draw, pattern: str) -> str:
    """A pattern in words."""
    return d.one((", ", " then ", ", then ", " followed by ", "-")).join(pattern)


def history(
    d: Draw, clk: str, reset: Reset, source: str, out: str, pattern: str, mealy: bool, overlap: bool, edge: str = "posedge"
) -> tuple[list[str], str]:
    """A detector that keeps the last bits in a shift register, and why it is right."""
    length = len(pattern)
    empty = "1" if pattern[0] == "0" else "0"
    kept = length - 1 if mealy else length
    start = f"{kept}'b{empty * kept}"
    goal = f"{length}'b{pattern}"
    tail = (f"hist[{kept - 2}:0]" if kept > 2 else "hist[0]") if kept > 1 else ""
    shifted = f"{{{tail}, {source}}}" if tail else source
    if not overlap and mealy:
        shifted = f"{out} ? {start} : {shifted}"
    elif not overlap:
        shifted = f"{out} ? {{{length - 1}'b{empty * (length - 1)}, {source}}} : {shifted}"
    body = [
        d.style.declare("hist", kept),
        *d.clocked(clk, reset, [f"hist <= {start};"], [f"hist <= {shifted};"], edge),
        f"assign {out} = ({f'{{hist, {source}}}' if mealy else 'hist'} == {goal});",
    ]
    why = (
        f"hist keeps the last {kept} bit{'s' * (kept > 1)}, {start} at first as the pattern begins with {pattern[0]}. "
        f"{'Mealy: hist and the input' if mealy else 'Moore: hist'} = {pattern}; "
        f"{'overlap: keep hist' if overlap else 'no overlap: hist starts anew after a hit'}."
    )
    return body, why


def _states(
    d: Draw, clk: str, reset: Reset, source: str, out: str, pattern: str, mealy: bool, overlap: bool, edge: str
) -> tuple[list[str], str]:
    """A detector with a state for each number of bits that match."""
    length = len(pattern)
    names = [f"S{i}" for i in range(length + (not mealy))]
    table = []
    for s in range(len(names)):
        row = []
        for bit in "01":
            seen = ("" if s == length and not overlap else pattern[:s]) + bit
            hit = mealy and seen == pattern
            row.append(0 if hit and not overlap else _progress(pattern, seen, length - mealy))
        table.append(row)
    moves = [(n, names[a] if a == b else f"{source} ? {names[b]} : {names[a]}") for n, (a, b) in zip(names, table, strict=True)]
    width = max(1, (len(names) - 1).bit_length())
    last = f"{'' if pattern[-1] == '1' else '!'}{source}"
    body = [
        constants(names, range(len(names)), width, d.style),
        *register(d, clk, reset, edge, "S0", moves, width),
        f"assign {out} = (state == {names[-1]}){f' && {last}' if mealy else ''};",
    ]
    listed = "; ".join(f"{n}: 0->{names[a]}, 1->{names[b]}" for n, (a, b) in zip(names, table, strict=True))
    return (
        body,
        f"Si: i bits of {pattern} seen. "
        f"{listed}.\n{'Mealy: output with the last bit' if mealy else f'Moore: output in {names[-1]}'}.",
    )


def _stream(d: Draw, pattern: str, cycles: int) -> list[int]:
    plan: list[int] = []
    while len(plan) < cycles + 20:
        plan += [int(b) for b in pattern] if d.chance(0.45) else [d.number(0, 1) for _ in range(d.number(1, 3))]
    return plan


def _reserve(d: Draw) -> None:
    shorten(d)
    for taken in ("state", "next", "hist", "S0", "S1", "S2", "S3", "S4", "S5"):
        d.name(taken)


@family("sequence_detector", "sequence detectors", 3.0)
def sequence_detector(d: Draw) -> Design:
    """Find a bit pattern in a serial stream: Moore or Mealy, overlapping or not, as a machine or with a shift register."""
    _reserve(d)
    length = d.one((2, 3, 3, 3, 4, 4, 5, 6))
    pattern = "".join(d.one("01") for _ in range(length))
    if len(set(pattern)) == 1 and d.chance(0.6):
        pattern = pattern[:-1] + ("1" if pattern[0] == "0" else "0")
    mealy, overlap = d.chance(0.45), d.chance(0.6)
    states = length <= 4 and d.chance(0.2)
    clk, reset = d.clock(), d.reset()
    edge = "negedge" if d.chance(0.06) else "posedge"
    source, out = d.names(*_STREAMS)
    slots = {"p": pattern, "q": _spelled(d, pattern), "i": source, "o": out, "c": clk, "n": str(length)}
    slots["e"] = edge_word(d, edge == "negedge")
    facts = [
        d.any(*(_MEALY if mealy else _MOORE), **slots),
        d.any(*(_OVERLAP if overlap else _APART), **slots),
        d.any(*_CLOCKS, **slots),
        tell_start(d, reset, d.one(_FRESH)),
    ]
    goal = d.any(*_GOALS, **slots)
    if pattern != pattern[::-1]:
        goal += " " + d.one(_ORDER)
    if states:
        facts.append(
            d.any(
                "Use a state for each number of matched bits.",
                "Write it with states S0, S1, ... for the bits matched so far.",
                "It should be coded as states, one per matched prefix.",
            )
        )
    d.rng.shuffle(facts)
    text = _laid_out(d, goal, facts)
    build = _states if states else history
    body, why = build(d, clk, reset, source, out, pattern, mealy, overlap, edge)
    ports = (Port(clk), *reset.ports, Port(source), Port(out, output=True))

    def update(s: tuple[str, int], v: dict[str, int]) -> tuple[str, int]:
        seen = s[0] + str(v[source])
        hit = int(seen.endswith(pattern))
        return ("" if hit and not overlap else seen[-length:], hit)

    def output(s: tuple[str, int], v: dict[str, int]) -> dict[str, int]:
        return {out: int((s[0] + str(v[source])).endswith(pattern)) if mealy else s[1]}

    plan = _stream(d, pattern, 64)
    rows = clocked(
        d.rng,
        ports,
        clk,
        reset,
        ("", 0),
        update,
        output,
        cycles=64,
        falling=edge == "negedge",
        bias=lambda r, i: {source: plan[i]} | ({reset.name: reset.level(i == 40)} if i > 1 else {}),
    )
    return Design(
        f"a detector of {pattern}",
        ports,
        text,
        f"{why} {edge}, {reset.phrase}.",
        tuple(body),
        rows,
        d.style,
        ("seq_detector", "sequence_detector", f"detect_{pattern}"),
        {"pattern": pattern, "mealy": mealy, "overlap": overlap, "reset": reset.phrase, "states": states},
        hidden=(1, len(body) - 1),
    )


def _laid_out(d: Draw, goal: str, facts: list[str]) -> str:
    """Facts after (or around) a goal: in a row or as a list."""
    if d.chance(0.2):
        mark = d.one(("- ", "* ", "  "))
        return "\n".join([goal, *(mark + fact for fact in facts)])
    if d.chance(0.2):
        return "\n".join(f"{i}. {fact}" for i, fact in enumerate([goal, *facts], 1))
    split = d.one((0, 0, 0, 1))
    return " ".join([*facts[:split], goal, *facts[split:]])


_RUNS = (
    "{o} is 1 when {i} has been {w} at the last {n} {e} edges of {c}.",
    "Detect {n} {ones} in a row on {i} (sampled at the {e} edge of {c}); {o} is then 1.",
    "{o} goes high after {n} successive {e} edges of {c} with {i} {w}, and stays high as long as {i} stays so.",
    "A run of {n} or more {ones} on {i} sets {o}; {c} samples on its {e} edge.",
    "If {i} was {b} for {n} clocks or more without a break, {o} is 1, else 0 ({c}, {e} edge).",
    "Watch {i} at each {e} edge of {c}. {n} consecutive {ones} make {o} high until {i} changes.",
    "To filter glitches, {o} is high only once {i} has been {b} for {n} {e} edges of {c} in succession.",
    "On {c} ({e} edge): out {o} = all of the last {n} samples of {i} were {b}.",
    "Can you make {o} high when the {n} latest samples of {i} are all {b}? Clock {c}, {e} edge.",
    "{i} must be {w} {n} times running at the {e} edge of {c} before {o} is asserted; the first {z} drops it.",
    "Count of consecutive {ones} on {i} >= {n} -> {o}=1. Sampled on the {e} edge of {c}.",
    "{n} equal bits of value {b} in a row, that is what {o} reports; {i} is read on the {e} edge of {c}.",
    "{o} remains 0 until {i} has been sampled as {b} {n} times in a row at the {e} edge of {c}. Any {z} clears it.",
    "Run-length detector: {n} x {b} on {i}. Flag {o}. Clock {c}, {e} edge.",
    "The flag {o} says that {i} has not been {z} for the last {n} {e} edges of {c}.",
)
_STARTS = (
    "{o} is 1 for one cycle when a run of {ones} on {i} reaches the length {n} (sampled at the {e} edge of {c}); a longer "
    "run gives no second pulse.",
    "On {c} ({e} edge): one pulse on {o} after exactly {n} {ones} in a row on {i} that follow a {z} or the start; the run "
    "may go on without another pulse.",
    "When {i} has been {b} for {n} {e} edges of {c} in succession, {o} gives one single pulse of a clock cycle. It can "
    "fire again only after {i} was {z}.",
    "{o} pulses once per run of {ones} on {i}: in the cycle after the {n}th. {c} samples {i} on its {e} edge.",
    "Each time {i} becomes {w} and stays so for {n} {e} edges of {c}, {o} is 1 for one clock. It needs a {z} before the "
    "next pulse.",
)


@family("run_detector", "sequence detectors", 1.5)
def run_detector(d: Draw) -> Design:
    """A flag for n equal bits in a row, or a pulse where such a run reaches n."""
    _reserve(d)
    n, bit, pulse = d.number(2, 6), int(d.chance(0.65)), d.chance(0.3)
    clk, reset = d.clock(), d.reset()
    source, out = d.names(*_STREAMS, ("btn", "stable"), ("line", "idle"), ("a", "long_run"))
    edge = "negedge" if d.chance(0.08) else "posedge"
    slots = {
        "i": source,
        "o": out,
        "n": d.one((str(n), ("two", "three", "four", "five", "six")[n - 2])),
        "b": bit,
        "z": 1 - bit,
        "w": level(d, bit),
        "ones": d.one(("1s", "ones")) if bit else d.one(("0s", "zeros")),
        "c": clk,
        "e": edge_word(d, edge == "negedge"),
    }
    text = d.any(*(_STARTS if pulse else _RUNS), **slots)
    text = (
        text.replace("threeth", "third")
        .replace("3th", "3rd")
        .replace("2th", "2nd")
        .replace("twoth", "second")
        .replace("fiveth", "fifth")
    )
    start = d.one(("the initial state", "the empty history", "the start state", "the idle state"))
    text = d.one((f"{text} {tell_start(d, reset, start)}", f"{tell_start(d, reset, start)} {text}"))
    width = n + pulse
    first = str(1 - bit)
    body = [
        d.style.declare("hist", width),
        *d.clocked(
            clk,
            reset,
            [f"hist <= {width}'b{first * width};"],
            [f"hist <= {{{'hist[0]' if width == 2 else f'hist[{width - 2}:0]'}, {source}}};"],
            edge,
        ),
        f"assign {out} = (hist == {width}'b{first * pulse}{str(bit) * n});",
    ]
    ports = (Port(clk), *reset.ports, Port(source), Port(out, output=True))
    plan: list[int] = []
    while len(plan) < 80:
        plan += [bit] * d.number(max(1, n - 1), n + 3) + [1 - bit] * d.number(1, 2)
    rows = clocked(
        d.rng,
        ports,
        clk,
        reset,
        0,
        lambda s, v: s + 1 if v[source] == bit else 0,
        lambda s, v: {out: int(s == n if pulse else s >= n)},
        cycles=60,
        falling=edge == "negedge",
        bias=lambda r, i: {source: plan[i]} | ({reset.name: reset.level(i == 40)} if i > 1 else {}),
    )
    what = f"{out} when hist is {first * pulse}{str(bit) * n}" + (": a run that has just reached its length" if pulse else "")
    return Design(
        f"a detector of {n} {'ones' if bit else 'zeros'} in a row",
        ports,
        text,
        f"hist keeps the last {width} samples, {first * width} at first. {what}. {edge}, {reset.phrase}.",
        tuple(body),
        rows,
        d.style,
        ("run_detector", "run_length", "stable"),
        {"n": n, "bit": bit, "pulse": pulse, "reset": reset.phrase},
    )
