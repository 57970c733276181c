"""Serial links and memories of the past: serializers, deserializers, history registers, word matchers, stack pointers."""
# ruff: noqa: E501, E731  (texts one a line; one-line models side by side read best as lambdas)

from __future__ import annotations

from collections.abc import Callable

from groundwire.distill.families.design import Design
from groundwire.distill.families.draw import Draw
from groundwire.distill.families.models import clocked
from groundwire.distill.families.ports import Port
from groundwire.distill.families.registry import family
from groundwire.distill.families.telling import also, at_edge, laid_out, sentence, when


@family("serializer", "shift registers", 1.5)
def serializer(d: Draw) -> Design:
    """A word goes out bit by bit, from either end, with a fill bit, a pause input and a busy output."""
    width, style = d.one((2, 3, 4, 8, 8)), d.style
    clk, reset = d.clock(), d.reset()
    load, data, out = d.names(("load", "din", "sout"), ("start", "word", "tx"), ("ld", "d", "q"), ("send", "data", "line"))
    msb, fill, falling = d.chance(0.5), d.number(0, 1), d.chance(0.15)
    step = d.name("en", "tick", "shift", "baud") if d.chance(0.35) else ""
    busy = d.name("busy", "active", "sending") if d.chance(0.3) else ""
    names = [clk, reset.name, load, data, out, step, busy]
    reg, count, bits = d.name("sr", "buf_r", "hold"), d.name("left", "cnt", "n"), width.bit_length()
    first, last = ("MSB", "LSB") if msb else ("LSB", "MSB")
    told = [
        d.any(
            "{w}, {i} is stored", "{i} is loaded into the register {w}", "a word on {i} is taken {w}",
            "{w} the register takes {i} (this has priority over shifting)", "loading comes first: {w}, the register becomes {i}",
            w=when(d, load), i=data,
        ),
        d.any(
            "{o} is the {f} of the register, so the {f} goes out first", "the word leaves on {o} beginning with its {f}",
            "{o} always shows the {f} of the register", "bits appear on {o} from {f} to {l}", "the {l} is sent last: {o} is bit {n} of the register",
            o=out, f=first, l=last, n=width - 1 if msb else 0,
        ),
        d.any(
            "{w} the register shifts by one towards the {f} at each edge without a load", "if nothing is loaded, the register moves one place "
            "towards its {f} {v}", "without a load, shift {r} by one {v}",
            w=when(d, step) + "," if step else "otherwise", v=when(d, step) if step else "at every edge", f=first,
            r="left" if msb else "right",
        ),
        d.any(
            "the free place is filled with {z}", "a {z} comes in at the {l} end", "{z}s are shifted in behind", "vacated bits become {z}",
            z=fill, l=last,
        ),
    ]  # fmt: skip
    if busy:
        told.append(
            d.any(
                "{b} is 1 from the load until {n} shifts are done", "{b} is 1 while fewer than {n} shifts have followed the last load",
                "{b} goes high with a load and low again with the shift number {n} after it", b=busy, n=width,
            )
        )  # fmt: skip
    d.rng.shuffle(told)
    opening = d.any(
        "A parallel-to-serial converter for {n}-bit words; its register changes {e}.", "Send {n}-bit words bit by bit on {o}. Everything happens {e}.",
        "(Turn|Convert) {i} into a serial stream on {o}, one bit per step, {e}.", "A {n}-bit shift register with load, updated {e}.",
        n=width, e=at_edge(d, clk, falling), o=out, i=data,
    )  # fmt: skip
    does = f"sets all bits of the register to {fill}" + (f" and {busy} to 0" if busy else "")
    text = also(laid_out(d, told, sentence(opening, names), names, shuffle=False), d.tell_reset(reset, does))
    rest = f"{reg}[{width - 2}:0]" if msb else f"{reg}[{width - 1}:1]"
    shifted = f"{{{rest}, 1'b{fill}}}" if msb else f"{{1'b{fill}, {rest}}}"
    L: Callable[[int], str] = lambda value: style.literal(bits, value)
    go = f"else if ({step}) begin" if step else "else begin"
    update = [f"if ({load}) begin", f"  {reg} <= {data};", *[f"  {count} <= {L(width)};"] * bool(busy), f"end {go}",
              f"  {reg} <= {shifted};", *[f"  if ({count} != {L(0)}) {count} <= {count} - 1'b1;"] * bool(busy), "end"]  # fmt: skip
    clear = [f"{reg} <= {style.literal(width, fill * ((1 << width) - 1))};", *[f"{count} <= {L(0)};"] * bool(busy)]
    body = [style.declare(reg, width), *[style.declare(count, bits)] * bool(busy), f"assign {out} = {reg}[{width - 1 if msb else 0}];"]
    body += [f"assign {busy} = ({count} != {L(0)});"] * bool(busy)
    body += d.clocked(clk, reset, clear, update, "negedge" if falling else "posedge")
    ports = (
        Port(clk), *reset.ports, Port(load), *([Port(step)] if step else []), Port(data, width), Port(out, output=True),
        *([Port(busy, output=True)] if busy else []),
    )  # fmt: skip

    def model(s: tuple[str, int], v: dict[str, int]) -> tuple[str, int]:
        queue, left = s
        if v[load]:
            word = f"{v[data]:0{width}b}"
            return (word if msb else word[::-1]), width
        return (queue[1:] + str(fill), max(left - 1, 0)) if not step or v[step] else s

    rows = clocked(
        d.rng, ports, clk, reset, (str(fill) * width, 0), model,
        lambda s, v: {out: int(s[0][0])} | ({busy: int(s[1] > 0)} if busy else {}),
        cycles=48, falling=falling, bias=lambda r, i: {load: int(r.random() < 0.15)},
    )  # fmt: skip
    return Design(
        "a parallel-to-serial converter", ports, text,
        f"Load first, else shift {'left' if msb else 'right'}{f' when {step}' if step else ''} with {fill}; {out} is the {first}."
        + f" {count} of shifts left gives {busy}." * bool(busy) + f" {reset.phrase}.",
        tuple(body), rows, style, ("serializer", "piso", "tx_shift"),
        {"width": width, "msb": msb, "fill": fill, "busy": bool(busy), "reset": reset.phrase, "falling": falling},
    )  # fmt: skip


