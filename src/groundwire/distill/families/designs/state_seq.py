"""Short bit sequences, counting to three and returning, runs of a few cycles, and devices with two or three situations."""

from __future__ import annotations

from groundwire.distill.families.design import Design
from groundwire.distill.families.draw import Draw, listing
from groundwire.distill.families.ports import Port
from groundwire.distill.families.registry import family
from groundwire.distill.families.voices.state_shared import (
    ONE,
    OUT,
    Flow,
    Rule,
    Told,
    draw_flow,
    hint,
    machine_lines,
    out_line,
    test,
)

_PATTERN = (
    "Find {b} on {x}. {ov} {ou} {rr} Bits come {t}. {en} {h}",
    "{o} reports the bits {b} (first bit left) in the stream {x}. {en} {ou} {ov} Clock: {c}, {e} edge. {rr} {h}",
    "{rr} {ov} The detector for {b} on {x} reads a bit {t}. {en} {ou} {h}",
    "can you write a detector for {bl} on {x}, {e} edge of {c}? {ou} {ov} {en} {z} makes it forget everything. {h}",
    "Sequence: {bl}, in this order\nInput: {x}\n{ou}\n{ov}\nReset: {z}, nothing seen\nClock: {c}, {e} edge\n{en} {h}",
    "A sequence detector keeps in its state how much of the sequence it has seen so far. This one looks for {b} on {x}. {ov} "
    "{ex} {ou} "
    "{en} {rr} It is clocked by the {e} edge of {c}. {h}",
    "{ou} What is searched is {bl}, one bit of {x} {t}. {ov} {en} {rr} {h}",
    "When {x} brings {bl}, tell it by {o}. {ou} {ov} {en} {rr} The bits are taken {t}. {h}",
    "The header of a message is {b}, sent bit by bit over {x}, left bit first. {ou} {ov} {rr} {en} {e} edge of {c}. {h}",
    "Not {r} but {b} is the sequence. {ov} {ou} {x} is read {t}. {en} {rr} {h}",
    "1. {x} is read {t}. {en}\n2. The pattern is {b}.\n3. {ov}\n4. {ou}\n5. {rr}\n{h}",
    "{k} machine, detects {b} on {x}. {ov} {en} {ou} {rr} {e} edge of {c}. {h}",
    "Which states does one need to see {b} come by on {x}? One for nothing, and one for each bit that fits. {ov} {ou} {rr} "
    "{en} It "
    "steps {t}. Write the module. {h}",
)


def _longest(seen: str, pattern: str, most: int) -> int:
    return next(k for k in range(min(most, len(seen)), -1, -1) if seen.endswith(pattern[:k]))


