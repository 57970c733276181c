"""The card's system prompt as a model's default: through the chat template, so that it reaches every client and every server.

A conversation that begins with a system turn of its own is left as it is.
"""

from __future__ import annotations

import json

from groundwire.chat.prompts import CARD_SYSTEM_PROMPT

_HEAD = "{%- if not messages or messages[0]['role'] != 'system' %}{%- set messages = [{'role': 'system', 'content': "
_TAIL = "}] + messages %}{%- endif %}\n"


def with_default_system(template: str, system: str | None = CARD_SYSTEM_PROMPT) -> str:
    """A chat template that puts a system turn before conversations without one.

    Args:
        template: any Jinja chat template that knows system turns.
        system: the turn's text; None leaves the template as it is.
    """
    if system is None:
        return template
    # A JSON string is a Jinja string too, as long as it is plain ASCII.
    return f"{_HEAD}{json.dumps(system)}{_TAIL}{template}"
