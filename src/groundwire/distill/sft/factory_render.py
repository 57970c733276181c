"""Runs inside of LLaMA-Factory's environment: prints the token ids that its template makes of rows that come on stdin.

Nothing of this project is imported here.
"""

from __future__ import annotations

import json
import sys
from typing import Any


def main() -> None:
    """Read {"model", "template", "rows"} and print a list of lists of ids."""
    from llamafactory.data.template import get_template_and_fix_tokenizer
    from llamafactory.hparams import DataArguments
    from transformers import AutoTokenizer

    asked = json.load(sys.stdin)
    tokenizer = AutoTokenizer.from_pretrained(asked["model"])
    template = get_template_and_fix_tokenizer(tokenizer, DataArguments(template=asked["template"]))
    print(json.dumps([_ids(template, tokenizer, row) for row in asked["rows"]]))


def _ids(template: Any, tokenizer: Any, row: dict[str, Any]) -> list[int]:
    turns = [text for pair in row["history"] for text in pair] + [row["prompt"], row["response"]]
    messages = [{"role": ("user", "assistant")[i % 2], "content": text} for i, text in enumerate(turns)]
    pairs = template.encode_multiturn(tokenizer, messages, row["system"] or None, None)
    ids = [number for source, target in pairs for number in [*source, *target]]
    return [*ids, tokenizer.eos_token_id] if template.efficient_eos else ids


if __name__ == "__main__":
    main()
