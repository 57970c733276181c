"""What the tests of the benchmarks share: where the public benchmarks are, and a small benchmark of our own."""

from __future__ import annotations

import importlib.util
import os
import sys
from pathlib import Path
from types import ModuleType

import pytest

from groundwire.bench import tools
from groundwire.bench.judge import Judge
from groundwire.bench.library import open_benchmark
from groundwire.bench.plan import Plan, make_plan

HERE = Path(__file__).parent


def _load(name: str) -> ModuleType:
    """A module beside this one; without packages, tests cannot import each other's helpers."""
    spec = importlib.util.spec_from_file_location(name, HERE / f"{name}.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


for _name in ("bench_fixture", "hostile_answers", "honest_answers"):
    _load(_name)


class HastyPlan(Plan):
    """A plan whose simulations may take two seconds, for answers that never end."""

    seconds = 2.0  # type: ignore[assignment]


@pytest.fixture(scope="session")
def benchmarks() -> Path:
    """Where the public benchmarks are."""
    place = Path(os.environ.get("GROUNDWIRE_BENCHMARKS", HERE.parents[2] / "shared" / "benchmarks"))
    if not place.is_dir():
        pytest.skip(f"no benchmarks at {place}; set GROUNDWIRE_BENCHMARKS")
    return place


@pytest.fixture(scope="session")
def icarus() -> dict[str, str]:
    """Icarus and its version."""
    found = {name: number for name, number in tools.available().items() if name == tools.ICARUS}
    if not found:
        pytest.skip("Icarus Verilog is not installed: apt-get install iverilog")
    return found


@pytest.fixture(scope="session")
def adder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A benchmark of one adder."""
    place: Path = sys.modules["bench_fixture"].write_benchmark(tmp_path_factory.mktemp("adder") / "dataset_spec-to-rtl")
    return place


@pytest.fixture(scope="session")
def judge(icarus: dict[str, str]) -> Judge:
    """A judge with Icarus."""
    return Judge(icarus)


@pytest.fixture(scope="session")
def plan(adder: Path, icarus: dict[str, str]) -> Plan:
    """The adder, ready to judge."""
    benchmark = open_benchmark(adder)
    made = make_plan(benchmark.problems[0], benchmark.rules, None, "<test-mark>", tuple(icarus))
    return HastyPlan(made.problem, made.mended, made.rules, made.names, made.nonce, made.order)
