"""Registers as people ask for them: resets of every kind, priorities, lanes."""

from __future__ import annotations

from groundwire.distill.families.design import Design
from groundwire.distill.families.draw import Draw, listing
from groundwire.distill.families.models import clocked
from groundwire.distill.families.ports import Port
from groundwire.distill.families.registry import family
from groundwire.distill.families.voices.everyday_registers import INS, OUTS, code_value, ordered, slots_of, told_of, value_of

_PLAIN = (
    "{i} is copied to {o} {at} and stays there until the next one. {rs}",
    "We need a {w} here, nothing fancy: {o} takes {i} {at}. {rs}",
    "{rs} In all other cases {o} becomes whatever {i} is {at}.",
    "Our bus input {i} is not stable between edges, so please sample it: {o} = value of {i} seen {at}. {rs}",
    "Design element: {w}\nClock: {c}, {ed} edge\nData in: {i}\nData out: {o}\n{rs}",
    "1. {o} is loaded with {i} {at}. 2. Between edges {o} does not change. 3. {rs}",
    "Write the Verilog for a {w} that is clocked by {c} ({ed} edge), with input {i} and output {o}. {rs}",
    "Question: which circuit remembers {i} {at} and shows it on {o}? Implement it. {rs}",
    "A pipeline stage. {i} goes in, {o} comes out one clock later ({ge} {c}). {rs}",
    "hi, could you give me a {w}? D is {i}, Q is {o}, and it should trigger on the {ed} edge of {c}. {rs}",
    "Given a value on {i}, when {c} has a {ed} edge, then {o} shows that value until the next such edge. {rs}",
    "{o} only ever changes {at}(; its new value is then|, to the present value of) {i}. {rs}",
    "The {w} in this block is triggered by the {ed} edge of {c}. Its input is called {i} and its output {o}. {rs}",
    "As in half of a 74-series flip-flop chip: {o} follows {i}, but only {at}. {rs}",
    "Between two {ed} edges of {c} nothing happens, no matter how {i} wiggles. On the edge {o} takes {i}. {rs}",
    "Put one register between {i} and {o} to break a long path. Clock {c}, {ed} edge. {rs}",
)  # fmt: skip


_PLAIN_RESET = (
    "{w} with input {i}, output {o}, {ge} {c}, reset {rt}, reset value {v}.",
    "After reset the lamp driver must start from {v}. So: {rw}, {o} is {v}; otherwise it gets {i} {at}.",
    "{o} is {v} {rw}. When not in reset, {i} is stored in it {at}.",
    "Two things change {o}. First, {rp} makes it {v}. Second, {at} it takes over {i}.",
    "| event | {o} |\n| {rt} | {v} |\n| otherwise, {ed} edge of {c} | {i} |\n| anything else | unchanged |",
    "The {w} has an initial value of {v}, which {rp} restores. In normal operation {i} is transferred to {o} {at}.",
    "Make {o} a registered copy of {i} ({ed}-edge clock {c}) with {rp}. Mind that the reset value is {v}.",
    "Reset: {rt}. Reset value of {o}: {v}. Normal operation: {o} <= {i} {at}.",
)  # fmt: skip


@family("everyday_register", "flip-flops", 1.2)
def plain_register(d: Draw) -> Design:
    """A flip-flop or register with any reset, any reset value and either edge."""
    width = 1 if d.chance(0.4) else d.width(2, 32)
    clk, reset, falling = d.clock(), d.reset(("none", "sync", "sync", "async", "async")), d.chance(0.3)
    data, out = d.name(*INS), d.name(*OUTS)
    mask = (1 << width) - 1
    value = d.one((0, 0, 1, mask, d.rng.getrandbits(width))) if reset.kind != "none" else 0
    ports = ordered(d, (Port(clk), *reset.ports, Port(data, width), Port(out, width, output=True, stored=True)))
    what = d.one(("D flip-flop", "flip-flop")) if width == 1 else d.one((f"{width}-bit register", f"register of {width} bits"))
    slots = slots_of(d, clk, falling, reset, out, value_of(d, width, value))
    pool = _PLAIN if reset.kind == "none" or d.chance(0.6) else _PLAIN_RESET
    text = told_of(d, pool, ports, i=data, o=out, w=what, **slots)
    edge = "negedge" if falling else "posedge"
    body = d.clocked(clk, reset, [f"{out} <= {code_value(d, width, value)};"], [f"{out} <= {data};"], edge)
    rows = clocked(
        d.rng, ports, clk, reset, value, lambda s, v: v[data], lambda s, v: {out: s}, cycles=24, falling=falling,
        unknown=() if reset.kind != "none" else (0, mask),
    )  # fmt: skip
    why = f"{edge} {clk}: {out} <= {data}; {reset.phrase}" + (f" to {value}." if reset.kind != "none" else ".")
    return Design(
        f"a {what}", ports, text, why, tuple(body), rows, d.style, ("register", "dff", "sample_reg"),
        {"width": width, "reset": reset.phrase, "value": value, "falling": falling},
    )  # fmt: skip


