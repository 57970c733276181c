"""Screening of the elaborated design: names that leave it, ports that turn against the bench, inputs that it drives."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from groundwire.bench.screen.names import BenchNames

_READ_ONLY = ("Wire", "Tri", "UWire", "Unknown", "")
"""Kinds of nets that drive nothing by themselves; "" for a variable."""
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
_DECLARED_TWICE = "Redefinition"
"""A warning for slang, which goes on with the first one; an error by the standard and for the simulators."""


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
    twice = Design()
    for diagnostic in compilation.getAllDiagnostics():
        if diagnostic.isError():
            _sort(diagnostic, found)
        elif _code(diagnostic) == _DECLARED_TWICE:
            _sort(diagnostic, twice)
    tops = list(compilation.getRoot().topInstances)
    if not tops:
        found.errors.append(f"there is no module {bench.module}")
        return found
    _check_ports(tops[0].body, bench, found)
    _check_connections(tops[0], found)
    if not found.findings and not found.errors and not found.unresolved:
        manager = analysis.AnalysisManager()
        manager.analyze(compilation)
        for diagnostic in manager.getDiagnostics():
            if _code(diagnostic) == "InputPortCoercion":
                found.findings.append("it drives an input, and through it a signal of the bench")
    found.errors += twice.errors  # only now: what slang goes on with is looked at like any other answer
    return found


def _code(diagnostic: Any) -> str:
    return str(diagnostic.code).removeprefix("DiagCode(").removesuffix(")")


def _sort(diagnostic: Any, found: Design) -> None:
    code = _code(diagnostic)
    arguments = [str(one) for one in diagnostic.args]
    text = f"{code} {', '.join(arguments)}".strip()
    (found.unresolved if code in _UNRESOLVED else found.errors).append(text)


def _check_ports(body: Any, bench: BenchNames, found: Design) -> None:
    """A port that the reference only reads must not be one that the answer can drive."""
    for port in body.portList:
        direction = port_direction(port)
        expected = bench.directions.get(str(port.name))
        nets = {str(getattr(getattr(one, "netType", None), "netKind", "")).rpartition(".")[2] for one in _inside(port)}
        if direction == "in" and (driving := nets.difference(_READ_ONLY)):
            kind = min(driving).lower()
            found.findings.append(f"its input {port.name} is a {kind} net, which drives what the bench connects")
        if expected == "in" and direction != "in":
            found.findings.append(
                f"its port {port.name} is an {direction}put, through which it can drive the bench".replace(
                    "inoutput", "inout"
                )
            )


def _check_connections(top: Any, found: Design) -> None:
    """No output of an instance may be wired to an input of the module that it stands in: it would drive what lies outside."""
    from pyslang import ast

    inputs: set[str] = set()

    def visit(symbol: Any) -> None:
        if not isinstance(symbol, ast.InstanceSymbol):
            return
        for one in symbol.portConnections:
            if port_direction(one.port) != "in" and one.expression is not None and _names(one.expression) & inputs:
                found.findings.append(f"its instance {symbol.name} drives an input, and through it a signal of the bench")
        for port in symbol.body.portList:
            if port_direction(port) == "in":
                inputs.update(str(one.hierarchicalPath) for one in _inside(port))

    top.visit(visit)


def _inside(port: Any) -> list[Any]:
    """The nets or variables that a port stands for inside of its module; a concatenation has several."""
    found = [getattr(one, "internalSymbol", None) for one in getattr(port, "ports", [port])]
    return [one for one in found if one is not None]


def _names(expression: Any) -> set[str]:
    """Full names of what an expression names."""
    nodes: list[Any] = []
    expression.visit(lambda node: nodes.append(node) if getattr(node, "symbol", None) is not None else None)
    return {str(node.symbol.hierarchicalPath) for node in nodes}


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
