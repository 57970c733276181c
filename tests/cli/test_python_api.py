"""The Python API as the published usage reads: load, drive, read memory."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from groundwire.machine import AddressError, UnicornMachine
from groundwire.models.backbone import PromptError
from groundwire.reflex import StopReason, drive, load


def test_load_drive_and_read(checkpoint: Path) -> None:
    model = load(checkpoint)
    run = drive(model, "multiply 6 and 9")
    assert run.halted and run.reason is StopReason.HALT
    assert run.machine.read(0x5000, 1) == [54]
    assert run.words[0] == 0x00600293 and run.disassembly()[0] == "addi x5, x0, 6"


def test_many_prompts_give_a_list_in_their_order(checkpoint: Path) -> None:
    runs = drive(load(str(checkpoint)), ["say yo", "multiply 6 and 9"], memory={0x5100: [3]})
    assert [run.cycles for run in runs] == [6, 33]
    assert [run.machine.read(0x5100, 1) for run in runs] == [[3], [3]]
    assert drive(load(checkpoint), []) == []


def test_what_cannot_be_used_is_refused(checkpoint: Path) -> None:
    model = load(checkpoint)
    with pytest.raises(AddressError, match="0x3"):
        drive(model, "say yo", memory={3: [1]})
    with pytest.raises(PromptError, match="English only"):
        drive(model, "dis «été»")
    with pytest.raises(ValueError, match="machine is for one prompt"):
        drive(model, "say yo", machine=UnicornMachine(), memory={})


def test_drive_is_the_function_whatever_was_imported_before() -> None:
    code = (
        "import groundwire.reflex.evaluate, groundwire.reflex.loop\nimport groundwire.reflex\n"
        "from groundwire.reflex import drive, load\nfrom groundwire.reflex.loop import Drive, drive as all_at_once\n"
        "print(type(drive).__name__, drive.__module__, all_at_once.__module__, groundwire.reflex.Drive is Drive)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=120)
    assert done.stdout.split() == ["function", "groundwire.reflex.api", "groundwire.reflex.loop", "True"], done.stderr


def test_importing_the_package_does_not_import_torch() -> None:
    code = "import sys, groundwire, groundwire.reflex; print('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout == "False\n"
