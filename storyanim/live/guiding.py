"""Who leads the clock, and where to: hands on the page, the browser's voice word by word, a reader who is followed.

Takes a clock, a script and what was done, gives the clock. Values only: nothing is told, nothing is drawn.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import replace
from typing import TYPE_CHECKING

from storyanim.live.messages import Next, Pause, Play, Seek, Speed

if TYPE_CHECKING:
    from storyanim.live.clock import Clock
    from storyanim.live.messages import Leader
    from storyanim.live.script import Script

VOICE_AHEAD = 2
"""Words that the clock may run ahead of the browser's voice: a slow voice is waited for."""
READER_AHEAD = 6
"""Words that it may run ahead of a reader who is followed."""
LINE_END = 0.04
"""Seconds before the end of a line at which a reader is waited for: the next picture must not be seen yet."""

Turn = Play | Pause | Seek | Speed | Next


def turned(clock: Clock, script: Script, turn: Turn, moment: float, lead: Leader) -> Clock:
    """The clock after a hand on the page."""
    match turn:
        case Play():
            return clock.played(moment)
        case Pause():
            return clock.paused(moment)
        case Seek():
            return clock.sought(moment, turn.second)
        case Speed():
            return clock.at_speed(moment, turn.value)
        case Next():
            return _at_next_line(clock, script, moment, back=turn.back, waits=lead == "reader")


def led_to(clock: Clock, script: Script, word: int, moment: float, lead: Leader) -> Clock:
    """The clock at a word that is said now, going on to a few words further at most.

    A clock that is there already, or a little ahead, is not set back: that would be seen.
    """
    words = script.words
    if not words or word >= len(words):
        return clock
    last = word + (READER_AHEAD if lead == "reader" else VOICE_AHEAD)
    second, bound = words[word].second, words[last].second if last < len(words) else clock.length
    position = clock.position(moment)
    led = clock.led(moment, position if second <= position <= bound else second, bound)
    return replace(led, playing=True)


def waiting(clock: Clock, script: Script, moment: float) -> Clock:
    """The clock going on to the end of the line that is said and no further, until a reader says that it is read."""
    number = script.line_at(clock.position(moment))
    is_last = number >= len(script.lines) - 1
    return replace(clock, bound=clock.length if is_last else script.lines[number].end - LINE_END)


def word_at(script: Script, second: float) -> int:
    """The number of the word that is said at a second; 0 before the first."""
    return max(0, bisect_right(script.words, second + 1e-6, key=lambda word: word.second) - 1)


def _at_next_line(clock: Clock, script: Script, moment: float, *, back: bool, waits: bool) -> Clock:
    """At the next line or the one before; where a reader leads, no further than to that line's end."""
    if not script.lines:
        return clock
    second, number = clock.position(moment), script.line_at(clock.position(moment))
    if back:
        number = max(0, number - 1)
    elif second >= script.lines[0].first:
        number = min(number + 1, len(script.lines) - 1)
    line = script.lines[number]
    if not waits:
        return clock.sought(moment, line.first)
    return replace(clock.led(moment, line.first, line.end - LINE_END), playing=True)
