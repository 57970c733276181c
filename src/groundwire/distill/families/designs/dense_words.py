"""Many outputs, each with a sentence of its own: conditions over single inputs, operations on words, properties of a word."""
# ruff: noqa: E501  (wordings read best with one to a line)

from __future__ import annotations

from collections.abc import Callable

from groundwire.distill.families.design import Design
from groundwire.distill.families.draw import Draw
from groundwire.distill.families.models import combinational
from groundwire.distill.families.ports import Port, in_some_order
from groundwire.distill.families.registry import family
from groundwire.distill.families.telling import sentence
from groundwire.distill.families.voices.dense_shared import headed, listed, mixed, some_names

_Two = tuple[str, Callable[[int, int], int], tuple[str, ...]]
_CONDITIONS: tuple[_Two, ...] = (
    ("{a} & {b}", lambda a, b: a & b, (
        "{o} is 1 if {a} and {b} are both 1", "{o} is high only when {a} is high and {b} is high", "{o} needs both {a} and {b}", "{a} AND {b} gives {o}", "{o} is 0 as soon as one of {a} and {b} is 0",
        "{o} is 0 unless {a} and {b} are both high", "both {a} and {b} must be active for {o}", "{o} = 1 while {a} = 1 and {b} = 1", "with {a} low {o} is low, else {o} equals {b}",
    )),
    ("{a} | {b}", lambda a, b: a | b, (
        "{o} is 1 if {a} or {b} is 1", "{o} is high when at least one of {a} and {b} is high", "either {a} or {b} (or both) sets {o}", "{a} OR {b} gives {o}", "{o} is 0 only if {a} and {b} are both 0",
        "{o} is low only when neither {a} nor {b} is high", "one of {a} and {b} is enough for {o}", "with {a} high {o} is high, else {o} equals {b}", "{o} is 1 unless both {a} and {b} are low",
    )),
    ("{a} ^ {b}", lambda a, b: a ^ b, (
        "{o} is 1 if {a} and {b} differ", "{o} is high when exactly one of {a} and {b} is high", "{a} XOR {b} gives {o}", "{o} is 0 if {a} equals {b}", "{o} tells that {a} is not the same as {b}",
        "either {a} or {b}, but not both, sets {o}", "an odd number of ones among {a}, {b} sets {o}", "{o} is {b} inverted while {a} is 1, and {b} itself otherwise",
    )),
    ("~({a} ^ {b})", lambda a, b: 1 - (a ^ b), (
        "{o} is 1 if {a} and {b} are equal", "{o} is high when {a} and {b} agree", "{a} XNOR {b} gives {o}", "{o} is 0 if {a} differs from {b}", "{o} tells that {a} is the same as {b}",
        "{o} is 1 when both {a} and {b} are high or both are low", "an even number of ones among {a}, {b} sets {o}",
    )),
    ("~({a} & {b})", lambda a, b: 1 - (a & b), (
        "{o} is 0 only if {a} and {b} are both 1", "{o} is low when {a} and {b} are high, otherwise high", "{a} NAND {b} gives {o}", "{o} is 1 if at least one of {a} and {b} is 0", "{o} is 1 unless {a} and {b} are both 1",
        "not both of {a} and {b}: then {o} is 1",
    )),
    ("~({a} | {b})", lambda a, b: 1 - (a | b), (
        "{o} is 1 only if {a} and {b} are both 0", "{o} is high when neither {a} nor {b} is high", "{a} NOR {b} gives {o}", "{o} is 0 if at least one of {a} and {b} is 1", "{o} is 1 unless {a} or {b} is 1",
        "no {a} and no {b}: then {o} is 1",
    )),
    ("{a} & ~{b}", lambda a, b: a & (1 - b), (
        "{o} is 1 if {a} is 1 and {b} is 0", "{o} is high when {a} is high but {b} is not", "{o} follows {a} unless {b} is 1, which makes it 0", "{o} is {a}, blocked by {b}", "{a} sets {o}, except while {b} is high",
        "{a} AND NOT {b} gives {o}", "{b} low lets {a} through to {o}, {b} high forces {o} to 0", "{o} is 1 for {a} without {b}",
    )),
    ("{a} | ~{b}", lambda a, b: a | (1 - b), (
        "{o} is 1 if {a} is 1 or {b} is 0", "{o} is high when {a} is high or {b} is low", "{o} is 0 only if {a} is 0 while {b} is 1", "{a} OR NOT {b} gives {o}", "{o} follows {a} while {b} is 1 and is 1 otherwise",
        "if {b} then {o} is {a}, else {o} is 1",
    )),
    ("~{a}", lambda a, b: 1 - a, ("{o} is the inverse of {a}", "{o} is high when {a} is low", "NOT {a} gives {o}", "{o} is 0 while {a} is 1 and 1 while {a} is 0")),
    ("{a}", lambda a, b: a, ("{o} is {a}", "{o} is high when {a} is high", "{o} repeats {a}", "{a} goes straight to {o}")),
)  # fmt: skip
_CONDITION_HEADS = (
    "Several outputs, each with its own rule.", "What each output does:", "The conditions:", "Outputs depend on the inputs as told here.", "Pure logic.", "No clock.", "Rules of the block:", "All outputs are combinational.",
)  # fmt: skip


