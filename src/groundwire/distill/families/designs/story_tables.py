"""State machines as tables and lists in many layouts, whole or as logic for a given code."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from groundwire.distill.families.design import Design
from groundwire.distill.families.draw import Draw, listing
from groundwire.distill.families.models import combinational
from groundwire.distill.families.ports import Port
from groundwire.distill.families.registry import family
from groundwire.distill.families.telling import capitalized
from groundwire.distill.families.voices.everyday_machines import Frame, bit_of, tests


def _machine(d: Draw, n: int, mealy: bool) -> tuple[list[list[int]], list[list[int]]]:
    """Next states and outputs, every state reached from the first, outputs not all the same."""
    while True:
        moves = [[d.number(0, n - 1), d.number(0, n - 1)] for _ in range(n)]
        outs = [[d.number(0, 1), d.number(0, 1)] if mealy else [d.number(0, 1)] * 2 for _ in range(n)]
        reached = {0}
        for _ in range(n):
            reached |= {to for i in reached for to in moves[i]}
        if len(reached) == n and len({bit for out in outs for bit in out}) == 2:
            return moves, outs


def _table(d: Draw, names: Sequence[str], moves: list[list[int]], outs: list[list[int]], mealy: bool, x: str, z: str) -> str:
    """A state table in one of many layouts; the output left out where it has no name."""
    to = [[names[t] for t in pair] for pair in moves]
    rows = list(zip(names, to, outs, strict=True))
    order = list(rows)
    if d.chance(0.2):
        d.rng.shuffle(order)
    kind = d.number(0, 11)
    if not z:
        kind = d.one((1, 2, 3, 5, 6, 7, 8, 9, 10))
    one = bool(z) and not mealy

    def step(target: str, out: int) -> str:
        return f"{target}/{out}" if z and mealy else target

    note = f"(Entries are next state/{z}.)\n" if z and mealy else ""
    if kind == 0:
        head = f"state | next {x}=0, next {x}=1 | {z}" + (f" {x}=0, {z} {x}=1" if mealy else "")
        return "\n".join([head, *(f"{n} | {a}, {b} | {o[0]}{f', {o[1]}' if mealy else ''}" for n, (a, b), o in order)])
    if kind == 1:
        lines = [f"{n} --{x}={i}{f' / {z}={o[i]}' if z and mealy else ''}--> {t[i]}" for n, t, o in order for i in (0, 1)]
        if d.chance(0.3):
            d.rng.shuffle(lines)
        return "\n".join(lines + ([f"{z}=1 in {listing([n for n, _, o in rows if o[0]])}, else 0"] if one else []))
    if kind == 2:
        end = [f"; {z}={o[0]}" if one else "" for _, _, o in order]
        return note + "\n".join(
            f"{n}: {x}=0 -> {step(a, o[0])}, {x}=1 -> {step(b, o[1])}{e}" for (n, (a, b), o), e in zip(order, end, strict=True)
        )
    if kind in (3, 4):
        columns = ["state", f"{x}=0", f"{x}=1", *([z] if one else [])]
        cells = [[n, step(a, o[0]), step(b, o[1]), *([str(o[0])] if one else [])] for n, (a, b), o in order]
        wide = max(len(cell) for row in [columns, *cells] for cell in row) + 2
        return note + "\n".join("".join(cell.ljust(wide) for cell in row).rstrip() for row in [columns, *cells])
    if kind == 5:
        out = f" {z}" if z else ""
        lines = [f"{n}  {i}  {t[i]}{f'  {o[i]}' if z else ''}" for n, t, o in order for i in (0, 1)]
        return "\n".join([f"from {x} to{out}", *lines])
    if kind == 6:
        parts = [
            f"From {n}, {x} = 0 leads to {a} and {x} = 1 to {b}"
            + (f"; {z} is {o[0]} there." if one else f", with {z} = {o[0]} and {o[1]}, respectively." if z else ".")
            for n, (a, b), o in order
        ]
        return " ".join(parts)
    if kind == 7:
        head = f"| state | {x}=0 | {x}=1 |" + (f" {z} |" if one else "")
        lines = [f"| {n} | {step(a, o[0])} | {step(b, o[1])} |" + (f" {o[0]} |" if one else "") for n, (a, b), o in order]
        return note + "\n".join([head, "|---" * (4 if one else 3) + "|", *lines])
    if kind == 8:
        lines = [f"{x}={i}: " + ", ".join(f"{n}->{step(t[i], o[i])}" for n, t, o in order) for i in (0, 1)]
        return note + "\n".join([*lines, *([f"{z}: " + ", ".join(f"{n}={o[0]}" for n, _, o in order)] if one else [])])
    if kind == 9:
        parts = []
        for n, (a, b), o in order:
            if a == b:
                told = f"always {'stay' if a == n else f'go to {a}'}"
            else:
                told = ", ".join(f"{'stay' if t == n else f'go to {t}'} if {x} is {i}" for i, t in ((1, b), (0, a)))
            out = "" if not z else f"; {z}={o[0]}" if o[0] == o[1] else f"; {z}={'' if o[1] else 'not '}{x}"
            parts.append(f"In {n}: {told}{out}.")
        return "\n".join(parts)
    if kind == 10:
        lines = [f"  ({n}, {i}) -> {step(t[i], o[i])}" for n, t, o in order for i in (0, 1)]
        tail = [f"{z}: {', '.join(n for n, _, o in rows if o[0])} -> 1, others -> 0"] if one else []
        return note + "\n".join([f"(state, {x}) -> next", *lines, *tail])
    if mealy:
        lines = [f"{n}: {z} = {o[0]} and next {a} for {x}=0, {z} = {o[1]} and next {b} for {x}=1" for n, (a, b), o in order]
        return "\n".join(lines)
    return "\n".join(f"{n} ({z}={o[0]}): 0 -> {a}, 1 -> {b}" for n, (a, b), o in order) + f"\n(the numbers are {x})"


_STATE_NAMES = (
    "A B C D E F", "S0 S1 S2 S3 S4 S5", "a b c d e f", "P Q R S T U", "IDLE RUN WAIT DONE ERR BACK",
    "s0 s1 s2 s3 s4 s5",
    "A B C D E F",
    "ZERO ONE TWO THREE FOUR FIVE", "RED GREEN BLUE PINK GRAY GOLD", "st1 st2 st3 st4 st5 st6",
)  # fmt: skip


def _labels(d: Draw, n: int, *ports: str) -> list[str]:
    """Names of states, none of them a port's."""
    taken = {port.lower() for port in ports}
    free = [names.split()[:n] for names in _STATE_NAMES if not taken & {name.lower() for name in names.split()[:n]}]
    return d.one(free)


