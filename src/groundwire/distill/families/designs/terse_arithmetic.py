"""Adders, comparators, parity, votes and Gray code in a sentence or two."""

from __future__ import annotations

from collections.abc import Callable

from groundwire.distill.families.design import Design
from groundwire.distill.families.draw import Draw, listing
from groundwire.distill.families.models import combinational, signed
from groundwire.distill.families.ports import Port
from groundwire.distill.families.registry import family
from groundwire.distill.families.voices.everyday_terse import COUNTS, driven, hinted, mixed

_CELLS = {
    "half adder": ("adds {a} and {b}", "{s} is the sum bit, {c} the carry", 2),
    "full adder": ("adds {a}, {b} and the carry {i}", "{s} is the sum bit, {c} the carry out", 3),
    "half subtractor": ("subtracts {b} from {a}", "{s} is the difference, {c} the borrow", 2),
    "full subtractor": ("subtracts {b} and the borrow {i} from {a}", "{s} is the difference, {c} the borrow out", 3),
}  # fmt: skip


_CELL = (
    "{ut}; {p}.", "Implement a {t}. {up}.", "The module should behave like a {t}: {p}.", "A one-bit cell that {f}. {up}.",
    "{up}. It is a {t}.", "Write a {t} ({p}).", "Model of a {t}: {p}.", "Can you do a {t}? {up}.", "This cell {f}. {up}.",
    "Textbook {t}. {up}.", "{ut} for {n} one-bit inputs: {l}. {up}.", "I need a circuit which {f}; {p}.",
    "{ut}, gate level or not, as you like. {up}.", "Exercise: describe a {t}. Here {p}.", "It {f}. Two outputs: {p}.",
    "Building block of every ripple circuit: the {t}. {up}.", "What are the equations of a {t}? Write them as a module; {p}.",
    "{l} in; {s} and {c} out. {ut}: {p}.", "Create a {t}. The module {f}.  {up}.", "The usual {t}, where {p}.",
    "A {t}, please. {up}.", "The block {f}, one bit each, where {p}.", "Single-bit arithmetic: it {f}. {up}.",
    "Design a {t} using only {l} as inputs; {p}.", "Two equations make a {t}: one for {s}, one for {c}. {up}.",
    "We start the arithmetic chapter with a {t}. {up}.",
)  # fmt: skip


@family("terse_adder_cell", "arithmetic", 0.9)
def terse_adder_cell(d: Draw) -> Design:
    """Half and full adders and subtractors of one bit."""
    kind = d.one(("half adder", "full adder", "full adder", "half subtractor", "full subtractor"))
    deed, parts, count = _CELLS[kind]
    plus = kind.endswith("adder")
    a, b = d.names(("a", "b"), ("x", "y"), ("A", "B"), ("p", "q"), ("op1", "op2"), ("in0", "in1"))
    carry = (
        (d.name("cin", "ci", "c_in", "carry_in", "c0", "Ci") if plus else d.name("bin", "bi", "b_in", "borrow_in", "c0", "Bi"))
        if count == 3
        else ""
    )
    total, over = (
        d.names(("sum", "cout"), ("s", "co"), ("S", "C"), ("sum", "carry"), ("s", "c_out"), ("r", "ov"))
        if plus
        else d.names(("diff", "bout"), ("d", "bo"), ("D", "B_out"), ("diff", "borrow"), ("d", "b_out"), ("r", "brw"))
    )
    names = [a, b, carry][:count]
    slots = {"a": a, "b": b, "i": carry, "s": total, "c": over}
    place = d.say(parts, **slots)
    text = d.any(
        *_CELL,
        t=kind,
        ut=kind.capitalize(),
        p=place,
        up=place,
        f=d.say(deed, **slots),
        l=listing(names),
        n=COUNTS[count],
        s=total,
        c=over,
    ).replace("  ", " ")
    terms = f" {'^'} ".join(names)
    if plus:
        high = f"({a} & {b}) | ({carry} & ({a} ^ {b}))" if carry else f"{a} & {b}"
    else:
        high = f"(~{a} & {b}) | ({carry} & ~({a} ^ {b}))" if carry else f"~{a} & {b}"
    codes = {total: terms, over: high}
    if plus and d.chance(0.3):
        hint = hinted(d, text, ("One assign is enough.", "Hint: concatenate the outputs.", "Use the + operator."), 0.5)
        text, body, stored = hint, [f"assign {{{over}, {total}}} = {' + '.join(names)};"], False
    else:
        text, body, stored = driven(d, text, codes)
    outs = [Port(total, output=True, stored=stored), Port(over, output=True, stored=stored)]
    if d.chance(0.3):
        outs.reverse()
    ports = mixed(d, [*(Port(name) for name in names), *outs])

    def function(v: dict[str, int]) -> dict[str, int]:
        value = v[a] + v[b] + v.get(carry, 0) if plus else v[a] - v[b] - v.get(carry, 0)
        return {total: value % 2, over: int(value > 1 if plus else value < 0)}

    return Design(
        f"a {kind}",
        ports,
        text,
        f"{total} = {terms}; {over} = {high}.",
        tuple(body),
        combinational(d.rng, ports, function),
        d.style,
        (kind.replace(" ", "_"), "cell", "fa" if count == 3 else "ha"),
        {"kind": kind},
    )


