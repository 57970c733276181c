"""Decimal digits, counts of events and lines, and running sums."""

from __future__ import annotations

from groundwire.distill.families.design import Design
from groundwire.distill.families.draw import Draw
from groundwire.distill.families.ports import Port
from groundwire.distill.families.registry import family
from groundwire.distill.families.voices.count_shared import COUNTS, cond, frame, high_low, test_of, told

_DIGITS = (
    "{o} is a two-digit decimal number, tens in {o}[7:4] and ones in {o}[3:0]. It counts {dn} from {f} to {l} and wraps, "
    "{at}{ew}. {rs}",
    "BCD counter {o} (two digits, the high nibble is the tens), {lo} to {hi}, {dn}, cyclic. {g} {c}. {rs} {es}",
    "{rs} The digits of {o} (upper four bits: tens) are then counted {dn} by one {at}; after {l} comes {f}. {es}",
    "A clock shows {lo} to {hi} on two digits; {o} has them in BCD, ones in the low half. It runs {dn}, one {at}. {es} {rs}",
    "two decimal digits in {o}, please, tens on top. counts {dn}, {l} is followed by {f}, {c} {ed} edge. {rs} {es}",
    "In BCD every digit has four bits, so that 25 is 0010 0101 and not 11001, and the next number after 29 is 30, 0011 "
    "0000. Write such a "
    "counter for {lo} to {hi} with two digits in {o} (tens high). It starts over at the end and counts {dn} {at}{ew}. {rs}",
    "Display counter\n{o}[7:4]: tens\n{o}[3:0]: ones\nrange: {lo} to {hi}, {dn}, wraps\nclock: {c}, {ed} edge\n{rs}\n{es}",
    "{es} Otherwise nothing special: {at} the decimal number in {o} (ones in the lower nibble, tens in the upper one) goes "
    "{dn} by one, "
    "and {l} is followed by {f}. {rs}",
    "- {o}: BCD, tens and ones, 4 bits each\n- {dn}, from {f} to {l}, then {f} again\n- {at}\n- {es}\n- {rs}",
    "No hexadecimal digits may ever be seen on {o}: the low nibble goes through 0 to 9, the high nibble is the tens. Range "
    "{lo} to {hi}, "
    "direction {dn}, one count {at}, cyclic. {rs} {es}",
    "How do you count {dn} in decimal? {o} holds two BCD digits (tens in the upper half). {l} is the last number and {f} "
    "comes after it. "
    "One step {at}. {rs} {es}",
    "The scoreboard wants decimal digits: {o}[3:0] the ones, {o}[7:4] the tens. Between {lo} and {hi} (inclusive) count "
    "{dn} in a circle "
    "{at}{ew}. {rs}",
)


@family("count_two_digits", "counters", 1.0)
def count_two_digits(d: Draw) -> Design:
    """Two BCD digits in one vector over a decimal range, up or down."""
    lo, hi = d.one(((0, 59), (0, 99), (1, 12), (0, 23), (1, 31), (1, 60), (0, 29), (10, 24), (0, 39), (0, d.number(13, 98))))
    up = d.chance(0.6)
    first, last, sign = (lo, hi, 1) if up else (hi, lo, -1)
    number = d.one((first, first, last - sign * d.number(0, 6), d.number(lo, hi)))
    packed = number // 10 * 16 + number % 10
    f = frame(d, 8, packed, names=(*COUNTS, "digits", "bcd", "disp"))

    def code(value: int) -> str:
        return f"8'h{value:02d}"

    o = f.out
    roll, rest, step = ("9", "0", "+") if up else ("0", "9", "-")
    chain = [
        (f"{o} == {code(last)}", code(first)), (f"{o}[3:0] == 4'd{roll}", f"{{{o}[7:4] {step} 4'd1, 4'd{rest}}}"), ("",
        f"{o} {step} 8'd1"),
    ]  # fmt: skip
    ports = f.ports()
    text = told(
        d, f, _DIGITS, ports, chain, (o, f"{number:02d} (8'h{number:02d})"), lo=f"{lo:02d}", hi=f"{hi:02d}", f=f"{first:02d}",
        l=f"{last:02d}",
        dn="up" if up else "down",
    )  # fmt: skip

    def update(s: int, v: dict[str, int]) -> int:
        value = s // 16 * 10 + s % 16
        value = first if value == last else value + sign
        return value // 10 * 16 + value % 10

    why = f.why(
        f"BCD, start 8'h{number:02d}; {'up' if up else 'down'}: {last:02d} -> {first:02d}",
        f"ones {roll} -> {rest} and tens {step}1",
    )
    body = tuple(line.replace(f.lit(packed), code(number)) for line in f.body(chain))
    return Design(
        "a decimal counter with two digits", ports, text, why.replace(f"-> {packed}", f"-> {number:02d}", 1), body,
        f.rows(ports, update, cycles=70), d.style, ("bcd_pair", "two_digits", "score"),
        {"lo": lo, "hi": hi, "up": up, "number": number, "enable": f.enable},
    )  # fmt: skip


