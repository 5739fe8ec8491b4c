"""What a command is given -> a storyboard: a file of one, or a story that is drafted.

A story's storyboard lives beside it (`story.yaml` beside `story.txt`): it is used where it exists and written
where it does not.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from storyanim.cli.console import say
from storyanim.errors import InputError

if TYPE_CHECKING:
    from storyanim.storyboard import Storyboard
    from storyanim.types import Reading

STDIN = "-"
STORYBOARDS = (".yaml", ".yml")


@dataclass(frozen=True, slots=True)
class Changes:
    """What the command line says over the storyboard; None: as it is there."""

    size: str | None = None
    rate: str | None = None
    seed: int | None = None
    style: str | None = None

    def over(self, board: Storyboard) -> Storyboard:
        """The storyboard with the changes made."""
        if self.size is not None:
            board = board.with_size(self.size)
        if self.rate is not None:
            board = board.with_rate(self.rate)
        if self.seed is not None:
            board = board.with_seed(self.seed)
        return board if self.style is None else board.with_style(self.style)


def read_source(source: str, encoding: str | None, limit: int, seed: int | None = None) -> Reading:
    """Understand a story file, or stdin for `-`; warnings are said."""
    from storyanim import animate

    if source == STDIN:
        reading = animate.read(sys.stdin.buffer.read(limit + 1), seed=seed or 0, encoding=encoding, limit=limit)
    else:
        reading = animate.read(Path(source), seed=seed or 0, encoding=encoding, limit=limit)
    for warning in reading.warnings:
        say(f"note: {warning}")
    return reading


def find_board(source: str, encoding: str | None, limit: int) -> Storyboard:
    """The storyboard to film.

    Raises:
        InputError: the story or the storyboard cannot be used.
    """
    from storyanim.animate import draft, load

    path = Path(source)
    if source != STDIN and path.suffix.lower() in STORYBOARDS:
        return load(path)
    if source == STDIN:
        return draft(read_source(source, encoding, limit))
    beside = path.with_suffix(".yaml")
    if beside.exists() and path.exists():
        newer = path.stat().st_mtime > beside.stat().st_mtime
        say(
            f"using {beside}"
            + (f"; {path.name} has changed since: `storyanim draft` brings it up to date" if newer else "")
        )
        return load(beside)
    board = draft(read_source(source, encoding, limit))
    _keep(board, beside)
    return board


def default_output(source: str, suffix: str) -> Path:
    """What a film is called if nobody says: after its story, in the folder one stands in."""
    if source == STDIN:
        return Path(f"story{suffix}")
    path = Path(source).resolve()
    plain = path.stem in ("story", "storyboard") and path.parent.name
    return Path(f"{path.parent.name if plain else path.stem}{suffix}")


def _keep(board: Storyboard, beside: Path) -> None:
    """Write the draft beside its story; a folder that cannot be written is no reason not to film."""
    from storyanim.encode import write_whole
    from storyanim.errors import OutputError
    from storyanim.storyboard import dump

    try:
        write_whole(beside, dump(board).encode(), force=False)
    except (OutputError, InputError) as error:
        say(f"note: the storyboard is not kept: {error}")
    else:
        say(f"wrote {beside}: change it and film again")
