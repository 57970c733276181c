"""Chores that remember: who came first or last, how far a secret has been keyed in, where on a map one stands."""

from __future__ import annotations

import random

from groundwire.distill.families.design import Design
from groundwire.distill.families.draw import Draw, listing
from groundwire.distill.families.ports import Port
from groundwire.distill.families.registry import family
from groundwire.distill.families.telling import is_level
from groundwire.distill.families.voices.chore_shared import Chore
from groundwire.distill.families.voices.everyday_machines import tests

_FIRSTS = (
    "Quiz table with {n} buttons, {i}, pressed at {p}. {o} {k} {tie} {rel} Everything happens {t}. {rr}",
    "{o} {k} {tie} {rel} Buttons: {i} (active at {p}). Clock: {c}, {e} edge. {rr}",
    "Reaction game for {n} players. The buttons {i} read {p} when pressed and are sampled {t}. {k} {tie} {o} {rel} {rr}",
    "A memory for requests. Inputs {i}, {p} = request, looked at {t}.\n- {k}\n- {tie}\n- {rel}\n- {o}\n- {rr}",
    "hi, need something that remembers the {f} of {i}. pressed = {p}, sampled {t}. {o} {tie} {k} {rel} {rr}",
    "{rr} So nobody is remembered at first. Then, {t}, {i} are looked at ({p} is active). {k} {tie} {rel} {o}",
    "Exam: {n} runners cross light beams {i}, a broken beam being {p}. {tie} {k} {rel} {o} The circuit works {t}; the "
    "{z} forgets "
    "everything. Write it.",
    "Alarm annunciator, {f}-event type. Contacts {i} are in alarm at {p}. {k} {rel} {tie} {o} Scanned {t}. {rr}",
    "R1. {o}\nR2. {k}\nR3. {tie}\nR4. {rel}\nR5. Sampling of {i} (active {p}) {t}.\nR6. {rr}",
    "Which of {i} was {f}? {o} Active means {p}. {tie} {rel} {k} It is decided {t}. {rr}",
)


