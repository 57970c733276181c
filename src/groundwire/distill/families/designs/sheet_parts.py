"""Tables as in data books: segments, priorities, opcodes, flip-flops."""

from __future__ import annotations

from collections.abc import Callable

from groundwire.distill.families.design import Design
from groundwire.distill.families.draw import Draw, listing
from groundwire.distill.families.models import clocked, combinational
from groundwire.distill.families.ports import Port
from groundwire.distill.families.registry import family
from groundwire.distill.families.voices.everyday_tables import grid, placed

_DIGITS = {
    "0": "abcdef", "1": "bc", "2": "abdeg", "3": "abcdg", "4": "bcfg", "5": "acdfg", "6": "acdefg", "7": "abc", "8": "abcdefg",
    "9": "abcdfg", "A": "abcefg", "b": "cdefg", "C": "adef", "d": "bcdeg", "E": "adefg", "F": "aefg", "H": "bcefg", "L": "def",
    "P": "abefg", "U": "bcdef", "-": "g", "o": "cdeg", "n": "ceg", "r": "eg", "t": "defg", "J": "bcde",
}  # fmt: skip


_SEGMENT_TEXTS = (
    "Seven-segment display. {b} {p}\n{t}\n{r}",
    "{s} selects what is shown:\n{t}\n{p} {b} {r}",
    "The lit segments for each value of {s}:\n{t}\n{b} {p} {r}",
    "I soldered a display to {o}. {b} {p} What I'd like to see for each {s}:\n{t}\n{r}",
    "Display driver according to the table.\n{t}\nSegment wiring: {b} Polarity: {p} {r}",
    "For a scoreboard: translate {s} into segments. {p}\n{t}\n{b} {r}",
    "Write a decoder from {s} to the display lines {o}. The glyphs are\n{t}\n{b} {r} {p}",
    "Font table of our oven's display, by value of {s}. {b} {p} {r}\n{t}",
    "segments per code ({s}):\n{t}\n{r} {b} {p}",
    "{p} {b} When {s} has one of these values, the segments named next to it light up and the remaining ones are dark.\n{t}\n{r}",
    "Question 2: A display with the segments a to g is connected to {o}. {b} {p} Design its decoder for the "
    "symbols below.\n{t}\n{r}",
    "Not the usual digits, please read the list with care. {s} is the code.\n{t}\n{b} {p} {r}",
)


