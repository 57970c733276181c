"""Machines given by their transitions: drawing them, writing them down in many layouts, and their code."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import product as combinations
from typing import Any

from groundwire.distill.families.draw import Draw, listing
from groundwire.distill.families.ports import Port

Literals = tuple[tuple[str, int], ...]
STATE_NAMES = (
    tuple("ABCDEF"), tuple("ABCDEF"), tuple("PQRSTU"), tuple("KLMNOP"), tuple("UVWXYZ"), tuple(f"S{i}" for i in range(6)),
    tuple(f"S{i}" for i in range(1, 7)), tuple(f"ST{i}" for i in range(6)), tuple(f"q{i}" for i in range(6)),
    tuple(f"N{i}" for i in range(6)),
)  # fmt: skip
THINGS = (
    ("IDLE", "ARMED", "FILL", "HEAT", "DRAIN", "DONE"), ("Closed", "Opening", "Open", "Closing", "Jammed", "Locked"),
    ("SLEEP", "WAKE", "LISTEN", "TALK", "RETRY", "FAULT"), ("Red", "Green", "Amber", "Blink", "Dark", "Blue"),
    ("Parked", "Start", "Cruise", "Brake", "Reverse", "Stall"), ("EMPTY", "LOW", "HALF", "HIGH", "FULL", "SPILL"),
    ("Seed", "Sprout", "Bloom", "Fruit", "Wilt", "Rest"), ("OFF", "WARM", "READY", "PRINT", "PAUSE", "COOL"),
    ("Dawn", "Noon", "Dusk", "Night", "Fog", "Storm"), ("LOAD", "GRIP", "LIFT", "TURN", "DROP", "HOME"),
    ("Calm", "Alert", "Alarm", "Mute", "Test", "Fail"), ("SYNC", "HEAD", "DATA", "CRC", "ACK", "GAP"),
)  # fmt: skip
ONE_INPUT = ("x", "w", "inp", "go", "din", "t", "sig", "key", "step", "i", "u", "bit_in", "sense")
TWO_INPUTS = (
    ("x", "y"), ("w", "v"), ("go", "back"), ("in1", "in0"), ("req", "done"), ("up", "dn"), ("i1", "i0"), ("left", "right"),
    ("start", "stop"), ("ok", "err"), ("x1", "x2"), ("s", "t"), ("push", "tick"), ("hot", "wet"),
)  # fmt: skip
ONE_OUTPUT = ("z", "out", "lamp", "flag", "o", "busy", "led", "f", "ready", "act", "valid")
TWO_OUTPUTS = (("z1", "z0"), ("f", "g"), ("out1", "out2"), ("open_v", "alarm"), ("lamp", "horn"), ("o1", "o2"), ("z", "v"))
STATE_PORTS = ("state", "cs", "present", "st", "cur", "ps", "y", "state_in", "now")
NEXT_PORTS = ("next_state", "ns", "nxt", "next_st", "Y", "state_out", "then", "d_state", "following")


@dataclass(frozen=True)
class Machine:
    """A machine as a table."""

    states: tuple[str, ...]
    inputs: tuple[str, ...]
    outs: tuple[str, ...]
    table: tuple[tuple[int, ...], ...]
    """Next state for each state and value of the inputs, the first input on the left."""
    shown: tuple[tuple[tuple[int, ...], ...], ...]
    """Outputs for the same."""
    moore: bool
    first: int
    width: int = 1
    """Bits of each output."""

    @property
    def cells(self) -> range:
        """Values of the inputs."""
        return range(1 << len(self.inputs))

    @property
    def start(self) -> str:
        """The state after reset."""
        return self.states[self.first]

    def value(self, values: dict[str, int]) -> int:
        """Value of the inputs together."""
        total = 0
        for name in self.inputs:
            total = 2 * total + values[name]
        return total

    def after(self, state: int, values: dict[str, int]) -> int:
        """Next state."""
        return self.table[state][self.value(values)]

    def outputs(self, state: int, values: dict[str, int]) -> dict[str, int | None]:
        """Outputs by name."""
        return dict(zip(self.outs, self.shown[state][self.value(values)], strict=True))

    def bits(self, value: int) -> str:
        """A value of the inputs as digits."""
        return f"{value:0{len(self.inputs)}b}"

    def pairs(self, state: int) -> list[tuple[int, tuple[int, ...]]]:
        """Next state and, of a Mealy machine, outputs for each value of the inputs."""
        seen = self.shown[state]
        return [(to, () if self.moore else seen[value]) for value, to in enumerate(self.table[state])]

    def bare(self) -> Machine:
        """The same without outputs."""
        return replace(self, outs=(), shown=tuple(tuple(() for _ in row) for row in self.table), moore=True)


def _row(d: Draw, n: int, inputs: int, at: int) -> tuple[int, ...]:
    if inputs == 1:
        low, high = d.number(0, n - 1), d.number(0, n - 1)
        return (low, d.one([other for other in range(n) if other != low])) if d.chance(0.7) else (low, high)
    kind = d.number(0, 5)
    a, b, c = (d.number(0, n - 1) for _ in range(3))
    if kind < 2:
        return d.one(((a, a, b, b), (a, b, a, b)))
    return d.one(((at, b, c, c), (at, b, c, b), (a, b, c, c), (a, b, c, b), (at, at, a, b), (a, b, c, d.number(0, n - 1))))


def _reached(table: Sequence[Sequence[int]], first: int) -> int:
    seen, todo = {first}, [first]
    while todo:
        new = set(table[todo.pop()]) - seen
        seen |= new
        todo += new
    return len(seen)


def draw_machine(
    d: Draw, low: int = 2, high: int = 6, inputs: int = 1, outs: int = 1, moore: bool = True, width: int = 1, things: bool = False
) -> Machine:
    """A machine of which every state is reached."""
    n = d.number(low, high)
    pool = d.one(THINGS if things or d.chance(0.2) else STATE_NAMES)
    chosen = pool[:n] if pool in STATE_NAMES else tuple(pool[i] for i in sorted(d.rng.sample(range(6), n)))
    states = tuple(d.names(chosen))
    ins = tuple(d.names(*TWO_INPUTS)) if inputs == 2 else (d.name(*ONE_INPUT),)
    out_names = tuple(d.names(*TWO_OUTPUTS)) if outs == 2 else tuple(d.name(*ONE_OUTPUT) for _ in range(outs))
    first = 0 if d.chance(0.75) else d.number(0, n - 1)
    while True:
        table = tuple(_row(d, n, inputs, at) for at in range(n))
        if _reached(table, first) == n and sum(len(set(row)) > 1 for row in table) * 2 >= n:
            break
    while True:
        shown = []
        for _ in range(n):
            fixed = tuple(d.number(0, (1 << width) - 1) for _ in range(outs))
            shown.append(tuple(fixed if moore else tuple(d.number(0, 1) for _ in range(outs)) for _ in range(1 << inputs)))
        flat = [cell for row in shown for cell in row]
        if all(len({cell[i] for cell in flat}) > 1 for i in range(outs)):
            break
    return Machine(states, ins, out_names, table, tuple(shown), moore, first, width)


def _halves(row: Sequence[Any]) -> tuple[int, Sequence[Any], Sequence[Any]]:
    if len(row) == 2:
        return 0, row[:1], row[1:]
    return min(((0, row[:2], row[2:]), (1, row[::2], row[1::2])), key=lambda cut: len(set(cut[1])) + len(set(cut[2])))


def leaves(row: Sequence[Any], names: Sequence[str]) -> list[tuple[Literals, Any]]:
    """A row of values as conditions on as few inputs as it needs."""
    if len(set(row)) == 1:
        return [((), row[0])]
    var, low, high = _halves(row)
    rest = [name for i, name in enumerate(names) if i != var]
    return [(((names[var], bit), *more), value) for bit, half in ((0, low), (1, high)) for more, value in leaves(half, rest)]


def choice(row: Sequence[Any], names: Sequence[str], show: Callable[[Any], str]) -> str:
    """The same as a conditional expression."""
    if len(set(row)) == 1:
        return show(row[0])
    var, low, high = _halves(row)
    rest = [name for i, name in enumerate(names) if i != var]
    parts = [choice(half, rest, show) for half in (high, low)]
    yes, no = (f"({part})" if "?" in part else part for part in parts)
    return f"{names[var]} ? {yes} : {no}"


def cover(ones: set[int], names: Sequence[str]) -> list[Literals]:
    """Products that together are 1 for these values of the inputs."""
    cubes = sorted(combinations((0, 1, None), repeat=len(names)), key=lambda cube: -cube.count(None))
    found, left = [], set(ones)
    for cube in cubes:
        members = {
            value for value in range(1 << len(names))
            if all(want in (None, value >> (len(names) - 1 - i) & 1) for i, want in enumerate(cube))
        }  # fmt: skip
        if members <= ones and members & left:
            left -= members
            found.append(tuple((name, bit) for name, bit in zip(names, cube, strict=True) if bit is not None))
    return found


def equation(m: Machine, test: Callable[[int], str], ones: Sequence[set[int]]) -> str:
    """OR of the states' tests, each ANDed with the inputs for which it counts."""
    terms = []
    for state, values in enumerate(ones):
        for literals in cover(values, m.inputs) if values else []:
            terms.append(" & ".join([test(state), *(name if bit else f"~{name}" for name, bit in literals)]))
    if len(terms) > 1:
        terms = [f"({term})" if " & " in term else term for term in terms]
    return " | ".join(terms) or "1'b0"


