"""Rings, twisted rings, feedback shift registers and cycles of given values."""

from __future__ import annotations

from groundwire.distill.families.design import Design
from groundwire.distill.families.draw import Draw, listing
from groundwire.distill.families.registry import family
from groundwire.distill.families.voices.count_shared import COUNTS, frame, told

_RINGS = (
    "{o} is {ring}. It turns one place towards {end} {at}{ew}. {rs}",
    "{rs} {at} every bit of {o} moves one place towards {end}; {back}. {es}",
    "{back_capital} when {o} shifts by one towards {end}, which it does {at}. {es} {rs}",
    "{nb}-bit shift counter {o}: {lr}, {back}. Clock: {c}, {ed} edge. {rs} {es}",
    "Running light on {o}, {nb} lamps. The pattern goes to the {side} by one lamp {at} (bit {top} is on the far left); "
    "{back}. {es} {rs}",
    "Ring and Johnson counters are the same register with one difference: the bit that comes out at one end is put in at "
    "the other as it "
    "is, or inverted. Three bits as a ring: 001, 010, 100; as a Johnson counter: 000, 001, 011, 111. Task: {o}, {nb} bits, "
    "towards {end}; "
    "{back}. One step {at}. {rs} {es}",
    "Shift counter\nregister: {o}\nmoves: towards {end}\nend: {back}\nclock: {c}, {ed} edge\n{rs}\n{es}",
    "could you make {o} {ring}? it should shift to the {side}, {at}. {rs} {es}",
    "- bits of {o} move {lr}, one place {at}\n- {back}\n- {es}\n- {rs}",
    "{es} Each step ({g} {c}) turns {o} {lr}, and {back}. {rs}",
    "Not a binary counter but {ring}: {o}, shifting {lr} {at}. {rs} {es}",
    "What's {o} after the next step? The same bits, one place nearer to {end}, and {back}. A step comes {at}{ew}. {rs}",
    "{o}: {ring}, {lr}. {g} {c}. {rs} {es}",
)


@family("count_ring", "shift registers", 1.0)
def count_ring(d: Draw) -> Design:
    """A ring or a twisted ring, towards either end, from any start."""
    width, twisted, left = d.number(3, 8), d.chance(0.5), d.chance(0.5)
    start = d.one((0, 0, (1 << width) - 1, 1)) if twisted else 1 << d.one((0, 0, width - 1, d.number(0, width - 1)))
    if not twisted and d.chance(0.25):
        start = d.number(1, (1 << width) - 2)
    f = frame(d, width, start, names=(*COUNTS, "lamps", "led", "ring"))
    o, top = f.out, width - 1
    old, new = (f"{o}[{top}]", f"{o}[0]") if left else (f"{o}[0]", f"{o}[{top}]")
    ring = d.any(
        "a Johnson counter", "a twisted ring (the bit that leaves comes back inverted)", "a ring with one inverter in the loop",
        "a switch-tail ring", "a Moebius counter",
    ) if twisted else d.any("a ring counter", "a plain ring (nothing inverted)", "a ring", "a circulating register")  # fmt: skip
    back = d.any(
        "the new {n} is the inverse of the old {x}", "{n} becomes the complement of what {x} was", "{x}, inverted, goes to {n}",
        "the bit that drops out comes in again at the other end, inverted", "{n} gets not {x} but its opposite", n=new, x=old,
    ) if twisted else d.any(
        "the new {n} is the old {x}", "{n} becomes what {x} was", "{x}, not inverted, goes to {n}",
        "the bit that drops out comes in again at the other end", "{n} gets {x} as it is", n=new, x=old,
    )  # fmt: skip
    bits = f"{start:0{width}b}"
    value = d.one((f"{width}'b{bits}", f"binary {bits}", f"{bits} (binary)", f"the pattern {bits}"))
    ports = f.ports()
    text = told(
        d, f, _RINGS, ports, (), (o, value), ring=ring, back=back, end=d.one((f"bit {top}", "the most significant bit",
        "the MSB"))
        if left else d.one(("bit 0", "the least significant bit", "the LSB")), lr="to the left" if left else "to the right",
        nb=width,
        side="left" if left else "right", top=top, back_capital=back if back.startswith(o) else back[0].upper() + back[1:],
    )  # fmt: skip
    tilde = "~" if twisted else ""
    expr = f"{{{o}[{top - 1}:0], {tilde}{o}[{top}]}}" if left else f"{{{tilde}{o}[0], {o}[{top}:1]}}"

    def update(s: int, v: dict[str, int]) -> int:
        digits = [s >> k & 1 for k in range(width)]
        out = digits[-1] if left else digits[0]
        out = 1 - out if twisted else out
        turned = [out, *digits[:-1]] if left else [*digits[1:], out]
        return sum(bit << k for k, bit in enumerate(turned))

    why = f.why(f"{'left' if left else 'right'}: {new} <= {tilde}{old}, the others move one place").replace(
        f"-> {start}", f"-> {bits}", 1
    )
    body = tuple(line.replace(f.lit(start), f"{width}'b{bits}") for line in f.body([("", expr)]))
    return Design(
        "a shift counter", ports, text, why, body, f.rows(ports, update), d.style, ("ring", "shift_counter", "running_light"),
        {"width": width, "twisted": twisted, "left": left, "start": start, "enable": f.enable},
    )  # fmt: skip


