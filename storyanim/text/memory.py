"""Who is on the reader's mind: characters with a salience that grows with each mention and decays by the sentence.

Takes mentions, gives characters in the order in which a reader would think of them. Knows no words of the story.
Salience follows Lappin and Leass (1994), with weights found by coordinate search on novels for development.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from itertools import islice
from math import log
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from storyanim.text.cues import Cue
    from storyanim.text.lexicon import Figure

MEMORY = 25
"""Sentences after which nobody is meant by a pronoun any more."""
_MOST_CALLED = 8
_SEVERAL = frozenset({"they", "them", "their", "themselves"})
_LATELY = 5
"""Sentences within which somebody was mentioned lately."""


@dataclass(frozen=True, slots=True)
class Weights:
    """What a mention adds to somebody's salience, and what is left of it."""

    subject: float = 1.5
    opening: float = 0.3
    """More for the first subject of a sentence."""
    other: float = 0.8
    owner: float = 0.7
    embodied: float = 1.5
    """Of whose heart, face or hand something is told."""
    pronoun: float = 0.3
    """A pronoun's share of what a name adds."""
    several: float = 0.0
    """A mention's share where two are meant at once: `they`, `the children`."""
    spoken: float = 0.15
    """A mention's share inside quotation marks."""
    unseen: float = 0.33
    decay: float = 0.45
    """What is left of a salience one sentence later."""
    talk: float = 0.3
    """Sentences for which one counts that is all speech: what is said keeps the reader where the talk began."""
    prominence: float = 0.15
    """Salience for each doubling of somebody's mentions in the whole story."""
    absent: float = 0.5
    """The share of that prominence that counts of somebody who was not mentioned for some sentences."""
    unsure: float = 0.45
    """The share of somebody of whose sex nothing is known."""
    beast: float = 0.5
    """The share of an animal of unknown sex where `he` or `she` is said."""


WEIGHTS = Weights()


@dataclass(slots=True)
class Somebody:
    """A character as it is gathered while reading.

    `nouns` are the words it is called by, `kin` whose it is by the word for it (`wife` -> the miller's key).
    """

    key: str
    figure: Figure
    name: str = ""
    mentions: int = 0
    acting: int = 0
    introduced: bool = False
    """Whether somebody was brought in by `a` or by a name, and is not perhaps somebody known by another word."""
    last: float = -1e9
    seen: float = -1e9
    """When somebody was last told of as being there, and not only spoken of."""
    genders: Counter[str] = field(default_factory=Counter[str])
    nouns: Counter[str] = field(default_factory=Counter[str])
    kin: dict[str, str] = field(default_factory=dict[str, str])
    salience: float = 0.0

    @property
    def noun(self) -> str:
        """What somebody without a name is called: the key without its number."""
        return self.key.partition("#")[0]


class Memory:
    """Everybody met so far, and how near each one is to mind."""

    def __init__(self, counts: Mapping[str, int], weights: Weights = WEIGHTS) -> None:
        """`counts` are mentions in the whole story, as far as they are known."""
        self.people: dict[str, Somebody] = {}
        self.now = 0.0
        self._counts = counts
        self.weights = weights
        self._recent: dict[str, None] = {}
        self._by_noun: dict[str, dict[str, None]] = {}

    def add(self, somebody: Somebody) -> str:
        """Somebody new, of whom nothing was said yet; their key."""
        self.people[somebody.key] = somebody
        self.call(somebody.key, somebody.figure.kind)
        return somebody.key

    def call(self, key: str, noun: str) -> None:
        """Somebody is called by a noun; the last one who was comes first."""
        called = self._by_noun.setdefault(noun, {})
        called.pop(key, None)
        called[key] = None

    def called(self, noun: str) -> Iterator[Somebody]:
        """Those whom the noun was said of, the last one first, a few of them."""
        return (self.people[key] for key in islice(reversed(self._by_noun.get(noun, {})), _MOST_CALLED))

    def mention(self, key: str, cue: Cue, *, embodied: bool = False) -> None:
        """Somebody is named, described or meant; `embodied` where a part of the body stands for them."""
        somebody = self.people[key]
        somebody.salience = self._faded(somebody) + self._weight(cue, embodied=embodied)
        somebody.last = self.now
        somebody.seen = self.now if cue.seen and not cue.spoken else somebody.seen
        somebody.mentions += cue.kind != "pronoun" and cue.seen and not cue.spoken
        somebody.introduced |= cue.kind == "name" or cue.determiner in ("a", "an", "another")
        somebody.acting += cue.subject and cue.seen and not cue.spoken
        if cue.kind == "figure":
            somebody.nouns[cue.value] += 1
            self.call(key, cue.value)
        self._recent.pop(key, None)
        self._recent[key] = None

    def near(self) -> Iterator[Somebody]:
        """Those mentioned within memory's reach, the last one first."""
        for key in reversed(self._recent):
            somebody = self.people[key]
            if self.now - somebody.last > MEMORY:
                return
            yield somebody

    def salience(self, somebody: Somebody) -> float:
        """How near somebody is to mind now."""
        count = max(self._counts.get(somebody.key, 0), somebody.mentions)
        known = self.weights.prominence * log(1 + count, 2)
        return self._faded(somebody) + known * (self.weights.absent if self.ago(somebody) > _LATELY else 1.0)

    def ago(self, somebody: Somebody) -> float:
        """Sentences since somebody was last mentioned."""
        return self.now - somebody.last

    def _faded(self, somebody: Somebody) -> float:
        ago = self.now - somebody.last
        return somebody.salience * self.weights.decay**ago if ago <= MEMORY else 0.0

    def _weight(self, cue: Cue, *, embodied: bool) -> float:
        weights = self.weights
        weight = weights.subject if cue.subject else weights.other
        if cue.subject and cue.opens:
            weight += weights.opening
        owner = cue.after in ("'s", "’s") or cue.value in ("his", "her", "its", "their")
        if owner:
            weight = weights.embodied if embodied else weights.owner
        weight *= weights.pronoun if cue.kind == "pronoun" else 1.0
        weight *= weights.several if cue.value in _SEVERAL or cue.plural else 1.0
        weight *= weights.spoken if cue.spoken else 1.0
        return weight * (1.0 if cue.seen else weights.unseen)
