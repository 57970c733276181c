"""Gates and multiplexers before or after a flip-flop, latches with more than one control."""

from __future__ import annotations

from collections.abc import Callable

from groundwire.distill.families.design import Design
from groundwire.distill.families.draw import Draw
from groundwire.distill.families.ports import Port
from groundwire.distill.families.registry import family
from groundwire.distill.families.voices.store_shared import (
    DATA,
    HINTS,
    OUTPUTS,
    SELECTS,
    clocking,
    constant,
    finished,
    kept,
    level_rows,
    shuffled,
    told,
    value_words,
)

_OPS: dict[str, tuple[str, Callable[[int, int], int]]] = {
    "AND": ("{x} & {y}", lambda a, b: a & b), "OR": ("{x} | {y}", lambda a, b: a | b), "XOR": ("{x} ^ {y}", lambda a, b: a ^ b),
    "NAND": ("~({x} & {y})", lambda a, b: ~(a & b)), "NOR": ("~({x} | {y})", lambda a, b: ~(a | b)),
    "XNOR": ("~({x} ^ {y})", lambda a, b: ~(a ^ b)),
}  # fmt: skip
_GATE_TEXTS = {
    "before": (
        "The {g} of {x} and {y} is stored in {o} {at}. {rs}",
        "{o} is a flip-flop, and the {g} gate sits before it: its inputs are {x} and {y}. {at}, it stores the result. {rs}",
        "First the gate ({g}, inputs {x} and {y}), then the flip-flop (output {o}, {ed} edge of {c}). {rs}",
        "{x} and {y} meet in {ag} gate whose output is the D input of {o}. The clock edge: {ge} {c}. {rs}",
        "Register the result of {x} {g} {y}: {o} shows what it was at the last {ed} edge of {c}. {rs}",
    ),
    "after": (
        "{x} is stored in a flip-flop {at}. {o} is the {g} of what is stored and {y}, where {y} is not stored. {rt}",
        "The {g} gate comes after the flip-flop: the flip-flop samples {x} {at}, the gate combines its output with {y} and "
        "drives {o}. {rt}",
        "First the flip-flop (data {x}, {ed} edge of {c}), then the gate ({g}, with {y} as it is at the moment): that gives "
        "{o}. {rt}",
        "{o} is, combinationally, the {g} of {y} and the output of a flip-flop that takes {x} {at}. {rt}",
        "A change of {y} is seen on {o} at once, a change of {x} only after the {ed} edge of {c}: {o} is the {g} of the "
        "registered {x} and "
        "the direct {y}. {rt}",
    ),
    "both": (
        "{x} and {y} are stored, each in its own flip-flop, {at}. {o} is the {g} of the two stored values. {rt}",
        "Two flip-flops first ({x}, {y}; {ed} edge of {c}), then {ag} gate on their outputs, which drives {o}. {rt}",
        "Sample {x} and {y} {at}, and let {o} be the {g} of the samples (a plain gate after the registers). {rt}",
        "Both inputs {x} and {y} are registered ({ge} {c}); {ag} gate behind the registers makes {o}. {rt}",
        "{ag} gate sees {x} and {y} as they were at the last {ed} edge of {c}, and its output is {o}: flip-flops in front, "
        "gate last. {rt}",
    ),
    "loop": (
        "{at}, {o} becomes the {g} of {x} and {o} itself. {rs}", "The flip-flop {o} is fed back: its D input is {x} {g} {o}. "
        "Clock: {ge} {c}. {rs}",
        "{ag} gate before the flip-flop has two inputs, {x} and the flip-flop's own output {o}. Trigger: {ed} edge of {c}. {rs}",
        "Next {o} = {x} {g} present {o}, {at}. {rs}",
        "The old {o} and the input {x} go through {ag} gate, and the result is the new {o} {at}. {rs}",
    ),
}  # fmt: skip
_GATE_FRAMES = (
    "{core}",
    "{core}",
    "{core}",
    "The order of the two parts matters here. {core}",
    "Where is the gate, before or after the register? {core}",
    "{core} {ex}",
    "{ex} {core}",
    "Sketch on the napkin, in words: {core}",
    "Function: {core}",
    "A gate before a flip-flop delays its result until the clock edge, a gate behind it reacts to its direct inputs at once. "
    "{core} {ex}",
    "this is how it's wired: {core}",
    "Schematic review, sheet 2. {core}",
    "Please turn this into Verilog: {core}",
)


