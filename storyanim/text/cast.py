"""Who is there: takes sentences with cues, gives the cast and, for every sentence, who is in it and does what.

Names, nouns (`the old fisherman`) and pronouns are led to one character each. A first reading of the story learns who
is `he` or `she`, who is spoken of most, and names that are given late; a second one says who is where. Knows nothing
of places or pictures.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from storyanim.text.binding import named_ahead
from storyanim.text.introductions import embodied, gives_name, is_child, is_one, looks_back, narrates, same
from storyanim.text.lexicon import lexicon
from storyanim.text.memory import WEIGHTS, Memory, Somebody, Weights
from storyanim.text.nouns import Nouns
from storyanim.text.people import Names, introduces, named, person
from storyanim.text.pronouns import FIRST, NARRATOR, Pronouns, is_trade, wanted

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from storyanim.text.cues import Cue, Sentence
    from storyanim.text.lexicon import Figure

_POSSESSIVE = frozenset({"'s", "’s"})
_ANYBODY = frozenset({"man", "woman", "person"})
_HAVING = frozenset({"had", "has", "have"})
_OWNERS = frozenset({"his", "her", "its", "my"})


@dataclass(frozen=True, slots=True)
class Presence:
    """Somebody named, described or meant in a sentence, by the key of a `Somebody`."""

    key: str
    cue: Cue


@dataclass(frozen=True, slots=True)
class Company:
    """Everybody in the story by key, and for each sentence who is in it.

    `told` holds everybody who is spoken of in it as well: in somebody's words, as lost, or as the owner of something.
    """

    people: Mapping[str, Somebody]
    present: tuple[tuple[Presence, ...], ...]
    told: tuple[tuple[Presence, ...], ...]


def company(
    sentences: Sequence[Sentence],
    *,
    title: Sequence[Sentence] = (),
    known: Mapping[str, Figure] | None = None,
    weights: Weights = WEIGHTS,
) -> Company:
    """Read the story twice: once to learn who is `he`, `she` and `it`, once to say who is where.

    Args:
        sentences: the whole story's.
        title: the title's, which may tell what somebody is (`The Tale of Peter Rabbit`).
        known: names that are somebody's, whatever the text says of them.
        weights: how salience grows and fades.
    """
    names = named([*title, *sentences], known or {})
    first = _Reader(names, _Learned(narrates(sentences)), weights)
    first.read(sentences)
    return _Reader(names, first.learned(), weights).read(sentences)


@dataclass(frozen=True, slots=True)
class _Learned:
    """What a first reading tells of people: sex, mentions, who is a child, and names given late."""

    narrator: bool
    genders: Mapping[str, str] = field(default_factory=dict[str, str])
    mentions: Mapping[str, int] = field(default_factory=dict[str, int])
    children: frozenset[str] = frozenset()
    called: Mapping[str, str] = field(default_factory=dict[str, str])


class _Reader:
    """Reads sentences in order and remembers who was spoken of."""

    def __init__(self, names: Names, known: _Learned, weights: Weights) -> None:
        self._names = names
        self._known = known
        self._memory = Memory(known.mentions, weights)
        self._pronouns = Pronouns(self._memory, weights)
        self._nouns = Nouns(self._memory, self._add)
        self._called = dict(known.called)
        self._children: set[str] = set()
        self._counts: Counter[str] = Counter()
        self._past = False
        if known.narrator:
            self._add(NARRATOR, person("unknown"))

    def learned(self) -> _Learned:
        """What this reading found out, for the next one."""
        people = self._memory.people
        genders = {key: _gender(somebody) for key, somebody in people.items()}
        self._children.update(key for key, somebody in people.items() if _called_a_child(somebody))
        return _Learned(self._known.narrator, genders, dict(self._counts), frozenset(self._children), self._called)

    def read(self, sentences: Sequence[Sentence]) -> Company:
        present: list[tuple[Presence, ...]] = []
        told: list[tuple[Presence, ...]] = []
        for sentence in sentences:
            self._memory.now += self._memory.weights.talk if sentence.spoken == 1 else 1
            self._past = looks_back(sentence, past=self._past)
            found = () if sentence.heading else tuple(self._sentence(sentence))
            told.append(found)
            present.append(tuple(presence for presence in found if _there(presence.cue)))
        return Company(self._memory.people, tuple(present), tuple(told))

    def _sentence(self, sentence: Sentence) -> Iterator[Presence]:
        self._pronouns.begin()
        previous: Presence | None = None
        latest: Presence | None = None
        owner = actor = ""
        somebody = [cue for cue in sentence.cues if cue.kind in ("name", "figure", "pronoun")]
        for cue, following in zip(somebody, (*somebody[1:], None), strict=False):
            if following is not None and introduces(sentence, cue, following) and self._names.key(following):
                continue  # `the girl Gretel` is one, by her name
            if following is not None and gives_name(sentence, cue, following):
                self._name(cue, following)
            whose = actor if cue.before in _HAVING else owner
            if latest and is_one(sentence, latest.cue, cue):
                keys = self._turns_out(latest.key, cue)
            elif previous and same(previous.cue, cue):
                keys = (previous.key,)
                self._memory.people[previous.key].genders.update([*filter(None, [wanted(cue.value)])])
            else:
                keys = self._meant(sentence, cue, whose)
            actor = keys[0] if keys and cue.subject else actor
            owner = keys[0] if keys and (cue.after in _POSSESSIVE or cue.value in _OWNERS) else owner
            self._together(cue, keys, previous)
            for key in keys:
                self._remember(key, cue, sentence)
                yield Presence(key, cue)
            latest = Presence(keys[0], cue) if len(keys) == 1 else None
            if keys and cue.kind != "pronoun":
                previous = Presence(keys[0], cue)

    def _together(self, cue: Cue, keys: tuple[str, ...], previous: Presence | None) -> None:
        """Remember who or what may be `they` from here on."""
        if len(keys) > 1:
            self._pronouns.together(keys)
        elif keys and previous and cue.before == "and" and keys[0] != previous.key:
            self._pronouns.together((previous.key, keys[0]))
        elif not keys and cue.kind == "figure" and cue.plural and cue.subject and cue.seen and not cue.spoken:
            self._pronouns.crowd()

    def _meant(self, sentence: Sentence, cue: Cue, owner: str) -> tuple[str, ...]:
        if cue.kind == "pronoun":
            return self._pronouns.meant(sentence, cue, frozenset(named_ahead(sentence, cue, self._key)))
        if cue.kind == "name":
            called = self._names.key(cue) or cue.value
            if self._called.get(called) in self._memory.people:
                return (self._called[called],)
            return (self._named(called),) if called in self._names.figures else ()
        bearer = self._names.bearer(cue)
        return (self._named(bearer),) if bearer else self._nouns.meant(cue, owner)

    def _turns_out(self, key: str, cue: Cue) -> tuple[str, ...]:
        """Somebody is said to be something: they are drawn as it if they were only a man or a woman so far."""
        somebody, told = self._memory.people[key], lexicon().figures[cue.value]
        sexes = {told.gender, somebody.figure.gender} - {"unknown"}
        if told.animal != somebody.figure.animal or len(sexes) > 1:
            return ()
        if somebody.figure.kind in _ANYBODY and told.kind not in _ANYBODY and key != NARRATOR:
            age = somebody.figure.age if told.age == "adult" else told.age
            gender = told.gender if somebody.figure.gender == "unknown" else somebody.figure.gender
            somebody.figure = replace(told, age=age, gender=gender)
        return (key,)

    def _remember(self, key: str, cue: Cue, sentence: Sentence) -> None:
        self._memory.mention(key, cue, embodied=embodied(sentence, cue))
        self._counts[key] += not cue.spoken
        if cue.subject and not cue.spoken:
            self._pronouns.acts(key, cue)
        if not self._past and not cue.spoken and is_child(sentence, cue):
            self._children.add(key)

    def _name(self, owner: Cue, name: Cue) -> None:
        """Give the name to the last one without one whom `his` or `her` can mean."""
        sex = wanted(owner.value)
        for somebody in self._memory.near():
            figure = somebody.figure
            fits = figure.animal if sex == "neuter" else figure.gender in (sex, "unknown")
            if somebody.key != NARRATOR and fits and not self._has_name(somebody):
                called = self._names.key(name) or name.value
                self._called[called] = somebody.key
                somebody.name = called
                if figure.gender == "unknown" and sex != "neuter":
                    somebody.figure = replace(figure, gender=sex)  # type: ignore[arg-type]
                return

    def _has_name(self, somebody: Somebody) -> bool:
        return bool(somebody.name) and self._called.get(somebody.name) != somebody.key

    def _key(self, cue: Cue) -> str | None:
        """Whom a name means, if it is somebody's."""
        called = self._names.key(cue) or cue.value
        return self._called.get(called) or (called if called in self._names.figures else None)

    def _named(self, key: str) -> str:
        return key if key in self._memory.people else self._add(key, self._names.figures[key], key)

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
        return self._memory.add(Somebody(key, figure, name))


def _there(cue: Cue) -> bool:
    """Whether a mention shows somebody: in nobody's words, not denied, and no owner (`the miller's house`)."""
    return not cue.spoken and cue.seen and cue.after not in _POSSESSIVE


def _called_a_child(somebody: Somebody) -> bool:
    """Whether somebody with a name is mostly called boy, girl or child."""
    book = lexicon()
    ages = Counter[str]()
    for noun, count in somebody.nouns.items():
        ages[book.figures[noun].age if noun in book.figures else "adult"] += count
    return bool(somebody.name) and not somebody.figure.animal and ages["child"] > max(1, ages["adult"] + ages["old"])


def _gender(somebody: Somebody) -> str:
    if not somebody.genders or not (somebody.figure.gender == "unknown" or is_trade(somebody)):
        return somebody.figure.gender
    return somebody.genders.most_common(1)[0][0]


__all__ = ["FIRST", "NARRATOR", "Company", "Presence", "Somebody", "company"]
