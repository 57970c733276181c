"""Edge detectors on bits and vectors, with pulses at once, registered, or captured."""
# ruff: noqa: E731  (one-line models side by side read best as lambdas)

from __future__ import annotations

from groundwire.distill.families.design import Design, Row
from groundwire.distill.families.draw import Draw
from groundwire.distill.families.models import clocked
from groundwire.distill.families.ports import Port
from groundwire.distill.families.registry import family
from groundwire.distill.families.telling import capitalized
from groundwire.distill.families.voices.counter_words import reset_fact

_CHANGE = {
    "rising": (
        "goes from 0 to 1", "goes from 0 to 1", "rises", "has a rising edge", "changes from low to high", "goes high",
        "is 1 after having been 0", "turns from 0 into 1", "makes a 0-to-1 transition",
    ),
    "falling": (
        "goes from 1 to 0", "goes from 1 to 0", "falls", "has a falling edge", "changes from high to low", "goes low",
        "is 0 after having been 1", "turns from 1 into 0", "makes a 1-to-0 transition",
    ),
    "any": (
        "changes", "changes in either direction", "toggles", "has a rising or a falling edge", "goes from 0 to 1 or from 1 to 0",
        "takes a new value", "goes from 1 to 0 or from 0 to 1", "rises or falls", "makes a transition of either kind",
    ),
}  # fmt: skip
"""What an input does, after its name."""
_EDGES = {
    "rising": ("rising edges", "positive edges", "0-to-1 transitions", "low-to-high transitions"),
    "falling": ("falling edges", "negative edges", "1-to-0 transitions", "high-to-low transitions"),
    "any": ("edges of both kinds", "both rising and falling edges", "transitions in both directions", "any edges", "changes"),
}
_TOLD = {
    "registered": (
        "{t} is 1 in the cycle after {s} {x}: the value at this rising edge of {c} is compared with that at the edge before.",
        "Detect {k}: when {s} {x} between two rising edges of {c}, {t} is 1 for one cycle, set at the second of them.",
        "At each rising edge of {c}, {t} becomes 1 if {s} {x} since the edge before, and 0 otherwise.",
        "{t} is a registered pulse, one cycle of {c} long, given when {s} {x}.",
        "Whenever {s} {x}, the flip-flop output {t} is high for exactly one cycle of {c}, beginning with the edge that saw "
        "the change.",
        "If {s}, sampled at the rising edge of {c}, {x}, then set {t} for one clock cycle; the output comes from a register.",
        "Watch {u} for {k}. {t}, a register clocked by {c}, is 1 for a cycle after {s} {x}.",
        "For one clock cycle {t} goes high each time {s} {x} ({c} is the clock, rising edge; the result is registered).",
        "How do I find {k} of {u}? Compare the sample of this {c} edge with the last one, and register the result: {t} is 1 "
        "when {s} {x}.",
        "{t} should be asserted in the cycle following the one in which {s} {x}. Clock: {c}, rising edge.",
        "On posedge {c}: {t} <= 1 if {s} {x} since the last posedge, else 0.",
        "(Write|Build) a synchronous detector of {k}. Its output {t} is updated at the rising edge of {c} and is 1 if {s} {x}.",
        "Two consecutive samples of {s} are taken by {c} (rising edge). {t} is registered; it is 1 if {s} {x} from the one to "
        "the other.",
        "To start something once for each edge, {t} is set for one cycle, at the {c} edge where {s} {x}; else it is 0.",
        "{t} = 0 normally. After a rising edge of {c} at which {s} {x} compared with the previous one, {t} = 1 for a cycle.",
        "Each time {s} {x}, as seen at rising edges of {c}, a flip-flop makes {t} 1 for one cycle.",
    ),
    "direct": (
        "{t} is 1 at once while {s} {x} compared with its value at the last rising edge of {c} (no register at the output).",
        "Compare {s} with a copy stored at each rising edge of {c}; {t} is 1, without further delay, when it {x}.",
        "{t} is combinational: it is 1 while {s} {x} with respect to the value stored at the last rising edge of {c}.",
        "Store {u} at every rising edge of {c}. {t} is high as long as {s} {x} relative to the stored value; do not register it.",
        "One register only: it keeps {u} from the last rising edge of {c}. Output {t} shows without delay that {s} {x} since "
        "then.",
        "Detect {k}. {t} follows immediately from the present input and its copy taken at posedge {c}: 1 if {s} {x}, else 0.",
        "Without waiting for the next edge of {c}, {t} goes to 1 when {s} {x} since the last rising edge.",
        "While {s} {x} as against the sample taken by the last rising edge of {c}, {t} is 1; there is no output flip-flop.",
        "(Make|Build) a detector of {k} whose output {t} is an assign of {u} and its delayed copy (clock {c}): 1 where {s} {x}.",
        "{t} must not be delayed: as soon as {s} {x} since the previous rising edge of {c}, it is 1.",
        "The last value of {u} is kept by {c} (rising edge). If, beside that, {s} {x}, {t} is 1 in the same cycle.",
        "{t} is asserted in the very cycle in which {s} {x}, i.e. combinationally, from {u} and a copy one {c} edge old.",
        "Mealy-style detection of {k}: {t} is 1 when {s} {x}, judged by the live input and what was stored at the last {c} edge.",
        "Can you flag {k} at once? {t} = 1 when {s} {x} relative to its copy from the last rising edge of {c}.",
        "A flip-flop on {c} delays {u}; logic compares input and delayed input, and {t} is 1 if {s} {x}.",
    ),
    "capture": (
        "{t} becomes 1 when {s} {x} from one rising edge of {c} to the next, and stays 1 until reset.",
        "Capture {k} of {u}: once {s} {x} (sampled by {c}), {t} stays 1 until the reset.",
        "{t} remembers that {s} {x}: it is set at the rising edge of {c} that sees it, and only the reset clears it.",
        "As soon as {s} {x} between two rising edges of {c}, set {t}. It is kept until the reset.",
        "Once set, {t} holds 1 until it is reset. It is set when {s} {x} from one {c} edge to the next.",
        "Sticky detection of {k}: {t} goes to 1 at the clock edge ({c}) where {s} {x} and is held up to the reset.",
        "Has {s} ever done it? If it {x}, seen at rising edges of {c}, {t} turns 1 and remains so until the next reset.",
        "{t} latches the event that {s} {x} (two consecutive rising edges of {c} compared); nothing but the reset puts it back.",
        "Record {k}: with each rising edge of {c}, if {s} {x} since the last edge, {t} is set, otherwise it keeps its value.",
        "On posedge {c}: {t} <= 1 if {s} {x} since the last posedge, else unchanged.",
        "An event flag {t} is raised when {s} {x}, sampled at the rising edge of {c}. The flag stays up until the reset.",
        "{t} is 1 from the {c} edge at which {s} {x} up to the next reset.",
        "Keep {t} at 1 after {s} {x}, even when the input moves again; only a reset takes it down. Sampling is done by {c}, "
        "rising edge.",
        "Does not forget: {t} is set (at the rising edge of {c}) when {s} {x}, and is cleared by reset alone.",
        "(Build|I need) a capture register for {k} of {u}, clocked by {c}. {t} is set when {s} {x} and is cleared by nothing "
        "but the reset.",
    ),
}  # fmt: skip
_COPY = (
    "The copy of {s} is updated in reset too.", "The stored previous value keeps following {s} during reset.",
    "Reset does not touch the stored last value of {s}.", "{s} goes on being sampled while the reset is active.",
    "Only the output is reset; the old value of {s} is stored at every edge.", "The sample of {s} has no reset.",
)  # fmt: skip


