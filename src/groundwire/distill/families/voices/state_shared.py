"""What small told machines share: levels in words, clock and reset, flows with their words and code."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from groundwire.distill.families.design import Design
from groundwire.distill.families.draw import Draw, listing
from groundwire.distill.families.models import Bias, clocked
from groundwire.distill.families.ports import Port
from groundwire.distill.families.reset import Reset
from groundwire.distill.families.telling import active_low, at_edge, capitalized, edge_word

Literals = tuple[tuple[str, int], ...]
"""Inputs with the levels that they must all have."""
Rule = tuple[tuple[tuple[Literals, int], ...], int]
"""Conditions in their order, each with its next state, and the next state where none holds."""

STATES = (
    tuple("ABCD"), tuple("ABCD"), tuple("PQRS"), tuple("KLMN"), tuple("WXYZ"), ("S0", "S1", "S2", "S3"), ("s0", "s1", "s2", "s3"),
    ("ST1", "ST2", "ST3", "ST4"), ("IDLE", "RUN", "DONE", "HOLD"), ("REST", "WORK", "CHECK", "FAIL"),
    ("RED", "GREEN", "BLUE", "GREY"), ("NORTH", "EAST", "SOUTH", "WEST"), ("SLEEP", "LISTEN", "TALK", "PAUSE"),
    ("ALPHA", "BETA", "GAMMA", "DELTA"), ("ONE", "TWO", "THREE", "FOUR"), ("LOAD", "SHIFT", "SEND", "QUIT"),
    ("COLD", "WARM", "HOT", "BURNT"), ("EMPTY", "PART", "FULL", "OVER"), ("OPEN", "SHUT", "STUCK", "LOST"),
)  # fmt: skip
ONE = ("x", "w", "in", "a", "d", "s", "go", "bit_in", "sig", "step", "t", "u", "key")
TWO = (
    ("x", "y"), ("a", "b"), ("w", "v"), ("go", "back"), ("in1", "in2"), ("req", "ack"), ("up", "dn"), ("p", "r"), ("left",
    "right"),
    ("start", "stop"), ("ok", "err"), ("x1", "x0"), ("push", "pull"),
)  # fmt: skip
OUT = ("z", "out", "q", "f", "o", "led", "flag", "busy", "act", "lamp", "dout")
PRESENT = ("state", "y", "cs", "st", "present_state", "cur", "s", "ps", "q")
FOLLOWING = ("next_state", "Y", "ns", "nxt", "next", "n_state", "d", "state_next")

_SYNC = (
    "{r} (synchronous, active {l}) {v}.",
    "When {r} is {l} at the clock edge, that edge {v}, whatever else is going on.",
    "{r} {l} on a clock edge {v}; between edges it does nothing.",
    "Reset: {r}, active {l}, sampled by the clock. It {v}.",
    "{r} is no asynchronous reset: it is looked at on the clock edge and, if it is {b}, it {v}.",
    "A synchronous reset {r} (active-{l}) {v}.",
    "On a clock edge with {r} = {b} the reset {v}, with priority over everything else.",
)
_ASYNC = (
    "{r} {v} the moment it is {l}; it does not wait for {c}.",
    "{r} (asynchronous, active {l}) {v}.",
    "As soon as {r} goes {l}, it {v}, clock edge or not.",
    "Reset: {r}, active {l}, asynchronous. It {v}.",
    "A {l} {r} {v} immediately, without the clock.",
    "An asynchronous reset {r} (active-{l}) {v}.",
    "{r} at {b} {v} at once; the clock does not matter for this.",
)
_NOUNS = (
    "the active-{l} {k} reset {r}",
    "the {k} reset {r} (active {l})",
    "{r} ({k}, active {l})",
    "{r}, an active-{l} {k} reset",
)
_PAIRS = (
    ("is 0", "is 1"), ("is 0", "is 1"), ("is low", "is high"), ("is low", "is high"), ("= 0", "= 1"), ("== 0", "== 1"),
    ("equals 0", "equals 1"), ("is at 0", "is at 1"),
)  # fmt: skip
_LOOSE = (("is false", "is true"), ("is off", "is on"), ("is not asserted", "is asserted"), ("is not set", "is set"),
          ("is inactive", "is active"))  # fmt: skip
_HOWS = {
    "case": ("Use a case statement.", "Please write it with a case statement.", "(A case on the state, please.)"),
    "two": (
        "Keep the next-state logic in a block of its own.", "Separate the combinational next-state block from the register.",
        "Write a combinational block for the next state and a clocked one for the state.",
    ),
    "if": ("Use if and else.", "An if-else chain will do.", "No case statement, just if/else."),
    "cond": ("Use the conditional operator.", "The ?: operator is enough for the next state.", "Write it with conditional "
    "operators."),
}  # fmt: skip
_MOTIVES = (
    "This sits on the front panel of a mixer, where nothing is fast.", "We have it in an old box and want it in an FPGA now.",
    "The board is for a school project.", "It belongs to a larger design that is not shown here.",
    "I have tried it with gates on a breadboard, but gave up.", "The block is small and will be used many times.",
    "Area does not matter, readable code does.", "A colleague will review the code, so keep it simple.",
    "The clock is slow, a few kilohertz.", "All inputs are already synchronized to the clock.", "It replaces a relay circuit.",
    "This is the second of five blocks in a lift control.", "Simulation comes first, the chip later.",
    "Nothing in it is new, but the details are ours.", "I know that one could do this in software.",
    "People often get this wrong, so read it twice.", "The names come from an old drawing.",
    "It is part of a model railway.", "For the exam the details matter more than the style.",
    "Students of the first year should be able to follow it.",
)  # fmt: skip
_EXAMPLES = (
    "For example, if {i} at the first edge after the reset, {o} is {v} after that edge{h}.",
    "Example: the reset is over, {i}, one clock edge comes; then {o} = {v}{h}.",
    "So after a reset and one edge with {i}, {o} is {v}{h}.",
    "(As a check: reset, then one edge with {i}; this gives {o} = {v}{h}.)",
)  # fmt: skip


class Told:
    """Clock, reset and the words for levels of one text."""

    def __init__(self, d: Draw, *taken: str, falling: float = 0.1, kinds: Sequence[Any] = ("sync", "async")):
        for name in taken:
            d.name(name)
        self.d, self.clk, self.reset, self.falling = d, d.clock(), d.reset(kinds), d.chance(falling)
        self.words = d.one((*_PAIRS, *_LOOSE) if d.chance(0.5) else _PAIRS)

    def cond(self, name: str, level: int) -> str:
        """ "x is high", in the words of this text."""
        words = self.words if not active_low(name) or self.words in _PAIRS else ("is 0", "is 1")
        return f"{name} {words[level]}"

    def conds(self, literals: Literals) -> str:
        """Several of them."""
        return " and ".join(self.cond(*literal) for literal in literals)

    @property
    def edge(self) -> str:
        """The edge in Verilog."""
        return "negedge" if self.falling else "posedge"

    def slots(self, effect: str) -> dict[str, str]:
        """Slots: c clock, e "rising", g "posedge", t "on each rising edge of clk", z the reset as a noun, rr a sentence on it."""
        d, r = self.d, self.reset
        known = {"r": r.name, "l": "low" if r.low else "high", "b": int(not r.low), "c": self.clk, "v": effect}
        kind = "asynchronous" if r.kind == "async" else "synchronous"
        told = d.any(*(_SYNC if r.kind == "sync" else _ASYNC), **known) if d.chance(0.6) else d.tell_reset(r, effect)
        return {
            "c": self.clk, "e": edge_word(d, self.falling), "g": self.edge, "t": at_edge(d, self.clk, self.falling), "rr": told,
            "z": d.any(*_NOUNS, k=kind, **known),
        }  # fmt: skip

    def always(self, clear: Sequence[str], update: Sequence[str]) -> list[str]:
        """The always block."""
        return self.d.clocked(self.clk, self.reset, clear, update, self.edge)

    def why(self, start: str) -> str:
        """Clock and reset for the reasoning."""
        return reset_why(self.edge, self.clk, self.reset, start)

    def _example(
        self, ins: Sequence[Port], outs: Sequence[Port], first: Any, update: Callable[[Any, dict[str, int]], Any],
        output: Callable[[Any, dict[str, int]], Mapping[str, int | None]],
    ) -> str:  # fmt: skip
        """One step from the reset, worked out by the model."""
        values = {port.name: self.d.number(0, 1) for port in ins}
        out = self.d.one(outs).name
        shown = output(update(first, dict(values)), dict(values))[out]
        told = listing([f"{name} = {value}" for name, value in values.items()])
        return self.d.any(
            *_EXAMPLES, i=told, o=out, v=shown, h=self.d.one((" (inputs unchanged)", " with the inputs left as they are"))
        )

    def design(
        self, title: str, names: tuple[str, ...], inputs: Sequence[Port], outputs: Sequence[Port], text: str, why: str,
        start: str,
        body: Sequence[str], first: Any, update: Callable[[Any, dict[str, int]], Any],
        output: Callable[[Any, dict[str, int]], Mapping[str, int | None]], parameters: dict[str, object],
        bias: Bias | None = None, cycles: int = 50,
    ) -> Design:  # fmt: skip
        """The whole design; `start` says what the reset gives."""
        d, ins, outs = self.d, list(inputs), list(outputs)
        if d.chance(0.4):
            d.rng.shuffle(ins)
        ports = d.one((
            (Port(self.clk), *self.reset.ports, *ins, *outs), (Port(self.clk), *self.reset.ports, *ins, *outs),
            (Port(self.clk), *ins, *self.reset.ports, *outs), (*ins, Port(self.clk), *self.reset.ports, *outs),
        ))  # fmt: skip
        text = dressed(d, text, self._example(ins, outs, first, update, output) if d.chance(0.22) else "")
        rows = clocked(d.rng, ports, self.clk, self.reset, first, update, output, cycles=cycles, bias=bias, falling=self.falling)
        parameters |= {"reset": self.reset.phrase, "edge": self.edge}
        return Design(
            title, ports, tidy(text, [port.name for port in ports]), f"{self.why(start)}\n{why}", tuple(body), rows, d.style,
            names,
            parameters,
        )  # fmt: skip


def reset_why(edge: str, clk: str, reset: Reset, start: str) -> str:
    """Clock and reset for the reasoning."""
    if reset.kind == "none":
        return f"{edge} {clk}, no reset."
    how = "at once (async)" if reset.kind == "async" else "at the clock edge (sync)"
    return f"{edge} {clk}; {reset.name}={int(not reset.low)}, {how}: {start}."


def dressed(d: Draw, text: str, more: str = "") -> str:
    """A text with an example behind or before it and now and then with a sentence that decides nothing."""
    gap = "\n" if "\n" in text else " "
    if more:
        text = f"{more}{gap}{text}" if d.chance(0.3) else f"{text}{gap}{more}"
    if d.chance(0.3):
        text = f"{d.one(_MOTIVES)}{gap}{text}" if d.chance(0.7) else f"{text}{gap}{d.one(_MOTIVES)}"
    return text


def tidy(text: str, names: Sequence[str]) -> str:
    """A text without double spaces, with capitals."""
    text = re.sub(r" {2,}", " ", text)
    text = re.sub(r" +([,;\n]|\.(?!\.))", r"\1", text).strip()
    return "\n".join(capitalized(line.strip(), names) for line in text.split("\n") if line.strip(" -"))


def test(literals: Literals) -> str:
    """The condition in Verilog."""
    told = [name if level else f"!{name}" for name, level in literals]
    return " && ".join(told)


@dataclass(frozen=True)
class Flow:
    """States and what follows each."""

    states: tuple[str, ...]
    inputs: tuple[str, ...]
    rules: tuple[Rule, ...]
    first: int

    @property
    def start(self) -> str:
        """The first state's name."""
        return self.states[self.first]

    def after(self, s: int, v: Mapping[str, int]) -> int:
        """The next state."""
        steps, rest = self.rules[s]
        return next((to for literals, to in steps if all(v[name] == level for name, level in literals)), rest)

    def cells(self) -> list[dict[str, int]]:
        """All values of the inputs."""
        n = len(self.inputs)
        return [{name: value >> (n - 1 - i) & 1 for i, name in enumerate(self.inputs)} for value in range(1 << n)]

    def choice(self, s: int, show: Callable[[int], str]) -> str:
        """The next state as an expression."""
        steps, rest = self.rules[s]
        if len(steps) == 1 and len(steps[0][0]) == 1:
            (((name, level),), to), low = steps[0], rest
            return f"{name} ? {show(to if level else low)} : {show(low if level else to)}" if to != rest else show(to)
        return " : ".join([*(f"{paren(test(literals))} ? {show(to)}" for literals, to in steps), show(rest)])

    def why(self, s: int, show: Callable[[int], str] | None = None) -> str:
        """The same for the reasoning."""
        name = show or (lambda i: self.states[i])
        steps, rest = self.rules[s]
        if not steps:
            return f"{self.states[s]}: -> {name(rest)}"
        if len(steps) == 1 and len(steps[0][0]) == 1:
            (((x, level),), to) = steps[0]
            one, zero = (to, rest) if level else (rest, to)
            return f"{self.states[s]}: {x}=1 -> {name(one)}, {x}=0 -> {name(zero)}"
        told = [f"{test(literals)} -> {name(to)}" for literals, to in steps]
        return f"{self.states[s]}: {', else '.join(told)}, else {name(rest)}"

    def whys(self) -> str:
        """The whole flow for the reasoning."""
        return "\n".join(self.why(s) for s in range(len(self.states)))


