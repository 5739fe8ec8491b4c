"""The storyboard: everything a film is made of, as a document a person can read and change.

`Storyboard` > `Scene` > `Shot`, plus a `CastCard` for each character. All of it is frozen, refuses unknown
keys and wrong types, and keeps in `drafted` the fingerprint of each value that was drafted, so that a
hand edit is known. Knows nothing of YAML (`file`), of drafting (`drafting`) or of frames.
"""

# ruff: noqa: TC001, TC003 (pydantic reads annotations at run time)
from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import ClassVar, Literal, Self, TypeVar, cast

from pydantic import BaseModel, ConfigDict, Field, JsonValue, ValidationError, model_validator
from pydantic_core import PydanticCustomError

from storyanim.storyboard.checks import cross_faults, written
from storyanim.storyboard.complaints import refused
from storyanim.storyboard.fields import FilmSize, InsidePath, Label, Phrase, Prose, Rate, Seed, Slug, Word
from storyanim.storyboard.fingerprints import fingerprint
from storyanim.storyboard.narration import Narration
from storyanim.storyboard.part import Part
from storyanim.storyboard.seeds import scene_seeds, shot_seeds
from storyanim.storyboard.transition import Transition
from storyanim.types import (
    Age,
    Character,
    Framing,
    Gender,
    Nature,
    Season,
    Setting,
    Size,
    Style,
    Tempo,
    TimeOfDay,
    Weather,
)  # fmt: skip

CROSS_FAULT = "cross_fault"
"""The error type under which pydantic reports the first fault between values."""

MOST_LOOKS, MOST_ROLES, MOST_THINGS = 20, 12, 20
"""Far more than a prompt or a picture holds; a list that is longer is a slip of the hand."""

CameraMove = Literal["still", "push", "pull", "pan-left", "pan-right", "tilt-up", "tilt-down"]
FramingPlan = Literal[
    "wide", "medium", "close",
    "wide-medium", "wide-close", "medium-wide", "medium-close", "close-wide", "close-medium",
]  # fmt: skip
"""A framing, or two: the second one from the middle of the shot on."""
DRIFTS: Mapping[str, float] = {"paper": 5.0, "ink": 6.0, "sepia": 4.0, "woodcut": 5.0, "chalk": 6.0}
"""How far, in degrees, the noise of a drafted film wanders: ink may run a little, an old photograph is still."""


class CastCard(Part):
    """Who a character is and what they look like, the same in every shot."""

    name: Word = Field(description="What the story calls them.")
    kind: Word = Field(description="A singular noun: fox, fisherman, robot.")
    nature: Nature = Field(description="person, animal or thing.")
    gender: Gender = Field(default="unknown", description="female, male or unknown.")
    age: Age = Field(default="adult", description="child, adult or old.")
    look: tuple[Word, ...] = Field(
        default=(),
        strict=False,
        max_length=MOST_LOOKS,
        description="Short phrases, each an adjective or 'adjective noun': red vest, grey beard.",
    )

    def character(self, who: str) -> Character:
        """The card as the other rooms know it; `who` is its id."""
        return Character(who, self.name, self.kind, self.nature, self.gender, self.age, self.look)


class RoleLine(BaseModel):
    """What one character does in a shot."""

    model_config = ConfigDict(strict=True, frozen=True, extra="forbid")

    who: Slug = Field(description="A key of `cast`.")
    action: Word = Field(default="stand", description="A verb's plain form: walk, sleep, sing.")


class Shot(Part):
    """One picture in motion, and the words spoken over it."""

    id: Slug = Field(description="Small letters, digits and hyphens; unique in the film.")
    text: Prose = Field(description="The story's own words for this shot; all shots together are the whole story.")
    prompt: Prose = Field(description="What to draw. {fox} stands for the look of the cast card 'fox'.")
    seconds: float = Field(ge=0.5, le=600, allow_inf_nan=False, description="0.5 to 600.")
    seed: Seed = Field(description="Another number gives another layout. 0 to 2^63 - 1.")
    framing: FramingPlan = Field(
        default="medium", description="wide, medium or close; wide-medium: medium from the middle of the shot on."
    )
    camera: CameraMove = Field(
        default="still", description="still, push, pull, pan-left, pan-right, tilt-up or tilt-down."
    )
    transition: Transition = Field(default=Transition(), description="How this shot begins.")
    roles: tuple[RoleLine, ...] = Field(
        default=(), strict=False, max_length=MOST_ROLES, description="Who does what; everybody once."
    )
    things: tuple[Word, ...] = Field(
        default=(), strict=False, max_length=MOST_THINGS, description="What else is seen, most important first."
    )

    strength: float | None = Field(default=None, gt=0, le=1, description="How far turbo may leave its guide: 0 to 1.")

    @property
    def framings(self) -> tuple[Framing, Framing]:
        """How it is framed first, and how from its middle on."""
        first, _, last = self.framing.partition("-")
        return cast("Framing", first), cast("Framing", last or first)

    @property
    def drafted_text(self) -> str:
        """The fingerprint of the text the shot was drafted from, whatever a hand made of it."""
        return self.drafted.get("text") or fingerprint(self.text)


