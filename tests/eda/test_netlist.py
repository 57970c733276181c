import pytest

from groundwire.eda.errors import SandboxError
from groundwire.eda.limits import Limits
from groundwire.eda.netlist import Equivalence, equivalent, synthesize

pytest.importorskip("pyosys", reason="pyosys is not installed")

HEAD = "module m(input clk, input rst, input [3:0] a, output reg [3:0] q);\n"
SUM = HEAD + "always @(posedge clk) if (rst) q <= 0; else q <= q + a;\nendmodule\n"


def test_an_accumulator_becomes_gates_and_flip_flops() -> None:
    report = synthesize(SUM, "m")
    assert report.ok and not report.failure
    assert sum(count for cell, count in report.cells.items() if "DFF" in cell) == 4
    assert report.cell_count > 4 and report.area is not None and report.area > 10


def test_a_wider_design_is_larger() -> None:
    narrow, wide = synthesize(SUM, "m"), synthesize(SUM.replace("[3:0]", "[15:0]"), "m")
    assert narrow.area is not None and wide.area is not None and wide.area > 3 * narrow.area


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("always @(posedge clk) q <= ;", "expected expression"),
        ("assign q = a; assign q = ~a;", "check -assert|multiple|driver"),
        ("initial begin #10 q = 1; end always @(posedge missing) q <= a;", "missing"),
    ],
)
def test_what_does_not_synthesize_says_why_and_the_next_one_does(body: str, said: str) -> None:
    head = HEAD.replace("reg ", "") if "assign" in body else HEAD
    report = synthesize(head + body + "\nendmodule\n", "m")
    assert not report.ok
    assert any(part in report.failure + report.log for part in said.split("|"))
    assert synthesize(SUM, "m").ok


def test_an_unknown_top_is_a_failure_and_a_strange_one_is_refused() -> None:
    assert not synthesize(SUM, "other").ok
    with pytest.raises(SandboxError, match="module name 'm; exec -- rm' is not a plain identifier"):
        synthesize(SUM, "m; exec -- rm")


def test_a_design_too_large_meets_a_limit() -> None:
    huge = "module m(input [4095:0] a, b, output [8191:0] y); assign y = a * b; endmodule\n"
    report = synthesize(huge, "m", Limits(wall_seconds=20.0, cpu_seconds=0.2))
    assert not report.ok and report.failure in {"limit: cpu", "limit: wall"}  # which, depends on how busy the machine is


@pytest.mark.parametrize(
    ("body", "verdict"),
    [
        ("always @(posedge clk) q <= rst ? 4'd0 : a + q;", Equivalence.EQUAL),
        ("always @(posedge clk) q <= rst ? 4'd0 : a - q;", Equivalence.DIFFERENT),
        ("always @(posedge clk or posedge rst) if (rst) q <= 0; else q <= q + a;", Equivalence.DIFFERENT),
        ("always @(negedge clk) if (rst) q <= 0; else q <= q + a;", Equivalence.DIFFERENT),
        ("always @(posedge clk) q <= q + a;", Equivalence.DIFFERENT),
    ],
)
def test_designs_are_compared(body: str, verdict: Equivalence) -> None:
    report = equivalent(SUM, HEAD + body + "\nendmodule\n", "m")
    assert report.verdict == verdict, report.log


def test_a_reference_that_is_undefined_matches_anything_and_not_the_other_way() -> None:
    gold = "module g(input a, output y); assign y = a ? 1'b1 : 1'bx; endmodule\n"
    gate = "module m(input a, output y); assign y = 1; endmodule\n"
    assert equivalent(gold, gate, "g", "m").verdict == Equivalence.EQUAL
    assert equivalent(gate, gold, "m", "g").verdict == Equivalence.DIFFERENT


def test_other_ports_cannot_be_compared() -> None:
    report = equivalent(SUM, SUM.replace(" a", " b"), "m")
    assert report.verdict == Equivalence.UNKNOWN and "No matching port" in report.why
