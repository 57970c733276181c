"""Edges, debouncing, windows of samples and running values."""

from __future__ import annotations

from collections.abc import Callable

from groundwire.distill.families.design import Design
from groundwire.distill.families.draw import Draw
from groundwire.distill.families.models import clocked
from groundwire.distill.families.ports import Port
from groundwire.distill.families.registry import family
from groundwire.distill.families.voices.everyday_registers import ordered, slots_of, told_of, value_of

_EDGE = (
    "{o} shows, for one cycle, that {i} {ch}{bb}. {how} {rs}",
    "Compare {i} with its value one {ed} edge of {c} earlier: where it {ch}, {o} is 1{bb}. {how} {rs}",
    "Detect when {i} {ch}{bb} and report it on {o}; clock {c}, {ed} edge. {how} {rs}",
    "{how} {o} is meant to be 1 where {i}, sampled {at}, {ch}{bb}, and 0 elsewhere. {rs}",
    "The button line {i} is long; I need one pulse each time it {ch}{bb}. Pulse output: {o}. Clock: {c}, {ed} edge. {how} {rs}",
    "Remember the last sample of {i} (taken {at}). If {i} {ch} against it{bb}, {o} = 1, otherwise {o} = 0. {how} {rs}",
    "Given the previous sample of {i} ({ge} {c}) and its present value, {o} is 1 if and only if {i} {ch}{bb}. {how} {rs}",
    "Input {i}, output {o}, clock {c} ({ed} edge). Event: {i} {ch}{bb}. {how} {rs}",
    "{rs} In operation a one-cycle flag on {o} marks each event, an event being that {i} {ch}{bb}. Samples are taken {at}. {how}",
    "Whoever reads {o} wants to know whether {i} {ch}{bb} since the last {ed} edge of {c}. {how} {rs}",
)


_EDGE_KEEP = (
    "{o} becomes 1 and stays 1 once {i} {ch}{bb}, judged from one {ed} edge of {c} to the next. Only the reset clears "
    "it. {xs} {rs}",
    "Sticky flag: each time {i} {ch}{bb} from one sample to the next ({at}), {o} is set, and it is kept until reset. {xs} {rs}",
    "Interrupt pending register {o}. An event is that {i} {ch}{bb} between two successive {ed} edges of {c}; events "
    "are collected, "
    "nothing but reset removes them. {xs} {rs}",
    "{rs} {xs} At other times, a sample of {i} that {ch}{bb} compared with the one before sets {o} {at}; what is set "
    "remains set.",
    "Did it ever happen? {o} answers: it is set {at} if {i} {ch}{bb} since the previous edge, and from then on it "
    "remains 1. {xs} {rs}",
    "Capture events on {i} ({ch}{bb}, as seen {at}) in {o}, to be held until the next reset. {xs} {rs}",
)


_CHANGES = {
    "rising": ("goes from 0 to 1", "has gone from 0 to 1", "rises", "has a rising edge"),
    "falling": ("goes from 1 to 0", "has gone from 1 to 0", "falls", "has a falling edge"),
    "any": ("changes", "changes in either direction", "has a rising or falling edge", "differs from before"),
}


