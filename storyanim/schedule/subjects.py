"""What a shot shows: a storyboard's shot as a `Subject`, with the whole prompt for a model and all facts.

Takes a storyboard and its parts. Knows nothing of time, noise or cameras.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from storyanim.prompts import filled
from storyanim.types import Actor, Subject

if TYPE_CHECKING:
    from storyanim.storyboard import Scene, Shot, Storyboard
    from storyanim.types import Setting

STYLE_WORDS = {
    "paper": "layered paper cut-out illustration, soft light",
    "ink": "ink and watercolour illustration, fine lines",
}
"""What is said to a model at the end of every prompt; another style `x` says `x illustration`."""

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


def subject_of(board: Storyboard, scene: Scene, shot: Shot) -> Subject:
    """What a shot shows."""
    return Subject(
        prompt=_styled(filled(shot.prompt, board.characters), board.style),
        setting=scene.setting,
        actors=tuple(Actor(board.characters[role.who], role.action) for role in shot.roles),
        things=shot.things,
        framing=shot.framing,
        style=board.style,
    )


def title_subject(board: Storyboard) -> Subject:
    """What the title stands over: where the first scene will be, wide and with nobody there yet."""
    setting = board.scenes[0].setting
    return Subject(_styled(_scenery(setting), board.style), setting, framing="wide", style=board.style)


def _scenery(setting: Setting) -> str:
    place = f"{'inside ' if setting.inside else ''}{setting.place or 'open country'}"
    words = (f"wide view of {place}", _TIMES[setting.time], _WEATHERS[setting.weather], setting.season, setting.mood)
    return ", ".join(word for word in words if word)


def _styled(prompt: str, style: str) -> str:
    return f"{prompt}, {STYLE_WORDS.get(style, f'{style} illustration')}"
