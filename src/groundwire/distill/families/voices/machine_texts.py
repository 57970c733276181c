"""What the families of state machines share: drawn machines, the ways to tell their moves, outputs, clock and reset, their code.

No family is entered here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from groundwire.distill.families.draw import Draw, listing
from groundwire.distill.families.ports import Style
from groundwire.distill.families.reset import Reset
from groundwire.distill.families.telling import edge_word, level

_LABELS = (
    ("A", "B", "C", "D", "E"),
    ("A", "B", "C", "D", "E"),
    ("S0", "S1", "S2", "S3", "S4"),
    ("S0", "S1", "S2", "S3", "S4"),
    ("s0", "s1", "s2", "s3", "s4"),
    ("S1", "S2", "S3", "S4", "S5"),
    ("P", "Q", "R", "T", "U"),
    ("ST0", "ST1", "ST2", "ST3", "ST4"),
    ("IDLE", "RUN", "WAIT", "DONE", "HALT"),
    ("OFF", "ON", "HOLD", "FAIL", "TEST"),
    ("LOW", "MID", "HIGH", "TOP", "PEAK"),
    ("ZERO", "ONE", "TWO", "THREE", "FOUR"),
    ("RED", "BLUE", "GREEN", "GOLD", "PINK"),
    ("NORTH", "EAST", "SOUTH", "WEST", "HOME"),
    ("X0", "X1", "X2", "X3", "X4"),
)
"""Names that states have."""
_ARROWS = (
    "{a} --{b}--> {t}",
    "{a} -{b}-> {t}",
    "{a} -> {t} (if|when|on|for) {x}={b}",
    "{a} --({x}={b})--> {t}",
    "{a}, {x}={b}: {t}",
    "from {a} with {x}={b} to {t}",
    "({a}, {b}) -> {t}",
    "{a} [{x}={b}] -> {t}",
    "{a} --{x}={b}--> {t}",
    "{x}={b}: {a} -> {t}",
    "{a} to {t} (on|if) {x} = {b}",
    "{t} (comes after|follows) {a} (when|if) {x} is {b}",
    "{a} ={b}=> {t}",
    "if {x}={b} then {a} -> {t}",
    "{a} goes to {t} (on|for) {x}={b}",
)
"""One move of a Moore machine on a line."""
_ARROWS_WITH_OUT = (
    "{a} ({o}={v}) --{b}--> {t}",
    "{a} ({o}={v}) --{x}={b}--> {t}",
    "{a} [{o}={v}] -> {t} (if|on|when) {x}={b}",
    "{a}/{o}={v} --{b}--> {t}",
    "({a}, {o}={v}) --({x}={b})--> {t}",
    "{a} ({o}={v}), {x}={b}: {t}",
)
"""The same with the state's output."""
_ARROWS_MEALY = (
    "{a} --{x}={b}/{o}={v}--> {t}",
    "{a} -> {t} (on|if|when) {x}={b}, {o}={v}",
    "{a} --{x}={b}, {o}={v}--> {t}",
    "{a}, {x}={b}: next {t}, {o}={v}",
    "({a}, {x}={b}) -> ({t}, {o}={v})",
    "in {a} with {x}={b}: {o}={v}, then {t}",
    "{x}={b}: {a} -> {t} with {o}={v}",
    "{a} [{x}={b}] / {o}={v} -> {t}",
    "{o}={v} and {a} -> {t} for {x}={b}",
)
"""The same of a Mealy machine, whose output is written with the move."""
_STATE_LINES = (
    "{a}: {x}={b} -> {t}, {x}={c} -> {u}",
    "{a}: if {x}={b} then {t} else {u}",
    "{a}: {t} (if|when|for) {x}={b}, (else|otherwise) {u}",
    "In {a}: {x}={b} goes to {t}, {x}={c} goes to {u}.",
    "{a}: on {b} to {t}, on {c} to {u}",
    "next({a}) = {t} if {x}={b}, else {u}",
    "after {a} comes {t} when {x} is {b} and {u} when {x} is {c}",
    "{a} -> {t} if {x}={b}, {u} if {x}={c}",
    "{a} is followed by {t} ({x}={b}) or {u} ({x}={c})",
    "{a}: {b} -> {t}; {c} -> {u}",
)
"""Both moves of a state on a line."""
_SENTENCES = (
    "From {a} {go} if {x} is {b}, otherwise {gu}.",
    "In state {a}, {go} when {x} is {b} and {gu} when it is {c}.",
    "If {x} is {b} in {a}, {go}; if it is {c}, {gu}.",
    "While in {a}: {go} when {x} is {w}, else {gu}.",
    "In {a}, {x}={b} (means|tells the machine to) {go} and {x}={c} (means|tells it to) {gu}.",
    "Starting from {a}, {go} for {x}={b}; for {x}={c} {gu}.",
    "When the machine is in {a} and {x} is {w}, {go}. If {x} is {n} there, {gu}.",
    "In {a} look at {x}: with {b} {go}, with {c} {gu}.",
    "{a}: {go} (if|when) {x} is {b}, (else|otherwise) {gu}.",
    "At {a}, {go} only if {x} is {w}; in all other cases {gu}.",
)
"""Both moves of a state in a sentence."""
_STAYS = (
    "{a} is never left.",
    "Once in {a}, the machine stays there.",
    "{a} (keeps|stays|remains) {a}, whatever {x} is.",
    "There is no way out of {a} (but reset|except by reset).",
    "In {a} it stays for good.",
)
_ALWAYS = (
    "{a} always goes to {t}.",
    "From {a} go to {t}, whatever {x} is.",
    "After {a} comes {t} in any case.",
    "{a} is always followed by {t}.",
    "In {a} the input {x} does not matter: {t} is next.",
    "From {a} the machine moves on to {t} unconditionally.",
)


