r"""Which benchmark problems have a reference that is formally equivalent to some training reference.

    python benchmarks/verilog_overlap.py RUN/stages/04-format/kept --benchmark DIR/dataset_spec-to-rtl --out overlap.json \
        --verdicts EVAL/verdicts.jsonl

Decontamination compares words; this compares circuits. Only references with the same kinds of port are compared: as
many inputs and outputs of each width. Ports are put to each other in the order of their declaration within a kind, the clock to
the clock; another order of ports of one kind counts as another circuit. Training references that differ in names and layout
only are compared once. All of them are simulated beside the benchmark's reference with the same random inputs, and those
that never differ are compared formally; a comparison that proves nothing in its time is counted as such.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import tempfile
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow.parquet as pq

from groundwire.bench.library import open_benchmark
from groundwire.distill.families.distinct import normalized
from groundwire.eda.limits import Limits
from groundwire.eda.netlist import LIMITS, Equivalence, equivalent

STEPS = 600
"""Random inputs of a simulation."""
TRIED = 4
"""Formal comparisons of one problem, at most, where simulation leaves more."""
_MODULE = re.compile(r"\bmodule\s+(\w+)\s*\((.*?)\)\s*;", re.DOTALL)
_PORT = re.compile(r"^(input|output)?\s*(?:wire|reg|logic)?\s*(?:signed)?\s*(?:\[\s*(\d+)\s*:\s*(\d+)\s*\])?\s*(\w+)$")
_CLOCK = re.compile(r"edge\s+(\w+)")
Kind = tuple[str, int, bool]
"""Direction, width, and whether it is the clock."""


class Module(NamedTuple):
    """A module with its ports."""

    name: str
    """Its name."""
    ports: tuple[tuple[str, int, str], ...]
    """Direction, width and name of each."""
    text: str
    """The whole source."""

    def kinds(self) -> list[Kind]:
        """The kind of each port."""
        found = _CLOCK.search(self.text)
        clock = found[1] if found else ""
        return [(direction, width, name == clock) for direction, width, name in self.ports]

    def signature(self) -> tuple[Kind, ...]:
        """What must be the same for two modules to be compared."""
        return tuple(sorted(self.kinds()))


def parse(text: str, name: str) -> Module | None:
    """A module of a text; None where its header is of another form than one port after another."""
    for found in _MODULE.finditer(re.sub(r"//[^\n]*", "", text)):
        if found[1] != name:
            continue
        ports: list[tuple[str, int, str]] = []
        direction = ""
        for part in found[2].split(","):
            port = _PORT.match(" ".join(part.split()))
            if port is None or not (direction := port[1] or direction):
                return None
            ports.append((direction, abs(int(port[2] or 0) - int(port[3] or 0)) + 1, port[4]))
        return Module(name, tuple(ports), text)
    return None


def training(folder: Path, wanted: set[tuple[Kind, ...]]) -> tuple[dict[tuple[Kind, ...], list[Module]], int, int]:
    """Distinct references of the wanted signatures, how many references there were, and how many could not be parsed."""
    found: dict[tuple[Kind, ...], dict[str, Module]] = defaultdict(dict)
    seen = unread = 0
    for path in sorted(folder.glob("*.parquet")):
        for row in pq.read_table(path, columns=["reference", "top"]).to_pylist():
            seen += 1
            module = parse(row["reference"], row["top"])
            if module is None:
                unread += 1
            elif (signature := module.signature()) in wanted:
                key = normalized(module.text, [module.name, *(name for *_, name in module.ports)])
                found[signature].setdefault(key, module)
    return {signature: list(ones.values()) for signature, ones in found.items()}, seen, unread


def instance(module: Module, number: int, outputs: str, offset: int) -> tuple[str, str]:
    """A module under another name, and an instance of it whose outputs are a slice of a vector that begins at an offset."""
    text = re.sub(rf"\b{module.name}(?=\b|_)", f"u{number}", module.text)
    for nth, helper in enumerate(re.findall(r"\bmodule\s+(\w+)", text)):
        if helper != f"u{number}":
            text = re.sub(rf"\b{helper}\b", f"u{number}_{nth}", text)
    counts: Counter[Kind] = Counter()
    places: dict[str, str] = {}
    for kind, (_, width, name) in sorted(zip(module.kinds(), module.ports, strict=True), key=lambda pair: pair[0]):
        if kind[0] == "output":
            places[name] = f"{outputs}[{offset + width - 1}:{offset}]"
            offset += width
        else:
            places[name] = input_name(kind, counts[kind])
            counts[kind] += 1
    return text, f"  u{number} i{number}({', '.join(places[name] for *_, name in module.ports)});"


def input_name(kind: Kind, number: int) -> str:
    """The bench's signal for an input."""
    return "clock" if kind[2] else f"in{kind[1]}_{number}"


