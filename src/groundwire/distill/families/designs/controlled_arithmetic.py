"""Arithmetic with limits, distances and means; operands changed by controls; operations chosen by one line each."""
# ruff: noqa: E501  (wordings read best with one to a line)

from __future__ import annotations

from groundwire.distill.families.design import Design
from groundwire.distill.families.designs.alus import OPERATIONS
from groundwire.distill.families.draw import PAIRS, Draw
from groundwire.distill.families.models import combinational, signed
from groundwire.distill.families.ports import Port
from groundwire.distill.families.registry import family
from groundwire.distill.families.voices.arithmetic_voices import Voice

_LIMITED = {
    "satadd": (
        "{o} is {a} + {b}, unsigned, but {m} if the sum does not fit.", "Add {a} and {b} with saturation: anything above {m} becomes {m}. The result is {o}.", "{o} = min({a} + {b}, {m})", "The unsigned sum of {a} and {b} goes to {o}; it sticks at {m} on overflow.",
        "An unsigned saturating adder: {a} plus {b} gives {o}, at most {m}.", "If {a} + {b} has a carry then {o} is all ones, else {o} is the sum.", "{a} and {b} are added. In case of a carry the output {o} is clamped to all ones.",
        "Instead of wrapping around, the unsigned sum {o} of {a} and {b} stays at its largest value, {m}.", "Brightness {a} is raised by {b}; {o} is the new one and cannot exceed {m}.",
    ),
    "satsub": (
        "{o} is {a} - {b}, unsigned, but 0 if {b} is more than {a}.", "Subtract {b} from {a} with saturation: anything below 0 becomes 0. The result is {o}.", "{o} = max({a} - {b}, 0)", "The unsigned difference {a} minus {b} goes to {o}; it sticks at 0.",
        "If {a} is less than {b} then {o} is 0, else {o} is {a} minus {b}.", "When {b} is at most {a}, {o} is {a} minus {b}; otherwise {o} is zero.", "{b} is taken off {a}. If that borrows, {o} is clamped to 0, otherwise {o} is the difference.",
        "Unsigned subtraction without wrap-around: {o} is {a} minus {b}, never below 0.", "Of {a} coins {b} are spent; {o} is what is left, 0 if they were not enough.",
    ),
    "sats": (
        "{o} is the signed sum {a} + {b}, limited to the range {n} to {m}.", "Add the two's complement numbers {a} and {b} with saturation at {m} and {n}; the result is {o}.", "A signed saturating adder: too large sums give {m}, too small ones {n}. Operands {a} and {b}, result {o}.",
        "If the signed sum of {a} and {b} is above {m}, {o} is {m}; if it is below {n}, {o} is {n}; otherwise {o} is the sum.", "On signed overflow of {a} + {b}, {o} is {m} where both are positive and {n} where both are negative; else {o} is the sum.",
        "{a} and {b} are signed. {o} is their sum, clamped to {n} at the low end and to {m} at the high end.",
    ),
    "abs": (
        "{o} is the absolute value of the signed number {a}.", "{o} = |{a}|".replace("|", "\\|"), "If {a} is negative then {o} is -{a}, else {o} is {a}.", "Strip the sign of the two's complement input {a}; the magnitude is {o}.", "The magnitude of {a}, which is signed, goes to {o}.",
        "{o} is {a} when the top bit of {a} is 0, and the negative of {a} when it is 1.", "Negate {a} if its sign bit is set, pass it on otherwise; output {o}.", "How far is the signed {a} from 0? {o} tells.", "Can you take the absolute value of {a}? It is in two's complement and {o} is the result.",
    ),
    "absdiff": (
        "{o} is the absolute difference of {a} and {b}, unsigned.", "{o} = |{a} - {b}|, unsigned".replace("|", "\\|"), "Subtract the smaller of {a} and {b} from the larger, both unsigned; the result is {o}.", "The distance between the unsigned numbers {a} and {b} is {o}.",
        "If {a} is more than {b} (unsigned), {o} is {a} minus {b}, otherwise {b} minus {a}.", "How far are the unsigned values {a} and {b} apart? {o} tells.", "{o} shows by how much {a} and {b} differ, whichever unsigned value is larger.", "Two sensors give {a} and {b}, unsigned. {o} is the deviation between them, without sign.",
    ),
    "mean": (
        "{o} is the average of {a} and {b}, unsigned, rounded down.", "{o} = ({a} + {b}) / 2, with no bit of the sum lost.", "The mean of the unsigned numbers {a} and {b}, without its fraction, goes to {o}.", "Add {a} and {b} in one bit more, then halve the sum; a half is dropped. Result: {o}.",
        "Half the sum of {a} and {b} is put on {o}, rounded down, without overflow.", "{o} lies midway between the unsigned {a} and {b}, rounded towards 0.", "Blend the pixels {a} and {b} half and half: {o} is their average, rounded down.",
    ),
    "meanup": (
        "{o} is the average of {a} and {b}, unsigned, rounded up.", "{o} = ({a} + {b} + 1) / 2, with no bit of the sum lost.", "The mean of the unsigned numbers {a} and {b}, a half being rounded up, goes to {o}.", "Add {a}, {b} and 1 in one bit more, then halve the sum and drop the fraction. Result: {o}.",
        "{o} lies midway between the unsigned {a} and {b}; where that is not whole, take the next number up.", "Half the sum of {a} and {b} is put on {o}, rounded up, without overflow.",
    ),
    "clamp": (
        "{o} is {a} limited to the range {l} to {h}, unsigned.", "If {a} is below {l}, {o} is {l}; if it is above {h}, {o} is {h}; otherwise {o} is {a}.", "Clamp the unsigned {a} between {l} and {h}; the output is {o}.", "{o} = min(max({a}, {l}), {h})", "{o} follows {a}, but not under {l} and not over {h}.",
        "Values of {a} over {h} give {h} on {o}, those under {l} give {l}, and all others pass.", "Between {l} and {h}, {o} equals {a}; outside it stays at the nearer end.", "The set point {a} must not leave {l} to {h}. Put the limited value on {o}.",
    ),
    "smin": (
        "{o} is the smaller of the signed numbers {a} and {b}.", "{a} and {b} are two's complement; pass the lesser to {o}.", "{o} = signed minimum of {a} and {b}.", "If {a} is less than {b} as signed numbers, {o} is {a}, otherwise {b}.", "The signed {a} and {b} are compared and the lower one goes to {o}.",
        "Of {a} and {b}, both signed, the one nearer to minus infinity appears on {o}.",
    ),
    "smax": (
        "{o} is the larger of the signed numbers {a} and {b}.", "{a} and {b} are two's complement; pass the greater to {o}.", "{o} = signed maximum of {a} and {b}.", "If {a} is more than {b} as signed numbers, {o} is {a}, otherwise {b}.", "The signed {a} and {b} are compared and the higher one goes to {o}.",
        "{o} is {b} unless the signed {a} is greater, in which case it is {a}.",
    ),
    "minof": (
        "{o} is the smallest of {x}, unsigned.", "Find the minimum of the unsigned numbers {x} and put it on {o}.", "{o} = min({x})", "Of {x}, the least goes to {o}; all are unsigned.", "Compare {x} as unsigned numbers; {o} gets the smallest.", "The lowest of the values {x} (unsigned) is put out on {o}.",
    ),
    "maxof": (
        "{o} is the largest of {x}, unsigned.", "Find the maximum of the unsigned numbers {x} and put it on {o}.", "{o} = max({x})", "Of {x}, the greatest goes to {o}; all are unsigned.", "Compare {x} as unsigned numbers; {o} gets the largest.", "The highest of the values {x} (unsigned) is put out on {o}.",
    ),
}  # fmt: skip
_REASONS = {
    "satadd": "Saturating: a carry gives all ones.", "satsub": "Saturating: below 0 gives 0.", "sats": "Signed saturation: on overflow the sign of an operand decides.", "abs": "Negate if the top bit is 1.", "absdiff": "Larger minus smaller.",
    "mean": "Sum in one bit more, without bit 0.", "meanup": "Sum plus 1 in one bit more, without bit 0.", "clamp": "Compare with both ends.", "smin": "Signed comparison.", "smax": "Signed comparison.", "minof": "Two unsigned comparisons.", "maxof": "Two unsigned comparisons.",
}  # fmt: skip


