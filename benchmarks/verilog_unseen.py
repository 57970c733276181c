"""Make a task set in VerilogEval's format from requests that an independent hand wrote, each with a reference.

`benchmarks/verilog_unseen.jsonl` holds everyday designs in other people's words; its author saw neither the families of the
corpus nor a benchmark, and nothing of it is trained on. A bench is made for each: the same random stimulus for the reference and
for the answer, with outputs compared before and after both edges of the clock.

    python benchmarks/verilog_unseen.py --out runs/verilog/unseen
    groundwire verilog eval runs/verilog/unseen --local --model tiny-verilog --samples 5 --seed 1 --max-tokens 384 --out runs/own
    python benchmarks/verilog_unseen.py --verdicts runs/own/verdicts.jsonl
"""

from __future__ import annotations

import argparse
import json
import random
import re
from collections import defaultdict
from pathlib import Path
from typing import Any, NamedTuple

HERE = Path(__file__).parent
PORT = re.compile(r"\b(input|output)\s+(?:wire\s+|reg\s+|logic\s+)*(?:signed\s+)?(?:\[\s*(\d+)\s*:\s*(\d+)\s*\]\s*)?(\w+)")
RESET = re.compile(r"(?i)^(a|s|sync_|async_|sys_|n|por_?)?(rst|reset|clear_all)")
MODULE = re.compile(r"```verilog\s*module\s+(\w+)")
TOP = "TopModule"
CYCLES = 400
"""Clock cycles, or vectors of a design without a clock."""
STYLES = (0.05, 0.5, 0.5, 0.95)
"""Chances of a 1 on an input during a stretch: rare cases need inputs that rest."""
STRETCH = 40


class Port(NamedTuple):
    """A port of a reference."""

    name: str
    width: int
    output: bool


def ports(reference: str) -> list[Port]:
    """The ports in the header of a reference.

    Raises:
        ValueError: no port can be read.
    """
    header = reference[: reference.index(");")]
    found = [
        Port(name, abs(int(high or 0) - int(low or 0)) + 1, kind == "output") for kind, high, low, name in PORT.findall(header)
    ]
    if not found:
        raise ValueError(f"no port in {header!r}; expected a header with `input a, output [3:0] b`")
    return found


def value(rng: random.Random, port: Port, chance: float, last: int) -> int:
    """What an input is driven with next."""
    if RESET.match(port.name):
        return int(rng.random() < 0.02) ^ active_low(port.name)
    if port.width == 1:
        return int(rng.random() < chance)
    top = (1 << port.width) - 1
    return rng.choice((rng.getrandbits(port.width), rng.getrandbits(port.width), last, 0, top, 1 << rng.randrange(port.width), 1))


def active_low(name: str) -> int:
    """1 where the name of a reset says so."""
    return int(name.lower().endswith(("_n", "_b", "n")) or name.lower().startswith("n"))


def stimulus(found: list[Port], seed: str) -> list[str]:
    """Assignments, one line for each cycle: resets first, then everything."""
    rng = random.Random(seed)
    inputs = [port for port in found if not port.output and port.name != "clk"]
    values = dict.fromkeys((port.name for port in inputs), 0)
    lines = []
    chances: dict[str, float] = {}
    for cycle in range(CYCLES):
        if cycle % STRETCH == 0:
            chances = {port.name: rng.choice(STYLES) for port in inputs}
        for port in inputs:
            if cycle < 3 and RESET.match(port.name):
                values[port.name] = 1 - active_low(port.name)
            else:
                values[port.name] = value(rng, port, chances[port.name], values[port.name])
        lines.append(" ".join(f"{port.name} = {port.width}'h{values[port.name]:x};" for port in inputs))
    return lines


