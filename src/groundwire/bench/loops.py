"""Whether an answer has anything that could keep a simulator busy for long within one moment and still come to an end.

A loop that counts by constants is no such thing: it is short, and can be seen to be, or it has no end.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable
from math import prod
from typing import NamedTuple

from groundwire.bench.sources import without_comments

TURNS = 4096
"""Turns that all counted loops of an answer may have together, multiplied as if each stood inside of all others; a simulator
takes some milliseconds for them."""
STRIDE = 4
"""With larger strides a count of 32 bits could wrap round within a minute."""
_COMPUTES = re.compile(
    r"\b(foreach|while|repeat|forever|do|function|task|initial|final|program|fork|import)\b|`(?!resetall|default_nettype)|\\"
)
_LEAVES = re.compile(r"\b(break|disable|return)\b")
_FOR = re.compile(r"\bfor\s*\(([^;]*);([^;]*);([^;]*?)\)(?=\s*(?:begin\b|if\b|for\b|case\w*\b|[A-Za-z_{]))")
_TYPES = "automatic|static|genvar|integer|int|byte|shortint|longint|unsigned|signed"
_INIT = re.compile(rf"\s*(?:(?:{_TYPES})\s+)*(\w+)\s*=\s*(\d+)\s*$")
_TEST = re.compile(r"\s*(\w+)\s*(<=|<|>=|>|!=|[|&^+-])\s*(\d+|\$bits\s*\(\s*\w+\s*\))\s*$")
_STEP = re.compile(
    r"\s*(?:(\w+)\s*(\+\+|--)|(\+\+|--)\s*(\w+)|(\w+)\s*([+-])=\s*(\d+)|(\w+)\s*=\s*(\w+)\s*([+-])\s*(\d+))\s*$"
)


_RELATIONS: dict[str, Callable[[int, int], int]] = {
    "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge, "!=": operator.ne,
    "|": operator.or_, "&": operator.and_, "^": operator.xor, "+": operator.add, "-": operator.sub,
}  # fmt: skip
"""What stands in a test. Slips make the last five of a comparison; they hold where the result is not zero."""


class Loop(NamedTuple):
    """A loop that counts by constants."""

    name: str
    """What it counts with."""
    turns: int | None
    """How many turns it has, at most `TURNS` and one; None where it never ends."""


def computes(source: str) -> bool:
    """Whether an answer could compute for seconds within one moment of simulated time, and end.

    True wherever that is not plain to see: what is certain is that an answer for which this is False, and in which time stands
    still for seconds, never ends.
    """
    text = without_comments(source)
    if _COMPUTES.search(text):
        return True
    loops = [counted_loop(*match.groups()) for match in _FOR.finditer(text)]
    rest = _FOR.sub(" ", text)
    if re.search(r"\bfor\b", rest) or any(one is None for one in loops):
        return True
    counted = [loop for loop in loops if loop is not None]
    endless = [loop for loop in counted if loop.turns is None]
    if endless and _LEAVES.search(text):
        return True
    if any(_assigned(loop.name, rest) for loop in counted) or not all(_wide(loop.name, text) for loop in endless):
        return True
    return prod(loop.turns or 1 for loop in counted) > TURNS


def counted_loop(start: str, test: str, step: str) -> Loop | None:
    """A loop from the three parts of its head; None where they are not a count by constants."""
    begun, asked, moved = _INIT.match(start), _TEST.match(test), _STEP.match(step)
    if not (begun and asked and moved):
        return None
    after, sign1, sign2, before, added, sign3, by, target, source, sign4, by4 = moved.groups()
    names = {begun[1], asked[1], *(name for name in (after, before, added, target, source) if name)}
    if len(names) != 1:
        return None
    sign = sign1 or sign2 or sign3 or sign4
    stride = int(by or by4 or 1) * (1 if sign[0] == "+" else -1)
    if asked[3].startswith("$"):  # a width: above 0, and no more is known of it
        return Loop(begun[1], None) if asked[2] == "|" else None
    return Loop(begun[1], _turns(int(begun[2]), asked[2], int(asked[3]), stride))


def _turns(value: int, relation: str, bound: int, stride: int) -> int | None:
    """How many turns; None where the count moves away from its bound or stands still, so that only wrapping round ends it."""
    holds = _RELATIONS[relation]
    turns = 0
    while holds(value, bound):
        if turns > TURNS:
            falls, rises = relation in ("<", "<=") and stride < 0, relation in (">", ">=", "+") and stride > 0
            always = stride == 0 or (relation == "|" and bound > 0)
            return None if always or ((falls or rises) and abs(stride) <= STRIDE) else turns
        turns += 1
        value += stride
    return turns


def _assigned(name: str, text: str) -> bool:
    """Whether a name may be assigned in a text."""
    plain = rf"\b{name}\b\s*(?:\[[^\]]*\]\s*)?(?:(?:[-+*/%&|^]|<<<?|>>>?)?=(?!=)|<=|\+\+|--)|(?:\+\+|--)\s*{name}\b"
    return re.search(rf"{plain}|\{{[^{{}}]*\b{name}\b[^{{}}]*\}}\s*<?=(?!=)", text) is not None


def _wide(name: str, text: str) -> bool:
    """Whether a count is nowhere declared narrow: a signed one of 32 bits goes on for minutes before it wraps round."""
    return re.search(rf"\b(?:reg|logic|bit|wire|byte|shortint|unsigned)\b[^;]*\b{name}\b", text) is None
