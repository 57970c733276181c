"""Counters put together from facts that are drawn independently and told in any order: range, direction, step, ends, controls."""

from __future__ import annotations

import random
from dataclasses import dataclass
from itertools import pairwise

from groundwire.distill.families.design import Design
from groundwire.distill.families.draw import Draw
from groundwire.distill.families.models import clocked
from groundwire.distill.families.ports import Port
from groundwire.distill.families.registry import family
from groundwire.distill.families.reset import Reset
from groundwire.distill.families.telling import at_edge, capitalized, is_level, laid_out
from groundwire.distill.families.voices.counter_words import ENABLE, FLAG, LOAD, PUT, named, reset_fact, tidy

_MAIN = {
    "up": (
        "{q} counts up {s}{t}.", "{q} is incremented {s}{t}.", "{t}, {q} goes up {s}.", "(An|The) up counter {q} adds {k} {t}.",
        "{t}, {k} is added to {q}.", "the counter {q} increases {s}{t}.", "{q} <= {q} + {k}, {t}.",
        "(I need|Please build|We need) a counter {q} that goes up {s}{t}.", "Count up in {q}, {s}{t}.",
        "{q} advances {s}{t}, upwards.", "{q} is an up counter. Its value grows {s}{t}.", "Direction: up. {q} moves {s}{t}.",
        "what should {q} do? Grow {s}{t}.", "Can you build an up counter {q}? It is to move {s}{t}.",
        "Each step adds {k} to {q}; a step is taken {t}.",
    ),
    "down": (
        "{q} counts down {s}{t}.", "{q} is decremented {s}{t}.", "{t}, {q} goes down {s}.",
        "(A|The) down counter {q} loses {k} {t}.", "{t}, {k} is subtracted from {q}.", "the counter {q} decreases {s}{t}.",
        "{q} <= {q} - {k}, {t}.", "(I need|Please build|We need) a counter {q} that goes down {s}{t}.",
        "Count down in {q}, {s}{t}.", "{q} advances {s}{t}, downwards.", "{q} is a down counter. Its value shrinks {s}{t}.",
        "Direction: down. {q} moves {s}{t}.", "what should {q} do? Shrink {s}{t}.",
        "Can you build a down counter {q}? It is to move {s}{t}.", "Each step takes {k} from {q}; a step is taken {t}.",
    ),
    "updown": (
        "{q} counts up while {hi} and down while {lo}, {s}{t}.", "{q} counts down while {lo} and up while {hi}, {s}{t}.",
        "{t}, {q} moves {s}: up if {hi}, down if {lo}.", "{t}, {q} moves {s}: down if {lo}, otherwise up.",
        "{u} gives the direction of {q}: {ub} is up, {db} is down. It moves {s}{t}.",
        "{u} gives the direction of {q}: {db} is down, {ub} is up. It moves {s}{t}.",
        "{t}, add {k} to {q} when {hi}; when {lo}, subtract {k}.", "{t}, subtract {k} from {q} when {lo}, else add {k}.",
        "the counter {q} goes both ways, {s}{t}; it goes down with {u} = {db} and up with {u} = {ub}.",
        "(I need|Please build) an up-down counter {q} that moves {s}{t}: upwards for {u} = {ub}, downwards for {u} = {db}.",
        "{q} is bidirectional and moves {s}{t}. It counts down if {lo}; if not, it counts up.",
        "{q} moves {s}{t}. The direction is up if {hi}; if not, it is down.",
        "Whether {q} goes up or down ({s}{t}) depends on {u}: down for {db}, up for {ub}.",
        "When {lo}, {q} counts down; otherwise it counts up. It moves {s}{t}.",
        "Direction control {u} ({db} = down, {ub} = up); {q} moves {s}{t}.",
    ),
}  # fmt: skip
_WRAP_UP = (
    "after {h} comes {l}", "{h} is followed by {l}", "it wraps from {h} to {l}", "from {h} it goes back to {l}",
    "the value after {h} is {l}", "it runs from {l} to {h} and then starts at {l} again", "{l} follows {h}",
    "it rolls over to {l} after {h}", "its last value is {h}, and then comes {l}", "it covers {l} to {h} and then repeats",
    "once {h} is reached, the next value is {l}", "its sequence is {l}, {n}, ..., {h}, {l}, ...",
    "it returns to {l} instead of passing {h}", "it starts over at {l} when it would go beyond {h}",
    "the highest value is {h}; the one that follows is {l}",
)  # fmt: skip
_STOP_UP = (
    "it stops at {h}", "it never goes above {h}, but stays there", "{h} is the upper limit, where it saturates",
    "once at {h}, it does not grow any further", "it holds {h} when it gets there", "it saturates at {h}",
    "at {h} it stays, without wrapping", "counting up ends at {h}", "after {h} comes {h} again", "it does not wrap: {h} is kept",
    "it is clamped at {h}", "it gets stuck at {h} as long as it is counting up", "the maximum is {h} and is not exceeded",
    "it goes up to {h} and no higher", "when it has reached {h} it remains there",
)  # fmt: skip
_STOP_DOWN = (
    "it stops at {h}", "it never goes below {h}, but stays there", "{h} is the lower limit, where it saturates",
    "once at {h}, it does not shrink any further", "it holds {h} when it gets there", "it saturates at {h}",
    "at {h} it stays, without wrapping", "counting down ends at {h}", "after {h} comes {h} again",
    "it does not wrap: {h} is kept", "it is clamped at {h}", "it gets stuck at {h} as long as it is counting down",
    "the minimum is {h}, which is not passed",
    "it goes down to {h} and no lower", "when it has come down to {h} it remains there",
)  # fmt: skip
_FIRST = (
    "{a} wins over {b}.", "{a} has priority over {b}.", "{a} comes before {b}.", "{b} is ignored while {a} is active.",
    "If both {a} and {b} are active, {a} decides.", "{b} has lower priority than {a}.", "{a} overrides {b}.",
    "Where {a} and {b} meet, follow {a}.", "{b} only works while {a} is not active.", "Priority: {a}, then {b}.",
    "{b} yields to {a}.", "Look at {a} first, then at {b}.", "Check {a} before {b}.", "{a} is stronger than {b}.",
    "{a} beats {b}.",
)  # fmt: skip
_ANYWAY = (
    "{a} works even while counting is disabled.", "{a} does not depend on {e}.", "{a} acts whatever {e} is.",
    "{e} only concerns counting, not {a}.", "{a} takes precedence over {e}.", "The state of {e} does not matter to {a}.",
    "{a} overrides {e}.", "{e} has no influence on {a}.",
)  # fmt: skip


