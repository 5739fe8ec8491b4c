"""A finished film, as a value.

Takes paths and numbers, shows itself in a notebook. Knows nothing of how the film was made.
"""

from __future__ import annotations

import base64
import html
from dataclasses import dataclass
from typing import TYPE_CHECKING

from storyanim.encode import container_of

if TYPE_CHECKING:
    from pathlib import Path

    from storyanim.types import Size

EMBEDDED_BYTES = 32 * 2**20
"""Larger films are named in a notebook, not embedded: they would weigh a third more in it than on the disk."""


@dataclass(frozen=True, slots=True)
class Film:
    """A film that stands: its file, sidecar and captions (None: it has none), its length in frames and seconds, and its
    size in pixels.
    """

    path: Path
    sidecar: Path
    captions: Path | None
    frames: int
    seconds: float
    size: Size

    def _repr_html_(self) -> str:
        """The film itself, where a notebook shows the value of a cell."""
        name = html.escape(str(self.path))
        kind = container_of(self.path.suffix).mime
        if not self.path.is_file() or self.path.stat().st_size > EMBEDDED_BYTES:
            return f"<p>{name} ({self.seconds:.1f} s, {self.size.width}x{self.size.height})</p>"
        data = base64.b64encode(self.path.read_bytes()).decode("ascii")
        if kind.startswith("image/"):
            return f'<img alt="{name}" src="data:{kind};base64,{data}">'
        return f'<video controls loop width="{min(self.size.width, 960)}" src="data:{kind};base64,{data}"></video>'