@family("sheet_segments", "decoders", 0.9)
def sheet_segments(d: Draw) -> Design:
    """Symbols on a seven-segment display, as lists of lit segments, either polarity and bit order."""
    bits = d.one((2, 3, 3, 4))
    source, out = d.name("code", "digit", "sel", "val", "n", "bcd", "sym"), d.name("seg", "segs", "display", "hex", "led", "s7")
    count = d.number(3, 1 << bits) if bits < 4 else d.number(4, 8)
    if d.chance(0.35):
        glyphs = [_DIGITS[str(i)] for i in range(count)]
        labels = [str(i) for i in range(count)]
        codes = list(range(count))
    else:
        labels = d.rng.sample(list(_DIGITS), count)
        glyphs = [_DIGITS[one] for one in labels]
        codes = sorted(d.rng.sample(range(1 << bits), count))
    msb, on = d.chance(0.5), int(d.chance(0.6))

    def vector(lit: str) -> int:
        places = [6 - i if msb else i for i in range(7)]
        return sum((on if segment in lit else 1 - on) << place for segment, place in zip("abcdefg", places, strict=True))

    full = count == 1 << bits
    other = d.one(("", "", "g", "abcdefg"))
    text_rows = []
    form = d.one(("{c}: {g}", "{c} -> {g}", "{c} | {g}", "{s} = {c}: {g}", "{c} ({l}): {g}", "{c} shows {l}, segments {g}"))
    apart = d.one(("", "", " ", ", "))
    for code, glyph, label in zip(codes, glyphs, labels, strict=True):
        text_rows.append(form.format(c=code, g=apart.join(glyph), s=source, l=label))
    first, last = (6, 0) if msb else (0, 6)
    order = d.any(
        "Segment a is {o}[{f}], and so on to g, which is {o}[{l}].", "{o}[6:0] holds the segments in the order {m}.",
        "Bit {f} of {o} is segment a and bit {l} is segment g, the others in alphabetical order between.",
        o=out, f=first, l=last, m="a b c d e f g, a leftmost" if msb else "g f e d c b a, a being the lowest bit",
    )  # fmt: skip
    level = d.any(
        *(("A segment lights when its line is 1.", "Lit means 1.", "Common cathode: a 1 turns the segment on.",
           "The lines are active high.") if on else
          ("A segment lights when its line is 0.", "Lit means 0, dark means 1.", "Common anode: a 0 turns the segment on.",
           "The lines are active low."))
    )  # fmt: skip
    rest = (
        ""
        if full
        else d.any(
            "Any other value: {x}.",
            "For all values not listed, {x}.",
            "Default: {x}.",
            "Whenever {s} is something else: {x}.",
            s=source,
            x={"": "all segments dark", "g": "only segment g lit", "abcdefg": "all segments lit"}[other],
        )
    )
    text = d.any(*_SEGMENT_TEXTS, s=source, o=out, t="\n".join(text_rows), b=order, p=level, r=rest)
    text = "\n".join(" ".join(line.split()) for line in text.split("\n") if line.strip())
    base = d.one(("b", "b", "h"))
    cases = [f"    {bits}'d{c}: {out} = {d.style.literal(7, vector(g), base)};" for c, g in zip(codes, glyphs, strict=True)]
    if full:
        cases[-1] = "    default:" + cases[-1].split(":", 1)[1]
    else:
        cases.append(f"    default: {out} = {d.style.literal(7, vector(other), base)};")
    body = [f"{d.style.comb} begin", f"  case ({source})", *cases, "  endcase", "end"]
    ports = (Port(source, bits), Port(out, 7, output=True, stored=True))
    table = dict(zip(codes, glyphs, strict=True))
    rows = combinational(d.rng, ports, lambda v: {out: vector(table.get(v[source], other))})
    why = f"{out} bits are {'a..g' if msb else 'g..a'} from the left, lit = {on}: "
    why += f"{codes[0]} ({glyphs[0]}) is {vector(glyphs[0]):07b}."
    return Design(
        "a seven-segment decoder",
        ports,
        text,
        why,
        tuple(body),
        rows,
        d.style,
        ("seven_seg", "segment_decoder", "display"),
        {"table": {str(c): g for c, g in table.items()}, "on": on, "msb": msb},
    )


_PRIORITY_TEXTS = (
    "Priority table ({m} = does not matter):\n{t}",
    "{t}\n\n{m} stands for either value. Every combination of {l} is covered by one row.",
    "The function table of an interrupt unit is as below, where a {m} means that the input is ignored.\n{t}",
    "Please implement this compressed truth table. A {m} in an input column covers both 0 and 1.\n{t}",
    'When several of {l} are 1 the table tells who wins. {m} is "any".\n{t}',
    "Look for the row that fits the inputs ({m} fits anything); its right part is what {o} must be.\n{t}",
    "I've only got the short form of the table from the data book, {m} for irrelevant inputs. Can you expand it "
    "into Verilog?\n{t}",
    "Inputs {l}, outputs {o}. Legend: {m} irrelevant.\n{t}",
    "A call system for a ward: the beds {l} may ring together, and the display {o} follows the scheme\n{t}\nwhere {m} is read as "
    '"whatever".',
    "Exam 2b: complete the module for the encoder with the following table; {m} denotes a don't-care input.\n{t}",
    "Given the inputs of a row ({m}: 0 or 1), then {o} take the values of that row.\n{t}",
    "Requests {l} are served in a fixed order, which you can see in the table. {m}: not looked at.\n{t}",
)


