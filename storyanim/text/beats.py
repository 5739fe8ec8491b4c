"""One picture's worth of text: takes the sentences of a passage, gives groups of one to three of them.

A beat is 12 to 40 words at an even pace; a longer sentence is cut at clauses, else by length. Spans cover
the text without gap or overlap. Knows nothing of pictures.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

from storyanim.text.measures import EVEN, Measure

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from storyanim.text.cues import Sentence

_CLAUSE = re.compile(r"[;:—]\s*|--\s*|,\s+(?=(?:and|but|so|then|while|when|till|until|for|as|where|which|who)\b)|\n")
_CHARACTERS_A_WORD = 8
"""Characters a beat has at most for each of its words, where words are not told apart by spaces."""
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")
_WORDS = re.compile(r"\s*\S{1,40}\s*|\s+")
"""A word, or forty characters of what has no spaces."""
_LETTERS_A_WORD = 2
"""Characters of such a script that take as long to say as a word."""


@dataclass(frozen=True, slots=True)
class Group:
    """Sentences, or parts of one, that share a picture; `number` is the first one's place in the passage."""

    sentences: tuple[Sentence, ...]

    @property
    def span(self) -> tuple[int, int]:
        """From the first sentence's start to the last one's end."""
        return self.sentences[0].span[0], self.sentences[-1].span[1]

    @property
    def words(self) -> int:
        """Words of all sentences."""
        return sum(sentence.words for sentence in self.sentences)


def groups(sentences: Sequence[Sentence], measure: Measure = EVEN) -> Iterator[Group]:
    """The passage's beats, in order."""
    gathered: list[Sentence] = []
    words = counted = 0
    for sentence in (part for whole in sentences for part in _parts(whole, measure)):
        full = counted >= measure.sentences or words + sentence.words > measure.longest
        turned = bool(gathered) and words >= measure.shortest and gathered[-1].paragraph != sentence.paragraph
        if counted and (full or turned):
            yield Group(tuple(gathered))
            gathered, words, counted = [], 0, 0
        gathered.append(sentence)
        if not sentence.heading:
            words += sentence.words
            counted += 1
    if gathered:
        yield Group(tuple(gathered))


def merged(found: Sequence[Group], measure: Measure = EVEN) -> list[Group]:
    """The beats with a last one that is very short joined to the one before, if both fit."""
    tiny = len(found) > 1 and found[-1].words < measure.shortest // 2
    if tiny and found[-2].words + found[-1].words <= measure.longest:
        return [*found[:-2], Group((*found[-2].sentences, *found[-1].sentences))]
    return list(found)


def word_count(text: str) -> int:
    """Words, counting two characters of a script without spaces as one."""
    unspaced = len(_UNSPACED.findall(text))
    spaced = sum(any(map(_is_said, word)) for word in _UNSPACED.sub(" ", text).split())
    return spaced + -(-unspaced // _LETTERS_A_WORD)


def _is_said(character: str) -> bool:
    """Letters and digits, and pictures such as emoji."""
    return character.isalnum() or character > "\u2fff"


def _parts(sentence: Sentence, measure: Measure) -> Iterator[Sentence]:
    """The sentence, or its parts where it is too long."""
    if sentence.words <= measure.longest and len(sentence.text) <= _CHARACTERS_A_WORD * measure.longest:
        yield sentence
        return
    start = sentence.span[0]
    cues = list(sentence.cues)
    for first, end in _cuts(sentence.text, measure.longest):
        inside = tuple(cue for cue in cues if first <= cue.start - start < end)
        cues = [cue for cue in cues if cue.start - start >= end]
        text = sentence.text[first:end]
        yield replace(sentence, span=(start + first, start + end), words=word_count(text), cues=inside, text=text)


def _cuts(text: str, longest: int) -> Iterator[tuple[int, int]]:
    """Spans of at most `longest` words that cover the text, cut behind clauses where there are any."""
    clauses = [0, *sorted({match.end() for match in _CLAUSE.finditer(text)} - {0, len(text)}), len(text)]
    pieces = [span for pair in pairwise(clauses) for span in _by_length(text, longest, *pair)]
    first = pieces[0][0]
    words = 0
    for start, end in pieces:
        count = word_count(text[start:end])
        if start > first and (words + count > longest or end - first > _CHARACTERS_A_WORD * longest):
            yield first, start
            first, words = start, 0
        words += count
    yield first, len(text)


def _by_length(text: str, longest: int, start: int, end: int) -> Iterator[tuple[int, int]]:
    """A clause, or parts of it with about equally many words where it is too long."""
    words = word_count(text[start:end])
    most = -(-words // -(-words // longest)) if words else longest
    position, counted = start, 0
    for match in _WORDS.finditer(text, start, end):
        count = word_count(match.group())
        full = counted + count > most or match.end() - position > _CHARACTERS_A_WORD * longest
        if full and position < match.start():
            yield position, match.start()
            position, counted = match.start(), 0
        counted += count
    yield position, end
