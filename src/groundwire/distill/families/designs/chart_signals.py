"""Combinational circuits seen from outside: samples, small waveforms and lists of changes."""

from __future__ import annotations

from collections.abc import Sequence

from groundwire.distill.families.design import Design
from groundwire.distill.families.draw import Draw, listing
from groundwire.distill.families.models import combinational
from groundwire.distill.families.ports import Port
from groundwire.distill.families.registry import family
from groundwire.distill.families.voices.chart_shared import Chart, chart, finish, pick_form, surround
from groundwire.distill.families.voices.everyday_tables import placed

_SAMPLE_TEXTS = (
    "A combinational circuit was sampled. Find it.\n{t}", "{t}\n\nWhat circuit with inputs {l} and output {o} does this?",
    "Read the function off these samples; {o} is the output.\n{t}", "Logic analyser, no clock involved:\n{t}\nRebuild {o}.",
    "The simulation below shows a purely combinational module. Write one that gives the same {o}.\n{t}",
    "hey, lost the source of this little block, only a trace is left. {o} depends on {l} only, no state. pls recreate\n{t}",
    "Exercise: determine {o} as a function of {l} from what was observed.\n{t}", "Observed values, output {o}:\n{t}",
    "If a circuit has no memory, a trace in which all inputs occur is as good as its truth table: collect the times at which {o} "
    "is 1 and note the inputs there. Do so here.\n{t}", "Stimulus and response ({o} is the response):\n{t}",
    "TICKET 77. Replace the gate array that drives {o}. Measurement at its pins:\n{t}", "{o} versus {l}, over time:\n{t}",
    "The trace covers every combination of {l}, so {o} is fully known. There is no latch and no flip-flop in it.\n{t}",
    "From the lab notebook: \n{t}\nDescribe the circuit behind {o} in Verilog.",
)  # fmt: skip


def _trace(d: Draw, c: Chart, seen: Sequence[int]) -> str:
    """Samples in one of several layouts."""
    heads = [*c.names, c.out]
    values = [f"{c.key(row)}{c.mark(row)}" for row in seen]
    step, tick = d.one((1, 5, 10, 20)), "time" if "t" in heads else "t"
    kind = d.one(("table", "table", "strings", "wave", "wave", "events", "log", "changes", "changes", "csv"))
    size = max(map(len, heads))
    if kind == "strings":
        glue = d.one(("", " ", ", "))
        return "\n".join(f"{head.ljust(size)} : {glue.join(value[i] for value in values)}" for i, head in enumerate(heads))
    if kind == "wave":
        low, high = d.one((("__", "--"), ("__", "##"), ("___", "^^^"), ("..", "==")))
        note = f"({high[0]} is 1, {low[0]} is 0; one step has {len(low)} characters)"
        return "\n".join([
            *(f"{head.ljust(size)} {''.join(high if v[i] == '1' else low for v in values)}" for i, head in enumerate(heads)), note
        ])  # fmt: skip
    if kind == "events":
        return "\n".join(f"{n * step} ns: {c.setting(row)}, {c.out}={c.mark(row)}" for n, row in enumerate(seen))
    if kind == "log":
        return "\n".join(f"# {tick}={n * step} {c.setting(row, '=', ' ')} -> {c.out}={c.mark(row)}" for n, row in enumerate(seen))
    if kind == "changes":
        lines, before = [], ""
        for n, value in enumerate(values):
            told = [
                f"{head}={bit}" for i, (head, bit) in enumerate(zip(heads, value, strict=True)) if not before or before[i] != bit
            ]
            lines.append(f"{tick}={n * step}: {', '.join(told)}")
            before = value
        return "\n".join([*lines, "(only what changes is listed)"])
    glue = "," if kind == "csv" else " "
    return "\n".join([glue.join(("time", *heads)), *(glue.join((f"{n * step}", *value)) for n, value in enumerate(values))])


@family("chart_sampled_logic", "truth tables", 1.0)
def chart_sampled_logic(d: Draw) -> Design:
    """A function of two or three inputs seen as samples, a drawn wave or a list of changes."""
    c = chart(d, d.one((2, 2, 3, 3)), 0, 0)
    seen = list(c.rows)
    if d.chance(0.6):
        d.rng.shuffle(seen)
    for _ in range(d.number(0, 2)):
        place, row = d.number(0, len(seen)), d.one(c.rows)
        if row not in seen[max(0, place - 1) : place + 1]:
            seen.insert(place, row)
    text = d.any(*_SAMPLE_TEXTS, o=c.out, l=listing(c.names), t=_trace(d, c, seen))
    form, ask = pick_form(d, c, 0.25)
    samples = [f"{c.key(row)}:{c.mark(row)}" for row in seen]
    lines = [f"{' '.join(c.names)} -> {c.out}", *(" ".join(samples[i : i + 4]) for i in range(0, len(samples), 4))]
    return finish(d, "a combinational circuit known by samples", c, surround(d, text, ask), form, lines,
        list(dict.fromkeys(seen)),
                  "samples")  # fmt: skip


