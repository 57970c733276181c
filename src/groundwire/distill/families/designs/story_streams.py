"""Bits that arrive one by one: patterns, arithmetic, comparison, frames."""

from __future__ import annotations

import random

from groundwire.distill.families.design import Design
from groundwire.distill.families.draw import Draw
from groundwire.distill.families.ports import Port
from groundwire.distill.families.registry import family
from groundwire.distill.families.voices.everyday_machines import Frame, bit_of, tests

_PATTERNS = (
    "Look for the bits {p} on {x} (first bit first), one bit {t}. {show} {over} {rr}",
    "{m} machine: {o} marks each {p} in the serial input {x}. {over} {show} Bits are taken {t}; the {z} forgets everything.",
    "Our radio sends a sync word, {p}, leftmost bit first, over {x}. Please find it. {show} {over} The bit clock is {c} ({e} "
    "edge). {rr}",
    "Sequence: {p}\nInput: {x}, sampled {t}\n{over}\n{show}\n{rr}",
    "hey - need a detector fsm ({m}) for {p} on {x}. {over} {show} {t} a new bit. {rr}",
    "{rr} After that, bits arrive on {x} {t}. The order {q} is what we wait for. {over} {show}",
    "Given that the last {n} bits on {x}, oldest first, were {q}, then {o} reports it. {show} {over} One bit comes {t}. {rr}",
    "Exam: draw the state graph of a {m} recogniser for {p} and code it. Input {x}, output {o}, clock {c} ({e} edge), {z} "
    "into the start "
    "state. {over} {show}",
    "The burglar code is {q} on line {x}, one symbol per {e} edge of {c}. {show} {over} {rr}",
    "{o} answers the question: did {x} just say {p}? {show} {over} Its history starts empty at the {z}. Everything is "
    "clocked {t}.",
    "{over} The string is {p}, sent from left to right on {x}. {show} State changes {t}. {rr}",
)


def _next_match(pattern: str, matched: str, bit: str) -> str:
    """The longest end of what was seen that begins the pattern."""
    seen = matched + bit
    while not pattern.startswith(seen):
        seen = seen[1:]
    return seen


@family("spelled_pattern", "sequence detectors", 1.0)
def spelled_pattern(d: Draw) -> Design:
    """A detector of three or four bits, Moore or Mealy, matches that may share bits or not."""
    f = Frame(d, "state")
    x, o = d.names(("x", "z"), ("din", "hit"), ("bit_in", "found"), ("s", "match"), ("w", "y"), ("data", "det"), ("rx", "sync"))
    n, mealy, overlap = d.one((3, 3, 4)), d.chance(0.45), d.chance(0.55)
    pattern = f"{d.number(0, (1 << n) - 1):0{n}b}"
    over = d.any(*(
        ("Matches may overlap.", "Overlapping occurrences count.", "The end of one match may be the beginning of the next.")
        if overlap
        else ("Matches do not overlap.", "No bit belongs to two matches.", "After a match the search begins anew with the "
        "next bit.",
              "Non-overlapping.")
    ))  # fmt: skip
    show = d.any(*(
        ("{o} is 1 already while the last bit is on {x} (Mealy), before the edge takes it.",
         "{o} depends on the state and on {x}: it is high during the very cycle in which {x} carries the final bit.",
         "Mealy output: {o} = 1 at once, in the cycle of the last bit.")
        if mealy
        else ("{o} is 1 for one cycle, after the edge that takes the last bit (Moore).",
              "{o} depends on the state only and is high in the cycle that follows the edge at which the last bit was "
              "sampled.",
              "Moore output: {o} = 1 in the clock cycle after the last bit was taken.")
    ), o=o, x=x)  # fmt: skip
    text = d.any(
        *_PATTERNS, **f.slots("forgets all bits seen so far"), x=x, o=o, p=pattern, q=d.one((", ", "-", " ")).join(pattern), n=n,
        over=over, show=show, m="Mealy" if mealy else "Moore",
    )  # fmt: skip
    states = n if mealy else n + 1
    width = (states - 1).bit_length()

    def lit(value: int) -> str:
        return d.style.literal(width, value, "d")

    def follow(i: int, bit: str) -> int:
        start = pattern[:i] if i < n or overlap else ""
        to = _next_match(pattern, start[1:] if len(start) == n else start, bit)
        return (len(_next_match(pattern, to[1:], "")) if overlap else 0) if mealy and len(to) == n else len(to)

    moves = [(follow(i, "0"), follow(i, "1")) for i in range(states)]
    arms = [
        f"  {lit(i) if i < states - 1 else 'default'}: state <= {x} ? {lit(b)} : {lit(a)};"
        if a != b
        else f"  {lit(i)}: state <= {lit(a)};"
        for i, (a, b) in enumerate(moves)
    ]
    body = [d.style.declare("state", width), *f.always([f"state <= {lit(0)};"], ["case (state)", *arms, "endcase"])]
    last = int(pattern[-1])
    body.append(f"assign {o} = (state == {lit(n - 1)}) & {bit_of(x, last)};" if mealy else f"assign {o} = (state == {lit(n)});")

    def update(s: str, v: dict[str, int]) -> str:
        if s.endswith(pattern) and not overlap:
            s = ""
        return (s + str(v[x]))[-9:]

    def output(s: str, v: dict[str, int]) -> dict[str, int | None]:
        if not mealy:
            return {o: int(s.endswith(pattern))}
        seen = "" if s.endswith(pattern) and not overlap else s
        return {o: int((seen + str(v[x])).endswith(pattern))}

    why = f"State: bits of {pattern} matched. " + ", ".join(f"{i}: {a}/{b}" for i, (a, b) in enumerate(moves)) + f" for {x}=0/1. "
    why += f"{o} = state {n - 1} and {tests(x, last)}." if mealy else f"{o} = state {n}."

    def bias(r: random.Random, cycle: int) -> dict[str, int]:
        return {x: int(pattern[cycle % n]) if r.random() < 0.7 else r.getrandbits(1)}

    return f.design(
        f"a {'Mealy' if mealy else 'Moore'} sequence detector", ("detector", "seq_det", "finder"),
        [Port(x)], [Port(o, output=True)],
        text, why, body, "", update, output, {"pattern": pattern, "mealy": mealy, "overlap": overlap}, bias=bias,
    )  # fmt: skip


