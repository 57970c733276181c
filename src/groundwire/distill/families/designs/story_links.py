"""Frames and packets on a line, grants and handshakes."""

from __future__ import annotations

from groundwire.distill.families.design import Design
from groundwire.distill.families.draw import Draw
from groundwire.distill.families.ports import Port
from groundwire.distill.families.registry import family
from groundwire.distill.families.voices.everyday_machines import Frame, tests

_FRAMES = (
    "A serial line {x} rests at {i}. A frame is a start bit ({s}), {n} data bits and a stop bit ({i}), one bit {t}. {o} is 1 "
    "for one cycle after a "
    "good stop bit was taken. {bad} {more} {rr}",
    "Receiver for {x}, idle level {i}.\nframe: {s}, {n} data bits, {i}\n{o}: one-cycle pulse after the edge that sees the "
    "stop bit\nsampling: {t}\n"
    "{bad}\n{more} {rr}",
    "hi! my sensor talks on {x}: line normally {i}, then one {s}, then {n} bits of data, then one {i} to finish. tell me on "
    "{o} (high for one clock) that a "
    "frame is complete. {bad} {more} sample {t}. {rr}",
    "{rr} It then waits for {x} to be {s} at a {e} edge of {c}. The following {n} edges carry data, and the one after must "
    "find {i} (the stop bit); if so, "
    "{o} is high for the next cycle and the search for a start bit goes on. {bad} {more}",
    "Given an idle receiver, when {x} is {s} {t}, then a frame starts; the next {n} bits belong to it. Given they are over, "
    "when the next bit is {i}, then "
    "{o} pulses for one cycle. {bad} {more} {rr}",
    "UART-like, one clock per bit: start = {s}, {n} data bits, stop = {i}. Clock {c}, {e} edge. {o} is registered, 1 just in "
    "the cycle after the stop bit. {bad} "
    "{more} The {z} makes it wait for a start bit.",
    "{o} shall be asserted for exactly one cycle after each correctly ended frame on {x}. A frame shall consist of one bit "
    "{s}, {n} arbitrary bits and one bit "
    "{i}; between frames {x} shall be {i}. Bits shall be taken {t}. {bad} {more} {rr}",
    "Exam question: {n} data bits are sent on {x} between a start bit of {s} and a stop bit of {i}. Write the machine that "
    "reports on {o}, one cycle long, every "
    "frame whose stop bit is right. {bad} {more} Clocked {t}. {rr}",
    "{bad} That is the difficult part; the rest is easy: on {x}, {s} starts a frame when the receiver is idle, {n} data bits "
    "follow, then comes a stop bit, {i}, "
    "which gives a one-cycle {o} after its edge. One bit comes {t}. {more} {rr}",
    "The stop bit is {i}, the start bit {s}, and in between {x} has {n} data bits. Whenever such a frame ends well, {o} goes "
    "high for one period of {c}, right "
    "after the ({e}) edge that took the stop bit. {bad} {more} {rr}",
)


