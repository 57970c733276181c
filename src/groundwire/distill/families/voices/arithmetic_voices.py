"""How people tell of arithmetic and codes: quoting of ports, lists of facts, cases in any order. No family is here."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from groundwire.distill.families.draw import Draw
from groundwire.distill.families.telling import laid_out

_FORMULA = re.compile(r"[=+*<>^~&\[%]| - |:")
_CASES = (
    "{c}: {v}", "{c}: {v}", "{c} -> {v}", "{c} => {v}", "{s} = {c}: {o} = {v}", "{s} = {c}: {v}", "{s} == {c}: {v}",
    "{o} = {v} for {s} = {c}", "{o} is {v} when {s} is {c}", "when {s} is {c}, {o} is {v}", "{v} if {s} is {c}",
    "if {s} equals {c}, {o} must be {v}", "{s} at {c} gives {v}", "with {s} = {c}, {o} shows {v}", "code {c} gives {v}",
    "{c} puts {v} on {o}", "{v} <- {c}", "for {c}: {v}", "{v}, selected by {s} = {c}", "{v}: chosen by {c}",
)  # fmt: skip
_RESTS = {
    True: (
        "otherwise {o} is {v}", "any other {s}: {v}", "all other values of {s} give {v}", "in all other cases {o} is {v}",
        "default: {v}", "everything else: {v}", "others: {v}", "{v} for any other value of {s}", "{o} is {v} for the rest",
    ),
    False: (
        "otherwise {o} is {v}", "in the remaining case {o} is {v}", "default: {v}", "else: {v}",
        "{v} for the remaining value of {s}", "the code left over gives {v}",
    ),
}  # fmt: skip
_OPENINGS = (
    "{s} chooses what {o} is:", "{o} depends on {s}:", "The value of {s} selects {o} as follows.", "{s} is the operation code:",
    "What {o} shows is set by {s}:", "{o} is computed according to {s}:", "Operations, by {s}:", "Select {o} by {s}:",
    "The code on {s} decides (about|) {o}:", "Depending on {s}, {o} takes one of these values:", "Here is what {s} does to {o}:",
    "{o} follows this list, in which the code is {s}:", "Meaning of {s}:", "{s} picks the function:",
    "The function is picked by {s} and the result goes to {o}:", "Look at {s} to find {o}:",
)  # fmt: skip


class Voice:
    """One writer: quotes ports in one way all through a text."""

    def __init__(self, d: Draw):
        self.d = d
        self._quote = d.one(("",) * 10 + ('"', "'", "`"))

    def tell(self, skeletons: Sequence[str], ports: Mapping[str, str], **slots: object) -> str:
        """One of the sentences; ports are quoted where the writer does so, but never in formulas."""
        skeleton = self.d.one(skeletons)
        quote = "" if _FORMULA.search(skeleton) else self._quote
        return self.d.say(skeleton, **{name: f"{quote}{port}{quote}" for name, port in ports.items()}, **slots)

    def facts(self, sentences: Sequence[str], shuffle: bool = True) -> str:
        """Sentences as a paragraph, or as a list of one of the usual kinds."""
        return laid_out(self.d, sentences, shuffle=shuffle)

    def code(self, bits: int) -> str:
        """A way to write codes of so many bits, as a format: in binary, sized, in decimal."""
        if bits == 1:
            return self.d.one(("{0}", "{0}", "1'b{0}"))
        return self.d.one((f"{{0:0{bits}b}}", f"{{0:0{bits}b}}", f"{bits}'b{{0:0{bits}b}}", "{0}", f"{bits}'d{{0}}"))

    def cases(self, select: str, bits: int, items: Mapping[int, str], out: str, rest: str = "") -> str:
        """Which value belongs to which code, in any order; `rest` is the value for codes that are not listed."""
        d, order = self.d, list(items)
        if d.chance(0.65):
            d.rng.shuffle(order)
        last, others = rest, True
        if not rest and len(order) == 1 << bits and d.chance(0.3):
            last, others = items[order.pop()], False
        if d.chance(0.12):
            return self._table(select, bits, [(code, items[code]) for code in order], out, last, others)
        form, written = d.one(_CASES), self.code(bits)
        told = [d.say(form, c=written.format(code), v=items[code], s=select, o=out) for code in order]
        if last:
            told.append(d.say(d.one(_RESTS[others]), v=last, s=select, o=out))
        glue = d.one(("\n", "\n", "\n", "; ", ". "))
        mark = d.one(("", "", "- ", "* ", "  ")) if glue == "\n" else ""
        if glue == ". ":
            told = [one[:1].upper() + one[1:] if not one.startswith((select, out)) else one for one in told]
        opening = d.any(*_OPENINGS, s=select, o=out)
        if glue == ". ":
            opening = opening.replace(":", ".")
        listed = glue.join(mark + one for one in told)
        return f"{opening}\n{listed}" if glue == "\n" else f"{opening} {listed}."

    def _table(self, select: str, bits: int, rows: Sequence[tuple[int, str]], out: str, last: str, others: bool) -> str:
        written = self.code(bits)
        lines = [f"{select} | {out}", *(f"{written.format(code)} | {value}" for code, value in rows)]
        words = ("other", "others", "else", "any other") if others else ("else", "other")
        lines += [f"{self.d.one(words)} | {last}"] * bool(last)
        edge = self.d.chance(0.5)
        opening = self.d.any(*_OPENINGS, "{o} by {s}:", s=select, o=out)
        return opening + "\n" + "\n".join(f"| {line} |" if edge else line for line in lines)