@family("told_edges", "edge detectors", 1.2)
def told_edges(d: Draw) -> Design:
    """Edges of a signal or of each bit: combinational, registered, or kept until reset."""
    width = d.one((1, 1, 1, 2, 4, 8, 8, 16))
    mask = (1 << width) - 1
    kind, how = d.one(("rising", "falling", "any")), d.one(("now", "late", "keep"))
    clk, reset, falling = d.clock(), d.reset(("sync", "async")), d.chance(0.12)
    source = d.name("sig", "in", "x", "btn", "irq", "level", "line", "d", "req")
    out = d.name("pulse", "event_o", "hit", "edge_o", "pending", "q", "strobe", "flag")
    ports = ordered(d, (Port(clk), *reset.ports, Port(source, width), Port(out, width, output=True, stored=how != "now")))
    prev = d.name("prev", "last", "old", "sample")
    init = d.one((0, 0, mask)) if how != "now" or d.chance(0.5) else 0
    start = "0" if init == 0 else "1" if width == 1 else "all ones"
    bits = d.one((", for each bit separately", " (bit by bit)", ", each bit on its own")) if width > 1 else ""
    remark = d.any("The stored previous sample is {s} after reset.", "The reset also sets the remembered sample to {s}.", s=start)
    if how == "now":
        slots = slots_of(d, clk, falling, reset, "the stored sample", start)
        told = d.any(
            "{o} is combinational: it is already 1 in the cycle before the edge that stores the new sample.",
            "Use no output register: {o} depends directly on {i} and the stored sample.",
            "There is no register behind the comparison.", o=out, i=source,
        )  # fmt: skip
    else:
        slots = slots_of(d, clk, falling, reset, out, "0")
        told = d.any(
            "{o} is registered, so it becomes 1 at the edge that samples the new value.",
            "{o} comes from a flip-flop on the same clock.",
            "The result is stored in {o} at the same edge that takes the new sample.", o=out,
        )  # fmt: skip
    text = told_of(
        d, _EDGE_KEEP if how == "keep" else _EDGE, ports, i=source, o=out, ch=d.one(_CHANGES[kind]), bb=bits,
        how=told + (f" {remark}" if how == "late" else ""), xs=remark, **slots,
    )  # fmt: skip
    code = {"rising": f"{source} & ~{prev}", "falling": f"~{source} & {prev}", "any": f"{source} ^ {prev}"}[kind]
    begin = "0" if init == 0 else f"{{{width}{{1'b1}}}}" if width > 1 else "1'b1"
    clear, lines = [f"{prev} <= {begin};"], [f"{prev} <= {source};"]
    if how != "now":
        clear.append(f"{out} <= 0;")
        lines.append(f"{out} <= {code};" if how == "late" else f"{out} <= {out} | ({code});")
    edge = "negedge" if falling else "posedge"
    body = [d.style.declare(prev, width), *d.clocked(clk, reset, clear, lines, edge)]
    if how == "now":
        body.append(f"assign {out} = {code};")

    def found(old: int, new: int) -> int:
        events = 0
        for i in range(width):
            was, now = old >> i & 1, new >> i & 1
            if was != now and kind in ("any", "rising" if now else "falling"):
                events |= 1 << i
        return events

    def update(s: tuple[int, int], v: dict[str, int]) -> tuple[int, int]:
        events = found(s[0], v[source])
        return v[source], events | (s[1] if how == "keep" else 0)

    rows = clocked(
        d.rng, ports, clk, reset, (init, 0), update,
        lambda s, v: {out: found(s[0], v[source]) if how == "now" else s[1]}, falling=falling,
        bias=lambda r, i: {source: r.getrandbits(width) if how != "keep" else r.getrandbits(width) & r.getrandbits(width)},
    )  # fmt: skip
    ways = {"now": "assign, no register", "late": "registered", "keep": "ORed into the flag until reset"}[how]
    why = f"{prev} = last {source} ({start} in reset); {kind}: {code}; {ways}. {edge} {clk}, {reset.phrase}."
    return Design(
        "an edge detector", ports, text, why, tuple(body), rows, d.style, ("edge_det", "event_capture", "edges"),
        {"width": width, "kind": kind, "how": how, "init": init, "reset": reset.phrase},
    )  # fmt: skip


_RUNNING = (
    "{o} keeps the {wt} of all values of {i} since reset; it is brought up to date {at}. {xe} {rs}",
    "{at}, {st}. {xe} {rs}",
    "Running {sh}: input {i}, output {o}, clock {c} ({ed} edge). In each step {st}. {xe} {rs}",
    "Our sensor delivers {i} once per {c} cycle. Its {wt} so far is wanted on {o} ({ed} edge). {xe} {rs}",
    "{rs} Then {st}, {at}. {xe}",
    "Write a register {o} that remembers the {wt} of what was seen on {i} {at}. {xe} {rs}",
    "Task: the {wt} of a stream. Stream: {i}, one value {at}. Result so far: {o}. {xe} {rs}",
    "The old {o} and the new {i} are combined {at}: {st}. {xe} {rs}",
    "Given a new {i} at the {ed} edge of {c}, then {st}. {xe} {rs}",
    "{xe} Apart from that, {st} {at}. {rs}",
    "What {o} tells: the {wt} of the {i} values so far. When it changes: {at}. {xe} {rs}",
)


