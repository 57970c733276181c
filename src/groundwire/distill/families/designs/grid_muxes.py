"""Functions made of multiplexers: their data inputs to be found, or given and to be followed."""

from __future__ import annotations

from collections.abc import Callable

from groundwire.distill.families.design import Design
from groundwire.distill.families.draw import Draw, listing
from groundwire.distill.families.models import combinational
from groundwire.distill.families.ports import Port
from groundwire.distill.families.registry import family
from groundwire.distill.families.voices.grid_shared import (
    GRAY,
    RESULTS,
    code,
    draw_inputs,
    draw_ones,
    finish,
    join,
    letter_case,
    map_text,
    one_bit,
    table,
    term,
)

_LABELS = ("00", "01", "10", "11")
_GIVEN = (
    "A 4-to-1 multiplexer outside of this module is to produce {o}. Its select inputs are {s} (first one high). {h} are its data "
    "inputs 0 to 3; make them from {r} alone.\n{t}",
    "{t}\nThis {o} will be built with a 4:1 mux selected by {s} ({p} is the upper select bit). Write only the logic in front of "
    "the mux: {r} in, data {h} out, index = select value.",
    "we have a 4-way mux left over. select = {s} (msb first). please compute what goes to its data pins {h} (pin number = select "
    "number) out of {r} so that the mux output is {o}:\n{t}",
    "Exercise. The function {o} of {l} is realized by a four-way multiplexer with selects {s}, {p} being "
    "the MSB. Describe a module "
    "with {r} as input that supplies its data inputs {h} in the order 0, 1, 2, 3.\n{t}",
    "Board note: mux select lines carry {s}, high bit first. Mux data lines 0..3 come from our module ({h}). Our module sees "
    "just {r}. Wanted at the mux output: {o}\n{t}",
    "- mux: 4 to 1, external\n- select: {s} (in this order, MSB left)\n- data 0, 1, 2, 3: {h}, made "
    "here\n- our input: {r}\n- the "
    "mux must output {o}:\n{t}",
    "Fix {s} at one combination and {o} becomes a function of {r}. The four functions, in the order 00, 01, 10, 11 of {s}, are "
    "wanted at {h}.\n{t}",
    "Shannon expansion of {o} by {s}: give the four cofactors in {r} as {h} (cofactor number = {s} in binary, {p} high).\n{t}",
)
_TWO_BITS = {
    "0000": "1'b0", "0001": "{a} & {b}", "0010": "{a} & ~{b}", "0011": "{a}", "0100": "~{a} & {b}", "0101": "{b}",
    "0110": "{a} ^ {b}", "0111": "{a} | {b}", "1000": "~({a} | {b})", "1001": "~({a} ^ {b})", "1010": "~{b}",
    "1011": "{a} | ~{b}", "1100": "~{a}", "1101": "~{a} | {b}", "1110": "~({a} & {b})", "1111": "1'b1",
}  # fmt: skip
_ONE_BIT = {"00": "1'b0", "01": "{a}", "10": "~{a}", "11": "1'b1"}


