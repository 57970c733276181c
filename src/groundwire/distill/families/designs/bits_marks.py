"""Masks, Gray codes, parity bits, running results, repeated bits."""

from __future__ import annotations

from groundwire.distill.families.design import Design
from groundwire.distill.families.draw import Draw
from groundwire.distill.families.ports import Port
from groundwire.distill.families.registry import family
from groundwire.distill.families.telling import is_level
from groundwire.distill.families.voices.bits_shared import (
    FLAGS,
    RESULTS,
    SELECTS,
    WORDS,
    Loop,
    Out,
    Values,
    example,
    joined,
    made,
    ordinal,
    over,
    span,
    two_ways,
)

_MASK_DEEDS = {
    "0": ("is 0", "is forced to 0", "reads 0"), "1": ("is 1", "is forced to 1", "reads 1"),
    "~": ("is the inverse of {x}[i]", "is {x}[i] inverted"), "b": ("is {b}[i]", "is taken from {b}[i]", "follows {b}[i]"),
}  # fmt: skip
_MASKS = (
    "Where {m}[i] is {p}, {y}[i] {d}; where it is {q}, {y}[i] {k}.",
    "Where {m}[i] is {q}, {y}[i] {k}; where it is {p}, {y}[i] {d}.",
    "{y}[i] {k}, except where {m}[i] = {p}: there it {d}.",
    "{m} is a mask for {x}, bit by bit. A {p} in it means that {y}[i] {d}. A {q} means that {y}[i] {k}.",
    "Only at places where {m} holds a {q} is {x} seen on {y}. At all other places {y}[i] {d}.",
    "{y}, bit by bit:\n- {m}[i] = {p}: {y}[i] {d}\n- {m}[i] = {q}: {y}[i] {k}",
    "{y}, bit by bit:\n- {m}[i] = {q}: {y}[i] {k}\n- {m}[i] = {p}: {y}[i] {d}",
    "i've got a word {x} and a mask {m}. if a mask bit is {p}, the same bit of {y} {d}, if it isn't, {y} just has the bit of "
    "{x}.",
    "Masks come in two polarities, and everybody has a favourite. {ex} In this one a {q} protects: {y}[i] then {k}. A bit that "
    "is "
    "not protected: {y}[i] {d}.",
    "What does a {p} in {m} do? It makes that {y}[i] {d}. And a {q}? With it {y}[i] {k}.",
    "Let {x} through to {y} in every position in which {m} is not {p}. In the positions that are left, {y}[i] {d}. {ex}",
    "Bitwise, with no loop: {y}[i] {d} in case {m}[i] equals {p} and {k} in case it does not.",
    "The interrupt (people|team) want {y} as follows. Positions with {m}[i] = {q}: {y}[i] {k}. Positions with {m}[i] = {p}: "
    "{y}[i] {d}.",
)  # fmt: skip


@family("bits_masked", "masks", 1.0)
def bits_masked(d: Draw) -> Design:
    """A mask of either polarity clears, sets, inverts or replaces the bits of a word one by one."""
    w = d.one((2, 3, 4, 4, 8, 8, 8, 16, 32, 64, 100))
    deed, p = d.one(("0", "0", "1", "1", "~", "b", "b")), d.number(0, 1)
    x, m = d.names(
        ("x", "m"), ("data", "mask"), ("in", "mask"), ("a", "k"), ("d", "be"), ("old", "sel"), ("word", "strobe"), ("v", "en")
    )
    b = d.name("b", "alt", "new_bits", "z", "fresh", "t", "other") if deed == "b" else ""
    y = d.name(*RESULTS)
    full = (1 << w) - 1

    def value(v: Values) -> dict[str, int]:
        hit = v[m] if p else v[m] ^ full
        put = {"0": 0, "1": full, "~": v[x] ^ full}[deed] if deed != "b" else v[b]
        return {y: v[x] & (hit ^ full) | put & hit}

    on, off = (m, f"~{m}") if p else (f"~{m}", m)
    code = {"0": f"{x} & {off}", "1": f"{x} | {on}", "~": f"{x} ^ {on}", "b": f"({b} & {on}) | ({x} & {off})"}[deed]
    ins, outs = [Port(x, w), Port(m, w), *([Port(b, w)] if b else [])], [Out(y, w, code)]
    d.rng.shuffle(ins)
    worked = example(d, ins, outs, value)
    text = d.any(
        *_MASKS, x=x, y=y, m=m, p=p, q=1 - p, d=d.any(*_MASK_DEEDS[deed], x=x, b=b), ex=worked,
        k=d.any("is {x}[i]", "equals {x}[i]", "shows {x}[i]", x=x),
    )  # fmt: skip
    done = {"0": "0", "1": "1", "~": f"~{x}[i]", "b": f"{b}[i]"}[deed]
    notes = [f"{m}[i]={p}: {done}; {m}[i]={1 - p}: {x}[i]", f"{y} = {code}"]
    return made(d, d.one(("a mask", "a bitwise mask", "a masked word")), ("mask", "bit_mask", "merge"), ins, outs, text, notes,
        value,
                {"deed": deed, "p": p, "w": w}, worked=worked)  # fmt: skip