class Machine:
    """A drawn machine with one input bit: next states and outputs."""

    def __init__(self, d: Draw, mealy: bool, counts: Sequence[int] = (2, 2, 2, 2, 3, 3, 3, 3, 4)):
        self.count = d.one(counts)
        self.mealy = mealy
        self.names = [d.name(label) for label in d.one(_LABELS)[: self.count]]
        self.start = 0 if d.chance(0.6) else d.number(0, self.count - 1)
        while True:
            self.next = [[d.number(0, self.count - 1) for _ in (0, 1)] for _ in range(self.count)]
            if self._reachable() and any(pair[0] != pair[1] for pair in self.next):
                break
        while True:
            self.out = [[d.number(0, 1), d.number(0, 1)] if mealy else [d.number(0, 1)] * 2 for _ in range(self.count)]
            if len({bit for pair in self.out for bit in pair}) == 2:
                break

    def _reachable(self) -> bool:
        seen, todo = {self.start}, [self.start]
        while todo:
            for target in self.next[todo.pop()]:
                if target not in seen:
                    seen.add(target)
                    todo.append(target)
        return len(seen) == self.count

    def transitions(self) -> str:
        """For a reasoning text."""
        return "; ".join(f"{n}: 0->{self.names[t[0]]}, 1->{self.names[t[1]]}" for n, t in zip(self.names, self.next, strict=True))


