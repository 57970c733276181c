"""Several registers side by side, each with its own facts; words made of many pieces."""
# ruff: noqa: E501  (wordings read best with one to a line)

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from groundwire.distill.families.design import Design
from groundwire.distill.families.draw import Draw
from groundwire.distill.families.models import clocked, combinational
from groundwire.distill.families.ports import Port, in_some_order
from groundwire.distill.families.registry import family
from groundwire.distill.families.reset import Reset
from groundwire.distill.families.telling import at_edge
from groundwire.distill.families.voices.dense_shared import headed, listed, mixed, some_names

_State = tuple[int | None, ...]


class _Register(NamedTuple):
    """One register: what it loads, what resets it to what, what enables it at which level."""

    name: str
    source: str
    inverted: bool
    reset: bool
    value: int
    enable: str
    level: int


_LOADS = (
    "{q} stores {x}",
    "{q} loads {x}",
    "{q} takes {x}",
    "{q} <= {x}",
    "{x} goes into {q}",
    "{q} gets {x}",
    "{q} samples {x}",
    "{q} is a register for {x}",
)
_ENABLES = (
    " if {e} is {l}",
    " when {e} is {l}",
    " only while {e} is {l}",
    ", enabled by {e} = {b}",
    ", but holds while {e} is {m}",
    " unless {e} is {m}",
    ", provided that {e} is {l}",
)
_RESETS = (
    "; reset value {v}",
    ", {v} after reset",
    ", reset to {v}",
    "; {r} makes it {v}",
    ", and {v} when reset",
    " (reset: {v})",
)
_UNRESET = ("", ", without reset", "; no reset", ", not reset", "; {r} has no effect on it")
_REGISTER_HEADS = (
    "Registers, all of them changing {e}:", "A register file of unlike registers, clocked {e}.", "Each register has its own rule; they work {e}.", "{e_} the registers do this:", "What the registers store {e}:",
    "Flip-flops of one clock ({e}), with enables of their own.",
)  # fmt: skip
_RESET_KINDS = {
    "sync": ("{r} resets synchronously, active {l}.", "The reset {r} is synchronous and active {l}.", "Synchronous reset {r} (active {l}).", "{r} = {b} at the clock edge resets.", "With {r} {l} at the edge, registers with a reset value take it."),
    "async": ("{r} resets asynchronously, active {l}.", "The reset {r} is asynchronous and active {l}.", "Asynchronous reset {r} (active {l}).", "{r} = {b} resets at once, without the clock.", "As soon as {r} is {l}, registers with a reset value take it."),
}  # fmt: skip


def _shown(base: str, width: int, value: int) -> str:
    return {"d": str(value), "b": f"{width}'b{value:0{width}b}", "h": f"0x{value:x}"}[base]


def _told(d: Draw, r: _Register, width: int, reset: str, base: str) -> str:
    words = d.one((("high", "low"), ("1", "0"), ("high", "low")))
    text = (
        d.one(_LOADS)
        .replace("{q}", r.name)
        .replace("{x}", d.one(("not {x}", "~{x}", "the inverse of {x}")).replace("{x}", r.source) if r.inverted else r.source)
    )
    if r.enable:
        told = d.one(_ENABLES).replace("{e}", r.enable).replace("{b}", str(r.level))
        text += told.replace("{l}", words[1 - r.level]).replace("{m}", words[r.level])
    tail = (
        d.one(_RESETS).replace("{v}", _shown(base if width > 1 else "d", width, r.value))
        if r.reset
        else d.one(_UNRESET)
        if reset
        else ""
    )
    return text + tail.replace("{r}", reset)


def _next(registers: Sequence[_Register], reset: Reset, width: int, state: _State, v: dict[str, int]) -> _State:
    """The registers after an edge: those with a reset value take it while reset, the others load or hold."""
    mask, resets = (1 << width) - 1, bool(reset.name) and reset.active(v[reset.name])
    return tuple(
        r.value
        if resets and r.reset
        else old
        if r.enable and v[r.enable] != r.level
        else v[r.source] ^ (mask if r.inverted else 0)
        for r, old in zip(registers, state, strict=True)
    )


