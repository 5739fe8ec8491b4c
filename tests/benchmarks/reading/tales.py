"""Where and who: the rows that FairytaleQA answers (github.com/uci-soe/FairytaleQAData, Apache-2.0).

A where-question is right where a shot of its section shows the place or thing that an answer names, a who-question
where one shows somebody whom an answer names. Questions whose answers name nothing that the lexicon knows, and nobody,
are counted apart: no picture can answer them.
"""

from __future__ import annotations

import csv
import re
from bisect import bisect_right
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from storyanim.text.lexicon import lexicon
from storyanim.text.reading import understand
from storyanim.types import Story
from tests.benchmarks.reading.scores import NOTHING, Score

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from storyanim.types import Beat, Character, Passage, Reading, Span

SEED = 1
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_LONGEST = 3
"""Words of a phrase in the lexicon."""
_NOBODY = frozenset("the a an of and his her their its one two three old young little who was that to in".split())  # noqa: SIM905


@dataclass(frozen=True, slots=True)
class Question:
    """A question on some sections, with all answers that were given."""

    text: str
    asks: str
    sections: tuple[int, ...]
    answers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Tale:
    """A tale with the spans of its sections by number."""

    name: str
    text: str
    sections: Mapping[int, Span]
    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class TaleScores:
    """What FairytaleQA answers; `asked` counts the questions of a kind, also those that no picture can answer."""

    where: Score = NOTHING
    who: Score = NOTHING
    asked_where: int = 0
    asked_who: int = 0
    commonest_place: Score = NOTHING
    commonest_person: Score = NOTHING

    def __add__(self, other: TaleScores) -> TaleScores:
        return TaleScores(*(getattr(self, name) + getattr(other, name) for name in self.__slots__))


def tales(folder: Path, *, held_out: bool) -> Iterator[Tale]:
    """The tales of train and val, or the held-out ones of test."""
    splits = folder / "data-by-train-split"
    for split in ("test",) if held_out else ("train", "val"):
        for path in sorted((splits / "section-stories" / split).glob("*.csv")):
            name = path.stem.removesuffix("-story")
            yield _tale(name, path, splits / "questions" / split / f"{name}-questions.csv")


def _tale(name: str, story: Path, questions: Path) -> Tale:
    text, sections = "", dict[int, "Span"]()
    for row in _rows(story):
        text += "\n\n" if text else ""
        body = "\n\n".join(" ".join(part.split()) for part in re.split(r"\n\s*\n", row["text"].strip()))
        sections[int(row["section"])] = (len(text), len(text) + len(body))
        text += body
    return Tale(name, text, sections, tuple(_questions(questions)))


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        yield from csv.DictReader(file)


def _questions(path: Path) -> Iterator[Question]:
    for row in _rows(path):
        asks = row["question"].split(" ")[0].lower()
        kind = {"where": "setting", "who": "character"}.get(asks)
        if kind == row["attribute1"]:
            sections = tuple(int(number) for number in re.findall(r"\d+", row["cor_section"]))
            answers = tuple(answer for n in range(1, 7) if (answer := (row.get(f"answer{n}") or "").strip()))
            yield Question(row["question"], asks, sections, answers)


def score(tale: Tale) -> TaleScores:
    """All questions of one tale."""
    reading = understand(Story("", tale.text), seed=SEED)
    shots = _Shots(tale, reading)
    found = TaleScores()
    for question in tale.questions:
        found += _where(question, shots) if question.asks == "where" else _who(question, shots)
    return found


def _where(question: Question, shots: _Shots) -> TaleScores:
    wanted = {place for answer in question.answers for place in seen_words(answer)}
    if not wanted:
        return TaleScores(asked_where=1)
    right = bool(wanted & shots.places(question.sections))
    return TaleScores(Score(right, 1, 1), asked_where=1, commonest_place=Score(shots.commonest_place in wanted, 1, 1))


def _who(question: Question, shots: _Shots) -> TaleScores:
    wanted = {word for answer in question.answers for word in person_words(answer)}
    if not wanted:
        return TaleScores(asked_who=1)
    right = any(wanted & words for words in shots.people(question.sections))
    commonest = bool(wanted & shots.commonest_person)
    return TaleScores(who=Score(right, 1, 1), asked_who=1, commonest_person=Score(commonest, 1, 1))


class _Shots:
    """What the shots of a tale's sections show."""

    def __init__(self, tale: Tale, reading: Reading) -> None:
        self._tale = tale
        self._beats = [(beat, passage) for passage in reading.passages for beat in passage.beats]
        self._starts = [beat.span[0] for beat, _ in self._beats]
        self._people = {character.id: _called(character) for character in reading.cast}
        places = Counter(passage.setting.place for _, passage in self._beats)
        self.commonest_place = places.most_common(1)[0][0]
        roles = Counter(role.who for beat, _ in self._beats for role in beat.roles)
        self.commonest_person = self._people[roles.most_common(1)[0][0]] if roles else set[str]()

    def _of(self, sections: Iterable[int]) -> Iterator[tuple[Beat, Passage]]:
        for section in sections:
            start, end = self._tale.sections.get(section, (0, 0))
            first = max(0, bisect_right(self._starts, start) - 1)
            yield from (pair for pair in self._beats[first : bisect_right(self._starts, end - 1)])

    def places(self, sections: Sequence[int]) -> set[str]:
        """The places of the shots, and the things in them."""
        found = list(self._of(sections))
        return {passage.setting.place for _, passage in found} | {thing for beat, _ in found for thing in beat.things}

    def people(self, sections: Sequence[int]) -> Iterator[set[str]]:
        """The words for everybody in the shots; crowds are among the things."""
        for beat, _ in self._of(sections):
            yield from (self._people[role.who] for role in beat.roles)
            yield from ({thing} for thing in beat.things)


def _called(character: Character) -> set[str]:
    return person_words(" ".join((character.name, character.kind, *character.aliases)))


def seen_words(answer: str) -> set[str]:
    """The places and things that an answer names, as the picture knows them; a building is a room as well."""
    book = lexicon()
    phrases = set(_phrases(answer))
    found = {
        book.phrases[kind][phrase] for phrase in phrases for kind in ("place", "thing") if phrase in book.phrases[kind]
    }
    return found - {"nowhere"}


def person_words(text: str) -> set[str]:
    """The nouns for somebody in a text, as they are drawn and as they stand, and its capitalised names."""
    book = lexicon()
    nouns = [phrase for phrase in _phrases(text) if phrase in book.figures]
    names = {word.lower() for word in _WORD.findall(text) if word[:1].isupper()} - _NOBODY
    return {book.figures[noun].kind for noun in nouns} | set(nouns) | names


def _phrases(text: str) -> Iterator[str]:
    words = [word.lower() for word in _WORD.findall(text)]
    for length in range(1, _LONGEST + 1):
        yield from (" ".join(words[start : start + length]) for start in range(len(words) - length + 1))
