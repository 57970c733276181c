"""What keeps a whole curation run from going on; what is wrong with one pair is no error, but the reason that it is dropped."""

from __future__ import annotations

from pathlib import Path


class DistillError(Exception):
    """A run that cannot go on; the message says what to do."""


class Waiting(DistillError):
    """Requests were written to batch files, and their results are not here yet."""

    def __init__(self, folders: list[Path], samples: int) -> None:
        """Args: folders: where the request files are; samples: answers that are waited for."""
        self.folders, self.samples = folders, samples
        shown = ", ".join(str(folder) for folder in folders[:3]) + (" and others" if len(folders) > 3 else "")
        super().__init__(
            f"{samples:,} answers are waited for: send each batch-*.jsonl in {shown} to the batch service, put what comes back "
            f"into the folder results beside it, and run the same command again"
        )


class CapReached(DistillError):
    """A cap of tokens or cost ended the run; everything that was paid for is kept."""
