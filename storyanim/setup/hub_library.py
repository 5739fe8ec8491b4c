"""The hub's own library, as far as it is used here: only partly typed, so its functions become typed ones here.

Takes names and places, gives what the library gives; its errors pass, `hub_errors` tells them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, BinaryIO, cast

import huggingface_hub
from huggingface_hub import constants, file_download, utils

if TYPE_CHECKING:
    from contextlib import AbstractContextManager
    from pathlib import Path

_hub, _downloads, _utils = cast("tuple[Any, Any, Any]", (huggingface_hub, file_download, utils))


def endpoint() -> str:
    """The hub's address: `HF_ENDPOINT`, else its own."""
    return constants.ENDPOINT


def is_offline() -> bool:
    """Whether `HF_HUB_OFFLINE` forbids to ask it."""
    return constants.HF_HUB_OFFLINE


def cache_folder() -> str:
    """The folder that `HF_HUB_CACHE` or `HF_HOME` name, else the library's default."""
    return constants.HF_HUB_CACHE


def model_info(name: str, revision: str, timeout: float) -> Any:
    """The hub's `ModelInfo`, with the size and checksum of each file."""
    return _hub.HfApi().model_info(name, revision=revision, files_metadata=True, timeout=timeout)


def ask_for(name: str, file: str, commit: str) -> None:
    """Ask whether a file may be had, without fetching it."""
    _hub.get_hf_file_metadata(_hub.hf_hub_url(name, file, revision=commit))


def place(name: str, file: str, commit: str) -> None:
    """Put a file into the cache under its name, fetching it only if its bytes are not there."""
    _hub.hf_hub_download(name, file, revision=commit, cache_dir=cache_folder())


def fetch_rest(name: str, file: str, commit: str, stream: BinaryIO, length: int) -> None:
    """Write a file's bytes from where `stream` stands to its `length`; a broken connection is taken up some times."""
    headers = {**_utils.build_hf_headers(), "Accept-Encoding": "identity"}
    url = _hub.hf_hub_url(name, file, revision=commit)
    _downloads.http_get(
        url, stream, resume_size=stream.tell(), headers=headers, expected_size=length, displayed_filename=file
    )


def locked(path: Path) -> AbstractContextManager[object]:
    """Hold a lock of the cache against other processes, as well as the disk allows."""
    path.parent.mkdir(parents=True, exist_ok=True)
    return _utils.WeakFileLock(path)


def keep_quiet() -> None:
    """No warnings of the library's own on stderr: what they tell is a line of ours, or mends itself."""
    _utils.logging.set_verbosity_error()
