"""Benchmarks are recognized by what they hold, identified by content, and refused with one clear line."""

from __future__ import annotations

import json
import re
import shutil
import sys
from pathlib import Path

import pytest

from groundwire.bench.answers import whole_source
from groundwire.bench.errata import errata_of
from groundwire.bench.errors import BenchmarkError
from groundwire.bench.library import open_benchmark
from groundwire.bench.published import published_rows

V2 = ("dataset_spec-to-rtl", "dataset_code-complete-iccad2023")
fixture = sys.modules["bench_fixture"]


@pytest.mark.parametrize("revision", ["c498220", "65c87a8"])
@pytest.mark.parametrize("folder", V2)
def test_both_revisions_of_both_tasks_are_told_apart(benchmarks: Path, revision: str, folder: str) -> None:
    opened = open_benchmark(benchmarks / "verilog-eval-v2" / revision / folder)
    assert (opened.revision, opened.task, len(opened.problems)) == (revision, folder.removeprefix("dataset_"), 156)
    assert not opened.remarks


def test_rtllm_and_mathematics_are_recognized(benchmarks: Path) -> None:
    opened = open_benchmark(benchmarks / "rtllm-v1.1")
    assert (opened.name, opened.revision, len(opened.problems)) == ("rtllm-v1.1", "v1.1", 29)
    counts = {"aime24": 30, "amc23": 40, "math500": 500, "minerva_math": 272, "olympiadbench": 675}
    for name, count in counts.items():
        opened = open_benchmark(benchmarks / "math" / name)
        assert (opened.task, len(opened.problems)) == (name, count)
        assert all(problem.reference for problem in opened.problems)


def test_a_changed_copy_is_unknown_and_says_what_differs(benchmarks: Path, tmp_path: Path) -> None:
    copy = tmp_path / V2[0]
    shutil.copytree(benchmarks / "verilog-eval-v2" / "c498220" / V2[0], copy)
    copy.chmod(0o755)
    for path in copy.iterdir():
        path.chmod(0o644)
    with (copy / "Prob001_zero_prompt.txt").open("a") as stream:
        stream.write("One more line.\n")
    for ending in ("_prompt.txt", "_ref.sv", "_test.sv"):
        (copy / f"Prob002_m2014_q4i{ending}").unlink()
    opened = open_benchmark(copy)
    assert opened.revision.startswith("unknown-")
    remarks = "; ".join(opened.remarks)
    assert "it has 155 problems; verilog-eval-v2 spec-to-rtl has 156" in remarks
    assert "problems of c498220 that are missing: Prob002_m2014_q4i" in remarks
    assert "problems that differ from c498220: Prob001_zero" in remarks


def test_an_incomplete_problem_is_refused(tmp_path: Path) -> None:
    place = fixture.write_benchmark(tmp_path / "x", 2)
    (place / "Prob002_adder_ref.sv").unlink()
    with pytest.raises(BenchmarkError, match=r"incomplete: Prob002_adder_ref.sv missing; get a whole copy"):
        open_benchmark(place)


@pytest.mark.parametrize("content", [None, "", "nothing of the kind"])
def test_what_is_no_benchmark_is_refused(tmp_path: Path, content: str | None) -> None:
    place = tmp_path / "there"
    if content is not None:
        place.mkdir()
        (place / "readme.txt").write_text(content)
    with pytest.raises(BenchmarkError, match=r"does not exist|holds no benchmark that is known"):
        open_benchmark(place)


def test_several_task_sets_must_be_named_one_by_one(tmp_path: Path) -> None:
    for name in V2:
        fixture.write_benchmark(tmp_path / name)
    with pytest.raises(BenchmarkError, match="holds 2 task sets; name one of them"):
        open_benchmark(tmp_path)


def test_prompts_are_as_the_harnesses_build_them(tmp_path: Path) -> None:
    one = open_benchmark(fixture.write_benchmark(tmp_path / "a")).problems[0]
    ask = fixture.PROMPT.strip()
    enclose = (
        "Enclose your code with [BEGIN] and [DONE]. Only output the code snippet\nand do NOT output anything else."
    )
    assert one.official_prompt == f"\nQuestion:\n{ask}\n\n{enclose}\n\nAnswer:\n"
    assert one.card_prompt == f"\nQuestion:\n{ask}\n\nAnswer:\n"
    two = open_benchmark(fixture.write_benchmark(tmp_path / "b", completion=True)).problems[0]
    assert two.official_prompt == f"// {ask}\n\n{fixture.HEADER.strip()}\n\n{enclose}\n"
    assert two.card_prompt == f"{ask}\n\nThe module head should be:\n{fixture.HEADER.strip()}\n"


