"""Pairs as documents: the text assembles to the program, and nothing of the published evaluation gets through."""

import random

import pytest

from groundwire.isa import assemble
from groundwire.machine import UnicornMachine
from groundwire.models.pretrain_data import DataError
from groundwire.reflex.documents import ReservedPair, check_free, corpus_documents, reserved_programs, without_gaps
from groundwire.tasks.corpus import row_of, write_train
from groundwire.tasks.families import FAMILIES, REGISTER_LAYOUTS, Number, Operands
from groundwire.tasks.pairs import PairMaker, splits
from groundwire.tasks.reserved import PUBLISHED_OPERANDS
from groundwire.tasks.taskfile import PUBLISHED_TASKS, read_tasks


@pytest.fixture(scope="module")
def pairs():
    rng, maker = random.Random(0), PairMaker(splits()["train"])
    return [maker.draw(rng) for _ in range(300)]


def test_a_pair_is_its_prompt_and_text_that_assembles_to_its_program(pairs, tmp_path):
    write_train(tmp_path / "train.parquet", iter(pairs))
    found = list(corpus_documents(tmp_path))
    assert [document.prompt for document in found] == [pair.prompt for pair in pairs]
    assert all(assemble(d.text) == without_gaps(p.program) for d, p in zip(found, pairs, strict=True))


def test_a_published_prompt_is_refused_in_whatever_writing(pairs):
    for task in read_tasks(PUBLISHED_TASKS):
        row = row_of(pairs[0]) | {"prompt": f"  {task.prompt.upper()}! "}
        with pytest.raises(ReservedPair, match="has the prompt of a task of the published evaluation"):
            check_free(row)


@pytest.mark.parametrize(
    ("family", "numbers", "text"),
    [
        ("add", {"a": 8, "b": 7}, ""), ("max", {"a": 12, "b": 7}, ""), ("memcpy", {"n": 4}, ""),
        ("copy_array", {"n": 8}, ""), ("call", {"a": 25}, ""), ("display", {}, "WoW"), ("abs_fn", {"a": -5}, ""),
    ],
)  # fmt: skip
def test_published_operands_are_refused_in_another_order_case_or_family(pairs, family, numbers, text):
    slots = frozenset("s") if text else frozenset(numbers)
    operands = Operands(slots, {slot: Number(value) for slot, value in numbers.items()}, s=text)
    words = assemble(FAMILIES[family].build(operands, REGISTER_LAYOUTS[2]))
    row = row_of(pairs[0]) | {"family": family, "program": words, "skeleton": "x", "seed": []}
    with pytest.raises(ReservedPair, match="has the operands of a task of the published evaluation"):
        check_free(row)


def test_every_published_operand_of_the_own_family_has_its_programs():
    for family, values, text in PUBLISHED_OPERANDS:
        order = FAMILIES[family].order
        slots = order[-1:] if family == "triangular" else order[: len(values)]
        numbers = {slot: Number(value) for slot, value in zip(slots, values, strict=True)}
        if family == "triangular":
            numbers = {"lo": Number(1)} | numbers
        made = FAMILIES[family].build(Operands(FAMILIES[family].variants[0], numbers, s=text), REGISTER_LAYOUTS[0])
        assert tuple(assemble(made)) in reserved_programs(family), (family, values, text)


def test_a_list_is_not_taken_for_the_count_that_it_has(pairs):
    """Four listed words are copied by the program of "copy four words"; the operands are others."""
    words = sorted(reserved_programs("copy_array"))[0]
    row = row_of(pairs[0]) | {"family": "copy_array", "program": words, "skeleton": "copy {list}"}
    check_free(row | {"seed": [(0x5100, [6, 0, 4, 6])]})


def test_a_folder_without_a_corpus_says_how_to_make_one(tmp_path):
    with pytest.raises(DataError, match=r"has no train.parquet; make a corpus with `groundwire reflex corpus --out"):
        list(corpus_documents(tmp_path))


def test_programs_without_their_gaps_do_the_same():
    rng, machine = random.Random(5), UnicornMachine()
    maker = PairMaker(splits()["train"])
    for _ in range(300):
        pair = maker.draw(rng)
        words = without_gaps(pair.program)
        assert 0 not in words and len(words) <= len(pair.program)
        machine.reset()
        for address, content in pair.seed.items():
            machine.write(address, content)
        machine.load_program(words)
        machine.run(400)
        assert machine.halted
        assert all(machine.read(address, len(left)) == left for address, left in pair.expect.items())
