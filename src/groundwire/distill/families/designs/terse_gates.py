"""Single gates, wires and constants in a sentence or two."""

from __future__ import annotations

from groundwire.distill.families.design import Design
from groundwire.distill.families.draw import Draw, listing
from groundwire.distill.families.models import combinational
from groundwire.distill.families.ports import Port
from groundwire.distill.families.registry import family
from groundwire.distill.families.voices.everyday_terse import COUNTS, OUT_NAMES, SYMBOLS, driven, gate_code, gate_value, mixed

_IN_SETS = (
    ("a", "b", "c", "d"), ("in1", "in2", "in3", "in4"), ("x", "y", "z", "w"), ("p", "q", "r", "s"), ("i0", "i1", "i2", "i3"),
    ("in_a", "in_b", "in_c", "in_d"), ("A", "B", "C", "D"), ("x1", "x2", "x3", "x4"), ("sw0", "sw1", "sw2", "sw3"),
)  # fmt: skip


def _ins(d: Draw, count: int) -> list[str]:
    return d.names(*(names[:count] for names in _IN_SETS))


_GATE = (
    "{k} gate.", "A {n}-input {k} gate, please.", "Implement a {k} gate.", "The module should behave like a {k} gate.",
    "Model of one {k} gate: {c} in, {o} out.", "How do you describe a {n}-input {k} gate in Verilog? Inputs {i}, output {o}.",
    "What is the Verilog for {o} = {k}({c})?", "Create a module that (acts|works) as a {n}-input {k} gate.",
    "Homework 1, part b: a {k} gate with (the inputs |){i}.", "{k}, {n} inputs.", "{o} <= {k} of {i}.",
    "Just a {k} gate on {i}. The output is {o}.", "We need (the |){k} of {i} on {o}, nothing more.",
    "Write a module which produces the {k} of its {n} inputs.",
    "Replace a discrete {n}-input {k} gate: {c} go in and {o} comes out.",
    "{i} are the pins of a {k} gate; its output pin is {o}.", "First exercise of the lab: describe a {k} gate.",
    "One {k} gate, no frills.", "I'd like {o} to be {k} of the {n} inputs.", "Make me a {k} gate (all ports one bit).",
    "Behavioural model of a {n}-input {k} gate.", "For the glue logic we still need one {k} gate ({c} to {o}).",
    "Drive {o} from a {k} gate whose inputs are {i}.", "The function is a simple {k}.",
    "Can I get a {k} gate? {c}, result in {o}.", "This module is nothing but a {n}-input {k} gate.",
    "Describe the {k} operation on {i}.", "Combine all inputs with {k} and put that on {o}.",
    "Every textbook starts with it: the {k} gate. Write it.",
)  # fmt: skip


_GATE_MEANING = {
    "AND": (
        "{o} is 1 only if {i} are all 1.", "All inputs high makes {o} high; anything else makes it low.",
        "A single 0 among {i} pulls {o} to 0, otherwise it is 1.", "Output high iff every input is high.",
    ),
    "OR": (
        "{o} is 1 as soon as any one of {i} is 1.", "Only with every input at 0 is {o} 0.",
        "Output low iff all inputs are low.", "Any 1 among {i} sets {o}, otherwise it is 0.",
    ),
    "XOR": (
        "{o} is 1 when an odd number of the inputs {i} is 1.", "Count the ones among {i}: odd gives {o} = 1, even gives 0.",
        "Toggling any one of {i} toggles {o}; with all of them 0 it is 0.", "Modulo-2 sum of {i} on {o}.",
    ),
    "NAND": (
        "{o} is 0 only if {i} are all 1.", "All inputs high makes {o} low; anything else makes it high.",
        "A single 0 among {i} is enough to make {o} 1, otherwise it is 0.", "Output low iff every input is high.",
    ),
    "NOR": (
        "{o} is 0 as soon as any one of {i} is 1.", "Only with every input at 0 is {o} 1.",
        "Output high iff all inputs are low.", "Any 1 among {i} clears {o}, otherwise it is 1.",
    ),
    "XNOR": (
        "{o} is 1 when an even number of the inputs {i} is 1.", "Count the ones among {i}: even gives {o} = 1, odd gives 0.",
        "Toggling any one of {i} toggles {o}; with all of them 0 it is 1.", "Inverted modulo-2 sum of {i} on {o}.",
    ),
}  # fmt: skip