@family("sheet_priority_table", "encoders", 1.0)
def sheet_priority_table(d: Draw) -> Design:
    """A function table with '-' entries: who wins among several requests, or a chain of conditions."""
    count = d.number(2, 4)
    pools = (("r3", "r2", "r1", "r0"), ("irq_a", "irq_b", "irq_c", "irq_d"), ("a", "b", "c", "d"), ("d3", "d2", "d1", "d0"),
             ("nmi", "tmr", "uart", "gpio"), ("bed1", "bed2", "bed3", "bed4"), ("s", "t", "u", "v"))  # fmt: skip
    names = d.names(*(pool[:count] for pool in pools))
    ranked = names if d.chance(0.5) else d.rng.sample(names, count)
    active = [int(d.chance(0.8)) for _ in ranked]
    width = d.number(2, 3)
    values = [d.rng.getrandbits(width) for _ in range(count + 1)]
    if len(set(values)) < 3:
        values = d.rng.sample(range(1 << width), min(count + 1, 1 << width)) + [0] * max(0, count + 1 - (1 << width))
    out = d.name("code", "sel", "y", "vec", "grant_id", "win")
    flag = d.name("valid", "any", "active", "irq", "gs") if d.chance(0.6) else ""
    shown = names if d.chance(0.7) else d.rng.sample(names, count)
    mark = d.one(("-", "-", "x", "X", "*"))
    free = bool(flag) and d.chance(0.4)
    rows_told = []
    for k in range(count + 1):
        cells = dict.fromkeys(shown, mark)
        for i in range(min(k, count)):
            cells[ranked[i]] = str(1 - active[i])
        if k < count:
            cells[ranked[k]] = str(active[k])
        code = f"{values[k]:0{width}b}"
        if k == count and free:
            code = ("-" if mark == "*" else mark) * width
        rows_told.append([*(cells[n] for n in shown), code, *([str(int(k < count))] if flag else [])])
    if d.chance(0.4):
        d.rng.shuffle(rows_told)
    elif d.chance(0.4):
        rows_told.reverse()
    drawn = grid(d, [*shown, out, *([flag] if flag else [])], rows_told, count,
                  ("pipe", "pipe", "space", "csv", "markdown", "box", "arrow", "first", "comment"))  # fmt: skip
    text = d.any(*_PRIORITY_TEXTS, m=mark, t=drawn, l=listing(names), o=listing([out, flag] if flag else [out]))
    if free:
        text += d.any("\nIn the output part that sign means that the value is not used.", "\nWith {f} = 0 nobody looks at {o}.",
                      "\n{o} may be anything when {f} is 0.", f=flag, o=out)  # fmt: skip
    if not flag:
        text = text.replace(f"then {out} take the values", f"then {out} takes the value")
    last = 0 if free else values[count]
    tests = [n if bit else f"~{n}" for n, bit in zip(ranked, active, strict=True)]
    lit = [d.style.literal(width, v, "b") for v in [*values[:count], last]]
    why = f"In order {', '.join(tests)}: {', '.join(one[one.index('b') + 1 :] for one in lit[:-1])}; none: {lit[-1]}."
    stored = d.chance(0.5)
    if stored:
        body = [f"{d.style.comb} begin"]
        for k, test in enumerate(tests):
            body.append(f"  {'else ' * (k > 0)}if ({test.replace('~', '!')}) {out} = {lit[k]};")
        body += [f"  else {out} = {lit[-1]};", "end"]
    else:
        body = [f"assign {out} = {' : '.join(f'{t} ? {v}' for t, v in zip(tests, lit, strict=False))} : {lit[-1]};"]
    if flag:
        body.append(f"assign {flag} = {' | '.join(tests)};")
    ports = placed(d, [Port(n) for n in names],
                    [Port(out, width, output=True, stored=stored), *([Port(flag, output=True)] if flag else [])])  # fmt: skip

    def function(v: dict[str, int]) -> dict[str, int | None]:
        winner = next((k for k, n in enumerate(ranked) if v[n] == active[k]), count)
        found: dict[str, int | None] = {out: None if winner == count and free else values[winner]}
        return found | ({flag: int(winner < count)} if flag else {})

    return Design(
        "a priority encoder by table", ports, text, why, tuple(body), combinational(d.rng, ports, function), d.style,
        ("priority_table", "prio_enc", "irq_encoder"), {"ranked": ranked, "active": active, "values": values, "free": free},
    )  # fmt: skip


_Op = tuple[str, str, str, Callable[[int, int, int], int]]


