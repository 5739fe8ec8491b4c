"""A screenplay's scene lines: takes `INT. KITCHEN - NIGHT`, gives place, time of day and whether it is inside."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from storyanim.text.lexicon import lexicon

if TYPE_CHECKING:
    from storyanim.types import TimeOfDay

_LINE = re.compile(r"^(?:\d{1,3}[.)]?\s+)?(INT\.?/EXT|EXT\.?/INT|I/E|INT|EXT)[. ]\s*(\S.*)$", re.DOTALL)
_WORD = re.compile(r"[^\W\d_]+(?:'s)?")
_TIMES: dict[str, TimeOfDay] = {
    "night": "night",
    "midnight": "night",
    "dawn": "dawn",
    "sunrise": "dawn",
    "morning": "day",
    "day": "day",
    "noon": "day",
    "afternoon": "day",
    "dusk": "dusk",
    "sunset": "dusk",
    "evening": "dusk",
}


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
    words = [word.lower() for word in _WORD.findall(match[2])]
    times: list[TimeOfDay] = [_TIMES[word] for word in words if word in _TIMES]
    inside = match[1] == "INT"
    return SceneLine(_place(words) or ("room" if inside else ""), inside, times[-1] if times else None)


def _place(words: list[str]) -> str:
    """The longest phrase of the lexicon's places in the line, the first of them."""
    places = lexicon().places
    for length in (3, 2, 1):
        for start in range(len(words) - length + 1):
            phrase = " ".join(words[start : start + length])
            if phrase in places:
                return places[phrase]
    return ""
