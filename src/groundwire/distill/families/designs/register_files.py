"""Register files of two to eight words, told fact by fact: write, read ports, a zero register, reset, forwarding."""
# ruff: noqa: E501  (texts, one a line, read best)

from __future__ import annotations

from groundwire.distill.families.design import Design
from groundwire.distill.families.draw import Draw
from groundwire.distill.families.models import clocked
from groundwire.distill.families.ports import Port
from groundwire.distill.families.registry import family
from groundwire.distill.families.telling import at_edge, laid_out, level, sentence, when


@family("register_file", "memories", 1.5)
def register_file(d: Draw) -> Design:
    """A few registers with one write port and one or two read ports."""
    bits, width, style = d.one((1, 2, 2, 3)), d.one((1, 2, 4, 8)), d.style
    depth, reads = 1 << bits, d.one((1, 1, 2))
    clk = d.clock()
    reset = d.reset(("none", "sync", "async"))
    falling, low = d.chance(0.15), d.chance(0.2)
    zero, forward = d.chance(0.25), d.chance(0.2)
    enable = d.name("we_n", "wen_n", "nwrite") if low else d.name("we", "wr", "wen", "write", "store")
    address, data = d.names(("waddr", "wdata"), ("wa", "wd"), ("wr_addr", "din"), ("dest", "value"))
    pairs = [d.names((f"ra{i}", f"rd{i}"), (f"raddr{i}", f"rdata{i}"), (f"sel{i}", f"out{i}")) for i in range(reads)]
    names = [clk, reset.name, enable, address, data, *(n for pair in pairs for n in pair)]
    told = [
        d.any(
            "{e}, register {a} is written with {x} {c}", "{x} is stored in register {a} {c} {e}",
            "(a write happens|writing happens) {c}, only {e}: {x} goes into register number {a}",
            "{c}, {x} goes to the register that {a} selects, but only {e}", "{a} chooses which register takes {x} {c}; "
            "it does so only {e}", "{n} ({l} to write) makes register {a} take {x} {c}",
            e=when(d, enable, int(not low)), a=address, x=data, c=at_edge(d, clk, falling), n=enable,
            l="low" if low else "high",
        )
    ]  # fmt: skip
    for number, out in pairs:
        told.append(
            d.any(
                "{o} shows register {r} (at once|without waiting for the clock|combinationally)",
                "{r} selects the register that appears on {o}; (no clock is needed for this|this read is asynchronous)",
                "{o} = registers[{r}], combinational", "reading is asynchronous: {o} is the content of register number {r}",
                "the register whose number is on {r} is (driven onto|visible on|put on) {o} all the time", o=out, r=number,
            )
        )  # fmt: skip
    if zero:
        told.append(
            d.any(
                "register 0 always reads as 0", "a read of number 0 gives 0(, whatever was written there|)",
                "number 0 is (a constant|hard-wired to) zero", "the zeroth register (always |)reads 0",
            )
        )  # fmt: skip
    if forward:
        told.append(
            d.any(
                "{n} being {l}, (a read|reading) of register {a} gives {x} already, before the clock edge",
                "{x} is forwarded: if a read address equals {a} and {n} is {l}, the read output is {x} (at once|directly)",
                "with {n} {h} and a read address equal to {a}, the output is {x} itself, not the stored value",
                x=data, a=address, n=enable, l=level(d, int(not low), low), h="low" if low else "high",
            )
        )  # fmt: skip
    if zero and forward:
        told.append(d.any("zero wins over forwarding for register 0", "for number 0 the result is 0 even while it is written"))
    d.rng.shuffle(told)
    size = d.any(
        "{n} registers of {w} bit{s}.", "(There are|It has|Keep) {n} registers, {w} bit{s} (wide|each).",
        "A (small |)register file: {n} x {w} bit{s}.", "(This is|Build|Make) a set of {n} {w}-bit registers.", "",
        n=depth, w=width, s="s" * (width > 1),
    ) or f"A register file with {depth} words."  # fmt: skip
    text = laid_out(d, told, size, names, shuffle=False)
    if reset.kind != "none":
        does = d.one(("clears every register", "sets all registers to 0", "zeroes all of them"))
        text += " " * (not text.endswith("\n")) + d.tell_reset(reset, does)
    mem = d.name("regs", "bank", "file_q", "r")
    test = f"!{enable}" if low else enable
    write = [f"if ({test}) {mem}[{address}] <= {data};"]
    loop = depth > 4
    clear = (
        [f"for (k = 0; k < {depth}; k = k + 1) {mem}[k] <= {style.literal(width, 0)};"]
        if loop
        else [f"{mem}[{i}] <= {style.literal(width, 0)};" for i in range(depth)]
    )
    body = [f"{style.net} [{width - 1}:0] {mem} [0:{depth - 1}];", *["integer k;"] * (loop and reset.kind != "none")]
    body += d.clocked(clk, reset, clear, write, "negedge" if falling else "posedge")
    for number, out in pairs:
        value = f"{mem}[{number}]"
        if forward:
            value = f"({test} && {number} == {address}) ? {data} : {value}"
        if zero:
            value = f"({number} == {style.literal(bits, 0)}) ? {style.literal(width, 0)} : {value}"
        body.append(f"assign {out} = {value};")
    ports = (
        Port(clk), *reset.ports, Port(enable), Port(address, bits), Port(data, width),
        *(Port(number, bits) for number, _ in pairs), *(Port(out, width, output=True) for _, out in pairs),
    )  # fmt: skip

    def read(s: tuple[int | None, ...], v: dict[str, int], number: str) -> int | None:
        if zero and v[number] == 0:
            return 0
        if forward and v[enable] != low and v[number] == v[address]:
            return v[data]
        return s[v[number]]

    def update(s: tuple[int | None, ...], v: dict[str, int]) -> tuple[int | None, ...]:
        return tuple(v[data] if v[enable] != low and v[address] == i else word for i, word in enumerate(s))

    begin: tuple[int | None, ...] = (None,) * depth
    rows = clocked(
        d.rng, ports, clk, reset, (0,) * depth, update, lambda s, v: {out: read(s, v, number) for number, out in pairs},
        cycles=36, falling=falling, unknown=() if reset.kind != "none" else (begin,),
        bias=lambda r, i: {address: i % depth, enable: int(not low)} if 2 <= i < depth + 2 else {},
    )  # fmt: skip
    marks = [f"write when {test} at {'negedge' if falling else 'posedge'} {clk}", *["number 0 reads 0"] * zero]
    marks += ["forward on equal addresses"] * forward + [reset.phrase]
    return Design(
        "a register file", ports, text,
        f"{depth} x {width} array {mem}: {', '.join(marks)}. Read with assign.",
        tuple(body), rows, style, ("regfile", "register_file", "reg_bank"),
        {"depth": depth, "width": width, "reads": reads, "zero": zero, "forward": forward, "reset": reset.phrase},
    )  # fmt: skip


