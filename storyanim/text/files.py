"""A story's file: takes a path, gives the bytes in it, no more than are allowed. Knows nothing of what they mean."""

from __future__ import annotations

from typing import TYPE_CHECKING

from storyanim.errors import InputError

if TYPE_CHECKING:
    from pathlib import Path


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
