"""Machines that people build, told in prose: on and off, a lock, a busy-done controller, serial addition."""

from __future__ import annotations

import random

from groundwire.distill.families.design import Design
from groundwire.distill.families.designs.serial_machines import Frame
from groundwire.distill.families.draw import Draw
from groundwire.distill.families.ports import Port
from groundwire.distill.families.registry import family
from groundwire.distill.families.telling import level


@family("named_machine", "state machines", 2.0)
def named_machine(d: Draw) -> Design:
    """Machines that people build, told in prose: an on-off control, a lock, a handshake, serial helpers."""
    return d.one((_two_state, _two_state, _lock, _handshake, _adder, _twice))(d)


_ON_OFF = (
    "{o} has two states, off ({o}=0) and on ({o}=1). When it is off, {n}={x} turns it on; when it is on, {f}={y} turns it "
    "off; otherwise it stays.",
    "A two-state machine: off goes to on when {n} is {wx}, on goes to off when {f} is {wy}. {o} is 1 in the state on.",
    "{f} is {wy}: from on to off. {n} is {wx}: from off to on. {o} shows the state (on = 1).",
    "While {o} is 1 only {f} counts ({y} clears {o}); while it is 0 only {n} counts ({x} sets {o}).",
    "{n}={x} switches {o} on if it is off. {f}={y} switches it off if it is on. Nothing else changes it.",
    "State ON ({o}=1) lasts until {f} is {wy}; state OFF ({o}=0) lasts until {n} is {wx}.",
    "If {o} is high, the next {o} is 0 exactly when {f} is {wy}. If {o} is low, the next {o} is 1 exactly when {n} is {wx}.",
    "Turn {o} off by {f}={y}, on by {n}={x}; in the state on {n} is ignored, in the state off {f} is ignored.",
    "OFF --{n}={x}--> ON, ON --{f}={y}--> OFF, else stay; Moore output {o}=1 in ON.",
    "ON: stay unless {f} is {y}, then OFF. OFF: stay unless {n} is {x}, then ON. {o} is 1 in ON, 0 in OFF.",
    "{o} remembers whether something runs. To start it, {n} must be {x} while {o} is 0; to stop it, {f} must be {y} while "
    "{o} is 1.",
    "With both {n}={x} and {f}={y}, {o} changes; with only {n}={x} it becomes (or stays) 1, with only {f}={y} 0; with "
    "neither it stays.",
    "Output {o} is the state. From 0: to 1 if {n}={x}. From 1: to 0 if {f}={y}.",
    "Can you build an on-off control? {n} ({wx}) starts, {f} ({wy}) stops; the one that would change nothing is ignored. "
    "{o} is 1 while on.",
    "state 1 ({o} high): leave when {f} is {wy}. State 0 ({o} low): leave when {n} is {wx}.",
)


def _two_state(d: Draw) -> Design:
    """On and off by two inputs, which only count where they change something."""
    frame = Frame(d)
    on, off, out = d.names(
        ("start", "stop", "motor"),
        ("set", "clear", "lamp"),
        ("heat", "cool_enough", "heater"),
        ("fill", "full", "pump"),
        ("open", "close", "valve"),
        ("j", "k", "q"),
        ("a", "b", "z"),
    )
    begin, x, y = d.number(0, 1), int(d.chance(0.8)), int(d.chance(0.8))
    goal = d.any(*_ON_OFF, o=out, n=on, f=off, x=x, y=y, wx=level(d, x), wy=level(d, y))
    start = (
        d.one(("on", f"the state with {out} = 1", f"{out} = 1"))
        if begin
        else d.one(("off", f"the state with {out} = 0", f"{out} = 0"))
    )
    kept, set_ = ("!" if y else "") + off, ("" if x else "!") + on
    body = frame.clocked([f"{out} <= 1'b{begin};"], [f"{out} <= {out} ? {kept} : {set_};"])
    return frame.design(
        "an on-off machine",
        (Port(on), Port(off), Port(out, output=True, stored=True)),
        frame.text(goal, begin=start),
        f"One state bit: on -> off if {off}={y}; off -> on if {on}={x}; {begin} at first.",
        body,
        begin,
        lambda s, v: int(v[off] != y) if s else int(v[on] == x),
        lambda s, v: {out: s},
        ("on_off", "switch", "fsm"),
        {"begin": begin, "levels": [x, y]},
    )


