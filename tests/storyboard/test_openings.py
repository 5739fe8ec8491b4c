"""How a shot begins follows from what the story does there."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from storyanim.animate import draft
from storyanim.errors import InputError
from storyanim.storyboard import Transition, dump, load
from storyanim.storyboard.openings import transitions
from storyanim.storyboard.tries import with_kept_paces
from storyanim.types import Beat, Character, Passage, Role, Setting

CAST = {"fox": Character("fox", "Fox", "fox", "animal")}
FOX = (Role("fox", "walk"),)
HILL = Setting("hill", time="dusk")


def passage(
    setting: Setting = HILL, boundary: Any = "length", roles: tuple[Role, ...] = FOX, beats: int = 1
) -> Passage:
    return Passage((0, 1), setting, (Beat((0, 1), "x", roles),) * beats, "why", boundary)


def opening(*passages: Passage, text: str = "They went on.") -> Transition:
    """How the last passage begins."""
    beats = sum(len(one.beats) for one in passages)
    return list(transitions(passages, [text] * beats, [8.0] * beats, CAST, has_title=False))[-len(passages[-1].beats)]


@pytest.mark.parametrize(
    ("after", "kind", "words"),
    [
        (passage(), "morph", "same place"),
        (passage(replace(HILL, time="night"), "time"), "morph", "From dusk to night"),
        (passage(HILL, "time"), "morph", "Time passes"),
        (passage(Setting("river"), "place"), "carry", "Fox goes on to a new place: river."),
        (passage(Setting("river"), "place", ()), "dissolve", "A new place: river."),
        (passage(Setting("river"), "time"), "dissolve", "A new place"),
        (passage(HILL, "part"), "dip", "A new part"),
        (passage(HILL, "break"), "dissolve", "break"),
    ],
)
def test_a_scene_opens_by_what_changes(after: Passage, kind: str, words: str):
    found = opening(passage(), after)
    assert found.kind == kind
    assert words in found.reason
    assert found.seconds > 0


def test_light_changes_longer_than_the_same_scene_goes_on():
    within = list(transitions([passage(beats=2)], ["a", "b"], [8.0, 8.0], CAST, has_title=True))
    assert within[1].seconds < opening(passage(), passage(replace(HILL, time="night"), "time")).seconds


@pytest.mark.parametrize(
    "text",
    [
        "Suddenly the lamp went out.",
        '"And then, all at once, it rang.',
        "With a crash the door flew open.",
        "But just then",
    ],
)
def test_a_sudden_event_cuts(text: str):
    found = opening(passage(beats=1), passage(), text=text)
    assert (found.kind, found.seconds) == ("cut", 0)
    assert "sudden" in found.reason.lower()


@pytest.mark.parametrize(
    "text", ["She was not suddenly afraid.", "The bang was over.", "Then they slept.", "Plötzlich"]
)
def test_nothing_else_is_sudden(text: str):
    assert opening(passage(), passage(), text=text).kind == "morph"


def test_long_shots_get_a_second_framing_and_short_ones_none():
    story = (
        "The fox slept. "
        + "The old fox walked and walked over the hills and through the woods and past the lake " * 2
        + "."
    )
    for _, shot in draft(story).shots:
        assert ("-" in shot.framing) == (shot.seconds > 8.5)


def test_a_draft_of_another_style_wanders_otherwise_unless_a_hand_said_how_far():
    board = draft("A fox walked home.")
    assert board.with_settings(style="ink").drift == draft("A fox walked home.", style="ink").drift != board.drift
    mine = load(dump(board).replace(f"drift: {board.drift}", "drift: 0"))
    assert mine.with_settings(style="ink").drift == 0


def test_a_kept_pace_stands_in_the_file_as_a_hands_and_nothing_else_changes():
    board = draft("One morning a fox walked in the forest. The fox slept. The fox ate an apple under a tree and slept.")
    text, shot = dump(board), next(shot for _, shot in board.shots)
    assert "pace: [" not in text
    kept = with_kept_paces(text, {shot.id: (0.0, 0.25, 1.0)})
    found = next(one for _, one in load(kept).shots)
    assert found.transition.pace == (0.0, 0.25, 1.0)
    assert found.hand_edited("transition")
    changed = [line for line, old in zip(kept.splitlines(), text.splitlines(), strict=True) if line != old]
    assert [line.split(":")[0].strip() for line in changed] == ["transition"]


@pytest.mark.parametrize(
    "pace", ["[0, 0.5]", "[0.1, 1]", "[0, 0.8, 0.3, 1]", "[0]", "[0, x, 1]", "[0, .nan, 1]", "[0, 2, 1]"]
)
def test_what_is_no_pace_is_refused(pace: str):
    text = dump(draft("A fox walked home."))
    with pytest.raises(InputError, match=r"transition\.pace"):
        load(text.replace("transition: {", f"transition: {{pace: {pace}, "))
