"""Where a device is talked to: one batch at a time, and a GPU always from the same thread.

Whoever draws hands over a task and waits for what it gives. Knows neither torch nor models.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from queue import SimpleQueue
from threading import Lock, RLock, Thread, current_thread
from typing import Any, Protocol, TypeVar

from storyanim.interruption import start_unstoppable

Given = TypeVar("Given")


class Run(Protocol):
    """Runs a task and gives what it gives."""

    def __call__(self, task: Callable[[], Given], /) -> Given:
        """Run it; what it raises is raised."""
        ...


def run_here(task: Callable[[], Given], /) -> Given:
    """In this very thread."""
    return task()


class OneAtATime:
    """Tasks run in the threads that bring them, never two at once."""

    def __init__(self) -> None:
        self._lock = RLock()

    def __call__(self, task: Callable[[], Given], /) -> Given:
        """See `Run`."""
        with self._lock:
            return task()


class OneThread:
    """All tasks run in one thread of their own, in the order in which they come.

    What CUDA records of a network belongs to the thread that recorded it. The thread ends with the process.
    """

    def __init__(self, name: str) -> None:
        self._name, self._tasks = name, SimpleQueue[tuple[Callable[[], Any], Future[Any]]]()
        self._thread: Thread | None = None
        self._starting = Lock()

    def __call__(self, task: Callable[[], Given], /) -> Given:
        """See `Run`."""
        if current_thread() is self._thread:
            return task()
        self._start()
        future: Future[Given] = Future()
        self._tasks.put((task, future))
        return future.result()

    def _start(self) -> None:
        with self._starting:
            if self._thread is None:
                self._thread = Thread(target=self._work, name=self._name, daemon=True)
                self._thread.start()

    def _work(self) -> None:
        while True:
            task, future = self._tasks.get()
            fulfil(future, task)
            del task, future  # what they hold would stay until the next task comes


def in_background(task: Callable[[], Given], name: str) -> Future[Given]:
    """Run a task in a thread of its own, which does not keep the process from ending."""
    future: Future[Given] = Future()
    start_unstoppable(Thread(target=fulfil, args=(future, task), name=name, daemon=True))
    return future


def fulfil(future: Future[Given], task: Callable[[], Given]) -> None:
    """Run a task and leave in the future what it gives or raises."""
    try:
        result = task()
    except BaseException as error:  # whoever waits gets it, whatever it is
        future.set_exception(error)
    else:
        future.set_result(result)
