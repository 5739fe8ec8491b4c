"""What a shot shows: a storyboard's shot as a `Subject`, with the whole prompt for a model and all facts.

Takes scenes, shots and the cast. Knows nothing of time, noise or cameras.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from storyanim.prompts import filled
from storyanim.types import Actor, Subject

if TYPE_CHECKING:
    from collections.abc import Mapping

    from storyanim.storyboard import Scene, Shot
    from storyanim.types import Character, Setting, Style

STYLE_WORDS: Mapping[Style, str] = {
    "paper": "layered paper cut-out illustration, soft light",
    "ink": "ink wash drawing on cream paper, blue-black ink",
    "sepia": "sepia toned paper cut-out illustration",
}
"""What is said to a model at the end of every prompt: at most 15 tokens, for which drafted prompts leave room."""

_TIMES = {"dawn": "at dawn", "day": "by day", "dusk": "at dusk", "night": "at night"}
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
        framing=shot.framing,
        style=style,
        strength=shot.strength,
    )


def title_subject(scene: Scene, style: Style) -> Subject:
    """What the title stands over: where the first scene will be, wide and with nobody there yet."""
    return Subject(_styled(_scenery(scene.setting), style), scene.setting, framing="wide", style=style)


def _scenery(setting: Setting) -> str:
    place = f"{'inside ' if setting.inside else ''}{setting.place or 'open country'}"
    words = (f"wide view of {place}", _TIMES[setting.time], _WEATHERS[setting.weather], setting.season, setting.mood)
    return ", ".join(word for word in words if word)


def _styled(prompt: str, style: Style) -> str:
    return f"{prompt}, {STYLE_WORDS[style]}"
