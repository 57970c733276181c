"""What a family draws with: one random state, names that do not collide, a code style, sentences with slots.

Every choice goes through it, so that one seed gives one design.
"""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Sequence
from functools import cache
from typing import TypeVar

from groundwire.distill.families.identifiers import identifier
from groundwire.distill.families.ports import HOUSE_STYLE, Style
from groundwire.distill.families.reset import Kind, Reset, draw_reset
from groundwire.wording.grammar import Skeleton

T = TypeVar("T")
ARTICLE = re.compile(r"\b([Aa]) (?=8-|8 |11-|18-|(?:AND|OR|XOR|XNOR) (?:gate|of|tree|reduction)\b)")
"""An "a" that should be "an"; one before an operator may be a port."""
PAIRS = (("a", "b"), ("x", "y"), ("in_a", "in_b"), ("op1", "op2"), ("num1", "num2"))
"""Names that two operands have."""
CLOCKS = ("clk", "clk", "clk", "clk", "clk", "clk", "clock", "clock", "clk_in", "CLK", "ck", "sys_clk")
"""Names that a clock has; those that stand more than once are more often drawn."""
RESET_NAMES = frozenset({
    "rst", "reset", "areset", "arst", "rst_n", "reset_n", "resetn", "nrst", "aresetn", "arst_n", "rstn", "sreset", "srst",
})  # fmt: skip
"""Names that say by themselves that they reset."""
SYNCHRONOUS = (
    "{r} is a synchronous reset, active {level}: (when|while) it is {bit} at the clock edge, it {effect}.",
    "The (synchronous |)active-{level} reset {r} {effect} (at the clock edge|on the next clock edge|synchronously).",
    "(Input |The input |){r} is an active-{level} synchronous reset that {effect}.",
    "Reset is active-{level} and synchronous, by {r}; it {effect}.",
    "{r} is sampled (on|at) the clock edge (only|); when it is {true} there, it {effect}.",
    "A synchronous reset {r}, active {level}, {effect}.",
    "If {r} is {true} at an active clock edge, that edge {effect} (and does nothing else|instead).",
    "{r}: synchronous reset, active {level}; {effect}.",
    "Add an active-{level} synchronous reset called {r}. It {effect}.",
    "With {r} at {bit}, the next clock edge {effect}.",
    'The reset input "{r}" is synchronous and active-{level}. When active it {effect}.',
    "(Use a|There is a) synchronous reset: on a clock edge with {r} = {bit} the reset {effect}.",
)
"""What is said of a synchronous reset; its effect stands behind "it"."""
ASYNCHRONOUS = (
    "{r} is an asynchronous reset, active {level}: it {effect} (at once|immediately), without waiting for the clock.",
    "The asynchronous active-{level} reset {r} {effect} (immediately|at once|whatever the clock does).",
    "(Input |The input |){r} is an active-{level} asynchronous reset that {effect}.",
    "Reset is active-{level} and asynchronous, by {r}; it {effect}.",
    "{r} does not wait for the clock: as soon as it is {true} it {effect}.",
    "An asynchronous reset {r}, active {level}, {effect}.",
    "Whenever {r} is {true}, with or without a clock edge, it {effect}.",
    "{r}: asynchronous reset, active {level}; {effect}.",
    "Add an active-{level} asynchronous reset called {r}. It {effect}.",
    "{r}, when {true}, {effect} (straight away|right away), independently of the clock.",
    'The reset input "{r}" is asynchronous and active-{level}. When active it {effect}.',
    "(Use an|There is an) asynchronous reset: {r} = {bit} {effect}.",
)
"""What is said of an asynchronous reset."""
NAMELESS = (
    "The reset is {kind} and active {level}; it {effect}.",
    "(An|The) active-{level} {kind} reset {effect}.",
    "Reset, {kind} and active-{level}, {effect}.",
    "When the {kind} (reset, active {level}, is applied, it|reset is {true}, it) {effect}.",
)
"""For a reset whose name says what it is."""
HIGH_UNSAID_SYNCHRONOUS = (
    "{r} is a synchronous reset that {effect}.",
    "The synchronous reset {r} {effect}.",
    "A synchronous reset, {r}, {effect}.",
    "When {r} is {true}, the next clock edge {effect}: the reset is synchronous.",
)
"""A level that is not told is high."""
HIGH_UNSAID_ASYNCHRONOUS = (
    "{r} is an asynchronous reset that {effect}.",
    "The asynchronous reset {r} {effect}.",
    "An asynchronous reset, {r}, {effect}.",
    "When {r} is {true}, it {effect} asynchronously.",
)
"""The same without waiting for the clock."""
_HOUSE_SHARE = 0.65
"""Share of designs in the one style of the house: what a request leaves open is nothing that can be learned."""


