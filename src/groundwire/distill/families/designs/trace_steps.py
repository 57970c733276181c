"""Clocked circuits of one register that recorded traces show, edge by edge."""

from __future__ import annotations

from dataclasses import replace

from groundwire.distill.families.design import Design
from groundwire.distill.families.draw import Draw, listing
from groundwire.distill.families.ports import Port
from groundwire.distill.families.registry import family
from groundwire.distill.families.voices.everyday_machines import Frame, tests
from groundwire.distill.families.voices.trace_shared import CONTROLS, slots_of, traced, walk

_BEFORE = (
    "Each line holds the values just before {an} {e} edge of {c}; what the edge does to {o} stands in the next line.",
    "Samples are taken right before every {e} edge of {c}, so {o} changes from one line to the next.",
    "One line per {e} edge of {c}, all values as they are when the edge comes; the result is seen one line later.",
)
_AFTER = (
    "Each line: the inputs at {an} {e} edge of {c}, and {o} right after that edge. Before the first line {o} was {v}.",
    "One line per {e} edge of {c}; inputs as the edge sees them, {o} as the edge leaves it (it started from {v}).",
    "{o} is read just after the {e} {c} edge that sampled the inputs of the same line; in front of line one {o} is {v}.",
)


def _own(design: Design) -> Design:
    """Only ever told with its trace."""
    return replace(design, self_contained=True)


def _how(d: Draw, f: Frame, out: str, start: str, after: bool) -> str:
    e = "falling" if f.falling else "rising"
    return d.any(*(_AFTER if after else _BEFORE), an="a", e=e, c=f.clk, o=out, v=start)


_FLOP = (
    "{t}\n\n{h} {o} is one flip-flop. Find out what {l} {do} to it and write it. {rr}",
    "This flip-flop's kind is unknown, but it has been recorded. {h}\n{t}\n{rr} Model it.",
    "the log of our control bit {o} ({l} {be} sampled by {c}):\n{t}\n{h} {rr} i need the same in verilog",
    "{rr} Apart from this, {o} changes only at the clock, as in this run. {h}\n{t}\nEvery case occurs in it.",
    "Question: from the recorded run state, for every value of {l}, whether {o} is kept, inverted, set or cleared, and give "
    "the code. {h}\n{t}\n{rr}",
    "Part: single-bit register\nOutput: {o}\nControl: {l}\n{h}\n{rr}\nRecording:\n{t}",
    "Requirements:\n1. {rr}\n2. At each {e} edge of {c} the next {o} depends on {l} and on {o} itself.\n3. It does so as "
    "recorded ({h})\n{t}",
    "Someone scraped the marking off this chip. It is like a JK or D or T flip-flop, only with a control of its own: {l}. {h}\n"
    "{t}\n{rr} Write a replacement.",
    "Given {o} and {l} as in one of these lines, when {c} has its {e} edge, then {o} becomes what the recording tells. {h}\n{t}\n"
    "{rr}",
    'For the emulator we need the toggle board again. What is left is a print-out, and the note "{rr}"\n{t}\n{h}',
)
_ACTIONS = {"hold": (0, 1), "toggle": (1, 0), "set": (1, 1), "clear": (0, 0)}


