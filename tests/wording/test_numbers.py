"""Numbers in words, digits and hexadecimal, and back."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from groundwire.wording.numbers import (
    LARGEST,
    WordStyle,
    draw_style,
    to_hex,
    to_words,
    words_to_digits,
    write_number,
)

STYLES = st.builds(
    WordStyle, st.booleans(), st.booleans(), st.sampled_from(("minus", "negative")), st.booleans()
)


@pytest.mark.parametrize(
    ("number", "style", "text"),
    [
        (0, WordStyle(), "zero"),
        (42, WordStyle(), "forty-two"),
        (42, WordStyle(hyphens=False), "forty two"),
        (105, WordStyle(), "one hundred five"),
        (105, WordStyle(british=True), "one hundred and five"),
        (-7, WordStyle(negative="negative"), "negative seven"),
        (100, WordStyle(article=True), "a hundred"),
        (1001, WordStyle(british=True, article=True), "a thousand and one"),
        (9999, WordStyle(), "nine thousand nine hundred ninety-nine"),
        (12_000_345, WordStyle(british=True), "twelve million three hundred and forty-five"),
        (1_000_000, WordStyle(), "one million"),
    ],
)
def test_a_number_is_spelled_in_the_style_asked_for(number: int, style: WordStyle, text: str) -> None:
    assert to_words(number, style) == text


@pytest.mark.parametrize("number", [LARGEST + 1, -LARGEST - 1])
def test_a_number_too_large_for_words_says_how_large_it_may_be(number: int) -> None:
    with pytest.raises(ValueError, match=f"{number} cannot be put into words: give at most {LARGEST}"):
        to_words(number)


def test_every_number_up_to_ten_thousand_comes_back_from_words() -> None:
    rng = random.Random(1)
    for number in range(-1000, 10_001):
        assert words_to_digits(to_words(number, draw_style(rng))) == str(number)


@settings(max_examples=400, deadline=None)
@given(st.integers(-LARGEST, LARGEST), STYLES, st.integers(0, 9999), STYLES)
def test_numbers_come_back_from_words_inside_a_text(
    first: int, one: WordStyle, second: int, two: WordStyle
) -> None:
    text = f"Subtract {to_words(first, one)} from {to_words(second, two).upper()}, then stop."
    assert words_to_digits(text) == f"Subtract {first} from {second}, then stop."


@given(st.text(alphabet="abcdefgh 0123456789-.,", max_size=40))
def test_a_text_without_number_words_stays_as_it_is(text: str) -> None:
    assert words_to_digits(text) == text


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("three and four", "3 and 4"),
        ("five minus two", "5 minus 2"),
        ("7 minus three", "7 minus 3"),
        ("five minus minus three", "5 minus -3"),
        ("add minus two to Seven", "add -2 to 7"),
        ("twenty and five", "20 and 5"),
        ("two three four", "2 3 4"),
        ("a three-element array", "a 3-element array"),
        ("a thousand and a half", "1000 and a half"),
        ("one hundred five hundred", "100 500"),
        ("one thousand and two hundred", "1000 and 200"),
        ("sum one hundred, and twenty one", "sum 100, and 21"),
        ("often the tone of someone", "often the tone of someone"),
        ("a hundredweight", "a hundredweight"),
    ],
)
def test_neighbouring_number_words_are_told_apart(text: str, result: str) -> None:
    assert words_to_digits(text) == result


def test_hexadecimal_has_a_prefix_and_the_case_asked_for() -> None:
    assert (to_hex(0), to_hex(255), to_hex(0xDEADBEEF, capitals=True)) == ("0x0", "0xff", "0xDEADBEEF")


def test_a_negative_number_has_no_hexadecimal_form() -> None:
    with pytest.raises(ValueError, match="-1 has no hexadecimal form here: give a number from 0 up"):
        to_hex(-1)


@given(st.integers(0, 9999), st.integers(0, 1000))
def test_a_written_number_is_read_back_in_every_form(number: int, seed: int) -> None:
    rng = random.Random(seed)
    assert int(write_number(number, "digits", rng)) == number
    assert int(words_to_digits(write_number(number, "words", rng))) == number
    assert int(write_number(number, "hex", rng), 16) == number
