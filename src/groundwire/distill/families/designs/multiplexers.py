"""Multiplexers of every shape, and demultiplexers."""

from __future__ import annotations

from groundwire.distill.families.design import Design
from groundwire.distill.families.draw import Draw, listing
from groundwire.distill.families.models import combinational
from groundwire.distill.families.ports import Port
from groundwire.distill.families.registry import family
from groundwire.distill.families.voices.choice_words import Case, case_lines, case_reasoning, tell_cases

_TWO_WAYS = (
    "{o} is {f} when {s} is (0|low) and {n} when {s} is (1|high).",
    "{o} is {n} when {s} is (1|high) and {f} when {s} is (0|low).",
    "When {s}=1 choose {n}, (otherwise|else) {f}.",
    "When {s}=0 choose {f}, (otherwise|else) {n}.",
    "Select {n} (if|when) {s} is high and {f} (if|when) it is low; the output is {o}.",
    "Select {f} (if|when) {s} is low and {n} (if|when) it is high; the output is {o}.",
    "{f} is passed to {o} while {s} is (low|0), otherwise {n}.",
    "{n} is passed to {o} while {s} is (high|1), otherwise {f}.",
    "(Choose|Pick) {n} when {s} is 1, {f} when {s} is 0.",
    "(Choose|Pick) {f} when {s} is 0, {n} when {s} is 1.",
    "if {s} then {o} = {n} else {o} = {f}.",
    "if not {s} then {o} = {f} else {o} = {n}.",
    "{o} follows {n} as long as {s} is (asserted|set|active|true); once {s} is (deasserted|cleared|inactive|false) it follows {f}.",  # noqa: E501
    "{o} follows {f} as long as {s} is (deasserted|cleared|inactive|false); once {s} is (asserted|set|active|true) it follows {n}.",  # noqa: E501
    "{s} asserted routes {n} to {o}; {s} deasserted routes {f}.",
    "{s} deasserted routes {f} to {o}; {s} asserted routes {n}.",
    "(Can|Could) you (build|write|make) a (circuit|block) that (sends|forwards) {n} to {o} if {s} is 1 and {f} if it is 0?",
    "(Can|Could) you (build|write|make) a (circuit|block) that (sends|forwards) {f} to {o} if {s} is 0 and {n} if it is 1?",
    "A select signal {s} steers a switch: (high|1) connects {n} to {o}, (low|0) connects {f}.",
    "A select signal {s} steers a switch: (low|0) connects {f} to {o}, (high|1) connects {n}.",
    "{s} | {o}\n0 | {f}\n1 | {n}",
    "{s} | {o}\n1 | {n}\n0 | {f}",
    "The select input {s} works like this:\n- 1: {o} = {n}\n- 0: {o} = {f}",
    "The select input {s} works like this:\n- 0: {o} = {f}\n- 1: {o} = {n}",
    "{o} = {s} ? {n} : {f}",
    "{o} = !{s} ? {f} : {n}",
    "To switch between two sources, {s} is (raised|driven high) for {n} and (lowered|driven low) for {f}; {o} is the source chosen.",  # noqa: E501
    "To switch between two sources, {s} is (lowered|driven low) for {f} and (raised|driven high) for {n}; {o} is the source chosen.",  # noqa: E501
    "{n} goes to {o} only if {s} is (high|1). In the other case {f} does.",
    "{f} goes to {o} only if {s} is (low|0). In the other case {n} does.",
    "{o} (copies|equals|takes) {f} unless {s} is (high|1|set), in which case it (copies|equals|takes) {n}.",
    "{o} (copies|equals|takes) {n} unless {s} is (low|0|cleared), in which case it (copies|equals|takes) {f}.",
    "(Two sources share one output|One of the two data inputs reaches the output). {n} is (used|the one) for {s} = 1, {f} for {s} = 0. (Drive {o}|The output is {o}).",  # noqa: E501
    "(Two sources share one output|One of the two data inputs reaches the output). {f} is (used|the one) for {s} = 0, {n} for {s} = 1. (Drive {o}|The output is {o}).",  # noqa: E501
    "The output is normally {f}. (A high level|A 1) on {s} (makes it|replaces this by) {n}.",
    "The output is normally {n}. (A low level|A 0) on {s} (makes it|replaces this by) {f}.",
    "(Connect|Route) {f} to the output when the select is low, and {n} when it is high.",
    "(Connect|Route) {n} to the output when the select is high, and {f} when it is low.",
    "{o} <= {n} when {s} = '1' else {f} (combinational).",
    "{o} <= {f} when {s} = '0' else {n} (combinational).",
)
_WIDE = (
    "",
    "",
    " All data ports have {w} bits.",
    " (Data is|The data ports are) {w} bits wide.",
    " The choice is for whole {w}-bit words.",
)


