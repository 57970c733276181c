"""Buses: address ranges, drivers with enables, outputs made of pieces, and rules over neighbouring bits."""
# ruff: noqa: E501, E731, E741  (texts one a line; one-line models side by side read best as lambdas)

from __future__ import annotations

from collections.abc import Callable

from groundwire.distill.families.design import Design
from groundwire.distill.families.draw import Draw, listing
from groundwire.distill.families.models import combinational
from groundwire.distill.families.ports import Port
from groundwire.distill.families.registry import family
from groundwire.distill.families.telling import also, laid_out, sentence, when


def _cuts(d: Draw, bits: int, count: int) -> list[tuple[int, int]]:
    """Ranges of addresses that do not overlap, in rising order."""
    points = sorted(d.rng.sample(range(1 << bits), 2 * count))
    return [(points[2 * i], points[2 * i + 1]) for i in range(count)]


@family("address_ranges", "decoders", 1.5)
def address_ranges(d: Draw) -> Design:
    """Select lines for ranges of addresses, with an enable and an output for what no range holds."""
    bits, count = d.one((4, 4, 5, 6, 8)), d.one((2, 2, 3))
    hexed = bits > 4 and d.chance(0.7)
    ranges = _cuts(d, bits, count)
    address = d.name("addr", "a", "address")
    outs = d.names(
        ("cs0", "cs1", "cs2"), ("sel_rom", "sel_ram", "sel_io"), ("hit_a", "hit_b", "hit_c"), ("en_flash", "en_timer", "en_uart")
    )[:count]
    low_outs = d.chance(0.2)
    enable = d.name("en", "valid", "enable", "req") if d.chance(0.4) else ""
    none = d.name("none", "err", "miss", "unmapped") if d.chance(0.5) else ""
    names = [address, *outs, enable, none]
    show: Callable[[int], str] = lambda value: f"0x{value:0{-(-bits // 4)}x}" if hexed else str(value)
    on, off = ("0", "1") if low_outs else ("1", "0")
    told = [
        d.any(
            "{o} is {n} for addresses from {l} to {h}", "{l} to {h} (selects|belongs to) {o}, which is then {n}",
            "{o} = {n} when {l} <= {a} <= {h}", "an address between {l} and {h} (inclusive) makes {o} {n}",
            "{o}: {l}..{h}, active {v}", "the range {l}-{h} is for {o} ({n} inside the range)",
            "when {a} is at least {l} and at most {h}, {o} is {n}", "{o} goes {v} if {a} lies in {l}..{h}",
            o=out, l=show(low), h=show(high), n=on, a=address, v="low" if low_outs else "high",
        )
        for out, (low, high) in zip(outs, ranges, strict=True)
    ]  # fmt: skip
    if none:
        told.append(
            d.any(
                "{o} is 1 when the address is in none of the ranges{e}", "any other address sets {o} to 1{e}",
                "{o} = 1 for all addresses outside these ranges{e}", "{o} goes high on an address that no range contains{e}",
                o=none, e=f" (only {when(d, enable)})" if enable else "",
            )
        )  # fmt: skip
    if enable:
        told.append(
            d.any(
                "nothing is selected {w}: the select outputs are {f}", "{w}, every select output is {f} whatever the address",
                "the selects {l} are all {f} {w}", w=when(d, enable, 0), f=off, l=listing(outs),
            )
        )  # fmt: skip
    d.rng.shuffle(told)
    opening = d.any(
        "(Decode|Look at) the {b}-bit address {a}.", "An address decoder on {a}; both ends of a range belong to it.",
        "{a} is compared with ranges (limits included).", "Which device is meant follows from {a}. Limits are inclusive.",
        "(Make|Generate|Produce) (chip selects|select lines) from {a}. (Ranges include both ends|All limits are inclusive).",
        a=address, b=bits,
    )  # fmt: skip
    tail = d.any("", " A select line is {f} outside its range.", " Outside its range a select is {f}.", f=off)
    if not tail and not enable:
        tail = f" Each select output is {off} for all other addresses."
    L: Callable[[int], str] = lambda value: d.style.literal(bits, value, "h" if hexed else "d")

    def inside(low: int, high: int) -> str:
        upper = [] if high == (1 << bits) - 1 else [f"{address} <= {L(high)}"]
        lower = [] if low == 0 else [f"{address} >= {L(low)}"]
        return " && ".join(lower + upper) or "1'b1"

    tests = [inside(low, high) for low, high in ranges]
    gate = f" && {enable}" if enable else ""
    body = [f"assign {out} = {'!' if low_outs else ''}({test}{gate});" for out, test in zip(outs, tests, strict=True)]
    if none:
        body.append(f"assign {none} = {f'{enable} && ' if enable else ''}!({' || '.join(f'({test})' for test in tests)});")
    ports = (
        Port(address, bits), *([Port(enable)] if enable else []), *(Port(o, output=True) for o in outs),
        *([Port(none, output=True)] if none else []),
    )  # fmt: skip

    def function(v: dict[str, int]) -> dict[str, int]:
        active = v[enable] if enable else 1
        hits = [int(low <= v[address] <= high) for low, high in ranges]
        shown = {out: (hit & active) ^ int(low_outs) for out, hit in zip(outs, hits, strict=True)}
        return shown | ({none: active & int(not any(hits))} if none else {})

    edges = [value for low, high in ranges for value in (low, high, low - 1, high + 1) if 0 <= value < 1 << bits]
    return Design(
        "an address decoder", ports, also(laid_out(d, told, opening, names, shuffle=False), tail.strip()),
        "; ".join(f"{out} {on} in {show(low)} to {show(high)}" for out, (low, high) in zip(outs, ranges, strict=True))
        + (f"; only with {enable}" if enable else "") + (f"; {none} for the rest" if none else "") + ".",
        tuple(body),
        combinational(d.rng, ports, function, 40, lambda r, i: {address: r.choice(edges)} if i % 2 else {}),
        d.style, ("decoder", "addr_decoder", "chip_select"), {"ranges": ranges, "bits": bits, "enable": bool(enable)},
    )  # fmt: skip


