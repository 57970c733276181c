"""Choices between single bits, chip selects and wiring, told as on a workbench."""

from __future__ import annotations

from collections.abc import Callable

from groundwire.distill.families.design import Design
from groundwire.distill.families.draw import Draw, listing
from groundwire.distill.families.models import combinational
from groundwire.distill.families.ports import Port
from groundwire.distill.families.registry import family
from groundwire.distill.families.voices.everyday_logic import INPUTS, Sig, Values, finish, sig, slots_of

_OUTPUTS = ("y", "out", "f", "z", "res", "o", "q_out", "F")


def _wire(name: str, turned: bool = False) -> Callable[[Values], bool]:
    return lambda v: (v[name] == 1) != turned


def _fixed(value: int) -> Callable[[Values], bool]:
    return lambda v: value == 1


def _differ(a: str, b: str) -> Callable[[Values], bool]:
    return lambda v: v[a] != v[b]


_CHOICES = (
    "{o} follows {a} while {s} is {sv} and follows {b} while {s} is {sn}.",
    "Pick {a} or {b}: {s} decides. At {sv} it is {a} that reaches {o}, at {sn} it is {b}.",
    "{s} works like a railway switch. Set to {sn}, the track leads from {b} to {o}. Set to {sv}, from {a} to {o}.",
    "Changeover contact: common terminal {o}, contact made with {s} = {sv}: {a}, contact made with {s} = {sn}: {b}.",
    "Two sources, one load. {b} is the default source of {o}; only with {s} at {sv} does {a} take its place.",
    "If {s} is {sv}, then {o} = {a}. If not, {o} = {b}.",
    "{s} | {o}\n{sv} | {a}\n{sn} | {b}",
    "need a 1-bit selector. out {o}, candidates {a} and {b}, control {s} ({sv} -> first one, {sn} -> second one).",
    "{o} is driven from {b}, except that it is driven from {a} when {s} is {sv}.",
    "The value on {b} is passed to {o} as long as {s} is {sn}; in the other state of {s}, {a} is passed instead.",
    "The factory firmware comes from {a}, the user firmware from {b}. Jumper {s} at {sn} means user, at {sv} factory. Show the "
    "bit of the "
    "one in use on {o}.",
    "Between {a} and {b}, which one appears at {o}? Rule: look at {s}. {sn} says {b}; {sv} says {a}.",
    "Given {s} = {sn}, {o} shall equal {b} and ignore {a}. Given {s} = {sv}, {o} shall equal {a} and ignore {b}.",
    "{a} has the right of way to {o} with {s} {sv}. Otherwise {b} goes through.",
    "Same job as one channel of a 2:1 data selector such as the '157: select pin {s}, output {o}. Select {sn} takes {b}, "
    "select {sv} takes "
    "{a}.",
    "As a sum of two products: {a} qualified by {s} being {sv}, OR {b} qualified by {s} being {sn}. The sum is {o}.",
)


