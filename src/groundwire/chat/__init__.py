"""Talking to language models: endpoints, batch files, recorded responses, local models, and what their answers are.

What problems there are and whether an answer is right is not known here. `groundwire.chat.local` (torch) and
`groundwire.chat.asking` (openai) are imported from their own modules, because they take long to load.
"""

from groundwire.chat.answer import Answer, extract_answer
from groundwire.chat.batch import BatchSource, write_batch
from groundwire.chat.collector import Collector, Failure, Progress, Source
from groundwire.chat.errors import ChatError, DiskFull, Exhausted, FileMismatch, InUse, Refused, Unusable
from groundwire.chat.generate import Outcome, generate
from groundwire.chat.header import Header
from groundwire.chat.lines import BadLine
from groundwire.chat.lock import DirectoryLock
from groundwire.chat.meter import Caps, Usage
from groundwire.chat.prompts import CARD_SYSTEM_PROMPT, question
from groundwire.chat.question import Ask, Message, Question, Sampling
from groundwire.chat.reading import read_header, read_responses
from groundwire.chat.recorded import RecordedSource
from groundwire.chat.response import Response
from groundwire.chat.responses import ResponsesFile
from groundwire.chat.thinking import Thought, split_thinking

__all__ = [
    "CARD_SYSTEM_PROMPT",
    "Answer",
    "Ask",
    "BadLine",
    "BatchSource",
    "Caps",
    "ChatError",
    "Collector",
    "DirectoryLock",
    "DiskFull",
    "Exhausted",
    "Failure",
    "FileMismatch",
    "Header",
    "InUse",
    "Message",
    "Outcome",
    "Progress",
    "Question",
    "RecordedSource",
    "Refused",
    "Response",
    "ResponsesFile",
    "Sampling",
    "Source",
    "Thought",
    "Unusable",
    "Usage",
    "extract_answer",
    "generate",
    "question",
    "read_header",
    "read_responses",
    "split_thinking",
    "write_batch",
]
