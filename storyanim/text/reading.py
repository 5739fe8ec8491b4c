"""A story understood: takes a `Story`, gives its cast and its passages of beats. The text room's main path.

Joins the rules: sentences with cues, who is there, where scenes begin, one picture's worth of text, its prompt.
A text that is not English is told by length, in open landscapes, with a warning.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from storyanim.text.beats import groups, merged, word_count
from storyanim.text.cast import Company, company
from storyanim.text.cleaning import clean, titled
from storyanim.text.cues import Sentence
from storyanim.text.language import language_of
from storyanim.text.looks import characters
from storyanim.text.passages import Stretch, by_length, stretches
from storyanim.text.pictures import Painter
from storyanim.text.prompt_writing import write_prompt
from storyanim.text.sentences import sentence_spans
from storyanim.text.source import DEFAULT_LIMIT, decode
from storyanim.types import Beat, Passage, Reading, Setting, Story

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

_MOST_CHARACTERS = 60
_SHORT_STORY = 150
"""Sentences; in a story this short, somebody who acts once is worth a look of their own."""
_PLAIN_STEMS = ("story", "text", "index", "readme")
NOT_ENGLISH = (
    "The story is not in English, which is all that is read so far: it is shown by length, without cast and places."
)


def read_story(source: Path | None, data: bytes, *, encoding: str | None = None, limit: int = DEFAULT_LIMIT) -> Story:
    """The story in `data`, cleaned.

    Args:
        source: where it came from, for messages and for a title of last resort; None is stdin.
        encoding: the text's encoding if it is known, else it is found.
        limit: the most bytes that are read.

    Raises:
        InputError: empty, binary, cut, or longer than `limit`.
    """
    name = str(source) if source else "stdin"
    text = decode(data, name=name, encoding=encoding, limit=limit)
    story = clean(text, title=_title_of(source), name=name)
    return replace(story, language=language_of(story.text))


def understand(story: Story, *, seed: int) -> Reading:
    """Who, where, when and what happens; `seed` picks the colours of which the text is silent.

    The beats of all passages, in order, cover `story.text` without gap or overlap.
    """
    if story.language != "en":
        return _by_length(story)
    from storyanim.text.noticing import notice

    sentences = list(notice(story))
    everybody = company(sentences, title=list(notice(Story("", story.title))) if story.title else ())
    cast = characters(everybody, sentences, _kept(everybody, len(sentences)), seed=seed)
    painter = Painter(cast, everybody, sentences)
    found = stretches(story, sentences, list(_peopled(everybody, sentences)))
    passages = tuple(painter.passage(stretch) for stretch in found)
    return Reading(story, tuple(cast.values()), passages)


def _kept(everybody: Company, sentences: int) -> list[str]:
    """Who is worth a card in the cast: everybody who comes twice, and in a short story everybody who acts."""
    enough = 1 if sentences <= _SHORT_STORY else 2
    kept = [
        s
        for s in everybody.people.values()
        if s.mentions >= 2 or (s.acting >= enough and s.mentions >= enough) or s.key == "narrator"
    ]
    return [s.key for s in sorted(kept, key=lambda s: (-s.mentions - s.acting, s.key))[:_MOST_CHARACTERS]]


def _peopled(everybody: Company, sentences: Sequence[Sentence]) -> Iterator[bool]:
    """For each sentence whether somebody is there: named, a `they`, or meant by `And ran into the wood`."""
    there = False
    for row, sentence in zip(everybody.present, sentences, strict=True):
        several = any(cue.value in ("they", "we") for cue in sentence.of("pronoun"))
        subjectless = not any(cue.subject for cue in sentence.cues if cue.kind in ("figure", "name", "pronoun"))
        there = bool(row) or several or (there and subjectless)
        yield there


def _title_of(source: Path | None) -> str:
    if source is None:
        return "A story"
    stem = source.stem if source.stem.lower() not in _PLAIN_STEMS else source.resolve().parent.name
    words = re.sub(r"[-_\s]+", " ", stem.encode(errors="replace").decode()).strip()  # a name may hold bytes of no text
    return titled(words.upper()) if words.islower() else words or "A story"


def _by_length(story: Story) -> Reading:
    sentences = list(_unread_sentences(story.text))
    passages = tuple(
        _unread_passage(stretch, sentences[stretch.first : stretch.end]) for stretch in by_length(sentences)
    )
    return Reading(story, (), passages, (NOT_ENGLISH,))


def _unread_sentences(text: str) -> Iterator[Sentence]:
    start = 0
    for number, paragraph in enumerate(re.split(r"(?<=\n\n)(?!\n)", text)):
        for first, end in sentence_spans(paragraph):
            words = word_count(paragraph[first:end])
            yield Sentence((start + first, start + end), words, number, text=paragraph[first:end])
        start += len(paragraph)


def _unread_passage(stretch: Stretch, sentences: Sequence[Sentence]) -> Passage:
    prompt = write_prompt((), Setting(), (), "wide", {})
    beats = tuple(Beat(group.span, prompt, framing="wide") for group in merged(list(groups(sentences))))
    return Passage((beats[0].span[0], beats[-1].span[1]), stretch.setting, beats, stretch.reason, stretch.boundary)
