"""`reflex run`: what it prints, its exit codes, and one clear line for whatever cannot be used."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from groundwire.isa import assemble

Command = Callable[..., Any]
PROMPT = "multiply 6 and 9"
GROUNDWIRE = [sys.executable, "-m", "groundwire"]


def refused(result: Any, *parts: str) -> None:
    """Assert exit code 2 and one line on stderr that holds the parts."""
    assert result.exit_code == 2, result.output
    assert result.stdout == ""
    [line] = result.stderr.splitlines()
    assert line.startswith("groundwire: ")
    for part in parts:
        assert part in line


def test_a_program_that_halts_as_expected_exits_with_0_and_shows_every_cycle(command: Command) -> None:
    result = command("reflex", "run", PROMPT, "--expect", "0x5000=54", model=True)
    assert result.exit_code == 0, result.output
    lines = result.stdout.splitlines()
    assert lines[0].split() == ["cycle", "pc", "word", "instruction", "effect"]
    assert lines[1].split() == ["1", "0x1000", "00600293", "addi", "x5,", "x0,", "6", "x5", "=", "6"]
    assert any("sw x7, 0(x10)" in line and "[0x5000] = 54" in line for line in lines)
    [ending] = [line for line in lines if line.startswith("halted after ")]
    assert f"halted after {3 + 9 * 3 + 3} cycles" in ending and "ms each" in ending
    assert lines[-1].strip() == "as expected"


def test_the_display_is_shown_as_text_while_it_grows(command: Command) -> None:
    result = command("reflex", "run", "say yo", model=True)
    assert 'display "y"' in result.stdout
    assert result.stdout.splitlines()[-1].strip() == 'display "yo"'


def test_quiet_leaves_the_trace_out(command: Command) -> None:
    result = command("reflex", "run", "say yo", "--quiet", model=True)
    assert result.stdout.startswith("halted after 6 cycles")
    assert "addi" not in result.stdout


def test_json_is_one_object_with_words_memory_and_expectations(command: Command) -> None:
    result = command("reflex", "run", "say yo", "--json", "--expect", "0x6000=0x79,111", model=True)
    record = json.loads(result.stdout)
    program = assemble("lui x10, 6\naddi x5,x0,121\nsw x5,0(x10)\naddi x5,x0,111\nsw x5,4(x10)\nhalt")
    assert [int(word, 16) for word in record["words"]] == program
    assert record["memory"] == {"0x6000": [121, 111]} and record["display"] == "yo"
    assert record["reason"] == "halt" and record["cycles"] == 6
    assert record["expectations"] == {"hold": True, "failures": []}
    assert record["registers"] == {"x5": 111, "x10": 0x6000}


def test_memory_and_text_are_there_before_the_start(command: Command) -> None:
    start = ("--memory", "0x5100=1,-1", "--memory", "0x5200=0x10", "--text", "0x5300=rv32i")
    holds = ("--expect", "0x5100=1,4294967295", "--expect", "0x5200=16", "--expect", f"0x5300={0x32337672},105")
    result = command("reflex", "run", "say yo", "-q", *start, *holds, model=True)
    assert result.exit_code == 0, result.output


def test_a_failed_expectation_exits_with_1_and_says_what_was_found(command: Command) -> None:
    result = command("reflex", "run", PROMPT, "-q", "--expect", "0x5000=55", model=True)
    assert result.exit_code == 1
    assert "0x5000: expected [55], found [54]" in result.stdout


def test_the_limit_exits_with_1(command: Command) -> None:
    result = command("reflex", "run", PROMPT, "--max-cycles", "3", model=True)
    assert result.exit_code == 1
    assert "stopped at the limit after 3 cycles" in result.stdout


@pytest.mark.parametrize(
    ("option", "text", "told"),
    [
        ("--memory", "0x5100", "expected ADDRESS=WORD"),
        ("--memory", "0x5100=1,two", "'two' is no 32-bit word"),
        ("--memory", "0x5100=4294967296", "'4294967296' is no 32-bit word"),
        ("--memory", "0x5102=1", "0x5102 is not aligned"),
        ("--memory", "0x20000=1", "0x20000 is not mapped; memory is 0x1000 up to 0x11000"),
        ("--memory", "5100=1", "'5100' is no address"),
        ("--memory", "0x10ffc=1,2", "2 words run past the end of memory"),
        ("--text", "0x5100", "expected ADDRESS=TEXT"),
        ("--text", "0x5100=naïve", "is not ASCII"),
        ("--expect", "0x5001=1", "0x5001 is not aligned"),
        ("--head", "codebook", "this checkpoint has the head 'bits', not 'codebook'"),
        ("--head", "nonsense", "'nonsense' is not one of"),
        ("--max-cycles", "0", "greater than or equal to 1"),
        ("--backbone", "/nowhere/at/all", "/nowhere/at/all"),
    ],
)
def test_options_that_cannot_be_used_are_named_in_one_line(command: Command, option: str, text: str, told: str) -> None:
    refused(command("reflex", "run", "say yo", option, text, model=True), option.strip("-"), told)


def test_an_address_given_twice_is_refused(command: Command) -> None:
    result = command("reflex", "run", "say yo", "--memory", "0x5100=1,2", "--text", "0x5104=x", model=True)
    refused(result, "0x5104 is given twice")


@pytest.mark.parametrize(
    ("prompt", "told"),
    [
        ("", "the prompt is empty; say what the machine should do"),
        (" \t ", "the prompt is empty"),
        ("a" * 241, "241 characters"),
        ("say \x01\x02", "control characters"),
        ("\udcff\udcfe", "give plain text"),
        ("скажи да", "the letter 'с'; the model reads English only"),
        ("七と八を掛ける", "English only"),
    ],
)
def test_prompts_that_cannot_be_read_are_refused_in_one_line(command: Command, prompt: str, told: str) -> None:
    refused(command("reflex", "run", prompt, model=True), told)


def test_a_missing_checkpoint_is_named(command: Command, tmp_path: Path) -> None:
    refused(
        command("reflex", "run", "say yo", "--checkpoint", str(tmp_path / "none")), "none", "check the path or name"
    )


def test_a_truncated_checkpoint_is_refused(command: Command, checkpoint: Path, tmp_path: Path) -> None:
    for name in ("config.json", "model.safetensors"):
        (tmp_path / name).write_bytes((checkpoint / name).read_bytes()[:-100])
        other = ({"config.json", "model.safetensors"} - {name}).pop()
        (tmp_path / other).write_bytes((checkpoint / other).read_bytes())
        refused(command("reflex", "run", "say yo", "--checkpoint", str(tmp_path)), name)


def test_a_file_in_place_of_a_checkpoint_says_how_to_convert_it(command: Command, tmp_path: Path) -> None:
    (tmp_path / "reflex.pt").write_bytes(b"PK")
    refused(
        command("reflex", "run", "say yo", "--checkpoint", str(tmp_path / "reflex.pt")), "groundwire reflex convert"
    )


def test_a_folder_stands_for_the_recorded_backbone(command: Command, checkpoint: Path, tmp_path: Path) -> None:
    moved = tmp_path / "elsewhere"
    moved.symlink_to(checkpoint.parent / "backbone")
    assert command("reflex", "run", "say yo", "-q", "--backbone", str(moved), model=True).exit_code == 0


def test_help_and_refusals_need_no_torch() -> None:
    code = (
        "import sys\nfrom groundwire.cli.main import main\nsys.argv[1:] = {}\n"
        "try:\n    main()\nexcept SystemExit as stop:\n    print(stop.code, 'torch' in sys.modules)"
    )
    for arguments, ending in ((["reflex", "run", "--help"], "0 False"), (["reflex", "run"], "2 False")):
        done = subprocess.run(
            [sys.executable, "-c", code.format(arguments)], capture_output=True, text=True, timeout=60
        )
        assert done.stdout.splitlines()[-1] == ending


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full to play a full disk")
def test_in_a_real_process_a_full_disk_gets_one_line(checkpoint: Path) -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [*GROUNDWIRE, "reflex", "run", "say yo", "--checkpoint", str(checkpoint)],
            stdout=full, stderr=subprocess.PIPE, text=True, timeout=120,
        )  # fmt: skip
    assert done.returncode == 2
    assert done.stderr == "groundwire: the disk is full; free some space and run the same command again\n"


def test_in_a_real_process_ctrl_c_exits_with_130_and_one_line(checkpoint: Path) -> None:
    process = subprocess.Popen(
        [*GROUNDWIRE, "reflex", "shell", "--checkpoint", str(checkpoint)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        env=os.environ | {"PYTHONUNBUFFERED": "1"},
        # A test that runs in the background of a shell inherits that Ctrl-C is ignored.
        preexec_fn=partial(signal.signal, signal.SIGINT, signal.SIG_DFL),
    )  # fmt: skip
    assert process.stdin is not None and process.stdout is not None
    process.stdin.write("say yo\n")
    process.stdin.flush()
    while "display" not in process.stdout.readline():
        assert process.poll() is None
    process.send_signal(signal.SIGINT)
    _, told = process.communicate(timeout=60)
    assert process.returncode == 130
    assert told == "groundwire: stopped by Ctrl-C\n"
