"""Test benches and checking: what they print, what they catch, and that one bad design costs only itself."""

from __future__ import annotations

import random
import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from groundwire.distill.families import Design, Draw, Port, Row, Style, get_family
from groundwire.distill.families.bench import test_bench as make_bench
from groundwire.distill.families.check import Job, check, simulate, synthesize_all
from groundwire.distill.families.draw import RESET_NAMES
from groundwire.distill.families.forms import write_problem
from groundwire.distill.families.models import clocked, combinational
from groundwire.distill.families.mutate import bugs
from groundwire.distill.families.reset import Reset, draw_reset
from groundwire.eda import Icarus, find_icarus

needs_icarus = pytest.mark.skipif(not find_icarus(), reason="needs Icarus Verilog")
PORTS = (Port("a", 2), Port("y", 2, output=True))


def inverter(body: str, rows: tuple[Row, ...] | None = None) -> Design:
    rows = rows or combinational(random.Random(0), PORTS, lambda v: {"y": v["a"] ^ 3})
    return Design("an inverter", PORTS, "y is NOT a.", "Invert.", (body,), rows, Style(), ("inv",))


@needs_icarus
def test_a_bench_ends_with_a_line_for_machines():
    design = inverter("assign y = a;")
    icarus = Icarus()
    source = (design.code("TopModule") + make_bench(design, "TopModule")).encode()
    compiled = icarus.compile({"x.sv": source}, "tb")
    assert compiled.ok, compiled.log
    assert icarus.simulate(compiled, {}).stdout.splitlines()[-1] == "RESULT 4 4"


@needs_icarus
def test_an_unknown_output_is_a_mismatch_unless_it_does_not_matter():
    floating = inverter("assign y[0] = ~a[0];")
    lenient = replace(floating, rows=tuple(row._replace(care={"y": 1}) for row in floating.rows))
    careless = replace(floating, body=("",), rows=tuple(Row(row.inputs, {"y": None}) for row in floating.rows))
    assert [o.reason for o in simulate([Job(floating), Job(lenient), Job(careless)])] == ["mismatch", "", ""]


@needs_icarus
def test_a_design_that_does_not_compile_costs_only_itself():
    good, bad, wrong = inverter("assign y = ~a;"), inverter("assign y = ;"), inverter("assign y = a;")
    assert [o.reason for o in simulate([Job(good), Job(bad), Job(wrong), Job(good)])] == ["", "compile", "mismatch", ""]


@pytest.mark.slow
@needs_icarus
def test_each_tool_drops_its_own_kind_of_fault():
    loop = inverter("assign y = ~a; wire t; assign t = ~t;")
    unknown = inverter("assign y = ~a & ghost;")
    designs = [inverter("assign y = ~a;"), unknown, loop, inverter("assign y = a;"), inverter("assign y = 2'd3 - a;")]
    outcomes = check(designs)
    assert [o.reason for o in outcomes] == ["", "lint", "synthesis", "mismatch", ""]
    assert outcomes[0].cells == 2


@pytest.mark.slow
def test_synthesis_counts_each_module_of_a_batch_by_itself():
    one, two = inverter("assign y = ~a;"), inverter("assign y = {1'b0, a[0] & a[1]};")
    assert [o.cells for o in synthesize_all([one, two])] == [2, 1]


def test_a_clocked_model_waits_for_the_edge_unless_its_reset_is_asynchronous():
    for kind, before in (("sync", 1), ("async", 0)):
        reset = Reset(kind, False, "rst")
        ports = (Port("clk"), *reset.ports, Port("q", output=True))
        rows = clocked(
            random.Random(1), ports, "clk", reset, 0, lambda s, v: 1, lambda s, v: {"q": s}, cycles=5,
            bias=lambda rng, cycle: {"rst": 0},
        )  # fmt: skip
        again = [row for row in rows if row.inputs["rst"]][4:]
        assert all(row.outputs["q"] == before for row in again if row.inputs["clk"] == 0)
        assert rows[-1].inputs["clk"] == 1


def test_what_powers_up_unknown_is_expected_only_once_it_is_known():
    ports = (Port("clk"), Port("d"), Port("q", 2, output=True))
    rows = clocked(
        random.Random(0), ports, "clk", Reset(), 0, lambda s, v: (s << 1 | v["d"]) & 3, lambda s, v: {"q": s}, cycles=3,
        unknown=(0, 3),
    )  # fmt: skip
    assert [row.care_of(ports[2]) for row in rows] == [0, 1, 1, 3, 3, 3]


def test_a_falling_edge_design_begins_with_the_clock_high():
    ports = (Port("clk"), Port("d"), Port("q", output=True))
    rows = clocked(
        random.Random(0), ports, "clk", Reset(), 0, lambda s, v: v["d"], lambda s, v: {"q": s}, falling=True, unknown=(0, 1)
    )  # fmt: skip
    assert [row.inputs["clk"] for row in rows[:4]] == [1, 0, 1, 0]


@given(st.integers(0, 10_000))
@settings(max_examples=30, deadline=None)
def test_resets_are_told_with_their_level_and_their_name(seed):
    rng = random.Random(seed)
    reset = draw_reset(rng, ("sync", "async"))
    told = Draw(rng).tell_reset(reset, "clears q")
    assert reset.name in told or reset.name.lower() in RESET_NAMES
    assert bool(re.search(r"\blow\b|\b0\b", told)) == reset.low
    waits = re.search(r"(?<!a)synchronous|clock edge", told.replace("with or without a clock edge", ""))
    assert ("sync" if waits else "async") == reset.kind


def test_a_bug_fix_problem_shows_the_bug_and_its_reasoning_the_repair():
    design = get_family("counter").draw(random.Random(3))
    bug = bugs(design, random.Random(0))[0]
    problem = write_problem(design, "bugfix", Draw(random.Random(0)), bug)
    assert bug.line in problem.text
    assert bug.fixed in problem.reasoning
    assert bug.line != bug.fixed


def test_what_a_loop_does_is_changed_and_never_how_often():
    line = "    if (rs) for (k = 0; k < 8; k = k + 1) bank[k] <= k == 3 ? a : 2'b01;"
    found = bugs(inverter(line), random.Random(0))
    assert found and all("for (k = 0; k < 8; k = k + 1)" in bug.line for bug in found)


def test_a_bug_fix_problem_without_a_bug_is_refused():
    with pytest.raises(ValueError, match="a bug-fix problem needs a bug: give one whose bench has failed"):
        write_problem(get_family("gate").draw(random.Random(0)), "bugfix", Draw(random.Random(0)))


def test_an_unknown_form_is_named_with_those_there_are():
    with pytest.raises(ValueError, match="no form 'poem': use one of interface, head, "):
        write_problem(get_family("gate").draw(random.Random(0)), "poem", Draw(random.Random(0)))