def into(m: Machine, goal: Callable[[int], bool]) -> list[set[int]]:
    """For each state the values of the inputs that lead to a state of a kind."""
    return [{value for value in m.cells if goal(row[value])} for row in m.table]


def into_state(m: Machine, state: int) -> list[set[int]]:
    """The same for one state."""
    return into(m, lambda to: to == state)


def into_bit(m: Machine, codes: Sequence[int], bit: int) -> list[set[int]]:
    """The same for the states whose code has a bit set."""
    return into(m, lambda to: bool(codes[to] >> bit & 1))


def out_ones(m: Machine, i: int) -> list[set[int]]:
    """For each state the values of the inputs for which an output is 1."""
    return [{value for value in m.cells if row[value][i]} for row in m.shown]


def sources(m: Machine, ones: Sequence[set[int]]) -> str:
    """ "A on 1, C on any"."""
    parts = [
        f"{m.states[s]} on {'any' if len(values) == len(m.cells) else ' '.join(m.bits(v) for v in sorted(values))}"
        for s, values in enumerate(ones) if values
    ]  # fmt: skip
    return ", ".join(parts) or "none"


def facts(m: Machine, codes: Sequence[str] = (), expressions: bool = False) -> str:
    """The transitions in the one notation of all reasonings: "A: 0->B, 1->C; z=1"."""
    lines = [f"in {','.join(m.inputs)}" + (f", out {','.join(m.outs)}" if m.outs else "")]
    if codes:
        lines.append(", ".join(f"{s}={c}" for s, c in zip(m.states, codes, strict=True)))
    for s, name in enumerate(m.states):
        pairs = m.pairs(s)
        cells = [(m.bits(v), f"->{m.states[to]}{'/' * bool(out)}{''.join(map(str, out))}") for v, (to, out) in enumerate(pairs)]
        line = f"{name}: any{cells[0][1]}" if len(set(pairs)) == 1 else f"{name}: " + ", ".join(a + b for a, b in cells)
        if m.moore and m.outs:
            line += "; " + ",".join(f"{o}={v}" for o, v in zip(m.outs, m.shown[s][0], strict=True))
        if expressions and len(m.inputs) == 2 and len(set(m.table[s])) > 1:
            line += "; " + choice(m.table[s], m.inputs, lambda to: m.states[to])
        lines.append(line)
    return "\n".join(lines)


