"""Shift registers: serial in, parallel load, by mode, with taps."""
# ruff: noqa: E731  (one-line models side by side read best as lambdas)

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from groundwire.distill.families.design import Design
from groundwire.distill.families.draw import Draw, listing
from groundwire.distill.families.models import clocked, signed
from groundwire.distill.families.ports import Port
from groundwire.distill.families.registry import family
from groundwire.distill.families.telling import at_edge, laid_out, sentence, when
from groundwire.distill.families.voices.register_words import edge, listed, setting

_SHIFTS = (
    "A {w}-bit shift register shifts {s} by one bit {at}{c}; {i} comes in at bit {f}",
    "{at}{c}, the {w}-bit shift register moves one place to the {s} and takes {i} into bit {f}",
    "{i} enters a {w}-bit shift register at bit {f} {at}{c}, and the rest moves {s} by one",
    "{at}{c} every bit moves to its {s} neighbour; bit {f}, which becomes free, takes {i}",
    "The register has {w} bits. It shifts {s} {at}{c}, bit {l} is lost and {i} fills bit {f}",
    "Shift {s} by one place {at}{c}: the new bit {f} is {i}, the old bit {l} is dropped",
    "Serial input: {i}, into bit {f}. Direction: {s}. Length: {w} bits. It shifts {at}{c}",
    "{w} flip-flops form a chain that starts at bit {f} with {i} and ends at bit {l}; it advances {at}{c}",
    "Can you (build|write) a {w}-bit register that shifts {s} {at}{c}, with {i} as the serial input at bit {f}?",
    "To collect serial data, {i} is pushed into bit {f} of a {w}-bit register {at}{c}; what was there moves {s}",
    "The oldest bit sits in bit {l}, the newest in bit {f} of {w} bits; {at}{c} one bit is taken from {i}",
    "{at}{c}: drop bit {l}, move the other {m} bits one place {s}, put {i} into bit {f}",
    "One shift is done {at}{c}. Bits travel from bit {f}, where {i} comes in, towards bit {l}; {w} bits in all",
    "Bits come from {i}, one {at}{c}, and wander {s} through {w} places, from bit {f} to bit {l}",
    "The serial data of {i} is shifted in from the {o} end (bit {f}), {w} bits deep, {at}{c}",
)
_LOADS = (
    "{l} = 1 loads the register from {p} instead of shifting{x}",
    "{wy}, {p} is loaded{x}",
    "{p} is loaded in parallel {wy}{x}",
    "Parallel load: {p}, {wy}{x}",
    "{l} has priority over shifting: {wy} the register takes {p}{x}",
    "Instead of shifting, the register takes over {p} {wy}{x}",
    "{wn} the register can shift; {wy} it is loaded with {p}{x}",
    "Loading comes before shifting{x}: {l} at 1 copies all of {p}",
)
_HOLDS = (
    "Shifting is done only {wy}",
    "{wn} nothing shifts",
    "{en} enables shifting: 0 holds, 1 shifts",
    "{en} enables shifting: 1 shifts, 0 holds",
    "Without {en} (low) there is no shift",
    "The register shifts only {wy}",
    "{wn} the bits stay where they are",
)


