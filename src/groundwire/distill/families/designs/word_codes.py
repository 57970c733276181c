"""Codes, decoders, priorities and lanes of words."""

from __future__ import annotations

from typing import Any

from groundwire.distill.families.design import Design
from groundwire.distill.families.draw import Draw, listing
from groundwire.distill.families.ports import Port
from groundwire.distill.families.registry import family
from groundwire.distill.families.voices.everyday_words import OUTS, arranged, bits_of, made_of

_CODES = {
    "togray": (
        "Convert the binary number {s} to Gray code on {o}.",
        "{o} is the {w}-bit reflected Gray code of {s}.",
        "Before the pointer {s} crosses to the other clock domain it must be coded such that neighbouring values differ in "
        "one bit only. Use the usual Gray code; the output is {o}.",
        "The top bit of {o} equals that of {s}. Each lower bit of {o} tells whether the bit of {s} in its place and the one "
        "just above it differ.",
        "Binary in ({s}), Gray out ({o}).",
    ),
    "fromgray": (
        "A rotary encoder gives its position {s} in Gray code. Translate it to an ordinary binary number {o}.",
        "Decode the {w}-bit reflected Gray code {s}; {o} is in binary.",
        "Bit i of {o} is the XOR of all bits of {s} from i up to the top one. (This turns Gray code into binary.)",
        "{o}'s top bit is copied from {s}. Going down from there, every bit of {o} is the XOR of the next higher bit of {o} "
        "and the bit of {s} in the same place.",
        "Gray to binary: {s} -> {o}.",
    ),
    "frombcd": (
        "{s} holds two decimal digits in BCD, tens in the upper four bits. {o} is the number in plain binary. Digits above "
        "9 do not occur.",
        "Thumbwheel switches supply {s}, packed BCD from 00 to 99. Compute ten times the left digit plus the right one on "
        "{o}. Invalid digits need no attention.",
        "BCD (2 digits, {s}) to binary ({o}). Assume that the input is valid.",
        "For valid packed BCD {s}, {o} = {s}[7:4] * 10 + {s}[3:0].",
    ),
    "tobcd": (
        "{s} is a number from 0 to 99 (never more). Show it as two BCD digits on {o}, tens in bits 7 to 4, ones in bits 3 to 0.",
        "Split {s} into tens and units for a two-digit display: {o} has the tens digit above and the units digit below, "
        "four bits each. {s} stays under 100.",
        "Binary to packed BCD, {s} to {o}, for the values up to 99; others will not be applied.",
        "The upper nibble of {o} is {s} divided by ten, the lower nibble is the remainder. You may rely on {s} being less "
        "than 100.",
    ),
    "bar": (
        "A bar graph of {w} LEDs: as many of them as {s} says are lit (1), starting from the {e} bit of {o}.",
        "Thermometer code: {o} has {s} ones, packed together at the {e} end, and zeros in the rest.",
        "{s} = 0 gives all zeros on {o}. Each step up in {s} turns one more bit on, in order, beginning with the {e} bit.",
        "{o} shows the level {s} as a solid row of ones that begins at its {e} bit; its length is {s}.",
        "Decode the binary {s} to a unary code of {w} bits on {o}, ones first at the {e} end.",
    ),
    "unbar": (
        "A flash converter's comparators give the thermometer code {s}, ones from the {e} bit on. {o} is the number of ones "
        "in binary. Only proper codes occur.",
        "{s} is a solid row of ones starting at its {e} bit (or is 0). How long is it? Answer on {o}. Other patterns do not "
        "occur.",
        "Convert unary to binary. Input {s}: n ones at the {e} end and zeros elsewhere, always. Output {o}: n.",
        "Level read-back: the bars in {s} are filled from the {e} one without holes, that is guaranteed, and {o} says how "
        "many are filled.",
    ),
    "spread": (
        "Turn {s} into one-hot: bit number {s} of {o} is 1, the rest is 0.",
        "{o} has {w} bits. All are 0 but for the one whose number is {s}.",
        "Out of {w} lamps on {o}, light (1) the one with index {s} only.",
        "{o}[k] is 1 just when {s} equals k.",
        "The value {s} picks one of {w} lines. That line of {o} goes high, all the others are low.",
    ),
}


