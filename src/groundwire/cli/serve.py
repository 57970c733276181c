"""`groundwire serve`: an OpenAI-compatible server for a model."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from groundwire.cli.options import output


def serve(
    model: Annotated[str, typer.Argument(metavar="MODEL", help="A model's folder, or a name on the Hugging Face hub.",
                                         show_default=False)],
    host: Annotated[str, typer.Option(metavar="ADDRESS", help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, metavar="N", help="Port; 0 for any free one (transformers).")] = 8000,
    backend: Annotated[str, typer.Option(metavar="NAME", help="vllm, transformers, or auto for vLLM where there is a GPU and "
                                         "vLLM.")] = "auto",
    vllm: Annotated[str | None, typer.Option(metavar="FILE", help="vLLM's program, where it is not on the path.",
                                             show_default=False)] = None,
    system: Annotated[Path | None, typer.Option(metavar="FILE", help="A text to be the default system prompt, instead of the "
                                                "card's.", show_default=False)] = None,
    no_system: Annotated[bool, typer.Option("--no-system", help="No default system prompt.")] = False,
    tensor_parallel_size: Annotated[int, typer.Option(min=1, metavar="N", help="GPUs to split the model over.")] = 2,
    max_model_len: Annotated[int, typer.Option(min=1, metavar="N", help="Most tokens of prompt and answer.")] = 16384,
    cuda_graphs: Annotated[bool, typer.Option("--cuda-graphs", help="Let vLLM record CUDA graphs; the card does not.")] = False,
    temperature: Annotated[float, typer.Option(min=0, metavar="T", help="Of requests that name none (transformers).")] = 0.6,
    threads: Annotated[int, typer.Option(min=0, metavar="N", help="CPU threads; 0 for all.")] = 0,
) -> int:  # fmt: skip
    """Serve a model to any OpenAI client, with the card's system prompt as the default.

    /health says that the server lives, /ready that the model is loaded. Ctrl-C and SIGTERM stop it.

    Example: groundwire serve runs/tiny-verilog/checkpoint --port 8001
    """
    from groundwire.chat.prompts import CARD_SYSTEM_PROMPT
    from groundwire.chat.serving import ServeSettings
    from groundwire.chat.serving import serve as run
    from groundwire.reflex.api import quiet_libraries

    text = system.read_text(encoding="utf-8") if system is not None else CARD_SYSTEM_PROMPT
    settings = ServeSettings(
        model, host, port, None if no_system else text, tensor_parallel_size, max_model_len, not cuda_graphs, temperature, threads
    )
    console = output()
    with quiet_libraries():
        return run(settings, console.print, backend, vllm)
