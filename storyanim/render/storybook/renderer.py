"""The storybook renderer behind the seam: views in, pictures out, and a fingerprint of all that makes them."""

from __future__ import annotations

import platform
from functools import cache
from hashlib import sha256
from importlib import import_module
from importlib.metadata import version
from importlib.resources import files
from typing import TYPE_CHECKING

import numpy as np

from storyanim.errors import RendererError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from importlib.resources.abc import Traversable

    from numpy.typing import NDArray

    from storyanim.types import Size, View

LIBRARIES = ("numpy", "opencv-python", "skia-python", "svgelements")
"""Libraries that touch pixels: another version is another fingerprint."""

SHARED = ("frames.py", "mix.py", "noise.py", "titles.py")
"""Files of the room above that also make the picture."""


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


def undrawn_things(names: Iterable[str]) -> tuple[str, ...]:
    """Those of the things' names that storybook has no drawing for: it leaves them out."""
    from storyanim.render.storybook.wardrobe import undrawn

    return undrawn(names)


@cache
def _fingerprint() -> str:
    digest = sha256(platform.machine().encode())
    for library in LIBRARIES:
        digest.update(f"{library}={version(library)};".encode())
    for path, item in (*_sources(files("storyanim.render"), SHARED), *_sources(files("storyanim.render.storybook"))):
        digest.update(path.encode())
        digest.update(item.read_bytes())
    return f"storybook-{digest.hexdigest()[:24]}"


def _sources(folder: Traversable, names: Sequence[str] = ()) -> Iterator[tuple[str, Traversable]]:
    """Source and artwork files below a folder, or only those of some names, in alphabetical order."""
    for item in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if item.is_dir() and not names:
            yield from _sources(item)
        elif item.name in names or (not names and item.name.endswith((".py", ".svg", ".toml"))):
            yield item.name, item