@family("told_running_value", "datapaths", 1.0)
def running_value(d: Draw) -> Design:
    """A running sum, XOR, OR, AND, maximum or minimum, with enable and restart."""
    kind = d.one(("sum", "sum", "maximum", "minimum", "XOR", "OR", "AND"))
    width = d.one((4, 6, 8, 8, 12))
    wide = width + d.one((0, 2, 4, 8)) if kind == "sum" else width
    mask = (1 << wide) - 1
    clk, reset, falling = d.clock(), d.reset(("sync", "async")), d.chance(0.15)
    data = d.name("x", "din", "sample", "val", "in", "d", "data", "reading")
    out = d.name("acc", "total", "best", "result", "q", "peak", "out", "keep")
    enable = d.name("valid", "en", "take", "strobe", "in_valid", "ce", "ok") if d.chance(0.55) else ""
    restart = d.name("first", "start", "clr", "fresh", "load", "sop", "again") if d.chance(0.4) else ""
    value = mask if kind in ("minimum", "AND") else 0
    inputs = [Port(name) for name in (enable, restart) if name] + [Port(data, width)]
    d.rng.shuffle(inputs)
    ports = ordered(d, (Port(clk), *reset.ports, *inputs, Port(out, wide, output=True, stored=True)))
    what = {
        "sum": f"sum (modulo 2^{wide})", "maximum": "largest (unsigned)", "minimum": "smallest (unsigned)",
        "XOR": "bitwise XOR", "OR": "bitwise OR", "AND": "bitwise AND",
    }[kind]  # fmt: skip
    step = {
        "sum": ("{i} is added to {o} (the carry out of the top bit is lost)", "{o} grows by {i} and simply wraps on overflow"),
        "maximum": ("{o} is replaced by {i} if {i} is larger (unsigned)", "{o} becomes the larger of {o} and {i}, both unsigned"),
        "minimum": ("{o} is replaced by {i} if {i} is smaller (unsigned)",
        "{o} becomes the smaller of {o} and {i}, both unsigned"),
        "XOR": ("{o} is XORed with {i}", "the bits of {o} are flipped where {i} has a 1"),
        "OR": ("{o} is ORed with {i}", "the bits of {o} are set where {i} has a 1"),
        "AND": ("{o} is ANDed with {i}", "the bits of {o} are cleared where {i} has a 0"),
    }[kind]  # fmt: skip
    extra = []
    if restart:
        extra.append(d.any(
            "If {f} is 1, {o} becomes {i} itself and the past is forgotten.", "{f} = 1 begins anew: {o} takes {i} as it is.",
            "With {f} high the old {o} is disregarded and {i} is stored unchanged.", f=restart, o=out, i=data,
        ))  # fmt: skip
    if enable:
        extra.append(d.any(
            "Cycles with {e} = 0 do not count{m}: {o} holds.", "Only if {e} is 1; otherwise {o} keeps its value{m}.",
            "When {e} is 0, {i} is ignored and {o} stays{m}.", e=enable, o=out, i=data,
            m=f", whatever {restart} is" if restart else "",
        ))  # fmt: skip
    text = told_of(
        d, _RUNNING, ports, i=data, o=out, wt=what + (" value" if kind in ("maximum", "minimum") else ""), sh=kind,
        st=d.any(*step, i=data, o=out), xe=" ".join(extra), **slots_of(d, clk, falling, reset, out, value_of(d, wide, value)),
    )  # fmt: skip
    text = text.replace("value of all values of", "of all values of").replace("value of the {i} values", "of the {i} values")
    code = {
        "sum": f"{out} + {data}", "maximum": f"({data} > {out}) ? {data} : {out}",
        "minimum": f"({data} < {out}) ? {data} : {out}",
        "XOR": f"{out} ^ {data}", "OR": f"{out} | {data}", "AND": f"{out} & {data}",
    }[kind]  # fmt: skip
    lines = [f"if ({restart}) {out} <= {data};", f"else {out} <= {code};"] if restart else [f"{out} <= {code};"]
    if enable:
        lines = [f"if ({enable}) begin", *(f"  {line}" for line in lines), "end"]
    clear = f"{{{wide}{{1'b1}}}}" if value else "0"
    edge = "negedge" if falling else "posedge"
    body = d.clocked(clk, reset, [f"{out} <= {clear};"], lines, edge)
    join: Callable[[int, int], int] = {
        "sum": lambda s, x: (s + x) & mask, "maximum": lambda s, x: max(s, x),
        "minimum": lambda s, x: min(s, x), "XOR": lambda s, x: s ^ x,
        "OR": lambda s, x: s | x, "AND": lambda s, x: s & x,
    }[kind]  # fmt: skip

    def update(s: int, v: dict[str, int]) -> int:
        if enable and not v[enable]:
            return s
        return v[data] if restart and v[restart] else join(s, v[data])

    def bias(rng: object, cycle: int) -> dict[str, int]:
        sparse = d.rng.getrandbits(width) & d.rng.getrandbits(width)
        values = {data: sparse if kind == "OR" else mask & ~sparse if kind == "AND" else d.rng.getrandbits(width)}
        return values | ({restart: int(d.chance(0.2))} if restart else {}) | ({enable: int(d.chance(0.7))} if enable else {})

    rows = clocked(d.rng, ports, clk, reset, value, update, lambda s, v: {out: s}, falling=falling, bias=bias)
    why = f"{edge} {clk}, {reset.phrase} to {'all ones' if value else 0}; " + f"if {enable}: " * bool(enable)
    why += f"{restart} stores {data}, else " * bool(restart) + f"{out} <= {code}."
    return Design(
        f"a running {kind}", ports, text, why, tuple(body), rows, d.style, ("running", "accumulate", "tracker"),
        {"kind": kind, "width": width, "wide": wide, "enable": bool(enable), "restart": bool(restart), "reset": reset.phrase},
    )  # fmt: skip


