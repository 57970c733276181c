"""Runs inside a sandbox: reads a module with slang and lists its ports. Loaded through `groundwire.distill.ask.ports`."""

from __future__ import annotations

from typing import Any

import pyslang
from pyslang import ast, syntax


def ports(payload: dict[str, Any]) -> dict[str, Any]:
    """The ports of `top` in `source`: name, direction and width; width 0 for what is no vector of bits."""
    options = ast.CompilationOptions()
    options.topModules = {payload["top"]}
    compilation = ast.Compilation(pyslang.Bag([options]))
    compilation.addSyntaxTree(syntax.SyntaxTree.fromText(payload["source"]))
    tops = list(compilation.getRoot().topInstances)
    return {"ports": [_port(one) for one in tops[0].body.portList] if tops else []}


def _port(port: Any) -> dict[str, Any]:
    kind: Any = getattr(port, "type", None)
    plain = kind is not None and getattr(port, "internalSymbol", None) is not None and kind.isIntegral
    direction = str(getattr(port, "direction", "")).rpartition(".")[2].lower()
    return {"name": str(port.name), "direction": direction, "width": int(kind.bitWidth) if plain else 0}
