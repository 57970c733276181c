"""Flip-flops with every reset, enable and edge; toggle, JK and set-reset ones; with a gate before the flip-flop."""

from __future__ import annotations

from collections.abc import Callable

from groundwire.distill.families.design import Design
from groundwire.distill.families.draw import Draw
from groundwire.distill.families.models import clocked, random_value
from groundwire.distill.families.ports import Port
from groundwire.distill.families.registry import family
from groundwire.distill.families.reset import Kind, Reset
from groundwire.distill.families.telling import at_edge, is_level, laid_out, sentence, when
from groundwire.distill.families.voices.register_words import edge, holds, setting

KINDS: tuple[Kind, ...] = ("none", "none", "sync", "sync", "async", "async")
_DATA = (
    ("d", "q"),
    ("in", "out"),
    ("data_in", "data_out"),
    ("din", "dout"),
    ("d", "q"),
    ("x", "y"),
    ("a", "z"),
    ("i", "o"),
    ("next", "state"),
)
_STORES = (
    "{o} takes (the value of |){i} {at}",
    "{at}, {o} becomes {i}",
    "{at}, {i} is (copied|loaded|captured|moved) into {o}",
    "{i} is (sampled|captured|registered) {at} and (appears at|drives|shows at) {o}",
    "{o} <= {i} {at}",
    "{o} is {i}, registered {at}",
    "The {w} (samples|stores|captures) {i} {at}; {o} is its output",
    "Whatever {i} is {at} is what {o} shows until the next (such|active) edge",
    "{o} changes only {at}, to the value that {i} has at that moment",
    "{o} follows {i}, but only {at}",
    "store {i} in {o} {at}",
    "{i} is the data input, {o} the output, {e} the active edge",
    "D input: {i}. Q output: {o}. Active edge: {e}",
    "Next {o} = {i}; the state (changes|is updated) {at}",
    "I need a {w}: {i} goes in, {o} comes out, and it is triggered by {e}",
    "Can you (build|write) a {w} that copies {i} to {o} {at}?",
    "To keep {i} steady for (one|a whole) cycle, {o} takes it over {at}",
    "A {w} triggered by {e} stores {i} in {o}",
    'the input "{i}" is transferred to the output "{o}" {at}',
    "{o} must hold the {i} that was there {at}",
)
_ENABLED_STORES = (
    "{at}, {o} takes {i} {wh}(| and holds otherwise| and keeps its value otherwise|; otherwise it stays as it is)",
    "{wh}, {i} is loaded into {o} {at}(|; else {h})",
    "If {no} {at}, {h}, otherwise it takes {i}",
    "{h} while {no}; while {yes}, it takes {i} {at}",
    "{o} <= {i} {at}, but only {wh}",
    "{i} is (stored|captured) in {o} {at} only {wh}",
    "The {w} is clocked by {e} and enabled {wh}: then {o} becomes {i}, else {h}",
    "{at}: {yes} -> {o} takes {i}; {no} -> hold",
    "{at}: {no} -> hold; {yes} -> {o} takes {i}",
    "{en} is a clock enable, active {lv}: {at} {o} takes {i} if it is {bit}, and {h} if it is {nb}",
    "{at} there are two cases: {no}, then {h}; {yes}, then {o} becomes {i}",
    "Nothing is stored {wn}; {wh}, {o} takes over {i} {at}",
    "Can you (write|build) a {w} with (an |)active-{lv} enable {en}? While enabled, {o} takes {i} {at}",
    "{o} updates to {i} {at} provided that {yes}",
    "Unless {yes}, {h}; the active edge is {e}, and {i} is what gets stored in {o}",
    "Enable: {en} (active {lv}). Data: {i}. Output: {o}. Clock: {e}. Disabled means that {h}",
    "{en} decides {at}: {bit} loads {i} into {o}, {nb} keeps the old value",
    "{en} decides {at}: {nb} keeps the old {o}, {bit} lets {i} in",
)