@family("deserializer", "shift registers", 1.5)
def deserializer(d: Draw) -> Design:
    """Bits come in one by one and make words, first bit at either end, with a pulse for each whole word."""
    width, style = d.one((2, 3, 4, 4, 8)), d.style
    clk, reset = d.clock(), d.reset()
    sin, word, valid = d.names(("sin", "word", "valid"), ("rx", "data", "done"), ("d", "q", "full"), ("bit_in", "dout", "ready"))
    first_high, falling = d.chance(0.5), d.chance(0.15)
    step = d.name("en", "take", "strobe", "bit_valid") if d.chance(0.5) else ""
    names = [clk, reset.name, sin, word, valid, step]
    count, bits = d.name("cnt", "n", "pos"), max(1, (width - 1).bit_length())
    told = [
        d.any(
            "a bit is taken from {i} {w}", "{i} is read {w}", "{w}, the bit on {i} is received", "the serial input {i} counts {w}",
            i=sin, w=when(d, step) if step else "at every such edge",
        ),
        d.any(
            "the first bit of a word ends up as its {f}", "words arrive {f} first", "the last bit of a word is its {l}, the first its {f}",
            "each bit enters at the {l} end of {o} and the others move towards the {f}", "{o} shifts {r}: the new bit becomes the {l}",
            f="MSB" if first_high else "LSB", l="LSB" if first_high else "MSB", o=word, r="left" if first_high else "right",
        ),
        d.any(
            "{v} is 1 for one clock period after every {n}th bit, otherwise 0", "{v} goes high at the edge that takes the {n}th bit of a word and low "
            "at the next edge", "after {n} bits {v} is 1 until the next edge, at which a new word begins",
            "every {n} bits make a word; the edge that takes its last bit sets {v}, the edge after that clears it",
            v=valid, n=width,
        ).replace("2th", "2nd").replace("3th", "3rd"),
        d.any("{o} is the shift register itself, so it also shows unfinished words", "{o} shows the register all the time", "between words {o} simply keeps shifting", o=word),
    ]  # fmt: skip
    d.rng.shuffle(told)
    opening = d.any(
        "A serial-to-parallel converter: bits of {i} are collected {e}.", "Collect serial bits into {n}-bit words, {e}.",
        "(Receive|Take in) a serial stream and give {n}-bit words on {o}. All registers change {e}.", "{n} bits from {i} make one word. The design works {e}.",
        i=sin, e=at_edge(d, clk, falling), n=width, o=word,
    )  # fmt: skip
    does = f"clears {word}, {valid} and the count of bits"
    text = also(laid_out(d, told, sentence(opening, names), names, shuffle=False), d.tell_reset(reset, does))
    shifted = f"{{{word}[{width - 2}:0], {sin}}}" if first_high else f"{{{sin}, {word}[{width - 1}:1]}}"
    L: Callable[[int], str] = lambda value: style.literal(bits, value)
    inner = [f"{word} <= {shifted};", f"{count} <= ({count} == {L(width - 1)}) ? {L(0)} : {count} + 1'b1;"]
    on = f"({step} && {count} == {L(width - 1)})" if step else f"({count} == {L(width - 1)})"
    update = [f"{valid} <= {on};", *([f"if ({step}) begin", *(f"  {line}" for line in inner), "end"] if step else inner)]
    clear = [f"{word} <= {style.literal(width, 0)};", f"{valid} <= 1'b0;", f"{count} <= {L(0)};"]
    body = [style.declare(count, bits), *d.clocked(clk, reset, clear, update, "negedge" if falling else "posedge")]
    ports = (
        Port(clk), *reset.ports, *([Port(step)] if step else []), Port(sin), Port(word, width, output=True, stored=True),
        Port(valid, output=True, stored=True),
    )  # fmt: skip

    def model(s: tuple[tuple[int, ...], int, int], v: dict[str, int]) -> tuple[tuple[int, ...], int, int]:
        history, n, _ = s
        if step and not v[step]:
            return history, n, 0
        return (*history[1:], v[sin]), (n + 1) % width, int(n + 1 == width)

    def shown(s: tuple[tuple[int, ...], int, int], v: dict[str, int]) -> dict[str, int | None]:
        order = s[0] if first_high else s[0][::-1]
        return {word: int("".join(map(str, order)), 2), valid: s[2]}

    rows = clocked(d.rng, ports, clk, reset, ((0,) * width, 0, 0), model, shown, cycles=48, falling=falling,
                   bias=(lambda r, i: {step: int(r.random() < 0.7)}) if step else None)  # fmt: skip
    return Design(
        "a serial-to-parallel converter", ports, text,
        f"Shift {'left' if first_high else 'right'}{f' when {step}' if step else ''}; count 0 to {width - 1}; {valid} with the last. {reset.phrase}.",
        tuple(body), rows, style, ("deserializer", "sipo", "rx_shift"),
        {"width": width, "first_high": first_high, "step": bool(step), "reset": reset.phrase, "falling": falling},
    )  # fmt: skip


