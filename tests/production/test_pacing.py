"""A film is made at the paces that were found for it, and all who look at it know them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from storyanim.production import FilmOrder, SegmentStore, Watchers, estimate_film, film_paces, make_film, still
from storyanim.production.jobs import clear
from storyanim.render import RendererSpec, open_renderer, render_frames
from tests.motion.fakes import one_morph

if TYPE_CHECKING:
    from pathlib import Path

SPEC = RendererSpec.of("tests.motion.fakes:open_jumping")


@pytest.fixture
def store(tmp_path: Path) -> SegmentStore:
    return SegmentStore(tmp_path / "cache")


def order(tmp_path: Path, name: str = "film.mp4", **changes: object) -> FilmOrder:
    return FilmOrder(one_morph(12), SPEC, tmp_path / name, **changes)  # type: ignore[arg-type]


def test_a_film_is_paced_and_says_what_that_cost(tmp_path: Path, store: SegmentStore) -> None:
    notes: list[str] = []
    make_film(order(tmp_path), store, jobs=1, watchers=Watchers(note=notes.append))
    (line,) = notes
    assert "1 transition probed" in line
    assert "% of the time: 1 of 1 paced, 1 of them would have jumped" in line
    make_film(order(tmp_path, "again.mp4"), store, jobs=1, watchers=Watchers(note=notes.append))
    assert len(notes) == 1, "what is known is not told again"
    assert (tmp_path / "film.mp4").read_bytes() == (tmp_path / "again.mp4").read_bytes()


def test_a_dry_run_is_true_before_and_after(tmp_path: Path, store: SegmentStore) -> None:
    wanted = order(tmp_path)
    before = estimate_film(wanted, store)
    assert before.cached_frames == 0
    assert not store.folder.exists(), "nothing was probed"
    make_film(wanted, store, jobs=1)
    after = estimate_film(order(tmp_path, "other.mp4"), store)
    assert (after.cached_frames, after.cached_segments) == (after.frames, after.segments)


def test_one_frame_drawn_alone_is_the_films_own(tmp_path: Path, store: SegmentStore) -> None:
    film = one_morph(12)
    middle = film.shots[1].first + 6
    alone = still(film, SPEC, middle, SegmentStore(tmp_path / "another"))
    make_film(order(tmp_path), store, jobs=1)
    paced = film.with_paces(film_paces(order(tmp_path), store))
    (within,) = render_frames(open_renderer(SPEC), [paced.recipe_at(middle)])
    (eased,) = render_frames(open_renderer(SPEC), [film.recipe_at(middle)])
    assert np.array_equal(alone.pixels, within.pixels)
    assert not np.array_equal(alone.pixels, eased.pixels)


def test_a_cleared_store_makes_the_same_film_again(tmp_path: Path, store: SegmentStore) -> None:
    make_film(order(tmp_path), store, jobs=1)
    clear(store)
    assert film_paces(order(tmp_path), store) == {}
    make_film(order(tmp_path, "again.mp4"), store, jobs=1)
    assert (tmp_path / "film.mp4").read_bytes() == (tmp_path / "again.mp4").read_bytes()


def test_shots_without_the_transition_probe_nothing(tmp_path: Path, store: SegmentStore) -> None:
    make_film(order(tmp_path, shots=("shot-0", "shot-0")), store, jobs=1)
    assert film_paces(order(tmp_path), store) == {}
