"""Skeletons: one line of text that stands for many prompts.

`{name}` is a slot, `(x|y|)` picks one alternative and may be nested, `\\|` is a literal bar, and parentheses without a bar
are literal. What fills a slot, and noise, are left to others.
"""

from __future__ import annotations

import random
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

_TOKEN = re.compile(r"\\\||\{[a-z_]+\}|[(|)]|[^\\{(|)]+|.", re.DOTALL)


class SkeletonError(ValueError):
    """A skeleton that cannot be read; the message quotes it."""


class Segment(NamedTuple):
    """A piece of a prompt."""

    text: str
    """The characters."""
    slot: bool
    """Whether they fill a slot, and so must reach the model unchanged."""
    name: str = ""
    """The slot's name, where it is known."""


@dataclass(frozen=True)
class _Choice:
    options: tuple[tuple[_Node, ...], ...]


@dataclass(frozen=True)
class _Slot:
    name: str


_Node = str | _Slot | _Choice


@dataclass(frozen=True)
class Skeleton:
    """A parsed skeleton."""

    text: str
    """As it was written."""
    nodes: tuple[_Node, ...]
    """Its literals, slots and choices in order."""
    slots: frozenset[str]
    """Names of its slots."""

    @classmethod
    def parse(cls, text: str) -> Skeleton:
        """Parse one line.

        Raises:
            SkeletonError: parentheses do not match, or a slot stands twice.
        """
        groups: list[list[list[_Node]]] = [[[]]]
        names: list[str] = []
        for token in _TOKEN.findall(text):
            if token == "(":
                groups.append([[]])
            elif token == ")":
                if len(groups) == 1:
                    raise SkeletonError(f"a ')' without its '(' in the skeleton {text!r}")
                _close(groups)
            elif token == "|" and len(groups) > 1:
                groups[-1].append([])
            elif len(token) > 2 and token[0] == "{":
                names.append(token[1:-1])
                groups[-1][-1].append(_Slot(token[1:-1]))
            else:
                groups[-1][-1].append("|" if token == "\\|" else token)
        if len(groups) != 1:
            raise SkeletonError(f"a '(' without its ')' in the skeleton {text!r}")
        if len(set(names)) != len(names):
            raise SkeletonError(f"a slot stands twice in the skeleton {text!r}")
        return cls(text, tuple(groups[0][0]), frozenset(names))

    def expand(self, rng: random.Random, fillers: Mapping[str, str]) -> list[Segment]:
        """Pick alternatives and fill the slots.

        Raises:
            KeyError: a slot has no filler.
        """
        segments: list[Segment] = []
        _expand(self.nodes, rng, fillers, segments)
        return segments


def _close(groups: list[list[list[_Node]]]) -> None:
    options = groups.pop()
    if len(options) == 1:
        groups[-1][-1] += ["(", *options[0], ")"]
    else:
        groups[-1][-1].append(_Choice(tuple(tuple(option) for option in options)))


def _expand(
    nodes: tuple[_Node, ...], rng: random.Random, fillers: Mapping[str, str], out: list[Segment]
) -> None:
    for node in nodes:
        if isinstance(node, str):
            out.append(Segment(node, False))
        elif isinstance(node, _Slot):
            out.append(Segment(fillers[node.name], True, node.name))
        else:
            _expand(rng.choice(node.options), rng, fillers, out)
