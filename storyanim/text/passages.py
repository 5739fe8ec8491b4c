"""Where scenes begin: takes sentences with cues, gives stretches with one setting and the reason each begins.

Cuts at headings, breaks, time cues, a place with a motion verb, and at length; never inside quoted speech. What a
stretch does not say is carried over from the one before. Knows nothing of who is there.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from storyanim.text.lexicon import lexicon
from storyanim.text.scene_lines import SceneLine, scene_line
from storyanim.types import Season, Setting, Story, TimeOfDay, Weather

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from storyanim.text.cues import Cue, Sentence

LONGEST = 300
"""Words after which a passage ends at the next paragraph (DESIGN section 3: a scene is about 300 words)."""
_SHORTEST = 12
"""Words a passage has before a change of place may end it: below this the change is taken as its place."""
_WEATHER_LASTS = 3
"""Passages through which a weather is carried that the text does not name again."""
_QUOTE = 60
_LOOKED_AT = frozenset({"at", "to", "toward", "towards", "into", "over", "across"})
_GLANCE = 5
"""Words behind `looked` in which a place is only looked at."""
_REACH = 14
"""Words behind a verb of motion in which it still leads somewhere."""

Boundary = Literal["start", "part", "break", "time", "place", "length"]


@dataclass(frozen=True, slots=True)
class Stretch:
    """Sentences `first` up to, not including, `end`, that share a setting."""

    first: int
    end: int
    setting: Setting
    reason: str
    boundary: Boundary
    part: str = ""
    place_named: bool = False


def stretches(story: Story, sentences: Sequence[Sentence]) -> tuple[Stretch, ...]:
    """The passages' stretches; together they hold all sentences."""
    cutter = _Cutter(story, sentences)
    for index, sentence in enumerate(sentences):
        cutter.take(index, sentence)
    return cutter.finish()


