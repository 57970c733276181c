"""Flip-flops and latches told in nearly the same words: edges and levels, kinds by name, set and clear."""

from __future__ import annotations

from groundwire.distill.families.design import Design
from groundwire.distill.families.draw import Draw
from groundwire.distill.families.ports import Port
from groundwire.distill.families.registry import family
from groundwire.distill.families.voices.store_shared import (
    DATA,
    OUTPUTS,
    Clocking,
    clocking,
    constant,
    finished,
    kept,
    leaning,
    level_rows,
    shuffled,
    told,
    value_words,
)

_MOMENTS = {
    "rise": (
        ("at the moment {g} goes from 0 to 1", "on the rising edge of {g}", "each time {g} rises", "at posedge {g}",
         "just as {g} turns high"),
        ("for as long as {g} stays high or low", "between two such edges", "while {g} rests at 0 or at 1", "when {g} falls"),
        ("a flip-flop triggered by the rising edge", "a positive-edge-triggered flip-flop", "an edge-triggered register "
        "(rising edge)"),
        ("The rising edge of {g} counts, not its level.", "It is the 0-to-1 step of {g}; how long {g} stays high means nothing.",
         "Not the high level of {g} but the edge leading to it."),
        ("rising-edge clock", "clock, positive edge", "clocks on 0 -> 1"),
        ("if {i} changes while {g} is already 1, {o} does not move", "with {g} standing at 1, a change of {i} is not seen on "
        "{o}"),
    ),
    "fall": (
        ("at the moment {g} goes from 1 to 0", "on the falling edge of {g}", "each time {g} falls", "at negedge {g}",
         "just as {g} turns low"),
        ("for as long as {g} stays high or low", "between two such edges", "while {g} rests at 0 or at 1", "when {g} rises"),
        ("a flip-flop triggered by the falling edge", "a negative-edge-triggered flip-flop",
         "an edge-triggered register (falling edge)"),
        ("The falling edge of {g} counts, not its level.", "It is the 1-to-0 step of {g}; how long {g} stays low means nothing.",
         "Not the low level of {g} but the edge leading to it."),
        ("falling-edge clock", "clock, negative edge", "clocks on 1 -> 0"),
        ("if {i} changes while {g} is already 0, {o} does not move", "with {g} standing at 0, a change of {i} is not seen on "
        "{o}"),
    ),
    "high": (
        ("as long as {g} is 1", "the whole time {g} is high", "while {g} = 1", "whenever {g} stands at 1",
         "during the high phase of {g}"),
        ("while {g} is 0", "as long as {g} is low", "during the low phase of {g}", "when {g} = 0"),
        ("a latch that is open while its enable is high", "a transparent latch, enable active high",
        "a D latch (transparent at 1)"),
        ("The high level of {g} counts, not an edge.", "It is not the rising edge of {g} that counts: all the time it is 1, "
        "{i} runs "
         "through.", "No edge here: {g} at 1 is open, {g} at 0 is closed."),
        ("latch enable, transparent when 1", "latch gate, active high", "latch, open at 1, shut at 0"),
        ("if {i} changes while {g} is 1, {o} changes with it", "with {g} standing at 1, a change of {i} is seen on {o} at once"),
    ),
    "low": (
        ("as long as {g} is 0", "the whole time {g} is low", "while {g} = 0", "whenever {g} stands at 0",
         "during the low phase of {g}"),
        ("while {g} is 1", "as long as {g} is high", "during the high phase of {g}", "when {g} = 1"),
        ("a latch that is open while its enable is low", "a transparent latch, enable active low",
        "a D latch (transparent at 0)"),
        ("The low level of {g} counts, not an edge.", "It is not the falling edge of {g} that counts: all the time it is 0, "
        "{i} runs "
         "through.", "No edge here: {g} at 0 is open, {g} at 1 is closed."),
        ("latch enable, transparent when 0", "latch gate, active low", "latch, open at 0, shut at 1"),
        ("if {i} changes while {g} is 0, {o} changes with it", "with {g} standing at 0, a change of {i} is seen on {o} at once"),
    ),
}  # fmt: skip
_EDGE_OR_LEVEL = (
    "{o} takes over {n}{i} {w} and keeps it {k}. {rs}",
    "{w}, {n}{i} gets to {o}. {k}, {o} does not change. {rs}",
    "There are two kinds of storage that are easily mixed up. A latch looks at its data for as long as its gate is open, a "
    "flip-flop only for the instant of an edge. Here, {ex}. Data {i}, control {g}, and {o} shows {n}{i}. So write {what}. {rs}",
    "Is it an edge or a level? {ct} The data come from {i}, and {o} is {n}the stored value. {rs}",
    "- {i}: data\n- {o}: {n}the stored data\n- {g}: {sh}\n- {rs}",
    "Bug ticket: storage element captures wrongly.\nExpected: {o} gets {n}{i} {w}.\nExpected otherwise: {o} unchanged "
    "({k}).\n{rs}",
    "{o}: {n}the stored copy of {i}. {g}: {sh}. {rs}",
    "Write {what} with data input {i} and output {o}{ni}. Its control input is {g}. {rs}",
    "Whatever {i} is {w}, {n}that has to be on {o}; {k} {o} remembers. {rs}",
    "{o} must not change {k}. It gets {n}{i} {w}. {rs}",
    "{rs} {ct} {o} = {n}{i} {w}.",
    "ok so {o} is a memory for {i}{ni}. and {g} decides when: it updates {w}, it does not update {k}. {rs}",
    "What would you call a circuit whose output {o} becomes {n}{i} {w} and which ignores {i} {k}? Build it. {rs}",
    "Check with an example: {ex}. That is because {o} is updated with {n}{i} {w} and kept {k}. {rs}",
    "{wh}. Input {i}, control {g}, output {o}{ni}. {rs}",
    "Data sheet, pin {g}: {sh}. Pin {i}: data. Pin {o}: output{ni}. {rs}",
)


