"""A story understood: takes a `Story`, gives its cast and its passages of beats. The text room's main path.

Joins the rules: sentences with cues, who is there, where scenes begin, one picture's worth of text, its prompt.
A text that is not English is told by length, in open landscapes, with a warning.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from storyanim.text.cast import Company, company
from storyanim.text.lexicon import lexicon
from storyanim.text.looks import Cards, characters
from storyanim.text.measures import MEASURES
from storyanim.text.passages import cut
from storyanim.text.pictures import Painter
from storyanim.text.unread import by_length
from storyanim.types import Reading, Story

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from storyanim.text.cues import Sentence
    from storyanim.text.memory import Somebody
    from storyanim.types import Passage, Tempo

_MOST_CHARACTERS = 60
_MOST_LOST = 5
_SHORT_STORY = 600
"""Sentences; in a story this short, somebody who comes once is worth a look of their own."""


@dataclass(frozen=True, slots=True)
class Understanding:
    """A reading with its evidence: the sentences' cues, whom they mean, and the cast by the keys of `everybody`."""

    sentences: tuple[Sentence, ...]
    everybody: Company
    cast: Cards
    reading: Reading
    strengths: tuple[float, ...]
    """For each sentence how likely a scene begins with it, as the logarithm of the odds."""


def understand(story: Story, *, seed: int, pace: Tempo = "even") -> Reading:
    """Who, where, when and what happens; `seed` picks the colours of which the text is silent.

    `pace` is how often scenes and shots change.

    The beats of all passages, in order, cover `story.text` without gap or overlap.
    """
    if story.language == "en":
        return understanding(story, seed=seed, pace=pace).reading
    return by_length(story, pace)


def understanding(story: Story, *, seed: int, pace: Tempo = "even") -> Understanding:
    """The reading of an English story, with what it was made from."""
    from storyanim.text.nlp import level
    from storyanim.text.noticing import notice

    sentences = tuple(notice(story))
    everybody = company(sentences, title=list(notice(Story("", story.title))) if story.title else ())
    cast = characters(everybody, sentences, _kept(everybody, len(sentences)), seed=seed)
    measure = MEASURES[pace]
    painter = Painter(cast, everybody, sentences, measure)
    found = cut(story, sentences, list(_peopled(everybody, sentences)), everybody.present, measure)
    passages = tuple(painter.passage(stretch) for stretch in found.stretches)
    reading = Reading(story, tuple(cast), passages, warnings=_crowded(passages), pace=pace, level=level())
    return Understanding(sentences, everybody, cast, reading, found.strengths)


def _kept(everybody: Company, sentences: int) -> list[str]:
    """Who is worth a card in the cast: whoever comes twice, and in a short story whoever is somebody new."""
    enough = 1 if sentences <= _SHORT_STORY else 2
    kept = [
        s
        for s in everybody.people.values()
        if s.mentions >= 2 or (s.mentions >= enough and _is_new(s)) or s.key == "narrator"
    ]
    return [s.key for s in sorted(kept, key=lambda s: (-s.mentions - s.acting, s.key))[:_MOST_CHARACTERS]]


def _is_new(somebody: Somebody) -> bool:
    """Whether a single mention is of somebody new: `the guest` may be anybody, `the eagle` is no one else."""
    general = lexicon().sets["people_rules.kin"] | lexicon().sets["people_rules.generic"]
    told = somebody.figure.kind not in ("man", "woman", "person", "child") and somebody.noun not in general
    return bool(somebody.acting) or somebody.introduced or told


def _peopled(everybody: Company, sentences: Sequence[Sentence]) -> Iterator[bool]:
    """For each sentence whether somebody is there: named, a `they`, or meant by `And ran into the wood`."""
    there = False
    for row, sentence in zip(everybody.present, sentences, strict=True):
        several = any(cue.value in ("they", "we") for cue in sentence.of("pronoun"))
        subjectless = not any(cue.subject for cue in sentence.cues if cue.kind in ("figure", "name", "pronoun"))
        there = bool(row) or several or (there and subjectless)
        yield there


def _crowded(passages: Iterable[Passage]) -> tuple[str, ...]:
    """A warning if prompts had no room for all that is seen."""
    crowded = [beat for passage in passages for beat in passage.beats if beat.dropped]
    lost = list(dict.fromkeys(part for beat in crowded for part in beat.dropped))
    more = " ..." if len(lost) > _MOST_LOST else ""
    listed = ", ".join(f"'{part}'" for part in lost[:_MOST_LOST])
    return (f"Prompts without room for all that is seen: {len(crowded)}; left out: {listed}{more}",) if crowded else ()
