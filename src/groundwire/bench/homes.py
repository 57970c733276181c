"""Clones a benchmark from its public home at a pinned revision, and checks by content that it is what it should be.

Reading it is `groundwire.bench.library`'s. Nothing of a clone is ever run here.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from groundwire.bench.errors import BenchmarkError
from groundwire.bench.library import known_revisions, open_benchmark, task_sets
from groundwire.bench.records import Benchmark


class Home(NamedTuple):
    """Where a benchmark lives."""

    url: str
    """Its repository."""
    revision: str
    """The commit, branch or tag that is taken."""


_VERILOG_EVAL, _RTLLM = "https://github.com/NVlabs/verilog-eval", "https://github.com/hkust-zhiyao/RTLLM"
HOMES = {
    "verilog-eval-v2": Home(_VERILOG_EVAL, "c498220"),
    "verilog-eval-v1": Home(_VERILOG_EVAL, "release/1.0.0"),
    "rtllm-v1.1": Home(_RTLLM, "v1.1"),
    "rtllm-v2.0": Home(_RTLLM, "main"),
}
"""The benchmarks that can be cloned. A branch is no pin by itself: there the content decides, or the number of problems."""
_QUIET = {"GIT_TERMINAL_PROMPT": "0", "GIT_CONFIG_NOSYSTEM": "1", "GIT_LFS_SKIP_SMUDGE": "1"}
_SAFE = ("-c", "core.symlinks=false", "-c", "core.hooksPath=/dev/null", "-c", "protocol.ext.allow=never")


@dataclass(frozen=True)
class Fetched:
    """One task set of a clone."""

    place: Path
    """Its folder or file, to be named in other commands."""
    benchmark: Benchmark
    """What it holds."""
    known: bool
    """Whether its content is one that the project knows; otherwise only the number of its problems was checked."""


def fetch(name: str, out: Path, home: str | None = None, revision: str | None = None) -> list[Fetched]:
    """Clone a benchmark, or check a clone that is there already.

    Args:
        name: one of `HOMES`.
        out: the folder to make.
        home: another repository than the public one, such as a mirror.
        revision: another commit, branch or tag.

    Raises:
        BenchmarkError: the name is unknown, git is missing or fails, or the content is not what it should be.
    """
    if name not in HOMES:
        raise BenchmarkError(f"{name!r} has no public home that is known; expected one of {', '.join(HOMES)}")
    if not (out.is_dir() and any(out.iterdir())):
        _clone(home or HOMES[name].url, revision or HOMES[name].revision, out)
    found = [_checked(name, place, revision) for place in task_sets(out) if open_benchmark(place).name.startswith(name)]
    if not found:
        raise BenchmarkError(f"{out} holds no task set of {name}; remove it, or choose another folder")
    return found


def _clone(url: str, revision: str, out: Path) -> None:
    """Clone beside the folder first, so that a clone that was cut off is never taken for a whole one."""
    part = out.with_name(f"{out.name}.part")
    shutil.rmtree(part, ignore_errors=True)
    part.parent.mkdir(parents=True, exist_ok=True)
    try:
        _git(url, "clone", "--quiet", "--no-checkout", url, str(part))
        _git(url, "-C", str(part), "checkout", "--quiet", revision)
        if out.is_dir():
            out.rmdir()
        part.rename(out)
    finally:
        shutil.rmtree(part, ignore_errors=True)


def _git(url: str, *arguments: str) -> None:
    try:
        done = subprocess.run(
            ["git", *_SAFE, *arguments], env={**os.environ, **_QUIET}, capture_output=True, text=True, check=False
        )
    except FileNotFoundError:
        raise BenchmarkError("git is not installed: apt-get install git") from None
    if done.returncode:
        said = (done.stderr.strip().splitlines() or ["git said nothing"])[-1]
        raise BenchmarkError(f"{url} cannot be cloned: {said}; get a copy by other means, and name its folder")


def _checked(name: str, place: Path, revision: str | None) -> Fetched:
    """One task set, if its content is as it should be."""
    one = open_benchmark(place)
    known = {r for n, t, r in known_revisions() if (n, t) == (one.name, one.task)}
    if known and one.revision not in known:
        expected, told = ", ".join(sorted(known)), "; ".join(one.remarks)
        raise BenchmarkError(f"{place} is none of the revisions that are known ({expected}): {told}")
    wanted = revision or HOMES[name].revision
    if wanted in known and one.revision != wanted:
        raise BenchmarkError(f"{place} is revision {one.revision}, and {wanted} was asked for; remove it and fetch again")
    if one.remarks:
        raise BenchmarkError(f"{place}: {'; '.join(one.remarks)}; get a whole copy")
    return Fetched(place, one, bool(known))
