"""How a subject is said: the prompt writer's words, and the many others that people would write.

Takes a subject without words, gives one with its prompt, styled as a schedule styles it.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

from storyanim.prompts import filled, with_article
from storyanim.schedule.subjects import STYLE_WORDS
from storyanim.text.lexicon import lexicon
from storyanim.text.prompt_writing import place_phrase, write_prompt
from storyanim.types import Role

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.random import Generator

    from storyanim.types import Subject

OTHER_PLACE, SHUFFLED, UNSTYLED = 0.2, 0.2, 0.15
"""How often the place has another of its names, the parts another order, the style no words."""


def captioned(subject: Subject, chance: Generator) -> Subject:
    """The subject with a prompt."""
    cast = {actor.character.id: actor.character for actor in subject.actors}
    roles = [Role(actor.character.id, actor.action) for actor in subject.actors]
    template, _ = write_prompt(roles, subject.setting, subject.things, subject.framing, cast)
    parts: list[str] = filled(template, cast).split(", ")
    said = place_phrase(subject.setting)
    if chance.random() < OTHER_PLACE:
        parts = [_other_place(subject.setting.place, part, chance) if part == said else part for part in parts]
    if chance.random() < SHUFFLED:
        parts = [parts[int(place)] for place in chance.permutation(len(parts))]
    style = [] if subject.style == "paper" and chance.random() < UNSTYLED else [STYLE_WORDS[subject.style]]
    return replace(subject, prompt=", ".join([*parts, *style]))


def _other_place(place: str, said: str, chance: Generator) -> str:
    names = _names_of_places().get(place, ())
    if not names:
        return said
    return f"in {with_article(names[int(chance.integers(len(names)))])}"


@cache
def _names_of_places() -> Mapping[str, Sequence[str]]:
    """The single words a story has for each place, in the singular."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for word, place in sorted(lexicon().places.items()):
        if word.isalpha() and word.islower() and word not in lexicon().plurals and not word.endswith("s"):
            found[place].append(word)
    return found
