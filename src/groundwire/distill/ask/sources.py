"""Who answers: the model that ships with the package, another folder, or an endpoint."""

from __future__ import annotations

from pathlib import Path

from groundwire.chat import Sampling
from groundwire.chat.collector import Source
from groundwire.distill.errors import DistillError
from groundwire.models.shipped import SHIPPED


def open_source(
    model: str | None, endpoint: str | None, sampling: Sampling, key_variable: str = "OPENAI_API_KEY", samples: int = 8
) -> tuple[str, Source]:
    """The model's name, and a source that answers.

    Args:
        model: a folder, a name on the hub, or the name at the endpoint; the shipped one, or the endpoint's first, where None.
        endpoint: an OpenAI-compatible API.
        sampling: how answers are drawn.
        key_variable: the environment variable with the endpoint's key.
        samples: how many will be asked for.

    Raises:
        DistillError: there is no such model.
        ChatError: it cannot be loaded, or the endpoint does not answer.
        ValueError: the endpoint is no address.
    """
    if endpoint is not None:
        from groundwire.chat.asking import EndpointSource
        from groundwire.chat.endpoint import EndpointSettings

        name = model or _first_model(endpoint, key_variable)
        return name, EndpointSource(EndpointSettings(endpoint, name, key_variable), sampling, most_samples=samples)
    place = model or SHIPPED
    if model is not None and Path(model).is_dir() and not Path(model, "config.json").is_file():
        raise DistillError(f"{model} holds no model; give a Hugging Face folder, such as a run's checkpoint")
    return Path(place).name if Path(place).is_dir() else place, _local(place, sampling, samples)


def _local(place: str, sampling: Sampling, samples: int) -> Source:
    import torch

    from groundwire.chat.local import SMALL_WIDTH, LocalSource

    device = "cuda" if torch.cuda.is_available() else "cpu"
    source = LocalSource.load(place, sampling, min(samples, 16), device=device)
    if int(getattr(source.model.config, "hidden_size", SMALL_WIDTH + 1)) <= SMALL_WIDTH and device == "cpu":
        torch.set_num_threads(1)  # its products are too small to share
    return source


def _first_model(endpoint: str, key_variable: str) -> str:
    """The first model that an endpoint lists."""
    import os

    from openai import OpenAI, OpenAIError

    from groundwire.chat.endpoint import EndpointSettings

    base = EndpointSettings(endpoint, "any").base
    try:
        with OpenAI(base_url=base, api_key=os.environ.get(key_variable) or "none", timeout=20, max_retries=1) as client:
            listed = [str(one.id) for one in client.models.list()]
    except OpenAIError as error:
        raise DistillError(
            f"{base} does not say which models it has ({error}); see that it runs, or name one with --model"
        ) from None
    if not listed:
        raise DistillError(f"{base} lists no model; name one with --model")
    return listed[0]
