"""A storyboard from a reading: how long each shot is, how it begins, how the camera moves, with which seeds.

Takes a `Reading` (who, where, when, what is seen) and the film's settings, gives a `Storyboard` whose
every value is marked as drafted. Knows no language beyond counting words, and no file.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import ValidationError

from storyanim.errors import InputError
from storyanim.storyboard.camera import camera_moves
from storyanim.storyboard.checks import BRACES, MOST_SHOTS
from storyanim.storyboard.complaints import refused
from storyanim.storyboard.fields import LONGEST_WORD, readable
from storyanim.storyboard.fingerprints import fingerprint
from storyanim.storyboard.model import (
    DRIFTS,
    MOST_LOOKS,
    MOST_ROLES,
    MOST_THINGS,
    CastCard,
    RoleLine,
    Scene,
    Shot,
    Storyboard,
)
from storyanim.storyboard.openings import transitions
from storyanim.storyboard.seeds import film_seed, scene_seeds, shot_seeds
from storyanim.storyboard.speech import speaking_seconds

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from fractions import Fraction

    from storyanim.storyboard.model import FramingPlan
    from storyanim.types import Beat, Character, Framing, Reading, Role

LONGEST_TITLE = 200
"""Characters of a title; a story without a heading may offer its whole first paragraph."""

LONG_SHOT = 8.5
"""Seconds after which a shot is framed anew: nobody looks at one picture for longer."""
SECOND_FRAMINGS: Mapping[Framing, FramingPlan] = {
    "wide": "wide-medium",
    "medium": "medium-close",
    "close": "close-medium",
}
"""A long shot comes nearer; only what is close already steps back."""


def draft_storyboard(
    reading: Reading,
    *,
    title: str | None = None,
    style: str = "paper",
    seed: int | None = None,
    size: tuple[int, int] = (1280, 720),
    rate: Fraction | int | str = 24,
    title_seconds: float = 3.0,
) -> Storyboard:
    """The storyboard of a story that has been read.

    `style` is paper, ink, sepia, woodcut or chalk, `size` in pixels, `rate` in frames a second, `title_seconds` in
    seconds (0: no title card). Without a `seed` the story's own text gives one (`seeds.film_seed`). A `title` that is
    given is the person's own, and stays whatever the story is called later.

    Raises:
        InputError: the story has no shots or more than 20,000, or a setting is out of its range.
    """
    _check_length(reading)
    seed = film_seed(reading.story.text) if seed is None else seed
    settings = {"style": style, "seed": seed, "rate": rate, "title_seconds": title_seconds}
    try:
        film = Storyboard.model_validate(
            {
                **settings,
                "title": _shortened(_title(reading) if title is None else title),
                "part": _shortened(reading.part),
                "pace": reading.pace,
                **_drift(style),
                "level": _shortened(reading.level),
                "size": "x".join(map(str, size)),
                "cast": {character.id: _card(character) for character in reading.cast},
                "scenes": tuple(_scenes(reading, seed, title_seconds)),
            }
        )
    except ValidationError as fault:
        raise refused(fault) from None
    return film.as_drafted() if title is None else film.as_drafted().without_drafted("title")


def _drift(style: str) -> dict[str, float]:
    """How far noise wanders in this style; an unknown style is refused elsewhere."""
    return {"drift": DRIFTS[style]} if style in DRIFTS else {}


def _title(reading: Reading) -> str:
    """The story's title, and of a single part its heading, which stands over each of its passages."""
    return f"{reading.story.title}: {reading.passages[0].part}" if reading.part else reading.story.title


def _check_length(reading: Reading) -> None:
    beats = sum(len(passage.beats) for passage in reading.passages)
    if not 0 < beats <= MOST_SHOTS:
        raise InputError(
            f"the story makes {beats:,} shots, a film has 1 to {MOST_SHOTS:,}: use another or a shorter text"
        )


