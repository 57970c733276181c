"""Small raw pairs of our own for tests: designs that work, pairs of every bad kind, and what teachers and solvers say."""

import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from groundwire.chat import Header, Response

OPERATORS = {"and": "&", "or": "|", "xor": "^", "sum": "+", "difference": "-"}
COLUMNS = ("id", "problem", "header", "reference", "testbench", "reasoning", "licence", "provenance")


def pair(number, clocked=False):
    """A design of two operands: distinct for every number."""
    name, operator = list(OPERATORS.items())[number % 5]
    width, top = 2 + number // 5 % 30, f"unit_{number}"
    kind = "registers on the rising edge of clk" if clocked else "gives at once"
    clock, out = ("input clk, ", "output reg") if clocked else ("", "output")
    body = f"always @(posedge clk) y <= a {operator} b;" if clocked else f"assign y = a {operator} b;"
    header = f"module {top}({clock}input [{width - 1}:0] a, input [{width - 1}:0] b, {out} [{width - 1}:0] y);"
    words = " ".join(f"w{(number * 7919 + i * 104729) % 9973}" for i in range(24))
    return {
        "id": f"pair-{number:04d}",
        "problem": f"Module {top} {kind} the {name} of its operands, {width} figures wide. Remark of the customer: {words}",
        "header": header,
        "reference": f"{header}\n  {body}\nendmodule\n",
        "testbench": "" if clocked else bench(top, width, operator),
        "reasoning": f"The {name} of a and b is a {operator} b, bit for bit {width} wide.",
        "licence": "MIT",
        "provenance": f"made for tests, number {number}",
    }


def bench(top, width, operator):
    """A self-checking bench with a countable last line."""
    return f"""module tb;
  reg [{width - 1}:0] a, b; wire [{width - 1}:0] y; integer i, bad;
  {top} dut(.a(a), .b(b), .y(y));
  initial begin
    bad = 0;
    for (i = 0; i < 32; i = i + 1) begin
      a = i * 7 + 3; b = i * 5 + 1; #1;
      if (y !== (a {operator} b) % (1 << {width})) bad = bad + 1;
    end
    $display("RESULT %0d %0d", bad, 32);
    $finish;
  end
endmodule
"""


def write(path, rows):
    path.parent.mkdir(parents=True, exist_ok=True)
    columns = list(dict.fromkeys(name for row in rows for name in row))
    pq.write_table(pa.table({name: [row.get(name) for row in rows] for name in columns}), path)
    return path


def response_text(code, thinking="I think about it."):
    return f"<think>\n{thinking}\n</think>\n<answer>\n```verilog\n{code}\n```\n</answer>"


def record(path, answers, model="tiny-teacher"):
    """Write a responses file: answers by pair, each a list of texts."""
    path = Path(path)
    lines = [Header("recorded", None, None, model, {}).to_line()]
    for name, texts in answers.items():
        for sample, text in enumerate(texts, 1):
            finish = "length" if text.startswith("<think>") and "</think>" not in text else "stop"
            lines.append(Response(name, sample, text, finish, 100, max(1, len(text) // 4)).to_line())
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"".join(lines))
    return path


def wrong(row):
    """A reference that does something else."""
    return (
        row["reference"].replace("a &", "a ^").replace("a |", "a &").replace("a +", "a -")
        if any(f"a {one}" in row["reference"] for one in "&|+")
        else row["reference"].replace("a ^", "a |").replace("a -", "a +")
    )


def benchmark(path):
    """A VerilogEval-like task set of one problem."""
    folder = path / "dataset_spec-to-rtl"
    folder.mkdir(parents=True)
    (folder / "Prob001_secret_prompt.txt").write_text(SECRET)
    (folder / "Prob001_secret_ref.sv").write_text("module RefModule(input a, output y); assign y = ~a; endmodule\n")
    (folder / "Prob001_secret_test.sv").write_text("module tb; endmodule\n")
    return path


SECRET = """I would like you to implement a module named TopModule with a secret purpose. The module should turn every
morning star into an evening star, and it must never tell anybody about the colour of the reset line or the clock.
"""


def recipe(folder, **changes):
    """Plain values of a recipe over the folder's raw pairs, recorded models and benchmark."""
    folder = Path(folder)
    made = {
        "name": "small", "shard_rows": 8, "raw": {"files": [str(folder / "raw" / "*")]},
        "rephrase": {"model": {"source": "recorded", "model": "tiny-rephraser", "path": str(folder / "rephraser.jsonl")}},
        "difficulty": {
            "tries": 2, "solvers": [{"source": "recorded", "model": "tiny-solver", "path": str(folder / "solver.jsonl")}],
        },
        "teacher": {
            "tries": 2, "checks": ["syntax", "synthesis", "function"],
            "model": {"source": "recorded", "model": "tiny-teacher", "path": str(folder / "teacher.jsonl")},
        },
        "decontaminate": {"benchmarks": [str(folder / "benchmark")]},
    }  # fmt: skip
    return json.loads(json.dumps(made | changes))


def small_world(folder, count=20):
    """Everything that a small run needs; gives the rows."""
    rows = [pair(number, clocked=number % 4 == 3) for number in range(count)]
    write(folder / "raw" / "pairs.parquet", rows)
    benchmark(folder / "benchmark")
    record(folder / "rephraser.jsonl", {row["id"]: [f"In short: {row['problem']}"] for row in rows})
    record(
        folder / "solver.jsonl",
        {row["id"]: [wrong(row), row["reference"] if n % 5 == 0 else wrong(row)] for n, row in enumerate(rows)},
    )
    record(
        folder / "teacher.jsonl",
        {row["id"]: [response_text(row["reference"], "long " * 30), response_text(wrong(row) if n % 6 == 1 else row["reference"])]
         for n, row in enumerate(rows)},
    )  # fmt: skip
    return rows