_BOUNCE = (
    "{o} is the clean version of {i}: it takes a new level only after {n} consecutive samples ({at}) had that level. {rs}",
    "Debounce {i}. Sample it {at}; when the last {n} samples, the newest included, are all 1, {o} is set, when they "
    "are all 0 it is "
    "cleared. In mixed cases {o} stays. {rs}",
    "Glitch filter between {i} and {o}. A level must have been seen at {n} {ed} edges of {c} in a row to come "
    "through; it shows "
    "on {o} right with the last of them. {rs}",
    "{rs} After that: {n} equal samples of {i} in a row make {o} equal to them. Fewer change nothing. Samples: {at}.",
    "The contact bounces, so {o} must not believe {i} before it has read the same level {n} times running, one "
    "reading {at}. With "
    "the {n}th reading {o} changes. {rs}",
    "Keep the last {n} samples of {i} ({ge} {c}). All ones: {o} = 1. All zeros: {o} = 0. Otherwise {o} as before. {o} "
    "is updated at "
    "the edge that takes the newest of the {n}. {rs}",
    "Requirement: pulses on {i} shorter than {n} samples must not reach {o}. A level seen at {n} successive samples "
    "is copied to {o} "
    "at the {n}th. Sampling: {at}. {rs}",
    "Filter input: {i}\nFilter output: {o}\nDepth: {n} samples in a row, including the current\nClock: {c}, {ed} edge\nOutput "
    "changes only if all samples of the window agree.\n{rs}",
    "Given {m} samples of {i} with the same level, when the next sample ({at}) has that level too, then {o} has it "
    "from this edge "
    "on. Otherwise {o} is unchanged. {rs}",
    "{o} changes its mind slowly: it flips to the level of {i} only at the edge ({ed}, {c}) where {i} shows this "
    "level for the {n}th "
    "time without interruption. {rs}",
)


