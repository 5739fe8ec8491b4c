"""`storyanim report film`: figures, a picture, and what others would have made of the story."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from storyanim import load
from storyanim.encode import read_picture
from storyanim.live.sessionlog import SessionLog
from tests.cli.conftest import files
from tests.motion.fakes import one_morphs_board
from tests.stories import SMALL

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Run

QUICK = ("--size", "48x27", "--fps", "4")


def test_a_story_is_measured_beside_three_other_ways(tmp_path: Path, run: Run, story: Path) -> None:
    ran = run("report", "film", story, *QUICK, "-o", "motion.png")
    assert ran.code == 0
    for words in ("storyanim", "cuts only", "linear walk", "midpoint insertion", "flicker", "drift within a shot"):
        assert words in ran.out
    assert read_picture(tmp_path / "motion.png").shape[1] == 1240
    assert files(tmp_path) == {"kite.txt", "motion.png"}
    again = run("report", "film", story, *QUICK, "-o", "motion.png")
    assert again.code == 2
    assert "--force" in again.error


def test_a_film_that_stands_is_read_and_knows_its_transitions(run: Run, story: Path) -> None:
    run("render", story, "-o", "film.mp4", *SMALL)
    (told,) = json.loads(run("report", "film", "film.mp4", "--json").out)
    assert told["drawn_by"] == "storybook"
    (way,) = told["ways"]
    assert [shot["shot"] for shot in way["shots"]] == ["title", "s01-01", "s02-01"]
    assert all(one["frames"] > 0 for one in way["transitions"])
    assert way["frozen"] < 0.2
    board = load(story.with_suffix(".yaml"))
    assert len(way["changes"]) > 6 * sum(shot.seconds for _, shot in board.shots)


def test_several_are_summed_up(run: Run, story: Path) -> None:
    run("draft", story)
    ran = run("report", "film", "kite.yaml", "kite.yaml", *QUICK, "--no-baselines")
    assert ran.out.count("The Kite") == 2
    assert "All together" in ran.out
    assert "cuts only" not in ran.out


@pytest.mark.parametrize("name", ["none.mp4", "none.yaml", "none.txt"])
def test_what_is_not_there_is_one_line(run: Run, name: str) -> None:
    ran = run("report", "film", name)
    assert (ran.code, ran.out) == (2, "")
    assert name.partition(".")[0] in ran.error


def test_paces_are_kept_in_the_storyboard_and_the_film_stays_as_it_is(tmp_path: Path, run: Run, story: Path) -> None:
    ran = run("render", story, "-o", "film.mp4", *SMALL, "--keep-pace")
    assert ran.code == 0
    assert "kite.yaml keeps the pace of" in ran.err
    again = json.loads(run("render", story, "-o", "other.mp4", *SMALL, "--dry-run", "--json").out)
    assert again["cached_frames"] == again["frames"]
    assert "kite.yaml" in files(tmp_path)


def test_paces_cannot_be_kept_where_there_is_no_file(tmp_path: Path, run: Run, story: Path) -> None:
    log = SessionLog(tmp_path / "evening.log", 0.0)
    log.version(0.0, one_morphs_board())
    log.close(1.0)
    ran = run("render", "evening.log", "-o", "film.mp4", "--keep-pace")
    assert (ran.code, (tmp_path / "film.mp4").exists()) == (2, False)
    assert "a session is filmed as it was played" in ran.err
    assert run("render", "-", "-o", "film.mp4", "--keep-pace", stdin=b"A fox ran.").code == 2
    assert run("render", story, "-o", "film.mp4", "--keep-pace", "--dry-run").code == 2
