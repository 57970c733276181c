"""Alarms and permissions: seat belts, thermostats, doors, tanks."""

from __future__ import annotations

from collections.abc import Callable

from groundwire.distill.families.design import Design
from groundwire.distill.families.draw import Draw
from groundwire.distill.families.registry import family
from groundwire.distill.families.voices.everyday_logic import Sig, Values, finish, sig, slots_of

_BELTS = (
    "The chime ({o} {ov}) sounds when the ignition {k} is {kv} and {w}. Otherwise {o} is {on}.{x}",
    "No ignition, no chime: with {k} at {kn}, {o} is {on}. With {k} at {kv}, {o} is {ov} if {w}, else {on}.{x}",
    "Reminder output {o}\n- on level: {ov}, off level: {on}\n- on when {w}, and {k} (ignition) is {kv}{y}",
    "We got bad marks in the crash test for lacking a seat belt reminder. So: as soon as {w}, and as long as {k} says that the "
    "ignition "
    "is on ({kv}), {o} shall be {ov}. It shall be {on} in any other state.{x}",
    "Given the engine key {k} at {kv}, when {w}, then {o} = {ov}. In all cases not covered, {o} = {on}.{x}",
    "{o} warns of an open belt. It is {ov} provided that {w}, but only with {k} {kv}; else {on}.{x}",
    "People sit down, forget the belt, drive off. Detect it: {w}, all the while {k} = {kv}. Output {o}: {ov} for detected, "
    "{on} for not "
    "detected.{x}",
    "The belt lamp is fed by {o}, {ov} lights it, {on} does not. It is lit on the condition that {w}. A second condition is that "
    "{k}, the ignition, is {kv}.{x}",
    "belt buzzer: {o} {ov} <=> {k} {kv} and {w}{y}",
    "Ignition is on when {k} is {kv}. During this time {o} has to go to {ov} if {w}; the rest of the time, and if it is not "
    "so, {o} has "
    "to be at {on}.{x}",
)


_SEAT = (
    "somebody sits there ({p} is {pv}) without a belt ({q} is {qn})",
    "the seat {p} is taken ({pv}) while its buckle {q} is {qn}, i.e. not latched",
    "{p} is {pv} (weight on the seat) and {q} is {qn} (belt open)",
)


_SEATS = (
    "in at least one of two seats somebody sits without a belt (driver: {p} is {pv} and {q} is {qn}; passenger: {r} is {rv} "
    "and {t} is {tn})",
    "either seat is taken while its own belt is open (taken: {p} is {pv}, {r} is {rv}; open belt in the same order: {q} is "
    "{qn}, {t} is {tn})",
)


_MUTE = (
    " {m} at {mv} mutes it: then {o} is {on} in any case.",
    " With {m} {mv}, {o} is {on} regardless.",
    " Workshop mode, {m} = {mv}, keeps {o} at {on}.",
)


@family("belt_reminder", "everyday logic", 0.8)
def belt_reminder(d: Draw) -> Design:
    """A seat belt warning for one seat or two, with or without a mute."""
    key = sig(d, "ign", "key", "engine", "ignition", "power_on", "kl15")
    seats = d.one((1, 1, 2))
    seat_names = d.names(("seat_d", "seat_p"), ("occ1", "occ2"), ("drv", "pas"), ("weight_l", "weight_r"), ("sit_a", "sit_b"))
    belt_names = d.names(
        ("belt_d", "belt_p"), ("buckle1", "buckle2"), ("lock_l", "lock_r"), ("latch_a", "latch_b"), ("sb1", "sb2")
    )
    seat = [Sig(name, int(d.chance(0.7))) for name in seat_names[:seats]]
    belt = [Sig(name, int(d.chance(0.7))) for name in belt_names[:seats]]
    mute = sig(d, "mute", "quiet", "service", "silent", "workshop", "off_sw") if seats == 1 and d.chance(0.6) else None
    out = sig(d, "chime", "buzz", "warn", "beep", "belt_lamp", "remind", low=0.25)
    signals = {"k": key, "o": out, "p": seat[0], "q": belt[0]}
    if seats == 2:
        signals |= {"r": seat[1], "t": belt[1]}
    if mute:
        signals["m"] = mute
    slots = slots_of(d, **signals)
    muted = d.any(*_MUTE, **slots) if mute else ""
    told = d.any(*_BELTS, **slots, w=d.any(*(_SEATS if seats == 2 else _SEAT), **slots), x=muted, y=muted and f".{muted}")
    terms = [f"{s.code} & {b.contrary}" for s, b in zip(seat, belt, strict=True)]
    code = f"{key.code} & {terms[0]}" if seats == 1 else f"{key.code} & (({terms[0]}) | ({terms[1]}))"
    code += f" & {mute.contrary}" if mute else ""

    def holds(v: Values) -> bool:
        loose = any(s.on(v) and not b.on(v) for s, b in zip(seat, belt, strict=True))
        return key.on(v) and loose and not (mute is not None and mute.on(v))

    inputs = [key.name, *(s.name for s in seat), *(b.name for b in belt), *([mute.name] if mute else [])]
    return finish(
        d, d.one(("a seat belt reminder", "a belt warning", "the logic of a belt chime")), inputs, [(out, code, holds)], told,
        ("belt_warning", "chime_logic", "reminder"), {"seats": seats, "mute": mute is not None},
        f"Ignition, a taken seat with its belt open{', no mute' if mute else ''}.",
    )  # fmt: skip


