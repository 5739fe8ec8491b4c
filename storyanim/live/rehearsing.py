"""What is slow the first time is done once, before anybody waits for it.

Takes a way to draft stories, gives nothing: the reader of stories and prompts is loaded, and the collector of garbage
is told that all of it stays. It would otherwise look through it again and again, a fifth of a second each time in
which nothing can be edited or shown (measured).
"""

from __future__ import annotations

import gc
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

REHEARSED = "A fox walks in the forest at night."


def rehearse(draft: Callable[[str], object]) -> None:
    """Read a story once, and lay aside all that has been loaded."""
    draft(REHEARSED)
    gc.collect()
    gc.freeze()
