"""Plays a film now. So far: a window that shows a film while it is drawn."""

from storyanim.live.window import check_display, preview_window

__all__ = ["check_display", "preview_window"]
