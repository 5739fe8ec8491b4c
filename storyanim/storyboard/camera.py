"""Which way the camera moves in a drafted shot."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from storyanim.storyboard.model import CameraMove, FramingPlan

MOVES: Mapping[FramingPlan, tuple[CameraMove, ...]] = {
    "wide": ("pan-right", "push", "pan-left", "tilt-up", "pull"),
    "medium": ("push", "pan-left", "pull", "pan-right"),
    "close": ("still", "push", "pull"),
    "wide-medium": ("pan-right", "push", "pan-left", "tilt-up"),
    "medium-close": ("push", "pan-left", "pan-right"),
    "close-medium": ("still", "pull"),
}
"""A wide view is looked along, a face is not swept past, and no camera goes back while the framing comes nearer."""


def camera_moves(shots: Iterable[tuple[str, FramingPlan]]) -> tuple[CameraMove, ...]:
    """A move for each (text, framing), never the same one twice in a row.

    The text chooses, so that a sentence written into the story does not move every later camera.
    """
    moves: list[CameraMove] = []
    for text, framing in shots:
        turn = int.from_bytes(hashlib.sha256(text.encode()).digest()[:4], "big")
        choices = MOVES[framing]
        move = choices[turn % len(choices)]
        repeats = bool(moves) and moves[-1] == move
        moves.append(choices[(turn + 1) % len(choices)] if repeats else move)
    return tuple(moves)
