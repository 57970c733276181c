"""Conditions of everyday life, statements about statements, so and so many of several, and cases left free."""

from __future__ import annotations

from collections.abc import Callable

from groundwire.distill.families.design import Design
from groundwire.distill.families.draw import Draw, listing
from groundwire.distill.families.registry import family
from groundwire.distill.families.telling import capitalized
from groundwire.distill.families.voices.plain_shared import BITS, COUNT, OUTS, WORDS, built, levels_for, literal_of

_STORIES: tuple[tuple[tuple[str, ...], str, str, str, tuple[tuple[tuple[str, ...], str, str], ...]], ...] = (
    (("lamp", "light", "bulb", "lit"), "the lamp", "on", "off", (
        (("door", "opened", "dr"), "the door is open", "the door is closed"),
        (("dark", "dusk", "ldr"), "it is dark", "it is light outside"),
        (("sw", "switch", "manual"), "the switch is up", "the switch is down"),
        (("motor", "engine", "ign"), "the motor is running", "the motor is not running"))),
    (("fan", "blow", "vent"), "the fan", "running", "stopped", (
        (("hot", "warm", "temp"), "the room is too hot", "the room is not too hot"),
        (("humid", "moist", "wet"), "the air is humid", "the air is dry"),
        (("window", "win", "wnd"), "the window is open", "the window is shut"),
        (("btn", "button", "push"), "the button is pressed", "the button is not pressed"))),
    (("pump", "run", "drive"), "the pump", "running", "stopped", (
        (("full", "top", "level"), "the tank is full", "the tank is not full"),
        (("well", "dry", "src"), "the well holds water", "the well is empty"),
        (("timer", "tmr", "slot"), "the timer is running", "the timer has run out"),
        (("key", "lock", "permit"), "the key is turned", "the key is not turned"))),
    (("alarm", "siren", "horn"), "the siren", "on", "silent", (
        (("armed", "arm", "active"), "the system is armed", "the system is disarmed"),
        (("motion", "pir", "mov"), "something moves", "nothing moves"),
        (("glass", "brk", "pane"), "the glass is broken", "the glass is whole"),
        (("test", "svc", "maint"), "the maintenance plug is in", "the maintenance plug is out"))),
    (("gate", "barrier", "open_gate"), "the gate", "open", "closed", (
        (("car", "veh", "loop"), "a car is waiting", "no car is waiting"),
        (("card", "valid", "pass_ok"), "the card is valid", "the card is not valid"),
        (("blocked", "beam", "obst"), "something is in the way", "the way is free"),
        (("guard", "staff", "override"), "the guard turns the key", "the guard does not turn the key"))),
    (("charge", "chg", "chrg"), "the charger", "on", "off", (
        (("plug", "cable", "usb"), "the cable is plugged in", "the cable is unplugged"),
        (("bat", "full", "soc"), "the battery is full", "the battery is not full"),
        (("therm", "heat", "over"), "the pack is overheated", "the pack is cool enough"),
        (("host", "allow", "grant"), "the host allows it", "the host forbids it"))),
    (("heater", "heat", "warmup"), "the heater", "on", "off", (
        (("cold", "frost", "low_t"), "it is too cold", "it is warm enough"),
        (("home", "present", "occ"), "somebody is at home", "nobody is at home"),
        (("night", "late", "tariff"), "it is night", "it is day"),
        (("hatch", "lid", "lid_off"), "the cover is off", "the cover is on"))),
)  # fmt: skip
_RULES: tuple[tuple[int, tuple[str, ...], str, Callable[[bool, bool, bool], bool]], ...] = (
    (2, ("{t} is {on} if {a} and {b}; otherwise it is {off}", "{t} is {on} only as long as both hold: {a}, {b}",
         "it takes two things for {t} to be {on}, namely that {a} and that {b}", "if {a}, {t} is {on}, but only provided that "
         "{b}",
         "unless {a} and {b}, {t} is {off}; if both hold it is {on}"), "A & B", lambda a, b, c: a and b),
    (2, ("{t} is {on} if {a} or {b} (or both); otherwise it is {off}",
         "either is enough to have {t} {on}: {a}, or {b}. With neither it is {off}",
         "{t} is {off} only if neither of these holds: {a}, {b}", "if {a}, {t} is {on}, and it is {on} too if {b}; else it is "
         "{off}"),
     "A | B", lambda a, b, c: a or b),
    (2, ("if {a}, {t} is {on} unless {b}; in all other cases it is {off}", "{t} is {on} if {a}, except when {b}",
         "whenever {b}, {t} is {off}; apart from that, it is {on} if {a} and {off} if not",
         "as long as {a}, {t} is {on}, but never when {b}"), "A & ~B", lambda a, b, c: a and not b),
    (2, ("{t} is {on} unless {a} and {b}", "{t} is always {on}, except that it is {off} when {a} and at the same time {b}",
         "only the combination of both, {a} and {b}, has {t} {off}; otherwise it is {on}"),
     "~(A & B)", lambda a, b, c: not (a and b)),
    (2, ("{t} is {on} unless {a} or {b}", "{t} is {off} as soon as {a} or {b}; otherwise it is {on}",
         "each of two things has {t} {off} already: that {a}, that {b}. Only without both it is {on}"),
     "~(A | B)", lambda a, b, c: not (a or b)),
    (2, ("{t} is {on} if exactly one of these holds: {a}; {b}", "{t} is {off} if {a} and {b}, and also if neither is so; else "
    "it is {on}"),
     "A ^ B", lambda a, b, c: a != b),
    (3, ("{t} is {on} if {a} or {b}, but never when {c}", "unless {c}, {t} is {on} if at least one of these holds: {a}, {b}",
         "whenever {c}, {t} is {off}, whatever else; if not, either of two things has it {on}: {a}, or {b}"),
     "(A | B) & ~C", lambda a, b, c: (a or b) and not c),
    (3, ("{t} is {on} if {a} and {b}; it is {on} in any case when {c}", "whenever {c}, {t} is {on}, whatever else; if not, it "
    "is {on} only "
         "if {a} and also {b}", "{t} is {off} unless both of this is so, {a} and {b}; but the third thing, that {c}, always has "
         "it {on}"),
     "(A & B) | C", lambda a, b, c: (a and b) or c),
    (3, ("if {a}, either of two things has {t} {on}: {b}, or {c}. Unless {a}, it is {off}",
         "{t} is {on} only if {a} and besides at least one of these is so: {b}; {c}"),
     "A & (B | C)", lambda a, b, c: a and (b or c)),
    (3, ("{t} is {on} if {a} unless both of this is so: {b}; {c}", "if {a}, {t} is {on}, except when {b} and at the same time "
    "{c}. If not, "
         "it is {off}"), "A & ~(B & C)", lambda a, b, c: a and not (b and c)),
    (3, ("{t} is {on} if {a}; it is also {on} if {b} unless {c}", "two ways have {t} {on}. One: {a}. The other: {b}, but "
    "without it being "
         "so that {c}"), "A | (B & ~C)", lambda a, b, c: a or (b and not c)),
    (3, ("{t} is {on} only when all of this is so: {a}; {b}; {c}", "{t} is {off} unless three things hold together: {a}, {b}, "
    "{c}"),
     "A & B & C", lambda a, b, c: a and b and c),
    (3, ("any of these has {t} {on}: {a}; {b}; {c}. Else it is {off}", "{t} is {off} only when none of this is so: {a}; {b}; "
    "{c}"),
     "A | B | C", lambda a, b, c: a or b or c),
)  # fmt: skip
_FRAMES = (
    "{r}. {g} {m}", "{g} {r}. {m}", "{m} {r}. {g}", "{m} {g} {r}.",
    "What we want: {r}.\n{g}\n{m}", "- {r}\n- {g}\n- {m}", "The wiring first: {g} {m} And now the rule: {r}.",
    "hi, i have this rule here: {r}. {m} {g} can you write it?", "Requirement: {r}.\nSignals: {g}\nOutput: {m}",
    "How would you put this into logic? \"{r}.\" {g} {m}", "The customer says: \"{r}.\" Our sensors say it like this: {g} {m}",
    "Conditions like this one are best written down word by word: first what the levels mean, then how the words join them. {g} "
    "{m} The "
    "sentence to write down is: {r}.",
    "In words: {r}. In levels: {g} {m}",
)  # fmt: skip


