"""One shot, or one scene, under several seeds: to look at, and to keep the one that pleases.

Takes a storyboard and a name in it, gives seeds, a storyboard of nothing but that picture under each of them, and the
file's text with one of them, or with the paces of its transitions, kept. Knows nothing of drawing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from storyanim.errors import InputError
from storyanim.storyboard.file import checked, read_tree, source_text
from storyanim.storyboard.model import Transition
from storyanim.storyboard.patches import Patches
from storyanim.storyboard.seeds import try_seeds
from storyanim.storyboard.syntax import ListNode, MapNode

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from storyanim.storyboard.model import Scene, Shot, Storyboard
    from storyanim.storyboard.syntax import Node
    from storyanim.types import Pace


def seeds_to_try(board: Storyboard, name: str, count: int) -> tuple[int, ...]:
    """Its own seed, then `count` further ones, which stay the same whichever of them is kept.

    Raises:
        InputError: there is no shot or scene of that name.
    """
    scene, shot = _found(board, name)
    part = shot or scene
    return (part.seed, *try_seeds(board.seed, part.id, count))


def tried(board: Storyboard, name: str, seeds: Sequence[int]) -> Storyboard:
    """A film of one picture, under each seed in turn: a scene with one shot each, numbered from 0.

    `name` is a shot's, whose seed changes its details, or a scene's, whose seed lays it out anew; then the scene's
    first shot is shown.

    Raises:
        InputError: there is no shot or scene of that name.
    """
    scene, shot = _found(board, name)
    shown = shot or scene.shots[0]
    still = Transition(kind="cut", seconds=0.0, reason="")
    scenes: list[Scene] = []
    for number, seed in enumerate(seeds):
        change = {"seed": seed} if shot else {}
        words = f"seed {seed}" + (", as it is" if number == 0 else "")
        one = shown.model_copy(update={"id": str(number), "text": words, "transition": still, **change})
        change = {} if shot else {"seed": seed}
        scenes.append(scene.model_copy(update={"id": f"scene-{number}", "shots": (one,), **change}))
    return board.model_copy(update={"title": f"{board.title}: {name}", "title_seconds": 0.0, "scenes": tuple(scenes)})


def with_kept_seed(source: str, name: str, seed: int, file: str = "storyboard") -> str:
    """A storyboard's text with another seed for a shot or scene; nothing else in it changes.

    Raises:
        InputError: the text has faults, or no shot or scene of that name.
    """
    text = source_text(source, file)
    tree = read_tree(text, file)
    board = checked(tree, file)
    _found(board, name)
    patches = Patches(text if text.endswith("\n") else f"{text}\n")
    patches.set_value(_node(tree.root, board, name), "seed", seed, ())
    changed = patches.patched(0, len(patches.text))
    changed = changed if text.endswith("\n") else changed.removesuffix("\n")
    checked(read_tree(changed, file), file)
    return changed


def with_kept_paces(source: str, paces: Mapping[str, Pace], file: str = "storyboard") -> str:
    """A storyboard's text with the paces of the transitions into these shots, by id; nothing else in it changes.

    Raises:
        InputError: the text has faults.
    """
    text = source_text(source, file)
    tree = read_tree(text, file)
    board = checked(tree, file)
    patches = Patches(text if text.endswith("\n") else f"{text}\n")
    for _, shot in board.shots:
        if shot.id in paces:
            kept = shot.transition.model_copy(update={"pace": paces[shot.id]}).model_dump(mode="json")
            patches.set_value(_node(tree.root, board, shot.id), "transition", kept, ())
    changed = patches.patched(0, len(patches.text))
    changed = changed if text.endswith("\n") else changed.removesuffix("\n")
    checked(read_tree(changed, file), file)
    return changed


def _found(board: Storyboard, name: str) -> tuple[Scene, Shot | None]:
    for scene in board.scenes:
        if scene.id == name:
            return scene, None
    shots = list(board.shots)
    for number, (scene, shot) in enumerate(shots, 1):
        if name in (shot.id, str(number)):
            return scene, shot
    known = f"shots 1 to {len(shots)}, by name {shots[0][1].id} to {shots[-1][1].id}"
    scenes = f"scenes {board.scenes[0].id} to {board.scenes[-1].id}"
    raise InputError(f"there is no shot or scene '{name}'; there are {known}, and {scenes}")


def _node(root: Node | None, board: Storyboard, name: str) -> MapNode:
    """Where a scene or shot stands in the file."""
    scene, shot = _found(board, name)
    place = board.scenes.index(scene)
    node = _item(root, "scenes", place)
    return node if shot is None else _item(node, "shots", scene.shots.index(shot))


def _item(node: Node | None, key: str, place: int) -> MapNode:
    listed = node.get(key) if isinstance(node, MapNode) else None
    item = listed.items[place] if isinstance(listed, ListNode) else None
    assert isinstance(item, MapNode)  # the text holds a storyboard, and this is what its scenes and shots are
    return item
