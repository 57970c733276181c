"""Decoders, encoders, priority encoders."""
# ruff: noqa: E501  (wordings read best with one to a line)

from __future__ import annotations

from groundwire.distill.families.design import Design
from groundwire.distill.families.draw import Draw
from groundwire.distill.families.models import combinational
from groundwire.distill.families.ports import Port
from groundwire.distill.families.registry import family
from groundwire.distill.families.voices.arithmetic_voices import Voice

_DECODE = (
    "Decode {s}: bit number {s} of {o} is {h} and all others are {l}.", "A {n}-to-{c} decoder: {o}[{s}] is {h}, the other bits of {o} are {l}.", "{o} is {k} with the {h} at position {s}.",
    "Exactly one bit of {o} is {h}, namely the one that {s} points to.", "{s} chooses which bit of {o} is {h}; the rest is {l}.", "Turn the binary number {s} into a {k} code on {o}.",
    "One of {c} lines is to be selected. {s} is its number; on {o} that line is {h} and every other one is {l}.", "The bit of {o} with the index {s} shall be {h}, all the others {l}.",
    "Make bit {s} of {o} {h} and keep the others {l}.", "All bits of {o} are {l} except bit number {s}, which is {h}.", "{n}-to-{c} decoder from {s} to {o}, outputs active-{g}.",
    "Can you decode {s} to {c} active-{g} select lines, {o}?", "{o}[i] is {h} if {s} is i, otherwise {l}.", "To address one of {c} chips, {s} is decoded to the chip selects {o}, of which the chosen one is {h} and the others are {l}.",
    "A bit of {o} is {h} only if its number equals {s}; it is {l} if not.", "Output {o} has a {h} at place {s} and {l} at all other places.",
)
_ENABLED = (
    "While {e} is {f}, all bits of {o} are {l}.", "When {e} is {d} no output is active: {o} is all {w}.", "This needs {e} to be {t}; otherwise {o} is all {w}.", "{e} enables the outputs at {t}; if it is {f} then {o} is all {w}.",
    "If {e} is {d}, every bit of {o} is {l}, whatever the number is.", "All {w} come out as long as {e} is {f}.", "Only with {e} at {t} is a line active.", "{e} is an enable, active-{a}. Disabled, {o} is all {w}.",
    "{e} = {f}: {o} is all {w}.", "The enable {e} (active {a}) must be {u} for any bit of {o} to be {h}.", "No bit of {o} is {h} unless {e} is {u}.", "Setting {e} to {f} forces all {w} onto {o}.",
)
_HIGHEST = ("highest", "most significant", "topmost", "leftmost", "uppermost", "highest-numbered")
_LOWEST = ("lowest", "least significant", "rightmost", "lowest-numbered", "bottommost")
_PRIORITY = (
    "{o} is the position of the {e} bit of {s} that is 1, and 0 if none is.", "A priority encoder: {o} gives the number of the {e} set bit of {s}. With {s} = 0 it gives 0.",
    "Find the {e} 1 in {s} and give its position on {o}; if there is no 1, {o} is 0.", "Several bits of {s} may be 1. The index of the {e} one goes to {o}, and 0 when all are 0.",
    "{s} holds requests. {o} is the index of the {e} request that is active, or 0 without any.", "Where is the {e} 1 of {s}? Output the bit number on {o}; use 0 if {s} is zero.",
    "If {s} is zero so is {o}; else {o} is the index of the {e} 1 in it.", "Priority encoder from {s} to {o}; the {e} 1 wins; 0 when nothing is set.", "The {e} active bit of {s} decides: its number is put on {o}. No active bit: 0.",
    "Encode in binary on {o} which bit of {s} is the {e} that is set. In case of none give 0.", "{o} reports the bit number of the {e} 1 on {s}, with 0 standing also for no 1 at all.",
    "Of all ones in {s}, the {e} has priority, and {o} is its number, 0 if there are none.", "Can you encode the position of the {e} high bit of {s} on {o}? An input of all zeros should give 0.",
    "Interrupt lines arrive on {s}; the {e} active line is served, and {o} is its number, 0 when idle.", "All zeros on {s} makes {o} 0. Otherwise {o} tells the place of the {e} 1.",
    "Look at the ones in {s}, take the {e}, write its index to {o}. Zero in, zero out.",
)
_ONE_HOT = (
    "{s} is one-hot; {o} is the position of the bit that is 1, and 0 if {s} is not one-hot.", "Encode the one-hot input {s} in binary. If {s} is not one-hot, {o} is 0.", "If exactly one bit of {s} is 1, {o} is its number; else {o} is 0.",
    "{o} gives the index of the single 1 in {s}. With no 1, or several, it gives 0.", "A plain encoder, not a priority encoder: one-hot {s} to binary {o}, 0 for any other input.", "Turn one-hot {s} into its bit number {o}; inputs that are not one-hot yield 0.",
    "The only 1 of {s} has the number {o}. When there is more than one or none, {o} is zero.", "One-hot to binary: {s} -> {o}, default 0.", "Can you decode which line of {s} is on? Put its number on {o}, but 0 if not exactly one is on.",
    "{o} is 0 unless {s} has precisely one bit set, in which case {o} is the number of that bit.", "Binary code of a one-hot vector: input {s}, output {o}. Illegal codes give 0.", "When {s} has a single 1, its place is told by {o}; in all other cases {o} is 0.",
)
_VALID = (
    "{v} is 1 if any bit of {s} is 1.", "{v} says whether {s} has a 1 at all.", "{v} is 0 when {s} is zero, else 1.", "If at least one bit of {s} is set then {v} is high.", "{v} tells that there is something in {s}.", "{v} = OR of all bits of {s}.",
    "{v} goes high with any 1 in {s}.", "No 1 in {s}: {v} is 0. Any 1: {v} is 1.", "{v} marks inputs {s} other than 0.", "A valid flag, {v}, is high unless {s} is all zeros.", "To tell bit 0 from nothing, {v} is 1 if {s} is not 0.", "{v} is asserted whenever {s} is nonzero.",
)
_INVALID = (
    "{v} is 1 if no bit of {s} is 1.", "{v} says that {s} has no 1 at all.", "{v} is 1 when {s} is zero, else 0.", "If at least one bit of {s} is set then {v} is low.", "{v} goes low with any 1 in {s}.", "Any 1 in {s}: {v} is 0. No 1: {v} is 1.",
    "{v} is asserted whenever {s} is 0.", "{v} = NOR of all bits of {s}.", "{v} is low unless {s} is all zeros.",
)  # fmt: skip