@family("code_changes", "codes", 1.1)
def code_changes(d: Draw) -> Design:
    """Gray, BCD, thermometer and one-hot codes, made or read."""
    kind = d.one(tuple(_CODES))
    source = d.name("code", "in", "num", "bin", "val", "level", "x", "din")
    out = d.name("out", "coded", "y", "result", "conv", "q", "dout", "leds")
    low = d.chance(0.6)
    bits = d.number(2, 4) if kind in ("bar", "spread") else d.number(3, 8)
    wide = {"bar": (1 << bits) - 1, "spread": 1 << bits}.get(kind, bits)
    widths = {"frombcd": (8, 7), "tobcd": (7, 8), "unbar": (bits, bits.bit_length())}
    source_width, out_width = widths.get(kind, (bits, wide))
    text = d.any(
        *_CODES[kind],
        s=source,
        o=out,
        w=out_width if kind != "unbar" else bits,
        e=d.one(("lowest", "rightmost", "least significant") if low else ("highest", "leftmost", "most significant")),
    )
    lit = d.style.literal
    one = lit(out_width, 1)
    bar = f"({one} << {source}) - {one}" if low else f"~({{{wide}{{1'b1}}}} >> {source})"
    code = {
        "togray": f"{source} ^ ({source} >> 1)",
        "fromgray": " ^ ".join([source, *(f"({source} >> {i})" for i in range(1, bits))]),
        "frombcd": f"{source}[7:4] * 7'd10 + {source}[3:0]",
        "tobcd": f"{source} / 10 * 16 + {source} % 10",
        "bar": bar,
        "unbar": " + ".join(f"{source}[{i}]" for i in range(bits)),
        "spread": f"{one} << {source}",
    }[kind]
    why = {
        "togray": f"Each bit XOR the one above it: {code}.",
        "fromgray": "Each bit is the XOR of itself and all higher bits.",
        "frombcd": "Tens times 10 plus ones.",
        "tobcd": "Quotient by 10 in the upper nibble, remainder in the lower.",
        "bar": f"{source} ones at the {'low' if low else 'high'} end: {code}.",
        "unbar": f"Add up the bits of {source}.",
        "spread": f"A 1 moved to place {source}.",
    }[kind]
    row = [((1 << n) - 1) << (0 if low else bits - n) for n in range(bits + 1)]

    def function(v: dict[str, int]) -> dict[str, int | None]:
        x = v[source]
        if kind == "togray":
            return {out: sum(((x >> i & 1) != (x >> (i + 1) & 1)) << i for i in range(bits))}
        if kind == "fromgray":
            return {out: sum(((x >> i).bit_count() % 2) << i for i in range(bits))}
        if kind == "frombcd":
            tens, ones = divmod(x, 16)
            return {out: tens * 10 + ones if tens < 10 and ones < 10 else None}
        if kind == "tobcd":
            return {out: int(str(x), 16) if x < 100 else None}
        if kind == "unbar":
            return {out: row.index(x) if x in row else None}
        if kind == "spread":
            return {out: 1 << x}
        shown = "1" * x + "0" * (wide - x)
        return {out: int(shown[::-1] if low else shown, 2)}

    def bias(rng: Any, _: int) -> dict[str, int]:
        if kind == "frombcd":
            return {source: rng.randrange(10) * 16 + rng.randrange(10)}
        if kind == "tobcd":
            return {source: rng.randrange(100)}
        return {source: rng.choice(row)} if kind == "unbar" else {}

    ports = arranged(d, [Port(source, source_width)], [Port(out, out_width, output=True)])
    return made_of(
        d,
        "a code converter",
        ports,
        text,
        why,
        [f"assign {out} = {code};"],
        function,
        ("code_conv", "converter"),
        {"kind": kind, "bits": bits, "low": low},
        bias,
    )


_SELECTS = (
    "{n} chip selects {o}, of which the one numbered {s} is {t} provided that {q}; all others, and all of them otherwise, "
    "are {f}.",
    "Decoder in the manner of the 74138 family. Address {s}, outputs {o} active {v}. It is enabled only if {q}. Disabled, "
    "every output is {f}.",
    "If {q}, drive bit {s} of {o} {v} and its other bits {i}. If not, drive all {n} bits {i}.",
    "{o} rests with all bits at {f}. Only when {q} does the bit with number {s} become {t}.",
    "Memory map: the address bits {s} choose one of {n} banks by its line of {o} (active {v}). No bank may be chosen unless {q}.",
    "Enable condition: {q}. While it holds, {o} has a {t} at position {s} and {f} everywhere else. While it does not, {o} "
    "is {f} in all positions.",
    "Bit k of {o} is {t} exactly when {s} equals k and {q}. In any other case it is {f}.",
    "I'm replacing a decoder chip by an FPGA. {s} goes in, {n} active-{v} lines {o} come out. The enable rule was: {q}. "
    "Without the enable no line is active.",
    "Given {q}, when {s} is k, then {o}[k] is {t} and the remaining bits are {f}. Given anything else, then all of {o} is {f}.",
    "- outputs: {o}, {n} lines, active {v}\n- line chosen by: {s}\n- enabled when: {q}\n- otherwise: all lines {i}",
    "A line of {o} is pulled {v} to address a device; {s} says which one. This may happen only as long as {q}, and at all "
    "other times the lines stay {i}.",
)


