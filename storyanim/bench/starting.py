"""How long a person waits before anything happens."""

from __future__ import annotations

from typing import TYPE_CHECKING

from storyanim.bench.measure import Measure, median_run

if TYPE_CHECKING:
    from collections.abc import Iterator


def starting() -> Iterator[Measure]:
    """Wall time of `--help`: the median of five runs after one that warms the disk."""
    median_run(1, "--help")
    yield Measure("storyanim --help", median_run(5, "--help").wall, "s", "at most 0.3")
