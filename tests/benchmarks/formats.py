"""What each kind of film costs: `python -m tests.benchmarks.formats` prints the README's table of formats.

One shot of a bundled story, a fox in a snowy forest, ten seconds of it at 1280x720 with sound, captions, chapters and a
cover. Processor time of ffmpeg alone, so that other work on the machine hardly matters; drawing is not counted.
"""

from __future__ import annotations

import resource
import tempfile
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from storyanim import animate
from storyanim.encode import (
    CONTAINERS,
    Chapter,
    Container,
    Extras,
    Mix,
    encode_segment,
    find_ffmpeg,
    join,
    mix_sound,
    segment_settings,
)
from storyanim.render import RendererSpec, open_renderer, render_frames
from storyanim.types import Caption, StreamInfo
from tests.production.voices import hum

if TYPE_CHECKING:
    from collections.abc import Callable

    from storyanim.schedule import Schedule

STORY = Path(__file__).parents[2] / "stories" / "the-fox-and-the-lantern" / "story.txt"
SHOT, SECONDS, RATE = "s02-01", 10, Fraction(24)
FRAMES = int(SECONDS * RATE)
CHUNK = 48


class Cost(NamedTuple):
    """Milliseconds of one core for a frame, encoded and in the last pass, and megabytes a minute."""

    encoding: float
    last_pass: float
    megabytes: float


def main() -> None:
    """Print a row for each kind of film."""
    schedule = animate.scheduled(animate.draft(STORY, rate=RATE))
    with tempfile.TemporaryDirectory() as name:
        bench = _Bench(schedule, Path(name))
        for container in CONTAINERS:
            cost = bench.cost(container)
            print(
                f"| `{container.suffix}` | {cost.encoding:.1f} ms | {cost.last_pass:.1f} ms | {cost.megabytes:.3g} MB |"
            )


class _Bench:
    """The shot, its sound, and its segments by codec, each encoded once."""

    def __init__(self, schedule: Schedule, folder: Path) -> None:
        self._schedule, self._folder = schedule, folder
        self._first = next(shot.first for shot in schedule.shots if shot.id == SHOT)
        self._renderer = open_renderer(RendererSpec.of("storybook"))
        self._segments: dict[str, tuple[list[Path], float]] = {}
        self._sound = folder / "sound.wav"
        mix_sound(Mix(hum(folder / "told.wav", SECONDS)), SECONDS, self._sound, ffmpeg=find_ffmpeg())

    def cost(self, container: Container) -> Cost:
        segments, encoding = self._encoded(container)
        film = self._folder / f"film{container.suffix}"
        info = StreamInfo(
            self._schedule.size, RATE, FRAMES, (Caption("In the dark forest, a young fox", 0, FRAMES),), "The Fox"
        )
        extras = Extras({}, (Chapter("Forest, night", 0, FRAMES),), self._sound if container.sound else None, 0)
        joining = _cpu_of(lambda: join(segments, info, film, container.suffix, ffmpeg=find_ffmpeg(), extras=extras))
        length = sum(one.stat().st_size for one in (film.iterdir() if film.is_dir() else [film]))
        return Cost(1000 * encoding / FRAMES, 1000 * joining / FRAMES, length / 1e6 * 60 / SECONDS)

    def _encoded(self, container: Container) -> tuple[list[Path], float]:
        if container.codec not in self._segments:
            paths = [self._folder / f"{container.codec}-{at}.mkv" for at in range(0, FRAMES, CHUNK)]
            self._segments[container.codec] = paths, _cpu_of(lambda: self._encode(container, paths))
        return self._segments[container.codec]

    def _encode(self, container: Container, paths: list[Path]) -> None:
        info = StreamInfo(self._schedule.size, RATE, CHUNK)
        for at, path in enumerate(paths):
            recipes = self._schedule.recipes(self._first + at * CHUNK, self._first + (at + 1) * CHUNK)
            frames = render_frames(self._renderer, recipes)
            settings = segment_settings(container.suffix, rate=RATE)
            encode_segment(frames, info, settings, path, ffmpeg=find_ffmpeg())


def _cpu_of(work: Callable[[], object]) -> float:
    """Seconds of processor time that child processes take meanwhile."""
    before = _children()
    work()
    return _children() - before


def _children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    main()