@family("shift_register", "shift registers", 2.0)
def shift_register(d: Draw) -> Design:
    """Serial in; left or right; enable; parallel load; whole register or last bit out."""
    clk, reset = d.clock(), d.reset(("none", "sync", "sync", "async", "async"))
    width = d.one((3, 4, 4, 5, 6, 8, 8, 8, 12, 16))
    left, falling = d.chance(0.55), d.chance(0.15)
    serial = d.name("sin", "in", "si", "d", "data", "ser")
    out = d.name("q", "sr", "out", "taps")
    last_only = d.chance(0.25)
    load, data = (d.name("load", "ld"), d.name("p", "load_data", "par_in")) if d.chance(0.35) else ("", "")
    enable = d.name("en", "ena", "shift") if d.chance(0.35) else ""
    reg = d.name("sr_reg") if last_only else out
    first, last = (0, width - 1) if left else (width - 1, 0)
    code = f"{{{reg}[{width - 2}:0], {serial}}}" if left else f"{{{serial}, {reg}[{width - 1}:1]}}"
    step = [f"{'if (' + enable + ') ' if enable else ''}{reg} <= {code};"]
    if load:
        step = [f"if ({load}) {reg} <= {data};", f"else {step[0]}"]
    start = 0 if last_only or reset.kind == "none" or d.chance(0.75) else d.one(((1 << width) - 1, 1, d.rng.getrandbits(width)))
    shown = [*([Port(load), Port(data, width)] if load else []), *([Port(enable)] if enable else []), Port(serial)]
    if d.chance(0.5):
        d.rng.shuffle(shown)
    ports = (Port(clk), *reset.ports, *shown, Port(out, 1 if last_only else width, output=True, stored=not last_only))
    active = "negedge" if falling else "posedge"
    body = d.clocked(clk, reset, [f"{reg} <= {d.style.literal(width, start, 'b') if start else 0};"], step, active)
    if last_only:
        body = [d.style.declare(reg, width), *body, f"assign {out} = {reg}[{last}];"]
    text = _shift_facts(d, clk, falling, width, left, serial, out, last if last_only else None, enable, load, data)
    effect = "clears the register" if last_only else setting(d, out, start, width)
    mask = (1 << width) - 1

    def update(s: int, v: dict[str, int]) -> int:
        if load and v[load]:
            return v[data]
        if enable and not v[enable]:
            return s
        return (s << 1 | v[serial]) & mask if left else s >> 1 | v[serial] << (width - 1)

    bias = lambda r, i: ({load: int(r.random() < 0.12)} if load else {}) | ({enable: int(r.random() < 0.8)} if enable else {})
    rows = clocked(
        d.rng,
        ports,
        clk,
        reset,
        start,
        update,
        lambda s, v: {out: s >> last & 1 if last_only else s},
        cycles=36,
        bias=bias,
        falling=falling,
        unknown=(0, mask) if reset.kind == "none" else (),
    )
    why = f"{active} {clk}; {reset.phrase}" + f" to {start}" * (reset.kind != "none") + f"; {load} first: {data}" * bool(load)
    why += f"; {enable}: shift" * bool(enable) + f". {'Left' if left else 'Right'}, {serial} at bit {first}: {code}."
    return Design(
        "a shift register",
        ports,
        laid_out(d, [*text, d.tell_reset(reset, effect)]),
        why,
        tuple(body),
        rows,
        d.style,
        ("shift_reg", "shift_register"),
        {
            "width": width,
            "left": left,
            "load": bool(load),
            "enable": bool(enable),
            "last_only": last_only,
            "reset": reset.phrase,
            "start": start,
        },
        wave=f"{serial} moves through {out}, bit by bit."
        if width <= 4 and not load and not enable and reset.kind == "none"
        else "",
    )


def _shift_facts(
    d: Draw,
    clk: str,
    falling: bool,
    width: int,
    left: bool,
    serial: str,
    out: str,
    last: int | None,
    enable: str,
    load: str,
    data: str,
) -> list[str]:
    """What a shift register does, fact by fact."""
    inside = bool(enable) and d.chance(0.5)
    side = (
        d.any("left (towards the most significant bit)", "left", "left")
        if left
        else d.any("right (towards the least significant bit)", "right", "right")
    )
    facts = [
        d.any(
            *_SHIFTS,
            w=width,
            s=side,
            i=serial,
            at=at_edge(d, clk, falling),
            c=f" {when(d, enable, 1)}" if inside else "",
            m=width - 1,
            f=0 if left else width - 1,
            l=width - 1 if left else 0,
            o=d.one(("low", "least significant")) if left else d.one(("high", "most significant")),
        )
    ]
    if enable and not inside:
        facts.append(d.any(*_HOLDS, en=enable, wy=when(d, enable, 1), wn=when(d, enable, 0)))
    if load:
        whatever = d.any(", whatever {e} is", ", even if {e} is 0", " (it does not need {e})", e=enable) if enable else ""
        facts.append(d.any(*_LOADS, l=load, p=data, x=whatever, wy=when(d, load, 1), wn=when(d, load, 0)))
    if last is None:
        facts.append(
            d.any(
                "{o} is the whole register",
                "the content of the register is {o}",
                "All bits are visible at {o}",
                "{o} shows the register",
                "The shift register is called {o}",
                "The register itself is the output {o}",
                o=out,
            )
        )
    else:
        facts.append(
            d.any(
                "{o} is the bit that leaves next (bit {n})",
                "Only bit {n} is visible, as {o}",
                "{o} is bit {n} of the register",
                "Bit {n} drives {o}",
                "The serial output {o} is bit {n}",
                o=out,
                n=last,
            )
        )
    return facts


