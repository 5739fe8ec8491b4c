"""A live show in a process of its own, and those who watch it: what `bench live` measures through.

Takes a storyboard's file, gives the show's address, its memory, and viewers that note when each picture came.
"""

from __future__ import annotations

import itertools
import json
import os
import socket
import subprocess
import sys
import threading
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from storyanim.live.pictures import FRAME, HEADER_BYTES, unpacked

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path

    from websockets.sync.client import ClientConnection

PATIENCE = 60.0
"""Seconds for an answer."""


@dataclass(frozen=True, slots=True)
class RunningShow:
    """A show that runs: its page's address, with the token, and its process."""

    address: str
    pid: int

    @property
    def host(self) -> str:
        """Address and port."""
        return self.address.removeprefix("http://").partition("/")[0]

    @property
    def token(self) -> str:
        """What lets a program in."""
        return self.address.partition("token=")[2]

    def cpu(self) -> float:
        """CPU seconds that the show has taken, with those who draw."""
        import psutil

        process = psutil.Process(self.pid)
        times = [one.cpu_times() for one in (process, *process.children(recursive=True))]
        return sum(one.user + one.system for one in times)

    def memory(self) -> int:
        """Bytes of the server's process that are in memory."""
        import psutil

        return int(psutil.Process(self.pid).memory_info().rss)


@contextmanager
def running_show(storyboard: Path, *words: str) -> Generator[RunningShow]:
    """Play a storyboard, on any free port, without a browser."""
    command = [sys.executable, "-m", "storyanim", "live", str(storyboard), "--no-browser", "--port", "0", *words]
    environment = {**os.environ, "STORYANIM_CACHE": str(storyboard.parent / "cache")}
    with subprocess.Popen(  # noqa: S603 (our own program)
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=environment
    ) as process:
        assert process.stdout
        try:
            address = process.stdout.readline().strip()
            if not address:
                raise RuntimeError("storyanim live did not begin")
            yield RunningShow(address, process.pid)
        finally:
            process.terminate()


@dataclass
class Audience:
    """Somebody who watches in a thread: the moment, version, number and pts of each picture that came."""

    socket: ClientConnection
    seen: list[tuple[float, int, int, float]] = field(default_factory=list[tuple[float, int, int, float]])
    came: threading.Condition = field(default_factory=threading.Condition)

    def watch(self) -> None:
        """Note every picture until the line is closed."""
        with suppress(Exception):
            while True:
                message = self.socket.recv()
                if isinstance(message, bytes) and message[0] == FRAME:
                    found = unpacked(message[:HEADER_BYTES])
                    with self.came:
                        self.seen.append((time.perf_counter(), found.version, found.number, found.pts))
                        self.came.notify_all()

    def say(self, kind: str, **values: object) -> None:
        """Give a command."""
        self.socket.send(json.dumps({"type": kind, **values}))

    def version_after(self, version: int) -> float:
        """The moment at which a picture of a later version came."""
        with self.came:
            self.came.wait_for(lambda: bool(self.seen) and self.seen[-1][1] > version, PATIENCE)
            return next(at for at, seen, _, _ in reversed(self.seen) if seen > version)

    def gaps(self, seconds: float) -> list[float]:
        """Seconds between pictures that come in the next `seconds`."""
        begun = len(self.seen)
        time.sleep(seconds)
        moments = [at for at, *_ in self.seen[begun:]]
        return [after - before for before, after in itertools.pairwise(moments)]


@contextmanager
def watched(show: RunningShow) -> Generator[Audience]:
    """Somebody who watches a show, and may lead it."""
    from websockets.sync.client import connect

    headers = {"Authorization": f"Bearer {show.token}"}
    with connect(f"ws://{show.host}/socket", additional_headers=headers, proxy=None, max_size=None) as line:
        audience = Audience(line)
        threading.Thread(target=audience.watch, daemon=True).start()
        yield audience


@contextmanager
def stalled(show: RunningShow, count: int) -> Generator[None]:
    """So many who come, and never read a word."""
    address, _, port = show.host.partition(":")
    hello = (
        f"GET /socket HTTP/1.1\r\nHost: {show.host}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
        f"Authorization: Bearer {show.token}\r\nSec-WebSocket-Version: 13\r\n"
        f"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
    )
    lines = [socket.create_connection((address, int(port))) for _ in range(count)]
    try:
        for line in lines:
            line.sendall(hello.encode())
        yield
    finally:
        for line in lines:
            line.close()


CROWD = """
import asyncio, sys, websockets
async def one(address, token):
    headers = {"Authorization": "Bearer " + token}
    async with websockets.connect(address, additional_headers=headers, proxy=None, max_size=None) as line:
        async for _ in line:
            pass
async def all():
    await asyncio.gather(*(one(sys.argv[1], sys.argv[2]) for _ in range(int(sys.argv[3]))))
asyncio.run(all())
"""


@contextmanager
def crowd(show: RunningShow, count: int) -> Generator[None]:
    """So many who watch, in a process of their own."""
    words = [sys.executable, "-c", CROWD, f"ws://{show.host}/socket", show.token, str(count)]
    with subprocess.Popen(words, stderr=subprocess.DEVNULL) as process:  # noqa: S603 (our own program)
        time.sleep(2.0)
        try:
            yield
        finally:
            process.kill()
