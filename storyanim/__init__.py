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


class _Package(ModuleType):
    """Imports the main path only once it is used, so that importing storyanim costs nothing.

    `render` is a function here and a room of the house, `storyanim/render/`. Python puts a room that is imported in
    its package's namespace; the property keeps the function there. `from storyanim.render import ...` finds the room.
    """

    @property
    def render(self) -> Any:
        return self.__getattr__("render")

    @render.setter
    def render(self, room: ModuleType) -> None: ...

    def __getattr__(self, name: str) -> Any:
        if name in __all__:
            from storyanim import animate

            return getattr(animate, name)
        raise AttributeError(f"module 'storyanim' has no attribute {name!r}")


sys.modules[__name__].__class__ = _Package
