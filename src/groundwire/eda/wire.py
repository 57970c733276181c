"""Messages between the caller and a sandbox's server: a JSON header and binary parts, over a stream socket.

What the messages say is `groundwire.eda.sandbox`'s and `groundwire.eda.server`'s.
"""

from __future__ import annotations

import json
import socket
import struct
from collections.abc import Sequence
from typing import Any

_LENGTH = struct.Struct("!Q")


def send(connection: socket.socket, header: dict[str, Any], parts: Sequence[bytes] = ()) -> None:
    """Send one message.

    Raises:
        OSError: the other side is gone.
    """
    text = json.dumps({**header, "parts": [len(part) for part in parts]}).encode()
    connection.sendall(_LENGTH.pack(len(text)) + text)
    for part in parts:
        connection.sendall(part)


def receive(connection: socket.socket) -> tuple[dict[str, Any], list[bytes]] | None:
    """Wait for one message; None where the other side is gone.

    Raises:
        TimeoutError: the connection has a timeout, and it ran out.
    """
    try:
        (length,) = _LENGTH.unpack(_exactly(connection, _LENGTH.size))
        header: dict[str, Any] = json.loads(_exactly(connection, length))
        return header, [_exactly(connection, size) for size in header.pop("parts")]
    except (EOFError, ConnectionError):
        return None


def _exactly(connection: socket.socket, size: int) -> bytes:
    """Read `size` bytes."""
    data = bytearray(size)
    view, done = memoryview(data), 0
    while done < size:
        count = connection.recv_into(view[done:])
        if not count:
            raise EOFError
        done += count
    return bytes(data)
