"""`groundwire verilog eval`: generation and scoring, one after the other."""

from __future__ import annotations

import typer

from groundwire.cli.verilog.generate import (
    RESPONSES,
    Concurrency,
    Endpoint,
    Local,
    MaxTokens,
    Model,
    Out,
    Prompts,
    Requests,
    Samples,
    Seed,
    Temperature,
    Timeout,
    Tokens,
    TopP,
    generate,
)
from groundwire.cli.verilog.options import (
    BenchmarkPlace,
    PromptChoice,
    RequireSandbox,
    Rule,
    RuleChoice,
    Tool,
    ToolChoice,
    Workers,
    check_sandbox,
)
from groundwire.cli.verilog.score import score


def evaluate(
    benchmark: BenchmarkPlace,
    model: Model,
    out: Out,
    endpoint: Endpoint = None,
    local: Local = False,
    samples: Samples = 20,
    temperature: Temperature = 0.6,
    max_tokens: MaxTokens = 16384,
    top_p: TopP = 1.0,
    seed: Seed = None,
    concurrency: Concurrency = 32,
    requests_per_minute: Requests = None,
    tokens_per_minute: Tokens = None,
    prompts: Prompts = PromptChoice.CARD,
    rule: Rule = RuleChoice.STRICT,
    tool: Tool = ToolChoice.AUTO,
    workers: Workers = 0,
    require_sandbox: RequireSandbox = False,
    timeout: Timeout = 3600.0,
) -> None:
    """Have a model answer a benchmark, and score what it said."""
    check_sandbox(require_sandbox)  # before hours are spent on generation
    failed: typer.Exit | None = None
    try:
        generate(
            benchmark,
            model,
            out,
            endpoint,
            local,
            False,
            None,
            samples,
            temperature,
            max_tokens,
            top_p,
            seed,
            concurrency,
            requests_per_minute,
            tokens_per_minute,
            prompts,
            timeout,
        )
    except typer.Exit as stop:
        failed = stop
    score(out / RESPONSES, benchmark, out, rule, tool, workers, require_sandbox)
    if failed:
        raise failed