@family("told_debounce", "edge detectors", 1.0)
def debounce(d: Draw) -> Design:
    """An output that follows an input after so many equal samples."""
    count = d.one((2, 3, 3, 4, 4, 5, 6, 8))
    clk, reset, falling = d.clock(), d.reset(("sync", "async")), d.chance(0.2)
    source = d.name("btn", "raw", "key", "sw", "noisy", "in", "contact", "sig")
    out = d.name("clean", "stable", "q", "out", "pressed", "filtered", "db", "level")
    value = int(d.chance(0.3))
    ports = ordered(d, (Port(clk), *reset.ports, Port(source), Port(out, output=True, stored=True)))
    slots = slots_of(d, clk, falling, reset, out, str(value))
    slots["rs"] = f"{slots['rs']} " + d.any(
        "The (samples before it|older samples) count as {v} then.", "All stored samples are set to {v} by it as well.", v=value
    )
    text = (
        told_of(d, _BOUNCE, ports, i=source, o=out, n=count, m=count - 1, **slots).replace(" 2th", " 2nd").replace(" 3th", " 3rd")
    )
    old, size = d.name("hist", "past", "sh", "samples"), count - 1
    window = f"{{{old}, {source}}}"
    shift = f"{{{old}[{size - 2}:0], {source}}}" if size > 1 else source
    ones, zeros = d.style.literal(count, (1 << count) - 1, "b"), d.style.literal(count, 0, "b")
    lines = [f"{old} <= {shift};", f"if ({window} == {ones}) {out} <= 1'b1;", f"else if ({window} == {zeros}) {out} <= 1'b0;"]
    fill = d.style.literal(size, ((1 << size) - 1) * value, "b")
    edge = "negedge" if falling else "posedge"
    body = [d.style.declare(old, size), *d.clocked(clk, reset, [f"{old} <= {fill};", f"{out} <= 1'b{value};"], lines, edge)]

    def update(s: tuple[int, int, int], v: dict[str, int]) -> tuple[int, int, int]:
        shown, last, run = s
        run = min(run + 1, count) if v[source] == last else 1
        return v[source] if run >= count else shown, v[source], run

    level = 0

    def bias(rng: object, cycle: int) -> dict[str, int]:
        nonlocal level
        if d.chance(1 / count):
            level = 1 - level
        return {source: level}

    rows = clocked(
        d.rng, ports, clk, reset, (value, value, count), update, lambda s, v: {out: s[0]}, falling=falling, bias=bias, cycles=70
    )
    why = f"{old}: {size} older samples of {source}. With the new one all 1 -> 1, all 0 -> 0, else keep. "
    return Design(
        "a debouncer", ports, text, f"{why}{edge} {clk}, {reset.phrase} to {value}.", tuple(body), rows, d.style,
        ("debounce", "glitch_filter", "cleaner"), {"count": count, "value": value, "reset": reset.phrase, "falling": falling},
    )  # fmt: skip


_WINDOW = (
    "Keep the last {n} samples of {i} ({at}). {o} is 1 while {q} of them {be} 1. {xh} {rs}",
    "{o} looks back over {n} clock cycles: it is 1 if {q} of the {n} newest samples of {i}, taken {at}, {we} 1. {xh} {rs}",
    "Moving window on {i}, {n} samples long, clock {c} ({ed} edge). Output {o}: high as long as {q} of the samples in "
    "it {be} 1, else "
    "low. {xh} {rs}",
    "{rs} {xh} Later on the {n} most recent samples of {i} ({ge} {c}) decide about {o}: if {q} of them {be} 1 it is 1, else 0.",
    "Our link is called good ({o} = 1) when {q} of its last {n} status bits {be} 1. They come on {i}, one {at}. {xh} {rs}",
    "1. Sample {i} {at} and remember {n} samples. 2. {o} = 1 exactly if {q} of them {be} 1. 3. {xh} 4. {rs}",
    "History of {i}: {n} bits, updated {at}. From it: {o}, true when {q} of these bits {be} set. {xh} {rs}",
    "Shift {i} into {n} flip-flops {at}; a gate behind them sets {o} to 1 when {q} of them {be} 1. {xh} {rs}",
    "Given the {n} latest values that {i} had at {ed} edges of {c}, then {o} is 1 when {q} of those {we} 1, and 0 in "
    "every other case. "
    "{xh} {rs}",
    "How many of the last {n} samples of {i} are 1? If {q} of them {be}, {o} is 1, otherwise it is 0. Sampling takes "
    "place {at}. {xh} {rs}",
)


