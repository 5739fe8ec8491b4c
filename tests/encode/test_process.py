"""No child outlives its owner, and none keeps it waiting for ever."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from storyanim.encode.ffmpeg import run
from storyanim.encode.process import Halt, started
from storyanim.errors import EncoderError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from storyanim.encode import Ffmpeg

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc, and only Linux has PR_SET_PDEATHSIG")

OWNER = """
import sys
from pathlib import Path
from storyanim.encode.ffmpeg import Ffmpeg, run
fed = sys.argv[2] == "fed"
data = bytes(1 << 16)
def feed():
    while True:
        yield data
run(Ffmpeg(Path(sys.argv[1]), ""), sys.argv[3:], feed=feed() if fed else None)
"""
ENDLESS = ["-f", "rawvideo", "-pix_fmt", "gray", "-video_size", "256x256", "-i", "pipe:0", "-f", "null", "-"]
LASTING = ["-re", "-f", "lavfi", "-i", "color=size=64x64:rate=10", "-f", "null", "-"]


def lives(pid: int) -> bool:
    """Whether the process runs; one that waits to be reaped by somebody else does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


def eventually(holds: Callable[[], bool], seconds: float = 30.0) -> bool:
    end = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > end:
            return False
        time.sleep(0.02)
    return True


def children(pid: int) -> list[int]:
    listings = Path(f"/proc/{pid}/task").glob("*/children")
    return [int(word) for listing in listings for word in listing.read_text().split()]


def noted(tmp_path: Path) -> int:
    """The process id that the stand-in wrote down."""
    assert eventually(lambda: (tmp_path / "pid").exists() and bool((tmp_path / "pid").read_text().strip()))
    return int((tmp_path / "pid").read_text())


def test_a_hung_encoder_that_reads_nothing_is_stopped(stand_in: Callable[[str], Ffmpeg], tmp_path: Path) -> None:
    with pytest.raises(EncoderError, match=r"did nothing for 0\.5 s"):
        run(stand_in("sleep 1000"), [], feed=[bytes(1 << 24)], timeout=0.5)
    assert not lives(noted(tmp_path))


def test_a_hung_encoder_that_reads_all_and_never_ends_is_stopped(
    stand_in: Callable[[str], Ffmpeg], tmp_path: Path
) -> None:
    with pytest.raises(EncoderError, match="did nothing"):
        run(stand_in("cat > /dev/null; exec sleep 1000"), [], feed=[bytes(1 << 16)], timeout=0.5)
    assert not lives(noted(tmp_path))


def test_an_encoder_that_repeats_the_same_progress_is_hung(stand_in: Callable[[str], Ffmpeg]) -> None:
    body = "while :; do echo frame=3; echo progress=continue; sleep 0.1; done"
    with pytest.raises(EncoderError, match="did nothing"):
        run(stand_in(body), [], timeout=0.6)


def test_slow_progress_is_not_hung(stand_in: Callable[[str], Ffmpeg]) -> None:
    body = "for n in 1 2 3 4 5 6; do echo frame=$n; echo progress=continue; sleep 1; done"
    assert run(stand_in(body), [], timeout=5).frames == 6


def test_time_that_the_drawing_takes_does_not_count(stand_in: Callable[[str], Ffmpeg]) -> None:
    def slowly_drawn() -> Iterator[bytes]:
        yield bytes(16)
        time.sleep(3.4)
        yield bytes(16)

    assert run(stand_in("exec cat > /dev/null"), [], feed=slowly_drawn(), timeout=3).fed == 2


def test_a_talkative_encoder_does_not_block(stand_in: Callable[[str], Ffmpeg]) -> None:
    body = "cat > /dev/null; head -c 3000000 /dev/zero | tr '\\0' 'x' >&2; head -c 3000000 /dev/zero"
    assert len(run(stand_in(body), [], feed=[b"abc"], timeout=10).log) <= 16_384


@pytest.mark.parametrize("interruption", [KeyboardInterrupt, SystemExit, ValueError])
def test_an_interruption_while_drawing_ends_the_encoder(ffmpeg: Ffmpeg, interruption: type[BaseException]) -> None:
    pids: list[int] = []
    before = children(os.getpid())  # what other tests of this process have left running

    def broken() -> Iterator[bytes]:
        yield bytes(1 << 16)
        pids.extend(pid for pid in children(os.getpid()) if pid not in before)
        raise interruption

    with pytest.raises(interruption):
        run(ffmpeg, ENDLESS, feed=broken())
    assert pids
    assert not any(lives(pid) for pid in pids)


