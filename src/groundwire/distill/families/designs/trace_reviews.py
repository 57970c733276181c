"""Code reviews: faulty code is shown with what it should do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from groundwire.distill.families.design import Design
from groundwire.distill.families.draw import Draw
from groundwire.distill.families.models import combinational
from groundwire.distill.families.ports import Port, header
from groundwire.distill.families.registry import family
from groundwire.distill.families.reset import Reset
from groundwire.distill.families.voices.everyday_machines import Frame
from groundwire.distill.families.voices.trace_shared import (
    CONTROLS,
    Atom,
    Cond,
    Expr,
    Rule,
    Tongue,
    chain,
    draw_expr,
    draw_rules,
    inputs_differ,
    pick,
    slots_of,
    steps_of,
    ternary,
    told_rules,
)

DATA = (("a", "b", "c"), ("x", "y", "w"), ("p", "q", "t"), ("left", "right", "mid"), ("d0", "d1", "d2"), ("u", "v", "k0"))
_ASK = (
    "Review this:\n{k}\nIt should do the following. {s}\nIt doesn't. Give a corrected module.",
    "{s}\n\nA colleague wrote this, and it is not right:\n{k}\nMend it.",
    "why does my code fail?\n{k}\nwhat i want: {s}\nplease send the whole thing repaired",
    "Ticket: wrong output\nExpected:\n{s}\nCode as checked in:\n{k}\nPlease correct.",
    "Exam: the module below contains {n}. Its specification: {s}\nWrite the module as it should be.\n{k}",
    "This code was meant to meet a specification, but the test bench complains.\n{k}\nSpecification: {s}",
    "Specification\n{s}\nImplementation (faulty)\n{k}\nTask: an implementation that meets the specification.",
    "The intention is clear: {s}\nThe code is not what was intended, there is {n} in it. Rewrite it.\n{k}",
    "Lint is silent, yet the board misbehaves. Here is the source:\n{k}\nHere is what the board needs: "
    "{s}\nSend a version that works.",
    "We found {n} in an old file. Do not trust the code, trust this text. {s}\n{k}",
)


def _fenced(d: Draw, ports: Sequence[Port], body: Sequence[str]) -> str:
    """Faulty code: whole or only its body."""
    if d.chance(0.5):
        name = d.one(("old", "draft", "broken", "unit", "first_try"))
        lines = [header(name, ports, d.style), *("  " + line for line in body), "endmodule"]
    else:
        lines = list(body)
    text = "\n".join(lines)
    return f"```verilog\n{text}\n```" if d.chance(0.6) else text


def spoiled(d: Draw, rules: Sequence[Rule], data: Sequence[str], width: int) -> tuple[list[Rule], str]:
    """A chain with one fault in it, and which: a value, a test, or the order."""
    found = list(rules)
    kind = d.one(("value", "value", "operator", "test", "test", "order"))
    i = d.number(0, len(rules) - (1 if kind in ("value", "operator") else 2))
    rule = found[i]
    if kind == "order" and len(rules) > 2:
        i = d.number(0, len(rules) - 3)
        found[i], found[i + 1] = found[i + 1], found[i]
        return found, "order"
    if kind in ("test", "order") and rule.cond:
        atoms = list(rule.cond.atoms)
        j = d.number(0, len(atoms) - 1)
        if len(atoms) > 1 and d.chance(0.4):
            found[i] = Rule(Cond(tuple(atoms), "or" if rule.cond.join == "and" else "and"), rule.expr)
            return found, "test"
        a = atoms[j]
        flip = {"==": "!=", "!=": "==", "<": ">=", ">=": "<"}
        near = max(0, min((1 << a.width) - 1, a.value + d.one((-1, 1))))
        atoms[j] = Atom(a.name, a.width, a.op, 1 - a.value) if a.width == 1 else (
            Atom(a.name, a.width, flip[a.op], a.value) if d.chance(0.5) else Atom(a.name, a.width, a.op, near)
        )  # fmt: skip
        found[i] = Rule(Cond(tuple(atoms), rule.cond.join), rule.expr)
        return found, "test"
    e = rule.expr
    if kind == "operator" and e.op in "&|^+-":
        new = Expr(d.one([op for op in ("&|^+-" if width > 1 else "&|^") if op != e.op]), e.left, e.right)
    elif e.op in "=~" and d.chance(0.5):
        new = Expr("~" if e.op == "=" else "=", e.left)
    else:
        new = draw_expr(d, data, width)
    found[i] = Rule(rule.cond, new)
    return found, "value"


def compared(good: Sequence[Rule], bad: Sequence[Rule], tongue: Tongue) -> list[str]:
    """Line by line: what is wanted and what the code has."""
    wanted, has = steps_of(good, tongue), steps_of(bad, tongue)
    return [w + (" ok" if w == h else f" (code: {h.split('. ', 1)[1]}) wrong") for w, h in zip(wanted, has, strict=True)]


@family("review_choice", "code review", 1.1)
def review_choice(d: Draw) -> Design:
    """A combinational priority chain with a wrong value, test or order, or without its last else."""
    w = d.one((1, 1, 2, 4, 4, 8, 8, 16))
    data = d.names(*(n[: d.one((2, 2))] for n in DATA))
    controls = [(d.name(*CONTROLS), 1 if d.chance(0.7) else d.one((2, 3))) for _ in range(d.one((1, 2, 2, 3)))]
    out = d.name("out", "res", "z", "o", "value", "muxed")
    inputs = [(n, w) for n in data] + controls
    while True:
        rules = draw_rules(d, controls, data, w)
        forgets = d.chance(0.2)
        bad, what = ([*rules[:-1]], "no else") if forgets else spoiled(d, rules, data, w)
        if all(used(rules, n) for n, _ in inputs) and (
            forgets or inputs_differ(d.rng, inputs, partial(pick, rules, width=w), partial(pick, bad, width=w))
        ):
            break
    ports = (*(Port(n, b) for n, b in inputs), Port(out, w, output=True, stored=True))
    v = Tongue(d, "verilog", w)
    shown = d.block(d.style.comb, chain(v, bad, out), True)
    if not forgets and d.chance(0.35):
        shown = [f"assign {out} = {ternary(v, bad)};"]
    note = {"order": "two branches in the wrong order", "no else": "a missing branch", "test": "a wrong condition",
            "value": "a wrong value"}[what]  # fmt: skip
    text = d.any(*_ASK, k=_fenced(d, ports, shown), s=told_rules(d, rules, out, w),
                 n=d.one((note, "one fault", "a bug", "an error")))  # fmt: skip
    why = compared(rules[: len(bad)], bad, v) if what != "order" else [
        f"{a} (code: {b.split('. ', 1)[1]})" if a != b else f"{a} ok"
        for a, b in zip(steps_of(rules, v), steps_of(bad, v), strict=True)
    ]  # fmt: skip
    if forgets:
        why.append(f"{len(rules)}. else: {v.expr(rules[-1].expr)} missing: it would latch")
    if what == "order":
        why.append("the order is wrong")
    rows = combinational(d.rng, ports, lambda x: {out: pick(rules, x, w)}, samples=60)
    return Design("a choice to be mended", ports, text, "\n".join(why), tuple(d.block(d.style.comb, chain(v, rules, out), True)),
                  rows, d.style, ("choice", "mended", "prio_sel"), {"what": what}, self_contained=True)  # fmt: skip


def used(rules: Sequence[Rule], name: str) -> bool:
    """Whether a signal takes part in a chain."""
    return any(
        name in (r.expr.left, r.expr.right) or (r.cond is not None and any(a.name == name for a in r.cond.atoms)) for r in rules
    )


@family("review_register", "code review", 1.2)
def review_register(d: Draw) -> Design:
    """A register with prioritized updates whose code has a fault: reset kind, level or value, edge, a rule, or the order."""
    f = Frame(d)
    w = d.one((2, 3, 4, 4, 8, 8, 16))
    data = [d.name("din", "a", "x", "val", "word", "k_in")]
    controls = [(d.name(*CONTROLS), 1 if d.chance(0.8) else 2) for _ in range(d.one((1, 2, 2, 3)))]
    q = d.name("q", "acc", "r", "cnt", "held", "reg_out")
    start = d.one((0, 0, 1, (1 << w) - 1, d.number(0, (1 << w) - 1)))
    names = [(n, w) for n in [*data, q]] + controls
    while True:
        rules = draw_rules(d, controls, data, w, q)
        if d.chance(0.5):
            rules[-1] = Rule(None, Expr("=", q))
        keep = [r for r in rules if r.expr == Expr("=", q)]
        if len(keep) < 2 and used(rules, data[0]) and all(used(rules, n) for n, _ in controls):
            break
    v = Tongue(d, "verilog", w)
    r, lit = f.reset, d.style.literal(w, start)
    fault = d.one(("kind", "level", "value", "edge", "rule", "rule", "rule", "rule"))
    bad, bad_reset, bad_edge, bad_lit = list(rules), r, f.edge, lit
    if fault == "kind":
        bad_reset = Reset("sync" if r.kind == "async" else "async", r.low, r.name)
        note = f"reset: {r.adverb} wanted, code is {bad_reset.adverb}: wrong"
    elif fault == "level":
        bad_reset = Reset(r.kind, not r.low, r.name)
        note = f"reset: active {'low' if r.low else 'high'} wanted, code tests {bad_reset.test}: wrong"
    elif fault == "value":
        other = d.one([n for n in (0, 1, start ^ 1, (1 << w) - 1) if n != start])
        bad_lit = d.style.literal(w, other)
        note = f"reset value: {start} wanted, code has {other}: wrong"
    elif fault == "edge":
        bad_edge = "posedge" if f.falling else "negedge"
        note = f"edge: {f.edge} wanted, code has {bad_edge}: wrong"
    else:
        while True:
            bad, what = spoiled(d, rules, [*data, q], w)
            if inputs_differ(d.rng, names, partial(pick, rules, width=w), partial(pick, bad, width=w)):
                break
        note = "reset ok" + ("; the order is wrong" if what == "order" else "")
    shown = d.clocked(f.clk, bad_reset, [f"{q} <= {bad_lit};"], chain(v, bad, q, "<="), bad_edge)
    ports = [*(Port(n, w) for n in data), *(Port(n, b) for n, b in controls)]
    outs = [Port(q, w, output=True, stored=True)]
    s = slots_of(f, f"sets {q} to {start}")
    told = told_rules(d, rules, q, w, d.one(("becomes", "takes the value", "is set to")))
    edge = d.any(
        "The register {q} changes on the {e} edge of {c}.", "{q} is a register clocked by the {e} edge of {c}.",
        "Clock: {c}, {e} edge; register: {q}.", q=q, e=s["e"], c=f.clk,
    )  # fmt: skip
    facts = [edge, s["rr"], told] if d.chance(0.6) else [s["rr"], edge, told]
    text = d.any(*_ASK, k=_fenced(d, [Port(f.clk), *f.reset.ports, *ports, *outs], shown),
                 s=("\n" if "\n" in told else " ").join(facts),
                 n=d.one(("one fault", "a bug", "an error", "a mistake")))  # fmt: skip
    body = f.always([f"{q} <= {lit};"], chain(v, rules, q, "<="))
    why = "\n".join([f"to {start}. {note}", *compared(rules, bad, v)])
    made = f.design(
        "a register to be mended", ("mended_reg", "fix_reg", "rule_reg"), ports, outs, text, why, body, start,
        lambda x, i: pick(rules, i | {q: x}, w), lambda x, i: {q: x}, {"fault": fault}, cycles=60,
    )  # fmt: skip
    return replace(made, self_contained=True)


@family("review_stages", "code review", 1.0)
def review_stages(d: Draw) -> Design:
    """A chain of registers with a function of two taps, with blocking assignments, a wrong source, a "
    "narrow stage, a wrong tap."""
    f = Frame(d)
    w, n = d.one((1, 1, 4, 8)), d.one((2, 2, 3))
    x, o = d.name("x", "din", "sig", "in", "sample"), d.name("out", "z", "y", "res", "diff")
    regs = d.names(*(m[:n] for m in (("s1", "s2", "s3"), ("r1", "r2", "r3"), ("d1", "d2", "d3"), ("p0", "p1", "p2"))))
    taps = sorted(d.rng.sample([x, *regs], 2), key=[x, *regs].index)
    if regs[-1] not in taps:
        taps[1] = regs[-1]
    if d.chance(0.5):
        taps.reverse()
    op = d.one("&|^-+" if w > 1 else "&|^")
    invert = op in "&|^" and d.chance(0.35)
    start, mask = d.one((0, 0, (1 << w) - 1)), (1 << w) - 1
    first = f"{taps[0]} {op} {'~' if invert else ''}{taps[1]}"
    words = {"&": "AND", "|": "OR", "^": "XOR", "+": "plus", "-": "minus"}[op]
    moves = list(zip(regs, [x, *regs], strict=False))
    fault = d.one(("blocking", "blocking", "source", "tap", "operator", *(["narrow"] if w > 1 else [])))
    bad_moves, bad_first, wide = moves, first, [w] * n
    sign = "<="
    if fault == "blocking":
        sign = "="
        note = "blocking = lets later lines see new values: all stages take it at once; use <="
    elif fault == "source":
        i = d.number(1, n - 1)
        bad_moves = [(a, x if j == i else b) for j, (a, b) in enumerate(moves)]
        note = f"{regs[i]} takes {x} in the code, wanted {moves[i][1]}"
    elif fault == "narrow":
        wide[d.number(0, n - 1)] = w // 2
        note = f"a stage has {w // 2} bits in the code, wanted {w}"
    elif fault == "tap":
        spare = [t for t in [x, *regs] if t not in taps]
        bad_first = first.replace(taps[1], spare[0]) if spare else f"{taps[0]} {op} {taps[0]}"
        note = f"code has {o} = {bad_first}, wanted {first}"
    else:
        bad_op = d.one([k for k in "&|^" if k != op])
        bad_first = first.replace(f" {op} ", f" {bad_op} ")
        note = f"code has {o} = {bad_first}, wanted {first}"
    lit = d.style.literal(w, start)

    def written(moves_: Sequence[tuple[str, str]], expr: str, widths: Sequence[int], assign: str) -> list[str]:
        lines = [d.style.declare(r, k) for r, k in zip(regs, widths, strict=True)]
        lines += f.always([f"{r} {assign} {lit};" for r in regs], [f"{a} {assign} {b};" for a, b in moves_])
        return [*lines, f"assign {o} = {expr};"]

    s = slots_of(f, f"sets all {n} registers to {start}")
    told = d.any(
        "{n} registers {r} ({w} bit{p} each) in a row: on each {e} edge of {c} {m}. {o} is combinational: {t}. {rr}",
        "On every {e} edge of {c}, {m} (all at the same time, {w} bit{p} wide). Without a clock, {o} = {t}. {rr}",
        "{rr} Otherwise each {e} edge of {c} moves the samples on by one place: {m}. The stages have {w} bit{p}. {o} is {t}.",
        "{o} is {t}, at any moment. The registers {r} ({w} bit{p} each) form a chain behind {x}, clocked by "
        "the {e} edge of {c}: {m}. "
        "{rr}",
        "- {m}, on the {e} edge of {c}\n- every stage {w} bit{p}\n- {o}: {t}, unregistered\n- {rr}",
        n=n, r=", ".join(regs), w=w, p="s" if w > 1 else "", c=f.clk, e=s["e"], o=o, x=x, rr=s["rr"],
        m=", ".join(f"{a} takes the old {b}" if b != x else f"{a} takes {b}" for a, b in moves),
        t=f"{taps[0]} {words} {'the inverse of ' if invert else ''}{taps[1]}",
    )  # fmt: skip
    ports = [Port(x, w)], [Port(o, w, output=True)]
    text = d.any(*_ASK, k=_fenced(d, [Port(f.clk), *f.reset.ports, *ports[0], *ports[1]], written(
        bad_moves, bad_first, wide, sign)), s=told, n=d.one(("one fault", "a bug", "an error", "a mistake")))  # fmt: skip
    why = [f"all to {start}; {', '.join(f'{a} <= {b}' for a, b in moves)}; width {w}", f"{o} = {first}", f"fault: {note}"]

    def output(q: tuple[int, ...], v: dict[str, int]) -> dict[str, int]:
        known = dict(zip(regs, q, strict=True)) | {x: v[x]}
        b = known[taps[1]] ^ (mask if invert else 0)
        return {o: Expr(op, "a", "b").value({"a": known[taps[0]], "b": b}, w)}

    made = f.design(
        "a chain of registers to be mended", ("stages", "tap_line", "delay_cmp"), *ports, text, "\n".join(why),
        written(moves, first, [w] * n, "<="), (start,) * n, lambda q, v: (v[x], *q[:-1]), output, {"fault": fault, "taps": taps},
    )  # fmt: skip
    return replace(made, self_contained=True)


