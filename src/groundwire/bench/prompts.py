"""What a model is asked: user turns as the benchmarks' own harnesses build them, and as CodeV-R1 does.

The system turn is the model card's and lives with the chat package. Sources: NVlabs/verilog-eval and IPRC-DIP/CodeV-R1.
"""

from __future__ import annotations

ENCLOSE = "Enclose your code with [BEGIN] and [DONE]. Only output the code snippet\nand do NOT output anything else."
"""The official harness's last instruction, which CodeV-R1 leaves out."""
HEAD = "The module head should be:"
"""CodeV-R1's line before a header."""
BOXED = "Please reason step by step, and put your final answer within \\boxed{}."
"""The request for a final answer in mathematics."""


def spec_to_rtl(description: str, official: bool) -> str:
    """The user turn for a specification.

    Args:
        description: the prompt file.
        official: as the official harness has it, otherwise as CodeV-R1 has it.
    """
    enclose = f"\n{ENCLOSE}\n" if official else ""
    return f"\nQuestion:\n{description.strip()}\n{enclose}\nAnswer:\n"


def completion(description: str, header: str, official: bool) -> str:
    """The user turn for a module to be completed.

    Args:
        description: the prompt file without the header at its end.
        header: the module's header.
        official: as the official harness has it, otherwise as CodeV-R1 has it.
    """
    text = description.strip()
    if not official:
        return f"{text}\n\n{HEAD}\n{header.strip()}\n"
    comments = "\n".join(f"// {line}".rstrip() for line in text.splitlines())
    return f"{comments}\n\n{header.strip()}\n\n{ENCLOSE}\n"


def with_head(description: str, header: str) -> str:
    """The user turn of VerilogEval v1: the detailed description and the header."""
    return f"{description.strip()}\n\n{HEAD}\n{header.strip()}\n"


def mathematics(problem: str) -> str:
    """The user turn for a problem of mathematics."""
    return f"{problem.strip()}\n\n{BOXED}"


def without_header(prompt: str, header: str) -> str:
    """A completion prompt without the header at its end, which comes in a file of its own as well."""
    text, head = prompt.rstrip(), header.strip()
    return text.removesuffix(head).rstrip() if text.endswith(head) else text
