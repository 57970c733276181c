"""Counts within windows, code locks and moving gates."""

from __future__ import annotations

import random

from groundwire.distill.families.design import Design
from groundwire.distill.families.draw import Draw
from groundwire.distill.families.ports import Port
from groundwire.distill.families.registry import family
from groundwire.distill.families.voices.everyday_machines import Frame, bit_of, tests

_WINDOWS = (
    "Bits of {x} are taken {t} in groups of {n}. After each group {o} is 1 for one cycle if {cond}, else it stays 0; the "
    "next group follows without a gap. {go} {rr}",
    "{go} Time is cut into windows of {n} clock cycles. In each, count the edges (of {c}, {e}) at which {x} is {v}. {o} is "
    "high in the cycle after the window's last edge if {cond}, and "
    "low at all other times. Windows are back to back. {rr}",
    "group size {n}; event: {x} = {v}; test: {cond}; answer: {o}, registered, valid (1) for one cycle after the last bit of "
    "the group; sampled {t}; groups never overlap and have no pause "
    "between them. {go} {rr}",
    "we watch a flaky contact, {x}. every {n} samples (one {t}) i want to know whether {cond} among these {n}. if so pulse "
    "{o} for one clock right after the last sample, then begin "
    "counting from zero with the following sample. {go} {rr}",
    "{rr} {go} Of every {n} consecutive samples of {x}, taken {t}, the number of {v}s is found. The verdict is {o}: 1 for "
    "the one cycle after the {n}th sample when {cond}.",
    "Given a window of {n} samples of {x} is complete and {cond}, then {o} is 1 until the next edge. Given anything else, "
    "{o} is 0. The next window starts with the next sample. {go} "
    "Samples are taken {t}. {rr}",
    "{o} shall pulse for one cycle after each complete window of {n} samples in which {cond} ({x} = {v} being what is "
    "counted). Windows shall be consecutive. Samples shall be taken {t}. "
    "{go} {rr}",
    "Not a sliding window, please: blocks of {n} samples of {x}, one after the other, each judged at its end. Verdict {o} = "
    "1 (one cycle, after the last edge of the block) if {cond} in "
    "it, 0 otherwise. {go} Clock {c}, {e} edge. The {z} starts all over, with {o} = 0.",
    "Exam question: write a machine that looks at {x} in successive blocks of {n} clock periods and sets {o} for the period "
    "after a block when {cond} in that block. {go} It is clocked "
    "{t}. {rr}",
    "Quality control: items pass one per {e} edge of {c}, {x} = {v} is a bad one. Lots have {n} items. {o} (registered) "
    "flags a lot, in the cycle after its last item, if {cond}; then the "
    "next lot starts straight away. {go} {rr}",
)


