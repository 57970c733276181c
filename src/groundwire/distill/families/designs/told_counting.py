"""Counters with ranges, ends and digits, one-shots and dividers."""

from __future__ import annotations

from groundwire.distill.families.design import Design, Row
from groundwire.distill.families.draw import Draw
from groundwire.distill.families.models import clocked
from groundwire.distill.families.ports import Port
from groundwire.distill.families.registry import family
from groundwire.distill.families.voices.everyday_registers import ENABLES, ordered, slots_of, told_of

_COUNTS = ("cnt", "count", "q", "num", "value", "index", "ctr", "position")


_RANGE = (
    "{o} counts {dn} from {f} to {l} and begins again at {f}, one step {at}. {xe} {xf} {rs}",
    "The sequence on {o} is {f}, {fs}, ..., {l}, {f}, ... (one value per {ed} edge of {c}). {xe} {xf} {rs}",
    "{n} positions on the carousel are numbered from {lo} to {hi}. {o} tells the current one and goes {dn} by one {at}; {l} is "
    "followed by {f}. {xe} {rs} {xf}",
    "Counter, {dn}, {lo} to {hi}, wraps. Output {o}. {ge} {c}. {xe} {xf} {rs}",
    "{rs} {xe} When counting, {o} moves {dn} by 1 {at}, except that {l} is replaced by {f}. {xf}",
    "I want to cycle through {n} slots. {o} holds the slot number; lowest {lo}, highest {hi}, direction {dn}, next slot {at}. "
    "{xe} {xf} {rs}",
    "If {o} is {l}, the next value is {f}; otherwise it is {o} {sg} 1. The change takes place {at}. {xf} {xe} {rs}",
    "Block: modulo-{n} counter\nOutput: {o} ({lo} to {hi}, {dn})\nClock: {c}, {ed} edge\n{rs}\n{xe} {xf}",
    "{o} never leaves the range {lo} to {hi}. {at} it is {vb} by one, and from {l} it jumps to {f}. {xf} {xe} {rs}",
    "{xf} {o} itself is a counter that runs {dn} between {f} and {l} (both included), cyclically, {at}. {xe} {rs}",
    "Given that {o} is {l}, when the next {ed} edge of {c} comes, then it is {f}. Given any other value, it is {vb} by 1. {xe} "
    "{xf} {rs}",
    "After {l} comes {f} again, that's the only trick: apart from this {o} goes {dn} by one {at}. {xe} {xf} {rs}",
)


