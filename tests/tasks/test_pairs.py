"""Verified pairs: nothing published or held out is trained on, and every program does what its prompt says."""

import random
import re
from dataclasses import replace
from typing import NamedTuple

import pytest

from groundwire.isa import HALT
from groundwire.machine import CODE_BASE, UnicornMachine
from groundwire.tasks import pairs
from groundwire.tasks.families import CYCLE_LIMIT, FAMILIES, LONG_CYCLES, Number, Operands
from groundwire.tasks.pairs import HELD_OUT_FAMILIES, Pair, PairMaker, Split, phrase, render_list, splits
from groundwire.tasks.reserved import is_held_out, is_reserved, normalized
from groundwire.tasks.taskfile import PUBLISHED_TASKS, parse_task, read_tasks
from groundwire.tasks.wordings import PHRASING_TEST_AUTHOR, PHRASING_VALIDATION_AUTHOR, training_authors
from groundwire.wording.grammar import Skeleton
from groundwire.wording.numbers import words_to_digits

DRAWS = 6000

PUBLISHED_NUMBERS = {
    "add": [{7, 8}, {100, 200}, {2, 3}], "sub": [{10, 25}], "power": [{2, 5}], "min": [{7, 3, 9}],
    "multiply": [{3, 4}, {7, 8}, {5, 8}, {10, 12}], "factorial": [{5}, {7}], "fibonacci": [{3}, {6}, {10}],
    "count_down": [{5, 1}, {20, 1}], "count_up": [{1, 5}], "sum_range": [{1, 10}, {1, 20}],
    "max": [{7, 12}, {3}], "copy": [{4}, {8}], "double": [{25}, {100}], "abs": [{-5}, {-10}], "popcount": [{255}],
}  # fmt: skip
"""Numbers of the published prompts by what they ask for, read off the file by hand."""
PUBLISHED_STRINGS = {"hi", "ok", "42", "hello", "no", "yes", "wow", "cpu"}
MEANINGS = {
    "mul_by_repeated_add": "multiply", "multiply_shift_add": "multiply", "if_else_max": "max", "call": "double",
    "double_fn": "double", "abs_fn": "abs", "memcpy": "copy", "copy_array": "copy", "triangular": "sum_range",
}  # fmt: skip


class Drawn(NamedTuple):
    """A pair with the operands that it was made of."""

    pair: Pair
    operands: Operands


def draw(split: Split, count: int, seed: int = 0) -> list[Drawn]:
    """Draw pairs of a split, catching the operands on their way into the verification."""
    caught: list[Operands] = []
    verify = pairs.verify

    def catching(family, operands, layout, machine):
        caught.append(operands)
        return verify(family, operands, layout, machine)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pairs, "verify", catching)
        maker, rng = PairMaker(split), random.Random(seed)
        drawn = [maker.draw(rng) for _ in range(count)]
    return [Drawn(*each) for each in zip(drawn, caught, strict=True)]


@pytest.fixture(scope="module")
def train() -> list[Drawn]:
    return draw(splits()["train"], DRAWS)


@pytest.fixture(scope="module")
def held_out() -> dict[str, list[Drawn]]:
    return {name: draw(split, 300) for name, split in splits().items() if name != "train"}


def numbers_of(operands: Operands) -> set[int]:
    """The numbers that a prompt is about, the ones it leaves out included, unless it lists values."""
    if operands.items:
        return {item.value for item in operands.items}
    return {number.value for number in operands.numbers.values()}


def identity(family: str, operands: Operands) -> tuple:
    values = [number.value for slot, number in operands.numbers.items() if slot in operands.slots or not operands.items]
    values += [item.value for item in operands.items]
    return MEANINGS.get(family, family), tuple(sorted(values)), operands.s.lower(), operands.ch.lower()


def test_no_prompt_that_is_trained_on_equals_a_published_one(train):
    published = {normalized(task.prompt) for task in read_tasks(PUBLISHED_TASKS)}
    assert not published & {normalized(each.pair.prompt) for each in train}


def test_no_prompt_that_is_trained_on_has_published_operands_in_any_wording(train):
    for pair, operands in train:
        taken = PUBLISHED_NUMBERS.get(MEANINGS.get(pair.family, pair.family), [])
        assert numbers_of(operands) not in taken, pair.prompt
        if pair.family == "display":
            assert operands.s.lower() not in PUBLISHED_STRINGS


