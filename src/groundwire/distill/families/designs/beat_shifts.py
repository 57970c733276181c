"""Shift registers with commands and with feedback by XOR."""

from __future__ import annotations

from groundwire.distill.families.design import Design
from groundwire.distill.families.draw import Draw, listing
from groundwire.distill.families.ports import Port
from groundwire.distill.families.registry import family
from groundwire.distill.families.voices.beat_shared import (
    Act,
    Beat,
    Out,
    Reg,
    bits,
    build,
    compose,
    is_port,
    mostly,
    port_names,
    told,
)

_SHIFT_INTROS = (
    "{q} is a {w}-bit shift register",
    "a register {q} of {w} bits that can be moved about",
    "shift unit with {k} commands, contents on {q}",
    "universal register {q}[{m}:0]",
    "like a 74194, but with other commands; the bits are {q}",
    "the light bar {q} has {w} lamps",
    "SHIFT REGISTER, {w} stages, parallel output {q}",
    "bits travel through {q} ({w} stages)",
    "build me a shifter: {q}, {w} bits",
    "a word {q} of {w} bits is shifted, turned or replaced",
    "serial link, receiving side: the word is collected in {q}",
)


def shift_acts(d: Draw, q: str, w: int, ser: str, data: str) -> dict[str, Act]:
    """What a shift register can do, by kind."""
    m, mask, lit, c = w - 1, (1 << w) - 1, d.style.literal, d.number(1, (1 << w) - 1)
    low = f"{q}[{m - 1}:0]" if w > 2 else f"{q}[0]"
    high = f"{q}[{m}:1]" if w > 2 else f"{q}[1]"
    h = w // 2
    acts = {
        "left": Act(
            d.any(
                "shifts left by one with {s} entering at bit 0",
                "moves one place towards bit {m}; {s} goes into bit 0",
                s=ser,
                m=m,
            ),
            f"{{{low}, {ser}}}",
            f"{{{low}, {ser}}}",
            lambda s, v: (s[q] << 1 | v[ser]) & mask,
        ),
        "right": Act(
            d.any(
                "shifts right by one with {s} entering at bit {m}",
                "moves one place towards bit 0; {s} goes into bit {m}",
                s=ser,
                m=m,
            ),
            f"{{{ser}, {high}}}",
            f"{{{ser}, {high}}}",
            lambda s, v: s[q] >> 1 | v[ser] << m,
        ),
        "rol": Act(
            d.any("rotates left by one", "turns left: bit {m} comes back at bit 0", m=m),
            f"{{{low}, {q}[{m}]}}",
            f"{{{low}, {q}[{m}]}}",
            lambda s, v: (s[q] << 1 | s[q] >> m) & mask,
        ),
        "ror": Act(
            d.any("rotates right by one", "turns right: bit 0 comes back at bit {m}", m=m),
            f"{{{q}[0], {high}}}",
            f"{{{q}[0], {high}}}",
            lambda s, v: s[q] >> 1 | (s[q] & 1) << m,
        ),
        "asr": Act(
            d.any("shifts right arithmetically (bit {m} is kept)", "shifts right by one, and bit {m} stays the same", m=m),
            f"{{{q}[{m}], {high}}}",
            f"{{{q}[{m}], {high}}}",
            lambda s, v: s[q] >> 1 | (s[q] >> m) << m,
        ),
        "lsl": Act(
            "shifts left by one, a 0 entering at bit 0", f"{{{low}, 0}}", f"{{{low}, 1'b0}}", lambda s, v: (s[q] << 1) & mask
        ),
        "lsr": Act(
            f"shifts right by one, a 0 entering at bit {m}", f"{{0, {high}}}", f"{{1'b0, {high}}}", lambda s, v: s[q] >> 1
        ),
        "ones": Act(
            f"shifts right by one, a 1 entering at bit {m}",
            f"{{1, {high}}}",
            f"{{1'b1, {high}}}",
            lambda s, v: s[q] >> 1 | 1 << m,
        ),
        "load": Act(d.any("is loaded from {x}", "takes {x}", "becomes {x}", x=data), data, data, lambda s, v: v[data]),
        "inv": Act("has all bits inverted", f"~{q}", f"~{q}", lambda s, v: ~s[q] & mask),
        "const": Act(f"becomes {bits(d, w, c)}", str(c), lit(w, c), lambda s, v: c),
        "keep": Act("keeps its bits", q, q, lambda s, v: s[q]),
        "john": Act(
            d.any("shifts left by one, the inverse of bit {m} entering at bit 0", m=m),
            f"{{{low}, ~{q}[{m}]}}",
            f"{{{low}, ~{q}[{m}]}}",
            lambda s, v: (s[q] << 1 & mask) | 1 - (s[q] >> m),
        ),
    }
    if w % 2 == 0 and w > 2:
        acts["swap"] = Act(
            f"has its two halves exchanged (bits {m}:{h} with {h - 1}:0)",
            f"{{{q}[{h - 1}:0], {q}[{m}:{h}]}}",
            f"{{{q}[{h - 1}:0], {q}[{m}:{h}]}}",
            lambda s, v: (s[q] << h | s[q] >> h) & mask,
        )
    return acts


