"""Simple control logic told as a story: sensors of either polarity, outputs of either polarity, a rule for each output."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from groundwire.distill.families.design import Design
from groundwire.distill.families.draw import Draw, listing
from groundwire.distill.families.models import combinational
from groundwire.distill.families.ports import Port
from groundwire.distill.families.registry import family
from groundwire.distill.families.telling import sentence


class _Fact(NamedTuple):
    """Something that a sensor tells."""

    names: tuple[str, ...]
    """What its port may be called."""
    yes: str
    """The fact, as a clause."""
    no: str
    """Its contrary."""


class _Deed(NamedTuple):
    """Something that an output makes happen."""

    names: tuple[str, ...]
    """What its port may be called."""
    yes: str
    """That it happens, as a clause."""
    no: str
    """That it does not."""


class _Scene(NamedTuple):
    """A machine with its sensors and its outputs."""

    title: str
    """What is built, with its article."""
    facts: tuple[_Fact, ...]
    """What its inputs may tell."""
    deeds: tuple[_Deed, ...]
    """What its outputs may do."""


def _fact(names: str, yes: str, no: str) -> _Fact:
    return _Fact(tuple(names.split()), yes, no)


def _deed(names: str, yes: str, no: str) -> _Deed:
    return _Deed(tuple(names.split()), yes, no)


_SCENES = (
    _Scene(
        "a pump control",
        (
            _fact("full tank_full hi", "the tank is full", "the tank is not full"),
            _fact("dry well_dry no_water", "the well is dry", "the well has water"),
            _fact("man manual sw", "the manual switch is on", "the manual switch is off"),
            _fact("hot over_temp th", "the motor is too hot", "the motor is cool enough"),
        ),
        (
            _deed("pump motor p", "the pump runs", "the pump stands still"),
            _deed("lamp warn led", "the warning lamp is lit", "the warning lamp is dark"),
            _deed("valve v inlet", "the inlet valve is open", "the inlet valve is closed"),
        ),
    ),
    _Scene(
        "a heater control",
        (
            _fact("cold low_temp c", "the room is cold", "the room is warm"),
            _fact("win window w", "a window is open", "all windows are closed"),
            _fact("home present occ", "somebody is at home", "nobody is at home"),
            _fact("eco save night", "the saving mode is on", "the saving mode is off"),
        ),
        (
            _deed("heat heater burner", "the heater is on", "the heater is off"),
            _deed("fan blower f", "the fan turns", "the fan rests"),
            _deed("buzz alert note", "the buzzer sounds", "the buzzer is silent"),
        ),
    ),
    _Scene(
        "a door lock",
        (
            _fact("card badge rfid", "a valid card is present", "no valid card is present"),
            _fact("pin code_ok k", "the code is right", "the code is wrong"),
            _fact("fire smoke fa", "there is a fire alarm", "there is no fire alarm"),
            _fact("shut closed door", "the door is shut", "the door stands open"),
        ),
        (
            _deed("unlock open_o bolt", "the door is unlocked", "the door is locked"),
            _deed("siren horn al", "the siren sounds", "the siren is quiet"),
            _deed("green ok_led g", "the green light is on", "the green light is off"),
        ),
    ),
    _Scene(
        "a car interior light",
        (
            _fact("dl left_door l", "the left door is open", "the left door is closed"),
            _fact("dr right_door r", "the right door is open", "the right door is closed"),
            _fact("key ign run", "the engine is running", "the engine is stopped"),
            _fact("dark night_in ph", "it is dark", "it is light"),
        ),
        (
            _deed("light lamp il", "the interior light is on", "the interior light is off"),
            _deed("chime bell snd", "the chime rings", "the chime is silent"),
            _deed("dash disp bl", "the dashboard is lit", "the dashboard is dark"),
        ),
    ),
    _Scene(
        "an elevator door logic",
        (
            _fact("block beam obst", "something blocks the door", "the doorway is free"),
            _fact("at_floor level_ok fl", "the cabin is at a floor", "the cabin is between floors"),
            _fact("over load_hi ov", "the cabin is overloaded", "the load is fine"),
            _fact("btn req call", "the open button is pressed", "the open button is released"),
        ),
        (
            _deed("open_door opn od", "the door opens", "the door does not open"),
            _deed("move drive mv", "the drive is released", "the drive is stopped"),
            _deed("beep warn wl", "the warning is given", "no warning is given"),
        ),
    ),
    _Scene(
        "a greenhouse control",
        (
            _fact("dry_soil dry ds", "the soil is dry", "the soil is wet"),
            _fact("sun bright lux", "the sun shines", "the sky is dull"),
            _fact("hot temp_hi ht", "it is hot", "it is not hot"),
            _fact("rain wet rn", "it rains", "it does not rain"),
        ),
        (
            _deed("water spray sp", "the sprinkler is on", "the sprinkler is off"),
            _deed("roof vent rf", "the roof is open", "the roof is closed"),
            _deed("shade blind sh", "the blinds are down", "the blinds are up"),
        ),
    ),
    _Scene(
        "a washing machine interlock",
        (
            _fact("lid hatch ld", "the lid is closed", "the lid is open"),
            _fact("water wl filled", "there is water in the drum", "the drum is empty"),
            _fact("start go st", "the start button is pressed", "the start button is not pressed"),
            _fact("bal unbal ub", "the drum is out of balance", "the drum is balanced"),
        ),
        (
            _deed("spin mot m", "the drum spins", "the drum does not spin"),
            _deed("drain pump dr", "the drain pump works", "the drain pump is off"),
            _deed("lock lk lid_lock", "the lid is locked", "the lid is free"),
        ),
    ),
    _Scene(
        "a battery charger logic",
        (
            _fact("plug ac mains", "mains power is there", "mains power is missing"),
            _fact("charged full bf", "the battery is charged", "the battery is not charged"),
            _fact("hot ot tw", "the battery is too warm", "the battery is not too warm"),
            _fact("fault err ft", "a fault was found", "no fault was found"),
        ),
        (
            _deed("charge chg ch", "charging goes on", "charging is stopped"),
            _deed("red led_r bad", "the red light is on", "the red light is off"),
            _deed("fan cool fn", "the fan turns", "the fan rests"),
        ),
    ),
    _Scene(
        "a machine guard",
        (
            _fact("left lh hand_l", "the left button is held", "the left button is released"),
            _fact("right rh hand_r", "the right button is held", "the right button is released"),
            _fact("guard gate gd", "the guard is closed", "the guard is open"),
            _fact("stop estop es", "the emergency stop is pressed", "the emergency stop is not pressed"),
        ),
        (
            _deed("press ram go_o", "the press moves", "the press stands still"),
            _deed("brake bk hold", "the brake is applied", "the brake is released"),
            _deed("lamp sig ind", "the signal lamp is on", "the signal lamp is off"),
        ),
    ),
)

_Test = Callable[[Sequence[bool]], bool]


class _Rule(NamedTuple):
    """When something happens."""

    words: tuple[str, ...]
    """Skeletons: {y} says that it happens, {n} that it does not, {a} {b} {c} are facts."""
    code: str
    """In Verilog over the facts; {a} {b} {c} stand for names, negated where need be."""
    size: int
    """How many facts it has."""
    holds: _Test
    """In Python."""


_RULES = (
    _Rule(
        (
            "{y} (exactly |)when {a}",
            "{y} (if and only if|as long as|whenever) {a}",
            "whenever {a}, {y}, and (only then|not otherwise)",
            "if {a}, {y}; if not, {n}",
            "{n} unless {a}; then {y}",
            "{y} for as long as {a}",
        ),
        "{a}",
        1,
        lambda f: f[0],
    ),
    _Rule(
        (
            "{y} when {a} and {b}",
            "{y} only if {a} and also {b}; otherwise {n}",
            "if {a} and {b}, {y}, else {n}",
            "{y} while {a}, provided that {b}",
            "{a} and {b}: then {y}",
            "it takes two things so that {y}: {a}, and {b}",
            "when {a} and at the same time {b}, {y}",
            "{n} unless {a} and {b}",
        ),
        "{a} & {b}",
        2,
        lambda f: f[0] and f[1],
    ),
    _Rule(
        (
            "{y} when {a} or {b} (or both)",
            "{y} if {a}, and also if {b}",
            "either of two things is enough so that {y}: {a}, or {b}",
            "{y} when at least one of these is so: {a}; {b}",
            "if {a} or if {b}, {y}",
            "whenever {a} or {b}, {y}",
            "if {a}, {y}, and likewise if {b}",
        ),
        "{a} | {b}",
        2,
        lambda f: f[0] or f[1],
    ),
    _Rule(
        (
            "{y} when {a}, but not when {b}",
            "{y} when {a}, unless {b}",
            "{y} if {a}, except when {b}",
            "when {a}, {y}; if {b}, however, {n}",
            "{n} whenever {b}; otherwise {y} if {a}",
            "{a} makes it so that {y}, (but|yet) as soon as {b}, {n}",
        ),
        "{a} & ~{B}",
        2,
        lambda f: f[0] and not f[1],
    ),
    _Rule(
        (
            "{y} when exactly one of these is so: {a}; {b}",
            "{y} if {a} or {b}, but not both",
            "of two things exactly one must hold so that {y}: {a}, {b}",
            "either {a} or {b}, not both: then {y}",
        ),
        "{a} ^ {b}",
        2,
        lambda f: f[0] != f[1],
    ),
    _Rule(
        (
            "{y} when {a} or {b}, provided that {c}",
            "if {c}, {y} when {a} or {b}; if not, {n}",
            "{y} on two conditions: {c}; and {a} or {b}",
            "while {c}, it is enough that {a} or {b}, and {y}",
            "as long as {c}, {y} if {a} or if {b}",
        ),
        "({a} | {b}) & {c}",
        3,
        lambda f: (f[0] or f[1]) and f[2],
    ),
    _Rule(
        (
            "{y} when {a}; {y} also when {b} and {c}",
            "{y} when {b} and {c}, and in any case when {a}",
            "there are two cases in which {y}: first, {a}; second, {b} and {c}",
            "if {a}, or if {b} and {c} together, {y}",
            "{y} (whenever|if) {a}, and even if not, {y} when {b} and {c}",
        ),
        "{a} | ({b} & {c})",
        3,
        lambda f: f[0] or (f[1] and f[2]),
    ),
    _Rule(
        (
            "{y} when {a}, {b} and {c}",
            "{y} only if all three hold: {a}; {b}; {c}",
            "if {a}, {b} and {c}, {y}, otherwise {n}",
            "all of this is needed so that {y}: {a}, {b}, {c}",
        ),
        "{a} & {b} & {c}",
        3,
        lambda f: f[0] and f[1] and f[2],
    ),
    _Rule(
        (
            "{y} when {a}, {b} or {c}",
            "{y} as soon as one of these holds: {a}; {b}; {c}",
            "any of three things is enough so that {y}: {a}; {b}; {c}",
        ),
        "{a} | {b} | {c}",
        3,
        lambda f: f[0] or f[1] or f[2],
    ),
    _Rule(
        (
            "{y} when {a} or {b}, but never when {c}",
            "if {c}, {n}; otherwise {y} when {a} or {b}",
            "{y} when {a} or {b}, unless {c}",
        ),
        "({a} | {b}) & ~{C}",
        3,
        lambda f: (f[0] or f[1]) and not f[2],
    ),
    _Rule(
        (
            "{y} when at least two of these three hold: {a}; {b}; {c}",
            "two out of three are needed so that {y}: {a}, {b}, {c}",
        ),
        "({a} & {b}) | ({a} & {c}) | ({b} & {c})",
        3,
        lambda f: f[0] + f[1] + f[2] >= 2,
    ),
)
_LEGENDS = (
    "{p} is {v} when {f}",
    "{p} = {v} means that {f}",
    "{p}={v}: {f}",
    "{p} reads {v} if {f}",
    "if {f}, {p} is {v}",
    "{f} when {p} is {v}",
    "{p} tells by {v} that {f}",
    "{p}: {v} = {f}",
    "{v} on {p} says that {f}",
    "a {v} at the input {p} means: {f}",
    "the sensor {p} gives {v} as long as {f}",
    "{p} goes to {v} when {f}",
)
_EFFECTS = (
    "{p} = {v} means that {f}",
    "{f} when {p} is {v}",
    "{p}={v}: {f}",
    "a {v} on {p} has the effect that {f}",
    "with {p} at {v}, {f}",
    "{p} is {v} when {f} (and {u} when not)",
    "{p}: {v} = {f}",
    "if {p} is {v}, {f}",
    "{v} on the output {p} means: {f}",
    "{p} must be {v} whenever {f}",
)
_STORIES = (
    "{i} {o} {r}",
    "{i} {r} {o}",
    "{r} {i} {o}",
    "Signals: {i} {o} Rules: {r}",
    "Rules: {r} Inputs: {i} Outputs: {o}",
    "Think of {t}. {i} {o} {r}",
    "To control things safely, some logic is needed. {i} {o} {r}",
    "Inputs:\n- {j}\nOutputs:\n- {q}\nRules:\n- {s}",
    "Rules:\n- {s}\nInputs:\n- {j}\nOutputs:\n- {q}",
    "{r}\nInputs:\n- {j}\nOutputs:\n- {q}",
    "(Can|Could) you write the logic of {t}? {r} {i} {o}",
    "This is {t}. {r} {i} {o}",
    "{i} {o} What is wanted: {r}",
    "{o} {i} {r}",
    "We have {t} to build, without any memory. {i} {r} {o}",
    "1. {i}\n2. {o}\n3. {r}",
)


@family("appliance", "conditions", 3.0)
def appliance(d: Draw) -> Design:
    """A few sensors, one to three outputs, and a rule for each output, told in the words of the thing that is controlled."""
    scene = d.one(_SCENES)
    facts = d.rng.sample(scene.facts, d.one((2, 3, 3, 4)))
    deeds = d.rng.sample(scene.deeds, d.one((1, 2, 2, 3)))
    plain = d.chance(0.4)
    sensors = {d.name(*fact.names): (fact, 1 if plain or d.chance(0.6) else 0) for fact in facts}
    outputs = {d.name(*deed.names): (deed, 1 if plain or d.chance(0.7) else 0) for deed in deeds}
    names = list(sensors)
    legends = [_legend(d, _LEGENDS, name, fact.yes, fact.no, level) for name, (fact, level) in sensors.items()]
    effects = [_legend(d, _EFFECTS, name, deed.yes, deed.no, level) for name, (deed, level) in outputs.items()]
    rules, codes, tests = [], {}, {}
    for name, (deed, level) in outputs.items():
        rule = d.one([rule for rule in _RULES if rule.size <= len(names)])
        used = [(sensor, d.chance(0.65)) for sensor in d.rng.sample(names, rule.size)]
        rules.append(_rule_text(d, rule, deed, [sensors[s][0].yes if holds else sensors[s][0].no for s, holds in used]))
        codes[name] = _rule_code(rule, [(s, holds == bool(sensors[s][1])) for s, holds in used], level)
        tests[name] = _rule_test(rule, [(s, sensors[s][1] if holds else 1 - sensors[s][1]) for s, holds in used], level)
    for told in (legends, effects, rules):
        d.rng.shuffle(told)
    ports = (*(Port(name) for name in names), *(Port(name, output=True) for name in outputs))
    known = (*names, *outputs)
    i, o, r = (" ".join(sentence(one, known) for one in told) for told in (legends, effects, rules))
    if d.chance(0.4):
        i = sentence("; ".join(legends), known)
    text = d.any(*_STORIES, i=i, o=o, r=r, j="\n- ".join(legends), q="\n- ".join(effects), s="\n- ".join(rules), t=scene.title)
    low = [f"{name}=0 means {fact.yes}" for name, (fact, level) in sensors.items() if not level]
    low += [f"{name} is active low" for name, (_, level) in outputs.items() if not level]
    return Design(
        scene.title,
        ports,
        text,
        (f"{listing(low)}.\n" if low else "") + "; ".join(f"{name} = {code}" for name, code in codes.items()) + ".",
        tuple(f"assign {name} = {code};" for name, code in codes.items()),
        combinational(d.rng, ports, lambda v: {name: test(v) for name, test in tests.items()}),
        d.style,
        ("control", "interlock", "logic_ctrl"),
        {"scene": scene.title, "codes": codes},
    )


def _legend(d: Draw, skeletons: Sequence[str], name: str, yes: str, no: str, level: int) -> str:
    """What a port's level means, told from its 1 or from its 0."""
    value = d.number(0, 1)
    return d.any(*skeletons, p=name, v=value, u=1 - value, f=yes if value == level else no)


def _rule_text(d: Draw, rule: _Rule, deed: _Deed, facts: list[str]) -> str:
    told = dict(zip("abc", facts, strict=False))
    return d.any(*rule.words, y=deed.yes, n=deed.no, **told)


def _rule_code(rule: _Rule, used: list[tuple[str, bool]], level: int) -> str:
    """The rule over ports; each comes with whether its 1 makes the fact true. Capitals are facts that the rule negates."""
    parts = {letter: name if plain else f"~{name}" for letter, (name, plain) in zip("abc", used, strict=False)}
    parts |= {letter.upper(): part for letter, part in parts.items()}
    code = rule.code.format(**parts).replace("~~", "")
    if level:
        return code
    return f"~{code}".replace("~~", "") if rule.size == 1 else f"~({code})"


def _rule_test(rule: _Rule, used: list[tuple[str, int]], level: int) -> Callable[[dict[str, int]], int]:
    def test(v: dict[str, int]) -> int:
        holds = rule.holds([v[name] == value for name, value in used])
        return level if holds else 1 - level

    return test
