"""Runs inside a sandbox: reads Verilog with pyslang, elaborates it, and lists what is wrong with it.

Loaded only by a sandbox's server, through `groundwire.eda.linting`.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyslang
from pyslang import ast, parsing, syntax

_AS_ERRORS = {"Redefinition", "RedefinitionDifferentType", "DuplicateDefinition"}
"""Warnings, or errors that a flag turns off, in slang; no simulator accepts the code."""


def elaborate(payload: dict[str, Any]) -> dict[str, Any]:
    """Elaborate the files named in the payload, from the current folder.

    Args:
        payload: "files", "top" (or None) and "defines".
    """
    texts = {name: Path(name).read_bytes().decode("utf-8", "replace") for name in payload["files"]}
    return _elaborate(texts, payload["top"], payload["defines"])


def elaborate_each(payload: dict[str, Any]) -> dict[str, Any]:
    """Elaborate each of the payload's "texts" by itself, under its "name"."""
    return {"reports": [_elaborate({payload["name"]: text}, None, []) for text in payload["texts"]]}


def _elaborate(texts: dict[str, str], top: str | None, defines: list[str]) -> dict[str, Any]:
    manager = pyslang.SourceManager()
    options = ast.CompilationOptions()
    if top is not None:
        options.topModules = {top}
    preprocessing = parsing.PreprocessorOptions()
    preprocessing.predefines = defines
    bag = pyslang.Bag([options, preprocessing])
    compilation = ast.Compilation(bag)
    for name, text in texts.items():
        compilation.addSyntaxTree(syntax.SyntaxTree.fromText(text, manager, name, name, bag))
    engine = pyslang.DiagnosticEngine(manager)
    found = [_describe(item, manager, engine) for item in compilation.getAllDiagnostics()]
    modules = [item.name for item in compilation.getRoot().topInstances]
    return {"diagnostics": found, "tops": modules}


def _describe(item: Any, manager: Any, engine: Any) -> dict[str, Any]:
    """One diagnostic as plain data."""
    code = str(item.code).removeprefix("DiagCode(").removesuffix(")")
    severity = str(engine.getSeverity(item.code, item.location)).removeprefix("DiagnosticSeverity.").lower()
    place = manager.getFullyExpandedLoc(item.location)
    return {
        "file": manager.getFileName(place), "line": manager.getLineNumber(place), "column": manager.getColumnNumber(place),
        "severity": "error" if code in _AS_ERRORS or severity == "fatal" else severity, "code": code,
        "message": engine.formatMessage(item),
    }  # fmt: skip
