"""One line of many: decoders with enables, demultiplexers, crossed pairs, data let through or held back."""

from __future__ import annotations

import random

from groundwire.distill.families.design import Design
from groundwire.distill.families.draw import Draw, listing
from groundwire.distill.families.ports import Port
from groundwire.distill.families.registry import family
from groundwire.distill.families.telling import is_level
from groundwire.distill.families.voices.choose_shared import (
    ENABLES,
    OUTS,
    PAIRS,
    SELECTS,
    WIDTHS,
    Values,
    fill_word,
    filled,
    finished,
    kind_of,
)

_DECODE = (
    "{n}-to-{m} decoder, {a} to {o}. {w} {e}",
    "{o}[k] is {l} if {a} = k{y}, otherwise {h}.{r}",
    "Decode {a}: the bit of {o} with that number is {l}, the other bits are {h}. {e}{r}",
    "{e} Otherwise bit {a} of {o}, and only that bit, is {l}.{r}",
    "{w} The line that {a} names is the selected one, all in {o}. {e}",
    "Address decoder for {m} devices. Address {a}, select lines {o} (selected = {l}, not selected = {h}). {e}{r}",
    "One-{t} decoder: {o} has a single {l} at position {a}. {e}{r}",
    "Not a one-{u} but a one-{t} code is wanted on {o}: a {l} at place {a}, {h} everywhere else. {e}{r}",
    "{n}-bit code in, {m} lines out. Code: {a}. Lines: {o}. Active level of a line: {l}. {e}{r}",
    "hi, can you do the row select of a led matrix? {a} is the row number, {o} the {m} rows, a row is on when its bit "
    "is {l}. {e}{r}",
    "A decoder takes a number and makes exactly one of its outputs active, like a floor number that lights one lamp. Here the "
    "number is {a} and the lamps are the bits of {o}; a lamp (is lit by|lights with) a {l}. {e}{r}",
    "- {a}: line number\n- {o}: {m} lines, the chosen one {l}, all others {h}\n- {e}{r}",
    "What is on {o}? Only bit number {a} is {l}{v}; all other bits are {h}.{r} {e}",
    "Ticket: the chip selects come out with the wrong polarity. In {o} bit number {a} must be {l} and the others {h}. {e}{r}",
)


