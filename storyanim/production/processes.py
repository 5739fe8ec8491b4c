"""Workers in processes of their own, one a core, each with its own renderer and encoder.

For renderers of which any number may exist. The processes are started with `subprocess`, not `multiprocessing`,
which would run a caller's script again in every worker. A terminal's Ctrl-C does not reach them: we end them. They
end by themselves, and their encoders with them, when we do, however we end.
"""

from __future__ import annotations

import os
import pickle
import shutil
import signal
import subprocess
import sys
import threading
from contextlib import suppress
from dataclasses import dataclass, replace
from queue import Empty, Queue
from typing import TYPE_CHECKING, cast

from storyanim.encode import started
from storyanim.errors import RendererError, ResourceError, StoryanimError
from storyanim.interruption import undisturbed
from storyanim.production.segments import Report, Studio
from storyanim.production.store import reported

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Iterator
    from pathlib import Path

    from storyanim.production.chunks import PlannedChunk

ONE_THREAD = dict.fromkeys(
    (
        "OMP_NUM_THREADS",
        "OPENBLAS_NUM_THREADS",
        "MKL_NUM_THREADS",
        "NUMEXPR_NUM_THREADS",
        "VECLIB_MAXIMUM_THREADS",
        "OPENCV_FOR_THREADS_NUM",
    ),
    "1",
)
"""A worker is one core's: its libraries start no threads."""
_TICK = 0.5
"""Seconds; waiting without an end could not be interrupted on Windows."""

Message = Report | Exception | None
"""What comes from a worker; None when it is gone."""


@dataclass(frozen=True, slots=True)
class ProcessWorkers:
    """Draws in `count` processes."""

    studio: Studio
    count: int

    def draw(self, chunks: Iterable[PlannedChunk]) -> Generator[Report]:
        """See `Workers.draw`."""
        inbox: Queue[tuple[_Worker, Message]] = Queue()
        team: list[_Worker] = []
        folder = self.studio.scratch / "workers.part"
        try:
            studio_file = self._written(folder)
            waiting = iter(chunks)
            for number, chunk in zip(range(self.count), waiting, strict=False):
                with undisturbed():  # an interruption in here would leave a worker running that nobody ends
                    team.append(_Worker(studio_file, number, inbox))
                team[-1].begin(chunk)
            yield from _reports(inbox, waiting, len(team))
        finally:
            for worker in team:
                worker.kill()
            for worker in team:
                worker.wait()
            shutil.rmtree(folder, ignore_errors=True)

    def _written(self, folder: Path) -> Path:
        """The studio as a file, in a folder for all that the workers leave unfinished."""
        path = folder / "studio.part"
        with reported(self.studio.store.folder):
            folder.mkdir(exist_ok=True)
            path.write_bytes(pickle.dumps(replace(self.studio, scratch=folder)))
        return path


def _reports(inbox: Queue[tuple[_Worker, Message]], waiting: Iterator[PlannedChunk], busy: int) -> Generator[Report]:
    """Pass reports on, and give whoever has finished a chunk the next, until none is left."""
    while busy:
        try:
            worker, message = inbox.get(timeout=_TICK)
        except Empty:
            continue
        if not isinstance(message, Report):
            raise message or worker.lost()
        if message.segment:
            chunk = next(waiting, None)
            busy -= chunk is None
            if chunk:
                worker.begin(chunk)
        yield message


class _Worker:
    """A worker process as seen from here."""

    def __init__(self, studio_file: Path, number: int, inbox: Queue[tuple[_Worker, Message]]) -> None:
        self._chunk: PlannedChunk | None = None
        self._log = studio_file.with_name(f"worker-{number}.log.part")
        with self._log.open("wb") as log:
            self._process = started(
                lambda: subprocess.Popen(  # noqa: S603 our own interpreter and module
                    _command(studio_file),
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    stderr=log,
                    env=os.environ | ONE_THREAD,
                    process_group=None if sys.platform == "win32" else 0,
                    creationflags=getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0),
                )
            )
        threading.Thread(target=self._listen, args=(inbox,), daemon=True).start()

    def begin(self, chunk: PlannedChunk) -> None:
        """Hand over a chunk. A worker that is gone is noticed by its listener."""
        self._chunk = chunk
        assert self._process.stdin is not None
        with suppress(OSError):
            pickle.dump(chunk, self._process.stdin)
            self._process.stdin.flush()

    def lost(self) -> StoryanimError:
        """Why the worker is gone, as far as can be known. Linux kills (SIGKILL) when memory runs out."""
        code = self._process.wait()
        what = f"the process that drew {self._chunk}"
        if code == -9:
            return ResourceError(
                f"{what} was killed (SIGKILL); if memory ran out, choose fewer --jobs or a smaller --size"
            )
        if code < 0:
            return RendererError(f"{what} was ended by {signal.strsignal(-code)} (signal {-code})")
        return RendererError(f"{what} ended by itself ({_last_line(self._log) or f'exit status {code}'})")

    def kill(self) -> None:
        """End the worker and its encoder now."""
        self._process.kill()

    def wait(self) -> None:
        """Wait until the worker is gone, and close its pipes."""
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                with suppress(OSError):
                    pipe.close()

    def _listen(self, inbox: Queue[tuple[_Worker, Message]]) -> None:
        assert self._process.stdout is not None
        try:
            while True:
                inbox.put((self, cast("Message", pickle.load(self._process.stdout))))  # noqa: S301 from our own worker
        except Exception:  # the end of its output, whole or torn: either way nothing more comes
            inbox.put((self, None))


def _command(studio_file: Path) -> list[str]:
    """A worker with our own import path, and without the current folder on it (`-P`)."""
    code = f"import sys; sys.path[:] = {sys.path!r}; from storyanim.production.worker import main; main(sys.argv[1])"
    return [sys.executable, "-P", "-c", code, str(studio_file)]


def _last_line(log: Path) -> str:
    with suppress(OSError):
        lines = log.read_text(encoding="utf-8", errors="replace").split("\n")
        return next((line.strip() for line in reversed(lines) if line.strip()), "")
    return ""
