"""Write a task file of your own and score the model on it: python examples/own_task_file.py.

The same from the command line: groundwire reflex eval --tasks sums.jsonl
"""

from pathlib import Path

from groundwire.reflex import load
from groundwire.reflex.evaluate import by_suite, evaluate
from groundwire.tasks.taskfile import Task, read_tasks

path = Path("sums.jsonl")
tasks = [
    Task(f"sum/{a}+{b}", "sums", f"add {a} and {b}", expect={0x5000: [a + b]}) for a in (3, 14, 15) for b in (9, 26)
]
path.write_text("".join(task.as_json() + "\n" for task in tasks), encoding="utf-8")

results = list(evaluate(load(), read_tasks(path)))
for result in results:
    print("passed" if result.passed else "failed", result.task.prompt, *result.found)
for score in by_suite(results):
    low, high = score.interval()
    print(f"{score.suite}: {score.passed} of {score.total} (95% interval {low:.0%} to {high:.0%})")
