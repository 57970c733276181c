"""Debouncers, and counters of edges, cycles and runs."""
# ruff: noqa: E731  (one-line models side by side read best as lambdas)

from __future__ import annotations

from groundwire.distill.families.design import Design
from groundwire.distill.families.draw import Draw
from groundwire.distill.families.models import clocked
from groundwire.distill.families.ports import Port
from groundwire.distill.families.registry import family
from groundwire.distill.families.voices.counter_words import with_reset

_MAJORITY = (
    "{o} is the majority of the last 3 samples of {s}, taken at rising edges of {c}.",
    "Sample {s} at each rising edge of {c} and keep the last three samples. {o} is 1 if two or three of them are 1, else 0.",
    "{o} = 1 when at least two of the three most recent samples of {s} ({c}, rising edge) were 1.",
    "The last three values that {s} had at posedge {c} vote on {o}: two out of three win.",
    "A majority filter: three flip-flops in a row, clocked by {c}, take in {s}; {o} is the majority of what they hold.",
    "To suppress glitches, {o} shows what most of the last three samples of {s} say. They are taken by {c} (rising edge).",
    "If at most one of the last three samples of {s} is 1, {o} is 0; otherwise it is 1. Samples are taken at every rising "
    "edge of {c}.",
    "{s} goes into a 3-bit shift register at each rising edge of {c}. {o} is high while two or more of its bits are 1.",
    "(Build|I need) a filter of {s}: with every rising edge of {c} a sample is stored, and {o} follows the majority of the "
    "newest three.",
    "Two of the last three samples decide. Samples: {s} at posedge {c}. Decision: {o}, without another register.",
    "What is {o}? The value that occurs most often among the last three samples of {s}, with {c} as the sampling clock.",
    "Keep a history of 3 samples of {s} (rising edge of {c}); {o} is low if two or more of them are 0 and high if not.",
    "{o} goes high once two of the stored three samples of {s} are high. The samples move on at each rising edge of {c}.",
    "Glitch filter with input {s} and output {o}: majority over three samples, one sample per rising edge of {c}.",
    "At each rising edge of {c} a sample of {s} pushes out the oldest of three; {o} agrees with at least two of the three kept.",
)
_STABLE = (
    "Debounce {s}: a shift register keeps its last {n} samples (rising edge of {c}). {o} becomes 1 at the edge "
    "after they are all 1, 0 at the edge after they are all 0, and else keeps its value.",
    "At each rising edge of {c}, look at the {n} samples of {s} stored so far: if all are 1, {o} becomes 1; if all are 0, it "
    "becomes 0; "
    "otherwise it stays. Then store the new sample of {s} as the latest of the {n}.",
    "{o} holds unless the stored last {n} samples of {s} agree; then it takes their common value at the next rising edge of {c}. "
    "A sample is stored at every rising edge.",
    "To debounce a button, its signal {s} is shifted into a {n}-bit register at posedge {c}. {o} is another flip-flop: it is "
    "cleared when "
    "the register (before the edge) is all zeros, set when it is all ones, kept otherwise.",
    "Keep {n} samples of {s}. On posedge {c}: {o} <= 0 if the old samples are all 0; {o} <= 1 if they are all 1; no change if "
    "they differ. "
    "The register of samples shifts at the same edge.",
    "{o} is a cleaned copy of {s}. It only changes if the {n}-bit sample history was all ones (then to 1) or all zeros (then "
    "to 0) before "
    "the rising edge of {c}, at which {s} is shifted in.",
    "(Build|I need) a debouncer with input {s} and output {o}. The {n} latest samples are in a shift register on {c} (rising "
    "edge). {o} is a "
    "register too and looks at the old contents: all 0 clears it, all 1 sets it.",
    "Two things happen at a rising edge of {c}: {s} enters a {n}-bit shift register, and {o} is set if that register was full "
    "of ones, "
    "cleared if it was full of zeros.",
    "Unless the last {n} stored samples of {s} are equal, {o} does not move. All zeros: {o} goes to 0 at the next rising edge "
    "of {c}. "
    "All ones: it goes to 1.",
    "A switch {s} bounces. Record it in {n} flip-flops in a row (clock {c}). When, before an edge, all of them are 0, {o} "
    "becomes 0 with this "
    "edge; when all are 1, it becomes 1; mixed contents leave it alone.",
    "{n} samples of {s} in a row, all 1 and already stored, make {o} 1 at the next rising edge of {c}; {n} zeros make it 0. "
    "In all other "
    "cases it keeps its value.",
    "Debouncing with hysteresis: history <= history shifted with {s}; {o} <= 1 for an all-ones history, 0 for an all-zeros "
    "one, else {o}. "
    "History has {n} bits and the old one counts; the clock is {c}, rising edge.",
    "{s} must be steady for {n} samples before {o} follows, one edge of {c} after the last of them is stored. Otherwise {o} "
    "keeps its level.",
    "How does {o} change? At the rising edge of {c} after the {n} stored samples of {s} have all become 0 (to 0) or all 1 (to "
    "1). Never else.",
    "The filter ignores short pulses of {s}. It shifts {s} into {n} bits at each rising edge of {c}; the flip-flop {o} "
    "follows the bits as "
    "they were before the edge, if they are all the same.",
)
_EDGES = (
    "{o} counts the rising edges of {s}, seen at the rising edge of {c} (modulo {m}).",
    "Each time {s} goes from 0 to 1 between two rising edges of {c}, {o} grows by 1.",
    "Count in {o} how often {s} goes high, sampling it at each rising edge of {c}.",
    "{o} is incremented at the rising edge of {c} if {s} is 1 now and was 0 at the edge before.",
    "At posedge {c}: if {s} was 0 last time and is 1 now, add one to {o}.",
    "An event is a 0-to-1 change of {s} from one rising edge of {c} to the next. {o} is the number of events.",
    "How many pulses has {s} had? {o} tells: it is stepped once for each low-to-high transition, as sampled by {c} (rising "
    "edge).",
    "{o} counts pulses of {s}, however long: only the first {c} edge that finds it at 1 after a 0 counts.",
    "A counter {o} with an edge detector in front: rising transitions of {s}, seen by {c}, step it.",
    "If {s} stays high, {o} does not move; it moves by one when {s} rises (compared at rising edges of {c}).",
    "(Build|I need) a pulse counter. Input: {s}. Clock: {c}, rising edge. {o} increases for each transition of the input from "
    "0 to 1.",
    "{o} + 1 is stored in {o} whenever the new sample of {s} is 1 and the last one 0; samples are taken with {c}, rising edge.",
    "To count button presses, compare {s} with its last sample at each rising edge of {c}, and add 1 to {o} if it has risen.",
    "Number of positive edges of {s} so far: {o}. It is synchronous to {c} (rising edge) and rolls over after {x}.",
    "With a stored copy of {s}, find its rising edges at posedge {c}; count them in {o}.",
)
_CYCLES = (
    "{o} counts the rising edges of {c} at which {s} is 1 (modulo {m}).",
    "{o} is incremented at every rising edge of {c} with {s} = 1.",
    "Add 1 to {o} at posedge {c} when {s} is high.",
    "How many cycles of {c} was {s} high? {o} tells.",
    "{s} is the count enable of {o}, which counts rising edges of {c}.",
    "As long as {s} is 1, {o} goes up by 1 with each rising edge of {c}; while it is 0, {o} stands still.",
    "{o} keeps its value at rising edges of {c} where {s} is 0. At all others it grows by one.",
    "The total time that {s} has been high is measured in cycles of {c} by {o}, modulo {m}.",
    "On each rising edge of {c} where {s} is asserted, step {o}.",
    "Count ones: {o} <= {o} + {s} at posedge {c}.",
    "Samples of {s} are taken at each rising edge of {c}, and {o} is the number of ones among them (it rolls over after {x}).",
    "(Build|I need) a counter {o} of the clock cycles with {s} = 1. Clock: {c}, rising edge.",
    "{o} adds up {s} over the rising edges of {c}.",
    "Nothing is counted when {s} is low; {o} advances by 1 per {c} edge when it is high.",
    "Every rising edge of {c} finds {s} either 0, and {o} stays, or 1, and {o} is increased by one.",
)
_RUN = (
    "{o} is the number of rising edges of {c} in a row at which {s} was 1, up to {x}, where it stays; {s} = 0 makes it 0.",
    "At posedge {c}: if {s} is 0, {o} becomes 0; if it is 1, {o} grows by 1 but not beyond {x}.",
    "{o} measures how long {s} has been high, in cycles of {c}. It saturates at {x}, and falls back to 0 at an edge with {s} "
    "low.",
    "Count successive ones of {s} (sampled at the rising edge of {c}) in {o}. A zero starts over at 0. The count is clamped "
    "at {x}.",
    "When {s} is high at a rising edge of {c}, {o} is incremented unless it is {x}; when it is low, {o} is cleared.",
    "A low {s} clears {o} at the rising edge of {c}. A high one adds 1, with {x} as the upper limit.",
    "Length of the present run of ones of {s}: {o}. One sample per rising edge of {c}; {x} means {x} or more.",
    "{o} <= 0 without {s}; with {s}, {o} <= {o} + 1, stopping at {x}. Clock {c}, rising edge.",
    "For how many samples in a row has {s} been 1? {o} says so, but no more than {x}. Samples: rising edges of {c}.",
    "{o} is 0 after an edge of {c} with {s} = 0. Each further edge with {s} = 1 increases it by one up to the maximum of {x}.",
    "(Build|I need) a run-length counter {o} for {s} on the rising edge of {c}: one up for a 1, saturating at {x}; to zero "
    "for a 0.",
    "Unless {s} is 1, {o} is set to 0 at each rising edge of {c}. Otherwise it goes up, and rests when it has come to {x}.",
    "The counter {o} is restarted from 0 by each 0 on {s} and stepped by each 1 (rising edge of {c}). It does not wrap: {x} "
    "is kept.",
    "How long {s} is asserted is counted in {o}, clocked by posedge {c}; a deasserted {s} makes it 0, and it saturates at {x}.",
    "{s} = 1: {o} up by 1 (at most {x}). {s} = 0: {o} to 0. Evaluated at rising edges of {c}.",
)
_LONGEST = (
    "{o} is the length of the longest run of ones that {s} has shown so far, sampled at the rising edge of {c} "
    "(runs and {o} stop at {x}).",
    "Record in {o} how many ones in a row {s} has had at most, with one sample per rising edge of {c}, up to {x}.",
    "What was the longest time, in cycles of {c}, for which {s} stayed at 1? {o} holds the answer, the present run included, "
    "at most {x}.",
    "Measure runs of ones of {s} at posedge {c}, saturating at {x}. {o} is the maximum of all run lengths so far, updated at "
    "the same edge.",
    "A run is a series of rising edges of {c} with {s} = 1; its length is limited to {x}. {o} is the greatest length up to now, "
    "and includes the run that is going on.",
    "{o} only grows: whenever the present run of ones of {s} ({c}, rising edge) gets longer than {o}, {o} takes its length. "
    "The limit is {x}.",
    "Keep the peak of a run counter. The run counter adds 1 when {s} is 1 and is zeroed when {s} is 0, at rising edges of "
    "{c}, up to {x}; "
    "{o} is its maximum with no cycle of delay.",
    "(Build|I need) a monitor of {s}: {o} tells the length of its longest stretch of ones, counted in rising edges of {c} and "
    "clamped at {x}.",
    "Successive ones of {s} are counted at each rising edge of {c}. If the new count exceeds {o}, it is stored there at the "
    "same edge. "
    "A zero restarts the count; {x} is the largest value.",
    "Of all runs of {s} = 1 so far, {o} keeps the length of the longest: in rising edges of {c}, the present one included, "
    "not above {x}.",
    "At posedge {c} the run length goes up by 1 for {s} = 1 (at most to {x}) and to 0 for {s} = 0; {o} becomes the new run "
    "length "
    "if that is larger than {o}.",
    "How long has {s} been high at a stretch, at best? {o} gives the record in rising edges of {c}. Records beyond {x} read {x}.",
    "{o} is a high-water mark: it keeps the highest value that a counter of consecutive ones of {s} (rising edge of {c}, "
    "maximum {x}) "
    "has reached, without delay.",
    "A zero on {s} ends a run but leaves {o} alone; a one prolongs the run, and where the run becomes longer than {o}, {o} "
    "grows with it. "
    "Sampling: rising edge of {c}. Limit: {x}.",
    "{o} = longest run of 1s seen on {s} (clock {c}, rising edge, saturating at {x}).",
)