@family("told_window", "shift registers", 1.0)
def window(d: Draw) -> Design:
    """The last samples of a bit, and a flag on how many of them are 1."""
    size = d.one((2, 3, 3, 4, 4, 5, 6, 8))
    mask = (1 << size) - 1
    clk, reset, falling = d.clock(), d.reset(("sync", "async")), d.chance(0.2)
    source = d.name("in", "x", "bit_in", "status", "din", "sig", "ok", "s")
    out = d.name("flag", "good", "alarm", "q", "z", "hit", "trend", "lock")
    rule = d.one(("all", "none", "any", "odd") if size < 3 or size > 5 else ("all", "none", "any", "odd", "some", "one", "most"))
    least = d.number(2, size - 1) if size > 2 else 1
    number = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight")
    told = {
        "all": ("all",), "none": ("none",), "any": ("at least one", "one or more"), "odd": ("an odd number",),
        "some": (f"at least {number[least]}", f"{least} or more"), "one": ("exactly one",), "most": ("more than half",),
    }[rule]  # fmt: skip
    verb = "is" if rule in ("any", "one", "odd") else "are"
    shown = d.name("hist", "history", "recent", "samples", "taps") if d.chance(0.45) else ""
    up = d.chance(0.6)
    old = shown or d.name("hist", "sr", "past", "win")
    ports = ordered(
        d, (Port(clk), *reset.ports, Port(source), *([Port(shown, size, output=True, stored=True)] if shown else []),
            Port(out, output=True)),
    )  # fmt: skip
    new_bit = 0 if up else size - 1
    xh = d.any(
        "The samples are visible on {h}, the newest in bit {b}, the oldest in bit {t}.",
        "{h} shows the window itself (bit {b} is the latest sample, bit {t} the oldest).",
        h=shown, b=new_bit, t=size - 1 - new_bit,
    ) if shown else ""  # fmt: skip
    value = d.one((0, 0, mask))
    target = shown or "the history"
    text = told_of(
        d, _WINDOW, ports, i=source, o=out, n=size, q=d.one(told), xh=xh, be=verb, we="was" if verb == "is" else "were",
        **slots_of(d, clk, falling, reset, target, "all ones" if value else d.one(("0", "all zeros"))),
    )  # fmt: skip
    if not xh:
        text = text.replace(" 3. 4. ", " 3. ")
    wide = size.bit_length()
    total = f"({{{wide - 1}'d0, {old}[0]}} + " + " + ".join(f"{old}[{i}]" for i in range(1, size)) + ")"
    tests = {
        "all": f"&{old}", "none": f"~|{old}", "any": f"|{old}", "odd": f"^{old}", "some": f"{total} >= {wide}'d{least}",
        "one": f"{total} == {wide}'d1", "most": f"{total} > {wide}'d{size // 2}",
    }  # fmt: skip
    code = f"{{{old}[{size - 2}:0], {source}}}" if up else f"{{{source}, {old}[{size - 1}:1]}}"
    edge = "negedge" if falling else "posedge"
    body = [] if shown else [d.style.declare(old, size)]
    body += d.clocked(clk, reset, [f"{old} <= {d.style.literal(size, value, 'b')};"], [f"{old} <= {code};"], edge)
    body.append(f"assign {out} = {tests[rule]};")

    def output(s: tuple[int, ...], v: dict[str, int]) -> dict[str, int]:
        ones = sum(s)
        hit = {"all": ones == size, "none": ones == 0, "any": ones > 0, "odd": ones % 2 == 1, "some": ones >= least,
               "one": ones == 1, "most": 2 * ones > size}[rule]  # fmt: skip
        word = sum(bit << (i if up else size - 1 - i) for i, bit in enumerate(s))
        return {out: int(hit)} | ({shown: word} if shown else {})

    share = {"all": 0.8, "none": 0.2, "any": 0.25}.get(rule, 0.5)
    rows = clocked(
        d.rng, ports, clk, reset, (value & 1,) * size, lambda s, v: (v[source], *s[:-1]), output, falling=falling, cycles=60,
        bias=lambda r, i: {source: int(r.random() < share)},
    )  # fmt: skip
    why = f"{old} <= {code} on {edge} {clk}, {reset.phrase} to {value}; {out} = {tests[rule]}."
    return Design(
        "a history window", ports, text, why, tuple(body), rows, d.style, ("window", "history_flag", "sample_window"),
        {"size": size, "rule": rule, "least": least, "shown": bool(shown), "up": up, "value": value, "reset": reset.phrase},
    )  # fmt: skip
