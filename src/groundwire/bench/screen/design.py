"""Screening of the elaborated design: names that leave it, ports that turn against the bench, inputs that it drives."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from groundwire.bench.screen.names import BenchNames

_UNRESOLVED = frozenset(
    [
        "UndeclaredIdentifier",
        "CouldNotResolveHierarchicalPath",
        "UnknownModule",
        "UnknownInterface",
        "UnknownPackage",
        "UnknownClassOrPackage",
        "UnknownPackageMember",
        "UnknownPrimitive",
        "UnknownSystemName",
        "TypoIdentifier",
    ]
)
"""slang's words for a name that the answer does not declare."""


@dataclass
class Design:
    """What elaboration tells."""

    findings: list[str] = field(default_factory=list)
    """Why it is tampering."""
    unresolved: list[str] = field(default_factory=list)
    """Names that it does not declare."""
    errors: list[str] = field(default_factory=list)
    """Other errors."""


def check_design(source: str, bench: BenchNames) -> Design:
    """Elaborate an answer on its own, without the bench, and look at what came out."""
    from pyslang import Bag, analysis, ast, syntax

    options = ast.CompilationOptions()
    options.topModules = {bench.module}
    compilation = ast.Compilation(Bag([options]))
    compilation.addSyntaxTree(syntax.SyntaxTree.fromText(source))
    found = Design()
    for diagnostic in compilation.getAllDiagnostics():
        if diagnostic.isError():
            _sort(diagnostic, found)
    tops = list(compilation.getRoot().topInstances)
    if not tops:
        found.errors.append(f"there is no module {bench.module}")
        return found
    _check_ports(tops[0].body, bench, found)
    if not found.findings and not found.errors and not found.unresolved:
        manager = analysis.AnalysisManager()
        manager.analyze(compilation)
        for diagnostic in manager.getDiagnostics():
            if str(diagnostic.code) == "DiagCode(InputPortCoercion)":
                found.findings.append("it drives an input, and through it a signal of the bench")
    return found


def _sort(diagnostic: Any, found: Design) -> None:
    code = str(diagnostic.code).removeprefix("DiagCode(").removesuffix(")")
    arguments = [str(one) for one in diagnostic.args]
    text = f"{code} {', '.join(arguments)}".strip()
    (found.unresolved if code in _UNRESOLVED else found.errors).append(text)


def _check_ports(body: Any, bench: BenchNames, found: Design) -> None:
    """A port that the reference only reads must not be one that the answer can drive."""
    for port in body.portList:
        direction = port_direction(port)
        expected = bench.directions.get(str(port.name))
        if expected == "in" and direction != "in":
            found.findings.append(
                f"its port {port.name} is an {direction}put, through which it can drive the bench".replace(
                    "inoutput", "inout"
                )
            )


def port_direction(port: Any) -> str:
    """ "in", "out", "inout" or "ref"."""
    return str(getattr(port, "direction", "ArgumentDirection.In")).rpartition(".")[2].lower().replace("inout", "inout")


def port_directions(source: str, module: str) -> dict[str, str]:
    """Directions of a module's ports; empty where slang cannot tell."""
    from pyslang import Bag, ast, syntax

    options = ast.CompilationOptions()
    options.topModules = {module}
    compilation = ast.Compilation(Bag([options]))
    compilation.addSyntaxTree(syntax.SyntaxTree.fromText(source))
    tops = list(compilation.getRoot().topInstances)
    return {str(port.name): port_direction(port) for port in tops[0].body.portList} if tops else {}
