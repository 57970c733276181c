"""Watchers of a stream of bits: words, lengths of runs, frames, counts over blocks."""

from __future__ import annotations

from groundwire.distill.families.design import Design
from groundwire.distill.families.draw import Draw
from groundwire.distill.families.ports import Port
from groundwire.distill.families.registry import family
from groundwire.distill.families.voices.chore_shared import BITS, GATES, Chore
from groundwire.distill.families.voices.everyday_machines import tests

_WORDS = (
    "Watch {x}, one bit {t}{g}. {k} {lap} {when} {rr}",
    "{k} The bits come in on {x}, the oldest is written first; one is read {t}{g}. {lap} {when} {rr}",
    "sequence detector wanted. stream: {x}, {t}{g}. {k} {when} {lap} {rr}",
    "{when} {k} This is about the bits of {x}, one {t}{g}, leftmost first in time. {rr} {lap}",
    "Input {x}: a bit stream.\n- sampling: {t}{g}\n- {k}\n- {lap}\n- {when}\n- {rr}",
    "{rr} Nothing has been seen then. After it a bit of {x} is read {t}{g}. {k} {lap} {when}",
    "Exam: construct the state machine that looks in the stream {x} (read {t}{g}) for words, first bit on the left. {k} {lap} "
    "{when} {rr}",
    "A receiver has to notice sync words on {x}. {lap} {k} {when} Bits are taken {t}{g}, in the order in which they are written "
    "here. {rr}",
    "Imagine a window that slides over {x} {t}{g}. {k} {when} {lap} The left bit is the older one. {rr}",
    "(1) {k}\n(2) {lap}\n(3) {when}\n(4) {rr}\n(5) A bit of {x} arrives {t}{g}.",
)


