"""Two-state things: set and cleared by events, the last of two events, toggled by two inputs, edges of a signal."""

from __future__ import annotations

from groundwire.distill.families.design import Design
from groundwire.distill.families.draw import Draw
from groundwire.distill.families.ports import Port
from groundwire.distill.families.registry import family
from groundwire.distill.families.voices.state_shared import ONE, OUT, TWO, Told, paren, test

_NAMES = ("flag_keeper", "two_state", "memo", "keeper", "event_fsm")
_PAIR = (
    "{o} is set if {a} and cleared if {b}, {t}. {tie} {rr}",
    "{o} becomes 0 when {b} and 1 when {a}. {tie} It is clocked by the {e} edge of {c}. {rr}",
    "Two states, OFF and ON. It goes from ON to OFF if {b}, and from OFF to ON if {a}. {o} is 1 in ON, 0 in OFF. {tie} {rr} "
    "Steps {t}.",
    "{rr} Otherwise, {t}: {a} -> {o} goes to 1; {b} -> {o} goes to 0; neither -> {o} stays. {tie}",
    "hi, small one: a flag {o} that goes up when {a} and comes down when {b}. {tie} clock {c}, {e} edge, {z} gives {i}.",
    "A flag remembers that something has happened until something else happens; in between it does nothing at all. The first "
    "something "
    "is that {a}, the second that {b}. {tie} The flag is {o}, looked after {t}. {rr}",
    "Output {o}\n- falls to 0: {b}\n- rises to 1: {a}\n- {tie}\nReset: {z}, {o} = {i}\nClock: {c}, {e} edge",
    "Once {a}, {o} is high and remains so, even if this is over again, until {b}. {tie} All is sampled {t}. {rr}",
    "While {o} is 1, only {y} matters: {b} takes it to 0. While it is 0, only {x} does: {a} takes it to 1. {tiea} {rr} "
    "Clocked {t}.",
    "What I want: {o} = 1 from the clock edge that finds {a} to the one that finds {b}. {tie} ({e} edge of {c}.) {rr}",
    'The alarm output {o} shall be switched off by the condition "{b}" and on by the condition "{a}". {tie} {t} this is '
    "decided. {rr}",
    "{tie} With this settled: {t}, {o} is cleared if {b}, is set if {a}, and keeps its value if neither. Initially it is {i}, "
    "by {z}.",
    "{z} makes {o} {i}. From then on {x} turns it on and {y} turns it off, or more exactly: on if {a}, off if {b}. {tie} The "
    "edge is the "
    "{e} one of {c}. Use if and else.",
    "Set: {a}\nClear: {b}\nBoth: {tie}\nOutput: {o}\n{rr}\nEdge: {e} edge of {c}",
)


