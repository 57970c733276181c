"""Long lists of bindings: pins to pins, codes to values, codes to sources, codes to lines."""
# ruff: noqa: E501  (wordings read best with one to a line)

from __future__ import annotations

from groundwire.distill.families.design import Design
from groundwire.distill.families.draw import Draw
from groundwire.distill.families.models import combinational
from groundwire.distill.families.ports import Port, in_some_order
from groundwire.distill.families.registry import family
from groundwire.distill.families.voices.dense_shared import headed, listed, mixed, some_names

_COPY = (
    "{o} = {i}",
    "{i} -> {o}",
    "{o} <- {i}",
    "{o}: {i}",
    "{i} goes to {o}",
    "{o} comes from {i}",
    "{o} is {i}",
    "{i} drives {o}",
    "{o} follows {i}",
    "{o} takes {i}",
    "{i} is wired to {o}",
    "{o} copies {i}",
    "connect {i} to {o}",
    "{o} | {i}",
    "{i} | {o}",
)
_INVERT = (
    "{o} = not {i}",
    "not {i} -> {o}",
    "{o} <- ~{i}",
    "{o}: {i} inverted",
    "the inverse of {i} goes to {o}",
    "{o} comes from {i} inverted",
    "{o} is the opposite of {i}",
    "{i} drives {o} through an inverter",
    "{o} is high when {i} is low",
    "{o} takes ~{i}",
    "{i} inverted is wired to {o}",
    "{o} is not {i}",
    "connect not {i} to {o}",
    "{o} | ~{i}",
    "~{i} | {o}",
)
_ONE = (
    "{o} = 1",
    "1 -> {o}",
    "{o} <- 1",
    "{o}: 1",
    "{o} is tied high",
    "{o} is always 1",
    "{o} is 1",
    "a constant 1 drives {o}",
    "{o} stays high",
    "{o} takes 1",
    "1 is wired to {o}",
    "{o} is high all the time",
    "tie {o} to 1",
    "{o} | 1",
    "1 | {o}",
)
_ZERO = (
    "{o} = 0",
    "0 -> {o}",
    "{o} <- 0",
    "{o}: 0",
    "{o} is tied low",
    "{o} is always 0",
    "{o} is 0",
    "a constant 0 drives {o}",
    "{o} stays low",
    "{o} takes 0",
    "0 is wired to {o}",
    "{o} is low all the time",
    "tie {o} to 0",
    "{o} | 0",
    "0 | {o}",
)
_PIN_HEADS = (
    "Every output is wired as listed.", "The connections:", "Only wires and inverters.", "Pin list of the adapter.", "Wire it up like this.",
    "Each output has one source.", "Outputs and where they come from:", "A patch panel in logic.", "This is a netlist without gates but inverters.",
)  # fmt: skip


@family("dense_pins", "wires and vectors", 1.0)
def dense_pins(d: Draw) -> Design:
    """Many outputs, each a copy or inverse of one input or a constant."""
    ins, outs = some_names(d, d.number(2, 8)), some_names(d, d.number(4, 11))
    inverts, constants = d.one((0.0, 0.3, 0.5)), d.one((0.0, 0.0, 0.2))
    form = d.number(0, len(_COPY) - 1) if d.chance(0.6) else -1
    sources: dict[str, tuple[str, int]] = {}
    facts = []
    for out in outs:
        index = form if form >= 0 else d.number(0, len(_COPY) - 3)
        if d.chance(constants):
            value = d.number(0, 1)
            sources[out] = ("", value)
            facts.append(d.say((_ONE if value else _ZERO)[index].replace("|", "\\|"), o=out))
            continue
        source, inverted = d.one(ins), int(d.chance(inverts))
        sources[out] = (source, inverted)
        facts.append(d.say((_INVERT if inverted else _COPY)[index].replace("|", "\\|"), o=out, i=source))
    ports = in_some_order(d.rng, [*(Port(i) for i in ins), *(Port(o, output=True) for o in outs)], 0.2, 0.2)
    order = [port.name for port in ports if port.output] if d.chance(0.7) else outs

    def code(out: str) -> str:
        source, inverted = sources[out]
        return f"1'b{inverted}" if not source else ("~" if inverted else "") + source

    return Design(
        d.one(("a set of wires", "a patch panel", "a wiring block", "a pin adapter")), ports,
        headed(d, _PIN_HEADS, listed(d, mixed(d, facts), [*ins, *outs])),
        ", ".join(f"{out} {code(out)}" for out in order),
        tuple(f"assign {out} = {code(out)};" for out in order),
        combinational(d.rng, ports, lambda v: {o: v[s] ^ inverted if s else inverted for o, (s, inverted) in sources.items()}, 30),
        d.style, ("patch", "adapter", "pins"), {"sources": {o: list(s) for o, s in sources.items()}},
    )  # fmt: skip


