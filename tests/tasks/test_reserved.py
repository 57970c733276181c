"""What is kept out of training, derived here a second time from the published prompts themselves."""

import random
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from groundwire.machine import pack_text
from groundwire.tasks.families import FAMILIES, Number, Operands
from groundwire.tasks.reserved import (
    HELD_OUT_SHARE,
    PUBLISHED_OPERANDS,
    SAME_MEANING,
    is_held_out,
    is_reserved,
    key_of,
    normalized,
    operand_key,
    reserved_operands,
    reserved_prompts,
)
from groundwire.tasks.taskfile import PUBLISHED_TASKS, Task, read_tasks
from groundwire.wording.numbers import draw_style, to_words

PUBLISHED = read_tasks(PUBLISHED_TASKS)

FORMS: list[tuple[str, str]] = [
    (r"add (\d+) and (\d+)", "add"), (r"(two) plus (three)", "add"), (r"subtract (\d+) from (\d+)", "sub"),
    (r"multiply (\d+) and (\d+)", "mul_by_repeated_add"), (r"(\d+) to the power of (\d+)", "power"),
    (r"compute (\d+) factorial", "factorial"), (r"first (\d+) fibonacci", "fibonacci"),
    (r"count down from (\d+) to (\d+)", "count_down"), (r"count up from (\d+) to (\d+)", "count_up"),
    (r"compute (1)\s*\+.*\+\s*(\d+)", "sum_range"), (r"max of (\d+) and (\d+)", "max"),
    (r"minimum of (\d+), (\d+), and (\d+)", "min"), (r"copy (\d+) words", "memcpy"),
    (r"doubles? (\d+)", "double_fn"), (r"absolute value of (-?\d+)", "abs"),
    (r"number of 1-bits in (\d+)", "popcount"),
    (r"(?:say|display|show|print)(?: the number)? (\w+)$", "display"),
]  # fmt: skip
"""Every form that a published prompt has, with the family that it asks for."""


def derived(prompt: str) -> tuple[str, tuple[int, ...], str]:
    """Read a published prompt: family, numbers in its order, string."""
    matches = [(family, found.groups()) for form, family in FORMS if (found := re.search(form, prompt, re.I))]
    assert len(matches) == 1, f"{prompt!r} has the forms {matches}"
    family, parts = matches[0]
    if family == "display":
        return family, (), parts[0]
    return family, tuple({"two": 2, "three": 3}.get(part) or int(part) for part in parts), ""


def operands_of(family: str, values: tuple[int, ...], text: str) -> Operands:
    """The operands of a family with these values, as drawing would have made them."""
    if text:
        return Operands(frozenset({"s"}), {}, s=text)
    variants = [v for v in FAMILIES[family].variants if "list" not in v and len(v) == len(values)]
    order = [slot for slot in FAMILIES[family].order if slot in variants[0]]
    if family == "sub":  # the prompt names what is taken away first
        order = order[::-1]
    numbers = {slot: Number(value) for slot, value in zip(order, values, strict=True)}
    array = tuple(range(1, values[0] + 1)) if family == "memcpy" else ()
    return Operands(variants[0], numbers, array=array)


@pytest.mark.parametrize("task", PUBLISHED, ids=lambda task: task.id)
def test_every_published_row_is_covered_by_the_reserved_operands(task: Task):
    family, values, text = derived(task.prompt)
    assert operand_key(family, values, text) in reserved_operands()
    assert is_reserved(family, operands_of(family, values, text))


@pytest.mark.parametrize("task", PUBLISHED, ids=lambda task: task.id)
def test_the_derivation_is_right_for_the_family_computes_what_the_row_expects(task: Task):
    family, values, text = derived(task.prompt)
    [(address, words)] = FAMILIES[family].expect(operands_of(family, values, text)).items()
    assert list(task.expect) == [address]
    assert words[: len(task.expect[address])] == task.expect[address]


def test_nothing_is_reserved_that_no_published_row_asks_for():
    asked = {operand_key(*derived(task.prompt)) for task in PUBLISHED}
    extra = reserved_operands() - asked
    assert extra == {("sum_range", (10,), ""), ("sum_range", (20,), "")}, "the triangular numbers of the sums"


@pytest.mark.parametrize("row", PUBLISHED_OPERANDS, ids=str)
def test_published_operands_are_reserved_in_every_family_that_means_the_same(row):
    family, values, text = row
    meaning = SAME_MEANING.get(family, family)
    for other in (name for name in FAMILIES if SAME_MEANING.get(name, name) == meaning):
        assert operand_key(other, values, text) in reserved_operands()
        assert operand_key(other, values[::-1], text.upper()) in reserved_operands()