_CODES = {"gray": ("Gray code", "reflected Gray code", "Gray"), "binary": ("binary", "ordinary binary", "plain binary code")}
_GRAY = (
    "{y} is {x} converted from {a} to {b}. {s}",
    "Convert {x}, which is in {a}, to {b} on {y}. {s}",
    "Code converter: in {a} ({x}), out {b} ({y}). {s}",
    "{x} carries a number in {a}. {y} must carry the same number in {b}. {s}",
    "Not {b} to {a} but {a} to {b}: input {x}, output {y}. {s}",
    "In Gray code two neighbouring numbers differ in one bit only, which is why encoders use it. {ex} Here {x} is {a} and {y} "
    "should "
    "be {b}. {s}",
    "- input {x}: {a}\n- output {y}: {b}, same number\n{s}",
    "what's the verilog for going to {b}? i have the number as {a} on {x} and want it on {y}. {s}",
    "{y} ({b}) follows {x} ({a}). {s}",
    "The part behind this one understands {b} only, while {x} comes as {a}. Translate it to {y}. {s}",
    "A number leaves on {y}, coded in {b}; it arrived on {x}, coded in {a}. {s} {ex}",
    "Fill the gap: {x} ({a}) -> ? -> {y} ({b}). {s}",
)  # fmt: skip


@family("bits_gray", "codes", 1.0)
def bits_gray(d: Draw) -> Design:
    """Binary to Gray or Gray to binary; a select may switch to the opposite conversion, or to none."""
    w = d.one((3, 4, 4, 5, 6, 8, 8, 16, 32, 64))
    d.name("i")
    x, y = d.name("x", "a", "in", "code", "d", "val", "num", "pos", "cnt"), d.name(*RESULTS)
    to_gray = d.chance(0.5)
    mode = d.one(("plain", "plain", "either", "none")) if w <= 8 else "plain"
    s, p = (d.name(*SELECTS), d.number(0, 1)) if mode != "plain" else ("", 1)

    def convert(word: int, gray: bool) -> int:
        return word ^ word >> 1 if gray else over(0, w, lambda i: (word >> i).bit_count())

    def value(v: Values) -> dict[str, int]:
        if not s or v[s] == p:
            return {y: convert(v[x], to_gray)}
        return {y: v[x] if mode == "none" else convert(v[x], not to_gray)}

    taps = joined(*(f"^{span(x, w - 1, i, w)}" if i < w - 1 else f"{x}[{i}]" for i in range(w - 1, -1, -1)))

    def line(which: str) -> str:
        if which == "gray":
            return f"{y} = {x} ^ ({x} >> 1);"
        return f"{y} = {x};" if which == "none" else f"{y} = {taps};"

    first = "gray" if to_gray else "binary"
    second = "none" if mode == "none" else "binary" if to_gray else "gray"
    code = f"{x} ^ ({x} >> 1)" if to_gray else taps
    loop = None
    if s:
        yes, no = (line(first), line(second)) if p else (line(second), line(first))

        loop = Loop((), (f"if ({s})", f"  {yes}", "else", f"  {no}"), hint=False)
    elif not to_gray and (w > 5 or d.chance(0.5)):
        loop = Loop(("integer i;",), (f"for (i = 0; i < {w}; i = i + 1)", f"  {y}[i] = ^({x} >> i);"))
    a, b = (d.one(_CODES[one]) for one in (("binary", "gray") if to_gray else ("gray", "binary")))
    on, off = is_level(d, s, p, True), is_level(d, s, 1 - p, True)
    told = "" if not s else d.any(
        *(("That is so when {on}; when {off} {y} is just {x}.", "But {s} = {q} turns the conversion off: {y} = {x}.",
           "Convert only if {on}. If {off}, pass {x} on.") if mode == "none" else
          ("That is so when {on}; when {off} convert the other way round.", "But {s} = {q} asks for the opposite conversion.",
           "{s} = {p} selects this; {s} = {q} selects the conversion from {b} to {a}.")),
        on=on, off=off, x=x, y=y, s=s, p=p, q=1 - p, a=a, b=b,
    )  # fmt: skip
    ins, outs = [Port(x, w), *([Port(s)] if s else [])], [Out(y, w, code)]
    worked = example(d, ins, outs, value, {s: p} if s else {})
    text = d.any(*_GRAY, x=x, y=y, a=a, b=b, s=told, ex=worked)
    if s and d.chance(0.5):
        back = f"{x} itself" if mode == "none" else f"{x} converted from {b} to {a}"
        text = two_ways(d, x, y, s, p, on, off, f"{x} converted from {a} to {b}", back, worked)
    ways = {
        "gray": f"binary to Gray: {y} = {x} ^ ({x} >> 1)",
        "binary": f"Gray to binary: {y}[i] = XOR of {x}[{w - 1}] down to {x}[i] = ^({x} >> i)", "none": f"{y} = {x}",
    }  # fmt: skip
    notes = [f"{f'{s}={p}: ' if s else ''}{ways[first]}"]
    if s:
        notes.append(f"{s}={1 - p}: {ways[second]}")
    return made(d, d.one(("a code converter", "a Gray code converter")), ("gray_conv", "code_conv", "converter"), ins, outs,
        text, notes,
                value, {"to_gray": to_gray, "mode": mode, "p": p, "w": w}, worked=worked, loop=loop)  # fmt: skip