@family("choose_decoder", "decoders", 1.0)
def choose_decoder(d: Draw) -> Design:
    """A decoder with one or two enables of either level, lines of either polarity, numbered from the right or the left."""
    n = d.one((1, 2, 2, 2, 3, 3, 4))
    m, low, back = 1 << n, d.chance(0.4), d.chance(0.18)
    a, o = d.name("a", "addr", "in", "code", "sel", "x", "row", "num"), d.name("y", "cs", "dec", "out", "lines", "o", "q", "led")
    count = d.one((0, 1, 1, 1, 2))
    enables = [d.name(*ENABLES)] * (count == 1)
    if count == 2:
        enables = d.names(("e1", "e2"), ("en_a", "en_b"), ("g1", "g2"), ("en0", "en1"), ("cs", "en"))
    levels = [d.number(0, 1) for _ in enables]
    level, rest = (0, 1) if low else (1, 0)
    tests = [is_level(d, name, value, plain=True) for name, value in zip(enables, levels, strict=True)]
    on = f"{'both ' * (count == 2)}{' and '.join(tests)}"
    off = (tests and (is_level(d, enables[0], 1 - levels[0], plain=True) if count == 1 else f"it is not so that {on}")) or ""
    ending = "" if not count else d.any(
        "This holds only while {c}; else all bits of {o} are {h}.", "If {f}, all bits of {o} are {h}.",
        "All bits of {o} stay {h} unless {c}.", "Enabled when {c}. Disabled: {h} in every bit of {o}.",
        c=on, f=off, o=o, h=rest,
    )  # fmt: skip
    if not count:
        ending = d.one(("There is no enable.", "It is always enabled.", ""))
    left = d.any(" Bits of {o} are numbered from the left: number 0 is {o}[{g}].", " Mind the order: number 0 is the leftmost "
                 "bit, {o}[{g}], and number {g} is {o}[0].", o=o, g=m - 1) if back else ""  # fmt: skip
    frames = [frame for frame in _DECODE if not (back and ("[k]" in frame or "{r}" not in frame))]
    if not ending.startswith("If "):
        frames = [frame for frame in frames if not frame.startswith("{e}")]
    text = d.any(
        *frames, n=n, m=m, a=a, o=o, e=ending, r=left, l=level, h=rest, t="cold" if low else "hot", u="hot" if low else "cold",
        y=f" and {on}" if count else "", v=f", provided that {on}" if count else "",
        w=d.any("The selected line is {l}, the others {h}.", "Outputs are active {k}.", l=level, h=rest,
                k="low" if low else "high"),
    ).replace("  ", " ").removesuffix("\n- ").strip()  # fmt: skip
    code = f"{d.style.literal(m, 1, 'd')} << {f'({m - 1} - {a})' if back else a}"
    test = " && ".join(f"{'' if value else '!'}{name}" for name, value in zip(enables, levels, strict=True))
    test = f"({test})" if count == 2 else test
    shown = f"~({code})" if low else code
    how = d.one(("assign", "if")) if count else "plain"
    off_code = filled(m, rest)
    if not count:
        lines = [f"assign {o} = {shown};"]
    elif how == "assign":
        lines = [f"assign {o} = {test} ? {shown if low else f'({shown})'} : {off_code};"]
    else:
        head = test if count == 2 else f"({test})"
        lines = [f"{d.style.comb} begin", f"  if {head} {o} = {shown};", f"  else {o} = {off_code};", "end"]

    def function(v: Values) -> dict[str, int]:
        enabled = all(v[name] == value for name, value in zip(enables, levels, strict=True))
        place = m - 1 - v[a] if back else v[a]
        return {o: sum((level if enabled and bit == place else rest) << bit for bit in range(m))}

    why = f"bit {f'{m - 1}-{a}' if back else a} = {level}, others {rest}"
    if count:
        why += f"\nenabled by {', '.join(f'{x}={y}' for x, y in zip(enables, levels, strict=True))}; else all {rest}"
    return finished(
        d, f"a {n}-to-{m} decoder", ("decoder", "line_select", "chip_select"), [Port(a, n), *(Port(name) for name in enables)],
        [(o, m)], text, why, lines, function, how, {"low": low, "levels": levels, "back": back},
    )  # fmt: skip


_DEMUX = (
    "Demultiplexer: {x} goes to {i}, depending on {s}. (The outputs that are not chosen|Outputs not chosen) are {z}.",
    "{s} says where {x} goes: {i}. All other outputs read {z}.",
    "{z} on every output, only the chosen one carries {x}. By {s} that is {i}.",
    "{b}\nThe value is {x}. Outputs that are not in use: {z}.",
    "1-to-{n} demux with data {x} and select {s}: {i}. Idle level of an output: {z}.",
    "{j} The others (stay|are) {z} meanwhile.",
    "hi, i have one source {x} and {n} sinks. {s} chooses the sink: {i}. sinks that are not chosen should see {z}.",
    "A demultiplexer is the mirror image of a multiplexer: one input, several outputs, and a select that says which output is "
    "connected. An output without connection must still have a value, here {z}. The input is {x}, the select {s}: {i}.",
    "Which output gets {x}? Look at {s}: {i}. What do the rest get? {z}.",
    "Distributor for {v} data {x}. Select {s}.\n{b}\nUnselected outputs are {z}.",
    "Ticket: packets from {x} come out at the wrong port. By {s} the ports should be {i}. A port without data shows {z}.",
    "{s} | carries {x}\n{t}\nThe remaining outputs of each row are {z}.",
    "Send {x} to just one of the outputs. The code {s} decides: {i}. Hold the other outputs at {z}.",
)