@family("chip_lines", "decoders", 1.0)
def chip_lines(d: Draw) -> Design:
    """A decoder with one to three enables of either polarity and outputs of either polarity."""
    bits, on = d.one((1, 2, 2, 3, 3, 4)), int(d.chance(0.5))
    count = 1 << bits
    source, out = (
        d.name("addr", "sel", "a", "bank", "dev", "idx", "code"),
        d.name("cs", "y", "out", "line", "ce", "dec", "select"),
    )
    levels = [d.number(0, 1) for _ in range(d.one((1, 2, 2, 3)))]
    pools = (("g2a_n", "oe_n", "en_n", "stb_n", "dis", "inhibit", "off"), ("g1", "en", "enable", "valid", "req", "strobe", "go"))
    enables = [(d.name(*pools[level]), level) for level in levels]
    is_word = d.one(("is", "is", "="))
    clauses = [
        d.say("{n} {i} {v}", n=name, i=is_word, v=level if is_word == "=" else d.one((str(level), ("low", "high")[level])))
        for name, level in enables
    ]
    text = d.any(
        *_SELECTS, o=out, s=source, n=count, t=on, f=1 - on, q=listing(clauses), v=("low", "high")[on], i=("high", "low")[on]
    )
    test = " & ".join(name if level else f"~{name}" for name, level in enables)
    lit = d.style.literal
    code = f"({test}) ? ({lit(count, 1)} << {source}) : {lit(count, 0)}"
    body = [f"assign {out} = {code if on else f'~({code})'};"]
    why = f"Enabled = {test}; then a 1 at place {source}, else none{'' if on else '; inverted, as the lines are active low'}."

    def function(v: dict[str, int]) -> dict[str, int]:
        enabled = all(v[name] == level for name, level in enables)
        lines = [on if enabled and v[source] == k else 1 - on for k in range(count)]
        return {out: sum(line << k for k, line in enumerate(lines))}

    def bias(rng: Any, _: int) -> dict[str, int]:
        return dict(enables) if rng.random() < 0.5 else {}

    ports = arranged(d, [Port(source, bits), *(Port(name) for name, _ in enables)], [Port(out, count, output=True)])
    return made_of(
        d,
        f"a {bits}-to-{count} decoder with enables",
        ports,
        text,
        why,
        body,
        function,
        ("decoder", "chip_select"),
        {"bits": bits, "on": on, "levels": levels},
        bias,
    )


_REQUESTS = (
    "Among the lines of {s} that are 1, the {e} counts; {o} is its number. {q} is {t} if there is one at all and {f} if {s} "
    "is 0, when {o} is {z}.",
    "{n} devices raise requests on {s}. Device {p} is the most urgent{y}. {o} names the one to serve, {q} = {t} says that "
    "somebody asks. Idle: {q} = {f}, {o} = {z}.",
    "If all bits of {s} are 0 then {o} is {z} and {q} is {f}. If not, {q} is {t} and {o} is the index of the {e} 1 in {s}.",
    "Scan {s} from bit {p} {x}. The first 1 you meet determines {o}, which is its bit number, and {q} is {t}. When you meet "
    "none, {o} = {z} and {q} = {f}.",
    "Priority encoder.\n- requests: {s}, bit {p} has the highest priority, bit {l} the lowest\n- {o}: number of the winner, "
    "{z} if there is none\n- {q}: {t} if there is a winner, else {f}",
    "Please tell me the position of the {e} set bit in {s} on {o}, and put {q} to {t}. For {s} = 0 there is no such bit: "
    "{q} goes to {f} and {o} to {z}.",
    "Bit {p} of {s} beats all the others, and so on {x} to bit {l}. The number of the winning bit appears on {o} with {q} "
    "at {t}; without any bit set, {o} is {z} and {q} is {f}.",
    "The {e} 1 in {s} is what we look for. Was it found? {q} ({t} = yes, {f} = no). Where? {o}; {z} when it was not.",
    "{q} is {f}, and {o} is {z}, as long as no line of {s} is high. As soon as one or more are, {q} is {t} and {o} holds "
    "the {e} of their numbers.",
    "An interrupt controller passes on one vector at a time: {o} is the number of the {e} active line in {s}. The CPU is "
    "notified by {q} = {t}. With nothing active, {q} is {f} and the vector {z}.",
    "Find first set, from the {w} end of {s}: position to {o}, success to {q} as {t}. On failure {q} is {f} and {o} reads {z}.",
)


