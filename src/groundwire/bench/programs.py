"""Simulations of slow benches, shared by answers that compile to the same program: other names and comments, the same circuit.

Icarus's programs are texts. Two that differ only in addresses, which are new in every run of the compiler, in the names of nets
and variables, and in where a scope stands in its file, do the same and print the same.
"""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from threading import Lock

from groundwire.bench import tools
from groundwire.bench.tools import COMPILE_SECONDS, ICARUS, PATIENCE, Outcome
from groundwire.eda.errors import ToolFailure
from groundwire.eda.icarus import Icarus
from groundwire.eda.limits import Limits
from groundwire.eda.simulator import CompileOptions

SLOW = 0.25
"""Seconds that a reference takes where looking for an equal program pays: compiling twice costs some 20 ms."""
KEPT = 256
"""Programs that are remembered; of a run's few slow problems there are hardly more."""
_STRING = re.compile(rb'"(?:\\.|[^"\\])*"')
_ADDRESS = re.compile(rb"0x[0-9a-f]+")
_NAMED = re.compile(rb'^(\w+ \.(?:net|var)[\w/]* \*?)"(?:\\.|[^"\\])*"', re.MULTILINE)
_PLACE = re.compile(rb'^(\w+ \.scope \w+, "(?:\\.|[^"\\])*" "(?:\\.|[^"\\])*") \d+ \d+(?:, \d+ \d+ \d+)?', re.MULTILINE)
_LIMITS = Limits(wall_seconds=PATIENCE * COMPILE_SECONDS[ICARUS], cpu_seconds=COMPILE_SECONDS[ICARUS])


def program_digest(program: bytes) -> str:
    """SHA-256 of an Icarus program with addresses numbered in the order in which they come, and without names and places."""
    text = _PLACE.sub(rb"\1", _NAMED.sub(rb'\1""', program))
    numbers: dict[bytes, bytes] = {}

    def numbered(match: re.Match[bytes]) -> bytes:
        return numbers.setdefault(match.group(), b"0x%x" % len(numbers))

    digest, start = hashlib.sha256(), 0
    for string in _STRING.finditer(text):  # what stands between quotes is no address
        digest.update(_ADDRESS.sub(numbered, text[start : string.start()]))
        digest.update(string.group())
        start = string.end()
    digest.update(_ADDRESS.sub(numbered, text[start:]))
    return digest.hexdigest()


class SharedRuns:
    """Runs of programs, each once."""

    def __init__(self) -> None:
        self._runs: dict[tuple[str, str], Outcome] = {}
        self._locks: dict[tuple[str, str], Lock] = defaultdict(Lock)

    def simulate(
        self, problem: str, sources: Sequence[tuple[str, str]], top: str, data: Mapping[str, bytes], seconds: float, usual: float
    ) -> Outcome:
        """Compile on Icarus, and run where no equal program has run; see `groundwire.bench.tools.simulate`.

        Args:
            problem: whose bench and data it is.
            sources: file names and texts.
            top: the bench's top module.
            data: files that the bench reads.
            seconds: limit of the simulation's processor time.
            usual: seconds that the reference takes.
        """
        files = {name: text.encode("utf-8", "replace") for name, text in sources}
        try:
            compiled = Icarus(tools.newest(ICARUS)).compile(files, top, CompileOptions(limits=_LIMITS))
        except ToolFailure:
            compiled = None
        if compiled is None or compiled.program is None:
            return tools.simulate(ICARUS, sources, top, data, seconds, usual=usual)
        key = problem, program_digest(compiled.program)
        with self._locks[key]:
            known = self._runs.get(key)
            if known is None:
                run = tools.simulate(ICARUS, sources, top, data, seconds, usual=usual)
                if run.code == 0 or run.timed_out:  # what ended at another limit, or broke off, may have had bad luck
                    self._keep(key, run)
                return run
        return replace(known, compile_log=compiled.log, seconds=compiled.result.seconds)

    def _keep(self, key: tuple[str, str], run: Outcome) -> None:
        if len(self._runs) >= KEPT:
            self._runs.clear()
            self._locks.clear()  # whoever holds one goes on with it; at worst a program runs twice
        self._runs[key] = run
