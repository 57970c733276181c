"""The package's own stages, one file each; importing this registers them."""

from groundwire.distill.stages import decontaminate, difficulty, formatting, rephrase, synthesizable, teacher

__all__ = ["decontaminate", "difficulty", "formatting", "rephrase", "synthesizable", "teacher"]
