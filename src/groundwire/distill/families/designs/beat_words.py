"""Words on a clock: catchers of edges and registers by lanes."""

from __future__ import annotations

from collections.abc import Callable

from groundwire.distill.families.design import Design
from groundwire.distill.families.draw import Draw
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

_EDGE_INTROS = (
    "watch the {w} lines of {x}",
    "an event catcher for {x}",
    "{r} remembers which bits of {x} moved",
    "interrupt flags {r} for the request lines {x}",
    "each bit of {x} is looked at on its own",
    "fault recorder: {x} in, {r} out",
    "EVENT CAPTURE UNIT",
    "{w} door contacts arrive on {x}; {r} has a flag for each",
    "sticky per-bit edge detection on {x}",
    "key board of {w} keys, {x}; what was pressed is found in {r}",
)


@family("beat_edge_catcher", "edge detectors", 1.1)
def edge_catcher(d: Draw) -> Design:
    """Per-bit edges of a vector, kept, toggled or shown for a cycle, with masks, clear by port or by bit, and a summary bit."""
    beat = Beat(d)
    w = d.one((2, 3, 4, 4, 8, 8, 16))
    mask, lit = (1 << w) - 1, d.style.literal
    x, old, r = (
        d.name("x", "in", "lines", "req", "keys", "irq_in"),
        d.name("old", "prev", "x_d", "last"),
        d.name("flags", "caught", "ev", "seen", "pend", "q"),
    )
    inputs, kind = [Port(x, w)], d.number(0, 2)
    code = (f"{x} & ~{old}", f"~{x} & {old}", f"{x} ^ {old}")[kind]
    word = ("goes from 0 to 1", "goes from 1 to 0", "changes")[kind]
    enables = d.name("mask", "ien", "allow", "sel") if d.chance(0.35) else ""
    inputs += [Port(enables, w)] * bool(enables)
    code = f"({code}) & {enables}" if enables else code
    event = d.name("hits", "edges", "e", "moved")

    def edges(s: dict[str, int], v: dict[str, int]) -> int:
        found = (v[x] & ~s[old], ~v[x] & s[old], v[x] ^ s[old])[kind] & mask
        return found & v[enables] if enables else found

    mode = d.one(("keep", "keep", "keep", "pulse", "toggle"))
    cases: list[Case] = []
    facts = [
        d.any(
            "{o} is the value of {x} at the clock edge before; it is taken in on every edge",
            "{o} is {x} delayed by one clock, always",
            o=old,
            x=x,
        )
    ]
    facts.append(
        d.any(
            "bit i has an event when bit i of {x} {w}, that is, compared with {o}",
            "an event at a bit means that {x} there {w} against {o}",
            x=x,
            w=word,
            o=old,
        )
        + (f", but only where {enables} has a 1" if enables else "")
    )
    if mode == "keep":
        ack = d.name("ack", "wclr", "done", "clr_bits", "w1c") if d.chance(0.5) else ""
        inputs += [Port(ack, w)] * bool(ack)
        wins = d.chance(0.5)
        if not ack:
            rhs, step = f"{r} | {event}", lambda s, v: s[r] | edges(s, v)
            facts.append(
                d.any("an event sets its bit of {r}, and the bit stays", "{r} collects events: bits are set and kept", r=r)
            )
        elif wins:
            rhs, step = f"({r} & ~{ack}) | {event}", lambda s, v: (s[r] & ~v[ack]) | edges(s, v)
            facts.append(
                d.any(
                    "an event sets its bit of {r}; a 1 in {a} clears it; with both at once it is set",
                    "bits of {r}: set by an event (stronger), cleared by the same bit of {a} (weaker), kept otherwise",
                    r=r,
                    a=ack,
                )
            )
        else:
            rhs, step = f"({r} | {event}) & ~{ack}", lambda s, v: (s[r] | edges(s, v)) & ~v[ack]
            facts.append(
                d.any(
                    "an event sets its bit of {r}; a 1 in {a} clears it and wins over the event",
                    "where {a} has a 1, {r} becomes 0; elsewhere events set bits and the rest is kept",
                    r=r,
                    a=ack,
                )
            )
    elif mode == "pulse":
        rhs, step = event, edges
        facts.append(
            d.any("{r} shows the events one edge later, each for one cycle", "{r} is loaded with the events on each edge", r=r)
        )
    else:
        rhs, step = f"{r} ^ {event}", lambda s, v: s[r] ^ edges(s, v)
        facts.append(d.any("an event inverts its bit of {r}", "each bit of {r} toggles with every event of its own", r=r))
    act = Act("follows the rule for events", "as told for events", rhs, step)
    if d.chance(0.6):
        port = d.name("clr", "flush", "clear_all", "wipe", "forget")
        inputs.append(Port(port))
        level, value = int(d.chance(0.8)), d.one((0, 0, mask))
        cond = is_port(d, port, level)
        cases.append(Act(f"becomes {value}", str(value), lit(w, value), lambda s, v: value).on(cond))
        facts.append(
            d.any(
                "if {c}, {r} becomes {v} instead, events or not",
                "{c}: all of {r} goes to {v}, which comes before everything else",
                c=cond.words,
                r=r,
                v="all ones" if value else "0",
            )
        )
    if d.chance(0.35):
        port = d.name("freeze", "hold", "lock", "pause")
        inputs.append(Port(port))
        cond = is_port(d, port)
        cases.append(Act("holds", r, r, lambda s, v: s[r]).on(cond))
        facts.append(
            d.any(
                "when {c}, {r} keeps its bits" + (" (unless it is wiped)" if len(cases) > 1 else ""),
                "{r} stands still if {c}, {o} does not" + ("; wiping still works" if len(cases) > 1 else ""),
                c=cond.words,
                r=r,
                o=old,
            )
        )
    regs = [Reg(old, w, d.one((0, 0, mask)), [], Act(f"takes {x}", x, x, lambda s, v: v[x]), False), Reg(r, w, 0, cases, act)]
    outs = []
    if d.chance(0.5):
        f, all_ = d.name("any", "irq", "alarm", "attn", "some"), d.chance(0.25)
        outs.append(
            Out(
                f,
                1,
                f"{f} is 1 when {'every bit' if all_ else 'any bit'} of {r} is 1",
                f"{'&' if all_ else '|'}{r}",
                lambda s, v: int(s[r] == mask if all_ else s[r] != 0),
            )
        )
    facts.append(f"{old} ({w} bits) is internal")
    text = compose(d, beat, d.any(*_EDGE_INTROS, w=w, x=x, r=r), facts, regs, outs, port_names(beat, inputs, regs, outs))
    slow = mostly(d, [*cases, *cases[:1]], 0.12)
    design = build(
        d,
        beat,
        "an edge catcher",
        ("catcher", "edge_flags", "events"),
        inputs,
        regs,
        outs,
        text,
        {"kind": kind, "mode": mode},
        bias=slow,
        why=[f"{event} = {code}"],
    )
    wire = (
        [f"wire [{w - 1}:0] {event} = {code};"]
        if not d.style.modern
        else [f"logic [{w - 1}:0] {event};", f"assign {event} = {code};"]
    )
    declared = [line for line in design.body if line.endswith(f" {old};") and "<=" not in line]
    rest = tuple(line for line in design.body if line not in declared)
    return _with_body(design, (*declared, *wire, *rest))


