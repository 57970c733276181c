"""Multiplexers, decoders, encoders and segments in a sentence or two."""

from __future__ import annotations

from collections.abc import Sequence

from groundwire.distill.families.design import Design
from groundwire.distill.families.draw import Draw, listing
from groundwire.distill.families.models import combinational
from groundwire.distill.families.ports import Port
from groundwire.distill.families.registry import family
from groundwire.distill.families.voices.everyday_terse import COUNTS, OUT_NAMES, driven, hinted, mixed

_CASE_HINTS = (
    "Use a case statement.", "A case statement is the natural way(| to write this).", "Hint: case.",
    "Write it as a case inside an always block.", "No nested ternaries please, use case.", "Avoid inferring latches.",
)  # fmt: skip


def _cased(d: Draw, select: str, arms: Sequence[str], default: str = "") -> list[str]:
    """A case statement in a combinational block."""
    lines = [f"case ({select})", *(f"  {arm}" for arm in arms), *([f"  default: {default}"] if default else []), "endcase"]
    return [f"{d.style.comb} begin", *(f"  {line}" for line in lines), "end"]


_MUX = (
    "{n}-way multiplexer{v}: {x}.", "{n}-to-1 mux{v}. {x}.", "Implement a {n}-to-1 multiplexer{v}; {x}.",
    "The module should behave like a {n}:1 mux{v}. {x}.", "{s} selects what {o} shows: {x}.",
    "{x}; {o} is the output of this {n}:1 mux{v}.", "Model of a {n}-input selector{v}: {x}.",
    "Which input reaches {o} is decided by {s}: {x}.", "How would you write a {n}:1 multiplexer{v}? {x}.",
    "Data selector, {n} ways{v}. {x}.", "{o} is one of the {n} inputs{v}. With {s}: {x}.",
    "Pick one of {n}{v} by {s}, output {o}. {x}.", "I need a mux ({n} inputs{v}). {x}.", "Route one of the inputs to {o}: {x}.",
    "{n} sources{v}, one sink: {o}. {x}.", "Channel selector{v}: {x}.", "Write the mux. {x}.",
    "Switch {o} between {n} inputs{v}. {x}.", "Steer data to {o} according to {s}: {x}.",
    "{o} = the input that {s} points at. {x}.", "Operand selection for the datapath: {n} inputs{v}, {x}.",
    "Rotary switch in logic, position {s}: {x}.", "Build a selector{v}. {x}.", "Multiplex the {n} inputs{v} onto {o}. {x}.",
    "Create a {n}-to-one mux{v} controlled by {s}. {x}.",
)  # fmt: skip


