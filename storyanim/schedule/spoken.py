"""Which of a shot's words are spoken: a chapter's heading is read, not said.

Takes scenes, gives a text for each of their shots. A draft keeps every word of the story, so the first shot of a
part begins with its heading. Knows nothing of frames.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from storyanim.storyboard import Scene


def spoken_texts(scenes: Iterable[Scene]) -> Iterator[str]:
    """What is said in each shot of the film, in order."""
    part = ""
    for scene in scenes:
        # A part that a hand wrote is no heading of the story, even where a sentence begins with the same word.
        heading = scene.part if scene.part != part and not scene.hand_edited("part") else ""
        part = scene.part
        for number, shot in enumerate(scene.shots):
            yield shot.text if number else _without(heading, shot.text)


def _without(heading: str, text: str) -> str:
    return text[len(heading) :].lstrip() if f"{text} ".startswith(f"{heading} ") else text