_VALUE = (
    "{c}: {v}",
    "{c} -> {v}",
    "{c} = {v}",
    "{c} gives {v}",
    "{v} for {c}",
    "{v} at {c}",
    "{c} | {v}",
    "{v} belongs to {c}",
    "{c},{v}",
    "{c} stands for {v}",
    "for {s} = {c}, {o} = {v}",
    "{o} is {v} when {s} is {c}",
    "if {s} is {c} then {v}",
    "{v} if {s} equals {c}",
)
_VALUE_HEADS = (
    "{o} as a function of {s}.", "Contents of a small read-only memory, address {s}, data {o}.", "A code converter from {s} to {o}.", "What {o} shows for each {s} is listed.",
    "{s} selects one of these values for {o}.", "Translate {s} into {o} by this list.", "{o} depends on {s} alone.", "Look up {s}, put the entry on {o}.",
)  # fmt: skip


def _digits(d: Draw, width: int) -> str:
    return d.one("dh" if width > 5 else "db" if width < 4 else "dbh")


def _shown(base: str, width: int, value: int) -> str:
    return {"d": str(value), "b": f"{value:0{width}b}", "h": f"0x{value:0{-(-width // 4)}x}"}[base]


@family("dense_values", "multiplexers", 1.0)
def dense_values(d: Draw) -> Design:
    """A table of codes and values, all codes or some, in order or out of it."""
    bits, width = d.one((2, 3, 3, 4, 4, 5)), d.one((2, 3, 4, 4, 8))
    count = min(1 << bits, d.number(4, 14))
    codes = d.rng.sample(range(1 << bits), count)
    if d.chance(0.4):
        codes.sort()
    full, table = count == 1 << bits, {code: d.rng.getrandbits(width) for code in codes}
    source, out = d.names(
        ("addr", "data"), ("code", "value"), ("in", "out"), ("x", "y"), ("sel", "q"), ("i", "o"), ("key", "val")
    )
    default = d.one((0, 0, (1 << width) - 1, d.rng.getrandbits(width)))
    left, right = _digits(d, bits), _digits(d, width)
    form = d.one(_VALUE).replace("|", "\\|")
    facts = [d.say(form, c=_shown(left, bits, c), v=_shown(right, width, v), s=source, o=out) for c, v in table.items()]
    text = headed(d, _VALUE_HEADS, listed(d, facts, (source, out)), s=source, o=out)
    if not full:
        rest = d.any(
            "Any other {s} gives {v}.",
            "All other codes: {v}.",
            "Otherwise {o} is {v}.",
            "{o} is {v} for what is not listed.",
            "Default: {v}.",
            s=source,
            o=out,
            v=_shown(right, width, default),
        )
        text += ("\n" if "\n" in text else " ") + rest
    ports = (Port(source, bits), Port(out, width, output=True, stored=True))
    style, base_left, base_right = d.style, d.one((left, left, "d", "b")), d.one((right, right, "d", "h"))
    order = list(table) if d.chance(0.6) else sorted(table)
    arms = [f"  {style.literal(bits, c, base_left)}: {out} = {style.literal(width, table[c], base_right)};" for c in order]
    if full and d.chance(0.6):
        arms[-1] = f"  default: {arms[-1].split(': ')[1]}"
    elif not full:
        arms.append(f"  default: {out} = {style.literal(width, default, base_right)};")
    body = d.block(style.comb, [f"case ({source})", *arms, "endcase"], nested=True)
    why = ", ".join(f"{_shown(left, bits, c)}:{_shown(right, width, table[c])}" for c in order)
    return Design(
        d.one(("a lookup table", "a code converter", "a small ROM", "a table of values")), ports, text,
        why + ("" if full else f", else {_shown(right, width, default)}"), tuple(body),
        combinational(d.rng, ports, lambda v: {out: table.get(v[source], default)}, 30), style,
        ("lookup", "converter", "rom"), {"table": {str(c): v for c, v in table.items()}, "default": default},
    )  # fmt: skip


_SOURCE = (
    "{c}: {v}",
    "{c} -> {v}",
    "{c} selects {v}",
    "{c} gives {v}",
    "{v} for {c}",
    "{v} at {c}",
    "{c} | {v}",
    "{v} has the code {c}",
    "{s} = {c} picks {v}",
    "{o} is {v} when {s} is {c}",
    "if {s} is {c}, take {v}",
    "{v} if {s} equals {c}",
    "{c} means {v}",
    "{v} on {c}",
    "with {c}, {o} follows {v}",
)
_SOURCE_HEADS = (
    "{s} selects what {o} is.", "{o} is one of the inputs, by {s}.", "A multiplexer with its codes out of order.", "Which input reaches {o}?", "The switch {s} decides the source of {o}.",
    "Route one input to {o}; {s} tells which.", "Select codes on {s}:", "Choose the source of {o} by {s}.",
)  # fmt: skip