@family("trace_flop", "flip-flops", 1.2)
def trace_flop(d: Draw) -> Design:
    """A flip-flop that holds, toggles, sets or clears by one or two inputs, read off its run."""
    f = Frame(d)
    o = d.name("q", "out", "state", "flag", "lit", "bit0")
    count = d.one((1, 2, 2))
    names = d.names(*(n[:count] for n in (("j", "k"), ("a", "b"), ("x", "y"), ("s", "t"), ("up", "dn"), ("in0", "in1"))))
    start = int(d.chance(0.25))
    kinds = [d.one(sorted(_ACTIONS)) for _ in range(1 << count)]
    while (
        len(set(kinds)) < 2
        or set(kinds) <= {"hold", "set" if start else "clear"}
        or (set(kinds) <= {"hold", "clear" if start else "set"})
    ):
        kinds = [d.one(sorted(_ACTIONS)) for _ in range(1 << count)]

    def step(q: int, x: int) -> int:
        return _ACTIONS[kinds[x]][q]

    steps = walk(d.rng, start, range(1 << count), step)
    after = d.chance(0.5)
    cells = [[*f"{x:0{count}b}", str(n if after else q)] for q, x, n in steps]
    if not after:
        cells.append([*f"{steps[0][1]:0{count}b}", str(steps[-1][2])])
    text = d.any(*_FLOP, **slots_of(f, f"sets {o} to {start}"), o=o, l=listing(names), do="does" if count == 1 else "do",
                 be="is" if count == 1 else "are",
                 t=traced(d, [*names, o], cells, count, True), h=_how(d, f, o, str(start), after))  # fmt: skip
    code = {"toggle": f"{o} <= ~{o};", "set": f"{o} <= 1'b1;", "clear": f"{o} <= 1'b0;", "hold": f"{o} <= {o};"}
    why = [f"{o} -> next {o} by {' '.join(names)}:"]
    for x, kind in enumerate(kinds):
        went = ", ".join(f"{q}->{_ACTIONS[kind][q]}" for q in (0, 1) if any((a, b) == (q, x) for a, b, _ in steps))
        why.append(f"{x:0{count}b}: {went}: {kind}")
    if count == 1:
        n = names[0]
        if kinds[0] == "hold":
            lines = [f"if ({n}) {code[kinds[1]]}"]
        elif kinds[1] == "hold":
            lines = [f"if (!{n}) {code[kinds[0]]}"]
        else:
            lines = [f"if ({n}) {code[kinds[1]]}", f"else {code[kinds[0]]}"]
    else:
        arms = [f"  2'b{x:02b}: {code[k]}" for x, k in enumerate(kinds[:-1])] + [f"  default: {code[kinds[3]]}"]
        lines = [f"case ({{{', '.join(names)}}})", *arms, "endcase"]
    return _own(f.design(
        "a flip-flop seen in a trace", ("mystery_ff", "ctl_bit", "flag_ff"), [Port(n) for n in names],
        [Port(o, output=True, stored=True)], text, "\n".join(why), f.always([f"{o} <= 1'b{start};"], lines), start,
        lambda q, v: step(q, int("".join(str(v[n]) for n in names), 2)), lambda q, v: {o: q}, {"kinds": kinds, "start": start},
    ))  # fmt: skip


_WALK = (
    "{t}\n\n{h} {o} itself is the state of a small machine with input {x}. {rr} Reproduce it.",
    "A machine steps through codes on {o}, led by {x}. {h}\n{t}\n{rr} All steps that exist are in the recording.",
    "hi, please write the sequencer that made this log. {h} {rr}\n{t}\nthe output {o} is the state register, {x} is the only "
    "input",
    "{rr} How it goes on from there by {x} is to be read from this run, in which every state meets both values of {x}. {h}\n{t}",
    "Exam: draw the state graph that belongs to the run, then write the module. State code: {o}. {h}\n{t}\n{rr}",
    "Moore machine, state = {o}, input = {x}, clock = {c} ({e} edge). {rr}\n{h}\n{t}",
    "The stepper of our scanner got {x} from a sensor and put {o} onto the coils. We have to rebuild it from this:\n{t}\n{h} "
    "{rr}",
    "Given the code on {o} and the value of {x}, when {c} ticks ({e} edge), then the next code is fixed. Seen in the run below. "
    "{h}\n{t}\n{rr}",
    "- state: {o}\n- input: {x}\n- {rr}\n- {h}\n{t}",
)


