"""Reductions of a vector, and comparisons of neighbouring bits."""

from __future__ import annotations

from collections.abc import Callable

from groundwire.distill.families.design import Design
from groundwire.distill.families.draw import Draw, listing
from groundwire.distill.families.models import combinational
from groundwire.distill.families.ports import Port
from groundwire.distill.families.registry import family


@family("reduce", "vectors", 1.5)
def reduce_vector(d: Draw) -> Design:
    """Reductions of a vector: all, any, parity, and their opposites, alone or several at once."""
    width = d.one((2, 3, 4, 4, 5, 8, 8, 16, 32, 64, 100))
    source = d.name("in", "d", "a", "data", "vec")
    table: dict[str, tuple[str, str, Callable[[int], bool]]] = {
        "and": ("&", "the AND of all bits of {s}", lambda v: v == (1 << width) - 1),
        "or": ("|", "the OR of all bits of {s}", lambda v: v != 0),
        "xor": ("^", "the XOR of all bits of {s}", lambda v: v.bit_count() & 1 == 1),
        "nor": ("~|", "1 when {s} is zero", lambda v: v == 0),
        "nand": ("~&", "0 only when all bits of {s} are 1", lambda v: v != (1 << width) - 1),
        "xnor": ("~^", "1 when {s} has an even number of ones", lambda v: v.bit_count() & 1 == 0),
    }
    kinds = d.rng.sample(list(table), d.one((1, 1, 2, 3)))
    outs = {kind: d.name("out", "f", "y") if len(kinds) == 1 else f"out_{kind}" for kind in kinds}
    ports = (Port(source, width), *(Port(out, output=True) for out in outs.values()))
    said = [f"{out} is {table[kind][1].format(s=source)}" for kind, out in outs.items()]
    text = d.any("{l}.", "From the {w} bits of {s}: {l}.", "Reduce {s}: {l}.", l=listing(said), w=width, s=source)
    body = [f"assign {out} = {table[kind][0]}{source};" for kind, out in outs.items()]
    rows = combinational(
        d.rng,
        ports,
        lambda v: {out: int(table[kind][2](v[source])) for kind, out in outs.items()},
        30,
        lambda rng, i: (
            {source: (1 << width) - 1 ^ (1 << rng.randrange(width)) if i % 3 == 0 else 1 << rng.randrange(width)} if i % 2 else {}
        ),
    )
    return Design(
        "a reduction of a vector",
        ports,
        text,
        "Reduction operators: " + ", ".join(f"{o} = {table[k][0]}{source}" for k, o in outs.items()) + ".",
        tuple(body),
        rows,
        d.style,
        ("reduce", "reduction"),
        {"width": width, "kinds": kinds},
    )


@family("neighbours", "vectors")
def neighbours(d: Draw) -> Design:
    """Each output bit from an input bit and the one beside it."""
    width = d.one((3, 4, 5, 6, 8, 8, 16))
    source, out = d.names(("in", "out"), ("a", "y"), ("s", "f"), ("x", "z"))
    kinds: tuple[tuple[str, str, Callable[[int, int], int]], ...] = (
        ("&", "both {s}[i] and its {side} neighbour are 1", lambda a, b: a & b),
        ("|", "{s}[i] or its {side} neighbour is 1", lambda a, b: a | b),
        ("^", "{s}[i] differs from its {side} neighbour", lambda a, b: a ^ b),
    )
    symbol, word, function = d.one(kinds)
    left, wraps = d.chance(0.5), d.chance(0.4)
    mask = (1 << width) - 1
    shifted = {
        (True, True): f"{{{source}[0], {source}[{width - 1}:1]}}",
        (True, False): f"{{1'b0, {source}[{width - 1}:1]}}",
        (False, True): f"{{{source}[{width - 2}:0], {source}[{width - 1}]}}",
        (False, False): f"{{{source}[{width - 2}:0], 1'b0}}",
    }[left, wraps]
    side = d.any("left, next higher,", "left", "higher") if left else d.any("right", "right, next lower,", "lower")
    near, far = (f"{source}[i+1]", width - 1) if left else (f"{source}[i-1]", 0)
    edge = (
        d.any("The vector wraps around: the neighbour of bit {f} is bit {n}.", f=far, n=0 if left else width - 1)
        if wraps
        else (d.any("The neighbour that bit {f} lacks counts as 0.", "Take 0 for the missing neighbour of bit {f}.", f=far))
    )
    text = d.any("{o}[i] is 1 when {x}", "For each i, {o}[i] says whether {x}", o=out, x=word.format(s=source, side=side))
    text += f" ({near}). {edge}"

    def model(v: dict[str, int]) -> dict[str, int]:
        bits = [v[source] >> i & 1 for i in range(width)]
        step = 1 if left else -1
        beside = [bits[(i + step) % width] if wraps or 0 <= i + step < width else 0 for i in range(width)]
        return {out: sum(function(a, b) << i for i, (a, b) in enumerate(zip(bits, beside, strict=True))) & mask}

    ports = (Port(source, width), Port(out, width, output=True))
    return Design(
        "a comparison of neighbouring bits",
        ports,
        text,
        f"Shift by one and combine: {source} {symbol} {shifted}.",
        (f"assign {out} = {source} {symbol} {shifted};",),
        combinational(d.rng, ports, model, 30),
        d.style,
        ("neighbours", "neighbors"),
        {"width": width, "symbol": symbol, "left": left, "wraps": wraps},
    )