@family("latched_words", "registers", 1.0)
def latched_words(d: Draw) -> Design:
    """Two to four registers with an output each, an enable each or a common address."""
    count, width, style = d.one((2, 2, 3, 4)), d.one((1, 2, 4, 8)), d.style
    clk, reset = d.clock(), d.reset(("none", "sync", "async"))
    falling = d.chance(0.2)
    data = d.name("d", "din", "data", "value")
    lows = [d.chance(0.25) for _ in range(count)]
    pairs = [d.names((f"ld{i}", f"q{i}"), (f"en{i}", f"out{i}"), (f"we{i}", f"r{i}")) for i in range(count)]
    starts = [d.rng.getrandbits(width) if d.chance(0.5) else 0 for _ in range(count)]
    names = [clk, reset.name, data, *(n for pair in pairs for n in pair)]
    told = [
        d.any(
            "{q} takes {x} {w}", "{w}, {x} goes to {q}", "{q} is loaded {w}", "{w} it is {q} that is loaded", "{q} stores {x} {w}",
            "{x} is copied into {q} only {w}",
            q=out, x=data, w=when(d, load, int(not low)),
        )
        for (load, out), low in zip(pairs, lows, strict=True)
    ]  # fmt: skip
    d.rng.shuffle(told)
    opening = d.any(
        "{n} registers share the data input {x}; each loads {c} under its own control and otherwise keeps its value.",
        "{c}, {x} can be stored in any of {n} registers. A register that is not told to load holds.",
        "(Build|Make) {n} registers that load from {x} {c}, each with its own load input; unless it loads, a register keeps what it has.",
        n=count, x=data, c=at_edge(d, clk, falling),
    )  # fmt: skip
    text = laid_out(d, told, sentence(opening, names), names, shuffle=False)
    if reset.kind != "none":
        values = [f"{out} to {start}" for (_, out), start in zip(pairs, starts, strict=True)]
        text += " " * (not text.endswith("\n")) + d.tell_reset(reset, "sets " + ", ".join(d.rng.sample(values, count)))
    update_lines = [f"if ({'!' * low}{load}) {out} <= {data};" for (load, out), low in zip(pairs, lows, strict=True)]
    clear = [f"{out} <= {style.literal(width, start)};" for (_, out), start in zip(pairs, starts, strict=True)]
    body = d.clocked(clk, reset, clear, update_lines, "negedge" if falling else "posedge")
    ports = (
        Port(clk), *reset.ports, Port(data, width), *(Port(load) for load, _ in pairs),
        *(Port(out, width, output=True, stored=True) for _, out in pairs),
    )  # fmt: skip
    begin: tuple[int | None, ...] = (None,) * count
    rows = clocked(
        d.rng, ports, clk, reset, tuple(starts),
        lambda s, v: tuple(v[data] if v[load] != low else old for old, (load, _), low in zip(s, pairs, lows, strict=True)),
        lambda s, v: {out: value for value, (_, out) in zip(s, pairs, strict=True)},
        cycles=32, falling=falling, unknown=() if reset.kind != "none" else (begin,),
    )  # fmt: skip
    levels = ", ".join(f"{out} when {load} = {int(not low)}" for (load, out), low in zip(pairs, lows, strict=True))
    return Design(
        f"{count} registers on one data input", ports, text, f"Load at {'negedge' if falling else 'posedge'}: {levels}. {reset.phrase}.",
        tuple(body), rows, style, ("registers", "reg_set", "latches"),
        {"count": count, "width": width, "lows": lows, "reset": reset.phrase, "falling": falling},
        wave=f"Each output loads {data} at the clock edge under its own enable." if reset.kind == "none" and count == 2 and width == 1 else "",
    )  # fmt: skip