@family("terse_mux", "multiplexers", 1.0)
def terse_mux(d: Draw) -> Design:
    """A multiplexer with two to sixteen inputs of one width."""
    ways = d.one((2, 2, 2, 2, 3, 4, 4, 4, 6, 6, 8, 9, 16))
    width = d.one((1, 1, 2, 4, 8, 8, 16, 32, 100))
    width = width if ways < 9 else min(width, 16)
    letters = tuple("abcdefghijklmnop")
    stem = d.one(("in", "d", "x", "i", "data", "ch"))
    numbered = tuple(f"{stem}{n}" for n in range(ways))
    names = list(d.names(letters[:ways], numbered)) if ways < 9 else list(d.names(d.one((letters[:ways], numbered))))
    select, out = d.name("sel", "s", "select", "ctl", "addr", "S"), d.name(*OUT_NAMES)
    bits = (ways - 1).bit_length()
    order = list(range(ways))
    if ways == 2 and d.chance(0.5):
        order.reverse()
    chosen = [names[n] for n in order]
    value = d.one((f"{width} bits wide", f"of {width}-bit words")) if width > 1 else ""
    spare = ways != 1 << bits
    fill = d.one(("0", "0", "1", "first")) if spare else ""
    otherwise = {"0": "0", "1": "all ones" if width > 1 else "1", "first": chosen[0], "": ""}[fill]
    if ways == 2:
        told = d.any(
            "{a} for {s} = 0, {b} for {s} = 1",
            "{b} when {s} is 1, else {a}",
            "{s} high picks {b}, low picks {a}",
            "{a} if {s} is 0, otherwise {b}",
            "{s} = 0 gives {a}, {s} = 1 gives {b}",
            "{b} is chosen by {s} = 1 and {a} by 0",
            a=chosen[0],
            b=chosen[1],
            s=select,
        )
    elif ways <= 4:
        told = (
            d.any("{m}", "{s} = {m}", m=", ".join(f"{n} -> {name}" for n, name in enumerate(chosen)), s=select)
            if d.chance(0.4)
            else listing(
                [d.say("{n} {v} {x}", n=n if n else f"{select} = {n}", v="selects", x=name) for n, name in enumerate(chosen)]
            )
        )
    else:
        told = d.any(
            "{s} = 0 chooses {a}, 1 chooses {b} and so on up to {h} for {z}",
            "{a} for 0, {b} for 1, ..., {z} for {s} = {h}",
            "0 means {a}, 1 means {b}, and so forth; {s} = {h} means {z}",
            "{a} is number 0, {b} number 1, ..., {z} number {h}, and {s} holds the number",
            s=select,
            a=chosen[0],
            b=chosen[1],
            z=chosen[-1],
            h=ways - 1,
        )
    text = d.any(
        *_MUX, n=COUNTS[ways] if ways <= 9 and d.chance(0.2) else ways, v=f" ({value})" if value else "", x=told, s=select, o=out
    )
    if spare:
        text = f"{text} " + d.any(
            "Other values of {s} give {z}.",
            "For any other {s}, output {z}.",
            "Otherwise {o} is {z}.",
            "Unused codes of {s}: {z}.",
            "{s} = {h} and above: {o} = {z}.",
            s=select,
            z=otherwise,
            o=out,
            h=ways,
        )
    if ways == 2:
        text, body, stored = driven(d, text, {out: f"{select} ? {chosen[1]} : {chosen[0]}"})
    else:
        fills = {"first": chosen[0], "": chosen[-1], "0": d.style.literal(width, 0), "1": f"{{{width}{{1'b1}}}}"}
        default = f"{out} = {fills[fill]};"
        shown = chosen if fill else chosen[:-1]
        lines = _cased(d, select, [f"{d.style.literal(bits, n, 'd')}: {out} = {name};" for n, name in enumerate(shown)], default)
        text, body, stored = hinted(d, text, _CASE_HINTS, 0.35), lines, True
    ins = [Port(name, width) for name in names]
    ports = mixed(
        d,
        [*ins, Port(select, bits), Port(out, width, output=True, stored=stored)]
        if d.chance(0.5)
        else [Port(select, bits), *ins, Port(out, width, output=True, stored=stored)],
    )

    def function(v: dict[str, int]) -> dict[str, int]:
        number = v[select]
        return {out: v[chosen[number]] if number < ways else {"0": 0, "1": (1 << width) - 1, "first": v[chosen[0]]}[fill]}

    return Design(
        f"a {ways}-to-1 multiplexer",
        ports,
        text,
        f"{select} picks: {', '.join(f'{n} {name}' for n, name in enumerate(chosen[:4]))}{', ...' * (ways > 4)}"
        f"{f'; else {otherwise}' * spare}.",
        tuple(body),
        combinational(d.rng, ports, function, samples=60),
        d.style,
        (f"mux{ways}", "mux", "selector"),
        {"ways": ways, "width": width},
    )