_ADD = (
    "{w}-bit adder.{i}{c}", "Add {a} and {b}.{i}{c} The result goes to {s}.", "{s} = {a} + {b}.{i}{c}",
    "Implement a {w}-bit adder.{i}{c}", "The module should behave like a {w}-bit ripple-carry adder.{i}{c}",
    "A ripple adder for {w}-bit numbers, sum on {s}.{i}{c}", "How do you add two {w}-bit numbers? {a} plus {b} gives {s}.{i}{c}",
    "Sum of {a} and {b} on {s}, please.{i}{c}", "Model of a {w}-bit parallel adder.{i}{c}",
    "Binary adder: operands {a} and {b} ({w} bits each), sum {s}.{i}{c}", "{a} and {b} are summed to give {s}.{i}{c}",
    "Chain of {w} full adders, written any way you like.{i}{c}", "The + operator is all you need: {a}, {b}, {s}.{i}{c}",
    "{s} shall be the sum of {a} and {b}.{i}{c}", "I want to add two {w}-bit words.{i}{c}",
    "Build the adder for our datapath: {a} plus {b} into {s}.{i}{c}", "Purely combinational {w}-bit addition.{i}{c}",
    "{w} bits plus {w} bits.{i}{c} Sum: {s}.", "Write a module that adds its two {w}-bit inputs.{i}{c}",
    "Adder, width {w}, output {s}.{i}{c}", "Like the 7483 but {w} bits wide: an adder.{i}{c}",
    "Unsigned addition of {a} and {b}.{i}{c}", "What is {a} + {b}? {s} tells.{i}{c}",
    "Arithmetic: {s} takes the sum {a} + {b}.{i}{c}", "Create an adder out of whatever you like; it must do {w} bits.{i}{c}",
)  # fmt: skip


_SUB = (
    "{w}-bit subtractor: {s} = {a} - {b}.{i}{c}", "Subtract {b} from {a}.{i}{c} The result goes to {s}.",
    "{s} = {a} - {b}.{i}{c}", "Implement {a} minus {b}.{i}{c}",
    "The module should behave like a {w}-bit subtractor ({a} minus {b}).{i}{c}", "Difference {a} - {b} on {s}.{i}{c}",
    "How do you subtract? {a} minus {b} gives {s}.{i}{c}", "Take {b} away from {a}.{i}{c}",
    "Model of a {w}-bit subtractor with minuend {a} and subtrahend {b}.{i}{c}", "{b} is subtracted from {a}, result {s}.{i}{c}",
    "Minuend: {a}. Subtrahend: {b}. Difference: {s}.{i}{c}", "The - operator is all you need: {a} less {b}.{i}{c}",
    "{s} shall be {a} decreased by {b}.{i}{c}", "I want {a} reduced by {b}, {w} bits.{i}{c}",
    "Our datapath lacks a subtractor. {s} is {a} minus {b}.{i}{c}",
    "By how much does {a} exceed {b} (modulo 2^{w})? Answer on {s}.{i}{c}", "Purely combinational {a} - {b}.{i}{c}",
    "Two's complement subtraction, {a} minus {b}.{i}{c}", "Write a module that computes {a} minus {b}.{i}{c}",
    "What remains of {a} after {b} is taken off? {s} says.{i}{c}", "{a} - {b}, {w} bits wide, wrapping.{i}{c}",
    "Subtractor from {a} (the first operand) and {b} (what is subtracted).{i}{c}",
    "Add {a} and the two's complement of {b}.{i}{c}", "{s} = {a} + ~{b} + 1, i.e. the difference.{i}{c}",
    "Exercise 4: a subtractor. {b} goes off {a}.{i}{c}",
)  # fmt: skip


