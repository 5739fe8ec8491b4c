"""What a page, or any other program, and the server say to each other: JSON texts, described by JSON Schema.

Takes texts from outside and gives checked commands; gives the texts that go out. Pictures are described in `pictures`.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from storyanim.errors import InputError
from storyanim.live.clock import FASTEST, SLOWEST

LARGEST_STORY = 1_000_000
"""Characters that may be pasted, or told, at once."""
LARGEST_MESSAGE = 4 * LARGEST_STORY + 1024
"""Bytes of a message."""
Leader = Literal["clock", "voice", "reader"]
"""Who says how far the story is: the clock, the browser's voice, or a person who reads."""


class Command(BaseModel):
    """A message to the server."""

    model_config = ConfigDict(strict=True, frozen=True, extra="forbid")


class Play(Command):
    """Go on; from the beginning if the film is over."""

    type: Literal["play"]


class Pause(Command):
    """Stand still."""

    type: Literal["pause"]


class Seek(Command):
    """Go to a second of the film."""

    type: Literal["seek"]
    second: float = Field(ge=0, le=10**7, allow_inf_nan=False)


class Speed(Command):
    """Play so many times as fast."""

    type: Literal["speed"]
    value: float = Field(ge=SLOWEST, le=FASTEST, allow_inf_nan=False)


class Next(Command):
    """As on a teleprompter: to the next shot, or back to the one before; while a person reads, and at any time."""

    type: Literal["next"]
    back: bool = False


class Lead(Command):
    """Who leads from now on."""

    type: Literal["lead"]
    by: Leader


class SpokenWord(Command):
    """The browser's voice begins to say a word, counted through the whole film from 0."""

    type: Literal["word"]
    number: int = Field(ge=0, le=10**8)


class Heard(Command):
    """What a speech recognition understood last."""

    type: Literal["heard"]
    text: str = Field(max_length=2000)


class Edit(Command):
    """Change a value of a shot as its file would hold it, or the film's `style` (then `shot` is empty)."""

    type: Literal["edit"]
    shot: str = Field(default="", max_length=64)
    field: Literal["prompt", "seed", "camera", "transition", "framing", "style", "look"]
    value: str | int | dict[str, str | float | int] | list[str]
    who: str = Field(default="", max_length=64, description="For a look: whose, a key of the cast.")


class Undo(Command):
    """Take back the last edit; `redo` brings it back."""

    type: Literal["undo", "redo"]


class Save(Command):
    """Write the storyboard's file; comments in it are kept."""

    type: Literal["save"]


class Film(Command):
    """Make a film file of the storyboard as it is now."""

    type: Literal["film"]


class StoryText(Command):
    """A story to be played instead of the one that is."""

    type: Literal["story"]
    text: str = Field(min_length=1, max_length=LARGEST_STORY)


class Sketch(Command):
    """One picture of a prompt, on a page that has no story."""

    type: Literal["sketch"]
    prompt: str = Field(max_length=2000)


class More(Command):
    """The story goes on: shots are drafted as sentences are complete. `end`: nothing more comes."""

    type: Literal["more"]
    text: str = Field(default="", max_length=LARGEST_STORY)
    end: bool = False


AnyCommand = Annotated[
    Play
    | Pause
    | Seek
    | Speed
    | Next
    | Lead
    | SpokenWord
    | Heard
    | Edit
    | Undo
    | Save
    | Film
    | StoryText
    | Sketch
    | More,
    Field(discriminator="type"),
]
_COMMANDS: TypeAdapter[AnyCommand] = TypeAdapter(AnyCommand)


class State(BaseModel):
    """Where the film is. It is sent whenever it changes, and with every viewer that comes."""

    type: Literal["state"] = "state"
    version: int
    playing: bool
    second: float
    seconds: float
    speed: float
    lead: Leader
    can_undo: bool
    can_redo: bool
    saved: bool
    file: str
    viewers: int
    bound: float | None = Field(default=None, description="The second that is not passed until a voice or reader does.")
    busy: str = ""


class ShotView(BaseModel):
    """A shot as the page shows it. `words` are [start, end, second] of each word of `text`."""

    id: str
    text: str
    prompt: str
    seed: int
    framing: str
    camera: str
    transition: str
    transition_seconds: float
    first: float
    end: float
    words: list[tuple[int, int, float]]


class SceneView(BaseModel):
    """A scene and its shots."""

    id: str
    title: str
    reason: str
    shots: list[ShotView]


class FilmView(BaseModel):
    """A whole film; it is sent when another one is played, or its words have changed."""

    type: Literal["film"] = "film"
    version: int
    title: str
    style: str
    width: int
    height: int
    rate: float
    renderer: str
    fingerprint: str
    cast: dict[str, list[str]]
    scenes: list[SceneView]
    captions: list[tuple[float, float, str]] = Field(description="First second, end, and words of each caption.")
    sound: float | None = Field(
        default=None, description="The film's second at which the narration begins; null: none."
    )
    sketch: bool = False
    may_lead: bool = True


class Changed(BaseModel):
    """One shot has other values now; the words and their times are as they were."""

    type: Literal["shot"] = "shot"
    version: int
    style: str
    shot: ShotView


class Note(BaseModel):
    """Something to be read: what was done, or why it was not. `about` is what was asked for."""

    type: Literal["note"] = "note"
    kind: Literal["done", "fault"]
    about: str
    text: str
    film: str = Field(default="", description="The name of a film that can be fetched now.")


AnyNews = Annotated[State | FilmView | Changed | Note, Field(discriminator="type")]
_NEWS: TypeAdapter[AnyNews] = TypeAdapter(AnyNews)


def command(text: str) -> AnyCommand:
    """The command in a text.

    Raises:
        InputError: there is none.
    """
    try:
        return _COMMANDS.validate_json(text)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(str(step) for step in first["loc"])
        raise InputError(
            f"message not understood: {where}: {first['msg']}" if where else "message not understood"
        ) from None


def messages_schema() -> dict[str, Any]:
    """A JSON Schema of all messages: `commands` are for the server, `news` come from it."""
    commands, news = (
        _COMMANDS.json_schema(ref_template="#/$defs/{model}"),
        _NEWS.json_schema(ref_template="#/$defs/{model}"),
    )
    kinds = {**commands.pop("$defs"), **news.pop("$defs"), "commands": commands, "news": news}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Messages of storyanim live",
        "$defs": kinds,
        "anyOf": [{"$ref": "#/$defs/commands"}, {"$ref": "#/$defs/news"}],
    }
