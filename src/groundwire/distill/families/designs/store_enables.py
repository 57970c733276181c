"""Registers with enables, commands in an order of priority, lanes, and two registers on one bus."""

from __future__ import annotations

from groundwire.distill.families.design import Design
from groundwire.distill.families.draw import Draw, listing
from groundwire.distill.families.ports import Port
from groundwire.distill.families.registry import family
from groundwire.distill.families.reset import Reset
from groundwire.distill.families.voices.store_shared import (
    DATA,
    ENABLES,
    HINTS,
    HOLDS,
    OUTPUTS,
    Clocking,
    clocking,
    constant,
    finished,
    kept,
    leaning,
    shuffled,
    told,
)

_ENABLE = (
    "{at}, {o} takes {i}, but only if {y}; if {n}, {kv}. {rs}",
    "{o} is loaded with {i} {at} if {y}. Otherwise {kv}. {rs}",
    "If {n} {kv}; if {y} it gets {i}. The clock is {c} ({ed} edge). {rs}",
    "A register does not have to take new data with each clock. This one has a condition for it. {ex} In words: {y} means "
    "that {i} is "
    "stored in {o} {at}, and if {n}, {kv}. {rs}",
    "- data {i}, output {o}, {ge} {c}\n- load if {y}\n- else {kv}\n- {rs}",
    "Register {i} -> {o}, {ed} edge of {c}.\nCondition for loading: {y}.\nWithout it: {kv}.\n{rs}",
    "{kv} {at} if {n}. In the other case, {i} is stored there. {rs}",
    "{rs} {at}: is it true that {y}? Then {o} := {i}. Is it not? Then {kv}.",
    "i want to sample {i} into {o} {at}. condition: {y}. and when {n}? then {kv}. {rs}",
    "Not every edge loads {o}. An edge of {c} ({ed}) at which {n} does this: {kv}. One at which {y} copies {i}. {rs}",
    "{ex} So {i} goes to {o} only if {y}, {at}, else {kv}. {rs}",
    "Given that {n}, the {ed} edge of {c} has this effect: {kv}. Given that {y}, it stores {i} in {o}. {rs}",
    "| condition at {ge} {c} | {o} |\n| {y} | {i} |\n| {n} | {sh} |\n{rs}",
    "Enabled register wanted. Enabled means here: {y}. Input {i}, output {o}, triggered {at}. While it is not enabled {kv}. {rs}",
    "What happens {at}? With {nn}: {kv}. With {yy}: {i} is copied to {o}. {rs}",
)


