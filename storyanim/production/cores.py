"""How many cores this process may really use.

Takes nothing, gives a number. A container's share can be far below what the machine has.
"""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

_QUOTA = Path("/sys/fs/cgroup/cpu.max")
"""Linux control groups, version 2: "<microseconds> <period>", or "max <period>"."""


def usable_cores() -> int:
    """Cores this process may run on, within its container's share; at least 1."""
    try:
        cores = len(os.sched_getaffinity(0))
    except AttributeError:  # only Linux knows affinities
        cores = os.cpu_count() or 1
    with suppress(OSError, ValueError):
        quota, period = _QUOTA.read_text(encoding="ascii").split()
        cores = min(cores, max(1, round(int(quota) / int(period))))
    return cores
