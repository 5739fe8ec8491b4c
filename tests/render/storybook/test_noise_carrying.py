"""Noise under moving figures: white, of unit variance, the scenery's beside them, and gone with them where they go."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from storyanim.render import open_renderer
from storyanim.render.guides import CarriesNoise
from storyanim.render.noise import combine
from storyanim.render.renderer import RendererSpec
from storyanim.render.storybook.field import read_field
from storyanim.render.storybook.noise_carrying import carried_noise, figure_layer, moved_plane, outline, place_of
from storyanim.render.storybook.painting import paint_view, stage_of_view
from storyanim.types import Moment, Size, View
from tests.render.views import MORPH, NOWHERE, PLAIN, SNOW, noise

WINDOW = (48, 88)
SIZE = Size(704, 384)
WEIGHTS = noise(1, 2)
LAYER = figure_layer("fox", 0)


def neighbours(plane: np.ndarray, down: int, right: int) -> float:
    """The correlation of latents so far apart."""
    rows, columns = plane.shape[1:]
    return float((plane[:, : rows - down, : columns - right] * plane[:, down:, right:]).mean())


@pytest.mark.parametrize("place", [(0.0, 0.0), (3.5, -7.25), (-11.1, 20.5), (0.5, 0.5), (40.9, -60.01)])
def test_a_moved_plane_is_white_and_of_unit_variance(place: tuple[float, float]):
    """17,000 numbers: their mean square is within 0.04 of 1, and a correlation within 0.03 of 0, at four sigma."""
    plane = moved_plane(WEIGHTS, WINDOW, LAYER, place)
    assert plane.shape == (4, *WINDOW)
    assert plane.dtype == np.float32
    assert abs(float((plane**2).mean()) - 1.0) < 0.045
    for down, right in ((0, 1), (1, 0), (1, 1), (0, 2), (2, 0)):
        assert abs(neighbours(plane, down, right)) < 0.033


def test_moved_by_whole_latents_it_is_the_same_noise_elsewhere():
    plane = moved_plane(WEIGHTS, WINDOW, LAYER, (0.0, 0.0))
    moved = moved_plane(WEIGHTS, WINDOW, LAYER, (5.0, -9.0))
    assert np.array_equal(moved[:, 5:, :-9], plane[:, :-5, 9:])


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_moved_by_a_part_it_is_by_so_much_still_the_same(share: float):
    plane, moved = (moved_plane(WEIGHTS, WINDOW, LAYER, (0.0, right)) for right in (0.0, share))
    assert float((plane * moved).mean()) == pytest.approx(1.0 - share, abs=0.04)


def test_it_moves_without_jumps():
    steps = [moved_plane(WEIGHTS, WINDOW, LAYER, (0.0, 0.9 + right / 100)) for right in range(21)]
    changes = [float(np.abs(after - before).mean()) for before, after in pairwise(steps)]
    assert max(changes) < 0.2


def test_figures_and_steps_have_noise_of_their_own():
    planes = [moved_plane(WEIGHTS, WINDOW, figure_layer(key, layer), (0.0, 0.0)) for key in "ab" for layer in (0, 1)]
    planes.append(combine(WEIGHTS, *WINDOW))
    for number, one in enumerate(planes):
        assert all(abs(float((one * other).mean())) < 0.033 for other in planes[:number])


@pytest.mark.parametrize("view", [PLAIN, MORPH], ids=["plain", "morph"])
def test_all_of_it_is_white_of_unit_variance_and_from_the_view_alone(view: View):
    carried = carried_noise(view, WINDOW, 0)
    assert abs(float((carried**2).mean()) - 1.0) < 0.045
    for down, right in ((0, 1), (1, 0), (1, 1)):
        assert abs(neighbours(carried, down, right)) < 0.033
    assert np.array_equal(carried_noise(view, WINDOW, 0), carried)
    assert abs(float((carried_noise(view, WINDOW, 1) * carried).mean())) < 0.033


def test_beside_the_figures_it_is_the_views_own():
    stage = stage_of_view(PLAIN, read_field(PLAIN.noise, SIZE))
    covered = np.max([outline(figure, stage, WINDOW) for figure in stage.figures], axis=0)
    assert 0.02 < float((covered > 0.5).mean()) < 0.5
    changed = carried_noise(PLAIN, WINDOW, 0) != combine(PLAIN.noise, *WINDOW)
    assert not changed[:, covered == 0.0].any()
    assert changed[:, covered > 0.5].mean() > 0.99


def test_at_the_figures_edges_two_noises_are_mixed_to_unit_variance():
    squares: list[float] = []
    for seed in range(12):
        view = replace(PLAIN, noise=noise(seed, seed + 100))
        stage = stage_of_view(view, read_field(view.noise, SIZE))
        covered = np.max([outline(figure, stage, WINDOW) for figure in stage.figures], axis=0)
        edge = (covered > 0.3) & (covered < 0.7)
        squares += (carried_noise(view, WINDOW, 0)[:, edge] ** 2).ravel().tolist()
    assert len(squares) > 1000
    assert float(np.mean(squares)) == pytest.approx(1.0, abs=0.13)


def test_outlines_are_where_figures_are_painted():
    """With a figure gone the picture changes there; its shadow on the ground and its leaving room are beside it."""
    stage = stage_of_view(STILL, read_field(STILL.noise, SIZE))
    (fox,) = (figure for figure in stage.figures if "fox" in figure.key)
    gone = replace(STILL, moments=(replace(STILL.moments[0], subject=replace(ONLY_FOX, actors=())),))
    change = np.abs(paint_view(STILL, SIZE).astype(int) - paint_view(gone, SIZE)).max(2) > 24
    there = change.reshape(WINDOW[0], 8, WINDOW[1], 8).mean((1, 3)) > 0.5
    mask = outline(fox, stage, WINDOW) > 0.5
    assert mask.any()
    assert (there & mask).sum() > 0.8 * mask.sum()


ONLY_FOX = replace(SNOW, actors=SNOW.actors[:1], things=(), framing="wide")
STILL = View((Moment(ONLY_FOX, 0.5, 4.0),), PLAIN.noise)


def test_noise_goes_where_the_figure_goes():
    early, late = (replace(STILL, moments=(Moment(ONLY_FOX, seconds, 4.0),)) for seconds in (1.0, 1.8))
    places, planes = [], []
    for view in (early, late):
        stage = stage_of_view(view, read_field(view.noise, SIZE))
        (fox,) = (figure for figure in stage.figures if "fox" in figure.key)
        places.append(place_of(fox, stage, WINDOW))
        planes.append(moved_plane(view.noise, WINDOW, figure_layer(fox.key, 0), places[-1]))
    down, right = (round(late - early) for early, late in zip(*places, strict=True))
    assert abs(right) >= 1
    shifted = np.roll(planes[0], (down, right), (1, 2))[:, 8:-8, 8:-8]
    followed = float((shifted * planes[1][:, 8:-8, 8:-8]).mean())
    assert followed > 0.25
    assert followed > 2 * abs(float((planes[0] * planes[1]).mean()))


def test_a_view_without_figures_has_its_own_noise_and_storybook_offers_it_as_a_guide():
    storybook = open_renderer(RendererSpec.of("storybook"))
    assert isinstance(storybook, CarriesNoise)
    empty = View((Moment(NOWHERE, 0.0, 1.0),), noise(5))
    assert np.array_equal(storybook.noise_of(empty, (16, 16), 2), combine(empty.noise, 16, 16, 2))
