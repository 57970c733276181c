"""One of several by code: any order of codes, missing codes, words looked up, groups of codes, a piece of a vector."""

from __future__ import annotations

from groundwire.distill.families.design import Design
from groundwire.distill.families.draw import Draw, listing
from groundwire.distill.families.ports import Port
from groundwire.distill.families.registry import family
from groundwire.distill.families.voices.choose_shared import (
    FOURS,
    OUTS,
    SELECTS,
    TRIPLES,
    Values,
    cased,
    chained,
    coded,
    fill_word,
    filled,
    finished,
    kind_of,
    literal,
)

_CODES = ("sel", "code", "op", "s", "mode", "cmd", "select", "k", "addr", "state", "x", "num")


def _told_list(d: Draw, pairs: list[tuple[str, str]], s: str, o: str) -> str:
    """ "00 for a, 01 for c and 10 for b": codes and what they give, inside a sentence."""
    shape = d.one(("{c} for {x}", "{c} means {x}", "{x} for {c}", "{c} gives {x}", "{x} if {s} is {c}", "{s} = {c} selects {x}",
                   "{x} on {c}", "{c} -> {x}", "{c}: {x}"))  # fmt: skip
    told = [d.say(shape, c=c, x=x, s=s) for c, x in pairs]
    return ", ".join(told) if d.chance(0.4) or "->" in shape or ":" in shape else listing(told)


_BY_CODE = (
    "{o} is picked by {s}: {i}.",
    "{n}-input mux, select {s}, output {o}: {i}.",
    "Which input drives {o}? {s} says it: {i}.",
    "{i}. That is how {s} (chooses|selects) what {o} shows.",
    "The codes are not in the usual order, so please look twice: {i}. The code comes in on {s} and the chosen input leaves on "
    "{o}.",
    "{s} | {o}\n{t}",
    "{o} depends on {s}:\n{b}",
    "Data selector with {n} inputs ({v}).\n{b}\nThe code is {s}, the output {o}.",
    "hello, i wired my {n} sources in a funny way. can you write the mux? codes on {s}: {i}. out goes to {o}.",
    "A multiplexer connects one of its inputs with the output, and the select lines hold the number of that input. But the "
    "numbers need not follow the names of the inputs. In our case the list for {s} reads: {i}. The output is {o}.",
    "Look at {s}. {j} Put the result on {o}.",
    "The select is {s}. {j} (The selected one|What is selected) is passed to {o}.",
    "Ticket 214: the selector in front of {o} has the wrong order. Right is, by {s}: {i}.",
    "The rotary switch delivers its position on {s}, the {n} {v} inputs come from the boards, and {o} leads to the meter. "
    "Positions: {i}.",
)


