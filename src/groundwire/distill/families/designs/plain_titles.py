"""Small circuits called by their names, with no more said than what each port is."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import NamedTuple

from groundwire.distill.families.design import Design
from groundwire.distill.families.draw import Draw
from groundwire.distill.families.registry import family
from groundwire.distill.families.voices.plain_shared import built

Model = Callable[[list[int], int], list[int]]


class _Circuit(NamedTuple):
    titles: tuple[str, ...]
    """Its names, without an article."""
    ins: tuple[tuple[str, ...], ...]
    """Sets of names of the inputs."""
    outs: tuple[tuple[str, ...], ...]
    """Sets of names of the outputs."""
    roles: tuple[str, ...]
    """What the ports are, told by i0, i1, ... and o0, o1, ... in braces."""
    code: tuple[str, ...]
    """Expressions of the outputs."""
    model: Model
    """Outputs from inputs and the mask of a word."""
    in_widths: tuple[int, ...] = ()
    """Widths of the inputs, 1 each where empty; 0 where it is drawn."""
    out_widths: tuple[int, ...] = ()
    """The same for the outputs."""


def _gray(values: list[int], mask: int) -> list[int]:
    return [values[0] ^ (values[0] >> 1)]


def _binary(values: list[int], mask: int) -> list[int]:
    x = values[0]
    return [x ^ (x >> 1) ^ (x >> 2) ^ (x >> 3)]


_AB = (("a", "b"), ("x", "y"), ("p", "q"), ("in1", "in2"), ("A", "B"), ("op1", "op2"))
_ABC = (("a", "b", "c"), ("x", "y", "z"), ("p", "q", "r"), ("in1", "in2", "in3"), ("A", "B", "C"), ("a", "b", "cin"))
_SUM = (("s", "c"), ("sum", "carry"), ("sum", "cout"), ("S", "C"), ("result", "co"), ("s", "co"))
_DIFF = (("d", "bo"), ("diff", "borrow"), ("diff", "bout"), ("D", "B_out"), ("result", "brw"))
_ONE = (("y",), ("out",), ("z",), ("f",), ("o",), ("q",), ("res",))
_IN = (("a",), ("in",), ("x",), ("d",), ("i",), ("din",))
_MUX_INS = (("a", "b", "sel"), ("d0", "d1", "s"), ("x", "y", "sel"), ("in0", "in1", "s"))
_CIRCUITS = (
    _Circuit(("inverter", "NOT gate", "one-bit complementer"), _IN, _ONE, ("{i0} in, {o0} out", "from {i0} to {o0}"), ("~{i0}",),
             lambda v, m: [1 - v[0]]),
    _Circuit(("buffer", "non-inverting buffer", "plain wire"), _IN, _ONE, ("{i0} in, {o0} out", "from {i0} to {o0}"), ("{i0}",),
             lambda v, m: [v[0]]),
    _Circuit(("half adder", "half-adder", "one-bit adder without carry in"), _AB, _SUM, ("{o0} is the sum, {o1} the carry",
             "inputs {i0} and {i1}, sum on {o0}, carry on {o1}", "the carry is called {o1}, the sum {o0}"), ("{i0} ^ {i1}",
             "{i0} & {i1}"),
             lambda v, m: [sum(v) % 2, sum(v) // 2]),
    _Circuit(("full adder", "full-adder", "one-bit adder with carry in"), _ABC, _SUM, ("{o0} is the sum, {o1} the carry out; "
    "{i2} is the carry in",
             "sum on {o0}, carry on {o1}, operands {i0}, {i1} and carry in {i2}", "the carry out is called {o1}, the sum {o0}, "
             "the carry in {i2}"),
             ("{i0} ^ {i1} ^ {i2}", "({i0} & {i1}) \\| ({i2} & ({i0} ^ {i1}))"), lambda v, m: [sum(v) % 2, sum(v) // 2]),
    _Circuit(("half subtractor", "half-subtractor"), _AB, _DIFF, ("{i0} minus {i1}; {o0} is the difference, {o1} the borrow",
             "{i1} is subtracted from {i0}, the borrow is {o1}, the difference {o0}"), ("{i0} ^ {i1}", "~{i0} & {i1}"),
             lambda v, m: [(v[0] - v[1]) % 2, int(v[0] < v[1])]),
    _Circuit(("full subtractor", "full-subtractor"), (("a", "b", "bin"), ("x", "y", "z"), ("p", "q", "r"), ("A", "B", "Bi")),
        _DIFF,
             ("{i0} minus {i1} minus the borrow in, {i2}; {o0} is the difference, {o1} the borrow out",
              "{i1} and the borrow in {i2} are subtracted from {i0}, giving difference {o0} and borrow out {o1}"),
             ("{i0} ^ {i1} ^ {i2}", "(~{i0} & {i1}) \\| (~({i0} ^ {i1}) & {i2})"),
             lambda v, m: [(v[0] - v[1] - v[2]) % 2, int(v[0] < v[1] + v[2])]),
    _Circuit(("majority gate", "three-input majority voter", "2-out-of-3 voter"), _ABC, _ONE, ("{i0}, {i1}, {i2} vote, {o0} is "
    "the result",
             "the voters are {i0}, {i1} and {i2}, the verdict is {o0}"), ("({i0} & {i1}) \\| ({i0} & {i2}) \\| ({i1} & {i2})",),
             lambda v, m: [int(sum(v) > 1)]),
    _Circuit(("minority gate", "three-input minority gate (inverted majority)"), _ABC, _ONE, ("{i0}, {i1}, {i2} in, {o0} out",
             "the inputs are {i0}, {i1} and {i2}, the output is {o0}"), ("~(({i0} & {i1}) \\| ({i0} & {i2}) \\| ({i1} & {i2}))",),
             lambda v, m: [int(sum(v) < 2)]),
    _Circuit(("2-to-1 multiplexer", "two-way mux", "2:1 mux"), _MUX_INS, _ONE,
             ("{i2} = 0 gives {i0}, {i2} = 1 gives {i1}, output {o0}", "{o0} is {i1} if the select {i2} is high, {i0} if it is "
             "low"),
             ("{i2} ? {i1} : {i0}",), lambda v, m: [v[1] if v[2] else v[0]]),
    _Circuit(("2-to-1 multiplexer", "two-way mux", "2:1 mux"), _MUX_INS, _ONE,
             ("{i2} = 1 gives {i0}, {i2} = 0 gives {i1}, output {o0}", "{o0} is {i1} if the select {i2} is low, {i0} if it is "
             "high"),
             ("{i2} ? {i0} : {i1}",), lambda v, m: [v[0] if v[2] else v[1]]),
    _Circuit(("1-to-2 demultiplexer", "two-way demux"), (("d", "sel"), ("in", "s"), ("x", "sel"), ("data", "s")),
             (("y0", "y1"), ("out0", "out1"), ("a", "b"), ("f", "g")), ("{i1} = 0 sends {i0} to {o0}, {i1} = 1 to {o1}; the "
             "other one is 0",
             "{i0} goes to {o1} if {i1} is high, else to {o0}; the output that is not chosen is 0"), ("{i0} & ~{i1}",
             "{i0} & {i1}"),
             lambda v, m: [v[0] & (1 - v[1]), v[0] & v[1]]),
    _Circuit(("inhibit gate", "AND gate with one inverted input"), _AB, _ONE, ("{i0} passes to {o0} unless {i1} is 1 (then 0)",
             "{i1} is the inverted input, {i0} the other one, {o0} the output"), ("{i0} & ~{i1}",),
             lambda v, m: [v[0] & (1 - v[1])]),
    _Circuit(("equality comparator", "identity comparator", "equality checker"), _AB, (("eq",), ("same",), ("y",), ("match",),
        ("f",)),
             ("{o0} is 1 if {i0} and {i1} are equal", "words {i0} and {i1} in, {o0} out (1 for equal)"), ("{i0} == {i1}",),
             lambda v, m: [int(v[0] == v[1])], (0, 0)),
    _Circuit(("magnitude comparator", "unsigned comparator"), _AB, (("gt", "lt"), ("more", "less"), ("f", "g"), ("hi", "lo")),
             ("{o0} is {i0} > {i1}, {o1} is {i0} < {i1}", "{o1} says that {i0} is below {i1}, {o0} that it is above"),
             ("{i0} > {i1}", "{i0} < {i1}"), lambda v, m: [int(v[0] > v[1]), int(v[0] < v[1])], (0, 0)),
    _Circuit(("even parity generator", "parity generator (even)"), _IN, (("p",), ("par",), ("parity",), ("y",)),
             ("{o0} makes the number of ones in {i0} and {o0} together even", "data {i0}, parity bit {o0}"), ("^{i0}",),
             lambda v, m: [v[0].bit_count() % 2], (0,)),
    _Circuit(("odd parity generator", "parity generator (odd)"), _IN, (("p",), ("par",), ("parity",), ("y",)),
             ("{o0} makes the number of ones in {i0} and {o0} together odd", "data {i0}, parity bit {o0}"), ("~^{i0}",),
             lambda v, m: [1 - v[0].bit_count() % 2], (0,)),
    _Circuit(("ones' complementer", "bitwise inverter", "bank of inverters"), _IN, _ONE, ("{i0} in, {o0} out", "{o0} from {i0}"),
        ("~{i0}",),
             lambda v, m: [m - v[0]], (0,), (0,)),
    _Circuit(("two's complement negator", "negator (two's complement)"), _IN, _ONE, ("{i0} in, {o0} out", "{o0} from {i0}"),
        ("~{i0} + {w}'d1",),
             lambda v, m: [-v[0] & m], (0,), (0,)),
    _Circuit(("incrementer", "plus-one circuit (wrapping)"), _IN, _ONE, ("{i0} in, {o0} out", "{o0} from {i0}"),
        ("{i0} + {w}'d1",),
             lambda v, m: [(v[0] + 1) & m], (0,), (0,)),
    _Circuit(("decrementer", "minus-one circuit (wrapping)"), _IN, _ONE, ("{i0} in, {o0} out", "{o0} from {i0}"),
        ("{i0} - {w}'d1",),
             lambda v, m: [(v[0] - 1) & m], (0,), (0,)),
    _Circuit(("binary-to-Gray converter", "Gray encoder"), (("bin",), ("b",), ("x",), ("in",)), (("gray",), ("g",), ("y",),
        ("out",)),
             ("{i0} is binary, {o0} is Gray", "from {i0} to {o0}"), ("{i0} ^ ({i0} >> 1)",), _gray, (0,), (0,)),
    _Circuit(("Gray-to-binary converter", "Gray decoder"), (("gray",), ("g",), ("x",), ("in",)), (("bin",), ("b",), ("y",),
        ("out",)),
             ("{i0} is Gray, {o0} is binary", "from {i0} to {o0}"), ("{i0} ^ ({i0} >> 1) ^ ({i0} >> 2) ^ ({i0} >> 3)",), _binary,
                 (4,), (4,)),
    _Circuit(("2-to-4 decoder", "binary to one-hot decoder"), (("sel",), ("a",), ("code",), ("in",)), (("y",), ("hot",),
        ("out",), ("d",)),
             ("code {i0}, lines {o0}, active high", "{o0}[{i0}] is 1 and the other lines are 0"), ("4'b0001 << {i0}",),
                 lambda v, m: [1 << v[0]], (2,), (4,)),
    _Circuit(("2-to-4 decoder with active-low outputs", "binary to one-cold decoder"), (("sel",), ("a",), ("code",), ("in",)),
             (("y",), ("cold",), ("out",), ("d",)), ("code {i0}, lines {o0}", "{o0}[{i0}] is 0 and the other lines are 1"),
                 ("~(4'b0001 << {i0})",),
             lambda v, m: [15 - (1 << v[0])], (2,), (4,)),
    _Circuit(("zero detector", "all-zeros detector", "NOR of a whole word"), _IN, _ONE, ("{o0} is 1 for a zero on {i0}",
        "looks at {i0}, result {o0} (1 = found)"),
             ("~\\|{i0}",), lambda v, m: [int(v[0] == 0)], (0,)),
    _Circuit(("all-ones detector", "full detector (all bits 1)", "AND of a whole word"), _IN, _ONE,
        ("{o0} is 1 if all of {i0} is 1",
             "looks at {i0}, result {o0} (1 = found)"), ("&{i0}",), lambda v, m: [int(v[0] == m)], (0,)),
    _Circuit(("nibble swapper", "circuit that swaps the nibbles of a byte"), _IN, _ONE, ("{i0} in, {o0} out", "{o0} from {i0}"),
             ("{{{i0}[3:0], {i0}[7:4]}}",), lambda v, m: [(v[0] & 15) << 4 | v[0] >> 4], (8,), (8,)),
)  # fmt: skip
_TEXTS = (
    "{t}.", "{n} {t}.", "{n} {t}; {r}.", "Write {m} {t}: {r}.", "I need {m} {t}. {r}.", "This is {m} {t} and nothing else. {r}.",
    "Name of the part: {t}.\nPorts: {r}.", "- part: {t}\n- ports: {r}", "could you write me {m} {t}? {r}", "{r}. It is {m} {t}.",
    "Ports: {r}. Function: {t}.", "Everyone knows what {m} {t} is, so there is not much to say here: {r}.",
    "What would {m} {t} look like in Verilog? Here {r}.", "Many parts of a data path have a name that says it all. This one is "
    "{m} {t}, "
    "written without any extras. About the ports: {r}.", "The job of the {t} is well known. {r}.",
    "Do you remember the {t} from school? "
    "I want it as a module; {r}.",
)  # fmt: skip


@family("plain_by_title", "everyday logic", 1.0)
def plain_by_title(d: Draw) -> Design:
    """A well-known small circuit by its name."""
    circuit = d.one(_CIRCUITS)
    ins, outs = d.names(*circuit.ins), d.names(*circuit.outs)
    title = d.one(circuit.titles)
    word = d.one((3, 4, 4, 5, 6, 8, 8, 8, 12, 16))
    slots = {"{w}": str(word)}
    slots |= {f"{{i{n}}}": name for n, name in enumerate(ins)} | {f"{{o{n}}}": name for n, name in enumerate(outs)}

    def filled(text: str) -> str:
        for slot, name in slots.items():
            text = text.replace(slot, name)
        return text

    roles, code = (
        filled(d.one(circuit.roles)),
        [filled(one).replace("\\|", "|").replace("{{", "{").replace("}}", "}") for one in circuit.code],
    )
    bare = len(outs) == 1 and len(circuit.roles[0]) < 22
    article = "an" if title[0] in "aeiAE8" or title.startswith(("odd", "unsigned")) else "a"
    core = d.any(*(_TEXTS if bare else _TEXTS[2:]), t=title, r=roles, m=article, n=article.capitalize())
    in_widths = [width or word for width in circuit.in_widths or (1,) * len(ins)]
    out_widths = [width or word for width in circuit.out_widths or (1,) * len(outs)]
    mask = (1 << word) - 1
    expressions = {out: (width, one) for out, width, one in zip(outs, out_widths, code, strict=True)}
    bits = "; ".join(f"{out} = {one}" for out, one in zip(outs, code, strict=True))

    def bias(r: Random, i: int) -> dict[str, int]:
        if i % 4 or circuit.in_widths not in ((0,), (0, 0)):
            return {}
        value = (0, mask, r.getrandbits(word))[i // 4 % 3]
        return dict.fromkeys(ins, value)

    return built(
        d, d.one(("a well-known part", "a standard circuit", "a basic building block")), ("part", "block", "unit"),
        dict(zip(ins, in_widths, strict=True)), expressions, core, f"{title}: {roles}.\n{bits}",
        lambda x: dict(zip(outs, circuit.model([x[name] for name in ins], mask), strict=True)), {"title": circuit.titles[0]},
            bias=bias,
        ways=("assign", "assign", "block") if out_widths != [1] or "?" in code[0] else (),
    )  # fmt: skip
