"""Small memories: RAM with one or two ports, register files, ROM."""

from __future__ import annotations

from groundwire.distill.families.design import Design, Row
from groundwire.distill.families.draw import Draw
from groundwire.distill.families.models import clocked, combinational, random_value
from groundwire.distill.families.ports import Port
from groundwire.distill.families.registry import family
from groundwire.distill.families.reset import Reset


@family("ram", "memories", 1.3)
def ram(d: Draw) -> Design:
    """A small memory with one write port and one read port, read at once or on the clock; register files."""
    depth, width = d.one((4, 8, 8, 16)), d.one((2, 4, 8, 8))
    bits = depth.bit_length() - 1
    clk = d.clock()
    one_port, registered = d.chance(0.5), d.chance(0.5)
    two_reads = not one_port and not registered and d.chance(0.5)
    we, din = d.name("we", "wr_en", "write"), d.name("din", "wdata", "data_in")
    waddr = d.name("addr", "address") if one_port else d.name("waddr", "wr_addr")
    raddrs = [waddr] if one_port else [d.name(n) for n in (("ra1", "ra2") if two_reads else (d.one(("raddr", "rd_addr")),))]
    outs = [d.name(n) for n in (("rd1", "rd2") if two_reads else (d.one(("dout", "rdata", "q")),))]
    zero = two_reads and d.chance(0.6)
    mem = d.name("mem", "ram", "regs")
    ports = (
        Port(clk),
        Port(we),
        Port(waddr, bits),
        *(Port(r, bits) for r in raddrs if r != waddr),
        Port(din, width),
        *(Port(o, width, output=True, stored=registered) for o in outs),
    )
    text = d.any(
        "A memory of {n} words of {w} bits. At the rising edge of {c}, if {e} is 1, {i} is written to address {a}.",
        "{n} x {w} RAM: {i} is stored at {a} on the positive edge of {c} when {e} is 1.",
        n=depth,
        w=width,
        c=clk,
        e=we,
        i=din,
        a=waddr,
    )
    reads = " and ".join(f"{o} shows the word at {r}" for o, r in zip(outs, raddrs, strict=True))
    if registered:
        text += d.any(
            " Reading takes a clock edge: {o} takes the word at {r} at each rising edge of {c}; on a write to the same "
            "address it is the old word.",
            " The read is synchronous: at each edge {o} is loaded with the old content of address {r}.",
            o=outs[0],
            r=raddrs[0],
            c=clk,
        )
    else:
        text += d.any(" {r} at once (asynchronous read).", " Reading needs no clock: {r}.", r=reads)
    if zero:
        text += d.any(" Address 0 always reads as 0.", " Register 0 is always 0 when read.")
    write = f"if ({we}) {mem}[{waddr}] <= {din};"
    lines = [write, f"{outs[0]} <= {mem}[{raddrs[0]}];"] if registered else [write]
    body = [f"{d.style.net} [{width - 1}:0] {mem} [0:{depth - 1}];", *d.block(d.style.edge(f"posedge {clk}"), lines)]
    if not registered:
        body += [
            f"assign {o} = ({r} == 0) ? {d.style.literal(width, 0)} : {mem}[{r}];" if zero else f"assign {o} = {mem}[{r}];"
            for o, r in zip(outs, raddrs, strict=True)
        ]
    rows: list[Row] = []
    content: dict[int, int] = {}
    held: int | None = None

    def shown(values: dict[str, int]) -> dict[str, int | None]:
        if registered:
            return {outs[0]: held}
        return {o: 0 if zero and values[r] == 0 else content.get(values[r]) for o, r in zip(outs, raddrs, strict=True)}

    for cycle in range(depth + 26):
        values = {
            we: int(cycle < depth or d.chance(0.4)),
            waddr: cycle % depth if cycle < depth else d.number(0, depth - 1),
            din: random_value(d.rng, width),
        }
        values |= {r: d.number(0, depth - 1) for r in raddrs if r != waddr}
        rows.append(Row({**values, clk: 0}, shown(values)))
        held = content.get(values[raddrs[0]])
        if values[we]:
            content[values[waddr]] = values[din]
        rows.append(Row({**values, clk: 1}, shown(values)))
    return Design(
        "a register file" if two_reads else f"a {depth}-word RAM",
        ports,
        text,
        f"Array {mem} of {depth} words; write when {we}; "
        + ("read in the same block with <=." if registered else "read with assign."),
        tuple(body),
        tuple(rows),
        d.style,
        ("ram", "memory", "regfile"),
        {"depth": depth, "width": width, "one_port": one_port, "registered": registered, "two_reads": two_reads, "zero": zero},
    )


@family("rom", "memories")
def rom(d: Draw) -> Design:
    """Constants by address."""
    bits, width = d.one((2, 3, 3)), d.one((4, 8, 8))
    words = [d.rng.getrandbits(width) for _ in range(1 << bits)]
    clk = d.clock() if d.chance(0.4) else ""
    addr, out = d.name("addr", "a"), d.name("data", "q", "dout")
    base = d.one("hhd")
    shown = ", ".join((f"0x{w:0{-(-width // 4)}x}" if base == "h" else str(w)) for w in words)
    text = d.any(
        "A ROM with the {n} words {s} at the addresses 0 to {m}.",
        "{o} is word number {a} of this table: {s} (word 0 first).",
        n=len(words),
        s=shown,
        m=len(words) - 1,
        o=out,
        a=addr,
    )
    text += (
        d.any(
            " The output is registered: it changes at the rising edge of {c}.",
            " {o} is loaded at each positive edge of {c}.",
            c=clk,
            o=out,
        )
        if clk
        else d.any("", " The output follows the address without a clock.")
    )
    ports = (*([Port(clk)] if clk else []), Port(addr, bits), Port(out, width, output=True, stored=True))
    sign = "<=" if clk else "="
    entries = [f"    {bits}'d{i}: {out} {sign} {d.style.literal(width, w, base)};" for i, w in enumerate(words[:-1])]
    body = [
        f"{d.style.edge(f'posedge {clk}') if clk else d.style.comb} begin",
        f"  case ({addr})",
        *entries,
        f"    default: {out} {sign} {d.style.literal(width, words[-1], base)};",
        "  endcase",
        "end",
    ]
    if clk:
        rows = clocked(
            d.rng,
            ports,
            clk,
            Reset(),
            None,
            lambda s, v: words[v[addr]],
            lambda s, v: {out: s},
            cycles=24,
            unknown=(0, (1 << width) - 1),
        )
    else:
        rows = combinational(d.rng, ports, lambda v: {out: words[v[addr]]})
    return Design(
        "a ROM",
        ports,
        text,
        "A case over the address.",
        tuple(body),
        rows,
        d.style,
        ("rom",),
        {"words": words, "clocked": bool(clk)},
        hidden=(2, len(body) - 2),
    )
