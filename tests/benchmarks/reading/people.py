"""Whom a novel speaks of: the rows of the table that LitBank answers.

Persons and places are compared by their head words. A pronoun is right where the character it is led to is the one
that is meant: a character stands for whomever most of its names and nouns mean. Nothing is taken from the annotation.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from storyanim.text.cast import NARRATOR
from storyanim.text.lexicon import lexicon
from storyanim.text.people import named
from storyanim.text.reading import Understanding, understanding
from storyanim.types import Story
from tests.benchmarks.reading.litbank import Mention, Novel, sentence_at
from tests.benchmarks.reading.scores import NOTHING, Score, overlap

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from storyanim.text.cast import Company
    from storyanim.text.cues import Cue, Sentence
    from storyanim.text.people import Names

SEED = 1
WINDOW = 10
"""Sentences over which a character counts as present."""
_MAIN = 0.05
"""Share of a novel's mentions of persons from which somebody is one of its main cast."""
_ANYBODY = frozenset({"somebody", "someone", "nobody", "everybody", "everyone", "anybody", "anyone"})
"""Pronouns that LitBank counts among the nouns."""
_SEVERAL = frozenset("we us our ours ourselves they them their theirs themselves".split())  # noqa: SIM905
_HE = frozenset({"he", "him", "his", "himself"})
_SHE = frozenset({"she", "her", "hers", "herself"})


@dataclass(frozen=True, slots=True)
class PeopleScores:
    """What LitBank answers. `names_only` is the presence of those whose names stand there, and nothing else."""

    persons: Score = NOTHING
    places: Score = NOTHING
    pronouns: Score = NOTHING
    narrated_pronouns: Score = NOTHING
    last_person: Score = NOTHING
    recalled: Score = NOTHING
    recalled_spoken_of: Score = NOTHING
    precise: Score = NOTHING
    cards: Score = NOTHING
    names_only: Score = NOTHING

    def __add__(self, other: PeopleScores) -> PeopleScores:
        both = ((getattr(self, name), getattr(other, name)) for name in self.__slots__)
        return PeopleScores(*(one + another for one, another in both))


def people(novel: Novel) -> PeopleScores:
    """All rows of one novel."""
    understood = understanding(Story("", novel.text), seed=SEED)
    sentences, names = understood.sentences, named(understood.sentences, {})
    meant = _Meant(novel, understood.everybody)
    recalled, precise, spoken_of = _shown(novel, understood, meant)
    return PeopleScores(
        persons=overlap(set(_person_heads(sentences, names)), {m.head[0] for m in _told(novel) if m.person}),
        places=overlap(set(_place_heads(sentences, names)), {m.head[0] for m in _told(novel) if m.place}),
        pronouns=meant.pronouns(sentences, narrated=False),
        narrated_pronouns=meant.pronouns(sentences, narrated=True),
        last_person=_last_person(novel),
        recalled=recalled,
        recalled_spoken_of=spoken_of,
        precise=precise,
        cards=_cards(novel, understood, meant),
        names_only=_names_only(novel),
    )


def _told(novel: Novel) -> Iterator[Mention]:
    return (mention for mention in novel.mentions if mention.form != "PRON")


def _person_heads(sentences: Sequence[Sentence], names: Names) -> Iterator[int]:
    for sentence in sentences:
        for cue in sentence.cues:
            if cue.kind == "figure" and not lexicon().figures[cue.value].animal:
                yield _last_word(sentence, cue)
            elif cue.kind == "pronoun" and cue.value in _ANYBODY:
                yield cue.start
            elif cue.kind == "name" and (key := names.key(cue)) and not names.figures[key].animal:
                yield _last_word(sentence, cue)


def _place_heads(sentences: Sequence[Sentence], names: Names) -> Iterator[int]:
    for sentence in sentences:
        for cue in sentence.cues:
            if cue.kind == "place" or (cue.kind == "name" and cue.value in names.places):
                yield _last_word(sentence, cue)


def _last_word(sentence: Sentence, cue: Cue) -> int:
    """Where the last word of a cue begins in the story."""
    text = sentence.text[cue.start - sentence.span[0] : cue.end - sentence.span[0]]
    return cue.start + text.rfind(" ") + 1


def _main_cast(novel: Novel) -> set[str]:
    """Whoever has a twentieth of all mentions of persons; no groups (`the sisters`, `we`)."""
    counts = Counter(mention.entity for mention in novel.mentions if mention.person)
    groups = Counter(mention.entity for mention in novel.mentions if mention.text.lower() in _SEVERAL)
    enough = _MAIN * sum(counts.values())
    return {entity for entity, count in counts.items() if count >= enough and groups[entity] * 3 < count}


