"""Counters whose range, direction, step or ranking of controls has to be read."""

from __future__ import annotations

from groundwire.distill.families.design import Design
from groundwire.distill.families.draw import Draw
from groundwire.distill.families.ports import Port
from groundwire.distill.families.registry import family
from groundwire.distill.families.voices.count_shared import COUNTS, cond, frame, test_of, told

_SPANS = (
    "from {lo} through {hi} inclusive", "over the range {lo} to {hi}, both ends included",
    "between {lo} and {hi} (both belong to it)",
    "in {lo}..{hi}", "over {n} values, of which {lo} is the smallest", "over {n} states, {hi} being the highest",
)  # fmt: skip
_ZERO_SPANS = (
    "modulo {n}",
    "over the {n} values that are less than {n}",
    "in {n} states, 0 being the lowest",
    "modulo {n}",
    "mod {n}",
)
_SPAN = (
    "{o} counts {dn} {sp} and then starts over; it moves {at}{ew}. {rs}",
    "Counter with a period of {n}: the smallest value is {lo} and {o} moves {dn} by one {at}. {es} {rs}",
    "{rs} From there {o} steps {dn} {at}{ew}; {l} is followed by {f}.",
    "A counter that wraps early is an ordinary counter with one exception. A modulo-{xn} counter, for example, runs 0, 1, "
    "..., {xl} "
    "and is at 0 again. Here I want the same idea with {n} states from {lo} to {hi}, running {dn}: {o}, clocked by the {ed} "
    "edge of "
    "{c}. {es} {rs}",
    "Lab sheet, part b\nCounter {o}, {sp}, direction: {dn}\nClock: {c} ({ed} edge)\n{rs}\n{es}",
    "hey, could you do me a counter that goes {dn} and wraps after {l}? the value after that is {f}. it's {o}, clocked by "
    "{c}, {ed} "
    "edge. {es} {rs}",
    "The present counter runs through all {fu} values of {o}. Change it so that it uses only {lo} to {hi}; it still moves "
    "{dn}, one "
    "at a time, {at}. {rs} {es}",
    "What comes after {l} on {o}? {f} does; every other value is followed by the next {hl} one. A step is made {at}{ew}. {rs}",
    "- {o}: {n} values, {lo} is the smallest\n- one step {dn} {at}, cyclically\n- {rs}\n- {es}",
    "The values of {o} follow each other in the cycle {f}, {fs}, ..., {l} and again {f}. {es} A new one comes {at}. {rs}",
    "Not a full binary counter, but one that goes {dn} {sp} and wraps. Output {o}, {g} {c}. {rs} {es}",
    "({o} == {l}) ? {f} : {o} {sg} 1 is what {o} becomes {at}{ew}. {rs}",
    "Function: {dn} counter, cycle length {n} counts, {lo} being the lowest state. Trigger: {ed} edge of {c}. {rs} {es}",
    "{es} Counting itself is simple: {dn} by one {at}, with the jump from {l} to {f}, so that {o} has {n} different values. {rs}",
    "{o} must never be {ou}: it counts {dn} {at}, and in place of that value comes {f}. {es} {rs}",
)


@family("count_span", "counters", 1.0)
def count_span(d: Draw) -> Design:
    """A counter over a range that is told by ends, number of states, period, modulus or successor."""
    n = d.one((3, 5, 6, 7, 8, 9, 10, 10, 11, 12, 12, 13, 14, 15, 24, 60, 100))
    lo = d.one((0, 0, 0, 1, 1, 2, 3, d.number(2, 9)))
    hi, up = lo + n - 1, d.chance(0.55)
    width = max(hi.bit_length(), d.one((0, 0, 4, 8))) + (n == 1 << hi.bit_length())
    first, last, sign = (lo, hi, 1) if up else (hi, lo, -1)
    near = last - sign * d.number(1, 4)
    start = near if n > 15 or d.chance(0.2) else d.one((first, first, first, lo, d.number(lo, hi)))
    start = min(max(start, lo), hi)
    f = frame(d, width, start)
    over = last + sign
    pool = _SPAN if 0 <= over < 1 << width else _SPAN[:-1]
    chain = [(f"{f.out} == {f.lit(last)}", f.lit(first)), ("", f"{f.out} {'+' if up else '-'} 1'b1")]
    ports = f.ports()
    known = {"lo": lo, "hi": hi, "n": n}
    text = told(
        d, f, pool, ports, chain, **known, sp=d.any(*_SPANS, *(_ZERO_SPANS * 2 if lo == 0 else ()), **known), f=first, l=last,
        dn="up" if up else "down", sg="+" if up else "-", fs=first + sign, xn=(xn := d.one((4, 5, 9, 10))), xl=xn - 1,
        fu=1 << width,
        hl="higher" if up else "lower", ou=over,
    )  # fmt: skip
    rows = f.rows(ports, lambda s, v: first if s == last else s + sign, cycles=60)
    why = f.why(f"{n} values {lo}..{hi}, {'up' if up else 'down'}: {last} -> {first}, else {'+' if up else '-'}1")
    return Design(
        "a counter", ports, text, why, tuple(f.body(chain)), rows, d.style, ("counter", "range_count", "cycle_counter"),
        {"lo": lo, "n": n, "up": up, "start": start, "enable": f.enable},
    )  # fmt: skip


