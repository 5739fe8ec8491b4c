"""A renderer that draws at once, and can be told to be slow or to fail; small films for it."""

from __future__ import annotations

import os
import resource
import signal
import time
from contextlib import suppress
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np
import psutil

from storyanim.encode import find_ffmpeg, segment_settings
from storyanim.errors import RendererError
from storyanim.production import FilmOrder, Origins, Studio
from storyanim.production.jobs import FilmJob
from storyanim.render import RendererSpec, TooManyAtOnceError
from storyanim.schedule import schedule
from tests.schedule.boards import board, shot, way

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from storyanim.production import SegmentStore
    from storyanim.storyboard import Storyboard
    from storyanim.types import Size, View

OPEN_FAKE = "tests.production.fakes:open_fake"


@dataclass(frozen=True)
class FakeRenderer:
    """Stripes that depend on prompt, time and camera. A prompt that holds `fault`'s name sets the fault off."""

    salt: str
    batch: int
    copies: int | None
    fault: str
    busy_seconds: float
    idle_seconds: float

    @property
    def fingerprint(self) -> str:
        return f"fake {self.salt} {self.batch}"

    def draw(self, views: Sequence[View], size: Size) -> NDArray[np.uint8]:
        assert len(views) == self.batch
        if self.fault == "crowd" and self.batch > 2:
            raise TooManyAtOnceError("the desk is too small", self.batch // 2)
        return np.stack([self._picture(view, size) for view in views])

    def _picture(self, view: View, size: Size) -> NDArray[np.uint8]:
        moment = view.moments[-1]
        if self.fault and self.fault in moment.subject.prompt:
            _fail(self.fault)
        time.sleep(self.idle_seconds)
        _be_busy(self.busy_seconds)
        tone = sum(len(one.subject.prompt) * one.weight for one in view.moments)
        across = np.arange(size.width) * 3 + moment.seconds * 40 + tone * 5
        down = np.arange(size.height) * 2 + view.camera.zoom * 30 + view.camera.x * 100
        plane = (across[None, :] + down[:, None]) % 256
        return np.stack([plane, 255 - plane, plane // 2], axis=-1).astype(np.uint8)


def open_fake(
    *, salt: str = "", batch: int = 1, copies: int = 0, fault: str = "", busy: float = 0.0, idle: float = 0.0
) -> FakeRenderer:
    """`copies` 0: any number. `busy` and `idle` are seconds a picture."""
    return FakeRenderer(salt, batch, copies or None, fault, busy, idle)


def fake(**options: Any) -> RendererSpec:
    return RendererSpec.of(OPEN_FAKE, **options)


def all_gone(path: Path, within: float = 5.0) -> bool:
    """Whether every process whose command line names this path (worker, encoder) ends within so many seconds."""
    end = time.monotonic() + within
    while alive := [one for one in psutil.process_iter() if one.pid != os.getpid() and _names(one, path)]:
        if time.monotonic() > end:
            print(alive)
            return False
        time.sleep(0.05)
    return True


def _names(process: psutil.Process, path: Path) -> bool:
    with suppress(psutil.Error):
        return str(path) in " ".join(process.cmdline()) and process.status() != psutil.STATUS_ZOMBIE
    return False


def _fail(fault: str) -> None:
    match fault:
        case "memory":
            raise MemoryError
        case "refusal":
            raise RendererError("the paper is wet: dry it", faults=("page 1",))
        case "bug":
            raise ZeroDivisionError("division\nby zero")
        case "pause":
            time.sleep(600)
        case "death":
            os.kill(os.getpid(), signal.SIGKILL)
        case "crash":
            resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
            os.kill(os.getpid(), signal.SIGSEGV)
        case "exit":
            os.write(2, b"libpaper.so: cannot open shared object file\n")
            os._exit(3)
        case _:
            raise AssertionError(fault)


def _be_busy(seconds: float) -> None:
    end = time.thread_time() + seconds
    while time.thread_time() < end:
        sum(range(1000))


def small_board(shots: int = 3, **changes: Any) -> Storyboard:
    """Six frames a shot at 12 frames a second, the first two of them a dissolve; no title card."""
    cuts = tuple(shot(number, seconds=0.5, transition=way("dissolve", 1 / 6)) for number in range(shots))
    values: dict[str, Any] = {"rate": Fraction(12), "title_seconds": 0.0}
    return board(cuts, **{**values, **changes})


def order_of(film: Storyboard, output: Path, spec: RendererSpec | None = None, **changes: Any) -> FilmOrder:
    order = FilmOrder(schedule(film), spec or fake(), output, origins=Origins(film.title, {"seed": film.seed}))
    return replace(order, **changes)


def studio_of(order: FilmOrder, store: SegmentStore, fingerprint: str) -> Studio:
    return Studio(
        schedule=order.schedule,
        renderer=order.renderer,
        fingerprint=fingerprint,
        settings=segment_settings(order.output.suffix, rate=order.schedule.rate),
        ffmpeg=find_ffmpeg(),
        store=store,
        scratch=FilmJob(store, order.output).scratch,
    )
