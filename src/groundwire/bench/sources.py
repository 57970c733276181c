"""Verilog text as tokens: which modules a source declares and instantiates, renaming one, and a normal form.

No parser is needed here, and none of this decides whether an answer is honest: `groundwire.bench.screen` does.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

TOKEN = re.compile(
    r"""(?P<space>\s+)
    |(?P<comment>//[^\n]*|/\*.*?(?:\*/|\Z))
    |(?P<string>"(?:\\.|[^"\\\n])*"?)
    |(?P<directive>`\w*)
    |(?P<escaped>\\\S+)
    |(?P<system>\$\w[\w$]*)
    |(?P<word>[A-Za-z_][\w$]*)
    |(?P<number>[0-9][\w.]*|'[sS]?[bBoOdDhH]\s*[\w?]+)
    |(?P<symbol>\(\*(?!\))|[-+*/%&|^<>=!~?:.@\#'$]+|.)""",
    re.DOTALL | re.VERBOSE,
)
"""Everything that can stand in a source; operator characters that touch stay together, as the language reads them."""

_ODD = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]|\r(?!\n)")
"""Control characters and halves of characters, which tools disagree on."""
_KEYWORDS = frozenset(
    """
    always always_comb always_ff always_latch and assert assign automatic begin bind buf case casex casez
    cover default defparam deassign disable do edge else end endcase endfunction endgenerate endmodule endtask
    enum event final for force forever fork function generate genvar if import initial inout input integer int
    join localparam logic longint macromodule module nand negedge nmos nor not or output package parameter
    pmos posedge primitive program property real reg release repeat return shortint signed static string
    struct supply0 supply1 table task time timeprecision timeunit tri typedef union unique unsigned var void
    wait wand while wire wor xnor xor bit byte endprimitive interface endinterface class endclass assume
    restrict priority
    """.split()  # noqa: SIM905 (a list of so many words would take a page)
)


def tokens(source: str) -> Iterator[tuple[str, str, int]]:
    """The tokens of a source that are no space and no comment: kind, text, offset."""
    for match in TOKEN.finditer(source):
        kind = match.lastgroup or ""
        if kind not in ("space", "comment"):
            yield kind, match.group(), match.start()


def declared_modules(source: str) -> list[str]:
    """Names of the modules that a source declares, in order."""
    found = list(tokens(source))
    names = []
    for place, (_, text, _) in enumerate(found[:-1]):
        if text in ("module", "macromodule"):
            after = (
                place + 2 if found[place + 1][1] in ("automatic", "static") and place + 2 < len(found) else place + 1
            )
            names.append(found[after][1].lstrip("\\"))
    return names


def instantiated_modules(source: str) -> list[str]:
    """Names that stand where a module is instantiated: `name label (` or `name #(...) label (`, in order."""
    return [module for module, _ in instances(source)]


def instances(source: str) -> list[tuple[str, str]]:
    """Modules that are instantiated, each with the name of its instance, in order."""
    found = [(kind, text) for kind, text, _ in tokens(source)]
    pairs = []
    for place, (kind, text) in enumerate(found):
        if (
            kind not in ("word", "escaped")
            or text in _KEYWORDS
            or (place and found[place - 1][1] in ("module", "function", "task", "."))
        ):
            continue
        after = place + 1
        if after < len(found) and found[after][1] == "#" and after + 1 < len(found) and found[after + 1][1] == "(":
            after = _closing(found, after + 1) + 1
        if after + 1 >= len(found) or found[after][0] not in ("word", "escaped") or found[after][1] in _KEYWORDS:
            continue
        label = found[after][1]
        after += 1
        while after < len(found) and found[after][1] == "[":
            after = _closing(found, after) + 1
        if after < len(found) and found[after][1] == "(":
            pairs.append((text.lstrip("\\"), label.lstrip("\\")))
    return pairs


def _closing(found: list[tuple[str, str]], opening: int) -> int:
    """Where the bracket that opens at a token closes; the last token where it does not."""
    depth = 0
    for place in range(opening, len(found)):
        text = found[place][1]
        if text in ("(", "[", "(*"):
            depth += 1
        elif text in (")", "]"):
            depth -= 1
            if depth == 0:
                return place
    return len(found) - 1


def rename_module(source: str, old: str, new: str) -> str:
    """A copy of a source with one name replaced wherever it stands as a word of its own outside comments and strings."""
    return renamed(source, {old: new})


def renamed(source: str, names: Mapping[str, str]) -> str:
    """A copy of a source with names replaced wherever they stand as words of their own outside comments and strings."""
    parts = []
    last = 0
    for kind, text, place in tokens(source):
        if kind == "word" and text in names:
            parts += [source[last:place], names[text]]
            last = place + len(text)
    return "".join([*parts, source[last:]])


def is_plain(source: str) -> bool:
    """Whether every tool reads the characters and comments of a source alike.

    A carriage return by itself ends a `//` comment for slang and not for Icarus; a comment without an end swallows the
    file that follows. Between two readings of one text there is room for what one tool checks and the other never runs.
    """
    if _ODD.search(source):
        return False
    last = ""
    for match in TOKEN.finditer(source):
        last = match.group() if match.lastgroup == "comment" else ""
    return not last.startswith("/*") or (last.endswith("*/") and len(last) > 3)


def plain(source: str) -> str:
    """A copy of a source that every tool reads alike: no comments, no odd characters, Unix line ends.

    Lines keep their numbers where that cannot change a macro's end.
    """
    even = _ODD.sub(lambda found: "\n" if found.group() == "\r" else " ", source.replace("\r\n", "\n"))
    keep_lines = "`" not in even

    def instead(match: re.Match[str]) -> str:
        if match.lastgroup != "comment":
            return match.group()
        return " " + "\n" * match.group().count("\n") if keep_lines else " "

    return TOKEN.sub(instead, even)


def without_comments(source: str) -> str:
    """A copy of a source without comments; lines and columns change, meaning does not."""
    return "".join(" " if match.lastgroup == "comment" else match.group() for match in TOKEN.finditer(source))


def normal_form(source: str) -> str:
    """The tokens of a source with one space between; line ends stay where directives need them.

    Two sources of one normal form mean the same to every tool, but for line numbers in messages; what tools may read
    in two ways is its own normal form.
    """
    if not is_plain(source):
        return source
    if "`" not in source:
        return " ".join(text for _, text, _ in tokens(source))
    lines = (" ".join(text for _, text, _ in tokens(line)) for line in without_comments(source).splitlines())
    return "\n".join(line for line in lines if line)
