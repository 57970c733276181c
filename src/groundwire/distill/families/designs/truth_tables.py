"""Functions of a few bits from truth tables, Karnaugh maps, minterm lists and waveforms, minimized the way people do."""

from __future__ import annotations

from itertools import combinations

from groundwire.distill.families.design import Design
from groundwire.distill.families.draw import Draw, listing
from groundwire.distill.families.models import combinational
from groundwire.distill.families.ports import Port
from groundwire.distill.families.registry import family

Cube = tuple[int, int]
"""Value of the fixed bits, mask of the fixed bits."""
_GRAY = {1: (0, 1), 2: (0, 1, 3, 2)}


def primes(ones: set[int], free: set[int], bits: int) -> list[Cube]:
    """Prime implicants by merging, as Quine and McCluskey do."""
    level = {(value, (1 << bits) - 1) for value in ones | free}
    found: list[Cube] = []
    while level:
        merged: set[Cube] = set()
        used: set[Cube] = set()
        for one, two in combinations(sorted(level), 2):
            differ = one[0] ^ two[0]
            if one[1] == two[1] and differ.bit_count() == 1:
                merged.add((one[0] & ~differ, one[1] & ~differ))
                used |= {one, two}
        found += sorted(level - used)
        level = merged
    return found


def minimize(ones: set[int], free: set[int], bits: int) -> list[Cube]:
    """A small cover of `ones` by prime implicants: the one that covers most first."""
    candidates = primes(ones, free, bits)
    left, cover = set(ones), []
    while left:
        best = max(candidates, key=lambda cube: (sum((v & cube[1]) == cube[0] for v in left), -cube[1].bit_count(), -cube[0]))
        cover.append(best)
        left = {value for value in left if (value & best[1]) != best[0]}
    return cover


def cube_text(cube: Cube, names: list[str]) -> str:
    """A product term in Verilog; the first name is the highest bit."""
    bits = len(names)
    parts = [
        ("" if cube[0] >> (bits - 1 - i) & 1 else "~") + name for i, name in enumerate(names) if cube[1] >> (bits - 1 - i) & 1
    ]
    return " & ".join(parts) or "1'b1"


def sum_text(cover: list[Cube], names: list[str]) -> str:
    """A sum of products in Verilog."""
    if not cover:
        return "1'b0"
    terms = [cube_text(cube, names) for cube in cover]
    return " | ".join(f"({term})" if "&" in term and len(terms) > 1 else term for term in terms)


def _draw_function(d: Draw, bits: int, with_free: bool) -> tuple[set[int], set[int]]:
    size = 1 << bits
    while True:
        share = d.one((0.25, 0.5, 0.5, 0.7))
        ones = {value for value in range(size) if d.chance(share)}
        free = {value for value in range(size) if value not in ones and d.chance(0.25)} if with_free else set()
        if ones and len(ones) + len(free) < size and len(minimize(ones, free, bits)) <= 5:
            return ones, free


def _names(d: Draw, bits: int) -> list[str]:
    pool = d.one(
        (("a", "b", "c", "d"), ("x3", "x2", "x1", "x0"), ("x1", "x2", "x3", "x4"), ("w", "x", "y", "z"), ("p", "q", "r", "s"))
    )
    return [d.name(name) for name in pool[:bits]]


def _table(d: Draw, names: list[str], out: str, ones: set[int], free: set[int], rows: list[int]) -> str:
    bits = len(names)
    separator = d.one((" ", "  ", " | "))
    lines = [separator.join([*names, out])]
    for value in rows:
        shown = "x" if value in free else str(int(value in ones))
        lines.append(separator.join([*f"{value:0{bits}b}", shown]))
    return "\n".join(lines)


def _map(d: Draw, names: list[str], out: str, ones: set[int], free: set[int]) -> str:
    """A Karnaugh map with Gray-coded rows and columns, either pair of names across the top."""
    column_bits = 2 if len(names) > 2 else 1
    across = len(names) - column_bits
    swap = len(names) == 4 and d.chance(0.5)
    rows, columns = names[:across], names[across:]
    if swap:
        rows, columns = columns, rows
    head = f"{''.join(columns) if all(len(n) == 1 for n in names) else ' '.join(columns)} across, {' '.join(rows)} down"
    lines = [f"      {'  '.join(f'{c:0{len(columns)}b}' for c in _GRAY[len(columns)])}"]
    for r in _GRAY[len(rows)]:
        cells = []
        for c in _GRAY[len(columns)]:
            value = (c << len(rows) | r) if swap else (r << len(columns) | c)
            cells.append("d" if value in free else str(int(value in ones)))
        lines.append(f"  {r:0{len(rows)}b} | " + " | ".join(cells))
    return f"Karnaugh map of {out} ({head}):\n" + "\n".join(lines)


