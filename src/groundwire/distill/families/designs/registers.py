"""Latches, registers with byte enables, chains of registers."""

from __future__ import annotations

from itertools import pairwise

from groundwire.distill.families.design import Design, Row
from groundwire.distill.families.draw import Draw
from groundwire.distill.families.models import clocked, random_value
from groundwire.distill.families.ports import Port
from groundwire.distill.families.registry import family
from groundwire.distill.families.reset import Kind
from groundwire.distill.families.telling import at_edge, is_level, laid_out, sentence, when
from groundwire.distill.families.voices.register_words import edge, holds, setting

KINDS: tuple[Kind, ...] = ("none", "none", "sync", "sync", "async", "async")
LATCHES = (
    "A {w}latch: {wy} {o} follows {i}; {wn} {h}",
    "A {w}latch: {wn} {h}; {wy} {o} follows {i}",
    "{o} is a transparent {w}latch of {i}, open when {yes} (and closed otherwise|)",
    "(Implement|Build|I need) a {w}D latch ({g} = {v}: {o} = {i}; {g} = {n}: hold)",
    "(Implement|Build|I need) a {w}D latch ({g} = {n}: hold; {g} = {v}: {o} = {i})",
    "{wy} {i} passes straight through to {o}, and when {g} goes back to {n} the last value is kept",
    "There is no clock: {o} is {i} {wy}, and {wn} it remembers what it was",
    "{g} is level-sensitive. {wy}, {o} is transparent to {i}; {wn}, it is frozen",
    "{g} is level-sensitive. {wn}, {o} is frozen; {wy}, it is transparent to {i}",
    "Level-sensitive storage without a clock: gate {g} (active {lv}), data {i}, output {o}",
    "{h} {wn}, and follows {i} at once {wy}",
    "The gate of the {w}latch is {g}. It is open at {v} and closed at {n}; data comes from {i}, {o} is the output",
    "The gate of the {w}latch is {g}. It is closed at {n} and open at {v}; data comes from {i}, {o} is the output",
    "Can you write a {w}latch that is transparent {wy}? It stores {i} and shows it at {o}",
    "To freeze {i} while somebody reads it, {o} follows it only {wy}; {wn} the value stays",
    "{o} = {i} {wy}, without waiting for any edge; else {h}",
    "Unless {yes}, {h}; as long as {yes}, every change of {i} is seen at {o}",
    "Always, and not on an edge: {yes} -> {o} = {i}; {no} -> {o} unchanged",
    "Always, and not on an edge: {no} -> {o} unchanged; {yes} -> {o} = {i}",
    "Latch enable: {g} (active {lv}). D: {i}. Q: {o}. Not a flip-flop, a transparent latch",
)
CLEARED = (
    "{wy} {o} is 0, whatever {g} is",
    "{c} (active {lv}) clears {o} and comes before {g}",
    "{c} forces {o} to {z} {wy}, with priority over {g}",
    "An active-{lv} clear {c} overrides everything: {o} = 0",
    "The first thing to look at is {c}: {wy} {o} is held at zero",
    "{o} stays at 0 {wy}, even if the latch is open",
)


def tell_latch(d: Draw, gate: str, opens: int, data: str, out: str, what: str = "") -> str:
    """One sentence on a transparent latch."""
    plain = not opens
    return d.any(
        *LATCHES,
        g=gate,
        v=opens,
        n=1 - opens,
        o=out,
        i=data,
        w=what,
        h=holds(d, out),
        lv="high" if opens else "low",
        yes=is_level(d, gate, opens, plain),
        no=is_level(d, gate, 1 - opens, plain),
        wy=when(d, gate, opens, plain),
        wn=when(d, gate, 1 - opens, plain),
    )