@family("mux2", "multiplexers", 1.5)
def mux2(d: Draw) -> Design:
    """Two inputs, one select."""
    a, b = d.names(("a", "b"), ("in0", "in1"), ("d0", "d1"), ("x", "y"), ("u", "v"), ("left", "right"), ("first", "second"))
    sel, out = d.name("sel", "s", "select", "choose", "c"), d.name("out", "q", "f", "mux_out", "z")
    width = 1 if d.chance(0.3) else d.one((2, 4, 8, 8, 16, 32, 100))
    first_on_one = d.chance(0.5)
    on, off = (a, b) if first_on_one else (b, a)
    text = d.any(*_TWO_WAYS, o=out, f=off, n=on, s=sel)
    if "\n" not in text and width > 1:
        text += d.any(*_WIDE, w=width)
    data = [Port(a, width), Port(b, width)]
    if d.chance(0.15):
        data.reverse()
    inputs = (Port(sel), *data) if d.chance(0.25) else (*data, Port(sel))
    assign = d.chance(0.7)
    ports = (*inputs, Port(out, width, output=True, stored=not assign))
    if assign:
        body = [f"assign {out} = {sel} ? {on} : {off};"]
    else:
        body = d.block(d.style.comb, [f"if ({sel})", f"  {out} = {on};", "else", f"  {out} = {off};"])
    rows = combinational(d.rng, ports, lambda v: {out: v[on] if v[sel] else v[off]}, 24)
    return Design(
        f"a 2-to-1 multiplexer{f' of {width} bits' * (width > 1)}",
        ports,
        text,
        f"{sel}=1 -> {on}, {sel}=0 -> {off}.",
        tuple(body),
        rows,
        d.style,
        ("mux2", "mux2to1"),
        {"width": width, "first_on_one": first_on_one},
        wave=f"With {sel}=0 {out} follows {off}, with {sel}=1 {on}.",
    )


_DATA_NAMES = (
    tuple("abcdefghi"),
    tuple(f"in{i}" for i in range(9)),
    tuple(f"data{i}" for i in range(9)),
    tuple(f"d{i}" for i in range(9)),
    tuple("pqrstuvwx"),
    tuple(f"x{i}" for i in range(1, 10)),
    ("red", "green", "blue", "white", "cyan", "pink", "gray", "black", "gold"),
    ("alpha", "beta", "gamma", "delta", "eps", "zeta", "eta", "theta", "iota"),
)
_IN_ORDER = (
    "(Choose|Select) one of {k} inputs by {s}, {f} for 0, {g} for 1, and so on up to {z} for {m}.",
    "A {k}-to-1 multiplexer: {s} = 0 selects {f}, {s} = {m} selects {z}, (those|the others) between in order.",
    "{s} is the number of the input that goes to {o}: {f} has number 0, {g} number 1, and so on to {z} with number {m}.",
    "The inputs {f} to {z} are numbered from 0; {o} is the one whose number {s} gives.",
    "{o} (is|equals) {z} for {s} = {m} and {f} for {s} = 0; the inputs between follow in their order.",
    "Counting {f} as 0 and {z} as {m}, pass input number {s} to {o}.",
)
_REVERSED = (
    "(Choose|Select) one of {k} inputs by {s}, {z} for 0, and so on down to {f} for {m}, which goes to {o}.",
    "{s} = 0 selects {z}, {s} = {m} selects {f}, those between in reverse order; the result is {o}.",
    "The inputs are numbered backwards: {f} has number {m} and {z} number 0. {o} is the one with the number on {s}.",
)


