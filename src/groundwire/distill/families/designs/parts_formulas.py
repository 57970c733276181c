"""Formulas in several notations, and conditions in everyday words on single bits."""

from __future__ import annotations

from collections.abc import Sequence

from groundwire.distill.families.design import Design
from groundwire.distill.families.draw import Draw, listing
from groundwire.distill.families.ports import Port
from groundwire.distill.families.registry import family
from groundwire.distill.families.voices.parts_shared import (
    BASES,
    COUNTS,
    INPUT_SETS,
    KINDS,
    OUTPUT_SETS,
    Expr,
    Gate,
    Op,
    code_of,
    draw_tree,
    flatten,
    gate_code,
    gate_count,
    gates_design,
    pick,
    value_of,
    varies,
    words_of,
)

_RANK = {"AND": 3, "XOR": 2, "OR": 1}
_NOTES = {
    "C": ("C operators", "the operators of C", "C notation (~ binds first, then &, then ^, then \\|)"),
    "algebra": ("' is NOT, + is OR, * is AND, (+) is XOR", "Boolean algebra: ' inverts, * before (+) before +"),
    "words": ("NOT binds tightest, then AND, then XOR, then OR", "usual precedence: NOT, AND, XOR, OR"),
    "calls": ("function notation", "operators written as functions"),
    "lisp": ("prefix notation", "operator first, as in Lisp"),
    "rpn": ("reverse Polish notation", "postfix: operands first, then the operator; all but NOT take two"),
}
"""How each notation is named."""


def _infix(e: Expr, form: str, outer: int = 0) -> str:
    """A formula with as few parentheses as its precedences allow."""
    signs = {"C": {"AND": " & ", "OR": " | ", "XOR": " ^ "}, "algebra": {"AND": "*", "OR": " + ", "XOR": " (+) "},
             "words": {"AND": " and ", "OR": " or ", "XOR": " xor "}}[form]  # fmt: skip
    if isinstance(e, str):
        return e
    if e.kind == "NOT" or BASES[e.kind] != e.kind:
        inner: Expr = e.args[0] if e.kind == "NOT" else Op(BASES[e.kind], e.args)
        text = _infix(inner, form) if isinstance(inner, str) else f"({_infix(inner, form)})"
        return f"~{text}" if form == "C" else f"{text}'" if form == "algebra" else f"not {text}"
    rank = _RANK[e.kind]
    text = signs[e.kind].join(_infix(arg, form, rank) for arg in e.args)
    return f"({text})" if rank < outer else text


def _written(e: Expr, form: str) -> str:
    """A formula in a notation."""
    if isinstance(e, str):
        return e
    if form == "calls":
        return f"{e.kind}({', '.join(_written(arg, form) for arg in e.args)})"
    if form == "lisp":
        return f"({e.kind.lower()} {' '.join(_written(arg, form) for arg in e.args)})"
    if form == "rpn":
        text = _written(e.args[0], form)
        for arg in e.args[1:]:
            text += f" {_written(arg, form)} {e.kind}"
        return text if len(e.args) > 1 else f"{text} NOT"
    return _infix(e, form)


_FORMULAS = (
    "{s}",
    "{s}\n({n})",
    "Implement the following in {n}:\n{s}",
    "the formula{m} from the spreadsheet, {n}:\n{s}",
    "Problem 7. With {n}, a combinational circuit is given by\n{s}\nWrite the module.",
    "The logic of {o} was written down as follows. Notation: {n}.\n{s}",
    "{i} come in. What goes out:\n{s}\nHow to read it: {n}.",
    "Requirement R1 (notation: {n}):\n{s}\nRequirement R2: no storage.",
    "A colleague left only this behind, it is {n}:\n{s}\nWe need it as hardware.",
    "No state, no clock. Notation {n}, result{m} {o}:\n{s}",
    "Given {i}, when any of them changes, then at once\n{s}\nholds again, where the notation is: {n}.",
    "Data sheet, section Logic Equations ({n})\n{s}",
)