@family("changeover_bit", "everyday logic", 0.9)
def changeover_bit(d: Draw) -> Design:
    """One of two bits by a third, either of them perhaps inverted, perhaps a constant or a gate of two."""
    names = d.names(*INPUTS, ("main", "spare", "aux", "third"), ("src_a", "src_b", "src_c", "src_d"), ("d0", "d1", "d2", "d3"))
    sel = sig(d, "sel", "pick", "mode", "jp1", "use_a", "s", "choose", low=0.5)
    out = d.name(*_OUTPUTS)
    used: list[str] = []

    def source(plain: bool) -> tuple[str, str, Callable[[Values], int]]:
        name = names[len(used)]
        used.append(name)
        kind = d.one(("plain",) if plain else ("plain", "plain", "not", "and", "xor", "or"))
        if kind == "plain":
            return name, name, lambda v: v[name]
        if kind == "not":
            said = d.any("the inverse of {a}", "the complement of {a}", "{a} inverted", a=name)
            return said, f"~{name}", lambda v: 1 - v[name]
        other = names[len(used)]
        used.append(other)
        if kind == "and":
            return f"({name} AND {other})", f"({name} & {other})", lambda v: min(v[name], v[other])
        if kind == "or":
            return f"({name} OR {other})", f"({name} | {other})", lambda v: max(v[name], v[other])
        return f"({name} XOR {other})", f"({name} ^ {other})", lambda v: int(v[name] != v[other])

    plain = d.chance(0.4)
    first, second = source(plain), source(plain)
    slots = slots_of(d, s=sel)
    told = d.any(*_CHOICES, a=first[0], b=second[0], o=out, **slots)
    one, zero = (first, second) if sel.level else (second, first)
    return finish(
        d, d.one(("a choice between two bits", "a one-bit selector", "a two-way switch")), [*used, sel.name],
        [(Sig(out, 1), f"{sel.name} ? {one[1]} : {zero[1]}", lambda v: bool(first[2](v) if sel.on(v) else second[2](v)))], told,
        ("selector", "changeover", "switch1"), {"plain": plain}, f"{sel.name} = 1 takes {one[1]}, 0 takes {zero[1]}.", 0.0,
    )  # fmt: skip


_FOURS = (
    "The two bits {s} {t} (in this order) choose what {o} shows: 00 {a}, 01 {b}, 10 {c}, 11 {e}.",
    "{s} {t} | {o}\n0 0 | {a}\n0 1 | {b}\n1 0 | {c}\n1 1 | {e}",
    "With both {s} and {t} at 0, {o} gives {a}. With both at 1 it gives {e}. If only {s} is 1, it gives {c}; if only {t} is 1, "
    "{b}.",
    "{s} splits the work: when it is 1, {o} is {e} or {c} for {t} at 1 or 0; when it is 0, {o} is {b} or {a} for {t} at 1 or 0.",
    "A rotary knob with four positions encodes itself on {s} and {t}. Position 3 (both 1) puts {e} on {o}. Position 2 ({s} "
    "alone is 1) "
    "puts {c} there. Position 1 ({t} alone is 1): {b}. Position 0: {a}.",
    "Route to {o}:\n- {e}, if {s} = 1 and {t} = 1\n- {b}, if {s} = 0 and {t} = 1\n- {c}, if {s} = 1 and {t} = 0\n- {a}, "
    "otherwise",
    "When {t} is 0, {o} takes {c} or {a}, depending on whether {s} is 1 or 0. When {t} is 1, it takes {e} or {b} in the same "
    "way.",
    "Select code = 2*{s} + {t}. Code 0: {a}. Code 1: {b}. Code 2: {c}. Code 3: {e}. The selected thing goes out on {o}.",
    "could you do a little four-way pick? {o} = {a} by default. {t} high alone -> {b}. {s} high alone -> {c}. both high -> {e}.",
    "{o} is made of four cases. {e} is for {s} and {t} both set; {a} is for neither set; {b} is for {t} set without {s}; {c} "
    "is for {s} set "
    "without {t}.",
    "Debug pin {o}. The strap pins {s} (weight 2) and {t} (weight 1) form a number from 0 to 3, and the pin carries, in the "
    "order of "
    "that number, {a}, {b}, {c}, {e}.",
    "Given {s} = 0: {o} is {a} when {t} = 0 and {b} when {t} = 1. Given {s} = 1: {o} is {c} when {t} = 0 and {e} when {t} = 1.",
)


