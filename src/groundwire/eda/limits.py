"""What a sandboxed run may use, and what came out of it: plain records, shared by the caller and by the sandbox's server.

Enforcing the limits is `groundwire.eda.job`'s.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from groundwire.eda.errors import SandboxError

MIB = 1 << 20


class SandboxLevel(StrEnum):
    """How strongly a run is kept apart from the rest of the machine."""

    NAMESPACES = "namespaces"
    """No network, no view of the rest of the disk, processes of its own."""
    PROCESS = "process"
    """A process group, resource limits and a sweep of every descendant; network and disk are as the user's."""


class Limit(StrEnum):
    """What can end a run before its own end."""

    WALL = "wall"
    CPU = "cpu"
    MEMORY = "memory"
    OUTPUT = "output"
    FILE = "file"
    PROCESSES = "processes"
    QUIET = "quiet"


@dataclass(frozen=True)
class Limits:
    """What one run may use, all of its processes together unless said otherwise."""

    wall_seconds: float = 30.0
    """Time on the clock."""
    cpu_seconds: float = 30.0
    """Processor time."""
    memory_bytes: int = 2 << 30
    """Memory: resident for all, and address space for each process."""
    file_bytes: int = 64 * MIB
    """Files on disk, and each of them."""
    processes: int = 64
    """Processes and threads at one time."""
    output_bytes: int = MIB
    """What is kept of each of stdout and stderr: the first half and the last half."""
    flood_bytes: int = 64 * MIB
    """Output that ends the run; an honest bench that prints every mismatch stays far below."""
    quiet_seconds: float = 1e9
    """Processor time without output that ends the run; by default no run has so much."""

    def __post_init__(self) -> None:
        """Refuse what cannot be enforced.

        Raises:
            SandboxError: a limit is not positive.
        """
        for name in self.__dataclass_fields__:
            value = getattr(self, name)
            if not value > 0:
                raise SandboxError(f"limit {name} is {value!r}; expected a positive number")


DEFAULT_LIMITS = Limits()


@dataclass(frozen=True)
class RunResult:
    """What came out of one sandboxed run."""

    code: int | None
    """Exit code, negative for a signal as in `subprocess`; None where a limit ended the run."""
    stdout: str
    """Standard output, bounded, with a mark where the middle is missing."""
    stderr: str
    """Standard error, likewise."""
    seconds: float
    """Time on the clock from the start of the command to the end of its last process."""
    timed_out: bool
    """Whether time ran out, on the clock or on the processor."""
    limit: str | None
    """The limit that ended the run (a value of `Limit`), or None."""
    cpu_seconds: float = 0.0
    """Processor time of all its processes."""
    peak_bytes: int = 0
    """Largest resident memory of one of its processes."""
    files: dict[str, bytes] = field(default_factory=dict)
    """The files of `keep` that were there at the end, by name."""

    @property
    def ok(self) -> bool:
        """Whether it came to its own end with exit code 0."""
        return self.code == 0 and self.limit is None

    @property
    def log(self) -> str:
        """Standard output and then standard error."""
        return self.stdout + self.stderr