def agreeing(golds: list[Module], others: list[Module]) -> list[set[int]]:
    """For each benchmark reference the numbers of the training references that never differ from it in simulation."""
    kinds = golds[0].signature()
    bits = sum(width for direction, width, _ in kinds if direction == "output")
    texts, instances = [], []
    for number, module in enumerate([*golds, *others]):
        vector, place = ("gold", number) if number < len(golds) else ("other", number - len(golds))
        text, made = instance(module, number, vector, place * bits)
        texts.append(text)
        instances.append(made)
    counts: Counter[Kind] = Counter()
    declared, drawn = [], []
    for kind in kinds:
        if kind[0] == "input":
            name = input_name(kind, counts[kind])
            counts[kind] += 1
            declared.append(f"  reg [{kind[1] - 1}:0] {name} = 0; integer p_{name} = 4;")
            if not kind[2]:  # rare, even and frequent ones by turns, so that a reset is neither always nor never there
                wide = f"{{$urandom, $urandom, $urandom, $urandom}} >> $urandom_range({kind[1] - 1})"
                one = f"$urandom_range(7) < p_{name}" if kind[1] == 1 else wide
                drawn.append(f"      if (t % 24 == 0) p_{name} = 1 + 3 * $urandom_range(2); {name} = {one};")
    n, g = len(others), len(golds)
    # Two-state variables turn x into 0: a bit agrees where it is known and equal, or where the benchmark's own is x.
    step = "\n".join(
        f"      one = gold[{i * bits} +: {bits}]; equal = ~(other ^ {{{n}{{one}}}}); high = one; low = ~one;\n"
        f"      same{i} = same{i} & (equal | {{{n}{{~(high | low)}}}});" for i in range(g)
    )  # fmt: skip
    told = "\n".join(
        f'    for (j = 0; j < {n}; j = j + 1) if (&same{i}[j*{bits} +: {bits}]) $display("{i} %0d", j);' for i in range(g)
    )  # fmt: skip
    kept = "\n".join(f"  bit [{n * bits - 1}:0] same{i} = ~0;" for i in range(g))
    bench = f"""
module bench;
  wire [{g * bits - 1}:0] gold; wire [{n * bits - 1}:0] other; integer t, j;
  reg [{bits - 1}:0] one; bit [{bits - 1}:0] high, low; bit [{n * bits - 1}:0] equal;
{kept}
{chr(10).join(declared)}
{chr(10).join(instances)}
  initial begin
    for (t = 0; t < {STEPS}; t = t + 1) begin
{chr(10).join(drawn)}
      #1 {"clock = ~clock;" if any(kind[2] for kind in kinds) else ""} #1;
{step}
    end
{told}
    $finish;
  end
endmodule
"""
    found: list[set[int]] = [set() for _ in golds]
    for line in simulated("\n".join([*texts, bench])).splitlines():
        if re.fullmatch(r"\d+ \d+", line):
            gold, other = line.split()
            found[int(gold)].add(int(other))
    return found


def agreeing_in_parts(golds: list[Module], others: list[Module], refused: list[str]) -> list[set[int]]:
    """As `agreeing`, halved where Icarus refuses so large a bench; a reference that it refuses alone goes to `refused`."""
    try:
        return agreeing(golds, others)
    except (ValueError, subprocess.SubprocessError) as error:
        if len(others) == 1:
            refused.append(f"{others[0].text[:200]}: {str(error)[:200]}")
            return [set() for _ in golds]
    half = len(others) // 2
    low, high = (agreeing_in_parts(golds, part, refused) for part in (others[:half], others[half:]))
    return [one | {half + number for number in two} for one, two in zip(low, high, strict=True)]


def simulated(text: str) -> str:
    """What a bench prints; both sides' code is the benchmark's and the corpus's own, so no sandbox is needed."""
    with tempfile.TemporaryDirectory() as folder:
        source, program = Path(folder, "bench.sv"), Path(folder, "bench.vvp")
        source.write_text(text, encoding="utf-8")
        made = subprocess.run(["iverilog", "-g2012", "-s", "bench", "-o", program, source], capture_output=True, text=True)
        if made.returncode:
            raise ValueError(made.stderr[:300])
        return subprocess.run(["vvp", "-n", program], capture_output=True, text=True, check=True, timeout=900).stdout


