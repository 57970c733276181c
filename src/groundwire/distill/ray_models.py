"""Models on the GPUs of a Ray cluster: Ray Data with vLLM, for datasets that one endpoint would take too long for.

Answers come in groups that are stored as they are done, so that a kill costs one group. Needs ray[llm] and vLLM, which bring
their own builds of torch; the command says so where they are absent.
"""

from __future__ import annotations

import importlib.util
import time
from itertools import islice
from typing import Any

from groundwire.chat import Ask, Collector, Response, Sampling, Unusable

GROUP = 2048
"""Samples of one Ray Data job: starting one costs seconds, losing one costs this much work."""


class RayModelSource:
    """A source of responses that generates with vLLM on a Ray cluster."""

    most_samples = 1

    def __init__(self, model: str, sampling: Sampling, batch_size: int) -> None:
        """Look whether it can work here; engines start with the first group.

        Args:
            model: hub name or folder, the same on every machine.
            sampling: how answers are drawn.
            batch_size: samples that an engine gets at a time.

        Raises:
            Unusable: ray or vLLM is not installed.
        """
        for package, remedy in (("ray", "pip install 'ray[llm]'"), ("vllm", "pip install vllm, on machines with GPUs")):
            if importlib.util.find_spec(package) is None:
                raise Unusable(
                    f"{package} is not installed, which the source vllm needs: {remedy}; or serve the model and use endpoint"
                )
        self.model, self.sampling, self.batch_size = model, sampling, batch_size
        self._processor: Any = None

    def answer(self, asks: list[Ask], collector: Collector) -> None:
        """Generate in groups, storing each."""
        samples = iter([ask.sample(ask.first + i) for ask in asks for i in range(ask.count)])
        while not collector.stopped and (group := list(islice(samples, GROUP))):
            collector.keep(self._generate(group))

    def _generate(self, group: list[Ask]) -> list[Response]:
        import ray

        started = time.monotonic()
        rows = [
            {"place": place, "messages": ask.question.turns(), "seed": ask.seed(self.sampling)} for place, ask in enumerate(group)
        ]
        made = self._engine()(ray.data.from_items(rows)).take_all()
        seconds = time.monotonic() - started
        return [
            Response(
                group[row["place"]].question.problem, group[row["place"]].first, row["text"], row["finish"],
                row["prompt_tokens"], row["completion_tokens"], seconds,
            )
            for row in sorted(made, key=lambda row: int(row["place"]))
        ]  # fmt: skip

    def _engine(self) -> Any:
        """The processor: one vLLM engine for each GPU of the cluster."""
        if self._processor is None:
            import ray
            from ray.data.llm import build_llm_processor, vLLMEngineProcessorConfig

            gpus = int(ray.cluster_resources().get("GPU", 0)) if ray.is_initialized() else 1
            if gpus < 1:
                raise Unusable("the Ray cluster has no GPU, which the source vllm needs; serve the model and use endpoint")
            config = vLLMEngineProcessorConfig(
                model_source=self.model, concurrency=gpus, batch_size=self.batch_size,
                engine_kwargs={"enforce_eager": True, "max_model_len": self.sampling.max_tokens + 8192},
            )  # fmt: skip
            self._processor = build_llm_processor(config, preprocess=self._asked, postprocess=_answered)
        return self._processor

    def _asked(self, row: dict[str, Any]) -> dict[str, Any]:
        one = self.sampling
        settings = {"temperature": one.temperature, "top_p": one.top_p, "max_tokens": one.max_tokens, "seed": row["seed"]}
        return {"place": row["place"], "messages": row["messages"], "sampling_params": settings}


def _answered(row: dict[str, Any]) -> dict[str, Any]:
    finish = row.get("finish_reason")
    count = int(row["num_generated_tokens"])
    return {
        "place": row["place"], "text": row["generated_text"], "finish": finish,
        "prompt_tokens": int(row["num_input_tokens"]), "completion_tokens": count,
    }  # fmt: skip
