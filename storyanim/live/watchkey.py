"""The key of the clean picture's address: made once, kept for good, so that a streamer's scene goes on working."""

from __future__ import annotations

import os
import re
import secrets
from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

_KEY = re.compile(r"[A-Za-z0-9_-]{20,100}")


def watch_key(path: Path) -> str:
    """The key in the file, which only its owner may read; a new one where there is none, or none that is a key.

    Where the file cannot be written the key is of this run alone.
    """
    with suppress(OSError, UnicodeDecodeError):
        found = path.read_text(encoding="ascii").strip()
        if _KEY.fullmatch(found):
            return found
    key = secrets.token_urlsafe(24)
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.unlink(missing_ok=True)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
            file.write(f"{key}\n")
    return key
