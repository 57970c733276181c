"""Tables from codes to several outputs, and multiplexers with shared and unused codes."""

from __future__ import annotations

import re
from random import Random

from groundwire.distill.families.design import Design
from groundwire.distill.families.draw import Draw, listing
from groundwire.distill.families.models import combinational
from groundwire.distill.families.ports import Port
from groundwire.distill.families.registry import family
from groundwire.distill.families.telling import sentence
from groundwire.distill.families.voices.wire_shared import (
    Case,
    case_body,
    case_notes,
    case_value,
    code_text,
    placed,
    tell_cases,
)

SELECTS = ("sel", "s", "code", "addr", "key", "mode", "id", "choice")
OUTS = ("y", "out", "z", "dout", "res", "q", "data_out", "pick", "o")

_TABLE_OPENINGS = (
    "Code converter from {s} to {o}.",
    "The front panel sends {s}; the old display wants {o}.",
    "Decoder for {s}.",
    "Translate {s} into {o} by this table.",
    "Look-up without memory: input {s}, outputs {o}.",
    "A connector swap made it necessary to recode {s} as {o}.",
    "hey, can you do the decoder for {s}? outputs {o}.",
    "Exercise: write the combinational decoder {s} to {o}.",
    "Microcode fields {o} are produced from {s}.",
    "Control decoder. In: {s}. Out: {o}.",
    "Depending on {s} (and nothing else) the module drives {o}.",
)


def _tell_table(
    d: Draw, s: str, bits: int, outs: list[str], rows: list[tuple[int, list[str]]], rest: list[str], opening: str
) -> str:
    show, kind = code_text(d, bits), d.number(0, 11)
    told = [(show(code), values) for code, values in rows]
    if d.chance(0.3):
        d.rng.shuffle(told)
    both = [f"{o} = {x}" for o, x in zip(outs, rest, strict=True)]
    other = sentence(
        d.any(
            "All other codes give {x}",
            "Otherwise {x}",
            "For any {s} that is not listed: {x}",
            "Default: {x}",
            "Unlisted values of {s} give {x}",
            s=s,
            x=" and ".join(both),
        )
    )
    pairs = [(c, [f"{o} = {x}" for o, x in zip(outs, values, strict=True)]) for c, values in told]
    if kind == 0:
        return "\n".join(
            [
                opening,
                f"| {s} | {' | '.join(outs)} |",
                "|---" * (1 + len(outs)) + "|",
                *(f"| {c} | {' | '.join(v)} |" for c, v in told),
                f"| other | {' | '.join(rest)} |",
            ]
        )
    if kind == 1:
        return "\n".join([opening, ",".join([s, *outs]), *(",".join([c, *v]) for c, v in told), other])
    if kind == 2:
        return "\n".join([opening, *(f"{c} -> {', '.join(v)}" for c, v in pairs), f"else -> {', '.join(both)}"])
    if kind == 3:
        return "\n".join([opening, *(f"when {s} is {c} then {' and '.join(v)}" for c, v in pairs), other])
    if kind == 4:
        gap = max(len(x) for x in [s, *outs, *(c for c, _ in told), *(x for _, v in told for x in v), *rest]) + 2
        lines = ["".join(f"{x:<{gap}}" for x in [a, *v]).rstrip() for a, v in [(s, outs), *told, ("else", rest)]]
        return "\n".join([opening, *lines])
    if kind == 5:
        return f"{other} {opening} " + " ".join(f"For {s} = {c}, {' and '.join(v)}." for c, v in pairs)
    if kind == 6:
        return "\n".join([opening, other, *(f"({n}) {', '.join(v)} if {s} = {c}" for n, (c, v) in enumerate(pairs, 1))])
    if kind == 7:
        lines = [f"{o}: {', '.join(f'{v[n]} for {c}' for c, v in told)}; {rest[n]} otherwise" for n, o in enumerate(outs)]
        return "\n".join([opening, f"(Codes are values of {s}.)", *lines])
    if kind == 8:
        return "\n".join(
            [opening, *(f"given {s} = {c} then {', '.join(v)}" for c, v in pairs), f"given anything else then {', '.join(both)}"]
        )
    if kind == 9:
        return f"{opening} " + "; ".join(f"{c} stands for {' with '.join(v)}" for c, v in pairs) + f". {other}"
    if kind == 10:
        return "\n".join([opening, f"{s}:", *(f"  {c}: {', '.join(v)}" for c, v in pairs), f"  others: {', '.join(both)}"])
    return "\n".join([opening, *(f"- {', '.join(v)}  <= {s} {c}" for c, v in pairs), f"- {', '.join(both)}  <= all the rest"])


