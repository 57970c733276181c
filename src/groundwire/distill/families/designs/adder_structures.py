"""Small adders put together from instances of a module that the answer writes too: what is a submodule, and how it is wired."""
# ruff: noqa: E501  (wordings read best with one to a line)

from __future__ import annotations

from groundwire.distill.families.design import SELF, Design
from groundwire.distill.families.draw import PAIRS, Draw
from groundwire.distill.families.models import combinational
from groundwire.distill.families.ports import Port
from groundwire.distill.families.registry import family
from groundwire.distill.families.voices.arithmetic_voices import Voice

_FULL = (
    "Build a full adder from two half adders and an OR gate: inputs {a}, {b} and the carry {i}, outputs {r} for the sum and {o} for the carry.", "{r} and {o} are the sum and carry of {a}, {b} and {i}. Use two instances of a half adder module and OR their carries.",
    "The first half adder adds {a} and {b}, the second adds {i} to that sum and gives {r}; {o} is 1 if either of them carries.", "A full adder ({a}, {b}, {i} in; sum {r}, carry {o} out) is wanted, made of two half adders. Write the half adder as a module of its own.",
    "Write a half adder, then use it twice to add the three bits {a}, {b} and {i}. The sum bit is {r}; the carry, {o}, is the OR of both carries.", "Hierarchical full adder: two half-adder instances. Sum goes to {r}, carry to {o}; the operands are {a} and {b}, the carry in is {i}.",
    "Can you make a full adder out of half adders? {a}, {b} and {i} are added, the carry goes to {o} and the sum to {r}.", "Add {i} to the half-adder sum of {a} and {b} with a second half adder. Outputs: {r}, the sum, and {o}, the carry of either half adder.",
)
_SUBTRACT = (
    "{r} is {a} - {b}, made with {w} full adders: {b} is inverted and the carry into bit 0 is 1.", "Use {w} instances of a full adder module to subtract {b} from {a}; {r} is the difference. Invert {b} and feed a 1 into the lowest carry.", "Subtract {b} from {a} with full adders in a chain ({w} of them). The difference is {r}.",
    "A ripple subtractor of {w} full adders gives {r}, which is {a} minus {b}.", "Write a full adder and chain {w} of it so that {r} becomes {a} minus {b}, by adding the two's complement of {b}.", "By adding the inverse of {b} and a carry of 1 to {a} in a chain of {w} full adders, we get the difference {r}.",
    "The difference {r} of {a} and {b} (that is {a} less {b}) comes from {w} one-bit full adders.", "Can you build {a} minus {b} from {w} full adders? Put it on {r}.",
)
_INCREMENT = (
    "{r} is {a} plus the bit {i}, made with a chain of {w} half adders.", "Use {w} half adders in a row to add the single bit {i} to {a}; the sum is {r}.", "Add {i} to {a} with half adders: the carry of each goes into the next, {i} into the first. The sum bits form {r}.",
    "A conditional incrementer out of {w} half adders: {r} is {a} when {i} is 0 and {a} plus 1 when {i} is 1.", "Write a half adder module and chain {w} of it to increment {a} if {i} is 1; the result is {r}.", "If {i} is 1 then {r} is one more than {a}, otherwise it is {a}. Build it from {w} half adders.",
    "{r} is {a} increased by {i}, and the structure is a row of {w} half adders.",
)
_BLOCKS = (
    "Add {a} and {b} with two instances of an adder of {h} bits: the low one gives the low half of {r} and its carry goes into the high one. The carry into the low one is {i}.", "{r} is {a} + {b} + {i}, made of two adders of {h} bits, the carry of the lower entering the upper.",
    "Write an adder of {h} bits with carry in and out, and instantiate it twice to add {a}, {b} and {i}; the sum is {r}.", "The sum {r} of {a}, {b} and the carry {i} is made by two {h}-bit adders in a chain.", "Split {a} and {b} in halves of {h} bits. One adder takes the lower halves and {i}, a second the upper halves and the carry of the first; together they give {r}.",
    "Using one {h}-bit adder module twice, compute {a} plus {b} plus {i} on {r}.", "Chain two {h}-bit adders. Operands: {a}, {b}. Carry in: {i}. Sum: {r}.",
)
_LAST = ("{o} is the carry out.", "The last carry goes to {o}.", "Carry out: {o}.", "{o} receives the carry of the last stage.", "The final carry is {o}.", "{o} is the carry that leaves the top bit.")
_NO_LAST = ("The last carry is not used.", "There is no carry out.", "Drop the carry out.", "", "", "The final carry goes nowhere.")  # fmt: skip


def _half(logic: str) -> str:
    return f"module {SELF}_ha (\n  input a,\n  input b,\n  {logic} sum,\n  {logic} carry\n);\n  assign sum = a ^ b;\n  assign carry = a & b;\nendmodule\n"


