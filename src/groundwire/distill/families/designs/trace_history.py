"""Traces of edge detectors, accumulators, and things that take a value at an edge or while a gate is open."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from groundwire.distill.families.design import Design, Row
from groundwire.distill.families.draw import Draw, listing
from groundwire.distill.families.ports import Port
from groundwire.distill.families.registry import family
from groundwire.distill.families.voices.everyday_machines import Frame
from groundwire.distill.families.voices.trace_shared import formula, slots_of, traced, walk

_PAST = (
    "{t}\n\n{h} {o} is determined by the last {n} samples of {x}, the newest included. {k} {rr} Write it.",
    "A detector looks at {x} at each {e} edge of {c} and at {m} sample{s} before. {k} Its log: {h}\n{t}\n{rr}",
    "need the code of this little edge/pattern thing. {o} looks back {m} sample{s} of {x}. {k} {h}\n{t}\n{rr}",
    "{rr} The function of {o} over the {n} most recent samples of {x} is in the recording, all combinations. {k} {h}\n{t}",
    "Exam: {o} depends on {x} now and on {m} earlier sample{s}. Tabulate it from the run and implement it. {k} {h}\n{t}\n{rr}",
    "Block: {n}-sample detector\nInput: {x}\nOutput: {o}\nClock: {c}, {e} edge\n{k}\n{rr}\n{h}\n{t}",
    "A bell rang on certain changes of the wire {x}; {o} is the bell. The recorder ran along. {h}\n{t}\n{k} "
    "Only the newest {n} "
    "samples count. {rr}",
    "Given the last {n} samples of {x} (this edge's included), when the {e} edge of {c} has taken them, then "
    "{o} is fixed by them. {k} "
    "{h}\n{t}\n{rr}",
    "1. {o} shall be a function of {n} successive samples of {x}.\n2. {k}\n3. {rr}\n4. Function as in this run. {h}\n{t}",
)


@family("trace_past", "edges", 1.1)
def trace_past(d: Draw) -> Design:
    """A function of the present and one or two earlier samples, registered, from its run."""
    f = Frame(d)
    x, o = d.name("x", "sig", "din", "line", "in", "wire_in"), d.name("pulse", "hit", "evt", "out", "z", "bell")
    n = d.one((2, 2, 2, 3))
    start = int(d.chance(0.25))
    total = 1 << n
    while True:
        ones = {r for r in range(total) if d.chance(0.4)}
        depends = [any((r ^ (1 << i) in ones) != (r in ones) for r in range(total)) for i in range(n)]
        if depends[n - 1] and sum(depends) == n:
            break
    mem = d.names(*(m[: n - 1] for m in (("x1", "x2"), ("last", "older"), ("prev", "prev2"), ("d1", "d2"))))
    old = (total // 2 - 1) * start

    def step(past: int, b: int) -> int:
        return (past << 1 | b) & (total // 2 - 1)

    steps = walk(d.rng, old, (0, 1), step)
    results = [int((past << 1 | b) in ones) for past, b, _ in steps]
    cells = [[str(b), str(r)] for (_, b, _), r in zip(steps, results, strict=True)]
    e = "falling" if f.falling else "rising"
    h = d.any(
        "Each line: {x} at {an} {e} edge of {c}, and {o} right after this edge.",
        "Line by line: {x} as the {e} edge of {c} samples it, {o} as that edge leaves it.",
        "{o} is shown just after the {e} {c} edge that took the {x} of the same line.", x=x, an="a", e=e, c=f.clk, o=o,
    )  # fmt: skip
    k = d.any("{o} is a register.", "{o} comes from a flip-flop.", "The output {o} is registered (set by the same edge).", o=o)
    effect = f"sets {o} to 0 and makes the circuit remember {x} as {start}"
    text = d.any(*_PAST, **(slots_of(f, effect) | {"e": e}), o=o, x=x, n=n, m=n - 1, s="s" if n > 2 else "", k=k, h=h,
                 t=traced(d, [x, o], cells, 1, True))  # fmt: skip
    names = [*mem[::-1], x]
    lines, expr = formula(names, ones, o)
    why = [f"keep {', '.join(mem)} (after reset {start}); {' '.join(names)} -> {o}:"]
    why.append(", ".join(f"{r:0{n}b} {int(r in ones)}" for r in range(total)))
    why += [*lines, f"{o} <= {expr}"]
    moves = [f"{m} <= {src};" for m, src in zip(mem, [x, *mem], strict=False)]
    body = [d.style.declare(m) for m in mem]
    body += f.always([*(f"{m} <= 1'b{start};" for m in mem), f"{o} <= 1'b0;"], [f"{o} <= {expr};", *moves])
    made = f.design(
        "a detector seen in a trace", ("past_detect", "edge_log", "change_det"), [Port(x)], [Port(o, output=True, stored=True)],
        text, "\n".join(why), body, (old, 0), lambda s, v: (step(s[0], v[x]), int((s[0] << 1 | v[x]) in ones)),
        lambda s, v: {o: s[1]}, {"ones": sorted(ones), "start": start}, cycles=60,
    )  # fmt: skip
    return replace(made, self_contained=True)


_SUMS: dict[str, tuple[str, Callable[[int, int], int]]] = {
    "hold": ("{q}", lambda q, x: q), "load": ("{x}", lambda q, x: x), "add": ("{q} + {x}", lambda q, x: q + x),
    "subtract": ("{q} - {x}", lambda q, x: q - x), "XOR": ("{q} ^ {x}", lambda q, x: q ^ x),
    "OR": ("{q} | {x}", lambda q, x: q | x), "AND": ("{q} & {x}", lambda q, x: q & x), "clear": ("0", lambda q, x: 0),
    "increment": ("{q} + 1", lambda q, x: q + 1), "decrement": ("{q} - 1", lambda q, x: q - 1),
    "keep the larger": ("({x} > {q}) ? {x} : {q}", lambda q, x: max(q, x)),
    "keep the smaller": ("({x} < {q}) ? {x} : {q}", lambda q, x: min(q, x)),
    "invert": ("~{q}", lambda q, x: ~q), "double": ("{q} << 1", lambda q, x: q << 1),
}  # fmt: skip
_RUNNING = (
    "{t}\n\n{h} What {s} makes the register {o} do with {x} is one of: {k}. Find it and write it. {rr}",
    "Register {o} ({w} bits, modulo {m}). Each value of {s} has its operation, out of {k}. Recorded in decimal. {h}\n{t}\n{rr}",
    "can you guess the ops? {o} is my accumulator, {s} the command, {x} the operand. candidates: {k}. "
    "{h}\n{t}\n{rr} all modulo "
    "{m}, then write it please",
    "{rr} From then on every {e} edge of {c} carries out the command {s} ({k}). The commands' codes follow from this log "
    "(decimal): {h}\n{t}",
    "Exercise. Candidates: {k}. Decide for each {s} which of them fits, and give the module; overflow of {w} bits is dropped. "
    "{h}\n{t}\n{rr}",
    "Inputs {s} (command) and {x} (operand), register {o}. {h}\n{t}\nCommands that may occur: {k}.\n{rr}",
    "The counting unit of a scale is to be copied. {o} was read after each command {s} with operand {x}; its maker's leaflet "
    "lists {k}. {h}\n{t}\n{rr} It has {w} bits and wraps.",
    "Given {s}, when {c} has its {e} edge, then {o} is renewed from {o} and {x} by one of these: {k}. {h} The "
    "run decides which:\n"
    "{t}\n{rr}",
)


@family("trace_running", "accumulators", 1.1)
def trace_running(d: Draw) -> Design:
    """An accumulator whose commands follow from a run of decimal values."""
    f = Frame(d)
    w, sw = d.one((4, 4, 5, 6, 8)), d.one((1, 1, 2))
    mask = (1 << w) - 1
    o, x = d.name("acc", "q", "sum", "total", "r"), d.name("x", "din", "val", "b", "amount")
    s = d.name("cmd", "op", "m", "f", "ctl")
    start = d.one((0, 0, 0, d.number(1, mask)))

    def result(kind: str, q: int, v: int) -> int:
        return _SUMS[kind][1](q, v) & mask

    while True:
        kinds = d.rng.sample(sorted(_SUMS), 1 << sw)
        if not any(k in kinds for k in ("add", "subtract", "XOR", "load", "increment", "keep the larger")):
            continue
        order = [c for c in range(1 << sw) for _ in range(3 if sw == 1 else 2)]
        d.rng.shuffle(order)
        q, steps = start, []
        for c in order:
            v = d.number(1, mask)
            steps.append((c, q, v, result(kinds[c], q, v)))
            q = steps[-1][3]
        fits = [[k for k in _SUMS if all(result(k, a, b) == r for e, a, b, r in steps if e == c)] for c in range(1 << sw)]
        if all(len(found) == 1 for found in fits):
            break
    shown = kinds + d.rng.sample([k for k in sorted(_SUMS) if k not in kinds], d.number(1, 3))
    d.rng.shuffle(shown)
    e = "falling" if f.falling else "rising"
    h = d.any(
        "Each line: inputs at {an} {e} edge of {c}, {o} after it; before the first line {o} is {v}.",
        "One line per {e} edge of {c}, with {o} as the edge leaves it (it began at {v}).", an="a", e=e, c=f.clk, o=o, v=start,
    )  # fmt: skip
    text = d.any(*_RUNNING, **(slots_of(f, f"sets {o} to {start}") | {"e": e}), o=o, x=x, s=s, w=w, m=mask + 1, h=h,
                 k=listing(shown, "or"),
                 t=traced(d, [s, x, o], [[str(c), str(v), str(r)] for c, _, v, r in steps], 2, True))  # fmt: skip
    lit = d.style.literal
    exprs = [_SUMS[k][0].format(q=o, x=x).replace("+ 1", f"+ {lit(w, 1)}").replace("- 1", f"- {lit(w, 1)}") for k in kinds]
    exprs = [lit(w, 0) if text_ == "0" else text_ for text_ in exprs]
    why = [f"{o}, {x} -> next {o}, from {start}:"]
    for c, kind in enumerate(kinds):
        why.append(f"{s}={c}: {'; '.join(f'{a}, {b} -> {r}' for e_, a, b, r in steps if e_ == c)}: {kind}, {exprs[c]}")
    if sw == 1:
        lines = [f"if ({s}) {o} <= {exprs[1]};", f"else {o} <= {exprs[0]};"]
    else:
        arms = [f"  {lit(2, c, 'd')}: {o} <= {t};" for c, t in enumerate(exprs[:-1])]
        lines = [f"case ({s})", *arms, f"  default: {o} <= {exprs[-1]};", "endcase"]
    made = f.design(
        "an accumulator seen in a trace", ("acc_unit", "running", "tally_unit"), [Port(s, sw), Port(x, w)],
        [Port(o, w, output=True, stored=True)], text, "\n".join(why), f.always([f"{o} <= {lit(w, start)};"], lines), start,
        lambda q_, v: result(kinds[v[s]], q_, v[x]), lambda q_, v: {o: q_}, {"kinds": kinds, "start": start},
    )  # fmt: skip
    return replace(made, self_contained=True)


_STORE = (
    "{t}\n\n{o} has no reset and is unknown (x) at first. Find out when it takes over {x}, and write it.",
    "Is it a flip-flop or a latch, and for which edge or level? Recorded, one change at a time, x = "
    "unknown:\n{t}\n{o} stores {x}. "
    "Write the Verilog.",
    "scope says this about the storage element behind {o} (inputs {l}). is it level sensitive? which edge? pls write the "
    "equivalent module, no reset\n{t}",
    "Exam: decide from the timing whether {o} is transparent at some level of {g} or is triggered by one of "
    "its edges. In each line "
    "at most one input has changed. Implement what you found.\n{t}\n(x means not yet known; no reset exists.)",
    "Storage element, inputs {l}, output {o}, no reset\nx: undefined\nCapture:\n{t}",
    "1. {o} shall store {x}.\n2. When it does so is governed by {r}.\n3. The recording is binding (unknown = "
    "x):\n{t}\n4. There is no "
    "reset.",
    "An old board has a chip between {x} and {o}, with {g} as its strobe. We changed one pin after the other "
    "and wrote down {o}:\n"
    "{t}\nUntil its first capture it is unknown (x). Make its successor.",
    "Given {l} are changed one at a time, then {o} behaves as logged here. Before anything is stored it is x.\n{t}",
    "Compare with a D flip-flop and a D latch: this part is one of the two, for {g} of either polarity. The "
    "log tells.\n{t}\nInitial "
    "x: no reset.",
)
_KINDS = ("rising", "falling", "high", "low")


@family("trace_store", "latches", 1.1)
def trace_store(d: Draw) -> Design:
    """Flip-flop of either edge or latch of either level, perhaps with an enable, told by single changes."""
    x, g = d.name("d", "din", "x", "val", "a"), d.name("clk", "g", "strobe", "ck", "le", "t_in")
    o, en = d.name("q", "out", "kept", "z", "mem"), d.name("en", "ce", "en1", "e") if d.chance(0.4) else ""
    w = d.one((1, 1, 1, 2, 4, 8))
    kind, on = d.one(_KINDS), int(d.chance(0.65))
    names = [g, *([en] if en else []), x]

    def run(kind: str, on: int, events: list[dict[str, int]]) -> list[int | None]:
        kept: int | None = None
        found: list[int | None] = []
        before = events[0]
        for i, v in enumerate(events):
            allowed = not en or v[en] == on
            if kind in ("high", "low"):
                take = v[g] == int(kind == "high")
            else:
                take = i > 0 and (before[g], v[g]) == ((0, 1) if kind == "rising" else (1, 0))
            if take and allowed:
                kept = v[x]
            found.append(kept)
            before = v
        return found

    def events_of(count: int, first: dict[str, int]) -> list[dict[str, int]]:
        made = [first]
        for _ in range(count - 1):
            v = dict(made[-1])
            which = d.one([g, g, x, x, *([en] if en else [])])
            v[which] = v[which] ^ (d.number(1, (1 << w) - 1) if which == x else 1)
            made.append(v)
        return made

    idle = {g: int(kind in ("falling", "low")), x: d.number(0, (1 << w) - 1)} | ({en: on} if en else {})
    others = [(k, p) for k in _KINDS for p in ((0, 1) if en else (1,)) if (k, p) != (kind, on if en else 1)]
    size = 10
    while True:
        events = events_of(size, dict(idle))
        shown = run(kind, on, events)
        if all(run(k, p, events) != shown for k, p in others) and len(set(shown)) > 2:
            break
        size = min(size + 1, 18)
    cells = [[str(v[n]) for n in names] + ["x" if s is None else str(s)] for v, s in zip(events, shown, strict=True)]
    text = d.any(*_STORE, t=traced(d, [*names, o], cells, len(names), False), o=o, x=x, g=g, l=listing(names),
                 r=listing(names[:-1]))  # fmt: skip
    gate = "" if not en else en if on else f"!{en}"
    why = []
    for i in range(1, len(events)):
        changed = next(n for n in names if events[i][n] != events[i - 1][n])
        now, was = shown[i], shown[i - 1]
        if now != was or (changed == x and not en and kind in ("rising", "falling")):
            others_ = " ".join(f"{n}={events[i][n]}" for n in names if n != changed)
            why.append(f"{changed} {events[i - 1][changed]}->{events[i][changed]} at {others_}: "
                       + (f"{o} {'x' if was is None else was}->{now}" if now != was else f"{o} stays"))  # fmt: skip
    why = why[:7]
    if kind in ("rising", "falling"):
        edge = "posedge" if kind == "rising" else "negedge"
        why.append(f"{o} moves only with {g} {kind}" + (f" and {en}={on}" if en else "") + f": flip-flop, {edge} {g}")
        body = d.block(d.style.edge(f"{edge} {g}"), [f"if ({gate}) {o} <= {x};" if en else f"{o} <= {x};"])
    else:
        level = int(kind == "high")
        test = " && ".join([g if level else f"!{g}", *([gate] if en else [])])
        why.append(f"{o} follows {x} while {g}={level}" + (f" and {en}={on}" if en else "") + ": latch")
        head = "always_latch" if d.style.modern else "always @(*)"
        body = d.block(head, [f"if ({test}) {o} {'<=' if d.style.modern else '='} {x};"])
    drive = events_of(70, dict(idle))
    ports = (*(Port(n, w if n == x else 1) for n in (names if d.chance(0.5) else names[::-1])),
             Port(o, w, output=True, stored=True))  # fmt: skip
    rows = tuple(Row(v, {o: s}) for v, s in zip(drive, run(kind, on, drive), strict=True))
    return Design("a storage element seen in a trace", ports, text, "\n".join(why), tuple(body), rows, d.style,
                  ("store", "capture", "chip"), {"kind": kind, "on": on, "en": bool(en)}, self_contained=True)  # fmt: skip