@family("wire_code_pairs", "decoders", 1.0)
def wire_code_pairs(d: Draw) -> Design:
    """A drawn table from codes to one to three outputs, with values for the codes that it leaves out."""
    bits, s = d.one((2, 3, 3, 4, 4, 5, 8)), d.name(*SELECTS)
    widths = [d.one((1, 1, 2, 3, 4, 4, 8)) for _ in range(d.one((1, 2, 2, 3)))]
    if widths == [1]:
        widths = [3]
    outs = [d.name(*OUTS, "led", "ctl", "row", "col", "seg", "next_op", "size") for _ in widths]
    count = min((1 << bits) - 1, d.number(3, 7))
    codes = d.rng.sample(range(1 << bits), count)
    if d.chance(0.6):
        codes.sort()
    table = {code: [d.number(0, (1 << w) - 1) for w in widths] for code in codes}
    rest = [d.one((0, 0, (1 << w) - 1, d.number(0, (1 << w) - 1))) for w in widths]
    shows = [code_text(d, w) for w in widths]
    opening = d.any(*_TABLE_OPENINGS, s=s, o=listing(outs))
    text = _tell_table(
        d,
        s,
        bits,
        outs,
        [(code, [f(x) for f, x in zip(shows, values, strict=True)]) for code, values in table.items()],
        [f(x) for f, x in zip(shows, rest, strict=True)],
        opening,
    )
    literal = d.style.literal

    def setting(values: list[int]) -> str:
        return " ".join(f"{o} = {literal(w, x)};" for o, w, x in zip(outs, widths, values, strict=True))

    def arm(label: str, values: list[int]) -> str:
        return f"{label}: {setting(values)}" if len(outs) == 1 else f"{label}: begin {setting(values)} end"

    arms = [arm(literal(bits, code), values) for code, values in table.items()]
    if d.chance(0.3):
        body = [
            f"{d.style.comb} begin",
            *(f"  {x};" for x in setting(rest).rstrip(";").split("; ")),
            f"  case ({s})",
            *(f"    {x}" for x in arms),
            "    default: ;",
            "  endcase",
            "end",
        ]
    else:
        body = [
            f"{d.style.comb} begin",
            f"  case ({s})",
            *(f"    {x}" for x in arms),
            f"    {arm('default', rest)}",
            "  endcase",
            "end",
        ]

    def both(width: int, number: int) -> str:
        return (
            f"{number} = {literal(width, number)}"
            if width > 1 and "d" not in literal(width, number)[:4]
            else literal(width, number)
        )

    def both_of(values: list[int]) -> str:
        return ", ".join(both(w, x) for w, x in zip(widths, values, strict=True))

    notes = [
        f"{s} {bits} bits; {', '.join(f'{o} {w}' for o, w in zip(outs, widths, strict=True))}",
        *(f"{both(bits, code)} -> {both_of(values)}" for code, values in table.items()),
        f"else -> {both_of(rest)}",
    ]
    ports = placed(d, [Port(s, bits)], [Port(o, w, output=True, stored=True) for o, w in zip(outs, widths, strict=True)])

    def bias(rng: Random, index: int) -> dict[str, int]:
        return {s: codes[index % count]} if index % 2 else {}

    return Design(
        "a decoder of drawn codes",
        ports,
        text,
        "\n".join(notes),
        tuple(body),
        combinational(d.rng, ports, lambda v: dict(zip(outs, table.get(v[s], rest), strict=True)), bias=bias),
        d.style,
        ("decoder", "code_table", "recode"),
        {"bits": bits, "count": count},
    )


_MUX_OPENINGS = (
    "Crossbar leg: {s} selects what reaches {o}.",
    "Signal router. Sources are {i}; {s} picks.",
    "Test-point multiplexer with select {s} and output {o}.",
    "{o} follows one of several sources, see {s}.",
    "Not a regular mux: some codes of {s} share a source.",
    "The debug port {o} shows an internal signal chosen by {s}.",
    "Operand multiplexer in front of an adder ({s} to {o}).",
    "Pin mux. {s} is the function number of the pin {o}.",
    "please make me a mux, select is {s}, output {o}.",
    "{i} compete for {o}; {s} says who gets it.",
)


