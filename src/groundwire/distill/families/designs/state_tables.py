"""Moore and Mealy machines from state tables and transition lists, and their next-state logic alone."""

from __future__ import annotations

from groundwire.distill.families.design import Design
from groundwire.distill.families.draw import Draw
from groundwire.distill.families.models import clocked, combinational
from groundwire.distill.families.ports import Port, Style
from groundwire.distill.families.registry import family

_NAMES = (("A", "B", "C", "D", "E", "F"), ("S0", "S1", "S2", "S3", "S4", "S5"), ("IDLE", "RUN", "WAIT", "DONE", "HALT", "BACK"))


class Machine:
    """A drawn machine with one input bit: next states and outputs."""

    def __init__(self, d: Draw, mealy: bool):
        self.count = d.one((2, 2, 3, 3, 4, 4, 5, 6))
        self.mealy = mealy
        self.names = list(d.one(_NAMES)[: self.count])
        while True:
            self.next = [[d.number(0, self.count - 1) for _ in (0, 1)] for _ in range(self.count)]
            if self._reachable() and any(pair[0] != pair[1] for pair in self.next):
                break
        while True:
            self.out = [[d.number(0, 1), d.number(0, 1)] if mealy else [d.number(0, 1)] * 2 for _ in range(self.count)]
            if len({bit for pair in self.out for bit in pair}) == 2:
                break

    def _reachable(self) -> bool:
        seen, todo = {0}, [0]
        while todo:
            for target in self.next[todo.pop()]:
                if target not in seen:
                    seen.add(target)
                    todo.append(target)
        return len(seen) == self.count

    def table(self, d: Draw, source: str, out: str, codes: list[str] | None = None) -> str:
        """As a state table or as a list of transitions."""
        names = codes or self.names
        style = d.number(0, 2)
        if style == 0:
            if self.mealy:
                lines = [f"state | next ({source}=0), {out} | next ({source}=1), {out}"]
                lines += [
                    f"{n} | {names[t[0]]}, {o[0]} | {names[t[1]]}, {o[1]}"
                    for n, t, o in zip(names, self.next, self.out, strict=True)
                ]
            else:
                lines = [f"state | next {source}=0 | next {source}=1 | {out}"]
                lines += [
                    f"{n} | {names[t[0]]} | {names[t[1]]} | {o[0]}" for n, t, o in zip(names, self.next, self.out, strict=True)
                ]
        elif style == 1:
            if self.mealy:
                lines = [
                    f"{n} --{source}={b}/{out}={o[b]}--> {names[t[b]]}"
                    for n, t, o in zip(names, self.next, self.out, strict=True)
                    for b in (0, 1)
                ]
            else:
                lines = [
                    f"{n} ({out}={o[0]}) --{b}--> {names[t[b]]}"
                    for n, t, o in zip(names, self.next, self.out, strict=True)
                    for b in (0, 1)
                ]
        elif self.mealy:
            lines = [
                f"In {n}: {source}=0 gives {out}={o[0]} and goes to {names[t[0]]}; {source}=1 gives {out}={o[1]} and goes "
                f"to {names[t[1]]}."
                for n, t, o in zip(names, self.next, self.out, strict=True)
            ]
        else:
            lines = [
                f"{n}: {out}={o[0]}; on {source}=0 go to {names[t[0]]}, on {source}=1 go to {names[t[1]]}."
                for n, t, o in zip(names, self.next, self.out, strict=True)
            ]
        return "\n".join(lines)

    def transitions(self) -> str:
        """For a reasoning text."""
        return "; ".join(f"{n}: 0->{self.names[t[0]]}, 1->{self.names[t[1]]}" for n, t in zip(self.names, self.next, strict=True))


def _next_case(m: Machine, source: str, width: int, style: Style, state: str = "state") -> list[str]:
    """The combinational block of next states."""
    lines = [f"{style.comb} begin", f"  case ({state})"]
    for i, (name, (zero, one)) in enumerate(zip(m.names, m.next, strict=True)):
        value = m.names[one] if one == zero else f"{source} ? {m.names[one]} : {m.names[zero]}"
        lines.append(f"    {name if i < m.count - 1 or 1 << width > m.count else 'default'}: next = {value};")
    if 1 << width > m.count:
        lines.append(f"    default: next = {m.names[0]};")
    return [*lines, "  endcase", "end"]


