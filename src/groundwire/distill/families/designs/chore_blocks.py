"""Blocks of bits in a stream, each judged by what it holds."""

from __future__ import annotations

import random

from groundwire.distill.families.design import Design
from groundwire.distill.families.draw import Draw
from groundwire.distill.families.ports import Port
from groundwire.distill.families.registry import family
from groundwire.distill.families.voices.chore_shared import BITS, GATES, Chore
from groundwire.distill.families.voices.everyday_machines import tests

_BLOCKS = (
    "The stream {x}{g} is cut into blocks of {n} bits, one bit {t}. {k} {a} {rr}",
    "{k} The blocks are {n} bits of {x} each, taken one {t}{g}, without gaps. {a} {rr}",
    "for every {n} bits on {x} ({t}{g}) i need a summary. {k} {a} {rr}",
    "{rr} The bit that comes then is the first of a block; {n} bits of {x} make one, one being read {t}{g}. {k} {a}",
    "Block statistics.\n- block: {n} bits from {x}, read {t}{g}\n- {k}\n- {a}\n- {rr}",
    "Exam: every {n} bits of {x}, the next block beginning right after, shall be judged. {k} A bit is read {t}{g}. {a} {rr}",
    "A cashier checks {n} coins at a time: a 1 on {x} is a good coin, a 0 a bad one, one coin {t}{g}. {k} {a} {rr}",
    "{a} {k} This concerns blocks of {n} consecutive bits of {x}; a bit is read {t}{g}. {rr}",
    "Given {n} bits have been read from {x} (one {t}{g}), when the last of them is taken, then a verdict is due. {k} "
    "{a} {rr} The next "
    "bit starts a new block.",
)