@family("enabled_drivers", "multiplexers", 1.5)
def enabled_drivers(d: Draw) -> Design:
    """A bus from sources with an enable each: by priority, or ORed together."""
    count, width = d.one((2, 2, 3)), d.one((1, 1, 4, 8))
    pairs = [d.names((f"d{i}", f"en{i}"), (f"in{i}", f"sel{i}"), (f"src{i}", f"oe{i}")) for i in range(count)]
    out = d.name("bus", "y", "out", "data")
    ored = d.chance(0.4)
    lows = [d.chance(0.3) for _ in range(count)]
    order = d.rng.sample(range(count), count)
    rest = d.rng.choice((0, 0, (1 << width) - 1)) if not ored else 0
    names = [out, *(n for pair in pairs for n in pair)]
    style = d.style
    if ored:
        told = [
            d.any(
                "{s} contributes {w}", "{w}, {s} is ORed in", "{s} drives 0 {u} and its own value otherwise",
                "{e} = {n} lets {s} through", "the part of {s} counts only {w}", "{s} is (gated|masked) by {e}: it passes {w}",
                s=source, e=enable, w=when(d, enable, int(not low)), u=when(d, enable, int(low)), n=int(not low),
            )
            for (source, enable), low in zip(pairs, lows, strict=True)
        ]  # fmt: skip
        d.rng.shuffle(told)
        opening = d.any(
            "{o} is the OR of all sources that are let through.", "An AND-OR bus: every source is gated, and {o} is the OR of what "
            "remains.", "(Combine|OR) the enabled inputs onto {o}; a disabled one counts as 0.",
            "{o} ORs {l}, each of which counts as 0 unless it is enabled.", o=out, l=listing([s for s, _ in pairs]),
        )  # fmt: skip
    else:
        ranked = [pairs[i] for i in order]
        told = [
            d.any(
                "{o} is {s} {w}", "{w}, {s} goes to {o}", "{s} drives {o} {w}", "{w}, {o} shows {s}",
                o=out, s=source, w=when(d, enable, int(not lows[i])),
            )
            for i, (source, enable) in zip(order, ranked, strict=True)
        ]  # fmt: skip
        d.rng.shuffle(told)
        rank = [enable for _, enable in ranked]
        told.append(
            d.any(
                "(if|when) several are enabled, {f} beats {l}", "{f} has priority over {l}", "priority, highest first: {p}",
                "priority from lowest to highest: {b}", "{l} (counts|matters) only if {f} does not enable its source",
                f=rank[0], l=rank[1], p=", ".join(rank), b=", ".join(rank[::-1]),
            )
            if count == 2
            else d.any(
                "priority, highest first: {p}", "priority from lowest to highest: {b}", "{f} beats {m}, and {m} beats {l}",
                "{l} gives way to {m}, and both give way to {f}", "{f} is looked at first, then {m}, then {l}; the first enabled one wins",
                f=rank[0], m=rank[1], l=rank[2] if count > 2 else "", p=", ".join(rank), b=", ".join(rank[::-1]),
            )
        )  # fmt: skip
        told.append(
            d.any(
                "with nothing enabled, {o} is {r}", "{o} is {r} if no source is enabled", "otherwise {o} is {r}",
                "an idle {o} is {r}", o=out, r="all ones" if rest and width > 1 else rest,
            )
        )  # fmt: skip
        opening = d.any(
            "", "Sources share {o}, each with its enable.", "(Choose|Select) one of {l} for {o}.", "{o} takes one of {n} inputs.",
            "A (shared |)bus {o} with {n} drivers.", o=out, l=listing([s for s, _ in pairs]), n=count,
        )  # fmt: skip
    test: Callable[[int], str] = lambda i: f"!{pairs[i][1]}" if lows[i] else pairs[i][1]
    if ored:
        gate: Callable[[int], str] = lambda i: (
            f"({('~' * lows[i]) + pairs[i][1]} & {pairs[i][0]})" if width == 1 else f"({{{width}{{{('~' * lows[i]) + pairs[i][1]}}}}} & {pairs[i][0]})"
        )
        body = [f"assign {out} = {' | '.join(gate(i) for i in range(count))};"]
        why = "OR of " + ", ".join(f"{pairs[i][0]} when {test(i)}" for i in range(count)) + "."
    else:
        chain = "".join(f"{test(i)} ? {pairs[i][0]} : " for i in order)
        body = [f"assign {out} = {chain}{style.literal(width, rest)};"]
        why = "First " + ", then ".join(f"{pairs[i][0]} when {test(i)}" for i in order) + f", else {rest}."
    ports = (*(Port(source, width) for source, _ in pairs), *(Port(enable) for _, enable in pairs), Port(out, width, output=True))

    def function(v: dict[str, int]) -> dict[str, int]:
        passed = [i for i in order if v[pairs[i][1]] != lows[i]]
        if not ored:
            return {out: v[pairs[passed[0]][0]] if passed else rest}
        total = 0
        for i in passed:
            total |= v[pairs[i][0]]
        return {out: total}

    return Design(
        f"a bus with {count} enabled sources", ports, laid_out(d, told, sentence(opening, names) if opening else "", names, shuffle=False), why,
        tuple(body), combinational(d.rng, ports, function, 36), style, ("bus_mux", "shared_bus", "bus"),
        {"count": count, "ored": ored, "order": order, "lows": lows},
        wave=f"{out}: {why}" if width == 1 and count == 2 else "",
    )  # fmt: skip


