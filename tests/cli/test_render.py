"""`storyanim render`: what a person finds in the folder and on the screen."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest

from storyanim import load
from storyanim.cli.render import shot_range
from storyanim.encode import count_frames, find_ffmpeg, iter_film, read_picture
from storyanim.errors import InputError
from tests.cli.conftest import files
from tests.stories import KITE, SMALL

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Run

FILM = {"film.mp4", "film.mp4.json", "film.srt"}


def test_a_story_becomes_a_film_and_its_storyboard_is_written(tmp_path: Path, run: Run, story: Path) -> None:
    ran = run("render", story, "-o", "film.mp4", *SMALL)
    assert (ran.code, ran.out) == (0, "film.mp4\n")
    assert files(tmp_path) == {*FILM, "kite.txt", "kite.yaml"}
    assert f"wrote {tmp_path / 'kite.yaml'}" in ran.err
    assert "drawn by storybook" in ran.err
    assert re.search(r"0:2\d of film at 96x54", ran.err)
    assert load(tmp_path / "kite.yaml").size == (1280, 720), "what was asked of one film is not the story's"


def test_the_storyboard_beside_a_story_is_used_and_left_as_it_is(tmp_path: Path, run: Run, story: Path) -> None:
    run("draft", story)
    board = tmp_path / "kite.yaml"
    text = (
        board.read_text(encoding="utf-8")
        .replace("title: The Kite", "title: Mine  # better")
        .replace("title_seconds: 3.0", "title_seconds: 0")
    )
    board.write_text(text, encoding="utf-8")
    ran = run("render", story, "-o", "film.mp4", *SMALL, "--shots", "2")
    assert ran.code == 0
    assert f"using {board}" in ran.err
    assert "'Mine'" in ran.err
    assert "is newer" not in ran.err
    assert board.read_text(encoding="utf-8") == text
    assert json.loads((tmp_path / "film.mp4.json").read_text(encoding="utf-8"))["title"] == "Mine"


def test_a_story_that_changed_after_its_storyboard_is_named(run: Run, story: Path) -> None:
    import os

    run("draft", story)
    os.utime(story, (2e9, 2e9))
    assert "kite.txt is newer" in run("render", story, "--dry-run").err


def test_a_dry_run_writes_nothing(tmp_path: Path, run: Run, story: Path) -> None:
    ran = run("render", story, "-o", "film.mp4", *SMALL, "--dry-run")
    assert ran.code == 0
    assert files(tmp_path) == {"kite.txt"}
    assert re.search(r"film\.mp4: 0:\d\d of film, \d+ frames in 3 shots", ran.out)
    assert "a guess" in ran.out


def test_a_dry_run_knows_what_is_drawn(run: Run, story: Path) -> None:
    run("render", story, "-o", "film.mp4", *SMALL, "--shots", "s01-01")
    found = json.loads(run("render", story, "-o", "other.mp4", *SMALL, "--dry-run", "--json").out)
    assert 0 < found["cached_segments"] < found["segments"]
    assert found["measured"]
    run("render", story, "-o", "whole.mp4", *SMALL)
    assert "no more than joining" in run("render", story, "-o", "other.mp4", *SMALL, "--dry-run").out


def test_shots_are_filmed_alone(tmp_path: Path, run: Run, story: Path) -> None:
    assert run("render", story, "-o", "film.mp4", *SMALL, "--shots", "2..").code == 0
    sidecar = json.loads((tmp_path / "film.mp4.json").read_text(encoding="utf-8"))
    assert sidecar["shots"] == ["s02-01"]
    assert count_frames(tmp_path / "film.mp4", ffmpeg=find_ffmpeg()) == sidecar["frames"]


def test_json_tells_a_program_where_everything_is(tmp_path: Path, run: Run, story: Path) -> None:
    told = json.loads(run("render", story, "-o", "film.mp4", *SMALL, "--sheet", "sheet.png", "--json").out)
    assert told["size"] == [96, 54]
    assert told["renderer"] == "storybook"
    paths = [told["film"], told["captions"], told["sidecar"], *told["sheet"]]
    assert paths == ["film.mp4", "film.srt", "film.mp4.json", "sheet.png"]
    assert all((tmp_path / path).is_file() for path in paths)
    assert read_picture(tmp_path / "sheet.png").shape[2] == 3


def test_a_gif_plays(tmp_path: Path, run: Run, story: Path) -> None:
    assert run("render", story, "-o", "film.gif", *SMALL, "--shots", "1").code == 0
    assert next(iter_film(tmp_path / "film.gif")).shape == (54, 96, 3)


def test_an_existing_film_is_kept_unless_forced(tmp_path: Path, run: Run, story: Path) -> None:
    (tmp_path / "film.mp4").write_bytes(b"mine")
    refused = run("render", story, "-o", "film.mp4", "--sheet", "sheet.png", *SMALL)
    assert refused.code == 2
    assert "exists; use --force" in refused.error
    assert files(tmp_path) == {"kite.txt", "film.mp4"}
    assert run("render", story, "-o", "film.mp4", *SMALL, "--shots", "1", "--force").code == 0
    assert (tmp_path / "film.mp4").read_bytes() != b"mine"


def test_stdin_may_be_a_story_or_a_storyboard(tmp_path: Path, run: Run) -> None:
    drafted = run("draft", "-", stdin=KITE.encode())
    assert drafted.code == 0
    from_board = run("render", "-", "-o", "board.mp4", *SMALL, "--shots", "1", stdin=drafted.out.encode())
    from_story = run("render", "-", "-o", "story.mp4", *SMALL, "--shots", "1", stdin=KITE.encode())
    assert (from_board.code, from_story.code) == (0, 0)
    assert (tmp_path / "board.mp4").read_bytes() == (tmp_path / "story.mp4").read_bytes()
    assert not list(tmp_path.glob("*.yaml"))


@pytest.mark.parametrize("settings", [("--seed", "3"), ("--style", "ink"), ("--size", "64x64"), ("--fps", "5")])
def test_a_setting_of_one_film_changes_that_film(
    tmp_path: Path, run: Run, story: Path, settings: tuple[str, str]
) -> None:
    plain = run("render", story, "-o", "plain.mp4", *SMALL, "--shots", "1", "--dry-run", "--json")
    run("render", story, "-o", "film.mp4", *SMALL, "--shots", "1")
    ran = run("render", story, "-o", "other.mp4", *SMALL, *settings, "--shots", "1")
    assert ran.code == plain.code == 0
    first, other = (
        json.loads((tmp_path / f"{name}.mp4.json").read_text(encoding="utf-8")) for name in ("film", "other")
    )
    assert not {*first["segments"]} & {*other["segments"]}


def test_a_film_is_called_after_its_story(tmp_path: Path, run: Run) -> None:
    folder = tmp_path / "the-kite"
    folder.mkdir()
    for name in (folder / "story.txt", tmp_path / "story.txt", folder / "hill.txt"):
        name.write_text(KITE, encoding="utf-8")
    names = [
        run("render", name, "--dry-run").out.split(":")[0]
        for name in ("the-kite/story.txt", "story.txt", "the-kite/hill.txt")
    ]
    assert names == ["the-kite.mp4", "story.mp4", "hill.mp4"]


def test_a_folder_that_cannot_be_written_is_no_reason_not_to_film(
    tmp_path: Path, run: Run, story: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from storyanim.errors import OutputError

    def refuse(*_: object, **__: object) -> None:
        raise OutputError("cannot write 'kite.yaml': the disk is read-only")

    monkeypatch.setattr("storyanim.encode.write_whole", refuse)
    ran = run("render", story, "-o", "film.mp4", *SMALL, "--shots", "1")
    assert ran.code == 0
    assert "the storyboard is not kept" in ran.err
    assert files(tmp_path) == {*FILM, "kite.txt"}


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (None, None),
        ("2", ("s02-01", "s02-01")),
        ("1..2", ("s01-01", "s02-01")),
        ("..2", ("s01-01", "s02-01")),
        ("2..", ("s02-01", "s02-01")),
        ("s01-01..s02-01", ("s01-01", "s02-01")),
        ("..", ("s01-01", "s02-01")),
    ],
)
def test_shots_by_number_and_by_name(words: str | None, expected: tuple[str, str] | None) -> None:
    import storyanim

    assert shot_range(words, storyanim.draft(KITE)) == expected


@pytest.mark.parametrize("words", ["0", "3", "2..1", "s09-01", "-1", "1...2", "1..x", "9" * 5000, "1.5", "²", ""])
def test_shots_that_are_not_there_are_refused(words: str) -> None:
    import storyanim

    with pytest.raises(InputError, match="--shots"):
        shot_range(words, storyanim.draft(KITE))
