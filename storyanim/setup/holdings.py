"""What of a repository lies in the hub's cache on this machine, and whether it is whole.

Takes a repository and one of its files, gives a `Holding`; reads all bytes of what is there. Knows the cache's layout,
which the hub documents: `blobs/` by checksum, `snapshots/COMMIT/` by name, `refs/` for branches and tags.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from storyanim.setup.repository import HubFile, Repository

State = Literal["whole", "unnamed", "begun", "missing", "damaged"]
"""`unnamed`: its bytes are here, fetched for another revision, but do not stand in this one's folder."""
PIECE = 2**20
"""Bytes that are read at once."""


@dataclass(frozen=True, slots=True)
class Holding:
    """A file of a repository and what there is of it: `here` bytes, which need not be fetched again."""

    file: HubFile
    state: State
    here: int

    @property
    def missing(self) -> int:
        """Bytes to fetch."""
        return self.file.length - self.here


def hub_cache() -> Path:
    """The folder that `HF_HUB_CACHE` or `HF_HOME` name, else the hub's own default."""
    from storyanim.setup.hub_library import cache_folder

    return Path(cache_folder())


def storage(repository: Repository) -> Path:
    """A repository's folder in the cache."""
    return hub_cache() / ("models--" + repository.name.replace("/", "--"))


def snapshot(repository: Repository) -> Path:
    """The folder in which its files stand under their own names."""
    return storage(repository) / "snapshots" / repository.commit


def blob(repository: Repository, file: HubFile) -> Path:
    """Where a file's bytes are, under their checksum."""
    return storage(repository) / "blobs" / file.digest


def begun(repository: Repository, file: HubFile) -> Path:
    """Where the bytes of a file are that is not whole yet."""
    return storage(repository) / "blobs" / f"{file.digest}.incomplete"


def held(repository: Repository, file: HubFile) -> Holding:
    """What there is of a file."""
    places: dict[State, Path] = {"whole": snapshot(repository) / file.name, "unnamed": blob(repository, file)}
    for state, path in places.items():
        if path.is_file():
            return Holding(file, state, file.length) if is_whole(path, file) else Holding(file, "damaged", 0)
    length = _length(begun(repository, file))
    return Holding(file, "begun", length) if 0 < length <= file.length else Holding(file, "missing", 0)


def is_whole(path: Path, file: HubFile) -> bool:
    """Whether the bytes at `path` are those the hub has."""
    if path.stat().st_size != file.length:
        return False
    git_object = hashlib.sha1(b"blob %d\0" % file.length, usedforsecurity=False)
    digest = hashlib.sha256() if file.is_large else git_object
    with path.open("rb") as stream:
        while piece := stream.read(PIECE):
            digest.update(piece)
    return digest.hexdigest() == file.digest


def _length(path: Path) -> int:
    return path.stat().st_size if path.is_file() else 0