@family("four_way_bit", "everyday logic", 0.9)
def four_way_bit(d: Draw) -> Design:
    """One of four sources by two separate select bits; sources in any order, inverted or constant now and then."""
    names = d.names(*INPUTS, ("d0", "d1", "d2", "d3"), ("tx", "rx", "irq", "tick"), ("w0", "w1", "w2", "w3"))[
        : d.one((2, 3, 3, 4, 4))
    ]
    s, t = d.names(("s1", "s0"), ("sel1", "sel0"), ("hi_sel", "lo_sel"), ("k1", "k0"), ("mode1", "mode0"), ("S1", "S0"))
    out = d.name("mux_o", "out", "y", "pin", "dbg", "chosen")
    sources: list[tuple[str, str, Callable[[Values], bool]]] = []
    for name in names:
        if d.chance(0.75):
            sources.append((name, name, _wire(name)))
        else:
            sources.append((f"the inverse of {name}", f"~{name}", _wire(name, True)))
    while len(sources) < 4:
        if d.chance(0.5):
            value = d.number(0, 1)
            sources.append((f"a constant {value}", f"1'b{value}", _fixed(value)))
        else:
            a, b = d.rng.sample(names, 2)
            sources.append((f"{a} XOR {b}", f"{a} ^ {b}", _differ(a, b)))
    d.rng.shuffle(sources)
    a_, b_, c_, e_ = sources
    told = d.any(*_FOURS, s=s, t=t, o=out, a=a_[0], b=b_[0], c=c_[0], e=e_[0])
    stored = d.chance(0.6)
    inputs = [Port(name) for name in d.rng.sample([*names, s, t], len(names) + 2)] if d.chance(0.3) else [
        Port(name) for name in (*names, s, t)]  # fmt: skip
    ports = (*inputs, Port(out, output=True, stored=stored))
    if stored:
        body = (
            f"{d.style.comb} begin", f"  case ({{{s}, {t}}})",
            *(f"    2'b{i:02b}: {out} = {source[1]};" for i, source in enumerate(sources[:3])),
            f"    default: {out} = {e_[1]};", "  endcase", "end",
        )  # fmt: skip
    else:
        body = (f"assign {out} = {s} ? ({t} ? {e_[1]} : {c_[1]}) : ({t} ? {b_[1]} : {a_[1]});",)
    reasoning = "; ".join(f"{i:02b}: {source[1]}" for i, source in enumerate(sources))
    rows = combinational(d.rng, ports, lambda v: {out: int(sources[2 * v[s] + v[t]][2](v))})
    return Design(
        d.one(("a four-way choice of single bits", "a four-way selector", "a debug pin selector")), ports, told,
        f"By {{{s}, {t}}}: {reasoning}.", body, rows, d.style, ("four_way", "pick4", "pin_select"), {"inputs": len(names)},
    )  # fmt: skip


_SELECTS = (
    "The memory sits at {ad} = {p}. {o} must be {ov} when the address lines have that value and {e} is {ev}; otherwise {on}.",
    "{o} ({ov} when selected) - decodes {ad} = {p}, qualified by {e} at {ev}.",
    "Chip select {o}, active {ov}. Select the chip for {lv} while {e} is {ev}. At all other times leave {o} at {on}.",
    "While {e} is {en} nothing is selected and {o} is {on}. While it is {ev}, {o} becomes {ov} for the one combination {ad} = "
    "{p}.",
    "We hang a small UART on the bus. Its select pin {o} wants {ov} to be active. It lives where {lv}. The bus strobe {e} "
    "({ev} = valid) must "
    "be there too. If anything is missing, {o} is {on}.",
    "Given {e} at {ev} and {ad} reading {p}, {o} is {ov}. Given anything else, {o} is {on}.",
    "Address match:\n  {ad} == {p}\nStrobe: {e} == {ev}\nResult: {o} goes {ov} if both hold, {on} if not.",
    "{o} is never {ov} unless {lv}. Even then, it needs {e} to be {ev}. If both are so, it is {ov}; any other situation makes "
    "it {on}.",
    "One output of a line decoder, in effect: the output {o} (asserted {ov}, idle {on}) belongs to the input code {p} on {ad}, "
    "and the "
    "decoder's enable is {e}, asserted {ev}.",
    "hi, glue logic pls: {lv}, plus {e} = {ev} => {o} = {ov}. anything else => {o} = {on}.",
    "{o} is de-asserted ({on}) by a wrong address or by {e} being {en}. The right address is {p} on the lines {ad}. Otherwise "
    "{o} is "
    "asserted ({ov}).",
    "Have the peripheral answer to code {p} (written in the order {ad}). Its enable pin is fed from {o} and likes {ov}; the "
    "code counts "
    "just while {e} is {ev}, and {o} is {on} in every other case.",
)