@dataclass(frozen=True)
class _Control:
    """An input that counts, or that puts a value in."""

    name: str
    active: int
    value: int | None = None
    data: str = ""

    @property
    def test(self) -> str:
        """The condition under which it acts."""
        return self.name if self.active else f"!{self.name}"


@dataclass(frozen=True)
class _Count:
    """What a counter does at a step."""

    out: str
    width: int
    low: int
    high: int
    step: int
    kind: str
    stops: bool

    @property
    def whole(self) -> bool:
        """Whether it wraps without a comparison."""
        return not self.stops and self.step == 1 and self.low == 0 and self.high == (1 << self.width) - 1

    def move(self, value: int, up: bool) -> int:
        """The next value."""
        end, start = (self.high, self.low) if up else (self.low, self.high)
        if value == end:
            return end if self.stops else start
        return value + (self.step if up else -self.step) & (1 << self.width) - 1

    def code(self, d: Draw, up: bool) -> str:
        """The next value as an expression."""
        amount = "1'b1" if self.step == 1 and not d.chance(0.5) else d.style.literal(self.width, self.step)
        moved = f"{self.out} {'+' if up else '-'} {amount}"
        if self.whole:
            return moved
        end, start = (self.high, self.low) if up else (self.low, self.high)
        kept = self.out if self.stops else d.style.literal(self.width, start)
        return f"({self.out} == {d.style.literal(self.width, end)}) ? {kept} : {moved}"


