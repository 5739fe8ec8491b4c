"""What making a film adds to drawing it, what a second core brings, what a change costs, how much memory it takes."""

from __future__ import annotations

import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from storyanim.bench.boards import SHOTS_A_SCENE, made_up_board
from storyanim.bench.measure import MEGABYTE, Measure, Run, cpu_seconds, on_cores, run_storyanim, usable_cores

if TYPE_CHECKING:
    from collections.abc import Iterator

    from storyanim.schedule import Schedule
    from storyanim.storyboard import Storyboard

SHOTS, SHOT_SECONDS, SIZE = 12, 2.0, (512, 512)
USUAL_SECONDS = 9.0
"""A shot's length at the default pace."""
REDRAWN_SHOTS, CHANGED = 100, 50
"""How many shots the film has of which one gets another prompt, and which one."""
MINUTE_SHOTS = (12, 120)
"""Shots of five seconds in a film of one minute and of ten."""


def filming() -> Iterator[Measure]:
    """CPU time of a film on one core against drawing and encoding alone; wall time on two cores against one."""
    board = made_up_board(SHOTS, seconds=SHOT_SECONDS, size=SIZE)
    with TemporaryDirectory() as folder:
        with on_cores(1):
            alone = _alone(board, Path(folder))
            one = _film(board, Path(folder), jobs=1)
        two = _film(board, Path(folder), jobs=2) if usable_cores() > 1 else None
        usual = made_up_board(SHOTS, seconds=USUAL_SECONDS, size=SIZE)
        with on_cores(1):
            probing = _probing(usual, Path(folder))
    frames = _frames(board)
    yield Measure("film, drawn and encoded on one core", frames / one.wall, "frames/s")
    yield Measure("film, CPU time against drawing + encoding alone", one.cpu / alone, "times", "at most 1.10")
    share = 100 * probing / (alone / frames * _frames(usual))
    yield Measure("probing transitions, against drawing and encoding the film", share, "%", "at most 10")
    if two:
        yield Measure("film, two cores against one", one.wall / two.wall, "times", "at least 1.7")


def redrawing() -> Iterator[Measure]:
    """Segments that a changed prompt makes anew: the shot's own, and those of the transition out of it."""
    from storyanim import animate
    from storyanim.production import estimate_film, open_store

    board = made_up_board(REDRAWN_SHOTS, seconds=2.0, size=(128, 72), rate=12)
    with TemporaryDirectory() as folder:
        animate.render(board, Path(folder) / "before.mp4", cache=Path(folder))
        after = animate.order(_changed(board, CHANGED), Path(folder) / "after.mp4")
        found = estimate_film(after, open_store(Path(folder)))
    anew = found.segments - found.cached_segments
    target = f"at most {_segments_to_redraw(after.schedule)}"
    yield Measure(f"segments drawn anew after one changed prompt of {REDRAWN_SHOTS}", anew, "segments", target)


def memory() -> Iterator[Measure]:
    """Peak memory of the largest process of a 10-minute film against a 1-minute film's."""
    with TemporaryDirectory() as folder:
        peaks = [_filmed_peak(Path(folder), shots) for shots in MINUTE_SHOTS]
    yield Measure("peak memory, film of 1 minute", peaks[0] / MEGABYTE, "MB")
    yield Measure("peak memory, film of 10 minutes against 1", peaks[1] / peaks[0], "times", "at most 1.15")


def _segments_to_redraw(film: Schedule) -> int:
    own, following = film.shots[CHANGED : CHANGED + 2]
    way_out = range(following.first, following.first + following.transition)
    return sum(chunk.shot == own.id or chunk.first in way_out for chunk in film.chunks())


def _alone(board: Storyboard, folder: Path) -> float:
    """CPU seconds of drawing all frames, then of encoding them, one after the other."""
    from storyanim.encode import encode_segment, find_ffmpeg, segment_settings
    from storyanim.render import RendererSpec, open_renderer, render_frames
    from storyanim.schedule import schedule
    from storyanim.types import StreamInfo

    film = schedule(board)
    renderer = open_renderer(RendererSpec.of("storybook"))
    list(render_frames(renderer, [film.recipe_at(0)]))
    settings, ffmpeg = segment_settings(".mp4", rate=film.rate), find_ffmpeg()
    began = cpu_seconds()
    for chunk in film.chunks():
        frames = list(render_frames(renderer, film.recipes(chunk.first, chunk.end)))
        info = StreamInfo(film.size, film.rate, len(frames))
        encode_segment(frames, info, settings, folder / "alone.part", ffmpeg=ffmpeg)
    return cpu_seconds() - began


def _frames(board: Storyboard) -> int:
    return sum(round(shot.seconds * board.rate) for _, shot in board.shots)


def _probing(board: Storyboard, folder: Path) -> float:
    """CPU seconds of finding the pace of every transition."""
    from storyanim.motion import Curves, solved_paces
    from storyanim.render import RendererSpec, open_renderer, render_frames
    from storyanim.schedule import schedule

    film, renderer = schedule(board), open_renderer(RendererSpec.of("storybook"))
    list(render_frames(renderer, [film.recipe_at(0)]))
    began = cpu_seconds()
    solved_paces(film, renderer, Curves(folder / "paces"))
    return cpu_seconds() - began


def _film(board: Storyboard, folder: Path, *, jobs: int) -> Run:
    from storyanim import animate

    cpu, began = cpu_seconds(), time.perf_counter()
    animate.render(board, folder / f"{jobs}.mp4", jobs=jobs, cache=folder / f"cache-{jobs}")
    return Run(time.perf_counter() - began, cpu_seconds() - cpu, 0.0)


def _changed(board: Storyboard, number: int) -> Storyboard:
    """The storyboard with another prompt for one shot."""
    scene_number, place = divmod(number, SHOTS_A_SCENE)
    scene = board.scenes[scene_number]
    shot = scene.shots[place].model_copy(update={"prompt": "{fox} sleeps by a campfire"})
    shots = (*scene.shots[:place], shot, *scene.shots[place + 1 :])
    scenes = list(board.scenes)
    scenes[scene_number] = scene.model_copy(update={"shots": shots})
    return board.model_copy(update={"scenes": tuple(scenes)})


def _filmed_peak(folder: Path, shots: int) -> float:
    from storyanim.storyboard import dump

    path = folder / f"{shots}.yaml"
    path.write_text(dump(made_up_board(shots, seconds=5.0, size=(320, 180), rate=12)), encoding="utf-8")
    words = ("render", str(path), "-o", str(folder / f"{shots}.mp4"))
    return run_storyanim(*words, STORYANIM_CACHE=str(folder)).peak
