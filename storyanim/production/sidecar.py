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
from storyanim.render import about

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from storyanim.production.chunks import FilmPlan
    from storyanim.production.segments import Studio

PACKAGES = ("storyanim", "numpy", "opencv-python", "skia-python")
OUR_KEYS = {"renderer_fingerprint", "encoder", "first_frame", "segments"}
"""What every sidecar of ours has and hardly another file."""
SUBTITLES = (".srt", ".vtt")
"""The endings of captions beside a film."""
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


def captions_path(film: Path, suffix: str = ".srt") -> Path:
    """`film.srt`, the name players look for; `film.mkv.srt` where that belongs to a film.mp4 of ours beside it."""
    usual, apart = film.with_suffix(suffix), _apart(film, suffix)
    again = is_ours(sidecar_path(film))
    if again and apart.exists():
        return apart
    if not usual.exists() or (again and film.exists()):
        return usual
    others = (path.with_suffix("") for path in _our_sidecars(film) if path != sidecar_path(film))
    return apart if any(other.exists() for other in others) else usual


def neighbours(film: Path) -> tuple[Path, ...]:
    """All that may stand beside a film of ours."""
    beside = (path for suffix in SUBTITLES for path in (film.with_suffix(suffix), _apart(film, suffix)))
    return sidecar_path(film), *beside


def check_neighbours(film: Path, suffix: str = ".srt") -> None:
    """Refuse to replace a sidecar or captions that we have not written.

    Raises:
        InputError: there are such files.
    """
    beside = sidecar_path(film)
    if os.path.lexists(beside) and not is_ours(beside):
        raise _foreign(beside)
    captions = captions_path(film, suffix)
    ours = is_ours(beside) if captions == _apart(film, suffix) else any(_our_sidecars(film))
    if os.path.lexists(captions) and not ours:
        raise _foreign(captions)


def _apart(film: Path, suffix: str) -> Path:
    return film.with_name(f"{film.name}{suffix}")


def _foreign(path: Path) -> InputError:
    return InputError(f"{path} exists and is not from storyanim: choose another name for the film, or --force")


def _our_sidecars(film: Path) -> Iterator[Path]:
    """Of films of this name, whatever their endings."""
    found = sorted(film.parent.glob(f"{escape(film.stem)}.*.json"))
    return (path for path in found if path.with_suffix("").stem == film.stem and is_ours(path))


def is_ours(path: Path) -> bool:
    """Whether this is a sidecar that we have written."""
    try:
        facts = cast("object", json.loads(path.read_bytes()))
    except (OSError, ValueError, RecursionError):
        return False
    return isinstance(facts, dict) and facts.keys() >= OUR_KEYS


def sidecar(studio: Studio, plan: FilmPlan, origins: Origins, captions: str) -> str:
    """The sidecar's JSON, one fact a line. Equal films have equal sidecars: no date, no path, no host name."""
    rate = studio.schedule.rate
    renderer = studio.renderer
    drawn_by = about(renderer, studio.schedule.size, ()).facts or {"renderer_options": dict(renderer.options)}
    facts: dict[str, object] = {
        "title": origins.title,
        **origins.facts,
        "renderer": renderer.name,
        **drawn_by,
        "renderer_fingerprint": studio.fingerprint,
        "encoder": studio.ffmpeg.build,
        "versions": _versions(),
        "size": f"{studio.schedule.size.width}x{studio.schedule.size.height}",
        "rate": str(rate),
        "frames": plan.frames,
        "first_frame": plan.first,
        "seconds": round(float(plan.frames / rate), 3),
        "captions": captions,
        "shots": list(plan.shots),
        "cuts": list(plan.cuts),
        "chapters": [[chapter.first, chapter.title] for chapter in plan.chapters(origins.chapters)],
        "transitions": [shot.transition for shot in studio.schedule.shots if shot.id in set(plan.shots)],
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
