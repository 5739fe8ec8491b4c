"""A prompt written by hand is seen: its facts take the place of those the story gave.

Takes a storyboard and, for some of its shots, what their prompts say (`PromptFacts`); gives a storyboard in which
those shots show it. What a hand wrote elsewhere (roles, things, the scene's weather) stays. Where a prompt names
another place or weather, the shot becomes a scene of its own with the same noise, so that no other shot changes.
Only for rendering: the file is never rewritten.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import groupby
from typing import TYPE_CHECKING, Any

from storyanim.storyboard.fingerprints import fingerprint
from storyanim.storyboard.model import CastCard, RoleLine

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from storyanim.storyboard.model import Scene, Shot, Storyboard
    from storyanim.types import Character, PromptFacts

SETTING = ("place", "inside", "time", "weather", "season")


def as_prompted(board: Storyboard, said_by_shot: Mapping[str, PromptFacts]) -> Storyboard:
    """The storyboard with these shots, by id, showing what their prompts say."""
    said_by_shot = {shot: _introduced(facts, board.cast) for shot, facts in said_by_shot.items()}
    new = {character.id: _card(character) for facts in said_by_shot.values() for character in facts.characters}
    scenes = tuple(piece for scene in board.scenes for piece in _pieces(scene, said_by_shot))
    return board.model_copy(update={"cast": {**new, **board.cast}, "scenes": scenes})


def _introduced(facts: PromptFacts, cast: Mapping[str, CastCard]) -> PromptFacts:
    """The facts, with ids that cannot be mistaken: `a fox` is the cast's fox, `a green fox` is another.

    The id of somebody new comes from what they look like alone: the same in two shots, they morph into one
    another, and what one prompt says never changes who is seen in another.
    """
    ids = {character.id: _identity(character, cast) for character in facts.characters}
    characters = tuple(replace(character, id=ids[character.id]) for character in facts.characters)
    roles = tuple(replace(role, who=ids.get(role.who, role.who)) for role in facts.roles)
    return replace(facts, characters=characters, roles=roles)


def _identity(character: Character, cast: Mapping[str, CastCard]) -> str:
    if character.id in cast and not character.look:
        return character.id
    return f"{character.id[:40]}-{fingerprint(_card(character).values())}"


def _pieces(scene: Scene, said_by_shot: Mapping[str, PromptFacts]) -> Iterator[Scene]:
    """The scene in runs of shots that share a setting."""
    shots = ((_setting(scene, said_by_shot.get(shot.id)), shot) for shot in scene.shots)
    for setting, run in groupby(shots, key=lambda pair: pair[0]):
        seen = tuple(_seen(shot, said_by_shot.get(shot.id)) for _, shot in run)
        yield scene.model_copy(update={**setting, "shots": seen})


def _setting(scene: Scene, facts: PromptFacts | None) -> dict[str, Any]:
    """What the prompt says of the setting and no hand has set on the scene."""
    said = {name: getattr(facts, name) for name in SETTING} if facts else {}
    return {name: value for name, value in said.items() if value is not None and not scene.hand_edited(name)}


def _seen(shot: Shot, facts: PromptFacts | None) -> Shot:
    if facts is None:
        return shot
    roles = tuple(RoleLine(who=role.who, action=role.action) for role in facts.roles)
    said: dict[str, Any] = {"roles": roles, "things": facts.things}
    return shot.model_copy(update={name: value for name, value in said.items() if not shot.hand_edited(name)})


def _card(character: Character) -> CastCard:
    return CastCard(
        name=character.name,
        kind=character.kind,
        nature=character.nature,
        gender=character.gender,
        age=character.age,
        look=character.look,
    )