_CLIMATE = (
    "{m} tells the season: {mv} is winter, {mn} is summer. In winter {h} is {hv} while {c} is {cv} (too cold). In summer {k} "
    "is {kv} while {w} "
    "is {wv} (too warm). {f} In all other cases an output is off: {h} {hn}, {k} {kn}, {v} {vn}.",
    "Heating contact {h} (on = {hv}, off = {hn}): on if {m} is {mv} and {c} is {cv}.\nCooling contact {k} (on = {kv}, off = "
    "{kn}): on if {m} is "
    "{mn} and {w} is {wv}.\nFan contact {v} (on = {vv}, off = {vn}): {f}",
    "Never heat in summer, never cool in winter. Winter is {m} at {mv}, summer is {m} at {mn}. Otherwise simple: cold ({c} "
    "{cv}) calls for "
    "{h}, warm ({w} {wv}) calls for {k}. An active {h} is {hv}, an active {k} is {kv}, inactive is the opposite. {f} If not, "
    "{v} is {vn}.",
    "thermostat, three relays. {h}: {hv} when {c} = {cv} with {m} = {mv}, else {hn}. {k}: {kv} when {w} = {wv} with {m} = "
    "{mn}, else {kn}. "
    "{f} else {v} is {vn}.",
    "Given {m} at {mv} (heating mode), {k} is {kn}, and {h} is {hv} if {c} is {cv} and {hn} if it is not. Given {m} at {mn} "
    "(cooling mode), {h} "
    "is {hn}, and {k} is {kv} if {w} is {wv} and {kn} if it is not. {f} Without that {v} is {vn}.",
    "The room sensor reports too cold as {c} = {cv} and too warm as {w} = {wv}. The wall switch {m} allows heating at {mv} and "
    "cooling at {mn}. "
    "What is both asked for and allowed gets switched on: heater {h} to {hv}, cooler {k} to {kv}; the others rest at {hn} and "
    "{kn}. {f} Its "
    "rest level is {vn}.",
    "For each relay the reason: burner {h} goes {hv} because it is cold ({c} is {cv}) in the mode {m} = {mv}; compressor {k} "
    "goes {kv} because it "
    "is hot ({w} is {wv}) in the mode {m} = {mn}. No reason: {hn} for {h}, {kn} for {k}, {vn} for {v}. {f}",
    "Requirements\n1. {m} = {mv}, {c} = {cv}: {h} at {hv}, otherwise {h} at {hn}.\n2. {m} = {mn}, {w} = {wv}: {k} at {kv}, "
    "otherwise {k} at {kn}.\n"
    "3. {f} Otherwise {v} at {vn}.",
    "My flat has one box for hot and cold air. {f} (Else {v} is {vn}.) The heater {h} is switched to {hv} by {c} being {cv}, "
    "the cooler {k} to {kv} "
    "by {w} being {wv}, but the heater only works with {m} at {mv}, and the cooler only with {m} at {mn}; when not working "
    "they get {hn} and {kn}.",
    "Let cold mean {c} = {cv}, warm mean {w} = {wv}, and heating season mean {m} = {mv}. Then {h} = {hv} for cold in the "
    "heating season, {k} = {kv} "
    "for warm outside of it, and without these conditions {h} = {hn} and {k} = {kn}. {f} When that does not apply, {v} = {vn}.",
)


