"""The values that travel between rooms: text -> storyboard -> schedule -> render -> encode.

All of them are frozen. Units: time in seconds, colours and pixels 8-bit RGB, text spans in characters
of `Story.text`, half open. Nothing here imports a room, and nothing here does work.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from fractions import Fraction

    import numpy as np
    from numpy.typing import NDArray

Nature = Literal["person", "animal", "thing"]
Gender = Literal["female", "male", "unknown"]
Age = Literal["child", "adult", "old"]
TimeOfDay = Literal["dawn", "morning", "day", "evening", "dusk", "night"]
Weather = Literal["clear", "cloudy", "rain", "storm", "snow", "fog", "wind"]
Season = Literal["spring", "summer", "autumn", "winter"]
Framing = Literal["wide", "medium", "close"]
Style = Literal["paper", "ink", "sepia", "woodcut", "chalk"]
Tempo = Literal["calm", "even", "lively"]
"""How often scenes and shots change."""

Span = tuple[int, int]
"""Half-open character offsets: `text[span[0]:span[1]]`."""


class Size(NamedTuple):
    """A picture's size in pixels."""

    width: int
    height: int


# --- text -------------------------------------------------------------------------------------------


class Cue(NamedTuple):
    """Words that are spoken from second `start` to second `end` of a recording: `text[span[0]:span[1]]`."""

    start: float
    end: float
    span: Span


@dataclass(frozen=True, slots=True)
class Story:
    """A story as it is read: clean text, and where each part of it came from.

    `text` is NFC; paragraphs are separated by one blank line and not wrapped. `headings` and `breaks`
    are spans of `text` (a heading's line; the place of a `***`, which may be empty). `offsets` maps
    back: pairs of (offset in `text`, offset in the decoded source), rising, piecewise linear; empty where
    the source is no text, such as an EPUB. `scenes` are the spans of a screenplay's scene lines. `cues` say
    when the words were spoken, in order, if the source tells it (subtitles, transcripts).
    """

    title: str
    text: str
    headings: tuple[Span, ...] = ()
    breaks: tuple[int, ...] = ()
    offsets: tuple[tuple[int, int], ...] = ((0, 0),)
    format: str = "text"
    language: str = "en"
    scenes: tuple[Span, ...] = ()
    cues: tuple[Cue, ...] = ()


@dataclass(frozen=True, slots=True)
class Character:
    """Who somebody is and what they look like, the same in every shot.

    `id` is a slug used in prompts as `{id}`. `kind` is a singular noun (`fox`, `fisherman`). `look` is a
    tuple of short phrases (`red vest`, `grey beard`), each "[adjective ...] noun" or one adjective.
    `aliases` are other names and nouns by which the story calls them.
    """

    id: str
    name: str
    kind: str
    nature: Nature
    gender: Gender = "unknown"
    age: Age = "adult"
    look: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Setting:
    """Where and when something happens. `place` is a noun (`forest`, `kitchen`), "" if unknown."""

    place: str = ""
    inside: bool = False
    time: TimeOfDay = "day"
    weather: Weather = "clear"
    season: Season = "summer"
    mood: str = ""


@dataclass(frozen=True, slots=True)
class Role:
    """What a character does in one shot. `action` is a verb's plain form (`walk`, `sleep`)."""

    who: str
    action: str = "stand"