@family("plain_only_unless", "everyday logic", 1.0)
def plain_only_unless(d: Draw) -> Design:
    """Something is on if, only if, unless ...; what the levels mean is told apart or in brackets."""
    outs, thing, on, off, pool = d.one(_STORIES)
    n, rules, shape, holds = d.one(_RULES)
    chosen = d.rng.sample(pool, n)
    out, names = d.name(*outs), [d.name(*options) for options, _, _ in chosen]
    yes, high, active = ([int(d.chance(share)) for _ in chosen] for share in (0.75, 0.65, 0.5))
    ob = int(d.chance(0.7))
    mode = d.one(("inline", "gloss", "gloss", "signal"))
    low_high = levels_for(d, [*names, out]) if mode == "signal" else ("0", "1")
    phrases, gloss, when = [], [], []
    for (_, true, false), name, y, h, told in zip(chosen, names, yes, high, active, strict=True):
        level = h if y else 1 - h
        when.append(level)
        plain = true if y else false
        phrases.append({"inline": f"{plain} ({name} = {level})", "gloss": plain, "signal": f"{name} is {low_high[level]}"}[mode])
        gloss.append(d.any(
            "{x} is {l} when {p}", "{x} = {l} means that {p}", "{l} on {x}: {p}", "{x} = {l} if {p}, {k} if {q}",
            x=name, l=h if told else 1 - h, k=1 - h if told else h, p=true if told else false, q=false if told else true,
        ))  # fmt: skip
    meaning = d.any(
        "{o} = {z} means that {t} is {on}.", "{o} is {z} to have {t} {on}, {n} to have it {off}.",
        "For {t} to be {on}, {o} is {z}.",
        "{o} = {n}: {t} is {off}; {o} = {z}: it is {on}.", o=out, z=ob, n=1 - ob, t=thing, on=on, off=off,
    )  # fmt: skip
    names_all = [*names, out]
    a, b, c = (phrases * 3)[:3]
    rule = d.any(*rules, t=thing, on=on, off=off, a=a, b=b, c=c)
    listed = "; ".join(gloss) + "." if mode == "gloss" else ""
    core = d.any(*[f for f in _FRAMES if listed or not ("\n" in f or "wiring" in f or "Our sensors" in f or "In levels" in f)],
                 r=rule, g=listed, m=meaning)  # fmt: skip
    core = capitalized(" ".join(core.split(" ")).replace("  ", " ").strip(), names_all)
    terms = [literal_of(name, level) for name, level in zip(names, when, strict=True)]
    code = "".join({"A": terms[0], "B": terms[1], "C": terms[-1]}.get(letter, letter) for letter in shape)
    code = code.replace("~~", "")
    full = code if ob else (code[2:-1] if code.startswith("~(") else f"~({code})")

    def function(x: dict[str, int]) -> dict[str, int]:
        facts = [x[name] == level for name, level in zip(names, when, strict=True)]
        return {out: ob if holds(facts[0], facts[1], facts[-1]) else 1 - ob}

    facts = ", ".join(f"{letter}: {name}={level}" for letter, name, level in zip("ABC", names, when, strict=False))
    order = d.rng.sample(names, n) if d.chance(0.3) else names
    return built(
        d, d.one(("a condition in logic", "a small control", "an everyday condition")), ("control", "condition", "rule"),
        dict.fromkeys(order, 1), {out: (1, full)}, core, f"{facts}.\n{on} ({out}={ob}): {shape}.\n{out} = {full}", function,
        {"shape": shape, "when": when, "ob": ob},
    )  # fmt: skip


