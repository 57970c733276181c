"""Comparators, minima and maxima, and arithmetic on one operand: absolute value, clamping, ranges."""
# ruff: noqa: E731  (one-line models side by side read best as lambdas)

from __future__ import annotations

from groundwire.distill.families.design import Design
from groundwire.distill.families.draw import PAIRS, Draw
from groundwire.distill.families.models import combinational, signed
from groundwire.distill.families.ports import Port
from groundwire.distill.families.registry import family
from groundwire.distill.families.telling import sentence

_OPPOSITE = {"lt": "ge", "ge": "lt", "gt": "le", "le": "gt", "eq": "ne", "ne": "eq"}
_SWAPPED = {
    "lt": "greater than",
    "gt": "less than",
    "ge": "less than or equal to",
    "le": "greater than or equal to",
    "eq": "equal to",
    "ne": "different from",
}
"""The relation with its sides swapped."""
_FLAG_NAMES = {"lt": "less", "eq": "same", "gt": "more", "ge": "not_less", "le": "not_more", "ne": "differ"}
_RELATIONS = (
    "{o} is 1 (when|if|exactly when) {a} is {w} {b}",
    "{o} is 0 (when|if|exactly when) {a} is {n} {b}",
    "{o} is 1 (when|if) {b} is {z} {a}",
    "{o} (indicates|says|tells|reports) that {a} is {w} {b}",
    "{o} = ({a} {t} {b})",
    "{o}: {a} {t} {b}",
    "{a} {t} {b} sets {o}",
    "whenever {a} is {w} {b}, {o} is high",
    "{o} goes low (if|when) {a} is {n} {b} and high otherwise",
    "{o} is (asserted|set|true) if {a} {t} {b}",
    "if {b} is {z} {a}, then {o} is 1, (else|otherwise) 0",
    "{o} is high as long as {a} is {w} {b}",
    "{o} = 1 for {a} {t} {b}, 0 otherwise",
    "{a} being {w} {b} makes {o} high",
    "{o} flags {a} {t} {b}",
    "{o} is the answer to the question whether {a} is {w} {b}",
    "{o} is (cleared|0|low) in case {a} is {n} {b}",
)
_COMPARE = (
    "Compare {a} and {b}{s}: {l}.",
    "{m} {a} and {b} are compared{s}.",
    "{a} and {b} are compared{s}. {m}",
    "Comparing {a} with {b}{s}, {l}.",
    "Requirements ({a} and {b} are read{s}):\n- {i}",
    "Treat {a} and {b}{s}. {m}",
    "{m} The comparison is made{s}.",
    "Read {a} and {b}{s}. {m}",
    "(Can|Could) you compare {a} and {b}{s} for me? {m}",
    "{l}; all this{s}.",
    "The inputs {a} and {b} are to be read{s}. {m}",
    "For sorting, {a} and {b} are compared{s}. {m}",
    "Outputs ({k}), {a} and {b} being compared{s}: {l}.",
    "Comparator{s}: {l}.",
    "Two numbers, {a} and {b}, come in and are compared{s}. {m}",
    "(No clock:|Combinational:) {l}. {a} and {b} are compared{s}.",
)
_EXTREMES = (
    "{o} is the {k} of {a} and {b}{s}.",
    "Give the {k} of the two numbers {a} and {b}{s} on {o}.",
    "Of {a} and {b} (compared{s}|taken{s}) the {k} one goes to {o}.",
    "{o} = {a} if {a} is {k} than {b}, else {b} (compared{s}).",
    "{o} = {b} if {a} is {u} than {b}, else {a} (compared{s}).",
    "Output the {k} number on {o}; {a} and {b} are compared{s}.",
    "(Compare|Look at) {a} and {b}{s} and (drop|discard) the {u} one; what is left is {o}.",
    "Between {a} and {b}{s}, pick the {k} for {o}.",
    "The {k} of two values is needed: {a} and {b} come in, are compared{s}, and {o} goes out.",
    "(Can|Could) you output whichever of {a} and {b} is {k} (compared{s}) on {o}?",
    "{o} follows {b} while it is {k} than {a}, and {a} otherwise; they are compared{s}.",
    "A sorter needs the {k} of its two inputs. Compare {a} and {b}{s} and drive {o}.",
    "{a} is sent to {o} unless it is the {u} one of {a} and {b}, in which case {b} is; the comparison is made{s}.",
    "Whichever input is {k} wins and (appears|is shown) on {o}: {a} or {b}, compared{s}.",
    "if {a} is {u} than {b} then {o} = {b} else {o} = {a}, where the numbers are taken{s}.",
)
_DISTANCES = (
    "{o} is the absolute difference of {a} and {b}{s}.",
    "{o} = |{a} - {b}|{s}.",
    "{o} is the distance between {a} and {b}, taken{s}.",
    "Subtract the smaller of {a} and {b} from the larger, compared{s}, and give the result on {o}.",
    "How far are {a} and {b} apart{s}? The answer is {o}.",
    "{o} = {a} - {b} if {a} is not less than {b}, otherwise {b} - {a} (compared{s}).",
    "{o} = {b} - {a} if {a} is less than {b}, else {a} - {b} (compared{s}).",
    "The (magnitude|size) of the difference between {a} and {b}{s} goes to {o}.",
    "Compute abs({a} - {b}){s} and put it on {o}.",
    "{a} and {b} are read{s}. {o} tells by how much they differ, never negative.",
    "(Can|Could) you give me the absolute difference of {a} and {b}{s} on {o}?",
    "Larger minus smaller: {o}, from {a} and {b}{s}.",
    "Error magnitude: {o} is the difference of {a} and {b}, compared{s}, without its sign.",
    "If {b} exceeds {a}, {o} is {b} - {a}; if not, {a} - {b}. The comparison is done{s}.",
    "The gap between {a} and {b}, read{s}, on {o}.",
)


