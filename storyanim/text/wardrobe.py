"""What people wear: garments as the text tells them, changes of dress, and seeded garments where it is silent.

Takes cues of garments, gives phrases (`red cloak`). Knows nothing of who is who.
"""

from __future__ import annotations

import random
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from storyanim.text.lexicon import lexicon

if TYPE_CHECKING:
    from collections.abc import Sequence

    from storyanim.text.cues import Cue, Sentence
    from storyanim.types import Gender

Dressing = Literal["on", "off"]

_NEAR = 40
"""Characters before a garment in which the verb stands that puts it on."""
_SELF = r"(?: (?:himself|herself|itself|themselves))?(?: up)?"
_ON = re.compile(
    rf"\b(?:put(?:ting)? on|donn(?:ed|ing)|dress(?:ed|ing){_SELF} in|chang(?:ed|ing) into|slipp(?:ed|ing) (?:on|into)|"
    rf"pull(?:ed|ing) on|dr(?:ew|awing) on|thr(?:ew|owing) on|wrapp(?:ed|ing){_SELF} in|disguis(?:ed|ing){_SELF} in|"
    rf"clothed{_SELF} in|got into|tied on|clad{_SELF} in)\b[^,;.:]*$"
)
_OFF = re.compile(
    r"\b(?:(?:t(?:ook|aking)|thr(?:ew|owing)|pull(?:ed|ing)|cast|flung|stripp(?:ed|ing)|slipp(?:ed|ing)) off|"
    r"laid aside|doffed)\b[^,;.:]*$"
)
_STUFFS = frozenset(
    {"ragged", "tattered", "patched", "leather", "velvet", "silk", "fur", "feathered", "straw", "striped", "spotted"}
)
_STUFF_AND_GARMENT = frozenset({"dress", "habit"})
"""Words that without an article mean dressing, and nothing that is worn."""
_TELLING = frozenset(
    {"crown", "armour", "armor", "uniform", "mask", "robe", "robes", "gown", "costume", "veil", "apron"}
)
"""Garments that change a look though no colour is told."""


@dataclass(slots=True)
class Outfit:
    """What is worn from character `since` of the story on: nouns with their adjectives."""

    since: int
    worn: dict[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])
    undressed: bool = False

    def phrases(self, dresser: Dresser | None) -> list[str]:
        """The garments, the first one coloured by `dresser` if the text coloured none."""
        colours = lexicon().sets["looks.colours"]
        plain = not any(colours.intersection(told) for told in self.worn.values())
        if dresser is not None and plain and self.worn:
            noun = next(iter(self.worn))
            self.worn[noun] = (*self.worn[noun], dresser.colour())
        return [" ".join((*told, noun)) for noun, told in self.worn.items()]


def is_worn(cue: Cue) -> bool:
    """Whether a garment's word means one: not `he spent his money on dress`."""
    return cue.value not in _STUFF_AND_GARMENT or bool(cue.determiner or cue.adjectives)


def dressing(sentence: Sentence, cue: Cue) -> Dressing | None:
    """Whether somebody puts the garment on, or takes it off, where it is named."""
    if cue.kind != "worn":
        return None
    at = cue.start - sentence.span[0]
    before = sentence.text[max(0, at - _NEAR) : at].lower()
    return "on" if _ON.search(before) else "off" if _OFF.search(before) else None


def outfits(known: list[Outfit], cue: Cue, change: Dressing | None, sentence: Sentence) -> None:
    """Add a garment to the last of somebody's outfits, or begin a new one where they change.

    All that is put on and taken off in one sentence is one change.
    """
    sets = lexicon().sets
    told = tuple(
        word for word in cue.adjectives if word in sets["looks.colours"] or word in sets["looks.feature_adjectives"]
    )[:2]
    now = known[-1]
    if change == "off":
        now.worn.setdefault(cue.value, told)
        left = {noun: adjectives for noun, adjectives in now.worn.items() if noun != cue.value}
        _change(known, Outfit(cue.start, left, undressed=True), sentence)
    elif change == "on" and _differs(cue, told) and now.worn.get(cue.value) != told:
        kept = {noun: adjectives for noun, adjectives in now.worn.items() if noun != cue.value}
        _change(known, Outfit(cue.start, {cue.value: told, **kept}), sentence)
    elif change is None and not set(now.worn.get(cue.value, ())) & sets["looks.colours"]:
        now.worn[cue.value] = told or now.worn.get(cue.value, ())


def _differs(cue: Cue, told: Sequence[str]) -> bool:
    """Whether a garment that is put on makes another picture: by its kind, its colour or its stuff."""
    return cue.value in _TELLING or any(word in _STUFFS or word in lexicon().sets["looks.colours"] for word in told)


def _change(known: list[Outfit], outfit: Outfit, sentence: Sentence) -> None:
    if known[-1].since >= max(sentence.span[0], 1):
        known.pop()
    known.append(outfit)


class Dresser:
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

    def underneath(self, gender: Gender) -> str:
        """What is seen when somebody has taken off what they wore."""
        return f"{self.colour()} {'dress' if gender == 'female' else 'shirt'}"
