"""Who stands in the picture from beat to beat."""

from __future__ import annotations

from storyanim.text import read_story, understand

LONG = "The way was long, and all the stones were cold and grey and wet with the rain of many days and nights."


def roles(text: str) -> list[dict[str, str]]:
    reading = understand(read_story(None, text.encode()), seed=1)
    return [{r.who: r.action for r in beat.roles} for passage in reading.passages for beat in passage.beats]


def test_talk_shows_who_speaks_and_who_listens() -> None:
    text = f'Anna and Tom sat in the kitchen. {LONG}\n\n"I saw a king, and he was asleep in the garden," said Anna.'
    assert roles(text)[-1] == {"anna": "talk", "tom": "look"}


def test_whoever_died_is_not_there_any_more() -> None:
    text = f"Anna sat by the wolf in the forest. Then the wolf died under the old tree. {LONG} {LONG}"
    assert "wolf" not in roles(text)[-1]


def test_whoever_went_away_is_not_there_any_more() -> None:
    text = f"Anna and Tom sat in the forest and sang. Then Tom went away. {LONG} {LONG}"
    assert roles(text)[-1] == {"anna": "stand"}