_SERIAL = {
    "negate": (
        "{o} is the two's complement of the number that comes on {x}, lowest bit first, one bit {t}. {when} {new} {rr}",
        "Serial negation, LSB first: up to and including the first 1 the bits of {x} pass to {o} as they are; all later ones "
        "are "
        "inverted. {when} {t} one bit. {new} {rr}",
        "i have a bit-serial alu and need minus x. bits arrive on {x}, least significant first, one {t}, and -x leaves on "
        "{o}. {when} "
        "{new} the {z} begins a number.",
        "{rr} The machine then turns a number N on {x} (LSB first) into -N on {o}, one bit per {e} edge of {c}. {when} {new}",
        "Remember one thing only: has a 1 been seen in this number? If so, each further bit of {x} is complemented on {o}, "
        "if not, it is "
        "copied; the first 1 itself is copied. {when} Bits change {t}. {new} {rr}",
        "Given no 1 came yet, {o} repeats {x}. Given a 1 came before, {o} is the opposite of {x}. Bits are taken {t}, lowest "
        "first, so that "
        "this negates a two's-complement number. {when} {new} {rr}",
        "A 2's complementer, bit-serial with the lowest bit leading. In: {x}. Out: {o}. Clock: {c}, {e}. {z} = ready for a "
        "number. {when} {new}",
        "Invert-and-add-one done serially. {x} brings the operand from the LSB upwards, {o} the result. {when} One bit is "
        "processed {t}. "
        "{new} {rr}",
        "Exam question: two states are enough for negating a serial number (LSB first, input {x}, output {o}). {when} Write "
        "it, clocked {t}. "
        "{new} {rr}",
        "Subtract the serial input {x} from zero. Least significant bits come first, one {t}; the difference appears on {o}. "
        "{when} {new} "
        "The {z} starts a fresh word.",
    ),
    "increase": (
        "{o} is the number on {x} plus one, both lowest bit first, one bit {t}. {when} {new} {rr}",
        "Serial incrementer: a carry starts at 1; each bit of {x} (LSB first, {t}) is XORed with it to give {o}, and the "
        "carry survives "
        "only a 1. {when} {new} {rr}",
        "Up to and including the first 0 the bits of {x} are inverted on {o}; all later ones pass unchanged. Bits come {t}. "
        "{when} {new} {rr}",
        "can you make a circuit that adds 1 to a number that drips in on {x}, least significant bit first, {t}? the result "
        "goes out on {o}. "
        "{when} {new} the {z} begins a number.",
        "{rr} Then N arrives on {x} (LSB first) and N+1 has to leave on {o}, one bit per {e} edge of {c}. {when} {new}",
        "Given that all bits of the number so far were 1 (or there was none), {o} is the inverse of {x}; given there was a "
        "0, {o} equals {x}. "
        "Bits are taken {t}. {when} {new} {rr}",
        "Bit-serial +1, LSB leading. In: {x}. Out: {o}. Clock: {c}, {e}. {z} = ready for a number. {when} {new}",
        "Exam question: two states are enough to increment a serial number (LSB first, input {x}, output {o}). {when} Write "
        "it, clocked {t}. "
        "{new} {rr}",
        "The address of the next record is one more than the one on {x}, which is sent from the lowest bit upwards. Give it "
        "out on {o} in the "
        "same order. {when} One bit is processed {t}. {new} {rr}",
        "A carry flip-flop and a half adder: sum to {o}, operand {x} with its LSB first, carry set at the start of each "
        "number so that 1 is "
        "added. {when} Clocked {t}. {new} {rr}",
    ),
    "parity": (
        "{o} is 1 {pw} number of 1s has come on {x}. One bit is taken {t}. {when} {new} {rr}",
        "Running {pk} parity of {x}: {o} says whether the count of ones is {pk}. {when} A bit is read {t}. {new} {rr}",
        "two states, EVEN and ODD; a 1 on {x} swaps them {t}, a 0 keeps them. {o} is 1 in {pu}. {when} {new} start state "
        "EVEN, via the {z}.",
        "{rr} From then on count the ones on {x} modulo two, one bit per {e} edge of {c}; {o} is high if they are {pk}. "
        "{when} {new}",
        "Given {pk} many ones so far, {o} is 1, otherwise 0. A bit of {x} is added to the tally {t}. {when} {new} {rr}",
        "A light changes each time {x} is 1 {t}. {o} is 1 {pw} number of such moments has passed. {when} {new} {rr}",
        "Parity checker for a serial line {x}, clock {c} ({e} edge), {z} = no ones yet. {o}: 1 for {pk}, 0 for {pn}. {when} "
        "{new}",
        "Exam question: write the two-state machine that tells whether the ones on {x} are {pn} ({o} = 0) or {pk} ({o} = 1) "
        "in number. {when} "
        "Clocked {t}. {new} {rr}",
        "The far end appends a check bit, so please tell me on {o} if the ones on {x} are {pk} in number (1) or not (0). "
        "{when} Bits come {t}. "
        "{new} {rr}",
        "{o} shall be 0 as long as the number of ones received on {x} is {pn}, and 1 when it is {pk}. {when} Bits are "
        "received {t}. {new} {rr}",
    ),
}