@family("glue_select", "everyday logic", 0.9)
def glue_select(d: Draw) -> Design:
    """A select line for one value of two to four address lines, with a strobe of either polarity."""
    count = d.one((2, 3, 3, 4))
    lines = d.names(
        ("a15", "a14", "a13", "a12"), ("A3", "A2", "A1", "A0"), ("ad3", "ad2", "ad1", "ad0"), ("addr_hi", "addr_mid",
        "addr_lo", "addr_x"),
        ("k3", "k2", "k1", "k0"), ("page", "bank", "slot", "row"), ("p", "q", "r", "s"),
    )[-count:]  # fmt: skip
    strobe = sig(d, "stb", "en", "ale", "valid", "mreq", "cyc", "iorq", low=0.5)
    out = sig(d, "cs", "sel", "ce", "chip_sel", "ncs", "hit", low=0.6)
    value = d.number(0, (1 << count) - 1)
    pattern = f"{value:0{count}b}"
    levels = listing([f"{name} is {bit}" for name, bit in zip(lines, pattern, strict=True)])
    told = d.any(*_SELECTS, ad="{" + ", ".join(lines) + "}", p=pattern, lv=levels, **slots_of(d, e=strobe, o=out))
    told = told.replace("{", "(").replace("}", ")") if d.chance(0.6) else told
    code = " & ".join([*(n if b == "1" else f"~{n}" for n, b in zip(lines, pattern, strict=True)), strobe.code])
    if d.chance(0.3):
        code = f"({{{', '.join(lines)}}} == {count}'b{pattern}) & {strobe.code}"

    def holds(v: Values) -> bool:
        return strobe.on(v) and all(str(v[name]) == bit for name, bit in zip(lines, pattern, strict=True))

    return finish(
        d, d.one(("a chip select", "a select line decoder", "glue logic for a select line")), [*lines, strobe.name],
        [(out, code, holds)], told, ("chip_select", "glue", "sel_logic"), {"count": count, "value": value},
        f"Address {pattern} on {', '.join(lines)} and {strobe.name} = {strobe.level}.",
    )  # fmt: skip