def paren(text: str) -> str:
    """Brackets where there is an operator."""
    return f"({text})" if " " in text else text


def _rule(d: Draw, n: int, s: int, inputs: Sequence[str]) -> Rule:
    def other(*not_these: int) -> int:
        return d.one([i for i in range(n) if i not in not_these] or [s])

    if len(inputs) == 1 or d.chance(0.4):
        x = d.one(inputs)
        rest = d.one((s, s, d.number(0, n - 1)))
        return ((((x, d.number(0, 1)),), other(rest)),), rest
    one, two = d.rng.sample(list(inputs), 2)
    first = ((one, d.number(0, 1)),)
    if d.chance(0.35):
        return (((*first, (two, d.number(0, 1))), other(s)),), s
    to = d.number(0, n - 1)
    then = other(to)
    return ((first, to), (((two, d.number(0, 1)),), then)), d.one([i for i in (s, s, s, *range(n)) if i != then])


def draw_flow(d: Draw, states: Sequence[str], inputs: Sequence[str]) -> Flow:
    """A flow of which every state is reached, every input matters and every state is left."""
    n = len(states)
    while True:
        rules = tuple(_rule(d, n, s, inputs) for s in range(n))
        flow = Flow(tuple(states), tuple(inputs), rules, d.number(0, n - 1))
        nexts = [{flow.after(s, v) for v in flow.cells()} for s in range(n)]
        seen, todo = {flow.first}, [flow.first]
        while todo:
            new = nexts[todo.pop()] - seen
            seen |= new
            todo += new
        used = {name for steps, _ in rules for literals, _ in steps for name, _ in literals}
        differ = n > 2 or [flow.after(0, v) for v in flow.cells()] != [flow.after(1, v) for v in flow.cells()] or d.chance(0.1)
        if len(seen) == n and used == set(inputs) and all(nexts[s] - {s} for s in range(n)) and differ:
            return flow


