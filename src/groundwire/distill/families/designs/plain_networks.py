"""Two levels of gates in prose, several outputs of the same inputs, wires and constants, cases that are left free."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from groundwire.distill.families.design import Design
from groundwire.distill.families.draw import Draw, listing
from groundwire.distill.families.registry import family
from groundwire.distill.families.voices.plain_shared import (
    BITS,
    COUNT,
    OUT_SETS,
    OUTS,
    articled,
    built,
    guarded,
    levels_for,
    literal_of,
)

_SIGN = {"AND": "&", "NAND": "&", "OR": "|", "NOR": "|", "XOR": "^", "XNOR": "^"}


def gate_of(kind: str, terms: Sequence[str]) -> str:
    """A gate's expression."""
    inner = f" {_SIGN[kind]} ".join(terms)
    return f"~({inner})" if kind in ("NAND", "NOR", "XNOR") else inner


def value_of(kind: str, bits: Sequence[int]) -> int:
    """What a gate makes of bits."""
    count = sum(bits)
    return int({
        "AND": count == len(bits), "NAND": count < len(bits), "OR": count > 0, "NOR": count == 0, "XOR": count % 2 == 1,
        "XNOR": count % 2 == 0,
    }[kind])  # fmt: skip


_LEVELS = (
    "{k} {a} with {b}, {m} {c} with {d}, and put the two results into a {n} gate that drives {o}.",
    "{o} is the {n} of two things: the {k} of {a} and {b}, and the {m} of {c} and {d}.",
    "At the output {o} there is a {n} gate. One of its inputs is the {k} of {a} and {b}, the other the {m} of {c} and {d}.",
    "First gate: {k}, inputs {a} and {b}. Second gate: {m}, inputs {c} and {d}. Third gate: {n}, inputs are the outputs of the "
    "first "
    "two. {o} is the output of the third.",
    "- {a}, {b}: {k}\n- {c}, {d}: {m}\n- both results: {n}, giving {o}",
    "The output gate is not a {x} but a {n}. It gets the {m} of {c} and {d} and the {k} of {a} and {b}; its output is {o}.",
    "Two-level logic is drawn with the inputs on the left. In the first column there are two gates, a {k} for {a} and {b} and a "
    "{m} for "
    "{c} and {d}. In the second column there is only one, a {n} for the outputs of the first column. Its output is called {o}.",
    "What does {o} look like if a {n} gate drives it whose inputs come from a {k} gate ({a}, {b}) and from a {m} gate ({c}, "
    "{d})?",
    "gate | inputs | output\n{k} | {a}, {b} | first\n{m} | {c}, {d} | second\n{n} | first, second | {o}",
    "could you code this: {a}+{b} into a {k}, {c}+{d} into a {m}, then {n} them, out on {o} (the plus only means together)",
    "{o} is made by a {n}. What goes into it? The {m} of {c} with {d}, and also the {k} of {a} with {b}.",
    "{c} and {d} meet in a {m}, {a} and {b} in a {k}. The two gates' outputs meet in a {n}, which is {o}.",
    "Drive {o} from a {n} whose two inputs are ({a} {k} {b}) and ({c} {m} {d}).",
)
_LEVELS_THREE = (
    "{k} {a} with {b}, then {n} the result with {c}; that is {o}.",
    "{o} is the {n} of {c} and the {k} of {a} and {b}.",
    "A {k} of {a} and {b} and, behind it, a {n} that gets {c} as its other input. {o} is the {n}'s output.",
    "- first {a}, {b}: {k}\n- then the result and {c}: {n}\n- this is {o}",
    "{c} goes straight to the output gate, a {n}. Its other input is the {k} of {a} and {b}. The gate drives {o}.",
    "The output gate is not a {x} but a {n}. It gets {c}, and what a {k} makes of {a} and {b}. Its output is {o}.",
    "gate | inputs | output\n{k} | {a}, {b} | inner\n{n} | inner, {c} | {o}",
    "Which comes first matters here. First the {k}, and it is for {a} and {b}. After that the {n}, for its result and {c}. The "
    "end of it "
    "is {o}.",
    "{o} comes out of a {n}; into it go {c} and the output of a {k} fed by {a} and {b}",
    "{o} = (({a} {k} {b}) {n} {c}), where the words are the usual gates",
)


