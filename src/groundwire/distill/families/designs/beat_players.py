"""Pattern players and input filters with drawn extras."""

from __future__ import annotations

from groundwire.distill.families.design import Design
from groundwire.distill.families.draw import Draw
from groundwire.distill.families.ports import Port
from groundwire.distill.families.registry import family
from groundwire.distill.families.voices.beat_shared import (
    Act,
    Beat,
    Cond,
    Out,
    Reg,
    both,
    build,
    compose,
    is_port,
    mostly,
    port_names,
    reg_is,
    told,
)

_PLAYER_INTROS = (
    "a pattern player with {n} entries",
    "{y} plays the list {v}",
    "light show: {y} shows {n} patterns, one after another",
    "sequence generator with output {y}",
    "waveform table of {n} words, {y} is the word at index {i}",
    "a music box: pins {v} on {y}",
    "stepper drive: phases {v} on {y}",
    "ROM player, contents {v}, output {y}",
    "play back {v}",
    "the sign over the shop runs through {v} on {y}",
)


@family("beat_pattern_player", "sequence generators", 1.1)
def pattern_player(d: Draw) -> Design:
    """An index with drawn commands over a table of patterns: forwards, backwards, stop at the end, jump, blank."""
    beat = Beat(d)
    n, w = d.number(3, 8), d.one((1, 2, 3, 4, 4, 7, 8))
    lit, mask, iw = d.style.literal, (1 << w) - 1, (n - 1).bit_length()
    i, y = d.name("idx", "pos", "step", "i", "ptr", "n"), d.name("y", "pat", "leds", "out", "word", "coil")
    table = [d.number(0, mask) for _ in range(n)] if w < 3 else d.rng.sample(range(1 << w), n)
    if len(set(table)) == 1:
        table[0] ^= 1
    loop = d.chance(0.65)
    fwd_rhs = (
        f"{i} + 1'b1" if loop and n == 1 << iw else f"({i} == {lit(iw, n - 1)}) ? {lit(iw, 0 if loop else n - 1)} : {i} + 1'b1"
    )
    back_rhs = f"{i} - 1'b1" if loop and n == 1 << iw else f"({i} == {lit(iw, 0)}) ? {lit(iw, n - 1 if loop else 0)} : {i} - 1'b1"
    fwd = Act(
        "moves to the next entry, " + (f"from {n - 1} to 0" if loop else f"but stays at {n - 1}"),
        f"{i} + 1 ({n - 1} -> {0 if loop else n - 1})",
        fwd_rhs,
        lambda s, v: (s[i] + 1) % n if loop else min(s[i] + 1, n - 1),
    )
    back = Act(
        "moves to the entry before, " + (f"from 0 to {n - 1}" if loop else "but stays at 0"),
        f"{i} - 1 (0 -> {n - 1 if loop else 0})",
        back_rhs,
        lambda s, v: (s[i] - 1) % n if loop else max(s[i] - 1, 0),
    )
    k = d.number(0, n - 1)
    kinds = {
        "fwd": (fwd, ("play", "fwd", "next_in", "go", "step_up")),
        "back": (back, ("rev", "back", "undo", "prev", "reverse")),
        "jump": (Act(f"goes to entry {k}", str(k), lit(iw, k), lambda s, v: k), ("jump", "cue", "home", "chorus")),
        "stay": (Act("stays", i, i, lambda s, v: s[i]), ("pause", "hold", "still", "freeze")),
    }
    chosen = d.rng.sample(tuple(kinds), d.number(1, 3))
    if not set(chosen) & {"fwd", "back"}:
        chosen.append(d.one(("fwd", "back")))
    if chosen[-1] == "stay":
        chosen.reverse()
    inputs, cases = [], []
    for kind in chosen:
        port = d.name(*kinds[kind][1])
        inputs.append(Port(port))
        cases.append(kinds[kind][0].on(is_port(d, port, int(d.chance(0.8)))))
    other = None
    if len(cases) > 1 and chosen[-1] in ("fwd", "back") and d.chance(0.6):
        other, inputs = kinds[chosen[-1]][0], inputs[:-1]
        cases = cases[:-1]
    reg = Reg(i, iw, d.one((0, 0, k)), cases, other, d.chance(0.25))
    blank = is_port(d, d.name("blank", "dark", "mute", "off"), int(d.chance(0.75))) if d.chance(0.4) else None
    inputs += [Port(blank.port)] if blank else []
    arms = [f"    {lit(iw, j)}: {y} = {lit(w, v)};" for j, v in enumerate(table[:-1])] + [
        f"    default: {y} = {lit(w, table[-1])};"
    ]
    lines = (
        f"{d.style.comb} begin",
        f"  case ({i})",
        *arms,
        "  endcase",
        *([f"  if ({blank.code}) {y} = {lit(w, 0)};"] if blank else []),
        "end",
    )
    word = (lambda v: f"{v:0{w}b}") if w > 2 and d.chance(0.5) else str
    note = f" ({word(table[0])} etc. are binary)" if word is not str else ""

    def shown(s: dict[str, int], v: dict[str, int]) -> int:
        return 0 if blank and blank.test(s, v) else table[s[i]]

    values = [word(v) for v in table]
    layout = d.number(0, 3)
    listed = (
        f"entries 0 to {n - 1}: {', '.join(values)}{note}"
        if layout == 0
        else "\n".join([f"{i} {d.one(('|', '->', ':'))} {y}{note}", *(f"{j} -> {v}" for j, v in enumerate(values))])
        if layout == 1
        else "; ".join(f"at {i} = {j} {y} is {v}" for j, v in enumerate(values)) + note
        if layout == 2
        else f"{i},{y}{note}\n" + "\n".join(f"{j},{v}" for j, v in enumerate(values))
    )
    facts = [listed]
    if not reg.output:
        facts.append(d.any("{i} is an internal index of {w} bits", "the index {i} ({w} bits) stays inside", i=i, w=iw))
    if blank:
        facts.append(
            d.any(
                "while {b}, {y} is 0, and {i} goes on as usual",
                "{y} = 0 as long as {b} (at once, without touching {i})",
                b=blank.words,
                y=y,
                i=i,
            )
        )
    text_out = d.any("{y} follows {i} without a further register", "{y} is the entry that {i} points at", y=y, i=i)
    out = Out(
        y,
        w,
        text_out,
        "",
        shown,
        lines,
        f"{y}: " + ", ".join(f"{j}:{v}" for j, v in enumerate(table)) + (f"; {blank.short} -> 0" if blank else ""),
    )
    intro = d.any(*_PLAYER_INTROS, n=n, y=y, i=i, v=", ".join(values))
    text = compose(d, beat, intro, [told(d, reg)], [reg], [out], port_names(beat, inputs, [reg], [out]), facts)
    slow = mostly(d, cases if other is None else [*cases, cases[0]], 0.2)
    return build(
        d,
        beat,
        "a pattern player",
        ("player", "pattern_gen", "show"),
        inputs,
        [reg],
        [out],
        text,
        {"table": table, "kinds": chosen},
        bias=slow,
        cycles=60,
    )