_OPS: tuple[_Op, ...] = (
    ("ADD", "{a} plus {b}", "{a} + {b}", lambda x, y, m: (x + y) & m),
    ("SUB", "{a} minus {b}", "{a} - {b}", lambda x, y, m: (x - y) & m),
    ("RSB", "{b} minus {a}", "{b} - {a}", lambda x, y, m: (y - x) & m),
    ("AND", "bitwise and of {a} and {b}", "{a} & {b}", lambda x, y, m: x & y),
    ("OR", "bitwise or of {a} and {b}", "{a} | {b}", lambda x, y, m: x | y),
    ("XOR", "bitwise exclusive or of {a} and {b}", "{a} ^ {b}", lambda x, y, m: x ^ y),
    ("NOR", "bitwise nor of {a} and {b}", "~({a} | {b})", lambda x, y, m: ~(x | y) & m),
    ("NAND", "bitwise nand of {a} and {b}", "~({a} & {b})", lambda x, y, m: ~(x & y) & m),
    ("NOT", "{a} with all bits inverted", "~{a}", lambda x, y, m: ~x & m),
    ("BIC", "{a} with the bits cleared that are set in {b}", "{a} & ~{b}", lambda x, y, m: x & ~y & m),
    ("MOVA", "{a} unchanged", "{a}", lambda x, y, m: x),
    ("MOVB", "{b} unchanged", "{b}", lambda x, y, m: y),
    ("INC", "{a} plus 1", "{a} + 1'b1", lambda x, y, m: (x + 1) & m),
    ("DEC", "{a} minus 1", "{a} - 1'b1", lambda x, y, m: (x - 1) & m),
    ("SHL", "{a} shifted left by one, 0 moving in", "{a} << 1", lambda x, y, m: (x << 1) & m),
    ("SHR", "{a} shifted right by one, 0 moving in", "{a} >> 1", lambda x, y, m: x >> 1),
    ("SLTU", "1 if {a} is less than {b} (unsigned), else 0", "{a} < {b}", lambda x, y, m: int(x < y)),
    ("SEQ", "1 if {a} equals {b}, else 0", "{a} == {b}", lambda x, y, m: int(x == y)),
    ("NEG", "two's complement of {a}", "-{a}", lambda x, y, m: -x & m),
    ("CLR", "0", "0", lambda x, y, m: 0),
)


_ALU_TEXTS = (
    "Opcode table of a tiny {w}-bit ALU:\n{t}\nThe opcode is {p}, the result {r}.{x}",
    "{p} tells what to do with {a} and {b}; the result is {r}.\n{t}\n{x}",
    "Instruction set of the calculator chip (opcode on {p}):\n{t}\nResult on {r}.{x}",
    "for my toy cpu i need the alu part, combinational. ops by {p}:\n{t}\n{r} is the result.{x}",
    "{t}\n\nAbove: values of {p} and what {r} has to be.{x}",
    "REQ: depending on {p}, {r} shall be computed from {a} and {b} as listed.{x}\n{t}",
    "Data sheet excerpt. Operation select {p}, operands {a} and {b}, result {r}, {w} bits each.\n{t}\n{x}",
    "Could you write the datapath of a processor exercise? No registers, just this selection by {p} onto {r}:\n{t}\n{x}",
    "Given {p}, then {r} is:\n{t}\n{x}",
    "An arithmetic block like the old 74181, only much smaller. {p} picks the function, {r} is the answer.\n{t}\n{x}",
    "The assembler emits these codes on {p}; the execution unit puts its answer on {r}.{x}\n{t}",
    "{r} shows one of several functions of {a} and {b}, and {p} chooses which one:\n{t}\n{x}",
    "Arithmetic wraps around at {w} bits. Select lines {p}, result {r}.\n{t}\n{x}",
)


