"""Histories of samples and pipelines of operations."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

from groundwire.distill.families.design import Design
from groundwire.distill.families.draw import Draw, listing
from groundwire.distill.families.ports import Port
from groundwire.distill.families.registry import family
from groundwire.distill.families.voices.beat_shared import (
    Act,
    Beat,
    Case,
    Out,
    Reg,
    build,
    compose,
    is_port,
    mostly,
    port_names,
)

_HISTORY_INTROS = (
    "keep the last {n} samples of {x}",
    "a short memory of {x}",
    "look back at {n} samples of {x}",
    "sample history, newest in {a}",
    "{x} is sampled into a row of {n} registers",
    "a smoothing filter and its friends",
    "measurement channel {x}",
    "HISTORY BUFFER for {x}, depth {n}",
    "we compare {x} with what it was before",
)


@family("beat_history_outputs", "pipelines", 1.1)
def history_outputs(d: Draw) -> Design:
    """The last samples of an input, and outputs from them: mean, extremes, difference, equality; with sample enable."""
    beat = Beat(d)
    n, w, lit = d.one((2, 2, 3, 4)), d.one((2, 4, 4, 6, 8, 8)), d.style.literal
    x, stem = d.name("x", "sample", "adc", "d", "in"), d.name("h", "s", "past", "z", "r")
    rows, mask = [f"{stem}{i}" for i in range(n)], (1 << w) - 1
    inputs: list[Port] = [Port(x, w)]
    heads: list[tuple[str, Case]] = []
    for kind in d.rng.sample(("clear", "fill"), d.one((0, 1, 1))):
        port = d.name(*{"clear": ("clr", "flush", "forget", "zero"), "fill": ("prime", "fill", "init", "start")}[kind])
        inputs.append(Port(port))
        heads.append((kind, Act("", "", "", lambda s, v: 0).on(is_port(d, port, int(d.chance(0.8))))))
    sample = is_port(d, d.name("smp", "en", "valid", "take", "stb"), int(d.chance(0.8))) if d.chance(0.6) else None
    inputs += [Port(sample.port)] if sample else []
    start, regs = d.one((0, 0, 0, mask)), []
    for q, p in zip(rows, [x, *rows], strict=False):
        take = Act(f"takes {p}", p, p, lambda s, v, p=p: s[p] if p in s else v[p])  # type: ignore[misc]
        cases = [
            Act("becomes 0", "0", lit(w, 0), lambda s, v: 0).on(c.cond)
            if kind == "clear"
            else Act(f"takes {x}", x, x, lambda s, v: v[x]).on(c.cond)
            for kind, c in heads
        ]
        cases += [take.on(sample)] if sample else []
        regs.append(Reg(q, w, start, cases, None if sample else take, q == rows[-1] and d.chance(0.4)))
    a, z = rows[0], rows[-1]
    sw = w + (n - 1).bit_length()
    options: dict[str, tuple[int, str, str, Callable[[list[int]], int]]] = {
        "sum": (sw, f"the sum of all {n} samples, without overflow", " + ".join(rows), sum),
        "diff": (w, f"{a} minus {z} (modulo {mask + 1})", f"{a} - {z}", lambda h: (h[0] - h[-1]) & mask),
        "max": (w, f"the larger of {a} and {z}, unsigned", f"({a} > {z}) ? {a} : {z}", lambda h: max(h[0], h[-1])),
        "min": (w, f"the smaller of {a} and {z}, unsigned", f"({a} < {z}) ? {a} : {z}", lambda h: min(h[0], h[-1])),
        "same": (
            1,
            "1 if all samples are equal, else 0",
            " && ".join(f"({p} == {q})" for p, q in pairwise(rows)),
            lambda h: int(len(set(h)) == 1),
        ),
        "up": (1, f"1 if {a} is greater than {z} (unsigned), else 0", f"{a} > {z}", lambda h: int(h[0] > h[-1])),
        "xor": (w, f"the bits in which {a} and {z} differ", f"{a} ^ {z}", lambda h: h[0] ^ h[-1]),
        "common": (w, "the bits that are 1 in all samples", " & ".join(rows), lambda h: _all(h)),
        "union": (w, "the bits that are 1 in at least one sample", " | ".join(rows), lambda h: _any(h)),
        "gap": (
            w,
            f"the distance between {a} and {z} (larger minus smaller, unsigned)",
            f"({a} > {z}) ? {a} - {z} : {z} - {a}",
            lambda h: abs(h[0] - h[-1]),
        ),
    }
    if n in (2, 4):
        shift = n.bit_length() - 1
        options["mean"] = (sw, f"the sum of all {n} samples divided by {n}, rounded down", "", lambda h: sum(h) >> shift)
    outs = []
    for kind in d.rng.sample(tuple(options), d.one((1, 1, 2, 2, 3))):
        width, said, code, value = options[kind]
        name = d.name(
            *{
                "sum": ("sum", "total", "acc"),
                "mean": ("avg", "mean", "smooth"),
                "diff": ("diff", "delta", "slope"),
                "max": ("peak", "hi"),
                "min": ("dip", "lo"),
            }.get(kind, ("y", "res", "flag", "cmp", "out"))
        )
        if kind == "mean":
            width, code = w, ""
            total = d.name("total_w", "sum_w", "acc_w")
            shift = n.bit_length() - 1
            lines = (
                d.style.declare(total, sw, driven=True),
                f"assign {total} = {' + '.join(rows)};",
                f"assign {name} = {total}[{sw - 1}:{shift}];",
            )
            outs.append(
                Out(
                    name,
                    w,
                    f"{name} is {said}",
                    "",
                    lambda s, v, f=value: f([s[r] for r in rows]),  # type: ignore[misc]
                    lines,
                    f"{total} = {' + '.join(rows)} ({sw} bits); {name} = {total}[{sw - 1}:{shift}]",
                )
            )
            continue
        outs.append(
            Out(
                name,
                width,
                d.any("{n} is {s}", "{n}: {s}", "{n} gives {s}", n=name, s=said),
                code,
                lambda s, v, f=value: f([s[r] for r in rows]),  # type: ignore[misc]
            )
        )
    order = " -> ".join([x, *rows])
    facts = [
        d.any(
            "samples move along {o}, one place each",
            "{a} is the newest sample and {z} the oldest; on a step each takes the one before it ({o})",
            "chain of {w}-bit registers: {o}",
            o=order,
            a=a,
            z=z,
            w=w,
        )
    ]
    facts.append(
        d.any("a step happens on edges at which {c}; otherwise all hold", "samples are taken only when {c}", c=sample.words)
        if sample
        else d.one(("a sample is taken on every edge", "the chain steps with every clock edge"))
    )
    for kind, case in heads:
        goal = "all samples become 0" if kind == "clear" else f"all {n} registers take {x} at once"
        facts.append(
            d.any(
                "when {c}, {g} at the edge, which comes before stepping",
                "{g} if {c}; this has priority",
                c=case.cond.words,
                g=goal,
            )
        )
    hidden = [r.name for r in regs if not r.output]
    facts.append(f"{listing(hidden)} {'are' if len(hidden) > 1 else 'is'} internal")
    text = compose(
        d,
        beat,
        d.any(*_HISTORY_INTROS, n=n, x=x, a=a),
        facts,
        [Reg("all samples", w, start, [])] if start else regs,
        outs,
        port_names(beat, inputs, regs, outs),
    )
    cases = [*(c for _, c in heads), *([Case(sample, "", "", "", lambda s, v: 0)] if sample else [])]
    return build(
        d,
        beat,
        "a sample history",
        ("history_x", "smoother", "lookback"),
        inputs,
        regs,
        outs,
        text,
        {"n": n, "w": w},
        bias=mostly(d, cases, 0.1),
    )


def _all(values: list[int]) -> int:
    result = values[0]
    for value in values:
        result &= value
    return result


def _any(values: list[int]) -> int:
    result = 0
    for value in values:
        result |= value
    return result


_PIPE_INTROS = (
    "a pipeline of {n} stages from {x} to {y}",
    "{y} is computed from {x} in {n} clocks",
    "{n}-stage pipeline, one operation before each register",
    "data path with {n} registers in a row",
    "PIPELINE, latency {n}",
    "put {n} registers between {x} and {y} with arithmetic in between",
    "assembly line: every clock the word moves one station on ({n} stations)",
    "the calculation from {x} to {y} is cut into {n} steps",
    "fast version of a slow formula: {n} registered steps",
)


@family("beat_staged_pipeline", "pipelines", 1.1)
def staged_pipeline(d: Draw) -> Design:
    """Two to four registers with an operation before each, a valid bit that travels along, stall, flush and bubbles."""
    beat = Beat(d)
    n, w, lit = d.one((2, 2, 3, 3, 4)), d.one((3, 4, 4, 8, 8, 16)), d.style.literal
    mask, m = (1 << w) - 1, w - 1
    x, y, b = d.name("x", "d", "in", "a", "din"), d.name("y", "q", "out", "res", "dout"), d.name("b", "k", "coef", "offs", "m")
    stages = [*(f"{d.name('p', 's', 'r', 'st')}{i}" for i in range(1, n)), y]
    stages = [f"{stages[0][:-1]}{i}" for i in range(1, n)] + [y] if n > 1 else stages
    valid = d.name("vin", "valid", "v", "in_valid") if d.chance(0.5) else ""
    vout = d.name("vout", "valid_out", "vo", "out_valid") if valid else ""
    stall = is_port(d, d.name("stall", "hold", "en", "ce", "adv"), d.number(0, 1)) if d.chance(0.5) else None
    flush = is_port(d, d.name("flush", "kill", "squash", "drop"), int(d.chance(0.8))) if d.chance(0.35) else None
    inputs = [Port(x, w)]
    regs: list[Reg] = []
    facts, needs_b = [], False
    for i, (q, p) in enumerate(zip(stages, [x, *stages], strict=False)):
        c = d.number(1, min(mask, 15))
        table: tuple[tuple[str, str, Callable[[int, int], int]], ...] = (
            (f"{p} plus {c} (modulo {mask + 1})", f"{p} + {lit(w, c)}", lambda a, o, c=c: a + c),  # type: ignore[misc]
            (f"{p} minus {c} (modulo {mask + 1})", f"{p} - {lit(w, c)}", lambda a, o, c=c: a - c),  # type: ignore[misc]
            (f"{p} XOR {c}", f"{p} ^ {lit(w, c)}", lambda a, o, c=c: a ^ c),  # type: ignore[misc]
            (f"the inverse of {p}", f"~{p}", lambda a, o: ~a),
            (p, p, lambda a, o: a),
            (f"{p} shifted left by one, 0 coming in", f"{{{p}[{m - 1}:0], 1'b0}}", lambda a, o: a << 1),
            (f"{p} shifted right by one, 0 coming in", f"{{1'b0, {p}[{m}:1]}}", lambda a, o: a >> 1),
            (f"{p} rotated left by one", f"{{{p}[{m - 1}:0], {p}[{m}]}}", lambda a, o: a << 1 | a >> m),
            (f"{p} plus {b} (modulo {mask + 1})", f"{p} + {b}", lambda a, o: a + o),
            (f"{p} AND {b}", f"{p} & {b}", lambda a, o: a & o),
            (f"{p} XOR {b}", f"{p} ^ {b}", lambda a, o: a ^ o),
            (
                f"the larger of {p} and {c} (unsigned)",
                f"({p} > {lit(w, min(c, mask))}) ? {p} : {lit(w, min(c, mask))}",
                lambda a, o, c=c: max(a, c),  # type: ignore[misc]
            ),
        )
        said, code, op = d.one(table)
        needs_b = needs_b or b in code.replace(p, "")

        def step(s: dict[str, int], v: dict[str, int], p: str = p, op: Callable[[int, int], int] = op) -> int:
            return op(s[p] if p in s else v[p], v.get(b, 0)) & mask

        act = Act(f"takes {said}", said, code, step)
        cases = [Act("becomes 0", "0", lit(w, 0), lambda s, v: 0).on(flush)] if flush and not valid else []
        cases += [act.on(stall)] if stall else []
        regs.append(Reg(q, w, 0, cases, None if stall else act, q == y))
        facts.append(
            d.any("stage {i}: {q} takes {s}", "{q} := {s}", "register {q} gets {s}", "{s} goes into {q}", i=i + 1, q=q, s=said)
        )
    if needs_b or any(b in fact.split() for fact in facts):
        inputs.append(Port(b, w))
        facts.append(d.any("{b} is used as it is at the edge, it is not delayed", "{b} is taken at its present value", b=b))
    if valid:
        inputs.append(Port(valid))
        vs = [f"{valid}_{i}" for i in range(1, n)] + [vout]
        for q, p in zip(vs, [valid, *vs], strict=False):
            act = Act(f"takes {p}", p, p, lambda s, v, p=p: s[p] if p in s else v[p])  # type: ignore[misc]
            cases = [Act("becomes 0", "0", "1'b0", lambda s, v: 0).on(flush)] if flush else []
            cases += [act.on(stall)] if stall else []
            regs.append(Reg(q, 1, 0, cases, None if stall else act, q == vout))
        facts.append(
            d.any(
                "a bit travels along: {v} reaches {o} after as many registers ({c})",
                "{o} is {v} delayed by {n} registers, {c}",
                v=valid,
                o=vout,
                n=n,
                c=" -> ".join([valid, *vs]),
            )
        )
    if stall:
        inputs.append(Port(stall.port))
        facts.append(
            d.any(
                "registers move only when {c}; else all of them hold",
                "on edges where {s} all registers keep their values, else all move",
                c=stall.words,
                s=f"{stall.port} is {1 - stall.level}",
            )
        )
    if flush:
        inputs.append(Port(flush.port))
        what = "the travelling bits (not the data)" if valid else "all registers"
        facts.append(
            d.any(
                "when {c}, the edge clears {w}" + (", stalled or not" if stall else ""),
                "{w} become 0 if {c}" + ("; this comes before the stall" if stall else ""),
                c=flush.words,
                w=what,
            )
        )
    hidden = [r.name for r in regs if not r.output]
    facts.append(d.any("{h} stay inside", "not ports: {h}", "internal: {h}", h=", ".join(hidden)))
    text = compose(d, beat, d.any(*_PIPE_INTROS, n=n, x=x, y=y), facts, regs, [], port_names(beat, inputs, regs, []))
    bias = mostly(
        d,
        [Case(c, "", "", "", lambda s, v: 0) for c in (flush, stall) if c]
        if stall
        else [Case(c, "", "", "", lambda s, v: 0) for c in (flush, flush) if c],
        0.1,
    )
    return build(d, beat, "a pipeline", ("pipe", "staged", "datapath"), inputs, regs, [], text, {"n": n, "w": w}, bias=bias)
