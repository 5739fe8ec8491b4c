"""The table of what was measured: takes rows, gives text in columns."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


@dataclass(frozen=True, slots=True)
class Row:
    """One figure: what it is, over how many texts, and what it is to be held against."""

    what: str
    texts: int
    measured: float
    floor: float | None = None
    reach: float | None = None
    baselines: Mapping[str, float] = field(default_factory=dict[str, float])


def as_table(rows: Sequence[Row]) -> str:
    """A Markdown table; figures with three digits."""
    lines = ["| what | texts | measured | floor | reach | beside it |", "|---|---|---|---|---|---|"]
    lines += [
        f"| {row.what} | {row.texts} | {_figure(row.measured)} | {_figure(row.floor)} | {_figure(row.reach)} "
        f"| {', '.join(f'{name} {_figure(value)}' for name, value in row.baselines.items())} |"
        for row in rows
    ]
    return "\n".join(lines)


def _figure(value: float | None) -> str:
    if value is None:
        return ""
    return str(value) if isinstance(value, int) else f"{value:.3f}"
