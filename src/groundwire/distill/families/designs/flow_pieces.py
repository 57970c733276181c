"""Parts of machines: the next-state logic with the state as an input, one bit of it, one-hot bits, or the outputs alone."""

from __future__ import annotations

from random import Random

from groundwire.distill.families.design import Design
from groundwire.distill.families.draw import Draw, listing
from groundwire.distill.families.models import combinational
from groundwire.distill.families.ports import Port
from groundwire.distill.families.registry import family
from groundwire.distill.families.voices.flow_shared import (
    NEXT_PORTS,
    STATE_PORTS,
    Machine,
    draw_codes,
    draw_machine,
    equation,
    facts,
    into_bit,
    into_state,
    layout,
    local_codes,
    next_case,
    out_ones,
    out_ports,
    sources,
    tell_codes,
    tidy,
)

_PIECES = ("next_logic", "fsm_comb", "transition", "logic", "fsm_part")


def _ports(d: Draw, inputs: list[Port], outputs: list[Port]) -> tuple[Port, ...]:
    if d.chance(0.4):
        d.rng.shuffle(inputs)
    if d.chance(0.15):
        return (*outputs, *inputs)
    return (*inputs, *outputs)


def _coded(m: Machine, codes: list[int], state: str, values: dict[str, int]) -> int | None:
    return codes.index(values[state]) if values[state] in codes else None


def _spare(d: Draw, m: Machine, codes: list[int], width: int) -> tuple[str, str]:
    """What is said of codes that are not used, and what kind of rule that is: "", "free" or "start"."""
    if len(codes) == 1 << width:
        return "", ""
    if d.chance(0.5):
        return d.any("Other codes do not occur.", "Unused codes are don't cares.", "The remaining codes never appear.",
                     "What happens for other codes does not matter."), "free"  # fmt: skip
    return d.any("Any other code leads to {f}.", "From unused codes the next state is {f}.", "Other codes: next state {f}.",
                 "All codes not listed go to {f}.", f=m.start), "start"  # fmt: skip


_NEXT_TEXTS = (
    "Only the next-state logic of a machine is wanted: {p} is the present state, {q} the next.\n{tab}\n{cod} {sp}",
    "Combinational block, no clock. It computes {q} from {p} and {x}.\n{cod} {sp}\n{tab}",
    "The state register lives elsewhere. Write what feeds it: {q} as a function of {p} and {x}.\n{tab}\n{cod} {sp}",
    "i have the flip-flops already, i just need the logic in front of them. {p} comes in, {q} goes out. {cod} {sp}\n{tab}",
    "{cod} With these codes on {p} (now) and {q} (next), implement the following transitions.\n{tab}\n{sp}",
    "Exam: {n} states, code on the input {p}. Give the circuit for the successor {q}.\n{tab}\n{cod} {sp}",
    "- {p}: present state\n- {q}: next state\n- {x}: input\n- {cod} {sp}\nTransitions:\n{tab}",
    "Given {p} and {x}, {q} shall be the code of the state that follows. {cod}\n{tab}\n{sp}",
    "{tab}\nPut this flow into a purely combinational module. Present state: {p}. Next state: {q}. {cod} {sp}",
    "A microcontroller emulates the machine and asks our block for each step: it gives {p} and {x} and reads {q}. {cod} {sp} The "
    "flow:\n{tab}",
)


