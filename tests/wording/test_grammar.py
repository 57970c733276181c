"""Skeletons: what they stand for, and what they refuse."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from groundwire.wording.grammar import Segment, Skeleton, SkeletonError

LETTERS = "abc xyz,.?-+!"


def texts(skeleton: str, fillers: dict[str, str] | None = None, draws: int = 200) -> set[str]:
    rng = random.Random(0)
    parsed = Skeleton.parse(skeleton)
    return {"".join(part.text for part in parsed.expand(rng, fillers or {})) for _ in range(draws)}


def test_a_skeleton_without_marks_stands_for_itself():
    assert texts("add one and two, please?") == {"add one and two, please?"}


def test_a_slot_is_filled_and_told_apart_from_the_words_around_it():
    parsed = Skeleton.parse("subtract {b} from {a}")
    found = parsed.expand(random.Random(0), {"a": "25", "b": "ten"})
    assert found == [
        Segment("subtract ", False), Segment("ten", True, "b"), Segment(" from ", False), Segment("25", True, "a"),
    ]  # fmt: skip
    assert parsed.slots == {"a", "b"}


def test_every_alternative_comes_and_an_empty_one_leaves_nothing():
    assert texts("(add|sum up|) it") == {"add it", "sum up it", " it"}


def test_alternatives_nest():
    assert texts("(a(b|c)|d)e") == {"abe", "ace", "de"}


def test_parentheses_without_a_bar_are_literal():
    assert texts("max({a}, {b})", {"a": "3", "b": "4"}) == {"max(3, 4)"}
    assert texts("f(g(x))") == {"f(g(x))"}


def test_literal_parentheses_may_hold_alternatives_further_in():
    assert texts("f((x|y) + 1)") == {"f(x + 1)", "f(y + 1)"}


def test_an_escaped_bar_is_a_bar():
    assert texts(r"\|{a}\|", {"a": "-5"}) == {"|-5|"}
    assert texts(r"(a\|b|c)") == {"a|b", "c"}


def test_a_bar_outside_of_parentheses_is_literal():
    assert texts("x | y") == {"x | y"}


def test_braces_that_hold_no_name_are_literal():
    assert texts("{} {A} {a b} }") == {"{} {A} {a b} }"}


@pytest.mark.parametrize(
    ("skeleton", "complaint"),
    [
        ("add {a})", "a ')' without its '(' in the skeleton 'add {a})'"),
        ("(add|sum {a}", "a '(' without its ')' in the skeleton '(add|sum {a}'"),
        ("{a} and {a}", "a slot stands twice in the skeleton '{a} and {a}'"),
        ("({a}|{a} now)", "a slot stands twice in the skeleton '({a}|{a} now)'"),
    ],
)
def test_what_cannot_be_read_is_refused_and_quoted(skeleton, complaint):
    with pytest.raises(SkeletonError) as caught:
        Skeleton.parse(skeleton)
    assert str(caught.value) == complaint


def test_a_slot_without_a_filler_is_an_error():
    with pytest.raises(KeyError, match="b"):
        Skeleton.parse("{a} plus {b}").expand(random.Random(0), {"a": "1"})


def test_the_same_random_state_gives_the_same_words():
    parsed = Skeleton.parse("(a|b|c) (d|e|f) (g|h|i)")
    assert parsed.expand(random.Random(5), {}) == parsed.expand(random.Random(5), {})


literal = st.text(LETTERS, min_size=1, max_size=5)
tree = st.recursive(
    st.one_of(literal, st.just("{slot}")),
    lambda inner: st.lists(st.lists(inner, max_size=3), min_size=2, max_size=3).map(tuple),
    max_leaves=8,
)


def rendered(nodes: list, count: list[int]) -> tuple[str, set[str]]:
    """Write a tree as a skeleton, and all that it stands for."""
    written, language = "", {""}
    for node in nodes:
        if isinstance(node, tuple):
            options = [rendered(list(option), count) for option in node]
            text = "(" + "|".join(text for text, _ in options) + ")"
            meant = set().union(*(found for _, found in options))
        elif node == "{slot}":
            count[0] += 1
            name = "s" + "x" * count[0]
            text, meant = f"{{{name}}}", {f"<{name}>"}
        else:
            text, meant = node, {node}
        written, language = written + text, {a + b for a in language for b in meant}
    return written, language


@given(st.lists(tree, max_size=4), st.integers(0, 2**32))
@settings(max_examples=150, deadline=None)
def test_an_expansion_is_always_one_of_the_texts_that_the_tree_stands_for(nodes, seed):
    skeleton, language = rendered(nodes, [0])
    parsed = Skeleton.parse(skeleton)
    fillers = {name: f"<{name}>" for name in parsed.slots}
    for _ in range(5):
        parts = parsed.expand(random.Random(seed), fillers)
        assert "".join(part.text for part in parts) in language
        assert all(part.slot == (part.text in fillers.values()) for part in parts)


@given(st.text(st.sampled_from("ab {}()|\\_é\n"), max_size=24))
@settings(max_examples=300, deadline=None)
def test_any_text_is_parsed_or_refused_with_itself_in_the_message(text):
    try:
        parsed = Skeleton.parse(text)
    except SkeletonError as error:
        assert repr(text) in str(error)
    else:
        parsed.expand(random.Random(0), dict.fromkeys(parsed.slots, "1"))
