"""`storyanim draft`: a first draft, and the next one over a person's changes."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from storyanim import load
from tests.cli.conftest import files
from tests.stories import KITE

if TYPE_CHECKING:
    from pathlib import Path

    from storyanim.storyboard import Shot
    from tests.cli.conftest import Run


def test_a_storyboard_lies_beside_its_story(tmp_path: Path, run: Run, story: Path) -> None:
    ran = run("draft", story)
    assert (ran.code, ran.out) == (0, f"{tmp_path / 'kite.yaml'}\n")
    assert "'The Kite': 2 scenes, 2 shots, 2 in the cast" in ran.err
    assert files(tmp_path) == {"kite.txt", "kite.yaml"}
    assert [shot.id for _, shot in load(tmp_path / "kite.yaml").shots] == ["s01-01", "s02-01"]


def test_settings_and_title_are_written(tmp_path: Path, run: Run, story: Path) -> None:
    words = (
        "--title",
        "Up",
        "--size",
        "640x360",
        "--fps",
        "30000/1001",
        "--seed",
        "5",
        "--style",
        "ink",
        "-o",
        "up.yaml",
    )
    assert run("draft", story, *words).out == "up.yaml\n"
    board = load(tmp_path / "up.yaml")
    assert (board.title, board.size, str(board.rate), board.seed, board.style) == (
        "Up",
        (640, 360),
        "30000/1001",
        5,
        "ink",
    )


def test_a_story_from_stdin_goes_to_stdout(tmp_path: Path, run: Run) -> None:
    ran = run("draft", "-", stdin=KITE.encode("utf-16"))
    assert ran.code == 0
    assert "storyanim: 1\n" in ran.out
    assert files(tmp_path) == set()


def test_changes_by_hand_stay_and_are_listed(tmp_path: Path, run: Run, story: Path) -> None:
    run("draft", story)
    path = tmp_path / "kite.yaml"
    path.write_text(
        path.read_text(encoding="utf-8").replace("framing: wide", "framing: close  # her face"), encoding="utf-8"
    )
    story.write_text(KITE + "\nThe next day they flew it together on the beach.\n", encoding="utf-8")
    ran = run("draft", story)
    assert ran.code == 0
    assert "framing" in next(line for line in ran.err.splitlines() if line.startswith("kept your change"))
    assert "new, 0 gone" in ran.err
    assert "# her face" in path.read_text(encoding="utf-8")
    assert len(list(load(path).shots)) == 3


def test_a_change_whose_text_is_gone_is_listed(tmp_path: Path, run: Run, story: Path) -> None:
    run("draft", story)
    path = tmp_path / "kite.yaml"
    text = path.read_text(encoding="utf-8")
    before, after = text.split("id: s02-01")
    changed = after.replace("\n    camera: ", "\n    camera: still  # was ", 1)
    path.write_text(f"{before}id: s02-01{changed}", encoding="utf-8")
    story.write_text(KITE.split("In the evening")[0], encoding="utf-8")
    ran = run("draft", story, "--json")
    assert "your change has no place now" in ran.err
    assert [(lost["field"], lost["value"]) for lost in json.loads(ran.out)["unplaced"]] == [("camera", "still")]


def test_the_next_draft_keeps_the_settings_of_the_first(tmp_path: Path, run: Run, story: Path) -> None:
    run("draft", story, "--size", "320x180", "--fps", "12", "--seed", "9")
    first = load(tmp_path / "kite.yaml")
    story.write_text(KITE + "\nThe next day they flew it together on the beach.\n", encoding="utf-8")
    run("draft", story)
    again = load(tmp_path / "kite.yaml")
    assert (again.size, again.rate, again.seed) == (first.size, first.rate, first.seed)
    run("draft", story, "--fps", "25")
    assert load(tmp_path / "kite.yaml").rate == 25


def test_a_new_sentence_leaves_every_other_shot_as_it_was(tmp_path: Path, run: Run, story: Path) -> None:
    run("draft", story)
    first = load(tmp_path / "kite.yaml")
    story.write_text(KITE + "\nThe next day they flew it together on the beach.\n", encoding="utf-8")
    run("draft", story)
    again = load(tmp_path / "kite.yaml")
    assert [_drawn(shot) for _, shot in again.shots][:2] == [_drawn(shot) for _, shot in first.shots]
    assert again.seed == first.seed
    assert all(again.cast[who] == card for who, card in first.cast.items())


def test_drafting_twice_changes_nothing(tmp_path: Path, run: Run, story: Path) -> None:
    run("draft", story)
    text = (tmp_path / "kite.yaml").read_bytes()
    ran = run("draft", story, "--json")
    assert (tmp_path / "kite.yaml").read_bytes() == text
    assert json.loads(ran.out) == {
        "storyboard": str(tmp_path / "kite.yaml"), "scenes": 2, "shots": 2,
        "added": [], "removed": [], "kept": [], "unplaced": [],
    }  # fmt: skip


def test_windows_line_breaks_stay(tmp_path: Path, run: Run, story: Path) -> None:
    run("draft", story)
    path = tmp_path / "kite.yaml"
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert run("draft", story, "--seed", "4").code == 0
    text = path.read_bytes()
    assert text.count(b"\n") == text.count(b"\r\n") > 40


def test_a_storyboard_is_not_a_story(run: Run) -> None:
    ran = run("draft", "kite.yaml")
    assert ran.code == 2
    assert "kite.yaml is a storyboard already" in ran.error


def test_a_file_that_is_no_storyboard_is_not_written_over(tmp_path: Path, run: Run, story: Path) -> None:
    (tmp_path / "notes.yaml").write_text("milk: 2\n", encoding="utf-8")
    ran = run("draft", story, "-o", "notes.yaml")
    assert ran.code == 2
    assert (tmp_path / "notes.yaml").read_text(encoding="utf-8") == "milk: 2\n"


def _drawn(shot: Shot) -> tuple[object, ...]:
    """All but the length: the last sentence has got a paragraph behind it, and its pause."""
    return shot.text, shot.prompt, shot.seed, shot.framing, shot.camera, shot.transition, shot.roles, shot.things