@family("state_pair_events", "state machines", 1.0)
def state_pair_events(d: Draw) -> Design:
    """One flag with a condition that sets it and one that clears it; what both together do is told."""
    w = Told(d)
    x, y = d.names(*TWO)
    if d.chance(0.5):
        x, y = y, x
    o, xl, yl, i = d.name(*OUT), int(d.chance(0.65)), int(d.chance(0.65)), int(d.chance(0.35))
    tie = d.one(("set", "clear", "keep", "toggle"))
    said = {
        "set": ("If both hold, {o} becomes 1.", "Setting wins over clearing.", "{x} has priority over {y}."),
        "clear": ("If both hold, {o} becomes 0.", "Clearing wins over setting.", "{y} has priority over {x}."),
        "keep": ("If both hold, {o} stays.", "Both together change nothing.", "At both conditions {o} keeps its value."),
        "toggle": ("If both hold, {o} is inverted.", "Both together toggle {o}.", "At both conditions {o} changes to its "
        "opposite."),
    }[tie]  # fmt: skip
    pool = tuple(text for text in _PAIR if "{tiea}" not in text or tie == "toggle")
    text = d.any(
        *pool, a=w.cond(x, xl), b=w.cond(y, yl), o=o, x=x, y=y, i=i, tie=d.any(*said, o=o, x=x, y=y),
        tiea="So with both conditions there, it toggles.", **w.slots(f"makes {o} {i}"),
    )  # fmt: skip
    up, down = test(((x, xl),)), test(((y, yl),))
    put, clr = f"{o} <= 1'b1;", f"{o} <= 1'b0;"
    lines = {
        "set": [f"if ({up}) {put}", f"else if ({down}) {clr}"], "clear": [f"if ({down}) {clr}", f"else if ({up}) {put}"],
        "keep": [f"if ({up} && {down}) {o} <= {o};", f"else if ({up}) {put}", f"else if ({down}) {clr}"],
        "toggle": [f"if ({up} && {down}) {o} <= ~{o};", f"else if ({up}) {put}", f"else if ({down}) {clr}"],
    }[tie]  # fmt: skip

    def update(s: int, v: dict[str, int]) -> int:
        on, off = v[x] == xl, v[y] == yl
        if on and off:
            return {"set": 1, "clear": 0, "keep": s, "toggle": 1 - s}[tie]
        return 1 if on else 0 if off else s

    why = f"{x}={xl}: {o}=1. {y}={yl}: {o}=0. Both: {tie}. Neither: keep."
    return w.design(
        "a flag that is set and cleared", _NAMES, [Port(x), Port(y)], [Port(o, output=True, stored=True)], text, why, f"{o}={i}",
        w.always([f"{o} <= 1'b{i};"], lines), i, update, lambda s, v: {o: s}, {"tie": tie, "xl": xl, "yl": yl, "i": i},
    )  # fmt: skip


_LAST = (
    "{o} tells which of {x} and {y} came last: {p} for {x}, {n} for {y}. {lev} {tie} {rr} Clock: {c}, {e} edge.",
    "{o} = {n} means that {y} was the last to come, {o} = {p} that it was {x}. {lev} {tie} It is kept {t}. {rr}",
    "{rr} Later {o} shows {p} after {x} has come and {n} after {y} has come, for as long as the other does not come. {lev} {tie} "
    "Sampling {t}.",
    "A quiz needs to know who pressed last, not first. {x} gives {o} = {p}, {y} gives {o} = {n}. {lev} {tie} {rr} The clock "
    "edge is the "
    "{e} one of {c}.",
    "can you build a memory for the latest of two events, {x} ({o}={p}) and {y} ({o}={n})? {lev} {tie} {z} makes it {i}, "
    "everything {t}.",
    "Last event: {o}\n{y}: {n}\n{x}: {p}\n{lev}\n{tie}\nReset: {z}, {o} = {i}\nClock: {c}, {e} edge",
    "To remember the last of two things a single flip-flop is enough: each of them writes its own mark, and the older mark is "
    "gone. Here "
    "{x} writes {p} and {y} writes {n} into {o}. {lev} {tie} {rr} It happens {t}.",
    "If {y} was seen more recently than {x}, {o} is {n}; if it was the other way round, {o} is {p}. {lev} {tie} {rr} Seen "
    "means seen {t}.",
    "{lev} {tie} Knowing this, write {o}: {p} since {x}, {n} since {y}, whichever is more recent. {rr} Edge: {e} edge of {c}.",
    "Two doors report on {x} and {y}. The lamp {o} is to be {n} after the door {y} and {p} after the door {x}; without news "
    "it does not "
    "change. {lev} {tie} {rr} It is updated {t}.",
    "- {x} comes: {o} goes to {p}\n- {y} comes: {o} goes to {n}\n- none comes: no change\n- {lev}\n- {tie}\n- {rr}\n- {e} "
    "edge of {c}",
    "Which one was last? {o} answers, {p} standing for {x} and {n} for {y}. {tie} {lev} After {z} the answer is {i}. Clocked "
    "{t}.",
)


