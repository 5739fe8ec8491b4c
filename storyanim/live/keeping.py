"""Where a storyboard that is edited live is kept, and the films made of it.

Takes a folder and a name that the person gave on the command line, never one from a message. Files are written whole.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from storyanim.encode import write_whole
from storyanim.storyboard import dump, load, revised

if TYPE_CHECKING:
    from storyanim.storyboard import Storyboard

_OTHER = re.compile(r"[^a-z0-9]+")
LONGEST_NAME = 60


@dataclass(frozen=True, slots=True)
class Keeping:
    """The file of the storyboard (None: none yet), the folder for what is made, and what the file holds."""

    folder: Path
    path: Path | None = None
    held: Storyboard | None = None

    @property
    def name(self) -> str:
        """What the file is called; "" if there is none."""
        return self.path.name if self.path else ""

    def of_a_paste(self) -> Keeping:
        """For a story that came without a file: the file that was is left alone."""
        return Keeping(self.folder)

    def holds(self, board: Storyboard) -> bool:
        """Whether the file is as the storyboard is."""
        return self.held == board

    def kept(self, board: Storyboard) -> Keeping:
        """The storyboard in its file: values that changed are written into it, comments stay; a new one if it has none.

        Raises:
            InputError: the file has been made something else meanwhile.
            OutputError: it cannot be written.
        """
        path = self.path or free_path(self.folder, board.title, ".yaml")
        own = path.resolve()  # a link stays one
        if own.exists():
            text = revised(own.read_bytes().decode("utf-8-sig"), board, path.name)
        else:
            text = dump(board)
        write_whole(own, text.encode(), force=self.path is not None)
        return replace(self, path=path, held=board)

    def film_path(self, title: str) -> Path:
        """A new name for a film of the storyboard."""
        return free_path(self.folder, self.path.stem if self.path else title, ".mp4")


def kept_in(path: Path) -> Keeping:
    """The keeping of a storyboard's file that exists."""
    return Keeping(path.parent, path, load(path))


def free_path(folder: Path, title: str, suffix: str) -> Path:
    """A path in the folder that nothing has: `the-fox.mp4`, then `the-fox-2.mp4`."""
    stem = _OTHER.sub("-", title.casefold())[:LONGEST_NAME].strip("-") or "story"
    names = (f"{stem}{suffix}", *(f"{stem}-{number}{suffix}" for number in range(2, 10_000)))
    return next(path for name in names if not (path := folder / name).exists())