@family("store_conditions", "registers", 1.0)
def conditions(d: Draw) -> Design:
    """A register loaded under a condition of one or two bits of either polarity, else kept or cleared."""
    width = d.one((1, 2, 4, 8, 8, 16, d.number(2, 7)))
    k = clocking(d, width)
    data, out = d.name(*DATA), d.name(*OUTPUTS)
    names = [d.name(*(ENABLES if d.chance(0.6) else HOLDS))]
    if d.chance(0.45):
        names.append(d.name("valid", "ready", "cs", "grant", "en2", "b", "sel", "allow"))
    levels = [d.number(0, 1) for _ in names]
    both, clears = d.chance(0.55), d.chance(0.25)
    ports = shuffled(d, [*k.ports, *[Port(name) for name in names], Port(data, width), Port(out, width, True, stored=True)])
    word = d.one((("0", "1"), ("0", "1"), ("low", "high")))
    yes = [f"{name} is {word[level]}" for name, level in zip(names, levels, strict=True)]
    no = [f"{name} is {word[1 - level]}" for name, level in zip(names, levels, strict=True)]
    one, other = ("and", "or") if both else ("or", "and")
    terms = [f"{'' if level else '!'}{name}" for name, level in zip(names, levels, strict=True)]
    test = (" && " if both else " || ").join(terms)

    def met(v: dict[str, int]) -> bool:
        hits = [v[name] == level for name, level in zip(names, levels, strict=True)]
        return all(hits) if both else any(hits)

    q, x = (d.rng.getrandbits(min(width, 4)) for _ in "ab")
    at = [d.number(0, 1) for _ in names]
    new = x if met(dict(zip(names, at, strict=True))) else 0 if clears else q
    example = d.any(
        "With {o} = {q} and {i} = {x}, an edge that finds {s} leaves {m} in {o}.",
        "Suppose {o} is {q}, {i} is {x} and {s}: after the edge {o} is {m}.", o=out, i=data, q=q, x=x, m=new,
        s=listing([f"{name} = {value}" for name, value in zip(names, at, strict=True)]),
    )  # fmt: skip
    rest = d.one((f"{out} becomes 0", f"{out} is cleared")) if clears else d.one(
        (f"{out} stays as it is", f"{out} keeps its value", f"{out} does not change")
    )  # fmt: skip
    how = "if" if not clears and d.chance(0.7) else d.one(("if", "?:"))
    hint = d.any(*HINTS[how]) if how == "?:" or d.chance(0.2) else ""
    text = told(
        d, _ENABLE, ports, hint, **k.slots(d, out, listing(names)), i=data, o=out, y=f" {one} ".join(yes),
        n=f" {other} ".join(no), kv=rest,
        ex=example,
        sh="0" if clears else "unchanged", yy=f" {one} ".join(t.replace(" is ",
        " = ") for t in yes),
        nn=f" {other} ".join(t.replace(" is ", " = ") for t in no),
    )  # fmt: skip
    zero = constant(d, width, 0)
    if how == "?:":
        lines = [f"{out} <= {f'({test})' if len(names) > 1 else test} ? {data} : {zero if clears else out};"]
    else:
        lines = [f"if ({test}) {out} <= {data};", *([f"else {out} <= {zero};"] if clears else [])]
    rows = kept(
        d, ports, k, k.value, lambda s, v: v[data] if met(v) else 0 if clears else s, lambda s, v: {out: s},
        unknown=(0, (1 << width) - 1),
    )  # fmt: skip
    rule = f" {one} ".join(f"{n}={v}" for n, v in zip(names, levels, strict=True))
    return finished(
        d, "a register with a load condition", ports, text,
        f"{k.why(out)}\nLoad {data} if {rule}; else {'0' if clears else 'keep'}.",
        k.code(d, [f"{out} <= {constant(d, width, k.value)};"], lines), rows, ("en_reg", "cond_reg", "sampler"),
        {"width": width, "levels": levels, "both": both, "clears": clears, "reset": k.reset.phrase},
    )  # fmt: skip


_ORDER = (
    "{at}, the register {o} obeys its commands. {ac} {pr} {no}",
    "{pr} {ac} {no} All of this {at}.",
    "{o} changes {at} as follows.\n{li}\n{pr}\n{no}",
    "Commands for {o}:\n{li}\nClock: {c}, {ed} edge. {pr} {no}",
    "When two commands arrive together, a circuit needs to know which one counts. {ac} {pr} {ex} {no} The register is {o}, "
    "clocked {at}.",
    "{no} {ac} {pr} The commands are looked at {at}.",
    "Register {o}, {ge} {c}. {ac} {pr} {no}",
    "my register {o} has to understand {q} inputs: {cs}. {ac} {no} {pr} everything happens {at}.",
    "What does {o} do {at}? {ac} And if several are given at once? {pr} {no}",
    "{ex} The rules behind it: {ac} {pr} {no} Clock: {ge} {c}.",
    "{o} is updated {at}, never in between. {pr} What each of them does: {ac} {no}",
    "Control inputs of {o} ({ed} edge of {c}):\n{li}\n{no} {pr}",
    "Spec: {ac} Order of importance: {pu}. {no} {o} is clocked {at}.",
)
_DOES = {
    "clear": ("clears {o} (to 0)", "makes {o} 0", "brings {o} to zero"),
    "ones": ("sets all bits of {o}", "fills {o} with ones", "makes every bit of {o} a 1"),
    "load": ("loads {i} into {o}", "stores {i} in {o}", "copies {i} to {o}"),
    "inc": ("adds 1 to {o}", "increments {o}", "counts {o} up by one"),
    "dec": ("subtracts 1 from {o}", "decrements {o}", "counts {o} down by one"),
    "invert": ("inverts {o}", "flips all bits of {o}", "replaces {o} by its complement"),
}  # fmt: skip
_DID = {
    "clear": ("clear", "clr", "zero", "r", "wipe", "c0"), "ones": ("set", "fill", "preset", "s", "ones", "p"),
    "load": ("load", "ld", "wr", "put", "l", "take"), "inc": ("inc", "up", "plus", "add", "u", "step"),
    "dec": ("dec", "down", "minus", "sub", "dn", "back"), "invert": ("inv", "flip", "toggle", "neg", "t", "swap"),
}  # fmt: skip