@family("state_last_event", "state machines", 1.0)
def state_last_event(d: Draw) -> Design:
    """One bit that tells which of two inputs came last, by levels or by changes, with a rule for both at once."""
    w = Told(d)
    x, y = d.names(*TWO)
    if d.chance(0.5):
        x, y = y, x
    o, p, i = d.name(*OUT), d.number(0, 1), d.number(0, 1)
    edges, tie = d.chance(0.35), d.one(("x", "y", "keep"))
    xl, yl = (1, 1) if edges and d.chance(0.6) else (int(d.chance(0.7)), int(d.chance(0.7)))
    if edges:
        yl = xl
        prev = 1 - xl
        lev = d.any(
            "An input comes when it goes from {m} to {l}: it was {m} at the edge before and is {l} at this one (after the "
            "reset it counts "
            "as having been {m}).",
            "Coming is a change from {m} to {l} between two clock edges; the reset lets both count as {m} before.", m=prev, l=xl,
        )  # fmt: skip
    else:
        prev = 0
        lev = d.any("{x} comes when {a}, {y} when {b}, at the edge.", "(A level, not a change: {x} comes if {a}, and {y} if "
        "{b}).",
                    "{y} counts while {b}; {x} counts while {a}.", x=x, y=y, a=w.cond(x, xl), b=w.cond(y, yl))  # fmt: skip
    said = {
        "x": ("If both come at once, {x} counts as the last.", "Both at once: {o} = {p}.", "A tie goes to {x}."),
        "y": ("If both come at once, {y} counts as the last.", "Both at once: {o} = {n}.", "A tie goes to {y}."),
        "keep": ("If both come at once, {o} stays.", "Both at once: no change.", "A tie changes nothing."),
    }[tie]  # fmt: skip
    text = d.any(*_LAST, o=o, x=x, y=y, p=p, n=1 - p, i=i, lev=lev, tie=d.any(*said, o=o, x=x, y=y, p=p, n=1 - p),
                 **w.slots(f"makes {o} {i}"))  # fmt: skip
    one, two = test(((x, xl),)), test(((y, yl),))
    body: list[str] = []
    clear, more = [f"{o} <= 1'b{i};"], []
    if edges:
        px, py = d.name("prev_1"), d.name("prev_2")
        body = [f"{d.style.net} {px}, {py};"]
        clear += [f"{px} <= 1'b{prev};", f"{py} <= 1'b{prev};"]
        more = [f"{px} <= {x};", f"{py} <= {y};"]
        one, two = test(((x, xl), (px, prev))), test(((y, yl), (py, prev)))
    first, second = f"{o} <= 1'b{p};", f"{o} <= 1'b{1 - p};"
    lines = {
        "x": [f"if ({one}) {first}", f"else if ({two}) {second}"], "y": [f"if ({two}) {second}", f"else if ({one}) {first}"],
        "keep": [f"if ({paren(one)} && {paren(two)}) {o} <= {o};", f"else if ({one}) {first}", f"else if ({two}) {second}"],
    }[tie]  # fmt: skip
    body += w.always(clear, [*more, *lines])

    def update(s: tuple[int, int, int], v: dict[str, int]) -> tuple[int, int, int]:
        now, past_x, past_y = s
        came_x, came_y = v[x] == xl and not (edges and past_x == xl), v[y] == yl and not (edges and past_y == yl)
        if came_x and came_y:
            now = {"x": p, "y": 1 - p, "keep": now}[tie]
        elif came_x or came_y:
            now = p if came_x else 1 - p
        return now, v[x], v[y]

    why = f"{one}: {o}={p}. {two}: {o}={1 - p}. Both: " + {"x": f"{x}, {p}", "y": f"{y}, {1 - p}", "keep": "keep"}[tie]
    why += f". Neither: keep.\n{'edges, so keep the past of both' if edges else 'levels, no past needed'}"
    return w.design(
        "a memory of the last of two events", ("last_event", "latest", *_NAMES[2:]), [Port(x), Port(y)],
        [Port(o, output=True, stored=True)], text, why, f"{o}={i}", body, (i, prev, prev), update, lambda s, v: {o: s[0]},
        {"tie": tie, "xl": xl, "yl": yl, "i": i, "p": p, "edges": edges},
    )  # fmt: skip


