"""What a transition looks like on its way: takes a `Crossing` and a renderer, gives a `Trail`.

Small pictures are drawn, first at even shares, then between those that leave most in doubt, and never more than
`MOST_PROBES`. Knows nothing of time: how fast the way is gone is for `solving`.
"""

from __future__ import annotations

from itertools import pairwise
from math import sqrt
from typing import TYPE_CHECKING

from storyanim.motion.distance import Look, distance, look
from storyanim.motion.solving import Trail
from storyanim.render import render_frames
from storyanim.types import Size

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from storyanim.render import Renderer
    from storyanim.schedule import Crossing

    Probe = Callable[[Sequence[float]], Iterable[Look]]

MOST_PROBES = 32
FIRST_PROBES = 9
"""Pictures drawn of every transition: enough to see whether it changes evenly."""
FINE = 1 / 12
"""No step may leave more in doubt than this share of the way, as long as there are probes left."""
NARROWEST = 1 / 1024
"""Steps in share that are not halved any more: what changes there is a cut, which no pace can spread."""
PROBE_AREA = 160 * 90
"""Pixels of a probe."""


def probe_size(size: Size) -> Size:
    """A small picture of the same shape, or nearly: another shape would be another picture."""
    scale = min(1.0, sqrt(PROBE_AREA / (size.width * size.height)))
    return Size(max(1, round(size.width * scale)), max(1, round(size.height * scale)))


def probed(crossing: Crossing, renderer: Renderer) -> Trail:
    """The trail of a transition as this renderer draws it."""
    size = probe_size(crossing.film.size)

    def probe(shares: Sequence[float]) -> Iterable[Look]:
        recipes = (crossing.recipe_at(share, size) for share in shares)
        return [look(frame.pixels) for frame in render_frames(renderer, recipes)]

    return trail_of(probe, renderer.batch)


def trail_of(probe: Probe, batch: int = 1) -> Trail:
    """The trail of whatever `probe` shows at some shares; of `batch` probes drawn together none is wasted."""
    first = max(FIRST_PROBES, min(batch, FIRST_PROBES + 8))
    shares = [number / (first - 1) for number in range(first)]
    looks = dict(zip(shares, probe(shares), strict=True))
    trail = _trail(looks)
    while wanted := _between(trail, MOST_PROBES - len(looks)):
        looks.update(zip(wanted, probe(wanted), strict=True))
        trail = _trail(looks)
    return trail


def _trail(looks: dict[float, Look]) -> Trail:
    shares = tuple(sorted(looks))
    return Trail(shares, tuple(distance(looks[one], looks[two]) for one, two in pairwise(shares)))


def _between(trail: Trail, most: int) -> list[float]:
    """The shares to look at next: the middles of the steps that leave too much in doubt, the worst first."""
    if trail.is_even:
        return []
    doubts = zip(trail.doubts, pairwise(trail.shares), strict=True)
    wide = [
        (doubt, (start + end) / 2)
        for doubt, (start, end) in doubts
        if doubt > FINE * trail.length and end - start > NARROWEST
    ]
    return sorted(middle for _, middle in sorted(wide, reverse=True)[:most])
