"""How a story's film moves, beside the ways others would film it: takes a schedule and a renderer, gives a report.

Everything is drawn small. Knows nothing of tables, pictures or files.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from itertools import pairwise
from math import sqrt
from typing import TYPE_CHECKING

from storyanim.motion.baselines import cut_only, linear_walk, midpoint_walk, stretches_of, walk_stretches
from storyanim.motion.distance import distance, look
from storyanim.motion.measuring import FilmMotion, measured, motion_of
from storyanim.motion.solving import jump_ratio
from storyanim.render import render_frames
from storyanim.types import Size

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from storyanim.motion.pacing import Paced
    from storyanim.render import Renderer
    from storyanim.schedule import Crossing, Schedule

OURS = "storyanim"
CUTS, LINEAR, MIDPOINTS = "cuts only", "linear walk", "midpoint insertion"
"""Names of the baselines: no transitions; stable-diffusion-videos' way; latent blending's way."""
WORSE = 1.05
"""A jump ratio that is larger by more than this is worse; what moves meanwhile blurs it by as much."""
REPORT_AREA = 256 * 144
"""Pixels of a picture that is measured."""


@dataclass(frozen=True, slots=True)
class MotionReport:
    """A film's motion, the first of `ways`, and the baselines'; who drew it, and what its pace curves do.

    `unpaced` are the jump ratios that transitions with a curve would have without it, by the shot they lead into;
    `probed` is the number of morphs, `probes` that of pictures drawn for them, `jumping` that of those that would jump
    if they were only eased.
    """

    title: str
    drawn_by: str
    rate: float
    ways: tuple[FilmMotion, ...]
    unpaced: Mapping[str, float] = field(default_factory=dict[str, float])
    probed: int = 0
    probes: int = 0
    jumping: int = 0

    @property
    def worse(self) -> int:
        """How many transitions their curve makes worse."""
        ours = {one.shot: one.jump for one in self.ways[0].transitions}
        return sum(ours.get(shot, 0.0) > WORSE * ratio for shot, ratio in self.unpaced.items())


def film_report(
    title: str, paced: Paced, renderer: Renderer, drawn_by: str, *, baselines: bool = True, told: Callable[[str], None]
) -> MotionReport:
    """Draw a film in every way and measure it; `told` hears which way is being drawn."""
    film = paced.film
    size = report_size(film.size)
    told(OURS)
    ways = [measured(OURS, _drawn(renderer, film, range(film.frames), size), stretches_of(film))]
    if baselines:
        ways += _baselines(ways[0], film, renderer, size, told)
    solved = [crossing for crossing in film.crossings if crossing.pace is not None]
    return MotionReport(
        title=title,
        drawn_by=drawn_by,
        rate=float(film.rate),
        ways=tuple(ways),
        unpaced={crossing.shot: _unpaced(crossing, renderer, size) for crossing in solved},
        probed=len(paced.solutions),
        probes=sum(one.probes for one in paced.solutions.values()),
        jumping=paced.jumping,
    )


def together(reports: Sequence[MotionReport]) -> MotionReport:
    """Several films as one long one, for all ways in which each of them was filmed."""
    names = [way.way for way in reports[0].ways if all(way.way in _names(report) for report in reports)]
    ways = tuple(_joined([way for report in reports for way in report.ways if way.way == name]) for name in names)
    drawn_by = ", ".join(dict.fromkeys(report.drawn_by for report in reports))
    return MotionReport("All together", drawn_by, reports[0].rate, ways)


def _names(report: MotionReport) -> set[str]:
    return {way.way for way in report.ways}


def _joined(ways: Sequence[FilmMotion]) -> FilmMotion:
    """One way of filming over several films; where its shots lie and how it drifts belongs to each of them alone."""
    return FilmMotion(
        way=ways[0].way,
        changes=tuple(change for way in ways for change in way.changes),
        stretches=(),
        shots=tuple(shot for way in ways for shot in way.shots),
        transitions=tuple(one for way in ways for one in way.transitions),
        drift={},
    )


def report_size(size: Size) -> Size:
    """A small picture of the film's shape."""
    scale = min(1.0, sqrt(REPORT_AREA / (size.width * size.height)))
    return Size(max(1, round(size.width * scale)), max(1, round(size.height * scale)))


def _baselines(
    ours: FilmMotion, film: Schedule, renderer: Renderer, size: Size, told: Callable[[str], None]
) -> Iterator[FilmMotion]:
    told(CUTS)
    yield _cuts(ours, film, renderer, size)
    told(LINEAR)
    walk = (frame.pixels for frame in render_frames(renderer, linear_walk(film, size)))
    yield measured(LINEAR, walk, walk_stretches(film))
    told(MIDPOINTS)
    yield measured(MIDPOINTS, midpoint_walk(film, size, renderer), walk_stretches(film))


def _cuts(ours: FilmMotion, film: Schedule, renderer: Renderer, size: Size) -> FilmMotion:
    """The film cut from shot to shot: it differs from ours where that has transitions, and only there it is drawn."""
    changes, cuts, apart = list(ours.changes), film.without_transitions(), dict[int, float]()
    for shot in film.shots[1:]:
        own = _changes(
            _drawn(renderer, cuts, range(shot.first - 1, min(shot.first + shot.transition + 1, film.frames)), size)
        )
        changes[shot.first - 1 : shot.first - 1 + len(own)] = own
        apart[shot.first] = own[0]
    return motion_of(CUTS, changes, cut_only(film), apart, ours.drift)


def _drawn(renderer: Renderer, film: Schedule, frames: range, size: Size) -> Iterator[NDArray[np.uint8]]:
    """These frames of a film, at another size."""
    recipes = (replace(film.recipe_at(index), size=size) for index in frames)
    return (frame.pixels for frame in render_frames(renderer, recipes))


def _changes(pictures: Iterable[NDArray[np.uint8]]) -> list[float]:
    return [distance(one, other) for one, other in pairwise(map(look, pictures))]


def _unpaced(crossing: Crossing, renderer: Renderer, size: Size) -> float:
    """The jump ratio of a transition that is only eased, all else moving as it does."""
    film = crossing.film.with_paces({crossing.shot: None})
    frames = range(crossing.first - 1, crossing.first + crossing.frames + 1)
    return jump_ratio(_changes(_drawn(renderer, film, frames, size)))
