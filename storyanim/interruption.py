"""Ending on request: TERM becomes an exception, as Ctrl-C already is, so that every `finally` on the way runs.

Takes nothing, gives a block in which SIGTERM raises `Terminated`, and one which neither it nor Ctrl-C disturbs; and
an end for a process in which something still runs that nothing can stop. Knows nothing of what is being done.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Generator
    from types import FrameType

_unstoppable: list[threading.Thread] = []


class Terminated(BaseException):
    """Somebody sent SIGTERM. Like KeyboardInterrupt not an `Exception`: only the command line ends on it."""

    exit_code = 128 + signal.SIGTERM


@contextmanager
def terminable() -> Generator[None]:
    """Raise `Terminated` on SIGTERM while the block runs.

    Does nothing outside the main thread (Python delivers signals only there) or where the program that
    called us handles SIGTERM itself.
    """
    mine = threading.current_thread() is threading.main_thread() and signal.getsignal(signal.SIGTERM) == signal.SIG_DFL
    if mine:
        signal.signal(signal.SIGTERM, _raise)
    try:
        yield
    finally:
        if mine:
            signal.signal(signal.SIGTERM, signal.SIG_DFL)


@contextmanager
def undisturbed() -> Generator[None]:
    """Let SIGINT and SIGTERM wait until the block is over: for what takes a moment and must not be half done."""
    waiting: list[int] = []
    ours = threading.current_thread() is threading.main_thread()
    numbers = [number for number in (signal.SIGINT, signal.SIGTERM) if ours and signal.getsignal(number) is not None]
    before = {number: signal.signal(number, lambda caught, _frame: waiting.append(caught)) for number in numbers}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        for number in waiting[:1]:
            signal.raise_signal(number)


def start_unstoppable(thread: threading.Thread) -> None:
    """Start a thread that is nobody's to stop, such as one within a compiler."""
    _unstoppable[:] = [one for one in _unstoppable if one.is_alive()]
    thread.start()
    _unstoppable.append(thread)


def end_at_once(code: int) -> None:
    """End this process, which has tidied up, if there is such a thread: Python's own end would abort within it."""
    if not any(one.is_alive() for one in _unstoppable):
        return
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError):
            stream.flush()
    os._exit(code)


def _raise(_signal: int, _frame: FrameType | None) -> None:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)  # a second TERM must not break off the tidying
    raise Terminated("terminated")
