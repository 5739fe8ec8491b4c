"""Books, screenplays and subtitles on the command line: chapters, pace, and what is refused."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from storyanim import load
from tests.cli.conftest import files
from tests.stories import KITE, SMALL
from tests.text.formats.books import docx, epub, page

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Run

CHAPTERS = {
    "a.xhtml": page("<h2>I. The Hill</h2><p>A fox in a red scarf ran over the hill to the old mill.</p>"),
    "b.xhtml": page("<h2>II. The Sea</h2><p>At night an owl flew over the sea, and she sang to the moon.</p>"),
}
SRT = "1\n00:00:01,000 --> 00:00:04,000\nA fox ran over the hill to the sea at night.\n"


@pytest.fixture
def book(tmp_path: Path) -> Path:
    path = tmp_path / "tales.epub"
    path.write_bytes(epub(CHAPTERS, title="Two Tales"))
    return path


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.epub", epub(CHAPTERS)),
        ("a.docx", docx("A fox ran over the hill and did not look back until night.")),
        ("a.fountain", b"INT. KITCHEN - NIGHT\n\nA fox sits at the table.\n"),
        ("a.srt", SRT.encode()),
        ("a.vtt", b"WEBVTT\n\n" + SRT.replace(",", ".").encode()),
        ("a.json", json.dumps({"segments": [{"start": 0, "end": 2, "text": "A fox ran home."}]}).encode()),
    ],
)
def test_a_story_in_any_format_becomes_a_storyboard(tmp_path: Path, run: Run, name: str, data: bytes) -> None:
    (tmp_path / name).write_bytes(data)
    assert run("draft", name).out == "a.yaml\n"
    assert load(tmp_path / "a.yaml").shots


def test_one_chapter_is_drafted_by_its_name_and_stays_chosen(tmp_path: Path, run: Run, book: Path) -> None:
    assert run("draft", book, "--part", "sea").code == 0
    board = load(tmp_path / "tales.yaml")
    assert (board.title, board.part) == ("Two Tales: II. The Sea", "II. The Sea")
    assert {scene.part for scene in board.scenes} == {"II. The Sea"}
    run("draft", book)
    assert load(tmp_path / "tales.yaml").part == "II. The Sea"
    run("draft", book, "--part", "all")
    assert {scene.part for scene in load(tmp_path / "tales.yaml").scenes} == {"I. The Hill", "II. The Sea"}


def test_one_chapter_is_filmed_from_the_storyboard_of_the_whole_book(tmp_path: Path, run: Run, book: Path) -> None:
    ran = run("render", book, "-o", "sea.mp4", "--part", "2", *SMALL, "--json")
    assert ran.code == 0
    assert len(load(tmp_path / "tales.yaml").scenes) == 2
    told = json.loads(ran.out)
    whole = json.loads(run("render", book, "-o", "all.mp4", *SMALL, "--json").out)
    assert told["seconds"] < whole["seconds"]


def test_a_chapter_that_is_not_there_is_refused(tmp_path: Path, run: Run, book: Path) -> None:
    for command in (("draft", book), ("render", book, "-o", "f.mp4")):
        ran = run(*command, "--part", "III")
        assert ran.code == 2
        assert "'I. The Hill', 'II. The Sea'" in ran.error
    assert files(tmp_path) == {"tales.epub"}


def test_a_part_and_shots_are_not_both_chosen(run: Run, book: Path) -> None:
    assert "give one of them" in run("render", book, "-o", "f.mp4", "--part", "1", "--shots", "1").error


def test_the_pace_is_kept_and_a_hands_comes_first(tmp_path: Path, run: Run, story: Path) -> None:
    story.write_text(KITE + "\nThe girl laughed. He gave her the kite. She thanked him." * 20, encoding="utf-8")
    run("draft", story, "--pace", "lively")
    lively = len(list(load(tmp_path / "kite.yaml").shots))
    run("draft", story)
    assert (load(tmp_path / "kite.yaml").pace, len(list(load(tmp_path / "kite.yaml").shots))) == ("lively", lively)
    path = tmp_path / "kite.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("pace: lively", "pace: calm"), encoding="utf-8")
    run("draft", story, "--pace", "even")
    board = load(path)
    assert board.pace == "calm"
    assert len(list(board.shots)) < lively


def test_a_film_at_another_pace_than_its_storyboards_is_refused(run: Run, story: Path) -> None:
    run("draft", story)
    assert run("render", story, "-o", "f.mp4", "--pace", "even", "--dry-run").code == 0
    ran = run("render", story, "-o", "f.mp4", "--pace", "calm")
    assert ran.code == 2
    assert "drafted at the pace 'even'" in ran.error


def test_a_pace_that_does_not_exist_is_refused(run: Run, story: Path) -> None:
    assert "calm, even, lively" in run("draft", story, "--pace", "fast").error


def test_a_title_that_was_given_stays(tmp_path: Path, run: Run, story: Path) -> None:
    run("draft", story, "--title", "Up")
    story.write_text(KITE.replace("The Kite", "A Kite", 1) + "\nThe next day it flew over the sea.\n", encoding="utf-8")
    run("draft", story)
    assert load(tmp_path / "kite.yaml").title == "Up"
    run("draft", story, "--title", "Higher")
    assert load(tmp_path / "kite.yaml").title == "Higher"


def test_a_title_of_the_storys_own_follows_the_story(tmp_path: Path, run: Run, story: Path) -> None:
    run("draft", story)
    story.write_text(KITE.replace("The Kite", "A Kite", 1), encoding="utf-8")
    run("draft", story)
    assert load(tmp_path / "kite.yaml").title == "A Kite"


@pytest.mark.parametrize(
    ("name", "data", "complaint"),
    [
        ("a.epub", epub(CHAPTERS)[:700], "cut or damaged"),
        ("a.epub", KITE.encode(), "not what its name says"),
        ("a.docx", b"\xd0\xcf\x11\xe0" + bytes(64), "locked"),
        ("a.srt", KITE.encode(), "holds no subtitles"),
        ("a.json", b'{"a": 1}', "no transcript"),
        ("a.vtt", bytes(range(1, 32)) * 40, "is a binary file"),
        ("a.fountain", "Il fit Très".encode()[:-2], "cut or damaged"),
    ],
)
def test_a_book_that_is_none_is_refused_before_anything_is_written(
    tmp_path: Path, run: Run, name: str, data: bytes, complaint: str
) -> None:
    (tmp_path / name).write_bytes(data)
    for command in ("draft", "render"):
        ran = run(command, name)
        assert (ran.code, ran.out) == (2, "")
        assert complaint in ran.error
    assert files(tmp_path) == {name}
