"""Instruction formats of RV32I as data: where each bit of an immediate stands, and which values it can take.

The layouts are those of "The RISC-V Instruction Set Manual, Volume I" (20191213), section 2.3. Which
instruction has which format is said in `instructions`; whole words are built and read in `codec`.
"""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import NamedTuple


class Format(StrEnum):
    """Layout of the operands inside a word; SHIFT, FENCE and SYSTEM are kinds of the manual's I-type."""

    R = "R"
    I = "I"  # noqa: E741 - the manual's name for the format
    SHIFT = "shift"
    S = "S"
    B = "B"
    U = "U"
    J = "J"
    FENCE = "fence"
    SYSTEM = "system"


class Segment(NamedTuple):
    """A run of immediate bits that stay side by side in the word."""

    word_low: int
    """Lowest bit of the run in the word, 0..31."""
    immediate_low: int
    """Lowest bit of the run in the immediate, 0..31."""
    width: int
    """Number of bits in the run."""


class ImmediateRange(NamedTuple):
    """Values that an immediate can take."""

    low: int
    """Smallest value, inclusive."""
    high: int
    """Largest value, inclusive."""
    step: int
    """Every value is a multiple of this."""


_SEGMENTS: dict[Format, tuple[Segment, ...]] = {
    Format.R: (),
    Format.I: (Segment(20, 0, 12),),
    Format.SHIFT: (Segment(20, 0, 5),),
    Format.S: (Segment(7, 0, 5), Segment(25, 5, 7)),
    Format.B: (Segment(8, 1, 4), Segment(25, 5, 6), Segment(7, 11, 1), Segment(31, 12, 1)),
    Format.U: (Segment(12, 12, 20),),
    Format.J: (Segment(21, 1, 10), Segment(20, 11, 1), Segment(12, 12, 8), Segment(31, 20, 1)),
    Format.FENCE: (Segment(20, 0, 12),),
    Format.SYSTEM: (),
}

IMMEDIATE_SEGMENTS: Mapping[Format, tuple[Segment, ...]] = MappingProxyType(_SEGMENTS)
"""The immediate of each format as runs of bits; empty where the format has no immediate."""

IMMEDIATE_BITS: Mapping[Format, Mapping[int, int]] = MappingProxyType(
    {
        layout: MappingProxyType(
            {s.word_low + bit: s.immediate_low + bit for s in segments for bit in range(s.width)}
        )
        for layout, segments in _SEGMENTS.items()
    }
)
"""For each format, word bit -> immediate bit. Bits that no word bit feeds are 0 below, sign copies above."""

IMMEDIATE_RANGES: Mapping[Format, ImmediateRange] = MappingProxyType(
    {
        Format.I: ImmediateRange(-(1 << 11), (1 << 11) - 1, 1),
        Format.SHIFT: ImmediateRange(0, 31, 1),
        Format.S: ImmediateRange(-(1 << 11), (1 << 11) - 1, 1),
        Format.B: ImmediateRange(-(1 << 12), (1 << 12) - 2, 2),
        Format.U: ImmediateRange(-(1 << 31), (1 << 31) - 4096, 4096),
        Format.J: ImmediateRange(-(1 << 20), (1 << 20) - 2, 2),
        Format.FENCE: ImmediateRange(0, 4095, 1),
    }
)
"""What each format's immediate can be; a format without an immediate is absent."""

_SIGN_BIT: dict[Format, int] = {
    layout: 1 << max(IMMEDIATE_BITS[layout].values())
    for layout, values in IMMEDIATE_RANGES.items()
    if values.low < 0
}


def scatter_immediate(layout: Format, value: int) -> int:
    """Place an immediate's bits where a word of this format has them.

    Args:
        layout: format of the word.
        value: the immediate, taken modulo 2**32; bits that the format cannot hold are dropped, so check
            `IMMEDIATE_RANGES` first.

    Returns:
        The word with only the immediate's bits set.
    """
    word = 0
    for word_low, immediate_low, width in _SEGMENTS[layout]:
        word |= ((value >> immediate_low) & ((1 << width) - 1)) << word_low
    return word


def gather_immediate(layout: Format, word: int) -> int:
    """Read the immediate out of a word of this format, sign-extended where the format is signed."""
    value = 0
    for word_low, immediate_low, width in _SEGMENTS[layout]:
        value |= ((word >> word_low) & ((1 << width) - 1)) << immediate_low
    sign = _SIGN_BIT.get(layout, 0)
    return value - 2 * sign if value & sign else value
