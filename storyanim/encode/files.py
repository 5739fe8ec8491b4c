"""Files that are whole or not there: checked, synced, then renamed.

Takes paths; gives them back safe on disk, or one line that says why not. Knows nothing of what is in them.
"""

from __future__ import annotations

import contextlib
import errno
import os
from typing import TYPE_CHECKING

from storyanim.errors import InputError, OutputError

if TYPE_CHECKING:
    from collections.abc import Generator
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


def output_error(error: OSError, path: Path) -> OutputError:
    """The failure to write `path`, in one line."""
    advice = _WHAT_TO_DO.get(error.errno or 0, error.strerror or str(error))
    return OutputError(f"cannot write {str(path)!r}: {advice}")


def check_output(path: Path, *, force: bool) -> None:
    """Refuse, before any work is done, an output that exists (unless `force`) or cannot be written.

    Raises InputError: the person named something that cannot be.
    """
    try:
        if path.is_dir():
            raise InputError(f"cannot write {str(path)!r}: it is a folder; name a file")
        if path.exists() and not force:
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
            with contextlib.suppress(OSError):
                part.unlink()
        raise


def commit(part: Path, final: Path, *, force: bool = True) -> None:
    """Give the finished `part` its final name, in the same folder, so that it survives a power cut.

    With `force` a file of that name is replaced; without, it is kept and InputError raised, even if it appeared
    only now. Raises OutputError if the disk does not play along; `part` is then still there.
    """
    try:
        _sync(part, os.O_RDWR)
        if force:
            part.replace(final)
        else:
            _rename_new(part, final)
        if hasattr(os, "O_DIRECTORY"):
            _sync(final.parent, os.O_RDONLY | os.O_DIRECTORY)
    except FileExistsError as error:
        raise InputError(f"{str(final)!r} exists; use --force to replace it, or choose another name") from error
    except OSError as error:
        raise output_error(error, final) from error


def write_whole(final: Path, data: bytes, *, force: bool = True) -> None:
    """Write a small file so that it is never seen half written. Raises as `commit` does."""
    part = final.with_name(f"{final.name}.part")
    with discarded_on_failure(part):
        try:
            part.write_bytes(data)
        except OSError as error:
            raise output_error(error, final) from error
        commit(part, final, force=force)


def _rename_new(part: Path, final: Path) -> None:
    """Rename, but never over another file. Disks without hard links get the check just before the rename."""
    try:
        os.link(part, final)
    except FileExistsError:
        raise
    except OSError:
        if final.exists():
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(final)) from None
        part.replace(final)
    else:
        part.unlink()


def _probe(path: Path) -> None:
    """Whether `path` could be made, found out by making its `.part` and taking it away."""
    part = path.with_name(f"{path.name}.part")
    existed = part.exists()
    part.open("ab").close()
    if not existed:
        part.unlink()


def _sync(path: Path, flags: int) -> None:
    descriptor = os.open(path, flags)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