def bench(found: list[Port], seed: str) -> str:
    """A test bench that prints what VerilogEval's harness reads."""
    clocked = any(port.name == "clk" for port in found)
    outputs = [port for port in found if port.output]
    declared = [f"  reg {_range(port)}{port.name} = 0;" for port in found if not port.output]
    declared += [f"  wire {_range(port)}{port.name}_{side};" for port in outputs for side in ("ref", "dut")]
    connected = {
        side: ", ".join(f".{port.name}({port.name}{f'_{side}' * port.output})" for port in found) for side in ("ref", "dut")
    }
    good, answer = ("{" + ", ".join(f"{port.name}_{side}" for port in outputs) + "}" for side in ("ref", "dut"))
    compare = ["  task compare; begin", "    clocks = clocks + 1;"]
    compare += [f"    if ({good} !== ({good} ^ {answer} ^ {good})) errors = errors + 1;", "  end endtask"]
    # Inputs change in the middle of a half of the clock's period, never with an edge.
    cycle = "    #1 {line} #4 compare;"
    if clocked:
        cycle = "    #1 {line} #1 compare; #3 clk = 1; #1 compare; #4 clk = 0; #1 compare;"
    return "\n".join(
        [
            "`timescale 1 ps/1 ps", "module tb();", "  integer errors = 0, clocks = 0;", *declared,
            f"  RefModule good1 ({connected['ref']});", f"  TopModule top_module1 ({connected['dut']});", *compare,
            "  initial begin",
            *(cycle.format(line=line) for line in stimulus(found, seed)),
            '    $display("Mismatches: %1d in %1d samples", errors, clocks);', "    $finish;", "  end", "endmodule", "",
        ]
    )  # fmt: skip


def _range(port: Port) -> str:
    return f"[{port.width - 1}:0] " if port.width > 1 else ""


def by_level(tasks: list[dict[str, Any]], verdicts: Path) -> None:
    """Print what share of the responses passes, at each level."""
    levels = {f"Prob{number:03}_{task['name']}": task["level"] for number, task in enumerate(tasks, 1)}
    passed: dict[str, list[bool]] = defaultdict(list)
    for row in map(json.loads, verdicts.read_text(encoding="utf-8").splitlines()):
        passed[levels[row["problem"]]].append(row["official"] == ".")
    for level, found in passed.items():
        print(f"{level}: {sum(found)} of {len(found)} responses pass, {sum(found) / len(found):.1%}")


def misnamed(responses: Path) -> None:
    """Print how many responses begin no module of the name that every request asks for."""
    texts = [row["text"] for row in map(json.loads, responses.read_text(encoding="utf-8").splitlines()) if "text" in row]
    others = sum((found := MODULE.search(text)) is None or found[1] != TOP for text in texts)
    print(f"another module name, or none: {others} of {len(texts)} responses")


def main() -> None:
    """Write the task set, or say how its responses fared."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tasks", type=Path, default=HERE / "verilog_unseen.jsonl")
    wanted = parser.add_mutually_exclusive_group(required=True)
    wanted.add_argument("--out", type=Path, help="where the task set goes")
    wanted.add_argument("--verdicts", type=Path, help="verdicts.jsonl of a scored run on it")
    options = parser.parse_args()
    tasks = [json.loads(line) for line in options.tasks.read_text(encoding="utf-8").splitlines()]
    if options.verdicts is not None:
        by_level(tasks, options.verdicts)
        misnamed(options.verdicts.with_name("responses.jsonl"))
        return
    options.out.mkdir(parents=True, exist_ok=True)
    for number, task in enumerate(tasks, 1):
        stem = f"Prob{number:03}_{task['name']}"
        (options.out / f"{stem}_prompt.txt").write_text(task["prompt"].rstrip() + "\n\n", encoding="utf-8")
        (options.out / f"{stem}_ref.sv").write_text(task["reference"], encoding="utf-8")
        (options.out / f"{stem}_test.sv").write_text(bench(ports(task["reference"]), task["name"]), encoding="utf-8")
    print(f"{len(tasks)} tasks in {options.out}")


if __name__ == "__main__":
    main()
