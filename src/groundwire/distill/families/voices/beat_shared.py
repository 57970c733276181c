"""What clocked circuits of several facts share: conditions, registers with cases by priority, and ways to tell them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from groundwire.distill.families.design import Design
from groundwire.distill.families.draw import Draw, listing
from groundwire.distill.families.models import Bias, clocked
from groundwire.distill.families.ports import Port
from groundwire.distill.families.reset import Kind, Reset
from groundwire.distill.families.telling import at_edge, edge_word, is_level, sentence

State = dict[str, int]
Values = dict[str, int]
Step = Callable[[State, Values], int]


class Cond(NamedTuple):
    """A condition: in words, in code, in short, and as a function of registers and inputs."""

    words: str
    code: str
    short: str
    test: Callable[[State, Values], bool]
    port: str = ""
    level: int = 1


class Case(NamedTuple):
    """What a register does under a condition: as a verb behind its name, as its next value, in code, as a function."""

    cond: Cond
    verb: str
    value: str
    rhs: str
    step: Step


class Act(NamedTuple):
    """The same without a condition."""

    verb: str
    value: str
    rhs: str
    step: Step

    def on(self, cond: Cond) -> Case:
        """Under a condition."""
        return Case(cond, *self)


@dataclass(frozen=True)
class Reg:
    """A register: cases in order of priority, and what it does otherwise (None: hold)."""

    name: str
    width: int
    start: int
    cases: Sequence[Case]
    other: Act | None = None
    output: bool = True

    def next(self, s: State, v: Values) -> int:
        """Its next value."""
        for case in self.cases:
            if case.cond.test(s, v):
                return case.step(s, v) & ((1 << self.width) - 1)
        return self.other.step(s, v) & ((1 << self.width) - 1) if self.other else s[self.name]

    def lines(self) -> list[str]:
        """Its statements."""
        found = [f"{'else ' * (n > 0)}if ({case.cond.code}) {self.name} <= {case.rhs};" for n, case in enumerate(self.cases)]
        if self.other:
            found.append(f"{'else ' * bool(self.cases)}{self.name} <= {self.other.rhs};")
        return found

    def why(self) -> str:
        """Its line in the reasoning."""
        parts = [f"{case.cond.short} -> {case.rhs}" for case in self.cases]
        last = self.other.rhs if self.other else "hold"
        return f"{self.name}: " + "; ".join([*parts, f"else {last}" if parts else f"always {last}"])


@dataclass(frozen=True)
class Out:
    """An output that follows from registers and inputs at once."""

    name: str
    width: int
    text: str
    code: str
    value: Step
    lines: tuple[str, ...] = ()
    why: str = ""


@dataclass
class Beat:
    """Clock and reset of a design, and how they are told."""

    d: Draw
    kinds: Sequence[Kind] = ("sync", "sync", "async", "async")
    clk: str = ""
    reset: Reset = field(default_factory=Reset)
    falling: bool = False

    def __post_init__(self) -> None:
        self.clk, self.falling = self.d.clock(), self.d.chance(0.15)
        self.reset = self.d.reset(self.kinds)

    def clock_told(self) -> str:
        """A sentence on the clock."""
        d = self.d
        at, edge = at_edge(d, self.clk, self.falling), edge_word(d, self.falling)
        return d.any(
            "all state changes happen {a}",
            "the clock is {c}, {e} edge",
            "everything is clocked by the {e} edge of {c}",
            "registers update {a}",
            "clock: {c} ({e} edge)",
            "it works on the {e} edge of {c}",
            "the registers take their new values {a}",
            "{c} clocks it; the {e} edge is the active one",
            "sampling and updating take place {a}",
            a=at,
            c=self.clk,
            e=edge,
        )

    def reset_told(self, regs: Sequence[Reg]) -> str:
        """A sentence on the reset."""
        d = self.d
        shown = [r for r in regs if r.output] or list(regs)
        zero = all(r.start == 0 for r in regs)
        if zero and (len(regs) > 1 or not shown[0].output):
            effect = d.one(("clears all registers", "sets every register to 0", "zeroes the whole state", "clears everything"))
        elif zero:
            effect = d.any("clears {n}", "sets {n} to 0", "puts {n} to zero", "forces {n} to 0", n=shown[0].name)
        else:
            effect = d.any("{v} {x}", v=d.one(("sets", "puts", "forces")), x=listing([f"{r.name} to {r.start}" for r in regs]))
        return d.tell_reset(self.reset, effect)


def is_port(d: Draw, port: str, level: int = 1) -> Cond:
    """A one-bit input at a level."""
    return Cond(
        is_level(d, port, level, plain=True),
        port if level else f"!{port}",
        f"{port}={level}",
        lambda s, v: v[port] == level,
        port,
        level,
    )


def both(a: Cond, b: Cond) -> Cond:
    """Two conditions together."""
    return Cond(
        f"{a.words} and {b.words}",
        f"{a.code} && {b.code}",
        f"{a.short} and {b.short}",
        lambda s, v: a.test(s, v) and b.test(s, v),
    )


def reg_is(name: str, value: int, literal: str, same: bool = True) -> Cond:
    """A register that has a value or has not."""
    sign = "==" if same else "!="
    return Cond(
        f"{name} {'is' if same else 'is not'} {value}",
        f"{name} {sign} {literal}",
        f"{name}{'=' if same else '!='}{value}",
        lambda s, v: (s[name] == value) == same,
    )


def _others(cases: Sequence[Case], place: int) -> str:
    return listing([_not(case.cond) for case in cases[:place]])


def _not(cond: Cond) -> str:
    return f"{cond.port} is {1 - cond.level}" if cond.port else f"not ({cond.words})"


def _rest(r: Reg, d: Draw) -> tuple[str, str]:
    if r.other:
        return r.other.verb, r.other.value
    return d.one(("keeps its value", "holds", "stays as it is", "does not change")), d.one((r.name, "unchanged", "same"))


def _rows(r: Reg, simple: bool) -> list[tuple[list[str], str]]:
    """Rows of a function table: a cell for each port, then what is done."""
    ports = [case.cond.port for case in r.cases]
    rows = []
    for n in range(len(r.cases) + 1):
        cells = ["x"] * len(ports)
        for m in range(min(n + 1, len(r.cases))):
            cells[m] = str(r.cases[m].cond.level if m == n else 1 - r.cases[m].cond.level)
        rows.append((cells, r.cases[n].value if n < len(r.cases) else (r.other.value if r.other else r.name)))
    return rows


def _table(d: Draw, r: Reg) -> str:
    ports = [case.cond.port for case in r.cases]
    rows, kind = _rows(r, True), d.number(0, 2)
    shuffled = d.chance(0.4)
    if shuffled:
        d.rng.shuffle(rows)
    mark = d.one(("x", "-", "X", "*"))
    rows = [([mark if cell == "x" else cell for cell in cells], act) for cells, act in rows]
    next_ = d.any("next {n}", "{n} after the edge", "{n}(t+1)", "{n} becomes", n=r.name)
    glue = (" | ", ",", "  ")[kind]
    edge = ("| ", "", "")[kind]
    lines = [edge + glue.join([*ports, next_]) + edge[::-1]]
    lines += [edge + glue.join([*cells, act]) + edge[::-1] for cells, act in rows]
    return (
        d.any(
            "Function table ({m} = any value):",
            "What {n} does ({m} means don't care):",
            "Truth table of {n}, {m} is don't care:",
            "{n} follows this table, {m} = does not matter:",
            m=mark,
            n=r.name,
        )
        + "\n"
        + "\n".join(lines)
    )


def _numbered(d: Draw, r: Reg) -> str:
    last, _ = _rest(r, d)
    entries = [f"{case.cond.words}: {r.name} {case.verb}" for case in r.cases] + [
        f"{d.one(('otherwise', 'else'))}: {r.name} {last}"
    ]
    lead = d.any(
        "For {n} the first rule that applies counts:",
        "{n}, by falling priority:",
        "Cases for {n}, most important first:",
        "Check in this order and stop at the first hit:",
        n=r.name,
    )
    mark = d.one(("{}. ", "{}) ", "({}) ", "- "))
    return "\n".join([lead, *(mark.format(n + 1) + entry for n, entry in enumerate(entries))])


def _backwards(d: Draw, r: Reg) -> str:
    last, _ = _rest(r, d)
    entries = [f"normally {r.name} {last}"] + [f"{case.cond.words}: {r.name} {case.verb}" for case in reversed(r.cases)]
    lead = d.any(
        "Rules for {n}, weakest first (a later one overrides the earlier ones):",
        "{n}, in rising order of priority:",
        "Each line beats the lines above it:",
        n=r.name,
    )
    return "\n".join([lead, *(f"{n + 1}. {entry}" for n, entry in enumerate(entries))])


def _arrows(d: Draw, r: Reg) -> str:
    _, last = _rest(r, d)
    arrow = d.one(("->", "=>", ":", "then"))
    lines = [f"{'when ' * (arrow == 'then')}{case.cond.short} {arrow} {case.value}" for case in r.cases] + [
        f"else {arrow} {last}"
    ]
    lead = d.any(
        "Next {n} (topmost match wins):", "{n} gets, first match from above:", "Updates of {n}, highest line first:", n=r.name
    )
    return "\n".join([lead, *lines])


def _pseudo(d: Draw, r: Reg) -> str:
    _, last = _rest(r, d)
    words = ["if"] + ["elif"] * len(r.cases)
    lines = [
        f"{word} {case.cond.short.replace('=', ' = ')}: {r.name} := {case.value}"
        for word, case in zip(words, r.cases, strict=False)
    ]
    return "\n".join([*lines, f"else: {r.name} := {last}"])


def _free_order(d: Draw, r: Reg) -> str:
    last, _ = _rest(r, d)
    facts = [
        d.any("{w}: {n} {v}", "when {w}, {n} {v}", "{n} {v} when {w}", "{n} {v} if {w}", w=case.cond.words, n=r.name, v=case.verb)
        for case in r.cases
    ]
    d.rng.shuffle(facts)
    names = [case.cond.port or f'"{case.cond.words}"' for case in r.cases]
    order = d.any(
        "Priority: {a}",
        "Of several at once {b}",
        "If they collide, the order is {c}",
        "Precedence is {c}",
        a=" > ".join(names),
        b=f"{names[0]} wins" + "".join(f", then {name}" for name in names[1:]),
        c=" before ".join(names),
    )
    tail = d.any("with none of them {n} {v}", "otherwise {n} {v}", "in every other case {n} {v}", n=r.name, v=last)
    parts = [*facts, order, tail] if d.chance(0.6) else [order, *facts, tail]
    return " ".join(sentence(part) for part in parts) if d.chance(0.6) else "\n".join(f"- {part}" for part in parts)


def _chain(d: Draw, r: Reg) -> str:
    last, _ = _rest(r, d)
    parts = [d.any("If {w}, {n} {v}", "When {w}, {n} {v}", w=r.cases[0].cond.words, n=r.name, v=r.cases[0].verb)]
    link = d.one(
        ("; otherwise, if {w}, it {v}", "; if not, but {w}, it {v}", "; failing that, when {w} it {v}", ". Else, if {w}, it {v}")
    )
    parts += [link.format(w=case.cond.words, v=case.verb) for case in r.cases[1:]]
    return "".join(parts) + d.any("; else it {v}.", "; in all other cases it {v}.", ". Otherwise it {v}.", v=last)


def _results_first(d: Draw, r: Reg) -> str:
    last, _ = _rest(r, d)
    parts = []
    for n, case in enumerate(r.cases):
        but = d.any(" while {o}", " and {o}", o=_others(r.cases, n)) if n else ""
        parts.append(f"{r.name if n == 0 else 'it'} {case.verb} if {case.cond.words}{but}")
    return "; ".join(parts) + d.any("; otherwise it {v}.", ". It {v} in every other case.", v=last)


def _given(d: Draw, r: Reg) -> str:
    last, _ = _rest(r, d)
    lines = []
    for n, case in enumerate(r.cases):
        given = f"given {_others(r.cases, n)}, " if n else ""
        lines.append(sentence(f"{given}when {case.cond.words}, then {r.name} {case.verb}", [r.name]))
    lines.append(f"Given none of this, then {r.name} {last}.")
    if d.chance(0.3):
        d.rng.shuffle(lines := lines[:-1])
        lines.append(f"In all remaining cases {r.name} {last}.")
    return d.one(("\n", " ")).join(lines)


def _unless(d: Draw, r: Reg) -> str:
    last, _ = _rest(r, d)
    low = r.cases[-1]
    text = (
        f"{r.name} {low.verb} when {low.cond.words}, and {last} when not."
        if not r.other
        else (f"{r.name} {last}, except when {low.cond.words}: then it {low.verb}.")
    )
    for case in reversed(r.cases[:-1]):
        text += " " + d.any(
            "But if {w}, all this is overruled: {n} {v}.",
            "This gives way to {s}, where {n} {v}.",
            "Yet {w} comes before that; then {n} {v}.",
            w=case.cond.words,
            n=r.name,
            v=case.verb,
            s=case.cond.short,
        )
    return text


def _chat(d: Draw, r: Reg) -> str:
    last, _ = _rest(r, d)
    text = f"so {r.name}: {r.cases[0].cond.words}? then it {r.cases[0].verb}, no matter what else."
    for case in r.cases[1:]:
        text += f" if that's not so, {case.cond.words} means it {case.verb}."
    return text + f" nothing of that? it {last}."


def told(d: Draw, r: Reg) -> str:
    """The cases of a register in one of many layouts."""
    if not r.cases:
        verb, _ = _rest(r, d)
        return d.any("{n} {v} on every edge.", "every clock edge, {n} {v}.", "{n} {v} each cycle.", n=r.name, v=verb)
    ways = [_numbered, _arrows, _pseudo, _chain, _results_first, _given, _chat]
    if len(r.cases) > 1:
        ways += [_backwards, _free_order, _free_order, _unless]
    if len({case.cond.port for case in r.cases}) == len(r.cases) and all(case.cond.port for case in r.cases):
        ways += [_table, _table, _table] if len(r.cases) > 1 else [_table]
    return d.one(ways)(d, r)


def compose(
    d: Draw,
    beat: Beat,
    intro: str,
    blocks: Sequence[str],
    regs: Sequence[Reg],
    outs: Sequence[Out],
    names: Sequence[str],
    extra: Sequence[str] = (),
) -> str:
    """The whole text from an opening, blocks on registers, sentences on outputs, clock and reset: several structures."""
    clock, reset = beat.clock_told(), beat.reset_told(regs)
    shown = [out.text for out in outs if out.text]
    kind = d.number(0, 9)

    def s(text: str) -> str:
        return sentence(text, names) if "\n" not in text else text

    if kind == 0:
        parts = [intro, *blocks, *shown, *extra, clock, reset]
    elif kind == 1:
        parts = [reset, clock, intro, *blocks, *extra, *shown]
    elif kind == 2:
        facts = [*shown, *extra, clock, reset]
        d.rng.shuffle(facts)
        parts = [intro, *facts, *blocks]
    elif kind == 3:
        rules = [*blocks, *shown, *extra, clock, *([reset] if reset else [])]
        mark = d.one(("R{}: ", "REQ-{} ", "[{}] ", "{}. ", "§{} "))
        return "\n".join([s(intro), *(mark.format(n + 1) + s(fact) for n, fact in enumerate(rules))])
    elif kind == 4:
        heads = d.one(
            (
                ("Function", "Outputs", "Clock", "Reset"),
                ("BEHAVIOUR", "OUTPUTS", "CLOCKING", "RESET"),
                ("What it does", "What it shows", "Clock", "Start"),
            )
        )
        rows = [
            (heads[2], clock),
            (heads[3], reset),
            (heads[0], "\n".join(s(b) for b in (*blocks, *extra))),
            (heads[1], " ".join(map(s, shown))),
        ]
        d.rng.shuffle(rows)
        return "\n".join([s(intro), *(f"{head}: {s(text)}" for head, text in rows if text)])
    elif kind == 5:
        parts = [
            "(Exam) " + s(intro),
            clock,
            *blocks,
            *shown,
            *extra,
            reset,
            d.one(("Write the module.", "Give the Verilog.", "(8 points)")),
        ]
    elif kind == 6:
        parts = [d.one(("hi, ", "hey - ", "quick one: ", "need this today: ")) + intro, *blocks, *extra, reset, *shown, clock]
    elif kind == 7:
        parts = [*blocks, *shown, clock, reset, *extra, intro]
    elif kind == 8:
        facts = [*blocks, *shown, *extra, clock, reset]
        d.rng.shuffle(facts)
        mark = d.one(("- ", "* ", "• "))
        return "\n".join([s(intro), *(mark + s(fact) for fact in facts if fact)])
    else:
        facts = [*blocks, *shown, *extra, *([reset] if reset else [])]
        parts = [clock, intro, *facts]
    return joined([s(part) for part in parts if part])


def joined(parts: Sequence[str]) -> str:
    """Paragraphs where there are lists, else one paragraph."""
    text = ""
    for part in parts:
        glue = "\n" if "\n" in part or "\n" in text.rsplit("\n\n", 1)[-1][-200:] else " "
        text += (glue if text else "") + part
    return re.sub(r" {3,}", "  ", text)


def decoded(d: Draw, q: str, width: int, low: int, high: int) -> Out:
    """A flag that follows from a count."""
    name = d.name("hit", "flag", "match", "at_k", "zone", "mark", "sel_out", "tc", "full")
    kind, k = d.number(0, 4), d.number(low + 1, high)
    j = d.number(low, high - 1)
    lit = d.style.literal
    if kind == 0 or high - low < 3:
        return Out(
            name,
            1,
            d.any("{f} is 1 exactly while {q} is {k}", "{f} tells that {q} equals {k}", "{f} = ({q} == {k})", f=name, q=q, k=k),
            f"{q} == {lit(width, k)}",
            lambda s, v: int(s[q] == k),
        )
    if kind == 1:
        return Out(
            name,
            1,
            d.any(
                "{f} is high for {q} of {k} or more",
                "{f} is 1 when {q} is at least {k}, else 0",
                "{f} = 0 while {q} is below {k}, 1 from {k} on",
                f=name,
                q=q,
                k=k,
            ),
            f"{q} >= {lit(width, k)}",
            lambda s, v: int(s[q] >= k),
        )
    if kind == 2:
        j, k = (min(j, k), max(j, k)) if j != k else (low, k)
        return Out(
            name,
            1,
            d.any(
                "{f} is 1 while {q} lies between {j} and {k}, both included",
                "{f} goes high for {q} = {j} to {k}",
                f=name,
                q=q,
                j=j,
                k=k,
            ),
            f"({q} >= {lit(width, j)}) && ({q} <= {lit(width, k)})",
            lambda s, v: int(j <= s[q] <= k),
        )
    if kind == 3:
        j = low if j == k else j
        return Out(
            name,
            1,
            d.any("{f} is 1 if {q} is {j} or {k}", "only the values {j} and {k} of {q} raise {f}", f=name, q=q, j=j, k=k),
            f"({q} == {lit(width, j)}) || ({q} == {lit(width, k)})",
            lambda s, v: int(s[q] in (j, k)),
        )
    return Out(
        name,
        1,
        d.any("{f} is 0 while {q} is {k} and 1 at all other values", "{f} drops to 0 at {q} = {k} only", f=name, q=q, k=k),
        f"{q} != {lit(width, k)}",
        lambda s, v: int(s[q] != k),
    )


def build(
    d: Draw,
    beat: Beat,
    title: str,
    names: tuple[str, ...],
    inputs: Sequence[Port],
    regs: Sequence[Reg],
    outs: Sequence[Out],
    text: str,
    parameters: Mapping[str, object],
    *,
    bias: Bias | None = None,
    cycles: int = 60,
    why: Sequence[str] = (),
    unknown: Sequence[State] = (),
) -> Design:
    """The whole design: one block for all registers or one for each, then the outputs."""
    ins = list(inputs)
    if d.chance(0.4):
        d.rng.shuffle(ins)
    given = [Port(beat.clk), *beat.reset.ports]
    outputs = [Port(r.name, r.width, output=True, stored=True) for r in regs if r.output]
    outputs += [Port(o.name, o.width, output=True, stored=bool(o.lines)) for o in outs]
    ports = tuple(
        [*given, *ins, *outputs] if d.chance(0.8) else [*ins, *outputs, *given] if d.chance(0.5) else [*outputs, *ins, *given]
    )
    lit, edge = d.style.literal, "negedge" if beat.falling else "posedge"
    body = [d.style.declare(r.name, r.width) for r in regs if not r.output]
    groups = [list(regs)] if len(regs) > 3 or d.chance(0.5) else [[r] for r in regs]
    for group in groups:
        clear = [f"{r.name} <= {lit(r.width, r.start)};" for r in group]
        lines = [line for r in group for line in r.lines()]
        if len(group) > 1 or len(lines) > 1 or not d.style.compact:
            head = d.style.edge(beat.reset.events(beat.clk, edge))
            if beat.reset.kind == "none":
                body += [f"{head} begin", *(f"  {line}" for line in lines), "end"]
                continue
            body += [
                f"{head} begin",
                f"  if ({beat.reset.test}) begin",
                *(f"    {line}" for line in clear),
                "  end else begin",
                *(f"    {line}" for line in lines),
                "  end",
                "end",
            ]
        else:
            body += d.clocked(beat.clk, beat.reset, clear, lines, edge)
    for out in outs:
        body += out.lines or (f"assign {out.name} = {out.code};",)
    if beat.reset.kind == "none":
        first = f"{edge} {beat.clk}, no reset"
    else:
        active = f"{beat.reset.name}={0 if beat.reset.low else 1}"
        sets = ", ".join(f"{r.name}={r.start}" for r in regs)
        first = f"{edge} {beat.clk}; {active} {'at once' if beat.reset.kind == 'async' else 'at the edge'}: {sets}"
    lines = [first, *why, *(r.why() for r in regs), *(o.why or f"{o.name} = {o.code}" for o in outs)]
    start = {r.name: r.start for r in regs}

    def update(s: State, v: Values) -> State:
        return {r.name: r.next(s, v) for r in regs}

    def output(s: State, v: Values) -> dict[str, int]:
        return {r.name: s[r.name] for r in regs if r.output} | {o.name: o.value(s, v) for o in outs}

    rows = clocked(
        d.rng, ports, beat.clk, beat.reset, start, update, output, cycles=cycles, bias=bias, falling=beat.falling, unknown=unknown
    )
    return Design(
        title,
        ports,
        text,
        "\n".join(lines),
        tuple(body),
        rows,
        d.style,
        names,
        {**parameters, "reset": beat.reset.phrase, "edge": edge},
    )


def port_names(beat: Beat, inputs: Sequence[Port], regs: Sequence[Reg], outs: Sequence[Out]) -> list[str]:
    """Every port's name."""
    return [beat.clk, beat.reset.name, *(p.name for p in inputs), *(r.name for r in regs), *(o.name for o in outs)]


def bits(d: Draw, width: int, value: int) -> str:
    """A constant as people write it."""
    return d.one((str(value), f"{width}'b{value:0{width}b}")) if 1 < width <= 8 else str(value)


def mostly(d: Draw, cases: Sequence[Case], share: float = 0.15) -> Bias:
    """Stimulus in which conditions of high priority are seldom met."""
    levels = [(case.cond.port, case.cond.level) for case in cases[:-1] if case.cond.port]
    last = [(case.cond.port, case.cond.level) for case in cases[-1:] if case.cond.port not in ("", *dict(levels))]
    return lambda r, c: (
        {p: level if r.random() < share else 1 - level for p, level in levels}
        | {p: level if r.random() < 0.8 else 1 - level for p, level in last}
    )