@family("limited_arithmetic", "arithmetic", 1.5)
def limited_arithmetic(d: Draw) -> Design:
    """Saturating sums, magnitudes, distances, means, clamps, extremes of signed numbers or of several."""
    kind = d.one(tuple(_LIMITED))
    width = d.one((4, 5, 6, 8, 8, 8, 10, 12, 16))
    a, b = d.names(*PAIRS)
    third = d.name("c", "third", "in_c") if kind in ("minof", "maxof") else ""
    left, right = (b, a) if d.chance(0.35) and kind not in ("abs", "clamp") else (a, b)
    out, t = d.name("out", "result", "r", "res"), d.name("t")
    top, most = width - 1, (1 << width) - 1
    low = d.number(1, most // 3)
    high = d.number(low + 1, most - 1)
    voice, listed = Voice(d), [left, right, third]
    is_signed = kind == "sats"
    sizes = {"m": most // 2 if is_signed else most, "n": -(most // 2) - 1, "l": low, "h": high}
    text = d.say(d.one(_LIMITED[kind]), a=left, b=right, o=out, x=f"{left}, {right} and {third}" if third else "", **sizes) if is_signed or third else (
        voice.tell(_LIMITED[kind], {"a": left, "b": right, "o": out}, **sizes))  # fmt: skip
    text = text.replace(f"min({left}, {right} and {third})", f"min({left}, {right}, {third})").replace(f"max({left}, {right} and {third})", f"max({left}, {right}, {third})")
    literal = d.style.literal
    sign = "<" if kind == "minof" else ">"
    wide = [f"{d.style.wire} [{width}:0] {t};"]
    narrow = [d.style.declare(t, width, driven=True)]
    body = {
        "satadd": [*wide, f"assign {t} = {left} + {right};", f"assign {out} = {t}[{width}] ? {{{width}{{1'b1}}}} : {t}[{top}:0];"],
        "satsub": [f"assign {out} = ({left} < {right}) ? {literal(width, 0)} : {left} - {right};"],
        "sats": [*narrow, f"assign {t} = {left} + {right};",
                 f"assign {out} = ({left}[{top}] == {right}[{top}] && {t}[{top}] != {left}[{top}]) ? {{{left}[{top}], {{{top}{{~{left}[{top}]}}}}}} : {t};"],
        "abs": [f"assign {out} = {left}[{top}] ? -{left} : {left};"],
        "absdiff": [f"assign {out} = ({left} > {right}) ? {left} - {right} : {right} - {left};"],
        "mean": [*wide, f"assign {t} = {left} + {right};", f"assign {out} = {t}[{width}:1];"],
        "meanup": [*wide, f"assign {t} = {left} + {right} + 1'b1;", f"assign {out} = {t}[{width}:1];"],
        "clamp": [f"assign {out} = ({left} < {literal(width, low)}) ? {literal(width, low)} : ({left} > {literal(width, high)}) ? {literal(width, high)} : {left};"],
        "smin": [f"assign {out} = ($signed({left}) < $signed({right})) ? {left} : {right};"],
        "smax": [f"assign {out} = ($signed({left}) > $signed({right})) ? {left} : {right};"],
    }.get(kind, [*narrow, f"assign {t} = ({left} {sign} {right}) ? {left} : {right};", f"assign {out} = ({t} {sign} {third}) ? {t} : {third};"])  # fmt: skip

    def function(v: dict[str, int]) -> dict[str, int]:
        x, y = v[left], v.get(right, 0)
        p, q = signed(x, width), signed(y, width)
        z = v[third] if third else 0
        value = {
            "satadd": min(x + y, most), "satsub": max(x - y, 0), "sats": max(min(p + q, most // 2), -(most // 2) - 1), "abs": abs(p), "absdiff": abs(x - y), "mean": (x + y) // 2, "meanup": (x + y + 1) // 2,
            "clamp": min(max(x, low), high), "smin": min(p, q), "smax": max(p, q), "minof": min(x, y, z), "maxof": max(x, y, z),
        }[kind]  # fmt: skip
        return {out: value & most}

    ins = [Port(a, width)] + [Port(b, width)] * (kind not in ("abs", "clamp")) + [Port(third, width)] * bool(third)
    ports = (*ins, Port(out, width, output=True))
    return Design(
        {"abs": "an absolute value unit", "clamp": "a limiter", "mean": "an averager", "meanup": "an averager"}.get(kind, "an arithmetic unit"),
        ports,
        text,
        f"{_REASONS[kind]} {'; '.join(line[7:-1] for line in body if line.startswith('assign'))}.",
        tuple(body),
        combinational(d.rng, ports, function, 50),
        d.style,
        ("limited", "calc", kind),
        {"kind": kind, "width": width, "listed": listed},
    )


_ON = (("0", "low", "cleared", "deasserted"), ("1", "high", "set", "asserted"))
_CONTROLS = {
    "swap": ("with {c} {l}, {a} and {b} change places first", "if {c} is {l} the two operands are exchanged before anything else", "{c} at {v} swaps {a} and {b} before the operation"),
    "zero": ("with {c} {l}, the operand {a} is replaced by 0", "if {c} is {l}, 0 is used instead of {a}", "{c} at {v} makes the circuit take 0 for {a}"),
    "invb": ("with {c} {l}, every bit of {b} is inverted before it is used", "if {c} is {l}, the complement of {b} is used in place of {b}", "{c} at {v} inverts {b} before the operation"),
    "one": ("with {c} {l}, 1 is added to the result", "if {c} is {l} the result is increased by 1", "{c} at {v} adds one more"),
    "invo": ("with {c} {l}, the result is inverted bit by bit at the very end", "if {c} is {l}, {o} is the complement of what it would be otherwise", "{c} at {v} inverts the output {o} last of all"),
    "gate": ("{o} is 0 whatever else holds while {c} is {l}", "if {c} is {l}, {o} is forced to 0, overriding everything", "{c} at {v} forces all bits of {o} to 0"),
}  # fmt: skip
_BASES = {
    "add": ("{o} is basically {a} + {b}, with these controls.", "The unit adds {a} and {b} to give {o}; the controls change that.", "Without any control active, {o} is the sum of {a} and {b}.", "{o} = {a} + {b} as long as no control acts."),
    "and": ("{o} is basically {a} AND {b}, bit by bit, with these controls.", "The unit ANDs {a} with {b} to give {o}; the controls change that.", "Without any control active, {o} is the bitwise AND of {a} and {b}."),
    "sub": ("{o} is basically {a} - {b}, with these controls.", "The unit subtracts {b} from {a} to give {o}; the controls change that.", "Without any control active, {o} is {a} minus {b}."),
    "xor": ("{o} is basically {a} XOR {b}, bit by bit, with these controls.", "The unit XORs {a} with {b} to give {o}; the controls change that.", "Without any control active, {o} is the bitwise XOR of {a} and {b}."),
}  # fmt: skip
_ORDERED = ("zero", "invb", "one", "invo", "gate")


@family("controlled_unit", "ALUs", 1.5)
def controlled_unit(d: Draw) -> Design:
    """An operation whose operands and result are changed by controls, each of its own level, told in any order."""
    width = d.one((4, 6, 8, 8, 8, 12, 16))
    base = d.one(tuple(_BASES))
    a, b = d.names(*PAIRS)
    chosen = [kind for kind in _ORDERED if kind in d.rng.sample(_ORDERED, d.one((1, 2, 2, 3)))]
    if d.chance(0.25) and base == "sub" and "zero" not in chosen and "invb" not in chosen:
        chosen = ["swap", *chosen]
    names = {kind: d.name({"swap": "swap", "zero": "za", "invb": "nb", "one": "inc", "invo": "no", "gate": "off"}[kind], f"c_{kind}", f"ctl_{kind}") for kind in chosen}
    on = {kind: int(d.chance(0.65)) for kind in chosen}
    out, x, y, t = d.name("out", "res", "y"), d.name("x"), d.name("z"), d.name("t")
    voice = Voice(d)
    facts = []
    for kind, name in names.items():
        fact = voice.tell(_CONTROLS[kind], {"c": name, "a": a, "b": b, "o": out}, l=d.one(_ON[on[kind]]), v=on[kind])
        facts.append((fact if fact.startswith((name, out, '"', "'", "`")) else fact[:1].upper() + fact[1:]) + ".")
    intro = voice.tell(_BASES[base], {"a": a, "b": b, "o": out})
    listed = voice.facts(facts)
    text = intro + ("\n" if "\n" in listed or d.chance(0.3) else " ") + listed
    tests = {kind: name if on[kind] else f"!{name}" for kind, name in names.items()}
    literal, span = d.style.literal, f"[{width - 1}:0]"
    nothing = literal(width, 0)
    sign = {"add": "+", "sub": "-", "and": "&", "xor": "^"}[base]
    left = f"{tests['zero']} ? {nothing} : {a}" if "zero" in chosen else f"{tests['swap']} ? {b} : {a}" if "swap" in chosen else ""
    right = f"{tests['invb']} ? ~{b} : {b}" if "invb" in chosen else f"{tests['swap']} ? {a} : {b}" if "swap" in chosen else ""
    body = [f"{d.style.wire} {span} {x};", f"assign {x} = {left};"] if left else []
    body += [f"{d.style.wire} {span} {y};", f"assign {y} = {right};"] if right else []
    core = f"{x if left else a} {sign} {y if right else b}"
    core = f"({core}) + ({tests['one']})" if "one" in chosen else core
    last = [kind for kind in ("invo", "gate") if kind in chosen]
    if last:
        body += [f"{d.style.wire} {span} {t};", f"assign {t} = {core};"]
        core = f"{tests['invo']} ? ~{t} : {t}" if "invo" in chosen else t
        core = (f"{tests['gate']} ? {nothing} : " + (f"({core})" if "invo" in chosen else core)) if "gate" in chosen else core
    body.append(f"assign {out} = {core};")
    ports = [Port(a, width), Port(b, width), *(Port(name) for name in d.rng.sample(list(names.values()), len(names)))]
    ports = [*(ports if d.chance(0.5) else [*ports[2:], *ports[:2]]), Port(out, width, output=True)]
    mask = (1 << width) - 1

    def function(v: dict[str, int]) -> dict[str, int]:
        acts = {kind for kind, name in names.items() if v[name] == on[kind]}
        p, q = (v[b], v[a]) if "swap" in acts else (v[a], v[b])
        p, q = 0 if "zero" in acts else p, q ^ mask if "invb" in acts else q
        value = {"add": p + q, "sub": p - q, "and": p & q, "xor": p ^ q}[base] + ("one" in acts)
        value = value ^ mask if "invo" in acts else value
        return {out: 0 if "gate" in acts else value & mask}

    orders = {"swap": "swap", "zero": f"0 for {a}", "invb": f"invert {b}", "one": "add 1", "invo": "invert the result", "gate": "force 0"}
    return Design(
        "an arithmetic unit with controls",
        tuple(ports),
        text,
        f"{a} {sign} {b}; in this order: " + "; ".join(f"if {tests[kind]}: {orders[kind]}" for kind in chosen) + ".",
        tuple(body),
        combinational(d.rng, ports, function, 50),
        d.style,
        ("unit", "datapath", "controlled"),
        {"base": base, "controls": chosen, "on": on},
    )


_LINES = (
    "{o} is {v} when {c} is {h}", "when {c} is {h}, {o} is {v}", "{c}: {v}", "{c} -> {v}", "{v} if {c}", "{c} asks for {v}", "{c} selects {v}", "{v} is selected by {c}", "with {c} at {n} the output is {v}", "{c} = {n}: {o} = {v}", "if {c} is {h} put {v} on {o}",
)
_FIRST_WINS = (
    "If several are active, the one named first here wins.", "The list is in order of priority, the first being the highest.", "An entry has priority over those after it.", "Where more than one applies, the earliest entry counts.", "Check them in this order and take the first that is active.",
)
_NEVER_TWO = ("At most one of the selects is active at a time.", "Two selects are never active together.", "Never more than one select is active.")
_NONE = ("With none active {o} is {v}.", "{o} is {v} if no select is active.", "Otherwise {o} is {v}.", "If nothing is selected, {o} is {v}.", "No select active: {v}.", "When all of them are idle {o} is {v}.")
_LINE_HEADS = (
    "Every operation has a select line of its own, active {g}:", "{o} is chosen by single select lines (active-{g}):", "The selects are active {g}.", "What {o} is depends on active-{g} request lines:", "Select lines, active-{g}, decide on {o}:",
)  # fmt: skip


@family("line_selected", "ALUs", 1.3)
def line_selected(d: Draw) -> Design:
    """An operation for each of some select lines, with priority in the order told or never two at once."""
    width = d.one((2, 4, 6, 8, 8, 16))
    count = d.one((2, 3, 3, 4))
    a, b = d.names(("a", "b"), ("x", "y"), ("op_a", "op_b"))
    kinds = d.rng.sample([kind for kind in OPERATIONS if kind not in ("zero", "ones")], count)
    on, ranked = int(d.chance(0.75)), d.chance(0.6)
    named = d.chance(0.5)
    selects = [d.name(f"do_{kind}" if named else f"s{i}", f"do_{kind}" if named else f"s{i}") for i, kind in enumerate(kinds)]
    out = d.name("out", "result", "r")
    rest = d.one(("0", "0", a, b))
    order = list(range(count))
    if not named or ranked:
        d.rng.shuffle(order)
    values = [d.one(OPERATIONS[kind][0]).format(a=a, b=b) for kind in kinds]
    form, glue = d.one(_LINES), d.one(("\n", "\n", "; "))
    told = [d.say(form, o=out, v=values[i], c=selects[i], h=d.one(_ON[on]), n=on) for i in order]
    mark = d.one(("", "- ", "1. ")) if glue == "\n" else ""
    lines = [mark.replace("1", str(n)) + one for n, one in enumerate(told, 1)]
    head = d.any(*_LINE_HEADS, o=out, g="high" if on else "low")
    rule = d.any(*(_FIRST_WINS if ranked else _NEVER_TWO))
    tail = f"{d.any(*_NONE, o=out, v=rest)} {rule}" if d.chance(0.5) else f"{rule} {d.any(*_NONE[:2], *_NONE[3:], o=out, v=rest)}"
    text = f"{head}{glue if glue == chr(10) else ' '}{glue.join(lines)}{glue if glue == chr(10) else '. '}{tail}"
    other = {a: a, b: b}.get(rest, d.style.literal(width, 0))
    tests = [name if on else f"!{name}" for name in selects]
    codes = [OPERATIONS[kind][1].format(a=a, b=b) for kind in kinds]
    body = [f"{d.style.comb} begin"]
    body += [f"  {'else ' * (n > 0)}if ({tests[i]}) {out} = {codes[i]};" for n, i in enumerate(order)]
    body += [f"  else {out} = {other};", "end"]
    ports = (Port(a, width), Port(b, width), *(Port(name) for name in selects), Port(out, width, output=True, stored=True))
    mask = (1 << width) - 1

    def function(v: dict[str, int]) -> dict[str, int | None]:
        active = [i for i in order if v[selects[i]] == on]
        if len(active) > 1 and not ranked:
            return {out: None}
        value = OPERATIONS[kinds[active[0]]][2](v[a], v[b], width) if active else {a: v[a], b: v[b]}.get(rest, 0)
        return {out: value & mask}

    def bias(rng, i):  # type: ignore[no-untyped-def]
        hot = rng.randrange(count + 1)
        return {name: int((n == hot) == on) for n, name in enumerate(selects)} if i % 3 else {}

    return Design(
        "an operation selector",
        ports,
        text,
        "In this order: " + "; ".join(f"{tests[i]}: {codes[i]}" for i in order) + f"; else {other}.",
        tuple(body),
        combinational(d.rng, ports, function, 60, bias),
        d.style,
        ("selector", "ops", "onehot_alu"),
        {"kinds": kinds, "ranked": ranked, "on": on},
    )