@pytest.mark.parametrize(
    ("family", "slots", "numbers", "items"),
    [
        ("if_else_max", "a b", {"a": Number(12, "words"), "b": Number(7)}, ()),
        ("max", "list", {}, (Number(7), Number(12, "hex"))),
        ("min", "a b c", {"a": Number(9), "b": Number(7), "c": Number(3)}, ()),
        ("call", "a", {"a": Number(25, "hex")}, ()),
        ("abs_fn", "a", {"a": Number(-5, "words")}, ()),
        ("multiply_shift_add", "a b", {"a": Number(8), "b": Number(7)}, ()),
        ("sum_range", "hi", {"lo": Number(1), "hi": Number(10)}, ()),
        ("triangular", "n", {"lo": Number(1), "n": Number(20, "words")}, ()),
        ("count_down", "hi", {"hi": Number(5), "lo": Number(1)}, ()),
        ("copy_array", "n", {"n": Number(4)}, ()),
    ],
)
def test_neither_order_nor_form_nor_wording_frees_reserved_operands(family, slots, numbers, items):
    assert is_reserved(family, Operands(frozenset(slots.split()), numbers, items))


@pytest.mark.parametrize("text", ["HI", "Wow", "oK", "cpu", "42"])
def test_strings_are_reserved_in_any_case(text):
    assert is_reserved("display", Operands(frozenset({"s"}), {}, s=text))


def test_other_operands_are_free():
    assert not is_reserved("add", Operands(frozenset("ab"), {"a": Number(7), "b": Number(9)}))
    assert not is_reserved("display", Operands(frozenset({"s"}), {}, s="hill"))
    assert pack_text("hi") != [0]


@pytest.mark.parametrize(
    ("prompt", "same"),
    [
        ("Add SEVEN and eight, and store the result!", "add 7 and 8 and store the result"),
        ("  add\t7  and 8 and STORE the result.", "add 7 and 8 and store the result"),
        ("2 plus 3", "two plus three"),
        ("two + plus - three?", "two plus three"),
        ("Compute the absolute value of minus ten, and store it", PUBLISHED[41].prompt),
        ("SAY_CPU", "say CPU"),
        ("add one hundred and two hundred and store the result", "add 100 and 200 and store the result"),
    ],
)
def test_prompts_are_compared_without_case_spaces_punctuation_and_number_words(prompt, same):
    assert normalized(prompt) == normalized(same)
    assert normalized(prompt) in reserved_prompts()


def test_all_published_prompts_are_reserved_and_no_others():
    assert reserved_prompts() == {normalized(task.prompt) for task in PUBLISHED}
    assert len(reserved_prompts()) == 43
    assert normalized("add 7 and 9 and store the result") not in reserved_prompts()


@given(st.sampled_from(PUBLISHED), st.integers(0, 2**32))
def test_a_published_prompt_is_recognized_however_it_is_dressed_up(task, seed):
    rng = random.Random(seed)

    def dressed(word: str) -> str:
        number = re.fullmatch(r"(-?\d+)(\W*)", word)
        if number and rng.random() < 0.5:
            word = to_words(int(number[1]), draw_style(rng)) + number[2]
        return "".join(rng.choice((letter, letter.upper())) for letter in word)

    words = [dressed(word) for word in task.prompt.split(" ")]
    prompt = "".join(word + rng.choice((" ", "  ", "\t", ", ", "! ")) for word in words)
    assert normalized(prompt) in reserved_prompts()


def test_one_operand_choice_in_twenty_five_is_held_out():
    pairs = [{"a": Number(a), "b": Number(b)} for a in range(100) for b in range(100)]
    share = sum(is_held_out("add", Operands(frozenset("ab"), pair)) for pair in pairs) / len(pairs)
    assert share == pytest.approx(1 / HELD_OUT_SHARE, rel=0.25)


def test_holding_out_follows_the_meaning_and_not_the_order_or_the_form():
    for a in range(60):
        one = Operands(frozenset("ab"), {"a": Number(a), "b": Number(17)})
        other = Operands(frozenset("ab"), {"a": Number(17, "words"), "b": Number(a, "hex")})
        listed = Operands(frozenset({"list"}), {}, (Number(17), Number(a)))
        assert is_held_out("max", one) == is_held_out("if_else_max", other) == is_held_out("max", listed)


def test_a_hidden_length_is_no_operand_of_a_list():
    listed = Operands(frozenset({"list"}), {"n": Number(3)}, (Number(5), Number(6), Number(7)))
    assert key_of("sum_array", listed) == ("sum_array", (5, 6, 7), "")
    searched = Operands(frozenset({"v", "list"}), {"v": Number(6), "n": Number(2)}, (Number(5), Number(6)))
    assert key_of("find_element", searched) == ("find_element", (5, 6, 6), "")


def test_the_counted_character_belongs_to_the_key():
    one, other = (Operands(frozenset({"s", "ch"}), {}, s="banana", ch=ch) for ch in "an")
    assert key_of("count_char", one) != key_of("count_char", other)
