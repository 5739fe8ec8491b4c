"""Where scenes begin: the rows that hand-cut stories answer (github.com/caljoseph/scene-segmentation, no licence).

A file's lines are 0 or 1 and a sentence; 1 begins a scene. A story's first sentence is not counted. How fine scenes
are cut is the annotator's choice, so a story is also scored with its strongest cuts, as many as it has scene starts.
"""

from __future__ import annotations

import csv
import random
from bisect import bisect_right
from dataclasses import dataclass
from statistics import fmean
from typing import TYPE_CHECKING

from storyanim.text.reading import understanding
from storyanim.types import Story
from tests.benchmarks.reading.scores import pk, within

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from storyanim.types import Span

SEED = 1
REACH = 3
"""Sentences by which a cut may miss a scene's start."""
_DEVELOPMENT = (
    "A_Christmas_Carol",
    "Prince_and_the_Pauper",
    "The_Most_Dangerous_Game",
    "The_Night_Wire",
    "To_Build_A_Fire",
    "Winnie_The_Pooh",
)
_EVERY = 100
"""Words between the cuts of the simplest reader."""
_DRAWS = 20
"""Times that chance cuts."""


@dataclass(frozen=True, slots=True)
class CutStory:
    """A story with the spans of its sentences and the numbers of those that begin scenes, the first one left out."""

    name: str
    text: str
    sentences: tuple[Span, ...]
    starts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Cuts:
    """How one way of cutting does, averaged over stories: F1 and Pk are 0 to 1."""

    f1: float
    pk: float
    per_start: float


def stories(folder: Path, *, held_out: bool) -> Iterator[CutStory]:
    """The development stories, or all others."""
    for path in sorted((folder / "data" / "datasets" / "story_lab").glob("*.csv")):
        if (path.stem not in _DEVELOPMENT) == held_out:
            yield _story(path)


def _story(path: Path) -> CutStory:
    text, spans, starts = "", list["Span"](), list[int]()
    with path.open(encoding="utf-8", newline="") as file:
        for mark, sentence in (row[:2] for row in csv.reader(file) if len(row) > 1 and row[1].strip()):
            if mark == "1" and spans:
                starts.append(len(spans))
            joined = _joined(text, sentence)
            spans.append((len(joined) - len(_set(sentence)), len(joined)))
            text = joined
    return CutStory(path.stem, text, tuple(spans), tuple(starts))


def _joined(text: str, sentence: str) -> str:
    lead = sentence[: len(sentence) - len(sentence.lstrip())]
    tail = text[len(text.rstrip()) :]
    gap = "\n\n" if (lead + tail).count("\n") > 1 else " " if text else ""
    return text.rstrip() + gap + _set(sentence)


def _set(sentence: str) -> str:
    """A sentence with its line ends as spaces; blank lines at its end stay."""
    end = "\n\n" if sentence[len(sentence.rstrip()) :].count("\n") > 1 else ""
    return " ".join(sentence.split()) + end


def read_cuts(found: Sequence[CutStory]) -> tuple[Cuts, Cuts]:
    """The reader's strongest cuts, as many as each story has starts, and its cuts at the default pace."""
    strongest: list[list[int]] = []
    default: list[list[int]] = []
    for story in found:
        understood = understanding(Story("", story.text), seed=SEED)
        ranked = sorted(zip(understood.strengths, understood.sentences, strict=True), key=lambda pair: -pair[0])
        places = (_sentence(story, sentence.span[0]) for _, sentence in ranked)
        strongest.append(_apart(places, len(story.starts)))
        default.append([_sentence(story, passage.span[0]) for passage in understood.reading.passages[1:]])
    return _scored(found, strongest), _scored(found, default)


def _apart(ranked: Iterable[int], count: int) -> list[int]:
    """The first `count` sentences, the story's own first one left out, each farther from the others than `REACH`."""
    kept: list[int] = []
    for place in ranked:
        if place > 0 and all(abs(place - other) > REACH for other in kept):
            kept.append(place)
        if len(kept) == count:
            break
    return sorted(kept)


def random_cuts(found: Sequence[CutStory]) -> Cuts:
    """Chance: as many cuts as there are starts, anywhere, the mean of some draws."""
    chance = random.Random(SEED)
    draws = [
        _scored(found, [sorted(chance.sample(range(1, len(s.sentences)), len(s.starts))) for s in found])
        for _ in range(_DRAWS)
    ]
    return Cuts(*(fmean(getattr(draw, name) for draw in draws) for name in Cuts.__slots__))


def even_cuts(found: Sequence[CutStory]) -> Cuts:
    """A cut every hundred words."""
    return _scored(found, [_even(story) for story in found])


def _even(story: CutStory) -> list[int]:
    cuts: list[int] = []
    words = 0
    for number, span in enumerate(story.sentences):
        if words >= _EVERY:
            cuts.append(number)
            words = 0
        words += len(story.text[slice(*span)].split())
    return cuts


def _scored(found: Sequence[CutStory], cuts: Sequence[Sequence[int]]) -> Cuts:
    pairs = list(zip(found, cuts, strict=True))
    return Cuts(
        f1=fmean(within(cut, story.starts, REACH).f1 for story, cut in pairs),
        pk=fmean(pk(cut, story.starts, len(story.sentences)) for story, cut in pairs),
        per_start=fmean(len(cut) / max(len(story.starts), 1) for story, cut in pairs),
    )


def _sentence(story: CutStory, position: int) -> int:
    return max(0, bisect_right([start for start, _ in story.sentences], position) - 1)
