"""A ZIP archive of which nothing is trusted: takes bytes, gives the members that are asked for, within limits.

Refuses what is cut, encrypted, or unpacks to far more than it is. Knows nothing of what the members mean.
"""

from __future__ import annotations

import io
import lzma
import posixpath
import zipfile
import zlib
from dataclasses import dataclass, field

from storyanim.errors import InputError

MOST_MEMBERS = 20_000
LARGEST_RATIO = 200
"""Bytes a member may hold for one packed byte; text packs to a tenth, a bomb to a thousandth."""
_SMALL = 1_000_000
"""Bytes up to which a member may be packed as tightly as it likes: a blank form is."""
_ENCRYPTED = 0x1
_DAMAGE = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, OSError, ValueError, NotImplementedError)


@dataclass(slots=True)
class Archive:
    """An open archive. `limit` is the most bytes that are unpacked from it, all members together."""

    name: str
    members: dict[str, zipfile.ZipInfo]
    limit: int
    _zip: zipfile.ZipFile
    _left: int = field(init=False)

    def __post_init__(self) -> None:
        self._left = self.limit

    @classmethod
    def of(cls, data: bytes, name: str, limit: int) -> Archive:
        """Open the archive in `data`.

        Raises:
            InputError: it is none, is cut, or has too many members.
        """
        try:
            opened = zipfile.ZipFile(io.BytesIO(data))
        except _DAMAGE:
            raise InputError(f"{name}: is cut or damaged (a broken ZIP archive): get a whole copy") from None
        if len(opened.infolist()) > MOST_MEMBERS:
            raise InputError(f"{name}: holds more than {MOST_MEMBERS:,} files, which no story does")
        return cls(name, {info.filename: info for info in opened.infolist()}, limit, opened)

    def read(self, member: str) -> bytes:
        """All bytes of a member.

        Raises:
            InputError: it is missing, damaged, encrypted, or too large.
        """
        info = self.members.get(member)
        if info is None:
            raise InputError(f"{self.name}: is not whole: it lacks '{member[:80]}': get a whole copy")
        self.check(info)
        self._left -= info.file_size
        if self._left < 0:
            raise InputError(f"{self.name}: more than the {self.limit:,} bytes that are read: allow more with --limit")
        try:
            return self._zip.read(info)
        except (*_DAMAGE, RuntimeError):
            raise InputError(f"{self.name}: is cut or damaged in '{member[:80]}': get a whole copy") from None

    def check(self, info: zipfile.ZipInfo) -> None:
        """Refuse a member that is encrypted or packed too tightly."""
        if info.flag_bits & _ENCRYPTED:
            raise InputError(f"{self.name}: is locked with a password: save it without one")
        if info.file_size > max(_SMALL, LARGEST_RATIO * info.compress_size):
            raise InputError(f"{self.name}: '{info.filename[:80]}' unpacks to {info.file_size:,} bytes, a ZIP bomb")


def inside(folder: str, reference: str, name: str) -> str:
    """The member that `reference`, found in a member of `folder`, leads to.

    Raises:
        InputError: it leads out of the archive.
    """
    path = posixpath.normpath(posixpath.join(folder, reference))
    if path.startswith(("/", "..")) or "://" in reference or "\\" in reference:
        raise InputError(f"{name}: points outside of itself, at '{reference[:80]}', which is refused")
    return path