@family("plain_two_levels", "gates", 1.0)
def plain_two_levels(d: Draw) -> Design:
    """Two or three gates in two levels, told in sentences of which only the gate names and their order decide."""
    four = d.chance(0.65)
    names = d.names(*BITS[4 if four else 3])
    shown = d.rng.sample(names, len(names)) if d.chance(0.5) else list(names)
    flips = [d.chance(0.2) for _ in shown]
    out = d.name(*OUTS)
    kinds = tuple(_SIGN)
    first, last = d.one(kinds), d.one(kinds)
    second = first if d.chance(0.4) else d.one(kinds)
    turn = d.one(("not-{x}", "(NOT {x})", "~{x}", "(the inverse of {x})"))
    told = [turn.replace("{x}", guarded(name)) if flip else guarded(name) for name, flip in zip(shown, flips, strict=True)]
    slots = dict(zip("abcd", told, strict=False))
    core = d.any(
        *(_LEVELS if four else _LEVELS_THREE), k=first, m=second, n=last, o=out, x=d.one([k for k in kinds if k != last]),
        **slots,
    )  # fmt: skip
    terms = [literal_of(name, not flip) for name, flip in zip(shown, flips, strict=True)]

    def grouped(kind: str, parts: Sequence[str]) -> str:
        code = gate_of(kind, parts)
        return code if code.startswith("~(") else f"({code})"

    inner = [grouped(first, terms[:2]), grouped(second, terms[2:]) if four else terms[2]]
    code = gate_of(last, inner)

    def function(x: dict[str, int]) -> dict[str, int]:
        bits = [x[name] ^ flip for name, flip in zip(shown, flips, strict=True)]
        return {out: value_of(last, [value_of(first, bits[:2]), value_of(second, bits[2:]) if four else bits[2]])}

    middle = f"; {second} of {', '.join(terms[2:])}" if four else f"; {terms[2]}"
    return built(
        d, d.one(("two-level logic", "a small gate network", "a combination of gates")), ("two_level", "gates", "network"),
        dict.fromkeys(names, 1), {out: (1, code)}, articled(core),
        f"{first} of {', '.join(terms[:2])}{middle}.\n{last} of both: {out} = {code}",
        function, {"first": first, "second": second if four else "", "last": last},
    )  # fmt: skip


_EFFECTS = {
    "AND": ("is 1 only if all of {l} are 1", "is the AND of {l}", "needs a 1 on each of {l}", "is 0 as soon as one of {l} is 0"),
    "OR": ("is 1 if any of {l} is 1", "is the OR of {l}", "is 0 only if all of {l} are 0", "is 1 as soon as one of {l} is 1"),
    "XOR": ("is 1 if an odd number of {l} is 1", "is the XOR of {l}", "is the exclusive or of {l}"),
    "NAND": ("is 0 only if all of {l} are 1", "is the NAND of {l}", "is 1 as soon as one of {l} is 0"),
    "NOR": ("is 1 only if all of {l} are 0", "is the NOR of {l}", "is 0 as soon as one of {l} is 1"),
    "XNOR": ("is 1 if an even number of {l} is 1", "is the XNOR of {l}", "is the inverse of the XOR of {l}"),
}  # fmt: skip
_SEVERAL_LEADS = (
    "{c} outputs of the same inputs.",
    "The outputs are independent of each other.",
    "",
    "",
    "Inputs are {l} for all outputs.",
    "One line for each output, please.",
    "We look at {l} in {c} ways.",
    "A little gate tester, with {c} outputs.",
    "hi, i need {c} functions of {l}.",
    "Each output has its own rule.",
    "How do the gates differ? Show them side by side.",
    "All gates in this block see the same inputs, {l}, and each of them drives an output of its own. It is easy to mix them up, "
    "so they "
    "are listed here one after the other.",
    "Same inputs, different gates.",
    "Gate package with common inputs {l}.",
)