_SHIFT_PORTS = {
    "left": ("shl", "left", "sl", "up", "push", "west"),
    "right": ("shr", "right", "sr", "down", "pull", "east"),
    "rol": ("rol", "rot_l", "spin", "turn", "ring", "wheel"),
    "ror": ("ror", "rot_r", "roll", "turn_r", "back", "twist"),
    "asr": ("asr", "sra", "half", "arith", "sign_sh", "div2"),
    "lsl": ("dbl", "lsl", "mul2", "twice", "grow", "sl0"),
    "lsr": ("lsr", "fade", "sr0", "drain", "shrink", "halve"),
    "ones": ("fill", "ones_in", "charge", "raise_in", "sr1", "bar_up"),
    "load": ("ld", "load", "pl", "wr", "put", "capture"),
    "inv": ("inv", "flip", "invert", "negate", "comp", "toggle_all"),
    "const": ("preset", "seed", "mark_in", "init_pat", "home", "set"),
    "keep": ("hold", "freeze", "pause", "lock", "stall", "wait_n"),
    "john": ("twist_en", "step", "john", "walk", "go", "move"),
    "swap": ("swap", "xchg", "cross", "exch", "swp", "halves"),
}


def taps(d: Draw, q: str, w: int) -> list[Out]:
    """Outputs taken from a word."""
    found, i, j = [], *d.rng.sample(range(w), 2)
    for kind in d.rng.sample(range(5), d.one((0, 1, 1, 2))):
        name = d.name("so", "tap", "ser_out", "y", "flag", "tail", "par")
        if kind == 0:
            found.append(
                Out(
                    name,
                    1,
                    d.any("{f} is bit {i} of {q}", "{q}[{i}] also goes to {f}", f=name, q=q, i=i),
                    f"{q}[{i}]",
                    lambda s, v: s[q] >> i & 1,
                )
            )
        elif kind == 1:
            found.append(
                Out(
                    name,
                    1,
                    d.any("{f} is the XOR of bits {i} and {j} of {q}", "{f} = {q}[{i}] xor {q}[{j}]", f=name, q=q, i=i, j=j),
                    f"{q}[{i}] ^ {q}[{j}]",
                    lambda s, v: (s[q] >> i ^ s[q] >> j) & 1,
                )
            )
        elif kind == 2:
            found.append(
                Out(
                    name,
                    1,
                    d.any(
                        "{f} is the even parity bit of {q} (XOR of all bits)",
                        "{f} is 1 if {q} has an odd number of ones",
                        f=name,
                        q=q,
                    ),
                    f"^{q}",
                    lambda s, v: bin(s[q]).count("1") & 1,
                )
            )
        elif kind == 3:
            found.append(
                Out(
                    name,
                    1,
                    d.any("{f} says that {q} is all zeros", "{f} is 1 only while {q} = 0", f=name, q=q),
                    f"{q} == 0",
                    lambda s, v: int(s[q] == 0),
                )
            )
        else:
            found.append(
                Out(
                    name,
                    1,
                    d.any("{f} says that all bits of {q} are 1", "{f} is 1 only while {q} is all ones", f=name, q=q),
                    f"&{q}",
                    lambda s, v: int(s[q] == (1 << w) - 1),
                )
            )
    return found


