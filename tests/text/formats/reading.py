"""Reads a story of any format from bytes, as if it lay in a file of that name."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from storyanim.errors import InputError
from storyanim.text import read_story

if TYPE_CHECKING:
    from storyanim.types import Story


def story(name: str, data: bytes | str, limit: int = 10_000_000) -> Story:
    return read_story(Path(name), data.encode() if isinstance(data, str) else data, limit=limit)


def parts(found: Story) -> list[str]:
    """The words of its headings."""
    return [found.text[start:end] for start, end in found.headings]


def refusal(name: str, data: bytes | str, limit: int = 10_000_000) -> str:
    """What is said, in one line, of a file that is refused."""
    with pytest.raises(InputError) as caught:
        story(name, data, limit)
    message = str(caught.value)
    assert message.startswith(name)
    assert "\n" not in message
    return message
