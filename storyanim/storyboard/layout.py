"""How the parts of a storyboard stand in its file: which lines, in which order, how far indented.

Takes parts, gives lines of YAML that end with a line break. `dump` puts all of them together; `rewriting`
uses single ones to write a new shot or scene into a person's file.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from storyanim.storyboard.writing import entries, entry, key

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from storyanim.storyboard.model import CastCard, Scene, Shot, Unplaced
    from storyanim.storyboard.part import Part


def part_lines(part: Part, indent: int) -> str:
    """A part's values and their fingerprints, one line each."""
    return entries(part.values(), indent) + (entry("drafted", part.drafted, indent) if part.drafted else "")


def card_lines(who: str, card: CastCard, indent: int) -> str:
    """A cast card under its id; `indent` is the id's column."""
    return f"{key(who, indent)}\n{part_lines(card, indent + 2)}"


def shot_lines(shot: Shot, dash: int) -> str:
    """A shot as an entry of a list whose dashes stand in column `dash`."""
    return _listed(part_lines(shot, dash + 2), dash)


def scene_lines(scene: Scene, dash: int, shots: Iterable[str]) -> str:
    """A scene as an entry of a list whose dashes stand in column `dash`; `shots` are its shots' lines."""
    return _listed(part_lines(scene, dash + 2) + f"{key('shots', dash + 2)}\n", dash) + "".join(shots)


def unplaced_lines(unplaced: Sequence[Unplaced], indent: int = 0) -> str:
    """Everything behind `unplaced:`, with the line break."""
    if not unplaced:
        return " []\n"
    return "\n" + "".join(_listed(entries(edit.model_dump(), indent + 2), indent) for edit in unplaced)


def _listed(lines: str, dash: int) -> str:
    return f"{' ' * dash}- {lines[dash + 2 :]}"
