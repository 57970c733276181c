"""State machines and registers as plain lists: many moves, many flip-flops, each bound by its line only."""
# ruff: noqa: E501  (wordings read best with one to a line)

from __future__ import annotations

from typing import NamedTuple

from groundwire.distill.families.design import Design
from groundwire.distill.families.draw import Draw
from groundwire.distill.families.models import clocked
from groundwire.distill.families.ports import Port, in_some_order
from groundwire.distill.families.registry import family
from groundwire.distill.families.reset import Reset
from groundwire.distill.families.telling import at_edge, sentence
from groundwire.distill.families.voices.dense_shared import headed, listed, mixed, some_names

_LABELS = (
    "A B C D E F G H", "S0 S1 S2 S3 S4 S5 S6 S7", "a b c d e f g h", "P Q R S T U V W", "IDLE RUN WAIT DONE FAIL BACK HOLD STOP",
    "ST_A ST_B ST_C ST_D ST_E ST_F ST_G ST_H", "ONE TWO THREE FOUR FIVE SIX SEVEN EIGHT", "OFF LOW MID HIGH TOP PEAK DROP REST",
)  # fmt: skip
_MOVES = (
    ("{s}: {a} if {x}=0, {b} if {x}=1", ""),
    ("{s} -> {a} for {x}=0, {b} for {x}=1", ""),
    ("{s} | {a} | {b}", "state | next for {x}=0 | next for {x}=1"),
    ("{s}, {a}, {b}", "state, {x}=0, {x}=1"),
    ("{s}  {a}  {b}", "state  {x}=0  {x}=1"),
    ("from {s}: 0 to {a}, 1 to {b}", "The numbers are {x}."),
    ("{s}: {x} high -> {b}, low -> {a}", ""),
    ("{s}: {b} when {x} is 1, else {a}", ""),
    ("{s} goes to {b} on {x}=1 and to {a} on {x}=0", ""),
    ("{s} --{x}=0--> {a}, {s} --{x}=1--> {b}", ""),
    ("in {s}: next is {x} ? {b} : {a}", ""),
    ("{s}: 1 -> {b}; 0 -> {a}", "Behind each state: what {x} leads to."),
)
_MACHINE_HEADS = (
    "A state machine, input {x}, output {z}.", "Moves of the machine by {x}:", "Transitions:", "The controller's states and where {x} leads from each:", "State machine with the input {x}:",
    "A Moore machine.", "States and their next states:", "Write this machine down in Verilog.",
)  # fmt: skip
_ON = (
    "{z} is 1 in {l}.", "{z}=1: {l}.", "In {l} {z} is high, elsewhere low.", "{l}: {z} on.", "{z} is 0 but in {l}.", "Output {z} is high for {l} only.", "States with {z} = 1: {l}.",
)  # fmt: skip


class _Machine(NamedTuple):
    """A Moore machine: its ports, its states' names, where 0 and 1 lead from each, which show a one, where it begins."""

    x: str
    z: str
    clock: str
    reset: Reset
    falling: bool
    labels: list[str]
    moves: list[tuple[int, int]]
    ones: list[int]
    start: int


def _draw_machine(d: Draw) -> _Machine:
    n = d.one((3, 4, 4, 5, 5, 6, 7))
    x, z, clock, reset = (
        d.name("x", "in", "w", "go", "a", "din"),
        d.name("z", "out", "y", "f", "led", "hit"),
        d.clock(),
        d.reset(),
    )
    labels = d.one([names.split()[:n] for names in _LABELS if not {x, z, clock, reset.name} & set(names.split()[:n])])
    moves = [(d.number(0, n - 1), d.number(0, n - 1)) for _ in labels]
    ones = sorted(d.rng.sample(range(n), d.number(1, n - 1)))
    start, falling = d.one((0, 0, d.number(0, n - 1))), d.chance(0.1)
    return _Machine(x, z, clock, reset, falling, labels, moves, ones, start)