_THREE = (
    "Priority from high to low: {x} ({lx}) {dx}; {y} ({ly}) {dy}; {z} ({lz}) {dz}. If none is active {o} keeps its value. All "
    "of this happens {at}. {rs}",
    "{at}, check {x} first: if it is {bx}, {o} becomes {fx}. If not, check {y}: {by} here means that {o} becomes {fy}. "
    "Last comes {z}, which at {bz} gives {fz}. Otherwise hold. {rs}",
    "The register {o} is controlled by three lines.\n{x} = {bx}: {o} <- {fx}\n{y} = {by}: {o} <- {fy}\n{z} = {bz}: "
    "{o} <- {fz}\n"
    "Upper lines win over lower ones; with none active nothing changes. Clock: {c}, {ed} edge. {rs}",
    "Everything is synchronous to the {ed} edge of {c}. {z} is the weakest control: active {lz}, it {dz}. It is "
    "overruled by {y} "
    "(active {ly}), which {dy}, and both are overruled by {x} (active {lx}), which {dx}. Idle: {o} holds. {rs}",
    "I have a register {o} and three people fighting over it. {x} always gets its way: at {bx} it {dx}. {y} at {by} "
    "{dy} unless "
    "{x} objects. {z} at {bz} {dz} if nobody else wants something. No requests, no change. Clocked {at}. {rs}",
    "When {z} is {bz}, {o} is to become {fz} {at}; but {y} = {by} makes it {fy} instead, and {x} = {bx} makes it {fx} whatever "
    "{y} and {z} say. In the remaining case the old value stays. {rs}",
    "{o} keeps its contents unless told otherwise. Told how? {at}: {x} ({bx} = active) {dx}, else {y} ({by} = active) {dy}, "
    "else {z} ({bz} = active) {dz}. {rs}",
    "Requirements: (1) {x} is active {lx} and {dx}. (2) {y} is active {ly} and {dy}. (3) {z} is active {lz} and {dz}. (4) (1) "
    "goes before (2), (2) before (3). (5) No control active: {o} unchanged. (6) State changes {at} only. {rs}",
    "Given that {x} is {bx}, {o} becomes {fx} {at}. Given that {x} is {nx} and {y} is {by}, it becomes {fy}. Given that {x} is "
    "{nx}, {y} is {ny} and {z} is {bz}, it becomes {fz}. With all three inactive it is kept. {rs}",
    "Exam task: describe {o}, a register on the {ed} edge of {c} where {x} (active {lx}) {dx}, {y} (active {ly}) {dy} and {z} "
    "(active {lz}) {dz}. If several are active together, {x} is preferred to {y} and {y} to {z}. Else hold. {rs}",
    "{ge} {c}: {o} = {fx} if {x}={bx}, else {fy} if {y}={by}, else {fz} if {z}={bz}, else unchanged. {rs}",
    "{x}, {y} and {z} decide, in this order of importance, what is stored in {o} {at}: {fx}, {fy} and {fz} respectively. They "
    "count as active when they are {bx}, {by} and {bz}. If all are inactive, {o} is retained. {rs}",
)


