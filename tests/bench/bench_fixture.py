"""A small benchmark of our own in VerilogEval's layout, for tests that need no benchmark from elsewhere."""

from __future__ import annotations

from pathlib import Path

BENCH = """`timescale 1 ps/1 ps
module stimulus_gen (input clk, output logic [3:0] a, output logic [3:0] b);
	initial begin
		repeat (40) @(posedge clk, negedge clk) {a, b} <= $random;
		#1 $finish;
	end
endmodule
module tb();
	typedef struct packed { int errors; int clocks; } stats;
	stats stats1;
	reg clk = 0;
	initial forever #5 clk = ~clk;
	wire [3:0] a, b;
	logic [4:0] sum_ref, sum_dut;
	wire tb_match;
	stimulus_gen stim1 (.clk, .a, .b);
	RefModule good1 (.clk, .a, .b, .sum(sum_ref));
	TopModule top_module1 (.clk, .a, .b, .sum(sum_dut));
	final begin
		$display("Hint: Total mismatched samples is %1d out of %1d samples\\n", stats1.errors, stats1.clocks);
		$display("Simulation finished at %0d ps", $time);
		$display("Mismatches: %1d in %1d samples", stats1.errors, stats1.clocks);
	end
	assign tb_match = ({sum_ref} === ({sum_ref} ^ {sum_dut} ^ {sum_ref}));
	always @(posedge clk, negedge clk) begin
		stats1.clocks++;
		if (!tb_match) stats1.errors++;
	end
	initial begin
		#100000
		$display("TIMEOUT");
		$finish();
	end
endmodule
"""
REFERENCE = """module RefModule (input clk, input [3:0] a, input [3:0] b, output reg [4:0] sum);
  always @(posedge clk) sum <= a + b;
endmodule
"""
PROMPT = "I would like you to implement a module named TopModule that adds two numbers of four bits at every clock.\n"
HEADER = "module TopModule (input clk, input [3:0] a, input [3:0] b, output reg [4:0] sum);\n"


def write_benchmark(folder: Path, count: int = 1, completion: bool = False) -> Path:
    """Write `count` copies of the problem."""
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(1, count + 1):
        name = f"Prob{number:03d}_adder"
        (folder / f"{name}_prompt.txt").write_text(PROMPT + (f"\n{HEADER}" if completion else ""))
        (folder / f"{name}_ref.sv").write_text(REFERENCE)
        (folder / f"{name}_test.sv").write_text(BENCH)
        if completion:
            (folder / f"{name}_ifc.txt").write_text(HEADER)
    return folder