def test_a_body_gets_its_header_and_a_module_does_not(tmp_path: Path) -> None:
    problem = open_benchmark(fixture.write_benchmark(tmp_path / "b", completion=True)).problems[0]
    whole = fixture.HEADER + "always @(posedge clk) sum <= a + b;\nendmodule\n"
    assert whole_source(whole, problem) == whole
    assert whole_source("always @(posedge clk) sum <= a + b;\nendmodule\n", problem) == whole
    assert whole_source("always @(posedge clk) sum <= a + b;", problem).endswith("\nendmodule\n")


def write_v1(place: Path, tests: int = 2) -> None:
    (place / "data").mkdir(parents=True)
    (place / "descriptions").mkdir()
    rows = [
        {
            "task_id": f"p{n}",
            "prompt": "module top_module(input a, output b);\n",
            "canonical_solution": "assign b = a;\nendmodule\n",
            "test": "module tb; endmodule\n",
        }
        for n in range(tests)
    ]
    (place / "data" / "VerilogEval_Human.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    told = "".join(
        json.dumps({"task_id": row["task_id"], "detail_description": f"Do {row['task_id']}."}) + "\n" for row in rows
    )
    (place / "descriptions" / "VerilogDescription_Human.jsonl").write_text(told)


def test_verilog_eval_v1_is_read_from_its_two_files(tmp_path: Path) -> None:
    write_v1(tmp_path)
    opened = open_benchmark(tmp_path)
    assert (opened.name, opened.task, len(opened.problems)) == ("verilog-eval-v1", "human", 2)
    one = opened.problems[0]
    assert one.card_prompt == "Do p0.\n\nThe module head should be:\nmodule top_module(input a, output b);\n"
    assert (
        whole_source("assign b = a;\nendmodule", one)
        == "module top_module(input a, output b);\nassign b = a;\nendmodule"
    )


def test_verilog_eval_v1_without_descriptions_says_what_is_missing(tmp_path: Path) -> None:
    write_v1(tmp_path)
    (tmp_path / "descriptions" / "VerilogDescription_Human.jsonl").unlink()
    with pytest.raises(BenchmarkError, match="no detail_description for 'p0' and 1 more"):
        open_benchmark(tmp_path)


def write_design(place: Path, name: str, verified: str) -> None:
    place.mkdir(parents=True)
    (place / "design_description.txt").write_text(f"Design {name}.")
    (place / f"verified_{name}.v").write_text(verified)
    (place / "testbench.v").write_text(
        f"module tb; wire [3:0] q; {name} #(.W(4)) uut (.q(q)); reg [7:0] m [0:1];\n"
        'initial begin $readmemh("golden.txt", m); end endmodule\n'
    )
    (place / "golden.txt").write_text("00\n01\n")


def test_rtllm_v2_is_read_from_nested_folders(tmp_path: Path) -> None:
    write_design(
        tmp_path / "Arithmetic" / "Adder" / "adder_8bit",
        "adder_8bit",
        "module part(input x); endmodule\nmodule verified_adder_8bit #(parameter W = 1) (output [W-1:0] q); part p(1); endmodule",
    )
    write_design(
        tmp_path / "Memory" / "FIFO" / "fifo", "fifo", "module fifo #(parameter W = 1) (output [W-1:0] q); endmodule"
    )
    opened = open_benchmark(tmp_path)
    assert (opened.name, opened.task) == ("rtllm-v2.0", "v2.0")
    adder, fifo = opened.problems
    assert (adder.id, adder.category, adder.module, adder.top) == ("adder_8bit", "Arithmetic/Adder", "adder_8bit", "tb")
    assert re.search(r"module adder_8bit #", adder.reference) and "verified" not in adder.reference
    assert adder.card_prompt == "Design adder_8bit."
    assert adder.data == {"golden.txt": b"00\n01\n"} and fifo.category == "Memory/FIFO"


def test_every_erratum_fits_its_benchmark(benchmarks: Path) -> None:
    places = [
        benchmarks / "verilog-eval-v2" / revision / folder for revision in ("c498220", "65c87a8") for folder in V2
    ]
    for place in (*places, benchmarks / "rtllm-v1.1"):
        opened = open_benchmark(place)
        found = errata_of(opened)
        assert len(found) >= 4
        for name, erratum in found.items():
            problem = opened.problem(name)
            assert problem is not None
            mended = erratum.mend(problem)
            assert (mended != problem) == bool(erratum.changes or erratum.reference_changes)


def test_the_cards_rows_are_data() -> None:
    ours = {
        task: [row.percent for row in published_rows("verilog-eval-v2", task) if row.model == "CodeV-R1-Distill"]
        for task in ("spec-to-rtl", "code-complete-iccad2023")
    }
    assert ours == {"spec-to-rtl": [65.4], "code-complete-iccad2023": [65.1]}
    assert len(published_rows("rtllm-v1.1", "v1.1")) == 14
    assert not published_rows("rtllm-v2.0", "v2.0")
