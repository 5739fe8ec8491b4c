"""Is it English? Takes text, gives a language code; the rules of this room read English only."""

from __future__ import annotations

import re
from itertools import islice

from storyanim.text.lexicon import lexicon

_WORD = re.compile(r"[^\W\d_]+")
_SAMPLE = 3000
"""Words looked at: enough for any story, and quick for a long one."""
_SHARE = 0.2
"""English prose has 0.35 to 0.55 of these words, Dutch and German under 0.15."""
_SHORT = 12
"""Fewer words than this may hold no function word at all, and count as English if they are ASCII."""


def language_of(text: str) -> str:
    """`en`, or `und` (undetermined) for all that is not read as English."""
    words = [match.group().lower() for match in islice(_WORD.finditer(text), _SAMPLE)]
    if not words:
        return "und"
    known = sum(word in lexicon().sets["function_words.english"] for word in words)
    if len(words) < _SHORT:
        return "en" if known or all(word.isascii() for word in words) else "und"
    return "en" if known >= _SHARE * len(words) else "und"