_TABLE_TELLINGS = (
    "Build this {m} machine with input {x} and output {z}:\n{tab}\nIt steps {t}. The {z_} leads to {s}.",
    "{tab}\n\nAbove: a {m} machine, {x} in, {z} out. {rr} Clock {c}, {e} edge.",
    "The following table is from our lab sheet ({m}).\n{tab}\nMoves happen {t}. {rr}",
    "{rr} The other moves, taken {t}, are\n{tab}\nThis is a {m} machine: {how}.",
    "can someone code this up?\n{tab}\n{m}, i.e. {how}. state changes {t}. {rr}",
    "{n} states; {m} type; input {x}; output {z}; {e} edge of {c}; start in {s} through the {z_}.\n{tab}",
    "Implement in Verilog the state machine that has these transitions {t}.\n{tab}\nThe output {z} is of the {m} kind, so "
    "{how}. {rr}",
    "Here is how the controller behaves. {how_}.\n{tab}\n{rr} It is clocked by the {e} edge of {c}.",
    "Exam question: give a module for the {m} machine below, state register triggered by the {e} edge of {c}, {z_} into "
    "state {s}.\n{tab}",
    "Start state {s} (on the {z_}). Given a state and {x}, the state after the next {e} edge of {c} and the output {z} are "
    "as listed; {how}.\n{tab}",
    "Transition list of a {n}-state {m} FSM:\n{tab}\n{t} one transition is taken. {rr}",
)