@family("flow_next_vector", "state machines", 1.1)
def flow_next_vector(d: Draw) -> Design:
    """The next-state logic alone, with given codes and perhaps the Moore or Mealy output."""
    inputs = d.one((1, 1, 2))
    m = draw_machine(d, 2, 6 if inputs == 1 else 4, inputs, d.one((0, 1)), d.chance(0.75))
    n = len(m.states)
    m = m if m.outs else m.bare()
    width = max(1, (n - 1).bit_length()) + int(n < 5 and d.chance(0.25))
    codes = draw_codes(d, n, width)
    state, target = d.name(*STATE_PORTS), d.name(*NEXT_PORTS)
    spare, kind = _spare(d, m, codes, width)
    if m.outs and kind == "start":
        spare += f" {m.outs[0]} is then 0."
    named = d.chance(0.5)

    def lit(s: int) -> str:
        return m.states[s] if named else f"{width}'b{codes[s]:0{width}b}"

    text = d.any(*_NEXT_TEXTS, p=state, q=target, x=listing(m.inputs), tab=layout(d, m), n=n, sp=spare,
                 cod=tell_codes(d, m, codes, width))  # fmt: skip
    body = local_codes(d, m, codes, width, "b") if named else []
    body += d.block(d.style.comb, next_case(m, state, target, "=", lit, lit(m.first)))
    body += [f"assign {o} = {equation(m, lambda s: f'({state} == {lit(s)})', out_ones(m, i))};" for i, o in enumerate(m.outs)]

    def function(v: dict[str, int]) -> dict[str, int | None]:
        s = _coded(m, codes, state, v)
        if s is None:
            free = kind == "free"
            return {target: None if free else codes[m.first], **dict.fromkeys(m.outs, None if free else 0)}
        return {target: codes[m.after(s, v)], **m.outputs(s, v)}

    ports = _ports(d, [Port(state, width), *(Port(x) for x in m.inputs)],
                   [Port(target, width, output=True, stored=True), *out_ports(m)])  # fmt: skip
    why = "No clock.\n" + facts(m, [f"{code:0{width}b}" for code in codes], expressions=True)
    why += "".join(f"\n{o}=1: {sources(m, out_ones(m, i)).replace(' on any', '')}" for i, o in enumerate(m.outs))
    why += f"\ndefault {m.start}" if kind else ""
    return Design(
        d.one(("next-state logic", "the combinational part of a state machine")), ports, tidy(text), why, tuple(body),
        combinational(d.rng, ports, function), d.style, _PIECES, {"table": m.table, "codes": codes, "shown": m.shown},
    )  # fmt: skip


_BIT_TEXTS = (
    "A machine keeps its state in {p}. {cod} Bit {i} of the next state is to be driven on {q}; the other bits are not "
    "wanted.\n{tab}",
    "{tab}\n{cod} Present state on {p}. Give only bit {i} of the next state's code, as {q}. {sp}",
    "We split the next-state logic over the team. Yours is bit {i}, called {q}. The state comes on {p}. {cod} {sp}\n{tab}",
    "just one flip-flop's input please: {q} = next value of {p}[{i}]\n{tab}\n{cod} {sp}",
    "Exercise: write {q}, the D input of the flip-flop that holds {p}[{i}], for this flow.\n{tab}\n{cod} {sp} No register "
    "is needed.",
    "- state now: {p}\n- result: {q}, the value that {p}[{i}] takes next\n- {cod} {sp}\n- flow:\n{tab}",
    "{q} shall be 1 when the state that follows has bit {i} set in its code, and 0 otherwise. {cod} {p} carries the present "
    "code. "
    "{sp}\n{tab}",
    "Given the code {p} and {x}, find the next state and output bit {i} of its code on {q}. {cod}\n{tab}\n{sp}",
)


@family("flow_one_code_bit", "state machines", 1.1)
def flow_one_code_bit(d: Draw) -> Design:
    """One bit of the next state's code, as an equation over the states that lead to it."""
    m = draw_machine(d, 3, 6, 1, 0).bare()
    n = len(m.states)
    width = (n - 1).bit_length()
    while True:
        codes = draw_codes(d, n, width)
        useful = [i for i in range(width) if len({codes[t] >> i & 1 for row in m.table for t in row}) == 2]
        if useful:
            break
    bit, state = d.one(useful), d.name(*STATE_PORTS)
    out = d.name(*(pair.format(bit) for pair in ("Y{}", "d{}", "next{}", "D{}", "nx{}", "nb{}", "ff{}_d")))
    spare = "" if n == 1 << width else d.any("Other codes do not occur.", "Unused codes are don't cares.")
    text = d.any(*_BIT_TEXTS, p=state, q=out, i=bit, x=listing(m.inputs), tab=layout(d, m), sp=spare,
                 cod=tell_codes(d, m, codes, width))  # fmt: skip
    ones = into_bit(m, codes, bit)
    expression = equation(m, lambda s: f"({state} == {width}'b{codes[s]:0{width}b})", ones)

    def function(v: dict[str, int]) -> dict[str, int | None]:
        s = _coded(m, codes, state, v)
        return {out: None if s is None else codes[m.after(s, v)] >> bit & 1}

    ports = _ports(d, [Port(state, width), *(Port(x) for x in m.inputs)], [Port(out, output=True)])
    goals = ", ".join(s for s, code in zip(m.states, codes, strict=True) if code >> bit & 1)
    why = f"No clock.\n{facts(m, [f'{c:0{width}b}' for c in codes])}\nbit {bit} set in: {goals}\ninto these: {sources(m, ones)}"
    return Design(
        "one bit of a next-state function", ports, tidy(text), why, (f"assign {out} = {expression};",),
        combinational(d.rng, ports, function), d.style, _PIECES, {"table": m.table, "codes": codes, "bit": bit},
    )  # fmt: skip


