"""One child process, owned from its first breath to its exit status.

Takes an argument list and, where the child is fed, buffers of bytes; gives its exit status, the end of its
error output and whether it had to be stopped for being stuck. Knows nothing of ffmpeg, films or errors.

A child never outlives its owner: Linux kills it when the thread that started it dies (PR_SET_PDEATHSIG), a
fed child meets the end of its input anyway, and `Child` kills and reaps it when its `with` block is left by
an exception. It gets a process group of its own, so that a terminal's Ctrl-C reaches us and not the child.
"""

from __future__ import annotations

import contextlib
import errno
import os
import signal
import subprocess
import sys
import threading
import time
from functools import partial
from typing import IO, TYPE_CHECKING, Self, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Sequence
    from types import TracebackType

    from typing_extensions import Buffer

_TAIL = 16_384
"""Bytes of error output that are kept: the last lines say what went wrong."""

_PIPE = 1 << 20
"""Wished size of the input pipe in bytes, the most Linux allows: fewer switches between us and the child."""

_PATIENCE = 10.0
"""Seconds for the readers to come to the end of a dead child's output: a loaded machine may take more than one."""

_PASSING = {errno.EFAULT, errno.EAGAIN, errno.ENOMEM}
"""What a loaded machine refuses a new process with and grants a moment later; EFAULT comes, rarely, from vfork()."""

_PAUSES = (0.05, 0.1, 0.15)
"""Seconds before a process is tried to be started again."""

_Started = TypeVar("_Started")

_TETHER = """
import ctypes, os, signal, sys
ctypes.CDLL(None).prctl(1, signal.SIGKILL, 0, 0, 0)
signal.signal(signal.SIGPIPE, signal.SIG_DFL)
if os.getppid() != int(sys.argv[1]):
    os._exit(1)
try:
    os.execv(sys.argv[2], sys.argv[2:])
except OSError as error:
    os.write(2, f"{sys.argv[2]}: {error.strerror}".encode())
    os._exit(127)
"""


def tethered(command: Sequence[str]) -> list[str]:
    """The command, made to die with the thread that starts it (on Linux; elsewhere as it is).

    A tiny interpreter sets PR_SET_PDEATHSIG (1 in prctl(2)), makes sure that its parent is still there and
    becomes the command, so the process id stays. It costs about 10 ms; a `preexec_fn` would cost nothing, but
    runs Python between fork and exec, which can deadlock where other threads hold locks.
    """
    if sys.platform != "linux":
        return list(command)
    return [sys.executable, "-I", "-S", "-c", _TETHER, str(os.getpid()), *command]


def started(start: Callable[[], _Started]) -> _Started:
    """What `start` gives, a new process; tried again where the machine only had no room for it just then.

    Raises OSError: it cannot be started, or still not after `_PAUSES`.
    """
    for pause in _PAUSES:
        try:
            return start()
        except OSError as error:
            if error.errno not in _PASSING:
                raise
            time.sleep(pause)
    return start()


