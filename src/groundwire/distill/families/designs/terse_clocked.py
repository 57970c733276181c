"""Flip-flops, latches, registers, counters and shift registers in a sentence or two."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from groundwire.distill.families.design import Design, Row
from groundwire.distill.families.draw import Draw
from groundwire.distill.families.models import clocked
from groundwire.distill.families.ports import Port
from groundwire.distill.families.registry import family
from groundwire.distill.families.reset import Kind, Reset
from groundwire.distill.families.telling import at_edge
from groundwire.distill.families.voices.everyday_terse import hinted, mixed

_ANY_RESET: tuple[Kind, ...] = ("none", "none", "sync", "sync", "async", "async")


_SOME_RESET: tuple[Kind, ...] = ("sync", "sync", "async", "async")


_CLOCKED_HINTS = (
    "Use a clocked always block.", "(Use|Remember to use) nonblocking assignments.", "One always block is enough.",
    "Write it as a single always block.", "Fully synthesizable, please.", "Hint: you need a clocked always block here.",
    "A sequential always block is all (you need|it takes).",
)  # fmt: skip


_RESETS = (
    "{uk} active-{l} reset {r}.", "{r} is {ak}, active-{l} reset.", "Reset {r} is {k} and active {l}.",
    "{r}: {k} reset, active {l}.", "(Also add|Include|It has) {ak} active-{l} reset ({r}).", "{r} = {b} (clears|resets) it {y}.",
    "When {r} is {b}, {o} goes to 0 {y}.", "(Clear|Reset) {o} {y} when {r} is {w}.", "{uk} reset: {r}, active {l}.",
)  # fmt: skip


_RESETS_TO = (
    "{uk} active-{l} reset {r}, reset value {v}.", "{r} is {ak}, active-{l} reset to {v}.", "{r} = {b} sets {o} to {v} {y}.",
    "Reset {r} is {k}, active {l}; {o} then becomes {v}.", "When {r} is {b}, {o} goes to {v} {y}.",
    "{r}: {k} reset, active {l}, to {v}.", "It (starts|restarts) from {v} after {ak} active-{l} reset on {r}.",
)  # fmt: skip


def _reset_words(d: Draw, reset: Reset, out: str, value: int) -> str:
    """A terse sentence on a reset."""
    if reset.kind == "none":
        return ""
    if d.chance(0.2):
        return d.tell_reset(reset, f"{d.one(('sets', 'forces', 'brings'))} {out} to {value}")
    wait = "at the (next |)clock edge" if reset.kind == "sync" else "(at once|immediately), without waiting for the clock"
    return d.any(
        *(_RESETS_TO if value else _RESETS),
        uk=reset.adverb.capitalize(),
        k=reset.adverb,
        r=reset.name,
        o=out,
        v=value,
        ak=("an " if reset.kind == "async" else "a ") + reset.adverb,
        l="low" if reset.low else "high",
        b=int(not reset.low),
        w=d.one(("low", "0") if reset.low else ("high", "1")),
        y=d.say(wait),
    )


def _clocked_text(d: Draw, texts: Sequence[str], reset: Reset, out: str, value: int, /, **slots: object) -> str:
    """A wording with the reset said in it, behind it or before it."""
    skeleton = d.one(texts)
    inside = "{wr}" in skeleton and value == 0 and reset.kind != "none" and d.chance(0.6)
    text = d.say(skeleton, wr=f" with {reset.phrase} {reset.name}" if inside else "", o=out, **slots)
    said = "" if inside else _reset_words(d, reset, out, value)
    if said:
        text = f"{said} {text}" if d.chance(0.15) else f"{text} {said}"
    return hinted(d, text, _CLOCKED_HINTS, 0.3)


_FLOPS = {
    "D": (
        "D flip-flop{wr}, {e}.", "{o} takes {x} {at}{wr}.", "Implement a D flip-flop{wr} ({e}).",
        "The module should behave like a D flip-flop{wr}, clocked by {e}.", "Register the bit {x} {at}; output {o}{wr}.",
        "One-bit register: {x} to {o}, {e}{wr}.", "Model of a D-type{wr}. Active edge: {e}.", "Delay {x} by one clock ({e}){wr}.",
        "{o} <= {x}, {e}{wr}.", "A DFF. It samples {x} {at}{wr}.", "How is a D flip-flop{wr} written? {x} in, {o} out, {e}.",
        "Half of a 7474, clocked {at}{wr}, without preset.", "Memory element: {at} it stores {x}{wr}.",
        "I need {x} synchronised to {e}, one stage{wr}.", "{ats} the flop copies {x} to {o}{wr}.",
        "Sample and hold, digitally: {x} is sampled {at}, held on {o}{wr}.", "Pipeline flop for {x}{wr}, {e}.",
        "The first sequential exercise: a D flip-flop{wr}. {e}.", "Create one D flop{wr} that updates {at}.",
        "Store {x} {at} and show it on {o}{wr}.", "{x} -> D, {o} -> Q, {e}{wr}.", "Edge-triggered storage of {x} ({e}){wr}.",
        "Between edges {o} is stable; {at} it becomes {x}{wr}.", "Write the flop: D is {x}, Q is {o}. {e}{wr}.",
        "A single always block on {e} makes {o} from {x}{wr}.",
    ),
    "T": (
        "T flip-flop{wr}, {e}. {x} is T.", "{o} toggles {at} if {x} is 1{wr}.",
        "Implement a T flip-flop{wr}: {x} = 1 toggles {o} {at}.",
        "The module should behave like a toggle flip-flop with T = {x}{wr}, clocked by {e}.",
        "Toggle {o} whenever {x} is 1 {at}; hold it when {x} is 0{wr}.", "Model of a T-type{wr}. Toggle input {x}, {e}.",
        "{x} = 1 flips {o} and {x} = 0 leaves it, {at}{wr}.", "{o} <= {o} XOR {x}, {e}{wr}.",
        "A toggling flop: T is {x}, Q is {o}, {e}{wr}.", "How is a T flip-flop{wr} written? T: {x}. {e}.",
        "Flip {o} {at}, but only with {x} high{wr}.", "Divide-by-two stage with enable {x}{wr}. {e}.",
        "JK with both inputs tied to {x}{wr}, {e}; it toggles or holds.",
        "One bit that changes {at} when {x} asks for it (1){wr}.", "Counter bit: {x} is its carry in, {o} the bit{wr}. {e}.",
        "Each edge ({e}) with {x} at 1 inverts {o}{wr}.", "Hold for {x} = 0, toggle for {x} = 1, {e}{wr}.",
        "I want a T flop, {x} and {o}{wr}. {e}.", "Invert the stored bit {at} if {x}{wr}.",
        "Push-push switch: {o} changes over {at} where {x} is 1{wr}.", "TFF ({e}){wr} with input {x}.",
        "Write a T flip-flop from {x} to {o}{wr}, {e}.", "Build the toggle flip-flop of the textbook{wr}; {e}, T = {x}.",
        "{o} alternates as long as {x} is 1, stepping {at}{wr}.",
        "Textbook T element: characteristic equation Q+ = T xor Q with T = {x}, Q = {o}, {e}{wr}.",
    ),
    "JK": (
        "JK flip-flop{wr}, {e}. J is {x}, K is {y}.", "J = {x}, K = {y}, Q = {o}, {e}{wr}.",
        "Implement a JK flip-flop{wr} with J = {x} and K = {y}, {e}.",
        "The module should behave like a JK flip-flop (J: {x}, K: {y}){wr}, clocked by {e}.",
        "{x} sets {o}, {y} clears it, both together toggle it, {e}{wr}.",
        "Model of a JK{wr}: {x} is the J input and {y} the K input. {e}.",
        "{ats}: {x} {y} = 00 hold, 01 clear, 10 set, 11 toggle {o}{wr}.",
        "Q+ = J Q' + K' Q with J = {x}, K = {y}, Q = {o}; {e}{wr}.",
        "How is a JK flip-flop{wr} written? {x} and {y} are J and K. {e}.",
        "{o} toggles {at} when {x} and {y} are both 1, is set by {x} alone, cleared by {y} alone{wr}.",
        "K: {y}. J: {x}. Clocked {at}{wr}. JK flip-flop.", "Half a 7476: J {x}, K {y}, updated {at}{wr}.",
        "JK element{wr}. {y} alone resets {o}, {x} alone sets it, both flip it; {e}.",
        "Case on ({x}, {y}): hold, clear, set, toggle. {e}{wr}.", "I want a JK flop, J from {x}, K from {y}{wr}. {e}.",
        "A flip-flop with J ({x}) and K ({y}) inputs{wr}, {e}.", "Write a JK flip-flop; {x} plays J and {y} plays K; {e}{wr}.",
        "Set with {x}, reset with {y}, toggle with both, keep with neither, {at}{wr}.",
        "{o} holds if {x} and {y} are 0. {x} alone makes it 1, {y} alone 0. Both invert it. Clocked {at}{wr}.",
        "JKFF ({e}){wr}, J = {x}, K = {y}.", "Create the JK of the textbook{wr}: {x} = J, {y} = K, {e}.",
        "Universal flip-flop JK: {x} is J. {y} is K. {e}{wr}.",
        "Build {o} as a JK state bit driven by {x} (J) and {y} (K){wr}, {e}.",
        "Like SR with S = {x} and R = {y}, except that both at 1 toggle {o}. {e}{wr}.",
        "J: set ({x}); K: kill ({y}); JK flip-flop, {e}{wr}.",
    ),
    "SR": (
        "SR flip-flop{wr}, {e}. S is {x}, R is {y}; {z}.", "S = {x}, R = {y}, Q = {o}, {e}{wr}. Note: {z}.",
        "Implement a clocked SR flip-flop{wr}, {e}: {x} sets, {y} resets, {z}.",
        "The module should behave like an SR flip-flop clocked by {e}{wr}. {x} sets {o}, {y} resets it; {z}.",
        "{x} sets {o} and {y} clears it {at}{wr}; {z}.",
        "Model of a synchronous set-reset flop{wr}: set {x}, reset {y}, {e}, {z}.",
        "{ats}: set {o} if {x}, clear it if {y}{wr}. Here {z}.", "{o} remembers {x} until {y} comes, {e}{wr}; {z}.",
        "How is a clocked SR flip-flop{wr} written? {x} is S and {y} is R, {e}, {z}.",
        "Alarm memory: {x} raises {o}, {y} acknowledges, sampled {at}{wr}; {z}.",
        "R: {y}. S: {x}. Clocked {at}{wr}. SR flip-flop, {z}.",
        "{y} makes {o} 0, {x} makes it 1, neither leaves it, {z}. {e}{wr}.",
        "SR element{wr}. Set by {x}, reset by {y}; {z}; {e}.", "I want an SR flop, set from {x}, reset from {y}, {z}{wr}. {e}.",
        "A flip-flop with set ({x}) and reset ({y}) inputs sampled {at}{wr}; {z}.",
        "Write an SR flip-flop; {x} plays S and {y} plays R; {z}. {e}{wr}.",
        "Busy flag: start is {x}, done is {y}, flag is {o}, {e}{wr}; {z}.",
        "Without {x} or {y} nothing changes; {x} gives 1, {y} gives 0; {z}. Clocked {at}{wr}.",
        "SRFF ({e}){wr}, S = {x}, R = {y}, {z}.", "Sticky bit {o}: set with {x}, cleared with {y}, {z}; {e}{wr}.",
        "Create the clocked SR of the textbook{wr}, {z}: {x} = S, {y} = R, {e}.",
        "The state {o} goes to 1 {at} on {x}, to 0 on {y}{wr}; {z}.",
        "Build {o} as a set ({x}) and clear ({y}) bit, {z}{wr}, {e}.",
        "Latch-like but clocked ({e}): {x} sets, {y} resets, {z}{wr}.",
        "Motor relay with start {x} and stop {y}, clocked {at}{wr}; {z}; {o} is the relay.",
    ),
}  # fmt: skip


class _Edge(NamedTuple):
    """How an edge is told."""

    long: str
    """ "on the rising edge of clk"."""
    start: str
    """The same at the start of a sentence."""
    short: str
    """ "posedge clk"."""


def _edge_words(d: Draw, clock: str, falling: bool) -> _Edge:
    long = at_edge(d, clock, falling)
    word = "falling" if falling else "rising"
    short = d.any(
        "{n} {c}",
        "{w} edge of {c}",
        "{w}-edge triggered",
        "active on {n} {c}",
        "{w} {c} edge",
        n="negedge" if falling else "posedge",
        w=word,
        c=clock,
    )
    if "triggered" in short and clock not in ("clk", "clock", "CLK"):
        short = f"{word}-edge triggered by {clock}"
    return _Edge(long, long[0].upper() + long[1:] if not long.startswith(clock) else long, short)


@family("terse_flip_flop", "flip-flops", 1.0)
def terse_flip_flop(d: Draw) -> Design:
    """D, T, JK and SR flip-flops."""
    kind = d.one(("D", "D", "T", "JK", "SR"))
    clk, reset, falling = d.clock(), d.reset(_SOME_RESET if kind == "T" else _ANY_RESET), d.chance(0.25)
    value = int(reset.kind != "none" and d.chance(0.15))
    if kind in "DT":
        x, y = (
            (d.name("d", "D", "in", "x", "din", "data") if kind == "D" else d.name("t", "T", "toggle", "en", "tog", "flip")),
            "",
        )
    else:
        x, y = (
            d.names(("j", "k"), ("J", "K"), ("in_j", "in_k"), ("a", "b"))
            if kind == "JK"
            else d.names(("s", "c"), ("set_i", "clear_i"), ("start", "stop"), ("a", "b"), ("on", "off"), ("hit", "ack"))
        )
    out = d.name("q", "Q", "out", "state", "ff", "y")
    bar = d.name("qn", "q_bar", "Qn", "nq", "q_inv") if d.chance(0.15) else ""
    both = d.one(("set", "reset", "hold"))
    told = {
        "set": d.one((f"{x} wins over {y}", f"with both at 1 {out} is set")),
        "reset": d.one((f"{y} wins over {x}", f"with both at 1 {out} is cleared")),
        "hold": d.one((f"with both at 1 {out} keeps its value", "both at once change nothing")),
    }[both]
    edge = _edge_words(d, clk, falling)
    text = _clocked_text(d, _FLOPS[kind], reset, out, value, e=edge.short, at=edge.long, x=x, y=y, z=told, ats=edge.start)
    if bar:
        text += d.any(" {b} is the complement of {o}.", " {b} = NOT {o}.", " Also output the inverse, {b}.", b=bar, o=out)
    if kind == "JK":
        why = f"J = {x}, K = {y}: next {out} = J~Q | ~KQ."
        update = [f"{out} <= ({x} & ~{out}) | (~{y} & {out});"]
        if reset.kind == "none":  # the equation would keep an unknown state unknown when it is set
            update = [f"if ({x} & {y}) {out} <= ~{out};", f"else if ({x}) {out} <= 1'b1;", f"else if ({y}) {out} <= 1'b0;"]
            why = f"J = {x} sets, K = {y} clears, both toggle, neither: hold."
    elif kind == "SR":
        first, second = ((x, "1"), (y, "0")) if both == "set" else ((y, "0"), (x, "1"))
        tests = (f"{first[0]}", f"{second[0]}") if both != "hold" else (f"{y} && !{x}", f"{x} && !{y}")
        update = [f"if ({tests[0]}) {out} <= 1'b{first[1]};", f"else if ({tests[1]}) {out} <= 1'b{second[1]};"]
        why = f"{x} sets, {y} clears, both: {both}, neither: hold."
    else:
        update = [f"{out} <= {x};" if kind == "D" else f"{out} <= {out} ^ {x};"]
        why = f"{kind} flip-flop: {update[0][:-1]}."
    body = d.clocked(clk, reset, [f"{out} <= 1'b{value};"], update, "negedge" if falling else "posedge") + (
        [f"assign {bar} = ~{out};"] if bar else []
    )
    ins = [Port(x), *([Port(y)] if y else [])]
    ports = mixed(
        d, [Port(clk), *reset.ports, *ins, Port(out, output=True, stored=True), *([Port(bar, output=True)] if bar else [])]
    )

    def step(state: int, v: dict[str, int]) -> int:
        if kind == "D":
            return v[x]
        if kind == "T":
            return 1 - state if v[x] else state
        if v[x] and v[y]:
            return 1 - state if kind == "JK" else {"set": 1, "reset": 0, "hold": state}[both]
        return 1 if v[x] else 0 if v[y] else state

    rows = clocked(
        d.rng,
        ports,
        clk,
        reset,
        value,
        step,
        lambda s, v: {out: s} | ({bar: 1 - s} if bar else {}),
        falling=falling,
        unknown=(0, 1) if reset.kind == "none" else (),
    )
    return Design(
        f"{'an' if kind == 'SR' else 'a'} {kind} flip-flop",
        ports,
        text,
        f"{why} {reset.phrase.capitalize()}, {'negedge' if falling else 'posedge'} {clk}.",
        tuple(body),
        rows,
        d.style,
        (f"{kind.lower()}_ff", "flop", f"{kind.lower()}ff"),
        {"kind": kind, "falling": falling, "reset": reset.kind},
    )


_LATCHES = (
    "{w} latch, {g}.", "{o} follows {x} while {t}, else it holds.", "Implement a {w} latch; {g}.",
    "The module should behave like a {w} latch: transparent while {t}.", "Transparent latch ({w}): {g}.",
    "Hold {o} unless {t}; then it shows {x}.", "Model of a level-sensitive latch from {x} to {o}, open when {t}.",
    "Latch {x} into {o}; {g}.", "While {t} the latch is open. Input {x}, output {o}.",
    "How do you write a D latch on purpose? {g}.", "No clock here, only a gate: {o} tracks {x} when {t} and freezes otherwise.",
    "Like a 7475 ({w}): {g}.", "Yes, this one is meant to be a latch. {t}: {o} = {x}. Otherwise it keeps its value.",
    "When {u}, {o} keeps what it had; when {t}, it equals {x}.", "{w} storage, level sensitive, {g}.",
    "Track and hold: track {x} while {t}, hold while {u}.", "Gated D latch. {g}.",
    "{x} passes to {o} only while {t}; afterwards the last value stays.", "An if without else: if {t} then {o} = {x}.",
    "Address latch: {x} is caught in {o}, open while {t}.", "I need an intentional latch ({w}) with data {x}. {g}.",
    "The lint tool will complain, never mind: latch {x} on {o}, {g}.", "{u}: {o} is frozen. {t}: {o} is {x}.",
    "Freeze {o} while {u}; let {x} through while {t}.", "Create a {w} D latch. {g}.",
    "Open on {t}, closed on {u}: a latch between {x} and {o}.",
)  # fmt: skip


@family("terse_latch", "flip-flops", 0.7)
def terse_latch(d: Draw) -> Design:
    """A D latch of any width and polarity, now and then with an asynchronous clear."""
    width, on = d.one((1, 1, 1, 2, 4, 8, 8, 16)), int(d.chance(0.7))
    gate, name, out = (
        d.name("en", "g", "ena", "gate", "le", "ale", "E"),
        d.name("d", "in", "data", "D", "x", "din"),
        d.name("q", "out", "Q", "y", "latched", "hold"),
    )
    clear, low = (d.name("clr", "rst", "clear", "aclr") if d.chance(0.25) else ""), d.chance(0.3)
    t, u = (d.any("{g} is {v}", "{g} = {b}", g=gate, v="high" if bit else "low", b=bit) for bit in (on, 1 - on))
    told = d.any(
        "enable {g}, active {l}",
        "open while {t}",
        "gate {g} (active {l})",
        "{g} {l} = transparent, otherwise it holds",
        "it is transparent when {t}",
        g=gate,
        l="high" if on else "low",
        t=t,
    )
    text = d.any(*_LATCHES, w="1-bit" if width == 1 else f"{width}-bit", g=told, t=t, u=u, x=name, o=out)
    level = int(not low)
    if clear:
        text += d.any(
            " {c} = {b} clears {o} regardless of {g}.",
            " {c} (active {l}) forces {o} to 0 at any time.",
            " Clear input {c}, active {l}, overrides everything.",
            c=clear,
            b=level,
            o=out,
            g=gate,
            l="low" if low else "high",
        )
    test, wipe = gate if on else f"!{gate}", f"!{clear}" if low else clear
    head = "always_latch" if d.style.modern else "always @(*)"
    body = d.block(
        head,
        [f"if ({wipe}) {out} = {d.style.literal(width, 0)};", f"else if ({test}) {out} = {name};"]
        if clear
        else [f"if ({test}) {out} = {name};"],
    )
    text = hinted(
        d,
        text,
        (
            "Use an always block.",
            "An always block with an incomplete if is what is wanted.",
            "Use a level-sensitive always block.",
        ),
        0.2,
    )
    ports = mixed(
        d, [*(Port(one) for one in (gate, clear) if one), Port(name, width), Port(out, width, output=True, stored=True)]
    )
    values, state, rows = {gate: on, name: 0, **({clear: 1 - level} if clear else {})}, 0, []
    for step in range(48):
        changed = name if step % 2 else d.one((gate, gate, name, clear or gate))
        values[changed] = d.rng.getrandbits(width) if changed == name else d.one((0, 1))
        if step == 0:
            values = {gate: on, name: d.rng.getrandbits(width), **({clear: 1 - level} if clear else {})}
        state = 0 if clear and values[clear] == level else values[name] if values[gate] == on else state
        rows.append(Row(dict(values), {out: state}))
    return Design(
        "a latch",
        ports,
        text,
        f"Latch: {f'{wipe} clears, else ' * bool(clear)}{test} passes {name} to {out}, otherwise it holds.",
        tuple(body),
        tuple(rows),
        d.style,
        ("d_latch", "latch"),
        {"width": width, "on": on, "clear": clear},
    )


_REGISTERS = (
    "{w}-bit register{wr}, {e}{h}.", "{w} D flip-flops{wr}, {e}{h}.", "Register {x} {at}, output {o}{wr}{h}.",
    "Implement a {w}-bit register{wr}; {e}{h}.",
    "The module should behave like a bank of {w} D flip-flops{wr}, clocked by {e}{h}.", "Store {x} in {o} {at}{wr}{h}.",
    "{o} <= {x}, {e}{wr}{h}.", "Model of a {w}-bit parallel register{wr}: {x} in, {o} out, {e}{h}.",
    "A pipeline stage for {x}{wr}: {e}{h}.", "I need to hold {w} bits: {x} goes to {o} {at}{wr}{h}.",
    "Delay the word {x} by one cycle{wr} ({e}){h}.", "Like a 74273 but {w} bits wide, {e}{wr}{h}.",
    "How is a {w}-bit register{wr} coded? {x} to {o}, {e}{h}.", "{o} captures {x} {at}{wr}{h}.",
    "Output register: {o} is {x} clocked {at}{wr}{h}.", "Word memory with one entry: loads {x} {at}{wr}{h}.",
    "Build a register from {w} flops{wr}. {x} is D, {o} is Q; {e}{h}.", "{x} is clocked into {o} {at}{wr}{h}.",
    "PIPO register, {w} wide{wr}, {e}{h}.", "Write a {w}-bit register named by its ports {x} and {o}{wr}; {e}{h}.",
    "Synchronous storage of {x}{wr}: {e}{h}.", "Flops: {w}. Data: {x}. Outputs: {o}. {e}{wr}{h}.",
    "Create {w} D flip-flops that share a clock{wr}; {e}{h}.", "Snapshot of {x}, taken {at}, shown on {o}{wr}{h}.",
    "Retiming register on the bus {x}{wr}; {e}{h}.", "What the datapath needs is a plain register{wr}: {w} bits, {e}{h}.",
)  # fmt: skip


@family("terse_register", "flip-flops", 0.9)
def terse_register(d: Draw) -> Design:
    """A register of several bits with a reset value and an enable, or without."""
    width = d.one((2, 3, 4, 5, 8, 8, 8, 10, 12, 16, 16, 24, 32, 64))
    clk, reset, falling = d.clock(), d.reset(_ANY_RESET), d.chance(0.25)
    value = d.one((0, 0, 0, 1, d.rng.getrandbits(width), (1 << width) - 1)) if reset.kind != "none" else 0
    name, out = d.names(
        ("d", "q"), ("in", "out"), ("din", "dout"), ("D", "Q"), ("data_in", "data_out"), ("x", "y"), ("wdata", "rdata")
    )
    enable, on = (d.name("en", "load", "we", "ce", "ena", "wr") if d.chance(0.4) else ""), int(d.chance(0.8))
    told = (
        d.any(
            ", only while {e} is {v}",
            ", with enable {e} (active {l})",
            "; {e} = {b} enables loading, otherwise it holds",
            "; when {e} is {n} it holds",
            e=enable,
            v="high" if on else "low",
            n="low" if on else "high",
            l="high" if on else "low",
            b=on,
        )
        if enable
        else ""
    )
    edge = _edge_words(d, clk, falling)
    text = _clocked_text(d, _REGISTERS, reset, out, value, e=edge.short, at=edge.long, x=name, w=width, h=told)
    update = [f"if ({enable if on else f'!{enable}'}) {out} <= {name};"] if enable else [f"{out} <= {name};"]
    body = d.clocked(clk, reset, [f"{out} <= {d.style.literal(width, value)};"], update, "negedge" if falling else "posedge")
    ports = mixed(
        d,
        [
            Port(clk),
            *reset.ports,
            *([Port(enable)] if enable else []),
            Port(name, width),
            Port(out, width, output=True, stored=True),
        ],
    )
    rows = clocked(
        d.rng,
        ports,
        clk,
        reset,
        value,
        lambda s, v: v[name] if not enable or v[enable] == on else s,
        lambda s, v: {out: s},
        falling=falling,
        unknown=(0, (1 << width) - 1) if reset.kind == "none" else (),
    )
    return Design(
        "a register",
        ports,
        text,
        f"{out} <= {name}{f' when {enable} = {on}' * bool(enable)}, {'negedge' if falling else 'posedge'} {clk}, "
        f"{reset.phrase}{f' to {value}' * (reset.kind != 'none')}.",
        tuple(body),
        rows,
        d.style,
        ("reg_n", f"reg{width}", "register"),
        {"width": width, "value": value, "falling": falling, "reset": reset.kind},
    )


_COUNTERS = (
    "{k} {r}{wr}, {e}{h}.", "Count {r} {at}{wr}{h}.", "{o} counts {r}, {e}{wr}{h}.",
    "Implement a counter that runs {r}{wr}; {e}{h}.", "The module should behave like a counter going {r}{wr}, clocked by {e}{h}.",
    "{k}{wr}: {r}, then again. {e}{h}.", "Model of a {c}: {o} goes {r} and repeats{wr}; {e}{h}.",
    "I need {o} to run {r} and wrap{wr}, {e}{h}.", "Sequence on {o}: {r}, repeated forever{wr}; {e}{h}.",
    "How would you count {r}{wr}? {e}{h}.", "Cyclic counter, {r}{wr}; it steps {at}{h}.", "{n} states, {r}{wr}, {e}{h}.",
    "A period of {n} cycles: {o} goes {r}{wr}. {e}{h}.", "Build a {c} ({r}){wr}. {e}{h}.",
    "Count clock edges ({e}) {r} on {o}{wr}{h}.", "The digit {o} runs {r}{wr}, one step {at}{h}.",
    "Write a {c}{wr} for the range {r}; {e}{h}.", "{o} is advanced {at}, {r}, and starts over{wr}{h}.",
    "Step {o} {r} cyclically{wr}, {e}{h}.", "{ats} {o} moves on; it goes {r} and round again{wr}{h}.",
    "Slot counter of a frame with {n} slots, {r}{wr}; {e}{h}.", "Please count {r}{wr} and then start over. {e}{h}.",
    "Wraps after {n} steps: {r}{wr}, {e}{h}.", "Create a {c}{wr}. It goes {r}. {e}{h}.",
    "{k} as in the textbook{wr}: {r}, {e}{h}.", "A free-running {c}, {r}{wr}; {e}{h}.",
)  # fmt: skip


@family("terse_counter", "counters", 1.0)
def terse_counter(d: Draw) -> Design:
    """A counter up or down over a range, with an enable or without."""
    low, high = d.one(
        (
            (0, 9),
            (0, 9),
            (1, 10),
            (0, 15),
            (0, 7),
            (0, 255),
            (1, 12),
            (0, 11),
            (0, 59),
            (0, 5),
            (1, 6),
            (0, 3),
            (2, 9),
            (0, 23),
            (0, 99),
            (0, d.number(3, 200)),
            (1, d.number(4, 30)),
        )
    )
    up, clk, reset, falling = d.chance(0.75), d.clock(), d.reset(_SOME_RESET), d.chance(0.2)
    width = high.bit_length()
    out = d.name("q", "count", "cnt", "out", "Q", "num", "digit")
    enable, on = (d.name("en", "ce", "enable", "cen", "step", "ena") if d.chance(0.35) else ""), int(d.chance(0.85))
    start = low if up or d.chance(0.4) else high
    first, last = (low, high) if up else (high, low)
    n = high - low + 1
    span = d.any(
        "from {f} {u} to {l}",
        "{f} {u} to {l}",
        "{f}, {g}, ... {l}",
        "from {f} through {l}" if up else "from {f} downwards to {l}",
        f=first,
        l=last,
        u="" if up and d.chance(0.6) else "up" if up else "down",
        g=first + 1 if up else first - 1,
    ).replace("  ", " ")
    kinds = [
        "counter",
        "up counter" if up else "down counter",
        f"modulo-{n} counter",
        *(["decade counter"] * 2 if n == 10 else []),
        *([f"{width}-bit counter"] if n == 1 << width else []),
    ]
    kind = d.one(kinds)
    if (low, up) == (0, True) and d.chance(0.15) and n != 1 << width:
        span = f"through {n} values from 0"
    told = (
        d.any(
            ", only while {e} is {v}",
            "; {e} (active {l}) enables it",
            "; it pauses when {e} is {x}",
            "; count enable {e}, active {l}",
            e=enable,
            v="high" if on else "low",
            x="low" if on else "high",
            l="high" if on else "low",
        )
        if enable
        else ""
    )
    edge = _edge_words(d, clk, falling)
    text = _clocked_text(
        d,
        _COUNTERS,
        reset,
        out,
        start,
        e=edge.short,
        at=edge.long,
        r=span,
        k=kind[0].upper() + kind[1:],
        c=kind,
        n=n,
        h=told,
        ats=edge.start,
    )
    whole = n == 1 << width and low == 0
    lit = d.style.literal
    sign = "+" if up else "-"
    step = (
        f"{out} {sign} 1'b1" if whole else f"({out} == {lit(width, last)}) ? {lit(width, first)} : {out} {sign} {lit(width, 1)}"
    )
    update = [f"if ({enable if on else f'!{enable}'}) {out} <= {step};" if enable else f"{out} <= {step};"]
    body = d.clocked(clk, reset, [f"{out} <= {lit(width, start)};"], update, "negedge" if falling else "posedge")
    ports = mixed(d, [Port(clk), *reset.ports, *([Port(enable)] if enable else []), Port(out, width, output=True, stored=True)])

    def move(state: int, v: dict[str, int]) -> int:
        if enable and v[enable] != on:
            return state
        return low + (state - low + (1 if up else -1)) % n

    def bias(_: object, cycle: int) -> dict[str, int]:
        return {enable: on} if enable and cycle % 5 else {}

    rows = clocked(
        d.rng, ports, clk, reset, start, move, lambda s, v: {out: s}, falling=falling, bias=bias, cycles=min(2 * n + 20, 300)
    )
    return Design(
        "a counter",
        ports,
        text,
        f"{out}: {first} to {last}, then {first}{f', only when {enable} = {on}' * bool(enable)}; "
        f"{reset.phrase} to {start}; {'negedge' if falling else 'posedge'} {clk}.",
        tuple(body),
        rows,
        d.style,
        ("counter", f"mod{n}_counter", "cnt"),
        {"low": low, "high": high, "up": up},
    )


_SHIFTS = (
    "{w}-bit shift register{wr}, {d}, {e}{h}.", "Shift {x} into {o} {d} {at}{wr}{h}.",
    "Implement a {w}-bit shift register{wr}: {d}, {e}{h}.",
    "The module should behave like a {w}-bit serial-in shift register{wr}, shifting {d}, clocked by {e}{h}.",
    "{o} moves one place {d} {at}, {x} fills the gap{wr}{h}.", "Serial in ({x}), {q} out ({o}), {w} stages, {d}{wr}; {e}{h}.",
    "Model of a chain of {w} D flip-flops, {x} at its head, {d}{wr}; {e}{h}.", "{x} enters {d}, {w} bits long{wr}. {e}{h}.",
    "How is a {w}-stage shift register{wr} coded? It shifts {d}, {e}{h}.",
    "Move everything {d} by one {at}; the new bit is {x}{wr}{h}.", "One bit of {x} per cycle, {d}{wr}, {w} bits kept. {e}{h}.",
    "The last {w} bits of {x} are kept; shifting is {d}, {e}{wr}{h}.", "Like a 74164, {w} bits, {d}{wr}: {e}{h}.",
    "Conveyor of {w} flops. Direction: {d}. In: {x}. Out: {o}. {e}{wr}{h}.",
    "Build a shifter that goes {d} {at}{wr}, input {x}{h}.", "I need a {w}-bit shift register{wr}, {d}. {e}{h}.",
    "{ats} the contents go {d} by one bit and {x} comes in{wr}{h}.", "Deserialise {x}: {w} bits, shifting {d}, {e}{wr}{h}.",
    "Write a shift register of length {w}, {d}, fed by {x}{wr}. {e}{h}.",
    "Concatenate and assign: shift {d}, new bit {x}, {e}{wr}{h}.",
    "Create {w} flip-flops in a row, {d}{wr}; {x} feeds the first; {e}{h}.",
    "Bucket brigade ({w} long, {d}) for {x}{wr}; {e}{h}.", "Shift register. Length {w}. {dd}. Serial input {x}. {e}{wr}{h}.",
    "{w} bits, {d}, serial input {x}, {e}{wr}{h}.", "SI = {x}, {w} bits, shift {d}, {e}{wr}{h}.",
    "Textbook shift register{wr} ({w} bits, {d}) with serial input {x}; {e}{h}.",
)  # fmt: skip


@family("terse_shift_register", "shift registers", 0.9)
def terse_shift_register(d: Draw) -> Design:
    """A shift register with serial input and parallel or serial output."""
    width, left = d.one((2, 3, 4, 4, 4, 5, 8, 8, 8, 10, 12, 16, 32)), d.chance(0.6)
    clk, reset, falling = d.clock(), d.reset(_ANY_RESET), d.chance(0.2)
    name, serial = d.name("in", "si", "d", "sin", "ser", "x", "din"), d.chance(0.3)
    out = d.name("so", "sout", "out", "q", "dout") if serial else d.name("q", "out", "Q", "sr", "par", "dout")
    enable = d.name("en", "shift", "ena", "ce", "sh") if d.chance(0.35) else ""
    if serial:
        way = d.one(
            (
                "with only the last stage visible",
                "where the oldest bit is the output",
                "first in, first out",
                "with the final flop as output",
            )
        )
    else:
        way = d.say(
            "(left|towards the MSB|to the left|upwards ({x} enters bit 0)|from bit 0 to bit {h})"
            if left
            else "(right|towards the LSB|to the right|downwards ({x} enters bit {h})|from bit {h} to bit 0)",
            x=name,
            h=width - 1,
        )
    told = (
        d.any(", only while {e} is high", "; shift enable {e}", "; {e} = 0 stops it", ", if {e} is 1", e=enable) if enable else ""
    )
    edge = _edge_words(d, clk, falling)
    if serial:
        texts: tuple[str, ...] = (
            "{w}-bit shift register{wr} from {x} to {o}, {d}, {e}{h}.",
            "Delay {x} by {w} clocks; {o} is the delayed bit{wr}. {e}{h}.",
            "{w} D flip-flops in series between {x} and {o}{wr}, {e}{h}.",
            "Serial in ({x}), serial out ({o}), {w} stages{wr}, {e}{h}.",
            "Implement a {w}-stage SISO shift register{wr}; {e}{h}.",
            "The module should behave like a chain of {w} flops{wr}, clocked by {e}{h}.",
            "{o} repeats {x} {w} active edges later{wr} ({e}){h}.",
            "Model of a {w}-deep one-bit delay line{wr}; {e}{h}.",
            "Chain {w} flops, show the last one{wr}; {e}{h}.",
            "How do you delay one bit by {w} cycles{wr}? {x} in, {o} out, {e}{h}.",
            "Shift register of {w} bits, {d}{wr}: {x}, {o}, {e}{h}.",
            "{x} runs through {w} flip-flops before it reaches {o}{wr}; {e}{h}.",
        )
    else:
        texts = _SHIFTS
    text = _clocked_text(
        d,
        texts,
        reset,
        out,
        0,
        e=edge.short,
        at=edge.long,
        x=name,
        w=width,
        d=way,
        h=told,
        q="parallel",
        dd=f"Direction: {way}",
        ats=edge.start,
    )
    inner = d.name("sr", "stages", "r", "chain", "taps") if serial else out
    code = f"{{{inner}[{width - 2}:0], {name}}}" if left else f"{{{name}, {inner}[{width - 1}:1]}}"
    update = [f"if ({enable}) {inner} <= {code};" if enable else f"{inner} <= {code};"]
    body = [
        *([d.style.declare(inner, width)] if serial else []),
        *d.clocked(clk, reset, [f"{inner} <= {d.style.literal(width, 0)};"], update, "negedge" if falling else "posedge"),
        *([f"assign {out} = {inner}[{width - 1 if left else 0}];"] if serial else []),
    ]
    ports = mixed(
        d,
        [
            Port(clk),
            *reset.ports,
            *([Port(enable)] if enable else []),
            Port(name),
            Port(out, 1 if serial else width, output=True, stored=not serial),
        ],
    )

    def move(state: int, v: dict[str, int]) -> int:
        if enable and not v[enable]:
            return state
        return (state * 2 + v[name]) % (1 << width) if left else state // 2 + v[name] * (1 << (width - 1))

    rows = clocked(
        d.rng,
        ports,
        clk,
        reset,
        0,
        move,
        lambda s, v: {out: (s >> (width - 1) if left else s & 1) if serial else s},
        falling=falling,
        cycles=40 + width,
        bias=lambda rng, cycle: {enable: 1} if enable and cycle % 4 else {},
        unknown=(0, (1 << width) - 1) if reset.kind == "none" else (),
    )
    return Design(
        "a shift register",
        ports,
        text,
        f"{inner} <= {code}{f' when {enable}' * bool(enable)}; {reset.phrase}.",
        tuple(body),
        rows,
        d.style,
        ("shift_reg", "sreg", f"shift{width}"),
        {"width": width, "left": left, "serial": serial, "falling": falling, "reset": reset.kind},
    )
