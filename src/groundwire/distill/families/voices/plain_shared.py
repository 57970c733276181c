"""Combinational logic told in words: names, levels, remarks around a request, and the ways to write one small expression."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from groundwire.distill.families.design import Design
from groundwire.distill.families.draw import Draw
from groundwire.distill.families.models import Bias, combinational
from groundwire.distill.families.ports import Port
from groundwire.distill.families.telling import active_low, sentence

BITS = {
    1: (("a",), ("in",), ("x",), ("d",), ("i",), ("sig",), ("din",), ("key",)),
    2: (
        ("a", "b"), ("x", "y"), ("in1", "in2"), ("p", "q"), ("a", "b"), ("u", "v"), ("i0", "i1"), ("left", "right"), ("m", "n"),
        ("sense_a", "sense_b"), ("A", "B"), ("b", "a"), ("s", "t"),
    ),
    3: (
        ("a", "b", "c"), ("x", "y", "z"), ("in0", "in1", "in2"), ("p", "q", "r"), ("i1", "i2", "i3"), ("A", "B", "C"),
        ("r", "s", "t"), ("u", "v", "w"), ("sw0", "sw1", "sw2"), ("c", "a", "b"), ("d0", "d1", "d2"),
    ),
    4: (
        ("a", "b", "c", "d"), ("in1", "in2", "in3", "in4"), ("p", "q", "r", "s"), ("w", "x", "y", "z"), ("A", "B", "C", "D"),
        ("d0", "d1", "d2", "d3"), ("i0", "i1", "i2", "i3"), ("k1", "k2", "k3", "k4"), ("b", "d", "a", "c"),
    ),
    5: (
        ("a", "b", "c", "d", "e"), ("in1", "in2", "in3", "in4", "in5"), ("p", "q", "r", "s", "t"), ("v1", "v2", "v3", "v4", "v5"),
        ("d0", "d1", "d2", "d3", "d4"), ("A", "B", "C", "D", "E"),
    ),
}  # fmt: skip
"""Names of single-bit inputs that go together, by their number."""
OUTS = ("out", "y", "f", "z", "o", "q", "result", "led", "Y", "out1", "res", "F", "g", "ok", "flag", "w", "lamp", "dout")
"""Names of an output."""
OUT_SETS = {
    2: (("y1", "y2"), ("f", "g"), ("out1", "out2"), ("p", "q"), ("o0", "o1"), ("z1", "z2"), ("u", "v"), ("out_a", "out_b")),
    3: (("y1", "y2", "y3"), ("f", "g", "h"), ("out1", "out2", "out3"), ("r", "s", "t"), ("o0", "o1", "o2"), ("u", "v", "w")),
    4: (("y1", "y2", "y3", "y4"), ("f", "g", "h", "k"), ("out1", "out2", "out3", "out4"), ("o0", "o1", "o2", "o3")),
}
"""Names of several outputs, by their number."""
WORDS = ("x", "d", "data", "in", "din", "word", "vec", "a", "bus", "v", "bits", "i")
"""Names of a vector."""
WORD_PAIRS = (
    ("a", "b"), ("x", "y"), ("p", "q"), ("d0", "d1"), ("left", "right"), ("in_a", "in_b"), ("m", "n"), ("op1", "op2"), ("u", "v"),
    ("A", "B"), ("word1", "word2"), ("b", "a"),
)  # fmt: skip
"""Names of two vectors."""
COUNT = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight")
"""Small numbers in words."""
_LEVELS = (
    ("0", "1"), ("0", "1"), ("0", "1"), ("low", "high"), ("low", "high"), ("low", "high"), ("false", "true"), ("inactive",
        "active"),
    ("off", "on"), ("clear", "set"), ("cleared", "set"), ("deasserted", "asserted"), ("at logic 0", "at logic 1"),
)  # fmt: skip
_PLAIN_LEVELS = (("0", "1"), ("low", "high"), ("at logic 0", "at logic 1"), ("at a low level", "at a high level"))

_MOTIVES = (
    "This is for a small board that I am bringing up.", "We need this for the front panel.",
    "It replaces a chip that is no longer sold.", "I am cleaning up some old glue logic.",
    "The circuit sits between two connectors.", "It belongs to the safety chain of a machine.",
    "A student asked me for this one.", "This comes from a customer's list.", "We had it in discrete parts until now.",
    "It is the last missing piece of our I/O block.", "The schematic of it got lost.", "It goes into the status register's "
    "logic.",
    "My colleague will instantiate it several times.", "This is the warm-up task of our lab.",
    "The old PAL listing says it in a way nobody understands.", "Here is a small one.", "It is used in the test fixture.",
)  # fmt: skip
_ASIDES = (
    "There is no clock here.", "Nothing is stored.", "It is purely combinational.", "Outputs follow the inputs at all times.",
    "The inputs come from switches and are already clean.", "The levels are ordinary logic levels.",
    "How it is built from gates is not important.", "Speed is no concern.", "Somebody else takes care of the pins.",
    "The inputs can change in any order.", "What comes after it is not our business.",
    "Glitches while inputs change do not matter.", "Please read the sentence twice before you write it down.",
    "The names of the ports are fixed by the board file.", "No state, no memory, no reset.",
    "Combinational logic like this settles as soon as its inputs are stable.", "Anyone should be able to check it by hand.",
    "In the previous version this was wrong, so take care.",
)  # fmt: skip
_HINTS = {
    "assign": (
        "Use (continuous assignment|assign).", "Write it with assign.", "(One|A) continuous assignment is (enough|all I want).",
        "No always block, please.", "(Please use|Use) an assign statement.",
    ),
    "block": (
        "Use a combinational always block.", "Write it in an always block.", "(Put|Do) it in (an|one) always block.",
        "I want to see an always block.", "Use a procedural block, not assign.",
    ),
    "ternary": (
        "Use the conditional operator.", "Write it with ?: please.", "Use a ternary expression.",
        "The conditional operator (?:) would be nice here.",
    ),
    "if": ("Use if and else.", "Write it as an if/else in an always block.", "An if statement, please.",
    "Solve it with if/else."),
}  # fmt: skip


def levels_for(d: Draw, names: Sequence[str]) -> tuple[str, str]:
    """Words for 0 and 1 behind "is", that suit all of these ports."""
    return d.one(_PLAIN_LEVELS if any(active_low(name) for name in names) else _LEVELS)


def told(d: Draw, core: str, names: Sequence[str]) -> str:
    """The request itself, alone in a third of cases, else with sentences around it that decide nothing."""
    core = sentence(core, names)
    size = d.number(0, 2)
    if size == 0:
        return core
    before = [d.one(_MOTIVES)] if d.chance(0.5 if size == 1 else 0.9) else []
    after = d.rng.sample(_ASIDES, d.number(1, 2) if size == 1 else d.number(2, 3))
    if size == 2 and d.chance(0.4):
        before.append(after.pop())
    glue = "\n" if "\n" in core else " "
    return glue.join(part for part in (" ".join(before), core, " ".join(after)) if part)


def written(d: Draw, outs: Mapping[str, tuple[int, str]], ways: Sequence[str] = ()) -> tuple[list[str], str, bool]:
    """Lines that drive outputs with expressions, how they do it, and whether a block assigns the outputs."""
    one = len(outs) == 1 and next(iter(outs.values()))[0] == 1
    way = d.one(ways or (("assign",) * 9 + ("block",) * 3 + (("ternary", "if", "if") if one else ())))
    if way == "if":
        ((out, (_, code)),) = outs.items()
        lines = [f"if ({code}) {out} = 1'b1;", f"else {out} = 1'b0;"]
        return d.block(d.style.comb, lines, nested=True), way, True
    if way == "ternary":
        ((out, (_, code)),) = outs.items()
        inner = code if code.startswith("~(") or code.isidentifier() else f"({code})"
        return [f"assign {out} = {inner} ? 1'b1 : 1'b0;"], way, False
    if way == "block":
        return d.block(d.style.comb, [f"{out} = {code};" for out, (_, code) in outs.items()]), way, True
    return [f"assign {out} = {code};" for out, (_, code) in outs.items()], way, False


def built(
    d: Draw, title: str, modules: Sequence[str], ins: Mapping[str, int], outs: Mapping[str, tuple[int, str]], core: str, why: str,
    function: Callable[[dict[str, int]], Mapping[str, int | None]], parameters: Mapping[str, object], *, bias: Bias | None = None,
    samples: int = 40, ways: Sequence[str] = (), body: Sequence[str] = (), hint: str = "",
) -> Design:  # fmt: skip
    """A design of a few expressions: the request with remarks and perhaps a hint at the construct, which is then used.

    Args:
        d: the choices.
        title: what it is.
        modules: names for the module.
        ins: widths of the inputs, in the order of the text.
        outs: width and expression of each output.
        core: the request without remarks.
        why: the reasoning.
        function: the model.
        parameters: what was drawn.
        bias: for the stimulus.
        samples: number of random inputs.
        ways: how it may be written; all ways where empty.
        body: written already (in a block); the expressions of `outs` are not used then.
        hint: stands with such a body.
    """
    names = [*ins, *outs]
    text = told(d, core, names)
    lines, way, stored = (list(body), "", True) if body else written(d, outs, ways)
    if way:
        share = {"assign": 0.2, "block": 0.6, "ternary": 0.85, "if": 0.85}[way]
        hints = [one for one in _HINTS[way] if way != "assign" or len(outs) == 1 or not ("(One|A)" in one or "an assign" in one)]
        hint = d.any(*hints) if d.chance(share) else ""
    if hint:
        glue = "\n" if "\n" in text else " "
        text = f"{hint}{glue}{text}" if d.chance(0.25) else f"{text}{glue}{hint}"
    inputs = [Port(name, width) for name, width in ins.items()]
    outputs = [Port(name, width, output=True, stored=stored) for name, (width, _) in outs.items()]
    if d.chance(0.2):
        d.rng.shuffle(inputs)
    ports = [*outputs, *inputs] if d.chance(0.2) else [*inputs, *outputs]
    return Design(
        title, tuple(ports), text, why, tuple(lines), combinational(d.rng, ports, function, samples=samples, bias=bias), d.style,
        tuple(modules), dict(parameters),
    )  # fmt: skip


def literal_of(name: str, value: int) -> str:
    """What is 1 when a bit has a value."""
    return name if value else f"~{name}"


def guarded(name: str) -> str:
    """A port's name for a text that `articled` will see, so that a port called "a" is not taken for an article."""
    return f"\0{name}" if name in ("a", "A") else name


def articled(text: str) -> str:
    """A text with "an" before the names of gates that need it; ports called "a" must have come from `guarded`."""
    found = re.sub(r"(?<!\0)\b([Aa]) (?=(?:inverted |)(?:AND|OR|XOR|XNOR)\b|exclusive\b|inclusive\b|inverted\b)", r"\1n ", text)
    return found.replace("\0", "")