_TIES = (
    "Two clients ask with {a} ({av}) and {b} ({bv}); they are granted with {g} ({gv}) and {h} ({hv}). Whoever asks alone gets "
    "it. {t} A "
    "grant not given is {gn} on {g} and {hn} on {h}.",
    "Requests: {a}, {b} (asking = {av}, {bv}).\nGrants: {g} for {a}, {h} for {b} (given = {gv}, {hv}; not given = {gn}, "
    "{hn}).\nOne request: grant it."
    "\nNone: no grant.\n{t}",
    "Who gets the bathroom? If just {a} is {av}, {g} is {gv}. If just {b} is {bv}, {h} is {hv}. {t} Otherwise {g} is {gn} and "
    "{h} is {hn}.",
    "{t} This settles the tie (both {a} at {av} and {b} at {bv}). With a single asker there is nothing to settle: {g} goes "
    "{gv} for {a}, {h} goes {hv} "
    "for {b}. Grants that are not earned sit at {gn} ({g}) and {hn} ({h}).",
    "{g} is {gv} if {a} is {av} while {b} is {bn}. {h} is {hv} if {b} is {bv} while {a} is {an}. {t} In any situation not "
    "named, {g} is {gn} and {h} "
    "is {hn}.",
    "A quiz buzzer for two players, no clock. Player one presses: {a} {av}. Player two presses: {b} {bv}. Their lamps are {g} "
    "(lit {gv}, dark {gn}) and "
    "{h} (lit {hv}, dark {hn}). One press lights that player's lamp only. {t}",
    "Given one request, the requester wins. Given no request, nobody does. {t} Request lines: {a} active {av}, {b} active "
    "{bv}. Winner lines, in "
    "the same order: {g} active {gv}, {h} active {hv}; inactive is {gn} and {hn}.",
    "the two cpus fight over one sram. {a} = {av} means cpu A wants it, {b} = {bv} means cpu B wants it. {g} = {gv} lets A in, "
    "{h} = {hv} lets B in "
    "(shut out: {g} = {gn}, {h} = {hn}). alone -> let in. {t}",
    "The arbiter is combinational. {t} Where there is no such conflict, {g} is {gv} exactly if {a} is {av}, and {h} is {hv} "
    "exactly if {b} is {bv}; a "
    "denied side shows {gn} on {g}, {hn} on {h}.",
    "{g} answers {a} and {h} answers {b}. An answer of {gv} (for {h}: {hv}) is yes, {gn} (for {h}: {hn}) is no. Say no to "
    "whoever does not ask; asking is "
    "{av} on {a}, {bv} on {b}. Say yes to whoever asks without a rival. {t}",
)


_TIE = {
    "bit": ("When both ask, {p} decides: {pv} is in favour of {a}, {pn} in favour of {b}, and only the favoured one is granted.",
            "In a tie, only {g} is given if {p} is {pv}, and only {h} if {p} is {pn}.",
            "If both ask at once, the preference bit {p} has the say: at {pn} only {b} wins, at {pv} only {a}."),
    "none": ("When both ask, neither is granted.", "If both ask at once, both are refused.", "A tie is won by nobody."),
    "first": ("When both ask, {a} wins and {b} is refused.", "If both ask at once only {g} is given.",
    "A tie always goes to {a} alone."),
    "second": ("When both ask, {b} wins and {a} is refused.", "If both ask at once only {h} is given.",
    "A tie always goes to {b} alone."),
}  # fmt: skip


@family("tie_break", "everyday logic", 0.9)
def tie_break(d: Draw) -> Design:
    """Two requests, two grants, and a rule for ties."""
    a, b = (Sig(n, int(d.chance(0.75))) for n in d.names(
        ("req_a", "req_b"), ("ask0", "ask1"), ("r1", "r2"), ("btn1", "btn2"), ("cpu", "dma"), ("want_l", "want_r")))  # fmt: skip
    g, h = (Sig(n, int(d.chance(0.75))) for n in d.names(
        ("gnt_a", "gnt_b"), ("win0", "win1"), ("g1", "g2"), ("lamp1", "lamp2"), ("ok_a", "ok_b"), ("give_l",
        "give_r")))  # fmt: skip
    kind = d.one(("bit", "bit", "none", "first", "second"))
    p = sig(d, "pref", "prio", "turn", "favor", "tie", "who", low=0.5) if kind == "bit" else None
    slots = slots_of(d, a=a, b=b, g=g, h=h, **({"p": p} if p else {}))
    told = d.any(*_TIES, **slots, t=d.any(*_TIE[kind], **slots))
    against_a = {"bit": f"({b.contrary} | {p.code if p else ''})", "none": b.contrary, "first": "", "second": b.contrary}[kind]
    against_b = {"bit": f"({a.contrary} | {p.contrary if p else ''})", "none": a.contrary, "first": a.contrary, "second": ""}[
        kind
    ]

    def winner(v: Values) -> str:
        if a.on(v) and b.on(v):
            return {"bit": "a" if p and p.on(v) else "b", "none": "", "first": "a", "second": "b"}[kind]
        return "a" if a.on(v) else "b" if b.on(v) else ""

    return finish(
        d, d.one(("an arbiter for two requests", "a tie breaker", "a grant decision")),
        [a.name, b.name, *([p.name] if p else [])],
        [(g, " & ".join(x for x in (a.code, against_a) if x), lambda v: winner(v) == "a"),
         (h, " & ".join(x for x in (b.code, against_b) if x), lambda v: winner(v) == "b")],
        told, ("tie_break", "arbiter2", "grant"), {"tie": kind}, "", 0.1,
    )  # fmt: skip


