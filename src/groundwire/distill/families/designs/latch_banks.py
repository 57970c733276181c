"""Several level-sensitive latches in one module, with logic before them; pipelines with an operation a stage."""

from __future__ import annotations

from collections.abc import Callable

from groundwire.distill.families.design import Design, Row
from groundwire.distill.families.designs.registers import tell_latch
from groundwire.distill.families.draw import Draw, listing
from groundwire.distill.families.models import clocked
from groundwire.distill.families.ports import Port
from groundwire.distill.families.registry import family
from groundwire.distill.families.reset import Kind
from groundwire.distill.families.telling import at_edge, is_level, laid_out, when

_GATES: dict[str, tuple[str, Callable[[int, int], int]]] = {
    "AND": ("&", lambda a, b: a & b),
    "OR": ("|", lambda a, b: a | b),
    "XOR": ("^", lambda a, b: a ^ b),
}


def _latch_data(d: Draw, datas: list[str]) -> tuple[str, str, Callable[[dict[str, int]], int], set[str]]:
    """What a latch stores: code, words, model and the inputs that it needs."""
    kind, a = d.one(("plain", "plain", "not", "gate")), d.one(datas)
    if kind == "gate" and len(datas) > 1:
        a, b = d.rng.sample(datas, 2)
        word = d.one(tuple(_GATES))
        op, f = _GATES[word]
        told = d.any("({a} {w} {b}|the {w} of {a} and {b}|the {w} of {b} and {a})", a=a, b=b, w=word)
        return f"{a} {op} {b}", told, lambda v: f(v[a], v[b]), {a, b}
    if kind == "not":
        return f"~{a}", d.any("the inverse of {a}", "NOT {a}", "~{a}", a=a), lambda v: 1 - v[a], {a}
    return a, a, lambda v: v[a], {a}


@family("latch_bank", "latches", 1.3)
def latch_bank(d: Draw) -> Design:
    """One to three latches that share inputs and differ in gate, level and data, one or two gate inputs each."""
    count = d.one((1, 2, 2, 3))
    datas = d.names(("a", "b", "c"), ("d0", "d1", "d2"), ("x", "y", "w"))[: d.number(1, 3)]
    gates = d.names(("g", "h"), ("en", "le"), ("track", "pass"))
    outs = d.names(("q0", "q1", "q2"), ("p", "q", "r"), ("lat_a", "lat_b", "lat_c"))[:count]
    facts, body, why, used = [], [], [], set[str]()
    models: list[tuple[str, list[tuple[str, int]], Callable[[dict[str, int]], int]]] = []
    for out in outs:
        code, told, value, needed = _latch_data(d, datas)
        own = [(gate, int(d.chance(0.6))) for gate in d.rng.sample(gates, 1 + d.chance(0.3))]
        test = " && ".join(gate if on else f"!{gate}" for gate, on in own)
        facts.append(_tell_gated(d, own, told, out))
        body += d.block("always_latch" if d.style.modern else "always @(*)", [f"if ({test}) {out} = {code};"])
        why.append(f"{out}: open if {' and '.join(f'{gate}={on}' for gate, on in own)}, {code}")
        used |= needed | {gate for gate, _ in own}
        models.append((out, own, value))
    names = [name for name in (*datas, *gates) if name in used]
    d.rng.shuffle(names)
    ports = (*(Port(name) for name in names), *(Port(out, output=True, stored=True) for out in outs))
    rows, state = [], dict[str, int | None].fromkeys(outs)
    for _ in range(44):
        values = {name: d.number(0, 1) for name in names}
        for out, own, value in models:
            if all(values[gate] == on for gate, on in own):
                state[out] = value(values)
        rows.append(Row(values, dict(state)))
    if d.chance(0.3):
        facts.append(
            d.any("There is no clock", "All of this is level-sensitive", "No clock is used", "These are latches, not flip-flops")
        )
    return Design(
        d.one(("a set of latches", "a module with latches", "level-sensitive storage"))
        if count > 1
        else "a latch with logic before it",
        ports,
        laid_out(d, facts),
        "\n".join(why) + ". Latches: no else.",
        tuple(body),
        tuple(rows),
        d.style,
        ("latches", "latch_bank"),
        {"why": why},
    )


def _tell_gated(d: Draw, gates: list[tuple[str, int]], data: str, out: str) -> str:
    """One sentence on a latch that is open while one or two inputs have their values."""
    if len(gates) == 1:
        return tell_latch(d, gates[0][0], gates[0][1], data, out)
    both = " and ".join(is_level(d, gate, on, plain=True) for gate, on in gates)
    return d.any(
        "{o} follows {i} while {b}, and else keeps its value",
        "While {b}, {o} is {i}; in any other case it holds",
        "The latch {o} is open only if {b}; it stores {i}",
        "{o} holds unless {b}, in which case it is {i}",
        "{o} = {i} as long as {b}; otherwise the last value stays",
        "If {b}, the latch is transparent and {o} is {i}; else {o} is frozen",
        "{o} keeps what it has, except while {b}: then {i} passes through",
        "Only with both conditions met ({b}) does {i} reach {o}; it is remembered otherwise",
        o=out,
        i=data,
        b=both,
    )