@family("chore_first_or_last", "state machines", 1.1)
def chore_first_or_last(d: Draw) -> Design:
    """The first or the last of some events is remembered, with a rule for ties and one for letting go."""
    f = Chore(d, "cnt")
    n = d.one((2, 2, 3, 3, 4))
    inputs = d.names(
        *(
            names[:n]
            for names in (
                ("a", "b", "c", "d"),
                ("p1", "p2", "p3", "p4"),
                ("red", "blue", "green", "yellow"),
                ("btn0", "btn1", "btn2", "btn3"),
                ("north", "east", "south", "west"),
                ("ann", "bob", "cleo", "dan"),
                ("s1", "s2", "s3", "s4"),
                ("hot", "cold", "wet", "dry"),
            )
        )
    )
    out = d.name("winner", "who", "first_o", "result", "holder", "led", "shown")
    p, keep_first = int(d.chance(0.75)), d.chance(0.65)
    release = d.one(("clear", "letgo", "time", "never", "clear")) if keep_first else d.one(("clear", "never", "never"))
    rank, foul = d.rng.sample(range(n), n) if d.chance(0.5) else list(range(n)), n < 4 and d.chance(0.3)
    hot = d.chance(0.4)
    width = n if hot else n.bit_length()
    codes = [1 << k for k in range(n)] if hot else [k + 1 for k in range(n)]
    clear = d.name("clear", "forget", "ack", "again", "wipe", "free_i") if release == "clear" else ""
    cl, hold = int(d.chance(0.8)), d.number(2, 8)

    def lit(value: int) -> str:
        return f"{width}'b{value:0{width}b}" if hot else f"{width}'d{value}"

    shown = listing([f"{codes[k]:0{width}b} for {name}" if hot else f"{codes[k]} for {name}" for k, name in enumerate(inputs)])
    o = d.any(
        "{o} is 0 for nobody, {s}.",
        "The code on {o} is {s}, and 0 if there is none.",
        "{o}: 0 none, {s}.",
        "Register {o} holds {s} (0 = no one yet).",
        o=out,
        s=shown + (" (binary)" if hot else ""),
    )
    kept = (
        d.any(
            "The first one active is put into {o} and later ones are ignored.",
            "As long as {o} is 0, an active one is taken; from then on the others change nothing.",
            "{o} is loaded by whoever comes first and then locked.",
            o=out,
        )
        if keep_first
        else d.any(
            "The most recent one is remembered: at each edge with any active, {o} is loaded anew.",
            "{o} always follows the last one: an edge with an active input overwrites it, one without keeps it.",
            o=out,
        )
    )
    order = [inputs[k] for k in rank]
    if foul:
        tie = d.any(
            "If two or more are active at once, none of them counts.",
            "A tie is void: with more than one active, nothing is taken.",
        )
    else:
        tie = d.any(
            "Ties go by rank: {l}.",
            "Among those active together the order is {l}.",
            "If several are active, {l} is the order of preference.",
            l=d.one((", ", " before ", " > ")).join(order),
        )
    rel = {
        "clear": d.any(
            "An edge with {x} at {v} sets {o} to 0 and takes nothing.",
            "{x} = {v} comes first: {o} becomes 0.",
            x=clear,
            v=cl,
            o=out,
        ),
        "letgo": d.any(
            "At an edge that finds the remembered input inactive again, {o} goes to 0 (nobody is taken at that edge).",
            "It is held until its own input is {m} at an edge; that edge only returns {o} to 0.",
            o=out,
            m=1 - p,
        ),
        "time": d.any(
            "It is shown for {h} cycles, then {o} is 0 again; the edge that ends this takes no one.",
            "{o} keeps the value for exactly {h} cycles and then falls back to 0, without taking anyone at that edge.",
            o=out,
            h=hold,
        ),
        "never": d.any("Only the reset makes it forget.", "There is no other way back to 0 than the reset."),
    }[release]
    text = d.any(
        *_FIRSTS,
        **f.slots(d.any("sets {o} to 0", "clears {o}", "makes {o} 0", o=out)),
        n=n,
        i=listing(inputs),
        p=p,
        o=o,
        k=kept,
        tie=tie,
        rel=rel,
        f="first" if keep_first else "last",
    )

    def taken(v: dict[str, int]) -> int:
        active = [k for k in rank if v[inputs[k]] == p]
        return codes[active[0]] if active and (len(active) == 1 or not foul) else 0

    def update(state: tuple[int, int], v: dict[str, int]) -> tuple[int, int]:
        who, spent = state
        if clear and v[clear] == cl:
            return 0, 0
        if not keep_first:
            return taken(v) or who, 0
        if not who:
            return taken(v), 0
        if release == "letgo" and v[inputs[codes.index(who)]] != p:
            return 0, 0
        if release == "time":
            return (0, 0) if spent + 1 == hold else (who, spent + 1)
        return state

    bits = (hold - 1).bit_length() if release == "time" else 0
    takes, notes = [], []
    for k in rank if not foul else range(n):
        others = [tests(inputs[j], 1 - p) for j in range(n) if j != k] if foul else []
        takes.append((" && ".join([tests(inputs[k], p), *others]), f"{out} <= {lit(codes[k])};"))
        notes.append(f"{inputs[k]}={p}" + (" alone" if foul else "") + f" -> {lit(codes[k])[len(str(width)) + 2 :]}")
    steps = [f"{'else ' * bool(k)}if ({test}) {action}" for k, (test, action) in enumerate(takes)]
    why = [f.reset_line(f"{out} 0"), f"{out} {width} bits"]
    lines: list[str] = []
    if clear:
        lines.append(f"if ({tests(clear, cl)}) {out} <= {lit(0)};")
        why.append(f"{clear}={cl}: 0, first")
    if release == "letgo":
        held = " || ".join(f"({out} == {lit(codes[k])} && {tests(name, 1 - p)})" for k, name in enumerate(inputs))
        lines.append(f"if ({held}) {out} <= {lit(0)};")
        why.append(f"{out} k and its input {1 - p}: 0")
    if release == "time":
        lines += [
            f"if ({out} != {lit(0)}) begin",
            f"  cnt <= cnt == {bits}'d{hold - 1} ? {bits}'d0 : cnt + {bits}'d1;",
            f"  if (cnt == {bits}'d{hold - 1}) {out} <= {lit(0)};",
            "end",
        ]
        why.append(f"{out} not 0: {hold} cycles, cnt {bits} bits, cnt=={hold - 1} -> 0, cnt 0")
    els = "else " if lines else ""
    if keep_first and release != "time":
        inner = [f"  {step}" for step in steps]
        lines += [f"{els}if ({out} == {lit(0)}) begin", *inner, "end"]
        why.append(f"{out}==0 takes: " + ", ".join(notes))
    else:
        lines += [els + steps[0], *steps[1:]]
        why.append("takes: " + ", ".join(notes) + ", else hold")
    start = [f"{out} <= {lit(0)};", *([f"cnt <= {bits}'d0;"] if bits else [])]
    return f.finish(
        d.one(("a first-event memory", "an event memory", "a who-was-it register")),
        ("first_one", "quiz", "memory"),
        [Port(name) for name in (*inputs, clear) if name],
        [Port(out, width, output=True, stored=True)],
        text,
        why,
        [*([d.style.declare("cnt", bits)] if bits else []), *f.always(start, lines)],
        (0, 0),
        update,
        lambda s, v: {out: s[0]},
        {"rank": rank, "foul": foul, "p": p, "first": keep_first, "release": release, "hot": hot, "cl": cl, "hold": hold},
        bias=lambda r, c: (
            {name: int((r.random() < 0.3) == bool(p)) for name in inputs}
            | ({clear: int((r.random() < 0.2) == bool(cl))} if clear else {})
        ),
    )