def test_the_search_for_published_operands_would_find_them():
    """The same search over what `is_reserved` lets through by mistake: nothing here is vacuous."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pairs, "is_reserved", lambda family, operands: False)
        split = replace(splits()["train"], families=("factorial", "fibonacci", "memcpy", "triangular"))
        drawn = draw(split, 600)
    found = {each.pair.family for each in drawn
             if numbers_of(each.operands) in PUBLISHED_NUMBERS[MEANINGS.get(each.pair.family, each.pair.family)]}
    assert found == {"factorial", "fibonacci", "memcpy", "triangular"}


def only(family: str) -> PairMaker:
    return PairMaker(replace(splits()["train"], families=(family,)))


def test_planted_operands_are_passed_over(monkeypatch):
    maker = only("abs")
    given = iter([-5, -10, 0xFFFF, -123])
    monkeypatch.setattr(
        FAMILIES["abs"], "draw", lambda *args: Operands(frozenset("a"), {"a": Number(next(given))}), raising=True
    )
    assert maker.draw(random.Random(0)).expect == {0x5000: [0xFFFF]}


def test_a_planted_prompt_is_passed_over(monkeypatch):
    prompts = iter(["ADD seven, and 8 and store the result!", "two  plus THREE?", "how much is 9 and 9"])
    monkeypatch.setattr(pairs, "phrase_marked", lambda *args: (next(prompts), []))
    assert only("add").draw(random.Random(0)).prompt == "how much is 9 and 9"


def test_planted_operands_of_the_held_out_share_are_passed_over(monkeypatch):
    keys = [Operands(frozenset("a"), {"a": Number(value)}) for value in range(1000)]
    held = next(each for each in keys if is_held_out("negate", each))
    free = next(each for each in keys if not is_held_out("negate", each))
    given = iter([held, free])
    monkeypatch.setattr(FAMILIES["negate"], "draw", lambda *args: next(given))
    assert only("negate").draw(random.Random(0)).expect == {0x5000: [-free.numbers["a"].value & 0xFFFFFFFF]}


def test_hands_and_families_that_are_held_out_are_never_trained_on(train):
    assert {each.pair.author for each in train} <= set(training_authors())
    assert not {PHRASING_TEST_AUTHOR, PHRASING_VALIDATION_AUTHOR} & {each.pair.author for each in train}
    assert not set(HELD_OUT_FAMILIES) & {each.pair.family for each in train}


def test_training_covers_every_published_family_and_more(train):
    published = {name for name, family in FAMILIES.items() if family.published}
    assert len(published) == 56
    assert published <= {each.pair.family for each in train}
    assert {each.pair.family for each in train} == set(FAMILIES) - set(HELD_OUT_FAMILIES)
    assert len(set(FAMILIES) - published) >= 10
    assert not published & set(HELD_OUT_FAMILIES)


def test_operands_of_the_held_out_splits_are_never_trained_on(train, held_out):
    trained = {identity(each.pair.family, each.operands) for each in train}
    for name, drawn in held_out.items():
        if splits()[name].held_out_operands:
            assert not trained & {identity(each.pair.family, each.operands) for each in drawn}, name


def test_no_published_operands_are_in_the_held_out_splits_either(held_out):
    assert not any(is_reserved(each.pair.family, each.operands) for drawn in held_out.values() for each in drawn)


def test_each_split_is_made_of_what_its_name_says(held_out):
    assert {each.pair.author for each in held_out["phrasings"]} == {PHRASING_TEST_AUTHOR}
    assert {each.pair.author for each in held_out["phrasings-validation"]} == {PHRASING_VALIDATION_AUTHOR}
    assert {each.pair.family for each in held_out["strings"]} == {"display", "write_ascii_text"}
    assert {len(each.operands.s) for each in held_out["strings"]} == set(range(1, 13))
    assert {each.pair.family for each in held_out["families"]} == set(HELD_OUT_FAMILIES)
    assert all(each.pair.cycles > LONG_CYCLES for each in held_out["long"])
    assert len({each.pair.family for each in held_out["long"]}) >= 8


def test_numbers_of_the_words_split_are_all_in_words(held_out):
    for pair, operands in held_out["words"]:
        shown = [number for slot, number in operands.numbers.items() if slot in operands.slots]
        assert shown or operands.items
        assert all(number.form == "words" for number in [*shown, *operands.items]), pair.prompt


@pytest.mark.parametrize("split", ["train", "operands"])
def test_a_seed_decides_everything(split):
    one, other, third = (draw(splits()[split], 40, seed) for seed in (3, 3, 4))
    assert one == other
    assert one != third


def emulated(pair: Pair) -> tuple[UnicornMachine, int]:
    """Drive a machine by a pair's program, a word a cycle, as a model would; the machine and the cycles."""
    machine, cycles = UnicornMachine(), 1
    for address, words in pair.seed.items():
        machine.write(address, words)
    while (word := pair.program[(machine.pc - CODE_BASE) // 4]) != HALT:
        machine.execute(word)
        cycles += 1
        assert cycles <= CYCLE_LIMIT
    return machine, cycles


@pytest.mark.parametrize("family", FAMILIES)
def test_programs_of_every_family_leave_what_is_expected_when_emitted_word_by_word(family):
    split = replace(splits()["train"], families=(family,), held_out_operands=None, alternate_layouts=0.5)
    for pair, _ in draw(split, 8, seed=1):
        machine, cycles = emulated(pair)
        assert cycles == pair.cycles
        assert parse_task(pair.task("x", 1).as_json()).failures(machine) == []
        for address, words in pair.expect.items():
            assert machine.read(address, len(words)) == words


def test_programs_of_the_splits_leave_what_is_expected(held_out):
    for drawn in held_out.values():
        for pair, _ in drawn[:60]:
            machine, cycles = emulated(pair)
            assert cycles == pair.cycles
            assert all(machine.read(address, len(words)) == words for address, words in pair.expect.items())


def test_other_register_layouts_come_only_where_they_are_asked_for(train):
    assert {each.pair.layout for each in train} == {0}
    mixed = draw(replace(splits()["train"], alternate_layouts=0.5), 300)
    assert len({each.pair.layout for each in mixed}) > 3


NARROW = {
    "factorial": "12! is the last that fits a word", "fibonacci": "the 48th is the last that fits a word",
    "triangular": "one number, a turn of the loop each", "sum_evens": "one number, a turn of the loop each",
    "sum_odds": "one number, a turn of the loop each", "memcpy": "one number, a turn of the loop each",
    "dot_product": "one number, a turn of the loop each", "product_range_small": "the product must fit a word",
}  # fmt: skip
"""Families that have fewer than a thousand choices of operands within 400 cycles and 32 bits, and why."""


@pytest.mark.parametrize("family", sorted(set(FAMILIES) - set(NARROW)))
def test_a_family_has_a_thousand_choices_of_operands_or_more(family):
    rng, found = random.Random(0), set()
    variants = FAMILIES[family].variants
    for turn in range(60_000):
        found.add(identity(family, FAMILIES[family].draw(rng, variants[turn % len(variants)])))
        if len(found) == 1000:
            return
    pytest.fail(f"only {len(found)} choices")


def test_the_strings_of_a_prompt_reach_it_unchanged(train):
    for pair, operands in train:
        if operands.s:
            assert operands.s in pair.prompt


def test_the_numbers_of_a_prompt_reach_it_in_their_form(train):
    for pair, operands in train:
        prompt = words_to_digits(pair.prompt.lower())
        for slot, number in operands.numbers.items():
            if slot in operands.slots and number.form != "words":
                written = f"0x{number.value:x}" if number.form == "hex" else str(number.value)
                assert written in prompt, pair.prompt


def test_nothing_is_added_behind_a_string_that_ends_a_prompt_without_quotes():
    family, skeleton = FAMILIES["display"], Skeleton.parse("say {s}")
    said = {phrase(family, skeleton, Operands(frozenset("s"), {}, s="hi"), random.Random(n)) for n in range(800)}
    assert not any(re.search(r"hi\W+$", prompt) for prompt in said)
    quoted = Skeleton.parse('say "{s}"')
    ends = {phrase(family, quoted, Operands(frozenset("s"), {}, s="hi"), random.Random(n)) for n in range(400)}
    assert any(prompt.endswith('"hi".') for prompt in ends)


@pytest.mark.parametrize(
    ("number", "ordinals"),
    [
        (Number(1), {"1st"}), (Number(2), {"2nd"}), (Number(13), {"13th"}), (Number(23), {"23rd"}),
        (Number(5, "words"), {"fifth"}), (Number(21, "words"), {"twenty-first", "twenty first"}),
        (Number(40, "words"), {"fortieth"}), (Number(100), {"100th"}),
    ],
)  # fmt: skip
@pytest.mark.parametrize("text", ["the {n}th triangular number", "the {n}-th triangular number"])
def test_a_number_that_counts_a_place_is_an_ordinal(text, number, ordinals):
    family, operands = FAMILIES["triangular"], Operands(frozenset("n"), {"lo": Number(1), "n": number})
    prompts = {phrase(family, Skeleton.parse(text), operands, random.Random(seed)).lower() for seed in range(40)}
    plain = {prompt for prompt in prompts if prompt.startswith("the ") and "triangular" in prompt}
    assert {prompt.split("the ")[1].split(" triangular")[0] for prompt in plain} == ordinals


def test_a_word_that_only_begins_with_th_is_left_alone():
    family, operands = FAMILIES["double_fn"], Operands(frozenset("a"), {"a": Number(5)})
    prompts = {phrase(family, Skeleton.parse("take {a}then"), operands, random.Random(n)) for n in range(30)}
    assert any("5then" in prompt for prompt in prompts)


def test_lists_are_written_in_several_ways_and_unambiguously():
    digits = [Number(7), Number(12), Number(3)]
    styles = {render_list(digits, random.Random(seed))[0] for seed in range(100)}
    assert {"7, 12 and 3", "7, 12, 3", "7 12 3", "7,12,3", "7, 12, and 3", "7 and 12 and 3"} == styles
    spoken = {render_list([Number(100, "words"), Number(5)], random.Random(seed))[0] for seed in range(40)}
    assert all(", " in text for text in spoken)
    assert render_list([Number(9)], random.Random(0)) == ("9", ["9"])