_HOT_TEXTS = (
    "One-hot state on {p}: {cod}. Write {q}.\n{tab}",
    "{tab}\nThe machine is encoded one-hot, {cod} of {p}. Derive {q} by inspection, assuming that exactly one bit of {p} is set.",
    "Each state has its own bit in {p} ({cod}), and just one is 1. {q}\n{tab}",
    "i need a few equations of a one-hot fsm, no registers. bits: {cod} of {p}. {q}\n{tab}",
    "Exam question: {p} is a one-hot state vector with {cod}. For the flow below give {q}.\n{tab}",
    "- input {p}: present state, one-hot; {cod}\n- input {x}\n- {q}\n- no clock\nFlow:\n{tab}",
    "The {n} flip-flops of a one-hot machine are wired to {p} ({cod}). We want to see {q}. The flow is\n{tab}",
    "With {cod} of the one-hot vector {p}, write combinational logic for {q}. Illegal vectors do not occur.\n{tab}",
    "{q} That is all the module has to do. The present state is one-hot on {p}: {cod}.\n{tab}",
)


@family("flow_hot_equations", "state machines", 1.2)
def flow_hot_equations(d: Draw) -> Design:
    """Next-state bits and outputs of a one-hot machine, as equations for some of the states."""
    inputs = d.one((1, 1, 2))
    m = draw_machine(d, 3, 6 if inputs == 1 else 4, inputs, d.one((0, 1, 1)), d.chance(0.7))
    m = m if m.outs else m.bare()
    n, state = len(m.states), d.name(*STATE_PORTS)
    places = list(range(n)) if d.chance(0.6) else d.rng.sample(range(n), n)
    useful = [s for s in range(n) if any(into_state(m, s))]
    picked = sorted(d.rng.sample(useful, d.number(1, min(3, len(useful)))))
    stem = d.one(("next_{}", "{}_next", "d_{}", "n{}", "to_{}"))
    names = {s: d.name(stem.format(m.states[s])) for s in picked}
    order = ", ".join(f"{m.states[s]} is bit {places[s]}" for s in d.rng.sample(range(n), n)) if d.chance(0.4) else ", ".join(
        f"{m.states[s]}={state}[{places[s]}]" for s in range(n))  # fmt: skip
    wanted = [d.any("{o} (the next value of {s}'s bit)", "{o} (1 if {s} comes next)", o=names[s], s=m.states[s]) for s in picked]
    wanted += [f"the output {o}" for o in m.outs]
    text = d.any(*_HOT_TEXTS, p=state, x=listing(m.inputs), n=n, cod=order, tab=layout(d, m), q=listing(wanted))

    def hot(s: int) -> str:
        return f"{state}[{places[s]}]"

    whole = [(names[s], into_state(m, s), f"{m.states[s]} <- ") for s in picked]
    whole += [(o, out_ones(m, i), f"{o}=1: ") for i, o in enumerate(m.outs)]
    body = tuple(f"assign {name} = {equation(m, hot, ones)};" for name, ones, _ in whole)

    def function(v: dict[str, int]) -> dict[str, int | None]:
        if v[state].bit_count() != 1:
            return {name: None for name, _, _ in whole}
        s = places.index(v[state].bit_length() - 1)
        return {**{name: int(m.after(s, v) == t) for t, name in names.items()}, **m.outputs(s, v)}

    def one_hot(r: Random, _: int) -> dict[str, int]:
        return {state: 1 << r.randrange(n)}

    ports = _ports(d, [Port(state, n), *(Port(x) for x in m.inputs)], [Port(name, output=True) for name, _, _ in whole])
    why = "No clock.\n" + facts(m, [f"{state}[{place}]" for place in places])
    why += "".join(f"\n{head}{sources(m, ones)}" for _, ones, head in whole)
    return Design(
        "equations of a one-hot machine", ports, tidy(text), why, body, combinational(d.rng, ports, function, bias=one_hot),
        d.style, _PIECES, {"table": m.table, "places": places, "picked": picked, "shown": m.shown},
    )  # fmt: skip


