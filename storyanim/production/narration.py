"""A recording and a storyboard brought together: shots and captions change when the words are said.

Takes a storyboard, the length of a recording and, where they are known, its cues; gives the storyboard with its
drafted shots re-timed, and captions at the seconds of their words. Reads no sound.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import replace
from itertools import accumulate
from typing import TYPE_CHECKING

from storyanim.errors import InputError
from storyanim.production.alignment import Spoken, word_seconds, words_of
from storyanim.schedule import spoken_texts
from storyanim.storyboard import Narration, retimed

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from fractions import Fraction
    from pathlib import Path

    from storyanim.schedule import Schedule
    from storyanim.storyboard import Storyboard
    from storyanim.types import Caption

LARGEST_CUES = 20_000_000
"""Bytes: a day's word times."""
LONGEST_TITLE = 30.0
"""Seconds: as long as a title card may stand while a recording comes to the story."""


def read_cues(path: Path) -> list[Spoken]:
    """What a file says was said when: subtitles (SRT, VTT) or a transcript (Whisper's JSON).

    Raises:
        InputError: it cannot be read, is too large, or holds no times.
    """
    from storyanim.text import read_story, story_bytes

    data = story_bytes(path, LARGEST_CUES)
    if len(data) > LARGEST_CUES:
        raise InputError(f"{path}: more than {LARGEST_CUES // 10**6} MB; name the cues of this recording alone")
    story = read_story(path, data, limit=LARGEST_CUES) if data.strip() else None
    if story is None or not story.cues:
        lacking = "is empty" if story is None else "holds no times"
        raise InputError(f"{path}: {lacking}; name subtitles (.srt, .vtt) or a transcript with times (.json)")
    return [Spoken(cue.start, cue.end, story.text[slice(*cue.span)]) for cue in story.cues]


def narrated(board: Storyboard, narration: Narration, seconds: float, spoken: Sequence[Spoken]) -> Storyboard:
    """The film told by a recording of `seconds`: every drafted shot begins with its first word, the last one ends with
    the recording. Without `spoken` the recording is shared out by how long the words usually take.

    Words that come later than the title card ends wait for it; where they come sooner the recording begins later.

    Raises:
        InputError: the cues are of something else.
    """
    starts, end = _heard(board, spoken) if spoken else (_starts_guessed(board, seconds), seconds)
    board = _with_title(board, starts[0])
    title = float(round(board.title_seconds * board.rate) / board.rate)
    begins = round(title - starts[0], 6) if title else 0.0
    told = board.with_drafted(narration=narration.model_copy(update={"begins": begins}))
    return retimed(told, [begins + start for start in starts], begins + max(seconds, end))


def heard_words(board: Storyboard, spoken: Sequence[Spoken]) -> list[tuple[float, ...]]:
    """For each shot the second of the film on which each of its spoken words begins.

    Raises:
        InputError: the cues are of something else.
    """
    begins = board.narration.begins
    words = word_seconds(list(spoken_texts(board.scenes)), spoken)
    return [tuple(begins + second for second in seconds) for seconds in words]


def captions_heard(schedule: Schedule, heard: Sequence[Sequence[float]]) -> tuple[Caption, ...]:
    """The schedule's captions, each from the frame of its first word on, to the one of the next caption."""
    spoken = [shot for shot in schedule.shots if not shot.is_title]
    firsts = [caption.first for caption in schedule.captions]
    found: list[Caption] = []
    for shot, seconds in zip(spoken, heard, strict=True):
        within = schedule.captions[bisect_left(firsts, shot.first) : bisect_left(firsts, shot.end)]
        found += _in_time(within, [_frame(second, schedule.rate) for second in seconds], shot.end)
    return tuple(found)


def _in_time(captions: Sequence[Caption], words: Sequence[int], end: int) -> Iterator[Caption]:
    """The captions of one shot, at the frames of their words; each keeps a frame at least, in the shot."""
    places = list(accumulate((len(words_of(caption.text)) for caption in captions), initial=0))
    starts = [caption.first for caption in captions]
    for number in range(1, len(captions)):
        asked = words[places[number]] if places[number] < len(words) else starts[number]
        starts[number] = min(max(asked, starts[number - 1] + 1), end - len(captions) + number)
    for number, (caption, stop) in enumerate(zip(captions, [*starts[1:], end], strict=True)):
        own = tuple(words[places[number] : places[number + 1]])
        shown = len(caption.text.split()) == len(own)  # a dash on its own is no word, and would shift the rest
        yield replace(caption, first=starts[number], end=stop, words=own if shown else ())


def _heard(board: Storyboard, spoken: Sequence[Spoken]) -> tuple[list[float], float]:
    """The second of the recording at which each shot begins, one without words as the next that has; and at which the
    cue of the last word ends, which may be beyond the recording. What cues say after the story is not waited for.
    """
    seconds = word_seconds(list(spoken_texts(board.scenes)), spoken)
    last = max(second for words in seconds for second in words)
    end = following = min((cue.end for cue in spoken if cue.end > last), default=last)
    starts: list[float] = []
    for words in reversed(seconds):
        following = words[0] if words else following
        starts.append(following)
    return starts[::-1], end


def _starts_guessed(board: Storyboard, seconds: float) -> list[float]:
    lengths = [shot.seconds for _, shot in board.shots]
    share = seconds / sum(lengths)
    return list(accumulate((length * share for length in lengths[:-1]), initial=0.0))


def _with_title(board: Storyboard, first: float) -> Storyboard:
    """The title card stands until the first word is said, where a hand has not said how long."""
    if not board.title_seconds or first <= board.title_seconds or board.hand_edited("title_seconds"):
        return board
    frames = round(min(first, LONGEST_TITLE) * board.rate)
    return board.with_drafted(title_seconds=round(float(frames / board.rate), 6))


def _frame(second: float, rate: Fraction) -> int:
    return round(second * rate)
