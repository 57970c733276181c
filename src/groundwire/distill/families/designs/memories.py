"""Small memories: RAM with one or two ports, register files, ROM."""
# ruff: noqa: E501  (texts, one a line, read best)

from __future__ import annotations

from groundwire.distill.families.design import Design, Row
from groundwire.distill.families.draw import Draw
from groundwire.distill.families.models import clocked, combinational, random_value
from groundwire.distill.families.ports import Port
from groundwire.distill.families.registry import family
from groundwire.distill.families.reset import Reset
from groundwire.distill.families.telling import at_edge, sentence

WRITES = (
    "{t}, if {e} is 1, {i} is written to address {a}.", "{i} is stored at {a} {t} when {e} is 1.", "With {e} high, {i} goes to word number {a} {t}.",
    "(A write|Writing) takes place {t} if {e} is (high|asserted): the word at {a} becomes {i}.", "{i} is copied to word {a} {t} if {e}, else nothing is written.",
    "{e} enables writing: {t} the location {a} takes {i}.", "The word that {a} selects is replaced by {i} {t}, provided that {e} is 1.",
    "Only while {e} is (high|1) is anything written; then {i} is put into location {a} {t}.", "Write port: enable {e}, address {a}, data {i}, all used {t}.",
    "To write, {e} is set to 1 with the address on {a} and the data on {i}; the word is stored {t}.", "{t} with {e} = 1, store {i} at {a}; with {e} = 0 nothing is written.",
    "When {e} is (low|0), the memory keeps its content; when it is (high|1), {i} is saved under address {a} {t}.",
    "Location {a} is overwritten with {i} {t} as long as {e} is (set|1).", "(Please |)write {i} into location {a} {t}, but only if {e} is 1.",
    "{a} says where, {i} what, and {e} (1) whether to write {t}.",
)  # fmt: skip
"""Ways to tell of a write."""
SYNC_READS = (
    "Reading takes a clock edge: {o} takes the word at {r} at each rising edge of {c}; on a write to the same address it is the old word.",
    "The read is synchronous: at each edge {o} is loaded with the old content of address {r}.",
    "{o} is a register that takes the word at {r} at every such edge, and the value before the write if the same word is written.",
    "Reads are registered. {o} gets the word that {r} selects (as it was before the edge) each time {c} rises.",
    "On the same edge {o} is updated with the word at {r}; if this word is just being written, the old one is read (read first).",
    "{o} <= memory[{r}] at each rising edge of {c}, whether or not something is written; old data on a collision.",
    "At every rising edge, and not in between, {o} shows what was stored at {r} until then.",
    "The output {o} has a register: the word of address {r} appears on it after the edge, with the content from before that edge.",
    "Read behaviour: clocked, read-before-write. {r} is the read address and {o} the data.",
    "One clock edge later the word at {r} is on {o}; a simultaneous write does not show.",
)  # fmt: skip
"""Ways to tell of a registered read."""
ASYNC_READS = (
    "{r} at once (asynchronous read).", "Reading needs no clock: {r}.", "Reads are combinational: {r}.", "{r}, without a clock.",
    "For reading, no edge is needed; {r}.", "At any time {r}.", "The read side is asynchronous, that is {r}.", "{r} all the time, combinationally.",
)  # fmt: skip
"""Ways to tell of a read without a clock."""


def _ram_text(
    d: Draw, depth: int, width: int, clk: str, we: str, din: str, waddr: str, raddrs: list[str], outs: list[str], registered: bool, zero: bool
) -> str:  # fmt: skip
    """What a memory does: its size, its write, its reads, in drawn order."""
    names = [clk, we, din, waddr, *raddrs, *outs]
    when_edge = at_edge(d, clk)
    write = d.any(*WRITES, e=we, i=din, a=waddr, t=when_edge)
    if registered:
        read = d.any(*SYNC_READS, o=outs[0], r=raddrs[0], c=clk)
    else:
        shows = d.any("{o} shows the word at {r}", "{o} is the word with the address {r}", "{o} is the content of location {r}", "{r} selects the word on {o}",
                      o="$o", r="$r")  # fmt: skip
        pairs = d.rng.sample(list(zip(outs, raddrs, strict=True)), len(outs))
        read = d.any(*ASYNC_READS, r=" and ".join(shows.replace("$o", o).replace("$r", r) for o, r in pairs))
    size = d.any(
        "A memory of {n} words of {w} bits.", "{n} x {w} RAM.", "(Build|Make|I need) a RAM with {n} words, {w} bits each.", "The memory holds {n} {w}-bit words.",
        "Size: {n} words by {w} bits.", "There are {n} locations of {w} bits.", "Storage for {n} words, each {w} bits wide.",
        "(Keep|Store) {n} words of {w} bits.", "Depth {n}, width {w}.", "{n} addresses, {w} bits per address.", n=depth, w=width,
    )  # fmt: skip
    told = [sentence(write, names), sentence(read, names)]
    if zero:
        told.append(
            d.any(
                "Address 0 always reads as 0.", "Register 0 is always 0 when read.", "A read of address 0 gives 0 whatever was written.",
                "Word 0 is special: it reads as 0.", "The read value for address 0 is the constant 0.",
            )
        )  # fmt: skip
    if d.chance(0.4) and not registered:
        d.rng.shuffle(told)
    told.insert(0 if d.chance(0.8) else len(told), size)
    return size + "\n- " + "\n- ".join(one for one in told if one != size) if d.chance(0.15) else " ".join(told)


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
    text = _ram_text(d, depth, width, clk, we, din, waddr, raddrs, outs, registered, zero)
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