@family("store_gate_place", "flip-flops", 1.0)
def gate_place(d: Draw) -> Design:
    """One gate before a flip-flop, after it, after two of them, or in a loop around it."""
    place = d.one(("before", "after", "after", "both", "loop"))
    op = d.one(("AND", "OR", "XOR", "NAND", "NOR", "XNOR"))
    width = d.one((1, 1, 1, 2, 4, 8))
    mask = (1 << width) - 1
    code, function = _OPS[op]
    loop_needs = place == "loop" and op in ("XOR", "XNOR")
    k = clocking(d, width, ("sync", "async") if loop_needs else ("none", "sync", "async"), 0.85)
    x, y = d.names(("a", "b"), ("x", "y"), ("in1", "in2"), ("d", "e"), ("p", "q"), ("u", "v"), ("sig", "mask"), ("left", "right"))
    out = d.name("q", "out", "z", "f", "o", "res", "Q", "r_out")
    data = [Port(x, width)] + ([Port(y, width)] if place != "loop" else [])
    ports = shuffled(d, [*k.ports, *data, Port(out, width, True, stored=place in ("before", "loop"))])
    slots = {**k.slots(d, out), "x": x, "y": y, "o": out, "g": op, "ag": f"{'an' if op[0] in 'AOX' else 'a'} {op}"}
    inner = k.slots(d, "what is stored") if place == "after" else k.slots(d, "each of the two flip-flops")
    core = d.any(*_GATE_TEXTS[place], **slots, rt=inner["rs"])
    example = d.any(*{
        "before": ("So a change of {x} or {y} between two edges is not seen on {o}.", "{o} moves at clock edges only."),
        "after": ("So {o} can change between two clock edges, together with {y}.", "Only {x} waits for the clock, {y} does not."),
        "both": ("So neither {x} nor {y} is seen on {o} before the edge.", "{o} needs no register of its own."),
        "loop": ("So the new value depends on the old one.", "For example, {o} all {n} and {x} all {m} give {e} next."),
    }[place], **slots, n=(n := d.number(0, 1)), m=(m := d.number(0, 1)), e=f"all {function(m, n) & 1}")  # fmt: skip
    if width == 1:
        example = example.replace(f"{out} all", f"{out} =").replace(f"{x} all", f"{x} =").replace("give all", "give")
    text = told(d, _GATE_FRAMES, ports, core=core, ex=example)
    lit = constant(d, width, k.value)
    span = f" [{width - 1}:0]" if width > 1 else ""
    if place in ("before", "loop"):
        expression = code.format(x=x, y=out if place == "loop" else y)
        body = k.code(d, [f"{out} <= {lit};"], [f"{out} <= {expression};"])
        rule = f"Gate first, then store: {out} <= {expression}."
    else:
        regs = [d.name(f"{x}_q", f"{x}_r", f"{x}_reg")] + ([d.name(f"{y}_q", f"{y}_r", f"{y}_reg")] if place == "both" else [])
        expression = code.format(x=regs[0], y=regs[-1] if place == "both" else y)
        body = [f"{d.style.net}{span} {', '.join(regs)};"]
        body += k.code(d, [f"{reg} <= {lit};" for reg in regs], [f"{reg} <= {s};" for reg, s in zip(regs, (x, y), strict=False)])
        body.append(f"assign {out} = {expression};")
        rule = f"Store {' and '.join((x, y)[: len(regs)])}, gate after it: {out} = {expression}"
        rule += f"; {y} direct." if len(regs) == 1 else "."

    def step(state: tuple[int, int], v: dict[str, int]) -> tuple[int, int]:
        if place == "before":
            return function(v[x], v[y]) & mask, 0
        return (function(v[x], state[0]) & mask, 0) if place == "loop" else (v[x], v.get(y, 0))

    def shown(state: tuple[int, int], v: dict[str, int]) -> dict[str, int]:
        if place in ("before", "loop"):
            return {out: state[0]}
        return {out: function(state[0], state[1] if place == "both" else v[y]) & mask}

    states = ((0, 0), (mask, mask), (0, mask), (mask, 0))
    rows = kept(d, ports, k, (k.value, k.value), step, shown, unknown=states)
    return finished(
        d, "a gate with a flip-flop", ports, text, f"{k.why(out if place in ('before', 'loop') else 'stored value')}\n{rule}",
        body, rows,
        ("gate_ff", "reg_gate", "ff_gate"), {"place": place, "op": op, "width": width, "reset": k.reset.phrase},
    )  # fmt: skip