@family("chore_stream_words", "sequence detectors", 1.1)
def chore_stream_words(d: Draw) -> Design:
    """One or two words in a bit stream, overlapping or not, told at once or a cycle later, by prefixes."""
    f = Chore(d, "state")
    x = d.name(*(name for (name,) in BITS))
    en = d.name(*GATES) if d.chance(0.4) else ""
    two, over, late = d.chance(0.5), d.chance(0.5), d.chance(0.5)
    sizes = [d.one((3, 3, 4, 4, 5))] if not two else [d.one((2, 3, 3, 4))] * 2
    words: list[str] = []
    while len(set(words)) != len(sizes):
        words = [f"{d.number(0, (1 << size) - 1):0{size}b}" for size in sizes]
    outs = list(
        d.names(("found", "other"), ("hit_a", "hit_b"), ("z", "y"), ("match0", "match1"), ("seen", "seen2"), ("f1", "f2"))
    )
    outs = outs[: len(words)]
    prefixes = sorted({word[:k] for word in words for k in range(len(words[0]))}, key=lambda p: (len(p), p))
    names = {p: f"S{p}" if p else "S" for p in prefixes}

    def follow(text: str) -> str:
        while text not in names:
            text = text[1:]
        return text

    bits = max(1, (len(prefixes) - 1).bit_length())
    told = [
        d.any(
            "{o} tells of {w}.",
            "The word {w} belongs to {o}.",
            "{o} signals {w}.",
            "{w} is reported by {o}.",
            "Look for {w} and report it on {o}.",
            o=o,
            w=w,
        )
        for o, w in zip(outs, words, strict=True)
    ]
    lap = d.any(
        *(
            (
                "Words may overlap.",
                "The end of a word may be the beginning of the next one.",
                "Bits of a word found can be used again.",
            )
            if over
            else (
                "Words do not overlap: after a find all starts afresh.",
                "Bits that were part of a find are used up.",
                "After each find the search begins anew with the next bit.",
            )
        )
    )
    alls = "An output" if len(outs) > 1 else outs[0]
    when = d.any(
        *(
            (
                "{a} is a register: 1 after the edge that read the last bit, until the next edge{e}.",
                "{a} is set to 1 by the edge that takes the last bit and is back at 0 an edge later{e}.",
            )
            if late
            else (
                "{a} is 1 at once, while the last bit is on the input{b} (Mealy).",
                "{a} is combinational: it is 1 as soon as the last bit is there{b}, before the edge.",
            )
        ),
        a=alls,
        b=f" and {en} is 1" if en else "",
        e=f" (whatever {en} is then)" if en else "",
    )
    text = d.any(
        *_WORDS,
        **f.slots(
            d.any("forgets all bits seen", "starts the search anew", "clears what has been seen")
            + (" and the outputs" if late else "")
        ),
        x=x,
        g=f" if {en} is 1" if en else "",
        k=" ".join(told),
        lap=lap,
        when=when,
    )
    body = [f"localparam [{bits - 1}:0] " + ", ".join(f"{names[p]} = {bits}'d{k}" for k, p in enumerate(prefixes)) + ";"]
    body.append(d.style.declare("state", bits))
    arms, why = [], []
    hits: dict[str, list[tuple[str, str]]] = {o: [] for o in outs}
    for p in prefixes:
        ends, notes = [], []
        for b in "01":
            found = [o for o, w in zip(outs, words, strict=True) if p + b == w]
            to = "" if found and not over else follow(p + b)
            ends.append(names[to])
            notes.append(f"{b} -> {names[to]}" + (f" {found[0]}=1" if found else ""))
            for o in found:
                hits[o].append((p, b))
        arms.append(
            f"  {names[p]}: state <= {x} ? {ends[1]} : {ends[0]};" if ends[0] != ends[1] else f"  {names[p]}: state <= {ends[0]};"
        )
        why.append(f"{names[p]}: {', '.join(notes)}")
    spare = ["  default: state <= S;"] if len(prefixes) < 1 << bits else []
    lines = ["case (state)", *arms, *spare, "endcase"]
    gate = f"{en} && " if en else ""
    tests_of = {o: f"{gate}state == {names[p]} && {tests(x, int(b))}" for o, ((p, b),) in hits.items()}
    if en:
        lines[0] = f"if ({en}) {lines[0]}"
    clear = ["state <= S;"]
    if late:
        lines = [*(f"{o} <= {test};" for o, test in tests_of.items()), *lines]
        clear += [f"{o} <= 1'b0;" for o in outs]
    body += f.always(clear, lines)
    if not late:
        body += [f"assign {o} = {test};" for o, test in tests_of.items()]

    def seen(past: str, v: dict[str, int]) -> list[bool]:
        return [(not en or v[en] == 1) and (past + str(v[x])).endswith(w) for w in words]

    def update(state: tuple[str, tuple[int, ...]], v: dict[str, int]) -> tuple[str, tuple[int, ...]]:
        now = seen(state[0], v)
        past = state[0] if en and not v[en] else (state[0] + str(v[x]))[-8:]
        return "" if any(now) and not over else past, tuple(map(int, now))

    def output(state: tuple[str, tuple[int, ...]], v: dict[str, int]) -> dict[str, int | None]:
        return dict(zip(outs, state[1] if late else map(int, seen(state[0], v)), strict=True))

    whole = d.one(words)
    return f.finish(
        d.one(("a sequence detector", "a word finder", "a stream watcher")),
        ("finder", "seq_det", "sync_word"),
        [Port(x), *([Port(en)] if en else [])],
        [Port(o, output=True, stored=late) for o in outs],
        text,
        [
            f.reset_line("S" + (", outputs 0" if late else "")),
            f"S... is what was seen; {bits} bits; "
            + ("registered" if late else "at once")
            + (f", only if {en}" if en else "")
            + ("" if over else ", after a find S"),
            *why,
        ],
        body,
        ("", (0,) * len(outs)),
        update,
        output,
        {"words": words, "over": over, "late": late, "en": bool(en)},
        bias=lambda r, c: (
            ({x: int(whole[c % len(whole)])} if (c // 12) % 2 else {}) | ({en: int(r.random() < 0.85)} if en else {})
        ),
        cycles=90,
    )


_RUNS = (
    "Count how long {x} stays {v}. {t} a bit is read. When a run of {v}s is ended by a {m}, it is classified: {k} {how} {rr}",
    "Morse decoder, part one. {x} is {v} while the key is down, sampled {t}. On release: {k} {how} {rr}",
    "{how} Here is what counts: runs of {v} on {x}, with one sample {t}, valued when the first {m} comes. {k} {rr}",
    "pulse width sorter for {x} ({v} = pulse). widths in samples, one {t}. {k} {how} {rr}",
    "{rr} Thereafter {x} is sampled {t}. Uninterrupted {v}s form a pulse; the {m} behind it ends it. {k} {how}",
    "Remote control receiver:\n* input {x}, active {v}\n* one sample {t}\n* {k}\n* {how}\n* {rr}",
    "Exam: give a circuit that measures runs of {v} in the stream {x} (one bit {t}) and, with the {m} that ends each of them, "
    "reports its kind. {k} {how} {rr}",
    "Given a run of {v} on {x}, when it ends (with a {m}), then its length decides. {k} {how} Samples are taken {t}. {rr}",
    "A glitch is short, a pulse is long, and this module knows it. {k} Lengths are numbers of successive {v}s on {x}, "
    "read {t}. A "
    "run is judged with the first {m} after it. {how} {rr}",
)


@family("chore_run_lengths", "serial", 1.0)
def chore_run_lengths(d: Draw) -> Design:
    """Runs of one level are sorted by their length when they end."""
    f = Chore(d, "cnt")
    x = d.name(*(name for (name,) in BITS))
    v, late = int(d.chance(0.7)), d.chance(0.6)
    kinds = d.names(
        ("dot", "dash", "error"),
        ("short_o", "long_o", "bad"),
        ("zero", "one", "sync"),
        ("tick", "tock", "junk"),
        ("k0", "k1", "k2"),
        ("narrow", "broad", "odd_one"),
    )
    cuts, outs = [1], list(kinds[: d.one((2, 3, 3))])
    for _ in outs:
        cuts.append(cuts[-1] + d.number(1, 3))
    kept = d.rng.sample(range(len(outs)), len(outs))
    bands: dict[str, tuple[int, int | None]] = {}
    for k, o in zip(kept, outs, strict=True):
        bands[o] = (cuts[k], cuts[k + 1] - 1)
    if d.chance(0.7):
        longest = outs[kept.index(len(outs) - 1)]
        bands[longest] = (bands[longest][0], None)
    if d.chance(0.3):
        bands[outs[kept.index(0)]] = (
            bands[outs[kept.index(0)]][0] + (bands[outs[kept.index(0)]][1] != 1),
            bands[outs[kept.index(0)]][1],
        )
    top = max((high or low) + (high is not None) for low, high in bands.values())
    bits = top.bit_length()

    def span(low: int, high: int | None) -> str:
        if high is None:
            return d.any("{l} or more", "at least {l}", "{l} and above", l=low)
        return (
            str(low)
            if low == high
            else d.any("{l} to {h}", "from {l} to {h}", "between {l} and {h} (both included)", l=low, h=high)
        )

    pattern = d.one(("{o} for {s}.", "{s}: {o}.", "A length of {s} gives {o}.", "{o} stands for a length of {s}."))
    rules = [d.say(pattern, o=o, s=span(*band)) for o, band in bands.items()]
    d.rng.shuffle(rules)
    how = d.any(
        *(
            (
                "The outputs are registers; the one that fits is 1 for the one cycle after the edge that reads the ending bit.",
                "The edge that finds the end sets the right output for one cycle; all are 0 otherwise.",
            )
            if late
            else (
                "The outputs are combinational: the fitting one is 1 while the ending bit is on the input, before the "
                "edge; else 0.",
                "The answer is there in the same cycle as the ending bit (Mealy), in other cycles all outputs are 0.",
            )
        )
    ) + d.one((" Lengths not listed give nothing.", " For any other length no output moves."))
    text = d.any(
        *_RUNS,
        **f.slots(d.any("forgets the current run", "starts with length 0") + (" and clears the outputs" if late else "")),
        x=x,
        v=v,
        m=1 - v,
        k=" ".join(rules),
        how=how,
    )
    end = tests(x, 1 - v)
    checks, why = {}, []
    for o, (low, high) in bands.items():
        lo, hi = f"{bits}'d{low}", f"{bits}'d{high}"
        test = f"cnt >= {lo}" if high is None else f"cnt == {lo}" if low == high else f"cnt >= {lo} && cnt <= {hi}"
        checks[o] = f"{end} && {test}"
        why.append(f"{o}: {x}={1 - v} and cnt {low}" + ("+" if high is None else "" if low == high else f"..{high}"))
    count = f"cnt <= {end} ? {bits}'d0 : cnt == {bits}'d{top} ? cnt : cnt + {bits}'d1;"
    body = [d.style.declare("cnt", bits)]
    body += f.always(
        [f"cnt <= {bits}'d0;", *(f"{o} <= 1'b0;" for o in outs if late)],
        [count, *(f"{o} <= {check};" for o, check in checks.items() if late)],
    )
    if not late:
        body += [f"assign {o} = {check};" for o, check in checks.items()]

    def kind(n: int, s: dict[str, int]) -> dict[str, int | None]:
        return {o: int(s[x] != v and n >= low and (high is None or n <= high) and n > 0) for o, (low, high) in bands.items()}

    def update(state: tuple[int, dict[str, int | None]], s: dict[str, int]) -> tuple[int, dict[str, int | None]]:
        return (state[0] + 1 if s[x] == v else 0), kind(state[0], s)

    return f.finish(
        d.one(("a pulse sorter", "a run length classifier")),
        ("pulse_sort", "runs", "morse"),
        [Port(x)],
        [Port(o, output=True, stored=late) for o in outs],
        text,
        [
            f.reset_line("cnt 0" + (", outputs 0" if late else "")),
            f"cnt: {x}={v} +1 up to {top} ({bits} bits), else 0",
            *why,
            "registered" if late else "at once",
        ],
        body,
        (0, dict.fromkeys(outs, 0)),
        update,
        lambda state, s: state[1] if late else kind(state[0], s),
        {"bands": list(bands.values()), "v": v, "late": late},
        bias=lambda r, c: {x: int((r.random() < 0.72) == bool(v))},
        cycles=110,
    )


_FRAMES = (
    "Serial frames on {x}, one bit {t}. The line rests at {i}. {k} {o} {rr}",
    "{o} They are about frames that arrive on {x}, {t} one bit, {i} being idle. {k} {rr}",
    "Receiver, data sheet. Idle level of {x}: {i}. Bit clock: {c}, {e} edge, one bit each.\n{k}\n{o}\n{rr}",
    "a tiny uart without oversampling pls. {x} idles at {i}, a bit {t}. {k} {o} {rr}",
    "{rr} Then it waits for a frame on {x}, reading a bit {t}. While the line is {i} nothing happens. {k} {o}",
    "Homework. {k} The resting line is {i}, and {x} is read {t}. {o} {rr} Give Verilog.",
    "1. {x} is sampled {t}.\n2. Its idle level is {i}.\n3. {k}\n4. {o}\n5. {rr}",
    "The sender holds {x} at {i} between frames. {k} A bit is taken {t}. {rr} {o}",
    "Frame checker on {x}: waiting, start, data, check, back to waiting. {k} {o} It takes a bit {t}; idle is {i}. {rr}",
)


@family("chore_bit_frames", "serial", 1.0)
def chore_bit_frames(d: Draw) -> Design:
    """Frames with a start bit, data, perhaps parity and a stop bit; the data, a verdict, or both come out."""
    f = Chore(d, "cnt", "sh", "par")
    x = d.name(*(name for (name,) in BITS))
    idle, n = d.number(0, 1), d.one((2, 3, 4, 4, 5, 6, 8))
    parity, stop, msb = d.one(("even", "odd", "")), d.chance(0.5), d.chance(0.5)
    if not parity and not stop:
        stop = True
    ok, bad = d.names(("good", "error"), ("ok", "fail"), ("valid", "bad"), ("accept", "reject"), ("rx_ok", "rx_err"))
    data = d.name("data", "byte_o", "value", "word", "payload", "q") if d.chance(0.6) else ""
    faulty = d.chance(0.6) or not data
    last = n + bool(parity) + stop
    parts = [
        d.any("A frame begins with a {s}, the start bit.", "The start bit is a {s}.", "A {s} starts a frame.", s=1 - idle),
        d.any(
            "It is followed by {n} data bits{m}.",
            "Then come {n} bits of data{m}.",
            n=n,
            m="" if not data else (", most significant first" if msb else ", least significant first"),
        ),
    ]
    if parity:
        parts.append(
            d.any(
                "Next is a parity bit that makes the number of ones in data and parity {p}.",
                "A bit of {p} parity (over data and itself) follows.",
                p=parity,
            )
        )
    if stop:
        parts.append(d.any("The last bit, the stop bit, has to be {i}.", "A frame ends with a stop bit of {i}.", i=idle))
    parts.append(
        d.any(
            "Whatever it was, the bit after the last one may already be a start bit.",
            "Right or wrong, after the last bit it looks for the next start bit with the very next bit.",
        )
    )
    right = " and ".join(
        ([f"the parity is {d.one(('right', 'correct'))}"] if parity else []) + (["the stop bit is right"] if stop else [])
    )
    o = d.any(
        "{o} is 1 for the one cycle after the edge that read the last bit of a frame if {r}, else 0.",
        "If {r}, {o} becomes 1 with the edge that takes the last bit, for one cycle.",
        o=ok,
        r=right,
    )
    if faulty:
        o += d.any(" {b} does the same for a frame that is not right.", " Otherwise {b} is 1 for that cycle.", b=bad)
    if data:
        o += d.any(
            " The data bits are on {q} while {o} is 1; at other times {q} does not matter.",
            " {q} must hold the data bits when {o} is 1 and is of no interest otherwise.",
            q=data,
            o=ok,
        )
    text = d.any(
        *_FRAMES,
        **f.slots(
            d.any("makes it wait for a start bit", "abandons any frame") + f" with {ok}{f' and {bad}' if faulty else ''} 0"
        ),
        x=x,
        i=idle,
        k=" ".join(parts),
        o=o,
    )
    bits = last.bit_length()
    shift = (f"{{sh[{n - 2}:0], {x}}}" if msb else f"{{{x}, sh[{n - 1}:1]}}") if data else ""
    good = []
    if parity:  # par is 1 for an odd number of ones before this bit
        odd = "par" if stop else f"par ^ {x}"
        good.append((odd if stop else f"({odd})") if parity == "odd" else f"!{odd}" if stop else f"!({odd})")
    if stop:
        good.append(tests(x, idle))
    verdict = " && ".join(good)
    why = [
        f.reset_line("cnt 0"),
        f"cnt 0 idle, 1..{n} data"
        + (f", {n + 1} parity" if parity else "")
        + (f", {last} stop" if stop else "")
        + f"; {bits} bits",
        f"0: {x}={1 - idle} -> 1",
        f"last {last}: {ok}={verdict}" + (f", {bad}=not" if faulty else "") + " -> 0",
    ]
    lines = [f"{ok} <= cnt == {bits}'d{last} && {verdict};" if "||" not in verdict else ""]
    if faulty:
        lines.append(f"{bad} <= cnt == {bits}'d{last} && !({verdict});")
    lines += [
        f"if (cnt == {bits}'d0) cnt <= {x} == 1'b{1 - idle} ? {bits}'d1 : {bits}'d0;",
        f"else cnt <= cnt == {bits}'d{last} ? {bits}'d0 : cnt + {bits}'d1;",
    ]
    if parity:
        lines.append(f"par <= cnt == {bits}'d0 ? 1'b0 : par ^ {x};")
        why.append(f"par: 0 at cnt 0, else par^{x}; {parity}: {verdict.split(' && ')[0]}")
        if stop:
            lines[-1] = f"if (cnt == {bits}'d0) par <= 1'b0; else if (cnt != {bits}'d{last}) par <= par ^ {x};"
    if data:
        lines.append(f"if (cnt != {bits}'d0 && cnt <= {bits}'d{n}) sh <= {shift};")
        why.append(f"sh {n} bits, {'msb' if msb else 'lsb'} first: {shift} at 1..{n}; {data} = sh")
    clear = [
        f"cnt <= {bits}'d0;",
        f"{ok} <= 1'b0;",
        *([f"{bad} <= 1'b0;"] if faulty else []),
        *(["par <= 1'b0;"] if parity else []),
        *([f"sh <= {n}'d0;"] if data else []),
    ]
    body = [
        d.style.declare("cnt", bits),
        *([d.style.declare("par")] if parity else []),
        *([d.style.declare("sh", n)] if data else []),
        *f.always(clear, lines),
        *([f"assign {data} = sh;"] if data else []),
    ]

    def update(state: tuple[str, int, int], v: dict[str, int]) -> tuple[str, int, int]:
        got = state[0] + str(v[x])
        if got[0] == str(idle):
            return "", 0, 0
        if len(got) <= last:
            return got, 0, 0
        ones = got[1 : n + 2].count("1") if parity else 0
        fine = (not parity or ones % 2 == (parity == "odd")) and (not stop or got[-1] == str(idle))
        word = got[1 : n + 1] if msb else got[n:0:-1]
        return "", 1 if fine else 2, int(word, 2)

    def output(state: tuple[str, int, int], v: dict[str, int]) -> dict[str, int | None]:
        shown: dict[str, int | None] = {ok: int(state[1] == 1)}
        if faulty:
            shown[bad] = int(state[1] == 2)
        return shown | ({data: state[2] if state[1] == 1 else None} if data else {})

    outs = [Port(ok, output=True, stored=True), *([Port(bad, output=True, stored=True)] if faulty else [])]
    return f.finish(
        d.one(("a serial receiver", "a frame checker")),
        ("receiver", "frames", "uart_rx"),
        [Port(x)],
        [*outs, *([Port(data, n, output=True)] if data else [])],
        text,
        why,
        body,
        ("", 0, 0),
        update,
        output,
        {"idle": idle, "n": n, "parity": parity, "stop": stop, "msb": msb, "data": bool(data), "faulty": faulty},
        cycles=110,
    )
