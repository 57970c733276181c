"""Machines that people build, told in prose: on and off, a lock, a busy-done controller, serial arithmetic."""
# ruff: noqa: E731  (one-line models side by side read best as lambdas)

from __future__ import annotations

from collections.abc import Callable

from groundwire.distill.families.design import Design, Row
from groundwire.distill.families.draw import Draw
from groundwire.distill.families.models import clocked
from groundwire.distill.families.ports import Port
from groundwire.distill.families.registry import family


@family("named_machine", "state machines", 1.5)
def named_machine(d: Draw) -> Design:
    """Machines that people build, told in prose: a lock, a lamp, a lift door, a handshake, a traffic light, serial helpers."""
    return d.one((_two_state, _lock, _handshake, _serial))(d)


def _finish(
    d: Draw,
    title: str,
    ports: tuple[Port, ...],
    text: str,
    why: str,
    body: list[str],
    rows: tuple[Row, ...],
    name: str,
    parameters: dict[str, object],
) -> Design:
    return Design(title, ports, text, why, tuple(body), rows, d.style, (name, "fsm"), parameters)


def _two_state(d: Draw) -> Design:
    """On and off by two inputs."""
    clk, reset = d.clock(), d.reset()
    on, off, out = d.names(
        ("start", "stop", "motor"),
        ("set", "clear", "lamp"),
        ("heat", "cool_enough", "heater"),
        ("fill", "full", "pump"),
        ("open", "close", "valve"),
    )
    begin = d.number(0, 1)
    text = d.any(
        "The {o} has two states, off ({o}=0) and on ({o}=1). When it is off, {n}=1 turns it on; when it is on, {f}=1 turns "
        "it off; otherwise the state stays. Changes come at the rising edge of {c}.",
        "A two-state machine on {c} (rising edge): off goes to on when {n} is 1, on goes to off when {f} is 1. {o} is 1 in "
        "the state on.",
        o=out,
        n=on,
        f=off,
        c=clk,
    )
    text += " " + d.tell_reset(reset, f"makes the state {'on' if begin else 'off'}")
    ports = (Port(clk), *reset.ports, Port(on), Port(off), Port(out, output=True, stored=True))
    body = d.clocked(clk, reset, [f"{out} <= 1'b{begin};"], [f"{out} <= {out} ? !{off} : {on};"])
    rows = clocked(d.rng, ports, clk, reset, begin, lambda s, v: 1 - v[off] if s else v[on], lambda s, v: {out: s}, cycles=30)
    return _finish(
        d,
        "an on-off machine",
        ports,
        text,
        f"One state bit: on -> stays unless {off}; off -> {on}. {reset.phrase} to {begin}.",
        body,
        rows,
        out,
        {"kind": "two_state", "begin": begin, "reset": reset.phrase},
    )


