"""Evaluation: every task gets its own result in its own place, and a share comes with its interval."""

import importlib.util
import math
import random
from pathlib import Path

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from groundwire.isa import HALT, assemble
from groundwire.machine import UnicornMachine
from groundwire.reflex.evaluate import (
    SuiteScore,
    TaskResult,
    by_suite,
    distinct_prompts,
    evaluate,
    judge,
    median_cycle_seconds,
    wilson,
)
from groundwire.reflex.loop import Drive, StopReason
from groundwire.tasks.taskfile import Task

_spec = importlib.util.spec_from_file_location("tiny_encoder", Path(__file__).with_name("tiny_encoder.py"))
assert _spec is not None and _spec.loader is not None
tiny = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(tiny)

ADD = assemble("addi x5, x0, 7\naddi x6, x0, 8\nadd x10, x5, x6\nlui x11, 5\nsw x10, 0(x11)")


@pytest.fixture(scope="module")
def model():
    torch.set_num_threads(1)
    return tiny.model()


def task(name: str = "t", prompt: str = "add 7 and 8", suite: str = "s", expect: int = 15) -> Task:
    return Task(name, suite, prompt, {0x5000: [expect]})


def run(words: list[int], reason: StopReason) -> Drive:
    """A drive that emitted these words on a real machine."""
    machine = UnicornMachine()
    for word in words:
        machine.execute(word)
    return Drive("add 7 and 8", machine, [*words, HALT], reason=reason)


def result(name: str, passed: bool, suite: str = "s", prompt: str = "p", cycles: int = 4) -> TaskResult:
    return TaskResult(task(name, prompt, suite), passed, "halt", cycles, 0.5)


def test_a_run_that_halts_and_leaves_what_is_expected_passes():
    judged = judge(task(), run(ADD, StopReason.HALT), 0.25)
    assert (judged.passed, judged.reason, judged.cycles, judged.found) == (True, "halt", 6, [])
    assert judged.row() == {
        "id": "t", "suite": "s", "prompt": "add 7 and 8", "passed": True, "reason": "halt", "cycles": 6,
        "seconds": 0.25,
    }  # fmt: skip


def test_a_run_that_leaves_something_else_fails_and_says_what():
    judged = judge(task(expect=16), run(ADD, StopReason.HALT), 0.0)
    assert not judged.passed
    assert judged.row()["found"] == ["0x5000: expected [16], found [15]"]


@pytest.mark.parametrize("reason", [StopReason.LIMIT, StopReason.TRAP, StopReason.ZERO_WORD])
def test_the_right_words_without_a_halt_do_not_pass(reason):
    judged = judge(task(), run(ADD, reason), 0.0)
    assert (judged.passed, judged.reason) == (False, str(reason))


def test_results_come_in_the_order_of_the_tasks_whatever_the_batch(model):
    tasks = [task(f"t{number}", f"add {number} and {number}") for number in range(7)]
    told: list[int] = []
    alone = list(evaluate(model, tasks, max_cycles=4, batch=1))
    together = list(evaluate(model, tasks, max_cycles=4, batch=3, progress=told.append))
    assert [each.task for each in together] == tasks
    assert told == [3, 6, 7]
    assert [(each.reason, each.cycles) for each in alone] == [(each.reason, each.cycles) for each in together]
    assert all(each.seconds > 0 for each in together)


def test_prompts_that_cannot_be_read_fail_in_their_place_and_hold_nobody_up(model):
    tasks = [task("a"), task("long", "x" * 5000), task("b"), task("blank", "  "), task("c", "addiere 2 und fünf")]
    found = list(evaluate(model, tasks, max_cycles=3))
    assert [each.task.id for each in found] == ["a", "long", "b", "blank", "c"]
    assert [each.reason == "prompt" for each in found] == [False, True, False, True, True]
    assert "the letter 'ü'" in found[4].found[0]
    assert "5000 characters" in found[1].found[0]
    assert not found[1].passed
    assert found[3].cycles == 0