@family("mux_case", "multiplexers", 2.5)
def mux_case(d: Draw) -> Design:
    """Three to nine inputs by a case statement, with something else for the other select values."""
    count = d.one((3, 3, 4, 4, 4, 4, 5, 5, 6, 6, 7, 8, 9))
    names = (
        [d.name(n, "q0") for n in d.one(_DATA_NAMES)[:count]]
        if d.chance(0.2)
        else [d.name(n) for n in d.one(_DATA_NAMES)[:count]]
    )
    sel, out = d.name("sel", "s", "select", "choice", "which"), d.name("out", "q", "y", "mux_out", "z")
    bits = (count - 1).bit_length()
    width = d.one((1, 1, 2, 4, 8, 8, 16))
    order = d.one(("up", "down", "told", "told", "told", "free", "free"))
    codes = list(range(count))
    if order == "down":
        codes.reverse()
    elif order == "free":
        codes = d.rng.sample(range(1 << bits), count)
    pairs = [((code,), name) for code, name in zip(codes, names, strict=True)]
    spare = (1 << bits) - count
    kinds = ("zero", "zero", "ones", "input") if spare else ("none", "none", "input")
    other = d.one(kinds)
    last = pairs[d.number(0, count - 1)][1] if spare else pairs[-1][1]
    if other == "input" and not spare:
        last = pairs.pop(d.number(0, count - 1))[1]
    value = {"zero": d.one(("0", "zero")), "ones": "all ones" if width > 1 else "1", "input": last, "none": ""}[other]
    default = {
        "zero": d.style.literal(width, 0),
        "ones": "{" + f"{width}{{1'b1}}" + "}" if width > 1 else "1'b1",
        "input": last,
        "none": "",
    }[other]
    if order in ("up", "down") and len(pairs) == count and d.chance(0.5):
        text = d.any(
            *(_IN_ORDER if order == "up" else _REVERSED), o=out, s=sel, k=count, f=names[0], g=names[1], z=names[-1], m=count - 1
        )
        if other != "none":
            text += d.any(
                " For (other|all other) values of {s} {o} is {v}.",
                " Otherwise {o} is {v}.",
                " A larger {s} gives {v}.",
                " If {s} is (greater|more) than {m}, {o} is {v}.",
                " {o} is {v} when {s} is above {m}.",
                s=sel,
                o=out,
                v=value,
                m=count - 1,
            )
        pairs.sort()
    else:
        if order in ("told", "free"):
            d.rng.shuffle(pairs)
        text = tell_cases(d, out, sel, bits, [Case(values, name) for values, name in pairs], value)
    listed = [*(Port(n, width) for n in (d.rng.sample(names, count) if d.chance(0.1) else names))]
    inputs = (Port(sel, bits), *listed) if d.chance(0.3) else (*listed, Port(sel, bits))
    ports = (*inputs, Port(out, width, output=True, stored=True))
    body = case_lines(d, out, sel, bits, pairs, default)
    chosen = {code: name for values, name in pairs for code in values}

    def function(v: dict[str, int]) -> dict[str, int]:
        if v[sel] in chosen:
            return {out: v[chosen[v[sel]]]}
        return {out: {"zero": 0, "ones": (1 << width) - 1}.get(other, v.get(last, 0))}

    return Design(
        f"a {count}-to-1 multiplexer",
        ports,
        text,
        case_reasoning(sel, pairs, default),
        tuple(body),
        combinational(d.rng, ports, function, 48, lambda rng, i: {sel: i % (1 << bits)}),
        d.style,
        (f"mux{count}", f"mux{count}to1"),
        {"count": count, "width": width, "other": other},
        hidden=(2, len(body) - 2),
    )


