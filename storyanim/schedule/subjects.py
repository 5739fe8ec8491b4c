"""What a shot shows: a storyboard's shot as a `Subject`, with the whole prompt for a model and all facts.

Takes scenes, shots and the cast. Knows nothing of time, noise or cameras.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from storyanim.prompts import TOKEN_LIMIT, filled, token_count
from storyanim.types import Actor, Subject

if TYPE_CHECKING:
    from collections.abc import Mapping

    from storyanim.storyboard import Scene, Shot
    from storyanim.types import Character, Framing, Setting, Style

STYLE_WORDS: Mapping[Style, str] = {
    "paper": "layered paper cut-out illustration, soft light",
    "ink": "ink wash drawing on cream paper, blue-black ink",
    "sepia": "sepia toned paper cut-out illustration",
    "woodcut": "colour woodcut print on cream paper, bold lines",
    "chalk": "chalk drawing on a dark slate board",
}
"""What is said to a model at the end of every prompt: at most 15 tokens, for which drafted prompts leave room."""

FRAMING_WORDS: Mapping[Framing, str] = {"wide": "wide view", "medium": "", "close": "close-up"}
"""What a prompt says of a framing, between commas."""

_TIMES = {
    "dawn": "at dawn",
    "morning": "in the morning",
    "day": "by day",
    "evening": "in the evening",
    "dusk": "at dusk",
    "night": "at night",
}
_WEATHERS = {
    "clear": "",
    "cloudy": "under clouds",
    "rain": "in the rain",
    "storm": "in a storm",
    "snow": "in falling snow",
    "fog": "in fog",
    "wind": "in the wind",
}


def subject_of(scene: Scene, shot: Shot, cast: Mapping[str, Character], style: Style) -> Subject:
    """What a shot shows; `cast` holds whoever is in it, by id."""
    return Subject(
        prompt=_styled(filled(shot.prompt, cast), style),
        setting=scene.setting,
        actors=tuple(Actor(cast[role.who], role.action) for role in shot.roles),
        things=shot.things,
        framing=shot.framings[0],
        style=style,
        strength=shot.strength,
    )


def reframed(subject: Subject, framing: Framing) -> Subject:
    """The same framed otherwise, in its prompt too, as long as the prompt has room for another word."""
    parts, words = subject.prompt.split(", "), FRAMING_WORDS[framing]
    old = FRAMING_WORDS[subject.framing]
    place = parts.index(old) if old and old in parts else len(parts) - STYLE_WORDS[subject.style].count(", ") - 1
    before, after = parts[:place], parts[place:]
    prompt = ", ".join((*before, *([words] if words else []), *(part for part in after if part != old)))
    fits = token_count(prompt) <= max(TOKEN_LIMIT, token_count(subject.prompt))
    return replace(subject, framing=framing, prompt=prompt if fits else subject.prompt)


def title_subject(scene: Scene, style: Style) -> Subject:
    """What the title stands over: where the first scene will be, wide and with nobody there yet."""
    return Subject(_styled(_scenery(scene.setting), style), scene.setting, framing="wide", style=style)


def _scenery(setting: Setting) -> str:
    place = f"{'inside ' if setting.inside else ''}{setting.place or 'open country'}"
    words = (f"wide view of {place}", _TIMES[setting.time], _WEATHERS[setting.weather], setting.season, setting.mood)
    return ", ".join(word for word in words if word)


def _styled(prompt: str, style: Style) -> str:
    return f"{prompt}, {STYLE_WORDS[style]}"