@family("bit_stream", "state machines", 1.2)
def bit_stream(d: Draw) -> Design:
    """Serial negation, increment, parity with one state bit, Moore or Mealy; perhaps a new-word mark or an enable."""
    f = Frame(d, "seen")
    kind = d.one(tuple(_SERIAL))
    x, o = d.names(("x", "y"), ("din", "dout"), ("s_in", "s_out"), ("a", "z"), ("bit_i", "bit_o"), ("sd", "sq"), ("w", "r"))
    mealy, first = d.chance(0.5), d.name("first", "lsb", "new_word", "sof", "begin_i") if d.chance(0.35) else ""
    en = d.name("en", "valid", "ce", "strobe") if d.chance(0.3) else ""
    fa, odd = int(d.chance(0.75)), d.chance(0.5)
    word = "bit" if kind != "parity" else "answer"
    show = (
        "The {w} is combinational: {o} includes the bit that is on {x} now.", "{o} already answers to the present {x} "
        "(Mealy).",
        "No delay: {o} is computed from {x} and the state in the same cycle.",
    ) if mealy else (
        "{o} comes from a register: it changes only after the edge that took the bit.",
        "{o} is registered, so each {w} is seen after the edge that samples its {x}.",
        "Moore: {o} shows the {w} for the last bit taken.",
    )  # fmt: skip
    when = d.any(*show, o=o, x=x, w=word)
    if not mealy:
        when += d.any(" It is {b} in reset.", " After reset it is {b}.", b=int(kind == "parity" and not odd))
    new = d.any(
        "The first bit of a new number comes with {f} = {b}; everything before it is forgotten then.",
        "{f} is {b} together with the first bit of each number, and what was before no longer counts.", f=first, b=fa,
    ) if first else ""  # fmt: skip
    if en:
        new += d.any(" At an edge with {e} = 0 nothing changes.", " Bits are taken only at edges with {e} high.", e=en)
    text = d.any(
        *_SERIAL[kind], **f.slots("starts a new number" if kind != "parity" else "forgets all bits"),
        x=x, o=o, when=when, new=new,
        pw="when an odd" if odd else "when an even", pk="odd" if odd else "even", pn="even" if odd else "odd", pu=
        "ODD" if odd else
        "EVEN",
    ).replace("  ", " ")  # fmt: skip
    old = f"({bit_of(first, 1 - fa)} & seen)" if first else "seen"
    turned = {
        "negate": f"{x} ^ {old}",
        "increase": f"~({x} ^ {old})",
        "parity": f"{'' if odd else '~('}{x} ^ {old}{'' if odd else ')'}",
    }[kind]
    nxt = {"negate": f"{x} | {old}", "increase": f"~{x} | {old}", "parity": f"{x} ^ {old}"}[kind]
    lines, clear = [f"seen <= {nxt};"], ["seen <= 1'b0;"]
    level = int(kind == "parity" and not odd)
    if not mealy:
        lines.append(f"{o} <= {turned};")
        clear.append(f"{o} <= 1'b{level};")
    if en:
        lines = [f"if ({en}) {lines[0]}"] if len(lines) == 1 else [f"if ({en}) begin", *(f"  {line}" for line in lines), "end"]
    body = [d.style.declare("seen"), *f.always(clear, lines)]
    if mealy:
        body.append(f"assign {o} = {turned};")

    def answer(bits: tuple[int, ...]) -> int:
        n = len(bits)
        if kind == "parity":
            return int(sum(bits) % 2 == int(odd))
        number = sum(bit << i for i, bit in enumerate(bits))
        return (-number if kind == "negate" else number + 1) >> (n - 1) & 1

    def taken(s: tuple[tuple[int, ...], int], v: dict[str, int]) -> tuple[int, ...]:
        return (*(() if first and v[first] == fa else s[0]), v[x])

    def update(s: tuple[tuple[int, ...], int], v: dict[str, int]) -> tuple[tuple[int, ...], int]:
        if en and not v[en]:
            return s
        bits = taken(s, v)
        return bits, answer(bits)

    meaning = {"negate": "a 1 was seen", "increase": "a 0 was seen", "parity": "ones so far are odd"}[kind]
    why = f"seen: {meaning}; next {nxt}. {o} {'=' if mealy else '<='} {turned}{', registered' * (not mealy)}."
    return f.design(
        {"negate": "a serial two's complementer", "increase": "a serial incrementer", "parity":
        "a serial parity machine"}[kind],
        ("serial", kind, "bitwise"), [Port(n) for n in (x, first, en) if n], [Port(o, output=True, stored=not mealy)], text,
        why + (f" Only if {en}." if en else ""), body, ((), level), update,
        lambda s, v: {o: answer(taken(s, v)) if mealy else s[1]},
        {"kind": kind, "mealy": mealy, "first": bool(first), "fa": fa, "odd": odd, "en": bool(en)},
        bias=lambda r, c: ({first: int((r.random() < 0.2) == bool(fa))} if first else {}) | {x: int(r.random() < (0.7 if kind ==
        "increase" else 0.35))},
    )  # fmt: skip