@family("terse_adder", "arithmetic", 0.9)
def terse_adder(d: Draw) -> Design:
    """An adder or subtractor of two words, with carries that are there or not."""
    plus, width = d.chance(0.6), d.one((2, 3, 4, 4, 5, 6, 8, 8, 12, 16, 32, 64))
    a, b = d.names(("a", "b"), ("x", "y"), ("A", "B"), ("op_a", "op_b"), ("num1", "num2"), ("in1", "in2"), ("u", "v"))
    out = d.name(*(("sum", "s", "total", "result", "S") if plus else ("diff", "d", "result", "r", "D")))
    carry = (
        (d.name("cin", "ci", "c_in", "carry_in", "Cin") if plus else d.name("bin", "bi", "borrow_in", "b_in"))
        if d.chance(0.35)
        else ""
    )
    over = (
        (d.name("cout", "co", "carry", "c_out", "Cout") if plus else d.name("bout", "bo", "borrow", "b_out"))
        if d.chance(0.5)
        else ""
    )
    wide = plus and not over and d.chance(0.5)
    bits = width + wide
    told_in = (
        d.any(
            *(
                (" {x} is the carry in.", " There is a carry input {x}.", " Carry in: {x}.", " {x} is added too.")
                if plus
                else (
                    " {x} is the borrow in (subtracted as well).",
                    " Also subtract {x}.",
                    " Borrow in: {x}, which takes off one more.",
                )
            ),
            x=carry,
        )
        if carry
        else ""
    )
    if over:
        told_out = d.any(
            *(
                (" {x} is the carry out.", " Carry out: {x}.", " The carry of the top bit leaves on {x}.")
                if plus
                else (
                    " {x} is the borrow out: 1 if the result would be negative.",
                    " Borrow out: {x}, 1 when the true result is below 0.",
                )
            ),
            x=over,
        )
    elif wide:
        told_out = d.any(
            " {s} has {n} bits, so nothing is lost.",
            " The carry is the top bit of {s}.",
            " Keep the carry as the highest bit of {s}.",
            s=out,
            n=bits,
        )
    else:
        told_out = (
            d.any("", " The carry is dropped.", " No carry out.", " It wraps at {w} bits.", w=width)
            if plus
            else d.any("", " No borrow out.", " It wraps.")
        )
    text = d.any(*(_ADD if plus else _SUB), a=a, b=b, s=out, w=width, i=told_in, c=told_out)
    sign = "+" if plus else "-"
    code = f" {sign} ".join([a, b, *([carry] if carry else [])])
    target = f"{{{over}, {out}}}" if over else out
    text, body, stored = driven(d, text, {target: code})
    ports = [
        Port(a, width),
        Port(b, width),
        *([Port(carry)] if carry else []),
        Port(out, bits, output=True, stored=stored),
        *([Port(over, output=True, stored=stored)] if over else []),
    ]
    if carry and d.chance(0.2):
        ports[0], ports[2] = ports[2], ports[0]

    def function(v: dict[str, int]) -> dict[str, int]:
        total = v[a] + v[b] + v.get(carry, 0) if plus else v[a] - v[b] - v.get(carry, 0)
        return {out: total % (1 << bits)} | ({over: int(total >> width > 0 if plus else total < 0)} if over else {})

    return Design(
        "an adder" if plus else "a subtractor",
        mixed(d, ports),
        text,
        f"{target} = {code}.",
        tuple(body),
        combinational(d.rng, ports, function),
        d.style,
        ("adder", "add_n", "ripple_adder") if plus else ("subtractor", "sub_n"),
        {"width": width, "plus": plus},
    )


