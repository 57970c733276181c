"""One register with several control inputs, each with its own effect, and a priority among them; tables of next values."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import NamedTuple

from groundwire.distill.families.design import Design
from groundwire.distill.families.draw import Draw, listing
from groundwire.distill.families.models import clocked
from groundwire.distill.families.ports import Port
from groundwire.distill.families.registry import family
from groundwire.distill.families.telling import at_edge, is_level, laid_out, sentence, when
from groundwire.distill.families.voices.register_words import holds, setting


class _Action(NamedTuple):
    """What a rule does to a register."""

    names: tuple[str, ...]
    """Control inputs that ask for it."""
    becomes: tuple[str, ...]
    """What happens, with the register as the subject."""
    does: tuple[str, ...]
    """What the control input does, with it as the subject."""
    code: Callable[[str, str, int], str]
    """The next value from register, data and width."""
    model: Callable[[int, int, int], int]
    """The next value from value, data and width."""


_ACTIONS = {
    "clear": _Action(
        ("clr", "clear", "zero"),
        ("{q} becomes 0", "{q} is cleared", "{q} goes to zero"),
        ("clears {q}", "sets {q} to 0", "makes {q} zero"),
        lambda q, d, w: f"{w}'d0",
        lambda s, d, w: 0,
    ),
    "set": _Action(
        ("set", "ones", "fill"),
        ("{q} becomes all ones", "every bit of {q} is set", "all bits of {q} become 1"),
        ("sets every bit of {q}", "makes {q} all ones", "fills {q} with ones"),
        lambda q, d, w: f"{{{w}{{1'b1}}}}",
        lambda s, d, w: (1 << w) - 1,
    ),
    "load": _Action(
        ("load", "ld", "we"),
        ("{q} takes {d}", "{q} is loaded from {d}", "{d} is stored in {q}", "{q} becomes {d}"),
        ("loads {d} into {q}", "copies {d} to {q}", "stores {d} in {q}"),
        lambda q, d, w: d,
        lambda s, d, w: d,
    ),
    "add": _Action(
        ("add", "acc", "sum_en"),
        ("{d} is added to {q}", "{q} grows by {d}", "{q} becomes {q} + {d}"),
        ("adds {d} to {q}", "accumulates {d} in {q}"),
        lambda q, d, w: f"{q} + {d}",
        lambda s, d, w: s + d,
    ),
    "up": _Action(
        ("up", "inc", "en"),
        ("{q} is incremented", "{q} goes up by 1", "1 is added to {q}", "{q} counts up"),
        ("increments {q}", "adds 1 to {q}", "makes {q} count up"),
        lambda q, d, w: f"{q} + 1'b1",
        lambda s, d, w: s + 1,
    ),
    "down": _Action(
        ("down", "dec", "dn"),
        ("{q} is decremented", "{q} goes down by 1", "1 is subtracted from {q}", "{q} counts down"),
        ("decrements {q}", "subtracts 1 from {q}", "makes {q} count down"),
        lambda q, d, w: f"{q} - 1'b1",
        lambda s, d, w: s - 1,
    ),
    "invert": _Action(
        ("inv", "flip", "tog"),
        ("{q} is inverted", "all bits of {q} are flipped", "{q} becomes its complement"),
        ("inverts {q}", "flips all bits of {q}", "complements {q}"),
        lambda q, d, w: f"~{q}",
        lambda s, d, w: ~s,
    ),
    "left": _Action(
        ("shl", "left", "sl"),
        ("{q} shifts left by 1 (0 comes in)", "{q} is shifted one place left with a 0 at the bottom", "{q} is doubled"),
        ("shifts {q} left by one, with 0 coming in", "doubles {q} (left shift by 1)"),
        lambda q, d, w: f"{{{q}[{w - 2}:0], 1'b0}}",
        lambda s, d, w: s << 1,
    ),
    "right": _Action(
        ("shr", "right", "sr"),
        ("{q} shifts right by 1 (0 comes in)", "{q} is shifted one place right with a 0 at the top", "{q} is halved"),
        ("shifts {q} right by one, with 0 coming in", "halves {q} (right shift by 1)"),
        lambda q, d, w: f"{{1'b0, {q}[{w - 1}:1]}}",
        lambda s, d, w: s >> 1,
    ),
    "rotate": _Action(
        ("rot", "rotl", "turn"),
        ("{q} is rotated left by 1", "{q} rotates one place to the left"),
        ("rotates {q} left by one place", "rotates {q} left by 1"),
        lambda q, d, w: f"{{{q}[{w - 2}:0], {q}[{w - 1}]}}",
        lambda s, d, w: s << 1 | s >> w - 1,
    ),
    "hold": _Action(
        ("hold", "freeze", "stop"),
        ("{q} keeps its value", "{q} does not change", "{q} holds"),
        ("freezes {q}", "keeps {q} as it is", "stops {q} from changing"),
        lambda q, d, w: q,
        lambda s, d, w: s,
    ),
}
_NEEDS_DATA = frozenset(("load", "add"))


def _tell_priority(d: Draw, order: list[str]) -> str:
    """Which of several controls wins, from the highest, the lowest, or pair by pair."""
    up, shuffled = order[::-1], d.rng.sample(order, len(order))
    if len(order) == 2:
        return d.any(
            "{a} wins over {b}",
            "If both {b} and {a} are active, {a} counts",
            "{b} is ignored while {a} is active",
            "{a} has priority over {b}",
            "{b} has a lower priority than {a}",
            "{b} only matters when {a} is inactive",
            "Should {x} be active together, {a} decides",
            a=order[0],
            b=order[1],
            x=listing(shuffled),
        )
    pairs = [f"{a} {d.one(('beats', 'comes before', 'has priority over', 'wins over'))} {b}" for a, b in pairwise(order)]
    d.rng.shuffle(pairs)
    return d.any(
        "Priority, highest first: {h}",
        "Priority, lowest first: {l}",
        "Priority from high to low: {g}",
        "{p}",
        "In case of conflict, {p}",
        "From the weakest to the strongest, the controls are {l}",
        "The strongest control is {f}, then {r}",
        "{f} comes first, {e} last{m}",
        "Order of precedence: {g}",
        "Where several are active, the first of {h} wins",
        "Where several are active, the last of {l} wins",
        h=", ".join(order),
        l=", ".join(up),
        g=" > ".join(order),
        p=listing(pairs),
        f=order[0],
        r=" and then ".join(order[1:]),
        e=order[-1],
        m=", with " + listing(order[1:-1], "before") + " between them" if len(order) > 2 else "",
    )


def _tell_rules(d: Draw, rules: list[tuple[str, int, str]], q: str, data: str) -> list[str]:
    """A sentence for each rule and one for the priority, in any order; or one chain that is in order by itself."""
    told = []
    for name, on, kind in rules:
        action = _ACTIONS[kind]
        becomes, does = d.any(*action.becomes, q=q, d=data), d.any(*action.does, q=q, d=data)
        told.append((becomes, does, when(d, name, on, plain=not on), is_level(d, name, on, plain=not on), name, on))
    if d.chance(0.35):
        first, *rest = told
        chain = [
            f"if {first[3]}, {first[0]}",
            *(f"{d.one(('otherwise', 'else', 'if not, but'))} if {one[3]}, {one[0]}".replace("but if", "but") for one in rest),
        ]
        return ["; ".join(chain).replace("if not, but ", "if not, and ")]
    form = d.number(0, 3)
    facts = []
    for becomes, does, condition, test, name, on in told:
        forms = (
            f"{condition}, {becomes}",
            f"{becomes} {condition}",
            f"{name} {does}" + (" (active low)" if not on else ""),
            f"{test}: {becomes}",
        )
        facts.append(forms[form if d.chance(0.6) else d.number(0, 3)])
    return [*facts, _tell_priority(d, [rule[0] for rule in rules])]


@family("rule_register", "flip-flops", 2.0)
def rule_register(d: Draw) -> Design:
    """A register with two to four controls of either level, each with its own action, in a priority that is told."""
    clk, reset, falling = d.clock(), d.reset(("sync", "async")), d.chance(0.2)
    width = d.one((2, 3, 4, 4, 8, 8, 8, 16))
    kinds = d.rng.sample(sorted(_ACTIONS), d.one((2, 2, 2, 3, 3, 4)))
    rest = d.one(("hold", "hold", "hold", "up", "down", "rotate", "right"))
    rest = "hold" if rest in kinds or set(kinds) == {"hold"} else rest
    if rest == "hold" and kinds[-1] == "hold":
        kinds.reverse()
    data, q = d.names(("d", "q"), ("din", "dout"), ("value", "r"), ("in", "out"), ("d", "count"))
    rules = [
        (d.name(*(n if on else f"{n}_n" for n in _ACTIONS[kind].names)), on, kind)
        for kind in kinds
        for on in (int(not d.chance(0.2)),)
    ]
    start = 0 if d.chance(0.75) else d.rng.getrandbits(width)
    shown = [*(Port(rule[0]) for rule in rules), *([Port(data, width)] if _NEEDS_DATA & set(kinds) else [])]
    d.rng.shuffle(shown)
    ports = (Port(clk), *reset.ports, *shown, Port(q, width, output=True, stored=True))
    facts = _tell_rules(d, rules, q, data)
    facts.append(
        d.any(
            "{q} is a {w}-bit register that changes {at}",
            "All of this happens {at}; {q} has {w} bits",
            "The {w}-bit register {q} is updated {at}",
            "{q} ({w} bits) is looked after {at}",
            "{at}, the {w}-bit register {q} obeys its controls",
            q=q,
            w=width,
            at=at_edge(d, clk, falling),
        )
    )
    still = holds(d, q) if rest == "hold" else d.any(*_ACTIONS[rest].becomes, q=q, d=data)
    names = [rule[0] for rule in rules]
    if rest != "hold" or d.chance(0.6):
        facts.append(
            d.any(
                "If none of {n} is active, {s}",
                "{s} when nothing is asked for",
                "With none of the controls active, {s}",
                "{s} if no control is active",
                "Otherwise (no control active) {s}",
                "In all other cases {s}",
                n=listing(d.rng.sample(names, len(names))),
                s=still,
            )
        )
    facts.append(d.tell_reset(reset, setting(d, q, start, width)))
    lines: list[str] = []
    for name, on, kind in rules:
        lines.append(f"{'else ' * bool(lines)}if ({name if on else '!' + name}) {q} <= {_ACTIONS[kind].code(q, data, width)};")
    if rest != "hold":
        lines.append(f"else {q} <= {_ACTIONS[rest].code(q, data, width)};")

    def update(s: int, v: dict[str, int]) -> int:
        active = next((kind for name, on, kind in rules if v[name] == on), rest)
        return _ACTIONS[active].model(s, v.get(data, 0), width) & (1 << width) - 1

    def bias(rng: object, cycle: int) -> dict[str, int]:
        return {name: on if d.chance(0.35) else 1 - on for name, on, _ in rules}

    rows = clocked(d.rng, ports, clk, reset, start, update, lambda s, v: {q: s}, cycles=48, bias=bias, falling=falling)
    active = "negedge" if falling else "posedge"
    return Design(
        d.one(("a register with several controls", "a multi-function register", f"a {width}-bit register with priorities")),
        ports,
        laid_out(d, facts),
        f"{active} {clk}; {reset.phrase} to {start}.\nOrder: "
        + ", ".join(f"{name}={on} {kind}" for name, on, kind in rules)
        + f", else {rest}.",
        tuple(d.clocked(clk, reset, [f"{q} <= {d.style.literal(width, start) if start else 0};"], lines, active)),
        rows,
        d.style,
        ("control_reg", "multi_reg", "reg_unit"),
        {"rules": rules, "rest": rest, "width": width, "reset": reset.phrase, "start": start, "falling": falling},
    )


@family("next_value", "flip-flops", 1.3)
def next_value(d: Draw) -> Design:
    """A small register whose next value is read from a table of its present one; often only while a control allows it."""
    clk, reset, falling = d.clock(), d.reset(("sync", "async")), d.chance(0.2)
    width = d.one((2, 2, 2, 3))
    size = 1 << width
    q = d.name("q", "state", "count", "r")
    cycle = d.chance(0.5)
    ring = d.rng.sample(range(size), size)
    after = dict(zip(ring, [*ring[1:], ring[0]], strict=True)) if cycle else {a: d.number(0, size - 1) for a in range(size)}
    on = int(not d.chance(0.3))
    enable = d.name("en", "step", "go", "x") if d.chance(0.5) else ""
    start = d.number(0, size - 1)
    binary = d.chance(0.5)
    shown = (lambda value: f"{value:0{width}b}") if binary else str
    at, order = at_edge(d, clk, falling), d.rng.sample(range(size), size)
    shift = d.number(0, size - 1)
    path = [shown(value) for value in (*ring[shift:], *ring[:shift], ring[shift])]
    if cycle and d.chance(0.6):
        form = d.one((" -> ", ", ", " then ", " to "))
        main = d.any(
            "{q} runs through {p} (and so on) {at}",
            "{at}, {q} takes the next value of the cycle {p}",
            "The sequence of {q} is {p}, one step {at}",
            "{q} steps {at} in this order: {p}",
            q=q,
            p=form.join(path),
            at=at,
        )
    else:
        main = _next_table(d, q, at, [(shown(a), shown(after[a])) for a in order])
    facts = [
        d.tell_reset(reset, f"sets {q} to {shown(start)}" if start else setting(d, q, 0)),
        f"{q} has {width} bits" + ", written in binary here" * binary,
    ]
    if enable:
        yes, no = when(d, enable, on, plain=not on), when(d, enable, 1 - on, plain=not on)
        facts.append(
            d.any(
                "{h} {no}",
                "{q} only moves {yes}",
                "A step is made only {yes}",
                "{no} {h}",
                "Steps are allowed {yes}, else {h}",
                h=holds(d, q),
                yes=yes,
                no=no,
                q=q,
            )
        )
    step = [
        f"case ({q})",
        *(f"  {width}'d{a}: {q} <= {width}'d{after[a]};" for a in range(size - 1)),
        f"  default: {q} <= {width}'d{after[size - 1]};",
        "endcase",
    ]
    if enable:
        step = d.block(f"if ({enable if on else '!' + enable})", step)
    ports = (Port(clk), *reset.ports, *([Port(enable)] if enable else []), Port(q, width, output=True, stored=True))
    rows = clocked(
        d.rng,
        ports,
        clk,
        reset,
        start,
        lambda s, v: after[s] if not enable or v[enable] == on else s,
        lambda s, v: {q: s},
        cycles=48,
        falling=falling,
    )
    active = "negedge" if falling else "posedge"
    return Design(
        "a register with a table of next values",
        ports,
        f"{main}\n{laid_out(d, facts)}" if "\n" in main else laid_out(d, [main, *facts]),
        f"{active} {clk}; {reset.phrase} to {start}"
        + f"; only if {enable} is {on}" * bool(enable)
        + ". "
        + ", ".join(f"{a}->{after[a]}" for a in range(size))
        + ".",
        tuple(d.clocked(clk, reset, [f"{q} <= {width}'d{start};"], step, active)),
        rows,
        d.style,
        ("stepper", "sequence_reg"),
        {"after": after, "start": start, "enable": enable and on, "reset": reset.phrase, "falling": falling},
    )


def _next_table(d: Draw, q: str, at: str, cases: list[tuple[str, str]]) -> str:
    """Present and next values as a table or a list, in the order given."""
    lead = sentence(
        d.any(
            "{at}, the present value of {q} decides the next one",
            "The next value of {q} ({at}) depends on the present one",
            "{q} changes {at} by this table",
            "What follows what in {q}, {at}",
            "{at} {q} goes",
            q=q,
            at=at,
        )
    ).rstrip(".")
    if lead.endswith(" goes"):
        return f"{lead} {', '.join(f'from {a} to {b}' for a, b in cases)}"
    if d.chance(0.35):
        return "\n".join(
            [f"{lead}:", d.any("{q} | next {q}", "present | next", "now | then", q=q), *(f"{a} | {b}" for a, b in cases)]
        )
    form = d.one(("{a} -> {b}", "{b} after {a}", "{a} becomes {b}", "{a} is followed by {b}", "{b} follows {a}"))
    return f"{lead}: {'; '.join(form.format(a=a, b=b) for a, b in cases)}"
