"""A clip is the very pictures, sound and words of its film, whatever became of the cache."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from storyanim.encode import Loop, find_ffmpeg
from storyanim.errors import InputError
from storyanim.production import (
    FilmOptions,
    SegmentStore,
    Watchers,
    cheapest,
    cut_film,
    film_facts,
    make_film,
    staged,
)
from storyanim.schedule import schedule
from tests.encode.conftest import psnr
from tests.encode.reading import HERTZ, captions, pictures, sound, told
from tests.production.fakes import fake, order_of, small_board
from tests.production.test_sound import told_board

if TYPE_CHECKING:
    from pathlib import Path

    from storyanim.production import Film, Progress

SHOTS = ("shot-1", "shot-2")


@pytest.fixture
def store(tmp_path: Path) -> SegmentStore:
    return SegmentStore(tmp_path / "cache")


def filmed(tmp_path: Path, store: SegmentStore, name: str = "film.mp4", rate: Any = 12, **changes: Any) -> Film:
    """Four shots with a hum from second 0.25 to 1.25."""
    from fractions import Fraction

    board = told_board(tmp_path, shots=4).model_copy(update={"rate": Fraction(rate), **changes})
    stage = staged(board, tmp_path / name, FilmOptions(folder=tmp_path))
    return make_film(stage.order(schedule(stage.board), fake(), shots=None, force=True), store, jobs=1)


def cut(film: Film, output: Path, shots: tuple[str, str] = SHOTS, **options: Any) -> Film:
    return cut_film(film_facts(film.path), shots, output, FilmOptions(**options), force=False)


@pytest.mark.parametrize("suffix", [".mp4", ".mkv", ".webm", ".mov", ".gif", ".webp", ".png"])
@pytest.mark.parametrize("source", [".mp4", ".webm"])
def test_a_clip_has_the_film_s_pictures(source: str, suffix: str, tmp_path: Path, store: SegmentStore) -> None:
    film = filmed(tmp_path, store, f"film{source}")
    clip = cut(film, tmp_path / f"clip{suffix}")
    shown, whole = pictures(clip.path), pictures(film.path)
    assert len(shown) == clip.frames == 12
    for number, picture in enumerate(shown):
        likeness = [psnr(frame, picture) for frame in whole]
        assert likeness[number + 6] >= max(likeness) - 2


@pytest.mark.parametrize("rate", ["12", "24", "30000/1001", "60"])
@pytest.mark.parametrize("suffix", [".mp4", ".mkv"])
def test_a_clip_begins_on_the_very_frame_at_every_rate(
    rate: str, suffix: str, tmp_path: Path, store: SegmentStore
) -> None:
    film = filmed(tmp_path, store, f"film{suffix}", rate)
    facts = json.loads(film.sidecar.read_text(encoding="utf-8"))
    clip = cut(film, tmp_path / f"clip{suffix}")
    whole = pictures(film.path)[facts["cuts"][1] : facts["cuts"][3]]
    assert all(np.array_equal(one, other) for one, other in zip(pictures(clip.path), whole, strict=True))


def test_a_clip_has_the_film_s_sound_words_and_facts(tmp_path: Path, store: SegmentStore) -> None:
    clip = cut(filmed(tmp_path, store), tmp_path / "clip.mp4")
    heard = np.flatnonzero(np.abs(sound(find_ffmpeg(), clip.path, tmp_path)) > 0.05) / HERTZ
    assert (heard[0], heard[-1]) == pytest.approx((0, 0.75), abs=0.02)
    text = captions(find_ffmpeg(), clip.path, tmp_path)
    assert "1th time" in text
    assert "0th time" not in text
    assert clip.captions is not None
    assert clip.captions.read_text(encoding="utf-8").startswith("1\n00:00:00,000 --> 00:00:00,500")
    facts = json.loads(clip.sidecar.read_text(encoding="utf-8"))
    assert (facts["shots"], facts["cuts"], facts["first_frame"]) == (list(SHOTS), [0, 6], 6)
    assert facts["seed"] == 7 or facts["renderer"] == "tests.production.fakes:open_fake"


def test_a_clip_has_the_chapters_that_it_is_in(tmp_path: Path, store: SegmentStore) -> None:
    film = filmed(tmp_path, store)
    facts = json.loads(film.sidecar.read_text(encoding="utf-8"))
    assert facts["chapters"] == [[0, "Forest, day"]]
    facts["chapters"] = [[0, "One"], [12, "Two"], [18, "Three"]]
    film.sidecar.write_text(json.dumps(facts), encoding="utf-8")
    clip = cut(film, tmp_path / "clip.mp4")
    assert told(find_ffmpeg(), clip.path).chapters == ("One", "Two")
    assert json.loads(clip.sidecar.read_text(encoding="utf-8"))["chapters"] == [[0, "One"], [6, "Two"]]


def test_a_clip_may_be_cut_from_a_clip(tmp_path: Path, store: SegmentStore) -> None:
    clip = cut(filmed(tmp_path, store), tmp_path / "clip.mp4")
    again = cut(clip, tmp_path / "again.mp4", ("shot-2", "shot-2"))
    assert len(pictures(again.path)) == 6


def test_equal_clips_are_equal_and_need_no_cache(tmp_path: Path, store: SegmentStore) -> None:
    film = filmed(tmp_path, store)
    first = cut(film, tmp_path / "one.mp4")
    second = cut(film, tmp_path / "two.mp4")
    assert first.path.read_bytes() == second.path.read_bytes()
    assert not [path.name for path in tmp_path.iterdir() if path.suffix == ".part"]


def test_a_silent_film_without_captions_makes_a_silent_clip(tmp_path: Path, store: SegmentStore) -> None:
    order = order_of(small_board(3), tmp_path / "film.mp4", options=FilmOptions(captions="none"))
    clip = cut(make_film(order, store, jobs=1), tmp_path / "clip.mp4")
    assert clip.captions is None
    assert told(find_ffmpeg(), clip.path).streams == ("Video", "Video")


def test_a_storyboard_s_clip_is_made_of_the_film_s_segments(tmp_path: Path, store: SegmentStore) -> None:
    board = small_board(4)
    make_film(order_of(board, tmp_path / "film.mp4"), store, jobs=1)
    larger = order_of(board, tmp_path / "clip.mp4", shots=SHOTS, force=True)
    small = staged(board, tmp_path / "clip.gif", FilmOptions(loop=Loop(32, board.rate)))
    order = small.order(schedule(small.board), fake(), shots=SHOTS, force=True)
    seen: list[Progress] = []
    clip = make_film(cheapest(order, larger, store), store, jobs=1, watchers=Watchers(seen.append))
    assert seen[0].cached == 12
    assert clip.path.read_bytes().startswith(b"GIF89a")
    assert cheapest(order, larger, SegmentStore(tmp_path / "empty")) is order


@pytest.mark.parametrize(
    ("damage", "complaint"),
    [
        ("no film", "there is no such film"),
        ("no sidecar", "is not there; name its storyboard"),
        ("theirs", "is not there; name its storyboard"),
        ("old", "does not say where the film's shots begin"),
        ("wrong", "do not agree"),
        ("size", "does not say where"),
    ],
)
def test_a_film_that_cannot_be_cut_says_why(damage: str, complaint: str, tmp_path: Path, store: SegmentStore) -> None:
    film = filmed(tmp_path, store)
    facts = json.loads(film.sidecar.read_text(encoding="utf-8"))
    match damage:
        case "no film":
            film.path.unlink()
        case "no sidecar":
            film.sidecar.unlink()
        case "theirs":
            film.sidecar.write_text("{}")
        case "old":
            del facts["cuts"]
        case "wrong":
            facts["cuts"] = [0, 99, 3, 4]
        case _:
            facts["size"] = "wide"
    if damage in ("old", "wrong", "size"):
        film.sidecar.write_text(json.dumps(facts))
    with pytest.raises(InputError, match=complaint) as refusal:
        film_facts(film.path)
    assert "\n" not in str(refusal.value)


def test_captions_cannot_be_drawn_into_a_film_that_stands(tmp_path: Path, store: SegmentStore) -> None:
    film = filmed(tmp_path, store)
    with pytest.raises(InputError, match="name its storyboard"):
        cut(film, tmp_path / "clip.mp4", captions="karaoke")


def test_a_loop_cannot_be_cut(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"clips are cut from \.mp4, \.mkv, \.webm and \.mov"):
        film_facts(tmp_path / "film.gif")


def test_a_clip_never_replaces_its_own_film(tmp_path: Path, store: SegmentStore) -> None:
    film = filmed(tmp_path, store)
    before = film.path.read_bytes()
    with pytest.raises(InputError, match="is the film itself"):
        cut_film(film_facts(film.path), SHOTS, film.path, FilmOptions(), force=True)
    assert film.path.read_bytes() == before