def _piece(d: Draw, ins: list[Port]) -> tuple[int, str, str, Callable[[dict[str, int]], int]]:
    """A piece of an output: bits, words for it, code, value."""
    source = d.one(ins)
    name, w = source.name, source.width
    kind = d.one(("whole", "slice", "bit", "reverse", "const", "not")) if w > 1 else d.one(("whole", "whole", "const", "not"))
    if kind == "slice":
        low = d.number(0, w - 2)
        high = d.number(low + 1, w - 1)
        n = high - low + 1
        told = d.one((f"bits {high} to {low} of {name}", f"{name}[{high}:{low}]"))
        return n, told, f"{name}[{high}:{low}]", lambda v: v[name] >> low & ((1 << n) - 1)
    if kind == "bit":
        i = d.number(0, w - 1)
        return 1, d.one((f"bit {i} of {name}", f"{name}[{i}]")), f"{name}[{i}]", lambda v: v[name] >> i & 1
    if kind == "reverse" and w <= 4:
        code = "{" + ", ".join(f"{name}[{i}]" for i in range(w)) + "}"
        told = d.one((f"{name} with its bits in reverse order", f"{name} reversed bit by bit"))
        return w, told, code, lambda v: int(f"{v[name]:0{w}b}"[::-1], 2)
    if kind == "const":
        n = d.number(1, 3)
        value = d.rng.getrandbits(n)
        told = d.one((f"{n}'b{value:0{n}b}", f"the constant {value:0{n}b} (binary)" if n > 1 else f"a constant {value}"))
        return n, told, f"{n}'b{value:0{n}b}", lambda v: value
    if kind == "not":
        return w, d.one((f"{name} inverted", f"NOT {name}", f"the complement of {name}")), f"~{name}", lambda v: v[name] ^ ((1 << w) - 1)
    return w, name, name, lambda v: v[name]


