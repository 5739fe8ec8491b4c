"""What a hand has changed in a storyboard since it was drafted."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from storyanim.storyboard.model import Storyboard
    from storyanim.storyboard.part import Part


class HandEdit(NamedTuple):
    """One value a hand wrote; `field` is empty where the whole part is a hand's."""

    place: str
    """`film`, `cast fox`, `scene s01` or `shot s01-02`."""
    field: str

    def __str__(self) -> str:
        return f"{self.place} {self.field}" if self.field else f"{self.place} (all of it)"


def edited_fields(part: Part) -> tuple[str, ...]:
    """The names of the values a hand wrote in this part."""
    return tuple(name for name in part.value_names() if part.hand_edited(name))


def hand_edits(board: Storyboard) -> tuple[HandEdit, ...]:
    """Everything a hand wrote, in the order of the file."""
    return tuple(edit for place, part in _parts(board) for edit in _edits(place, part))


def _parts(board: Storyboard) -> Iterator[tuple[str, Part]]:
    yield "film", board
    yield from ((f"cast {who}", card) for who, card in board.cast.items())
    for scene in board.scenes:
        yield f"scene {scene.id}", scene
        yield from ((f"shot {shot.id}", shot) for shot in scene.shots)


def _edits(place: str, part: Part) -> Iterator[HandEdit]:
    if not part.drafted:
        yield HandEdit(place, "")
    else:
        yield from (HandEdit(place, name) for name in edited_fields(part))