_COMPARES = (
    "Two numbers come in bit by bit on {x} and {y}, {first} bit first. {go} says {rel}, {lo} says {lel}, judged by the bits "
    "taken so far; "
    "both are 0 while they are equal. Bits are taken {t}. {rr}",
    "Serial comparator, {first} bit first.\nInputs {x}, {y} (one bit each {t})\n{go} = 1: {rel}\n{lo} = 1: {lel}\nneither: "
    "equal so far\n{rr}",
    "hi, i compare two serial words on {x} and {y}; the {first} bit leads. after each bit (taken {t}) {lo} should be high if "
    "{lel} as far as "
    "known and {go} if {rel}. equal: both low. {rr}",
    "Three states: EQ, GT ({rel}), LT ({lel}). {law} Clock {c}, {e} edge. {go} is 1 in GT, {lo} in LT. The {z} leads to EQ.",
    "{rr} Then pairs of bits on {x} and {y} are read {t}. {law} {go} is set when {rel}, {lo} when {lel}, none if no "
    "difference was seen.",
    "Given the words on {x} and {y} are sent {first} bit first, one bit {t}, then {go} is 1 exactly when {rel} in the part "
    "received, and {lo} "
    "exactly when {lel}. {rr}",
    "{law} The pair being {x} and {y}, read {t}: {go} means {rel}, {lo} means {lel}, and after the {z} nothing is known, so "
    "both are 0.",
    "Bids of two players are shifted out {first} bit first, on {x} and {y}. Who is ahead? {go}: {rel}. {lo}: {lel}. A tie "
    "lights neither. "
    "The outputs are Moore outputs, updated {t}. {rr}",
    "Exam question. {law} Design this magnitude comparator for the serial numbers {x} and {y} ({first} bit first; clock {c}, "
    "{e} edge). "
    "Outputs: {lo} ({lel}) and {go} ({rel}), both 0 in the equal state, which the {z} enters.",
    "The outputs {go} and {lo} shall reflect the order of the numbers received so far on {x} and {y}: {go} shall be 1 if "
    "{rel}, {lo} shall be "
    "1 if {lel}. The {first} bits shall arrive first, one pair {t}. {rr}",
)