@family("choose_by_code", "multiplexers", 1.0)
def choose_by_code(d: Draw) -> Design:
    """Three or four inputs with any assignment of codes, told in any order; a code that is not told does something said."""
    n = d.one((3, 3, 4, 4, 4))
    names = d.names(*(FOURS if n == 4 else TRIPLES))
    o, width = d.name(*OUTS), d.one((1, 1, 2, 4, 8, 8, 16, 32))
    split = d.chance(0.3)
    bits = d.names(("s1", "s0"), ("sel1", "sel0"), ("hi", "lo"), ("k1", "k0"), ("m", "n"), ("c1", "c0")) if split else []
    select = "" if split else d.name(*SELECTS)
    base, order = "b" if split else d.one("bbvd"), d.rng.sample(range(4), n)
    s = d.one((f"{{{bits[0]}, {bits[1]}}}", f"({bits[0]}, {bits[1]})")) if split else select
    pairs = [(coded(2, code, base), name) for code, name in zip(order, names, strict=True)]
    lost = next(code for code in range(4) if code not in [*order, *([] if n == 3 else range(4))]) if n == 3 else -1
    kind = d.one(("0", "0", "1", "input")) if n == 3 else ""
    else_code = {"0": filled(width, 0), "1": filled(width, 1), "input": d.one(names), "": names[-1]}[kind]
    told_else = else_code if kind == "input" else fill_word(d, width, int(kind == "1"))
    mixed = list(zip(pairs, order, strict=True))
    if d.chance(0.6):
        d.rng.shuffle(mixed)
    if d.chance(0.3):
        mixed.sort(key=lambda one: one[1])
    told = [pair for pair, _ in mixed]
    shown = [*told, *([(coded(2, lost, base), told_else)] if n == 3 else [])]
    bullet = d.one(("- {c}: {x}", "- {x} on {c}", "* {c} selects {x}"))
    text = d.any(
        *_BY_CODE, s=s, o=o, n="three" if n == 3 else "four", i=_told_list(d, told, s, o), v=kind_of(width),
        t="\n".join(f"{code} | {what}" for code, what in (shown if d.chance(0.5) else told)),
        b="\n".join(d.say(bullet, c=code, x=what) for code, what in told),
        j=" ".join(d.any("If it is {c}, take {x}.", "For {c} take {x}.", "At {c}, {x} is taken.", c=code, x=what, o=o)
                   for code, what in told).replace("If it is", f"If {s} is", 1),
    )  # fmt: skip
    if n == 3 and f"{shown[-1][0]} | {told_else}" not in text:
        text += ("\n" if "\n" in text else " ") + d.any(
            "For {c}, {o} is {z}.", "The code that is left, {c}, gives {z}.", "Otherwise {o} is {z}.", "Any other code: {z}.",
            "On {c} there is nothing connected; {o} should be {z} then.", c=shown[-1][0], z=told_else, o=o,
        )  # fmt: skip
    expression = f"{{{bits[0]}, {bits[1]}}}" if split else select
    arms = sorted((code, name) for code, name in zip(order, names, strict=True))
    how = d.one(("case", "case", "assign"))
    last = else_code if n == 3 else arms[-1][1]
    used = arms if n == 3 else arms[:-1]
    if how == "case":
        lines = cased(d, expression, [(literal(d, 2, code, base), name) for code, name in used], last, o)
    else:
        lines = chained(d, o, [(f"({expression} == {literal(d, 2, code, base)})", name) for code, name in used], last, how)
    table: dict[int, str] = dict(arms)

    def function(v: Values) -> dict[str, int]:
        code = v[bits[0]] * 2 + v[bits[1]] if split else v[select]
        if code in table:
            return {o: v[table[code]]}
        return {o: v[else_code] if kind == "input" else ((1 << width) - 1) * int(kind == "1")}

    why = "; ".join(f"{coded(2, code, base)} -> {name}" for code, name in arms) + (f"; else -> {else_code}" if n == 3 else "")
    controls = [Port(bit) for bit in bits] if split else [Port(select, 2)]
    return finished(
        d, f"a {n}-to-1 multiplexer", (f"mux{n}", "selector", "chooser"), [*(Port(name, width) for name in names), *controls],
        [(o, width)], text, f"{expression}: {why}", lines, function, how, {"order": order, "kind": kind}, samples=60,
    )  # fmt: skip


_LOOKUP = (
    "{o} by {s}: {i}. {e}",
    "{i}; {s} is the code and {o} the answer. {e}",
    "Look {s} up in this list and output what stands there on {o}: {i}. {e}",
    "{e} {s} has these known codes, with what {o} must be: {i}.",
    "{s} | {o}\n{t}\n{e}",
    "{o} ({v}) is looked up by {s}:\n{b}\n{e}",
    "Translate the code {s} into {o}. {i}. {e}",
    "hey, tiny lookup needed. {s} comes from the keypad, {o} goes to the motor driver. {i}. {e}",
    "A case statement compares one value with a list of constants, and the first that matches is used. The default catches what "
    "matches none. Write one for {s} that sets {o}: {i}. {e}",
    "Code converter\nInput: {s}\nOutput: {o}\n{b}\n{e}",
    "{o} should be a function of {s} only. {e} The exceptions: {i}.",
    "What does {o} read for a given {s}? {i}. {e}",
    "Ticket: {o} is wrong for some codes. {e} For the named codes we want, by {s}, {i}.",
    "The gear lever sends {s}; the display wants {o}. The list from the workshop: {i}. {e}",
)


