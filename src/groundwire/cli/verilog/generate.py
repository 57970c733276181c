"""`groundwire verilog generate`: responses of a model to a benchmark, from an endpoint, batch files or a local model."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from groundwire.cli.errors import FAILED
from groundwire.cli.options import output
from groundwire.cli.progress import Reporter
from groundwire.cli.verilog.options import BenchmarkPlace, PromptChoice

if TYPE_CHECKING:
    from groundwire.chat.collector import Source
    from groundwire.chat.question import Sampling

RESPONSES = "responses.jsonl"

Model = Annotated[
    str,
    typer.Option(metavar="NAME", help="The model's name at the endpoint; for --local a folder or hub name.", show_default=False),
]
Out = Annotated[
    Path, typer.Option(metavar="DIR", help="Where the run goes; the same command goes on with it.", show_default=False)
]
Endpoint = Annotated[
    str | None,
    typer.Option(metavar="URL", help="An OpenAI-compatible API, such as http://localhost:8000/v1.", show_default=False),
]
Local = Annotated[bool, typer.Option("--local", help="Run the model in this process, through transformers.")]
WriteBatch = Annotated[
    bool, typer.Option("--write-batch", help="Write OpenAI batch files of what is still to be asked, and ask nothing.")
]
ReadBatch = Annotated[
    list[Path] | None,
    typer.Option(metavar="FILE", help="Take responses from result files of a batch. Repeatable.", show_default=False),
]
Samples = Annotated[int, typer.Option("-n", "--samples", min=1, help="Responses to each problem.")]
Temperature = Annotated[float, typer.Option(min=0.0, help="0 always takes the likeliest token.")]
MaxTokens = Annotated[int, typer.Option(min=1, help="Most tokens of a response.")]
TopP = Annotated[float, typer.Option(help="Probability mass that is drawn from.")]
Seed = Annotated[int | None, typer.Option(help="Makes a run repeatable where the server honours seeds.", show_default=False)]
Concurrency = Annotated[int, typer.Option(min=1, help="Requests on their way at a time; with --local, samples in a batch.")]
Requests = Annotated[float | None, typer.Option("--requests-per-minute", help="Most requests in a minute.", show_default=False)]
Tokens = Annotated[float | None, typer.Option("--tokens-per-minute", help="Most tokens in a minute.", show_default=False)]
Timeout = Annotated[float, typer.Option(min=1.0, help="Seconds that one request may take before it is tried again.")]
Prompts = Annotated[PromptChoice, typer.Option(help="Whose prompts: the model card's, or the benchmark's own harness's.")]


def generate(
    benchmark: BenchmarkPlace,
    model: Model,
    out: Out,
    endpoint: Endpoint = None,
    local: Local = False,
    write_batch: WriteBatch = False,
    read_batch: ReadBatch = None,
    samples: Samples = 20,
    temperature: Temperature = 0.6,
    max_tokens: MaxTokens = 16384,
    top_p: TopP = 1.0,
    seed: Seed = None,
    concurrency: Concurrency = 32,
    requests_per_minute: Requests = None,
    tokens_per_minute: Tokens = None,
    prompts: Prompts = PromptChoice.CARD,
    timeout: Timeout = 3600.0,
) -> None:
    """Have a model answer a benchmark. What is answered already is never asked again."""
    from groundwire.bench import asking
    from groundwire.bench.errors import BenchmarkError
    from groundwire.bench.library import open_benchmark
    from groundwire.chat import Sampling
    from groundwire.chat import generate as run
    from groundwire.chat import write_batch as write

    if sum((endpoint is not None, local, write_batch, bool(read_batch))) != 1:
        raise BenchmarkError(
            "say where responses come from, by one of --endpoint URL, --local, --write-batch and --read-batch FILE"
        )
    opened, style = open_benchmark(benchmark), asking.PromptStyle(prompts)
    sampling = Sampling(temperature, max_tokens, top_p, seed)
    questions, header = asking.questions(opened, style), asking.header(opened, model, sampling, style)
    console, path = output(), out / RESPONSES
    if write_batch:
        written = write(questions, samples, sampling, model, path, header)
        console.print(f"wrote {written}")
        return
    source = _source(model, endpoint, sampling, concurrency, requests_per_minute, tokens_per_minute, read_batch, timeout)
    with Reporter() as reporter:
        outcome = run(
            questions,
            samples,
            source,
            sampling,
            path,
            header,
            on_progress=lambda progress: reporter("generate", progress.done, progress.total),
            notice=lambda text: console.print(f"note: {text}", style="yellow"),
        )
    console.print(
        f"{outcome.done:,} of {outcome.total:,} responses in {path}; {outcome.truncated} cut at the limit, {outcome.empty} empty"
    )
    for failure in outcome.failures[:5]:
        console.print(f"  {failure}", style="red")
    if outcome.missing:
        console.print(f"{outcome.missing:,} are missing; the same command asks for them")
        raise typer.Exit(FAILED)


def _source(
    model: str,
    endpoint: str | None,
    sampling: Sampling,
    concurrency: int,
    requests: float | None,
    tokens: float | None,
    batch: list[Path] | None,
    timeout: float,
) -> Source:
    if batch:
        from groundwire.chat import BatchSource

        return BatchSource(batch)
    if endpoint is None:
        from groundwire.chat.local import LocalSource
        from groundwire.reflex.api import quiet_libraries

        with quiet_libraries():
            return LocalSource.load(model, sampling, concurrency)
    from groundwire.chat.asking import EndpointSource
    from groundwire.chat.endpoint import EndpointSettings
    from groundwire.chat.ratelimit import Rates

    settings = EndpointSettings(endpoint, model, timeout=timeout, rates=Rates(requests, tokens))
    return EndpointSource(settings, sampling, concurrency)