_STATEMENTS: dict[str, tuple[tuple[str, ...], str, Callable[[bool, bool], bool]]] = {
    "and": (("both {p} and {q} are true", "{p} is true and so is {q}", "{p} as well as {q} is true"), "P & Q", lambda p,
    q: p and q),
    "nand": (("{p} and {q} are not both true", "at most one of {p} and {q} is true", "{p} and {q} exclude each other (neither "
    "true is "
              "fine)"), "~(P & Q)", lambda p, q: not (p and q)),
    "or": (("{p} or {q} is true, or both are", "at least one of {p} and {q} is true", "not both of {p} and {q} are false"),
    "P | Q",
           lambda p, q: p or q),
    "nor": (("neither {p} nor {q} is true", "both {p} and {q} are false", "{p} is false and so is {q}"), "~(P | Q)",
            lambda p, q: not (p or q)),
    "xor": (("either {p} or {q} is true, but not both", "exactly one of {p} and {q} is true", "one of {p} and {q} is true and "
    "the other is "
             "not"), "P ^ Q", lambda p, q: p != q),
    "same": (("{p} is true if and only if {q} is true", "{p} and {q} are equivalent", "{p} and {q} are both true or both false"),
             "~(P ^ Q)", lambda p, q: p == q),
    "if": (("{p} implies {q}", "if {p} is true then {q} is true as well", "{p} is true only if {q} is",
    "{q} is true whenever {p} is",
            "{p} is sufficient for {q}", "{q} is necessary for {p}", "it never happens that {p} is true without {q}"), "~P | Q",
           lambda p, q: q or not p),
    "converse": (("{q} implies {p}", "if {q} is true then {p} is true as well", "{q} is true only if {p} is",
    "{p} is true whenever {q} is",
                  "{q} is sufficient for {p}", "{p} is necessary for {q}", "it never happens that {q} is true without {p}"),
                  "P | ~Q",
                 lambda p, q: p or not q),
    "only p": (("{p} is true but {q} is not", "{p} is true without {q}", "{p} is true although {q} is false"), "P & ~Q",
               lambda p, q: p and not q),
    "only q": (("{q} is true but {p} is not", "{q} is true without {p}", "{q} is true although {p} is false"), "~P & Q",
               lambda p, q: q and not p),
}  # fmt: skip
_STATEMENT_TEXTS = (
    "{o} is {v} if this is so: {s}. Otherwise it is {w}. {t}",
    "{t} {o} shall be {v} exactly when this holds: {s}.",
    "Does it hold that {s}? {o} tells: {v} for yes, {w} for no. {t}",
    "Claim: {s}.\n{t}\n{o}: {v} while the claim holds, {w} while it does not.",
    "- {t}\n- claim to check: {s}\n- {o}: {v} (claim holds) or {w} (claim broken)",
    "{o} is {w} for all values of {l} of which one cannot say that {s}, and {v} for the others. {t}",
    "{t} The rule we live by is that {s}. {o} goes to {w} when the rule is broken, and is {v} as long as it is kept.",
    "Every logical connective is a gate: one has only to look up for which of the four rows the sentence holds. Take the "
    "sentence that {s}. "
    "In the rows where it holds {o} is {v}, in the others {w}. {t}",
    "so {l} are two statements. {t} i want {o} = {v} when {s}, {o} = {w} else",
    "A checker with output {o}: {w} says it is false that {s}; {v} says it is true. {t}",
    "sentence: {s}\ntrue: {o} = {v}\nfalse: {o} = {w}\n{t}",
    "{t} Under which of the four combinations can one say that {s}? For these {o} has to be {v}, for the rest {w}.",
    "{l} come from two comparators. {t} Whenever {s}, drive {o} with {v}. Whenever not, drive it with {w}.",
)