@family("store_edge_or_level", "latches", 1.0)
def edge_or_level(d: Draw) -> Design:
    """A flip-flop on either edge or a latch on either level, with a control whose name does not tell which."""
    kind = d.one(("rise", "fall", "high", "low", "high", "low"))
    width = d.one((1, 1, 1, 1, 2, 4, 8, 8, d.number(2, 7), 16))
    inverted = d.chance(0.15)
    data, out = d.name(*DATA), d.name(*OUTPUTS)
    gate = d.name("clk", "g", "en", "c", "load", "strobe", "le", "ctl", "wr", "trig", "ck", "gate", "ena")
    clear, low, value = "", False, 0
    if d.chance(0.35):
        low, value = d.chance(0.4), d.one((0, 0, (1 << width) - 1))
        clear = (
            d.name("clr_n", "rst_n", "reset_n", "mr_n") if low and d.chance(0.5) else d.name("clr", "rst", "reset", "init", "r")
        )
    ports = shuffled(d, [Port(gate), *([Port(clear)] if clear else []), Port(data, width), Port(out, width, True, stored=True)])
    moment = _MOMENTS[kind]
    words = {"g": gate, "i": data, "o": out}
    when, keep, what, contrast, short, example = (d.any(*options, **words) for options in moment)
    cleared = d.any(
        "While {r} is {b}, {o} is {v}, whatever {g} is.", "{r} = {b} forces {o} to {v} at once and beats everything else.",
        "The clear input {r} (active {l}) waits for nothing: {o} is {v} as long as {r} is {b}.", r=clear, b=int(not low), o=out,
        g=gate,
        v=value_words(d, width, value), l="low" if low else "high",
    ) if clear else ""  # fmt: skip
    text = told(
        d, _EDGE_OR_LEVEL, ports, **words, w=when, k=keep, what=what, wh=what[0].upper() + what[1:], ct=contrast, sh=short,
        ex=example, rs=cleared, n="the complement of " if inverted else "", ni=" (inverted)" if inverted else "",
    )  # fmt: skip
    source = f"~{data}" if inverted else data
    reset = f"{'!' if low else ''}{clear}"
    lit = constant(d, width, value)
    if kind in ("rise", "fall"):
        edge = "posedge" if kind == "rise" else "negedge"
        extra = f" or {'negedge' if low else 'posedge'} {clear}" if clear else ""
        lines = [f"if ({reset}) {out} <= {lit};", f"else {out} <= {source};"] if clear else [f"{out} <= {source};"]
        body = d.block(d.style.edge(f"{edge} {gate}{extra}"), lines)
        why = f"{edge} {gate}, an edge: {out} <= {source}."
    else:
        lines = [f"if ({reset}) {out} = {lit};"] if clear else []
        lines.append(f"{'else ' if clear else ''}if ({'' if kind == 'high' else '!'}{gate}) {out} = {source};")
        body = d.block("always_latch" if d.style.modern else "always @(*)", lines)
        why = f"Level of {gate}, not an edge: {gate}={int(kind == 'high')} -> {out} = {source}; else {out} keeps (latch)."
    if clear:
        why += f"\n{clear}={int(not low)} first, at once: {out} = {value}."
    before: list[int] = []
    mask = (1 << width) - 1

    def step(state: int | None, v: dict[str, int]) -> int | None:
        was = before[-1] if before else v[gate]
        before.append(v[gate])
        if clear and bool(v[clear]) != low:
            return value
        opens = {"rise": v[gate] > was, "fall": v[gate] < was, "high": v[gate] == 1, "low": v[gate] == 0}[kind]
        return v[data] ^ (mask if inverted else 0) if opens else state

    first = {gate: int(kind in ("fall", "high"))} | ({clear: int(low)} if clear else {})
    rows = level_rows(
        d, ports, step, lambda s, v: {out: s}, [gate, gate, *([clear] if clear else [])], first, {clear: 0.4, gate: 0.7}
    )
    return finished(
        d, f"a {width}-bit storage element", ports, text, why, body, rows, ("storage", "dff", "latch", "hold_bit"),
        {"kind": kind, "width": width, "clear": bool(clear), "low": low, "value": value, "inverted": inverted},
    )  # fmt: skip


