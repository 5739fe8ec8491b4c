"""One value of a storyboard changed, and a person's file brought up to a storyboard that was changed elsewhere.

Takes a storyboard, the name of a shot and a value; or a file's text and a storyboard of the same shots. Gives the
storyboard, or the text, in which nothing but the changed values is written anew. Knows not why they changed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from storyanim.errors import InputError
from storyanim.storyboard.complaints import refused
from storyanim.storyboard.file import checked, dump, read_tree, source_text
from storyanim.storyboard.model import Shot, Storyboard
from storyanim.storyboard.reel import Reel, Strip, Take
from storyanim.storyboard.rewriting import UnpatchableError, rewritten

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pydantic import JsonValue

    from storyanim.storyboard.model import Scene


def with_shot_values(board: Storyboard, name: str, values: Mapping[str, JsonValue]) -> Storyboard:
    """The storyboard with other values, as a file would hold them, for the shot of that id.

    Raises:
        InputError: there is no such shot, or a value cannot be used.
    """
    for place, scene in enumerate(board.scenes):
        for number, shot in enumerate(scene.shots):
            if shot.id == name:
                changed = _validated(board, scene, shot, values)
                shots = (*scene.shots[:number], changed, *scene.shots[number + 1 :])
                whole = scene.model_copy(update={"shots": shots})
                return board.model_copy(update={"scenes": (*board.scenes[:place], whole, *board.scenes[place + 1 :])})
    raise InputError(f"there is no shot '{name}'")


def revised(source: str, board: Storyboard, name: str = "storyboard") -> str:
    """A storyboard's text with the values of `board`; comments, order and all that did not change stay as they are.

    A text of other scenes and shots, or one laid out in brackets, is written anew.

    Raises:
        InputError: the text has faults; `name` is what messages call it.
    """
    text = source_text(source, name)
    lines = text.replace("\r\n", "\n")
    ended = lines if lines.endswith("\n") else f"{lines}\n"
    tree = read_tree(ended, name)
    old = checked(tree, name)
    if _outline(old) != _outline(board):
        return dump(board)
    try:
        changed = rewritten(ended, tree.root, old, board, _as_it_stands(board))
        if checked(read_tree(changed, name), name) != board:
            return dump(board)
    except (UnpatchableError, InputError):
        return dump(board)
    changed = changed if ended == lines else changed.removesuffix("\n")
    return changed.replace("\n", "\r\n") if lines != text else changed


def _validated(board: Storyboard, scene: Scene, shot: Shot, values: Mapping[str, JsonValue]) -> Shot:
    """The shot with these values, found to fit the rest: checked in a film of its own, however long the film is."""
    try:
        changed = Shot.model_validate({**_given(shot), **values})
        alone = scene.model_copy(update={"shots": (changed,)})
        Storyboard.model_validate({**dict(board), "scenes": (alone,)})
    except ValidationError as error:
        raise refused(error) from None
    return shot.model_copy(update={key: getattr(changed, key) for key in values})


def _given(shot: Shot) -> dict[str, Any]:
    return {name: value for name, value in dict(shot).items() if name in Shot.model_fields}


def _outline(board: Storyboard) -> list[tuple[str, str]]:
    return [(scene.id, shot.id) for scene, shot in board.shots]


def _as_it_stands(board: Storyboard) -> Reel:
    """Every scene and shot where it was."""
    reel, number = Reel(), 0
    for place, scene in enumerate(board.scenes):
        takes = [Take(shot, at) for at, shot in enumerate(scene.shots, number)]
        number += len(takes)
        reel.strips.append(Strip(scene, place, takes))
    return reel
