"""Arbiters: fixed priority and round robin, at once or registered, with or without hold."""
# ruff: noqa: E501, E731  (texts one a line; one-line models side by side read best as lambdas)

from __future__ import annotations

from collections.abc import Callable

from groundwire.distill.families.design import Design
from groundwire.distill.families.draw import Draw, listing
from groundwire.distill.families.models import clocked, combinational
from groundwire.distill.families.ports import Port
from groundwire.distill.families.registry import family
from groundwire.distill.families.telling import at_edge, laid_out, sentence, when

PRIORITY_TEXTS = (
    "{g} is one-hot: it grants the active bit of {r} with the {k} number; without a request it is 0.",
    "A fixed-priority arbiter: of the requests {r}, bit {f} has the highest priority and bit {l} the lowest. {g} has a single 1 at the winner, or is 0.",
    "Keep only the {k}-numbered 1 of {r} and put it on {g}; all other bits of {g} are 0.", "If nobody asks ({r} is 0), {g} is 0. Otherwise one bit of {g} is 1, "
    "the one at the {k} position where {r} has a 1.", "Several bits of {r} may be 1. The winner is the one with the {k} index, and only its bit in {g} is set.",
    "Bit {l} of {r} comes last and bit {f} first. {g} is 1 at the first active request in this order and 0 elsewhere.",
    "Priority (highest first): {p}. {g} shows the winning request as one-hot, zero if there is none.",
    "Priority from lowest to highest: {b}. {g} has a 1 only where the active request with the highest priority is.",
    "Grant one of {n} requests. {r}[{f}] beats all others, {r}[{l}] is served only if no other bit is 1. {g} is one-hot or 0.",
    "{g}[i] is 1 if and only if {r}[i] is 1 and no bit of {r} with a {x} index is 1.", "A request is granted unless one with a {x} number is active too. Inputs {r}, outputs {g}.",
    "Who gets the bus? The {k} active bit in {r} does: its bit of {g} is 1, the others are 0. No request, no grant.",
    "For each i, {g}[i] = {r}[i] AND NOT any {r}[j] with j {y} i.", "Isolate the {s} significant 1 of {r} in {g} (0 gives 0).",
    "{g} gives access to a single requester. {r} holds the requests, number {f} being the most important and number {l} the least important. {g} is one-hot, and 0 if nobody asks.",
    "No more than one bit of {g} is ever 1. It is the {s} significant one among those that are 1 in {r}.",
)  # fmt: skip
"""Ways to tell of a fixed priority."""
HOLD_TEXTS = (
    "An arbiter as a state machine on {c} (rising edge): from idle it grants the lowest-numbered active bit of {r}; the grant {g} stays while that request is 1, "
    "then the machine goes back to idle for a cycle (no grant).",
    "{g} grants one of {r}. In the idle state (no grant) the lowest active request wins at the rising edge of {c}; it keeps its grant until it is withdrawn, after "
    "which the idle state follows.",
    "The states are idle and one for each bit of {r}, changed {t}. Idle: {g} is 0; the active request with the lowest number is chosen. Granted: its bit of {g} is 1 "
    "as long as its request stays; when it has gone, return to idle.",
    "A grant is never taken away: {g} keeps its single 1 until the request behind it is 0 {t}; then {g} is 0. With {g} = 0, the lowest-numbered bit that is 1 in {r} "
    "gets its grant {t}.",
    "State changes happen {t}. While nothing is granted, bit 0 of {r} is looked at first, then bit 1 and so on, and the first that is 1 gets the grant. "
    "A granted requester keeps {g} until its own bit of {r} is 0, whatever the others do, and then one idle state comes.",
    "Bus access with hold: one owner at a time ({g}, one-hot or 0). An owner stays as long as its bit of {r} is 1. After that the bus is free, and from the free state the "
    "lowest active bit of {r} becomes owner. Clocked: all this is decided {t}.",
    "When {g} is 0, the next state grants the lowest 1 in {r} (none: stay). When bit i of {g} is 1, the next state is the same if {r}[i] is 1, else no grant. Moore outputs; "
    "the state changes {t}.",
)  # fmt: skip
"""Ways to tell of an arbiter that holds."""
ROBIN_TEXTS = (
    "A round-robin arbiter for {n} requests: {g} (combinational, one-hot) grants the first active bit of {r}, beginning at a pointer and wrapping around. At the rising edge "
    "of {c}, after a grant the pointer moves to the bit after the winner.",
    "{g} grants one of the {n} bits of {r} in the same cycle: the first active one from a pointer on, cyclically. At each rising edge of {c} with a grant, the pointer becomes "
    "the winner's number plus 1 (modulo {n}).",
    "A pointer (0 to {m}) says where the search in {r} begins; it goes upwards and around, and the first 1 that is met gets its bit of {g}, without waiting for the clock. "
    "If there is a winner, the pointer is set to the bit behind it {t}.",
    "Fair arbitration of {n} requests: who was just served has the lowest priority next. A pointer holds the number with the highest priority; {g} grants the first active bit "
    "of {r} from there upwards (after {m} comes 0) at once. A grant to bit i sets the pointer to i + 1, or to 0 after bit {m}, {t}; without a grant it stays.",
    "The {n} requesters of {r} take turns. {g} is combinational, with a single 1 for the winner and 0 without requests. The winner is the first active request counted from "
    "the pointer, modulo {n}. The pointer is a register that takes the number after the winner {t} and stays if nobody won.",
    "Round robin: {g} = one-hot grant for {r}, at once. Search order: pointer, pointer + 1, ... modulo {n}. Pointer update {t}: winner + 1 modulo {n} if there is a request, "
    "else unchanged.",
    "Let p be a register. Among the bits of {r} that are 1, {g} marks (combinationally, one-hot) the first in the order p, p + 1, ..., around to p - 1. p becomes the number "
    "after the marked one {t}, and keeps its value when {r} is 0. Numbers are modulo {n}.",
)  # fmt: skip
"""Ways to tell of a round robin."""