_KINDS = {
    "T": ("T flip-flop", ("{p} = 1 flips {o}, {p} = 0 leaves it", "if {p} is high {o} changes to its opposite, if low it stays",
                          "{o} toggles when {p} is 1 and holds when {p} is 0")),
    "T0": ("T flip-flop with an active-low toggle input",
           ("{p} = 0 flips {o}, {p} = 1 leaves it", "if {p} is low {o} changes to its opposite, if high it stays",
            "{o} toggles when {p} is 0 and holds when {p} is 1")),
    "D": ("D flip-flop", ("{p} = 1 sets {o}, {p} = 0 clears it", "if {p} is high {o} becomes 1, if low it becomes 0",
                          "{o} becomes a copy of {p}")),
    "Dn": ("D flip-flop with an inverted data input", ("{p} = 0 sets {o}, {p} = 1 clears it",
                                                       "if {p} is high {o} becomes 0, if low it becomes 1",
                                                       "{o} becomes the opposite of {p}")),
    "JK": ("JK flip-flop (J = {p}, K = {e})",
           ("{p} alone sets {o}, {e} alone clears it, both flip it, neither leaves it",
            "with {p} = 1 and {e} = 0 {o} becomes 1, with {p} = 0 and {e} = 1 it becomes 0, with both 1 it toggles, with both "
            "0 it stays",
            "while {o} is 0, {p} decides the next value (1 if {p} is 1); while {o} is 1, {e} decides (0 if {e} is 1)")),
    "JKn": ("JK flip-flop with an inverted K (J = {p}, K = not {e})",
            ("{p} = 1 with {e} = 1 sets {o}, {p} = 0 with {e} = 0 clears it, {p} = 1 with {e} = 0 flips it, {p} = 0 with {e} "
            "= 1 leaves it",
             "both high means set, both low means clear, only {p} high means toggle, only {e} high means hold")),
    "S": ("set-dominant SR flip-flop (S = {p}, R = {e})",
          ("{p} sets {o}, {e} clears it, and if both are 1, {p} wins; with neither it stays",
           "{o} becomes 1 if {p} is 1; otherwise it becomes 0 if {e} is 1; otherwise it holds")),
    "R": ("reset-dominant SR flip-flop (S = {p}, R = {e})",
          ("{p} sets {o}, {e} clears it, and if both are 1, {e} wins; with neither it stays",
           "{o} becomes 0 if {e} is 1; otherwise it becomes 1 if {p} is 1; otherwise it holds")),
    "ET": ("flip-flop that toggles or loads",
           ("{e} = 1 flips {o} regardless of {p}, {e} = 0 copies {p} to it", "{o} gets {p} if {e} is 0 and its own opposite "
           "if {e} is 1")),
    "E": ("D flip-flop with clock enable (D = {p}, enable {e}, active high)",
          ("{e} = 1 copies {p} to {o}, {e} = 0 leaves it", "{o} gets {p} if {e} is 1 and stays if {e} is 0")),
    "E0": ("D flip-flop with clock enable (D = {p}, enable {e}, active low)",
           ("{e} = 0 copies {p} to {o}, {e} = 1 leaves it", "{o} gets {p} if {e} is 0 and stays if {e} is 1")),
}  # fmt: skip
_NAMED = (
    "{at}: {be}. {rs}", "A {nm}, output {o}, triggered {at}. To be sure: {be}. {rs}",
    "What {pp} to {o} {at} is this: {be}. {rs}",
    "Every flip-flop has a rule for its next state. Ours has the output {o}, is clocked by {c} ({ed} edge), and the rule "
    "reads: {be}. "
    "{ex} {rs}",
    "Task: {nm}\nOutput: {o}\nClock: {c}, {ed} edge\nRule: {be}\n{rs}", "not the usual textbook cell, so read carefully: {be}. "
    "It happens {at} and never in between. {rs}", "{rs} Apart from the reset, {be}. This takes place {at}.",
    "- output {o}\n- clocked {at}\n- {be}\n- {rs}", "{be}: that is what the {ed} edge of {c} does. {rs}",
    "I need one bit of state, {o}. It is looked after by {pi}. {be}. When? {at}. {rs}", "{ex} In general, {at}, {be}. {rs}",
    "Could you model this flip-flop? {be}. Clock edge: {ge} {c}. {rs}", "Between the edges nothing moves. {at}, {be}. {rs}",
    "Pin {o} of the chip is a {nm}. Data sheet: \"{be}\". Active edge of {c}: {ed}. {rs}",
)  # fmt: skip
_ONLY_NAMES = (
    "{nm}, output {o}, clock {c} ({ed} edge). {rs}", "Implement a {nm}. It is triggered {at}; the output is called {o}. {rs}",
    "{o} is the output of a {nm}, clocked {at}. {rs}", "Please write a {nm}: {ge} {c}, Q = {o}. {rs}",
)  # fmt: skip


