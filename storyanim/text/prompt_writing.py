"""The words for one picture: takes what was found in a beat, gives a prompt of at most 60 CLIP tokens.

Characters come first, as `{id}` with what they do, for early words win; then place, time, weather, mood, things. The
style is added by the schedule, which the limit leaves room for. Nothing is ever denied: `no moon` paints a moon.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from storyanim import prompts
from storyanim.prompts import TOKEN_LIMIT, within_limit
from storyanim.text.lexicon import lexicon

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from storyanim.types import Character, Framing, Role, Setting

STYLE_TOKENS = 15
"""Tokens kept free for the style that the schedule adds."""
LIMIT = TOKEN_LIMIT - STYLE_TOKENS
_DESCRIBED = 2
"""Characters described in full: SDXL Turbo mixes up more than two."""
_TIMES = {
    "dawn": "at dawn, soft pink light",
    "morning": "in the morning, fresh light",
    "day": "in daylight",
    "evening": "in the evening, golden light",
    "dusk": "at dusk, red sunset light",
    "night": "at night, moonlight",
}
_TIMES_DULL = {
    "dawn": "at dawn",
    "morning": "in the morning, grey light",
    "day": "grey light",
    "evening": "in the evening, grey light",
    "dusk": "at dusk",
    "night": "at night",
}
"""Under clouds there is neither sun nor moon to be seen."""
_TIMES_INSIDE = {
    "dawn": "at dawn, first light",
    "morning": "in the morning, fresh light",
    "day": "daylight",
    "evening": "in the evening, lamplight",
    "dusk": "at dusk, lamplight",
    "night": "at night, candlelight",
}
_WEATHERS = {
    "clear": "",
    "cloudy": "cloudy sky",
    "rain": "in the rain",
    "storm": "in a thunderstorm",
    "snow": "snow falling",
    "fog": "in thick fog",
    "wind": "in a strong wind",
}
_SEASONS = {"spring": "spring blossom", "summer": "", "autumn": "autumn leaves", "winter": "winter"}
_FRAMINGS = {"wide": "wide view", "medium": "", "close": "close-up"}
_VOWELS = "aeiou"


def write_prompt(
    roles: Sequence[Role],
    setting: Setting,
    things: Sequence[str],
    framing: Framing,
    cast: Mapping[str, Character],
    *,
    mood: str = "",
) -> tuple[str, tuple[str, ...]]:
    """The prompt's parts that fit, most important first, joined by commas, and those that do not; never empty."""
    parts = [*_parts(roles, setting, things, framing, cast), f"{mood} mood" if mood else ""]
    return within_limit(parts, cast, LIMIT)


def _parts(
    roles: Sequence[Role], setting: Setting, things: Sequence[str], framing: Framing, cast: Mapping[str, Character]
) -> list[str]:
    order = list(cast)
    # Always in the cast's order: words that begin all prompts of a scene are the same to a model, whatever follows.
    leading = sorted(roles[:_DESCRIBED], key=lambda role: order.index(role.who))
    described = [f"{{{role.who}}} {third_person(role.action)}" for role in leading]
    others = [f"{with_article(cast[role.who].kind)} {third_person(role.action)}" for role in roles[_DESCRIBED:]]
    outdoors = _TIMES if setting.weather in ("clear", "wind") else _TIMES_DULL
    times = _TIMES_INSIDE if setting.inside else outdoors
    outside = [] if setting.inside else [_WEATHERS[setting.weather], _SEASONS[setting.season]]
    place = place_phrase(setting) if setting.place or described else "a quiet landscape"
    seen = [with_article(thing) for thing in things if thing != setting.place]
    return [
        *described,
        place,
        times[setting.time],
        *outside[:1],
        *seen[:2],
        *others,
        *outside[1:],
        *seen[2:],
        _FRAMINGS[framing],
    ]


def place_phrase(setting: Setting) -> str:
    """How a place is said: `in a forest`, `inside a castle`; "" where it is unknown."""
    if not setting.place:
        return "in a room" if setting.inside else ""
    outside, inside = lexicon().place_phrases.get(setting.place) or _unknown_place(setting.place)
    return inside if setting.inside else _in_season(outside, setting)


def _in_season(phrase: str, setting: Setting) -> str:
    """No meadow is green under snow, nor in winter."""
    if setting.weather == "snow":
        return phrase.replace("green ", "snowy ")
    return phrase.replace("green ", "wintry ") if setting.season == "winter" else phrase


def _unknown_place(place: str) -> tuple[str, str]:
    return f"in {with_article(place)}", f"inside {with_article(place)}"


def with_article(noun: str) -> str:
    """A noun with `a`, `an` or `the`: `an owl`, `the moon`."""
    if noun in ("moon", "sun", "sea"):
        return f"the {noun}"
    if noun in lexicon().sets["thing_rules.mass"]:
        return noun
    return prompts.with_article(noun)


def third_person(verb: str) -> str:
    """`walk` as `walks`."""
    if verb.endswith(("s", "x", "ch", "sh")):
        return verb + "es"
    return verb[:-1] + "ies" if verb.endswith("y") and verb[-2] not in _VOWELS else verb + "s"
