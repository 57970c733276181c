"""Honest answers are not taken for hostile, and every way of failing has its own kind."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from groundwire.bench import official, tools
from groundwire.bench.judge import Judge
from groundwire.bench.library import open_benchmark
from groundwire.bench.plan import Plan, make_plan
from groundwire.bench.records import VerdictKind
from groundwire.bench.screen import screen

hostile = sys.modules["hostile_answers"]
HEAD, RIGHT, top = hostile.HEAD, hostile.RIGHT, hostile.top

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
    "own-defparam": top(
        "wire [4:0] s; plus p(.x(a), .y(b), .z(s)); defparam p.W = 4;",
        logic="always @(posedge clk) sum <= s;",
        after="module plus #(parameter W = 9) (input [W-1:0] x, input [W-1:0] y, output [W:0] z); assign z = x + y; endmodule",
    ),
    "initial-print": top(
        'initial $display("start");',
        'always @(posedge clk) if (a > 9) $display("big"); else $write("small");',
        logic=RIGHT,
    ),
    "task": top("task add; sum = a + b; endtask", logic="always @(posedge clk) add;"),
    "own-name-like-the-bench": top(
        "wire [4:0] tb; good1 stim1(a, b, tb);",
        logic="always @(posedge clk) sum <= tb;",
        after="module good1(input [3:0] x, input [3:0] y, output [4:0] z); assign z = x + y; endmodule",
    ),
    "package": "package p; typedef logic [4:0] word; endpackage\n"
    + top(logic="p::word w; assign w = a + b; always @(posedge clk) sum <= w;"),
    "struct": top(
        "typedef struct packed { logic c; logic [3:0] s; } result; result r; assign r = a + b;",
        logic="always @(posedge clk) begin sum[4] <= r.c; sum[3:0] <= r.s; end",
    ),
    "elaboration-check": top('generate if ($bits(a) != 4) $error("width"); endgenerate', logic=RIGHT),
    "primitive": top(
        "wire x; mine m(x, a[0], b[0]);", logic=RIGHT,
        after="primitive mine(o, i, j); output o; input i, j; table 0 ? : 0; 1 ? : 1; endtable endprimitive",
    ),
}


REFUSED_OFFICIALLY = {"elaboration-check"}
"""Honest answers that the benchmark's own rules do not pass: Icarus 11 has no `$error` outside of procedures."""
HONEST |= sys.modules["honest_answers"].HONEST


@pytest.mark.parametrize("name", HONEST)
def test_an_honest_answer_passes(name: str, plan: Plan, judge: Judge) -> None:
    judgement = judge.judge(plan, HONEST[name])
    assert judgement.kind is VerdictKind.PASS, judgement
    assert judgement.official == official.PASS or name in REFUSED_OFFICIALLY, judgement


def test_no_honest_answer_is_there_twice() -> None:
    assert len(set(HONEST.values())) == len(HONEST)


KINDS = {
    "empty": ("", VerdictKind.NO_ANSWER),
    "wrong": (top(), VerdictKind.MISMATCH),
    "syntax": (HEAD + "\nalways @(posedge clk) sum <= a +;\nendmodule", VerdictKind.SYNTAX),
    "undeclared": (top(logic="always @(posedge clk) sum <= nowhere + b;"), VerdictKind.ELABORATION),
    "nul": (top(logic=RIGHT) + "\0", VerdictKind.SYNTAX),
    "slip-like-a-cheat": (HEAD + "\nalways @(posedge clk) sum <= $a + b;;\nend endmodule", VerdictKind.SYNTAX),
    "lone-backtick": (top(logic="` " + RIGHT), VerdictKind.SYNTAX),
    "macro-without-its-end": ("`ifdef X\n" + top(logic=RIGHT), VerdictKind.SYNTAX),
    "port-without-direction": (
        "module TopModule (clk, a, b, sum); input [3:0] a, b; output reg [4:0] sum;\n" + RIGHT + "endmodule",
        VerdictKind.ELABORATION,
    ),
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


@pytest.mark.parametrize("name", [pytest.param(name, marks=pytest.mark.slow if "bomb" in name else ()) for name in KINDS])
def test_every_other_failure_has_its_kind(name: str, plan: Plan, judge: Judge) -> None:
    source, kind = KINDS[name]
    judgement = judge.judge(plan, source)
    assert judgement.kind is kind, judgement


PLACES = [
    *(f"verilog-eval-v2/{revision}/dataset_{task}" for revision in ("c498220", "65c87a8")
      for task in ("spec-to-rtl", "code-complete-iccad2023")),
    "rtllm-v1.1",
]  # fmt: skip


@pytest.mark.parametrize(
    "place", [pytest.param(place, marks=() if place in (PLACES[0], PLACES[-1]) else pytest.mark.slow) for place in PLACES]
)
def test_screening_finds_nothing_in_any_reference(place: str, benchmarks: Path) -> None:
    opened = open_benchmark(benchmarks / place)
    found = {}
    for problem in opened.problems:
        screened = screen(problem.reference, make_plan(problem, opened.rules, None, "<mark>", (tools.ICARUS,)).names)
        if screened.findings or screened.limit or screened.unresolved:
            found[problem.id] = screened
    assert found == {}
