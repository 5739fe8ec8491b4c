"""storyanim: a story goes in, an animated film comes out.

board = storyanim.draft(text)
film = storyanim.render(board, "film.mp4")
film  # shows itself in a notebook
"""

from __future__ import annotations

import sys
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from storyanim.animate import draft, frame, load, render

__version__ = "0.1.0"
__all__ = ["__version__", "draft", "frame", "load", "render"]


def __getattr__(name: str) -> Any:
    """Import the main path only once it is used, so that importing storyanim costs nothing."""
    if name in __all__:
        from storyanim import animate

        return getattr(animate, name)
    raise AttributeError(f"module 'storyanim' has no attribute {name!r}")


class _Package(ModuleType):
    """Keeps `render` the function: it is also a room of the house, `storyanim/render/`.

    Python puts a room that is imported in its package's namespace, over what was there. This property takes no such
    thing; `from storyanim.render import ...` finds the room all the same.
    """

    @property
    def render(self) -> Any:
        return __getattr__("render")

    @render.setter
    def render(self, room: ModuleType) -> None: ...


sys.modules[__name__].__class__ = _Package
