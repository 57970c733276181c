"""What is left to `make test-all`: the Verilog half, which is being built and whose tests start simulators and sandboxes."""

from pathlib import Path

import pytest

HERE = Path(__file__).parent
IN_PROGRESS = ("chat/test_local.py",)


def pytest_collection_modifyitems(items):
    for item in items:
        if Path(item.path).relative_to(HERE).as_posix().startswith(IN_PROGRESS):
            item.add_marker(pytest.mark.slow)
