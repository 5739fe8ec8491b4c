"""Turbo's benchmark: its figures are what their names say, and its pictures those of the pipeline it is beside."""

from __future__ import annotations

import json
import subprocess
import sys
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import pytest

from storyanim.__main__ import main
from storyanim.bench import diffusing, rival
from storyanim.bench.diffusing import Opened, Trial, compared, open_trial
from storyanim.render.turbo.hardware import Hardware
from storyanim.render.turbo.made_up import made_up_model
from storyanim.render.turbo.renderer import Turbo
from storyanim.types import View
from tests.render.turbo.conftest import one_thread
from tests.render.turbo.folders import change
from tests.render.turbo.models import parts, save

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray

__all__ = ["one_thread"]

pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")  # diffusers, numpy 2

APART = "furthest pixel from diffusers' pipeline"
OURS = "turbo at 64x64, cpu, {}, batch {}"
VIEWS = [[View((), ())]] * 3


@pytest.fixture
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(diffusing, "WARM", 1)
    monkeypatch.setattr(diffusing, "ROUNDS", 2)


class Clock:
    """Half a second goes by between any two looks at it."""

    now = 0.0

    def __call__(self) -> float:
        self.now += 0.5
        return self.now


def figures(opened: Opened) -> dict[str, float]:
    return {one.name: one.value for one in diffusing.diffusing(opened, Clock())}


@pytest.mark.usefixtures("short")
def test_rates_and_latencies_are_those_of_the_clock() -> None:
    told = figures(open_trial(Trial("tiny", {"batch": 2, "device": "cpu"})))
    assert told[OURS.format("fp32", 2)] == told["diffusers' pipeline, the same"] == 4.0
    assert told["turbo, slowest of 20 batches"] == told["another prompt, until its picture is there"] == 500.0
    assert told["turbo against diffusers' pipeline"] == 1.0
    assert told[APART] <= 1


@pytest.mark.usefixtures("short")
def test_key_frames_are_measured_beside_whole_ones() -> None:
    told = figures(open_trial(Trial("tiny", {"batch": 2, "device": "cpu", "every": 4})))
    assert told["turbo, one of 4 frames drawn whole"] == 8 / 0.5
    assert told["against all of them drawn whole"] == 1.0
    assert 30 < told["the worst of them"] <= told["frames between, against the same drawn whole"] <= 99


@pytest.mark.usefixtures("short")
def test_only_batches_after_the_first_count_and_the_furthest_pixel_is_found() -> None:
    now, log = 0.0, list[str]()

    def draw(side: str, seconds: float, level: int, _views: Sequence[View]) -> NDArray[np.uint8]:
        nonlocal now
        now += seconds if side in log else 60.0
        log.append(side)
        picture = np.zeros((1, 8, 8, 3), np.uint8)
        picture[0, 3, 4, 1] = level
        return picture

    found = compared(partial(draw, "ours", 2.0, 3), partial(draw, "theirs", 3.0, 250), VIEWS, lambda: now)
    assert (found.ours, found.theirs, found.apart) == ([2.0, 2.0], [3.0, 3.0], 247)
    assert log == ["ours", "theirs"] * 3


@pytest.mark.usefixtures("short")
def test_a_decoder_of_another_precision_is_copied_for_the_rival_and_the_row_says_so() -> None:
    hardware = Hardware("cpu", "bf16", "fp32", 1)
    turbo = Turbo("mixed", hardware, partial(made_up_model, "tiny", hardware, words=diffusing.WORDS))
    told = figures(Opened(turbo, hardware))
    assert told["diffusers' pipeline, the same but its decoder in bf16"] == 2.0
    assert 0 < told[APART] < 16  # bf16 has 8 bits
    assert str(turbo.model.autoencoder.dtype) == "torch.float32"