def _tell_machine(d: Draw, m: _Machine) -> str:
    """The moves as a list under or over a head, and in any order what shows a one, the reset and the clock."""
    form, note = d.one(_MOVES)
    moves = [
        d.say(form.replace("|", "\\|"), s=s, a=m.labels[a], b=m.labels[b], x=m.x)
        for s, (a, b) in zip(m.labels, m.moves, strict=True)
    ]
    outputs = ""
    if d.number(0, 2) == 2:
        mark = d.one((" ({z}={v})", ", {z}={v}", " | {z}={v}", " / {v}"))
        note += " Behind the slash: {z}." if mark == " / {v}" else ""
        moves = [move + mark.replace("{z}", m.z).replace("{v}", str(int(i in m.ones))) for i, move in enumerate(moves)]
    else:
        told = m.ones if d.chance(0.7) else d.rng.sample(m.ones, len(m.ones))
        outputs = d.any(*_ON, z=m.z, l=", ".join(m.labels[i] for i in told))
    heads = [f"{head} {note}" if note else head for head in _MACHINE_HEADS]
    text = headed(d, heads, listed(d, mixed(d, moves, 0.3), (m.x, m.z)), x=m.x, z=m.z)
    effect = d.one(("leads to state {s}", "puts it into {s}", "makes {s} the state")).replace("{s}", m.labels[m.start])
    resets = d.tell_reset(m.reset, effect)
    steps = d.any("it moves {e}", "one step {e}", "the state changes {e}", e=at_edge(d, m.clock, m.falling))
    facts = [outputs, resets, sentence(steps)]
    d.rng.shuffle(facts)
    return text + ("\n" if "\n" in text else " ") + " ".join(fact for fact in facts if fact)


def _machine_body(d: Draw, m: _Machine) -> list[str]:
    named, n = d.chance(0.7), len(m.labels)
    width = (n - 1).bit_length()
    codes = [f"{width}'d{i}" for i in range(n)]
    states = m.labels if named else codes
    arms = [
        f"  {states[i]}: state <= {states[a] if a == b else f'{m.x} ? {states[b]} : {states[a]}'};"
        for i, (a, b) in enumerate(m.moves)
    ]
    if n < 1 << width or not named:
        arms.append(f"  default: state <= {states[m.start]};")
    values = ", ".join(f"{label} = {code}" for label, code in zip(m.labels, codes, strict=True))
    edge = "negedge" if m.falling else "posedge"
    return [
        *([f"localparam [{width - 1}:0] {values};"] if named else []),
        d.style.declare("state", width),
        *d.clocked(m.clock, m.reset, [f"state <= {states[m.start]};"], ["case (state)", *arms, "endcase"], edge),
        f"assign {m.z} = {' || '.join(f'state == {states[i]}' for i in m.ones)};",
    ]


@family("dense_machine", "state machines", 1.5)
def dense_machine(d: Draw) -> Design:
    """A Moore machine of three to seven states as a list of moves and a list of states with a one."""
    m = _draw_machine(d)
    text, body = _tell_machine(d, m), _machine_body(d, m)
    named_reset = f" {m.reset.name}" if m.reset.name else ""
    why = [f"{'negedge' if m.falling else 'posedge'} {m.clock}, {m.reset.phrase}{named_reset}: {m.labels[m.start]}"]
    why += [f"{s}: 0->{m.labels[a]} 1->{m.labels[b]}" for s, (a, b) in zip(m.labels, m.moves, strict=True)]
    why.append(f"{m.z}=1: {' '.join(m.labels[i] for i in m.ones)}")
    ports = in_some_order(d.rng, [Port(m.clock), *m.reset.ports, Port(m.x), Port(m.z, output=True)], 0.2, 0.1)
    title = d.one(("a state machine", "a Moore machine", "a controller", "a sequencer"))
    rows = clocked(
        d.rng, ports, m.clock, m.reset, m.start, lambda s, v: m.moves[s][v[m.x]], lambda s, v: {m.z: int(s in m.ones)},
        cycles=60, falling=m.falling,
    )  # fmt: skip
    return Design(
        title, ports, text, "\n".join(why), tuple(body), rows,
        d.style, ("fsm", "machine", "ctrl"), {"moves": m.moves, "ones": m.ones, "start": m.start},
    )  # fmt: skip


_FED = (
    "{q} gets {e}", "{q} <= {e}", "{q}: D = {e}", "{e} is stored in {q}", "{q} takes {e}", "{q} samples {e}", "{q} | {e}", "{e} -> {q}", "the D input of {q} is {e}", "{q} is loaded with {e}",
    "{q} stores {e}", "{q}: {e}",
)  # fmt: skip
_BANK_HEADS = (
    "Flip-flops and what they store {e}:", "{c} clocks all of these ({f} edge).", "One clock for all, {e} they take new values:", "Registers of one bit each, changing {e}.", "D flip-flops with these D inputs, clocked {e}:",
)  # fmt: skip


