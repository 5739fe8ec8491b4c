"""What a story's next draft takes over from its last one, so that only what the story says anew is new.

Takes a storyboard, gives the settings it was drafted with. What a hand changed is not among them, since a merge keeps
that, but for what decides how the story is read.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from storyanim.storyboard.parts import WHOLE

if TYPE_CHECKING:
    from storyanim.storyboard.model import Storyboard
    from storyanim.types import Tempo

SETTINGS = ("style", "seed", "size", "rate")


def drafted_settings(board: Storyboard) -> dict[str, Any]:
    """Style, seed, size in pixels and frames a second, as far as they were drafted.

    The seed above all: without it a new sentence would give the story another seed, and every picture with it.
    """
    return {name: getattr(board, name) for name in SETTINGS if not board.hand_edited(name)}


@dataclass(frozen=True, slots=True)
class ReadBy:
    """What a story is read by: how often pictures change, and the part that is filmed; "" for the whole."""

    pace: Tempo
    part: str


def reading_settings(board: Storyboard | None, *, pace: Tempo | None = None, part: str | None = None) -> ReadBy:
    """The pace and the part that a story is drafted by: a hand's, else what is asked for, else the last draft's.

    Asking for the part `all` is asking for the whole story.
    """
    known = ReadBy(board.pace, board.part) if board else ReadBy("even", "")
    hands = {name for name in ("pace", "part") if board and board.hand_edited(name)}
    chosen = ReadBy(
        known.pace if pace is None or "pace" in hands else pace,
        known.part if part is None or "part" in hands else part,
    )
    return replace(chosen, part="") if chosen.part == WHOLE else chosen