_TOGGLE = (
    "{t}, {o} is inverted if {q}; otherwise it stays. {rr}",
    "{o} changes to its opposite {t}, provided that {q}. Else it keeps its value. {rr}",
    "{rr} After that, {o} toggles {t} if {q}.",
    "need a t flip-flop with two inputs {x} and {y}: it flips {o} only when {q}. {t}. {z} gives {i}.",
    "A toggle flip-flop changes with each clock edge for which its T input is 1, and rests otherwise. Here T is made from two "
    "signals: it "
    "is 1 when {q}. The flip-flop's output is {o}. {rr} It works {t}.",
    "Toggle condition: {q}\nOutput: {o}\nReset: {z}, {o} = {i}\nClock: {c}, {e} edge\nAnything else: hold",
    "What makes {o} flip? This: {q}. Nothing else does, apart from the reset. {rr} Flips happen {t}.",
    "Two states, {o} = 0 and {o} = 1. It passes to the other state if {q}, from either one, and remains otherwise. Step: {t}. "
    "{rr}",
    "Two switches work the stair light {o}, through {x} and {y}. {t} the light goes from on to off or from off to on if {q}. "
    "{rr}",
    "As long as it is not true that {q}, {o} holds. If it is true, {o} is complemented {t}. {rr}",
    "{o} starts as {i} ({z}). At each {e} edge of {c} look at {x} and {y}: if {q}, replace {o} by its complement.",
    "- {rr}\n- {e} edge of {c}, {q}: {o} flips\n- {e} edge of {c}, not so: {o} holds",
)
_PRIOR = (
    "{t}: if {b}, {o} becomes {k}; else if {a}, {o} toggles; else it stays. {rr}",
    "{o} toggles if {a}, but if {b} it becomes {k} instead. Clock {c}, {e} edge. {rr}",
    "{rr} {o} is inverted {t} whenever {a}, unless {b}, which makes it {k} whatever {x} says.",
    "{y} is the stronger input: when {b}, {o} goes to {k}. Only otherwise {x} is looked at: when {a}, {o} flips. All {t}. {z} "
    "gives {i}.",
    "Flip-flop {o}, {e} edge of {c}\n{y}: {k} into {o} if {b} (first)\n{x}: flip if {a}\n{rr}",
    "Tell me how to write this: the key {x} flips the light {o} (pressed: {a}), the key {y} puts it to {k} (pressed: {b}) and "
    "wins if "
    "both are pressed. It is decided {t}. {rr}",
    "{o} flips if {a}. An exception comes before that: if {b}, {o} is forced to {k}. {e} edge of {c}. {rr}",
)


