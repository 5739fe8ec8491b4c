"""When each word of a story is said, by what a recording's cues say was said when.

Takes a story's texts and timed words, gives seconds. Words need not agree: a speaker's slips, a transcript's errors
and captions that begin in the middle of a sentence are bridged from the words around them that do. Knows nothing of
films.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from difflib import SequenceMatcher
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from storyanim.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

LEAST_MATCHED = 0.25
"""The share of a story's words that must be found, or the recording is of something else."""
SECONDS_A_WORD = 0.4
"""How long a word takes that stands before the first, or after the last, that was found."""
RUNS = (5, 3, 2, 1)
"""How many words in a row stand for a place in both texts, where they come but once in each; longest first."""
SMALL = 250_000
"""Words of one text times words of the other, up to which they may be compared word by word."""

_WORD = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]|[^\\W_]+(?:['\u2019][^\\W_]+)*")


class Spoken(NamedTuple):
    """Words that are said from second `start` to second `end` of a recording."""

    start: float
    end: float
    text: str


class _Range(NamedTuple):
    """Words `a` up to `a_end` of one text and `b` up to `b_end` of the other."""

    a: int
    a_end: int
    b: int
    b_end: int


def words_of(text: str) -> list[str]:
    """The words as they are compared: letters and digits only, small; of scripts without spaces every sign."""
    return [word.replace("'", "").replace("\u2019", "").casefold() for word in _WORD.findall(text)]


def word_seconds(texts: Sequence[str], spoken: Sequence[Spoken]) -> list[tuple[float, ...]]:
    """For each text, the second of the recording on which each of its words begins; rising from text to text.

    Raises:
        InputError: hardly a word of the story is in the cues.
    """
    counts = [words_of(text) for text in texts]
    story = [word for words in counts for word in words]
    timed = list(_timed(spoken))
    pairs = _matches(story, [word for word, _ in timed])
    if not pairs or len(pairs) < LEAST_MATCHED * len(story):
        found = f"of the story's {len(story):,} words, {len(pairs):,} are in the cues"
        raise InputError(f"the cues are of something else ({found}): name those of this story's recording")
    seconds = iter(_bridged(len(story), [(place, timed[other][1]) for place, other in pairs]))
    return [tuple(next(seconds) for _ in words) for words in counts]


def _timed(spoken: Sequence[Spoken]) -> Iterator[tuple[str, float]]:
    """Every word of the cues, in order of time, with its second: within a cue by the letters before it."""
    for cue in sorted(spoken):
        words = words_of(cue.text)
        letters = sum(map(len, words))
        before = 0
        for word in words:
            yield word, max(0.0, cue.start + max(0.0, cue.end - cue.start) * before / letters)
            before += len(word)


def _bridged(count: int, known: Sequence[tuple[int, float]]) -> Iterator[float]:
    """A second for each of `count` words, from those that are known by their place; never falling."""
    (first, begin), (last, end) = known[0], known[-1]
    ahead = (-1, max(0.0, begin - SECONDS_A_WORD * (first + 1)))
    marks = [ahead, *known, (count, end + SECONDS_A_WORD * (count - last))]
    latest = 0.0
    for (place, start), (other, stop) in pairwise(marks):
        for word in range(max(0, place), other):
            latest = max(latest, start + (stop - start) * (word - place) / (other - place))
            yield latest


def _matches(a: Sequence[str], b: Sequence[str]) -> list[tuple[int, int]]:
    """Places of equal words in both texts, rising in both: first by runs that are unmistakable, then in between."""
    found: list[tuple[int, int]] = []
    waiting = [_Range(0, len(a), 0, len(b))]
    while waiting:
        part = waiting.pop()
        if part.a >= part.a_end or part.b >= part.b_end:
            continue
        anchors = _anchors(a, b, part)
        if anchors:
            found += anchors
            marks = [(part.a - 1, part.b - 1), *anchors, (part.a_end, part.b_end)]
            waiting += [_Range(x + 1, u, y + 1, v) for (x, y), (u, v) in pairwise(marks)]
        elif (part.a_end - part.a) * (part.b_end - part.b) <= SMALL:
            found += _compared(a, b, part)
    return sorted(found)


def _anchors(a: Sequence[str], b: Sequence[str], part: _Range) -> list[tuple[int, int]]:
    """Runs of words that come once in each text, as long as can be; of those that cross, the most that do not."""
    for run in RUNS:
        ones, others = _once(a, part.a, part.a_end, run), _once(b, part.b, part.b_end, run)
        pairs = [(place, others[words]) for words, place in ones.items() if words in others]
        if pairs:
            return _rising(sorted(pairs))
    return []


def _once(words: Sequence[str], first: int, end: int, run: int) -> dict[tuple[str, ...], int]:
    places = {tuple(words[at : at + run]): at for at in range(first, end - run + 1)}
    counts = Counter(tuple(words[at : at + run]) for at in range(first, end - run + 1))
    return {key: place for key, place in places.items() if counts[key] == 1}


def _rising(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest part of the pairs, sorted by their first number, whose second numbers rise too (patience sorting)."""
    tops: list[int] = []
    piles: list[int] = []
    before: list[int] = []
    for number, (_, place) in enumerate(pairs):
        pile = bisect_left(tops, place)
        before.append(piles[pile - 1] if pile else -1)
        tops[pile : pile + 1] = [place]
        piles[pile : pile + 1] = [number]
    chain: list[tuple[int, int]] = []
    number = piles[-1]
    while number >= 0:
        chain.append(pairs[number])
        number = before[number]
    return chain[::-1]


def _compared(a: Sequence[str], b: Sequence[str], part: _Range) -> Iterator[tuple[int, int]]:
    matcher = SequenceMatcher(None, a[part.a : part.a_end], b[part.b : part.b_end], autojunk=False)
    for block in matcher.get_matching_blocks():
        yield from ((part.a + block.a + step, part.b + block.b + step) for step in range(block.size))
