"""How likely a scene begins with a sentence: takes sentences, what each changes and who is there, gives strengths.

What counts is how a sentence opens (a time, `When ...`, a name after talk), where it leads, who comes, wakes or was
just gone, and whether other people are about than before. The weights are set by hand in round numbers; fitted to six
stories cut by hand (logistic regression, each story held out in turn) they did no better. A strength is the logarithm
of the odds that a scene begins there.
Knows nothing of passages.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from storyanim.text.cast import Presence
    from storyanim.text.changes import Change
    from storyanim.text.cues import Sentence
    from storyanim.text.measures import Measure

BIAS = -4.6
SURE = 0.0
"""Strength from which a scene begins though neither time nor place change: even odds."""
WEIGHTS: Mapping[str, float] = {
    "behind a heading": 8.0,
    "staging": 1.0,
    "time turns": 1.0,
    "jump": 0.8,
    "opens with a jump": 0.8,
    "wakes": 0.8,
    "other people 12": 0.8,
    "paragraph": 0.7,
    "at length": 0.6,
    "come": 0.5,
    "somebody is gone": 0.5,
    "place turns": 0.5,
    "set": 0.4,
    "time": 0.4,
    "when": 0.4,
    "back to telling": 0.5,
    "other people 5": 0.4,
    "motion": 0.4,
    "stay": 0.3,
    "weather": 0.3,
    "a name": 0.3,
    "somebody is back": 0.3,
    "talk ends": 0.3,
    "season": 0.2,
    "then": 0.2,
    "somebody new": 0.2,
    "leads on": -0.2,
    "opens with talk": -0.5,
    "talk": -1.0,
}
"""What each mark of a beginning adds."""
_TALK = 0.3
"""Share of a sentence in quotation marks from which it counts as talk."""
_LONG_GONE = 12
"""Sentences after which somebody who is there again has come back."""
_WINDOWS = (5, 12)
"""Sentences on either side over which those present are compared."""
_HEADING = re.compile(r"(?:CHAPTER|BOOK|PART|STAVE|LETTER|ACT|SCENE)\b[ .]*(?:[IVXLC]+|\d+|[A-Z]+)\b")
_WHEN = frozenset({"when", "as", "after", "while", "once", "until", "before", "awaking", "waking"})
_THEN = frozenset(
    {
        "meanwhile",
        "at",
        "by",
        "then",
        "now",
        "soon",
        "presently",
        "finally",
        "afterwards",
        "later",
        "next",
        "so",
        "well",
    }
    | {"outside", "inside", "suddenly", "scarcely", "hardly"}
)
_AT_LENGTH = re.compile(
    r"(?:at (?:last|length|first|that|the end|once|this)|by and by|by this time|in a (?:little|few|short)|"
    r"in the (?:course|meantime|mean|morning|evening|after)|after|on the|one )"
)
_LEADING_ON = frozenset(
    {"he", "she", "it", "they", "his", "her", "their", "i", "you", "we", "this", "that", "these", "but", "and", "or"}
    | {"for", "yes", "no", "oh"}
)
_MOTION = re.compile(
    r"\b(?:went|came|reached|entered|returned|arrived|left|set out|set off|hurried|ran|walked|rode|climbed|followed|"
    r"started)\b"
)
_GONE = re.compile(
    r"\b(?:went (?:away|off|out|home|to bed|back)|gone|left|departed|good[- ]?(?:night|bye)|fell asleep|asleep|"
    r"disappeared|vanished|home again|ran (?:away|off)|trotted|off)\b",
    re.IGNORECASE,
)
_WAKING = re.compile(r"\b(?:awoke|woke|awake|awakened|waking|awaking|opened (?:his|her|their) eyes)\b")
_STAGING = re.compile(r"(?:\W*[\w’'-]+){0,6}?\W+(?:was|were|sat|stood|lived|lay|had been)\b")
_OPENING = 8
"""Characters within which a phrase opens a sentence."""


def strengths(
    sentences: Sequence[Sentence],
    changes: Sequence[Change],
    present: Sequence[Sequence[Presence]],
    turned: Mapping[int, str],
) -> list[float]:
    """For each sentence the strength of a beginning there; `turned` are those where time or place change, and which."""
    return [
        BIAS + sum(WEIGHTS.get(name, 0.0) * value for name, value in marks.items())
        for marks in all_marks(sentences, changes, present, turned)
    ]


def all_marks(
    sentences: Sequence[Sentence],
    changes: Sequence[Change],
    present: Sequence[Sequence[Presence]],
    turned: Mapping[int, str],
) -> Iterator[dict[str, float]]:
    """The marks of a beginning in each sentence, by name: mostly 0 or 1."""
    comings = _comings(present)
    others = [_cast_changes(present, window) for window in _WINDOWS]
    talk = list(accumulate((sentence.spoken for sentence in sentences), initial=0.0))
    for at, sentence in enumerate(sentences):
        before = sentences[at - 1] if at else None
        marks = _opening_marks(sentence, present[at])
        marks |= _told_marks(sentence, changes[at], turned.get(at, ""))
        marks |= _neighbour_marks(sentence, before)
        marks |= comings[at]
        marks |= {f"other people {window}": rates[at] for window, rates in zip(_WINDOWS, others, strict=True)}
        yield marks | {"talk ends": float(_talk_ends(talk, at))}


def _opening_marks(sentence: Sentence, present: Sequence[Presence]) -> dict[str, float]:
    text = sentence.text.strip()
    low = text.lower()
    first = re.split(r"[^\w’']+", low.lstrip("\"“‘'«—-"), maxsplit=1)[0]
    actor = next((presence.cue for presence in present if presence.cue.subject), None)
    named = actor is not None and actor.kind != "pronoun" and actor.start - sentence.span[0] < 40
    talks = sentence.spoken >= _TALK
    return {
        "when": float(first in _WHEN),
        "then": float(first in _THEN),
        "at length": float(_AT_LENGTH.match(low) is not None),
        "leads on": float(first in _LEADING_ON),
        "talk": float(talks),
        "opens with talk": float(text[:1] in "\"“‘'«"),
        "a name": float(named and text[:1] not in "\"“‘'«"),
        "staging": float(named and not talks and bool(_STAGING.match(text)) and bool(sentence.of("place"))),
        "motion": float(not talks and _MOTION.search(low) is not None),
        "wakes": float(not talks and _WAKING.search(low) is not None),
    }


def _told_marks(sentence: Sentence, said: Change, turned: str) -> dict[str, float]:
    opens = said.jumps and any(cue.start - sentence.span[0] < _OPENING for cue in sentence.of("jump"))
    return {
        "jump": float(said.jumps),
        "opens with a jump": float(opens),
        "time": float(said.time is not None and not said.jumps),
        "come": float(said.told.hold == "come"),
        "set": float(said.told.hold == "set"),
        "stay": float(said.told.hold == "stay"),
        "weather": float(said.weather is not None),
        "season": float(said.season is not None),
        "time turns": float(turned == "time"),
        "place turns": float(turned == "place"),
    }


def _neighbour_marks(sentence: Sentence, before: Sentence | None) -> dict[str, float]:
    if before is None:
        return {}
    talked = before.spoken > 0.5
    return {
        "behind a heading": float(_HEADING.match(before.text.strip()) is not None),
        "back to telling": float(talked and sentence.spoken == 0),
        "somebody is gone": float(_GONE.search(before.text) is not None),
        "paragraph": float(before.paragraph != sentence.paragraph),
    }


def _talk_ends(talk: Sequence[float], at: int) -> bool:
    """Whether there is talk before and none behind; `talk` are the sums of the sentences' spoken shares."""
    before, behind = max(at - 4, 0), min(at + 3, len(talk) - 1)
    return at > 0 and talk[at] - talk[before] > (at - before) / 2 and talk[behind] - talk[at] < (behind - at) / 5


