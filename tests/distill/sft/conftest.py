"""One untrained model and one data file for all tests of fine-tuning."""

import importlib.util
from pathlib import Path

import pytest

_spec = importlib.util.spec_from_file_location("sft_fixture", Path(__file__).with_name("sft_fixture.py"))
assert _spec is not None and _spec.loader is not None
sft_fixture = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(sft_fixture)


@pytest.fixture(scope="session")
def fixture():
    return sft_fixture


@pytest.fixture(scope="session")
def base(tmp_path_factory):
    return sft_fixture.save_base(tmp_path_factory.mktemp("base") / "tiny")


@pytest.fixture(scope="session")
def data(tmp_path_factory):
    return sft_fixture.save_rows(tmp_path_factory.mktemp("data") / "pairs.jsonl", sft_fixture.rows(40))