def _enabled_store(d: Draw, enable: str, on: int, out: str, **slots: str) -> str:
    """One sentence on a register with an enable."""
    return d.any(
        *_ENABLED_STORES,
        o=out,
        en=enable,
        bit=on,
        nb=1 - on,
        lv="high" if on else "low",
        h=holds(d, out),
        yes=is_level(d, enable, on, plain=not on),
        no=is_level(d, enable, 1 - on, plain=not on),
        wh=when(d, enable, on, plain=not on),
        wn=when(d, enable, 1 - on, plain=not on),
        **slots,
    )


@family("dff", "flip-flops", 2.0)
def dff(d: Draw) -> Design:
    """A D flip-flop or register with any reset, reset value, enable and edge."""
    width = 1 if d.chance(0.4) else d.one((2, 3, 4, 8, 8, 12, 16, 32))
    clk, reset = d.clock(), d.reset(KINDS)
    data, out = d.names(*_DATA)
    on = int(not d.chance(0.25))
    enable = (
        (d.name("en", "enable", "load", "we", "ce") if on else d.name("en_n", "ce_n", "hold", "stall")) if d.chance(0.4) else ""
    )
    falling = d.chance(0.25)
    active = "negedge" if falling else "posedge"
    mask = (1 << width) - 1
    value = d.one((0, 0, 0, 1, mask, random_value(d.rng, width))) & mask if reset.kind != "none" else 0
    const = d.style.literal(width, value, None if value else "d") if value or width < 8 or d.chance(0.5) else "0"
    extra = [Port(enable)] if enable else []
    middle = [*extra, Port(data, width)]
    d.rng.shuffle(middle)
    ports = (Port(clk), *reset.ports, *middle, Port(out, width, output=True, stored=True))
    what = (
        d.one(("D flip-flop", "flip-flop", "D flip-flop"))
        if width == 1
        else d.one((f"{width}-bit register", f"{width}-bit register", f"register of {width} bits"))
    )
    slots = {"i": data, "at": at_edge(d, clk, falling), "e": edge(d, clk, falling), "w": what}
    main = _enabled_store(d, enable, on, out, **slots) if enable else d.any(*_STORES, o=out, **slots)
    text = laid_out(d, [main, d.tell_reset(reset, setting(d, out, value, width))])
    test = enable if on else f"!{enable}"
    step = [f"if ({test}) {out} <= {data};"] if enable else [f"{out} <= {data};"]
    body = d.clocked(clk, reset, [f"{out} <= {const};"], step, active)

    def update(state: int, v: dict[str, int]) -> int:
        return v[data] if not enable or v[enable] == on else state

    rows = clocked(
        d.rng,
        ports,
        clk,
        reset,
        value,
        update,
        lambda s, v: {out: s},
        cycles=24,
        falling=falling,
        unknown=() if reset.kind != "none" else (0, mask),
    )
    why = f"{what}, {active} {clk}, {reset.phrase}" + f" to {value}" * (reset.kind != "none")
    why += f"; {out} <= {data} if {enable} is {on}, else hold." if enable else f"; {out} <= {data}."
    return Design(
        f"a {what}",
        ports,
        text,
        why,
        tuple(body),
        rows,
        d.style,
        ("dff", "register", "d_ff"),
        {"width": width, "reset": reset.phrase, "value": value, "enable": enable and on, "falling": falling},
        wave=f"{out} changes only at the {active} of {clk} and takes {data}."
        if width == 1 and not enable and reset.kind == "none"
        else "",
    )


