"""Candidates beside each other: those that behave alike on random inputs form a group, and the largest is the likeliest right.

It is no proof: candidates of one model can all be wrong alike. It needs no knowledge of what the design should do.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from groundwire.bench import tools
from groundwire.distill.ask.ports import Port, parts_of, ports_of
from groundwire.distill.ask.records import Agreement, Candidate
from groundwire.distill.ask.stimulus import TOP, Stimulus, bench_of, make_stimulus, read_trace

_SECONDS = 2.0
"""Processor time of one simulation, which takes a few milliseconds."""
_KNOWN = 0.5
"""Share of the bits known in one trace that another must know too, or x would agree with everything."""
Ports = tuple[Port, ...]


@dataclass(frozen=True)
class Trace:
    """What one module did."""

    bits: tuple[str, ...]
    """Output bits by row."""

    def known(self) -> int:
        """Bits that are 0 or 1."""
        return sum(one in "01" for row in self.bits for one in row)

    def like(self, other: Trace) -> bool:
        """Whether two traces agree wherever both are known, and enough is."""
        if len(self.bits) != len(other.bits):
            return False
        both = 0
        for mine, theirs in zip(self.bits, other.bits, strict=True):
            for one, two in zip(mine, theirs, strict=True):
                if one in "01" and two in "01":
                    if one != two:
                        return False
                    both += 1
        most = max(self.known(), other.known())
        return both >= _KNOWN * most if most else self.bits == other.bits


def simulator() -> str | None:
    """The simulator that comparisons use."""
    found = tools.available()
    return tools.ICARUS if tools.ICARUS in found else next(iter(found), None)


def trace(code: str, module: str, ports: Ports, stimulus: Stimulus) -> Trace | None:
    """Show a module the inputs; None where it cannot be simulated to the end."""
    tool = simulator()
    if tool is None or not any(port.output for port in ports):
        return None
    bench = bench_of(module, ports, stimulus)
    run = tools.simulate(tool, [("answer.sv", code), ("bench.sv", bench)], TOP, {}, _SECONDS)
    found = read_trace(run.output, stimulus) if run.compiled else None
    return None if found is None else Trace(tuple(found))


def agree(candidates: Sequence[Candidate], seed: int = 0) -> Agreement:
    """Compare the candidates that got this far, and write into each how many behave like it."""
    if simulator() is None:
        return Agreement(0, (), 0, "there is no simulator; `groundwire doctor` says how to get one")
    by_ports: dict[Ports, list[Candidate]] = defaultdict(list)
    for one in candidates:
        found = ports_of(one.clean, one.module)
        if found is not None:
            by_ports[found].append(one)
    groups: list[list[Candidate]] = []
    steps = 0
    for ports, same in by_ports.items():
        stimulus = make_stimulus(ports, parts_of(ports, same[0].clean), seed)
        groups += _groups(same, ports, stimulus)
        steps = max(steps, len(stimulus.rows))
    for group in groups:
        for one in group:
            one.like = len(group)
    sizes = tuple(sorted(map(len, groups), reverse=True))
    note = "" if sizes else "no candidate has ports that can be driven, or none can be simulated"
    return Agreement(sum(sizes), sizes, steps, note)


def _groups(same: Sequence[Candidate], ports: Ports, stimulus: Stimulus) -> list[list[Candidate]]:
    """Groups of candidates with the same ports, by what they do; the best known trace of each group stands for it."""
    traces: dict[str, Trace | None] = {}
    for one in same:
        if one.clean not in traces:
            traces[one.clean] = trace(one.clean, one.module, ports, stimulus)
    known = [(found, one) for one in same if (found := traces[one.clean]) is not None]
    known.sort(key=lambda pair: -pair[0].known())
    groups: list[tuple[Trace, list[Candidate]]] = []
    for found, one in known:
        home = next((members for first, members in groups if first.like(found)), None)
        if home is None:
            groups.append((found, [one]))
        else:
            home.append(one)
    return [members for _, members in groups]
