"""Modules a second through slang and Yosys: workers that stay and batches, against a fresh sandboxed process for each module.

The modules are made here (counters, adders, machines, memories of many widths), or read from a folder with --sources. One whose
macros explode is put among them: it must cost itself only. Beside the rate stands the processor time a module, of all processes,
and the rate that it allows where the cores have nothing else to do. `python benchmarks/verilog_filter_speed.py --slang 4000`.
"""

from __future__ import annotations

import argparse
import itertools
import os
import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from groundwire.distill.filters import Source, synthesize
from groundwire.distill.stages.synthesizable import SynthesizableSettings
from groundwire.eda import Limits, call_sandboxed, census, close_sandboxes, lint_many, synthesize_many
from groundwire.eda.many import in_order
from groundwire.eda.netlist import _shown

KINDS = (
    "input clk, input rst, output reg [{w}:0] q); always @(posedge clk) if (rst) q <= 0; else q <= q + {n};",
    "input [{w}:0] a, b, input c, output [{w}:0] s, output co); assign {{co, s}} = a + b + c + {n};",
    "input clk, input rst, input x, output z); reg [1:0] s; localparam A = 0, B = 1, C = 2; always @(posedge clk)"
    " if (rst) s <= A; else case (s) A: s <= x ? B : A; B: s <= x ? B : C; C: s <= x ? B : A; default: s <= A; endcase"
    " assign z = s == C && x == {n} % 2;",
    "input [{w}:0] a, input [2:0] sel, output reg y); always @(*) case (sel) 0: y = a[0]; 1: y = ^a; 2: y = &a; 3: y = |a;"
    " 4: y = a > {n}; default: y = 1'b0; endcase",
    "input clk, input d, output reg [{w}:0] q); always @(posedge clk) q <= {{q[{w} - 1:0], d ^ q[{n} % {w}]}};",
    "input clk, input we, input [3:0] i, input [{w}:0] d, output reg [{w}:0] q); reg [{w}:0] m [0:15];"
    " always @(posedge clk) begin if (we) m[i] <= d; q <= m[i] + {n}; end",
)
BOMB = "\n".join(["`define A0 x x", *(f"`define A{n} `A{n - 1} `A{n - 1}" for n in range(1, 40)), "module t; `A39 endmodule"])
LIMITS = Limits(wall_seconds=120.0, cpu_seconds=3.0, memory_bytes=1 << 30, processes=16)


def made() -> Iterator[str]:
    """Modules without end, none like another."""
    for number in itertools.count():
        body = KINDS[number % len(KINDS)].format(w=3 + number // len(KINDS) % 13, n=number + 1)
        yield f"module m{number} ({body} endmodule\n"


def read(folder: Path) -> Iterator[str]:
    """The files of a folder, again and again."""
    texts = [path.read_text(errors="replace") for path in sorted(folder.rglob("*.*v")) if path.suffix in (".v", ".sv")]
    return itertools.cycle(texts)


def cold(function: str, payload: Callable[[str], dict[str, object]]) -> Callable[[str], bool]:
    """A process of its own for each module."""

    def run(text: str) -> bool:
        visible = _shown() if "yosys" in function else ()
        files = {"source.sv": text.encode()}
        return call_sandboxed(function, payload(text), files, LIMITS, warm=False, visible=visible)[0] is not None

    return run


def rate(name: str, count: int, job: Callable[[], int]) -> float:
    """Run a job over `count` modules, and print how many a second."""
    proc = census.open_proc()
    assert proc is not None, "/proc is not mounted"
    started, before = time.perf_counter(), census.usage(proc, os.getpid()).cpu_seconds
    good = job()
    seconds, used = time.perf_counter() - started, census.usage(proc, os.getpid()).cpu_seconds - before
    cores = len(os.sched_getaffinity(0))
    print(
        f"  {name:<28} {count / seconds:9,.1f} a second ({good:,} of {count:,} good, {seconds:.1f} s); "
        f"{1e3 * used / count:.2f} ms of processor each, which is {cores * count / used:,.0f} a second on {cores} free cores"
    )
    return count / used


def top_of(text: str) -> str:
    found = re.findall(r"\bmodule\s+(\w+)", text)
    return str(found[-1]) if found else "none"


def filtered(sources: list[Source]) -> int:
    """Modules that pass the curation stage's filter, in its batches."""
    size = SynthesizableSettings().yosys_batch
    return sum(one["ok"] for start in range(0, len(sources), size) for one in synthesize(sources[start : start + size]))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--slang", type=int, default=4000, help="modules to elaborate")
    parser.add_argument("--yosys", type=int, default=200, help="modules to synthesize")
    parser.add_argument("--workers", type=int, default=None, help="how many at a time; one a core by default")
    parser.add_argument("--sources", type=Path, default=None, help="folder of modules in place of those made here")
    given = parser.parse_args()
    texts = read(given.sources) if given.sources else made()
    many = list(itertools.islice(texts, given.slang))
    few, cold_count = many[: given.yosys], max(20, given.yosys // 4)
    list(lint_many(many[:64], given.workers)), list(synthesize_many([(few[0], top_of(few[0]))] * 4, given.workers))
    print("slang:")
    slang = cold("groundwire.eda.slang_worker:elaborate", lambda text: {"files": ["source.sv"], "top": None, "defines": []})
    before = rate("a process for each", cold_count, lambda: sum(in_order(slang, many[:cold_count], given.workers)))
    after = rate("workers that stay, batches", len(many), lambda: sum(one.ok for one in lint_many(many, given.workers)))
    print(f"  {after / before:.1f} times as many for the same processor time")
    mixed = [*many[:200], BOMB, *many[200:400]]
    found = [one.failure for one in lint_many(mixed, given.workers, LIMITS)]
    print(f"  one whose macros explode among {len(mixed)}: {sum(map(bool, found))} without an answer ({found[200]})")
    print("Yosys:")
    yosys = cold("groundwire.eda.yosys_worker:synthesize", lambda text: {"files": ["source.sv"], "top": top_of(text)})
    before = rate("a process for each", cold_count, lambda: sum(in_order(yosys, few[:cold_count], given.workers)))
    pairs = [(text, top_of(text)) for text in few]
    after = rate("workers that stay", len(few), lambda: sum(one.ok for one in synthesize_many(pairs, given.workers)))
    print(f"  {after / before:.1f} times as many for the same processor time")
    sources: list[Source] = [{"code": text, "top": top} for text, top in pairs]
    together = rate("the curation stage's filter", len(few), lambda: filtered(sources))
    print(f"  {together / before:.1f} times as many for the same processor time")
    close_sandboxes()


if __name__ == "__main__":
    main()