def _lock(d: Draw) -> Design:
    """A lock that opens after the right buttons in order."""
    clk, reset = d.clock(), d.reset()
    keys, out = d.one((("a", "b"), ("k0", "k1"), ("red", "blue"))), d.one(("open", "unlock"))
    code = [d.number(0, 1) for _ in range(d.number(2, 4))]
    n = len(code)
    width = n.bit_length()
    style = d.style
    L: Callable[[int], str] = lambda value: style.literal(width, value, "d")
    said = ", ".join(keys[k] for k in code)
    text = (
        d.any(
            "A lock with the buttons {a} and {b}, sampled at the rising edge of {c} (at most one is pressed). It opens "
            "({o}=1) after {s} in this order; a wrong button starts again from the beginning, no button changes nothing. "
            "Once open it stays open until reset.",
            a=keys[0],
            b=keys[1],
            c=clk,
            o=out,
            s=said,
        )
        + " "
        + d.tell_reset(reset, "closes the lock")
    )
    ports = (Port(clk), *reset.ports, Port(keys[0]), Port(keys[1]), Port(out, output=True))
    lines = ["case (step)"]
    for i, k in enumerate(code):
        lines.append(f"  {L(i)}: if ({keys[k]}) step <= {L(i + 1)}; else if ({keys[1 - k]}) step <= {L(0)};")
    lines += [f"  default: step <= {L(n)};", "endcase"]
    body = [
        style.declare("step", width),
        *d.clocked(clk, reset, [f"step <= {L(0)};"], lines),
        f"assign {out} = (step == {L(n)});",
    ]

    def update(s: int, v: dict[str, int]) -> int:
        if s == n or not (v[keys[0]] or v[keys[1]]):
            return s
        return s + 1 if v[keys[code[s]]] else 0

    state = {"s": 0}

    def bias(r, i):  # type: ignore[no-untyped-def]
        press = r.random()
        right = code[state["s"] % n] if r.random() < 0.8 else 1 - code[state["s"] % n]
        pick = None if press < 0.2 else right
        if i >= 2 and pick is not None:
            state["s"] = state["s"] + 1 if pick == code[state["s"] % n] else 0
        resets = i < 2 or i % 16 == 0
        state["s"] = 0 if resets else state["s"]
        return {keys[0]: int(pick == 0), keys[1]: int(pick == 1), reset.name: reset.level(resets)}

    rows = clocked(d.rng, ports, clk, reset, 0, update, lambda s, v: {out: int(s == n)}, cycles=64, bias=bias)
    return _finish(
        d,
        "a combination lock",
        ports,
        text,
        f"step counts right buttons: {said}; wrong -> 0; {n} stays. {reset.phrase}.",
        body,
        rows,
        "lock",
        {"kind": "lock", "code": code, "reset": reset.phrase},
    )


def _handshake(d: Draw) -> Design:
    """Busy for some cycles after a request, then done for one."""
    clk, reset = d.clock(), d.reset()
    start, busy, done = d.names(("start", "busy", "done"), ("req", "active", "ack"), ("go", "running", "finished"))
    n = d.number(2, 7)
    width = (n + 1).bit_length()
    style = d.style
    L: Callable[[int], str] = lambda value: style.literal(width, value, "d")
    text = d.any(
        "A controller on {c} (rising edge): idle until {s} is 1; then {b} is 1 for {n} cycles, then {d} is 1 for one cycle, "
        "then it is idle again. {s} is ignored while not idle.",
        "Wait for {s}=1 in the idle state. After that {b} stays 1 for exactly {n} cycles of {c}, followed by one cycle with "
        "{d}=1, and the idle state (both 0). {s} counts only in the idle state.",
        s=start,
        b=busy,
        d=done,
        n=n,
        c=clk,
    )
    text += " " + d.tell_reset(reset, "makes it idle")
    ports = (Port(clk), *reset.ports, Port(start), Port(busy, output=True), Port(done, output=True))
    step = [
        f"if (cnt == {L(0)}) cnt <= {start} ? {L(1)} : {L(0)};",
        f"else if (cnt == {L(n + 1)}) cnt <= {L(0)};",
        "else cnt <= cnt + 1'b1;",
    ]
    body = [
        style.declare("cnt", width),
        *d.clocked(clk, reset, [f"cnt <= {L(0)};"], step),
        f"assign {busy} = (cnt != {L(0)}) && (cnt != {L(n + 1)});",
        f"assign {done} = (cnt == {L(n + 1)});",
    ]
    rows = clocked(
        d.rng,
        ports,
        clk,
        reset,
        0,
        lambda s, v: v[start] if s == 0 else (s + 1) % (n + 2),
        lambda s, v: {busy: int(1 <= s <= n), done: int(s == n + 1)},
        cycles=50,
        bias=lambda r, i: {start: int(r.random() < 0.5), reset.name: reset.level(i < 2 or i == 28)},
    )
    return _finish(
        d,
        "a busy-done controller",
        ports,
        text,
        f"cnt: 0 idle, 1 to {n} busy, {n + 1} done. {reset.phrase}.",
        body,
        rows,
        "controller",
        {"kind": "handshake", "n": n, "reset": reset.phrase},
    )