@family("told_priority_register", "flip-flops", 1.2)
def priority_register(d: Draw) -> Design:
    """A register with three synchronous controls in order of priority, each of either polarity."""
    width = d.one((1, 1, 2, 4, 8, 8, 12, 16))
    mask = (1 << width) - 1
    clk, reset, falling = d.clock(), d.reset(("none", "none", "sync", "async")), d.chance(0.2)
    data, out = d.name(*INS), d.name(*OUTS)
    deeds = ["clear", "preset", "load", "invert"]
    dropped = d.one(("clear", "preset", "invert", "invert"))
    deeds.remove(dropped)
    d.rng.shuffle(deeds)
    preset = mask if width == 1 or d.chance(0.6) else d.rng.getrandbits(width)
    told = value_of(d, width, preset)
    names = {
        "clear": ("clr", "zero", "clear", "kill", "wipe", "flush"), "preset": ("set", "preset", "pre", "fill", "init_req"),
        "load": ("load", "ld", "we", "en", "capture", "take"), "invert": ("inv", "toggle", "flip", "tgl", "comp", "swap"),
    }  # fmt: skip
    says = {
        "clear": ("clears {o}", "sets {o} to 0", "makes {o} zero"), "preset": ("sets {o} to {p}", "puts {p} into {o}"),
        "load": ("loads {i} into {o}", "stores {i} in {o}"), "invert": ("inverts {o}", "complements {o}"),
    }  # fmt: skip
    result = {"clear": "0", "preset": told, "load": data, "invert": d.one((f"~{out}", f"the inverse of {out}"))}
    code = {"clear": "0", "preset": d.style.literal(width, preset), "load": data, "invert": f"~{out}"}
    controls: list[str] = []
    on: list[int] = []
    for deed in deeds:
        active = int(d.chance(0.7))
        on.append(active)
        controls.append(d.name(*names[deed]) if active else d.name(*(f"{name}_n" for name in names[deed])))
    value = d.one((0, 0, mask)) if reset.kind != "none" else 0
    inputs = [Port(name) for name in controls] + [Port(data, width)]
    d.rng.shuffle(inputs)
    ports = ordered(d, (Port(clk), *reset.ports, *inputs, Port(out, width, output=True, stored=True)))
    slots = slots_of(d, clk, falling, reset, out, value_of(d, width, value))
    for letter, deed, name, active in zip("xyz", deeds, controls, on, strict=True):
        slots |= {
            letter: name, f"b{letter}": active, f"n{letter}": 1 - active, f"l{letter}": "high" if active else "low",
            f"d{letter}": d.any(*says[deed], o=out, p=told, i=data), f"f{letter}": result[deed],
        }  # fmt: skip
    text = told_of(d, _THREE, ports, o=out, **slots)
    tests = [name if active else f"!{name}" for name, active in zip(controls, on, strict=True)]
    lines = [f"{'else ' * bool(i)}if ({t}) {out} <= {code[deed]};" for i, (t, deed) in enumerate(zip(tests, deeds, strict=True))]
    edge = "negedge" if falling else "posedge"
    body = d.clocked(clk, reset, [f"{out} <= {code_value(d, width, value)};"], lines, edge)

    def update(state: int, v: dict[str, int]) -> int:
        for deed, name, active in zip(deeds, controls, on, strict=True):
            if v[name] == active:
                return {"clear": 0, "preset": preset, "load": v[data], "invert": state ^ mask}[deed]
        return state

    def bias(rng: object, cycle: int) -> dict[str, int]:
        return {name: active if d.chance(0.35) else 1 - active for name, active in zip(controls, on, strict=True)}

    rows = clocked(
        d.rng, ports, clk, reset, value, update, lambda s, v: {out: s}, falling=falling, bias=bias,
        unknown=() if reset.kind != "none" else (0, mask),
    )  # fmt: skip
    order = ", then ".join(f"{t} -> {code[deed]}" for t, deed in zip(tests, deeds, strict=True))
    why = f"{edge} {clk}, {reset.phrase}" + (f" to {value}" if reset.kind != "none" else "") + f". {order}, else hold."
    return Design(
        "a register with three controls", ports, text, why, tuple(body), rows, d.style, ("ctrl_reg", "priority_reg"),
        {"order": deeds, "on": on, "width": width, "reset": reset.phrase},
    )  # fmt: skip


_LANES = (
    "{o} is a {w}-bit register of {n} lanes. Lane assignment: {m}. {at}, each lane whose enable is {b} takes its part of {i}; "
    "the other lanes keep theirs. {rs}",
    "Our CPU writes {i} with strobes {s}: {m}. A strobe at {b} means that these bits of {o} are overwritten {at}. At {z} they "
    "are left alone. {rs}",
    "Partial writes! {i} goes to {o} piece by piece: {m}. Active level of the enables: {l}. Clock: {c}, {ed} edge. {rs}",
    "Write mask table\n{m}\nActive {l}. Bits of {o} in an active lane are replaced by the same bits of {i} {at}, all others "
    "hold. {rs}",
    "Build a {w}-bit storage word {o} that can be written in {n} independent parts of {k} bits, from {i}, {at}. The parts and "
    "their write enables (active {l}): {m}. {rs}",
    "{rs} Otherwise, {at}, copy from {i} into {o} only the {k}-bit groups that are enabled (enable = {b}). Groups: {m}.",
    "The byte-lane idea, with {k} bits a lane. Nothing happens to a lane while its enable is {z}. With {b}, the lane of {o} "
    "loads the lane of {i} {at}. {m}. {rs}",
    "Given enables {m}, when {c} has its {ed} edge, then for every enable that is {b} the listed bits of {o} become those of "
    "{i}, and every other bit stays. {rs}",
    "Hi! I need a config register ({w} bits, {o}) where software may write single {k}-bit fields of {i}. Field selects are "
    "active {l}: {m}. It updates {at}. {rs}",
    "1. {o} holds {w} bits. 2. It is written from {i} {at}. 3. The enables, active {l}, choose what is written: {m}. "
    "4. What is "
    "not chosen is unchanged. {rs}",
    "What is kept: every {k}-bit lane of {o} with enable {z}. What is replaced by {i}: every lane with enable {b}. When: {at}. "
    "Which enable is which: {m}. {rs}",
    "{w}-bit register, {n} write enables ({l} = write). {m}. Data {i}, output {o}, {ge} {c}. {rs}",
)


