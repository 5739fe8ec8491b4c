"""Of which runs of the model a view is mixed, and their mixing.

A view is one run, as a rule. An in-between is mixed of two key views, and a morph between shots of different strengths
of a run with each: then nothing jumps where the number of steps does. Takes views, gives `Run`s with weights that
add up to 1. Knows neither models nor guides.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from storyanim.types import View

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    import torch

    from storyanim.types import Moment, SeedWeight

    StepsOf = Callable[[float | None], int]


@dataclass(frozen=True, slots=True)
class Run:
    """One run of the model: `steps` steps towards these moments, from this noise. The camera comes later."""

    moments: tuple[Moment, ...]
    noise: tuple[SeedWeight, ...]
    steps: int

    @property
    def view(self) -> View:
        """What it draws, whole."""
        return View(self.moments, self.noise)


Parts = tuple[tuple[Run, float], ...]


def parts_of(view: View, steps_of: StepsOf) -> Parts:
    """The runs of a view with their shares; `steps_of` gives the steps at a shot's own strength, or at none."""
    total: dict[Run, float] = {}
    for key, share in view.keys or ((view, 1.0),):
        for run, weight in _by_steps(key, steps_of):
            total[run] = total.get(run, 0.0) + share * weight
    return tuple(total.items())


def _by_steps(view: View, steps_of: StepsOf) -> Iterator[tuple[Run, float]]:
    weights: dict[int, float] = {}
    for moment in view.moments:
        steps = steps_of(moment.subject.strength)
        weights[steps] = weights.get(steps, 0.0) + moment.weight
    if len(weights) == 1:
        weights = dict.fromkeys(weights, 1.0)
    return ((Run(view.moments, view.noise, steps), weight) for steps, weight in weights.items() if weight)


def mixed_latents(parts: Sequence[tuple[torch.Tensor, float]]) -> torch.Tensor:
    """The weighted sum of latents of pictures, all of one shape; the very same where there is only one."""
    if len(parts) == 1:
        return parts[0][0]
    return cast("torch.Tensor", sum(weight * latents for latents, weight in parts))