@family("plain_statement", "gates", 1.0)
def plain_statement(d: Draw) -> Design:
    """Two statements and a third about them: implies, only if, neither, excludes, necessary; true may be a low level."""
    p, q = names = d.names(*BITS[2])
    out, v, true = d.name(*OUTS), int(d.chance(0.65)), int(d.chance(0.7))
    kind = d.one(tuple(_STATEMENTS))
    phrases, shape, holds = _STATEMENTS[kind]
    meaning = d.any(
        "A statement is true when its line is {a} and false when it is {b}.", "True is {a} on {p} and {q}.",
        "For {p} and {q}, {b} stands "
        "for false and {a} for true.", "({p} = {a} means true, and so does {q} = {a}).", "The inputs are true at {a}.",
        a=true, b=1 - true, p=p, q=q,
    ) if not true or d.chance(0.5) else ""  # fmt: skip
    core = d.any(*[t for t in _STATEMENT_TEXTS if meaning or ("- {t}" not in t and "\n{t}" not in t)], o=out, s=d.any(*phrases,
        p=p, q=q), v=v,
                 w=1 - v, t=meaning, l=listing(names))  # fmt: skip
    core = core.replace("  ", " ").strip()
    terms = {"P": literal_of(p, true), "Q": literal_of(q, true)}
    code = "".join(terms.get(letter, letter) for letter in shape).replace("~~", "")
    full = code if v else (code[2:-1] if code.startswith("~(") else f"~({code})")
    return built(
        d, d.one(("a statement checker", "a logical connective", "a rule checker")), ("check", "connective", "rule"),
        dict.fromkeys(names, 1), {out: (1, full)}, core,
        f"true = {true}; P: {p}={true}, Q: {q}={true}.\n{shape} -> {out}={v}, else {1 - v}.\n{out} = {full}",
        lambda x: {out: v if holds(x[p] == true, x[q] == true) else 1 - v}, {"kind": kind, "v": v, "true": true},
    )  # fmt: skip


