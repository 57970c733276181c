"""Controllers as stories: modes, hysteresis, walkers, coins."""

from __future__ import annotations

from itertools import pairwise

from groundwire.distill.families.design import Design
from groundwire.distill.families.draw import Draw
from groundwire.distill.families.ports import Port
from groundwire.distill.families.registry import family
from groundwire.distill.families.telling import is_level
from groundwire.distill.families.voices.everyday_machines import Frame, bit_of, tests

_MODES = (
    "{o} is the drive of a lamp with one push button, {x}. {t}, if {on}, the lamp moves to its next setting. Settings: {s}. "
    "{end} "
    "{off} {rr}",
    "hi, could you do the mode logic of my torch? it steps {o} through {s} and {end_} a step happens {t} but only if {on}. "
    "{off} "
    "the {z} brings back {f}.",
    "Mode selector.\n- sequence on {o}: {s}\n- step: {t}, provided {on}\n- {end}\n- {rr}\n{off}",
    "A fan has {n} speeds, given to its driver as {o} = {s}. The user taps {x}: {t} with {x} at {p} the fan goes on to the "
    "next of these. {end} {off} {rr}",
    "{rr} From there {o} walks through the values {s}, one place {t} when {on}, standing still when {x} is {m}. {end} {off}",
    "Given {o} shows one of {s}, when {on} {t}, then the next value in that order shall be shown; given {x} is {m}, nothing "
    "changes. {end} {off} {rr}",
    "{n}-state Moore machine; the state is the output {o} itself. Order: {s}. Advance input: {x} (acts at {p}). Clock: {c}, "
    "{e} "
    "edge. {end} {off} Initial state {f}, entered by the {z}.",
    "Exam question: a circuit remembers which of {n} settings a dimmer is in and shows it on {o} ({s}, in this order). It "
    "advances by one {t} while {x} equals {p}. {end} {off} {rr} Write the module.",
    "{o} (Moore output) is stepped through {s}. What steps it is {x}: one step per {e} edge of {c} for which it is {p}. "
    "The button is already debounced, so don't worry about that. {end} {off} {rr}",
    "The display brightness {o} shall be {f} after the {z}. Each {e} edge of {c} that finds {x} = {p} shall select the "
    "following "
    "entry of the list {s}. {end} {off}",
    'Think of a kitchen hood: press {x}, and the motor code {o} goes one further in {s}. "Pressed" means {x} = {p}, looked at '
    "{t}. {end} {off} {rr}",
)


@family("stepped_modes", "state machines", 1.0)
def stepped_modes(d: Draw) -> Design:
    """One button steps an output through a few codes, in a ring or to an end, perhaps with an off button."""
    f = Frame(d)
    x = d.name("btn", "press", "step", "key", "tap", "button", "push")
    o = d.name("mode", "level", "lamp", "speed", "drive", "pwr")
    off = d.name("off", "cancel", "kill", "home", "stop") if d.chance(0.45) else ""
    n, width = d.number(3, 5), d.one((3, 3, 4))
    codes, ring, p, q = d.rng.sample(range(1 << width), n), d.chance(0.65), int(d.chance(0.75)), int(d.chance(0.7))
    if d.chance(0.5):
        codes[0] = 0
        codes[1:] = d.rng.sample(range(1, 1 << width), n - 1)
    end = d.any(*(
        ("After {l} it starts over at {f}.", "The last one is followed by {f}.", "It is a ring: {l} leads back to {f}.")
        if ring
        else ("At {l} it stays.", "{l} is the end: further steps change nothing.", "There is no way on from {l}.")
    ), l=codes[-1], f=codes[0])  # fmt: skip
    off_text = "" if not off else d.any(
        "{o} = {b} at the clock edge goes back to {f} and beats {x}.", "Whatever {x} says, an edge with {o} at {b} selects "
        "{f}.",
        "Before all that comes {o}: when it is {b} at the edge, {f} is next.", o=off, b=q, f=codes[0], x=x,
    )  # fmt: skip
    text = d.any(
        *_MODES, **f.slots(f"puts {o} to {codes[0]}"), o=o, x=x, s=", ".join(map(str, codes)), n=n, p=p, m=1 - p, f=codes[0],
        on=is_level(d, x, p, plain=True), end=end, off=off_text,
    ).replace("  ", " ")  # fmt: skip

    def lit(value: int) -> str:
        return d.style.literal(width, value)

    arms = [f"  {lit(a)}: {o} <= {lit(b)};" for a, b in pairwise(codes)]
    arms.append(f"  default: {o} <= {lit(codes[0] if ring else codes[-1])};")
    lines = [f"if ({tests(x, p)})", "  case (" + o + ")", *("  " + arm for arm in arms), "  endcase"]
    if off:
        lines = [f"if ({tests(off, q)}) {o} <= {lit(codes[0])};", f"else {lines[0]}", *lines[1:]]

    def update(s: int, v: dict[str, int]) -> int:
        if off and v[off] == q:
            return 0
        return s if v[x] != p else (s + 1) % n if ring else min(s + 1, n - 1)

    why = f"{o} is the state: {' -> '.join(map(str, codes))} -> {codes[0] if ring else 'stays'}, step if {tests(x, p)}."
    return f.design(
        d.one(("a mode selector", "a stepped output", "a push-button sequencer")), ("mode_step", "selector", "stepper"),
        [Port(x), *([Port(off)] if off else [])], [Port(o, width, output=True, stored=True)], text,
        why + (f" {tests(off, q)} first: {codes[0]}." if off else ""), f.always([f"{o} <= {lit(codes[0])};"], lines), 0, update,
        lambda s, v: {o: codes[s]}, {"codes": codes, "ring": ring, "p": p, "off": bool(off), "q": q},
        bias=lambda r, c: {off: int((r.random() < 0.12) == bool(q))} if off else {},
    )  # fmt: skip