_PARITY_BIT = (
    "{o} is the {e} parity bit of {x}.",
    "Generate {e} parity for {x} on {o}.",
    "{o} is chosen such that {x} and {o} together hold {an} number of ones.",
    "Together with {o}, {x} must always contain {an} count of ones.",
    "A parity bit makes single errors visible. {ex} The convention is {e}: counting the ones of {x} and the bit {o} itself, the "
    "sum is "
    "{e}, never {u}.",
    "- data {x}\n- parity {o}\n- kind: {e} (not {u})",
    "need the parity bit {o} for {x}, and no, not {u} parity, {e} please",
    "Serial transmitter, parity generator: {e} parity over the bits of {x}, output {o}.",
    "If {x} has an odd number of ones, {o} is {i}; else {o} is {j}.",
    "{o} = {j} tells that the number of ones in {x} is even, {o} = {i} that it is odd.",
    "How many of the bits of {x} are 1? If that count is even, {o} is {j}. If it is odd, {o} is {i}.",
    "The receiver expects {e} parity. Add the bit {o} to {x} accordingly. {ex}",
)  # fmt: skip
_PARITY_WORD = (
    "{o} is {x} with its {e} parity bit {w}.",
    "Append {e} parity to {x}: {o} holds the data and, {w}, the parity bit.",
    "{o} must contain {an} number of ones at all times. It consists of {x} and one more bit {w}.",
    "The coded word {o} has its parity bit {w}. The other bits are {x}, in order. Parity is {e}.",
    "A parity bit makes single errors visible. {ex} Here it stands {w} of {o}, beside the data {x}, and makes the total number "
    "of ones "
    "{e}.",
    "- data {x}\n- coded {o}\n- parity: {e}, {w}",
    "please send {x} out as {o} with {e} (not {u}) parity {w}",
    "Parity encoder. Where does the new bit go? It goes {w} of {o}. What is it? It completes the ones of {x} to {an} number.",
    "With {x} unchanged in its other bits, {o} carries {w} a bit for {e} parity.",
)  # fmt: skip
_PARITY_CHECK = (
    "{x} was received with {e} parity, all its bits included. {o} is {t} if the parity is wrong and {f} if it is right.",
    "{o} is {t} when {x} holds {anu} number of ones, because parity should be {e}; else it is {f}.",
    "Parity checker for {x} ({e} parity, the parity bit is one of its bits). An error gives {o} = {t}, a good word {o} = {f}.",
    "Check {x}. A good word has {an} number of ones and leads to {o} = {f}. A bad one leads to {o} = {t}.",
    "- word with parity bit: {x}\n- convention: {e}\n- {o} = {t}: violated\n- {o} = {f}: fulfilled",
    "is the {e} parity of {x} broken? then {o} goes to {t}. as long as it's fine {o} is {f}.",
    "A parity bit makes single errors visible. {ex} Words {x} should have {an} number of ones in all. Let {o} be {f} for these "
    "words "
    "and {t} for others.",
    "{o} must be {f} exactly if the number of ones in {x} is {e}; otherwise {t}.",
    "Receiver, last stage: {o} reports {t} on a parity error in {x}. The sender uses {e} parity. {o} reads {f} otherwise.",
)  # fmt: skip