_FEEDBACKS = (
    "{o} shifts {lr} by one place {at}{ew}; {new} becomes the {op} of {tp}. {rs}",
    "LFSR {o}, {nb} bits, shift {lr}, {new} <= {op} of {tp}. {g} {c}. {rs} {es}",
    "{rs} With each step {o} moves {lr} by one and the {op} of {tp} enters at {new}. A step is made {at}. {es}",
    "Pseudo-random bits: {o} is a shift register fed back on itself. Taps: {tp}, joined by {op}. The result goes into "
    "{new}, the other bits "
    "move {lr} by one. Clock {c}, {ed} edge. {es} {rs}",
    "Noise source\nregister: {o} ({nb} bits)\nshift: {lr}\ntaps: {tp}\nfeedback: {op}, into {new}\nclock: {c}, {ed} "
    "edge\n{rs}\n{es}",
    "A shift register with feedback runs through numbers in an order that looks like chance. Three bits that shift left "
    "with the XOR of bits 2 "
    "and 1 fed in give 001, 010, 101, 011, ... In our case {o} shifts {lr} and gets the {op} of {tp} in {new}, {at}. {es} {rs}",
    "need a little random generator: {o}, goes {lr} {at}, and the {op} of {tp} comes in at {new}. {rs} {es}",
    "- feedback = {op} of {tp}\n- {o} shifts {lr}, feedback into {new}\n- {at}\n- {rs}\n- {es}",
    "Into {new} goes the {op} of {tp} (values before the edge), all other bits of {o} come from their neighbour, so that "
    "the whole shifts {lr}. "
    "This is done {at}. {rs} {es}",
    "{es} {at} {o} is shifted {lr}. The free place, {new}, takes the {op} of {tp}. {rs}",
    "How do I write an LFSR with the taps {tp} ({op}) that shifts {lr} and fills {new}? It's {o}, clocked by {c}, {ed} "
    "edge. {rs} {es}",
    "Scrambler register {o}. {op_capital} the bits {tp}; shift {lr}; put the result into {new}; all {at}. {es} {rs}",
)


@family("count_feedback", "shift registers", 1.0)
def count_feedback(d: Draw) -> Design:
    """A shift register with XOR or XNOR feedback from told taps, in either direction."""
    width, left, plain = d.one((3, 4, 4, 5, 5, 6, 7, 8, 16)), d.chance(0.5), d.chance(0.65)
    leaving = width - 1 if left else 0
    inner = d.rng.sample([k for k in range(width) if k != leaving], d.one((1, 1, 1, 2 if width < 5 else 3)) if plain else 1)
    taps = sorted({leaving, *inner}, reverse=d.chance(0.5))
    full = (1 << width) - 1
    start = d.one((1, full, 1 << (width - 1), d.number(1, full))) if plain else d.one((0, 0, 1, d.number(0, full - 1)))
    start = 1 if start == full and len(taps) % 2 else start
    f = frame(d, width, start, names=(*COUNTS, "lfsr", "r", "rnd", "noise"))
    o, top = f.out, width - 1
    new = f"{o}[0]" if left else f"{o}[{top}]"
    bits = f"{start:0{width}b}"
    value = d.one((str(start), f"{width}'b{bits}", f"binary {bits}"))
    ports, op = f.ports(), "XOR" if plain else "XNOR"
    text = told(
        d, f, _FEEDBACKS, ports, (), (o, value), lr=d.one((("left", "to the left", f"towards bit {top}"), ("right",
        "to the right", "towards bit 0"))[
            not left]), new=new, op=op, op_capital=op, nb=width, tp=listing([f"{o}[{k}]" for k in taps]),
    )  # fmt: skip
    joined = " ^ ".join(f"{o}[{k}]" for k in taps)
    bit = joined if plain else f"~({joined})"
    expr = f"{{{o}[{top - 1}:0], {bit}}}" if left else f"{{{bit}, {o}[{top}:1]}}"

    def update(s: int, v: dict[str, int]) -> int:
        parity = sum(s >> k & 1 for k in taps) % 2
        fed = parity if plain else 1 - parity
        return (s << 1 & full | fed) if left else (s >> 1 | fed << top)

    why = f.why(f"shift {'left' if left else 'right'}; {new} <= {op} of {', '.join(f'{o}[{k}]' for k in taps)}")
    return Design(
        "a shift register with feedback", ports, text, why, tuple(f.body([("", expr)])), f.rows(ports, update), d.style,
        ("lfsr", "noise_gen", "prbs"), {"width": width, "left": left, "taps": tuple(taps), "plain": plain, "start": start,
        "enable": f.enable},
    )  # fmt: skip


