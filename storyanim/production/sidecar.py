"""What a film was made of, written beside it: `film.mp4.json`, and the captions as `film.srt`.

Takes facts and gives text; writes nothing. A GIF keeps no metadata and a player shows none, so this is where a
film says which renderer drew it, from which seed, and under which licence.
"""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import dataclass, field
from glob import escape
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING

from storyanim.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from storyanim.production.chunks import FilmPlan
    from storyanim.production.segments import Studio

PACKAGES = ("storyanim", "numpy", "opencv-python", "skia-python")
Fact = str | int | float | bool | None


@dataclass(frozen=True, slots=True)
class Origins:
    """What only the caller knows of a film.

    `facts` go into the sidecar as they are (seed, hash of the storyboard, model, licence of its weights ...);
    `chapters` are titles by the id of the shot they begin with.
    """

    title: str = ""
    facts: Mapping[str, Fact] = field(default_factory=dict[str, Fact])
    chapters: Mapping[str, str] = field(default_factory=dict[str, str])


def sidecar_path(film: Path) -> Path:
    """`film.mp4.json`: a film.gif beside film.mp4 has its own."""
    return film.with_name(f"{film.name}.json")


def captions_path(film: Path) -> Path:
    """`film.srt`, the name players look for."""
    return film.with_suffix(".srt")


def check_neighbours(film: Path) -> None:
    """Refuse to replace captions that we have not written: then a sidecar of ours would stand beside them.

    Raises:
        InputError: there are such captions.
    """
    captions = captions_path(film)
    ours = any(film.parent.glob(f"{escape(film.stem)}.*.json"))
    if captions.exists() and not ours:
        raise InputError(f"{captions} exists and is not from storyanim: choose another name for the film, or --force")


def sidecar(studio: Studio, plan: FilmPlan, origins: Origins) -> str:
    """The sidecar's JSON, one fact a line. Equal films have equal sidecars: no date, no path, no host name."""
    rate = studio.schedule.rate
    facts: dict[str, object] = {
        "title": origins.title,
        **origins.facts,
        "renderer": studio.renderer.name,
        "renderer_options": dict(studio.renderer.options),
        "renderer_fingerprint": studio.fingerprint,
        "encoder": studio.ffmpeg.build,
        "versions": _versions(),
        "size": f"{studio.schedule.size.width}x{studio.schedule.size.height}",
        "rate": str(rate),
        "frames": plan.frames,
        "first_frame": plan.first,
        "seconds": round(float(plan.frames / rate), 3),
        "shots": list(plan.shots),
        "segments": [chunk.key for chunk in plan.chunks],
    }
    return json.dumps(facts, ensure_ascii=False, indent=1) + "\n"


def _versions() -> dict[str, str]:
    """The versions of ourselves and of the libraries every picture passes through."""
    found: dict[str, str] = {}
    for package in PACKAGES:
        with suppress(PackageNotFoundError):
            found[package] = version(package)
    return found
