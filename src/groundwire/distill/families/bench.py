"""Self-checking test benches from the rows of a model: stimulus, expectation and care bits as three long constants.

Plain Verilog-2001, so that every simulator takes it. The last line that it prints is `RESULT`, mismatches, rows. It
ends by itself; what a caller makes of the line, and how long it waits, is the caller's.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from groundwire.distill.families.design import Design, Row
from groundwire.distill.families.ports import Port

RESULT = "RESULT"
"""First word of the machine-readable line: `RESULT 0 80` is 80 rows without a mismatch."""


def test_bench(design: Design, module: str, name: str = "tb", label: str = RESULT, finish: bool = True) -> str:
    """A bench for a module with the design's ports.

    Args:
        design: what the module must do.
        module: the module's name.
        name: the bench's name.
        label: first word of the line that it prints.
        finish: whether it ends the simulation; several benches in one simulation must not.
    """
    inputs, outputs = design.inputs, design.outputs
    rows = design.rows
    sent, given = sum(port.width for port in inputs), sum(port.width for port in outputs)
    stimulus = _constant(inputs, rows, sent, lambda row, port: row.inputs[port.name])
    expected = _constant(outputs, rows, given, lambda row, port: (row.outputs.get(port.name) or 0) & row.care_of(port))
    care = _constant(outputs, rows, given, lambda row, port: row.care_of(port))
    connections = ", ".join(f".{port.name}({port.name})" for port in design.ports)
    lines = [
        f"module {name};",
        *(f"  {'wire' if port.output else 'reg'} {port.range + ' ' if port.range else ''}{port.name};" for port in design.ports),
        f"  {module} dut ({connections});",
        f"  localparam [{len(rows) * sent - 1}:0] tb_in = {stimulus};",
        f"  localparam [{len(rows) * given - 1}:0] tb_out = {expected};",
        f"  localparam [{len(rows) * given - 1}:0] tb_care = {care};",
        "  integer tb_row, tb_bad;",
        "  initial begin",
        "    tb_bad = 0;",
        f"    for (tb_row = 0; tb_row < {len(rows)}; tb_row = tb_row + 1) begin",
        f"      {_joined(inputs)} = tb_in[tb_row*{sent} +: {sent}];",
        "      #5;",
        f"      if ((({_joined(outputs)} ^ tb_out[tb_row*{given} +: {given}]) & tb_care[tb_row*{given} +: {given}]) !== "
        f"{given}'b0)",
        "        tb_bad = tb_bad + 1;",
        "      #5;",
        "    end",
        f'    $display("{label} %0d %0d", tb_bad, {len(rows)});',
        *["    $finish;"] * finish,
        "  end",
        "endmodule",
    ]  # fmt: skip
    return "\n".join(lines) + "\n"


def _joined(ports: Sequence[Port]) -> str:
    return "{" + ", ".join(port.name for port in ports) + "}"


def _constant(ports: Sequence[Port], rows: Sequence[Row], width: int, value: Callable[[Row, Port], int]) -> str:
    """All rows as one number, the first row in its lowest bits."""
    total = 0
    for index, row in enumerate(rows):
        word = 0
        for port in ports:
            word = word << port.width | value(row, port)
        total |= word << (index * width)
    return f"{len(rows) * width}'h{total:x}"
