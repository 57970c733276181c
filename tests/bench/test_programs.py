"""Answers that compile to the same program share one simulation, and others never do."""

from __future__ import annotations

from typing import Any

import pytest

from groundwire.bench import tools
from groundwire.bench.programs import SharedRuns, program_digest
from groundwire.eda.icarus import Icarus

BENCH = """
module tb; reg [3:0] a = 0; wire [3:0] y; integer wrong = 0;
TopModule dut (.a(a), .y(y));
initial begin repeat (16) begin #5 if (y !== (a ^ 4'h5)) wrong = wrong + 1; a = a + 1; end
  $display("Mismatches: %0d in 16 samples", wrong); $finish; end
endmodule
"""
ANSWER = """module TopModule(input [3:0] a, output [3:0] y);
wire [3:0] {name};
assign {name} = a ^ {value};
assign y = {name};
endmodule
"""
RIGHT = ANSWER.format(name="mixed", value="4'h5")
RENAMED = f"// another name\n\n{ANSWER.format(name='mixture', value=chr(52) + chr(39) + 'b0101')}"
WRONG = ANSWER.format(name="mixed", value="4'h4")


def sources(answer: str) -> list[tuple[str, str]]:
    return [(tools.ANSWER, answer), ("bench.sv", BENCH)]


def digest(answer: str) -> str:
    compiled = Icarus().compile({name: text.encode() for name, text in sources(answer)}, "tb")
    assert compiled.program is not None, compiled.log
    return program_digest(compiled.program)


@pytest.fixture
def counted(icarus: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The answers that were truly simulated."""
    run, seen = tools.simulate, []

    def simulate(tool: str, files: Any, *rest: Any, **more: Any) -> tools.Outcome:
        seen.append(dict(files)[tools.ANSWER])
        return run(tool, files, *rest, **more)

    monkeypatch.setattr(tools, "simulate", simulate)
    return seen


def test_names_comments_and_places_do_not_count_and_values_do(icarus: dict[str, str]) -> None:
    assert digest(RIGHT) == digest(RIGHT) == digest(RENAMED) != digest(WRONG)


def test_strings_count_even_where_they_look_like_addresses() -> None:
    program = b'S_0x55aa .scope module, "tb" "tb" 2 1;\n%vpi_call 2 3 "$display", "0x55aa" {0 0 0};\n'
    assert program_digest(program) != program_digest(program.replace(b'"0x55aa"', b'"0x55ab"'))
    assert program_digest(program) == program_digest(program.replace(b"S_0x55aa", b"S_0x66bb").replace(b" 2 1;", b" 7 9;"))


def test_addresses_are_told_apart() -> None:
    one = b"L_0x1 .functor AND 1, v0x2_0, v0x3_0;\n"
    assert program_digest(one) == program_digest(b"L_0x9 .functor AND 1, v0x8_0, v0x7_0;\n")
    assert program_digest(one) != program_digest(b"L_0x9 .functor AND 1, v0x8_0, v0x8_0;\n")


def test_answers_of_one_program_are_simulated_once_and_others_each(counted: list[str]) -> None:
    shared = SharedRuns()
    found = [shared.simulate("p", sources(answer), "tb", {}, 5.0, 0.0) for answer in (RIGHT, RENAMED, WRONG, RIGHT)]
    assert counted == [RIGHT, WRONG]
    said = [outcome.output.strip().splitlines()[-1] for outcome in found]
    assert said == [f"Mismatches: {wrong} in 16 samples" for wrong in (0, 0, 16, 0)]


def test_runs_are_not_shared_between_problems_and_what_does_not_compile_is_run_as_ever(counted: list[str]) -> None:
    shared = SharedRuns()
    for problem in ("p", "q"):
        shared.simulate(problem, sources(RIGHT), "tb", {}, 5.0, 0.0)
    broken = shared.simulate("p", sources("module TopModule; garbage"), "tb", {}, 5.0, 0.0)
    assert counted[:2] == [RIGHT, RIGHT] and not broken.compiled and "syntax error" in broken.compile_log
