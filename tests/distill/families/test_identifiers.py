"""Names that no family thought of: legal, many, and never a word of Verilog; designs with them work as others do."""

import random
import re

from groundwire.distill.families.draw import Draw
from groundwire.distill.families.identifiers import WORDS_OF_VERILOG, identifier


def test_names_are_identifiers_and_no_words_of_verilog():
    rng = random.Random(1)
    names = [identifier(rng) for _ in range(5000)]
    assert all(re.fullmatch(r"[A-Za-z][A-Za-z0-9_]*", name) for name in names)
    assert not {name.lower() for name in names} & WORDS_OF_VERILOG


def test_names_are_many_and_short_ones_are_among_them():
    rng = random.Random(2)
    names = [identifier(rng) for _ in range(5000)]
    assert len(set(names)) > 2500
    assert 0.2 < sum(len(name) < 3 for name in names) / 5000 < 0.45


def test_a_design_gets_odd_names_now_and_then_but_never_the_same_twice():
    odd = 0
    for seed in range(200):
        d = Draw(random.Random(seed))
        names = [d.name("a", "x") for _ in range(8)]
        assert len(set(names)) == 8
        odd += any(not re.fullmatch(r"[ax]\d?", name) for name in names)
    assert 100 < odd < 160


def test_a_name_without_a_choice_is_kept():
    assert all(Draw(random.Random(seed)).name("j") == "j" for seed in range(50))