_WAYS = (
    "{o} goes up {u} and down {w}, one step {at}{ew}. {wr} {rs}",
    "{m} sets the direction: {ub} is up, {db} is down. {o} moves by one {at}{ew}. {rs} {wr}",
    "{rs} After that {o} changes by one {at}. It is decreased {w}, otherwise increased. {es} {wr}",
    "{es} {o} changes by one {at}; {u} it is increased, otherwise decreased. {wr} {rs}",
    "Take a counter {o} that normally runs {nd}, one step {at}; {m} = {rv} turns it round. {wr} {es} {rs}",
    "An up/down counter, output {o}. Mostly such counters have an input that is 1 for up, and with {m} it is {sm}: {m} = 1 "
    "means "
    "{ow}. {g} {c}. {rs} {es} {wr}",
    "{m} | next {o}\n0 | {o} {sa} 1\n1 | {o} {sb} 1\nClock: {c}, {ed} edge.\n{rs}\n{es} {wr}",
    "How do I get one counter for both directions? {o} has to add one {u} and to subtract one {w}, {at}. {wr} {rs} {es}",
    "To count down is to add a number of all ones; in 4 bits 0110 + 1111 gives 0101, which is one less. So an adder does "
    "for both "
    "directions. Build that as {o}: {m} at {ub} adds 1, {m} at {db} subtracts 1, {at}{ew}. {wr} {rs}",
    "{o} is the floor number of a toy lift. {at} it goes one floor, {m} = {db} takes it down and {m} = {ub} up. {es} {wr} {rs}",
    "{o} is to count down, not up, {w}; {u} it is to count up, not down. Clock {c}, {ed} edge. {wr} {es} {rs}",
    "up/down counter\n- out: {o}\n- {m}: {ub} = +1, {db} = -1\n- clock: {c} ({ed})\n- {rs}\n- {es}\n- {wr}",
    "{rs} {wr} What happens {at}: one less {w}, one more in the other case. {es} The register is {o}.",
    "a counter that can go backwards, please. backwards is {m} = {db}, forwards {m} = {ub}. it's called {o} and moves "
    "{at}{ew}. {rs} {wr}",
    "Bidirectional counter {o}; {m} ({oh}/{ol}: 1 is {oh}, 0 is {ol}); one count {at}. {es} {rs} {wr}",
)