@family("plain_several_outputs", "gates", 1.0)
def plain_several_outputs(d: Draw) -> Design:
    """Two to four outputs of the same inputs, each told by its gate, its effect, or as the opposite of another output."""
    n, many = d.one((2, 2, 3)), d.one((2, 2, 3, 3, 4))
    names, outs = d.names(*BITS[n]), d.names(*OUT_SETS[many])
    kinds = d.rng.sample([*_SIGN, "PASS", "NOT", "WITHOUT"], many)
    codes: dict[str, tuple[int, str]] = {}
    rules: dict[str, Callable[[list[int]], int]] = {}
    facts, whys = [], []
    for i, (out, kind) in enumerate(zip(outs, kinds, strict=True)):
        x, z = d.rng.sample(names, 2)
        place, other = names.index(x), names.index(z)
        if i and d.chance(0.2):
            before = outs[i - 1]
            facts.append(d.any("is always the opposite of {p}", "is the inverse of {p}", "is 1 exactly when {p} is 0", p=before))
            inner = codes[before][1]
            code = f"~({inner})"
            if re.fullmatch(r"~\w+|~\([^()]*\)", inner):
                code = inner[1:].strip("()")
            rules[out] = (lambda rule: lambda bits: 1 - rule(bits))(rules[before])
            whys.append(f"{out}: inverse of {before}")
        elif kind == "PASS":
            facts.append(d.any("just follows {x}", "is a copy of {x}", "is connected to {x}", x=guarded(x)))
            code, rules[out] = x, (lambda p: lambda bits: bits[p])(place)
            whys.append(f"{out}: {x}")
        elif kind == "NOT":
            facts.append(d.any("is {x} inverted", "is always the opposite of {x}", "is 1 only while {x} is 0", x=guarded(x)))
            code, rules[out] = f"~{x}", (lambda p: lambda bits: 1 - bits[p])(place)
            whys.append(f"{out}: not {x}")
        elif kind == "WITHOUT":
            facts.append(
                d.any(
                    "is 1 if {x} is 1 but {z} is not",
                    "follows {x} as long as {z} is 0, else it is 0",
                    "is {x} AND NOT {z}",
                    x=guarded(x),
                    z=guarded(z),
                )
            )
            code, rules[out] = f"{x} & ~{z}", (lambda p, q: lambda bits: bits[p] & (1 - bits[q]))(place, other)
            whys.append(f"{out}: {x} without {z}")
        else:
            facts.append(d.any(*_EFFECTS[kind], l=listing([guarded(name) for name in names])))
            code, rules[out] = gate_of(kind, names), (lambda k: lambda bits: value_of(k, bits))(kind)
            whys.append(f"{out}: {kind}")
        codes[out] = (1, code)
    lead = d.any(*_SEVERAL_LEADS, c=COUNT[many], l=listing([guarded(name) for name in names]))
    pairs = list(zip(outs, facts, strict=True))
    if d.chance(0.4):
        d.rng.shuffle(pairs)
    layout = d.number(0, 4)
    if layout == 0:
        core = "\n".join([*([lead] if lead else []), *(f"- {out} {fact}" for out, fact in pairs)])
    elif layout == 1:
        core = "\n".join([*([lead] if lead else []), "output | behaviour", *(f"{out} | {fact}" for out, fact in pairs)])
    elif layout == 2:
        core = f"{lead} " + "; ".join(f"{out} {fact}" for out, fact in pairs) + "."
    elif layout == 3:
        core = (
            f"{lead} "
            + ", while ".join([", ".join(f"{out} {fact}" for out, fact in pairs[:-1]), f"{pairs[-1][0]} {pairs[-1][1]}"])
            + "."
        )
    else:
        core = f"{lead} " + " ".join(f"{out} {fact}." for out, fact in pairs)
    return built(
        d, d.one(("several functions of the same inputs", "a group of gates", "a few outputs")), ("functions", "gates",
        "several"),
        dict.fromkeys(names, 1), codes, articled(core.strip()), "\n".join(whys) + ".",
        lambda x: {out: rules[out]([x[name] for name in names]) for out in outs}, {"kinds": kinds}, ways=("assign", "assign",
            "assign", "block"),
    )  # fmt: skip