@family("parts_formula", "gates", 1.2)
def parts_formula(d: Draw) -> Design:
    """One or two formulas with precedences, in infix, prefix, postfix or function notation."""
    ins, outs = pick(d, INPUT_SETS, d.number(3, 5)), pick(d, OUTPUT_SETS, d.one((1, 1, 2)))
    form = d.one(("C", "C", "algebra", "words", "calls", "lisp", "rpn"))
    trees: list[Expr] = []
    for i, _ in enumerate(outs):
        leaves = d.rng.sample(ins, len(ins) if i == 0 else d.number(2, min(4, len(ins))))
        if len(leaves) == 3 and d.chance(0.3):
            leaves.append(leaves[d.number(0, 1)])
        kinds = KINDS if form in ("calls", "lisp") or d.chance(0.3) else ("AND", "OR", "OR", "AND", "XOR")
        tree = draw_tree(d, leaves, KINDS if form in ("calls", "lisp") else kinds, 0.25)
        if form == "rpn":
            tree = _binary(tree)
        trees.append(tree)
    if not all(varies(ins, lambda v, t=t: value_of(t, v)) for t in trees):  # type: ignore[misc]
        return parts_formula(d)
    sign = d.one((" = ", " = ", ": ", " := ", " <- "))
    s = "\n".join(f"{o}{sign}{_written(t, form)}" for o, t in zip(outs, trees, strict=True))
    note = d.one(_NOTES[form]).replace("\\|", "|")
    text = d.any(*_FORMULAS, s=s, n=note, o=listing(outs), m="s" * (len(outs) > 1), i=listing(ins))
    stem = d.one(("t", "k_", "n", "w"))
    wires = [d.name(f"{stem}{i}") for i in range(1, sum(map(gate_count, trees)) + 1)]
    gates: list[Gate] = []
    for tree, out in zip(trees, outs, strict=True):
        gates += flatten(tree, wires[len(gates) :], out)
    if d.chance(0.5):
        assigns = [(o, 1, code_of(t)) for o, t in zip(outs, trees, strict=True)]
        ends = [f"{o} = {code_of(t)}" for o, t in zip(outs, trees, strict=True)]
    else:
        assigns, ends = [(w, 1, gate_code(k, src)) for w, k, src in gates], []
    return gates_design(
        d, "a formula as logic", [Port(n) for n in ins], [Port(o, output=True) for o in outs], text,
        [f"{w}: {k} {' '.join(src)} = {gate_code(k, src)}" for w, k, src in gates] + ends, assigns,
        lambda v: {o: value_of(t, v) for o, t in zip(outs, trees, strict=True)}, ("formula", "equation", "logic_eq"),
        {"form": form, "trees": [words_of(t) for t in trees]},
    )  # fmt: skip


def _binary(e: Expr) -> Expr:
    """The same with two inputs at each gate; inverted gates of three are made of two."""
    if isinstance(e, str):
        return e
    args = [_binary(arg) for arg in e.args]
    if len(args) < 3:
        return Op(e.kind, tuple(args))
    return Op(e.kind, (Op(BASES[e.kind], (args[0], args[1])), args[2]))


Condition = tuple[str, str, str, tuple[str, ...], int]
"""A clause, what it is in short, Verilog, the names, and the number of its kind."""
_CLAUSES: tuple[tuple[str, int, tuple[str, ...]], ...] = (
    ("exactly one", 2, ("exactly one of {l} is {h}", "one of {l} is {h} and the other is not", "{a} differs from {b}")),
    ("exactly one", 3, ("exactly one of {l} is {h}", "one and only one of {l} is {h}")),
    ("two or more", 3, ("at least two of {l} are {h}", "the majority of {l} is {h}", "{l} vote, and most of them are {h}")),
    ("all", 3, ("all of {l} are {h}", "{l} are {h} at once", "none of {l} is {g}")),
    ("none", 2, ("neither {a} nor {b} is {h}", "both {l} are {g}")),
    ("none", 3, ("none of {l} is {h}", "all of {l} are {g}")),
    ("any", 2, ("{a} or {b} (or both) is {h}", "at least one of {l} is {h}")),
    ("same", 3, ("{l} are all the same", "{l} agree, be it at {h} or at {g}")),
    ("same", 2, ("{a} equals {b}", "{l} are the same")),
    ("not all same", 3, ("{l} are not all the same", "{l} disagree")),
    ("odd", 3, ("an odd number of {l} is {h}", "one or all three of {l} are {h}")),
    ("first only", 2, ("{a} is {h} but {b} is not", "{a} is {h} while {b} is {g}", "{b} is {g} and {a} is {h}")),
    ("at most one", 3, ("at most one of {l} is {h}", "no two of {l} are {h} together", "fewer than two of {l} are {h}")),
    ("second implies", 2, ("{a} is {h} or else {b} is {g}", "{b} is not {h} unless {a} is")),
    ("two", 3, ("exactly two of {l} are {h}", "two of {l}, no more and no fewer, are {h}")),
)
_TRUE = {
    "exactly one": (1,), "two or more": (2, 3), "none": (0,), "odd": (1, 3), "at most one": (0, 1), "two": (2,),
}  # fmt: skip