@family("told_lane_register", "flip-flops", 1.0)
def lane_register(d: Draw) -> Design:
    """A register with an enable for each lane, in a vector or one by one, in either order."""
    lanes = d.one((2, 2, 3, 4, 4))
    size = d.one((4, 8, 8, 8, 16) if lanes < 4 else (2, 4, 8, 8))
    width, mask = lanes * size, (1 << lanes * size) - 1
    clk, reset, falling = d.clock(), d.reset(("none", "sync", "async")), d.chance(0.2)
    data, out = d.name(*INS), d.name(*OUTS)
    on, apart, back = int(d.chance(0.75)), lanes <= 3 and d.chance(0.4), d.chance(0.3)
    if apart:
        pools = (("we_lo", "wr0", "en_a", "low_en"), ("we_hi", "wr1", "en_b", "up_en"), ("we_top", "wr2", "en_c", "x_en"))
        enables = [d.name(*pools[i]) for i in range(lanes)]
        enable_ports = [Port(name) for name in enables]
        strobes = listing(enables)
    else:
        vector = d.name("be", "byteena", "wstrb", "mask", "wen", "lane_en") if on else d.name("be_n", "wstrb_n", "keep", "hold")
        enables = [f"{vector}[{i}]" for i in range(lanes)]
        enable_ports = [Port(vector, lanes)]
        strobes = vector
    place = [lanes - 1 - i if back else i for i in range(lanes)]
    span = [f"{p * size + size - 1}:{p * size}" for p in place]
    word = d.one(("{e} for bits {s}", "{e} -> [{s}]", "{e} belongs to [{s}]", "{e}: bits {s}"))
    order = list(range(lanes))
    if d.chance(0.3):
        order.reverse()
    mapping = listing([word.format(e=enables[i], s=span[i]) for i in order])
    value = d.one((0, 0, mask)) if reset.kind != "none" else 0
    ports = ordered(d, (Port(clk), *reset.ports, *enable_ports, Port(data, width), Port(out, width, output=True, stored=True)))
    slots = slots_of(d, clk, falling, reset, out, value_of(d, width, value))
    text = told_of(
        d, _LANES, ports, i=data, o=out, w=width, n=lanes, m=mapping, s=strobes, b=on, z=1 - on, k=size,
        l="high" if on else "low", **slots,
    )  # fmt: skip
    edge = "negedge" if falling else "posedge"
    no = "" if on else "!"
    lines = [f"if ({no}{enables[i]}) {out}[{span[i]}] <= {data}[{span[i]}];" for i in range(lanes)]
    clear = f"{{{width}{{1'b1}}}}" if value else "0"
    body = d.clocked(clk, reset, [f"{out} <= {clear};"], lines, edge)

    def update(state: int, v: dict[str, int]) -> int:
        for i in range(lanes):
            bit = v[enables[i]] if apart else v[vector] >> i & 1
            if bit == on:
                part = ((1 << size) - 1) << place[i] * size
                state = state & ~part | v[data] & part
        return state

    rows = clocked(
        d.rng, ports, clk, reset, value, update, lambda s, v: {out: s}, cycles=24, falling=falling,
        unknown=() if reset.kind != "none" else (0, mask),
    )  # fmt: skip
    why = f"{edge} {clk}, {reset.phrase}. Write when {on}: " + ", ".join(f"{e} [{s}]" for e, s in zip(enables, span, strict=True))
    return Design(
        "a register with lane enables", ports, text, f"{why}.", tuple(body), rows, d.style, ("lane_reg", "byte_en_reg"),
        {"lanes": lanes, "size": size, "on": on, "back": back, "reset": reset.phrase},
    )  # fmt: skip
