"""Whom a pronoun means: takes a pronoun's cue and who is on the reader's mind, gives the keys of characters.

Sex must not contradict; of those who fit the most salient one is meant, but `him` is not whoever acts in the same
clause. Knows nothing of nouns.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from storyanim.text.binding import acting
from storyanim.text.lexicon import lexicon
from storyanim.text.memory import WEIGHTS, Memory, Somebody, Weights

if TYPE_CHECKING:
    from collections.abc import Collection

    from storyanim.text.cues import Cue, Sentence

NARRATOR = "narrator"
MASCULINE = frozenset({"he", "him", "his", "himself"})
FEMININE = frozenset({"she", "her", "hers", "herself"})
NEUTER = frozenset({"it", "its", "itself"})
PLURAL = frozenset({"they", "them", "their", "themselves"})
FIRST = frozenset({"i", "me", "my", "myself"})
_IT_MEMORY = 2
"""Sentences after which `it` means no animal any more, but a thing."""
_THEY_MEMORY = 2
_TRADE_MEMORY = 2
"""Sentences within which `she` may be a baker of whom nothing else is known."""
_PAIR_MEMORY = 8
"""Sentences after which two who were `they` need not be it any more."""
_IMPERSONAL = frozenset(
    {"is", "was", "seemed", "took", "rained", "snowed", "happened", "grew", "would", "might", "will"}
)


def is_trade(somebody: Somebody) -> bool:
    """Whether somebody is a man by a trade's custom only: a baker may be a woman, a king may not."""
    return somebody.figure.kind in lexicon().sets["people_rules.trades"] and not somebody.name


def wanted(word: str) -> str:
    """The sex that a pronoun of one asks for; "" of any other pronoun."""
    if word in MASCULINE:
        return "male"
    if word in FEMININE:
        return "female"
    return "neuter" if word in NEUTER else ""


class Pronouns:
    """Leads pronouns to characters."""

    def __init__(self, memory: Memory, weights: Weights = WEIGHTS) -> None:
        self._memory = memory
        self._weights = weights
        self._subject: tuple[str, Cue] | None = None
        self._pair: tuple[str, ...] = ()
        self._crowd = -1e9

    def begin(self) -> None:
        """A new sentence: nobody acts in it yet."""
        self._subject = None

    def acts(self, key: str, cue: Cue) -> None:
        """Somebody is the subject from here on."""
        self._subject = (key, cue)

    def meant(self, sentence: Sentence, cue: Cue, barred: Collection[str]) -> tuple[str, ...]:
        """The keys of those whom the pronoun means, none of them `barred`; none where nobody fits."""
        word = cue.value
        if word in FIRST:
            return (NARRATOR,) if NARRATOR in self._memory.people and not cue.spoken else ()
        if word in PLURAL:
            return self._several()
        sex = wanted(word)
        if not sex or (word == "it" and cue.after in _IMPERSONAL):
            return ()
        barred = {*barred, acting(sentence, cue, self._subject)}
        fitting = [s for s in self._memory.near() if s.key not in barred and self._fits(s, sex)]
        if not fitting and sex == "female":
            fitting = [s for s in self._memory.near() if s.key not in barred and self._of_a_trade(s)]
        if not fitting:
            return ()
        best = max(fitting, key=lambda somebody: self._likely(somebody, sex))
        if (best.figure.gender == "unknown" or is_trade(best)) and sex != "neuter":
            best.genders[sex] += 1
        return (best.key,)

    def together(self, keys: tuple[str, ...]) -> None:
        """These act together: `they` are they, as long as they are near."""
        self._pair = keys
        self._crowd = -1e9

    def crowd(self) -> None:
        """Several who are no characters are named: `they` are they for a while, and nobody of the cast."""
        self._pair = ()
        self._crowd = self._memory.now

    def _several(self) -> tuple[str, ...]:
        """`They` are those who last were they, else the two most salient ones who are near; nobody for a crowd."""
        if self._memory.now - self._crowd <= _THEY_MEMORY:
            self._crowd = self._memory.now
            return ()
        near = {s.key: s for s in self._memory.near()}
        if self._pair and all(key in near and self._memory.ago(near[key]) <= _PAIR_MEMORY for key in self._pair):
            return self._pair
        now = self._memory.now
        for reach in (_THEY_MEMORY, _PAIR_MEMORY):
            close = [s for s in near.values() if now - s.seen <= reach]
            ranked = sorted(close, key=lambda s: (now - s.seen > 1, s.figure.animal, -self._memory.salience(s)))
            if len(ranked) > 1:
                self._pair = tuple(s.key for s in ranked[:2])
                return self._pair
        self._pair = ()
        return ()

    def _fits(self, somebody: Somebody, sex: str) -> bool:
        figure = somebody.figure
        if somebody.key == NARRATOR:
            return False
        if sex == "neuter":
            return figure.animal and self._memory.ago(somebody) <= _IT_MEMORY and figure.gender == "unknown"
        return figure.gender in (sex, "unknown")

    def _of_a_trade(self, somebody: Somebody) -> bool:
        """Whether somebody known by a trade alone was just there, whom `she` may mean as well."""
        return is_trade(somebody) and self._memory.ago(somebody) <= _TRADE_MEMORY

    def _likely(self, somebody: Somebody, sex: str) -> float:
        salience = self._memory.salience(somebody)
        if sex == "neuter":
            return salience
        if somebody.figure.gender != "unknown":
            return salience
        return salience * self._weights.unsure * (self._weights.beast if somebody.figure.animal else 1.0)
