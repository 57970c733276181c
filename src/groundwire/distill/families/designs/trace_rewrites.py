"""Working descriptions in another form, to be written as a module, and code to be completed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from groundwire.distill.families.design import Design
from groundwire.distill.families.draw import Draw
from groundwire.distill.families.models import combinational
from groundwire.distill.families.ports import Port
from groundwire.distill.families.registry import family
from groundwire.distill.families.voices.everyday_machines import Frame
from groundwire.distill.families.voices.trace_shared import (
    CONTROLS,
    Expr,
    Rule,
    Tongue,
    chain,
    draw_rules,
    pick,
    slots_of,
    steps_of,
    ternary,
    told_rules,
)

_DATA = (("a", "b"), ("x", "y"), ("p", "q0"), ("left", "right"), ("d0", "d1"), ("u", "v"))
_ASK = (
    "Rewrite this {f} as a module:\n{k}\n{n}", "We have a working {f}.\n{k}\n{n} Write hardware that does the same.",
    "pls port this {f} to verilog\n{k}\n{n}", "{n}\nThe behaviour is given as a {f}:\n{k}\nTranslate it.",
    "Exam: give a module equivalent to the {f} below. {n}\n{k}", "Reference model ({f}):\n{k}\nNotes: {n}",
    "The prototype was a {f}; now it becomes logic. {n}\n{k}",
    "Given the {f}\n{k}\nthen the module must always agree with it. {n}",
    "- source: {f}\n- {n}\n{k}", "Nobody wants to keep the old {f}. Replace it by a Verilog module. {n}\n{k}",
)  # fmt: skip


def _source(d: Draw, rules: Sequence[Rule], out: str, width: int, clocked: bool) -> tuple[str, str, str]:
    """The chain in a drawn form: what it is called, its lines, and how to read it."""
    kind = d.one(("c if", "c last", "c ?:", "python", "python return", "vhdl", "vhdl when", "pseudo", "nested"))
    if clocked and kind in ("vhdl when", "python return"):
        kind = "vhdl"
    tongue = "c" if kind.startswith(("c", "nested")) else kind.split()[0].replace("pseudo", "words")
    t = Tongue(d, tongue, width)
    pairs = [(t.cond(r.cond) if r.cond else "", t.expr(r.expr)) for r in rules]
    *tests, (_, last) = pairs
    if kind == "c if":
        lines = [f"{'else ' * bool(i)}if ({c}) {out} = {e};" for i, (c, e) in enumerate(tests)] + [f"else {out} = {last};"]
        return "piece of C", "\n".join(lines), "first true test wins"
    if kind == "c last":
        lines = [f"next = {last};", *(f"if ({c}) next = {e};" for c, e in reversed(tests)), f"{out} = next;"]
        return "piece of C", "\n".join(lines), "the last true if wins: turn the order round"
    if kind == "c ?:":
        return "C expression", f"{out} = {ternary(t, rules)};", "tests from left to right"
    if kind == "nested":
        lines = []
        for i, (c, _) in enumerate(tests):
            lines += ["  " * i + f"if (!({c})) {{"]
        lines.append("  " * len(tests) + f"{out} = {last};")
        for i in reversed(range(len(tests))):
            lines.append("  " * i + f"}} else {out} = {tests[i][1]};")
        return "nested C statement", "\n".join(lines), "outer test first; its else is the value when it is true"
    if kind == "python":
        lines = [f"{'el' * bool(i)}if {c}:\n    {out} = {e}" for i, (c, e) in enumerate(tests)] + [f"else:\n    {out} = {last}"]
        return "Python snippet", "\n".join(lines), "first true test wins"
    if kind == "python return":
        lines = [f"    if {c}:\n        return {e}" for c, e in tests] + [f"    return {last}"]
        return "Python function", "\n".join([f"def {out}():", *lines]), "first return wins"
    if kind == "vhdl":
        lines = [f"{'els' * bool(i)}if {c} then\n  {out} <= {e};" for i, (c, e) in enumerate(tests)]
        return "VHDL fragment", "\n".join([*lines, f"else\n  {out} <= {last};", "end if;"]), "first true test wins"
    if kind == "vhdl when":
        return "VHDL assignment", f"{out} <= " + "\n  else ".join([*(f"{e} when {c}" for c, e in tests), f"{last};"]), (
            "first true when wins")  # fmt: skip
    lines = [f"WHEN {c}: {out} := {e}" for c, e in tests]
    return "pseudo code", "\n".join([*lines, f"OTHERWISE: {out} := {last}"]), "top line first"


@family("rewrite_choice", "rewriting", 1.2)
def rewrite_choice(d: Draw) -> Design:
    """A combinational chain in C, Python, VHDL or pseudo code, to be written in Verilog."""
    w = d.one((1, 1, 2, 4, 8, 8, 16))
    data = d.names(*_DATA)
    controls = [(d.name(*CONTROLS), 1 if d.chance(0.7) else d.one((2, 3))) for _ in range(d.one((1, 2, 2, 3)))]
    out = d.name("out", "res", "z", "o", "value")
    rules = draw_rules(d, controls, data, w)
    form, source, reading = _source(d, rules, out, w, False)
    note = d.any("No clock.", "It is combinational, all numbers unsigned.", "Unsigned values of {w} bit{s}.",
                 "{o} is wanted as pure logic.", w=w, s="s" if w > 1 else "", o=out)  # fmt: skip
    v = Tongue(d, "verilog", w)
    stored = d.chance(0.6)
    body = d.block(d.style.comb, chain(v, rules, out), True) if stored else [f"assign {out} = {ternary(v, rules)};"]
    ports = (*(Port(n, w) for n in data), *(Port(n, b) for n, b in controls), Port(out, w, output=True, stored=stored))
    return Design("a choice, rewritten", ports, d.any(*_ASK, f=form, k=source, n=note),
                  "\n".join([f"{form}: {reading}; width {w}", *steps_of(rules, v)]), tuple(body),
                  combinational(d.rng, ports, lambda x: {out: pick(rules, x, w)}, samples=60), d.style,
                  ("ported", "choice", "translated"), {"form": form}, self_contained=True)  # fmt: skip


@family("rewrite_register", "rewriting", 1.2)
def rewrite_register(d: Draw) -> Design:
    """What a register does at each edge as software or VHDL, to be written in Verilog."""
    return _register(d, False)


@family("complete_register", "completing", 1.1)
def complete_register(d: Draw) -> Design:
    """A register's code of which the end or the reset is missing, with words for all of it."""
    return _register(d, True)