_PACKED = (
    "{n}-to-1 multiplexer; the inputs are packed in {i}. {u}.", "{s} selects {p} of {i}. {u}.",
    "{o} is {p} number {s} of {i}. {u}.", "A {n}:1 mux whose data are the {n} {q} in {i}. {u}.",
    "The module should behave like a {n}:1 mux with one packed input {i}; {u}.", "Index {i} by {s}. {u}.",
    "Pick {p} out of {i}: {u}.", "Can you pick one of the {n} {q} of {i} by {s}? {u}.", "{u}. {s} is the index, {o} the result.",
    "Selector: {i} holds {n} {q}, {s} chooses. {u}.", "Wide mux ({n} ways) from a single vector. {u}.",
    "Implement the lookup {o} = {i} at {s}; {u}.", "{i} is a table of {n} {q}; read entry {s}. {u}.",
    "Variable part select: {u}.", "I have {n} {q} side by side in {i} and want number {s} on {o}. {u}.",
    "{n} {q} in, one out. {u}.", "Entry {s} of {i} goes to {o}. {u}.", "Model of a {n}-input mux with flat data bus {i}. {u}.",
    "No case with {n} arms please; an index will do. {u}.", "Read-out multiplexer of a {n}-entry flat array. {u}.",
    "Take {p} from {i}. Which one? {s} tells. {u}.", "{i} has {t} bits; {o} shows entry {s} of it. {u}.",
    "Multiplex {i} onto {o} under {s}; {u}.",
    "Slice {i} by {s} to get {o}: {u}.", "Out of {i}, by {s}: {u}.",
)  # fmt: skip


@family("terse_packed_mux", "multiplexers", 0.8)
def terse_packed_mux(d: Draw) -> Design:
    """A multiplexer whose inputs are pieces of one vector."""
    ways, width = d.one((4, 8, 8, 16, 16, 32, 64, 128, 256)), d.one((1, 1, 2, 3, 4, 4, 8))
    while ways * width > 1024:
        ways //= 2
    bus, select, out = (
        d.name("in", "data", "bus", "d", "x", "vec", "table_in"),
        d.name("sel", "s", "idx", "addr", "index", "n"),
        d.name(*OUT_NAMES),
    )
    bits = (ways - 1).bit_length()
    piece, pieces = {1: ("one bit", "bits"), 4: ("a nibble", "nibbles"), 8: ("a byte", "bytes")}.get(
        width, (f"a {width}-bit word", f"{width}-bit words")
    )
    top = d.chance(0.25)
    if width == 1:
        rule = (
            d.any(
                "{s} = 0 means {i}[{h}], {s} = 1 means {i}[{g}], and so on",
                "number 0 is the leftmost bit {i}[{h}]",
                s=select,
                i=bus,
                h=ways - 1,
                g=ways - 2,
            )
            if top
            else d.any(
                "{s} = 0 selects {i}[0], {s} = 1 selects {i}[1], and so on",
                "{o} = {i}[{s}]",
                "bit 0 belongs to {s} = 0",
                "{s} is the bit number",
                s=select,
                i=bus,
                o=out,
            )
        )
    else:
        h, e = ways * width - 1, ways * width - width
        rule = (
            d.any(
                "{s} = 0 means the topmost piece, {i}[{h}:{e}], and each next value the piece below",
                "number 0 is {i}[{h}:{e}] and it goes downwards from there",
                s=select,
                i=bus,
                h=h,
                e=e,
            )
            if top
            else d.any(
                "{s} = 0 selects {i}[{h}:0], {s} = 1 selects {i}[{k}:{w}], and so on",
                "number 0 is in the lowest {w} bits, number 1 in the next {w}, and so forth",
                "{s} counts from the right, {w} bits each",
                "{i}[{h}:0] belongs to {s} = 0, {i}[{k}:{w}] to 1 and so on",
                s=select,
                i=bus,
                h=width - 1,
                k=2 * width - 1,
                w=width,
            )
        )
    text = d.any(*_PACKED, n=ways, i=bus, s=select, o=out, p=piece, q=pieces, u=rule, t=ways * width)
    place = f"{d.style.literal(bits, ways - 1, 'd')} - {select}" if top else select
    place = f"~{select}" if top and d.chance(0.3) else place
    if width == 1:
        code = f"{bus}[{place}]"
    elif top:
        code = f"{bus}[({ways - 1} - {select}) * {width} +: {width}]"
    else:
        code = f"{bus}[{select} * {width} +: {width}]"
    text, body, stored = driven(d, text, {out: code})
    ports = mixed(d, [Port(bus, ways * width), Port(select, bits), Port(out, width, output=True, stored=stored)])

    def function(v: dict[str, int]) -> dict[str, int]:
        number = ways - 1 - v[select] if top else v[select]
        return {out: v[bus] >> number * width & (1 << width) - 1}

    return Design(
        f"a {ways}-to-1 multiplexer",
        ports,
        text,
        f"Piece {'counted from the top' if top else 'number'} {select}, {width} bits each: {out} = {code}.",
        tuple(body),
        combinational(d.rng, ports, function, samples=60),
        d.style,
        ("wide_mux", f"mux{ways}", "pick"),
        {"ways": ways, "width": width, "top": top},
    )


