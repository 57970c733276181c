"""Names of the 32 integer registers: x0..x31 and those of the standard calling convention.

Source: "The RISC-V Instruction Set Manual, Volume I" (20191213), table 25.1. What the registers hold is the
machine's matter.
"""

from collections.abc import Mapping
from types import MappingProxyType

_TABLE = """
zero ra sp gp tp  t0 t1 t2
s0   s1 a0 a1 a2  a3 a4 a5
a6   a7 s2 s3 s4  s5 s6 s7
s8   s9 s10 s11 t3 t4 t5 t6
"""

ABI_NAMES: tuple[str, ...] = tuple(_TABLE.split())
"""Name of each register in the calling convention, by number."""

REGISTER_NUMBERS: Mapping[str, int] = MappingProxyType(
    {f"x{number}": number for number in range(32)}
    | {name: number for number, name in enumerate(ABI_NAMES)}
    | {"fp": 8}
)
"""Number of each register by any of its lower-case names (`fp` is another name of s0)."""