@family("bits_parity_mark", "parity", 1.0)
def bits_parity_mark(d: Draw) -> Design:
    """Even or odd parity: the bit alone, the word with the bit at either end, or a check of either polarity."""
    w = d.one((3, 4, 4, 5, 7, 8, 8, 8, 16, 32, 64, 100))
    kind, odd = d.one(("bit", "bit", "word", "check")), d.chance(0.5)
    x = d.name(*WORDS)
    even_word, odd_word = ("odd", "even") if odd else ("even", "odd")
    t, top = int(d.chance(0.6)), d.chance(0.5)
    o = d.name(*(RESULTS if kind == "word" else ("p", "par", "parity", "err", *FLAGS)))

    def value(v: Values) -> dict[str, int]:
        ones = v[x].bit_count() & 1
        bit = ones ^ int(odd)
        if kind == "bit":
            return {o: bit}
        if kind == "word":
            return {o: bit << w | v[x] if top else v[x] << 1 | bit}
        return {o: t if bit else 1 - t}

    par = f"~^{x}" if odd else f"^{x}"
    code = par
    if kind == "word":
        code = f"{{{par}, {x}}}" if top else f"{{{x}, {par}}}"
    elif kind == "check":
        code = f"^{x}" if odd != bool(t) else f"~^{x}"
    ins, outs = [Port(x, w)], [Out(o, w + 1 if kind == "word" else 1, code)]
    worked = example(d, ins, outs, value)
    place = d.one(("at the top", "at the left end", "as the most significant bit") if top
                  else ("at the bottom", "at the right end", "as the least significant bit"))  # fmt: skip
    text = d.any(
        *{"bit": _PARITY_BIT, "word": _PARITY_WORD, "check": _PARITY_CHECK}[kind], x=x, o=o, e=even_word, u=odd_word, w=place,
            t=t,
        f=1 - t, i=int(not odd), j=int(odd), ex=worked, an=f"an {even_word}", anu=f"an {odd_word}",
    )  # fmt: skip
    if kind == "check":
        notes = [f"good: {even_word} ones in {x} -> {1 - t}; bad: {odd_word} -> {t}", f"^{x} is 1 for odd: {o} = {code}"]
    else:
        notes = [f"{even_word} parity: total of ones {even_word}, so bit = {par}"]
        if kind == "word":
            notes.append(f"bit {'on top' if top else 'at the bottom'}: {code}")
    return made(d, {"bit": "a parity generator", "word": "a parity encoder", "check": "a parity checker"}[kind],
                ("parity", "par_gen" if kind != "check" else "par_check", "parity_unit"), ins, outs, text, notes, value,
                {"kind": kind, "odd": odd, "t": t, "top": top, "w": w}, worked=worked)  # fmt: skip


