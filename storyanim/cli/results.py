"""What a command gives programs about a film it made."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from storyanim.production import Film


def film_json(film: Film, **more: Any) -> str:
    """Where the film and what belongs to it stand, and how long and large it is, as a line of JSON."""
    facts = {
        "film": str(film.path),
        "captions": str(film.captions) if film.captions else None,
        "sidecar": str(film.sidecar),
        **more,
        "frames": film.frames,
        "seconds": round(film.seconds, 3),
        "size": list(film.size),
    }
    return json.dumps(facts)