_KEYS = (
    "A lock opens after the keys {l}, in this order. {x} gives the key, and it counts {t} only if {g}. {bad} {end} {o} {rr}",
    "{o} To get there, enter {l} on {x}; {g} marks a key press (sampled {t}). {bad} {end} {rr}",
    "Safe: code {l}. Keypad value {x}, valid if {g}. Clock {c}, {e} edge.\n{bad}\n{end}\n{o}\n{rr}",
    "hey. secret word = {l} on {x}. one press = one edge with {g}. {t}. {bad} {end} {o} {rr}",
    "{rr} Now the steps can be entered one by one, {t}, whenever {g}: {x} has to be {l} in turn. {bad} {o} {end}",
    "Requirements: (a) {x} is only looked at when {g}, {t}. (b) The right order is {l}. (c) {bad} (d) {end} (e) {o} (f) {rr}",
    "Puzzle box for children. Press {l} one after the other. {bad} {o} {end} A press is an edge where {g}, its number is {x}. "
    "Edges: {t}. {rr}",
    "Exam question 7. A machine checks the sequence {l} on {x}, taking one number {t} if {g}. {end} {bad} {o} {rr}",
    "Without {g} nothing moves. With it, {x} is compared with the next of {l} {t}. {bad} {end} {o} {rr}",
    "Assembly guard: parts must be mounted in the order {l} (part number on {x}, mounted when {g}, checked {t}). {bad} {o} {end} "
    "{rr}",
)


