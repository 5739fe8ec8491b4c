"""How often pictures and scenes change: the measures that beats and passages are cut by, for each pace.

Numbers only; which of them a story is read with, somebody chooses.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from storyanim.types import Tempo


@dataclass(frozen=True, slots=True)
class Measure:
    """Words of a beat, at least and at most; sentences of one, at most; words of a passage.

    `scene` is where a long passage ends at the next paragraph; `turn` is what a passage has at least before a change
    of place may end it: below this the change is taken as its place.
    """

    shortest: int = 12
    longest: int = 40
    sentences: int = 3
    scene: int = 300
    turn: int = 12


EVEN = Measure()
"""A picture for 5 to 16 seconds of reading aloud, a scene for two minutes: what picture books and animatics keep to."""

MEASURES: Mapping[Tempo, Measure] = {
    "calm": Measure(shortest=20, longest=64, sentences=5, scene=480, turn=24),
    "even": EVEN,
    "lively": Measure(shortest=6, longest=22, sentences=2, scene=180, turn=8),
}