_EVENTS = (
    "{o} counts {ev}. {x} is looked at {at}. {pv} {rs}",
    "{rs} After that {o} goes {dn} by one for every one of {ev}, as seen {at}. {pv}",
    "We have to know how often something happens on {x}: count {ev} with {o}. Sampling: {ed} edge of {c}. {dw} {pv} {rs}",
    "Event counter\ninput: {x}\ncounted: {ev}\ncount: {o}, {dn}\nclock: {c}, {ed} edge\n{pv}\n{rs}",
    "A signal can be counted in two ways: how long it is at a level, in clock cycles, or how often it changes. With the "
    "samples 0 1 1 0 1 "
    "the level 1 is there three times, and there are two rising edges. What is wanted: {o} counts {ev}, {at}. {dw} {pv} {rs}",
    "the counter {o} should count {ev}, please, nothing else. it's clocked by {c} ({ed} edge). {pv} {rs} {dw}",
    "- {o}: count, goes {dn}\n- counts {ev}\n- {x} is sampled {at}\n- {pv}\n- {rs}",
    "Whether {o} moves {at} depends on {x}: what is counted is {ev}. {dw} {pv} {rs}",
    "{pv} {o} moves {dn} by one {at} only when there is something to count, and to count are {ev}. {rs}",
    "Write a counter of {ev}. Output {o}. It takes its samples {at}. {rs} {pv} {dw}",
    "What does {o} count? {ev_capital}. When does it look? {at_capital}. {dw} {rs} {pv}",
    "Counting {ev}: register {o}, step {sg}1, clock {c} ({ed}). {rs} {pv}",
)


