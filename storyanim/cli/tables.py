"""Tables for a person: plain text, in colour on a terminal that has it."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from rich.console import RenderableType

PIPED_WIDTH = 120
"""Columns where there is no screen."""
NUMBERS = frozenset(
    {"at", "lasts", "shots", "seen for", "tokens", "flicker", "jump", "worst", "detour", "boundary", "frozen", "frames"}
    | {"unpaced"}
)
"""Columns that stand to the right."""


def printed(parts: Iterable[RenderableType]) -> str:
    """All parts as text."""
    from rich.console import Console

    terminal = sys.stdout.isatty()
    console = Console(file=sys.stdout, width=None if terminal else PIPED_WIDTH, highlight=False)
    with console.capture() as captured:
        for part in parts:
            console.print(part)
    return "\n".join(line.rstrip() for line in captured.get().split("\n"))


def table(title: str, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> RenderableType:
    """A table without lines; its title stands left above it."""
    from rich.table import Table
    from rich.text import Text

    made = Table(
        title=f"\n{title}", title_justify="left", title_style="bold", box=None, pad_edge=False, padding=(0, 2, 0, 0)
    )
    for name in columns:
        numbers = name in NUMBERS
        made.add_column(name, justify="right" if numbers else "left", no_wrap=numbers or name in ("scene", "shot"))
    for row in rows:
        made.add_row(*map(Text, row))  # as they are: a story's [brackets] are no markup
    return made