_DECODE = (
    "{n}-to-{m} decoder.{e}{l}", "Decode {a} to one-{t}.{e}{l}", "{o}[k] is {on} exactly when {a} = k.{e}{l}",
    "Implement a {n}:{m} decoder, output {o}.{e}{l}", "The module should behave like a {n}-to-{m} line decoder.{e}{l}",
    "Model of a binary decoder: {a} in, {m} lines {o} out.{e}{l}", "Only bit number {a} of {o} is {on}.{e}{l}",
    "From the {n}-bit code {a} make {m} select lines {o}.{e}{l}",
    "How do you turn a binary number into {m} separate lines? {a} to {o}.{e}{l}",
    "Address decoder: {a} picks a line of {o}.{e}{l}", "Chip-select decoder with {m} outputs {o} and address {a}.{e}{l}",
    "{a} says which of the {m} bits in {o} becomes {on}; the rest are {off}.{e}{l}", "Binary to one-{t}.{e}{l}",
    "One-{t} version of {a} on {o}.{e}{l}", "I need a decoder for {a} ({n} bits).{e}{l}", "Row decoder of a little memory.{e}{l}",
    "{m} outputs, one of them {on}: the one with number {a}.{e}{l}", "Write the usual {n}-to-{m} decoder.{e}{l}",
    "Line {a} of {o} is active.{e}{l}", "Expand {a} into {m} lines.{e}{l}", "Minterm generator: {o}[k] belongs to {a} = k.{e}{l}",
    "Like half a 74139 or a 74138, but {n} to {m} and called {o}.{e}{l}", "Selected line = {a}.{e}{l}",
    "Set {o} bit {a} to {on}, all others to {off}.{e}{l}",
    "Lighting one of {m} LEDs by number: {a} is the number, {o} the LEDs.{e}{l}",
)  # fmt: skip


@family("terse_decoder", "coders", 0.9)
def terse_decoder(d: Draw) -> Design:
    """A binary decoder with outputs of either polarity and an enable or none."""
    bits = d.one((1, 2, 2, 2, 3, 3, 3, 4, 4, 5))
    size = 1 << bits
    name, out = d.name("a", "in", "sel", "addr", "code", "A", "x"), d.name("y", "out", "o", "dec", "lines", "Y", "q", "onehot")
    enable, level = (d.name("en", "e", "enable", "g", "strobe", "cs") if d.chance(0.5) else ""), int(d.chance(0.7))
    low = d.chance(0.3)
    on, off = (0, 1) if low else (1, 0)
    told = (
        d.any(
            " Without enable ({e} = {z}) every output is {f}.",
            " {e} = {v} enables it; otherwise all outputs are {f}.",
            " Enable {e}, active {l}; disabled means all {f}.",
            " All lines stay {f} unless {e} is {v}.",
            e=enable,
            v=level,
            z=1 - level,
            f=off,
            l="high" if level else "low",
        )
        if enable
        else ""
    )
    note = (
        d.any(" Outputs are active low.", " Active-low outputs: the chosen one is 0, the others 1.", " The selected output is 0.")
        if low
        else d.one(("", "", " Outputs are active high."))
    )
    text = d.any(*_DECODE, n=bits, m=size, a=name, o=out, e=told, l=note, on=on, off=off, t="cold" if low else "hot")
    one = f"{d.style.literal(size, 1, 'd' if size > 8 else 'b')} << {name}"
    test = enable if level else f"!{enable}"
    if low:
        code = f"{test} ? ~({one}) : {{{size}{{1'b1}}}}" if enable else f"~({one})"
    else:
        code = f"{test} ? {one} : {size}'b0" if enable else one
    text, body, stored = driven(d, text, {out: code})
    ins = [Port(name, bits), *([Port(enable)] if enable else [])]
    if d.chance(0.4):
        ins.reverse()
    ports = mixed(d, [*ins, Port(out, size, output=True, stored=stored)])

    def function(v: dict[str, int]) -> dict[str, int]:
        lines = [int(n == v[name] and (not enable or v[enable] == level)) for n in range(size)]
        return {out: sum((bit ^ int(low)) << n for n, bit in enumerate(lines))}

    return Design(
        f"a {bits}-to-{size} decoder",
        ports,
        text,
        f"Bit {name} of {out} is {on}, others {off}{f', all {off} unless {enable} = {level}' * bool(enable)}: {out} = {code}.",
        tuple(body),
        combinational(d.rng, ports, function),
        d.style,
        (f"dec{bits}to{size}", "decoder"),
        {"bits": bits, "low": low, "enable": enable, "level": level},
    )