@family("line_frames", "state machines", 1.0)
def line_frames(d: Draw) -> Design:
    """A frame receiver: start bit, data bits, stop bit; what a missing stop bit does is drawn; data may be shown."""
    f = Frame(d, "n")
    x, o = d.name("rx", "line", "sin", "din", "ser", "rxd"), d.name("done", "ok", "got", "frame", "rx_ok", "ready")
    i, n, wait = int(d.chance(0.75)), d.number(2, 9), d.chance(0.6)
    s = 1 - i
    data = d.name("data", "q", "word", "byte_o", "payload") if d.chance(0.3) else ""
    lsb = d.chance(0.6)
    bad = d.any(*(
        ("If the stop bit is wrong there is no {o}, and the line must be seen at {i} before a new start bit counts.",
         "With {s} in place of the stop bit the frame is dropped and nothing happens until {x} is {i} again; only then a "
         "start bit is looked for.",
         "A wrong stop bit: wait for {i} on the line, then look for the next start, without {o}.")
        if wait
        else ("If the stop bit is wrong there is no {o}; the wrong bit is not taken as a start bit, the one after it may be.",
              "A frame with a wrong stop bit is dropped silently, and the very next bit can be a start bit.",
              "A wrong stop bit only means that {o} stays 0: afterwards it is idle as usual.")
    ), o=o, i=i, s=s, x=x)  # fmt: skip
    more = "" if not data else d.any(*(
        ("{q} holds the last {n} data bits, the first one received in bit 0 (they are shifted in from the top).",
         "Data bits, and only they, are shifted into {q} from the left: each goes to bit {t}, the others move down.")
        if lsb
        else ("{q} holds the last {n} data bits, the first one received in bit {t} (they are shifted in at bit 0).",
              "Data bits, and only they, are shifted into {q} from the right: each goes to bit 0, the others move up.")
    ), q=data, n=n, t=n - 1)  # fmt: skip
    slots = f.slots(f"clears {o}{f' and {data}' if data else ''} and makes the receiver idle")
    text = d.any(*_FRAMES, **slots, x=x, o=o, i=i, s=s, n=n, bad=bad, more=more).replace("  ", " ")
    if data and slots["rr"] not in text:
        text += f" {data} is cleared, too."
    good = tests(x, i)
    clear = ["n <= 4'd0;", f"{o} <= 1'b0;"] + ([f"{data} <= {n}'d0;"] if data else [])
    shift = f"{{{x}, {data}[{n - 1}:1]}}" if lsb else f"{{{data}[{n - 2}:0], {x}}}"
    lines = [f"{o} <= (n == 4'd{n + 1}) && {good};", f"if (n == 4'd0) n <= {'!' if i else ''}{x} ? 4'd1 : 4'd0;"]
    if wait:
        zero, back = "4'd0", f"4'd{n + 2}"
        lines += [f"else if (n <= 4'd{n}) n <= n + 4'd1;", f"else n <= {x} ? {zero if i else back} : {back if i else zero};"]
    else:
        lines += [f"else n <= (n == 4'd{n + 1}) ? 4'd0 : n + 4'd1;"]
    if data:
        lines.append(f"if (n != 4'd0 && n <= 4'd{n}) {data} <= {shift};")
    body = [d.style.declare("n", 4), *f.always(clear, lines)]

    def update(st: tuple[str, tuple[int, ...], int, int], v: dict[str, int]) -> tuple[str, tuple[int, ...], int, int]:
        phase, bits, word, _ = st
        if phase == "idle":
            return ("data", (), word, 0) if v[x] == s else ("idle", (), word, 0)
        if phase == "data":
            bits = (*bits, v[x])
            word = word >> 1 | v[x] << (n - 1) if lsb else (word << 1 | v[x]) & ((1 << n) - 1)
            return ("stop" if len(bits) == n else "data", bits, word, 0)
        if phase == "stop":
            return ("idle", (), word, 1) if v[x] == i else ("wait" if wait else "idle", (), word, 0)
        return ("idle" if v[x] == i else "wait", (), word, 0)

    why = f"n: 0 idle, 1..{n} data, {n + 1} stop" + (f", {n + 2} wait for {i}" if wait else "") + f". Start when {tests(x, s)}. "
    why += f"{o} <= n == {n + 1} and {good}." + (f" Data shift {'in at the top' if lsb else 'in at bit 0'}." if data else "")
    return f.design(
        d.one(("a serial receiver", "a frame receiver", "a start-stop receiver")), ("rx", "receiver", "frame_rx"), [Port(x)],
        [Port(o, output=True, stored=True), *([Port(data, n, output=True, stored=True)] if data else [])], text, why, body,
        ("idle", (), 0, 0), update, lambda st, v: {o: st[3]} | ({data: st[2]} if data else {}),
        {"i": i, "n": n, "wait": wait, "data": bool(data), "lsb": lsb}, cycles=110,
    )  # fmt: skip