@family("review_pieces", "code review", 0.9)
def review_pieces(d: Draw) -> Design:
    """A word put together from parts of others, with swapped, wrong or missing pieces."""
    names = d.names(("a", "b"), ("hi", "lo"), ("x", "y"), ("addr", "data"), ("p", "q"), ("word", "tag"))
    widths = [d.one((4, 8, 8)), d.one((3, 4, 8))]
    bit, out = d.name("par", "v", "flag", "en", "s"), d.name("out", "frame", "pkt", "z", "bus")
    pieces: list[tuple[str, int, int, bool]] = [(bit, 0, 0, d.chance(0.3))]
    for n, w in zip(names, widths, strict=True):
        lo = d.number(0, w - 2)
        pieces.append((n, d.number(lo + 1, w - 1), lo, d.chance(0.25)))
    if d.chance(0.4):
        fixed = d.number(0, 3)
        pieces.append(("", 1, 0, bool(fixed & 1)))
    d.rng.shuffle(pieces)

    def code(p: tuple[str, int, int, bool]) -> str:
        n, hi, lo, inv = p
        if not n:
            return "2'b01" if inv else "2'b00"
        full = n == bit or (lo == 0 and hi == widths[names.index(n)] - 1)
        return ("~" if inv else "") + n + ("" if full else f"[{hi}:{lo}]")

    bad = list(pieces)
    fault = d.one(("swap", "swap", "slice", "inverse", "constant"))
    i = d.number(0, len(pieces) - 2)
    if fault == "slice":
        i = next(k for k, p in enumerate(pieces) if p[0] in names)
        n, hi, lo, inv = pieces[i]
        move = -1 if lo > 0 else 1
        fault = "slice" if hi + move < widths[names.index(n)] else "inverse"
        bad[i] = (n, hi + move, lo + move, inv) if fault == "slice" else (n, hi, lo, not inv)
    elif fault == "swap":
        bad[i], bad[i + 1] = bad[i + 1], bad[i]
    else:
        bad[i] = (*pieces[i][:3], not pieces[i][3])
    total = sum(p[1] - p[2] + 1 for p in pieces)
    ports = (Port(names[0], widths[0]), Port(bit), Port(names[1], widths[1]), Port(out, total, output=True))

    def place(ps: Sequence[tuple[str, int, int, bool]]) -> list[str]:
        spans, top = [], total - 1
        for p in ps:
            low = top - (p[1] - p[2])
            spans.append(f"{out}[{top}:{low}]" if top != low else f"{out}[{top}]")
            top = low - 1
        return spans

    def words(p: tuple[str, int, int, bool]) -> str:
        if not p[0]:
            return f"the fixed bits {'01' if p[3] else '00'}"
        whole = p[0] == bit or (p[2] == 0 and p[1] == widths[names.index(p[0])] - 1)
        return ("the inverse of " if p[3] else "") + (p[0] if whole else f"{p[0]}[{p[1]}:{p[2]}]")

    each = list(zip(place(pieces), pieces, strict=True))
    told = d.any(
        "{o} is made of these pieces, from the most significant end: {l}.", "From left (MSB) to right {o} contains {l}.",
        "{o} has {t} bits:\n{r}", "Layout of {o}:\n{r}", "{o} consists, beginning with bit 0, of {b}.",
        "Fields, in no special order:\n{m}", o=out, t=total, l=", then ".join(words(p) for p in pieces),
        r="\n".join(f"{s}: {words(p)}" for s, p in each), b=", then ".join(words(p) for p in pieces[::-1]),
        m="\n".join(f"{words(p)} -> {s}" for s, p in d.rng.sample(each, len(each))),
    )  # fmt: skip
    joined = f"assign {out} = {{{', '.join(map(code, bad))}}};"
    if d.chance(0.4):
        joined = "\n".join(f"assign {s} = {code(p)};" for s, p in zip(place(bad), bad, strict=True))
    text = d.any(*_ASK, k=_fenced(d, ports, joined.split("\n")), s=told, n=d.one(("a fault", "a mistake", "an error")))
    why = [f"{s}: {code(p)}" + (" ok" if p == b else f" (code: {code(b)})") for (s, p), b in zip(each, bad, strict=True)]

    def function(v: dict[str, int]) -> dict[str, int]:
        word = 0
        for n, hi, lo, inv in pieces:
            size = hi - lo + 1
            part = (v[n] >> lo ^ (-1 if inv else 0)) & ((1 << size) - 1) if n else int(inv)
            word = word << size | part
        return {out: word}

    return Design("a word put together", ports, text, "\n".join(why), (f"assign {out} = {{{', '.join(map(code, pieces))}}};",),
                  combinational(d.rng, ports, function), d.style, ("packer", "joiner", "frame_word"), {"fault": fault},
                  self_contained=True)  # fmt: skip
