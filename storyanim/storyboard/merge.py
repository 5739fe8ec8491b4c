"""Drafting a story again without losing what a hand changed: a three-way merge.

The old draft is known by its fingerprints, the hand's version is the file, the new draft is a storyboard.
A value a hand wrote stays; every other takes the new draft's. Takes the text of the file and the new draft,
gives the new text, with the person's comments, and says what was kept, added, removed and found no place.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from storyanim.errors import InputError
from storyanim.prompts import placeholders
from storyanim.storyboard.file import checked, dump, read_tree, source_text
from storyanim.storyboard.hands import edited_fields, hand_edits
from storyanim.storyboard.placing import placed
from storyanim.storyboard.reel import Reel, joined, kept
from storyanim.storyboard.rewriting import UnpatchableError, rewritten

if TYPE_CHECKING:
    from storyanim.storyboard.model import CastCard, Storyboard, Unplaced
    from storyanim.storyboard.syntax import Tree

MERGED = "the merged storyboard"


@dataclass(frozen=True, slots=True)
class Merged:
    """A merged storyboard: as the text of its file, and as a value."""

    text: str
    board: Storyboard
    kept: tuple[str, ...]
    """Hand edits that stayed: `s01-02 prompt`, `scene s01 weather`, `cast fox look`, `film title`."""
    unplaced: tuple[Unplaced, ...]
    """Hand edits whose text is gone; they stand in the file under `unplaced`."""
    added: tuple[str, ...]
    """Ids of shots that are new."""
    removed: tuple[str, ...]
    """Ids, as they were, of shots whose text is gone."""


def merge(old_text: str, fresh: Storyboard, name: str = "storyboard") -> Merged:
    """The file `old_text` brought up to the new draft, with all that a hand wrote in it.

    Merging a file nobody changed with the draft it came from gives the same bytes.

    Raises:
        InputError: the old file has faults, or both together are too long.
    """
    text = source_text(old_text, name)
    lines = text.replace("\r\n", "\n")
    tree = read_tree(lines, name)
    old = checked(tree, name)
    reel = joined(old, fresh.with_seed(old.seed) if old.hand_edited("seed") else fresh)
    unplaced = [*placed(reel, old, fresh), *reel.homeless(old)]
    reel.settle()
    film = kept(old, fresh).model_copy(update={"scenes": reel.scenes(), "unplaced": tuple(unplaced)})
    board = film.model_copy(update={"cast": _cast(old, fresh, film)})
    merged = _written(lines, tree, old, board, reel)
    return Merged(
        text=merged.replace("\n", "\r\n") if lines != text else merged,
        board=board,
        kept=tuple(map(str, hand_edits(board))),
        unplaced=board.unplaced,
        added=reel.added(),
        removed=reel.removed(old),
    )


def _cast(old: Storyboard, fresh: Storyboard, film: Storyboard) -> dict[str, CastCard]:
    """The new draft's cards, and of those it no longer has the ones a hand changed or a shot still names."""
    named = {role.who for _, shot in film.shots for role in shot.roles}
    named.update(who for _, shot in film.shots for who in placeholders(shot.prompt))
    stay = {
        who: kept(card, fresh.cast[who]) if who in fresh.cast else card
        for who, card in old.cast.items()
        if who in fresh.cast or who in named or not card.drafted or edited_fields(card)
    }
    return {**stay, **{who: card for who, card in fresh.cast.items() if who not in stay}}


def _written(lines: str, tree: Tree, old: Storyboard, board: Storyboard, reel: Reel) -> str:
    """The old file patched, if that reads back as `board`; else, as for a file all in brackets, a file written anew."""
    ended = lines if lines.endswith("\n") else f"{lines}\n"
    try:
        text = rewritten(ended, tree.root, old, board, reel)
        if checked(read_tree(text, MERGED), MERGED) == board:
            return text if ended == lines else text.removesuffix("\n")
    except (UnpatchableError, InputError):
        pass
    text = dump(board)
    checked(read_tree(text, MERGED), MERGED)
    return text