@family("count_what", "counters", 1.0)
def count_what(d: Draw) -> Design:
    """A counter of rising edges, falling edges, changes, or cycles at a level of one input."""
    kind = d.one(("rise", "fall", "change", "one", "zero"))
    width, up = d.one((3, 4, 4, 6, 8, 16)), d.chance(0.8)
    f = frame(d, width, d.one((0, 0, 0, (1 << width) - 1, d.number(1, 7))), enabled=0.0)
    x, before = d.name("x", "in", "sig", "a", "sensor", "pulse", "s", "din"), int(d.chance(0.4))
    edged = kind in ("rise", "fall", "change")
    past = d.name(d.one(("past", "prev", f"{x}_old", f"{x}_d"))) if edged else ""
    events = d.any(*{
        "rise": ("the changes of {x} from 0 to 1", "the rising edges of {x} (a sample of 1 after a sample of 0)",
                 "the times that {x} goes high, not those that it goes low,",
                 "the upward steps of {x}, 0 to 1 between two samples,"),
        "fall": ("the changes of {x} from 1 to 0", "the falling edges of {x} (a sample of 0 after a sample of 1)",
                 "the times that {x} goes low, not those that it goes high,",
                 "the downward steps of {x}, 1 to 0 between two samples,"),
        "change": ("the changes of {x} in either direction", "both kinds of edges of {x}, rising and falling,",
                   "the samples of {x} that differ from the sample before", "the times that {x} goes low or goes high"),
        "one": ("the clock cycles in which {x} is high", "the samples at which {x} is 1, one after the other if need be,",
                "the clock edges that find {x} high (its level matters, not its edges)", "the cycles with {x} at 1"),
        "zero": ("the clock cycles in which {x} is low", "the samples at which {x} is 0, one after the other if need be,",
                 "the clock edges that find {x} low (its level matters, not its edges)", "the cycles with {x} at 0"),
    }[kind], x=x)  # fmt: skip
    after = d.any(
        "For the first comparison after a reset {x} counts as having been {b}.",
        "Reset also sets the remembered sample of {x} to {b}.",
        "A reset makes the last sample of {x} a {b}.", "The memory for the former {x} resets to {b}.", x=x, b=before,
    ) if edged else ""  # fmt: skip
    test = {"rise": f"{x} && !{past}", "fall": f"!{x} && {past}", "change": f"{x} != {past}", "one": x, "zero": f"!{x}"}[kind]
    chain = [(test, f"{f.out} {'+' if up else '-'} 1'b1")]
    ports = f.ports(Port(x))
    pool = _EVENTS if up else [one for one in _EVENTS if "{dn}" in one or "{sg}" in one or "{dw}" in one]
    slots = f.slots()
    at = str(slots["at"])
    text = told(
        d, f, pool, ports, x=x, ev=events, pv=after, at=at, ev_capital=events[0].upper() + events[1:].rstrip(","),
        at_capital=at if at.startswith(f.clk) else at[0].upper() + at[1:], dn="up" if up else "down", sg="+" if up else "-",
        dw="" if up else d.one(("It counts down.", f"{f.out} goes down, not up.", "Direction: down.")),
    ).replace(",.", ".").replace(",,", ",").replace(",:", ":").replace(",\n", "\n")  # fmt: skip

    def update(state: tuple[int, int], v: dict[str, int]) -> tuple[int, int]:
        count, old = state
        hit = {"rise": v[x] > old, "fall": v[x] < old, "change": v[x] != old, "one": v[x] == 1, "zero": v[x] == 0}[kind]
        return ((count + (1 if up else -1) * hit) % (1 << width), v[x])

    rows = f.rows(ports, update, lambda s, v: {f.out: s[0]}, start=(f.start, before), cycles=50)
    body = f.body(chain, [d.style.declare(past)] if edged else [], [(past, f"1'b{before}", x)] if edged else [])
    if edged:
        why = f.why(f"{past} = {x} one edge ago, reset to {before}", f"{test} -> {'+' if up else '-'}1, else keep")
    else:
        why = f.why(f"level, not edges: {x}={int(kind == 'one')} -> {'+' if up else '-'}1, else keep")
    return Design(
        "a counter of what an input does", ports, text, why, tuple(body), rows, d.style, ("event_count", "edge_count", "meter"),
        {"kind": kind, "up": up, "before": before, "start": f.start},
    )  # fmt: skip


_LINES = (
    "{o} goes {dn} {wh}, {at}{ew}. {rs}",
    "{at}: {o} goes {dn} {wh}. {es} {rs}",
    "{rs} From there {o} moves {dn} {wh}. {es} Clock: {c}, {ed} edge.",
    "Two light barriers {a} and {b} feed one counter {o}. It goes {dn} {wh}, {at}. {es} {rs}",
    "counter {o}\ninputs: {a}, {b}\n{dn}: {wh}\nclock: {c}, {ed} edge\n{es}\n{rs}",
    "With two inputs there are several things to count: the cycles in which both are 1, those in which any of them is, "
    "those in which they "
    "differ, or the ones on both lines together. I'd like this: {o} goes {dn} {wh}, {g} {c}. {rs} {es}",
    "hello, {o} must go {dn} {wh}. that's {at}. {es} {rs}",
    "{es} {rs} {o} is a register that goes {dn} {wh}; this happens {at}.",
    "- clock {c}, {ed} edge\n- {o} goes {dn} {wh}\n- {es}\n- {rs}",
    "Which cycles move {o}? It goes {dn} {wh}, {at}. {rs} {es}",
    "Statistics for a bus: {a} and {b} are sampled {at}, and {o} goes {dn} {wh}. {rs} {es}",
    "{o}: {dn} {wh}. ({g} {c}) {rs} {es}",
)
_WHEN = {
    "and": ("by one if both {a} and {b} are 1", "by 1 when neither {a} nor {b} is 0",
    "by one only if {a} and {b} are high together"),
    "or": ("by one if {a} or {b} is 1 (or both are)", "by 1 when at least one of {a} and {b} is high",
    "by one unless {a} and {b} are both low"),
    "xor": ("by one if {a} and {b} differ", "by 1 when exactly one of {a} and {b} is high",
    "by one if one of {a} and {b} is 1 and the other is 0"),
    "nor": ("by one if {a} and {b} are both 0", "by 1 when neither {a} nor {b} is 1",
    "by one only if {a} and {b} are low together"),
    "nand": ("by one if at least one of {a} and {b} is low", "by 1 unless both {a} and {b} are high",
    "by one if {a} or {b} is 0 (or both are)"),
    "xnor": ("by one if {a} and {b} are equal", "by 1 unless {a} and {b} differ", "by one if {a} and {b} are both 0 or both 1"),
    "only": ("by one if {a} is 1 and {b} is 0", "by 1 when {a} is high, but not while {b} is",
    "by one with {a} high and {b} low"),
    "sum": ("by as many as there are ones on {a} and {b} (0, 1 or 2)",
    "by one for each of {a} and {b} that is high (two if both are)",
            "by the number of high lines among {a} and {b}"),
}  # fmt: skip
_CODE = {
    "and": "{a} && {b}", "or": "{a} || {b}", "xor": "{a} ^ {b}", "nor": "!{a} && !{b}", "nand": "!{a} || !{b}",
    "xnor": "{a} == {b}",
    "only": "{a} && !{b}",
}  # fmt: skip


