"""The words storyanim reads by: takes `lexicon.toml`, gives look-up tables with plurals and tenses made.

Knows words only; which of them count in a sentence is decided by `noticing`.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

from storyanim.text.wordnet import nearest

if TYPE_CHECKING:
    from storyanim.text.wordnet import Near
    from storyanim.types import Age, Gender

_VOWELS = "aeiou"
Table = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Figure:
    """What a noun for somebody means: how they are drawn, and what it tells of them."""

    kind: str
    animal: bool
    gender: Gender = "unknown"
    age: Age = "adult"


@dataclass(frozen=True, slots=True)
class Lexicon:
    """All tables. Keys are lower case, except given names; phrases are joined by single spaces."""

    phrases: Mapping[str, Mapping[str, str]]
    """By kind of cue (`place`, `time`, `thing` ...): phrase -> canonical value."""
    figures: Mapping[str, Figure]
    plurals: frozenset[str]
    places: Mapping[str, str]
    place_phrases: Mapping[str, tuple[str, str]]
    titles: Mapping[str, Figure]
    given_names: Mapping[str, Gender]
    verb_lemmas: Mapping[str, str]
    """Any form of a verb -> its plain form."""
    visible: tuple[str, ...]
    """Actions, those that a picture shows best first."""
    sets: Mapping[str, frozenset[str]]
    """Word sets by name: `section.key` of the file."""


@cache
def lexicon() -> Lexicon:
    """The embedded lexicon, and WordNet's words as far as it has not its own, read once."""
    return _widened(own_lexicon())


@cache
def own_lexicon() -> Lexicon:
    """The embedded lexicon alone."""
    data: dict[str, dict[str, str]] = tomllib.loads(
        resources.files("storyanim.text").joinpath("lexicon.toml").read_text(encoding="utf-8")
    )
    verbs = _Verbs(data)
    irregular = _pairs(data["irregular_plurals"]["nouns"])
    figures, plural_figures = _figures(data, irregular)
    things, plural_things = _things(data, irregular)
    lemmas = verbs.lemmas(
        [*_all(data["actions"]), *(w for key in ("motion", "speech") for w in _list(data["action_rules"][key]))]
    )
    return Lexicon(
        phrases={
            "place": _places(data, irregular),
            "time": _inverted(data["times"]),
            "jump": dict.fromkeys(_list(data["time_rules"]["jumps"]), "jump"),
            "season": _inverted(data["seasons"]),
            "weather": _inverted(data["weathers"]),
            "mood": _inverted(data["moods"]),
            "thing": things,
            "figure": {word: word for word in figures},
            "action": verbs.actions(data["actions"]),
            "worn": {word: word for word in _list(data["looks"]["garments"])},
            "borne": {word: word for word in _list(data["looks"]["features"])},
        },
        figures=figures,
        plurals=frozenset(plural_figures | plural_things),
        places=_inverted(data["places"]),
        place_phrases={place: _outside_inside(text) for place, text in data["places_seen"].items()},
        titles=dict(_titles(data["people_rules"]["titles"])),
        given_names=_given_names(data["names"]),
        verb_lemmas=lemmas,
        visible=tuple(_list(data["action_rules"]["visible"])),
        sets=_sets(data),
    )


def plural(noun: str, irregular: Mapping[str, str]) -> str:
    """A noun's plural by rule or from `irregular`; of a phrase, that of its last word."""
    head, _, last = noun.rpartition(" ")
    if head:
        return f"{head} {plural(last, irregular)}"
    if noun in irregular:
        return irregular[noun]
    if noun.endswith("man"):
        return noun[:-2] + "en"
    if noun.endswith(("s", "x", "ch", "sh")):
        return noun + "es"
    return noun[:-1] + "ies" if noun.endswith("y") and noun[-2] not in _VOWELS else noun + "s"


def _widened(own: Lexicon) -> Lexicon:
    """The lexicon with the words that WordNet adds, each like the known one that comes nearest to it."""
    words, known = nearest(), own.phrases["thing"]
    somebody = words["person"] | words["animal"]
    figures = {word: _like(own, word, near) for word, near in somebody.items() if near.known in own.figures}
    things = {word: known[near.known] for word, near in words["thing"].items() if near.known in known}
    places = {word: own.places[near.known] for word, near in words["place"].items() if near.known in own.places}
    several = {plural(word, {}): figure for word, figure in figures.items()}
    heaps = {plural(word, {}): value for word, value in things.items()}
    figures, things = several | figures | dict(own.figures), heaps | things | dict(known)
    phrases = dict(own.phrases) | {
        "figure": {word: word for word in figures},
        "thing": things,
        "place": places | dict(own.phrases["place"]),
    }
    plurals = own.plurals | several.keys() | heaps.keys()
    return replace(own, phrases=phrases, figures=figures, plurals=plurals, places=places | dict(own.places))


def _like(own: Lexicon, word: str, near: Near) -> Figure:
    figure = own.figures[near.known]
    return replace(figure, kind=word) if near.kept else figure


