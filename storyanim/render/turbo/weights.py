"""One file of weights: whether it is one, and what it is known by.

Takes a path, reads headers and bytes, never runs anything. Only safetensors are weights here: a pickle can run code.
"""

from __future__ import annotations

import re
from functools import lru_cache
from hashlib import file_digest
from typing import TYPE_CHECKING

from storyanim.errors import RendererError

if TYPE_CHECKING:
    from pathlib import Path

_SHA256 = re.compile(r"[0-9a-f]{64}")
_PAGE = (b"<!doctype", b"<html", b"<?xml")
_PICKLE = (b"\x80", b"PK\x03\x04")
_POINTER = b"version https://git-lfs"


def check_weights(path: Path, mend: str) -> None:
    """Refuse what is not a whole safetensors file; only its header is read.

    Raises:
        RendererError: what it is instead; `mend` is the command that fetches it anew.
    """
    from safetensors import SafetensorError, safe_open

    try:
        with safe_open(path, framework="np"):
            return
    except (SafetensorError, OSError, ValueError) as error:
        raise RendererError(f"{path} {_diagnosis(path, error)}: {mend}") from error


def identity(path: Path) -> str:
    """The SHA-256 of a file, as 64 hex digits.

    A file in a hub's cache is named after it, so that gigabytes need not be read to know a film's segments.
    """
    stored = _stored_hash(path)
    return stored or _hash(path)


def check_hash(path: Path, mend: str) -> None:
    """Refuse a file of a hub's cache whose bytes are no longer those its name stands for; others pass unread.

    Raises:
        RendererError: it is damaged; `mend` is the command that fetches it anew.
    """
    stored = _stored_hash(path)
    if stored and _hash(path) != stored:
        raise RendererError(f"{path} is damaged, its checksum is wrong: {mend}")


def _stored_hash(path: Path) -> str:
    blob = path.resolve()
    return blob.name if blob.parent.name == "blobs" and _SHA256.fullmatch(blob.name) else ""


def _hash(path: Path) -> str:
    """Read once, however often it is asked for, unless the file changes."""
    state = path.stat()
    return _hash_of(path, state.st_size, state.st_mtime_ns)


@lru_cache(maxsize=64)
def _hash_of(path: Path, _size: int, _changed: int) -> str:
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()


def _diagnosis(path: Path, error: Exception) -> str:
    try:
        with path.open("rb") as file:
            start = file.read(64)
    except OSError as unread:
        return f"cannot be read ({unread.strerror})"
    if not start:
        return "is empty"
    if start.lstrip().lower().startswith(_PAGE):
        return "is a web page, not weights (a download that went wrong)"
    if start.startswith(_PICKLE) and start[8:9] != b"{":  # where a header begins, after its length: 128 looks like both
        return "is a pickle, which could run code, under another name"
    if start.startswith(_POINTER):
        return "is a Git LFS pointer, not the weights themselves"
    return f"is cut or damaged ({' '.join(str(error).split())})"
