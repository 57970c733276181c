"""Shifts of drawn kinds, and scans of requests."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from groundwire.distill.families.design import Design
from groundwire.distill.families.draw import Draw
from groundwire.distill.families.models import combinational, signed
from groundwire.distill.families.ports import Port
from groundwire.distill.families.registry import family
from groundwire.distill.families.voices.wire_shared import (
    Case,
    Item,
    Values,
    body_of,
    case_body,
    case_notes,
    case_value,
    local,
    notes_of,
    outputs_of,
    placed,
    tell_cases,
    tell_items,
    test,
    values_of,
)


def _list(places: list[int], values: list[int]) -> str:
    return ", ".join(f"[{p}] {v}" for p, v in zip(places, values, strict=True))


def _chain(word: str, places: list[int], values: list[int], width: int, last: int, d: Draw, want: int = 1) -> str:
    sign = "" if want else "!"
    arms = [f"{sign}{word}[{p}] ? {d.style.literal(width, v, 'd')}" for p, v in zip(places, values, strict=True)]
    return " : ".join([*arms, d.style.literal(width, last, "d")])


WORDS = ("x", "in", "data", "vec", "w", "d", "bits", "word", "mask_in", "a")
OUTS = ("y", "out", "z", "cnt", "n", "pos", "flag", "hit", "o1", "res", "f", "num", "q", "info", "e")


_SHIFT_OPENINGS = (
    "{x} is moved by {n} places; the way is chosen by {s}.",
    "A shifter: data {x}, distance {n}, control {s}, result {o}.",
    "Shift unit of a CPU. {n} is the amount, {s} the kind.",
    "{o} is {x} shifted somehow, {n} bits far.",
    "Write a barrel shifter with modes. {s} is the mode, {n} the distance.",
    "Moving the bits of {x}: {s} says how, {n} how far.",
    "Alignment network from {x} to {o}, steered by {s} and {n}.",
    "I want a shifter on {x} ({w} bits).",
    "{o} is {x} after a move whose kind is {s} and whose distance is {n}.",
)


@family("wire_shift_menu", "shifters", 1.0)
def wire_shift_menu(d: Draw) -> Design:
    """A shifter with a drawn table of kinds: logical, arithmetic, rotating, filling, reversed, masked."""
    w, bits = d.one((4, 8, 8, 16, 32)), d.one((1, 2, 2, 3))
    x, n = d.name(*WORDS), d.name("amt", "sh", "n", "delta", "by", "shamt", "k")
    s, o = d.name("mode", "kind", "op", "dir", "ctl", "type_sel"), d.name("y", "out", "shifted", "res", "z", "dout", "q")
    size, mask = w.bit_length() - 1, (1 << w) - 1
    count = {1: 2, 2: d.number(3, 4), 3: d.number(4, 5)}[bits]
    pool: list[tuple[tuple[str, ...], str, Callable[[int, int], int]]] = [
        ((f"{x} shifted left by {n}, zeros come in", f"{x} << {n}"), f"{x} << {n}", lambda p, k: p << k),
        ((f"{x} shifted right by {n}, zeros come in", f"{x} >> {n}"), f"{x} >> {n}", lambda p, k: p >> k),
        (
            (f"{x} shifted right by {n} with copies of the sign bit", f"the arithmetic right shift of {x} by {n}"),
            f"$signed({x}) >>> {n}",
            lambda p, k: signed(p, w) >> k,
        ),
        ((f"{x} rotated left by {n}",), f"({x} << {n}) | ({x} >> ({w} - {n}))", lambda p, k: p << k | p >> (w - k)),
        ((f"{x} rotated right by {n}",), f"({x} >> {n}) | ({x} << ({w} - {n}))", lambda p, k: p >> k | p << (w - k)),
        ((f"{x} shifted left by {n}, ones come in",), f"~(~{x} << {n})", lambda p, k: (p << k) | (1 << k) - 1),
        ((f"{x} shifted right by {n}, ones come in",), f"~(~{x} >> {n})", lambda p, k: (p >> k) | (mask << w >> k)),
        ((f"{x} with its lowest {n} bits set to 0",), f"({x} >> {n}) << {n}", lambda p, k: p >> k << k),
        ((f"the inverse of {x}, shifted left by {n} (zeros come in)",), f"~{x} << {n}", lambda p, k: (~p & mask) << k),
        ((f"a word with only bit number {n} set",), f"{w}'d1 << {n}", lambda p, k: 1 << k),
        ((f"{x} with bit number {n} inverted",), f"{x} ^ ({w}'d1 << {n})", lambda p, k: p ^ 1 << k),
        ((f"{x} with bit number {n} cleared",), f"{x} & ~({w}'d1 << {n})", lambda p, k: p & ~(1 << k)),
        ((f"{x} with bit number {n} set",), f"{x} | ({w}'d1 << {n})", lambda p, k: p | 1 << k),
    ]
    picks = d.rng.sample(pool, count)
    codes = list(range(count)) if d.chance(0.5) else d.rng.sample(range(1 << bits), count)
    cases = [
        Case((code,), says, expression, lambda v, f=function: f(v[x], v[n]) & mask)  # type: ignore[misc]
        for code, (says, expression, function) in zip(codes, picks, strict=True)
    ]
    spare = count < 1 << bits
    otherwise, default, value = d.one(
        (
            (f"{x} unchanged", x, lambda v: v[x]),
            ("0", d.style.literal(w, 0), lambda v: 0),
            (f"{x} inverted", f"~{x}", lambda v: ~v[x] & mask),
        )
    )
    default = default if spare else ""
    text = tell_cases(d, _SHIFT_OPENINGS, s, bits, cases, otherwise if spare else "", o, x=x, n=n, w=w)
    body, stored = case_body(d, s, bits, cases, default, o)
    ports = placed(d, [Port(x, w), Port(n, size), Port(s, bits)], [Port(o, w, output=True, stored=stored)])
    chosen = case_value(s, cases, value)
    reason = f"{n}: 0..{w - 1}, {size} bits\n{case_notes(d, s, bits, o, cases, default)}"
    whole = f"$signed({x}) >>> {n}"
    if any(case.code == whole for case in cases):
        sx = d.name("sx", "sra", "ar", "keep_sign")
        body = [f"wire signed [{w - 1}:0] {sx};", f"assign {sx} = {whole};", *(line.replace(whole, sx) for line in body)]
        reason = f"{sx} = {whole}, signed\n{reason.replace(whole, sx)}"
    text = text if x in text.split() or f"{x} " in text else f"{text} The data input is {x}."

    def bias(rng: Random, index: int) -> dict[str, int]:
        return {s: index % (1 << bits)}

    return Design(
        "a shifter with modes",
        ports,
        text,
        reason,
        tuple(body),
        combinational(d.rng, ports, lambda v: {o: chosen(v)}, 60, bias),
        d.style,
        ("shifter", "barrel", "shift_menu"),
        {"codes": codes},
    )


_SCAN_OPENINGS = (
    "Requests come in on {r}; {p} wins.",
    "An interrupt controller looks at {r}. Priority: {p} first.",
    "Find the winner among the lines of {r}: {p} has precedence.",
    "Priority logic for {r} ({p} first).",
    "Several of {w} callers ({r}) may ring at once; {p} is served.",
    "Among the lines of {r}, {p} is the most important.",
    "Priority scan of {r}, {w} lines, {p} goes first.",
    "Bus grant without memory: requests {r}, the winner is {p}.",
    "{r} has a bit for each lane. The chosen lane is {p}.",
)


@family("wire_scan", "encoders", 1.0)
def wire_scan(d: Draw) -> Design:
    """The first request from either end behind a mask, as number, one-hot and flags."""
    w, up = d.one((2, 3, 4, 4, 5, 6, 8)), d.chance(0.5)
    r, m = d.name("req", "irq", "in", "calls", "lines", "r"), d.name("act", "live", "seen", "eff")
    how = d.one(("", "", "mask", "enable", "disable", "block"))
    k = d.name("mask", "allow", "en", "sel_mask", "gate") if how else ""
    invert, mask = d.chance(0.2), (1 << w) - 1
    code = f"~{r}" if invert else r
    one = k and (how in ("enable", "disable"))
    if how:
        code = f"{code} & {'' if how in ('mask', 'enable') else '~'}{f'{{{w}{{{k}}}}}' if one else k}"
    facts = d.any(
        "A line requests by {b}.",
        "Requests are active {l}.",
        "A {b} in {r} is a request.",
        b=int(not invert),
        l="low" if invert else "high",
        r=r,
    )
    facts = facts if invert or d.chance(0.5) else ""
    told = {
        "": (),
        "mask": ("Only lines with a 1 in {k} take part.", "Lines whose bit in {k} is 0 are ignored."),
        "block": ("A 1 in {k} masks the line of the same number.", "Lines whose bit in {k} is 1 are ignored."),
        "enable": ("With {k} = 0 no request counts.", "Requests only count while {k} is 1."),
        "disable": ("With {k} = 1 no request counts.", "Requests only count while {k} is 0."),
    }[how]
    if told:
        facts = f"{facts} {d.any(*told, k=k)}".strip()

    def live(v: Values) -> int:
        word = v[r] ^ (mask if invert else 0)
        if how:
            gate = mask * v[k] if one else v[k]
            word &= gate if how in ("mask", "enable") else ~gate & mask
        return word

    def winner(v: Values) -> int:
        return (live(v) & -live(v)).bit_length() - 1 if up else live(v).bit_length() - 1

    size = (w - 1).bit_length()
    spare = d.number(0, (1 << size) - 1)
    places = list(range(w)) if up else list(range(w - 1, -1, -1))
    onehot = f"{m} & (~{m} + {w}'d1)" if up else _chain(m, places, [1 << p for p in places], w, 0, d)
    pool = [
        Item(
            d.name("idx", "num", "id", "n", "code"),
            size,
            (f"the number of the winner ({spare} if there is none)", f"the winning line's number, {spare} without requests"),
            _chain(m, places, places, size, spare, d),
            f"{size} bits, first 1 of {m}: {_list(places, places)}, none {spare}",
            lambda v: winner(v) if live(v) else spare,
        ),
        Item(
            d.name("gnt", "grant", "hot", "win", "ack"),
            w,
            ("a one-hot word with the winner's bit set (all 0 without a winner)", "1 only in the winner's place, 0 elsewhere"),
            onehot,
            f"one-hot: {'lowest 1 = ' + m + ' & -' + m if up else 'highest 1 of ' + m}",
            lambda v: 1 << winner(v) if live(v) else 0,
        ),
        test(
            d,
            d.name("any", "valid", "v", "busy"),
            ("there is at least one request that counts", "somebody wins"),
            f"|{m}",
            lambda v: live(v) > 0,
        ),
        test(
            d,
            d.name("multi", "clash", "more"),
            ("two or more requests count at once", "somebody besides the winner has a valid request"),
            f"({m} & ({m} - {w}'d1)) != {w}'d0",
            lambda v: live(v).bit_count() > 1,
            note=f"{m} & ({m}-1) is not 0",
        ),
        Item(
            d.name("rest", "pend", "left_over"),
            w,
            ("the requests that count, without the winner", "those left over after the winner is taken away"),
            f"{m} & ({m} - {w}'d1)" if up else f"{m} & ~({onehot})",
            f"{m} without its {'lowest' if up else 'highest'} 1",
            lambda v: live(v) & ~(1 << winner(v)) if live(v) else 0,
        ),
        test(d, d.name("quiet", "idle", "none"), ("no request counts", "nobody wins"), f"{m} == {w}'d0", lambda v: live(v) == 0),
    ]
    keys = d.rng.sample(range(len(pool)), d.number(1, 4))
    if not {0, 1, 4} & set(keys):
        keys.append(d.one((0, 1)))
    items = [pool[key] for key in keys]
    first = d.one(
        (
            f"the {'lowest' if up else 'highest'}-numbered line that requests",
            f"the request with the {'smallest' if up else 'greatest'} bit number",
        )
    )
    text = tell_items(d, _SCAN_OPENINGS, items, facts, r=r, p=first, w=w)
    lines, stored = body_of(d, items)
    inputs = [Port(r, w), *([Port(k, 1 if one else w)] if how else [])]
    ports = placed(d, inputs, outputs_of(items, stored))
    reason = f"{m} = {code}, {w} bits\n{notes_of(items)}"
    return Design(
        "priority logic",
        ports,
        text,
        reason,
        (*local(d, m, w, code), *lines),
        combinational(d.rng, ports, values_of(items), 60),
        d.style,
        ("priority", "scan", "first_of"),
        {"keys": keys},
    )