_CHOICE = (
    "{at}, {o} gets {pa} if {s} is {p} and {pb} if {s} is {n}. {rs}",
    "{s} = {p}: {pa}. {s} = {n}: {pb}. The chosen one is stored in {o} {at}. {rs}",
    "In front of the flip-flop {o} there is a multiplexer. {pa} passes when {s} is {lp}, {pb} when it is {ln}. Clock: {ge} "
    "{c}. {rs}",
    "Register {o}, {ed} edge of {c}. If {s} is {ln}, next value {pb}, else {pa}. {rs}",
    "A flip-flop stores whatever its D input shows; a multiplexer decides what that is. Here it decides by {s}: {n} lets {pb} "
    "through and {p} "
    "{pa}. {ex} The flip-flop is {o}, triggered {at}. {rs}",
    "- select {s}\n- {n} -> {pb}\n- {p} -> {pa}\n- stored in {o}, {ge} {c}\n- {rs}",
    "{pb} is taken into {o} {at} when {s} is {n}; the other way round, {pa}. {rs}",
    "{rs} Else {at} look at {s}. Is it {lp}? Then {o} <= {pa}. Is it {ln}? Then {o} <= {pb}.",
    "two choices for the next {o}: {pa} or {pb}. {s} {lp} takes the first, {s} {ln} the second. {ge} {c}. {rs}",
    "| {s} | next {o} |\n| {n} | {pb} |\n| {p} | {pa} |\n(clock {c}, {ed} edge)\n{rs}",
    "Which value goes into {o} {at}? With {s} at {n} it is {pb}, not {pa}; with {s} at {p} it is {pa}. {rs}",
    "{ex} Generally, {o} gets {pa} with {s} = {p}, {pb} with {s} = {n}, {at}. {rs}",
    "Unless {s} is {lp}, {o} receives {pb} {at}. If it is, {pa}. {rs}",
    "The next value of {o} comes from a mux (select {s}): "
    "input {n} of it is "
    "{pb}, input {p} is {pa}. The flip-flop reacts to the {ed} edge of {c}. {rs}",
)


@family("store_mux_choice", "registers", 1.0)
def mux_choice(d: Draw) -> Design:
    """A register with a two-way choice in front: inputs, its own value, its complement, its neighbour in counting, a constant."""
    width = d.one((1, 1, 4, 8, 8, d.number(2, 6), 16))
    mask = (1 << width) - 1
    k = clocking(d, width, ("sync", "async", "none"))
    select, out = d.name(*SELECTS), d.name(*OUTPUTS)
    x, y = d.names(("a", "b"), ("x", "y"), ("in0", "in1"), ("d", "e"), ("new_v", "old_v"), ("u", "v"), ("left", "right"))
    value = d.number(0, mask) if width < 9 else d.number(0, 255)
    kinds = d.one((("x", "y"), ("x", "y"), ("x", "not"), ("x", "q"), ("x", "k"), ("x", "xn"), ("x", "inc"), ("x", "and")))
    if "inc" in kinds and width == 1:
        kinds = ("x", "not")
    if k.reset.kind == "none" and "inc" in kinds:
        kinds = ("x", "k")
    say = {
        "x": x, "y": y, "not": d.one((f"the complement of {out}", f"its own complement (not {out})")),
        "q": d.one((f"{out} again (hold)",
        f"its own old value ({out})")), "k": f"the constant {value_words(d, width, value)}", "xn": f"the complement of {x}",
        "inc": f"{out} plus 1", "and": f"the bitwise AND of {x} and {out}",
    }  # fmt: skip
    code = {"x": x, "y": y, "not": f"~{out}", "q": out, "k": constant(d, width, value), "xn": f"~{x}", "inc": f"{out} + 1'b1",
            "and": f"{x} & {out}"}  # fmt: skip
    first, second = kinds if d.chance(0.5) else kinds[::-1]
    level = d.number(0, 1)
    inputs = [Port(x, width)] + ([Port(y, width)] if "y" in kinds else [])
    ports = shuffled(d, [*k.ports, Port(select), *inputs, Port(out, width, True, stored=True)])
    w = ("low", "high")

    def pick(kind: str, state: int, v: dict[str, int]) -> int:
        new = {
            "x": v[x],
            "y": v.get(y, 0),
            "not": ~state,
            "q": state,
            "k": value,
            "xn": ~v[x],
            "inc": state + 1,
            "and": v[x] & state,
        }
        return new[kind] & mask

    seen = {x: d.number(0, min(mask, 15)), y: d.number(0, min(mask, 15)), select: d.number(0, 1)}
    was = d.number(0, min(mask, 15))
    given = ", ".join(f"{n} = {seen[n]}" for n in (x, y)[: len(inputs)])
    chosen = first if seen[select] == level else second
    example = f"Example: {given}, {out} = {was} and {select} = {seen[select]} make the next {out} {pick(chosen, was, seen)}."
    how = d.one(("if", "?:", "if", "?:", "case"))
    hint = d.any(*HINTS[how]) if d.chance(0.35) else ""
    text = told(
        d, _CHOICE, ports, hint, **{**k.slots(d, out), "p": level, "n": 1 - level}, s=select, o=out, pa=say[first],
        pb=say[second],
        lp=w[level], ln=w[1 - level], ex=example,
    )  # fmt: skip
    one, zero = (first, second) if level else (second, first)
    lines = {
        "if": [f"if ({select}) {out} <= {code[one]};", f"else {out} <= {code[zero]};"],
        "?:": [f"{out} <= {select} ? {code[one]} : {code[zero]};"],
        "case": [f"case ({select})", f"  1'b0: {out} <= {code[zero]};", f"  default: {out} <= {code[one]};", "endcase"],
    }[how]  # fmt: skip
    rows = kept(
        d,
        ports,
        k,
        k.value,
        lambda s, v: pick(first if v[select] == level else second, s, v),
        lambda s, v: {out: s},
        unknown=(0, mask),
    )
    return finished(
        d, "a register with a multiplexer before it", ports, text,
        f"{k.why(out)}\n{select}={level} -> {code[first]}; {select}={1 - level} -> {code[second]}.",
        k.code(d, [f"{out} <= {constant(d, width, k.value)};"], lines), rows, ("mux_reg", "choice_reg", "sel_ff"),
        {"kinds": (first, second), "level": level, "width": width, "reset": k.reset.phrase, "how": how},
    )  # fmt: skip


