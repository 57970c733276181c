"""Combinational functions that recorded traces show."""

from __future__ import annotations

from collections.abc import Callable

from groundwire.distill.families.design import Design
from groundwire.distill.families.draw import Draw, listing
from groundwire.distill.families.models import combinational
from groundwire.distill.families.ports import Port
from groundwire.distill.families.registry import family
from groundwire.distill.families.voices.trace_shared import BITS_IN, OUTS, formula, traced

_BITS = (
    "{t}\n\nThis is what the simulator recorded. {o} depends on {l} alone, without any memory. Write the logic.",
    "Take the function of {o} from this recording (no storage inside; each combination of {l} turns up):\n{t}",
    "The source of a gate array is lost, its test log is not:\n{t}\nInputs {l}, output {o}, nothing but gates. Rebuild it.",
    "hey, can you turn this dump into verilog? it's pure combinational, {l} in and {o} out\n{t}",
    "Question 3. The samples below come from a combinational circuit; equal inputs always give equal outputs, and no input "
    "combination is missing. Give a module with the same behaviour.\n{t}",
    "Requirements:\n1. {o} shall follow {l} with no clock.\n2. For each input combination {o} shall have the value of the "
    "recording.\n3. Recording:\n{t}",
    "A technician stepped {l} by hand and read {o} from a lamp. Notes:\n{t}\nThe box holds no flip-flop. Replace the box.",
    "Inputs: {l}\nOutput: {o}\nKind: combinational\nMeasured:\n{t}",
    "Like a lookup table that was sampled in random order: some lines come twice, none contradicts another, and together they "
    "give {o} for all values of {l}.\n{t}",
    "Given {l} as in a line of this log, then {o} is as in that line, at once and always.\n{t}",
    "We must replace a relay board by logic. While the board was running we logged {l} and {o}:\n{t}\nThe relays react to the "
    "present inputs only.",
    "Match this trace:\n{t}\n{o} is a pure function of {l}.",
)


@family("trace_truth", "truth tables", 1.2)
def trace_truth(d: Draw) -> Design:
    """One or two outputs of 2 to 4 single bits, read off samples in any order."""
    bits = d.one((2, 3, 3, 3, 4))
    names = d.names(*(n[:bits] for n in BITS_IN))
    outs = [d.name(*OUTS) for _ in range(2 if bits < 4 and d.chance(0.35) else 1)]
    total = 1 << bits
    tables: list[set[int]] = []
    while len(tables) < len(outs):
        used = d.number(1, bits) if d.chance(0.3) else bits
        base = {r for r in range(1 << used) if d.chance(d.one((0.3, 0.5, 0.6)))}
        places = sorted(d.rng.sample(range(bits), used))
        ones = {r for r in range(total) if sum((r >> p & 1) << i for i, p in enumerate(places)) in base}
        if 0 < len(ones) < total and ones not in tables:
            tables.append(ones)
    order = list(range(total))
    if d.chance(0.8):
        d.rng.shuffle(order)
    order += [d.number(0, total - 1) for _ in range(d.number(0, 3))]
    cells = [[*f"{r:0{bits}b}", *(str(int(r in t)) for t in tables)] for r in order]
    text = d.any(*_BITS, t=traced(d, [*names, *outs], cells, bits, False), o=listing(outs), l=listing(names))
    why = [f"{''.join(names) if all(len(n) == 1 for n in names) else ' '.join(names)} -> {' '.join(outs)}:"]
    why.append(", ".join(f"{r:0{bits}b} {''.join(str(int(r in t)) for t in tables)}" for r in range(total)))
    body = []
    for out, ones in zip(outs, tables, strict=True):
        lines, expr = formula(names, ones, out)
        why += [f"{out}: {'; '.join(lines)}", f"{out} = {expr}"]
        body.append(f"assign {out} = {expr};")
    ports = (*(Port(n) for n in names), *(Port(o, output=True) for o in outs))

    def function(v: dict[str, int]) -> dict[str, int]:
        row = int("".join(str(v[n]) for n in names), 2)
        return {o: int(row in t) for o, t in zip(outs, tables, strict=True)}

    return Design(
        "a combinational function seen in a trace", ports, text, "\n".join(why), tuple(body),
        combinational(d.rng, ports, function), d.style, ("traced", "glue", "rebuilt", "fn_block"),
        {"tables": [sorted(t) for t in tables]}, self_contained=True,
    )  # fmt: skip


