"""Who is there: takes sentences with cues, gives the cast and, for every sentence, who is in it and does what.

Names, nouns (`the old fisherman`) and pronouns are led to one character each. Pronouns go to the last fitting
character; two readings of the story settle first who is `he` and who is `she`. Knows nothing of places or pictures.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from storyanim.text.introductions import gives_name, is_child, looks_back, narrates, same
from storyanim.text.lexicon import Figure, lexicon
from storyanim.text.people import Names, introduces, named, person

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from storyanim.text.cues import Cue, Sentence

_IT_MEMORY = 2
"""Sentences after which `it` means no animal any more, but a thing."""
_LONG_AGO = 3
"""Sentences by which somebody who may be `he` must be nearer than the last one who surely is."""
_MEMORY = 12
"""Sentences after which nobody is meant by a pronoun any more."""
_MASCULINE = frozenset({"he", "him", "his", "himself"})
_FEMININE = frozenset({"she", "her", "hers", "herself"})
_NEUTER = frozenset({"it", "its", "itself"})
_PLURAL = frozenset({"they", "them", "their", "themselves"})
_FIRST = frozenset({"i", "me", "my", "myself"})
_YOUNG_KIN = ("sister", "brother", "son", "daughter")
_POSSESSIVE = frozenset({"'s", "’s"})
_IMPERSONAL = frozenset(
    {"is", "was", "seemed", "took", "rained", "snowed", "happened", "grew", "would", "might", "will"}
)
NARRATOR = "narrator"


@dataclass(frozen=True, slots=True)
class Presence:
    """Somebody named, described or meant in a sentence, by the key of a `Somebody`."""

    key: str
    cue: Cue


@dataclass(slots=True)
class Somebody:
    """A character as it is gathered while reading."""

    key: str
    figure: Figure
    name: str = ""
    mentions: int = 0
    acting: int = 0
    last: int = -(10**9)
    genders: Counter[str] = field(default_factory=Counter[str])


@dataclass(frozen=True, slots=True)
class Company:
    """Everybody in the story by key, and for each sentence who is in it."""

    people: dict[str, Somebody]
    present: tuple[tuple[Presence, ...], ...]


def company(
    sentences: Sequence[Sentence], *, title: Sequence[Sentence] = (), known: Mapping[str, Figure] | None = None
) -> Company:
    """Read the story twice: once to learn who is `he`, `she` and `it`, once to say who is where.

    Args:
        sentences: the whole story's.
        title: the title's, which may tell what somebody is (`The Tale of Peter Rabbit`).
        known: names that are somebody's, whatever the text says of them.
    """
    names = named([*title, *sentences], known or {})
    first = _Reader(names, _Learned(narrates(sentences)))
    first.read(sentences)
    return _Reader(names, first.learned()).read(sentences)


def _gender(somebody: Somebody) -> str:
    if somebody.figure.gender != "unknown" or not somebody.genders:
        return somebody.figure.gender
    return somebody.genders.most_common(1)[0][0]


@dataclass(frozen=True, slots=True)
class _Learned:
    """What a first reading tells of people: sex, who is a child, and names given late (`His name was Admiral`)."""

    narrator: bool
    genders: Mapping[str, str] = field(default_factory=dict[str, str])
    children: frozenset[str] = frozenset()
    called: Mapping[str, str] = field(default_factory=dict[str, str])


class _Reader:
    """Reads sentences in order and remembers who was last spoken of."""

    def __init__(self, names: Names, known: _Learned) -> None:
        self.people: dict[str, Somebody] = {}
        self._names = names
        self._known = known
        self._called = dict(known.called)
        self._children: set[str] = set()
        self._past = False
        self._recent: list[str] = []
        self._now = 0

    def learned(self) -> _Learned:
        """What this reading found out, for the next one."""
        genders = {key: _gender(somebody) for key, somebody in self.people.items()}
        return _Learned(self._known.narrator, genders, frozenset(self._children), self._called)

    def read(self, sentences: Sequence[Sentence]) -> Company:
        present: list[tuple[Presence, ...]] = []
        for self._now, sentence in enumerate(sentences):
            self._past = looks_back(sentence, past=self._past)
            found = [] if sentence.heading else list(self._sentence(sentence))
            present.append(tuple(found))
        return Company(self.people, tuple(present))

    def _sentence(self, sentence: Sentence) -> Iterator[Presence]:
        previous: Presence | None = None
        somebody = [cue for cue in sentence.cues if cue.kind in ("name", "figure", "pronoun")]
        for cue, following in zip(somebody, (*somebody[1:], None), strict=False):
            if cue.spoken or not cue.seen:
                continue
            if following is not None and introduces(sentence, cue, following) and self._names.key(following):
                continue  # `the girl Gretel` is one, by her name
            if following is not None and gives_name(sentence, cue, following):
                self._name(cue, following)
            keys = (previous.key,) if previous and same(previous.cue, cue) else self._meant(cue)
            for key in keys:
                self._remember(key, cue)
                if not self._past and is_child(sentence, cue):
                    self._children.add(key)
                if cue.after not in _POSSESSIVE:  # `the miller's house`: he need not be there
                    yield Presence(key, cue)
            if keys and cue.kind != "pronoun":
                previous = Presence(keys[0], cue)

    def _name(self, owner: Cue, name: Cue) -> None:
        """Give the name to the last one without one whom `his` or `her` can mean."""
        wanted = "male" if owner.value in _MASCULINE else "female" if owner.value in _FEMININE else "neuter"
        nameless = [key for key in self._near() if not self._has_name(key) and self._fits(key, wanted)]
        if nameless:
            called = self._names.key(name) or name.value
            self._called[called] = nameless[0]
            self._dub(nameless[0], called, wanted)

    def _has_name(self, key: str) -> bool:
        return bool(self.people[key].name) and self._called.get(self.people[key].name) != key

    def _dub(self, key: str, name: str, wanted: str) -> None:
        somebody = self.people[key]
        somebody.name = name
        if somebody.figure.gender == "unknown" and wanted != "neuter":
            somebody.figure = replace(somebody.figure, gender=wanted)  # type: ignore[arg-type]
        self._recent.remove(key)
        self._recent.insert(0, key)

    def _meant(self, cue: Cue) -> tuple[str, ...]:
        if cue.kind == "name":
            called = self._names.key(cue) or cue.value
            if self._called.get(called) in self.people:
                return (self._called[called],)
            return (self._named(called),) if called in self._names.figures else ()
        if cue.kind == "figure" and self._is_another(cue):
            return ()
        if cue.kind == "figure":
            return self._several(cue) if cue.plural else (self._described(cue),)
        return self._pronoun(cue)

    def _is_another(self, cue: Cue) -> bool:
        """`with a new driver`: not the one we know."""
        new = cue.determiner == "another" or (cue.determiner in ("a", "an") and "new" in cue.adjectives)
        return new and lexicon().figures[cue.value].kind in self.people

    def _named(self, key: str) -> str:
        if key not in self.people:
            self._add(key, self._names.figures[key], key)
        return key

    def _add(self, key: str, figure: Figure, name: str = "") -> str:
        gender = self._known.genders.get(key, figure.gender)
        if gender != figure.gender:
            figure = replace(figure, gender=gender)
            if figure.kind == "person":
                figure = person(gender)
            elif figure.kind == "child":
                figure = person(gender, child=True)
        if key in self._known.children and not figure.animal:
            figure = person(figure.gender, child=True)
        self.people[key] = Somebody(key, figure, name)
        return key

    def _described(self, cue: Cue) -> str:
        """Whom a noun means: a named character of that kind, whoever fits a general word, or somebody of its own."""
        figure = lexicon().figures[cue.value]
        rules = lexicon().sets
        definite = not cue.determiner or cue.determiner in rules["grammar.definite"]
        if definite and (named_one := self._named_of_kind(figure.kind)):
            return named_one
        general = cue.value in rules["people_rules.generic"] or cue.value in rules["animal_rules.generic"]
        if definite and cue.value in _YOUNG_KIN and (child := self._last(replace(figure, age="child"))):
            return child
        if general and definite and figure.kind not in self.people and (last := self._last(figure)):
            return last
        key = cue.value if cue.value in rules["people_rules.kin"] else figure.kind
        if key not in self.people:
            self._add(key, replace(figure, age="old") if "old" in cue.adjectives and figure.age == "adult" else figure)
        return key

    def _named_of_kind(self, kind: str) -> str | None:
        if kind in self.people or kind in ("man", "woman", "person"):
            return None
        fitting = [key for key, somebody in self.people.items() if somebody.name and somebody.figure.kind == kind]
        return max(fitting, key=lambda key: self.people[key].last) if fitting else None

    def _last(self, figure: Figure) -> str | None:
        """The last character of that sex, age and nature."""
        for key in self._near():
            other = self.people[key].figure
            if figure.animal != other.animal:
                continue
            young = figure.age == other.age or (figure.age == "adult" and other.age == "old")
            if figure.animal or (young and (figure.gender in (other.gender, "unknown") or other.gender == "unknown")):
                return key
        return None

    def _near(self) -> list[str]:
        return [key for key in self._recent if self._now - self.people[key].last <= _MEMORY]

    def _several(self, cue: Cue) -> tuple[str, ...]:
        """The characters a plural means (`the two children`), if they are known and near."""
        figure = lexicon().figures[cue.value]
        fitting = [
            key
            for key in self._near()
            if figure.animal == self.people[key].figure.animal
            and (
                figure.kind == self.people[key].figure.kind
                or (cue.value == "children" and self.people[key].figure.age == "child")
            )
        ]
        known = cue.determiner in ("", "two", "both") or cue.determiner in lexicon().sets["grammar.definite"]
        return tuple(sorted(fitting[:2])) if known and len(fitting) > 1 else ()

    def _pronoun(self, cue: Cue) -> tuple[str, ...]:
        word = cue.value
        if word in _FIRST:
            if self._known.narrator and word == "i" and NARRATOR not in self.people:
                self._add(NARRATOR, person("unknown"))
            return (NARRATOR,) if NARRATOR in self.people else ()
        if word == "it" and cue.after in _IMPERSONAL:
            return ()
        near = self._near()
        if word in _PLURAL:
            close = [key for key in near if self._now - self.people[key].last <= 2]
            return tuple(close[:2]) if len(close) > 1 else ()
        wanted = (
            "male" if word in _MASCULINE else "female" if word in _FEMININE else "neuter" if word in _NEUTER else ""
        )
        fitting = [key for key in near if wanted and self._fits(key, wanted)]
        sure = [key for key in fitting if self.people[key].figure.gender == wanted]
        if not sure and fitting and wanted != "neuter":
            self.people[fitting[0]].genders[wanted] += 1
        if sure and self.people[fitting[0]].last - self.people[sure[0]].last > _LONG_AGO:
            return (fitting[0],)
        return tuple((sure or fitting)[:1])

    def _fits(self, key: str, wanted: str) -> bool:
        figure = self.people[key].figure
        if key == NARRATOR:
            return False
        if wanted == "neuter":
            near = self._now - self.people[key].last <= _IT_MEMORY
            return figure.animal and near and figure.gender == "unknown"
        return figure.gender in (wanted, "unknown")

    def _remember(self, key: str, cue: Cue) -> None:
        """Move somebody to the front if they act, else behind whoever acts."""
        somebody = self.people[key]
        somebody.last = self._now
        somebody.mentions += cue.kind != "pronoun"
        somebody.acting += cue.subject
        if key in self._recent:
            if not cue.subject:
                return
            self._recent.remove(key)
        self._recent.insert(0 if cue.subject else min(1, len(self._recent)), key)
