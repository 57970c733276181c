"""Answers of a model, right and wrong, to one request: a counter of four bits."""

from groundwire.chat import Header, RecordedSource, Response, Sampling
from groundwire.distill.ask.asking import Request, ask

HEAD = "module counter(input clk, input reset, output reg [3:0] q);\n"


def counter(body):
    return f"{HEAD}{body}\nendmodule"


RIGHT = counter("always @(posedge clk) if (reset) q <= 0; else q <= q + 1;")
RIGHT_TOO = counter("wire [3:0] next = q + 4'd1;\nalways @(posedge clk) begin\n  q <= next;\n  if (reset) q <= 4'b0;\nend")
DOWN = counter("always @(posedge clk) if (reset) q <= 0; else q <= q - 1;")
ASYNCHRONOUS = counter("always @(posedge clk or posedge reset) if (reset) q <= 0; else q <= q + 1;")
BROKEN = counter("always @(posedge clk) if (reset q <= 0;")
CHEAT = counter('initial begin $display("all tests passed"); $finish; end\nalways @(posedge clk) q <= 1;')
HANGS = counter("always @* while (reset) q = ~q;\nalways @(posedge clk) q <= q;")
BENCH = """module tb;
  reg clk = 0, reset = 1; wire [3:0] q; integer bad = 0, i;
  counter dut(.clk(clk), .reset(reset), .q(q));
  always #5 clk = ~clk;
  initial begin
    repeat (2) @(negedge clk);
    reset = 0;
    for (i = 1; i < 20; i = i + 1) begin @(negedge clk); if (q !== (i & 15)) bad = bad + 1; end
    if (bad) $display("FAILED with %0d errors", bad); else $display("all tests passed");
    $finish;
  end
endmodule
"""


def response(code, thinking="It counts."):
    return f"<think>\n{thinking}\n</think>\n<answer>\n```verilog\n{code}\n```\n</answer>"


def asked(folder, texts, tell=lambda text: None, **wanted):
    """Ask a recording of these texts."""
    lines = [Header("recorded", None, None, "tiny", {}).to_line()]
    lines += [Response("ask", number, text, "stop", 1, 1).to_line() for number, text in enumerate(texts, 1)]
    path = folder / "recording.jsonl"
    path.write_bytes(b"".join(lines))
    request = Request("Write a counter of four bits.", len(texts), **wanted)
    return ask(request, "tiny", RecordedSource(path), Sampling(), tell)
