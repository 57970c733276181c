"""The authors' wordings: one text file a hand, `[family]` headings and a skeleton a line.

The hands wrote without reading each other, so holding out whole files measures wordings that nobody trained on.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from importlib.resources import files

from groundwire.wording.grammar import Skeleton

PHRASING_TEST_AUTHOR = "hana"
"""Never trained on; its prompts are the `phrasings` split."""
PHRASING_VALIDATION_AUTHOR = "emil"
"""Never trained on; used to choose between models."""


def authors() -> list[str]:
    """Names of the hands whose files are in the package."""
    return sorted(f.name.removesuffix(".txt") for f in files(__name__).iterdir() if f.name.endswith(".txt"))


def training_authors() -> list[str]:
    """The hands that are trained on."""
    held_out = (PHRASING_TEST_AUTHOR, PHRASING_VALIDATION_AUTHOR)
    return [name for name in authors() if name not in held_out]


@cache
def skeletons(author: str) -> dict[str, tuple[Skeleton, ...]]:
    """One hand's skeletons by family.

    Raises:
        ValueError: a line stands before the first heading.
    """
    found: dict[str, list[Skeleton]] = {}
    current: list[Skeleton] | None = None
    text = (files(__name__) / f"{author}.txt").read_text(encoding="utf-8")
    for number, line in enumerate(text.splitlines(), 1):
        stripped = line.strip()
        if not stripped or stripped.startswith("#"):
            continue
        if stripped.startswith("[") and stripped.endswith("]") and stripped[1:-1].replace("_", "").isalnum():
            current = found.setdefault(stripped[1:-1], [])
        elif current is None:
            raise ValueError(f"{author}.txt:{number}: {stripped!r} stands before the first [family] heading")
        else:
            current.append(Skeleton.parse(stripped))
    return {family: tuple(lines) for family, lines in found.items()}


def wordings(family: str, names: Iterable[str]) -> list[tuple[str, Skeleton]]:
    """Every (author, skeleton) that the named hands wrote for a family."""
    return [(name, skeleton) for name in names for skeleton in skeletons(name).get(family, ())]
