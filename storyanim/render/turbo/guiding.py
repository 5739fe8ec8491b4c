"""From a picture instead of from noise alone: how much of the guide stays.

Takes a guide and a `strength`, as image-to-image has it everywhere: of all steps only the last `int(steps * strength)`
are run, on the guide's picture under the noise of the first of these. Knows neither prompts nor models.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil
from typing import TYPE_CHECKING

from storyanim.errors import InputError
from storyanim.render.turbo.families import MOST_STEPS, distilled_for

if TYPE_CHECKING:
    from collections.abc import Iterable

    from storyanim.render.renderer import Renderer
    from storyanim.types import Subject

STRENGTH = 0.5
"""How far the guide is left where nobody says. With 2 steps that is a single run of the model, at half the noise."""
STEPS = 2
"""Steps where nobody says, for models that do not say either: with 1 nothing of the guide would be left."""
LONGEST_QUOTE = 40


@dataclass(frozen=True, slots=True, eq=False)
class Guidance:
    """Who guides, and how far the film leaves it; a shot may have a `strength` of its own."""

    guide: Renderer
    strength: float

    def key(self) -> str:
        """All of it that can change a pixel, as a line."""
        return f"guided by {self.guide.fingerprint}, strength {self.strength}"


def guided_steps(model: str, steps: int) -> int:
    """The steps of a guided model where so many are asked for (0: none are)."""
    return steps or (0 if distilled_for(model, 0) else STEPS)


def steps_run(steps: int, strength: float) -> int:
    """How many of the steps are run at a strength."""
    return min(int(steps * strength), steps)


def check_strength(strength: float, steps: int, named: str = "--strength") -> None:
    """See that something is left to do.

    Raises:
        InputError: the strength is none, or leaves no step; `named` is what asked for it.
    """
    if not 0.0 < strength <= 1.0:
        raise InputError(f"{named} {strength:g}: choose above 0, and 1 at most")
    if steps_run(steps, strength) < 1:
        more = ceil(1.0 / strength)
        least = ceil(100.0 / steps) / 100.0
        advice = f", or --steps {more}" if more <= MOST_STEPS else ""
        raise InputError(
            f"{named} {strength:g} of {steps} step{'s' if steps > 1 else ''} leaves none: "
            f"choose {least:g} or more{advice}"
        )


def check_shots(subjects: Iterable[Subject], steps: int) -> None:
    """The same for every shot that has a strength of its own.

    Raises:
        InputError: as `check_strength`; it quotes the shot's prompt.
    """
    for subject in subjects:
        if subject.strength is not None:
            quote = subject.prompt[:LONGEST_QUOTE].strip()
            check_strength(subject.strength, steps, f"the shot '{quote}...': strength")
