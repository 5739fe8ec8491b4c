"""Segments by name: what is drawn once is never drawn again.

Takes a segment's key (a hash of all that went into it) and the file that holds it, gives the file back as long as
it is whole. A stored file's name states its key, frames, length and digest, so one rename makes a segment, and a
torn or foreign file never passes for one. Knows nothing of films, renderers or encoders.
"""

from __future__ import annotations

import errno
import hashlib
import os
import re
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from storyanim.errors import OutputError
from storyanim.production.locks import locked

if TYPE_CHECKING:
    from collections.abc import Container, Generator, Iterator
    from io import BufferedRandom, BufferedReader
    from pathlib import Path

DEFAULT_LIMIT = 10 * 2**30
"""Bytes of segments kept: about three hours of film at 1280x720."""

_NAME = re.compile(r"(?P<key>[0-9a-f]{64})-(?P<frames>\d+)-(?P<length>\d+)-(?P<digest>[0-9a-f]{32})\.mkv")


@dataclass(frozen=True, slots=True)
class Segment:
    """A stored segment: its key, its file, and the frames and bytes in it."""

    key: str
    path: Path
    frames: int
    length: int


@dataclass(frozen=True, slots=True)
class SegmentStore:
    """A cache folder of segments, shared by all storyanim processes of one user; at most `limit` bytes are kept."""

    folder: Path
    limit: int = DEFAULT_LIMIT

    def find(self, key: str) -> Segment | None:
        """The whole segment of this key, marked as used just now; a damaged one is dropped.

        Raises:
            OutputError: the cache cannot be read.
        """
        with reported(self.folder):
            for path in sorted(self._shard(key).glob(f"{key}-*.mkv")):
                segment = _described(path)
                if segment and _is_whole(path):
                    os.utime(path)
                    return segment
                path.unlink(missing_ok=True)
        return None

    def keep(self, key: str, part: Path, frames: int) -> Segment:
        """Take a finished file of `frames` frames in, under its key.

        Raises:
            OutputError: the disk is full or the cache cannot be written.
        """
        with reported(self.folder):
            length, digest = _sealed(part)
            path = self._shard(key) / f"{key}-{frames}-{length}-{digest}.mkv"
            path.parent.mkdir(parents=True, exist_ok=True)
            part.replace(path)
        return Segment(key, path, frames, length)

    def evict(self, spared: Container[str]) -> int:
        """Drop the segments longest unused until the limit holds, but none whose key is in `spared`.

        Returns:
            The bytes freed.
        """
        found = sorted(self._segments(), key=_last_used)
        excess = sum(segment.length for segment in found) - self.limit
        freed = 0
        for segment in found:
            if freed >= excess:
                break
            if segment.key not in spared:
                segment.path.unlink(missing_ok=True)
                freed += segment.length
        return freed

    def length(self) -> int:
        """Bytes of all segments."""
        return sum(segment.length for segment in self._segments())

    def count(self) -> int:
        """How many segments there are."""
        return sum(1 for _ in self._segments())

    @contextmanager
    def exclusive(self) -> Generator[None]:
        """Hold the whole store against other processes: for the moments in which films begin, end or evict."""
        with reported(self.folder):
            self.folder.mkdir(parents=True, exist_ok=True)
            with locked(self.folder / "lock"):
                yield

    def _shard(self, key: str) -> Path:
        return self.folder / "segments" / key[:2]

    def _segments(self) -> Iterator[Segment]:
        return filter(None, map(_described, (self.folder / "segments").glob("*/*.mkv")))


@contextmanager
def reported(folder: Path) -> Generator[None]:
    """Turn the system's errors about the cache into a line for a person."""
    try:
        yield
    except OSError as error:
        reason = error.strerror or str(error)
        room = "make room or " if error.errno in {errno.ENOSPC, errno.EDQUOT} else ""
        message = f"the cache folder {folder} cannot be used: {reason}; {room}set STORYANIM_CACHE to another folder"
        raise OutputError(message) from error


def _described(path: Path) -> Segment | None:
    match = _NAME.fullmatch(path.name)
    return Segment(match["key"], path, int(match["frames"]), int(match["length"])) if match else None


def _is_whole(path: Path) -> bool:
    match = _NAME.fullmatch(path.name)
    if match is None or path.stat().st_size != int(match["length"]):
        return False
    with path.open("rb") as file:
        return _digest(file) == match["digest"]


def _sealed(part: Path) -> tuple[int, str]:
    """Bring a file's bytes to the disk; its length and digest."""
    with part.open("rb+") as file:
        digest = _digest(file)
        os.fsync(file.fileno())
        return file.tell(), digest


def _digest(file: BufferedReader | BufferedRandom) -> str:
    return hashlib.file_digest(file, lambda: hashlib.blake2b(digest_size=16)).hexdigest()


def _last_used(segment: Segment) -> float:
    with suppress(FileNotFoundError):
        return segment.path.stat().st_mtime
    return 0.0