@family("serial_ranking", "state machines", 0.8)
def serial_ranking(d: Draw) -> Design:
    """Two serial numbers compared, from either end; after a difference the first or the last one rules."""
    f = Frame(d)
    x, y = d.names(("a", "b"), ("p", "q"), ("x", "y"), ("bid0", "bid1"), ("left", "right"), ("ser_a", "ser_b"))
    go, lo = d.names(("gt", "lt"), ("more", "less"), ("big", "little"), ("win", "lose"), ("g", "l"), ("above", "below"))
    swap, msb = d.chance(0.4), d.chance(0.5)
    if swap:
        go, lo = lo, go
    done = d.name("stop", "hold", "freeze") if d.chance(0.3) else ""
    rel = d.any("{x} is greater than {y}", "{x} > {y}", "the number on {x} is the larger one", x=x, y=y)
    lel = d.any("{x} is less than {y}", "{x} < {y}", "the number on {x} is the smaller one", x=x, y=y)
    first = d.one(("most significant", "highest", "top") if msb else ("least significant", "lowest", "bottom"))
    law = d.any(*(
        ("Most significant bits come first, so the first pair that differs decides for good.",
         "The words come highest bit first: once a difference was seen, later bits do not matter.")
        if msb
        else ("Least significant bits come first, so every pair that differs overrules what was before.",
              "The words come lowest bit first: the latest difference decides, equal bits keep the state.")
    ))  # fmt: skip
    text = d.any(*_COMPARES, **f.slots("forgets both numbers"), x=x, y=y, go=go, lo=lo, rel=rel, lel=lel, first=first, law=law)
    if done:
        text += d.any(" At an edge with {h} = 1 no bits are taken.", "\nWith {h} high everything stays as it is.", h=done)
    test = f"{x} != {y}" + (f" && !{go} && !{lo}" if msb else "") + (f" && !{done}" if done else "")
    lines = [f"if ({test}) begin", f"  {go} <= {x};", f"  {lo} <= {y};", "end"]

    def update(s: tuple[int, int, int], v: dict[str, int]) -> tuple[int, int, int]:
        if done and v[done]:
            return s
        n, a, b = s
        return (n, 2 * a + v[x], 2 * b + v[y]) if msb else (n + 1, a + (v[x] << n), b + (v[y] << n))

    why = f"{'First' if msb else 'Last'} difference decides: when {x} != {y}{' and undecided' * msb}, {go} <= {x}, {lo} <= {y}."
    return f.design(
        "a serial comparator", ("compare", "ranking", "serial_cmp"), [Port(n) for n in (x, y, done) if n],
        [Port(n, output=True, stored=True) for n in (go, lo)], text, why + (f" {done} holds." if done else ""),
        f.always([f"{go} <= 1'b0;", f"{lo} <= 1'b0;"], lines), (0, 0, 0), update,
        lambda s, v: {go: int(s[1] > s[2]), lo: int(s[1] < s[2])}, {"msb": msb, "swap": swap, "done": bool(done),
        "words": (rel, lel)},
        bias=lambda r, c: dict(zip((x, y), r.choice(((0, 0), (1, 1), (0, 0), (1, 1), (0, 1), (1, 0))), strict=True)),
    )  # fmt: skip