@dataclass(frozen=True, slots=True)
class Beat:
    """One picture's worth of text: one to three sentences.

    `prompt` may hold `{id}` for a character; it is at most 75 CLIP tokens once filled in
    (`storyanim.prompts`). `things` are singular nouns that are seen, most important first.
    """

    span: Span
    prompt: str
    roles: tuple[Role, ...] = ()
    things: tuple[str, ...] = ()
    framing: Framing = "medium"
    dropped: tuple[str, ...] = ()
    """Parts of the prompt that would have passed the limit, and were left out."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of text with one place, time and cast, and why it starts where it starts.

    `part` is the heading it stands under ("" if none). `boundary` says what kind of change opens it. `sources` are
    the setting's fields with the words that told them, here or in a passage before; what nothing told is not there.
    """

    span: Span
    setting: Setting
    beats: tuple[Beat, ...]
    reason: str
    boundary: Literal["start", "part", "break", "time", "place", "length"] = "start"
    part: str = ""
    sources: tuple[tuple[str, Span], ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """All that was understood of a story. Beats cover `story.text` without gap or overlap.

    `level` says what it was read with: `rules`, or rules and a trained pipeline by name and version. `part` is what a
    single part of the story is called, if the passages are cut down to it; the beats cover that part then.
    """

    story: Story
    cast: tuple[Character, ...]
    passages: tuple[Passage, ...]
    warnings: tuple[str, ...] = ()
    pace: Tempo = "even"
    level: str = "rules"
    part: str = ""


@dataclass(frozen=True, slots=True)
class PromptFacts:
    """What a prompt written by hand says should be seen; None or empty where it says nothing."""

    place: str | None = None
    inside: bool | None = None
    time: TimeOfDay | None = None
    weather: Weather | None = None
    season: Season | None = None
    characters: tuple[Character, ...] = ()
    roles: tuple[Role, ...] = ()
    things: tuple[str, ...] = ()


# --- schedule ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Actor:
    """A character in a shot, and what it does there."""

    character: Character
    action: str


@dataclass(frozen=True, slots=True)
class Subject:
    """All that one shot shows: the filled-in prompt for a diffusion model, the facts for storybook."""

    prompt: str
    setting: Setting
    actors: tuple[Actor, ...] = ()
    things: tuple[str, ...] = ()
    framing: Framing = "medium"
    style: Style = "paper"
    strength: float | None = None
    """How far a model may leave the picture that guides it, above 0 to 1; None: as far as the film says."""


@dataclass(frozen=True, slots=True)
class Moment:
    """A subject at a time: `seconds` since its shot began, of the shot's `length`.

    While the next shot's transition runs, an outgoing shot plays on and `seconds` passes `length`.
    `weight` is its share of the picture; the weights in a view add up to 1.
    """

    subject: Subject
    seconds: float
    length: float
    weight: float = 1.0


class SeedWeight(NamedTuple):
    """One independent noise plane, by seed, and its coefficient in a sum of unit variance."""

    seed: int
    weight: float


class Camera(NamedTuple):
    """The window of the drawn picture that is shown.

    The picture is the unit square; the window is centred at (0.5 + x, 0.5 + y) and `1 / zoom` wide and
    high. `zoom` >= 1, and `abs(x)` and `abs(y)` <= (1 - 1 / zoom) / 2, so that no border is ever seen.
    """

    x: float = 0.0
    y: float = 0.0
    zoom: float = 1.0


@dataclass(frozen=True, slots=True)
class View:
    """One picture to draw: one moment, or two that morph; its noise; its camera.

    `noise` is a linear combination of independent planes whose squared weights add up to 1. `keys` are empty, or two
    views of the same shot, just before and after, with weights that add up to 1: a renderer may mix what it has drawn
    of them, before it becomes a picture, instead of drawing this view from its beginning.
    """

    moments: tuple[Moment, ...]
    noise: tuple[SeedWeight, ...]
    camera: Camera = Camera()
    keys: tuple[tuple[View, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Title:
    """Words set over the picture, and how strongly (0 to 1)."""

    text: str
    opacity: float


class Veil(NamedTuple):
    """A plain colour over the picture, and how strongly (0 to 1)."""

    colour: tuple[int, int, int]
    opacity: float


@dataclass(frozen=True, slots=True)
class FrameRecipe:
    """All that one frame is made of. `views` has one view, or two that dissolve (weights add up to 1).

    The veil lies over the pictures, the title over the veil.
    """

    index: int
    pts: Fraction
    size: Size
    views: tuple[tuple[View, float], ...]
    title: Title | None = None
    veil: Veil | None = None


@dataclass(frozen=True, slots=True)
class Caption:
    """Words spoken from frame `first` up to, not including, frame `end`.

    `words` are the frames on which each of them begins, where a recording tells; empty where nobody knows.
    """

    text: str
    first: int
    end: int
    words: tuple[int, ...] = ()


Pace = tuple[float, ...]
"""How far a transition has come at equally spaced times: 2 to 33 rising values from 0 to 1."""


# --- render -> encode -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """A drawn picture: `pixels` uint8 (height, width, 3) RGB, C-contiguous, read-only."""

    index: int
    pts: Fraction
    pixels: NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class StreamInfo:
    """What an encoder is told before the first frame. `frames` is None for a live stream."""

    size: Size
    rate: Fraction
    frames: int | None = None
    captions: tuple[Caption, ...] = field(default=())
    title: str = ""
