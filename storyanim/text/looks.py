"""What the cast looks like: takes who is present where, gives cards with short looks that never drift.

Gathers colours, adjectives, garments and features that the text gives; where it tells that somebody puts on or takes
off a garment, the look is another one from there on. A person of whom it is silent gets one garment in a seeded
colour, different from the others'. Knows nothing of prompts.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from storyanim.text.lexicon import lexicon
from storyanim.text.wardrobe import Dresser, Outfit, dressing, is_worn, outfits
from storyanim.types import Age, Character

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from storyanim.text.cast import Company, Presence, Somebody
    from storyanim.text.cues import Cue, Sentence

_MOST_PHRASES = 3
_MOST_ALIASES = 6
_FEW = 10
"""Of somebody mentioned this often, an adjective must come twice to be theirs and not a slip of the rules."""
_OWNED = frozenset({"his", "her", "its", "'s", "’s"})
_BEARING = frozenset({"in", "with", "wore", "wearing", "wears", "had", "has", "having", "on", "dressed"})
_IS_OLD = re.compile(r"^ (?:is|was|were)(?: now| very| so| already| quite)? (?:old|aged|elderly)\b")
_GROWS_OLD = re.compile(r"^(?: (?:had|has))? (?:grew|grown|became|become)(?: very| so| quite)? old\b")


@dataclass(frozen=True, slots=True)
class Card:
    """A character as it looks from a place in the text on."""

    since: int
    character: Character


class Cards:
    """The cast: for everybody kept one card, or several in order where the text changes their look."""

    def __init__(self, cards: Mapping[str, Sequence[Card]]) -> None:
        self._cards = cards

    def __contains__(self, key: object) -> bool:
        return key in self._cards

    def __iter__(self) -> Iterator[Character]:
        every = (card.character for cards in self._cards.values() for card in cards)
        return iter({character.id: character for character in every}.values())

    def at(self, key: str, position: int) -> Character:
        """How somebody looks at a character of the story's text."""
        known = self._cards[key]
        return next((card for card in reversed(known) if card.since <= position), known[0]).character

    def keys_by_id(self) -> dict[str, str]:
        """The key of everybody by their cards' ids."""
        return {card.character.id: key for key, cards in self._cards.items() for card in cards}


