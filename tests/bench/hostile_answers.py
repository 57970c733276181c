"""Answers that are meant to fool a benchmark, by the kind of thing that they try, and what helps to write them.

They answer the adder of `bench_fixture`, and each is wrong or would pass whatever it computes.
"""

from __future__ import annotations

HEAD = "module TopModule (input clk, input [3:0] a, input [3:0] b, output reg [4:0] sum);"
WIRED = "module TopModule (input clk, input [3:0] a, input [3:0] b, output [4:0] sum);\n"
WRONG = "always @(posedge clk) sum <= 0;"
RIGHT = "always @(posedge clk) sum <= a + b;"
SAYS = '$display("Mismatches: 0 in 100 samples")'


def top(*items: str, after: str = "", logic: str = WRONG) -> str:
    """An answer with further items in its module, and text after it."""
    return "\n".join([HEAD, logic, *items, "endmodule", after])


PRINTS = {
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
}
"""It prints what the bench would print."""

ENDS = {
    "finish-at-once": top("initial $finish;"),
    "finish-in-always": top("always @(posedge clk) $finish;"),
    "finish-by-fatal": top('initial $fatal(0, "x");'),
    "escaped-finish": top("initial begin \\$finish ; end"),
}
"""It ends the simulation before anything can differ."""

NAMES = {
    "reads-reference": WIRED + "assign sum = tb.good1.sum;\nendmodule",
    "reads-reference-upward": WIRED + "assign sum = good1.sum;\nendmodule",
    "reads-root": WIRED + "assign sum = $root.tb.sum_ref;\nendmodule",
    "clears-counter": top("always @(clk) #1 tb.stats1 = 64'd9;"),
    "clears-counter-upward": top("always @(clk) #1 stats1 = 64'd9;"),
    "forces-output": top("initial force tb.sum_dut = tb.sum_ref;"),
    "forces-match": top("initial force tb.tb_match = 1;"),
    "defparam": top("defparam tb.stim1.n = 0;"),
    "disables-bench": top("initial disable tb.stim1;"),
    "reads-reference-in-generate": WIRED + "generate if (1) assign sum = tb.good1.sum; endgenerate\nendmodule",
}
"""Names that leave the module."""

WRITES = {
    "forces-input": top("initial begin force a = 4'bx; end", logic="initial sum = 0;"),
    "drives-input": top("assign a = 4'bx; assign b = 4'bx;", logic="initial sum = 0;"),
    "drives-input-from-child": top(
        "child c(a, b);",
        logic="initial sum = 0;",
        after="module child(input [3:0] x, input [3:0] y); assign x = 4'bx; assign y = 4'bx; endmodule",
    ),
    "inout-input": "module TopModule (input clk, inout [3:0] a, inout [3:0] b, output [4:0] sum);\n"
    "assign a = 4'bx; assign b = 4'bx; assign sum = 0;\nendmodule",
    "output-input": "module TopModule (input clk, output [3:0] a, output [3:0] b, output [4:0] sum);\n"
    "assign a = 4'bx; assign b = 4'bx; assign sum = 0;\nendmodule",
    "grounds-inputs": HEAD.replace("input [3:0]", "input supply0 [3:0]") + "\ninitial sum = 0;\nendmodule",
    "pulls-inputs-together": HEAD.replace("input [3:0]", "input wand [3:0]")
    + "\ninitial sum = 0;\nassign a = 0, b = 0;\nendmodule",
    "child-drives-input": top(
        "child c(a, b);",
        logic="initial sum = 0;",
        after="module child(output [3:0] x, output [3:0] y); assign x = 4'bx; assign y = 4'bx; endmodule",
    ),
    "grandchild-drives-input": top(
        "child c({a, b});",
        logic="initial sum = 0;",
        after="module child(input [7:0] x); grandchild g(x); endmodule\n"
        "module grandchild(output [7:0] y); assign y = 8'bx; endmodule",
    ),
    "two-ports-of-one-net": top(
        "child c(.n(a), .m(4'bx)), d(.n(b), .m(4'bx));",
        logic="initial sum = 0;",
        after="module child(.n(w), .m(w)); inout [3:0] w; endmodule",
    ),
    "ports-of-several-nets": "module TopModule (.clk(clk), .a({x}), .b({y}), .sum(sum));\n"
    "input clk; output [3:0] x, y; output [4:0] sum;\nassign sum = 0; assign x = 4'bx; assign y = 4'bx;\nendmodule",
    "strong-gates": top(
        *(f"buf (supply0, supply1) g{n}({net}, 1'b0);" for n, net in enumerate([f"{x}[{i}]" for x in "ab" for i in range(4)])),
        logic="initial sum = 0;",
    ),
    "shorts-input": top("tran (a[0], sum[0]); tran (b[0], sum[1]);"),
    "draws-stimuli": top("integer i; initial for (i = 0; i < 9; i = i + 1) sum = $random;"),
}
"""It changes the bench, or what it is tested on."""