@family("window_verdict", "state machines", 0.9)
def window_verdict(d: Draw) -> Design:
    """Samples in blocks of a few cycles; a verdict on the number of ones or zeros, perhaps after a start signal."""
    f = Frame(d, "pos", "hits", "run", "total")
    x = d.name("x", "w", "ev", "bad", "pulse_in", "sample")
    o = d.name("z", "flag", "verdict", "hit", "alarm", "report")
    n, v1, how = d.number(3, 7), int(d.chance(0.7)), d.one(("==", ">=", "<="))
    k = d.number(1, n - 1)
    start = d.name("s", "go", "arm", "begin_i", "start") if d.chance(0.5) else ""
    count = {"==": ("exactly {k}", "just {k}"), ">=": ("at least {k}", "{k} or more"), "<=": ("at most {k}", "no more than {k}")}[
        how
    ]
    cond = d.any("{a} samples were {v}", "{x} was {v} {a} times", "{a} of them had {x} = {v}",
    "the count of {v}s is {b}", a=d.one(count).format(k=k),
                 b={"==": f"{k}", ">=": f"not below {k}", "<=": f"not above {k}"}[how], x=x, v=v1)  # fmt: skip
    if k == 1:
        cond = cond.replace("1 times", "1 time").replace("1 samples were", "1 sample was")
    go = d.any(
        "It sleeps until an edge finds {s} = 1; the first window begins at the edge after that, and {s} has no effect from "
        "then on.",
        "After reset nothing is counted before {s} was 1 at an edge; from the next edge on it runs for ever.", s=start,
    ) if start else d.any("The first window begins right after reset.", "It starts with the first edge after reset.")  # fmt: skip
    text = d.any(
        *_WINDOWS,
        **f.slots(f"clears {o} and all counts" + (f" and waits for {start} again" if start else "")),
        x=x,
        o=o,
        n=n,
        v=v1,
        cond=cond,
        go=go,
    )
    last = f"pos == 3'd{n - 1}"
    lines = [f"{o} <= {'run && ' * bool(start)}{last} && total {how} 3'd{k};"]
    count_lines = [f"pos <= ({last}) ? 3'd0 : pos + 3'd1;", f"hits <= ({last}) ? 3'd0 : total;"]
    if start:
        lines += [f"if (!run) run <= {start};", "else begin", *(f"  {line}" for line in count_lines), "end"]
    else:
        lines += count_lines
    clear = ["pos <= 3'd0;", "hits <= 3'd0;", f"{o} <= 1'b0;"] + ["run <= 1'b0;"] * bool(start)
    body = [
        f"{d.style.net} [2:0] pos, hits;",
        *([d.style.declare("run")] if start else []),
        f"wire [2:0] total = hits + {bit_of(x, 1)};",
    ]
    if not v1:
        body[-1] = f"wire [2:0] total = hits + !{x};"
    body += f.always(clear, lines)

    def update(s: tuple[bool, tuple[int, ...], int], v: dict[str, int]) -> tuple[bool, tuple[int, ...], int]:
        runs, seen, _ = s
        if not runs:
            return bool(v[start]), (), 0
        seen = (*seen, v[x])
        if len(seen) < n:
            return True, seen, 0
        found = seen.count(v1)
        return True, (), int({"==": found == k, ">=": found >= k, "<=": found <= k}[how])

    why = f"pos counts 0..{n - 1}, hits the {x}={v1} samples. At pos {n - 1}: {o} <= total {how} {k}, both restart."
    return f.design(
        d.one(("a block counter with a verdict", "a window monitor", "a lot checker")), ("window", "monitor", "blocks"),
        [Port(x), *([Port(start)] if start else [])], [Port(o, output=True, stored=True)], text,
        why + (f" run is set by {start}." if start else ""), body, (not start, (), 0), update, lambda s, v: {o: s[2]},
        {"n": n, "k": k, "how": how, "v": v1, "start": bool(start)}, cycles=100,
        bias=lambda r, c: {x: int((r.random() < min(0.8, (k + 0.5) / n)) == bool(v1))},
    )  # fmt: skip


_LOCKS = (
    "A lock has two buttons, {x} and {y}. Pressed in the order {s} it opens: {o} = {oa}, else {on}. {wrong} {open} Buttons "
    "are looked at {t}; no button, no change. {rr}",
    "Code lock. Keys: {x}, {y}. Code: {s}. Output: {o}, {oa} = open, {on} = locked. Keys are sampled {t}. An edge with no "
    "key at 1 changes nothing. {wrong} {open} {rr}",
    "for the escape room: players have to press {s}, one press being one clock cycle of {c} ({e} edge) with that input at 1 "
    "and the other at 0. idle cycles in between are fine. {wrong} when "
    "done, {o} = {oa} ({on} before). {open} {rr}",
    "{rr} The user then enters {s}. {t}, {x} alone at 1 is an entry of {x}, {y} alone an entry of {y}, neither is no entry. "
    "{wrong} After the complete code {o} is {oa}, until then {on}. {open}",
    "Given part of the code {s} was entered, when the right key is 1 and the other is 0 {t}, then the next part is expected. "
    "Given none of {x} and {y} is 1, then nothing changes. {wrong} "
    "Given the code is complete, then {o} is {oa} (otherwise {on}). {open} {rr}",
    "{n} right presses in a row open the box ({o} goes from {on} to {oa}): {s}. {wrong} {open} An edge ({e}, of {c}) with "
    "both keys at 0 is no press. The {z} locks it and forgets the presses.",
    "Moore machine, {k} states: number of right presses so far. The presses must be {s}. Transitions {t}; stay if {x} and "
    "{y} are 0. {wrong} {o} is {oa} in the last state only, {on} elsewhere. "
    "{open} {rr}",
    "The safe shall open ({o} = {oa}) when the keys have been pressed as {s}, and shall show {o} = {on} before. Presses "
    "shall be taken {t}; cycles without a press shall be ignored. {wrong} "
    "{open} {rr}",
    "Exam question: two push buttons, {x} and {y}, give pulses of one clock cycle. Write a machine that sets {o} to {oa} "
    "after the presses {s} and keeps it {on} before. {wrong} {open} It is "
    "clocked {t} and waits while no button is pressed. {rr}",
    "{wrong} With no key pressed it just waits. The secret is {s}, the keys being the inputs {x} and {y}, and success means "
    "{o} = {oa} instead of {on}. {open} Sampling happens {t}. {rr}",
)


