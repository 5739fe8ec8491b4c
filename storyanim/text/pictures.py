"""From a beat's words to what is seen: takes sentences, cast and a stretch, gives `Passage`s of `Beat`s.

Says who is in the picture and does what, which things stand there, and from how near it is seen.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from storyanim.text.beats import Group, groups, merged
from storyanim.text.deeds import Meant, best_action, deeds, meant
from storyanim.text.lexicon import lexicon
from storyanim.text.prompt_writing import write_prompt
from storyanim.types import Beat, Character, Framing, Passage, Role

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from storyanim.text.cast import Company
    from storyanim.text.cues import Cue, Sentence
    from storyanim.text.passages import Stretch
    from storyanim.types import Setting

MOST_ROLES = 3
_MOST_THINGS = 3
_ELSEWHERE = {True: "thing_rules.outdoors", False: "thing_rules.indoors"}
"""Things that are not where the picture is, by whether it is under a roof."""
_SPOKEN = 0.45
"""Share of a beat's characters inside quotation marks from which it counts as talk."""


class Painter:
    """Knows the cast and who is where; turns stretches into passages."""

    def __init__(self, cast: Mapping[str, Character], everybody: Company, sentences: Sequence[Sentence]) -> None:
        self._cast = cast
        self._by_id = {character.id: character for character in cast.values()}
        self._everybody = everybody
        self._sentences = sentences
        self._talkers: list[str] = []
        self._paragraph = -1

    def passage(self, stretch: Stretch) -> Passage:
        """The passage of one stretch."""
        sentences = self._sentences[stretch.first : stretch.end]
        present = self._everybody.present[stretch.first : stretch.end]
        spoken_for = meant(presence for row in present for presence in row)
        self._talkers = []
        beats: list[Beat] = []
        company: tuple[Role, ...] = ()
        for number, group in enumerate(merged(list(groups(sentences)))):
            beat = self._beat(group, stretch, spoken_for, company, number)
            company = beat.roles or company
            beats.append(beat)
        return Passage(
            (beats[0].span[0], beats[-1].span[1]),
            stretch.setting,
            tuple(beats),
            stretch.reason,
            stretch.boundary,
            stretch.part,
        )

    def _beat(self, group: Group, stretch: Stretch, present: Meant, company: tuple[Role, ...], number: int) -> Beat:
        sentences = [sentence for sentence in group.sentences if not sentence.heading]
        spoken = sum(s.spoken * s.words for s in sentences) / max(sum(s.words for s in sentences), 1)
        roles = self._roles(sentences, present)
        if not roles:
            answers = bool(sentences) and sentences[0].paragraph != self._paragraph
            roles = self._talk(company, answers=answers) if spoken >= _SPOKEN else _still_there(company)
        self._heard(roles, sentences)
        things = self._things(sentences, roles, stretch.setting)
        framing = _framing(sentences, stretch, roles, number, talk=spoken >= _SPOKEN)
        mood = next((cue.value for sentence in sentences for cue in sentence.of("mood")), "")
        prompt = write_prompt(roles, stretch.setting, things, framing, self._by_id, mood=mood)
        return Beat(group.span, prompt, roles, things, framing)

    def _roles(self, sentences: Sequence[Sentence], present: Meant) -> tuple[Role, ...]:
        """Who is in the beat and what each does, whoever acts first."""
        done: dict[str, list[str]] = {}
        for sentence in sentences:
            for key, action in deeds(sentence, present, self._cast.keys()):
                done.setdefault(key, []).append(action)
        order = sorted(done, key=lambda key: not any(done[key]))
        held = bool(seen_things(sentences))
        return tuple(_role(self._cast[key], best_action(done[key]), held=held) for key in order[:MOST_ROLES])

    def _talk(self, company: tuple[Role, ...], *, answers: bool) -> tuple[Role, ...]:
        """Who says words that nobody is said to say: in a new paragraph the other one of two answers."""
        there = [who for who in self._talkers if any(role.who == who for role in company)] or [
            role.who for role in company
        ]
        other = next((who for who in self._talkers if who not in there[:1]), None)
        speaker = other if answers and other else next(iter(there), None)
        if speaker is None:
            return ()
        listener = next((who for who in (*self._talkers, *(role.who for role in company)) if who != speaker), None)
        return (Role(speaker, "talk"), *([Role(listener, "look")] if listener else []))

    def _heard(self, roles: Sequence[Role], sentences: Sequence[Sentence]) -> None:
        """Remember who spoke last."""
        speaker = next((role.who for role in roles if role.action == "talk"), None)
        if speaker is not None:
            self._talkers = [speaker, *(who for who in self._talkers if who != speaker)][:2]
        if sentences:
            self._paragraph = sentences[-1].paragraph

    def _things(self, sentences: Sequence[Sentence], roles: Sequence[Role], setting: Setting) -> tuple[str, ...]:
        """What is seen besides the characters: things and crowds."""
        kinds = {
            setting.place,
            *lexicon().sets[_ELSEWHERE[setting.inside]],
            *(self._by_id[role.who].kind for role in roles),
        }
        if any(self._by_id[role.who].age == "child" for role in roles):
            kinds.add("child")
        return tuple(kind for kind in seen_things(sentences) if kind not in kinds)[:_MOST_THINGS]


def _role(character: Character, action: str, *, held: bool) -> Role:
    """What a character does; an animal does not row or drive, and holds nothing where there is nothing to hold."""
    if character.nature == "animal" and (action == "ride" or (action == "hold" and not held)):
        return Role(character.id, "sit" if action == "ride" else "stand")
    return Role(character.id, action)


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
        cue.before in ("in", "with", "and") or cue.determiner in ("his", "her")
    )


def _still_there(company: tuple[Role, ...]) -> tuple[Role, ...]:
    """Whoever was there last, standing or going on sleeping or sitting."""
    return tuple(Role(role.who, role.action if role.action in ("sleep", "sit") else "stand") for role in company[:2])


def _framing(
    sentences: Sequence[Sentence], stretch: Stretch, roles: Sequence[Role], number: int, *, talk: bool
) -> Framing:
    if number == 0 and stretch.place_named and not talk:
        return "wide"
    if not roles:
        return "wide"
    feeling = any(cue.value in ("sad", "joyful", "frightening", "angry") for s in sentences for cue in s.of("mood"))
    return "close" if talk or (feeling and len(roles) == 1) else "medium"
