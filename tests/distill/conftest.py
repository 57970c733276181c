"""What the tests of curation share: small raw pairs, recorded models, and a real server that speaks the OpenAI protocol."""

import importlib.util
import sys
from pathlib import Path

import pytest

from groundwire.distill.engine import Engine
from groundwire.distill.funnel import funnel
from groundwire.distill.pools import LocalPool
from groundwire.distill.recipe import make

HERE = Path(__file__).parent


def _load(name, path):
    if name not in sys.modules:
        spec = importlib.util.spec_from_file_location(name, path)
        sys.modules[name] = module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)


_load("raw_pairs", HERE / "raw_pairs.py")
_load("chat_server", HERE.parent / "chat" / "chat_server.py")


@pytest.fixture
def run(tmp_path):
    """Runs a recipe's values and gives the funnel and the rows that are left."""

    def start(values, folder=None, **options):
        folder = folder or tmp_path / "run"
        notices, pool = [], LocalPool(2)
        try:
            engine = Engine(make(values), folder, pool, notice=notices.append)
            engine.run(**options)
        finally:
            pool.close()
        made = funnel(folder)
        last = made.stages[-1].folder
        return made, [row for index, _ in last.records() for row in last.read("kept", index)], notices

    return start
