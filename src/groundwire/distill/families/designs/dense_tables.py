"""Tables that are copied whole: truth tables, maps and traces, told in many layouts, written row by row."""
# ruff: noqa: E501  (wordings read best with one to a line)

from __future__ import annotations

from collections.abc import Sequence

from groundwire.distill.families.design import Design
from groundwire.distill.families.draw import Draw
from groundwire.distill.families.models import combinational
from groundwire.distill.families.ports import Port, in_some_order
from groundwire.distill.families.registry import family

_GRAY = ("00", "01", "11", "10")
_PLAIN = ("00", "01", "10", "11")
_TABLE_HEADS = (
    "The truth table:", "Outputs as in the table.", "Every row gives the inputs and then what comes out.", "Implement this table.", "It is defined by its truth table.",
    "Rows of the function:", "The logic was measured; here are all rows.", "Table of the combinational function", "Make logic of this table.",
)  # fmt: skip


def _sets(d: Draw, inputs: int, outputs: int) -> tuple[list[str], list[str]]:
    ins = d.names(
        "abcd"[:inputs],
        "wxyz"[:inputs],
        "pqrs"[:inputs],
        "ABCD"[:inputs],
        *[tuple(f"{s}{i}" for i in range(inputs)) for s in ("x", "in", "i")],
    )
    outs = [d.name("f", "out", "y", "z", "q", "F", "o"), d.name("g", "h", "z2", "carry", "k"), d.name("u", "v", "t")][:outputs]
    return list(ins), outs


def _written(
    d: Draw, ins: Sequence[str], outs: Sequence[str], rows: Sequence[tuple[str, str]], kind: str
) -> tuple[tuple[str, ...], list[str]]:
    """Body and reasoning of a table: all rows in a case, or the rows with a one."""
    vector = "{" + ", ".join(ins) + "}"
    n, m, style = len(ins), len(outs), d.style
    target = outs[0] if m == 1 else "{" + ", ".join(outs) + "}"
    if kind == "all":
        arms = [f"  {n}'b{left}: {target} = {m}'b{right};" for left, right in rows]
        if len(rows) < 1 << n:
            arms.append(f"  default: {target} = {m}'b{'0' * m};")
        elif d.chance(0.5):
            arms[-1] = f"  default: {target} = {m}'b{rows[-1][1]};"
        why = [f"{vector}: " + ", ".join(f"{left} {right}" for left, right in rows)]
        return tuple(d.block(style.comb, [f"case ({vector})", *arms, "endcase"], nested=True)), why
    why, body = [f"{vector}: " + ", ".join(f"{left} {right}" for left, right in rows)], []
    for i, out in enumerate(outs):
        ones = [left for left, right in rows if right[i] == "1"]
        why.append(f"{out}=1: {' '.join(ones) or 'never'}")
        if kind == "list" and ones:
            codes = ", ".join(f"{n}'b{one}" for one in ones)
            arms = [f"  {codes}: {out} = 1'b1;", f"  default: {out} = 1'b0;"]
            body += d.block(style.comb, [f"case ({vector})", *arms, "endcase"], nested=True)
        else:
            terms = [" & ".join(("" if bit == "1" else "~") + name for bit, name in zip(one, ins, strict=True)) for one in ones]
            value = " | ".join(f"({term})" for term in terms) or "1'b0"
            body.append(f"assign {out} = {value};")
    return tuple(body), why


