"""Where a user's segments are: takes a folder or nothing, gives the `SegmentStore` there."""

from __future__ import annotations

import os
from pathlib import Path

from storyanim.production.store import SegmentStore


def open_store(folder: Path | None = None) -> SegmentStore:
    """The segments in `folder`; without one in the folder STORYANIM_CACHE names, or else the user's cache folder."""
    from platformdirs import user_cache_path

    named = folder or os.environ.get("STORYANIM_CACHE") or user_cache_path("storyanim", appauthor=False)
    return SegmentStore(Path(named))