@dataclass(slots=True)
class _Look:
    """What is known of somebody: adjectives, features with their own, garments as they change."""

    adjectives: Counter[str] = field(default_factory=Counter[str])
    features: dict[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])
    outfits: list[Outfit] = field(default_factory=lambda: [Outfit(0)])
    old: int = 0
    aged: int | None = None
    """The character of the story from which somebody has grown old."""
    mentions: int = 0
    nouns: int = 0

    def seen(self) -> list[str]:
        """The adjectives that a picture shows."""
        enough = min(2, 1 + self.mentions // _FEW)
        return [word for word, count in self.adjectives.most_common() if count >= enough][:2]

    def borne(self) -> list[str]:
        """Features with what is said of them: `grey beard`."""
        return [" ".join((*adjectives, noun)) for noun, adjectives in self.features.items()]


def characters(company: Company, sentences: Sequence[Sentence], kept: Iterable[str], *, seed: int | None) -> Cards:
    """The kept people's cards by key, most often mentioned first.

    `seed` picks the colours of garments of which the text is silent; None leaves them out.
    """
    looks = _gathered(company, sentences)
    order = sorted(kept, key=lambda key: (-company.people[key].mentions, key))
    ids = _ids(company.people[key] for key in order)
    dresser = None if seed is None else Dresser(seed)
    return Cards({key: _cards(ids[key], company.people[key], looks[key], dresser) for key in order})


def _gathered(company: Company, sentences: Sequence[Sentence]) -> dict[str, _Look]:
    looks: dict[str, _Look] = {key: _Look() for key in company.people}
    wearers: dict[str, str] = {}
    for sentence, present in zip(sentences, company.present, strict=True):
        for presence in present:
            _describe(looks[presence.key], presence.cue, sentence)
        last: str | None = None
        for cue in (cue for cue in sentence.cues if cue.kind in ("worn", "borne") and cue.seen and not cue.spoken):
            if not is_worn(cue):
                continue
            again = last if cue.before == "and" else None  # `with a white beard and a silver coat`
            change = dressing(sentence, cue)
            last = (
                _actor(cue, present) if change else _owner(cue, present, company) or again or _told_again(cue, wearers)
            )
            if last and cue.kind == "borne":
                _bear(looks[last], cue)
            elif last:
                outfits(looks[last].outfits, cue, change, sentence)
                wearers[cue.value] = last
    return looks


def _describe(look: _Look, cue: Cue, sentence: Sentence) -> None:
    behind = sentence.text[cue.end - sentence.span[0] :]
    look.old += 2 * bool(cue.subject and _IS_OLD.match(behind))
    if cue.subject and _GROWS_OLD.match(behind):
        look.aged = cue.start
    if cue.kind == "pronoun":
        return
    look.mentions += 1
    look.nouns += cue.kind == "figure"
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


def _actor(cue: Cue, present: Sequence[Presence]) -> str | None:
    """Whoever acts last before the garment."""
    acting = (presence for presence in reversed(present) if presence.cue.subject and presence.cue.word < cue.word)
    return next((presence.key for presence in acting), None)


def _told_again(cue: Cue, wearers: Mapping[str, str]) -> str | None:
    """`It was a blue jacket`: the last one who was said to wear such a thing."""
    return wearers.get(cue.value) if cue.before in ("was", "is") else None


def _bear(look: _Look, cue: Cue) -> None:
    sets = lexicon().sets
    told = [
        word for word in cue.adjectives if word in sets["looks.colours"] or word in sets["looks.feature_adjectives"]
    ]
    if told and not set(look.features.get(cue.value, ())) & sets["looks.colours"]:
        look.features[cue.value] = tuple(told[:2])


def _cards(name_id: str, somebody: Somebody, look: _Look, dresser: Dresser | None) -> tuple[Card, ...]:
    """One card, and one more for each look that differs from the one before."""
    found: list[Card] = []
    seeded = ""
    for outfit in look.outfits:
        told = _told(look, outfit, None if somebody.figure.animal else dresser)
        if dresser is not None and not _dressed(somebody, told):
            gender = somebody.figure.gender
            seeded = seeded or (dresser.underneath(gender) if outfit.undressed else dresser.garment(gender))
            told = (*told[: _MOST_PHRASES - 1], seeded)
        again = next((card.character for card in found if card.character.look == told), None)
        own_id = name_id if not found else f"{name_id}-look-{len({card.character.id for card in found}) + 1}"
        found.append(Card(outfit.since, again or _character(own_id, somebody, look, told)))
    return tuple(found) if look.aged is None else tuple(_aged(found, look.aged))


def _aged(cards: Sequence[Card], since: int) -> Iterator[Card]:
    """The cards with old age from `since` on."""
    yield from (card for card in cards if card.since < since)
    last = next(card for card in reversed(cards) if card.since <= since)
    for card in (Card(since, last.character), *(card for card in cards if card.since > since)):
        old = replace(card.character, id=f"{card.character.id}-old", age="old")
        yield Card(card.since, old if card.character.age == "adult" else card.character)


def _told(look: _Look, outfit: Outfit, dresser: Dresser | None) -> tuple[str, ...]:
    """The look that the text tells; what was put on comes first, for it is what a viewer looks for."""
    worn = outfit.phrases(dresser)
    told = [*look.seen(), *worn, *look.borne()] if outfit.since == 0 else [*worn, *look.seen(), *look.borne()]
    return tuple(told[:_MOST_PHRASES])


def _dressed(somebody: Somebody, phrases: Iterable[str]) -> bool:
    """Whether a look needs no seeded garment."""
    bare = somebody.figure.animal or somebody.figure.kind in lexicon().sets["looks.bare"]
    return bare or any(phrase.split()[-1] in lexicon().sets["looks.garments"] for phrase in phrases)


def _character(own_id: str, somebody: Somebody, look: _Look, phrases: tuple[str, ...]) -> Character:
    figure = somebody.figure
    described = look.nouns or look.mentions
    age: Age = "old" if figure.age == "adult" and look.old * 3 > max(described, 1) else figure.age
    name = _display(somebody)
    nature = "animal" if figure.animal else "person"
    return Character(own_id, name, figure.kind, nature, figure.gender, age, phrases, _aliases(somebody, name))


def _aliases(somebody: Somebody, name: str) -> tuple[str, ...]:
    """The nouns somebody is called by, the commonest first, without the name."""
    nouns = (noun for noun, _ in somebody.nouns.most_common() if noun not in (name.lower(), somebody.figure.kind))
    return tuple(nouns)[:_MOST_ALIASES]


def _display(somebody: Somebody) -> str:
    words = (somebody.name or somebody.noun).split()
    return " ".join(word[:1].upper() + word[1:] + ("." if word in ("mr", "mrs", "dr") else "") for word in words)


def _ids(people: Iterable[Somebody]) -> dict[str, str]:
    found: dict[str, str] = {}
    for somebody in people:
        base = unique = slug(somebody.name or somebody.noun)
        number = 2
        while unique in found.values():
            unique = f"{base}-{number}"
            number += 1
        found[somebody.key] = unique
    return found


def slug(text: str) -> str:
    """A name as an id: lower-case letters, digits and hyphens."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-") or "somebody"
