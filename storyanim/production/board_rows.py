"""A storyboard as rows to be looked through: the picture, words, prompt and time of every shot.

Takes a storyboard, its schedule and a renderer, gives `BoardRow`s one by one, so that a novel's pictures never stand
in the memory together. Knows nothing of pages.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from storyanim.production.stills import minutes, stills
from storyanim.types import Size

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy as np
    from numpy.typing import NDArray

    from storyanim.render import Renderer
    from storyanim.schedule import Schedule, ScheduledShot
    from storyanim.storyboard import Scene, Shot, Storyboard


@dataclass(frozen=True, slots=True)
class BoardRow:
    """A shot to be shown. `heading` names the scene that begins with it, "" within a scene; the title card has neither
    words nor prompt. `picture` is uint8 (height, width, 3).
    """

    name: str
    heading: str
    time: str
    text: str
    prompt: str
    picture: NDArray[np.uint8]


def board_rows(board: Storyboard, schedule: Schedule, renderer: Renderer, width: int) -> Iterator[BoardRow]:
    """Every shot in order, its picture `width` pixels wide, or narrower in an upright film."""
    known = {shot.id: (scene, shot) for scene, shot in board.shots}
    pictures = stills(schedule, renderer, schedule.shots, picture_size(schedule.size, width))
    for planned, picture in zip(schedule.shots, pictures, strict=True):
        scene, shot = known.get(planned.id, (None, None))
        heading = _heading(scene) if scene and shot is scene.shots[0] else ""
        yield BoardRow(
            planned.label, heading, _time(schedule, planned), shot.text if shot else board.title, _prompt(shot), picture
        )


def picture_size(size: Size, width: int) -> Size:
    """The pictures' size: of the film's shape, and no higher than they are wide."""
    scale = min(width / size.width, width / size.height)
    return Size(max(1, round(size.width * scale)), max(1, round(size.height * scale)))


def _heading(scene: Scene) -> str:
    setting = ", ".join(
        word for word in (scene.place or "open country", scene.time, scene.weather, scene.season) if word
    )
    return f"{scene.id}: {setting}"


def _prompt(shot: Shot | None) -> str:
    return shot.prompt if shot else ""


def _time(schedule: Schedule, shot: ScheduledShot) -> str:
    length = float(shot.frames / schedule.rate)
    return f"{minutes(int(shot.first / schedule.rate))} · {length:.1f} s"
