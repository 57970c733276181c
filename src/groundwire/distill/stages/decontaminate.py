"""Decontaminate: what is too near to a benchmark problem by Rouge-L goes, and so does what repeats an earlier row of the set."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pyarrow as pa

from groundwire.bench.library import open_benchmark, task_sets
from groundwire.distill.duplicates import SeenRows
from groundwire.distill.errors import DistillError
from groundwire.distill.records import Decision, Row, drop, keep
from groundwire.distill.rouge import RougeIndex
from groundwire.distill.stage import Stage, stage
from groundwire.distill.work import ShardWork
from groundwire.runs.recipes import RecipeError

_NEAREST = "groundwire.distill.stages.decontaminate:nearest"
_BATCH = 500


@dataclass(frozen=True)
class DecontaminateSettings:
    """What is too near, and to what."""

    benchmarks: tuple[str, ...] = ()
    """Folders or files of benchmarks; everything below them counts."""
    rouge_l: float = 0.5
    """F-measure of Rouge-L above which a problem is too near to a benchmark's."""
    columns: tuple[str, ...] = ("problem",)
    """Columns that are compared, each by itself; raw_problem too where problems were rephrased, to be stricter than the card."""
    duplicates: bool = True
    """Whether repetitions within the set go too."""
    near: float = 0.9
    """Similarity of problem and code above which a row repeats an earlier one; 1 for exact repetitions of the problem alone."""


@stage("decontaminate", DecontaminateSettings)
class Decontaminate(Stage):
    """Drops what is near to a benchmark or to an earlier row."""

    title = "drop benchmark-like and repeated"
    adds = {"nearest": pa.string(), "rouge_l": pa.float64()}  # noqa: RUF012

    def check(self) -> None:
        """Look at thresholds and benchmarks."""
        if not self.settings.benchmarks:
            raise RecipeError("decontaminate.benchmarks is empty; name the folders of the benchmarks that must not be trained on")
        for key in ("rouge_l", "near"):
            if not 0 < getattr(self.settings, key) <= 1:
                raise RecipeError(f"decontaminate.{key} is {getattr(self.settings, key)}; expected more than 0 and at most 1")

    def ready(self) -> None:
        """Read the benchmarks."""
        benchmark_index(self._places())

    def _places(self) -> tuple[str, ...]:
        return tuple(sorted(str(Path(place).resolve()) for place in self.settings.benchmarks))

    def decide(self, rows: list[Row], work: ShardWork) -> list[Decision]:
        """Compare with the benchmarks, and then with the rows before."""
        benchmarks = list(self._places())
        items = [
            (row["id"], {"texts": [row.get(name) or "" for name in self.settings.columns], "benchmarks": benchmarks,
                         "threshold": self.settings.rouge_l})
            for row in rows
        ]  # fmt: skip
        found = work.map("rouge", _NEAREST, items, _BATCH)
        decisions = [self._near_benchmark(found[row["id"]]) for row in rows]
        if not self.settings.duplicates:
            return decisions
        seen = SeenRows(work.shared / "seen.sqlite", work.index)
        try:
            for number, row in enumerate(rows):
                if decisions[number].reason is None:
                    decisions[number] = self._repeats(seen, row) or decisions[number]
        except BaseException:
            seen.drop()
            raise
        seen.close()
        return decisions

    @staticmethod
    def _near_benchmark(found: list[object] | None) -> Decision:
        if found is None:
            return keep()
        name, score = str(found[0]), float(str(found[1]))
        return drop("near a benchmark", f"Rouge-L {score:.3f} with {name}", nearest=name, rouge_l=score)

    def _repeats(self, seen: SeenRows, row: Row) -> Decision | None:
        same = seen.add(row["id"], f"{row['problem']}\n{row['header'] or ''}", row["reference"], self.settings.near)
        if same is None:
            return None
        if same.similarity >= 1:
            return drop("duplicate", f"of {same.of}", nearest=same.of)
        return drop("near duplicate", f"of {same.of}: similarity {same.similarity:.2f}", nearest=same.of)


def nearest(items: list[dict[str, object]]) -> list[list[object] | None]:
    """The benchmark problem that each item is too near to, and the score; what pools run."""
    results: list[list[object] | None] = []
    for item in items:
        names, index = benchmark_index(tuple(map(str, item["benchmarks"])))  # type: ignore[call-overload]
        best = [near for text in item["texts"] if (near := index.nearest(text, float(str(item["threshold"]))))]  # type: ignore[attr-defined]
        top = max(best, key=lambda one: one.score, default=None)
        results.append(None if top is None else [names[top.reference], top.score])
    return results


def sets_below(place: Path, depth: int = 4) -> list[Path]:
    """All task sets of all benchmarks in or below a place; one kind of benchmark does not hide another."""
    found = task_sets(place)
    inside = [] if depth == 0 or not place.is_dir() or place in found else sorted(place.iterdir())
    for child in inside:
        if child.is_dir() and not any(child == one or child in one.parents for one in found):
            found += [one for one in sets_below(child, depth - 1) if one not in found]
    return found


@cache
def benchmark_index(places: tuple[str, ...]) -> tuple[list[str], RougeIndex]:
    """The problems of benchmarks, each distinct text once, and their names.

    Raises:
        DistillError: a place holds no benchmark.
    """
    texts: dict[str, str] = {}
    for place in places:
        sets = sets_below(Path(place)) if Path(place).exists() else []
        if not sets:
            raise DistillError(f"{place} holds no benchmark that is known; name folders of VerilogEval, RTLLM or mathematics")
        for one in sets:
            benchmark = open_benchmark(one)
            for problem in benchmark.problems:
                texts.setdefault(problem.description, f"{benchmark.name} {benchmark.task} {problem.id}")
    return list(texts.values()), RougeIndex(list(texts))