class _Operation(NamedTuple):
    """One thing that a mode can ask for."""

    code: str
    """The next value."""
    told: tuple[str, ...]
    """Ways to say it."""
    model: Callable[[int, dict[str, int]], int]
    """The next value of a value."""


def _model(move: Callable[[int, int], int], places: int, mask: int) -> Callable[[int, dict[str, int]], int]:
    """A move by a fixed number of places, cut to the width."""
    return lambda s, v: move(s, places) & mask


def _bits(name: str, high: int, low: int) -> str:
    return f"{name}[{high}:{low}]" if high > low else f"{name}[{low}]"


def _operations(q: str, width: int, data: str, right: str, left: str) -> dict[str, _Operation]:
    """What a register can do with itself, by kind; serial inputs and data under their names."""
    top, mask = width - 1, (1 << width) - 1
    found = {
        "hold": _Operation(q, ("hold", "keep {q}", "no change", "{q} stays as it is"), lambda s, v: s),
        "load": _Operation(
            data, ("load {data}", "take {data}", "parallel load of {data}", "{q} is loaded with {data}"), lambda s, v: v[data]
        ),
        "clear": _Operation(f"{width}'d0", ("clear", "set {q} to 0", "all zeros", "{q} is cleared"), lambda s, v: 0),
        "set": _Operation(f"{{{width}{{1'b1}}}}", ("set every bit", "all ones", "{q} becomes all ones"), lambda s, v: mask),
        "invert": _Operation(f"~{q}", ("invert every bit", "complement {q}", "{q} becomes ~{q}"), lambda s, v: s ^ mask),
        "up": _Operation(f"{q} + 1'b1", ("count up", "increment {q}", "add 1"), lambda s, v: s + 1 & mask),
        "down": _Operation(f"{q} - 1'b1", ("count down", "decrement {q}", "subtract 1"), lambda s, v: s - 1 & mask),
        "right": _Operation(
            f"{{{right}, {q}[{top}:1]}}",
            (
                "shift right by one with {right} entering at the top",
                "shift right, {right} into bit {top}",
                "move one place right and put {right} into the most significant bit",
            ),
            lambda s, v: s >> 1 | v[right] << top,
        ),
        "left": _Operation(
            f"{{{q}[{top - 1}:0], {left}}}",
            (
                "shift left by one with {left} entering at the bottom",
                "shift left, {left} into bit 0",
                "move one place left and put {left} into the least significant bit",
            ),
            lambda s, v: (s << 1 | v[left]) & mask,
        ),
    }
    for n in (1, 2, 3):
        places = "one place" if n == 1 else f"{n} places"
        rest, end, sign = _bits(q, top - n, 0), _bits(q, top, n), f"{q}[{top}]"
        low = _bits(q, n - 1, 0)
        high = _bits(q, top, top - n + 1)
        copied = sign if n == 1 else f"{{{n}{{{sign}}}}}"
        found |= {
            f"rotr{n}": _Operation(
                f"{{{low}, {end}}}",
                (f"rotate right by {n}", f"rotate {places} to the right", f"right rotation by {places}"),
                _model(lambda s, n: s >> n | s << width - n, n, mask),
            ),
            f"rotl{n}": _Operation(
                f"{{{rest}, {high}}}",
                (f"rotate left by {n}", f"rotate {places} to the left", f"left rotation by {places}"),
                _model(lambda s, n: s << n | s >> width - n, n, mask),
            ),
            f"sll{n}": _Operation(
                f"{{{rest}, {n}'b0}}",
                (f"shift left by {n}, zeros in", f"shift {places} to the left and fill with 0", f"logical left shift by {n}"),
                _model(lambda s, n: s << n, n, mask),
            ),
            f"srl{n}": _Operation(
                f"{{{n}'b0, {end}}}",
                (f"shift right by {n}, zeros in", f"shift {places} to the right and fill with 0", f"logical right shift by {n}"),
                _model(lambda s, n: s >> n, n, mask),
            ),
            f"sra{n}": _Operation(
                f"{{{copied}, {end}}}",
                (
                    f"arithmetic shift right by {n}",
                    f"shift {places} right and copy the sign bit",
                    f"shift {places} to the right arithmetically",
                ),
                _model(lambda s, n: signed(s, width) >> n, n, mask),
            ),
        }
    return found


