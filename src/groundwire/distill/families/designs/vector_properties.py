"""Properties of a vector side by side, thresholds over single inputs, constants that are recognised."""
# ruff: noqa: E501  (wordings read best with one to a line)

from __future__ import annotations

from collections.abc import Callable

from groundwire.distill.families.design import Design
from groundwire.distill.families.draw import Draw, listing
from groundwire.distill.families.models import combinational
from groundwire.distill.families.ports import Port
from groundwire.distill.families.registry import family
from groundwire.distill.families.voices.arithmetic_voices import Voice

Property = tuple[tuple[str, ...], str, Callable[[int, int, int], bool]]
"""Wordings, Verilog, and whether a value of a width has it, given a constant."""
_PROPERTIES: dict[str, Property] = {
    "zero": (("{o} is 1 when {s} is 0", "no bit of {s} is set: {o} = 1", "{o} goes high if {s} is all zeros", "{o} = ({s} == 0)", "{o} is 0 if any bit of {s} is 1, else 1"), "~|{s}", lambda x, w, k: x == 0),
    "any": (("{o} is 1 when any bit of {s} is 1", "{o} is the OR of all bits of {s}", "{o} goes low only if {s} is 0", "{o} tells that {s} is not zero", "one set bit in {s} is enough to set {o}"), "|{s}", lambda x, w, k: x != 0),
    "full": (("{o} is 1 when all bits of {s} are 1", "{o} is the AND of all bits of {s}", "{o} goes high if no bit of {s} is 0", "{o} is 0 as soon as one bit of {s} is 0", "if every bit of {s} is set then {o} is set"), "&{s}", lambda x, w, k: x == (1 << w) - 1),
    "notfull": (("{o} is 1 when at least one bit of {s} is 0", "{o} is the NAND of all bits of {s}", "{o} goes low if all bits of {s} are 1", "a 0 anywhere in {s} makes {o} 1"), "~&{s}", lambda x, w, k: x != (1 << w) - 1),
    "oddones": (("{o} is 1 when an odd number of bits of {s} is 1", "{o} is the XOR of all bits of {s}", "an odd count of ones in {s} sets {o}", "{o} is 0 if the ones in {s} are even in number, else 1"), "^{s}", lambda x, w, k: x.bit_count() % 2 == 1),
    "evenones": (("{o} is 1 when an even number of bits of {s} is 1", "{o} is the XNOR of all bits of {s}", "an even count of ones in {s} sets {o}", "{o} is 0 if the ones in {s} are odd in number, else 1"), "~^{s}", lambda x, w, k: x.bit_count() % 2 == 0),
    "even": (("{o} is 1 when the number {s} is even", "{o} is the inverse of bit 0 of {s}", "{o} is high if {s} can be divided by two", "for odd {s} {o} is 0, for even {s} it is 1"), "~{s}[0]", lambda x, w, k: x % 2 == 0),
    "msb": (("{o} is the top bit of {s}", "{o} is 1 when {s} is negative as a signed number", "{o} copies the most significant bit of {s}", "the sign of {s} is put on {o}"), "{s}[{t}]", lambda x, w, k: bool(x >> (w - 1))),
    "ends": (("{o} is 1 when the first and the last bit of {s} are equal", "{o} tells whether bit 0 of {s} is the same as bit {t}", "if bits {t} and 0 of {s} agree, {o} is 1"), "({s}[{t}] == {s}[0])", lambda x, w, k: (x >> (w - 1)) == (x & 1)),
    "onehot": (("{o} is 1 when exactly one bit of {s} is 1", "{o} tells whether {s} is one-hot", "{o} goes high for a single 1 in {s}, not for none or several", "{s} is checked for being one-hot, and {o} is 1 if so"), "({s} != 0) && (({s} & ({s} - 1'b1)) == 0)", lambda x, w, k: x.bit_count() == 1),
    "atmost1": (("{o} is 1 when at most one bit of {s} is 1", "{o} is 0 if two or more bits of {s} are set, else 1", "{o} is high for {s} with a single 1 or none"), "(({s} & ({s} - 1'b1)) == 0)", lambda x, w, k: x.bit_count() < 2),
    "several": (("{o} is 1 when two or more bits of {s} are 1", "{o} signals a collision: more than one bit of {s} is set", "{o} is low for {s} with a single 1 or none, else high"), "(({s} & ({s} - 1'b1)) != 0)", lambda x, w, k: x.bit_count() > 1),
    "pair": (("{o} is 1 when two neighbouring bits of {s} are both 1", "{o} tells whether {s} has two ones side by side", "two ones next to each other in {s} set {o}"), "|({s}[{t}:1] & {s}[{u}:0])", lambda x, w, k: x & x >> 1 != 0),
    "above": (("{o} is 1 when {s} is more than {k}", "{o} = ({s} > {k})", "{o} goes high above {k} on {s}", "{s} beyond {k} raises {o}", "{o} is 0 for {s} up to {k}, 1 from there on"), "({s} > {c})", lambda x, w, k: x > k),
    "below": (("{o} is 1 when {s} is less than {k}", "{o} = ({s} < {k})", "{o} goes high below {k} on {s}", "{s} under {k} raises {o}", "{o} is 0 for {s} from {k} on, 1 under it"), "({s} < {c})", lambda x, w, k: x < k),
    "atleast": (("{o} is 1 when {s} is at least {k}", "{o} = ({s} >= {k})", "{o} goes high once {s} reaches {k}", "{o} is 1 from {k} on, 0 under it, looking at {s}"), "({s} >= {c})", lambda x, w, k: x >= k),
    "upto": (("{o} is 1 when {s} is at most {k}", "{o} = ({s} <= {k})", "{o} is 1 as long as {s} does not exceed {k}", "{o} is 1 for {s} up to {k}, 0 beyond"), "({s} <= {c})", lambda x, w, k: x <= k),
    "is": (("{o} is 1 when {s} is {k}", "{o} = ({s} == {k})", "{o} recognises the value {k} on {s}", "only {s} = {k} sets {o}", "{o} is high if and only if {s} equals {k}"), "({s} == {c})", lambda x, w, k: x == k),
    "isnot": (("{o} is 1 unless {s} is {k}", "{o} = ({s} != {k})", "{o} is low for the value {k} on {s} and high for all others", "{s} equal to {k} clears {o}, anything else sets it"), "({s} != {c})", lambda x, w, k: x != k),
    "multiple": (("{o} is 1 when {s} is a multiple of 4", "{o} is high if {s} can be divided by 4", "{o} is 1 when the two lowest bits of {s} are 0"), "({s}[1:0] == 2'b00)", lambda x, w, k: x % 4 == 0),
}  # fmt: skip