@family("wire_sparse_mux", "multiplexers", 1.0)
def wire_sparse_mux(d: Draw) -> Design:
    """A multiplexer whose sources are inputs, their inverses, joined halves and constants, with shared and unused codes."""
    w, bits = d.one((1, 2, 4, 4, 8, 8, 16, 32)), d.one((2, 3, 3, 4, 4))
    n = d.number(2, 3) if bits == 2 else d.number(3, 6)
    names = d.names(
        tuple("abcdefgh")[:n],
        tuple(f"in{k}" for k in range(n)),
        tuple(f"d{k}" for k in range(n)),
        ("adc", "uart", "spi", "timer", "gpio", "ram")[:n],
    )
    s, o = d.name(*SELECTS), d.name(*OUTS)
    mask, half = (1 << w) - 1, w // 2
    low = (1 << half) - 1
    sources: list[tuple[tuple[str, ...], str, object]] = [((name,), name, lambda v, x=name: v[x]) for name in names]
    a, b = d.rng.sample(names, 2)
    fixed = d.number(0, mask)
    more: list[tuple[tuple[str, ...], str, object]] = [
        ((f"{a} inverted", f"NOT {a}"), f"~{a}", lambda v: ~v[a] & mask),
        ((f"{a} AND {b}",), f"{a} & {b}", lambda v: v[a] & v[b]),
        ((f"{b} XOR {a}",), f"{b} ^ {a}", lambda v: v[a] ^ v[b]),
        ((f"the constant {fixed}",), d.style.literal(w, fixed, "d"), lambda v: fixed),
    ]
    if w > 2:
        more.append(
            (
                (f"the low half of {a} above the low half of {b}",),
                f"{{{a}[{half - 1}:0], {b}[{half - 1}:0]}}",
                lambda v: (v[a] & low) << half | v[b] & low,
            )
        )
        more.append(
            (
                (f"{b} with its halves exchanged",),
                f"{{{b}[{half - 1}:0], {b}[{w - 1}:{half}]}}",
                lambda v: (v[b] << half | v[b] >> half) & mask,
            )
        )
        more.append(((f"{a} plus {b}, cut to {w} bits",), f"{a} + {b}", lambda v: (v[a] + v[b]) & mask))
    sources += d.rng.sample(more, d.number(0, min(2, (1 << bits) - n)))
    codes = d.rng.sample(range(1 << bits), 1 << bits)
    cases: list[Case] = []
    for says, code, function in sources:
        count = d.one((1, 1, 1, 2, 3)) if len(codes) > len(sources) + 3 else 1
        mine = tuple(sorted(codes.pop() for _ in range(min(count, len(codes)))))
        if mine:
            cases.append(Case(mine, says, code, function))  # type: ignore[arg-type]
    if d.chance(0.6):
        cases.sort()
    otherwise, default, value = d.one(
        (
            ("0", d.style.literal(w, 0), lambda v: 0),
            (names[0], names[0], lambda v: v[names[0]]),
            ("all ones" if w > 1 else "1", f"{{{w}{{1'b1}}}}", lambda v: mask),
        )
    )
    default = default if codes else ""
    text = tell_cases(d, _MUX_OPENINGS, s, bits, cases, otherwise if codes else "", o, i=listing(names))
    body, stored = case_body(d, s, bits, cases, default, o)
    ports = placed(d, [*[Port(name, w) for name in names], Port(s, bits)], [Port(o, w, output=True, stored=stored)])
    missing = [name for name in names if not re.search(rf"\b{name}\b", text)]
    text += f"\n{listing(missing)} {'is' if len(missing) == 1 else 'are'} not used." if missing else ""
    chosen = case_value(s, cases, value)

    def bias(rng: Random, index: int) -> dict[str, int]:
        return {s: index % (1 << bits)}

    return Design(
        "a multiplexer with shared codes",
        ports,
        text,
        case_notes(d, s, bits, o, cases, default),
        tuple(body),
        combinational(d.rng, ports, lambda v: {o: chosen(v)}, 60, bias),
        d.style,
        ("mux", "router", "pin_mux"),
        {"codes": len(cases)},
    )