@family("who_is_first", "decoders", 1.0)
def who_is_first(d: Draw) -> Design:
    """A priority encoder from either end, with a valid output of either polarity and a value for no request."""
    width, high, on = d.number(3, 8), d.chance(0.5), int(d.chance(0.65))
    bits = (width - 1).bit_length()
    idle = d.one((0, 0, (1 << bits) - 1))
    source = d.name("req", "irq", "in", "lines", "pend", "r", "d")
    out = d.name("idx", "pos", "code", "num", "which", "vec", "y")
    valid = (
        d.name("valid", "any_req", "v", "found", "hit", "act")
        if on
        else d.name("none", "idle", "empty", "no_req", "valid_n", "quiet")
    )
    text = d.any(
        *_REQUESTS,
        s=source,
        o=out,
        q=valid,
        t=on,
        f=1 - on,
        z=idle,
        n=width,
        e=d.one(("highest", "highest-numbered") if high else ("lowest", "lowest-numbered")),
        p=width - 1 if high else 0,
        l=0 if high else width - 1,
        x="downwards" if high else "upwards",
        w="top" if high else "bottom",
        y=", then the next lower number and so on" if high else ", then the next higher number and so on",
    )
    order = list(range(width))[:: -1 if high else 1]
    lit = d.style.literal
    if d.chance(0.5):
        chain = " : ".join(f"{source}[{i}] ? {lit(bits, i, 'd')}" for i in order)
        body, stored = [f"assign {out} = {chain} : {lit(bits, idle, 'd')};"], False
    else:
        stored = True
        body = [f"{d.style.comb} begin"]
        for at, i in enumerate(order):
            body.append(f"  {'else ' * (at > 0)}if ({source}[{i}]) {out} = {lit(bits, i, 'd')};")
        body += [f"  else {out} = {lit(bits, idle, 'd')};", "end"]
    body.append(f"assign {valid} = {'' if on else '~'}|{source};")
    why = f"Test {source}[{order[0]}] first, then on to {source}[{order[-1]}]; none: {idle}. {valid} is {on} if any bit is 1."

    def function(v: dict[str, int]) -> dict[str, int]:
        active = [i for i in range(width) if v[source] >> i & 1]
        return {out: (max(active) if high else min(active)) if active else idle, valid: on if active else 1 - on}

    def bias(rng: Any, _: int) -> dict[str, int]:
        return {source: rng.getrandbits(width) & rng.getrandbits(width)}

    ports = arranged(d, [Port(source, width)], [Port(out, bits, output=True, stored=stored), Port(valid, output=True)])
    return made_of(
        d,
        "a priority encoder",
        ports,
        text,
        why,
        body,
        function,
        ("prio_enc", "find_first"),
        {"width": width, "high": high, "on": on, "idle": idle},
        bias,
    )


_PACKED = (
    "{s} carries {n} items of {w} bits each, item 0 {p}. {o} is the item whose number is on {c}.{x}",
    "All {n} channels arrive glued together on {s}; channel 0 is {p} and each has {w} bits. Let {c} pick the channel for {o}.{x}",
    "A wide multiplexer with its inputs packed into one vector, {s} ({n} times {w} bits; number 0 is {p}). Select: {c}. "
    "Output: {o}.{x}",
    "Think of {s} as an array of {n} elements, {w} bits apiece, with element 0 {p}. Return element {c} on {o}.{x}",
    "With {c} = 0, {o} is {a}. With {c} = 1 it is {b}, and so on in steps of {w} bits up to {c} = {l}.{x}",
    "{o} = {a} for {c} = 0, the next {w} bits {q} for {c} = 1, and so forth for all {n} slices of {s}.{x}",
    "The font ROM gives a whole row, {s}, at once. It has {n} cells of {w} bits; cell 0 is {p}. Which cell goes to {o} is "
    "told by {c}.{x}",
    "Select one of the {n} {w}-bit words in {s}. Word 0: {a}. Last word: {z}. Selection by {c}, result on {o}.{x}",
    "Inputs: {s}, {c}. Output: {o} ({w} bits). Operation: cut {s} into {n} equal parts, numbered from 0 starting {r}, and "
    "output part number {c}.{x}",
    "Can you make a selector? The bus {s} has {n} lanes of {w} bits. {c} is a lane number, counted from the lane that is "
    "{p}. {o} should show that lane.{x}",
)