def _priority_text(d: Draw, req: str, gnt: str, n: int, low_first: bool) -> str:
    order = [str(i) for i in (range(n) if low_first else range(n - 1, -1, -1))]
    return d.any(
        *PRIORITY_TEXTS, g=gnt, r=req, n=n, k="lowest" if low_first else "highest", f=order[0], l=order[-1], s="least" if low_first else "most",
        x="lower" if low_first else "higher", y="below" if low_first else "above", p=", ".join(order), b=", ".join(order[::-1]),
    )  # fmt: skip


@family("priority_arbiter", "arbiters")
def priority_arbiter(d: Draw) -> Design:
    """One grant for the request of highest priority."""
    n = d.one((2, 3, 4, 4, 5, 8))
    low_first = d.chance(0.65)
    registered = d.chance(0.5)
    req, gnt = d.names(("req", "gnt"), ("request", "grant"), ("r", "g"))
    order = range(n) if low_first else range(n - 1, -1, -1)
    style = d.style
    if registered:
        clk, reset = d.clock(), d.reset()
    text = _priority_text(d, req, gnt, n, low_first)
    if low_first:
        code = f"{req} & (~{req} + 1'b1)"
        body = [f"assign {gnt} = {code};"]
        why = "The lowest 1: r & -r."
    else:
        terms = [f"{req}[{i}]" + "".join(f" & ~{req}[{j}]" for j in range(n - 1, i, -1)) for i in order]
        code = "{" + ", ".join(terms) + "}"
        body = [f"assign {gnt} = {code};"]
        why = "Bit i wins if no higher bit asks."
    pick: Callable[[int], int] = lambda value: next((1 << i for i in order if value >> i & 1), 0)
    if registered:
        ports: tuple[Port, ...] = (Port(clk), *reset.ports, Port(req, n), Port(gnt, n, output=True, stored=True))
        text += " " + d.any(
            "{g} is a register, loaded at each rising edge of {c}.", "The grant appears after the positive edge of {c}.", "{g} changes {t} only.",
            "The result is stored in {g} {t}.", "{g} is clocked: it is updated {t}.", "The decision is taken {t} and kept until the next edge.",
            "Output {g} comes from flip-flops that load {t}.", g=gnt, c=clk, t=at_edge(d, clk),
        )  # fmt: skip
        text += " " + d.tell_reset(reset, f"clears {gnt}")
        body = d.clocked(clk, reset, [f"{gnt} <= {style.literal(n, 0)};"], [f"{gnt} <= {code};"])
        rows = clocked(d.rng, ports, clk, reset, 0, lambda s, v: pick(v[req]), lambda s, v: {gnt: s}, cycles=30)
    else:
        ports = (Port(req, n), Port(gnt, n, output=True))
        rows = combinational(d.rng, ports, lambda v: {gnt: pick(v[req])}, 40)
    return Design(
        "a fixed-priority arbiter",
        ports,
        text,
        why + (f" Registered, {reset.phrase}." if registered else ""),
        tuple(body),
        rows,
        style,
        ("arbiter", "priority_arbiter"),
        {"n": n, "low_first": low_first, "registered": registered},
        wave="" if registered or n > 4 else f"{gnt} keeps only the {'lowest' if low_first else 'highest'} 1 of {req}.",
    )