@family("tabled_machine", "state machines", 1.2)
def tabled_machine(d: Draw) -> Design:
    """A whole Moore or Mealy machine from a table or list in many layouts."""
    f = Frame(d, "state")
    x, z = d.names(("x", "z"), ("w", "z"), ("din", "dout"), ("inp", "outp"), ("go", "lamp"), ("j", "k"), ("u", "v"))
    mealy, n = d.chance(0.45), d.one((2, 3, 3, 4, 4, 5))
    moves, outs = _machine(d, n, mealy)
    labels, start = _labels(d, n, x, z), d.one((0, 0, 0, d.number(0, n - 1)))
    width = max(1, (n - 1).bit_length())
    slots = f.slots(d.any("puts the machine into state {s}", "leads to {s}", "makes {s} the present state", s=labels[start]))
    how = f"{z} depends on the state and on the present {x}" if mealy else f"{z} depends on the state only"
    noun = slots.pop("z")
    text = d.any(
        *(telling.replace("{z_}", "{rn}").replace("{how_}", "{how}") for telling in _TABLE_TELLINGS),
        **slots, rn=noun, x=x, z=z, n=n,
        s=labels[start], m="Mealy" if mealy else "Moore", how=how, tab=_table(d, labels, moves, outs, mealy, x, z),
    )  # fmt: skip

    def lit(value: int) -> str:
        return d.style.literal(width, value, "d")

    arms = []
    for i, (a, b) in enumerate(moves):
        label = lit(i) if i < n - 1 else "default"
        arms.append(f"  {label}: state <= {f'{x} ? {lit(b)} : {lit(a)}' if a != b else lit(a)};")
    terms = []
    for i, (a, b) in enumerate(outs):
        if a or b:
            terms.append(f"state == {lit(i)}" + ("" if a and b else f" && {tests(x, b)}"))
    value = " || ".join(f"({term})" for term in terms)
    body = [d.style.declare("state", width), *f.always([f"state <= {lit(start)};"], ["case (state)", *arms, "endcase"])]
    body.append(f"assign {z} = {value};")
    why = "; ".join(f"{name}={i}: {labels[a]}/{labels[b]}" for i, (name, (a, b)) in enumerate(zip(labels, moves, strict=True)))
    ones = [name + ("" if o[0] and o[1] else f" with {tests(x, o[1])}") for name, o in zip(labels, outs, strict=True) if any(o)]
    return f.design(
        f"a {'Mealy' if mealy else 'Moore'} machine", ("fsm", "machine", "control"), [Port(x)], [Port(z, output=True)], text,
        f"To {labels[start]}.\n{why} ({x}=0/1).\n{z}=1 in {', '.join(ones)}.", body, start, lambda s, v: moves[s][v[x]],
        lambda s, v: {z: outs[s][v[x]]}, {"moves": moves, "outs": outs, "mealy": mealy, "start": start},
    )  # fmt: skip


_LOGIC_TELLINGS = (
    "Only the logic, no flip-flops: {y} is the present state, {x} the input. Make {want} of this machine:\n{tab}\n{code}",
    "The state register exists already, its output is {y}. {code}\n{tab}\nFrom {y} and {x} derive {want}.",
    "{code} The machine:\n{tab}\nWanted is {want}, as a combinational function of {y} and {x}.",
    "hello, the flops are in another file. i need just {want}. {y} = state now, {x} = input.\n{tab}\n{code}",
    "{tab}\n\n{code} Write {want}; the present state comes in as {y}.",
    "Exam question: the machine below is encoded in {y}. {code} Give the equations for {want}, by inspection of the "
    "transitions.\n{tab}",
    "Given the state {y} and the input {x}, {want} shall be produced without a clock. Transitions:\n{tab}\n{code}",
    "Combinational part of a state machine.\nstate in: {y}\ninput: {x}\nresult: {want}\n{tab}\n{code}",
    "We split state machines into registers and logic. Yours is the logic: {want}. It sees {y} (present state) and {x}. "
    "{code}\n{tab}",
    "Please find {want}. {code} {y} holds the state, and this is what the machine does with {x}:\n{tab}",
    "What must stand at the D inputs? That is {want}. The Q outputs are {y}. {code}\n{tab}",
)


