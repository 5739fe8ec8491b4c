"""A desktop window that shows a film while it is made, segment by segment in the film's order.

Takes the files of finished segments, shows their frames. Knows nothing of schedules or renderers.
"""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

from storyanim.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable, Generator
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

TITLE = "storyanim (q closes the preview, the film goes on)"
QUIT_KEYS = frozenset({ord("q"), 27})
"""27 is Esc."""
DISPLAYS = ("DISPLAY", "WAYLAND_DISPLAY")
LARGEST = 960
"""Pixels of the window's longer side when it opens; a person may pull it larger."""
OPENING, PAINTING = 250, 30
"""Milliseconds in which the desktop opens the window, and paints the last frame of a segment, which stands longest."""
QUIET_QT = ("QT_LOGGING_RULES", "default.warning=false")
"""The Qt inside OpenCV complains of fonts, of which the window shows none."""
_TRIAL = "import cv2; cv2.namedWindow('storyanim'); cv2.waitKey(1); cv2.destroyAllWindows()"
_TRIAL_SECONDS = 30


@contextmanager
def preview_window() -> Generator[Callable[[Path], None]]:
    """A window, and the function that shows a segment in it; it is closed at the end.

    Only after `check_display`: without a display OpenCV ends the process. Not for any other thread than the main one.
    """
    window = _Window()
    try:
        yield window.show
    finally:
        window.close()


def check_display(option: str = "--preview") -> None:
    """Open a window for a moment, in a process of its own: where there is no display OpenCV ends the whole process.

    Raises:
        InputError: no window can be opened here.
    """
    reason = "there is no display here"
    if not sys.platform.startswith("linux") or any(os.environ.get(name) for name in DISPLAYS):
        reason = _trial()
    if reason:
        raise InputError(f"{option}: {reason}; leave it out, or run it on a desktop")


def _trial() -> str:
    """Why no window opens; "" if one does."""
    try:
        tried = subprocess.run([sys.executable, "-c", _TRIAL], capture_output=True, timeout=_TRIAL_SECONDS, check=False)  # noqa: S603
    except (OSError, subprocess.TimeoutExpired):
        return "the display does not answer"
    return "no window can be opened on this display" if tried.returncode else ""


class _Window:
    """Shows segments until a person closes it."""

    def __init__(self) -> None:
        self._shown = self._seen = self._closed = False

    def show(self, segment: Path) -> None:
        """Show every frame of a segment, as fast as it can be read."""
        from storyanim.encode import iter_film

        if self._closed:
            return None
        with closing(iter_film(segment)) as frames:
            for pixels in frames:
                wait = 1 if self._shown else OPENING
                self._show(pixels)
                if self._is_unwanted(wait):
                    return self.close()
        if self._is_unwanted(PAINTING):
            self.close()
        return None

    def close(self) -> None:
        """Close the window; nothing is shown any more."""
        self._closed = True
        if self._shown:
            import cv2

            cv2.destroyAllWindows()
            self._shown = False

    def _show(self, pixels: NDArray[np.uint8]) -> None:
        import cv2

        if not self._shown:
            self._shown = True
            os.environ.setdefault(*QUIET_QT)
            height, width = pixels.shape[:2]
            scale = min(1.0, LARGEST / max(height, width))
            cv2.namedWindow(TITLE, cv2.WINDOW_NORMAL | cv2.WINDOW_KEEPRATIO | cv2.WINDOW_GUI_NORMAL)
            cv2.resizeWindow(TITLE, round(width * scale), round(height * scale))
        cv2.imshow(TITLE, cv2.cvtColor(pixels, cv2.COLOR_RGB2BGR))

    def _is_unwanted(self, milliseconds: int) -> bool:
        """Give the desktop so long to paint; whether a person meanwhile pressed a key to close it, or its corner."""
        import cv2

        key = cv2.waitKey(milliseconds) & 0xFF
        visible = cv2.getWindowProperty(TITLE, cv2.WND_PROP_VISIBLE) >= 1
        gone, self._seen = self._seen and not visible, self._seen or visible  # a slow desktop is not a closed window
        return gone or key in QUIT_KEYS