@family("dense_sources", "multiplexers", 1.0)
def dense_sources(d: Draw) -> Design:
    """A multiplexer whose codes and inputs are bound by a list only."""
    bits, width = d.one((2, 2, 3, 3, 4)), d.one((1, 1, 4, 8, 8, 16))
    data = some_names(d, d.number(2, 6))
    select, out = d.name("sel", "s", "select", "ctl", "mode", "op", "src"), d.name("out", "y", "q", "z", "o", "result")
    count = min(1 << bits, d.number(3, 10))
    codes = d.rng.sample(range(1 << bits), count)
    if d.chance(0.3):
        codes.sort()
    full = count == 1 << bits
    table = {code: (d.one(data), int(d.chance(0.15))) for code in codes}
    base, form = _digits(d, bits), d.one(_SOURCE).replace("|", "\\|")
    facts = [d.say(form, c=_shown(base, bits, c), v=("not " if n else "") + x, s=select, o=out) for c, (x, n) in table.items()]
    text = headed(d, _SOURCE_HEADS, listed(d, facts, (*data, select, out)), s=select, o=out)
    fallback = d.one(("", d.one(data)))
    if not full:
        rest = fallback or "0"
        text += ("\n" if "\n" in text else " ") + d.any(
            "Any other {s} gives {v}.", "All other codes: {v}.", "Otherwise {o} is {v}.", "Default: {v}.", s=select, o=out, v=rest
        )
    ports = in_some_order(
        d.rng, [*(Port(x, width) for x in data), Port(select, bits), Port(out, width, output=True, stored=True)], 0.2, 0.1
    )
    style, order = d.style, list(table) if d.chance(0.4) else sorted(table)
    arms = [f"  {style.literal(bits, c, base)}: {out} = {'~' * table[c][1]}{table[c][0]};" for c in order]
    if full and d.chance(0.6):
        arms[-1] = f"  default: {arms[-1].split(': ')[1]}"
    elif not full:
        arms.append(f"  default: {out} = {fallback or style.literal(width, 0)};")
    body = d.block(style.comb, [f"case ({select})", *arms, "endcase"], nested=True)

    def function(v: dict[str, int]) -> dict[str, int]:
        source, inverted = table.get(v[select], (fallback, 0))
        value = v[source] if source else 0
        return {out: value ^ ((1 << width) - 1) if inverted else value}

    why = ", ".join(f"{_shown(base, bits, c)}:{'~' * table[c][1]}{table[c][0]}" for c in order)
    return Design(
        d.one(("a multiplexer", "a source selector", "an input switch", "a data selector")), ports, text,
        why + ("" if full else f", else {fallback or 0}"), tuple(body),
        combinational(d.rng, ports, function, 60, lambda rng, i: {select: rng.choice(codes)} if i % 4 else {}), style,
        ("select", "source_mux", "switch"), {"table": {str(c): list(x) for c, x in table.items()}, "fallback": fallback},
    )  # fmt: skip


_LINE = (
    "{o}: {c}",
    "{c}: {o}",
    "{c} -> {o}",
    "{o} <- {c}",
    "{o} at {c}",
    "{c} means {o}",
    "{o} = 1 for {c}",
    "{o} is 1 when {s} is {c}",
    "{c} | {o}",
    "{o} | {c}",
    "{s} = {c} sets {o}",
    "{o} belongs to {c}",
    "if {s} is {c} then {o}",
)
_LINE_HEADS = (
    "Each output is 1 for its value of {s} and 0 otherwise.", "{s} is compared with constants; the outputs tell which one it is.", "Recognise these values of {s}: the output named is 1, the others are 0.",
    "Decode {s}. An output that is not named for a value is 0.", "Command decoder on {s}: exactly the output of the command is high.", "Outputs go high on their own code only.",
)  # fmt: skip


@family("dense_lines", "decoders", 1.0)
def dense_lines(d: Draw) -> Design:
    """A decoder with many outputs, each with the code that sets it."""
    width, outs = d.one((3, 4, 4, 5, 8, 8)), some_names(d, d.number(3, 8))
    source = d.name("code", "cmd", "in", "addr", "opcode", "sel", "state")
    codes = d.rng.sample(range(1 << width), len(outs))
    base, form = _digits(d, width), d.one(_LINE).replace("|", "\\|")
    facts = [d.say(form, o=o, c=_shown(base, width, c), s=source) for o, c in zip(outs, codes, strict=True)]
    ports = in_some_order(d.rng, [Port(source, width), *(Port(o, output=True) for o in outs)], 0.2, 0.2)
    order, code = [port.name for port in ports if port.output], dict(zip(outs, codes, strict=True))
    return Design(
        d.one(("a decoder of codes", "a command decoder", "a set of comparators", "a code recogniser")), ports,
        headed(d, _LINE_HEADS, listed(d, mixed(d, facts), (source, *outs)), s=source),
        ", ".join(f"{o} {_shown(base, width, code[o])}" for o in order),
        tuple(f"assign {o} = ({source} == {d.style.literal(width, code[o], base)});" for o in order),
        combinational(d.rng, ports, lambda v: {o: int(v[source] == code[o]) for o in outs}, 50, lambda rng, i: {source: rng.choice(codes)} if i % 3 else {}),
        d.style, ("decode", "commands", "codes"), {"codes": code},
    )  # fmt: skip
