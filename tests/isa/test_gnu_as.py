"""GNU as, ld and objdump as oracles for every mnemonic, pseudo-instruction, label form and disassembly."""

import random
import re
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest

from groundwire.isa import (
    HALT,
    IMMEDIATE_RANGES,
    INSTRUCTIONS,
    InstructionSpec,
    assemble,
    disassemble,
    encode,
)
from groundwire.isa.pseudo import PSEUDO_INSTRUCTIONS
from groundwire.isa.registers import ABI_NAMES

PREFIX = "riscv64-unknown-elf-"
ORIGIN = 0x1000
REASON = f"{PREFIX}as is not installed: apt-get install binutils-riscv64-unknown-elf"

pytestmark = pytest.mark.skipif(shutil.which(f"{PREFIX}as") is None, reason=REASON)


def run(tool: str, *arguments: str | Path) -> str:
    command = [PREFIX + tool, *map(str, arguments)]
    return subprocess.run(command, check=True, capture_output=True, text=True, timeout=60).stdout


def gnu_assemble(text: str, folder: Path) -> list[int]:
    """Assemble and link at ORIGIN without relaxation."""
    source, unlinked, linked, flat = (folder / name for name in ("a.s", "a.o", "a.elf", "a.bin"))
    source.write_text(f".option norelax\n.globl _start\n_start:\n{text}\n")
    run("as", "-march=rv32i_zihintpause", "-mabi=ilp32", "-mno-relax", "-o", unlinked, source)
    run("ld", "-m", "elf32lriscv", "--no-relax", f"-Ttext=0x{ORIGIN:x}", "-o", linked, unlinked)
    run("objcopy", "-O", "binary", "-j", ".text", linked, flat)
    return [int(word) for word in np.frombuffer(flat.read_bytes(), "<u4")]


def assert_same_words(text: str, folder: Path) -> None:
    """Compare the whole program; where it differs, name the first word that does."""
    ours, theirs = assemble(text, ORIGIN), gnu_assemble(text, folder)
    for index, (our_word, their_word) in enumerate(zip(ours, theirs, strict=False)):
        assert our_word == their_word, f"word {index}: ours is 0x{our_word:08x}, GNU's 0x{their_word:08x}"
    assert len(ours) == len(theirs) > 0


def operand_text(kind: str, spec: InstructionSpec, rng: random.Random) -> str:
    register = rng.choice(ABI_NAMES) if rng.random() < 0.5 else f"x{rng.randrange(32)}"
    if kind in ("predecessor", "successor"):
        return "".join(letter for letter in "iorw" if rng.random() < 0.7) or "rw"
    if kind in ("rd", "rs1", "rs2"):
        return register
    if kind == "upper":
        return rng.choice([str(rng.randrange(1 << 20)), f"%hi(0x{rng.randrange(1 << 32):x})"])
    if kind == "target":
        return rng.choice(["start", "end", "1b", "1f", ".+8", ". - 16", "start+4"])
    low, high, _ = IMMEDIATE_RANGES[spec.format]
    numbers = [
        str(rng.randint(low, high)),
        str(low),
        str(high),
        f"0x{rng.randint(0, high):x}",
        "'a'" if high > 99 else "0b101",
    ]
    if spec.format == "I" or kind == "address":
        numbers.append(f"%lo(0x{rng.randrange(1 << 32):x})")
    number = rng.choice(numbers)
    return f"{number}({register})" if kind == "address" else number


def test_every_instruction_with_many_operands(tmp_path: Path) -> None:
    rng = random.Random(11)
    lines = ["start:"]
    for _ in range(12):
        for spec in INSTRUCTIONS:
            operands = ", ".join(operand_text(kind, spec, rng) for kind in spec.operands)
            lines += [f"1: {spec.mnemonic} {operands}"]
    assert_same_words("\n".join([*lines, "1:", "end: nop"]), tmp_path)