_MODES = (
    "{at} the {w}-bit register {q} does what {m} says",
    "{q} is a {w}-bit register ({e}) that {m} controls",
    "{m} selects what happens to {q} {at}",
    "What the {w}-bit register {q} does {at} depends on {m}",
    "the value of {m} {at} tells what becomes of {q}",
    "Operations of {q}, chosen by {m} and done {at}",
    "Mode table of {m} for {q}, which is updated {at}",
    "I need a {w}-bit register {q} with several modes. {m} chooses {at}",
    "Four modes, selected by {m}, act on {q} {at}",
)
_FORMS = (
    "{b}: {t}",
    "{m}={b}: {t}",
    "{m} = {b} -> {t}",
    "{t} for {b}",
    "{t} if {m} is {n}",
    "{t} when {m} = {b}",
    "{m} = {n}: {t}",
    "{t} ({m} = {b})",
    "with {m} at {n}, {t}",
    "{n} means: {t}",
)
_TABLES = {
    "universal": ("hold", "right", "left", "load"),
    "rotator": ("hold", "rotr1", "rotl1", "load"),
    "arith": ("sll1", "sll2", "sra1", "sra2"),
    "mixed": ("load", "rotl1", "sra1", "clear"),
}


def tell_modes(d: Draw, lead: str, mode: str, bits: int, told: list[tuple[int, str]], other: str = "") -> str:
    """The cases of a mode in any order; `other` is what every code does that is not told."""
    order = list(told)
    d.rng.shuffle(order)
    form = d.one(_FORMS)
    cases = [form.format(b=f"{code:0{bits}b}", n=code, m=mode, t=words) for code, words in order]
    if other:
        cases.append(d.one(("otherwise {t}", "else: {t}", "any other value: {t}", "all others: {t}")).format(t=other))
    return listed(d, cases, sentence(lead).rstrip("."))


