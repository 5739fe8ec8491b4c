"""A storyboard from a reading: how long each shot is, how it begins, how the camera moves, with which seeds.

Takes a `Reading` (who, where, when, what is seen) and the film's settings, gives a `Storyboard` whose
every value is marked as drafted. Knows no language beyond counting words, and no file.
"""

from __future__ import annotations

from itertools import chain, pairwise
from typing import TYPE_CHECKING

from pydantic import ValidationError

from storyanim.errors import InputError
from storyanim.storyboard.camera import camera_moves
from storyanim.storyboard.checks import BRACES, MOST_SHOTS, longest_transition
from storyanim.storyboard.complaints import refused
from storyanim.storyboard.fields import LONGEST_WORD, readable
from storyanim.storyboard.fingerprints import fingerprint
from storyanim.storyboard.model import (
    MOST_LOOKS,
    MOST_ROLES,
    MOST_THINGS,
    CastCard,
    RoleLine,
    Scene,
    Shot,
    Storyboard,
    Transition,
)
from storyanim.storyboard.seeds import film_seed, scene_seeds, shot_seeds
from storyanim.storyboard.speech import speaking_seconds

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from fractions import Fraction

    from storyanim.types import Beat, Character, Passage, Reading, Role

LONGEST_TITLE = 200
"""Characters of a title; a story without a heading may offer its whole first paragraph."""

OPENINGS = {
    "start": Transition(kind="morph", seconds=1.0, reason="The film begins."),
    "part": Transition(kind="dissolve", seconds=1.2, reason="A new part begins."),
    "break": Transition(kind="dissolve", seconds=1.2, reason="The story takes a break."),
    "time": Transition(kind="morph", seconds=1.4, reason="Time passes."),
    "place": Transition(kind="dissolve", seconds=1.0, reason="A new place."),
    "length": Transition(kind="morph", seconds=0.8, reason="The story goes on."),
}
"""How a scene begins, by what opens its passage. A place dissolves: halfway shapes between two places mean nothing.

The film's first scene morphs out of the title card, which shows the same place: it stands still, people come in."""

WITHIN = Transition(kind="morph", seconds=0.8, reason="The same scene.")
CUT = Transition(kind="cut", seconds=0.0, reason="The film begins.")


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
                "level": _shortened(reading.level),
                "size": "x".join(map(str, size)),
                "cast": {character.id: _card(character) for character in reading.cast},
                "scenes": tuple(_scenes(reading, seed, title_seconds)),
            }
        )
    except ValidationError as fault:
        raise refused(fault) from None
    return film.as_drafted() if title is None else film.as_drafted().without_drafted("title")


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
    moves = camera_moves(zip(texts, (beat.framing for beat in beats), strict=True))
    transitions = _fitted(_transitions(passages, title_seconds), lengths)
    who = {character.id for character in reading.cast}
    columns = zip(beats, texts, lengths, shot_seeds(seed, map(fingerprint, texts)), moves, transitions, strict=True)
    for beat, text, seconds, own_seed, camera, transition in columns:
        yield Shot(
            id="s",
            text=text,
            prompt=_prompt(beat.prompt, who),
            seconds=seconds,
            seed=own_seed,
            framing=beat.framing,
            camera=camera,
            transition=transition,
            roles=_role_lines(beat.roles, who),
            things=_words(beat.things)[:MOST_THINGS],
        )


def _transitions(passages: Iterable[Passage], title_seconds: float) -> Iterator[Transition]:
    before: Passage | None = None
    for passage in passages:
        if before is None:
            yield OPENINGS["start"] if title_seconds else CUT
        else:
            yield _opening(before, passage)
        yield from (WITHIN for _ in passage.beats[1:])
        before = passage


def _opening(before: Passage, passage: Passage) -> Transition:
    """How a scene begins: whatever else changes, another place dissolves."""
    moved = (before.setting.place, before.setting.inside) != (passage.setting.place, passage.setting.inside)
    return OPENINGS["place" if moved and passage.boundary in ("time", "length") else passage.boundary]


def _fitted(transitions: Iterable[Transition], lengths: list[float]) -> Iterator[Transition]:
    """No transition takes more than half of the shot it leads into or of the one it comes from."""
    for transition, (before, after) in zip(transitions, pairwise(chain(lengths[:1], lengths)), strict=True):
        longest = int(longest_transition(min(before, after)) * 10) / 10
        yield transition.model_copy(update={"seconds": min(transition.seconds, longest)})


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
