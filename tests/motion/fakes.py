"""A renderer that does what one-step models do: half way through a morph, at a place nobody knows, it jumps."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import tanh
from typing import TYPE_CHECKING

import numpy as np

from storyanim.schedule import Schedule, schedule
from storyanim.types import Size
from tests.schedule.boards import board, shot, way

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from storyanim.storyboard import Storyboard
    from storyanim.types import View

WIDTH = 1 / 50
"""How sharp the jump is: the logistic's scale, as a share of the way."""


SMALL = Size(48, 27)


def noisy(seed: int, size: Size = SMALL) -> NDArray[np.uint8]:
    """A picture of blocks and lines, uint8 (height, width, 3)."""
    chance = np.random.default_rng(seed)
    coarse = chance.integers(20, 235, (4, 6, 3))
    picture = np.kron(coarse, np.ones((-(-size.height // 4), -(-size.width // 6), 1)))[: size.height, : size.width]
    picture[:: max(2, size.height // 6)] *= 0.5
    return picture.astype(np.uint8)


@dataclass
class Jumping:
    """One picture becomes another as a logistic of the second moment's weight, round `centre`."""

    centre: float
    width: float = WIDTH
    batch: int = 1
    copies: int | None = None
    drawn: list[float] = field(default_factory=list[float])

    @property
    def fingerprint(self) -> str:
        return f"jumping {self.centre} {self.width} {self.batch}"

    def draw(self, views: Sequence[View], size: Size) -> NDArray[np.uint8]:
        assert len(views) == self.batch
        return np.stack([self._picture(view, size) for view in views])

    def _picture(self, view: View, size: Size) -> NDArray[np.uint8]:
        share = view.moments[1].weight if len(view.moments) == 2 else float(view.moments[0].subject.prompt[0] == "b")
        self.drawn.append(share)
        gone = 0.5 + 0.5 * tanh((share - self.centre) / (2 * self.width))
        return (noisy(1, size) * (1 - gone) + noisy(2, size) * gone).round().astype(np.uint8)


def one_morph(frames: int = 24, kind: str = "morph") -> Schedule:
    """Two shots of four seconds and the way from one to the other; no title card."""
    return schedule(one_morphs_board(frames, kind))


def one_morphs_board(frames: int = 24, kind: str = "morph") -> Storyboard:
    """Its storyboard."""
    shots = (
        shot(0, prompt="a", roles=(), camera="still"),
        shot(1, prompt="b", roles=(), camera="still", transition=way(kind, frames / 24)),
    )
    return board(shots, title_seconds=0.0, size=SMALL)


def open_jumping(*, centre: float = 0.3) -> Jumping:
    return Jumping(centre)
