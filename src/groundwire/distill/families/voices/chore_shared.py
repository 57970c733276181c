"""What the families of chores share: modes with rules in order of priority, ways to lay them out, their reasoning and code."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from groundwire.distill.families.design import Design
from groundwire.distill.families.draw import Draw, listing
from groundwire.distill.families.models import Bias, clocked
from groundwire.distill.families.ports import Port
from groundwire.distill.families.telling import capitalized, is_level
from groundwire.distill.families.voices.everyday_machines import Frame, tests

Cond = tuple[tuple[str, int], ...]
"""Levels that must all be there."""
Rule = tuple[Cond, int]
"""A condition and the mode it leads to."""

THEMES = (
    ("a robot vacuum cleaner", ("DOCKED", "CLEAN", "TURN", "RETURN", "STUCK")),
    ("a coffee maker", ("IDLE", "HEAT", "BREW", "WARM", "EMPTY")),
    ("a garage door", ("SHUT", "OPENING", "OPEN", "CLOSING", "JAM")),
    ("a watchdog made of tin", ("SLEEP", "SNIFF", "BARK", "CHASE", "EAT")),
    ("a toy train", ("PARKED", "SLOW", "FAST", "BRAKE", "WHISTLE")),
    ("a sump pump", ("OFF", "PRIME", "PUMP", "DRAIN", "FAULT")),
    ("a parcel lift", ("GROUND", "RISING", "TOP", "SINKING", "HALT")),
    ("a delivery drone", ("LANDED", "CLIMB", "HOVER", "DESCEND", "HOME")),
    ("a radio link", ("SILENT", "CALL", "LISTEN", "TALK", "HANGUP")),
    ("a washing drum", ("REST", "FILL", "WASH", "RINSE", "SPIN")),
    ("a greenhouse controller", ("NIGHT", "DAY", "WATERING", "AIRING", "FROST")),
    ("a bottle filler", ("READY", "CLAMP", "POUR", "CAP", "EJECT")),
    ("a mechanical cat", ("NAP", "PURR", "STALK", "POUNCE", "HIDE")),
    ("a parking barrier", ("DOWN", "LIFT", "UP", "LOWER", "ALARM")),
    ("a charging station", ("FREE", "PLUGGED", "CHARGE", "FULL", "ERROR")),
    ("a milling head", ("HOMING", "WAITING", "CUT", "RETRACT", "ESTOP")),
    ("the controller", ("A", "B", "C", "D", "E")),
    ("the machine", ("S0", "S1", "S2", "S3", "S4")),
    ("this automaton", ("P", "Q", "R", "S", "T")),
)  # fmt: skip
"""Machines and the names of their modes."""
EVENTS = (
    ("go", "stop", "bump"), ("start", "halt", "fault"), ("btn", "sensor", "limit"), ("a", "b", "c"), ("x", "y", "z"),
    ("key1", "key2", "key3"), ("call", "done", "err"), ("ev0", "ev1", "ev2"), ("near", "far", "touch"), ("up", "down", "block"),
    ("req", "ok", "fail"), ("in1", "in2", "in3"), ("warm", "full", "leak"), ("tap", "hold_i", "tilt"), ("noise", "light", "food"),
)  # fmt: skip
"""Names of event inputs."""
OUTS = (
    ("motor", "lamp"), ("out", "busy"), ("drive", "beep"), ("z", "w"), ("led", "horn"), ("valve", "warn"), ("f", "g"),
    ("act", "flag"), ("o1", "o2"), ("run", "light_o"), ("heater", "signal"), ("y1", "y0"),
)  # fmt: skip
"""Names of outputs."""
BITS = (("x",), ("din",), ("bit_in",), ("rx",), ("sdi",), ("serial",), ("line",), ("data_in",), ("w",))
"""Names of a serial input."""
GATES = ("en", "valid", "strobe", "shift", "ce", "take")
"""Names of what says that a bit counts."""


class Chore(Frame):
    """Clock, edge and reset of a chore, and how its design is put together."""

    def reset_line(self, effect: str) -> str:
        """First line of the reasoning: edge, reset and what the reset does."""
        r = self.reset
        return f"{self.edge} {self.clk}; {r.kind} {r.name}={int(not r.low)}: {effect}"

    def finish(
        self, title: str, names: tuple[str, ...], inputs: Sequence[Port], outputs: Sequence[Port], text: str,
        why: Sequence[str], body: Sequence[str], start: Any, update: Callable[[Any, dict[str, int]], Any],
        output: Callable[[Any, dict[str, int]], Mapping[str, int | None]], parameters: dict[str, object],
        bias: Bias | None = None, cycles: int = 70,
    ) -> Design:  # fmt: skip
        """The whole design; `why` are lines, the first of them on the reset."""
        d, ins = self.d, list(inputs)
        if d.chance(0.4):
            d.rng.shuffle(ins)
        ports = (Port(self.clk), *self.reset.ports, *ins, *outputs)
        if d.chance(0.15):
            ports = (*ins, Port(self.clk), *self.reset.ports, *outputs)
        rows = clocked(d.rng, ports, self.clk, self.reset, start, update, output, cycles=cycles, bias=bias, falling=self.falling)
        told = capitalized(tidy(text), [port.name for port in ports])
        parameters |= {"reset": self.reset.phrase, "edge": self.edge}
        return Design(title, ports, told, "\n".join(why), tuple(body), rows, d.style, names, parameters)


def tidy(text: str) -> str:
    """A text without the gaps that empty slots leave."""
    while "  " in text:
        text = text.replace("  ", " ")
    return "\n".join(line.strip() for line in text.strip().split("\n") if line.strip())


@dataclass(frozen=True)
class Modes:
    """A machine with modes, rules for leaving each, and outputs that belong to the mode."""

    names: tuple[str, ...]
    rules: tuple[tuple[Rule, ...], ...]
    """For each mode, the first that holds counting."""
    outs: tuple[Port, ...]
    values: tuple[tuple[int, ...], ...]
    """For each mode a value for each output."""
    start: int = 0

    @property
    def bits(self) -> int:
        """Width of the state."""
        return max(1, (len(self.names) - 1).bit_length())

    def next(self, state: int, v: Mapping[str, int]) -> int:
        """The mode that follows."""
        for cond, to in self.rules[state]:
            if all(v[name] == level for name, level in cond):
                return to
        return state

    def shown(self, state: int) -> dict[str, int | None]:
        """What the outputs are in a mode."""
        return {port.name: value for port, value in zip(self.outs, self.values[state], strict=True)}

    def told_outputs(self, state: int) -> str:
        """ "z=1 w=0"."""
        return " ".join(f"{port.name}={value}" for port, value in zip(self.outs, self.values[state], strict=True))


def take_modes(d: Draw, count: int) -> tuple[str, tuple[str, ...]]:
    """A machine and the names of its modes, which no port will have."""
    what, names = d.one(THEMES)
    return what, tuple(d.name(name) for name in names[:count])


def draw_values(d: Draw, count: int, outs: Sequence[Port]) -> tuple[tuple[int, ...], ...]:
    """Values of outputs for each mode, none of them the same in all modes."""
    columns = []
    for port in outs:
        column = [0]
        while len(set(column)) < 2:
            column = [d.number(0, port.mask) for _ in range(count)]
        columns.append(column)
    return tuple(zip(*columns, strict=True))


def draw_rules(d: Draw, count: int, inputs: Sequence[str], most: int = 2) -> tuple[tuple[Rule, ...], ...]:
    """Rules that reach every mode from mode 0; a condition of two levels only stands last in its mode."""
    rules: list[list[Rule]] = [[] for _ in range(count)]
    levels = {name: 1 if d.chance(0.75) else 0 for name in inputs}

    def add(at: int, to: int) -> None:
        used = {name for cond, _ in rules[at] for name, _ in cond}
        free = [name for name in inputs if name not in used]
        if not free or any(len(cond) > 1 for cond, _ in rules[at]):
            return
        names = d.rng.sample(free, 2) if len(free) > 1 and d.chance(0.15) else [d.one(free)]
        rules[at].append((tuple((name, levels[name] if d.chance(0.75) else 1 - levels[name]) for name in names), to))

    for to in range(1, count):
        before = len(rules[to - 1])
        add(to - 1, to)
        if len(rules[to - 1]) == before:
            rules[to - 1] = [(((inputs[0], 1),), to)]
    for at in range(count):
        for _ in range(d.number(0 if at < count - 1 else 1, most - 1)):
            fresh = [mode for mode in range(count) if mode != at and mode not in [to for _, to in rules[at]]]
            add(at, d.one(fresh or [mode for mode in range(count) if mode != at]))
    for mode in rules:
        if all(len(cond) == 1 for cond, _ in mode):
            d.rng.shuffle(mode)
    return tuple(tuple(mode) for mode in rules)


def terse(cond: Cond) -> str:
    """ "a=1 b=0"."""
    return " ".join(f"{name}={level}" for name, level in cond)


def coded(cond: Cond) -> str:
    """ "a && !b"."""
    return " && ".join(tests(name, level) for name, level in cond)


def said(d: Draw, cond: Cond) -> str:
    """ "a is 1 and b = 0"."""
    return " and ".join(is_level(d, name, level, plain=True) for name, level in cond)


def apart(rules: Sequence[Rule]) -> list[Rule]:
    """The same rules with what must not hold of those before, so that their order does not matter."""
    found: list[Rule] = []
    before: list[tuple[str, int]] = []
    for cond, to in rules:
        rest = [(name, 1 - level) for name, level in before if name not in dict(cond)]
        found.append(((*cond, *rest), to))
        before += [cond[0]]
    return found


def mode_line(m: Modes, state: int, outputs: bool = True) -> str:
    """A mode in the reasoning: "A: a=1 -> B, b=0 -> C, else A; z=1"."""
    steps = [*(f"{terse(cond)} -> {m.names[to]}" for cond, to in m.rules[state]), f"else {m.names[state]}"]
    return f"{m.names[state]}: {', '.join(steps)}" + (f"; {m.told_outputs(state)}" if outputs else "")


def codes_line(m: Modes) -> str:
    """Which code each mode has."""
    return f"{m.bits} bits: " + ", ".join(f"{name} {n}" for n, name in enumerate(m.names))


def parameter_line(m: Modes) -> str:
    """The modes as constants."""
    span = f" [{m.bits - 1}:0]" if m.bits > 1 else ""
    return f"localparam{span} " + ", ".join(f"{name} = {m.bits}'d{n}" for n, name in enumerate(m.names)) + ";"


def chain(steps: Sequence[tuple[str, str]], otherwise: str = "") -> str:
    """ "if (a) x; else if (b) y; else z"."""
    if not steps:
        return otherwise
    text = " else ".join(f"if ({test}) {action}" for test, action in steps)
    return f"{text} else {otherwise}" if otherwise else text


def machine_body(f: Chore, m: Modes) -> list[str]:
    """State register and next state, in one block or two."""
    d, start = f.d, m.names[m.start]
    spare = len(m.names) < 1 << m.bits
    if d.chance(0.3):
        arms = [f"    {m.names[s]}: " + chain([(coded(cond), f"next = {m.names[to]};") for cond, to in m.rules[s]], "")
                for s in range(len(m.names)) if m.rules[s]]  # fmt: skip
        return [
            parameter_line(m), f"{d.style.net} [{m.bits - 1}:0] state, next;" if m.bits > 1 else f"{d.style.net} state, next;",
            f"{d.style.comb} begin", "  next = state;", "  case (state)", *arms,
            *([f"    default: next = {'state' if any(not rules for rules in m.rules) else start};"]
              if spare or any(not rules for rules in m.rules) else []),
            "  endcase", "end", *f.always([f"state <= {start};"], ["state <= next;"]),
        ]  # fmt: skip
    arms = [
        f"  {m.names[s]}: " + (chain([(coded(cond), f"state <= {m.names[to]};") for cond, to in m.rules[s]])
                               or f"state <= {m.names[s]};")
        for s in range(len(m.names))
    ]  # fmt: skip
    lines = ["case (state)", *arms, *([f"  default: state <= {start};"] if spare else []), "endcase"]
    return [parameter_line(m), d.style.declare("state", m.bits), *f.always([f"state <= {start};"], lines)]


def output_lines(d: Draw, m: Modes) -> list[str]:
    """Outputs of the modes as assignments."""
    lines = []
    for n, port in enumerate(m.outs):
        values = [row[n] for row in m.values]
        if port.width == 1:
            ones = [m.names[s] for s, value in enumerate(values) if value]
            zeros = [m.names[s] for s, value in enumerate(values) if not value]
            few = " && ".join(f"state != {name}" for name in zeros)
            lines.append(
                f"assign {port.name} = {' || '.join(f'state == {o}' for o in ones) if len(ones) <= len(zeros) else few};"
            )
        else:
            parts = [f"state == {m.names[s]} ? {d.style.literal(port.width, value)}" for s, value in enumerate(values[:-1])]
            lines.append(f"assign {port.name} = {' : '.join(parts)} : {d.style.literal(port.width, values[-1])};")
    return lines


def output_why(m: Modes) -> list[str]:
    """Outputs in the reasoning, by output: "z=1 in A C"."""
    lines = []
    for n, port in enumerate(m.outs):
        if port.width == 1:
            lines.append(f"{port.name}=1 in " + " ".join(name for s, name in enumerate(m.names) if m.values[s][n]))
        else:
            lines.append(f"{port.name}: " + ", ".join(f"{name} {m.values[s][n]}" for s, name in enumerate(m.names)))
    return lines


def outputs_told(d: Draw, m: Modes) -> str:
    """Sentences on the outputs of the modes."""
    told = []
    for n, port in enumerate(m.outs):
        values = [row[n] for row in m.values]
        where = {v: [m.names[s] for s, value in enumerate(values) if value == v] for v in sorted(set(values))}
        if port.width > 1:
            parts = [f"{v} in {listing(names)}" for v, names in where.items()]
            told.append(d.any("{o} is {l}.", "{o} shows {l}.", "The value of {o} is {l}.", o=port.name, l=listing(parts)))
            continue
        v = d.number(0, 1)
        told.append(d.any(
            "{o} is {v} in {l} and {w} (otherwise|elsewhere|in every other mode).", "In {l} {o} is {v}; in the rest it is {w}.",
            "{o} = {v} (exactly|only) in {l} (else {w}).", "{l}: {o} = {v}. Elsewhere {o} = {w}.",
            "The modes with {o} at {v} are {l}; in the others it is at {w}.", o=port.name, v=v, w=1 - v, l=listing(where[v]),
        ))  # fmt: skip
    return " ".join(told)


def _prose(d: Draw, m: Modes, s: int) -> str:
    a, rules = m.names[s], m.rules[s]
    if not rules:
        return d.any("Nothing but the reset leaves {a}.", "{a} is a dead end that only the reset leaves.",
                     "Once in {a}, it stays there until reset.", a=a)  # fmt: skip
    c1, t1 = said(d, rules[0][0]), m.names[rules[0][1]]
    more = [(said(d, cond), m.names[to]) for cond, to in rules[1:]]
    kind = d.number(0, 3)
    if kind == 0:
        rest = "".join(f"; failing that, if {c}, to {t}" for c, t in more)
        return d.say("(In|While in) {a}: if {c}, it goes to {t}{r}; otherwise it stays.", a=a, c=c1, t=t1, r=rest)
    if kind == 1:
        rest = "".join(f", else to {t} if {c}" for c, t in more)
        return d.say(
            "From {a} (it goes|the way leads) to {t} if {c}{r}, else (nowhere|it remains in {a}).", a=a, c=c1, t=t1, r=rest
        )
    if kind == 2:
        rest = "".join(f" If not, but {c}, {t} follows." for c, t in more)
        return d.say("{a} is followed by {t} when {c}.{r} (In no other case is {a} left.|Otherwise {a} goes on.)",
                     a=a, c=c1, t=t1, r=rest)  # fmt: skip
    rest = "".join(f"; only if that is not so, {c} gives {t}" for c, t in more)
    return d.say("Being in {a}, it looks whether {c}, which gives {t}{r}. Else {a} is kept.", a=a, c=c1, t=t1, r=rest)


def rules_block(d: Draw, m: Modes) -> str:
    """All rules, in one of many layouts; complete as to what stays and what wins."""
    n, rules = len(m.names), m.rules
    order = list(range(n))
    if d.chance(0.3):
        d.rng.shuffle(order)
    layout = d.number(0, 9)
    if layout <= 1:
        return d.one((" ", " ", "\n")).join(_prose(d, m, s) for s in order)
    if layout == 2:
        lines = [
            f"{m.names[s]}: " + (", else ".join(f"{terse(c)} -> {m.names[t]}" for c, t in rules[s]) or "stay") for s in order
        ]
        return (
            "\n" + "\n".join(lines) + d.one(("\n(no arrow applies: stay)", "\nOtherwise the mode is kept.", "\nno match: hold"))
        )
    if layout == 3:
        rows = [f"{m.names[s]} | " + " | ".join([*(f"{terse(c)} : {m.names[t]}" for c, t in rules[s]), f"else : {m.names[s]}"])
                for s in order]  # fmt: skip
        return "\nmode | what is checked, from left to right\n" + "\n".join(rows)
    flat = [(s, c, t) for s in order for c, t in apart(rules[s])]
    if layout in (4, 5):
        d.rng.shuffle(flat)
    if layout == 4:
        return "\n" + "\n".join(f"when {m.names[s]} and {said(d, c)} then {m.names[t]}" for s, c, t in flat) + "\nelse no change."
    if layout == 5:
        told = [f"Given {m.names[s]}, when {said(d, c)}, then {m.names[t]}." for s, c, t in flat]
        return d.one((" ", "\n")).join(told) + " In all other cases the mode does not change."
    if layout == 6:
        told = []
        for to in order:
            ways = [f"from {m.names[s]} with {terse(c).replace(' ', ' and ')}" for s, c, t in flat if t == to]
            if ways:
                told.append(f"{m.names[to]} is entered {' or '.join(ways)}.")
        return " ".join(told) + " There are no other changes of mode."
    if layout == 7:
        rows = [f"{m.names[s]},{terse(c).replace(' ', '&')},{m.names[t]}" for s, c, t in flat]
        return "\nmode,if,next\n" + "\n".join(rows) + "\n(nothing listed: the mode stays)"
    if layout == 8:
        lines = [f"{k + 1}. {m.names[s]} -> {m.names[t]} if {terse(c).replace(' ', ', ')}"
                 for k, (s, c, t) in enumerate((s, c, t) for s in order for c, t in rules[s])]  # fmt: skip
        return "\n" + "\n".join(lines) + "\nIf two of them fit, the lower number counts; if none fits, nothing changes."
    lines = [f"- {m.names[t]} <- {m.names[s]}: {terse(c).replace(' ', ' and ')}" for s, c, t in flat]
    return "\n" + "\n".join(lines) + '\nRead "to <- from: condition"; without a fitting line the mode is held.'


def start_effect(d: Draw, name: str) -> str:
    """What a reset does, after "it"."""
    return d.any("brings it to {a}", "leads to {a}", "selects mode {a}", "puts the machine into {a}", "makes {a} the mode",
                 "returns the machine to {a}", "starts over in {a}", a=name)  # fmt: skip
