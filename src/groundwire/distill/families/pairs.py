"""One unit of work: draw a batch of designs, put them through the tools, and write the pairs that may be kept.

A batch depends on the seed and its number alone, so that workers and interruptions change nothing.
"""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from groundwire.distill.families.bench import test_bench
from groundwire.distill.families.check import Job, Outcome, check, simulate
from groundwire.distill.families.design import Bug, Design
from groundwire.distill.families.distinct import pair_key
from groundwire.distill.families.draw import Draw
from groundwire.distill.families.forms import FORM_WEIGHTS, Problem, forms_of, write_problem
from groundwire.distill.families.mutate import bugs
from groundwire.distill.families.registry import Family, families

BATCH = 48
"""Designs of a batch: one compilation, one simulation, one synthesis."""
LONGEST = 6000
"""Characters of problem, reasoning and reference together; what is longer is dropped."""
_BUGS_TRIED = 2


@dataclass
class Batch:
    """What one batch gave."""

    rows: list[dict[str, Any]] = field(default_factory=list)
    """Pairs, as rows of a corpus."""
    designs: Counter[str] = field(default_factory=Counter)
    """Designs drawn, by family."""
    dropped: Counter[str] = field(default_factory=Counter)
    """What was not kept, by "reason family"."""


def draw_designs(names: Sequence[str], rng: random.Random, count: int = BATCH) -> list[tuple[Family, Design]]:
    """Draw designs of these families by their weights."""
    chosen = [families()[name] for name in names]
    picked = rng.choices(chosen, [family.weight for family in chosen], k=count)
    return [(family, family.draw(rng)) for family in picked]


def make_batch(names: Sequence[str], seed: int, number: int, texts: int, bug_share: float) -> Batch:
    """Make one batch.

    Args:
        names: families to draw from.
        seed: the corpus's seed.
        number: the batch's.
        texts: problem texts of each design, each in another form.
        bug_share: share of designs that also get a bug-fix problem.
    """
    rng = random.Random(f"groundwire verilog {seed} {number}")
    batch = Batch()
    drawn = draw_designs(names, rng)
    kept: list[tuple[Family, Design, Outcome]] = []
    for (family, design), outcome in zip(drawn, check([design for _, design in drawn]), strict=True):
        batch.designs[family.name] += 1
        if outcome.ok:
            kept.append((family, design, outcome))
        else:
            batch.dropped[f"{outcome.reason} {family.name}"] += 1
    broken = _find_bugs([design for _, design, _ in kept], rng, bug_share)
    for index, (family, design, outcome) in enumerate(kept):
        for problem in _problems(design, rng, texts, broken.get(index)):
            _keep(batch, family, design, outcome, problem, f"seed {seed}, batch {number}, design {index}")
    return batch


def _find_bugs(designs: Sequence[Design], rng: random.Random, share: float) -> dict[int, Bug]:
    """For a share of designs, a variant that was seen to fail the design's bench."""
    tried = [(index, bug) for index, design in enumerate(designs)
             if rng.random() < share and not design.self_contained for bug in bugs(design, rng)[:_BUGS_TRIED]]  # fmt: skip
    outcomes = simulate([Job(designs[index], bug.body) for index, bug in tried])
    found: dict[int, Bug] = {}
    for (index, bug), outcome in zip(tried, outcomes, strict=True):
        if outcome.reason == "mismatch":
            found.setdefault(index, bug)
    return found


def _problems(design: Design, rng: random.Random, texts: int, bug: Bug | None) -> list[Problem]:
    forms = forms_of(design)
    chosen: list[str] = []
    while len(chosen) < min(texts, len(forms)):
        form = rng.choices(forms, [FORM_WEIGHTS[name] for name in forms])[0]
        chosen += [form] * (form not in chosen)
    problems = [write_problem(design, form, Draw(rng)) for form in chosen]
    return [*problems, write_problem(design, "bugfix", Draw(rng), bug)] if bug else problems


def _keep(batch: Batch, family: Family, design: Design, outcome: Outcome, problem: Problem, place: str) -> None:
    reference = design.code(problem.module)
    if len(problem.text) + len(problem.reasoning) + len(reference) > LONGEST:
        batch.dropped[f"long {family.name}"] += 1
        return
    ports = [port.name for port in design.ports]
    batch.rows.append({
        "id": pair_key(problem.text, reference, problem.module, ports), "family": family.name, "topic": family.topic,
        "form": problem.form, "problem": problem.text, "header": design.header(problem.module), "reference": reference,
        "testbench": test_bench(design, problem.module), "reasoning": problem.reasoning, "top": problem.module,
        "licence": "MIT", "provenance": f"groundwire families, {place}", "author": "groundwire", "cells": outcome.cells,
        "parameters": json.dumps(dict(design.parameters), sort_keys=True),
    })  # fmt: skip