@family("latch", "latches", 1.5)
def latch(d: Draw) -> Design:
    """A transparent latch, high or low, with or without reset."""
    width = d.one((1, 1, 1, 2, 4, 8, 16))
    opens = int(not d.chance(0.35))
    gate = d.name("en", "g", "ena", "enable", "le", "gate") if opens else d.name("en_n", "gate", "g", "le_n", "freeze")
    data, out = d.names(("d", "q"), ("in", "out"), ("din", "dout"), ("x", "y"))
    clears = int(not d.chance(0.3))
    clear = (d.name("rst", "clr", "clear") if clears else d.name("rst_n", "clr_n", "clear_n")) if d.chance(0.35) else ""
    shown = [Port(data, width), Port(gate), *([Port(clear)] if clear else [])]
    d.rng.shuffle(shown)
    ports = (*shown, Port(out, width, output=True, stored=True))
    facts = [tell_latch(d, gate, opens, data, out, "" if width == 1 else f"{width}-bit ")]
    if clear:
        facts.append(
            d.any(
                *CLEARED,
                c=clear,
                o=out,
                g=gate,
                z=d.one(("0", "zero")),
                lv="high" if clears else "low",
                wy=when(d, clear, clears, not clears),
            )
        )
    test = gate if opens else f"!{gate}"
    ctest = clear if clears else f"!{clear}"
    lines = [f"if ({ctest}) {out} = 0;", f"else if ({test}) {out} = {data};"] if clear else [f"if ({test}) {out} = {data};"]
    head = "always_latch" if d.style.modern else "always @(*)"
    rows, state = [], None
    for index in range(40):
        values = {data: random_value(d.rng, width), gate: d.number(0, 1) if index else opens}
        if clear:
            values[clear] = clears if d.chance(0.2) else 1 - clears
        if clear and values[clear] == clears:
            state = 0
        elif values[gate] == opens:
            state = values[data]
        rows.append(Row(values, {out: state}))
    return Design(
        "a transparent latch",
        ports,
        laid_out(d, facts),
        "No clock. "
        + f"{clear} = {clears}: {out} = 0, first. " * bool(clear)
        + f"{gate} = {opens}: {out} = {data}; no else, so that it holds.",
        tuple(d.block(head, lines)),
        tuple(rows),
        d.style,
        ("latch", "d_latch"),
        {"width": width, "opens": opens, "clear": clear and clears},
        wave=f"{out} follows {data} while {gate} is {opens} and holds while it is {1 - opens}: a latch."
        if width == 1 and not clear
        else "",
    )


_LANES = (
    "A register of {n} {u}s: {at}, {u} k of {q} takes {u} k of {i} if {e}[k] is 1, and else keeps its value",
    "{q} stores {i} {at}; bit k of {e} enables {u} k ({e}[0] the lowest)",
    "{at}, every {u} of {q} whose bit in {e} is 1 is replaced by that {u} of {i}; the others stay. Bit 0 of {e} belongs to "
    "the lowest {u}",
    "{e} has one write enable for each of the {n} {u}s of {q}, the lowest {u} at {e}[0]. An enabled {u} is loaded from {i} {at}",
    "The {u}s of {i} whose enable bit in {e} is 0 are ignored; the others are written to {q} {at}. {e}[0] goes with bits {s}:0",
    "Only the {u}s selected by {e} change {at}: {q} gets them from {i} at the same place. Enable bit 0 stands for the least "
    "significant {u}",
    "Can you build a register {q} with {u} enables? {at} {e}[k] = 1 writes {u} k from {i}, {e}[k] = 0 keeps it",
    "Writes can be partial: {e} is a mask over the {n} {u}s ({e}[{m}] for the top one), and {at} the marked {u}s go from {i} "
    "to {q}",
    "{e}[k] = 0: {u} k of {q} holds; {e}[k] = 1: it takes {u} k of {i}. All this {at}",
    "The register {q} is written {at}, {u} by {u}: {e} tells which {u}s of {i} are taken, its bit 0 for the lowest",
    "To let a processor write single {u}s, {q} is loaded from {i} {at} under the mask {e}, one bit a {u}, lowest {u} at bit 0",
    "Lanes of one {u} each: {n}. Lane k is written from {i} to {q} {at} if {e}[k] is set. Lanes that are not written hold",
)


def _lanes_one_by_one(d: Draw, count: int, size: int, order: list[int], **slots: str) -> str:
    """A sentence for each lane, in any order; `order[k]` is the enable bit of lane k."""
    lanes = list(range(count))
    d.rng.shuffle(lanes)
    form = d.one(
        (
            "{e}[{b}] enables {q}[{h}:{l}]",
            "{q}[{h}:{l}] is written if {e}[{b}] is 1",
            "bits {h} to {l} belong to {e}[{b}]",
            "{e}[{b}] = 1 loads bits {h}:{l}",
            "{q}[{h}:{l}] <= {i}[{h}:{l}] if {e}[{b}]",
        )
    )
    said = [form.format(b=order[k], h=k * size + size - 1, l=k * size, e=slots["e"], q=slots["q"], i=slots["i"]) for k in lanes]
    lead = d.any(
        "{q} is loaded from {i} {at}, part by part",
        "{at}, parts of {q} take the same bits of {i}, each if its own bit of {e} is set",
        "{e} holds write enables, and {q} takes the enabled parts of {i} {at} while the other parts hold",
        **slots,
    )
    return sentence(f"{lead}: {'; '.join(said)}" if d.chance(0.5) else f"{lead}:\n" + "\n".join(f"- {one}" for one in said))


