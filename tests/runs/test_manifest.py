"""Manifests: what a run was can be read again, and a revision is told only where it is one."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from groundwire.runs import manifest
from groundwire.runs.manifest import (
    Manifest,
    RunMismatch,
    check_same_settings,
    code_revision,
    read_manifest,
    tool_versions,
)

git = pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")


@pytest.fixture
def checkout(tmp_path, monkeypatch) -> Path:
    """A repository in whose folder the module seems to lie."""
    monkeypatch.setattr(manifest, "__file__", str(tmp_path / "src" / "manifest.py"))
    (tmp_path / "src").mkdir()
    (tmp_path / "src" / "manifest.py").write_text("1\n")
    (tmp_path / "other.py").write_text("1\n")
    run(tmp_path, "init", "-q")
    return tmp_path


def run(folder: Path, *command: str) -> str:
    settings = ["-c", "user.name=t", "-c", "user.email=t@t", "-c", "commit.gpgsign=false"]
    done = subprocess.run(["git", *settings, *command], cwd=folder, check=True, capture_output=True, text=True)
    return done.stdout.strip()


def commit(folder: Path, *paths: str) -> str:
    run(folder, "add", *paths)
    run(folder, "commit", "-q", "-m", "x")
    return run(folder, "rev-parse", "HEAD")


@git
def test_the_revision_is_that_of_the_checkout(checkout):
    revision = commit(checkout, ".")
    assert code_revision() == revision


@git
def test_edited_code_is_marked(checkout):
    revision = commit(checkout, ".")
    (checkout / "other.py").write_text("2\n")
    assert code_revision() == revision + "+changes"


@git
def test_a_copy_inside_of_another_project_has_no_revision(checkout):
    commit(checkout, "other.py")
    assert code_revision() is None


@git
def test_outside_of_a_checkout_there_is_no_revision(tmp_path, monkeypatch):
    monkeypatch.setattr(manifest, "__file__", str(tmp_path / "manifest.py"))
    assert code_revision() is None


def test_without_git_there_is_no_revision(monkeypatch):
    monkeypatch.setenv("PATH", "")
    assert code_revision() is None


def test_versions_name_python_and_what_is_absent(monkeypatch):
    monkeypatch.setattr(manifest, "_TOOLS", ("numpy", "no-such-package"))
    found = tool_versions()
    assert found["python"].count(".") == 2
    assert found["numpy"][0].isdigit()
    assert found["no-such-package"] == "absent"


def test_a_manifest_is_read_as_it_was_written(tmp_path, monkeypatch):
    monkeypatch.setattr(sys, "argv", ["/usr/bin/groundwire", "reflex", "train", "tiny"])
    record = Manifest({"steps": 3}, 7, {"corpus": "abc"}, {"loss": 0.5})
    record.write(tmp_path / "run")
    found = read_manifest(tmp_path / "run")
    assert found["command"] == ["groundwire", "reflex", "train", "tiny"]
    assert (found["settings"], found["seed"]) == ({"steps": 3}, 7)
    assert (found["data"], found["outcome"]) == ({"corpus": "abc"}, {"loss": 0.5})
    assert set(found["tools"]) >= {"python", "torch"}
    assert found["started"].endswith("Z")
    assert json.loads((tmp_path / "run" / "manifest.json").read_text()) == found


def test_a_folder_without_a_manifest_is_an_error(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"manifest\.json"):
        read_manifest(tmp_path)


def test_another_setting_deep_inside_is_named_with_both_values(tmp_path):
    settings = {"train": {"steps": 10, "rate": 0.1}, "corpus": {"pairs": 5}}
    Manifest(settings, 0).write(tmp_path)
    check_same_settings(settings, tmp_path)
    other = {"train": {"steps": 20, "rate": 0.1}, "corpus": {"pairs": 5}}
    with pytest.raises(RunMismatch, match=r"another 'train.steps' \(10 there, 20 now\)"):
        check_same_settings(other, tmp_path)
    with pytest.raises(RunMismatch, match=r"another 'corpus.pairs' \(5 there, None now\)"):
        check_same_settings({"train": settings["train"], "corpus": {}}, tmp_path)
