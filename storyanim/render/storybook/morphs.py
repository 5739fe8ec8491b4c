"""Figures of one stage and of the next -> the figures between them.

Who is on both moves; who walks off or on does so, fading; the rest fades where it stands. Knows nothing of places,
light or paint. Lengths are in picture heights.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from storyanim.render.storybook import poses

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from storyanim.render.storybook.cutout import Figure

WAY_OFF = 0.4
"""How far somebody walks who leaves or comes."""
STEP_BACK = 0.08
"""A walker who would have to glide further back than this leaves, and comes anew."""
LEAVING = ":leaving"


def mixed_figures(first: Sequence[Figure], second: Sequence[Figure], share: float) -> tuple[Figure, ...]:
    """Figures of both, painted in the order of whichever is nearer."""
    before, after = ({figure.key: figure for figure in figures} for figures in (first, second))
    anew = {key for key, one in before.items() if key in after and _glides_back(one, after[key])}
    before = {_gone(key, anew): replace(one, key=_gone(key, anew)) for key, one in before.items()}
    both = {key: _mixed(before[key], after[key], share) for key in before if key in after}
    leaving = {**_moved_off(before, share, after), **both}
    entering = {**_moved_off(after, share - 1.0, before), **both}
    order = (*leaving, *entering) if share < 0.5 else (*(key for key in leaving if key not in both), *entering)
    return tuple((leaving | entering)[key] for key in dict.fromkeys(order))


def _glides_back(first: Figure, second: Figure) -> bool:
    """Whether one who walks on would be drawn back to where the next shot's walk begins."""
    walks = first.pose.travel > 0.0 and second.pose.travel > 0.0 and first.facing == second.facing
    return walks and (first.x - second.x) * first.facing > STEP_BACK


def _gone(key: str, anew: set[str]) -> str:
    """The key of a figure, or of its marks, once it leaves."""
    return key + LEAVING if any(key in (owner, f"mark:{owner}") or _marks(key, owner) for owner in anew) else key


def _marks(key: str, owner: str) -> bool:
    return key.startswith(f"mark:{owner}:")


def _moved_off(figures: Mapping[str, Figure], share: float, others: Mapping[str, Figure]) -> dict[str, Figure]:
    """Those who are not among the others, faded; walkers, with their marks, on their way off (or on: below 0)."""
    left = 1.0 - abs(share)
    walkers = [one for key, one in figures.items() if key not in others and one.pose.travel > 0.0]
    moved: dict[str, Figure] = {}
    for key, one in figures.items():
        way = sum(
            walker.facing * WAY_OFF * share
            for walker in walkers
            if key == walker.key or _marks(key, walker.key.removesuffix(LEAVING))
        )
        moved[key] = replace(one, x=one.x + (0.0 if key in others else way), presence=one.presence * left)
    return moved


def _mixed(first: Figure, second: Figure, share: float) -> Figure:
    def mix(one: float, two: float) -> float:
        return one + (two - one) * share

    return replace(
        first if share < 0.5 else second,
        x=mix(first.x, second.x),
        y=mix(first.y, second.y),
        scale=mix(first.scale, second.scale),
        facing=mix(first.facing, second.facing),
        pose=poses.between(first.pose, second.pose, share),
        presence=mix(first.presence, second.presence),
        depth=mix(first.depth, second.depth),
        sunk=mix(first.sunk, second.sunk),
    )
