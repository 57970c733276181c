"""Joining a Ray cluster, with an answer within seconds where there is none."""

from __future__ import annotations

import re
import socket
from typing import Any

_PLACE = re.compile(r"(?:ray://)?(?P<host>\[[0-9a-fA-F:]+\]|[^:/\[\]]+):(?P<port>\d+)")
PATIENCE = 10.0
"""Seconds that a cluster's port may take to answer. Ray itself asks a silent one for more than nine minutes (2.60)."""


class ClusterError(RuntimeError):
    """No cluster can be joined; the message says why and what to do."""


def join_cluster(address: str) -> Any:
    """Join a Ray cluster.

    Args:
        address: as Ray takes it: host:port, ray://host:port, or "auto" for the one that runs here.

    Returns:
        The module `ray`, joined.

    Raises:
        ClusterError: ray is not installed, or no cluster answers.
    """
    try:
        import ray
    except ModuleNotFoundError as missing:
        raise ClusterError("ray is not installed, which --ray needs: pip install 'groundwire[ray]'") from missing
    try:
        if found := _PLACE.fullmatch(address):
            socket.create_connection((found["host"].strip("[]"), int(found["port"])), PATIENCE).close()
        ray.init(address=address, ignore_reinit_error=True, log_to_driver=False, logging_level="error")
    except (OSError, OverflowError, ValueError, RuntimeError) as error:  # OverflowError: a port above 65535
        raise ClusterError(
            f"no Ray cluster answers at {address!r}: {error}; start one with `ray start --head`, and give host:port of its "
            "first machine"
        ) from error
    return ray