@family("count_two_ways", "counters", 1.0)
def count_two_ways(d: Draw) -> Design:
    """A counter whose direction a port of either polarity sets, over a power of two or another modulus."""
    width = d.one((2, 3, 4, 4, 5, 8, 16))
    natural = width in (2, 16) or d.chance(0.6)
    n = (
        1 << width
        if natural
        else d.one([k for k in (5, 6, 7, 10, 12, 20, 24, 100, 200) if 1 << (width - 1) < k < 1 << width] or [5])
    )
    n = min(n, 1 << width)
    start = d.one((0, 0, 0, n - 1, n // 2, 1))
    f = frame(d, width, start)
    named = d.one((0, 1, 2, 2))
    m = d.name(*(("up", "upward", "inc", "forward"), ("down", "rev", "back", "dec"), ("dir", "ud", "m", "mode", "s", "d"))[named])
    up = (1, 0, int(d.chance(0.5)))[named]
    top = n - 1
    wraps = d.any(
        "The values are 0 to {h}, cyclically in both directions.", "{h} is followed by 0 going up, and 0 by {h} going down.",
        "Everything is modulo {n}.", "It has {n} states from 0 on and wraps at both ends.", h=top, n=n,
    ) if not natural or d.chance(0.3) else d.one(("", "", "It wraps around at both ends."))  # fmt: skip
    more, less = f"{f.out} + 1'b1", f"{f.out} - 1'b1"
    if not natural:
        more = f"({f.out} == {f.lit(top)}) ? {f.lit(0)} : {more}"
        less = f"({f.out} == {f.lit(0)}) ? {f.lit(top)} : {less}"
        more, less = f"({more})", f"({less})"
    chain = [(m, more if up else less), ("", less if up else more)]
    ports = f.ports(Port(m))
    ones, zeros = ("up", "down") if up else ("down", "up")
    normal = d.chance(0.5)
    text = told(
        d, f, _WAYS, ports, chain, m=m, u=cond(d, m, up), w=cond(d, m, 1 - up), ub=up, db=1 - up, wr=wraps,
        nd="up" if normal else "down", rv=1 - up if normal else up, ow=ones, sm="so too" if up else "the other way round",
        sa="-" if up else "+", sb="+" if up else "-", oh=ones, ol=zeros,
    )  # fmt: skip
    rows = f.rows(
        ports, lambda s, v: (s + (1 if v[m] == up else -1)) % n, cycles=60,
        bias=lambda r, i: {m: (i // 14 + (start == 0)) % 2 ^ (r.random() < 0.15)},
    )  # fmt: skip
    ends = "" if natural else f"; {top} -> 0 going up, 0 -> {top} going down"
    why = f.why(f"{m}={up} -> +1; {m}={1 - up} -> -1{ends}")
    return Design(
        "a counter with two directions", ports, text, why, tuple(f.body(chain)), rows, d.style, ("updown", "bidir_counter",
        "ud_count"),
        {"n": n, "up": up, "start": start, "enable": f.enable},
    )  # fmt: skip


_STEPS = (
    "{o} {vb} {by} {at}{ew}. {rs}",
    "{at} {o} {vb} {by}. {es} {rs}",
    "{rs} Then it goes {dn} {by} {at}{ew} (the register is {o}).",
    "This one counts, but not only in ones: {o} {vb} {by}. Clock: {g} {c}. {es} {rs} Overflow is simply cut off.",
    "Stride counter\nregister: {o}\ndirection: {dn}\nstep: {by}\nclock: {c}, {ed} edge\n{rs}\n{es}",
    "A counter by ones is the special case of adding a constant. Adding 2 to a counter at 5 gives 7, then 9, and so on. In "
    "this "
    "exercise {o} goes {dn} {by} {at}, modulo 2**{nb}. {rs} {es}",
    "can {o} go {dn} {by}? {at}{ew}. {rs}",
    "The address {o} of a scan through memory {vb} {by} {at}. {es} {rs} It is {nb} bits long and rolls over.",
    "{es} {rs} Apart from that, {o} {vb} {by} with each {ed} edge of {c}.",
    "- the register {o} ({nb} bits)\n- it {vb} {by}, {at}\n- {es}\n- {rs}",
    "We want a ramp on {o}. It runs {dn}, {by} per {ed} edge of {c}, and wraps. {rs} {es}",
    "Not up and down, only {dn}: {o} {vb} {by} {at}{ew}. {rs}",
    "{o}: {nb}-bit count {dn}, {by}, {g} {c}. {rs} {es}",
    "Ticket: {o} moves by the wrong amount. It must go {dn} {by} {at}. {es} {rs}",
)


@family("count_steps", "counters", 1.0)
def count_steps(d: Draw) -> Design:
    """A counter by a constant, by one of two constants that a port picks, or by the value of a port, up or down."""
    width = d.one((3, 4, 4, 5, 6, 8, 8, 16, 32))
    up, kind = d.chance(0.6), d.one(("one", "two", "two", "port"))
    start = d.one((0, 0, 1, (1 << width) - 1, d.number(0, 7), d.number(0, 7)))
    f = frame(d, width, start)
    a, b = d.rng.sample((1, 1, 2, 3, 4, 5, 6, 7), 2)
    b = b if a != b else 3 - (a == 3)
    value, sign = int(d.chance(0.5)), "+" if up else "-"
    port: list[Port] = []
    if kind == "one":
        a = d.one((2, 2, 3, 4, 5, 6, 7))
        by = d.any("by {k}", "in steps of {k}", "by {k} at a time", "{k} at a time", k=a)
        chain, line = [("", f"{f.out} {sign} {f.lit(a)}")], f"step {sign}{a}"
    elif kind == "two":
        s = d.name("fast", "double", "big", "turbo", "sel", "m", "wide", "s", "coarse", "fine", "x")
        port = [Port(s)]
        by = d.any(
            "by {a} {w} and by {b} otherwise", "by {b}, but by {a} {w}", "by {a} {w}, {x} by {b}", "by {a} {w} and by {b} {x}",
            "by {a} or by {b} ({s} = {v} means {a}, {s} = {z} means {b})", "not by {b} but by {a} {w}; {x} it is {b}",
            a=a, b=b, w=cond(d, s, value), x=cond(d, s, 1 - value), s=s, v=value, z=1 - value,
        )  # fmt: skip
        chain = [(test_of(s, value), f"{f.out} {sign} {f.lit(a)}"), ("", f"{f.out} {sign} {f.lit(b)}")]
        line = f"{s}={value} -> {sign}{a}; {s}={1 - value} -> {sign}{b}"
    else:
        s = d.name("step", "inc", "amount", "delta", "k", "by", "stride", "a")
        size = d.number(1, min(width, 4))
        port = [Port(s, size)]
        by = d.any("by {s}", "by the number on {s}", "by as much as {s} says", "by the value of {s}", s=s)
        chain, line = [("", f"{f.out} {sign} {s}")], f"step {sign}{s}"
    ports = f.ports(*port)
    verbs = (
        ("increases", "grows", "goes up", "is raised", "is increased")
        if up
        else ("decreases", "shrinks", "goes down", "is lowered")
    )
    text = told(
        d, f, _STEPS if ";" not in by else _STEPS[:4], ports, chain, by=by, vb=d.one(verbs), dn="up" if up else "down", nb=width
    )

    def update(state: int, v: dict[str, int]) -> int:
        step = a if kind == "one" else v[s] if kind == "port" else a if v[s] == value else b
        return (state + (step if up else -step)) % (1 << width)

    return Design(
        "a counter with a step", ports, text, f.why(f"{line}, {width} bits, wraps"), tuple(f.body(chain)), f.rows(ports, update),
        d.style,
        ("stride_counter", "step_count", "ramp"), {"kind": kind, "a": a, "b": b, "up": up, "value": value, "enable": f.enable},
    )  # fmt: skip


_RANKS = (
    "{o} can do three things {at}: {xl} it takes {i}, {xz} it becomes {k}, {xe} it counts {dn}. {pr} With none of them it "
    "stays. {rs}",
    "{pr} {xz}, {o} is set to {k}; {xl}, {i} is copied into it; {xe}, it goes {dn} by one. {at}. Else no change. {rs}",
    "A loadable counter {o}. Load: {l} = {lb}, from {i}. Go to {k}: {z} = {zb}. Count {dn}: {e} = {eb}. {pr} Clock {c}, "
    "{ed} edge, "
    "otherwise hold. {rs}",
    "{rs} {xe} the counter {o} goes {dn} {at}. It can also be loaded with {i}, namely {xl}, and be put to {k} {xz}. {pr} In "
    "all other "
    "cases it keeps its value.",
    "input | active | what it does to {o}\n{l} | {lb} | load {i}\n{z} | {zb} | go to {k}\n{e} | {eb} | count "
    "{dn}\n{pr}\n{g} {c}; idle: "
    "hold\n{rs}",
    "When several inputs want something of the same register, somebody has to decide who wins; if and else if do it by "
    "their order. "
    "Here {l} ({lb} = load {i}), {z} ({zb} = make it {k}) and {e} ({eb} = one {dn}) want to change {o} {at}. {pr} Nobody "
    "wants: hold. {rs}",
    "counter {o}, {g} {c}. {e} active {eh}: {dn} by one. {z} active {zh}: to {k}. {l} active {lh}: load {i}. {pr} nothing "
    "active: keep. {rs}",
    "- {xe}: {o} counts {dn}\n- {xz}: {o} becomes {k}\n- {xl}: {o} becomes {i}\n- {pr}\n- else nothing changes\n- all of it "
    "{at}\n- {rs}",
    "Three buttons act on {o} {at}. {z} puts {k} there {zc}, {l} puts {i} there {lc}, {e} makes it go {dn} by one {ec}. {pr} "
    "No button, no change. {rs}",
    "Priority, highest first: {o_first}, {o_second}, {o_third}. {l} ({lb}) loads {i} into {o}, {z} ({zb}) sets it to {k}, "
    "{e} ({eb}) counts "
    "{dn}. Clocked by {c}, {ed} edge; it holds otherwise. {rs}",
    "{o} counts {dn} {xe}, {at}. Now the exceptions and their rank. {xl}: {i} goes in. {xz}: {k} goes in. {pr} {rs} If no "
    "input is "
    "active {o} stays.",
    "Who changes {o} {at}? {o_first} if active; if not, {o_second}; if not, {o_third}; if not, nobody. {e}: count {dn}, "
    "active {eh}. {l}: "
    "load {i}, active {lh}. {z}: value {k}, active {zh}. {rs}",
)
_ORDER = (
    "{a} beats {b}, and {b} beats {w}.", "Rank: {a}, then {b}, then {w}.", "{w} gives way to the other two, and {b} to {a}.",
    "If several apply, {a} wins; between {b} and {w} it is {b}.", "{a} is stronger than {b} and {w}, {b} stronger than {w}.",
    "The weakest is {w}, the strongest {a}.",
)  # fmt: skip


@family("count_ranks", "counters", 1.0)
def count_ranks(d: Draw) -> Design:
    """A counter with load, preset and count inputs of any polarity, in any rank."""
    width = d.one((2, 3, 4, 4, 6, 8, 8, 16))
    value, up = d.one((0, 0, 1, (1 << width) - 1, d.number(0, 9) % (1 << width))), d.chance(0.6)
    f = frame(d, width, d.one((0, 0, 0, 1, (1 << width) - 1)), names=COUNTS, enabled=0.0)
    lb, zb, eb = (int(d.chance(0.7)) for _ in range(3))
    load = d.name("load", "ld", "set", "put", "wr") if lb else d.name("load_n", "ld_n", "put_n")
    zero = d.name("home", "clr", "mark", "back", "preset") if zb else d.name("home_n", "mark_n", "z_n")
    count = d.name("en", "cnt_en", "go", "step", "tick") if eb else d.name("pause", "hold", "stop", "en_n")
    data = d.name("d", "din", "data", "value", "x", "load_val", "i")
    acts = {load: (lb, data), zero: (zb, f.lit(value)), count: (eb, f"{f.out} {'+' if up else '-'} 1'b1")}
    order = list(acts)
    d.rng.shuffle(order)
    chain = [(test_of(name, acts[name][0]), acts[name][1]) for name in order]
    ports = f.ports(Port(load), Port(zero), Port(count), Port(data, width))
    text = told(
        d, f, _RANKS, ports, chain, l=load, z=zero, e=count, i=data, k=value, dn="up" if up else "down", lb=lb, zb=zb, eb=eb,
        pr=d.any(*_ORDER, a=order[0], b=order[1], w=order[2]), xl=cond(d, load, lb), xz=cond(d, zero, zb), xe=cond(d, count, eb),
        lc=cond(d, load, lb), zc=cond(d, zero, zb), ec=cond(d, count, eb), o_first=order[0], o_second=order[1], o_third=order[2],
        **{f"{key}h": "high" if bit else "low" for key, bit in (("l", lb), ("z", zb), ("e", eb))},
    )  # fmt: skip

    def update(s: int, v: dict[str, int]) -> int:
        for name in order:
            if v[name] == acts[name][0]:
                return v[data] if name == load else value if name == zero else (s + (1 if up else -1)) % (1 << width)
        return s

    rows = f.rows(
        ports, update, cycles=56,
        bias=lambda r, i: {n: bit if r.random() < (0.25, 0.25, 0.75)[j] else 1 - bit for j, (n, (bit,
        _)) in enumerate(acts.items())},
    )  # fmt: skip
    said = {load: data, zero: str(value), count: "+1" if up else "-1"}
    why = f.why("; else ".join(f"{name}={acts[name][0]} -> {said[name]}" for name in order) + "; else keep")
    return Design(
        "a loadable counter", ports, text, why, tuple(f.body(chain)), rows, d.style, ("load_counter", "ranked_counter", "ctr"),
        {"order": tuple(order.index(n) for n in (load, zero, count)), "bits": (lb, zb, eb), "up": up, "value": value},
    )  # fmt: skip
