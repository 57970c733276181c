"""What terse requests share: hints that change nothing, resets and edges in few words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from groundwire.distill.families.draw import Draw
from groundwire.distill.families.ports import Port

COUNTS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


ASSIGN_HINTS = (
    "One assign is enough.", "A single assign (statement |)(does it|will do).", "(Please use|Use) continuous assignment.",
    "No always block (is |)needed.", "Hint: assign.", "Dataflow style(, please|).", "No submodules(, please|).",
    "Hint: this is a one-liner.", "Keep it as short as possible.",
)  # fmt: skip


MORE_ASSIGN_HINTS = (
    "Use assign statements.", "No always block (is |)needed.", "Dataflow style(, please|).", "Continuous assignments only.",
    "Hint: one assign per output.", "Plain assigns are fine.", "Do it without always blocks.",
)  # fmt: skip


ALWAYS_HINTS = (
    "Use a combinational always block.", "Write it with an always block.", "Behavioural style, i.e. an always block.",
    "Do it procedurally (always block, sensitive to everything it reads).", "Use an always block rather than assign.",
    "The point of the exercise is the combinational always block.", "No assign statements, use always.",
)  # fmt: skip


def hinted(d: Draw, text: str, hints: Sequence[str], share: float) -> str:
    """A text with a hint behind or before it, in a share of cases."""
    if not d.chance(share):
        return text
    hint = d.any(*hints)
    return f"{hint} {text}" if d.chance(0.2) else f"{text} {hint}"


def driven(d: Draw, text: str, outputs: Mapping[str, str], assigns: float = 0.7) -> tuple[str, list[str], bool]:
    """The text with a hint now and then, lines that drive the outputs as the hint says, whether a block does it."""
    if d.chance(assigns):
        hints = ASSIGN_HINTS if len(outputs) == 1 else MORE_ASSIGN_HINTS
        return hinted(d, text, hints, 0.25), [f"assign {out} = {code};" for out, code in outputs.items()], False
    lines = d.block(d.style.comb, [f"{out} = {code};" for out, code in outputs.items()])
    return hinted(d, text, ALWAYS_HINTS, 0.7), lines, True


def mixed(d: Draw, ports: Sequence[Port]) -> tuple[Port, ...]:
    """Ports in the usual order, or outputs first now and then."""
    outputs = [port for port in ports if port.output]
    return tuple([*outputs, *(port for port in ports if not port.output)] if d.chance(0.15) else ports)


def gate_value(kind: str, bits: Sequence[int]) -> int:
    """What a gate makes of single bits."""
    ones = sum(bits)
    base = kind[1:] if kind[0] == "N" else "XOR" if kind == "XNOR" else kind
    value = {"AND": ones == len(bits), "OR": ones > 0, "XOR": ones % 2 == 1}[base]
    return int(value != (base != kind))


SYMBOLS = {"AND": "&", "NAND": "&", "OR": "|", "NOR": "|", "XOR": "^", "XNOR": "^"}


INVERTED = ("NAND", "NOR", "XNOR")


def gate_code(kind: str, terms: Sequence[str]) -> str:
    """A gate's expression."""
    inner = f" {SYMBOLS[kind]} ".join(terms)
    return f"~({inner})" if kind in INVERTED else inner


OUT_NAMES = ("out", "y", "f", "z", "o", "q", "result", "led", "Y", "out1", "res", "F")
