"""Ending on request: TERM becomes an exception, as Ctrl-C already is, so that every `finally` on the way runs.

Takes nothing, gives a block in which SIGTERM raises `Terminated`, and one which neither it nor Ctrl-C disturbs.
Knows nothing of what is being done.
"""

from __future__ import annotations

import signal
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Generator
    from types import FrameType


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


def _raise(_signal: int, _frame: FrameType | None) -> None:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)  # a second TERM must not break off the tidying
    raise Terminated("terminated")