_WORDS = (
    "{t}\n\nThe trace shows {o} for values of {i}{f}. No clock is involved. {z}",
    "Code converter, known from its log ({f_}). {z} Write it.\n{t}",
    "i only have this log of the old converter from {i} to {o}{f}, it has no memory. {z}\n{t}",
    "Requirement: {o} shall be the function of {i} that was recorded here{f}.\n{t}\n{z}",
    "Exam: derive a module from the following samples{f} of a memoryless circuit with input {i} and output {o}. {z}\n{t}",
    "{z} The others are in this recording{f}:\n{t}\n{o} answers {i} directly.",
    "From {i} to {o} there is a fixed mapping. It was captured in the order in which the codes happened to come{f}:\n{t}\n{z}",
    "Given {i} has a value of the log, {o} must have the value beside it{f}. {z} Log:\n{t}",
    "- input {i}\n- output {o}\n- combinational\n- {z}\n- captured{f}:\n{t}",
    "Our display driver is a little ROM addressed by {i}. A probe on its data pins {o} gave this{f}:\n{t}\n{z}",
)


@family("trace_codes", "lookups", 1.0)
def trace_codes(d: Draw) -> Design:
    """A mapping between words, shown in a trace in part or in full."""
    wi, wo = d.one((2, 3, 3)), d.one((1, 2, 3, 4, 4, 5, 8))
    i, o = d.name("code", "idx", "addr", "x", "din", "sym"), d.name("out", "q", "word", "y", "dout", "pat")
    total = 1 << wi
    keep = total if d.chance(0.4) else d.number(total // 2 + 1, total - 1)
    rest = d.one((0, 0, (1 << wo) - 1, d.number(0, (1 << wo) - 1)))
    known = sorted(d.rng.sample(range(total), keep))
    table = {k: d.number(0, (1 << wo) - 1) for k in known}
    table[known[0]] = rest ^ d.number(1, (1 << wo) - 1)
    base = d.one(("binary", "decimal", "hex"))

    def show(x: int, w: int) -> str:
        return f"{x:0{w}b}" if base == "binary" else str(x) if base == "decimal" else f"{x:0{-(-w // 4)}x}"

    order = list(known)
    d.rng.shuffle(order)
    order += [d.one(known) for _ in range(d.number(0, 3))]
    cells = [[show(k, wi), show(table[k], wo)] for k in order]
    full = keep == total
    z = d.any("Every value of {i} occurs.", "It covers all codes of {i}.", "No value of {i} is left out.", i=i)
    z = z if full else d.any(
        "For values of {i} that do not occur, {o} is {r}.", "Codes not in the trace must give {o} = {r}.",
        "Whatever {i} is not listed gives {r}.", "The remaining values of {i} lead to {o} = {r}.", i=i, o=o, r=rest,
    )  # fmt: skip
    text = d.any(*_WORDS, t=traced(d, [i, o], cells, 1, False), i=i, o=o, f=f" ({base})", f_=base, z=z)
    lit = d.style.literal
    why = [f"{base}, sorted by {i}:"]
    why += [f"{show(k, wi)} -> {show(table[k], wo)}: {lit(wi, k, 'd')} -> {lit(wo, table[k])}" for k in known]
    why.append("all values known" if full else f"else {rest} (default)")
    arms = [f"  {lit(wi, k, 'd')}: {o} = {lit(wo, table[k])};" for k in known if not (k == known[-1] and full)]
    arms.append(f"  default: {o} = {lit(wo, table[known[-1]] if full else rest)};")
    body = d.block(d.style.comb, [f"case ({i})", *arms, "endcase"], nested=True)
    ports = (Port(i, wi), Port(o, wo, output=True, stored=True))
    return Design(
        "a code converter seen in a trace", ports, text, "\n".join(why), tuple(body),
        combinational(d.rng, ports, lambda v: {o: table.get(v[i], rest)}), d.style, ("converter", "code_map", "small_rom"),
        {"table": table, "rest": rest}, self_contained=True,
    )  # fmt: skip


_OPS: dict[str, tuple[str, Callable[[int, int], int]]] = {
    "AND": ("{a} & {b}", lambda a, b: a & b), "OR": ("{a} | {b}", lambda a, b: a | b), "XOR": ("{a} ^ {b}", lambda a, b: a ^ b),
    "sum": ("{a} + {b}", lambda a, b: a + b), "difference {a} - {b}": ("{a} - {b}", lambda a, b: a - b),
    "difference {b} - {a}": ("{b} - {a}", lambda a, b: b - a), "{a} itself": ("{a}", lambda a, b: a),
    "{b} itself": ("{b}", lambda a, b: b), "inverse of {a}": ("~{a}", lambda a, b: ~a),
    "inverse of {b}": ("~{b}", lambda a, b: ~b),
    "larger one": ("({a} > {b}) ? {a} : {b}", max), "smaller one": ("({a} < {b}) ? {a} : {b}", min),
}  # fmt: skip
_UNITS = (
    "{s} chooses what {o} shows of {a} and {b}: one of {k} (modulo {m}). Which one belongs to which {s} was recorded:\n{t}\nNo "
    "clock.",
    "{t}\n\n(values in decimal) Small combinational unit. Each {s} stands for one operation out of: {k}. Results are cut to {w} "
    "bits. Find the operations and write the unit.",
    "i lost the opcode list of this ALU!! it does {n} of these: {k}. here is a run of it, decimal:\n{t}\nwrite it (inputs "
    "{a}, {b}, {s}, output {o}, no registers, {w} bits)",
    "Lab sheet. Candidates for each {s}: {k}. Observed, in decimal:\n{t}\nAssign an operation to each {s} and implement {o}; "
    "carries out of {w} bits are lost.",
    "Operands {a} and {b}, selector {s}, result {o}, {w} bits wide. The data sheet is missing, but the log is there "
    "(decimal):\n{t}\nPossible functions are {k}.",
    "Given {s}, then {o} is always the same function of {a} and {b}, and the function is among {k}. Everything is modulo {m}. "
    "Evidence:\n{t}",
    "1. {o} is combinational.\n2. {s} selects among {n} functions.\n3. The functions are from this list: {k}.\n4. Decimal "
    "samples:\n{t}",
    "A customer's chip computes {o} from {a} and {b}. By {s} it does different things, each of them known: {k}. To clone it we "
    "took these samples (decimal, overflow is dropped):\n{t}",
)


@family("trace_operations", "arithmetic logic units", 1.1)
def trace_operations(d: Draw) -> Design:
    """Which operation each select value does, from examples that leave one possibility."""
    w, sw = d.one((3, 4, 4, 8)), d.one((1, 1, 2))
    a, b = d.names(("a", "b"), ("x", "y"), ("p", "q"), ("left", "right"), ("u", "v"), ("op1", "op2"))
    s, o = d.name("sel", "s", "op", "f", "mode", "ctl"), d.name("out", "res", "z", "r", "q_out", "word")
    mask = (1 << w) - 1
    kinds = d.rng.sample(sorted(_OPS), 1 << sw)
    samples: list[tuple[int, int, int, int]] = []

    def possible(rows: list[tuple[int, int, int, int]]) -> list[str]:
        return [k for k, (_, f) in _OPS.items() if all(f(x, y) & mask == r for _, x, y, r in rows)]

    for code, kind in enumerate(kinds):
        rows: list[tuple[int, int, int, int]] = []
        while len(rows) < 2 or possible(rows) != [kind]:
            x, y = d.number(1, mask), d.number(1, mask)
            if len(rows) == 3:
                rows = []
            rows.append((code, x, y, _OPS[kind][1](x, y) & mask))
        samples += rows
    d.rng.shuffle(samples)
    why = [f"samples by {s} ({a}, {b} -> {o}):"]
    for code, kind in enumerate(kinds):
        seen = "; ".join(f"{x}, {y} -> {r}" for c, x, y, r in samples if c == code)
        why.append(f"{s}={code}: {seen}: {_OPS[kind][0].format(a=a, b=b)}")
    cells = [[str(c), str(x), str(y), str(r)] for c, x, y, r in samples]
    shown = list(kinds) + d.rng.sample([k for k in sorted(_OPS) if k not in kinds], d.number(1, 3))
    d.rng.shuffle(shown)
    text = d.any(*_UNITS, a=a, b=b, s=s, o=o, w=w, m=mask + 1, n=len(kinds), t=traced(d, [s, a, b, o], cells, 3, False),
                 k=listing([k.format(a=a, b=b) for k in shown], "or"))  # fmt: skip
    texts = [_OPS[k][0].format(a=a, b=b) for k in kinds]
    stored = sw == 2 or d.chance(0.3)
    lit = d.style.literal
    if sw == 1:
        body = d.block(d.style.comb, d.block(f"if ({s})", [f"{o} = {texts[1]};"]) + d.block("else", [f"{o} = {texts[0]};"]), True)
        if not stored:
            body = [f"assign {o} = {s} ? ({texts[1]}) : ({texts[0]});"]
    else:
        arms = [f"  {lit(2, i, 'd')}: {o} = {e};" for i, e in enumerate(texts[:-1])] + [f"  default: {o} = {texts[-1]};"]
        body = d.block(d.style.comb, [f"case ({s})", *arms, "endcase"], True)
    ports = (Port(a, w), Port(b, w), Port(s, sw), Port(o, w, output=True, stored=stored))
    if d.chance(0.3):
        ports = (ports[2], ports[0], ports[1], ports[3])
    rows_ = combinational(d.rng, ports, lambda v: {o: _OPS[kinds[v[s]]][1](v[a], v[b]) & mask}, samples=60)
    return Design("an arithmetic unit seen in a trace", ports, text, "\n".join(why), tuple(body), rows_, d.style,
                  ("tiny_alu", "op_unit", "func_unit"), {"kinds": kinds}, self_contained=True)  # fmt: skip
