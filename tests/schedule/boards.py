"""Storyboards for the schedule's tests, made by hand and by Hypothesis."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from hypothesis import strategies as st

from storyanim.schedule.cameras import MOVES
from storyanim.storyboard import CastCard, RoleLine, Scene, Shot, Storyboard, Transition
from storyanim.types import Size

FOX = CastCard.model_validate({"name": "Fox", "kind": "fox", "nature": "animal", "look": ("red scarf",)})
RATES = (Fraction(24), Fraction(12), Fraction(25), Fraction(60), Fraction(30000, 1001))


def way(kind: str, seconds: float = 0.0) -> Transition:
    """A transition."""
    return Transition.model_validate({"kind": kind, "seconds": seconds})


def shot(number: int, **changes: Any) -> Shot:
    """A four-second shot of the fox."""
    values: dict[str, Any] = {
        "id": f"shot-{number}",
        "text": f"The fox went on, for the {number}th time.",
        "prompt": "{fox} walks through the snow",
        "seconds": 4.0,
        "seed": 1000 + number,
        "camera": MOVES[number % len(MOVES)],
        "transition": way("morph", 0.8),
        "roles": (RoleLine(who="fox", action="walk"),),
    }
    return Shot.model_validate({**values, **changes})


def board(*scenes: tuple[Shot, ...], **changes: Any) -> Storyboard:
    """A small film at 24 frames a second with a two-second title card; one scene a tuple of shots."""
    values: dict[str, Any] = {
        "title": "The Fox and the Lantern",
        "seed": 7,
        "size": Size(64, 36),
        "title_seconds": 2.0,
        "cast": {"fox": FOX},
        "scenes": tuple(
            Scene.model_validate({"id": f"scene-{number}", "place": "forest", "seed": 100 + number, "shots": shots})
            for number, shots in enumerate(scenes)
        ),
    }
    return Storyboard.model_validate({**values, **changes})


def changed(film: Storyboard, place: int, **changes: Any) -> Storyboard:
    """The same film with one shot (counted through the film) changed."""
    target = [one for _, one in film.shots][place]
    scenes = tuple(
        scene.model_copy(
            update={"shots": tuple(one.model_copy(update=changes) if one is target else one for one in scene.shots)}
        )
        for scene in film.scenes
    )
    return film.model_copy(update={"scenes": scenes})


@st.composite
def boards(draw: st.DrawFn) -> Storyboard:
    """Films of one to six shots in one to three scenes, with any transitions, cameras and frame rates."""
    counts = draw(st.lists(st.integers(1, 2), min_size=1, max_size=3))
    numbers = iter(range(sum(counts)))
    scenes = [tuple(_any_shot(draw, next(numbers)) for _ in range(count)) for count in counts]
    title_seconds = draw(st.sampled_from([0.0, 0.1, 1.0, 2.5]))
    return board(*scenes, title_seconds=title_seconds, rate=draw(st.sampled_from(RATES)))


def _any_shot(draw: st.DrawFn, number: int) -> Shot:
    seconds = draw(st.integers(50, 600)) / 100
    overlap = draw(st.integers(0, 100)) / 200 * seconds
    return shot(
        number,
        seconds=seconds,
        seed=draw(st.integers(0, 2**63 - 1)),
        camera=draw(st.sampled_from(MOVES)),
        framing=draw(st.sampled_from(["wide", "medium", "wide-medium", "close-medium"])),
        roles=draw(st.sampled_from([(), (RoleLine(who="fox", action="walk"),)])),
        transition=way(draw(st.sampled_from(["cut", "dissolve", "morph", "carry", "dip"])), overlap),
        text=draw(
            st.sampled_from(["", "Snow.", "The fox went on. It was cold, and the lamp was far away, and she was late."])
        ),
    )
