"""Files that are whole or not there: checked, synced, then renamed.

Takes paths; gives them back safe on disk, or one line that says why not. Knows nothing of what is in them.
"""

from __future__ import annotations

import contextlib
import errno
import os
import re
import shutil
import tempfile
from typing import TYPE_CHECKING

from storyanim.errors import InputError, OutputError

if TYPE_CHECKING:
    from collections.abc import Generator, Mapping
    from pathlib import Path

_WHAT_TO_DO = {
    errno.ENOSPC: "the disk is full; make room and run the same command again",
    errno.EDQUOT: "your disk quota is used up; make room and run the same command again",
    errno.EACCES: "you may not write there; choose another folder or change its permissions",
    errno.EPERM: "you may not write there; choose another folder or change its permissions",
    errno.EROFS: "the disk is read-only; choose another folder",
    errno.ENAMETOOLONG: "the name is too long; choose a shorter one",
    errno.ENOENT: "the folder does not exist; create it first",
    errno.ENOTDIR: "a part of the path is a file, not a folder; choose another one",
    errno.EISDIR: "it is a folder; name a file",
    errno.EFBIG: "the file is too large for this disk; choose another one",
}

_LONGEST_ENDING = ".json.12345678.join.part"
"""As long as the longest ending that a file or folder beside an output has while it is made."""


FOLDER_SUFFIX = ".png"
PICTURE_FILE = re.compile(r"frame-[0-9]{6,}\.png")
"""A film may be a folder of pictures; these are their names."""


def output_error(error: OSError, path: Path) -> OutputError:
    """The failure to write `path`, in one line."""
    advice = _WHAT_TO_DO.get(error.errno or 0, error.strerror or str(error))
    return OutputError(f"cannot write {str(path)!r}: {advice}")


def check_output(path: Path, *, force: bool) -> None:
    """Refuse, before any work is done, an output that exists (unless `force`) or cannot be written.

    A folder is never replaced, but for one of ours, full of pictures. Raises InputError: the person named something
    that cannot be.
    """
    try:
        if path.is_dir() and not (path.suffix == FOLDER_SUFFIX and _holds_pictures_only(path)):
            raise InputError(f"cannot write {str(path)!r}: it is a folder; name a file")
        if os.path.lexists(path) and not force:
            raise InputError(f"{str(path)!r} exists; use --force to replace it, or choose another name")
        _probe(path)
    except OSError as error:
        raise InputError(str(output_error(error, path))) from error


def open_part(part: Path) -> None:
    """Create or empty `part`, so that a folder that is missing or not ours is known before ffmpeg starts."""
    try:
        part.open("wb").close()
    except OSError as error:
        raise output_error(error, part) from error


@contextlib.contextmanager
def discarded_on_failure(*parts: Path) -> Generator[None]:
    """Remove the unfinished files when the block fails, in whatever way."""
    try:
        yield
    except BaseException:
        for part in parts:
            discard(part)
        raise


def discard(part: Path) -> None:
    """Remove an unfinished file or folder, if it is there."""
    with contextlib.suppress(OSError):
        if part.is_dir() and not part.is_symlink():
            shutil.rmtree(part)
        else:
            part.unlink()


def commit(part: Path, final: Path, *, force: bool = True) -> None:
    """Give the finished `part` its final name, in the same folder, so that it survives a power cut.

    With `force` a file of that name is replaced; without, it is kept and InputError raised, even if it appeared
    only now. Raises OutputError if the disk does not play along; `part` is then still there.
    """
    commit_together({final: part}, force=force)


def commit_together(parts: Mapping[Path, Path], *, force: bool = True) -> None:
    """Give several finished parts (by final name) their names in this order, so that all of them stand or none.

    All are brought to the disk first; then the names follow each other at once. `force` is about the last of them,
    as in `commit`: the others go with it and are replaced. Where one fails, the new ones before it are removed.
    """
    last = list(parts)[-1]
    fresh = [final for final in parts if not os.path.lexists(final)]
    for final, part in parts.items():
        with _reported(final):
            _sync_whole(part)
    named: list[Path] = []
    with _removed_on_failure(named, fresh):
        for final, part in parts.items():
            with _reported(final):
                _rename(part, final, force=force or final != last)
            named.append(final)
    for folder in {final.parent for final in parts}:
        with _reported(last):
            _sync_folder(folder)


@contextlib.contextmanager
def _reported(final: Path) -> Generator[None]:
    try:
        yield
    except FileExistsError as error:
        raise InputError(f"{str(final)!r} exists; use --force to replace it, or choose another name") from error
    except OSError as error:
        raise output_error(error, final) from error


@contextlib.contextmanager
def _removed_on_failure(named: list[Path], fresh: list[Path]) -> Generator[None]:
    try:
        yield
    except BaseException:
        for final in set(named) & set(fresh):
            discard(final)
        raise


def write_whole(final: Path, data: bytes, *, force: bool = True) -> None:
    """Write a small file so that it is never seen half written. Raises as `commit` does."""
    part = final.with_name(f"{final.name}.part")
    with discarded_on_failure(part):
        try:
            part.write_bytes(data)
        except OSError as error:
            raise output_error(error, final) from error
        commit(part, final, force=force)


def _rename(part: Path, final: Path, *, force: bool) -> None:
    if part.is_dir() and not part.is_symlink():
        _rename_folder(part, final, force=force)
    elif force:
        part.replace(final)
    else:
        _rename_new(part, final)


def _rename_folder(part: Path, final: Path, *, force: bool) -> None:
    """Folders do not replace each other: the old one steps aside first."""
    aside = part.with_name(f"{part.name.removesuffix('.part')}.old.part")
    if force and final.is_dir():
        final.rename(aside)
    try:
        part.rename(final)  # refuses a folder that is not empty, and a file
    except OSError:
        if aside.exists():
            aside.rename(final)
        raise
    discard(aside)


def _holds_pictures_only(folder: Path) -> bool:
    return all(PICTURE_FILE.fullmatch(entry.name) for entry in folder.iterdir())


def _rename_new(part: Path, final: Path) -> None:
    """Rename, but never over another file. Disks without hard links get the check just before the rename."""
    try:
        os.link(part, final)
    except FileExistsError:
        raise
    except OSError:
        if os.path.lexists(final):
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(final)) from None
        part.replace(final)
    else:
        part.unlink()


def _probe(path: Path) -> None:
    """Whether `path` could be made, found out with a file beside it that has no name and so cannot be left behind."""
    with contextlib.suppress(FileNotFoundError):
        path.with_name(f"{path.name}{_LONGEST_ENDING}").lstat()
    with tempfile.TemporaryFile(dir=path.parent):
        pass


def _sync(path: Path, flags: int) -> None:
    descriptor = os.open(path, flags)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _sync_whole(part: Path) -> None:
    """A file, or a folder of files."""
    if part.is_dir() and not part.is_symlink():
        for path in part.iterdir():
            _sync(path, os.O_RDWR)
        _sync_folder(part)
    else:
        _sync(part, os.O_RDWR)


def _sync_folder(folder: Path) -> None:
    if hasattr(os, "O_DIRECTORY"):
        _sync(folder, os.O_RDONLY | os.O_DIRECTORY)