@family("grid_mux_data", "multiplexers", 1.0)
def grid_mux_data(d: Draw) -> Design:
    """The data inputs of a multiplexer by which a function results."""
    bits = d.one((3, 4, 4))
    inputs = draw_inputs(d, bits, 0.0, 0.5)
    names = inputs.names
    picks = sorted(d.rng.sample(range(bits), 2))
    if d.chance(0.2):
        picks.reverse()
    rest = [i for i in range(bits) if i not in picks]
    selects, others = [names[i] for i in picks], [names[i] for i in rest]
    out = d.name(*RESULTS)
    ones, _ = draw_ones(d, bits)
    vector = d.chance(0.5)
    data = [d.name("mux_in", "d", "data", "m")] if vector else list(d.names(
        ("d0", "d1", "d2", "d3"), ("m0", "m1", "m2", "m3"), ("i0", "i1", "i2", "i3"), ("in0", "in1", "in2", "in3")))  # fmt: skip
    kind = d.one(("table", "map", "list", "list") if bits == 3 else ("map", "map", "list"))
    if kind == "table":
        told = table(d, [*names, out], [[*code(v, bits), str(int(v in ones))] for v in range(1 << bits)], bits)
    elif kind == "map":
        down = bits // 2
        told = map_text(d, names[:down], names[down:], GRAY[down], GRAY[bits - down],
                        [[str(int(int(r + c, 2) in ones)) for c in GRAY[bits - down]] for r in GRAY[down]])  # fmt: skip
    else:
        told = d.any("{o}({l}) = {s}({n})", "{o} is 1 for {l} (binary, MSB first) equal to {n}, else 0",
                     o=out, l=", ".join(names),
                     s=d.one(("Σm", "sum m", "minterms ")), n=", ".join(map(str, sorted(ones))))  # fmt: skip
    pins = [f"{data[0]}[{i}]" for i in range(4)] if vector else data
    text = d.any(*_GIVEN, o=out, s=", ".join(selects), p=selects[0],
                 h=f"{data[0]}[0] to {data[0]}[3]" if vector else listing(data),
                 r=listing(others), l=", ".join(names), t=told)  # fmt: skip
    why = [f"order {' '.join(names)}, ones {' '.join(code(v, bits) for v in sorted(ones))}",
           f"select {' '.join(selects)}, of {' '.join(others)}"]  # fmt: skip
    columns, body = list[str](), list[str]()
    for k, label in enumerate(_LABELS):
        column = ""
        for small in range(1 << len(rest)):
            digits = dict(zip([*picks, *rest], label + code(small, len(rest)), strict=True))
            column += str(int(int("".join(digits[i] for i in range(bits)), 2) in ones))
        expression = (_ONE_BIT if len(rest) == 1 else _TWO_BITS)[column].format(a=others[0], b=others[-1])
        columns.append(column)
        why.append(f"{label}: {column} -> {expression}")
        body.append(f"assign {pins[k]} = {expression};")
    ins = [port for port in inputs.ports if port.name in others]
    results = [Port(data[0], 4, output=True)] if vector else [Port(one, output=True) for one in data]
    ports = (*ins, *results)

    def function(v: dict[str, int]) -> dict[str, int | None]:
        at = int("".join(str(v[name]) for name in others), 2)
        levels = [int(column[at]) for column in columns]
        return {data[0]: sum(one << k for k, one in enumerate(levels))} if vector else dict(zip(data, levels, strict=True))

    return Design("the data inputs of a multiplexer", ports, text, "\n".join(why), tuple(body),
                  combinational(d.rng, ports, function),
                  d.style, ("mux_feed", "mux_data", "cofactors"), {"columns": columns, "kind": kind, "picks": picks})  # fmt: skip


_WIRED = (
    "{o} is the output of a 4:1 multiplexer with select {s} ({p} high). Data inputs: {j}.",
    "A four-way mux is wired like this:\n{i}\nSelect bits {s}, first one most significant. Output {o}.",
    "{s} choose one of four things for {o}: {j}. {p} is the higher select bit.",
    "mux4, select {{s}}, out {o}\n{i}",
    "The card has a data selector. Its address pins are {s} (MSB first), its output is {o}, and its "
    "inputs are tied as follows.\n{i}"
    "\nReplace the card by a module.",
    "Exercise: which function does a 4-to-1 multiplexer with address {s} ({p} = MSB) compute if {j}? Write it as module with the "
    "output {o}.",
    "Input number / connected to:\n{i}\nThe number comes from {s} in binary, left bit first; the chosen one goes to {o}.",
    "For {s} in binary ({p} first), {o} takes the value of the line with that number.\n{i}",
    "Schematic in words. Part: one 4:1 mux. Select: {s}, high bit {p}. Data: {j}. Output net: {o}.",
)