_WIRE_SOURCES = {
    "wire": ("connect {o} to {x}", "{o} is {x}", "{x} goes to {o}", "{o} carries the level of {x}", "{o} follows {x}"),
    "inverse": ("{o} is {x} inverted", "{x} goes through an inverter to {o}", "{o} is always the opposite of {x}",
                "connect {x} to {o} by way of an inverter"),
    "low": ("{o} is tied to 0", "{o} is always low", "ground {o}", "{o} is a constant 0"),
    "high": ("{o} is tied to 1", "{o} is always high", "pull {o} up to a constant 1", "{o} is a constant 1"),
}  # fmt: skip
_WIRE_LEADS = (
    "No gates here, only wires.",
    "",
    "",
    "Wiring list:",
    "Please wire this up.",
    "This module (only|just) connects things.",
    "An adapter:",
    "can you connect the pins like this?",
    "A wire in Verilog has a direction: from the input to the output that is assigned. "
    "An input may "
    "feed several outputs, but an output has one source only.",
    "The cable crosses some lines.",
    "Patch panel, seen from the front:",
    "Not everything is straight through:",
    "Each output has one source.",
    "The order of the ports is not the order of the wires.",
)


@family("plain_wires", "gates", 1.0)
def plain_wires(d: Draw) -> Design:
    """Outputs that are inputs, inverted inputs or constants, in any order."""
    n, many = d.one((1, 2, 3, 3)), d.one((1, 2, 2, 3, 3, 4))
    names = d.names(*BITS[n])
    outs = [d.name(*OUTS)] if many == 1 else d.names(*OUT_SETS[many])
    width = d.one((1, 1, 1, 8))
    sources: list[tuple[str, str]] = []
    for i in range(many):
        kind = d.one(("wire", "wire", "wire", "inverse", "low", "high")) if i else d.one(("wire", "wire", "inverse"))
        sources.append((kind, d.one(names)))
    d.rng.shuffle(sources)
    full = (1 << width) - 1
    codes, whys, facts = {}, [], []
    for out, (kind, x) in zip(outs, sources, strict=True):
        constant = d.style.literal(width, 0) if kind == "low" else d.style.literal(width, full, "b")
        codes[out] = (width, {"wire": x, "inverse": f"~{x}"}.get(kind, constant))
        whys.append(f"{out}: {codes[out][1]}")
        phrase = d.any(*_WIRE_SOURCES[kind], o=out, x=x)
        if width > 1:
            phrase = {
                "low": d.any("{o} is zero in all bits", "all bits of {o} are tied to 0", o=out),
                "high": d.any("{o} is all ones", "all bits of {o} are tied to 1", o=out),
                "inverse": d.any("{o} is {x} with every bit inverted", "{x} inverted, bit by bit, goes to {o}", o=out, x=x),
            }.get(kind, phrase)
        facts.append(phrase)
    unused = [name for name in names if not any(x == name and kind in ("wire", "inverse") for kind, x in sources)]
    if unused:
        are = "is" if len(unused) == 1 else "are"
        facts.append(d.any("{l} {r} (not used|not needed|without effect)", l=listing(unused), r=are))
    if d.chance(0.4):
        d.rng.shuffle(facts)
    lead = d.any(*_WIRE_LEADS)
    layout = d.number(0, 3)
    if layout == 0 and len(facts) > 1:
        core = "\n".join([*([lead] if lead else []), *(f"- {fact}" for fact in facts)])
    elif layout == 1:
        core = f"{lead} {'; '.join(facts)}."
    else:
        core = (
            f"{lead} "
            + ". ".join(fact if fact.split()[0] in (*names, *outs) else fact[0].upper() + fact[1:] for fact in facts)
            + "."
        )

    def source(kind: str, v: int) -> int:
        return {"wire": v, "inverse": full ^ v, "low": 0, "high": full}[kind]

    def function(x: dict[str, int]) -> dict[str, int]:
        return {out: source(kind, x[name]) for out, (kind, name) in zip(outs, sources, strict=True)}

    return built(
        d, d.one(("a wiring module", "a set of connections", "an adapter")), ("wires", "adapter", "connect"),
        dict.fromkeys(names, width),
        codes, core.strip(), "; ".join(whys) + "." + (f" Unused: {', '.join(unused)}." if unused else ""), function,
        {"sources": sources, "width": width}, ways=("assign", "assign", "assign", "block"),
    )  # fmt: skip


