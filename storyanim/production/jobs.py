"""Films that are being made: which segments they need, who makes them, and where unfinished files lie.

Takes a store, an output and the segments' keys; gives a scratch folder that this process alone owns. A job's
list is written before anything is drawn and removed once the film stands, so that the segments of an unfinished
film are never evicted. What a killed process left is cleared by whoever starts next.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, cast

from storyanim.encode import discard
from storyanim.errors import OutputError
from storyanim.production.locks import HeldLock, try_lock
from storyanim.production.pacing import forget_curves
from storyanim.production.sidecar import neighbours
from storyanim.production.store import reported

if TYPE_CHECKING:
    from collections.abc import Collection, Generator

    from storyanim.production.store import SegmentStore

_OWNER = "owner.part"
DISCARD_TRIES, DISCARD_SECONDS = 20, 1.0
"""How often, and for how long in all, it is tried to remove a folder of unfinished files."""
KEPT_SECONDS = 30 * 24 * 3600.0
"""How long the segments of an unfinished film are spared that nobody goes on with."""


@dataclass(frozen=True, slots=True)
class FilmJob:
    """The film `output`, in the making: always the same job for the same output and store."""

    store: SegmentStore
    output: Path

    @property
    def id(self) -> str:
        """16 hex digits."""
        place = f"{self.store.folder.absolute()}\n{self.output.absolute()}"
        return hashlib.sha256(place.encode("utf-8", "surrogateescape")).hexdigest()[:16]

    @property
    def scratch(self) -> Path:
        """A folder for unfinished files, owned by one process; it stands while the job is `begun`."""
        return _scratch_folder(self.store) / f"{self.id}.part"

    def beside(self, path: Path) -> Path:
        """Where the file that becomes `path` is written first: in the same folder, always the same name."""
        return _beside(path, self.id)

    @contextmanager
    def begun(self, keys: Collection[str]) -> Generator[None]:
        """Begin, or take up again: the segments named are spared from now on. What dead processes left is cleared.

        Raises:
            OutputError: another living process makes the same film, or the cache cannot be written.
        """
        with self.store.exclusive():
            _clear_leftovers(self.store)
            owner = _own(self)
            try:
                _write_list(self, keys)
                self.store.evict(unfinished_keys(self.store))
            except BaseException:
                _discard(self.scratch, owner)
                raise
        try:
            yield
        finally:
            with suppress(OutputError), self.store.exclusive():
                _discard(self.scratch, owner)

    def finish(self) -> None:
        """The film stands: its segments may be evicted from now on, and what passes the limit is."""
        with self.store.exclusive():
            _list_file(self.store, self.id).unlink(missing_ok=True)
            self.store.evict(unfinished_keys(self.store))


def tidy(store: SegmentStore) -> None:
    """Clear what killed processes left of films that stand all the same, or that nobody took up for a month.

    To be called before an output is checked: a film that was killed after it had its name is never begun again.

    Raises:
        OutputError: the cache cannot be used.
    """
    if not store.folder.is_dir():
        return
    with store.exclusive():
        _clear_leftovers(store)
        for path in (store.folder / "films").glob("*.json"):
            if not _is_alive(store, path.stem):
                _tidy_list(path)


def unfinished_keys(store: SegmentStore) -> frozenset[str]:
    """The keys of all segments that unfinished films need."""
    lists = (store.folder / "films").glob("*.json")
    return frozenset(key for path in lists for key in _read_list(path))


@dataclass(frozen=True, slots=True)
class Contents:
    """What a store holds: bytes of segments, how many, and the films that were begun and are not finished."""

    length: int
    segments: int
    unfinished: tuple[str, ...]


def contents(store: SegmentStore) -> Contents:
    """Look through the store. Raises OutputError: it cannot be read."""
    with reported(store.folder):
        outputs = (_read_output(path) for path in sorted((store.folder / "films").glob("*.json")))
        return Contents(store.length(), store.count(), tuple(str(output) for output in outputs if output))


def forget_unfinished(store: SegmentStore) -> int:
    """Give up every unfinished film that no living process makes; how many there were."""
    with store.exclusive():
        _clear_leftovers(store)
        lists = [path for path in (store.folder / "films").glob("*.json") if not _is_alive(store, path.stem)]
        for path in lists:
            path.unlink(missing_ok=True)
    return len(lists)


def clear(store: SegmentStore) -> int:
    """Empty the store, but for what films need that are being made right now; the bytes freed."""
    forget_unfinished(store)
    with store.exclusive():
        forget_curves(store)
        return replace(store, limit=0).evict(unfinished_keys(store))


def _is_alive(store: SegmentStore, identity: str) -> bool:
    return (_scratch_folder(store) / f"{identity}.part").exists()


def _own(job: FilmJob) -> HeldLock:
    job.scratch.mkdir(mode=0o700, parents=True, exist_ok=True)
    owner = try_lock(job.scratch / _OWNER)
    if owner is None:
        raise OutputError(f"{job.output} is being made by another storyanim: wait for it, or choose another name")
    return owner


def _clear_leftovers(store: SegmentStore) -> None:
    for scratch in _scratch_folder(store).glob("*.part"):
        owner = try_lock(scratch / _OWNER)
        if owner is not None:
            _discard(scratch, owner)
    for part in (store.folder / "films").glob("*.part"):
        part.unlink(missing_ok=True)


def _tidy_list(path: Path) -> None:
    """Drop a dead film's list and what lies beside the film, if that stands or the list is old."""
    output = _read_output(path)
    stands = output is not None and os.access(output, os.F_OK)  # unlike Path.exists, no error where it may not be seen
    if not stands and time.time() - path.stat().st_mtime < KEPT_SECONDS:
        return
    for final in (output, *neighbours(output)) if output else ():
        discard(_beside(final, path.stem))
        discard(_beside(final, path.stem).with_suffix(".old.part"))
        shutil.rmtree(_beside(final, path.stem).with_suffix(".join.part"), ignore_errors=True)
    path.unlink(missing_ok=True)


def _beside(path: Path, identity: str) -> Path:
    return path.with_name(f"{path.name}.{identity[:8]}.part")


def _discard(scratch: Path, owner: HeldLock) -> None:
    """Remove the folder; an encoder that was killed while it started may still put its file there once more."""
    owner.release()
    for _ in range(DISCARD_TRIES):
        shutil.rmtree(scratch, ignore_errors=True)
        if not scratch.exists():
            return
        time.sleep(DISCARD_SECONDS / DISCARD_TRIES)


def _write_list(job: FilmJob, keys: Collection[str]) -> None:
    path = _list_file(job.store, job.id)
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(".part")
    try:
        part.write_text(json.dumps({"output": str(job.output.absolute()), "segments": list(keys)}), encoding="ascii")
        part.replace(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def _read_list(path: Path) -> list[str]:
    try:
        return cast("list[str]", json.loads(path.read_text(encoding="ascii"))["segments"])
    except (OSError, ValueError, KeyError, TypeError):
        return []


def _read_output(path: Path) -> Path | None:
    try:
        return Path(cast("str", json.loads(path.read_text(encoding="ascii"))["output"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _list_file(store: SegmentStore, identity: str) -> Path:
    return store.folder / "films" / f"{identity}.json"


def _scratch_folder(store: SegmentStore) -> Path:
    return store.folder / "scratch"
