"""The inside of a worker that stays: it answers one call after another, each in an empty folder and within its own time.

Starting, watching and replacing workers is `groundwire.eda.warm`'s.
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import resource
import shutil
import signal
import socket
import sys
import time
from pathlib import Path
from typing import Any

from groundwire.eda import kernel, wire

RESULT = "groundwire-result.json"
"""What a called function's result is called among the files that are handed back."""


def answer_calls(calls: socket.socket) -> None:
    """In the worker: call what is asked for until nobody asks any more."""
    gc.enable()
    home = Path.cwd()
    signal.signal(signal.SIGPROF, signal.SIG_DFL)
    while (message := wire.receive(calls)) is not None:
        header, parts = message
        before = time.process_time()
        reply, results = _call(header, parts)
        kernel.flush_streams()
        told = {"stays": make_empty(home), "cpu_seconds": time.process_time() - before, "total_cpu": time.process_time()}
        told["peak_bytes"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
        wire.send(calls, {**reply, **told, "kept": [RESULT] * len(results)}, results)
        if not told["stays"]:
            return


def _call(header: dict[str, Any], parts: list[bytes]) -> tuple[dict[str, Any], list[bytes]]:
    """Make one call, within its processor time."""
    lay_out(dict(zip(header["files"], parts, strict=True)))
    module, name = header["function"].split(":")
    signal.setitimer(signal.ITIMER_PROF, header["cpu"])
    try:
        value = getattr(importlib.import_module(module), name)(header["payload"])
        result = json.dumps(value).encode()
        sys.stdout.flush()
    except Exception as error:
        os.write(2, f"{type(error).__name__}: {error}\n".encode(errors="replace"))
        return {"code": 1}, []
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
    return {"code": 0}, [result]


def make_empty(folder: Path) -> bool:
    """Go back to a folder and remove all that lies in it; False where that cannot be."""
    try:
        os.chdir(folder)
        for path in list(Path().iterdir()):
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path)
            else:
                path.unlink()
    except (OSError, RecursionError):
        return False
    return True


def lay_out(files: dict[str, bytes]) -> None:
    """Write the job's files into the current folder."""
    for name, content in files.items():
        path = Path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