_PACKED = (
    "{s} holds {c} {u} side by side, number 0 in the lowest bits; {o} is the one that {i} (selects|names|points at).",
    "{o} is {w} number {i} of {s}{e}.",
    "A {c}-to-1 multiplexer on the packed vector {s}: {i} = 0 selects {z}, {i} = 1 the next, and so on; the result is {o}.",
    "(All the|The) {c} data inputs are packed into {s}. {i} = 0 selects {z}, {i} = 1 selects {n}, ... and {i} = {m} selects {y}.",
    "{i}={m} gives {y}, {i}=1 gives {n}, {i}=0 gives {z}, and so on for the rest; drive {o}.",
    "Use {i} as an index into {s}, which is made of {c} {u}; index 0 is the least significant one. Output it on {o}.",
    "Treat {s} as an array of {c} {u} (entry 0 at the least significant end) and read entry {i} onto {o}.",
    "For {i} = k, {o} is {w} number k of {s}, counted from the least significant end.",
    "(Can|Could) you pick {w} {i} out of {s}, counting from the right and from 0? It goes to {o}.",
    "{o}: one of the {c} {u} in {s}, chosen by {i}. The lowest belongs to {i} = 0, the highest ({y}) to {i} = {m}.",
    "Requirements:\n- {s} is a row of {c} {u}\n- {i} says which one to output on {o}\n- number 0 is {z}, number {m} is {y}",
    "The index {i} runs from 0 for {z} to {m} for {y}. Whatever it points at is (shown|output) on {o}.",
    "Index {m} means {y} and index 0 means {z}; {o} is whatever {i} (points to|addresses).",
    "To look into the wide bus {s}, a small index {i} is used: {o} is {z} for 0, {n} for 1, and in the same way up to {m}.",
    "{c} {u} come in on {s}, the first in the lowest position. Let {o} be number {i}.",
    "A {c}-to-1 multiplexer whose inputs are packed into {s}, input 0 lowest; select {i}, result {o}.",
)


@family("mux_vector", "multiplexers")
def mux_vector(d: Draw) -> Design:
    """Select a bit or a field of one wide vector by an index."""
    field = d.one((1, 1, 1, 2, 4, 4, 8))
    count = d.one((4, 8, 16, 16, 32, 64) if field < 8 else (4, 8, 16))
    bits = count.bit_length() - 1
    source, sel, out = d.name("in", "vec", "data", "bus"), d.name("sel", "index", "addr", "pos"), d.name("out", "y", "q")
    source_word = "bit" if field == 1 else f"the {field}-bit field"
    inputs = [Port(source, field * count), Port(sel, bits)]
    ports = (*(reversed(inputs) if d.chance(0.3) else inputs), Port(out, field, output=True))
    code = f"{source}[{sel}]" if field == 1 else f"{source}[{sel}*{field} +: {field}]"
    text = d.any(
        *_PACKED,
        s=source,
        c=count,
        i=sel,
        o=out,
        f=field,
        w=source_word,
        u="bits" if field == 1 else f"fields of {field} bits",
        e="" if field == 1 else f" (field 0 is {source}[{field - 1}:0])",
        z=f"{source}[0]" if field == 1 else f"{source}[{field - 1}:0]",
        n=f"{source}[1]" if field == 1 else f"{source}[{2 * field - 1}:{field}]",
        m=count - 1,
        y=f"{source}[{count - 1}]" if field == 1 else f"{source}[{field * count - 1}:{field * (count - 1)}]",
    )
    rows = combinational(d.rng, ports, lambda v: {out: v[source] >> (v[sel] * field) & (1 << field) - 1}, 40)
    return Design(
        f"a {count}-to-1 multiplexer on a packed vector",
        ports,
        text,
        f"Indexed select: {code}.",
        (f"assign {out} = {code};",),
        rows,
        d.style,
        ("mux_vec", f"mux{count}"),
        {"field": field, "count": count},
    )


