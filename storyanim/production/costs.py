"""What a film will cost, from what films like it have cost on this machine.

Takes measured seconds and bytes a frame by renderer and size, keeps them beside the segments, and estimates
with them. Where nothing was measured, stated defaults stand in. Estimates only: nothing depends on them.
"""

from __future__ import annotations

import hashlib
import json
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from storyanim.production.chunks import FilmPlan
    from storyanim.production.segments import Studio

DEFAULT_SECONDS = 6e-8
"""Seconds of one core for a pixel of storybook, drawn and encoded: 55 ms for a frame of 1280x720."""
DEFAULT_BYTES = 1e-2
"""Bytes for a pixel: 9 KB for a frame of 1280x720, 1.8 Mbit/s at 24 frames/s."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What one frame costs: seconds of one core, and bytes."""

    seconds: float
    length: float
    measured: bool = True


@dataclass(frozen=True, slots=True)
class Estimate:
    """What `--dry-run` says: what the film is made of, what of it is drawn already, and what the rest will take."""

    frames: int
    cached_frames: int
    segments: int
    cached_segments: int
    shots: int
    seconds: float
    length: int
    measured: bool


def estimate(plan: FilmPlan, studio: Studio, jobs: int) -> Estimate:
    """Look the plan's segments up and estimate seconds to wait and the film's length in bytes."""
    cost = known_cost(studio)
    found = [(len(chunk), studio.store.find(chunk.key)) for chunk in plan.chunks]
    stored = [(frames, segment.length) for frames, segment in found if segment]
    cached_frames = sum(frames for frames, _ in stored)
    missing_frames = plan.frames - cached_frames
    hands = max(1, min(jobs, len(found) - len(stored)))
    return Estimate(
        frames=plan.frames,
        cached_frames=cached_frames,
        segments=len(found),
        cached_segments=len(stored),
        shots=len(plan.shots),
        seconds=missing_frames * cost.seconds / hands,
        length=round(sum(length for _, length in stored) + missing_frames * cost.length),
        measured=cost.measured,
    )


def known_cost(studio: Studio) -> Cost:
    """What a frame of this renderer and size cost the last time, or a guess by its pixels."""
    with suppress(OSError, ValueError, TypeError, KeyError):
        found = json.loads(_file(studio).read_text(encoding="ascii"))
        return Cost(float(found["seconds"]), float(found["length"]))
    pixels = studio.schedule.size.width * studio.schedule.size.height
    return Cost(pixels * DEFAULT_SECONDS, pixels * DEFAULT_BYTES, measured=False)


def remember_cost(studio: Studio, cost: Cost) -> None:
    """Keep what a frame cost. A cache that cannot be written is no reason to fail here."""
    path = _file(studio)
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        part = studio.scratch / "cost.part"
        part.write_text(json.dumps({"seconds": cost.seconds, "length": cost.length}), encoding="ascii")
        part.replace(path)


def _file(studio: Studio) -> Path:
    size = studio.schedule.size
    name = f"{studio.fingerprint}\n{studio.settings.key()}\n{size.width}x{size.height}"
    return studio.store.folder / "costs" / f"{hashlib.sha256(name.encode()).hexdigest()[:32]}.json"