_LOCKS = (
    "A lock with the buttons {a} and {b}. It opens ({o}=1) after {s} in this order; a wrong button starts again from the "
    "beginning, no button changes nothing.",
    "Open ({o}=1) when the buttons have been pressed in the order {s}. The wrong one of {a} and {b} leads back to the "
    "start; without a press it waits.",
    "Two buttons, {a} and {b}; code: {s}. {o} goes high after the last of them. A mistake means starting over; idle clocks "
    "do not matter.",
    "The secret is {s}. Each clock with a button counts as a press; a wrong press resets the progress to nothing, and {o} "
    "is 1 once the secret is complete. No press: no change.",
    "{o} unlocks after {s}. Any press of the other button of {a} and {b} throws it back to the beginning.",
    "Door lock: {s} (one press a clock) raises {o}; a false press forgets everything so far; clocks without a press are ignored.",
    "Steps of the lock: {s}. A right press goes one step on, a wrong one back to step 0, none stays; after the last step "
    "{o} is 1.",
    "Can you make a lock that opens ({o}) for {s}? The wrong button sends it back to the start, and it waits while neither "
    "is pressed.",
)


def _lock(d: Draw) -> Design:
    """A lock that opens after the right buttons in order."""
    frame = Frame(d, "step")
    a, b, out = d.names(("a", "b", "open"), ("k0", "k1", "unlock"), ("red", "blue", "open"), ("left", "right", "opened"))
    keys = (a, b)
    code = [d.number(0, 1) for _ in range(d.number(2, 3))]
    n = len(code)
    literals = [d.style.literal(2, value, "d") for value in range(4)]
    said = d.one((", ", " then ", ", then ")).join(keys[k] for k in code)
    more = [
        d.any(
            "At most one button is pressed at a time.",
            "{a} and {b} are never 1 together.",
            "Both buttons at once do not occur.",
            a=a,
            b=b,
        ),
        d.any(
            "Once open it stays open until reset.",
            "It stays open until it is reset.",
            "Only reset closes it.",
            "{o} remains 1 until reset.",
            o=out,
        ),
    ]
    cases = [
        f"  {literals[i]}: step <= {keys[k]} ? {literals[i + 1]} : {keys[1 - k]} ? {literals[0]} : step;"
        for i, k in enumerate(code)
    ]
    body = [
        d.style.declare("step", 2),
        *frame.clocked([f"step <= {literals[0]};"], ["case (step)", *cases, "  default: step <= step;", "endcase"]),
        f"assign {out} = (step == {literals[n]});",
    ]

    def update(s: int, v: dict[str, int]) -> int:
        if s == n or not (v[a] or v[b]):
            return s
        return s + 1 if v[keys[code[s]]] else 0

    progress = [0]

    def bias(r: random.Random, i: int) -> dict[str, int]:
        resets = i < 2 or i % 14 == 0
        wanted = code[progress[0] % n]
        pick = None if r.random() < 0.2 else wanted if r.random() < 0.8 else 1 - wanted
        if pick is not None:
            progress[0] = progress[0] + 1 if pick == wanted else 0
        progress[0] = 0 if resets else progress[0]
        return {a: int(pick == 0), b: int(pick == 1), frame.reset.name: frame.reset.level(resets)}

    goal = d.any(*_LOCKS, a=a, b=b, o=out, s=said)
    return frame.design(
        "a combination lock",
        (Port(a), Port(b), Port(out, output=True)),
        frame.text(goal, *more, begin=d.one(("the closed state", "the start of the code"))),
        f"step counts right buttons: {', '.join(keys[k] for k in code)}; wrong -> 0; none -> stay; {n} stays.",
        body,
        0,
        update,
        lambda s, v: {out: int(s == n)},
        ("lock", "combination_lock"),
        {"code": code},
        bias,
        64,
    )


