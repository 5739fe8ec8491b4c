"""storyanim: a story goes in, an animated film comes out.

board = storyanim.draft(text)
film = storyanim.render(board, "film.mp4")
film  # shows itself in a notebook
"""

from __future__ import annotations

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
