"""How people tell that a value chooses something: lists of cases in any order, in many layouts. No family of its own."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

from groundwire.distill.families.draw import Draw, listing
from groundwire.distill.families.telling import is_level, sentence


class Case(NamedTuple):
    """What one or several values of a selector give."""

    values: tuple[int, ...]
    """The values."""
    result: str
    """What they give, as a noun phrase."""


_CONDITIONS = (
    "{s} is {v}",
    "{s} is {v}",
    "{s} = {v}",
    "{s} == {v}",
    "{s} equals {v}",
    "{s}={v}",
    "{s} has the value {v}",
    "{s} is equal to {v}",
)
_CLAUSES = (
    "when {c}, {o} (is|equals|becomes|must be|takes|shows) {r}",
    "if {c}, {o} (is|should be|has to be) {r}",
    "{o} (is|equals|becomes|must be|should be) {r} (when|if|while|whenever) {c}",
    "{o} (is|equals) {r} in case {c}",
    "{r} is (put on|given on|driven onto) {o} (when|if|while) {c}",
    "{o} = {r} if {c}",
    "given that {c}, {o} is {r}",
    "as long as {c}, {o} is {r}",
    "in case {c}, the output {o} is {r}",
    "drive {o} with {r} (when|if) {c}",
    "{o} takes {r} when {c}",
)
_ITEMS = (
    "{c}: {r}",
    "{c} -> {r}",
    "{c} => {r}",
    "{r} (when|if) {c}",
    "{r} for {c}",
    "for {c}: {r}",
    "when {c}: {r}",
    "if {c}, {r}",
    "when {c}, {r}",
    "{c} gives {r}",
    "{c} selects {r}",
    "{r}, if {c}",
    "{c}: {o} = {r}",
    "{o} = {r} when {c}",
    "{r} <- {c}",
    "{c} means {r}",
)
_SYMBOLIC = ("{c} gives {r}", "{c} selects {r}", "{c} means {r}", "{r} for {c}", "for {c}: {r}", "{r} <- {c}")
"""Items that want a condition in symbols."""
_SHORT_ITEMS = (
    "{v}: {r}",
    "{v} -> {r}",
    "{v} => {r}",
    "{v} = {r}",
    "{v} - {r}",
    "{v} selects {r}",
    "{v} gives {r}",
    "{v} means {r}",
    "{r} for {v}",
    "{r} (at|on) {v}",
    "{v} is {r}",
    "for {v}, {r}",
    "{r} ({v})",
    "value {v}: {r}",
    "code {v}: {r}",
)
_OPENINGS = (
    "{s} (decides|determines|controls) what {o} is:",
    "{o} depends on {s}:",
    "{o} (as a function of|for each value of) {s}:",
    "(Choose|Pick|Select) {o} by {s} (as follows|like this|as listed):",
    "The (output|result) {o} is (chosen|selected|determined) by {s}:",
    "Depending on {s}, drive {o} as follows:",
    "What {o} shows is up to {s}:",
    "The meaning of {s} (for {o} |)is (this|as follows), and the result goes to {o}:",
    "The (select|control) input {s} has these (settings|meanings) (for|as regards) {o}:",
    "Use {s} to choose the value of {o}:",
    "Decode {s} and drive {o} accordingly:",
    "Can you (write|build) the logic that (makes|drives) {o} from {s}? (The cases|Here are the cases|Details):",
    "I (need|want) {o} to follow this list, where {s} chooses:",
    "Requirements for {o}, by (the |)value of {s} (in no particular order|):",
    "For the (different|various|possible) values of {s}, {o} is:",
    "(This block is purely combinational.|There is no clock.|No state is kept.) {s} chooses {o}:",
    "A case statement over {s} should set {o}:",
    "{o} is set from {s} according to (this list|the following|these rules):",
    "Let {s} choose {o}:",
    "(Please drive|Drive) {o} (from the following list|by this list); {s} says which entry applies:",
    "Each value of {s} has its own {o}:",
)
_CHAINS = ("otherwise, if", "else if", "but if", "or, if")
_OTHERS = (
    "otherwise {o} is {r}",
    "in all other cases {o} is {r}",
    "for (any|every) other value of {s}, {o} is {r}",
    "{o} is {r} for all other values of {s}",
    "the remaining values of {s} give {r}",
    "any other {s} gives {r}",
    "everything else gives {r}",
    "the default is {r}",
    "if none of these applies, {o} is {r}",
    "{o} falls back to {r} for the rest",
    "{r} is the result (in every other case|for all the rest)",
    "values of {s} that are not listed give {r}",
    "else {o} is {r}",
    "{o} must be {r} for the other values",
    "failing that, {o} is {r}",
)
_OTHER_ITEMS = (
    "otherwise: {r}",
    "default: {r}",
    "else: {r}",
    "others: {r}",
    "any other value: {r}",
    "anything else: {r}",
    "otherwise {r}",
    "{r} in all other cases",
    "all other values give {r}",
    "{r} otherwise",
)
_FIRST_OTHERS = (
    "{o} is {r} (unless one of the cases below applies|except in the cases below).",
    "By default {o} is {r}; only (these|the following|the listed) values of {s} change that.",
    "Unless {s} has one of the values (below|listed here), {o} is {r}.",
    "The normal value of {o} is {r}.  (These|The following) values of {s} are exceptions.",
)


def shower(d: Draw, bits: int) -> tuple[Callable[[int], str], str]:
    """How values of a selector are written in one text, and a note where digits alone would leave a doubt."""
    if bits == 1:
        prefix = d.one(("", "", "1'b"))
        return lambda value: f"{prefix}{value}", ""
    kind = d.one(("plain", "plain", "plain", "bare", "verilog", "verilog", "hex" if bits > 3 else "plain"))
    if kind == "plain" and bits <= 8:
        return str, ""
    if kind == "bare":
        return lambda value: f"{value:0{bits}b}", d.one(("in binary", "binary", "values in binary"))
    if kind == "hex" or bits > 8:
        return lambda value: f"0x{value:x}", ""
    base = d.one("bdb" if bits <= 4 else "bdh")
    return lambda value: d.style.literal(bits, value, base), ""


def condition(d: Draw, sel: str, case: Case, show: Callable[[int], str], skeleton: str = "") -> str:
    """A clause that says that a selector has one of a case's values."""
    values = listing([show(value) for value in case.values], "or")
    if case.values in ((0,), (1,)) and show(1) == "1" and skeleton == "level":
        return is_level(d, sel, case.values[0])
    return d.say("{s} is {v}" if len(case.values) > 1 or skeleton == "level" else skeleton or d.one(_CONDITIONS), s=sel, v=values)


