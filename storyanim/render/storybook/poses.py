"""Action and time -> Pose: how far each joint is turned.

Actions are data (`art/actions*.toml`): every part swings about its joint as a sine. A `Pose` is a value, so
two of them mix. Knows nothing of drawings or canvases. Angles in degrees, clockwise; lengths in metres.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field, replace
from functools import cache
from importlib.resources import files
from math import pi, sin
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

TURN = 2.0 * pi


@dataclass(frozen=True, slots=True)
class Swing:
    """One part's movement: angle(t) = at + swing * sin(2 pi (times * rate * t + phase)), in degrees.

    Its length is `stretch` times the drawing's, and comes and goes by `pulse` in the same beat.
    """

    at: float = 0.0
    swing: float = 0.0
    phase: float = 0.0
    stretch: float = 1.0
    pulse: float = 0.0
    times: float = 1.0
    """How many times the action's own rate it swings at."""


@dataclass(frozen=True, slots=True)
class Action:
    """A movement of one rig. `travel` in metres per second, `lift` and `bob` in metres, `ascent` metres in a shot.

    The body turns by `turn` degrees, and `rock` to either side of that.
    """

    rate: float = 0.3
    travel: float = 0.0
    turn: float = 0.0
    lift: float = 0.0
    bob: float = 0.0
    ascent: float = 0.0
    rock: float = 0.0
    parts: Mapping[str, Swing] = field(default_factory=dict[str, Swing])


@dataclass(frozen=True, slots=True)
class Pose:
    """A rig at one moment: joint angles and stretches by part, and how the whole body stands."""

    joints: Mapping[str, tuple[float, float]]
    turn: float = 0.0
    rise: float = 0.0
    travel: float = 0.0


REST = Pose({})
GROWN = 2.34
"""Metres from the ground to the top of a grown person's drawing, for which the lifts and bobs of people are given."""
AT_EASE = 20.0
"""Degrees from hanging down within which an arm does nothing else."""
_NEAREST = {
    "row": "sit", "push": "work",
    "pull": "work", "dig": "work", "hold": "stand", "carry": "walk", "jump": "run", "ride": "sit",
    "kneel": "sit", "weep": "sit", "read": "sit", "sing": "talk", "laugh": "talk", "point": "talk", "look": "stand",
    "listen": "stand", "eat": "stand", "work": "walk", "dance": "jump", "fight": "run", "climb": "walk",
    "embrace": "stand",
    "fall": "sleep", "swim": "walk", "fly": "run", "run": "walk",
}  # fmt: skip


def action_of(rig: str, name: str) -> Action:
    """The action of a rig, or the nearest one it knows; at last, standing."""
    known = _actions().get(rig, {})
    for _ in range(4):
        if name in known:
            return known[name]
        name = _NEAREST.get(name, "stand")
    return known.get("stand", Action())


def action_names(rig: str) -> tuple[str, ...]:
    """What a rig can do by a movement of its own."""
    return tuple(_actions().get(rig, {}))


def pose_at(action: Action, seconds: float, offset: float = 0.0) -> Pose:
    """The pose `seconds` into an action; `offset` (0 to 1) keeps two figures out of step."""
    beat = action.rate * seconds + offset
    joints = {
        name: (part.at + part.swing * wave, part.stretch + part.pulse * wave)
        for name, part in action.parts.items()
        for wave in (sin(TURN * (part.times * beat + part.phase)),)
    }
    turn = action.turn + action.rock * sin(TURN * beat)
    return Pose(joints, turn, action.lift + action.bob * abs(sin(TURN * beat)), action.travel)


def scaled(pose: Pose, share: float) -> Pose:
    """The pose of a smaller body: it sits down less far."""
    return replace(pose, rise=pose.rise * share)


def offering(pose: Pose) -> Pose:
    """The same with the near forearm level, as one who has something in the hand; arms that are raised stay so."""
    joints = dict(pose.joints)
    arm, fore = (joints.get(name, (0.0, 1.0))[0] for name in ("arm-near", "forearm-near"))
    if abs(arm) < AT_EASE:
        joints |= {"arm-near": (arm - 14.0, 1.0), "forearm-held": (26.0 - arm - fore, 1.0)}
    return replace(pose, joints=joints)


def between(first: Pose, second: Pose, share: float) -> Pose:
    """The pose a share of the way from the first to the second."""
    names = {**first.joints, **second.joints}
    still = (0.0, 1.0)

    def joint(name: str) -> tuple[float, float]:
        one, two = first.joints.get(name, still), second.joints.get(name, still)
        return one[0] + (two[0] - one[0]) * share, one[1] + (two[1] - one[1]) * share

    return Pose(
        {name: joint(name) for name in names},
        first.turn + (second.turn - first.turn) * share,
        first.rise + (second.rise - first.rise) * share,
        first.travel + (second.travel - first.travel) * share,
    )


@cache
def _actions() -> dict[str, dict[str, Action]]:
    rigs: dict[str, dict[str, Action]] = {}
    for file in sorted((files("storyanim.render.storybook") / "art").iterdir(), key=lambda item: item.name):
        if file.name.startswith("actions") and file.name.endswith(".toml"):
            for rig, actions in tomllib.loads(file.read_text(encoding="utf-8")).items():
                rigs.setdefault(rig, {}).update({name: _action(values) for name, values in actions.items()})
    return rigs


def _action(values: dict[str, Any]) -> Action:
    parts = {name: Swing(**swing) for name, swing in values.pop("parts", {}).items()}
    return Action(**values, parts=parts)