class Draw:
    """The choices of one design."""

    def __init__(self, rng: random.Random):
        self.rng = rng
        other = Style(rng.random() < 0.4, rng.random() < 0.4, rng.random() < 0.7, rng.choice("ddhb"))
        self.style = HOUSE_STYLE if rng.random() < _HOUSE_SHARE else other
        self._taken: set[str] = set()
        self._odd = rng.choice((0.0, 0.0, 0.3, 0.6, 1.0, 1.0))

    def one(self, options: Sequence[T]) -> T:
        """Pick one."""
        return self.rng.choice(options)

    def chance(self, share: float) -> bool:
        """Whether something happens that happens in this share of cases."""
        return self.rng.random() < share

    def number(self, low: int, high: int) -> int:
        """A whole number, both ends included."""
        return self.rng.randint(low, high)

    def width(self, low: int = 2, high: int = 16) -> int:
        """A number of bits: powers of two more often than others."""
        round_ones = [width for width in (2, 4, 8, 16, 32) if low <= width <= high]
        if round_ones and self.chance(0.6):
            return self.one(round_ones)
        return self.number(low, high)

    def name(self, *options: str) -> str:
        """A name that is free, one of these if any is; where they are several, now and then one that nobody thought of."""
        if len(options) > 1 and self.chance(self._odd):
            return self._odd_name()
        free = [name for name in options if name not in self._taken]
        name = self.one(free) if free else next(f"{options[0]}{i}" for i in range(2, 99) if f"{options[0]}{i}" not in self._taken)
        self._taken.add(name)
        return name

    def names(self, *options: Sequence[str]) -> list[str]:
        """A set of names that go together, from several such sets: ("a", "b", "y") or ("x", "y", "z")."""
        if len(options) > 1 and self.chance(self._odd):
            return [self._odd_name() for _ in options[0]]
        free = [names for names in options if not self._taken & set(names)]
        if not free:
            return [self.name(name) for name in options[0]]
        chosen = list(self.one(free))
        self._taken |= set(chosen)
        return chosen

    def _odd_name(self) -> str:
        while (name := identifier(self.rng)) in self._taken:
            pass
        self._taken.add(name)
        return name

    def clock(self) -> str:
        """The clock's name, a usual one in nearly all designs."""
        if self.chance(0.85):
            name = self.one([name for name in CLOCKS if name not in self._taken] or ["clk2"])
            self._taken.add(name)
            return name
        return self.name(*CLOCKS)

    def reset(self, kinds: Sequence[Kind] = ("sync", "sync", "async", "async")) -> Reset:
        """A reset of one of these kinds, under a name that is free."""
        while (reset := draw_reset(self.rng, kinds)).name in self._taken:
            pass
        self._taken.add(reset.name)
        return reset

    def say(self, skeleton: str, **slots: object) -> str:
        """A sentence from a skeleton of `groundwire.wording.grammar`; a line break in it is kept."""
        parts = _parsed(skeleton).expand(self.rng, _Fillers({name: str(value) for name, value in slots.items()}))
        return ARTICLE.sub(r"\1n ", "".join(part.text for part in parts))

    def any(self, *skeletons: str, **slots: object) -> str:
        """A sentence from one of several skeletons."""
        return self.say(self.one(skeletons), **slots)

    def tell_reset(self, reset: Reset, effect: str) -> str:
        """A sentence on a reset; `effect` says what it does, after "it": "clears q to 0". Empty where there is none."""
        if reset.kind == "none":
            return ""
        known = reset.name.lower() in RESET_NAMES
        skeletons = (SYNCHRONOUS if reset.kind == "sync" else ASYNCHRONOUS) + (NAMELESS if known else ())
        if not reset.low:
            skeletons += HIGH_UNSAID_SYNCHRONOUS if reset.kind == "sync" else HIGH_UNSAID_ASYNCHRONOUS
        return self.any(
            *skeletons,
            r=reset.name, level="low" if reset.low else "high", bit=int(not reset.low), effect=effect,
            kind="synchronous" if reset.kind == "sync" else "asynchronous",
            adverb="synchronously" if reset.kind == "sync" else "asynchronously",
            true=self.one(("low", "0", "low", "pulled low") if reset.low else ("high", "1", "asserted", "high", "driven high")),
        )  # fmt: skip

    def clocked(self, clock: str, reset: Reset, clear: Sequence[str], update: Sequence[str], edge: str = "posedge") -> list[str]:
        """An always block: `clear` while reset, else `update`, both as lines of whole statements."""
        head = self.style.edge(reset.events(clock, edge))
        if reset.kind == "none":
            return self.block(head, update)
        lines = [*self.block(f"if ({reset.test})", clear)]
        rest = self.block("else", update)
        return [*self.block(head, [*lines, *rest], nested=True)]

    def block(self, head: str, lines: Sequence[str], nested: bool = False) -> list[str]:
        """Statements under a head, with `begin` and `end` where the style or their number asks for them."""
        one_statement = nested or sum(not line.startswith((" ", "else", "end")) for line in lines) == 1
        if self.style.compact and one_statement:
            if len(lines) == 1 and not nested:
                return [f"{head} {lines[0]}"]
            return [head, *(f"  {line}" for line in lines)]
        return [f"{head} begin", *(f"  {line}" for line in lines), "end"]


class _Fillers(dict[str, str]):
    """What fills slots, under their names with any number of underscores behind."""

    def __missing__(self, key: str) -> str:
        if not key.endswith("_"):
            raise KeyError(key)
        return self[key[:-1]]


@cache
def _parsed(skeleton: str) -> Skeleton:
    """Parse a skeleton; a slot that stands again, which the grammar does not allow, gets underscores behind its name."""
    counts: Counter[str] = Counter()

    def numbered(found: re.Match[str]) -> str:
        counts[found[1]] += 1
        return f"{{{found[1]}{'_' * (counts[found[1]] - 1)}}}"

    return Skeleton.parse(re.sub(r"\{([a-z]+)\}", numbered, skeleton))


def indent(lines: Sequence[str]) -> list[str]:
    """Move lines in by one step."""
    return [f"  {line}" for line in lines]


def listing(items: Sequence[str], last: str = "and") -> str:
    """ "a, b and c"."""
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} {last} {items[-1]}"