@family("sheet_opcode_table", "ALUs", 1.0)
def sheet_opcode_table(d: Draw) -> Design:
    """A tiny ALU given by its opcode table, with a default and perhaps a zero or sign flag."""
    bits = d.one((2, 2, 3, 3))
    count = d.number(3, 4) if bits == 2 else d.number(4, 6)
    width = d.one((4, 8, 8, 16, 32, d.number(3, 12)))
    a, b = d.names(("a", "b"), ("x", "y"), ("op_a", "op_b"), ("src1", "src2"), ("A", "B"), ("rs", "rt"), ("lhs", "rhs"))
    code, out = d.name("op", "opcode", "fn", "alu_op", "ctl", "cmd", "f"), d.name("res", "result", "out", "r", "alu_out", "q")
    flag = d.name("zero", "z", "is_zero", "zf", "neg") if d.chance(0.4) else ""
    sign = bool(flag) and d.chance(0.35)
    ops = d.rng.sample(_OPS, count)
    codes = d.rng.sample(range(1 << bits), count)
    if d.chance(0.5):
        codes.sort()
    full = count == 1 << bits
    loose = not full and d.chance(0.25)
    base = d.one(("b", "b", "d"))
    written = [f"{c:0{bits}b}" if base == "b" else str(c) for c in codes]
    how = d.one(("words", "code", "both", "words"))
    told = []
    for text_code, (name, words, verilog, _) in zip(written, ops, strict=True):
        formula = verilog.replace("1'b1", "1").format(a=a, b=b)
        told.append([text_code, *([name] if how == "both" else []), words.format(a=a, b=b) if how != "code" else formula])
    if d.chance(0.5):
        mark = d.one((": ", " -> ", " - ", " = ", " => "))
        drawn = "\n".join(mark.join(row) for row in told)
    else:
        head = [code, *(["name"] if how == "both" else []), out]
        drawn = grid(
            d, head, told, 1, ("pipe", "pipe", "markdown", "box", "space") if how == "both" else ("pipe", "markdown", "box")
        )
    extra = ""
    if not full:
        extra = (
            d.any(" Unlisted opcodes are never used.", " Other values of {p} do not matter.", p=code)
            if loose
            else d.any(" Any other opcode gives 0.", " For the remaining values of {p}, {r} is 0.", " Default: 0.", p=code, r=out)
        )
    if flag:
        extra += (
            d.any(" {f} is the top bit of {r}.", " {f} copies the sign bit ({r}[{m}]).", f=flag, r=out, m=width - 1)
            if sign
            else (d.any(" {f} is 1 when {r} is all zeros, otherwise 0.", " {f} tells (with a 1) that {r} is 0.", f=flag, r=out))
        )
    if (base == "b" and bits == 2) or d.chance(0.3):
        extra += d.any(" Opcodes are written in {k}.", " (Codes in {k}.)", k="binary" if base == "b" else "decimal")
    elif base == "b":
        extra += d.any("", " Opcodes are written in binary.")
    text = d.any(*_ALU_TEXTS, p=code, a=a, b=b, r=out, t=drawn, x=extra, w=width).replace("\n ", "\n").strip()
    if "{a}" not in "".join(words for _, words, _, _ in ops):
        text += f" Operands are {a} and {b}."
    cases = [f"    {d.style.literal(bits, c, base)}: {out} = {v.format(a=a, b=b)};"
             for c, (_, _, v, _) in zip(codes, ops, strict=True)]  # fmt: skip
    if full:
        cases[-1] = "    default:" + cases[-1].split(":", 1)[1]
    else:
        cases.append(f"    default: {out} = 0;")
    body = [f"{d.style.comb} begin", f"  case ({code})", *cases, "  endcase", "end"]
    why = f"Case over {code}: {', '.join(f'{w} {v.format(a=a, b=b)}' for w, (_, _, v, _) in zip(written, ops, strict=True))}."
    if flag:
        body.append(f"assign {flag} = {f'{out}[{width - 1}]' if sign else f'({out} == 0)'};")
        why += f" {flag} from {out}."
    inputs = d.one(([Port(a, width), Port(b, width), Port(code, bits)], [Port(code, bits), Port(a, width), Port(b, width)]))
    ports = placed(d, inputs, [Port(out, width, output=True, stored=True), *([Port(flag, output=True)] if flag else [])])
    mask = (1 << width) - 1

    def function(v: dict[str, int]) -> dict[str, int | None]:
        if v[code] not in codes:
            default: dict[str, int | None] = {out: None if loose else 0}
            return default | ({flag: None if loose else int(not sign)} if flag else {})
        value = ops[codes.index(v[code])][3](v[a], v[b], mask)
        found: dict[str, int | None] = {out: value}
        return found | ({flag: value >> (width - 1) if sign else int(value == 0)} if flag else {})

    rows = combinational(
        d.rng, ports, function, 44, lambda rng, i: {code: rng.choice(codes)} if i % 5 else {b: 0, a: 0, code: rng.choice(codes)}
    )
    return Design(
        f"a small {width}-bit ALU", ports, text, why, tuple(body), rows, d.style, ("alu", "mini_alu", "exec_unit"),
        {"ops": [name for name, *_ in ops], "codes": codes, "width": width},
    )  # fmt: skip