@family("choose_demux", "demultiplexers", 1.0)
def choose_demux(d: Draw) -> Design:
    """One input to one of two to four outputs by any assignment of codes; what the other outputs show."""
    n = d.one((2, 2, 3, 4))
    outs = d.names(*{
        2: (("y0", "y1"), ("a", "b"), ("left", "right"), ("o0", "o1"), ("p", "q"), ("lo", "hi")),
        3: (("y0", "y1", "y2"), ("a", "b", "c"), ("p", "q", "r"), ("o0", "o1", "o2"), ("A", "B", "C")),
        4: (("y0", "y1", "y2", "y3"), ("a", "b", "c", "d"), ("o0", "o1", "o2", "o3"), ("A", "B", "C", "D")),
    }[n])  # fmt: skip
    x, s = d.name("in", "din", "x", "data", "src", "i", "value"), d.name(*SELECTS)
    bits, width, ones = (1 if n == 2 else 2), d.one((1, 1, 1, 4, 8, 8, 16)), d.number(0, 3) == 0
    codes = d.rng.sample(range(1 << bits), n)
    word, base = fill_word(d, width, ones), "b" if d.chance(0.5) else "d"
    told = [(f"{code:0{bits}b}" if base == "b" else str(code), out) for code, out in zip(codes, outs, strict=True)]
    d.rng.shuffle(told)
    shape = d.one(("{c} means {o}", "{o} for {c}", "to {o} if {s} is {c}", "{c} -> {o}", "{o} when {s} = {c}", "{o} with {c}"))
    parts = [d.say(shape, c=code, o=out, s=s) for code, out in told]
    frames = [text for text in _DEMUX if not (shape.startswith(("to ", "{c}")) and ("goes to {i}" in text or "By {s} " in text))]
    text = d.any(
        *frames, x=x, s=s, z=word, n=n, v=kind_of(width), i=", ".join(parts) if "->" in shape else listing(parts),
        b="\n".join(f"- {s} = {code}: {out}" for code, out in told), t="\n".join(f"{code} | {out}" for code, out in told),
        j=" ".join(d.any("When {s} is {c}, {o} is {x}.", "{o} follows {x} if {s} is {c}.", "{s} = {c} connects {x} with {o}.",
                         s=s, c=code, o=out, x=x) for code, out in told),
    )  # fmt: skip
    text = text.replace("goes to to ", "goes to ")
    if n == 3:
        lost = next(code for code in range(4) if code not in codes)
        text += ("\n" if "\n" in text else " ") + d.any(
            "With {s} = {c} no output is chosen.", "{c} chooses nothing.", "The code {c} connects none of them.",
            s=s, c=f"{lost:02b}" if base == "b" else lost,
        )  # fmt: skip
    idle, how = filled(width, ones), d.one(("assign", "case"))
    pairs = sorted(zip(codes, outs, strict=True))
    if how == "assign":
        tests = [f"({s} == {bits}'d{code})" if n > 2 else s if code else f"!{s}" for code, _ in pairs]
        lines = [f"assign {out} = {test} ? {x} : {idle};" for test, (_, out) in zip(tests, pairs, strict=True)]
    else:
        lines = [f"{d.style.comb} begin", *(f"  {out} = {idle};" for out in outs), f"  case ({s})",
                 *(f"    {bits}'{'b' if bits == 1 else 'd'}{code}: {out} = {x};" for code, out in pairs), "    default: ;",
                 "  endcase", "end"]  # fmt: skip
        if n != 3:
            lines[-4:-2] = [f"    default: {pairs[-1][1]} = {x};"]

    def function(v: Values) -> dict[str, int]:
        return {out: v[x] if v[s] == code else ones * ((1 << width) - 1) for code, out in pairs}

    return finished(
        d, f"a 1-to-{n} demultiplexer", ("demux", "distributor", "route"), [Port(x, width), Port(s, bits)],
        [(out, width) for out in outs], text, f"{s}: {'; '.join(f'{code} -> {out} = {x}' for code, out in pairs)}\nothers {idle}",
        lines, function, how if how == "assign" else "case", {"codes": codes},
    )  # fmt: skip


