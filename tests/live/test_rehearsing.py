"""What is slow the first time is done once, and what was loaded for it is not looked through again."""

from __future__ import annotations

import gc

from storyanim.live.rehearsing import rehearse


def test_a_story_is_read_and_all_that_stays_is_laid_aside() -> None:
    read: list[str] = []
    gc.unfreeze()
    try:
        rehearse(read.append)
        assert len(read) == 1
        assert gc.get_freeze_count() > 1000
    finally:
        gc.unfreeze()
