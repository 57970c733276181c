"""Tables by value: hex words, key codes, next states."""

from __future__ import annotations

from groundwire.distill.families.design import Design
from groundwire.distill.families.draw import Draw
from groundwire.distill.families.models import clocked, combinational
from groundwire.distill.families.ports import Port
from groundwire.distill.families.registry import family
from groundwire.distill.families.reset import Reset
from groundwire.distill.families.voices.everyday_tables import grid, placed

_WORD_TEXTS = (
    "{o} is looked up by {a}: {s}.{e}",
    "For {a} from {z} up, {o} reads {v} (hex).{e}",
    "Constant table, index {a}, contents in hexadecimal:\n{t}\nIt is put out on {o}.{e}",
    "The coefficients of our filter are fixed. Given the index {a}, output the coefficient on {o} ({w} bits):\n{t}\n{e}",
    "Could you make a little ROM out of this dump? Address is {a}, data is {o}, all numbers are hex.\n{t}\n{e}",
    "A memory of constants, {w} bits wide, without a write port. {s}. {a} is the address and {o} the word.{e}",
    "When {a} is as in the left column, {o} is as in the right one (hex).\n{t}\n{e}",
    "I read these words out of a character generator: {s}. Make {o} return them for {a}.{e}",
    "{t}\n\nLeft: {a} (decimal). Right: {o} (hex).{e}",
    "Magic numbers of the boot protocol, by step: {s}. {a} tells the step, {o} is the number.{e}",
    "Sine table for a beginner's synthesizer: {a} is the phase, {o} the sample, hex: {v} for {a} = {z}, then on.{e}",
    "requirement: {o} ({w} bits) equals the hex word listed for the current value of {a}\n{t}\n{e}",
    "By what {a} says, one of these hexadecimal constants shows on {o}: {s}.{e}",
)


