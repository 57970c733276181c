"""One verified pair: a prompt in somebody's words, and a program that was run and left what the prompt asks for.

A `PairMaker` draws them, from a seed, for one split. Writing corpora is `corpus`'s job.
"""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise

from groundwire.machine import UnicornMachine
from groundwire.tasks.families import FAMILIES, REGISTER_LAYOUTS, Family, Number, Operands
from groundwire.tasks.families.verify import verify
from groundwire.tasks.marks import Mark, marks_of
from groundwire.tasks.reserved import is_held_out, is_reserved, normalized, reserved_prompts
from groundwire.tasks.taskfile import Task
from groundwire.tasks.wordings import (
    PHRASING_TEST_AUTHOR,
    PHRASING_VALIDATION_AUTHOR,
    training_authors,
    wordings,
)
from groundwire.wording.grammar import Segment, Skeleton
from groundwire.wording.noise import DEFAULT_RATES, noisy_segments
from groundwire.wording.numbers import to_ordinal, write_number

HELD_OUT_FAMILIES = ("square", "average", "trailing_zeros", "dot_product", "reverse_string", "clamp_array")
"""Families of our own that are never trained on."""
CODE_WORDS = 4096
"""Words of the code region."""
STRING_FAMILIES = ("display", "write_ascii_text")
SYMMETRIC_FAMILIES = frozenset((
    "add", "mul_by_repeated_add", "multiply_shift_add", "and", "or", "xor", "min", "max", "if_else_max", "equal",
    "not_equal", "gcd", "lcm", "average",
))  # fmt: skip
"""Families whose result does not depend on the order of their operands."""
_SUFFIX = re.compile(r"-?th\b")
_LIST_STYLES = ((", ", " and "), (", ", ", "), (", ", ", and "), (" ", " "), (",", ","), (" and ", " and "))


@dataclass(frozen=True)
class Pair:
    """A prompt with its program."""

    prompt: str
    """What the model reads."""
    family: str
    """The program's family."""
    author: str
    """The hand that wrote the wording."""
    skeleton: str
    """The wording before its slots were filled."""
    layout: int
    """Index of the register layout."""
    program: tuple[int, ...]
    """The words of the program, in memory order from 0x1000."""
    cycles: int
    """Instructions executed, the halt included."""
    seed: dict[int, list[int]]
    """Memory before the start."""
    expect: dict[int, list[int]]
    """Memory after the end."""
    marks: tuple[Mark, ...] = ()
    """Where the pieces stand that the program copies."""

    def task(self, suite: str, number: int) -> Task:
        """The pair as a row of a task file."""
        return Task(f"{suite}/{number:05d} {self.family}", suite, self.prompt, self.expect, self.seed)


@dataclass(frozen=True)
class Split:
    """What is drawn for one split."""

    name: str
    """Its name, in files and reports."""
    authors: tuple[str, ...]
    """Whose wordings."""
    families: tuple[str, ...]
    """Which families."""
    held_out_operands: bool | None
    """Whether operands come from the held-out share, which training never sees; from either where None."""
    forms: tuple[float, float, float] | None = None
    """Weights of digits, words and hex; the family's own where None."""
    long: bool = False
    """Only programs of more than 200 cycles."""
    alternate_layouts: float = 0.0
    """Share of pairs in a register layout other than the canonical one."""


def splits() -> dict[str, Split]:
    """The training split and the held-out ones, by name."""
    train = tuple(training_authors())
    seen = tuple(name for name in FAMILIES if name not in HELD_OUT_FAMILIES)
    numeric = tuple(name for name in seen if any(v - {"s", "ch", "list"} for v in FAMILIES[name].variants))
    long = tuple(name for name in seen if FAMILIES[name].can_be_long)
    rows = (
        Split("train", train, seen, False),
        Split("operands", train, seen, True),
        Split("phrasings", (PHRASING_TEST_AUTHOR,), seen, None),
        Split("phrasings-validation", (PHRASING_VALIDATION_AUTHOR,), seen, None),
        Split("strings", train, STRING_FAMILIES, True),
        Split("words", train, numeric, True, forms=(0.0, 1.0, 0.0)),
        Split("long", train, long, True, long=True),
        Split("families", (*train, PHRASING_TEST_AUTHOR), HELD_OUT_FAMILIES, None),
    )
    return {row.name: row for row in rows}


FAMILY_WEIGHTS = {
    **{name: 0.5 for name, family in FAMILIES.items() if not family.published},
    "display": 4.0, "write_ascii_text": 2.5, "write_digits": 1.5, "push_pop_sequence": 1.5,
}  # fmt: skip
"""Shares of families in a corpus, 1 for those not named: copying text and lists is the hardest to learn."""


