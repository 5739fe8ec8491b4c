"""Where people speak: takes a paragraph, gives the spans between quotation marks.

Reads double quotes, curly double quotes, guillemets, and single quotes as British books set them, where the
closing mark is also the apostrophe. Works on characters, in linear time, and knows nothing of words.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from storyanim.types import Span

_OPENING = re.compile(r"[“„«「『]|\"|(?<!\w)‘|(?<![\w’'])'(?=\w)")
_CLOSERS = {"“": '”“"', "„": '“”"', "«": "»", "「": "」", "『": "』", '"': '"”'}
"""Texts from several hands mix straight and curled marks."""
# 'Tis and 'em begin with an apostrophe, not with a quotation.
_ELISION = re.compile(
    r"['‘](?:tis|twas|twill|twere|em|til|till|cause|bout|round|prentices?|fore|twixt|mongst|neath|gainst|scruciating|n)\b",
    re.IGNORECASE,
)
_AGAIN = {"“": '"', '"': "“"}
_DOUBLE_ENDS = {
    opening: re.compile(rf"(?P<again>(?<=[\s—-])[{opening}{_AGAIN.get(opening, '')}](?=\w))|[{closers}]")
    for opening, closers in _CLOSERS.items()
}
"""Per opening mark: its closing ones, or the same mark where it can only open (a space before, a letter behind)."""
_SURE_END = re.compile(r"(?<=[.,!?;:…—\-)”\"])['’](?!\w)")
_SPEAKER = re.compile(r"[A-Z][A-Z .'’()-]{1,30}:\s+(?=\S)")
_POSSIBLE_END = re.compile(r"(?<=\w)['’](?!\w)")
_NEXT_OPENING = re.compile(r"(?<![\w])[‘](?=\w)|(?<=[\s(—-])'(?=\w)")


def speech_spans(paragraph: str) -> tuple[Span, ...]:
    """Half-open spans of direct speech, marks included, in order, without overlap.

    A double quote that is never closed runs to the paragraph's end: the speech goes on in the next one.
    """
    if speaker := _SPEAKER.match(paragraph):  # a play: `MARA: I cannot stay.`
        return ((speaker.end(), len(paragraph)),)
    ends = _SingleEnds(paragraph)
    spans: list[Span] = []
    position = 0
    while match := _OPENING.search(paragraph, position):
        start = match.start()
        end = ends.after(start) if match.group() in "'‘" else _double_end(paragraph, start)
        if end is None:
            position = start + 1
            continue
        spans.append((start, end))
        position = end
    return tuple(spans)


def _double_end(paragraph: str, start: int) -> int:
    """The end of a speech in double quotes; one that is not closed before the next one opens ends there."""
    match = _DOUBLE_ENDS[paragraph[start]].search(paragraph, start + 1)
    if match is None:
        return len(paragraph)
    return match.start() if match["again"] else match.end()


class _SingleEnds:
    """The places where a single quotation may end, found once for a paragraph."""

    def __init__(self, paragraph: str) -> None:
        self._paragraph = paragraph
        self._sure = [match.end() for match in _SURE_END.finditer(paragraph)]
        self._possible = [match.end() for match in _POSSIBLE_END.finditer(paragraph)]
        self._openings = [match.start() for match in _NEXT_OPENING.finditer(paragraph)]

    def after(self, start: int) -> int | None:
        """The end of the quotation opened at `start`; None if that mark opens none.

        A mark after punctuation surely closes; one after a letter (`the dogs' tails`) closes only where no sure
        one comes before the next opening.
        """
        if _ELISION.match(self._paragraph, start):
            return None
        limit = _at_or_after(self._openings, start + 1) or len(self._paragraph)
        sure = _at_or_after(self._sure, start + 2)
        if sure is not None and sure <= limit:
            return sure
        possible = _at_or_after(self._possible, start + 2)
        if possible is not None and possible <= limit:
            return possible
        if sure is not None:
            return sure
        return len(self._paragraph) if self._paragraph[start] == "‘" else None


def _at_or_after(places: list[int], position: int) -> int | None:
    index = bisect_left(places, position)
    return places[index] if index < len(places) else None