@family("grid_mux_wired", "multiplexers", 1.0)
def grid_mux_wired(d: Draw) -> Design:
    """A multiplexer whose data inputs are tied to constants, variables and small functions."""
    bits = d.one((3, 4, 4))
    inputs = draw_inputs(d, bits, 0.0, 0.3)
    names, out = inputs.names, d.name(*RESULTS)
    selects, others = names[:2], names[2:]
    a, b = others[0], others[-1]
    options = [("0", "0"), ("1", "1"), (a, a), (f"not {a}", f"~{a}")]
    if bits == 4:
        options += [(b, b), (f"not {b}", f"~{b}"), (f"{a} and {b}", f"{a} & {b}"), (f"{a} or {b}", f"{a} | {b}"),
                    (f"{a} xor {b}", f"{a} ^ {b}"), (f"{a} nand {b}", f"~({a} & {b})"), (f"{a} nor {b}", f"~({a} | {b})"),
                    (f"{a} and not {b}", f"{a} & ~{b}")]  # fmt: skip
    chosen = [d.one(options) for _ in range(4)]
    if len(set(chosen)) < 3:
        return grid_mux_wired(d)
    form = d.one(("input {n} = {x}", "{n}: {x}", "D{n} is {x}", "{n} <- {x}", "{x} on input {n}", "I{n} gets {x}"))
    lines = [form.format(n=n, x=told) for n, (told, _) in enumerate(chosen)]
    if d.chance(0.2):
        d.rng.shuffle(lines)
    mark = d.one(("- ", "", "* ", "  "))
    text = d.any(*_WIRED, o=out, s=", ".join(selects), p=selects[0], i="\n".join(mark + one for one in lines), j=", ".join(lines))
    shown = [f"1'b{told}" if told in "01" else value for told, value in chosen]
    word = "{" + ", ".join(selects) + "}"
    why = [f"select {' '.join(selects)}", *(f"{label}: {one}" for label, one in zip(_LABELS, shown, strict=True))]
    stored = d.chance(0.5)
    if stored:
        body = letter_case(d, word, 2, [(n, f"{out} = {one};") for n, one in enumerate(shown[:3])], f"{out} = {shown[3]};")
        why.append(f"case {word}, 11 default")
    else:
        used = [(selects, code(n, 2), one) for n, one in enumerate(shown) if one != "1'b0"]
        parts = [f"({term(pair, label)}{'' if one == chr(49) + chr(39) + 'b1' else f' & ({one})' if ' ' in one else f' & {one}'})"
                 for pair, label, one in used]  # fmt: skip
        why += [f"{label}: {part}" for (_, label, _), part in zip(used, parts, strict=True)]
        body = [f"assign {out} = {parts[0]}", *(f"  | {part}" for part in parts[1:])]
        body[-1] += ";"
    pick: dict[str, Callable[[int, int], int]] = {
            "0": lambda x, y: 0, "1": lambda x, y: 1, a: lambda x, y: x, f"not {a}": lambda x, y: 1 - x,
            f"{a} and {b}": lambda x, y: x & y, f"{a} or {b}": lambda x, y: x | y, f"{a} xor {b}": lambda x, y: x ^ y,
            f"{a} nand {b}": lambda x, y: 1 - (x & y), f"{a} nor {b}": lambda x, y: 1 - (x | y),
            f"{a} and not {b}": lambda x, y: x & (1 - y)}  # fmt: skip
    if bits == 4:
        pick |= {b: lambda x, y: y, f"not {b}": lambda x, y: 1 - y}
    size = bits - 2
    ones = {row for row in range(1 << bits)
            if pick[chosen[row >> size][0]](row >> (size - 1) & 1, row & 1)}  # fmt: skip
    return finish(d, "a wired multiplexer", inputs, [out], text, "\n".join(why), body, one_bit(out, ones, set()),
                  ("wired_mux", "mux_function", "selector_logic"), stored, data=[told for told, _ in chosen])  # fmt: skip


_EIGHT = (
    "An 8:1 multiplexer generates {o}. Its select inputs are {s}, {p} highest; its data inputs 0 to 7 are tied to {v}.",
    "{o} comes from a mux with eight data pins hard-wired to constants ({v}, pin 0 first) and selected by {s}, MSB first.",
    "Data selector used as function generator. Select {s} (left = high). Pins tied high: {h}. All the other pins are grounded. "
    "Output {o}.",
    "mux8 with address {s}, msb first. pins {g} go to ground, the rest to vcc. output is {o}. give me the equation as a module",
    "Exercise: data inputs {h} of an eight-way multiplexer are 1, inputs {g} are 0. The address is {s} with {p} as the most "
    "significant bit. Describe the output {o}.",
    "| pin | 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 |\n| tied to | {b} |\nSelect: {s} (MSB to LSB). Output: {o}.",
    "The designer of {o} saved gates by tying the pins of an 8-way selector: {v} from pin 0 to pin 7. {s} are the address, "
    "highest bit in front. Write the same function without a selector.",
    "{s} point at one of eight jumpers ({p} counts 4). {o} shows the jumper: {h} are plugged to 1, {g} to 0.",
)


@family("grid_mux_eight", "multiplexers", 0.8)
def grid_mux_eight(d: Draw) -> Design:
    """An eight-way multiplexer with constants as data."""
    inputs = draw_inputs(d, 3, 0.15, 0.3)
    out = d.name(*RESULTS)
    ones, _ = draw_ones(d, 3)
    zeros = [v for v in range(8) if v not in ones]
    column = [str(int(v in ones)) for v in range(8)]
    text = d.any(*_EIGHT, o=out, s=listing(inputs.names), p=inputs.names[0], v=", ".join(column), b=" | ".join(column),
                 h=listing([str(v) for v in sorted(ones)]), g=listing([str(v) for v in zeros]))  # fmt: skip
    invert = len(zeros) < len(ones)
    picked = zeros if invert else sorted(ones)
    terms = [term(inputs.names, code(v, 3)) for v in picked]
    why = [
        f"order {' '.join(inputs.names)}",
        f"pins {int(not invert)}: {' '.join(map(str, picked))}{' (fewer)' if invert else ''}",
    ]
    why += [f"{v}={code(v, 3)}: {one}" for v, one in zip(picked, terms, strict=True)]
    whole = " | ".join(f"({one})" for one in terms)
    body = [f"assign {out} = {f'~({whole})' if invert else whole};"]
    return finish(d, "a multiplexer as function generator", inputs, [out], text, "\n".join(why), body, one_bit(out, ones, set()),
                  ("function_generator", "mux8_function", "tied_mux"), ones=sorted(ones))  # fmt: skip