_SPOT = {
    "before": (
        "The choice is made before storing: {ch}, and the chosen value goes into the one register {o} {at}. {rs}",
        "{o} is a register. {at}, it takes one of the inputs: {ch}. {rs}",
        "One register only, {o}, with the multiplexer at its input ({ch}); trigger: {ed} edge of {c}. {rs}",
        "What {s} is at the {ed} edge of {c} decides what {o} stores: {ch}. {rs}",
    ),
    "after": (
        "Both {x} and {y} are stored, {at}. The choice is made behind the registers: {ch} (as stored), and {s} acts at "
        "once. {rt}",
        "There are two registers, for {x} and for {y}, clocked {at}; {o} is a plain multiplexer on their outputs: {ch}, both "
        "as stored. {rt}",
        "{s} does not wait for the clock: {o} shows a stored value, {ch}. Both {x} and {y} are registered {at}. {rt}",
        "Register {x} and {y} ({ge} {c}), then multiplex them without a further register: {ch}. The result is {o}. {rt}",
    ),
    "bypass": (
        "{x} is stored {at}, {y} is not. {o} is chosen combinationally: {ch}, where {x} means its stored copy and {y} the "
        "input itself. {rt}",
        "One register, for {x} only ({ge} {c}). Behind it a multiplexer: {ch}; {y} comes straight from the input, {x} from "
        "the register. It "
        "drives {o}. {rt}",
        "Put a register behind {x} ({ed} edge of {c}) but none behind {y}. {o} follows {s} at once: {ch} ({x} delayed by the "
        "register). {rt}",
        "{o} is either the registered {x} or the unregistered {y}, with no delay in {s}: {ch}. The register is clocked {at}. "
        "{rt}",
    ),
}  # fmt: skip
_SPOT_FRAMES = (
    "{core}",
    "{core}",
    "{core}",
    "Watch out for the place of the multiplexer. {core}",
    "Q: before or after the register? A: {core}",
    "Description of the selector stage: {core}",
    "A multiplexer behind registers follows its select at once, one in front of a register waits for the clock. {core}",
    "ok, the wiring: {core}",
    "Sheet 4, block B. {core}",
    "I would like to have this circuit. {core}",
    "{core} {ex}",
    "{ex} {core}",
    "Requirement: {core}",
)


