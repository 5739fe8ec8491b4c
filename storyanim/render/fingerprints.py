"""What makes a renderer's pictures: its own files, those all renderers share, and the libraries that touch pixels.

Takes a renderer's package and libraries, gives a hash. A changed drawing, formula or library is another fingerprint,
so that a stale picture is never served.
"""

from __future__ import annotations

import platform
from hashlib import sha256
from importlib.metadata import version
from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from importlib.resources.abc import Traversable

SHARED = ("fingerprints.py", "frames.py", "guides.py", "mix.py", "noise.py", "titles.py")
"""Files of this room that make pictures too, whoever draws."""
LETTERS = ("letters.py",)
"""And of the house: titles are written with it."""


def fingerprint(name: str, libraries: Iterable[str], *further: str) -> str:
    """`name-` and 24 hex digits, of the package `storyanim.render.<name>`, the kind of machine and further lines."""
    digest = sha256(platform.machine().encode())
    for library in libraries:
        digest.update(f"{library}={version(library)};".encode())
    shared = (*_sources(files("storyanim"), LETTERS), *_sources(files("storyanim.render"), SHARED))
    for path, item in (*shared, *_sources(files(f"storyanim.render.{name}"))):
        digest.update(path.encode())
        digest.update(item.read_bytes())
    for line in further:
        digest.update(f"\n{line}".encode())
    return f"{name}-{digest.hexdigest()[:24]}"


def _sources(folder: Traversable, names: Sequence[str] = ()) -> Iterator[tuple[str, Traversable]]:
    """Source and artwork files below a folder, or only those of some names, in alphabetical order."""
    for item in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if item.is_dir() and not names:
            yield from _sources(item)
        elif item.name in names or (not names and item.name.endswith((".py", ".svg", ".toml"))):
            yield item.name, item