_RELATIONS: dict[str, tuple[tuple[str, ...], str, Callable[[int, int], bool]]] = {
    "eq": (("{a} equals {b}", "{a} = {b}", "{a} and {b} are the same", "both are equal"), "==", lambda x, y: x == y),
    "ne": (("{a} differs from {b}", "{a} and {b} are different", "{a} is not {b}"), "!=", lambda x, y: x != y),
    "gt": (("{a} > {b}", "{a} is the greater one", "{a} is greater than {b}", "{b} is below {a}"), ">", lambda x, y: x > y),
    "lt": (("{a} < {b}", "{a} is the smaller one", "{a} is less than {b}", "{b} exceeds {a}"), "<", lambda x, y: x < y),
    "ge": (("{a} >= {b}", "{a} is at least {b}", "{a} is not below {b}"), ">=", lambda x, y: x >= y),
    "le": (("{a} <= {b}", "{a} is at most {b}", "{a} does not exceed {b}"), "<=", lambda x, y: x <= y),
}  # fmt: skip


_COMPARE = (
    "{w}-bit comparator: {r}.{n}", "Compare {a} with {b}.{n} {r}.", "{r}.{n}", "Implement a comparator for {a} and {b}.{n} {r}.",
    "The module should behave like a {w}-bit magnitude comparator{z}. {r}.", "Magnitude comparator{z}; {r}.",
    "Tell how {a} and {b} compare{z}: {r}.", "Given two {w}-bit numbers{z}, {r}.", "I need a compare block. {r}.{n}",
    "{a} against {b}{z}: {r}.", "Which is bigger? {r}.{n}", "Model of a comparator ({w} bits{z}). {r}.",
    "Write a comparator. Result: {r}.{n}", "Relational operators exercise{z}. {r}.",
    "Comparator cell for the sorting network: {r}.{n}", "Check {a} and {b}.{n} {r}.", "For the threshold logic, {r}.{n}",
    "No arithmetic, just comparison{z}. {r}.", "{w} bits each, {a} and {b}.{n} {r}.",
    "Like a 7485 in spirit, without cascading. {r}.{n}", "Can you compare {a} and {b}{z}? {r}.",
    "Flags from comparing {a} to {b}{z}: {r}.", "Decide between {a} and {b}{z}: {r}.",
    "The comparison{z} of {a} and {b} drives the outputs; {r}.", "Combinational compare{z}, and {r}.",
)  # fmt: skip


