"""Ports, the part that each input plays, and inputs that tell designs apart."""

import pytest

from groundwire.bench import tools
from groundwire.distill.ask.agreement import Trace, trace
from groundwire.distill.ask.ports import Part, Port, parts_of, ports_of
from groundwire.distill.ask.stimulus import make_stimulus
from groundwire.distill.ask.trials import read_bench, read_words
from groundwire.distill.errors import DistillError

pytest.importorskip("pyslang", reason="pyslang is not installed: pip install pyslang")
needs_icarus = pytest.mark.skipif(tools.ICARUS not in tools.available(), reason="Icarus Verilog is not installed")


def test_ports_are_read_with_their_widths():
    found = ports_of("module m #(parameter W = 5)(input [W-1:0] b, input a, output logic signed [2:0] y); endmodule", "m")
    assert found == (Port("a", False, 1), Port("b", False, 5), Port("y", True, 3))


@pytest.mark.parametrize("port", ["inout y", "output y [3:0]", "input real y", r"input \a+b "])
def test_ports_that_cannot_be_driven_as_vectors_are_none(port):
    assert ports_of(f"module m(input a, {port}); endmodule", "m") is None


def test_clocks_and_resets_are_found_by_use_and_by_name():
    source = """module m(input tick, input rst_n, input areset, input reset, input clk_in, input en, output reg q);
    always @(posedge tick or negedge rst_n) if (!rst_n) q <= 0; else if (en) q <= 1; endmodule"""
    parts = parts_of(ports_of(source, "m"), source)
    assert parts == {
        "tick": Part.CLOCK, "clk_in": Part.CLOCK, "rst_n": Part.LOW_RESET, "areset": Part.RESET, "reset": Part.RESET,
        "en": Part.DATA,
    }  # fmt: skip


def test_few_bits_are_shown_in_every_combination():
    ports = (Port("a", False, 2), Port("b", False, 3), Port("y", True, 1))
    rows = make_stimulus(ports, {"a": Part.DATA, "b": Part.DATA}).rows
    assert len({(row["a"], row["b"]) for row in rows}) == len(rows) == 32


def test_a_reset_is_held_first_and_data_change_while_the_clock_is_low():
    ports = (Port("clk", False, 1), Port("d", False, 8), Port("q", True, 8), Port("rst_n", False, 1))
    made = make_stimulus(ports, {"clk": Part.CLOCK, "d": Part.DATA, "rst_n": Part.LOW_RESET})
    assert [row["clk"] for row in made.rows[:4]] == [0, 1, 0, 1] and made.settled == 6
    assert not any(row["rst_n"] for row in made.rows[:6]) and any(row["rst_n"] for row in made.rows[6:])
    assert all(low["d"] == high["d"] for low, high in zip(made.rows[::2], made.rows[1::2], strict=True))
    assert len({row["d"] for row in made.rows}) > 20


def test_unknown_bits_agree_with_what_is_known_but_not_with_everything():
    assert Trace(("01x1",)).like(Trace(("0111",))) and not Trace(("0101",)).like(Trace(("0111",)))
    assert not Trace(("xxxx",)).like(Trace(("0111",))) and Trace(("xx",)).like(Trace(("xx",)))


@needs_icarus
def test_designs_that_differ_in_one_combination_are_told_apart():
    source = "module m(input [2:0] a, input [3:0] b, output y); assign y = {WHAT}; endmodule"
    one, other, same = (source.replace("{WHAT}", what) for what in ("a == b", "a == b && a != 5", "!(a ^ b)"))
    ports = ports_of(one, "m")
    made = make_stimulus(ports, parts_of(ports, one))
    traces = [trace(code, "m", ports, made) for code in (one, other, same)]
    assert traces[0].like(traces[2]) and not traces[0].like(traces[1])


@needs_icarus
def test_a_design_that_never_ends_has_no_trace():
    source = "module m(input a, output reg y); always @* begin y = 0; while (a) y = ~y; end endmodule"
    ports = ports_of(source, "m")
    assert trace(source, "m", ports, make_stimulus(ports, {"a": Part.DATA})) is None


@pytest.mark.parametrize(
    ("output", "ok"),
    [
        ("Mismatches: 0 in 20 samples", True), ("Mismatches: 2 in 20 samples", False), ("Mismatches: 0 in 0 samples", False),
        ("RESULT 0 80", True), ("RESULT 3 80", False), ("=== Your Design Passed ===", True),
        ("Test 3 failed\nTest 4 passed", False),
        ("0 errors", True), ("errors: 0, all passed", True), ("3 errors", False), ("done", False), ("", False),
        ("PASS: no mismatches found", True),
    ],
)  # fmt: skip
def test_the_words_of_benches(output, ok):
    assert read_words(output, 0)[0] is ok


def test_a_bench_that_ends_with_an_exit_code_has_failed():
    assert read_words("all is passed over", 1) == (False, "the bench ended with code 1; its last words are 'all is passed over'")


def test_the_module_that_a_bench_tests_is_found():
    text = "module tb; RefModule good(.a(a)); TopModule dut(.a(a)); stimulus s(); endmodule module stimulus; endmodule"
    assert read_bench(text, "module RefModule; endmodule").module == "TopModule"
    assert read_bench(text, "module RefModule; endmodule", "TopModule").top == "tb"
    with pytest.raises(DistillError, match="no top module"):
        read_bench("// nothing")
