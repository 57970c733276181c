"""Whole machines from their transitions: tables, arrow lists, sentences; Moore and Mealy, with register and reset."""

from __future__ import annotations

from groundwire.distill.families.design import Design
from groundwire.distill.families.draw import Draw, listing
from groundwire.distill.families.ports import Port
from groundwire.distill.families.registry import family
from groundwire.distill.families.telling import sentence
from groundwire.distill.families.voices.everyday_machines import Frame
from groundwire.distill.families.voices.flow_shared import (
    ALL,
    LISTS,
    TABLES,
    WORDS,
    Machine,
    assigns,
    draw_machine,
    facts,
    layout,
    local_codes,
    next_case,
    out_ones,
    out_ports,
    sources,
    tidy,
)

_TITLES = ("a state machine", "a finite state machine", "an FSM", "a small sequencer", "a controller")
_NAMES = ("fsm", "machine", "ctrl", "sequencer", "control_fsm")


def _register(d: Draw, f: Frame, m: Machine, default: bool, one_hot: bool = False) -> tuple[list[str], str]:
    """Codes, state register and next-state logic; also the name of the state."""
    n = len(m.states)
    width = n if one_hot else max(1, (n - 1).bit_length())
    codes = [1 << s for s in range(n)] if one_hot else list(range(n))
    state = d.name("state") if d.chance(0.7) else d.name("st")

    def show(s: int) -> str:
        return m.states[s]

    spare = m.start if default or n < 1 << width else ""
    lines = local_codes(d, m, codes, width, "b" if one_hot else None)
    if d.chance(0.5):
        lines.append(d.style.declare(state, width))
        lines += f.always([f"{state} <= {m.start};"], next_case(m, state, state, "<=", show, spare))
        return lines, state
    target = d.name("next")
    lines.append(d.style.declare(f"{state}, {target}", width))
    lines += d.block(d.style.comb, next_case(m, state, target, "=", show, spare or m.start))
    lines += f.always([f"{state} <= {m.start};"], [f"{state} <= {target};"])
    return lines, state


def _why_outs(m: Machine) -> str:
    return "\n".join(f"{o}=1: {sources(m, out_ones(m, i)).replace(' on any', '')}" for i, o in enumerate(m.outs))


def _whole(
    d: Draw, f: Frame, m: Machine, text: str, one_hot: bool = False, parameters: dict[str, object] | None = None
) -> Design:
    """A machine with everything."""
    body, state = _register(d, f, m, d.chance(0.4), one_hot)
    why = f"Start {m.start}.\n{facts(m, expressions=True)}\n{_why_outs(m)}"
    return f.design(
        d.one(_TITLES), _NAMES, [Port(name) for name in m.inputs], out_ports(m), tidy(text), why, [*body, *assigns(d, m, state)],
        m.first, m.after, m.outputs, {"table": m.table, "shown": m.shown, "first": m.first, **(parameters or {})},
    )  # fmt: skip


_TABLE_TEXTS = (
    "{k} machine. Transition table:\n{tab}\nThe state changes {t}. {rr}",
    "Here is the state table of a {k} machine.\n{tab}\n{rr} Clock: {c}, {e} edge.",
    "{rr} Every {e} edge of {c} takes the machine one step according to this table:\n{tab}",
    "could you turn this into verilog? it's the table from our design review ({k}):\n{tab}\nsteps happen {t}, and the {z} takes "
    "it to {f}.",
    "Exam, question 3. Implement the sequential circuit ({k} type) below. It is clocked by the {e} edge of {c}; the {z} selects "
    "state {f}.\n{tab}",
    "Requirements\n1. The block shall have the states {l}.\n2. It shall start in {f}, by the {z}.\n3. State changes shall "
    "happen {t} "
    "as follows.\n{tab}",
    "- clock: {c} ({e} edge)\n- reset: {z}, to {f}\n- kind: {k}\n- transitions:\n{tab}",
    "The data sheet of the chip we replace gives its behaviour only as a table:\n{tab}\nIt advances {t}. {rr}",
    "FSM, {n} states, input {x}, output {o}. {f} after the {z}.\n{tab}\n({e} edge of {c})",
    "We lost the source of an old PLD and recovered its flow from the paper notes. Please code it again.\n{tab}\n{rr} The "
    "register "
    "is clocked {t}.",
    "Given the state and {x}, the table says what comes next {t}.\n{tab}\nGiven a reset ({z}), the state is {f}.",
    "{tab}\nThat is the whole machine ({k}). Reset: {z}, goes to {f}. Clocked {t}.",
)


