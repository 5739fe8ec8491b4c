"""What is told of a film: facts for the file that stands beside it, and the names of its chapters.

Takes a storyboard, gives plain values. Knows nothing of files or players.
"""

from __future__ import annotations

from hashlib import sha256
from itertools import groupby
from typing import TYPE_CHECKING

from storyanim.storyboard.file import dump

if TYPE_CHECKING:
    from storyanim.storyboard.model import Scene, Storyboard


def facts(board: Storyboard) -> dict[str, str | int]:
    """Seed, style, and the SHA-256 of the storyboard as a file: equal ones made equal films."""
    return {"seed": board.seed, "style": board.style, "storyboard": sha256(dump(board).encode()).hexdigest()}


def chapters(board: Storyboard) -> dict[str, str]:
    """The film's chapters, their names by the ids of their first shots: the story's parts, else its scenes.

    What stands before the first of several parts is called as the film is.
    """
    parts = [(name, next(scenes)) for name, scenes in groupby(board.scenes, key=lambda scene: scene.part)]
    if len(parts) > 1:
        return {scene.shots[0].id: name or board.title for name, scene in parts}
    return {scene.shots[0].id: _chapter(scene) for scene in board.scenes}


def _chapter(scene: Scene) -> str:
    return f"{scene.place or 'scene'}, {scene.time}".capitalize()