_GATE_WAVES = {
    "AND": "1 only where all inputs are 1",
    "OR": "0 only where all inputs are 0",
    "XOR": "1 where an odd number of inputs is 1",
    "NAND": "0 only where all inputs are 1",
    "NOR": "1 only where all inputs are 0",
    "XNOR": "1 where an even number of inputs is 1",
}


@family("terse_gate", "gates", 1.0)
def terse_gate(d: Draw) -> Design:
    """One gate with two to four inputs."""
    count, kind = d.one((2, 2, 2, 3, 3, 4)), d.one(tuple(SYMBOLS))
    names, out = _ins(d, count), d.name(*OUT_NAMES)
    texts = _GATE_MEANING[kind] if d.chance(0.3) else _GATE
    text = d.any(
        *texts,
        k=d.one((kind, kind, kind.lower() if kind[0] == "N" else kind)),
        n=d.one((COUNTS[count], count)),
        i=listing(names),
        c=", ".join(names),
        o=out,
    )
    code = gate_code(kind, names)
    text, body, stored = driven(d, text, {out: code})
    ports = mixed(d, [*(Port(name) for name in names), Port(out, output=True, stored=stored)])
    return Design(
        "a gate",
        ports,
        text,
        f"{kind} gate: {out} = {code}.",
        tuple(body),
        combinational(d.rng, ports, lambda v: {out: gate_value(kind, [v[name] for name in names])}),
        d.style,
        (f"{kind.lower()}{count}", "gate", f"my_{kind.lower()}"),
        {"kind": kind, "count": count},
        wave=f"{out} is {_GATE_WAVES[kind]}.",
    )


_BUBBLED = (
    "{k} gate with {x} inverted.", "{o} is {x} inverted, then {k}ed with {r}.",
    "{n}-input {k} gate. The {x} input has a bubble on it.", "{k} of {r} and the complement of {x}.",
    "Implement a {k} gate, but with an inverter in front of {x}.",
    "The module should behave like a {k} gate whose input {x} is active low.", "{o} = {k}({r}, not {x}).",
    "{o} = {k}(not {x}, {r}).", "A {k} gate sees {r} directly and {x} through an inverter. Its output is {o}.",
    "What does a {k} gate with one inverted input ({x}) look like in Verilog?", "Model of a {k} gate with a negated {x} pin.",
    "NOT {x} and {r} go into a {k} gate, which drives {o}.", "Take a {n}-input {k}; invert {x} only.",
    "{x} is inverted before the {k}; {r} (goes|go) in as (it is|they are).",
    "There is a bubble at {x}, otherwise this is a {k} gate.",
    "I need {k} with an inverting input: {x}. The others ({r}) are plain.", "Invert {x}, {k} it with {r}, send to {o}.",
    "{o}: {k} of {r} with {x}' (x' means inverted x).", "Describe a {k} gate having one active-low input {x}.",
    "(Please write|Write) {k} logic for {o}. Mind that {x} is used inverted, {r} true.",
    "Circuit: inverter on {x}, its output and {r} into a {k} gate, {o} at the end.",
    "{x} is a low-active signal, so complement it first. Then {k} with {r} gives {o}.",
    "{k} gate, inputs {r} and ~{x}, output {o}.", "One gate and one inverter. The inverter belongs to {x}, the gate is {k}.",
    "Would you code a {k} gate where the {x} leg is inverted?", "The {k} gate's inputs: {r}, and {x} negated.",
)  # fmt: skip