class PairMaker:
    """Draws verified pairs of one split, each from a random state of its own."""

    def __init__(self, split: Split, weights: dict[str, float] | None = None):
        self.split = split
        self.machine = UnicornMachine()
        self.wordings = {name: self._usable(name) for name in split.families}
        self.names = [name for name in split.families if self.wordings[name]]
        table = FAMILY_WEIGHTS if weights is None else weights
        self.weights = [table.get(name, 1.0) for name in self.names]

    def _usable(self, name: str) -> list[tuple[str, Skeleton]]:
        """The split's wordings of a family; those whose slots can make a long program, where only such are wanted."""
        found = [
            (author, in_text_order(skeleton) if name in SYMMETRIC_FAMILIES else skeleton)
            for author, skeleton in wordings(name, self.split.authors)
        ]
        long = FAMILIES[name].long_variants
        return [(author, skeleton) for author, skeleton in found if skeleton.slots in long or not self.split.long]

    def _holds(self, name: str, operands: Operands) -> bool:
        wanted = self.split.held_out_operands
        return wanted is None or is_held_out(name, operands) == wanted

    def draw(self, rng: random.Random) -> Pair:
        """Draw until a pair belongs to the split, then build and verify it.

        Raises:
            VerificationError: a family's program does not do what the family says.
        """
        while True:
            name = rng.choices(self.names, self.weights)[0]
            author, skeleton = rng.choice(self.wordings[name])
            family = FAMILIES[name]
            operands = family.draw(rng, skeleton.slots, self.split.long, self.split.forms)
            if is_reserved(name, operands) or not self._holds(name, operands):
                continue
            prompt, marks = phrase_marked(family, skeleton, operands, rng)
            if normalized(prompt) in reserved_prompts():
                continue
            layout = 0
            if self.split.alternate_layouts and rng.random() < self.split.alternate_layouts:
                layout = rng.randrange(1, len(REGISTER_LAYOUTS))
            program = verify(family, operands, REGISTER_LAYOUTS[layout], self.machine)
            return Pair(
                prompt, name, author, skeleton.text, layout, tuple(program.words), program.cycles,
                family.seed(operands), family.expect(operands), tuple(marks),
            )  # fmt: skip


@cache
def in_text_order(skeleton: Skeleton) -> Skeleton:
    """Name a skeleton's slots a, b, c in the order in which they stand.

    Where the order of the operands makes no difference, authors name them either way, and nothing in the words would
    say which one is loaded first.
    """
    slots = re.findall(r"\{([abc])\}", skeleton.text)
    if slots == sorted(slots):
        return skeleton
    names = dict(zip(slots, sorted(slots), strict=True))
    return Skeleton.parse(re.sub(r"\{([abc])\}", lambda found: "{" + names[found[1]] + "}", skeleton.text))


def phrase(family: Family, skeleton: Skeleton, operands: Operands, rng: random.Random) -> str:
    """Put operands into words: fill the skeleton's slots and add noise."""
    return phrase_marked(family, skeleton, operands, rng)[0]


def phrase_marked(
    family: Family, skeleton: Skeleton, operands: Operands, rng: random.Random
) -> tuple[str, list[Mark]]:
    """The prompt of `phrase`, and where its operands stand."""
    fillers = {slot: write_number(number.value, number.form, rng) for slot, number in operands.numbers.items()}
    texts: list[str] = []
    if "list" in skeleton.slots:
        fillers["list"], texts = render_list(operands.items, rng)
    fillers |= {"s": operands.s, "ch": operands.ch}
    one_result = len(skeleton.slots) > 0 and family.name not in ("display", *STRING_FAMILIES)
    segments = with_ordinals(skeleton.expand(rng, fillers))
    rates = DEFAULT_RATES
    if family.name in STRING_FAMILIES and segments[-1].slot:
        # Strings can end in "!" or "." themselves: a mark added behind one would ask for two things in the same words.
        rates = replace(rates, stop=0.0)
    parts = noisy_segments(segments, rng, one_result, rates)
    return "".join(part.text for part in parts), marks_of(parts, operands, texts)


def with_ordinals(segments: list[Segment]) -> list[Segment]:
    """Write "the third power" and "the 3rd power" where a skeleton's slot is followed by "th"."""
    found = list(segments)
    for place, (slot, after) in enumerate(pairwise(segments)):
        suffix = _SUFFIX.match(after.text)
        if slot.slot and suffix and not after.slot:
            found[place] = Segment(to_ordinal(slot.text), True, slot.name)
            found[place + 1] = Segment(after.text[suffix.end() :], False)
    return found


def render_list(items: Sequence[Number], rng: random.Random) -> tuple[str, list[str]]:
    """Several numbers with commas, "and" or blanks between them; the whole, and each as it was written."""
    comma, last = rng.choice(_LIST_STYLES)
    texts = [write_number(item.value, item.form, rng) for item in items]
    if any(item.form == "words" for item in items):
        comma, last = ", ", rng.choice((", ", ", and "))
    return (comma.join(texts[:-1]) + last + texts[-1] if len(texts) > 1 else texts[0]), texts