def draw_states(d: Draw, n: int) -> tuple[str, ...]:
    """Names of states."""
    return d.one(STATES)[:n]


_RULES = (
    "in {s}, (if|when) {a} the machine {gt}, (otherwise|else) it {ge}.",
    "from {s} it {gt} (when|if) {a} and {ge} (when|if) {b}.",
    "once in {s}, it {gt} if {a}; if {b}, it {ge}.",
    "{s}: next is {t} if {a}, {n} if {b}.",
    "{s} is followed by {t} with {x} = {l} and by {n} with {x} = {m}.",
    "when {a}, {s} leads to {t}; when {b}, {s} leads to {n}.",
    "after {s} comes {n}, (unless|except when) {a}: then comes {t}.",
    "if the state is {s}, an edge with {x} = {l} selects {t} and an edge with {x} = {m} selects {n}.",
    "{x} = {l} in {s} means {t} next, {x} = {m} means {n}.",
    "out of {s} the way is to {t} for {x} = {l}, but to {n} for {x} = {m}.",
)
_STAYS = (
    "it stays in {s} until {a}, then it goes to {t}.",
    "{s} is left only when {a}, and then for {t}.",
    "in {s}, {x} = {l} leads to {t}; nothing happens while {b}.",
    "{s} keeps itself as long as {b}; when {a}, {t} is next.",
    "only {x} = {l} takes it out of {s}, namely to {t}.",
)
_MANY = (
    "in {s}: {p}; otherwise {n}.", "from {s}, {p}; in all other cases {n}.", "{s} is followed by this: {p}; else {n}.",
    "being in {s}, {p}, and otherwise {n}.",
)  # fmt: skip
_GO, _STAY = (
    ("goes to {t}", "moves to {t}", "changes to {t}", "steps to {t}"),
    ("stays in {t}", "remains in {t}", "does not leave {t}"),
)