def _sign_words(d: Draw, width: int, is_signed: bool) -> str:
    """ " as signed numbers" or what people say instead."""
    if is_signed:
        return d.one((" as two's complement numbers", " as signed numbers", " as signed values", " in two's complement"))
    if width == 1:
        return " as single bits"
    return d.one((" as unsigned numbers", " as unsigned values", " as plain unsigned integers", " as unsigned numbers"))


@family("comparator", "comparators", 1.3)
def comparator(d: Draw) -> Design:
    """Less, equal, greater, signed or not, one output or several; minimum, maximum, difference."""
    width, is_signed = d.one((1, 2, 2, 4, 8, 8, 16)), d.chance(0.3)
    a, b = d.names(*PAIRS)
    is_signed = is_signed and width > 1
    table = {"lt": "<", "eq": "==", "gt": ">", "ge": ">=", "le": "<=", "ne": "!="}
    kind = d.one(("flags", "flags", "flags", "min", "max", "absdiff"))
    words = {
        "lt": "less than",
        "eq": "equal to",
        "gt": "greater than",
        "ge": "greater than or equal to",
        "le": "less than or equal to",
        "ne": "different from",
    }
    say_sign = _sign_words(d, width, is_signed)
    declared = is_signed and d.chance(0.5)
    x, y = (a, b) if declared or not is_signed else (f"$signed({a})", f"$signed({b})")
    body: list[str]
    if kind == "flags":
        kinds = d.rng.sample(list(table), d.one((1, 2, 3)))
        outs = {k: d.name("out", "z", "result") if len(kinds) == 1 else d.name(k, f"{k}_o", _FLAG_NAMES[k]) for k in kinds}
        ports: tuple[Port, ...] = (
            Port(a, width, signed=declared),
            Port(b, width, signed=declared),
            *(Port(o, output=True) for o in outs.values()),
        )
        said = [
            d.any(*_RELATIONS, o=o, a=a, b=b, w=words[k], n=words[_OPPOSITE[k]], z=_SWAPPED[k], t=table[k])
            for k, o in outs.items()
        ]
        shown = d.rng.sample(said, len(said))
        text = d.any(
            *_COMPARE,
            a=a,
            b=b,
            s=say_sign,
            l="; ".join(shown),
            m=" ".join(sentence(one, (a, b, *outs.values())) for one in shown),
            i="\n- ".join(shown),
            k=len(shown),
        )
        body = [f"assign {o} = ({x} {table[k]} {y});" for k, o in outs.items()]
        why = f"{', '.join(f'{o}: {a} {table[k]} {b}' for k, o in outs.items())}" + (", signed." if is_signed else ".")
    else:
        out = d.name("out", "result", "m")
        ports = (Port(a, width, signed=declared), Port(b, width, signed=declared), Port(out, width, output=True))
        word = {"min": "smaller", "max": "larger", "absdiff": ""}[kind]
        other = {"min": "larger", "max": "smaller", "absdiff": ""}[kind]
        text = d.any(*(_EXTREMES if word else _DISTANCES), o=out, k=word, u=other, a=a, b=b, s=say_sign)
        first, second = {"min": (a, b), "max": (b, a), "absdiff": (f"{b} - {a}", f"{a} - {b}")}[kind]
        body, why = (
            [f"assign {out} = ({x} < {y}) ? {first} : {second};"],
            f"Compare{' as signed' * is_signed}: {a} < {b} gives {first}, else {second}.",
        )

    def function(v: dict[str, int]) -> dict[str, int]:
        p, q = (signed(v[n], width) if is_signed else v[n] for n in (a, b))
        if kind == "flags":
            found = {"lt": p < q, "eq": p == q, "gt": p > q, "ge": p >= q, "le": p <= q, "ne": p != q}
            return {o: int(found[k]) for k, o in outs.items()}
        return {out: {"min": min(p, q), "max": max(p, q), "absdiff": abs(p - q)}[kind] & (1 << width) - 1}

    bias = lambda rng, i: {a: (v := rng.getrandbits(width)), b: v} if i % 4 == 0 else {}
    return Design(
        {"flags": "a comparator", "min": "a minimum", "max": "a maximum", "absdiff": "an absolute difference"}[kind],
        ports,
        text,
        why,
        tuple(body),
        combinational(d.rng, ports, function, 40, bias),
        d.style,
        ("comparator", "compare") if kind == "flags" else (kind,),
        {"kind": kind, "width": width, "signed": is_signed},
        wave=f"Compare {a} and {b}." if kind == "flags" and width <= 2 else "",
    )


