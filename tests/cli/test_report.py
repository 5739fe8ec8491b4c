"""`storyanim report storyboard`: tables for people, JSON for programs."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from tests.cli.conftest import files

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Run


def test_a_report_says_who_is_seen_where_and_when(run: Run, story: Path) -> None:
    run("draft", story)
    ran = run("report", "storyboard", "kite.yaml")
    assert ran.code == 0
    assert ran.out.startswith("The Kite: ")
    for words in ("Timeline", "Cast", "Places", "s01", "s02"):
        assert words in ran.out
    assert "\x1b" not in ran.out  # plain where it is piped
    assert all(line == line.rstrip() for line in ran.out.splitlines())


def test_each_look_of_somebody_is_told_apart(tmp_path: Path, run: Run) -> None:
    (tmp_path / "a.txt").write_text(
        "Anna sat in the kitchen in her green coat. Then Anna put on a red cloak and walked into the forest, and she "
        "laughed at the moon and at the old trees for a very long time.\n",
        encoding="utf-8",
    )
    told = run("report", "storyboard", "a.txt").out
    assert "Anna (look 2)" in told.partition("Cast")[2]
    assert "(look 2)" not in told.partition("Cast")[0]


def test_programs_get_json(run: Run, story: Path) -> None:
    run("draft", story)
    told = json.loads(run("report", "storyboard", "kite.yaml", "--json").out)
    assert [scene["id"] for scene in told["scenes"]] == ["s01", "s02"]
    assert {"cast", "places", "pace", "dropped", "warnings", "parts"} <= set(told)


def test_a_story_is_drafted_for_its_report_and_nothing_is_written(tmp_path: Path, run: Run, story: Path) -> None:
    assert run("report", "storyboard", story).code == 0
    assert files(tmp_path) == {"kite.txt"}


def test_square_brackets_of_a_story_are_shown_as_they_are(tmp_path: Path, run: Run) -> None:
    (tmp_path / "a.txt").write_text(
        "[BOLD] TALE\n\n\nA fox ran through the forest to [the] old well.\n", encoding="utf-8"
    )
    assert "[bold] tale".title() in run("report", "storyboard", "a.txt").out


def test_what_is_no_storyboard_is_refused(tmp_path: Path, run: Run) -> None:
    (tmp_path / "a.yaml").write_text("milk: 2\n", encoding="utf-8")
    ran = run("report", "storyboard", "a.yaml")
    assert (ran.code, ran.out) == (2, "")
    assert ran.error


def test_a_report_of_nothing_says_what_there_is(run: Run) -> None:
    ran = run("report")
    assert ran.code == 0
    assert "storyboard" in ran.out