_PACKETS = (
    "A mouse sends messages of {n} bytes over {x}, a byte {t}. Only the first byte of a message is sure to have bit {k} = "
    "{b}; in the others it may be anything. "
    "Search for the first byte, then take the rest. {o} is 1 in the cycle after the last byte. {rr}",
    "{x}[{k}] = {b} marks byte 1 of {n}. Skip bytes until one is marked; it and the following {m} make a message, whatever "
    "their bits. After the edge that takes the "
    "last of them, {o} is high for one cycle. One byte {t}. {rr}",
    "byte stream on {x}, clock {c} ({e} edge)\nheader test: bit {k} is {b} (only looked at while no message is under "
    "way)\nlength: {n} bytes with the header\n{o}: 1 for "
    "the cycle after the last byte\n{rr}",
    "can you find the message borders for me? bytes come on {x} {t}. outside a message i throw bytes away until bit {k} is "
    "{b}; that one is the first of {n}. raise {o} for "
    "one clock once the last was taken. the next byte, the one on {x} while {o} is high, may start a message again. {rr}",
    "{rr} Then bytes are discarded as long as bit {k} of {x} is {nb}. The first that has a {b} there opens a message of {n} "
    "bytes; its other {m} bytes are not tested. {o} is "
    "registered and pulses for one cycle when the message is complete. Bytes are taken {t}.",
    "Given no message is open, when a byte on {x} has bit {k} equal to {b} {t}, then it is the first of {n} bytes. Given the "
    "last byte was taken, then {o} is 1 in the next "
    "cycle and the search starts over with the byte of that cycle. {rr}",
    "States: HUNT, then {m} states for the remaining bytes. HUNT is left when {x}[{k}] is {b}; the other states move on with "
    "each byte, the last of them back to HUNT, setting "
    "{o} for one cycle. A byte per {e} edge of {c}. The {z} enters HUNT with {o} = 0.",
    "{o} shall be 1 during the one cycle that follows the last byte of each {n}-byte packet on {x}. A packet shall begin "
    "with the first byte outside packets in which bit {k} is "
    "{b}. Bytes shall be sampled {t}. {rr}",
    "Packets have {n} bytes and the protocol helps us little: bit {k} is always {b} in the first byte. Synchronise on that "
    "(bytes with {nb} there are dropped while waiting), count "
    "the bytes, and pulse {o} in the cycle after the final one. Input {x}, sampled {t}. {rr}",
    "Exam question: write a machine that finds {n}-byte groups in the byte stream {x} (one byte {t}). A group starts with "
    "any byte with bit {k} at {b}, provided the previous group is "
    "over. {o}, a registered output, is high for one cycle after each group. {rr}",
)


@family("packet_borders", "state machines", 0.8)
def packet_borders(d: Draw) -> Design:
    """Messages of a few bytes whose first byte is known by one bit."""
    f = Frame(d, "n")
    x = d.name("in", "byte_i", "data", "din", "rx_byte", "bus")
    o = d.name("done", "msg", "complete", "eop", "got_msg", "pulse")
    n, k, b, ten = d.number(2, 6), d.number(0, 7), int(d.chance(0.75)), d.name("valid", "stb", "en") if d.chance(0.3) else ""
    slots = f.slots(d.any("starts the search afresh and clears {o}", "drops any open message, with {o} = 0", o=o))
    text = d.any(*_PACKETS, **slots, x=x, o=o, n=n, m=n - 1, k=k, b=b, nb=1 - b)
    if ten:
        text += d.any(" At edges with {v} = 0 there is no byte: nothing is taken and {o} becomes 0.", v=ten, o=o)
    last = f"n == 3'd{n - 1}"
    lines = [f"{o} <= {f'{ten} && ' if ten else ''}{last};"]
    lines += [f"if ({f'{ten} && ' if ten else ''}n == 3'd0) n <= {x}[{k}] ? 3'd{b} : 3'd{1 - b};",
              f"else{f' if ({ten})' if ten else ''} n <= ({last}) ? 3'd0 : n + 3'd1;"]  # fmt: skip
    body = [d.style.declare("n", 3), *f.always(["n <= 3'd0;", f"{o} <= 1'b0;"], lines)]

    def update(s: tuple[int, int], v: dict[str, int]) -> tuple[int, int]:
        left = s[0]
        if ten and not v[ten]:
            return left, 0
        if left:
            return left - 1, int(left == 1)
        return (n - 1 if (v[x] >> k & 1) == b else 0), 0

    why = f"n = bytes taken: 0 hunts for {x}[{k}]={b}, else counts to {n}; {o} <= n == {n - 1}."
    return f.design(
        d.one(("a packet finder", "a message framer", "a byte-stream machine")), ("framer", "packets", "msg_find"),
        [Port(x, 8), *([Port(ten)] if ten else [])], [Port(o, output=True, stored=True)], text,
        why + (f" All only if {ten}." if ten else ""), body, (0, 0), update, lambda s, v: {o: s[1]},
        {"n": n, "k": k, "b": b, "valid": bool(ten)}, bias=lambda r, c: {ten: int(r.random() < 0.8)} if ten else {},
    )  # fmt: skip


