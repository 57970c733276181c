"""Token rows of one length on the disk: several documents a row, none of which may see another.

A row is two lists of 16-bit numbers: tokens, and each token's position in its document. Attention is kept inside of a
document by the positions alone (transformers begins a new sequence wherever they do not go up by one), and the first
token of a document is never predicted. Where documents come from is `pretrain_data`'s business.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

IGNORED = -100
"""Label of a token that is not predicted."""
OPEN_ROWS = 48
"""Rows that wait for a document that fits."""

Row = NDArray[np.uint16]
"""(2, length): tokens and positions; what is left over at its end is padding, each token at position 0."""


class RowError(ValueError):
    """Stored rows that cannot be used; the message says why and what to do."""


class Packer:
    """Puts documents into rows, each into the fullest open row that has room; the same documents give the same rows."""

    def __init__(self, length: int, pad: int) -> None:
        """Begin with no rows.

        Args:
            length: tokens of a row.
            pad: id that fills rows up.
        """
        self.length, self.pad = length, pad
        self._open: list[list[list[int]]] = []
        self._room: list[int] = []

    def add(self, document: list[int]) -> Iterator[Row]:
        """Take in a document's ids and give the rows that are done.

        One that is longer than a row is cut into pieces that do not see each other; a single token predicts nothing and
        is left out.
        """
        for start in range(0, len(document), self.length):
            piece = document[start : start + self.length]
            if len(piece) > 1:
                yield from self._place(piece)

    def _place(self, piece: list[int]) -> Iterator[Row]:
        room = self._room
        fitting = [place for place, free in enumerate(room) if free >= len(piece)]
        if not fitting:
            if len(room) == OPEN_ROWS:
                yield self._close(min(range(len(room)), key=room.__getitem__))
            self._open.append([])
            room.append(self.length)
            fitting = [len(room) - 1]
        place = min(fitting, key=room.__getitem__)
        self._open[place].append(piece)
        room[place] -= len(piece)
        if room[place] == 0:
            yield self._close(place)

    def _close(self, place: int) -> Row:
        self._room.pop(place)
        return _row(self._open.pop(place), self.length, self.pad)

    def finish(self) -> Iterator[Row]:
        """Give the rows that are not full."""
        while self._open:
            yield self._close(0)


def _row(pieces: list[list[int]], length: int, pad: int) -> Row:
    row = np.zeros((2, length), np.uint16)
    row[0] = pad
    start = 0
    for piece in pieces:
        end = start + len(piece)
        row[0, start:end] = piece
        row[1, start:end] = np.arange(len(piece))
        start = end
    return row


class RowWriter:
    """Writes rows into a file, one after the other, and counts them."""

    def __init__(self, path: Path) -> None:
        self.path, self.rows, self.predicted = path, 0, 0
        self._digest = hashlib.sha256()
        path.touch()

    def write(self, rows: Iterable[Row]) -> None:
        """Add rows."""
        with self.path.open("ab") as file:
            for row in rows:
                data = row.astype("<u2").tobytes()
                file.write(data)
                self._digest.update(data)
                self.rows += 1
                self.predicted += int(np.count_nonzero(row[1]))

    @property
    def sha256(self) -> str:
        """Of all that was written."""
        return self._digest.hexdigest()


class TokenRows:
    """Rows in a file, which stays on the disk until they are read."""

    def __init__(self, path: Path, rows: int, length: int) -> None:
        """Open a file of rows.

        Raises:
            RowError: it is missing or has another size.
        """
        expected = rows * 2 * length * 2
        found = path.stat().st_size if path.is_file() else -1
        if found != expected:
            state = "is missing" if found < 0 else f"has {found} bytes"
            raise RowError(f"{path} {state}, expected {expected} bytes; remove {path.parent}, and it is made again")
        self.length = length
        self.array: NDArray[np.uint16] = (
            np.memmap(path, "<u2", "r", shape=(rows, 2, length)) if rows else np.zeros((0, 2, length), np.uint16)
        )

    def __len__(self) -> int:
        return len(self.array)

    def batch(self, rows: NDArray[np.int64] | slice) -> RowBatch:
        """Some rows as tensors."""
        chosen = torch.from_numpy(np.asarray(self.array[rows]).astype(np.int64))
        return RowBatch(chosen[:, 0], chosen[:, 1])


class RowBatch(NamedTuple):
    """B rows of T tokens."""

    ids: Tensor
    """(B, T) int64."""
    positions: Tensor
    """(B, T) int64, each token's place in its document."""

    def labels(self) -> Tensor:
        """(B, T): each token, or `IGNORED` where it begins a document or fills a row up."""
        return torch.where(self.positions > 0, self.ids, IGNORED)

    def documents(self) -> Iterator[list[int]]:
        """The documents' ids, row after row."""
        for ids, positions in zip(self.ids.tolist(), self.positions.tolist(), strict=True):
            starts = [place for place, position in enumerate(positions) if position == 0]
            for start, end in zip(starts, [*starts[1:], len(ids)], strict=True):
                if end - start > 1:
                    yield ids[start:end]


class RowSource:
    """The batch of any step: epochs over all rows, in an order that is a function of the seed and the epoch alone."""

    def __init__(self, rows: TokenRows, size: int, seed: int) -> None:
        self.rows, self.size, self.seed = rows, size, seed
        self._epoch: tuple[int, NDArray[np.int64]] = (-1, np.zeros(0, np.int64))

    def batch(self, number: int, /) -> RowBatch:
        """The batch of one number; it may reach into the next epoch."""
        first = number * self.size
        places = [divmod(index, len(self.rows)) for index in range(first, first + self.size)]
        return self.rows.batch(np.array([self._order(epoch)[place] for epoch, place in places]))

    def _order(self, epoch: int) -> NDArray[np.int64]:
        if self._epoch[0] != epoch:
            self._epoch = epoch, np.random.default_rng((self.seed, epoch)).permutation(len(self.rows))
        return self._epoch[1]