def _holds(kind: str, bits: Sequence[int]) -> bool:
    """Whether a clause is true of some bits."""
    total, n = sum(bits), len(bits)
    if kind in _TRUE:
        return total in _TRUE[kind]
    return {"all": total == n, "any": total > 0, "same": total in (0, n), "not all same": 0 < total < n,
            "first only": bool(bits[0]) and not bits[-1], "second implies": bool(bits[0]) or not bits[-1]}[kind]  # fmt: skip


def _clause_code(kind: str, n: Sequence[str]) -> str:
    """A clause in Verilog."""
    a, b, c = (*n, "")[:3]
    if len(n) == 2:
        return {"exactly one": f"{a} ^ {b}", "none": f"~{a} & ~{b}", "any": f"{a} | {b}", "same": f"~({a} ^ {b})",
                "first only": f"{a} & ~{b}", "second implies": f"{a} | ~{b}"}[kind]  # fmt: skip
    pairs = f"({a} & {b}) | ({a} & {c}) | ({b} & {c})"
    same = f"({a} & {b} & {c}) | (~{a} & ~{b} & ~{c})"
    return {
        "exactly one": f"({a} & ~{b} & ~{c}) | (~{a} & {b} & ~{c}) | (~{a} & ~{b} & {c})", "two or more": pairs,
        "all": f"{a} & {b} & {c}", "none": f"~{a} & ~{b} & ~{c}", "same": same, "not all same": f"~({same})",
        "odd": f"{a} ^ {b} ^ {c}", "at most one": f"~({pairs})",
        "two": f"({a} & {b} & ~{c}) | ({a} & ~{b} & {c}) | (~{a} & {b} & {c})",
    }[kind]  # fmt: skip


_DOMAINS = (
    (("door", "window", "motion", "smoke", "panel"), ("siren", "alarm", "horn")),
    (("s1", "s2", "s3", "s4", "s5"), ("lamp", "light", "led")),
    (("key_a", "key_b", "key_c", "badge", "pin_ok"), ("unlock", "open", "permit")),
    (("temp_hi", "press_hi", "level_hi", "flow_ok", "manual"), ("trip", "shutdown", "warn")),
    (("j1", "j2", "j3", "j4", "chair"), ("pass", "accept", "carried")),
    (("rain", "wind", "sun", "night", "away"), ("awning", "retract", "blind")),
    (("gear_l", "gear_n", "gear_r", "flap", "brake"), ("go", "clear_t", "ready")),
    (("a", "b", "c", "d", "e"), ("f", "q", "y_out")),
)  # fmt: skip
_CONDITIONS = (
    "{o} is {u} if {k}. Otherwise {o_} is {v}.",
    "{o}: {u} when {k}, else {v}.",
    "We want {o} = {u} in this case only: {k}. In any other case it is {v}.",
    "Two facts matter.\nP: {p}\nQ: {q}\n{o} is {u} if {j}, and {v} if not.",
    "Call it P if {p}, and Q if {q}. {o} has to be {u} exactly when {j}; else it is {v}.",
    "hey, {o} should go to {u} iff {k}. ({v} otherwise.|else {v})",
    "Permission logic. {o} rests at {v}. It turns to {u} as soon as {k}.",
    "Given that {k}, then {o} is {u}. Given anything else, it is {v}.",
    "1. P means: {p}.\n2. Q means: {q}.\n3. {o} = {u} if {j}.\n4. {o_} = {v} in all other cases.",
    "Q | {q}\nP | {p}\n{o} = {u} | {j}\n{o_} = {v} | else",
    "The panel has {n} contacts, {i}. Its output {o} is {v} unless {k}; then it is {u}.",
    "Exam: let P be the statement \"{p}\" and Q the statement \"{q}\". Design logic with {o} = {u} if and only if {j}.",
)  # fmt: skip
_JOINS: tuple[tuple[str, tuple[str, ...], tuple[str, ...]], ...] = (
    ("P & Q", ("{p}, and at the same time {q}", "both these are so: {p}; {q}"), ("P and Q hold", "neither P nor Q fails")),
    ("P | Q", ("{p}, or {q} (or both)", "at least one of these is so: {p}; {q}"),
     ("P or Q (or both) holds", "P and Q do not both fail")),
    ("P & ~Q", ("{p}, but it is not so that {q}", "{p}, except where {q}"), ("P holds without Q", "P holds, but Q does not")),
    ("P ^ Q", ("just one of these two is so: {p}; {q}",), ("P or Q holds, but not both", "exactly one of P and Q holds")),
    ("~(P & Q)", ("these two are not both so: {p}; {q}",), ("P and Q do not hold together", "P fails or Q fails")),
    ("~P & ~Q", ("none of these two is so: {p}; {q}",), ("neither P nor Q holds", "P and Q both fail")),
    ("P | ~Q", ("{p}, or else it is not so that {q}",), ("P holds or Q does not", "Q does not hold without P")),
)  # fmt: skip


