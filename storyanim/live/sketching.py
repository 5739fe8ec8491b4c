"""A film of one picture: what a bare page shows while somebody writes a prompt."""

from __future__ import annotations

from typing import TYPE_CHECKING

from storyanim.storyboard import Transition

if TYPE_CHECKING:
    from collections.abc import Callable

    from storyanim.storyboard import Storyboard

SKETCH_SECONDS = 20.0
"""How long the picture moves until it begins again."""


def sketched(draft: Callable[[str], Storyboard], prompt: str, before: Storyboard | None = None) -> Storyboard:
    """A storyboard whose only shot shows the prompt; the prompt is read as a story is, for who is there and where.

    What a hand chose for the sketch `before` (seed, camera, style) stays, so that only what is written changes.
    """
    board = draft(prompt)
    scene = board.scenes[0]
    changes = {"text": prompt.strip(), "seconds": SKETCH_SECONDS, "transition": Transition(), "camera": "push"}
    if before is not None:
        old = before.scenes[0]
        changes |= {"seed": old.shots[0].seed, "camera": old.shots[0].camera}
        scene = scene.model_copy(update={"seed": old.seed})
        board = board.model_copy(update={"style": before.style})
    only = scene.model_copy(update={"shots": (scene.shots[0].model_copy(update=changes),)})
    return board.model_copy(update={"title": "Sketch", "title_seconds": 0.0, "scenes": (only,)})
