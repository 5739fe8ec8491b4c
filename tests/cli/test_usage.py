"""Words that are no command: one line, exit code 2, and nothing written."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.cli.conftest import files

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Run


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (("film",), "no such command 'film'"),
        (("render",), "missing argument 'STORY'"),
        (("render", "kite.txt", "--colour"), "no such option: --colour"),
        (("render", "kite.txt", "--size"), "'--size' requires an argument"),
        (("render", "kite.txt", "--size", "wide"), "'wide' is not WIDTHxHEIGHT"),
        (("render", "kite.txt", "--size", "8x8"), "outside 16x16 to 4096x4096"),
        (("render", "kite.txt", "--size", "99999x99999"), "outside 16x16 to 4096x4096"),
        (("render", "kite.txt", "--size", "1280x720x3"), "is not WIDTHxHEIGHT"),
        (("render", "kite.txt", "--fps", "fast"), "'fast' is not a number of frames a second"),
        (("render", "kite.txt", "--fps", "0"), "outside 1 to 120"),
        (("render", "kite.txt", "--fps", "24/0"), "is not a number of frames"),
        (("render", "kite.txt", "--fps", "nan"), "is not a number of frames"),
        (("render", "kite.txt", "--seed", "-1"), "--seed: -1 is outside"),
        (("render", "kite.txt", "--seed", str(2**63)), "is outside 0 to"),
        (("render", "kite.txt", "--style", "../ink"), "--style: '../ink' is no style; there are paper"),
        (("render", "kite.txt", "--limit", "much"), "--limit: 'much' is not a size"),
        (("render", "kite.txt", "--limit", "0"), "outside 1 byte to 1GB"),
        (("render", "kite.txt", "--limit", "9" * 12 + "GB"), "outside 1 byte to 1GB"),
        (("render", "kite.txt", "--jobs", "0"), "'--jobs'"),
        (("render", "kite.txt", "--shots", "7"), "there are 1 to 2, by name s01-01 to s02-01"),
        (("render", "kite.txt", "--renderer", "crayon"), "there is no renderer 'crayon'"),
        (("render", "kite.txt", "--renderer", "os:system"), "there is no renderer 'os:system'"),
        (("render", "kite.txt", "--encoding", "klingon"), "no encoding is called 'klingon'"),
        (("render", "kite.txt", "-o", "film.avi"), "must end in .mp4, .mkv, .webm, .mov, .gif, .webp, .png"),
        (("render", "kite.txt", "-o", "film"), "must end in .mp4, .mkv, .webm, .mov, .gif, .webp, .png"),
        (("render", "kite.txt", "-o", "-film.mp4"), "begins with '-'"),
        (("render", "kite.txt", "-o", "gone/film.mp4"), "the folder does not exist"),
        (("render", "kite.txt", "-o", "kite.txt/film.mp4"), "a part of the path is a file"),
        (("render", "kite.txt", "-o", "folder.mp4"), "it is a folder"),
        (("render", "kite.txt", "-o", f"{'long' * 100}.mp4"), "the name is too long"),
        (("render", "kite.txt", "--sheet", "sheet.jpg"), "let the name end in .png"),
        (("render", "kite.txt", "--sheet", "folder.mp4/sheet/s.png"), "the folder does not exist"),
        (("render", "kite.txt", "--preview"), "there is no display here"),
        (("render", "Once upon a time there was a fox. " * 20), "cannot be read: File name too long"),
        (("render", "folder.mp4"), "is a folder; name the story in it"),
        (("render", "gone.txt"), "gone.txt: cannot be read: No such file or directory"),
        (("render", "gone.yaml"), "gone.yaml: cannot be read"),
        (("draft", "kite.txt", "-o", "-kite.yaml"), "begins with '-'"),
        (("draft", "kite.txt", "-o", "gone/kite.yaml"), "the folder does not exist"),
        (("draft", "kite.txt", "-o", "folder.mp4"), "it is a folder"),
        (("draft", "-", "--json"), "name a file for it with -o"),
        (("demo", "-o", "demo.avi"), "must end in .mp4, .mkv, .webm, .mov, .gif, .webp, .png"),
        (("bench", "lunch"), "there is no stage 'lunch'; there are starting, drafting"),
    ],
)
def test_words_that_cannot_be_are_refused_in_one_line(
    tmp_path: Path,
    run: Run,
    story: Path,
    monkeypatch: pytest.MonkeyPatch,
    words: tuple[str, ...],
    complaint: str,
) -> None:
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    (tmp_path / "folder.mp4").mkdir()
    ran = run(*words)
    assert (ran.code, ran.out) == (2, "")
    assert complaint in ran.error
    assert files(tmp_path) == {story.name, "folder.mp4"}


def test_a_storyboard_that_is_a_folder_is_named(tmp_path: Path, run: Run, story: Path) -> None:
    (tmp_path / "kite.yaml").mkdir()
    for command in ("render", "draft"):
        ran = run(command, story)
        assert ran.code == 2
        assert "kite.yaml" in ran.error
        assert "older" in ran.error or "irectory" in ran.error


def test_the_schema_is_json_and_names_every_key(run: Run) -> None:
    ran = run("schema")
    schema = json.loads(ran.out)
    assert ran.code == 0
    assert {"title", "cast", "scenes", "unplaced"} <= set(schema["properties"])


@pytest.mark.parametrize(
    "command",
    [
        *("", "demo", "draft", "render", "live", "clip", "sheet", "frame", "gallery", "schema"),
        *("bench", "cache", "doctor", "pull"),
    ],
)
def test_every_command_explains_itself(run: Run, command: str) -> None:
    ran = run(*([command] if command else []), "--help")
    assert (ran.code, ran.err) == (0, "")
    assert f"Usage: storyanim {command}".rstrip() in ran.out
    assert max(map(len, ran.out.splitlines())) <= 80
    assert "..." not in ran.out.split("Commands:")[-1] if not command else True


def test_without_words_it_says_what_it_can_do(run: Run) -> None:
    ran = run()
    assert ran.code == 0
    assert "storyanim demo" in ran.out
