"""The pages of a sheet as PNG files: all of them, or none.

Takes the sheet's path and its pages, gives their files: `sheet.png`, `sheet-2.png` and so on. Knows nothing of what is
on them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from storyanim.encode import check_output, commit_together, discard, write_picture
from storyanim.interruption import undisturbed

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray


def page_paths(path: Path, count: int, *, force: bool) -> tuple[Path, ...]:
    """Where so many pages go; asked before anything is drawn.

    Raises:
        InputError: one of them exists and `force` is not set, or cannot be written.
    """
    further = (path.with_name(f"{path.stem}-{number}{path.suffix}") for number in range(2, count + 1))
    paths = (path, *further)
    _check(paths, force=force)
    return paths


def write_pages(paths: Sequence[Path], pages: Iterable[NDArray[np.uint8]], *, force: bool) -> None:
    """Write the pages, uint8 (height, width, 3); they get their names together, when the last one is drawn.

    Raises:
        InputError: one of them has come to exist meanwhile, and `force` is not set.
        OutputError: the disk is full.
    """
    parts = {path: path.with_name(f"{path.name}.part") for path in paths}
    try:
        for part, page in zip(parts.values(), pages, strict=True):
            write_picture(part, page)
        _check(paths, force=force)
        with undisturbed():
            commit_together(parts, force=force)
    finally:
        for part in parts.values():
            discard(part)


def _check(paths: Sequence[Path], *, force: bool) -> None:
    for path in paths:
        check_output(path, force=force)
