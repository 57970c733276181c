"""Edge catchers for each bit and pipelines of two."""

from __future__ import annotations

from groundwire.distill.families.design import Design
from groundwire.distill.families.draw import Draw
from groundwire.distill.families.ports import Port
from groundwire.distill.families.registry import family
from groundwire.distill.families.voices.store_shared import (
    DATA,
    clocking,
    constant,
    finished,
    kept,
    shuffled,
    told,
)

_CATCH = (
    "{ev} {wh}{pb}. {ac} {mem} Samples are taken {at}. {rs}",
    "{o} reports changes of {i}{pb}. {ac} What counts is {ek}. {mem} Clock: {c}, {ed} edge. {rs}",
    "We sample {i} {at} and compare with the sample before. {ev} {wh}{pb}: {ac} {mem} {rs}",
    "To find an edge of a signal without using it as a clock, keep the sample of the last clock and compare. Here the event "
    "is {ek}. {ex} {ac} {mem} {o} is for {i}{pb}; "
    "samples are taken {at}. {rs}",
    "- watched: {i}{pb}\n- event: {ek}\n- {ac}\n- {mem}\n- {ge} {c}\n- {rs}",
    "{mem} {ac} The event is {ek} of {i}{pb}, seen by samples {at}. {rs}",
    "I'm after {ek} on {i}{pb}. {ac} {mem} Everything is sampled {at}. {rs}",
    "{ex} Put generally, {ek} is an event. {ac} {mem} Watch {i}{pb}, {at}. {rs}",
    "Which changes of {i} matter? Just {ek}{pb}. {ac} {mem} {ge} {c}. {rs}",
    "{rs} {ac} Here an event means {ek} between two successive samples of {i}{pb} ({ed} edge of {c}). {mem}",
    "event detector. in {i}, out {o}. looks for {ek}{pb}. {ac} {mem} sampled {at}. {rs}",
    "Spec for {o}: {ac} {mem} Event = {ek} of {i}{pb}. Samples: {ed} edge of {c}. {rs}",
    "Interrupt-like block: {ek} on {i} is an event{pb}. {ac} {mem} Sampling happens {at}. {rs}",
)


@family("store_event_catch", "edge detectors", 1.0)
def event_catch(d: Draw) -> Design:
    """Rises, falls or changes of each bit between two samples: a pulse of a cycle, a flag that stays, or one that toggles."""
    width = d.one((1, 1, 4, 8, 8, d.number(2, 7), 32))
    mask = (1 << width) - 1
    k = clocking(d, width, ("sync", "async"), 1.0)
    source, out = d.name(*DATA, "sig", "btn", "lines"), d.name("q", "out", "pulse", "hit", "y", "seen", "flag", "ev", "o")
    event, memory = d.one(("rise", "fall", "any")), d.one(("pulse", "pulse", "stick", "toggle"))
    ports = shuffled(d, [*k.ports, Port(source, width), Port(out, width, True, stored=True)])
    bit = "the bit" if width > 1 else source
    noun = {
        "rise": ("a 0 followed by a 1", "a rise (0 to 1)", "0-to-1 and not 1-to-0"),
        "fall": ("a 1 followed by a 0", "a fall (1 to 0)", "1-to-0 and not 0-to-1"),
        "any": ("a change in either direction", "a difference, be it a rise or a fall", "0-to-1 as well as 1-to-0"),
    }
    verb = {"rise": ("goes from 0 to 1", "is 1 and was 0 before"), "fall": ("goes from 1 to 0", "is 0 and was 1 before"),
            "any": ("changes at all", "differs from its last sample")}  # fmt: skip
    mark = f"the bit of {out} at the same place" if width > 1 else out
    action = {
        "pulse": (f"An event makes {mark} 1 at that clock edge, and without one it is 0.",
        f"{mark} is 1 for one cycle after the edge that finds an event.",
                  f"Registered output: {mark} becomes 1 with an event, else 0."),
        "stick": (f"An event makes {mark} 1, and it stays 1 until the reset.",
        f"{mark} is set by an event and cleared by nothing but the reset.",
                  f"Once there was an event, {mark} remains 1 up to the next reset."),
        "toggle": (f"Each event inverts {mark}; without one it holds.",
        f"{mark} flips with an event and stays as it is otherwise.",
                   f"An event toggles {mark}."),
    }[memory]  # fmt: skip
    ac = d.one(action)
    ac = ac[0].upper() + ac[1:] if width > 1 else ac
    old, new = d.one(((0, 1), (1, 0), (0, 0), (1, 1)))
    counts = {"rise": new > old, "fall": new < old, "any": new != old}[event]
    example = f"A sample of {old} and then one of {new} is {'an' if counts else 'no'} event."
    eq, wh = d.one(noun[event]), d.one(verb[event])
    text = told(
        d, _CATCH, ports, **{**k.slots(d, out)}, o=out, i=source, ac=ac, ek=eq, wh=wh, ex=example,
        pb=", for each bit on its own" if width > 1 else "",
        ev=d.one(("An event is seen when", "There is an event when")) + f" {bit}" + (f" of {source}" if width > 1 else ""),
        mem=d.one(("The last sample is cleared by the reset too.", "After a reset the last sample counts as 0.")),
    )  # fmt: skip
    prev = d.name("prev", "last", f"{source}_q", f"{source}_d", "old")
    found = {"rise": f"{source} & ~{prev}", "fall": f"~{source} & {prev}", "any": f"{source} ^ {prev}"}[event]
    code = {"pulse": found, "stick": f"{out} | ({found})", "toggle": f"{out} ^ ({found})"}[memory]
    zero = constant(d, width, 0)
    body = [
        d.style.declare(prev, width),
        *k.code(d, [f"{prev} <= {zero};", f"{out} <= {zero};"], [f"{prev} <= {source};", f"{out} <= {code};"]),
    ]

    def step(state: tuple[int, int], v: dict[str, int]) -> tuple[int, int]:
        was, shown = state
        now = v[source]
        hit = {"rise": now & ~was, "fall": was & ~now, "any": now ^ was}[event] & mask
        return now, {"pulse": hit, "stick": shown | hit, "toggle": shown ^ hit}[memory]

    rows = kept(d, ports, k, (0, 0), step, lambda s, v: {out: s[1]}, cycles=50)
    does = {"pulse": "1 for a cycle, else 0", "stick": "set, stays", "toggle": "toggle"}[memory]
    return finished(
        d, "an event detector", ports, text, f"{k.why(f'{prev}, {out}')}\nEvent: {found}. Then {out}: {does}.", body, rows,
        ("edge_catch", "event_flag", "change_det"), {"event": event, "memory": memory, "width": width, "reset": k.reset.phrase},
    )  # fmt: skip