class Telling:
    """One way to tell a machine's moves: which order, which labels."""

    def __init__(self, d: Draw, m: Machine, source: str, out: str, labels: Sequence[str] | None = None):
        self.d, self.m, self.x, self.o = d, m, source, out
        self.labels = list(labels or m.names)
        self.order = list(range(m.count))
        if d.chance(0.45):
            d.rng.shuffle(self.order)
        self.bits = d.one(((0, 1), (1, 0)))

    def whole(self) -> str:
        """Moves and outputs, in lines or sentences."""
        d = self.d
        how = d.one(
            (self._table, self._table, self._arrows, self._arrows, self._lines, self._prose, self._by_input, self._by_target)
        )
        text, told = how()
        if told:
            return text
        said = self.outputs()
        gap = "\n" if "\n" in text else " "
        return f"{said}{gap}{text}" if d.chance(0.35) else f"{text}{gap}{said}"

    def _table(self) -> tuple[str, bool]:
        d, m = self.d, self.m
        state = d.one(("state", "State", "present state", "current", "now"))
        ahead = d.one(("next ({x}={b})", "{x}={b}", "next if {x}={b}", "next, {x}={b}", "{x}={b} next"))
        heads = [ahead.format(x=self.x, b=b) for b in self.bits]
        cells = [[self.labels[m.next[s][b]] for b in self.bits] for s in range(m.count)]
        outs = [[str(m.out[s][b]) for b in self.bits] for s in range(m.count)]
        told = m.mealy or d.chance(0.8)
        if m.mealy and d.chance(0.5):
            sign = d.one((", ", "/", " / "))
            rows = [[f"{c}{sign}{v}" for c, v in zip(*pair, strict=True)] for pair in zip(cells, outs, strict=True)]
            heads = [f"{head}{sign}{self.o}" for head in heads]
        elif m.mealy:
            rows = [c + v for c, v in zip(cells, outs, strict=True)]
            heads += [f"{self.o} ({self.x}={b})" for b in self.bits]
        elif told and d.chance(0.4):
            rows, heads = [[v[0], *c] for c, v in zip(cells, outs, strict=True)], [self.o, *heads]
        elif told:
            rows, heads = [[*c, v[0]] for c, v in zip(cells, outs, strict=True)], [*heads, self.o]
        else:
            rows = cells
        return self._drawn_table([state, *heads], [[self.labels[s], *rows[s]] for s in self.order]), told

    def _drawn_table(self, heads: list[str], rows: list[list[str]]) -> str:
        d = self.d
        if d.chance(0.07):
            return "\n".join(", ".join(f"{h}: {c}" for h, c in zip(heads, row, strict=True)) for row in rows)
        edge = d.chance(0.5)
        lines = [" | ".join(row) for row in [heads, *rows]]
        if d.chance(0.4):
            lines.insert(1, "|".join(["---"] * len(heads)))
        return "\n".join(f"| {line} |" if edge else line for line in lines)

    def _arrows(self) -> tuple[str, bool]:
        d, m = self.d, self.m
        told = m.mealy or d.chance(0.5)
        skeleton = d.one(_ARROWS_MEALY if m.mealy else _ARROWS_WITH_OUT if told else _ARROWS)
        moves = [(s, b) for s in self.order for b in self.bits]
        if d.chance(0.3):
            d.rng.shuffle(moves)
        elif d.chance(0.2):
            moves.sort(key=lambda move: move[1])
        lines = [
            d.say(skeleton, a=self.labels[s], b=b, x=self.x, o=self.o, v=m.out[s][b], t=self.labels[m.next[s][b]])
            for s, b in moves
        ]
        return self._joined(lines), told

    def _lines(self) -> tuple[str, bool]:
        d, m = self.d, self.m
        skeleton = d.one(_STATE_LINES)
        told = not m.mealy and d.chance(0.4)
        lines = []
        for s in self.order:
            b, c = self.bits
            line = d.say(skeleton, a=self.labels[s], x=self.x, b=b, c=c, t=self.labels[m.next[s][b]], u=self.labels[m.next[s][c]])
            lines.append(line + f" ({self.o}={m.out[s][0]})" * told)
        return self._joined(lines), told

    def _joined(self, lines: list[str]) -> str:
        d = self.d
        if d.chance(0.15):
            return "; ".join(line.rstrip(".") for line in lines) + "."
        mark = d.one(("", "", "", "- ", "* ", "  "))
        return "\n".join(mark + line for line in lines)

    def _prose(self) -> tuple[str, bool]:
        one = self.d.one(_SENTENCES) if self.d.chance(0.5) else ""
        gap = self.d.one((" ", " ", "\n"))
        return gap.join(self._sentence(s, one) for s in self.order), False

    def _sentence(self, s: int, skeleton: str) -> str:
        d, m = self.d, self.m
        b, c = self.bits if d.chance(0.6) else self.bits[::-1]
        t, u = m.next[s][b], m.next[s][c]
        a = self.labels[s]
        if t == u:
            return d.say(d.one(_STAYS if t == s else _ALWAYS), a=a, x=self.x, t=self.labels[t])
        return d.say(
            skeleton or d.one(_SENTENCES),
            a=a,
            x=self.x,
            b=b,
            c=c,
            w=level(d, b),
            n=level(d, c),
            go=self._go(s, t),
            gu=self._go(s, u),
        )

    def _go(self, s: int, t: int) -> str:
        here = ("stay", "stay there", f"stay in {self.labels[s]}", f"remain in {self.labels[s]}", "stay put")
        there = ("go to {t}", "move to {t}", "enter {t}", "change to {t}", "switch to {t}")
        return self.d.one(here) if s == t else self.d.one(there).format(t=self.labels[t])

    def _by_input(self) -> tuple[str, bool]:
        d, m = self.d, self.m
        parts = []
        for b in self.bits:
            moves = [
                d.one((f"{self.labels[s]} stays", f"{self.labels[s]} is kept"))
                if m.next[s][b] == s
                else f"{self.labels[s]} {d.one(('goes to', 'becomes', 'moves to'))} {self.labels[m.next[s][b]]}"
                for s in self.order
            ]
            parts.append(
                d.any(
                    "(When|While|If) {x} is {w}, {l}.",
                    "With {x}={b}: {l}.",
                    "{x}={b}: {l}.",
                    "On {b}, {l}.",
                    "For {x} = {b} the moves are: {l}.",
                    x=self.x,
                    w=level(d, b),
                    b=b,
                    l=listing(moves),
                )
            )
        return " ".join(parts), False

    def _by_target(self) -> tuple[str, bool]:
        d, m = self.d, self.m
        parts = []
        for t in self.order:
            into = [(s, b) for s in self.order for b in self.bits if m.next[s][b] == t]
            if not into:
                continue
            form = d.one(("{a} (if {x}={b})", "{a} with {x}={b}", "{a} when {x} is {b}"))
            said = listing([form.format(a=self.labels[s], x=self.x, b=b) for s, b in into])
            parts.append(
                d.any(
                    "{t} is reached from {l}.",
                    "{t} (comes after|follows) {l}.",
                    "The machine (goes to|enters) {t} from {l}.",
                    "Next is {t} after {l}.",
                    t=self.labels[t],
                    l=said,
                )
            )
        return " ".join(parts), False

    def outputs(self) -> str:
        """What the output is, in sentences."""
        return self._mealy_outputs() if self.m.mealy else self._moore_outputs()

    def _moore_outputs(self) -> str:
        d, m = self.d, self.m
        ones = [self.labels[s] for s in self.order if m.out[s][0]]
        zeros = [self.labels[s] for s in self.order if not m.out[s][0]]
        return d.any(
            "{o} is 1 in {p} and 0 (elsewhere|in {q}|otherwise).",
            "(The output|Output) {o} is high only in {p}.",
            "{o} is 0 in {q} and 1 in {p}.",
            "In {q} the output is 0, in {p} it is 1.",
            "{o} = 1 (if|when) the state is {r}, else 0.",
            "{o} is (asserted|active|1) (while|when) the machine is in {r}.",
            "Output: {o}=1 in {p}, {o}=0 in {q}.",
            "{o} is (low|0|deasserted) in {q} only.",
            "Moore output {o}: 1 for {p}, 0 for {q}.",
            "The states with {o} = 1: {p}; with {o} = 0: {q}.",
            "Every state but {q} has {o} = 1.",
            "{o} depends on the state alone: {q} gives 0, {p} gives 1.",
            "{p}: {o} high. {q}: {o} low.",
            "Drive {o} high in {p}, low in {q}.",
            "{o} shows 1 when the machine is in {r}; it is 0 otherwise.",
            o=self.o,
            p=listing(ones),
            q=listing(zeros),
            r=listing(ones, "or"),
        )

    def _mealy_outputs(self) -> str:
        d, m = self.d, self.m
        parts = []
        for s in self.order:
            zero, one = m.out[s]
            if zero == one:
                said = d.any(
                    "{a} has {o}={v} for both inputs",
                    "{o} is {v} in {a}, whatever {x} is",
                    "in {a} {o} is {v}",
                    v=zero,
                    a=self.labels[s],
                    o=self.o,
                    x=self.x,
                )
            else:
                same = ("{o} equals {x} in {a}", "in {a} {o} follows {x}", "in {a} {o} is 1 when {x} is 1", "{a}: {o}={x}")
                other = (
                    "{o} is the inverse of {x} in {a}",
                    "in {a} {o} is 1 when {x} is 0",
                    "in {a} {o} = NOT {x}",
                    "{a}: {o}=~{x}",
                )
                said = d.any(*(same if one else other), a=self.labels[s], o=self.o, x=self.x)
            parts.append(said)
        return d.any(
            "Output (without waiting for the clock|of the same cycle): {l}.",
            "The output {o} depends on state and input: {l}.",
            "{o} is a Mealy output: {l}.",
            "Output {o}: {l}.",
            o=self.o,
            l="; ".join(parts),
        )