@family("dense_conditions", "gates", 1.5)
def dense_conditions(d: Draw) -> Design:
    """Three to seven outputs, each a function of two inputs in a sentence of its own."""
    ins, outs = some_names(d, d.number(2, 5)), some_names(d, d.number(3, 7))
    chosen: dict[str, tuple[_Two, str, str]] = {}
    for o in outs:
        a, b = d.rng.sample(ins, 2)
        chosen[o] = (d.one(_CONDITIONS[:8] if d.chance(0.85) else _CONDITIONS), a, b)
    facts = [d.any(*told, o=o, a=a, b=b) for o, ((_, _, told), a, b) in chosen.items()]
    ports = in_some_order(d.rng, [*(Port(i) for i in ins), *(Port(o, output=True) for o in outs)], 0.2, 0.2)
    order = [port.name for port in ports if port.output]
    codes = {o: code.replace("{a}", a).replace("{b}", b) for o, ((code, _, _), a, b) in chosen.items()}
    return Design(
        d.one(("a block of conditions", "a few gates", "some logic with several outputs")), ports,
        headed(d, _CONDITION_HEADS, listed(d, mixed(d, facts), (*ins, *outs))),
        ", ".join(f"{o} {codes[o]}" for o in order), tuple(f"assign {o} = {codes[o]};" for o in order),
        combinational(d.rng, ports, lambda v: {o: f(v[a], v[b]) for o, ((_, f, _), a, b) in chosen.items()}),
        d.style, ("conditions", "logic", "rules"), {"codes": codes},
    )  # fmt: skip


_Word = tuple[str, Callable[[int, int, int], int], tuple[str, ...]]


def _turned(value: int, w: int, left: int) -> int:
    return (value << left | value >> (w - left)) & ((1 << w) - 1)


