"""A story to sentences with cues: takes a `Story`, gives `Sentence`s whose spans cover its text.

Reads paragraph by paragraph, so that memory stays small. Knows one sentence at a time; who `he` is, is for `cast`
to say.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from storyanim.text.cues import Cue, Sentence
from storyanim.text.meanings import meaning
from storyanim.text.moments import moments
from storyanim.text.naming import names, pronouns
from storyanim.text.nlp import read
from storyanim.text.phrases import Words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from storyanim.types import Span, Story

_LONGEST_PIECE = 6000
"""Characters read at once; a longer paragraph (a thousand words) is cut, behind a sentence or at least a word."""
_LONGEST_WORD = 400
_CUT = re.compile(
    rf"\S{{{_LONGEST_WORD}}}|.{{3000,{_LONGEST_PIECE}}}(?<=[.!?…\"”’])\s|.{{{_LONGEST_PIECE}}}\S{{0,{_LONGEST_WORD}}}",
    re.DOTALL,
)
_PARAGRAPH = re.compile(r"(?<=\n\n)(?!\n)")


def notice(story: Story) -> Iterator[Sentence]:
    """The sentences of the story with their cues, in order; their spans cover `story.text`."""
    pieces = list(_pieces(story.text))
    headings = {start for start, _ in (*story.headings, *story.scenes)}
    texts = (story.text[start:end].replace("\n", " ") for start, end, _ in pieces)
    for doc, (start, end, number) in zip(read(texts), pieces, strict=True):
        text = story.text[start:end]
        yield from (
            replace(sentence, heading=start in headings) for sentence in _sentences(Words.of(doc, start), text, number)
        )


def paragraphs(text: str) -> Iterator[tuple[int, str]]:
    """The paragraphs with their offsets; blank lines go with what is before them."""
    start = 0
    for paragraph in _PARAGRAPH.split(text):
        if paragraph:
            yield start, paragraph
        start += len(paragraph)


def _pieces(text: str) -> Iterator[tuple[int, int, int]]:
    """Paragraphs and, of very long ones, parts: (start, end, paragraph's number)."""
    for number, (start, paragraph) in enumerate(paragraphs(text)):
        yield from ((start + first, start + end, number) for first, end in _parts(paragraph))


def _parts(paragraph: str) -> Iterator[Span]:
    position = 0
    if len(paragraph) > _LONGEST_WORD:
        for match in _CUT.finditer(paragraph):
            yield position, match.end()
            position = match.end()
    if position < len(paragraph):
        yield position, len(paragraph)


def _sentences(words: Words, text: str, paragraph: int) -> Iterator[Sentence]:
    """The sentences of one piece; each one's span runs to the next one's start."""
    cues = _by_sentence(_cues(words, text), words.starts)
    for number, first in enumerate(words.starts):
        last = words.starts[number + 1] if number + 1 < len(words.starts) else len(words.lower)
        start = words.at[first] if number else 0
        end = words.at[last] if last < len(words.lower) else len(text)
        yield Sentence(
            span=(words.offset + start, words.offset + end),
            words=sum(word[:1].isalnum() for word in words.lower[first:last]),
            paragraph=paragraph,
            cues=tuple(cues[number]),
            opens_spoken=first > 0 and words.spoken[first] > 0 and words.spoken[first - 1] == words.spoken[first],
            spoken=sum(speech > 0 for speech in words.spoken[first:last]) / max(last - first, 1),
            text=text[start:end],
        )
    if not words.starts:
        yield Sentence((words.offset, words.offset + len(text)), 0, paragraph, text=text)


def _by_sentence(cues: Iterable[Cue], starts: Sequence[int]) -> list[list[Cue]]:
    found: list[list[Cue]] = [[] for _ in starts]
    number = 0
    for cue in sorted(cues, key=lambda cue: (cue.word, cue.end_word)):
        while number + 1 < len(starts) and cue.word >= starts[number + 1]:
            number += 1
        found[number].append(cue)
    return found


def _cues(words: Words, text: str) -> Iterator[Cue]:
    taken: set[int] = set()
    for first, end, label in words.matches:
        cue = meaning(words, first, end, label)
        if cue is not None:
            yield cue
            if cue.kind in ("figure", "thing", "place"):
                taken.update(range(first, end))
    yield from names(words, taken)
    yield from pronouns(words)
    yield from moments(words, text)