@family("transition_logic", "state machines", 1.2)
def transition_logic(d: Draw) -> Design:
    """Next-state logic or output logic alone, binary, Gray-like or one-hot; the state is an input vector."""
    n, onehot = d.one((3, 4, 4, 5, 6)), d.chance(0.5)
    mealy = d.chance(0.4)
    moves, outs = _machine(d, n, mealy)
    x = d.name("x", "w", "in", "a", "inp", "go")
    y, nx = d.names(("y", "Y"), ("state", "next_state"), ("s", "s_next"), ("q", "d"), ("cur", "nxt"), ("ps", "ns"))
    z = d.name("z", "out", "o", "lamp", "flag", "res")
    labels = _labels(d, n, x, y, nx, z)
    part = d.one(("next", "bit", "out", "both", "bit"))
    if part in ("next", "both") and n > 4 and onehot:
        part = "bit"
    width = n if onehot else (n - 1).bit_length()
    codes = [1 << i for i in range(n)]
    if not onehot:
        codes = list(range(n)) if d.chance(0.5) else d.rng.sample(range(1 << width), n)
    elif d.chance(0.3):
        d.rng.shuffle(codes)
    shown, t = [f"{c:0{width}b}" for c in codes], d.number(0, width - 1)
    want = {
        "next": f"the next state on {nx}",
        "bit": d.any("bit {t} of the next state, {y}[{t}], on {o}", "{o}, which is bit {t} of the next state", t=t, y=y, o=nx),
        "out": f"the output {z}",
        "both": f"the next state on {nx} and the output {z}",
    }[part]
    pairs = ", ".join(f"{a} = {b}" for a, b in zip(labels, shown, strict=True))
    code = d.any("States are coded as {p}.", "Encoding of {y}: {p}.", "{y} is {p}.", "State codes are {p}.", p=pairs, y=y)
    if onehot:
        code += d.any(" Exactly one bit is ever set.", " This is one-hot.", " No other codes occur.")
    elif n < 1 << width:
        code += d.any(" Other codes never occur.", " The remaining codes are don't-cares.")
    need_next, need_out = part != "out", part in ("out", "both")
    text = d.any(
        *_LOGIC_TELLINGS, x=x, y=y, want=want, code=code, tab=_table(d, labels, moves, outs, mealy, x, z if need_out else "")
    )

    def terms(holds: Callable[[int, int], bool]) -> str:
        found = []
        for i in sorted(range(n), key=lambda i: codes[i]):
            here = f"{y}[{codes[i].bit_length() - 1}]" if onehot else f"({y} == {d.style.literal(width, codes[i], 'b')})"
            low, high = holds(i, 0), holds(i, 1)
            if low or high:
                found.append(here if low and high else f"({here} & {bit_of(x, int(high))})")
        return " | ".join(found) or "1'b0"

    def into(k: int) -> str:
        return terms(lambda i, b: bool(codes[moves[i][b]] >> k & 1))

    body: list[str] = []
    stored = False
    if part == "bit":
        body.append(f"assign {nx} = {into(t)};")
    elif need_next and onehot:
        body += [f"assign {nx}[{k}] = {into(k)};" for k in range(n)]
    elif need_next:
        stored = True
        arms = []
        for i, (a, b) in enumerate(moves):
            first, second = (d.style.literal(width, codes[k], "b") for k in (a, b))
            label = d.style.literal(width, codes[i], "b") if i < n - 1 else "default"
            arms.append(f"  {label}: {nx} = {first if a == b else f'{x} ? {second} : {first}'};")
        body += d.block(d.style.comb, [f"case ({y})", *arms, "endcase"])
    if need_out:
        body.append(f"assign {z} = {terms(lambda i, b: bool(outs[i][b]))};")
    inputs = [Port(x), Port(y, width)] if d.chance(0.4) else [Port(y, width), Port(x)]
    outputs = [Port(nx, 1 if part == "bit" else width, output=True, stored=stored)] if need_next else []
    outputs += [Port(z, output=True)] if need_out else []
    ports = (*inputs, *outputs)

    def function(v: dict[str, int]) -> dict[str, int | None]:
        names = [port.name for port in outputs]
        if v[y] not in codes:
            return dict.fromkeys(names)
        i = codes.index(v[y])
        following = codes[moves[i][v[x]]]
        answers = {nx: following >> t & 1 if part == "bit" else following, z: outs[i][v[x]]}
        return {name: answers[name] for name in names}

    why = ""
    if need_next:
        by = "one-hot: OR of the moves into each bit" if onehot else "by state code"
        why = (
            f"{nx} {by}: " + "; ".join(f"{shown[i]} -> {shown[a]}/{shown[b]}" for i, (a, b) in enumerate(moves)) + f" ({x}=0/1)."
        )
        why += f" Only bit {t}." if part == "bit" else ""
    if need_out:
        why += f"\n{z} = 1: " + ", ".join(
            shown[i] + ("" if o[0] and o[1] else f" with {tests(x, o[1])}") for i, o in enumerate(outs) if any(o)
        )
    return Design(
        d.one(("the logic of a state machine", "state machine logic", "a combinational part of a state machine")), ports,
        capitalized(text, [port.name for port in ports]), why.strip(), tuple(body),
        combinational(d.rng, ports, function, bias=lambda r, i: {y: r.choice(codes)}, samples=48), d.style,
        ("next_logic", "fsm_logic", "excitation"), {"moves": moves, "outs": outs, "codes": codes, "part": part, "bit": t},
    )  # fmt: skip