@family("choose_constant", "lookups", 1.0)
def choose_constant(d: Draw) -> Design:
    """A few codes with constants, told in some order, and what every other code gives."""
    s, o, bits, width = d.name(*_CODES), d.name(*OUTS), d.one((2, 3, 3, 4, 4)), d.one((1, 2, 3, 4, 4, 8, 8))
    count = d.number(2, min(5, (1 << bits) - 1))
    keys = d.rng.sample(range(1 << bits), count)
    base, out_base = d.one("bvdhh" if bits > 3 else "bvd"), d.one("bvdh" if width > 3 else "bvd")
    other = d.one((0, 0, (1 << width) - 1, d.rng.getrandbits(width)))
    values = [d.rng.getrandbits(width) for _ in keys]
    if other in values or len(set(values)) == 1 or width == 1:
        values = [d.one([v for v in range(1 << width) if v != other]) for _ in keys]
    pairs = [(coded(bits, key, base), coded(width, value, out_base)) for key, value in zip(keys, values, strict=True)]
    zero = coded(width, other, out_base)
    ending = d.any(
        "For all other codes {o} is {z}.", "(Any|Every) other {s} gives {z}.", "The default is {z}.", "Otherwise {o} = {z}.",
        "If {s} is none of them, output {z}.", "Where {s} is not listed, {o} reads {z}.", "{o} is {z} for the rest.",
        "Codes that (are not listed|do not stand in the list) give {z}.", o=o, s=s, z=zero,
    )  # fmt: skip
    frame = d.one(_LOOKUP)
    if not frame.endswith("{e}"):
        ending = d.any("{o} is {z} unless said otherwise.", "The default of {o} is {z}.", "In general {o} is {z}.",
                       "For every code that is not named here {o} is {z}.", o=o, z=zero)  # fmt: skip
    text = d.any(
        frame, s=s, o=o, i=_told_constants(d, pairs, s, o), e=ending, v=kind_of(width),
        t="\n".join(f"{key} | {value}" for key, value in pairs), b="\n".join(f"- {key}: {value}" for key, value in pairs),
    )  # fmt: skip
    if "b" in (base, out_base) and ("d" in (base, out_base)):
        text += d.one(("\n", " ")) + f"({'Codes' if base == 'b' else 'Results'} are in binary, the others in decimal.)"
    arms = [(literal(d, bits, key, base), literal(d, width, v, out_base)) for key, v in zip(keys, values, strict=True)]
    table = dict(zip(keys, values, strict=True))
    how = d.one(("case", "case", "case", "assign" if count < 4 else "case"))
    last = literal(d, width, other, out_base)
    lines = cased(d, s, arms, last, o) if how == "case" else chained(d, o, [(f"({s} == {k})", v) for k, v in arms], last, how)
    return finished(
        d, "a lookup", ("lookup", "code_map", "translate"), [Port(s, bits)], [(o, width)], text,
        f"{s}: {'; '.join(f'{key} -> {value}' for key, value in pairs)}\nelse {zero}", lines,
        lambda v: {o: table.get(v[s], other)}, how, {"count": count},
    )  # fmt: skip


def _told_constants(d: Draw, pairs: list[tuple[str, str]], s: str, o: str) -> str:
    shape = d.one(("{c} gives {x}", "{x} for {s} = {c}", "for {c} it is {x}", "{s} {c} -> {o} {x}", "if {s} is {c}, {o} is {x}",
                   "{o} = {x} when {s} = {c}", "{x} belongs to code {c}", "code {c} stands for {x}"))  # fmt: skip
    return "; ".join(d.say(shape, c=c, x=x, s=s, o=o) for c, x in pairs)