def local_codes(d: Draw, m: Machine, codes: Sequence[int], width: int, base: str | None = None) -> list[str]:
    """Names for the codes."""
    span = f"[{width - 1}:0] " if width > 1 else ""
    parts = [f"{name} = {d.style.literal(width, code, base)}" for name, code in zip(m.states, codes, strict=True)]
    return [f"localparam {span}{', '.join(parts)};"]


def next_case(m: Machine, state: str, target: str, arrow: str, show: Callable[[int], str], default: str) -> list[str]:
    """A case statement over the states."""
    arms = [f"  {show(s)}: {target} {arrow} {choice(row, m.inputs, show)};" for s, row in enumerate(m.table)]
    return [f"case ({state})", *arms, *([f"  default: {target} {arrow} {default};"] if default else []), "endcase"]


def assigns(d: Draw, m: Machine, state: str) -> list[str]:
    """One-bit outputs from the state, and the inputs of a Mealy machine."""
    return [f"assign {o} = {equation(m, lambda s: f'({state} == {m.states[s]})', out_ones(m, i))};" for i, o in enumerate(m.outs)]


def out_ports(m: Machine, stored: bool = False) -> list[Port]:
    """The outputs as ports."""
    return [Port(o, m.width, output=True, stored=stored) for o in m.outs]


