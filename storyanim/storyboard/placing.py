"""Giving hand edits that once lost their text their place back, when the text is in the story again.

Takes a merge in the making and the old file's `unplaced` entries, changes the merge, gives the entries that
still have no place.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from pydantic import ValidationError

from storyanim.storyboard.checks import cross_faults
from storyanim.storyboard.fields import one_line
from storyanim.storyboard.fingerprints import fingerprint
from storyanim.storyboard.model import CastCard, Scene, Shot, Storyboard, Unplaced

if TYPE_CHECKING:
    from storyanim.storyboard.reel import Reel

AnyPart = TypeVar("AnyPart", Scene, Shot)

SCENE = "scene."
"""What the name of a scene's field begins with in `unplaced`."""


def placed(reel: Reel, old: Storyboard, fresh: Storyboard) -> list[Unplaced]:
    """Put every entry of `old.unplaced` whose text is there again into `reel`; gives the others."""
    if not old.unplaced:
        return []
    who = {**old.cast, **fresh.cast}
    return [edit for edit in old.unplaced if not _place(reel, edit, who)]


def _place(reel: Reel, edit: Unplaced, who: dict[str, CastCard]) -> bool:
    """Put one entry into the first scene or shot that was drafted from its text and can take it."""
    text = fingerprint(one_line(edit.text))
    if edit.field.startswith(SCENE):
        for strip in reel.strips:
            scene = _edited(strip.scene, edit.field[len(SCENE) :], edit.value)
            if scene and strip.takes[0].shot.drafted_text == text:
                strip.scene = scene
                return True
        return False
    for take in reel.takes():
        shot = _edited(take.shot, edit.field, edit.value) if take.shot.drafted_text == text else None
        if shot and not any(cross_faults({"cast": who, "scenes": [{"shots": [shot.model_dump()]}]})):
            take.shot = shot
            return True
    return False


def _edited(part: AnyPart, name: str, value: object) -> AnyPart | None:
    """The part with one value by hand; None where it does not fit or a hand wrote that value already."""
    if name not in part.value_names() or part.hand_edited(name):
        return None
    try:
        return type(part).model_validate({**dict(part), name: value})
    except ValidationError:
        return None