@family("parts_two_conditions", "conditions", 1.2)
def parts_two_conditions(d: Draw) -> Design:
    """Two everyday conditions on single bits, joined in one of seven ways, with an output of either level."""
    (pool, results) = d.one(_DOMAINS)
    ins = d.names(tuple(pool[:5]), *(tuple(one[:5]) for one in INPUT_SETS[:3]))[: d.number(3, 5)]
    out, active = d.name(*results), int(d.chance(0.7))
    picked = d.rng.sample(_CLAUSES, 2)
    sets = []
    for _, size, _ in picked:
        sets.append(d.rng.sample(ins, size))
    left = [x for x in ins if not any(x in s for s in sets)]
    if left or sorted(sets[0]) == sorted(sets[1]):
        return parts_two_conditions(d)
    join, plain, letters = d.one(_JOINS)

    def holds(v: dict[str, int]) -> bool:
        p, q = (_holds(c[0], [v[x] for x in s]) for c, s in zip(picked, sets, strict=True))
        return {"P & Q": p and q, "P | Q": p or q, "P & ~Q": p and not q, "P ^ Q": p != q, "~(P & Q)": not (p and q),
                "~P & ~Q": not p and not q, "P | ~Q": p or not q}[join]  # fmt: skip

    if not varies(ins, lambda v: int(holds(v))):
        return parts_two_conditions(d)
    h, g = d.one((("1", "0"), ("high", "low"), ("1", "0"), ("on", "off"), ("set", "clear")))
    p, q = (d.any(*c[2], l=listing(s), a=s[0], b=s[-1], h=h, g=g) for c, s in zip(picked, sets, strict=True))
    text = d.any(
        *_CONDITIONS, o=out, u=active, v=1 - active, p=p, q=q, k=d.any(*plain, p=p, q=q), j=d.one(letters), i=listing(ins),
        n=COUNTS[len(ins)],
    )  # fmt: skip
    wp, wq = d.name("p", "cond_p", "pp"), d.name("q", "cond_q", "qq")
    whole = "".join({"P": wp, "Q": wq}.get(sign, sign) for sign in join)
    final = whole if active else f"~({whole})"
    why = [f"{c[0]} of {', '.join(s)}: {w} = {_clause_code(c[0], s)}" for c, s, w in zip(picked, sets, (wp, wq), strict=True)]
    assigns = [(w, 1, _clause_code(c[0], s)) for c, s, w in zip(picked, sets, (wp, wq), strict=True)] + [(out, 1, final)]
    return gates_design(
        d, "a condition on single bits", [Port(n) for n in ins], [Port(out, output=True)], text,
        [*why, f"{out} = {active} if {join}: {final}"], assigns, lambda v: {out: active if holds(v) else 1 - active},
        ("condition", "permission", "watch"), {"kinds": [c[0] for c in picked], "join": join, "active": active},
    )  # fmt: skip
