"""Each benchmark runs and its figures are what their names say; with tiny inputs, and no word on speed."""

from __future__ import annotations

import json
from importlib import import_module
from typing import TYPE_CHECKING

import pytest

from storyanim.__main__ import main
from storyanim.bench.boards import made_up_board
from storyanim.bench.measure import Measure, median_run, run_storyanim
from storyanim.bench.stages import MEASURES, ONLY_NAMED
from storyanim.cli.bench import STAGES
from storyanim.types import Size

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def tiny(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {
        "drafting.WORDS": 300,
        "drawing.RUN": 2,
        "drawing.SIZES": ((Size(64, 64), 60),),
        "scheduling.ASKED": 50,
        "scheduling.SIZES": (10, 20),
        "filming.SHOTS": 2,
        "filming.SIZE": (64, 64),
        "filming.CHANGED": 2,
        "filming.REDRAWN_SHOTS": 5,
        "filming.SHOT_SECONDS": 0.5,
        "filming.MINUTE_SHOTS": (1, 2),
        "live.SHOTS": 10,
        "live.SIZE": (64, 64),
        "live.WARM": 0.5,
        "live.WATCHED": 1.5,
        "live.EDITS": 3,
        "live.SOAK_SECONDS": 4.0,
        "live.ROUNDS": 0,
        "live.UNDOS": 10,
        "live.HURRY": 0.05,
        "live.SAMPLE": 0.5,
        "live.STALLED": 20,
        "live.VIEWERS": 5,
    }.items():
        module, constant = name.split(".")
        monkeypatch.setattr(import_module(f"storyanim.bench.{module}"), constant, value)


@pytest.mark.usefixtures("tiny")
@pytest.mark.parametrize("stage", [stage for stage in MEASURES if stage not in ONLY_NAMED])
def test_a_stage_measures_something(stage: str) -> None:
    found = list(MEASURES[stage]())
    assert found
    assert all(isinstance(one, Measure) and one.value > 0 and one.unit for one in found)


@pytest.mark.usefixtures("tiny")
def test_a_live_film_is_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(import_module("storyanim.bench.live"), "which", lambda _name: None)
    found = {one.name: one.value for one in MEASURES["live"]()}
    assert found["pictures that came while playing"] > 0
    assert found["key to its picture while it plays, 95 %"] > 0
    assert found["memory for 20 viewers who never read"] < 100


@pytest.mark.usefixtures("tiny")
def test_a_changed_prompt_redraws_its_shot_and_the_way_out() -> None:
    (found,) = MEASURES["redrawing"]()
    assert found.target == f"at most {found.value:.0f}"


def test_the_help_names_every_stage() -> None:
    assert STAGES.split(", ") == list(MEASURES)


@pytest.mark.usefixtures("tiny")
def test_figures_are_printed_for_people_and_for_programs(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["bench", "scheduling", "--json"]) == 0
    told = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [one["stage"] for one in told] == ["scheduling", "scheduling"]
    assert main(["bench", "scheduling"]) == 0
    out, err = capsys.readouterr()
    assert out.count("recipes/s") == 2
    assert "cores" in err


def test_a_made_up_board_has_the_length_that_was_asked_for() -> None:
    board = made_up_board(12, seconds=2.0)
    assert [shot.seconds for _, shot in board.shots] == [2.0] * 12
    assert len(board.scenes) == 3
    assert not any(shot.hand_edited("prompt") for _, shot in board.shots)


def test_a_run_accounts_for_the_command_s_own_processes() -> None:
    run = median_run(1, "--version")
    assert 0 < run.cpu < run.wall + 1
    assert 5e6 < run.peak < 1e9


def test_a_run_that_fails_is_no_figure(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match="ended with exit code 2"):
        run_storyanim("draft", str(tmp_path / "gone.txt"))
