"""How a film is made of what is drawn: its captions, its sound, and how small a loop must be.

Values only, parsed once where a person writes them and passed on as they are.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from storyanim.encode import DEFAULT_LOOP, LOUDNESS, Loop

CaptionStyle = Literal["soft", "burn", "karaoke", "none"]
"""A track that players show or hide; drawn into the pictures; drawn, the word that is said in gold; none at all."""


@dataclass(frozen=True, slots=True)
class FilmOptions:
    """What a person wants of a film beside its pictures.

    `folder` is where the storyboard's sound files lie; `music` is played in place of the storyboard's; `loudness` in
    LUFS; `loop` how large and fast a GIF or WebP may be.
    """

    captions: CaptionStyle = "soft"
    folder: Path = field(default_factory=Path)
    music: Path | None = None
    loudness: float = LOUDNESS
    loop: Loop = DEFAULT_LOOP