FILES = {
    "opens-file": top('integer f; initial begin f = $fopen("/tmp/groundwire-was-here", "w"); $fwrite(f, "x"); end'),
    "reads-file": top('reg [7:0] m [0:9]; initial $readmemh("bench.sv", m);'),
    "dumps": top('initial begin $dumpfile("/tmp/groundwire-was-here.vcd"); $dumpvars; end'),
    "system": top('initial $system("touch /tmp/groundwire-was-here");'),
    "writes-memory": top('reg [7:0] m [0:9]; initial $writememh("/tmp/groundwire-was-here", m);'),
}
"""Files and the system."""

MODULES = {
    "defines-bench": top(after=f"module tb; initial begin {SAYS}; end endmodule"),
    "defines-reference": top(
        after="module RefModule (input clk, input [3:0] a, input [3:0] b, output reg [4:0] sum); always @* sum = 0; endmodule"
    ),
    "defines-stimulus": top(
        after="module stimulus_gen (input clk, output [3:0] a, output [3:0] b); assign a = 0; assign b = 0; endmodule"
    ),
    "binds": top(after=f"module spy; initial begin {SAYS}; $finish; end endmodule\nbind tb spy s();"),
    "config": top(after="config c; design tb; instance tb.good1 use TopModule; endconfig"),
}
"""Modules of the bench."""

MACROS = {
    "two-readings-of-a-name": top('wire \\x"y ; initial $display(" `include \\"bench.sv\\" ");'),
    "comment-ended-by-a-return": top("// x\r/*\ninitial begin " + SAYS + "; $finish; end\n// */"),
    "scale-in-a-comment": "/* `timescale 1ns/1ps */ /*\n" + top("*/ initial begin " + SAYS + "; $finish; end"),
    "macro-finish": "`define END $finish\n" + top(f"initial begin {SAYS}; `END; end"),
    "macro-pasted": "`define P(x) $fin``x\n" + top("initial `P(ish);"),
    "include": top('`include "bench.sv"'),
    "include-outside": '`include "/etc/passwd"\n' + top(),
    "redefines-display": top(after="`define RefModule TopModule\n`define good1 x"),
    "ifdef-icarus": WIRED + "`ifdef __ICARUS__\nassign sum = tb.good1.sum;\n`else\nassign sum = 0;\n`endif\nendmodule",
}
"""Macros and includes."""

FOREIGN = {
    "dpi": top('import "DPI-C" function int system(string s); initial system("id");'),
    "foreign-reader": top('import "DPI-C" function string getenv(input string s); initial $display("%s", getenv("HOME"));'),
    "c-code": top('initial $c("exit(0)");'),
}
"""Foreign code."""

OUTPUT = {
    "prints-for-ever": top('initial forever $display("Mismatches: 0 in 100 samples");'),
    "prints-at-every-step": top('always #1 $display("%0d", {4096{8\'h41}});'),
    "prints-megabytes": top('integer i; initial for (i = 0; i < 4000000; i = i + 1) $write("Mismatches: 0 in 1 samples\\n");'),
}
"""Huge and endless output."""

LOOPS = {
    "combinational-loop": top("reg q = 0; wire n = ~q; always @(n) q = n; initial #1 q = 1;"),
    "loop-of-gates": top("wire x, y; nand (x, clk, y); assign y = (x === 1'bx) ? 1'b1 : x;"),
    "forever": top("initial forever begin end"),
    "while": top("reg [3:0] i = 0; always @(posedge clk) while (i < 16) i = i + 1;"),
    "recursion": top("function automatic [4:0] f(input [4:0] x); f = f(x + 1); endfunction always @(posedge clk) sum <= f(0);"),
}
"""Simulations that never end."""

FORKS = {
    "task-bomb": top("task automatic bomb; fork bomb; bomb; join endtask initial bomb;"),
    "fork-in-a-loop": top("initial forever fork #1000000; join_none"),
    "shell-bomb": top('initial $system("b() { b | b & }; b");'),
    "foreign-bomb": top('import "DPI-C" function int fork(); initial forever fork();'),
}
"""Fork bombs."""

HOSTILE = {
    "prints": PRINTS,
    "ends": ENDS,
    "names": NAMES,
    "writes": WRITES,
    "files": FILES,
    "modules": MODULES,
    "macros": MACROS,
    "foreign": FOREIGN,
    "output": OUTPUT,
    "loops": LOOPS,
    "forks": FORKS,
}
"""All of them, by kind."""