def _third_person(novel: Novel) -> Iterator[Mention]:
    """Pronouns that mean one person."""
    for mention in novel.mentions:
        if mention.person and mention.form == "PRON" and mention.text.lower() in _HE | _SHE:
            yield mention


class _Meant:
    """Whom each character of the reading stands for."""

    def __init__(self, novel: Novel, everybody: Company) -> None:
        self._novel = novel
        self._keys: dict[int, str] = {}
        votes: dict[str, Counter[str]] = defaultdict(Counter)
        heads = {mention.head[0]: mention.entity for mention in novel.mentions if mention.person}
        for presence in (presence for row in everybody.told for presence in row):
            cue = presence.cue
            self._keys[cue.start] = presence.key
            if cue.kind != "pronoun" or presence.key == NARRATOR:
                votes[presence.key].update(heads[at] for at in range(cue.start, cue.end) if at in heads)
        self.entities: Mapping[str, str] = {key: counts.most_common(1)[0][0] for key, counts in votes.items() if counts}

    def pronouns(self, sentences: Sequence[Sentence], *, narrated: bool) -> Score:
        """Pronouns of one person that are led to whom they mean."""
        spoken = {cue.start for sentence in sentences for cue in sentence.cues if cue.spoken}
        wanted = [m for m in _third_person(self._novel) if not (narrated and m.head[0] in spoken)]
        right = sum(self.entities.get(self._keys.get(m.head[0], "")) == m.entity for m in wanted)
        return Score(right, len(wanted), len(wanted))


def _last_person(novel: Novel) -> Score:
    """The floor: the last name or noun of a person before the pronoun, of the annotation's own."""
    right = count = 0
    last = ""
    for mention in novel.mentions:
        if mention.person and mention.form != "PRON":
            last = mention.entity
        elif mention.person and mention.text.lower() in _HE | _SHE:
            count += 1
            right += last == mention.entity
    return Score(right, count, count)


def _shown(novel: Novel, understood: Understanding, meant: _Meant) -> tuple[Score, Score, Score]:
    """Main characters there in every ten sentences whom its shots show; characters shown who are there; and the first
    again with those who are only spoken of counted as there.

    A shot counts for all the windows of ten sentences that it touches.
    """
    entities = {who: meant.entities.get(key, "") for who, key in understood.cast.keys_by_id().items()}
    there = {(m.entity, _window(novel, m.head[0])) for m in novel.mentions if m.person and m.present}
    shown: set[tuple[str, int]] = set()
    right = count = 0
    for beat in (beat for passage in understood.reading.passages for beat in passage.beats):
        windows = {_window(novel, beat.span[0]), _window(novel, beat.span[1] - 1)}
        for entity in (entities[role.who] for role in beat.roles):
            shown.update((entity, window) for window in windows)
            count += 1
            right += any((entity, window) in there for window in windows)
    main = _main_cast(novel)
    wanted = {pair for pair in there if pair[0] in main}
    spoken_of = {(m.entity, _window(novel, m.head[0])) for m in novel.mentions if m.entity in main}
    return _share(wanted & shown, wanted), Score(right, count, count), _share(spoken_of & shown, spoken_of)


def _share(right: set[tuple[str, int]], there: set[tuple[str, int]]) -> Score:
    return Score(len(right), len(there), len(there))


def _cards(novel: Novel, understood: Understanding, meant: _Meant) -> Score:
    """Cards of main characters over main characters with a card: 1 is best."""
    main = _main_cast(novel)
    cards = [
        entity for key in set(understood.cast.keys_by_id().values()) if (entity := meant.entities.get(key, "")) in main
    ]
    return Score(len(cards), len(set(cards)), len(set(cards)))


def _names_only(novel: Novel) -> Score:
    """The floor: main characters in those windows where a name of theirs stands."""
    main = _main_cast(novel)
    there = {(m.entity, _window(novel, m.head[0])) for m in novel.mentions if m.entity in main and m.present}
    proper = (m for m in novel.mentions if m.entity in main and m.form == "PROP")
    named_there = {(m.entity, _window(novel, m.head[0])) for m in proper}
    return overlap(named_there, there)


def _window(novel: Novel, position: int) -> int:
    return sentence_at(novel, position) // WINDOW