def _with_body(design: Design, body: tuple[str, ...]) -> Design:
    return Design(
        design.title,
        design.ports,
        design.behaviour,
        design.reasoning,
        body,
        design.rows,
        design.style,
        design.names,
        design.parameters,
    )


_LANE_INTROS = (
    "a {w}-bit register {q} that is written in {n} parts",
    "control register {q} with write strobes",
    "{q} ({w} bits) has {n} fields",
    "bus-mapped word {q}: {n} lanes of {l} bits",
    "memory-mapped register, data in {x}, contents on {q}",
    "REGISTER {q}, {w} bits, {n} lanes",
    "partial writes to {q}",
    "each lane of {q} has a write enable of its own",
    "the host writes {q} through {x}, lane by lane",
)


@family("beat_lane_register", "registers", 1.1)
def lane_register(d: Draw) -> Design:
    """A register in lanes with strobes: each lane loads, sets bits, clears bits or adds; with lock, clear and reset values."""
    beat = Beat(d)
    n, lane = d.one(((2, 4), (2, 8), (2, 8), (4, 4), (2, 2), (2, 16), (3, 4), (4, 8)))
    w, lit = n * lane, d.style.literal
    lm, mask = (1 << lane) - 1, (1 << w) - 1
    q, x, be = (
        d.name("q", "ctrl", "r", "cfg", "dout", "word"),
        d.name("d", "wdata", "din", "data", "bus_in"),
        d.name("be", "we", "strb", "lane_en", "wr", "bsel"),
    )
    on, inputs = int(d.chance(0.8)), [Port(x, w), Port(be, n)]
    ops: dict[str, tuple[str, str, Callable[[int, int], int]]] = {
        "load": ("takes", "{x}", lambda a, b: b),
        "set": ("ORs in", "{q} | {x}", lambda a, b: a | b),
        "clear": ("clears where there are ones in", "{q} & ~{x}", lambda a, b: a & ~b),
        "flip": ("XORs in", "{q} ^ {x}", lambda a, b: a ^ b),
        "add": ("adds (modulo its width)", "{q} + {x}", lambda a, b: a + b),
        "inv": ("takes the inverse of", "~{x}", lambda a, b: ~b),
    }
    reverse = d.chance(0.2)
    picked = [d.one(("load", "load", "load", "set", "clear", "flip", "add", "inv")) for _ in range(n)]
    if d.chance(0.35):
        picked = [picked[0]] * n
    starts = [d.one((0, 0, lm, d.number(0, lm))) for _ in range(n)] if d.chance(0.5) else [0] * n
    common: list[tuple[str, Act, Case]] = []
    facts = []
    for kind in d.rng.sample(("lock", "clear", "all"), d.one((0, 1, 1, 2))):
        port = d.name(
            *{
                "lock": ("lock", "freeze", "ro", "protect"),
                "clear": ("clr", "wipe", "zero", "flush"),
                "all": ("wall", "full", "load_all", "word_wr"),
            }[kind]
        )
        inputs.append(Port(port))
        cond = is_port(d, port, int(d.chance(0.8)))
        act = {
            "lock": Act("keeps its value", "same", "hold", lambda s, v: 0),
            "clear": Act("becomes 0", "0", "0", lambda s, v: 0),
            "all": Act(f"takes the whole of {x}", x, x, lambda s, v: 0),
        }[kind]
        common.append((kind, act, act.on(cond)))
    names = [f"{q}[{i * lane + lane - 1}:{i * lane}]" for i in range(n)]
    regs, lines, whys = [], [], []
    for i, name in enumerate(names):
        strobe = n - 1 - i if reverse else i
        source = f"{x}[{i * lane + lane - 1}:{i * lane}]"
        said, rhs, _ = ops[picked[i]]
        code = rhs.format(q=name, x=source)
        bit = f"{'' if on else '!'}{be}[{strobe}]"
        lines.append(f"if ({bit}) {name} <= {code};")
        whys.append(f"{name}: {be}[{strobe}]={on} -> {code}; else hold")
        what = f"{said} {source}"
        facts.append(
            d.any(
                "{b} = {o}: {p} {f}",
                "when {b} is {o}, {p} {f}",
                "{p} {f} if {b} is {o}",
                b=f"{be}[{strobe}]",
                o=on,
                p=name,
                f=what,
            )
        )
    head = [
        f"{be} bits enable at {on}; lanes whose bit is {1 - on} hold"
        if d.chance(0.5)
        else f"a lane whose bit of {be} is {1 - on} keeps its value"
    ]
    order: list[str] = []
    for _, act, case in common:
        head.append(
            d.any(
                "if {c}, {q} {v}" + ", whatever {b} says",
                "{q} {v} when {c}; {b} does not matter then",
                c=case.cond.words,
                q=q,
                v=act.verb,
                b=be,
            )
        )
        order.append(case.cond.port)
    if len(order) > 1:
        head.append(d.any("{a} beats {b}", "of these two {a} comes first, before {b}", a=order[0], b=order[1]))
    chain = []
    for k, (kind, _, case) in enumerate(common):
        target = {"lock": q, "clear": lit(w, 0), "all": x}[kind]
        chain.append(f"{'else ' * (k > 0)}if ({case.cond.code}) {q} <= {target};")
    whys.insert(
        0, "; ".join(f"{case.cond.short} -> {q} {act.value}" for _, act, case in common) + "; else by lane"
    ) if common else None
    start = sum(value << i * lane for i, value in enumerate(starts))

    def step(s: dict[str, int], v: dict[str, int]) -> int:
        for kind, _, case in common:
            if case.cond.test(s, v):
                return {"lock": s[q], "clear": 0, "all": v[x]}[kind]
        result = 0
        for i in range(n):
            strobe = n - 1 - i if reverse else i
            a, b = s[q] >> i * lane & lm, v[x] >> i * lane & lm
            if (v[be] >> strobe & 1) == on:
                a = ops[picked[i]][2](a, b) & lm
            result |= a << i * lane
        return result & mask

    update = [*chain, "else begin", *(f"  {line}" for line in lines), "end"] if chain else lines
    regs = [Reg(q, w, start, [], Act("", "", "", step))]
    tell = regs if n == 2 and start else [Reg(q, w, start, [])]
    blocks = head + facts if d.chance(0.5) else facts + head
    text = compose(
        d, beat, d.any(*_LANE_INTROS, w=w, q=q, n=n, l=lane, x=x), blocks, tell, [], port_names(beat, inputs, regs, [])
    )
    design = build(
        d,
        beat,
        "a register in lanes",
        ("lanes", "csr", "be_reg"),
        inputs,
        regs,
        [],
        text,
        {"n": n, "picked": picked},
        bias=mostly(d, [case for _, _, case in common] + [common[0][2]] if common else [], 0.15),
    )
    edge = "negedge" if beat.falling else "posedge"
    body = [
        f"{d.style.edge(beat.reset.events(beat.clk, edge))} begin",
        f"  if ({beat.reset.test}) {q} <= {lit(w, start)};",
        "  else begin",
        *(f"    {line}" for line in update),
        "  end",
        "end",
    ]
    first = design.reasoning.split("\n")[0]
    reasoning = "\n".join([first, *whys])
    return Design(
        design.title,
        design.ports,
        design.behaviour,
        reasoning,
        tuple(body),
        design.rows,
        design.style,
        design.names,
        design.parameters,
    )
