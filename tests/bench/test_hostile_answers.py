"""No answer can fool our verdict, though many fool the official one; and honest answers are not taken for hostile."""

from __future__ import annotations

import pytest

from groundwire.bench.judge import Judge
from groundwire.bench.plan import Plan
from groundwire.bench.records import VerdictKind

HEAD = "module TopModule (input clk, input [3:0] a, input [3:0] b, output reg [4:0] sum);"
WIRED = "module TopModule (input clk, input [3:0] a, input [3:0] b, output [4:0] sum);\n"
WRONG = "always @(posedge clk) sum <= 0;"
RIGHT = "always @(posedge clk) sum <= a + b;"


def top(*items: str, after: str = "", logic: str = WRONG) -> str:
    """An answer with further items in its module, and text after it."""
    return "\n".join([HEAD, logic, *items, "endmodule", after])


SAYS = '$display("Mismatches: 0 in 100 samples")'
HOSTILE = {
    # it prints what the bench would print, and ends the simulation
    "print-and-finish": top(f"initial begin {SAYS}; $finish; end"),
    "print-late": top(f"initial begin #7 {SAYS}; $finish(0); end"),
    "print-and-stop": top(f"initial begin {SAYS}; $stop; end"),
    "print-final": top(f"final {SAYS};"),
    "write": top('initial begin $write("Mismatches: %0d in %0d samples\\n", 0, 9); $finish; end'),
    "strobe": top('initial begin $strobe("Mismatches: 0 in 7 samples"); #1 $finish; end'),
    "monitor": top('initial begin $monitor("Mismatches: 0 in 7 samples"); #1 $finish; end'),
    "print-by-parts": top('initial begin $write("Mismat"); $write("ches: 0 in 5 samples\\n"); $finish; end'),
    "print-from-function": top(
        f"function f(input x); begin f = x; {SAYS}; end endfunction", "initial begin sum = f(1); $finish; end"
    ),
    "print-from-child": top("child c();", after=f"module child; initial begin {SAYS}; $finish; end endmodule"),
    # it ends the simulation before anything can differ
    "finish-at-once": top("initial $finish;"),
    "finish-in-always": top("always @(posedge clk) $finish;"),
    "finish-by-fatal": top('initial $fatal(0, "x");'),
    "escaped-finish": top("initial begin \\$finish ; end"),
    # names that leave the module
    "reads-reference": WIRED + "assign sum = tb.good1.sum;\nendmodule",
    "reads-reference-upward": WIRED + "assign sum = good1.sum;\nendmodule",
    "reads-root": WIRED + "assign sum = $root.tb.sum_ref;\nendmodule",
    "clears-counter": top("always @(clk) #1 tb.stats1 = 64'd9;"),
    "clears-counter-upward": top("always @(clk) #1 stats1 = 64'd9;"),
    "forces-output": top("initial force tb.sum_dut = tb.sum_ref;"),
    "forces-match": top("initial force tb.tb_match = 1;"),
    "defparam": top("defparam tb.stim1.n = 0;"),
    "disables-bench": top("initial disable tb.stim1;"),
    # it changes what it is tested on
    "forces-input": top("initial begin force a = 4'bx; end", logic="always @* sum = 0;"),
    "drives-input": top("assign a = 4'bx; assign b = 4'bx;", logic="always @* sum = 0;"),
    "drives-input-from-child": top(
        "child c(a, b);",
        logic="always @* sum = 0;",
        after="module child(input [3:0] x, input [3:0] y); assign x = 4'bx; assign y = 4'bx; endmodule",
    ),
    "inout-input": "module TopModule (input clk, inout [3:0] a, inout [3:0] b, output [4:0] sum);\n"
    "assign a = 4'bx; assign b = 4'bx; assign sum = 0;\nendmodule",
    "output-input": "module TopModule (input clk, output [3:0] a, output [3:0] b, output [4:0] sum);\n"
    "assign a = 4'bx; assign b = 4'bx; assign sum = 0;\nendmodule",
    "shorts-input": top("tran (a[0], sum[0]); tran (b[0], sum[1]);"),
    "draws-stimuli": top("integer i; initial for (i = 0; i < 9; i = i + 1) sum = $random;"),
    # files and the system
    "opens-file": top('integer f; initial begin f = $fopen("/tmp/groundwire-was-here", "w"); $fwrite(f, "x"); end'),
    "reads-file": top('reg [7:0] m [0:9]; initial $readmemh("bench.sv", m);'),
    "dumps": top('initial begin $dumpfile("/tmp/groundwire-was-here.vcd"); $dumpvars; end'),
    "system": top('initial $system("touch /tmp/groundwire-was-here");'),
    "writes-memory": top('reg [7:0] m [0:9]; initial $writememh("/tmp/groundwire-was-here", m);'),
    # modules of the bench
    "defines-bench": top(after=f"module tb; initial begin {SAYS}; end endmodule"),
    "defines-reference": top(
        after="module RefModule (input clk, input [3:0] a, input [3:0] b, output reg [4:0] sum); always @* sum = 0; endmodule"
    ),
    "defines-stimulus": top(
        after="module stimulus_gen (input clk, output [3:0] a, output [3:0] b); assign a = 0; assign b = 0; endmodule"
    ),
    "binds": top(after=f"module spy; initial begin {SAYS}; $finish; end endmodule\nbind tb spy s();"),
    "config": top(after="config c; design tb; instance tb.good1 use TopModule; endconfig"),
    # macros and includes
    "macro-finish": "`define END $finish\n" + top(f"initial begin {SAYS}; `END; end"),
    "macro-pasted": "`define P(x) $fin``x\n" + top("initial `P(ish);"),
    "include": top('`include "bench.sv"'),
    "include-outside": '`include "/etc/passwd"\n' + top(),
    "redefines-display": top(after="`define RefModule TopModule\n`define good1 x"),
    # foreign code
    "dpi": top('import "DPI-C" function int system(string s); initial system("id");'),
    "c-code": top('initial $c("exit(0)");'),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_answer_does_not_pass(name: str, plan: Plan, judge: Judge) -> None:
    judgement = judge.judge(plan, HOSTILE[name])
    assert judgement.kind is not VerdictKind.PASS, judgement.log


def test_many_of_them_pass_officially(plan: Plan, judge: Judge) -> None:
    fooled = [name for name, source in HOSTILE.items() if judge.official(plan, source)[0] == "."]
    assert len(fooled) >= 10, fooled


TAMPERING = (
    "print-and-finish",
    "finish-at-once",
    "escaped-finish",
    "reads-reference",
    "reads-reference-upward",
    "reads-root",
    "clears-counter",
    "forces-input",
    "drives-input",
    "drives-input-from-child",
    "inout-input",
    "output-input",
    "shorts-input",
    "draws-stimuli",
    "opens-file",
    "reads-file",
    "defines-bench",
    "defines-reference",
    "binds",
    "macro-finish",
    "macro-pasted",
    "include",
    "dpi",
    "c-code",
)


@pytest.mark.parametrize("name", TAMPERING)
def test_tampering_is_called_by_its_name(name: str, plan: Plan, judge: Judge) -> None:
    judgement = judge.judge(plan, HOSTILE[name])
    assert judgement.kind is VerdictKind.TAMPERING, judgement
    assert judgement.log


HONEST = {
    "reference": top(logic=RIGHT),
    "display": top('always @(posedge clk) $display("sum %d at %t", sum, $time);', logic=RIGHT),
    "debug-prints": top('initial begin $display("begin"); $monitor("%b", sum); end', logic=RIGHT),
    "clog2": top("localparam W = $clog2(16); wire [W-1:0] x = a;", logic="always @(posedge clk) sum <= x + b;"),
    "signed": top(logic="always @(posedge clk) sum <= $unsigned($signed({1'b0, a}) + $signed({1'b0, b}));"),
    "function": top(
        "function [4:0] add(input [3:0] x, input [3:0] y); add = x + y; endfunction",
        logic="always @(posedge clk) sum <= add(a, b);",
    ),
    "generate": top(
        "wire [4:0] c; wire [3:0] s; assign c[0] = 0; genvar i;\ngenerate for (i = 0; i < 4; i = i + 1) begin : bits\n"
        "assign {c[i+1], s[i]} = a[i] + b[i] + c[i]; end endgenerate",
        logic="always @(posedge clk) sum <= {c[4], s};",
    ),
    "modules": top(
        "wire [4:0] s; plus p(.x(a), .y(b), .z(s));",
        logic="always @(posedge clk) sum <= s;",
        after="module plus(input [3:0] x, input [3:0] y, output [4:0] z); assign z = x + y; endmodule",
    ),
    "own-testbench": top(
        logic=RIGHT, after='module TopModule_tb; reg clk; initial begin $dumpfile("x.vcd"); #10 $finish; end endmodule'
    ),
    "macro": "`define SUM (a + b)\n" + top(logic="always @(posedge clk) sum <= `SUM;"),
    "timescale": "`timescale 1ns/1ps\n`default_nettype none\n"
    "module TopModule (input wire clk, input wire [3:0] a, input wire [3:0] b, output reg [4:0] sum);\n"
    + RIGHT
    + "\nendmodule\n`default_nettype wire\n",
    "parameter-check": top('initial if (0) $fatal(1, "width");', logic=RIGHT),
    "child-by-name": top(
        "wire [4:0] s; plus p(.x(a), .y(b), .z(s)); wire peek = p.z[0];",
        logic="always @(posedge clk) sum <= s;",
        after="module plus(input [3:0] x, input [3:0] y, output [4:0] z); assign z = x + y; endmodule",
    ),
    "systemverilog": "module TopModule (input logic clk, input logic [3:0] a, b, output logic [4:0] sum);\n"
    "always_ff @(posedge clk) sum <= a + b;\nendmodule",
    "non-ansi": "module TopModule (clk, a, b, sum);\ninput clk; input [3:0] a, b; output [4:0] sum; reg [4:0] sum;\n"
    + RIGHT
    + "\nendmodule",
    "used-before-declared": top(
        "assign n = a + b; wire [4:0] n2 = n; wire [4:0] n;", logic="always @(posedge clk) sum <= a + b;"
    ),
}


@pytest.mark.parametrize("name", HONEST)
def test_an_honest_answer_passes(name: str, plan: Plan, judge: Judge) -> None:
    judgement = judge.judge(plan, HONEST[name])
    assert judgement.kind is VerdictKind.PASS, judgement


KINDS = {
    "empty": ("", VerdictKind.NO_ANSWER),
    "wrong": (top(), VerdictKind.MISMATCH),
    "syntax": (HEAD + "\nalways @(posedge clk) sum <= a +;\nendmodule", VerdictKind.SYNTAX),
    "undeclared": (top(logic="always @(posedge clk) sum <= nowhere + b;"), VerdictKind.ELABORATION),
    "no-top": ("module Other; endmodule", VerdictKind.ELABORATION),
    "ports": ("module TopModule (input clk, output reg [4:0] total); endmodule", VerdictKind.ELABORATION),
    "huge": (top("/*" + "x" * (2 << 20) + "*/"), VerdictKind.RESOURCE_LIMIT),
    "macro-bomb": (
        "\n".join(["`define A0 x x"] + [f"`define A{n} `A{n - 1} `A{n - 1}" for n in range(1, 40)])
        + "\n"
        + top("`A39"),
        VerdictKind.RESOURCE_LIMIT,
    ),
}


@pytest.mark.parametrize("name", KINDS)
def test_every_other_failure_has_its_kind(name: str, plan: Plan, judge: Judge) -> None:
    source, kind = KINDS[name]
    judgement = judge.judge(plan, source)
    assert judgement.kind is kind, judgement
