"""State machines and registers as plain lists: many moves, many flip-flops, each bound by its line only."""
# ruff: noqa: E501  (wordings read best with one to a line)

from __future__ import annotations

from groundwire.distill.families.design import Design
from groundwire.distill.families.draw import Draw
from groundwire.distill.families.models import clocked
from groundwire.distill.families.ports import Port, in_some_order
from groundwire.distill.families.registry import family
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


@family("dense_machine", "state machines", 1.5)
def dense_machine(d: Draw) -> Design:
    """A Moore machine of three to seven states as a list of moves and a list of states with a one."""
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
    width, style = (n - 1).bit_length(), d.style
    form, note = d.one(_MOVES)
    moves_told = [
        d.say(form.replace("|", "\\|"), s=s, a=labels[a], b=labels[b], x=x) for s, (a, b) in zip(labels, moves, strict=True)
    ]
    tail, outputs_told = d.number(0, 2), ""
    if tail == 2:
        mark = d.one((" ({z}={v})", ", {z}={v}", " | {z}={v}", " / {v}"))
        note += " Behind the slash: {z}." if mark == " / {v}" else ""
        moves_told = [m + mark.replace("{z}", z).replace("{v}", str(int(i in ones))) for i, m in enumerate(moves_told)]
    else:
        outputs_told = d.any(
            *_ON, z=z, l=", ".join(labels[i] for i in (ones if d.chance(0.7) else d.rng.sample(ones, len(ones))))
        )
    body_text = listed(d, mixed(d, moves_told, 0.3), (x, z))
    text = headed(d, [h + (" " + note if note else "") for h in _MACHINE_HEADS], body_text, x=x, z=z)
    edge = "negedge" if falling else "posedge"
    facts = [
        outputs_told,
        d.tell_reset(
            reset, d.one(("leads to state {s}", "puts it into {s}", "makes {s} the state")).replace("{s}", labels[start])
        ),
        sentence(d.any("it moves {e}", "one step {e}", "the state changes {e}", e=at_edge(d, clock, falling))),
    ]
    d.rng.shuffle(facts)
    text += ("\n" if "\n" in text else " ") + " ".join(fact for fact in facts if fact)
    named = d.chance(0.7)

    def state(i: int) -> str:
        return labels[i] if named else f"{width}'d{i}"

    def step(a: int, b: int) -> str:
        return state(a) if a == b else f"{x} ? {state(b)} : {state(a)}"

    arms = [f"  {state(i)}: state <= {step(*move)};" for i, move in enumerate(moves)]
    if n < 1 << width or not named:
        arms.append(f"  default: state <= {state(start)};")
    body = (
        [f"localparam [{width - 1}:0] {', '.join(f'{label} = {width}' + chr(39) + f'd{i}' for i, label in enumerate(labels))};"]
        if named
        else []
    )
    body += [
        style.declare("state", width),
        *d.clocked(clock, reset, [f"state <= {state(start)};"], ["case (state)", *arms, "endcase"], edge),
    ]
    body.append(f"assign {z} = {' || '.join(f'state == {state(i)}' for i in ones)};")
    why = [f"{edge} {clock}, {reset.phrase}{' ' + reset.name if reset.name else ''}: {labels[start]}"]
    why += [f"{s}: 0->{labels[a]} 1->{labels[b]}" for s, (a, b) in zip(labels, moves, strict=True)]
    why.append(f"{z}=1: {' '.join(labels[i] for i in ones)}")
    ports = in_some_order(d.rng, [Port(clock), *reset.ports, Port(x), Port(z, output=True)], 0.2, 0.1)
    return Design(
        d.one(("a state machine", "a Moore machine", "a controller", "a sequencer")), ports, text, "\n".join(why), tuple(body),
        clocked(d.rng, ports, clock, reset, start, lambda s, v: moves[s][v[x]], lambda s, v: {z: int(s in ones)}, cycles=60, falling=falling),
        style, ("fsm", "machine", "ctrl"), {"moves": moves, "ones": ones, "start": start},
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
