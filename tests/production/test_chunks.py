"""A plan covers the film, and names segments by all that goes into them and by nothing else."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings

from storyanim.encode import Ffmpeg, segment_settings
from storyanim.errors import InputError, RendererError
from storyanim.production import FilmPlan, SegmentStore, Studio, plan_film
from storyanim.schedule import schedule
from storyanim.types import Caption, Size
from tests.production.fakes import fake, small_board
from tests.schedule.boards import boards, changed

if TYPE_CHECKING:
    from storyanim.storyboard import Storyboard


def studio_for(board: Storyboard) -> Studio:
    return Studio(
        schedule=schedule(board),
        renderer=fake(),
        fingerprint="f",
        settings=segment_settings(".mp4", rate=board.rate),
        ffmpeg=Ffmpeg(Path("ffmpeg"), "build"),
        store=SegmentStore(Path("nowhere")),
        scratch=Path("nowhere"),
    )


def test_what_draws_before_it_is_ready_makes_no_segments():
    """Some of a show's frames are of another runtime, and nobody knows which."""
    with pytest.raises(RendererError, match="warming 'serve' is for shows"):
        replace(studio_for(small_board()), renderer=fake(warming="serve"))


def keys(plan: FilmPlan) -> list[str]:
    return [chunk.key for chunk in plan.chunks]


@given(boards())
@settings(max_examples=20, deadline=None)
def test_chunks_tile_the_film_shot_by_shot(board: Storyboard) -> None:
    studio = studio_for(board)
    plan = plan_film(studio)
    assert plan.chunks[0].first == 0
    assert all(one.end == other.first for one, other in zip(plan.chunks, plan.chunks[1:], strict=False))
    assert plan.frames == studio.schedule.frames
    assert all(0 < len(chunk) <= 48 for chunk in plan.chunks)
    assert plan.shots == tuple(shot.id for shot in studio.schedule.shots)


def test_where_a_shot_stands_in_the_film_does_not_change_its_names() -> None:
    short, long = small_board(3), small_board(3, title_seconds=1.0)
    assert set(keys(plan_film(studio_for(short)))[1:]) < set(keys(plan_film(studio_for(long))))


@pytest.mark.parametrize(
    "other",
    [
        replace(studio_for(small_board()), fingerprint="g"),
        replace(studio_for(small_board()), ffmpeg=Ffmpeg(Path("ffmpeg"), "another build")),
        replace(studio_for(small_board()), settings=segment_settings(".gif", rate=Fraction(12))),
        studio_for(small_board(size=Size(66, 36))),
        studio_for(small_board(rate=Fraction(24))),
        studio_for(small_board(style="ink")),
    ],
    ids=["renderer", "ffmpeg", "settings", "size", "rate", "style"],
)
def test_whatever_changes_a_byte_changes_every_name(other: Studio) -> None:
    assert not set(keys(plan_film(studio_for(small_board())))) & set(keys(plan_film(other)))


def test_what_changes_no_byte_changes_no_name() -> None:
    studio = studio_for(small_board())
    moved = replace(
        studio,
        ffmpeg=Ffmpeg(Path("elsewhere/ffmpeg"), "build"),
        store=SegmentStore(Path("elsewhere")),
        scratch=Path("elsewhere"),
    )
    assert plan_film(studio) == plan_film(moved)
    reworded = changed(small_board(), 1, text="Other words, spoken over the same picture.")
    assert plan_film(studio) == plan_film(studio_for(reworded))


def test_the_title_card_can_be_asked_for_even_where_a_shot_is_called_title() -> None:
    film = small_board(3, title_seconds=1.0)
    assert plan_film(studio_for(film), ("title", "shot-0")).frames == 12 + 6
    named = plan_film(studio_for(changed(film, 1, id="title")), ("title", "title"))
    assert (named.first, named.frames, named.shots) == (18, 6, ("title",))
    assert named.chapters({"title": "One"})[0].first == 0
    with pytest.raises(InputError, match="this film has title to shot-2"):
        plan_film(studio_for(film), ("s", "s"))


def test_captions_and_chapters_of_a_part_are_counted_from_its_start() -> None:
    plan = plan_film(studio_for(small_board(4)), ("shot-1", "shot-2"))
    spoken = (Caption("a", 0, 6), Caption("b", 5, 8), Caption("c", 10, 20), Caption("d", 18, 24))
    assert plan.captions(spoken) == (Caption("b", 0, 2), Caption("c", 4, 12))
    starts = {"shot-0": "One", "shot-1": "Two", "shot-2": "Three"}
    assert [(one.title, one.first, one.end) for one in plan.chapters(starts)] == [("Two", 0, 6), ("Three", 6, 12)]
    assert plan.chapters({}) == ()