_PIPE = (
    "{st} Clock: {c}, {ed} edge. {rs}",
    "{st} Registers are updated {at}. {rs}",
    "Two-stage pipeline on {ge} {c}. {st} {rs}",
    "In a pipeline each stage works on what the stage before stored at the last edge. {st} {ex} All registers switch {at}. {rs}",
    "- {ge} {c}\n- {st}\n- {rs}",
    "{rs} {st} Trigger: {ed} edge of {c}.",
    "we cut the computation in two so that it meets timing. {st} {at}. {rs}",
    "{ex} {st} ({ed} edge of {c}) {rs}",
    "How many edges until the result is seen? {ex} {st} Clocked {at}. {rs}",
    "Data path, stage by stage: {st} Each edge ({ge} {c}) advances it. {rs}",
    "{st} {ex} The clock edge is the {ed} one of {c}. {rs}",
    "Ticket 12: insert registers.\n{st}\nClock: {c}, {ed} edge.\n{rs}",
    "Please pipeline this. {st} Registers change {at}. {rs}",
)
_OPS = {
    "+": ("the sum of {x} and {y}", "{x} plus {y}"), "-": ("the difference ({x} - {y})", "{x} minus {y}"),
    "&": ("the bitwise AND of {x} and {y}", "{x} AND {y}"),
    "|": ("the bitwise OR of {x} and {y}", "{x} OR {y}"), "^": ("the bitwise XOR of {x} and {y}", "{x} XOR {y}"),
}  # fmt: skip