_BUSY = (
    "Idle until {s} is 1; then {b} is 1 for {n} cycles, then {d} is 1 for one cycle, then it is idle again.",
    "Wait for {s}=1 in the idle state. After that {b} stays 1 for exactly {n} cycles, followed by one cycle with {d}=1, "
    "and the idle state (both 0).",
    "{s} starts a job of {n} cycles, during which {b} is high; in the cycle after it {d} is high and {b} low. Then it is idle.",
    "{d} pulses for one cycle after {b} has been 1 for {n} cycles; {b} begins after the edge that finds {s}=1 while idle.",
    "On {s}: {b} high for {n} clocks, then {d} high for one clock, then wait for {s} again.",
    "Three phases: idle (both outputs 0, left when {s} is 1), {n} cycles with {b}=1, one cycle with {d}=1, and back.",
    "A busy-done control. {b}: {n} cycles from a start by {s}. {d}: the one cycle after that.",
    "When idle and {s} is sampled as 1, assert {b} for the next {n} cycles. Then deassert it and assert {d} for a single cycle.",
    "The job takes {n} cycles ({b}=1), and its end is shown by one cycle of {d}=1. {s}=1 begins it.",
    "To run a unit that needs {n} cycles: {s} begins, {b} holds for {n} cycles, {d} ends it with one cycle.",
)
_IGNORED = (
    "{s} is ignored while not idle.",
    "{s} counts only in the idle state.",
    "Only when it is idle does {s} matter.",
    "While {b} or {d} is 1, {s} has no effect.",
    "Further starts before it is idle again are lost.",
)


def _handshake(d: Draw) -> Design:
    """Busy for some cycles after a request, then done for one."""
    frame = Frame(d, "cnt")
    start, busy, done = d.names(
        ("start", "busy", "done"), ("req", "active", "ack"), ("go", "running", "finished"), ("s", "b", "d")
    )
    n = d.number(2, 7)
    width = (n + 1).bit_length()
    zero, one, last = (d.style.literal(width, value, "d") for value in (0, 1, n + 1))
    step = [f"if (cnt == {zero}) cnt <= {start} ? {one} : {zero};", f"else cnt <= (cnt == {last}) ? {zero} : cnt + {one};"]
    body = [
        d.style.declare("cnt", width),
        *frame.clocked([f"cnt <= {zero};"], step),
        f"assign {busy} = (cnt != {zero}) && (cnt != {last});",
        f"assign {done} = (cnt == {last});",
    ]
    slots = {"s": start, "b": busy, "d": done, "n": n}
    return frame.design(
        "a busy-done controller",
        (Port(start), Port(busy, output=True), Port(done, output=True)),
        frame.text(d.any(*_BUSY, **slots), d.any(*_IGNORED, **slots), begin=d.one(("idle", "the idle state"))),
        f"cnt: 0 idle, 1 to {n} {busy}, {n + 1} {done}.",
        body,
        0,
        lambda s, v: v[start] if s == 0 else (s + 1) % (n + 2),
        lambda s, v: {busy: int(1 <= s <= n), done: int(s == n + 1)},
        ("controller", "handshake", "fsm"),
        {"n": n},
        lambda r, i: {start: int(r.random() < 0.5), frame.reset.name: frame.reset.level(i < 2 or i == 28)},
    )


_ADDERS = (
    "A serial adder: {a} and {b} bring two numbers, lowest bit first; {o} is the sum bit in the same cycle, and the carry "
    "is kept for the next.",
    "Add {a} and {b} bit by bit (LSB first). {o} gives the sum without delay; a flip-flop holds the carry.",
    "Two numbers come in on {a} and {b}, least significant bits first, one bit pair a clock. Their sum goes out on {o} at once.",
    "{o} = {a} XOR {b} XOR carry; the next carry is the majority of the three. The carry is a flip-flop.",
    "Bit-serial addition of {a} and {b}, LSB first, Mealy output {o}.",
    "Serial sum on {o} of the streams {a} and {b} (lowest bit first); remember the carry from bit to bit.",
)


