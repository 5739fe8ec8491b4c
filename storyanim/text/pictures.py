"""From a beat's words to what is seen: takes sentences, cast and a stretch, gives `Passage`s of `Beat`s.

Says who is in the picture and does what, which things stand there, and from how near it is seen.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from storyanim.text.beats import Group, groups, merged
from storyanim.text.binding import addressed
from storyanim.text.deeds import Meant, meant
from storyanim.text.lexicon import lexicon
from storyanim.text.measures import EVEN, Measure
from storyanim.text.prompt_writing import write_prompt
from storyanim.text.staging import TALK, Stage, spoken_share
from storyanim.types import Beat, Framing, Passage, Role

if TYPE_CHECKING:
    from collections.abc import Sequence

    from storyanim.text.cast import Company
    from storyanim.text.cues import Cue, Sentence
    from storyanim.text.looks import Cards
    from storyanim.text.passages import Stretch
    from storyanim.types import Setting

_MOST_THINGS = 3
_ELSEWHERE = {True: "thing_rules.outdoors", False: "thing_rules.indoors"}
"""Things that are not where the picture is, by whether it is under a roof."""


class Painter:
    """Knows the cast and who is where; turns stretches into passages."""

    def __init__(self, cast: Cards, everybody: Company, sentences: Sequence[Sentence], measure: Measure = EVEN) -> None:
        self._measure = measure
        self._by_id = {character.id: character for character in cast}
        self._everybody = everybody
        self._sentences = sentences
        self._stage = Stage(cast)

    def passage(self, stretch: Stretch) -> Passage:
        """The passage of one stretch."""
        sentences = self._sentences[stretch.first : stretch.end]
        present = meant(presence for row in self._everybody.present[stretch.first : stretch.end] for presence in row)
        told = (presence for row in self._everybody.told[stretch.first : stretch.end] for presence in row)
        called = meant(presence for presence in told if presence.cue.spoken and addressed(presence.cue))
        self._stage.clear(goes_on=stretch.boundary == "length")
        found = merged(list(groups(sentences, self._measure)), self._measure)
        beats = tuple(self._beat(group, stretch, present, called, number) for number, group in enumerate(found))
        return Passage(
            (beats[0].span[0], beats[-1].span[1]),
            stretch.setting,
            beats,
            stretch.reason,
            stretch.boundary,
            stretch.part,
            tuple(sorted(stretch.sources.items())),
        )

    def _beat(self, group: Group, stretch: Stretch, present: Meant, called: Meant, number: int) -> Beat:
        sentences = [sentence for sentence in group.sentences if not sentence.heading]
        here = [key for sentence in sentences for cue in sentence.cues for key in _keys(called, cue)]
        held = bool(seen_things(sentences))
        roles = self._stage.roles(sentences, present, group.span[1] - 1, called=here, held=held)
        things = self._things(sentences, roles, stretch.setting)
        framing = _framing(sentences, stretch, roles, number, talk=spoken_share(sentences) >= TALK)
        mood = next((cue.value for sentence in sentences for cue in sentence.of("mood")), "")
        prompt, dropped = write_prompt(roles, stretch.setting, things, framing, self._by_id, mood=mood)
        return Beat(group.span, prompt, roles, things, framing, dropped)

    def _things(self, sentences: Sequence[Sentence], roles: Sequence[Role], setting: Setting) -> tuple[str, ...]:
        """What is seen besides the characters: things and crowds."""
        aboard = setting.place in lexicon().sets["place_rules.vehicles"]
        kinds = {
            setting.place,
            *lexicon().sets[_ELSEWHERE[setting.inside and not aboard]],
            *(self._by_id[role.who].kind for role in roles),
        }
        if any(self._by_id[role.who].age == "child" for role in roles):
            kinds.add("child")
        things = [kind for kind in seen_things(sentences) if kind not in kinds]
        return tuple([setting.place, *things] if aboard else things)[:_MOST_THINGS]


def _keys(meant_by: Meant, cue: Cue) -> list[str]:
    return [presence.key for presence in meant_by.get(cue.start, ())]


def seen_things(sentences: Sequence[Sentence]) -> tuple[str, ...]:
    """Things, and people and animals in the plural, outside speech, as singular nouns in the order they are named."""
    found: dict[str, None] = {}
    for cue in (cue for sentence in sentences for cue in (*sentence.of("thing"), *sentence.of("figure"))):
        if cue.kind == "thing" and cue.before not in ("of", "from", "than") and not _worn(cue):
            found[cue.value] = None
        elif cue.kind == "figure" and cue.plural:
            found[lexicon().figures[cue.value].kind] = None
    return tuple(found)


def _worn(cue: Cue) -> bool:
    """Whether a garment is somebody's dress, and not a thing that lies about."""
    return cue.value in lexicon().sets["looks.garments"] and (
        cue.before in ("in", "with", "and", "on", "off", "wore", "wearing") or cue.determiner in ("his", "her")
    )


def _framing(
    sentences: Sequence[Sentence], stretch: Stretch, roles: Sequence[Role], number: int, *, talk: bool
) -> Framing:
    if number == 0 and stretch.place_named and not talk:
        return "wide"
    if not roles:
        return "wide"
    feeling = any(cue.value in ("sad", "joyful", "frightening", "angry") for s in sentences for cue in s.of("mood"))
    return "close" if talk or (feeling and len(roles) == 1) else "medium"