@family("store_command_order", "registers", 1.0)
def command_order(d: Draw) -> Design:
    """A register with two or three commands of either polarity, told in any order, and their priority told apart."""
    width = d.one((2, 4, 4, 8, 8, d.number(3, 7)))
    mask = (1 << width) - 1
    k = clocking(d, width, ("none",))
    acts = ["load", *d.rng.sample(["clear", "ones", "inc", "dec", "invert"], d.one((1, 2, 2)))]
    if not {"clear", "ones"} & set(acts):
        acts[1] = d.one(("clear", "ones"))
    d.rng.shuffle(acts)
    data, out = d.name(*DATA), d.name(*OUTPUTS)
    pins = [d.name(*_DID[act]) for act in acts]
    levels = [int(d.chance(0.7)) for _ in acts]
    order = list(range(len(acts)))
    d.rng.shuffle(order)
    ports = shuffled(d, [*k.ports, *[Port(pins[i]) for i in order], Port(data, width), Port(out, width, True, stored=True)])
    tells = []
    for i in order:
        does = d.any(*_DOES[acts[i]], o=out, i=data)
        tells.append(d.any("{p} = {b} {x}", "{p} {x} (active {l})", "A {l} {p} {x}", p=pins[i], b=levels[i], x=does,
                           l="high" if levels[i] else "low"))  # fmt: skip
    first = pins
    ranks = ["{x} beats {y}{z}.", "If several are active, the order is {a} (highest first).", "Priority from low to high: {u}.",
             "(Priorities|Priority): {g}."]  # fmt: skip
    ranks += ["{y} counts only while {x} is inactive.", "{x} wins over {y}."] if len(acts) == 2 else [
        "{x} overrides the others; between {y} and {w}, {y} wins.", "{w} is the weakest, {x} the strongest, {y} lies between.",
        "{w} counts only if neither {x} nor {y} is active, and {y} only if {x} is not.",
    ]  # fmt: skip
    rank = d.any(
        *ranks, x=first[0], y=first[1], w=first[-1], z=f", {first[1]} beats {first[2]}" if len(acts) == 3 else "",
        a=", ".join(first), u=", ".join(reversed(first)), g=" > ".join(first),
    )  # fmt: skip

    def step(state: int, v: dict[str, int]) -> int:
        for pin, level, act in zip(pins, levels, acts, strict=True):
            if v[pin] == level:
                return {"clear": 0, "ones": mask, "load": v[data], "inc": (state + 1) & mask, "dec": (state - 1) & mask,
                        "invert": state ^ mask}[act]  # fmt: skip
        return state

    q, x = d.rng.getrandbits(width), d.rng.getrandbits(width)
    every = {data: x, **dict(zip(pins, levels, strict=True))}
    example = f"Example: {out} = {q}, {data} = {x}, all commands active at once: the next {out} is {step(q, every)}."
    text = told(
        d, _ORDER, ports, **k.slots(d, out), o=out, ac=" ".join(f"{tell}." for tell in tells),
        li="\n".join(f"- {t}" for t in tells),
        pr=rank, ex=example, q="two" if len(acts) == 2 else "three", cs=listing([pins[i] for i in order]),
        pu=", then ".join(pins), no=d.one((f"Without any command {out} stays.", f"If none is active, {out} holds its value.",
        "")),
    )  # fmt: skip
    code = {"clear": constant(d, width, 0), "ones": constant(d, width, mask), "load": data, "inc": f"{out} + 1'b1",
            "dec": f"{out} - 1'b1", "invert": f"~{out}"}  # fmt: skip
    lines = [
        f"{'else ' if n else ''}if ({'' if levels[n] else '!'}{pins[n]}) {out} <= {code[act]};" for n, act in enumerate(acts)
    ]
    lean = leaning({pin: 0.4 if level else 0.6 for pin, level in zip(pins, levels, strict=True)})
    loads = {pin: level if act == "load" else 1 - level for pin, level, act in zip(pins, levels, acts, strict=True)}
    rows = kept(
        d,
        ports,
        k,
        0,
        step,
        lambda s, v: {out: s},
        unknown=(0, mask),
        bias=lambda r, n: loads if n < 2 else lean(r, n),
        cycles=50,
    )
    rule = ", else ".join(f"{p}={b} {a}{f' {data}' if a == 'load' else ''}" for p, b, a in zip(pins, levels, acts, strict=True))
    return finished(
        d, "a register with commands in an order of priority", ports, text, f"{k.why(out)}\nOrder: {rule}, else keep.",
        k.code(d, [], lines), rows, ("cmd_reg", "multi_reg", "prio_reg"), {"acts": acts, "levels": levels, "width": width},
    )  # fmt: skip


