"""Flip-flops with logic in front of them, and pairs of registers."""

from __future__ import annotations

from collections.abc import Callable

from groundwire.distill.families.design import Design
from groundwire.distill.families.draw import Draw, listing
from groundwire.distill.families.ports import Port
from groundwire.distill.families.registry import family
from groundwire.distill.families.voices.beat_shared import (
    Act,
    Beat,
    Case,
    Cond,
    Out,
    Reg,
    build,
    compose,
    is_port,
    port_names,
    told,
)

_NET_INTROS = (
    "a netlist in words with {n} D flip-flops, {l}",
    "draw this: flip-flops {l} and a few gates",
    "flip-flops {l}, each with its logic in front",
    "the schematic has {n} flip-flops named {l}",
    "translate the schematic: {n} flops ({l}) on one clock",
    "next-state equations for {l}",
    "{n} one-bit registers, {l}, that feed each other",
    "from a lab sheet: circuit with state bits {l}",
    "I traced a board and found flops {l}",
)
_GATES: dict[str, Callable[[int, int], int]] = {"AND": lambda a, b: a & b, "OR": lambda a, b: a | b, "XOR": lambda a, b: a ^ b}
_SIGNS = {"AND": "&", "OR": "|", "XOR": "^"}


@family("beat_flop_netlist", "flip-flops", 1.2)
def flop_netlist(d: Draw) -> Design:
    """Two to four flip-flops with drawn gates, enables and toggles in front of them, and a gate behind."""
    beat = Beat(d)
    n = d.one((2, 2, 3, 3, 4))
    flops = list(
        d.names(
            *(
                a[:n]
                for a in (
                    ("q0", "q1", "q2", "q3"),
                    ("a", "b", "c", "e"),
                    ("fa", "fb", "fc", "fd"),
                    ("s0", "s1", "s2", "s3"),
                    ("p", "q", "r", "t"),
                    ("u", "v", "w", "z"),
                )
            )
        )
    )
    ins = [d.name("x", "in", "d", "k", "m"), *([d.name("y", "j", "g", "h", "ctl")] if d.chance(0.6) else [])]
    wires, used = [*flops, *ins], set()
    regs, blocks = [], []

    def value(name: str, s: dict[str, int], v: dict[str, int]) -> int:
        return s[name] if name in s else v[name]

    def pick(avoid: str = "") -> str:
        fresh = [name for name in ins if name not in used]
        name = d.one(fresh) if fresh and d.chance(0.6) else d.one([w for w in wires if w != avoid])
        used.add(name)
        return name

    for i, f in enumerate(flops):
        kind = d.number(0, 5)
        a = pick(f) if kind < 2 else pick()
        b = d.one([w for w in wires if w != a])
        used.add(b)
        op, na, nb, nx = d.one(tuple(_GATES)), d.chance(0.3), d.chance(0.25), d.chance(0.25)
        ta, tb = f"{'~' if na else ''}{a}", f"{'~' if nb else ''}{b}"
        wa, wb = f"{'not ' if na else ''}{a}", f"{'not ' if nb else ''}{b}"
        code = f"{ta} {_SIGNS[op]} {tb}"
        code = f"~({code})" if nx else code

        def gate(
            s: dict[str, int],
            v: dict[str, int],
            a: str = a,
            b: str = b,
            op: str = op,
            na: bool = na,
            nb: bool = nb,
            nx: bool = nx,
        ) -> int:
            return _GATES[op](value(a, s, v) ^ na, value(b, s, v) ^ nb) ^ nx

        name = {"AND": "NAND", "OR": "NOR", "XOR": "XNOR"}[op] if nx else op
        if kind == 0:
            act = Act(f"takes {wa}", wa, ta, lambda s, v, a=a, na=na: value(a, s, v) ^ na)  # type: ignore[misc]
        else:
            act = Act(f"takes {wa} {name} {wb}", f"{wa} {name} {wb}", code, gate)
        cases: list[Case] = []
        other: Act | None = act
        if kind == 4:
            e = d.one([w for w in wires if w not in (a, b)] or wires)
            used.add(e)
            on = d.number(0, 1)
            cond = Cond(f"{e} is {on}", e if on else f"!{e}", f"{e}={on}", lambda s, v, e=e, on=on: value(e, s, v) == on, e, on)  # type: ignore[misc]
            cases = [act.on(cond)]
            other = None
            blocks.append(
                d.any(
                    "{f} loads {g} only while {e}, else it holds",
                    "{f}: enabled when {e}; its D input is {g}",
                    "while {e}, {f} {v}; otherwise {f} keeps its bit",
                    f=f,
                    g=act.value,
                    e=cond.words,
                    v=act.verb,
                )
            )
        elif kind == 5:
            t = Act(
                f"toggles if ({act.value}) is 1",
                f"{f} XOR ({act.value})",
                f"{f} ^ ({code})",
                lambda s, v, f=f, g=gate: s[f] ^ g(s, v),  # type: ignore[misc]
            )
            other = t
            blocks.append(
                d.any(
                    "{f} toggles when {g} is 1, else it holds",
                    "{f} is a T flip-flop; T is {g}",
                    "T of {f}: {g} (1 inverts {f}, 0 keeps it)",
                    f=f,
                    g=f"({act.value})",
                )
            )
        else:
            blocks.append(
                d.any(
                    "D of {f} is {g}",
                    "{f} gets {g} on each edge",
                    "{f} takes over {g}",
                    "{g} feeds {f}",
                    "next {f}: {g}",
                    f=f,
                    g=act.value,
                )
            )
        regs.append(Reg(f, 1, d.one((0, 0, 1)), cases, other, i < 1 or d.chance(0.5)))
    missing = [w for w in [*ins, *(r.name for r in regs if not r.output)] if w not in used]
    outs = []
    if missing or d.chance(0.6):
        z, srcs = d.name("z", "out", "y_out", "o", "res"), list(dict.fromkeys([*missing, d.one(flops), d.one(wires)]))
        srcs = srcs if len(srcs) > 1 else [*srcs, next(w for w in wires if w not in srcs)]
        op = d.one(tuple(_GATES))

        def joined_gate(s: dict[str, int], v: dict[str, int]) -> int:
            result = value(srcs[0], s, v)
            for name in srcs[1:]:
                result = _GATES[op](result, value(name, s, v))
            return result

        outs.append(
            Out(
                z,
                1,
                d.any(
                    "{z} is the {o} of {l} (no flop)",
                    "a gate behind gives {z}: {o} of {l}",
                    "{z} = {o}({m}), combinational",
                    z=z,
                    o=op,
                    l=listing(srcs),
                    m=", ".join(srcs),
                ),
                f" {_SIGNS[op]} ".join(srcs),
                joined_gate,
            )
        )
    inputs = [Port(name) for name in ins]
    if d.chance(0.4):
        d.rng.shuffle(blocks)
    hidden = [r.name for r in regs if not r.output]
    extra = [f"{listing(hidden)} {'is' if len(hidden) == 1 else 'are'} internal"] if hidden else []
    extra.append(
        d.one(("all of them see the values from before the edge", "they change together", "all flops share clock and reset"))
    )
    intro = d.any(*_NET_INTROS, n=n, l=", ".join(flops))
    text = compose(d, beat, intro, blocks, regs, outs, port_names(beat, inputs, regs, outs), extra)
    return build(
        d, beat, "flip-flops with gates", ("netlist", "flops", "small_fsm"), inputs, regs, outs, text, {"n": n}, cycles=50
    )