@family("decoder", "decoders")
def decoder(d: Draw) -> Design:
    """Binary to one-hot, with or without an enable of either level, active high or low."""
    bits = d.one((1, 2, 2, 3, 3, 4))
    count = 1 << bits
    source, out = d.name("in", "sel", "a", "addr"), d.name("out", "y", "q", "dec")
    on = int(d.chance(0.7))
    enable = (d.name("en", "enable") if on else d.name("en_n", "en_b", "dis")) if d.chance(0.55) else ""
    low = d.chance(0.35)
    ins = [Port(source, bits), *([Port(enable)] if enable else [])]
    ports = (*(ins if d.chance(0.6) else ins[::-1]), Port(out, count, output=True, stored=False))
    voice, slots = Voice(d), {"s": source, "o": out, "e": enable}
    levels = {"h": int(not low), "l": int(low), "w": "ones" if low else "zeros"}
    facts = [voice.tell(_DECODE, slots, n=bits, c=count, k="one-cold" if low else "one-hot", g="low" if low else "high", **levels)]
    if enable:
        words = ("low", "high")
        facts.append(voice.tell(_ENABLED, slots, t=on, f=1 - on, u=words[on], d=words[1 - on], a=words[on], **levels))
    text = voice.facts(facts, shuffle=d.chance(0.25))
    one = d.style.literal(count, 1, "d")
    shifted = f"({one} << {source})"
    test = enable if on else f"!{enable}"
    code = f"{test} ? {shifted} : {d.style.literal(count, 0, 'd')}" if enable else shifted[1:-1]
    code = f"~({code})" if low else code

    def function(v: dict[str, int]) -> dict[str, int]:
        hot = 1 << v[source] if not enable or v[enable] == on else 0
        return {out: hot ^ ((1 << count) - 1) if low else hot}

    return Design(
        f"a {bits}-to-{count} decoder",
        ports,
        text,
        f"Shift a 1 to position {source}{', only if ' + test if enable else ''}{', then invert: active low' * low}: {code}.",
        (f"assign {out} = {code};",),
        combinational(d.rng, ports, function),
        d.style,
        ("decoder", f"decoder{bits}to{count}"),
        {"bits": bits, "enable": bool(enable), "low": low, "on": on},
        wave=f"{out} is one-hot at position {source}." if not enable and not low else "",
    )


