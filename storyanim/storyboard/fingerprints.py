"""Which values of a storyboard a machine drafted, and which a hand has changed since.

Every part of a storyboard (the film's settings, a cast card, a scene, a shot) keeps, under `drafted`, a
fingerprint of each value it was drafted with. A value that no longer matches its fingerprint is a hand
edit. Takes values as they stand in a file, gives fingerprints; knows nothing of models or files.
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

LETTERS = "bcdfghjkmnpqrstvwxz"
"""Consonants only, so that no fingerprint reads as a number, a truth value or a word."""

LENGTH = 7
"""19 ** 7 is 894 million: one hand edit in 894 million goes unseen."""


def fingerprint(value: object) -> str:
    """Seven consonants that stand for a JSON-like value; equal values give equal fingerprints on every machine.

    It is SHA-256 of the value's JSON (keys sorted, no spaces), its first 8 bytes written in base 19. Give
    numbers in the type their field has: 6 and 6.0 are different values here.
    """
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    number = int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big")
    letters: list[str] = []
    for _ in range(LENGTH):
        number, letter = divmod(number, len(LETTERS))
        letters.append(LETTERS[letter])
    return "".join(letters)


def fingerprints(values: Mapping[str, object]) -> dict[str, str]:
    """The fingerprint of every value."""
    return {name: fingerprint(value) for name, value in values.items()}