_BOUNCE_INTROS = (
    "clean up the switch input {x}",
    "input conditioning for {x}: synchronizer, then a filter, result {y}",
    "debounce {x} into {y}",
    "{x} comes from a relay contact and is noisy; {y} is its clean copy",
    "glitch filter between {x} and {y}",
    "DIGITAL INPUT FILTER",
    "the limit switch {x} must be quiet for a while before we believe it",
    "a filter with hysteresis in time: {x} in, {y} out",
)


@family("beat_input_filter", "synchronizers", 1.0)
def input_filter(d: Draw) -> Design:
    """A synchronizer of drawn depth, a count of differing samples, a filtered level, perhaps its edges, with sample enable."""
    beat = Beat(d)
    depth, n, lit = d.one((0, 1, 2, 2, 3)), d.one((2, 3, 4, 5, 6, 8)), d.style.literal
    x, y = d.name("x", "sw", "btn", "noisy", "contact", "pin"), d.name("y", "clean", "level", "state", "q", "filt")
    c, w = d.name("cnt", "age", "run", "c", "same"), (n - 1).bit_length()
    init, inputs = int(d.chance(0.25)), [Port(x)]
    sample = is_port(d, d.name("tick", "smp", "ce", "en", "ms"), int(d.chance(0.85))) if d.chance(0.4) else None
    bypass = is_port(d, d.name("bypass", "fast", "raw", "test", "direct")) if d.chance(0.35) else None
    inputs += [Port(e.port) for e in (sample, bypass) if e]
    stem = d.name("s", "sync", "ff", "m")
    chain = [f"{stem}{i + 1}" for i in range(depth)]
    regs = [
        Reg(q, 1, init, [], Act(f"takes {p}", p, p, lambda s, v, p=p: s[p] if p in s else v[p]), False)  # type: ignore[misc]
        for q, p in zip(chain, [x, *chain], strict=False)
    ]
    last = chain[-1] if chain else x

    def value(s: dict[str, int], v: dict[str, int]) -> int:
        return s[last] if chain else v[last]

    same = Cond(f"{last} equals {y}", f"{last} == {y}", f"{last}={y}", lambda s, v: value(s, v) == s[y])
    end = reg_is(c, n - 1, lit(w, n - 1))
    zero = Act("becomes 0", "0", lit(w, 0), lambda s, v: 0)
    up = Act("goes up by one", f"{c} + 1", f"{c} + 1'b1", lambda s, v: s[c] + 1)
    take = Act(f"takes {last}", last, last, value)
    same_any = [zero.on(same), zero.on(both(sample, end) if sample else end)]
    change = both(Cond(f"{last} differs from {y}", f"{last} != {y}", f"{last}!={y}", lambda s, v: value(s, v) != s[y]), end)
    head = [zero.on(bypass)] if bypass else []
    regs.append(Reg(c, w, 0, [*head, *same_any, *([up.on(sample)] if sample else [])], None if sample else up, False))
    regs.append(Reg(y, 1, init, [*([take.on(bypass)] if bypass else []), take.on(both(sample, change) if sample else change)]))
    outs = []
    kind = d.number(0, 3)
    if kind:
        e, old = d.name("edge_out", "rise", "chg", "press", "ev"), d.name("y_d", "old", "prev")
        regs.append(Reg(old, 1, init, [], Act(f"takes {y}", y, y, lambda s, v: s[y]), False))
        code = (f"{y} & ~{old}", f"~{y} & {old}", f"{y} ^ {old}")[kind - 1]
        word = ("from 0 to 1", "from 1 to 0", "in either direction")[kind - 1]
        outs.append(
            Out(
                e,
                1,
                d.any(
                    "{e} is 1 for one clock after {y} changed {w}",
                    "{e}: a pulse of one cycle in the first cycle after {y} went {w}",
                    e=e,
                    y=y,
                    w=word,
                ),
                code,
                lambda s, v: ((s[y] & ~s[old]), (~s[y] & s[old]), (s[y] ^ s[old]))[kind - 1] & 1,
                (),
                f"{e} = {code}",
            )
        )
    facts = [
        d.any(
            "{x} first passes {k} flip-flops",
            "synchronize {x} with {k} flops in a row",
            "{k} stages of flip-flops take {x} in",
            x=x,
            k=depth,
        )
        if depth
        else f"{x} is synchronous already, so no synchronizer is needed"
    ]
    src = (
        d.one((f"the output of the last one ({last})", f"what leaves them, {last},"))
        if depth > 1
        else f"its output {last}"
        if depth
        else x
    )
    k = "ticks" if sample else "clocks"
    facts.append(
        d.any(
            "when {s} has differed from {y} for {n} {k} in a row, {y} takes it over at the {n}th; a "
            "single edge where both agree starts the count again",
            "a counter {c} counts {k} on which {s} differs from {y}; agreement clears it, and at the "
            "{n}th {y} changes and {c} is cleared",
            "{y} follows {s} only after {n} consecutive {k} of disagreement; any agreement resets that count",
            s=src,
            y=y,
            n=n,
            k=k,
            c=c,
        )
    )
    if sample:
        facts.append(
            d.any(
                "a tick is an edge at which {w}; edges without tick count nothing, but agreement is noticed on every edge",
                w=sample.words,
            )
            + ("; the synchronizer runs always" if depth else "")
        )
    if bypass:
        facts.append(
            d.any(
                "{w} switches the filter off: {y} then takes {s} on every edge and the count is 0",
                "if {w}, {y} loads {s} at each edge and the count clears; that goes first",
                w=bypass.words,
                y=y,
                s=last,
            )
        )
    effect = [Reg("the flip-flops", 1, init, []), Reg(y, 1, init, []), Reg("the count", w, 0, [])]
    text = compose(d, beat, d.any(*_BOUNCE_INTROS, x=x, y=y), facts, effect, outs, port_names(beat, inputs, regs, outs))

    def bias(r: object, cycle: int) -> dict[str, int]:
        level = cycle // (n + depth + 3) % 2
        found = {x: level if d.chance(0.93) else 1 - level}
        found |= {sample.port: sample.level if d.chance(0.85) else 1 - sample.level} if sample else {}
        return found | ({bypass.port: int(d.chance(0.06))} if bypass else {})

    return build(
        d,
        beat,
        "an input filter",
        ("debounce", "filter", "conditioner"),
        inputs,
        regs,
        outs,
        text,
        {"n": n, "depth": depth, "kind": kind},
        bias=bias,
        cycles=110,
    )
