"""Debouncers, and counters of edges, cycles and runs."""
# ruff: noqa: E731  (one-line models side by side read best as lambdas)

from __future__ import annotations

from groundwire.distill.families.design import Design
from groundwire.distill.families.draw import Draw
from groundwire.distill.families.models import clocked
from groundwire.distill.families.ports import Port
from groundwire.distill.families.registry import family


@family("debouncer", "edge detectors")
def debouncer(d: Draw) -> Design:
    """An output that follows its input only after it has been stable for some cycles; majority filters."""
    clk, reset = d.clock(), d.reset()
    n = d.one((2, 3, 4))
    source, out = d.names(("btn", "clean"), ("in", "out"), ("noisy", "stable"))
    style = d.style
    taps = d.name("hist", "samples", "sr")
    majority = n == 3 and d.chance(0.4)
    code = f"{{{taps}[{n - 2}:0], {source}}}"
    ports = (Port(clk), *reset.ports, Port(source), Port(out, output=True, stored=not majority))
    mask = (1 << n) - 1
    if majority:
        text = (
            d.any("{o} is the majority of the last 3 samples of {s}, taken at rising edges of {c}.", s=source, o=out, c=clk)
            + " "
            + d.tell_reset(reset, "clears the samples")
        )
        body = [
            style.declare(taps, n),
            *d.clocked(clk, reset, [f"{taps} <= {style.literal(n, 0)};"], [f"{taps} <= {code};"]),
            f"assign {out} = ({taps}[0] & {taps}[1]) | ({taps}[0] & {taps}[2]) | ({taps}[1] & {taps}[2]);",
        ]
        update, output = (lambda s, v: (s << 1 | v[source]) & mask), (lambda s, v: {out: int(s.bit_count() >= 2)})
        start: object = 0
        why = "Keep three samples; two of three decide."
    else:
        text = (
            d.any(
                "Debounce {s}: a shift register keeps its last {n} samples (rising edge of {c}). {o} becomes 1 at the edge "
                "after they are all 1, 0 at the edge after they are all 0, and else keeps its value.",
                s=source,
                n=n,
                c=clk,
                o=out,
            )
            + " "
            + d.tell_reset(reset, f"clears the samples and {out}")
        )
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
    width = d.one((3, 4, 4, 8))
    source, out = d.name("in", "sig", "ev"), d.name("count", "n", "cnt")
    style, mask = d.style, (1 << width) - 1
    ports = (Port(clk), *reset.ports, Port(source), Port(out, width, output=True, stored=True))
    zero = style.literal(width, 0)
    if kind == "edges":
        text = (
            d.any(
                "{o} counts the rising edges of {s}, seen at the rising edge of {c} (modulo {m}).",
                "Each time {s} goes from 0 to 1 between two rising edges of {c}, {o} grows by 1.",
                o=out,
                s=source,
                c=clk,
                m=mask + 1,
            )
            + " "
            + d.tell_reset(reset, "clears the count and the stored copy")
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
        text = (
            d.any(
                "{o} counts the rising edges of {c} at which {s} is 1 (modulo {m}).",
                "{o} is incremented at every rising edge of {c} with {s} = 1.",
                o=out,
                s=source,
                c=clk,
                m=mask + 1,
            )
            + " "
            + d.tell_reset(reset, "clears the count")
        )
        body = d.clocked(clk, reset, [f"{out} <= {zero};"], [f"if ({source}) {out} <= {out} + 1'b1;"])
        update = lambda s, v: (s[0] + v[source] & mask, 0, 0)
        why = "A counter with the signal as enable."
    elif kind == "run":
        text = (
            d.any(
                "{o} is the number of rising edges of {c} in a row at which {s} was 1, up to {m}, where it stays; {s} = 0 "
                "makes it 0.",
                o=out,
                s=source,
                c=clk,
                m=mask,
            )
            + " "
            + d.tell_reset(reset, "clears the count")
        )
        body = d.clocked(
            clk,
            reset,
            [f"{out} <= {zero};"],
            [f"if (!{source}) {out} <= {zero};", f"else if ({out} != {style.literal(width, mask)}) {out} <= {out} + 1'b1;"],
        )
        update = lambda s, v: (min(mask, s[0] + 1) if v[source] else 0, 0, 0)
        why = "0 clears, 1 counts, saturating."
    else:
        text = (
            d.any(
                "{o} is the length of the longest run of ones that {s} has shown so far, sampled at the rising edge of {c} "
                "(runs and {o} stop at {m}).",
                o=out,
                s=source,
                c=clk,
                m=mask,
            )
            + " "
            + d.tell_reset(reset, "clears everything")
        )
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