@family("count_lines", "counters", 1.0)
def count_lines(d: Draw) -> Design:
    """A counter whose step two inputs decide together: both, any, one alone, none, equal, or one for each."""
    kind, up = d.one(tuple(_WHEN)), d.chance(0.75)
    width = d.one((3, 4, 4, 6, 8, 16))
    f = frame(d, width, d.one((0, 0, 0, (1 << width) - 1, d.number(1, 7))), enabled=0.4)
    a, b = d.names(("a", "b"), ("x", "y"), ("in1", "in2"), ("left", "right"), ("req", "ack"), ("s0", "s1"), ("valid", "ready"))
    sign = "+" if up else "-"
    if kind == "sum":
        chain, rule = [("", f"{f.out} {sign} {a} {sign} {b}")], f"{sign}({a} + {b})"
    else:
        test = _CODE[kind].format(a=a, b=b)
        chain, rule = [(test, f"{f.out} {sign} 1'b1")], f"{test} -> {sign}1, else keep"
    ports = f.ports(Port(a), Port(b))
    text = told(d, f, _LINES, ports, (), a=a, b=b, wh=d.any(*_WHEN[kind], a=a, b=b), dn="up" if up else "down")

    def update(s: int, v: dict[str, int]) -> int:
        one, other = v[a], v[b]
        by = {
            "and": one + other == 2, "or": one + other > 0, "xor": one != other, "nor": one + other == 0, "nand": one + other < 2,
            "xnor": one == other, "only": one > other, "sum": one + other,
        }[kind]  # fmt: skip
        return (s + (1 if up else -1) * by) % (1 << width)

    return Design(
        "a counter with two inputs", ports, text, f.why(rule), tuple(f.body(chain)), f.rows(ports, update, cycles=50), d.style,
        ("line_count", "two_way_tally", "stat_counter"), {"kind": kind, "up": up, "start": f.start, "enable": f.enable},
    )  # fmt: skip


_SUMS = (
    "{at} {i} is {add} {o} {y}. {zr} {rs}",
    "{o} is a running sum: {i} is {add} it {at}, {y}. {zr} {rs}",
    "{rs} {zr} {i} is {add} {o} {y}. Clock: {c}, {ed} edge.",
    "Accumulator {o}, {nb} bits, what overflows is lost. {y} {i} is {add} it, {at}. {zr} {rs}",
    "accumulator\ninput: {i}\nresult: {o}\noperation: {i} is {add} {o} {y}\nclock: {c}, {ed} edge\n{zr}\n{rs}",
    "An accumulator is a counter whose step is data. Fed with 2, 2, 5 an adding one shows 2, 4, 9. In ours {i} is {add} "
    "{o}, {at}, {y}. "
    "{zr} {rs}",
    "my account {o}: {i} is {add} it {y}, {at}. {zr} {rs}",
    "- {y}: {i} is {add} {o}\n- if not, {o} keeps its value\n- {at}\n- {zr}\n- {rs}",
    "{zr} Without that, {i} is {add} {o} {y}. All this {at}. {rs}",
    "What becomes of {i}? It is {add} {o} {y} and ignored otherwise. {g} {c}. {zr} {rs}",
    "Energy meter: the power {i} is {add} the register {o} {at} {y}. {rs} {zr}",
    "Let {o} be {nb} bits of sum; {i} is {add} it {y}, else nothing. Edge: {ed}, clock: {c}. {zr} {rs}",
)