@pytest.mark.usefixtures("short")
def test_memory_is_told_before_anybody_else_draws(monkeypatch: pytest.MonkeyPatch) -> None:
    log = list[str]()
    real = rival.rival
    monkeypatch.setattr(rival, "rival", lambda *given: log.append("rival") or real(*given))
    monkeypatch.setattr(diffusing, "peak_memory", lambda: log.append("peak") or 3e6)
    told = figures(open_trial(Trial("tiny", {"device": "cpu"})))
    assert log == ["peak", "rival"]
    assert told["peak memory, with loading"] == 3.0


@pytest.mark.usefixtures("short")
def test_of_several_steps_no_equality_is_claimed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["bench", "--renderer", "turbo", "--model-size", "tiny", "--steps", "2", "--json"]) == 0
    names = [json.loads(line)["name"] for line in capsys.readouterr().out.splitlines()]
    assert "diffusers' pipeline, the same" in names
    assert APART not in names


@pytest.mark.usefixtures("short")
def test_beside_a_model_that_is_sampled_otherwise_no_pipeline_is_drawn(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = save(tmp_path / "model", parts())
    change(folder / "scheduler" / "scheduler_config.json", _class_name="EulerDiscreteScheduler")
    assert main(["bench", "--model", str(folder), "--decoder", "full", "--device", "cpu"]) == 0
    out, err = capsys.readouterr()
    assert OURS.format("fp32", 1) in out
    assert "diffusers" not in out
    assert "model is not sampled as SDXL Turbo is, so diffusers' pipeline is not measured beside it" in err


def test_the_libraries_say_nothing_on_stderr() -> None:
    """In a process of its own, since they speak only once."""
    program = (
        "from storyanim.bench import diffusing, rival; from storyanim.render.turbo.made_up import made_up_model;"
        "from storyanim.render.turbo.hardware import Hardware;"
        "rival.rival(made_up_model('tiny', Hardware('cpu', 'fp32', 'fp32', 1)), diffusing.WORDS)"
    )
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert ran.stderr == ""


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--model-size", "huge"], "--model-size huge: choose from tiny, small, sdxl"),
        (["--model-size", "tiny-sd"], "--model-size tiny-sd: choose from tiny, small, sdxl"),
        (["--model-size", "tiny", "--model", "a/b"], "leave it out"),
        (["--model-size", "tiny", "--steps", "7"], "1 to 4 steps"),
        (["drawing", "--renderer", "turbo"], "bench drawing: turbo is measured as a whole: leave the stage out"),
        (["drawing", "--model-size", "tiny"], "bench drawing: turbo is measured as a whole: leave the stage out"),
        (["--renderer", "storybook", "--model-size", "tiny"], "--model-size is for turbo, not for storybook"),
        (["--renderer", "storybook", "--steps", "2"], "--steps is for turbo, not for storybook"),
        (["--renderer", "nobody"], "--renderer nobody: bench measures storybook and turbo"),
        (["--renderer", "nobody", "--model-size", "tiny"], "--renderer nobody: bench measures storybook and turbo"),
        (["--model-size", "tiny", "--decoder", "full"], "--decoder is for a real model: name one with --model"),
        (["--renderer", "turbo", "--revision", "x"], "--revision is for a real model"),
        (["--renderer", "turbo", "--base", "a/b"], "--base is for a real model"),
        (["--model-size", "tiny", "--guide", "storybook"], "--guide: bench measures turbo without a guide"),
        (["--model-size", "tiny", "--every", "9"], "--every 9: choose 1 to 8"),
    ],
)
def test_what_cannot_be_measured_is_refused(words: list[str], says: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["bench", *words]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    (line,) = err.splitlines()
    assert line.startswith("storyanim: ")
    assert says in line


def test_stable_diffusion_is_refused_before_it_is_loaded(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = save(tmp_path / "sd", parts("tiny-sd"))
    assert main(["bench", "--model", str(folder), "--decoder", "full"]) == 2
    assert "this is Stable Diffusion; only models of SDXL's form are measured" in capsys.readouterr().err