@family("dense_flops", "flip-flops", 1.0)
def dense_flops(d: Draw) -> Design:
    """Several flip-flops of one clock, each fed by its own small expression over inputs and other flip-flops."""
    ins, outs = some_names(d, d.number(1, 4)), some_names(d, d.number(2, 5))
    clock, reset, falling = d.clock(), d.reset(("none", "none", "sync", "async")), d.chance(0.2)
    values = [0] * len(outs) if d.chance(0.6) else [d.number(0, 1) for _ in outs]
    words = d.chance(0.5)
    fed: dict[str, tuple[str, str, tuple[str, str]]] = {}
    for out in outs:
        pool = [*ins, *(o for o in outs if reset.kind != "none")]
        kind = d.one(("copy", "copy", "not", "and", "or", "xor")) if len(pool) > 1 else d.one(("copy", "not"))
        a, b = d.rng.sample(pool, 2) if len(pool) > 1 else (pool[0], pool[0])
        sign = {"and": "&", "or": "|", "xor": "^"}.get(kind, "")
        told = {"copy": a, "not": f"not {a}" if words else f"~{a}"}.get(kind) or (
            f"{a} {kind.upper()} {b}" if words else f"{a} {sign} {b}"
        )
        fed[out] = (kind, told, (a, b))
    form = d.one(_FED)
    facts = [form.replace("{q}", q).replace("{e}", told) for q, (_, told, _) in fed.items()]
    start = ", ".join(f"{o} = {v}" for o, v in zip(outs, values, strict=True))
    effect = "clears them all" if not any(values) else "sets them all to 1" if all(values) else f"makes {start}"
    edge = "negedge" if falling else "posedge"
    text = headed(
        d,
        _BANK_HEADS,
        listed(d, mixed(d, facts), (*ins, *outs)),
        e=at_edge(d, clock, falling),
        c=clock,
        f="falling" if falling else "rising",
    )
    if reset.kind != "none":
        text += ("\n" if "\n" in text else " ") + d.tell_reset(reset, effect)
    ports = in_some_order(
        d.rng, [Port(clock), *reset.ports, *(Port(i) for i in ins), *(Port(o, output=True, stored=True) for o in outs)], 0.2, 0.1
    )
    order = [p.name for p in ports if p.output]

    def code(out: str) -> str:
        kind, _, (a, b) = fed[out]
        return {"copy": a, "not": f"~{a}"}.get(kind) or f"{a} {dict(zip(('and', 'or', 'xor'), '&|^', strict=True))[kind]} {b}"

    def update(state: tuple[int, ...], v: dict[str, int]) -> tuple[int, ...]:
        have = {**v, **dict(zip(outs, state, strict=True))}
        return tuple(
            {"copy": have[a], "not": 1 - have[a], "and": have[a] & have[b], "or": have[a] | have[b], "xor": have[a] ^ have[b]}[kind]
            for kind, _, (a, b) in fed.values()
        )  # fmt: skip

    known = dict(zip(outs, values, strict=True))
    body = d.clocked(clock, reset, [f"{o} <= 1'b{known[o]};" for o in order], [f"{o} <= {code(o)};" for o in order], edge)
    why = f"{edge} {clock}, {reset.phrase}{' ' + reset.name if reset.name else ''}\n" + ", ".join(f"{o} {code(o)}" for o in order)
    if reset.kind != "none":
        why += f"\nreset: {', '.join(f'{o} {known[o]}' for o in order)}"
    unknown = (
        () if reset.kind != "none" else tuple(tuple((i >> k) & 1 for k in range(len(outs))) for i in (0, (1 << len(outs)) - 1))
    )
    return Design(
        d.one(("a bank of flip-flops", "a few flip-flops", "a set of one-bit registers")), ports, text, why, tuple(body),
        clocked(d.rng, ports, clock, reset, tuple(values), update, lambda s, v: dict(zip(outs, s, strict=True)), falling=falling, unknown=unknown),
        d.style, ("flops", "bank", "bits"), {"fed": {o: list(f) for o, f in fed.items()}, "values": values},
    )  # fmt: skip