@family("count_sums", "arithmetic", 1.0)
def count_sums(d: Draw) -> Design:
    """An accumulator that adds or subtracts valid data, with an input that clears it or lets a new sum begin with the data."""
    size = d.one((1, 2, 4, 4, 8, 8))
    width = size + d.one((0, 0, 2, 4, 8))
    width = max(width, 2)
    up, how = d.chance(0.6), d.one(("none", "clear", "begin", "begin"))
    f = frame(
        d, width, d.one((0, 0, 0, 1, (1 << width) - 1)), names=("acc", "sum", "total", "q", "s", "out", "balance"), enabled=0.0
    )
    i = d.name("d", "x", "in", "data", "a", "sample", "amount")
    valid, vb = d.name("valid", "en", "v", "take", "accept", "strobe", "ok"), int(d.chance(0.7))
    z, zb = d.name("first", "anew", "sof", "clr", "begin_sum", "z", "fresh"), int(d.chance(0.7))
    add = d.one(("added to",) if up else ("subtracted from", "taken away from"))
    zr = {
        "none": ("",),
        "clear": ("An edge with {z} {h} makes {o} 0 and ignores {i}.", "{z} = {b} clears {o} at the edge, whatever {v} is.",
                  "Clearing to 0 goes before: {z} at {b} does it, at an edge.",
                  "If {z} is {h} at the edge, {o} is zero afterwards, regardless of {v}."),
        "begin": ("An edge with {z} {h} puts {i} itself into {o}, whatever {v} is.",
        "{z} = {b} at the edge: {o} becomes {i}, the old sum is dropped (also without {v}).",
                  "A new sum begins with {z} {h} at an edge: {o} takes {i} as it is, no matter what {v} says.",
                  "If {z} is {h}, {o} is not changed by {i} but replaced by {i}, with or without {v}."),
    }[how]  # fmt: skip
    chain = [(test_of(valid, vb), f"{f.out} {'+' if up else '-'} {i}")]
    if how != "none":
        chain.insert(0, (test_of(z, zb), f.lit(0) if how == "clear" else i))
    ports = f.ports(Port(i, size), Port(valid), *([Port(z)] if how != "none" else []))
    pool = [one for one in _SUMS if how != "none" or "Without that" not in one]
    text = told(
        d, f, pool, ports, chain, i=i, y=cond(d, valid, vb), add=add, nb=width,
        zr=d.any(*zr, z=z, h=high_low(zb), b=zb, o=f.out, i=i, v=valid),
    )  # fmt: skip

    def update(s: int, v: dict[str, int]) -> int:
        if how != "none" and v[z] == zb:
            return 0 if how == "clear" else v[i]
        return (s + (v[i] if up else -v[i])) % (1 << width) if v[valid] == vb else s

    rows = f.rows(
        ports, update, bias=lambda r, n: {valid: vb if r.random() < 0.7 else 1 - vb} | (
            {z: zb if r.random() < 0.15 else 1 - zb} if how != "none" else {}),
    )  # fmt: skip
    rank = f"{z}={zb} -> {'0' if how == 'clear' else i}; else " if how != "none" else ""
    why = f.why(f"{rank}{valid}={vb} -> {'+' if up else '-'}{i}; else keep")
    return Design(
        "an accumulator", ports, text, why, tuple(f.body(chain)), rows, d.style, ("accumulator", "summer", "meter"),
        {"up": up, "how": how, "vb": vb, "zb": zb, "start": f.start},
    )  # fmt: skip
