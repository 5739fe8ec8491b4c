"""Ctrl-C reaches every process of a terminal: this keeps it from those that are only started to help."""

from __future__ import annotations

import signal
import sys
from contextlib import contextmanager
from multiprocessing import resource_tracker
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Generator


@contextmanager
def spared() -> Generator[None]:
    """Keep Ctrl-C from a process that is started here: it is for us, also before it has begun to ignore it."""
    if sys.platform == "win32":
        yield
        return
    resource_tracker.ensure_running()  # it lets signals through again, where it must be started first
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
