from __future__ import annotations

import json
import pickle
import re
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storyanim.schedule import TITLE_SHOT, Schedule, recipe_key, schedule
from storyanim.storyboard.fields import SLUG
from tests.schedule.boards import board, boards, changed, shot, way

if TYPE_CHECKING:
    from storyanim.storyboard import Storyboard
    from storyanim.types import FrameRecipe

DISSOLVE = way("dissolve", 1.0)


@pytest.fixture
def film() -> Storyboard:
    return board((shot(0, transition=DISSOLVE), shot(1), shot(2)), (shot(3, transition=DISSOLVE), shot(4)))


def keys(plan: Schedule, shot_id: str) -> list[str]:
    place = next(each for each in plan.shots if each.id == shot_id)
    return [recipe_key(recipe) for recipe in plan.recipes(place.first, place.end)]


def total_change(before: FrameRecipe, after: FrameRecipe) -> float:
    """The largest change of any subject's share, noise coefficient or camera number between two frames."""

    def numbers(recipe: FrameRecipe) -> dict[object, float]:
        found: dict[object, float] = {}
        for view, share in recipe.views:
            for moment in view.moments:
                found[moment.subject] = found.get(moment.subject, 0) + share * moment.weight
            for seed, weight in view.noise:
                found[seed] = found.get(seed, 0) + share * weight
            for name, value in zip("xyz", view.camera, strict=True):
                found[name] = found.get(name, 0) + share * value
        return found

    first, second = numbers(before), numbers(after)
    return max(abs(first.get(key, 0) - second.get(key, 0)) for key in {**first, **second})


@settings(max_examples=60, deadline=None)
@given(boards())
def test_shots_tile_the_film_and_each_is_rounded_by_itself(film: Storyboard):
    plan = schedule(film)
    assert [place.end for place in plan.shots[:-1]] == [place.first for place in plan.shots[1:]]
    assert (plan.shots[0].first, plan.shots[-1].end) == (0, plan.frames)
    for place, (_, one) in zip(plan.shots[-len(list(film.shots)) :], film.shots, strict=True):
        assert place.frames >= 1
        assert abs(place.frames - one.seconds * film.rate) <= 0.5 or place.frames == 1
        assert 0 <= place.transition <= place.frames


@settings(max_examples=40, deadline=None)
@given(boards(), st.data())
def test_every_recipe_keeps_its_promises(film: Storyboard, data: st.DataObject):
    plan = schedule(film)
    index = data.draw(st.integers(0, plan.frames - 1))
    recipe = plan.recipe_at(index)
    assert recipe == plan.recipe_at(index)
    assert hash(recipe) == hash(plan.recipe_at(index))
    assert (recipe.index, recipe.pts, recipe.size) == (index, Fraction(index) / film.rate, film.size)
    assert sum(share for _, share in recipe.views) == pytest.approx(1, abs=2e-6)
    for view, _ in recipe.views:
        assert sum(moment.weight for moment in view.moments) == pytest.approx(1, abs=2e-6)
        assert sum(weight**2 for _, weight in view.noise) == pytest.approx(1, abs=1e-5)
        assert len({seed for seed, _ in view.noise}) == len(view.noise)
        room = (1 - 1 / view.camera.zoom) / 2
        assert view.camera.zoom >= 1
        assert max(abs(view.camera.x), abs(view.camera.y)) <= room


@settings(max_examples=40, deadline=None)
@given(boards())
def test_chunks_tile_the_film_within_shots_and_beside_transitions(film: Storyboard):
    plan = schedule(film)
    chunks = plan.chunks(max_frames=20)
    assert (chunks[0].first, chunks[-1].end) == (0, plan.frames)
    assert all(before.end == after.first for before, after in pairwise(chunks))
    places = {place.id: place for place in plan.shots}
    for chunk in chunks:
        place = places[chunk.shot]
        assert 1 <= chunk.end - chunk.first <= 20
        assert place.first <= chunk.first < chunk.end <= place.end
        assert not chunk.first < place.first + place.transition < chunk.end


