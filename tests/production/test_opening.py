"""A batch that does not fit is found out once, and everything that draws knows it then."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from storyanim.errors import ResourceError
from storyanim.production import SegmentStore, estimate_film, make_film, opening, still
from storyanim.production.opening import fitting, with_fitting
from storyanim.render import CannotCompileError, TooManyAtOnceError
from storyanim.types import Size
from tests.production.fakes import fake, order_of, small_board

if TYPE_CHECKING:
    from pathlib import Path

    from storyanim.render import Renderer, RendererSpec

SIZE = Size(64, 36)
CROWDED = fake(batch=8, copies=1, fault="crowd")


@pytest.fixture
def store(tmp_path: Path) -> SegmentStore:
    return SegmentStore(tmp_path / "cache")


def batch(spec: RendererSpec, renderer: Renderer) -> int:
    if renderer.batch > 2:
        raise TooManyAtOnceError("too many", renderer.batch // 2)
    assert dict(spec.options)["batch"] == renderer.batch
    return renderer.batch


def test_the_work_begins_again_in_smaller_batches_and_it_is_said(store: SegmentStore) -> None:
    said: list[str] = []
    assert with_fitting(CROWDED, SIZE, store, batch, said.append) == 2
    assert [words.split(" from")[0][-1] for words in said] == ["4", "2"]


def test_what_fits_is_remembered_for_that_size(store: SegmentStore) -> None:
    with_fitting(CROWDED, SIZE, store, batch)
    assert dict(fitting(CROWDED, SIZE, store).options)["batch"] == 2
    assert fitting(CROWDED, Size(32, 18), store) == CROWDED
    assert fitting(fake(batch=8, salt="other"), SIZE, store) == fake(batch=8, salt="other")


def test_one_at_a_time_that_does_not_fit_is_an_error(store: SegmentStore) -> None:
    def fail(_spec: RendererSpec, _renderer: Renderer) -> None:
        raise ResourceError("no memory for one picture: use another --device")

    with pytest.raises(ResourceError, match="use another --device"):
        with_fitting(CROWDED, SIZE, store, fail)


def test_film_estimate_and_frame_agree_afterwards(tmp_path: Path, store: SegmentStore) -> None:
    order = order_of(small_board(), tmp_path / "film.mp4", CROWDED)
    make_film(order, store, jobs=1)
    found = estimate_film(order_of(small_board(), tmp_path / "again.mp4", CROWDED), store)
    assert found.cached_frames == found.frames
    assert still(order.schedule, CROWDED, 3, store).index == 3


def test_what_cannot_be_compiled_is_drawn_without_unless_it_was_asked_for(
    store: SegmentStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[RendererSpec] = []
    monkeypatch.setattr(opening, "open_renderer", opened.append)
    monkeypatch.setattr(opening, "fitting", lambda spec, size, store: spec)

    def work(spec: RendererSpec, _renderer: Renderer) -> str:
        if dict(spec.options).get("runtime") != "eager":
            raise CannotCompileError("cannot compile: use --runtime eager")
        return "drawn"

    said: list[str] = []
    assert with_fitting(fake(), SIZE, store, work, said.append) == "drawn"
    assert said == ["cannot compile: use --runtime eager: it is, from the beginning"]
    assert opened == [fake(), fake(runtime="eager")]
    with pytest.raises(CannotCompileError):
        with_fitting(fake(runtime="compiled"), SIZE, store, work)
