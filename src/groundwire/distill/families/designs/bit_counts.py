"""Counting bits: population counts, leading and trailing zeros, majority, parity."""
# ruff: noqa: E501  (wordings read best with one to a line)
# ruff: noqa: E731  (one-line models side by side read best as lambdas)

from __future__ import annotations

from groundwire.distill.families.design import Design
from groundwire.distill.families.draw import Draw
from groundwire.distill.families.models import combinational
from groundwire.distill.families.ports import Port
from groundwire.distill.families.registry import family
from groundwire.distill.families.voices.arithmetic_voices import Voice

_COUNTS = {
    "ones": (
        "{o} is the number of ones in {s}.", "Count the bits of {s} that are 1. The count is {o}.", "{o} is the population count of {s}.",
        "How many of the {w} bits of {s} are set? Give the answer on {o}.", "{o} = popcount({s})", "The Hamming weight of {s} goes to {o}.",
        "For each bit of {s} that is high, {o} counts one.", "{o} tells how many bits of {s} are 1.", "The bits of {s} are added up; the sum is {o}.",
        "There are {w} sensors on {s}; {o} says how many of them are active, that is 1.", "Output on {o} how often 1 occurs in {s}.",
        "Can you count the ones in {s}? The result should be on {o}.", "{o} is 0 for {s} = 0, {w} if all bits of {s} are 1, and in general the number of set bits.",
        "Sum all bits of {s} into {o}.", "The number of high bits among the {w} of {s} is driven, in binary, on {o}.", "I need a popcount from {s} to {o}.",
        "Every set bit in {s} adds one to {o}.",
    ),
    "zeros": (
        "{o} is the number of zeros in {s}.", "Count the bits of {s} that are 0 into {o}.", "How many of the {w} bits of {s} are clear? Give the answer on {o}.",
        "{o} tells how many bits of {s} are 0.", "For each bit of {s} that is low, {o} counts one.", "{o} = {w} - (number of ones in {s})",
        "{o} is {w} for {s} = 0, 0 if all bits of {s} are 1, and in general the number of bits that are not set.", "Output on {o} how often 0 occurs in {s}.",
        "There are {w} parking lots, and {s} has a 1 for each one taken; {o} is the number of free ones.", "The zeros of {s} are counted; the count is {o}.",
        "Can you count the zeros in {s}? The result should be on {o}.", "The number of low bits among the {w} of {s} is driven on {o}.",
        "Sum the inverted bits of {s} into {o}.", "Every clear bit in {s} adds one to {o}.", "{o} counts zeros, not ones, in {s}.",
    ),
    "leading": (
        "{o} is the number of leading zeros of {s}, {w} if {s} is 0.", "Count the zeros above the highest 1 of {s}; with {s} = 0 the count {o} is {w}.",
        "{o} = clz({s}), with {w} for an input of 0.", "Starting at the most significant bit of {s}, count zeros until the first 1; {o} is the count, {w} if there is no 1.",
        "How many zeros stand before the topmost 1 in {s}? {o} tells; it is {w} when {s} has no 1.", "Give the leading-zero count of {s} on {o}. For {s} all zero it is {w}.",
        "To normalize {s} it would be shifted left by {o}: the number of zeros above its highest set bit. If nothing is set, {o} is {w}.",
        "{o} is 0 if the MSB of {s} is 1, 1 if the one below is the highest 1, and so on; {w} if none is.",
        "From the top, {s} begins with {o} zeros, at most {w}.", "The zeros at the upper end of {s} are counted by {o}, all {w} of them when {s} is 0.",
        "With {s} = 0, {o} is {w}; otherwise it is the number of 0 bits to the left of the leftmost 1.", "Count leading zeros. Input {s}, output {o}; zero gives {w}.",
        "Report on {o} how many bits at the top of {s} are 0 before a 1 comes; report {w} if none comes.", "Can you count the zeros in front of the highest 1 of {s}? "
        "Result on {o}, {w} for none.", "{o}: leading zeros in {s}, from 0 to {w}.",
    ),
    "trailing": (
        "{o} is the number of trailing zeros of {s}, {w} if {s} is 0.", "Count the zeros below the lowest 1 of {s}; with {s} = 0 the count {o} is {w}.",
        "{o} = ctz({s}), with {w} for an input of 0.", "Starting at bit 0 of {s}, count zeros until the first 1; {o} is the count, {w} if there is no 1.",
        "How many zeros stand after the lowest 1 in {s}? {o} tells; it is {w} when {s} has no 1.", "Give the trailing-zero count of {s} on {o}. For {s} all zero it is {w}.",
        "{s} can be halved {o} times without a remainder, and {o} is {w} for {s} = 0.", "{o} is 0 if the LSB of {s} is 1, 1 if the one above is the lowest 1, and so on; {w} if none is.",
        "From the bottom, {s} begins with {o} zeros, at most {w}.", "The zeros at the lower end of {s} are counted by {o}, all {w} of them when {s} is 0.",
        "With {s} = 0, {o} is {w}; otherwise it is the number of 0 bits to the right of the rightmost 1.", "Count trailing zeros. Input {s}, output {o}; zero gives {w}.",
        "Report on {o} how many bits at the bottom of {s} are 0 before a 1 comes; report {w} if none comes.", "Can you count the zeros behind the lowest 1 of {s}? "
        "Result on {o}, {w} for none.", "{o}: trailing zeros in {s}, from 0 to {w}.",
    ),
    "majority": (
        "{o} is 1 when more than half of the {w} bits of {s} are 1.", "Majority vote of the {w} bits of {s}: {o} is 1 if most are 1.", "{o} is what most bits of {s} are.",
        "If at least {h} bits of {s} are high then {o} is high, else low.", "{w} voters are on {s}; {o} is 1 when the motion is carried by a majority of ones.",
        "{o} is low as long as fewer than {h} bits of {s} are 1.", "Output the majority value of {s} on {o}.", "The ones in {s} outnumber the zeros: {o} = 1. Else {o} = 0.",
        "{o} follows the majority of {s}.", "Are there more ones than zeros in {s}? {o} is 1 for yes.", "The bit value that occurs most often in {s} is put on {o}.",
        "A {w}-input majority gate with inputs {s} and output {o}.", "{o} = (ones in {s} >= {h})", "Of the {w} bits of {s}, {h} or more set make {o} 1.",
        "Can you build a voter? It looks at all of {s}, and {o} says what most of the bits say.",
    ),
}
_WHAT = {"ones": "number of ones", "zeros": "number of zeros", "leading": "zeros above the highest 1",
         "trailing": "zeros below the lowest 1", "majority": "majority"}  # fmt: skip