def tell_outs(d: Draw, m: Machine) -> str:
    """Moore outputs in a sentence or two; empty where there are none or where they are told with the transitions."""
    if not m.outs or not m.moore:
        return ""
    said = []
    for i, o in enumerate(m.outs):
        values = [row[0][i] for row in m.shown]
        pairs = [(s, v) for s, v in zip(m.states, values, strict=True)]
        ones, zeros = [s for s, v in pairs if v], [s for s, v in pairs if not v]
        pool: tuple[str, ...] = ("{o}: {eq}.", "Output {o} by state: {eq}.", "{o} is {l}.")
        if m.width == 1:
            pool += (
                "{o} is 1 in {a} and 0 (in all other states|otherwise|elsewhere).", "{o} is 0 in {b}, else 1.",
                "{o} = 1 in {a}, {o} = 0 in {b}.", "The output {o} is high in {a} only.", "Only in {b} is {o} low.",
                "While in {f}, {o} is 1; in {g} it is 0.",
            )  # fmt: skip
        said.append(d.any(*pool, o=o, eq=", ".join(f"{s}={v}" for s, v in pairs), a=listing(ones or ["-"]),
                          b=listing(zeros or ["-"]), f=listing(ones or ["-"], "or"), g=listing(zeros or ["-"], "or"),
                          l=listing([f"{v} in {s}" for s, v in pairs])))  # fmt: skip
    return " ".join(said)