@family("rewire", "vectors", 2.0)
def rewire(d: Draw) -> Design:
    """Outputs made of pieces of the inputs: slices, reversed words, constants, complements, in a given order."""
    stems = d.names(("a", "b", "c"), ("x", "y", "z"), ("in0", "in1", "in2"), ("p", "q", "r"))[: d.number(1, 3)]
    ins = [Port(name, d.one((1, 2, 2, 3, 4, 8))) for name in stems]
    count = d.number(1, 3)
    outs = d.names(("o1", "o2", "o3"), ("out_a", "out_b", "out_c"), ("w", "u", "v"), ("s", "t", "k"))[:count]
    plan = [(out, [_piece(d, ins) for _ in range(d.one((1, 2, 2, 3)))]) for out in outs]
    names = [*stems, *outs]
    told, body = [], []
    for out, pieces in plan:
        words = [piece[1] for piece in pieces]
        if len(pieces) == 1:
            told.append(
                d.any(
                    "{o} is {p}", "{o} = {p}", "{p} goes to {o}", "{o} gets {p}", "connect {o} to {p}", "{o} is driven by {p}",
                    o=out, p=words[0],
                )
            )  # fmt: skip
            body.append(f"assign {out} = {pieces[0][2]};")
            continue
        told.append(
            d.any(
                "{o} is, from the most significant end, {p}", "{o}, from its lowest bits upwards, holds {b}",
                "{o} joins {p}, the first one highest", "{o} joins {b}, the first one lowest", "{p} (in this order, MSB first) form {o}",
                "put {b} into {o}, starting at bit 0", "{o} = concatenation of {p} (left is most significant)",
                "the top of {o} is {t} and below it (comes|come) {m}",
                o=out, p=listing(words), b=listing(words[::-1]), t=words[0],
                m=words[1] if len(words) == 2 else f"{words[1]}, then {words[2]}",
            )
        )  # fmt: skip
        body.append(f"assign {out} = {{{', '.join(piece[2] for piece in pieces)}}};")
    d.rng.shuffle(told)
    ports = (*ins, *(Port(out, sum(piece[0] for piece in pieces), output=True) for out, pieces in plan))

    def joined(pieces: list[tuple[int, str, str, Callable[[dict[str, int]], int]]], v: dict[str, int]) -> int:
        total = 0
        for n, _, _, value in pieces:
            total = total << n | value(v)
        return total

    opening = d.any(
        "", "", "No logic beyond inverters: only wires.", "Rearrange the inputs.", "(Connect|Wire) the outputs like this:",
        "Each output is made of pieces of the inputs.", "The outputs are regroupings of the inputs.",
    )  # fmt: skip
    text = laid_out(d, told, opening, names, shuffle=False)
    return Design(
        "a module that rearranges wires" if d.chance(0.5) else "a module of reordered wires", ports, text,
        " ".join(f"{out} = {', '.join(piece[2] for piece in pieces)}" + (" (MSB first)." if len(pieces) > 1 else ".") for out, pieces in plan),
        tuple(body), combinational(d.rng, ports, lambda v: {out: joined(pieces, v) for out, pieces in plan}, 30),
        d.style, ("rewire", "reorder", "wires"), {"widths": [port.width for port in ports]},
        wave="Compare the bits of each output with the bits of the inputs." if sum(port.width for port in ins) <= 4 else "",
    )  # fmt: skip