@family("debouncer", "edge detectors")
def debouncer(d: Draw) -> Design:
    """An output that follows its input only after it has been stable for some cycles; majority filters."""
    clk, reset = d.clock(), d.reset()
    n = d.one((2, 3, 3, 4, 5))
    source, out = d.names(("btn", "clean"), ("in", "out"), ("noisy", "stable"), ("key", "key_db"), ("raw", "filtered"))
    style = d.style
    taps = d.name("hist", "samples", "sr")
    majority = n == 3 and d.chance(0.4)
    code = f"{{{taps}[{n - 2}:0], {source}}}"
    ports = (Port(clk), *reset.ports, Port(source), Port(out, output=True, stored=not majority))
    mask = (1 << n) - 1
    if majority:
        text = d.any(*_MAJORITY, s=source, o=out, c=clk)
        text = with_reset(d, text, reset, clk, "clears the samples", "all three samples become 0", [clk, source, out])
        body = [
            style.declare(taps, n),
            *d.clocked(clk, reset, [f"{taps} <= {style.literal(n, 0)};"], [f"{taps} <= {code};"]),
            f"assign {out} = ({taps}[0] & {taps}[1]) | ({taps}[0] & {taps}[2]) | ({taps}[1] & {taps}[2]);",
        ]
        update, output = (lambda s, v: (s << 1 | v[source]) & mask), (lambda s, v: {out: int(s.bit_count() >= 2)})
        start: object = 0
        why = "Keep three samples; two of three decide."
    else:
        text = d.any(*_STABLE, s=source, n=n, c=clk, o=out)
        result = f"the samples and {out} become 0"
        text = with_reset(d, text, reset, clk, f"clears the samples and {out}", result, [clk, source, out])
        body = [
            style.declare(taps, n),
            *d.clocked(
                clk,
                reset,
                [f"{taps} <= {style.literal(n, 0)};", f"{out} <= 1'b0;"],
                [f"{taps} <= {code};", f"if (&{taps}) {out} <= 1'b1;", f"else if (~|{taps}) {out} <= 1'b0;"],
            ),
        ]
        update = lambda s, v: ((s[0] << 1 | v[source]) & mask, 1 if s[0] == mask else 0 if s[0] == 0 else s[1])
        output = lambda s, v: {out: s[1]}
        start = (0, 0)
        why = f"Keep {n} samples; all ones set, all zeros clear."
    bias = lambda r, i: {source: int(r.random() < (0.85 if i // 10 % 2 else 0.15))}
    rows = clocked(d.rng, ports, clk, reset, start, update, output, cycles=60, bias=bias)
    return Design(
        "a debouncer",
        ports,
        text,
        f"{why} {reset.phrase}.",
        tuple(body),
        rows,
        style,
        ("debounce", "filter"),
        {"n": n, "majority": majority, "reset": reset.phrase},
    )


@family("event_counter", "edge detectors")
def event_counter(d: Draw) -> Design:
    """Count rising edges of a signal, or cycles in which it is 1, or measure how long it is 1."""
    clk, reset = d.clock(), d.reset()
    kind = d.one(("edges", "cycles", "run", "longest"))
    width = d.one((2, 3, 4, 4, 5, 6, 8))
    source, out = d.name("in", "sig", "ev", "x", "pulse"), d.name("count", "n", "cnt", "q", "total")
    style, mask = d.style, (1 << width) - 1
    ports = (Port(clk), *reset.ports, Port(source), Port(out, width, output=True, stored=True))
    zero = style.literal(width, 0)
    if kind == "edges":
        text = d.any(*_EDGES, o=out, s=source, c=clk, m=mask + 1, x=mask)
        text = with_reset(
            d,
            text,
            reset,
            clk,
            "clears the count and the stored copy",
            f"the count and the stored copy of {source} become 0",
            [clk, source, out],
        )
        body = [
            style.declare("prev"),
            *d.clocked(
                clk,
                reset,
                ["prev <= 1'b0;", f"{out} <= {zero};"],
                [f"prev <= {source};", f"if ({source} & ~prev) {out} <= {out} + 1'b1;"],
            ),
        ]
        update = lambda s, v: (s[0] + (v[source] & 1 - s[1]) & mask, v[source], 0)
        why = "Store the last value; count when in & ~prev."
    elif kind == "cycles":
        text = d.any(*_CYCLES, o=out, s=source, c=clk, m=mask + 1, x=mask)
        text = with_reset(d, text, reset, clk, f"clears {out}", f"{out} becomes 0", [clk, source, out])
        body = d.clocked(clk, reset, [f"{out} <= {zero};"], [f"if ({source}) {out} <= {out} + 1'b1;"])
        update = lambda s, v: (s[0] + v[source] & mask, 0, 0)
        why = "A counter with the signal as enable."
    elif kind == "run":
        text = d.any(*_RUN, o=out, s=source, c=clk, m=mask + 1, x=mask)
        text = with_reset(d, text, reset, clk, f"clears {out}", f"{out} becomes 0", [clk, source, out])
        body = d.clocked(
            clk,
            reset,
            [f"{out} <= {zero};"],
            [f"if (!{source}) {out} <= {zero};", f"else if ({out} != {style.literal(width, mask)}) {out} <= {out} + 1'b1;"],
        )
        update = lambda s, v: (min(mask, s[0] + 1) if v[source] else 0, 0, 0)
        why = "0 clears, 1 counts, saturating."
    else:
        text = d.any(*_LONGEST, o=out, s=source, c=clk, m=mask + 1, x=mask)
        text = with_reset(d, text, reset, clk, "clears everything", f"{out} and the present run become 0", [clk, source, out])
        body = [
            style.declare("run", width),
            style.declare("next_run", width, driven=True),
            f"assign next_run = !{source} ? {zero} : (run == {style.literal(width, mask)}) ? run : run + 1'b1;",
            *d.clocked(
                clk,
                reset,
                [f"run <= {zero};", f"{out} <= {zero};"],
                ["run <= next_run;", f"if (next_run > {out}) {out} <= next_run;"],
            ),
        ]

        def update(s, v):  # type: ignore[no-untyped-def]
            run = min(mask, s[1] + 1) if v[source] else 0
            return max(s[0], run), run, 0

        why = "Count the present run; keep the maximum."
    bias = lambda r, i: {source: int(r.random() < 0.7)} | ({reset.name: reset.level(i < 2 or i == 35)})
    rows = clocked(d.rng, ports, clk, reset, (0, 0, 0), update, lambda s, v: {out: s[0]}, cycles=56, bias=bias)
    return Design(
        "an event counter",
        ports,
        text,
        f"{why} {reset.phrase}.",
        tuple(body),
        rows,
        style,
        ("event_counter", "run_length"),
        {"kind": kind, "width": width, "reset": reset.phrase},
    )