_TANKS = (
    "A {w} is switched by two contacts. {t}: if {a}, it is started; if {b}, it is stopped. With neither it stays as it was. "
    "{tie} {o} is {y} while it is on and {m} while it is off. {rr}",
    "We fill a roof tank. {o} = {y} means that the {w} runs. It begins to run when {a} and keeps on until {b}. {tie} The "
    "contacts "
    "are read {t}. {rr}",
    "- {a}: on\n- {b}: off\n- neither: no change\n- {tie}\nOn means {o} = {y}, off {m}. Clock {c}, {e} edge. The {z} "
    "switches off.",
    "Two-state machine, OFF and ON. OFF goes to ON when {a}; ON goes to OFF when {b}. {tie} {o} is {y} in ON only. "
    "Transitions "
    "happen {t}, and the {z} leads to OFF.",
    "why not a comparator? because i want hysteresis: once {a} the {w} goes on, and it remains on even if that is over, till "
    "{b}. "
    "{tie} evaluate this {t}. {o}: {y} = on, {m} = off. {rr}",
    "{rr} Afterwards the {w} ({o}, on at {y}) obeys two sensors that are sampled {t}. Condition to stop: {b}. Condition to "
    "start: "
    "{a}. {tie} Between the two the last decision stands.",
    "Given the {w} is off, when {a} {t}, then it is switched on. Given it is on, when {b}, then it is switched off. {tie} "
    "{o} "
    "carries the result ({y} is on). {rr}",
    "The {w} shall be represented by {o}, {m} for off, {y} for on. It shall be off after the {z}. At a {e} edge of {c} it "
    "shall "
    "be turned on if {a} and turned off if {b}; otherwise its state shall be kept. {tie}",
    "This is like an SR flip-flop clocked by the {e} edge of {c}: set when {a}, cleared when {b}. {tie} Its value drives the "
    "{w} through {o}, {how}. {rr}",
    "Write the memory of a float switch. {b}? Then the {w} rests. {a}? Then it works. Neither? As before. {tie} Decide {t}. "
    "{o} must be {m} at rest and {y} at work. {rr}",
    "Level control with a dead band, taken from the plant's data sheet: start contact {x} (active at {xa}), stop contact {s} "
    "(active at {sa}), {w} output {o} (active at {y}). {tie} Updated {t}; holds if no contact is active. {rr}",
)


