"""Where sentences end: takes a paragraph in any script, gives spans that cover it.

A sentence's span includes the space behind it. Knows abbreviations, initials, ellipses and quotations followed by
`he said`; works on characters in linear time.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from storyanim.text.lexicon import lexicon

if TYPE_CHECKING:
    from storyanim.types import Span

_END = re.compile(
    r"(?P<mark>[.!?…]{1,20}|[؟۔।])(?P<close>[)\]\"'”’»*_]{0,4})(?P<gap>\s+|(?=[“‘\"]\w)|--|—|$)"
    r"|(?P<wide>[。！？｡]{1,20}[」』”’）]{0,4})(?P<wide_gap>\s*)"
)
_LAST_WORD = re.compile(r"[\w.]{1,12}$")
_OPENERS = "([\"'“‘«—-_*"
_ATTRIBUTION = re.compile(
    r"(?:[A-Z][\w.]*\s+){1,3}(?:said|says|asked|cried|replied|answered|whispered|shouted|called|exclaimed|thought|told|added)\b"
)


def sentence_spans(paragraph: str) -> tuple[Span, ...]:
    """Spans of the sentences, in order; together they cover the paragraph."""
    spans: list[Span] = []
    start = 0
    for match in _END.finditer(paragraph):
        if match.end() > start and (match["wide"] or _ends(paragraph, match)):
            spans.append((start, match.end()))
            start = match.end()
    if start < len(paragraph):
        spans.append((start, len(paragraph)))
    return tuple(spans)


def _ends(paragraph: str, match: re.Match[str]) -> bool:
    if match["gap"] in ("--", "—"):
        return False
    following = _first_letter(paragraph, match.end())
    if following.islower():
        return False
    if match["mark"] == "." and not match["close"] and _abbreviated(paragraph, match.start()):
        return False
    return not (match["close"] and _ATTRIBUTION.match(paragraph, match.end()))


def _first_letter(paragraph: str, position: int) -> str:
    for character in paragraph[position : position + 4]:
        if character not in _OPENERS:
            return character
    return ""


def _abbreviated(paragraph: str, dot: int) -> bool:
    found = _LAST_WORD.search(paragraph[max(0, dot - 12) : dot])
    if found is None:
        return False
    word = found.group()
    initial = len(word) == 1 and word.isupper() and word != "I"
    return initial or word.lower() in lexicon().sets["grammar.abbreviations"]
