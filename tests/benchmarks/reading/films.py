"""What must hold in every storyboard: looks that do not drift, prompts that fit, text that is covered.

Takes a folder of stories as people have them, gives shares and counts over all their shots.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from storyanim.prompts import TOKEN_LIMIT, filled, token_count
from storyanim.storyboard import draft_storyboard, film_seed
from storyanim.text import read_story, understand

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from storyanim.storyboard import Storyboard
    from storyanim.types import Character

_SUFFIXES = (".txt", ".md")


@dataclass(frozen=True, slots=True)
class FilmScores:
    """Counts over all stories."""

    shots: int = 0
    described: int = 0
    steady: int = 0
    too_long: int = 0
    covered: int = 0
    characters: int = 0
    dropped: int = 0

    def __add__(self, other: FilmScores) -> FilmScores:
        return FilmScores(*(getattr(self, name) + getattr(other, name) for name in self.__slots__))


def score(story: Path) -> FilmScores:
    """All shots of one story's draft."""
    found = read_story(story, story.read_bytes())
    reading = understand(found, seed=film_seed(found.text))
    board = draft_storyboard(reading)
    prompts = [filled(shot.prompt, board.characters) for _, shot in board.shots]
    looks = list(_looks(board))
    beats = [beat for passage in reading.passages for beat in passage.beats]
    return FilmScores(
        shots=len(prompts),
        described=len(looks),
        steady=sum(looks),
        too_long=sum(token_count(prompt) > TOKEN_LIMIT for prompt in prompts),
        covered=sum(end - start for start, end in {beat.span for beat in beats}),
        characters=len(found.text),
        dropped=sum(bool(beat.dropped) for beat in beats),
    )


def stories(folder: Path) -> Iterator[Path]:
    """The stories of a folder, in order."""
    return (path for path in sorted(folder.rglob("*")) if path.suffix in _SUFFIXES)


def _looks(board: Storyboard) -> Iterator[bool]:
    """For every described character of every shot, whether all words of its look stand in the prompt."""
    for _, shot in board.shots:
        prompt = filled(shot.prompt, board.characters)
        for who in dict.fromkeys(_described(shot.prompt, board.characters)):
            yield all(phrase in prompt for phrase in board.characters[who].look)


def _described(prompt: str, cast: Mapping[str, Character]) -> Iterator[str]:
    from storyanim.prompts import placeholders

    return (who for who in placeholders(prompt) if who in cast)
