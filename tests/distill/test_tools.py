"""Whole runs with the real tools: what passes which check, code that hangs or crashes tools, kills, and a Ray cluster."""

import json
import os
import random
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest
from raw_pairs import pair, recipe, record, response_text, small_world, write, wrong

from groundwire.bench.tools import available
from groundwire.distill import filters
from groundwire.distill.checking import check, top_of
from groundwire.distill.funnel import funnel
from groundwire.eda import census
from groundwire.eda.limits import Limits

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif("icarus" not in available(), reason="Icarus Verilog is not installed: apt-get install iverilog"),
]
HERE = Path(__file__).parent
ADDER = "module top(input [3:0] a, b, output [3:0] y); assign y = a + b; endmodule\n"


def source(code, top="top"):
    return {"code": code, "top": top}


def test_filters_say_what_is_wrong_with_each_source():
    sources = [
        source(ADDER), source("module top(; endmodule"), source("module top(output y); assign y = z; endmodule"),
        source(ADDER, "other"), source("// nothing\n"),
    ]  # fmt: skip
    assert [one["reason"] for one in filters.elaborate(sources)] == [
        "", "does not elaborate", "does not elaborate", "no such module", "no module",
    ]  # fmt: skip
    loop = "module top(input [3:0] a, output [3:0] y); wire [3:0] t; assign t = t + a; assign y = t; endmodule"
    timed = "module top(input a, output reg y); always begin #5 y = a; end endmodule"
    twice = "module top(input c, d, output reg q); always @(posedge c) q <= d; always @(negedge c) q <= ~d; endmodule"
    found = filters.synthesize([source(ADDER), source(loop), source(timed), source(twice), source(ADDER, "not plain")])
    assert [one["reason"] for one in found] == ["", *["does not synthesize"] * 3, "no plain module name"]
    assert found[0]["cells"] > 0


def test_sources_synthesized_together_have_the_gates_that_they_have_alone():
    below = "module sub #(parameter W = 2)(input [W-1:0] a, output [W-1:0] y); assign y = a * a; endmodule\n"
    above = "module top(input [3:0] a, output [3:0] y); sub #(.W(4)) s(.a(a), .y(y)); endmodule\n"
    clocked = "module top(input c, r, output reg [5:0] q); always @(posedge c) if (r) q <= 0; else q <= q + 3; endmodule\n"
    sources = [source(code) for code in (ADDER, below + above, clocked, ADDER.replace("+", "^"))]
    assert filters._together(sources) == [one["cells"] for alone in sources for one in filters.synthesize([alone])]


def test_code_that_hangs_a_tool_costs_itself_only(monkeypatch):
    bomb = "\n".join(
        ["`define A0 x x", *(f"`define A{n} `A{n - 1} `A{n - 1}" for n in range(1, 40)), "module top; `A39 endmodule"]
    )
    short = Limits(wall_seconds=60.0, cpu_seconds=2.0, memory_bytes=1 << 30, processes=16)
    for name in ("LINT_LIMITS", "SYNTHESIS_LIMITS"):
        monkeypatch.setattr(filters, name, short)
    monkeypatch.setattr(filters, "lint", lambda text: filters_lint(text, limits=short))
    found = filters.elaborate([source(ADDER), source(bomb), source(ADDER)])
    assert [one["ok"] for one in found] == [True, False, True]
    assert found[1]["reason"] in ("slang timeout", "slang resource limit", "slang crash")
    huge = "module top(input [4095:0] a, b, output [8191:0] y); assign y = a * b * a * b; endmodule"
    found = filters.synthesize([source(ADDER), source(huge), source(ADDER)])
    assert [one["ok"] for one in found] == [True, False, True] and found[1]["reason"] in ("yosys timeout", "yosys resource limit")


filters_lint = filters.lint


def test_an_answer_passes_by_bench_or_by_equivalence_and_a_wrong_one_does_not():
    for row in (pair(0), pair(1), pair(3, clocked=True)):
        renamed = row["reference"].replace("assign y = a & b", "wire [1:0] t = b & a; assign y = t")
        task = {
            "id": row["id"], "reference": row["reference"], "testbench": row["testbench"], "top": top_of(row["reference"], ""),
            "codes": [row["reference"], renamed, wrong(row), "module other; endmodule", "garbage"], "checks": ["function"],
        }  # fmt: skip
        (found,) = check([task])
        assert [one["ok"] for one in found] == [True, True, False, False, False]
        assert {one["how"] for one in found} == {"test bench" if row["testbench"] else "equivalence"}


def test_an_answer_cannot_print_its_way_past_the_bench():
    row = pair(0)
    cheat = wrong(row).replace("endmodule", 'initial begin $display("RESULT 0 32"); $finish; end endmodule')
    task = {
        "id": "x", "reference": row["reference"], "testbench": row["testbench"], "top": "unit_0", "codes": [cheat],
        "checks": ["function"],
    }  # fmt: skip
    assert not check([task])[0][0]["ok"]


