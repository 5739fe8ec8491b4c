"""A story that is told on, drafted again: whoever is known already looks as before.

Takes what has come of it and the draft before, gives the next one. Knows nothing of clocks and edits.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from storyanim.storyboard import film_seed

if TYPE_CHECKING:
    from collections.abc import Iterable

    from storyanim.live.film import Draft
    from storyanim.live.growing import Growing
    from storyanim.storyboard import Storyboard

_WORD = re.compile(r"\w+")


def drafted_on(draft: Draft, growing: Growing, before: Storyboard | None) -> Storyboard:
    """The draft of all that is complete; its seed is the first sentence's, however much comes after it."""
    fresh = draft(growing.complete, seed=film_seed(growing.opening))
    return _dressed_as_before(fresh, before) if before else fresh


def _dressed_as_before(fresh: Storyboard, before: Storyboard) -> Storyboard:
    """Everybody in what they wore, but for what has been told of them since.

    Where a text is silent, garments are dealt out in the order in which people matter, and that changes as it goes on.
    """
    news = _words(_told_since(fresh, before))
    kept = {
        who: card.model_copy(update={"look": _look(card.look, before.cast[who].look, news)}).as_drafted()
        for who, card in fresh.cast.items()
        if who in before.cast
    }
    return fresh.model_copy(update={"cast": {**fresh.cast, **kept}})


def _look(fresh: tuple[str, ...], before: tuple[str, ...], news: set[str]) -> tuple[str, ...]:
    """A look with what has been told of it since; what nobody told is taken from the look before."""
    told = tuple(phrase for phrase in fresh if phrase not in before and _words([phrase]) <= news)
    if all(phrase in told or phrase in before for phrase in fresh):
        return fresh
    return (*told, *before)[: max(len(fresh), len(before))]


def _told_since(fresh: Storyboard, before: Storyboard) -> list[str]:
    known = {shot.text for _, shot in before.shots}
    return [shot.text for _, shot in fresh.shots if shot.text not in known]


def _words(texts: Iterable[str]) -> set[str]:
    return {word for text in texts for word in _WORD.findall(text.lower())}
