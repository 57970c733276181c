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
    (r"posedge clk", "negedge clk"), (r"(?<=[=(|&?: ])~", ""), (r"(?<=[(& ])!(?=[a-z])", ""), (r"= (?=[a-z({])", "= ~"),
    (r"= (?=[&|^])", "= ~"), (r"= ~(?=[&|^])", "= "),
    (r"'b0\b", "'b1"), (r"'b1\b", "'b0"), (r"'d0\b", "'d1"), (r"'d1\b", "'d2"), (r"'h0\b", "'h1"),
)  # fmt: skip
_NUMBER = re.compile(r"'d(\d+)")
_BITS = re.compile(r"'b([01]+)")
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
        for pattern, replacement in _SWAPS:
            for place in re.finditer(pattern, line):
                yield index, line[: place.start()] + replacement + line[place.end() :]
        for place in _NUMBER.finditer(line):
            if int(place[1]) > 1:
                yield index, f"{line[: place.start()]}'d{int(place[1]) - 1}{line[place.end() :]}"
        for place in _HEX.finditer(line):
            digits = place[1][:-1] + f"{int(place[1][-1], 16) ^ 1:x}"
            yield index, f"{line[: place.start()]}'h{digits}{line[place.end() :]}"
        for place in _BITS.finditer(line):
            if len(place[1]) > 1:
                flipped = place[1][:-1] + str(1 - int(place[1][-1]))
                yield index, f"{line[: place.start()]}'b{flipped}{line[place.end() :]}"
