"""Traces and records of runs, made by executing assembled programs as the drive loop does."""

from __future__ import annotations

from groundwire.isa import assemble
from groundwire.machine import UnicornMachine
from groundwire.reflex.loop import Drive, StopReason, advance
from groundwire.reflex.trace import (
    MemoryRange,
    Tracer,
    TraceStep,
    changed_data,
    display_text,
    milliseconds_per_cycle,
    run_record,
    word_text,
)


def traced(text: str, machine: UnicornMachine | None = None) -> tuple[Drive, list[TraceStep]]:
    """Emit the words of a program one by one, at whatever pc, and collect the steps."""
    machine = machine or UnicornMachine()
    steps: list[TraceStep] = []
    run, tracer = Drive("p", machine), Tracer(machine, steps.append)
    for word in assemble(text):
        if not advance(run, word, tracer):
            break
    return run, steps


def test_each_step_has_its_place_its_word_and_what_it_changed() -> None:
    _, steps = traced("addi x5, x0, -3\nlui x10, 5\nsw x5, 4(x10)\nhalt")
    assert [step.cycle for step in steps] == [1, 2, 3, 4]
    assert [step.pc for step in steps] == [0x1000, 0x1004, 0x1008, 0x100C]
    assert [step.assembly for step in steps][:3] == ["addi x5, x0, -3", "lui x10, 0x5", "sw x5, 4(x10)"]
    assert steps[0].registers == {"x5": 2**32 - 3} and steps[0].memory == []
    assert steps[2].registers == {} and steps[2].memory == [MemoryRange(0x5004, [2**32 - 3])]
    assert steps[3].registers == {} and steps[3].memory == []
    assert steps[2].as_dict() == {
        "cycle": 3, "pc": "0x1008", "word": "0x00552223", "assembly": "sw x5, 4(x10)", "registers": {},
        "memory": {"0x5004": [2**32 - 3]}, "display": "",
    }  # fmt: skip


def test_a_word_that_traps_is_a_step_without_effect() -> None:
    run, steps = traced("lw x5, 2(x0)")
    assert run.reason is StopReason.TRAP and len(steps) == 1
    assert steps[0].registers == {} and steps[0].pc == 0x1000
    assert "misaligned" in str(run_record(run, UnicornMachine().snapshot().memory)["trap"])


def test_a_zero_word_is_shown_as_such() -> None:
    machine = UnicornMachine()
    run, steps = Drive("p", machine), []
    advance(run, 0, Tracer(machine, steps.append))
    assert run.reason is StopReason.ZERO_WORD and steps[0].assembly == "zero word"


def test_changed_words_side_by_side_are_one_range_and_code_is_left_out() -> None:
    machine = UnicornMachine()
    machine.write(0x5100, [9, 9, 9])
    before = machine.snapshot().memory
    machine.write(0x1000, [0x13])
    machine.write(0x4FFC, [1])
    machine.write(0x5000, [1, 2])
    machine.write(0x5100, [9, 0, 9])
    machine.write(0x10FFC, [7])
    assert changed_data(before, machine.snapshot().memory) == [
        MemoryRange(0x5000, [1, 2]), MemoryRange(0x5104, [0]), MemoryRange(0x10FFC, [7]),
    ]  # fmt: skip


def test_the_display_ends_at_its_first_zero_and_escapes_what_cannot_be_printed() -> None:
    machine = UnicornMachine()
    machine.write(0x6000, [ord("o"), ord("k"), 7, 0x1F600, 0, ord("x")])
    assert display_text(machine) == "ok\\x07\\x1f600"
    machine.write(0x6000, [ord("a")] * 1000)
    assert len(display_text(machine)) == 256


def test_words_show_their_sign_where_it_matters() -> None:
    assert word_text(7) == "7"
    assert word_text(2**31 - 1) == "2147483647"
    assert word_text(2**32 - 1) == "4294967295 (-1)"


def test_the_record_sums_a_run_up() -> None:
    machine = UnicornMachine()
    before = machine.snapshot().memory
    run, _ = traced("lui x10, 6\naddi x5, x0, 33\nsw x5, 0(x10)\nhalt", machine)
    run.seconds = 0.5
    record = run_record(run, before, failures=["0x5000: expected [1], found [0]"], tracing=0.1)
    assert record["halted"] and record["reason"] == "halt" and record["cycles"] == 4
    assert record["memory"] == {"0x6000": [33]} and record["display"] == "!"
    assert record["registers"] == {"x5": 33, "x10": 0x6000} and record["pc"] == "0x100c"
    assert record["seconds"] == 0.4 and record["milliseconds_per_cycle"] == 100.0
    assert record["expectations"] == {"hold": False, "failures": ["0x5000: expected [1], found [0]"]}
    assert "expectations" not in run_record(run, before) and "trap" not in record


def test_a_run_without_cycles_has_no_time_a_cycle() -> None:
    assert milliseconds_per_cycle(Drive("p", UnicornMachine())) is None


def test_tracing_counts_its_own_time() -> None:
    machine = UnicornMachine()
    tracer = Tracer(machine, lambda step: None)
    advance(Drive("p", machine), 0x00700293, tracer)
    assert tracer.seconds > 0
