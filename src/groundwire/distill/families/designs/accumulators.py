"""Running sums, extremes, checksums, multiply-accumulate, sums of groups, moving averages."""
# ruff: noqa: E501  (wordings read best with one to a line)

from __future__ import annotations

from groundwire.distill.families.design import Design
from groundwire.distill.families.draw import Draw
from groundwire.distill.families.models import clocked
from groundwire.distill.families.ports import Port
from groundwire.distill.families.registry import family
from groundwire.distill.families.voices.arithmetic_voices import Voice

_RISING = (
    "at each rising edge of {c}", "on the positive edge of {c}", "on posedge {c}", "when {c} rises", "on every rising {c} edge",
    "at the rising edge of {c}", "with each positive edge of {c}", "each time {c} goes from 0 to 1", "on each rising clock edge",
)
_FALLING = (
    "at each falling edge of {c}", "on the negative edge of {c}", "on negedge {c}", "when {c} falls", "on every falling {c} edge",
    "at the falling edge of {c}", "with each negative edge of {c}", "each time {c} goes from 1 to 0",
)
_WHEN = (
    ("if {e} is 0", "when {e} is low", "provided that {e} is 0", "while {e} is low", "unless {e} is high", "if {e} is not asserted",
     "exactly when {e} is 0", "as long as {e} is at 0"),
    ("if {e} is 1", "when {e} is high", "provided that {e} is 1", "while {e} is high", "unless {e} is low", "if {e} is asserted",
     "exactly when {e} is 1", "as long as {e} is set"),
)
_ORDER = (
    "{m}, {t} {w}.", "{m} {t}, {w}.", "{w}, {t} {m}.", "{m}: {w}, {t}.", "{w}, then {m} {t}.", "{t} {m}, {w}.", "{m} and {w}, {t}.",
    "the following is done {m} {w}: {t}.", "{m} the circuit looks at {e}; {w}, {t}.", "{w}: {t}, {m}.", "all happens {m}: {t} {w}.",
    "{e} enables the circuit: {w}, {t} {m}.", "{t} {w}; the change takes place {m}.", "the clock is {c}: {m} {t} {w}.",
)
_KEEPS = (
    ("With {e} high {o} keeps its value.", "{o} does not change while {e} is 1.", "{o} holds as long as {e} is high.",
     "When {e} is 1, nothing changes.", "Otherwise {o} stays as it is.", "Else keep the value of {o}."),
    ("With {e} low {o} keeps its value.", "{o} does not change while {e} is 0.", "{o} holds as long as {e} is low.",
     "When {e} is 0, nothing changes.", "Otherwise {o} stays as it is.", "Else keep the value of {o}."),
)
_AFTERWARDS = {
    "groups": (
        "In all other cycles {f} is 0 and {o} keeps its value.", "Apart from that {f} is low and {o} does not change.",
        "{f} is 0 at all other times, and {o} holds the last sum.", "Between groups {o} is held and {f} is 0.",
        "{f} is low after every other edge; {o} stays.", "{o} keeps its sum until the next one is ready; {f} is high for one cycle only.",
    ),
    "average": (
        "Values from before the start count as 0.", "{o} counts values from before the reset as 0.", "After reset all samples kept are 0.",
        "The samples kept start as zeros.", "Until {n} samples have come in, the missing ones are zeros.", "Missing samples count as 0.",
    ),
}
_TOLD = {
    "sum": (
        "{d} is added to {o}", "{o} grows by {d}", "{o} <= {o} + {d}", "{o} accumulates {d}", "the sum of {o} and {d} is stored in {o}",
        "{o} takes on the value of itself plus {d}", "the total {o} is increased by {d}", "{o} adds up the values of {d}",
        "the value of {d} goes on top of the running total {o}", "the accumulator {o} takes in {d}", "{d} is summed into {o}",
        "{o} becomes {o} + {d}", "the new {o} is the old one plus {d}", "{d} is accumulated in {o}", "{d} is counted into the total {o}",
    ),
    "max": (
        "{o} becomes the larger of itself and {d}", "{d} replaces {o} if it is larger", "{o} takes {d} where that is more than {o}",
        "{o} is raised to {d} if it was less", "a {d} above {o} is stored in {o}", "{d} is stored in {o} if {d} > {o}",
        "{o} remembers the largest {d} so far", "{o} keeps the highest value of {d} that was seen", "{o} follows {d} upwards but never downwards",
        "{o} tracks the peak of {d}", "the greater of {o} and {d}, as unsigned numbers, is stored in {o}", "{o} <= max({o}, {d})",
        "a new record of {d} is kept in {o}", "{o} is replaced by {d} when {d} exceeds it", "the maximum {o} of all {d} is updated",
    ),
    "min": (
        "{o} becomes the smaller of itself and {d}", "{d} replaces {o} if it is smaller", "{o} takes {d} where that is less than {o}",
        "{o} is lowered to {d} if it was more", "a {d} below {o} is stored in {o}", "{d} is stored in {o} if {d} < {o}",
        "{o} remembers the smallest {d} so far", "{o} keeps the lowest value of {d} that was seen", "{o} follows {d} downwards but never upwards",
        "{o} tracks the lowest point of {d}", "the lesser of {o} and {d}, as unsigned numbers, is stored in {o}", "{o} <= min({o}, {d})",
        "a new low of {d} is kept in {o}", "{o} is replaced by {d} when {d} falls below it", "the minimum {o} of all {d} is updated",
    ),
    "mac": (
        "the product of {d} and {b} is added to {o}", "{o} grows by {d} times {b}", "{o} <= {o} + {d} * {b}", "{o} accumulates the products of {d} and {b}",
        "{d} is multiplied by {b} and the product is added to {o}", "{o} becomes {o} + {d} * {b}", "the sum of {o} and of {d} times {b} is stored in {o}",
        "the total {o} is increased by the product of {b} and {d}", "{d} times {b} goes on top of the running total {o}",
        "the new {o} is the old one plus {d} times {b}", "a multiply-accumulate of {d} and {b} into {o} is done",
        "{d} * {b} is summed into {o}", "{d}, weighted by {b}, is accumulated in {o}", "{o} takes in {d} multiplied by {b}",
        "the product {d} * {b} (unsigned) is accumulated in {o}",
    ),
    "xor": (
        "{o} is XORed with {d}", "{o} becomes {o} XOR {d}", "{o} <= {o} ^ {d}", "{d} is XORed into {o}", "the bits of {o} at which {d} is 1 are inverted",
        "{o} takes the XOR of itself and {d}", "the XOR of {o} and {d} is stored in {o}", "the checksum {o} takes in {d} by XOR",
        "every bit of {o} toggles where {d} has a 1", "{d} is folded into {o} with an exclusive or", "{o} is replaced by {o} XOR {d}",
        "the new {o} is the old one XOR {d}", "the exclusive or of {d} and {o} goes to {o}", "bits of {o} flip where {d} is 1", "{o} ^= {d}",
    ),
    "groups": (
            "{d} is taken in and numbers are added up in groups of {n}: after {n} numbers {o} becomes the sum of those {n} and {f} is 1 for one cycle",
            "a number is taken from {d}; whenever there are {n} of them, their sum goes to {o}, {f} is 1 for one cycle and counting begins again",
            "{d} is accepted; every {n} accepted values are summed, the sum is stored in {o} with the last of them, and {f} is high for the cycle after",
            "{d} joins the current group; with the {n}th member the total of the group is put on {o} and {f} pulses for one cycle",
            "{d} is collected. {n} values make a group, whose sum is loaded into {o} together with a pulse of one cycle on {f}",
            "{d} is one of {n} values to be added; with the last one the sum is stored in {o}, {f} is 1 for a cycle, and a new group starts",
            "{d} counts as the next number; as soon as there are {n}, {o} is loaded with their sum, {f} is raised for one cycle and the next {n} begin",
            "one more number comes from {d}: every {n} of them are added, giving {o}, and {f} marks the cycle in which a new {o} is there",
    ),
    "average": (
        "{d} is taken into a window of the last {n} values, and {o} is their average, rounded down",
        "{d} enters a window of {n} values, the oldest leaves it, and {o} is the sum of the window divided by {n}, without the remainder",
        "{d} is shifted into a memory of {n} values, of which {o} is the mean, rounded down",
        "the newest sample {d} pushes out the oldest of {n}, and {o} shows the average of the {n} kept, rounded down",
        "a sample is taken from {d}, so that {o} is the moving average of the last {n} samples, rounded down",
        "{d} is stored as the newest of {n} samples, whose rounded-down mean is {o}",
        "the window of {n} samples moves on by {d}, and its average without fraction is seen on {o}",
        "the oldest of {n} samples is replaced by {d}; what {o} shows is a {n}th of their sum, cut to a whole number".replace("a {n}th of their sum", "their sum over {n}"),
    ),
}  # fmt: skip


