"""Conditions told in words, in order of priority, and ranges of a number told in any order."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from groundwire.distill.families.design import Design
from groundwire.distill.families.draw import Draw
from groundwire.distill.families.models import combinational
from groundwire.distill.families.ports import Port
from groundwire.distill.families.registry import family
from groundwire.distill.families.telling import is_level, sentence


class _Condition(NamedTuple):
    """One condition."""

    words: str
    """As a clause."""
    code: str
    """In Verilog."""
    holds: Callable[[dict[str, int]], bool]
    """In Python."""


_SIGNALS = (
    ("emergency", "estop", "panic"),
    ("alarm", "alert", "fault"),
    ("manual", "override", "force_on"),
    ("enable", "en", "run"),
    ("busy", "stall", "hold"),
    ("door_open", "open_sw", "lid"),
    ("start", "go", "request"),
    ("test_mode", "test", "debug"),
    ("ready", "valid", "ok"),
    ("night", "dark", "sleep"),
)
_NUMBERS = (
    ("level", "lvl"),
    ("temp", "temperature"),
    ("count", "cnt"),
    ("speed", "velocity"),
    ("state", "phase"),
    ("load", "amount"),
    ("distance", "range_in"),
)
_COMPARISONS = {
    ">": (
        "{x} is (above|more than|greater than) {k}",
        "{x} exceeds {k}",
        "{x} > {k}",
        "{x} is over {k}",
        "{x} is larger than {k}",
    ),
    "<": ("{x} is (below|less than|under) {k}", "{x} < {k}", "{x} is smaller than {k}", "{x} has not reached {k}"),
    ">=": (
        "{x} is at least {k}",
        "{x} is {k} or more",
        "{x} >= {k}",
        "{x} is not less than {k}",
        "{x} is no less than {k}",
        "{x} has reached {k}",
    ),
    "<=": (
        "{x} is at most {k}",
        "{x} is {k} or less",
        "{x} <= {k}",
        "{x} is not more than {k}",
        "{x} does not exceed {k}",
        "{x} is no more than {k}",
    ),
    "==": ("{x} is {k}", "{x} equals {k}", "{x} == {k}", "{x} is equal to {k}", "{x} is exactly {k}", "{x} has the value {k}"),
    "!=": ("{x} is not {k}", "{x} differs from {k}", "{x} != {k}", "{x} is anything but {k}", "{x} has a value other than {k}"),
}
_TESTS: dict[str, Callable[[int, int], bool]] = {
    ">": lambda x, k: x > k,
    "<": lambda x, k: x < k,
    ">=": lambda x, k: x >= k,
    "<=": lambda x, k: x <= k,
    "==": lambda x, k: x == k,
    "!=": lambda x, k: x != k,
}


def _bit_condition(d: Draw, name: str) -> _Condition:
    value = int(d.chance(0.65))
    return _Condition(is_level(d, name, value), name if value else f"!{name}", lambda v: v[name] == value)


def _number_condition(d: Draw, name: str, width: int) -> _Condition:
    relation, k = d.one((*_TESTS, ">", "<", ">=", "<=")), d.number(1, (1 << width) - 2)
    words = d.any(*_COMPARISONS[relation], x=name, k=k)
    test = _TESTS[relation]
    return _Condition(words, f"{name} {relation} {d.style.literal(width, k, 'd')}", lambda v: test(v[name], k))


def _between(d: Draw, name: str, width: int) -> _Condition:
    low, high = sorted(d.rng.sample(range(1, (1 << width) - 1), 2))
    first, second = d.style.literal(width, low, "d"), d.style.literal(width, high, "d")
    if high - low > 1 and d.chance(0.25):
        words = d.any(*_INSIDE, x=name, a=low, b=high)
        return _Condition(words, f"({name} > {first}) && ({name} < {second})", lambda v: low < v[name] < high)
    words = d.any(*_BETWEEN, x=name, a=low, b=high)
    return _Condition(words, f"({name} >= {first}) && ({name} <= {second})", lambda v: low <= v[name] <= high)


_BETWEEN = (
    "{x} is between {a} and {b} (inclusive)",
    "{x} is from {a} to {b}",
    "{x} is at least {a} and at most {b}",
    "{x} lies in the range {a} to {b}",
    "{a} <= {x} <= {b}",
    "{x} is in {a}..{b}",
    "{x} is not below {a} and not above {b}",
    "{x} is {a} or more and {b} or less",
    "{x} is neither below {a} nor above {b}",
)
_INSIDE = (
    "{x} is more than {a} but less than {b}",
    "{x} is above {a} and below {b}",
    "{a} < {x} < {b}",
    "{x} is strictly between {a} and {b}",
    "{x} exceeds {a} but has not reached {b}",
    "{x} is between {a} and {b}, both excluded",
)


_CHAINS = (
    ("when {c}, {o} is {r}", "failing that, when {c}, {o} is {r}", "failing all that, {o} is {r}"),
    ("if {c}, {o} = {r}", "else if {c}, {o} = {r}", "else {o} = {r}"),
    ("if {c}, then {o} must be {r}", "otherwise, if {c}, it must be {r}", "otherwise it must be {r}"),
    (
        "as long as {c}, {o} is {r}, whatever else happens",
        "if that is not the case and {c}, {o} is {r}",
        "if nothing of this holds, {o} is {r}",
    ),
    ("{o} is {r} whenever {c}", "if not, it is {r} provided that {c}", "in all other cases it is {r}"),
    ("most important: when {c}, set {o} to {r}", "next: when {c}, set it to {r}", "when none of these is so, set it to {r}"),
    (
        "the first check is whether {c}; if so, {o} is {r}",
        "the next check is whether {c}; if so, it is {r}",
        "when no check succeeds, it is {r}",
    ),
    ("{c}: {o} = {r}", "not so, but {c}: {o} = {r}", "none of these: {o} = {r}"),
    ("if {c} -> {r}", "elsif {c} -> {r}", "else -> {r} (this is {o})"),
    ("should it be that {c}, {o} takes {r}", "should it not, but {c}, {o} takes {r}", "in the end {o} defaults to {r}"),
)
"""The first condition, a later one, and what is left, all from the most important to the least."""
_BACKWARD = (
    ("{o} is {r} by default", "this changes to {r} when {c}", "above all, it is {r} when {c}, whatever the rest says"),
    ("normally {o} is {r}", "if {c}, that is replaced by {r}", "but if {c}, {r} wins over everything before"),
    ("start with {o} = {r}", "when {c}, override it with {r}", "last, when {c}, override it with {r}, with the highest priority"),
    (
        "{o} rests at {r}",
        "it goes to {r} if {c}, which overrides what was said so far",
        "it goes to {r} if {c}, which overrides all of it",
    ),
    ("the base value of {o} is {r}", "each later rule beats the ones before: {r} when {c}", "the strongest rule: {r} when {c}"),
)
"""What is left, a condition, the strongest: from the least important to the most."""


def _tell_chain(d: Draw, out: str, steps: list[tuple[str, str]], rest: str) -> str:
    """Steps in order of priority, from either end, or with numbers in any order."""
    style = d.one(("forward", "forward", "backward", "ranked", "lines", "lines"))
    names = (out, *(word.split()[0] for words in steps for word in words if not word.startswith(("the ", "all ", "at "))), rest)
    parts: list[str]
    if style == "ranked":
        ranks = [("first", "highest"), ("second", "second highest"), ("third", "third highest"), ("fourth", "fourth highest")]
        form = d.one(
            (
                "priority {n}: {r} when {c}",
                "when {c}, {o} is {r} (priority {n})",
                "{r} if {c}, with priority {n}",
                "[{n}] {c}: {r}",
            )
        )
        parts = [d.say(form, n=i + 1, r=r, c=c, o=out) for i, (c, r) in enumerate(steps)]
        d.rng.shuffle(parts)
        opening = d.any(
            "{o} follows these rules; {a} 1 is the most important.",
            "Rules for {o}, where {a} 1 beats {a} 2 and so on:",
            "Several conditions may hold at once; the one with the lowest {a} number decides {o}.",
            "The (smallest|lowest) {a} number wins. {o} is then:",
            o=out,
            a="priority" if "riority" in form else "rule",
        )
        tail = d.any("With no condition met, {o} is {r}.", "If none holds, {o} is {r}.", "Otherwise {o} is {r}.", o=out, r=rest)
        assert len(steps) <= len(ranks)
        return f"{opening} {' '.join(sentence(part, names) for part in parts)} {tail}"
    if style == "backward":
        base, middle, strongest = d.one(_BACKWARD)
        parts = [d.say(base, o=out, r=rest)]
        for i, (c, r) in enumerate(reversed(steps)):
            parts.append(d.say(strongest if i == len(steps) - 1 else middle, o=out, c=c, r=r))
        return " ".join(sentence(part, names) for part in parts)
    first, later, last = d.one(_CHAINS)
    parts = [d.say(later if i else first, o=out, c=c, r=r) for i, (c, r) in enumerate(steps)] + [d.say(last, o=out, r=rest)]
    if style == "lines":
        opening = d.any(
            "{o}, highest priority first:",
            "How {o} is decided (from top to bottom):",
            "{o} (the first line that applies counts):",
            "Requirements for {o}, in order of precedence:",
            "Check in this order to get {o}:",
            o=out,
        )
        mark = d.one(("- ", "* ", "#. ", "#) "))
        return opening + "\n" + "\n".join(f"{mark.replace('#', str(i + 1))}{part}" for i, part in enumerate(parts))
    return d.one(("; ", ". ")).join(parts) + "." if d.chance(0.2) else " ".join(sentence(part, names) for part in parts)


@family("priority_conditions", "conditions", 3.0)
def priority_conditions(d: Draw) -> Design:
    """Conditions of every kind, in order of priority, each with a value of its own."""
    count, width = d.one((1, 2, 2, 3, 3, 4)), d.one((1, 2, 3, 4, 8, 8))
    flags = d.rng.sample(_SIGNALS, count)
    topics = d.rng.sample(_NUMBERS, 2)
    inputs: list[Port] = []
    conditions: list[_Condition] = []
    for options in flags:
        kind = d.one(("bit", "bit", "number", "number", "between", "pair"))
        if kind in ("bit", "pair") or not topics:
            name = d.name(*options)
            inputs.append(Port(name))
            one = _bit_condition(d, name)
            if kind == "pair":
                more = d.name("armed", "lock", "key", "mask_in")
                inputs.append(Port(more))
                two = _bit_condition(d, more)
                one = _joined(d, one, two)
            conditions.append(one)
        else:
            name, bits = d.name(*topics.pop()), d.one((3, 4, 4, 6, 8))
            inputs.append(Port(name, bits))
            conditions.append((_between if kind == "between" else _number_condition)(d, name, bits))
    data = [d.name(n) for n in d.one((("a", "b", "c"), ("d0", "d1", "d2"), ("x", "y", "z"), ("in_a", "in_b", "in_c")))][
        : d.number(0, 2)
    ]
    out = d.name("out", "q", "action", "f", "drive")
    results: list[tuple[str, str, Callable[[dict[str, int]], int]]] = []
    pool = list(data)
    for _ in range(count + 1):
        known = [code for _, code, _ in results]
        while (drawn := _result(d, pool, width))[1] in known[-2 if width > 1 else -1 :]:
            pass
        results.append(drawn)
    inputs += [Port(name, width) for name in data if name not in pool]
    if d.chance(0.4):
        d.rng.shuffle(inputs)
    ports = (*inputs, Port(out, width, output=True, stored=True))
    lines: list[str] = []
    for i, (condition, result) in enumerate(zip(conditions, results, strict=False)):
        lines += [f"{'else ' * (i > 0)}if ({condition.code})", f"  {out} = {result[1]};"]
    lines += ["else", f"  {out} = {results[-1][1]};"]

    def function(v: dict[str, int]) -> dict[str, int]:
        held = [i for i, condition in enumerate(conditions) if condition.holds(v)]
        return {out: results[held[0] if held else -1][2](v)}

    told = ", ".join(f"{condition.code} -> {result[1]}" for condition, result in zip(conditions, results, strict=False))
    return Design(
        d.any("a decision by priority", "a set of rules with priorities", "a condition chain"),
        ports,
        _tell_chain(
            d, out, [(condition.words, result[0]) for condition, result in zip(conditions, results, strict=False)], results[-1][0]
        ),
        f"Highest first: {told}; else {results[-1][1]}.",
        (f"{d.style.comb} begin", *(f"  {line}" for line in lines), "end"),
        combinational(d.rng, ports, function, 56),
        d.style,
        ("rules", "decide", "control_logic"),
        {"count": count, "width": width},
        hidden=(1, len(lines) + 1),
    )


def _joined(d: Draw, one: _Condition, two: _Condition) -> _Condition:
    if d.chance(0.5):
        words = d.any("{x} and {y}", "{x} while {y}", "{x} and at the same time {y}", x=one.words, y=two.words)
        return _Condition(words, f"{one.code} && {two.code}", lambda v: one.holds(v) and two.holds(v))
    words = d.any("{x} or {y}", "{x} or {y} (or both)", "at least one of these holds, {x} or {y}", x=one.words, y=two.words)
    return _Condition(words, f"{one.code} || {two.code}", lambda v: one.holds(v) or two.holds(v))


def _result(d: Draw, data: list[str], width: int) -> tuple[str, str, Callable[[dict[str, int]], int]]:
    """Words, code and model of a result: a data input that is not used yet, or a constant."""
    if data and d.chance(0.6):
        name = data.pop()
        if d.chance(0.2):
            return f"the complement of {name}", f"~{name}", lambda v: ~v[name] & (1 << width) - 1
        return name, name, lambda v: v[name]
    value = d.rng.getrandbits(width)
    words = d.one((str(value), str(value), d.style.literal(width, value)))
    if value == (1 << width) - 1 and width > 1:
        words = d.one((words, "all ones"))
    return words, d.style.literal(width, value), lambda v: value


_BANDS = {
    "low": (
        ("{x} is (below|under|less than|smaller than) {h}", "{x} < {H}"),
        ("{x} < {h}", "{x} < {H}"),
        ("{x} is at most {g}", "{x} <= {G}"),
        ("{x} is {g} or less", "{x} <= {G}"),
        ("{x} is not more than {g}", "{x} <= {G}"),
        ("{x} has not reached {h}", "{x} < {H}"),
        ("{x} is from 0 to {g}", "{x} <= {G}"),
        ("{x} does not exceed {g}", "{x} <= {G}"),
    ),
    "high": (
        ("{x} is at least {l}", "{x} >= {L}"),
        ("{x} is {l} or more", "{x} >= {L}"),
        ("{x} >= {l}", "{x} >= {L}"),
        ("{x} is (above|more than|over) {k}", "{x} > {K}"),
        ("{x} > {k}", "{x} > {K}"),
        ("{x} exceeds {k}", "{x} > {K}"),
        ("{x} is not less than {l}", "{x} >= {L}"),
        ("{x} has reached {l}", "{x} >= {L}"),
    ),
    "middle": (
        ("{x} is from {l} to {g}", "({x} >= {L}) && ({x} <= {G})"),
        ("{x} is between {l} and {g} (inclusive)", "({x} >= {L}) && ({x} <= {G})"),
        ("{x} is at least {l} but below {h}", "({x} >= {L}) && ({x} < {H})"),
        ("{l} <= {x} < {h}", "({x} >= {L}) && ({x} < {H})"),
        ("{l} <= {x} <= {g}", "({x} >= {L}) && ({x} <= {G})"),
        ("{x} is more than {k} but not more than {g}", "({x} > {K}) && ({x} <= {G})"),
        ("{x} lies in {l} to {g}", "({x} >= {L}) && ({x} <= {G})"),
        ("{x} is at least {l} and less than {h}", "({x} >= {L}) && ({x} < {H})"),
        ("{x} is {l} or more and {g} or less", "({x} >= {L}) && ({x} <= {G})"),
        ("{x} is in the range {l}..{g}", "({x} >= {L}) && ({x} <= {G})"),
        ("{x} exceeds {k} but is below {h}", "({x} > {K}) && ({x} < {H})"),
    ),
}
"""Words for a range and the condition that copies them; small letters are numbers, large ones the same as constants."""
_BAND_OPENINGS = (
    "{o} depends on how large {x} is.",
    "{x} is an unsigned number; {o} says in which range it lies.",
    "(Classify|Grade|Sort) {x} into ranges and output the code of the range on {o}.",
    "A (level|range) detector with input {x} and output {o}.",
    "",
    "",
    "The (sensor|measured) value {x} is turned into a code {o}.",
    "Thresholds are applied to {x} to get {o}.",
    "Drive {o} from {x} by these ranges.",
    "(Can|Could) you write a range decoder from {x} to {o}?",
    "{o} by range of {x} (ranges listed in any order):",
    "Quantize {x}; {o} is the result.",
    "The unsigned input {x} decides {o}.",
    "Purely combinational, {x} in, {o} out.",
    "Rules for {o}, none of which overlap:",
)
_BAND_CLAUSES = (
    "{o} is {r} (when|if|while) {c}",
    "when {c}, {o} is {r}",
    "if {c}, {o} = {r}",
    "{o} = {r} for the case that {c}",
    "{o} must be {r} (when|if) {c}",
    "if {c}, output {r} on {o}",
    "{c}: {o} = {r}",
    "{r} is put on {o} when {c}",
    "it is when {c} that {o} is {r}",
    "as long as {c}, {o} has the value {r}",
)
_BAND_RESTS = (
    "otherwise {o} is {r}",
    "in all other cases {o} is {r}",
    "for the other values of {x}, {o} is {r}",
    "for what is left, {o} = {r}",
    "{o} is {r} for the rest",
)


def _shown(d: Draw, value: int, width: int, sized: bool) -> str:
    return d.style.literal(width, value) if sized else str(value)


@family("range_bands", "conditions", 2.5)
def range_bands(d: Draw) -> Design:
    """Ranges of a number, told in any order, each with a value of its own."""
    bits, width = d.one((3, 4, 5, 6, 8, 8)), d.one((1, 2, 2, 3, 4, 8))
    count = d.one((2, 3, 3, 3, 4)) if width > 1 else d.one((2, 3))
    source = d.name("level", "temp", "x", "value", "speed", "count", "in", "score")
    out = d.name("out", "band", "grade", "y", "class_o", "zone")
    bounds = sorted(d.rng.sample(range(2, (1 << bits) - 1, 2 if bits > 3 else 1), count - 1))
    if width == 1:
        start = d.number(0, 1)
        results = [(start + i) % 2 for i in range(count)]
    else:
        results = d.rng.sample(range(1 << width), count)
    edges = [0, *bounds, 1 << bits]
    told, tests = [], []
    for i in range(count):
        kind = "low" if not i else "high" if i == count - 1 else "middle"
        low, high = edges[i], edges[i + 1]
        words, code = d.one(_BANDS[kind])
        numbers = {"l": low, "k": low - 1, "h": high, "g": high - 1}
        told.append(d.say(words, x=source, **numbers))
        constants = {key.upper(): d.style.literal(bits, max(0, number), "d") for key, number in numbers.items()}
        tests.append(code.format(x=source, **constants))
    order = d.rng.sample(range(count), count)
    sized = d.chance(0.33)
    form = d.one(_BAND_CLAUSES) if d.chance(0.5) else ""
    parts = [d.say(form or d.one(_BAND_CLAUSES), o=out, c=told[i], r=_shown(d, results[i], width, sized)) for i in order]
    if d.chance(0.4):
        parts[-1] = d.any(*_BAND_RESTS, o=out, r=_shown(d, results[order[-1]], width, sized), x=source)
    opening = d.any(*_BAND_OPENINGS, o=out, x=source)
    if d.chance(0.3):
        text = (opening or f"{out}:") + "\n- " + "\n- ".join(parts)
    else:
        text = f"{opening} {' '.join(sentence(part, (source, out)) for part in parts)}".strip()
    ports = (Port(source, bits), Port(out, width, output=True, stored=True))
    literals = [d.style.literal(width, value) for value in results]
    lines: list[str] = []
    for place, i in enumerate(order[:-1]):
        lines += [f"{'else ' * (place > 0)}if ({tests[i]})", f"  {out} = {literals[i]};"]
    lines += ["else", f"  {out} = {literals[order[-1]]};"]
    ranges = [f"{tests[i]} -> {results[i]}" for i in order[:-1]]

    def function(v: dict[str, int]) -> dict[str, int]:
        return {out: results[sum(v[source] >= bound for bound in bounds)]}

    return Design(
        d.any("a range decoder", "a level detector", "a range classifier"),
        ports,
        text,
        f"{', '.join(ranges)}, else {results[order[-1]]}.",
        (f"{d.style.comb} begin", *(f"  {line}" for line in lines), "end"),
        combinational(
            d.rng,
            ports,
            function,
            40,
            lambda rng, i: {source: min((1 << bits) - 1, rng.choice(bounds) + rng.choice((-1, 0, 0, 1)))} if i % 3 else {},
        ),
        d.style,
        ("range_decoder", "level_detect", "classify"),
        {"bits": bits, "width": width, "bounds": bounds},
        hidden=(1, len(lines) + 1),
    )
