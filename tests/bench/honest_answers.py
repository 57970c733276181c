"""Honest answers in many styles to the adder of `bench_fixture`: what people and models write, down to how they comment it."""

from __future__ import annotations

PORTS = "(input clk, input [3:0] a, input [3:0] b, output reg [4:0] sum);"
HEAD = f"module TopModule {PORTS}"
WIRED = "module TopModule (input clk, input [3:0] a, input [3:0] b, output [4:0] sum);"
ADD = "always @(posedge clk) sum <= a + b;"


def module(*items: str, head: str = HEAD, after: str = "") -> str:
    """The module with these items, and text after it."""
    return "\n".join([head, *items, "endmodule", after])


COMMENTS = {
    "names-of-the-bench": module("// tb.good1.sum must equal sum_dut; RefModule does the same", ADD),
    "words-of-the-bench": module("// prints Mismatches: 0 in 40 samples, then $finish", ADD),
    "directives-in-comments": "/* put `timescale 1ns/1ps and `include \"x.v\" here if needed */\n" + module(ADD),
    "directive-in-a-comment-and-a-macro": "// `timescale as you like\n`define W 4\n" + module(ADD).replace("[3:0]", "[`W-1:0]"),
    "commented-out-code": module("/* initial $finish;\n always force a = 0; */", ADD),
    "comments-for-spaces": "module/**/TopModule(input/**/clk,input[3:0]a,b,output/**/reg[4:0]sum);" + ADD + "endmodule",
    "comments-for-spaces-and-a-macro": "`define M module\n`M/**/TopModule(input/**/clk,input[3:0]a,b,output/**/reg[4:0]sum);"
    + ADD + "endmodule",
    "other-languages": module("// 四位加法器 — сумма, somme d’entrées", ADD),
    "dos-line-ends": module("// add", ADD, "// done").replace("\n", "\r\n"),
    "form-feed-and-tabs": module("\f\t\t" + ADD),
    "half-a-character": module("// \ud800", ADD),
    "license": "/*\n * Copyright 2020 \"somebody\"\n * module tb; endmodule\n */\n" + module(ADD),
    "pragmas": module("// synthesis translate_off", "// verilator lint_off WIDTH", ADD, "// synthesis translate_on"),
}  # fmt: skip
"""What stands beside the code."""

DIRECTIVES = {
    "timescale": "`timescale 1 ns / 10 ps // usual\n" + module(ADD),
    "nettype-none": "`default_nettype none\n"
    + module(ADD, head=HEAD.replace("input", "input wire"))
    + "`default_nettype wire\n",
    "nettype-between-modules": "`default_nettype none\n"
    + module("wire [4:0] s; plus p(a, b, s);", "always @(posedge clk) sum <= s;", head=HEAD.replace("input", "input wire"))
    + "`default_nettype wire\nmodule plus(input [3:0] x, y, output [4:0] z); assign t = x[0]; assign z = x + y; endmodule\n",
    "macro-with-arguments": "`define ADD(x, y) ((x) + (y))\n" + module("always @(posedge clk) sum <= `ADD(a, b);"),
    "macro-over-lines": "`define BODY \\\n  always @(posedge clk) \\\n    sum <= a + b;\n" + module("`BODY"),
    "guard": "`ifndef TOP\n`define TOP\n" + module(ADD) + "`endif\n",
    "debug-switch": module("`ifdef DEBUG", 'initial $dumpfile("x.vcd");', "`endif", ADD),
    "synthesis-switch": module("`ifndef SYNTHESIS", 'initial $display("simulating");', "`endif", ADD),
    "keywords": '`begin_keywords "1364-2001"\n' + module(ADD) + "`end_keywords\n",
    "celldefine": "`celldefine\n" + module(ADD) + "`endcelldefine\n`resetall\n",
}
"""Compiler directives."""