_ONE_OPERAND = {
    "abs": (
        "Make {s} positive: {o} = {s} for {s} >= 0 and {o} = -{s} for {s} < 0 (two's complement, the minimum stays).",
        "{o} = ({s} < 0) ? -{s} : {s}, in two's complement with {w} bits.",
        "The sign bit of {s} decides: 1 means that {o} is {s} inverted plus 1, 0 means that {o} is {s}.",
        "A rectifier for signed samples: {s} comes in, its absolute value leaves on {o}; the most negative value is passed on as it is.",  # noqa: E501
        "If the top bit of {s} is 0, {o} is {s}. If it is 1, {o} is the two's complement of {s}.",
        "{o} has the value of {s} without the sign ({w} bits, the smallest number maps to itself).",
        "{o} is the absolute value of the two's complement number {s} (the most negative one stays as it is).",
        "{o} = |{s}|, {s} being signed; the most negative number is left as it is.",
        "If {s} (two's complement) is negative, {o} is its negation, otherwise {o} is {s} itself. Everything is modulo 2^{w}.",
        "Drop the sign of {s}: {o} is {s} if its top bit is 0, and the two's complement of {s} if its top bit is 1.",
        "Magnitude of a signed number: {s} in, {o} out. The most negative value maps to itself.",
        "A negative {s} (signed, {w} bits) is negated, any other is passed on as it is; the result is {o}.",
        "(Can|Could) you make {o} the absolute value of {s}? Numbers are two's complement; overflow may wrap.",
        "{o} = -{s} when the sign bit of {s} is set, {s} when it is clear.",
    ),
    "neg": (
        "(Can|Could) you output the two's complement of {s} on {o}?",
        "{o} is {s} with its sign reversed (two's complement).",
        "{o} = ~{s} + 1.",
        "Subtract {s} from zero; the difference is {o}.",
        "A negator: the signed input {s} appears on {o} with the opposite sign.",
        "Two's complement of the input {s}, on the output {o}, without overflow detection.",
        "{o} is minus {s} (two's complement).",
        "{o} is the two's complement of {s}.",
        "Negate {s}: {o} = -{s}.",
        "{o} = 0 - {s}.",
        "Invert all bits of {s} and add 1; that is {o}.",
        "Change the sign of the two's complement number {s} to get {o}.",
        "{o} is the number that added to {s} gives 0 (modulo 2^{w}).",
        "The arithmetic inverse of {s} goes to {o}.",
    ),
    "inc": (
        "(Can|Could) you output {s} + 1 on {o}?",
        "{o} is one greater than {s}; overflow is ignored.",
        "Count up by one: {s} in, {s} + 1 out on {o}.",
        "Next address logic: {o} is the address {s} plus one, modulo 2^{w}.",
        "{o} = {s} + 1 with no carry output.",
        "For {s} all ones {o} is 0, otherwise {o} is {s} + 1.",
        "{o} is {s} plus 1.",
        "Increment {s} to get {o}.",
        "{o} = {s} + 1, wrapping around.",
        "{o} is the number after {s} (the largest is followed by 0).",
        "Add one to {s} and output it on {o}.",
        "One more than {s}, modulo 2^{w}: that is {o}.",
        "{o} exceeds {s} by one; after all ones comes 0.",
        "Successor of {s} on {o}, without a carry out.",
    ),
    "dec": (
        "(Can|Could) you output {s} - 1 on {o}?",
        "{o} is one less than {s}; underflow is ignored.",
        "Count down by one: {s} in, {s} - 1 out on {o}.",
        "{o} = {s} - 1 with no borrow output.",
        "For {s} = 0 {o} is all ones, otherwise {o} is {s} - 1.",
        "Take one away from {s}; what is left is {o} (modulo 2^{w}).",
        "{o} is {s} minus 1.",
        "Decrement {s} to get {o}.",
        "{o} = {s} - 1, wrapping around.",
        "{o} is the number before {s} (all ones before 0).",
        "Subtract one from {s} and output it on {o}.",
        "One less than {s}, modulo 2^{w}: that is {o}.",
        "{o} is smaller than {s} by one; 0 gives all ones.",
        "Predecessor of {s} on {o}, without a borrow out.",
    ),
    "clamp": (
        "(Can|Could) you make {o} equal to {s} but never below {l} and never above {h}?",
        "{h} is the most and {l} the least that {o} may be; apart from that it is {s}.",
        "If {s} > {h}, {o} = {h}; if {s} < {l}, {o} = {l}; else {o} = {s}.",
        "If {s} < {l}, {o} = {l}; if {s} > {h}, {o} = {h}; else {o} = {s}.",
        "A limiter from {s} to {o} with the lower limit {l} and the upper limit {h}.",
        "{o} is {s}, but at least {l} and at most {h}.",
        "Limit {s} to the range {l} to {h}; the result is {o}.",
        "{o} is {h} if {s} is above {h}, {l} if it is below {l}, and {s} itself in between.",
        "{o} is {l} if {s} is below {l}, {h} if it is above {h}, and {s} itself in between.",
        "Saturate {s}: never less than {l}, never more than {h}. Output {o}.",
        "Values of {s} over {h} become {h}; values under {l} become {l}; others are unchanged. The result is {o}.",
        "{o} = min(max({s}, {l}), {h}).",
        "Clip {s} at {h} from above and at {l} from below to get {o} (unsigned).",
        "{o} copies {s} as long as {l} <= {s} <= {h}; outside this range it is the nearer bound.",
        "Between {l} and {h} {o} follows {s}; beyond these it sticks at the limit.",
    ),
    "half_up": (
        "(Can|Could) you output {s} divided by 2 on {o}, dropping the remainder?",
        "A logical right shift of {s} by one place gives {o}.",
        "{o} = {s} / 2 (unsigned, truncated).",
        "The lowest bit of {s} is dropped, the others move down by one, and a zero fills the top; that is {o}.",
        "Divide by two: {s} in, {o} out, no rounding up.",
        "{o} holds the upper bits of {s} moved down by one, with 0 on top.",
        "{o} is {s} shifted right by one bit.",
        "{o} is half of {s}, rounded down.",
        "Divide the unsigned {s} by two, forget the remainder, and output {o}.",
        "{o} = {s} >> 1.",
        "{o} is {s} without its lowest bit, a 0 coming in at the top.",
        "Move every bit of {s} one place to the right to get {o}; the top bit becomes 0.",
        "{o} is the integer part of {s} / 2.",
        "Halve {s} (unsigned) to get {o}.",
    ),
    "range": (
        "(Can|Could) you raise {o} as long as {s} is from {l} to {h}?",
        "If {s} < {l} or {s} > {h}, {o} is 0; otherwise 1.",
        "{o} is 1 when {s} is from {l} to {h}.",
        "{o} tells whether {l} <= {s} <= {h}.",
        "{o} is 1 if {s} is at least {l} and at most {h}, else 0.",
        "{o} is 0 if {s} is below {l} or above {h}, and 1 otherwise.",
        "{o} is high for {s} between {l} and {h}, both included.",
        "{o} is 1 for all values of {s} that are neither smaller than {l} nor greater than {h}.",
        "Is {s} inside {l}..{h} (inclusive)? {o} = 1 means yes.",
        "A window detector: {o} is (high|asserted) for {s} no less than {l} and no more than {h}.",
        "{o} goes low when {s} leaves the range {l} to {h} (the ends belong to it).",
        "{s} is fine if it is not less than {l} and not more than {h}; {o} is 1 then and 0 if it is not.",
        "{o} is 1 unless {s} is less than {l} or more than {h}.",
        "Neither below {l} nor above {h}: then {o} is 1, else 0, looking at {s}.",
    ),
    "even": (
        "(Can|Could) you tell on {o} if {s} is even (1) or odd (0)?",
        "{o} = 1 for {s} = 0, 2, 4 and so on; {o} = 0 for 1, 3, 5 and so on.",
        "{o} is the inverse of the lowest bit of {s}.",
        "{o} is 1 exactly if {s} can be halved without a remainder.",
        "{o} is (asserted|high) if {s} leaves no remainder when divided by 2.",
        "A 1 on {o} means that {s} is an even number, a 0 that it is odd.",
        "{o} is 1 when {s} is even.",
        "{o} says whether {s} is divisible by 2.",
        "{o} is 0 for odd {s} and 1 for even {s}.",
        "{o} is 1 for even {s} and 0 for odd {s}.",
        "{o} is 1 if the lowest bit of {s} is 0.",
        "An odd {s} makes {o} low, an even one makes it high.",
        "Is {s} a multiple of two? Answer on {o}, 1 for yes.",
        "{o} is high unless {s} is odd.",
    ),
}
"""What the function of one number does."""