@family("terse_bubbled_gate", "gates", 0.9)
def terse_bubbled_gate(d: Draw) -> Design:
    """One gate with one inverted input."""
    count, kind = d.one((2, 2, 2, 3)), d.one(("AND", "AND", "OR", "OR", "NAND", "NOR", "XOR", "XNOR"))
    names, out = _ins(d, count), d.name(*OUT_NAMES)
    odd = d.one(names)
    rest = [name for name in names if name != odd]
    text = d.any(
        *_BUBBLED,
        k=kind,
        n=COUNTS[count],
        x=odd,
        r=listing(rest),
        o=out,
        go="goes" if count == 2 else "go",
        it="it is" if count == 2 else "they are",
    )
    code = gate_code(kind, [f"~{name}" if name == odd else name for name in names])
    text, body, stored = driven(d, text, {out: code})
    ports = mixed(d, [*(Port(name) for name in names), Port(out, output=True, stored=stored)])
    return Design(
        "a gate with an inverted input",
        ports,
        text,
        f"{kind} with {odd} inverted: {out} = {code}.",
        tuple(body),
        combinational(d.rng, ports, lambda v: {out: gate_value(kind, [v[name] ^ int(name == odd) for name in names])}),
        d.style,
        (f"{kind.lower()}_bubble", "gate", "inverted_input"),
        {"kind": kind, "inverted": odd},
    )


_INVERTER = (
    "Inverter.", "NOT gate.", "{o} is the complement of {i}.", "Implement a NOT gate.",
    "The module should behave like an inverter.", "Invert {i}.", "{o} = NOT {i}.", "Flip {i} and put it on {o}.",
    "Model of an inverter.", "A bubble between {i} and {o}, that's all.", "How do I negate {i} in Verilog? Result on {o}.",
    "{o} always has the opposite value of {i}.", "Take {i}, turn every 0 into 1 and every 1 into 0, output {o}.",
    "We only need the inverse of {i}.", "Drive {o} with {i} inverted.", "{i} is active low; make an active-high {o} out of it.",
    "Complement the input.", "Build an inverting driver from {i} to {o}.", "One's complement of {i}.",
    "Hex-inverter style: {i} in, {o} out.", "Where {i} has a 1, {o} has a 0, and the other way round.",
    "The simplest gate with one input that is not a wire.", "Create a module that implements NOT.",
    "{o} must never equal {i} in any bit.", "Write the inverter of the standard cell library.",
)  # fmt: skip


_WIRE = (
    "A wire.", "Wire {i} to {o}.", "{o} is {i}.", "Pass {i} through.", "Implement a buffer.",
    "The module should behave like a (plain |)wire.", "Connect the input to the output.", "{o} = {i}, no logic.",
    "Non-inverting buffer from {i} to {o}.", "Model of a buffer.", "Copy {i} to {o}, combinationally.",
    "How do I connect an input straight to an output? ({i}, {o})", "Feedthrough cell.", "{o} follows {i}.",
    "Transparent: whatever is at {i} shows at {o}.", "Just a piece of wire between {i} and {o}.", "Assign {i} to {o}.",
    "As a placeholder for later logic, simply route {i} to {o}.", "Buffer {i}; call the buffered version {o}.",
    "No gates at all: {o} is connected to {i}.", "Make {o} an alias for {i}.", "(Create|Write) a module with {i} wired to {o}.",
    "Identity function.", "Smoke test for our flow: {o} should equal {i}.", "What goes in at {i} comes out at {o}, unchanged.",
)  # fmt: skip


@family("terse_inverter_or_wire", "gates", 0.7)
def terse_inverter_or_wire(d: Draw) -> Design:
    """An inverter or a wire, of any width, now and then with an input that is not used."""
    inverted = d.chance(0.5)
    width = 1 if d.chance(0.5) else d.width(2, 32)
    name, out = d.names(
        ("in", "out"), ("a", "y"), ("x", "z"), ("i", "o"), ("din", "dout"), ("A", "Y"), ("d", "q"), ("data_in", "data_out")
    )
    text = d.any(*(_INVERTER if inverted else _WIRE), i=name, o=out)
    spare = d.name("en", "unused", "b", "nc", "spare", "test", "clk") if d.chance(0.2) else ""
    if spare:
        more = d.any(
            "{s} is not used.", "Ignore {s}.", "{s} has no effect.", "The input {s} is there for later and does nothing.", s=spare
        )
        text = d.any(*(_INVERTER if inverted else _WIRE)[2:4], i=name, o=out) if "input" in text else text
        text = f"{text} {more}"
    text, body, stored = driven(d, text, {out: f"{'~' * inverted}{name}"})
    ports = mixed(d, [Port(name, width), *([Port(spare)] if spare else []), Port(out, width, output=True, stored=stored)])
    return Design(
        "an inverter" if inverted else "a wire",
        ports,
        text,
        f"{out} = {'~' * inverted}{name}.",
        tuple(body),
        combinational(d.rng, ports, lambda v: {out: (1 << width) - 1 - v[name] if inverted else v[name]}),
        d.style,
        ("inv" if inverted else "buf1", "not_gate" if inverted else "wire1"),
        {"width": width, "spare": spare},
    )