def tell_start(d: Draw, reset: Reset, state: str) -> str:
    """A sentence on a machine's reset; `state` names the state, as "A" or "the state off"."""
    said = _start(d, reset, state)
    return f"T{said[1:]}" if said.startswith("the ") else said


def _start(d: Draw, reset: Reset, state: str) -> str:
    slots = {
        "r": reset.name,
        "b": int(not reset.low),
        "s": state,
        "l": "low" if reset.low else "high",
        "c": 1 if reset.low else 0,
    }
    if reset.kind == "sync":
        return d.any(
            "A synchronous reset {r} (active {l}|active-{l}) puts the machine in {s}.",
            "(The |)reset {r} is synchronous and active {l}; it leads to {s}.",
            "When {r} is {b} at the clock edge, the next state is {s}(, whatever the inputs are|).",
            "Reset state: {s} (synchronous, {r}={b}).",
            "Reset: {r}, synchronous, active {l}, to {s}.",
            "{s} is the reset state; {r} is synchronous, active-{l}.",
            "It starts in {s} after the synchronous active-{l} reset {r}.",
            "With {r}={b} the machine goes to {s} on the next clock edge.",
            "{r}={b} resets it to {s}, but only at a clock edge.",
            "Synchronous active-{l} reset ({r}) to {s}.",
            "If {r} is {w}, the clock edge brings it to {s}.",
            "Reset it to {s} with {r} (active {l}, synchronous to the clock).",
            "An active-{l} signal {r} resets it synchronously to {s}.",
            "{s} after reset; {r} is an active-{l} synchronous reset.",
            "On the clock edge, {r}={b} wins over everything and forces {s}.",
            w=level(d, int(not reset.low)),
            **slots,
        )
    return d.any(
        "An asynchronous reset {r} (active {l}|active-{l}) puts the machine in {s}.",
        "(The |)reset {r} is asynchronous and active {l}; it leads to {s}.",
        "As soon as {r} is {b} the state is {s}, without waiting for the clock.",
        "Reset state: {s} (asynchronous, {r}={b}).",
        "Reset: {r}, asynchronous, active {l}, to {s}.",
        "{s} is the reset state; {r} is asynchronous, active-{l}.",
        "It starts in {s} after the asynchronous active-{l} reset {r}.",
        "With {r}={b} the machine goes to {s} at once.",
        "{r}={b} resets it to {s} immediately, clock or no clock.",
        "Asynchronous active-{l} reset ({r}) to {s}.",
        "If {r} goes {l}, it drops into {s} right away, not only at a clock edge.",
        "Reset it to {s} with {r} (active {l}, asynchronous).",
        "An active-{l} signal {r} resets it asynchronously to {s}.",
        "{s} after reset; {r} is an active-{l} asynchronous reset.",
        "{r} does not wait for the clock: {b} forces {s}.",
        **slots,
    )


