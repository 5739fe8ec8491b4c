"""Pictures on sheets are those of the film, only smaller."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storyanim.production.stills import _like
from storyanim.render.noise import latent_window
from storyanim.types import Size

SIDES = st.integers(16, 4096)


@given(SIDES, SIDES, st.integers(16, 1600))
def test_they_have_exactly_the_film_s_shape_and_so_its_layout(width: int, height: int, wanted: int) -> None:
    film = Size(width, height)
    drawn = _like(film, wanted)
    assert drawn.width * film.height == drawn.height * film.width
    assert latent_window(drawn) == latent_window(film)
    assert drawn.width >= min(wanted, film.width)


@pytest.mark.parametrize(
    ("film", "drawn"), [((1280, 720), (800, 450)), ((1920, 1080), (800, 450)), ((320, 912), (320, 912))]
)
def test_they_are_no_larger_than_they_need_be(film: tuple[int, int], drawn: tuple[int, int]) -> None:
    assert _like(Size(*film), 800 if film[0] > 400 else 320) == Size(*drawn)