@family("store_mux_place", "multiplexers", 1.0)
def mux_place(d: Draw) -> Design:
    """A multiplexer before a register, behind two registers, or between a register and an input that is not stored."""
    place = d.one(("before", "after", "bypass"))
    width = d.one((1, 2, 4, 8, 8, 16))
    mask = (1 << width) - 1
    k = clocking(d, width, ("none", "none", "sync", "async"), 0.85)
    select, out = d.name(*SELECTS), d.name(*OUTPUTS)
    x, y = d.names(
        ("a", "b"), ("x", "y"), ("in0", "in1"), ("d0", "d1"), ("u", "v"), ("left", "right"), ("p", "q"), ("raw", "alt")
    )
    level = d.number(0, 1)
    ports = shuffled(
        d, [*k.ports, Port(x, width), Port(y, width), Port(select), Port(out, width, True, stored=place == "before")]
    )
    w = ("low", "high")
    choice = d.any(
        "{x} for {s} = {p} and {y} for {s} = {n}", "{y} if {s} is {n}, otherwise {x}", "{s} {lp} means {x}, {s} {ln} means {y}",
        "{y} when {s} is {ln}, {x} when it is {lp}", s=select, x=x, y=y, p=level, n=1 - level, lp=w[level], ln=w[1 - level],
    )  # fmt: skip
    inner = k.slots(d, "the register of " + x if place == "bypass" else "each register")["rs"]
    slots = {**k.slots(d, out), "x": x, "y": y, "s": select, "o": out, "ch": choice, "rt": inner}
    example = d.any(*{
        "before": ("{o} moves at clock edges only.", "A change of {s} between two edges changes nothing on {o}."),
        "after": ("So {o} may change between two edges when {s} does.", "{x} and {y} are seen one clock edge late, {s} is not."),
        "bypass": ("A change of {y} can be seen on {o} without a clock edge.", "{x} waits for the clock, {y} and {s} do not."),
    }[place], **slots)  # fmt: skip
    text = told(d, _SPOT_FRAMES, ports, core=d.any(*_SPOT[place], **slots), ex=example)
    lit = constant(d, width, k.value)
    span = f" [{width - 1}:0]" if width > 1 else ""
    one, zero = (x, y) if level else (y, x)
    if place == "before":
        body = k.code(d, [f"{out} <= {lit};"], [f"{out} <= {select} ? {one} : {zero};"])
        rule = f"Choose, then store: {select}={level} -> {x}, {select}={1 - level} -> {y}."
    else:
        stored = [x, y] if place == "after" else [x]
        regs = {name: d.name(f"{name}_q", f"{name}_r", f"{name}_reg") for name in stored}
        body = [f"{d.style.net}{span} {', '.join(regs.values())};"]
        body += k.code(d, [f"{reg} <= {lit};" for reg in regs.values()], [f"{reg} <= {name};" for name, reg in regs.items()])
        body.append(f"assign {out} = {select} ? {regs.get(one, one)} : {regs.get(zero, zero)};")
        rule = f"Store {' and '.join(stored)}, then choose at once: {select}={level} -> {regs.get(x, x)}, "
        rule += f"{select}={1 - level} -> {regs.get(y, y)}."

    def pick(v: dict[str, int]) -> str:
        return x if v[select] == level else y

    def step(state: dict[str, int], v: dict[str, int]) -> dict[str, int]:
        return {x: v[x], y: v[y], out: v[pick(v)]}

    def shown(state: dict[str, int], v: dict[str, int]) -> dict[str, int]:
        if place == "before":
            return {out: state[out]}
        return {out: v[y] if place == "bypass" and pick(v) == y else state[pick(v)]}

    starts = [dict.fromkeys((x, y, out), value) for value in (k.value, 0, mask)]
    rows = kept(d, ports, k, starts[0], step, shown, unknown=starts[1:])
    return finished(
        d, "a multiplexer and registers", ports, text, f"{k.why(out if place == 'before' else 'stored value')}\n{rule}", body,
        rows,
        ("mux_stage", "reg_mux", "sel_stage"), {"place": place, "level": level, "width": width, "reset": k.reset.phrase},
    )  # fmt: skip


