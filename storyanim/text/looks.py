"""What the cast looks like: takes who is present where, gives `Character`s with short looks that never drift.

Gathers colours, adjectives, garments and features that the text gives; a person of whom it is silent gets one
garment in a seeded colour, different from the others'. Knows nothing of prompts.
"""

from __future__ import annotations

import random
import re
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from storyanim.text.lexicon import lexicon
from storyanim.types import Age, Character, Gender

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from storyanim.text.cast import Company, Presence, Somebody
    from storyanim.text.cues import Cue, Sentence

_MOST_PHRASES = 3
_FEW = 10
"""Of somebody mentioned this often, an adjective must come twice to be theirs and not a slip of the rules."""
_OWNED = frozenset({"his", "her", "its", "'s", "’s"})
_BEARING = frozenset({"in", "with", "wore", "wearing", "wears", "had", "has", "having", "on", "dressed"})


@dataclass(slots=True)
class _Look:
    """What is known of one figure: adjectives, and nouns with their own adjectives."""

    adjectives: Counter[str] = field(default_factory=Counter[str])
    nouns: dict[str, tuple[str, ...]] = field(default_factory=lambda: {})
    old: int = 0
    mentions: int = 0

    def phrases(self) -> tuple[str, ...]:
        told = [" ".join((*adjectives, noun)) for noun, adjectives in self.nouns.items()]
        seen = [word for word, count in self.adjectives.most_common() if count >= min(2, 1 + self.mentions // _FEW)]
        return (*seen[:2], *told)[:_MOST_PHRASES]


def characters(
    company: Company, sentences: Sequence[Sentence], kept: Iterable[str], *, seed: int | None
) -> dict[str, Character]:
    """The kept people as `Character`s, by key, most often mentioned first.

    `seed` picks the colours of garments of which the text is silent; None leaves them out.
    """
    looks: dict[str, _Look] = {key: _Look() for key in company.people}
    wearers: dict[str, str] = {}
    for sentence, present in zip(sentences, company.present, strict=True):
        for presence in present:
            _describe(looks[presence.key], presence.cue)
        last: str | None = None
        for cue in (cue for cue in sentence.cues if cue.kind in ("worn", "borne") and cue.seen and not cue.spoken):
            again = last if cue.before == "and" else None  # `with a white beard and a silver coat`
            last = _owner(cue, present, company) or again or _told_again(cue, wearers)
            if last:
                _dress(looks[last], cue)
                wearers[cue.value] = last
    order = sorted(kept, key=lambda key: (-company.people[key].mentions, key))
    ids = _ids(company.people[key] for key in order)
    dresser = None if seed is None else _Dresser(seed)
    return {key: _character(ids[key], company.people[key], looks[key], dresser) for key in order}


def _describe(look: _Look, cue: Cue) -> None:
    if cue.kind == "pronoun":
        return
    look.mentions += 1
    look.old += "old" in cue.adjectives or "aged" in cue.adjectives or "elderly" in cue.adjectives or cue.title == "old"
    seen = lexicon().sets["looks.seen"] | lexicon().sets["looks.colours"]
    for word in cue.adjectives:
        if word in seen:
            look.adjectives[word] += 1


def _owner(cue: Cue, present: Sequence[Presence], company: Company) -> str | None:
    """Whose garment or beard it is: the last one before it in the sentence, of the sex that `his` or `her` says."""
    if cue.determiner not in _OWNED and cue.before not in _BEARING:
        return None
    before = [presence for presence in present if presence.cue.word < cue.word]
    wanted = {"his": "male", "her": "female"}.get(cue.determiner)
    for presence in reversed(before):
        gender = company.people[presence.key].figure.gender
        if (wanted is None and presence.cue.subject) or (wanted is not None and gender in (wanted, "unknown")):
            return presence.key
    return None


def _told_again(cue: Cue, wearers: Mapping[str, str]) -> str | None:
    """`It was a blue jacket`: the last one who was said to wear such a thing."""
    return wearers.get(cue.value) if cue.before in ("was", "is") else None


def _dress(look: _Look, cue: Cue) -> None:
    sets = lexicon().sets
    told = tuple(
        word for word in cue.adjectives if word in sets["looks.colours"] or word in sets["looks.feature_adjectives"]
    )[:2]
    if cue.kind == "borne" and not told:
        return
    if not set(look.nouns.get(cue.value, ())) & sets["looks.colours"]:
        look.nouns[cue.value] = told or look.nouns.get(cue.value, ())


class _Dresser:
    """Hands out garments in colours that come again only when all were used."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(f"{seed}:garments")
        self._colours: list[str] = []

    def colour(self) -> str:
        """The next colour."""
        if not self._colours:
            self._colours = sorted(lexicon().sets["looks.seeded_colours"])
            self._random.shuffle(self._colours)
        return self._colours.pop()

    def garment(self, gender: Gender) -> str:
        """A garment in a colour of its own."""
        key = "looks.seeded_garments_female" if gender == "female" else "looks.seeded_garments"
        return f"{self.colour()} {self._random.choice(sorted(lexicon().sets[key]))}"


_BARE = frozenset(
    {
        "ghost",
        "skeleton",
        "mermaid",
        "robot",
        "android",
        "snowman",
        "scarecrow",
        "alien",
        "spirit",
        "monster",
        "demon",
        "devil",
        "angel",
        "baby",
    }
)


def _character(name_id: str, somebody: Somebody, look: _Look, dresser: _Dresser | None) -> Character:
    figure = somebody.figure
    age: Age = "old" if figure.age == "adult" and look.old * 3 > max(look.mentions, 1) else figure.age
    garments = lexicon().sets["looks.garments"]
    if dresser is not None and not figure.animal:
        _colour(look, dresser)
    phrases = look.phrases()
    bare = (
        figure.animal
        or figure.kind in lexicon().sets["looks.bare"]
        or any(phrase.split()[-1] in garments for phrase in phrases)
    )
    if dresser is not None and not bare:
        phrases = (*phrases[: _MOST_PHRASES - 1], dresser.garment(figure.gender))
    name = _display(somebody)
    return Character(name_id, name, figure.kind, "animal" if figure.animal else "person", figure.gender, age, phrases)


def _colour(look: _Look, dresser: _Dresser) -> None:
    """Give the first garment a colour if the text coloured none."""
    sets = lexicon().sets
    worn = {noun: adjectives for noun, adjectives in look.nouns.items() if noun in sets["looks.garments"]}
    if worn and not any(sets["looks.colours"].intersection(adjectives) for adjectives in worn.values()):
        noun, adjectives = next(iter(worn.items()))
        look.nouns[noun] = (*adjectives, dresser.colour())


def _display(somebody: Somebody) -> str:
    words = (somebody.name or somebody.key).split()
    return " ".join(word[:1].upper() + word[1:] + ("." if word in ("mr", "mrs", "dr") else "") for word in words)


def _ids(people: Iterable[Somebody]) -> dict[str, str]:
    found: dict[str, str] = {}
    for somebody in people:
        base = unique = slug(somebody.name or somebody.key)
        number = 2
        while unique in found.values():
            unique = f"{base}-{number}"
            number += 1
        found[somebody.key] = unique
    return found


def slug(text: str) -> str:
    """A name as an id: lower-case letters, digits and hyphens."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-") or "somebody"
