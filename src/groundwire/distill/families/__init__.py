"""Verilog families: designs drawn from a seed, with problem texts, reasoning, a reference and a bench from a Python model.

`families()` holds them by name; `groundwire.distill.families.corpus.generate` draws, simulates, synthesizes and writes pairs.
"""

from groundwire.distill.families.design import SELF, Bug, Design, Row
from groundwire.distill.families.draw import Draw
from groundwire.distill.families.ports import Port, Style
from groundwire.distill.families.registry import Family, families, family, get_family

__all__ = ["SELF", "Bug", "Design", "Draw", "Family", "Port", "Row", "Style", "families", "family", "get_family"]