_CONSTANT_LINES = (
    "{o} is {always}{v}", "{o} = {v}", "tie {o} to {v}", "{o} {tied}{v}", "set {o} to {v}", "{o}: {v}",
    "{o} should (always |)be {v}", "drive {o} with {v}", "{v} on {o}", "{o} carries {v}",
)  # fmt: skip


_CONSTANT_OPENINGS = (
    "", "", "", "Constants and wires.", "Configuration straps:", "Tie-offs:", "Nothing clever here:", "Fill in these outputs.",
    "Drive the outputs as follows.", "Defaults for a stub module:", "Quick one:", "Hard-wire the outputs.",
    "Please hook these up:", "What every output is:", "No logic, only assignments.", "For bring-up,", "Outputs:",
    "Static values and copies:", "A stub for the testbench.", "Board straps of the (prototype|evaluation kit):",
    "Replace the missing block by this stub:", "While the real core is not ready:", "Dummy module.",
    "The easy part of the (lab|assignment):", "Pin settings:", "Fixed settings.",
)  # fmt: skip


@family("terse_constants", "gates", 0.8)
def terse_constants(d: Draw) -> Design:
    """Outputs that are constants, copies or complements of an input."""
    source = d.name("in", "a", "x", "sig", "sw", "mode", "data")
    outs = d.names(
        ("y0", "y1", "y2", "y3"),
        ("zero", "one", "two", "other"),
        ("p", "q", "r", "s"),
        ("out_a", "out_b", "out_c", "out_d"),
        ("led0", "led1", "led2", "led3"),
        ("id", "rev", "flag", "copy"),
        ("w", "x1", "y", "z"),
    )[: d.number(1, 4)]
    width = d.one((1, 1, 4, 8))
    plan: list[tuple[str, int, str, int]] = []
    for out in outs:
        kind = d.one(("const", "const", "const", "copy", "not"))
        bits = width if kind != "const" else d.one((1, 1, 1, 2, 4, 8))
        plan.append((out, bits, kind, d.rng.getrandbits(bits)))
    line = d.one(_CONSTANT_LINES)
    said, codes = [], {}
    for out, bits, kind, value in plan:
        words = (
            d.one(("0", "logic 0", "low", "ground") if not value else ("1", "logic 1", "high", "VCC"))
            if bits == 1
            else d.one(
                (str(value), f"0x{value:X}", f"binary {value:0{bits}b}", f"{bits}'h{value:x}")
                if value
                else ("0", "all zeros", "zero")
            )
        )
        words = (
            words
            if kind == "const"
            else source
            if kind == "copy"
            else d.one((f"the inverse of {source}", f"NOT {source}", f"~{source}"))
        )
        said.append(
            d.say(
                line,
                o=out,
                v=words,
                always="always " * (kind == "const" and d.chance(0.4)),
                tied="is tied to " if kind == "const" else "follows ",
            )
        )
        codes[out] = d.style.literal(bits, value) if kind == "const" else f"{'~' * (kind == 'not')}{source}"
    how = d.number(0, 2)
    listed = "; ".join(said) + "." if how == 0 else "\n".join(f"- {one}" for one in said) if how == 1 else f"{listing(said)}."
    opening = d.any(*_CONSTANT_OPENINGS)
    listed = listed if opening.endswith((":", ",")) or line[0] == "{" or how == 1 else listed[0].upper() + listed[1:]
    text = (opening + ("\n" if how == 1 else " ") + listed).strip()
    unused = "" if any(kind != "const" for _, _, kind, _ in plan) else d.any(" {s} is not used.", " Ignore {s}.", "", s=source)
    text = text + (unused if how != 1 else "")
    text, body, stored = driven(d, text, codes, assigns=1.0)
    ports = mixed(d, [Port(source, width), *(Port(out, bits, output=True, stored=stored) for out, bits, _, _ in plan)])

    def function(v: dict[str, int]) -> dict[str, int]:
        full = (1 << width) - 1
        return {out: {"const": value, "copy": v[source], "not": full - v[source]}[kind] for out, _, kind, value in plan}

    return Design(
        d.one(("a stub", "a block with fixed outputs", "some tie-offs")),
        ports,
        text,
        "; ".join(f"{out} = {code}" for out, code in codes.items()) + ".",
        tuple(body),
        combinational(d.rng, ports, function),
        d.style,
        ("stub", "tie_off", "constants"),
        {"plan": str(plan)},
    )


