"""How often pictures and scenes change."""

from __future__ import annotations

from itertools import pairwise

import pytest

from storyanim.text import understand
from storyanim.types import Reading, Story, Tempo

TALE = (
    "The old woman talked with the fox about her lamb, and the fox listened to every word of it without a sound. "
    "He nodded. She laughed. It was a long tale. He looked at her, and then he looked away. "
    "She told him what the lamb ate. She told him of its mother, and of its mother's mother, and he was not bored.\n\n"
) * 24


def read(pace: Tempo, language: str = "en") -> Reading:
    return understand(Story("", TALE.strip(), language=language), seed=1, pace=pace)


@pytest.mark.parametrize("language", ["en", "und"])
def test_a_livelier_pace_has_more_scenes_and_more_shots(language: str) -> None:
    calm, even, lively = (read(pace, language) for pace in ("calm", "even", "lively"))
    scenes = [len(reading.passages) for reading in (calm, even, lively)]
    shots = [sum(len(passage.beats) for passage in reading.passages) for reading in (calm, even, lively)]
    assert scenes[0] <= scenes[1] <= scenes[2]
    assert scenes[0] < scenes[2]
    assert shots[0] < shots[1] < shots[2]


@pytest.mark.parametrize("pace", ["calm", "lively"])
def test_the_whole_text_is_told_at_every_pace(pace: Tempo) -> None:
    reading = read(pace)
    spans = [beat.span for passage in reading.passages for beat in passage.beats]
    assert (spans[0][0], spans[-1][1]) == (0, len(reading.story.text))
    assert all(one[1] == two[0] for one, two in pairwise(spans))
    assert reading.pace == pace


def test_chapters_of_a_language_that_is_not_read_are_parts_too() -> None:
    text = "Eins\n\n" + "Der Fuchs lief. " * 20 + "\n\nZwei\n\n" + "Die Eule schlief. " * 20
    second = text.index("Zwei")
    reading = understand(Story("", text, headings=((0, 4), (second, second + 4)), language="und"), seed=1)
    assert [passage.part for passage in reading.passages] == ["Eins", "Zwei"]
