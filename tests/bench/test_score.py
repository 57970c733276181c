"""Scoring: one verdict a response, equal answers once, caches, resuming, odd input, and memory that stays flat."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from pathlib import Path

import pytest

from groundwire.bench.cache import VerdictCache
from groundwire.bench.compare import compare
from groundwire.bench.errors import BenchmarkError
from groundwire.bench.judge import Judgement
from groundwire.bench.library import open_benchmark
from groundwire.bench.plan import Plan
from groundwire.bench.pools import LocalPool
from groundwire.bench.records import Rules
from groundwire.bench.score import VERDICTS, Item, Scorer, read_verdicts
from groundwire.bench.scoring_run import score_file
from groundwire.bench.summary import read_summary

fixture = sys.modules["bench_fixture"]
RIGHT = fixture.HEADER + "always @(posedge clk) sum <= a + b;\nendmodule\n"
WRONG = fixture.HEADER + "always @(posedge clk) sum <= a - b;\nendmodule\n"


class CountingPool(LocalPool):
    """A pool that counts what it is given, and can be made to die in the middle."""

    given = 0
    most = 1 << 30

    def submit(self, plan: Plan, source: str) -> Future[Judgement]:
        if self.given >= self.most:
            raise KeyboardInterrupt
        self.given += 1
        return super().submit(plan, source)


def respond(code: str, think: str = "Let me think.") -> str:
    return f"<think>{think}</think>\n<answer>\n```verilog\n{code}\n```\n</answer>"


def items_of(rows: list[tuple[str, int, str]]) -> Callable[[], Iterator[Item]]:
    return lambda: (Item(*row) for row in rows)


@pytest.fixture
def pool(icarus: dict[str, str]) -> Iterator[CountingPool]:
    made = CountingPool(Rules.VERILOG_EVAL, icarus, 2)
    yield made
    made.close()


def rows_of(count: int) -> list[tuple[str, int, str]]:
    """Responses of one problem, of which a third each is right, right in other words, and wrong."""
    texts = [RIGHT, RIGHT.replace("\n", "\n  // a comment\n  ", 1), WRONG]
    return [("Prob001_adder", n + 1, texts[n % 3]) for n in range(count)]


def test_equal_answers_are_simulated_once_and_remembered(adder: Path, pool: CountingPool, tmp_path: Path) -> None:
    cache = VerdictCache(tmp_path / "cache.sqlite")
    scorer = Scorer(open_benchmark(adder), str, pool, cache)
    shares = scorer.score(items_of(rows_of(30)), tmp_path)
    assert (shares.responses, shares.run, shares.equal, shares.cached) == (30, 2, 28, 0)
    verdicts = list(read_verdicts(tmp_path / VERDICTS))
    assert sorted(verdict.sample for verdict in verdicts) == list(range(1, 31))
    assert sum(verdict.passed for verdict in verdicts) == sum(verdict.official == "." for verdict in verdicts) == 20
    (tmp_path / "again").mkdir()
    again = scorer.score(items_of(rows_of(30)), tmp_path / "again")
    assert (again.run, again.cached + again.equal, pool.given) == (0, 30, 2)


def test_a_killed_run_goes_on_without_doing_anything_twice(adder: Path, pool: CountingPool, tmp_path: Path) -> None:
    scorer = Scorer(open_benchmark(adder), str, pool, VerdictCache(None))
    rows = [("Prob001_adder", n, RIGHT.replace("a + b", f"a + b + {n - 1}")) for n in range(1, 41)]
    pool.most = 25
    with pytest.raises(KeyboardInterrupt):
        scorer.score(items_of(rows), tmp_path)
    written = (tmp_path / VERDICTS).read_bytes()
    kept = written.count(b"\n")
    assert 0 < kept < 40
    with (tmp_path / VERDICTS).open("ab") as stream:
        stream.write(b'{"problem": "Prob001_adder", "sam')  # a line that the kill cut
    pool.most = 1 << 30
    shares = scorer.score(items_of(rows), tmp_path)
    assert (shares.kept, shares.responses) == (kept, 40 - kept)
    assert (tmp_path / VERDICTS).read_bytes().startswith(written)
    assert sorted(verdict.sample for verdict in read_verdicts(tmp_path / VERDICTS)) == list(range(1, 41))


def test_a_reset_in_a_comment_decides_the_official_letter_only(adder: Path, pool: CountingPool, tmp_path: Path) -> None:
    scorer = Scorer(open_benchmark(adder), str, pool, VerdictCache(None))
    rows = [("Prob001_adder", 1, WRONG), ("Prob001_adder", 2, WRONG + "// posedge reset\n")]
    shares = scorer.score(items_of(rows), tmp_path)
    assert shares.run == 1
    assert {verdict.sample: verdict.official for verdict in read_verdicts(tmp_path / VERDICTS)} == {1: "R", 2: "r"}


def write_responses(path: Path, lines: list[object], header: bool = True) -> Path:
    first = {
        "benchmark": "verilog-eval-v2",
        "task": "spec-to-rtl",
        "revision": None,
        "model": "a model",
        "settings": {"temperature": 0.6},
    }
    rows = ([first] if header else []) + lines
    path.write_bytes(b"".join(row if isinstance(row, bytes) else json.dumps(row).encode() + b"\n" for row in rows))
    return path


def line(sample: int, text: str, problem: str = "Prob001_adder") -> dict[str, object]:
    return {"problem": problem, "sample": sample, "text": text}


def test_odd_responses_get_a_verdict_or_a_line(adder: Path, icarus: dict[str, str], tmp_path: Path) -> None:
    responses = write_responses(
        tmp_path / "responses.jsonl",
        [
            line(1, respond(RIGHT)),
            line(2, "I cannot do that."),
            line(3, respond(WRONG) + respond(RIGHT)),
            line(3, respond(WRONG)),
            line(4, respond(RIGHT), "Prob999_none"),
            b"\xff\xfe not UTF-8\n",
            b"{half\n",
            line(5, respond("module TopModule(; endmodule")),
        ],
    )
    run = score_file(responses, adder, None, "strict", lambda: icarus, None)
    kinds = {verdict.sample: str(verdict.kind) for verdict in read_verdicts(tmp_path / VERDICTS)}
    assert kinds == {1: "pass", 2: "no-answer", 3: "pass", 5: "syntax"}
    notes = "\n".join(run.notes)
    assert "Prob999_none" in notes and notes.count("was passed over") == 3
    for name in ("summary.json", "report.md", "report.html", "manifest.json"):
        assert (tmp_path / name).stat().st_size > 100
    summary = read_summary(tmp_path)
    assert summary["settings"]["model"] == "a model" and summary["settings"]["answer rule"] == "strict"
    assert summary["with errata"]["pass@k"][0]["value"] == 0.5 and summary["with errata"]["pass@k"][1]["value"] is None
    page = (tmp_path / "report.html").read_text()
    assert "<script" not in page and "http" not in page.replace("http://www.w3.org", "")


def test_responses_of_another_benchmark_are_refused(adder: Path, icarus: dict[str, str], tmp_path: Path) -> None:
    responses = write_responses(tmp_path / "responses.jsonl", [line(1, respond(RIGHT), "accu")])
    with pytest.raises(BenchmarkError, match=r"no response is of verilog-eval-v2 spec-to-rtl .*: they are of accu"):
        score_file(responses, adder, None, "strict", lambda: icarus, None)
    with pytest.raises(BenchmarkError, match=r"which benchmark does responses.jsonl answer"):
        score_file(responses, None, None, "strict", lambda: icarus, None)


def test_two_runs_are_compared(adder: Path, icarus: dict[str, str], tmp_path: Path) -> None:
    for name, codes in (("one", [WRONG] * 20), ("two", [RIGHT] * 20)):
        (tmp_path / name).mkdir()
        responses = write_responses(
            tmp_path / name / "responses.jsonl", [line(n, respond(code)) for n, code in enumerate(codes, 1)]
        )
        score_file(responses, adder, None, "strict", lambda: icarus, tmp_path / "cache.sqlite")
    found = compare(read_summary(tmp_path / "one"), read_summary(tmp_path / "two"))
    assert (found.first, found.second) == (0.0, 1.0)
    assert [name for name, *_ in found.changed] == ["Prob001_adder"]
    assert not compare(read_summary(tmp_path / "one"), read_summary(tmp_path / "one")).significant


def test_verdicts_of_other_settings_or_other_responses_are_not_taken_for_these(
    adder: Path, icarus: dict[str, str], tmp_path: Path
) -> None:
    responses = write_responses(tmp_path / "responses.jsonl", [line(1, respond(RIGHT))])
    score_file(responses, adder, None, "strict", lambda: icarus, None)
    with pytest.raises(BenchmarkError, match=r"answer rule is strict there and lenient here\); score into another folder"):
        score_file(responses, adder, None, "lenient", lambda: icarus, None)
    write_responses(responses, [line(1, respond(WRONG)), line(2, respond(RIGHT))])
    with pytest.raises(BenchmarkError, match=r"another response as sample 1 of Prob001_adder: the responses have changed since"):
        score_file(responses, adder, None, "strict", lambda: icarus, None)
    write_responses(responses, [line(2, respond(WRONG)), line(1, respond(RIGHT))])
    run = score_file(responses, adder, None, "strict", lambda: icarus, None)
    assert (run.shares.kept, run.shares.responses) == (1, 1)
