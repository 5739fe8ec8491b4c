"""A prompt written by hand is seen: its facts take the place of those the story gave.

Takes a storyboard, a shot and what its prompt says (`PromptFacts`), gives a storyboard in which that shot shows it.
What a hand wrote elsewhere (roles, things, the scene's weather) stays. The shot becomes a scene of its own with
the same noise, so no other shot changes. Only for rendering: the file is never rewritten.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from storyanim.storyboard.fingerprints import fingerprint
from storyanim.storyboard.model import CastCard, Part, RoleLine, Scene, Shot, Storyboard
from storyanim.types import Character, PromptFacts

SETTING = ("place", "inside", "time", "weather", "season")


def hand_edited(part: Part, name: str) -> bool:
    """Whether a value differs from what was drafted; a value that never was drafted is a hand's too."""
    return part.drafted.get(name) != fingerprint(part.values()[name])


def as_prompted(board: Storyboard, facts_by_shot: Mapping[str, PromptFacts]) -> Storyboard:
    """The storyboard with these shots, by id, showing what their prompts say."""
    if not facts_by_shot:
        return board
    cast = dict(board.cast)
    for facts in facts_by_shot.values():
        cast.update({character.id: _card(character) for character in facts.characters if character.id not in cast})
    scenes = [piece for scene in board.scenes for piece in _split(scene, facts_by_shot)]
    return board.model_copy(update={"cast": cast, "scenes": tuple(scenes)})


def _split(scene: Scene, facts_by_shot: Mapping[str, PromptFacts]) -> list[Scene]:
    """The scene in runs of shots that share a setting."""
    pieces: list[Scene] = []
    for shot in scene.shots:
        facts = facts_by_shot.get(shot.id)
        setting = _setting(scene, facts) if facts else {}
        seen = _seen(shot, facts) if facts else shot
        if pieces and not setting and not _setting(pieces[-1], None) and pieces[-1].setting == scene.setting:
            pieces[-1] = pieces[-1].model_copy(update={"shots": (*pieces[-1].shots, seen)})
        else:
            pieces.append(scene.model_copy(update={**setting, "shots": (seen,)}))
    return pieces


def _setting(scene: Scene, facts: PromptFacts | None) -> dict[str, Any]:
    """What the prompt says of the setting and no hand has set on the scene."""
    said = {name: getattr(facts, name) for name in SETTING} if facts else {}
    return {name: value for name, value in said.items() if value is not None and not hand_edited(scene, name)}


def _seen(shot: Shot, facts: PromptFacts) -> Shot:
    roles = tuple(RoleLine(who=role.who, action=role.action) for role in facts.roles)
    said: dict[str, Any] = {"roles": roles, "things": facts.things}
    return shot.model_copy(update={name: value for name, value in said.items() if not hand_edited(shot, name)})


def _card(character: Character) -> CastCard:
    return CastCard(
        name=character.name,
        kind=character.kind,
        nature=character.nature,
        gender=character.gender,
        age=character.age,
        look=character.look,
    )
