"""Edge detectors on bits and vectors, with pulses at once, registered, or captured."""
# ruff: noqa: E731  (one-line models side by side read best as lambdas)

from __future__ import annotations

from groundwire.distill.families.design import Design, Row
from groundwire.distill.families.draw import Draw
from groundwire.distill.families.models import clocked
from groundwire.distill.families.ports import Port
from groundwire.distill.families.registry import family


@family("edge_detector", "edge detectors", 2.0)
def edge_detector(d: Draw) -> Design:
    """A pulse for each rising, falling or any edge of a signal; registered or not; or captured until reset."""
    clk = d.clock()
    width = d.one((1, 1, 1, 4, 8, 8, 32))
    kind = d.one(("rising", "falling", "any"))
    how = d.one(("registered", "registered", "direct", "capture"))
    reset = d.reset(("sync", "async") if how == "capture" else ("none", "none", "sync", "async"))
    source, out = d.names(
        ("in", "pulse"), ("sig", "edge_seen"), ("a", "p"), ("d", "out"), ("in", "anyedge") if kind == "any" else ("in", "pedge")
    )
    prev = d.name("prev", "last", "d_last", "in_q")
    style, mask = d.style, (1 << width) - 1
    code = {"rising": f"{source} & ~{prev}", "falling": f"~{source} & {prev}", "any": f"{source} ^ {prev}"}[kind]
    change = {"rising": "from 0 to 1", "falling": "from 1 to 0", "any": "from 0 to 1 or from 1 to 0"}[kind]
    subject = source if width == 1 else f"bit i of {source}"
    target = out if width == 1 else f"bit i of {out}"
    if how == "registered":
        text = d.any(
            "{t} is 1 in the cycle after {s} changed {x}: the value at this rising edge of {c} is compared with that at the "
            "edge before.",
            "Detect {k}: when {s} goes {x} between two rising edges of {c}, {t} is 1 for one cycle, set at the second of them.",
            t=target,
            s=subject,
            x=change,
            c=clk,
            k="edges of both kinds" if kind == "any" else f"{kind} edges",
        )
    elif how == "direct":
        text = d.any(
            "{t} is 1 at once while {s} differs {x} from its value at the last rising edge of {c} (no register at the output).",
            "Compare {s} with a copy stored at each rising edge of {c}; {t} is 1, without further delay, when it has gone {x}.",
            t=target,
            s=subject,
            x=change,
            c=clk,
        )
    else:
        text = d.any(
            "{t} becomes 1 when {s} goes {x} from one rising edge of {c} to the next, and stays 1 until reset.",
            "Capture {k} of {u}: once {s} has changed {x} (sampled by {c}), {t} stays 1 until the reset.",
            t=target,
            s=subject,
            x=change,
            c=clk,
            k="edges of both kinds" if kind == "any" else f"{kind} edges",
            u=source,
        )
    if how == "capture":
        text += f" The copy of {source} is updated in reset too. " + d.tell_reset(reset, f"clears {out}")
        out_clear, keep = [f"{out} <= 0;"], f"{out} <= {out} | ({code});"
        if reset.kind == "async":
            body = [
                style.declare(prev, width),
                *d.block(style.edge(f"posedge {clk}"), [f"{prev} <= {source};"]),
                *d.clocked(clk, reset, out_clear, [keep]),
            ]
        else:
            body = [
                style.declare(prev, width),
                *d.block(
                    style.edge(f"posedge {clk}"), [f"{prev} <= {source};", f"if ({reset.test}) {out} <= 0;", f"else {keep}"]
                ),
            ]
    else:
        clear_both = d.tell_reset(
            reset, d.any("clears the stored copy and {o}", o=out) if how == "registered" else "clears the stored copy"
        )
        text += " " + clear_both if clear_both else ""
        if how == "registered":
            body = [
                style.declare(prev, width),
                *d.clocked(clk, reset, [f"{prev} <= 0;", f"{out} <= 0;"], [f"{prev} <= {source};", f"{out} <= {code};"]),
            ]
        else:
            body = [
                style.declare(prev, width),
                *d.clocked(clk, reset, [f"{prev} <= 0;"], [f"{prev} <= {source};"]),
                f"assign {out} = {code};",
            ]
    ports = (Port(clk), *reset.ports, Port(source, width), Port(out, width, output=True, stored=how != "direct"))

    def detect(now: int, before: int) -> int:
        return {"rising": now & ~before, "falling": before & ~now, "any": now ^ before}[kind] & mask

    bias = lambda r, i: {source: r.getrandbits(width)} if r.random() < 0.7 else {}
    if how == "capture":
        rows = _capture(d, ports, clk, reset, source, out, detect)
    else:
        unknown = ((0, 0), (mask, mask)) if reset.kind == "none" else ()
        rows = clocked(
            d.rng,
            ports,
            clk,
            reset,
            (0, 0),
            lambda s, v: (v[source], detect(v[source], s[0])),
            lambda s, v: {out: s[1] if how == "registered" else detect(v[source], s[0])},
            cycles=30,
            bias=bias,
            unknown=unknown,
        )
    return Design(
        f"a detector of {kind} edges" if kind != "any" else "a detector of both edges",
        ports,
        text,
        f"Keep the last value {prev}; edge = {code}; {how}. {reset.phrase}.",
        tuple(body),
        rows,
        style,
        ("edge_detect", f"{kind}_edge"),
        {"width": width, "kind": kind, "how": how, "reset": reset.phrase},
        wave=f"{out} follows a {kind} edge of {source} by one clock edge."
        if width == 1 and how == "registered" and reset.kind == "none"
        else "",
    )


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