def _serial(d: Draw) -> Design:
    """Serial parity, serial two's complement, serial adder, remainder of a serial number."""
    kind = d.one(("parity", "negate", "adder", "mod3", "twice"))
    clk, reset = d.clock(), d.reset()
    a, b, out = d.names(("a", "b", "s"), ("x", "y", "z"))
    style = d.style
    mealy_ports = (
        Port(clk),
        *reset.ports,
        Port(a),
        *([Port(b)] if kind == "adder" else []),
        Port(out, output=True, stored=kind == "parity"),
    )
    if kind == "parity":
        text = d.any("{o} is 1 when {a} has been 1 at an odd number of rising edges of {c} since reset.", a=a, o=out, c=clk)
        body, why = d.clocked(clk, reset, [f"{out} <= 1'b0;"], [f"{out} <= {out} ^ {a};"]), "One bit that toggles with each 1."
        update, output = (lambda s, v: s ^ v[a]), (lambda s, v: {out: s})
    elif kind == "negate":
        text = d.any(
            "{a} brings a number bit by bit, lowest bit first, one for each rising edge of {c}; "
            "{o} is, in the same cycle, the bit of its two's complement: bits up to and including the first 1 pass, later ones "
            "are inverted.",
            a=a,
            o=out,
            c=clk,
        )
        body, why = (
            [
                style.declare("seen"),
                *d.clocked(clk, reset, ["seen <= 1'b0;"], [f"seen <= seen | {a};"]),
                f"assign {out} = {a} ^ seen;",
            ],
            "seen: a 1 has passed; then invert.",
        )
        update, output = (lambda s, v: s | v[a]), (lambda s, v: {out: v[a] ^ s})
    elif kind == "adder":
        text = d.any(
            "A serial adder: {a} and {b} bring two numbers, lowest bit first, a bit for each rising edge of {c}; "
            "{o} is the sum bit in the same cycle, and the carry is kept for the next.",
            a=a,
            b=b,
            o=out,
            c=clk,
        )
        body = [
            style.declare("carry"),
            *d.clocked(clk, reset, ["carry <= 1'b0;"], [f"carry <= ({a} & {b}) | (carry & ({a} | {b}));"]),
            f"assign {out} = {a} ^ {b} ^ carry;",
        ]
        why = "A full adder whose carry is a flip-flop."
        update, output = (lambda s, v: v[a] + v[b] + s >> 1), (lambda s, v: {out: v[a] + v[b] + s & 1})
    elif kind == "mod3":
        text = d.any(
            "{a} brings a binary number, highest bit first, one bit for each rising edge of {c}. "
            "{o} is 1 while the number so far is divisible by 3 (also at the start).",
            a=a,
            o=out,
            c=clk,
        )
        body = [
            style.declare("r", 2),
            *d.clocked(
                clk,
                reset,
                ["r <= 2'd0;"],
                [
                    "case (r)",
                    f"  2'd0: r <= {a} ? 2'd1 : 2'd0;",
                    f"  2'd1: r <= {a} ? 2'd0 : 2'd2;",
                    f"  default: r <= {a} ? 2'd2 : 2'd1;",
                    "endcase",
                ],
            ),
            f"assign {out} = (r == 2'd0);",
        ]
        why = "r = number mod 3; a new bit gives (2r + bit) mod 3."
        update, output = (lambda s, v: (2 * s + v[a]) % 3), (lambda s, v: {out: int(s == 0)})
    else:
        text = d.any(
            "{o} is 1, in the same cycle, when {a} is 1 and was 1 at the last rising edge of {c} too.", a=a, o=out, c=clk
        )
        body, why = (
            [style.declare("last"), *d.clocked(clk, reset, ["last <= 1'b0;"], [f"last <= {a};"]), f"assign {out} = {a} & last;"],
            "Keep the last bit.",
        )
        update, output = (lambda s, v: v[a]), (lambda s, v: {out: v[a] & s})
    text += " " + d.tell_reset(reset, "starts anew")
    rows = clocked(d.rng, mealy_ports, clk, reset, 0, update, output, cycles=50)
    return _finish(
        d,
        {
            "parity": "a serial parity",
            "negate": "a serial two's complementer",
            "adder": "a serial adder",
            "mod3": "a serial divisibility check",
            "twice": "a detector of two ones",
        }[kind],
        mealy_ports,
        text,
        f"{why} {reset.phrase}.",
        body,
        rows,
        f"serial_{kind}",
        {"kind": kind, "reset": reset.phrase},
    )