def test_frames_outside_the_film_do_not_exist(film: Storyboard):
    plan = schedule(film)
    assert plan.recipe_at(plan.frames - 1).index == plan.frames - 1
    for index in (-1, plan.frames):
        with pytest.raises(IndexError, match=f"frames 0 to {plan.frames - 1}"):
            plan.recipe_at(index)


@pytest.mark.parametrize(
    "change",
    [{"prompt": "{fox} sleeps"}, {"seconds": 5.5}, {"seed": 5}, {"camera": "tilt-up"}, {"framing": "close"}],
    ids=lambda change: next(iter(change)),
)
def test_a_change_of_one_shot_redraws_it_and_the_transition_out_of_it_alone(
    film: Storyboard, change: dict[str, object]
):
    before, after = schedule(film), schedule(changed(film, 1, **change))
    for place in before.shots:
        old, new = keys(before, place.id), keys(after, place.id)
        if place.id == "shot-1":
            assert len(set(old) & set(new)) <= 1  # all cameras pass through the middle
        elif place.id == "shot-2":
            assert old[place.transition :] == new[place.transition :]
            assert not set(old[: place.transition]) & set(new)
        else:
            assert old == new


def test_a_change_of_a_transition_redraws_its_own_frames_alone(film: Storyboard):
    before, after = schedule(film), schedule(changed(film, 2, transition=way("dissolve", 0.5)))
    for place in before.shots:
        old, new = keys(before, place.id), keys(after, place.id)
        assert old[place.transition :] == new[place.transition :]
        assert (old == new) == (place.id != "shot-2")


@pytest.mark.parametrize("kind", ["dissolve", "morph", "carry"])
@pytest.mark.parametrize("same_scene", [True, False])
def test_a_transition_joins_both_shots_without_a_jump(kind: str, same_scene: bool):
    first, second = (
        shot(1, camera="pan-left"),
        shot(2, camera="push", prompt="snow", roles=(), transition=way(kind, 1.0)),
    )
    plan = schedule(board((first, second)) if same_scene else board((first,), (second,)))
    place = plan.shots[-1]
    plain = schedule(board((first, second.model_copy(update={"transition": way("cut")})))) if same_scene else None
    run = list(plan.recipes(place.first - 2, place.first + place.transition + 2))
    assert max(total_change(before, after) for before, after in pairwise(run)) < 0.09
    if plain is not None:
        after = place.first + place.transition
        assert plan.recipe_at(after) == plain.recipe_at(after)
        assert plan.recipe_at(after - 1) != plain.recipe_at(after - 1)


def test_the_outgoing_shot_plays_on_past_its_end(film: Storyboard):
    plan = schedule(film)
    place = next(each for each in plan.shots if each.id == "shot-1")
    old, new = plan.recipe_at(place.first + 6).views[0][0].moments
    assert (old.seconds, old.length) == (4.25, 4.0)
    assert new.seconds == 0.25


def test_a_cut_and_the_films_first_shot_have_no_transition():
    film = board((shot(0, transition=DISSOLVE), shot(1, transition=way("cut", 2))), title_seconds=0.0)
    plan = schedule(film)
    assert [place.transition for place in plan.shots] == [0, 0]
    assert all(len(plan.recipe_at(index).views[0][0].moments) == 1 for index in range(plan.frames))


def test_a_transition_longer_than_its_shot_ends_with_it():
    film = changed(board((shot(0), shot(1), shot(2))), 1, seconds=0.5)  # unchecked, as a caller's own copy may be
    plan = schedule(film)
    assert plan.shots[2].transition == plan.shots[2].frames == 12


def test_the_title_card_shows_the_first_place_empty_and_its_words_come_and_go(film: Storyboard):
    plan = schedule(film)
    card = plan.shots[0]
    assert (card.id, card.frames) == (TITLE_SHOT, 48)
    subject = plan.recipe_at(24).views[0][0].moments[0].subject
    assert (subject.setting, subject.actors, subject.framing) == (film.scenes[0].setting, (), "wide")
    opacity = [title.opacity if (title := plan.recipe_at(index).title) else None for index in range(plan.frames)]
    shown = [value for value in opacity[:48] if value is not None]
    assert shown[0] == 0
    assert max(shown) == 1
    assert 0 < shown[-1] < 0.1
    assert set(opacity[48:]) == {None}
    assert not any(caption.first < card.end for caption in plan.captions)


