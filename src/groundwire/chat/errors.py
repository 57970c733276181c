"""The ways in which talking to a model can fail. Each message says what happened and what to do."""

from __future__ import annotations


class ChatError(RuntimeError):
    """Base of all of them."""


class Refused(ChatError):
    """The server refuses this one request, and would refuse it again: the prompt is too long, a setting is unknown."""


class Unusable(ChatError):
    """The endpoint cannot be used at all: wrong key, no such model, no credit left, nobody listens."""


class Exhausted(ChatError):
    """One request failed as often as it may be tried."""

    def __init__(self, message: str, connected: bool):
        """Args: message: what was tried; connected: whether a server answered at all."""
        super().__init__(message)
        self.connected = connected


class DiskFull(ChatError):
    """No room for what came in. Everything that was appended before is safe."""


class InUse(ChatError):
    """Another run works in the same directory."""


class FileMismatch(ChatError):
    """A file was written by a run with other settings, or is no such file."""
