"""Where storyanim keeps what it has drawn: how full that is, and whether it can be written."""

from __future__ import annotations

import shutil
import tempfile
from typing import TYPE_CHECKING

from storyanim.setup.finding import Finding
from storyanim.setup.sizes import size_words

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from storyanim.production import SegmentStore

SCARCE = 10**9
"""Bytes: less than that is soon used up by a long film's segments."""


def judge_cache(store: SegmentStore, free: Callable[[Path], int]) -> Finding:
    """Whether segments of films can be kept."""
    what, folder = "cache", store.folder
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        words = f"{folder} cannot be written: {error.strerror or error}"
        return Finding(what, "fault", words, "set STORYANIM_CACHE to a folder that can be written")
    words = f"{folder}: {size_words(store.length())} of at most {size_words(store.limit)}"
    left = free(folder)
    if left < SCARCE:
        return Finding(what, "note", f"{words}, and only {size_words(left)} of disk are free", "make room on that disk")
    return Finding(what, "good", f"{words}, {size_words(left)} of disk are free")


def free_at(folder: Path) -> int:
    """Bytes that are free where a folder is, or would be."""
    whole = folder.expanduser().absolute()
    return shutil.disk_usage(next(path for path in (whole, *whole.parents) if path.exists())).free