def test_the_whole_pipeline_drops_what_it_should(run, tmp_path):
    rows = small_world(tmp_path)
    broken = {**pair(40), "reference": "module unit_40(input a, output y); assign y = a + nothing; endmodule"}
    write(tmp_path / "raw" / "z.parquet", [broken])
    for name in ("rephraser", "solver", "teacher"):
        path = tmp_path / f"{name}.jsonl"
        text = response_text(broken["reference"]) if name == "teacher" else "Twenty characters at the least."
        extra = record(tmp_path / "one.jsonl", {broken["id"]: [text, text]}).read_bytes().split(b"\n", 1)[1]
        path.write_bytes(path.read_bytes() + extra)
    made, left, _ = run(recipe(tmp_path))
    by_name = {one.name: one for one in made.stages}
    assert by_name["difficulty"].reasons == {"solved": 4} and by_name["synthesizable"].reasons == {"does not elaborate": 1}
    assert len(left) == len(rows) - 4 and by_name["teacher"].usage["teacher"]["samples"] == 32
    kept = {row["id"]: row for row in left}
    assert kept["pair-0001"]["try"] == 1 and kept["pair-0002"]["try"] == 2, "the wrong short answer went, the right one stayed"
    assert kept["pair-0003"]["checked"] == "equivalence" and kept["pair-0002"]["checked"] == "test bench"


def killable(tmp_path, values, folder, *more):
    (tmp_path / "values.json").write_text(json.dumps(values))
    command = [sys.executable, str(HERE / "kill_worker.py"), str(tmp_path / "values.json"), str(folder), *more]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True)


def rows_of(folder):
    stages = funnel(folder).stages
    return [
        [stage.folder.read(kind, index) for kind in ("kept", "dropped") for index, _ in stage.folder.records()]
        for stage in stages
    ]


def test_a_run_killed_at_ten_random_moments_ends_with_the_same_rows(run, tmp_path):
    small_world(tmp_path)
    values = recipe(tmp_path)
    started = time.monotonic()
    run(values, folder=tmp_path / "alone")
    whole, draw, kills = time.monotonic() - started, random.Random(4), 0
    for _ in range(10):
        process = killable(tmp_path, values, tmp_path / "killed")
        try:
            process.wait(draw.uniform(0.05, 0.3) * whole + 1.0)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            kills += 1
    assert kills >= 3, "it was done too soon to be killed"
    process = killable(tmp_path, values, tmp_path / "killed")
    output, _ = process.communicate(timeout=600)
    assert process.returncode == 0, output
    assert rows_of(tmp_path / "killed") == rows_of(tmp_path / "alone")


PORT = 24617
"""Outside of the range that Ray gives to its workers."""


def ray_node(*arguments):
    """A node in a process group of its own, so that it can be killed whole."""
    ray = str(Path(sys.executable).with_name("ray"))
    common = ["--block", "--disable-usage-stats", "--num-cpus=1", "--node-ip-address=127.0.0.1"]
    return subprocess.Popen(
        [ray, "start", *arguments, *common, "--object-store-memory=100000000"], stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL, start_new_session=True, env={**os.environ, "RAY_DISABLE_IMPORT_WARNING": "1"},
    )  # fmt: skip


def listens(seconds=180.0):
    """Whether the first node listens, which takes long on a busy machine."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        with suppress(OSError), socket.create_connection(("127.0.0.1", PORT), 1):
            return True
        time.sleep(0.5)
    return False


def kill(node):
    """Kill a node as a power cut would, with all that it started."""
    proc = census.open_proc()
    family = [node.pid, *census.descendants(proc, node.pid)]
    os.close(proc)
    for number in family:
        with suppress(ProcessLookupError):
            os.kill(number, signal.SIGKILL)
    node.wait()


def test_a_ray_cluster_that_loses_a_node_gives_the_same_rows(run, tmp_path):
    pytest.importorskip("ray", reason="ray is not installed: pip install ray")
    small_world(tmp_path, 8)
    values = recipe(tmp_path)
    run(values, folder=tmp_path / "alone")
    nodes = [ray_node("--head", f"--port={PORT}", "--include-dashboard=false")]
    process = None
    try:
        if not listens():
            pytest.skip(f"no Ray node listened on port {PORT}")
        nodes.append(ray_node(f"--address=127.0.0.1:{PORT}"))
        process = killable(tmp_path, values, tmp_path / "cluster", f"127.0.0.1:{PORT}")
        said = []
        for line in process.stdout:
            said.append(line)
            if line.startswith("difficulty") and float(line.split()[1]) > 0:
                break
        kill(nodes[1])
        output, _ = process.communicate(timeout=600)
        assert process.returncode == 0, "".join(said)[-1500:] + output[-1500:]
    finally:
        for one in [*([process] if process else []), *reversed(nodes)]:
            if one.poll() is None:
                kill(one)
    assert rows_of(tmp_path / "cluster") == rows_of(tmp_path / "alone")