@family("byte_register", "flip-flops", 1.2)
def byte_register(d: Draw) -> Design:
    """A register whose bytes have enables of their own, told lane by lane where the bits do not go in order."""
    count, size = d.one(((2, 8), (2, 8), (4, 8), (4, 4), (2, 4), (3, 4), (2, 16), (2, 8)))
    width = count * size
    clk, reset = d.clock(), d.reset(("sync", "async"))
    data, out = d.names(("d", "q"), ("din", "dout"), ("data_in", "data_out"), ("wdata", "rdata"))
    enable = d.name("byteena", "be", "we", "wstrb", "mask")
    falling = d.chance(0.2)
    unit = {8: "byte", 4: "nibble", 16: "half-word"}[size]
    value = 0 if width > 16 or d.chance(0.6) else random_value(d.rng, width)
    order = list(range(count))
    crossed = d.chance(0.4)
    if crossed:
        d.rng.shuffle(order)
    shown = [Port(enable, count), Port(data, width)]
    d.rng.shuffle(shown)
    ports = (Port(clk), *reset.ports, *shown, Port(out, width, output=True, stored=True))
    slots = {"at": at_edge(d, clk, falling), "q": out, "i": data, "e": enable}
    if crossed or d.chance(0.25):
        main = _lanes_one_by_one(d, count, size, order, **slots)
    else:
        main = sentence(d.any(*_LANES, n=str(count), u=unit, s=str(size - 1), m=str(count - 1), **slots))
    cleared = d.tell_reset(reset, setting(d, out, value, width))
    step = [
        f"if ({enable}[{order[k]}]) {out}[{k * size + size - 1}:{k * size}] <= {data}[{k * size + size - 1}:{k * size}];"
        for k in range(count)
    ]

    def update(s: int, v: dict[str, int]) -> int:
        mask = sum(((1 << size) - 1) << k * size for k in range(count) if v[enable] >> order[k] & 1)
        return s & ~mask | v[data] & mask

    active = "negedge" if falling else "posedge"
    rows = clocked(d.rng, ports, clk, reset, value, update, lambda s, v: {out: s}, cycles=20, falling=falling)
    lanes = ", ".join(f"{enable}[{order[k]}] -> {k * size + size - 1}:{k * size}" for k in range(count))
    return Design(
        f"a register with {unit} enables",
        ports,
        f"{main}\n{cleared}" if "\n" in main else laid_out(d, [main, cleared]),
        f"{active} {clk}; {reset.phrase} to {value}; one if for each {unit}: {lanes}.",
        tuple(d.clocked(clk, reset, [f"{out} <= {value and d.style.literal(width, value, 'h')};"], step, active)),
        rows,
        d.style,
        ("byte_reg",),
        {"count": count, "size": size, "reset": reset.phrase, "order": order, "value": value},
    )


_DELAYS = (
    "{o} is {i} delayed by {n} clock cycles ({n} flip-flops in a row, {e})",
    "{i} passes through {n} flip-flops in series, clocked by {e}; the last one drives {o}",
    "A chain of {n} registers from {i} to {o}, all clocked by {e}",
    "{at}, {i} moves one step along a row of {n} registers; the last of them is {o}",
    "{o} shows what {i} was {n} clock cycles before; state changes {at}",
    "A value at {i} needs {n} active edges of the clock to reach {o} (active edge: {e})",
    "{n} pipeline registers stand between {i} and {o}; all of them load {at}",
    "A {n}-stage pipeline without logic: {i} in, {o} out, every stage clocked by {e}",
    "To bring {i} into this clock domain, pass it through {n} flip-flops ({e}); {o} comes from the last",
    "Can you write a delay line of {n} stages from {i} to {o}? It advances {at}",
    "The first register takes {i}, each further one takes the one before it, {n} in all, {at}; {o} is the last",
    "{o} is the output of the last of {n} cascaded registers. Each takes the output of the one before it {at}, and the first "
    "takes {i}",
    "Put {n} registers one behind the other ({e}): input {i}, output {o}",
    "Latency from {i} to {o}: {n} registers, clocked by {e}",
    "Whatever enters at {i} comes out of {o} after {n} edges; the edge is {e}",
)