def _output_code(m: Machine, source: str) -> str:
    terms = []
    for name, (zero, one) in zip(m.names, m.out, strict=True):
        if zero and one:
            terms.append(f"(state == {name})")
        elif zero or one:
            terms.append(f"(state == {name} && {'' if one else '!'}{source})")
    return " || ".join(terms)


def _full(d: Draw, mealy: bool) -> Design:
    m = Machine(d, mealy)
    clk, reset = d.clock(), d.reset()
    source, out = d.names(("x", "z"), ("in", "out"), ("w", "z"), ("a", "y"), ("j", "q"))
    style = d.style
    onehot = m.count <= 4 and d.chance(0.15)
    width = m.count if onehot else max(1, (m.count - 1).bit_length())
    codes = [1 << i if onehot else i for i in range(m.count)]
    constants = ", ".join(f"{n} = {style.literal(width, c, 'b' if onehot else 'd')}" for n, c in zip(m.names, codes, strict=True))
    span = f"[{width - 1}:0] " if width > 1 else ""
    body = [f"localparam {constants};", f"{style.net} {span}state, next;", *_next_case(m, source, width, style)]
    if onehot:
        body = [
            line.replace("default: next = ", f"{m.names[-1]}: next = ") if "default" in line and 1 << width == m.count else line
            for line in body
        ]
    body += d.clocked(clk, reset, [f"state <= {m.names[0]};"], ["state <= next;"])
    body.append(f"assign {out} = {_output_code(m, source)};")
    kind = "Mealy" if mealy else "Moore"
    text = d.any(
        "(Implement|The module should implement) (this|the following) {k} machine, clocked by the rising edge of {c}:\n{t}",
        "A {k} state machine with input {i} and output {o} (states change at the positive edge of {c}):\n{t}",
        "Build the state machine in this {k} state table; it changes state at the rising edge of {c}.\n{t}",
        k=kind,
        c=clk,
        i=source,
        o=out,
        t=m.table(d, source, out),
    )
    text += "\n" + d.tell_reset(
        reset, d.any("puts the machine into state {a}", "returns to {a}", "goes to state {a}", a=m.names[0])
    )
    text += d.any("", "", " Use one-hot codes." if onehot else "")
    ports = (Port(clk), *reset.ports, Port(source), Port(out, output=True))
    rows = clocked(
        d.rng, ports, clk, reset, 0, lambda s, v: m.next[s][v[source]], lambda s, v: {out: m.out[s][v[source]]}, cycles=56
    )
    ones = [n if o[0] and o[1] else f"{n} with {source}={int(o[1])}" for n, o in zip(m.names, m.out, strict=True) if any(o)]
    coding = "one-hot, " if onehot else ""
    why = (
        f"{m.count} states, {coding}{width} bit{'s' * (width > 1)}. {m.transitions()}.\n"
        f"{out} is 1 in {', '.join(ones)}. {reset.phrase} to {m.names[0]}."
    )
    return Design(
        f"a {kind} machine",
        ports,
        text,
        why,
        tuple(body),
        rows,
        style,
        ("fsm", "state_machine", kind.lower()),
        {"next": m.next, "out": m.out, "mealy": mealy, "reset": reset.phrase, "onehot": onehot},
        hidden=(3, len(body) - 1),
    )


@family("moore_machine", "state machines", 3.0)
def moore_machine(d: Draw) -> Design:
    """A Moore machine from a table, transitions or sentences."""
    return _full(d, False)


@family("mealy_machine", "state machines", 2.0)
def mealy_machine(d: Draw) -> Design:
    """A Mealy machine from a table, transitions or sentences."""
    return _full(d, True)