@family("beat_shift_commands", "shift registers", 1.2)
def shift_commands(d: Draw) -> Design:
    """A shift register with two to four commands in drawn priority and outputs taken from it."""
    beat = Beat(d)
    w = d.one((3, 4, 4, 5, 6, 8, 8, 16))
    q, ser, data = (
        d.name("q", "sr", "word", "bits", "r", "state"),
        d.name("sin", "si", "ser", "din", "x", "rx"),
        d.name("d", "p", "par_in", "data", "init", "pdata"),
    )
    acts = shift_acts(d, q, w, ser, data)
    moving = ["left", "right", "rol", "ror", "asr", "lsl", "lsr", "ones", "john"] + ["swap"] * ("swap" in acts)
    kinds = d.rng.sample(moving, d.number(1, 3))
    kinds += d.rng.sample(["load", "load", "inv", "const", "keep"], d.one((0, 1, 1, 2)) if len(kinds) > 1 else 1)
    kinds = list(dict.fromkeys(kinds))[:4]
    d.rng.shuffle(kinds)
    if kinds[-1] == "keep":
        kinds.insert(0, kinds.pop())
    if not set(kinds) & {"left", "right", "load", "const"}:
        kinds[d.number(0, len(kinds) - 1) if len(kinds) > 1 else 0] = d.one(("left", "load"))
    if kinds[-1] == "keep":
        kinds.insert(0, d.one(("left", "right")))
        kinds.reverse()
    other = (
        acts[kinds.pop()]
        if (len(kinds) > 2 and d.chance(0.3)) or ("keep" in kinds and len(kinds) > 1 and d.chance(0.4))
        else None
    )
    cases, inputs = [], []
    for kind in kinds:
        port = d.name(*_SHIFT_PORTS[kind])
        inputs.append(Port(port))
        cases.append(acts[kind].on(is_port(d, port, int(d.chance(0.78)))))
    reg = Reg(q, w, d.one((0, 0, 1, d.number(0, (1 << w) - 1))), cases, other)
    used = reg.why() if not other else reg.why() + other.rhs
    inputs += [Port(ser)] * any(x in kinds or other is acts[x] for x in ("left", "right"))
    inputs += [Port(data, w)] * ("load" in kinds or other is acts["load"])
    outs = taps(d, q, w)
    intro = d.any(*_SHIFT_INTROS, q=q, w=w, m=w - 1, k=len(cases))
    text = compose(d, beat, intro, [told(d, reg)], [reg], outs, port_names(beat, inputs, [reg], outs))
    return build(
        d,
        beat,
        "a shift register with commands",
        ("shifter", "sreg", "shift_ctl"),
        inputs,
        [reg],
        outs,
        text,
        {"kinds": kinds, "w": w, "len": len(used)},
        bias=mostly(d, cases, 0.3),
        cycles=70,
    )


_LFSR_INTROS = (
    "{q} is a {w}-bit register with feedback",
    "a noise source: the bits of {q} move on and some are mixed",
    "scrambler core, state {q} ({w} bits)",
    "linear feedback register {q}, described bit by bit",
    "this is a signature register; its contents are {q}[{m}:0]",
    "pseudo-random generator {q}",
    "think of a chain of {w} flip-flops {q}[0] to {q}[{m}] with XOR gates between some",
    "CRC-like register {q} of {w} bits",
    "draw {w} flops in a row, call them {q}, and add the gates told here",
)


