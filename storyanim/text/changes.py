"""What one sentence says anew of the setting: takes its cues, gives a `Change` of place, time, weather and season.

A place is come to (`they reached the lake`), set out (`In the dark forest, a fox ...`), stayed in, left, or only
named; the first of these counts. Whoever goes away without saying where leaves. Knows one sentence at a time.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from storyanim.text.comings import comings_and_goings
from storyanim.text.holds import Hold, hold_of, is_inside, is_small, only_seen, words_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from storyanim.text.cues import Cue, Sentence
    from storyanim.types import Season, Span, TimeOfDay, Weather

_SAME_DAY = re.compile(r"\b(?:that|same)\b.*\b(?:day|night|evening|afternoon)\b")
_ROWING = frozenset({"rowed", "rows", "sailed", "sails"})
_FOLLOWING = re.compile(r"(?:the )?(?:next|following)\b")
_ENDS = frozenset({".", "!", ";", ""})
_EARLIER = frozenset({"earlier", "ago", "before"})
_TIME_WORDS: dict[str, TimeOfDay] = {
    "night": "night", "midnight": "night", "evening": "evening", "morning": "morning", "afternoon": "day", "day": "day",
}  # fmt: skip


class Told(NamedTuple):
    """A place that a sentence names."""

    place: str = ""
    inside: bool = False
    hold: Hold = "none"
    quote: str = ""
    span: Span = (0, 0)


NOWHERE = Told()


@dataclass(frozen=True, slots=True)
class Change:
    """What a sentence says of the setting; empty where it says nothing."""

    told: Told = NOWHERE
    time: TimeOfDay | None = None
    jumps: bool = False
    same_day: bool = False
    years: bool = False
    weather: Weather | None = None
    season: Season | None = None
    mood: str = ""
    rows: str = ""
    time_quote: str = ""
    weather_quote: str = ""
    leaves: str = ""
    """The words by which somebody goes away and does not say where."""
    homeward: str = ""
    back: str = ""
    lives: bool = False
    """Whether somebody is said to live in the place."""
    earlier: bool = False
    """Whether the sentence tells of long before: `Years ago`."""
    spans: Mapping[str, Span] = field(default_factory=dict[str, "Span"])
    """By the setting's field, the words that tell it."""


def change(sentence: Sentence) -> Change:
    """What one sentence says of place, time, weather, season and mood, outside speech."""
    jumps = [cue for cue in sentence.of("jump") if _opens(sentence, cue)]
    jump = next(iter(jumps), None)
    time = next(iter(sentence.of("time")), None)
    moment = jump or time
    weather = next((cue.value for cue in reversed(sentence.of("weather"))), None)
    seasons = {cue.value for cue in sentence.of("season")}  # several are told of, one is now
    season = next(iter(seasons), None) if len(seasons) == 1 else "winter" if weather == "snow" else None
    told = _told(sentence)
    moves = comings_and_goings(sentence)
    return Change(
        told=told,
        time=time.value if time else _time_of(sentence, jump),  # type: ignore[arg-type]
        jumps=jump is not None,
        same_day=jump is not None and bool(_SAME_DAY.search(words_of(sentence, jump))),
        years=any("years" in words_of(sentence, cue).split() for cue in jumps),
        weather=weather,  # type: ignore[arg-type]
        season=season,  # type: ignore[arg-type]
        mood=next((cue.value for cue in sentence.of("mood")), ""),
        rows=next((_around(sentence, cue) for cue in sentence.of("action") if words_of(sentence, cue) in _ROWING), ""),
        weather_quote=next((_around(sentence, cue) for cue in sentence.of("weather")), ""),
        time_quote=_around(sentence, moment) if moment else "",
        leaves=moves.out,
        homeward=moves.home,
        back=moves.back,
        lives=told.hold in ("stay", "there", "set") and moves.lives,
        earlier=any(_EARLIER.intersection(words_of(sentence, cue).split()) for cue in jumps),
        spans=_spans(sentence, told, moment),
    )


def _spans(sentence: Sentence, told: Told, moment: Cue | None) -> dict[str, Span]:
    """Where the sentence tells each field of the setting."""
    found = {kind: cue.span for kind in ("mood", "season", "weather") for cue in sentence.of(kind)[-1:]}
    if moment is not None:
        found["time"] = moment.span
    if told.place:
        found["place"] = told.span
    return found


def told_place(sentences: Sequence[Sentence]) -> tuple[str, bool]:
    """The first place that is named, and whether it is under a roof; "" where none is."""
    found = (_told(sentence) for sentence in sentences)
    return next(((told.place, told.inside) for told in found if told.place), ("", False))


def _time_of(sentence: Sentence, jump: Cue | None) -> TimeOfDay | None:
    """The time of day in a jump's own words: `the third night`."""
    words = words_of(sentence, jump).split() if jump else []
    return next((_TIME_WORDS[word] for word in reversed(words) if word in _TIME_WORDS), None)


def _opens(sentence: Sentence, cue: Cue) -> bool:
    """Whether a time cue moves the story on: among the sentence's first words, or as its last (`... the next day.`)."""
    if len(sentence.text[: cue.start - sentence.span[0]].split()) <= 4:
        return True
    return cue.after in _ENDS and bool(_FOLLOWING.match(words_of(sentence, cue)))


def _told(sentence: Sentence) -> Told:
    """The sentence's place: one that is set out or come to, else one that somebody is in or leaves, else any."""
    cues = [cue for cue in sentence.of("place") if not only_seen(sentence, cue)]
    held = [(hold, cue) for cue in cues if (hold := hold_of(sentence, cue)) == "left" or cue.before != "from"]
    for hold in ("come", "set", "stay", "there", "left", "named"):
        found = [cue for kind, cue in held if kind == hold]
        large = [cue for cue in found if not is_small(sentence, cue)]
        if hold == "come" and found and not large and any(kind == "set" for kind, _ in held):
            continue  # `In the dark forest, a fox stepped onto the path`
        if found:
            best = (large or found)[-1 if hold == "come" else 0]
            inside = any(is_inside(sentence, cue) for cue in cues if cue.value == best.value)
            return Told(best.value, inside, hold, _around(sentence, best), best.span)
    return NOWHERE


def _around(sentence: Sentence, cue: Cue) -> str:
    """A few words of the text around a cue."""
    before = sentence.text[: cue.start - sentence.span[0]].split()[-4:]
    noun = next((place for place in sentence.of("place") if place.start == cue.end + 1), cue)
    return " ".join([*before, sentence.text[cue.start - sentence.span[0] : noun.end - sentence.span[0]]])
