"""Which shots `--shots` means: by number, counted from 1, or by name; one, or from one to another."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from storyanim.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Sequence

_DASHED = re.compile(r"([0-9]{1,9})\s*[-\u2013:,]\s*([0-9]{1,9})")


def shots_named(words: str, ids: Sequence[str]) -> tuple[str, str]:
    """Ids of the first and last shot of `A..B`, `A..`, `..B` or `A`.

    Raises:
        InputError: there is no such shot.
    """
    first, dots, last = words.partition("..")
    start = _shot_id(first or "1", ids)
    end = _shot_id((last or str(len(ids))) if dots else first, ids)
    if ids.index(start) > ids.index(end):
        raise InputError(f"--shots {words}: the first shot comes after the last")
    return start, end


def _shot_id(word: str, ids: Sequence[str]) -> str:
    if word in ids:
        return word
    if word.isdecimal() and len(word) < 10 and 1 <= int(word) <= len(ids):
        return ids[int(word) - 1]
    range_of = _DASHED.fullmatch(word)
    hint = f"; did you mean {range_of[1]}..{range_of[2]}?" if range_of else ""
    shown = word if len(word) <= 40 else f"{word[:39]}…"
    raise InputError(
        f"--shots: there is no shot '{shown}'; there are 1 to {len(ids)}, by name {ids[0]} to {ids[-1]}{hint}"
    )