@family("vector_properties", "parity and counting", 2.0)
def vector_properties(d: Draw) -> Design:
    """One to four outputs, each another property of the same vector, some active low."""
    width = d.one((3, 4, 4, 5, 6, 8, 8, 10, 16))
    source = d.name("in", "data", "x", "d", "value")
    kinds = d.rng.sample(list(_PROPERTIES), d.one((1, 2, 2, 3, 3, 4)))
    letters = d.one((("y", "z", "w", "v"), ("out1", "out2", "out3", "out4"), ("f0", "f1", "f2", "f3"), ("p", "q", "r", "s"), ("flag_a", "flag_b", "flag_c", "flag_d")))
    names = [d.name(letters[i], letters[i]) for i in range(len(kinds))]
    limits = [d.number(1, (1 << width) - 2) for _ in kinds]
    voice, told, codes = Voice(d), [], []
    for kind, name, limit in zip(kinds, names, limits, strict=True):
        forms, code, _ = _PROPERTIES[kind]
        shown = d.one((str(limit), str(limit), d.style.literal(width, limit)))
        sentence = d.say(d.one(forms), s=source, o=name, k=shown, t=width - 1)
        told.append((sentence if sentence.startswith((source, name)) else sentence[:1].upper() + sentence[1:]) + ".")
        slots = {"s": source, "t": str(width - 1), "u": str(width - 2), "c": d.style.literal(width, limit)}
        codes.append(d.say(code.replace("(", "<<").replace(")", ">>").replace("|", "\\|"), **slots).replace("<<", "(").replace(">>", ")"))
    text = voice.facts(told)
    if len(kinds) > 1 and d.chance(0.25):
        text = d.any("{s} is examined: ", "Several facts about {s} are wanted. ", "Look at {s} and report on it. ", "All outputs are functions of {s}. ", s=source).rstrip() + (
            "\n" if "\n" in text else " ") + text  # fmt: skip
    ports = (Port(source, width), *(Port(name, output=True) for name in names))

    def function(v: dict[str, int]) -> dict[str, int]:
        return {name: int(_PROPERTIES[kind][2](v[source], width, limit)) for kind, name, limit in zip(kinds, names, limits, strict=True)}

    def bias(rng, i):  # type: ignore[no-untyped-def]
        near = rng.choice(limits) + rng.choice((-1, 0, 0, 1))
        return ({}, {source: 1 << rng.randrange(width)}, {source: near}, {source: (1 << width) - 1 ^ 1 << rng.randrange(width)})[i % 4]

    return Design(
        "a vector check",
        ports,
        text,
        "; ".join(f"{name} = {code}" for name, code in zip(names, codes, strict=True)) + ".",
        tuple(f"assign {name} = {code};" for name, code in zip(names, codes, strict=True)),
        combinational(d.rng, ports, function, 50, bias),
        d.style,
        ("checks", "detect", "inspect"),
        {"width": width, "kinds": kinds},
    )