_RANK = (
    "{o} is a register for {i}, clocked {at}. {e} = {on} enables loading. {r} = {b} sets {o} to {v} at the clock edge, {ct}.",
    "{at}, {ct}: {r} at {b} makes {o} {v}. Loading of {i} happens only with {e} = {on}; else {o} holds.",
    "Input {e} (active {el}) lets {i} into {o}; input {r} (active {l}) sets {o} to {v}. Both are seen {at}. The reset works "
    "{ct}.",
    "A question that is often forgotten: does a reset need the enable? Here the answer is: the synchronous reset {r} (active "
    "{l}, value {v}) "
    "works {ct}. With {e} at {on} and no reset, {o} gets {i} {at}; with {e} at {of} and no reset it keeps its value.",
    "- {ge} {c}\n- {e} = {on}: {o} gets {i}\n- {e} = {of}: {o} holds\n- {r} = {b}: {o} becomes {v}, {ct}",
    "Register {o} with synchronous reset {r} (active {l}, to {v}) and enable {e} (active {el}). {yn} Data: {i}, {ed} edge of "
    "{c}.",
    "{yn} {r} = {b} gives {v}, {e} = {on} otherwise lets {i} in, {at}; else {o} stays.",
    "Which one is stronger, {e} or {r}? {yn} The register is {o}, its input {i}, its reset value {v}. {r} resets with {b} and "
    "{e} enables "
    "with {on}, both {at}.",
    "{ed} edge of {c}: {ls}. The output is {o}.",
    "please do a register, {i} in, {o} out, {ge} {c}, where {r} {l} means {v} at the edge ({ct}) and {e} {el} means load",
    "Decision list for {o} {at}: {ls}.",
    "{o} takes {i} if {e} is {on}. A synchronous reset to {v} by {r} = {b} exists too; "
    "it counts {ct}. "
    "Trigger: {ed} edge of {c}.",
    "Enable: {e}, active {el}. Reset: {r}, active {l}, at the clock edge, to {v}. {yn} {o} stores {i} {at}.",
)