@family("terse_comparator", "arithmetic", 0.9)
def terse_comparator(d: Draw) -> Design:
    """One to three relations of two numbers."""
    width, minus = d.one((1, 2, 2, 3, 4, 4, 5, 8, 8, 12, 16, 32)), False
    minus = width > 2 and d.chance(0.2)
    a, b = d.names(("a", "b"), ("x", "y"), ("A", "B"), ("p", "q"), ("num1", "num2"), ("in0", "in1"), ("left", "right"))
    chosen = d.rng.sample(tuple(_RELATIONS), d.one((1, 1, 2, 3)))
    if minus and not set(chosen) & {"gt", "lt", "ge", "le"}:
        chosen[0] = "lt"
    outs = [
        d.name(
            *{
                "eq": ("eq", "equal", "same"),
                "ne": ("ne", "neq", "differ"),
                "gt": ("gt", "greater", "a_gt_b"),
                "lt": ("lt", "less", "smaller"),
                "ge": ("ge", "gte", "at_least"),
                "le": ("le", "lte", "at_most"),
            }[kind],
            f"o{n}",
            f"y{n}",
            f"f{n}",
        )
        for n, kind in enumerate(chosen)
    ]
    linked = d.one(
        (
            "{o} is 1 if {x}",
            "{o} is high when {x}",
            "{o} tells whether {x}",
            "{o} = 1 iff {x}",
            "{o} goes high exactly when {x}",
            "{o} says that {x}",
            "{o}: {x}",
        )
    )
    said = listing(
        [d.say(linked, o=out, x=d.any(*_RELATIONS[kind][0], a=a, b=b)) for out, kind in zip(outs, chosen, strict=True)]
    )
    note = (
        d.any(
            " (Both are|Inputs are|The numbers are) signed{t}.",
            " Use signed comparison{t}.",
            t=d.one(("", " (two's complement)")),
        )
        if minus
        else d.one(("", " Unsigned.", " Both are unsigned.", ""))
    )
    short = " (signed, two's complement)" if minus else d.one(("", "", " (unsigned)"))
    text = d.any(*_COMPARE, a=a, b=b, w=width, r=said, n=note, z=short)
    declared = minus and d.chance(0.4)
    x, y = (a, b) if declared or not minus else (f"$signed({a})", f"$signed({b})")
    codes = {
        out: f"{x} {_RELATIONS[kind][1]} {y}" if kind not in ("eq", "ne") else f"{a} {_RELATIONS[kind][1]} {b}"
        for out, kind in zip(outs, chosen, strict=True)
    }
    codes = {out: f"({code})" for out, code in codes.items()}
    text, body, stored = driven(d, text, codes)
    ports = mixed(
        d,
        [
            Port(a, width, signed=declared),
            Port(b, width, signed=declared),
            *(Port(out, output=True, stored=stored) for out in outs),
        ],
    )

    def function(v: dict[str, int]) -> dict[str, int]:
        m, n = (signed(v[a], width), signed(v[b], width)) if minus else (v[a], v[b])
        return {out: int(_RELATIONS[kind][2](m, n)) for out, kind in zip(outs, chosen, strict=True)}

    def bias(_: object, index: int) -> dict[str, int]:
        value = d.rng.getrandbits(width)
        return {a: value, b: value if index % 6 else (value + 1) % (1 << width)} if index % 3 == 0 else {}

    return Design(
        "a comparator",
        ports,
        text,
        f"{'Signed. ' * minus}{'; '.join(f'{out} = {code}' for out, code in codes.items())}.",
        tuple(body),
        combinational(d.rng, ports, function, bias=bias),
        d.style,
        ("comparator", "compare", "cmp"),
        {"width": width, "chosen": chosen},
    )


_PARITY = (
    "{k} parity generator for {i}.", "{o} is the {k} parity bit of {i}.", "Implement the {k}-parity generator.",
    "The module should behave like a {w}-bit generator of {k} parity.", "Compute {k} parity over {i}.",
    "Choose {o} so that {i} and {o} together contain an {k} number of ones.", "Model of a parity tree, {k} parity, input {i}.",
    "Append a parity bit {o} to {i}; parity is {k}.", "Parity ({k}) of the word {i} on {o}.",
    "How is the {k} parity bit of a {w}-bit word made? {i} in, {o} out.", "UART helper: {k} parity of {i}.",
    "{o} completes {i} to {k} parity.", "Make the total number of ones, {o} included, {k}.", "I need the {k} parity bit for {i}.",
    "{w} data bits {i}, one parity bit {o}, {k} parity.", "Create the check bit {o} for {i}, {k} parity.",
    "Bus {i} gets an {k}-parity bit, namely {o}.", "With {o} added, {i} must have an {k} count of ones.",
    "Write the {k} parity generator from the serial-link chapter. Data: {i}.",
    "Protect {i} with {k} parity; the extra bit is {o}.", "Memory parity bit ({k}): {o} from {i}.",
    "Error detection, simplest kind: {k} parity on {i}, result {o}.", "{kk} parity. {i} -> {o}.",
    "Which bit must accompany {i} for {k} parity? {o}.", "Parity of {i}, sense: {k}. Output {o}.",
)  # fmt: skip