def _scenes(reading: Reading, seed: int, title_seconds: float) -> Iterator[Scene]:
    shots = iter(_shots(reading, seed, title_seconds))
    openings = [fingerprint(_said(reading, passage.beats[0])) for passage in reading.passages if passage.beats]
    passages = [passage for passage in reading.passages if passage.beats]
    for number, (passage, own_seed) in enumerate(zip(passages, scene_seeds(seed, openings), strict=True), 1):
        setting = passage.setting
        name = f"s{number:02d}"
        yield Scene(
            id=name,
            reason=readable(passage.reason),
            part=_shortened(passage.part),
            place=_word(setting.place),
            inside=setting.inside,
            time=setting.time,
            weather=setting.weather,
            season=setting.season,
            mood=_word(setting.mood),
            seed=own_seed,
            shots=tuple(
                next(shots).model_copy(update={"id": f"{name}-{index:02d}"}).as_drafted()
                for index in range(1, len(passage.beats) + 1)
            ),
        ).as_drafted()


def _shots(reading: Reading, seed: int, title_seconds: float) -> Iterator[Shot]:
    """Every shot of the film, in order; the ids are still to be given."""
    passages = [passage for passage in reading.passages if passage.beats]
    beats = [beat for passage in passages for beat in passage.beats]
    texts = [_said(reading, beat) for beat in beats]
    lengths = [speaking_seconds(reading.story.text[slice(*beat.span)]) for beat in beats]
    framings: list[FramingPlan] = [
        _framing(beat.framing, seconds) for beat, seconds in zip(beats, lengths, strict=True)
    ]
    moves = camera_moves(zip(texts, framings, strict=True))
    cast = {character.id: character for character in reading.cast}
    ways = transitions(passages, texts, lengths, cast, has_title=bool(title_seconds))
    who = set(cast)
    seeds = shot_seeds(seed, map(fingerprint, texts))
    for beat, text, seconds, own_seed, framing, camera, transition in zip(
        beats, texts, lengths, seeds, framings, moves, ways, strict=True
    ):
        yield Shot(
            id="s",
            text=text,
            prompt=_prompt(beat.prompt, who),
            seconds=seconds,
            seed=own_seed,
            framing=framing,
            camera=camera,
            transition=transition,
            roles=_role_lines(beat.roles, who),
            things=_words(beat.things)[:MOST_THINGS],
        )


def _framing(framing: Framing, seconds: float) -> FramingPlan:
    return SECOND_FRAMINGS[framing] if seconds > LONG_SHOT else framing


def _card(character: Character) -> CastCard:
    return CastCard(
        name=_word(character.name) or character.id,
        kind=_word(character.kind) or character.nature,
        nature=character.nature,
        gender=character.gender,
        age=character.age,
        look=_words(character.look)[:MOST_LOOKS],
    ).as_drafted()


def _role_lines(roles: Iterable[Role], who: set[str]) -> tuple[RoleLine, ...]:
    """The first role of each who is in the cast."""
    actions: dict[str, str] = {}
    for role in roles:
        if role.who in who:
            actions.setdefault(role.who, role.action)
    return tuple(RoleLine(who=name, action=_word(action) or "stand") for name, action in actions.items())[:MOST_ROLES]


def _prompt(text: str, who: set[str]) -> str:
    """The prompt with the braces taken off whatever stands in braces and is nobody, such as a story's own {music}."""
    return BRACES.sub(lambda found: found[0] if found[1] in who else found[1], readable(text))


def _word(text: str) -> str:
    return readable(text)[:LONGEST_WORD].strip()


def _words(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(filter(None, map(_word, texts)))


def _said(reading: Reading, beat: Beat) -> str:
    return readable(reading.story.text[slice(*beat.span)])


def _shortened(title: str) -> str:
    title = readable(title)
    return title if len(title) <= LONGEST_TITLE else title[: LONGEST_TITLE - 1].rsplit(" ", 1)[0] + "…"