def _seen(registers: Sequence[_Register], reset: Reset, state: _State, v: dict[str, int]) -> dict[str, int | None]:
    """What the outputs show: an asynchronous reset shows at once."""
    now = reset.kind == "async" and reset.active(v[reset.name])
    return {r.name: r.value if now and r.reset else value for r, value in zip(registers, state, strict=True)}


@family("dense_registers", "flip-flops", 1.5)
def dense_registers(d: Draw) -> Design:
    """Two to four registers with their own data, enable, and reset value, told one by one."""
    width = d.one((1, 1, 4, 8, 8, 16))
    ins, outs, switches = some_names(d, d.number(1, 3)), some_names(d, d.number(2, 4)), some_names(d, d.number(0, 2))
    clock, falling, reset = d.clock(), d.chance(0.3), d.reset(("none", "sync", "sync", "async", "async"))
    base = d.one("dhhb" if width < 9 else "dh")
    registers = [
        _Register(
            out, d.one(ins), d.chance(0.2), reset.kind != "none" and d.chance(0.75), d.one((0, d.rng.getrandbits(width), (1 << width) - 1)),
            d.one(switches) if switches and d.chance(0.7) else "", d.number(0, 1),
        )
        for out in outs
    ]  # fmt: skip
    if reset.kind != "none" and not any(r.reset for r in registers):
        registers[0] = registers[0]._replace(reset=True)
    edge = "negedge" if falling else "posedge"
    facts = [_told(d, r, width, reset.name, base) for r in registers]
    when = at_edge(d, clock, falling)
    text = headed(
        d,
        _REGISTER_HEADS,
        listed(d, mixed(d, facts, 0.4), (*ins, *outs, *switches)).replace("\n\n", "\n"),
        e=when,
        e_=when[:1].upper() + when[1:],
    )
    if reset.kind != "none":
        low = reset.low
        text += ("\n" if "\n" in text else " ") + d.any(
            *_RESET_KINDS[reset.kind], r=reset.name, l="low" if low else "high", b=int(not low)
        )
    used_ins = [i for i in ins if any(r.source == i for r in registers)]
    used_switches = [s for s in switches if any(r.enable == s for r in registers)]
    ports = in_some_order(
        d.rng, [Port(clock), *reset.ports, *(Port(s) for s in used_switches), *(Port(i, width) for i in used_ins), *(Port(o, width, output=True, stored=True) for o in outs)], 0.2, 0.1,
    )  # fmt: skip
    rank = [port.name for port in ports if port.output]
    ordered = sorted(registers, key=lambda r: rank.index(r.name))

    def data(r: _Register) -> str:
        return ("~" if r.inverted else "") + r.source

    def condition(r: _Register) -> str:
        return r.enable if r.level else f"!{r.enable}"

    body, why = [], [f"{edge} {clock}, {reset.phrase}{' ' + reset.name if reset.name else ''}"]
    for r in ordered:
        load = f"{r.name} <= {data(r)};"
        update = [f"if ({condition(r)}) {load}"] if r.enable else [load]
        value = d.style.literal(width, r.value, "d" if base == "d" else base)
        if r.reset:
            body += d.clocked(clock, reset, [f"{r.name} <= {value};"], update, edge)
        else:
            body += d.block(d.style.edge(f"{edge} {clock}"), update)
        why.append(
            f"{r.name}: {data(r)}"
            + (f" if {r.enable}={r.level}" if r.enable else "")
            + (f", reset {value}" if r.reset else ", no reset")
        )
    rows = clocked(
        d.rng, ports, clock, Reset(), None, lambda state, v: _next(registers, reset, width, state, v),
        lambda state, v: _seen(registers, reset, state, v), falling=falling, cycles=60, unknown=[tuple(None for _ in registers)],
        bias=lambda rng, i: {reset.name: reset.level(i < 2 or rng.random() < 0.1)} if reset.name else {},
    )  # fmt: skip
    return Design(
        d.one(("a few registers", "a set of registers", "registers with rules of their own")), ports, text, "\n".join(why), tuple(body), rows,
        d.style, ("registers", "regs", "bank"), {"width": width, "registers": [list(r) for r in registers]},
    )  # fmt: skip


