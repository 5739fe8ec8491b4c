"""How fast a novel is read."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from storyanim.bench.measure import MEGABYTE, Measure, run_storyanim

if TYPE_CHECKING:
    from collections.abc import Iterator

WORDS = 100_000
CHAPTER = """Chapter {number}

In the morning the old fisherman walked down to the harbour. The sea was grey and the wind blew from the north.
"We shall have snow before night," said the girl in the red cloak. She carried a basket of bread and a small lantern.

That evening they came to a village in the hills. A black dog ran out of a barn and barked at them. The girl laughed,
but the fisherman stood still and looked at the dark forest beyond the last house. "Somebody is there," he whispered.

The next day it rained. They sat in the kitchen of an inn, ate soup, and told the cook about the wolf they had seen.
"""


def drafting() -> Iterator[Measure]:
    """A text of 100,000 words, from file to storyboard file, in a process of its own."""
    with TemporaryDirectory() as folder:
        story = Path(folder) / "novel.txt"
        chapters = WORDS // len(CHAPTER.split()) + 1
        story.write_text(
            "\n".join(CHAPTER.format(number=number) for number in range(1, chapters + 1)), encoding="utf-8"
        )
        run = run_storyanim("draft", str(story))
    yield Measure("draft of 100,000 words", run.wall, "s", "at most 15")
    yield Measure("draft of 100,000 words, peak memory", run.peak / MEGABYTE, "MB", "at most 1000")