_ORDERS = (
    "{o} goes through {cy} {at}{ew}. {other} {rs}",
    "The values of {o} come in this order: {ar}, and over again. One {at}. {other} {es} {rs}",
    "{rs} Then {at} the next one of {cy} is taken. {other} {es} Output: {o}.",
    "Stepping order of {o}: {ar}, back to the beginning. Use a case statement. {g} {c}. {es} {other} {rs}",
    "A counter needn't count: any next value can be written down for any present one, with a case statement. The order of a "
    "Gray code, 0, 1, "
    "3, 2, is one example. For {o} I want {ar} (then {h} again), one step {at}. {other} {rs} {es}",
    "present {o} | next {o}\n{tb}\nevery other value | {h}\nclock: {c}, {ed} edge\n{rs}\n{es}",
    "hey, need a sequencer: {o} = {ar}, then again from the front. clock {c}, {ed} edge. {other} {rs} {es}",
    "{other} Apart from that the rules are: {ru}. They apply {at}. {es} {rs} The register is {o}.",
    "- {ru}\n- {other}\n- the register is {o}, it changes {at}\n- {es}\n- {rs}",
    "Time runs from right to left in this list of the values of {o}: {bk}. After the leftmost comes the rightmost again. One "
    "step {at}. {es} {other} {rs}",
    "Which value follows which on {o}? {ru}. {other} {at_capital} it is time for the next one. {es} {rs}",
    "Valve positions: {cy}, on {o}, a new position {at}{ew}. {rs} {other}",
    "{o} has only {n} values, in a fixed cycle: {ar}, {h}, ... {es} It steps {at}. {other} {rs}",
)


@family("count_given_order", "counters", 1.0)
def count_given_order(d: Draw) -> Design:
    """A register that goes through a cycle of given values, told as a list, as rules, as a table or backwards."""
    width, n = d.one((2, 3, 3, 3, 4)), d.number(3, 6)
    n = min(n, 1 << width)
    order = d.rng.sample(range(1 << width), n)
    start = order[0] if d.chance(0.6) else d.one(order)
    f = frame(d, width, start)
    complete = n == 1 << width
    rules = [(value, order[(k + 1) % n]) for k, value in enumerate(order)]
    other = "" if complete else d.any(
        "From any other value it goes to {h}.", "Values that are not named are followed by {h}.",
        "If {o} should be anything else, {h} is next.",
        "All remaining values lead to {h}.", h=order[0], o=f.out,
    )  # fmt: skip
    shuffled = list(rules)
    if d.chance(0.5):
        d.rng.shuffle(shuffled)
    arrow = d.one((" -> ", ", ", ", then ", " - "))
    told_rules = d.one(("{0} is followed by {1}", "after {0} comes {1}", "{0} leads to {1}", "{1} follows {0}"))
    ports = f.ports()
    pool = [one for one in _ORDERS if not (complete and one.startswith(("present", "{other}")))]
    slots = f.slots()
    at = str(slots["at"])
    text = told(
        d, f, pool, ports, cy="the cycle " + ", ".join(map(str, order)), ar=arrow.join(map(str, order)), other=other, h=order[0],
        n=n,
        tb="\n".join(f"{a} | {b}" for a, b in shuffled), ru=listing([told_rules.format(a, b) for a, b in shuffled]),
        bk=", ".join(map(str, order[::-1])), at=at, at_capital=at if at.startswith(f.clk) else at[0].upper() + at[1:],
    )  # fmt: skip
    lines = [f"case ({f.out})", *(f"  {f.lit(a)}: {f.out} <= {f.lit(b)};" for a, b in rules)]
    lines += [f"  default: {f.out} <= {f.lit(order[0])};"] if not complete else []
    follow = dict(rules)
    why = f.why(", ".join(f"{a}->{b}" for a, b in rules) + ("" if complete else f", else {order[0]}"))
    return Design(
        "a sequencer", ports, text, why, tuple(f.stored([*lines, "endcase"])), f.rows(ports, lambda s, v: follow[s]), d.style,
        ("sequencer", "order_counter", "stepper"), {"order": tuple(order), "start": start, "enable": f.enable},
    )  # fmt: skip
