"""One figure of a benchmark, and the few ways figures are taken."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Generator

MEGABYTE = 1e6
_RSS_UNIT = 1 if sys.platform == "darwin" else 1024


@dataclass(frozen=True, slots=True)
class Measure:
    """A figure with its unit, and what it should reach (`at least` or `at most`, as words)."""

    name: str
    value: float
    unit: str
    target: str = ""


@dataclass(frozen=True, slots=True)
class Run:
    """What a finished command took: wall seconds, CPU seconds with its children, peak bytes of its largest process."""

    wall: float
    cpu: float
    peak: float


_WATCH = """
import resource, subprocess, sys
code = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(code, used.ru_utime + used.ru_stime, used.ru_maxrss)
"""


def run_storyanim(*arguments: str, **environment: str) -> Run:
    """Run the command line in a process of its own, watched by another, and account for all its processes."""
    command = [sys.executable, "-c", _WATCH, sys.executable, "-m", "storyanim", *arguments]
    began = time.perf_counter()
    told = subprocess.run(command, capture_output=True, text=True, check=True, env={**os.environ, **environment})  # noqa: S603
    wall = time.perf_counter() - began
    code, cpu, peak = told.stdout.split()
    if int(code):
        raise RuntimeError(f"storyanim {' '.join(arguments)} ended with exit code {code}")
    return Run(wall, float(cpu), float(peak) * _RSS_UNIT)


def median_run(times: int, *arguments: str) -> Run:
    """The run of median wall time out of several."""
    runs = sorted((run_storyanim(*arguments) for _ in range(times)), key=lambda run: run.wall)
    return runs[len(runs) // 2]


def usable_cores() -> int:
    """Cores this process may run on."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # only Linux knows affinities
        return os.cpu_count() or 1


@contextmanager
def on_cores(count: int) -> Generator[None]:
    """Run the block, and what it starts, on so many cores; where processes cannot be tied to cores, on all."""
    if not hasattr(os, "sched_setaffinity"):
        yield
        return
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, set(sorted(before)[:count]))
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


def peak_memory() -> float:
    """The most bytes this process has held at once."""
    return float(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * _RSS_UNIT)


def cpu_seconds() -> float:
    """CPU seconds of this process and of its children that have ended."""
    return sum(
        used.ru_utime + used.ru_stime
        for used in (resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN))
    )