_CODE_TEXTS = (
    "{a} picks a fixed number for {q} (numbers {b}):\n{t}", "Observed on the bus, {q} {b}:\n{t}\nNo clock, only {a} matters.",
    "Constant table, values {b}.\n{t}", "{q} as a function of {a}, numbers {b}:\n{t}", "Trace of a lookup block ({b}):\n{t}",
    "For each {a} there is one {q}. Listed {b}:\n{t}\nWrite the lookup.", "{t}\n\nThe values of {q} are {b}. Rebuild the block.",
    "We need a small ROM without a clock, address {a}, output {q}. Contents ({b}):\n{t}",
    "can you make this a module? input {a}, output {q}, numbers are {b}\n{t}", "Samples of a combinational circuit, {q} written "
    "{b}:\n{t}",
    "A combinational lookup has no address clock: as soon as {a} changes, {q} follows. The contents are, {b},\n{t}",
    "Lab 4: what is seen at {q} when {a} is stepped by hand ({b}). Reproduce it.\n{t}",
    "Gain settings. {a} is the switch position, {q} the code sent to the amplifier, here {b}:\n{t}",
)  # fmt: skip


@family("chart_sampled_codes", "lookup tables", 1.0)
def chart_sampled_codes(d: Draw) -> Design:
    """Two or three bits in, a constant of several bits out, in hexadecimal, decimal or binary, in any order."""
    bits, width = d.one((1, 2, 2, 3, 3)), d.one((3, 4, 4, 6, 8, 8, 12, 16))
    a, q = d.name("a", "sel", "addr", "pos", "code", "x", "in"), d.name("q", "out", "y", "data", "val", "z", "dout")
    values = [d.rng.getrandbits(width) for _ in range(1 << bits)]
    base = d.one(("h", "d", "b") if width <= 8 else ("h", "h", "d"))
    order = list(range(1 << bits))
    if d.chance(0.5):
        d.rng.shuffle(order)
    default = bits > 1 and d.chance(0.3)
    told = order[:-1] if default else order
    form = {"h": "x", "d": "d", "b": f"0{width}b"}[base]
    kind = d.one(("{a}={n}: {q}={v}", "{n} -> {v}", "{n}: {v}", "{a} = {n} gives {v}", "t={t} {a}={n} {q}={v}", "{n} | {v}"))
    table = d.one(("\n", "\n", "; ")).join(
        kind.format(a=a, n=f"{row:0{bits}b}" if base == "b" else row, q=q, v=format(values[row], form), t=n * 10)
        for n, row in enumerate(told)
    )
    if default:
        rest = d.any("anything else: {v}", "otherwise {v}", "the remaining one: {v}", v=format(values[order[-1]], form))
        table = f"{table}{chr(10) if chr(10) in table else '; '}{rest}"
    word = {"h": d.one(("in hex", "hexadecimal", "in base 16")), "d": d.one(("in decimal", "decimal")),
            "b": d.one(("in binary", "binary"))}[base]  # fmt: skip
    text = d.any(*_CODE_TEXTS, a=a, q=q, b=word, t=table)
    hint = d.one(("case", "case", "cond")) if bits == 1 else "case"
    ask = ""
    if d.chance(0.3):
        ask = d.any("Use the conditional operator.", "One assign with ?: please.") if hint == "cond" else d.any(
            "Use a case statement.", "A case in an always block, please.", "Write it with case.")  # fmt: skip

    def literal(row: int) -> str:
        return d.style.literal(width, values[row], base)

    if hint == "cond":
        body, stored = [f"assign {q} = {a} ? {literal(1)} : {literal(0)};"], False
    else:
        keys = "b" if base == "b" else "d"
        arms = [f"    {d.style.literal(bits, row, keys)}: {q} = {literal(row)};" for row in order[:-1]]
        body = [f"{d.style.comb} begin", f"  case ({a})", *arms, f"    default: {q} = {literal(order[-1])};", "  endcase", "end"]
        stored = True
    shown = [f"{row:0{bits}b}" if base == "b" else str(row) for row in told]
    lines = [f"{a} -> {q}, {width} bits, base {base}",
             ", ".join(f"{key} {values[row]:{form}}" for key, row in zip(shown, told, strict=True))]  # fmt: skip
    if default:
        lines.append(f"else {values[order[-1]]:{form}}")
    if len(set(values)) == 1:
        return chart_sampled_codes(d)
    ports = placed(d, [Port(a, bits)], [Port(q, width, output=True, stored=stored)])
    return Design(
        "a table of constants", ports, surround(d, text, ask, charted=False), "\n".join(lines), tuple(body),
        combinational(d.rng, ports, lambda v: {q: values[v[a]]}), d.style, ("lookup", "const_table", "codes"),
        {"values": values, "base": base, "order": order},
    )  # fmt: skip


