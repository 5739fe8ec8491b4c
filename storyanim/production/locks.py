"""A lock between processes that the operating system lets go of when its holder dies, however it dies.

Takes a path, gives a held lock or says that somebody else holds it. A process number in a file would lie after
a reboot or in another container; a lock on an open file cannot.
"""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path

if sys.platform == "win32":
    import msvcrt

    def _lock(descriptor: int, *, wait: bool) -> None:
        msvcrt.locking(descriptor, msvcrt.LK_LOCK if wait else msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _lock(descriptor: int, *, wait: bool) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)


@dataclass(frozen=True, slots=True)
class HeldLock:
    """A lock this process holds until it lets go or ends."""

    descriptor: int

    def release(self) -> None:
        """Let go."""
        with suppress(OSError):
            os.close(self.descriptor)


def try_lock(path: Path) -> HeldLock | None:
    """The lock at `path`, or None where a living process holds it. Makes the file where there is none."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        _lock(descriptor, wait=False)
    except OSError:
        os.close(descriptor)
        return None
    return HeldLock(descriptor)


@contextmanager
def locked(path: Path) -> Generator[None]:
    """Wait for the lock at `path` and hold it."""
    held = HeldLock(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    try:
        _lock(held.descriptor, wait=True)
        yield
    finally:
        held.release()
