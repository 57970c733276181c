"""Every family's operands, programs and expectations, run on the emulated CPU."""

import random
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from groundwire.isa import assemble
from groundwire.machine import UnicornMachine
from groundwire.tasks.families import (
    CYCLE_LIMIT,
    FAMILIES,
    LONG_CYCLES,
    REGISTER_LAYOUTS,
    Family,
    Number,
    Operands,
    Scalar,
    WrongProgram,
    family,
    get_family,
    verify,
)
from groundwire.tasks.families.layout import BLOCK_WORDS, Layout, block, load, store
from groundwire.tasks.families.operands import pack_text, shown_numbers
from groundwire.tasks.families.shapes import One
from groundwire.tasks.families.texts import MAX_LENGTH, draw_text

CANONICAL = REGISTER_LAYOUTS[0]
SAME_PROGRAM = {
    "if_else_max": "max",
    "nested_if_sign": "sign",
    "call": "double_fn",
    "memcpy": "copy_array",
    "memset": "fill_array",
}
LONG_PUBLISHED = 10


@pytest.fixture(scope="module")
def machine() -> UnicornMachine:
    return UnicornMachine()


@pytest.fixture(params=FAMILIES, scope="module")
def each(request: pytest.FixtureRequest) -> Family:
    return FAMILIES[request.param]


def slots(text: str) -> frozenset[str]:
    return frozenset(text.split())


def numbers(family_name: str, text: str, **values: int) -> Operands:
    given = {slot: Number(value) for slot, value in values.items()}
    assert slots(text) in get_family(family_name).variants
    return Operands(slots(text), given)