_DEMUX = (
    "1-to-{n} demultiplexer, {r}.", "Demux {i} to {l}: {r}.", "{s} says where {i} goes. {r}.", "Implement a 1:{n} demux; {r}.",
    "The module should behave like a 1-to-{n} demultiplexer: {r}.", "Model of a distributor. {r}.",
    "Send {i} to one of {l} ({r}).", "Route {i}: {r}.", "{i} comes out on the output that {s} names. {r}.",
    "One input, {n} outputs. {r}.", "The opposite of a mux: {r}.", "How is a 1:{n} demux written? {r}.",
    "{r}. That is a demultiplexer.", "Data distributor for {i}: {r}.", "I need {i} switched to one out of {n} destinations. {r}.",
    "Steering logic: {r}.", "Fan {i} out selectively. {r}.", "Demultiplex. {r}.", "{l} share the source {i}. {r}.",
    "Write a demux with select {s}: {r}.", "Railway switch: {i} leaves on the track chosen by {s}. {r}.",
    "Only the output chosen by {s} sees {i}. {r}.", "Splitter. {r}.", "Give {i} to the receiver with number {s}. {r}.",
    "Deliver {i}; {r}.",
)  # fmt: skip


@family("terse_demux", "multiplexers", 0.8)
def terse_demux(d: Draw) -> Design:
    """A demultiplexer to separate outputs or the bits of one vector."""
    bits, width = d.one((1, 1, 2, 2, 3)), d.one((1, 1, 1, 4, 8))
    count = 1 << bits
    name, select = d.name("in", "din", "d", "x", "data", "i"), d.name("sel", "s", "select", "dest", "ch", "addr")
    packed = width == 1 and count > 2 and d.chance(0.5)
    outs = (
        [d.name("out", "y", "o", "dout", "q")]
        if packed
        else d.names(
            *(tuple(f"{stem}{n}" for n in range(count)) for stem in ("y", "out", "o", "q", "dout")), tuple("abcefghk"[:count])
        )
    )
    idle = d.chance(0.2)
    rest = "1" if idle and width == 1 else "all ones" if idle else "0"
    each = f"{outs[0]}[0]" if packed else outs[0]
    last = f"{outs[0]}[{count - 1}]" if packed else outs[-1]
    rule = d.any(
        "{s} = 0 means {a}, ..., {s} = {h} means {z}; the others are {r}",
        "outputs that are not chosen are {r}; {a} belongs to {s} = 0 and {z} to {h}",
        "numbering from {a} (0) to {z} ({h}), with {r} on the idle outputs",
        "{i} appears on {a} for {s} = 0, up to {z} for {h}, with {r} everywhere else",
        "idle outputs read {r}, and {s} counts from {a} at 0 to {z} at {h}",
        s=select,
        a=each,
        z=last,
        h=count - 1,
        r=rest,
        i=name,
    )
    text = d.any(
        *_DEMUX,
        n=count,
        i=name,
        l=f"the bits of {outs[0]}" if packed else listing(outs) if count < 5 else f"{outs[0]} to {outs[-1]}",
        s=select,
        r=rule,
    )
    if packed:
        shifted = f"{{{count - 1}'b0, {name}}} << {select}" if not idle else f"~({{{count - 1}'b0, ~{name}}} << {select})"
        codes = {outs[0]: shifted}
    else:
        gap = ("1'b1" if width == 1 else f"{{{width}{{1'b1}}}}") if idle else d.style.literal(width, 0)
        codes = {out: f"({select} == {d.style.literal(bits, n, 'd')}) ? {name} : {gap}" for n, out in enumerate(outs)}
    text, body, stored = driven(d, text, codes)
    ports = mixed(
        d,
        [
            Port(name, width),
            Port(select, bits),
            *(Port(out, count if packed else width, output=True, stored=stored) for out in outs),
        ],
    )
    quiet = (1 << width) - 1 if idle else 0

    def function(v: dict[str, int]) -> dict[str, int]:
        values = [v[name] if n == v[select] else quiet for n in range(count)]
        return {outs[0]: sum(bit << n for n, bit in enumerate(values))} if packed else dict(zip(outs, values, strict=True))

    return Design(
        f"a 1-to-{count} demultiplexer",
        ports,
        text,
        f"The output numbered {select} gets {name}, the others {rest}.",
        tuple(body),
        combinational(d.rng, ports, function),
        d.style,
        ("demux", f"demux1to{count}"),
        {"count": count, "width": width, "idle": idle, "packed": packed},
    )