class _Verbs:
    """Makes a verb's forms by rule and from the lists of irregular ones."""

    def __init__(self, data: Mapping[str, Mapping[str, str]]) -> None:
        self._irregular = {verb: forms.split() for verb, forms in _pairs(data["irregular_verbs"]["forms"]).items()}
        self._doubling = frozenset(_list(data["irregular_verbs"]["doubling"]))

    def forms(self, phrase: str) -> list[str]:
        """All forms of a verb; of a phrase (`put on`), its first word is bent."""
        verb, _, rest = phrase.partition(" ")
        bent = [verb, *self._irregular.get(verb, ()), *(() if verb in self._irregular else self._regular(verb))]
        return [f"{form} {rest}" for form in bent] if rest else bent

    def _regular(self, verb: str) -> tuple[str, str, str]:
        stem = verb + verb[-1] if verb in self._doubling else verb
        if verb.endswith("e"):
            return verb + "s", verb + "d", verb[:-1] + "ing" if not verb.endswith("ee") else verb + "ing"
        if verb.endswith("y") and verb[-2] not in _VOWELS:
            return verb[:-1] + "ies", verb[:-1] + "ied", verb + "ing"
        third = verb + ("es" if verb.endswith(("s", "x", "ch", "sh", "z")) else "s")
        return third, stem + "ed", stem + "ing"

    def actions(self, table: Mapping[str, str]) -> dict[str, str]:
        """Every form of every verb -> its canonical action; an earlier action keeps a form it shares."""
        found: dict[str, str] = {}
        for action, verbs in table.items():
            for verb in _list(verbs):
                for form in self.forms(verb):
                    found.setdefault(form, action)
        return found

    def lemmas(self, verbs: Iterable[str]) -> dict[str, str]:
        """Every form -> plain form; a past tense (`fell`, `left`) is preferred over another verb's plain form."""
        return {form: verb for verb in verbs for form in self.forms(verb)}


def _list(text: str) -> list[str]:
    return [word.strip() for word in text.split(",") if word.strip()]


def _all(table: Mapping[str, str]) -> list[str]:
    return [word for text in table.values() for word in _list(text)]


def _pairs(text: str) -> dict[str, str]:
    return {left.strip(): right.strip() for left, _, right in (pair.partition(":") for pair in _list(text))}


def _inverted(table: Mapping[str, str]) -> dict[str, str]:
    """Each word to its value; a word that stands twice keeps the first."""
    return {word: value for value, words in reversed(list(table.items())) for word in _list(words)}


def _outside_inside(text: str) -> tuple[str, str]:
    outside, _, inside = (part.strip() for part in text.partition("|"))
    return outside, inside or outside


def _figures(data: Mapping[str, Mapping[str, str]], irregular: Mapping[str, str]) -> tuple[dict[str, Figure], set[str]]:
    """Nouns for people and animals, and which of them are plurals."""
    people: Mapping[str, Mapping[str, Mapping[str, str]]] = data["people"]  # pyright: ignore[reportAssignmentType]
    drawn = _pairs(data["people_rules"]["drawn"]) | _pairs(data["animal_rules"]["drawn"])
    found: dict[str, Figure] = {}
    for word in _list(data["animals"]["kinds"]):
        female, male = (word in _list(data["animal_rules"][key]) for key in ("female", "male"))
        found[word] = Figure(
            drawn.get(word, word), animal=True, gender="female" if female else "male" if male else "unknown"
        )
    for gender, ages in people.items():
        for age, entry in ages.items():
            for word in _list(entry["kinds"]):
                found[word] = Figure(drawn.get(word, word), False, gender, age)  # type: ignore[arg-type]
    plurals = {plural(word, irregular): figure for word, figure in found.items() if plural(word, irregular) != word}
    groups = dict.fromkeys(_list(data["people_rules"]["groups"]), Figure("person", animal=False))
    return groups | plurals | found, (set(plurals) | set(groups)) - set(found)


def _places(data: Mapping[str, Mapping[str, str]], irregular: Mapping[str, str]) -> dict[str, str]:
    """Words for places and what they are shown as; plurals are the same place, wide words "nowhere"."""
    wide = dict.fromkeys((word.lower() for word in _list(data["place_rules"]["wide"])), "nowhere")
    found = wide | dict.fromkeys(_list(data["place_rules"]["buildings"]), "room") | _inverted(data["places"])
    found = {word.lower(): value for word, value in found.items()}
    return {plural(word, irregular): value for word, value in found.items() if not word.endswith("s")} | found


def _things(data: Mapping[str, Mapping[str, str]], irregular: Mapping[str, str]) -> tuple[dict[str, str], set[str]]:
    drawn = _pairs(data["thing_rules"]["drawn"])
    found = {word: drawn.get(word, word) for word in _list(data["things"]["kinds"])}
    plurals = {plural(word, irregular): value for word, value in found.items()}
    return plurals | found, set(plurals) - set(found)


def _titles(text: str) -> Iterable[tuple[str, Figure]]:
    for title, meaning in _pairs(text).items():
        kind, _, gender = meaning.partition(" ")
        age: Age = (
            "old" if title in ("old", "granny", "grandma", "grandpa") else "child" if title == "little" else "adult"
        )
        yield title, Figure(kind, False, gender, age)  # type: ignore[arg-type]


def _given_names(names: Mapping[str, str]) -> dict[str, Gender]:
    male: dict[str, Gender] = dict.fromkeys(_list(names["male"]), "male")
    female: dict[str, Gender] = dict.fromkeys(_list(names["female"]), "female")
    return male | female


def _sets(data: Mapping[str, Mapping[str, str]]) -> dict[str, frozenset[str]]:
    sections = (
        "place_rules",
        "time_rules",
        "people_rules",
        "animal_rules",
        "thing_rules",
        "looks",
        "action_rules",
        "names",
        "grammar",
    )
    found = {f"{section}.{key}": frozenset(_list(text)) for section in sections for key, text in data[section].items()}
    irregular = _pairs(data["irregular_plurals"]["nouns"])
    found["place_rules.wide"] = frozenset(word.lower() for word in found["place_rules.wide"])
    found["thing_rules.ambiguous"] |= {plural(word, irregular) for word in found["thing_rules.ambiguous"]}
    found["looks.all"] = found["looks.adjectives"] | found["looks.colours"] | found["looks.feature_adjectives"]
    found["function_words.english"] = frozenset(_list(data["function_words"]["english"]))
    return found