@family("told_range_counter", "counters", 1.3)
def range_counter(d: Draw) -> Design:
    """A counter over a range, up or down, with enable of either polarity and a flag at its last value."""
    low = d.one((0, 0, 0, 1, 1, d.number(2, 20)))
    high = low + d.one((2, 4, 5, 6, 8, 9, 10, 11, 12, d.number(3, 30), 59))
    width = high.bit_length()
    up = d.chance(0.6)
    first, last = (low, high) if up else (high, low)
    clk, reset, falling = d.clock(), d.reset(("sync", "async")), d.chance(0.12)
    out, on = d.name(*_COUNTS), int(d.chance(0.7))
    enable = (d.name(*ENABLES) if on else d.name("pause", "stop", "hold", "halt", "en_n")) if d.chance(0.55) else ""
    flag = d.name("tc", "last", "wrap", "done", "carry", "co", "at_end") if d.chance(0.45) else ""
    gated = bool(flag and enable) and d.chance(0.4)
    value = d.one((first, first, first, d.number(low, high)))
    ports = ordered(
        d, (Port(clk), *reset.ports, *([Port(enable)] if enable else []), Port(out, width, output=True, stored=True),
            *([Port(flag, output=True)] if flag else [])),
    )  # fmt: skip
    xe = d.any(
        "Counting is allowed only while {e} is {b}.", "With {e} at {z} the count stands still.",
        "{e} = {z} freezes it, {e} = {b} lets it run.", "Edges at which {e} is {z} are not counted.", e=enable, b=on, z=1 - on,
    ) if enable else ""  # fmt: skip
    also = f" and {enable} is {on}" if gated else ""
    xf = d.any(
        "{f} is 1 exactly while {o} is {l}{a} (combinational).", "The flag {f} is high as long as {o} equals {l}{a}, else low.",
        "Also output {f}: 1 whenever {o} is {l}{a}, without a register.", f=flag, o=out, l=last, a=also,
    ) if flag else ""  # fmt: skip
    text = told_of(
        d, _RANGE, ports, o=out, f=first, l=last, lo=low, hi=high, fs=first + (1 if up else -1), n=high - low + 1,
        dn="up" if up else "down", sg="plus" if up else "minus", vb="increased" if up else "decreased", xe=xe, xf=xf,
        **slots_of(d, clk, falling, reset, out, str(value)),
    )  # fmt: skip
    lit = d.style.literal
    step = f"{out} <= ({out} == {lit(width, last)}) ? {lit(width, first)} : {out} {'+' if up else '-'} 1'b1;"
    no = "" if on else "!"
    edge = "negedge" if falling else "posedge"
    body = d.clocked(clk, reset, [f"{out} <= {lit(width, value)};"], [f"if ({no}{enable}) {step}" if enable else step], edge)
    if flag:
        body.append(f"assign {flag} = ({out} == {lit(width, last)})" + (f" && {no}{enable};" if gated else ";"))

    def update(s: int, v: dict[str, int]) -> int:
        if enable and v[enable] != on:
            return s
        return first if s == last else s + (1 if up else -1)

    def output(s: int, v: dict[str, int]) -> dict[str, int]:
        return {out: s} | ({flag: int(s == last and (not gated or v[enable] == on))} if flag else {})

    rows = clocked(
        d.rng, ports, clk, reset, value, update, output, falling=falling, cycles=70,
        bias=(lambda r, i: {enable: on if r.random() < 0.85 else 1 - on}) if enable else None,
    )  # fmt: skip
    why = f"{edge} {clk}, {reset.phrase} to {value}; " + f"if {enable} = {on}: " * bool(enable)
    why += f"{last} -> {first}, else {'+' if up else '-'}1." + (f" {flag} = ({out} == {last}){also}." if flag else "")
    return Design(
        "a counter over a range", ports, text, why, tuple(body), rows, d.style, ("range_counter", "mod_counter", "slot_ctr"),
        {"low": low, "high": high, "up": up, "on": on, "flag": flag, "gated": gated, "reset": reset.phrase},
    )  # fmt: skip


_CLAMP = (
    "{o} is the number of {th}, at most {m}. {at}: {u} = 1 and {e} = 0 adds one, {e} = 1 and {u} = 0 takes one away. It never "
    "goes beyond {m} or below 0. {xb} {rs}",
    "A saturating up/down counter {o}: {u} counts up, {e} counts down, {at}. At {m} it stays on further ups, at 0 on further "
    "downs. {xb} {rs}",
    "Count {th} with {o}. {u} says that one comes, {e} that one goes (both sampled {at}). {xb} The count stops at 0 and at {m} "
    "instead of wrapping. {rs}",
    "{rs} {at}, if only {u} is high and {o} is less than {m}, increment; if only {e} is high and {o} is not 0, decrement. {xb} "
    "In all other cases keep {o}.",
    "Inputs: {u} (more), {e} (less)\nOutput: {o}, 0 to {m}\nClock: {c}, {ed} edge\nNo overflow: the count sticks at "
    "its limits\n"
    "{xb} {rs}",
    "Volume knob: every {ed} edge of {c} with {u} turns {o} up by one, every edge with {e} turns it down. Loudest is "
    "{m}, softest "
    "is 0; turning further does nothing. {xb} {rs}",
    "1. With {u}, {o} goes up by one, but not above {m}. 2. With {e}, it goes down by one, but not below 0. 3. {xb} "
    "4. All this "
    "{at}. {rs}",
    "{o} must not wrap! It goes up with {u} until {m} is reached and down with {e} until 0 is reached, {at}. {xb} {rs}",
    "Given {o} = {m}, when {u} is 1, then it remains {m}. Given {o} = 0, when {e} is 1, then it remains 0. In between "
    "{u} adds 1 and "
    "{e} subtracts 1 {at}. {xb} {rs}",
    "For the {th} we keep a tally {o}. It is decremented by {e} and incremented by {u}, {at}, and limited to the "
    "range 0 to {m}. "
    "{xb} {rs}",
    "Like a branch predictor's counter, only with the limits 0 and {m}: {u} makes {o} larger by one, {e} smaller by "
    "one, saturating, "
    "{at}. {xb} {rs}",
)


