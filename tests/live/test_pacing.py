"""What a live film knows of its paces: what is kept, what was found meanwhile, and nothing of another version."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from storyanim.live.film import live_film
from storyanim.live.pacing import Paces
from storyanim.motion import Curves, solved_paces
from storyanim.render import RendererSpec
from tests.live.shows import means
from tests.motion.fakes import Jumping, one_morph, one_morphs_board

if TYPE_CHECKING:
    from pathlib import Path

RENDERER = Jumping(0.3)
FILM = one_morph()
WITHIN = 102
"""A frame of its morph."""


@pytest.fixture
def curves(tmp_path: Path) -> Curves:
    return Curves(tmp_path / "paces")


def test_what_is_found_is_shown_until_the_film_is_another(curves: Curves) -> None:
    paces = Paces(curves, RENDERER.fingerprint)
    assert paces.unpaced(FILM, 0) is None, "nothing leads into the first shot"
    assert paces.recipe_at(FILM, 1, WITHIN) == FILM.recipe_at(WITHIN)
    unpaced = paces.unpaced(FILM, 1)
    assert unpaced is not None
    elsewhere = Curves(curves.folder.with_name("elsewhere"))
    paces.found(FILM, 1, solved_paces(unpaced.film, RENDERER, elsewhere).film)
    truth = solved_paces(FILM, RENDERER, elsewhere).film
    for index in range(FILM.frames):
        assert paces.recipe_at(FILM, index // 96, index) == truth.recipe_at(index)
    assert paces.unpaced(FILM, 1) is None
    other = one_morph(20)
    assert paces.unpaced(other, 1) is not None
    paces.found(FILM, 1, truth.alone(1))
    assert paces.recipe_at(other, 1, WITHIN) == other.recipe_at(WITHIN), "what comes late is of another version"


def test_what_another_process_finds_meanwhile_is_seen(curves: Curves) -> None:
    paces = Paces(curves, RENDERER.fingerprint)
    assert paces.unpaced(FILM, 1) is not None
    truth = solved_paces(FILM, RENDERER, curves).film
    assert paces.recipe_at(FILM, 1, WITHIN) == truth.recipe_at(WITHIN) != FILM.recipe_at(WITHIN)
    assert paces.unpaced(FILM, 1) is None


def test_without_a_place_for_curves_all_is_eased() -> None:
    paces = Paces(None, RENDERER.fingerprint)
    assert paces.unpaced(FILM, 1) is None
    assert paces.recipe_at(FILM, 1, WITHIN) == FILM.recipe_at(WITHIN)


def test_key_frames_are_those_that_its_film_has() -> None:
    spec = RendererSpec.of("tests.motion.fakes:open_jumping", every=4)
    film = live_film(one_morphs_board(), means(spec)).schedule
    assert film == FILM.keyed(4)
    paces = Paces(None, RENDERER.fingerprint)
    assert paces.recipe_at(film, 1, WITHIN) == FILM.keyed(4).recipe_at(WITHIN) != FILM.recipe_at(WITHIN)


def test_dissolves_have_nothing_to_find(curves: Curves) -> None:
    assert Paces(curves, RENDERER.fingerprint).unpaced(one_morph(kind="dissolve"), 1) is None