def _go(d: Draw, flow: Flow, s: int, to: int) -> str:
    return d.any(*(_STAY if s == to else _GO), t=flow.states[to])


def tell_rule(d: Draw, w: Told, flow: Flow, s: int, frame: str = "") -> str:
    """One state's rule as a sentence."""
    steps, rest = flow.rules[s]
    state, name = flow.states[s], flow.states
    if len(steps) == 1 and len(steps[0][0]) == 1:
        (((x, level),), to) = steps[0]
        slots = {"s": state, "x": x, "l": level, "m": 1 - level, "a": w.cond(x, level), "b": w.cond(x, 1 - level), "t": name[to],
                 "n": name[rest], "gt": _go(d, flow, s, to), "ge": _go(d, flow, s, rest)}  # fmt: skip
        if not frame and rest == s and d.chance(0.5):
            return d.any(*_STAYS, **slots)
        return d.say(frame or d.one(_RULES), **slots)
    told = [f"{'failing that, ' * bool(i)}{' with '.join(f'{x} = {level}' for x, level in literals)} leads to {name[to]}"
            for i, (literals, to) in enumerate(steps)]  # fmt: skip
    if d.chance(0.5):
        told = [f"{'else ' * bool(i)}if {w.conds(literals)}, {name[to]} is next" for i, (literals, to) in enumerate(steps)]
    return d.any(*_MANY, s=state, p="; ".join(told), n=f"it stays in {state}" if rest == s else f"{name[rest]} is next")


