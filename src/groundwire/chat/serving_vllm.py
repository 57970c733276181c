"""Serving with vLLM, as a process of its own: the card's command, with the system prompt put into the chat template.

vLLM lives in an environment of its own; here it is found, started, waited for and stopped.
"""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from groundwire.chat.serving_settings import ServeError, ServeSettings, open_port
from groundwire.chat.serving_template import with_default_system

PATIENCE = 20.0
"""Seconds that vLLM has to end by itself after it was told to."""


def find_vllm(program: str | None = None) -> str | None:
    """The vllm program: the one that is named, beside this Python, or on the path; None where there is none.

    Raises:
        ServeError: the one that is named is not there.
    """
    if program is not None:
        found = shutil.which(program)
        if found is None:
            raise ServeError(f"vLLM's program {program!r} is not there; give the path of an environment's bin/vllm")
        return found
    beside = Path(sys.executable).with_name("vllm")
    return str(beside) if beside.exists() else shutil.which("vllm")


def gpus() -> int:
    """CUDA devices here."""
    import torch

    return torch.cuda.device_count() if torch.cuda.is_available() else 0


def vllm_command(program: str, settings: ServeSettings, template: Path | None, devices: int) -> list[str]:
    """The card's command line.

    Args:
        program: vLLM's.
        settings: how to serve.
        template: a file with the chat template; the model's own where None.
        devices: GPUs here; a model is split over no more.
    """
    command = [program, "serve", settings.model, "--host", settings.host, "--port", str(settings.port)]
    command += ["--served-model-name", settings.name, "--max-model-len", str(settings.context)]
    command += ["--tensor-parallel-size", str(max(1, min(settings.tensor_parallel, devices)))]
    command += ["--enforce-eager"] if settings.eager else []
    return command + (["--chat-template", str(template)] if template is not None else [])


def serve_vllm(program: str, settings: ServeSettings, tell: Callable[[str], None]) -> int:
    """Run vLLM until it ends or this process is told to; its exit code.

    Raises:
        ServeError: the port is taken, or the model's tokenizer cannot be read.
    """
    open_port(settings.host, settings.port).close()
    with tempfile.TemporaryDirectory(prefix="groundwire-serve-") as folder:
        template = _template(settings, Path(folder))
        command = vllm_command(program, settings, template, gpus())
        tell(f"starting {' '.join(command)}; /health answers once the model is loaded")
        return supervise(command)


def _template(settings: ServeSettings, folder: Path) -> Path | None:
    if settings.system is None:
        return None
    from transformers import AutoTokenizer

    try:
        template = AutoTokenizer.from_pretrained(settings.model).chat_template
    except (OSError, ValueError, KeyError) as error:
        raise ServeError(f"the tokenizer of {settings.model!r} cannot be read: {' '.join(str(error).split())[:200]}") from None
    if not template:
        return None
    path = folder / "chat_template.jinja"
    path.write_text(with_default_system(template, settings.system), encoding="utf-8")
    return path


def supervise(command: list[str]) -> int:
    """Run a server as a child and hand signals on; 0 where it ended because it was told to, else its exit code."""
    told = False
    child = subprocess.Popen(command, start_new_session=True)

    def stop(number: int, _: object) -> None:
        nonlocal told
        told = True
        child.send_signal(signal.SIGTERM if number == signal.SIGTERM else signal.SIGINT)

    before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        while True:
            try:
                code = child.wait(timeout=PATIENCE if told else 1.0)
                break
            except subprocess.TimeoutExpired:
                if told:
                    child.kill()
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    return 0 if told else code