def test_every_pseudo_instruction(tmp_path: Path) -> None:
    names = {"rd": "a0", "rs": "t3", "rt": "s11", "target": "here"}
    lines = ["here:"]
    for name, pseudo in PSEUDO_INSTRUCTIONS.items():
        if name != "halt":
            lines.append(f"{name} {', '.join(names[operand] for operand in pseudo.operands)}")
    lines += [
        "jal there",
        "jalr a5",
        "jalr a0, a5",
        "jalr a0, a5, -4",
        "jalr a0, 12(a5)",
        "jr 8(t0)",
        "jalr 8(t0)",
    ]
    lines += [
        "call here",
        "call there",
        "tail here",
        "tail there",
        "la a0, here",
        "la t0, there",
        "la a1, 0x5100",
    ]
    lines += ["fence", "fence.tso", "pause", "ecall", "ebreak", "lw a0, (a1)", "sb a0, (a1)"]
    lines += ["lui a0, %hi(there)", "addi a0, a0, %lo(there)", "sw a0, %lo(there+4)(a0)"]
    assert_same_words(
        "\n".join([*lines, "there: .word here, ., there+8, -1, 0xffffffff, 'x', 0b11, ., -2147483648"]),
        tmp_path,
    )
    assert assemble("halt") == gnu_assemble("j .", tmp_path) == [HALT]


def test_load_immediate_of_many_values(tmp_path: Path) -> None:
    rng = random.Random(5)
    values = [sign * (1 << bit) + step for bit in range(32) for sign in (1, -1) for step in (-1, 0, 1)]
    values += [
        0xFFFFFFFF,
        0xFFFFF800,
        0x7FFFF800,
        0x7FFFF7FF,
        *(rng.randrange(-(1 << 31), 1 << 32) for _ in range(300)),
    ]
    lines = [f"li a0, {value}" for value in values if -(1 << 31) <= value < 1 << 32]
    assert_same_words("\n".join(lines), tmp_path)


def test_labels_far_apart_and_calls_across_the_rounding_of_the_upper_bits(tmp_path: Path) -> None:
    filler = "\n".join(["nop"] * 515)
    lines = ["start: call end", "la a0, middle", filler, "middle: beq a0, a1, start"]
    text = "\n".join([*lines, "call start", "bgt a1, a0, end", filler, "end: tail middle"])
    assert_same_words(text, tmp_path)


def test_disassembly_reads_as_objdump_does(tmp_path: Path) -> None:
    rng = random.Random(7)
    words = [spec.match | rng.getrandbits(32) & ~spec.mask for spec in INSTRUCTIONS for _ in range(25)]
    words = [word for word in words if not disassemble(word).startswith((".word", "pause"))]
    words += [encode("fence", immediate=sets) for sets in [0x833, *range(256)] if sets != 0x010]
    (tmp_path / "words.bin").write_bytes(np.array(words, "<u4").tobytes())
    arguments = ["-Dbbinary", "-mriscv:rv32", "-Mno-aliases,numeric", f"--adjust-vma={ORIGIN}"]
    output = run("objdump", *arguments, tmp_path / "words.bin")
    theirs = re.findall(r"^ +[0-9a-f]+:\t([0-9a-f]{8}) +\t([^#<\n]+)", output, re.MULTILINE)
    assert [int(word, 16) for word, _ in theirs] == words
    for index, (word, text) in enumerate(theirs):
        ours = disassemble(int(word, 16), ORIGIN + 4 * index)
        assert plain(ours) == plain(text), f"0x{word}"


def plain(text: str) -> str:
    """Bring both spellings together: no spaces, bare hexadecimal targets, other numbers in decimal."""
    mnemonic, _, operands = text.strip().replace("\t", " ").partition(" ")
    operands = operands.replace(" ", "")
    if mnemonic == "fence":
        operands = operands.replace("unknown", "0")
    if mnemonic == "jal" or mnemonic.startswith("b"):
        head, _, target = operands.rpartition(",")
        operands = f"{head},{int(target, 16) % (1 << 32):x}"
    else:
        operands = re.sub(r"0x[0-9a-f]+", lambda match: str(int(match[0], 16)), operands)
    return f"{mnemonic} {operands}"
