"""A Ray cluster judges as this machine does, also when one of its machines is lost in the middle."""

from __future__ import annotations

import importlib.util
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import suppress
from pathlib import Path

import pytest

from groundwire.bench.cache import VerdictCache
from groundwire.bench.errors import BenchmarkError
from groundwire.bench.judge import Judgement
from groundwire.bench.library import open_benchmark
from groundwire.bench.plan import Plan
from groundwire.bench.pools import LocalPool, Pool, RayPool
from groundwire.bench.records import Rules
from groundwire.bench.score import VERDICTS, Item, Scorer, read_verdicts

pytestmark = pytest.mark.skipif(importlib.util.find_spec("ray") is None, reason="ray is not installed: pip install ray")
PORT, CLIENT_PORT = 24591, 24592
"""Outside of the range that Ray gives to its workers."""
ENVIRONMENT = {**os.environ, "RAY_USAGE_STATS_ENABLED": "0", "RAY_DISABLE_IMPORT_WARNING": "1"}
fixture = sys.modules["bench_fixture"]


def ray_node(*arguments: str) -> subprocess.Popen[bytes]:
    """A node in a process group of its own, so that it can be killed whole."""
    program = str(Path(sys.executable).with_name("ray"))
    command = [program, "start", *arguments, "--block", "--disable-usage-stats", "--num-cpus=1"]
    return subprocess.Popen(
        [*command, "--object-store-memory=100000000"], env=ENVIRONMENT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        start_new_session=True,
    )  # fmt: skip


def wait_for_port(host: str, seconds: float = 180.0) -> None:
    """Wait until the first node listens, which takes long on a busy machine."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        with suppress(OSError), socket.create_connection((host, PORT), 1):
            return
        time.sleep(0.5)
    pytest.skip(f"no Ray node listened on port {PORT} within {seconds:.0f} s")


def kill(node: subprocess.Popen[bytes]) -> None:
    """Kill a node as a power cut would, with all that it started."""
    from groundwire.eda import census

    proc = census.open_proc()
    assert proc is not None
    family = [node.pid, *census.descendants(proc, node.pid)]
    os.close(proc)
    for number in family:
        try:
            os.kill(number, signal.SIGKILL)
        except ProcessLookupError:
            continue
    node.wait()


@pytest.fixture
def cluster() -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """Two nodes on this machine: the address of the first, and the second."""
    head = ray_node("--head", f"--port={PORT}", f"--ray-client-server-port={CLIENT_PORT}", "--include-dashboard=false")
    from ray.util import get_node_ip_address

    host = get_node_ip_address()  # Ray does not take 127.0.0.1 for a node
    wait_for_port(host)
    second = ray_node(f"--address={host}:{PORT}")
    try:
        yield f"{host}:{PORT}", second
    finally:
        for node in (second, head):
            if node.poll() is None:
                kill(node)


def rows(count: int) -> list[Item]:
    """Answers of which no two are equal: right, wrong and broken ones."""
    bodies = ("a + b + 5'd{n} - 5'd{n}", "a - b - {n}", "a + ;  // {n}")
    return [
        Item("Prob001_adder", n, fixture.HEADER + f"always @(posedge clk) sum <= {bodies[n % 3].format(n=n)};\nendmodule\n")
        for n in range(1, count + 1)
    ]


def verdicts(pool: Pool, place: Path, folder: Path, items: list[Item]) -> dict[int, tuple[str, str]]:
    folder.mkdir()
    Scorer(open_benchmark(place), str, pool, VerdictCache(None)).score(lambda: iter(items), folder)
    return {one.sample: (str(one.kind), one.official) for one in read_verdicts(folder / VERDICTS)}


@pytest.mark.slow
def test_a_cluster_that_loses_a_machine_gives_the_verdicts_of_this_one(
    adder: Path, icarus: dict[str, str], tmp_path: Path, cluster: tuple[str, subprocess.Popen[bytes]]
) -> None:
    import ray

    address, second = cluster
    items = rows(60)
    local = LocalPool(Rules.VERILOG_EVAL, icarus, 2)
    expected = verdicts(local, adder, tmp_path / "local", items)
    local.close()
    pool = RayPool(Rules.VERILOG_EVAL, address, icarus)
    for _ in range(360):
        if sum(node["Alive"] for node in ray.nodes()) == 2:
            break
        time.sleep(0.5)
    assert sum(node["Alive"] for node in ray.nodes()) == 2
    killed = threading.Event()
    given = 0
    submit = pool.submit

    def submit_and_kill(plan: Plan, source: str) -> Future[Judgement]:
        nonlocal given
        given += 1
        if given == 15:
            threading.Thread(target=lambda: (kill(second), killed.set())).start()
        return submit(plan, source)

    pool.submit = submit_and_kill  # type: ignore[method-assign]
    found = verdicts(pool, adder, tmp_path / "ray", items)
    pool.close()
    assert killed.wait(30)
    assert found == expected
    assert {kind for kind, _ in found.values()} == {"pass", "mismatch", "syntax"}


@pytest.mark.parametrize("address", ["127.0.0.1:1", "ray://127.0.0.1:1", "[::1]:1", "127.0.0.1:99999", "no.host.invalid:6379"])
def test_an_address_where_no_cluster_is_gives_one_line_at_once(icarus: dict[str, str], address: str) -> None:
    with pytest.raises(BenchmarkError, match=f"no Ray cluster answers at {re.escape(repr(address))}.*ray start --head"):
        RayPool(Rules.VERILOG_EVAL, address, icarus)