def _reason(kind: str, out: str, data: str, code: str, n: int) -> str:
    """What happens on an enabled edge, in few words."""
    if code:
        return f"{out} <= {code}."
    return {
        "max": f"{out} <= {data} if larger.",
        "min": f"{out} <= {data} if smaller; starts at all ones.",
        "groups": f"count {n} numbers, add them, put the sum out with the last one.",
        "average": f"shift {data} into {n} registers; {out} is their sum without its {n.bit_length() - 1} low bits.",
    }[kind]


@family("accumulator", "datapaths", 1.5)
def accumulator(d: Draw) -> Design:
    """Running sums, differences, extremes, multiply-accumulate, averages, a small calculator."""
    kind = d.one(("sum", "sum", "max", "min", "mac", "xor", "groups", "average"))
    for inner in ("n", "sum", "v0", "v1", "v2", "v3"):
        d.name(inner)
    clk, reset = d.clock(), d.reset()
    width = d.one((3, 4, 6, 8, 8, 10, 12, 16))
    data, out = d.name("d", "in", "data"), d.name("acc", "out", "result")
    enable = d.name("en", "valid", "ce") if kind != "groups" else d.name("valid_in", "in_valid")
    second = d.name("b", "coef") if kind == "mac" else ""
    done = d.name("valid_out", "out_valid") if kind == "groups" else ""
    n = d.one((2, 4))
    style = d.style
    falling, on = d.chance(0.2), int(d.chance(0.8))
    test, edge = enable if on else f"!{enable}", "negedge" if falling else "posedge"
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
    voice = Voice(d)
    slots = {"o": out, "d": data, "b": second, "f": done, "e": enable, "c": clk}
    told = voice.tell(_TOLD[kind], slots, n=n)
    code = {"sum": f"{out} + {data}", "mac": f"{out} + {data} * {second}", "xor": f"{out} ^ {data}"}.get(kind, "")
    if kind in ("sum", "mac", "xor"):
        body = d.clocked(clk, reset, [f"{out} <= {begin};"], [f"if ({test}) {out} <= {code};"], edge)
    elif kind in ("max", "min"):
        body = d.clocked(
            clk,
            reset,
            [f"{out} <= {begin};"],
            [f"if ({test} && {data} {'>' if kind == 'max' else '<'} {out}) {out} <= {data};"],
            edge,
        )
    elif kind == "groups":
        bits = n.bit_length() - 1
        last = style.literal(bits, n - 1)
        body = [
            style.declare("n", bits),
            style.declare("sum", size),
            *d.clocked(
                clk,
                reset,
                [f"n <= {style.literal(bits, 0)};", f"sum <= {begin};", f"{out} <= {begin};", f"{done} <= 1'b0;"],
                [
                    f"{done} <= 1'b0;",
                    f"if ({test}) begin",
                    "  n <= n + 1'b1;",
                    f"  if (n == {last}) begin",
                    f"    {out} <= sum + {data};",
                    f"    {done} <= 1'b1;",
                    f"    sum <= {begin};",
                    f"  end else sum <= sum + {data};",
                    "end",
                ],
                edge,
            ),
        ]
    else:
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
                [f"if ({test}) begin", *(f"  {b} <= {a};" for a, b in zip([data, *names], names, strict=False)), "end"],
                edge,
            ),
            f"assign sum = {total};",
            f"assign {out} = sum[{width + shift - 1}:{shift}];",
        ]
    moment = d.one(_FALLING if falling else _RISING)
    when = d.one(_WHEN[on])
    update_told = voice.tell(_ORDER, slots, t=told, w=d.say(when, e=enable), m=d.say(moment, c=clk))
    update_told = update_told if update_told.startswith((out, data, enable, clk)) else update_told[:1].upper() + update_told[1:]
    keeps = voice.tell(_KEEPS[on], slots) if kind != "groups" and d.chance(0.4) else ""
    after = voice.tell(_AFTERWARDS[kind], slots, n=n) if kind in _AFTERWARDS else ""
    update_told = " ".join(one for one in (update_told, keeps, after) if one)
    effect = f"sets {out} to {start}" if start else "clears everything" if kind in ("groups", "average") else f"clears {out}"
    text = voice.facts([update_told, d.tell_reset(reset, effect)], shuffle=d.chance(0.4))

    def update(s, v):  # type: ignore[no-untyped-def]
        if kind == "groups":
            items, shown, _ = s
            if v[enable] != on:
                return items, shown, 0
            items = (*items, v[data])
            return ((), sum(items) & mask, 1) if len(items) == n else (items, shown, 0)
        if kind == "average":
            return (*s[1:], v[data]) if v[enable] == on else s
        if v[enable] != on:
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
        falling=falling,
        bias=lambda r, i: {enable: int((r.random() < 0.7) == on), reset.name: reset.level(i < 2 or i == 30)},
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
        f"{edge} {clk}, {reset.phrase} {reset.name}. If {test}: {_reason(kind, out, data, code, n)}",
        tuple(body),
        rows,
        style,
        ("accumulator", "accu", kind),
        {"kind": kind, "width": width, "n": n, "reset": reset.phrase, "falling": falling, "on": on},
    )