_WIRES = (
    ("Just wiring:", "\n{o}: {x}", ""),
    ("No logic worth the name here.", " {o} is {x}.", ""),
    ("A level-adapter board, signal by signal:", "\n- {o} carries {x}", ""),
    ("", "{o} <- {x}\n", ""),
    ("Connect the pins like this.", " To {o} goes {x}.", " That is all."),
    ("Pin map\nto | from", "\n{o} | {x}", ""),
    ("The adapter between two connectors has to do the following:", " put {x} on {o};", " nothing else."),
    ("hey, can you hook up the outputs?", " {o} gets {x}.", " thanks!"),
    ("Every output is driven by exactly one thing.", " For {o} it is {x}.", ""),
    ("Make sure that", " {o} always equals {x},", " with no delay and no clock."),
    ("Continuous assignments are enough.", " Drive {x} onto {o}.", ""),
    ("Given that the old cable was mis-crimped, the new one is fixed in logic.", " From now on {o} shows {x}.", ""),
)


_COPY = ("{a}", "a copy of {a}", "{a} unchanged", "{a}")


_INVERTED = ("the inverse of {a}", "NOT {a}", "{a} inverted", "the complement of {a}", "{a} flipped")


_CONSTANT = ("a constant {k}", "a fixed {k}", "a permanent {k}")


@family("patch_panel", "everyday logic", 0.8)
def patch_panel(d: Draw) -> Design:
    """One to four outputs that are inputs, inverted inputs or constants."""
    inputs = d.names(*INPUTS, ("tx", "rx", "cts"), ("red", "green", "blue"), ("sda", "scl", "alert"))[: d.one((1, 2, 2, 3))]
    outs = d.names(
        ("o1", "o2", "o3", "o4"), ("pin1", "pin2", "pin3", "pin4"), ("y0", "y1", "y2", "y3"), ("ja", "jb", "jc", "jd"),
        ("w", "x_o", "y_o", "z"), ("led0", "led1", "led2", "led3"), ("out_a", "out_b", "out_c", "out_d"),
    )[: max(len(inputs), d.one((1, 2, 3, 3, 4)))]  # fmt: skip
    sources = [*inputs, *(d.one((*inputs, *inputs, "0", "1")) for _ in outs[len(inputs) :])]
    d.rng.shuffle(sources)
    opening, line, closing = d.one(_WIRES)
    outputs: list[tuple[Sig, str, Callable[[Values], bool]]] = []
    lines: list[str] = []
    for out, source in zip(outs, sources, strict=True):
        if source in "01":
            said, code = d.any(*_CONSTANT, k=source), f"1'b{source}"
            outputs.append((Sig(out, 1), code, _fixed(int(source))))
        else:
            turned = d.chance(0.4)
            said, code = d.any(*(_INVERTED if turned else _COPY), a=source), f"~{source}" if turned else source
            outputs.append((Sig(out, 1), code, _wire(source, turned)))
        lines.append(d.say(line, o=out, x=said))
    if d.chance(0.4):
        d.rng.shuffle(lines)
    told = (opening + "".join(lines) + closing).strip()
    if told.endswith((",", ";")):
        told = told[:-1] + "."
    return finish(
        d, d.one(("a patch panel", "plain wiring", "a pin adapter")), inputs, outputs, told, ("wiring", "adapter", "patch"),
        {"outputs": len(outs)}, "", 0.0,
    )  # fmt: skip
