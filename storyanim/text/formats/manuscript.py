"""The values at the seam of the formats: what is given to each of them, and what each gives."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from storyanim.text.blocks import Block


@dataclass(frozen=True, slots=True)
class StoryFile:
    """A story as it came: its bytes, what messages call it, and its name's ending in small letters (`.epub`).

    `encoding` is its text's, if somebody named it; `limit` is the most bytes of text that are read.
    """

    data: bytes
    name: str
    suffix: str
    encoding: str | None
    limit: int


@dataclass(frozen=True, slots=True)
class Manuscript:
    """What a format found: the story's blocks in order, without what stands around them, and its title, if it has one.

    `form` goes to `Story.format`.
    """

    blocks: tuple[Block, ...]
    title: str
    form: str
