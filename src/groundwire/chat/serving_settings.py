"""What a server is told, and the checks that are made before one starts: the model is there, and the port is free."""

from __future__ import annotations

import errno
import json
import socket
from dataclasses import dataclass
from pathlib import Path

from groundwire.chat.errors import ChatError
from groundwire.chat.prompts import CARD_SYSTEM_PROMPT


class ServeError(ChatError):
    """A server that cannot start; the message says why and what to do."""


@dataclass(frozen=True)
class ServeSettings:
    """How a model is served. The defaults are the model card's."""

    model: str
    """A folder, or a name on the Hugging Face hub."""
    host: str = "127.0.0.1"
    """Address that is listened on."""
    port: int = 8000
    """Port; 0 for any that is free (transformers only)."""
    system: str | None = CARD_SYSTEM_PROMPT
    """System turn of conversations without one; none where None."""
    tensor_parallel: int = 2
    """GPUs that a model is split over (vLLM)."""
    context: int = 16384
    """Most tokens of prompt and answer together; the model's own where that is less."""
    eager: bool = True
    """No CUDA graphs (vLLM)."""
    temperature: float = 0.6
    """Of requests that name none (transformers); the published evaluation's."""
    threads: int = 0
    """CPU threads; all where 0."""

    @property
    def name(self) -> str:
        """What clients call the model: the folder's name, or the name on the hub."""
        path = Path(self.model)
        return path.resolve().name if path.exists() else self.model


def check_model(model: str) -> None:
    """Refuse a folder that holds no model; names on the hub are left to the library that loads them.

    Raises:
        ServeError: it holds none.
    """
    path = Path(model)
    if not path.exists():
        if path.is_absolute() or model.startswith((".", "~")) or model.count("/") > 1:
            raise ServeError(f"model folder {model!r} does not exist; check the path")
        return
    if not path.is_dir():
        raise ServeError(f"model {model!r} is a file; expected a folder with config.json, weights and a tokenizer")
    missing = [name for name in ("config.json", "tokenizer_config.json") if not (path / name).is_file()]
    if not missing and not [*path.glob("*.safetensors"), *path.glob("*.bin")]:
        missing = ["model.safetensors"]
    if missing:
        raise ServeError(f"model folder {model!r} has no {missing[0]}; expected a Hugging Face folder with its tokenizer")
    try:
        json.loads((path / "config.json").read_text(encoding="utf-8"))
    except ValueError as error:
        raise ServeError(f"{path / 'config.json'} is no JSON ({error}); download or write the model again") from None


def open_port(host: str, port: int) -> socket.socket:
    """A socket that is bound to an address.

    Raises:
        ServeError: the address is taken, or cannot be had.
    """
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except (OSError, OverflowError, UnicodeError) as error:
        raise ServeError(f"{host}:{port} is no address that can be listened on ({error}); give --host and --port") from None
    opened = socket.socket(family, kind, protocol)
    opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        opened.bind(address)
        opened.listen(128)  # here, so that a second server on the port is refused at once
    except OSError as error:
        opened.close()
        why = "is in use" if error.errno == errno.EADDRINUSE else f"cannot be had ({error.strerror})"
        raise ServeError(f"port {port} on {host} {why}; stop what listens there, or choose another with --port") from None
    return opened