def tell_clock(d: Draw, clock: str, edge: str) -> str:
    """A sentence on the clock."""
    return d.any(
        "State changes at the {e} edge of {c}.",
        "The state register is clocked by the {e} edge of {c}.",
        "Clock: {c}, {e} edge.",
        "All changes happen on the {e} edge of {c}.",
        "It moves once for each {e} edge of {c}.",
        "{c} is the clock ({e} edge).",
        "Inputs are sampled on the {e} edge of {c}.",
        "One step per {e} edge of {c}.",
        "The {e} edge of {c} moves it on.",
        "Everything is synchronous to the {e} edge of {c}.",
        c=clock,
        e=edge_word(d, edge == "negedge"),
    )


def shorten(d: Draw) -> None:
    """Take a code style without begin and end more often than others do: machines are long enough."""
    if d.chance(0.9):
        d.style = replace(d.style, compact=True)


def draw_edge(d: Draw) -> str:
    """Mostly the rising edge."""
    return "negedge" if d.chance(0.08) else "posedge"


def constants(names: Sequence[str], codes: Sequence[int], width: int, style: Style, base: str = "d") -> str:
    """The states' codes on one line."""
    return "localparam " + ", ".join(f"{n} = {style.literal(width, c, base)}" for n, c in zip(names, codes, strict=True)) + ";"


