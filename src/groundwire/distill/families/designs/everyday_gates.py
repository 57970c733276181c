"""Gates as people talk about a schematic: chains, several outputs of shared inputs, idle levels, tied outputs."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from groundwire.distill.families.design import Design
from groundwire.distill.families.draw import Draw, listing
from groundwire.distill.families.registry import family
from groundwire.distill.families.voices.everyday_logic import INPUTS, Sig, Values, finish, sig, slots_of

_GATES: dict[str, tuple[str, bool]] = {
    "AND": ("&", False), "OR": ("|", False), "XOR": ("^", False), "NAND": ("&", True), "NOR": ("|", True), "XNOR": ("^", True),
}  # fmt: skip


def _gate(kind: str, left: str, right: str) -> str:
    symbol, inverted = _GATES[kind]
    return f"~({left} {symbol} {right})" if inverted else f"({left} {symbol} {right})"


def _gate_value(kind: str, left: int, right: int) -> int:
    ones = left + right
    return int({"AND": ones == 2, "OR": ones > 0, "XOR": ones == 1, "NAND": ones < 2, "NOR": ones == 0, "XNOR": ones != 1}[kind])


_CHAIN = (
    "The {g} of {a} and {b} feeds (one input of |)a gate of the kind {h}, together with {c}. (Its output is|That gate drives) "
    "{o}.",
    "First {a} and {b} go through a 2-input {g}. What comes out is {h}ed with {c} to make {o}.",
    "{o} comes from a two-input {h} gate. One leg is {c}. The other leg is wired to the output of a two-input {g} gate on {a} "
    "and {b}.",
    "Two gates. U1 = {g}, pins {a}, {b}. U2 = {h}, pins U1.out, {c}. {o} = U2.out.",
    "Looking backwards from {o}: there is the {h} gate, fed by {c} and by the {g} gate, which sees {b} and {a}.",
    "On the schematic, {a} and {b} enter the left-hand gate ({g}); a wire takes its result to the right-hand gate ({h}), where "
    "{c} "
    "joins in. The right-hand gate's output is labelled {o}.",
    "{c} meets the result of {g}({a}, {b}) at a final {h}, which is {o}.",
    "Please wire up for me: {h} gate with {c} on one pin, and on its other pin the {g} of {a} with {b}; output pin to {o}. "
    "Thanks",
    "{o} = {h}({c}, {g}({a}, {b}))",
    "The breadboard has two chips: a {g} taking {a} and {b}, then a {h} whose inputs are that result and {c}. The second one "
    "lights "
    "{o}.",
)


_TREE = (
    "The {g} of {a} and {b} and the {k} of {c} and {e} are the two inputs of a gate of kind {h}; {o} is its output.",
    "{o} is driven by a final {h} gate. Its first input is {g} of {a} and {b}, its second is {k} of {c} and {e}.",
    "Three gates. G1: {g} on {a}, {b}. G2: {k} on {c}, {e}. G3: {h} on the outputs of G1 and G2, driving {o}.",
    "{c} and {e} go into a {k}. {a} and {b} go into a {g}. Both results meet in a {h}, and this gives {o}.",
    "Upper branch: {a} {g} {b}. Lower branch: {c} {k} {e}. The branches are joined by {h} to form {o}.",
    "Working back from {o}, we find {h}; behind it on one side {k} with {c} and {e}, on the other side {g} with {a} and {b}.",
    "{o} = {h}({g}({a}, {b}), {k}({c}, {e}))",
    "stage 1 has two gates in parallel, {g} (inputs {a}, {b}) and {k} (inputs {c}, {e}); stage 2 is one {h} of those two, "
    "output {o}.",
    "A student drew a {g} with the legs {a} and {b}, under it a {k} with the legs {c} and {e}, and led both outputs into a {h} "
    "whose "
    "output is {o}. Code the drawing.",
)


_LINE = (
    "{a} and {b} enter a {g}; its result and {c} enter a {k}; the result of that and {e} enter a {h}, which drives {o}.",
    "Three gates in a row. The first, {g}, takes {a} and {b}. The second, {k}, takes the first one's output and {c}. The "
    "third, {h}, "
    "takes the second one's output and {e}, and puts out {o}.",
    "{o} is the {h} of {e} with the {k} of {c} with the {g} of {a} and {b}.",
    "{o} = {h}({e}, {k}({c}, {g}({a}, {b})))",
    "Start with {g} of {a} and {b}. Combine with {c} by {k}. Combine what you have with {e} by {h}. Send it to {o}.",
    "From the output back: {o} <- {h} <- ({e}, {k}); {k} <- ({c}, {g}); {g} <- ({a}, {b}). Names of gates stand for their "
    "outputs.",
    "A cascade: stage one is a {g} over {a} and {b}, stage two a {k} adding {c}, stage three a {h} adding {e}. {o} is the end "
    "of the "
    "cascade.",
    "{e} reaches {o} through a single gate, a {h}. The gate's other pin hangs on a {k} with {c}, and that one's other pin "
    "hangs on a "
    "{g} with {a} and {b}.",
)


_FORK = (
    "One {g} gate on {a} and {b} drives both {o} and a {h} gate. The latter has {c} as its second input and drives {u}.",
    "{o} is the {g} of {a} and {b}. {u} is the {h} of that same result and {c}.",
    "Take {g}({a}, {b}). Bring it out on {o}, and also pass it with {c} through {h} to {u}.",
    "{u} comes out of a {h} whose two legs are {c} and the node {o}. The node {o} itself, also a port, is {a} {g} {b}.",
    "Two outputs. Tap {o} sits directly behind the {g} of {a} and {b}; {u} sits one gate later, after {h} with {c}.",
    "Gate list\n{o}: {g}, inputs {a} and {b}\n{u}: {h}, inputs {o} and {c}",
    "The first gate ({g}; {a}, {b}) can be watched at {o}. Its output goes on to the second gate ({h}), joined by {c}, to be "
    "watched "
    "at {u}.",
    "We need the intermediate node too: {o} shows {a} {g} {b}, while {u} shows the result of putting {o} and {c} into a {h}.",
)


@family("schematic_talk", "everyday logic", 1.1)
def schematic_talk(d: Draw) -> Design:
    """Two or three gates told as wires between them."""
    shape = d.one(("chain", "chain", "tree", "line", "fork"))
    names = d.names(*INPUTS)
    a, b, c, e = d.rng.sample(names[:3] if shape in ("chain", "fork") else names[:4], 3 if shape in ("chain", "fork") else 4) + (
        [""] if shape in ("chain", "fork") else []
    )
    g, h, k = d.rng.sample(tuple(_GATES), 3)
    out = d.name("y", "out", "f", "z", "led", "res", "D1")
    texts = {"chain": _CHAIN, "tree": _TREE, "line": _LINE, "fork": _FORK}[shape]
    second = d.name("w", "out2", "g_o", "aux", "final_o", "u2") if shape == "fork" else ""
    told = d.any(*texts, a=a, b=b, c=c, e=e, g=g, h=h, k=k, o=out, u=second)
    for kind in _GATES:
        told = told.replace(f" a {kind}", f" {'an' if kind[0] in 'AOX' else 'a'} {kind}")
    told = told.replace("NANDed", "NAND-ed").replace("NORed", "NOR-ed")
    first = _gate(g, a, b)

    def inner(v: Values) -> int:
        return _gate_value(g, v[a], v[b])

    outputs: list[tuple[Sig, str, Callable[[Values], bool]]]
    if shape == "chain":
        outputs = [(Sig(out, 1), _gate(h, first, c), lambda v: bool(_gate_value(h, inner(v), v[c])))]
    elif shape == "fork":
        outputs = [
            (Sig(out, 1), first, lambda v: bool(inner(v))),
            (Sig(second, 1), _gate(h, first, c), lambda v: bool(_gate_value(h, inner(v), v[c]))),
        ]
    elif shape == "tree":
        outputs = [(
            Sig(out, 1), _gate(h, first, _gate(k, c, e)),
            lambda v: bool(_gate_value(h, inner(v), _gate_value(k, v[c], v[e]))),
        )]  # fmt: skip
    else:
        outputs = [(
            Sig(out, 1), _gate(h, _gate(k, first, c), e),
            lambda v: bool(_gate_value(h, _gate_value(k, inner(v), v[c]), v[e])),
        )]  # fmt: skip
    return finish(
        d, d.one(("a small gate network", "a circuit of a few gates", "a schematic turned into code")),
        sorted(n for n in (a, b, c, e) if n),
        outputs, told, ("gates", "schematic", "network_top"), {"shape": shape},
        f"First {g} of {a} and {b}, then {h} at the end.", 0.0,
    )  # fmt: skip


class _Pair(NamedTuple):
    """A function of two bits and how people say when it holds."""

    names: tuple[str, ...]
    """What its port is called."""
    clauses: tuple[str, ...]
    """Ends of "is 1 when"."""
    code: str
    """In Verilog."""
    table: tuple[int, int, int, int]
    """Values for 00, 01, 10, 11."""


_FUNCTIONS = (
    _Pair(("both", "all_on", "pair_ok", "and_o"),
          ("{a} and {b} are both 1", "neither {a} nor {b} is 0", "{a} is 1 and so is {b}"),
          "{a} & {b}", (0, 0, 0, 1)),
    _Pair(("none", "idle", "quiet", "nor_o"),
          ("{a} and {b} are both 0", "neither {a} nor {b} is 1", "{a} is 0 and {b} is 0 too"),
          "~({a} | {b})", (1, 0, 0, 0)),
    _Pair(("differ", "mismatch", "odd_one", "xor_o"),
          ("{a} and {b} differ", "just one of {a} and {b} is 1", "{a} is not equal to {b}"),
          "{a} ^ {b}", (0, 1, 1, 0)),
    _Pair(("same", "match", "equal_o", "agree"),
          ("{a} and {b} are alike", "{a} equals {b}", "{a} and {b} do not differ"),
          "~({a} ^ {b})", (1, 0, 0, 1)),
    _Pair(("some", "any_on", "either_o", "or_o"),
          ("at least one of {a} and {b} is 1", "{a} or {b} or both are 1", "not both of {a} and {b} are 0"),
          "{a} | {b}", (0, 1, 1, 1)),
    _Pair(("not_all", "gap", "missing", "nand_o"),
          ("at least one of {a} and {b} is 0", "{a} and {b} are not both 1", "{a} or {b} or both are 0"),
          "~({a} & {b})", (1, 1, 1, 0)),
    _Pair(("only_l", "lead", "first_only", "x_o"),
          ("{a} is 1 but {b} is not", "{a} is 1 while {b} is 0", "{b} is 0 and {a} is 1"),
          "{a} & ~{b}", (0, 0, 1, 0)),
    _Pair(("only_r", "lag", "second_only", "y_o"),
          ("{b} is 1 but {a} is not", "{b} is 1 while {a} is 0", "{a} is 0 and {b} is 1"),
          "~{a} & {b}", (0, 1, 0, 0)),
    _Pair(("legal_o", "allowed", "ok_o", "legal"),
          ("{a} is 0 or {b} is 1 (or both)", "it is not the case that {a} is 1 with {b} at 0"),
          "~{a} | {b}", (1, 1, 0, 1)),
)  # fmt: skip


_SHEETS = (
    ("Outputs, each 1 under its condition and 0 otherwise:", "\n- {o}: {c}", ""),
    ("Two sensors, {a} and {b}, go to an indicator panel.", " {o} is lit (1) when {c}.", " A lamp that is not lit is 0."),
    ("", "{o} = 1 if {c}, else 0. ", ""),
    ("Please derive from {a} and {b} the following.", " On {o}: a 1 exactly if {c}.", " Zero otherwise, for every output."),
    ("Status bits:", "\n* when {c}, {o} is 1", "\n* in all other cases each of them is 0"),
    ("The comparator board reads {a} and {b}.", " Whenever {c}, it raises {o} to 1;", " every output not raised stays 0."),
    ("Condition | output that is 1", "\n{c} | {o}", "\n(an output is 0 where its condition fails)"),
    ("i need some flags from {a} and {b}.", " {o} -> set while {c}.", " flags are active high, clear means 0."),
    ("For the test report, {a} and {b} are compared.", " It shall hold that {o} is 1 if and only if {c}.", ""),
    ("", "Given that {c}, then {o} is 1; given that it is not so, {o} is 0.\n", ""),
    ("Purely combinational.", " Make {o} high for the case that {c}, low for the rest.", ""),
)


@family("shared_flags", "everyday logic", 1.0)
def shared_flags(d: Draw) -> Design:
    """Two to four outputs, each a function of two of the inputs, told by what it means."""
    three = d.chance(0.35)
    names = d.names(*INPUTS, ("left", "right", "middle"), ("req", "ack", "busy"), ("primary", "backup", "spare"))[: 2 + three]
    chosen = d.rng.sample(_FUNCTIONS, d.one((2, 2, 3, 3, 4)))
    opening, line, closing = d.one(_SHEETS)
    outputs: list[tuple[Sig, str, Callable[[Values], bool]]] = []
    lines: list[str] = []
    for function in chosen:
        a, b = d.rng.sample(names, 2)
        out = d.name(*function.names)
        code = function.code.format(a=a, b=b)
        clause = d.any(*function.clauses, a=a, b=b)
        lines.append(d.say(line, o=out, c=clause))

        def holds(v: Values, a: str = a, b: str = b, table: tuple[int, ...] = function.table) -> bool:
            return bool(table[2 * v[a] + v[b]])

        outputs.append((Sig(out, 1), code, holds))
    d.rng.shuffle(lines)
    slots = {"a": ", ".join(names[:-1]), "b": names[-1]}
    told = (d.say(opening, **slots) + "".join(lines) + closing).strip()
    if three and not all(any(name in code for _, code, _ in outputs) for name in names):
        told += (
            ("\n" if "\n" in told else " ")
            + "An input that is not mentioned has no effect: this may be so for some of "
            + (f"{listing(names)}.")
        )
    return finish(
        d, d.one(("a set of flags", "several functions of shared inputs", "an indicator panel")), names, outputs, told,
        ("flags", "panel", "status_bits"), {"outputs": len(chosen)}, "", 0.0,
    )  # fmt: skip


_IDLES = (
    "{o} carries {x} while {e} is {ev}, and rests at {z} while {e} is {en}.",
    "{e} opens the gate at {ev}: {x} appears on {o}. With the gate shut, {o} is a steady {z}.",
    "Idle level of {o} is {z}. It leaves the idle level only with {e} {ev}, when it takes {x}.",
    "When {e} is {en}, hold {o} at {z}. When it is {ev}, {o} = {x}.",
    "{e} = {en} parks the line {o} at {z}; {e} = {ev} lets it have {x}.",
    "The receiver on the far side of {o} must see {z} whenever we are not sending. We are sending while {e} is {ev}, and what "
    "we send is {x}.",
    "Enable pin {e}, asserted {ev}. Asserted: {o} is {x}. De-asserted: {o} is {z}.",
    "{o} is {z} unless {e} is {ev}; in that case it is {x}.",
    "pls gate a line for me. line out: {o}. shows: {x}. only if {e} is {ev}, if it isn't then just {z}",
    "{e} | {o}\n{ev} | {x}\n{en} | {z} (idle)",
    "Provided that {e} is {ev}, the output {o} reproduces {x}. Without this it is tied to {z}.",
    "Given the block is disabled ({e} at {en}), {o} reads {z}. Given it is enabled ({e} at {ev}), {o} reads {x}.",
    "What {o} does depends on {e}. One state, {en}, means silence, which on this line is a {z}. The other state, {ev}, means: "
    "{x}.",
    "Isolation cell: {o} is clamped to {z} if {e} is {en}, and passes {x} if {e} is {ev}.",
    "With {x} as its data and {e} (active at {ev}) as its permission, {o} is to be driven; lacking permission, it has the "
    "value {z}.",
    "An output stage drives {o}. It is switched off by {e} at {en}, which a pull resistor turns into {z} (model it as plain "
    "{z}, no tri-state). "
    "Switched on, it drives {x}.",
)


@family("idle_line", "everyday logic", 1.0)
def idle_line(d: Draw) -> Design:
    """A bit, or a gate of bits, let through by an enable, else an idle level."""
    names = d.names(*INPUTS, ("tx", "cts", "brk"), ("data", "inv", "test"), ("sig", "spare", "aux"))[:3]
    enable = sig(d, "en", "oe", "gate", "active", "send", "enb", "ena", low=0.5)
    out = d.name("line", "pad", "out", "txd", "y", "bus_o", "wire_o")
    idle = d.number(0, 1)
    a, b, c = names
    kinds: dict[str, tuple[tuple[str, ...], str, Callable[[Values], int], int]] = {
        "copy": (("{a}", "the value of {a}", "{a} as it is"), "{a}", lambda v: v[a], 1),
        "not": (("the inverse of {a}", "{a} inverted", "the opposite of {a}"), "~{a}", lambda v: 1 - v[a], 1),
        "and": (("the AND of {a} and {b}", "{a} AND {b}"), "{a} & {b}", lambda v: min(v[a], v[b]), 2),
        "nand": (("the NAND of {a} and {b}",), "~({a} & {b})", lambda v: 1 - min(v[a], v[b]), 2),
        "xor": (("the XOR of {a} and {b}", "{a} XOR {b}"), "{a} ^ {b}", lambda v: int(v[a] != v[b]), 2),
        "but": (("{a} AND NOT {b}", "{a} AND the inverse of {b}"), "{a} & ~{b}", lambda v: int(v[a] > v[b]), 2),
        "or3": (("the OR of {a}, {b} and {c}",), "{a} | {b} | {c}", lambda v: max(v[a], v[b], v[c]), 3),
        "nor": (("the NOR of {a} and {b}",), "~({a} | {b})", lambda v: 1 - max(v[a], v[b]), 2),
    }  # fmt: skip
    kind = d.one(("copy", "not", *kinds))
    said, code, value, count = kinds[kind]
    code = code.format(a=a, b=b, c=c)
    told = d.any(*_IDLES, x=d.any(*said, a=a, b=b, c=c), o=out, z=idle, **slots_of(d, e=enable))
    wrapped = code if code.isidentifier() or code.startswith("~") else f"({code})"
    rest = f"1'b{idle}"
    final = f"{enable.name} ? {wrapped} : {rest}" if enable.level else f"{enable.name} ? {rest} : {wrapped}"
    if d.chance(0.4):
        final = f"{enable.contrary} | {wrapped}" if idle else f"{enable.code} & {wrapped}"
    return finish(
        d, d.one(("a gated line with an idle level", "an output with an enable", "an isolation gate")),
        [*names[:count], enable.name],
        [(Sig(out, 1), final, lambda v: bool(value(v) if enable.on(v) else idle))], told, ("gated_line", "idle_gate", "isolate"),
        {"kind": kind, "idle": idle}, f"Enabled at {enable.name} = {enable.level}: {code}; else {idle}.", 0.0,
    )  # fmt: skip


_TIED = (
    "{o} is always {z}, whatever {i} may be.",
    "Tie {o} to {z}. {i} {is} not used.",
    "This revision has no such feature, so the pin {o} has to report {z} all the time; {i} {is} only there for compatibility.",
    "No matter what arrives on {i}, {o} stays at {z}.",
    "A stub: ignore {i}, give a constant {z} on {o}.",
    "{o} does not depend on anything. Its level is {z}, for good. ({i}: unconnected inside.)",
    "Given any value of {i}, {o} reads {z}.",
    "Strap the output {o} so that it permanently shows {z}; the input side ({i}) is left alone.",
    "hi, placeholder please: {o} hard-wired to {z}, {i} ignored for now",
    "Unlike in the full version, {i} {has} no influence here: {z} is what {o} shows under all circumstances.",
    "What must be seen on {o}: {z}. When: always. What {i} {does} to it: nothing.",
    "Replace the removed decoder by constants. {o} becomes {z}. {i} {remains} in the port list without a function.",
)


_TIED_AND_WIRED = (
    "{o} is always {z}, whatever {i} may be. {p} is {x}.",
    "{p} passes {x} on; {o} in contrast never moves from {z}.{u}",
    "- {o}: constant {z}\n- {p}: {x}{l}",
    "Of the two outputs only {p} is alive, showing {x}. The other, {o}, reads {z} no matter what {i} {does}.",
    "Drive {o} to {z} for good and connect {p} to {x}.{u}",
    "The ready pin {o} of this dummy module says {z} at all times. Its data pin {p} gives back {x}.{u}",
    "quick loopback stub: {p} <- {x}, {o} <- fixed {z}.{u}",
    "Given any input at all, {o} = {z}. Given {a}, {p} is {x}.{u}",
    "What does {p} show? {q}. And {o}? Nothing but {z}, ever.{u}",
    "For the link test {x} must come back on {p}, while the status line {o} is strapped to {z}.{u}",
    "{p} depends on {a} alone, being {x}; {o} depends on nothing, being {z}.",
    "{o} has lost its function and stays at {z}. {p} still works and is {x}.{u}",
)


@family("tied_output", "everyday logic", 0.7)
def tied_output(d: Draw) -> Design:
    """An output that never changes beside inputs that do nothing for it, and perhaps another one that follows an input."""
    inputs = d.names(*INPUTS, ("cfg", "trim", "test"), ("scan_in", "mode", "jtag"), ("cal", "aux", "ext"))
    inputs = inputs[: d.one((1, 2, 2, 3))]
    out = d.name("ready", "present", "ok", "zero", "stat", "irq", "const_o", "tie")
    value = d.number(0, 1)
    many = len(inputs) > 1
    level = d.one((str(value), ("low", "high")[value], f"logic {value}"))
    words = {"is": "are", "has": "have", "does": "do", "remains": "remain"}
    verbs = words if many else {word: word for word in words}
    told_inputs = listing(d.rng.sample(inputs, len(inputs)))
    outputs: list[tuple[Sig, str, Callable[[Values], bool]]] = [(Sig(out, 1), f"1'b{value}", lambda v: value == 1)]
    if d.chance(0.35):
        told = d.any(*_TIED, o=out, i=told_inputs, z=level, **verbs)
    else:
        a, turned = d.one(inputs), d.chance(0.5)
        other = d.name("thru", "echo", "pass_o", "mirror", "fwd", "y")
        said = d.any("the inverse of {a}", "{a} inverted", "NOT {a}", a=a) if turned else a
        rest = [name for name in inputs if name != a]
        unused = d.any("{i} {is} not needed", "{i} {has} no effect", i=listing(rest), **(words if len(rest) > 1 else {
            word: word for word in words})) if rest else ""  # fmt: skip
        told = d.any(
            *_TIED_AND_WIRED, o=out, i=told_inputs, z=level, p=other, x=said, a=a, u=unused and f" {unused}.",
            l=unused and f"\n- {unused}", q=said[0].upper() + said[1:] if turned and said.startswith("the") else said, **verbs,
        )  # fmt: skip
        outputs.append((Sig(other, 1), f"~{a}" if turned else a, lambda v: bool(v[a]) != turned))
        if d.chance(0.5):
            outputs.reverse()
    return finish(
        d, d.one(("a block with a tied output", "a stub", "an output tied to a constant")), inputs, outputs, told,
        ("stub", "tie_off", "constant_pin"), {"value": value, "outputs": len(outputs)}, f"{out} is constant.", 0.0,
    )  # fmt: skip