def _slots(d: Draw, f: Frame, m: Machine, tab: str) -> dict[str, object]:
    effect = d.any("(puts|brings|sends) the machine (in|into|to) {f}", "selects state {f}", "makes {f} the state", f=m.start)
    return {
        "k": "Moore" if m.moore else "Mealy", "tab": tab, "l": listing(m.states), "n": len(m.states), "f": m.start,
        "x": listing(m.inputs), "o": listing(m.outs) if m.outs else "", **f.slots(effect),
    }  # fmt: skip


@family("flow_moore_table", "state machines", 1.2)
def flow_moore_table(d: Draw) -> Design:
    """A Moore machine from a table in one of many layouts, columns in any order."""
    m = draw_machine(d, 2, 6, 1, d.one((1, 1, 1, 2)))
    f = Frame(d)
    return _whole(d, f, m, d.any(*_TABLE_TEXTS, **_slots(d, f, m, layout(d, m, TABLES))))


_ARROW_TEXTS = (
    "State diagram ({k}):\n{tab}\n{rr} Transitions are taken {t}.",
    "The picture on the whiteboard, as text:\n{tab}\nBegin in {f} ({z}). One transition {t}.",
    "Draw {n} circles, {l}, and these arrows:\n{tab}\nThe marker stands on {f} after the {z} and moves {t}.",
    "hi! i need the fsm for this graph, {k} style, one move {t}:\n{tab}\n{rr}",
    "Build the machine whose edges are listed below. {rr}\n{tab}\nClock {c}, {e} edge.",
    "Edges:\n{tab}\nInitial node: {f}. Input: {x}. Output: {o}. Reset: {z}. Clock edge: {e}, of {c}.",
    "Think of a board game with the squares {l}. The token moves {t}, as listed, depending on {x}. {rr}\n{tab}",
    "1. States: {l}; {f} is entered by the {z}.\n2. Moves, {t}:\n{tab}\n3. The outputs belong to the {b}.",
    "{rr}\n{tab}\nThe above holds {t}.",
    "Specification of the control unit. Type: {k}. Steps: {t}. Reset: {z}, which leads to {f}. Flow:\n{tab}",
    "A colleague drew this in a text editor; write it as a module that steps {t}.\n{tab}\nThe {z} returns to {f}.",
)


@family("flow_arrow_list", "state machines", 1.2)
def flow_arrow_list(d: Draw) -> Design:
    """A machine from a list of arrows, of either kind, with one or two inputs; loops may be left out."""
    moore, inputs = d.chance(0.7), d.one((1, 1, 2))
    m = draw_machine(d, 2, 5 if inputs == 1 else 4, inputs, 1, moore)
    f = Frame(d)
    slots = _slots(d, f, m, layout(d, m, LISTS)) | {"b": "state alone" if moore else "transition (state and input of the moment)"}
    return _whole(d, f, m, d.any(*_ARROW_TEXTS, **slots), parameters={"moore": moore})


_TOLD_TEXTS = (
    "A {w} is in one of {n} phases: {l}. {tab} Phases change {t} only. {rr}",
    "{rr} From then on, looking at {x} {t}: {tab}",
    "Our {w} needs a controller with the states {l}.\n{tab}\nClocked by {c} ({e} edge). The {z} starts it in {f}.",
    "please write the {w} logic. after the {z} it is in {f}. {t} it decides again. {tab}",
    "Behaviour of the {w}, as told by the customer: {tab} The decision is made {t}; the {z} forces {f}.",
    "Homework: model this {w} as a Moore machine with inputs {x} and output {o}.\n{tab}\n{rr} The state register uses the "
    "{e} edge "
    "of {c}.",
    "Start: {f}, through the {z}.\nStep: {t}.\nRules of the {w}:\n{tab}",
    "I watched the {w} for a day and wrote down what it does. {tab} It only ever changes {t}, and the {z} sends it back to {f}.",
    "The {w} shall be controlled as described here. {tab} The state shall be updated {t}. {rr}",
    "Scenario: the {w} has just been reset ({z}), so it is in {f}. Everything after that, one decision {t}:\n{tab}",
)


