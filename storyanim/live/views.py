"""What the page is told of a film: values of the messages room, made from a live film."""

from __future__ import annotations

from typing import TYPE_CHECKING

from storyanim.live.messages import FilmView, SceneView, ShotView

if TYPE_CHECKING:
    from storyanim.live.film import LiveFilm
    from storyanim.live.script import Line
    from storyanim.storyboard import Scene, Shot


def film_view(film: LiveFilm, renderer: str, fingerprint: str, *, sketch: bool) -> FilmView:
    """All that the page shows of a film."""
    board = film.board
    lines = iter(film.script.lines)
    scenes = [
        SceneView(
            id=scene.id,
            title=_scene_title(scene),
            reason=scene.reason,
            shots=[shot_view(shot, next(lines)) for shot in scene.shots],
        )
        for scene in board.scenes
    ]
    return FilmView(
        version=film.version,
        title=board.title,
        style=board.style,
        width=board.size.width,
        height=board.size.height,
        rate=float(board.rate),
        renderer=renderer,
        fingerprint=fingerprint,
        cast={who: list(card.look) for who, card in board.cast.items()},
        scenes=scenes,
        captions=[(film.second_of(one.first), film.second_of(one.end), one.text) for one in film.schedule.captions],
        sound=film.sound.begins if film.sound else None,
        sketch=sketch,
    )


def shot_view(shot: Shot, line: Line) -> ShotView:
    """What the page shows of a shot."""
    return ShotView(
        id=shot.id,
        text=shot.text,
        prompt=shot.prompt,
        seed=shot.seed,
        framing=shot.framing,
        camera=shot.camera,
        transition=shot.transition.kind,
        transition_seconds=shot.transition.seconds,
        first=line.first,
        end=line.end,
        words=[(*word.span, round(word.second, 6)) for word in line.words],
    )


def _scene_title(scene: Scene) -> str:
    """Where and when, in a few words: `forest, night, snow`."""
    weather = "" if scene.weather == "clear" else scene.weather
    return ", ".join(part for part in (scene.place or "somewhere", scene.time, weather) if part)