SIGNS: tuple[tuple[tuple[str, ...], str, Callable[[list[int]], int]], ...] = (
    (("all {n} samples are 1", "every one of the last {n} samples was 1"), "&{h}", lambda h: int(all(h))),
    (("at least one of the {n} samples is 1", "a 1 was among the last {n} samples"), "|{h}", lambda h: int(any(h))),
    (("all {n} samples are 0", "none of the last {n} samples was 1"), "~|{h}", lambda h: int(not any(h))),
    (("the two newest samples differ", "the newest sample is not equal to the one before"), "{h}[0] ^ {h}[1]", lambda h: h[0] ^ h[1]),
    (("the newest sample is 1 and the one before is 0", "the input has just gone from 0 to 1"), "{h}[0] & ~{h}[1]", lambda h: h[0] & (1 - h[1])),
    (("the newest sample is 0 and the one before is 1", "the input has just gone from 1 to 0"), "~{h}[0] & {h}[1]", lambda h: h[1] & (1 - h[0])),
    (("the oldest of the {n} samples is 1", "the sample from {n} edges ago (the oldest one kept) is 1"), "{h}[{m}]", lambda h: h[-1]),
    (("the newest and the oldest sample are equal", "the oldest of the {n} samples equals the newest"), "~({h}[0] ^ {h}[{m}])", lambda h: int(h[0] == h[-1])),
    (("an odd number of the {n} samples is 1", "the {n} samples have odd parity"), "^{h}", lambda h: sum(h) & 1),
    (("the newest two samples are both 1", "the last two samples were 1"), "{h}[0] & {h}[1]", lambda h: h[0] & h[1]),
)  # fmt: skip