def _adder(d: Draw) -> Design:
    """A serial adder or subtractor."""
    frame = Frame(d, "carry", "borrow")
    a, b, out = d.names(("a", "b", "s"), ("x", "y", "z"), ("p", "q", "r"), ("in1", "in2", "sum"))
    minus = d.chance(0.3)
    keep = "borrow" if minus else "carry"
    goal = (
        d.any(
            "A serial subtractor: {o} gives {a} - {b}, lowest bit first, each bit in the same cycle; the borrow is kept "
            "for the next.",
            "Subtract the stream {b} from the stream {a} (LSB first). The difference bit is on {o} at once; a flip-flop "
            "holds the borrow.",
            "{o} is the bit of {a} minus {b}; both numbers arrive least significant bit first, and the borrow goes on to "
            "the next bit.",
            "Bit-serial difference {a} - {b} on {o}, LSB first, Mealy.",
            a=a,
            b=b,
            o=out,
        )
        if minus
        else d.any(*_ADDERS, a=a, b=b, o=out)
    )
    left = f"~{a}" if minus else a
    body = [
        d.style.declare(keep),
        *frame.clocked([f"{keep} <= 1'b0;"], [f"{keep} <= ({left} & {b}) | ({keep} & ({left} | {b}));"]),
        f"assign {out} = {a} ^ {b} ^ {keep};",
    ]
    return frame.design(
        f"a serial {'subtractor' if minus else 'adder'}",
        (Port(a), Port(b), Port(out, output=True)),
        frame.text(goal, begin=d.one((f"the state without a {keep}", f"{keep} 0", "the initial state"))),
        f"A full {'subtractor' if minus else 'adder'} whose {keep} is a flip-flop.",
        body,
        0,
        lambda s, v: int(v[a] - v[b] - s < 0) if minus else v[a] + v[b] + s >> 1,
        lambda s, v: {out: v[a] + v[b] + s & 1},
        (f"serial_{'sub' if minus else 'add'}",),
        {"minus": minus},
    )


def _twice(d: Draw) -> Design:
    """The input now and at the last edge, put together by a gate."""
    frame = Frame(d, "last")
    a, out = d.names(("x", "y"), ("in", "out"), ("din", "hit"), ("w", "z"))
    both = d.chance(0.5)
    goal = (
        d.any(
            "{o} is 1, in the same cycle, when {a} is 1 and was 1 at the last clock edge too.",
            "{o} = {a} AND the value of {a} at the previous edge (0 at first).",
            "A Mealy machine: {o} is 1 while {a} is 1 for at least the second time in succession.",
            "Two ones in a row on {a} make {o} 1 at once.",
            "{o} passes {a} only if {a} was 1 at the edge before.",
            a=a,
            o=out,
        )
        if both
        else d.any(
            "{o} is 1, in the same cycle, when {a} is 1 or was 1 at the last clock edge.",
            "{o} = {a} OR the value of {a} at the previous edge (0 at first).",
            "{o} prolongs each pulse of {a} by one clock: it is 1 at once with {a} and one cycle longer.",
            "{o} is 0 only if {a} is 0 now and was 0 at the last edge.",
            a=a,
            o=out,
        )
    )
    body = [
        d.style.declare("last"),
        *frame.clocked(["last <= 1'b0;"], [f"last <= {a};"]),
        f"assign {out} = {a} {'&' if both else '|'} last;",
    ]
    return frame.design(
        "a machine with one sample of memory",
        (Port(a), Port(out, output=True)),
        frame.text(goal, begin=d.one(("the state with a stored 0", "a stored 0"))),
        "last keeps the previous sample.",
        body,
        0,
        lambda s, v: v[a],
        lambda s, v: {out: v[a] & s if both else v[a] | s},
        ("two_in_a_row", "stretch"),
        {"both": both},
    )