RULES: tuple[tuple[str, tuple[str, ...], Callable[[int, int, int], int]], ...] = (
    ("{l} & {r}", ("the AND of its left and right neighbours", "1 only if both neighbours are 1"), lambda l, c, r: l & r),
    ("{l} | {r}", ("the OR of its two neighbours", "1 if at least one neighbour is 1"), lambda l, c, r: l | r),
    ("{l} ^ {r}", ("the XOR of its left and right neighbours", "1 if exactly one of its neighbours is 1"), lambda l, c, r: l ^ r),
    ("~({l} ^ {r})", ("1 when its two neighbours are equal", "the XNOR of both neighbours"), lambda l, c, r: 1 ^ l ^ r),
    ("{c} & {l}", ("the AND of the same input bit and its left neighbour", "1 if that input bit and the bit to its left are both 1"), lambda l, c, r: c & l),
    ("{c} & ~{r}", ("1 where the input bit is 1 and its right neighbour is 0", "the input bit AND NOT its right neighbour"), lambda l, c, r: c & (1 ^ r)),
    ("{c} | {r}", ("the OR of the same input bit and the one to its right", "1 if that input bit or its right neighbour is 1"), lambda l, c, r: c | r),
    ("{c} ^ {l}", ("1 when the input bit differs from its left neighbour", "the XOR of the input bit and its left neighbour"), lambda l, c, r: c ^ l),
    ("{c} & ~{l} & ~{r}", ("1 for an isolated 1, one whose two neighbours are both 0", "1 if the input bit is 1 and neither neighbour is"), lambda l, c, r: c & (1 ^ l) & (1 ^ r)),
    ("{l} ^ {c} ^ {r}", ("the parity of the input bit and both neighbours", "the XOR of three input bits: the same one, left and right"), lambda l, c, r: l ^ c ^ r),
    ("({l} & {c}) | ({l} & {r}) | ({c} & {r})", ("the majority of the input bit and its two neighbours", "1 if at least two of left, own and right input bit are 1"), lambda l, c, r: int(l + c + r > 1)),
    ("{c} | ({l} & {r})", ("the input bit, or 1 where both neighbours are 1 (a single gap is filled)", "1 if the input bit is 1 or both of its neighbours are"), lambda l, c, r: c | (l & r)),
)  # fmt: skip