_FREE_VALID = (
    "While {e} is {p}, {f}. While it is {q}, {o} may be anything.",
    "{f}. This only matters when {e} is {p}, though; otherwise nobody looks at {o}.",
    "{e} = {pb}: {f}\n{e} = {qb}: don't care",
    "Nobody reads {o} unless {e} is {p}. When it is read, it must be right: {f}.",
    "- with {e} at {pb}: {f}\n- with {e} at {qb}: {o} is a don't care",
    "The value of {o} does not matter as long as {e} is {q}. For the other level of {e} the rule is that {f}.",
    "Make use of the freedom! With {e} {q}, {o} can take any value you like, so {e} need not be looked at. With {e} {p}, {f}.",
    "A don't care is not a third value. It is a permission to choose whichever level makes the logic simpler. Here you have it "
    "for {e} = "
    "{qb}. For {e} = {pb} you have no choice: {f}.",
    "only {e} = {pb} is tested, then {f}. for {qb} do what is easiest",
    "{e} is guaranteed to be {p} whenever {o} is used. In that case {f}; the other case is left open.",
    "case | result\n{e} = {qb} | free\n{e} = {pb} | {f}",
    "It is not required that {o} be anything in particular when {e} is {q}. It is required that, when {e} is {p}, {f}.",
)
_FREE_NEVER = (
    "{o} is {x} for {l} = {i}, {y} for {j} and {z} for {k}. The combination {n} never occurs.",
    "{l} is never {n}. {i} gives {x}, {j} gives {y}, {k} gives {z} on {o}.",
    "{l} | {o}\n{i} | {x}\n{j} | {y}\n{k} | {z}\n{n} | any",
    "- {i}: {x}\n- {j}: {y}\n- {k}: {z}\n- {n}: don't care\nThe codes are {l}, the values are {o}.",
    "You may choose what {o} does for {l} = {n}. For {j} it has to be {y}, for {k} {z}, for {i} {x}.",
    "Of the four combinations of {l} only three can happen: {i}, {j} and {k}. {o} is then {x}, {y} and {z}, in this order.",
    "{n} on {l} is impossible, so any value of {o} is fine there. Otherwise: {j} to {y}, {i} to {x}, {k} to {z}.",
    "i need {o} from {l}: {k} -> {z}, {i} -> {x}, {j} -> {y}, and {n} can't happen",
    "A three-position switch drives {l}; its positions read {i}, {j}, {k}. For them {o} has to be {x}, {y}, {z}. The fourth "
    "code does not "
    "exist, use that.",
    "If a row of a truth table is free, a simpler gate may do. Free here: {n} (bits in the order {l}). Fixed: {i} with {x}, {j} "
    "with {y}, {k} "
    "with {z}, all for {o}.",
)
_SIMPLE: tuple[tuple[str, str], ...] = (
    ("0011", "{a}"), ("0101", "{b}"), ("1100", "~{a}"), ("1010", "~{b}"), ("0001", "{a} & {b}"), ("0111", "{a} \\| {b}"),
    ("0110", "{a} ^ {b}"), ("1110", "~({a} & {b})"), ("1000", "~({a} \\| {b})"), ("1001", "~({a} ^ {b})"), ("0010", "{a} & ~{b}"),
    ("0100", "~{a} & {b}"), ("1011", "{a} \\| ~{b}"), ("1101", "~{a} \\| {b}"),
)  # fmt: skip