_LATCH = (
    "{o} follows {i} while {y}, and holds its last value while {n}. {rs}",
    "A latch, not a flip-flop: open if {y}, closed if {n}. Data {i}, output {o}. {rs}",
    "While {n}, {o} remembers. While {y}, it is {i}. {rs}",
    "No clock in this one. {i} runs through to {o} as long as {y}. {rs}",
    "A latch is transparent while it is enabled: every change of the data is seen at the output. When it is not enabled it "
    "keeps the last "
    "value. Ours is enabled when {y}; data {i}, output {o}. {rs}",
    "- {y}: {o} = {i}\n- {n}: {o} unchanged\n- level sensitive\n- {rs}",
    "Hold {o} if {n}; otherwise pass {i} (transparent, no edge). {rs}",
    "{rs} For the rest, the latch from {i} to {o} is open if {y} and shut if {n}.",
    "level sensitive storage pls. in {i}, out {o}, transparent while {y}, opaque otherwise. {rs}",
    "When does {o} change with {i}? As long as {y}. When is it frozen? As long as {n}. {rs}",
    "{o} must not react to {i} while {n}. While {y} it must react at once, without any edge. {rs}",
    "Transparent latch wanted (always block with an incomplete if is fine here): {o} = {i} only while {y}. {rs}",
    'The value that {i} had when the condition "{y}" ended is kept on {o}; while the condition holds, {o} is {i}. {rs}',
)


@family("store_gated_latch", "latches", 1.0)
def gated_latch(d: Draw) -> Design:
    """A latch with one or two gate inputs of either polarity, joined by and or or, with a clear or a preset."""
    width = d.one((1, 1, 4, 8, d.number(2, 8), 16))
    data, out = d.name(*DATA), d.name(*OUTPUTS)
    gates = [d.name("g", "le", "en", "gate", "open_l", "ale", "track", "clk", "c")]
    if d.chance(0.55):
        gates.append(d.name("cs", "sel", "wr", "en2", "ready", "b", "phase"))
    levels = [d.number(0, 1) for _ in gates]
    both = d.chance(0.65)
    clear, low, value = "", d.chance(0.4), d.one((0, (1 << width) - 1))
    if d.chance(0.45):
        clear = d.name("clr", "rst", "reset", "r", "force_v", "mr", "init", "clr_n" if low else "clear")
    inputs = [*[Port(gate) for gate in gates], *([Port(clear)] if clear else []), Port(data, width)]
    ports = shuffled(d, [*inputs, Port(out, width, True, stored=True)])
    word = d.one((("0", "1"), ("low", "high")))
    one, other = ("and", "or") if both else ("or", "and")
    yes = f" {one} ".join(f"{gate} is {word[level]}" for gate, level in zip(gates, levels, strict=True))
    no = f" {other} ".join(f"{gate} is {word[1 - level]}" for gate, level in zip(gates, levels, strict=True))
    k = {"r": clear, "b": int(not low), "l": "low" if low else "high", "v": value_words(d, width, value), "o": out}
    cleared = d.any(
        "{r} = {b} comes before everything else and makes {o} {v}.", "As long as {r} is {l}, {o} is {v}, whether the latch is "
        "open or not.",
        "An active-{l} {r} forces {o} to {v} first of all.", "{o} is {v} whenever {r} is {b}; this has priority.", **k,
    ) if clear else ""  # fmt: skip
    text = told(d, _LATCH, ports, i=data, o=out, y=yes, n=no, rs=cleared)
    test = (" && " if both else " || ").join(f"{'' if level else '!'}{gate}" for gate, level in zip(gates, levels, strict=True))
    lines = [f"if ({'!' if low else ''}{clear}) {out} = {constant(d, width, value)};"] if clear else []
    lines.append(f"{'else ' if clear else ''}if ({test}) {out} = {data};")

    def step(state: int | None, v: dict[str, int]) -> int | None:
        if clear and bool(v[clear]) != low:
            return value
        hits = [v[gate] == level for gate, level in zip(gates, levels, strict=True)]
        return v[data] if (all(hits) if both else any(hits)) else state

    singles = [*gates, *([clear] if clear else [])]
    rows = level_rows(
        d, ports, step, lambda s, v: {out: s}, singles, dict(zip(gates, levels,
        strict=True)) | ({clear: int(low)} if clear else {}),
        {clear: 0.4}, 56,
    )  # fmt: skip
    rule = f" {one} ".join(f"{gate}={level}" for gate, level in zip(gates, levels, strict=True))
    first = f"{clear}={int(not low)} first: {value}. " if clear else ""
    return finished(
        d, "a transparent latch", ports, text,
        f"Levels, no clock. {first}\n{rule} -> {out} = {data}; else {out} keeps (latch).".replace(" \n", "\n"),
        d.block("always_latch" if d.style.modern else "always @(*)", lines), rows, ("latch", "gated_latch", "track_hold"),
        {"levels": levels, "both": both, "clear": bool(clear), "low": low, "value": value, "width": width},
    )  # fmt: skip
