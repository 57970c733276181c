"""Screening by syntax: what an answer says, whether or not it is ever elaborated; and taking out what it prints."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from groundwire.bench.screen.names import ENDS, FORBIDDEN_KINDS, FORBIDDEN_WORDS, PRINTS, PURE, RANDOM, BenchNames
from groundwire.bench.sources import tokens

_MODULES = {"ModuleDeclaration", "InterfaceDeclaration", "ProgramDeclaration"}
_FORGED = re.compile(r"Mismatches\s*:|Design Passed", re.IGNORECASE)
"""A bench's last word; no honest design prints it."""
_TIMESCALE = re.compile(r"`timescale\s+(10{0,2})\s*([munpf]?s)\s*/\s*(10{0,2})\s*([munpf]?s)\b")
_NOTHING = "begin end"
"""A statement that does nothing; a bare semicolon is none for Icarus after `initial`."""
_FILES = re.compile(
    r"\$(f|sf|sw|readmem|writemem|dump|system|value\$|test\$|sdf|save|restart|incsave|input|key|log|nokey|c$)"
)


@dataclass
class Found:
    """What syntax tells."""

    clean: str = ""
    """The source without prints and without modules that nothing uses."""
    findings: list[str] = field(default_factory=list)
    """Why it is tampering."""
    errors: list[str] = field(default_factory=list)
    """Syntax errors."""
    removed: list[str] = field(default_factory=list)
    """What was taken out."""


def expanded(source: str) -> tuple[str, list[str]]:
    """A source after the preprocessor, with its time scale and net type kept at the head, and what was wrong in it."""
    from pyslang import syntax

    if "`" not in source:
        return source, []
    tree = syntax.SyntaxTree.fromText(source)
    printer = syntax.SyntaxPrinter(tree.sourceManager)
    for switch in (printer.setIncludeDirectives, printer.setIncludeComments, printer.setIncludeSkipped):
        switch(False)
    printer.setExpandMacros(True)
    printer.print(tree)
    return "\n".join([*_kept_directives(source), printer.str()]), _errors(tree)


def _kept_directives(source: str) -> list[str]:
    """The time scale, and that no net comes about by its use, if it holds to the end of the last module."""
    scale = _TIMESCALE.search(source)
    modules = source[: source.rfind("endmodule") + 1]
    nettypes = set(re.findall(r"`default_nettype\s+(\w+)", modules))
    kept = ["`timescale {}{}/{}{}".format(*scale.groups())] if scale else []
    return kept + (["`default_nettype none"] if nettypes == {"none"} else [])


def _errors(tree: Any) -> list[str]:
    return [re.sub(r"DiagCode\((\w+)\)", r"\1", str(one.code)) for one in tree.diagnostics if one.isError()]


def check_syntax(source: str, bench: BenchNames) -> Found:
    """Look at the syntax of an expanded source."""
    from pyslang import syntax

    tree = syntax.SyntaxTree.fromText(source)
    found = Found(clean=source, errors=_errors(tree))
    root: Any = tree.root
    members = list(root.members) if _kind(root) == "CompilationUnit" else [root]
    modules = {_name(member): member for member in members if _kind(member) in _MODULES}
    for name in sorted(modules.keys() & bench.reserved):
        found.findings.append(f"it defines {name}, a module of the bench")
    used = _reachable(bench.module, modules)
    edits: list[tuple[int, int, str]] = []
    for member in members:
        if _kind(member) in _MODULES and _name(member) not in used and not found.errors:
            edits.append((*_range(member), ""))
            found.removed.append(f"module {_name(member)}, which nothing uses")
            continue
        _walk(member, found, edits)
    if found.errors:
        # What the parser skipped is in no tree: here every token counts.
        _check_tokens(source, found)
    found.clean = _edited(source, edits)
    return found