_FANS = {
    "any": ("{v} is {vv} whenever the heater or the cooler is on.",
    "The fan {v} goes {vv} together with either of the other two.",
            "{v} is {vv} when heating or cooling takes place."),
    "switch": ("{v} is {vv} when the heater or the cooler is on, and also when the fan switch {s} is {sv}.",
               "The fan {v} goes {vv} for heating, for cooling, or on request by {s} at {sv}."),
    "cool": ("{v} is {vv} when the cooler is on.", "The fan {v} goes {vv} with the cooler only, not with the heater."),
}  # fmt: skip


@family("heat_cool_fan", "everyday logic", 0.8)
def heat_cool_fan(d: Draw) -> Design:
    """A thermostat with three outputs from shared inputs."""
    mode = sig(d, "season", "winter", "mode", "heat_mode", "changeover", "hc_sel", low=0.4)
    cold = sig(d, "cold", "below", "too_low", "t_lo", "chilly", "under")
    warm = sig(d, "warm", "above", "too_high", "t_hi", "hot", "over")
    heat, cool, fan = (Sig(name, int(d.chance(0.8))) for name in d.names(
        ("heater", "cooler", "fan"), ("heat", "cool", "blow"), ("w1", "y1", "g1"), ("burner", "comp", "vent"), ("h_rel",
        "c_rel", "f_rel"),
        ("boiler", "aircon", "blower"),
    ))  # fmt: skip
    kind = d.one(tuple(_FANS))
    switch = sig(d, "fan_sw", "fan_on", "air", "vent_req", "manual_fan", "circ") if kind == "switch" else None
    signals = {"m": mode, "c": cold, "w": warm, "h": heat, "k": cool, "v": fan} | ({"s": switch} if switch else {})
    slots = slots_of(d, **signals)
    told = d.any(*_CLIMATE, **slots, f=d.any(*_FANS[kind], **slots))
    heating, cooling = f"{mode.code} & {cold.code}", f"{mode.contrary} & {warm.code}"
    blowing = cooling if kind == "cool" else f"({heating}) | ({cooling})" + (f" | {switch.code}" if switch else "")

    def heats(v: Values) -> bool:
        return mode.on(v) and cold.on(v)

    def cools(v: Values) -> bool:
        return not mode.on(v) and warm.on(v)

    def blows(v: Values) -> bool:
        return cools(v) or (kind != "cool" and heats(v)) or (switch is not None and switch.on(v))

    inputs = [mode.name, cold.name, warm.name, *([switch.name] if switch else [])]
    return finish(
        d, d.one(("a thermostat", "the logic of a room thermostat", "a heating and cooling control")), inputs,
        [(heat, heating, heats), (cool, cooling, cools), (fan, blowing, blows)], told,
        ("thermostat", "climate", "hvac"), {"fan": kind}, "",
        0.0,
    )  # fmt: skip


_DOORS = (
    "The door opens ({o} {ov}) for a valid card ({a} {av}) with the right code ({b} {bv}); {j}. During lockdown ({l} {lv}) "
    "{m}. In all other cases "
    "{o} is {on}.",
    "Access rule, output {o}: {ov} lets in, {on} does not.\n- card {a} at {av} and code {b} at {bv} let in\n- {j}\n- lockdown "
    "is {l} at {lv}; {m}",
    "Who may enter the lab? People whose card is read ({a} = {av}) and whose code is right ({b} = {bv}). Also, {j}. But {l} = "
    "{lv} is lockdown: {m}. "
    "Entry is {o} = {ov}, refusal is {o} = {on}.",
    "While {l} is {lv} we are in lockdown and {m}. At normal times {o} is {ov} if {a} is {av} and {b} is {bv}; {j}. Else {o} "
    "is {on}.",
    "{o} drives the bolt, {ov} to release and {on} to hold. It takes two things to release it, {a} at {av} (card) and {b} at "
    "{bv} (code). Besides, "
    "{j}. In lockdown, which is {l} at {lv}, {m}.",
    "door logic for the makerspace: {a} {av} = card ok, {b} {bv} = pin ok, both needed. {j}. {l} {lv} = lockdown, then {m}. "
    "door out is {o}, "
    "{ov} when open, otherwise {on}.",
    "Given no lockdown ({l} is {ln}): when card {a} is {av} and code {b} is {bv}, then {o} is {ov}; {j}. Given lockdown ({l} "
    "is {lv}): {m}. "
    "Whatever gives no right to enter leaves {o} at {on}.",
    "The release {o} (released = {ov}, locked = {on}) is granted by the pair {a} = {av}, {b} = {bv}. Independently of that "
    "pair, {j}. A lockdown "
    "line {l}, in force at {lv}, changes the picture: {m}.",
    "Refuse ({o} = {on}) unless there is a right to enter, then {o} = {ov}. Rights: card and code together ({a} {av}, {b} "
    "{bv}). Further, {j}. With "
    "{l} {lv} there is a lockdown, in which {m}.",
    "After the break-in we changed the lock. Card alone or code alone is not enough, it takes {a} at {av} and {b} at {bv} "
    "together to get {o} to "
    "{ov}. Still, {j}. And when {l} goes {lv} (lockdown), {m}. No permission means {o} at {on}.",
)


