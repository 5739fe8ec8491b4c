"""Where scenes begin: takes sentences with cues, gives stretches with one setting and the reason each begins.

Cuts at headings, breaks, time cues and a place that somebody comes to or that is set out, and splits what is long
where a scene most likely begins (`turns`); never inside quoted speech. What a stretch does not say is carried over
from the one before (`state`).
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Literal

from storyanim.text.changes import Change, Told, change
from storyanim.text.measures import EVEN, Measure
from storyanim.text.scene_lines import SceneLine, bare_scene_line, prose_scene_line, scene_line
from storyanim.text.state import MOVING, State, begun, led, looked_back, returned, settled
from storyanim.text.turns import Turn, splits, strengths
from storyanim.types import Setting, Story

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from storyanim.text.cast import Presence
    from storyanim.text.cues import Sentence
    from storyanim.types import Span

_QUOTE = 60
_FAIR = frozenset({"clear", "cloudy"})
_FOUL = frozenset({"rain", "storm", "snow", "fog"})
_SETTLED = 3
"""Times a passage's shortest length after which its time and weather hold, though no words have told them."""

Boundary = Literal["start", "part", "break", "time", "place", "length"]


@dataclass(frozen=True, slots=True)
class Stretch:
    """Sentences `first` up to, not including, `end`, that share a setting; `sources` are the words that tell it."""

    first: int
    end: int
    setting: Setting
    reason: str
    boundary: Boundary
    part: str = ""
    place_named: bool = False
    sources: Mapping[str, Span] = field(default_factory=dict[str, "Span"])


@dataclass(frozen=True, slots=True)
class Cuts:
    """A story's stretches, which together hold all sentences, and how likely a scene begins with each sentence."""

    stretches: tuple[Stretch, ...]
    strengths: tuple[float, ...]


def cut(
    story: Story,
    sentences: Sequence[Sentence],
    peopled: Sequence[bool],
    present: Sequence[Sequence[Presence]],
    measure: Measure = EVEN,
) -> Cuts:
    """Cut a story into stretches.

    Args:
        story: its breaks begin stretches.
        sentences: the whole story's.
        peopled: for each sentence whether anybody known is in it; where nobody is, nobody comes to a place.
        present: who is in each sentence.
        measure: how long passages are.
    """
    changes = [Change() if sentence.heading else change(sentence) for sentence in sentences]
    told = _Cutter(story, sentences, measure, {}).all(changes, peopled)
    turned = {stretch.first: stretch.boundary for stretch in told if stretch.first}
    odds = strengths(sentences, changes, present, turned)
    turns = splits(sentences, odds, [stretch.first for stretch in told], measure)
    found = _Cutter(story, sentences, measure, turns).all(changes, peopled) if turns else told
    return Cuts(found, tuple(odds))