_ENCODE = (
    "{n}-to-{b} priority encoder; {t}.", "{o} is the number of the {w} 1 in {i}. {z}",
    "Implement a priority encoder for {i}: {t}. {z}", "The module should behave like a {n}-bit priority encoder where {t}. {z}",
    "Encode {i}: {o} gives the position of the {w} set bit. {z}", "Which is the {w} bit of {i} that is set? {o}. {z}",
    "Model of a priority encoder, {t}. {z}", "Interrupt number: {o} is the index of the {w} active line of {i}. {z}",
    "Find the {w} 1 in {i}, report its index on {o}. {z}", "{z} Otherwise {o} is the position of the {w} bit of {i} that is 1.",
    "Priority encoder. Of several ones in {i} {t}. {z}", "I need the bit number of the {w} one in {i}. {z}",
    "{n} request lines in {i}, {b}-bit answer {o}; {t}. {z}", "Scan {i} for its {w} 1; index to {o}. {z}",
    "Position encoder ({w} 1 wins). {z}", "Turn {i} into a binary index {o}. If several bits are set, {t}. {z}",
    "Several keys may be down in {i}; {o} names the {w} one. {z}", "Write an encoder from {n} lines to {b} bits. {ut}. {z}",
    "Where is the {w} set bit? Answer on {o}. {z}", "{ut}. The winner's number appears on {o}. {z}",
    "Use if-else or casez or a loop: {o} = index of the {w} 1. {z}", "{i} to {o}: index of {w} one. {z}",
    "{o} points at the {w} nonzero bit of {i}. {z}", "Bit search, {w} first. {o} holds what was found. {z}",
    "Decide which of the {n} lines of {i} is served: {t}. Its number goes to {o}. {z}",
)  # fmt: skip


