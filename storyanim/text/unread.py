"""A story that is not read, for it is in no language we know: cut by its headings and by length, with open landscapes.

Takes a `Story`, gives a `Reading` without cast and places, and says so.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal, NamedTuple

from storyanim.text.beats import groups, merged, word_count
from storyanim.text.cues import Sentence
from storyanim.text.measures import MEASURES, Measure
from storyanim.text.prompt_writing import write_prompt
from storyanim.text.sentences import sentence_spans
from storyanim.types import Beat, Passage, Reading, Setting, Story

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from storyanim.types import Tempo

NOT_ENGLISH = (
    "The story is not in English, which is all that is read so far: it is shown by length, without cast and places."
)


def by_length(story: Story, pace: Tempo) -> Reading:
    """The story as passages of about equal length; a heading begins one, and is the part that follows it."""
    measure = MEASURES[pace]
    passages = tuple(_passage(run, measure) for run in _runs(list(_sentences(story)), measure))
    return Reading(story, (), passages, (NOT_ENGLISH,), pace)


def _sentences(story: Story) -> Iterator[Sentence]:
    start = 0
    headings = {first for first, _ in (*story.headings, *story.scenes)}
    for number, paragraph in enumerate(re.split(r"(?<=\n\n)(?!\n)", story.text)):
        for first, end in sentence_spans(paragraph):
            words, span = word_count(paragraph[first:end]), (start + first, start + end)
            yield Sentence(span, words, number, heading=start in headings, text=paragraph[first:end])
        start += len(paragraph)


def _runs(sentences: Sequence[Sentence], measure: Measure) -> Iterator[_Run]:
    """The sentences of each passage."""
    first = words = 0
    part = ""
    for index, sentence in enumerate(sentences):
        headed = sentence.heading and not (index and sentences[index - 1].heading)
        if index > first and (headed or (words and words + sentence.words > measure.scene)):
            yield _Run(sentences[first:index], part)
            first, words = index, 0
        part = " ".join(sentence.text.split()) if headed else part
        words += sentence.words
    yield _Run(sentences[first:], part)


class _Run(NamedTuple):
    """The sentences of one passage, and the heading it stands under."""

    sentences: Sequence[Sentence]
    part: str

    @property
    def reason(self) -> tuple[str, Literal["start", "part", "length"]]:
        """Why the passage begins."""
        if self.sentences[0].span[0] == 0:
            return "The story begins.", "start"
        if self.sentences[0].heading:
            return f"A new part: {self.part}.", "part"
        return "A long scene goes on.", "length"


def _passage(run: _Run, measure: Measure) -> Passage:
    prompt = write_prompt((), Setting(), (), "wide", {})[0]
    found = merged(list(groups(run.sentences, measure)), measure)
    beats = tuple(Beat(group.span, prompt, framing="wide") for group in found)
    reason, boundary = run.reason
    return Passage((beats[0].span[0], beats[-1].span[1]), Setting(), beats, reason, boundary, run.part)
