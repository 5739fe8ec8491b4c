"""A storyboard of the tale, its file, what a hand may change in it, and the story drafted anew."""

from __future__ import annotations

from storyanim.storyboard import Storyboard, draft_storyboard, dump
from tests.storyboard.stories import SENTENCES, reading, tale

BOARD = draft_storyboard(tale(), seed=7)
TEXT = dump(BOARD)


def edited(board: Storyboard, scene: int, shot: int | None, name: str, value: object) -> Storyboard:
    """The storyboard with one value changed by hand."""
    data = board.model_dump(mode="json")
    part = data["scenes"][scene] if shot is None else data["scenes"][scene]["shots"][shot]
    part[name] = value
    return Storyboard.model_validate(data)


def again(seed: int = 9, *, sentences: tuple[str, ...] = SENTENCES) -> Storyboard:
    """Another draft: other seeds, prompts and settings, one sentence more."""
    return draft_storyboard(
        reading((*sentences[:3], "Snow fell.", *sentences[3:4]), sentences[4:], prompt="{fox} runs"),
        seed=seed,
        size=(640, 360),
    )