@family("chore_key_steps", "state machines", 1.0)
def chore_key_steps(d: Draw) -> Design:
    """Numbers to be entered in a drawn order, with rules for wrong ones and for afterwards."""
    f = Chore(d, "step", "bad")
    key, hit = d.names(("key", "hit"), ("digit", "press"), ("num", "valid"), ("code", "enter"), ("part", "go"), ("k", "en"))
    out = d.name("open_o", "unlock", "ok", "granted", "done", "lid")
    alarm_out = d.name("alarm", "siren", "wrong", "err", "blocked")
    width, n = d.one((2, 2, 3, 4)), d.one((2, 3, 3, 4))
    codes = [d.number(0, (1 << width) - 1) for _ in range(n)]
    p, policy = int(d.chance(0.8)), d.one(("start", "restart", "stay", "alarm", "back"))
    after, y = d.one(("reset", "any", "cycle")), int(d.chance(0.8))
    show = d.chance(0.4)
    bits = (n + (policy == "alarm")).bit_length()
    shown = d.name("step_o", "progress", "count", "pos") if show else ""
    if len(set(codes)) == 1:
        codes[-1] ^= 1
    first, stuck = codes[0], n + 1
    bad = {
        "start": d.any(
            "A wrong one leads back to the beginning.",
            "Any mistake: start over.",
            "If it is another one, all is lost and one begins again.",
        ),
        "restart": d.any(
            "A wrong one leads back to the beginning, but if it is a {v} it is the first step already.",
            "After a mistake one begins again, the wrong key itself counting as first step if it is {v}.",
            v=first,
        ),
        "stay": d.any("A wrong one is ignored; the steps so far remain.", "Mistakes change nothing."),
        "alarm": d.any(
            "A wrong one sets {a} to 1 for good: only the reset helps then.",
            "One mistake and {a} is 1 and nothing more can be entered until reset.",
            a=alarm_out,
        ),
        "back": d.any(
            "A wrong one takes back one step (in the beginning there is none to take).",
            "Each mistake costs one step, if there is any.",
        ),
    }[policy]
    end = {
        "reset": d.any("Once complete it stays so until the reset.", "When all are in, further presses do nothing."),
        "any": d.any(
            "Once complete, the next press of any key goes back to the beginning and is not compared.",
            "After the last step any press just returns to the start.",
        ),
        "cycle": d.any(
            "Complete lasts one cycle: the edge after it leads to the beginning whatever comes in.",
            "After one clock cycle in the complete state it starts over, ignoring a press at that edge.",
        ),
    }[after]
    o = d.any(
        "{o} is {y} while all steps are done, else {m}.",
        "{o} = {y} means complete, {m} not.",
        "{o} is {m} until all are in, then {y}.",
        o=out,
        y=y,
        m=1 - y,
    )
    if policy == "alarm":
        o += d.any(" {a} is otherwise 0.", " Normally {a} is 0.", a=alarm_out)
    if show:
        o += d.any(
            " {s} is the number of steps done ({n} when complete{m}).",
            " {s} counts the steps done so far, up to {n}{m}.",
            s=shown,
            n=n,
            m=f"; {stuck} in alarm" if policy == "alarm" else "",
        )
    text = d.any(
        *_KEYS,
        **f.slots(d.any("forgets all steps", "returns to the beginning", "sets it back to no steps done")),
        l=d.one((", ", " - ", " then ")).join(map(str, codes)),
        x=key,
        g=is_level(d, hit, p, plain=True),
        bad=bad,
        end=end,
        o=o,
    )

    def update(s: int, v: dict[str, int]) -> int:
        if s == n and after == "cycle":
            return 0
        if v[hit] != p or s == stuck:
            return s
        if s == n:
            return 0 if after == "any" else s
        if v[key] == codes[s]:
            return s + 1
        return {"start": 0, "restart": int(v[key] == first), "stay": s, "alarm": stuck, "back": max(0, s - 1)}[policy]

    arms, why = (
        [],
        [f.reset_line("step 0"), f"step {bits} bits, {n} is complete" + (f", {stuck} alarm" if policy == "alarm" else "")],
    )
    for s, code in enumerate(codes):
        match = f"{key} == {d.style.literal(width, code, 'd')}"
        wrong = {"start": 0, "restart": 0, "stay": s, "alarm": stuck, "back": max(0, s - 1)}[policy]
        steps = [f"if ({match}) step <= {bits}'d{s + 1};"]
        note = f"{s}: {code} -> {s + 1}"
        if policy == "restart" and s and code != first:
            steps.append(f"else if ({key} == {d.style.literal(width, first, 'd')}) step <= {bits}'d1;")
            note += f", {first} -> 1"
        if wrong != s:
            steps.append(f"else step <= {bits}'d{wrong};")
        arms.append(f"  {bits}'d{s}: {' '.join(steps)}")
        why.append(f"{note}, else {wrong}")
    if after == "any":
        arms.append(f"  {bits}'d{n}: step <= {bits}'d0;")
    arms.append("  default: step <= step;")
    lines = [f"if ({tests(hit, p)}) case (step)", *arms, "endcase"]
    if after == "cycle":
        lines = [f"if (step == {bits}'d{n}) step <= {bits}'d0;", f"else {lines[0]}", *lines[1:]]
    why.insert(2, f"only if {hit}={p}" + (f", but step {n} -> 0 always" if after == "cycle" else ""))
    why += [f"{n}: " + {"reset": "stay", "any": "0", "cycle": "0"}[after], f"{out}={y} at step {n}"]
    body = [
        d.style.declare("step", bits),
        *f.always([f"step <= {bits}'d0;"], lines),
        f"assign {out} = step {'==' if y else '!='} {bits}'d{n};",
    ]
    outs = [Port(out, output=True)]
    if policy == "alarm":
        outs.append(Port(alarm_out, output=True))
        body.append(f"assign {alarm_out} = step == {bits}'d{stuck};")
        why.append(f"{alarm_out}=1 at step {stuck}")
    if show:
        outs.append(Port(shown, bits, output=True))
        body.append(f"assign {shown} = step;")
        why.append(f"{shown} = step")

    def output(s: int, v: dict[str, int]) -> dict[str, int | None]:
        hits: dict[str, int | None] = {out: y if s == n else 1 - y}
        return hits | ({alarm_out: int(s == stuck)} if policy == "alarm" else {}) | ({shown: s} if show else {})

    def bias(r: random.Random, c: int) -> dict[str, int]:
        guess = r.choice(codes) if r.random() < 0.7 else r.getrandbits(width)
        if r.random() < 0.6:
            guess = codes[(c // 2) % n]
        return {key: guess, hit: int((r.random() < 0.8) == bool(p))}

    return f.finish(
        d.one(("a code lock", "an order checker", "a step-by-step lock")),
        ("lock", "steps", "checker"),
        [Port(key, width), Port(hit)],
        outs,
        text,
        why,
        body,
        0,
        update,
        output,
        {"codes": codes, "policy": policy, "after": after, "p": p, "y": y, "show": show},
        bias=bias,
        cycles=110,
    )


_MAPS = (
    "A mouse lives in this house:\n{m}\n{how} {o} {wall} {rr}",
    "{o} The plan is\n{m}\n{how} {wall} {rr}",
    "Robot on a map. {m}\n{how} {wall} {o} {rr}",
    "Text adventure in hardware! {how} {wall} {o} {rr} Map:\n{m}",
    "hi, a little game: {o} {how} {wall}\n{m}\nthe {z} puts the player into room {s}.",
    "Exam: the rooms of a building are connected so:\n{m}\nDesign the circuit that follows a walker. {how} {wall} {o} {rr}",
    "1. {rr}\n2. {how}\n3. {wall}\n4. {o}\n5. Plan: {m}",
    "{rr} From there moves are possible. {how} {wall} {o}\nThis is the building.\n{m}",
    "The state of this machine is a place. {m}\n{o} {how} {wall} Initial place: {s}, by the {z}.",
)


@family("chore_floor_plan", "state machines", 1.0)
def chore_floor_plan(d: Draw) -> Design:
    """Walking through rooms with drawn doors: as a picture of walls, as a list, or as a table."""
    f = Chore(d, "door")
    step, go = d.names(("dir", "go"), ("way", "move"), ("cmd", "step"), ("turn", "walk"), ("joy", "en"), ("heading", "run"))
    out = d.name("room", "place", "pos", "where_o", "at", "loc")
    bump = d.name("bump", "ouch", "hit_wall", "stuck", "no_way") if d.chance(0.5) else ""
    rows, cols = d.one(((2, 2), (2, 2), (1, 3), (2, 3), (3, 2)))
    n = rows * cols
    numbers = d.rng.sample(range(n), n) if d.chance(0.5) else list(range(n))
    gated, start = d.chance(0.6), d.one((numbers[0], d.one(numbers)))
    order = d.rng.sample("NESW", 4) if d.chance(0.5) else list("NESW")
    words = {"N": "north (up)", "E": "east (right)", "S": "south (down)", "W": "west (left)"}
    cells = [(r, c) for r in range(rows) for c in range(cols)]
    pairs = [((r, c), (r, c + 1)) for r, c in cells if c + 1 < cols] + [((r, c), (r + 1, c)) for r, c in cells if r + 1 < rows]
    doors: list[tuple[tuple[int, int], tuple[int, int]]] = []
    while not doors or len({x for pair in doors for x in pair}) < n:
        doors = [pair for pair in pairs if d.chance(0.7)]
    number = dict(zip(cells, numbers, strict=True))
    moves: dict[int, dict[str, int]] = {k: {} for k in range(n)}
    for a, b in doors:
        there, back = ("E", "W") if a[0] == b[0] else ("S", "N")
        moves[number[a]][there], moves[number[b]][back] = number[b], number[a]
    layout = d.number(0, 3)
    if layout <= 1:
        picture = ["+" + "---+" * cols]
        for r in range(rows):
            picture.append(
                "|" + "".join(f" {number[r, c]} " + (" " if ((r, c), (r, c + 1)) in doors else "|") for c in range(cols))
            )
            picture.append("+" + "".join(("   " if ((r, c), (r + 1, c)) in doors else "---") + "+" for c in range(cols)))
        told = (
            "\n"
            + "\n".join(picture)
            + "\n"
            + d.any("(gaps are doors, lines are walls)", "A line is a wall, a gap is an opening.")
        )
    elif layout == 2:
        told = " ".join(
            d.any(
                "From {k} you can go {l}.",
                "{k} has doors {l}.",
                "Room {k}: {l}.",
                k=k,
                l=listing([f"{words[w].split()[0]} to {t}" for w, t in moves[k].items()]),
            )
            for k in d.rng.sample(range(n), n)
        )
    else:
        told = "\nroom N E S W\n" + "\n".join(" ".join([str(k), *(str(moves[k].get(w, "-")) for w in "NESW")]) for k in range(n))
        told += "\n(a dash is a wall)"
    slots = f.slots(d.any("puts it into room {s}", "starts in room {s}", "sets {o} to {s}", s=start, o=out))
    codes = ", ".join(f"{k} = {words[w]}" for k, w in enumerate(order))
    how = d.any(
        "{t} one goes through a door in the direction {x} ({l}){g}.",
        "A step is made {t}{g}; {x} says where to: {l}.",
        "The direction is {x} with {l}, and moves happen {t}{g}.",
        x=step,
        l=codes,
        t=slots["t"],
        g="" if not gated else d.any(" if {g} is 1", ", provided that {g} = 1", " (only when {g} is high)", g=go),
    )
    wall = d.any("Where there is no door one stays.", "A wall leaves the room unchanged.", "Against a wall nothing moves.")
    if bump:
        wall += d.any(
            " {b} is combinational: 1 while {g}{x} points at a wall, else 0.",
            " While {g}{x} points where no door is, {b} = 1 (at once, without a clock edge); otherwise 0.",
            b=bump,
            x=step,
            g=f"{go} is 1 and " if gated else "",
        )
    o = d.any("{o} is the number of the room.", "Output {o} tells the room.", "The room number appears on {o}.", o=out)
    text = d.any(*_MAPS, **slots, m=told, how=how, wall=wall, o=o, s=start)
    bits = (n - 1).bit_length()
    code = {w: k for k, w in enumerate(order)}
    arms = []
    for k in range(n):
        arms += [
            f"  {{{bits}'d{k}, 2'd{code[w]}}}: {out} <= {bits}'d{t};"
            for w, t in sorted(moves[k].items(), key=lambda m: code[m[0]])
        ]
    lines = [f"case ({{{out}, {step}}})", *arms, f"  default: {out} <= {out};", "endcase"]
    if gated:
        lines[0] = f"if ({go}) {lines[0]}"
    body = f.always([f"{out} <= {bits}'d{start};"], lines)
    why = [
        f.reset_line(f"{out} {start}"),
        " ".join(f"{w}={k}" for k, w in enumerate(order)) + (f", only if {go}=1" if gated else ""),
    ]
    why += [
        f"{k}: " + ", ".join(f"{w} {code[w]} -> {t}" for w, t in sorted(moves[k].items(), key=lambda m: code[m[0]]))
        for k in range(n)
    ]
    why.append("else stay")
    if bump:
        free = [(k, [code[w] for w in moves[k]]) for k in range(n)]
        why.append(f"{bump}: no door" + (f" and {go}" if gated else ""))
        terms = [f"({out} == {bits}'d{k} && ({' || '.join(f'{step} == 2{chr(39)}d{c}' for c in sorted(cs))}))" for k, cs in free]
        body += [
            f"{d.style.wire} door;",
            f"assign door = {' || '.join(terms)};",
            f"assign {bump} = {f'{go} && ' if gated else ''}!door;",
        ]

    def update(s: int, v: dict[str, int]) -> int:
        return moves[s].get(order[v[step]], s) if not gated or v[go] else s

    def output(s: int, v: dict[str, int]) -> dict[str, int | None]:
        blocked = order[v[step]] not in moves[s] and (not gated or v[go] == 1)
        shown: dict[str, int | None] = {out: s}
        return shown | ({bump: int(blocked)} if bump else {})

    return f.finish(
        d.one(("a walker on a map", "a room tracker")),
        ("walker", "house", "map"),
        [Port(step, 2), *([Port(go)] if gated else [])],
        [Port(out, bits, output=True, stored=True), *([Port(bump, output=True)] if bump else [])],
        text,
        why,
        body,
        start,
        update,
        output,
        {"moves": moves, "order": order, "gated": gated, "start": start, "bump": bool(bump)},
        bias=lambda r, c: {go: int(r.random() < 0.85)} if gated else {},
        cycles=90,
    )
