"""What keeps a fine-tuning run from starting or going on. Each message says what was found and what to do."""

from __future__ import annotations


class SftError(ValueError):
    """A recipe, data or environment that cannot be trained with."""


class TemplateMismatch(SftError):
    """What the trainer reads and what the server writes before an answer are not the same text."""


class BackendFailed(RuntimeError):
    """The other trainer's process ended without a model."""