_DEMUX_IN_ORDER = ("{f} for 0, up to {z} for {m}", "{z} for {m}, down to {f} for 0", "0 means {f}, {m} means {z}, in order")
_DEMUX = (
    "{i} goes to the output that {s} selects ({w}); the others are 0.",
    "A 1-to-{c} demultiplexer: {s} says which output gets {i} ({w}), every other output is 0.",
    "Route {i} to one of {c} outputs by {s}: {w}. (All others|The other outputs|Outputs that are not chosen) are (0|held at 0|low).",  # noqa: E501
    "{s} (picks|chooses) where {i} goes: {w}. Whatever is not chosen stays (0|at zero).",
    "Every output is 0 but the one that belongs to {s} ({w}); that one (copies|carries|shows) {i}.",
    "(Can you send {i} to the right output?|Please send {i} to the right output.) {s} is the address: {w}. The rest (must be|is) zero.",  # noqa: E501
    "(There is one source and there are|One source,) {c} destinations. {i} is the source; {s} names the destination ({w}). Unused destinations read 0.",  # noqa: E501
    "All outputs are zero by default; the one selected by {s} ({w}) is set to {i}.",
    "(Each|An) output equals {i} if {s} has its number and 0 otherwise. The numbers: {w}.",
    "{i} is steered by {s} ({w}), outputs without it being 0.",
    "Requirements:\n- input {i} appears on exactly one output\n- {s} chooses it: {w}\n- the others are 0",
    "Numbers of the outputs: {w}. The output with the number on {s} is {i}; keep the others at 0.",
    "{s} addresses one output ({w}). {i} is passed on there and nowhere else; elsewhere there is 0.",
    "A distributor: depending on {s}, {i} is delivered to one output ({w}) while the others are (driven low|0).",
    "Demultiplex {i} under control of {s}. Assignment: {w}. Not selected means 0.",
)


@family("demux", "multiplexers")
def demux(d: Draw) -> Design:
    """One input to one of several outputs."""
    count = d.one((2, 4, 4, 8))
    bits = count.bit_length() - 1
    width = d.one((1, 1, 4, 8))
    source, sel = d.name("in", "d", "data"), d.name("sel", "s")
    outs = [
        d.name(n)
        for n in d.one((tuple(f"out{i}" for i in range(8)), tuple(f"y{i}" for i in range(8)), tuple(f"q{i}" for i in range(8))))[
            :count
        ]
    ]
    ports = (Port(source, width), Port(sel, bits), *(Port(o, width, output=True) for o in outs))
    numbers = d.one((list(range(count)), list(range(count)), list(range(count))[::-1], d.rng.sample(range(count), count)))
    by_order = numbers == sorted(numbers)
    pairs = [f"{o} for {n}" for o, n in zip(outs, numbers, strict=True)]
    shuffled = d.rng.sample(pairs, count)
    where = (
        d.any(*_DEMUX_IN_ORDER, s=sel, f=outs[0], z=outs[-1], m=count - 1)
        if by_order and d.chance(0.4)
        else f"{listing(shuffled)}"
    )
    text = d.any(*_DEMUX, i=source, s=sel, c=count, w=where)
    zero = d.style.literal(width, 0)
    body = [
        f"assign {o} = ({sel} == {d.style.literal(bits, n, 'd')}) ? {source} : {zero};"
        for n, o in zip(numbers, outs, strict=True)
    ]
    rows = combinational(d.rng, ports, lambda v: {o: v[source] * (v[sel] == n) for n, o in zip(numbers, outs, strict=True)}, 30)
    return Design(
        f"a 1-to-{count} demultiplexer",
        ports,
        text,
        f"Each output compares {sel} with its own number: {listing(pairs)}.",
        tuple(body),
        rows,
        d.style,
        ("demux", f"demux1to{count}"),
        {"count": count, "width": width},
    )
