"""Which shot of an old storyboard is which shot of a new draft.

Takes shots in the order of the film, gives pairs of indices; knows nothing of what is edited or of files.
"""

from __future__ import annotations

from collections import Counter, defaultdict, deque
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from storyanim.storyboard.model import Shot

ALIKE = 0.8
"""Two texts with this share of equal characters are one text, slightly edited."""

WINDOW = 24
"""Old shots in a gap that a new text is compared with; keeps a rewritten novel from comparing all with all."""

WHOLE, SHARE = 20, 1 / 3
"""Characters, and share of the longer text, from which a text that stands whole in another is its shot, regrouped."""

LONG = 2_000
"""Characters from which texts are compared by word."""

NEIGHBOURS = ((-1, 0, 1), (-1, 0), (0, 1), (0,))
"""Which shots around one must be equal too, strictest first."""


def match_shots(old: Sequence[Shot], fresh: Sequence[Shot]) -> dict[int, int]:
    """Index in `fresh` -> index in `old`, each at most once.

    Equal texts first, those with the most equal neighbours before others, so that of five shots that all
    say "Yes." each finds its own, and a moved paragraph is found again. Then, between shots already
    matched, texts that are alike, in order. The text a shot was drafted from counts, not a hand's version.
    """
    pairs = _equal([shot.drafted_text for shot in old], [shot.drafted_text for shot in fresh])
    _alike([shot.text for shot in old], [shot.text for shot in fresh], pairs)
    return pairs


def match_groups(links: Iterable[tuple[int, int]]) -> dict[int, int]:
    """New group -> old group, each at most once, by the members they share: the largest shares are paired first.

    `links` has the (new group, old group) of every shared member.
    """
    pairs: dict[int, int] = {}
    taken: set[int] = set()
    for (new, old), _ in sorted(Counter(links).items(), key=lambda item: (-item[1], item[0])):
        if new not in pairs and old not in taken:
            pairs[new] = old
            taken.add(old)
    return pairs


def _equal(old: Sequence[str], fresh: Sequence[str]) -> dict[int, int]:
    pairs: dict[int, int] = {}
    for offsets in NEIGHBOURS:
        taken = set(pairs.values())
        waiting: defaultdict[tuple[str, ...], deque[int]] = defaultdict(deque)
        for index in range(len(old)):
            if index not in taken:
                waiting[_seen(old, index, offsets)].append(index)
        for index in range(len(fresh)):
            if index not in pairs and (queue := waiting.get(_seen(fresh, index, offsets))):
                pairs[index] = queue.popleft()
    return pairs


def _seen(keys: Sequence[str], index: int, offsets: Iterable[int]) -> tuple[str, ...]:
    """A shot's key with its neighbours'; beyond the ends there is nothing."""
    places = (index + offset for offset in offsets)
    return tuple(keys[place] if 0 <= place < len(keys) else "" for place in places)


def _alike(old: Sequence[str], fresh: Sequence[str], pairs: dict[int, int]) -> None:
    """Add to `pairs` what is alike, each new text looking behind the old shot matched before it."""
    taken = set(pairs.values())
    before = -1
    for index, text in enumerate(fresh):
        if index not in pairs:
            gap = _gap(before + 1, len(old), taken)
            best = max(gap, key=lambda place: _likeness(old[place], text), default=None)
            if best is not None and _likeness(old[best], text) >= ALIKE:
                pairs[index] = best
                taken.add(best)
        before = pairs.get(index, before)


def _gap(first: int, end: int, taken: set[int]) -> list[int]:
    """The unmatched old shots from `first` on, up to the next matched one."""
    gap: list[int] = []
    for place in range(first, min(end, first + WINDOW)):
        if place in taken:
            break
        gap.append(place)
    return gap


def _likeness(old: str, fresh: str) -> float:
    """1 for equal texts, 0 for strangers; one that stands whole in the other is just alike enough."""
    return max(_equal_share(old, fresh), ALIKE if _holds(old, fresh) else 0.0)


def _holds(old: str, fresh: str) -> bool:
    shorter, longer = sorted((old, fresh), key=len)
    return len(shorter) >= max(WHOLE, SHARE * len(longer)) and shorter in longer


def _equal_share(old: str, fresh: str) -> float:
    by_word = max(len(old), len(fresh)) > LONG
    likeness = SequenceMatcher(None, old.split() if by_word else old, fresh.split() if by_word else fresh, False)
    if likeness.real_quick_ratio() < ALIKE or likeness.quick_ratio() < ALIKE:
        return 0.0
    return likeness.ratio()