_GROUPED = (
    "{o} is {a} for {s} = {f}, {b} for {g}, and {z} for the remaining codes.",
    "{z} on {o}, except for these codes of {s}: {f} give {a}, {g} give {b}.",
    "Selector by {s}: {f} all select {a}. {g} all select {b}. (Everything else|Any other code) selects {z}.",
    "Several codes of {s} share an input. {a} is shared by {f}, {b} by {g}. No other code is used; should one come, {o} is {z}.",
    "- {f}: {a}\n- {g}: {b}\n- anything else: {z}\n(code: {s}, output: {o})",
    "{s} | {o}\n{f} | {a}\n{g} | {b}\nothers | {z}",
    "If {s} is {h}, {o} is {a}. If it is {k}, {o} is {b}. If neither, {o} is {z}.",
    "hi, the mux for {o} has more codes than inputs. {h} on {s} should pick {a} and {k} should pick {b}, rest {z}.",
    "In a case statement one line may name several values, with commas between them. That is handy here: on {s} the values "
    "{f} pick {a}, the values {g} pick {b}, and the default is {z}. Output: {o}.",
    "Where does {o} come from? From {b} when {s} is {k}. From {a} when {s} is {h}. Otherwise it is {z}.",
    "{b} owns the codes {g}, {a} owns {f}. What {s} holds tells whose value is put on {o}. Codes without an owner give {z}.",
    "Address map of the read port, by {s}: {f} -> {a}, {g} -> {b}. Reading elsewhere returns {z}. The read data is {o}.",
)


@family("choose_by_group", "multiplexers", 1.0)
def choose_by_group(d: Draw) -> Design:
    """Groups of codes of unequal size select two inputs; the rest gives a constant or a third input."""
    n = d.one((2, 2, 3))
    names = d.names(*(("a", "b"), ("x", "y"), ("p", "q"), ("ina", "inb"), ("rom", "ram")) if n == 2 else TRIPLES)
    s, o, bits, width = d.name(*_CODES), d.name(*OUTS), d.one((3, 3, 4)), d.one((1, 1, 4, 8, 8, 16))
    base = d.one("bdd" if bits == 3 else "bddh")
    codes = d.rng.sample(range(1 << bits), d.number(3, 6))
    cut = d.number(1, len(codes) - 1)
    first, second = sorted(codes[:cut]), sorted(codes[cut:])
    ones = d.number(0, 3) == 0
    last, word = (names[2], names[2]) if n == 3 else (filled(width, ones), fill_word(d, width, ones))
    f, g = ([coded(bits, code, base) for code in group] for group in (first, second))
    text = d.any(
        *_GROUPED, a=names[0], b=names[1], z=word, s=s, o=o, f=listing(f), g=listing(g), h=listing(f, "or"), k=listing(g, "or"),
    )  # fmt: skip
    for group, names_of in ((f, listing(f)), (g, listing(g))):
        if len(group) == 1:
            for verb in ("give", "pick", "select"):
                text = text.replace(f"{names_of} all {verb} ", f"{names_of} {verb}s ").replace(
                    f"{names_of} {verb} ", f"{names_of} {verb}s "
                )
            text = text.replace(f"values {names_of} ", f"value {names_of} ").replace(f"codes {names_of}", f"code {names_of}")
    labels = [", ".join(literal(d, bits, code, base) for code in group) for group in (first, second)]
    tests = [" || ".join(f"{s} == {literal(d, bits, code, base)}" for code in group) for group in (first, second)]
    how = d.one(("case", "case", "case", "if" if len(codes) < 5 else "case"))
    if how == "case":
        lines = cased(d, s, list(zip(labels, names, strict=False)), last, o)
    else:
        lines = chained(d, o, [(f"({one})", name) for one, name in zip(tests, names, strict=False)], last, how)

    def function(v: Values) -> dict[str, int]:
        if v[s] in codes:
            return {o: v[names[0] if v[s] in first else names[1]]}
        return {o: v[names[2]] if n == 3 else ones * ((1 << width) - 1)}

    return finished(
        d, "a selector with shared codes", ("sel_map", "read_mux", "group_mux"),
        [*(Port(x, width) for x in names), Port(s, bits)], [(o, width)], text,
        f"{s}: {', '.join(f)} -> {names[0]}; {', '.join(g)} -> {names[1]}\nelse -> {last}", lines, function,
        how, {"codes": codes}, samples=60,
    )  # fmt: skip