@family("round_robin", "arbiters")
def round_robin(d: Draw) -> Design:
    """Round robin between two to four, and a machine that holds its grant while the request stays."""
    n = d.one((2, 2, 3, 4))
    clk, reset = d.clock(), d.reset()
    req, gnt = d.names(("req", "gnt"), ("request", "grant"))
    hold = d.chance(0.4)
    style = d.style
    if hold:
        count = d.one((2, 3))
        bits = 2
        names = ["IDLE", *(f"G{i}" for i in range(count))]
        text = d.any(*HOLD_TEXTS, c=clk, r=req, g=gnt, t=at_edge(d, clk)) + " " + d.tell_reset(reset, "makes it idle")
        first = f"{req}[0] ? G0 : {req}[1] ? G1 : " + (f"{req}[2] ? G2 : " if count == 3 else "") + "IDLE"
        body = [
            "localparam " + ", ".join(f"{s} = 2'd{i}" for i, s in enumerate(names)) + ";",
            f"{style.net} [{bits - 1}:0] state;",
        ]
        case = [
            "case (state)",
            *(f"  G{i}: if (!{req}[{i}]) state <= IDLE;" for i in range(count)),
            f"  default: state <= {first};",
            "endcase",
        ]
        body += d.clocked(clk, reset, ["state <= IDLE;"], case)
        body += [f"assign {gnt}[{i}] = (state == G{i});" for i in range(count)]
        ports = (Port(clk), *reset.ports, Port(req, count), Port(gnt, count, output=True))

        def update(s: int, v: dict[str, int]) -> int:
            if s:
                return s if v[req] >> (s - 1) & 1 else 0
            return next((i + 1 for i in range(count) if v[req] >> i & 1), 0)

        held = {"value": 0}

        def bias(r, i):  # type: ignore[no-untyped-def]
            if r.random() < 0.35:
                held["value"] = r.getrandbits(count)
            return {req: held["value"]}

        rows = clocked(d.rng, ports, clk, reset, 0, update, lambda s, v: {gnt: 1 << (s - 1) if s else 0}, cycles=48, bias=bias)
        return Design(
            "an arbiter that holds its grant",
            ports,
            text,
            f"States IDLE and G0 to G{count - 1}. {reset.phrase}.",
            tuple(body),
            rows,
            style,
            ("arbiter", "bus_arbiter"),
            {"n": count, "hold": True, "reset": reset.phrase},
        )
    width = max(1, (n - 1).bit_length())
    L: Callable[[int], str] = lambda value: style.literal(width, value, "d")
    text = d.any(*ROBIN_TEXTS, n=n, m=n - 1, g=gnt, r=req, c=clk, t=at_edge(d, clk)) + " " + d.tell_reset(reset, "sets the pointer to 0")
    span = f"[{width - 1}:0] " if width > 1 else ""
    orders = [[(p + k) % n for k in range(n)] for p in range(n)]
    body = [f"{style.net} {span}ptr;", f"{style.comb} begin", f"  {gnt} = {style.literal(n, 0)};", "  case (ptr)"]
    for p, order in enumerate(orders):
        chain = " else ".join(f"if ({req}[{i}]) {gnt} = {style.literal(n, 1 << i, 'b')};" for i in order)
        body.append(f"    {L(p) if p < n - 1 else 'default'}: {chain}")
    body += ["  endcase", "end"]
    case = [
        f"case ({gnt})",
        *(f"  {style.literal(n, 1 << i, 'b')}: ptr <= {L((i + 1) % n)};" for i in range(n)),
        "  default: ptr <= ptr;",
        "endcase",
    ]
    body += d.clocked(clk, reset, [f"ptr <= {L(0)};"], case)
    ports = (Port(clk), *reset.ports, Port(req, n), Port(gnt, n, output=True, stored=True))
    winner: Callable[[int, dict[str, int]], int] = lambda s, v: next((i for i in orders[s] if v[req] >> i & 1), -1)
    rows = clocked(
        d.rng,
        ports,
        clk,
        reset,
        0,
        lambda s, v: s if winner(s, v) < 0 else (winner(s, v) + 1) % n,
        lambda s, v: {gnt: 0 if winner(s, v) < 0 else 1 << winner(s, v)},
        cycles=48,
    )
    return Design(
        "a round-robin arbiter",
        ports,
        text,
        f"A case over ptr gives the order of the requests; ptr is the next after the winner. {reset.phrase}.",
        tuple(body),
        rows,
        style,
        ("round_robin", "rr_arbiter"),
        {"n": n, "hold": False, "reset": reset.phrase},
    )