@family("next_state_logic", "state machines", 2.0)
def next_state_logic(d: Draw) -> Design:
    """Only the combinational part of a machine: next state and output from the state that is an input; or one bit of it."""
    m = Machine(d, False)
    onehot = d.chance(0.45)
    source, out = d.names(("x", "z"), ("in", "out"), ("w", "z"))
    state, following = d.names(("state", "next_state"), ("y", "Y"), ("s", "s_next"))
    style = d.style
    width = m.count if onehot else max(1, (m.count - 1).bit_length())
    one_bit = width > 1 and d.chance(0.35)
    codes = [1 << i if onehot else i for i in range(m.count)]
    shown = [f"{c:0{width}b}" for c in codes]
    if onehot:
        target = d.number(0, m.count - 1) if one_bit else -1
        names = [f"{n} ({s})" for n, s in zip(m.names, shown, strict=True)] if d.chance(0.5) else m.names
        lines = []
        for t in range(m.count):
            terms = []
            for i, (zero, one) in enumerate(m.next):
                if zero == t and one == t:
                    terms.append(f"{state}[{i}]")
                elif t in (zero, one):
                    terms.append(f"({state}[{i}] & {'' if one == t else '~'}{source})")
            lines.append((t, " | ".join(terms) or "1'b0"))
        ones = [f"{state}[{i}]" for i, o in enumerate(m.out) if o[0]]
        if one_bit:
            body = [f"assign {following} = {lines[target][1]};"]
        else:
            body = [f"assign {following}[{t}] = {code};" for t, code in lines]
        body.append(f"assign {out} = {' | '.join(ones)};")
        why = "One-hot: each next bit is the OR of the transitions into it. " + m.transitions() + "."
        encoding = d.any(
            "States are one-hot: {l}.",
            "The state input is one-hot, {l}.",
            l=", ".join(f"{n}={s}" for n, s in zip(m.names, shown, strict=True)),
        )
    else:
        names = m.names
        target = d.number(0, width - 1) if one_bit else -1
        body = []
        listed = [(i, bit, m.next[i][bit]) for i in range(m.count) for bit in (0, 1)]
        full = 2 * m.count == 2 << width

        def value(target_state: int) -> str:
            code = codes[target_state]
            return style.literal(1, code >> target & 1) if one_bit else style.literal(width, code, "b")

        body = [
            f"{style.comb} begin",
            f"  case ({{{state}, {source}}})",
            *(
                f"    {width + 1}'b{codes[i]:0{width}b}{bit}: {following} = {value(t)};"
                for i, bit, t in listed[: -1 if full else None]
            ),
            f"    default: {following} = {value(listed[-1][2]) if full else style.literal(1 if one_bit else width, 0, 'b')};",
            "  endcase",
            "end",
        ]
        high = [f"({state} == {style.literal(width, codes[i], 'b')})" for i, o in enumerate(m.out) if o[0]]
        body.append(f"assign {out} = {' || '.join(high)};")
        why = "A case over state and input. " + "; ".join(f"{shown[i]} {bit} -> {shown[t]}" for i, bit, t in listed) + "."
        encoding = d.any(
            "Codes: {l}.", "The states are coded {l}.", l=", ".join(f"{n}={s}" for n, s in zip(m.names, shown, strict=True))
        )
    what = f"bit {target} of the next state" if one_bit else "the next state"
    text = d.any(
        "(Write|Implement) only the (next-state and output|combinational) logic of this Moore machine: {s} is the present "
        "state, {f} is {w}, {o} the output.\n{t}\n{e}",
        "{s} holds the state of a Moore machine (no flip-flops here|kept elsewhere). From {s} and {i} make {w}, {f}, and "
        "the output {o}.\n{t}\n{e}",
        s=state,
        f=following,
        w=what,
        o=out,
        i=source,
        t=m.table(d, source, out, names),
        e=encoding,
    )
    ports = (
        Port(state, width),
        Port(source),
        Port(following, 1 if one_bit else width, output=True, stored=not onehot),
        Port(out, output=True),
    )

    def function(v: dict[str, int]) -> dict[str, int | None]:
        if v[state] not in codes:
            return {following: None, out: None}
        i = codes.index(v[state])
        code = codes[m.next[i][v[source]]]
        return {following: code >> target & 1 if one_bit else code, out: m.out[i][0]}

    return Design(
        "the logic of a state machine",
        ports,
        text,
        why,
        tuple(body),
        combinational(d.rng, ports, function),
        style,
        ("fsm_logic", "next_state"),
        {"next": m.next, "out": m.out, "onehot": onehot, "bit": target},
        hidden=(0, len(body) - 1),
    )