def _walk(node: Any, found: Found, edits: list[tuple[int, int, str]]) -> None:
    """Look at a node and all below; an explicit stack, for answers can nest deeper than Python."""
    stack = [node]
    while stack:
        here = stack.pop()
        kind = _kind(here)
        if FORBIDDEN_KINDS.get(kind):
            found.findings.append(FORBIDDEN_KINDS[kind])
            continue
        if kind == "SystemName" or kind == "ElabSystemTask" or not hasattr(here, "kind"):
            name = _system_name(here)
            if kind == "ElabSystemTask" and name in PRINTS:
                _take_out(here, name, f"wire gw_removed_{len(edits)};", found, edits)
                continue
            if kind in ("SystemName", "ElabSystemTask"):
                _judge_name(name, found)
        if kind == "ExpressionStatement" and (printed := _printed(here)):
            _take_out(here, printed, _NOTHING, found, edits)
            continue
        if kind == "PrimitiveInstantiation" and str(here).split()[0] in FORBIDDEN_WORDS:
            found.findings.append(f"`{str(here).split()[0]}` joins signals in both directions")
        if _is_node(here):
            stack.extend(child for child in here if child is not None)


def _take_out(node: Any, name: str, instead: str, found: Found, edits: list[tuple[int, int, str]]) -> None:
    """Take a print out; one that forges the bench's last word is a finding, and so is a call of anything else inside of it."""
    text = str(node)
    if _FORGED.search(text):
        found.findings.append(f"{name} prints what a bench says of a pass")
    for kind, word, _ in tokens(text):
        if kind == "system" and word not in PRINTS:
            _judge_name(word, found)
    edits.append((*_range(node), instead))
    found.removed.append(name)


def _judge_name(name: str, found: Found) -> None:
    """What a system name that stays in the source means."""
    if name in PURE:
        return
    if name in ENDS:
        found.findings.append(f"{name} ends the simulation")
    elif name in RANDOM:
        found.findings.append(f"{name} draws from the bench's random numbers")
    elif _FILES.match(name):
        found.findings.append(f"{name} reaches files or the system")
    elif name in PRINTS:
        found.findings.append(f"{name} is used inside an expression")
    else:
        found.findings.append(f"{name} is a system task that a design does not need")


def _check_tokens(source: str, found: Found) -> None:
    for kind, text, _ in tokens(source):
        if kind == "system" and text not in PURE and text not in ("$root", "$unit"):
            _judge_name(text, found)
        elif text in ("force", "release", "bind", "defparam", "alias", "$root") or text in FORBIDDEN_WORDS:
            found.findings.append(f"`{text}` in a source that is not Verilog throughout")


def _printed(statement: Any) -> str | None:
    """The task of a statement that only prints, or None."""
    expression = statement.expr
    if _kind(expression) == "InvocationExpression":
        expression = expression.left
    if _kind(expression) != "SystemName":
        return None
    name = _system_name(expression)
    return name if name in PRINTS else None


def _system_name(node: Any) -> str:
    match = re.match(r"\s*(\$[\w$]*)", _bare(str(node)))
    return match.group(1) if match else ""


def _bare(text: str) -> str:
    """A node's text without the comments that stand before it."""
    return re.sub(r"^(\s|//[^\n]*\n|/\*.*?\*/)+", "", text, flags=re.DOTALL)


def _reachable(top: str, modules: dict[str, Any]) -> set[str]:
    """The modules that a top one uses, directly or not, going by every name that stands in them."""
    used, waiting = set(), [top]
    while waiting:
        name = waiting.pop()
        if name in used or name not in modules:
            continue
        used.add(name)
        waiting += [text.lstrip("\\") for kind, text, _ in tokens(str(modules[name])) if kind in ("word", "escaped")]
    return used


def _kind(node: Any) -> str:
    return str(node.kind).rpartition(".")[2]


def _is_node(node: Any) -> bool:
    return hasattr(node, "sourceRange") and not hasattr(node, "rawText")


def _name(module: Any) -> str:
    return str(module.header.name.valueText)


def _range(node: Any) -> tuple[int, int]:
    return node.sourceRange.start.offset, node.sourceRange.end.offset


def _edited(source: str, edits: list[tuple[int, int, str]]) -> str:
    content = source.encode()  # slang counts bytes
    for start, end, instead in sorted(edits, reverse=True):
        content = content[:start] + instead.encode() + content[end:]
    return content.decode(errors="replace")