@family("neighbour_rule", "vectors", 1.5)
def neighbour_rule(d: Draw) -> Design:
    """Each output bit from an input bit and its neighbours, with ends that wrap around or see a constant."""
    width = d.one((3, 4, 4, 5, 8, 8, 16, 32))
    source, out = d.name("in", "x", "v", "a", "data"), d.name("out", "y", "z", "result")
    code, tells, logic = d.one(RULES)
    end = d.one(("wrap", "0", "0", "1"))
    names = [source, out]
    left = f"{{{source}[0], {source}[{width - 1}:1]}}" if end == "wrap" else f"{{1'b{end}, {source}[{width - 1}:1]}}"
    right = f"{{{source}[{width - 2}:0], {source}[{width - 1}]}}" if end == "wrap" else f"{{{source}[{width - 2}:0], 1'b{end}}}"
    told = d.one(tells)
    uses = [side for side in "lr" if f"{{{side}}}" in code]
    ends = (
        d.any(
            "the vector is a ring: bit {m} and bit 0 are neighbours", "the ends wrap around", "at the ends, go around to the other end",
            "bit 0 has bit {m} to its right, and bit {m} has bit 0 to its left", "treat the vector as circular", m=width - 1,
        )
        if end == "wrap"
        else d.any(
            "beyond the ends, bits count as {e}", "a neighbour that does not exist is {e}", "assume {e} outside of the vector",
            "missing neighbours are {e}", "at the ends, use {e} for the neighbour that is not there", e=end,
        )
    )  # fmt: skip
    sides = d.any(
        "left means the next higher bit, right the next lower bit", "the left neighbour of bit i is bit i+1, the right one is bit i-1",
        "the right neighbour of {x}[i] is {x}[i-1], the left one {x}[i+1]", "left is towards the MSB", x=source,
    )  # fmt: skip
    rule = d.any(
        "bit i of {o} is {t} in {x}", "every bit of {o} is {t} (in {x})", "for each position of {x}, the bit of {o} is {t}",
        "each bit of {o} is computed from {x}: it is {t}", "{o}[i] is {t}, all taken from {x} around position i",
        o=out, x=source, t=told,
    )  # fmt: skip
    parts = [rule, sides, ends]
    if d.chance(0.5):
        d.rng.shuffle(parts)
    opening = d.any("", "", "Compare bits of the {w}-bit {x} with their neighbours.", "{o} has a bit for each bit of {x}.",
                    w=width, x=source, o=out)  # fmt: skip
    shifted = {"l": "l", "r": "r", "c": source}
    style = d.style
    body = []
    for side, value in (("l", left), ("r", right)):
        if side in uses:
            body += [style.declare(side, width, driven=True), f"assign {side} = {value};"]
    if {"l", "r"} & {source, out}:
        shifted |= {"l": "lt", "r": "rt"}
        body = [line.replace(" l ", " lt ").replace(" r ", " rt ").replace(" l;", " lt;").replace(" r;", " rt;") for line in body]
    expression = code.format(**shifted)
    body.append(f"assign {out} = {expression};")

    def function(v: dict[str, int]) -> dict[str, int]:
        bits = [v[source] >> i & 1 for i in range(width)]
        look: Callable[[int], int] = lambda i: bits[i % width] if end == "wrap" or 0 <= i < width else int(end)
        return {out: sum(logic(look(i + 1), bits[i], look(i - 1)) << i for i in range(width))}

    ports = (Port(source, width), Port(out, width, output=True))
    shifts = " and ".join(f"{shifted[s]} = {value}" for s, value in (("l", left), ("r", right)) if s in uses)
    return Design(
        "a vector operation on neighbouring bits", ports, laid_out(d, parts, sentence(opening, names) if opening else "", names, shuffle=False),
        f"Neighbours as shifted vectors: {shifts}.\n{out} = {expression}.", tuple(body),
        combinational(d.rng, ports, function, 30), style, ("neighbours", "bit_rule", "filter"),
        {"width": width, "rule": code, "end": end},
        wave=f"Bit by bit: {out} = {expression}, ends {'wrap' if end == 'wrap' else end}." if width <= 4 else "",
    )  # fmt: skip