@family("named_arbiter", "arbiters", 1.5)
def named_arbiter(d: Draw) -> Design:
    """Requests and grants with names of their own, ranked in a drawn order, with a lock or a busy input."""
    n = d.one((2, 3, 3, 4))
    pairs = [d.names((f"req_{x}", f"gnt_{x}"), (f"r{x}", f"g{x}"), (f"want_{x}", f"use_{x}")) for x in "abcd"[:n]]
    order = d.rng.sample(range(n), n)
    block = d.name("busy", "hold", "en", "stop") if d.chance(0.5) else ""
    low = d.chance(0.4)
    lows = [d.chance(0.15) for _ in range(n)]
    names = [block, *(name for pair in pairs for name in pair)]
    asks = [pairs[i][0] for i in order]
    told = [
        d.any("{g} answers {r}, which asks {w}", "{r} asks {w}; its grant is {g}", "{g} belongs to {r} (a request {w})", "{w} there is a request for {g}",
              g=grant, r=request, w=when(d, request, int(not inverse)))
        for (request, grant), inverse in zip(pairs, lows, strict=True)
    ] if any(lows) or d.chance(0.3) else [
        d.any("{g} is the grant for {r}", "{r} is answered by {g}", "{g} belongs to {r}", "the requester behind {r} gets {g}", g=grant, r=request)
        for request, grant in pairs
    ]  # fmt: skip
    told.append(
        d.any(
            "priority, highest first: {p}", "priority from lowest to highest: {b}", "{f} wins against all others, {l} loses against all others{m}",
            "the order of importance is {p}", "if several ask, the first of {p} is served", "{l} is served only if nobody else asks, {f} always comes first{m}",
            p=", ".join(asks), b=", ".join(asks[::-1]), f=asks[0], l=asks[-1],
            m="" if n < 4 else f", and {asks[1]} comes before {asks[2]}",
        )
    )  # fmt: skip
    if block:
        told.append(
            d.any("{w}, nothing is granted", "no grant is given {w}", "{w} all grants are 0", "grants are given only {u}",
                  w=when(d, block, int(not low)), u=when(d, block, int(low)))
        )  # fmt: skip
    d.rng.shuffle(told)
    opening = d.any(
        "A combinational arbiter: one grant at most is 1.", "Grants are 1 when given and at most one is given at a time.", "(Decide|Choose) who may use the bus; no clock.",
        "{n} requesters, {n} grants, a single winner whose grant is 1.", "Only the most important active request is granted (grant = 1), without a clock.", n=n,
    )  # fmt: skip
    asking = [f"{'~' * lows[i]}{pairs[i][0]}" for i in range(n)]
    quiet = [f"{'' if lows[i] else '~'}{pairs[i][0]}" for i in range(n)]
    allow = [f"{'' if low else '~'}{block}"] if block else []
    body = [
        f"assign {pairs[i][1]} = {' & '.join([asking[i], *(quiet[j] for j in order[: order.index(i)]), *allow])};" for i in range(n)
    ]  # fmt: skip
    ports = (*(Port(request) for request, _ in pairs), *([Port(block)] if block else []), *(Port(grant, output=True) for _, grant in pairs))

    def function(v: dict[str, int]) -> dict[str, int]:
        winner = next((i for i in order if v[pairs[i][0]] != lows[i]), -1)
        if block and v[block] != low:
            winner = -1
        return {grant: int(i == winner) for i, (_, grant) in enumerate(pairs)}

    why = f"Order {', '.join(asking[i] for i in order)}: each grant needs its request and none before it{f', and {allow[0]}' if block else ''}."
    return Design(
        "an arbiter with named requests", ports, laid_out(d, told, sentence(opening, names), names, shuffle=False), why, tuple(body),
        combinational(d.rng, ports, function), d.style, ("arbiter", "bus_grant", "select_one"), {"n": n, "order": order, "lows": lows, "block": bool(block)},
        wave=f"{listing([grant for _, grant in pairs])}: one winner at most. {why}" if n < 4 else "",
    )  # fmt: skip


