"""What a story's next draft takes over from its last one, so that only what the story says anew is new.

Takes a storyboard, gives the settings it was drafted with. What a hand changed is not among them: a merge keeps that.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from storyanim.storyboard.model import Storyboard

SETTINGS = ("style", "seed", "size", "rate")


def drafted_settings(board: Storyboard) -> dict[str, Any]:
    """Style, seed, size in pixels and frames a second, as far as they were drafted.

    The seed above all: without it a new sentence would give the story another seed, and every picture with it.
    """
    return {name: getattr(board, name) for name in SETTINGS if not board.hand_edited(name)}