@family("terse_encoder", "coders", 0.8)
def terse_encoder(d: Draw) -> Design:
    """A priority encoder from the top or the bottom, with a valid flag or without."""
    width = d.one((3, 4, 4, 4, 5, 6, 8, 8, 16))
    bits = (width - 1).bit_length()
    name, out = d.name("in", "req", "x", "d", "irq", "a", "keys"), d.name("pos", "y", "out", "code", "idx", "q", "num")
    flag = d.name("valid", "v", "any", "found", "gs", "ok") if d.chance(0.5) else ""
    high = d.chance(0.5)
    word = d.one(("highest", "most significant", "leftmost") if high else ("lowest", "least significant", "rightmost"))
    winner = d.one(
        ("the highest index wins", f"{name}[{width - 1}] has the highest priority", "the most significant one counts")
        if high
        else ("the lowest index wins", f"{name}[0] has the highest priority", "the least significant one counts")
    )
    none = d.any(
        "With no bit set {o} is 0.",
        "{o} = 0 when {i} is 0.",
        "All zeros gives {o} = 0.",
        "If nothing is set, output 0.",
        o=out,
        i=name,
    )
    if flag:
        none += " " + d.any(
            "{f} is 1 if any bit of {i} is set, else 0.",
            "{f} is low only for {i} = 0.",
            "{f} tells whether {i} is nonzero.",
            f=flag,
            i=name,
        )
    skeleton = d.one(_ENCODE)
    text = d.say(
        skeleton,
        n=width,
        b=bits,
        t=winner,
        ut=winner if winner.startswith(name) else winner[0].upper() + winner[1:],
        o=out,
        w=word,
        i=name,
        z=none,
    )
    text = text if "{z}" in skeleton else f"{text} {none}"
    if width <= 5:
        zero = d.style.literal(bits, 0, "d")
        lines = []
        numbers = list(range(width - 1, -1, -1)) if high else list(range(width))
        for place, n in enumerate(numbers):
            lines.append(f"{'else ' * bool(place)}if ({name}[{n}]) {out} = {d.style.literal(bits, n, 'd')};")
        lines.append(f"else {out} = {zero};")
        body = [f"{d.style.comb} begin", *(f"  {line}" for line in lines), "end"]
    else:
        i = next(free for free in "ijkn" if free not in (name, out, flag))
        loop = f"for ({i} = 0; {i} < {width}; {i} = {i} + 1)" if high else f"for ({i} = {width - 1}; {i} >= 0; {i} = {i} - 1)"
        body = [
            f"integer {i};",
            f"{d.style.comb} begin",
            f"  {out} = 0;",
            f"  {loop}",
            f"    if ({name}[{i}]) {out} = {i}[{bits - 1}:0];",
            "end",
        ]
    body += [f"assign {flag} = |{name};"] if flag else []
    ports = mixed(d, [Port(name, width), Port(out, bits, output=True, stored=True), *([Port(flag, output=True)] if flag else [])])

    def function(v: dict[str, int]) -> dict[str, int]:
        found = [n for n in range(width) if v[name] >> n & 1]
        return {out: (max(found) if high else min(found)) if found else 0} | ({flag: int(bool(found))} if flag else {})

    def bias(_: object, index: int) -> dict[str, int]:
        return {name: 1 << d.rng.randrange(width) | (1 << d.rng.randrange(width)) * (index % 4 == 0)} if index % 2 == 0 else {}

    return Design(
        "a priority encoder",
        ports,
        text,
        f"{out}: index of the {'highest' if high else 'lowest'} 1 in {name}, 0 if none{f'; {flag} = |{name}' * bool(flag)}.",
        tuple(body),
        combinational(d.rng, ports, function, bias=bias),
        d.style,
        ("prio_enc", "encoder"),
        {"width": width, "high": high},
    )


_DIGIT_SEGMENTS = ("abcdef", "bc", "abdeg", "abcdg", "bcfg", "acdfg", "acdefg", "abc", "abcdefg", "abcdfg")