@family("key_order", "state machines", 0.9)
def key_order(d: Draw) -> Design:
    """A lock with two buttons and a code of two to four presses; what a wrong press does is drawn."""
    f = Frame(d, "state")
    x, y = d.names(("a", "b"), ("k1", "k2"), ("red", "blue"), ("left", "right"), ("btn0", "btn1"), ("p", "q"))
    o = d.name("open", "unlock", "bolt", "ok", "door", "solved")
    n, oa, first, relock = d.number(2, 3), int(d.chance(0.75)), d.chance(0.4), d.chance(0.5)
    code = [d.number(0, 1) for _ in range(n)]
    keys = (x, y)
    wrong = d.any(*(
        ("A wrong key, or both at once, starts it over; but a wrong key pressed alone that is the first of the code counts "
        "as that first press.",
         "Any other press throws away what was entered, except that the first key of the code, pressed alone, is then taken "
         "as the first press.")
        if first
        else ("A wrong key, or both at once, starts it over, and that press itself counts for nothing.",
              "Any other press (wrong one, or two together) leads back to the beginning.",
              "A mistake, including both keys at 1, means entering all again.")
    ))  # fmt: skip
    opened = d.any(*(
        ("Once open, any press locks it again, and that press is not part of a new code.",
        "The next press of whatever keys closes it, back at the beginning.")
        if relock
        else ("It stays open until reset.", "Once open, keys have no effect any more; only the reset locks it.")
    ))  # fmt: skip
    text = d.any(
        *_LOCKS, **f.slots("locks it, with nothing entered"), x=x, y=y, o=o, oa=oa, on=1 - oa, n=n, k=n + 1,
        s=d.one((", then ", ", ", " - ", " -> ")).join(keys[c] for c in code), wrong=wrong, open=opened,
    )  # fmt: skip
    width = n.bit_length()

    def lit(value: int) -> str:
        return d.style.literal(width, value, "d")

    def press(key: int) -> str:
        return f"{keys[key]} & ~{keys[1 - key]}"

    arms = []
    for i, key in enumerate(code):
        other = f"({press(code[0])}) ? {lit(1)} : {lit(0)}" if first and key != code[0] else lit(0)
        arms.append(f"  {lit(i)}: state <= ({press(key)}) ? {lit(i + 1)} : {other};")
    arms.append(f"  default: state <= {lit(0 if relock else n)};")
    lines = [f"if ({x} | {y})", "  case (state)", *("  " + arm for arm in arms), "  endcase"]
    body = [d.style.declare("state", width), *f.always([f"state <= {lit(0)};"], lines)]
    body.append(f"assign {o} = (state {'==' if oa else '!='} {lit(n)});")

    def update(s: int, v: dict[str, int]) -> int:
        pressed = [i for i, key in enumerate(keys) if v[key]]
        if not pressed:
            return s
        if s == n:
            return 0 if relock else n
        if pressed == [code[s]]:
            return s + 1
        return int(first and pressed == [code[0]])

    why = f"state = right presses; no key: hold; next of {', '.join(keys[c] for c in code)} alone: +1; else "
    why += (
        "1 if the first key alone, else 0" if first else "0"
    ) + f". At {n}: {'any press to 0' if relock else 'stay'}. {o}={oa} at {n}."

    def bias(r: random.Random, cycle: int) -> dict[str, int]:
        return dict(zip(keys, r.choice(((0, 0), (1, 0), (0, 1), (1, 0), (0, 1), (1, 0), (0, 1), (1, 1))), strict=True))

    return f.design(
        d.one(("a code lock", "a two-button lock", "a key-order recogniser")), ("lock", "code_lock", "keys"), [Port(x), Port(y)],
        [Port(o, output=True)], text, why, body, 0, update, lambda s, v: {o: oa if s == n else 1 - oa},
        {"code": code, "oa": oa, "first": first, "relock": relock}, bias=bias, cycles=90,
    )  # fmt: skip