def tell_cases(d: Draw, out: str, sel: str, bits: int, cases: Sequence[Case], other: str = "") -> str:
    """What a selector chooses, case by case in the order given; `other` is for all values that are left."""
    show, note = shower(d, bits)
    names = (out, sel, *(case.result for case in cases), other)
    layout = d.one(
        ("clauses", "clauses", "clauses", "short", "short", "items", "lines", "lines", "lines", "table", "table", "chain")
    )
    fixed = "level" if bits == 1 else d.one(_CONDITIONS) if d.chance(0.7) else ""
    told = [condition(d, sel, case, show, fixed) for case in cases]
    head = d.any(*_OPENINGS, s=sel, o=out)
    if note:
        head = re.sub(r":$", f" ({note}):", head) if layout != "clauses" else head
    writers = {"clauses": _clauses, "chain": _chain, "items": _items, "short": _items, "lines": _lines, "table": _table}
    shown = [listing([show(value) for value in case.values], "or") for case in cases]
    if note and layout in ("clauses", "chain"):
        return sentence(writers[layout](d, head, out, sel, told, shown, cases, other, False), names) + d.any(
            " Values of {s} are binary.", " ({s} is written in binary.)", s=sel
        )
    return sentence(writers[layout](d, head, out, sel, told, shown, cases, other, layout == "short"), names).rstrip()


def _clauses(
    d: Draw,
    head: str,
    out: str,
    sel: str,
    told: Sequence[str],
    shown: Sequence[str],
    cases: Sequence[Case],
    other: str,
    short: bool,
) -> str:
    names = (out, sel, *(case.result for case in cases), other)
    fixed = d.one(_CLAUSES) if d.chance(0.5) else ""
    parts = [d.say(fixed or d.one(_CLAUSES), c=c, o=out, r=case.result) for c, case in zip(told, cases, strict=True)]
    if other:
        if d.chance(0.2):
            return " ".join(
                [d.any(*_FIRST_OTHERS, o=out, s=sel, r=other).replace("  ", " "), *(sentence(p, names) for p in parts)]
            )
        parts.append(d.any(*_OTHERS, o=out, s=sel, r=other))
    if d.chance(0.5):
        return " ".join(sentence(part, names) for part in parts)
    return "; ".join(parts)


