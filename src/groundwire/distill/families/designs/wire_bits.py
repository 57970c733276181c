"""Facts about the bits of a word, and vectors made from neighbours."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from groundwire.distill.families.design import Design
from groundwire.distill.families.draw import Draw
from groundwire.distill.families.models import combinational
from groundwire.distill.families.ports import Port
from groundwire.distill.families.registry import family
from groundwire.distill.families.voices.wire_shared import (
    Item,
    Values,
    body_of,
    local,
    notes_of,
    outputs_of,
    placed,
    tell_items,
    test,
    values_of,
)

Rule = Callable[[int, int, int], int]
WORDS = ("x", "in", "data", "vec", "w", "d", "bits", "word", "mask_in", "a")
OUTS = ("y", "out", "z", "cnt", "n", "pos", "flag", "hit", "o1", "res", "f", "num", "q", "info", "e")


def _chain(word: str, places: list[int], values: list[int], width: int, last: int, d: Draw, want: int = 1) -> str:
    sign = "" if want else "!"
    arms = [f"{sign}{word}[{p}] ? {d.style.literal(width, v, 'd')}" for p, v in zip(places, values, strict=True)]
    return " : ".join([*arms, d.style.literal(width, last, "d")])


def _list(places: list[int], values: list[int]) -> str:
    return ", ".join(f"[{p}] {v}" for p, v in zip(places, values, strict=True))


def _fact(d: Draw, kind: str, x: str, w: int) -> Item:
    out, size, mask = d.name(*OUTS), w.bit_length(), (1 << w) - 1
    up, down = list(range(w)), list(range(w - 1, -1, -1))
    if kind == "ones":
        return Item(
            out,
            size,
            (f"the number of ones in {x}", f"how many bits of {x} are 1"),
            " + ".join(f"{{{size - 1}'b0, {x}[{i}]}}" for i in up),
            f"0..{w} needs {size} bits; add {x}[0] to {x}[{w - 1}]",
            lambda v: v[x].bit_count(),
        )
    if kind == "zeros":
        return Item(
            out,
            size,
            (f"the number of zeros in {x}", f"how many bits of {x} are 0"),
            " + ".join(f"{{{size - 1}'b0, ~{x}[{i}]}}" for i in up),
            f"0..{w} needs {size} bits; add ~{x}[0] to ~{x}[{w - 1}]",
            lambda v: w - v[x].bit_count(),
        )
    if kind == "lead":
        return Item(
            out,
            size,
            (
                f"the number of zeros in front of the highest 1 of {x} ({w} if there is no 1)",
                f"the count of leading zeros of {x}, {w} for {x} = 0",
            ),
            _chain(x, down, up, size, w, d),
            f"0..{w} needs {size} bits; from [{w - 1}] down, first 1: {_list(down, up)}, none {w}",
            lambda v: w - v[x].bit_length(),
        )
    if kind == "trail":
        return Item(
            out,
            size,
            (
                f"the number of zeros below the lowest 1 of {x} ({w} if there is no 1)",
                f"the count of trailing zeros of {x}, {w} for {x} = 0",
            ),
            _chain(x, up, up, size, w, d),
            f"0..{w} needs {size} bits; from [0] up, first 1: {_list(up, up)}, none {w}",
            lambda v: (v[x] & -v[x]).bit_length() - 1 if v[x] else w,
        )
    if kind == "leadones":
        return Item(
            out,
            size,
            (f"the length of the run of ones at the top of {x}", f"how many ones {x} starts with, counted from bit {w - 1} down"),
            _chain(x, down, up, size, w, d, 0),
            f"0..{w} needs {size} bits; from [{w - 1}] down, first 0: {_list(down, up)}, none {w}",
            lambda v: w - (~v[x] & mask).bit_length(),
        )
    if kind == "lowest":
        return Item(
            out,
            w,
            (f"{x} with only its lowest 1 kept (0 if it has none)", f"the lowest set bit of {x} as a one-hot word, 0 for none"),
            f"{x} & (~{x} + {w}'d1)",
            f"lowest 1 = {x} & -{x}, {w} bits",
            lambda v: v[x] & -v[x],
        )
    if kind == "dropped":
        return Item(
            out,
            w,
            (f"{x} with its lowest 1 changed to 0", f"{x} without its rightmost set bit"),
            f"{x} & ({x} - {w}'d1)",
            f"drop lowest 1 = {x} & ({x}-1), {w} bits",
            lambda v: v[x] & (v[x] - 1),
        )
    if kind == "onehot":
        return test(
            d,
            out,
            (f"exactly one bit of {x} is 1", f"{x} is one-hot"),
            f"({x} != {w}'d0) && (({x} & ({x} - {w}'d1)) == {w}'d0)",
            lambda v: v[x].bit_count() == 1,
            note=f"{x} not 0 and {x} & ({x}-1) is 0",
        )
    if kind == "several":
        return test(
            d,
            out,
            (f"two or more bits of {x} are 1", f"more than one bit of {x} is set"),
            f"({x} & ({x} - {w}'d1)) != {w}'d0",
            lambda v: v[x].bit_count() > 1,
            note=f"{x} & ({x}-1) is not 0",
        )
    if kind == "odd":
        return test(
            d, out, (f"{x} holds an odd number of ones", f"the parity of {x} is odd"), f"^{x}", lambda v: v[x].bit_count() & 1
        )
    half = w // 2
    if kind == "halves":
        return test(
            d,
            out,
            (f"the upper {half} bits of {x} equal its lower {half} bits",),
            f"{x}[{w - 1}:{w - half}] == {x}[{half - 1}:0]",
            lambda v: v[x] >> (w - half) == v[x] & ((1 << half) - 1),
        )
    if kind == "palindrome":
        return test(
            d,
            out,
            (f"{x} reads the same from both ends",),
            " && ".join(f"({x}[{i}] == {x}[{w - 1 - i}])" for i in range(half)),
            lambda v: f"{v[x]:0{w}b}" == f"{v[x]:0{w}b}"[::-1],
            note=f"bit i equals bit {w - 1}-i for i 0..{half - 1}",
        )
    if kind == "part":
        low = d.number(0, w - 3)
        high = d.number(low + 1, w - 1)
        part = (1 << (high - low + 1)) - 1
        sign, says, function = d.one(
            (
                ("&", f"all of bits {high} to {low} of {x} are 1", lambda n: n == part),
                ("|", f"at least one of bits {high} to {low} of {x} is 1", lambda n: n > 0),
                ("~|", f"bits {high} to {low} of {x} are all 0", lambda n: n == 0),
                ("~&", f"at least one of bits {high} to {low} of {x} is 0", lambda n: n != part),
            )
        )
        holds: Callable[[int], bool] = function
        return test(d, out, (says,), f"{sign}{x}[{high}:{low}]", lambda v: holds(v[x] >> low & part))
    fixed = d.number(1, mask)
    return test(
        d,
        out,
        (f"{x} is {fixed}", f"{x} equals {d.style.literal(w, fixed, 'd')}"),
        f"{x} == {d.style.literal(w, fixed, 'd')}",
        lambda v: v[x] == fixed,
    )


_FACT_OPENINGS = (
    "Describe the word {x} ({w} bits).",
    "Some properties of {x} are needed at once.",
    "{x} is a bit map of {w} seats.",
    "Bit statistics of {x}.",
    "A monitor watches the {w} lines of {x}.",
    "Analyse {x}.",
    "Input: {x}, {w} bits.",
    "A normaliser needs to know about {x}:",
    "Look at {x} bit by bit.",
    "Each of the {w} bits of {x} is a fault line; summarise them.",
    "From {x} the following is derived.",
)


@family("wire_word_facts", "parity and counting", 1.1)
def wire_word_facts(d: Draw) -> Design:
    """One to four drawn facts about one word."""
    w, x = d.one((4, 4, 5, 6, 7, 8, 8)), d.name(*WORDS)
    kinds = (
        "ones",
        "zeros",
        "lead",
        "trail",
        "leadones",
        "lowest",
        "dropped",
        "onehot",
        "several",
        "odd",
        "halves",
        "palindrome",
        "part",
        "equal",
    )
    items = [_fact(d, kind, x, w) for kind in d.rng.sample(kinds, d.one((1, 2, 2, 3, 3)))]
    text = tell_items(d, _FACT_OPENINGS, items, x=x, w=w)
    body, stored = body_of(d, items)
    ports = placed(d, [Port(x, w)], outputs_of(items, stored))

    def bias(rng: Random, index: int) -> dict[str, int]:
        return {x: (1 << index % w) | (rng.getrandbits(w) & ((1 << index % w) - 1) if index % 2 else 0)} if index % 3 else {}

    return Design(
        "a word analyser",
        ports,
        text,
        notes_of(items),
        tuple(body),
        combinational(d.rng, ports, values_of(items), 60, bias),
        d.style,
        ("word_facts", "bit_stats", "analyser"),
        {"kinds": [item.note for item in items]},
    )


_NEAR_OPENINGS = (
    "{x} is a row of {w} cells.",
    "Edge finding in a row of pixels {x}, bit 0 on the right.",
    "Every bit of {x} is compared with those beside it.",
    "Neighbour logic on {x} ({w} bits).",
    "Take the {w}-bit vector {x}.",
    "{w} people sit in a row, {x} says who raises a hand.",
    "Bit i of {x} has the left neighbour i+1 and the right neighbour i-1.",
    "Mask generation from {x}.",
    "A row of {w} switches, {x}.",
    "Spatial filter over {x}:",
)
_BORDER = {
    "wrap": (
        "The row is closed to a ring: bit {h} and bit 0 are neighbours.",
        "It wraps around, so the left neighbour of bit {h} is bit 0 (and the right one of bit 0 is bit {h}).",
    ),
    "0": ("Beyond the ends count zeros.", "Missing neighbours are taken as 0.", "Past bit {h} and below bit 0 everything is 0."),
    "1": ("Beyond the ends count ones.", "Missing neighbours are taken as 1.", "Past bit {h} and below bit 0 everything is 1."),
}


@family("wire_beside", "vectors", 1.0)
def wire_beside(d: Draw) -> Design:
    """Vectors of which each bit depends on a bit and its neighbours, with a rule for the ends."""
    w, x, border = d.one((4, 5, 8, 8, 10, 16, 32, 64, 100)), d.name(*WORDS, "row", "cells"), d.one(("wrap", "0", "1"))
    mask = (1 << w) - 1
    fill = None if border == "wrap" else int(border)
    left_code = f"{{{f'{x}[0]' if fill is None else f'''1'b{fill}'''}, {x}[{w - 1}:1]}}"
    right_code = f"{{{x}[{w - 2}:0], {f'{x}[{w - 1}]' if fill is None else f'''1'b{fill}'''}}}"

    def left(n: int) -> int:
        return n >> 1 | (n & 1 if fill is None else fill) << (w - 1)

    def right(n: int) -> int:
        return (n << 1 | (n >> (w - 1) if fill is None else fill)) & mask

    l_name, r_name = d.name("lf", "left", "nl", "hi_side"), d.name("rt", "right", "nr", "lo_side")
    rules: list[tuple[tuple[str, ...], str, Rule]] = [
        (("1 where the bit and its left neighbour are both 1",), "{x} & {l}", lambda n, p, q: n & p),
        (("1 where the bit or its right neighbour is 1",), "{x} | {r}", lambda n, p, q: n | q),
        (("1 where the bit differs from its left neighbour",), "{x} ^ {l}", lambda n, p, q: n ^ p),
        (("1 where the bit equals its right neighbour",), "~({x} ^ {r})", lambda n, p, q: ~(n ^ q)),
        (("1 where both neighbours are 1, whatever the bit itself is",), "{l} & {r}", lambda n, p, q: p & q),
        (("1 where the two neighbours differ",), "{l} ^ {r}", lambda n, p, q: p ^ q),
        (("1 where a 1 has zeros on both sides",), "{x} & ~{l} & ~{r}", lambda n, p, q: n & ~p & ~q),
        (("1 where a 0 has ones on both sides",), "~{x} & {l} & {r}", lambda n, p, q: ~n & p & q),
        (("1 where the bit is 1 and its right neighbour is 0",), "{x} & ~{r}", lambda n, p, q: n & ~q),
        (("1 where the bit is 0 and its left neighbour is 1",), "~{x} & {l}", lambda n, p, q: ~n & p),
        (("1 where the bit or any neighbour is 1",), "{x} | {l} | {r}", lambda n, p, q: n | p | q),
        (("1 where bit, left and right neighbour are all 1",), "{x} & {l} & {r}", lambda n, p, q: n & p & q),
        (
            ("1 where at least two of bit, left and right neighbour are 1",),
            "({x} & {l}) | ({x} & {r}) | ({l} & {r})",
            lambda n, p, q: n & p | n & q | p & q,
        ),
        (("the XOR of bit, left and right neighbour",), "{x} ^ {l} ^ {r}", lambda n, p, q: n ^ p ^ q),
        (("0 where both neighbours are 0, else 1",), "{l} | {r}", lambda n, p, q: p | q),
    ]
    items: list[Item] = []
    for says, code, function in d.rng.sample(rules, d.one((1, 1, 2, 2, 3))):
        shown = code.replace("{x}", x).replace("{l}", l_name).replace("{r}", r_name)
        if d.chance(0.25):

            def pick(v: Values, f: Rule = function) -> int:
                return int(f(v[x], left(v[x]), right(v[x])) & mask != 0)

            where = (
                says[0]
                .replace("1 where", "somewhere")
                .replace("the XOR of bit, left and right neighbour", "somewhere the XOR of bit, left and right neighbour is 1")
            )
            where = where.replace("0 where both neighbours are 0, else 1", "somewhere at least one neighbour is 1")
            items.append(test(d, d.name(*OUTS, "any_f"), (where,), f"|({shown})", pick))
        else:
            items.append(
                Item(
                    d.name(*OUTS),
                    w,
                    tuple(f"{'an' if w == 8 else 'a'} {w}-bit word, in each place {one}" for one in says),
                    shown,
                    shown,
                    lambda v, f=function: f(v[x], left(v[x]), right(v[x])) & mask,  # type: ignore[misc]
                )
            )
    facts = d.any(*_BORDER[border], h=w - 1)
    facts += " " + d.any("Left means the next higher bit number.", "The left neighbour of bit i is bit i+1.")
    text = tell_items(d, _NEAR_OPENINGS, items, facts, x=x, w=w)
    lines: list[str] = []
    notes: list[str] = []
    for name, code, place in ((l_name, left_code, "bit i+1"), (r_name, right_code, "bit i-1")):
        if any(name in item.code for item in items):
            lines += local(d, name, w, code)
            notes.append(f"{name}[i] = {place}: {code}, 1+{w - 1} = {w} bits")
    body, stored = body_of(d, items)
    ports = placed(d, [Port(x, w)], outputs_of(items, stored))

    def bias(rng: Random, index: int) -> dict[str, int]:
        return {x: (0, mask, 1 << rng.randrange(w), mask ^ 1 << rng.randrange(w))[index % 4]} if index % 2 else {}

    return Design(
        "neighbour logic",
        ports,
        text,
        "\n".join([*notes, notes_of(items)]),
        (*lines, *body),
        combinational(d.rng, ports, values_of(items), bias=bias),
        d.style,
        ("neighbours", "edges", "row_logic"),
        {"border": border},
    )