class _Cutter:
    """Goes through the sentences with the state so far, and opens a new stretch where it changes."""

    def __init__(
        self, story: Story, sentences: Sequence[Sentence], measure: Measure, turns: Mapping[int, Turn]
    ) -> None:
        self._sentences = sentences
        self._measure = measure
        self._turns = turns
        self._breaks = list(story.breaks)
        self._scene_lines = frozenset(start for start, _ in story.scenes)
        self._done: list[Stretch] = []
        self._open = Stretch(0, 0, Setting(), "The story begins.", "start")
        self._state = State()
        self._words = 0
        self._part = ""
        self._scene: SceneLine | None = None
        self._given = False

    def all(self, changes: Sequence[Change], peopled: Sequence[bool]) -> tuple[Stretch, ...]:
        """The stretches; those before the first place is named are there already."""
        for index, said in enumerate(changes):
            self._take(index, said, peopled=peopled[index])
        found = [*self._done, self._closed(len(self._sentences))]
        first = next((number for number, stretch in enumerate(found) if stretch.setting.place), 0)
        place, inside = found[first].setting.place, found[first].setting.inside
        for number in range(first):
            setting = replace(found[number].setting, place=place, inside=inside)
            found[number] = replace(found[number], setting=setting)
        return tuple(found)

    def _take(self, index: int, said: Change, *, peopled: bool) -> None:
        """Put one sentence into the open stretch, or begin a new one with it."""
        sentence = self._sentences[index]
        told = led(self._state, said) if peopled else _seen_only(said.told)
        opening = self._hard(index, sentence) or self._soft(index, said, told, peopled=peopled)
        if opening is not None and index > self._open.first and not sentence.opens_spoken:
            self._begin(index, *opening, said)
        if self._scene is not None:
            self._state, self._scene, self._given = _set(self._state, self._scene), None, True
        if not sentence.heading:
            short = 0 < 2 * self._words < self._measure.turn and told.hold in MOVING and not self._given
            self._state = settled(replace(self._state, place_named=False) if short else self._state, said, told)
        self._words += sentence.words if not sentence.heading else 0

    def _closed(self, end: int) -> Stretch:
        state = self._state
        return replace(self._open, end=end, setting=state.setting, place_named=state.place_named, sources=state.sources)

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
        if sentence.span[0] in self._scene_lines:
            self._scene = scene_line(text) or bare_scene_line(text)
            return ("place", f"A new scene: {_short(text)}.") if self._words else None
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

    def _soft(self, index: int, said: Change, told: Told, *, peopled: bool) -> tuple[Boundary, str] | None:
        """A change of time, of place, or another turn of a long stretch."""
        if self._words == 0 or (2 * self._words < self._measure.turn and not (said.jumps and self._words > 4)):
            return None
        if turned := self._time_turns(said):
            return "time", turned
        if peopled and self._place_turns(told):
            return "place", f"New place: the {told.place} ({_quoted(told.quote)})."
        turn = self._turns.get(index)
        return ("length", f"{turn.reason} ({_quoted(turn.quote)}).") if turn else None

    def _time_turns(self, said: Change) -> str:
        """The reason for a new passage if time passes or the weather changes, else ""."""
        if said.jumps:
            return f"Time passes ({_quoted(said.time_quote)})."
        known = self._state.time_named or self._words >= _SETTLED * self._measure.turn
        if said.time and known and said.time != self._state.setting.time:
            return f"{_TIMES[said.time]} ({_quoted(said.time_quote)})."
        return f"The weather changes ({_quoted(said.weather_quote)})." if self._weather_turns(said) else ""

    def _place_turns(self, told: Told) -> bool:
        """Whether somebody comes to another place than the passage's, which is known or has been shown for a while."""
        setting = self._state.setting
        known = self._state.place_named or (setting.place != "" and 2 * self._words >= 3 * self._measure.turn)
        return (
            known
            and self._words > 0
            and told.hold in MOVING
            and (told.place, told.inside) != (setting.place, setting.inside)
        )

    def _weather_turns(self, said: Change) -> bool:
        """Whether fair weather turns foul, or foul fair, when the passage has been told for a while."""
        setting = self._state.setting
        if setting.inside or self._words < _SETTLED * self._measure.turn:
            return False
        fouls = said.weather in _FOUL and setting.weather in _FAIR
        return fouls or (said.weather in _FAIR and setting.weather in _FOUL)

    def _begin(self, index: int, boundary: Boundary, reason: str, said: Change) -> None:
        self._done.append(self._closed(index))
        later = said.jumps and not said.same_day
        state = returned(self._state) if boundary in ("part", "break") else looked_back(self._state, said)
        self._state = begun(state, clear=later or (boundary == "part" and self._scene is None))
        self._open = Stretch(index, index, self._state.setting, reason, boundary, self._part)
        self._words = 0
        self._given = False


def _seen_only(told: Told) -> Told:
    """What moves where nobody is: `the stars come out above the towers` leads nobody there."""
    return told._replace(hold="named") if told.hold == "come" else told


def _set(state: State, line: SceneLine) -> State:
    """The state as a scene line says it is."""
    old = state.setting
    weather = old.weather if line.time in (None, old.time) else "clear"
    place, inside = (line.place, line.inside) if line.place else (old.place, old.inside)
    setting = replace(old, place=place, inside=inside, time=line.time or old.time, weather=weather)
    return replace(state, setting=setting, place_named=True, time_named=line.time is not None)


_TIMES = {"night": "Night falls", "dawn": "Day breaks", "morning": "It is morning",
          "day": "It is day", "evening": "Evening comes", "dusk": "The sun sets"}  # fmt: skip


def _quoted(words: str) -> str:
    plain = " ".join(words.split()).strip(' ,;:."“”‘’')
    return f'"{_short(plain)}"'


def _short(words: str) -> str:
    return words if len(words) <= _QUOTE else f"{words[: _QUOTE - 3].rstrip()}..."