_WORDS: tuple[_Word, ...] = (
    ("{a} + {b}", lambda a, b, w: a + b, ("{o} is the sum of {a} and {b}, carry dropped", "add {a} and {b} to get {o}", "{o} = {a} plus {b}", "{a} and {b} are added into {o}")),
    ("{a} - {b}", lambda a, b, w: a - b, ("{o} is {a} minus {b}", "subtract {b} from {a} to get {o}", "{o} is the difference {a} less {b}", "{b} is taken away from {a}, giving {o}")),
    ("{a} & {b}", lambda a, b, w: a & b, ("{o} is the bitwise AND of {a} and {b}", "each bit of {o} is 1 where {a} and {b} both have a 1", "{a} masked by {b} gives {o}")),
    ("{a} | {b}", lambda a, b, w: a | b, ("{o} is the bitwise OR of {a} and {b}", "each bit of {o} is 1 where {a} or {b} has a 1", "the ones of {a} and {b} together are {o}")),
    ("{a} ^ {b}", lambda a, b, w: a ^ b, ("{o} is the bitwise XOR of {a} and {b}", "{o} has a 1 where {a} and {b} differ", "the bits of {a} that are set in {b} are flipped in {o}")),
    ("~{a}", lambda a, b, w: ~a, ("{o} is {a} with every bit inverted", "{o} is the one's complement of {a}", "all bits of {a} are flipped for {o}", "{o} has a 1 where {a} has a 0")),
    ("-{a}", lambda a, b, w: -a, ("{o} is the negative of {a} (two's complement)", "{o} is {a} negated", "{o} is 0 minus {a}")),
    ("{a} + 1'b1", lambda a, b, w: a + 1, ("{o} is one more than {a}", "{o} is {a} incremented", "one is added to {a} for {o}")),
    ("{a} - 1'b1", lambda a, b, w: a - 1, ("{o} is one less than {a}", "{o} is {a} decremented", "{a} minus one is {o}")),
    ("{rev}", lambda a, b, w: int(f"{a:0{w}b}"[::-1], 2), ("{o} is {a} with its bits in reverse order", "{o} mirrors {a}: the first bit becomes the last", "the bit order of {a} is turned around for {o}", "{a} read backwards is {o}", "bit 0 of {o} is the top bit of {a}, and so on to the other end")),
    ("{{a}[{h}:0], {a}[{t}:{g}]}", lambda a, b, w: _turned(a, w, w // 2), ("{o} is {a} with its halves swapped", "the upper half of {a} is the lower half of {o} and the other way round", "{o} has the two halves of {a} exchanged")),
    ("{{a}[{u}:0], 1'b0}", lambda a, b, w: a << 1, ("{o} is {a} shifted left by one, a 0 coming in", "{o} is twice {a}", "each bit of {a} moves one place up in {o}, bit 0 is 0", "{a} times two is {o}")),
    ("{1'b0, {a}[{t}:1]}", lambda a, b, w: a >> 1, ("{o} is {a} shifted right by one, a 0 coming in", "{o} is half of {a}, rounded down", "each bit of {a} moves one place down in {o}, the top bit is 0")),
    ("{{a}[{t}], {a}[{t}:1]}", lambda a, b, w: a >> 1 | a & 1 << (w - 1), ("{o} is {a} shifted right by one, keeping the sign", "{o} is {a} shifted right arithmetically by one place")),
    ("{{a}[{u}:0], {a}[{t}]}", lambda a, b, w: _turned(a, w, 1), ("{o} is {a} rotated left by one", "each bit of {a} moves one place up in {o}, the top bit going to the bottom")),
    ("{{a}[0], {a}[{t}:1]}", lambda a, b, w: _turned(a, w, w - 1), ("{o} is {a} rotated right by one", "each bit of {a} moves one place down in {o}, bit 0 going to the top")),
    ("({a} > {b}) ? {a} : {b}", lambda a, b, w: max(a, b), ("{o} is the larger of {a} and {b}", "{o} is the maximum of {a} and {b}", "{a} or {b}, whichever is greater, is {o}")),
    ("({a} < {b}) ? {a} : {b}", lambda a, b, w: min(a, b), ("{o} is the smaller of {a} and {b}", "{o} is the minimum of {a} and {b}", "{a} or {b}, whichever is less, is {o}")),
)  # fmt: skip
_WORD_HEADS = (
    "Several results from the same words.", "What is computed:", "Each output is a word of its own.", "A block that derives words.", "All of this at once, without a clock:", "Results:", "Unsigned words.",
)  # fmt: skip


@family("dense_word_results", "arithmetic", 1.5)
def dense_word_results(d: Draw) -> Design:
    """Two to six words, each another operation on one or two input words."""
    width = d.one((4, 4, 4, 8, 8, 6, 16))
    ins, outs = some_names(d, 2), some_names(d, d.number(2, 6))
    chosen: dict[str, tuple[_Word, str, str]] = {}
    for o, word in zip(outs, d.rng.sample(_WORDS, len(outs)), strict=True):
        a, b = d.rng.sample(ins, 2)
        chosen[o] = (word, a, b)
    mask = (1 << width) - 1

    def code(o: str) -> str:
        (text, _, _), a, b = chosen[o]
        spots = {
            "{rev}": "{" + ", ".join(f"{a}[{i}]" for i in range(width)) + "}",
            "{a}": a,
            "{b}": b,
            "{t}": str(width - 1),
            "{u}": str(width - 2),
            "{h}": str(width // 2 - 1),
            "{g}": str(width // 2),
        }
        for spot, what in spots.items():
            text = text.replace(spot, what)
        return text

    facts = [d.any(*told, o=o, a=a, b=b) for o, ((_, _, told), a, b) in chosen.items()]
    ports = in_some_order(d.rng, [*(Port(i, width) for i in ins), *(Port(o, width, output=True) for o in outs)], 0.2, 0.2)
    order = [port.name for port in ports if port.output]
    return Design(
        d.one(("a unit with several results", "some operations on words", "a set of word operations")), ports,
        headed(d, _WORD_HEADS, listed(d, mixed(d, facts), (*ins, *outs))),
        "; ".join(f"{o} {code(o)}" for o in order), tuple(f"assign {o} = {code(o)};" for o in order),
        combinational(d.rng, ports, lambda v: {o: f(v[a], v[b], width) & mask for o, ((_, f, _), a, b) in chosen.items()}, 40),
        d.style, ("words", "results", "ops"), {"width": width, "codes": {o: code(o) for o in outs}},
    )  # fmt: skip


_FACTS: tuple[_Word, ...] = (
    ("&{a}", lambda a, k, w: int(a == (1 << w) - 1), ("{o} is 1 if all bits of {a} are 1", "{o} is the AND of all bits of {a}", "{o} is 0 if any bit of {a} is 0", "{o} is high only when {a} is all ones")),
    ("|{a}", lambda a, k, w: int(a != 0), ("{o} is 1 if any bit of {a} is 1", "{o} is the OR of all bits of {a}", "{o} is 0 only if {a} is zero", "{o} tells that {a} is not 0")),
    ("^{a}", lambda a, k, w: a.bit_count() & 1, ("{o} is 1 if {a} has an odd number of ones", "{o} is the XOR of all bits of {a}", "{o} is the even parity bit of {a}")),
    ("~^{a}", lambda a, k, w: 1 - (a.bit_count() & 1), ("{o} is 1 if {a} has an even number of ones", "{o} is the XNOR of all bits of {a}", "{o} is the odd parity bit of {a}")),
    ("~|{a}", lambda a, k, w: int(a == 0), ("{o} is 1 if {a} is 0", "{o} is the NOR of all bits of {a}", "{o} is high when no bit of {a} is set", "{o} is 0 as soon as one bit of {a} is 1")),
    ("~&{a}", lambda a, k, w: int(a != (1 << w) - 1), ("{o} is 0 only if all bits of {a} are 1", "{o} is the NAND of all bits of {a}", "{o} is 1 when some bit of {a} is 0")),
    ("{a}[{t}]", lambda a, k, w: a >> (w - 1), ("{o} is the top bit of {a}", "{o} is the sign of {a}", "{o} is the most significant bit of {a}")),
    ("{a}[0]", lambda a, k, w: a & 1, ("{o} is the lowest bit of {a}", "{o} is 1 if {a} is odd", "{o} is the least significant bit of {a}")),
    ("~{a}[0]", lambda a, k, w: 1 - (a & 1), ("{o} is 1 if {a} is even", "{o} is the lowest bit of {a} inverted")),
    ("({a} == {k})", lambda a, k, w: int(a == k), ("{o} is 1 if {a} is {n}", "{o} is high only for {a} = {n}", "{n} on {a} sets {o}")),
    ("({a} != {k})", lambda a, k, w: int(a != k), ("{o} is 0 if {a} is {n}", "{o} is 1 for every {a} but {n}")),
    ("({a} > {k})", lambda a, k, w: int(a > k), ("{o} is 1 if {a} is more than {n}", "{o} is high above {n} on {a}", "{a} greater than {n} sets {o}")),
    ("({a} < {k})", lambda a, k, w: int(a < k), ("{o} is 1 if {a} is less than {n}", "{o} is high below {n} on {a}", "{a} smaller than {n} sets {o}")),
    ("({a} >= {k})", lambda a, k, w: int(a >= k), ("{o} is 1 if {a} is {n} or more", "{o} is high from {n} on", "{a} of at least {n} sets {o}")),
    ("({a} <= {k})", lambda a, k, w: int(a <= k), ("{o} is 1 if {a} is {n} or less", "{o} is high up to {n} on {a}", "{a} of at most {n} sets {o}")),
    ("{a}[{i}]", lambda a, k, w: a >> (k % w) & 1, ("{o} is bit {i} of {a}", "{o} shows {a}[{i}]", "bit {i} of {a} goes to {o}")),
)  # fmt: skip
_FACT_HEADS = (
    "Facts about {a}:", "{a} is examined.", "Each output tells something of {a}.", "Flags of the word {a}.", "Several checks of {a}, combinational.", "The flags:",
)  # fmt: skip


@family("dense_word_facts", "parity and counting", 1.2)
def dense_word_facts(d: Draw) -> Design:
    """Three to seven flags of one word, each in a sentence of its own."""
    width = d.one((3, 4, 4, 5, 8, 8, 8, 16, 32, 100))
    word, outs = d.name("in", "a", "data", "x", "word", "v"), some_names(d, d.number(3, 7))
    chosen = [
        (o, d.number(1, min(1 << width, 1 << 20) - 2), fact)
        for o, fact in zip(outs, d.rng.sample(_FACTS, len(outs)), strict=True)
    ]

    def code(text: str, k: int) -> str:
        spots = {"{a}": word, "{k}": d.style.literal(width, k, "d"), "{t}": str(width - 1), "{i}": str(k % width)}
        for spot, what in spots.items():
            text = text.replace(spot, what)
        return text

    codes = {o: code(fact[0], k) for o, k, fact in chosen}
    facts = [sentence(d.any(*fact[2], o=o, a=word, n=k, i=k % width), (word, *outs)).rstrip(".") for o, k, fact in chosen]
    ports = in_some_order(d.rng, [Port(word, width), *(Port(o, output=True) for o in outs)], 0.2, 0.2)
    order = [port.name for port in ports if port.output]
    limits = [k for _, k, _ in chosen]

    def bias(rng, i):  # type: ignore[no-untyped-def]
        near = max(0, rng.choice(limits) + rng.choice((-1, 0, 0, 1)))
        return ({}, {word: 0}, {word: near}, {word: (1 << width) - 1 ^ 1 << rng.randrange(width)}, {word: near})[i % 5]

    return Design(
        d.one(("a set of flags", "several checks of a word", "a word checker")), ports,
        headed(d, _FACT_HEADS, listed(d, mixed(d, facts), (word, *outs)), a=word),
        ", ".join(f"{o} {codes[o]}" for o in order), tuple(f"assign {o} = {codes[o]};" for o in order),
        combinational(d.rng, ports, lambda v: {o: fact[1](v[word], k, width) for o, k, fact in chosen}, 60, bias),
        d.style, ("flags", "checks", "facts"), {"width": width, "codes": codes},
    )  # fmt: skip
