"""Values changed elsewhere come into a person's file, and nothing else in it changes."""

from __future__ import annotations

import pytest

from storyanim.errors import InputError
from storyanim.storyboard import draft_storyboard, dump, load, revised, with_shot_values
from tests.storyboard.stories import tale


@pytest.fixture
def text() -> str:
    """A file that a person has worked on."""
    lines = dump(draft_storyboard(tale(), seed=9)).replace("scenes:\n", "scenes:  # mine\n")
    return lines.replace("    prompt:", "    # what I want to see\n    prompt:")


def first_shot(text: str) -> str:
    return next(load(text).shots)[1].id


@pytest.mark.parametrize(
    ("name", "value"),
    [("prompt", "{fox} sleeps"), ("seed", 5), ("camera", "tilt-up"), ("framing", "close"),
     ("transition", {"kind": "dissolve", "seconds": 0.5, "reason": ""})],
)  # fmt: skip
def test_a_value_changes_and_all_else_stays(text: str, name: str, value: object) -> None:
    board = with_shot_values(load(text), first_shot(text), {name: value})  # type: ignore[dict-item]
    after = revised(text, board)
    assert load(after) == board
    assert after.count("# what I want to see") == text.count("# what I want to see") > 0
    assert "scenes:  # mine" in after
    before_lines, after_lines = text.splitlines(), after.splitlines()
    assert len(set(before_lines) - set(after_lines)) <= 3


def test_what_did_not_change_gives_the_same_bytes(text: str) -> None:
    assert revised(text, load(text)) == text
    windows = text.replace("\n", "\r\n")
    assert revised(windows, load(windows)) == windows
    assert revised(text.rstrip("\n"), load(text)) == text.rstrip("\n")


def test_a_hand_edit_is_known_as_one(text: str) -> None:
    name = first_shot(text)
    board = with_shot_values(load(text), name, {"prompt": "{fox} sleeps"})
    assert next(board.shots)[1].hand_edited("prompt")
    assert not next(board.shots)[1].hand_edited("seed")


def test_the_style_and_looks_come_into_the_file(text: str) -> None:
    board = load(text).with_settings(style="ink")
    after = revised(text, board)
    assert load(after).style == "ink"
    assert "# mine" in after


def test_a_file_of_other_shots_is_written_anew(text: str) -> None:
    board = load(text)
    shorter = board.model_copy(update={"scenes": board.scenes[:1]})
    assert load(revised(text, shorter)) == shorter


@pytest.mark.parametrize(
    ("name", "values", "words"),
    [
        ("nothing", {"seed": 1}, "there is no shot 'nothing'"),
        ("", {"camera": "sideways"}, "camera"),
        ("", {"prompt": "{nobody} walks"}, "names nobody in cast"),
        ("", {"transition": {"kind": "morph", "seconds": 9.0}}, "more than half"),
    ],
)
def test_a_value_that_cannot_be_is_refused(text: str, name: str, values: dict[str, object], words: str) -> None:
    with pytest.raises(InputError, match=words):
        with_shot_values(load(text), name or first_shot(text), values)  # type: ignore[arg-type]
