"""A finished film, as a value.

Takes paths and numbers, shows itself in a notebook. Knows nothing of how the film was made.
"""

from __future__ import annotations

import base64
import html
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from storyanim.types import Size

EMBEDDED_BYTES = 32 * 2**20
"""Larger films are named in a notebook, not embedded: they would weigh a third more in it than on the disk."""
_KINDS = {".mp4": "video/mp4", ".mkv": "video/x-matroska", ".webm": "video/webm"}


@dataclass(frozen=True, slots=True)
class Film:
    """A film that stands: its file, sidecar and captions, its length in frames and seconds, its size in pixels."""

    path: Path
    sidecar: Path
    captions: Path
    frames: int
    seconds: float
    size: Size

    def _repr_html_(self) -> str:
        """The film itself, where a notebook shows the value of a cell."""
        name = html.escape(str(self.path))
        if not self.path.is_file() or self.path.stat().st_size > EMBEDDED_BYTES:
            return f"<p>{name} ({self.seconds:.1f} s, {self.size.width}x{self.size.height})</p>"
        data = base64.b64encode(self.path.read_bytes()).decode("ascii")
        if self.path.suffix == ".gif":
            return f'<img alt="{name}" src="data:image/gif;base64,{data}">'
        kind = _KINDS.get(self.path.suffix, "video/mp4")
        return f'<video controls loop width="{min(self.size.width, 960)}" src="data:{kind};base64,{data}"></video>'
