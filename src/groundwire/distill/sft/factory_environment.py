"""A virtual environment for LLaMA-Factory, which pins older libraries than the project's and is called as a process.

On a machine without a GPU its requirements are thinned out: torchvision, torchaudio and packages for images, sound and web pages
are left out, because their wheels do not fit a CPU build of torch, and an empty module stands in for torchaudio, which
transformers imports when it sees audio models. Running a training in it is `llama_factory`'s job.
"""

from __future__ import annotations

import os
import re
import subprocess
import venv
from collections.abc import Callable
from pathlib import Path

import torch

from groundwire.distill.sft.errors import SftError

VERSION = "0.9.5"
"""The newest release when this was written; transformers <= 5.6, trl <= 0.24, datasets <= 4.0."""
_NOT_ON_CPU = {"torch", "torchaudio", "torchvision", "gradio", "av", "modelscope", "hf-transfer"}
_READY = ".groundwire-ready"
_PROBE = "import llamafactory.train.tuner, importlib.metadata as m; print(m.version('llamafactory'))"


def ensure_environment(folder: Path, tell: Callable[[str], None]) -> Path:
    """The Python of an environment that has LLaMA-Factory; made where there is none, which takes minutes.

    Args:
        folder: the environment's folder.
        tell: told what is being installed.

    Raises:
        SftError: it cannot be installed, or does not start; with the installer's own last words.
    """
    python = folder / "bin" / "python"
    if not (folder / _READY).exists():
        if not python.exists():
            tell(f"making an environment for LLaMA-Factory in {folder}")
            venv.create(folder, with_pip=True)
        if not _starts(python):
            _install(python, folder, tell)
        if (trouble := _trouble(python)) is not None:
            raise SftError(
                f"LLaMA-Factory in {folder} does not start: {trouble}; remove the folder, and it is made again, or name another "
                "one as factory.environment"
            )
        (folder / _READY).touch()
    return python


def _starts(python: Path) -> bool:
    return _trouble(python) is None


def _trouble(python: Path) -> str | None:
    """The last line that its import prints where it fails."""
    done = subprocess.run([python, "-c", _PROBE], capture_output=True, text=True, check=False, env=clean_environment())
    lines = done.stderr.strip().splitlines()
    return None if done.returncode == 0 else (lines[-1][:300] if lines else f"exit code {done.returncode}")


def _install(python: Path, folder: Path, tell: Callable[[str], None]) -> None:
    version = torch.__version__.partition("+")[0]
    tell(f"installing torch {version}")
    _pip(python, f"torch=={version}")
    if torch.cuda.is_available():
        tell(f"installing LLaMA-Factory {VERSION}, with DeepSpeed")
        _pip(python, f"llamafactory=={VERSION}", "deepspeed", f"torch=={version}")
        return
    tell(f"installing LLaMA-Factory {VERSION} for the CPU")
    _pip(python, "--no-deps", f"llamafactory=={VERSION}")
    listed = "from importlib.metadata import requires; print('\\n'.join(requires('llamafactory')))"
    done = subprocess.run([python, "-c", listed], capture_output=True, text=True, check=True)
    needed = [line for line in done.stdout.splitlines() if "extra ==" not in line and _name(line) not in _NOT_ON_CPU]
    _pip(python, *needed, f"torch=={version}")
    (site,) = folder.glob("lib/python*/site-packages")
    (site / "torchaudio").mkdir(exist_ok=True)
    (site / "torchaudio" / "__init__.py").touch()


def _name(requirement: str) -> str:
    found = re.match(r"[\w.-]+", requirement)
    return found[0] if found else ""


def _pip(python: Path, *arguments: str) -> None:
    command = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=clean_environment())
    if done.returncode:
        errors = [line for line in done.stderr.splitlines() if line.startswith("ERROR")] or done.stderr.splitlines()
        raise SftError(
            f"pip could not install {' '.join(arguments)[:200]}: {' '.join(errors)[-400:] or 'it says nothing'}; give an "
            "environment that has LLaMA-Factory as factory.environment"
        )


def clean_environment() -> dict[str, str]:
    """This process's environment without what would lead another Python to our packages."""
    kept = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV")}
    return kept | {"PYTHONNOUSERSITE": "1", "HF_HUB_DISABLE_TELEMETRY": "1", "TOKENIZERS_PARALLELISM": "false"}


