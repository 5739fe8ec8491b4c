"""Storyboards to measure with: made up, of any length, the same on every machine."""

from __future__ import annotations

from itertools import accumulate
from typing import TYPE_CHECKING

from storyanim.types import Beat, Character, Passage, Reading, Role, Setting, Story

if TYPE_CHECKING:
    from storyanim.storyboard import Storyboard
    from storyanim.types import TimeOfDay, Weather

PLACES = ("forest", "village", "lake", "meadow", "city", "mountains")
TIMES: tuple[TimeOfDay, ...] = ("day", "dusk", "night", "dawn")
WEATHERS: tuple[Weather, ...] = ("clear", "rain", "snow", "wind")
CAST = (
    Character("fox", "Fox", "fox", "animal", look=("red scarf",)),
    Character("woman", "Woman", "woman", "person", "female", "old", ("blue cloak",)),
)
SHOTS_A_SCENE = 5


def made_up_board(
    shots: int, *, seconds: float = 4.0, size: tuple[int, int] = (512, 512), rate: int = 24
) -> Storyboard:
    """A film of so many shots of equal length, two characters in each, the setting changing every five shots."""
    from storyanim.storyboard import draft_storyboard

    board = draft_storyboard(_reading(shots), title="Bench", seed=7, size=size, rate=rate, title_seconds=0.0)
    scenes = tuple(
        scene.model_copy(update={"shots": tuple(shot.model_copy(update={"seconds": seconds}) for shot in scene.shots)})
        for scene in board.scenes
    )
    return board.model_copy(update={"scenes": scenes})


def _reading(shots: int) -> Reading:
    sentences = [
        f"On day {number} the fox walks with the old woman and they talk of many things." for number in range(shots)
    ]
    text = " ".join(sentences)
    starts = list(accumulate((len(sentence) + 1 for sentence in sentences[:-1]), initial=0))
    ends = [*starts[1:], len(text)]
    beats = [_beat((start, end)) for start, end in zip(starts, ends, strict=True)]
    passages = [
        _passage(number, beats[at : at + SHOTS_A_SCENE]) for number, at in enumerate(range(0, shots, SHOTS_A_SCENE))
    ]
    return Reading(Story("Bench", text), CAST, tuple(passages))


def _beat(span: tuple[int, int]) -> Beat:
    return Beat(span, "{fox} walks, {woman} talks", (Role("fox", "walk"), Role("woman", "talk")), ("lantern",))


def _passage(number: int, beats: list[Beat]) -> Passage:
    setting = Setting(
        PLACES[number % len(PLACES)], False, TIMES[number % len(TIMES)], WEATHERS[number % len(WEATHERS)], "summer"
    )
    return Passage(
        (beats[0].span[0], beats[-1].span[1]), setting, tuple(beats), "made up", "place" if number else "start"
    )
