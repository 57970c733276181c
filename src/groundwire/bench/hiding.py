"""Hides a bench from the answer: its modules, instances, tasks and named blocks get names of this run, which no answer can know.

Hierarchical names that leave an answer are found by screening already (`groundwire.bench.screen`). This holds even where
screening is wrong, such as in a branch that only the bench's parameters make: there is nothing to be found by name.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import replace

from groundwire.bench.records import Problem
from groundwire.bench.sources import declared_modules, instances, renamed, without_comments

_SCOPE = re.compile(r"\b(?:(?:begin|fork)\s*:|task\s+(?:automatic\s|static\s)?)\s*([A-Za-z_][\w$]*)")
"""A named block, or a task: names that a lookup from below finds."""
_PORT = re.compile(r"\.\s*([A-Za-z_][\w$]*)\s*\(")


def hidden(problem: Problem, nonce: str) -> Problem:
    """A copy of a problem whose bench and reference have names made from a nonce for all that a path can lead through.

    Args:
        problem: one with a bench.
        nonce: any text; names are made from its digest, so that printing them does not give it away.
    """
    names = {name: name + ending(nonce) for name in _names(problem)}
    return replace(
        problem,
        testbench=renamed(problem.testbench, names),
        support=renamed(problem.support, names),
        top=names.get(problem.top, problem.top),
    )


def ending(nonce: str) -> str:
    """What names of a run end with."""
    return "_" + hashlib.sha256(nonce.encode()).hexdigest()[:12]


def _names(problem: Problem) -> set[str]:
    """What is renamed; never the tested module, nor what is a port's name too, for those are shared with the answer."""
    sources = (problem.testbench, problem.support)
    found = {name for source in sources for name in declared_modules(source)}
    found |= {label for source in sources for _, label in instances(source)}
    found |= {name for source in sources for name in _SCOPE.findall(without_comments(source))}
    ports = {name for source in sources for name in _PORT.findall(source)}
    return found - ports - {problem.module}