def test_every_program_leaves_what_is_expected(each: Family, machine: UnicornMachine) -> None:
    rng = random.Random(each.name)
    for turn in range(60):
        variant = each.variants[turn % len(each.variants)]
        layout = REGISTER_LAYOUTS[turn // len(each.variants) % len(REGISTER_LAYOUTS)]
        program = verify(each, each.draw(rng, variant), layout, machine)
        assert program.cycles <= CYCLE_LIMIT


def test_long_draws_take_more_than_200_cycles(each: Family, machine: UnicornMachine) -> None:
    rng = random.Random(each.name)
    for variant in each.long_variants:
        for layout in REGISTER_LAYOUTS:
            program = verify(each, each.draw(rng, variant, long=True), layout, machine)
            assert LONG_CYCLES < program.cycles <= CYCLE_LIMIT


def test_what_cannot_be_long_says_so(each: Family) -> None:
    for variant in set(each.variants) - set(each.long_variants):
        with pytest.raises(
            ValueError, match=rf"family {each.name} with slots .* has no program of more than 200 cycles"
        ):
            each.draw(random.Random(0), variant, long=True)


def test_many_published_families_can_be_long() -> None:
    assert sum(item.can_be_long and item.published for item in FAMILIES.values()) >= LONG_PUBLISHED


def test_there_are_56_published_families_and_18_of_our_own() -> None:
    assert sum(item.published for item in FAMILIES.values()) == 56
    assert sum(not item.published for item in FAMILIES.values()) == 18


def test_text_depends_on_operands_and_layout_alone(each: Family) -> None:
    for variant in each.variants:
        first = each.draw(random.Random(7), variant)
        second = each.draw(random.Random(7), variant)
        assert first == second
        assert each.build(first, CANONICAL) == each.build(second, CANONICAL)


def test_operands_change_nothing_behind_their_blocks(each: Family) -> None:
    """Whatever the operands, what follows their blocks is the same text at the same address."""
    rng = random.Random(each.name)
    bodies = set()
    for _ in range(20):
        operands = each.draw(rng, each.variants[0])
        if operands.s or operands.items or each.name in ("write_digits", "hex_digits"):
            continue
        lines = each.build(operands, CANONICAL).split("\n")
        blocks = BLOCK_WORDS * len(each.loaded(operands))
        assert not any(re.search(r":$", line) for line in lines[:blocks])
        bodies.add("\n".join(lines[blocks:]))
    assert len(bodies) <= 1


@given(st.integers(1, 40), st.integers(0, 5), st.integers(0, 40))
def test_a_block_has_its_length_and_its_tail_is_reached(lines: int, tail: int, more: int) -> None:
    length = lines + tail + more
    words = assemble(block("addi x5, x5, 1\n" * lines, "addi x6, x6, 1\n" * tail, length) + "halt")
    assert len(words) == length + 1
    machine = UnicornMachine()
    machine.load_program(words)
    assert machine.run(200) == lines + tail + bool(more)
    assert machine.state().registers[5:7].tolist() == [lines, tail] and machine.pc == 0x1000 + 4 * length


def test_the_largest_operands_fit_into_a_block() -> None:
    for number in (Number(-9_999_999), Number(0xFFFFFFFF, "hex"), Number(-9999, "words")):
        assert len(assemble(block(load("x5", number, "x6")))) == BLOCK_WORDS


def test_what_does_not_fit_into_a_block_is_an_error() -> None:
    with pytest.raises(ValueError, match="33 lines in a block of 32 words"):
        block("nop\n" * 33)


def test_layouts_are_permutations_that_leave_the_stack_pointer_alone() -> None:
    assert len(REGISTER_LAYOUTS) >= 4
    assert len(set(REGISTER_LAYOUTS)) == len(REGISTER_LAYOUTS)
    for layout in REGISTER_LAYOUTS:
        assert len(set(layout)) == len(layout)
        assert set(layout) <= {"x1", *(f"x{number}" for number in range(5, 18))}


def test_no_program_names_the_stack_pointer(each: Family) -> None:
    for layout in REGISTER_LAYOUTS:
        text = each.build(each.draw(random.Random(1), each.variants[-1]), layout)
        assert not re.search(r"\b(x2|sp)\b", text)


@pytest.mark.parametrize(("name", "like"), SAME_PROGRAM.items())
def test_families_that_mean_the_same_share_one_program(name: str, like: str) -> None:
    one, other = FAMILIES[name], FAMILIES[like]
    operands = one.draw(random.Random(3), one.variants[0])
    assert one.build(operands, CANONICAL) == other.build(operands, CANONICAL)
    assert one.expect(operands) == other.expect(operands)


def test_triangular_is_the_sum_from_one() -> None:
    triangular = FAMILIES["triangular"].draw(random.Random(3), slots("n"))
    upper = triangular.numbers["n"]
    range_sum = Operands(slots("hi"), {"lo": Number(1), "hi": upper})
    assert FAMILIES["triangular"].build(triangular, CANONICAL) == FAMILIES["sum_range"].build(
        range_sum, CANONICAL
    )


@pytest.mark.parametrize(
    ("operands", "name", "expected"),
    [
        (numbers("sub", "a b", a=25, b=10), "sub", {0x5000: [15]}),
        (numbers("sub", "a b", a=10, b=25), "sub", {0x5000: [0xFFFFFFF1]}),
        (numbers("mul_by_repeated_add", "a b", a=-7, b=8), "mul_by_repeated_add", {0x5000: [0xFFFFFFC8]}),
        (numbers("power", "a n", a=2, n=5), "power", {0x5000: [32]}),
        (numbers("power", "a n", a=-3, n=3), "power", {0x5000: [0xFFFFFFE5]}),
        (numbers("power", "a n", a=9, n=0), "power", {0x5000: [1]}),
        (numbers("power", "a n", a=0, n=4), "power", {0x5000: [0]}),
        (numbers("factorial", "n", n=0), "factorial", {0x5000: [1]}),
        (numbers("factorial", "n", n=7), "factorial", {0x5000: [5040]}),
        (numbers("clamp", "a lo hi", a=8, lo=2, hi=7), "clamp", {0x5000: [7]}),
        (numbers("sum_evens", "n", n=10), "sum_evens", {0x5000: [110]}),
        (numbers("sum_evens", "n", n=0), "sum_evens", {0x5000: [0]}),
        (numbers("sum_odds", "n", n=10), "sum_odds", {0x5000: [100]}),
        (numbers("triangular", "n", lo=1, n=0), "triangular", {0x5000: [0]}),
        (numbers("count_down", "hi lo", hi=5, lo=1), "count_down", {0x5000: [5, 4, 3, 2, 1]}),
        (numbers("count_up", "lo hi", lo=-1, hi=1), "count_up", {0x5000: [0xFFFFFFFF, 0, 1]}),
        (numbers("fibonacci", "n", n=6), "fibonacci", {0x5000: [0, 1, 1, 2, 3, 5]}),
        (numbers("gcd", "a b", a=48, b=36), "gcd", {0x5000: [12]}),
        (numbers("isqrt", "a", a=15), "isqrt", {0x5000: [3]}),
        (numbers("isqrt", "a", a=16), "isqrt", {0x5000: [4]}),
        (numbers("popcount", "a", a=255), "popcount", {0x5000: [8]}),
        (numbers("is_power_of_2", "a", a=0), "is_power_of_2", {0x5000: [0]}),
        (numbers("sign", "a", a=-12), "sign", {0x5000: [0xFFFFFFFF]}),
        (numbers("switch_like_grade", "a", a=90), "switch_like_grade", {0x5000: [4]}),
        (numbers("switch_like_grade", "a", a=59), "switch_like_grade", {0x5000: [0]}),
        (numbers("swap_two_values", "a b", a=3, b=8), "swap_two_values", {0x5000: [8, 3]}),
        (numbers("write_digits", "a", a=100), "write_digits", {0x5000: [1, 0, 0]}),
        (numbers("lcm", "a b", a=4, b=6), "lcm", {0x5000: [12]}),
        (numbers("is_prime", "a", a=1), "is_prime", {0x5000: [0]}),
        (numbers("is_prime", "a", a=2), "is_prime", {0x5000: [1]}),
        (numbers("is_prime", "a", a=49), "is_prime", {0x5000: [0]}),
        (numbers("is_prime", "a", a=97), "is_prime", {0x5000: [1]}),
        (numbers("digit_sum", "a", a=9075), "digit_sum", {0x5000: [21]}),
        (numbers("collatz_steps", "a", a=6), "collatz_steps", {0x5000: [8]}),
        (numbers("average", "a b", a=-3, b=0), "average", {0x5000: [0xFFFFFFFE]}),
        (numbers("leading_zeros", "a", a=0), "leading_zeros", {0x5000: [32]}),
        (numbers("trailing_zeros", "a", a=40), "trailing_zeros", {0x5000: [3]}),
        (numbers("bit_reverse", "a", a=1), "bit_reverse", {0x5000: [0x80000000]}),
        (numbers("hex_digits", "a", a=255), "hex_digits", {0x5000: [15, 15]}),
        (numbers("hex_digits", "a", a=0), "hex_digits", {0x5000: [0]}),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_known_answers(
    operands: Operands, name: str, expected: dict[int, list[int]], machine: UnicornMachine
) -> None:
    assert FAMILIES[name].expect(operands) == expected
    verify(FAMILIES[name], operands, CANONICAL, machine)


def test_display_and_stored_text_differ_in_place_and_packing(machine: UnicornMachine) -> None:
    operands = Operands(slots("s"), {}, s="hello")
    assert FAMILIES["display"].expect(operands) == {0x6000: [104, 101, 108, 108, 111]}
    assert FAMILIES["write_ascii_text"].expect(operands) == {0x5000: [0x6C6C6568, 0x6F]}
    for name in ("display", "write_ascii_text"):
        verify(FAMILIES[name], operands, CANONICAL, machine)


def test_popping_gives_the_last_value_first(machine: UnicornMachine) -> None:
    operands = Operands(slots("list"), {}, (Number(3), Number(5), Number(9000)))
    assert FAMILIES["push_pop_sequence"].expect(operands) == {0x5000: [9000, 5, 3]}
    verify(FAMILIES["push_pop_sequence"], operands, CANONICAL, machine)


def test_a_listed_array_is_in_memory_before_the_start() -> None:
    operands = FAMILIES["sum_array"].draw(random.Random(2), slots("list"))
    listed = [item.value & 0xFFFFFFFF for item in operands.items]
    assert FAMILIES["sum_array"].seed(operands) == {0x5100: listed}
    assert operands.numbers["n"].value == len(listed)


def test_memory_holds_more_than_the_n_elements_asked_for() -> None:
    rng = random.Random(2)
    drawn = [FAMILIES["sum_array"].draw(rng, slots("n")) for _ in range(50)]
    assert all(
        len(operands.array) > operands.numbers["n"].value
        for operands in drawn
        if operands.numbers["n"].value < 64
    )


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (Number(7), "addi x5, x0, 7"),
        (Number(-5, "words"), "addi x5, x0, 5; sub x5, x0, x5"),
        (Number(0x7F, "hex"), "addi x5, x0, 7; slli x5, x5, 4; addi x5, x5, 15"),
        (Number(42), "addi x5, x0, 4; slli x6, x5, 2; add x5, x5, x6; slli x5, x5, 1; addi x5, x5, 2"),
        (Number(10, "words"), "addi x5, x0, 1; slli x6, x5, 2; add x5, x5, x6; slli x5, x5, 1; addi x5, x5, 0"),
    ],
)
def test_loads_follow_the_form_of_the_number(number: Number, text: str) -> None:
    assert load("x5", number, "x6").strip().replace("\n", "; ") == text


@pytest.mark.parametrize("value", [0, 7, 999, 1000, 2048, 65_535, 9_999_999, -1, -2048, -1_234_567])
def test_a_loaded_number_is_that_number(value: int, machine: UnicornMachine) -> None:
    forms = ("digits", "hex") if value >= 0 else ("digits",)
    for form in forms:
        machine.reset()
        machine.load_program(assemble(load("x5", Number(value, form), "x6") + "halt"))
        machine.run(100)
        assert int(machine.state().registers[5]) == value & 0xFFFFFFFF


@pytest.mark.parametrize("value", [0x800, 0xFFF, 0x1800, 0x7FFFFFFF, 0x80000000, 0xFFFFF800, 0xFFFFFFFF])
def test_hexadecimal_words_load_whole(value: int, machine: UnicornMachine) -> None:
    machine.reset()
    machine.load_program(assemble(load("x5", Number(value, "hex"), "x6") + "halt"))
    machine.run(100)
    assert int(machine.state().registers[5]) == value


def test_numbers_fit_their_forms(each: Family) -> None:
    rng = random.Random(each.name)
    for turn in range(100):
        for number in shown_numbers(each.draw(rng, each.variants[turn % len(each.variants)])):
            assert number.form != "words" or abs(number.value) <= 9999
            assert number.form != "hex" or number.value >= 0


def test_round_hundreds_in_words_never_stand_beside_another_number_in_words(each: Family) -> None:
    rng = random.Random(each.name)
    for _ in range(100):
        shown = shown_numbers(each.draw(rng, each.variants[0], forms=(0.2, 0.8, 0.0)))
        spoken = [number.value for number in shown if number.form == "words"]
        assert len(spoken) < 2 or not any(value and value % 100 == 0 for value in spoken)


def test_all_numbers_are_in_words_where_only_words_have_weight(each: Family) -> None:
    rng = random.Random(each.name)
    for turn in range(20):
        operands = each.draw(rng, each.variants[turn % len(each.variants)], forms=(0.0, 1.0, 0.0))
        assert all(number.form == "words" for number in shown_numbers(operands))


def test_wide_families_offer_a_thousand_choices_and_all_magnitudes() -> None:
    rng = random.Random(4)
    for name in ("add", "sub", "xor", "max", "equal", "gcd", "mul_by_repeated_add"):
        item = FAMILIES[name]
        drawn = {
            tuple(number.value for number in item.draw(rng, slots("a b")).numbers.values())
            for _ in range(2000)
        }
        assert len(drawn) >= 1000
        assert {len(str(abs(value))) for pair in drawn for value in pair} >= {1, 2, 3, 4, 5}


def test_strings_are_printable_short_and_mostly_unguessable() -> None:
    rng = random.Random(5)
    drawn = [draw_text(rng) for _ in range(4000)]
    assert all(1 <= len(text) <= MAX_LENGTH and text.isascii() and text.isprintable() for text in drawn)
    assert all(text == text.strip() for text in drawn)
    assert len(set(drawn)) > 2400
    assert {len(text) for text in drawn} == set(range(1, MAX_LENGTH + 1))


def test_packing_fills_the_last_word_with_zeros() -> None:
    assert pack_text("hello") == [0x6C6C6568, 0x6F]


class _Doubled(One):
    """Says that it doubles; what its program does is for the test to choose."""

    name = "doubled"
    variants = (frozenset("a"),)
    order = ("a",)

    def __init__(self, work: str) -> None:
        self.work = work

    def compute(self, *values: int) -> int:
        return 2 * values[0]

    def body(self, r: Layout, count: int) -> str:
        return self.work.format(**r._asdict()) + store(r)


@pytest.mark.parametrize(
    ("work", "message"),
    [
        ("addi {out}, {a}, 1\n", r"doubled\(a=4 \(digits\)\) leaves \[5\] at 0x5000, expected \[8\]"),
        (
            "add {out}, {a}, {a}\nlui {p}, 5\nsw {a}, 4({p})\n",
            "changes the word at 0x5004 to 0x4, expected 0x0 as before",
        ),
        ("1:\nbeq x0, x0, 1b\n", "takes more than 398 cycles: draw smaller operands"),
        ("lw {out}, 1({a})\n", r"doubled\(a=4 \(digits\)\): .*mend the family's program"),
    ],
)
def test_a_wrong_program_is_refused_with_the_reason(work: str, message: str, machine: UnicornMachine) -> None:
    with pytest.raises(WrongProgram, match=message):
        verify(_Doubled(work), numbers("abs", "a", a=4), CANONICAL, machine)


def test_slots_that_a_family_does_not_have_are_refused() -> None:
    with pytest.raises(ValueError, match=r"family add has no slots \['n'\]: use \{a, b\}"):
        FAMILIES["add"].draw(random.Random(0), slots("n"))


def test_a_name_is_registered_once() -> None:
    with pytest.raises(ValueError, match="family 'add' is registered already"):
        family("add", "a b")(Scalar)


def test_an_unknown_family_names_those_there_are() -> None:
    with pytest.raises(KeyError, match="no family 'divisors': the families are abs, abs_fn, add"):
        get_family("divisors")