@family("state_bit_pattern", "sequence detectors", 1.0)
def state_bit_pattern(d: Draw) -> Design:
    """A detector of two or three bits, Moore or Mealy, overlapping or not, perhaps with a valid input."""
    size = d.one((2, 2, 3, 3, 3))
    bits = "".join(d.one("01") for _ in range(size))
    moore, overlap = d.chance(0.5), d.chance(0.5)
    n = size + int(moore)
    states = tuple(f"S{i}" for i in range(n))
    w = Told(d, *states, falling=0.07)
    x, o = d.name(*ONE), d.name(*OUT, "found", "det", "match", "hit")
    en = d.name("valid", "en", "ce", "vld", "strobe", "ok") if d.chance(0.25) else ""
    el = int(d.chance(0.7))
    rules: list[Rule] = []
    for s in range(n):
        seen = bits[:s] if s < size else bits if overlap else ""
        to = [_longest(seen + bit, bits, size) for bit in "01"]
        to = [(k if moore else _longest(bits, bits, size - 1) if overlap else 0) if k == size else k for k in to]
        rules.append((((((x, 1),), to[1]),), to[0]))
    flow = Flow(states, (x,), tuple(rules), 0)
    last = f"{x}={bits[-1]} in S{size - 1}"
    ou = d.any(
        *(("{o} is 1 for the cycle after the edge that takes the last bit, 0 otherwise (Moore).", "{o}, a Moore output, goes "
        "to 1 when "
           "the last bit has been clocked in{only}.", "{o} is high in the state that means complete, and only there.")
          if moore else
          ("{o} is 1 as soon as {x} shows the last bit, before the edge (Mealy).", "{o}, a Mealy output, is 1 while the last "
          "bit is on "
           "{x} with the others already read.", "{o} is combinational: high while {x} completes the sequence, low else.")),
        o=o, x=x, only=", until the next bit is read" if en else ", for that cycle",
    )  # fmt: skip
    if moore and en and "cycle after" in ou:
        ou = f"{o} is 1 from the edge that takes the last bit until the next bit is taken, else 0 (Moore)."
    ov = d.any(
        *(("Overlaps count: the end of one find can be the start of the next.", "Finds may share bits.", "It overlaps, that "
        "is, after a "
           "find the last bits are not forgotten.") if overlap else
          ("No overlap: after a find it starts anew.", "Finds share no bits.", "Bits used in one find are not used again.")),
    )  # fmt: skip
    told = ""
    if en and moore:
        told = d.any("A bit counts only at an edge with {q}; else the state stays.", "while {r} nothing moves; bits count "
        "with {q}.",
                     q=f"{en} = {el}", r=w.cond(en, 1 - el))  # fmt: skip
    if en and not moore:
        told = d.any("A bit counts only at an edge with {q}; with {m} the state stays and {o} is 0.",
                     "with {m}, {o} is 0 and nothing moves; bits count with {q}.", q=f"{en} = {el}", m=f"{en} = {1 - el}",
                     o=o)  # fmt: skip
    stream = (bits + bits[1:] + bits)[:6]
    hits, seen = [], ""
    for at, bit in enumerate(stream):
        seen += bit
        if seen.endswith(bits):
            hits.append(str(at + 1))
            seen = seen if overlap else ""
    how = "case" if en else d.one(("case", "two"))
    text = d.any(
        *_PATTERN, b=d.one((bits, bits, f'"{bits}"', "-".join(bits))), bl=listing(list(bits), "then"),
        r=bits.translate({48: "1", 49: "0"}),
        x=x, o=o, ov=ov, ou=ou, en=told, k="Moore" if moore else "Mealy", h=hint(d, how, 0.2),
        ex=d.any("In {s} it ends at bit {p}.", "The stream {s} has it, complete with bit {p}.", s=" ".join(stream),
        p=listing(hits)),
        **w.slots(d.one(("makes it forget all bits", "takes it back to the beginning", "starts the search anew"))),
    )  # fmt: skip
    body, state = machine_lines(d, w, flow, how)
    gate = test(((en, el),)) if en else ""
    if en:
        at = next(i for i, line in enumerate(body) if line.strip().startswith("case"))
        body[at] = body[at].replace("case", f"if ({gate}) case", 1)
    if moore:
        body.append(out_line(o, state, states, [size]))
    else:
        body.append(f"assign {o} = ({state} == S{size - 1}) && {f'{gate} && ' if en else ''}{'' if bits[-1] == '1' else '!'}{x};")
    why = f"{bits}, {'overlap' if overlap else 'no overlap'}, {'Moore' if moore else 'Mealy'}\n" + "\n".join(
        f"{flow.why(s)}  ({bits[:s] or 'nothing'} seen)"
        for s in range(n)) + f"\n{o}=1: {f'S{size}' if moore else last}"  # fmt: skip
    why += f"\nonly if {gate}" if en else ""

    def live(v: dict[str, int]) -> bool:
        return not en or v[en] == el

    return w.design(
        "a sequence detector", ("seq_det", "pattern_fsm", "detector"), [Port(x), *([Port(en)] if en else [])], [Port(o,
        output=True)],
        text, why, "S0", body, 0, lambda s, v: flow.after(s, v) if live(v) else s,
        lambda s, v: {o: int(s == size) if moore else int(s == size - 1 and v[x] == int(bits[-1]) and live(v))},
        {"bits": bits, "overlap": overlap, "moore": moore, "en": bool(en), "el": el},
        bias=lambda r, i: {en: el if r.random() < 0.75 else 1 - el} if en else {}, cycles=70,
    )  # fmt: skip


