"""What a storyboard is said to be like."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from storyanim.storyboard import Storyboard, draft_storyboard, storyboard_report
from storyanim.types import Setting
from tests.storyboard.stories import tale

if TYPE_CHECKING:
    from storyanim.storyboard import StoryboardReport


def changed(board: Storyboard, scene: int = 0, shot: int = 0, **values: object) -> Storyboard:
    """The storyboard with other values in one shot."""
    shots = list(board.scenes[scene].shots)
    shots[shot] = shots[shot].model_copy(update=values)
    scenes = list(board.scenes)
    scenes[scene] = scenes[scene].model_copy(update={"shots": tuple(shots)})
    return board.model_copy(update={"scenes": tuple(scenes)})


def concerns(found: StoryboardReport, kind: str) -> list[tuple[str, ...]]:
    return [concern.where for concern in found.warnings if concern.kind == kind]


def test_scenes_stand_where_they_begin_in_the_film() -> None:
    board = draft_storyboard(tale(), title_seconds=3)
    found = storyboard_report(board)
    first, second = found.scenes
    assert (first.begins, second.begins) == (3.0, round(3 + first.seconds, 1))
    assert found.seconds == round(3 + first.seconds + second.seconds, 1)
    assert (found.shots, first.shots) == (7, 4)
    assert (first.place, first.time, first.cast) == ("forest", "night", ("fox",))


def test_the_cast_is_counted_by_shots_and_whoever_is_never_seen_is_named() -> None:
    found = storyboard_report(draft_storyboard(tale()))
    fox, owl = found.cast
    assert (fox.id, fox.shots, fox.scenes) == ("fox", 7, ("s01", "s02"))
    assert (owl.id, owl.shots) == ("owl", 0)
    assert concerns(found, "unseen") == [("owl",)]


def test_places_are_listed_longest_first_and_an_unknown_one_is_named() -> None:
    told = tale()
    lost = replace(told, passages=(told.passages[0], replace(told.passages[1], setting=Setting(""))))
    found = storyboard_report(draft_storyboard(lost))
    assert [line.place for line in found.places] == ["forest", ""]
    assert concerns(found, "place") == [("s02",)]


def test_parts_are_listed_as_they_are_counted() -> None:
    told = tale()
    passages = tuple(replace(passage, part=part) for passage, part in zip(told.passages, ("I", "II"), strict=True))
    found = storyboard_report(draft_storyboard(replace(told, passages=passages)))
    assert [(line.name, line.scenes) for line in found.parts] == [("I", ("s01",)), ("II", ("s02",))]


def test_words_that_take_longer_than_their_shot_are_named() -> None:
    board = draft_storyboard(tale())
    assert concerns(storyboard_report(board), "narration") == []
    assert concerns(storyboard_report(changed(board, seconds=1.5)), "narration") == [("s01-01",)]
    assert concerns(storyboard_report(changed(board, seconds=90.0)), "long") == [("s01-01",)]


def test_a_scene_with_nobody_and_nothing_in_it_is_named() -> None:
    board = draft_storyboard(tale())
    for shot in range(3):
        board = changed(board, 1, shot, roles=(), things=(), prompt="a forest at night")
    assert concerns(storyboard_report(board), "nobody") == [("s02",)]


def test_words_of_a_prompt_that_no_model_reads_are_named() -> None:
    board = changed(draft_storyboard(tale()), prompt="a forest, " + "snow " * 80 + "and an owl")
    (lost,) = storyboard_report(board).dropped
    assert lost.shot == "s01-01"
    assert lost.tokens == 86
    assert lost.words.endswith("snow and an owl")
    assert concerns(storyboard_report(board), "tokens") == [("s01-01",)]


def test_the_pace_is_told_in_figures() -> None:
    board = draft_storyboard(replace(tale(), pace="calm"))
    pace = storyboard_report(board).pace
    assert pace.name == "calm"
    assert pace.shortest_shot <= pace.median_shot <= pace.longest_shot