_GRANTS = (
    "Two masters share a bus. They ask with {a} and {b} and are granted with {ga} and {gb}. A grant stays as long as its "
    "request is 1. {free} {tie} Grants change {t}. {rr}",
    "Arbiter, two clients. Requests {a}, {b}; grants {ga} (for {a}), {gb} (for {b}), at most one at a time, both registered, "
    "clock {c} ({e}).\n- owner keeps it while asking\n"
    "- {free}\n- {tie}\n- {rr}",
    "two kids, one swing. {a} = 1: the first wants it, {b} = 1: the second does. {ga} / {gb} say who has it. Nobody is "
    "pushed off while still wanting it. {free} {tie} looked at {t}. "
    "{rr}",
    "States: FREE, {ga} and {gb}. In {ga} the output {ga} is 1, in {gb} the output {gb}; stay there while {a}, or {b} "
    "respectively, is 1. {free} From FREE a lone request is "
    "granted. {tie} State changes {t}; the {z} leads to FREE.",
    "{rr} When the resource is free and exactly one of {a} and {b} is 1 {t}, its grant ({ga} or {gb}) goes to 1. {tie} A "
    "grant lasts until the request is taken away. {free}",
    "Given nobody holds the printer, when {a} or {b} is 1 {t}, then {ga} or {gb}, respectively, is given. {tie} Given one "
    "holds it, when its request is still 1, then nothing "
    "changes. {free} {rr}",
    "{tie} Apart from that: {a} asks for {ga}, {b} asks for {gb}, a holder is not interrupted before its request falls. "
    "{free} Everything is registered {t}. {rr}",
    "A grant ({ga} to the user behind {a}, {gb} to the one behind {b}) shall be kept while the request is high and withdrawn "
    "at the next {e} edge of {c} when it is low. {free} "
    "{tie} With no request, no grant. {rr}",
    "Exam question: request/grant control for two processors. Lines {a}/{ga} belong to one, {b}/{gb} to the other. No "
    "preemption: as long as the owner asks it owns. {free} {tie} "
    "Write the machine; transitions {t}, {z} with no grant.",
    "Memory port sharing. Whoever has a grant ({ga}, {gb}) may go on as long as it requests ({a}, {b}). {free} If the port "
    "is free, the requester gets it at the next {e} edge of "
    "{c}. {tie} {rr}",
)