def register(
    d: Draw,
    clock: str,
    reset: Reset,
    edge: str,
    start: str,
    moves: Sequence[tuple[str, str]],
    width: int,
    state: str = "state",
    declared: bool = False,
) -> list[str]:
    """The state register with its case: `moves` pairs a state's name and the expression of its next state."""
    span = f" [{width - 1}:0]" if width > 1 else ""
    if d.chance(0.12):
        rest = [("default", start)] if 1 << width > len(moves) else []
        named = [*moves, *rest] if rest else [*moves[:-1], ("default", moves[-1][1])]
        cases = [f"  {name}: next = {value};" for name, value in named]
        return [
            f"{d.style.net}{span} {'next' if declared else f'{state}, next'};",
            *d.block(d.style.comb, [f"case ({state})", *cases, "endcase"]),
            *d.clocked(clock, reset, [f"{state} <= {start};"], [f"{state} <= next;"], edge),
        ]
    cases = [f"  {name}: {state} <= {value};" for name, value in moves]
    body = d.clocked(clock, reset, [f"{state} <= {start};"], [f"case ({state})", *cases, "endcase"], edge)
    return body if declared else [f"{d.style.net}{span} {state};", *body]


def moves_of(m: Machine, source: str) -> list[tuple[str, str]]:
    """A machine's moves as `register` wants them."""
    return [
        (name, m.names[one] if one == zero else f"{source} ? {m.names[one]} : {m.names[zero]}")
        for name, (zero, one) in zip(m.names, m.next, strict=True)
    ]


def output_code(m: Machine, source: str, state: str = "state") -> str:
    """The output as an expression."""
    if not m.mealy:
        return states_code([n for n, o in zip(m.names, m.out, strict=True) if o[0]], m.names, state)
    terms = []
    for name, (zero, one) in zip(m.names, m.out, strict=True):
        if zero and one:
            terms.append(f"({state} == {name})")
        elif zero or one:
            terms.append(f"({state} == {name} && {'' if one else '!'}{source})")
    return " || ".join(terms)


def states_code(ones: Sequence[str], names: Sequence[str], state: str = "state") -> str:
    """Whether the state is one of some."""
    if len(ones) == len(names) - 1 > 1:
        return f"({state} != {next(name for name in names if name not in ones)})"
    return " || ".join(f"({state} == {name})" for name in ones)