_THREE = (
    "{q} runs {seq} and so on, a step {t} if {a}. {fl} {rr}",
    "{x} = {l} makes {q} go on in the order {seq}, {t}; when {b}, it waits. {rr} {fl}",
    "{rr} {fl} {q} steps {t}: {seq}. It steps only if {a}.",
    "a counter with {n} values pls: {q} = {seq} ... stops while {b}. {z} gives {i}, clock {c}, {e} edge. {fl}",
    "Output {q}: {seq}\nStep: {a}\nHold: {b}\nClock: {c}, {e} edge\nReset: {z}, to {i}\n{fl}",
    "A machine that counts to a small number and returns is a ring of states, each of which has only one way out. The ring of "
    "{q} is "
    "{seq}. It turns by one {t}, but not when {b}. {rr} {fl}",
    "{n} desks are served in turn; {q} is the number of the desk. The turn passes {t} with {x} = {l} and rests with {x} = "
    "{m}. The order "
    "is {seq}. {fl} {rr}",
    "While {b}, {q} is frozen. Otherwise it moves {t} along {seq}. {rr} {fl}",
    "What comes after {u} on {q}? {v}, if {a} {t}. And so on: {seq}. If {b}, nothing comes. {rr} {fl}",
    "{fl} As to {q}, its sequence is {seq}, its clock the {e} edge of {c}, its enable {x} (counts at {l}), its reset {z}, to "
    "{i}.",
    "- ring: {seq}\n- {x} = {m}: stay\n- {x} = {l}: next\n- {rr}\n- {fl}\n- {e} edge of {c}, output {q}",
    "Please do not use an adder, a case statement is enough: {q} follows {seq}, {t}, provided that {a}. {rr} {fl}",
)


