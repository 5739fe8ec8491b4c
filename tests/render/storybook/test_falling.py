"""What falls through a picture is what that place has: petals where trees are, and none at sea."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from storyanim.render.storybook import open_storybook
from storyanim.types import Moment, SeedWeight, Setting, Size, Subject, View

SIZE = Size(160, 90)


def drawn(place: str, season: str) -> np.ndarray:
    setting = replace(Setting(place), season=season)  # type: ignore[arg-type]
    view = View((Moment(Subject("", setting, framing="wide"), 2.0, 4.0),), (SeedWeight(3, 1.0),))
    return open_storybook().draw([view], SIZE)[0].astype(int)


def test_petals_and_leaves_blow_in_gardens_and_not_at_sea():
    for season in ("spring", "autumn"):
        assert np.array_equal(drawn("sea", season), drawn("sea", "summer"))
        assert not np.array_equal(drawn("garden", season), drawn("garden", "summer"))
