"""A segment is found only as long as it is whole, and never taken from an unfinished film."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest

from storyanim.errors import OutputError
from storyanim.production import SegmentStore, clear, forget_unfinished, tidy
from storyanim.production.jobs import FilmJob, unfinished_keys
from storyanim.production.store import reported

if TYPE_CHECKING:
    from pathlib import Path

    from storyanim.production.store import Segment

KEYS = [f"{number:064x}" for number in range(6)]


@pytest.fixture
def store(tmp_path: Path) -> SegmentStore:
    return SegmentStore(tmp_path / "cache")


def kept(store: SegmentStore, key: str, data: bytes = b"pictures", age: float = 0.0) -> Segment:
    part = store.folder / f"{key[-4:]}.part"
    part.parent.mkdir(exist_ok=True)
    part.write_bytes(data)
    segment = store.keep(key, part, frames=3)
    assert not part.exists()
    os.utime(segment.path, (1e9 - age, 1e9 - age))
    return segment


def test_what_was_kept_is_found_again(store: SegmentStore) -> None:
    segment = kept(store, KEYS[0])
    assert store.find(KEYS[0]) == segment
    assert (segment.frames, segment.length) == (3, 8)
    assert store.find(KEYS[1]) is None


@pytest.mark.parametrize("damage", [b"", b"pictur", b"pictureZ", b"pictures and more"])
def test_a_damaged_segment_is_dropped(store: SegmentStore, damage: bytes) -> None:
    segment = kept(store, KEYS[0])
    segment.path.write_bytes(damage)
    assert store.find(KEYS[0]) is None
    assert not segment.path.exists()
    kept(store, KEYS[0])
    assert store.find(KEYS[0])


def test_a_file_of_another_name_is_no_segment(store: SegmentStore) -> None:
    segment = kept(store, KEYS[0])
    segment.path.rename(segment.path.with_name(f"{KEYS[0]}-x.mkv"))
    assert store.find(KEYS[0]) is None


def test_the_longest_unused_go_first(store: SegmentStore) -> None:
    small = SegmentStore(store.folder, limit=24)
    for number in range(5):
        kept(small, KEYS[number], age=100 - number)
    assert small.find(KEYS[0])  # is used, and so the youngest
    assert small.evict(frozenset()) == 16
    assert [bool(small.find(key)) for key in KEYS[:5]] == [True, False, False, True, True]


def test_segments_of_an_unfinished_film_are_never_evicted(store: SegmentStore, tmp_path: Path) -> None:
    small = SegmentStore(store.folder, limit=8)
    job = FilmJob(small, tmp_path / "film.mp4")
    with job.begun(KEYS[:3]):
        for number in range(5):
            kept(small, KEYS[number], age=100 - number)
    with FilmJob(small, tmp_path / "other.mp4").begun(()):
        assert [bool(small.find(key)) for key in KEYS[:5]] == [True, True, True, False, False]
    with job.begun(KEYS[:3]):
        job.finish()
    assert small.length() <= 8


def test_unfinished_films_can_be_given_up(store: SegmentStore, tmp_path: Path) -> None:
    given_up, going_on = FilmJob(store, tmp_path / "a.mp4"), FilmJob(store, tmp_path / "b.mp4")
    with given_up.begun(KEYS[:1]):
        pass
    with going_on.begun(KEYS[1:2]):
        assert forget_unfinished(store) == 1
        assert unfinished_keys(store) == {KEYS[1]}


def test_clearing_spares_what_is_being_made(store: SegmentStore, tmp_path: Path) -> None:
    with FilmJob(store, tmp_path / "given-up.mp4").begun(KEYS[:1]):
        pass
    with FilmJob(store, tmp_path / "film.mp4").begun(KEYS[1:2]):
        for key in KEYS[:3]:
            kept(store, key)
        assert clear(store) == 16
        assert [bool(store.find(key)) for key in KEYS[:3]] == [False, True, False]


def test_one_film_is_made_by_one_process_at_a_time(store: SegmentStore, tmp_path: Path) -> None:
    job = FilmJob(store, tmp_path / "film.mp4")
    with job.begun(()):
        with pytest.raises(OutputError, match="is being made by another storyanim"), job.begun(()):
            pass
        with FilmJob(store, tmp_path / "other.mp4").begun(()):
            assert job.scratch.is_dir()
    assert not job.scratch.exists()
    with job.begun(()):
        pass


def test_what_a_killed_process_left_is_cleared_and_what_a_living_one_needs_is_not(
    store: SegmentStore, tmp_path: Path
) -> None:
    code = (
        "import os, sys; from pathlib import Path\n"
        "from storyanim.production import SegmentStore; from storyanim.production.jobs import FilmJob\n"
        "job = FilmJob(SegmentStore(Path(sys.argv[1])), Path(sys.argv[2]))\n"
        "with job.begun(['k']):\n"
        "    (job.scratch / 'torn.part').write_bytes(b'x'); print('ready', flush=True); sys.stdin.read()\n"
    )
    dead = FilmJob(store, tmp_path / "dead.mp4")
    command = [sys.executable, "-c", code, str(store.folder), str(dead.output)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"ready\n"
        with FilmJob(store, tmp_path / "mine.mp4").begun(()):
            assert (dead.scratch / "torn.part").exists()
        process.kill()
        process.wait()
    with FilmJob(store, tmp_path / "mine.mp4").begun(()):
        assert not dead.scratch.exists()
        assert unfinished_keys(store) == {"k"}


def test_a_cache_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("a file")
    store = SegmentStore(tmp_path / "cache")
    with pytest.raises(OutputError, match="STORYANIM_CACHE"), FilmJob(store, tmp_path / "film.mp4").begun(()):
        pass


def test_a_torn_list_of_an_unfinished_film_is_no_obstacle(store: SegmentStore, tmp_path: Path) -> None:
    (store.folder / "films").mkdir(parents=True)
    (store.folder / "films" / "0123.json").write_text('{"segm')
    with FilmJob(store, tmp_path / "film.mp4").begun(KEYS):
        assert unfinished_keys(store) == set(KEYS)


@pytest.fixture
def dead(store: SegmentStore, tmp_path: Path) -> FilmJob:
    """A film whose process was killed, with what may lie beside it."""
    job = FilmJob(store, tmp_path / "film.mp4")
    with job.begun(KEYS[:1]):
        pass
    for name in ("film.mp4", "film.mp4.json", "film.srt", "film.mp4.srt"):
        job.beside(tmp_path / name).write_text("torn")
    job.beside(job.output).with_suffix(".join.part").mkdir()
    return job


def films(store: SegmentStore) -> list[Path]:
    return list((store.folder / "films").iterdir())


def test_a_film_that_stands_pins_nothing_even_if_its_process_was_killed(dead: FilmJob, tmp_path: Path) -> None:
    dead.output.write_text("whole")
    tidy(dead.store)
    assert films(dead.store) == []
    assert [path.name for path in tmp_path.iterdir() if path != dead.store.folder] == ["film.mp4"]


@pytest.mark.parametrize(("days", "kept"), [(29, True), (31, False)])
def test_an_unfinished_film_is_given_up_after_a_month(dead: FilmJob, tmp_path: Path, days: int, kept: bool) -> None:
    then = time.time() - days * 24 * 3600
    os.utime(films(dead.store)[0], (then, then))
    tidy(dead.store)
    assert bool(films(dead.store)) == kept
    assert bool(list(tmp_path.glob("*.part"))) == kept


def test_what_a_living_process_makes_is_not_tidied(store: SegmentStore, tmp_path: Path) -> None:
    job = FilmJob(store, tmp_path / "film.mp4")
    job.output.write_text("the last one, to be replaced")
    with job.begun(KEYS[:1]):
        job.beside(job.output).write_text("half")
        tidy(store)
        assert job.beside(job.output).exists()
        assert unfinished_keys(store) == {KEYS[0]}


def test_tidying_makes_no_cache(store: SegmentStore) -> None:
    tidy(store)
    assert not store.folder.exists()


@pytest.mark.parametrize(
    "place", ["storyanim.production.jobs.json.dumps", "storyanim.production.store.SegmentStore.evict"]
)
def test_a_job_that_cannot_begin_is_let_go(
    store: SegmentStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    job = FilmJob(store, tmp_path / "film.mp4")
    with monkeypatch.context() as patched:
        patched.setattr(place, fail)
        with pytest.raises(OutputError, match="No space left"), job.begun(KEYS):
            pass
    assert not job.scratch.exists()
    assert list((store.folder / "films").glob("*.part")) == []
    with job.begun(KEYS):
        pass


@pytest.mark.parametrize(
    ("number", "says", "says_not"),
    [(errno.ENOSPC, "make room or set STORYANIM_CACHE", "may not"), (errno.EROFS, "set STORYANIM_CACHE", "make room")],
)
def test_only_a_full_cache_asks_for_room(store: SegmentStore, number: int, says: str, says_not: str) -> None:
    with pytest.raises(OutputError, match=says) as failure, reported(store.folder):
        raise OSError(number, os.strerror(number))
    assert str(store.folder) in str(failure.value)
    assert says_not not in str(failure.value)