_GATES = (
    "A garage door has one button, {x}, and two end switches: {hi} ({ha} when fully open), {lo} ({la} when fully closed). "
    "{u} drives it up, {w} down (1 = drive). At rest and closed, the button opens it; "
    "at rest and open, the button closes it. It moves until its end switch. {mid} Decisions {t}. {rr}",
    "States CLOSED, OPENING, OPENED, CLOSING.\nCLOSED: {x} -> OPENING\nOPENING: {hi}={ha} -> OPENED\nOPENED: {x} -> "
    "CLOSING\nCLOSING: {lo}={la} -> CLOSED\n{mid}\n{u}=1 in OPENING, {w}=1 in CLOSING, "
    "else 0. Clock {c} ({e}). {rr}",
    "hello, my sliding gate: press {x} when it is shut and it opens ({u} = 1) till {hi} is {ha}; press {x} when it is open "
    "and it closes ({w} = 1) till {lo} is {la}. {mid} {x} is 1 while pressed; all is "
    "sampled {t}. {rr}",
    "{rr} {x} = 1 then moves the barrier to its other end: upwards with {u} = 1 until {hi} = {ha}, downwards with {w} = 1 "
    "until {lo} = {la}. In between {u} and {w} are 0. {mid} The machine is clocked {t}.",
    "Given the gate is closed, when {x} is 1, then it opens, with {u} at 1. Given it opens, when {hi} is {ha}, then it rests "
    "open. Given it is open, when {x} is 1, then it closes, with {w} at 1. Given it "
    "closes, when {lo} is {la}, then it rests closed. {mid} One step {t}. {rr}",
    "The motor outputs {u} (open) and {w} (close) shall never be 1 together. {u} shall be 1 from a button press ({x} = 1) in "
    "the closed position until {hi} is {ha}; {w} from a press in the open position until {lo} "
    "is {la}. {mid} All is registered as a Moore machine, {t}. {rr}",
    "Blind control: one key {x}, motor up {u}, motor down {w}, limit switches {hi} (top, active {ha}) and {lo} (bottom, "
    "active {la}). Four states: down, going up, up, going down; the key leaves the resting states, the "
    "limit ahead ends a movement. {mid} {e} edge of {c}. {rr}",
    "{mid} Otherwise the lift table is simple. At the bottom, {x} = 1 starts it upwards ({u} = 1), {hi} = {ha} stops it "
    "there; at the top, {x} = 1 starts it downwards ({w} = 1), and {lo} = {la} stops it. {rr} Inputs "
    "are sampled {t}.",
    "Exam question: a curtain is closed, opening ({u} = 1), open or closing ({w} = 1). {x} = 1 takes it out of closed and "
    "out of open, {hi} = {ha} from opening to open, {lo} = {la} from closing to closed. {mid} "
    "Transitions {t}. {rr}",
    "Think of a drawbridge with a lever {x}. Lever pulled ({x} = 1) while it is down: it rises, {u} = 1. Sensor {hi} = {ha} "
    "seen: it stops, up. Lever pulled while up: it sinks, {w} = 1, until sensor {lo} = {la}. "
    "{mid} {t} one look at everything. {rr}",
)