@family("delay_line", "shift registers", 1.2)
def delay_line(d: Draw) -> Design:
    """A signal delayed by some clock cycles: synchronizers and pipelines; often with an enable."""
    stages, width = d.one((2, 2, 3, 3, 4, 5, 6)), d.one((1, 1, 2, 4, 8))
    clk, reset = d.clock(), d.reset(KINDS)
    data, out = d.names(("d", "q"), ("in", "out"), ("async_in", "sync_out"), ("sig", "sig_d"), ("x", "y"))
    names = [d.name(f"s{i}") for i in range(1, stages)]
    enable = d.name("en", "ce", "advance") if d.chance(0.25) else ""
    falling = d.chance(0.2)
    active = "negedge" if falling else "posedge"
    packed = width == 1 and d.chance(0.5)
    style = d.style
    sr = d.name("sr")
    ports = (
        Port(clk),
        *reset.ports,
        *([Port(enable)] if enable else []),
        Port(data, width),
        Port(out, width, output=True, stored=not packed),
    )
    count = d.one((str(stages), {2: "two", 3: "three", 4: "four", 5: "five", 6: "six"}[stages]))
    facts = [
        d.any(*_DELAYS, o=out, i=data, n=count, e=edge(d, clk, falling), at=at_edge(d, clk, falling)),
        d.tell_reset(
            reset,
            d.one(("clears all of them", "clears all the registers", "sets every stage to 0", "empties the chain (all zeros)")),
        ),
    ]
    if enable:
        facts.append(
            d.any(
                "All registers hold {wn}",
                "The chain only moves {wy}",
                "{wn} nothing moves",
                "{en} is an enable for the whole chain: 0 stops it, 1 lets it move",
                "Only edges at which {yes} count",
                "The chain stands still {wn}",
                en=enable,
                yes=is_level(d, enable, 1),
                wy=when(d, enable, 1),
                wn=when(d, enable, 0),
            )
        )
    clear, step, declare, tail = _chain_code(d, packed, [data, *names, out], sr, width)
    if enable:
        step = d.block(f"if ({enable})", step)
    body = [declare, *d.clocked(clk, reset, clear, step, active), *tail]
    start = (0,) * stages
    rows = clocked(
        d.rng,
        ports,
        clk,
        reset,
        start,
        lambda s, v: s if enable and not v[enable] else (v[data], *s[:-1]),
        lambda s, v: {out: s[-1]},
        cycles=28,
        falling=falling,
        unknown=(start, ((1 << width) - 1,) * stages) if reset.kind == "none" else (),
        bias=lambda r, i: {enable: int(r.random() < 0.75)} if enable else {},
    )
    return Design(
        f"a delay of {stages} cycles",
        ports,
        laid_out(d, facts),
        f"{stages} registers in a row, {active} {clk}; {reset.phrase}"
        + f"; move only if {enable} is 1." * bool(enable)
        + "." * (not enable),
        tuple(body),
        rows,
        style,
        ("delay", "synchronizer"),
        {"stages": stages, "width": width, "reset": reset.phrase, "enable": bool(enable), "falling": falling},
        wave=f"{out} is {data}, {stages} edges later." if width == 1 and reset.kind == "none" and not enable else "",
    )


def _chain_code(d: Draw, packed: bool, chain: list[str], sr: str, width: int) -> tuple[list[str], list[str], str, list[str]]:
    """What clears a chain of registers, what moves it, its declaration, and what drives the output."""
    stages = len(chain) - 1
    if packed:
        span = f"{sr}[{stages - 2}:0]" if stages > 2 else f"{sr}[0]"
        tail = [f"assign {chain[-1]} = {sr}[{stages - 1}];"]
        return [f"{sr} <= 0;"], [f"{sr} <= {{{span}, {chain[0]}}};"], f"{d.style.net} [{stages - 1}:0] {sr};", tail
    span = f"[{width - 1}:0] " if width > 1 else ""
    declare = f"{d.style.net} {span}{', '.join(chain[1:-1])};"
    return [f"{n} <= 0;" for n in chain[1:]], [f"{b} <= {a};" for a, b in pairwise(chain)], declare, []