def _next(kind: str, q: int, p: int, e: int) -> int:
    """The next state of a kind of flip-flop."""
    single = {"T": q ^ p, "T0": q ^ 1 ^ p, "D": p, "Dn": 1 - p}
    if kind in single:
        return single[kind]
    if kind in ("JK", "JKn"):
        k = e if kind == "JK" else 1 - e
        return [[q, 0], [1, 1 - q]][p][k]
    if kind in ("S", "R"):
        return p if p != e else q if not p else int(kind == "S")
    if kind == "ET":
        return 1 - q if e else p
    return p if e == int(kind == "E") else q


def _flop_lines(d: Draw, kind: str, q: str, p: str, e: str) -> tuple[list[str], str]:
    """The update of a flip-flop, and the rule in the reasoning."""
    rules = {
        "T": (f"{q} <= {q} ^ {p};", f"{p}=1 -> toggle, {p}=0 -> keep"), "T0": (f"{q} <= {q} ^ ~{p};",
        f"{p}=0 -> toggle, {p}=1 -> keep"),
        "D": (f"{q} <= {p};", f"{q} <= {p}"), "Dn": (f"{q} <= ~{p};", f"{q} <= not {p}"),
        "JK": (f"{q} <= ({p} & ~{q}) | (~{e} & {q});", f"J={p}, K={e}: 10 set, 01 clear, 11 toggle, 00 keep"),
        "JKn": (f"{q} <= ({p} & ~{q}) | ({e} & {q});", f"J={p}, K=~{e}: {p},{e} 11 set, 00 clear, 10 toggle, 01 keep"),
        "S": (f"{q} <= {p} | ({q} & ~{e});", f"{p}=1 -> 1 first; else {e}=1 -> 0; else keep"),
        "R": (f"{q} <= ~{e} & ({p} | {q});", f"{e}=1 -> 0 first; else {p}=1 -> 1; else keep"),
        "ET": (f"{q} <= {e} ? ~{q} : {p};", f"{e}=1 -> toggle, {e}=0 -> {p}"),
        "E": (f"if ({e}) {q} <= {p};", f"{e}=1 -> {p}, {e}=0 -> keep"), "E0": (f"if (!{e}) {q} <= {p};",
        f"{e}=0 -> {p}, {e}=1 -> keep"),
    }  # fmt: skip
    line, rule = rules[kind]
    lines = [line]
    if kind in ("T", "T0") and d.chance(0.5):
        lines = [f"if ({'' if kind == 'T' else '!'}{p}) {q} <= ~{q};"]
    elif kind == "S" and d.chance(0.6):
        lines = [f"if ({p}) {q} <= 1'b1;", f"else if ({e}) {q} <= 1'b0;"]
    elif kind == "R" and d.chance(0.6):
        lines = [f"if ({e}) {q} <= 1'b0;", f"else if ({p}) {q} <= 1'b1;"]
    elif kind == "JK" and d.chance(0.6):
        lines = [f"case ({{{p}, {e}}})", f"  2'b10: {q} <= 1'b1;", f"  2'b01: {q} <= 1'b0;", f"  2'b11: {q} <= ~{q};",
                 f"  default: {q} <= {q};", "endcase"]  # fmt: skip
    return lines, rule