@family("dense_table", "truth tables and maps", 1.0)
def dense_table(d: Draw) -> Design:
    """A truth table of one to three outputs: rows in counting order, backwards or mixed."""
    n, m = d.one((2, 3, 3, 3, 4)), d.one((1, 1, 1, 2, 2, 3))
    ins, outs = _sets(d, n, m)
    rows = [(f"{i:0{n}b}", "".join(d.one("01") for _ in outs)) for i in range(1 << n)]
    if d.chance(0.25):
        rows.reverse()
    elif d.chance(0.25):
        d.rng.shuffle(rows)
    gap, bar = d.one((" ", " ", "  ", ",", "\t", ", ", "")), d.one((" | ", " ", " -> ", " : ", "  ", ",", " = ", " || "))
    head = gap.join(ins) + bar + gap.join(outs) if gap else f"{' '.join(ins)}{bar}{' '.join(outs)}"
    lines = [head, *(gap.join(left) + bar + gap.join(right) for left, right in rows)]
    if d.chance(0.15):
        wide = ["| " + " | ".join((*ins, *outs)) + " |", "|" + "---|" * (n + m)]
        lines = [*wide, *("| " + " | ".join(left + right) + " |" for left, right in rows)]
    if d.chance(0.2) and m == 1:
        said = d.one(("{l}: {r}", "{l} gives {r}", "{r} for {l}", "{l} -> {r}"))
        facts = [said.replace("{l}", left).replace("{r}", right) for left, right in rows]
        lines = [
            f"{outs[0]} for each {''.join(ins) if all(len(i) == 1 for i in ins) else ' '.join(ins)}: " + ", ".join(facts) + "."
        ]
    text = d.any(*_TABLE_HEADS)
    text = text + "\n" + "\n".join(lines) if d.chance(0.7) else "\n".join(lines) + "\n" + text
    kind = d.one(("all", "list", "terms") if n < 4 else ("all", "list"))
    if kind == "list" and any(all(right[i] == "0" for _, right in rows) for i in range(m)):
        kind = "terms"
    body, why = _written(d, ins, outs, rows, kind)
    stored = kind != "terms"
    ports = in_some_order(d.rng, [*(Port(i) for i in ins), *(Port(o, output=True, stored=stored) for o in outs)], 0.15, 0.15)
    table = dict(rows)

    def function(v: dict[str, int]) -> dict[str, int]:
        return {o: int(bit) for o, bit in zip(outs, table["".join(str(v[i]) for i in ins)], strict=True)}

    return Design(
        d.one(("a truth table", "a combinational function", "a function by its table")), ports, text, "\n".join(why), body,
        combinational(d.rng, ports, function), d.style, ("truth", "table", "func"), {"rows": rows, "kind": kind},
    )  # fmt: skip


_MAP_HEADS = (
    "Karnaugh map of {o}, {r} down, {c} across:", "The map of {o} ({r} vertical, {c} horizontal):", "{o} as a Karnaugh map; columns are {c}, rows are {r}.",
    "Implement the function {o} of this map. Rows: {r}. Columns: {c}.", "K-map for {o} with {c} on top and {r} at the side.",
)  # fmt: skip


@family("dense_map", "truth tables and maps", 1.0)
def dense_map(d: Draw) -> Design:
    """A map of three or four variables, Gray or counting order, with don't-cares in some."""
    n = d.one((3, 3, 4, 4, 4))
    ins, outs = _sets(d, n, 1)
    out, down = outs[0], ins[: n - 2]
    across = ins[n - 2 :]
    left: tuple[str, ...] = ("0", "1") if n == 3 else d.one((_GRAY, _GRAY, _PLAIN))
    top: tuple[str, ...] = d.one((_GRAY, _GRAY, _GRAY, _PLAIN))
    if n == 3 and d.chance(0.4):
        down, across, left, top = ins[:2], ins[2:], top, ("0", "1")
    free = d.one((0.0, 0.0, 0.15))
    cells = {(r, c): "d" if d.chance(free) else d.one("01") for r in left for c in top}
    mark = d.one(("d", "x", "-", "X"))
    shown = {key: mark if value == "d" else value for key, value in cells.items()}
    sep = d.one((" | ", " ", "  ", ",", " "))
    corner = d.one(("", "".join(down) + "\\" + "".join(across), "/".join(("".join(down), "".join(across)))))
    lines = [(corner or " " * len(left[0])) + sep + sep.join(top), *(r + sep + sep.join(shown[r, c] for c in top) for r in left)]
    text = d.any(*_MAP_HEADS, o=out, r=d.one((", ", "", " ")).join(down) if all(len(i) == 1 for i in ins) else ", ".join(down),
                 c=d.one((", ", "", " ")).join(across) if all(len(i) == 1 for i in ins) else ", ".join(across)) + "\n" + "\n".join(lines)  # fmt: skip
    if free:
        text += "\n" + d.any(
            "{m} is a don't-care.", "{m} marks combinations that do not occur.", "For {m} take what you like.", m=mark
        )
    order = [*down, *across]
    rows = [(r + c, "1" if cells[r, c] == "1" else "0") for r in left for c in top]
    kind = d.one(("list", "list", "terms"))
    if not any(right == "1" for _, right in rows):
        kind = "terms"
    body, _ = _written(d, order, [out], rows, kind)
    why = [f"{r}: " + " ".join(f"{c}={cells[r, c]}" for c in top) for r in left]
    why.append(f"{{{', '.join(order)}}}: {out}=1: " + (" ".join(key for key, right in rows if right == "1") or "never"))
    ports = in_some_order(d.rng, [*(Port(i) for i in ins), Port(out, output=True, stored=kind != "terms")], 0.25, 0.15)

    def function(v: dict[str, int]) -> dict[str, int | None]:
        cell = cells["".join(str(v[i]) for i in down), "".join(str(v[i]) for i in across)]
        return {out: None if cell == "d" else int(cell)}

    return Design(
        d.one(("a Karnaugh map", "a function by its map", "the logic of a map")), ports, text, "\n".join(why), body,
        combinational(d.rng, ports, function), d.style, ("kmap", "map_logic", "func"), {"cells": {r + c: v for (r, c), v in cells.items()}},
    )  # fmt: skip


