"""Where scenes begin: takes sentences with cues, gives stretches with one setting and the reason each begins.

Cuts at headings, breaks, time cues, a place that somebody comes to or that is set out, and at length; never inside
quoted speech. What a stretch does not say is carried over from the one before. Knows only whether anybody is there.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from storyanim.text.changes import Change, Hold, Told, change
from storyanim.text.scene_lines import SceneLine, prose_scene_line, scene_line
from storyanim.types import Setting, Story

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from storyanim.text.cues import Sentence

LONGEST = 300
"""Words after which a passage ends at the next paragraph: a scene is about 300 words."""
_SHORTEST = 12
"""Words a passage has before a change of place may end it: below this the change is taken as its place."""
_WEATHER_LASTS = 3
"""Passages through which a weather is carried that the text does not name again."""
_QUOTE = 60
_SHORES = frozenset({"beach", "harbour", "island"})
_FAIR = frozenset({"clear", "cloudy"})
_FOUL = frozenset({"rain", "storm", "snow", "fog"})
_MOVING: frozenset[Hold] = frozenset({"set", "come"})
_STRONG: frozenset[Hold] = frozenset({"there", "left", "set", "come"})

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


def stretches(story: Story, sentences: Sequence[Sentence], peopled: Sequence[bool]) -> tuple[Stretch, ...]:
    """The passages' stretches; together they hold all sentences.

    Args:
        story: its breaks begin stretches.
        sentences: the whole story's.
        peopled: for each sentence whether anybody known is in it; where nobody is, nobody comes to a place.
    """
    cutter = _Cutter(story, sentences)
    for index, sentence in enumerate(sentences):
        cutter.take(index, sentence, peopled=peopled[index])
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

    def take(self, index: int, sentence: Sentence, *, peopled: bool) -> None:
        """Put one sentence into the open stretch, or begin a new one with it."""
        said = self._on_water(change(sentence))
        opening = self._hard(index, sentence) or self._soft(index, sentence, said, peopled=peopled)
        if opening is not None and index > self._open.first and not sentence.opens_spoken:
            self._begin(index, *opening, later=said.jumps and not said.same_day)
        if self._scene is not None:
            self._open, self._scene = self._set(self._scene), None
        if not sentence.heading:
            self._settle(said)
        self._words += sentence.words if not sentence.heading else 0

    def _on_water(self, said: Change) -> Change:
        """Whoever rows off from a shore is at sea, if nothing else is said."""
        shore = self._open.setting.place in _SHORES and said.told.hold in ("none", "named")
        return replace(said, told=Told("sea", False, "come", said.rows)) if said.rows and shore else said

    def _set(self, line: SceneLine) -> Stretch:
        """The open stretch as a scene line says it is."""
        self._time_named = line.time is not None
        old = self._open.setting
        weather = old.weather if line.time in (None, old.time) else "clear"
        place, inside = (line.place, line.inside) if line.place else (old.place, old.inside)
        setting = replace(old, place=place, inside=inside, time=line.time or old.time, weather=weather)
        return replace(self._open, setting=setting, place_named=True)

    def finish(self) -> tuple[Stretch, ...]:
        """All stretches; those before the first place is named are there already."""
        found = [*self._done, replace(self._open, end=len(self._sentences))]
        first = next((number for number, stretch in enumerate(found) if stretch.setting.place), 0)
        place, inside = found[first].setting.place, found[first].setting.inside
        for number in range(first):
            setting = replace(found[number].setting, place=place, inside=inside)
            found[number] = replace(found[number], setting=setting)
        return tuple(found)

    def _hard(self, index: int, sentence: Sentence) -> tuple[Boundary, str] | None:
        """A heading, a scene line or a break before the sentence."""
        broken = False
        while self._breaks and self._breaks[0] <= sentence.span[0]:
            broken = self._breaks.pop(0) > 0 or broken
        if sentence.heading:
            return self._headed(index, sentence)
        return ("break", "A break in the text.") if broken and index else None

    def _headed(self, index: int, sentence: Sentence) -> tuple[Boundary, str] | None:
        previous = self._sentences[index - 1] if index else None
        if previous is not None and previous.heading and previous.paragraph == sentence.paragraph:
            return None
        text = self._heading(index)
        if line := scene_line(text):
            self._scene = line
            return "place", f"A new scene: {_short(text)}."
        self._scene = prose_scene_line(text)
        if previous is not None and previous.heading:
            self._part = f"{self._open.part} {text}"
            self._open = replace(self._open, part=self._part, reason=f"A new part: {_short(text)}.")
            return None
        self._part = text
        if index == 0:
            self._open = replace(self._open, part=text)
        return "part", f"A new part: {_short(text)}."

    def _heading(self, index: int) -> str:
        """A heading's whole text, which may be several sentences, without its last full stop."""
        first = self._sentences[index]
        found: list[str] = []
        for sentence in self._sentences[index:]:
            if sentence.paragraph != first.paragraph:
                break
            found.append(sentence.text)
        return " ".join("".join(found).split()).rstrip(".")

    def _soft(self, index: int, sentence: Sentence, said: Change, *, peopled: bool) -> tuple[Boundary, str] | None:
        """A change of time, of place, or too long a stretch."""
        if self._words == 0 or (self._words < _SHORTEST and not (said.jumps and self._words > 4)):
            return None
        if turned := self._time_turns(said):
            return "time", turned
        if peopled and self._place_turns(said):
            return "place", f"New place: the {said.told.place} ({_quoted(said.told.quote)})."
        starts_paragraph = index > 0 and self._sentences[index - 1].paragraph != sentence.paragraph
        if self._words >= LONGEST and (starts_paragraph or self._words >= 2 * LONGEST):
            return "length", "A long scene goes on."
        return None

    def _time_turns(self, said: Change) -> str:
        """The reason for a new passage if time passes or the weather changes, else ""."""
        if said.jumps:
            return f"Time passes ({_quoted(said.time_quote)})."
        if said.time and self._time_named and said.time != self._open.setting.time:
            return f"{_TIMES[said.time]} ({_quoted(said.time_quote)})."
        return f"The weather changes ({_quoted(said.weather_quote)})." if self._weather_turns(said) else ""

    def _place_turns(self, said: Change) -> bool:
        """Whether somebody comes to another place than the passage's, which is known or has been shown for a while."""
        setting, told = self._open.setting, said.told
        known = self._open.place_named or (setting.place != "" and 2 * self._words >= 3 * _SHORTEST)
        return known and told.hold in _MOVING and (told.place, told.inside) != (setting.place, setting.inside)

    def _weather_turns(self, said: Change) -> bool:
        """Whether fair weather turns foul, or foul fair, when the passage has been told for a while."""
        setting = self._open.setting
        if setting.inside or self._words < 3 * _SHORTEST:
            return False
        fouls = said.weather in _FOUL and setting.weather in _FAIR
        return fouls or (said.weather in _FAIR and setting.weather in _FOUL)

    def _begin(self, index: int, boundary: Boundary, reason: str, *, later: bool) -> None:
        self._done.append(replace(self._open, end=index))
        setting = replace(self._open.setting, mood="")
        self._weather_age += 1
        if later or (self._weather_age >= _WEATHER_LASTS and setting.weather != "snow"):
            setting = replace(setting, weather="clear")
        if boundary == "part" and self._scene is None:
            setting = replace(setting, weather="clear")
        self._open = Stretch(index, index, setting, reason, boundary, self._part)
        self._words = 0
        self._time_named = self._weather_named = False

    def _settle(self, said: Change) -> None:
        """Take the sentence's setting where the stretch has not named its own."""
        self._settle_place(said)
        setting = self._open.setting
        if said.years:
            setting = replace(setting, season=Setting().season, weather=Setting().weather)
        if said.jumps and not said.time and not self._time_named:
            setting = replace(setting, time="day")
        if said.time and not self._time_named:
            setting, self._time_named = replace(setting, time=said.time), True
        if said.weather and not self._weather_named:
            setting, self._weather_named, self._weather_age = replace(setting, weather=said.weather), True, 0
        if said.season:
            setting = replace(setting, season=said.season)
        if said.mood and not setting.mood:
            setting = replace(setting, mood=said.mood)
        self._open = replace(self._open, setting=setting)

    def _settle_place(self, said: Change) -> None:
        """A stretch takes the first place that holds; one that is only named counts where none is known."""
        told, setting = said.told, self._open.setting
        if not told.place or self._open.place_named:
            return
        strong = told.hold in _STRONG
        if strong or not setting.place:
            setting = replace(setting, place=told.place, inside=told.inside)
            self._open = replace(self._open, setting=setting, place_named=strong)


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