_PIECE = (
    "{o} is {p} number {s} of {i}, {r}.",
    "{s} (picks|selects|chooses) {p} of {i} for {o}. {c}",
    "{i} holds {n} {q}. The one with number {s} goes to {o}. They are numbered {d}.",
    "{c} {o} shows {p} that {s} points at; {i} is the vector.",
    "Index {i} with {s} and count {d}; {o} gets what you find.",
    "{n}-to-1 mux on one vector, {i}. {c} Output {o}.",
    "Be careful with the direction: {s} counts the {q} of {i} {d}, not {w}. {o} is the selected one.",
    "hi, {i} is a strip of {n} {q} and {s} is a cursor on it, position 0 being {z}. show what is under the cursor on {o}.",
    "A vector can stand for a row of little boxes. Here the row is {i}, with {n} boxes of {v} each, and {s} is the number of the "
    "box to open. Numbering goes {d}, beginning with box 0, which is {z}. What is inside goes to {o}.",
    "- vector: {i}, {n} {q}\n- index: {s}\n- index 0 is {z}\n- result: {o}",
    "Which of the {q} of {i} is on {o}? The one that {s} says, where 0 is {z} and {m} is {y}.",
    "With {s} = 0, {o} equals {z}; with {s} = {m} it equals {y}; those between follow in order.",
    "{s} at {m} means {y}. Going down with {s} one moves along {i} step by step until, at 0, {z} is reached. {o} carries "
    "the {v} piece.",
)


@family("choose_piece", "multiplexers", 1.0)
def choose_piece(d: Draw) -> Design:
    """A bit or a piece of a vector by number, counted from the right or from the left."""
    n, width = d.one((4, 4, 8, 8, 16)), d.one((1, 1, 1, 2, 4, 8))
    if n * width > 64:
        n = 4
    i, s, o = d.name("v", "data", "in", "vec", "word", "d", "x", "strip", "bus"), d.name(*SELECTS, "idx"), d.name(*OUTS)
    bits, top = n.bit_length() - 1, d.chance(0.5)
    high = n * width - 1
    right = f"{i}[{width - 1}:0]" if width > 1 else f"{i}[0]"
    left = f"{i}[{high}:{high - width + 1}]" if width > 1 else f"{i}[{high}]"
    zero, end = (left, right) if top else (right, left)
    way = d.one((("from the left", "from the right"), ("from the top", "from the bottom"),
                 ("from the most significant end", "from the least significant end")))  # fmt: skip
    direction, wrong = way if top else way[::-1]
    piece, pieces = {1: ("the bit", "bits"), 4: ("the nibble", "nibbles"), 8: ("the byte", "bytes")}.get(
        width, (f"the {width}-bit piece", f"{width}-bit pieces")
    )
    rule = d.any("Number 0 is {z}.", "{s} = 0 means {z} and {s} = {m} means {y}.", "Counting goes {d}, from 0.",
                 "0 stands for {z}, {m} for {y}.", z=zero, y=end, s=s, m=n - 1, d=direction)  # fmt: skip
    text = d.any(
        *_PIECE, i=i, s=s, o=o, n=n, p=piece, q=pieces, z=zero, y=end, m=n - 1, d=f"{direction}, beginning with 0", c=rule,
        r=d.any("counted {d} from 0", "where number 0 is {z}", d=direction, z=zero), w=wrong, v="one bit" if width == 1 else
        f"{width} bits",
    )  # fmt: skip
    text = text.replace(", beginning with 0, beginning with box 0", ", beginning with box 0")
    text = text.replace("the one bit piece", "the bit").replace(f"the {width} bits piece", f"the {width}-bit piece")
    index = f"~{s}" if top else s
    if width == 1:
        code = f"{i}[{f'{n - 1} - {s}' if top else s}]"
    else:
        code = f"{i}[{f'({n - 1} - {s})' if top else s} * {width} +: {width}]"
    how = "plain"
    return finished(
        d, f"a {n}-to-1 selector", ("pick", "bit_sel", "vec_mux"), [Port(i, n * width), Port(s, bits)], [(o, width)], text,
        f"{s}=0 -> {zero}, {s}={n - 1} -> {end}\n{'from the left: index ' + str(n - 1) + ' - ' + s if top else 'index ' + s}",
        [f"assign {o} = {code};"],
        lambda v: {o: v[i] >> (n - 1 - v[s] if top else v[s]) * width & (1 << width) - 1}, how, {"top": top, "index": index},
    )  # fmt: skip