class Scene(Part):
    """Shots that share a place, a time and a base noise."""

    structure: ClassVar[frozenset[str]] = frozenset({"drafted", "shots"})

    id: Slug = Field(description="Small letters, digits and hyphens; unique among the scenes.")
    reason: Prose = Field(default="", description="Why the scene begins here.")
    part: Label = Field(default="", description="The heading it stands under.")
    place: Phrase = Field(default="", description="A noun: forest, kitchen; '' if unknown.")
    inside: bool = Field(default=False, description="true or false.")
    time: TimeOfDay = Field(default="day", description="dawn, morning, day, evening, dusk or night.")
    weather: Weather = Field(default="clear", description="clear, cloudy, rain, storm, snow, fog or wind.")
    season: Season = Field(default="summer", description="spring, summer, autumn or winter.")
    mood: Phrase = Field(default="", description="A word or two: calm, tense; '' if none.")
    seed: Seed = Field(description="The noise all shots of this scene share. 0 to 2^63 - 1.")
    shots: tuple[Shot, ...] = Field(strict=False, min_length=1, description="The pictures of this scene, in order.")

    @property
    def setting(self) -> Setting:
        """Where and when the scene happens, as the other rooms know it."""
        return Setting(self.place, self.inside, self.time, self.weather, self.season, self.mood)


AnySeeded = TypeVar("AnySeeded", Scene, Shot)


class Unplaced(BaseModel):
    """A hand edit whose text is gone from the story; it is placed again if the text comes back."""

    model_config = ConfigDict(strict=True, frozen=True, extra="forbid")

    text: str = Field(description="The words of the shot, or of the scene's first shot, that was edited.")
    field: str = Field(description="What was edited: prompt, seconds, ..., or scene.weather for a scene.")
    value: JsonValue = Field(description="What the hand wrote.")


class Storyboard(Part):
    """A film on paper: settings, cast, scenes and shots."""

    structure: ClassVar[frozenset[str]] = frozenset({"storyanim", "drafted", "cast", "scenes", "unplaced"})

    storyanim: Literal[1] = Field(default=1, description="The version of this file's format.")
    title: Label = Field(description="Shown on the title card.")
    style: Style = Field(default="paper", description="How the film is drawn: paper, ink, sepia, woodcut or chalk.")
    seed: Seed = Field(description="Another number gives another film. 0 to 2^63 - 1.")
    size: FilmSize = Field(default=Size(1280, 720), description="Width x height in pixels, each 16 to 4096.")
    rate: Rate = Field(default=Fraction(24), description="Frames a second, 1 to 120; also as 30000/1001.")
    drift: float = Field(
        default=DRIFTS["paper"],
        ge=0,
        le=20,
        allow_inf_nan=False,
        description="How far a shot's noise wanders, in degrees: 0 to 20; 0: details rest.",
    )
    title_seconds: float = Field(
        default=3.0, ge=0, le=30, allow_inf_nan=False, description="0 to 30; 0: no title card."
    )
    part: Label = Field(default="", description="The part of the story that is filmed; '' for the whole.")
    pace: Tempo = Field(default="even", description="How often scenes and shots change: calm, even or lively.")
    level: Label = Field(default="", description="What the story was read with.")
    narration: Narration = Field(default=Narration(), description="The recording that tells the story.")
    music: InsidePath = Field(default="", description="A sound file played under it all; '' for none.")
    cast: dict[Slug, CastCard] = Field(default_factory=dict, description="Who is seen, by the id prompts use.")
    scenes: tuple[Scene, ...] = Field(strict=False, min_length=1, description="The scenes, in order.")
    unplaced: tuple[Unplaced, ...] = Field(default=(), strict=False, description="Hand edits whose text is gone.")

    @property
    def characters(self) -> Mapping[str, Character]:
        """The cast by id, as the other rooms know it."""
        return {who: card.character(who) for who, card in self.cast.items()}

    @property
    def shots(self) -> Iterator[tuple[Scene, Shot]]:
        """Every shot of the film in order, with its scene."""
        return ((scene, shot) for scene in self.scenes for shot in scene.shots)

    def with_settings(
        self,
        *,
        size: tuple[int, int] | None = None,
        rate: Fraction | int | str | None = None,
        style: str | None = None,
        seed: int | None = None,
    ) -> Storyboard:
        """The same film at another size (pixels), rate (frames a second), style or seed; None: as it is.

        A narrated film's shots go on beginning where they did, to the nearest frame.

        Raises:
            InputError: a value is out of its range.
        """
        drift = None if style is None or self.hand_edited("drift") else DRIFTS.get(style)
        asked = {"size": size and Size(*size), "rate": rate, "style": style, "seed": seed, "drift": drift}
        changes = {name: value for name, value in asked.items() if value is not None}
        try:
            board = Storyboard.model_validate({**dict(self), **changes})
        except ValidationError as error:
            raise refused(error) from None
        if self.narration.file and board.rate != self.rate:
            from storyanim.storyboard.retiming import rebalanced

            board = board.model_copy(update={"scenes": rebalanced(self, board.rate).scenes})
        return board if seed is None else board.with_seed(seed)

    def with_seed(self, seed: int) -> Storyboard:
        """The same film from another seed: drafted seeds of scenes and shots follow it, a hand's stay."""
        texts = iter(shot_seeds(seed, (shot.drafted_text for _, shot in self.shots)))
        openings = scene_seeds(seed, (scene.shots[0].drafted_text for scene in self.scenes))
        scenes = tuple(
            _reseeded(scene, own).model_copy(
                update={"shots": tuple(_reseeded(shot, next(texts)) for shot in scene.shots)}
            )
            for scene, own in zip(self.scenes, openings, strict=True)
        )
        return self.model_copy(update={"seed": seed, "scenes": scenes})

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        for fault in cross_faults(self.model_dump(include={"cast", "scenes"})):
            facts = {"where": written(fault.place), "words": fault.sentence}
            raise PydanticCustomError(CROSS_FAULT, "{where}: {words}", facts)
        return self


def _reseeded(part: AnySeeded, seed: int) -> AnySeeded:
    if part.hand_edited("seed"):
        return part
    return part.with_drafted(seed=seed)
