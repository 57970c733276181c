"""Benchmarks are cloned from a repository and checked by what they hold; what cannot be cloned gives one clear line."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from groundwire.bench.errors import BenchmarkError
from groundwire.bench.homes import fetch

fixture = sys.modules["bench_fixture"]
if shutil.which("git") is None:
    pytest.skip("git is not installed: apt-get install git", allow_module_level=True)


def repository(folder: Path) -> str:
    """Make a repository of a folder and return its address."""
    who = ("-c", "user.name=a", "-c", "user.email=a@b")
    for arguments in (("init", "--quiet"), ("add", "."), (*who, "commit", "--quiet", "-m", "all")):
        subprocess.run(["git", "-C", str(folder), *arguments], check=True, capture_output=True)
    return f"file://{folder}"


def test_a_clone_is_checked_by_content(benchmarks: Path, tmp_path: Path) -> None:
    source = tmp_path / "home"
    for task in ("dataset_spec-to-rtl", "dataset_code-complete-iccad2023"):
        shutil.copytree(benchmarks / "verilog-eval-v2" / "65c87a8" / task, source / task, copy_function=shutil.copyfile)
    for folder in (source, *source.iterdir()):
        folder.chmod(0o755)
    home = repository(source)
    found = fetch("verilog-eval-v2", tmp_path / "out", home, "HEAD")
    assert [(one.benchmark.task, one.benchmark.revision, one.known) for one in found] == [
        ("code-complete-iccad2023", "65c87a8", True), ("spec-to-rtl", "65c87a8", True),
    ]  # fmt: skip
    assert fetch("verilog-eval-v2", tmp_path / "out", "nowhere", "HEAD") == found, "what is there is not cloned again"
    with pytest.raises(BenchmarkError, match=r"is revision 65c87a8, and c498220 was asked for; remove it and fetch again"):
        fetch("verilog-eval-v2", tmp_path / "out", home)


def test_other_content_is_refused(tmp_path: Path) -> None:
    home = repository(fixture.write_benchmark(tmp_path / "home" / "dataset_spec-to-rtl").parent)
    with pytest.raises(BenchmarkError, match=r"is none of the revisions that are known \(65c87a8, c498220\): it has 1 problems"):
        fetch("verilog-eval-v2", tmp_path / "out", home, "HEAD")


def test_what_cannot_be_cloned_gives_one_line_and_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(BenchmarkError, match=r"cannot be cloned: .*; get a copy by other means, and name its folder"):
        fetch("rtllm-v1.1", tmp_path / "out", f"file://{tmp_path}/none")
    home = repository(fixture.write_benchmark(tmp_path / "home"))
    with pytest.raises(BenchmarkError, match=r"cannot be cloned: .*no-such-revision"):
        fetch("rtllm-v1.1", tmp_path / "out", home, "no-such-revision")
    assert [path.name for path in tmp_path.iterdir()] == ["home"]


def test_an_unknown_name_is_told_the_known_ones(tmp_path: Path) -> None:
    with pytest.raises(BenchmarkError, match=r"'humaneval' has no public home .* expected one of verilog-eval-v2, "):
        fetch("humaneval", tmp_path / "out")