_FROM = {
    (True, True): ("{x}[i] and all bits above it", "{x}[{h}] down to {x}[i]", "bit i of {x} and everything left of it"),
    (True, False): ("the bits of {x} above bit i", "all bits of {x} that stand left of bit i (not bit i itself)"),
    (False, True): ("{x}[i] and all bits below it", "{x}[0] up to {x}[i]", "bit i of {x} and everything right of it"),
    (False, False): ("the bits of {x} below bit i", "all bits of {x} that stand right of bit i (not bit i itself)"),
}
_RUN_RULES = {
    "|": ("there is a 1 among {g}", "at least one of {g} is 1", "not all of {g} are 0"),
    "&": ("there is no 0 among {g}", "none of {g} is 0", "all of {g} are 1"),
    "^": ("there is an odd number of ones among {g}", "the number of ones in {g} is odd"),
}
_RUNNING = (
    "{y}[i] is 1 if {c}, else 0. {e}",
    "Each bit {y}[i] says by a 1 that {c}. {e}",
    "In general {y}[i] = 1 <=> {c}. {e}",
    "Prefix logic: bit i of {y} is set when {c} and clear otherwise. {e}",
    "Walk along {x} and keep a running result. {ex} At index i the result is 1 exactly when {c}; write it to {y}[i]. {e}",
    "- for each i: {y}[i] = 1 when {c}\n- else {y}[i] = 0\n- {e}",
    "need a little chain: {y}[i] goes high as long as {c}. {e}",
    "Is it true for place i that {c}? If so {y}[i] is 1, if not it is 0. {e}",
    "A ripple of gates runs through {x}. Tap i of it is {y}[i], which is high only if {c}. {e} {ex}",
    "Not every bit of {x} counts for every bit of {y}. {y}[i] should be 1 whenever {c}, and 0 whenever that is not so. {e}",
    "Write, without a clock, the thermometer-like vector {y}: position i reads 1 provided that {c}. {e}",
    "{y}, bit i: {c}? 1 : 0. {e}",
)  # fmt: skip


@family("bits_running", "vectors", 1.0)
def bits_running(d: Draw) -> Design:
    """OR, AND or XOR of all bits from an end of a vector to each bit, the bit itself in or out."""
    w = d.one((3, 4, 4, 5, 8, 8, 16, 32, 100))
    d.name("i")
    x, y = d.name(*WORDS), d.name(*RESULTS)
    op, above, own = d.one(("|", "&", "^")), d.chance(0.5), d.chance(0.65)
    first = w - 1 if above else 0
    start = int(op == "&")

    def group(i: int) -> range:
        return range(i + (not own), w) if above else range(i + own)

    def value(v: Values) -> dict[str, int]:
        def one(i: int) -> int:
            bits = [v[x] >> j & 1 for j in group(i)]
            return int({"|": any(bits), "&": all(bits), "^": sum(bits) % 2}[op])

        return {y: over(0, w, one)}

    head = f"{x}[{first}]" if own else f"1'b{start}"
    prior = "i + 1" if above else "i - 1"
    loop_head = f"for (i = {w - 2}; i >= 0; i = i - 1)" if above else f"for (i = 1; i < {w}; i = i + 1)"
    chain = f"{y}[{prior}] {op} {x}[{'i' if own else prior}]"
    loop = None
    code = ""
    if w > 5 or d.chance(0.4):
        loop = Loop(("integer i;",), (f"{y}[{first}] = {head};", loop_head, f"  {y}[i] = {chain};"))
    else:
        taps = []
        for i in range(w - 1, -1, -1):
            bits = group(i)
            taps.append(
                f"1'b{start}" if not bits else f"{op}{span(x, bits[-1], bits[0], w)}" if len(bits) > 1 else f"{x}[{bits[0]}]"
            )
        code = joined(*taps)
    ins, outs = [Port(x, w)], [Out(y, w, code)]
    worked = example(d, ins, outs, value)
    end = d.any("So {y}[{f}] is {v}.", "That makes {y}[{f}] {z}.", "For i = {f} this is {v}.", y=y, f=first, z=f"equal to "
        f"{x}[{first}]" if own
                else f"constant {start}", v=f"{x}[{first}]" if own else f"always {start}, since no bits are left")  # fmt: skip
    text = d.any(*_RUNNING, x=x, y=y, e=end, ex=worked, c=d.any(*_RUN_RULES[op], g=d.any(*_FROM[above, own], x=x, h=w - 1)))
    notes = [f"{y}[i] = {op} of {x} from {'the top down' if above else 'bit 0 up'} to i, i {'included' if own else 'excluded'}",
             f"{y}[{first}] = {head}; {y}[i] = {chain}"]  # fmt: skip

    def bias(rng: object, cycle: int) -> Values:
        some = d.rng.getrandbits(w) & d.rng.getrandbits(w) & ((1 << d.number(1, w)) - 1)
        return {x: d.one((some, some ^ ((1 << w) - 1), d.rng.getrandbits(w), 1 << d.number(0, w - 1)))}

    return made(d, d.one(("a running result along a vector", "a prefix chain", "a chain through a vector")), ("prefix",
        "chain", "ripple"),
                ins, outs, text, notes, value, {"op": op, "above": above, "own": own, "w": w}, worked=worked, loop=loop,
                    bias=bias)  # fmt: skip