@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL], ids=lambda sent: sent.name)
@pytest.mark.parametrize("kind", ["real, fed", "real, joining", "hung"])
def test_no_orphan_when_the_owner_is_killed(
    ffmpeg: Ffmpeg, stand_in: Callable[[str], Ffmpeg], tmp_path: Path, sent: signal.Signals, kind: str
) -> None:
    program = stand_in("exec sleep 1000") if kind == "hung" else ffmpeg
    arguments = LASTING if kind == "real, joining" else ENDLESS
    feeding = "unfed" if kind == "real, joining" else "fed"
    owner = subprocess.Popen(
        [sys.executable, "-c", OWNER, str(program.path), feeding, *arguments], stderr=subprocess.DEVNULL
    )
    pids: list[int] = []
    try:
        assert eventually(lambda: bool(children(owner.pid)))
        time.sleep(0.3)
        pids = children(owner.pid)
        assert pids
        assert owner.poll() is None
        owner.send_signal(sent)
        assert owner.wait(30) != 0
        assert eventually(lambda: not any(lives(pid) for pid in pids))
    finally:
        owner.kill()
        owner.wait()
        for pid in filter(lives, pids):
            os.kill(pid, signal.SIGKILL)


def test_the_encoder_has_a_process_group_of_its_own(stand_in: Callable[[str], Ffmpeg], tmp_path: Path) -> None:
    """Else a terminal's Ctrl-C would end it before its owner can decide what to keep."""
    run(stand_in(f"cut -d ' ' -f 5 /proc/$$/stat > '{tmp_path}/group'"), [])
    assert int((tmp_path / "group").read_text()) == noted(tmp_path)


@pytest.mark.parametrize("number", [errno.EFAULT, errno.EAGAIN, errno.ENOMEM])
def test_a_start_that_the_machine_refuses_for_a_moment_is_tried_again(
    stand_in: Callable[[str], Ffmpeg], monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    refused: list[int] = []
    start = subprocess.Popen.__init__

    def refuse_once(*arguments: Any, **options: Any) -> None:
        if not refused:
            refused.append(number)
            raise OSError(number, os.strerror(number))
        start(*arguments, **options)

    monkeypatch.setattr(subprocess.Popen, "__init__", refuse_once)
    assert run(stand_in("exec cat > /dev/null"), [], feed=[b"abc"]).fed == 1
    assert refused == [number]


@pytest.mark.parametrize(("number", "tries"), [(errno.EFAULT, 4), (errno.ENOENT, 1)])
def test_a_start_is_not_tried_for_ever(number: int, tries: int) -> None:
    seen: list[int] = []

    def refuse() -> None:
        seen.append(number)
        raise OSError(number, os.strerror(number))

    with pytest.raises(OSError, match=os.strerror(number)):
        started(refuse)
    assert len(seen) == tries


def test_what_an_encoder_leaves_running_ends_with_it(stand_in: Callable[[str], Ffmpeg], tmp_path: Path) -> None:
    """A wrapper script that has ended, while the program it started goes on."""
    run(stand_in(f"sleep 1000 > /dev/null 2>&1 & echo $! > '{tmp_path}/left'"), [])
    left = int((tmp_path / "left").read_text())
    assert eventually(lambda: not lives(left))


def test_another_thread_can_halt_an_encoder_that_hangs(stand_in: Callable[[str], Ffmpeg], tmp_path: Path) -> None:
    halt = Halt()
    thread = threading.Thread(target=lambda: (noted(tmp_path), halt.throw()))
    thread.start()
    with pytest.raises(EncoderError, match="SIGKILL"):
        run(stand_in("exec sleep 1000"), [], feed=[bytes(1 << 24)], timeout=100, halt=halt)
    thread.join()
    assert not lives(noted(tmp_path))


def test_a_halt_that_comes_before_the_start_counts(stand_in: Callable[[str], Ffmpeg]) -> None:
    halt = Halt()
    halt.throw()
    with pytest.raises(EncoderError, match="SIGKILL"):
        run(stand_in("exec sleep 1000"), [], halt=halt)
