"""Interlocks between outputs, and known circuits with changes."""

from __future__ import annotations

from groundwire.distill.families.design import Design
from groundwire.distill.families.draw import Draw, listing
from groundwire.distill.families.ports import Port
from groundwire.distill.families.registry import family
from groundwire.distill.families.voices.parts_shared import (
    COUNTS,
    INPUT_SETS,
    Expr,
    Op,
    code_of,
    gates_design,
    pick,
    value_of,
    varies,
)

_INTERLOCKS = (
    "{s}",
    "Interlock with {n} outputs.\n{b}",
    "Safety rules of the plant, every output depends on a request and on others:\n{b}",
    "so the machine has {n} drives: {o}. {s} no clock, just logic.",
    "Exercise. The outputs {o} are locked against each other. {s} Write the module.",
    "output | turned on by | only if\n{t}\nAn output that is not turned on is 0.",
    "Requirements:\n{b}\nThe locks look at the outputs, not at the requests.",
    "The operator's requests are {r}. {s} What is not allowed stays at 0.",
    "Data sheet of the interlock unit. {s}",
    "Given the requests {r}, when they conflict, then these rules decide:\n{b}",
    "Relay replacement. Each line of the list stands for a relay with its contacts:\n{b}",
)


@family("parts_interlock", "conditions", 1.1)
def parts_interlock(d: Draw) -> Design:
    """Outputs that a request turns on if a permit allows it and certain other outputs are off or on."""
    n = d.number(2, 4)
    reqs = d.names(
        *(tuple(f.format(i) for i in range(1, n + 1)) for f in ("req{}", "call{}", "r{}", "want{}", "btn{}", "ask_{}"))
    )
    outs = d.names(
        *(tuple(f.format(i) for i in range(1, n + 1)) for f in ("on{}", "run{}", "valve{}", "k{}", "drive{}", "go_{}"))
    )
    permit = d.name("enable", "safe", "key", "guard", "estop_n", "hood") if d.chance(0.6) else ""
    level = int(d.chance(0.65)) if permit != "estop_n" else 1
    order = d.rng.sample(range(n), n)
    rules: dict[int, list[tuple[str, int]]] = {}
    for place, i in enumerate(order):
        terms = [(permit, level)] if permit and (d.chance(0.6) or place == 0) else []
        for j in order[:place]:
            if d.chance(0.7):
                terms.append((outs[j], int(d.chance(0.3))))
        rules[i] = terms
    invert = [int(d.chance(0.2)) for _ in range(n)]

    def function(v: dict[str, int]) -> dict[str, int]:
        made: dict[str, int] = {}
        for i in order:
            made[outs[i]] = int(v[reqs[i]] != invert[i] and all((v | made)[x] == want for x, want in rules[i]))
        return made

    if len([1 for terms in rules.values() if len(terms) > 0]) < max(1, n - 1) or not any(
        x in outs for terms in rules.values() for x, _ in terms):  # fmt: skip
        return parts_interlock(d)
    names = [*reqs, *([permit] if permit else [])]
    if not all(varies(names, lambda v, o=o: function(v)[o]) for o in outs):  # type: ignore[misc]
        return parts_interlock(d)

    def rule(i: int, form: int) -> str:
        terms = d.rng.sample(rules[i], len(rules[i]))
        on = 1 - invert[i]
        if form == 0:
            conditions = listing([f"{x} is {w}" for x, w in [(reqs[i], on), *terms]])
            return f"{outs[i]} is 1 if {conditions}, else 0."
        if form == 1:
            locked = listing([f"{x} is {1 - w}" for x, w in terms], "or") if terms else ""
            return f"{reqs[i]} = {on} turns {outs[i]} on" + (f", unless {locked}" if terms else "") + "; otherwise it is 0."
        locked = listing([f"{x} = {w}" for x, w in terms]) if terms else ""
        rest = f" as long as {locked}, and is 0 otherwise." if terms else "."
        return f"{outs[i]} follows {reqs[i]}{' inverted' * invert[i]}{rest}"

    shown = d.rng.sample(range(n), n) if d.chance(0.5) else list(range(n))
    form = d.number(0, 2)
    facts = [rule(i, form) for i in shown]
    mark = d.one(("- ", "{n}. ", "* ", "", "R{n}: "))
    only = {i: listing([f"{x} = {w}" for x, w in rules[i]]) if rules[i] else "always" for i in shown}
    t = "\n".join(f"{outs[i]} | {reqs[i]} = {1 - invert[i]} | {only[i]}" for i in shown)
    text = d.any(
        *_INTERLOCKS, s=" ".join(facts), b="\n".join(mark.format(n=k) + fact for k, fact in enumerate(facts, 1)), t=t,
        n=COUNTS[n], o=listing(outs), r=listing(reqs),
    )  # fmt: skip
    assigns = []
    why = []
    for i in order:
        terms = [(reqs[i], 1 - invert[i]), *rules[i]]
        code = " & ".join(x if w else f"~{x}" for x, w in terms)
        assigns.append((outs[i], 1, code))
        why.append(f"{outs[i]}: {', '.join(f'{x}={w}' for x, w in terms)} -> {code}")
    return gates_design(
        d, "an interlock", [Port(x) for x in names], [Port(o, output=True) for o in outs], text, why, assigns, function,
        ("interlock", "locks", "release_logic"), {"rules": {str(k): v for k, v in rules.items()}, "invert": invert},
    )  # fmt: skip


