"""The real command, stopped in every way: what it says, what it leaves, and that the next run finishes the film."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.production.fakes import all_gone
from tests.stories import KITE

HERE = Path(__file__).parents[2]
COMMAND = ("render", "kite.txt", "-o", "film.mp4", "--size", "320x180", "--fps", "12", "--jobs", "2")
"""Some seconds of work for two cores."""


def started(folder: Path, *words: str) -> subprocess.Popen[str]:
    folder.mkdir(exist_ok=True)
    (folder / "kite.txt").write_text(KITE, encoding="utf-8")
    environment = {**os.environ, "STORYANIM_CACHE": str(folder / ".cache"), "PYTHONPATH": str(HERE)}
    return subprocess.Popen(
        [sys.executable, "-m", "storyanim", *words],
        cwd=folder,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def finished(folder: Path) -> bytes:
    with started(folder, *COMMAND) as process:
        out, err = process.communicate(timeout=120)
    assert (process.returncode, out) == (0, "film.mp4\n"), err
    return (folder / "film.mp4").read_bytes()


@pytest.fixture(scope="module")
def uninterrupted(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return finished(tmp_path_factory.mktemp("whole"))


def wait_for_a_segment(process: subprocess.Popen[str], folder: Path) -> None:
    end = time.monotonic() + 60
    while not list(folder.glob(".cache/segments/*/*.mkv")):
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < end
        time.sleep(0.02)


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_render_ends_when_asked_and_goes_on_later(
    tmp_path: Path, uninterrupted: bytes, number: signal.Signals, code: int
) -> None:
    with started(tmp_path / "here", *COMMAND) as process:
        wait_for_a_segment(process, tmp_path / "here")
        process.send_signal(number)
        out, err = process.communicate(timeout=30)
    assert (process.returncode, out) == (code, "")
    assert err.splitlines()[-1] == "storyanim: stopped; what was done is kept, the same command goes on from there"
    assert "Traceback" not in err
    assert all_gone(tmp_path / "here")
    names = {path.name for path in (tmp_path / "here").iterdir()}
    assert names == {"kite.txt", "kite.yaml", ".cache"}
    assert not list((tmp_path / "here").rglob("*.part"))
    assert finished(tmp_path / "here") == uninterrupted


def wait_for_a_handler(process: subprocess.Popen[str]) -> None:
    """Until the command hears signals: before that, which may take long on a loaded machine, Python ends on them."""
    end = time.monotonic() + 30
    while sys.platform == "linux" and not _caught(process.pid) >> (signal.SIGTERM - 1) & 1:
        assert time.monotonic() < end
        time.sleep(0.02)


def _caught(pid: int) -> int:
    """The signals that a process has handlers for, a bit each (proc(5), `SigCgt`)."""
    lines = Path(f"/proc/{pid}/status").read_text(encoding="utf-8").splitlines()
    return next(int(line.split()[1], 16) for line in lines if line.startswith("SigCgt"))


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_draft_ends_when_asked(tmp_path: Path, number: signal.Signals, code: int) -> None:
    with started(tmp_path / "here", "draft", "-", "-o", "long.yaml") as process:
        assert process.stdin is not None
        process.stdin.write(KITE * 20)  # and no end: it is still being read when the signal comes
        process.stdin.flush()
        wait_for_a_handler(process)
        time.sleep(0.5)
        process.send_signal(number)
        process.wait(timeout=10)
        _, err = process.communicate(timeout=10)
    assert process.returncode == code
    assert err.count("\n") == 1
    assert {path.name for path in (tmp_path / "here").iterdir()} == {"kite.txt"}


def test_a_kill_at_any_moment_leaves_parts_only_and_the_next_run_finishes(tmp_path: Path, uninterrupted: bytes) -> None:
    folder = tmp_path / "here"
    with started(folder, *COMMAND) as process:
        wait_for_a_segment(process, folder)
        time.sleep(random.uniform(0, 1.0))
        process.kill()
    assert all_gone(folder)
    if not (folder / "film.mp4").exists():
        stray = {path.name for path in folder.iterdir() if path.suffix != ".part"}
        assert stray <= {"kite.txt", "kite.yaml", ".cache", "film.mp4.json", "film.srt"}
        assert finished(folder) == uninterrupted
    assert not list(folder.rglob("*.part"))
