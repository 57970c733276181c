"""Output of unknown length in bounded memory: the first and the last part of a stream, and a mark for what is missing.

Reading the stream, and ending a run that floods it, is `groundwire.eda.job`'s.
"""

from __future__ import annotations

from collections import deque


class BoundedBytes:
    """The first and last `limit // 2` bytes of what is added."""

    def __init__(self, limit: int) -> None:
        self.total = 0
        """Bytes added so far."""
        self._half = max(1, limit // 2)
        self._head = bytearray()
        self._tail: deque[bytes] = deque()
        self._tail_bytes = 0

    def add(self, data: bytes) -> None:
        """Take the next piece of the stream."""
        self.total += len(data)
        room = self._half - len(self._head)
        if room > 0:
            self._head += data[:room]
            data = data[room:]
        if data:
            self._tail.append(data)
            self._tail_bytes += len(data)
            while self._tail_bytes - len(self._tail[0]) >= self._half:
                self._tail_bytes -= len(self._tail.popleft())

    def value(self) -> bytes:
        """What was kept; where bytes are missing, a line of its own says how many."""
        tail = b"".join(self._tail)[-self._half :]
        missing = self.total - len(self._head) - len(tail)
        if not missing:
            return bytes(self._head) + tail
        return bytes(self._head) + missing_mark(missing) + tail


def missing_mark(count: int) -> bytes:
    """The line that stands for missing bytes."""
    return f"\n[... {count} bytes of output are missing here ...]\n".encode()
