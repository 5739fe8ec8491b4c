"""A film with sound and captions is made, stopped, taken up and cut as one without: the same bytes, in step."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from storyanim.encode import Loop, find_ffmpeg, iter_film
from storyanim.errors import InputError, RendererError
from storyanim.production import FilmOptions, SegmentStore, Watchers, make_film, staged
from storyanim.schedule import schedule
from storyanim.storyboard import Narration
from storyanim.types import Size
from tests.encode.reading import HERTZ, captions, sound, told
from tests.production.fakes import fake, small_board
from tests.production.voices import hum
from tests.schedule.boards import changed

if TYPE_CHECKING:
    from pathlib import Path

    from storyanim.production import FilmOrder, Progress
    from storyanim.storyboard import Storyboard


@pytest.fixture
def store(tmp_path: Path) -> SegmentStore:
    return SegmentStore(tmp_path / "cache")


def order(board: Storyboard, output: Path, *, spec: Any = None, shots: Any = None, **options: Any) -> FilmOrder:
    stage = staged(board, output, FilmOptions(folder=output.parent, **options))
    return stage.order(schedule(stage.board), spec or fake(), shots=shots, force=True)


def told_board(folder: Path, seconds: float = 1.0, begins: float = 0.25, shots: int = 3) -> Storyboard:
    """Half a second a shot, 12 frames a second, and a hum that begins later."""
    hum(folder / "voice.wav", seconds)
    return small_board(shots, narration=Narration(file="voice.wav", begins=begins))


def heard(film: Path, tmp_path: Path) -> np.ndarray:
    """Seconds in which there is sound."""
    return np.flatnonzero(np.abs(sound(find_ffmpeg(), film, tmp_path)) > 0.05) / HERTZ


@pytest.mark.parametrize("suffix", [".mp4", ".mkv", ".webm", ".mov"])
def test_the_narration_is_heard_when_it_should_be(suffix: str, tmp_path: Path, store: SegmentStore) -> None:
    film = make_film(order(told_board(tmp_path), tmp_path / f"film{suffix}"), store, jobs=1)
    found = heard(film.path, tmp_path)
    assert (found[0], found[-1]) == pytest.approx((0.25, 1.25), abs=0.02)
    assert len(sound(find_ffmpeg(), film.path, tmp_path)) / HERTZ == pytest.approx(1.5, abs=1 / 12)
    facts = json.loads(film.sidecar.read_text(encoding="utf-8"))
    assert re.fullmatch("[0-9a-f]{64}", facts["narration"])


def test_a_longer_narration_holds_the_last_shot(tmp_path: Path, store: SegmentStore) -> None:
    film = make_film(order(told_board(tmp_path, 2.5), tmp_path / "film.mp4"), store, jobs=1)
    assert film.seconds == pytest.approx(2.75, abs=1 / 12)
    assert heard(film.path, tmp_path)[-1] == pytest.approx(2.75, abs=1 / 12)


def test_bytes_repeat_after_a_stop_with_sound_and_burnt_captions(tmp_path: Path, store: SegmentStore) -> None:
    board = changed(told_board(tmp_path), 2, prompt="{fox} meets a refusal")
    output = tmp_path / "film.mp4"
    with pytest.raises(RendererError):
        make_film(order(board, output, spec=fake(fault="refusal"), captions="burn"), store, jobs=1)
    assert not [path.name for path in tmp_path.iterdir() if path.suffix == ".part"]
    seen: list[Progress] = []
    film = make_film(order(board, output, captions="burn"), store, jobs=2, watchers=Watchers(seen.append))
    assert seen[0].cached > 0
    whole = make_film(order(board, tmp_path / "whole.mp4", captions="burn"), SegmentStore(tmp_path / "other"), jobs=1)
    assert film.path.read_bytes() == whole.path.read_bytes()


def test_sound_and_soft_captions_draw_nothing_anew(tmp_path: Path, store: SegmentStore) -> None:
    make_film(order(small_board(), tmp_path / "plain.mp4"), store, jobs=1)
    seen: list[Progress] = []
    make_film(order(told_board(tmp_path), tmp_path / "told.mp4"), store, jobs=1, watchers=Watchers(seen.append))
    assert seen[0].cached == seen[0].frames_total == 18


def test_a_part_of_the_film_has_its_part_of_the_sound(tmp_path: Path, store: SegmentStore) -> None:
    part = order(told_board(tmp_path), tmp_path / "film.mp4", shots=("shot-1", "shot-2"))
    found = heard(make_film(part, store, jobs=1).path, tmp_path)
    assert (found[0], found[-1]) == pytest.approx((0, 0.75), abs=0.02)


def test_music_is_heard_where_nobody_tells(tmp_path: Path, store: SegmentStore) -> None:
    hum(tmp_path / "music.wav", 0.4)
    film = make_film(order(small_board(music="music.wav"), tmp_path / "film.mp4"), store, jobs=1)
    found = heard(film.path, tmp_path)
    assert found[0] < 0.4
    assert found[-1] > 1.2


def test_a_loop_is_silent_and_small(tmp_path: Path, store: SegmentStore) -> None:
    film = make_film(order(told_board(tmp_path), tmp_path / "film.gif", loop=Loop(32, 15)), store, jobs=1)  # pyright: ignore[reportArgumentType]
    assert film.size.width == 32
    assert next(iter_film(film.path)).shape == (18, 32, 3)


def test_pictures_go_into_a_folder_that_is_replaced_only_by_its_own_kind(tmp_path: Path, store: SegmentStore) -> None:
    output = tmp_path / "film.png"
    for _ in range(2):
        make_film(order(small_board(), output), store, jobs=1)
        assert len(list(output.iterdir())) == 18
    (output / "mine.txt").touch()
    with pytest.raises(InputError, match="it is a folder"):
        make_film(order(small_board(), output), store, jobs=1)
    assert {path.name for path in tmp_path.iterdir()} == {"film.png", "film.png.json", "film.srt", "cache"}


# --- captions --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("suffix", "beside"), [(".mp4", "film.srt"), (".webm", "film.vtt"), (".gif", "film.srt")])
def test_captions_stand_beside_the_film_in_its_own_way(
    suffix: str, beside: str, tmp_path: Path, store: SegmentStore
) -> None:
    film = make_film(order(small_board(), tmp_path / f"film{suffix}"), store, jobs=1)
    assert film.captions == tmp_path / beside
    text = (tmp_path / beside).read_text(encoding="utf-8")
    assert text.startswith("WEBVTT") == (suffix == ".webm")
    assert "The fox went on" in text


def test_without_captions_there_are_none(tmp_path: Path, store: SegmentStore) -> None:
    film = make_film(order(small_board(), tmp_path / "film.mp4", captions="none"), store, jobs=1)
    assert film.captions is None
    assert not list(tmp_path.glob("*.srt"))
    assert "Subtitle" not in told(find_ffmpeg(), film.path).streams


@pytest.mark.parametrize("style", ["burn", "karaoke"])
def test_burnt_captions_are_in_the_pictures_and_nowhere_else(style: str, tmp_path: Path, store: SegmentStore) -> None:
    board = small_board(size=Size(320, 180))
    plain = make_film(order(board, tmp_path / "plain.mp4"), store, jobs=1)
    film = make_film(order(board, tmp_path / "film.mp4", captions=style), store, jobs=1)
    assert film.captions is None
    assert "Subtitle" not in told(find_ffmpeg(), film.path).streams
    for before, after in zip(iter_film(plain.path), iter_film(film.path), strict=True):
        changed_rows = np.flatnonzero(np.abs(before.astype(int) - after).max(axis=(1, 2)) > 90)
        assert 100 < changed_rows.min() < changed_rows.max() < 178, "below, with a margin"


def test_a_changed_caption_draws_its_shot_alone_anew(tmp_path: Path, store: SegmentStore) -> None:
    make_film(order(small_board(4), tmp_path / "one.mp4", captions="burn"), store, jobs=1)
    seen: list[Progress] = []
    other = changed(small_board(4), 1, text="The fox lay down.")
    make_film(order(other, tmp_path / "two.mp4", captions="burn"), store, jobs=1, watchers=Watchers(seen.append))
    assert seen[0].frames_total - seen[0].cached == 6


def test_what_the_fonts_lack_stays_a_track(tmp_path: Path, store: SegmentStore) -> None:
    board = changed(small_board(), 1, text="שלום עולם")
    film = make_film(order(board, tmp_path / "film.mp4", captions="burn"), store, jobs=1)
    text = captions(find_ffmpeg(), film.path, tmp_path)
    assert "שלום עולם" in text
    assert "The fox" not in text
    assert film.captions is not None


@pytest.mark.parametrize("text", ["\"It's 100%d: {\\an8}%{x} [a] <b>\\N</b>", "a\\'b:c;d,e", "%%%", "-->"])
@pytest.mark.parametrize("style", ["soft", "burn", "karaoke"])
def test_any_words_can_be_captions(text: str, style: str, tmp_path: Path, store: SegmentStore) -> None:
    board = changed(small_board(1), 0, text=text)
    film = make_film(order(board, tmp_path / "film.mkv", captions=style), store, jobs=1)
    assert len(list(iter_film(film.path))) == 6


# --- faults ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["gone.wav", "empty.wav", "words.wav", "film.wav"])
@pytest.mark.parametrize("role", ["narration", "music"])
def test_sound_that_is_none_is_refused_before_anything_is_drawn(
    role: str, name: str, tmp_path: Path, store: SegmentStore
) -> None:
    (tmp_path / "empty.wav").touch()
    (tmp_path / "words.wav").write_text("la la la")
    make_film(order(small_board(1), tmp_path / "film.mp4"), store, jobs=1).path.replace(tmp_path / "film.wav")
    sounds: dict[str, Any] = {"narration": Narration(file=name)} if role == "narration" else {"music": name}
    with pytest.raises(InputError, match=re.escape(name)) as refusal:
        order(small_board(**sounds), tmp_path / "film.mp4")
    assert "\n" not in str(refusal.value)


@pytest.mark.parametrize("name", ["../voice.wav", "/etc/passwd", "C:\\voice.wav", "a/../../b", "..\\voice.wav"])
def test_a_storyboard_names_nothing_outside_its_folder(name: str) -> None:
    with pytest.raises(ValueError, match="outside the storyboard's folder"):
        small_board(narration={"file": name})
    with pytest.raises(ValueError, match="outside the storyboard's folder"):
        small_board(music=name)


def test_a_link_that_leads_outside_is_refused(tmp_path: Path) -> None:
    inside = tmp_path / "films"
    inside.mkdir()
    (inside / "voice.wav").symlink_to(hum(tmp_path / "voice.wav", 1))
    with pytest.raises(InputError, match="leads outside"):
        order(small_board(narration=Narration(file="voice.wav")), inside / "film.mp4")


def test_music_that_a_person_names_may_be_anywhere(tmp_path: Path, store: SegmentStore) -> None:
    (tmp_path / "films").mkdir()
    music = hum(tmp_path / "music.wav", 1)
    film = make_film(order(small_board(), tmp_path / "films" / "film.mp4", music=music), store, jobs=1)
    assert "Audio" in told(find_ffmpeg(), film.path).streams


@pytest.mark.parametrize("name", ["two\nlines", "it's", '"q"', "100%d", "[a]", "ünï 狐"])
def test_odd_names_of_films_and_sounds(name: str, tmp_path: Path, store: SegmentStore) -> None:
    folder = tmp_path / name
    folder.mkdir()
    board = told_board(folder)
    film = make_film(order(board, folder / f"{name}.mp4"), store, jobs=1)
    assert replace(film, path=film.path).path.stat().st_size > 1000