def _draw_count(d: Draw, out: str, stepped: bool) -> _Count:
    kind = d.one(("up", "up", "down", "updown"))
    step = d.one((2, 2, 3, 4, 5)) if stepped else 1
    stops = d.chance(0.3)
    if d.chance(0.25) and step == 1:
        width = d.one((2, 3, 4, 4, 5, 8))
        return _Count(out, width, 0, (1 << width) - 1, 1, kind, stops)
    low = d.one((0, 0, 0, 1, 2, 3, 4, 5, 8, d.number(1, 20)))
    high = low + step * d.one((2, 3, 4, 5, 6, 7, 9, 11, 12, d.number(2, 24)))
    width = max(high.bit_length(), d.one((0, 0, 0, 4, 8)))
    return _Count(out, width, low, high, step, kind, stops)


def _main_fact(d: Draw, count: _Count, clk: str, falling: bool, turn: _Control | None) -> str:
    k = count.step
    pace = d.one(("", "one by one", "by one"))
    if k > 1 or d.chance(0.5):
        pace = d.any("by {k}", "in steps of {k}", "{k} at a time", k=k)
    when = at_edge(d, clk, falling)
    slots = {"q": count.out, "k": k, "t": when, "s": pace + " " * bool(pace)}
    if turn:
        slots |= {"u": turn.name, "ub": turn.active, "db": 1 - turn.active}
        slots |= {"hi": is_level(d, turn.name, turn.active), "lo": is_level(d, turn.name, 1 - turn.active)}
    skeleton = d.one(_MAIN[count.kind]).replace("{ub}", str(slots.get("ub"))).replace("{db}", str(slots.get("db")))
    return tidy(d.say(skeleton, **slots))


def _end_facts(d: Draw, count: _Count) -> list[str]:
    """What happens at the ends of the range."""
    if count.whole:
        return [d.any("It is {w} bits wide and wraps around (naturally|by overflow).", "Width: {w} bits, rolling over.", "",
                      "It has {w} bits and uses all {p} values.", w=count.width, p=1 << count.width)]  # fmt: skip
    names = {"up": [True], "down": [False], "updown": [True, False]}[count.kind]
    facts = []
    for up in names:
        end, start = (count.high, count.low) if up else (count.low, count.high)
        pool: tuple[str, ...] = _WRAP_UP if not count.stops else _STOP_UP if up else _STOP_DOWN
        if not up and not count.stops:
            pool = tuple(text for text in pool if "highest" not in text and "beyond" not in text)
        text = d.any(*pool, h=end, l=start, n=start + (count.step if up else -count.step))
        if count.kind == "updown" and "counting" not in text:
            way = "up" if up else "down"
            text = d.any("when counting {w}, {t}", "on the way {w}, {t}", "in the {w}ward direction, {t}", w=way, t=text)
        facts.append(text + ".")
    return [named(d, count.out, fact) for fact in facts]