def _comings(present: Sequence[Sequence[Presence]]) -> list[dict[str, float]]:
    """For each sentence whether somebody is there for the first time, or again after long."""
    last: dict[str, int] = {}
    found: list[dict[str, float]] = []
    for at, row in enumerate(present):
        new = any(presence.key not in last and presence.cue.kind != "pronoun" for presence in row)
        back = any(at - last.get(presence.key, at) > _LONG_GONE for presence in row)
        found.append({"somebody new": float(new), "somebody is back": float(back)})
        last.update((presence.key, at) for presence in row)
    return found


def _cast_changes(present: Sequence[Sequence[Presence]], window: int) -> list[float]:
    """For each sentence the share of those about who are so only before it, or only from it on: 0 to 1."""
    keys = [frozenset(presence.key for presence in row) for row in present]
    found: list[float] = []
    for at in range(len(keys)):
        before = frozenset[str]().union(*keys[max(0, at - window) : at])
        behind = frozenset[str]().union(*keys[at : at + window])
        everybody = before | behind
        found.append(1 - len(before & behind) / len(everybody) if everybody else 0.0)
    return found


class Turn(NamedTuple):
    """A beginning without a new time or place: why, and the words it begins with."""

    reason: str
    quote: str


def splits(
    sentences: Sequence[Sentence], odds: Sequence[float], starts: Sequence[int], measure: Measure
) -> dict[int, Turn]:
    """Where stretches are split: wherever a beginning is likelier than not, and long ones where it is likeliest.

    `starts` are the stretches' first sentences. No part is shorter than a third of a scene.
    """
    words = list(accumulate((0 if s.heading else s.words for s in sentences), initial=0))
    free = [not sentence.opens_spoken for sentence in sentences]
    least, most = measure.scene // 3, measure.scene * 4 // 3
    found: dict[int, Turn] = {}
    for start, end in pairwise((*starts, len(sentences))):
        first = start
        for at in range(start + 1, end):
            sure = odds[at] >= SURE and free[at]
            if sure and words[at] - words[first] >= least <= words[end] - words[at]:
                found[at], first = Turn("The story turns", sentences[at].text), at
    for start, end in pairwise(sorted({*starts, *found, len(sentences)})):
        first = start
        while words[end] - words[first] > most:
            low = bisect_left(words, words[first] + least, first + 1, end)
            high = bisect_right(words, min(words[first] + most, words[end] - least), low, end)
            fits = [odds[at] - abs(words[at] - words[first] - measure.scene) / measure.scene for at in range(low, high)]
            best = max(((fit, -at) for at, fit in enumerate(fits, low) if free[at]), default=None)
            if best is None:
                break
            first = -best[1]
            found[first] = Turn("A long scene goes on", sentences[first].text)
    return found
