"""Prompts with their programs as assembly text: what a language model is pretrained on to write RV32I.

They come from a corpus's training pairs, which the published evaluation's prompts and operands never enter; that is
checked once more for every pair that goes through here. Tokenizing is `groundwire.models.pretrain_data`'s job.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from itertools import permutations, product
from pathlib import Path
from typing import Any, get_args

import pyarrow.parquet as pq

from groundwire.isa import assemble, disassemble, encode
from groundwire.machine import SOURCE_BASE
from groundwire.models.pretrain_data import DataError, Document, Reader, Source
from groundwire.tasks.corpus import CorpusSettings, write_corpus
from groundwire.tasks.families import FAMILIES, REGISTER_LAYOUTS, Family, Number, Operands
from groundwire.tasks.families.operands import NumberForm
from groundwire.tasks.reserved import (
    PUBLISHED_OPERANDS,
    SAME_MEANING,
    normalized,
    operand_key,
    reserved_operands,
    reserved_prompts,
)

KIND = "reflex"
"""What this kind of source is called in recipes."""
PAIRS = 300_000
"""Pairs drawn where there is no corpus and the source has no limit."""
GROUP = 2000


class ReservedPair(DataError):
    """A pair of the published evaluation among those to be trained on."""


def corpus_reader(folder: Path, workers: int = 2, progress: Callable[[str, int, int], None] | None = None) -> Reader:
    """A reader of a corpus folder for sources of kind "reflex"; a source's own path goes before the folder.

    Args:
        folder: the corpus; drawn there where it is missing.
        workers: processes that draw it.
        progress: told the split, how many pairs it has and how many it will have.
    """

    def read(source: Source) -> Iterator[Document]:
        place = Path(source.path) if source.path else folder
        if not source.path and not (place / "card.json").is_file():
            pairs = source.limit or PAIRS
            write_corpus(place, CorpusSettings(pairs, min(pairs, 2000)), workers, progress)
        return corpus_documents(place)

    return read


def corpus_documents(folder: Path) -> Iterator[Document]:
    """The training pairs of a corpus folder, in their order.

    Raises:
        DataError: the folder has no training pairs.
        ReservedPair: a pair has a prompt or the operands of the published evaluation.
    """
    path = folder / "train.parquet"
    if not path.is_file():
        raise DataError(f"{folder} has no train.parquet; make a corpus with `groundwire reflex corpus --out {folder}`")
    columns = ["prompt", "family", "skeleton", "program", "seed"]
    for part in pq.ParquetFile(path).iter_batches(GROUP, columns=columns):
        for row in part.to_pylist():
            check_free(row)
            yield Document(assembly(row["program"]), row["prompt"])


def assembly(program: Sequence[int]) -> str:
    """A program's words as text, an instruction a line, without the gaps that are jumped over."""
    return "\n".join(disassemble(word) for word in without_gaps(program))


def without_gaps(program: Sequence[int]) -> list[int]:
    """A program without its gaps: zeros, and the jump in front of them that leads behind them.

    No other jump of a program of the corpus crosses a gap, so what is left does the same.
    """
    found: list[int] = []
    words = list(program)
    while words:
        word = words.pop(0)
        gap = next((place for place, other in enumerate(words) if other), len(words))
        if gap == 0 or word != encode("jal", rd=0, immediate=4 * (gap + 1)):
            found.append(word)
        else:
            del words[:gap]
    return found


def check_free(row: Mapping[str, Any]) -> None:
    """Refuse a pair of the published evaluation.

    Args:
        row: the pair's prompt, family, skeleton, program and seed, as in the Parquet file.

    Raises:
        ReservedPair: it has a published prompt, or published operands.
    """
    what = (
        "prompt" if normalized(row["prompt"]) in reserved_prompts() else
        "operands" if _has_reserved_operands(row) else ""
    )  # fmt: skip
    if what:
        raise ReservedPair(
            f"the pair {row['prompt']!r} ({row['family']}) has the {what} of a task of the published evaluation, which may "
            "not be trained on; draw the corpus again with `groundwire reflex corpus`"
        )


def _has_reserved_operands(row: Mapping[str, Any]) -> bool:
    """Whether operands are reserved: listed ones by what they leave in memory, others by the program that loads them."""
    family, seed = row["family"], dict(row["seed"])
    if "{list}" in row["skeleton"] and SOURCE_BASE in seed:
        listed = tuple(word - ((word >> 31) << 32) for word in seed[SOURCE_BASE])
        return operand_key(family, listed) in reserved_operands()
    return tuple(row["program"]) in reserved_programs(family)


@cache
def reserved_programs(family: str) -> frozenset[tuple[int, ...]]:
    """A family's programs for the published evaluation's operands, in every register layout and order of operands."""
    meaning = SAME_MEANING.get(family, family)
    texts = {
        FAMILIES[family].build(operands, layout)
        for name, values, text in PUBLISHED_OPERANDS
        if SAME_MEANING.get(name, name) == meaning
        for operands in _arrangements(FAMILIES[family], values, text)
        for layout in REGISTER_LAYOUTS
    }
    return frozenset(tuple(assemble(text)) for text in texts)


def _arrangements(family: Family, values: tuple[int, ...], text: str) -> Iterator[Operands]:
    """Operands with these values in any order and form, and this text in any case."""
    slots = family.order[: len(values)]
    if len(slots) < len(values) or (text != "") != ("s" in family.variants[0]):
        return
    spellings = {"".join(letters) for letters in product(*((c.lower(), c.upper()) for c in text))}
    for order, form, spelling in product(sorted(set(permutations(values))), get_args(NumberForm), sorted(spellings)):
        numbers = {slot: Number(value, form) for slot, value in zip(slots, order, strict=True)}
        if not any(number.form == "hex" and number.value < 0 for number in numbers.values()):
            yield Operands(family.variants[0], numbers, s=spelling)
