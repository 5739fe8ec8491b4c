"""Chapters: found by number or name, filmed alone, and the chapters of the film."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from storyanim.errors import InputError
from storyanim.storyboard import chapters, draft_storyboard, only_part, shots_of_part
from storyanim.storyboard.parts import find_part
from tests.storyboard.stories import FOX, OWL, reading

if TYPE_CHECKING:
    from storyanim.types import Reading

NAMES = ("1. The Cyclone", "2. The Council", "3. The Scarecrow", "3. The Scarecrow")


def book(*parts: str) -> Reading:
    """A story of one scene a part."""
    told = reading(*([f"The fox is in part {number}."] for number, _ in enumerate(parts)))
    passages = tuple(replace(passage, part=part) for passage, part in zip(told.passages, parts, strict=True))
    return replace(told, passages=passages)


@pytest.mark.parametrize(
    ("wanted", "index"), [("2", 1), ("the council", 1), ("  2.  THE council ", 1), ("cyclone", 0), ("4", 3)]
)
def test_a_part_is_found_by_its_number_or_its_name(wanted: str, index: int) -> None:
    assert find_part(NAMES, wanted) == index


def test_a_chapter_that_is_called_by_a_number_is_meant_before_the_one_that_has_it() -> None:
    assert find_part(("Before", "1", "2"), "1") == 1


@pytest.mark.parametrize(
    ("wanted", "says"),
    [("5", "there are 1 to 4"), ("0", "no such"), ("the", "fits"), ("", "no such"), ("²", "no such")],
)
def test_a_part_that_cannot_be_told_is_refused_in_one_line(wanted: str, says: str) -> None:
    with pytest.raises(InputError, match=says) as caught:
        find_part(NAMES, wanted)
    assert "\n" not in str(caught.value)


def test_a_story_without_chapters_has_no_parts() -> None:
    with pytest.raises(InputError, match="no parts"):
        only_part(book("", ""), "1")


def test_one_part_is_drafted_with_whoever_is_seen_in_it() -> None:
    told = replace(book("", "I", "I", "II"), cast=(FOX, OWL))
    only = only_part(told, "1")
    assert [passage.part for passage in only.passages] == ["I", "I"]
    assert only.cast == (FOX,)
    board = draft_storyboard(only)
    assert (board.title, board.part) == ("The Fox and the Lantern: I", "I")


def test_a_shot_has_the_same_noise_alone_and_in_the_whole_film() -> None:
    told = book("I", "II", "III")
    whole = {shot.text: shot.seed for _, shot in draft_storyboard(told).shots}
    alone = {shot.text: shot.seed for _, shot in draft_storyboard(only_part(told, "II")).shots}
    assert alone.items() <= whole.items()


def test_of_parts_with_one_name_the_number_is_kept() -> None:
    assert only_part(book("I", "II", "I"), "3").part == "3"


def test_a_part_of_a_storyboard_is_its_first_shot_to_its_last() -> None:
    board = draft_storyboard(book("", "I", "I", "II"))
    assert shots_of_part(board, "i") == ("s02-01", "s03-01")


def test_the_films_chapters_are_the_storys() -> None:
    board = draft_storyboard(book("", "I", "I", "II"))
    assert chapters(board) == {"s01-01": "The Fox and the Lantern", "s02-01": "I", "s04-01": "II"}


def test_without_parts_the_films_chapters_are_its_scenes() -> None:
    assert chapters(draft_storyboard(book("I", "I"))) == {"s01-01": "Forest, night", "s02-01": "Forest, night"}
