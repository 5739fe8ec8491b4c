"""What one sentence says anew of the setting: takes its cues, gives a `Change` of place, time, weather and season.

A place is come to (`they reached the lake`), set out (`In the dark forest, a fox ...`), stood in, left, or only
named; the first of these counts. Knows one sentence at a time.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple

from storyanim.text.lexicon import lexicon

if TYPE_CHECKING:
    from collections.abc import Sequence

    from storyanim.text.cues import Cue, Sentence
    from storyanim.types import Season, TimeOfDay, Weather

_LOOKED_AT = frozenset({"at", "to", "toward", "towards", "into", "over", "across"})
_GLANCE = 5
"""Words behind `looked` in which a place is only looked at."""
_REACH = 14
"""Words behind a verb of motion in which it still leads somewhere."""
_CARRYING = re.compile(r"(?:carry|bring|tak)ing\b")
"""`She ran about, carrying peas to her family in the wood`: she is not there yet."""
_SAME_DAY = re.compile(r"\b(?:that|same)\b.*\b(?:day|night|evening|afternoon)\b")
_ROWING = frozenset({"rowed", "rows", "sailed", "sails"})
_LEFT = frozenset({"left", "leave", "leaves", "leaving"})
_TIME_WORDS: dict[str, TimeOfDay] = {
    "night": "night", "midnight": "night", "evening": "dusk", "morning": "day", "afternoon": "day", "day": "day",
}  # fmt: skip

Hold = Literal["none", "named", "left", "there", "set", "come"]
"""How a sentence holds to its place, the weakest first."""


class Told(NamedTuple):
    """A place that a sentence names."""

    place: str = ""
    inside: bool = False
    hold: Hold = "none"
    quote: str = ""


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


def change(sentence: Sentence) -> Change:
    """What one sentence says of place, time, weather, season and mood, outside speech."""
    jumps = [cue for cue in sentence.of("jump") if _opens(sentence, cue)]
    jump = next(iter(jumps), None)
    time = next(iter(sentence.of("time")), None)
    moment = jump or time
    weather = next((cue.value for cue in reversed(sentence.of("weather"))), None)
    season = _first(sentence, "season") or ("winter" if weather == "snow" else None)
    return Change(
        told=_told(sentence),
        time=time.value if time else _time_of(sentence, jump),  # type: ignore[arg-type]
        jumps=jump is not None,
        same_day=jump is not None and bool(_SAME_DAY.search(_text(sentence, jump))),
        years=any("years" in _text(sentence, cue).split() for cue in jumps),
        weather=weather,  # type: ignore[arg-type]
        season=season,  # type: ignore[arg-type]
        mood=_first(sentence, "mood") or "",
        rows=next((_around(sentence, cue) for cue in sentence.of("action") if _text(sentence, cue) in _ROWING), ""),
        weather_quote=next((_around(sentence, cue) for cue in sentence.of("weather")), ""),
        time_quote=_around(sentence, moment) if moment else "",
    )


def told_place(sentences: Sequence[Sentence]) -> tuple[str, bool]:
    """The first place that is named, and whether it is under a roof; "" where none is."""
    found = (_told(sentence) for sentence in sentences)
    return next(((told.place, told.inside) for told in found if told.place), ("", False))


def _first(sentence: Sentence, kind: Literal["season", "mood"]) -> str | None:
    return next((cue.value for cue in sentence.of(kind)), None)


def _time_of(sentence: Sentence, jump: Cue | None) -> TimeOfDay | None:
    """The time of day in a jump's own words: `the third night`."""
    words = _text(sentence, jump).split() if jump else []
    return next((_TIME_WORDS[word] for word in reversed(words) if word in _TIME_WORDS), None)


def _opens(sentence: Sentence, cue: Cue) -> bool:
    """Whether a time cue stands among the sentence's first words, where it moves the story on."""
    return len(sentence.text[: cue.start - sentence.span[0]].split()) <= 4


