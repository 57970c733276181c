"""Synthesizable: the reference must elaborate with slang and become gates with Yosys; what does not, no hardware can be."""

from __future__ import annotations

from dataclasses import dataclass

import pyarrow as pa

from groundwire.distill.checking import top_of
from groundwire.distill.filters import Found, Source
from groundwire.distill.records import Decision, Row, drop, keep
from groundwire.distill.stage import Stage, stage
from groundwire.distill.work import ShardWork
from groundwire.runs.recipes import RecipeError

_SLANG, _YOSYS = "groundwire.distill.filters:elaborate", "groundwire.distill.filters:synthesize"

_SLANG_TIME = 0.05
"""Share of the time that slang takes, for progress."""


@dataclass(frozen=True)
class SynthesizableSettings:
    """Which tools must agree."""

    slang: bool = True
    """Whether it must elaborate with slang."""
    yosys: bool = True
    """Whether it must synthesize with Yosys."""
    slang_batch: int = 32
    """Sources that slang reads in one go."""
    yosys_batch: int = 16
    """Sources that Yosys synthesizes in one go."""


@stage("synthesizable", SynthesizableSettings)
class Synthesizable(Stage):
    """Drops what no tool can make gates of."""

    title = "drop what does not synthesize"
    adds = {"cells": pa.int64()}  # noqa: RUF012

    def check(self) -> None:
        """Look at the batches."""
        for key in ("slang_batch", "yosys_batch"):
            if getattr(self.settings, key) < 1:
                raise RecipeError(f"synthesizable.{key} is {getattr(self.settings, key)}; expected at least 1")

    def decide(self, rows: list[Row], work: ShardWork) -> list[Decision]:
        """Elaborate all, then synthesize what elaborates."""
        sources: dict[str, Source] = {
            row["id"]: {"code": row["reference"], "top": top_of(row["reference"], row["top"])} for row in rows
        }
        found: dict[str, Found] = {}
        if self.settings.slang:
            part = _SLANG_TIME if self.settings.yosys else 1.0
            found = work.part(0.0, part).map("slang", _SLANG, list(sources.items()), self.settings.slang_batch)
        if self.settings.yosys:
            left = [(name, source) for name, source in sources.items() if name not in found or found[name]["ok"]]
            begin = _SLANG_TIME if self.settings.slang else 0.0
            found = {**found, **work.part(begin, 1.0).map("yosys", _YOSYS, left, self.settings.yosys_batch)}
        return [self._decide(row, sources[row["id"]]["top"], found.get(row["id"])) for row in rows]

    def _decide(self, row: Row, top: str, found: Found | None) -> Decision:
        if found is not None and not found["ok"]:
            return drop(found["reason"], found["detail"], top=top)
        return keep(top=top, cells=found["cells"] if found is not None and self.settings.yosys else None)