_PACKED_REST = (
    " A {c} above {l} gives {y} on {o}.",
    " For numbers that do not exist ({c} over {l}), {o} is {y}.",
    " If {c} is greater than {l}, {o} = {y}.",
    " Should {c} exceed {l}, output {y}.",
)


@family("lane_choice", "multiplexers", 1.0)
def lane_choice(d: Draw) -> Design:
    """A wide multiplexer whose inputs are packed in one vector, numbered from either end."""
    count, width = d.number(2, 8), d.one((2, 3, 4, 5, 6, 8, 8, 16))
    bits = (count - 1).bit_length()
    bottom, ones = d.chance(0.65), d.chance(0.3)
    source = d.name("bus", "packed_in", "in", "lanes", "row", "all_ch", "vec")
    select, out = d.name("sel", "ch", "idx", "n", "which", "lane", "addr"), d.name(*OUTS)
    total, last = width * count, count - 1
    spans = [bits_of(i * width + width - 1, i * width) for i in (range(count) if bottom else reversed(range(count)))]
    rest = "all ones" if ones else "0"
    more = d.any(*_PACKED_REST, c=select, l=last, o=out, y=rest) if count < 1 << bits else ""
    text = d.any(
        *_PACKED,
        s=source,
        c=select,
        o=out,
        n=count,
        w=width,
        l=last,
        x=more,
        p=d.one(
            ("in the least significant bits", "at the bottom", "the lowest")
            if bottom
            else ("in the most significant bits", "at the top", "the highest")
        ),
        r="at bit 0" if bottom else "at the top bit",
        q="above" if bottom else "below",
        a=f"{source}{spans[0]}",
        b=f"{source}{spans[1]}",
        z=f"{source}{spans[-1]}",
    )
    if count == 2:
        text = (
            text.replace(", and so on in steps", " (two steps").replace(f" up to {select} = 1.", " in all).")
            if ", and so on in steps" in text
            else text
        )
    fallback = f"{{{width}{{1'b1}}}}" if ones else d.style.literal(width, 0)
    stored = d.chance(0.5) and count <= 6
    if stored:
        body = [f"{d.style.comb} begin", f"  case ({select})"]
        full = count == 1 << bits
        for i, span in enumerate(spans):
            head = "default" if full and i == last else d.style.literal(bits, i, "d")
            body.append(f"    {head}: {out} = {source}{span};")
        body += [*([] if full else [f"    default: {out} = {fallback};"]), "  endcase", "end"]
    else:
        place = f"{select} * {width}" if bottom else f"({last} - {select}) * {width}"
        piece = f"{source}[{place} +: {width}]"
        body = [f"assign {out} = {f'({select} <= {last}) ? {piece} : {fallback}' if count < 1 << bits else piece};"]
    why = (
        f"Number i is {source}[i * {width} +: {width}]" if bottom else f"Number i is {source}[({last} - i) * {width} +: {width}]"
    )
    why += f", i = {select}{f'; over {last}: {rest}' if count < 1 << bits else ''}."

    def function(v: dict[str, int]) -> dict[str, int]:
        items = [v[source] >> (i * width) & ((1 << width) - 1) for i in range(count)]
        items = items if bottom else items[::-1]
        return {out: items[v[select]] if v[select] < count else ((1 << width) - 1) * ones}

    ports = arranged(d, [Port(source, total), Port(select, bits)], [Port(out, width, output=True, stored=stored)])
    return made_of(
        d,
        "a selector of packed words",
        ports,
        text,
        why,
        body,
        function,
        ("lane_mux", "word_select"),
        {"count": count, "width": width, "bottom": bottom, "ones": ones},
    )
