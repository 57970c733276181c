"""Wrong variants of a reference by one small change, as people make them: for bug-fix problems and for testing benches.

Whether a variant really behaves otherwise is found by simulating it, elsewhere.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator

from groundwire.distill.families.design import Bug, Design

_SWAPS = (
    (r" & ", " | "), (r" \| ", " & "), (r" \^ ", " | "), (r" && ", " || "), (r" \|\| ", " && "),
    (r" \+ ", " - "), (r" - ", " + "), (r" == ", " != "), (r" != ", " == "),
    (r" < ", " >= "), (r" > ", " < "), (r" >= ", " < "), (r" << ", " >> "), (r" >>> ", " << "), (r" >> ", " << "),
    (r"posedge (?=\w+[) ])", "negedge "), (r"(?<=[=(|&?: ])~", ""),
    (r"(?<=[(& ])!(?=[a-zA-Z])", ""), (r"(?<![<>=!])= (?=[a-zA-Z({])", "= ~"),
    (r"<= (?=[a-zA-Z({])", "<= ~"),
    (r"= (?=[&|^])", "= ~"), (r"= ~(?=[&|^])", "= "),
    (r"'b0\b", "'b1"), (r"'b1\b", "'b0"), (r"'d0\b", "'d1"), (r"'d1\b", "'d2"), (r"'h0\b", "'h1"),
)  # fmt: skip
_NUMBER = re.compile(r"'d(\d+)")
_BITS = re.compile(r"'b([01]+)")
_INDEX = re.compile(r"(?<=\w\[)\d+(?=\])")
_PART = re.compile(r"(?<=\w\[)(\d+):(\d+)(?=\])")
_PINS = re.compile(r"\((\.\w+\(.*\)|[^()]*)\);$")
_LOOP = re.compile(r"\bfor \([^)]*\)")
_HEX = re.compile(r"'h([0-9a-f]+)\b")


def bugs(design: Design, rng: random.Random) -> list[Bug]:
    """Variants of a design in random order, the family's own first where it has one."""
    found = list(dict.fromkeys(_changes(design.body)))
    rng.shuffle(found)
    made = []
    for index, line in found:
        body = (*design.body[:index], line, *design.body[index + 1 :])
        made.append(Bug(body, line.strip(), design.body[index].strip()))
    return [design.bug, *made] if design.bug else made


def _changes(body: tuple[str, ...]) -> Iterator[tuple[int, str]]:
    for index, line in enumerate(body):
        if re.match(r"\s*(integer|reg|wire|logic|localparam|genvar|for)\b", line) and "assign" not in line and "= ~" not in line:
            continue
        loop = _LOOP.search(line)  # with another bound or step it may never end
        for changed in (*_swapped(line), *_other_constants(line), *_other_places(line)):
            if loop is None or loop[0] in changed:
                yield index, changed


def _swapped(line: str) -> Iterator[str]:
    """One operator, edge or inversion changed."""
    for pattern, replacement in _SWAPS:
        for place in re.finditer(pattern, line):
            yield line[: place.start()] + replacement + line[place.end() :]


def _other_constants(line: str) -> Iterator[str]:
    """One constant changed in its last bit or by one."""
    for place in _NUMBER.finditer(line):
        if int(place[1]) > 1:
            yield f"{line[: place.start()]}'d{int(place[1]) - 1}{line[place.end() :]}"
    for place in _HEX.finditer(line):
        digits = place[1][:-1] + f"{int(place[1][-1], 16) ^ 1:x}"
        yield f"{line[: place.start()]}'h{digits}{line[place.end() :]}"
    for place in _BITS.finditer(line):
        if len(place[1]) > 1:
            flipped = place[1][:-1] + str(1 - int(place[1][-1]))
            yield f"{line[: place.start()]}'b{flipped}{line[place.end() :]}"


def _other_places(line: str) -> Iterator[str]:
    """One bit or part moved down by one, two connections of an instance exchanged, or one left open."""
    if "=" in line:
        for place in _INDEX.finditer(line):
            if int(place[0]) > 0:
                yield f"{line[: place.start()]}{int(place[0]) - 1}{line[place.end() :]}"
        for place in _PART.finditer(line):
            high, low = int(place[1]), int(place[2])
            if low > 0:
                yield f"{line[: place.start()]}{high - 1}:{low - 1}{line[place.end() :]}"
    elif pins := _PINS.search(line):
        parts = re.findall(r"\.\w+\([^()]*\)", pins[1]) or pins[1].split(", ")
        for number, part in enumerate(parts):
            left_open = f"{part[: part.index('(')]}()" if part.startswith(".") else ""
            shown = [*parts[:number], left_open, *parts[number + 1 :]]
            yield f"{line[: pins.start(1)]}{', '.join(shown)}{line[pins.end(1) :]}"