_TREES = (
    "Three 2:1 multiplexers make {o}.\n{i}",
    "{o} = output of mux M3.\n{i}",
    "Tree of two-way muxes: {j}. M3 drives {o}.",
    "i have a little mux tree, M3 is the output ({o}):\n{i}",
    "Describe this circuit. {j}. The output {o} is that of M3.",
    "Exercise: three two-input multiplexers M1, M2, M3 are connected as listed, and {o} is taken from M3.\n{i}",
    "Netlist\n{i}\n{o} is M3. There is nothing else on the chip.",
    "The control path ends in a mux M3, which drives {o}. It gets its data from two more muxes or from inputs directly.\n{i}",
)


@family("grid_mux_tree", "multiplexers", 0.9)
def grid_mux_tree(d: Draw) -> Design:
    """Two-way multiplexers that feed one another."""
    inputs = draw_inputs(d, d.one((3, 4, 5)), 0.0, 0.4)
    names, out = inputs.names, d.name(*RESULTS)
    nodes: list[tuple[str, str, str]] = []
    for n in range(3):
        leaves = [*names, "0", "1", *(f"not {name}" for name in names)]
        fresh = [f"M{k + 1}" for k in range(n)]
        low, high = d.rng.sample(leaves, 2)
        if n == 1 and d.chance(0.4):
            low, high = d.one(((low, "M1"), ("M1", high)))
        elif n == 2:
            low, high = d.rng.sample(fresh, 2) if "M1" not in nodes[1][1:] else d.one(((low, "M2"), ("M2", high), ("M1", "M2")))
        nodes.append((d.one([name for name in names if name not in (low, high)]), low, high))

    def value(row: int) -> int:
        known = {"0": 0, "1": 1} | {name: row >> (inputs.bits - 1 - i) & 1 for i, name in enumerate(names)}
        known |= {f"not {name}": 1 - known[name] for name in names}
        for n, (select, low, high) in enumerate(nodes):
            known[f"M{n + 1}"] = known[high] if known[select] else known[low]
        return known["M3"]

    ones = {row for row in range(1 << inputs.bits) if value(row)}
    if not 1 <= len(ones) < 1 << inputs.bits or (any(len({value(r ^ 1 << i) == value(r) for r in range(1 << inputs.bits)}) == 1
                                                   for i in range(inputs.bits)) and d.chance(0.8)):  # fmt: skip
        return grid_mux_tree(d)
    form = d.one(("{m}: {l} if {s} is 0, {h} if {s} is 1", "{m} selects by {s}: 0 = {l}, 1 = {h}",
                  "{m} gives {h} when {s} is 1, else {l}",
                  "{m}(select {s}): input 0 is {l}, input 1 is {h}",
                  "{m} passes {l} for {s} = 0 and {h} for {s} = 1"))  # fmt: skip
    lines = [form.format(m=f"M{n + 1}", s=select, l=low, h=high) for n, (select, low, high) in enumerate(nodes)]
    if d.chance(0.3):
        d.rng.shuffle(lines)
    mark = d.one(("- ", "", "* ", "  "))
    text = d.any(*_TREES, o=out, i="\n".join(mark + one for one in lines), j="; ".join(lines))
    wires = [d.name(f"m{n + 1}", f"mux{n + 1}", f"t{n + 1}") for n in range(2)]

    def shown(leaf: str) -> str:
        if leaf in ("0", "1"):
            return f"1'b{leaf}"
        return wires[int(leaf[1]) - 1] if leaf in ("M1", "M2") else leaf.replace("not ", "~")

    targets = [*wires, out]
    picks = [f"{select} ? {shown(high)} : {shown(low)}" for select, low, high in nodes]
    why = [f"M{n + 1}: {pick}" for n, pick in enumerate(picks)]
    body = [f"{'assign' if n == 2 else d.style.wire} {target} = {pick};" for n, (target, pick) in
            enumerate(zip(targets, picks, strict=True))]  # fmt: skip
    if d.style.modern:
        body = [f"logic {', '.join(wires)};", *(line.replace("logic ", "assign ", 1) for line in body)]
    return finish(d, "a tree of multiplexers", inputs, [out], text, "\n".join(why), body, one_bit(out, ones, set()),
                  ("mux_tree", "three_muxes", "tree"), nodes=nodes, joined=join(names))  # fmt: skip