@family("store_reset_or_enable", "registers", 1.0)
def reset_or_enable(d: Draw) -> Design:
    """A synchronous reset that works with or without the enable, or is itself only effective while not enabled."""
    width = d.one((1, 4, 8, 8, d.number(2, 7), 16))
    k = clocking(d, width, ("sync",), 0.5)
    data, out, enable = d.name(*DATA), d.name(*OUTPUTS), d.name(*ENABLES)
    on = int(d.chance(0.65))
    gated = d.chance(0.5)
    ports = shuffled(d, [*k.ports, Port(enable), Port(data, width), Port(out, width, True, stored=True)])
    reset, b = k.reset.name, int(not k.reset.low)
    slots = {**k.slots(d, out), "i": data, "o": out, "e": enable, "on": on, "of": 1 - on, "el": "high" if on else "low"}
    load_list = (
        "if {e} is {of}, nothing changes; else if {r} is {b}, {o} becomes {v}; else it gets {i}",
        "{e} = {of}: keep, whatever {r} is; {e} = {on} and {r} = {b}: {v}; {e} = {on} and {r} = {z}: {i}",
    ) if gated else (
        "if {r} is {b}, {o} becomes {v}; else if {e} is {on}, it gets {i}; else nothing changes",
        "{r} = {b}: {v}, whatever {e} is; {r} = {z} and {e} = {on}: {i}; {r} = {z} and {e} = {of}: keep",
    )  # fmt: skip
    slots["ct"] = d.any(*(
        ("only while {e} is {on}", "but not while {e} is {of}", "only if {e} is {on} at that edge") if gated else
        ("whatever {e} is", "even while {e} is {of}", "with {e} at {of} too")), **slots)  # fmt: skip
    slots["yn"] = d.any(*(
        ("The enable comes first: with {e} = {of} even the reset has no effect.", "Without the enable ({e} = {of}) {r} is "
        "ignored too.",
         "{r} has to be enabled as well: it resets only if {e} is {on}.") if gated else
        ("The reset comes first: it works even with {e} = {of}.", "{r} does not need the enable; it resets with {e} = {of} too.",
         "{r} is stronger than {e}.")), **slots)  # fmt: skip
    slots["ls"] = d.any(*load_list, **slots)
    text = told(d, _RANK, ports, **slots)
    lit = constant(d, width, k.value)
    en = f"{'' if on else '!'}{enable}"
    head = d.style.edge(f"{k.edge} {k.clk}")
    if gated:
        lines = [f"if ({en}) begin", f"  if ({k.reset.test}) {out} <= {lit};", f"  else {out} <= {data};", "end"]
        body = [f"{head} begin", *(f"  {line}" for line in lines), "end"]
        rule = f"{enable}={on} first, else keep. Inside: {reset}={b} -> {k.value}; else {out} <= {data}."
    else:
        lines = [f"if ({k.reset.test}) {out} <= {lit};", f"else if ({en}) {out} <= {data};"]
        body = [f"{head} begin", *(f"  {line}" for line in lines), "end"]
        rule = f"{reset}={b} first -> {k.value}, any {enable}. Else {enable}={on} -> {data}; else keep."
    free = Clocking(k.clk, k.falling, Reset(), 0, width)

    def step(state: int, v: dict[str, int]) -> int:
        if v[reset] == b and (v[enable] == on or not gated):
            return k.value
        return v[data] if v[enable] == on else state

    rows = kept(
        d, ports, free, 0, step, lambda s, v: {out: s}, unknown=(0, (1 << width) - 1), bias=leaning({reset: 0.35 if b else 0.65})
    )
    return finished(
        d, "a register with reset and enable", ports, text, f"{k.edge} {k.clk}; reset waits for the edge.\n{rule}", body, rows,
        ("reg_en", "enabled_reg", "ce_reg"), {"gated": gated, "on": on, "value": k.value, "width": width},
    )  # fmt: skip