_SEVERAL_OPENINGS = (
    "", "", "Gates of {a} and {b}.", "All the basic gates on {a} and {b}:", "The same two inputs {a} and {b}, {n} gates.",
    "Gate lab:", "Truth-table trainer:", "For a lecture demo I need these gates on {a} and {b}:",
    "{n} outputs, each one gate of {a} and {b}:", "With {a} and {b} as inputs,", "Please produce:", "Functions of {a} and {b}:",
    "Each output shows another gate:", "Warm-up exercise.", "Logic probe demo:", "Given inputs {a} and {b},", "Gate collection:",
    "What is wanted of {a} and {b}:", "One LED per gate:",
)  # fmt: skip


_SEVERAL_LINES = (
    "{o} is the {k}", "{o} = {k}({a}, {b})", "{o} = {a} {k} {b}", "{o}: {k}", "{k} on {o}", "{o} shows {k}",
    "{o} carries the {k}", "{k} gate drives {o}", "{o} for {k}", "the {k} goes to {o}",
)  # fmt: skip


@family("terse_several_gates", "gates", 0.9)
def terse_several_gates(d: Draw) -> Design:
    """Several outputs, each another gate of the same inputs."""
    a, b = _ins(d, 2)
    kinds = d.rng.sample((*SYMBOLS, "NOT"), d.number(2, 5))
    outs = d.names(
        ("o0", "o1", "o2", "o3", "o4"),
        ("f", "g", "h", "k", "m"),
        ("led1", "led2", "led3", "led4", "led5"),
        ("y0", "y1", "y2", "y3", "y4"),
        ("u", "v", "w", "s", "t"),
    )[: len(kinds)]
    turned = d.one((a, b))
    line = d.one(_SEVERAL_LINES)
    said = [
        f"{out} is {turned} inverted" if kind == "NOT" else d.say(line, o=out, k=kind, a=a, b=b)
        for out, kind in zip(outs, kinds, strict=True)
    ]
    if d.chance(0.5):
        d.rng.shuffle(said)
    how = d.number(0, 2)
    listed = f"{listing(said)}." if how == 0 else "; ".join(said) + "." if how == 1 else "\n".join(said)
    opening = d.any(*_SEVERAL_OPENINGS, a=a, b=b, n=COUNTS[len(kinds)])
    text = f"{opening}{chr(10) if how == 2 and opening else ' '}{listed}".strip()
    codes = {out: f"~{turned}" if kind == "NOT" else gate_code(kind, [a, b]) for out, kind in zip(outs, kinds, strict=True)}
    text, body, stored = driven(d, text, codes)
    ports = mixed(d, [Port(a), Port(b), *(Port(out, output=True, stored=stored) for out in outs)])
    return Design(
        "several gates",
        ports,
        text,
        "; ".join(f"{out} = {code}" for out, code in codes.items()) + ".",
        tuple(body),
        combinational(
            d.rng,
            ports,
            lambda v: {
                out: 1 - v[turned] if kind == "NOT" else gate_value(kind, [v[a], v[b]])
                for out, kind in zip(outs, kinds, strict=True)
            },
        ),
        d.style,
        ("gates", "gate_demo"),
        {"kinds": kinds},
    )