_SPLIT_TEXTS = (
    "The state bits are on separate wires, {b} (left bit first). {cod} Find the next bits {q}, in the same order.\n{tab}\n{sp}",
    "{tab}\nState code: {b}, most significant first. {cod} The outputs {q} feed the flip-flops. {sp}",
    "two flip-flops hold the state, their outputs are {b} and their inputs should be {q} (msb first both times). {cod} "
    "{sp}\n{tab}",
    "Write the excitation logic {q} of D flip-flops {b} for this flow; {m} is the left digit of a code.\n{cod}\n{tab}\n{sp}",
    "Present code: {b}. Next code: {q}. Input: {x}. Left is most significant.\n{cod}\n{tab}\n{sp}",
    "Exam: a machine is built with D flip-flops. Read the code as {b}. {cod} Give the functions {q}, in the same order, "
    "without the "
    "flip-flops.\n{tab}\n{sp}",
    "- {b}: present state bits, high bit first\n- {q}: next state bits, high bit first\n- {cod}\n- {tab}\n{sp}",
    "We use discrete flip-flops, so the module is only gates: in go {b} and {x}, out come {q}, each time with the upper bit "
    "in front. "
    "{cod} {sp}\n{tab}",
)


@family("flow_split_bits", "state machines", 0.9)
def flow_split_bits(d: Draw) -> Design:
    """Next-state logic with each state bit on its own port."""
    m = draw_machine(d, 3, 4, d.one((1, 1, 2)), 0).bare()
    n = len(m.states)
    codes = draw_codes(d, n, 2)
    now = d.names(("y1", "y0"), ("q1", "q0"), ("s1", "s0"), ("QA", "QB"), ("hi", "lo"), ("st1", "st0"))
    then = d.names(("Y1", "Y0"), ("d1", "d0"), ("n1", "n0"), ("DA", "DB"), ("hi_next", "lo_next"), ("nx1", "nx0"))
    spare = "" if n == 4 else d.any("The other code does not occur.", "The fourth code is a don't care.")
    text = d.any(*_SPLIT_TEXTS, b=listing(now), q=listing(then), m=now[0], x=listing(m.inputs), tab=layout(d, m), sp=spare,
                 cod=tell_codes(d, m, codes, 2))  # fmt: skip
    sets = [into_bit(m, codes, 1 - i) for i in range(2)]

    def test(s: int) -> str:
        return " & ".join(name if codes[s] >> (1 - i) & 1 else f"~{name}" for i, name in enumerate(now))

    if d.chance(0.5):
        body = [f"assign {o} = {equation(m, test, ones)};" for o, ones in zip(then, sets, strict=True)]
        stored = False
    else:

        def lit(s: int) -> str:
            return f"2'b{codes[s]:02b}"

        target = f"{{{then[0]}, {then[1]}}}"
        body, stored = d.block(d.style.comb, next_case(m, f"{{{now[0]}, {now[1]}}}", target, "=", lit, lit(m.first))), True

    def function(v: dict[str, int]) -> dict[str, int | None]:
        code = 2 * v[now[0]] + v[now[1]]
        if code not in codes:
            return {then[0]: None, then[1]: None}
        after = codes[m.after(codes.index(code), v)]
        return {then[0]: after >> 1, then[1]: after & 1}

    ports = _ports(d, [*(Port(b) for b in now), *(Port(x) for x in m.inputs)],
                   [Port(o, output=True, stored=stored) for o in then])  # fmt: skip
    why = f"No clock. code {now[0]},{now[1]}\n{facts(m, [f'{c:02b}' for c in codes], expressions=stored)}"
    if not stored:
        for i, o in enumerate(then):
            goals = ", ".join(s for s, code in zip(m.states, codes, strict=True) if code >> (1 - i) & 1)
            why += f"\n{o}=1 into {goals or 'none'}: {sources(m, sets[i])}"
    return Design(
        "the excitation logic of a machine", ports, tidy(text), why, tuple(body), combinational(d.rng, ports, function), d.style,
        _PIECES, {"table": m.table, "codes": codes, "stored": stored},
    )  # fmt: skip
