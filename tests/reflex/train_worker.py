"""Trains the tiny model in forked children that are killed where they are told to be.

Called as `python train_worker.py ORDERS`: a JSON list of `{"folder", "steps", "kill"}`, done one after the other, where
`kill` is null, `{"step": n}` (while batch n is made) or `{"step": n, "operation": k}` (at the k-th operation on files
of the checkpoint after step n). Prints the children's exit statuses. One import serves all.
"""

import importlib.util
import json
import os
import signal
import sys
from pathlib import Path

import torch

_spec = importlib.util.spec_from_file_location("tiny_encoder", Path(__file__).with_name("tiny_encoder.py"))
assert _spec is not None and _spec.loader is not None
tiny = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(tiny)

from groundwire.reflex.cycles import CycleStore  # noqa: E402
from groundwire.reflex.train import Trainer, TrainSettings  # noqa: E402

CHECKPOINT_EVERY = 3
PROMPTS, CYCLES = 4, 3


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


class Ordered(Trainer):
    """Saves after every third step, whatever the time, so that a kill loses steps."""

    kill: dict | None = None
    operations = 0

    def save(self) -> None:
        if self.step % CHECKPOINT_EVERY and self.step != self.settings.steps:
            return
        self.operations = 1 if self.kill and self.kill["step"] == self.step and "operation" in self.kill else 0
        super().save()
        self.operations = 0

    def watch(self, event: str, args: tuple) -> None:
        if self.operations and (event == "open" or event.startswith(("os.", "shutil.", "tempfile."))):
            done, self.operations = self.operations, 0  # a kill is an operation too
            if self.kill and done == self.kill["operation"]:
                die()
            self.operations = done + 1


def train(order: dict, drawn: list, kept: CycleStore) -> None:
    model = tiny.model()
    source = tiny.source(model.backbone, drawn, PROMPTS, CYCLES, kept=kept)
    kill = order["kill"]
    batch = source.batch
    if kill and "operation" not in kill:
        source.batch = lambda step: die() if step == kill["step"] else batch(step)
    settings = TrainSettings(
        steps=order["steps"], prompts=PROMPTS, cycles=CYCLES, warmup=2, checkpoint_seconds=0.0, log_steps=4,
        evaluate_steps=5, probe=0.3,
    )  # fmt: skip
    torch.rand(3)  # the random state that training begins with is not that of a fresh process
    trainer = Ordered(model, source, settings, Path(order["folder"]))
    trainer.kill = kill
    sys.addaudithook(trainer.watch)

    def evaluate(model):
        return {"noise": float(torch.rand(()))}  # draws from the random state, which a checkpoint has to keep

    trainer.train(evaluate)


def main() -> None:
    torch.set_num_threads(1)
    drawn = tiny.pairs(40)
    kept = tiny.store(drawn)
    statuses = []
    for order in json.loads(sys.argv[1]):
        child = os.fork()
        if child == 0:
            try:
                train(order, drawn, kept)
                os._exit(0)
            except BaseException as error:
                print(repr(error), file=sys.stderr, flush=True)
                os._exit(1)
        statuses.append(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
    print(json.dumps(statuses))


if __name__ == "__main__":
    main()