_REST = (
    "Complete this:\n{k}\n{s}", "{s}\nI got this far:\n{k}\nPlease finish it.",
    "The file breaks off here:\n{k}\nWhat it was to become: {s}", "Fill in what the TODO stands for.\n{k}\n{s}",
    "Exam: the frame is given.\n{k}\nAdd what is missing, so that this holds. {s}",
    "{s}\nFragment (correct as far as it goes):\n{k}",
    "hey can you finish my code\n{k}\nwhat should happen: {s}",
    "Requirements: {s}\nStarted, not finished:\n{k}\nWrite the whole module.",
)  # fmt: skip


def _register(d: Draw, gap: bool) -> Design:
    f = Frame(d)
    w = d.one((1, 3, 4, 4, 8, 8, 16))
    data = [d.name("din", "a", "x", "val", "word")]
    controls = [(d.name(*CONTROLS), 1 if d.chance(0.8) else 2) for _ in range(d.one((1, 2, 2, 3)))]
    q, start = d.name("q", "acc", "r", "cnt", "held"), d.one((0, 0, 1, (1 << w) - 1, d.number(0, (1 << w) - 1)))
    hold = Expr("=", q)
    while True:
        rules = draw_rules(d, controls, data, w, q)
        if sum(r.expr == hold for r in rules[:-1]) == 0 and any(data[0] in (r.expr.left, r.expr.right) for r in rules):
            break
    if d.chance(0.5) and any(data[0] in (r.expr.left, r.expr.right) for r in rules[:-1]):
        rules[-1] = Rule(None, hold)
    v, lit = Tongue(d, "verilog", w), d.style.literal(w, start)
    s = slots_of(f, f"sets {q} to {start}")
    edge = d.any("{q} changes at the {e} edge of {c}.", "Register {q}, clock {c}, {e} edge.",
                 "Each {e} edge of {c} updates {q}.", q=q, e=s["e"], c=f.clk)  # fmt: skip
    lines = chain(v, rules, q, "<=")
    body = f.always([f"{q} <= {lit};"], lines)
    if gap:
        told = told_rules(d, rules, q, w, d.one(("becomes", "takes the value")))
        cut = d.number(0, len(lines) - 1)
        shown = f.always([f"{q} <= {lit};"], [*lines[:cut], "// TODO"])
        missing = f"missing: rules from {cut + 1} on"
        if d.chance(0.35):
            shown, missing = [*lines[:1], *lines[1:]], "missing: always block and reset"
            shown = ["// TODO: clock and reset", *shown]
        text = d.any(*_REST, k="\n".join(shown), s=("\n" if "\n" in told else " ").join([edge, s["rr"], told]))
    else:
        form, source, missing = _source(d, rules, q, w, True)
        note = f"{edge} {s['rr']} "
        note += d.one(("The lines say what one edge does without reset.", "One run of it is one clock edge."))
        text = d.any(*_ASK, f=form, k=source, n=note)
    ins = [*(Port(n, w) for n in data), *(Port(n, b) for n, b in controls)]
    made = f.design(
        "a register, finished" if gap else "a register, rewritten", ("rule_reg", "step_reg", "ported_reg"), ins,
        [Port(q, w, output=True, stored=True)], text, "\n".join([f"to {start}. {missing}; width {w}", *steps_of(rules, v)]),
        body, start, lambda x, i: pick(rules, i | {q: x}, w), lambda x, i: {q: x}, {"gap": gap},
    )  # fmt: skip
    return replace(made, self_contained=True)