@family("sheet_hex_words", "memories", 1.0)
def sheet_hex_words(d: Draw) -> Design:
    """A table of hexadecimal words by a small index, with or without a clock."""
    bits = d.one((2, 2, 3, 3, 3, 4))
    width = d.one((8, 8, 12, 16, 16, 16, 20, 24))
    source, out = d.name("a", "addr", "idx", "i", "phase", "step", "sel"), d.name("q", "data", "word", "out", "y", "rom_q", "k")
    clock = d.clock() if d.chance(0.3) else ""
    falling = bool(clock) and d.chance(0.2)
    size = 1 << bits
    full = bits < 4 and d.chance(0.7)
    count = size if full else d.number(3, min(size - 1, 8))
    consecutive = full or d.chance(0.4)
    codes = list(range(count)) if consecutive else sorted(d.rng.sample(range(size), count))
    digits = -(-width // 4)
    table = {code: d.rng.getrandbits(width) for code in codes}
    other = d.one((0, 0, (1 << width) - 1, d.rng.getrandbits(width)))
    link = d.one((" gives ", " -> ", " => ", ": ", " yields ", " = "))
    up = d.chance(0.25)
    said = {c: f"{v:0{digits}{'X' if up else 'x'}}" for c, v in table.items()}
    if "gives" in link or "yields" in link:
        spoken = ", ".join(f"{c}{link}{v}{' hex' * (i == 0)}" for i, (c, v) in enumerate(said.items()))
    else:
        spoken = "hex words by value of the index: " + ", ".join(f"{c}{link}{v}" for c, v in said.items())
    tail = "" if full else d.any(
        " Any other index gives {x} hex.", " (Unused|Unlisted) positions read as {x} hex.", " All else: hex {x}.",
        " The default is {x} (hex).", x=f"{other:0{digits}x}",
    )  # fmt: skip
    at = d.one((" | ", ": ", " ", ",", " - "))
    lines = "\n".join(f"{c}{at}{v}" for c, v in said.items())
    texts = _WORD_TEXTS if consecutive else tuple(one for one in _WORD_TEXTS if "{v}" not in one)
    if clock:
        edge, verb = ("falling", "falls") if falling else ("rising", "rises")
        tail += d.any(
            " The output is registered: {o} takes the word when {c} {v}.", " {o} changes on the {e} edge of {c} only.",
            " Reading is synchronous, on the {e} edge of {c}.", " There is an output register, clocked by {c} ({e} edge).",
            o=out, c=clock, e=edge, v=verb,
        )  # fmt: skip
    else:
        tail += d.any("", "", " No clock.", " Reading is combinational.")
    text = d.any(*texts, o=out, a=source, s=spoken, v=", ".join(said.values()), z=0, t=lines, e=tail, w=width)
    text = text.replace("\n ", "\n").strip()
    assign = "<=" if clock else "="
    cases = [f"    {bits}'d{c}: {out} {assign} {width}'h{v:0{digits}x};" for c, v in table.items()]
    if full:
        last = cases.pop()
        cases.append("    default:" + last.split(":", 1)[1])
    else:
        cases.append(f"    default: {out} {assign} {width}'h{other:0{digits}x};")
    head = d.style.edge(("negedge " if falling else "posedge ") + clock) if clock else d.style.comb
    body = [f"{head} begin", f"  case ({source})", *cases, "  endcase", "end"]
    why = f"{'On the edge of ' + clock + ': c' if clock else 'C'}ase over {source}, {width}-bit hex words" + (
        "." if full else f", default {other:0{digits}x}.")  # fmt: skip
    ports = placed(d, [*([Port(clock)] if clock else []), Port(source, bits)], [Port(out, width, output=True, stored=True)])

    def read(v: dict[str, int]) -> int:
        return table.get(v[source], other)

    if clock:
        rows = clocked(d.rng, ports, clock, Reset(), 0, lambda _, v: read(v), lambda s, _: {out: s}, falling=falling,
                       unknown=(0, (1 << width) - 1))  # fmt: skip
    else:
        rows = combinational(d.rng, ports, lambda v: {out: read(v)})
    return Design(
        f"a table of {width}-bit constants", ports, text, why, tuple(body), rows, d.style,
        ("rom", "const_table", "coeffs"), {"table": {str(c): v for c, v in table.items()}, "clock": bool(clock)},
    )  # fmt: skip


_KEY_TEXTS = (
    "{s} carries the code of the last key. {t}\n{r}",
    "The keyboard sends codes on {s}. Decode these few keys:\n{l}\n{r}",
    "Remote control decoder. {t} {r}",
    "I'm writing a game and need to know from {s} what was pressed. {t} {r}",
    "Decode {s}.\n{l}\n{r}",
    "Compare {s} with the codes of this list; what the list says has to happen at the outputs.\n{l}\n{r}",
    "{r} That's the default. On top of that:\n{l}",
    'Data sheet, section "key codes":\n{l}\nThe code is applied to {s}. {r}',
    "given a code on {s}, then the outputs are as follows. {t} {r}",
    "Commands arrive as bytes or words on {s} and must be recognised combinationally. {t} {r}",
    "Please use a case statement over {s} for this. {t} {r}",
    "From the protocol document (values of {s}):\n{l}\nNote: {r}",
    "An elevator panel reports its buttons by number on {s}. They are strange numbers, but we're stuck with them.\n{l}\n{r}",
)


@family("sheet_key_codes", "decoders", 1.0)
def sheet_key_codes(d: Draw) -> Design:
    """Codes of keys or commands: an output line for each of them, or a number with a flag."""
    bits = d.one((4, 6, 8, 8, 8, 16))
    source = d.name("code", "scancode", "key", "kbd", "cmd", "ir_code", "data", "sc")
    count = d.number(3, 5)
    codes = d.rng.sample(range(1 << bits), count)
    digits = -(-bits // 4)
    look = d.one((f"0x{{:0{digits}x}}", f"{bits}'h{{:0{digits}x}}", f"{{:0{digits}X}}h", f"hex {{:0{digits}x}}", "{:d}"))
    if look == "{:d}" and bits == 16:
        look = "0x{:04x}"
    named = [look.format(code) for code in codes]
    hexed = [f"{bits}'h{code:0{digits}x}" if look != "{:d}" else f"{bits}'d{code}" for code in codes]
    if d.chance(0.55):
        on = int(d.chance(0.75))
        pools = (
            ("left", "right", "up", "down", "fire"),
            ("play", "stop", "pause", "next", "prev"),
            ("k0", "k1", "k2", "k3", "k4"),
            ("start", "halt", "dump", "ping", "trap"),
            ("vol_up", "vol_dn", "mute", "pwr", "src"),
            ("jump", "duck", "run", "shoot", "menu"),
            ("en_a", "en_b", "en_c", "en_d", "en_e"),
        )
        outs = d.names(*(pool[:count] for pool in pools))
        form = d.one(("{c}: {o}", "{c} -> {o}", "{o} = {c}", "{o} ({c})", "{c} | {o}", "{c} means {o}"))
        lines = "\n".join(form.format(c=c, o=o) for c, o in zip(named, outs, strict=True))
        spoken = d.one(("{c} makes {o} {n}", "{o} is {n} on {c}", "on {c}, {o} goes to {n}", "{c} is the code for {o}"))
        told = "; ".join(spoken.format(c=c, o=o, n=on) for c, o in zip(named, outs, strict=True)) + "."
        rest = d.any(
            "An output is {n} while its code is there and {z} otherwise.", "Each line is {n} exactly for its own code, else {z}.",
            "Only the line that belongs to the present code is {n}; all others are {z}, and with an unknown code all are {z}.",
            "Every output rests at {z}; the one whose code is on {s} is at {n}.",
            "Outputs are active {l}, and all inactive for any other code.", n=on, z=1 - on, l="high" if on else "low", s=source,
        )  # fmt: skip
        lead = d.one(("* ", "", "- ", "")) if "|" not in lines else ""
        text = d.any(*_KEY_TEXTS, s=source, t=told, l="\n".join(lead + one for one in lines.split("\n")), r=rest)
        outputs = [Port(o, output=True) for o in outs]
        body = [f"assign {o} = ({source} {'==' if on else '!='} {c});" for o, c in zip(outs, hexed, strict=True)]
        why = f"Each output is {on} for its code: {', '.join(f'{o} {c}' for o, c in zip(outs, hexed, strict=True))}."

        def function(v: dict[str, int]) -> dict[str, int]:
            return {o: on if v[source] == code else 1 - on for o, code in zip(outs, codes, strict=True)}
    else:
        number, flag = d.names(
            ("digit", "valid"), ("num", "ok"), ("out", "known"), ("key_no", "hit"), ("value", "err"), ("y", "v")
        )
        width, good = d.number(3, 4), int(d.chance(0.7))
        values = d.rng.sample(range(1 << width), count)
        idle = d.one((0, 0, (1 << width) - 1))
        lines = "\n".join(f"{c}{d.one((' ',))}-> {v}" for c, v in zip(named, values, strict=True))
        told = f"{number} is " + ", ".join(f"{v} for {c}" for c, v in zip(named, values, strict=True)) + "."
        rest = d.any(
            "{f} is {n} for the listed codes. Any other code: {o} = {i}, {f} = {z}.",
            "With a code that isn't listed, {o} is {i} and {f} is {z}; with a listed one {o} has its number and {f} is {n}.",
            "{f} = {n} says that the code was found and {o} holds the number from the list. Otherwise {f} = {z} and {o} = {i}.",
            "Unknown codes give {i} on {o} and {z} on {f}. {f} is {n} whenever the number on {o} comes from the list.",
            f=flag, o=number, n=good, z=1 - good, i=idle,
        )  # fmt: skip
        text = d.any(*_KEY_TEXTS, s=source, t=told, l=lines, r=rest)
        outputs = [Port(number, width, output=True, stored=True), Port(flag, output=True, stored=True)]
        cases = [f"    {c}: {number} = {width}'d{v};" for c, v in zip(hexed, values, strict=True)]
        miss = f"    default: begin {number} = {width}'d{idle}; {flag} = 1'b{1 - good}; end"
        body = [f"{d.style.comb} begin", f"  {flag} = 1'b{good};", f"  case ({source})", *cases, miss, "  endcase", "end"]
        why = f"{flag} = {good} first, then case over {source}; default: {number} = {idle}, {flag} = {1 - good}."

        def function(v: dict[str, int]) -> dict[str, int]:
            known = v[source] in codes
            return {number: values[codes.index(v[source])] if known else idle, flag: good if known else 1 - good}

    ports = placed(d, [Port(source, bits)], outputs)
    rows = combinational(d.rng, ports, function, 30, lambda rng, i: {source: rng.choice(codes)} if i % 3 else {})
    return Design(
        "a decoder of key codes", ports, text, why, tuple(body), rows, d.style, ("keypad", "key_decoder", "command_decode"),
        {"codes": codes},
    )  # fmt: skip


_NEXT_TEXTS = (
    "Transition table of a state machine (state register elsewhere; we only need the logic that computes {o}):\n{t}",
    "Given the present state {s} and the input {w}, output the next state {o}.\n{t}",
    "Next-state logic only, no flip-flops. {s} is the current code, {o} the following one.\n{t}",
    "The flip-flops of the machine are in another module. From its state {s} and {w} work out what they load next, {o}:\n{t}",
    "Homework: derive the combinational part of the machine with this table. Present state: {s}, next state: {o}, "
    "input: {w}.\n{t}",
    "{t}\n\nLeft column is {s}; the two columns after it are what {o} should be for {w} = 0 and {w} = 1, in the order of the "
    "heading.",
    "The state diagram was turned into a table for you. {o} must be the successor of {s} under {w}.\n{t}",
    'Hi, could you write the always block (or assigns) for {o}? It\'s only the "where do I go next" part; {s} and {w} come in '
    "from outside.\n{t}",
    "Combinational. Let {s} be the state now, then {o} is the state after the next clock, {w} permitting:\n{t}",
    "REQ-7 The successor of state {s} for input {w} shall be presented on {o} according to the table.\n{t}",
    "We verify a controller formally and need its transition function {o} = delta({s}, {w}) as a module of its own.\n{t}",
    "Our sequencer's microcode was printed like this; {o} is the jump target from {s}, chosen by {w}.\n{t}",
)


@family("sheet_next_state", "state machines", 1.1)
def sheet_next_state(d: Draw) -> Design:
    """The logic of the next state, and perhaps of a Moore output, from a transition table with codes."""
    states = d.number(3, 6)
    width = 2 if states < 5 and d.chance(0.7) else 3
    letters = d.one((list("ABCDEF"), [f"S{i}" for i in range(6)], ["IDLE", "RUN", "WAIT", "STOP", "ERR", "END"], list("PQRSTU")))
    codes = list(range(states)) if d.chance(0.5) else d.rng.sample(range(1 << width), states)
    if max(codes) >= 1 << width:
        width = 3
    state, follow = d.names(("state", "next_state"), ("y", "Y"), ("cur", "nxt"), ("s", "ns"), ("present", "next"), ("q", "d"))
    turn = d.name("w", "x", "in", "go", "a", "bit_in")
    out = d.name("z", "out", "busy", "done", "found") if d.chance(0.5) else ""
    moves = [[d.number(0, states - 1), d.number(0, states - 1)] for _ in range(states)]
    shows = {code: d.number(0, 1) for code in codes}
    if len(set(shows.values())) == 1:
        shows[codes[0]] ^= 1
    if all(one == other for one, other in moves):
        moves[0] = [0, 1]
    symbolic = d.chance(0.45)
    swapped = d.chance(0.25)

    def shown(place: int) -> str:
        return letters[place] if symbolic else f"{codes[place]:0{width}b}"

    columns = [f"{turn}=1", f"{turn}=0"] if swapped else [f"{turn}=0", f"{turn}=1"]
    order = list(range(states)) if d.chance(0.7) else d.rng.sample(range(states), states)
    head = [state, *columns, *([out] if out else [])]
    rows_told = [
        [shown(i), *(shown(moves[i][k]) for k in ((1, 0) if swapped else (0, 1))), *([str(shows[codes[i]])] if out else [])]
        for i in order
    ]
    if d.chance(0.35):
        arrow = d.one((" -> ", " => ", " goes to ", " --> "))
        told = "\n".join(
            f"{shown(i)}: " + ", ".join(f"{turn}={k}{arrow}{shown(moves[i][k])}" for k in ((1, 0) if swapped else (0, 1)))
            + (f" ({out}={shows[codes[i]]})" if out else "") for i in order)  # fmt: skip
        texts = tuple(one for one in _NEXT_TEXTS if "column" not in one)
    else:
        told = grid(d, head, rows_told, 1, ("pipe", "pipe", "space", "csv", "markdown", "box", "comment"))
        texts = _NEXT_TEXTS
    text = d.any(*texts, o=follow, s=state, w=turn, t=told)
    if symbolic:
        codes_told = ", ".join(f"{letters[i]}{d.one(('=',))}{codes[i]:0{width}b}" for i in range(states))
        text += d.any("\nThe codes are {c}.", "\nEncoding (binary): {c}.", "\nStates are coded {c}.", "\n{c}", c=codes_told)
    if out:
        text += d.any(
            "\nThe output {z} depends on {s} only and is given in the table too.",
            "\n{z} is the Moore output of the state {s}.",
            "\nAlso drive {z}, whose value belongs to the current state {s}.",
            z=out,
            s=state,
        )
    unused, fallback = 1 << width > states, ""
    loose = unused and d.chance(0.5)
    if unused:
        fallback = f"{codes[0]:0{width}b}"
        safe = f" and {out} = 0" if out else ""
        text += (
            d.any(
                "\nOther codes never occur.",
                "\nThe codes that are not listed are don't cares.",
                "\nWhat happens for unused codes does not matter.",
            )
            if loose
            else d.any(
                "\nUnused codes lead to {c}{z}.",
                "\nFrom any other code: {o} = {c}{z}.",
                "\nDefault for the rest: next state {c}{z}.",
                c=fallback,
                z=safe,
                o=follow,
            )
        )
    lit = [f"{width}'b{code:0{width}b}" for code in codes]
    cases = [f"    {lit[i]}: {follow} = " + (f"{turn} ? {lit[moves[i][1]]} : {lit[moves[i][0]]};" if moves[i][0] != moves[i][1]
                                             else f"{lit[moves[i][0]]};") for i in order]  # fmt: skip
    cases.append(f"    default: {follow} = {lit[0]};")
    body = [f"{d.style.comb} begin", f"  case ({state})", *cases, "  endcase", "end"]
    high = [i for i in order if shows[codes[i]]]
    why = f"Case over {state}; each row is {turn} ? (w1) : (w0).".replace("(w1)", "next for 1").replace("(w0)", "next for 0")
    if out:
        test = " | ".join(f"({state} == {lit[i]})" for i in high)
        body.append(f"assign {out} = {test};")
        why += f" {out} is 1 in {', '.join(f'{codes[i]:0{width}b}' for i in high)}."
    ports = placed(
        d, d.one(([Port(state, width), Port(turn)], [Port(turn), Port(state, width)])),
        [Port(follow, width, output=True, stored=True), *([Port(out, output=True)] if out else [])],
    )  # fmt: skip

    def function(v: dict[str, int]) -> dict[str, int | None]:
        if v[state] in codes:
            found: dict[str, int | None] = {follow: codes[moves[codes.index(v[state])][v[turn]]]}
            return found | ({out: shows[v[state]]} if out else {})
        missing: dict[str, int | None] = {follow: None if loose else codes[0]}
        return missing | ({out: None if loose else 0} if out else {})

    return Design(
        "the next-state logic of a state machine", ports, text, why, tuple(body), combinational(d.rng, ports, function), d.style,
        ("next_state_logic", "transition", "fsm_comb"), {"codes": codes, "moves": moves, "loose": loose},
    )  # fmt: skip