def _tell(d: Draw, clk: str, kind: str, how: str, width: int, source: str, out: str) -> str:
    """The sentence on what is detected."""
    subject, target = source, out
    if width > 1:
        subject, target = d.one(((f"bit i of {source}", f"bit i of {out}"), (f"{source}[i]", f"{out}[i]")))
    text = d.any(*_TOLD[how], t=target, s=subject, x=d.one(_CHANGE[kind]), c=clk, k=d.one(_EDGES[kind]), u=source)
    text = capitalized(text, (source, out)).replace(". bit i", ". Bit i").replace("? bit i", "? Bit i")
    if width == 1:
        return text
    names = (source, out, "i")
    note = d.any(
        "Each of the {w} bits is treated by itself.", "Every bit has its own detector.", "This goes for all {w} bits.",
        "All bits work independently.", "i runs over all {w} bits.", "(Here i is any|for each) bit number from 0 to {m}.",
        w=width, m=width - 1,
    )  # fmt: skip
    return f"{text} {capitalized(note, names)}" if d.chance(0.7) else f"{capitalized(note, names)} {text}"


@family("edge_detector", "edge detectors", 2.0)
def edge_detector(d: Draw) -> Design:
    """A pulse for each rising, falling or any edge of a signal; registered or not; or captured until reset."""
    clk = d.clock()
    width = d.one((1, 1, 1, 1, 2, 3, 4, 8, 8, 12, 16, 32))
    kind = d.one(("rising", "falling", "any"))
    how = d.one(("registered", "registered", "direct", "capture"))
    reset = d.reset(("sync", "async") if how == "capture" else ("none", "none", "sync", "async"))
    source, out = d.names(
        ("in", "pulse"), ("sig", "edge_seen"), ("a", "p"), ("d", "out"), ("in", "anyedge") if kind == "any" else ("in", "pedge"),
        ("din", "det"), ("x", "z"), ("button", "pressed"), ("level", "strobe"), ("req", "hit"),
    )  # fmt: skip
    prev = d.name("prev", "last", "d_last", "in_q")
    style, mask = d.style, (1 << width) - 1
    code = {"rising": f"{source} & ~{prev}", "falling": f"~{source} & {prev}", "any": f"{source} ^ {prev}"}[kind]
    text = _tell(d, clk, kind, how, width, source, out)
    edge = style.edge(f"posedge {clk}")
    keep = f"{out} <= {out} | ({code});"
    stored = d.any("(clears|zeroes) the stored (copy|value)", "sets the stored previous value to 0")
    kept = d.any("the stored (copy|value) becomes 0", "the previous value is cleared")
    body = [style.declare(prev, width)]
    if how == "capture":
        stored, kept = d.any("clears {o}", "sets {o} to 0", o=out), d.any("{o} (becomes|goes to|is) 0", o=out)
        if reset.kind == "async":
            body += [*d.block(edge, [f"{prev} <= {source};"]), *d.clocked(clk, reset, [f"{out} <= 0;"], [keep])]
        else:
            body += d.block(edge, [f"{prev} <= {source};", f"if ({reset.test}) {out} <= 0;", f"else {keep}"])
    elif how == "registered":
        stored, kept = f"clears the stored copy and {out}", f"both {out} and the stored copy become 0"
        clear, update = [f"{prev} <= 0;", f"{out} <= 0;"], [f"{prev} <= {source};", f"{out} <= {code};"]
        body += d.clocked(clk, reset, clear, update)
    else:
        body += [*d.clocked(clk, reset, [f"{prev} <= 0;"], [f"{prev} <= {source};"]), f"assign {out} = {code};"]
    ports = (Port(clk), *reset.ports, Port(source, width), Port(out, width, output=True, stored=how != "direct"))
    resets = capitalized(reset_fact(d, reset, clk, stored, kept), [port.name for port in ports])
    copy = d.any(*_COPY, s=source) if how == "capture" else ""
    parts = [resets, capitalized(copy, [source])]
    text = " ".join(part for part in ([text, *parts] if d.chance(0.8) or not resets else [*parts, text]) if part)

    def detect(now: int, before: int) -> int:
        return {"rising": now & ~before, "falling": before & ~now, "any": now ^ before}[kind] & mask

    bias = lambda r, i: {source: r.getrandbits(width)} if r.random() < 0.7 else {}
    if how == "capture":
        rows = _capture(d, ports, clk, reset, source, out, detect)
    else:
        rows = clocked(
            d.rng, ports, clk, reset, (0, 0),
            lambda s, v: (v[source], detect(v[source], s[0])),
            lambda s, v: {out: s[1] if how == "registered" else detect(v[source], s[0])},
            cycles=30, bias=bias, unknown=((0, 0), (mask, mask)) if reset.kind == "none" else (),
        )  # fmt: skip
    return Design(
        f"a detector of {kind} edges" if kind != "any" else "a detector of both edges",
        ports, text, f"Keep the last value {prev}; edge = {code}; {how}. {reset.phrase}.", tuple(body), rows, style,
        ("edge_detect", f"{kind}_edge", "edge_finder"),
        {"width": width, "kind": kind, "how": how, "reset": reset.phrase},
        wave=f"{out} follows a {kind} edge of {source} by one clock edge."
        if width == 1 and how == "registered" and reset.kind == "none"
        else "",
    )  # fmt: skip


def _capture(d: Draw, ports, clk, reset, source, out, detect):  # type: ignore[no-untyped-def]
    """Rows of a capture register whose copy of the input knows no reset."""
    rows, before, seen = [], None, None
    for cycle in range(30):
        value = d.rng.getrandbits(next(p.width for p in ports if p.name == source))
        active = cycle < 2 or d.chance(0.1)
        inputs = {source: value, reset.name: reset.level(active)}
        if active and reset.kind == "async":
            seen = 0
        rows.append(Row({**inputs, clk: 0}, {out: seen}))
        if active:
            seen = 0
        elif seen is not None and before is not None:
            seen |= detect(value, before)
        before = value
        rows.append(Row({**inputs, clk: 1}, {out: seen}))
    return tuple(rows)