@family("trace_walk", "state machines", 1.1)
def trace_walk(d: Draw) -> Design:
    """A machine of two to four states whose codes are the output, from a run through all transitions; perhaps one more output."""
    f = Frame(d)
    x, o = d.name("x", "in", "go", "w", "dir", "sense"), d.name("state", "out", "code", "ph", "pos", "q")
    n = d.one((2, 3, 3, 4))
    width = 2 if n < 4 else d.one((2, 3))
    codes = d.rng.sample(range(1 << width), n)
    while True:
        nexts = [(d.number(0, n - 1), d.number(0, n - 1)) for _ in range(n)]
        reached = {0}
        for _ in range(n):
            reached |= {t for s in reached for t in nexts[s]}
        if len(reached) == n and sum(a != b for a, b in nexts) > 1 and _strong(nexts):
            break
    steps = walk(d.rng, 0, (0, 1), lambda s, b: nexts[s][b])
    after = d.chance(0.45)
    base = d.one(("b", "d"))

    def show(s: int) -> str:
        return f"{codes[s]:0{width}b}" if base == "b" else str(codes[s])

    cells = [[str(b), show(t if after else s)] for s, b, t in steps]
    if not after:
        cells.append([str(d.number(0, 1)), show(steps[-1][2])])
    value = f"{codes[0]}" if base == "d" else f"{codes[0]:0{width}b} (binary)"
    text = d.any(*_WALK, **slots_of(f, f"puts {o} to {value}"), o=o, x=x, t=traced(d, [x, o], cells, 1, True),
                 h=_how(d, f, o, show(0), after))  # fmt: skip

    def lit(s: int) -> str:
        return d.style.literal(width, codes[s], base)

    why, arms = [f"{o} is the state, start {lit(0)}; {x}=0 / {x}=1:"], []
    for s in sorted(range(n), key=lambda s: (s != 0, codes[s])):
        a, b = nexts[s]
        why.append(f"{show(s)}: 0 -> {show(a)}, 1 -> {show(b)}")
        arms.append(f"  {lit(s)}: {o} <= {lit(a) if a == b else f'{x} ? {lit(b)} : {lit(a)}'};")
    arms.append(f"  default: {o} <= {lit(0)};")
    body = f.always([f"{o} <= {lit(0)};"], [f"case ({o})", *arms, "endcase"])
    return _own(f.design(
        "a machine seen in a trace", ("stepper", "seq", "phase_fsm"), [Port(x)], [Port(o, width, output=True, stored=True)], text,
        "\n".join(why), body, 0, lambda s, v: nexts[s][v[x]], lambda s, v: {o: codes[s]}, {"codes": codes, "nexts": nexts},
        cycles=70,
    ))  # fmt: skip


def _strong(nexts: list[tuple[int, int]]) -> bool:
    """Whether every state can be left again for every other, so that one run shows all."""
    for s in range(len(nexts)):
        reached = {s}
        for _ in nexts:
            reached |= {t for r in reached for t in nexts[r]}
        if len(reached) < len(nexts):
            return False
    return True


_COUNT = (
    "{t}\n\n{h} Write the counter {o} that did this. {rr}",
    "Rebuild this counter from its log. {h}\n{t}\nInputs: {l}. {rr}",
    "which counter is it? {o} is driven by {l}, log (decimal):\n{t}\n{h} {rr} please code it",
    "{rr} After that {o} runs as in the recording: its steps, its end, what {l} {do}. {h}\n{t}",
    "Exercise: the run shows all that {o} can do. Find the step, the limit, what happens at the limit and the effect of {l}. "
    "{h}\n{t}\n{rr}",
    "Counter {o}, clock {c} ({e} edge), control {l}. {rr} Decimal recording, complete. {h}\n{t}",
    "Our conveyor counts parts with {o}; {l} {come} from its panel. The maker is gone, this protocol is left. {h}\n{t}\n{rr}",
    "Given these values of {l} and {o}, when {c} has {an} {e} edge, then {o} goes on as shown. {h}\n{t}\n{rr}",
    "1. {rr}\n2. {h}\n3. {o} shall do what the samples show:\n{t}",
)