_TOGGLES = (
    "{at}, {o} is inverted if {yes}, and kept if {no}",
    "{at}, {o} is kept if {no}, and inverted if {yes}",
    "{o} toggles {at} whenever {yes}",
    "{o} flips {at} as long as {yes}; if {no}, {h}",
    "If {no} {at}, {h}; if {yes}, it becomes its own complement",
    "{at}: {o} <= {t} ? ~{o} : {o}",
    "{at}, {o} becomes {o} XOR {t}",
    "Next {o} = {o} ^ {t}, updated {at}",
    "The toggle input is {t}: {at} a 1 there inverts {o} and a 0 leaves it alone",
    "The toggle input is {t}: {at} a 0 there leaves {o} alone and a 1 inverts it",
    "Please build a flip-flop whose output {o} changes to the opposite value {at} when {yes}",
    "{h} while {no}; {at} with {t} at 1 it goes from 0 to 1 or from 1 to 0",
    "To divide a rate by two, {o} toggles {at} if {yes}, otherwise {h}",
    "Can you write a T flip-flop? {t} is its T input, {o} its output, {e} its active edge",
    "T input {t}, output {o}, active edge: {e}",
    "Only when {yes} does {o} toggle {at}",
)
_JKS = (
    "A JK flip-flop: {j} is its J input (set), {k} its K input (clear), {o} its output, and both together invert {o}; it is "
    "triggered by {e}",
    "(implement|build|write) a JK flip-flop with J = {j}, K = {k} and output {o}, clocked by {e}",
    "{at}, {j} alone sets {o}, {k} alone clears it, both together toggle it, and neither leaves it as it is",
    "{at}, {k} alone clears {o}, {j} alone sets it, neither keeps it, and both toggle it",
    "{at}: next {o} = {j} & ~{o} \\| ~{k} & {o}",
    "If {o} is 0, it becomes {j} {at}; if it is 1, it becomes the inverse of {k}",
    "If {o} is 1, it becomes NOT {k} {at}; if it is 0, it becomes {j}",
    "With {j} and {k} both high, {o} toggles {at}; with both low {h}; with only {k} high it is cleared; with only {j} high it "
    "is set",
    "{h} {at} when {j} and {k} are both 0. When they differ, {o} takes the value of {j}. When both are 1, {o} is inverted",
    "When {j} and {k} differ, {o} becomes {j} {at}; when they are both 1 it toggles; when both are 0, {h}",
    "J input: {j}; K input: {k}; output: {o}; edge: {e}. The usual JK flip-flop",
    "Can you write a JK flip-flop for me? J is {j}, K is {k}, Q is {o}, and it works {at}",
)
_SRS = (
    "{at}, {s} sets {o} to 1 and {r} clears it to 0; {w} wins when both are 1. With neither, {h}",
    "{at}, {r} clears {o} and {s} sets it; if both are 1 then {w} has priority. If both are 0, {h}",
    "A clocked set-reset flip-flop ({e}): set input {s}, clear input {r}, output {o}; {w} dominates",
    "{o} goes to 1 {at} when {s} is 1, and to 0 when {r} is 1. Should both be 1, {w} decides. If neither is, {h}",
    "{o} goes to 0 {at} when {r} is 1, and to 1 when {s} is 1. Should both be 1, {w} decides. If neither is, {h}",
    "{h} unless {s} or {r} is 1 {at}: {s} makes it 1, {r} makes it 0, and both together make it {b}",
    "When {s} and {r} are both 1 {at}, {o} becomes {b}. {s} alone sets it, {r} alone clears it; with both 0 {h}",
    "{at} the inputs {s} (set) and {r} (reset) are looked at: both 0: hold; only {r}: {o} becomes 0; only {s}: {o} becomes 1; "
    "both: {b}",
    "{at} the inputs {r} (reset) and {s} (set) are looked at: both: {o} becomes {b}; only {s}: 1; only {r}: 0; none: hold",
    "To remember that something happened, {s} sets the flag {o} {at} and {r} clears it; {w} is the stronger one",
    "{w} is the stronger of two inputs: {s} sets {o} {at}, {r} clears it, and otherwise {h}",
    "Please write an SR flip-flop that works {at}; S = {s}, R = {r}, Q = {o}, {w} first",
)


