"""Readings for tests, made of plain sentences: no spaCy, one shot a sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from storyanim.types import Beat, Character, Passage, Reading, Role, Setting, Story

if TYPE_CHECKING:
    from collections.abc import Sequence

FOX = Character("fox", "Fox", "fox", "animal", look=("red vest",))
OWL = Character("owl", "Old Owl", "owl", "animal", age="old")

SENTENCES = (
    "One cold night a fox walked into the forest.",
    "He carried a lantern that he had found by the road.",
    "An owl watched him from the oldest tree.",
    "Who are you, asked the owl, and why do you bring a light?",
    "In the morning the fox came to a village.",
    "Nobody there was awake yet.",
    "He hung his lantern on the well and went home.",
)


def reading(*scenes: Sequence[str], prompt: str = "{fox} walks", cast: Sequence[Character] = (FOX, OWL)) -> Reading:
    """A story of scenes, each a list of sentences."""
    text = ""
    passages: list[Passage] = []
    for scene in scenes:
        beats: list[Beat] = []
        start = len(text)
        for sentence in scene:
            begin = len(text)
            text += sentence + " "
            seen = f"{prompt}, {' '.join(sentence.lower().split()[:4])}" if prompt else sentence
            beats.append(Beat((begin, len(text)), seen, (Role("fox", "walk"),), ("lantern",)))
        boundary = "time" if passages else "start"
        setting = Setting("forest", time="night")
        passages.append(Passage((start, len(text)), setting, tuple(beats), "It is night.", boundary))
    return Reading(Story("The Fox and the Lantern", text), tuple(cast), tuple(passages))


def tale() -> Reading:
    """Two scenes: four shots and three."""
    return reading(SENTENCES[:4], SENTENCES[4:])
