"""How a storyboard's seeds follow from one another.

A shot's seed depends on the film's seed, on the fingerprint of the text it was drafted from and on how often
that text came before, and on nothing else: a sentence written into the middle of a story leaves every other
shot's noise alone.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


def film_seed(story: str) -> int:
    """The seed of a story nobody gave a seed: the same text always makes the same film."""
    return _derived("film", story)


def scene_seeds(seed: int, first_texts: Iterable[str]) -> tuple[int, ...]:
    """One seed a scene, from the fingerprint of the text of each scene's first shot."""
    return _numbered("scene", seed, first_texts)


def shot_seeds(seed: int, texts: Iterable[str]) -> tuple[int, ...]:
    """One seed a shot, from the fingerprints of the texts of all shots of the film, in order."""
    return _numbered("shot", seed, texts)


def try_seeds(seed: int, name: str, count: int) -> tuple[int, ...]:
    """So many seeds to try for the scene or shot of that name, in a film of that seed."""
    return tuple(_derived("try", str(seed), name, str(number)) for number in range(1, count + 1))


def _numbered(what: str, seed: int, texts: Iterable[str]) -> tuple[int, ...]:
    seen: Counter[str] = Counter()
    seeds: list[int] = []
    for text in texts:
        seeds.append(_derived(what, str(seed), text, str(seen[text])))
        seen[text] += 1
    return tuple(seeds)


def _derived(*parts: str) -> int:
    """The first 4 bytes of SHA-256 over the parts with NUL between: short enough for a person to read and type."""
    return int.from_bytes(hashlib.sha256("\0".join(parts).encode()).digest()[:4], "big")
