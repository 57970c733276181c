"""One line of assembly text to words: comments, labels, instructions, pseudo-instructions, `.word`.

A line's meaning does not depend on where it stands: immediates that need an address stay open as fixups. So
each distinct line is read once and kept, which is what makes assembling many similar programs fast. Placing
the lines and closing the fixups is `assembler`'s part.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from groundwire.isa.expressions import (
    Expression,
    Fixup,
    Modifier,
    SourceProblem,
    parse_expression,
    parse_modified,
    parse_target,
    place,
    shown,
)
from groundwire.isa.formats import Format
from groundwire.isa.instructions import NAMED_FENCES, SPECS, InstructionSpec
from groundwire.isa.pseudo import PSEUDO_INSTRUCTIONS, missing_instruction_advice
from groundwire.isa.registers import REGISTER_NUMBERS

MAXIMUM_LINE_LENGTH = 4096

_LABEL = re.compile(r"([A-Za-z_.$][\w.$]*|[0-9]{1,9})\s*:\s*", re.ASCII)
_COMMENT = re.compile(r"#|//|;")
_CHARACTER = re.compile(r"'(?:\\([ntr0\\'\"])|([ -&(-\[\]-~]))'")
_ESCAPES = {"n": 10, "t": 9, "r": 13, "0": 0, "\\": 92, "'": 39, '"': 34}
_SHIFTS = {"rd": 7, "rs1": 15, "rs2": 20}


class Statement(NamedTuple):
    """What one line stands for."""

    labels: tuple[str, ...]
    """Labels that the line defines, in order; numeric ones without leading zeros."""
    words: tuple[int, ...]
    """Its words; those with a fixup are not complete."""
    fixups: tuple[Fixup, ...]
    """Immediates that need the address of the line or of a label."""


def parse_line(line: str) -> Statement:
    """Read one line.

    Args:
        line: text without its line end.

    Returns:
        Its labels, words and open immediates; all empty for a blank line or a comment.

    Raises:
        SourceProblem: if the line cannot be read, or a number in it is out of range.
    """
    if len(line) > MAXIMUM_LINE_LENGTH:
        raise SourceProblem(f"line of {len(line)} characters is longer than {MAXIMUM_LINE_LENGTH}; split it")
    if "'" in line:  # before comments are cut off, for '#' and ';' are characters too
        line = _CHARACTER.sub(_character_code, line)
    text = _COMMENT.split(line, maxsplit=1)[0].strip()
    labels = []
    while match := _LABEL.match(text):
        if match[1] == ".":
            raise SourceProblem("'.' is the current address and cannot be a label; choose another name")
        labels.append(str(int(match[1])) if match[1].isdigit() else match[1])
        text = text[match.end() :]
    words, fixups = _parse_code(text) if text else ((), ())
    return Statement(tuple(labels), words, fixups)


def _character_code(match: re.Match[str]) -> str:
    """Spaces around it keep the code from growing together with its neighbours."""
    return f" {_ESCAPES[match[1]] if match[1] else ord(match[2])} "


def _parse_code(text: str) -> tuple[tuple[int, ...], tuple[Fixup, ...]]:
    name, _, rest = text.replace("\t", " ").partition(" ")
    name = name.lower()
    operands = [operand.strip() for operand in rest.split(",")] if rest.strip() else []
    if "" in operands:
        place_of_gap = operands.index("") + 1
        raise SourceProblem(f"operand {place_of_gap} of {shown(name)} is empty; remove a comma or fill it in")
    parts = _parse_statement(name, operands)
    words, fixups = [], []
    for index, part in enumerate(parts):
        if isinstance(part, int):
            words.append(part)
            continue
        part = replace(part, index=index)
        is_known = part.expression.symbol is None and part.modifier in (
            Modifier.VALUE,
            Modifier.HIGH,
            Modifier.LOW,
        )
        words.append(place(part, part.expression.addend, 0) if is_known else part.base)
        if not is_known:
            fixups.append(part)
    return tuple(words), tuple(fixups)


def _parse_statement(name: str, operands: list[str]) -> Sequence[int | Fixup]:
    if name in SPECS:
        return [_instruction(SPECS[name], operands)]
    if name == ".word":
        if not operands:
            raise SourceProblem(".word has no value; write .word 1, 0x2, label")
        return [Fixup(0, 0, name, None, Modifier.VALUE, parse_expression(operand)) for operand in operands]
    if name in PSEUDO_INSTRUCTIONS:
        pseudo = PSEUDO_INSTRUCTIONS[name]
        _check_count(name, operands, pseudo.operands)
        base = [operands[item] if isinstance(item, int) else item for item in pseudo.base_operands]
        return [_instruction(SPECS[pseudo.base], base)]
    if name in NAMED_FENCES:
        _check_count(name, operands, ())
        return [NAMED_FENCES[name]]
    if name in ("li", "la"):
        _check_count(name, operands, ("rd", "value"))
        return _load_constant(operands) if name == "li" else _load_address(operands)
    if name in ("call", "tail"):
        _check_count(name, operands, ("target",))
        link, scratch = (1, 1) if name == "call" else (0, 6)
        return _relative_pair("jalr", link, scratch, parse_target(operands[0]))
    raise SourceProblem(missing_instruction_advice(name))


def _check_count(name: str, operands: Sequence[str], expected: Sequence[str]) -> None:
    if len(operands) != len(expected):
        listed = f" ({', '.join(expected)})" if expected else ""
        raise SourceProblem(
            f"{name} takes {len(expected)} operands{listed}, got {len(operands)}; put commas between them"
        )


def _instruction(spec: InstructionSpec, operands: list[str]) -> int | Fixup:
    operands = _short_forms(spec.mnemonic, operands)
    _check_count(spec.mnemonic, operands, [_PRINTED.get(kind, kind) for kind in spec.operands])
    word, fixup = spec.match, None
    for kind, operand in zip(spec.operands, operands, strict=True):
        if kind in _SHIFTS:
            word |= _register(operand) << _SHIFTS[kind]
        elif kind == "address":
            operand, base = _split_address(operand)
            word |= _register(base) << _SHIFTS["rs1"]
            fixup = _immediate(spec, "immediate", operand)
        elif spec.format is Format.FENCE:
            word |= _access_bits(operand) << (24 if kind == "predecessor" else 20)
        else:
            fixup = _immediate(spec, kind, operand)
    return replace(fixup, base=word) if fixup else word


_PRINTED = {"address": "offset(rs1)"}


def _short_forms(name: str, operands: list[str]) -> list[str]:
    """Complete the forms of jal, jalr and fence that leave operands out."""
    if name == "jal" and len(operands) == 1:
        return ["x1", *operands]
    if name == "fence" and not operands:
        return ["iorw", "iorw"]
    if name == "jalr":
        if len(operands) == 1:
            operands = ["x1", *operands]
        if len(operands) == 3:
            return [operands[0], f"{operands[2]}({operands[1]})"]
        if len(operands) == 2 and "(" not in operands[1]:
            return [operands[0], f"0({operands[1]})"]
    return operands


def _register(text: str) -> int:
    number = REGISTER_NUMBERS.get(text.lower())
    if number is None:
        raise SourceProblem(f"expected a register (x0..x31 or a name such as a0, sp), got {shown(text)}")
    return number


def _split_address(text: str) -> tuple[str, str]:
    """Split `offset(register)`; the offset may be missing, or be `%lo(label)` with parentheses of its own."""
    opening = text.rfind("(")
    if opening < 0 or text[-1] != ")":
        raise SourceProblem(
            f"expected offset(register) such as 0(x5), got {shown(text)}; for a label use la first"
        )
    return text[:opening].strip() or "0", text[opening + 1 : -1].strip()


def _access_bits(text: str) -> int:
    letters = "" if text == "0" else text.lower()
    if set(letters) - set("iorw") or len(set(letters)) != len(letters):
        raise SourceProblem(f"expected a set of the letters i, o, r, w or 0, such as rw, got {shown(text)}")
    return sum(8 >> "iorw".index(letter) for letter in letters)


def _immediate(spec: InstructionSpec, kind: str, text: str) -> Fixup:
    if kind == "target":
        return Fixup(0, 0, spec.mnemonic, spec.format, Modifier.RELATIVE, parse_target(text))
    if text.lower() in REGISTER_NUMBERS:
        raise SourceProblem(f"{spec.mnemonic} takes a number, not the register {text}; use the register form")
    modifier, expression = parse_modified(text)
    if modifier is not Modifier.VALUE and (modifier is Modifier.HIGH) != (kind == "upper"):
        raise SourceProblem(
            f"{modifier} does not fit {spec.mnemonic}; %hi goes with lui, %lo with addi and lw"
        )
    return Fixup(0, 0, spec.mnemonic, spec.format, modifier, expression)


def _load_constant(operands: list[str]) -> Sequence[int]:
    """Choose the shortest of addi, lui, and lui + addi, as GNU as does."""
    rd, expression = _register(operands[0]), parse_expression(operands[1])
    value, low_bound, high_bound = expression.addend, -(1 << 31), (1 << 32) - 1
    if expression.symbol is not None:
        raise SourceProblem(f"li takes a number, got {shown(operands[1])}; use la for an address")
    if not low_bound <= value <= high_bound:
        raise SourceProblem(
            f"value {value} of li is outside {low_bound}..{high_bound}; registers have 32 bits"
        )
    low, upper = (value + 0x800) % 0x1000 - 0x800, (value + 0x800) & 0xFFFFF000
    add = SPECS["addi"].match | rd << 7 | (low & 0xFFF) << 20
    if not upper:
        return [add]
    load = SPECS["lui"].match | rd << 7 | upper
    return [load, add | rd << 15] if low else [load]


def _load_address(operands: list[str]) -> Sequence[int | Fixup]:
    expression = parse_expression(operands[1])
    if expression.symbol is None:
        return _load_constant(operands)
    rd = _register(operands[0])
    return _relative_pair("addi", rd, rd, expression)


def _relative_pair(name: str, rd: int, scratch: int, expression: Expression) -> Sequence[Fixup]:
    """Build auipc and a second instruction that adds the low bits of the distance to it."""
    first = SPECS["auipc"].match | scratch << 7
    second = SPECS[name].match | rd << 7 | scratch << 15
    return [
        Fixup(0, first, "auipc", Format.U, Modifier.RELATIVE_HIGH, expression),
        Fixup(1, second, name, Format.I, Modifier.RELATIVE_LOW, expression),
    ]