def _told(sentence: Sentence) -> Told:
    """The sentence's place: one that is set out or come to, else one that somebody is in or leaves, else any."""
    cues = [cue for cue in sentence.of("place") if not _only_seen(sentence, cue)]
    held = [(hold, cue) for cue in cues if (hold := _hold(sentence, cue)) == "left" or cue.before != "from"]
    for hold in ("come", "set", "there", "left", "named"):
        found = [cue for kind, cue in held if kind == hold]
        large = [cue for cue in found if not _small(sentence, cue)]
        if hold == "come" and found and not large and any(kind == "set" for kind, _ in held):
            continue  # `In the dark forest, a fox stepped onto the path`
        if found:
            best = (large or found)[-1 if hold == "come" else 0]
            inside = any(_inside(sentence, cue) for cue in cues if cue.value == best.value)
            return Told(best.value, inside, hold, _around(sentence, best))
    return NOWHERE


def _hold(sentence: Sentence, cue: Cue) -> Hold:
    if cue.before in _LEFT or (cue.before == "from" and _arrives(sentence, cue, _GLANCE)):
        return "left"
    if cue.before == "as":
        return "come"  # `as far as the pier`
    if cue.subject or cue.before in lexicon().sets["place_rules.away"]:
        return "named"
    if cue.before in lexicon().verb_lemmas or _arrives(sentence, cue):
        return "come"
    return "set" if _sets_out(sentence, cue) else "there"


def _arrives(sentence: Sentence, cue: Cue, reach: int = _REACH) -> bool:
    """Whether a verb of motion leads to a place, and not only to one before it (`a pond which lay in a wood`)."""
    lemmas, arriving = lexicon().verb_lemmas, lexicon().sets["action_rules.arriving"]
    return any(
        0 < cue.word - move.word <= reach
        and not _CARRYING.match(_text(sentence, move))
        and lemmas.get(_text(sentence, move).split(" ")[0]) in arriving
        for move in sentence.of("action")
    ) and not any(word in ("which", "where", "that", "who") for word in _near(sentence, cue))


def _near(sentence: Sentence, cue: Cue) -> list[str]:
    """The words of the cue's clause before it."""
    before = sentence.text[: cue.start - sentence.span[0]].lower()
    return before.rpartition(",")[2].split()[-_REACH:]


def _sets_out(sentence: Sentence, cue: Cue) -> bool:
    """`In the dark forest, ...`: the place opens the sentence."""
    words = sentence.text[: cue.start - sentence.span[0]].lower().split()
    first = words[1:] if words[:1] in (["and"], ["but"], ["then"]) else words
    return bool(first) and first[0] in lexicon().sets["place_rules.at"] and len(first) <= _GLANCE


def _small(sentence: Sentence, cue: Cue) -> bool:
    """Whether a place is only a part of others: `the path`."""
    return _text(sentence, cue) in lexicon().sets["place_rules.small"]


def _only_seen(sentence: Sentence, place: Cue) -> bool:
    """`They looked towards the castle`: they are not there."""
    looks = (cue for cue in sentence.of("action") if cue.value in ("look", "point"))
    return place.before in _LOOKED_AT and any(0 < place.word - cue.word <= _GLANCE for cue in looks)


def _text(sentence: Sentence, cue: Cue) -> str:
    return sentence.text[cue.start - sentence.span[0] : cue.end - sentence.span[0]].lower()


def _inside(sentence: Sentence, cue: Cue) -> bool:
    rules = lexicon().sets
    if _text(sentence, cue) in rules["place_rules.open_words"]:
        return False
    if cue.value in rules["place_rules.inside"]:
        return True
    return cue.value in rules["place_rules.enclosed"] and cue.before in rules["place_rules.within"]


def _around(sentence: Sentence, cue: Cue) -> str:
    """A few words of the text around a cue."""
    before = sentence.text[: cue.start - sentence.span[0]].split()[-4:]
    noun = next((place for place in sentence.of("place") if place.start == cue.end + 1), cue)
    return " ".join([*before, sentence.text[cue.start - sentence.span[0] : noun.end - sentence.span[0]]])
