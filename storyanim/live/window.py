"""A desktop window that shows a film while it is made, segment by segment in the film's order.

Takes the files of finished segments, shows their frames. Knows nothing of schedules or renderers.
"""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

from storyanim.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Mapping
    from pathlib import Path

TITLE = "storyanim (q closes the preview, the film goes on)"
QUIT_KEYS = frozenset({ord("q"), 27})
DISPLAYS = ("DISPLAY", "WAYLAND_DISPLAY")


@contextmanager
def preview_window() -> Generator[Callable[[Path], None]]:
    """A window, and the function that shows a segment in it; it is closed at the end.

    Raises:
        InputError: there is no display to show a window on.
    """
    check_display(os.environ, sys.platform)
    import cv2

    window = _Window()
    try:
        yield window.show
    finally:
        cv2.destroyAllWindows()


def check_display(environment: Mapping[str, str], platform: str) -> None:
    """Refuse where a window cannot be: OpenCV ends the whole process there, with no word.

    Raises:
        InputError: there is no display.
    """
    if platform.startswith("linux") and not any(environment.get(name) for name in DISPLAYS):
        raise InputError("--preview: there is no display here; leave it out, or run it on a desktop")


class _Window:
    """Shows segments until a key closes it."""

    def __init__(self) -> None:
        self._open = True

    def show(self, segment: Path) -> None:
        """Show every frame of a segment, as fast as it can be read."""
        import cv2

        from storyanim.encode import iter_film

        if not self._open:
            return
        for pixels in iter_film(segment):
            cv2.imshow(TITLE, cv2.cvtColor(pixels, cv2.COLOR_RGB2BGR))
            if cv2.waitKey(1) & 0xFF in QUIT_KEYS:
                self._open = False
                cv2.destroyAllWindows()
                return