_CROSS = (
    "When {x}, {p} is {a} and {q} is {b}. When {n}, the two are exchanged: {p} is {b}, {q} is {a}.",
    "{s} = {m} crosses the pair ({a} to {q}, {b} to {p}); {s} = {t} passes it straight ({a} to {p}, {b} to {q}).",
    "Crossover switch. Straight is {a} to {p} and {b} to {q}; crossed is the opposite. {s} at {t} means straight, at "
    "{m} crossed.",
    "{a} goes to {p} and {b} to {q}, unless {n}: then {a} goes to {q} and {b} to {p}.",
    "Swap if {n}: inputs {a}, {b}, outputs {p}, {q} (without a swap {p} = {a}, {q} = {b}).",
    "{s} | {p} | {q}\n{t} | {a} | {b}\n{m} | {b} | {a}",
    "Where is {a}? On {p} if {x}, else on {q}. And {b}? Always on the other one.",
    "hello, our cables are sometimes plugged the wrong way round, {s} = {m} tells so. then please give me {b} on {p} and {a} on "
    "{q}. if {s} = {t} all is fine: {p} gets {a}, {q} gets {b}.",
    "- {q}: {b} if {x}, {a} if {n}\n- {p}: {a} if {x}, {b} if {n}",
    "A crossbar of two by two is made from two multiplexers that share one select but have their inputs the other way round. The "
    "first makes {p}: {s} = {t} takes {a}, {s} = {m} takes {b}. The second makes {q} with {b} for {t} and {a} for {m}.",
    "{p} follows {b} and {q} follows {a} as long as {n}. In the other position of {s} it is {p} that follows {a} and {q} that "
    "follows {b}.",
    "Two {v} lanes, {a} and {b}, change sides when {s} is {m}. Their sides are {p} (home of {a}) and {q} (home of "
    "{b}). With {s} at "
    "{t} each is at home.",
)


@family("choose_cross", "multiplexers", 1.0)
def choose_cross(d: Draw) -> Design:
    """Two inputs to two outputs, straight or exchanged by a bit of either level."""
    a, b = d.names(*PAIRS)
    p, q = d.names(("y0", "y1"), ("o1", "o2"), ("out_a", "out_b"), ("f", "g"), ("r0", "r1"), ("z1", "z2"), ("top", "bot"))
    s, width, t = d.name("swap", "crossed", *SELECTS), d.one(WIDTHS), d.number(0, 1)
    if d.chance(0.3):
        p, q = q, p
    x, n = is_level(d, s, t, plain=True), is_level(d, s, 1 - t, plain=True)
    text = d.any(*_CROSS, a=a, b=b, p=p, q=q, s=s, t=t, m=1 - t, x=x, n=n, v=kind_of(width))
    how = d.one(("assign", "if"))
    one = {p: a if t else b, q: b if t else a}
    zero = {p: b if t else a, q: a if t else b}
    if how == "assign":
        lines = [f"assign {out} = {s} ? {one[out]} : {zero[out]};" for out in (p, q)]
    else:
        lines = [f"{d.style.comb} begin", f"  if ({s}) begin", *(f"    {out} = {one[out]};" for out in (p, q)),
                 "  end else begin", *(f"    {out} = {zero[out]};" for out in (p, q)), "  end", "end"]  # fmt: skip
    return finished(
        d, "a crossover switch", ("crossbar", "swap2", "exchange"), [Port(a, width), Port(b, width), Port(s)],
        sorted([(p, width), (q, width)]), text,
        f"{s}=0 -> {p}={zero[p]}, {q}={zero[q]}\n{s}=1 -> {p}={one[p]}, {q}={one[q]}", lines,
        lambda v: {out: v[(one if v[s] else zero)[out]] for out in (p, q)}, how, {"t": t},
    )  # fmt: skip


