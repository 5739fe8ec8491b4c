"""Where a storyboard that is edited live is kept, and the films made of it.

Takes a folder and a name that the person gave on the command line, never one from a message. Files are written whole.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from storyanim.encode import write_whole
from storyanim.errors import InputError, OutputError
from storyanim.storyboard import dump, load, revised

if TYPE_CHECKING:
    from pathlib import Path

    from storyanim.storyboard import Storyboard

_OTHER = re.compile(r"[^a-z0-9]+")
LONGEST_NAME = 60
SHOWN = ("size", "rate", "style")
"""What the command line may ask for a show."""


@dataclass(frozen=True, slots=True)
class Keeping:
    """The file of the storyboard (None: none yet), the folder for what is made, and what the file holds.

    `played` is what the file holds with the size, rate and style that the command line asked for: they are for this
    show alone, and not written.
    """

    folder: Path
    path: Path | None = None
    held: Storyboard | None = None
    played: Storyboard | None = None

    @property
    def name(self) -> str:
        """What the file is called; "" if there is none."""
        return self.path.name if self.path else ""

    def of_a_paste(self) -> Keeping:
        """For a story that came without a file: the file that was is left alone."""
        return Keeping(self.folder)

    def holds(self, board: Storyboard) -> bool:
        """Whether the file is as the storyboard is."""
        return self.held is not None and self.held == self._as_filed(board)

    def kept(self, board: Storyboard) -> Keeping:
        """The storyboard in its file: values that changed are written into it, comments stay.

        It goes into a new file if it has none, and where somebody else has changed its own meanwhile: that one stays.

        Raises:
            OutputError: it cannot be written.
        """
        board = self._as_filed(board)
        try:
            path = self._place(board.title)
            own = path.resolve()  # a link stays one
            text = revised(own.read_bytes().decode("utf-8-sig"), board, path.name) if own.exists() else dump(board)
        except OSError as error:
            raise OutputError(f"cannot write into {str(self.folder)!r}: {error.strerror}") from None
        write_whole(own, text.encode(), force=path == self.path)
        return replace(self, path=path, held=board)

    def _place(self, title: str) -> Path:
        """The storyboard's own file, if there is one and nobody else has changed it; else a new one."""
        if self.path is None:
            return free_path(self.folder, title, ".yaml")
        if os.path.exists(self.path) and not _holds(self.path, self.held):  # noqa: PTH110 (False, where it may not be seen)
            return free_path(self.folder, self.path.stem, ".yaml")
        return self.path

    def _as_filed(self, board: Storyboard) -> Storyboard:
        """The storyboard with the file's own values in place of those for this show alone."""
        held, played = self.held, self.played
        if held is None or played is None:
            return board
        own = {name: getattr(held, name) for name in SHOWN if getattr(board, name) == getattr(played, name)}
        return board.model_copy(update=own)

    def film_path(self, title: str) -> Path:
        """A new name for a film of the storyboard."""
        return free_path(self.folder, self.path.stem if self.path else title, ".mp4")


def kept_in(path: Path) -> Keeping:
    """The keeping of a storyboard's file that exists."""
    return Keeping(path.parent, path, load(path))


def _holds(path: Path, board: Storyboard | None) -> bool:
    """Whether a file can be read, and is as the storyboard is, or would be read again."""
    try:
        found = load(path)
        return board is not None and (found == board or found == load(dump(board)))
    except InputError:
        return False


def free_path(folder: Path, title: str, suffix: str) -> Path:
    """A path in the folder that nothing has: `the-fox.mp4`, then `the-fox-2.mp4`."""
    stem = _OTHER.sub("-", title.casefold())[:LONGEST_NAME].strip("-") or "story"
    names = (f"{stem}{suffix}", *(f"{stem}-{number}{suffix}" for number in range(2, 10_000)))
    return next(path for name in names if not (path := folder / name).exists())
