"""Whoever is known looks as before, however much of the story is told after it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from storyanim.animate import draft
from storyanim.live.continuing import drafted_on
from storyanim.live.growing import Growing

if TYPE_CHECKING:
    from storyanim.storyboard import Storyboard

TALE = (
    "A wizard walked over the hill.",
    "A girl met him at the bridge.",
    "They went into the forest.",
    "An old woman gave the wizard a lantern.",
)


def told(*pieces: str) -> list[Storyboard]:
    """Each draft of what comes in pieces."""
    growing = Growing()
    boards: list[Storyboard] = []
    for piece in pieces:
        growing = growing.more(f"{piece} ")
        boards.append(drafted_on(draft, growing, boards[-1] if boards else None))
    return boards


def test_a_told_story_keeps_its_seeds_and_its_cast_their_clothes() -> None:
    first, *_ = boards = told(*TALE)
    assert {board.seed for board in boards} == {first.seed}
    assert {board.cast["wizard"].look for board in boards} == {first.cast["wizard"].look}
    assert {board.cast["girl"].look for board in boards[1:]} == {boards[1].cast["girl"].look}


def test_in_whatever_pieces_it_comes_it_has_one_seed() -> None:
    assert told(" ".join(TALE))[0].seed == told(*TALE)[-1].seed


def test_what_is_told_of_somebody_later_is_added_to_what_they_wear() -> None:
    before, after = told("A wizard walked over the hill.", "The wizard had a long white beard.")
    assert after.cast["wizard"].look == ("long white beard", *before.cast["wizard"].look)


def test_clothes_that_are_told_later_take_the_place_of_those_that_were_not_told() -> None:
    *_, after = told("A wizard walked over the hill.", "The wizard wore a black coat.")
    assert after.cast["wizard"].look == ("black coat",)