def _rom_text(d: Draw, shown: list[str], addr: str, out: str) -> str:
    """The content of a ROM: a list from word 0, pairs in any order, or a common value with exceptions."""
    last = len(shown) - 1
    pairs = list(enumerate(shown))
    if d.chance(0.3):
        return d.any(
            "A ROM with the {n} words {s} at the addresses 0 to {m}.", "{o} is word number {a} of this table: {s} (word 0 first).",
            "The ROM content, from address 0 upwards, is {s}; {o} is the word at {a}.", "Address {a} selects one of {s}, in this order from 0; it is put on {o}.",
            "Look up {a} in the list {s} and give the word on {o}; the first word has the number 0.",
            "From address {m} down to 0 the words are {b}. {o} shows the one at {a}.", "Listed from the highest address to the lowest: {b}. {a} selects, {o} shows.",
            n=len(shown), s=", ".join(shown), m=last, o=out, a=addr, b=", ".join(shown[::-1]),
        )  # fmt: skip
    common = max(shown, key=shown.count)
    tail = ""
    if shown.count(common) > 1:
        pairs = [(i, word) for i, word in pairs if word != common]
        tail = d.any("all other addresses hold {w}", "otherwise the word is {w}", "everywhere else it is {w}", "the remaining addresses give {w}", w=common)
    d.rng.shuffle(pairs)
    form = d.one(("{i} -> {w}", "{w} at {i}", "address {i}: {w}", "{i}: {w}", "{w} for {i}", "{a} = {i} gives {w}", "{w} if {a} is {i}"))
    cells = [form.format(i=i, w=word, a=addr) for i, word in pairs] + [tail] * bool(tail)
    opening = d.any(
        "{o} is a constant word chosen by {a}", "The ROM is read with the address {a} and gives {o}", "Words by address ({a} in, {o} out)",
        "A lookup table from {a} to {o}", "Content of the ROM behind {o}, addressed by {a}", "{o} depends on {a} like this",
        "(Build|Make) a small ROM: {a} is the address, {o} the data", o=out, a=addr,
    )  # fmt: skip
    opening = sentence(opening, (addr, out)).rstrip(".")
    return f"{opening}:\n" + "\n".join(cells) + "\n" if d.chance(0.4) else f"{opening}: {', '.join(cells)}."


def _rom_reason(shown: list[str], addr: str, clk: str) -> str:
    """The words in the order of the case."""
    return f"A case over {addr}{f' at posedge {clk}' if clk else ''}: " + ", ".join(f"{i}: {word}" for i, word in enumerate(shown)) + "."


@family("rom", "memories")
def rom(d: Draw) -> Design:
    """Constants by address."""
    bits, width = d.one((2, 3, 3)), d.one((4, 8, 8))
    words = [d.rng.getrandbits(width) for _ in range(1 << bits)]
    clk = d.clock() if d.chance(0.4) else ""
    addr, out = d.name("addr", "a"), d.name("data", "q", "dout")
    base = d.one("hhd")
    if d.chance(0.4):
        words[d.number(0, 1) :: 2] = [words[0]] * len(words[d.number(0, 1) :: 2])
    shown = [(f"0x{w:0{-(-width // 4)}x}" if base == "h" else str(w)) for w in words]
    text = _rom_text(d, shown, addr, out)
    text += " " * (not text.endswith("\n")) + (
        d.any(
            "The output is registered: it changes at the rising edge of {c}.", "{o} is loaded at each positive edge of {c}.",
            "{o} is a register, updated when {c} rises.", "The word appears on {o} after a rising edge of {c} (synchronous ROM).",
            "Reading is synchronous to posedge {c}.", "The lookup result is stored in {o} at every rising edge of {c}.", c=clk, o=out,
        )
        if clk
        else d.any(
            "", "The output follows the address without a clock.", "This is combinational.", "No clock is involved.", "{o} changes as soon as {a} does.",
            o=out, a=addr,
        )
    )  # fmt: skip
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
        _rom_reason(shown, addr, clk),
        tuple(body),
        rows,
        d.style,
        ("rom",),
        {"words": words, "clocked": bool(clk)},
        hidden=(2, len(body) - 2),
        wave="" if clk else f"Read the word for each address: {', '.join(shown)}.",
    )