_OPS: dict[str, tuple[str, tuple[str, ...], Callable[[int, int], int]]] = {
    "add": ("{x} + {y}", ("{x} plus {y}", "the sum of {x} and {y}", "{x} + {y}"), lambda x, y: x + y),
    "sub": ("{x} - {y}", ("{x} minus {y}", "{x} - {y}", "the difference {x} - {y}"), lambda x, y: x - y),
    "and": ("{x} & {y}", ("{x} AND {y}", "the bitwise AND of {x} and {y}", "{x} & {y}"), lambda x, y: x & y),
    "or": ("{x} | {y}", ("{x} OR {y}", "the bitwise OR of {x} and {y}"), lambda x, y: x | y),
    "xor": ("{x} ^ {y}", ("{x} XOR {y}", "the bitwise XOR of {x} and {y}", "{x} ^ {y}"), lambda x, y: x ^ y),
    "not": ("~{x}", ("{x} inverted", "NOT {x}", "the complement of {x}"), lambda x, y: ~x),
    "inc": ("{x} + 1'b1", ("{x} plus 1", "{x} + 1", "one more than {x}"), lambda x, y: x + 1),
    "double": ("{x} << 1", ("{x} shifted left by 1", "twice {x}", "{x} << 1"), lambda x, y: x << 1),
    "copy": ("{x}", ("{x}", "{x} unchanged"), lambda x, y: x),
}
_TWO = ("add", "sub", "and", "or", "xor")
_KINDS: tuple[Kind, ...] = ("none", "sync", "async")


@family("op_pipeline", "shift registers", 1.5)
def op_pipeline(d: Draw) -> Design:
    """Two or three registers in a row with an operation before each, told register by register in any order."""
    clk, reset, falling = d.clock(), d.reset(_KINDS), d.chance(0.2)
    width, stages = d.one((4, 4, 8, 8, 16)), d.one((2, 2, 3))
    ins = d.names(("a", "b", "c"), ("x", "y", "z"), ("in1", "in2", "in3"), ("p", "q", "r"))[: d.number(2, 3)]
    out = d.name("out", "result", "res", "sum")
    chain = [*(d.name(f"s{i}") for i in range(1, stages)), out]
    enable = d.name("en", "ce", "run") if d.chance(0.25) else ""
    steps: list[tuple[str, str, str]] = []
    for index in range(stages):
        source = ins[0] if index == 0 else chain[index - 1]
        kind = d.one(_TWO) if index == 0 or d.chance(0.5) else d.one(("not", "inc", "double", "copy"))
        steps.append((kind, source, d.one(ins[1:]) if kind in _TWO else ""))
    used = [name for name in ins if any(name in step[1:] for step in steps)]
    facts = []
    for register, (kind, x, y) in zip(chain, steps, strict=True):
        told = d.any(*_OPS[kind][1], x=x, y=y)
        facts.append(
            d.any(
                "{r} takes {t}",
                "{r} <= {t}",
                "{r} stores {t}",
                "In {r} goes {t}",
                "{r} becomes {t}",
                "The register {r} is loaded with {t}",
                "What {r} gets is {t}",
                "{r}: {t}",
                r=register,
                t=told,
            )
        )
    facts.append(
        d.any(
            "All registers are {w} bits wide and work {at}",
            "{n} are {w}-bit registers that load {at}",
            "{w} bits everywhere; the registers change {at}",
            "Every register ({w} bits) is updated {at}, all at the same time",
            "The {k} registers ({n}) have {w} bits and take their new values {at}",
            w=width,
            at=at_edge(d, clk, falling),
            n=listing(d.rng.sample(chain, len(chain))),
            k=stages,
        )
    )
    facts.append(
        d.any("Results keep their low {w} bits", "Overflow is dropped", "Carries out of the top are lost", "", "", w=width)
    )
    if enable:
        facts.append(
            d.any(
                "All registers hold {n}",
                "Nothing moves {n}",
                "The pipeline moves only {y}",
                "{e} = 0 stops the whole pipeline",
                y=when(d, enable, 1),
                n=when(d, enable, 0),
                e=enable,
            )
        )
    facts.append(d.tell_reset(reset, d.one(("clears all the registers", "sets all registers to 0", f"clears {listing(chain)}"))))
    code = [f"{register} <= {_OPS[kind][0].format(x=x, y=y)};" for register, (kind, x, y) in zip(chain, steps, strict=True)]
    update_lines = d.block(f"if ({enable})", code) if enable else code
    shown = [Port(name, width) for name in used] + ([Port(enable)] if enable else [])
    d.rng.shuffle(shown)
    ports = (Port(clk), *reset.ports, *shown, Port(out, width, output=True, stored=True))
    mask = (1 << width) - 1
    active = "negedge" if falling else "posedge"

    def update(state: tuple[int | None, ...], v: dict[str, int]) -> tuple[int | None, ...]:
        if enable and not v[enable]:
            return state
        values: dict[str, int | None] = {**v, **dict(zip(chain, state, strict=True))}
        return tuple(_applied(kind, values[x], values.get(y, 0), mask) for kind, x, y in steps)

    rows = clocked(
        d.rng,
        ports,
        clk,
        reset,
        (0,) * stages,
        update,
        lambda s, v: {out: s[-1]},
        cycles=30,
        falling=falling,
        bias=lambda r, i: {enable: int(r.random() < 0.75)} if enable else {},
        unknown=((None,) * stages,) if reset.kind == "none" else (),
    )
    span = f"[{width - 1}:0] "
    return Design(
        f"a pipeline of {stages} registers",
        ports,
        laid_out(d, facts),
        f"{active} {clk}; {reset.phrase}" + f"; only if {enable}" * bool(enable) + f"; {width} bits.\n" + " ".join(code),
        (
            f"{d.style.net} {span}{', '.join(chain[:-1])};",
            *d.clocked(clk, reset, [f"{r} <= 0;" for r in chain], update_lines, active),
        ),
        rows,
        d.style,
        ("pipeline", "pipe", "datapath"),
        {"steps": steps, "width": width, "reset": reset.phrase, "falling": falling, "enable": bool(enable)},
    )


def _applied(kind: str, x: int | None, y: int | None, mask: int) -> int | None:
    """An operation on values that may be unknown."""
    return None if x is None or y is None else _OPS[kind][2](x, y) & mask