def test_a_batch_of_unreadable_prompts_alone_is_no_trouble(model):
    found = list(evaluate(model, [task("blank", " ")], max_cycles=3))
    assert [each.reason for each in found] == ["prompt"]


def test_tasks_of_several_files_may_share_an_id(model):
    tasks = [task("same", "add 1 and 2"), task("same", "say hi", "other"), task("same", " ")]
    found = list(evaluate(model, tasks, max_cycles=3))
    assert [each.task.prompt for each in found] == ["add 1 and 2", "say hi", " "]
    assert [each.reason == "prompt" for each in found] == [False, False, True]


def test_no_tasks_give_no_results(model):
    assert list(evaluate(model, [])) == []


def test_memory_is_seeded_before_the_first_word(model):
    seeded = Task("t", "s", "sum the array", {0x5100: [5, 6]}, {0x5100: [5, 6]})
    found = next(iter(evaluate(model, [seeded], max_cycles=1)))
    assert found.found == []
    assert not found.passed, "it did not halt"


def test_scores_are_told_by_suite_in_the_order_of_the_file():
    results = [result("a", True, "x"), result("b", False, "y"), result("c", False, "x"), result("d", True, "x")]
    scores = by_suite(results)
    assert [(score.suite, score.passed, score.total, score.cycles) for score in scores] == [
        ("x", 2, 3, 12), ("y", 0, 1, 4),
    ]  # fmt: skip
    assert scores[0].rate == pytest.approx(2 / 3)
    assert scores[0].interval() == wilson(2, 3)
    assert by_suite([]) == []


def test_a_prompt_that_stands_in_several_rows_passes_only_when_all_do():
    results = [result("a", True, prompt="p"), result("b", False, prompt="p"), result("c", True, prompt="q")]
    assert distinct_prompts(results) == (1, 2)
    assert distinct_prompts([]) == (0, 0)


def test_the_median_time_of_a_cycle_ignores_what_never_ran():
    results = [result("a", True, cycles=1), result("b", True, cycles=5), result("c", True, cycles=0)]
    assert median_cycle_seconds(results) == pytest.approx(0.3)
    assert math.isnan(median_cycle_seconds([result("a", True, cycles=0)]))


@pytest.mark.parametrize(("passed", "total"), [(0, 10), (1, 10), (5, 10), (10, 10), (51, 51), (950, 1000)])
def test_the_bounds_are_where_the_score_test_just_rejects(passed, total):
    """Wilson's interval holds the p for which |share - p| is at most z standard errors of p itself."""
    for bound in wilson(passed, total):
        away = abs(passed / total - bound)
        if 0 < bound < 1:
            assert away == pytest.approx(1.959964 * math.sqrt(bound * (1 - bound) / total))
        else:
            assert away == 0


def test_no_success_of_ten_leaves_room_for_28_percent():
    assert wilson(0, 10)[1] == pytest.approx(1.959964**2 / (10 + 1.959964**2))


@given(st.integers(1, 10_000), st.integers(0, 10_000))
def test_an_interval_lies_in_zero_to_one_around_the_share(total, passed):
    passed = min(passed, total)
    low, high = wilson(passed, total)
    assert 0 <= low <= passed / total <= high <= 1
    mirrored = wilson(total - passed, total)
    assert mirrored == pytest.approx((1 - high, 1 - low))


def test_an_interval_covers_the_truth_about_as_often_as_it_says():
    rng, truth, covered = random.Random(0), 0.9, 0
    for _ in range(2000):
        low, high = wilson(sum(rng.random() < truth for _ in range(60)), 60)
        covered += low <= truth <= high
    assert 0.93 < covered / 2000 < 0.98


def test_a_share_of_nothing_is_undefined():
    assert all(math.isnan(bound) for bound in wilson(0, 0))
    assert math.isnan(SuiteScore("s", 0, 0, 0).rate)