_REPEATS = {
    "whole": ("{k} copies of the whole of {x}, one after the other", "{x} repeated {k} times as a block"),
    "bits": ("each bit of {x} repeated {k} times, the order of the bits being kept", "{x} with every bit stretched to {k} equal "
    "bits"),
    "top": ("{m} copies of the top bit of {x}", "{x}[{h}] in all of its {m} bits", "the leftmost bit of {x} spread over {m} "
    "bits"),
    "low": ("{m} copies of bit 0 of {x}", "{x}[0] in all of its {m} bits", "the rightmost bit of {x} spread over {m} bits"),
    "flip": ("{x} in the upper half and the inverse of {x} in the lower half", "{x}, followed on the right by its complement"),
    "flop": ("the inverse of {x} in the upper half and {x} in the lower half", "the complement of {x}, followed on the right by "
    "{x}"),
}  # fmt: skip
_REPEAT = (
    "{y} is {a}.",
    "Output {y}: {a}.",
    "Fill {y} with {a}.",
    "{y} has {m} bits, all made from {x}: it holds {a}.",
    "Replication operators can be nested and joined. {ex} The task: let {y} be {a}.",
    "- in {x} ({n} bits)\n- out {y} ({m} bits)\n- contents of {y}: {a}",
    "pls make {y} = {a}",
    "What belongs on {y} is {a}. No arithmetic is needed.",
    "A pattern generator fed with {x} must show {a} on {y}. {ex}",
    "How is {a} written in Verilog without typing every bit? Assign it to {y}.",
    "For test purposes {y} shall consist of {a}.",
    "The {m}-bit vector {y} equals {a}; take care not to mix up bits and blocks.",
)  # fmt: skip


@family("bits_repeated", "vectors", 1.0)
def bits_repeated(d: Draw) -> Design:
    """A word repeated as a block or bit by bit, one of its end bits spread, or the word beside its complement."""
    kind = d.one(("whole", "whole", "bits", "bits", "top", "low", "flip", "flop"))
    n = d.number(2, 4) if kind == "bits" else d.one((2, 3, 4, 5, 8, 8))
    k = 2 if kind in ("flip", "flop") else d.number(2, 4)
    m = d.one((n, n * 2, 8, 16, 32)) if kind in ("top", "low") else n * k
    x, y = d.name(*WORDS), d.name(*RESULTS)

    def value(v: Values) -> dict[str, int]:
        word, mask = v[x], (1 << n) - 1
        if kind == "bits":
            return {y: sum((word >> i & 1) * ((1 << k) - 1) << i * k for i in range(n))}
        if kind in ("top", "low"):
            return {y: ((1 << m) - 1) * (word >> (n - 1) if kind == "top" else word & 1)}
        if kind == "whole":
            return {y: sum(word << i * n for i in range(k))}
        return {y: word << n | word ^ mask if kind == "flip" else (word ^ mask) << n | word}

    code = {
        "whole": f"{{{k}{{{x}}}}}", "bits": joined(*(f"{{{k}{{{x}[{i}]}}}}" for i in range(n - 1, -1, -1))),
        "top": f"{{{m}{{{x}[{n - 1}]}}}}", "low": f"{{{m}{{{x}[0]}}}}", "flip": f"{{{x}, ~{x}}}", "flop": f"{{~{x}, {x}}}",
    }[kind]  # fmt: skip
    ins, outs = [Port(x, n)], [Out(y, m, code)]
    worked = example(d, ins, outs, value)
    count = k if d.chance(0.6) else ordinal(k)
    text = d.any(*_REPEAT, x=x, y=y, n=n, m=m, ex=worked, a=d.any(*_REPEATS[kind], x=x, k=count, m=m, h=n - 1))
    what = {"whole": f"{x} as a block, {k} times", "bits": f"each bit {k} times, [{n - 1}] first", "top": f"{x}[{n - 1}] {m} "
    "times",
            "low": f"{x}[0] {m} times", "flip": f"{x} on top, ~{x} below", "flop": f"~{x} on top, {x} below"}[kind]  # fmt: skip
    return made(d, d.one(("a replication", "a vector made of copies")), ("repeat_bits", "copies", "replicate"), ins, outs, text,
                [f"{what}: {m} bits", f"{y} = {code}"], value, {"kind": kind, "n": n, "k": k, "m": m}, worked=worked)  # fmt: skip
