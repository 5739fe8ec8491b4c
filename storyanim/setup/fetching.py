"""Files of a repository -> the hub's cache, whole or not there, going on from where an earlier try ended.

The hub's library puts files and their names in order; but it begins a broken download from nothing, in a file of
another name each time, so the bytes of large files are fetched here: into one `.incomplete` file, by range, checked
before they get their name. That the library then finds them done is all it needs to know.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from storyanim.errors import RendererError
from storyanim.setup.holdings import begun, blob, hub_cache, is_whole, snapshot, storage
from storyanim.setup.hub_errors import told

if TYPE_CHECKING:
    from pathlib import Path

    from storyanim.setup.holdings import Holding
    from storyanim.setup.repository import HubFile, Repository

TRIES = 2
"""What was begun may hold a damaged piece; then the file is fetched anew, once."""


def fetch(repository: Repository, holding: Holding) -> None:
    """Bring one file here, and check it.

    Raises:
        RendererError: the hub does not give it, or gives other bytes than it stated.
        OutputError: the disk is full or cannot be written.
    """
    from storyanim.setup.hub_library import place

    file = holding.file
    named = snapshot(repository) / file.name
    with told(repository.name, repository.revision):
        if holding.state == "damaged":
            named.unlink(missing_ok=True)
            blob(repository, file).unlink(missing_ok=True)
        if file.is_large and not blob(repository, file).exists():
            _fetch_large(repository, file)
        place(repository.name, file.name, repository.commit)
        # Large bytes were checked before they got their name; if the hub's answer led elsewhere, these were not.
        is_checked = file.is_large and named.resolve() == blob(repository, file).resolve()
        if not is_checked and not is_whole(named, file):
            raise _damaged(repository, file)
        if not named.is_symlink():  # Windows copies where it may not link; weights need not lie here twice
            blob(repository, file).unlink(missing_ok=True)


def remember(repository: Repository) -> None:
    """Note which commit the revision is, so that it is found offline; only once all of its files are here."""
    if repository.revision == repository.commit:
        return
    refs = (storage(repository) / "refs").resolve()
    path = (refs / repository.revision).resolve()
    if not path.is_relative_to(refs):
        raise RendererError(f"--revision {repository.revision} is no name of a revision")
    fresh = path.with_name(f"{path.name}.{os.getpid()}.tmp")  # others may do the same at the same time
    with told(repository.name):
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh.write_text(repository.commit, encoding="ascii")
        fresh.replace(path)


def _fetch_large(repository: Repository, file: HubFile) -> None:
    from storyanim.setup.hub_library import locked

    part, final = begun(repository, file), blob(repository, file)
    part.parent.mkdir(parents=True, exist_ok=True)
    with locked(hub_cache() / ".locks" / storage(repository).name / f"{file.digest}.lock"):
        if final.exists():  # another process was faster
            return
        for _ in range(TRIES):
            _fetch_rest(repository, file, part)
            if is_whole(part, file):
                part.replace(final)
                return
            part.unlink()
    raise _damaged(repository, file)


def _fetch_rest(repository: Repository, file: HubFile, part: Path) -> None:
    """Add to a file what it lacks."""
    from storyanim.setup.hub_library import fetch_rest

    with part.open("ab") as stream:
        if stream.tell() > file.length:
            stream.truncate(0)
        if stream.tell() < file.length:
            fetch_rest(repository.name, file.name, repository.commit, stream, file.length)
        stream.flush()
        os.fsync(stream.fileno())


def _damaged(repository: Repository, file: HubFile) -> RendererError:
    return RendererError(
        f"{repository.name}: {file.name} arrives damaged, its checksum is wrong: run it again, or on another network"
    )
