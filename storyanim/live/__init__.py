"""Plays a film now. So far: a window that shows a film while it is drawn."""

from storyanim.live.window import preview_window

__all__ = ["preview_window"]
