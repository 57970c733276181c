"""Pretrains the tiny model in forked children that are killed where they are told to be.

Called as `python pretrain_worker.py SOURCES ORDERS`: a JSON list of `{"folder", "kill"}`, where `kill` is null, `{"batch":
n}` (while batch n is made) or `{"operation": k}` (at the k-th operation on files after training began). Prints the
children's exit statuses. One import serves all.
"""

import importlib.util
import json
import os
import signal
import sys
from pathlib import Path

_spec = importlib.util.spec_from_file_location("tiny_text", Path(__file__).with_name("tiny_text.py"))
assert _spec is not None and _spec.loader is not None
tiny = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(tiny)

from groundwire.models.packing import RowSource  # noqa: E402
from groundwire.models.pretrain import pretrain  # noqa: E402


def run(order: dict, sources: Path) -> None:
    kill = order["kill"] or {}
    batch = RowSource.batch
    count = 0

    def counted(source, number):
        nonlocal count
        count = max(count, 1)
        if number == kill.get("batch"):
            os.kill(os.getpid(), signal.SIGKILL)
        return batch(source, number)

    def watch(event, args):
        nonlocal count
        if count and (event == "open" or event.startswith(("os.", "shutil.", "tempfile."))):
            count += 1
            if count == kill.get("operation"):
                os.kill(os.getpid(), signal.SIGKILL)

    RowSource.batch = counted
    sys.addaudithook(watch)
    pretrain(tiny.recipe(sources, steps=8, checkpoint_seconds=0.0, evaluate_steps=4), Path(order["folder"]))


def main() -> None:
    statuses = []
    for order in json.loads(sys.argv[2]):
        child = os.fork()
        if child == 0:
            try:
                run(order, Path(sys.argv[1]))
                os._exit(0)
            except BaseException as error:
                print(repr(error), file=sys.stderr, flush=True)
                os._exit(1)
        statuses.append(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
    print(json.dumps(statuses))


if __name__ == "__main__":
    main()
