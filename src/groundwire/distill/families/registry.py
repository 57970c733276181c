"""The registry of design families: a decorator and a name, one file or one topic of them each in `designs`.

A family is a function that draws one `Design`; whatever it needs is in `Draw`. Files in `designs` are found by
themselves, so that adding one is all that it takes.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from groundwire.distill.families.design import Design
from groundwire.distill.families.draw import Draw

Drawer = Callable[[Draw], Design]


@dataclass(frozen=True)
class Family:
    """One family of designs."""

    name: str
    """Its name, also in the corpus."""
    topic: str
    """What it belongs to."""
    drawer: Drawer
    """Draws one design."""
    weight: float = 1.0
    """How often it is drawn, beside 1 for an ordinary family: more where there is more to learn."""

    def draw(self, rng: random.Random) -> Design:
        """Draw a design, with all chance from one random state."""
        return self.drawer(Draw(rng))


_FAMILIES: dict[str, Family] = {}


def family(name: str, topic: str, weight: float = 1.0) -> Callable[[Drawer], Drawer]:
    """Enter a function as a family.

    Raises:
        ValueError: the name is taken.
    """

    def enter(drawer: Drawer) -> Drawer:
        if name in _FAMILIES:
            raise ValueError(f"family {name!r} is there already ({_FAMILIES[name].drawer.__module__}): take another name")
        _FAMILIES[name] = Family(name, topic, drawer, weight)
        return drawer

    return enter


@cache
def families() -> dict[str, Family]:
    """Every family by name, in alphabetical order."""
    package = import_module("groundwire.distill.families.designs")
    for found in sorted(iter_modules(package.__path__), key=lambda module: module.name):
        import_module(f"{package.__name__}.{found.name}")
    return dict(sorted(_FAMILIES.items()))


def get_family(name: str) -> Family:
    """A family by name.

    Raises:
        KeyError: there is none; the names are listed.
    """
    if name not in families():
        raise KeyError(f"no family {name!r}; there are {', '.join(families())}")
    return families()[name]