def test_a_shot_may_be_called_title(film: Storyboard):
    plan = schedule(changed(film, 1, id="title"), {"title": (0.0, 0.9, 1.0)})
    ids = [place.id for place in plan.shots]
    assert len(set(ids)) == len(ids)
    assert not re.fullmatch(SLUG, TITLE_SHOT)
    assert [place.label for place in plan.shots[:2]] == ["title", "shot-0"]


def test_a_parts_heading_is_not_spoken_and_every_other_word_is():
    first = shot(0, text="The Cold Night The fox went on.")
    again = shot(1, text="The Cold Night was long.")
    film = board((first, again), (shot(2, text="The Cold Night was over."),))
    scenes = tuple(scene.model_copy(update={"part": "The Cold Night"}).as_drafted() for scene in film.scenes)
    said = [caption.text for caption in schedule(film.model_copy(update={"scenes": scenes})).captions]
    assert said == ["The fox went on.", "The Cold Night was long.", "The Cold Night was over."]
    by_hand = film.scenes[0].model_copy(update={"part": "The"})
    assert schedule(film.model_copy(update={"scenes": (by_hand,)})).captions[0].text.startswith("The Cold Night")


def test_without_title_seconds_the_story_begins_at_once(film: Storyboard):
    plan = schedule(film.model_copy(update={"title_seconds": 0.0}))
    assert plan.shots[0].id == "shot-0"
    assert plan.recipe_at(0).title is None


def test_a_prompt_names_looks_and_style_and_nothing_in_braces(film: Storyboard):
    plan = schedule(film)
    prompts = {
        m.subject.prompt for i in range(plan.frames) for view, _ in plan.recipe_at(i).views for m in view.moments
    }
    assert "a fox in red scarf walks through the snow, layered paper cut-out illustration, soft light" in prompts
    assert not any("{" in prompt for prompt in prompts)


def test_a_pace_replaces_the_easing_of_its_transition_alone(film: Storyboard):
    plain, paced = schedule(film), schedule(film, {"shot-1": (0.0, 0.9, 1.0)})
    place = next(each for each in plain.shots if each.id == "shot-1")
    shares = [
        recipe.views[0][0].moments[1].weight for recipe in paced.recipes(place.first, place.first + place.transition)
    ]
    assert shares == sorted(shares)
    assert shares[len(shares) // 2 - 1] == pytest.approx(0.9, abs=0.1)
    assert [one.id for one in plain.shots if keys(plain, one.id) != keys(paced, one.id)] == ["shot-1"]


def test_a_key_is_json_of_the_picture_without_its_place_in_the_film(film: Storyboard):
    early, late = schedule(film), schedule(changed(film, 0, seconds=9.0))
    first, second = early.recipe_at(early.frames - 1), late.recipe_at(late.frames - 1)
    assert first.index != second.index
    assert recipe_key(first) == recipe_key(second)
    picture = json.loads(recipe_key(first))
    assert set(picture) == {"size", "views", "title", "veil"}
    assert picture["views"][0][0]["moments"][0]["subject"]["actors"][0]["character"]["look"] == ["red scarf"]


def test_a_schedule_travels_to_a_worker_whole(film: Storyboard):
    plan = schedule(film, {"shot-1": (0.0, 0.4, 1.0)})
    arrived = pickle.loads(pickle.dumps(plan))
    assert arrived == plan
    assert list(arrived.recipes(0, 60)) == list(plan.recipes(0, 60))


def test_size_and_title_are_part_of_the_key(film: Storyboard):
    other = schedule(film.model_copy(update={"title": "Another"})), schedule(film.model_copy(update={"size": (32, 32)}))
    assert all(recipe_key(plan.recipe_at(24)) != recipe_key(schedule(film).recipe_at(24)) for plan in other)
