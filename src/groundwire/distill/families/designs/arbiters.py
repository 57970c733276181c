"""Arbiters: fixed priority and round robin, at once or registered, with or without hold."""
# ruff: noqa: E731  (one-line models side by side read best as lambdas)

from __future__ import annotations

from collections.abc import Callable

from groundwire.distill.families.design import Design
from groundwire.distill.families.draw import Draw
from groundwire.distill.families.models import clocked, combinational
from groundwire.distill.families.ports import Port
from groundwire.distill.families.registry import family


@family("priority_arbiter", "arbiters")
def priority_arbiter(d: Draw) -> Design:
    """One grant for the request of highest priority."""
    n = d.one((2, 3, 4, 4, 8))
    low_first = d.chance(0.65)
    registered = d.chance(0.5)
    req, gnt = d.names(("req", "gnt"), ("request", "grant"), ("r", "g"))
    order = range(n) if low_first else range(n - 1, -1, -1)
    style = d.style
    if registered:
        clk, reset = d.clock(), d.reset()
    text = d.any(
        "{g} is one-hot: it grants the active bit of {r} with the {k} number; without a request it is 0.",
        "A fixed-priority arbiter: of the requests {r}, bit {f} has the highest priority and bit {l} the lowest. {g} has a "
        "single 1 at the winner, or is 0.",
        g=gnt,
        r=req,
        k="lowest" if low_first else "highest",
        f=order[0],
        l=order[-1],
    )
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
        text += (
            d.any(
                " {g} is a register, loaded at each rising edge of {c}.",
                " The grant appears after the positive edge of {c}.",
                g=gnt,
                c=clk,
            )
            + " "
            + d.tell_reset(reset, f"clears {gnt}")
        )
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
        text = (
            d.any(
                "An arbiter as a state machine on {c} (rising edge): from idle it grants the lowest-numbered active bit of "
                "{r}; the grant {g} stays while that request is 1, then the machine goes back to idle for a cycle (no grant).",
                "{g} grants one of {r}. In the idle state (no grant) the lowest active request wins at the rising edge of "
                "{c}; it keeps its grant until it is withdrawn, after which the idle state follows.",
                c=clk,
                r=req,
                g=gnt,
            )
            + " "
            + d.tell_reset(reset, "makes it idle")
        )
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
    text = (
        d.any(
            "A round-robin arbiter for {n} requests: {g} (combinational, one-hot) grants the first active bit of {r}, "
            "beginning at a pointer and wrapping around. At the rising edge of {c}, after a grant the pointer moves to the "
            "bit after the winner.",
            "{g} grants one of the {n} bits of {r} in the same cycle: the first active one from a pointer on, cyclically. "
            "At each rising edge of {c} with a grant, the pointer becomes the winner's number plus 1 (modulo {n}).",
            n=n,
            g=gnt,
            r=req,
            c=clk,
        )
        + " "
        + d.tell_reset(reset, "sets the pointer to 0")
    )
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
