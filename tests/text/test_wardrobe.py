"""Looks that change where the text says so, and only there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from storyanim.text import read_story, understand

if TYPE_CHECKING:
    from storyanim.types import Reading

WAIT = (
    "She walked along the river and sang to herself, and nobody answered her for a very long time. "
    "The stones were cold and grey and wet with the rain of many days, and so were the roots of all the old trees."
)


def read(text: str) -> Reading:
    return understand(read_story(None, text.encode()), seed=1)


def looks(reading: Reading) -> list[tuple[str, ...]]:
    cast = {character.id: character for character in reading.cast}
    shown = (cast[r.who].look for p in reading.passages for b in p.beats for r in b.roles if r.who.startswith("nell"))
    return list(dict.fromkeys(shown))


def test_what_is_put_on_is_worn_from_there_on() -> None:
    reading = read(f"Nell sat in her green coat. {WAIT} Then she put on the red cloak and laughed. {WAIT}")
    assert looks(reading) == [("green coat",), ("red cloak", "green coat")]
    assert [character.id for character in reading.cast] == ["nell", "nell-look-2"]


def test_what_is_taken_off_is_gone_until_it_is_put_on_again() -> None:
    text = f"Nell sat in her green coat. {WAIT} She took off her coat. {WAIT} Nell put on her green coat. {WAIT}"
    first, second, *again = looks(read(text))
    assert first == ("green coat",)
    assert "green coat" not in second
    assert again == []


def test_a_garment_of_which_nothing_is_told_changes_nothing() -> None:
    assert len(looks(read(f"Nell sat down. {WAIT} Nell put on her little coat. {WAIT} Nell ran."))) == 1


def test_whoever_grows_old_is_old_from_there_on() -> None:
    reading = read(f"Nell sat down. {WAIT} Years went over, and Nell grew old. {WAIT} Nell laughed.")
    assert [character.age for character in reading.cast] == ["adult", "old"]
    assert looks(reading) == [reading.cast[0].look]


def test_somebody_with_a_name_who_is_old_is_drawn_so() -> None:
    assert read("Nell was very old. Nell sat by the fire. Nell laughed.").cast[0].age == "old"