_TRACE_HEADS = (
    "The circuit is combinational. This is what it did:", "Read the function off this simulation.", "Inputs and output over time; no memory is inside.",
    "A recording of a combinational block:", "From the waveform below find the gates.", "{o} depends on the present inputs only. Trace:",
)  # fmt: skip


@family("dense_trace", "waveforms", 1.0)
def dense_trace(d: Draw) -> Design:
    """A combinational function in a trace that shows every input at least once, as rows of time or as rows of signals."""
    n = d.one((2, 2, 3, 3, 4))
    ins, outs = _sets(d, n, 1)
    out = outs[0]
    table = {f"{i:0{n}b}": d.one("01") for i in range(1 << n)}
    steps = list(table) if d.chance(0.6) else d.rng.sample(list(table), len(table))
    steps = [*d.rng.choices(steps[:1], k=d.number(0, 2)), *steps, *(d.one(list(table)) for _ in range(d.number(0, 3)))]
    if d.chance(0.6):
        pad = max(map(len, (*ins, out))) + d.number(0, 2)
        lines = [f"{name:<{pad}}: " + " ".join(s[i] for s in steps) for i, name in enumerate(ins)]
        lines.append(f"{out:<{pad}}: " + " ".join(table[s] for s in steps))
    else:
        unit, every, gap = d.one(("ns", "", "ps")), d.one((1, 5, 10, 20)), d.one(("  ", " ", ",", " | "))
        lines = [gap.join(("time", *ins, out)), *(gap.join((f"{i * every}{unit}", *s, table[s])) for i, s in enumerate(steps))]
    text = d.any(*_TRACE_HEADS, o=out) + "\n" + "\n".join(lines)
    first: dict[str, str] = {s: table[s] for s in steps}
    rows = list(first.items())
    kind = d.one(("all", "list", "terms") if n < 4 else ("all", "list"))
    if not any(right == "1" for _, right in rows):
        kind = "terms"
    body, why = _written(d, ins, [out], rows, kind)
    ports = in_some_order(d.rng, [*(Port(i) for i in ins), Port(out, output=True, stored=kind != "terms")], 0.15, 0.15)
    return Design(
        d.one(("a circuit seen in a trace", "a combinational circuit", "a function from a waveform")), ports, text, "\n".join(why), body,
        combinational(d.rng, ports, lambda v: {out: int(table["".join(str(v[i]) for i in ins)])}), d.style,
        ("traced", "from_wave", "func"), {"table": table, "kind": kind},
    )  # fmt: skip
