"""Places, light and styles still look as they were approved.

The approved pictures lie in `golden/`. Where a drawing is changed on purpose, look at the new ones and approve them:
`python -m tests.render.storybook.test_golden`.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from storyanim.encode import read_picture, write_picture
from storyanim.render.storybook.painting import paint_view
from storyanim.types import Camera, Moment, SeedWeight, Setting, Size, Subject, View

if TYPE_CHECKING:
    from numpy.typing import NDArray

GOLDEN = Path(__file__).parent / "golden"
SIZE = Size(192, 108)
LEAST_PSNR = 32.0
"""Decibels: other machines round edges otherwise; another tree is below 25."""
PICTURES = {
    "forest-autumn": Subject("", Setting("forest", season="autumn")),
    "village-night-snow": Subject("", Setting("village", time="night", weather="snow")),
    "lake-evening": Subject("", Setting("lake", time="evening")),
    "library": Subject("", Setting("library", inside=True)),
    "market-woodcut": Subject("", Setting("market"), style="woodcut"),
    "harbour-storm-ink": Subject("", Setting("harbour", weather="storm"), style="ink"),
}


def painted(name: str) -> NDArray[np.uint8]:
    view = View((Moment(PICTURES[name], 2.0, 6.0),), (SeedWeight(1, 1.0),), Camera(zoom=1.06))
    return paint_view(view, SIZE)


def psnr(one: NDArray[np.uint8], other: NDArray[np.uint8]) -> float:
    error = float(np.square(one.astype(np.float64) - other).mean())
    return 99.0 if error == 0 else 10 * np.log10(255**2 / error)


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_is_as_it_was_approved(name: str, tmp_path: Path):
    approved, now = read_picture(GOLDEN / f"{name}.png"), painted(name)
    likeness = psnr(approved, now)
    if likeness < LEAST_PSNR:
        apart = np.abs(approved.astype(np.int16) - now).clip(0, 85).astype(np.uint8) * 3
        difference = tmp_path / f"{name}.png"
        write_picture(difference, np.concatenate([approved, now, apart], axis=1))
        pytest.fail(f"{name}: {likeness:.1f} dB from what was approved; approved, now and difference: {difference}")


def test_another_seed_would_be_noticed():
    other = View((Moment(PICTURES["forest-autumn"], 2.0, 6.0),), (SeedWeight(2, 1.0),), Camera(zoom=1.06))
    assert psnr(painted("forest-autumn"), paint_view(other, SIZE)) < LEAST_PSNR


if __name__ == "__main__":
    for each in PICTURES:
        write_picture(GOLDEN / f"{each}.png", painted(each))