@family("store_two_stages", "pipelines", 1.0)
def two_stages(d: Draw) -> Design:
    """Two operations or one with registers before, behind or both; a third operand taken at the first or at the second edge."""
    width = d.one((1, 4, 8, 8, 16, d.number(2, 7)))
    mask = (1 << width) - 1
    kind = d.one(("in", "out", "inout", "same", "late", "same", "late"))
    k = clocking(d, width, ("none", "none", "sync", "async"), 1.0)
    a, b, c = d.names(("a", "b", "c"), ("x", "y", "z"), ("op1", "op2", "op3"), ("u", "v", "w"), ("p", "r", "s"), ("m", "n", "k"))
    three = kind in ("same", "late")
    out = d.name("q", "out", "res", "y", "o", "result", "total")
    pool = "&|^" if width == 1 else "+-&|^"
    first, second = d.one(pool), d.one(pool)
    ports = shuffled(
        d,
        [
            *k.ports,
            Port(a, width),
            Port(b, width),
            *([Port(c, width)] if three else []),
            Port(out, width, True, stored=kind != "in"),
        ],
    )

    def work(op: str, x: int, y: int) -> int:
        return {"+": x + y, "-": x - y, "&": x & y, "|": x | y, "^": x ^ y}[op] & mask

    one = d.any(*_OPS[first], x=a, y=b)
    two = d.any(*_OPS[second], x="the first result", y=c) if three else ""
    stages = {
        "in": ("{a} and {b} are registered, and {o} is {f} computed from the registered values, without a register behind.",
               "Registers at the inputs only: {a} and {b} are stored first, {o} is, combinationally, {f}, both as stored."),
        "out": ("{o} is a register that takes {f} directly from the inputs; there is no register before the operation.",
                "Register at the output only: {f} is computed from the inputs as they are and stored in {o}."),
        "inout": ("{a} and {b} are stored first, and the next edge stores {f} of these stored values in {o}.",
                  "Registers before and behind: inputs {a} and {b} are registered, then {f} (of the registered values) is "
                  "registered as {o}."),
        "same": ("Stage one stores {f} and also {c}; stage two stores {s} in {o}, with the {c} that was stored together with "
        "the first result.",
                 "The first edge keeps {f}, and {c} is delayed along with it. The second edge puts {s} into {o}, where {c} is "
                 "the delayed one."),
        "late": ("Stage one stores {f}; stage two stores {s} in {o}, with {c} as it is at the second edge ({c} is not delayed).",
                 "The first edge keeps only {f}. The second edge puts {s} into {o}, where {c} comes straight from the input "
                 "at that moment."),
    }[kind]  # fmt: skip
    text_stage = d.any(*stages, a=a, b=b, c=c, o=out, f=one, s=two)
    edges = 1 if kind in ("in", "out") else 2
    example = d.any("Inputs {a} and {b} are seen in {o} after {n}.", "From {a} and {b} to {o} it takes {n}.", a=a, b=b, o=out,
                    n="one edge" if edges == 1 else "two edges")  # fmt: skip
    text = told(d, _PIPE, ports, **{**k.slots(d, "each register")}, st=text_stage, ex=example)
    ra, rb, rm = d.name(f"{a}_r", f"{a}_q", f"{a}1"), d.name(f"{b}_r", f"{b}_q", f"{b}1"), d.name("mid", "s1", "part", "t1")
    rc = d.name(f"{c}_r", f"{c}_q", f"{c}1") if kind == "same" else c
    span = f" [{width - 1}:0]" if width > 1 else ""
    inside = {"in": [ra, rb], "inout": [ra, rb], "out": [], "same": [rm, rc], "late": [rm]}[kind]
    moves = {
        "in": [f"{ra} <= {a};", f"{rb} <= {b};"], "out": [f"{out} <= {a} {first} {b};"],
        "inout": [f"{ra} <= {a};", f"{rb} <= {b};", f"{out} <= {ra} {first} {rb};"],
        "same": [f"{rm} <= {a} {first} {b};", f"{rc} <= {c};", f"{out} <= {rm} {second} {rc};"],
        "late": [f"{rm} <= {a} {first} {b};", f"{out} <= {rm} {second} {c};"],
    }[kind]  # fmt: skip
    zero = constant(d, width, 0)
    stored = [*inside, *([out] if kind != "in" else [])]
    body = [f"{d.style.net}{span} {', '.join(inside)};"] if inside else []
    body += k.code(d, [f"{name} <= {zero};" for name in stored], moves)
    if kind == "in":
        body.append(f"assign {out} = {ra} {first} {rb};")

    def step(state: tuple[int, int, int, int], v: dict[str, int]) -> tuple[int, int, int, int]:
        x, y, z, _ = state
        if three:
            return work(first, v[a], v[b]), 0, v[c], work(second, x, z if kind == "same" else v[c])
        return v[a], v[b], 0, work(first, v[a], v[b]) if kind == "out" else work(first, x, y)

    def shown(state: tuple[int, int, int, int], v: dict[str, int]) -> dict[str, int]:
        return {out: work(first, state[0], state[1]) if kind == "in" else state[3]}

    free = k.reset.kind == "none"
    rows = kept(d, ports, k, (0, 0, 0, 0), step, shown)
    if free:
        settle = 2 * edges
        started = kept(d, ports, k, None, lambda s, v: step(s or (0, 0, 0, 0), v), shown, unknown=((0, 0, 0, 0), (0, 0, 0, 0)))
        rows = tuple(row._replace(outputs={out: None}) if n < settle else row for n, row in enumerate(started))
    return finished(
        d, "a pipeline", ports, text, f"{k.why('all')}\n" + "; ".join(move.rstrip(";") for move in moves)
        + (f"; {out} = {ra} {first} {rb} at once." if kind == "in" else "."), body, rows, ("pipe2", "stage2", "pipeline"),
        {"kind": kind, "first": first, "second": second, "width": width, "reset": k.reset.phrase},
    )  # fmt: skip