def _jk_table(d: Draw, j: str, k: str, out: str, at: str) -> str:
    """The four cases of a JK flip-flop in any order, with the inputs in any order."""
    told = {
        (0, 0): ("no change", "hold", "kept"),
        (0, 1): ("0", "cleared", "reset to 0"),
        (1, 0): ("1", "set", "set to 1"),
        (1, 1): ("inverted", "toggle", "toggled"),
    }
    order = list(told)
    d.rng.shuffle(order)
    swap, pick = d.chance(0.5), d.number(0, 2)
    first, second = (k, j) if swap else (j, k)
    rows = [(*((b, a) if swap else (a, b)), told[a, b][pick]) for a, b in order]
    lead = d.any(
        "{at}, {o} (does|obeys) (this|the following)",
        "What happens to {o} {at}",
        "{at}, the inputs {a} and {b} act on {o} like this",
        at=at,
        o=out,
        a=first,
        b=second,
    )
    if d.chance(0.4):
        return "\n".join(
            [f"{sentence(lead)[:-1]}:", f"{first} {second} | next {out}", *(f"{a} {b} | {word}" for a, b, word in rows)]
        )
    form = d.one(
        (
            "{f}={a} {s}={b}: {w}",
            "{f} = {a}, {s} = {b} -> {w}",
            "{w} for {f} = {a} and {s} = {b}",
            "{w} if {f} is {a} and {s} is {b}",
        )
    )
    return f"{sentence(lead)[:-1]}: " + "; ".join(form.format(f=first, s=second, a=a, b=b, w=w) for a, b, w in rows)


@family("toggle_flop", "flip-flops", 1.3)
def toggle_flop(d: Draw) -> Design:
    """T and JK flip-flops, set-reset flip-flops on a clock."""
    kind = d.one(("T", "JK", "SR"))
    clk, reset = d.clock(), d.reset(("sync", "async"))
    out, falling, start = d.name("q", "out", "ff", "state"), d.chance(0.25), int(d.chance(0.25))
    slots = {"o": out, "at": at_edge(d, clk, falling), "e": edge(d, clk, falling), "h": holds(d, out)}
    wins = d.chance(0.5)
    if kind == "T":
        ins = [d.name("t", "toggle", "tog", "flip", "en")]
        text = d.any(*_TOGGLES, t=ins[0], yes=is_level(d, ins[0], 1), no=is_level(d, ins[0], 0), **slots)
        step, why = (
            d.one(([f"if ({ins[0]}) {out} <= ~{out};"], [f"{out} <= {out} ^ {ins[0]};"])),
            f"toggle when {ins[0]} is 1: {out} <= ~{out}",
        )
    elif kind == "JK":
        ins = d.names(("j", "k"), ("j_in", "k_in"), ("set", "clr_k"), ("a", "b"))
        j, k = ins
        text = _jk_table(d, j, k, out, slots["at"]) if d.chance(0.5) else d.any(*_JKS, j=j, k=k, **slots)
        step = _jk_code(d, j, k, out)
        why = f"{j} sets, {k} clears, both invert: next {out} = {j} & ~{out} | ~{k} & {out}"
    else:
        ins = d.names(("s", "r"), ("set", "clr_in"), ("up", "down"), ("start", "stop"), ("go", "halt"))
        text = d.any(*_SRS, s=ins[0], r=ins[1], w=ins[0] if wins else ins[1], b=int(wins), **slots)
        first, second = ((ins[0], 1), (ins[1], 0)) if wins else ((ins[1], 0), (ins[0], 1))
        step = [f"if ({first[0]}) {out} <= 1'b{first[1]};", f"else if ({second[0]}) {out} <= 1'b{second[1]};"]
        why = f"{first[0]} first (to {first[1]}), then {second[0]} (to {second[1]})"
    shown = [Port(n) for n in ins]
    d.rng.shuffle(shown)
    ports = (Port(clk), *reset.ports, *shown, Port(out, output=True, stored=True))

    def update(s: int, v: dict[str, int]) -> int:
        if kind == "T":
            return s ^ v[ins[0]]
        if kind == "JK":
            return [[s, 0], [1, 1 - s]][v[ins[0]]][v[ins[1]]]
        a, b = v[ins[0]], v[ins[1]]
        return (1 if wins else 0) if a and b else 1 if a else 0 if b else s

    active = "negedge" if falling else "posedge"
    rows = clocked(d.rng, ports, clk, reset, start, update, lambda s, v: {out: s}, cycles=30, falling=falling)
    cleared = d.tell_reset(reset, setting(d, out, start))
    return Design(
        f"a {kind} flip-flop",
        ports,
        f"{text}\n{cleared}" if "\n" in text else laid_out(d, [text, cleared]),
        f"{active} {clk}; {why}. Reset: {reset.phrase} to {start}.",
        tuple(d.clocked(clk, reset, [f"{out} <= 1'b{start};"], step, active)),
        rows,
        d.style,
        (f"{kind.lower()}_ff",),
        {"kind": kind, "reset": reset.phrase, "falling": falling, "start": start},
    )