def _grid(d: Draw, head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table with some separator."""
    lines, kind = [list(head), *(list(row) for row in rows)], d.number(0, 6)
    sizes = [max(len(line[i]) for line in lines) for i in range(len(head))]
    padded = [[cell.ljust(size) for cell, size in zip(line, sizes, strict=True)] for line in lines]
    if kind == 0:
        return "\n".join(" | ".join(line).rstrip() for line in padded)
    if kind == 1:
        rule = ["---"] * len(head)
        return "\n".join("| " + " | ".join(line) + " |" for line in (lines[0], rule, *lines[1:]))
    if kind == 2:
        return "\n".join("  ".join(line).rstrip() for line in padded)
    if kind == 3:
        return "\n".join(",".join(line) for line in lines)
    if kind == 4:
        return "\n".join("; ".join(line) for line in lines)
    if kind == 5:
        body = [" | ".join(line).rstrip() for line in padded]
        return "\n".join([body[0], "-+-".join("-" * size for size in sizes), *body[1:]])
    return "\n".join("|" + "|".join(line) + "|" for line in lines)


def _when(m: Machine, value: int, glue: str = " ") -> str:
    return glue.join(f"{name}={bit}" for name, bit in zip(m.inputs, m.bits(value), strict=True))


def _order(d: Draw, m: Machine) -> list[int]:
    order = list(range(len(m.states)))
    if d.chance(0.25):
        d.rng.shuffle(order)
    return order


def _cell(m: Machine, to: int, outs: tuple[int, ...], glue: str = "/") -> str:
    return m.states[to] + (glue + "".join(map(str, outs)) if outs else "")


def _entries(m: Machine, what: str = "entry") -> str:
    return "" if m.moore else f"Each {what} is: next state / {', '.join(m.outs)}.\n"


def wide(d: Draw, m: Machine) -> str:
    """One row a state, one column for each value of the inputs; columns may stand in any order."""
    values = list(m.cells)[:: -1 if d.chance(0.2) else 1]
    said = d.chance(0.5)
    word = "" if said else d.one(("next ", "next if ", "to if ", "next for ", "-> "))
    blocks = [[(d.one(("state", "present", "now", "present state", "current", "from")), list(m.states))]]
    blocks.append([(word + _when(m, v), [_cell(m, *m.pairs(s)[v]) for s in range(len(m.states))]) for v in values])
    if m.outs and m.moore:
        blocks.append([(o, [str(m.shown[s][0][i]) for s in range(len(m.states))]) for i, o in enumerate(m.outs)])
    if d.chance(0.35):
        d.rng.shuffle(blocks)
    columns = [column for block in blocks for column in block]
    order = _order(d, m)
    lead = d.any("The columns with input values give the next state.\n", "Next states stand below the input values.\n",
                 "Under each input value: the next state.\n") if said else ""  # fmt: skip
    return lead + _entries(m) + _grid(d, [head for head, _ in columns], [[cells[s] for _, cells in columns] for s in order])


def long(d: Draw, m: Machine) -> str:
    """One row a transition, a dash for an input that does not matter."""
    merged = len(m.inputs) == 2 and d.chance(0.6)
    heads = [d.one(("state", "from", "present", "now")), *m.inputs, d.one(("next", "to", "next_st", "goes to"))]
    heads += [] if m.moore else list(m.outs)
    rows = []
    for s in _order(d, m):
        pairs = m.pairs(s)
        found = leaves(pairs, m.inputs) if merged else [
            (tuple(zip(m.inputs, map(int, m.bits(v)), strict=True)), pair) for v, pair in enumerate(pairs)
        ]  # fmt: skip
        for literals, (to, outs) in found:
            known = dict(literals)
            rows.append([m.states[s], *(str(known.get(name, "-")) for name in m.inputs), m.states[to], *map(str, outs)])
    columns = list(range(len(heads)))
    if d.chance(0.4):
        d.rng.shuffle(columns)
    if d.chance(0.15):
        d.rng.shuffle(rows)
    dash = "A dash means either value.\n" if any("-" in row for row in rows) else ""
    return _told(d, m, dash + _grid(d, [heads[i] for i in columns], [[row[i] for i in columns] for row in rows]))


def _told(d: Draw, m: Machine, text: str, glue: str = "\n") -> str:
    """Transitions with the Moore outputs before or behind."""
    outs = tell_outs(d, m)
    if not outs:
        return text
    return f"{outs}{glue}{text}" if d.chance(0.25) else f"{text}{glue}{outs}"


def crosswise(d: Draw, m: Machine) -> str:
    """One column a state, one row for each value of the inputs."""
    rows = [[_when(m, v), *(_cell(m, *m.pairs(s)[v]) for s in range(len(m.states)))] for v in m.cells]
    if m.outs and m.moore:
        rows += [[o, *(str(row[0][i]) for row in m.shown)] for i, o in enumerate(m.outs)]
    lead = d.any("Columns are present states, rows with input values hold next states.\n",
                 "Look up the present state along the top and the input on the left to find the next state.\n",
                 "Top row: state now. Below: where it goes.\n")  # fmt: skip
    return lead + _entries(m) + _grid(d, [d.one(("state", "now", "in")), *m.states], rows)


def _conditions(d: Draw, m: Machine) -> Callable[[Literals], str]:
    """A way to write conditions."""
    kind = d.number(0, 4)

    def show(literals: Literals) -> str:
        if not literals:
            return ("always", "any input", "*", "either way", "in any case")[kind]
        if kind == 0:
            return " & ".join(name if bit else f"!{name}" for name, bit in literals)
        return (",", ", ", " and ", " ")[kind - 1].join(f"{name}={bit}" for name, bit in literals)

    return show


_ARROWS = (
    "{s} --{c}--> {t}", "{s} --{c}--> {t}", "{s} -[{c}]-> {t}", "{s} -> {t} : {c}", "{s} => {t} if {c}", "{s} to {t} on {c}",
    "{t} <- {s} ({c})", "{s}, {c}: {t}", "{s} ({c}) -> {t}", "{s} -> {t} [label=\"{c}\"];", "{s} ==> {t}, {c}",
)  # fmt: skip


def arrows(d: Draw, m: Machine) -> str:
    """One line an arrow; arrows that lead back may be left out."""
    show, arrow = _conditions(d, m), d.one(_ARROWS)
    nodes = bool(m.outs) and m.moore and (m.width == 1 or len(m.outs) == 1) and d.chance(0.4)
    omit, lines = m.moore and d.chance(0.45), []
    for s in _order(d, m):
        for literals, (to, outs) in leaves(m.pairs(s), m.inputs):
            if not (omit and to == s):
                lines.append(d.say(arrow, s=m.states[s], t=m.states[to],
                                   c=show(literals) + ("/" + "".join(map(str, outs)) if outs else "")))  # fmt: skip
    if d.chance(0.2):
        d.rng.shuffle(lines)
    text = "\n".join(lines) if d.chance(0.8) else "; ".join(lines)
    if omit:
        text += "\n" + d.any("Where no arrow applies the state stays.", "No arrow: no change of state.",
                             "Loops to the same state are not drawn.", "In all other cases it stays where it is.")  # fmt: skip
    if not m.moore:
        text = f"Behind the slash: {', '.join(m.outs)}.\n{text}"
    if not nodes:
        return _told(d, m, text)
    legend = ", ".join(f"{s}/{''.join(map(str, row[0]))}" for s, row in zip(m.states, m.shown, strict=True))
    return f"States with {','.join(m.outs)} behind the slash: {legend}\n{text}"


def state_list(d: Draw, m: Machine) -> str:
    """One line a state."""
    kind, inputs = d.number(0, 3), ",".join(m.inputs)
    lines = []
    for s in _order(d, m):
        name, pairs = m.states[s], m.pairs(s)
        outs = ", ".join(f"{o}={v}" for o, v in zip(m.outs, m.shown[s][0], strict=True)) if m.moore else ""
        cells = [(m.bits(v), _cell(m, *pair)) for v, pair in enumerate(pairs)]
        if kind == 0:
            lines.append(f"{name}: " + ", ".join(f"{v}->{t}" for v, t in cells) + (f"; {outs}" if outs else ""))
        elif kind == 1:
            ways = "; ".join(f"{_when(m, v)} {t}" for v, (_, t) in enumerate(cells))
            lines.append(f"{name}{f' [{outs}]' if outs else ''}: {ways}")
        elif kind == 2:
            lines.append(f"{name}: {{{', '.join(f'{v}: {t}' for v, t in cells)}}}" + (f"  # {outs}" if outs else ""))
        else:
            lines.append(f"- {name}{f' ({outs})' if outs else ''}: on {', on '.join(f'{v} to {t}' for v, t in cells)}")
    lead = "" if kind == 1 else d.any("Per state, by the value of {i}:\n", "For each state where {i} = ... leads:\n",
                                      "Digits are the value of {i}.\n", i=inputs)  # fmt: skip
    return lead + ("" if m.moore else f"Behind the slash: {', '.join(m.outs)}.\n") + "\n".join(lines)


def input_list(d: Draw, m: Machine) -> str:
    """One line for each value of the inputs."""
    arrow = d.one(("->", "->", " to ", "=>", ":", " becomes "))
    lines = []
    for v in m.cells:
        lines.append(f"{_when(m, v)}: " + ", ".join(m.states[s] + arrow + _cell(m, *m.pairs(s)[v]) for s in _order(d, m)))
    if d.chance(0.3):
        lines.reverse()
    return _told(d, m, ("" if m.moore else f"Behind the slash: {', '.join(m.outs)}.\n") + "\n".join(lines))


def goal_list(d: Draw, m: Machine) -> str:
    """One line for each state that is entered (Moore machines only)."""
    if not m.moore:
        return input_list(d, m)
    show, kind, lines = _conditions(d, m), d.number(0, 2), []
    for goal in _order(d, m):
        ways = [(m.states[s], show(lits)) for s, row in enumerate(m.table) for lits, to in leaves(row, m.inputs) if to == goal]
        if not ways:
            continue
        if kind == 0:
            lines.append(f"{m.states[goal]} follows " + listing([f"{s} ({c})" for s, c in ways]) + ".")
        elif kind == 1:
            lines.append(f"to {m.states[goal]}: " + ", ".join(f"from {s} [{c}]" for s, c in ways))
        else:
            lines.append(f"{m.states[goal]} <= " + " or ".join(f"{s} with {c}" for s, c in ways))
    return _told(d, m, "\n".join(lines))


def sentences(d: Draw, m: Machine) -> str:
    """Sentences, with an "otherwise" for the last case of a state."""
    parts, kind = [], d.number(0, 3)
    for s in _order(d, m):
        name, found = m.states[s], leaves(m.pairs(s), m.inputs)
        if d.chance(0.3) and len(found) == 2:
            found.reverse()
        moves = []
        for i, (literals, (to, outs)) in enumerate(found):
            test = " and ".join(d.any("{n} is {b}", "{n} = {b}", n=n, b=b) for n, b in literals)
            last = i == len(found) - 1 and i > 0
            where = "stay" if to == s else f"go to {m.states[to]}"
            more = f" with {listing([f'{o}={v}' for o, v in zip(m.outs, outs, strict=True)])}" if outs else ""
            moves.append(where + more + (", always" if not literals else " otherwise" if last else f" if {test}"))
        if kind == 0:
            parts.append(f"In {name}, {', '.join(moves)}.")
        elif kind == 1:
            parts.append(f"{name}: {'; '.join(moves)}.")
        elif kind == 2:
            parts.append(f"When the state is {name}: {', '.join(moves)}.")
        else:
            parts.append(f"State {name}. {capital('; '.join(moves))}.")
    return _told(d, m, (" " if d.chance(0.5) else "\n").join(parts), " ")


def capital(text: str) -> str:
    """A text with a capital."""
    return text[:1].upper() + text[1:]


def rules(d: Draw, m: Machine) -> str:
    """Lines of the kind "when … then …"."""
    show = _conditions(d, m)
    form = d.one(("when {s} and {c} then {t}", "if {s}, {c}: next is {t}", "Given {s}, when {c}, then {t}", "({s}, {c}) -> {t}",
                  "{s} + {c} = {t}", "IF state={s} AND {c} THEN next={t}", "next is {t} if {s} and {c}"))  # fmt: skip
    lines = []
    for s in _order(d, m):
        for literals, (to, outs) in leaves(m.pairs(s), m.inputs):
            more = "".join(f", {o}={v}" for o, v in zip(m.outs, outs, strict=True)) if outs else ""
            lines.append(d.say(form, s=m.states[s], c=show(literals), t=m.states[to]) + more)
    return _told(d, m, "\n".join(lines))


def functions(d: Draw, m: Machine) -> str:
    """The transition function point by point."""
    f, g = d.one((("δ", "λ"), ("next", "out"), ("T", "O"), ("step", "show"), ("N", "F")))
    lines = []
    for s in _order(d, m):
        cells = []
        for v, (to, outs) in enumerate(m.pairs(s)):
            bits = ",".join(m.bits(v))
            cells.append(f"{f}({m.states[s]},{bits})={m.states[to]}")
            cells += [f"{g}({m.states[s]},{bits})={''.join(map(str, outs))}"] if outs else []
        lines.append(", ".join(cells))
    order = f"The arguments of {f} are the state and {', '.join(m.inputs)}.\n"
    order += "" if m.moore else f"{g} is the output {', '.join(m.outs)}.\n"
    return _told(d, m, order + "\n".join(lines))


TABLES = (wide, wide, long, crosswise, input_list, state_list)
LISTS = (arrows, arrows, state_list, rules, functions, goal_list, input_list)
WORDS = (sentences, sentences, rules, goal_list)
ALL = (wide, wide, long, crosswise, arrows, arrows, state_list, input_list, goal_list, sentences, sentences, rules, functions)


def layout(d: Draw, m: Machine, pool: Sequence[Callable[[Draw, Machine], str]] = ALL) -> str:
    """The transitions in one of these layouts."""
    wanted = [form for form in pool if form is not long or len(m.states) << len(m.inputs) <= 12]
    return d.one(wanted)(d, m)


def tidy(text: str) -> str:
    """A text without the spaces that empty slots leave."""
    return re.sub(r" +$", "", re.sub(r"(?<=[.!?]) {2,}", " ", text), flags=re.MULTILINE)


def draw_codes(d: Draw, n: int, width: int) -> list[int]:
    """Codes of states, in order half the time."""
    return list(range(n)) if d.chance(0.4) else d.rng.sample(range(1 << width), n)


def tell_codes(d: Draw, m: Machine, codes: Sequence[int], width: int, name: str = "") -> str:
    """The encoding in a sentence or lines."""
    pairs = [(s, f"{code:0{width}b}") for s, code in zip(m.states, codes, strict=True)]
    if d.chance(0.2):
        d.rng.shuffle(pairs)
    of = f" of {name}" if name else ""
    decimal = [f"{s} = {int(code, 2)}" for s, code in pairs]
    return d.any(
        "(Encoding|State codes|Codes|State assignment){of}: {a}.", "{b}.", "The states are (encoded|coded) as {a}.",
        "Codes{of}, in decimal: {k}.", "Use the (encoding|assignment) {a}.", "{l} for the codes{of}.",
        "(The code|Binary code){of} is {g}.",
        a=", ".join(f"{s}={c}" for s, c in pairs), b=listing([f"{s} is {width}'b{c}" for s, c in pairs]), k=", ".join(decimal),
        l=", ".join(f"{c}: {s}" for s, c in pairs), g=listing([f"{c} for {s}" for s, c in pairs]), of=of,
    )  # fmt: skip
