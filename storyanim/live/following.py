"""Where a reader is, from what a speech recognition understood: forgiving of slips, skips and repeats.

Takes the story's words and what was heard, gives the word that was said last. What was heard is aligned with the
words around the place where the reader was (Smith and Waterman 1981, over words); far places need better reasons than
near ones. Knows no clock and no microphone.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

BEHIND, AHEAD = 40, 90
"""Words around the place that are compared: a sentence or two said again, a paragraph left out."""
TAIL = 12
"""Words of what was heard that count; recognition says the whole phrase again and again as it grows."""
EQUAL, ALIKE, OTHER, SKIPPED = 2.0, 1.0, -1.0, -0.7
"""What a pair of equal, alike, or unlike words is worth, and a word that only one of the two has."""
NEAR, FAR, LOST = 2.0, 4.5, 10.0
"""What an alignment must be worth: of the next few words, elsewhere around, anywhere in the story."""
SLIPS = 2
"""So many of the last words may have been misheard; those before them must be told the better."""
NEXT_WORDS = 4
LONG_AWAY, LONG_BACK = 0.02, 0.06
"""What every word of distance costs, ahead and back; beyond `AHEAD` words nothing more."""
LOST_AFTER = 3
"""So many times nothing was found around; then the whole story is looked through."""
LIKENESS = 0.75

_PIECE = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]|[^\\W_]+")


@dataclass(frozen=True, slots=True)
class Follower:
    """A reader of `words` (as `plain_word` has them) who said word `place` last; -1 before the first."""

    words: tuple[str, ...]
    place: int = -1
    missed: int = 0

    def heard(self, text: str) -> Follower:
        """The same reader after something was heard; at the same place where it cannot be found."""
        said = tuple(plain_word(piece) for piece in _PIECE.findall(text.replace("'", "").replace("’", "")))[-TAIL:]
        if not said:
            return self
        first, end = max(0, self.place + 1 - BEHIND), min(len(self.words), self.place + 1 + AHEAD)
        found = self._found(said, first, end, FAR)
        for slips in range(1, min(SLIPS, len(said) - 1) + 1):
            if found is None:
                found = self._found(said[:-slips], first, end, FAR, near=FAR)
        if found is None and self.missed + 1 >= LOST_AFTER:
            found = self._found(said, 0, len(self.words), LOST)
        if found is None:
            return replace(self, missed=self.missed + 1)
        return replace(self, place=found, missed=0)

    def at(self, place: int) -> Follower:
        """The same reader, who went on from another word."""
        return replace(self, place=max(-1, min(place, len(self.words) - 1)), missed=0)

    def _found(self, said: Sequence[str], first: int, end: int, enough: float, near: float = NEAR) -> int | None:
        best, place = 0.0, None
        for word, worth in enumerate(_worths(said, self.words[first:end]), first):
            away = word - (self.place + 1)
            least = near if 0 <= away < NEXT_WORDS else enough
            cost = (LONG_AWAY if away >= 0 else LONG_BACK) * min(abs(away), AHEAD)
            value = worth - cost
            if worth >= least and value > best:
                best, place = value, word
        return place


def follower(words: Iterable[str]) -> Follower:
    """A reader of these words, before the first."""
    return Follower(tuple(plain_word(word) for word in words))


def plain_word(word: str) -> str:
    """A word as it is compared: small letters and digits only."""
    return "".join(letter for letter in word.casefold() if letter.isalnum())


def _worths(said: Sequence[str], words: Sequence[str]) -> list[float]:
    """For each word, the worth of the best alignment in which the last word that was said is this word."""
    before = [0.0] * (len(words) + 1)
    for heard in said[:-1]:
        row = [0.0] * (len(words) + 1)
        for at, word in enumerate(words, 1):
            row[at] = max(0.0, before[at - 1] + _likeness(heard, word), before[at] + SKIPPED, row[at - 1] + SKIPPED)
        before = row
    pairs = [(before[at], _likeness(said[-1], word)) for at, word in enumerate(words)]
    return [so_far + pair if pair > 0 else 0.0 for so_far, pair in pairs]


@lru_cache(maxsize=20_000)
def _likeness(heard: str, word: str) -> float:
    if heard == word:
        return EQUAL
    if min(len(heard), len(word)) < 3 or heard[0] != word[0]:
        return OTHER
    return ALIKE if SequenceMatcher(None, heard, word, autojunk=False).ratio() >= LIKENESS else OTHER