@family("beat_xor_feedback", "shift registers", 1.1)
def xor_feedback(d: Draw) -> Design:
    """A shift register with drawn XOR taps, by one feedback bit or between the stages, with seed, hold and serial input."""
    beat = Beat(d)
    w = d.one((3, 4, 5, 5, 6, 7, 8))
    m, mask, lit = w - 1, (1 << w) - 1, d.style.literal
    q, inputs = d.name("q", "lfsr", "s", "r", "noise", "sig"), []
    left, galois, invert = d.chance(0.5), d.chance(0.4), d.chance(0.2)
    x = d.name("din", "sin", "x", "bit_in", "mix", "rx") if d.chance(0.4) else ""
    inputs += [Port(x)] * bool(x)
    end, begin = (m, 0) if left else (0, m)
    plus = f" ^ {x}" if x else ""
    if galois:
        marked = sorted(d.rng.sample([i for i in range(w) if i != begin], d.number(1, 2)), reverse=True)
        feed = f"{'~' if invert else ''}{q}[{end}]" + plus
        feed = f"({feed})" if plus else feed
        parts, said = [], []
        for i in range(m, -1, -1):
            source = i - 1 if left else i + 1
            parts.append(feed.strip("()") if i == begin else f"{q}[{source}]" + (f" ^ {feed}" if i in marked else ""))
        names = [f"{q}[{i}]" for i in marked]
        word = ("the inverse of " if invert else "") + f"{q}[{end}]" + (f" XORed with {x}" if x else "")
        said = [
            d.any("let fb be {f}", "fb stands for {f}", "the feedback bit fb is {f}", f=word),
            d.any(
                "each bit goes one place {l}, fb enters at {b}, and fb is XORed into what arrives at {n}",
                "{b} gets fb; the others get their neighbour from the {o}, with fb XORed on top at {n}",
                l="up" if left else "down",
                o="lower side" if left else "upper side",
                b=f"{q}[{begin}]",
                n=listing(names),
            ),
        ]

        def step(s: dict[str, int], v: dict[str, int]) -> int:
            fb = (s[q] >> end & 1) ^ int(invert) ^ (v[x] if x else 0)
            moved = (s[q] << 1) & mask if left else s[q] >> 1
            for i in (begin, *marked):
                moved ^= fb << i
            return moved
    else:
        marked = sorted(d.rng.sample(range(w), d.one((2, 2, 3, 4)) if w > 3 else 2), reverse=True)
        gate = " ^ ".join(f"{q}[{i}]" for i in marked) + plus
        gate = f"~({gate})" if invert else gate
        parts = [*(f"{q}[{i}]" for i in range(m - 1, -1, -1)), gate] if left else [gate, *(f"{q}[{i}]" for i in range(m, 0, -1))]
        parts = [f"{q}[{m - 1}:0]", gate] if left else [gate, f"{q}[{m}:1]"]
        op, sources = "XNOR" if invert else "XOR", listing([*(f"{q}[{i}]" for i in marked), *([x] if x else [])])
        word = f"the inverted XOR of {sources}" if invert else f"the {op} of {sources}"
        said = [
            d.any(
                "on a step {q} shifts {l} and bit {b} gets {g}",
                "the new bit, {g}, enters at bit {b} while the rest moves {l}",
                "one step: shift {l} by one, with {g} shifted in at bit {b}",
                q=q,
                l="left" if left else "right",
                b=begin,
                g=word,
            )
        ]

        def step(s: dict[str, int], v: dict[str, int]) -> int:
            bit = int(invert) ^ (v[x] if x else 0)
            for i in marked:
                bit ^= s[q] >> i & 1
            return (s[q] << 1 & mask) | bit if left else s[q] >> 1 | bit << m

    move = Act("makes one step", "stepped", "{" + ", ".join(parts) + "}", step)
    cases, kinds = [], []
    seed = d.number(1, mask)
    for kind in d.rng.sample(("load", "seed", "hold"), d.one((0, 1, 1, 2))):
        port = d.name(
            *{
                "load": ("ld", "load", "wr", "put"),
                "seed": ("seed", "init", "restart", "again"),
                "hold": ("hold", "stop", "freeze", "pause"),
            }[kind]
        )
        inputs.append(Port(port))
        kinds.append(kind)
        if kind == "load":
            data = d.name("d", "value", "start_val", "pin")
            inputs.append(Port(data, w))
            act = Act(f"takes {data}", data, data, lambda s, v, data=data: v[data])  # type: ignore[misc]
        else:
            act = (
                Act(f"becomes {seed}", str(seed), lit(w, seed), lambda s, v: seed)
                if kind == "seed"
                else Act("rests", q, q, lambda s, v: s[q])
            )
        cases.append(act.on(is_port(d, port, int(d.chance(0.8)))))
    other: Act | None = move
    if d.chance(0.5):
        port = d.name("en", "step", "run", "clk_en", "shift", "adv")
        inputs.append(Port(port))
        cases.append(move.on(is_port(d, port, int(d.chance(0.8)))))
        other = None
    reg = Reg(q, w, d.one((1, mask if not invert else 0, d.number(1, mask - 1))), cases, other)
    outs = taps(d, q, w)[:1]
    names_ = port_names(beat, inputs, [reg], outs)
    text = compose(d, beat, d.any(*_LFSR_INTROS, q=q, w=w, m=m), [*said, told(d, reg)], [reg], outs, names_)
    bias = mostly(d, cases if other is None else [*cases, cases[0]] if cases else [])
    return build(
        d,
        beat,
        "a feedback shift register",
        ("lfsr_x", "noise", "signature"),
        inputs,
        [reg],
        outs,
        text,
        {"taps": marked, "galois": galois, "kinds": kinds},
        bias=bias,
        cycles=60,
    )
