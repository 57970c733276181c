"""transformers' own OpenAI-compatible server around one model, with what it leaves open put right for this project's models.

Theirs are the routes for chat, completions and responses, streaming, and generation. Changed are: one model that is loaded while
the server already answers; thinking stays in the text, as the answer's extraction and vLLM have it; a temperature is drawn with
whatever the model's own settings say; answers end at the context; `n` is answered; and no route loads other models.
"""

from __future__ import annotations

import json
import re
import threading
from typing import Any

import torch
from fastapi import FastAPI, HTTPException, Request
from fastapi.responses import JSONResponse
from transformers import AutoModelForCausalLM, AutoTokenizer
from transformers.cli.serving.chat_completion import ChatCompletionHandler
from transformers.cli.serving.completion import CompletionHandler
from transformers.cli.serving.model_manager import ModelManager
from transformers.cli.serving.response import ResponseHandler
from transformers.cli.serving.server import build_server
from transformers.cli.serving.systemone import SystemOneHandler
from transformers.cli.serving.transcription import TranscriptionHandler
from transformers.cli.serving.utils import GenerationState

from groundwire.chat.serving_settings import ServeError, ServeSettings
from groundwire.chat.serving_template import with_default_system

CLOSED = ("/load_model", "/reset", "/v1/audio/transcriptions", "/v1/systemone")
"""Routes of transformers' server that would load, drop or need other models."""
MOST_CHOICES = 128
"""Largest `n` of a request."""


class OneModel(ModelManager):  # type: ignore[misc]  # the library is untyped
    """The model that is served, and nothing else."""

    def __init__(self, settings: ServeSettings):
        """Read the tokenizer; weights come with `load`.

        Raises:
            ServeError: the tokenizer cannot be read, or has no chat template.
        """
        super().__init__(device="cuda" if torch.cuda.is_available() else "cpu", model_timeout=-1)
        self.settings, self.model, self.force_model = settings, None, settings.name
        self.tokenizer = self._read(AutoTokenizer)
        if not self.tokenizer.chat_template:
            raise ServeError(f"the tokenizer of {settings.model!r} has no chat template; serve an instruction-tuned model")
        self.tokenizer.chat_template = with_default_system(self.tokenizer.chat_template, settings.system)

    def _read(self, kind: Any, **options: Any) -> Any:
        try:
            return kind.from_pretrained(self.settings.model, **options)
        except Exception as error:  # whatever a broken folder makes the library raise
            reason = " ".join(str(error).split())[:200]
            raise ServeError(
                f"model {self.settings.model!r} could not be loaded: {reason}; give a whole folder, or `hf download` it"
            ) from None

    def load(self) -> None:
        """Read the weights.

        Raises:
            ServeError: they cannot be read.
        """
        model = self._read(AutoModelForCausalLM, dtype=torch.float32 if self.device == "cpu" else "auto").to(self.device)
        ends = model.generation_config.eos_token_id or self.tokenizer.eos_token_id
        model.generation_config.eos_token_id = ends
        self.tokenizer.response_template = _raw_text(self.tokenizer, ends if isinstance(ends, list) else [ends])
        pad = self.tokenizer.pad_token_id
        model.generation_config.pad_token_id = self.tokenizer.eos_token_id if pad is None else pad
        model.generation_config.top_k, model.generation_config.top_p = 0, 1.0  # OpenAI's requests have no top_k
        self.model = model.eval()

    @property
    def context(self) -> int:
        """Tokens of prompt and answer together, at most."""
        own = getattr(self.model.config, "max_position_embeddings", None) if self.model is not None else None
        return min(self.settings.context, own or self.settings.context)

    def load_model_and_processor(self, *arguments: Any, **options: Any) -> tuple[Any, Any]:
        """The one model and its tokenizer; a request that comes too early is told to wait."""
        if self.model is None:
            raise HTTPException(503, "the model is still being loaded; /ready says when it is there")
        return self.model, self.tokenizer

    @staticmethod
    def process_model_name(model_id: str) -> str:
        """The name as clients know it: a folder has no revision."""
        return model_id

    def get_gen_models(self, cache_dir: str | None = None) -> list[dict[str, Any]]:
        """What /v1/models lists."""
        return [{"id": self.settings.name, "object": "model", "created": 0, "owned_by": "groundwire"}]

    def shutdown(self) -> None:
        """The weights go with the process."""


def _raw_text(tokenizer: Any, ends: list[int]) -> dict[str, Any]:
    """A template for transformers' parser that leaves the text as it is, up to the token that ends it."""
    marks = "|".join(re.escape(mark) for mark in tokenizer.convert_ids_to_tokens(ends))
    content = {"close_pattern": marks, "content": "text"}
    return {"defaults": {"role": "assistant"}, "start_anchor_pattern": r"\Z", "fields": {"content": content}}


