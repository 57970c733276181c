"""Small serial machines: every nth pulse, counting ones until n, comparing and increasing serial numbers, short frames."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from groundwire.distill.families.design import Design
from groundwire.distill.families.draw import Draw
from groundwire.distill.families.models import Bias, clocked
from groundwire.distill.families.ports import Port
from groundwire.distill.families.registry import family
from groundwire.distill.families.telling import edge_word
from groundwire.distill.families.voices.machine_texts import shorten, tell_start

_BEGIN = ("the initial state", "the start state", "the idle state", "its first state")
_ORDINALS = {
    2: ("second", "2nd"),
    3: ("third", "3rd"),
    4: ("fourth", "4th"),
    5: ("fifth", "5th"),
    6: ("sixth", "6th"),
    7: ("seventh", "7th"),
    8: ("eighth", "8th"),
}
_CLOCKING = (
    "Clock {c}, {e} edge.",
    "All inputs are sampled on the {e} edge of {c}.",
    "It works on the {e} edge of {c}.",
    "{c} is the clock; its {e} edge counts.",
    "State changes at the {e} edge of {c}.",
    "Everything happens at the {e} edge of {c}.",
    "Sample on the {e} edge of {c}.",
    "The clock is {c} ({e} edge).",
)


class Frame:
    """The clock, the reset and the edge of a machine, and how they are told."""

    def __init__(self, d: Draw, *taken: str):
        shorten(d)
        for name in taken:
            d.name(name)
        self.d, self.clk, self.reset = d, d.clock(), d.reset()
        self.edge = "negedge" if d.chance(0.07) else "posedge"

    def text(self, goal: str, *more: str, begin: str = "") -> str:
        """The goal with clock, reset and other facts around it."""
        d = self.d
        facts = [
            d.any(*_CLOCKING, c=self.clk, e=edge_word(d, self.edge == "negedge")),
            tell_start(d, self.reset, begin or d.one(_BEGIN)),
            *more,
        ]
        d.rng.shuffle(facts)
        if d.chance(0.2):
            mark = d.one(("- ", "* ", "  - "))
            return "\n".join([goal, *(mark + fact for fact in facts)])
        split = d.one((0, 0, 0, 1))
        return " ".join([*facts[:split], goal, *facts[split:]])

    def clocked(self, clear: list[str], update: list[str]) -> list[str]:
        """The always block."""
        return self.d.clocked(self.clk, self.reset, clear, update, self.edge)

    def design(
        self,
        title: str,
        ports: tuple[Port, ...],
        text: str,
        why: str,
        body: list[str],
        start: Any,
        update: Callable[[Any, dict[str, int]], Any],
        output: Callable[[Any, dict[str, int]], dict[str, int | None]],
        names: tuple[str, ...],
        parameters: dict[str, object],
        bias: Bias | None = None,
        cycles: int = 56,
    ) -> Design:
        """The finished design; `ports` without clock and reset."""
        ports = (Port(self.clk), *self.reset.ports, *ports)
        rows = clocked(
            self.d.rng,
            ports,
            self.clk,
            self.reset,
            start,
            update,
            output,
            cycles=cycles,
            bias=bias,
            falling=self.edge == "negedge",
        )
        return Design(
            title,
            ports,
            text,
            f"{why} {self.edge}, {self.reset.phrase}.",
            tuple(body),
            rows,
            self.d.style,
            names,
            {**parameters, "reset": self.reset.phrase, "edge": self.edge},
        )


_EVERY_SAME = (
    "{o} lets every {n} 1 of {i} through: it is 1 in the same cycle as that 1, and 0 otherwise.",
    "Every {n} clock with {i} = 1, {o} is 1 too (in that very cycle, without delay).",
    "{o} is {i} with only each {n} pulse left (a pulse is one cycle of 1). It is combinational in {i}.",
    "Count the cycles in which {i} is 1; while the {n} one is there, {o} is 1, and counting begins again.",
    "Pulse divider: {o} repeats the {n}, and then again the {n}, cycle of {i} = 1 at once; the others are swallowed.",
    "Pass each {n} 1 on {i} to {o}, drop the others. No delay.",
    "Can you drop all but every {n} pulse of {i}? {o} has the ones that remain, in the same cycle.",
    "Of the ones on {i}, only the {n} of each group of {m} appears on {o}, immediately.",
)
_EVERY_LATER = (
    "{o} is 1 for one cycle after every {n} clock edge at which {i} was 1.",
    "After each {n} sampled 1 on {i}, {o} pulses for one clock cycle (registered).",
    "Count the clock edges with {i} = 1; each time {m} of them have been seen, {o} is 1 for the next cycle and counting "
    "begins again.",
    "Every {n} 1 on {i} makes a pulse of one cycle on the registered output {o}.",
    "{o} comes from a flip-flop: it is set by the edge that samples the {n}, and again the {n}, 1 of {i}, else it is cleared.",
    "Pulse divider by {m} with a registered output: {i} in, {o} out.",
    "One pulse on {o} per {m} ones on {i}; {o} is a register and follows the last of them by one edge.",
    "{o} <= 1 at the edge that takes in the {n} 1 of {i} since the last such edge, else {o} <= 0.",
)


@family("every_nth", "state machines", 1.5)
def every_nth(d: Draw) -> Design:
    """Every nth 1 of an input is passed on, in the same cycle or after the edge."""
    frame = Frame(d, "cnt")
    source, out = d.names(("x", "y"), ("pulse_in", "pulse_out"), ("tick", "beat"), ("in", "out"), ("evt", "strobe"), ("a", "z"))
    n, same = d.number(2, 8), d.chance(0.5)
    width = (n - 1).bit_length()
    last, zero, one = d.style.literal(width, n - 1, "d"), d.style.literal(width, 0, "d"), d.style.literal(width, 1, "d")
    goal = d.any(*(_EVERY_SAME if same else _EVERY_LATER), o=out, i=source, n=d.one(_ORDINALS[n]), m=n)
    extra = [
        d.any(
            "Cycles with {i} = 0 change nothing in the count.",
            "The ones need not be adjacent.",
            "Zeros on {i} are not counted.",
            "",
            i=source,
        )
    ]
    step = f"if ({source}) cnt <= (cnt == {last}) ? {zero} : cnt + {one};"
    hit = f"{source} && (cnt == {last})"
    if same:
        update = frame.clocked([f"cnt <= {zero};"], [step])
        body = [d.style.declare("cnt", width), *update, f"assign {out} = {hit};"]
    else:
        update = frame.clocked([f"cnt <= {zero};", f"{out} <= 1'b0;"], [step, f"{out} <= {hit};"])
        body = [d.style.declare("cnt", width), *update]
    text = frame.text(goal, *[fact for fact in extra if fact])

    def move(s: tuple[int, int], v: dict[str, int]) -> tuple[int, int]:
        seen = s[0] + v[source]
        return (seen % n, int(seen == n))

    def output(s: tuple[int, int], v: dict[str, int]) -> dict[str, int | None]:
        return {out: int(v[source] == 1 and s[0] == n - 1) if same else s[1]}

    return frame.design(
        "a pulse divider",
        (Port(source), Port(out, output=True, stored=not same)),
        text,
        f"cnt counts ones modulo {n}; hit: {source} is 1 and cnt is {n - 1}; "
        f"{'output at once' if same else 'hit is registered'}.",
        body,
        (0, 0),
        move,
        output,
        ("pulse_divider", f"every_{n}", "prescaler"),
        {"n": n, "same": same},
        lambda r, i: {source: int(r.random() < 0.7)},
    )


_UNTIL = (
    "{o} becomes 1 when {i} has been 1 at {n} clock edges in all, and stays 1 until reset.",
    "Count the ones on {i}. After {n} of them {o} is set and stays set.",
    "{o} is 0 until {n} ones have been sampled on {i} (not necessarily in a row), then it is 1 for good.",
    "Latch {o} once {i} has been seen high {n} times in total.",
    "After {n} edges with {i} = 1, {o} goes high; only reset lowers it.",
    "{i} reports errors, one for each clock with {i} = 1. When there have been {n}, raise {o} and keep it.",
    "The flag {o} says that at least {n} ones came in on {i} since reset.",
    "Ticket counter: each cycle of {i} = 1 is one ticket; {o} stays 1 from the {m} one on.",
    "A machine that tolerates {k} ones on {i}; the next one sets {o} permanently.",
    "{o} = (number of ones sampled on {i} since reset) >= {n}.",
)


@family("ones_until", "state machines")
def ones_until(d: Draw) -> Design:
    """Count ones until there are n of them; the flag stays."""
    frame = Frame(d, "cnt")
    source, out = d.names(("x", "full"), ("err", "alarm"), ("in", "done"), ("hit", "enough"), ("a", "q"))
    n = d.number(2, 8)
    width = n.bit_length()
    limit = d.style.literal(width, n, "d")
    text = frame.text(d.any(*_UNTIL, o=out, i=source, n=n, m=d.one(_ORDINALS[n]), k=n - 1))
    body = [
        d.style.declare("cnt", width),
        *frame.clocked(
            [f"cnt <= {d.style.literal(width, 0, 'd')};"],
            [f"if ({source} && !{out}) cnt <= cnt + {d.style.literal(width, 1, 'd')};"],
        ),
        f"assign {out} = (cnt == {limit});",
    ]
    return frame.design(
        "a counter of ones that stops",
        (Port(source), Port(out, output=True)),
        text,
        f"cnt counts ones up to {n} and stops there; {out} is cnt = {n}.",
        body,
        0,
        lambda s, v: min(n, s + v[source]),
        lambda s, v: {out: int(s == n)},
        ("ones_counter", "limit"),
        {"n": n},
        lambda r, i: {source: int(r.random() < 0.5), frame.reset.name: frame.reset.level(i < 2 or i % 20 == 19)},
    )


_SERIAL = {
    "odd": (
        "{o} is 1 when {a} has been 1 at an odd number of clock edges since reset.",
        "Serial parity: {o} is 1 after an odd number of ones on {a}.",
        "{o} toggles at each edge that finds {a} = 1.",
        "Odd-parity tracker of the bit stream {a}; {o} is its state.",
        "{o} holds the XOR of all bits received on {a} so far.",
        "Two states, even and odd; each 1 on {a} changes the state; {o} is 1 in odd.",
        "Keep a running XOR of the bits on {a} in {o}.",
        "{o} = parity (1 for odd) of all samples of {a}.",
        "Each clock with {a} = 1 turns {o} over; with {a} = 0 it keeps its value.",
        "The register {o} is inverted whenever {a} is 1 at the clock edge.",
        "{o}: sum modulo 2 of the bits on {a}.",
        "Has the number of ones on {a} been odd so far? Then {o} is 1.",
        "A 1 on {a} flips {o}, a 0 leaves it.",
    ),
    "even": (
        "{o} is 1 as long as the number of ones seen on {a} is even (none is even).",
        "Even parity of the stream {a} so far: {o} is 1 for an even count of ones.",
        "{o} is 1 after reset and flips with each sampled 1 on {a}.",
        "Two states, even and odd; a 1 on {a} changes between them, and {o} is 1 in even.",
        "{o} tells whether {a} has been 1 an even number of times.",
        "Serial even-parity check on {a}; {o} starts at 1.",
    ),
    "negate": (
        "{a} brings a number bit by bit, lowest bit first; {o} is, in the same cycle, the bit of its two's complement.",
        "Serial two's complementer (LSB first, Mealy): up to and including the first 1 the bits of {a} go to {o} "
        "unchanged, later ones inverted.",
        "{o} = {a} until the first 1 has passed; from the next cycle on {o} = NOT {a}.",
        "A state bit remembers whether {a} has been 1 at an edge; before that {o} is {a}, after that it is its inverse.",
        "{o} is the negative of the number on {a}: LSB first, no latency.",
        "Mealy machine with two states: {o} follows {a} until (and with) the first 1 of {a}, then it inverts {a}.",
        "Negate a serial number: least significant bit first on {a}, result on {o} without delay.",
        "Copy {a} to {o} up to and including its first 1, then send the inverse of {a}. Mealy output.",
        "The stream {a} (LSB first) is to be negated as two's complement; the result appears on {o} at once.",
    ),
    "negate_moore": (
        "{a} brings a number bit by bit, lowest bit first; the register {o} has, after each edge, the bit of its two's "
        "complement.",
        "Serial two's complementer (LSB first) with a registered output {o}: bits of {a} up to and including the first 1 "
        "pass, later ones are inverted, all one edge later.",
        "Moore version of a serial negation: {o} shows after the edge the two's complement bit for the {a} just sampled, "
        "least significant bit first.",
        "A Moore machine that negates (two's complement) the number arriving on {a}, LSB first; {o} is one clock behind "
        "and 0 after reset.",
    ),
    "increment": (
        "{a} brings a number, least significant bit first; {o} is at once the bit of that number plus 1.",
        "Serial incrementer: {o} inverts {a} up to and including its first 0, after that it equals {a} (LSB first).",
        "Add one to a serial number. LSB first on {a}, sum on {o} in the same cycle.",
        "Bits of a number come on {a}, lowest first. {o} gives the bits of the number increased by one, without delay.",
    ),
    "rise": (
        "{o} is 1 once {a} has been 1 at some clock edge since reset, and stays so.",
        "{o} remembers that a 1 was sampled on {a}.",
        "Sticky flag {o}: set by the first 1 on {a}.",
        "After a clock edge with {a} = 1, {o} is 1 for ever (until reset).",
        "Has {a} ever been 1 at a clock edge? {o} says so.",
    ),
    "mod3": (
        "{a} brings a binary number, highest bit first. {o} is 1 while the number so far is divisible by 3 (also at the start).",
        "Is the number received so far on {a} (MSB first) a multiple of 3? Then {o} = 1; no bits count as 0.",
        "A divisibility-by-3 checker for the serial number on {a}, most significant bit first; {o} is 1 for remainder 0, "
        "as at the start.",
        "Three states for the remainder modulo 3 of the number shifted in on {a} from the top bit; {o} is 1 in the state 0.",
        "Each bit b on {a} turns the number N into 2N+b; {o} is 1 while N mod 3 is 0, beginning with N = 0.",
    ),
    "same": (
        "{o} is 1, in the same cycle, when {a} equals its value at the last clock edge (0 after reset).",
        "Compare {a} with its previous sample: {o} = 1 if they agree, at once. The sample before the first counts as 0.",
        "{o} shows without delay that {a} has not changed since the last edge; after reset the stored value is 0.",
    ),
    "change": (
        "{o} is 1, in the same cycle, while {a} differs from its value at the last clock edge (0 after reset).",
        "{o} marks every change of {a}: {a} XOR its last sample, combinational. The sample starts as 0.",
        "{o} shows at once that {a} is not what it was at the previous edge; the stored value starts at 0.",
    ),
}
_ONE_BIT = {
    "odd": ("{o} <= {o} ^ {a};", "", 0, "One bit that toggles with each 1."),
    "even": ("{o} <= {o} ^ {a};", "", 1, "One bit, 1 at first, that toggles with each 1."),
    "rise": ("{o} <= {o} | {a};", "", 0, "One bit, set by a 1 and kept."),
    "negate": ("seen <= seen | {a};", "{a} ^ seen", 0, "seen: a 1 has passed; then invert."),
    "increment": ("carry <= carry & {a};", "{a} ^ carry", 1, "carry starts at 1 and goes on through ones."),
    "same": ("last <= {a};", "{a} == last", 0, "Keep the last sample and compare."),
    "change": ("last <= {a};", "{a} ^ last", 0, "Keep the last sample and compare."),
}
"""For each kind: the update, the output where it is not the register itself, the first value, the reason."""


def _state_of(kind: str, s: int, a: int) -> int:
    if kind in ("odd", "even"):
        return s ^ a
    return s | a if kind in ("rise", "negate") else s & a if kind == "increment" else a


@family("serial_function", "state machines", 2.0)
def serial_function(d: Draw) -> Design:
    """One bit of state: parity, negation, increment, change, divisibility of serial numbers."""
    frame = Frame(d, "seen", "carry", "last", "r")
    kind = d.one(sorted(_SERIAL))
    a, out = d.names(("a", "s"), ("x", "z"), ("in", "out"), ("din", "dout"), ("bit_in", "y"), ("w", "q"))
    text = frame.text(d.any(*_SERIAL[kind], a=a, o=out))
    names = (f"serial_{kind}", "serial", "bit_machine")
    if kind == "negate_moore":
        body = [
            d.style.declare("seen"),
            *frame.clocked(["seen <= 1'b0;", f"{out} <= 1'b0;"], [f"seen <= seen | {a};", f"{out} <= {a} ^ seen;"]),
        ]
        return frame.design(
            "a serial two's complementer",
            (Port(a), Port(out, output=True, stored=True)),
            text,
            "seen: a 1 has passed; then invert. Both are registers.",
            body,
            (0, 0),
            lambda s, v: (s[0] | v[a], v[a] if not s[0] else 1 - v[a]),
            lambda s, v: {out: s[1]},
            names,
            {"kind": kind},
        )
    if kind == "mod3":
        cases = [f"  2'd0: r <= {a} ? 2'd1 : 2'd0;", f"  2'd1: r <= {a} ? 2'd0 : 2'd2;", f"  default: r <= {a} ? 2'd2 : 2'd1;"]
        body = [
            d.style.declare("r", 2),
            *frame.clocked(["r <= 2'd0;"], ["case (r)", *cases, "endcase"]),
            f"assign {out} = (r == 2'd0);",
        ]
        return frame.design(
            "a serial divisibility check",
            (Port(a), Port(out, output=True)),
            text,
            "r is the remainder; a new bit gives (2r + bit) mod 3.",
            body,
            0,
            lambda s, v: (2 * s + v[a]) % 3,
            lambda s, v: {out: int(s == 0)},
            names,
            {"kind": kind},
        )
    update, code, first, why = _ONE_BIT[kind]
    update, code = update.format(o=out, a=a), code.format(a=a)
    register = update.split()[0]
    body = frame.clocked([f"{register} <= 1'b{first};"], [update])
    if code:
        body = [d.style.declare(register), *body, f"assign {out} = {'(' * (kind == 'same')}{code}{')' * (kind == 'same')};"]

    def output(s: int, v: dict[str, int]) -> dict[str, int | None]:
        return {out: s if not code else int(v[a] == s) if kind == "same" else int(v[a] != s)}

    rare = kind in ("negate", "rise", "increment")
    return frame.design(
        "a serial machine",
        (Port(a), Port(out, output=True, stored=not code)),
        text,
        why,
        body,
        first,
        lambda s, v: _state_of(kind, s, v[a]),
        output,
        names,
        {"kind": kind},
        (lambda r, i: {a: r.getrandbits(1), frame.reset.name: frame.reset.level(i < 2 or i % 9 == 0)}) if rare else None,
    )


_COMPARE = (
    "{a} and {b} bring two numbers, {f} bit first. {o} is 1 when the number so far on {p} is {m} than that on {q}.",
    "Serial comparator ({f} bit first): {o} = 1 if {p} is {m} than {q}, as far as the bits have come.",
    "Compare the serial numbers {a} and {b}, which arrive {f} bit first; after each edge {o} tells whether {p} is {m}.",
    "After every bit pair, {o} says whether the number shifted in on {p} is {m} than the one on {q} ({f} bit first).",
    "Two bit streams, {a} and {b}, {f} bit first: raise {o} while what has come on {p} is {m}.",
)


@family("serial_compare", "state machines")
def serial_compare(d: Draw) -> Design:
    """Which of two serial numbers is greater, from the top or from the bottom."""
    frame = Frame(d, "less")
    a, b, out = d.names(("a", "b", "gt"), ("x", "y", "z"), ("p", "q", "bigger"), ("n1", "n2", "flag"))
    top, greater = d.chance(0.45), d.chance(0.6)
    p, q = (a, b) if d.chance(0.6) else (b, a)
    first = d.one(("highest", "most significant")) if top else d.one(("lowest", "least significant"))
    text = frame.text(
        d.any(
            *_COMPARE,
            a=a,
            b=b,
            f=first,
            o=out,
            p=p,
            q=q,
            m=d.one(("greater", "larger")) if greater else d.one(("smaller", "less")),
        )
    )
    big, small = (p, q) if greater else (q, p)
    ports = (Port(a), Port(b), Port(out, output=True, stored=not top))
    if not top:
        body = frame.clocked([f"{out} <= 1'b0;"], [f"if ({a} != {b}) {out} <= {big};"])
        why = f"From the bottom the latest difference decides: then {out} is {big}."
        return frame.design(
            "a serial comparator",
            ports,
            text,
            why,
            body,
            0,
            lambda s, v: s if v[big] == v[small] else v[big],
            lambda s, v: {out: s},
            ("serial_compare", "comparator"),
            {"top": top, "greater": greater},
        )
    body = [
        d.style.declare("less"),
        *frame.clocked(
            [f"{out} <= 1'b0;", "less <= 1'b0;"],
            [f"if (!less && {big} && !{small}) {out} <= 1'b1;", f"if (!{out} && {small} && !{big}) less <= 1'b1;"],
        ),
    ]
    ports = (Port(a), Port(b), Port(out, output=True, stored=True))
    why = f"From the top the first difference decides: {out} if {big} is 1 there, else less; both are kept."
    return frame.design(
        "a serial comparator",
        ports,
        text,
        why,
        body,
        (0, 0),
        lambda s, v: (2 * s[0] + v[big] & 0xFFFFFFFFFFFFFFFFFFFF, 2 * s[1] + v[small] & 0xFFFFFFFFFFFFFFFFFFFF),
        lambda s, v: {out: int(s[0] > s[1])},
        ("serial_compare", "comparator"),
        {"top": top, "greater": greater},
        lambda r, i: {
            a: (bit := r.getrandbits(1)),
            b: bit ^ (r.random() < 0.3),
            frame.reset.name: frame.reset.level(i < 2 or i % 8 == 0),
        },
    )


_FRAMES = (
    "Receive short frames on {i}: a start bit ({s}), {n} data bits, a stop bit ({t}). {o} is 1 for one cycle after a "
    "correct stop bit.",
    "The idle line {i} is {t}. A {s} starts a frame of {n} data bits followed by a stop bit, which must be {t}; then {o} "
    "pulses for one cycle.",
    "A receiver for frames of one start bit {s}, {n} data bits and one stop bit {t} on {i}, one bit per clock. {o} pulses "
    "after the stop bit if that was right.",
    "Serial receiver, one clock per bit: {i} rests at {t}, the start bit is {s}, {n} bits of data follow, and the stop bit "
    "is {t}. A frame with a good stop bit makes {o} 1 for the next cycle.",
    "On {i}: start = {s}, then {n} bits, then stop = {t}. Raise {o} for a cycle for every frame that ends properly.",
    "Frame format on {i} (one bit a clock): {s}, {n} data bits, {t}. {o} is a registered pulse, given when the stop bit was {t}.",
)
_BAD = (
    "With a wrong stop bit there is no pulse, and it waits for the next start bit as usual.",
    "A wrong stop bit gives no pulse; the machine is idle again in any case.",
    "Whatever the stop bit was, the next bit may be a start bit.",
    "After the stop bit, right or wrong, it looks for a start bit again.",
    "If the stop bit is wrong the frame is dropped without further ado, and the receiver is idle.",
)
_DATA = {
    0: (
        "{q} has the data bits, the first one in bit 0, while {o} is 1.",
        "While {o} is 1, {q} is the data, least significant bit received first.",
        "The data ({q}) arrive lowest bit first and must be right when {o} is 1.",
        "{q}: data, LSB first, valid with {o}.",
    ),
    1: (
        "{q} has the data bits, the first one in the top bit, while {o} is 1.",
        "While {o} is 1, {q} is the data, most significant bit received first.",
        "The data ({q}) arrive highest bit first and must be right when {o} is 1.",
        "{q}: data, MSB first, valid with {o}.",
    ),
}


@family("frame_receiver", "state machines", 1.2)
def frame_receiver(d: Draw) -> Design:
    """Short frames with a start and a stop bit: a pulse for each, and perhaps the data."""
    frame = Frame(d, "cnt")
    source, out, data = d.names(("in", "done", "data"), ("rx", "valid", "q"), ("line", "ok", "word"), ("x", "y", "d"))
    n, start = d.number(2, 7), int(d.chance(0.2))
    with_data, top_first = d.chance(0.3), int(d.chance(0.4))
    width = (n + 1).bit_length()
    L: Callable[[int], str] = lambda value: d.style.literal(width, value, "d")  # noqa: E731
    slots = {"i": source, "s": start, "t": 1 - start, "n": n, "o": out, "q": data}
    more = [d.any(*_BAD)] + ([d.any(*_DATA[top_first], **slots)] if with_data else [])
    text = frame.text(
        d.any(*_FRAMES, **slots), *more, begin=d.one(("the idle state", "the state of waiting for a start bit", "the idle state"))
    )
    begins, ends = ("" if start else "!") + source, ("!" if start else "") + source
    shift = f"{{{data}[{n - 2}:0], {source}}}" if top_first else f"{{{source}, {data}[{n - 1}:1]}}"
    if n == 2:
        shift = f"{{{data}[0], {source}}}" if top_first else f"{{{source}, {data}[1]}}"
    step = [
        f"{out} <= (cnt == {L(n + 1)}) && {ends};",
        f"if (cnt == {L(0)}) cnt <= {begins} ? {L(1)} : {L(0)};",
        f"else cnt <= (cnt == {L(n + 1)}) ? {L(0)} : cnt + {L(1)};",
    ]
    if with_data:
        step.append(f"if (cnt != {L(0)} && cnt != {L(n + 1)}) {data} <= {shift};")
    clear = [f"cnt <= {L(0)};", f"{out} <= 1'b0;"]
    body = [d.style.declare("cnt", width), *frame.clocked(clear, step)]
    ports: tuple[Port, ...] = (Port(source), Port(out, output=True, stored=True))
    if with_data:
        ports = (*ports, Port(data, n, output=True, stored=True))

    def move(s: tuple[tuple[int, ...], int, int], v: dict[str, int]) -> tuple[tuple[int, ...], int, int]:
        bits, _, word = s
        if not bits and v[source] != start:
            return ((), 0, word)
        bits = (*bits, v[source])
        if len(bits) < n + 2:
            return (bits, 0, word)
        read = bits[1:-1] if top_first else bits[-2:0:-1]
        return ((), int(bits[-1] != start), int("".join(map(str, read)), 2))

    def output(s: tuple[tuple[int, ...], int, int], v: dict[str, int]) -> dict[str, int | None]:
        return {out: s[1]} | ({data: s[2] if s[1] else None} if with_data else {})

    plan: list[int] = []
    while len(plan) < 120:
        plan += [1 - start] * d.number(0, 2) + [start, *(d.number(0, 1) for _ in range(n)), start if d.chance(0.2) else 1 - start]
    why = f"cnt: 0 idle, 1 to {n} data, {n + 1} stop; {out} registers a stop bit of {1 - start}."
    if with_data:
        why += f" Data shift in from the {'right (MSB' if top_first else 'left (LSB'} first)."
    return frame.design(
        "a receiver of short frames",
        ports,
        text,
        why,
        body,
        ((), 0, 0),
        move,
        output,
        ("receiver", "serial_rx", "frame_rx"),
        {"n": n, "start": start, "data": with_data, "top_first": top_first},
        lambda r, i: {source: plan[i]} | ({frame.reset.name: frame.reset.level(i == 50)} if i > 1 else {}),
        90,
    )
