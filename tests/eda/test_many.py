"""Workers that stay and batches: the same answers as one by one, and trouble costs only the call that makes it."""

import itertools
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from groundwire.eda.limits import MIB, Limits
from groundwire.eda.linting import lint
from groundwire.eda.many import BATCH, in_order, lint_many, synthesize_many
from groundwire.eda.netlist import synthesize
from groundwire.eda.sandbox import call_sandboxed
from groundwire.eda.servers import close_sandboxes

GOOD = "module m(input [{n}:0] a, output [{n}:0] y); assign y = a + {n}; endmodule\n"
BOMB = "\n".join(["`define A0 x x", *(f"`define A{n} `A{n - 1} `A{n - 1}" for n in range(1, 40)), "module t; `A39 endmodule"])


@pytest.fixture(scope="module", autouse=True)
def sandboxed() -> Iterator[None]:
    """Lets the sandbox's servers find the functions that are called here."""
    sys.path.append(str(Path(__file__).parent))
    yield
    sys.path.remove(str(Path(__file__).parent))
    close_sandboxes()


def look(word: str, warm: bool = True, files: dict[str, bytes] | None = None):
    return call_sandboxed("sandboxed:look_and_leave", {"word": word}, files or {}, warm=warm)


def test_a_worker_stays_and_each_call_finds_only_its_own_files_and_words() -> None:
    first, _ = look("one", files={"a": b"", "b/c": b""})
    second, run = look("two", files={"d": b""})
    assert first is not None and second is not None
    assert (first["found"], second["found"]) == (["a", "b"], ["d"])
    assert first["process"] == second["process"]
    assert (run.stdout, run.stderr) == ("printed two\n", "complained two\n")


def test_a_call_can_have_a_process_of_its_own() -> None:
    value, run = look("alone", warm=False, files={"d": b""})
    assert value is not None and value["found"] == ["d"] and run.stdout == "printed alone\n"


@pytest.mark.parametrize(
    ("how", "limit", "code"),
    [
        ("exit", None, 3),
        ("signal", None, -11),
        ("spin", "cpu", -27),
        ("sleep", "wall", None),
        ("memory", "memory", 1),
        ("flood", "output", None),
        ("unheard of", None, 1),
    ],
)
def test_a_call_that_ends_badly_says_how_and_the_next_one_is_answered(how: str, limit: str | None, code: int | None) -> None:
    limits = Limits(wall_seconds=1.5 if how == "sleep" else 60.0, cpu_seconds=0.2, memory_bytes=300 * MIB, flood_bytes=MIB)
    value, run = call_sandboxed("sandboxed:end_badly", {"how": how}, {}, limits)
    assert value is None and run.code == code
    assert run.limit == limit or (how == "memory" and run.limit is None and "MemoryError" in run.stderr)
    if how == "exit":
        assert run.stdout == "last words\n"
    again, _ = call_sandboxed("sandboxed:look_and_leave", {"word": how}, {}, limits)
    assert again is not None and again["found"] == []


def test_processor_time_is_counted_for_each_call() -> None:
    limits = Limits(cpu_seconds=0.2)
    for _ in range(4):
        value, run = call_sandboxed("sandboxed:work", {"seconds": 0.06}, {}, limits)
        assert value is not None and 0.05 < run.cpu_seconds < 0.2


def test_many_modules_get_the_answers_that_each_gets_alone_in_the_same_order() -> None:
    pytest.importorskip("pyslang", reason="pyslang is not installed")
    sources = [GOOD.format(n=n) if n % 7 else "module m; assign x = ; endmodule" for n in range(1, 2 * BATCH)]
    reports = list(lint_many(sources, 2))
    assert [report.ok for report in reports] == [bool(n % 7) for n in range(1, 2 * BATCH)]
    for place in (0, 6):
        assert reports[place] == lint(sources[place])


def test_a_module_that_explodes_costs_only_itself() -> None:
    pytest.importorskip("pyslang", reason="pyslang is not installed")
    sources = [GOOD.format(n=n) for n in range(1, 10)]
    sources.insert(4, BOMB)
    reports = list(lint_many(sources, 2, Limits(cpu_seconds=0.2, wall_seconds=60.0, memory_bytes=200 * MIB)))
    assert [place for place, report in enumerate(reports) if not report.ok] == [4]
    assert reports[4].failure


def test_modules_are_synthesized_in_order_and_errors_that_end_yosys_cost_one_each() -> None:
    pytest.importorskip("pyosys", reason="pyosys is not installed")
    modules = [(GOOD.format(n=n), "m") for n in (3, 5, 7)]
    modules.insert(1, ("module m(output y); assign y = ; endmodule", "m"))
    modules.append((GOOD.format(n=3), "other"))
    reports = list(synthesize_many(modules, 2))
    assert [report.ok for report in reports] == [True, False, True, True, False]
    assert "expected expression" in reports[1].failure + reports[1].log
    assert reports[2].cells == synthesize(GOOD.format(n=5), "m").cells


def test_what_is_read_ahead_is_bounded() -> None:
    numbers = itertools.count()
    assert list(itertools.islice(in_order(lambda n: n * n, numbers, 2), 5)) == [0, 1, 4, 9, 16]
    assert next(numbers) < 20