_FUNCTION_TEXTS = (
    "FUNCTION TABLE\n{t}\n{n}",
    "The data sheet of the flip-flop we are replacing has this table:\n{t}\n{n}",
    "{n}\n{t}\nWrite a module that obeys the table.",
    "Can you write the Verilog for this part? All I have is its function table.\n{t}\n{n}",
    "Exercise: read the following function table and describe the storage element.\n{t}\n{n}",
    "{q} behaves as tabulated. {n}\n{t}",
    "A single flip-flop with output {q}, specified in the manner of data books:\n{t}\n{n}",
    "{t}\n\nThat is the flop I need, nothing more. {n}",
    "given the inputs in a row, when the clock column of the row is met, then {q} becomes what stands at the right\n{t}\n{n}",
    "Legend first. {n} And here are the rows for {q}:\n{t}",
    "Rebuild the storage cell from its table; rows higher up win over rows below them.\n{t}\n{n}",
    "The cell library's manual gives for this sequential cell:\n{t}\n{n}",
)


@family("sheet_flop_table", "flip-flops", 1.1)
def sheet_flop_table(d: Draw) -> Design:
    """A flip-flop given by the function table of a data book: arrows, don't-care entries, "no change"."""
    kind = d.one(("D", "D", "T", "JK", "SR"))
    clk, reset = d.clock(), d.reset(("sync", "async", "async"))
    falling, value = d.chance(0.35), int(d.chance(0.2))
    pools = {
        "D": (("d",), ("D",), ("data",), ("din",), ("di",), ("in",)),
        "T": (("t",), ("T",), ("tog",), ("flip",), ("te",), ("ti",)),
        "JK": (("j", "k"), ("J", "K"), ("jin", "kin"), ("j_i", "k_i"), ("ja", "ka"), ("j0", "k0")),
        "SR": (("s", "r"), ("S", "R"), ("set", "clr"), ("on", "off"), ("start", "stop"), ("s_i", "r_i")),
    }[kind]
    free = [pool for pool in pools if reset.name not in pool and clk not in pool]
    datas = d.names(*free)
    on = int(d.chance(0.7))
    enable = d.name("en", "ce", "e", "ena", "g") if d.chance(0.4) else ""
    out = d.name("q", "Q", "out", "qo", "state", "y")
    levels = d.one((("0", "1"), ("0", "1"), ("L", "H")))
    up, down = d.one((("^", "v"), ("rise", "fall"), ("/", "\\"), ("posedge", "negedge"), ("0->1", "1->0")))
    mark, keep = d.one(("X", "x", "-")), d.one(("no change", "hold", "Q0", "unchanged", "same"))
    edge = down if falling else up
    plan: dict[str, list[tuple[tuple[int, ...], str]]] = {
        "D": [((0,), levels[0]), ((1,), levels[1])],
        "T": [((0,), keep), ((1,), "toggle")],
        "JK": [((0, 0), keep), ((0, 1), levels[0]), ((1, 0), levels[1]), ((1, 1), "toggle")],
        "SR": [((0, 0), keep), ((0, 1), levels[0]), ((1, 0), levels[1]), ((1, 1), levels[d.number(0, 1)])],
    }
    both = int(plan["SR"][3][1] == levels[1])
    parts = [reset.name, *([enable] if enable else []), clk, *datas]
    order = parts if d.chance(0.6) else d.rng.sample(parts, len(parts))
    idle = levels[reset.level(False)]
    lines: list[dict[str, str]] = [
        {reset.name: levels[reset.level(True)], clk: mark if reset.kind == "async" else edge, out: levels[value]}
    ]
    if enable:
        lines.append({reset.name: idle, enable: levels[1 - on], clk: edge, out: keep})
    for bits, result in plan[kind]:
        cells = {name: levels[bit] for name, bit in zip(datas, bits, strict=True)}
        lines.append({reset.name: idle, clk: edge, **({enable: levels[on]} if enable else {}), **cells, out: result})
    rows_told = [[line.get(name, mark) for name in [*order, out]] for line in lines]
    drawn = grid(d, [*order, out], rows_told, len(order), ("pipe", "pipe", "space", "csv", "markdown", "box", "comment"))
    word = "falling" if falling else "rising"
    note = d.any(
        "{e} is the {w} edge of {c}, {m} means irrelevant. {n}", "({e}: {w} clock edge; {m}: any level. {n})",
        "{m} = don't care, {e} = {w} edge. {n}", "Where {m} stands the input plays no role; {e} stands for a {w} edge. {n}",
        e=edge, w=word, c=clk, m=mark,
        n=d.any("Between edges {q} keeps its value{r}.", "Without such an edge {q} stays as it is{r}.",
                "Nothing else changes {q}{r}.", q=out,
                r=d.one((f", except that {reset.name} acts at once", f" ({reset.name} does not need the clock)"))
                if reset.kind == "async" else d.one(("", f"; {reset.name} waits for the edge too"))),
    )  # fmt: skip
    if keep == "Q0":
        note += " Q0 is the value from before."
    if levels[0] == "L":
        note += d.any(" L is 0 and H is 1.", " H = 1, L = 0.")
    text = d.any(*_FUNCTION_TEXTS, t=drawn, n=note, q=out)
    if kind == "D":
        update = f"{out} <= {datas[0]};"
    elif kind == "T":
        update = d.one((f"{out} <= {out} ^ {datas[0]};", f"if ({datas[0]}) {out} <= ~{out};"))
    elif kind == "JK":
        update = f"{out} <= ({datas[0]} & ~{out}) | (~{datas[1]} & {out});"
    else:
        update = f"{out} <= {datas[0]} | (~{datas[1]} & {out});" if both else f"{out} <= ~{datas[1]} & ({datas[0]} | {out});"
    test = enable if on else f"!{enable}"
    if enable:
        update = f"if ({test} && {update[4:]}" if update.startswith("if (") else f"if ({test}) {update}"
    body = [f"{d.style.edge(reset.events(clk, 'negedge' if falling else 'posedge'))} begin",
            f"  if ({reset.test}) {out} <= 1'b{value};", f"  else {update}", "end"]  # fmt: skip
    extra = [enable] if enable else []
    ports = (Port(clk), *reset.ports, *(Port(n) for n in [*extra, *datas]), Port(out, output=True, stored=True))

    def step(state: int, v: dict[str, int]) -> int:
        if enable and v[enable] != on:
            return state
        one = [v[name] for name in datas]
        if kind == "D":
            return one[0]
        if kind == "T":
            return 1 - state if one[0] else state
        if one == [1, 1]:
            return 1 - state if kind == "JK" else both
        return state if one == [0, 0] else one[0]

    names = {"D": "D flip-flop", "T": "toggle flip-flop", "JK": "JK flip-flop", "SR": "set-reset flip-flop"}
    why = f"{word} edge of {clk}; {reset.phrase} {reset.name} sets {out} to {value}"
    why += f"; enabled by {enable} = {on}" if enable else ""
    rows = clocked(d.rng, ports, clk, reset, value, step, lambda s, v: {out: s}, falling=falling)
    return Design(
        f"a {names[kind]}" if d.chance(0.5) else "a flip-flop",
        ports,
        text,
        f"{why}.\n{names[kind]}: {update}",
        tuple(body),
        rows,
        d.style,
        ("flop", "ff_cell", "storage_cell"),
        {"kind": kind, "reset": reset.phrase, "falling": falling, "enable": enable},
    )