@family("moving_gate", "state machines", 0.9)
def moving_gate(d: Draw) -> Design:
    """A gate with a button and two end switches in four states; a press or an obstacle while it moves is drawn."""
    f = Frame(d, "state")
    x = d.name("btn", "key", "lever", "press", "cmd", "push")
    hi, lo = d.names(
        ("top", "bottom"), ("is_open", "is_shut"), ("lim_o", "lim_c"), ("end1", "end0"), ("hi_sw", "lo_sw"), ("s_up", "s_dn")
    )
    u, w = d.names(("up", "down"), ("mot_o", "mot_c"), ("raise", "lower"), ("fwd", "rev"), ("open_m", "close_m"), ("m1", "m0"))
    ha, la, begin = int(d.chance(0.65)), int(d.chance(0.65)), d.one((0, 0, 2))
    mid = d.one(("ignore", "reopen", "reverse", "stopper"))
    block = d.name("beam", "obst", "blocked", "safety") if mid == "stopper" else ""
    said = {"x": x, "lo": lo, "k": block}
    told = {
        "ignore": d.any("While it moves {x} is ignored.", "{x} has no effect during a movement.", **said),
        "reopen": d.any("A press ({x} = 1) during closing makes it open instead, whatever {lo} says; during opening {x} is "
        "ignored.",
                        "While closing, {x} = 1 turns it to opening (this goes before {lo}); while opening, {x} does nothing.",
                        **said),
        "reverse": d.any("{x} = 1 during a movement reverses it, and goes before the end switch.",
                         "While it moves, an edge with {x} = 1 swaps opening and closing, before the end switches are "
                         "considered.", **said),
        "stopper": d.any("While it moves {x} is ignored, but {k} = 1 during closing turns it to opening, before {lo} is "
        "considered.",
                         "{k} = 1 while closing makes it open again (it beats {lo}); {x} does not matter during movements.",
                         **said),
    }[mid]  # fmt: skip
    slots = f.slots(f"puts it into the {'open' if begin else 'closed'} position, at rest")
    text = d.any(*_GATES, **slots, x=x, hi=hi, lo=lo, u=u, w=w, ha=ha, la=la, mid=told)
    rise, sink = f"if ({tests(hi, ha)}) state <= 2'd2;", f"if ({tests(lo, la)}) state <= 2'd0;"
    if mid == "reverse":
        rise = f"if ({x}) state <= 2'd3; else {rise}"
    if mid != "ignore":
        sink = f"if ({block or x}) state <= 2'd1; else {sink}"
    arms = [f"  2'd0: if ({x}) state <= 2'd1;", f"  2'd1: {rise}", f"  2'd2: if ({x}) state <= 2'd3;", f"  2'd3: {sink}"]
    body = [d.style.declare("state", 2), *f.always([f"state <= 2'd{begin};"], ["case (state)", *arms, "endcase"])]
    body += [f"assign {u} = (state == 2'd1);", f"assign {w} = (state == 2'd3);"]

    def update(s: str, v: dict[str, int]) -> str:
        pressed = bool(v[x])
        if s in ("closed", "opened"):
            return s if not pressed else "opening" if s == "closed" else "closing"
        if mid == "reverse" and pressed:
            return "closing" if s == "opening" else "opening"
        if s == "opening":
            return "opened" if v[hi] == ha else s
        if (mid == "reopen" and pressed) or (block and v[block]):
            return "opening"
        return "closed" if v[lo] == la else s

    why = f"0 closed -{x}-> 1 opening -{tests(hi, ha)}-> 2 open -{x}-> 3 closing -{tests(lo, la)}-> 0; reset to {begin}."
    why += {
        "ignore": "",
        "reopen": f" In 3 {x} first: to 1.",
        "reverse": f" In 1 and 3 {x} first: to 3 / 1.",
        "stopper": f" In 3 {block} first: to 1.",
    }[mid]
    return f.design(
        d.one(("a gate control", "a door drive", "a two-end motor control")), ("gate", "door", "drive"),
        [Port(n) for n in (x, hi, lo, block) if n], [Port(u, output=True), Port(w, output=True)], text, why, body,
        "opened" if begin else "closed", update, lambda s, v: {u: int(s == "opening"), w: int(s == "closing")},
        {"ha": ha, "la": la, "begin": begin, "mid": mid, "words": told},
        bias=lambda r, c: {x: int(r.random() < 0.4)}, cycles=80,
    )  # fmt: skip