@family("state_toggle_two", "flip-flops", 1.0)
def state_toggle_two(d: Draw) -> Design:
    """A bit that two inputs toggle together, alone, or when they differ; or one toggles and the other forces."""
    w = Told(d)
    x, y = d.names(*TWO)
    if d.chance(0.4):
        x, y = y, x
    o, xl, yl, i = d.name(*OUT), int(d.chance(0.65)), int(d.chance(0.65)), int(d.chance(0.3))
    kind = d.one(("and", "and", "or", "or", "xor", "xnor", "one", "prior", "prior"))
    k = d.number(0, 1)
    a, b = w.cond(x, xl), w.cond(y, yl)
    if kind == "prior":
        q, expression = "", ""
    elif kind in ("and", "or"):
        q = d.any(f"{{a}} {kind} {{b}}", f"{{b}} {kind} {{a}}", a=a, b=b)
        if xl == yl and d.chance(0.4):
            q = d.say("{n} of {x} and {y} is {l}" if kind == "or" else "{n} {x} and {y} are {l}", x=x, y=y, l=xl,
                      n="at least one" if kind == "or" else "both")  # fmt: skip
        q += " (or both)" if kind == "or" and d.chance(0.3) else ""
        expression = f" {'&&' if kind == 'and' else '||'} ".join((test(((x, xl),)), test(((y, yl),))))
    elif kind == "xor":
        q = d.any("{x} and {y} differ", "exactly one of {x} and {y} is 1", "{x} is not equal to {y}", "one of {x} and {y} is "
        "1 but not "
                  "both", x=x, y=y)  # fmt: skip
        expression = f"{x} ^ {y}"
    elif kind == "xnor":
        q = d.any("{x} and {y} are equal", "{x} has the value of {y}", "{x} and {y} are both 0 or both 1", x=x, y=y)
        expression = f"{x} == {y}"
    else:
        yl = 1 - xl
        q = d.any(
            "{x} is {l} while {y} is {m}", "{x} is {l} and {y} is not", "{y} is {m} and {x} is {l}", x=x, y=y, l=xl, m=1 - xl
        )
        expression = test(((x, xl), (y, yl)))
    text = d.any(*(_PRIOR if kind == "prior" else _TOGGLE), a=a, b=b, q=q, o=o, x=x, y=y, k=k, i=i, **w.slots(f"makes {o} {i}"))
    if kind == "prior":
        lines = [f"if ({test(((y, yl),))}) {o} <= 1'b{k};", f"else if ({test(((x, xl),))}) {o} <= ~{o};"]
        why = f"first {y}={yl}: {o}={k}; else {x}={xl}: {o} toggles; else keep."
    else:
        lines = [f"if ({expression}) {o} <= ~{o};"]
        why = f"toggle if {expression}; else keep."

    def update(s: int, v: dict[str, int]) -> int:
        one, two = v[x] == xl, v[y] == yl
        if kind == "prior":
            return k if two else s ^ int(one)
        flips = {"and": one and two, "or": one or two, "xor": v[x] != v[y], "xnor": v[x] == v[y], "one": one and two}[kind]
        return s ^ int(flips)

    return w.design(
        "a toggle flip-flop with two inputs", ("toggler", "flip2", "tff2", "light_switch"), [Port(x), Port(y)],
        [Port(o, output=True, stored=True)], text, why, f"{o}={i}", w.always([f"{o} <= 1'b{i};"], lines), i, update,
        lambda s, v: {o: s}, {"kind": kind, "xl": xl, "yl": yl, "i": i, "k": k},
    )  # fmt: skip


_EDGES = (
    "{what} {pv} {rr} {w}",
    "Edge watcher. {rr} {pv} {what} {w}",
    "{pv} {what} Clock: {c}, {e} edge. {rr}",
    "Compare {x} with what it was one clock edge ago; that is all one needs to see a change. {what} {pv} {rr} {w}",
    "i want to know when {x} goes from {f} to {l}. {what} {pv} {z}, clock {c}, {e} edge.",
    "Input: {x}\nOutput: {o}\n{what}\n{pv}\nReset: {z}\nClock: {c}, {e} edge",
    "How does one catch a change of {x} from {f} to {l}? {what} {rr} {pv} {w}",
    "{x} is sampled {t}. {what} {pv} {rr}",
    "A button gives long levels, and we need the moment of the change. {what} {rr} {pv} The edges are the {e} ones of {c}.",
    "- {what}\n- {pv}\n- {rr}\n- clock edge: {e}, {c}",
    "{rr} {pv} The change that matters is the one of {x} from {f} to {l}: {what} {w}",
    "Not the level of {x} is of interest, but its change from {f} to {l}. {what} {pv} {rr} Sampling is done {t}.",
)


