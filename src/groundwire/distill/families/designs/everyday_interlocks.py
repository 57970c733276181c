"""Interlocks and votes as people tell them: presses, lamps with several switches, sensors that vote, vetoes."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

from groundwire.distill.families.design import Design
from groundwire.distill.families.draw import Draw, listing
from groundwire.distill.families.registry import family
from groundwire.distill.families.voices.everyday_logic import INPUTS, Sig, Values, finish, sig, slots_of

_WORD = ("zero", "one", "two", "three", "four", "five")


_STAIRS = (
    "A lamp hangs over a staircase and can be worked from {n} switches, {i}. Flipping any single switch has to change {o} from "
    "0 to 1 or back. With all the switches at 0, {o} is {z}.",
    "{o}: hallway light. Every toggle of one of {i} toggles it. All of them at 0 -> {o} = {z}.",
    "A corridor has {n} switches, {c}. Give a circuit whose output {o} is 1 for an {p} number of switches at 1, otherwise 0.",
    "hey, need the usual {n}-way light switch thing. inputs are {i}, output {o}. whichever one you flip, the light changes; "
    "start from {o} = {z} when nothing is up (everything 0).",
    "My grandmother's hall has {n} switches for one bulb and the electrician insists on relays. Replace them with logic: {o} "
    "must be {z} if an even number of {i} is at 1 (none counts as even) and {y} if the number is odd.",
    "Requirements:\n- {n} wall switches: {c}\n- one light output: {o}\n- changing exactly one switch always inverts {o}\n- "
    "{o} is {z} while every switch is 0",
    "Given all of {i} at 0, {o} shall be {z}. Given any state, when one switch is moved, then {o} shall change.",
    "The light relay {o} is driven to {y} as long as the count of ones among {c} is odd; else it is driven to {z}.",
    "Think of a parity tree put to domestic use: {i} are wall switches, and {o} reads 1 when an {p} number of them is 1.",
    "No switch is the main one: from wherever you are, moving one of {c} turns the light over. {o} carries the light and has "
    "the value {z} in the position where all of them are 0.",
    "The level on {o} depends only on whether the number of switches ({c}) standing at 1 is odd or even: odd gives {y}, even "
    "gives {z}.",
    "Multi-location lighting control. Inputs {i} (maintained contacts). Output {o}. Truth: {z} with no contact at 1, inverted "
    "once for each contact that is at 1.",
    "What is known: one lamp, {n} switches. The first row of the truth table (all of {i} at 0) has {o} = {z}, and two rows "
    "which differ in a single input always differ in {o}. Write the circuit.",
    "Please make {o} equal {y} if an odd number of the switches {i} is on, and {z} for an even number. On means 1. (We use "
    "it above the cellar stairs.)",
)


_STAIRS_MASTER = (
    "A master input {m} stands above that: while it is {mv}, {o} stays at {k}.",
    "All this applies only with {m} at {mn}. At {mv} the light is cut and {o} is {k}.",
    "If {m} is {mv}, though, none of the switches matters and {o} = {k}.",
    "Oh, and the caretaker's key {m}: {mv} holds {o} at {k}, {mn} leaves the switches in charge.",
    "Exception: {o} = {k} whenever {m} is {mv}.",
    "{m} = {mv} overrides the switches and forces {o} to {k}.",
)


@family("stair_lamp", "everyday logic", 0.9)
def stair_lamp(d: Draw) -> Design:
    """A lamp with two to four switches that each turn it over, with or without a master that cuts it."""
    count = d.one((2, 2, 3, 3, 4))
    switches = d.names(
        ("top", "bottom", "middle", "attic"), ("sw0", "sw1", "sw2", "sw3"), ("up", "down", "mid", "cellar"),
        ("s_a", "s_b", "s_c", "s_d"), ("hall", "stairs", "porch", "door"), ("k1", "k2", "k3", "k4"), ("a", "b", "c", "d"),
    )[:count]  # fmt: skip
    out = d.name("lamp", "light", "bulb", "led", "lit", "y", "relay", "lamp_on")
    rest = int(d.chance(0.4))
    told_order = d.rng.sample(switches, count)
    told = d.any(
        *_STAIRS, n=_WORD[count], i=listing(told_order), c=", ".join(told_order), o=out, z=rest, y=1 - rest,
        p="even" if rest else "odd",
    )  # fmt: skip
    code = " ^ ".join(switches)
    code = f"~({code})" if rest else code
    master, held, inputs = None, int(d.chance(0.3)), list(switches)
    if d.chance(0.45):
        master = sig(d, "master", "cut", "kill", "vacation", "key", "off_all", "lockout")
        told += ("\n" if "\n" in told else " ") + d.any(*_STAIRS_MASTER, o=out, k=held, **slots_of(d, m=master))
        first, second = (f"1'b{held}", code) if master.level else (code, f"1'b{held}")
        code = f"{master.name} ? {first} : {second}"
        inputs.append(master.name)

    def holds(v: Values) -> bool:
        if master and master.on(v):
            return bool(held)
        return (sum(v[name] for name in switches) + rest) % 2 == 1

    return finish(
        d, d.one(("a stair light with several switches", "a light switch circuit", "a lamp control")), inputs,
        [(Sig(out, 1), code, holds)], told, ("stair_light", "light_switch", "lamp"), {"switches": count, "rest": rest},
        f"Each switch inverts {out}: XOR of the switches{', inverted' * rest}.", 0.0,
    )  # fmt: skip


_PRESS = (
    "The press may close ({o} goes {ov}) only while {h} of the palm buttons {l} and {r} {hp}, {g}, and the stop line {s} is not "
    "{sv}. Otherwise {o} stays {on}. A pressed button {l} reads {lv}, a pressed {r} reads {rv}.",
    "{o}: press enable, active {ov}.\nConditions, all needed:\n1. {h} of {l} (pressed = {lv}) and {r} (pressed = {rv}) pressed\n"
    "2. {g}\n3. {s} at {sn}",
    "As soon as {s} is {sv} the machine must not move, so {o} is {on} then. Without that, it moves ({o} {ov}) if {g}, provided "
    "that {h} "
    "of the hand buttons {hp} as well; {l} is pressed at {lv} and {r} at {rv}.",
    "Safety wants this: hands on the buttons. {l} is {lv} when the left one is held, {r} is {rv} when the right one is held, "
    "and {h} of them must be held. Also {g}. And {s} must be {sn}. Then {o} = {ov}, else {on}.",
    "Given that {s} is {sn} and {g}, when {h} of the two hand controls {hp}, then {o} is {ov}; in any other case {o} is {on}. "
    "(Held means: {l} {lv}, {r} {rv}.)",
    "hi! interlock for the old punch: out {o} ({ov} = go, {on} = stand still). go needs {h} of the buttons held, i.e. {l} at "
    "{lv} / {r} at {rv}. go also needs that {g}. e-stop {s} at {sv} blocks everything.",
    "The drive signal {o} is {on} unless three things come together: {g}; the emergency stop {s} rests at {sn}; {h} of the "
    "buttons {l} and {r} {hp} (levels when held: {lv} and {rv}, in that order).",
    "An operator told us the press ran with a hand inside, so we tighten it. {o} may only be {ov} if {g}. On top of that {h} of "
    "the start buttons must be down ({l} down is {lv}, {r} down is {rv}), and {s} must not be {sv}. Everything else gives "
    "{o} = {on}.",
    "Implement the release of a punching machine. Left button: {l}, {lv} when pushed. Right button: {r}, {rv} when pushed. Stop: "
    "{s}, {sv} when pushed. The release {o} is {ov} exactly if {h} of the first two {hp}, stop is not pushed, and {g}.",
    "{o} goes {on} for any of these: {s} is {sv}; {hd} held ({l} = {lv}, {r} = {rv} when held); or "
    "it is "
    "not true that {g}. If none applies it is {ov}.",
    "Release output {o}, {ov} when granted. It is granted by {h} of two push buttons ({l}: {lv} is pushed; {r}: {rv} is pushed) "
    "under the condition that {g}. It is withdrawn by {s} = {sv}.",
)


_GUARD = ("the guard switch {g} reads {gv}", "the guard {g} is {gv}", "{g} (guard closed) is {gv}")


_GUARD_KEY = (
    "either the guard {g} is {gv} or the service key {k} is {kv}",
    "the guard or the setter's key permits it ({g} at {gv} or {k} at {kv}, either suffices)",
    "{g} or {k} gives permission (guard: {gv}; service key: {kv}; one is enough)",
)


@family("press_interlock", "everyday logic", 0.9)
def press_interlock(d: Draw) -> Design:
    """A machine with two hand buttons, a guard, perhaps a service key, and a stop."""
    left, right = (Sig(name, int(d.chance(0.7))) for name in d.names(
        ("left", "right"), ("hand1", "hand2"), ("pb_l", "pb_r"), ("btn_a", "btn_b"), ("palm1", "palm2"), ("lh", "rh"),
    ))  # fmt: skip
    guard = sig(d, "guard", "gate_shut", "lid", "door", "hood", "fence")
    stop = sig(d, "stop", "estop", "halt", "emergency", "e_stop", "abort")
    out = sig(d, "run", "go", "press", "drive", "motor", "release_o", low=0.25)
    key = sig(d, "key", "service", "setup", "maint", "bypass", "setter") if d.chance(0.5) else None
    both = d.chance(0.7)
    slots = slots_of(d, l=left, r=right, g=guard, s=stop, o=out, **({"k": key} if key else {}))
    told = d.any(
        *_PRESS, **(slots | {"g": d.any(*(_GUARD_KEY if key else _GUARD), **slots)}), h="both" if both else "at least one",
        hp="are pressed" if both else "is pressed", hd="the two buttons not both" if both else "neither of the buttons",
    )  # fmt: skip
    hands = f"{left.code} & {right.code}" if both else f"({left.code} | {right.code})"
    closed = f"({guard.code} | {key.code})" if key else guard.code

    def holds(v: Values) -> bool:
        held = [left.on(v), right.on(v)]
        safe = guard.on(v) or (key is not None and key.on(v))
        return (all(held) if both else any(held)) and safe and not stop.on(v)

    inputs = [left.name, right.name, guard.name, stop.name, *([key.name] if key else [])]
    return finish(
        d, d.one(("an interlock for a press", "a safety interlock", "the release logic of a press")), inputs,
        [(out, f"{hands} & {closed} & {stop.contrary}", holds)], told, ("interlock", "press_enable", "release_logic"),
        {"both": both, "key": key is not None}, f"Needed: {'both' if both else 'one'} of the buttons, guard"
        f"{' or key' if key else ''}, no stop.",
    )  # fmt: skip


_AT_LEAST = (
    "{o} is {ov} when at least {k} of {i} are {x}; otherwise {on}.",
    "{n} sensors watch the same thing: {i}. We believe them once {k} or more read {x}. Belief is {o} = {ov}; disbelief is {on}.",
    "{k}-out-of-{n} voting on {c}. A vote is a {x}. {o} goes {ov} on success and is {on} otherwise.",
    "Count how many of the inputs {c} are {x}. If the count reaches {k}, drive {o} {ov}, if not, {on}.",
    "As long as fewer than {k} of the lines {i} are at {x}, {o} has to be {on}. Else it has to be {ov}.",
    "a panel of {n} judges presses buttons ({c}, pressed = {x}). the act passes with {k} or more presses. pass: {o} {ov}. "
    "fail: {o} "
    "{on}.",
    "It takes no fewer than {k} of {i} at {x} to bring {o} to {ov}. With fewer it sits at {on}.",
)


_EXACTLY = (
    "{o} is {ov} if exactly {k} of {i} {are} {x}, and {on} otherwise.",
    "Of the {n} inputs {c}, precisely {k} must be {x} to make {o} {ov}. More or fewer: {o} is {on}.",
    "{o} = {on}, unless the number of inputs at {x} among {c} is {k}, neither more nor less; then {o} = {ov}.",
    "Only {k} at a time! The check output {o} is {ov} when just {k} of the lines {i} {are} at {x}. Too few or too many give "
    "{on}.",
    "Detector: number of {c} being {x} equals {k} -> {o} is {ov}; any other number -> {o} is {on}.",
    "We expect exactly {k} of the contacts {i} to be {x}. Flag that on {o} ({ov}: as expected, {on}: not).",
)


_AT_MOST = (
    "{o} is {ov} provided that no more than {k} of {i} {are} {x}. Otherwise it is {on}.",
    "At most {k} of {c} may be {x}. {o} tells: {ov} when this is kept, {on} when it is broken.",
    "The lift accepts at most {k} loads. Loads are reported by {i}, each {x} when present; {o} = {ov} while that is fine and "
    "{on} "
    "when there are more.",
    "When more than {k} of the {n} inputs {c} are {x}, {o} is {on}; in every other situation it is {ov}.",
    "Tally the inputs of {i} that are at {x}. Tally above {k}: {o} {on}. Tally of {k} or below: {o} {ov}.",
)


_AGREE = (
    "{o} is {ov} when {i} all have the same value, whatever it is, and {on} when they do not.",
    "Do the {n} copies {c} agree? {o}: {ov} for yes (all 0 or all 1), {on} for no.",
    "{i} carry the same bit over {n} wires. As soon as one of them differs from the rest, {o} has to be {on}; with no difference "
    "it has to be {ov}.",
    "Unanimity: {o} = {ov} for all of {c} at 1, and also for all of them at 0. Any mixture: {o} = {on}.",
    "A jury of {n} is unanimous if everybody says 1 or everybody says 0. Votes: {c}. Unanimous makes {o} {ov}, split makes it "
    "{on}.",
    "If at least one of {i} is 1 and at least one is 0, {o} is {on}. Otherwise, {ov}.",
)


@family("sensor_vote", "everyday logic", 1.0)
def sensor_vote(d: Draw) -> Design:
    """At least, exactly, at most so many of three to five inputs, or all alike."""
    count = d.one((3, 3, 3, 4, 4, 5))
    names = d.names(
        *INPUTS, ("v1", "v2", "v3", "v4", "v5"), ("north", "south", "east", "west", "centre"), ("m0", "m1", "m2", "m3", "m4"),
    )[:count]  # fmt: skip
    out = sig(d, "trip", "vote", "ok", "pass_o", "alarm", "result", "agree", "y", low=0.25)
    kind = d.one(("least", "least", "exact", "exact", "most", "agree"))
    value = int(d.chance(0.75))
    k = {"least": d.number(2, count - 1), "exact": d.number(1, count - 1), "most": d.number(1, count - 2), "agree": 0}[kind]
    texts = {"least": _AT_LEAST, "exact": _EXACTLY, "most": _AT_MOST, "agree": _AGREE}[kind]
    told_order = d.rng.sample(names, count)
    slots = slots_of(d, o=out)
    told = d.any(
        *texts, **slots, i=listing(told_order), c=", ".join(told_order), n=_WORD[count], k=d.one((str(k), _WORD[k])), x=value,
        are="is" if k == 1 else "are",
    )  # fmt: skip
    terms = [name if value else f"~{name}" for name in names]
    note, body_first, total, ones = "", "", "", ""
    if kind == "agree":
        code = f"({' & '.join(names)}) | ~({' | '.join(names)})"
        note = "All 1 or all 0."
    else:
        sign = {"least": ">=", "exact": "==", "most": "<="}[kind]
        ones = " + ".join(names)
        total = d.name("total")
        body_first = f"{d.style.wire} [2:0] {total};"
        body_first += f"\nassign {total} = {ones};"
        limit = k if value else count - k
        if not value:
            sign = {">=": "<=", "<=": ">=", "==": "=="}[sign]
            note = f"So many zeros of {count} means: ones {sign} {limit}."
        code = f"{total} {sign} 3'd{limit}"
        if kind == "least" and count == 3 and d.chance(0.6):
            body_first, note = "", "Two of three: any pair."
            a, b, c = terms
            code = f"({a} & {b}) | ({a} & {c}) | ({b} & {c})"

    def holds(v: Values) -> bool:
        tally = [v[name] for name in names].count(value)
        return {"least": tally >= k, "exact": tally == k, "most": tally <= k, "agree": len({v[n] for n in names}) == 1}[kind]

    if body_first:
        note = f"{note} {total} = {ones}.".strip()
    made = finish(
        d, d.one(("a voter", "a checker of several inputs", "a voting circuit")), names, [(out, code, holds)], told,
        ("voter", "vote", "count_check"), {"kind": kind, "k": k, "value": value}, note,
    )  # fmt: skip
    return made if not body_first else replace(made, body=(*body_first.split("\n"), *made.body))


class _Scene(NamedTuple):
    """Something that happens for reasons, unless something stands against it."""

    thing: str
    """What happens, as a clause."""
    first: tuple[str, tuple[str, ...]]
    """A reason, and the names of its port."""
    second: tuple[str, tuple[str, ...]]
    """Another one."""
    against: tuple[str, tuple[str, ...]]
    """What stands against it."""
    force: tuple[str, tuple[str, ...]]
    """What makes it happen nevertheless."""
    outputs: tuple[str, ...]
    """Names of the output."""


def _scene(thing: str, *rest: str) -> _Scene:
    clauses = [(text.split(": ")[0], tuple(text.split(": ")[1].split())) for text in rest[:4]]
    return _Scene(thing, clauses[0], clauses[1], clauses[2], clauses[3], tuple(rest[4].split()))


_SCENES = (
    _scene(
        "the sprinkler runs", "the timer calls: timer tmr due slot call_w t_on",
        "the soil is dry: dry soil parched thirsty ds arid",
        "it rains: rain wet drizzle rain_s storm rn", "the gardener insists: manual hand force_on now man tap",
        "water valve spray sprinkle pump sv",
    ),
    _scene(
        "the siren sounds", "the window sensor trips: window glass win wnd pane w_trip",
        "the motion sensor trips: motion pir move mot ir walk", "the system is disarmed: disarm off_sw home standby da sleep_m",
        "the panic button is held: panic sos hold_up pb duress help", "siren horn alarm bell noise snd",
    ),
    _scene(
        "the camera records", "the schedule says so: sched plan calendar slot_on prog tmr",
        "somebody moves: motion mov person act pir mv",
        "the lens is covered: covered cap privacy shutter lens_c priv",
        "the guard asks for it: guard_req ask rec_btn req cmd grd",
        "record rec cam roll rec_en film",
    ),
    _scene(
        "the extractor fan turns", "the air is damp: humid damp steam hum moist rh",
        "the light is on: light lamp_in sw_light lit bulb lt",
        "the window is open: window win_open wo airing vent_o w",
        "the boost switch is pressed: boost turbo max_sw bst push press",
        "fan blower extract motor f_on vent",
    ),
    _scene(
        "the interrupt is raised", "the transmit buffer is empty: tx_empty txe tbe te drained tx_done",
        "the receiver has data: rx_full rxne rdy rf got rx_avail", "interrupts are masked: mask msk di block irq_mask hush",
        "the unmaskable source fires: nmi fatal crit wdog parity_err mce", "irq intr int_o req_out ir irq_out",
    ),
    _scene(
        "the gate opens", "a resident calls: resident fob remote tag owner call_r",
        "the ticket is paid: paid ticket coin tkt fee settled",
        "the car park is full: full no_space crammed fl maxed cap_hit",
        "the fire brigade key is turned: fire_key brigade fk ext_key fd turn",
        "open barrier gate lift_arm go raise_o",
    ),
)  # fmt: skip


_UNLESS = (
    "{o} is {ov} if {a} {op} {b}, unless {c}. {e}In all other cases {o} is {on}.",
    "{thing} (that is {o} = {ov}, and {o} = {on} otherwise): needed is that {a} {op} that {b}; but never while {c}.{f}",
    "Unless {c}, {thing} as soon as {a} {op} {b}. {o} is {ov} for it and {on} when not.{f}",
    "When {c}, {o} remains {on}. When it is not so, {o} is {ov} provided that {a} {op} {b}, else {on}.{f}",
    "Output {o} (active level: {ov}). Positive: {a} {op} {b}. Veto: {c}. The veto beats the positive part.{f}",
    "- {thing} <=> {o} at {ov}, otherwise {o} at {on}\n- reason: {a} {op} {b}\n- but the reason does not count when {c}{g}",
    "I keep forgetting this at night, so automate it: {thing}, i.e. {o} = {ov}, whenever {a} {op} {b}. I do not want it while "
    "{c}; "
    "then {o} should be {on}, just as it should without a reason.{f}",
    "{o} shall take the value {ov} where {a} {op} {b}, but in no case where {c}. It shall be {on} elsewhere.{f}",
    "{e}Apart from that: {c} -> {o} {on}; failing that, {a} {op} {b} -> {o} {ov}; failing both, {o} {on}.",
    "Given that {a} {op} {b}, when it is not so that {c}, then {thing} ({o} is {ov}). Without this {o} is {on}.{f}",
    "What makes {o} go {ov}? Two things together: first, {a} {op} {b}; second, it must not be that {c}. Missing either one it is "
    "{on}.{f}",
    "Write it so that {c} blocks everything: {o} is then {on}. With no block, {thing}, meaning {o} at {ov}, if {a} {op} {b}. "
    "Nothing else makes it {ov}.{f}",
)


_FORCED = (
    "Whatever is said otherwise, {o} is {ov} when {x}.",
    "If {x}, {o} is {ov} in any case.",
    "{o} is always {ov} while {x}; this comes before everything else.",
)


@family("unless_rule", "everyday logic", 1.1)
def unless_rule(d: Draw) -> Design:
    """Two reasons joined by and or or, a veto, and perhaps something that wins over the veto."""
    scene = d.one(_SCENES)
    a, b, c = (sig(d, *names) for _, names in (scene.first, scene.second, scene.against))
    out = sig(d, *scene.outputs, low=0.2)
    force = sig(d, *scene.force[1]) if d.chance(0.45) else None
    joint = d.chance(0.5)
    slots = slots_of(d, a=a, b=b, c=c, o=out, **({"x": force} if force else {}))
    shape = d.one(("{t} ({n} is {v})", "{t} ({n} = {v})", "{t} (told by {n} at {v})", "{n} is {v} ({t})"))

    def clause(told: str, key: str) -> str:
        return d.say(shape, t=told, n=slots[key], v=slots[f"{key}v"])

    forced = ""
    if force:
        forced = d.any(*_FORCED, o=out.name, ov=slots["ov"], x=clause(scene.force[0], "x"))
    thing = scene.thing
    told = d.any(
        *_UNLESS, o=out.name, ov=slots["ov"], on=slots["on"], a=clause(scene.first[0], "a"), b=clause(scene.second[0], "b"),
        c=clause(scene.against[0], "c"), op="and" if joint else "or", thing=thing, e=forced and f"{forced} ",
        f=forced and f" {forced}", g=forced and f"\n- {forced[0].lower()}{forced[1:]}" if not forced.startswith(out.name)
        else f"\n- {forced}",
    )  # fmt: skip
    told = told.replace("Apart from that: ", "") if not forced else told
    told = told[0].upper() + told[1:] if told.startswith(thing) else told
    reasons = f"({a.code} {'&' if joint else '|'} {b.code})"
    code = f"{a.code} & {b.code} & {c.contrary}" if joint else f"{reasons} & {c.contrary}"
    code = f"{force.code} | ({code})" if force else code

    def holds(v: Values) -> bool:
        reason = (a.on(v) and b.on(v)) if joint else (a.on(v) or b.on(v))
        return bool(force and force.on(v)) or (reason and not c.on(v))

    inputs = [a.name, b.name, c.name, *([force.name] if force else [])]
    return finish(
        d, d.one(("a rule with an exception", "a control decision", "a logic function with a veto")), inputs,
        [(out, code, holds)],
        told, ("rule", "control", "decision"), {"joint": joint, "force": force is not None},
        f"{'Both reasons' if joint else 'Either reason'}, no veto{'; the force wins' if force else ''}.",
    )  # fmt: skip
