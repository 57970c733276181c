"""Fine-tunes the tiny model in forked children that are killed where they are told to be.

Called as `python sft_worker.py BASE DATA FOLDER ORDERS`: for each run a list of steps after which it is killed, null for none.
Prints the children's exit statuses. One import serves all.
"""

import importlib.util
import json
import os
import signal
import sys
from pathlib import Path

_spec = importlib.util.spec_from_file_location("sft_fixture", Path(__file__).with_name("sft_fixture.py"))
assert _spec is not None and _spec.loader is not None
fixture = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(fixture)

from groundwire.distill.sft import trl_backend  # noqa: E402
from groundwire.distill.sft.run import sft  # noqa: E402


def run(base, data, folder, kill):

    def progress(stage, done, total, metrics):
        if stage == "train" and not metrics and kill is not None and done >= kill:
            os.kill(os.getpid(), signal.SIGKILL)

    recipe = fixture.recipe(base, data, train={"steps": 8, "checkpoint_seconds": 0.0})
    sft(recipe, folder, progress, lambda line: None)


def main():
    base, data, folder = map(Path, sys.argv[1:4])
    assert trl_backend
    statuses = []
    for number, kills in enumerate(json.loads(sys.argv[4])):
        statuses.append([])
        for kill in kills:
            child = os.fork()
            if child == 0:
                try:
                    run(base, data, folder / str(number), kill)
                    os._exit(0)
                except BaseException as error:
                    print(repr(error), file=sys.stderr, flush=True)
                    os._exit(1)
            statuses[-1].append(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
    print(json.dumps(statuses))


if __name__ == "__main__":
    main()
