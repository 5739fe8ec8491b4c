"""A container's share of the machine is what counts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from storyanim.production import cores, usable_cores

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("quota", "expected"),
    [("150000 100000", 2), ("20000 100000", 1), ("max 100000", 8), ("6400000 100000", 8), ("", 8), ("x", 8)],
)
def test_the_share_limits_the_cores(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, quota: str, expected: int) -> None:
    (tmp_path / "cpu.max").write_text(quota)
    monkeypatch.setattr(cores, "_QUOTA", tmp_path / "cpu.max")
    monkeypatch.setattr("os.sched_getaffinity", _eight, raising=False)
    assert usable_cores() == expected


def _eight(_process: int) -> set[int]:
    return set(range(8))