@family("dead_band", "state machines", 0.9)
def dead_band(d: Draw) -> Design:
    """A thing that one sensor starts and another stops, of any polarity, with a rule for both at once."""
    f = Frame(d, "on")
    x, s = d.names(
        ("low", "high"), ("lo_sw", "hi_sw"), ("empty", "full"), ("cold", "warm"), ("below", "above"), ("s1", "s2"),
        ("start", "stop"),
    )  # fmt: skip
    o, what = d.name("pump", "run", "motor", "valve", "relay", "drive"), d.one(("pump", "heater", "compressor", "inlet valve"))
    xa, sa, y, stop_wins = (int(d.chance(share)) for share in (0.6, 0.6, 0.7, 0.6))
    block = d.name("fault", "trip", "inhibit", "lockout") if d.chance(0.3) else ""
    tie = d.any(
        "If both hold, {k} wins.", "{k} has priority when both are so.", "Both together: {k}.",
        "Should both apply, {k} prevails.",
        k="stopping" if stop_wins else "starting",
    )  # fmt: skip
    if block:
        tie += d.any(" {b} = 1 at the edge always switches off.", " An edge with {b} high switches off, above all else.", b=block)
    text = d.any(
        *_TANKS, **f.slots("switches it off"), o=o, w=what, x=x, s=s, xa=xa, sa=sa, y=y, m=1 - y, tie=tie,
        a=is_level(d, x, xa, plain=True), b=is_level(d, s, sa, plain=True), how="inverted" if not y else "not inverted",
    )  # fmt: skip
    steps = [(tests(s, sa), 1 - y), (tests(x, xa), y)]
    steps = steps if stop_wins else steps[::-1]
    if block:
        steps.insert(0, (block, 1 - y))
    lines = [f"{'else ' * bool(i)}if ({test}) {o} <= 1'b{value};" for i, (test, value) in enumerate(steps)]

    def update(state: bool, v: dict[str, int]) -> bool:
        begin, finish = v[x] == xa, v[s] == sa
        if block and v[block]:
            return False
        if begin and finish:
            return not stop_wins
        return begin or (state and not finish)

    order = ", then ".join(f"{test} gives {value}" for test, value in steps)
    return f.design(
        d.one(("a two-point control", "an on-off control with hysteresis", "a start-stop control")),
        ("two_point", "hysteresis", "start_stop"), [Port(x), Port(s), *([Port(block)] if block else [])],
        [Port(o, output=True, stored=True)], text, f"Off is {o}={1 - y}. {order}, else hold.",
        f.always([f"{o} <= 1'b{1 - y};"], lines), False, update, lambda state, v: {o: y if state else 1 - y},
        {"xa": xa, "sa": sa, "y": y, "stop_wins": stop_wins, "block": bool(block)},
        bias=lambda r, c: {block: int(r.random() < 0.15)} if block else {},
    )  # fmt: skip


_WALKS = (
    "A toy robot rolls {l} or {r} along a rail. {t} it turns round if it bumps into something ahead: {x} is 1 for an "
    "obstacle on "
    "its {l}, {y} for one on its {r}. {both} {o} tells the direction: {oa} = {l}, {ob} = {r}. {more} {rr}",
    "{o} is the direction of a carriage ({oa}: {l}, {ob}: {r}). End switches: {x} at the {l} end, {y} at the {r} end, 1 when "
    "touched. "
    "Going {l}, only {x} makes it reverse; going {r}, only {y}. {both} {more} Clock: {c} ({e} edge). The {z} sends it {s}.",
    "Two states, {lu} and {ru}. {lu} -> {ru} if {x}; {ru} -> {lu} if {y}; else stay. {both} {o} is {oa} in {lu} and {ob} in "
    "{ru}. "
    "Step: {t}. {more} {rr}",
    "I'm writing a little game where a beetle walks across the screen. when it goes {l} and {x} is high it turns, when it "
    "goes {r} "
    "and {y} is high it turns too. {both} {more} Everything {t}. {o} should be {ob} for {r} and {oa} for {l}. {rr}",
    "{rr} From then on the shuttle keeps its way until stopped by a wall. On the {l} that is signalled by {x}=1, on the {r} "
    "by {y}=1; "
    "walls behind it are of no interest. {both} {more} Output {o}: {oa} while moving {l}, {ob} while moving {r}. {t}, the "
    "decision is "
    "taken.",
    "Requirement 1: {o} shall be {oa} while the vehicle moves {l} and {ob} while it moves {r}. Requirement 2: moving {l}, it "
    "shall "
    "change direction when {x} is 1 {t}; moving {r}, when {y} is 1. {both} {more} Requirement 3: {rr}",
    "Given it moves {r}, when {y} is 1, then it moves {l} next. Given it moves {l}, when {x} is 1, then it moves {r} next. "
    "{both} In "
    "every other case it goes on. Steps are taken {t}. {more} {o} = {oa} stands for {l}, {ob} for {r}. {rr}",
    "The direction of a scanner head is kept in {o} ({ob} is {r}, {oa} is {l}). It is reversed {t} by the limit switch that "
    "lies in "
    "its way, {y} when it travels {r} and {x} when it travels {l}, both high-active. {both} {more} Start direction is {s}, "
    "through the "
    "{z}.",
    "What does a mouse in a corridor do? It runs {s} first (that is what the {z} arranges). Meeting a cat at its {l} side "
    "({x}) while "
    "running {l}, it flees {r}; meeting one at the {r} side ({y}) while running {r}, it flees {l}. {both} {more} One "
    "decision per {e} "
    "edge of {c}. {o} reads {oa} for {l}, {ob} for {r}.",
    "Direction flip-flop {o}, {oa} = {l}, {ob} = {r}. Toggled {t} when the sensor in front is 1, {l} sensor {x}, {r} sensor "
    "{y}; the "
    "sensor behind is ignored. {both} {more} {rr}",
)