@family("one_operand", "arithmetic")
def one_operand(d: Draw) -> Design:
    """Absolute value, negation, increment, decrement, doubling, clamping."""
    kind = d.one(("abs", "neg", "inc", "dec", "clamp", "half_up", "range", "even"))
    width = d.one((4, 5, 8, 8, 12, 16))
    source, out = d.names(("in", "out"), ("a", "y"), ("x", "z"), ("d", "q"))
    low, high = sorted(d.rng.sample(range(1, 1 << min(width, 8)), 2))
    one = kind in ("range", "even")
    L = d.style.literal
    text = d.any(*_ONE_OPERAND[kind], s=source, o=out, l=low, h=high, w=width)
    lo, hi = L(width, low), L(width, high)
    code = {
        "abs": f"{source}[{width - 1}] ? (~{source} + 1'b1) : {source}",
        "neg": f"~{source} + 1'b1",
        "inc": f"{source} + 1'b1",
        "dec": f"{source} - 1'b1",
        "clamp": f"({source} < {lo}) ? {lo} : ({source} > {hi}) ? {hi} : {source}",
        "half_up": f"{source} >> 1",
        "range": f"({source} >= {lo}) && ({source} <= {hi})",
        "even": f"~{source}[0]",
    }[kind]
    mask = (1 << width) - 1
    ports = (Port(source, width), Port(out, 1 if one else width, output=True))

    def function(v: dict[str, int]) -> dict[str, int]:
        x = v[source]
        return {
            out: {
                "abs": abs(signed(x, width)),
                "neg": -x,
                "inc": x + 1,
                "dec": x - 1,
                "clamp": min(max(x, low), high),
                "half_up": x // 2,
                "range": int(low <= x <= high),
                "even": 1 - x % 2,
            }[kind]
            & mask
        }

    bias = lambda rng, i: {source: rng.choice((low, high, low - 1, high + 1, rng.randint(low, high))) & mask} if i % 2 else {}
    return Design(
        {
            "abs": "an absolute value",
            "neg": "a negation",
            "inc": "an incrementer",
            "dec": "a decrementer",
            "clamp": "a limiter",
            "half_up": "a halver",
            "range": "a range check",
            "even": "an even check",
        }[kind],
        ports,
        text,
        f"{out} = {code}.",
        (f"assign {out} = {code};",),
        combinational(d.rng, ports, function, 30, bias),
        d.style,
        (kind,),
        {"kind": kind, "width": width, "low": low, "high": high},
    )
