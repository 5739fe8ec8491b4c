"""How a shot begins, by what the story does there: kind, length and reason of its transition.

Takes passages and what is said in each beat, gives a `Transition` for every shot. Of language it knows only the few
English words by which something happens all of a sudden; of another language's it finds none.
"""

from __future__ import annotations

import re
from itertools import chain, pairwise
from typing import TYPE_CHECKING

from storyanim.storyboard.checks import longest_transition
from storyanim.storyboard.model import Transition

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from storyanim.types import Beat, Character, Passage, Setting

BEGINS = Transition(kind="cut", seconds=0.0, reason="The film begins.")
FROM_TITLE = Transition(kind="morph", seconds=1.0, reason="The film begins.")
"""The film's first scene morphs out of the title card, which shows the same place: it stands still, people come in."""
WITHIN = Transition(kind="morph", seconds=0.8, reason="The same scene.")
GOES_ON = Transition(kind="morph", seconds=0.8, reason="The story goes on in the same place.")
SUDDENLY = Transition(kind="cut", seconds=0.0, reason="It happens suddenly.")
PART, BREAK, LATER, ELSEWHERE, ONWARD = 1.5, 1.2, 1.5, 1.0, 1.2
"""Seconds of a dip into a new part, a dissolve over a break, a morph of light, a dissolve and a carry to a new place.

A new place never morphs: halfway shapes between two places mean nothing."""

_SUDDEN = re.compile(
    r"\W*(?:(?:and|but|then|just|right|now)\W+){0,3}"
    r"(?:suddenly|all (?:at once|of a sudden)|(?:just|right) then|at that (?:very )?(?:moment|instant)|without warning"
    r"|in a flash|out of nowhere|with a (?:crash|bang|cry|shriek|thud|roar|start)|bang|crash|boom)\b",
    re.IGNORECASE,
)
"""How a sentence begins in which something happens suddenly."""


def transitions(
    passages: Sequence[Passage],
    texts: Iterable[str],
    lengths: Sequence[float],
    cast: Mapping[str, Character],
    *,
    has_title: bool,
) -> Iterator[Transition]:
    """One for each beat of the passages, whose `texts` are these and whose `lengths` are so many seconds.

    None takes more than half of the shot it leads into or of the one it comes from.
    """
    drafted = (
        SUDDENLY if number and _SUDDEN.match(text) else transition
        for number, (transition, text) in enumerate(zip(_openings(passages, cast, has_title), texts, strict=True))
    )
    for transition, (before, after) in zip(drafted, pairwise(chain(lengths[:1], lengths)), strict=True):
        longest = int(longest_transition(min(before, after)) * 10) / 10
        yield transition.model_copy(update={"seconds": min(transition.seconds, longest)})


def _openings(passages: Iterable[Passage], cast: Mapping[str, Character], has_title: bool) -> Iterator[Transition]:
    before: Passage | None = None
    for passage in passages:
        yield _scene_opening(before, passage, cast) if before else FROM_TITLE if has_title else BEGINS
        yield from (WITHIN for _ in passage.beats[1:])
        before = passage


def _scene_opening(before: Passage, passage: Passage, cast: Mapping[str, Character]) -> Transition:
    """A part outweighs a break, that a change of place, that the passing of time."""
    if passage.boundary == "part":
        return Transition(kind="dip", seconds=PART, reason="A new part begins.")
    if passage.boundary == "break":
        return Transition(kind="dissolve", seconds=BREAK, reason="The story takes a break.")
    if (before.setting.place, before.setting.inside) != (passage.setting.place, passage.setting.inside):
        return _elsewhere(before, passage, cast)
    if passage.boundary == "time" or before.setting.time != passage.setting.time:
        return Transition(kind="morph", seconds=LATER, reason=_later(before.setting, passage.setting))
    return GOES_ON


def _elsewhere(before: Passage, passage: Passage, cast: Mapping[str, Character]) -> Transition:
    """Who comes along takes the camera with them; else one place fades into the other."""
    place = f": {passage.setting.place}" if passage.setting.place else ""
    along = [who for who in _seen(before.beats[-1]) if who in _seen(passage.beats[0]) and who in cast]
    if along and passage.boundary != "time":
        return Transition(kind="carry", seconds=ONWARD, reason=f"{cast[along[0]].name} goes on to a new place{place}.")
    return Transition(kind="dissolve", seconds=ELSEWHERE, reason=f"A new place{place}.")


def _later(before: Setting, after: Setting) -> str:
    if before.time == after.time:
        return "Time passes in the same place."
    return f"From {before.time} to {after.time} in the same place."


def _seen(beat: Beat) -> tuple[str, ...]:
    return tuple(role.who for role in beat.roles)