@family("turning_walker", "state machines", 0.9)
def turning_walker(d: Draw) -> Design:
    """Something that moves to and fro and turns when it bumps, perhaps with a pause or a fall."""
    f = Frame(d, "dir", "drop")
    left, right = d.one((("left", "right"), ("left", "right"), ("up", "down"), ("west", "east"), ("forward", "back")))
    x, y = d.names(("bl", "br"), ("hit_l", "hit_r"), ("lim0", "lim1"), ("sw_a", "sw_b"), ("wall_l", "wall_r"), ("bump0", "bump1"))
    o = d.name("way", "heading", "direction", "dir_o", "going", "side")
    kind, oa, begin = d.one(("plain", "pause", "fall", "fall")), d.number(0, 1), d.number(0, 1)
    ob, p = 1 - oa, d.number(0, 1)
    extra = {"pause": ("hold", "freeze", "wait_i", "pause"), "fall": ("ground", "floor", "support", "rail_ok")}.get(kind, ())
    g = d.name(*extra) if extra else ""
    fall = d.name("falling", "aaah", "drops", "in_air", "fell") if kind == "fall" else ""
    gw = is_level(d, g, p, plain=True) if g else ""
    more = ""
    if kind == "pause":
        more = d.any(
            "Nothing changes at an edge at which {w}.", "While {w}, it stands still: the direction is kept.",
            "{g} comes first: with {g} = {p} the direction is frozen.", w=gw, g=g, p=p,
        )  # fmt: skip
    if kind == "fall":
        more = d.any(
            "{g} = {n} means that there is no ground: at such an edge it keeps its direction and {a} becomes 1. {a} falls "
            "back to 0 "
            "at an edge with {g} = {p}; bumps count only if {a} is 0 before the edge and {g} is {p}.",
            "When an edge finds {g} at {n}, it starts or goes on falling ({a} = 1); an edge with {g} at {p} ends this ({a} = "
            "0). "
            "Edges that find {a} = 1 or {g} = {n} never turn it.",
            "It falls ({a} is 1) after each edge at which {g} is {n}, and not ({a} is 0) after one at which {g} is {p}. In "
            "falling, in "
            "landing and at the edge where the ground is lost, bumps do not matter: the direction is remembered.",
            g=g, n=1 - p, p=p, a=fall,
        )  # fmt: skip
    both = d.any("With both at once it turns as well.", "Both high: it turns, too.", "") if d.chance(0.6) else ""
    slots = f.slots(f"makes it move {right if begin else left}" + (f" with {fall} = 0" if fall else ""))
    text = d.any(
        *_WALKS, **slots, o=o, l=left, r=right, lu=left.upper(), ru=right.upper(), x=x, y=y, oa=oa, ob=ob, both=both, more=more,
        s=right if begin else left,
    ).replace("  ", " ")  # fmt: skip
    front = f"{bit_of(o, ob)} ? {y} : {x}"
    guard = {"plain": "", "pause": f"{bit_of(g, 1 - p)} & ", "fall": f"{bit_of(g, p)} & ~{fall} & "}[kind]
    lines = [f"if ({guard}({front})) {o} <= ~{o};" if guard else f"if ({front}) {o} <= ~{o};"]
    clear = [f"{o} <= 1'b{ob if begin else oa};"]
    if fall:
        lines.insert(0, f"{fall} <= {bit_of(g, 1 - p)};")
        clear.append(f"{fall} <= 1'b0;")

    def update(s: tuple[int, int], v: dict[str, int]) -> tuple[int, int]:
        at, falls = s
        if kind == "pause" and v[g] == p:
            return s
        if kind == "fall" and v[g] != p:
            return at, 1
        if falls:
            return at, 0
        return (1 - at if v[y if at else x] else at), 0

    why = f"{o} toggles if the sensor ahead is 1: {y} while {o}={ob}, {x} while {o}={oa}"
    why += {"plain": ".",
        "pause": f", unless {tests(g, p)}.",
        "fall": f", only if {tests(g, p)} and not {fall}. {fall} <= {tests(g, 1 - p)}."}[
        kind
    ]  # fmt: skip
    return f.design(
        d.one(("a direction control", "a walker that turns", "a reversing machine")), ("walker", "shuttle", "reverser"),
        [Port(x), Port(y), *([Port(g)] if g else [])],
        [Port(n, output=True, stored=True) for n in (o, fall) if n], text, why, f.always(clear, lines), (begin, 0), update,
        lambda s, v: {o: ob if s[0] else oa} | ({fall: s[1]} if fall else {}),
        {"kind": kind, "oa": oa, "p": p, "begin": begin, "ways": left},
        bias=lambda r, c: {g: int((r.random() < 0.75) == ((p == 1) == (kind == "fall")))} if g else {},
    )  # fmt: skip


