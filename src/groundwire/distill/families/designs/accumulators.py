"""Running sums, extremes, checksums, multiply-accumulate, sums of groups, moving averages."""

from __future__ import annotations

from groundwire.distill.families.design import Design
from groundwire.distill.families.draw import Draw
from groundwire.distill.families.models import clocked
from groundwire.distill.families.ports import Port
from groundwire.distill.families.registry import family


@family("accumulator", "datapaths", 1.5)
def accumulator(d: Draw) -> Design:
    """Running sums, differences, extremes, multiply-accumulate, averages, a small calculator."""
    kind = d.one(("sum", "sum", "max", "min", "mac", "xor", "groups", "average"))
    clk, reset = d.clock(), d.reset()
    width = d.one((4, 8, 8))
    data, out = d.name("d", "in", "data"), d.name("acc", "out", "result")
    enable = d.name("en", "valid", "ce") if kind != "groups" else d.name("valid_in", "in_valid")
    second = d.name("b", "coef") if kind == "mac" else ""
    done = d.name("valid_out", "out_valid") if kind == "groups" else ""
    n = d.one((2, 4))
    style = d.style
    size = {"sum": width + 4, "mac": 2 * width + 2, "groups": width + 2, "average": width}.get(kind, width)
    mask = (1 << size) - 1
    ports = (
        Port(clk),
        *reset.ports,
        Port(enable),
        Port(data, width),
        *([Port(second, width)] if second else []),
        Port(out, size, output=True, stored=kind != "average"),
        *([Port(done, output=True, stored=True)] if done else []),
    )
    start = (1 << width) - 1 if kind == "min" else 0
    begin = style.literal(size, start)
    told = {
        "sum": f"{data} is added to {out}",
        "max": f"{out} becomes the larger of itself and {data} (unsigned)",
        "min": f"{out} becomes the smaller of itself and {data} (unsigned)",
        "mac": f"the product of {data} and {second} (unsigned) is added to {out}",
        "xor": f"{out} is XORed with {data}",
    }.get(kind, "")
    code = {"sum": f"{out} + {data}", "mac": f"{out} + {data} * {second}", "xor": f"{out} ^ {data}"}.get(kind, "")
    if kind in ("sum", "mac", "xor"):
        body = d.clocked(clk, reset, [f"{out} <= {begin};"], [f"if ({enable}) {out} <= {code};"])
    elif kind in ("max", "min"):
        body = d.clocked(
            clk,
            reset,
            [f"{out} <= {begin};"],
            [f"if ({enable} && {data} {'>' if kind == 'max' else '<'} {out}) {out} <= {data};"],
        )
    elif kind == "groups":
        bits = n.bit_length() - 1
        last = style.literal(bits, n - 1)
        told = (
            f"numbers are added up in groups of {n}: after every {n}th number {out} becomes the sum of those {n} and {done} is 1 "
            f"for one cycle; else {done} is 0 and {out} keeps its value"
        )
        body = [
            style.declare("n", bits),
            style.declare("sum", size),
            *d.clocked(
                clk,
                reset,
                [f"n <= {style.literal(bits, 0)};", f"sum <= {begin};", f"{out} <= {begin};", f"{done} <= 1'b0;"],
                [
                    f"{done} <= 1'b0;",
                    f"if ({enable}) begin",
                    "  n <= n + 1'b1;",
                    f"  if (n == {last}) begin",
                    f"    {out} <= sum + {data};",
                    f"    {done} <= 1'b1;",
                    f"    sum <= {begin};",
                    f"  end else sum <= sum + {data};",
                    "end",
                ],
            ),
        ]
    else:
        told = (
            f"{data} is taken into a window of the last {n} values; {out} is their average, rounded down (values from before the "
            "start count as 0)"
        )
        names = [f"v{i}" for i in range(n)]
        total = " + ".join(names)
        shift = n.bit_length() - 1
        body = [
            f"{style.net} [{width - 1}:0] {', '.join(names)};",
            f"{style.wire} [{width + shift - 1}:0] sum;",
            *d.clocked(
                clk,
                reset,
                [f"{v} <= 0;" for v in names],
                [f"if ({enable}) begin", *(f"  {b} <= {a};" for a, b in zip([data, *names], names, strict=False)), "end"],
            ),
            f"assign sum = {total};",
            f"assign {out} = sum[{width + shift - 1}:{shift}];",
        ]
    text = d.any(
        "At each rising edge of {c} at which {e} is 1, {t}.",
        "On the positive edge of {c}: if {e} is 1, {t}.",
        c=clk,
        e=enable,
        t=told,
    )
    text += " " + d.tell_reset(
        reset, f"sets {out} to {start}" if start else "clears everything" if kind in ("groups", "average") else f"clears {out}"
    )

    def update(s, v):  # type: ignore[no-untyped-def]
        if kind == "groups":
            items, shown, _ = s
            if not v[enable]:
                return items, shown, 0
            items = (*items, v[data])
            return ((), sum(items) & mask, 1) if len(items) == n else (items, shown, 0)
        if kind == "average":
            return (*s[1:], v[data]) if v[enable] else s
        if not v[enable]:
            return s
        return {
            "sum": lambda: s + v[data],
            "max": lambda: max(s, v[data]),
            "min": lambda: min(s, v[data]),
            "mac": lambda: s + v[data] * v[second],
            "xor": lambda: s ^ v[data],
        }[kind]() & mask

    def output(s, v):  # type: ignore[no-untyped-def]
        if kind == "groups":
            return {out: s[1], done: s[2]}
        return {out: sum(s) // n if kind == "average" else s}

    first = {"groups": ((), 0, 0), "average": (0,) * n}.get(kind, start)
    rows = clocked(
        d.rng,
        ports,
        clk,
        reset,
        first,
        update,
        output,
        cycles=40,
        bias=lambda r, i: {enable: int(r.random() < 0.7), reset.name: reset.level(i < 2 or i == 30)},
    )
    return Design(
        {
            "sum": "an accumulator",
            "max": "a running maximum",
            "min": "a running minimum",
            "mac": "a multiply-accumulate unit",
            "xor": "a running checksum",
            "groups": "an adder of groups",
            "average": "a moving average",
        }[kind],
        ports,
        text,
        (f"When {enable}: {out} <= {code}." if code else f"When {enable}: {told}.") + f" {reset.phrase}.",
        tuple(body),
        rows,
        style,
        ("accumulator", "accu", kind),
        {"kind": kind, "width": width, "n": n, "reset": reset.phrase},
    )
