"""Words of two operands: bitwise against logical, equal against different, predicates of words, gated words."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from groundwire.distill.families.design import Design
from groundwire.distill.families.draw import Draw, listing
from groundwire.distill.families.registry import family
from groundwire.distill.families.voices.plain_shared import BITS, OUTS, WORD_PAIRS, WORDS, articled, built, guarded, levels_for

_TWO: dict[str, tuple[tuple[str, ...], str, Callable[[int, int, int], bool]]] = {
    "both nonzero": (
        ("neither {a} nor {b} is zero", "{a} and {b} are both different from zero", "{a} has a 1 in it and so has {b}"),
        "{a} && {b}", lambda x, y, m: x != 0 and y != 0),
    "one nonzero": (
        ("not both of {a} and {b} are zero", "at least one of {a} and {b} is nonzero",
         "there is a 1 anywhere in {a} or in {b}"),
        "{a} \\|\\| {b}", lambda x, y, m: x != 0 or y != 0),
    "just one nonzero": (
        ("exactly one of the words {a} and {b} is nonzero", "one of the words {a} and {b} is zero and the other is not"),
        "(\\|{a}) ^ (\\|{b})", lambda x, y, m: (x != 0) != (y != 0)),
    "shared 1": (
        ("{a} and {b} have a 1 in the same place at least once", "some position holds a 1 in {a} as well as in {b}",
         "the bitwise AND of {a} and {b} is not zero"),
        "\\|({a} & {b})", lambda x, y, m: x & y != 0),
    "no shared 1": (
        ("{a} and {b} have no 1 in the same place", "there is no position with a 1 in {a} as well as in {b}",
         "the bitwise AND of {a} and {b} is zero"),
        "~\\|({a} & {b})", lambda x, y, m: x & y == 0),
    "all ones": (
        ("every bit of {a} and every bit of {b} is 1", "{a} and {b} are both all ones", "no bit of {a} or {b} is 0"),
        "&{a} & &{b}", lambda x, y, m: x == m and y == m),
    "both zero": (
        ("{a} and {b} are both zero", "neither {a} nor {b} has any bit set", "every bit of {a} and every bit of {b} is 0"),
        "~\\|({a} \\| {b})", lambda x, y, m: x == 0 and y == 0),
    "subset": (
        ("each 1 in {a} has a 1 at the same place in {b}", "{b} has a 1 wherever {a} has one",
         "there is no place where {a} has a 1 but {b} a 0"),
        "~\\|({a} & ~{b})", lambda x, y, m: x & (m ^ y) == 0),
    "superset": (
        ("each 1 in {b} has a 1 at the same place in {a}", "{a} has a 1 wherever {b} has one",
         "there is no place where {b} has a 1 but {a} a 0"),
        "~\\|({b} & ~{a})", lambda x, y, m: y & (m ^ x) == 0),
    "covered": (
        ("every position has a 1 in {a} or in {b} (or both)", "no position holds a 0 in both {a} and {b}",
         "the bitwise OR of {a} and {b} is all ones"),
        "&({a} \\| {b})", lambda x, y, m: x | y == m),
    "opposite": (
        ("{b} is {a} with all bits inverted", "{a} and {b} differ in every position", "{a} and {b} agree in no position"),
        "&({a} ^ {b})", lambda x, y, m: x ^ y == m),
    "equal": (
        ("{a} and {b} agree in every position", "there is no position in which {a} and {b} differ", "{a} equals {b}"),
        "{a} == {b}", lambda x, y, m: x == y),
    "unequal": (
        ("{a} and {b} differ in at least one position", "{a} and {b} do not agree everywhere", "{a} is not the same as {b}"),
        "{a} != {b}", lambda x, y, m: x != y),
    "greater": (
        ("{a} is larger than {b}", "{b} is smaller than {a}"), "{a} > {b}", lambda x, y, m: x > y),
    "at least": (
        ("{a} is not smaller than {b}", "{a} is at least {b}"), "{a} >= {b}", lambda x, y, m: x >= y),
}  # fmt: skip
_TWO_TEXTS = (
    "{o} is {v} if {p}, and {w} otherwise.",
    "{o} is {w} unless {p}. (In that case it is {v}|If so, it is {v}).",
    "Is it true that {p}? {o} answers: {vb} for yes, {wb} for no.",
    "- {a} and {b}: {n} bits each\n- {o}: {vb} whenever {p}, else {wb}",
    "{o} stays {w} as long as it is not true that {p}. When it is true, {o} has to be {v}.",
    "condition | {o}\n{p} | {vb}\notherwise | {wb}",
    "can you check two words for me? {o} should be {vb} when {p} and {wb} when not",
    "One bit, {o}, is to be made from {a} and {b}: {v} means that {p}, {w} means that this is not so.",
    "A bitwise operator gives a word, a logical operator gives one bit, and a reduction folds one word into one bit; in between "
    "lie "
    "many circuits that sound alike. Ours has one output bit, {o}. It must be {vb} when {p}. In all other cases it must be {wb}.",
    "Two masks arrive, {a} and {b}. Report on {o} whether {p} ({vb} = yes, {wb} = no).",
    "The pin {o} goes to {vb} exactly when {p}; at all other times it stays at {wb}.",
    "Whenever {p}, {o} is {v}, and whenever it is false that {p}, it is {w}. The widths are {n} bits for both words.",
    "Write a detector with a single output {o}: a {vb} says that {p}. Everything else gets a {wb}.",
    "{o}: {w} in general, {v} in case {p}.",
)


@family("plain_two_words", "gates", 1.0)
def plain_two_words(d: Draw) -> Design:
    """One bit about two words: nonzero, common ones, all ones, covered, equal, opposite, in many alike sentences."""
    a, b = d.names(*WORD_PAIRS)
    out, width, v = d.name(*OUTS), d.one((2, 3, 3, 4, 4, 5, 8, 8)), int(d.chance(0.65))
    kind = d.one(tuple(_TWO))
    phrases, template, holds = _TWO[kind]
    low_high, mask = levels_for(d, [out]), (1 << width) - 1
    phrase, code = d.any(*phrases, a=a, b=b), d.say(template, a=a, b=b)
    core = d.any(*_TWO_TEXTS, o=out, a=a, b=b, n=width, p=phrase, v=low_high[v], w=low_high[1 - v], vb=v, wb=1 - v)
    code = code if v else code[1:] if code.startswith("~") else f"!({code})"

    def bias(r: Random, i: int) -> dict[str, int]:
        x, few = r.getrandbits(width), 1 << r.randrange(width)
        pairs = (
            (x, x),
            (x, mask ^ x),
            (0, x),
            (x, 0),
            (0, 0),
            (mask, mask),
            (mask, x),
            (x, mask),
            (x, x ^ few),
            (x & ~few, mask ^ x),
            (few, 0),
            (few, few),
        )
        return dict(zip((a, b), pairs[i % 14], strict=True)) if i % 14 < 12 else {}

    fact = {"greater": f"{a} > {b}", "at least": f"{a} >= {b}", "subset": f"ones of {a} within {b}",
            "superset": f"ones of {b} within {a}"}.get(kind, kind)  # fmt: skip
    return built(
        d, d.one(("a word checker", "a detector for two words", "a one-bit verdict on two words")), ("word_check", "detect",
        "verdict"),
        {a: width, b: width}, {out: (1, code)}, core, f"{fact} -> {out}={v}, else {1 - v}.\none bit: {out} = {code}",
        lambda x: {out: v if holds(x[a], x[b], mask) else 1 - v}, {"kind": kind, "v": v, "width": width}, samples=60, bias=bias,
    )  # fmt: skip


_KINDS: dict[str, tuple[str, str, str, Callable[[int, int, int], int], Callable[[int, int, int], int]]] = {
    "AND": ("AND", "{a} & {b}", "{a} && {b}", lambda x, y, m: x & y, lambda x, y, m: int(x > 0 and y > 0)),
    "OR": ("OR", "{a} \\| {b}", "{a} \\|\\| {b}", lambda x, y, m: x | y, lambda x, y, m: int(x > 0 or y > 0)),
    "NOT": ("NOT", "~{a}", "!{a}", lambda x, y, m: m ^ x, lambda x, y, m: int(x == 0)),
}
_BITWISE_LOGICAL = (
    "{f} is the bitwise {h} of {i}, {g} the logical {k} of {j}.",
    "Put the logical {k} of {j} on {g}. {f} gets the bitwise {h} of {i}.",
    "- {f}: {h}, bit by bit, of {i}\n- {g}: {k} of {j}, taken as truth values (a word is true if it is not zero)",
    "Verilog knows two kinds of each operator. The logical kind asks of each operand only whether it is zero, and gives one bit; "
    "the bitwise kind works on all positions separately. On {g} I want the logical {k} of {j}, on {f} the bitwise {h} of {i}.",
    "{g} treats a word as true when any of its bits is 1, and is the {k} of {j} in this sense. {f} treats the bits separately "
    "and "
    "is the {h} of {i}.",
    "output | operator | operands\n{f} | bitwise {h} | {l}\n{g} | logical {k} | {m}",
    "i always mix these up.. {f} = bitwise {h} of {i}, {g} = logical {k} of {j}, right? please write it",
    "The wide output, {f}, is the {h} of {i} in every bit position. The single bit {g} is the {k} of {j} as a whole, nonzero "
    "meaning "
    "true.",
    "Two outputs. The one called {g}: logical {k} ({m}). The other one, {f}: bitwise {h} ({l}).",
    "What is the difference between the two operators? Show it: {f} with the bitwise {h}, {g} with the logical {k}. Operands: "
    "{l} "
    "for {f}, {m} for {g}.",
    "{h} the bits of {i} position by position to get {f}; for {g}, only ask {q}.",
    "Not the same thing: {g} (logical {k} of {j}, one bit) and {f} (bitwise {h} of {i}, {n} bits).",
)


@family("plain_bitwise_and_logical", "gates", 1.0)
def plain_bitwise_and_logical(d: Draw) -> Design:
    """A word from a bitwise operator and a bit from a logical operator, of operators that may differ."""
    a, b = d.names(*WORD_PAIRS)
    wide, single = d.names(
        ("y", "z"),
        ("f", "g"),
        ("out_bits", "out_flag"),
        ("word_o", "bit_o"),
        ("q", "t"),
        ("r1", "r2"),
        ("z", "y"),
        ("res", "any_res"),
    )
    width = d.one((2, 3, 3, 4, 4, 8, 8, 16))
    low, high = d.one(("AND", "OR")), d.one(("AND", "OR", "OR", "AND", "NOT"))
    first_of, second_of = guarded(a), guarded(b)
    high_of = first_of if high == "NOT" else listing([first_of, second_of])
    mask = (1 << width) - 1
    core = d.any(
        *_BITWISE_LOGICAL, f=wide, g=single, k=high, h=low, i=listing([first_of, second_of]), j=high_of,
        l=f"{first_of}, {second_of}", m=first_of if high == "NOT" else f"{first_of}, {second_of}", n=width,
        q=f"whether {first_of} is nonzero, and NOT the answer" if high == "NOT" else
        f"which of {first_of}, {second_of} are nonzero, and {high} the answers",
    )  # fmt: skip
    first, second = d.say(_KINDS[low][1], a=a, b=b), d.say(_KINDS[high][2], a=a, b=b)
    outs = {wide: (width, first), single: (1, second)}
    if d.chance(0.4):
        outs = dict(reversed(outs.items()))

    def function(x: dict[str, int]) -> dict[str, int]:
        return {wide: _KINDS[low][3](x[a], x[b], mask), single: _KINDS[high][4](x[a], x[b], mask)}

    return built(
        d, d.one(("two kinds of operators", "a word and a flag of two operands", "a small logic unit")), ("ops", "two_ops",
        "logic_unit"),
        {a: width, b: width}, outs, articled(core),
        f"{wide}: {width} bits, bitwise {low}: {first}\n{single}: one bit, logical {high}: {second}", function,
        {"low": low, "high": high, "width": width}, bias=lambda r, i: ({a: 0}, {b: 0}, {a: 0, b: 0}, {}, {})[i % 5],
    )  # fmt: skip


_GATED = (
    "When {e} is {p}, {o} is {t}; when it is {q}, {o} is {u}.",
    "{o} is {u} (while|as long as|whenever) {e} is {q}. Otherwise it is {t}.",
    "{e} decides: with {pb} on it, {o} is {t}, with {qb} it is {u}.",
    "- {e} = {qb}: {o} is {u}\n- {e} = {pb}: {o} is {t}",
    "{o} (normally|in general) is {t}. Only with {e} at {qb} it is {u} instead.",
    "If {e} is {p} then {t} shall go to {o}, else {u}.",
    "The port {o} carries {t}, provided that {e} is {p}. If {e} is {q}, it carries {u}.",
    "{e} | {o}\n{qb} | {u}\n{pb} | {t}",
    "make {o} {u} when {e} is {qb} pls, and {t} when it is {pb}",
    "Not {t} but {u} has to appear on {o} while {e} is {q}. With {e} {p}, it has to be {t}.",
    "A row of gates that share one input can pass a word, block it, or invert it, depending on the kind of gate and on the "
    "level of "
    "the shared input. Here the shared input is {e}. Its {qb} makes {o} {u}; its {pb} makes {o} {t}.",
    "{o} is {t} unless {e} is {q}, and {u} if it is.",
    "Which of the two is on {o}, {t} or {u}? The first for {e} = {pb}, the second for {e} = {qb}.",
    "There are two cases. The first, {e} = {qb}: {o} is {u}. The second, {e} = {pb}: {o} is {t}.",
)
_TREATED: dict[str, tuple[tuple[str, ...], Callable[[int, int], int]]] = {
    "pass": (("{d} as it is", "{d} unchanged", "the same as {d}", "a copy of {d}"), lambda x, m: x),
    "invert": (("{d} with all bits inverted", "the bitwise complement of {d}", "the inverse of {d}"), lambda x, m: m ^ x),
    "zeros": (("all zeros", "zero in all bits", "zero"), lambda x, m: 0),
    "ones": (("all ones", "ones in all bits", "one in every bit"), lambda x, m: m),
}


@family("plain_gated_word", "gates", 1.0)
def plain_gated_word(d: Draw) -> Design:
    """A word that one bit passes, blocks with zeros or ones, or inverts, at either level of the bit."""
    data, control = d.name(*WORDS), d.name("en", "g", "ctl", "k", "gate", "m", "oe", "inv", "mode", "c", "b", "hold")
    out, width = d.name(*OUTS), d.one((2, 4, 4, 5, 8, 8, 16, 32))
    on = d.number(0, 1)
    first, second = d.one(
        (("pass", "zeros"), ("pass", "ones"), ("pass", "invert"), ("invert", "zeros"), ("invert", "ones"), ("zeros", "ones"))
    )
    if d.chance(0.5):
        first, second = second, first
    low_high, mask = levels_for(d, [control]), (1 << width) - 1
    core = d.any(
        *_GATED, e=control, o=out, p=low_high[on], q=low_high[1 - on], pb=on, qb=1 - on,
        t=d.any(*_TREATED[first][0], d=data), u=d.any(*_TREATED[second][0], d=data),
    )  # fmt: skip
    at = {on: first, 1 - on: second}
    values = {"pass": data, "invert": f"~{data}", "zeros": d.style.literal(width, 0), "ones": f"{{{width}{{1'b1}}}}"}
    code = f"{control} ? {values[at[1]]} : {values[at[0]]}"
    if set(at.values()) == {"pass", "invert"} and d.chance(0.5):
        code = f"{data} ^ {{{width}{{{control if at[1] == 'invert' else '~' + control}}}}}"
    if set(at.values()) == {"pass", "zeros"} and d.chance(0.4):
        code = f"{data} & {{{width}{{{control if at[1] == 'pass' else '~' + control}}}}}"
    body, hint = [], ""
    if d.chance(0.25):
        lines = [f"if ({control}) {out} = {values[at[1]]};", f"else {out} = {values[at[0]]};"]
        body, hint = (
            d.block(d.style.comb, lines, nested=True),
            d.one(("Use if and else.", "Write it as an if/else.", "", "Use an if.")),
        )
    unused = "" if data in code or body else f" {data} is not used."
    return built(
        d, d.one(("a row of gates", "a word with a control bit", "a masked bus")), ("gated_word", "bus_gate", "masker"),
        {data: width, control: 1} if d.chance(0.6) else {control: 1, data: width}, {out: (width, code)}, core,
        f"{control}=1 -> {values[at[1]]}; {control}=0 -> {values[at[0]]}.{unused}",
        lambda x: {out: _TREATED[at[x[control]]][1](x[data], mask)}, {"at": [at[0], at[1]], "width": width}, ways=("assign",),
        body=body, hint=hint,
    )  # fmt: skip


_EQUAL = (
    "{o} is {v} if {p}, otherwise {w}.",
    "If {p}, then {o} = {vb}. In all other cases {o} = {wb}.",
    "{o} is {w} as long as it is not the case that {p}; if it is, {v}.",
    "Compare {l}. {o} shall be {v} exactly when {p}.",
    "- inputs {l}\n- {o} = {vb}: {p}\n- {o} = {wb}: all other cases",
    "A comparison of bits needs no comparator, a few XOR or XNOR gates are enough. This one looks at {l}: {o} must be {v} when "
    "{p}, and "
    "{w} when not.",
    "Do the inputs match? Let {o} be {vb} if {p} and {wb} if not.",
    "hi! need one signal, {o}. it's {vb} whenever {p}. all else {wb}",
    "The agreement of {l} is watched. {wb} on {o} is the normal state; if {p}, it changes to {vb}.",
    "situation | {o}\n{p} | {vb}\nany other | {wb}",
    "Raise a {vb} on {o} whenever {p}; show {wb} otherwise.",
    "{o} = {wb}, (unless|except when) {p}: then {o} = {vb}.",
    "Three inputs, {l}, and one output. The output is {v} for those combinations in which {p}, for the others it is {w}.",
)


@family("plain_same_or_not", "comparators", 1.0)
def plain_same_or_not(d: Draw) -> Design:
    """Three bits of which some are the same and some are not."""
    a, b, c = names = d.names(*BITS[3])
    out, v = d.name(*OUTS), int(d.chance(0.65))
    low_high = levels_for(d, [*names, out])
    options: tuple[tuple[tuple[str, ...], str, Callable[[int, int, int], bool]], ...] = (
        (("{a}, {b} and {c} are all the same", "all three of {a}, {b} and {c} agree", "there is no difference among {a}, {b} "
        "and {c}"),
         f"({a} == {b}) & ({b} == {c})", lambda x, y, z: x == y == z),
        (("{a}, {b} and {c} are not all the same", "one of {a}, {b} and {c} differs from the two others",
          "there is both a 0 and a 1 among {a}, {b} and {c}"), f"({a} ^ {b}) | ({b} ^ {c})", lambda x, y, z: not x == y == z),
        (("{a} and {b} are equal but {c} is different from them", "{c} alone differs from {a} and {b}",
          "{c} is the odd one out among {a}, {b} and {c}"), f"({a} == {b}) & ({c} != {a})", lambda x, y, z: x == y != z),
        (("{b} and {c} are equal but {a} is different from them", "{a} alone differs from {b} and {c}",
          "{a} is the odd one out among {a}, {b} and {c}"), f"({b} == {c}) & ({a} != {b})", lambda x, y, z: y == z != x),
        (("{a} and {b} are the same while {c} is 1", "{c} is 1 and {a} equals {b}"), f"({a} == {b}) & {c}",
         lambda x, y, z: x == y and z == 1),
        (("{a} and {b} are the same while {c} is 0", "{c} is 0 and {a} equals {b}"), f"({a} == {b}) & ~{c}",
         lambda x, y, z: x == y and z == 0),
        (("{a} and {b} differ while {c} is 1", "{c} is 1 and {a} does not equal {b}"), f"({a} ^ {b}) & {c}",
         lambda x, y, z: x != y and z == 1),
        (("{c} is 1, or {a} and {b} are the same, or both", "at least one of this is true: {c} is 1, {a} equals {b}"),
         f"({a} == {b}) | {c}", lambda x, y, z: x == y or z == 1),
        (("{c} is 1, or {a} and {b} differ, or both", "at least one of this is true: {c} is 1, {a} differs from {b}"),
         f"({a} ^ {b}) | {c}", lambda x, y, z: x != y or z == 1),
        (("{a} is different from both {b} and {c}", "neither {b} nor {c} equals {a}"), f"({a} ^ {b}) & ({a} ^ {c})",
         lambda x, y, z: x not in (y, z)),
        (("{a} equals {b} or {c} (or both of them)", "at least one of {b} and {c} is equal to {a}"),
            f"({a} == {b}) | ({a} == {c})",
         lambda x, y, z: x in (y, z)),
    )  # fmt: skip
    phrases, code, holds = d.one(options)
    phrase = d.any(*phrases, a=a, b=b, c=c)
    core = d.any(*_EQUAL, o=out, l=listing(names), p=phrase, v=low_high[v], w=low_high[1 - v], vb=v, wb=1 - v)
    full = code if v else f"~({code})"
    return built(
        d, d.one(("a bit comparison", "a match circuit", "a small comparator")), ("match", "compare_bits", "agree"),
        dict.fromkeys(names, 1), {out: (1, full)}, core,
        f"{code.replace('|', 'or').replace('&', 'and')} -> {out}={v}, else {1 - v}.\n{out} = {full}",
        lambda x: {out: v if holds(x[a], x[b], x[c]) else 1 - v}, {"code": code, "v": v},
    )  # fmt: skip