def _chain(
    d: Draw,
    head: str,
    out: str,
    sel: str,
    told: Sequence[str],
    shown: Sequence[str],
    cases: Sequence[Case],
    other: str,
    short: bool,
) -> str:
    link, set_to = d.one(_CHAINS), d.one(("{o} is {r}", "{o} = {r}", "output {r} on {o}", "set {o} to {r}", "assign {r} to {o}"))
    parts = [
        f"{link if i else 'if'} {c}, {d.say(set_to, o=out, r=x.result)}" for i, (c, x) in enumerate(zip(told, cases, strict=True))
    ]
    return "; ".join([*parts, *([d.any(*_OTHERS, o=out, s=sel, r=other)] if other else [])])


def _items(
    d: Draw,
    head: str,
    out: str,
    sel: str,
    told: Sequence[str],
    shown: Sequence[str],
    cases: Sequence[Case],
    other: str,
    short: bool,
) -> str:
    form = d.one(_SHORT_ITEMS if short else _ITEMS)
    told = [f"{sel} = {one}" for one in shown] if form in _SYMBOLIC else told
    parts = [d.say(form, c=c, v=v, o=out, r=x.result) for c, v, x in zip(told, shown, cases, strict=True)]
    parts += [d.any(*_OTHER_ITEMS, r=other)] if other else []
    return f"{head} {d.one((', ', '; ', '; ')).join(parts) if all(',' not in part for part in parts) else '; '.join(parts)}"


def _lines(
    d: Draw,
    head: str,
    out: str,
    sel: str,
    told: Sequence[str],
    shown: Sequence[str],
    cases: Sequence[Case],
    other: str,
    short: bool,
) -> str:
    form = d.one(_ITEMS + _SHORT_ITEMS)
    told = [f"{sel} = {one}" for one in shown] if form in _SYMBOLIC else told
    parts = [d.say(form, c=c, v=v, o=out, r=x.result) for c, v, x in zip(told, shown, cases, strict=True)]
    parts += [d.any(*_OTHER_ITEMS, r=other)] if other else []
    mark = d.one(("- ", "- ", "* ", "  ", "(#) ", ""))
    return head + "\n" + "\n".join(f"{mark.replace('#', chr(97 + i))}{part}" for i, part in enumerate(parts)) + "\n"


def _table(
    d: Draw,
    head: str,
    out: str,
    sel: str,
    told: Sequence[str],
    shown: Sequence[str],
    cases: Sequence[Case],
    other: str,
    short: bool,
) -> str:
    rows = [(one.replace(" or ", ", "), case.result) for one, case in zip(shown, cases, strict=True)]
    rows += [(d.one(("other", "others", "else", "default", "any other")), other)] if other else []
    flip, bar = d.chance(0.3), d.one((" | ", " | ", "  ", " : ", " "))
    table = [(sel, out), *rows]
    wide = max(len(row[flip]) for row in table)
    lines = [f"{row[flip].ljust(wide)}{bar}{row[not flip]}" for row in table]
    if bar == " | " and d.chance(0.4):
        lines.insert(1, f"{'-' * wide}-|-{'-' * max(len(row[not flip]) for row in table)}")
    if bar == " | " and d.chance(0.3):
        lines = [f"|{line if '-|-' in line else f' {line}'} |" for line in lines]
    return head + "\n" + "\n".join(lines) + "\n"


def case_lines(
    d: Draw, out: str, sel: str, bits: int, cases: Sequence[tuple[tuple[int, ...], str]], other: str = ""
) -> list[str]:
    """A case statement over a selector in the order given; the last case is the default where nothing else is."""
    base = d.one("dbd")
    kept = cases if other else cases[:-1]
    return [
        f"{d.style.comb} begin",
        f"  case ({sel})",
        *(f"    {', '.join(d.style.literal(bits, v, base) for v in values)}: {out} = {code};" for values, code in kept),
        f"    default: {out} = {other or cases[-1][1]};",
        "  endcase",
        "end",
    ]


def case_reasoning(sel: str, cases: Sequence[tuple[tuple[int, ...], str]], other: str = "") -> str:
    """ "sel: 2 -> a, 0 -> b, else c."."""
    told = [f"{'/'.join(map(str, values))} -> {code}" for values, code in cases]
    return f"{sel}: {', '.join(told)}{f', else {other}' if other else ''}."