@family("state_three_ring", "counters", 1.0)
def state_three_ring(d: Draw) -> Design:
    """A ring of three or four values in any order with an input that lets it step, and perhaps a flag by state or by state "
    "and input."""
    w = Told(d)
    n = d.one((3, 3, 3, 4))
    x, q = (
        d.name("en", "step", "go", "x", "tick", "ce", "hold", "w"),
        d.name("q", "count", "cnt", "phase", "turn", "out", "state"),
    )
    lv, at = int(d.chance(0.6)), d.number(0, n - 1)
    ring = d.one((list(range(n)), list(range(n)), list(range(n))[::-1], d.rng.sample(range(4), n), d.rng.sample(range(4), n)))
    ring = ring[at:] + ring[:at]
    start, kind = 0 if d.chance(0.7) else d.number(0, n - 1), d.one(("", "", "state", "both"))
    o = d.name("last", "tc", "z", "full", "flag", "third", "wrap") if kind else ""
    mark, bits = d.one(ring), d.chance(0.3)
    fl = "" if not kind else d.any(
        *(("{o} is 1 while {q} is {m}.", "{o} shows by a 1 that {q} is {m}; it is combinational.", "only at {m} is {o} high.")
          if kind == "state" else ("{o} is 1 while {q} is {m} and {a}.", "{o} is high at {m}, but only if {a}.",
                                   "{o} is the AND of two conditions, {q} being {m} and {x} being {l}.")),
        o=o, q=q, m=f"2'b{mark:02b}" if bits else mark, a=w.cond(x, lv), x=x, l=lv,
    )  # fmt: skip

    def value(v: int) -> str:
        return f"{v:02b}" if bits else str(v)

    seq = d.one((", ", " -> ", " then ")).join(value(v) for v in [*ring, ring[0]])
    i = ring[start]
    text = d.any(
        *_THREE, q=q, seq=seq, a=w.cond(x, lv), b=w.cond(x, 1 - lv), n=n, x=x, l=lv, m=1 - lv, fl=fl, i=value(i),
        u=value(ring[0]), v=value(ring[1]), **w.slots(f"sets {q} to {value(i)}"),
    )  # fmt: skip

    def lit(v: int) -> str:
        return f"2'b{v:02b}" if bits else f"2'd{v}"

    arms = [f"  {lit(v)}: {q} <= {lit(ring[(k + 1) % n])};" for k, v in enumerate(ring)]
    if n == 3:
        arms.append(f"  default: {q} <= {lit(i)};")
    body = w.always(
        [f"{q} <= {lit(i)};"], [f"if ({test(((x, lv),))})", f"  case ({q})", *("  " + arm for arm in arms), "  endcase"]
    )
    if kind:
        body.append(f"assign {o} = ({q} == {lit(mark)})" + (f" && {test(((x, lv),))}" if kind == "both" else "") + ";")
    why = f"step if {x}={lv}, else keep: " + ", ".join(f"{value(v)} -> {value(ring[(k + 1) % n])}" for k, v in enumerate(ring))
    why += f"\n{o}=1: {q}={value(mark)}" + (f" and {x}={lv}" if kind == "both" else "") if kind else ""
    return w.design(
        "a small ring of states", ("ring3", "turns", "count3", "phases"), [Port(x)],
        [Port(q, 2, output=True, stored=True), *([Port(o, output=True)] if kind else [])], text, why, f"{q}={value(i)}", body,
        start,
        lambda s, v: (s + 1) % n if v[x] == lv else s,
        lambda s, v: {q: ring[s]} | ({o: int(ring[s] == mark and (kind == "state" or v[x] == lv))} if kind else {}),
        {"ring": ring, "lv": lv, "kind": kind, "mark": mark, "i": i},
    )  # fmt: skip


_SHOT = (
    "It rests in IDLE until {a} {t}, then passes through {l} ({n} cycles) and returns. {ou} {re} {rr}",
    "{ou} {rr} From IDLE it goes to ONE if {a}; then a state per clock, {l}, and home to IDLE. {re} Clock {c}, {e} edge.",
    "A run is {n} clock cycles long: {l}. It is started from IDLE by {x} = {v}. {ou} {re} {rr} Edges: {e} edges of {c}.",
    "once {a}, my block shall be away for {n} cycles and then come back. {re} {ou} states are IDLE, {l}. {rr} steps {t}.",
    "States: IDLE, {l}\nStart: {a} in IDLE\n{ou}\n{re}\nReset: {z}, to IDLE\nClock: {c}, {e} edge",
    "Some jobs take a fixed number of cycles; a machine counts them by walking through that many states. Here there are {n}, "
    "{l}, "
    "entered from IDLE when {a}. {ou} {re} {rr} It walks {t}.",
    "{re} Before that: {x} = {v} takes IDLE to ONE, and each further edge goes on one state, through {l}. {ou} {rr} {e} "
    "edge of {c}.",
    "In IDLE nothing happens while {b}. When {a}, the states {l} follow, one {t}. {re} {rr} {ou}",
    "How do I make a machine that leaves IDLE on {x} = {v}, counts to {n} and returns? The states: {l}. {re} {ou} {rr} It "
    "works {t}.",
    "1. IDLE is kept if {b} and left for ONE if {a}.\n2. The states {l} last one cycle each.\n3. {re}\n4. {ou}\n5. {rr}\n6. "
    "{e} edge of "
    "{c}.",
    "{x} is the start signal ({v} starts). {re} {ou} The machine has IDLE and {l}, changes {t}, and goes to IDLE by {z}.",
    "Pump for {n} ticks, please. IDLE is the state of rest; the ticks are {l}. {ou} A round begins when {a}. {re} {rr} Tick: "
    "{e} edge of "
    "{c}.",
)