_CHECKS = (
    "Parity checker: {i} arrives with parity bit {p}; {o} is 1 on an error. Parity is {k}.",
    "{o} is 1 if {i} and {p} together do not have {k} parity.", "Check {k} parity of {i} including {p}; error on {o}.",
    "Error flag {o}: high when the total of ones in {i} and {p} is not {k}.",
    "The receiver must see an {k} number of ones in {i} plus {p}; if it does not, {o} is 1.",
    "Implement a parity check ({k}). Data {i}, parity bit {p}, error {o}.",
    "The module should behave like an {k} parity checker; {o} reports a mismatch between {i} and {p}.",
    "Does {p} fit {i} under {k} parity? If not, {o} = 1.",
    "{kk} parity was used by the sender of {i} and {p}; raise {o} if it is violated.",
    "Verify {p}, the {k} parity bit of {i}: {o} = 0 means fine, 1 means wrong.",
)  # fmt: skip


@family("terse_parity", "codes", 0.8)
def terse_parity(d: Draw) -> Design:
    """Parity generators and checkers, even and odd."""
    width, odd, check = d.one((2, 3, 4, 4, 5, 7, 8, 8, 9, 12, 16, 32)), d.chance(0.5), d.chance(0.35)
    name, bit = d.name("data", "d", "in", "word", "x", "byte_in"), d.name("par_in", "p", "pbit", "rx_par", "chk") if check else ""
    out = d.name("err", "bad", "perr", "error", "fault") if check else d.name("parity", "p", "par", "pbit", "out", "chk")
    kind = "odd" if odd else "even"
    text = d.any(*(_CHECKS if check else _PARITY), i=name, p=bit, o=out, w=width, k=kind, kk=kind.capitalize())
    text = text[0].upper() + text[1:] if text.startswith(("odd ", "even ")) else text
    inner = f"^{{{name}, {bit}}}" if check else f"^{name}"
    code = f"~({inner})" if odd else inner
    text, body, stored = driven(d, text, {out: code})
    ports = mixed(d, [Port(name, width), *([Port(bit)] if bit else []), Port(out, output=True, stored=stored)])

    def function(v: dict[str, int]) -> dict[str, int]:
        ones = bin(v[name]).count("1")
        if check:
            return {out: int((ones + v[bit]) % 2 != int(odd))}
        return {out: next(extra for extra in (0, 1) if (ones + extra) % 2 == int(odd))}

    return Design(
        "a parity checker" if check else "a parity generator",
        ports,
        text,
        f"{kind.capitalize()} parity: {out} = {code}.",
        tuple(body),
        combinational(d.rng, ports, function),
        d.style,
        ("parity", "par_check" if check else "par_gen"),
        {"width": width, "odd": odd, "check": check},
    )


_POPCOUNT = (
    "Population count of {i}.", "{o} is the number of ones in {i}.", "Count the 1s in {i}.",
    "Implement a {w}-bit population count.", "The module should behave like a ones counter: {i} in, {o} out.",
    "How many bits of {i} are set? Answer on {o}.", "Add up the bits of {i}.", "{w} one-bit inputs in {i}, sum on {o}.",
    "Popcount, {w} bits.", "Hamming weight of {i} to {o}.", "Vote counter: each 1 in {i} is a vote, {o} the total.",
    "Model of a combinational bit counter for {i}.", "Sum of {i}[0] to {i}[{h}].",
    "A for loop will do: number of set bits of {i}.", "I need the weight of {i} in binary on {o}.",
    "Digital thermometer check: report how many of the {w} lines of {i} are high.", "{o} = count of 1 bits in {i}.",
    "Occupied seats: {i} has one bit a seat, {o} says how many are 1.", "Tally the ones of {i}; give the tally on {o}.",
    "Write a popcount. {i} has {w} bits.", "Compressor from {w} bits to a count {o}.",
    "Number of high lines among {i}, as a binary number {o}.", "Create a module that counts set bits.", "Bits set in {i}: {o}.",
    "Sideways addition of {i}.",
)  # fmt: skip


