"""Times that no list of phrases holds: takes a paragraph, gives `jump` cues for `ten minutes later`, `One January day`.

Knows how English counts and names times, not what happens then.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING

from storyanim.text.meanings import moment

if TYPE_CHECKING:
    from collections.abc import Iterator

    from storyanim.text.cues import Cue
    from storyanim.text.phrases import Words

_NUMBER = (
    r"(?:an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|forty|fifty|hundred|"
    r"thousand|few|several|some|many|couple|half|dozen|[0-9]{1,3})"
)
_SPAN = r"(?:moment|minute|hour|day|night|week|fortnight|month|year)s?"
_PART = r"(?:day|morning|forenoon|noon|afternoon|evening|night)"
_BRIGHT = r"(?:(?!of\b|the\b|more\b|by\b|and\b|or\b|single\b|whole\b|good\b)[a-z’'-]+ )"
_MOMENT = re.compile(
    rf"\bone {_BRIGHT}{{1,3}}{_PART}\b"
    rf"|\b(?:scarcely |hardly |not )?(?:{_NUMBER} (?:of )?){{1,3}}(?:more )?{_SPAN}"
    r" (?:later|afterwards?|passed|had passed|went by|had gone by|had elapsed)\b"
    rf"|\bafter (?:{_NUMBER} (?:of )?){{1,3}}(?:more )?{_SPAN}\b"
    rf"|\b(?:the )?(?:next|following) (?:[a-z]+ )?(?:{_PART}|week|month|year|spring|summer|autumn|winter)\b"
    r"|\b(?:as|when) (?:the )?(?:night|evening|darkness|dusk|day|morning)"
    r" (?:fell|came|drew|approached|broke|dawned|was)\b",
    re.IGNORECASE,
)


def moments(words: Words, text: str) -> Iterator[Cue]:
    """The paragraph's free times that no phrase of the lexicon has told in full; `text` is its text."""
    known = [(first, end) for first, end, label in words.matches if label.startswith("jump:")]
    for found in _MOMENT.finditer(text):
        first, end = bisect_right(words.at, found.start()) - 1, bisect_left(words.at, found.end())
        if first >= 0 and not any(start <= first and end <= stop for start, stop in known):
            yield moment(words, first, end, "jump", "jump")