_LET = (
    "{o} is {a} when {x}, {z} when {n}.",
    "{o} = {z} if {n}; if {x}, {o} = {a}.",
    "{e} at {q} lets {a} through to {o}; at {r} {o} is {z}.",
    "{o} follows {a} unless {n}, in which case it is {z}.",
    "Only while {x} does {a} reach {o}. At other times {o} reads {z}.",
    "Gate the {v} signal {a} with {e}: {r} gives {z} on {o}, {q} leaves {a} as it is.",
    "{n}? Then {o} is {z}. Otherwise pass {a}.",
    "{e} | {o}\n{r} | {z}\n{q} | {a}",
    "- {a} in, {o} out\n- {e} = {q}: unchanged\n- {e} = {r}: {z} comes out",
    "hi, could you add a mute to {a}? {e} = {r} should make {o} read {z}, {e} = {q} should change nothing.",
    "Think of a door in a corridor. {a} comes from one side and {o} is the other. The door {e} is open when {q}. With the door "
    "shut, nobody comes through and {o} reads {z}.",
    "Not {z} but {a} must be on {o} as soon as {x}. {z} is right only for {e} = {r}.",
    "I say it in levels, since words like on and off mislead: {e} at {q}, {a} on {o}; {e} at {r}, {z} on {o}.",
    "Input {a} is copied to {o} on condition that {x}. If the condition is not met, the output is {z}.",
)


@family("choose_let_through", "gates", 1.0)
def choose_let_through(d: Draw) -> Design:
    """Data passed, or forced to 0 or 1 or inverted, by one control bit, or held off by a second one."""
    a, e = d.name("a", "x", "d", "in", "sig", "src", "data", "u"), d.name(*ENABLES, "k", "ctl", "mute")
    o, width, q = d.name(*OUTS), d.one(WIDTHS), d.number(0, 1)
    kind = d.one(("zero", "zero", "ones", "ones", "not", "not"))
    mask = (1 << width) - 1
    word = fill_word(d, width, int(kind == "ones"))
    if kind == "not":
        word = d.any("{a} inverted", "the inverse of {a}", "NOT {a}", "the complement of {a}", a=a)
    barred = ("nobody", "mute", "Gate", "Not {z}") if kind == "not" else ()
    text = d.any(*(frame for frame in _LET if not any(words in frame for words in barred)),
                 a=a, e=e, o=o, q=q, r=1 - q, x=is_level(d, e, q, plain=True), n=is_level(d, e, 1 - q, plain=True), z=word,
                 v=kind_of(width))  # fmt: skip
    other = f"~{a}" if kind == "not" else filled(width, int(kind == "ones"))
    shape = d.one(("gate", "mux", "mux", "if"))
    spread = e if width == 1 else f"{{{width}{{{e}}}}}"
    if shape == "gate":
        not_e = f"~{spread}"
        code = {"zero": f"{a} & {spread if q else not_e}", "ones": f"{a} | {not_e if q else spread}",
                "not": f"{a} ^ {not_e if q else spread}"}[kind]  # fmt: skip
        lines = [f"assign {o} = {code};"]
    elif shape == "mux":
        lines = [f"assign {o} = {e} ? {a if q else other} : {other if q else a};"]
    else:
        lines = [f"{d.style.comb} begin", f"  if ({e}) {o} = {a if q else other};", f"  else {o} = {other if q else a};", "end"]

    def function(v: Values) -> dict[str, int]:
        return {o: v[a] if v[e] == q else {"zero": 0, "ones": mask, "not": v[a] ^ mask}[kind]}

    def bias(rng: random.Random, index: int) -> dict[str, int]:
        return {e: index % 2}

    return finished(
        d, "a gated signal", ("let_through", "gate_sig", "mute"), [Port(a, width), Port(e)], [(o, width)], text,
        f"{e}={q} -> {a}\n{e}={1 - q} -> {other}", lines, function, {"gate": "plain", "mux": "assign", "if": "if"}[shape],
        {"kind": kind, "q": q}, bias=bias,
    )  # fmt: skip
