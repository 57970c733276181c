"""Program families: what a machine can be asked: operands, programs, memory before and words after.

`FAMILIES` holds them by name; a family draws `Operands`, builds assembly text for a register `Layout`, and
says what must stand in memory at the end. How a task is worded is not decided here, and which programs make a
corpus neither.
"""

from groundwire.tasks.families import (  # noqa: F401  (imported for their entries in the registry)
    arithmetic,
    arrays,
    bits,
    blocks,
    calls,
    compare,
    display,
    loops,
    memory,
    multiply,
    own_arithmetic,
    own_bits,
    own_division,
    strings,
)
from groundwire.tasks.families.drawing import CYCLE_LIMIT, LONG_CYCLES, Draw, FormWeights
from groundwire.tasks.families.layout import REGISTER_LAYOUTS, Layout
from groundwire.tasks.families.operands import Number, Operands
from groundwire.tasks.families.registry import FAMILIES, Family, Scalar, family, get_family
from groundwire.tasks.families.verify import Program, WrongProgram, verify

__all__ = [
    "CYCLE_LIMIT",
    "FAMILIES",
    "LONG_CYCLES",
    "REGISTER_LAYOUTS",
    "Draw",
    "Family",
    "FormWeights",
    "Layout",
    "Number",
    "Operands",
    "Program",
    "Scalar",
    "WrongProgram",
    "family",
    "get_family",
    "verify",
]
