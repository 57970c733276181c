"""What a caller may read and write, and how a machine refuses the rest."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from groundwire.machine import (
    AddressError,
    MachineError,
    MemoryLayout,
    Trap,
    UnicornMachine,
    WordError,
    pack_text,
)

MACHINE = UnicornMachine()


def test_words_come_back_as_plain_ints():
    MACHINE.reset()
    MACHINE.write(0x5000, np.array([1, 0xFFFFFFFF], dtype=np.uint32))
    MACHINE.write(0x5008, (value for value in (3, 4)))
    words = MACHINE.read(0x5000, 4)
    assert words == [1, 0xFFFFFFFF, 3, 4]
    assert {type(word) for word in words} == {int}


def test_the_whole_memory_can_be_read_and_nothing_beyond():
    assert len(MACHINE.read(0x1000, 0x4000)) == 0x4000
    assert MACHINE.read(0x11000, 0) == []
    for address, count, message in (
        (0x1000, 0x4001, "16385 words at address 0x1000 are not within the memory 0x1000..0x10fff"),
        (0x11000, 1, "1 words at address 0x11000 are not within"),
        (0xFFC, 1, "1 words at address 0xffc are not within"),
        (-4, 1, "1 words at address -0x4 are not within"),
        (1 << 40, 1, "1 words at address 0x10000000000 are not within"),
        (0x5000, 10**30, "words at address 0x5000 are not within"),
        (4 << 10**5, 1, "words at address of 100003 bits are not within"),
        (0x5001, 1, "address 0x5001 is not a multiple of 4"),
        (1 << 10**5 | 1, 1, "address of 100001 bits is not a multiple of 4"),
        ("0x5000", 1, "address must be a whole number, got '0x5000'"),
        (5.0, 1, "address must be a whole number, got 5.0"),
        (True, 1, "address must be a whole number, got True"),
    ):
        with pytest.raises(AddressError, match=message):
            MACHINE.read(address, count)


@pytest.mark.parametrize("count", [-1, 1.5, None, "4", True])
def test_a_count_is_a_whole_number(count):
    with pytest.raises(WordError, match="count must be a whole number of at least 0, got"):
        MACHINE.read(0x5000, count)


@pytest.mark.parametrize("limit", [-1, 1.5, None, "4", False, -(10**30)])
def test_a_limit_is_a_whole_number(limit):
    with pytest.raises(WordError, match="limit must be a whole number of at least 0, got"):
        MACHINE.run(limit)


BAD_WORDS = [-1, 1 << 32, 1.0, "1", None, b"1", True, [1], 10**5000, np.float32(1), np.True_]


@pytest.mark.parametrize("word", BAD_WORDS, ids=lambda word: str(type(word).__name__))
def test_what_is_no_word_is_neither_written_nor_executed(word):
    MACHINE.reset()
    before = MACHINE.snapshot()
    for action in (
        lambda: MACHINE.execute(word),
        lambda: MACHINE.write(0x5000, [7, word]),
        lambda: MACHINE.load_program([7, word]),
    ):
        with pytest.raises(WordError, match=r"is not a whole number of 0\.\.0xffffffff"):
            action()
    with pytest.raises(WordError, match="at index 1: word"):
        MACHINE.write(0x5000, [7, word])
    assert np.array_equal(MACHINE.snapshot().memory, before.memory)
    assert MACHINE.pc == before.pc


@pytest.mark.parametrize("words", [b"abcd", "abcd", 5, None])
def test_words_are_a_sequence_of_numbers(words):
    with pytest.raises(WordError, match="words must be a sequence of whole numbers, got"):
        MACHINE.write(0x5000, words)


def test_a_write_that_does_not_fit_writes_nothing():
    MACHINE.reset()
    before = MACHINE.snapshot()
    with pytest.raises(AddressError, match="2 words at address 0x10ffc are not within"):
        MACHINE.write(0x10FFC, [1, 2])
    with pytest.raises(AddressError, match="5000 words at address 0x10000"):
        MACHINE.load_program([1] * 5000, 0x10000)
    with pytest.raises(AddressError, match="not a multiple of 4"):
        MACHINE.load_program([1], 0x1002)
    assert np.array_equal(MACHINE.snapshot().memory, before.memory)
    assert MACHINE.pc == before.pc


def test_numpy_words_can_be_executed():
    MACHINE.reset()
    MACHINE.execute(np.uint32(0x00150513))
    assert MACHINE.state().registers[10] == 1


@pytest.mark.parametrize(
    ("text", "words"),
    [("", []), ("rv32i", [0x32337672, 0x69]), ("bye", [0x00657962]), ("abcd", [0x64636261])],
)
def test_text_is_packed_and_zero_padded(text, words):
    assert pack_text(text) == words
    MACHINE.reset()
    MACHINE.write(0x5100, [0xFFFFFFFF] * 4)
    MACHINE.write_text(0x5100, text)
    terminated = [*words, 0] if len(text) % 4 == 0 else words
    assert MACHINE.read(0x5100, 4) == [*terminated, 0xFFFFFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0xFFFFFFFF][:4]


@pytest.mark.parametrize(
    ("text", "message"),
    [("naïve", "character 'ï' at index 2 of the text is not ASCII"), (b"x", "text must be a str, got bytes")],
)
def test_text_is_ascii(text, message):
    with pytest.raises(WordError, match=message):
        MACHINE.write_text(0x5100, text)


@given(
    address=st.one_of(st.integers(), st.integers(0xFF0, 0x11010), st.floats(), st.text()),
    words=st.lists(st.one_of(st.integers(), st.integers(0, 2**32 - 1), st.floats(), st.text(), st.none())),
)
@settings(max_examples=200, deadline=None)
def test_hostile_values_raise_only_the_machines_errors(address, words):
    for action in (
        lambda: MACHINE.write(address, words),
        lambda: MACHINE.load_program(words, address),
        lambda: MACHINE.read(address, words[0] if words else -1),
        lambda: MACHINE.execute(words[0] if words else address),
    ):
        try:
            action()
        except MachineError as error:
            assert isinstance(error, AddressError | WordError | Trap)
            assert len(str(error)) < 400


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"base": 0x1001}, "memory 0x1001..0x11001 is no valid mapping"),
        ({"size": 0}, "is no valid mapping"),
        ({"base": 0xFFFFF000, "size": 0x2000}, "within 32 bits"),
        ({"data_base": 0x20000}, "data_base 0x20000 must be a multiple of 4 within 0x1000..0x11000"),
        ({"display_base": 0x6001}, "display_base 0x6001 must be a multiple of 4"),
        ({"code_end": 0x1000}, "code_base 0x1000 must lie below code_end 0x1000"),
    ],
)
def test_an_impossible_layout_is_refused(changes, message):
    with pytest.raises(ValueError, match=message):
        MemoryLayout(**changes)


def test_a_layout_moves_the_code():
    layout = MemoryLayout(base=0x8000_0000, size=0x2000, code_base=0x8000_1000, code_end=0x8000_1800,
                          data_base=0x8000_1800, source_base=0x8000_1900, destination_base=0x8000_1A00,
                          display_base=0x8000_1B00)  # fmt: skip
    machine = UnicornMachine(layout)
    assert machine.pc == 0x8000_1000
    machine.load_program([0x00150513, 0x00150513, 0x0000006F])
    assert machine.run(100) == 2
    assert machine.state().registers[10] == 2
    assert machine.read(0x8000_0000, 1) == [0]