def _adder(logic: str, width: int) -> str:
    span = f" [{width - 1}:0]" if width > 1 else ""
    return (
        f"module {SELF}_add (\n  input{span} a,\n  input{span} b,\n  input cin,\n  {logic}{span} sum,\n  {logic} cout\n);\n"
        "  assign {cout, sum} = a + b + cin;\nendmodule\n"
    )


@family("adder_structure", "arithmetic", 1.3)
def adder_structure(d: Draw) -> Design:
    """A full adder of half adders, a subtractor, an incrementer, an adder of two blocks, each with its submodule."""
    kind = d.one(("full", "subtract", "increment", "blocks", "blocks"))
    width = {"full": 1, "blocks": d.one((4, 6, 8, 16, 16, 32))}.get(kind, d.one((2, 3, 4)))
    for inner in ("c", "s1", "c1", "c2"):
        d.name(inner)
    a, b = d.names(*PAIRS)
    left, right = (b, a) if d.chance(0.35) and kind == "subtract" else (a, b)
    cin, result, cout = d.name("cin", "ci", "inc"), d.name("sum", "s", "out"), d.name("cout", "co")
    carries = kind == "full" or (kind != "subtract" and d.chance(0.5))
    voice, half = Voice(d), width // 2
    main = {"full": _FULL, "subtract": _SUBTRACT, "increment": _INCREMENT, "blocks": _BLOCKS}[kind]
    told = voice.tell(main, {"a": left, "b": right, "i": cin, "r": result, "o": cout}, w=width, h=half)
    text = voice.facts([told, "" if kind == "full" else voice.tell(_LAST if carries else _NO_LAST, {"o": cout})], shuffle=False)
    logic, wire = "output logic" if d.style.modern else "output", d.style.wire
    if kind == "full":
        body = [f"{wire} s1, c1, c2;", f"{SELF}_ha h1 (.a({a}), .b({b}), .sum(s1), .carry(c1));",
                f"{SELF}_ha h2 (.a(s1), .b({cin}), .sum({result}), .carry(c2));", f"assign {cout} = c1 | c2;"]  # fmt: skip
        why, helpers = f"h1 adds {a} and {b}; h2 adds {cin} to its sum; {cout} = c1 OR c2.", _half(logic)
    elif kind == "blocks":
        last = f".cout({cout})" if carries else ".cout()"
        low, high = f"[{half - 1}:0]", f"[{width - 1}:{half}]"
        body = [f"{wire} c;", f"{SELF}_add lo (.a({a}{low}), .b({b}{low}), .cin({cin}), .sum({result}{low}), .cout(c));",
                f"{SELF}_add hi (.a({a}{high}), .b({b}{high}), .cin(c), .sum({result}{high}), {last});"]  # fmt: skip
        why, helpers = f"Bits {low} with {cin}, then bits {high} with the carry between.", _adder(logic, half)
    else:
        body = [f"{wire} [{width}:0] c;", f"assign c[0] = {cin if kind == 'increment' else chr(49) + chr(39) + 'b1'};"]
        for i in range(width):
            if kind == "increment":
                body.append(f"{SELF}_ha h{i} (.a({a}[{i}]), .b(c[{i}]), .sum({result}[{i}]), .carry(c[{i + 1}]));")
            else:
                body.append(f"{SELF}_add f{i} (.a({left}[{i}]), .b(~{right}[{i}]), .cin(c[{i}]), .sum({result}[{i}]), .cout(c[{i + 1}]));")
        body += [f"assign {cout} = c[{width}];"] * carries
        helpers = _half(logic) if kind == "increment" else _adder(logic, 1)
        why = f"{width} half adders, {cin} into the first." if kind == "increment" else f"{width} full adders: {left} + ~{right} + 1."
    ports = (Port(a, width), *([Port(b, width)] * (kind != "increment")), *([Port(cin)] * (kind != "subtract")), Port(result, width, output=True), *([Port(cout, output=True)] * carries))

    def function(v: dict[str, int]) -> dict[str, int]:
        if kind == "subtract":
            return {result: v[left] - v[right] & (1 << width) - 1}
        total = v[a] + v[cin] + (0 if kind == "increment" else v[b])
        return {result: total & (1 << width) - 1} | ({cout: total >> width} if carries else {})

    return Design(
        {"full": "a full adder", "subtract": "a ripple subtractor", "increment": "an incrementer", "blocks": f"a {width}-bit adder"}[kind],
        ports,
        text,
        why,
        tuple(body),
        combinational(d.rng, ports, function, 40),
        d.style,
        ("structure", "top_adder", "hier_add"),
        {"kind": kind, "width": width},
        helpers,
    )