_COUNTED: dict[str, tuple[tuple[str, ...], str, str, Callable[[int, int], bool]]] = {
    "least": (("at least {k} of {l} {r} {s}", "{k} or more of {l} are {s}", "no fewer than {k} of {l} {r} {s}"), ">=", "<=",
              lambda n, k: n >= k),
    "most": (("at most {k} of {l} {r} {s}", "no more than {k} of {l} {r} {s}", "not more than {k} of {l} {r} {s}"), "<=", ">=",
             lambda n, k: n <= k),
    "exact": (("exactly {k} of {l} {r} {s}", "{k} of {l}, no more and no fewer, {r} {s}", "just {k} of {l} {r} {s}, not more"),
              "==", "==", lambda n, k: n == k),
    "not": (("the number of {l} that are {s} is not {k}", "any number but {k} of {l} are {s}"), "!=", "!=", lambda n, k: n != k),
    "more": (("more than {k} of {l} {r} {s}", "{l} have more than {k} among them that are {s}"), ">", "<", lambda n, k: n > k),
    "fewer": (("fewer than {k} of {l} are {s}", "not even {k} of {l} are {s}"), "<", ">", lambda n, k: n < k),
}  # fmt: skip
_COUNTED_TEXTS = (
    "{o} is {v} if {c}, and {w} otherwise.",
    "{o} is {w} unless {c}. (If so, it is {v}|In that case it is {v}).",
    "How many of them are {s}? That is all that counts: when {c}, {o} is {v}; when not, {w}.",
    "- {o} = {vb}: {c}\n- {o} = {wb}: in all other cases",
    "Count the inputs that are {s}. {o} shall be {v} exactly when {c}.",
    "case | {o}\n{c} | {vb}\nelse | {wb}",
    "A vote circuit counts and compares. It may count ones or zeros, and it may ask for a minimum, a maximum or one certain "
    "number, so read "
    "on: {o} has to be {v} when {c}. For any other count it has to be {w}.",
    "hey, small one: {o} = {vb} when {c}, {wb} else. who is {s} doesn't matter, only how many",
    "{o} stays {w} as long as it is not so that {c}. When it is so, {o} is {v}.",
    "Is it right that {c}? {o} answers: {vb} for yes and {wb} for no.",
    "Redundant sensors are combined by number. Here {o} goes to {vb} when {c}, otherwise to {wb}.",
    "The output {o} is {w} in general. It is {v} in the cases where {c}.",
    "Whenever {c}, {o} has to be {vb}. All other combinations of the {n} inputs give {wb}.",
)


@family("plain_how_many", "parity and counting", 1.0)
def plain_how_many(d: Draw) -> Design:
    """At least, at most, exactly, more or fewer than so many inputs at a level, ones or zeros."""
    n = d.one((3, 3, 4, 4, 5))
    vector = d.chance(0.3)
    names = [d.name(*WORDS)] if vector else d.names(*BITS[n])
    bits = [f"{names[0]}[{i}]" for i in range(n)] if vector else names
    out, v, s = d.name(*OUTS), int(d.chance(0.65)), int(d.chance(0.6))
    kind = d.one(tuple(_COUNTED))
    phrases, sign, mirrored, holds = _COUNTED[kind]
    k = d.number(2 if kind in ("fewer", "not") else 1, n - 1 if kind in ("most", "more") or d.chance(0.8) else n)
    low_high = levels_for(d, [*names, out])
    phrase = d.any(
        *phrases,
        r="is" if k == 1 else "are",
        k=COUNT[k] if d.chance(0.6) else k,
        s=low_high[s],
        l=f"the {n} bits of {names[0]}" if vector else listing(names),
    )
    core = d.any(*_COUNTED_TEXTS, o=out, c=phrase, s=low_high[s], v=low_high[v], w=low_high[1 - v], vb=v, wb=1 - v, n=n)
    limit, sign = (k, sign) if s else (n - k, mirrored)
    inverse = {">=": "<", "<=": ">", "==": "!=", "!=": "==", ">": "<=", "<": ">="}
    final = sign if v else inverse[sign]
    code = f"({' + '.join(bits)}) {final} {d.style.literal(3, limit, 'd')}"
    step = "" if s else f": ones {sign} {n} - {k} = {limit}"
    name_of = {">=": ">=", "<=": "<=", "==": "=", "!=": "not", ">": ">", "<": "<"}[_COUNTED[kind][1]]

    def function(x: dict[str, int]) -> dict[str, int]:
        levels = [(x[names[0]] >> i) & 1 for i in range(n)] if vector else [x[name] for name in names]
        return {out: v if holds(levels.count(s), k) else 1 - v}

    return built(
        d, d.one(("a vote circuit", "a counting condition", "a threshold circuit")), ("vote", "how_many", "quorum"),
        {names[0]: n} if vector else dict.fromkeys(names, 1), {out: (1, code)}, core,
        f"{'ones' if s else 'zeros'} {name_of} {k}{step} -> {out}={v}, else {1 - v}.\n{out} = {code}", function,
        {"kind": kind, "k": k, "s": s, "v": v, "n": n},
    )  # fmt: skip
