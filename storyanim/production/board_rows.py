"""A storyboard as rows to be looked through: the words, prompt and time of every shot, and its picture.

Takes a storyboard, its schedule and a renderer; gives `BoardRow`s, and pictures one by one, so that a novel's never
stand in the memory together. Knows nothing of pages.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from storyanim.production.stills import minutes, stills
from storyanim.prompts import filled
from storyanim.types import Size

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import numpy as np
    from numpy.typing import NDArray

    from storyanim.render import Renderer
    from storyanim.schedule import Schedule, ScheduledShot
    from storyanim.storyboard import Scene, Shot, Storyboard
    from storyanim.types import Character


@dataclass(frozen=True, slots=True)
class BoardRow:
    """A shot's words. `heading` names the scene that begins with it, "" within a scene; the title card has no prompt.
    In `prompt` everybody is described as they look, as a picture model is told.
    """

    name: str
    heading: str
    time: str
    text: str
    prompt: str


def board_rows(board: Storyboard, schedule: Schedule) -> tuple[BoardRow, ...]:
    """Every shot in order, the title card first."""
    known, cast = {shot.id: (scene, shot) for scene, shot in board.shots}, board.characters
    rows: list[BoardRow] = []
    for planned in schedule.shots:
        scene, shot = known.get(planned.id, (None, None))
        heading = _heading(scene) if scene and shot is scene.shots[0] else ""
        words = shot.text if shot else board.title
        rows.append(BoardRow(planned.label, heading, _time(schedule, planned), words, _prompt(shot, cast)))
    return tuple(rows)


def row_pictures(schedule: Schedule, renderer: Renderer, width: int) -> Iterator[NDArray[np.uint8]]:
    """A picture for each row, uint8 (height, width, 3), `width` pixels wide, or narrower in an upright film."""
    return stills(schedule, renderer, schedule.shots, picture_size(schedule.size, width))


def picture_size(size: Size, width: int) -> Size:
    """The pictures' size: of the film's shape, and no higher than they are wide."""
    scale = min(width / size.width, width / size.height)
    return Size(max(1, round(size.width * scale)), max(1, round(size.height * scale)))


def _heading(scene: Scene) -> str:
    setting = ", ".join(
        word for word in (scene.place or "open country", scene.time, scene.weather, scene.season) if word
    )
    return f"{scene.id}: {setting}"


def _prompt(shot: Shot | None, cast: Mapping[str, Character]) -> str:
    return filled(shot.prompt, cast) if shot else ""


def _time(schedule: Schedule, shot: ScheduledShot) -> str:
    length = float(shot.frames / schedule.rate)
    return f"{minutes(int(shot.first / schedule.rate))} · {length:.1f} s"
