"""From an answer's code to a source that can be compiled: completion may give a whole module or only its body."""

from __future__ import annotations

from groundwire.bench.records import Problem
from groundwire.bench.sources import declared_modules, tokens


def whole_source(code: str, problem: Problem) -> str:
    """The source that an answer stands for: the code, with the header before it where it is only a body."""
    if problem.interface is None or problem.module in declared_modules(code):
        return code
    ended = any(text == "endmodule" for _, text, _ in tokens(code))
    return f"{problem.interface.rstrip()}\n{code}" + ("" if ended else "\nendmodule\n")