_SEGMENTS = (
    "Seven-segment decoder for the digit {i}. {r} {z}", "BCD to seven segments. {r} {z}",
    "Show the digit {i} on a seven-segment display. {r} {z}", "Implement a 7-segment decoder; {l}. {r} {z}",
    "The module should behave like a BCD-to-7-segment decoder. {r} {z}", "{o} drives a one-digit display that shows {i}. {r} {z}",
    "{r} Decode the digit {i} for the display. {z}", "Model of a display driver ({l}). {r} {z}",
    "Which segments light up for {i}? {r} {z}", "Display: digit {i} to segments {o}. {r} {z}",
    "Use a case statement for the ten digits of {i}. {r} {z}", "I have a {l} display; make {o} show {i}. {r} {z}",
    "A 7447-like decoder, {l}, without blanking inputs. {r} {z}", "Clock project: hours digit {i} to LED segments {o}. {r} {z}",
    "Write the segment decoder. {r} {z}", "Number to display pattern: {i} to {o}. {r} {z}",
    "{z} Digits 0 to 9 of {i} get their usual pictures on {o}. {r}", "Digit pictures for {i}: {r} {z}",
    "How do you drive a seven-segment digit? {i} is BCD. {r} {z}", "Lookup table with ten rows, {i} to {o}. {r} {z}",
    "Score board digit: {i} is shown. {r} {z}", "Convert {i} to segment signals ({l}). {r} {z}",
    "Create a decoder that lights the digit {i}. {r} {z}", "Segments of the digit {i} on {o}, {l}. {r} {z}",
    "7-seg, one digit, {l}. {r} {z}",
)  # fmt: skip


@family("terse_seven_segment", "codes", 0.7)
def terse_seven_segment(d: Draw) -> Design:
    """A seven-segment decoder for decimal digits."""
    low, forward = d.chance(0.5), d.chance(0.5)
    name, out = d.name("bcd", "digit", "d", "in", "num", "x"), d.name("seg", "segments", "out", "leds", "hex", "y")
    other = d.one(("dark", "dark", "lit", "dash"))
    order = "gfedcba" if forward else "abcdefg"
    level = d.one(("active low", "common anode, 0 lights a segment") if low else ("active high", "1 lights a segment"))
    place = d.any(
        "{o}[6:0] is {s}.",
        "{o}[0] is segment {f} and {o}[6] is segment {l}, in alphabetical order between.",
        "Bit 6 of {o} is {l}, bit 0 is {f}.",
        o=out,
        s=", ".join(order),
        f=order[-1],
        l=order[0],
    )
    rule = place + d.any(
        " A segment is lit by a {b}.", " Segments are active {l}.", " {b} = lit.", b=int(not low), l="low" if low else "high"
    )
    rule += d.any(
        " 6 and 9 have their tails, 7 is abc.",
        " (6 with segment a, 9 with segment d, 7 without f.)",
        " Digit 6 lights a, digit 9 lights d.",
    )
    rest = {
        "dark": d.any(
            "Above 9 the display is dark.",
            "Values 10 to 15: all segments off.",
            "Anything over 9 is blank.",
            "Invalid digits blank the display.",
        ),
        "lit": d.any("Above 9 all segments are lit.", "Values 10 to 15 light every segment."),
        "dash": d.any("Above 9 only g is lit.", "Values 10 to 15 show a dash (segment g)."),
    }[other]
    text = d.any(*_SEGMENTS, i=name, o=out, r=rule, z=rest, l=level)

    def picture(lit: str) -> int:
        return sum(int((segment in lit) != low) << (6 - n) for n, segment in enumerate(order))

    spare = {"dark": "", "lit": "abcdefg", "dash": "g"}[other]
    base = d.one(("b", "h", "b"))
    arms = [f"4'd{n}: {out} = {d.style.literal(7, picture(lit), base)};" for n, lit in enumerate(_DIGIT_SEGMENTS)]
    body = _cased(d, name, arms, f"{out} = {d.style.literal(7, picture(spare), base)};")
    ports = mixed(d, [Port(name, 4), Port(out, 7, output=True, stored=True)])
    return Design(
        "a seven-segment decoder",
        ports,
        hinted(d, text, _CASE_HINTS[:4], 0.15),
        f"Bits {order}, {int(not low)} lights; above 9: {other}.",
        tuple(body),
        combinational(d.rng, ports, lambda v: {out: picture(_DIGIT_SEGMENTS[v[name]] if v[name] < 10 else spare)}),
        d.style,
        ("seg7", "bcd7", "display"),
        {"low": low, "order": order, "other": other},
    )
