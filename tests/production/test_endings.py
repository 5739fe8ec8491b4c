"""However a film's process ends, nothing goes on running and nothing half done stands; the next run finishes it."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import psutil
import pytest

from tests.production.fakes import all_gone

if TYPE_CHECKING:
    from pathlib import Path

SLOW = 0.04
"""Seconds a picture: a film of 24 pictures takes a second or two."""


def filming(folder: Path, *, jobs: int, idle: float = SLOW, fault: str = "") -> subprocess.Popen[bytes]:
    folder.mkdir(exist_ok=True)
    arguments = [str(folder.parent / "cache"), str(folder / "film.mp4"), str(jobs), str(idle), fault]
    command = [sys.executable, "-m", "tests.production.filming", *arguments]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def finished(folder: Path) -> bytes:
    with filming(folder, jobs=1, idle=0) as process:
        _, complaints = process.communicate(timeout=60)
    assert (process.returncode, complaints) == (0, b"")
    return (folder / "film.mp4").read_bytes()


@pytest.fixture(scope="module")
def uninterrupted(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return finished(tmp_path_factory.mktemp("whole") / "films")


def wait_for_segments(process: subprocess.Popen[bytes]) -> None:
    """Until a segment must stand: two workers can hold eight unfinished frames at most (of chunks of six and four)."""
    assert process.stdout is not None
    assert process.stdout.readline() == b"ready\n"
    while int(process.stdout.readline()) < 9:
        pass


@pytest.mark.parametrize("jobs", [1, 2])
@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_an_ending_on_request_is_tidy(
    tmp_path: Path, uninterrupted: bytes, jobs: int, number: signal.Signals, code: int
) -> None:
    folder = tmp_path / "films"
    with filming(folder, jobs=jobs, idle=0, fault="pause") as process:
        wait_for_segments(process)
        process.send_signal(number)
        _, complaints = process.communicate(timeout=30)
    assert (process.returncode, complaints) == (code, b"")
    assert all_gone(tmp_path)
    assert list(folder.iterdir()) == []
    assert list(tmp_path.rglob("*.part")) == []
    assert list(tmp_path.rglob("*.mkv"))
    assert finished(folder) == uninterrupted


@pytest.mark.parametrize(("_round", "jobs"), [(1, 1), (1, 2), (2, 2), (3, 2)])
def test_a_kill_at_any_moment_leaves_nothing_but_parts(
    tmp_path: Path, uninterrupted: bytes, _round: int, jobs: int
) -> None:
    folder = tmp_path / "films"
    for _ in range(2):
        with filming(folder, jobs=jobs) as process:
            assert process.stdout is not None
            process.stdout.readline()
            time.sleep(random.uniform(0, 1.8 / jobs))
            process.kill()
        assert all_gone(tmp_path)
        if (folder / "film.mp4").exists():
            break
        stray = [path for path in folder.iterdir() if ".part" not in path.suffixes]
        assert stray in ([], [folder / "film.mp4.json"], [folder / "film.mp4.json", folder / "film.srt"])
    else:
        finished(folder)
    assert (folder / "film.mp4").read_bytes() == uninterrupted
    assert list(folder.glob("*.part")) == []


def test_workers_in_the_middle_of_a_picture_end_with_their_parent(tmp_path: Path) -> None:
    with filming(tmp_path / "films", jobs=2, idle=60) as process:
        parent = psutil.Process(process.pid)
        while len(list(tmp_path.rglob("*.log.part"))) < 2 or len(parent.children(recursive=True)) < 4:
            time.sleep(0.05)
        process.kill()
    assert all_gone(tmp_path)


def test_a_kill_while_the_film_is_joined_leaves_nothing_but_parts(tmp_path: Path, uninterrupted: bytes) -> None:
    folder = tmp_path / "films"
    assert finished(folder) == uninterrupted
    (folder / "film.mp4").unlink()
    with filming(folder, jobs=1) as process:
        assert process.stdout is not None
        while process.stdout.readline() != b"24\n":
            pass
        time.sleep(random.uniform(0, 0.1))
        process.kill()
    assert all_gone(tmp_path)
    if not (folder / "film.mp4").exists():
        assert finished(folder) == uninterrupted
    assert list(folder.glob("*.part")) == []


def test_two_processes_share_a_cache(tmp_path: Path, uninterrupted: bytes) -> None:
    with filming(tmp_path / "one", jobs=2, idle=0.01) as first, filming(tmp_path / "two", jobs=1, idle=0.01) as second:
        for process in (first, second):
            _, complaints = process.communicate(timeout=60)
            assert (process.returncode, complaints) == (0, b"")
    for name in ("one", "two"):
        assert (tmp_path / name / "film.mp4").read_bytes() == uninterrupted
    assert list(tmp_path.rglob("*.part")) == []


def test_the_second_process_for_one_film_is_refused(tmp_path: Path) -> None:
    with filming(tmp_path / "one", jobs=1, fault="pause") as first:
        while not list(tmp_path.rglob("owner.part")):
            time.sleep(0.05)
        with filming(tmp_path / "one", jobs=1) as second:
            _, complaints = second.communicate(timeout=30)
        first.kill()
    assert second.returncode == 3
    assert b"is being made by another storyanim" in complaints


def test_a_worker_that_is_killed_fails_the_film_in_one_line(tmp_path: Path) -> None:
    with filming(tmp_path / "films", jobs=2, idle=0, fault="pause") as process:
        wait_for_segments(process)
        workers = [
            one for one in psutil.Process(process.pid).children() if "production.worker" in " ".join(one.cmdline())
        ]
        workers[0].kill()
        _, complaints = process.communicate(timeout=60)
    assert process.returncode == 6
    assert complaints.count(b"\n") == 1
    assert b"SIGKILL" in complaints
    assert all_gone(tmp_path)
    assert list((tmp_path / "films").iterdir()) == []