class Halt:
    """A switch for another thread: kills the child it is given to, at once or as soon as there is one."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._thrown = False
        self._child: Child | None = None

    def throw(self) -> None:
        """Kill the child."""
        with self._lock:
            self._thrown = True
            if self._child is not None:
                self._child.kill()

    def reach(self, child: Child) -> None:
        """This is the child."""
        with self._lock:
            self._child = child
            if self._thrown:
                child.kill()


class Child:
    """A running child process; use it in a `with` block, which ends and reaps it whatever happens.

    `timeout` is how many seconds it may keep us waiting without any sign of life (input accepted, or
    `alive()` called) before it is killed. Time that we spend making its input does not count.
    """

    def __init__(
        self, command: Sequence[str], *, fed: bool, timeout: float, on_output: Callable[[Child, bytes], None]
    ) -> None:
        self.stuck = False
        self._timeout = timeout
        self._tail = b""
        self._waiting_since: float | None = None
        self._last_sign = 0.0
        self._ended = threading.Event()
        self._reaping = threading.Lock()
        self._process = started(
            lambda: subprocess.Popen(  # noqa: S603 (a list, never a shell)
                tethered(command),
                stdin=subprocess.PIPE if fed else subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                bufsize=0,
                process_group=0,
            )
        )
        self._threads = self._start_threads(on_output)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """What a stopped child has written is worthless, so there is no polite terminate first."""
        self.kill()
        self._close_input()
        self._reap()
        self._ended.set()
        for thread in self._threads:
            thread.join(_PATIENCE)

    @property
    def pid(self) -> int:
        """Process id."""
        return self._process.pid

    @property
    def complaints(self) -> str:
        """The last of what it wrote to its error output."""
        return self._tail.decode("utf-8", "replace")

    def alive(self) -> None:
        """It got on with its work: start counting the timeout anew."""
        self._last_sign = time.monotonic()

    def kill(self) -> None:
        """Kill its whole process group, from any thread: a wrapper script's own child must go too, even after it.

        Once the child is reaped its number may be somebody else's, so then nothing is killed.
        """
        with self._reaping:
            if self._process.returncode is not None:
                return
            if sys.platform == "win32":
                self._process.kill()
            else:
                with contextlib.suppress(ProcessLookupError, PermissionError):
                    os.killpg(self._process.pid, signal.SIGKILL)

    def write(self, data: Buffer) -> None:
        """Feed it all of `data` (C-contiguous). Raises BrokenPipeError when it no longer reads."""
        pipe = self._process.stdin
        assert pipe is not None, "this child is not fed"
        rest = memoryview(data).cast("B")
        with self._waiting():
            while rest:
                rest = rest[os.write(pipe.fileno(), rest) :]

    def finish(self) -> int:
        """End its input, wait for its end and give the exit status (negative: the signal that ended it)."""
        self._close_input()
        with self._waiting():
            status = self._reap()
        for thread in self._threads[:2]:
            thread.join(_PATIENCE)
        return status

    def _start_threads(self, on_output: Callable[[Child, bytes], None]) -> list[threading.Thread]:
        output, complaints = self._process.stdout, self._process.stderr
        assert output is not None
        assert complaints is not None
        _widen(self._process.stdin)
        threads = [
            threading.Thread(target=_drain, args=(output, partial(on_output, self)), daemon=True),
            threading.Thread(target=_drain, args=(complaints, self._keep), daemon=True),
            threading.Thread(target=self._watch, daemon=True),
        ]
        for thread in threads:
            thread.start()
        return threads

    def _keep(self, data: bytes) -> None:
        self._tail = (self._tail + data)[-_TAIL:]

    def _watch(self) -> None:
        while not self._ended.wait(min(self._timeout / 10, 0.5)):
            since = self._waiting_since
            if since is not None and time.monotonic() - max(since, self._last_sign) > self._timeout:
                self.stuck = True
                self.kill()

    @contextlib.contextmanager
    def _waiting(self) -> Generator[None]:
        self._waiting_since = time.monotonic()
        try:
            yield
        finally:
            self._waiting_since = None

    def _reap(self) -> int:
        """Wait for its end. What it leaves in its process group is killed while the group's number is still its own."""
        if sys.platform == "linux" and self._process.returncode is None:
            os.waitid(os.P_PID, self._process.pid, os.WEXITED | os.WNOWAIT)
            self.kill()
            with self._reaping:
                return self._process.wait()
        return self._process.wait()

    def _close_input(self) -> None:
        if self._process.stdin is not None:
            with contextlib.suppress(OSError):
                self._process.stdin.close()


def _drain(pipe: IO[bytes], take: Callable[[bytes], None]) -> None:
    with pipe:
        while data := pipe.read(65_536):
            take(data)


def _widen(pipe: IO[bytes] | None) -> None:
    """Linux only, and not always allowed; a small pipe works too."""
    if pipe is not None and sys.platform == "linux":
        import fcntl

        with contextlib.suppress(OSError):
            fcntl.fcntl(pipe.fileno(), fcntl.F_SETPIPE_SZ, _PIPE)