@family("told_clamped_counter", "counters", 1.0)
def clamped_counter(d: Draw) -> Design:
    """A counter with inputs for more and less that stops at its limits; what both together do is drawn."""
    limit = d.one((3, 7, 15, 31, 5, 6, 9, 10, 12, d.number(4, 25)))
    width = limit.bit_length()
    clk, reset, falling = d.clock(), d.reset(("sync", "async")), d.chance(0.15)
    out = d.name(*_COUNTS, "level", "fill", "score")
    more, less = d.names(
        ("inc", "dec"), ("up", "down"), ("add", "sub"), ("enter", "leave"), ("push", "pop"), ("plus", "minus"), ("put", "take"),
        ("car_in", "car_out"),
    )  # fmt: skip
    both = d.one(("hold", "hold", "more", "less"))
    said = {
        "hold": ("Both together cancel out.", "If both are 1, {o} does not change.", "{u} and {e} at once: no change."),
        "more": ("If both are 1, {u} wins.", "{u} has priority over {e}."),
        "less": ("If both are 1, {e} wins.", "{e} has priority over {u}."),
    }[both]  # fmt: skip
    pool = _CLAMP if both == "hold" else (*_CLAMP[1:3], *_CLAMP[4:])
    value = d.one((0, 0, 0, limit, limit // 2))
    ports = ordered(d, (Port(clk), *reset.ports, Port(more), Port(less), Port(out, width, output=True, stored=True)))
    thing = d.one(("cars in the garage", "people in the room", "free buffers", "open requests", "credits", "packets in flight"))
    text = told_of(
        d, pool, ports, o=out, u=more, e=less, m=limit, th=thing, xb=d.any(*said, o=out, u=more, e=less),
        **slots_of(d, clk, falling, reset, out, str(value)),
    )  # fmt: skip
    top = d.style.literal(width, limit)
    up_test = more if both == "more" else f"{more} && !{less}"
    down_test = less if both == "less" else f"{less} && !{more}"
    lines = [f"if ({up_test}) begin", f"  if ({out} != {top}) {out} <= {out} + 1'b1;", "end",
             f"else if ({down_test}) begin", f"  if ({out} != 0) {out} <= {out} - 1'b1;", "end"]  # fmt: skip
    edge = "negedge" if falling else "posedge"
    body = d.clocked(clk, reset, [f"{out} <= {d.style.literal(width, value)};"], lines, edge)

    def update(s: int, v: dict[str, int]) -> int:
        change = v[more] - v[less]
        if v[more] and v[less]:
            change = {"hold": 0, "more": 1, "less": -1}[both]
        return min(max(s + change, 0), limit)

    def bias(rng: object, cycle: int) -> dict[str, int]:
        rising = cycle // (limit + 6) % 2 == (value > 0)
        strong, weak = int(d.chance(0.85)), int(d.chance(0.2))
        return {more: strong if rising else weak, less: weak if rising else strong}

    rows = clocked(
        d.rng, ports, clk, reset, value, update, lambda s, v: {out: s}, falling=falling, bias=bias, cycles=3 * limit + 36
    )
    why = f"{edge} {clk}, {reset.phrase} to {value}; +1 on {up_test} unless {limit}; -1 on {down_test} unless 0; both: {both}."
    return Design(
        "a saturating counter", ports, text, why, tuple(body), rows, d.style, ("sat_counter", "tally", "updown_sat"),
        {"limit": limit, "both": both, "value": value, "reset": reset.phrase},
    )  # fmt: skip


_DIGITS = (
    "A two-digit counter. {a} is the low digit (0 to {ma}), {b} the high digit (0 to {mb}). {at} {a} advances by one; "
    "when it goes "
    "from {ma} back to 0, {b} advances too, and from {mb} it returns to 0. {xe} {xf} {rs}",
    "The display shows {b}:{a}. {a} runs 0..{ma}, {b} runs 0..{mb}. {b} steps only when {a} rolls over. One count "
    "{at}. {xe} {xf} "
    "{rs}",
    "Low digit {a}: modulo {na}, counts {at}. High digit {b}: modulo {nb}, counts with the carry of {a}. {xf} {xe} {rs}",
    "{rs} {xe} Counting order of ({b}, {a}): (0, 0), (0, 1), ..., (0, {ma}), (1, 0), ..., ({mb}, {ma}), (0, 0). "
    "Clock: {c}, {ed} "
    "edge. {xf}",
    "Think of an odometer with two wheels: {a} has {na} positions and turns {at}, {b} has {nb} positions and turns "
    "when {a} passes "
    "from its last position to 0. {xe} {xf} {rs}",
    "- {a} counts 0 to {ma} and wraps\n- {b} counts 0 to {mb} and wraps, one step each time {a} wraps\n- clock: {c}, "
    "{ed} edge\n"
    "- {rs}\n{xe} {xf}",
    "{b} is increased whenever {a} is at {ma} and is about to wrap; {a} is increased {at}. Last values before 0: {mb} "
    "and {ma}. "
    "{xe} {xf} {rs}",
    "Cascade two counters, one of modulus {na} with output {a} and one of modulus {nb} with output {b}, on the same "
    "clock {c} ({ed} "
    "edge). The second counts just when the first wraps. {xf} {xe} {rs}",
    "Given {a} is less than {ma}, the next {ed} edge of {c} adds 1 to it and leaves {b}. Given {a} is {ma}, that edge "
    "makes it 0 "
    "and moves {b} on, {mb} being followed by 0. {xe} {xf} {rs}",
    "My stopwatch needs {b} and {a} as separate digits, {na} values for {a} and {nb} for {b}. {a} ticks {at}, {b} takes the "
    "overflow. {xe} {xf} {rs}",
    "Counts {nn} states in two digits: number = {na} * {b} + {a}, increasing by one {at}, back to 0 after {nl}. {xe} {xf} {rs}",
)


@family("told_digit_pair", "counters", 1.0)
def digit_pair(d: Draw) -> Design:
    """Two cascaded digits of any moduli, with enable and a carry."""
    low_n, high_n = d.one((10, 10, 10, 6, 8, 12, d.number(3, 12))), d.one((10, 6, 6, 3, 4, 5, d.number(3, 9)))
    wa, wb = (low_n - 1).bit_length(), (high_n - 1).bit_length()
    if d.chance(0.5):
        wa = wb = 4
    clk, reset, falling = d.clock(), d.reset(("sync", "async")), d.chance(0.12)
    a, b = d.names(
        ("ones", "tens"), ("units", "tens"), ("lo", "hi"), ("sec0", "sec1"), ("d0", "d1"), ("digit_l", "digit_h"),
        ("low", "high"),
        ("ql", "qh"),
    )  # fmt: skip
    enable = d.name(*ENABLES) if d.chance(0.35) else ""
    flag = d.name("carry", "co", "rco", "wrap", "full", "rollover") if d.chance(0.35) else ""
    gated = bool(enable and flag) and d.chance(0.5)
    outs = [Port(a, wa, output=True, stored=True), Port(b, wb, output=True, stored=True)]
    d.rng.shuffle(outs)
    ports = ordered(
        d, (Port(clk), *reset.ports, *([Port(enable)] if enable else []), *outs, *([Port(flag, output=True)] if flag else []))
    )
    xe = d.any(
        "Only while {e} is 1; else both digits stay.", "Nothing counts when {e} is 0.", "{e} must be 1 for a count.", e=enable
    ) if enable else ""  # fmt: skip
    also = f" and {enable} is 1" if gated else ""
    xf = d.any(
        "{f} is 1 while {b} is {mb} and {a} is {ma}{s}.", "Carry out: {f} is high as long as the digits show {mb} and {ma}{s} "
        "({b}, {a}).", f=flag, a=a, b=b, ma=low_n - 1, mb=high_n - 1, s=also,
    ) if flag else ""  # fmt: skip
    text = told_of(
        d, _DIGITS, ports, a=a, b=b, ma=low_n - 1, mb=high_n - 1, na=low_n, nb=high_n, nn=low_n * high_n,
        nl=low_n * high_n - 1, xe=xe, xf=xf, **slots_of(d, clk, falling, reset, f"{a} and {b}", "0"),
    )  # fmt: skip
    text = text.replace(f"{a} and {b} becomes", f"{a} and {b} become").replace(f"{a} and {b} goes", f"{a} and {b} go")
    text = text.replace(f"{a} and {b} stays", f"{a} and {b} stay")
    la, lb = d.style.literal(wa, low_n - 1), d.style.literal(wb, high_n - 1)
    inner = [f"if ({a} == {la}) begin", f"  {a} <= 0;", f"  {b} <= ({b} == {lb}) ? {d.style.literal(wb, 0)} : {b} + 1'b1;",
             f"end else {a} <= {a} + 1'b1;"]  # fmt: skip
    lines = [f"if ({enable}) begin", *(f"  {line}" for line in inner), "end"] if enable else inner
    edge = "negedge" if falling else "posedge"
    body = d.clocked(clk, reset, [f"{a} <= 0;", f"{b} <= 0;"], lines, edge)
    if flag:
        body.append(f"assign {flag} = {f'{enable} && ' if gated else ''}({a} == {la}) && ({b} == {lb});")
    total = low_n * high_n

    def output(s: int, v: dict[str, int]) -> dict[str, int]:
        full = int(s == total - 1 and (not gated or v[enable] == 1))
        return {a: s % low_n, b: s // low_n} | ({flag: full} if flag else {})

    rows = clocked(
        d.rng, ports, clk, reset, 0, lambda s, v: s if enable and not v[enable] else (s + 1) % total, output,
        falling=falling, cycles=40, bias=(lambda r, i: {enable: int(r.random() < 0.85)}) if enable else None,
    )  # fmt: skip
    # The end of the range: many more cycles without a reset in between.
    state = 0
    more: list[Row] = []
    idle = {port.name: reset.level(False) if port.name == reset.name else 1 for port in ports if not port.output}
    more.append(Row(idle | {clk: int(falling), reset.name: reset.level(True)}, {}))
    more.append(Row(idle | {clk: int(not falling), reset.name: reset.level(True)}, output(0, idle)))
    for _ in range(total + 2):
        more.append(Row(idle | {clk: int(falling)}, output(state, idle)))
        state = (state + 1) % total
        more.append(Row(idle | {clk: int(not falling)}, output(state, idle)))
    why = f"{edge} {clk}, {reset.phrase} to 0; " + f"if {enable}: " * bool(enable)
    why += f"{a} 0..{low_n - 1}; on its wrap {b} 0..{high_n - 1}." + f" {flag} at both last values{also}." * bool(flag)
    return Design(
        "a two-digit counter", ports, text, why, tuple(body), (*rows, *more), d.style,
        ("two_digits", "bcd_pair", "digit_counter"),
        {"low": low_n, "high": high_n, "enable": bool(enable), "gated": gated, "reset": reset.phrase},
    )  # fmt: skip


_SHOT = (
    "When {g} is seen {l} {at}, {o} goes high for {n} clock cycles. {xr} {rs}",
    "A one-shot: trigger {g} (active {l}), pulse output {o}, pulse length {n} periods of {c} ({ed} edge). {xr} {rs}",
    "Stairway light in miniature. Button {g} ({b} = pressed) switches {o} on at the next {ed} edge of {c}; {n} cycles "
    "later it goes "
    "off by itself. {xr} {rs}",
    "{rs} An edge of {c} ({ed}) that finds {g} at {b} starts a pulse on {o} that lasts {n} cycles. {xr}",
    "Stretch the short strobe {g} so that slow software can see it: {o} stays 1 for {n} cycles from the edge that "
    "sampled {g} = {b} "
    "({ge} {c}). {xr} {rs}",
    "Trigger: {g} = {b}, sampled {at}\nPulse: {o} = 1 for {n} cycles, beginning with that edge\nElse: {o} = 0\n{xr} {rs}",
    "Like a monostable, but counted: {n} clocks of {c} ({ed} edge) on {o} after {g} was {l} at an edge. {xr} {rs}",
    "{o} is normally 0. It becomes 1 {at} if {g} is {b} there, and it becomes 0 again {n} such edges later. {xr} {rs}",
    "Given an idle timer, when {g} is {b} at a {ed} edge of {c}, then {o} is 1 from this edge on for exactly {n} "
    "periods. {xr} {rs}",
    "Implement a timer of {n} cycles. It is started by {g} (active {l}, looked at {at}); while it is running {o} is 1. {xr} {rs}",
    "How it works: a down counter is set to {n} by {g} = {b} and then counts to 0, one {at}; {o} = (counter is not 0). {xr} {rs}",
)


@family("told_one_shot", "timers", 1.0)
def one_shot(d: Draw) -> Design:
    """A pulse of a given number of cycles after a trigger, which may be triggered again or not while it lasts."""
    cycles = d.one((2, 3, 4, 5, 6, 7, 8, 10, 12, 15))
    width = cycles.bit_length()
    clk, reset, falling = d.clock(), d.reset(("sync", "async")), d.chance(0.15)
    on, again = int(d.chance(0.7)), d.chance(0.5)
    trigger = d.name("trig", "start", "fire", "strobe", "button", "go") if on else d.name("trig_n", "start_n", "btn_n", "fire_n")
    out = d.name("pulse", "busy", "light", "active", "out", "q", "led", "gate_o")
    ports = ordered(d, (Port(clk), *reset.ports, Port(trigger), Port(out, output=True)))
    extra = d.any(
        *(
            ("Every further trigger during the pulse starts the {n} cycles afresh.",
            "It is retriggerable: {g} = {b} while {o} is 1 "
             "begins the full time again.", "A trigger in the middle of a pulse makes it last {n} more cycles from there.")
            if again else
            ("Triggers during a pulse are ignored.", "It is not retriggerable: {g} does not matter while {o} is 1.",
             "As long as {o} is 1, {g} is not looked at.")
        ), n=cycles, g=trigger, b=on, o=out,
    )  # fmt: skip
    text = told_of(
        d, _SHOT, ports, g=trigger, o=out, n=cycles, b=on, l="high" if on else "low", xr=extra,
        **slots_of(d, clk, falling, reset, out, "0"),
    )  # fmt: skip
    left = d.name("left", "cnt", "timer", "remain")
    test = trigger if on else f"!{trigger}"
    load, down = f"{left} <= {d.style.literal(width, cycles)};", f"{left} <= {left} - 1'b1;"
    if again:
        lines = [f"if ({test}) {load}", f"else if ({left} != 0) {down}"]
    else:
        lines = [f"if ({left} != 0) {down}", f"else if ({test}) {load}"]
    edge = "negedge" if falling else "posedge"
    body = [
        d.style.declare(left, width),
        *d.clocked(clk, reset, [f"{left} <= 0;"], lines, edge),
        f"assign {out} = ({left} != 0);",
    ]

    def update(s: int, v: dict[str, int]) -> int:
        return cycles if v[trigger] == on and (again or s == 0) else max(s - 1, 0)

    rows = clocked(
        d.rng, ports, clk, reset, 0, update, lambda s, v: {out: int(s > 0)}, falling=falling, cycles=70,
        bias=lambda r, i: {trigger: on if r.random() < 1.2 / cycles or i == 4 else 1 - on},
    )  # fmt: skip
    why = f"{left} counts the rest: loaded with {cycles} on {test}" + (" at any time" if again else " when it is 0")
    return Design(
        "a one-shot timer", ports, text, f"{why}; else down to 0. {out} = {left} != 0. {edge} {clk}, {reset.phrase}.",
        tuple(body), rows,
        d.style, ("one_shot", "pulse_timer", "stretcher"),
        {"cycles": cycles, "on": on, "again": again, "reset": reset.phrase},
    )  # fmt: skip


_DIV_TICK = (
    "{o} is 1 for one cycle in every {n}, namely the last: a counter runs from 0 to {m} ({at}) and {o} is 1 while it "
    "is {m}. {xe} {rs}",
    "Tick generator. Period: {n} cycles of {c}, {ed} edge. {o} is high in the last cycle of each period, low in the "
    "other {m}. {xe} {rs}",
    "We only want to act on each {n}th clock. So count {c} ({ed} edge) modulo {n} from 0 and raise {o} while the "
    "count is {m}. {xe} {rs}",
    "{rs} After this, {o} is 0 for {m} cycles, then 1 for one cycle, then 0 for {m} again, and so on; clock {c}, {ed} edge. {xe}",
    "Prescaler by {n}: internal counter 0..{m}, steps {at}, {o} = (counter at its end). {xe} {rs}",
)


_DIV_SQUARE = (
    "{o} is a square wave that is inverted after every {n} {ed} edges of {c}. {xe} {rs}",
    "Divide {c} by {nd}: {o} stays {n} cycles at one level, then {n} at the other ({ed} edge). {xe} {rs}",
    "Blink {o}. A counter from 0 to {m} steps {at}; on the step from {m} back to 0 {o} toggles. {xe} {rs}",
    "{rs} From there on {o} changes its level at each {n}th {ed} edge of {c}. {xe}",
    "Clock divider: in {c}, out {o}, duty cycle 50 %, half period {n} input cycles, reacting to the {ed} edge. {xe} {rs}",
    "A slower clock {o} is made from {c}: high for {n} cycles, low for {n} cycles, edges of {o} on {ed} edges of {c}. {xe} {rs}",
)


@family("told_divider", "timers", 1.0)
def divider(d: Draw) -> Design:
    """A tick in every so many cycles, or a square wave, from an internal counter."""
    count = d.one((3, 4, 5, 6, 7, 8, 9, 10, 12, 16, d.number(3, 20)))
    width = (count - 1).bit_length()
    clk, reset, falling, square = d.clock(), d.reset(("sync", "async")), d.chance(0.15), d.chance(0.5)
    out = (
        d.name("slow", "blink", "clk_div", "wave", "half", "q")
        if square
        else d.name("tick", "pulse", "tc", "strobe", "ce_out", "beat")
    )
    enable = d.name(*ENABLES[:6]) if d.chance(0.4) else ""
    value = d.one((0, 0, 1)) if square else 0
    ports = ordered(d, (Port(clk), *reset.ports, *([Port(enable)] if enable else []), Port(out, output=True, stored=square)))
    xe = d.any(
        "While {e} is 0 the count and {o} (do not move|stay as they are).", "{e} = 0 freezes the count.",
        "Only cycles with {e} = 1 are counted; {o} holds meanwhile.", e=enable, o=out,
    ) if enable else ""  # fmt: skip
    target = f"{out}" if square else "the count"
    slots = slots_of(d, clk, falling, reset, target, str(value))
    if square:
        slots["rs"] = f"{slots['rs']} " + d.any("The internal count is cleared with it.", "The same reset restarts the count.")
    text = told_of(d, _DIV_SQUARE if square else _DIV_TICK, ports, o=out, n=count, nd=2 * count, m=count - 1, xe=xe, **slots)
    text = text.replace(" 3th", " 3rd")
    cnt = d.name("cnt", "ctr", "div_cnt", "phase")
    last, one = d.style.literal(width, count - 1), "1'b1"
    if square:
        lines = [f"if ({cnt} == {last}) begin", f"  {cnt} <= 0;", f"  {out} <= ~{out};", f"end else {cnt} <= {cnt} + {one};"]
    else:
        lines = [f"{cnt} <= ({cnt} == {last}) ? {d.style.literal(width, 0)} : {cnt} + {one};"]
    if enable:
        lines = [f"if ({enable}) begin", *(f"  {line}" for line in lines), "end"]
    clear = [f"{cnt} <= 0;", *([f"{out} <= 1'b{value};"] if square else [])]
    edge = "negedge" if falling else "posedge"
    body = [d.style.declare(cnt, width), *d.clocked(clk, reset, clear, lines, edge)]
    if not square:
        body.append(f"assign {out} = ({cnt} == {last});")

    def output(s: int, v: dict[str, int]) -> dict[str, int]:
        return {out: (value + s // count) % 2 if square else int(s % count == count - 1)}

    rows = clocked(
        d.rng, ports, clk, reset, 0, lambda s, v: s if enable and not v[enable] else s + 1, output, falling=falling, cycles=90,
        bias=(lambda r, i: {enable: int(r.random() < 0.85)}) if enable else None,
    )  # fmt: skip
    what = f"{out} toggles when it wraps" if square else f"{out} = ({cnt} == {count - 1})"
    why = f"{cnt} counts 0..{count - 1}" + f" if {enable}" * bool(enable) + f"; {what}. {edge} {clk}, {reset.phrase}."
    return Design(
        "a clock divider" if square else "a tick generator", ports, text, why, tuple(body), rows, d.style,
        ("divider", "tick_gen", "prescaler"), {"count": count, "square": square, "value": value, "reset": reset.phrase},
    )  # fmt: skip