@family("trace_count", "counters", 1.2)
def trace_count(d: Draw) -> Design:
    """A counter with a step, a limit, a wrap or a stop, an enable and a way back, all shown by its run."""
    f = Frame(d)
    o = d.name("cnt", "count", "q", "num", "level", "pos")
    by, up = d.one((1, 1, 1, 2)), d.chance(0.6)
    length = d.number(3, 6)
    low = d.one((0, 0, 1, d.number(0, 6)))
    values = [low + by * i for i in range(length)][:: 1 if up else -1]
    width = max(values).bit_length() + d.one((0, 0, 1))
    stops = d.chance(0.4)
    first, last = values[0], values[-1]
    back = first if stops or d.chance(0.65) else d.one(values[1:-1])
    en, on = (d.name(*CONTROLS), int(d.chance(0.65))) if d.chance(0.75) else ("", 1)
    zap, at = (d.name("home", "back", "zap", "restart", "load0", "z"), int(d.chance(0.75))) if stops or d.chance(0.4) else ("", 1)
    to = d.one((first, first, values[1])) if zap else first
    names = [n for n in (en, zap) if n]
    order = names[::-1] if d.chance(0.3) else names
    choices = range(1 << len(names))

    def follow(q: int, e: int, z: int) -> int:
        if zap and z == at:
            return to
        if en and e != on:
            return q
        return (last if stops else back) if q == last else q + (by if up else -by)

    def split(x: int) -> dict[str, int]:
        return {n: x >> i & 1 for i, n in enumerate(names)}

    runs = [split(x) for x in choices]
    steps: list[tuple[int, dict[str, int], int]] = []
    q = first

    def go(e: int, z: int) -> None:
        nonlocal q
        v = {n: b for n, b in ((en, e), (zap, z)) if n}
        steps.append((q, v, follow(q, e, z)))
        q = steps[-1][2]

    halts = sorted(d.rng.sample(range(length), 2))
    for i in range(length):
        if en and i in halts:
            go(1 - on, 1 - at)
        go(on, 1 - at)
    go(on, 1 - at)
    if en and stops:
        go(1 - on, 1 - at)
    if zap:
        for e in (on, 1 - on) if en else (on,):
            go(e, at)
            go(on, 1 - at)
            go(on, 1 - at)
    if not stops and back == first and not zap:
        go(on, 1 - at)
    after = d.chance(0.45)
    cells = [[*(str(v[n]) for n in order), str(t if after else s)] for s, v, t in steps]
    if not after:
        cells.append([*(str(runs[0][n]) for n in order), str(steps[-1][2])])
    told = listing(order) if order else f"the clock {f.clk} only"
    text = d.any(*_COUNT, **slots_of(f, f"sets {o} to {first}"), o=o, l=told, do="do" if len(order) > 1 else "does", an="a",
                 come="come" if len(order) > 1 else "comes", t=traced(d, [*order, o], cells, len(order), True),
                 h=_how(d, f, o, str(first), after))  # fmt: skip
    lit = d.style.literal
    sign = "+" if up else "-"
    end = lit(width, last if stops else back)
    move = f"{o} <= ({o} == {lit(width, last)}) ? {end} : {o} {sign} {lit(width, by)};"
    why = [f"{'->'.join(map(str, values))}: {sign}{by}; then {last}->{last if stops else back}"]
    lines = [move]
    if en:
        lines = [f"if ({tests(en, on)}) {move}"]
        held = next(s for s, v, _ in steps if v[en] != on and v.get(zap, 1 - at) != at)
        why.append(f"{en}={1 - on}: {held}->{held} holds; {en}={on} counts")
    if zap:
        lines = [f"if ({tests(zap, at)}) {o} <= {lit(width, to)};", f"else {lines[0]}"]
        seen = ", ".join(f"{s}->{t}" + (f" ({en}={v[en]})" if en else "") for s, v, t in steps if v[zap] == at)
        why.append(f"{zap}={at}: {seen}: to {to}, first")
    body = f.always([f"{o} <= {lit(width, first)};"], lines)
    return _own(f.design(
        "a counter seen in a trace", ("log_counter", "part_counter", "rebuilt_ctr"), [Port(n) for n in order],
        [Port(o, width, output=True, stored=True)], text, "\n".join(why), body, first,
        lambda s, v: follow(s, v.get(en, on), v.get(zap, 1 - at)), lambda s, v: {o: s},
        {"values": values, "stops": stops, "back": back, "on": on, "at": at, "to": to}, cycles=70,
        bias=lambda r, c: {
            n: b for n, b in ((en, on ^ int(r.random() < 0.25)), (zap, at ^ int(r.random() < 0.88))) if n
        },
    ))  # fmt: skip
