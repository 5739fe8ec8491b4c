"""What an edit changed in a storyboard: little to log, however long the film is.

Takes two storyboards, gives the change from one to the other; takes that and the first, gives the second. Knows
nothing of files and times.
"""

# ruff: noqa: TC001 (pydantic reads annotations at run time)
from __future__ import annotations

from pydantic import BaseModel

from storyanim.storyboard import CastCard, Shot, Storyboard
from storyanim.types import Style


class Change(BaseModel):
    """The shots and cast cards that are others now, and the film's style with its drift."""

    style: Style
    drift: float
    cast: dict[str, CastCard] = {}
    shots: list[Shot] = []

    def made_in(self, board: Storyboard) -> Storyboard:
        """The storyboard after it; only what is new is checked.

        Raises:
            ValueError: it does not fit the storyboard.
        """
        new = {shot.id: shot for shot in self.shots}
        scenes = tuple(
            scene.model_copy(update={"shots": tuple(new.get(shot.id, shot) for shot in scene.shots)})
            if any(shot.id in new for shot in scene.shots)
            else scene
            for scene in board.scenes
        )
        values = {"style": self.style, "drift": self.drift, "cast": {**board.cast, **self.cast}}
        alone = scenes[0].model_copy(update={"shots": tuple(new.values()) or scenes[0].shots[:1]})
        Storyboard.model_validate({**dict(board), **values, "scenes": (alone,)})
        return board.model_copy(update={**values, "scenes": scenes})


def change_between(before: Storyboard, after: Storyboard) -> Change | None:
    """What leads from one storyboard to another; None where more is another than an edit changes."""
    pairs = list(zip(before.shots, after.shots, strict=False))
    change = Change(
        style=after.style,
        drift=after.drift,
        cast={who: card for who, card in after.cast.items() if before.cast.get(who) != card},
        shots=[new for (_, old), (_, new) in pairs if old != new],
    )
    try:
        return change if change.made_in(before) == after else None
    except ValueError:
        return None