def tell_rules(d: Draw, w: Told, flow: Flow, shuffle: bool = True) -> list[str]:
    """Sentences of a flow, state by state."""
    order = list(range(len(flow.states)))
    if shuffle and d.chance(0.6):
        d.rng.shuffle(order)
    frame = d.one(_RULES) if d.chance(0.55) else ""
    return [tell_rule(d, w, flow, s, frame) for s in order]


def by_input(d: Draw, w: Told, flow: Flow) -> str:
    """A flow of one input told by the input's values."""
    x, told = flow.inputs[0], []
    for value in d.rng.sample([0, 1], 2):
        to = [(name, flow.states[flow.after(s, {x: value})]) for s, name in enumerate(flow.states)]
        moves = listing([d.any("{a} is followed by {b}", "{a} leads to {b}", a=a, b="itself" if a == b else b) for a, b in to])
        told.append(d.any("when {q}, {m}.", "with {x} = {v}, {m}.", "while {q}: {m}.", q=w.cond(x, value), x=x, v=value, m=moves))
    return " ".join(told)


def by_target(d: Draw, flow: Flow) -> str:
    """A flow of one input told by where it arrives."""
    x, told = flow.inputs[0], []
    for to, target in enumerate(flow.states):
        came = []
        for s, name in enumerate(flow.states):
            values = [v for v in (0, 1) if flow.after(s, {x: v}) == to]
            came += [f"{name} (whatever {x} is)"] if len(values) == 2 else [f"{name} with {x} = {v}" for v in values]
        if came:
            told.append(d.any("{t} comes after {f}.", "the next state is {t} from {f}.", t=target, f=listing(came, "or")))
    if d.chance(0.5):
        d.rng.shuffle(told)
    return " ".join(told)


def tell_out(d: Draw, o: str, flow: Flow, ones: Sequence[int]) -> str:
    """A Moore output of one bit."""
    on = [flow.states[s] for s in ones]
    off = [name for s, name in enumerate(flow.states) if s not in ones]
    single = f"one of the states {listing(on, 'or')} is" if len(on) > 1 else f"the state {on[0]} is"
    each = ", ".join(f"{int(s in ones)} in {name}" for s, name in enumerate(flow.states))
    return d.any(
        "{o} is 1 in {on} and 0 in {off}.", "{o} is high (only|exactly) in {on}.", "{o} is 0 in {off} and 1 in {on}.",
        "{o} is low in {off}, high in every other state.", "output {o}: {e}.", "only in {off} is {o} low; else it is high.",
        "{o} tells whether {si} active (1) or not (0).", "{o} = 1 means {any}, {o} = 0 means {none}.", o=o,
        on=listing(on), off=listing(off), e=each, any=listing(on, "or"), none=listing(off, "or"), si=single,
    )  # fmt: skip


