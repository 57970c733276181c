"""What traces, reviews and rewritings share: layouts, walks over a machine, functions from rows, rules in languages."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import product

from groundwire.distill.families.draw import Draw, listing
from groundwire.distill.families.voices.everyday_machines import Frame

BITS_IN = (
    ("a", "b", "c", "d"), ("x", "y", "z", "w"), ("p", "q", "r", "s"), ("in0", "in1", "in2", "in3"), ("k", "m", "n", "t"),
    ("door", "lid", "key", "lamp"), ("u", "v", "w", "e"), ("s1", "s2", "s3", "s4"), ("A", "B", "C", "D"),
)  # fmt: skip
OUTS = ("out", "f", "res", "o", "hit", "y_out", "F", "led", "ok")
CONTROLS = ("en", "sel", "go", "go_in", "mode", "take", "inv", "pick", "ctl", "arm", "gate", "lock", "busy", "ready", "hi")


def slots_of(frame: Frame, effect: str) -> dict[str, str]:
    """Slots c (clock), e ("rising"), z and rr (reset); t is left for the trace."""
    return {name: text for name, text in frame.slots(effect).items() if name != "t"}


def stamps(d: Draw, count: int, cycles: bool) -> tuple[str, list[str]]:
    """The first column: times or numbers of cycles."""
    if cycles:
        first = d.one((0, 1, 1, d.number(2, 40)))
        return d.one(("cycle", "cyc", "edge", "#", "n")), [str(first + i) for i in range(count)]
    start, step = d.one((0, 0, 5, 10, 100)), d.one((5, 10, 10, 20, 25, 50))
    label = d.one(("time", "t", "ns", "t_ns", "time_ns", "time/ns"))
    return label, [str(start + step * i) for i in range(count)]


def traced(d: Draw, head: Sequence[str], cells: Sequence[Sequence[str]], inputs: int, cycles: bool) -> str:
    """A trace: one of several layouts."""
    label, times = stamps(d, len(cells), cycles)
    label = ("cycle_no" if cycles else "time_ns") if label in head else label
    layout = d.one(("columns", "columns", "csv", "pipes", "lines", "arrows", "signals", "semicolons"))
    names = [label, *head]
    rows = [[t, *row] for t, row in zip(times, cells, strict=True)]
    if layout == "signals" and len(rows) <= 24:
        size = max(map(len, names))
        wide = max(len(x) for row in rows for x in row[1:])
        shown = list(zip(*rows, strict=True))
        lines = [f"{n.ljust(size)} | {' '.join(x.rjust(wide) for x in col)}" for n, col in zip(head, shown[1:], strict=True)]
        return "\n".join(lines)
    if layout == "csv":
        return "\n".join(",".join(row) for row in [names, *rows])
    if layout == "semicolons":
        return "\n".join("; ".join(row) for row in [names, *rows])
    unit = "" if cycles else d.one((" ns", "ns", ""))
    at = d.one(("{t}{u}: ", "@{t}{u} ", "[{t}{u}] ", "#{t} "))
    if layout in ("lines", "arrows"):
        arrow = " " if layout == "lines" else d.one((" -> ", " => ", " / "))
        mark = d.one(("=", "=", ":"))
        told = []
        for row in rows:
            pairs = [f"{n}{mark}{x}" for n, x in zip(head, row[1:], strict=True)]
            told.append(at.format(t=row[0], u=unit) + " ".join(pairs[:inputs]) + arrow + " ".join(pairs[inputs:]))
        return "\n".join(told)
    sizes = [max(len(row[i]) for row in [names, *rows]) for i in range(len(names))]
    gap = " | " if layout == "pipes" else "  "
    return "\n".join(gap.join(x.rjust(s) for x, s in zip(row, sizes, strict=True)).rstrip() for row in [names, *rows])


def walk(
    rng: random.Random, start: int, inputs: Sequence[int], step: Callable[[int, int], int], extra: int = 2
) -> list[tuple[int, int, int]]:
    """Steps from a state, as (state, input, next), that use every input in every state that can be reached."""
    seen: set[tuple[int, int]] = set()
    steps: list[tuple[int, int, int]] = []
    state = start

    def go(x: int) -> None:
        nonlocal state
        seen.add((state, x))
        steps.append((state, x, step(state, x)))
        state = steps[-1][2]

    while (path := _to_unseen(rng, state, inputs, step, seen)) is not None:
        for x in path:
            go(x)
    for _ in range(extra):
        go(rng.choice(list(inputs)))
    return steps


def _to_unseen(
    rng: random.Random, state: int, inputs: Sequence[int], step: Callable[[int, int], int], seen: set[tuple[int, int]]
) -> list[int] | None:
    paths: dict[int, list[int]] = {state: []}
    queue = [state]
    while queue:
        here = queue.pop(0)
        for x in rng.sample(list(inputs), len(inputs)):
            if (here, x) not in seen:
                return [*paths[here], x]
            if step(here, x) not in paths:
                paths[step(here, x)] = [*paths[here], x]
                queue.append(step(here, x))
    return None


def product_of(names: Sequence[str], row: int) -> str:
    """A minterm: "a & ~b"."""
    return " & ".join(n if row >> (len(names) - 1 - i) & 1 else f"~{n}" for i, n in enumerate(names))


def formula(names: Sequence[str], ones: set[int], out: str) -> tuple[list[str], str]:
    """The steps from the rows with 1 (first name is the highest bit) to an expression."""
    why: list[str] = []
    left = list(names)
    for name in names:
        place = len(left) - 1 - left.index(name)
        if len(left) > 1 and all((row ^ (1 << place)) in ones for row in ones):
            ones = {row & ((1 << place) - 1) | (row >> place + 1) << place for row in ones}
            left.remove(name)
            why.append(f"{name} does not matter")
    count, total = len(left), 1 << len(left)
    if not ones or len(ones) == total:
        return [*why, f"{out} is constant"], "1'b1" if ones else "1'b0"
    spell = [f"{row:0{count}b}" for row in range(total)]
    for odd in (1, 0):
        if count > 1 and ones == {row for row in range(total) if row.bit_count() % 2 == odd}:
            tail = " ^ ".join(left)
            return [*why, f"1 for {'odd' if odd else 'even'} numbers of ones: {'xor' if odd else 'xnor'}"], (
                tail if odd else f"~({tail})"
            )
    inverted = len(ones) > total // 2
    rows = sorted(set(range(total)) - ones if inverted else ones)
    what = f"zeros ({out} = not of their sum)" if inverted else "ones"
    terms = [product_of(left, row) for row in rows]
    why.append(f"{what} at {' '.join(left)}: " + ", ".join(f"{spell[r]} {t}" for r, t in zip(rows, terms, strict=True)))
    text = " | ".join(f"({t})" if len(terms) > 1 and " " in t else t for t in terms)
    return why, f"~({text})" if inverted else text


@dataclass(frozen=True)
class Atom:
    """A test of one signal against a number."""

    name: str
    width: int
    op: str
    value: int

    def holds(self, v: dict[str, int]) -> bool:
        """Whether it is true."""
        x = v[self.name]
        return {"==": x == self.value, "!=": x != self.value, "<": x < self.value, ">=": x >= self.value}[self.op]


@dataclass(frozen=True)
class Cond:
    """One or two tests, joined by "and" or "or"."""

    atoms: tuple[Atom, ...]
    join: str = "and"

    def holds(self, v: dict[str, int]) -> bool:
        """Whether it is true."""
        found = [atom.holds(v) for atom in self.atoms]
        return all(found) if self.join == "and" else any(found)


@dataclass(frozen=True)
class Expr:
    """A value: a constant (op "#"), a signal (op "="), its inverse (op "~"), or two of them with an operator."""

    op: str
    left: str = ""
    right: str | int = 0

    def value(self, v: dict[str, int], width: int) -> int:
        """What it is, cut to a width."""
        b = self.right if isinstance(self.right, int) else v[self.right]
        if self.op == "#":
            return b
        a = v[self.left]
        table = {"=": a, "~": ~a, "&": a & b, "|": a | b, "^": a ^ b, "+": a + b, "-": a - b}
        return table[self.op] & ((1 << width) - 1)


@dataclass(frozen=True)
class Rule:
    """What is taken under a condition; the last rule of a chain has none."""

    cond: Cond | None
    expr: Expr


def pick(rules: Sequence[Rule], v: dict[str, int], width: int) -> int:
    """The value of the first rule that holds."""
    return next(rule.expr.value(v, width) for rule in rules if rule.cond is None or rule.cond.holds(v))


class Tongue:
    """Writes tests and values in one language."""

    def __init__(self, d: Draw, name: str, width: int):
        self.d, self.name, self.width = d, name, width

    def atom(self, atom: Atom) -> str:
        """A test."""
        n, op, x = atom.name, atom.op, atom.value
        if self.name == "words":
            word = {"==": "is", "!=": "is not", "<": "is less than", ">=": "is at least"}[op]
            return f"{n} {word} {x}"
        if self.name == "vhdl":
            return f"{n} = '{x}'" if atom.width == 1 else f"{n} {op.replace('==', '=').replace('!=', '/=')} {x}"
        if atom.width == 1:
            no = "not " if self.name == "python" else "!"
            return n if x else no + n
        number = self.d.style.literal(atom.width, x) if self.name == "verilog" else str(x)
        return f"{n} {op} {number}"

    def cond(self, cond: Cond) -> str:
        """A condition."""
        word = {"and": "&&", "or": "||"}[cond.join] if self.name in ("verilog", "c") else cond.join
        parts = [self.atom(atom) for atom in cond.atoms]
        if self.name in ("verilog", "c", "python", "vhdl") and len(parts) > 1:
            parts = [f"({p})" if " " in p and self.name != "python" else p for p in parts]
        return f" {word} ".join(parts)

    def expr(self, expr: Expr) -> str:
        """A value."""
        w, name, op, a = self.width, self.name, expr.op, expr.left
        if op == "#" or isinstance(expr.right, int):
            x = expr.right
            text = {"verilog": self.d.style.literal(w, int(x)), "vhdl": f'"{x:0{w}b}"' if w > 1 else f"'{x}'"}.get(name, str(x))
            if op == "#":
                return text
            b = text if name == "verilog" or op not in ("+", "-") else str(x)
        else:
            b = expr.right
        if op == "=":
            return a
        if name == "words":
            return f"the inverse of {a}" if op == "~" else f"{a} {_WORDS[op]} {b}"
        if name == "vhdl":
            return f"not {a}" if op == "~" else f"{a} {_VHDL.get(op, op)} {b}"
        mask = hex((1 << w) - 1) if name == "c" else str((1 << w) - 1)
        if op == "~":
            return f"~{a}" if name == "verilog" else f"~{a} & {mask}"
        text = f"{a} {op} {b}"
        return f"({text}) & {mask}" if op in "+-" and name in ("c", "python") else text


_WORDS = {"&": "AND", "|": "OR", "^": "XOR", "+": "plus", "-": "minus"}
_VHDL = {"&": "and", "|": "or", "^": "xor"}


def steps_of(rules: Sequence[Rule], tongue: Tongue) -> list[str]:
    """The chain as reasoning: "1. sel: a & b"."""
    return [f"{i}. {tongue.cond(r.cond) if r.cond else 'else'}: {tongue.expr(r.expr)}" for i, r in enumerate(rules, 1)]


def chain(tongue: Tongue, rules: Sequence[Rule], out: str, assign: str = "=") -> list[str]:
    """If, else if, else in Verilog."""
    lines = []
    for i, rule in enumerate(rules):
        head = ("else " if i else "") + (f"if ({tongue.cond(rule.cond)}) " if rule.cond else "")
        lines.append(f"{head}{out} {assign} {tongue.expr(rule.expr)};")
    return lines


def ternary(tongue: Tongue, rules: Sequence[Rule]) -> str:
    """The chain as one expression in Verilog or C."""
    return " : ".join(
        f"{_bracket(tongue.cond(r.cond))} ? {tongue.expr(r.expr)}" if r.cond else tongue.expr(r.expr) for r in rules
    )


def _bracket(text: str) -> str:
    return f"({text})" if " " in text else text


def told_rules(d: Draw, rules: Sequence[Rule], out: str, width: int, verb: str = "") -> str:
    """The chain in English, in one of many layouts; `verb` is "becomes" for registers."""
    w = Tongue(d, "words", width)
    be = verb or d.one(("is", "is", "equals", "shall be"))
    pairs = [(w.cond(r.cond) if r.cond else "", w.expr(r.expr)) for r in rules]
    last = pairs[-1][1]
    body = pairs[:-1]
    layout = d.number(0, 7)
    if layout == 0:
        first = f"If {body[0][0]}, {out} {be} {body[0][1]}"
        return first + "".join(f"; otherwise, if {c}, it {be} {e}" for c, e in body[1:]) + f"; otherwise it {be} {last}."
    if layout == 1:
        lines = [f"{i}. {c}: {out} {be} {e}" for i, (c, e) in enumerate(body, 1)]
        lead = d.one(("The first rule that applies counts:", "In this order, first match wins:", "Rules by falling priority:"))
        return "\n".join([lead, *lines, f"{len(lines) + 1}. in all other cases: {last}"])
    if layout == 2:
        size = max(len(c) for c, _ in body)
        rows = [f"{c.ljust(size)} | {e}" for c, e in body]
        lead = d.one((f"Value of {out}, the upper line has precedence:", f"{out} by condition (top line first):"))
        return "\n".join([lead, *rows, f"{'none of these'.ljust(size)} | {last}"])
    if layout == 3:
        tell = [f"{out} {be} {e} when {c}" for c, e in body]
        return ". Failing that, ".join(tell) + f". When nothing of this is the case, {last}."
    if layout == 4:
        up = [f"{c} -> {e}" for c, e in body]
        text = f"Lowest priority: {out} {be} {last}.\n" + "\n".join(up[::-1])
        return text + d.one(("\n(further down = stronger)", "\nEach line beats the lines above it."))
    if layout == 5:
        tell = [f"{c} gives {e}" for c, e in body]
        return f"{out}: {listing(tell)}, the earlier named before the later; without any of them {out} {be} {last}."
    if layout == 6:
        text = f"Normally {out} {be} {last}. " + " ".join(f"If {c}, it {be} {e} instead." for c, e in body[::-1])
        return text + d.one((" A later sentence overrides the earlier ones.", " What is said later has priority."))
    tell = [f"when {c} then {e}" for c, e in body]
    return f"{out} {be}:\n" + "\nelse ".join([*tell, last])


def draw_rules(d: Draw, controls: Sequence[tuple[str, int]], data: Sequence[str], width: int, state: str = "") -> list[Rule]:
    """A chain in which each control is tested by one rule; `state` may be used as an operand and must not be a plain copy."""
    conds = [Cond((_atom(d, name, w),)) for name, w in controls]
    if len(conds) > 2 and d.chance(0.5):
        conds = [Cond(conds[0].atoms + conds[1].atoms, d.one(("and", "and", "or"))), *conds[2:]]
    if d.chance(0.3) and (wide := [c for c in controls if c[1] > 1]):
        conds.append(Cond((_atom(d, *wide[0]),)))
        last = conds[-1].atoms[0]
        before = [a for c in conds[:-1] for a in c.atoms if a.name == last.name]
        if last.op != "==" or any(a.op != "==" or a == last for a in before):
            conds.pop()
    d.rng.shuffle(conds)
    rules: list[Rule] = []
    for cond in [*conds, None]:
        expr = draw_expr(d, data, width, state)
        while any(rule.expr == expr for rule in rules):
            expr = draw_expr(d, data, width, state)
        rules.append(Rule(cond, expr))
    return rules


def _atom(d: Draw, name: str, width: int) -> Atom:
    if width == 1:
        return Atom(name, 1, "==", d.one((1, 1, 0)))
    op = d.one(("==", "==", "!=", "<", ">="))
    return Atom(name, width, op, d.number(1, (1 << width) - 2) if op in ("<", ">=") else d.number(0, (1 << width) - 1))


def draw_expr(d: Draw, data: Sequence[str], width: int, state: str = "") -> Expr:
    """A value from the data and perhaps a register."""
    pool = [*data, *([state] if state else [])]
    a = d.one(pool)
    rest = [name for name in pool if name != a]
    kind = d.one("==~#ooo" if rest else "=~#kk")
    if kind in "=~":
        return Expr(kind, a)
    if kind == "#":
        return Expr("#", "", d.number(0, (1 << width) - 1))
    op = d.one("&|^+-" if width > 1 else "&|^")
    if kind == "k" or (state and width > 1 and d.chance(0.3)):
        k = d.one((1, 1, 2, 3)) & ((1 << width) - 1)
        return Expr(d.one("+-^") if width > 1 else "^", state or a, k)
    return Expr(op, a, d.one(rest))


def inputs_differ(
    rng: random.Random, names: Sequence[tuple[str, int]], good: Callable[[dict[str, int]], int],
    bad: Callable[[dict[str, int]], int],
) -> bool:  # fmt: skip
    """Whether two functions differ for some of many inputs."""
    if sum(w for _, w in names) <= 8:
        space = [dict(zip([n for n, _ in names], vs, strict=True)) for vs in product(*(range(1 << w) for _, w in names))]
    else:
        space = [{n: rng.getrandbits(w) for n, w in names} for _ in range(200)]
    return sum(good(v) != bad(v) for v in space) * 20 >= len(space)