@family("flow_told_rules", "state machines", 1.1)
def flow_told_rules(d: Draw) -> Design:
    """A machine of named phases with two inputs, told in sentences or rules."""
    m = draw_machine(d, 2, 4, d.one((1, 2, 2)), d.one((1, 1, 2)), things=True)
    f = Frame(d)
    what = d.one(("kiln", "gate drive", "vending unit", "pump station", "toy crane", "washer", "lamp post", "sorter", "modem"))
    text = d.any(*_TOLD_TEXTS, w=what, **_slots(d, f, m, layout(d, m, WORDS)))
    return _whole(d, f, m, text)


_MEALY_TEXTS = (
    "Mealy machine:\n{tab}\n{o} answers the input at once, without waiting for the clock; the state moves {t}. {rr}",
    "{o} depends on the state and on {x}. {rr}\n{tab}\nNext states are taken {t}.",
    "Transducer with {n} states. The output is combinational.\n{tab}\nState register: {c}, {e} edge, {z} to {f}.",
    "hey, mealy fsm needed, output not registered. reset state {f} ({z}), clock {c} ({e} edge):\n{tab}",
    "Exercise. Translate this Mealy description into a module.\n{tab}\n{rr} Transitions happen {t}.",
    "* machine type: Mealy, unregistered output\n* reset: {z}, state {f}\n* clock: {e} edge of {c}\n* flow:\n{tab}",
    "Each step reads {x}, gives {o} and moves on {t}. In detail:\n{tab}\nThe first state is {f}; the {z} leads there.",
    "The encoder of a serial link works by the following flow. Its output {o} belongs to the present state together with "
    "the present "
    "input.\n{tab}\n{rr} It steps {t}.",
    "{tab}\nOutputs are those of the transition about to be taken. {rr} The transition itself takes place {t}.",
    "Given a state and an input, both the output (now) and the next state ({t}) are fixed:\n{tab}\n{rr}",
)


@family("flow_mealy_sheet", "state machines", 1.1)
def flow_mealy_sheet(d: Draw) -> Design:
    """A Mealy machine in any layout, with one or two outputs."""
    inputs = d.one((1, 1, 1, 2))
    m = draw_machine(d, 2, 5 if inputs == 1 else 3, inputs, d.one((1, 1, 2)) if inputs == 1 else 1, moore=False)
    f = Frame(d)
    return _whole(d, f, m, d.any(*_MEALY_TEXTS, **_slots(d, f, m, layout(d, m, ALL))))


_HOT_TEXTS = (
    "Use a one-hot state register with {n} flip-flops (state {f} is the reset state, by the {z}; step {t}).\n{tab}",
    "One-hot machine, states {l}, one flip-flop for each.\n{tab}\n{rr} Clock: {c}, {e} edge.",
    "For speed the state of this machine has to be encoded one-hot inside.\n{tab}\nIt moves {t}. {rr}",
    "can you do this one-hot? the order of the bits is up to you.\n{tab}\ntransitions {t}, the {z} goes to {f}.",
    "Internal encoding: one-hot. Reset: {z} into {f}. Clocking: {e} edge of {c}. Flow:\n{tab}",
    "{rr} The {n} states {l} have a flip-flop each (one-hot). The flow, with one step {t}:\n{tab}",
    "1. Exactly one of {n} state bits is set.\n2. The {z} sets that of {f}.\n3. {ts} the following holds.\n{tab}",
    "FPGA style please, that is one flip-flop per state. Table:\n{tab}\nClocked {t}; {z}: {f}.",
)


@family("flow_one_hot_inside", "state machines", 0.8)
def flow_one_hot_inside(d: Draw) -> Design:
    """A machine that is to be encoded one-hot."""
    m = draw_machine(d, 3, 5, 1, d.one((1, 1, 2)), d.chance(0.7))
    f = Frame(d)
    slots = _slots(d, f, m, layout(d, m, ALL))
    slots["ts"] = sentence(str(slots["t"]), [f.clk]).rstrip(".")
    return _whole(d, f, m, d.any(*_HOT_TEXTS, **slots), one_hot=True)
