"""What a storyboard will look like as a film, in figures: takes a storyboard, gives who, where, when and how fast.

And what a person may want to mend before an hour is spent drawing. Knows nothing of tables or files.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import accumulate, groupby
from statistics import median
from typing import TYPE_CHECKING, Literal

from storyanim.prompts import TOKEN_LIMIT, filled, placeholders, token_count
from storyanim.storyboard.speech import speaking_seconds

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from storyanim.storyboard.model import Scene, Shot, Storyboard

_HURRIED = 1.15
"""A narrator who reads a shot's text in its time would speak faster than calmly by this much: 170 words a minute."""
_LONG_STILL = 30.0
"""Seconds after which one picture is looked at for too long."""

WarningKind = Literal["narration", "long", "nobody", "place", "tokens", "unseen", "unplaced"]


@dataclass(frozen=True, slots=True)
class SceneLine:
    """One scene: when it begins and how long it lasts in seconds, where and when it happens, the ids of who is seen."""

    id: str
    part: str
    begins: float
    seconds: float
    shots: int
    place: str
    inside: bool
    time: str
    weather: str
    season: str
    cast: tuple[str, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class PartLine:
    """A part of the story, such as a chapter; when it begins and how long it lasts in seconds, and its scenes."""

    name: str
    begins: float
    seconds: float
    scenes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CastLine:
    """One of the cast: in which scenes, in how many shots and for how many seconds they are seen."""

    id: str
    name: str
    kind: str
    scenes: tuple[str, ...]
    shots: int
    seconds: float


@dataclass(frozen=True, slots=True)
class PlaceLine:
    """A place, "" for unknown: its scenes, and for how many seconds it is seen."""

    place: str
    scenes: tuple[str, ...]
    seconds: float


@dataclass(frozen=True, slots=True)
class PaceLine:
    """How fast pictures change; lengths of shots and scenes in seconds."""

    name: str
    shots_a_minute: float
    shortest_shot: float
    median_shot: float
    longest_shot: float
    median_scene: float


@dataclass(frozen=True, slots=True)
class DroppedWords:
    """A prompt that is longer than a picture model reads: its tokens, and the words behind those it reads."""

    shot: str
    tokens: int
    words: str


@dataclass(frozen=True, slots=True)
class Concern:
    """Something a person may want to look at: where (ids of shots, scenes or cast), and what."""

    kind: WarningKind
    where: tuple[str, ...]
    words: str


@dataclass(frozen=True, slots=True)
class StoryboardReport:
    """All of it; `seconds` is the whole film's length with its title card."""

    title: str
    part: str
    level: str
    seconds: float
    shots: int
    parts: tuple[PartLine, ...]
    scenes: tuple[SceneLine, ...]
    cast: tuple[CastLine, ...]
    places: tuple[PlaceLine, ...]
    pace: PaceLine
    dropped: tuple[DroppedWords, ...]
    warnings: tuple[Concern, ...]


def storyboard_report(board: Storyboard) -> StoryboardReport:
    """The report of a storyboard."""
    lengths = [_seconds(scene.shots) for scene in board.scenes]
    begins = accumulate(lengths, initial=board.title_seconds)
    scenes = tuple(_scene(*line) for line in zip(board.scenes, begins, lengths, strict=False))
    cast, dropped = tuple(_cast(board)), tuple(_dropped(board))
    return StoryboardReport(
        title=board.title,
        part=board.part,
        level=board.level,
        seconds=_tenths(board.title_seconds + sum(lengths)),
        shots=sum(line.shots for line in scenes),
        parts=tuple(_parts(scenes)),
        scenes=scenes,
        cast=cast,
        places=tuple(_places(scenes)),
        pace=_pace(board, lengths),
        dropped=dropped,
        warnings=tuple(_concerns(board, cast, dropped)),
    )


def _scene(scene: Scene, begins: float, seconds: float) -> SceneLine:
    return SceneLine(
        id=scene.id,
        part=scene.part,
        begins=_tenths(begins),
        seconds=_tenths(seconds),
        shots=len(scene.shots),
        place=scene.place,
        inside=scene.inside,
        time=scene.time,
        weather=scene.weather,
        season=scene.season,
        cast=tuple(dict.fromkeys(who for shot in scene.shots for who in _seen(shot))),
        reason=scene.reason,
    )


def _parts(scenes: Iterable[SceneLine]) -> Iterator[PartLine]:
    """The parts in the order in which `--part` counts them."""
    for name, run in groupby(scenes, key=lambda line: line.part):
        lines = tuple(run)
        if name:
            seconds = _tenths(sum(line.seconds for line in lines))
            yield PartLine(name, lines[0].begins, seconds, tuple(line.id for line in lines))


def _cast(board: Storyboard) -> Iterator[CastLine]:
    """Whoever is seen longest first."""
    shots, seconds = Counter[str](), Counter[str]()
    scenes: dict[str, dict[str, None]] = {who: {} for who in board.cast}
    for scene, shot in board.shots:
        for who in _seen(shot):
            shots[who] += 1
            seconds[who] += shot.seconds  # type: ignore[assignment]
            scenes[who][scene.id] = None
    for who in sorted(board.cast, key=lambda who: -seconds[who]):
        card = board.cast[who]
        yield CastLine(who, card.name, card.kind, tuple(scenes[who]), shots[who], _tenths(seconds[who]))


def _places(scenes: Iterable[SceneLine]) -> Iterator[PlaceLine]:
    """Whatever is seen longest first."""
    found: dict[str, list[SceneLine]] = {}
    for line in scenes:
        found.setdefault(line.place, []).append(line)
    lines = (
        PlaceLine(place, tuple(line.id for line in there), _tenths(sum(line.seconds for line in there)))
        for place, there in found.items()
    )
    yield from sorted(lines, key=lambda line: -line.seconds)


def _pace(board: Storyboard, scenes: list[float]) -> PaceLine:
    shots = [shot.seconds for _, shot in board.shots]
    return PaceLine(
        name=board.pace,
        shots_a_minute=_tenths(60 * len(shots) / sum(shots)),
        shortest_shot=_tenths(min(shots)),
        median_shot=_tenths(median(shots)),
        longest_shot=_tenths(max(shots)),
        median_scene=_tenths(median(scenes)),
    )


def _dropped(board: Storyboard) -> Iterator[DroppedWords]:
    characters = board.characters
    for _, shot in board.shots:
        prompt = filled(shot.prompt, characters)
        tokens = token_count(prompt)
        if tokens > TOKEN_LIMIT:
            yield DroppedWords(shot.id, tokens, _beyond(prompt))


def _beyond(prompt: str) -> str:
    """The words of a prompt behind the tokens that are read."""
    words = prompt.split()
    read = sum(total <= TOKEN_LIMIT for total in accumulate(map(token_count, words)))
    return " ".join(words[read:])


def _concerns(board: Storyboard, cast: Iterable[CastLine], dropped: Iterable[DroppedWords]) -> Iterator[Concern]:
    for _, shot in board.shots:
        needed = speaking_seconds(shot.text)
        if not board.narration.file and needed > shot.seconds * _HURRIED:
            yield Concern("narration", (shot.id,), f"its words take {needed:g} s to say, it lasts {shot.seconds:g} s")
        elif shot.seconds > _LONG_STILL:
            yield Concern("long", (shot.id,), f"one picture for {shot.seconds:g} s")
    yield from _about_scenes(board)
    for lost in dropped:
        yield Concern("tokens", (lost.shot,), f"its prompt has {lost.tokens} tokens, {TOKEN_LIMIT} are read")
    unseen = tuple(line.id for line in cast if not line.shots)
    if unseen:
        yield Concern("unseen", unseen, "in the cast, and in no shot")
    if board.unplaced:
        yield Concern("unplaced", (), f"changes by hand whose text is gone: {len(board.unplaced)}")


def _about_scenes(board: Storyboard) -> Iterator[Concern]:
    for scene in board.scenes:
        if not scene.place:
            yield Concern("place", (scene.id,), "its place is unknown, so open land is drawn")
        if not any(any(_seen(shot)) or shot.things for shot in scene.shots):
            yield Concern("nobody", (scene.id,), "there is nobody and nothing to draw in any of its shots")


def _seen(shot: Shot) -> tuple[str, ...]:
    """The ids of who is in a shot: who has a role, and who is only named in the prompt."""
    return tuple(dict.fromkeys((*(role.who for role in shot.roles), *placeholders(shot.prompt))))


def _seconds(shots: Iterable[Shot]) -> float:
    return sum(shot.seconds for shot in shots)


def _tenths(seconds: float) -> float:
    return round(seconds, 1)