@family("state_three_shot", "state machines", 1.0)
def state_three_shot(d: Draw) -> Design:
    """A run of two or three states after a start, then home again, restarted or held as told, with an output in some of them."""
    n = d.one((2, 2, 3, 3, 3))
    states = ("IDLE", "ONE", "TWO", "THREE")[: n + 1]
    w = Told(d, *states)
    x, o, v = d.name("start", "go", "x", "trig", "req", "fire", "s", "launch"), d.name(*OUT, "done", "run"), int(d.chance(0.65))
    kind = d.one(("home", "home", "again", "hold"))
    last = states[-1]
    re = d.any(*{
        "home": ("After {s} always comes IDLE, whatever {x} is.", "{x} is looked at in IDLE only; {s} is followed by IDLE."),
        "again": ("From {s} it goes straight to ONE again if {a}, else to IDLE.", "If {a} in {s}, ONE follows at once; if "
        "{b}, IDLE."),
        "hold": ("{s} is kept while {a}; only when {b} it goes to IDLE.", "It waits in {s} until {b}, then goes to IDLE."),
    }[kind], s=last, x=x, a=w.cond(x, v), b=w.cond(x, 1 - v))  # fmt: skip
    choice = d.one(("run", "idle", "last", "last", "first"))
    ones = {"run": list(range(1, n + 1)), "idle": [0], "last": [n], "first": [1]}[choice]
    ou = d.any(*{
        "run": ("{o} is 1 in all states but IDLE.", "{o} is low in IDLE, high during the run."),
        "idle": ("{o} is 1 in IDLE only.", "{o} is low during the run, high in IDLE."),
        "last": ("{o} is 1 in {s} only.", "{o} is high in the last state of the run, {s}, not before."),
        "first": ("{o} is 1 in ONE only.", "{o} is high in the first state of the run, ONE, and low after."),
    }[choice], o=o, s=last)  # fmt: skip
    go: Rule = (((((x, v),), 1),), 0)
    end: Rule = {"home": ((), 0), "again": go, "hold": (((((x, v),), n),), 0)}[kind]
    flow = Flow(states, (x,), (go, *(((), s + 1) for s in range(1, n)), end), 0)
    pool = tuple(frame for frame in _SHOT if kind != "hold" or "cycle" not in frame)
    text = d.any(*pool, a=w.cond(x, v), b=w.cond(x, 1 - v), l=listing(states[1:]), n=n, ou=ou, re=re, x=x, v=v, o=o,
                 **w.slots(d.one(("takes it to IDLE", "selects IDLE", "puts it in IDLE"))))  # fmt: skip
    how = d.one(("case", "two"))
    body, state = machine_lines(d, w, flow, how)
    body.append(out_line(o, state, states, ones))
    return w.design(
        "a machine that runs a few cycles", ("shot", "run_fsm", "oneshot3", "burst"), [Port(x)], [Port(o, output=True)], text,
        f"{flow.whys()}\n{o}=1 in {', '.join(states[s] for s in ones)}", "IDLE", body, 0, flow.after, lambda s,
        _: {o: int(s in ones)},
        {"n": n, "kind": kind, "choice": choice, "v": v, "how": how}, bias=lambda r, i: {x: v if r.random() < 0.6 else 1 - v},
    )  # fmt: skip