@family("comparison_flags", "comparators", 1.5)
def comparison_flags(d: Draw) -> Design:
    """Independent facts about one word, each an output: ranges, bits, zero, parity, equality with a constant."""
    width = d.one((2, 3, 4, 4, 8))
    source = d.name("x", "value", "in", "num", "level")
    top = (1 << width) - 1
    count = d.number(2, 4)
    outs = d.names(("f0", "f1", "f2", "f3"), ("p", "q", "r", "s"), ("y1", "y2", "y3", "y4"), ("is_a", "is_b", "is_c", "is_d"))[:count]
    names = [source, *outs]
    k = [d.number(1, top - 1) for _ in range(8)]
    L: Callable[[int], str] = lambda value: d.style.literal(width, value)
    lows = [d.chance(0.25) for _ in range(count)]
    n = d.number(0, width - 1)
    options: list[tuple[tuple[str, ...], str, Callable[[int], int]]] = [
        ((f"{source} is {k[0]}", f"{source} equals {k[0]}"), f"{source} == {L(k[0])}", lambda x: int(x == k[0])),
        ((f"{source} is greater than {k[1]}", f"{source} exceeds {k[1]}"), f"{source} > {L(k[1])}", lambda x: int(x > k[1])),
        ((f"{source} is less than {k[2]}", f"{source} is below {k[2]}"), f"{source} < {L(k[2])}", lambda x: int(x < k[2])),
        ((f"{source} is at least {k[3]}", f"{source} is {k[3]} or more"), f"{source} >= {L(k[3])}", lambda x: int(x >= k[3])),
        ((f"{source} is at most {k[4]}", f"{source} is {k[4]} or less"), f"{source} <= {L(k[4])}", lambda x: int(x <= k[4])),
        ((f"{source} is not {k[5]}", f"{source} differs from {k[5]}"), f"{source} != {L(k[5])}", lambda x: int(x != k[5])),
        ((f"all bits of {source} are 1", f"{source} is all ones"), f"&{source}", lambda x: int(x == top)),
        ((f"no bit of {source} is 1", f"{source} is zero"), f"~|{source}", lambda x: int(x == 0)),
        ((f"{source} is odd", f"the lowest bit of {source} is 1"), f"{source}[0]", lambda x: x & 1),
        ((f"{source} is even", f"{source} can be divided by 2"), f"~{source}[0]", lambda x: 1 - (x & 1)),
        ((f"{source} has an odd number of ones", f"an odd number of bits in {source} is 1"), f"^{source}", lambda x: x.bit_count() & 1),
        ((f"bit {n} of {source} is 1", f"{source}[{n}] is set"), f"{source}[{n}]", lambda x: x >> n & 1),
    ]  # fmt: skip
    chosen = d.rng.sample(options, count)
    told = [
        d.any(
            "{o} is {v} when {c}", "{o} is {v} if and only if {c}", "when {c}, {o} is {v}, otherwise {u}", "{c} makes {o} {v}",
            "{o} goes {l} if {c}", "{o} says (that|whether) {c} ({v} if so)", "if {c}: {o} = {v}, else {u}",
            "{o} must be {u} unless {c}, and {v} then", "{o} = {u} except when {c}; it is {v} in that case",
            o=out, c=d.one(words), v=1 - low, u=int(low), l="low" if low else "high",
        )
        for out, (words, _, _), low in zip(outs, chosen, lows, strict=True)
    ]  # fmt: skip
    d.rng.shuffle(told)
    opening = d.any("", "Flags for the unsigned {w}-bit {x}.", "{x} is unsigned.", "(Examine|Check) {x} (unsigned).",
                    "Each output tells something of {x}.", "Status outputs for {x}, without a clock.", w=width, x=source)  # fmt: skip
    body = [f"assign {out} = {f'~({code})' if low else code};" for out, (_, code, _), low in zip(outs, chosen, lows, strict=True)]
    ports = (Port(source, width), *(Port(out, output=True) for out in outs))
    return Design(
        "a set of flags", ports, laid_out(d, told, sentence(opening, names) if opening else "", names, shuffle=False),
        " ".join(f"{out}: {'not ' * low}{code}." for out, (_, code, _), low in zip(outs, chosen, lows, strict=True)),
        tuple(body),
        combinational(d.rng, ports, lambda v: {o: f(v[source]) ^ low for o, (_, _, f), low in zip(outs, chosen, lows, strict=True)},
                      40, lambda r, i: {source: max(0, min(top, r.choice(k) + r.randint(-1, 1)))} if i % 2 else {}),
        d.style, ("flags", "status", "checks"), {"width": width, "lows": lows},
        wave=" ".join(f"{out} is {1 - low} where {words[0]}." for out, (words, _, _), low in zip(outs, chosen, lows, strict=True))
        if width <= 4 and count < 4
        else "",
    )  # fmt: skip