def wrapped(gold: Module, other: Module) -> str:
    """The other module under the gold one's port names, as `wrapped`."""
    kinds: dict[Kind, list[str]] = defaultdict(list)
    for kind, (*_, name) in zip(other.kinds(), other.ports, strict=True):
        kinds[kind].append(name)
    joined = [f".{kinds[kind].pop(0)}({name})" for kind, (*_, name) in zip(gold.kinds(), gold.ports, strict=True)]
    ports = ", ".join(f"{direction} [{width - 1}:0] {name}" for direction, width, name in gold.ports)
    return f"{other.text}\nmodule wrapped({ports});\n  {other.name} inner({', '.join(joined)});\nendmodule\n"


def compare(data: Path, benchmark: Path) -> dict[str, Any]:
    """Compare all problems with all training references."""
    parsed = {problem.id: parse(problem.reference, problem.module) for problem in open_benchmark(benchmark).problems}
    problems = {name: module for name, module in parsed.items() if module is not None}
    known, seen, unread = training(data, {module.signature() for module in problems.values()})
    limits = Limits(wall_seconds=20.0, cpu_seconds=15.0, memory_bytes=LIMITS.memory_bytes, processes=16)
    groups: dict[tuple[Kind, ...], list[str]] = defaultdict(list)
    for name, module in problems.items():
        if module.signature() in known:
            groups[module.signature()].append(name)
    verdicts: Counter[str] = Counter()
    same: dict[str, str] = {}
    unsimulated: dict[str, str] = {}
    agreed: dict[str, int] = {}
    refused: list[str] = []
    for signature, names in groups.items():
        usable = []
        for name in names:
            try:
                agreeing([problems[name]], [problems[name]])
                usable.append(name)
            except (ValueError, subprocess.SubprocessError) as error:
                unsimulated[name] = str(error)[:200]
        if not usable:
            continue
        golds = [problems[name] for name in usable]
        for name, left in zip(usable, agreeing_in_parts(golds, known[signature], refused), strict=True):
            agreed[name] = len(left)
            for number in sorted(left)[:TRIED]:
                gold, other = problems[name], known[signature][number]
                found = equivalent(gold.text, wrapped(gold, other), gold.name, "wrapped", steps=12, seconds=6, limits=limits)
                verdicts[found.verdict] += 1
                if found.verdict is Equivalence.EQUAL:
                    same[name] = other.text
                    break
    return {
        "training_references": seen, "not_parsed": unread, "distinct_with_such_ports": sum(map(len, known.values())),
        "problems": len(parsed), "problems_not_parsed": sorted(set(parsed) - set(problems)), "not_simulated": unsimulated,
        "training_references_not_simulated": refused,
        "agree_in_simulation": {name: count for name, count in agreed.items() if count},
        "formal": dict(verdicts), "same": {name: same[name] for name in sorted(same)},
    }  # fmt: skip


def without(verdicts: Path, told: dict[str, Any]) -> None:
    """Print the official pass@1 of all problems, and of those that no training reference is equivalent to or agrees with."""
    passed: dict[str, list[bool]] = defaultdict(list)
    for line in verdicts.read_text(encoding="utf-8").splitlines():
        verdict = json.loads(line)
        passed[verdict["problem"]].append(verdict["official"] == ".")
    for what, gone in (("all problems", ()), ("without equivalent ones", told["same"]),
                       ("without those that agree in simulation either", told["agree_in_simulation"])):  # fmt: skip
        shares = [sum(one) / len(one) for name, one in passed.items() if name not in gone]
        print(f"official pass@1 {100 * sum(shares) / len(shares):.1f}% over {len(shares)} problems, {what}")


def main() -> None:
    """Compare, or read what was compared before; with verdicts, print the figures without what was found."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("--benchmark", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True, help="what was found; read instead where it is there")
    parser.add_argument("--verdicts", type=Path, help="verdicts.jsonl of a scored run")
    parser.add_argument(
        "--also", type=Path, nargs="*", default=[], help="what other parts of the corpus gave, joined for what is printed"
    )
    chosen = parser.parse_args()
    if not chosen.out.exists():
        chosen.out.write_text(json.dumps(compare(chosen.data, chosen.benchmark), indent=2) + "\n", encoding="utf-8")
    told = json.loads(chosen.out.read_text(encoding="utf-8"))
    for part in chosen.also:
        other = json.loads(part.read_text(encoding="utf-8"))
        for found in ("same", "agree_in_simulation"):
            told[found] = dict(sorted({**other[found], **told[found]}.items()))
        told["formal"] = dict(Counter(told["formal"]) + Counter(other["formal"]))
    print(f"{len(told['same'])} of {told['problems']} problems have a reference that is equivalent to a training reference "
          f"({len(told['agree_in_simulation'])} agree with one in simulation): {', '.join(told['same']) or 'none'}; "
          f"{told['formal']}")  # fmt: skip
    if chosen.verdicts:
        without(chosen.verdicts, told)


if __name__ == "__main__":
    main()