_COINS = (
    "A {th} costs {p}. {x} is 1 for a clock cycle when a coin of {a} drops, {y} for one of {b}; both in one cycle count "
    "both. {t} "
    "the money is added up. When it reaches the price {o} is 1 for one cycle and {rest}. {back} {rr}",
    "Vending machine, price {p}, coins {a} (input {x}) and {b} (input {y}). On the {e} edge of {c} add what came in (both if "
    "both). "
    "Sum >= {p}: {o} = 1 until the next edge, and {rest}. Otherwise {o} = 0. {back} {rr}",
    "my nephew wants a sweets machine. one {th} is {p} cents. coins come as pulses, one clock each: {x} means {a} and {y} "
    "means {b} "
    "(together: {ab}). when there is enough, raise {o} for exactly one cycle after the edge that took the last coin; {rest}. "
    "{back} "
    "sample {t}. {rr}",
    "Requirements:\n- credit += {a} for {x}, += {b} for {y}, both possible at once\n- credit of {p} or more: {o} goes to 1 "
    "for one "
    "clock and {rest}\n- evaluated {t}\n- {rr}\n{back}",
    "Given a credit, when the coins of this cycle ({x}: {a}, {y}: {b}, both add) bring it to at least {p} {t}, then {o} is "
    "set for the "
    "cycle that follows and {rest}; in other cycles {o} is 0. {back} {rr}",
    "{rr} An amount is then collected: {t} it grows by {a} if {x} is 1 and, independently, by {b} if {y} is 1. As soon as "
    "the new amount "
    "is not below {p}, {rest}, and the registered output {o} pulses high for one cycle. {back}",
    "Turnstile at a fair: the fare is {p}. {o} releases the gate for one clock period. It is a register which becomes 1 at "
    "the {e} edge of "
    "{c} at which the paid amount, including the tokens of that very cycle, is {p} or more, else 0. Tokens: {y} is worth "
    "{b}, {x} is "
    "worth {a}, and they may come at the same time. On release, {rest}. {back} The {z} sets the amount and {o} to 0.",
    "The module sells a {th} for {p} units. Units are accumulated {t} from two coin switches, {x} ({a} units) and {y} ({b} "
    "units; the two "
    "are summed if both are high). A sale is reported by {o}, high for the one cycle after the edge; at a sale {rest}. "
    "{back} {rr}",
    "Exam question. A parking meter accepts coins of {b} ({y} = 1) and {a} ({x} = 1), possibly both in a cycle. Reaching or "
    "passing {p} "
    "yields a ticket: {o} is high during the cycle after that clock edge, and {rest}. {back} Clock {c}, {e} edge; {z} starts "
    "with no money "
    "and {o} low. Give the Verilog.",
    'Moore output {o}: "paid". It is 1 exactly in the cycles that follow an edge ({e}, {c}) at which credit plus '
    "new coins was at least {p}. "
    "A coin on {x} is {a}, on {y} it is {b}, two at once are {ab}. After paying, {rest}. {back} {rr}",
)


