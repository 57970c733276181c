"""Functions that the tests of the sandbox have called inside of it."""

import os
import sys
import time
from pathlib import Path
from typing import Any


def look_and_leave(payload: dict[str, Any]) -> dict[str, Any]:
    """Say who and where this is, print, and leave files."""
    found = sorted(path.name for path in Path().iterdir())
    Path("left").write_text("x")
    Path("deep/er").mkdir(parents=True)
    print("printed", payload["word"])
    print("complained", payload["word"], file=sys.stderr)
    return {"found": found, "process": os.getpid(), "word": payload["word"]}


def end_badly(payload: dict[str, Any]) -> dict[str, Any]:
    """End in the way asked for."""
    how = payload["how"]
    if how == "exit":
        print("last words", flush=True)
        os._exit(3)
    elif how == "signal":
        os.kill(os.getpid(), 11)
    elif how == "spin":
        while True:
            pass
    elif how == "sleep":
        time.sleep(1000)
    elif how == "memory":
        kept = bytearray(1 << 30)
        kept[:] = b"x" * len(kept)
    elif how == "flood":
        while True:
            os.write(1, b"x" * 4096)
    raise ValueError(f"no such end: {how}")


def work(payload: dict[str, Any]) -> dict[str, Any]:
    """Use processor time."""
    until = time.process_time() + payload["seconds"]
    while time.process_time() < until:
        pass
    return {}