def example(d: Draw, flow: Flow) -> str:
    """A worked walk through a flow of one input."""
    x, s, bits, path = flow.inputs[0], flow.first, [], []
    for _ in range(d.number(2, 4)):
        bits.append(d.number(0, 1))
        s = flow.after(s, {x: bits[-1]})
        path.append(flow.states[s])
    said = listing([str(bit) for bit in bits], "then")
    return d.any(
        "(For example|Example): from {f}, {x} = {b} at successive edges gives the states {p}.",
        "Say the state is {f} and {x} is {b}, edge after edge: the states are then {p}.",
        "Starting at {f}, the bits {b} on {x} lead to {p}, in this order.", f=flow.start, x=x, b=said, p=listing(path),
    )  # fmt: skip


def hint(d: Draw, how: str, share: float = 0.3) -> str:
    """A sentence on the construct to use, mostly none."""
    return d.one(_HOWS[how]) if how in _HOWS and d.chance(share) else ""


def draw_how(d: Draw, n: int) -> str:
    """How the state's register is written."""
    return d.one(("case", "case", "two", "two", "if", "cond") if n == 2 else ("case", "two", "two"))


def next_lines(
    d: Draw, flow: Flow, state: str, target: str, op: str, show: Callable[[int], str], full: bool, how: str
) -> list[str]:
    """Statements that give the target its next state."""
    n = len(flow.states)
    if how == "cond" and n == 2:
        return [f"{target} {op} ({state} == {show(0)}) ? ({flow.choice(0, show)}) : ({flow.choice(1, show)});"]
    if how == "if":
        heads = [f"if ({state} == {show(0)})", *(f"else if ({state} == {show(s)})" for s in range(1, n - 1)), "else"]
        return [f"{head} {target} {op} {flow.choice(s, show)};" for s, head in enumerate(heads)]
    lines = [f"  {show(s)}: {target} {op} {flow.choice(s, show)};" for s in range(n)]
    return [f"case ({state})", *lines, *([] if full else [f"  default: {target} {op} {show(flow.first)};"]), "endcase"]


def machine_lines(d: Draw, w: Told, flow: Flow, how: str, one_hot: bool = False) -> tuple[list[str], str]:
    """Codes, state register and next-state logic; also the register's name."""
    n = len(flow.states)
    width = n if one_hot else max(1, (n - 1).bit_length())
    codes = [1 << s for s in range(n)] if one_hot else list(range(n))
    base = "b" if one_hot else "d"
    span = f"[{width - 1}:0] " if width > 1 else ""
    state = d.name("state")
    lines = [f"localparam {span}" + ", ".join(f"{name} = {d.style.literal(width, code, base)}"
                                              for name, code in zip(flow.states, codes, strict=True)) + ";"]  # fmt: skip
    full = n == 1 << width

    def show(s: int) -> str:
        return flow.states[s]

    if how != "two":
        lines.append(d.style.declare(state, width))
        return [*lines, *w.always([f"{state} <= {flow.start};"], next_lines(d, flow, state, state, "<=", show, full, how))], state
    target = d.name("next")
    lines.append(d.style.declare(f"{state}, {target}", width))
    lines += d.block(d.style.comb, next_lines(d, flow, state, target, "=", show, full, "case"))
    return [*lines, *w.always([f"{state} <= {flow.start};"], [f"{state} <= {target};"])], state


def out_line(o: str, state: str, names: Sequence[str], ones: Sequence[int]) -> str:
    """A Moore output's assign."""
    tests = [f"({state} == {names[s]})" for s in ones]
    if len(ones) > 1 and len(ones) == len(names) - 1:
        return f"assign {o} = ({state} != {next(name for s, name in enumerate(names) if s not in ones)});"
    return f"assign {o} = {' || '.join(tests)};"


def effect(d: Draw, state: str) -> str:
    """What a reset does to a machine, as a verb."""
    return d.any("(puts|sets|brings) the machine (into|to) {f}", "selects {f}", "makes {f} the state", "leads to {f}",
                 "takes the machine to {f}", f=state)  # fmt: skip