_MAJORITY = (
    "Majority of {i}: {o}.", "{o} is 1 if more than half of the bits of {i} are 1.",
    "Implement a {w}-input majority gate, inputs in {i}.", "The module should behave like a {w}-bit majority voter.",
    "Vote over {i}; the majority goes to {o}.", "Do most bits of {i} equal 1? {o} tells.", "Majority function of {w} bits.",
    "At least {m} of the {w} bits of {i} high makes {o} high.", "{o} = 1 for {m} or more ones in {i}, else 0.",
    "Median of the {w} bits in {i}.", "Redundant sensors: {i} holds {w} votes, {o} the decision by majority.",
    "Model of a majority gate ({w} inputs).", "Carry-like function generalised: {o} = majority({i}).",
    "I need a {w}-way voter for {i}.", "Ones against zeros in {i}: {o} is what there is more of.",
    "Write the majority circuit for {i}.", "{i} has {w} members. The motion {o} passes with {m} yes votes (1).",
    "Which value do most bits of {i} have? Put it on {o}.", "Fewer than {m} ones in {i}: {o} = 0. Otherwise 1.",
    "Decide by majority, {w} bits.", "{w}-bit voter, output {o}.",
    "Create a circuit that outputs the more frequent bit value of {i}.", "{o} goes high when ones outnumber zeros in {i}.",
    "Fault masking: {o} follows the majority of {i}.", "How would you vote on {w} bits? {i} in, {o} out.",
)  # fmt: skip


@family("terse_bit_votes", "codes", 0.8)
def terse_bit_votes(d: Draw) -> Design:
    """Population count and majority of a vector."""
    vote = d.chance(0.5)
    width = d.one((3, 3, 5, 5, 7, 9)) if vote else d.one((2, 3, 3, 4, 5, 6, 7, 8, 10, 12, 15))
    name, out = (
        d.name("in", "x", "a", "bits", "votes", "data", "v"),
        d.name("maj", "y", "out", "win", "z", "f") if vote else d.name("count", "n", "ones", "out", "cnt", "sum"),
    )
    need, bits = width // 2 + 1, width.bit_length()
    text = d.any(*(_MAJORITY if vote else _POPCOUNT), i=name, o=out, w=width, h=width - 1, m=need)
    total = " + ".join(f"{name}[{n}]" for n in range(width))
    loop = not vote and d.chance(0.4)
    if loop:
        i = next(free for free in "ijkm" if free not in (name, out))
        body = [
            f"integer {i};",
            f"{d.style.comb} begin",
            f"  {out} = 0;",
            f"  for ({i} = 0; {i} < {width}; {i} = {i} + 1)",
            f"    {out} = {out} + {name}[{i}];",
            "end",
        ]
        text, stored, code = (
            hinted(d, text, ("Use a for loop.", "A for loop keeps it short.", "Use a combinational always block."), 0.4),
            True,
            f"sum of the bits of {name}",
        )
    else:
        code = (f"({total}) > {d.style.literal(max(bits, 2), need - 1, 'd')}") if vote and width > 3 else total
        if vote and width == 3:
            code = f"({name}[0] & {name}[1]) | ({name}[0] & {name}[2]) | ({name}[1] & {name}[2])"
        text, body, stored = driven(d, text, {out: code})
    ports = mixed(d, [Port(name, width), Port(out, 1 if vote else bits, output=True, stored=stored)])

    def function(v: dict[str, int]) -> dict[str, int]:
        ones = bin(v[name]).count("1")
        return {out: int(ones > width - ones) if vote else ones}

    return Design(
        "a majority voter" if vote else "a population count",
        ports,
        text,
        f"{f'Majority: at least {need} of {width} ones' if vote else f'Number of ones in {name}'}: "
        f"{out} = {code if len(code) < 60 else 'from their sum'}.",
        tuple(body),
        combinational(d.rng, ports, function),
        d.style,
        ("voter" if vote else "popcount", "bit_votes"),
        {"width": width, "vote": vote},
    )