_THINGS = (
    ("a turnstile", (("LOCKED", "locked"), ("FREE", "free")), (("card", "pass"), ("coin", "arm"), ("badge", "turn"))),
    ("a car park barrier", (("DOWN", "down"), ("UP", "up")), (("ticket", "gone"), ("car", "clear_way"), ("ask", "sens"))),
    ("a garage door", (("SHUT", "shut"), ("OPEN", "open")), (("button", "beam"), ("remote", "timer"), ("key", "wind"))),
    ("a toy cat", (("ASLEEP", "asleep"), ("AWAKE", "awake"), ("PLAYING", "playing")), (("noise", "touch"), ("food", "dark"))),
    ("a telephone", (("QUIET", "quiet"), ("RINGING", "ringing"), ("TALKING", "in a talk")), (("call", "hook"), ("line", "lift"))),
    ("a night lamp", (("OFF", "off"), ("DIM", "dim"), ("BRIGHT", "bright")), (("tap", "dark"), ("btn", "motion"), ("clap",
    "sun"))),
    ("a bilge pump", (("RESTING", "at rest"), ("PUMPING", "pumping"), ("BLOCKED", "blocked")), (("water", "jam"), ("wet",
    "ack"))),
    ("a printer", (("READY", "ready"), ("PRINTING", "printing"), ("JAMMED", "jammed")), (("job", "paper"), ("page", "lid"))),
    ("an oven", (("COLD", "cold"), ("HEATING", "heating"), ("HOT", "hot")), (("knob", "temp"), ("dial", "probe"))),
    ("a bicycle alarm", (("IDLE", "idle"), ("ARMED", "armed"), ("HOWLING", "howling")), (("key", "shake"), ("fob", "tilt"))),
    ("a ferry", (("NORTH", "on the north bank"), ("SOUTH", "on the south bank")), (("bell", "full"), ("horn", "load"))),
    ("a vending slot", (("WAITING", "waiting"), ("PAID", "paid"), ("GIVING", "giving out")), (("coin", "sel"), ("money",
    "taken"))),
)  # fmt: skip
_STORY = (
    "{dev} is {ph}. {ru} {ou} {rr} {at}",
    "The story of {dev}: {ru} {at} At first (reset) it is {fp}. {rr} {ou}",
    "{ou} {rr} {at} {ru} This is all that {dev} has to do.",
    "Please write the controller of {dev}. {ru} It begins {fp}: {z}. {ou} {at}",
    "hi! my kid builds {dev} and needs some logic. {ru} {ou} {at} {rr}",
    "A device like {dev} has few situations, and each can be a state: it is {ph}. Events take it from one to another. {ru} "
    "{at} {rr} {ou}",
    "Device: {dev}\nSituations: {ph}\n{ru}\n{ou}\n{at}\nReset: {z}, {fp}",
    "{rr} Think of {dev}. {ru} {ou} {at}",
    "How would you code {dev}? It can be {ph}. {ou} {ru} {at} {rr}",
    "Requirements for {dev}: {ou} {ru} {at} It is {fp} after {z}.",
    "{at} {dev} can be {ph}; {fp} is how {z} leaves it. {ru} {ou}",
    "Our {bare} behaves strangely, so here is how it should be. {ru} {rr} {ou} {at} Please do it again from this.",
)
_EVENTS = (
    "while it is {s}, it becomes {u} when {a}.", "if it is {s} and {a}, it is {u} next.",
    "it is turned from {s} to {u} when {a}.",
    "when {a}, a thing that is {s} becomes {u}.",
    "being {s}, it becomes {u} as soon as {a}.",
    "it goes from {s} to {u} when {a}.",
)  # fmt: skip