@family("history", "shift registers", 1.5)
def history(d: Draw) -> Design:
    """The last samples of an input, and one to three outputs that look at them."""
    length, style = d.one((2, 3, 3, 4, 5)), d.style
    clk, reset = d.clock(), d.reset(("none", "sync", "async"))
    falling, low = d.chance(0.2), d.chance(0.3)
    source = d.name("d", "in", "x", "sig", "sample")
    enable = (d.name("en_n", "hold", "pause") if low else d.name("en", "take", "sample_en")) if d.chance(0.3) else ""
    count = d.number(1, 3)
    outs = d.names(("y0", "y1", "y2"), ("f", "g", "h"), ("p", "q", "r"), ("out_a", "out_b", "out_c"))[:count]
    reg = d.name("hist", "past", "s", "samples")
    names = [clk, reset.name, source, enable, *outs]
    chosen = d.rng.sample(SIGNS, count)
    lows = [d.chance(0.2) for _ in outs]
    told = [
        d.any(
            "{o} is {v} when {c}", "{o} is {v} if and only if {c}", "if {c}, {o} is {v}, else {u}", "{o} tells that {c} (by a {v})",
            "{o} must be {v} as long as {c}, otherwise {u}", "{o} = {u} unless {c}",
            o=out, c=d.one(words).format(n=length), v=1 - inverse, u=int(inverse),
        )
        for out, (words, _, _), inverse in zip(outs, chosen, lows, strict=True)
    ]  # fmt: skip
    if enable:
        told.append(
            d.any(
                "{w} no sample is taken and everything stays", "{w}, the clock edge is ignored", "samples are taken only {v}",
                w=when(d, enable, int(low)), v=when(d, enable, int(not low)),
            )
        )  # fmt: skip
    d.rng.shuffle(told)
    opening = d.any(
        "{i} is sampled {e}, and the last {n} samples are kept.", "Keep the {n} newest samples of {i}, taken {e}.",
        "A shift register remembers the last {n} values that {i} had {e}.", "Sample {i} {e}; the outputs look at the {n} samples taken last.",
        "{n} flip-flops in a row hold what {i} was {e}; the first has the newest sample.", i=source, e=at_edge(d, clk, falling), n=length,
    )  # fmt: skip
    opening = opening.replace("had when", "had as").replace("was when", "was as")
    text = also(laid_out(d, told, sentence(opening, names), names, shuffle=False), d.tell_reset(reset, "makes all kept samples 0"))
    codes = [code.format(h=reg, m=length - 1) for _, code, _ in chosen]
    shift = f"{reg} <= {{{reg}[{length - 2}:0], {source}}};"
    update = [f"if ({'!' * low}{enable}) {shift}" if enable else shift]
    body = [style.declare(reg, length), *d.clocked(clk, reset, [f"{reg} <= {style.literal(length, 0)};"], update, "negedge" if falling else "posedge")]
    body += [f"assign {out} = {f'~({code})' if inverse else code};" for out, code, inverse in zip(outs, codes, lows, strict=True)]
    ports = (Port(clk), *reset.ports, *([Port(enable)] if enable else []), Port(source), *(Port(out, output=True) for out in outs))

    def model(s: list[int], v: dict[str, int]) -> list[int]:
        return s if enable and v[enable] == low else [v[source], *s[:-1]]

    unknown = [] if reset.kind != "none" else [[value >> i & 1 for i in range(length)] for value in range(1 << length)]
    rows = clocked(
        d.rng, ports, clk, reset, [0] * length, model,
        lambda s, v: {out: look(s) ^ inverse for out, (_, _, look), inverse in zip(outs, chosen, lows, strict=True)},
        cycles=40, falling=falling, unknown=unknown, bias=lambda r, i: {source: int(r.random() < (0.75 if i // 8 % 2 else 0.3))},
    )  # fmt: skip
    return Design(
        "a history of samples", ports, text,
        f"{reg}: {length} bits, newest in bit 0{f', only with {enable} = {int(not low)}' if enable else ''}. "
        + " ".join(f"{out}: {'not ' * inverse}{code}." for out, code, inverse in zip(outs, codes, lows, strict=True))
        + f" {'negedge' if falling else 'posedge'}, {reset.phrase}.",
        tuple(body), rows, style, ("history", "sampler", "recent"), {"length": length, "lows": lows, "reset": reset.phrase, "falling": falling},
        wave=f"{outs[0]} looks at the last two samples of {source}: {codes[0]}, taken at the {'falling' if falling else 'rising'} edge."
        if count == 1 and length == 2 and not enable and reset.kind == "none" and not lows[0]
        else "",
    )  # fmt: skip


@family("word_matcher", "comparators", 1.5)
def word_matcher(d: Draw) -> Design:
    """A stored word is compared with an input, at once or registered, with mask, inverse output and sticky hit."""
    width, style = d.one((2, 3, 4, 4, 8)), d.style
    clk, reset = d.clock(), d.reset()
    store, data, hit = d.names(("store", "x", "hit"), ("set", "din", "match"), ("learn", "word", "same"), ("ld", "d", "eq"))
    low, inverse, registered = d.chance(0.2), d.chance(0.2), d.chance(0.4)
    mask = d.name("mask", "care", "m") if d.chance(0.35) else ""
    reg = d.name("key", "ref_word", "saved", "pat")
    names = [clk, reset.name, store, data, hit, mask]
    on, off = int(not inverse), int(inverse)
    told = [
        d.any(
            "{w}, {i} is stored as the reference word", "the reference word becomes {i} {w}", "{i} is remembered {w}, replacing the old reference",
            "{w} the internal register takes {i}", w=when(d, store, int(not low)), i=data,
        ),
        d.any(
            "{h} is {v} if {i} equals the stored word(, otherwise {u}| and {u} if it does not)", "{h} tells by a {v} that {i} and the stored word are equal; otherwise it is {u}",
            "when {i} is the same as the reference, {h} is {v}, else {u}", "{h} is {u} unless {i} matches the stored word",
            h=hit, v=on, u=off, i=data,
        ),
        d.any(
            "{h} is a register: it shows the result of comparing with the old reference at the last edge", "the comparison is registered: {h} is updated at the "
            "same clock edge, and compares with the reference as it was before that edge", "{h} changes only at the clock edge, when the word stored "
            "before that edge is compared", h=hit,
        )
        if registered
        else d.any("the comparison is combinational", "{h} does not wait for the clock", "{h} follows {i} at once", h=hit, i=data),
    ]  # fmt: skip
    if mask:
        told.append(
            d.any(
                "only bits at which {m} is 1 are compared", "bits with a 0 in {m} are ignored in the comparison", "{m} says which bits count (1) and which do not (0)",
                "where {m} has a 0, any value matches", m=mask,
            )
        )  # fmt: skip
    d.rng.shuffle(told)
    opening = d.any(
        "A pattern matcher with a {n}-bit reference that is stored {e}.", "Compare {i} with a word that was stored earlier. Storing happens {e}.",
        "(Remember|Keep) one {n}-bit word, written {e}, and compare it with {i}.", "A lock that learns its {n}-bit word ({e}) and recognizes it.",
        n=width, e=at_edge(d, clk), i=data,
    )  # fmt: skip
    does = f"clears the stored word{f' and sets {hit} to {off}' if registered else ''}"
    text = also(laid_out(d, told, sentence(opening, names), names, shuffle=False), d.tell_reset(reset, does))
    equal = f"(({data} ^ {reg}) & {mask}) == {style.literal(width, 0)}" if mask else f"{data} == {reg}"
    result = f"!({equal})" if inverse else f"({equal})"
    keep = f"if ({'!' * low}{store}) {reg} <= {data};"
    clear = [f"{reg} <= {style.literal(width, 0)};", *[f"{hit} <= 1'b{off};"] * registered]
    body = [style.declare(reg, width), *d.clocked(clk, reset, clear, [keep, *[f"{hit} <= {result};"] * registered])]
    body += [f"assign {hit} = {result};"] * (not registered)
    ports = (
        Port(clk), *reset.ports, Port(store), Port(data, width), *([Port(mask, width)] if mask else []), Port(hit, output=True, stored=registered),
    )  # fmt: skip

    def compare(word: int, v: dict[str, int]) -> int:
        same = all((word >> i & 1) == (v[data] >> i & 1) for i in range(width) if not mask or v[mask] >> i & 1)
        return on if same else off

    few = [d.rng.getrandbits(width) for _ in range(3)]
    rows = clocked(
        d.rng, ports, clk, reset, (0, off), lambda s, v: (v[data] if v[store] != low else s[0], compare(s[0], v)),
        lambda s, v: {hit: s[1] if registered else compare(s[0], v)}, cycles=44,
        bias=lambda r, i: {data: r.choice(few)} if r.random() < 0.8 else {},
    )  # fmt: skip
    return Design(
        "a matcher for a stored word", ports, text,
        f"{reg} <= {data} when {'!' * low}{store}; {hit} = {result}, {'registered' if registered else 'combinational'}. {reset.phrase}.",
        tuple(body), rows, style, ("matcher", "match", "key_lock"),
        {"width": width, "mask": bool(mask), "registered": registered, "inverse": inverse, "low": low, "reset": reset.phrase},
    )  # fmt: skip


@family("stack_pointer", "counters", 1.5)
def stack_pointer(d: Draw) -> Design:
    """A pointer moved by push and pop, growing up or down, with or without a stop at its ends."""
    width, style = d.one((2, 3, 4, 4, 8)), d.style
    clk, reset = d.clock(), d.reset()
    push, pop, sp = d.names(("push", "pop", "sp"), ("call", "ret", "ptr"), ("put", "take", "top"), ("inc", "dec", "level"))
    top = (1 << width) - 1
    down, stops = d.chance(0.5), d.chance(0.4)
    both = d.one(("hold", "hold", "push", "pop"))
    start = d.one((0, top, d.number(0, top))) if not stops else (top if down else 0)
    names = [clk, reset.name, push, pop, sp]
    away, back = ("down", "up") if down else ("up", "down")
    told = [
        d.any(
            "{w} {s} goes {a} by one", "{p} moves {s} {a} by one", "{s} {v} by 1 {w}", "the stack grows {a}wards: {w}, {s} {v} by 1",
            w=when(d, push), p=push, s=sp, a=away, v="decreases" if down else "increases",
        ),
        d.any(
            "{w} {s} goes {a} by one", "{p} moves {s} {a} by one", "{s} {v} by 1 {w}", "removing works the other way: {w}, {s} {v} by 1",
            w=when(d, pop), p=pop, s=sp, a=back, v="increases" if down else "decreases",
        ),
        {
            "hold": d.any("with both {p} and {q}, {s} stays", "{p} and {q} together change nothing", "if both are 1, {s} does not move", s=sp, p=push, q=pop),
            "push": d.any("if both are 1, {p} wins", "{p} has priority over {q}", "{q} counts only while {p} is 0", p=push, q=pop),
            "pop": d.any("if both are 1, {q} wins", "{q} has priority over {p}", "{p} counts only while {q} is 0", p=push, q=pop),
        }[both],
        d.any(
            "{s} does not wrap: it stops at 0 and at {t}", "at its ends (0 and {t}) {s} stays instead of wrapping", "{s} saturates at 0 and {t}", s=sp, t=top,
        )
        if stops
        else d.any("{s} wraps around", "past its last value {s} wraps (modulo {n})", "there is no check for overflow: {s} simply wraps", s=sp, n=top + 1),
    ]  # fmt: skip
    d.rng.shuffle(told)
    opening = d.any(
        "A {n}-bit stack pointer, updated {e}.", "{s} points into a stack. It can move {e}.", "Only the pointer {s} of a stack is needed; it changes {e}.",
        "(Make|Build) a {n}-bit pointer {s} for a stack of {m} words, clocked {e}.", n=width, s=sp, e=at_edge(d, clk), m=top + 1,
    )  # fmt: skip
    text = also(laid_out(d, told, sentence(opening, names), names, shuffle=False), d.tell_reset(reset, f"sets {sp} to {start}"))
    L: Callable[[int], str] = lambda value: style.literal(width, value)

    def line(name: str, other: str, alone: bool, up: bool) -> str:
        test = [name, *[f"!{other}"] * alone, *[f"{sp} != {L(top if up else 0)}"] * stops]
        return f"if ({' && '.join(test)}) {sp} <= {sp} {'+' if up else '-'} 1'b1;"

    first, second = (pop, push) if both == "pop" else (push, pop)
    up_first = down if first == pop else not down
    guarded = both == "hold"
    update = [line(first, second, guarded, up_first), "else " + line(second, first, guarded or stops, not up_first)]
    ports = (Port(clk), *reset.ports, Port(push), Port(pop), Port(sp, width, output=True, stored=True))

    def model(s: int, v: dict[str, int]) -> int:
        move = 0
        if v[push] and not (v[pop] and both in ("hold", "pop")):
            move = -1 if down else 1
        elif v[pop] and not (v[push] and both in ("hold", "push")):
            move = 1 if down else -1
        return max(0, min(top, s + move)) if stops else (s + move) % (top + 1)

    rows = clocked(
        d.rng, ports, clk, reset, start, model, lambda s, v: {sp: s}, cycles=56,
        bias=lambda r, i: {push: int(r.random() < (0.85 if i // 14 % 2 == 0 else 0.3)), pop: int(r.random() < (0.3 if i // 14 % 2 == 0 else 0.85))},
    )  # fmt: skip
    return Design(
        "a stack pointer", ports, text,
        f"{push} {'-1' if down else '+1'}, {pop} {'+1' if down else '-1'}, both: {both}; {'stops' if stops else 'wraps'}. Reset to {start}, {reset.phrase}.",
        tuple(d.clocked(clk, reset, [f"{sp} <= {L(start)};"], update)), rows, style, ("stack_pointer", "sp", "pointer"),
        {"width": width, "down": down, "stops": stops, "both": both, "start": start, "reset": reset.phrase},
    )  # fmt: skip