@family("shared_grants", "arbiters", 1.0)
def shared_grants(d: Draw) -> Design:
    """Two requests, grants that are held, priority or alternation, hand-over with or without an idle cycle."""
    f = Frame(d, "last", "free")
    a, b = d.names(("req0", "req1"), ("r1", "r2"), ("ask_a", "ask_b"), ("cpu_req", "dma_req"), ("want_x", "want_y"), ("ra", "rb"))
    ga, gb = d.names(("gnt0", "gnt1"), ("g1", "g2"), ("own_a", "own_b"), ("ok0", "ok1"), ("sel_x", "sel_y"), ("ga", "gb"))
    turns, direct, fav = d.chance(0.5), d.chance(0.5), d.number(0, 1)
    (fr, fg), (sr, _) = ((a, ga), (b, gb)) if not fav else ((b, gb), (a, ga))
    free = d.any(*(
        ("When the owner stops asking, the other one gets it at that same edge if it asks.",
         "At the edge that ends a grant the other request, if it is 1, is served at once, without a gap.")
        if direct
        else ("When the owner stops asking, there is a cycle without any grant before the next one is given.",
              "A grant is always followed by at least one cycle in which both grants are 0.")
    ))  # fmt: skip
    tie = d.any(*(
        ("If both ask at a time when neither holds it, the one that was not served last gets it; after reset {f} comes first.",
         "Ties (both ask, nobody holds) alternate: whoever had the last grant has to wait. The first tie after reset goes to "
         "{f}, if there was no grant yet.")
        if turns
        else ("If both ask at a time when neither holds it, {f} is preferred.", "{f} beats {s} when both ask and nobody "
        "holds it.",
              "Priority on a tie with nobody holding it: {f} over {s}.")
    ), f=fr, s=sr)  # fmt: skip
    text = d.any(*_GRANTS, **f.slots("takes both grants away"), a=a, b=b, ga=ga, gb=gb, free=free, tie=tie)
    if turns:
        pick = [f"{a} & (~{b} | last)", f"{b} & (~{a} | ~last)"]
    else:
        pick = [a if not fav else f"{a} & ~{b}", f"{b} & ~{a}" if not fav else b]
    if direct:
        lines = [f"{ga} <= ({ga} & {a}) | (~({gb} & {b}) & {pick[0]});", f"{gb} <= ({gb} & {b}) | (~({ga} & {a}) & {pick[1]});"]
    else:
        lines = [f"{ga} <= {ga} ? {a} : ~{gb} & {pick[0]};", f"{gb} <= {gb} ? {b} : ~{ga} & {pick[1]};"]
    if turns:
        lines.append(f"if ({ga} | {gb}) last <= {gb};")
    clear = [f"{ga} <= 1'b0;", f"{gb} <= 1'b0;"] + ([f"last <= 1'b{1 - fav};"] if turns else [])
    body = ([d.style.declare("last")] if turns else []) + f.always(clear, lines)

    def update(s: tuple[int | None, int], v: dict[str, int]) -> tuple[int | None, int]:
        owner, last = s
        asks = (v[a], v[b])
        if owner is not None:
            if asks[owner]:
                return s
            if not direct:
                return None, last
        if asks == (0, 0):
            return None, last
        winner = (1 - last if turns else fav) if asks == (1, 1) else asks[1]
        return winner, winner

    why = f"Held while its request is 1; {'direct hand-over' if direct else 'one idle cycle'}. Tie: "
    why += f"not the last owner, {fg} first (last resets to {1 - fav}, 1 means {gb})." if turns else f"{fr} first."
    return f.design(
        "an arbiter for two", ("arbiter", "grants", "share"), [Port(a), Port(b)],
        [Port(g, output=True, stored=True) for g in (ga, gb)],
        text, why, body, (None, 1 - fav), update, lambda s, v: {ga: int(s[0] == 0), gb: int(s[0] == 1)},
        {"turns": turns, "direct": direct, "fav": fav, "words": (free, tie)},
        bias=lambda r, c: {n: int(r.random() < 0.65) for n in (a, b)},
    )  # fmt: skip


_SHAKES = (
    "{t}: idle until {r} is 1, then {g} = 1 until {d} is 1, then {k} = {ka} until {r} is 0, then idle again. {g} is 0 and "
    "{k} is {kn} otherwise. {drop} {rr}",
    "Four-phase handshake. A caller raises {r}; we start a job ({g} high during the job), wait for {d} = 1, then answer with "
    "{k} = {ka} until the caller lowers {r}. {drop} Three Moore "
    "states, stepping {t}. {rr}",
    "IDLE -> WORK if {r}\nWORK -> ACK if {d}\nACK -> IDLE if not {r}\n{g}=1 in WORK only, {k}={ka} in ACK only ({kn} "
    "elsewhere)\n{drop}\nclock {c} ({e} edge), {z} to IDLE",
    "i'm between a cpu and a slow printer. cpu says {r}; i tell the printer {g} and keep it up; printer says {d}; i give the "
    "cpu {k} (which is {ka} when active) and hold it till the cpu "
    "takes {r} away. {drop} sample everything {t}. {rr}",
    "Given it is idle, when {r} is 1, then it works. Given it works, when {d} is 1, then it acknowledges. Given it "
    "acknowledges, when {r} is 0, then it is idle. {drop} Working means "
    "{g} = 1, acknowledging {k} = {ka} (else {kn}). Steps are taken {t}. {rr}",
    "{rr} In the rest state {g} is 0 and {k} is {kn}. A request {r} = 1 is followed by {g} = 1, which lasts until an edge "
    "finds {d} = 1; from there {k} is {ka} (and {g} 0) until an "
    "edge finds {r} = 0. Edges are {e} edges of {c}. {drop}",
    "The acknowledge {k} (active at {ka}) shall be given after the job and kept until the request {r} is withdrawn. The job "
    "shall be started by {r}, shown by {g} = 1, and ended by {d}. "
    "{drop} Outputs depend on the state only; it changes {t}. {rr}",
    "{drop} That said, the rule is the classic one: {r} up, {g} up; {d} seen, {g} down and {k} to {ka}; {r} down, {k} to "
    "{kn}. Each arrow is one {e} edge of {c}. {rr}",
    "Exam question: a peripheral controller has inputs {r} and {d} and outputs {g} and {k}. Its states are rest, busy ({g} = "
    "1) and finished ({k} = {ka}, else {kn}). Rest to busy on "
    "{r} = 1, busy to finished on {d} = 1, finished to rest on {r} = 0, each {t}. {drop} {rr}",
    "Like a bell boy: rung for ({r}), he carries the bags ({g} = 1) until they are delivered ({d} = 1), then bows ({k} = "
    "{ka}, normally {kn}) until the ringing ends ({r} = 0). {drop} He "
    "notices things {t}. {rr}",
)