_THRESHOLDS = {
    "atleast": (
        "{o} is 1 when at least {k} of the inputs {l} are 1.", "{o} goes high if {k} or more of {l} are high.", "Of {l}, {k} must be 1 for {o} to be 1; more is fine too.", "When fewer than {k} of {l} are 1, {o} is 0; otherwise it is 1.",
        "{o} = (number of ones among {l}) >= {k}", "A threshold gate: inputs {l}, threshold {k}, output {o}.", "{o} is low as long as less than {k} of {l} are active.", "With {k} or more ones on {l} the output {o} is 1.",
        "Raise {o} once {k} of the {n} inputs are 1. The inputs are {l}.", "The output {o} needs {k} ones among {l}, at the least.",
    ),
    "exactly": (
        "{o} is 1 when exactly {k} of the inputs {l} are 1.", "{o} goes high if {k} of {l} are high, no more and no less.", "Of {l}, precisely {k} must be 1 for {o} to be 1.", "{o} = (number of ones among {l}) == {k}",
        "When the count of ones among {l} is {k}, {o} is 1; for all other counts it is 0.", "With {k} ones on {l} the output {o} is 1, with more or fewer 0.", "{o} recognises that {k} of the {n} inputs {l} are set, neither more nor fewer.",
        "{k} ones among {l}, and not one more, set {o}.",
    ),
    "atmost": (
        "{o} is 1 when at most {k} of the inputs {l} are 1.", "{o} goes low if more than {k} of {l} are high.", "Up to {k} ones among {l} leave {o} at 1; one more makes it 0.", "{o} = (number of ones among {l}) <= {k}",
        "When more than {k} of {l} are 1, {o} is 0; otherwise it is 1.", "No more than {k} of {l} may be 1 for {o} to be 1.", "{o} stays 1 unless more than {k} of the {n} inputs {l} are set.",
    ),
    "notexactly": (
        "{o} is 0 when exactly {k} of the inputs {l} are 1, otherwise 1.", "{o} is 1 unless precisely {k} of {l} are high.", "{o} = (number of ones among {l}) != {k}", "Any count of ones among {l} other than {k} sets {o}.",
        "{k} ones among {l} clear {o}; more or fewer set it.",
    ),
}  # fmt: skip
_SIGNS = {"atleast": ">=", "exactly": "==", "atmost": "<=", "notexactly": "!="}


