"""Every family: its designs pass every tool, wrong ones fail its bench, and one seed gives one design."""

from __future__ import annotations

import random
import re

import pytest

from groundwire.distill.families import families, family, get_family
from groundwire.distill.families.check import Job, check, simulate
from groundwire.distill.families.draw import Draw
from groundwire.distill.families.forms import forms_of, write_problem
from groundwire.distill.families.mutate import bugs
from groundwire.eda import find_icarus, find_tools

INSTANCES = 20
MUTANTS = 4
NAMES = tuple(families())
TOOLS = {name for name, tool in find_tools().items() if tool}
needs_tools = pytest.mark.skipif(
    not find_icarus() or not {"pyslang", "pyosys"} <= TOOLS, reason="needs Icarus Verilog, pyslang and pyosys"
)


def drawn(name: str, count: int = INSTANCES):
    return [get_family(name).draw(random.Random(f"{name} {number}")) for number in range(count)]


@pytest.mark.slow
@needs_tools
@pytest.mark.parametrize("name", NAMES)
def test_designs_elaborate_simulate_and_synthesize(name):
    designs = drawn(name)
    failed = [(n, o.reason, o.detail, designs[n].code("TopModule")) for n, o in enumerate(check(designs)) if not o.ok]
    assert not failed, failed[0]


@pytest.mark.slow
@needs_tools
@pytest.mark.parametrize("name", NAMES)
def test_every_bench_catches_a_changed_reference(name):
    designs = drawn(name)
    tried = [(n, bug) for n, design in enumerate(designs) for bug in bugs(design, random.Random(n))[:MUTANTS]]
    outcomes = simulate([Job(designs[n], bug.body) for n, bug in tried])
    caught = {n for (n, _), outcome in zip(tried, outcomes, strict=True) if outcome.reason == "mismatch"}
    missed = [designs[n].code("TopModule") for n in range(INSTANCES) if n not in caught]
    assert not missed, missed[0]


@pytest.mark.parametrize("name", NAMES)
def test_one_seed_gives_one_design(name):
    first, again = drawn(name, 4), drawn(name, 4)
    for one, two in zip(first, again, strict=True):
        assert one.code("m") == two.code("m")
        assert one.behaviour == two.behaviour
        assert one.rows == two.rows
        assert one.reasoning == two.reasoning


@pytest.mark.parametrize("name", NAMES)
def test_every_form_names_every_port_and_leaves_no_slot(name):
    for design in drawn(name, 5):
        for form in forms_of(design):
            problem = write_problem(design, form, Draw(random.Random(f"{name} {form}")))
            missing = [p.name for p in design.ports if not re.search(rf"\b{re.escape(p.name)}\b", problem.text)]
            assert not missing, (form, missing, problem.text)
            assert problem.module in problem.text
            assert "$MODULE$" not in problem.text + problem.reasoning
            inner = set(re.findall(r"(?<!\})\{([a-z]\w{0,2})\}", problem.text)) - {p.name for p in design.ports}
            assert not {slot for slot in inner if f"{{{slot}}}" not in design.code("m")}, problem.text
            assert problem.reasoning.strip()


@pytest.mark.parametrize("name", NAMES)
def test_designs_are_small_enough_for_a_tiny_model(name):
    sizes = sorted(len(d.behaviour) + len(d.reasoning) + len(d.code("TopModule")) for d in drawn(name))
    assert sizes[len(sizes) // 2] < 2200


def test_every_topic_of_the_corpus_has_a_family():
    wanted = {
        "gates", "vectors", "multiplexers", "decoders", "encoders", "arithmetic", "comparators", "parity and counting",
        "Gray and BCD", "truth tables", "latches", "flip-flops", "counters", "shift registers", "LFSRs", "edge detectors",
        "timers", "state machines", "sequence detectors", "arbiters", "FIFOs", "memories", "ALUs", "datapaths",
    }  # fmt: skip
    assert wanted <= {each.topic for each in families().values()}


def test_a_name_cannot_be_entered_twice():
    with pytest.raises(ValueError, match=r"family 'gate' is there already .*: take another name"):
        family("gate", "gates")(lambda d: None)


def test_an_unknown_family_is_named_with_those_there_are():
    with pytest.raises(KeyError, match="no family 'flux'; there are accumulator, "):
        get_family("flux")
