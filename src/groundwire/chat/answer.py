"""Taking the answer out of a response, by a strict rule or a lenient one. Whether it is right is for others to find.

Strict is the model card's rule for Verilog: the last fenced verilog block inside `<answer>` after `</think>`. Lenient
is for models that were never told of these tags. Either way drafts inside of the thinking are no answers.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from groundwire.chat.boxed import find_boxed, find_number, find_said, last_match
from groundwire.chat.fences import VERILOG_TAGS, Block, find_blocks
from groundwire.chat.thinking import CLOSE, Thought, split_thinking

Rule = Literal["strict", "lenient"]
Kind = Literal["verilog", "math"]
_MODULE = re.compile(r"(?m)(?:^|(?<=<answer>))[ \t]*(?:\(\*[^\n]*?\*\)[ \t]*)?(?:macro)?module\b")
_END = re.compile(r"\bendmodule\b")
_END_LINE = re.compile(r"(?m)^[ \t]*endmodule\b")


@dataclass(frozen=True)
class Answer:
    """What a response gives as its answer."""

    code: str | None
    """The answer, a source text or a formula; None where there is none."""
    rule: Rule
    """The rule that was asked for."""
    why: str
    """Where it was found, or why there is none."""


def extract_answer(text: str, rule: Rule = "strict", kind: Kind = "verilog") -> Answer:
    """Take the answer out of a response.

    Args:
        text: the whole response.
        rule: "strict" as the model card says, or "lenient".
        kind: "verilog", or "math" for a final answer in `\\boxed{}`.

    Raises:
        ValueError: the rule or the kind is unknown.
    """
    if rule not in ("strict", "lenient") or kind not in ("verilog", "math"):
        raise ValueError(f"rule is {rule!r} and kind {kind!r}; expected strict or lenient, and verilog or math")
    thought = split_thinking(text)
    if not text.strip():
        code, why = None, "the response is empty"
    elif not thought.closed:
        code, why = None, "the thinking never ends"
    elif kind == "math":
        code, why = _math(thought.rest, rule)
    else:
        code, why = _strict_verilog(text, thought)
        if code is None and rule == "lenient":
            code, why = _lenient_verilog(thought.rest)
    return Answer(code, rule, why)


def _strict_verilog(text: str, thought: Thought) -> tuple[str | None, str]:
    if CLOSE not in text:
        return None, "there is no </think>"
    sections = _sections(thought.rest)
    if not sections:
        reason = "is not closed" if "<answer>" in thought.rest else "is missing after </think>"
        return None, f"<answer> {reason}"
    blocks = [block for section in sections for block in find_blocks(section)]
    verilog = [block for block in blocks if block.closed and block.exact and block.tag == "verilog"]
    if not verilog:
        return None, "there is no closed ```verilog block inside <answer>"
    if not verilog[-1].code:
        return None, "the last ```verilog block inside <answer> is empty"
    return verilog[-1].code, f"the last of {len(verilog)} verilog blocks inside <answer>"


def _sections(text: str) -> list[str]:
    """What stands between `<answer>` and `</answer>`, each time."""
    found: list[str] = []
    end = 0
    while (start := text.find("<answer>", end)) >= 0 and (end := text.find("</answer>", start)) >= 0:
        found.append(text[start + len("<answer>") : end])
    return found


def _lenient_verilog(text: str) -> tuple[str | None, str]:
    """From the surest sign of an answer to the least sure."""
    blocks = [block for block in find_blocks(text) if block.code]
    closed = [block for block in blocks if block.closed]
    tagged = [block for block in closed if block.tag.lower() in VERILOG_TAGS]
    for found, why in (
        ([b for b in tagged if _MODULE.search(b.code)], "the last Verilog block with a module"),
        ([b for b in closed if _MODULE.search(b.code)], "the last block with a module"),
        ([b for b in blocks if _whole_module(b.code)], "a block that is not closed, with a whole module"),
        (tagged, "the last Verilog block"),
        ([b for b in closed if not b.tag], "the last block"),
    ):
        if found:
            return _code(found[-1]), why
    return _bare_verilog(text)


def _code(block: Block) -> str:
    """A block's code; one that is not closed ends with its last module."""
    return block.code if block.closed else block.code[: _last_end(block.code)]


def _whole_module(code: str) -> bool:
    start = _MODULE.search(code)
    return start is not None and _last_end(code) > start.start()


def _last_end(code: str) -> int:
    """Where the last `endmodule` ends; 0 where there is none."""
    found = last_match(_END, code)
    return found.end() if found else 0


def _bare_verilog(text: str) -> tuple[str | None, str]:
    """Code without fences: from the first module to the last `endmodule`, or a body that ends in one."""
    end = _last_end(text)
    if not end:
        return None, "there is no code"
    start = _MODULE.search(text)
    if start is not None and start.start() < end:
        return text[start.start() : end].strip(), "a module without fences"
    if _END_LINE.search(text) is None:  # the word stands in a sentence
        return None, "there is no code"
    return text[:end].rpartition("```")[2].strip(), "a module's body without fences"


def _math(text: str, rule: Rule) -> tuple[str | None, str]:
    boxed = find_boxed(text)
    if boxed.last and not (boxed.open and rule == "strict"):
        return boxed.last, "the last \\boxed{}"
    if rule == "strict":
        return None, "the last \\boxed{} is not closed" if boxed.open else "there is no \\boxed{}"
    for found, why in ((find_said(text), "said in words"), (find_number(text), "the last number")):
        if found:
            return found, why
    return None, "there is no answer"