_GUARDS = ("the guard's button {g} at {gv} opens it too", "{g} being {gv} (the guard's button) is enough by itself",
           "the guard opens it alone, with {g} at {gv}")  # fmt: skip


@family("door_permission", "everyday logic", 0.9)
def door_permission(d: Draw) -> Design:
    """A door that opens for card and code or for a guard; a lockdown that stops all, or all but the guard."""
    card = sig(d, "card", "badge", "rfid", "tag_ok", "card_ok", "fob")
    code_ok = sig(d, "pin", "code", "pin_ok", "keypad", "finger", "bio")
    guard = sig(d, "guard", "desk", "porter", "host", "remote", "booth")
    lock = sig(d, "lockdown", "lock", "secure", "block", "closed", "seal")
    out = sig(d, "open", "unlock", "bolt", "door", "strike", "entry", low=0.3)
    spared = d.chance(0.5)
    slots = slots_of(d, a=card, b=code_ok, g=guard, l=lock, o=out)
    locked = ("only the guard's button still opens it", "nothing but the guard's button works") if spared else (
        "nothing opens it, not even the guard's button",
        f"{out.name} is {slots['on']} for everybody, the guard included")  # fmt: skip
    told = d.any(*_DOORS, **slots, j=d.any(*_GUARDS, **slots), m=d.one(locked))
    pair = f"{card.code} & {code_ok.code}"
    code = f"{guard.code} | ({pair} & {lock.contrary})" if spared else f"({guard.code} | ({pair})) & {lock.contrary}"

    def holds(v: Values) -> bool:
        if lock.on(v):
            return spared and guard.on(v)
        return guard.on(v) or (card.on(v) and code_ok.on(v))

    return finish(
        d, d.one(("a door permission", "an access rule", "the lock logic of a door")),
        [card.name, code_ok.name, guard.name, lock.name],
        [(out, code, holds)], told, ("door", "access", "lock_logic"), {"spared": spared},
        f"Card and code, or guard; lockdown stops {'the former only' if spared else 'all'}.",
    )  # fmt: skip


_TANKS = (
    "A tank has two floats. {a} is {av} when water covers the lower one, {b} is {bv} when water covers the upper one. {x} {y}",
    "Two floats report the water level. {x} {y} Float levels: "
    "lower float {a} reads {av} in water, upper float {b} reads {bv} in water.",
    "Inputs:\n- {a}: lower float, wet = {av}\n- {b}: upper float, wet = {bv}\nOutputs:\n- {x}\n- {y}",
    "Rain barrel on the roof. Bottom probe {a} ({av}: wet, {an}: dry), top probe {b} ({bv}: wet, {bn}: dry). {y} {x}",
    "The probes: dry means {an} on the low one, {a}, and {bn} on the high one, {b}; wet is the opposite. What to do with it: "
    "{x} {y}",
    "cistern control, combinational. low level switch = {a} (wet {av}), high level switch = {b} (wet {bv}). first: {x} second: "
    "{y}",
    "Water rises past {a} first and past {b} later; passing turns {a} into {av} and {b} into {bv}. {x} {y}",
    "Given a lower sensor {a} which is {av} under water and an upper sensor {b} which is {bv} under water, two lines are "
    "wanted. {y} {x}",
    "Tell the pump house about the tank with its two electrodes. {x} {y} "
    "(Lower electrode: {a}, in water at {av}. Upper electrode: {b}, in water at "
    "{bv}.)",
    "Let L be the statement that the lower float is wet, {a} = {av}, and U that the upper one is wet, {b} = {bv}. {x} {y}",
)