@family("universal_shift", "shift registers", 1.5)
def universal_shift(d: Draw) -> Design:
    """Four operations drawn from many (hold, load, shift, rotate, count, ...), one for each value of a mode, in any order."""
    clk, reset, falling = d.clock(), d.reset(("sync", "async")), d.chance(0.15)
    width = d.one((4, 5, 8, 8, 16))
    mode, out = d.name("mode", "amount", "ctrl", "op", "sel"), d.name("q", "out", "r")
    data = d.name("d", "data", "p")
    right_in, left_in = d.names(("sir", "sil"), ("right_in", "left_in"), ("rin", "lin"))
    known = _operations(out, width, data, right_in, left_in)
    kinds = list(d.one(list(_TABLES.values()))) if d.chance(0.5) else d.rng.sample(sorted(known), 4)
    d.rng.shuffle(kinds)
    loads = d.name("load", "ld") if "load" not in kinds and d.chance(0.4) else ""
    if not loads and not {"load", "set", "up", "down", "invert", "right", "left"} & set(kinds):
        kinds[d.number(0, 3)] = "load"
    used = set(kinds)
    shown = [
        *([Port(loads)] if loads else []),
        Port(mode, 2),
        *([Port(right_in)] if "right" in used else []),
        *([Port(left_in)] if "left" in used else []),
    ]
    shown += [Port(data, width)] if loads or "load" in used else []
    if d.chance(0.5):
        d.rng.shuffle(shown)
    ports = (Port(clk), *reset.ports, *shown, Port(out, width, output=True, stored=True))
    slots = {"q": out, "data": data, "right": right_in, "left": left_in, "top": width - 1}
    told = [(code, d.one(known[kind].told).format(**slots)) for code, kind in enumerate(kinds)]
    lead = d.any(*_MODES, w=width, q=out, m=mode, at=at_edge(d, clk, falling), e=edge(d, clk, falling))
    hidden = d.number(0, 3) if d.chance(0.3) else -1
    main = tell_modes(d, lead, mode, 2, [case for case in told if case[0] != hidden], told[hidden][1] if hidden >= 0 else "")
    facts = [d.tell_reset(reset, setting(d, out, 0))]
    if loads:
        facts.append(
            d.any(
                *_LOADS[:6],
                l=loads,
                p=data,
                x=d.one(("", f", whatever {mode} is", f", and {mode} does not matter then")),
                wy=when(d, loads, 1),
                wn=when(d, loads, 0),
            )
            .replace("over shifting", f"over {mode}")
            .replace(" instead of shifting", "")
            .replace("can shift", f"does what {mode} says")
            .replace("nstead of shifting,", f"nstead of what {mode} says,")
        )
    case = [
        f"case ({mode})",
        *(f"  2'b{code:02b}: {out} <= {known[kind].code};" for code, kind in enumerate(kinds[:3])),
        f"  default: {out} <= {known[kinds[3]].code};",
        "endcase",
    ]
    step = [f"if ({loads}) {out} <= {data};", "else begin", *(f"  {x}" for x in case), "end"] if loads else case

    def update(s: int, v: dict[str, int]) -> int:
        return v[data] if loads and v[loads] else known[kinds[v[mode]]].model(s, v)

    bias = lambda r, i: {loads: int(i < 4 or r.random() < 0.2)} if loads else {}
    rows = clocked(d.rng, ports, clk, reset, 0, update, lambda s, v: {out: s}, cycles=44, bias=bias, falling=falling)
    active = "negedge" if falling else "posedge"
    rest = laid_out(d, facts)
    return Design(
        d.one(("a register with four modes", "a universal shift register", "a register with a mode input")),
        ports,
        f"{main}\n{rest}"
        if "\n" in main
        else d.one((f"{main} {rest}", f"{main} {rest}", f"{rest} {main}" if "\n" not in rest else f"{rest}\n{main}")),
        f"{active} {clk}; {reset.phrase}"
        + f"; {loads} first: {data}" * bool(loads)
        + f". {mode}: "
        + ", ".join(f"{code} {kind}" for code, kind in enumerate(kinds))
        + ".",
        tuple(d.clocked(clk, reset, [f"{out} <= 0;"], step, active)),
        rows,
        d.style,
        ("universal_shift", "rotator"),
        {"kinds": kinds, "width": width, "load": bool(loads), "reset": reset.phrase, "falling": falling},
    )


def _taps(d: Draw, width: int, count: int) -> list[int]:
    return d.rng.sample(range(width), count)


_FOLD: dict[str, tuple[str, Callable[[list[int]], int]]] = {
    "XOR": ("^", lambda bits: sum(bits) & 1),
    "AND": ("&", lambda bits: int(all(bits))),
    "OR": ("|", lambda bits: int(any(bits))),
}