def _changed(e: Expr, what: str, new: Expr) -> Expr:
    """An expression with another in place of a name."""
    if isinstance(e, str):
        return new if e == what else e
    return Op(e.kind, tuple(_changed(arg, what, new) for arg in e.args))


def _and(*args: Expr) -> Op:
    return Op("AND", args)


def _or(*args: Expr) -> Op:
    return Op("OR", args)


def _not(arg: Expr) -> Op:
    return Op("NOT", (arg,))


_BASES: tuple[tuple[str, int, tuple[str, ...], tuple[Expr, ...]], ...] = (
    ("a half adder of {0} and {1} with sum {4} and carry {5}", 2, ("sum", "carry"), (Op("XOR", ("0", "1")), _and("0", "1"))),
    ("a full adder of {0}, {1} and carry-in {2}, with sum {4} and carry-out {5}", 3, ("s", "co"),
     (Op("XOR", ("0", "1", "2")), _or(_and("0", "1"), _and("0", "2"), _and("1", "2")))),
    ("a half subtractor {0} minus {1} with difference {4} and borrow {5}", 2, ("diff", "bor"),
     (Op("XOR", ("0", "1")), _and(_not("0"), "1"))),
    ("a multiplexer that passes {1} to {4} if {0} is 0 and {2} if it is 1", 3, ("muxo",),
     (_or(_and(_not("0"), "1"), _and("0", "2")),)),
    ("a one-bit comparator with {4} for {0} greater than {1} and {5} for equal", 2, ("gt", "eq"),
     (_and("0", _not("1")), Op("XNOR", ("0", "1")))),
    ("a demultiplexer that sends {0} to {4} if {1} is 0 and to {5} if it is 1, the other one being 0", 2, ("d0", "d1"),
     (_and("0", _not("1")), _and("0", "1"))),
    ("a majority vote of {0}, {1} and {2} on {4}", 3, ("maj",), (_or(_and("0", "1"), _and("0", "2"), _and("1", "2")),)),
    ("an even/odd detector, {4} = 1 for an odd number of ones in {0}, {1}, {2} and {5} = 1 for an even one", 3, ("odd", "even"),
     (Op("XOR", ("0", "1", "2")), Op("XNOR", ("0", "1", "2")))),
    ("an AND-OR gate, {4} = ({0} AND {1}) OR ({2} AND {3})", 4, ("aoi",), (_or(_and("0", "1"), _and("2", "3")),)),
)  # fmt: skip
_SAME_BUT = (
    "The same as {k}, but {c}.",
    "Take {k}. Then change this: {c}.",
    "I have {k}, only with these differences:\n{b}",
    "It is {k} - almost. {c}.",
    "Start: {k}\nChanges:\n{b}",
    "Exercise: modify {k} so that {c}. Give the code of the modified circuit.",
    "Due to an error of the layout the chip is not {k} as ordered: {c}. Describe what was really made.",
    "Given {k}, when it is changed so that {c}, then the circuit wanted here results.",
    "Requirements\n1. Base: {k}.\n2. {c}.",
    "{c}. Apart from that it is {k}.",
    "base part | {k}\ndiffers in | {c}",
    "do you know {k}? i need just that, except that {c}",
)