_TANK_RULES: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("empty", ("{o} is {ov} when both are dry, otherwise {on}.",
    "With neither of them wet, {o} goes {ov}; with any of them wet it is {on}.")),
    ("full", ("{o} is {ov} when both are wet, otherwise {on}.", "Only with both wet is {o} {ov}; else it is {on}.")),
    ("fault", ("{o} is {ov} for the impossible case that the upper one is wet while the lower one is dry; it is {on} otherwise.",
               "A broken sensor shows when the lower one is dry and the upper one is wet: then {o} is {ov}, else {on}.")),
    ("between", ("{o} is {ov} while the lower one is wet and the upper one dry, otherwise {on}.",
                 "If the upper one is still dry but the lower one is wet, {o} is {ov}; if not, {on}.")),
    ("fill", ("{o} is {ov} as long as the upper one is dry, and {on} once it is wet, whatever the lower one says.",
              "The upper one alone decides {o}: dry makes it {ov}, wet makes it {on}.")),
    ("usable", ("{o} is {ov} as long as the lower one is wet, and {on} when it is dry, whatever the upper one says.",
                "The lower one alone decides {o}: wet makes it {ov}, dry makes it {on}.")),
    ("split", ("{o} is {ov} when one is wet and the other dry, no matter which; otherwise {on}.",
               "If the two do not say the same (one wet, one dry), {o} is {ov}; if they do, {on}.")),
)  # fmt: skip


_TANK_LOCK = ("While {k} is {kv}, though, {o} is {on} in every case.",
              "{k} at {kv} overrides this for {o} and forces it to {on}.",
              "But {o} is always {on} with {k} at {kv}.")  # fmt: skip


@family("tank_floats", "everyday logic", 0.9)
def tank_floats(d: Draw) -> Design:
    """Two float switches of either polarity, two outputs, one of them perhaps locked by a third input."""
    low, high = (Sig(n, int(d.chance(0.65))) for n in d.names(
        ("low", "high"), ("float1", "float2"), ("ll", "hl"), ("bottom", "top"), ("probe_a", "probe_b"), ("lsl",
        "lsh")))  # fmt: skip
    outs = [Sig(n, int(d.chance(0.7))) for n in d.names(
        ("pump", "alarm"), ("valve", "warn"), ("inlet", "lamp"), ("k1", "k2"), ("motor", "horn"), ("line_a",
        "line_b"))]  # fmt: skip
    rules = d.rng.sample(_TANK_RULES, 2)
    lock = sig(d, "lock", "freeze", "stop", "service", "frost", "inhibit") if d.chance(0.5) else None
    words = slots_of(d, a=low, b=high, o=outs[0], p=outs[1], **({"k": lock} if lock else {}))
    second = words | {"o": words["p"], "ov": words["pv"], "on": words["pn"]}
    x, y = d.any(*rules[0][1], **words), d.any(*rules[1][1], **second)
    if lock:
        x += " " + d.any(*_TANK_LOCK, **words)
    told = d.any(*_TANKS, **(words | {"x": x, "y": y}))
    codes = {
        "empty": f"{low.contrary} & {high.contrary}", "full": f"{low.code} & {high.code}",
        "fault": f"{low.contrary} & {high.code}",
        "between": f"{low.code} & {high.contrary}", "fill": high.contrary, "usable": low.code,
        "split": f"{low.name} ^ {high.name}" if low.level == high.level else f"~({low.name} ^ {high.name})",
    }  # fmt: skip

    def rule(kind: str, locked: Sig | None) -> Callable[[Values], bool]:
        def holds(v: Values) -> bool:
            wet = (low.on(v), high.on(v))
            if locked and locked.on(v):
                return False
            return {
                "empty": wet == (False, False), "full": wet == (True, True), "fault": wet == (False, True),
                "between": wet == (True, False), "fill": not wet[1], "usable": wet[0], "split": wet[0] != wet[1],
            }[kind]  # fmt: skip

        return holds

    first = codes[rules[0][0]]
    if lock:
        first = f"({first}) & {lock.contrary}" if " ^ " in first and first[0] != "~" else f"{first} & {lock.contrary}"
    return finish(
        d, d.one(("a tank level logic", "the logic of two float switches", "a water level monitor")),
        [low.name, high.name, *([lock.name] if lock else [])],
        [(outs[0], first, rule(rules[0][0], lock)), (outs[1], codes[rules[1][0]], rule(rules[1][0], None))], told,
        ("tank", "float_logic", "level_logic"), {"rules": [r[0] for r in rules], "lock": lock is not None},
        f"Wet: {low.code} (lower), {high.code} (upper).", 0.1,
    )  # fmt: skip
