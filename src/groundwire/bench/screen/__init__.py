"""Decides what of an answer may be simulated: no answer can reach the bench, the disk or the simulator's control.

An answer may print, and what it prints is taken out. Whatever else could fool a bench is a finding, and a finding is
tampering. docs/design/verdicts.md says what each rule stops.
"""

from __future__ import annotations

from groundwire.bench.screen.names import BenchNames
from groundwire.bench.screen.screening import Screened, directions_of, screen

__all__ = ["BenchNames", "Screened", "directions_of", "screen"]