_TAKES = (
    "{o} = {p}",
    "{o} is {p}",
    "{o}: {p}",
    "{o} consists of {p}",
    "{o} is made of {p}",
    "{p} make up {o}",
    "{o} <= {p}",
    "put {p} on {o}",
    "{o} joins {p}",
)
_PIECES_HEADS = (
    "Outputs made of pieces of the inputs, most significant piece first.", "Wires only. Pieces are listed from the top.", "Cut and join, the left piece on top.", "Each output from its upper to its lower end:",
    "Concatenations, the first piece being the most significant.",
)  # fmt: skip
_Piece = tuple[str, int, int]
"""A vector with the highest and the lowest bit taken, or no name, a value and how often it stands."""


def _bits(piece: _Piece) -> int:
    name, high, low = piece
    return high - low + 1 if name else low


def _piece_code(piece: _Piece, widths: dict[str, int]) -> str:
    name, high, low = piece
    if not name:
        return f"{low}'b{str(high) * low}"
    return name if _bits(piece) == widths[name] else f"{name}[{high}]" if high == low else f"{name}[{high}:{low}]"


def _piece_told(piece: _Piece, widths: dict[str, int], way: int) -> str:
    name, high, low = piece
    if not name:
        return f"{low} {'ones' if high else 'zeros'}" if low > 1 else f"a {high}"
    if way == 0 or _bits(piece) == widths[name]:
        return _piece_code(piece, widths)
    if high == low:
        return f"bit {high} of {name}"
    return (f"bits {high} to {low} of {name}", f"{name}({high} downto {low})", f"{name}[{high}:{low}]")[way - 1]


def _joined(pieces: Sequence[_Piece], v: dict[str, int]) -> int:
    total = 0
    for piece in pieces:
        name, high, low = piece
        mask = (1 << _bits(piece)) - 1
        total = total << _bits(piece) | ((v[name] >> low if name else -high) & mask)
    return total


@family("dense_pieces", "wires and vectors", 1.0)
def dense_pieces(d: Draw) -> Design:
    """Two to four words, each made of slices of the inputs and constants, listed from the top."""
    ins = {name: d.one((4, 8, 8, 16, 5)) for name in some_names(d, d.number(1, 3))}
    outs, way = some_names(d, d.number(2, 4)), d.number(0, 3)
    cut: dict[str, list[_Piece]] = {}
    for out in outs:
        cut[out] = []
        for index in range(d.number(2, 4)):
            if index and d.chance(0.12):
                cut[out].append(("", d.number(0, 1), d.number(1, 4)))
                continue
            name = d.one(list(ins))
            high = d.number(0, ins[name] - 1)
            cut[out].append((name, high, d.number(0, high)))
    form = d.one(_TAKES)
    told = {o: [_piece_told(piece, ins, way) for piece in pieces] for o, pieces in cut.items()}
    facts = [form.replace("{o}", o).replace("{p}", f"{', '.join(p[:-1])} and {p[-1]}") for o, p in told.items()]
    used = [name for name in ins if any(name == piece[0] for pieces in cut.values() for piece in pieces)]
    widths = {o: sum(map(_bits, pieces)) for o, pieces in cut.items()}
    ports = in_some_order(d.rng, [*(Port(n, ins[n]) for n in used), *(Port(o, widths[o], output=True) for o in outs)], 0.2, 0.2)
    order = [port.name for port in ports if port.output]
    code = {o: f"{{{', '.join(_piece_code(piece, ins) for piece in pieces)}}}" for o, pieces in cut.items()}
    return Design(
        d.one(("a set of concatenations", "words made of pieces", "some bit plumbing")), ports,
        headed(d, _PIECES_HEADS, listed(d, mixed(d, facts), (*ins, *outs))),
        "; ".join(f"{o} {code[o]}" for o in order), tuple(f"assign {o} = {code[o]};" for o in order),
        combinational(d.rng, ports, lambda v: {o: _joined(pieces, v) for o, pieces in cut.items()}, 40),
        d.style, ("pieces", "plumbing", "join"), {"cut": {o: [list(piece) for piece in pieces] for o, pieces in cut.items()}},
    )  # fmt: skip
