"""`groundwire distill corpus` as a user calls it."""

import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner

from groundwire.bench import tools
from groundwire.cli.main import app


def call(*arguments):
    return CliRunner().invoke(app, ["distill", "corpus", *map(str, arguments)])


def test_a_corpus_is_written_and_gone_on_with(tmp_path):
    if tools.ICARUS not in tools.available():
        pytest.skip("Icarus Verilog is not installed: apt-get install iverilog")
    pytest.importorskip("pyosys", reason="pyosys is not installed: pip install pyosys")
    arguments = ("--out", tmp_path / "corpus", "--pairs", 20, "--family", "gate", "--family", "counter", "--workers", 1)
    first = call(*arguments)
    assert first.exit_code == 0 and "20 pairs of 2 families" in first.stdout and "pairs 20/20" in first.stderr
    rows = pq.read_table(tmp_path / "corpus" / "part-00000.parquet").to_pylist()
    assert len(rows) == 20 and all(row["testbench"] and row["reasoning"] for row in rows)
    assert call(*arguments).exit_code == 0
    other = call(*arguments, "--seed", 1)
    assert other.exit_code == 2 and "holds a run with another 'seed'" in other.stderr


def test_bad_use_is_named(tmp_path):
    (tmp_path / "full" / "something").mkdir(parents=True)
    for arguments, said in (
        (("--out", tmp_path / "x", "--family", "contuer"), "no family 'contuer'; there is, for instance, counter"),
        (("--out", tmp_path / "full"), "holds something that is no corpus"),
        (("--out", tmp_path / "x", "--pairs", 0), "'--pairs'"),
    ):
        result = call(*arguments)
        assert result.exit_code == 2 and said in result.stderr, result.output