_MADE = (
    "{o} is the {k} parity bit of {s}: together they have an {k} number of ones.", "Make the bit {o} so that {s} and {o} together have an {k} number of ones ({k} parity).",
    "Generate {k} parity for {s} on {o}.", "The number of ones in {s} and {o} together must be {e}.", "{o} completes {s} to an {k} number of ones.",
    "When {s} has an {u} number of ones, {o} is 1; otherwise it is 0. That is {k} parity.", "{k} parity generator: data {s}, parity bit {o}.",
    "Before it is sent, {s} gets a parity bit, {o}, chosen such that the ones in both are {k} in number.", "{o} is 0 if {s} has an {k} number of ones already, else 1.",
    "Parity ({k}) of {s} goes to {o}.", "Can you make the {k} parity bit for {s}? It should appear on {o}.", "The {z} bits of {s} are protected by the bit {o}; parity is {k}.",
    "With {o} added, the count of ones in {s} is to be {e}.", "The total of ones over {s} and {o} is {k}.", "{o} = 1 for an {u} number of ones in {s}, 0 for an {k} one.",
    "Compute {o}, which added to the bits of {s} gives an {k} count of ones.", "The parity bit {o} of {s} is needed. Use {k} parity.",
)
_CHECKED = (
    "{s} arrives with its {k} parity bit {b}; {o} is 1 when they do not fit.", "Check {k} parity: {o} is 1 unless {s} and {b} together have an {k} number of ones.",
    "{b} is the {k} parity bit that came with {s}. If it is wrong {o} is high.", "{o} signals a parity error: with {k} parity, {s} and {b} must hold an {k} number of ones.",
    "A parity checker for {k} parity. Data {s}, received parity {b}, error flag {o}.", "Raise {o} if the number of ones in {s} and {b} together is {u}.",
    "The ones in {s} and {b} are counted; {o} is 0 if their number is {e}, else 1.", "{o} = 1 means that {s} or its {k} parity bit {b} was damaged.",
    "{s} and {b} have an {k} number of ones as long as nothing went wrong; {o} is 1 when something did.", "Parity is {k}. {o} goes high when {b} does not match {s}.",
    "Could you check the {k} parity of {s} with parity bit {b}? Errors go to {o}.", "An {u} number of ones in {s} and {b} sets {o}; an {k} number clears it.",
    "After transmission, {s} with {b} should have {k} parity. {o} is asserted if it has not.", "{o} is low only when {s} and {b} hold an {k} number of ones in total.",
    "A received word {s} and a parity bit {b}, {k} parity: flag an error on {o}.",
)
_GOOD = (
    "{o} is 1 when {s} and its {k} parity bit {b} fit.", "Check {k} parity: {o} is 1 if {s} and {b} together have an {k} number of ones, otherwise 0.",
    "{b} is the {k} parity bit that came with {s}. If it is right {o} is high.", "{o} says that all is well: {s} and {b} have an {k} number of ones.",
    "{o} is asserted for good words only; {s} with {b} is good if the number of ones is {e}.", "Clear {o} if the number of ones in {s} and {b} together is {u}, set it if not.",
    "The ones in {s} and {b} are counted; {o} is 1 if their number is {e}, else 0.", "{o} = 0 means that {s} or its {k} parity bit {b} was damaged.",
    "Parity is {k}. {o} goes low when {b} does not match {s}.", "An {k} number of ones in {s} and {b} sets {o}; an {u} number clears it.",
    "Is {b} the right {k} parity bit for {s}? Answer on {o}, 1 for yes.", "{o} is high only when {s} and {b} hold an {k} number of ones in total.",
)
_APPENDED = (
    "{o} is {s} with its {k} parity bit appended as bit 0: together they have an {k} number of ones.", "Append an {k} parity bit below the lowest bit of {s}; the whole is {o}.",
    "The lowest bit of {o} is the {k} parity bit of {s}; the bits above are {s} itself.", "{o} carries {s} in its upper {z} bits and an {k} parity bit in bit 0.",
    "Put {s} into the upper bits of {o} and choose bit 0 so that {o} has an {k} number of ones.", "Bit 0 of {o} makes the number of ones in {o} {k}; the rest of {o} is {s}.",
    "A sender's coder: the word {s} is followed, on the right, by its {k} parity bit, giving {o}.", "Extend {s} on the right by a bit of {k} parity to get {o}.",
    "{o} consists of {s} and, as its least significant bit, {k} parity.", "To {s} we add a parity bit at the low end. The number of ones in {o} is then {e}.",
    "Could you build {o} from {s} and its {k} parity bit? The parity bit goes to bit 0.", "Parity: {k}, in bit 0 of {o}. Data: {s}, above it.",
)  # fmt: skip