@family("encoder", "encoders", 1.5)
def encoder(d: Draw) -> Design:
    """Priority encoders from either end, with valid output, and plain one-hot encoders."""
    width = d.one((4, 4, 4, 8, 8, 3, 5, 6, 7, 10))
    bits = (width - 1).bit_length()
    kind = d.one(("high", "high", "low", "low", "onehot"))
    source, out = d.name("in", "req", "d", "r"), d.name("pos", "out", "y", "index")
    good = d.chance(0.75)
    valid = d.name(*(("valid", "v", "any") if good else ("none", "empty", "idle"))) if kind != "onehot" and d.chance(0.5) else ""
    outs = [Port(out, bits, output=True, stored=True), *([Port(valid, output=True)] if valid else [])]
    ports = (Port(source, width), *(outs if d.chance(0.6) else outs[::-1]))
    voice, slots = Voice(d), {"s": source, "o": out, "v": valid}
    order = list(range(width)) if kind != "high" else list(range(width - 1, -1, -1))
    style = d.style
    if kind == "onehot":
        text = voice.tell(_ONE_HOT, slots)
        body = [
            f"{style.comb} begin",
            f"  case ({source})",
            *(f"    {style.literal(width, 1 << i, 'b')}: {out} = {style.literal(bits, i, 'd')};" for i in range(width)),
            f"    default: {out} = {style.literal(bits, 0, 'd')};",
            "  endcase",
            "end",
        ]
        why = f"A case with one entry for each of the {width} one-hot codes."
    else:
        end = {"high": "highest", "low": "lowest"}[kind]
        text = voice.tell(_PRIORITY, slots, e=d.one(_HIGHEST if kind == "high" else _LOWEST))
        if d.chance(0.5):
            lines = []
            for n, i in enumerate(order):
                lines += [f"{'else ' * (n > 0)}if ({source}[{i}]) {out} = {style.literal(bits, i, 'd')};"]
            lines.append(f"else {out} = {style.literal(bits, 0, 'd')};")
            body = [f"{style.comb} begin", *(f"  {line}" for line in lines), "end"]
            why = f"Test the bits from the {end} on: " + ", ".join(str(i) for i in order) + "."
        else:

            def pattern(i: int) -> str:
                return f"{width}'b" + "".join(
                    "1" if j == i else "?" if (j > i) == (kind == "low") else "0" for j in range(width - 1, -1, -1)
                )

            body = [
                f"{style.comb} begin",
                f"  casez ({source})",
                *(f"    {pattern(i)}: {out} = {style.literal(bits, i, 'd')};" for i in order),
                f"    default: {out} = {style.literal(bits, 0, 'd')};",
                "  endcase",
                "end",
            ]
            why = f"casez, {end} bit first; ? stands for any value."
    if valid:
        text = voice.facts([text, voice.tell(_VALID if good else _INVALID, slots)], shuffle=d.chance(0.3))
        why += f" {valid} is 1 if {source} is {'not ' * good}0."
        body.append(f"assign {valid} = {'' if good else '~'}|{source};")

    def function(v: dict[str, int]) -> dict[str, int]:
        value = v[source]
        found = [i for i in order if value >> i & 1]
        answer = (found[0] if found else 0) if kind != "onehot" else (found[0] if len(found) == 1 else 0)
        return {out: answer} | ({valid: int((value != 0) == good)} if valid else {})

    rows = combinational(d.rng, ports, function, 48, lambda rng, i: {source: 1 << rng.randrange(width)} if i % 2 else {})
    return Design(
        "a one-hot encoder" if kind == "onehot" else "a priority encoder",
        ports,
        text,
        why,
        tuple(body),
        rows,
        style,
        ("encoder", "priority_encoder"),
        {"width": width, "kind": kind, "valid": bool(valid)},
        hidden=(1, len(body) - 1 - bool(valid)),
    )
