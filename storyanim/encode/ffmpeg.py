"""Finds ffmpeg and runs it, so that no failure passes for a success.

Takes argument lists (never a shell) and frames' bytes; gives how many frames ffmpeg says it wrote and what it
complained about. Knows nothing of codecs or containers. Names that begin with `-` never become options and
names like `pipe:1` never become protocols: callers pass paths through `path_argument`.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import signal
import subprocess
import threading
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from storyanim.encode.process import Child, Halt, started
from storyanim.errors import EncoderError, OutputError, StoryanimError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from typing_extensions import Buffer

TIMEOUT = 60.0
"""Seconds ffmpeg may keep us waiting without any progress; a 4096x4096 frame takes it well under two."""

_DISK = re.compile(r"No space left on device|Disk quota exceeded|Read-only file system|File too large")
"""How the C library words ENOSPC, EDQUOT, EROFS and EFBIG; ffmpeg repeats it."""

_NO_TRACK = re.compile(r"Stream map '[^']*' matches no streams")
_NOISE = re.compile(r"^(Conversion failed!|Exiting .*|Last message repeated .*|Error opening \w+ files: .*|)$")
_ORIGIN = re.compile(r"^(\[[^]]*\] *)+")


@dataclass(frozen=True, slots=True)
class Ffmpeg:
    """An ffmpeg program. `build` is its version line and a hash of its configuration: equal builds, equal bytes."""

    path: Path
    build: str


@dataclass(frozen=True, slots=True)
class Report:
    """What ffmpeg said: the last `frame=` count of its progress (None: it gave none), and its warnings."""

    frames: int | None
    fed: int
    log: str


class NoTrackError(EncoderError):
    """A file has no track of the kind that was asked for."""


def find_ffmpeg() -> Ffmpeg:
    """The ffmpeg of `IMAGEIO_FFMPEG_EXE` if that is set, else the one that comes with imageio-ffmpeg.

    Raises EncoderError if there is none or it does not run.
    """
    import imageio_ffmpeg

    try:
        named = imageio_ffmpeg.get_ffmpeg_exe()
    except RuntimeError:
        raise EncoderError("ffmpeg was not found; install it with: pip install imageio-ffmpeg") from None
    found = shutil.which(named)
    if found is None:
        raise EncoderError(f"ffmpeg was not found at {named}; correct or unset IMAGEIO_FFMPEG_EXE")
    path = Path(found).absolute()
    return Ffmpeg(path, _build(path))


def path_argument(path: Path) -> str:
    """A path as ffmpeg must be given it: absolute, so that it is neither an option nor a protocol."""
    return os.fspath(path.absolute())


def run(
    ffmpeg: Ffmpeg,
    arguments: Sequence[str],
    *,
    feed: Iterable[Buffer] | None = None,
    timeout: float = TIMEOUT,
    halt: Halt | None = None,
) -> Report:
    """Run ffmpeg to its end; feed it `feed`, if given, through its standard input.

    Leaving early, by an error of `feed` or by Ctrl-C, kills ffmpeg and reaps it; so does `halt`, from another
    thread, even where ffmpeg hangs. Raises OutputError where the disk is full or read-only, NoTrackError where an
    input lacks a track that is mapped, and EncoderError where ffmpeg fails, dies, or does not get on for `timeout`
    seconds while we wait for it.
    """
    progress = _Progress()
    command = [str(ffmpeg.path), "-hide_banner", "-nostdin", "-nostats", "-loglevel", "warning"]
    command += ["-progress", "pipe:1", "-y", *arguments]
    try:
        child = Child(command, fed=feed is not None, timeout=timeout, on_output=progress.take)
    except OSError as error:
        raise EncoderError(f"ffmpeg could not be started: {error.strerror}: {ffmpeg.path}") from error
    with child:
        (halt or Halt()).reach(child)
        fed, refused = _feed(child, feed or ())
        status = child.finish()
    if child.stuck:
        raise EncoderError(f"ffmpeg did nothing for {timeout:g} s and was stopped; try again")
    if status != 0:
        raise _failure(status, child.complaints, arguments)
    if refused:
        raise EncoderError(f"ffmpeg stopped reading after {fed} frames, and says that all is well")
    return Report(progress.frames, fed, child.complaints)


def _feed(child: Child, feed: Iterable[Buffer]) -> tuple[int, bool]:
    """How many buffers were taken, and whether the child closed its input before the end."""
    fed = 0
    for data in feed:
        try:
            child.write(data)
        except BrokenPipeError:
            return fed, True
        fed += 1
    return fed, False


class _Progress:
    """Reads `-progress` output: blocks of key=value lines, each ended by `progress=...`.

    ffmpeg repeats the block every half second even when it is stuck, so only a changed one is a sign of life.
    """

    def __init__(self) -> None:
        self.frames: int | None = None
        self._rest = b""
        self._block: dict[str, str] = {}
        self._before: tuple[str | None, ...] = ()

    def take(self, child: Child, data: bytes) -> None:
        """Called with whatever arrived on standard output."""
        *lines, rest = (self._rest + data).split(b"\n")
        self._rest = rest[-4096:]
        for line in lines:
            key, _, value = line.decode("utf-8", "replace").partition("=")
            self._block[key.strip()] = value.strip()
            if key == "progress":
                self._end_block(child)

    def _end_block(self, child: Child) -> None:
        now = tuple(self._block.get(key) for key in ("frame", "total_size", "out_time_us", "progress"))
        if now != self._before:
            self._before = now
            child.alive()
        count = self._block.get("frame", "")
        if count.isdecimal():
            self.frames = int(count)


def _failure(status: int, complaints: str, arguments: Sequence[str]) -> StoryanimError:
    last = _last_words(complaints)
    if disk := _DISK.search(complaints):
        where = "".join(arguments[-1:])  # ffmpeg's output is always its last argument
        return OutputError(f"cannot write {where!r}: {disk[0]}; make room and run the same command again")
    if _NO_TRACK.search(complaints):
        return NoTrackError(f"ffmpeg found no such track: {last}")
    if status < 0:
        return EncoderError(f"ffmpeg was killed by {_signal_name(-status)}; is there enough memory? {last}".rstrip())
    return EncoderError(f"ffmpeg failed (exit status {status}): {last or 'it did not say why'}")


def _last_words(complaints: str) -> str:
    """The last two lines that say something (often what and where), without ffmpeg's `[matroska @ 0x...]`."""
    lines = [_ORIGIN.sub("", line.strip()) for line in complaints.splitlines()]
    return "; ".join([line for line in lines if not _NOISE.match(line)][-2:])[:400]


def _signal_name(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"


_build_lock = threading.Lock()


def _build(path: Path) -> str:
    with _build_lock:
        return _build_of(path, path.stat().st_mtime_ns)


@lru_cache(maxsize=8)
def _build_of(path: Path, _changed: int) -> str:
    try:
        command = [str(path), "-hide_banner", "-version"]
        answer = started(
            lambda: subprocess.run(  # noqa: S603 (a list, never a shell)
                command, stdin=subprocess.DEVNULL, capture_output=True, timeout=30, check=True
            )
        )
    except (OSError, subprocess.SubprocessError) as error:
        raise EncoderError(f"ffmpeg does not run: {path}: {error}") from error
    lines = answer.stdout.decode("utf-8", "replace").splitlines() or [""]
    digest = hashlib.sha256("\n".join(lines).encode()).hexdigest()[:16]
    return f"{lines[0].split(' Copyright')[0]} {digest}"
