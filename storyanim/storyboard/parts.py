"""A story's parts, such as its chapters: takes a reading or a storyboard and what somebody calls a part, finds it.

A part is a run of passages or scenes under one heading. Knows nothing of how headings are told from prose.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import groupby
from typing import TYPE_CHECKING

from storyanim.errors import InputError
from storyanim.prompts import placeholders

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from storyanim.storyboard.model import Storyboard
    from storyanim.types import Passage, Reading

WHOLE = "all"
"""What stands for a story without choosing a part of it."""
_MOST_NAMED = 8


def part_names(parts: Iterable[str]) -> tuple[str, ...]:
    """The names of the parts in which passages or scenes stand, in order; what stands under no heading is in none."""
    return tuple(name for name, _ in groupby(parts) if name)


def only_part(reading: Reading, wanted: str) -> Reading:
    """The reading with the passages of one part and whoever is seen in them; the whole where nothing is wanted.

    `wanted` is its number from 1, its name, or words of its name.

    Raises:
        InputError: there is no such part, or there are several.
    """
    if not wanted:
        return reading
    runs = [(name, tuple(run)) for name, run in groupby(reading.passages, key=lambda passage: passage.part) if name]
    names = [name for name, _ in runs]
    number = find_part(names, wanted)
    passages = runs[number][1]
    seen = set(_seen(passages))
    cast = tuple(character for character in reading.cast if character.id in seen)
    lasting = names[number] if names.count(names[number]) == 1 else str(number + 1)
    return replace(reading, passages=passages, cast=cast, part=lasting)


def shots_of_part(board: Storyboard, wanted: str) -> tuple[str, str]:
    """The ids of the first and the last shot of a part.

    Raises:
        InputError: there is no such part, or there are several.
    """
    runs = [tuple(run) for name, run in groupby(board.scenes, key=lambda scene: scene.part) if name]
    scenes = runs[find_part([run[0].part for run in runs], wanted)]
    return scenes[0].shots[0].id, scenes[-1].shots[-1].id


def find_part(names: Sequence[str], wanted: str) -> int:
    """The index of the part that is called so, that has this number from 1, or whose name holds these words.

    Raises:
        InputError: there is none, or there are several.
    """
    words = " ".join(wanted.casefold().split())
    folded = [name.casefold() for name in names]
    if folded.count(words) == 1:
        return folded.index(words)
    if words.isdecimal() and len(words) < 10 and 1 <= int(words) <= len(names):
        return int(words) - 1
    found = [index for index, name in enumerate(folded) if words and words in name]
    if len(found) == 1:
        return found[0]
    raise InputError(_not_found(names, wanted, found))


def _not_found(names: Sequence[str], wanted: str, found: Sequence[int]) -> str:
    if not names:
        return f"--part {wanted}: the story has no parts; only chapters with a heading can be chosen"
    if found:
        return f"--part {wanted}: fits {_listed([names[index] for index in found])}; give a number, 1 to {len(names)}"
    return f"--part {wanted}: there is no such part; there are 1 to {len(names)}, or {WHOLE}: {_listed(names)}"


def _listed(names: Sequence[str]) -> str:
    more = f" and {len(names) - _MOST_NAMED} more" if len(names) > _MOST_NAMED else ""
    return ", ".join(f"'{name[:60]}'" for name in names[:_MOST_NAMED]) + more


def _seen(passages: Iterable[Passage]) -> Iterable[str]:
    """The ids of all who act or are named in the pictures."""
    for passage in passages:
        for beat in passage.beats:
            yield from placeholders(beat.prompt)
            yield from (role.who for role in beat.roles)
