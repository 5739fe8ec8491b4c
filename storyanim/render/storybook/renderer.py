"""The storybook renderer behind the seam: views in, pictures out, and a fingerprint of all that makes them."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING

import numpy as np

from storyanim.errors import RendererError
from storyanim.render.about import About
from storyanim.render.fingerprints import fingerprint

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from storyanim.types import Size, Subject, View

LIBRARIES = ("numpy", "opencv-python", "skia-python", "svgelements")
"""Libraries that touch pixels: another version is another fingerprint."""


IN_THE_SKY = frozenset({"sun", "moon", "star", "cloud", "rain", "snow"})
"""Things that come with time and weather, and are no objects."""
MOST_LISTED = 12
"""Undrawn things that are named."""


class Storybook:
    """Draws views as a theatre of cut paper; one may be open on every core."""

    batch = 1
    copies = None

    @property
    def fingerprint(self) -> str:
        """Hash of the drawing code, the artwork, the libraries' versions and the kind of machine."""
        return _fingerprint()

    def draw(self, views: Sequence[View], size: Size) -> NDArray[np.uint8]:
        """Draw views: uint8 (len(views), height, width, 3), RGB."""
        from storyanim.render.storybook.painting import paint_view

        return np.stack([paint_view(view, size) for view in views])

    def noise_of(self, view: View, window: tuple[int, int], layer: int) -> NDArray[np.float32]:
        """As a guide: the view's noise, moved with its figures; see `guides.CarriesNoise`."""
        from storyanim.render.storybook.noise_carrying import carried_noise

        return carried_noise(view, window, layer)


def open_storybook() -> Storybook:
    """Open the renderer. It takes no options.

    Raises:
        RendererError: a library it draws with cannot be loaded.
    """
    try:
        import_module("storyanim.render.storybook.painting")
    except ImportError as error:
        advice = "on Debian and Ubuntu: sudo apt-get install libgl1 libegl1 libglib2.0-0 libxcb1"
        raise RendererError(f"storybook cannot draw here: {error}; {advice}") from error
    return Storybook()


def about_storybook(_size: Size, subjects: Sequence[Subject]) -> About:
    """What is told of a film of these subjects: things that nobody has drawn are left out."""
    missing = undrawn_things(name for subject in subjects for name in subject.things if name not in IN_THE_SKY)
    more = f" and {len(missing) - MOST_LISTED} more" if len(missing) > MOST_LISTED else ""
    left_out = (f"for nobody has drawn them yet: {', '.join(missing[:MOST_LISTED])}{more}",) if missing else ()
    return About("our own paper theatre, nothing is downloaded", left_out=left_out)


def undrawn_things(names: Iterable[str]) -> tuple[str, ...]:
    """Those of the things' names that storybook has no drawing for: it leaves them out."""
    from storyanim.render.storybook.wardrobe import undrawn

    return undrawn(names)


@cache
def _fingerprint() -> str:
    return fingerprint("storybook", LIBRARIES)
