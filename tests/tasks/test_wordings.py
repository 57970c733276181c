"""The authors' wordings: complete, well formed, held out as whole files, and each family's own."""

import random
from collections import defaultdict
from collections.abc import Iterator
from itertools import product

import pytest

from groundwire.tasks import wordings as package
from groundwire.tasks.families import FAMILIES
from groundwire.tasks.wordings import (
    PHRASING_TEST_AUTHOR,
    PHRASING_VALIDATION_AUTHOR,
    authors,
    skeletons,
    training_authors,
    wordings,
)
from groundwire.wording.grammar import Skeleton

LEAST_SKELETONS = 60
"""Asked for: skeletons a family over all authors that are trained on."""


def every_wording() -> Iterator[tuple[str, str, Skeleton]]:
    for author in authors():
        for family, found in skeletons(author).items():
            for skeleton in found:
                yield author, family, skeleton


def expansions(skeleton: Skeleton, names: dict[str, str]) -> set[str]:
    """What a skeleton stands for, or a good part of it, with its slots filled by their names."""
    rng = random.Random(0)
    draws = 20 if "|" in skeleton.text else 1
    return {"".join(part.text for part in skeleton.expand(rng, names)) for _ in range(draws)}


def test_several_hands_wrote_and_two_of_them_are_never_trained_on():
    assert len(authors()) >= 14
    assert {PHRASING_TEST_AUTHOR, PHRASING_VALIDATION_AUTHOR} <= set(authors())
    assert not {PHRASING_TEST_AUTHOR, PHRASING_VALIDATION_AUTHOR} & set(training_authors())
    assert len(training_authors()) == len(authors()) - 2


@pytest.mark.parametrize("family", FAMILIES)
def test_a_family_has_sixty_distinct_skeletons_or_more_by_the_trained_hands(family):
    texts = {skeleton.text for _, skeleton in wordings(family, training_authors())}
    assert len(texts) >= LEAST_SKELETONS


def test_every_author_wrote_ten_skeletons_or_more_for_every_family():
    for author, family in product(authors(), FAMILIES):
        assert len(skeletons(author).get(family, ())) >= 10, (author, family)


def test_every_heading_is_a_family():
    assert {family for author in authors() for family in skeletons(author)} == set(FAMILIES)


def test_every_skeleton_has_the_slots_of_one_variant_of_its_family():
    wrong = [(author, family, skeleton.text) for author, family, skeleton in every_wording()
             if skeleton.slots not in FAMILIES[family].variants]  # fmt: skip
    assert wrong == []


def test_no_alternative_loses_a_slot():
    lost = []
    for author, family, skeleton in every_wording():
        names = {slot: f"<{slot}>" for slot in skeleton.slots}
        for text in expansions(skeleton, names):
            if any(name not in text for name in names.values()):
                lost.append((author, family, text))
    assert lost == []


def test_nobody_repeats_a_line_within_a_family():
    for author, family in product(authors(), FAMILIES):
        texts = [skeleton.text for skeleton in skeletons(author)[family]]
        assert len(set(texts)) == len(texts), (author, family)


def test_a_hand_says_most_of_it_in_words_of_its_own():
    for author in training_authors():
        rest = [other for other in training_authors() if other != author]
        others = {skeleton.text for family in FAMILIES for _, skeleton in wordings(family, rest)}
        own = [s.text for family in FAMILIES for s in skeletons(author)[family]]
        assert sum(text in others for text in own) / len(own) < 0.55, author


NUMBERS = {"s": "<s>", "ch": "<c>", "list": "<list>"}


def test_no_two_families_are_asked_for_in_the_same_words():
    asked: dict[str, dict[str, str]] = defaultdict(dict)
    for author, family, skeleton in every_wording():
        names = {slot: NUMBERS.get(slot, "<n>") for slot in skeleton.slots}
        for text in expansions(skeleton, names):
            asked[" ".join(text.lower().split()).strip("?. ")][family] = f"{author}: {skeleton.text}"
    shared = {text: by_family for text, by_family in asked.items() if len(by_family) > 1}
    assert shared == {}


def test_wordings_are_told_with_their_hand():
    found = wordings("gcd", ["ada", "kim"])
    assert {author for author, _ in found} == {"ada", "kim"}
    assert [skeleton for author, skeleton in found if author == "ada"] == list(skeletons("ada")["gcd"])


def test_a_line_before_the_first_heading_is_named(tmp_path, monkeypatch):
    (tmp_path / "zoe.txt").write_text("# zoe\n\nadd {a} and {b}\n[add]\n{a} + {b}\n")
    monkeypatch.setattr(package, "files", lambda name: tmp_path)
    message = r"zoe.txt:3: 'add \{a\} and \{b\}' stands before the first \[family\] heading"
    with pytest.raises(ValueError, match=message):
        skeletons("zoe")


def test_comments_blank_lines_and_bracketed_skeletons_are_told_apart(tmp_path, monkeypatch):
    text = "[sum_array]\n# a remark\n\n[{list}]\n  sum {list}  \n[max]\nmax {a} {b}\n"
    (tmp_path / "yan.txt").write_text(text)
    monkeypatch.setattr(package, "files", lambda name: tmp_path)
    found = skeletons("yan")
    assert [skeleton.text for skeleton in found["sum_array"]] == ["[{list}]", "sum {list}"]
    assert [skeleton.text for skeleton in found["max"]] == ["max {a} {b}"]
