"""Task files: prompts with the memory that they start from and the words that they must leave.

JSON lines, `{"id", "suite", "prompt", "seed", "expect": {"words": {"0x5000": [..]}}, "prefix"}`. Every line is checked
before any is used. Running tasks is `groundwire.reflex`'s job.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from typing import Any

from groundwire.machine import DEFAULT_LAYOUT, Machine

PUBLISHED_TASKS = Path(str(files("groundwire.tasks") / "reflex-tasks.jsonl"))
"""The published evaluation, 51 rows of 43 distinct prompts, shipped with the package."""


class TaskFileError(ValueError):
    """A task file that cannot be used; the message names the file, the line and what is wrong with it."""


@dataclass(frozen=True)
class Task:
    """One thing asked of a machine."""

    id: str
    """Unique in its file."""
    suite: str
    """The group that it is counted in."""
    prompt: str
    """What the model reads."""
    expect: dict[int, list[int]]
    """Words that must stand in memory at the end, by address."""
    seed: dict[int, list[int]] = field(default_factory=dict)
    """Words in memory before the start, by address."""
    prefix: bool = False
    """Whether more words may follow the expected ones."""

    def as_json(self) -> str:
        """The task as one line of a task file."""
        row: dict[str, Any] = {"id": self.id, "suite": self.suite, "prompt": self.prompt}
        row["expect"] = {"words": {f"0x{address:x}": words for address, words in self.expect.items()}}
        if self.seed:
            row["seed"] = {f"0x{address:x}": words for address, words in self.seed.items()}
        if self.prefix:
            row["prefix"] = True
        return json.dumps(row)

    def prepare(self, machine: Machine) -> None:
        """Reset a machine and seed its memory."""
        machine.reset()
        for address, words in self.seed.items():
            machine.write(address, words)

    def failures(self, machine: Machine) -> list[str]:
        """What a machine's memory holds in place of what was expected; empty where the task is met.

        The word after the last expected one must be what it was before the start, unless `prefix` is set.
        """
        wrong = []
        for address, words in self.expect.items():
            found = machine.read(address, len(words))
            if found != words:
                wrong.append(f"0x{address:x}: expected {shown(words)}, found {shown(found)}")
            after = address + 4 * len(words)
            if not self.prefix and not any(start <= after < start + 4 * len(w) for start, w in self.expect.items()):
                before = self._before(after)
                if after + 4 <= DEFAULT_LAYOUT.end and machine.read(after, 1) != [before]:
                    wrong.append(f"0x{after:x}: expected {before} (unchanged), found {machine.read(after, 1)[0]}")
        return wrong

    def _before(self, address: int) -> int:
        for start, words in self.seed.items():
            if start <= address < start + 4 * len(words):
                return words[(address - start) // 4]
        return 0


def _cut(value: object, limit: int = 80) -> str:
    """A value as a message quotes it: a hostile line must not fill the screen."""
    text = repr(value)
    return text if len(text) <= limit else f"{text[:limit]}..."


def shown(words: list[int]) -> str:
    """A list of words, cut after eight."""
    return f"{words[:8]}" if len(words) <= 8 else f"{words[:8]} and {len(words) - 8} more"


def read_tasks(path: Path) -> list[Task]:
    """Read and check a task file.

    Raises:
        TaskFileError: the file or one of its lines cannot be used.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise TaskFileError(f"{path}: cannot be read as UTF-8 text ({error}); give a JSON lines task file") from None
    tasks: list[Task] = []
    for number, line in enumerate(text.split("\n"), 1):  # a prompt may hold what else `splitlines` would split at
        if line.strip():
            try:
                tasks.append(parse_task(line))
            except ValueError as error:
                raise TaskFileError(f"{path}:{number}: {error}") from None
    if not tasks:
        raise TaskFileError(f"{path}: holds no task; give one JSON object a line")
    check_distinct(path, tasks)
    return tasks