@family("coin_slot", "state machines", 0.9)
def coin_slot(d: Draw) -> Design:
    """Two coins add to a credit; at the price a sale, with or without the surplus kept."""
    f = Frame(d, "credit", "sum")
    x, y = d.names(
        ("nickel", "dime"), ("c1", "c2"), ("little", "big"), ("coin_a", "coin_b"), ("five", "ten"), ("t1", "t2"), ("n", "d")
    )
    o = d.name("vend", "sale", "dispense", "paid", "release_o", "out")
    unit, a, b = d.one((1, 1, 5, 10)), *d.one(((1, 2), (1, 3), (2, 3), (1, 4), (2, 1), (3, 1)))
    keep = d.chance(0.45)
    price = d.number(a + b if keep else 3, 7)  # a credit that keeps the rest must not grow without end
    cancel = d.name("refund", "cancel", "give_back", "coin_ret") if d.chance(0.35) else ""
    rest = d.any(*(
        ("what was paid too much stays as credit", "the surplus is kept for the next one",
        "the price is taken off the credit (the rest stays)")
        if keep
        else ("the credit starts again from 0 (any surplus is lost)", "everything is cleared to 0, no change",
        "the sum returns to zero")
    ))  # fmt: skip
    back = "" if not cancel else d.any(
        "{k} = 1 at an edge clears the credit, ignores the coins of that cycle and gives {o} = 0.",
        "An edge with {k} high does nothing but set the credit and {o} to 0.", k=cancel, o=o,
    )  # fmt: skip
    text = d.any(
        *_COINS, **f.slots(f"clears the credit and {o}"), th=d.one(("ticket", "bar", "drink", "coffee")), x=x, y=y, o=o,
        a=a * unit, b=b * unit, ab=(a + b) * unit, p=price * unit, rest=rest, back=back,
    ).replace("  ", " ")  # fmt: skip
    coins = f"({x} ? 4'd{a} : 4'd0) + ({y} ? 4'd{b} : 4'd0)"
    after = f"sum >= 4'd{price} ? {f'sum - 4{chr(39)}d{price}' if keep else '4' + chr(39) + 'd0'} : sum"
    lines = [f"{o} <= sum >= 4'd{price};", f"credit <= {after};"]
    if cancel:
        lines = [f"{o} <= !{cancel} && sum >= 4'd{price};", f"credit <= {cancel} ? 4'd0 : {after};"]
    body = [d.style.declare("credit", 4), f"wire [3:0] sum = credit + {coins};"]
    body += f.always(["credit <= 4'd0;", f"{o} <= 1'b0;"], lines)

    def update(s: tuple[int, int], v: dict[str, int]) -> tuple[int, int]:
        money = s[0] + a * v[x] + b * v[y]
        if cancel and v[cancel]:
            return 0, 0
        if money >= price:
            return (money - price if keep else 0), 1
        return money, 0

    counted = f" in units of {unit}" if unit > 1 else ""
    left = f"sum - {price}" if keep else "0"
    why = f"Credit{counted}: {x} adds {a}, {y} adds {b}. Sum >= {price}: {o} <= 1, credit <= {left}."
    return f.design(
        d.one(("a vending control", "a coin collector", "a coin-operated release")), ("vend", "coins", "ticket"),
        [Port(x), Port(y), *([Port(cancel)] if cancel else [])], [Port(o, output=True, stored=True)], text,
        why + (f" {cancel} clears both." if cancel else ""), body, (0, 0), update, lambda s, v: {o: s[1]},
        {"a": a, "b": b, "unit": unit, "price": price, "keep": keep, "cancel": bool(cancel)},
        bias=lambda r, c: {cancel: int(r.random() < 0.1)} if cancel else {},
    )  # fmt: skip