_ROW_TEXTS = (
    "{x} {w}", "Lamp logic for {o}. {x} {w}", "{w} {x}", "- {y}\n- {w}", "{o} from {l}, in words: {x} {w}",
    "Please write {o}: {x} {w}",
    "A truth table need not be drawn; it can be told. This one goes so: {x} {w}",
    "Chat from the integrator: \"{x} {w}\" So code it.",
    "The following holds for {o}:\n- {y}\n- {w}", "What would {o} look like in Verilog if this is required? {x} {w}",
    "REQ-12 {x} REQ-13 {w}", "{x} {w} Inputs are {l}.", "Interlock description, output {o}. {w} {x} Nothing is remembered.",
)  # fmt: skip
_ROWS = (
    "{o} is {v} with {s}.", "With {s}, {o} is {v}.", "When {s}, {o} gets {v}.", "{s} makes {o} {v}.", "{o} must be {v} if {s}.",
    "{s}: {o} is {v}.", "If {s} then {v} on {o}.",
)  # fmt: skip


@family("chart_told_rows", "truth tables", 1.0)
def chart_told_rows(d: Draw) -> Design:
    """The rows with 1, or with 0, told in words, and what holds for the others."""
    c = chart(d, d.one((2, 3, 3)), 0, 0, 3)
    tell = c.ones if len(c.ones) <= len(c.zeros) else c.zeros
    kind = int(tell is c.ones)
    order = sorted(tell)
    d.rng.shuffle(order)

    def words(row: int) -> str:
        pairs = list(zip(c.names, c.key(row), strict=True))
        d.rng.shuffle(pairs)
        high, low = [n for n, bit in pairs if bit == "1"], [n for n, bit in pairs if bit == "0"]
        style = d.number(0, 3)
        if style == 0 or not high or not low:
            return listing(
                [d.any("{n} {v}", n=n, v=d.one(("high", "at 1") if bit == "1" else ("low", "at 0"))) for n, bit in pairs]
            )
        told = f"{listing(high)} {'both high' if len(high) == 2 else 'all high' if len(high) > 2 else 'high'}"
        other = f"{listing(low)} {'both low' if len(low) == 2 else 'all low' if len(low) > 2 else 'low'}"
        if style == 1 and len(high) == 1 and c.bits == 3:
            return f"only {high[0]} high of the three"
        if style == 1 and len(low) == 1 and c.bits == 3:
            return f"all but {low[0]} high"
        return f"{told} and {other}" if style == 2 else f"{other} but {told}"

    v = d.one((str(kind), str(kind), "high" if kind else "low"))
    frame = d.one(_ROWS)
    rows = [d.say(frame, o=c.out, v=v, s=words(row)) for row in order]
    if d.chance(0.4) and len(order) > 1:
        rows = [d.say("{o} is {v} in these cases: {s}.", o=c.out, v=v, s="; ".join(words(row) for row in order))]
    rest = d.any("In all other cases it is {u}.", "Everything else gives {u}.", "{o} is {u} otherwise.", "Any other input: {u}.",
                 "The combinations not named give {u} on {o}.", "{u} is the answer to all the rest.", o=c.out,
                 u=1 - kind)  # fmt: skip
    text = d.any(*_ROW_TEXTS, o=c.out, l=listing(c.names), x=" ".join(rows), y="\n- ".join(rows), w=rest)
    form, ask = pick_form(d, c, 0.3)
    lines = [f"{c.setting(row)}: {kind}" for row in order[:4]]
    return finish(d, "a function told in words", c, surround(d, text, ask), form, [*lines, f"else {1 - kind}"],
                  order if kind else [], "words")  # fmt: skip
