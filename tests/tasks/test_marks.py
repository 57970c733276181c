"""Marks: they stand where the operands stand, in every family and wording, and say what the program loads."""

import random
from itertools import pairwise

import pytest

from groundwire.isa import decode
from groundwire.tasks.families import FAMILIES
from groundwire.tasks.marks import ROLES
from groundwire.tasks.pairs import SYMMETRIC_FAMILIES, PairMaker, splits
from groundwire.wording.numbers import words_to_digits


@pytest.fixture(scope="module")
def drawn():
    maker, rng = PairMaker(splits()["train"]), random.Random(11)
    return [maker.draw(rng) for _ in range(1500)]


def test_every_family_has_marks_and_each_lies_inside_of_its_prompt(drawn):
    assert len({pair.family for pair in drawn}) > 60
    for pair in drawn:
        assert pair.marks, pair.prompt
        for mark in pair.marks:
            assert 0 <= mark.start < mark.start + mark.length <= len(pair.prompt)
            assert 0 < mark.role < len(ROLES)


def test_marks_do_not_overlap(drawn):
    for pair in drawn:
        spans = sorted((mark.start, mark.start + mark.length) for mark in pair.marks)
        assert all(end <= start for (_, end), (start, _) in pairwise(spans)), pair.prompt


def test_a_marked_number_reads_as_the_number_that_it_says(drawn):
    seen = 0
    for pair in drawn:
        for mark in pair.marks:
            text = words_to_digits(pair.prompt[mark.start : mark.start + mark.length]).strip().rstrip("sthnrd")
            if mark.base != 10 or not text.lstrip("-").isdigit():
                continue
            seen += 1
            assert mark.magnitude == int(text.lstrip("-"))
            assert mark.negative == int(text.startswith("-")) or mark.magnitude == 0
    assert seen > 1000


def test_the_first_load_of_a_program_has_the_first_figure_of_the_marked_operand(drawn):
    seen = 0
    for pair in drawn:
        order = FAMILIES[pair.family].order
        first = next((m for m in pair.marks if order and ROLES[m.role] == order[0] and m.base), None)
        if first is None or pair.family in ("factorial", "write_digits", "push_pop_sequence", "display"):
            continue
        word = decode(pair.program[0])
        figure = int((f"{first.magnitude:x}" if first.base == 16 else str(first.magnitude))[0], 16)
        assert (word.mnemonic, word.immediate) == ("addi", figure), (pair.family, pair.prompt)
        seen += 1
    assert seen > 500


def test_operands_of_symmetric_families_are_loaded_in_the_order_in_which_they_stand(drawn):
    seen = 0
    for pair in drawn:
        if pair.family in SYMMETRIC_FAMILIES:
            roles = [mark.role for mark in sorted(pair.marks) if ROLES[mark.role] in ("a", "b", "c")]
            assert roles == sorted(roles), pair.prompt
            seen += len(roles) > 1
    assert seen > 100