_PAIR_INTROS = (
    "two registers, {a} and {b}, work together",
    "{a} and {b} are {w}-bit registers with different jobs",
    "keep two values, {a} and {b}",
    "a measuring unit stores {a} and {b}",
    "REGISTER PAIR {a} / {b}, {w} bits each",
    "there are two words, {a} and {b} ({w} bits)",
    "the meter remembers {a} and {b}",
    "registers: {a}, {b}. Each has rules of its own",
    "I need {a} and {b} in one module",
)


@family("beat_register_pair", "registers", 1.1)
def register_pair(d: Draw) -> Design:
    """Two registers with drawn rules of their own that look at each other: hold, swap, extremes, sums, copies."""
    beat = Beat(d)
    w = d.one((2, 3, 4, 4, 8, 8, 16))
    mask, lit = (1 << w) - 1, d.style.literal
    a, b = d.names(
        ("cur", "prev"), ("live", "held"), ("a", "b"), ("top", "under"), ("work", "keep"), ("r0", "r1"), ("now", "best")
    )
    x = d.name("d", "din", "x", "sample", "value", "in")
    inputs = [Port(x, w)]
    ports: list[str] = []

    def cond() -> Cond:
        port = (
            d.one(ports)
            if ports and d.chance(0.35)
            else d.name("ld", "en", "go", "swap", "snap", "take", "clr", "mode", "sel", "upd")
        )
        if port not in ports:
            ports.append(port)
        return is_port(d, port, int(d.chance(0.8)))

    def acts(q: str, p: str) -> list[Act]:
        return [
            Act(f"takes {x}", x, x, lambda s, v: v[x]),
            Act(f"takes {p}", p, p, lambda s, v: s[p]),
            Act(f"becomes {q} plus {x} (modulo {mask + 1})", f"{q} + {x}", f"{q} + {x}", lambda s, v: s[q] + v[x]),
            Act(f"becomes {q} minus {p} (modulo {mask + 1})", f"{q} - {p}", f"{q} - {p}", lambda s, v: s[q] - s[p]),
            Act(
                f"becomes the larger of {q} and {x} (unsigned)",
                f"max({q}, {x})",
                f"({x} > {q}) ? {x} : {q}",
                lambda s, v: max(s[q], v[x]),
            ),
            Act(
                f"becomes the smaller of {q} and {x} (unsigned)",
                f"min({q}, {x})",
                f"({x} < {q}) ? {x} : {q}",
                lambda s, v: min(s[q], v[x]),
            ),
            Act(f"becomes {q} XOR {x}", f"{q} ^ {x}", f"{q} ^ {x}", lambda s, v: s[q] ^ v[x]),
            Act("is inverted", f"~{q}", f"~{q}", lambda s, v: ~s[q]),
            Act("goes up by one", f"{q} + 1", f"{q} + 1'b1", lambda s, v: s[q] + 1),
            Act("becomes 0", "0", lit(w, 0), lambda s, v: 0),
            Act(f"becomes {p} AND {x}", f"{p} & {x}", f"{p} & {x}", lambda s, v: s[p] & v[x]),
            Act("becomes all ones", "all ones", lit(w, mask), lambda s, v: mask),
        ]

    regs: list[Reg] = []
    for q, p in ((a, b), (b, a)):
        chosen = d.rng.sample(acts(q, p), d.number(1, 3))
        if q == b and not any(x in act.rhs for r in regs for act in r.cases):
            chosen[0] = acts(q, p)[0]
        seen: dict[str, Cond] = {}
        for _ in chosen:
            c = cond()
            while c.port in seen:
                c = cond()
            seen[c.port] = c
        regs.append(
            Reg(
                q, w, d.one((0, 0, 0, mask, d.number(0, mask))), [act.on(c) for act, c in zip(chosen, seen.values(), strict=True)]
            )
        )
    inputs += [Port(p) for p in ports]
    outs = []
    if d.chance(0.5):
        f, k = d.name("flag", "same", "bigger", "ok", "rel"), d.number(0, 2)
        sign, word = (("==", "equals"), (">", "is greater than"), ("<", "is less than"))[k]
        outs.append(
            Out(
                f,
                1,
                d.any("{f} is 1 while {a} {w} {b}", "{f} tells whether {a} {w} {b}", f=f, a=a, b=b, w=word)
                + " (unsigned)" * (k > 0),
                f"{a} {sign} {b}",
                lambda s, v: int((s[a] == s[b], s[a] > s[b], s[a] < s[b])[k]),
            )
        )
    extra = [
        d.any(
            "both use the old values",
            "each rule sees what {a} and {b} held before the edge",
            "they update at the same time",
            a=a,
            b=b,
        )
    ]
    intro, blocks = d.any(*_PAIR_INTROS, a=a, b=b, w=w), [told(d, r) for r in regs]
    text = compose(
        d, beat, intro, blocks[::-1] if d.chance(0.4) else blocks, regs, outs, port_names(beat, inputs, regs, outs), extra
    )
    return build(d, beat, "a pair of registers", ("reg_pair", "meter", "two_regs"), inputs, regs, outs, text, {"w": w}, cycles=60)