STYLES = {
    "enum": module(
        "typedef enum logic [1:0] {IDLE, RUN = 2'd2} state_t; state_t state = IDLE;",
        "always_ff @(posedge clk) begin state <= RUN; sum <= a + b; end", head=HEAD.replace("reg", "logic"),
    ),
    "packed-struct-ports-inside": module(
        "typedef struct packed { logic [3:0] x, y; } pair_t; pair_t p; assign p = {a, b};",
        "always_ff @(posedge clk) sum <= p.x + p.y;",
    ),
    "parameters": module(
        "localparam N = W + 1; always @(posedge clk) sum <= {{(N-W){1'b0}}, a} + {{(N-W){1'b0}}, b};",
        head="module TopModule #(parameter W = 4) (input clk, input [W-1:0] a, input [W-1:0] b, output reg [W:0] sum);",
    ),
    "ripple-of-gates": module(
        "wire [4:0] c, s; assign c[0] = 0; assign s[4] = c[4];",
        "genvar i; generate for (i = 0; i < 4; i = i + 1) begin : bits",
        "wire p, g, h; xor x1(p, a[i], b[i]); xor x2(s[i], p, c[i]); and a1(g, a[i], b[i]); and a2(h, p, c[i]);",
        "or o1(c[i+1], g, h); end endgenerate", "always @(posedge clk) sum <= s;",
    ),
    "array-of-instances": module(
        "wire [3:0] p; x2 gates[3:0] (.i(a), .j(b), .o(p)); always @(posedge clk) sum <= p + {a & b, 1'b0};",
        after="module x2(input i, j, output o); assign o = i ^ j; endmodule",
    ),
    "case": module(
        "reg [4:0] s; integer k; always @* begin s = 0; for (k = 0; k < 4; k = k + 1)",
        "casez ({a[k], b[k]}) 2'b11: s = s + (5'd2 << k); 2'b1?, 2'b?1: s = s + (5'd1 << k); default: ; endcase end",
        "always @(posedge clk) sum <= s;",
    ),
    "unique-case-and-comb": module(
        "logic [4:0] s; always_comb begin unique case (a[0]) 1'b0: s = {1'b0, b}; 1'b1: s = b + 5'd1; endcase end",
        "always_ff @(posedge clk) sum <= s + {a[3:1], 1'b0};",
    ),
    "attributes": module("(* keep = \"true\" *) wire [4:0] s = a + b;", "(* full_case *) always @(posedge clk) sum <= s;"),
    "tasks-and-automatic-functions": module(
        "function automatic [4:0] add; input [3:0] x; input [3:0] y; begin add = x + y; end endfunction",
        "task automatic store(input [4:0] v, output [4:0] w); w = v; endtask",
        "reg [4:0] t; always @(posedge clk) begin store(add(a, b), t); sum <= t; end",
    ),
    "recursive-modules": module(
        "wire [4:0] s; tree #(4) t(a, b, s); always @(posedge clk) sum <= s;",
        after="module tree #(parameter N = 1) (input [N-1:0] x, y, output [N:0] z);\ngenerate if (N == 1) assign z = x + y;\n"
        "else begin wire [N-1:0] l; tree #(N-1) r(x[N-2:0], y[N-2:0], l); assign z = l + ((x[N-1] + y[N-1]) << (N-1)); end\n"
        "endgenerate endmodule",
    ),
    "functions-outside": "function automatic [4:0] add(input [3:0] x, y); add = x + y; endfunction\n"
    + module("always @(posedge clk) sum <= add(a, b);"),
    "memory": module(
        "reg [4:0] table_ [0:255]; integer i; initial for (i = 0; i < 256; i = i + 1) table_[i] = i[7:4] + i[3:0];",
        "always @(posedge clk) sum <= table_[{a, b}];",
    ),
    "initial-values": module("initial sum = 0;", ADD),
    "two-dimensions": module(
        "logic [1:0][3:0] ops; assign ops = {a, b}; always_ff @(posedge clk) sum <= ops[1] + ops[0];"
    ),
    "part-selects": module(
        "wire [7:0] ab = {a, b}; always @(posedge clk) sum <= ab[4 +: 4] + ab[3 -: 4];"
    ),
    "assertion": module(ADD, "always @(posedge clk) assert (sum <= 30) else $error(\"sum %0d\", sum);"),
    "debug-prints": module(
        "always @(posedge clk) begin : p reg [4:0] s; s = a + b; sum <= s;",
        'if (s > 20) $display("[%0t] %m: a=%d b=%d", $time, a, b); else begin $write("."); end end',
    ),
    "string-debugging": module('string s; always @(posedge clk) begin s = $sformatf("%0d", a); sum <= a + b; end'),
    "own-bench-unused": module(
        ADD, after="module TopModule_test; reg clk = 0; always #5 clk = ~clk; reg [3:0] a, b; wire [4:0] s;\n"
        'TopModule dut(clk, a, b, s); initial begin a = $random; #100 $display("PASS"); $finish; end endmodule',
    ),
    "escaped-names": module("wire [4:0] \\a+b ; assign \\a+b = a + b; always @(posedge clk) sum <= \\a+b ;"),
    "delays": "`timescale 1ps/1ps\n" + module("always @(posedge clk) sum <= #1 a + b;"),
    "specify": module("assign sum = s; reg [4:0] s; always @(posedge clk) s <= a + b;", head=WIRED),
    "macromodule": module(ADD, head=HEAD.replace("module", "macromodule", 1)),
    "signed": module("wire signed [4:0] x = $signed({1'b0, a}); always @(posedge clk) sum <= x + $signed({1'b0, b});"),
    "inputs-through-children": module(
        "wire [3:0] x, y; pass4 p(.i(a), .o(x)), q(.i(b), .o(y)); always @(posedge clk) sum <= x + y;",
        after="module pass4(input [3:0] i, output [3:0] o); pass1 c[3:0](i, o); endmodule\n"
        "module pass1(input i, output o); buf (o, i); endmodule",
    ),
    "tri-inputs": module(ADD, head=HEAD.replace("input [3:0] a", "input tri [3:0] a")),
    "positional-and-named": module(
        "wire [4:0] s; plus #(.W(4)) p(.z(s), .x(a), .y(b)); always @(posedge clk) sum <= s;",
        after="module plus #(parameter integer W = 8) (x, y, z); input [W-1:0] x, y; output [W:0] z; assign z = x + y; endmodule",
    ),
    "while-and-repeat": module(
        "integer n; reg [4:0] s; always @* begin s = a; n = 0; while (n < 4) begin s = s + (b[n] << n); n = n + 1; end end",
        "always @(posedge clk) sum <= s;",
    ),
}  # fmt: skip
"""How the work is done."""

HONEST = {**COMMENTS, **DIRECTIVES, **STYLES}
"""All of them; each adds at every clock, as it is asked to."""
