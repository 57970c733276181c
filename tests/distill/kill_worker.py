"""A curation run as a process of its own, to be killed: kill_worker.py VALUES.json FOLDER [RAY ADDRESS]."""

import json
import sys
import time
from pathlib import Path

from groundwire.distill.engine import Engine
from groundwire.distill.pools import LocalPool, RayPool
from groundwire.distill.recipe import make


def both_nodes(address):
    """A pool on a cluster, once both of its nodes are there."""
    pool = RayPool(address, 4)
    import ray

    until = time.monotonic() + 180
    while ray.cluster_resources().get("CPU", 0) < 2 and time.monotonic() < until:
        time.sleep(0.5)
    print("nodes", len(ray.nodes()), flush=True)
    return pool


if __name__ == "__main__":
    values = json.loads(Path(sys.argv[1]).read_text())
    pool = both_nodes(sys.argv[3]) if len(sys.argv) > 3 else LocalPool(2)
    Engine(make(values), Path(sys.argv[2]), pool, lambda one: print(one.stage, one.done, flush=True)).run()
    pool.close()
    print("finished", flush=True)