class _Cutter:
    """Goes through the sentences with the setting so far, and opens a new stretch where it changes."""

    def __init__(self, story: Story, sentences: Sequence[Sentence]) -> None:
        self._sentences = sentences
        self._breaks = list(story.breaks)
        self._done: list[Stretch] = []
        self._open = Stretch(0, 0, Setting(), "The story begins.", "start")
        self._words = 0
        self._time_named = self._weather_named = False
        self._weather_age = 0
        self._part = ""
        self._scene: SceneLine | None = None

    def take(self, index: int, sentence: Sentence) -> None:
        """Put one sentence into the open stretch, or begin a new one with it."""
        change = _change(sentence)
        opening = self._hard(index, sentence) or self._soft(index, sentence, change)
        if opening is not None and index > self._open.first and not sentence.opens_spoken:
            self._begin(index, *opening)
        if self._scene is not None:
            self._open, self._scene = self._set(self._scene), None
        if not sentence.heading:
            self._settle(change)
        self._words += sentence.words if not sentence.heading else 0

    def _set(self, line: SceneLine) -> Stretch:
        """The open stretch as a scene line says it is."""
        self._time_named = line.time is not None
        weather = self._open.setting.weather if line.time is None else "clear"
        time = line.time or self._open.setting.time
        setting = replace(self._open.setting, place=line.place, inside=line.inside, time=time, weather=weather)
        return replace(self._open, setting=setting, place_named=True)

    def finish(self) -> tuple[Stretch, ...]:
        """All stretches."""
        self._done.append(replace(self._open, end=len(self._sentences)))
        return tuple(self._done)

    def _hard(self, index: int, sentence: Sentence) -> tuple[Boundary, str] | None:
        """A heading, a scene line or a break before the sentence."""
        previous = self._sentences[index - 1] if index else None
        broken = False
        while self._breaks and self._breaks[0] <= sentence.span[0]:
            broken = self._breaks.pop(0) > 0 or broken
        if sentence.heading and (line := scene_line(sentence.text)):
            self._scene = line
            return "place", f"A new scene: {_short(sentence.text.strip())}."
        if sentence.heading:
            if previous is not None and previous.heading and previous.paragraph == sentence.paragraph:
                return None
            text = sentence.text.strip()
            if previous is not None and previous.heading:
                self._open = replace(
                    self._open, part=f"{self._open.part} {text}", reason=f"A new part: {_short(text)}."
                )
                self._part = self._open.part
                return None
            self._part = text
            if index == 0:
                self._open = replace(self._open, part=text)
            return "part", f"A new part: {_short(text)}."
        return ("break", "A break in the text.") if broken and index else None

    def _soft(self, index: int, sentence: Sentence, change: _Change) -> tuple[Boundary, str] | None:
        """A change of time, of place, or too long a stretch."""
        if self._words == 0 or (self._words < _SHORTEST and not (change.jumps and self._words > 4)):
            return None
        setting = self._open.setting
        if change.jumps:
            return "time", f"Time passes ({_quoted(change.time_quote)})."
        if change.time and self._time_named and change.time != setting.time:
            return "time", f"{_TIMES[change.time]} ({_quoted(change.time_quote)})."
        new_place = change.place and (change.place, change.inside) != (setting.place, setting.inside)
        if new_place and change.arrives and self._open.place_named:
            return "place", f"New place: the {change.place} ({_quoted(change.quote)})."
        starts_paragraph = index > 0 and self._sentences[index - 1].paragraph != sentence.paragraph
        if self._words >= LONGEST and (starts_paragraph or self._words >= 2 * LONGEST):
            return "length", "A long scene goes on."
        return None

    def _begin(self, index: int, boundary: Boundary, reason: str) -> None:
        self._done.append(replace(self._open, end=index))
        setting = replace(self._open.setting, mood="")
        self._weather_age += 1
        if self._weather_age >= _WEATHER_LASTS or boundary == "time":
            setting = replace(setting, weather="snow" if setting.weather == "snow" and boundary != "time" else "clear")
        if boundary == "part":
            setting = replace(setting, weather="clear")
        self._open = Stretch(index, index, setting, reason, boundary, self._part)
        self._words = 0
        self._time_named = self._weather_named = False

    def _settle(self, change: _Change) -> None:
        """Take the sentence's setting where the stretch has not named its own."""
        setting, named = self._open.setting, self._open.place_named
        if change.place and not named:
            setting, named = replace(setting, place=change.place, inside=change.inside), True
        if change.jumps and not change.time and not self._time_named:
            setting = replace(setting, time="day" if setting.time != "day" else setting.time)
        if change.time and not self._time_named:
            setting, self._time_named = replace(setting, time=change.time), True
        if change.weather and not self._weather_named:
            setting, self._weather_named, self._weather_age = replace(setting, weather=change.weather), True, 0
        if change.season:
            setting = replace(setting, season=change.season)
        if change.mood and not setting.mood:
            setting = replace(setting, mood=change.mood)
        self._open = replace(self._open, setting=setting, place_named=named)


_TIMES = {"night": "Night falls", "dawn": "Day breaks", "day": "It is day", "dusk": "Evening comes"}


def _quoted(words: str) -> str:
    plain = " ".join(words.split()).strip(' ,;:."“”‘’')
    return f'"{_short(plain)}"'


def _short(words: str) -> str:
    return words if len(words) <= _QUOTE else f"{words[: _QUOTE - 3].rstrip()}..."


def by_length(sentences: Sequence[Sentence]) -> Iterator[Stretch]:
    """Stretches of a text that is not read: by length alone, whole paragraphs where they are short enough."""
    first = words = 0
    for index, sentence in enumerate(sentences):
        if words and words + sentence.words > LONGEST:
            yield _length_stretch(first, index)
            first, words = index, 0
        words += sentence.words
    yield _length_stretch(first, len(sentences))


def _length_stretch(first: int, end: int) -> Stretch:
    if first == 0:
        return Stretch(0, end, Setting(), "The story begins.", "start")
    return Stretch(first, end, Setting(), "A long scene goes on.", "length")