def _jk_code(d: Draw, j: str, k: str, out: str) -> list[str]:
    """A JK flip-flop's next state as a case or as a formula."""
    if d.chance(0.5):
        return [f"{out} <= ({j} & ~{out}) | (~{k} & {out});"]
    return [
        f"case ({{{j}, {k}}})",
        f"  2'b00: {out} <= {out};",
        f"  2'b01: {out} <= 1'b0;",
        f"  2'b10: {out} <= 1'b1;",
        f"  default: {out} <= ~{out};",
        "endcase",
    ]


_GATED = (
    "{o} is the output of a D flip-flop, triggered by {e}, whose (D |)input is {t}",
    "{at}, {o} becomes {t}",
    "A flip-flop stores {t} {at}; its output is {o}",
    "{at} a flip-flop takes {t}, and {o} shows it",
    "{t} is registered {at} to give {o}",
    "{o} is a registered signal: {at} it takes {t}",
    "In front of a flip-flop stands logic that makes {t}; the flip-flop works {at} and drives {o}",
    "{at}, this is stored in {o}: {t}",
    "Next value of {o}: {t}; it changes {at}",
    "I want {o} to be {t}, sampled {at}",
    "Can you (make|write) a flip-flop {o} that {at} takes {t}?",
    "There is one flip-flop, {o}. D = {t}. Active edge: {e}",
    "{o} holds its value between edges; {at} it is replaced by {t}",
    "The flip-flop's data input is {t}, its output is {o}, and it is clocked by {e}",
    "A single flip-flop ({e}) with {o} as its output is fed with {t}",
    "Whatever {t} is {at}, {o} has that value until the next edge",
)
_LOGIC = {
    "AND": ("&", "({a} AND {b}|the AND of {a} and {b}|{a} & {b}|the product {a} & {b}|the logical AND of {b} and {a})"),
    "OR": ("\\|", "({a} OR {b}|the OR of {a} and {b}|{a} \\| {b}|the OR of {b} and {a})"),
    "XOR": ("^", "({a} XOR {b}|the XOR of {a} and {b}|{a} ^ {b}|the exclusive OR of {a} and {b}|the XOR of {b} and {a})"),
}
_FUNCTIONS: dict[str, Callable[[int, int], int]] = {
    "AND": lambda p, q: p & q,
    "OR": lambda p, q: p | q,
    "XOR": lambda p, q: p ^ q,
}


def _chosen(d: Draw, select: str, high: str, low: str) -> str:
    """A choice by one bit, as a noun phrase that does not care for order."""
    return d.any(
        "{h} if {yes} and {l} if {no}",
        "{l} if {no} and {h} if {yes}",
        "{h} when {yes}, (else|otherwise) {l}",
        "{l} when {no}, (else|otherwise) {h}",
        "({s} ? {h} : {l})",
        "either {l} ({no}) or {h} ({yes})",
        "either {h} ({yes}) or {l} ({no})",
        "the output of a 2-to-1 multiplexer that passes {l} for {s} = 0 and {h} for {s} = 1",
        "the output of a 2-to-1 multiplexer that passes {h} for {s} = 1 and {l} for {s} = 0",
        "{l} unless {yes}, in which case {h}",
        "{h} unless {no}, in which case {l}",
        s=select,
        h=high,
        l=low,
        yes=is_level(d, select, 1),
        no=is_level(d, select, 0),
    )


