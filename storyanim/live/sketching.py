"""A film of one picture: what a bare page shows while somebody writes a prompt."""

from __future__ import annotations

from typing import TYPE_CHECKING

from storyanim.storyboard import Transition

if TYPE_CHECKING:
    from collections.abc import Callable

    from storyanim.storyboard import Storyboard

SKETCH_SECONDS = 20.0
"""How long the picture moves until it begins again."""


def sketched(draft: Callable[[str], Storyboard], prompt: str) -> Storyboard:
    """A storyboard whose only shot shows the prompt; the prompt is read as a story is, for who is there and where."""
    board = draft(prompt)
    scene = board.scenes[0]
    shot = scene.shots[0].model_copy(
        update={"text": prompt, "seconds": SKETCH_SECONDS, "transition": Transition(), "camera": "push"}
    )
    only = scene.model_copy(update={"shots": (shot,)})
    return board.model_copy(update={"title": "Sketch", "title_seconds": 0.0, "scenes": (only,)})