def _controls(d: Draw, count: _Count) -> list[_Control]:
    """Inputs that put a value into the counter, the strongest first."""
    found = []
    if d.chance(0.22):
        found.append(_Control(d.name("clear", "clr", "zero", "restart"), int(d.chance(0.8)), count.low))
    if d.chance(0.22) and (count.step == 1 or count.whole):
        load, data = d.name("load", "ld", "wr", "set"), d.name("data", "d", "value", "load_val")
        found.append(_Control(load, int(d.chance(0.8)), None, data))
    if d.chance(0.15):
        value = count.low + count.step * d.number(0, (count.high - count.low) // count.step)
        found.append(_Control(d.name("preset", "set", "init", "mark"), int(d.chance(0.8)), value))
    d.rng.shuffle(found)
    return found


def _control_facts(d: Draw, q: str, controls: list[_Control], enable: _Control | None) -> list[str]:
    facts = []
    for control in controls:
        what = control.data or str(control.value)
        pool = LOAD if control.data else PUT
        lvl = "high" if control.active else "low"
        on = is_level(d, control.name, control.active, not control.active)
        facts.append(d.any(*pool, i=on, q=q, v=what, n=control.name, b=control.active, l=lvl))
    facts += [d.any(*_FIRST, a=one.name, b=two.name) for one, two in pairwise(controls)]
    facts += [d.any(*_ANYWAY, a=control.name, e=enable.name) for control in controls if enable]
    return facts


def _enable_fact(d: Draw, out: str, enable: _Control) -> str:
    on, off = is_level(d, enable.name, enable.active), is_level(d, enable.name, 1 - enable.active)
    lvl = "high" if enable.active else "low"
    text = d.any(*ENABLE, y=on, x=off, n=enable.name, b=enable.active, z=1 - enable.active, l=lvl)
    return named(d, out, text)


def _lines(d: Draw, count: _Count, controls: list[_Control], enable: _Control | None, turn: _Control | None) -> list[str]:
    """The update, as a chain of conditions."""
    q, lit = count.out, d.style.literal
    chain = [(c.test, f"{q} <= {c.data or lit(count.width, c.value or 0)};") for c in controls]
    if turn:
        one, two = count.code(d, bool(turn.active)), count.code(d, not turn.active)
        if d.chance(0.5):
            moves = [f"if ({turn.name}) {q} <= {one};", f"else {q} <= {two};"]
        else:
            moves = [f"if (!{turn.name}) {q} <= {two};", f"else {q} <= {one};"]
    else:
        moves = [f"{q} <= {count.code(d, count.kind == 'up')};"]
    lines = [f"{'else ' * bool(i)}if ({test}) {act}" for i, (test, act) in enumerate(chain)]
    head = "else " * bool(lines)
    if not enable:
        return [*lines, f"{head}{moves[0]}", *moves[1:]]
    if len(moves) == 1:
        return [*lines, f"{head}if ({enable.test}) {moves[0]}"]
    return [*lines, f"{head}if ({enable.test}) begin", *(f"  {move}" for move in moves), "end"]


def _why(count: _Count, clk: str, falling: bool, reset: Reset, start: int, controls: list[_Control],
         enable: _Control | None, turn: _Control | None) -> str:  # fmt: skip
    parts = [f"{c.test} -> {c.data or c.value}" for c in controls]
    parts += [f"counts if {enable.test}"] if enable else []
    moves = []
    for up in {"up": (True,), "down": (False,), "updown": (True, False)}[count.kind]:
        end, begin = (count.high, count.low) if up else (count.low, count.high)
        way = f"{'up' if up else 'down'}{f' if {turn.name}={turn.active if up else 1 - turn.active}' if turn else ''}"
        turn_over = "wraps by itself" if count.whole else f"{end} -> {end if count.stops else begin}"
        moves.append(f"{way}: {'+' if up else '-'}{count.step}, " + turn_over)
    order = f"Order: {'; '.join(parts)}.\n" if parts else ""
    edge = "negedge" if falling else "posedge"
    return f"{edge} {clk}, {reset.phrase} to {start}, {count.width} bits.\n{order}{'; '.join(moves)}."


def _flag(d: Draw, count: _Count) -> tuple[str, int, str]:
    """An output that shows one value: its name, the value, the sentence."""
    value = d.one((count.high, count.low, count.high, count.low + count.step))
    name = d.name("tc", "done", "last", "hit", "flag", "match")
    pool = ("{q} is {v}", "the count is {v}", "{q} equals {v}", "the counter (shows|stands at|holds) {v}")
    where = d.any(*pool, q=count.out, v=value)
    return name, value, d.any(*FLAG, f=name, w=where, e=f"{count.out} == {value}")


@family("fact_counter", "counters", 4.0)
def fact_counter(d: Draw) -> Design:
    """A counter from independent facts: range, direction, step, ends, enable, load, clear, preset, flag, edge, reset."""
    clk, reset, out = d.clock(), d.reset(), d.name("q", "count", "cnt", "out", "value")
    falling = d.chance(0.12)
    count = _draw_count(d, out, d.chance(0.2))
    start = d.one((count.low, count.low, count.high, count.low + count.step))
    turn = _Control(d.name("up", "dir", "up_down", "direction"), d.number(0, 1)) if count.kind == "updown" else None
    controls = _controls(d, count)
    enable = None
    if d.chance(0.45):
        enable = (
            _Control(d.name("en", "ena", "enable", "count_en", "go"), 1)
            if d.chance(0.65)
            else _Control(d.name("pause", "hold", "stop", "en_n", "freeze"), 0)
        )
    flag, at, flag_text = _flag(d, count) if d.chance(0.3) else ("", 0, "")
    named = [c for c in (*controls, enable, turn) if c]
    inputs = [Port(c.name) for c in named] + [Port(c.data, count.width) for c in controls if c.data]
    d.rng.shuffle(inputs)
    outputs = [Port(out, count.width, output=True, stored=True), *([Port(flag, output=True)] if flag else [])]
    if d.chance(0.3):
        outputs.reverse()
    ports = (Port(clk), *reset.ports, *inputs, *outputs)
    names = [port.name for port in ports]
    effect = d.any("sets {q} to {v}", "returns {q} to {v}", "puts {v} into {q}", "makes {q} equal to {v}", q=out, v=start)
    facts = [
        *_end_facts(d, count),
        *_control_facts(d, out, controls, enable),
        _enable_fact(d, out, enable) if enable else "",
        flag_text,
        reset_fact(d, reset, clk, effect, d.any("{q} (becomes|is set to|goes to) {v}", q=out, v=start), falling),
    ]
    text = laid_out(d, facts, names=names, opening=capitalized(_main_fact(d, count, clk, falling, turn), names))
    clear = [f"{out} <= {d.style.literal(count.width, start)};"]
    body = d.clocked(clk, reset, clear, _lines(d, count, controls, enable, turn), "negedge" if falling else "posedge")
    if flag:
        body.append(f"assign {flag} = ({out} == {d.style.literal(count.width, at)});")

    def update(s: int, v: dict[str, int]) -> int:
        for control in controls:
            if v[control.name] == control.active:
                return v[control.data] if control.data else control.value or 0
        if enable and v[enable.name] != enable.active:
            return s
        return count.move(s, v[turn.name] == turn.active if turn else count.kind == "up")

    def bias(rng: random.Random, cycle: int) -> dict[str, int]:
        values = {c.name: int((rng.random() < 0.1) == bool(c.active)) for c in controls}
        values |= {c.data: rng.choice((count.low, count.high, rng.randint(count.low, count.high))) for c in controls if c.data}
        if enable:
            values[enable.name] = int((rng.random() < 0.8) == bool(enable.active))
        if turn:
            values[turn.name] = cycle // 11 % 2 if rng.random() < 0.9 else rng.getrandbits(1)
        if reset.kind != "none" and cycle % 3:
            values[reset.name] = reset.level(active=cycle < 2)
        return values

    rows = clocked(
        d.rng, ports, clk, reset, start, update, lambda s, v: {out: s} | ({flag: int(s == at)} if flag else {}),
        cycles=60, bias=bias, falling=falling,
    )  # fmt: skip
    kind = count.kind.replace("updown", "up-down")
    return Design(
        d.any("a {k} counter", "a counter", "a {w}-bit counter", k=kind, w=count.width).replace("a up", "an up"),
        ports, text, _why(count, clk, falling, reset, start, controls, enable, turn), tuple(body), rows, d.style,
        ("counter", "count_unit", f"{count.kind}_counter"),
        {"kind": count.kind, "low": count.low, "high": count.high, "step": count.step, "stops": count.stops, "start": start,
         "enable": bool(enable), "controls": len(controls), "flag": bool(flag), "reset": reset.phrase, "falling": falling},
    )  # fmt: skip