class _Chat(ChatCompletionHandler):  # type: ignore[misc]
    """Chat completions that end at the context and give as many choices as were asked for."""

    async def handle_request(self, body: dict[str, Any], request_id: str) -> Any:
        """Check a request, and answer it."""
        body = dict(body)
        count = body.pop("n", None) or 1
        if not isinstance(count, int) or not 1 <= count <= MOST_CHOICES or (count > 1 and body.get("stream")):
            raise HTTPException(400, f"n is {count!r}; expected 1 to {MOST_CHOICES}, and 1 in a stream")
        self._limit(body)
        if count == 1:
            return await super().handle_request(body, request_id)
        answers = []
        for number in range(count):
            asked = body | ({"seed": body["seed"] + number} if body.get("seed") is not None else {})
            answers.append(json.loads((await super().handle_request(asked, request_id)).body))
        return JSONResponse(_merged(answers))

    def _limit(self, body: dict[str, Any]) -> None:
        """Leave room for the answer, or refuse a prompt that leaves none."""
        manager = self.model_manager
        _, tokenizer = manager.load_model_and_processor()
        messages = body.get("messages")
        if not isinstance(messages, list) or not messages:
            raise HTTPException(400, "messages is empty; expected a list of turns with role and content")
        try:
            turns = self.get_processor_inputs_from_messages(messages, manager.get_model_modality(manager.model, tokenizer))
            framed = tokenizer.apply_chat_template(turns, add_generation_prompt=True, tokenize=True, return_dict=True)
        except Exception as error:  # whatever a chat template raises
            raise HTTPException(400, f"the chat template refuses the conversation: {error}") from None
        used = len(framed["input_ids"])
        room = manager.context - used
        if room < 1:
            raise HTTPException(400, f"the prompt has {used:,} tokens and the context {manager.context:,}; no room for an answer")
        asked = body.pop("max_tokens", None)
        asked = body.get("max_completion_tokens") or asked or room
        body["max_completion_tokens"] = min(int(asked), room)

    def _build_generation_config(self, body: dict[str, Any], model_generation_config: Any, use_cb: bool = False) -> Any:
        """Draw where a temperature is above 0, whatever the model's own settings say."""
        made = super()._build_generation_config(body, model_generation_config, use_cb=use_cb)
        asked = body.get("temperature")
        temperature = self.model_manager.settings.temperature if asked is None else float(asked)
        made.do_sample = temperature > 0
        made.temperature = temperature if temperature > 0 else None
        return made


def _merged(answers: list[dict[str, Any]]) -> dict[str, Any]:
    """Several completions of one prompt as one with several choices."""
    whole = dict(answers[0])
    whole["choices"] = [answer["choices"][0] | {"index": number} for number, answer in enumerate(answers)]
    made = sum(answer["usage"]["completion_tokens"] for answer in answers)
    asked = answers[0]["usage"]["prompt_tokens"]
    whole["usage"] = {"prompt_tokens": asked, "completion_tokens": made, "total_tokens": asked + made}
    return whole


def build_app(manager: OneModel, state: GenerationState) -> FastAPI:
    """The server's routes: transformers' own, /health that says it lives, and /ready that says the model is there."""
    both = {"model_manager": manager, "generation_state": state}
    app: FastAPI = build_server(
        manager, _Chat(**both), completion_handler=CompletionHandler(**both), response_handler=ResponseHandler(**both),
        transcription_handler=TranscriptionHandler(manager, state), systemone_handler=SystemOneHandler(**both),
        generation_state=state,
    )  # fmt: skip
    app.router.routes = [route for route in app.router.routes if getattr(route, "path", "") not in CLOSED]

    @app.exception_handler(HTTPException)
    async def refused(_: Request, error: HTTPException) -> JSONResponse:
        """The shape that OpenAI's clients read messages from."""
        kind = "invalid_request_error" if error.status_code < 500 else "server_error"
        return JSONResponse({"error": {"message": str(error.detail), "type": kind, "code": None}}, error.status_code)

    @app.get("/ready")
    def ready() -> JSONResponse:
        return JSONResponse({"ready": manager.model is not None}, 200 if manager.model is not None else 503)

    return app


def load_beside(manager: OneModel, failed: Any) -> threading.Thread:
    """Load the weights in a thread; `failed` is called with the error where that does not work."""

    def load() -> None:
        try:
            manager.load()
        except ServeError as error:
            failed(error)

    thread = threading.Thread(target=load, daemon=True)
    thread.start()
    return thread