@family("store_flop_kind", "flip-flops", 1.0)
def flop_kind(d: Draw) -> Design:
    """A T, D, JK or SR flip-flop, or one with an inverted input, by its name, by its rule or by both."""
    kind = d.one(tuple(_KINDS))
    pair = kind not in ("T", "T0", "D", "Dn")
    stored_too = kind not in ("D", "Dn")  # without a reset a formula of an unknown state stays unknown in simulation
    k = clocking(d, 1, ("sync", "async") if stored_too else ("none", "sync", "async"))
    out = d.name("q", "Q", "ff", "state", "bit_q", "y", "led", "mem", "out")
    if pair:
        p, e = d.names(
            ("j", "k"), ("s", "r"), ("a", "b"), ("x", "y"), ("m1", "m0"), ("d", "en"), ("in1", "in2"), ("up", "dn"), ("u", "v")
        )
    else:
        p, e = d.name("t", "d", "x", "a", "in", "tog", "en", "u"), ""
    ports = shuffled(d, [*k.ports, *[Port(name) for name in (p, e) if name], Port(out, 1, True, stored=True)])
    name, rules = _KINDS[kind]
    words = {"p": p, "e": e, "o": out}
    q, pv, ev = d.number(0, 1), d.number(0, 1), d.number(0, 1)
    setting = f"{p} = {pv} and {e} = {ev}" if pair else f"{p} = {pv}"
    example = d.any(
        "For instance, {o} = {q} with {s} becomes {n}.", "If {o} is {q} and the edge finds {s}, the new {o} is {n}.",
        "Say {o} = {q} and {s}: after the edge {o} = {n}.", o=out, q=q, s=setting, n=_next(kind, q, pv, ev),
    )  # fmt: skip
    told_by_name = kind != "ET" and d.chance(0.2)
    text = told(
        d, _ONLY_NAMES if told_by_name else _NAMED, ports, **{**k.slots(d, out), **words}, nm=d.say(name, **words),
        be=d.any(*rules, **words), ex=example, pp=f"{p} and {e} do" if pair else f"{p} does", pi=f"{p} and {e}" if pair else p,
    )  # fmt: skip
    lines, rule = _flop_lines(d, kind, out, p, e)
    rows = kept(
        d, ports, k, k.value, lambda s, v: _next(kind, s, v[p], v[e] if pair else 0), lambda s, v: {out: s}, unknown=(0, 1)
    )
    return finished(
        d, d.say("a " + name, **words), ports, text, f"{k.why(out)}\n{rule}.", k.code(d, [f"{out} <= 1'b{k.value};"], lines),
        rows,
        ("flop", "flipflop", "bit_cell"), {"kind": kind, "reset": k.reset.phrase, "falling": k.falling, "value": k.value},
    )  # fmt: skip


