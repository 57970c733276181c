"""Machines of two to four states told as rules: stories of devices with several inputs and outputs, and drawn ones."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from groundwire.distill.families.design import Design
from groundwire.distill.families.draw import Draw, listing
from groundwire.distill.families.models import clocked, combinational
from groundwire.distill.families.ports import Port
from groundwire.distill.families.registry import family
from groundwire.distill.families.telling import level
from groundwire.distill.families.voices.machine_texts import (
    constants,
    draw_edge,
    register,
    shorten,
    states_code,
    tell_clock,
    tell_start,
)


class Story(NamedTuple):
    """A device."""

    title: str
    """What it is."""
    purposes: tuple[str, ...]
    """Ways to introduce it."""
    states: str
    """States in order."""
    inputs: str
    """Inputs, with another name behind a slash."""
    outputs: str
    """Outputs, each with the numbers of the states in which it is 1."""
    moves: str
    """Moves: state, input number (- for always) and next state; in order of priority."""


_STORIES = (
    Story(
        "a car park gate",
        (
            "A (barrier|gate) at a car park.",
            "This controls a car park barrier.",
            "Car park gate controller:",
            "Cars enter through a barrier; build its controller.",
        ),
        "CLOSED OPENING OPEN CLOSING",
        "car/vehicle top/up_end passed/gone bottom/down_end",
        "up/raise:1 down/lower:3",
        "001 112 223 330",
    ),
    Story(
        "a walker that turns around",
        (
            "A little robot walks between two walls.",
            "A toy walks (along a corridor|on a track) and turns around at the ends.",
            "Walker:",
            "Game character that turns when it bumps into something.",
        ),
        "LEFT RIGHT",
        "bump_left/wall_l bump_right/wall_r",
        "walk_left/to_left:0 walk_right/to_right:1",
        "001 110",
    ),
    Story(
        "a walker that can be stopped",
        (
            "A cart runs to and fro between two end switches and can be halted.",
            "A shuttle moves between two stops.",
            "Shuttle with a pause:",
        ),
        "LEFT RIGHT HALT",
        "end_l/limit_l end_r/limit_r stop/halt",
        "go_left/mot_l:0 go_right/mot_r:1 brake/still:2",
        "022 001 122 110",
    ),
    Story(
        "a lamp with a button",
        ("One button switches a lamp.", "A lamp with a single push button (one clock cycle per press).", "Bedside lamp:"),
        "DARK LIT",
        "press/button",
        "lamp/light:1",
        "001 100",
    ),
    Story(
        "a lamp with two brightnesses",
        ("A button steps a lamp through its settings.", "A lamp has a dim and a bright setting.", "Dimmer with one button:"),
        "OFF DIM FULL",
        "press/button",
        "low/dim_led:1 high/full_led:2",
        "001 102 200",
    ),
    Story(
        "a motor switch",
        ("Two buttons run a motor.", "A motor is started and stopped by buttons.", "Start-stop control:"),
        "IDLE RUN",
        "start/go stop/halt",
        "motor/run_led:1",
        "001 110",
    ),
    Story(
        "a thermostat",
        ("A heater with hysteresis.", "A thermostat keeps a room warm.", "Room heating control:"),
        "OFF HEAT",
        "cold/too_cold warm/warm_enough",
        "heater/burner:1",
        "001 110",
    ),
    Story(
        "a tank control",
        ("A tank is filled, heated and emptied in turn.", "Batch tank:", "A boiler fills, heats up and drains over and over."),
        "FILL HEAT DRAIN",
        "full/level_hi hot/temp_ok empty/level_lo",
        "inlet/valve_in:0 heater/coil:1 outlet/valve_out:2",
        "001 112 220",
    ),
    Story(
        "a water tank",
        ("A pump keeps a tank filled.", "Pump control for a water tank.", "A roof tank is refilled when it runs low."),
        "REST PUMP",
        "low/empty full/high",
        "pump/motor:1 idle/ready:0",
        "001 110",
    ),
    Story(
        "a lift of three floors",
        ("A lift (serves|with) three floors, one floor per clock cycle.", "An elevator for three storeys.", "Three-floor lift:"),
        "GROUND MIDDLE TOP",
        "up/go_up down/go_down",
        "at_ground/low_floor:0 at_top/high_floor:2",
        "001 102 110 211",
    ),
    Story(
        "a turnstile",
        ("A turnstile takes coins.", "Entrance with a turnstile:", "A turnstile lets one person through for a coin."),
        "LOCKED FREE",
        "coin/paid push/pass",
        "lock/bar:0 green/walk:1",
        "001 110",
    ),
    Story(
        "a vending slot",
        (
            "A vending slot drops a bar of chocolate for two coins.",
            "Vending machine, price two coins.",
            "A machine sells gum for two coins.",
        ),
        "EMPTY ONE DROP",
        "coin/inserted",
        "drop_bar/vend:2 waiting/credit:1",
        "001 102 2-0",
    ),
    Story(
        "a washing machine",
        ("A small washing machine.", "Washer control:", "The steps of a washing machine, in order."),
        "IDLE FILL WASH SPIN",
        "start/go full/water_ok done/timer dry/finished",
        "valve/water:1 drum/motor:23",
        "001 112 223 330",
    ),
    Story(
        "a traffic light",
        (
            "A traffic light (at a side road|for a crossing).",
            "Signals at a junction:",
            "A light that changes when a car waits at the side road.",
        ),
        "GREEN YELLOW RED",
        "car/waiting timeout/expired",
        "grn/g_lamp:0 yel/y_lamp:1 red/r_lamp:2",
        "001 1-2 210",
    ),
    Story(
        "a handshake",
        ("A four-phase handshake.", "A worker takes requests and acknowledges them.", "Request and acknowledge:"),
        "IDLE BUSY REPLY",
        "req/request done/ready let_go/drop_it",
        "busy/active:1 ack/reply:2",
        "001 112 220",
    ),
    Story(
        "a two-button lock",
        (
            "A lock opens after two buttons in the right order.",
            "Door lock with two buttons:",
            "A lock with keys, one cycle for each press.",
        ),
        "SHUT HALF OPEN",
        "first/key1 second/key2 close/relock",
        "unlock/bolt:2 hint/led:1",
        "001 112 100 220",
    ),
    Story(
        "a music player",
        ("A tape player.", "Player control:", "The buttons of a music player."),
        "STOPPED PLAYING PAUSED",
        "play/go stop/end_all pause/hold",
        "sound/motor:1 led/lit:12",
        "001 110 122 210 201",
    ),
    Story(
        "a burglar alarm",
        ("A burglar alarm.", "Alarm control:", "An alarm that gives the owner some time to type a code."),
        "SAFE WARN ALARM",
        "motion/trip code_ok/disarm late/timeout",
        "beep/buzzer:1 siren/horn:2",
        "001 110 122 210",
    ),
    Story(
        "a sender",
        ("A sender loads a word and shifts it out.", "Control of a serial transmitter.", "Transmit control:"),
        "IDLE LOAD SHIFT",
        "send/go last/end_bit",
        "ld/load:1 sh/shift_en:2 ready/free:0",
        "001 1-2 210",
    ),
    Story(
        "a charger",
        ("A battery charger.", "Charger control:", "A charger that switches itself off when the battery is hot."),
        "WAIT CHARGE COOL",
        "plugged/battery full/charged hot/overheat cooled/cold",
        "charge/current:1 fan/blower:2",
        "001 122 110 231",
    ),
    Story(
        "a sliding door",
        ("An automatic door in a shop.", "Sliding door:", "A door opens for people and shuts by itself."),
        "SHUT OPENING OPEN CLOSING",
        "person/sensor end_open/opened timeout/timer end_shut/closed",
        "drive_open/mot_o:1 drive_shut/mot_c:3",
        "001 112 223 301 330",
    ),
)
_STATES = (
    ("A", "B", "C", "D"),
    ("S0", "S1", "S2", "S3"),
    ("P", "Q", "R", "S"),
    ("IDLE", "ARM", "FIRE", "COOL"),
    ("INIT", "LOAD", "WORK", "DONE"),
    ("ONE", "TWO", "THREE", "FOUR"),
    ("WAIT", "READ", "CHECK", "SEND"),
    ("SLEEP", "WAKE", "ACT", "REST"),
)
_SINGLE = (
    "From {a} it goes to {t} when {x} is {w}.",
    "In {a}, {x}={b} leads to {t}.",
    "{t} follows {a} (once|when|as soon as) {x} is {w}.",
    "While in {a}, wait for {x}={b}, then go to {t}.",
    "{a} lasts until {x} is {w}; then comes {t}.",
    "When {x} is {w} in {a}, the next state is {t}.",
    "It leaves {a} for {t} if {x}={b}.",
    "Stay in {a} until {x} is {w}, then enter {t}.",
    "If {x}={b} in {a}: go to {t}.",
    "{x}={b} takes it from {a} to {t}.",
    "To get from {a} to {t}, {x} must be {b}.",
    "{a} changes to {t} when {x} is {w}.",
    "In state {a} the machine looks at {x} and moves to {t} if it is {b}.",
    "{a} is left when {x} is {w}: {t} is next.",
    "{a} to {t}: {x}={b}.",
    "The way from {a} to {t} opens with {x}={b}.",
)
_DOUBLE = (
    "In {a}: {x}={b} goes to {t}, otherwise {y}={c} goes to {u}.",
    "From {a} go to {t} if {x}={b}; failing that, to {u} if {y}={c}.",
    "{a}: {t} if {x}={b}, {u} if {y}={c}; {x} (comes first|wins|has priority).",
    "In {a}, {x} (is|being) {w} leads to {t} and {y}={c} to {u}; with both, {t} it is.",
    "In {a} two inputs count: {x}={b} (to {t}), which takes priority over {y}={c} (to {u}).",
    "{a} is left for {u} when {y} is {v}, unless {x} is {w}: then {t} is next.",
    "{y}={c} takes it from {a} to {u}, but {x}={b} takes it to {t} and wins.",
    "When {x} is {w} in {a} the next state is {t}; else, if {y} is {v}, it is {u}.",
    "{a}: if {x}={b} then {t}, else if {y}={c} then {u}.",
    "In state {a} check {x} first ({b}: to {t}), then {y} ({c}: to {u}).",
)
_ALWAYS = (
    "{a} lasts one cycle and is followed by {t}.",
    "After one cycle in {a} it goes on to {t}.",
    "From {a} it always goes to {t}.",
    "{a} is left at the next edge for {t}, whatever the inputs are.",
    "{t} always follows {a}.",
    "In {a} nothing is waited for: {t} is next.",
)
_STAYING = (
    "Otherwise the state does not change.",
    "If no rule applies, it stays where it is.",
    "In all other cases the state is kept.",
    "Without such a condition the state stays.",
    "It stays in its state when nothing else is said.",
    "All other inputs leave the state as it is.",
    "Anything else: no change.",
    "Else hold the state.",
)


class Rules:
    """A machine told as rules: for each state (input, level, next state) in order of priority, input -1 for always."""

    def __init__(
        self,
        d: Draw,
        states: Sequence[str],
        inputs: list[str],
        outputs: list[tuple[str, set[int]]],
        moves: list[list[tuple[int, int, int]]],
    ):
        self.d, self.states, self.inputs, self.outputs, self.moves = d, list(states), inputs, outputs, moves
        self.start = 0 if d.chance(0.7) else d.number(0, len(states) - 1)
        self.low = {o for o, _ in outputs if d.chance(0.12)}
        self.order = list(range(len(states)))
        if d.chance(0.4):
            d.rng.shuffle(self.order)

    def next(self, s: int, v: dict[str, int]) -> int:
        """The next state."""
        return next((t for x, level, t in self.moves[s] if x < 0 or v[self.inputs[x]] == level), s)

    def show(self, s: int) -> dict[str, int]:
        """Outputs of a state."""
        return {o: int((s in ones) != (o in self.low)) for o, ones in self.outputs}

    def expression(self, s: int) -> str:
        """The next state in code."""
        text = ""
        for x, bit, t in self.moves[s]:
            text += f"{self.states[t]}" if x < 0 else f"{'' if bit else '!'}{self.inputs[x]} ? {self.states[t]} : "
        return text if any(x < 0 for x, _, _ in self.moves[s]) else text + self.states[s]

    def output_code(self, output: str, ones: set[int], state: str) -> str:
        """An output in code."""
        high = [n for i, n in enumerate(self.states) if (i in ones) != (output in self.low)]
        return states_code(high, self.states, state)

    def short(self) -> str:
        """All moves for a reasoning text."""
        parts = []
        for s, moves in enumerate(self.moves):
            said = [
                f"->{self.states[t]}" if x < 0 else f"{'' if level else '!'}{self.inputs[x]}->{self.states[t]}"
                for x, level, t in moves
            ]
            parts.append(f"{self.states[s]}: {', '.join(said) or 'stays'}")
        return "; ".join(parts)

    def tell(self) -> list[str]:
        """Sentences on the moves, one for each state that has any, or lines of a list."""
        d = self.d
        one = d.one(_SINGLE) if d.chance(0.3) else ""
        said = [self._told(s, one) for s in self.order]
        return [*said, d.one(_STAYING)]

    def _told(self, s: int, single: str) -> str:
        d, moves = self.d, self.moves[s]
        a = self.states[s]
        if not moves:
            return d.any("{a} is never left (except by reset|but by reset).", "Once in {a}, it stays there until reset.", a=a)
        x, bit, t = moves[0]
        if x < 0:
            return d.any(*_ALWAYS, a=a, t=self.states[t])
        slots = {"a": a, "x": self.inputs[x], "b": bit, "w": level(d, bit), "t": self.states[t]}
        if len(moves) == 1:
            return d.say(single or d.one(_SINGLE), **slots)
        y, other, u = moves[1]
        return d.any(*_DOUBLE, **slots, y=self.inputs[y], c=other, v=level(d, other), u=self.states[u])

    def listed(self) -> str:
        """The moves as a list of arrows or as a table."""
        d = self.d
        form = d.one(
            (
                "{a} -> {t} : {x}",
                "{a} --[{x}]--> {t}",
                "{a} --({x})--> {t}",
                "{a} | {x} | {t}",
                "{a}, {x}: {t}",
                "{a} : {x} : {t}",
                "{a} -> {t} when {x}",
            )
        )
        lines = ["state | condition | next"] if "|" in form else []
        for s in self.order:
            for place, (x, bit, t) in enumerate(self.moves[s]):
                condition = "always" if x < 0 else f"{self.inputs[x]}={bit}"
                first = self.moves[s][0]
                if place:
                    condition += f" and {self.inputs[first[0]]}={1 - first[1]}"
                lines.append(form.format(a=self.states[s], t=self.states[t], x=condition))
        return "\n".join([*lines, d.one(_STAYING)])

    def tell_outputs(self) -> str:
        """What the outputs are: one by one, or state by state."""
        d = self.d
        if len(self.outputs) > 1 and d.chance(0.3):
            form = d.one(("In {a}: {l}.", "{a}: {l}.", "{a} has {l}.", "{a} gives {l}."))
            return " ".join(
                form.format(a=self.states[s], l=", ".join(f"{o}={v}" for o, v in self.show(s).items())) for s in self.order
            )
        items = list(self.outputs)
        d.rng.shuffle(items)
        return " ".join(self._output(o) for o, _ in items)

    def _output(self, o: str) -> str:
        d = self.d
        ones = [self.states[s] for s in self.order if self.show(s)[o]]
        zeros = [self.states[s] for s in self.order if not self.show(s)[o]]
        return d.any(
            "{o} is 1 in {p} (only|and 0 otherwise).",
            "{o} is {h} only in {p}.",
            "{o} is 0 in {q} and 1 in {p}.",
            "{o} = 1 (in|for) {p}, else 0.",
            "{o} is {h} while the state is {r}.",
            "{o}: 1 in {p}, 0 in {q}.",
            "{p}: {o} high; {q}: {o} low.",
            "The output {o} is 1 exactly in {p}.",
            "Drive {o} high in {p} and low in {q}.",
            "{o} is 1 to show that the state is {r}, else 0.",
            "{o} is low in {q} only.",
            "Anywhere but in {r} {o} is 0; there it is 1.",
            o=o,
            p=listing(ones),
            q=listing(zeros),
            r=listing(ones, "or"),
            h=d.one(("high", "asserted", "active", "1")),
        )


def _story(d: Draw) -> tuple[Rules, str, str]:
    story = d.rng.choices(_STORIES, [(9, 4, 1)[s.states.count(" ") - 1] for s in _STORIES])[0]
    cased = d.chance(0.2)
    states = [d.name(name.capitalize() if cased else name) for name in story.states.split()]
    inputs = [d.name(*item.split("/")) for item in story.inputs.split()]
    levels = [int(not d.chance(0.15)) for _ in inputs]
    outputs = []
    for item in story.outputs.split():
        name, ones = item.split(":")
        outputs.append((d.name(*name.split("/")), {int(one) for one in ones}))
    while len(outputs) > 1 and d.chance(0.3 if len(outputs) < 3 else 0.7):
        outputs.pop(d.number(0, len(outputs) - 1))
    moves: list[list[tuple[int, int, int]]] = [[] for _ in states]
    for origin, x, target in map(tuple, story.moves.split()):
        moves[int(origin)].append((-1, 1, int(target)) if x == "-" else (int(x), levels[int(x)], int(target)))
    return Rules(d, states, inputs, outputs, moves), d.say(d.one(story.purposes)), story.title


def _drawn(d: Draw) -> tuple[Rules, str, str]:
    count, width = d.one((2, 2, 2, 2, 3, 3, 3, 4)), d.number(1, 3)
    states = [d.name(name) for name in d.one(_STATES)[:count]]
    inputs = d.names(
        ("a", "b", "c"), ("x", "y", "w"), ("go", "ok", "err"), ("start", "ready", "abort"), ("p", "q", "r"), ("i0", "i1", "i2")
    )[:width]
    names = d.names(("f", "g"), ("busy", "done"), ("led", "alarm"), ("out1", "out2"), ("en", "ld"))[: d.one((1, 1, 2))]
    outputs = [(name, set(d.rng.sample(range(count), d.number(1, max(1, count - 1))))) for name in names]
    moves: list[list[tuple[int, int, int]]] = []
    for s in range(count):
        target = (s + 1) % count if d.chance(0.7) else d.one([t for t in range(count) if t != s])
        chosen = [(d.number(0, width - 1), int(d.chance(0.7)), target)]
        others = [t for t in range(count) if t not in (s, target)]
        if width > 1 and d.chance(0.3):
            x = d.one([i for i in range(width) if i != chosen[0][0]])
            chosen.append((x, int(d.chance(0.7)), d.one(others) if others else s))
        elif d.chance(0.12):
            chosen = [(-1, 1, target)]
        moves.append([move for move in chosen if move[2] != s or len(chosen) == 1])
    used = sorted({x for some in moves for x, _, _ in some if x >= 0}) or [0]
    if not any(x >= 0 for some in moves for x, _, _ in some):
        moves[0] = [(0, 1, moves[0][0][2])]
    inputs = [inputs[x] for x in used]
    moves = [[(used.index(x) if x >= 0 else -1, level, t) for x, level, t in some] for some in moves]
    rules = Rules(d, states, inputs, outputs, moves)
    intro = d.any(
        "A (Moore |state |)machine with the states {s}.",
        "The controller has {n} states: {s}.",
        "States: {s}.",
        "Write a Moore machine ({s}) for these rules.",
        "Build the control unit described here; its states are {s}.",
        "A sequencer with {n} states ({s}).",
        "Can you write this controller? It is in one of the states {s}.",
        "Implement these rules as a state machine.",
        "There are {n} states, {s}.",
        "",
        n=count,
        s=listing(states),
    )
    return rules, intro, "a state machine"


def _text(d: Draw, rules: Rules, intro: str, facts: list[str]) -> str:
    as_list = d.chance(0.3)
    outputs = rules.tell_outputs()
    if as_list:
        d.rng.shuffle(facts)
        return "\n".join(part for part in (intro, rules.listed(), " ".join([outputs, *facts]).strip()) if part)
    moves = rules.tell()
    if d.chance(0.3):
        marks = d.one(("- {t}", "* {t}", "{i}. {t}", "({i}) {t}"))
        rest = [part for part in (outputs, *facts) if part]
        items = [*moves, *rest] if d.chance(0.7) else [*rest, *moves]
        return "\n".join([*([intro] if intro else []), *(marks.format(i=i, t=t) for i, t in enumerate(items, 1))])
    parts = [part for part in (" ".join(moves), outputs, *facts) if part]
    d.rng.shuffle(parts)
    return " ".join([*([intro] if intro else []), *parts])


def _machine(d: Draw, rules: Rules, intro: str, title: str) -> Design:
    clk, reset, edge = d.clock(), d.reset(), draw_edge(d)
    ports = (Port(clk), *reset.ports, *(Port(x) for x in rules.inputs), *(Port(o, output=True) for o, _ in rules.outputs))
    start = rules.states[rules.start]
    text = _text(d, rules, intro, [tell_start(d, reset, start), tell_clock(d, clk, edge)])
    count = len(rules.states)
    width = max(1, (count - 1).bit_length())
    body = [
        constants(rules.states, range(count), width, d.style),
        *register(d, clk, reset, edge, start, [(n, rules.expression(s)) for s, n in enumerate(rules.states)], width),
        *(f"assign {o} = {rules.output_code(o, ones, 'state')};" for o, ones in rules.outputs),
    ]
    rows = clocked(
        d.rng, ports, clk, reset, rules.start, rules.next, lambda s, v: rules.show(s), cycles=56, falling=edge == "negedge"
    )
    high = [f"{o}=1 in {', '.join(n for s, n in enumerate(rules.states) if rules.show(s)[o])}" for o, _ in rules.outputs]
    why = f"{rules.short()}.\n{'; '.join(high)}. {edge}, {reset.phrase} to {start}."
    return Design(
        title,
        ports,
        text,
        why,
        tuple(body),
        rows,
        d.style,
        ("controller", "control", "fsm", "sequencer"),
        {"moves": rules.moves, "outputs": [sorted(ones) for _, ones in rules.outputs], "reset": reset.phrase, "edge": edge},
        hidden=(2, len(body) - len(rules.outputs)),
    )


def _begin(d: Draw) -> None:
    """Keep the names that the code uses, and the code short."""
    shorten(d)
    for taken in ("state", "next"):
        d.name(taken)


@family("device_machine", "state machines", 3.0)
def device_machine(d: Draw) -> Design:
    """A device (a gate, a lift, a lamp, a tank) told as a story of its states, inputs and outputs."""
    _begin(d)
    return _machine(d, *_story(d))


@family("rule_machine", "state machines", 3.0)
def rule_machine(d: Draw) -> Design:
    """A Moore machine with one to three inputs, told as independent rules in any order."""
    _begin(d)
    return _machine(d, *_drawn(d))


@family("rule_logic", "state machines", 2.0)
def rule_logic(d: Draw) -> Design:
    """The one-hot next-state logic of a machine with several inputs, by inspection."""
    rules, intro, _ = _story(d) if d.chance(0.4) else _drawn(d)
    state, following = d.names(("state", "next_state"), ("s", "n"), ("ps", "ns"), ("y", "Y"), ("cur", "nxt"))
    count = len(rules.states)
    places = list(range(count))
    if d.chance(0.3):
        places.reverse()
    bits = sorted(range(count), key=lambda s: places[s])
    if d.chance(0.35):
        bits = [d.one(bits)]
    single = len(bits) == 1

    def condition(move: tuple[int, int, int], holds: bool) -> str:
        return ("" if bool(move[1]) == holds else "~") + rules.inputs[move[0]]

    def terms(t: int) -> list[str]:
        found = []
        for s in sorted(range(count), key=lambda s: places[s]):
            before: list[tuple[int, int, int]] = []
            for move in rules.moves[s]:
                factors = [f"{state}[{places[s]}]", *(condition(m, False) for m in before)] + [condition(move, True)] * (
                    move[0] >= 0
                )
                if move[2] == t:
                    found.append(" & ".join(factors))
                before.append(move)
            if s == t and all(x >= 0 for x, _, _ in rules.moves[s]):
                found.append(" & ".join([f"{state}[{places[s]}]", *(condition(m, False) for m in before)]))
        return [f"({one})" if " & " in one and len(found) > 1 else one for one in found] or ["1'b0"]

    body = [f"assign {following}{'' if single else f'[{places[t]}]'} = {' | '.join(terms(t))};" for t in bits]
    shown = [(o, ones) for o, ones in rules.outputs if d.chance(0.6)]
    for o, _ in shown:
        high = sorted(places[s] for s in range(count) if rules.show(s)[o])
        body.append(f"assign {o} = {' | '.join(f'{state}[{place}]' for place in high)};")
    rules.outputs = shown
    codes = [1 << place for place in places]
    listed = ", ".join(f"{n}={c:0{count}b}" for n, c in zip(rules.states, codes, strict=True))
    target = f"bit {places[bits[0]]} of the next state" if single else "the next state"
    facts = [
        d.any(
            "The state is one-hot on {s}: {l}.",
            "{s} is the present state, one-hot coded ({l}).",
            "States arrive one-hot on {s}, with {l}.",
            "One-hot encoding of {s}: {l}.",
            "Present state: {s}, one-hot, {l}.",
            s=state,
            l=listed,
        ),
        d.any(
            "{f} is {w}(: no clock here|, combinational|, without flip-flops).",
            "Give {w} on {f}; the register is elsewhere.",
            "Compute only {w}, {f}: pure logic.",
            "Derive the logic of {f}, {w}, by inspection.",
            "Output {f}: {w}, combinational.",
            f=following,
            w=target,
        ),
    ]
    ports = (
        Port(state, count),
        *(Port(x) for x in rules.inputs),
        Port(following, 1 if single else count, output=True),
        *(Port(o, output=True) for o, _ in shown),
    )

    def function(v: dict[str, int]) -> dict[str, int | None]:
        if v[state] not in codes:
            return dict.fromkeys([following, *(o for o, _ in shown)])
        s = codes.index(v[state])
        code = codes[rules.next(s, v)]
        return {following: code >> places[bits[0]] & 1 if single else code, **rules.show(s)}

    return Design(
        "the next-state logic of a machine",
        ports,
        _text(d, rules, intro, facts),
        f"One-hot: {rules.short()}; else stays. Each bit is the OR of the moves into it.",
        tuple(body),
        combinational(d.rng, ports, function, 60, lambda r, i: {state: r.choice(codes)}),
        d.style,
        ("next_state", "fsm_logic"),
        {"moves": rules.moves, "places": places, "bits": bits},
        hidden=(0, len(body)),
    )