@family("tapped_shift", "shift registers", 1.3)
def tapped_shift(d: Draw) -> Design:
    """A hidden shift register whose taps make an output by a gate, and whose input may be mixed with a tap of its own."""
    clk, reset, falling = d.clock(), d.reset(("sync", "async")), d.chance(0.2)
    width, left = d.one((3, 4, 5, 6, 8)), d.chance(0.5)
    serial, out = d.names(("d", "y"), ("in", "out"), ("x", "z"), ("si", "match"))
    sr, word, back = d.name("sr"), d.one(tuple(_FOLD)), d.one(("", "", "XOR", "OR", "AND"))
    enable = d.name("en", "ce") if d.chance(0.3) else ""
    taps, tap = _taps(d, width, 2 if width == 3 else d.number(2, 3)), d.number(0, width - 1)
    op, fold = _FOLD[word]
    entry = f"{serial} {_FOLD[back][0]} {sr}[{tap}]" if back else serial
    first = 0 if left else width - 1
    shifted = f"{{{sr}[{width - 2}:0], {entry}}}" if left else f"{{{entry}, {sr}[{width - 1}:1]}}"
    step = [f"if ({enable}) {sr} <= {shifted};"] if enable else [f"{sr} <= {shifted};"]
    shown = [Port(serial), *([Port(enable)] if enable else [])]
    d.rng.shuffle(shown)
    ports = (Port(clk), *reset.ports, *shown, Port(out, output=True))
    mixed = (
        d.any("({i} {b} its bit {t}|the {b} of {i} and its bit {t}|the {b} of its bit {t} and {i})", i=serial, b=back, t=tap)
        if back
        else serial
    )
    side = "left" if left else "right"
    facts = [
        d.any(
            "An internal {w}-bit register {r} shifts {s} {at}; the new bit {f} is {x}",
            "Inside is a {w}-bit shift register {r}. It moves {s} by one {at}, and bit {f} takes {x}",
            "{at}, {r} ({w} bits, not a port) shifts {s} and takes {x} at bit {f}",
            "Keep the last values in a {w}-bit register {r}: {at} it shifts {s}, with {x} entering at bit {f}",
            "the state is {r}, {w} bits wide; it is shifted to the {s} {at}; {x} fills bit {f}",
            "What enters bit {f} of the {w}-bit shift register {r} is {x}; the shift goes {s} and happens {at}",
            w=width,
            r=sr,
            s=side,
            at=at_edge(d, clk, falling),
            f=first,
            x=mixed,
        ),
        d.any(
            "{o} is the {w} of bits {t} of {r}",
            "{o} = {c}",
            "The output {o} is {c}, without a register",
            "Bits {t} of {r} are combined by {w} into {o}",
            "Taps at {t} of {r} go into an {w} gate that drives {o}",
            "{o} always shows the {w} of {r}'s bits {t}",
            o=out,
            w=word,
            t=listing([str(t) for t in taps]),
            r=sr,
            c=f" {op} ".join(f"{sr}[{t}]" for t in taps),
        ),
        d.tell_reset(reset, setting(d, sr, 0)),
    ]
    if enable:
        facts.append(d.any(*_HOLDS, en=enable, wy=when(d, enable, 1), wn=when(d, enable, 0)))

    def update(s: int, v: dict[str, int]) -> int:
        if enable and not v[enable]:
            return s
        bit = _FOLD[back][1]([v[serial], s >> tap & 1]) if back else v[serial]
        return (s << 1 | bit) & (1 << width) - 1 if left else s >> 1 | bit << width - 1

    rows = clocked(
        d.rng,
        ports,
        clk,
        reset,
        0,
        update,
        lambda s, v: {out: fold([s >> t & 1 for t in taps])},
        cycles=48,
        falling=falling,
        bias=lambda r, i: {serial: int(r.random() < 0.65)},
    )
    active = "negedge" if falling else "posedge"
    return Design(
        "a shift register with taps",
        ports,
        laid_out(d, facts),
        f"{active} {clk}; {reset.phrase}"
        + f"; only if {enable}" * bool(enable)
        + f". Shift {side}, {entry} at bit {first}; {out}: {word} of bits {', '.join(map(str, taps))}.",
        (
            d.style.declare(sr, width),
            *d.clocked(clk, reset, [f"{sr} <= 0;"], step, active),
            f"assign {out} = {f' {op} '.join(f'{sr}[{t}]' for t in taps)};",
        ),
        rows,
        d.style,
        ("tapped_shift", "shift_taps"),
        {
            "width": width,
            "left": left,
            "word": word,
            "taps": taps,
            "back": back and (back, tap),
            "enable": bool(enable),
            "reset": reset.phrase,
        },
    )