@family("input_threshold", "parity and counting", 1.3)
def input_threshold(d: Draw) -> Design:
    """Single inputs of which so many must be 1: at least, exactly, at most, with one or two outputs."""
    count = d.one((3, 3, 4, 4, 5))
    sets = ("abcde", "pqrst", "uvwxy"), (["in1", "in2", "in3", "in4", "in5"], ["x0", "x1", "x2", "x3", "x4"])
    ins = d.names(*(tuple(letters[:count]) for letters in (*sets[0], *sets[1])))
    kinds = d.rng.sample(list(_SIGNS), d.one((1, 1, 2)))
    outs = [d.name("out", "f", "z"), d.name("g", "h", "k")][: len(kinds)]
    limits = [d.number(2, count - (kind in ("atleast", "atmost"))) for kind in kinds]
    total = d.name("n")
    voice, listed = Voice(d), list(ins)
    if d.chance(0.5):
        d.rng.shuffle(listed)
    words = ("no", "one", "two", "three", "four", "five") if d.chance(0.5) else tuple("012345")
    shown = dict(zip(range(6), words, strict=True))
    text = voice.facts([
        voice.tell(_THRESHOLDS[kind], {"o": out}, l=listing(listed), k=shown[limit], n=shown[count])
        for kind, out, limit in zip(kinds, outs, limits, strict=True)
    ])  # fmt: skip
    tests = [f"({total} {_SIGNS[kind]} 3'd{limit})" for kind, limit in zip(kinds, limits, strict=True)]
    ports = (*(Port(name) for name in ins), *(Port(name, output=True) for name in outs))

    def holds(kind: str, ones: int, limit: int) -> bool:
        return {"atleast": ones >= limit, "exactly": ones == limit, "atmost": ones <= limit, "notexactly": ones != limit}[kind]

    def function(v: dict[str, int]) -> dict[str, int]:
        ones = [v[name] for name in ins].count(1)
        return {out: int(holds(kind, ones, limit)) for kind, out, limit in zip(kinds, outs, limits, strict=True)}

    body = [f"{d.style.wire} [2:0] {total};", f"assign {total} = {' + '.join(ins)};"]
    return Design(
        "a threshold gate",
        ports,
        text,
        f"Count the ones: {total} = {' + '.join(ins)}. " + "; ".join(f"{o} = {t}" for o, t in zip(outs, tests, strict=True)) + ".",
        (*body, *(f"assign {out} = {test};" for out, test in zip(outs, tests, strict=True))),
        combinational(d.rng, ports, function),
        d.style,
        ("threshold", "votes", "count_inputs"),
        {"kinds": kinds, "count": count, "limits": limits},
    )


_RECOGNISE = (
    "{o} is {n} when {s} is {c}", "{o} = {n} for {s} = {c}", "{c} on {s}: {o} = {n}", "{c} makes {o} {n}", "{c}: {o}", "{o}: {c}", "{o} <- {c}", "code {c} belongs to {o}", "{o} stands for {c}", "if {s} is {c} then {o}", "{s} = {c} drives {o} to {n}",
    "{c} means {o}",
)
_RECOGNISER_HEADS = (
    "Each output becomes {n} for its own code on {s} and is {m} otherwise.", "{s} carries a code. The output that belongs to the code is {n}, all others are {m}.", "Recognise these values of {s}; an output is {n} only for its value, else {m}.",
    "The outputs are {m} unless {s} has the value listed for them, which makes them {n}.", "A decoder for a few codes on {s}: the matching output goes to {n}, the rest stay at {m}.", "Compare {s} with some constants. Every output is {n} on a match and {m} without.",
    "Which key was pressed is told by {s}. Set the output of that key to {n}; the other outputs are {m}, and all are {m} for unknown codes.", "For the codes below, put {n} on the output named; every other output is {m}. With any other code all are {m}.",
)  # fmt: skip