@family("fair_pair", "arbiters", 1.0)
def fair_pair(d: Draw) -> Design:
    """Two requesters with registered grants; on a tie the one that was not served last wins."""
    clk, reset = d.clock(), d.reset()
    sets = [d.names((f"req{i}", f"gnt{i}"), (f"r{i}", f"g{i}"), (f"ask{i}", f"ok{i}")) for i in range(2)]
    (r0, g0), (r1, g1) = sets
    first = d.number(0, 1)
    last = d.name("last", "recent", "who")
    names = [clk, reset.name, r0, g0, r1, g1]
    told = [
        d.any("if only one of {a} and {b} is 1, it is granted", "a request that is alone is granted", "{x} alone gives {y}, {z} alone gives {w}", "without a rival a request wins",
              a=r0, b=r1, x=r1, y=g1, z=r0, w=g0),
        d.any("if both ask, the one that was not granted last wins", "on a tie the grant goes to the other side than last time", "with both at 1 the winner is whoever did not "
              "win the last grant", "both at once: the one whose last grant is longer ago is served"),
        d.any("without a request, no grant is given (and it is remembered who was last)", "no request, no grant; the memory of the last winner stays", "when {a} and {b} are 0, so are "
              "{x} and {y}, but the last winner is still remembered", a=r0, b=r1, x=g0, y=g1),
    ]  # fmt: skip
    d.rng.shuffle(told)
    opening = d.any(
        "Two requesters share something: {a} is granted by {x}, {b} by {y}. The grants are registers that change {t}.", "A fair arbiter for two ({a} with {x}, {b} with {y}), registered: "
        "it decides {t}.", "{x} answers {a} and {y} answers {b}; one of them at most is 1, and both are updated {t}.", a=r0, b=r1, x=g0, y=g1, t=at_edge(d, clk),
    )  # fmt: skip
    does = f"clears both grants, and {(r1, r0)[first]} counts as the last winner, so that {(r0, r1)[first]} wins the first tie"
    text = laid_out(d, told, sentence(opening, names), names, shuffle=False)
    text += " " * (not text.endswith("\n")) + d.tell_reset(reset, does)
    update = [
        f"{g0} <= {r0} && (!{r1} || {last});", f"{g1} <= {r1} && (!{r0} || !{last});",
        f"if ({r0} && (!{r1} || {last})) {last} <= 1'b0;", f"else if ({r1}) {last} <= 1'b1;",
    ]  # fmt: skip
    body = [d.style.declare(last), *d.clocked(clk, reset, [f"{g0} <= 1'b0;", f"{g1} <= 1'b0;", f"{last} <= 1'b{1 - first};"], update)]
    ports = (Port(clk), *reset.ports, Port(r0), Port(r1), Port(g0, output=True, stored=True), Port(g1, output=True, stored=True))

    def step(s: tuple[int, int], v: dict[str, int]) -> tuple[int, int]:
        asked = [i for i, name in enumerate((r0, r1)) if v[name]]
        if not asked:
            return -1, s[1]
        winner = asked[0] if len(asked) == 1 else 1 - s[1]
        return winner, winner

    rows = clocked(
        d.rng, ports, clk, reset, (-1, 1 - first), step, lambda s, v: {g0: int(s[0] == 0), g1: int(s[0] == 1)}, cycles=44,
        bias=lambda r, i: {r0: int(r.random() < 0.65), r1: int(r.random() < 0.65)},
    )  # fmt: skip
    return Design(
        "a fair arbiter for two requests", ports, text,
        f"{last} is the last winner; {g0} if {r0} && (!{r1} || {last}), {g1} if {r1} && (!{r0} || !{last}). Reset: {last} = {1 - first}, {reset.phrase}.",
        tuple(body), rows, d.style, ("arbiter2", "fair", "tie_break"), {"first": first, "reset": reset.phrase},
    )  # fmt: skip