@family("state_edge_watch", "edge detectors", 1.0)
def state_edge_watch(d: Draw) -> Design:
    """Changes of a signal, up, down or either way: a pulse at once, a pulse one clock later, a bit that stays or that toggles."""
    w = Told(d)
    x, o = d.name(*ONE), d.name(*OUT, "pulse", "hit")
    way, kind = d.one(("rise", "rise", "fall", "fall", "any")), d.one(("now", "later", "stay", "toggle"))
    past = int(d.chance(0.35))
    old, new = {"rise": ("0", "1"), "fall": ("1", "0"), "any": ("one level", "the other")}[way]
    change = {"rise": d.one(("a change from 0 to 1", "a rise", "a 0-to-1 step")), "any": d.one(("any change", "a change in "
    "either "
              "direction")), "fall": d.one(("a change from 1 to 0", "a fall", "a 1-to-0 step"))}[way]  # fmt: skip
    seen = {"rise": f"{x} is 1 now and was 0 at the last clock edge", "fall": f"{x} is 0 now and was 1 at the last clock edge",
            "any": f"{x} now differs from its value at the last clock edge"}[way]  # fmt: skip
    what = d.any(*{
        "now": ("{o} is 1 whenever {s}; it is combinational, without a register of its own.", "{o} is high as soon as {s} (no "
        "register "
                "behind it)."),
        "later": ("{o} is a register: it is 1 for the one cycle after each clock edge that finds {g} of {x}, else 0.",
                  "after a clock edge at which {x} shows {g} since the edge before, {o} is 1 for a cycle; it comes from a "
                  "flip-flop."),
        "stay": ("{o} goes to 1 at the clock edge that finds {g} of {x} since the edge before, and stays 1 until the reset.",
                 "the first {n} of {x} between clock edges sets the register {o}, which only the reset clears."),
        "toggle": ("{o} is inverted at each clock edge that finds {g} of {x} since the edge before.",
                   "each {n} of {x}, seen from clock edge to clock edge, makes the register {o} toggle."),
    }[kind], o=o, s=seen, g=change, x=x, n={"rise": "0-to-1 step", "fall": "1-to-0 step", "any": "change"}[way])  # fmt: skip
    zero = d.any("clears {o} to 0", "makes {o} 0", o=o) if kind != "now" else ""
    mark = d.any("lets {x} count as {p} before", "makes the remembered {x} {p}", x=x, p=past)
    text = d.any(
        *_EDGES, what=what, x=x, o=o, f=old, l=new, w=d.say("It uses the {e} edge of {c}.", e="falling" if w.falling
        else "rising",
        c=w.clk), pv=d.any("After reset, {x} counts as having been {p}.", "The remembered value of {x} is {p} after reset.",
        x=x, p=past)
        + (f" {o} is then 0." if kind != "now" else ""), **w.slots(d.one([text for text in (zero, mark) if text])),
    )  # fmt: skip
    prev = d.name("prev")
    expression = {"rise": f"{x} & ~{prev}", "fall": f"~{x} & {prev}", "any": f"{x} ^ {prev}"}[way]
    step = {"now": [], "later": [f"{o} <= {expression};"], "stay": [f"if ({expression}) {o} <= 1'b1;"],
            "toggle": [f"if ({expression}) {o} <= ~{o};"]}[kind]  # fmt: skip
    clear = [f"{prev} <= 1'b{past};", *([] if kind == "now" else [f"{o} <= 1'b0;"])]
    body = [f"{d.style.net} {prev};", *w.always(clear, [f"{prev} <= {x};", *step])]
    if kind == "now":
        body.append(f"assign {o} = {expression};")

    def changed(past: int, now: int) -> int:
        return {"rise": int(now > past), "fall": int(now < past), "any": int(now != past)}[way]

    def update(s: tuple[int, int], v: dict[str, int]) -> tuple[int, int]:
        hit = changed(s[0], v[x])
        return v[x], {"now": 0, "later": hit, "stay": s[1] | hit, "toggle": s[1] ^ hit}[kind]

    told = {
        "now": f"assign {o}, no register",
        "later": f"{o} registered",
        "stay": f"sets {o} for good",
        "toggle": f"toggles {o}",
    }[kind]
    return w.design(
        "an edge detector", ("edge_watch", "change_seen", "edge_fsm"), [Port(x)], [Port(o, output=True, stored=kind != "now")],
        text,
        f"{old} to {new}: {expression}; {told}.", f"past {past}" + ("" if kind == "now" else f", {o}=0"), body, (past, 0), update,
        lambda s, v: {o: changed(s[0], v[x]) if kind == "now" else s[1]}, {"way": way, "kind": kind, "past": past},
    )  # fmt: skip