@family("code_recogniser", "decoders", 1.5)
def code_recogniser(d: Draw) -> Design:
    """A few constants out of many, each with an output of its own; the codes come in any order."""
    width = d.one((4, 5, 6, 8, 8, 8, 12, 16, 16))
    count = d.one((2, 3, 4, 4, 5))
    source = d.name("code", "data", "key", "scancode", "in", "cmd")
    pools = ("left", "down", "right", "up", "fire"), ("start", "stop", "pause", "eject", "mute"), ("red", "green", "blue", "white", "off"), ("read", "write", "erase", "sync", "idle"), ("k0", "k1", "k2", "k3", "k4")
    outs = d.names(*(tuple(d.rng.sample(pool, count)) for pool in pools))
    low = d.chance(0.2)
    codes = d.rng.sample(range(1 << width), count)
    unknown = d.name("other", "unknown", "error") if d.chance(0.25) else ""
    base = d.one("hhhdb" if width > 6 else "hdb")
    written = [d.style.literal(width, c, base) for c in codes]
    plain = d.chance(0.3) and base == "h"
    shown = [f"0x{c:0{-(-width // 4)}X}" if plain else w for c, w in zip(codes, written, strict=True)]
    ports = (Port(source, width), *(Port(o, output=True, stored=True) for o in outs), *([Port(unknown, output=True, stored=True)] if unknown else []))
    order = list(range(count))
    d.rng.shuffle(order)
    form, glue = d.one(_RECOGNISE), d.one(("\n", "\n", "; ", ", "))
    lines = [d.say(form, o=outs[i], n=int(not low), s=source, c=shown[i]) for i in order]
    head = d.any(*_RECOGNISER_HEADS[: -2 if unknown else None], s=source, n=int(not low), m=int(low))
    text = f"{head}{glue if glue == chr(10) else ' '}{glue.join(lines)}{'' if glue == chr(10) else '.'}"
    if unknown:
        tail = d.any("{u} is {n} for all codes that are not in the list, else {m}.", "Any code not listed sets {u} to {n}; for listed codes {u} is {m}.", "If no code fits, {u} is {n}, otherwise {m}.",
                     "{u} is {m} exactly when one of these codes is there, and {n} when none is.", u=unknown, n=int(not low), m=int(low))  # fmt: skip
        text += ("\n" if glue == "\n" else " ") + tail
    named = [*outs, *([unknown] if unknown else [])]
    inner = [f"assign {o} = ({source} {'!=' if low else '=='} {w});" for o, w in zip(outs, written, strict=True)]
    if unknown:
        inner.append(f"assign {unknown} = {'' if low else '~'}({' | '.join(f'~{o}' if low else o for o in outs)});")
    if d.chance(0.5):
        cases = [f"    {w}: {o} = 1'b{int(not low)};" for o, w in zip(outs, written, strict=True)]
        cases.append(f"    default: {unknown} = 1'b{int(not low)};" if unknown else "    default: ;")
        inner = [f"{d.style.comb} begin", *(f"  {o} = 1'b{int(low)};" for o in named), f"  case ({source})", *cases, "  endcase", "end"]
    else:
        ports = tuple(Port(p.name, p.width, p.output) for p in ports)

    def function(v: dict[str, int]) -> dict[str, int]:
        hits = {o: int((v[source] == c) != low) for o, c in zip(outs, codes, strict=True)}
        return hits | ({unknown: int((v[source] not in codes) != low)} if unknown else {})

    def bias(rng, i):  # type: ignore[no-untyped-def]
        return {source: rng.choice(codes)} if i % 3 else {source: rng.choice(codes) ^ 1 << rng.randrange(width)}

    facts = "; ".join(f"{w}: {o}" for o, w in zip(outs, written, strict=True))
    return Design(
        "a recogniser of codes",
        ports,
        text,
        f"{source} {facts}. Match gives {int(not low)}, else {int(low)}." + (f" {unknown} if none." if unknown else ""),
        tuple(inner),
        combinational(d.rng, ports, function, 50, bias),
        d.style,
        ("recognise", "keycodes", "command_decoder"),
        {"width": width, "codes": codes, "low": low, "unknown": bool(unknown)},
    )
