"""The main path from end to end, with small films of the real renderer."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import numpy as np
import pytest

import storyanim
from storyanim import animate
from storyanim.encode import iter_film
from storyanim.errors import InputError
from storyanim.production import Progress, Watchers, estimate_film, film_live, open_store
from storyanim.production.pacing import paced_frames
from storyanim.render import RendererSpec, open_renderer, render_frames
from storyanim.schedule import schedule
from tests.motion.fakes import one_morphs_board
from tests.schedule.boards import changed
from tests.stories import KITE

if TYPE_CHECKING:
    from storyanim.storyboard import Storyboard

LONGER = f"{KITE}\nThe next day they walked to the lake with a dog. It rained.\n\nAt night the dog slept by the fire.\n"


def small(text: str = KITE, **changes: Any) -> Storyboard:
    settings: dict[str, Any] = {"size": (96, 54), "rate": 6, **changes}
    return storyanim.draft(text, **settings)


def test_three_lines_make_a_film(tmp_path: Path) -> None:
    board = storyanim.draft(KITE, size=(96, 54), rate=6)
    film = storyanim.render(board, tmp_path / "film.mp4")
    assert film._repr_html_().startswith('<video controls loop width="96" src="data:video/mp4;base64,')
    pictures = list(iter_film(film.path))
    assert len(pictures) == film.frames
    assert pictures[0].shape == (54, 96, 3)
    assert (tmp_path / "film.srt").read_text(encoding="utf-8").startswith("1\n")


def test_a_film_made_beside_a_show_ends_with_the_show(tmp_path: Path) -> None:
    def check() -> None:
        raise InputError("the show has ended")

    with pytest.raises(InputError, match="the show has ended"):
        film_live(storyanim.render, small(), tmp_path / "film.mp4", check)
    assert not list(tmp_path.glob("*.mp4"))
    assert film_live(storyanim.render, small(), tmp_path / "film.mp4", lambda: None).path.exists()


def test_the_same_text_makes_the_same_film(tmp_path: Path) -> None:
    films = [storyanim.render(small(), tmp_path / f"{name}.mp4", cache=tmp_path / name) for name in ("one", "two")]
    assert films[0].path.read_bytes() == films[1].path.read_bytes()
    assert films[0].sidecar.read_bytes() == films[1].sidecar.read_bytes()


def test_a_frame_alone_is_the_frame_in_the_film(tmp_path: Path) -> None:
    board = small()
    renderer = open_renderer(RendererSpec.of("storybook"))
    plain = schedule(board)
    film = paced_frames(plain, renderer, open_store(tmp_path / "paces")).film
    frames = list(render_frames(renderer, film.recipes(0, film.frames)))
    shown = list(iter_film(storyanim.render(board, tmp_path / "film.mp4").path))
    morphing = [crossing.first for crossing in film.crossings]
    for index in {0, film.frames - 1, *(first + 2 for first in morphing), *random.sample(range(film.frames), 6)}:
        alone = storyanim.frame(board, index)
        assert np.array_equal(alone.pixels, frames[index].pixels)
        assert (alone.index, alone.pts) == (index, frames[index].pts)
        error = np.mean((alone.pixels.astype(float) - shown[index]) ** 2)
        assert 10 * np.log10(255**2 / max(error, 1e-9)) > 28, f"frame {index} is another in the film"


def test_a_changed_prompt_redraws_its_shot_and_the_way_out_of_it(tmp_path: Path) -> None:
    board = small(LONGER)
    ids = [shot.id for _, shot in board.shots]
    storyanim.render(board, tmp_path / "before.mp4")
    other = changed(board, 1, prompt="a blue whale swims in the sea at night, in the rain")
    order = animate.order(other, tmp_path / "after.mp4")
    before = animate.order(board, tmp_path / "before.mp4").schedule
    moved = [
        shot.id
        for shot in order.schedule.shots
        for index in range(shot.first, shot.end)
        if order.schedule.recipe_at(index) != before.recipe_at(index)
    ]
    following = next(shot for shot in order.schedule.shots if shot.id == ids[2])
    own = next(shot for shot in order.schedule.shots if shot.id == ids[1])
    assert set(moved) == {ids[1], ids[2]}
    assert moved.count(ids[2]) == following.transition
    found = estimate_film(order, open_store())
    assert found.frames - found.cached_frames == own.frames + following.transition


def test_a_prompt_by_hand_is_seen() -> None:
    board = small()
    other = changed(board, 0, prompt="a snowman stands on a beach at night")
    index = schedule(board).shots[1].end - 1
    view = animate.order(other, Path("film.mp4")).schedule.recipe_at(index).views[0][0]
    subject = view.moments[0].subject
    assert (subject.setting.place, subject.setting.time) == ("beach", "night")
    assert not np.array_equal(storyanim.frame(board, index).pixels, storyanim.frame(other, index).pixels)


class _StopError(Exception):
    pass


def test_a_film_that_was_stopped_goes_on_from_there(tmp_path: Path) -> None:
    board = small(LONGER)

    def stop(progress: Progress) -> None:
        if progress.shots_done == 2:
            raise _StopError

    with pytest.raises(_StopError):
        storyanim.render(board, tmp_path / "film.mp4", jobs=1, watchers=Watchers(stop))
    assert not list(tmp_path.glob("film*"))
    seen: list[Progress] = []
    film = storyanim.render(board, tmp_path / "film.mp4", jobs=1, watchers=Watchers(seen.append))
    assert 0 < seen[0].cached < film.frames
    whole = storyanim.render(board, tmp_path / "whole.mp4", cache=tmp_path / "other")
    assert film.path.read_bytes() == whole.path.read_bytes()


def test_a_sheet_shows_every_shot(tmp_path: Path) -> None:
    from storyanim.encode import read_picture

    (page,) = animate.sheet(small(), tmp_path / "sheet.png")
    assert read_picture(page).std() > 10


@pytest.mark.parametrize("index", [-1, 10**9])
def test_a_frame_that_is_not_there_is_named(index: int) -> None:
    with pytest.raises(InputError, match=rf"there is no frame {index}: the film has frames 0 to \d+"):
        storyanim.frame(small(), index)


def test_a_file_s_name_is_not_taken_for_a_story(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"write Path\('story.txt'\)"):
        storyanim.draft("story.txt")
    path = tmp_path / "story.txt"
    path.write_text(KITE, encoding="utf-8")
    assert storyanim.draft(path) == storyanim.draft(KITE)


def test_an_unknown_renderer_is_refused_with_the_known_ones(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="choose from: auto, storybook"):
        storyanim.render(small(), tmp_path / "film.mp4", renderer="crayon")


def test_settings_out_of_range_are_refused() -> None:
    for settings in ({"size": (1, 1)}, {"rate": 0}, {"rate": "fast"}, {"seed": -1}, {"style": "../x"}):
        with pytest.raises(InputError):
            storyanim.draft(KITE, **settings)  # pyright: ignore[reportArgumentType]


def test_half_of_a_surrogate_pair_is_no_reason_to_fail() -> None:
    assert storyanim.draft("The fox \ud83e walked home.")


def test_render_is_the_function_and_the_room_can_be_imported() -> None:
    import sys

    from storyanim.render import render_frames as found

    assert found is render_frames
    assert storyanim.render is animate.render
    assert sys.modules["storyanim.render"].render_frames is found


def test_there_is_nothing_else_to_import() -> None:
    assert {name for name in storyanim.__all__ if getattr(storyanim, name)} == set(storyanim.__all__)
    with pytest.raises(AttributeError, match="no attribute 'film'"):
        _ = storyanim.film  # pyright: ignore[reportAttributeAccessIssue, reportUnknownVariableType]


def test_a_film_made_while_it_is_played_is_drawn_by_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lent: list[Any] = []
    monkeypatch.setattr("storyanim.live.play_live", lambda _board, means, _options: lent.append(means))
    spec = RendererSpec.of("tests.motion.fakes:open_jumping")
    animate.play(None, cast("Any", None), renderer=spec)
    lent[0].film(one_morphs_board(12), tmp_path / "film.mp4", lambda: None)
    assert json.loads((tmp_path / "film.mp4.json").read_text(encoding="utf-8"))["renderer"] == spec.name
    assert lent[0].renderer == spec
