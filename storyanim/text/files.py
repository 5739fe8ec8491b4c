"""Where a story is: takes a text, bytes or a path, gives the `Story` in it, no more than is allowed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from storyanim.errors import InputError
from storyanim.text.formats import SUFFIXES, read_story

if TYPE_CHECKING:
    from storyanim.types import Story


def open_story(story: str | bytes | Path, *, encoding: str | None, limit: int) -> Story:
    """The story in a text, in a file's bytes or in the file at a `Path`.

    Raises:
        InputError: it cannot be read, or is no story.
    """
    if isinstance(story, Path):
        return read_story(story, story_bytes(story, limit), encoding=encoding, limit=limit)
    if isinstance(story, bytes):
        return read_story(None, story, encoding=encoding, limit=limit)
    if len(story.split()) == 1 and story.lower().endswith(tuple(SUFFIXES)):
        raise InputError(f"'{story}' is a file's name, not a story: write Path('{story}')")
    return read_story(None, story.encode(errors="replace"), encoding="utf-8", limit=limit)


def story_bytes(path: Path, limit: int) -> bytes:
    """The file's first bytes, one more than `limit` at most: enough to know that it is too long.

    Raises:
        InputError: it cannot be read.
    """
    try:
        with path.open("rb") as file:
            return file.read(limit + 1)
    except IsADirectoryError:
        raise InputError(f"{path} is a folder; name the story in it") from None
    except OSError as error:
        raise InputError(f"{path}: cannot be read: {error.strerror}; check the name") from error
