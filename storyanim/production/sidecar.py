"""What a film was made of, written beside it: `film.mp4.json`, and the captions as `film.srt`.

Takes facts and gives text; writes nothing. A GIF keeps no metadata and a player shows none, so this is where a
film says which renderer drew it, from which seed, and under which licence.
"""

from __future__ import annotations

import json
import os
from contextlib import suppress
from dataclasses import dataclass, field
from glob import escape
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, cast

from storyanim.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from storyanim.production.chunks import FilmPlan
    from storyanim.production.segments import Studio

PACKAGES = ("storyanim", "numpy", "opencv-python", "skia-python")
OUR_KEYS = {"renderer_fingerprint", "encoder", "first_frame", "segments"}
"""What every sidecar of ours has and hardly another file."""
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
    """`film.srt`, the name players look for; `film.mkv.srt` where that belongs to a film.mp4 of ours beside it."""
    usual, apart = film.with_suffix(".srt"), _apart(film)
    again = _is_ours(sidecar_path(film))
    if again and apart.exists():
        return apart
    if not usual.exists() or (again and film.exists()):
        return usual
    others = (path.with_suffix("") for path in _our_sidecars(film) if path != sidecar_path(film))
    return apart if any(other.exists() for other in others) else usual


def neighbours(film: Path) -> tuple[Path, ...]:
    """All that may stand beside a film of ours."""
    return sidecar_path(film), film.with_suffix(".srt"), _apart(film)


def check_neighbours(film: Path) -> None:
    """Refuse to replace a sidecar or captions that we have not written.

    Raises:
        InputError: there are such files.
    """
    beside = sidecar_path(film)
    if os.path.lexists(beside) and not _is_ours(beside):
        raise _foreign(beside)
    captions = captions_path(film)
    ours = _is_ours(beside) if captions == _apart(film) else any(_our_sidecars(film))
    if os.path.lexists(captions) and not ours:
        raise _foreign(captions)


def _apart(film: Path) -> Path:
    return film.with_name(f"{film.name}.srt")


def _foreign(path: Path) -> InputError:
    return InputError(f"{path} exists and is not from storyanim: choose another name for the film, or --force")


def _our_sidecars(film: Path) -> Iterator[Path]:
    """Of films of this name, whatever their endings."""
    found = sorted(film.parent.glob(f"{escape(film.stem)}.*.json"))
    return (path for path in found if path.with_suffix("").stem == film.stem and _is_ours(path))


def _is_ours(path: Path) -> bool:
    try:
        facts = cast("object", json.loads(path.read_bytes()))
    except (OSError, ValueError, RecursionError):
        return False
    return isinstance(facts, dict) and facts.keys() >= OUR_KEYS


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
