"""Scene lines: takes `INT. KITCHEN - NIGHT` or `Night. A city street in the rain.`, gives place, time and roof."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from storyanim.text.lexicon import lexicon

if TYPE_CHECKING:
    from storyanim.types import TimeOfDay

_LINE = re.compile(r"^(?:\d{1,3}[.)]?\s+)?(INT\.?/EXT|EXT\.?/INT|I/E|INT|EXT|EST)[. ]\s*(\S.*)$", re.DOTALL)
_WORD = re.compile(r"[^\W\d_]+(?:'s)?")
_TIMES: dict[str, TimeOfDay] = {
    "night": "night",
    "midnight": "night",
    "dawn": "dawn",
    "sunrise": "dawn",
    "morning": "morning",
    "day": "day",
    "noon": "day",
    "afternoon": "day",
    "dusk": "dusk",
    "sunset": "dusk",
    "evening": "evening",
}
_PROSE_LINE = re.compile(
    rf"^({'|'.join(_TIMES)}|later|meanwhile|the next (?:{'|'.join(_TIMES)}))[.,:;] +(\S.*)$", re.IGNORECASE | re.DOTALL
)


class SceneLine(NamedTuple):
    """What a scene line says; `place` is "" and `time` None where it does not say."""

    place: str
    inside: bool
    time: TimeOfDay | None


def scene_line(text: str) -> SceneLine | None:
    """The scene line in `text`, None if it is none."""
    match = _LINE.match(text.strip())
    if match is None:
        return None
    words = _words(match[2])
    inside = match[1] == "INT"
    return SceneLine(_place(words) or ("room" if inside else ""), inside, _time(words))


def bare_scene_line(text: str) -> SceneLine:
    """A scene line that names only a place or a time: `THE OLD MILL - DUSK`."""
    words = _words(text)
    place = _place(words)
    return SceneLine(place, _roofed(place, words), _time(words))


def prose_scene_line(text: str) -> SceneLine | None:
    """The scene line in a heading that begins with a time (`Dawn. The same street.`), None if it does not."""
    match = _PROSE_LINE.match(text.strip())
    if match is None:
        return None
    words = _words(match[2])
    place = _place(words)
    return SceneLine(place, _roofed(place, words), _time(_words(match[1])))


def _roofed(place: str, words: list[str]) -> bool:
    """Whether a place is under a roof: always, or because the line says `inside`."""
    sets = lexicon().sets
    always = place in sets["place_rules.inside"] or place in sets["place_rules.vehicles"]
    return always or (place in sets["place_rules.enclosed"] and bool({"inside", "in"}.intersection(words)))


def _words(text: str) -> list[str]:
    return [word.lower() for word in _WORD.findall(text)]


def _time(words: list[str]) -> TimeOfDay | None:
    return next((_TIMES[word] for word in reversed(words) if word in _TIMES), None)


def _place(words: list[str]) -> str:
    """The longest phrase of the lexicon's places in the line, the first of them; of `orchard street` the street."""
    places = lexicon().places
    for length in (3, 2, 1):
        for start in range(len(words) - length + 1):
            phrase = " ".join(words[start : start + length])
            following = words[start + length] if start + length < len(words) else ""
            if phrase in places and following not in places:
                return places[phrase]
    return ""
