"""Bringing a person's file up to a changed storyboard, touching only what differs.

Takes the file's text and nodes, the storyboard it holds, the one it shall hold, and where each scene and
shot of that came from; gives the new text. Comments, empty lines, quotes and order stay as they are,
because nothing is written anew but the values that changed: the text is patched, not dumped. What stands
directly above a scene or shot belongs to it and goes where it goes. Knows nothing of why values changed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from storyanim.storyboard.layout import card_lines, scene_lines, shot_lines, unplaced_lines
from storyanim.storyboard.patches import Patches, Stretch, shifted
from storyanim.storyboard.syntax import ListNode, MapNode, Node

if TYPE_CHECKING:
    from storyanim.storyboard.model import Shot, Storyboard
    from storyanim.storyboard.part import Part
    from storyanim.storyboard.reel import Reel, Strip


class UnpatchableError(Exception):
    """The file is laid out in a way that cannot be patched, such as all in brackets."""


def rewritten(text: str, root: Node | None, old: Storyboard, board: Storyboard, reel: Reel) -> str:
    """The text, which ends with a line break, brought up from `old` to `board`.

    Raises:
        UnpatchableError: scenes or shots are not listed with dashes; the file must be written anew.
    """
    root = _mapping(root)
    patches = Patches(text)
    _patch_part(patches, root, old, board)
    _patch_cast(patches, root, old, board)
    film = _Film(patches, root, old)
    for strip in reel.strips:
        film.patch(strip)
    end = ""
    if board.unplaced != old.unplaced:
        written = unplaced_lines(board.unplaced)
        if "unplaced" in root.entries:
            patches.set_written(root, "unplaced", written.rstrip("\n"), ())
        else:
            end = f"unplaced:{written}"
    return film.text(reel) + end


@dataclass(frozen=True, slots=True)
class _OldShot:
    """Where an old shot stands: its lines, and the column of its dash."""

    node: MapNode
    shot: Shot
    stretch: Stretch
    dash: int


class _Film:
    """The list of scenes in the file: which lines each scene and shot takes, and how they come together anew."""

    def __init__(self, patches: Patches, root: MapNode, old: Storyboard) -> None:
        self._patches = patches
        self._old = old
        self._list = _dashes(root.get("scenes"))
        self._scenes = [_mapping(item) for item in self._list.items]
        self._stretches = patches.entry_stretches(self._list)
        self._shot_lists = [_dashes(scene.get("shots")) for scene in self._scenes]
        self._shots: list[_OldShot] = []
        for listed, scene in zip(self._shot_lists, old.scenes, strict=True):
            stretches = patches.entry_stretches(listed)
            for item, shot, stretch in zip(listed.items, scene.shots, stretches, strict=True):
                self._shots.append(_OldShot(_shot(item), shot, stretch, listed.column))

    def patch(self, strip: Strip) -> None:
        """Note what changes in an old scene and its old shots."""
        if strip.origin is not None:
            _patch_part(self._patches, self._scenes[strip.origin], self._old.scenes[strip.origin], strip.scene)
        for take in strip.takes:
            if take.origin is not None:
                origin = self._shots[take.origin]
                _patch_part(self._patches, origin.node, origin.shot, take.shot)

    def text(self, reel: Reel) -> str:
        """The whole text, with the scenes and shots of `reel`."""
        first, last = self._stretches[0][0], self._stretches[-1][1]
        before = self._patches.patched(0, first)
        after = self._patches.patched(last, len(self._patches.text))
        return "".join((before, *map(self._scene, reel.strips), after))

    def _scene(self, strip: Strip) -> str:
        if strip.origin is None:
            dash = self._list.column
            return scene_lines(strip.scene, dash, self._takes(strip, dash + 2))
        start, end = self._stretches[strip.origin]
        listed = self._shot_lists[strip.origin]
        stretches = self._patches.entry_stretches(listed)
        head = self._patches.patched(start, stretches[0][0])
        tail = self._patches.patched(stretches[-1][1], end)
        return "".join((head, *self._takes(strip, listed.column), tail))

    def _takes(self, strip: Strip, dash: int) -> list[str]:
        return [
            shot_lines(take.shot, dash) if take.origin is None else self._moved(self._shots[take.origin], dash)
            for take in strip.takes
        ]

    def _moved(self, origin: _OldShot, dash: int) -> str:
        lines = self._patches.patched(*origin.stretch)
        return lines if dash == origin.dash else shifted(lines, dash - origin.dash)


def _patch_part(patches: Patches, node: MapNode, old: Part, new: Part) -> None:
    was, now = old.values(), new.values()
    order = (*now, "drafted")
    for name, value in now.items():
        if value != was.get(name):
            patches.set_value(node, name, value, order)
    for name in was.keys() - now.keys():
        patches.remove_lines(*node.entries[name])
    if new.drafted != old.drafted:
        patches.set_value(node, "drafted", new.drafted, order)


def _patch_cast(patches: Patches, root: MapNode, old: Storyboard, board: Storyboard) -> None:
    node = root.get("cast")
    stay = [who for who in old.cast if who in board.cast]
    added = [who for who in board.cast if who not in old.cast]
    if not isinstance(node, MapNode) or not stay or (node.flow and (added or len(stay) < len(old.cast))):
        if board.cast != old.cast:
            cards = "\n" + "".join(card_lines(who, card, 2) for who, card in board.cast.items())
            patches.set_written(root, "cast", cards.rstrip("\n") if board.cast else " {}", (*board.values(), "cast"))
        return
    for who, (at, card) in node.entries.items():
        if who in board.cast:
            _patch_part(patches, _mapping(card), old.cast[who], board.cast[who])
        else:
            patches.remove_lines(at, card)
    if added:
        last = node.entries[stay[-1]][1]
        patches.add_lines(last, "".join(card_lines(who, board.cast[who], node.column) for who in added))


def _mapping(node: Node | None) -> MapNode:
    if not isinstance(node, MapNode) or node.flow:
        raise UnpatchableError
    return node


def _shot(node: Node) -> MapNode:
    if not isinstance(node, MapNode):
        raise UnpatchableError
    return node


def _dashes(node: Node | None) -> ListNode:
    if not isinstance(node, ListNode) or node.flow:
        raise UnpatchableError
    return node
