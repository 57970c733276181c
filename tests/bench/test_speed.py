"""Scoring at size: flat memory, a tool that is replaced, several versions in one run, a disk that is full, two runs at once."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from groundwire.bench import pools
from groundwire.bench.cache import VerdictCache
from groundwire.bench.errors import BenchmarkError
from groundwire.bench.library import open_benchmark
from groundwire.bench.pools import LocalPool
from groundwire.bench.records import Rules
from groundwire.bench.score import VERDICTS, Item, Scorer, read_verdicts
from groundwire.bench.scoring_run import mixed_versions, score_file
from groundwire.chat.lock import DirectoryLock, InUse

fixture = sys.modules["bench_fixture"]
RIGHT = fixture.HEADER + "always @(posedge clk) sum <= a + b;\nendmodule\n"


def items(count: int) -> list[Item]:
    return [Item("Prob001_adder", n, RIGHT.replace("a + b", f"a + b + {n % 5}")) for n in range(1, count + 1)]


def write_responses(path: Path, count: int) -> Path:
    rows = ({"problem": one.problem, "sample": one.sample, "text": f"```verilog\n{one.text}```"} for one in items(count))
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return path


def test_a_simulator_that_is_replaced_while_it_is_used_ends_the_run_and_nothing_is_lost(
    adder: Path, icarus: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "iverilog"
    program.write_text("one version")
    monkeypatch.setattr(pools, "program_paths", lambda: {"icarus": str(program)})
    pool = LocalPool(Rules.VERILOG_EVAL, icarus, 1)
    scorer = Scorer(open_benchmark(adder), str, pool, VerdictCache(None))
    scorer.score(lambda: iter(items(2)), tmp_path)
    program.unlink()
    program.write_text("another version")
    with pytest.raises(BenchmarkError, match=r"icarus \(.+ at the start\) was replaced or removed while it was in use; what was"):
        scorer.score(lambda: iter(items(5)), tmp_path)
    pool.close()
    assert [one.sample for one in read_verdicts(tmp_path / VERDICTS)] == [1, 2]


def test_several_versions_in_one_run_are_noted(tmp_path: Path) -> None:
    row = {"problem": "a", "sample": 1, "kind": "pass", "official": ".", "tool": "icarus", "seconds": 0.1, "log": ""}
    path = tmp_path / VERDICTS
    path.write_text("".join(json.dumps({**row, "version": version}) + "\n" for version in ("12.0", "11.0", "12.0")))
    assert mixed_versions(path) == [
        "verdicts come from icarus 11.0 and 12.0; remove verdicts.jsonl and score again to have them from one"
    ]
    path.write_text(json.dumps({**row, "version": "12.0"}) + "\n")
    assert mixed_versions(path) == []


def test_two_runs_in_one_directory_are_refused(adder: Path, icarus: dict[str, str], tmp_path: Path) -> None:
    responses = write_responses(tmp_path / "responses.jsonl", 2)
    with DirectoryLock(tmp_path), pytest.raises(InUse, match="is in use by another run"):
        score_file(responses, adder, None, "lenient", lambda: icarus, None)


SCORE = """
import resource, sys
from pathlib import Path
from groundwire.bench import tools
from groundwire.bench.scoring_run import score_file
responses, place, out = map(Path, sys.argv[1:])
score_file(responses, place, out, "lenient", lambda: {"icarus": tools.available()["icarus"]}, None, 2)
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


def score_in_a_process(
    responses: Path, place: Path, out: Path, before: list[str] | None = None
) -> subprocess.CompletedProcess[str]:
    command = [*(before or []), sys.executable, "-c", SCORE, str(responses), str(place), str(out)]
    return subprocess.run(command, capture_output=True, text=True, timeout=900, check=False)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[tuple[Path, list[str]]]:
    """A folder, and the words before a command that see a disk of 64 KiB there."""
    if os.geteuid() != 0 or shutil.which("unshare") is None:
        pytest.skip("only root can mount a small disk")
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = f'mount -t tmpfs -o size=64k none {folder} && "$@"; code=$?; cp {folder}/verdicts.jsonl {tmp_path}/; exit $code'
    words = ["unshare", "-m", "sh", "-c", mount, "sh"]
    if subprocess.run([*words[:4], f"mount -t tmpfs none {folder}"], capture_output=True, check=False).returncode:
        pytest.skip("this root cannot mount")
    yield folder, words


@pytest.mark.slow
def test_a_full_disk_ends_a_run_with_one_line_and_the_verdicts_so_far_are_used_again(
    adder: Path, icarus: dict[str, str], tmp_path: Path, small_disk: tuple[Path, list[str]]
) -> None:
    responses = write_responses(tmp_path / "responses.jsonl", 2000)
    folder, words = small_disk
    done = score_in_a_process(responses, adder, folder, words)
    assert done.returncode != 0 and "No space left on device" in done.stderr.splitlines()[-1]
    out = tmp_path / "out"
    out.mkdir()
    shutil.copy(tmp_path / VERDICTS, out)
    kept = (out / VERDICTS).read_bytes().count(b"\n")
    assert 0 < kept < 2000
    run = score_file(responses, adder, out, "lenient", lambda: icarus, None)
    assert (run.shares.kept, run.shares.responses) == (kept, 2000 - kept)
    assert sorted(one.sample for one in read_verdicts(out / VERDICTS)) == list(range(1, 2001))


@pytest.mark.slow
def test_memory_grows_little_with_the_number_of_responses(adder: Path, icarus: dict[str, str], tmp_path: Path) -> None:
    peaks = {}
    for count in (156, 15_600):
        responses = write_responses(tmp_path / f"{count}.jsonl", count)
        done = score_in_a_process(responses, adder, tmp_path / str(count))
        assert done.returncode == 0, done.stderr
        peaks[count] = int(done.stdout.split()[-1]) / 1024
    assert peaks[15_600] - peaks[156] < 20, peaks  # MiB; the responses alone have 4
