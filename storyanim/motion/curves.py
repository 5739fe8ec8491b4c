"""Curves that were found, kept in a folder: what is probed once is never probed again.

Takes a transition and a renderer's fingerprint, gives the name a curve is kept under; and a `Solution` back for it. A
damaged file is no file, and a folder that cannot be written is no fault: a curve is found again, and is the same.
"""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import asdict, dataclass
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import TYPE_CHECKING
from uuid import uuid4

from storyanim.motion.probing import probe_size
from storyanim.motion.solving import KNOTS, Solution
from storyanim.schedule import recipe_key
from storyanim.storyboard import rises

if TYPE_CHECKING:
    from pathlib import Path

    from storyanim.schedule import Crossing

FINDERS = ("motion/distance.py", "motion/probing.py", "motion/solving.py", "schedule/easing.py")
"""Our files that decide a curve: a changed one is another name, so that no stale curve is ever used."""
ENDS = (0.0, 0.5, 1.0)
"""Shares whose pictures name a transition."""


@dataclass(frozen=True, slots=True)
class Curves:
    """A folder of curves."""

    folder: Path

    def find(self, name: str) -> Solution | None:
        """The curve of that name, if a whole one is there."""
        with suppress(OSError, ValueError, TypeError, KeyError):
            found = json.loads(self._file(name).read_text(encoding="ascii"))
            pace = None if found["pace"] is None else tuple(float(knot) for knot in found["pace"])
            if pace is None or (2 <= len(pace) <= KNOTS and rises(pace)):
                return Solution(pace, float(found["plain"]), float(found["solved"]), int(found["probes"]))
        return None

    def keep(self, name: str, solution: Solution) -> None:
        """Keep a curve under its name, whole or not at all."""
        path = self._file(name)
        part = path.with_suffix(f".{uuid4().hex[:8]}.part")
        with suppress(OSError):
            path.parent.mkdir(parents=True, exist_ok=True)
            try:
                part.write_text(json.dumps(asdict(solution)), encoding="ascii")
                part.replace(path)
            finally:
                part.unlink(missing_ok=True)

    def _file(self, name: str) -> Path:
        return self.folder / f"{name}.json"


def curve_name(crossing: Crossing, fingerprint: str) -> str:
    """40 hex digits of all that decides a curve: what is seen on the way, its frames, who draws it and who finds it.

    The libraries that pictures are compared with are in every renderer's `fingerprint`.
    """
    size = probe_size(crossing.film.size)
    seen = (recipe_key(crossing.recipe_at(share, size)) for share in ENDS)
    return sha256("\n".join([_finder(), fingerprint, str(crossing.frames), *seen]).encode()).hexdigest()[:40]


@cache
def _finder() -> str:
    """A hash of how curves are found."""
    digest = sha256()
    for path in FINDERS:
        digest.update(files("storyanim").joinpath(path).read_bytes())
    return digest.hexdigest()
