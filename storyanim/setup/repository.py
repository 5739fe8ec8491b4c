"""What the hub says of a model: its files, their sizes and checksums, and its licence. No file is fetched here.

Takes a name and a revision, gives a frozen `Repository`. What comes from the hub is checked before anything is made
of it: a path or a number that cannot be is refused.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import PureWindowsPath
from typing import TYPE_CHECKING, Any, cast

from storyanim.errors import RendererError
from storyanim.setup.hub_errors import told
from storyanim.setup.licences import Licence, licence_of

if TYPE_CHECKING:
    from collections.abc import Iterable

MAIN = "main"
"""The revision that is meant where none is named."""
TIMEOUT = 15.0
"""Seconds in which the hub must answer a question about a model."""
SHA256_DIGITS = 64
_DIGEST = re.compile(r"[0-9a-f]{40}([0-9a-f]{24})?")
_COMMIT = re.compile(r"[0-9a-f]{40}")
_CONTROLS = re.compile(r"[\x00-\x1f\x7f]")
"""Names are shown, and must not move the cursor of a terminal."""
LARGEST_FILE = 2**50
"""Bytes; a hub that states more states nonsense."""


@dataclass(frozen=True, slots=True)
class HubFile:
    """A file of a repository, `length` bytes long.

    `digest` is the SHA-256 of a large file (64 hex digits); of a small one it is that of its Git object (SHA-1, 40).
    """

    name: str
    length: int
    digest: str

    @property
    def is_large(self) -> bool:
        """Whether it is stored apart from the others (Git LFS), as weights are."""
        return len(self.digest) == SHA256_DIGITS


@dataclass(frozen=True, slots=True)
class Repository:
    """A model on the hub at one commit. `kind` is the class of a whole model's pipeline or of a part that is alone, ""
    where the hub has none.

    `page` is where a person reads about it, `revision` what was asked for.
    """

    name: str
    revision: str
    commit: str
    page: str
    kind: str
    licence: Licence
    files: tuple[HubFile, ...]


def ask_hub(name: str, revision: str = "", *, timeout: float = TIMEOUT) -> Repository:
    """What the hub has under a name.

    Raises:
        RendererError: it has no such thing, may not give it to us, does not answer, or answers nonsense.
    """
    from storyanim.setup.hub_library import endpoint, is_offline, model_info

    if is_offline():
        raise RendererError(f"{name} is not fetched: HF_HUB_OFFLINE is set; unset it and run this again")
    with told(name, revision):
        info = model_info(name, revision or MAIN, timeout)
        page = f"{endpoint()}/{name}"
        found = Repository(
            name=name,
            revision=revision or MAIN,
            commit=_matching(_COMMIT, info.sha),
            page=page,
            kind=_kind(info),
            licence=licence_of(_card(info), page),
            files=tuple(_files(info.siblings or ())),
        )
        if info.gated and found.files:
            _check_admitted(found)
    return found


def _check_admitted(repository: Repository) -> None:
    """Of a gated model everybody may see the list, and only those who agreed may have a file."""
    from storyanim.setup.hub_library import ask_for

    ask_for(repository.name, max(repository.files, key=lambda file: file.length).name, repository.commit)


def _files(siblings: Iterable[Any]) -> Iterable[HubFile]:
    for one in siblings:
        large = one.lfs
        length = large.size if large else one.size
        if not isinstance(length, int) or not 0 <= length <= LARGEST_FILE:
            raise _nonsense(f"a file of {length} bytes")
        yield HubFile(_inside(str(one.rfilename)), length, _matching(_DIGEST, large.sha256 if large else one.blob_id))


def _inside(name: str) -> str:
    """A file's name, if it is one inside a folder on every system."""
    parts = name.split("/")
    is_out = any(part in ("", ".", "..") or PureWindowsPath(part).drive for part in parts)
    if is_out or "\\" in name or _CONTROLS.search(name):
        raise _nonsense(f"{name[:80]!r} for a file's name")
    return name


def _matching(pattern: re.Pattern[str], words: object) -> str:
    if not isinstance(words, str) or not pattern.fullmatch(words):
        raise _nonsense(f"{str(words)[:80]!r} in place of a checksum")
    return words


def _nonsense(what: str) -> RendererError:
    return RendererError(f"the hub's answer cannot be used, it has {what}: check HF_ENDPOINT, or try again later")


def _kind(info: Any) -> str:
    read_by_hub = cast("Any", (info.config or {}).get("diffusers"))
    return str(read_by_hub.get("_class_name") or "") if read_by_hub else ""


def _card(info: Any) -> dict[str, object]:
    return cast("dict[str, object]", info.card_data.to_dict()) if info.card_data else {}
