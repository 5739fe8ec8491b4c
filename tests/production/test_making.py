"""A film is made whole, once, from what is missing; and never stands half done."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from storyanim.encode import count_frames, find_ffmpeg
from storyanim.errors import InputError, OutputError, RendererError
from storyanim.production import Film, Progress, SegmentStore, Terminated, Watchers, estimate_film, make_film
from storyanim.production.jobs import FilmJob, unfinished_keys
from tests.production.fakes import fake, order_of, small_board
from tests.schedule.boards import changed

ALONE = "STORYANIM_TEST_ALONE"


@pytest.fixture
def store(tmp_path: Path) -> SegmentStore:
    return SegmentStore(tmp_path / "cache")


def segments(store: SegmentStore) -> set[str]:
    return {path.name for path in store.folder.glob("segments/*/*")}


def leftovers(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.rglob("*.part*"))


def words(film: Film) -> str:
    assert film.captions is not None
    return film.captions.read_text(encoding="utf-8")


def test_a_film_stands_with_its_sidecar_and_captions(tmp_path: Path, store: SegmentStore) -> None:
    film = make_film(order_of(small_board(), tmp_path / "film.mp4"), store, jobs=1)
    assert film.frames == 18
    assert film.seconds == pytest.approx(1.5)
    assert count_frames(film.path, ffmpeg=find_ffmpeg()) == 18
    facts = json.loads(film.sidecar.read_text(encoding="utf-8"))
    assert facts["renderer_fingerprint"] == "fake  1"
    assert facts["seed"] == 7
    assert facts["shots"] == ["shot-0", "shot-1", "shot-2"]
    assert "The fox went on" in words(film)
    assert leftovers(tmp_path) == []


def test_the_number_of_workers_does_not_change_a_byte(tmp_path: Path) -> None:
    films = [
        make_film(
            order_of(small_board(), tmp_path / f"{jobs}.mp4"), SegmentStore(tmp_path / f"cache-{jobs}"), jobs=jobs
        )
        for jobs in (1, 2)
    ]
    assert films[0].path.read_bytes() == films[1].path.read_bytes()
    assert films[0].sidecar.read_bytes() == films[1].sidecar.read_bytes()


def test_what_was_drawn_is_not_drawn_again(tmp_path: Path, store: SegmentStore) -> None:
    first = make_film(order_of(small_board(), tmp_path / "film.mp4"), store, jobs=1)
    seen: list[Progress] = []
    spec = fake(fault="fox")  # the same fingerprint, but it cannot draw
    second = make_film(order_of(small_board(), tmp_path / "again.mp4", spec), store, watchers=Watchers(seen.append))
    assert second.path.read_bytes() == first.path.read_bytes()
    assert seen[-1].cached == seen[-1].frames_done == seen[-1].frames_total == 18


def test_a_changed_prompt_redraws_its_shot_and_the_transition_out_of_it(tmp_path: Path, store: SegmentStore) -> None:
    before = small_board(4)
    after = changed(before, 1, prompt="{fox} sleeps under a pine")
    make_film(order_of(before, tmp_path / "before.mp4"), store, jobs=1)
    seen: list[Progress] = []
    make_film(order_of(after, tmp_path / "after.mp4"), store, jobs=1, watchers=Watchers(seen.append))
    shot, transition_out = 6, 2
    assert seen[-1].frames_total - seen[0].frames_done == shot + transition_out


def test_another_drawing_serves_no_stale_picture(tmp_path: Path, store: SegmentStore) -> None:
    make_film(order_of(small_board(), tmp_path / "a.mp4", fake(salt="a")), store, jobs=1)
    names = segments(store)
    make_film(order_of(small_board(), tmp_path / "b.mp4", fake(salt="b")), store, jobs=1)
    assert len(segments(store)) == 2 * len(names)


def test_a_stopped_film_goes_on_from_where_it_was(tmp_path: Path, store: SegmentStore) -> None:
    board = changed(small_board(), 2, prompt="{fox} meets a refusal")
    with pytest.raises(RendererError, match="paper is wet"):
        make_film(order_of(board, tmp_path / "film.mp4", fake(fault="refusal")), store, jobs=1)
    assert leftovers(tmp_path) == []
    assert not (tmp_path / "film.mp4").exists()
    kept = segments(store)
    assert kept
    seen: list[Progress] = []
    film = make_film(order_of(board, tmp_path / "film.mp4"), store, jobs=1, watchers=Watchers(seen.append))
    assert kept < segments(store)
    assert seen[0].cached > 0
    whole = make_film(order_of(board, tmp_path / "whole.mp4"), SegmentStore(tmp_path / "other"), jobs=1)
    assert film.path.read_bytes() == whole.path.read_bytes()


def test_a_range_of_shots_is_a_film_of_the_same_segments(tmp_path: Path, store: SegmentStore) -> None:
    make_film(order_of(small_board(4), tmp_path / "all.mp4"), store, jobs=1)
    names = segments(store)
    order = order_of(small_board(4), tmp_path / "two.mp4", shots=("shot-1", "shot-2"))
    film = make_film(order, store, jobs=1)
    assert film.frames == 12
    assert count_frames(film.path, ffmpeg=find_ffmpeg()) == 12
    assert segments(store) == names
    told = words(film)
    assert "1th time" in told
    assert "3th time" not in told
    assert told.splitlines()[1].startswith("00:00:00,000")


@pytest.mark.parametrize("shots", [("shot-9", "shot-9"), ("shot-1", "shot-9"), ("shot-2", "shot-1")])
def test_a_range_that_is_none_is_refused(tmp_path: Path, store: SegmentStore, shots: tuple[str, str]) -> None:
    with pytest.raises(InputError, match="--shots"):
        make_film(order_of(small_board(), tmp_path / "film.mp4", shots=shots), store)


@pytest.mark.parametrize("name", ["-film.mp4", "missing/film.mp4", "film.doc", "film", "folder.mp4"])
def test_an_output_that_cannot_be_is_refused_before_anything_is_drawn(
    tmp_path: Path, store: SegmentStore, name: str
) -> None:
    (tmp_path / "folder.mp4").mkdir()
    with pytest.raises(InputError) as refusal:
        make_film(order_of(small_board(), tmp_path / name), store)
    assert "\n" not in str(refusal.value)
    assert not store.folder.exists()


def test_a_film_that_exists_is_kept_unless_forced(tmp_path: Path, store: SegmentStore) -> None:
    output = tmp_path / "film.mp4"
    output.write_text("mine")
    with pytest.raises(InputError, match="--force"):
        make_film(order_of(small_board(), output), store)
    assert output.read_text() == "mine"
    make_film(order_of(small_board(), output, force=True), store, jobs=1)
    assert output.stat().st_size > 100


def test_a_film_that_appears_while_another_is_drawn_is_kept(tmp_path: Path, store: SegmentStore) -> None:
    output = tmp_path / "film.mp4"

    def write(_: Progress) -> None:
        output.write_text("mine")

    watchers = Watchers(write)
    with pytest.raises(InputError, match="--force"):
        make_film(order_of(small_board(), output), store, jobs=1, watchers=watchers)
    assert output.read_text() == "mine"
    assert [path.name for path in tmp_path.iterdir() if path != store.folder] == ["film.mp4"]


def test_captions_of_somebody_else_are_not_replaced(tmp_path: Path, store: SegmentStore) -> None:
    (tmp_path / "film.srt").write_text("theirs")
    with pytest.raises(InputError, match=r"film\.srt"):
        make_film(order_of(small_board(), tmp_path / "film.mp4"), store)
    make_film(order_of(small_board(), tmp_path / "film.mp4", force=True), store, jobs=1)


def test_two_films_of_one_name_keep_their_own_captions(tmp_path: Path, store: SegmentStore) -> None:
    first = make_film(order_of(small_board(1), tmp_path / "film.mp4"), store, jobs=1)
    told = words(first)
    for force in (False, True):
        second = make_film(order_of(small_board(2), tmp_path / "film.mkv", force=force), store, jobs=1)
        assert (first.captions, second.captions) == (tmp_path / "film.srt", tmp_path / "film.mkv.srt")
        assert words(first) == told
    again = make_film(order_of(small_board(2), tmp_path / "film.mp4", force=True), store, jobs=1)
    assert again.captions == first.captions


@pytest.mark.parametrize("theirs", ["[1, 2]", '{"title": "mine", "segments": 3}', "not json", ""])
def test_a_file_of_somebody_else_where_the_sidecar_goes_is_not_replaced(
    tmp_path: Path, store: SegmentStore, theirs: str
) -> None:
    beside = tmp_path / "film.mp4.json"
    beside.write_text(theirs)
    with pytest.raises(InputError, match=r"film\.mp4\.json exists and is not from storyanim"):
        make_film(order_of(small_board(1), tmp_path / "film.mp4"), store)
    assert beside.read_text() == theirs
    make_film(order_of(small_board(1), tmp_path / "film.mp4", force=True), store, jobs=1)


def test_a_film_that_stands_after_a_kill_pins_nothing_though_it_is_refused(tmp_path: Path, store: SegmentStore) -> None:
    output = tmp_path / "film.mp4"
    with FilmJob(store, output).begun(("key",)):
        pass
    output.write_text("whole")
    with pytest.raises(InputError, match="--force"):
        make_film(order_of(small_board(1), output), store)
    assert unfinished_keys(store) == frozenset()


def test_interruptions_are_tried_in_a_process_of_their_own() -> None:
    """A signal to this process would reach the test runner too."""
    words = [sys.executable, "-m", "pytest", "-n", "0", "-k", "an_interruption_waits", __file__]
    ran = subprocess.run(words, env={**os.environ, ALONE: "1"}, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout


@pytest.mark.skipif(ALONE not in os.environ, reason="run by the test above")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interruption_waits_until_all_names_are_given(
    tmp_path: Path, store: SegmentStore, monkeypatch: pytest.MonkeyPatch, number: signal.Signals
) -> None:
    output, rename = tmp_path / "film.mp4", Path.replace

    def interrupted(part: Path, final: Path) -> Path:
        if final.suffix == ".srt":
            signal.raise_signal(number)
        return rename(part, final)

    monkeypatch.setattr(Path, "replace", interrupted)
    with pytest.raises((KeyboardInterrupt, Terminated)):
        make_film(order_of(small_board(1), output), store, jobs=1)
    assert sorted(path.name for path in tmp_path.glob("film*")) == ["film.mp4", "film.mp4.json", "film.srt"]
    assert unfinished_keys(store) == frozenset()


def test_progress_grows_to_the_whole_film(tmp_path: Path, store: SegmentStore) -> None:
    seen: list[Progress] = []
    make_film(order_of(small_board(), tmp_path / "film.mp4"), store, jobs=1, watchers=Watchers(seen.append))
    done = [one.frames_done for one in seen]
    assert done == sorted(done)
    assert (done[0], done[-1], seen[-1].shots_done, seen[-1].shots_total) == (0, 18, 3, 3)


def test_segments_are_shown_in_the_order_of_the_film(tmp_path: Path, store: SegmentStore) -> None:
    shown: list[Path] = []
    order = order_of(small_board(4), tmp_path / "film.mp4")
    make_film(order, store, jobs=2, watchers=Watchers(segment=shown.append))
    facts = json.loads((tmp_path / "film.mp4.json").read_text(encoding="utf-8"))
    assert [path.name[:64] for path in shown] == facts["segments"]


def test_a_watcher_that_fails_leaves_nothing_running(tmp_path: Path, store: SegmentStore) -> None:
    def stumble(progress: Progress) -> None:
        if progress.frames_done:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        make_film(order_of(small_board(), tmp_path / "film.mp4"), store, jobs=2, watchers=Watchers(stumble))
    assert leftovers(tmp_path) == []


def test_a_cache_emptied_meanwhile_is_said_in_one_line(tmp_path: Path, store: SegmentStore) -> None:
    def empty(progress: Progress) -> None:
        if progress.frames_done == progress.frames_total:
            shutil.rmtree(store.folder / "segments")

    with pytest.raises(OutputError, match="vanished"):
        make_film(order_of(small_board(), tmp_path / "film.mp4"), store, jobs=1, watchers=Watchers(empty))
    make_film(order_of(small_board(), tmp_path / "film.mp4"), store, jobs=1)


def test_an_estimate_counts_what_is_there_and_draws_nothing(tmp_path: Path, store: SegmentStore) -> None:
    order = order_of(small_board(), tmp_path / "film.mp4")
    guess = estimate_film(order, store, jobs=1)
    assert (guess.frames, guess.cached_frames, guess.cached_segments, guess.measured) == (18, 0, 0, False)
    assert guess.seconds > 0
    assert guess.length > 0
    assert segments(store) == set()
    make_film(order, store, jobs=1)
    known = estimate_film(order_of(small_board(4), tmp_path / "longer.mp4"), store, jobs=1)
    assert (known.frames, known.cached_frames, known.measured) == (24, 18, True)


def test_a_gif_is_made_of_lossless_segments(tmp_path: Path, store: SegmentStore) -> None:
    film = make_film(order_of(small_board(2), tmp_path / "film.gif"), store, jobs=1)
    assert film.path.read_bytes().startswith(b"GIF89a")
    assert '<img alt="' in film._repr_html_()


def test_a_film_shows_itself_in_a_notebook(tmp_path: Path, store: SegmentStore) -> None:
    film = make_film(order_of(small_board(1), tmp_path / "film <1>.mp4"), store, jobs=1)
    assert '<video controls loop width="64" src="data:video/mp4;base64,' in film._repr_html_()
    film.path.unlink()
    assert "film &lt;1&gt;.mp4" in film._repr_html_()


def test_where_memory_is_short_the_whole_film_is_drawn_in_smaller_batches(tmp_path: Path, store: SegmentStore) -> None:
    order = order_of(small_board(), tmp_path / "film.mp4", fake(batch=8, copies=1, fault="crowd"))
    film = make_film(order, store, jobs=1)
    facts = json.loads(film.sidecar.read_text(encoding="utf-8"))
    assert facts["renderer_options"]["batch"] == 2
    assert facts["renderer_fingerprint"] == "fake  2"
    assert leftovers(tmp_path) == []