@family("chore_block_tally", "serial", 1.0)
def chore_block_tally(d: Draw) -> Design:
    """Bits in blocks of a fixed length, each judged by what it holds."""
    f = Chore(d, "cnt", "ones", "total", "last")
    x = d.name(*(name for (name,) in BITS))
    en = d.name(*GATES) if d.chance(0.35) else ""
    mark = d.name("sync", "begin_i", "align", "restart", "mark", "resync") if d.chance(0.3) else ""
    n = d.one((3, 4, 5, 6, 7, 8))
    res, done = d.names(("pass", "ready"), ("res", "fin"), ("verdict", "strobe_o"), ("flag", "upd"), ("ok", "tick"), ("y", "v"))
    hold, with_done, bit = d.chance(0.5), d.chance(0.4), int(d.chance(0.75))
    kind, c = d.one(("least", "exact", "most", "odd", "even", "count", "between")), d.number(1, n - 1)
    h = d.number(c, n - 1)
    w = n.bit_length()
    what = {
        "least": f"at least {c} of them {'is' if c == 1 else 'are'} {bit}",
        "exact": f"exactly {c} of them {'is' if c == 1 else 'are'} {bit}",
        "most": f"not more than {c} of them {'is' if c == 1 else 'are'} {bit}",
        "odd": f"the number of {bit}s among them is odd",
        "even": f"the number of {bit}s among them is even",
        "between": f"the number of {bit}s among them is {c}, {h} or in between",
        "count": "",
    }[kind]
    if kind == "between" and c == h:
        what = f"the number of {bit}s among them is {c}"
    told = (
        d.any("{r} gets the number of {b}s in the block", "The count of {b}s of the block goes to {r}", r=res, b=bit)
        if kind == "count"
        else d.any("{r} gets 1 if {w}, else 0", "If {w}, {r} becomes 1, otherwise 0", r=res, w=what)
    )
    told += d.any(" at the edge that takes the last bit of a block", ", by the edge that reads a block's last bit")
    told += (
        d.any(". It keeps this until the next block is complete.", "; it is held until the end of the next block.")
        if hold
        else d.any("; at every other edge it gets 0.", ". It is 0 after all other edges.")
    )
    if with_done:
        told += d.any(" {d} is 1 for the one cycle after each such edge.", " Each such edge sets {d} for one cycle.", d=done)
    if mark:
        told += d.any(
            " {m} = 1 at an edge takes no bit and drops the block begun: the next bit is the first of a block. {k}",
            " An edge with {m} high only restarts the block (no bit is taken there). {k}",
            m=mark,
            k=f"{res} is kept then." if hold else f"{res} gets 0 then.",
        )
        told = told if not with_done else f"{told[:-1]}, and {done} gets 0."
    after = d.any("Bits are not taken while {e} is 0.", "With {e} at 0 the bit is skipped.", e=en) if en else ""
    text = d.any(
        *_BLOCKS,
        **f.slots(
            d.any("starts a new block and sets {r} to 0", "clears {r} and begins with a fresh block", r=res)
            + (f" ({done} too)" if with_done else "")
        ),
        x=x,
        g=f" when {en} is 1" if en else "",
        n=n,
        k=told,
        a=after,
    )
    cb = (n - 1).bit_length()
    value = {
        "least": f"total >= {w}'d{c}",
        "exact": f"total == {w}'d{c}",
        "most": f"total <= {w}'d{c}",
        "odd": "total[0]",
        "even": "!total[0]",
        "count": "total",
        "between": f"total >= {w}'d{c} && total <= {w}'d{h}",
    }[kind]
    zero = f"{w}'d0" if kind == "count" else "1'b0"
    parts = [*([en] if en else []), *([f"!{mark}"] if mark else []), f"cnt == {cb}'d{n - 1}"]
    body = [
        d.style.declare("cnt", cb),
        d.style.declare("ones", w),
        f"wire [{w - 1}:0] total = ones + {{{w - 1}'d0, {tests(x, bit)}}};",
        f"wire last = {' && '.join(parts)};",
    ]
    body[2] = body[2].replace("!" + x, "~" + x)
    lines = [f"if (last) {res} <= {value};" if hold else f"{res} <= last ? {value} : {zero};"]
    if with_done:
        lines.append(f"{done} <= last;")
    fresh = f"begin cnt <= {cb}'d0; ones <= {w}'d0; end"
    lines += [
        f"if ({mark} || last) {fresh}" if mark else f"if (last) {fresh}",
        f"else {f'if ({en}) ' if en else ''}begin cnt <= cnt + {cb}'d1; ones <= total; end",
    ]
    clear = [f"cnt <= {cb}'d0;", f"ones <= {w}'d0;", f"{res} <= {zero};", *([f"{done} <= 1'b0;"] if with_done else [])]
    body += f.always(clear, lines)
    why = [
        f.reset_line(f"cnt 0, ones 0, {res} 0"),
        f"cnt {cb} bits 0..{n - 1}, ones {w} bits, total = ones + ({x}=={bit})",
        "last: " + ", ".join([*([f"{en}=1"] if en else []), *([f"{mark}=0"] if mark else []), f"cnt=={n - 1}"]),
        f"last: {res} = {value.replace(f'{w}{chr(39)}d', '')}"
        + ("" if hold else ", else 0")
        + (f"; {done}=last" if with_done else ""),
        (f"{mark} or " if mark else "") + "last: cnt 0, ones 0; else " + (f"if {en} " if en else "") + "cnt+1, ones=total",
    ]

    def update(state: tuple[tuple[int, ...], int, int], v: dict[str, int]) -> tuple[tuple[int, ...], int, int]:
        past, shown, _ = state
        rest = shown if hold else 0
        if mark and v[mark]:
            return (), rest, 0
        if en and not v[en]:
            return past, rest, 0
        past = (*past, v[x])
        if len(past) < n:
            return past, rest, 0
        k = past.count(bit)
        good = {"least": k >= c, "exact": k == c, "most": k <= c, "odd": k % 2 == 1, "even": k % 2 == 0, "between": c <= k <= h}
        return (), k if kind == "count" else int(good[kind]), 1

    def bias(r: random.Random, _: int) -> dict[str, int]:
        return ({en: int(r.random() < 0.8)} if en else {}) | ({mark: int(r.random() < 0.06)} if mark else {})

    return f.finish(
        d.one(("a block counter", "a block judge", "a tally over blocks of bits")),
        ("tally", "blocks", "judge"),
        [Port(name) for name in (x, en, mark) if name],
        [
            Port(res, w if kind == "count" else 1, output=True, stored=True),
            *([Port(done, output=True, stored=True)] if with_done else []),
        ],
        text,
        why,
        body,
        ((), 0, 0),
        update,
        lambda s, v: {res: s[1]} | ({done: s[2]} if with_done else {}),
        {"n": n, "kind": kind, "c": c, "h": h, "bit": bit, "hold": hold, "done": with_done, "en": bool(en), "mark": bool(mark)},
        bias=bias,
        cycles=130,
    )