@family("job_handshake", "handshakes", 0.9)
def job_handshake(d: Draw) -> Design:
    """Request, job, acknowledge in three states; a request that vanishes during the job is ignored or ends it."""
    f = Frame(d, "state")
    r, k = d.names(("req", "ack"), ("start", "fin"), ("call", "answer"), ("cmd", "resp"), ("ring", "bow"), ("ask", "reply"))
    g, q = d.names(("go", "done"), ("busy", "ready"), ("run", "ended"), ("work", "finish"), ("en", "ok"), ("active", "eoc"))
    ka, qa, ra = int(d.chance(0.7)), 1, 1
    abort = d.one(("ignore", "abort", "late"))
    drop = {
        "ignore": d.any("{r} is not looked at during the job.", "It does not matter if {r} falls while {g} is 1.", r=r, g=g),
        "abort": d.any("If {r} is 0 at an edge during the job, whatever {d} is, it is idle again, without {k}.",
                       "Taking {r} away while {g} is 1 cancels the job (back to idle at once, even if {d} is 1).",
                       r=r, g=g, d=q, k=k),
        "late": d.any("If {r} is 0 during the job and {d} is not 1, it goes idle again; with {d} = 1 the job counts as "
        "finished.",
                      "{r} falling while {g} is 1 cancels the job, unless {d} is 1 at that edge: {d} goes first.", r=r, g=g, d=q),
    }[abort]  # fmt: skip
    text = d.any(*_SHAKES, **f.slots("makes it idle"), r=r, d=q, g=g, k=k, ka=ka, kn=1 - ka, drop=drop)
    work = {
        "ignore": f"if ({q}) state <= 2'd2;", "abort": f"state <= !{r} ? 2'd0 : {q} ? 2'd2 : 2'd1;",
        "late": f"state <= {q} ? 2'd2 : {r} ? 2'd1 : 2'd0;",
    }[abort]  # fmt: skip
    arms = [f"  2'd0: if ({r}) state <= 2'd1;", f"  2'd1: {work}", f"  default: if (!{r}) state <= 2'd0;"]
    body = [d.style.declare("state", 2), *f.always(["state <= 2'd0;"], ["case (state)", *arms, "endcase"])]
    body += [f"assign {g} = (state == 2'd1);", f"assign {k} = (state {'==' if ka else '!='} 2'd2);"]

    def update(s: str, v: dict[str, int]) -> str:
        if s == "idle":
            return "job" if v[r] == ra else "idle"
        if s == "ack":
            return "ack" if v[r] == ra else "idle"
        gone, finished = v[r] != ra, v[q] == qa
        if abort == "abort" and gone:
            return "idle"
        if finished:
            return "ack"
        return "idle" if abort == "late" and gone else "job"

    why = f"0 idle -{r}-> 1 job -{q}-> 2 ack -!{r}-> 0. In the job: " + {
        "ignore": f"{r} ignored.", "abort": f"!{r} first, to idle.", "late": f"{q} first, then !{r} to idle.",
    }[abort]  # fmt: skip
    return f.design(
        d.one(("a handshake machine", "a request and acknowledge control", "a job control")), ("handshake", "job", "req_ack"),
        [Port(r), Port(q)], [Port(g, output=True), Port(k, output=True)], text, f"{why} {g}: state 1; {k}={ka}: state 2.", body,
        "idle",
        update, lambda s, v: {g: int(s == "job"), k: ka if s == "ack" else 1 - ka}, {"abort": abort, "ka": ka, "words": drop},
        bias=lambda rng, c: {r: int(rng.random() < 0.7), q: int(rng.random() < 0.35)},
    )  # fmt: skip
