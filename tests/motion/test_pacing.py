"""A transition that jumps is made even, by little looking, and the film is told how as a value."""

from __future__ import annotations

import random
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import pytest

from storyanim.motion import Curves, distance, jump_ratio, known_paces, look, solved_paces
from storyanim.motion.probing import MOST_PROBES
from storyanim.render import render_frames
from storyanim.schedule.easing import smoothstep
from tests.motion.fakes import Jumping, one_morph

if TYPE_CHECKING:
    from pathlib import Path

    from storyanim.schedule import Schedule

EVENLY = tuple(knot / 32 for knot in range(33))
"""A linear walk."""


@pytest.fixture
def curves(tmp_path: Path) -> Curves:
    return Curves(tmp_path / "paces")


def changes(film: Schedule, renderer: Jumping) -> list[float]:
    """From each frame of the transition to the next, its ends included."""
    (crossing,) = film.crossings
    recipes = film.recipes(crossing.first - 1, crossing.first + crossing.frames + 1)
    return [distance(one, other) for one, other in pairwise(look(f.pixels) for f in render_frames(renderer, recipes))]


def test_two_hundred_hidden_jumps_are_made_even(curves: Curves):
    film, (envelope, seeds) = one_morph(), (np.diff([smoothstep(at / 25) for at in range(26)]), 200)
    even = following = 0
    for seed in range(seeds):
        renderer = Jumping(random.Random(seed).uniform(0.1, 0.9))
        linear = changes(film.with_paces({"shot-1": EVENLY}), renderer)
        renderer.drawn.clear()
        found = solved_paces(film, renderer, curves)
        assert len(renderer.drawn) <= MOST_PROBES
        ours = changes(found.film, renderer)
        assert jump_ratio(linear) >= 4
        assert sum(ours) <= 1.1 * sum(linear)
        even += jump_ratio(ours) <= 1.5
        following += bool(np.all(np.abs(np.array(ours) / sum(ours) - envelope) <= 0.25 / 25))
    assert even >= 0.95 * seeds
    assert following >= 0.95 * seeds


@pytest.mark.parametrize("batch", [4, 16])
def test_a_renderer_that_draws_many_at_once_is_asked_for_no_more(batch: int, curves: Curves):
    renderer = Jumping(0.37, batch=batch)
    found = solved_paces(one_morph(), renderer, curves)
    assert len(renderer.drawn) <= MOST_PROBES + 2 * batch  # the last batch of a round is padded
    assert jump_ratio(changes(found.film, renderer)) <= 1.5


def test_what_is_even_already_is_left_to_its_easing(curves: Curves):
    renderer = Jumping(0.5, width=3.0)
    found = solved_paces(one_morph(), renderer, curves)
    assert (found.film, found.evened, found.probed) == (one_morph(), 0, 1)
    assert len(renderer.drawn) <= 9


def test_a_hard_cut_inside_a_morph_ends_the_search_and_makes_nothing_worse(curves: Curves):
    film, renderer = one_morph(), Jumping(0.4, width=1e-5)
    found = solved_paces(film, renderer, curves)
    assert len(renderer.drawn) <= MOST_PROBES
    assert max(changes(found.film, renderer)) <= max(changes(film, renderer)) + 1e-6


def test_a_curve_is_found_once_for_what_is_seen_and_who_draws(curves: Curves):
    film, renderer = one_morph(), Jumping(0.3)
    first = solved_paces(film, renderer, curves)
    renderer.drawn.clear()
    again = solved_paces(film, renderer, curves)
    assert (again.film, again.probed, renderer.drawn) == (first.film, 0, [])
    assert solved_paces(film, Jumping(0.6), curves).film != first.film
    assert known_paces(film, renderer.fingerprint, curves).film == first.film
    assert known_paces(film, renderer.fingerprint, curves).missing == 0
    assert known_paces(film, "somebody else", curves).film == film
    assert known_paces(film, "somebody else", curves).missing == 1


@pytest.mark.parametrize(
    "damage",
    [
        "",
        "{",
        "[]",
        '{"pace": [0, 0.9, 0.2, 1], "plain": 1, "solved": 1, "probes": 9}',
        '{"pace": [0, 5, 1], "plain": 1, "solved": 1, "probes": 9}',
        '{"pace": [0, NaN, 1], "plain": 1, "solved": 1, "probes": 9}',
    ],
)
def test_a_damaged_curve_is_found_again(damage: str, curves: Curves):
    film, renderer = one_morph(), Jumping(0.3)
    first = solved_paces(film, renderer, curves)
    (file,) = curves.folder.iterdir()
    file.write_text(damage)
    assert solved_paces(film, renderer, curves).film == first.film


def test_a_folder_that_cannot_be_written_is_no_fault(tmp_path: Path):
    (tmp_path / "paces").write_text("a file")
    assert solved_paces(one_morph(), Jumping(0.3), Curves(tmp_path / "paces")).evened == 1


def test_a_curve_has_knots_that_anybody_can_write_down(curves: Curves):
    (crossing,) = solved_paces(one_morph(), Jumping(0.3), curves).film.crossings
    pace = crossing.pace
    assert pace is not None
    assert (len(pace), pace[0], pace[-1]) == (33, 0, 1)
    assert list(pace) == sorted(pace)
    assert all(knot == round(knot, 6) for knot in pace)


def test_only_morphs_within_the_frames_asked_for_are_probed(curves: Curves):
    renderer = Jumping(0.3)
    assert solved_paces(one_morph(kind="dissolve"), renderer, curves).probed == 0
    assert solved_paces(one_morph(), renderer, curves, frames=range(96)).probed == 0
    assert renderer.drawn == []
    assert solved_paces(one_morph(), renderer, curves, frames=range(96, 97)).probed == 1
