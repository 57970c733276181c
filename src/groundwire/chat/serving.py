"""Serving a model to any OpenAI client: with vLLM where there is a GPU and vLLM, otherwise with transformers' own server.

Both get the card's system prompt as the default through the chat template. What each is told is `serving_settings`', how each is
run `serving_vllm`'s and `serving_app`'s.
"""

from __future__ import annotations

import contextlib
import signal
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from groundwire.chat.serving_settings import ServeError, ServeSettings, check_model, open_port
from groundwire.chat.serving_vllm import find_vllm, gpus, serve_vllm
from groundwire.models.encoder import BackboneMissing
from groundwire.models.shipped import model_place

BACKENDS = ("auto", "vllm", "transformers")
GRACE = 3
"""Seconds that answers under way have to end when the server is told to stop."""

__all__ = ["BACKENDS", "ServeError", "ServeSettings", "choose_backend", "serve"]


def choose_backend(backend: str, program: str | None = None) -> str | None:
    """The vllm program to serve with, or None for transformers.

    Raises:
        ServeError: the backend is unknown, or vLLM was asked for and is not here.
    """
    if backend not in BACKENDS:
        raise ServeError(f"backend is {backend!r}; expected one of: {', '.join(BACKENDS)}")
    if backend == "transformers":
        return None
    found = find_vllm(program)
    if backend == "vllm" and found is None:
        raise ServeError(
            "vLLM is not here; install it into an environment of its own (python -m venv vllm && vllm/bin/pip install vllm) and "
            "give --vllm vllm/bin/vllm, or use --backend transformers"
        )
    return found if backend == "vllm" or gpus() else None


def serve(
    settings: ServeSettings, tell: Callable[[str], None], backend: str = "auto", program: str | None = None
) -> int:
    """Serve until told to stop by Ctrl-C or SIGTERM.

    Args:
        settings: what and how.
        tell: told what happens, a line at a time.
        backend: "vllm", "transformers", or "auto".
        program: vLLM's program, where it is not on the path.

    Returns:
        0 where the server was told to stop, else vLLM's exit code.

    Raises:
        ServeError: the model cannot be loaded, the port is taken, or a library is missing.
    """
    found = choose_backend(backend, program)
    try:
        settings = replace(settings, model=model_place(settings.model))
    except BackboneMissing as error:
        raise ServeError(str(error)) from error
    check_model(settings.model)
    return serve_vllm(found, settings, tell) if found else _serve_transformers(settings, tell)


def _serve_transformers(settings: ServeSettings, tell: Callable[[str], None]) -> int:
    try:
        import uvicorn
        from transformers.cli.serving.utils import GenerationState

        from groundwire.chat.serving_app import OneModel, build_app, load_beside
    except ImportError as error:
        raise ServeError(
            f"the Python package {error.name!r} is missing; install transformers' server with pip install 'transformers[serving]'"
        ) from None
    import torch

    if settings.threads:
        torch.set_num_threads(settings.threads)
    listening = open_port(settings.host, settings.port)
    manager, state = OneModel(settings), GenerationState()
    config = uvicorn.Config(build_app(manager, state), log_level="error", timeout_graceful_shutdown=GRACE)
    server = _quiet_server(uvicorn)(config)
    errors: list[ServeError] = []

    def failed(error: ServeError) -> None:
        errors.append(error)
        server.should_exit = True

    where = f"http://{settings.host}:{listening.getsockname()[1]}/v1"
    tell(f"serving {settings.name} at {where} with transformers on the {manager.device}; /ready says when it is loaded, "
         "Ctrl-C stops it")  # fmt: skip
    load_beside(manager, failed)
    server.run(sockets=[listening])
    state.shutdown()
    listening.close()
    if errors:
        raise errors[0]
    tell("stopped")
    return 0


def _quiet_server(uvicorn: Any) -> Any:
    """uvicorn's server, which raises the signal that stopped it once more when it is done; this one just returns."""

    class Server(uvicorn.Server):  # type: ignore[misc]
        @contextlib.contextmanager
        def capture_signals(self) -> Iterator[None]:
            numbers = (signal.SIGINT, signal.SIGTERM)
            before = {number: signal.signal(number, self.handle_exit) for number in numbers}
            try:
                yield
            finally:
                for number, handler in before.items():
                    signal.signal(number, handler)

    return Server