@family("count_bits", "parity and counting")
def count_bits(d: Draw) -> Design:
    """Population count, leading or trailing zeros, majority, all-equal."""
    kind = d.one(("ones", "ones", "zeros", "leading", "trailing", "majority"))
    width = (
        d.one((3, 3, 5, 7, 9))
        if kind == "majority"
        else d.one((2, 3, 4, 5, 6, 7, 8, 8, 12, 16, 16, 32, 100, 255) if kind in ("ones", "zeros") else (3, 4, 5, 6, 8, 8, 12, 16))
    )
    d.name("i"), d.name("ones")
    bits = 1 if kind == "majority" else width.bit_length()
    source, out = d.name("in", "data", "x", "vec"), d.name("out", "count", "cnt", "n")
    text = Voice(d).tell(_COUNTS[kind], {"o": out, "s": source}, w=width, h=width // 2 + 1)
    style = d.style
    small = width <= 4 and kind == "ones" and d.chance(0.5)
    ports = (Port(source, width), Port(out, bits, output=True, stored=not small))
    loop = f"for (i = 0; i < {width}; i = i + 1)"
    inner = {"ones": f"{out} = {out} + {source}[i];", "zeros": f"{out} = {out} + !{source}[i];"}
    if small:
        body = [f"assign {out} = {' + '.join(f'{source}[{i}]' for i in range(width))};"]
        why = "Add the bits."
    elif kind in inner:
        body = ["integer i;", f"{style.comb} begin", f"  {out} = 0;", f"  {loop}", f"    {inner[kind]}", "end"]
        why = f"Start from 0 and add {'each bit' if kind == 'ones' else 'the inverse of each bit'} in a loop."
    elif kind == "majority":
        n = width.bit_length()
        body = [
            "integer i;",
            f"{style.net} [{n - 1}:0] ones;",
            f"{style.comb} begin",
            "  ones = 0;",
            f"  {loop}",
            f"    ones = ones + {source}[i];",
            f"  {out} = (ones > {width // 2});",
            "end",
        ]
        why = f"Count the ones and compare with {width // 2}."
    else:
        where, order = (f"{width - 1} - i", loop) if kind == "leading" else ("i", f"for (i = {width - 1}; i >= 0; i = i - 1)")
        body = [
            "integer i;",
            f"{style.comb} begin",
            f"  {out} = {width};",
            f"  {order}",
            f"    if ({source}[i]) {out} = {where};",
            "end",
        ]
        why = f"Go through the bits {'upwards' if kind == 'leading' else 'downwards'}; the last 1 that is met decides."

    def function(v: dict[str, int]) -> dict[str, int]:
        text_bits = f"{v[source]:0{width}b}"
        ones = text_bits.count("1")
        lead = len(text_bits) - len(text_bits.lstrip("0"))
        trail = len(text_bits) - len(text_bits.rstrip("0"))
        return {
            out: {"ones": ones, "zeros": width - ones, "leading": lead, "trailing": trail, "majority": int(2 * ones > width)}[
                kind
            ]
        }

    bias = lambda rng, i: (
        {source: rng.getrandbits(width) >> rng.randrange(width) << rng.randrange(width) & (1 << width) - 1} if i % 2 else {}
    )
    return Design(
        {
            "ones": "a population count",
            "zeros": "a zero counter",
            "leading": "a leading-zero counter",
            "trailing": "a trailing-zero counter",
            "majority": "a majority gate",
        }[kind],
        ports,
        text,
        f"{out}: {_WHAT[kind]} of {source}. {why}",
        tuple(body),
        combinational(d.rng, ports, function, 30, bias),
        style,
        ("popcount", "bit_count", kind),
        {"kind": kind, "width": width},
        wave=f"{out} is 1 where most bits of {source} are 1." if kind == "majority" and width == 3 else "",
    )


@family("parity", "parity and counting")
def parity(d: Draw) -> Design:
    """Make or check a parity bit, even or odd."""
    width, odd, checks = d.one((2, 3, 4, 5, 6, 7, 8, 8, 9, 12, 16, 32, 64)), d.chance(0.5), d.chance(0.4)
    source = d.name("data", "in", "d", "word")
    bit = d.name("p", "parity_in", "par") if checks else ""
    out = d.name("error", "err", "check", "res") if checks else d.name("parity", "p", "par")
    whole = d.chance(0.3) and not checks
    kind = "odd" if odd else "even"
    told = _APPENDED if whole else _CHECKED if checks else _MADE
    wrong = checks and d.chance(0.65)
    told = told if wrong or not checks else _GOOD
    text = Voice(d).tell(told, {"s": source, "b": bit, "o": out}, k=kind, e=d.any("odd", "not even") if odd else d.any("even", "not odd"),
                         u="even" if odd else "odd", z=width)  # fmt: skip
    ports = (Port(source, width), *([Port(bit)] if checks else []), Port(out, width + 1 if whole else 1, output=True))
    inverted = odd != (checks and not wrong)
    code = f"{'~' * inverted}(^{source} ^ {bit})" if checks else f"{'~' * inverted}^{source}"
    code = f"{{{source}, {code}}}" if whole else code

    meaning = f", {out} is 1 if {'wrong' if wrong else 'right'}" if checks else ""

    def function(v: dict[str, int]) -> dict[str, int]:
        ones = v[source].bit_count() + (v[bit] if checks else 0)
        value = int((ones % 2 == 1) != odd)
        if checks and not wrong:
            value = int(ones % 2 == odd)
        return {out: v[source] << 1 | value if whole else value}

    return Design(
        f"{'a checker' if checks else 'a generator'} of {kind} parity",
        ports,
        text,
        f"XOR of all bits is 1 for an odd number of ones; {kind} parity{meaning}: {code}.",
        (f"assign {out} = {code};",),
        combinational(d.rng, ports, function, 40),
        d.style,
        ("parity", "parity_check"),
        {"width": width, "odd": odd, "checks": checks, "whole": whole},
    )