@family("plain_left_free", "gates", 1.0)
def plain_left_free(d: Draw) -> Design:
    """A don't care that is told: while another input has a level, or for a combination that never comes."""
    if d.chance(0.5):
        return _never(d)
    n, kind, p = d.one((2, 2, 3)), d.one((*_SIGN, "PASS", "NOT")), d.number(0, 1)
    names, valid = d.names(*BITS[n]), d.name("valid", "en", "used", "sel", "v", "strobe", "k", "m", "chk")
    if kind in ("PASS", "NOT"):
        names = names[:1]
    out = d.name(*OUTS)
    low_high = levels_for(d, [valid])
    rule = {"PASS": f"{out} must be equal to {names[0]}", "NOT": f"{out} must be the opposite of {names[0]}"}.get(
        kind) or f"{out} " + d.any(*_EFFECTS[kind], l=listing(names))  # fmt: skip
    core = d.any(*_FREE_VALID, e=valid, o=out, f=rule, p=low_high[p], q=low_high[1 - p], pb=p, qb=1 - p)
    code = names[0] if kind == "PASS" else f"~{names[0]}" if kind == "NOT" else gate_of(kind, names)

    def function(x: dict[str, int]) -> dict[str, int | None]:
        bits = [x[name] for name in names]
        value = bits[0] if kind == "PASS" else 1 - bits[0] if kind == "NOT" else value_of(kind, bits)
        return {out: value if x[valid] == p else None}

    ins = {**dict.fromkeys(names, 1), valid: 1} if d.chance(0.6) else {valid: 1, **dict.fromkeys(names, 1)}
    return built(
        d, d.one(("logic with a free case", "an incompletely specified circuit", "a small circuit")), ("free_case", "dont_care",
        "logic"),
        ins, {out: (1, code)}, core, f"{valid}={1 - p}: free, so {valid} is left out.\n{valid}={p}: {kind}, {out} = {code}",
        function, {"kind": kind, "p": p},
    )  # fmt: skip


def _never(d: Draw) -> Design:
    a, b = names = d.names(*BITS[2])
    out = d.name(*OUTS)
    never = d.number(0, 3)
    rows = [row for row in range(4) if row != never]
    d.rng.shuffle(rows)
    values = dict(zip(rows, d.one(((0, 0, 1), (0, 1, 0), (1, 0, 0), (1, 1, 0), (1, 0, 1), (0, 1, 1))), strict=True))
    table, template = next((t, c) for t, c in _SIMPLE if all(t[row] == str(value) for row, value in values.items()))
    code = d.say(template, a=a, b=b)
    i, j, k = rows
    core = d.any(
        *_FREE_NEVER, o=out, l=", ".join(names), i=f"{i:02b}", j=f"{j:02b}", k=f"{k:02b}", n=f"{never:02b}", x=values[i],
        y=values[j], z=values[k],
    )  # fmt: skip
    ordered = ", ".join(f"{row:02b}->{values.get(row, '-')}" for row in range(4))
    return built(
        d, d.one(("logic with a free case", "an incompletely specified circuit", "a small circuit")), ("free_case", "dont_care",
        "logic"),
        {a: 1, b: 1}, {out: (1, code)}, core, f"{a}, {b}: {ordered}.\nfree {never:02b} as {table[never]}: {out} = {code}",
        lambda x: {out: values.get(2 * x[a] + x[b])}, {"never": never, "table": table},
    )  # fmt: skip
