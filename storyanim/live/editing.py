"""Changes made to a storyboard while it is played, and taking them back.

Takes an `Edit` message and a storyboard, gives the storyboard changed; `History` remembers those before. What is typed
without a pause is one change.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from storyanim.errors import InputError
from storyanim.storyboard import CastCard, dump, merge, with_shot_values

if TYPE_CHECKING:
    from storyanim.live.messages import Edit
    from storyanim.storyboard import Storyboard

_NAMED = re.compile(r"\{([^{}]*)\}")
PAUSE = 1.5
"""Seconds without a key, after which what is typed into the same field is another change."""
MOST_KEPT = 200
"""Changes that can be taken back."""


@dataclass(frozen=True, slots=True)
class History:
    """The storyboards before and after the one that is played, nearest last; `field` was changed last, `at` then."""

    past: tuple[Storyboard, ...] = ()
    future: tuple[Storyboard, ...] = ()
    field: tuple[str, str] = ("", "")
    at: float = 0.0

    def after(self, board: Storyboard, field: tuple[str, str], moment: float) -> History:
        """The history once `board` has been changed in a field."""
        if self.past and field == self.field and moment - self.at < PAUSE:
            return replace(self, future=(), at=moment)
        return History((*self.past, board)[-MOST_KEPT:], (), field, moment)

    def back(self, board: Storyboard) -> tuple[Storyboard, History]:
        """The storyboard before `board`, and the history then. Only where there is a past."""
        return self.past[-1], History(self.past[:-1], (*self.future, board))

    def forth(self, board: Storyboard) -> tuple[Storyboard, History]:
        """The storyboard that was taken back last, and the history then. Only where there is a future."""
        return self.future[-1], History((*self.past, board), self.future[:-1])


def grown(board: Storyboard, played: Storyboard, drafted: Storyboard | None) -> Storyboard:
    """A storyboard of the history with all that has been told since: `played` has it, and `drafted`, without edits."""
    if drafted is None or _texts(board) == _texts(played):
        return board
    return merge(dump(board), drafted).board


def _texts(board: Storyboard) -> list[str]:
    return [shot.text for _, shot in board.shots]


def edited(board: Storyboard, edit: Edit) -> Storyboard:
    """The storyboard with the edit made.

    Raises:
        InputError: the value cannot be used, or there is no such shot.
    """
    if edit.field == "style":
        if not isinstance(edit.value, str):
            raise InputError("style: not a word")
        return board.with_settings(style=edit.value)
    if edit.field == "look":
        return _with_look(board, edit)
    if edit.field == "prompt":
        _check_names(board, str(edit.value))
    value: Any = _way(board, edit) if edit.field == "transition" else edit.value
    return with_shot_values(board, edit.shot, {edit.field: value})


def _check_names(board: Storyboard, prompt: str) -> None:
    """Raise InputError where braces name nobody, or are not closed, in the words of whoever types."""
    there = ", ".join(f"{{{who}}}" for who in board.cast)
    known = f"there are {there}" if len(board.cast) > 1 else f"there is {there or 'nobody in the cast'}"
    for name in _NAMED.findall(prompt):
        if name not in board.cast:
            raise InputError(f"nobody is called {{{name}}}; {known}")
    if stray := re.search(r"\{\S*|\S*\}", _NAMED.sub("", prompt)):
        raise InputError(f"{stray[0]} is no name: one stands between {{ and }}; {known}")


def _way(board: Storyboard, edit: Edit) -> dict[str, str | float | int]:
    """A transition, as long as half of its shot allows."""
    if not isinstance(edit.value, dict):
        raise InputError("transition: not a kind and seconds")
    shot = next((shot for _, shot in board.shots if shot.id == edit.shot), None)
    longest = shot.seconds / 2 if shot else 0.0
    seconds = edit.value.get("seconds", 1.0)
    if isinstance(seconds, str):
        raise InputError(f"transition.seconds: {seconds!r} is no number")
    cut = edit.value.get("kind") == "cut"
    fitting = 0.0 if cut else float(min(seconds or 1.0, int(longest * 10) / 10))
    return {**edit.value, "seconds": fitting, "reason": "Chosen by hand."}


def _with_look(board: Storyboard, edit: Edit) -> Storyboard:
    """The storyboard in which somebody of the cast looks otherwise, in every shot."""
    card = board.cast.get(edit.who)
    if card is None or not isinstance(edit.value, list):
        raise InputError(f"look: nobody in the cast is called {edit.who!r}")
    try:
        changed = CastCard.model_validate({**dict(card), "look": tuple(edit.value)})
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        raise InputError(f"look: {first['msg']}") from None
    return board.model_copy(update={"cast": {**board.cast, edit.who: card.model_copy(update={"look": changed.look})}})