_GRAY = {
    True: (
        "Binary to Gray.", "{o} is {i} in Gray code.", "Convert the binary number {i} to Gray code.",
        "Implement a binary-to-Gray converter.", "The module should behave like a {w}-bit binary-to-Gray encoder.",
        "Gray-encode {i}.", "Reflected binary code of {i} on {o}.", "How is Gray code made from binary? {i} in, {o} out.",
        "{o} = {i} XOR ({i} >> 1).", "Top bit as it is, every other bit XORed with its left neighbour.",
        "Model of a Gray encoder, {w} bits.", "Neighbouring values of {i} must differ in one bit only on {o}: Gray code.",
        "For the FIFO pointer: Gray version of {i}.", "One XOR per bit turns {i} into Gray code {o}.",
        "Encoder to reflected Gray code.", "I need the Gray equivalent of {i}.", "Binary in ({i}), Gray out ({o}).",
        "Write bin2gray for {w} bits.", "Code converter: natural binary to Gray.",
        "Each bit of {o} is the XOR of the same bit of {i} and the next higher one.", "Gray code number {i}, please, on {o}.",
        "From counter value {i} derive its Gray code {o}.", "Create a Gray code generator driven by {i}.",
        "Translate {i} to Gray.", "{i} (binary) -> {o} (Gray).",
    ),
    False: (
        "Gray to binary.", "{o} is the binary value of the Gray code {i}.", "Convert the Gray code {i} to binary.",
        "Implement a Gray-to-binary converter.", "The module should behave like a {w}-bit Gray-to-binary decoder.",
        "Gray-decode {i}.", "Undo reflected binary coding: {i} to {o}.", "How is binary recovered from Gray? {i} in, {o} out.",
        "Bit n of {o} is the XOR of bits n and higher of {i}.", "Prefix XOR from the top of {i}.",
        "Model of a Gray decoder, {w} bits.", "{i} comes from a rotary encoder in Gray code; output the plain number.",
        "For the FIFO pointer: {i} is Gray, {o} is binary.",
        "Each binary bit is its Gray bit XOR the binary bit to its left; the top ones are equal.",
        "Decoder for reflected Gray code.", "I need the number that the Gray word {i} stands for.",
        "Gray in ({i}), binary out ({o}).", "Write gray2bin for {w} bits.", "Code converter: Gray to natural binary.",
        "Turn a Gray word back into a number.", "Position in the Gray sequence of {i}, please, on {o}.",
        "From Gray counter value {i} derive the ordinary count {o}.", "Create the inverse of a Gray encoder.",
        "Translate {i} from Gray to binary.", "{i} (Gray) -> {o} (binary).",
    ),
}  # fmt: skip


@family("terse_gray", "codes", 0.7)
def terse_gray(d: Draw) -> Design:
    """Gray code to and from binary."""
    encode, width = d.chance(0.5), d.one((2, 3, 3, 4, 4, 5, 6, 8))
    name, out = (
        d.names(("bin", "gray"), ("b", "g"), ("binary", "gray_out"), ("in", "out"), ("x", "y"), ("B", "G"))
        if encode
        else d.names(("gray", "bin"), ("g", "b"), ("gray_in", "binary"), ("in", "out"), ("x", "y"), ("G", "B"))
    )
    text = d.any(*_GRAY[encode], i=name, o=out, w=width)
    if encode:
        text, body, stored = driven(d, text, {out: f"{name} ^ ({name} >> 1)"})
        why = f"{out} = {name} ^ ({name} >> 1)."
    else:
        text, body, stored = driven(
            d,
            text,
            {f"{out}[{n}]": f"^{name}[{width - 1}:{n}]" if n < width - 1 else f"{name}[{n}]" for n in range(width - 1, -1, -1)},
        )
        why = f"Bit n of {out} is the XOR of bits {width - 1}..n of {name}."
    ports = mixed(d, [Port(name, width), Port(out, width, output=True, stored=stored)])
    sequence = ["0", "1"]
    for _ in range(width - 1):
        sequence = [f"0{word}" for word in sequence] + [f"1{word}" for word in reversed(sequence)]
    table = {n: int(word, 2) for n, word in enumerate(sequence)}
    back = {word: n for n, word in table.items()}
    return Design(
        "a Gray code converter",
        ports,
        text,
        why,
        tuple(body),
        combinational(d.rng, ports, lambda v: {out: (table if encode else back)[v[name]]}),
        d.style,
        ("bin2gray" if encode else "gray2bin", "gray"),
        {"width": width, "encode": encode},
    )
