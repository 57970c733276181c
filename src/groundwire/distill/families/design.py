"""One drawn design: its ports, what is said of it, why its code is as it is, the code, and what a model of it computed.

Rendering to problem texts is `forms`'s, running it is `check`'s.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from groundwire.distill.families.ports import Port, Style, header

SELF = "$MODULE$"
"""Stands for the module's own name in code, so that helper modules can be named after it."""
Values = Mapping[str, int]
"""A value for each port, unsigned."""


class Row(NamedTuple):
    """One moment of a simulation: inputs are applied, and outputs are read after they have settled."""

    inputs: Values
    """Of every input port, the clock included."""
    outputs: Mapping[str, int | None]
    """What each output must be; None where it is unknown or does not matter."""
    care: Mapping[str, int] = {}
    """For an output that is known in part: which bits count."""

    def care_of(self, port: Port) -> int:
        """Mask of the bits of an output that count."""
        return 0 if self.outputs.get(port.name) is None else self.care.get(port.name, port.mask)


class Bug(NamedTuple):
    """A wrong variant of a reference."""

    body: tuple[str, ...]
    """The wrong body."""
    line: str
    """The wrong line."""
    fixed: str
    """The line as it should be."""


@dataclass(frozen=True)
class Design:
    """A design instance."""

    title: str
    """What it is: a noun phrase with its article."""
    ports: tuple[Port, ...]
    """In the header's order."""
    behaviour: str
    """What it must do, in whole sentences that name the ports; complete without anything else but the port list."""
    reasoning: str
    """How to get from there to the code: short, from the construction."""
    body: tuple[str, ...]
    """Lines between the header and `endmodule`."""
    rows: tuple[Row, ...]
    """Stimulus and expected outputs, from a model in Python that never saw the code."""
    style: Style
    """How the code is written."""
    names: tuple[str, ...]
    """Names that people give such a module."""
    parameters: Mapping[str, Any] = field(default_factory=dict)
    """What was drawn."""
    helpers: str = ""
    """Further modules, each named `$MODULE$_something`."""
    hidden: tuple[int, int] | None = None
    """First and last line of the body that a partial-code problem leaves out, the last one excluded; all where None."""
    wave: str = ""
    """How to read the function off a waveform, where a waveform says it all; empty where none could."""
    bug: Bug | None = None
    """The family's own wrong variant; one is made by changing a token where None."""
    self_contained: bool = False
    """Whether the problem is only ever given as behaviour (it shows code or a table of its own)."""

    @property
    def inputs(self) -> tuple[Port, ...]:
        """Input ports in order."""
        return tuple(port for port in self.ports if not port.output)

    @property
    def outputs(self) -> tuple[Port, ...]:
        """Output ports in order."""
        return tuple(port for port in self.ports if port.output)

    @property
    def moves(self) -> bool:
        """Whether every output takes more than one value in the rows: one that never does tells nothing."""
        return all(len({row.outputs.get(port.name) for row in self.rows} - {None}) > 1 for port in self.outputs)

    def header(self, module: str) -> str:
        """The header under a name."""
        return header(module, self.ports, self.style)

    def code(self, module: str, body: Sequence[str] | None = None) -> str:
        """The reference, or another body, as a whole module under a name."""
        lines = "\n".join(f"  {line}" if line else "" for line in (self.body if body is None else body))
        text = f"{self.header(module)}\n{lines}\nendmodule\n"
        return (text + ("\n" + self.helpers if self.helpers else "")).replace(SELF, module)