@family("state_device_story", "state machines", 1.0)
def state_device_story(d: Draw) -> Design:
    """A device with two or three situations, told as events; the output is a bit of some situations or the situation's number."""
    device, situations, pool = d.one(_THINGS)
    states, said = tuple(name for name, _ in situations), [phrase for _, phrase in situations]
    n = len(states)
    w = Told(d, *states)
    inputs = d.names(*pool) if d.chance(0.8) else [d.name(*pool[0])]
    flow = draw_flow(d, states, inputs)
    if any(rest != s and steps for s, (steps, rest) in enumerate(flow.rules)) and d.chance(0.7):
        flow = draw_flow(d, states, inputs)
    told = []
    for s, (steps, rest) in enumerate(flow.rules):
        parts = [d.any("while it is {s}, it becomes {u} if {a}", "if it is {s} and {a}, it is {u} next", "from {s} it becomes "
        "{u} when {a}",
                       s=said[s], u=said[to], a=w.conds(literals)) if to != s else
                 d.any("while it is {s}, it stays so if {a}", "if it is {s} and {a}, it stays {s}", s=said[s],
                 a=w.conds(literals))
                 for literals, to in steps]  # fmt: skip
        line = "; failing that, ".join(parts)
        line += "; otherwise it " + (f"becomes {said[rest]}" if rest != s else "stays as it is")
        if rest == s and len(steps) == 1 and steps[0][1] != s and d.chance(0.6):
            literals, to = steps[0]
            line = d.any(*_EVENTS, s=said[s], u=said[to], a=w.conds(literals)).rstrip(".")
        told.append(line + ".")
    if d.chance(0.5):
        d.rng.shuffle(told)
    ru = " ".join(told)
    if any("otherwise" not in line for line in told):
        ru += d.any(" Without such an event it stays as it is.", " Else nothing changes.", " Otherwise it remains what it is.")
    number = n == 3 and d.chance(0.35)
    o = d.name("mode", "sit", "q", "state_o") if number else d.name("motor", "lamp", "o", "out", "buzz", "act", "z", "sig")
    ones = sorted(d.rng.sample(range(n), d.number(1, n - 1)))
    codes = d.rng.sample(range(4), 3)
    if number:
        ou = f"{o} is " + listing([f"{codes[s]} when it is {said[s]}" for s in d.rng.sample(range(3), 3)]) + "."
    else:
        on, off = (listing([phrase for s, phrase in enumerate(said) if (s in ones) == here], "or") for here in (True, False))
        ou = d.any("{o} is 1 while it is {on}, else 0.", "{o} is 0 while it is {off} and 1 while it is {on}.",
                   "{o} is low exactly when it is {off}.", "{o} = 1 says that it is {on}.", o=o, on=on, off=off)  # fmt: skip
    text = d.any(
        *_STORY, dev=device, bare=device.split(" ", 1)[1], ph=listing(said, "or"), ru=ru, ou=ou, fp=said[flow.first],
        at=d.any("All is looked at and changed {t}.", "Steps: {t}.", "It is clocked by the {e} edge of {c}.", e="falling"
        if w.falling else
                 "rising", c=w.clk, t=w.slots("x")["t"]), **w.slots(d.any("makes it be {f}", "brings it back to being {f}",
                 f=said[flow.first])),
    )  # fmt: skip
    how = d.one(("case", "two"))
    if number:
        state = o
        lit = [f"2'd{code}" for code in codes]
        body = ["localparam [1:0] " + ", ".join(f"{s} = {c}" for s, c in zip(states, lit, strict=True)) + ";"]
        lines = [f"  {states[s]}: {o} <= {flow.choice(s, lambda k: states[k])};" for s in range(n)]
        body += w.always([f"{o} <= {flow.start};"], [f"case ({o})", *lines, f"  default: {o} <= {flow.start};", "endcase"])
        shown = ", ".join(f"{s}={c}" for s, c in zip(states, codes, strict=True))
    else:
        body, state = machine_lines(d, w, flow, how)
        body.append(out_line(o, state, states, ones))
        shown = f"1 in {', '.join(states[s] for s in ones)}"
    return w.design(
        "a controller of a device", ("device_ctrl", "controller", "device_fsm"), [Port(x) for x in inputs],
        [Port(o, 2 if number else 1, output=True, stored=number)], text, f"{flow.whys()}\n{o}: {shown}", flow.start, body,
        flow.first,
        flow.after, lambda s, v: {o: codes[s] if number else int(s in ones)},
        {"rules": flow.rules, "first": flow.first, "ones": ones, "number": number, "codes": codes},
    )  # fmt: skip
