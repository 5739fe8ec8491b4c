"""Frames mixed of two key frames' latents: the model runs less, and a frame is the same however a film is cut up."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from storyanim.render import render_frames
from storyanim.render.turbo import renderer
from storyanim.render.turbo.cropping import shown
from storyanim.render.turbo.hardware import Hardware
from storyanim.render.turbo.renderer import Turbo
from storyanim.schedule import schedule
from storyanim.types import Size, View
from tests.render.turbo.models import model
from tests.render.views import LATER, MORPH, PLAIN
from tests.schedule.boards import board, shot, way

if TYPE_CHECKING:
    from numpy.typing import NDArray

SIZE = Size(64, 64)
SHOTS = (shot(0, seconds=1.0, transition=way("morph", 0.3)), shot(1, seconds=1.2, transition=way("dissolve", 0.4)))
FILM = board(SHOTS, size=SIZE, title_seconds=0.5)


def opened(every: int, batch: int = 1) -> Turbo:
    return Turbo("tiny", Hardware("cpu", "fp32", "fp32", batch), lambda: model(1), every=every)


def frames(turbo: Turbo, every: int, *ranges: tuple[int, int]) -> list[NDArray[np.uint8]]:
    plan = schedule(FILM).keyed(every)
    return [frame.pixels for first, end in ranges for frame in render_frames(turbo, plan.recipes(first, end))]


def counted(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many latents each call of the model gives."""
    calls: list[int] = []
    run = renderer.denoise

    def counting(*given: Any) -> Any:
        latents = run(*given)
        calls.append(len(latents))
        return latents

    monkeypatch.setattr(renderer, "denoise", counting)
    return calls


@pytest.mark.parametrize("batch", [1, 3])
def test_a_frame_is_the_same_in_whatever_piece_it_is_drawn(batch: int):
    length = schedule(FILM).frames
    whole = frames(opened(4, batch), 4, (0, length))
    pieces = frames(opened(4, batch), 4, *[(first, min(first + 5, length)) for first in range(0, length, 5)])
    backwards = [frames(opened(4, batch), 4, (index, index + 1))[0] for index in range(length - 1, -1, -7)]
    assert all(np.array_equal(one, other) for one, other in zip(whole, pieces, strict=True))
    assert all(np.array_equal(one, other) for one, other in zip(backwards, whole[::-1][::7], strict=True))


@pytest.mark.parametrize(("every", "batch"), [(1, 1), (2, 1), (4, 1), (4, 4)])
def test_the_model_runs_for_key_frames_only(every: int, batch: int, monkeypatch: pytest.MonkeyPatch):
    calls = counted(monkeypatch)
    plan = schedule(FILM).keyed(every)
    last = plan.shots[-1]
    frames(opened(every, batch), every, (last.first + last.transition, last.end))
    count = last.frames - last.transition
    keys = len({*range(0, count, every), count - 1, *(-last.transition % every + n for n in range(0, count, every))})
    assert keys - 4 <= sum(calls) <= keys + 2 * batch
    assert set(calls) == {batch}


def test_key_frames_are_drawn_as_without_in_betweens():
    plain, keyed = (frames(opened(every), every, (12, 37)) for every in (1, 4))
    assert sum(np.array_equal(one, other) for one, other in zip(plain, keyed, strict=True)) >= 7
    assert not all(np.array_equal(one, other) for one, other in zip(plain, keyed, strict=True))


def test_an_in_between_moves_evenly_from_one_key_frame_to_the_other_under_its_own_camera():
    turbo = opened(4)
    ends = turbo.draw([PLAIN_KEY, LATER_KEY], SIZE).astype(int)
    pictures = [turbo.draw([between(share)], SIZE)[0].astype(int) for share in (0.0, 0.25, 0.5, 0.75, 1.0)]
    assert np.array_equal(pictures[0], ends[0])
    assert np.array_equal(pictures[-1], ends[1])
    away = [np.abs(picture - ends[0]).mean() for picture in pictures]
    assert away == sorted(away)
    moved = turbo.draw([replace(between(0.5), camera=LATER.camera)], SIZE)[0]
    assert np.array_equal(moved, shown(pictures[2].astype(np.uint8), LATER.camera, SIZE))


PLAIN_KEY = View(PLAIN.moments, PLAIN.noise)
LATER_KEY = View(MORPH.moments, PLAIN.noise)


def between(share: float) -> View:
    return View(PLAIN.moments, PLAIN.noise, keys=((PLAIN_KEY, 1.0 - share), (LATER_KEY, share)))


def test_a_picture_of_another_size_in_between_changes_nothing():
    turbo = opened(2)
    before = turbo.draw([between(0.5)], SIZE)
    turbo.draw([between(0.5)], Size(32, 80))
    assert np.array_equal(turbo.draw([between(0.5)], SIZE), before)
