"""The recording that tells a story, as it stands in the storyboard: its file, its cues and when it begins."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from storyanim.storyboard.fields import InsidePath  # noqa: TC001 (pydantic reads annotations at run time)


class Narration(BaseModel):
    """The recording that tells the story. Paths are inside the storyboard's folder."""

    model_config = ConfigDict(strict=True, frozen=True, extra="forbid")

    file: InsidePath = Field(default="", description="A recording (wav, mp3, m4a, ogg, flac); '' for none.")
    cues: InsidePath = Field(default="", description="When it says what (srt, vtt, Whisper's json); '' if unknown.")
    begins: float = Field(
        default=0.0,
        ge=-3600,
        le=3600,
        allow_inf_nan=False,
        description="Seconds into the film at which it begins; below 0 its first seconds are left out.",
    )