@family("truth_function", "truth tables", 5.0)
def truth_function(d: Draw) -> Design:
    """One output of two to four inputs."""
    bits = d.one((2, 3, 3, 3, 4, 4, 4))
    kind = d.one(("table", "table", "map", "map", "map", "minterms", "minterms", "maxterms"))
    ones, free = _draw_function(d, bits, kind in ("map", "minterms") and bits > 2 and d.chance(0.5))
    vector = kind != "table" and bits > 2 and d.chance(0.25)
    if vector:
        base, low = d.name("x", "a", "in"), d.number(0, 1)
        names = [f"{base}[{i + low}]" for i in range(bits - 1, -1, -1)]
        inputs: tuple[Port, ...] = (Port(base, bits, low=low),)
    else:
        names = _names(d, bits)
        inputs = tuple(Port(name) for name in names)
    out = d.name("f", "out", "y", "g")
    ports = (*inputs, Port(out, output=True))
    order = list(range(1 << bits))
    said = {"minterms": ones, "maxterms": set(order) - ones - free}
    first = names[0]
    if kind == "table":
        text = d.any(
            "(Implement|The module should implement) (this|the following) truth table(.|:)\n{t}",
            "{o} is given by this (truth |)table.\n{t}",
            t=_table(d, names, out, ones, free, order),
            o=out,
        )
    elif kind == "map":
        text = d.any(
            "(Implement|The module should implement) (this|the following|the) Karnaugh map(, where d is a don't-care|).\n{t}",
            "{t}\n(Implement it.|)",
            t=_map(d, names, out, ones, free),
        ).strip()
        if free:
            text += d.any("\nd is don't care.", "\nCells with d are don't-cares.", "\nA d may be 0 or 1.")
    else:
        numbers = ", ".join(map(str, sorted(said[kind])))
        what = "1" if kind == "minterms" else "0"
        text = d.any(
            "{o} is {w} (exactly |)for the input values {n}, where {f} is the most significant bit ({l}).",
            "(Reading|Taking) {l} as a binary number with {f} as its most significant bit, {o} is {w} for {n}.",
            "{o}({l}) = {s}({n}), {f} being the most significant bit.",
            o=out,
            w=what,
            n=numbers,
            f=first,
            l=", ".join(names),
            s="sum of minterms " if what == "1" else "product of maxterms ",
        )
        text += f" Inputs {', '.join(map(str, sorted(free)))} never occur." * bool(free)
        if not free:
            text += d.any("", f" For all others it is {1 - int(what)}.")
    cover = minimize(ones, free, bits)
    expression = sum_text(cover, names)
    as_case = bits <= 3 and not vector and d.chance(0.25)
    shown = ", ".join(f"{v:0{bits}b}" for v in sorted(ones))
    reasoning = f"{out} is 1 at {shown}.\n"
    if as_case:
        joined = "{" + ", ".join(names) + "}"
        style = d.style
        body = [
            f"{style.comb} begin",
            f"  case ({joined})",
            *(f"    {style.literal(bits, v, 'b')}: {out} = 1'b1;" for v in sorted(ones)),
            f"    default: {out} = 1'b0;",
            "  endcase",
            "end",
        ]
        ports = (*inputs, Port(out, output=True, stored=True))
        reasoning += f"A case over {joined} with 0 as default."
    else:
        body = [f"assign {out} = {expression};"]
        terms = [f"{_cube_bits(cube, bits)} -> {cube_text(cube, names)}" for cube in cover]
        reasoning += f"Terms: {'; '.join(terms)}.\n{out} = {expression}."

    def function(v: dict[str, int]) -> dict[str, int | None]:
        bit_values = [v[inputs[0].name] >> (bits - 1 - i) & 1 if vector else v[name] for i, name in enumerate(names)]
        value = int("".join(map(str, bit_values)), 2)
        return {out: None if value in free else int(value in ones)}

    return Design(
        f"a function of {bits} bits",
        ports,
        text,
        reasoning,
        tuple(body),
        combinational(d.rng, ports, function),
        d.style,
        ("truth_table", "kmap", "logic_function"),
        {"kind": kind, "ones": sorted(ones), "free": sorted(free)},
        wave="" if free or vector else f"{out} is 1 where {listing(names)} are {shown}.",
        hidden=None,
    )


def _cube_bits(cube: Cube, bits: int) -> str:
    return "".join(str(cube[0] >> i & 1) if cube[1] >> i & 1 else "-" for i in range(bits - 1, -1, -1))


@family("two_functions", "truth tables")
def two_functions(d: Draw) -> Design:
    """Two or three outputs of the same three inputs, from one table."""
    names = _names(d, 3)
    outs = d.names(("f", "g", "h"), ("y1", "y2", "y3"), ("u", "v", "k"))[: d.number(2, 3)]
    functions = {out: _draw_function(d, 3, False)[0] for out in outs}
    ports = (*(Port(name) for name in names), *(Port(out, output=True) for out in outs))
    lines = [" ".join([*names, "|", *outs])]
    lines += [" ".join([*f"{v:03b}", "|", *(str(int(v in functions[o])) for o in outs)]) for v in range(8)]
    text = d.any("(Implement this truth table|The truth table of the module|The module's outputs are):\n{t}", t="\n".join(lines))
    body = [f"assign {out} = {sum_text(minimize(functions[out], set(), 3), names)};" for out in outs]
    reasoning = "\n".join(f"{out} is 1 at {', '.join(f'{v:03b}' for v in sorted(functions[out]))}." for out in outs)

    def function(v: dict[str, int]) -> dict[str, int]:
        value = v[names[0]] << 2 | v[names[1]] << 1 | v[names[2]]
        return {out: int(value in functions[out]) for out in outs}

    return Design(
        f"{len(outs)} functions of three bits",
        ports,
        text,
        reasoning,
        tuple(body),
        combinational(d.rng, ports, function),
        d.style,
        ("truth_table", "logic_table"),
        {"functions": {o: sorted(f) for o, f in functions.items()}},
        hidden=(1, len(body)),
        wave="Read each output column off the waveform.",
    )