def check_distinct(path: Path, tasks: Iterable[Task]) -> None:
    """Refuse a file in which two tasks have one id."""
    seen: set[str] = set()
    for task in tasks:
        if task.id in seen:
            raise TaskFileError(f"{path}: the id {task.id!r} stands twice; ids must be distinct")
        seen.add(task.id)


def parse_task(line: str) -> Task:
    """Parse and check one line.

    Raises:
        ValueError: it says what is wrong with which key.
    """
    try:
        row = json.loads(line)
    except json.JSONDecodeError as error:
        raise ValueError(f"not JSON ({error.msg} at column {error.colno})") from None
    except (ValueError, RecursionError) as error:
        raise ValueError(f"not JSON that can be read ({error})") from None
    if not isinstance(row, dict):
        raise ValueError(f"expected an object with id, suite, prompt and expect, found {type(row).__name__}")
    unknown = sorted(set(row) - {"id", "suite", "prompt", "seed", "expect", "prefix"})
    if unknown:
        raise ValueError(f"unknown key {_cut(unknown[0])}; known are id, suite, prompt, seed, expect, prefix")
    for key in ("id", "suite", "prompt"):
        if not isinstance(row.get(key), str) or not row[key]:
            raise ValueError(f"{key} is {_cut(row.get(key))}; expected a text that is not empty")
    expect = row.get("expect")
    if not isinstance(expect, dict) or set(expect) != {"words"}:
        raise ValueError(f"expect is {_cut(expect)}; expected {{'words': {{'0x5000': [..]}}}}")
    prefix = row.get("prefix", False)
    if not isinstance(prefix, bool):
        raise ValueError(f"prefix is {_cut(prefix)}; expected true or false")
    words = memory_words("expect.words", expect["words"])
    if not words:
        raise ValueError("expect.words names no address; say which words must be where")
    seed = memory_words("seed", row.get("seed", {}))
    return Task(row["id"], row["suite"], row["prompt"], words, seed, prefix)


def memory_words(key: str, value: object) -> dict[int, list[int]]:
    """Check a mapping of addresses to words, as task files and the command line give it.

    Raises:
        ValueError: an address or a word cannot be used.
    """
    if not isinstance(value, dict):
        raise ValueError(
            f"{key} is {_cut(value)}; expected addresses with lists of words, for instance {{'0x5100': [1, 2]}}"
        )
    found: dict[int, list[int]] = {}
    for name, words in value.items():
        address = parse_address(key, name)
        if not isinstance(words, list) or not words:
            raise ValueError(f"{key} at {name}: {_cut(words)}; expected a list of words that is not empty")
        for word in words:
            if isinstance(word, bool) or not isinstance(word, int) or not 0 <= word < 2**32:
                raise ValueError(
                    f"{key} at {name}: {_cut(word)} is no word; expected integers from 0 to 4294967295"
                )
        if address + 4 * len(words) > DEFAULT_LAYOUT.end:
            raise ValueError(f"{key} at {name}: {len(words)} words run past the end of memory, 0x{DEFAULT_LAYOUT.end:x}")
        for other, placed in found.items():
            if address < other + 4 * len(placed) and other < address + 4 * len(words):
                raise ValueError(f"{key} at {name}: 0x{max(address, other):x} is given twice; give each address once")
        found[address] = list(words)
    return found


def parse_address(key: str, name: object) -> int:
    """Parse a hexadecimal address inside of memory, aligned to a word."""
    if not isinstance(name, str) or not re.fullmatch("0[xX][0-9a-fA-F]+", name):
        raise ValueError(f"{key}: {_cut(name)} is no address; expected hexadecimal such as '0x5000'")
    address = int(name, 16)
    low, high = DEFAULT_LAYOUT.base, DEFAULT_LAYOUT.end
    if not low <= address < high:
        raise ValueError(f"{key}: {name[:80]} is not mapped; memory is 0x{low:x} up to 0x{high:x}")
    if address % 4:
        raise ValueError(f"{key}: {name} is not aligned; expected a multiple of 4")
    return address