@family("parts_same_but", "gates", 1.1)
def parts_same_but(d: Draw) -> Design:
    """A known small circuit with one to three changes: inverted or replaced inputs, inverted, masked or forced outputs."""
    base, size, stems, exprs = d.one(_BASES)
    ins = pick(d, INPUT_SETS, size)
    outs = [d.name(stem, f"{stem}_o") for stem in stems]
    table = dict(zip("0123", ins, strict=False))
    trees: list[Expr] = []
    for e in exprs:
        for digit, name in table.items():
            e = _changed(e, digit, name)
        trees.append(e)
    begin = [f"{o} = {code_of(t)}" for o, t in zip(outs, trees, strict=True)]
    facts, why, extra, touched = [], [], list[str](), set[str]()
    for _ in range(d.number(1, 3)):
        how = d.one(("invert in", "gate in", "invert out", "mask", "force", "swap"))
        x, o = d.one(ins), d.number(0, len(outs) - 1)
        key = x if how.endswith(" in") else outs[o]
        if key in touched or (how == "swap" and touched):
            continue
        touched.add(key)
        if how == "invert in":
            facts.append(
                d.any("{x} is inverted before it is used", "{x} counts as active low", "{x} acts through an inverter", x=x)
            )
            trees = [_changed(t, x, _not(x)) for t in trees]
            why.append(f"{x} -> ~{x}")
        elif how == "gate in":
            new, kind = d.name("m", "aux", "e2", "side", "extra", "also"), d.one(("AND", "OR", "XOR"))
            extra.append(new)
            facts.append(d.any("{x} is replaced by {x} {k} {n}", "instead of {x} it uses {x} {k} {n}", x=x, k=kind, n=new))
            trees = [_changed(t, x, Op(kind, (x, new))) for t in trees]
            why.append(f"{x} -> {code_of(Op(kind, (x, new)), False)}")
        elif how == "invert out":
            facts.append(d.any("{o} is inverted", "{o} comes out inverted", "{o} has the opposite level", o=outs[o]))
            trees[o] = _not(trees[o])
            why.append(f"{outs[o]} inverted")
        elif how in ("mask", "force"):
            pin, level = d.name("en", "hold0", "gate_in", "blank", "test", "kill"), d.number(0, 1)
            extra.append(pin)
            rest = int(how == "force")
            facts.append(
                d.any("{o} is {r} whenever {p} is {l}", "{p} = {l} forces {o} to {r}", o=outs[o], r=rest, p=pin, l=level)
            )
            active: Expr = pin if level else _not(pin)
            idle: Expr = _not(pin) if level else pin
            trees[o] = _or(trees[o], active) if rest else _and(trees[o], idle)
            why.append(f"{outs[o]}: {pin}={level} -> {rest}")
        elif len(outs) > 1:
            facts.append(
                d.any("{a} and {b} have changed places", "the signals on {a} and {b} are exchanged", a=outs[0], b=outs[1])
            )
            trees = trees[::-1]
            touched |= set(outs)
            why.append(f"swap {outs[0]}, {outs[1]}")
        else:
            return parts_same_but(d)
    names = [*ins, *extra]
    if not all(varies(names, lambda v, t=t: value_of(t, v)) for t in trees):  # type: ignore[misc]
        return parts_same_but(d)
    known = base.format(*(*ins, "", "", "", "")[:4], *outs, "") if len(outs) < 2 else base.format(*(*ins, "", "")[:4], *outs)
    c = listing(facts)
    text = d.any(*_SAME_BUT, k=known, c=c, b="\n".join(f"- {x}" for x in facts))
    finals = [(o, 1, code_of(t)) for o, t in zip(outs, trees, strict=True)]
    return gates_design(
        d, "a known circuit with changes", [Port(x) for x in names], [Port(o, output=True) for o in outs], text,
        [*begin, *why, *(f"{o} = {code}" for o, _, code in finals)], finals,
        lambda v: {o: value_of(t, v) for o, t in zip(outs, trees, strict=True)}, ("variant", "modified", "derived_part"),
        {"base": base, "facts": why},
    )  # fmt: skip