@family("gated_flop", "flip-flops", 1.3)
def gated_flop(d: Draw) -> Design:
    """A flip-flop with a gate or a multiplexer in front of it, often fed back."""
    clk = d.clock()
    out = d.name("q", "out", "z", "y")
    kind = d.one(("gate_back", "gate", "mux", "mux_back", "gates_out", "one_inverted", "mux_gate"))
    a, b, c = d.names(("a", "b", "c"), ("x", "w", "s"), ("in1", "in2", "sel"), ("d0", "d1", "pick"), ("p", "r", "m"))
    word = d.one(tuple(_LOGIC))
    reset: Reset = d.reset(("sync", "async")) if kind == "gate_back" else d.reset(("none", "none", "sync", "async"))
    falling, start = d.chance(0.25), int(reset.kind != "none" and d.chance(0.3))
    op, noun = _LOGIC[word]
    op, f, flip = op.strip("\\"), _FUNCTIONS[word], d.chance(0.5)
    phrase = d.any(noun, a=a, b=b)
    keep = d.one((f"{out} itself", f"the old {out}", f"its own old value ({out})"))
    hi, lo = (a, b) if flip else (b, a)
    models: dict[str, tuple[list[str], str, str, Callable[[int, dict[str, int]], int]]] = {
        "gate_back": ([a], f"{a} {op} {out}", d.any(noun, a=a, b=keep), lambda s, v: f(v[a], s)),
        "gate": ([a, b], f"{a} {op} {b}", phrase, lambda s, v: f(v[a], v[b])),
        "gates_out": (
            [a, b],
            f"~({a} {op} {b})",
            d.any(
                "the (inverted|complemented) ({p})",
                "NOT ({p})",
                "the inverse of ({p})",
                "~({a} {o} {b})",
                p=phrase,
                a=a,
                b=b,
                o=op,
            ),
            lambda s, v: 1 - f(v[a], v[b]),
        ),
        "one_inverted": (
            [a, b],
            f"{a} {op} ~{b}",
            d.any(
                "the {w} of {a} and the inverted {b}",
                "{a} {w} NOT {b}",
                "{a} {o} ~{b}",
                "the {w} of NOT {b} and {a}",
                w=word,
                a=a,
                b=b,
                o=op,
            ),
            lambda s, v: f(v[a], 1 - v[b]),
        ),
        "mux": ([a, b, c], f"{c} ? {hi} : {lo}", _chosen(d, c, hi, lo), lambda s, v: v[hi] if v[c] else v[lo]),
        "mux_back": (
            [a, c],
            f"{c} ? {a} : {out}" if flip else f"{c} ? {out} : {a}",
            _chosen(d, c, a, keep) if flip else _chosen(d, c, keep, a),
            lambda s, v: v[a] if v[c] == flip else s,
        ),
        "mux_gate": (
            [a, b, c],
            f"{c} ? {a} {op} {b} : {hi}",
            _chosen(d, c, phrase, hi),
            lambda s, v: f(v[a], v[b]) if v[c] else v[hi],
        ),
    }
    ins, code, told, fun = models[kind]
    shown = [Port(n) for n in ins]
    d.rng.shuffle(shown)
    ports = (Port(clk), *reset.ports, *shown, Port(out, output=True, stored=True))
    main = d.any(*_GATED, o=out, at=at_edge(d, clk, falling), e=edge(d, clk, falling), t=told)
    rows = clocked(
        d.rng,
        ports,
        clk,
        reset,
        start,
        fun,
        lambda s, v: {out: s},
        cycles=30,
        falling=falling,
        unknown=(0, 1) if reset.kind == "none" else (),
    )
    active = "negedge" if falling else "posedge"
    return Design(
        "a flip-flop with a gate before it",
        ports,
        laid_out(d, [main, d.tell_reset(reset, setting(d, out, start))]),
        f"{active} {clk}; D input: {code}; {reset.phrase}"
        + f" to {start}." * (reset.kind != "none")
        + "." * (reset.kind == "none"),
        tuple(d.clocked(clk, reset, [f"{out} <= 1'b{start};"], [f"{out} <= {code};"], active)),
        rows,
        d.style,
        ("gated_ff",),
        {"kind": kind, "logic": word, "reset": reset.phrase, "falling": falling, "flip": flip},
        wave=f"{out} changes at the {active} of {clk}; it becomes {code}." if reset.kind == "none" else "",
    )