_RESET = (
    "{o} gets {i} {at}. {r} = {b} sets {o} to {v}, {kc}.",
    "{w}, {o} is {v}; at a {ed} edge of {c} with {r} {zl} it gets {i}.",
    "Register {i} into {o} (clock {c}, {ed} edge) with {ak} reset: input {r}, active {l}, reset value {v}.",
    "Registers can be reset in two ways: together with the clock, or at once, behind its back. This one is reset {kw}, by {r} "
    "= {b}, "
    "and the value is {v}. Otherwise {i} goes to {o} {at}.",
    "The reset {r} is {k}, not {nk}: {w}, {o} becomes {v}. While {r} is {z}, {i} is stored in {o} {at}.",
    "- {o} <= {i} {at}\n- {r}: {k} reset, active {l}\n- reset value: {v}",
    "as soon as possible please: a register for {i}, output {o}, {ge} {c}. it comes up as {v} {wl} (that reset works {kw}).",
    "Reset value of {o}: {v}. Reset input: {r}, {l} means reset, {kc}. Normal operation: {o} = {i} as it was at the last {ed} "
    "edge of {c}.",
    "{v} must be in {o} {wl}. The reset acts {kw}. In normal operation ({r} {zl}), {at}, {o} takes {i}.",
    "Ticket: {o} does not reset properly. It shall go to {v} when {r} is {l}, {kc}. With {r} {zl} it copies {i} {at}.",
    "Why is {r} {insl}? Because the reset of {o} is {k}. It is active {l} and gives {v}. Apart from that {i} goes into {o} {at}.",
    "| {r} | {o} |\n| {b} | {v} ({kw}) |\n| {z} | {i}, {at} |",
    "Let {i} pass to {o} {at} as long as {r} is {zl}. But {w}, {o} has to be {v}.",
    "Sampling register. Source {i}, destination {o}, {ed} edge of {c}, cleared to {v} by a {l} {r}, {kc}.",
    "{o} holds what {i} was at the last {ed} edge of {c}, unless {r} is {b}: then it holds {v}, {kc}.",
)
_WHEN = {
    "sync": (("if {r} is {l} at the {ed} edge of {c}", "at a {ed} clock edge with {r} = {b}", "when the {ed} edge of {c} "
    "finds {r} at {b}"),
             ("with the clock edge, not before", "but only at the clock edge", "synchronously", "which takes effect at the "
             "next {ed} edge"),
             ("synchronously", "together with the clock", "at the clock edge")),
    "async": (("as soon as {r} is {l}", "the moment {r} becomes {b}", "while {r} is {l}, clock or no clock"),
              ("without waiting for the clock", "at once, edge or no edge", "asynchronously", "which takes effect immediately"),
              ("asynchronously", "behind the back of the clock", "immediately")),
}  # fmt: skip


@family("store_reset_words", "registers", 1.0)
def reset_words(d: Draw) -> Design:
    """A plain register whose reset is the point: at the edge or at once, high or low, to which value."""
    width = d.one((1, 2, 4, 8, 8, d.number(2, 7), 16, 32))
    k: Clocking = clocking(d, width, ("sync", "async"), 0.4)
    data, out = d.name(*DATA), d.name(*OUTPUTS)
    ports = shuffled(d, [*k.ports, Port(data, width), Port(out, width, True, stored=True)])
    slots = {**k.slots(d, out), "i": data, "o": out}
    sync = k.reset.kind == "sync"
    when, clause, adverb = (d.any(*options, **slots) for options in _WHEN[k.reset.kind])
    slots |= {
        "w": when, "kc": clause, "kw": adverb, "nk": "asynchronous" if sync else "synchronous", "wl": when,
        "k": "synchronous" if sync else "asynchronous", "ak": "a synchronous" if sync else "an asynchronous",
        "insl": "missing in the sensitivity list" if sync else "in the sensitivity list",
    }  # fmt: skip
    text = told(d, _RESET, ports, **slots)
    body = k.code(d, [f"{out} <= {constant(d, width, k.value)};"], [f"{out} <= {data};"])
    rows = kept(
        d, ports, k, k.value, lambda s, v: v[data], lambda s, v: {out: s}, bias=leaning({}) if width > 1 else None, cycles=56,
    )  # fmt: skip
    return finished(
        d, f"a {width}-bit register with reset", ports, text, f"{k.why(out)}\nElse {out} <= {data}.", body, rows,
        ("reg_rst", "register", "sample_reg"), {"width": width, "reset": k.reset.phrase, "value": k.value, "falling": k.falling},
    )  # fmt: skip
