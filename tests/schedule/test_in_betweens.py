"""Key frames are counted from the shot's first, and the frames between them lie where they should."""

from __future__ import annotations

from dataclasses import replace

import pytest

from storyanim.schedule import recipe_key, schedule
from storyanim.schedule.in_betweens import key_frames
from storyanim.schedule.timeline import ScheduledShot
from storyanim.types import Camera, View
from tests.schedule.boards import board, changed, shot, way


def around(frame: int, every: int, *, frames: int = 20, transition: int = 0) -> tuple[int, int]:
    return key_frames(frame, ScheduledShot("a", "s", 100, 100 + frames, transition), every)


@pytest.mark.parametrize("transition", [0, 1, 5, 8, 20])
@pytest.mark.parametrize("every", [1, 2, 3, 4, 8])
def test_every_frame_is_a_key_or_lies_between_two_near_ones(every: int, transition: int):
    found = [around(frame, every, transition=transition) for frame in range(20)]
    keys = {frame for frame, ends in enumerate(found) if ends == (frame, frame)}
    edges = {transition - 1, transition} if transition else set[int]()
    assert keys == {*range(0, 20, every), 19, *(edge for edge in edges if edge < 20)}
    for frame, (before, after) in enumerate(found):
        assert before <= frame <= after
        assert {before, after} <= keys
        assert not any(before < key < after for key in keys)


FILM = board((shot(0, transition=way("dissolve", 1.0)), shot(1, transition=way("morph", 0.8))), (shot(2),))
PLAIN = schedule(FILM)


def whole(view: View) -> View:
    return replace(view, keys=())


@pytest.mark.parametrize("every", [2, 4, 7])
def test_a_frame_shows_what_it_would_and_says_between_which_it_lies(every: int):
    plan = PLAIN.keyed(every)
    assert plan.frames == PLAIN.frames
    between = 0
    for place in plan.shots:
        for index in range(place.first, place.end):
            own, recipe = PLAIN.recipe_at(index), plan.recipe_at(index)
            assert replace(recipe, views=tuple((whole(view), weight) for view, weight in recipe.views)) == own
            before, after = (place.first + one for one in key_frames(index - place.first, place, every))
            for number, (view, _) in enumerate(recipe.views):
                ends = [PLAIN.recipe_at(key).views[number][0] for key in (before, after)]
                expected = [replace(end, camera=Camera()) for end in ends] if before < after else []
                assert [key for key, _ in view.keys] == expected
                share = (index - before) / max(1, after - before)
                assert [weight for _, weight in view.keys] == pytest.approx(
                    [1 - share, share] if expected else [], abs=1e-6
                )
                between += bool(expected)
    assert between > plan.frames / 2


def test_key_frames_are_in_the_name_of_a_segment_and_one_of_every_one_is_none():
    place = PLAIN.shots[1]
    assert PLAIN.keyed(1) == PLAIN
    keys = {recipe_key(PLAIN.keyed(every).recipe_at(place.first + 31)) for every in (1, 2, 3, 5)}
    assert len(keys) == 4


def test_a_shot_changed_leaves_the_key_frames_of_others_alone():
    longer = schedule(changed(FILM, 0, seconds=5.1)).keyed(4)
    plan = PLAIN.keyed(4)
    (old, new) = (film.shots[-1] for film in (plan, longer))
    for frame in range(old.transition, old.frames):
        assert recipe_key(plan.recipe_at(old.first + frame)) == recipe_key(longer.recipe_at(new.first + frame))


def test_a_dip_s_two_pictures_are_never_mixed_between_key_frames():
    dip = shot(2, transition=way("dip", 1.0), prompt="{fox} sleeps by the fire")
    film = schedule(board((shot(1), dip))).keyed(4)
    begin = next(one.first for one in film.shots if one.id == "shot-2")
    views = [film.recipe_at(begin + frame).views[0][0] for frame in range(24)]
    mixed = [{one.subject for key, _ in view.keys for one in key.moments} for view in views if view.keys]
    assert mixed
    assert all(len(subjects) == 1 for subjects in mixed)


def test_a_shot_s_strength_travels_with_what_it_shows():
    film = schedule(board((shot(0), shot(1, strength=0.75))))
    assert [subject.strength for subject in film.subjects] == [None, None, 0.75]
