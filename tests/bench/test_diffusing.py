"""Turbo's benchmark: its figures are what their names say, and its pictures those of the pipeline it is beside."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, cast

import numpy as np
import pytest
from diffusers.schedulers import scheduling_euler_ancestral_discrete
from diffusers.utils.torch_utils import randn_tensor

from storyanim.__main__ import main
from storyanim.bench import diffusing, racing
from storyanim.bench import measure as measures
from storyanim.bench.contenders import (
    BRIEF,
    EXACT,
    NAIVE,
    PLAIN,
    RIVALS,
    TUNED,
    TURBO,
    Trial,
    contenders,
    found_subject,
    opened,
)
from storyanim.bench.diffusing import Row, check_against, table_line
from storyanim.bench.measure import Measure
from storyanim.bench.racing import Cold, racers, view_at, views_of
from storyanim.errors import StoryanimError
from tests.render.turbo.conftest import one_thread, plain_machine
from tests.render.turbo.folders import change
from tests.render.turbo.models import parts, save

if TYPE_CHECKING:
    from collections.abc import Generator, Sequence
    from pathlib import Path

    from storyanim.bench.contenders import Subject

__all__ = ["one_thread", "plain_machine"]

pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")  # diffusers, numpy 2

EAGER = {"device": "cpu", "runtime": "eager"}


@dataclass
class FakeRacer:
    """Every batch takes it so many seconds; its pictures have one level."""

    name: str
    seconds: float
    level: int
    fails: bool = False
    asked: list[str] = field(default_factory=list[str])

    def ask(self, question: str, *details: Any) -> Any:
        self.asked.append(question)
        if self.fails:
            raise StoryanimError(f"bench: {self.name} failed")
        answers = {
            "begin": Cold(1.0, 2.0, f"as {self.name}"),
            "draw": self.seconds,
            "memory": (100.0, 0.0),
            "pictures": np.full((1, 2, 2, 3), self.level, np.uint8),
            "other prompt": self.seconds,
            "weights": 5,
        }
        return answers[question]


def raced(monkeypatch: pytest.MonkeyPatch, subject: Subject, *entered: FakeRacer) -> list[Row | Measure]:
    @contextmanager
    def standing(_: Subject, names: Sequence[str]) -> Generator[list[FakeRacer]]:
        yield [racer for racer in entered if racer.name in names]

    monkeypatch.setattr(diffusing, "racers", standing)
    return list(diffusing.diffusing(subject))


@pytest.fixture
def subject() -> Subject:
    return found_subject(Trial("tiny", EAGER))


def whole(found: Sequence[Row | Measure]) -> dict[str, Row]:
    return {row.name: row for row in found if isinstance(row, Row) and row.is_whole}


def test_rates_and_ratios_are_those_of_the_seconds(monkeypatch: pytest.MonkeyPatch, subject: Subject):
    fast, slow, tuned = FakeRacer(TURBO, 0.25, 7), FakeRacer(NAIVE, 1.0, 7), FakeRacer(TUNED, 0.5, 9)
    found = raced(monkeypatch, subject, fast, slow, tuned)
    rows = whole(found)
    assert [rows[name].rate for name in (TURBO, NAIVE, TUNED)] == [4.0, 1.0, 2.0]
    assert rows[TURBO].facts()["p95_ms"] == 250.0
    told = {one.name: one.value for one in found if isinstance(one, Measure)}
    assert (told["turbo against naive"], told["turbo against tuned: diffusers-tuned"]) == (4.0, 2.0)
    assert told["another prompt, until its picture is there"] == 250.0


def test_the_faster_of_the_tuned_rivals_is_the_one_that_counts(monkeypatch: pytest.MonkeyPatch, subject: Subject):
    found = raced(monkeypatch, subject, FakeRacer(TURBO, 0.25, 7), FakeRacer(BRIEF, 0.4, 9), FakeRacer(TUNED, 0.5, 9))
    told = {one.name: one.value for one in found if isinstance(one, Measure)}
    assert told["turbo against tuned: diffusers-bf16"] == 1.6


def test_pictures_are_compared_with_the_naive_ones_in_fp32(monkeypatch: pytest.MonkeyPatch, subject: Subject):
    rows = whole(
        raced(monkeypatch, subject, *(FakeRacer(name, 1.0, 7 + far) for far, name in enumerate((NAIVE, TUNED, TURBO))))
    )
    assert rows[NAIVE].facts()["psnr_db"] is None
    assert rows[TUNED].facts()["psnr_db"] == pytest.approx(48.13, abs=0.01)  # one level of 255 everywhere
    assert rows[TURBO].facts()["worst_psnr_db"] == pytest.approx(42.11, abs=0.01)


def test_without_the_naive_rival_another_draws_what_pictures_are_compared_with(monkeypatch: pytest.MonkeyPatch):
    alone = found_subject(Trial("tiny", EAGER, ()))
    exact = FakeRacer(EXACT, 1.0, 7)
    rows = whole(raced(monkeypatch, alone, FakeRacer(TURBO, 1.0, 7), exact))
    assert rows[TURBO].facts()["psnr_db"] == 99.0
    assert EXACT not in rows
    assert "draw" not in exact.asked


def test_batches_are_drawn_in_turns_and_what_is_known_is_told_as_it_comes(
    monkeypatch: pytest.MonkeyPatch, subject: Subject
):
    order: list[str] = []

    class Noting(FakeRacer):
        def ask(self, question: str, *details: Any) -> Any:
            order.extend([self.name] if question == "draw" else [])
            return super().ask(question, *details)

    found = raced(monkeypatch, subject, Noting(TURBO, 1.0, 7), Noting(NAIVE, 1.0, 7))
    assert order == [TURBO, NAIVE] * (diffusing.WARM + diffusing.ROUNDS)
    grown = [row.facts()["rounds"] for row in found if isinstance(row, Row) and row.name == TURBO]
    assert grown == ["8 of 24", "16 of 24", "24 of 24", "24 of 24"]
    json.dumps([row.facts() for row in found if isinstance(row, Row)])


def test_a_rival_that_fails_is_left_out_and_named(monkeypatch: pytest.MonkeyPatch, subject: Subject):
    found = raced(
        monkeypatch, subject, FakeRacer(TURBO, 1.0, 7), FakeRacer(NAIVE, 1.0, 7), FakeRacer(TUNED, 1.0, 7, True)
    )
    assert set(whole(found)) == {TURBO, NAIVE}
    last = found[-1]
    assert isinstance(last, Measure)
    assert last.name == "left out, bench: diffusers-tuned failed"
    with pytest.raises(StoryanimError, match="turbo failed"):
        raced(monkeypatch, subject, FakeRacer(TURBO, 1.0, 7, True), FakeRacer(NAIVE, 1.0, 7))


def test_percentiles_are_of_the_batches():
    row = Row(TURBO, "", 1, Cold(0, 0, ""), 100, tuple(number / 1000 for number in range(1, 101)))
    assert [round(row.percentile(percent)) for percent in (50, 95, 99)] == [50, 95, 99]
    assert Row(TURBO, "", 1, Cold(0, 0, ""), 9, (0.5,)).percentile(99) == 500.0
    assert table_line(row) == ""  # not whole yet


def test_each_contender_draws_the_same_pictures_in_a_process_of_its_own(subject: Subject):
    with racers(subject, [TURBO, NAIVE, EXACT]) as entered:
        cold = [racer.ask("begin") for racer in entered]
        drawn = [racer.ask("pictures", [view_at(0.3)]).astype(int) for racer in entered]
        memory, gpu = entered[0].ask("memory")
        with pytest.raises(StoryanimError, match="bench: diffusers failed: KeyError"):
            entered[1].ask("what is this?")
        assert entered[1].ask("draw", [view_at(0.3)]) > 0
    assert all(one.loading > 0 and one.first > 0 for one in cold)
    assert cold[0].told == "cpu, fp32, batch 1 by eager"
    assert drawn[0].shape == (1, 64, 64, 3)
    assert max(np.abs(drawn[0] - other).max() for other in drawn[1:]) <= 1
    assert 10 < memory < 5000
    assert gpu == 0


def test_a_process_that_ends_is_named(subject: Subject):
    with racers(subject, [TURBO]) as (racer,):
        racer.line.send(("begin",))
        racer.line.close()
        with pytest.raises(OSError, match="closed"):
            racer.ask("draw", [])


def test_views_are_of_one_film_whatever_the_batch():
    assert views_of(1, 2, 8) == [view_at(2 / 8), view_at(3 / 8)]
    assert sum(moment.weight for moment in view_at(0.25).moments) == 1.0
    assert view_at(0.0) != view_at(1.0)


def test_of_several_steps_ours_draws_several(monkeypatch: pytest.MonkeyPatch):
    assert found_subject(Trial("tiny", {**EAGER, "steps": 2})).steps == 2


@pytest.mark.parametrize("steps", [1, 3])
def test_rivals_are_handed_the_noise_of_every_step(steps: int):
    several = found_subject(Trial("tiny", {**EAGER, "steps": steps}))
    drawn = [opened(name, several).draw([view_at(0.3)]).astype(int) for name in (TURBO, NAIVE)]
    assert np.abs(drawn[0] - drawn[1]).max() <= 1
    assert cast("Any", scheduling_euler_ancestral_discrete).randn_tensor is randn_tensor  # and only they


def test_key_frames_are_measured_beside_whole_ones():
    keyed = found_subject(Trial("tiny", {**EAGER, "every": 4}))
    found = racing._in_betweens(opened(TURBO, keyed), keyed)
    told = {one.name: one.value for one in found}
    assert told["turbo, one of 4 frames drawn whole"] > 0
    assert 30 < told["the worst of them"] <= told["frames between, against the same drawn whole"] <= 99


def test_a_real_model_is_read_by_diffusers_itself(tmp_path: Path):
    folder = save(tmp_path / "model", parts())
    real = found_subject(Trial("small", {**EAGER, "model": str(folder), "decoder": "full"}))
    assert (real.name, real.side, real.steps) == ("model", 64, 1)
    pictures = [opened(name, real).draw([view_at(0.3)]).astype(int) for name in (TURBO, NAIVE)]
    assert pictures[1].std() > 5
    assert np.abs(pictures[0] - pictures[1]).max() <= 1


def test_beside_a_model_that_is_sampled_otherwise_no_pipeline_is_drawn(tmp_path: Path):
    folder = save(tmp_path / "model", parts())
    change(folder / "scheduler" / "scheduler_config.json", _class_name="EulerDiscreteScheduler")
    other = found_subject(Trial("small", {**EAGER, "model": str(folder), "decoder": "full"}))
    assert not diffusing.is_like_turbo(other)
    assert any("is not sampled as SDXL Turbo is" in line for line in diffusing.told_before(other, ""))


OTHERS = (
    "typer rich pydantic ruamel skia cv2 spacy imageio imageio_ffmpeg starlette uvicorn platformdirs pysubs2 psutil"
)


def test_it_runs_where_little_but_torch_and_diffusers_is_installed(tmp_path: Path):
    """The libraries of every other room are kept from being imported, in the contenders' processes too."""
    (tmp_path / "sitecustomize.py").write_text(
        f"import sys\nfor name in {OTHERS.split()!r}:\n    sys.modules[name] = None\n", encoding="utf-8"
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join((str(tmp_path), *sys.path)), "OMP_NUM_THREADS": "1"}
    words = ["--model-size", "tiny", "--device", "cpu", "--runtime", "eager", "--against", "diffusers", "--json"]
    ran = subprocess.run(
        [sys.executable, "-m", "storyanim.bench", *words], check=False, capture_output=True, text=True, env=environment
    )
    assert (ran.returncode, ran.stderr.splitlines()[1:]) == (0, [])
    told = [json.loads(line) for line in ran.stdout.splitlines()]
    rows = [one for one in told if one.get("rounds") == "24 of 24" and one["memory_mb"]]
    assert [row["name"] for row in rows] == [TURBO, NAIVE]
    assert rows[0]["psnr_db"] > 45
    assert "turbo against naive" in [one["name"] for one in told]
    assert not [one for one in told if "H.264" in one["name"]]


def test_torch_alone_is_measured_beside_another_runtime_and_its_rivals(monkeypatch: pytest.MonkeyPatch):
    from storyanim.render.turbo import runtimes

    subject = found_subject(Trial("tiny", EAGER, (NAIVE,)))
    assert contenders(subject) == [TURBO, NAIVE]
    monkeypatch.setattr(runtimes, "check_runtime", lambda *_: "openvino")  # pyright: ignore[reportUnknownLambdaType, reportUnknownArgumentType]
    assert contenders(subject) == [TURBO, PLAIN, NAIVE]
    assert contenders(found_subject(Trial("tiny", EAGER, ()))) == [TURBO]


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--model-size", "huge"], "--model-size huge: choose from tiny, small, "),
        (["--model-size", "tiny-sd"], "--model-size tiny-sd: choose from tiny, small, "),
        (["--model-size", "tiny", "--model", "a/b"], "leave it out"),
        (["--model-size", "tiny", "--steps", "7"], "1 to 4 steps"),
        (["drawing", "--renderer", "turbo"], "bench drawing: turbo is measured as a whole: leave the stage out"),
        (["drawing", "--model-size", "tiny"], "bench drawing: turbo is measured as a whole: leave the stage out"),
        (["--renderer", "storybook", "--model-size", "tiny"], "--model-size is for turbo, not for storybook"),
        (["--renderer", "storybook", "--steps", "2"], "--steps is for turbo, not for storybook"),
        (["--renderer", "nobody"], "--renderer nobody: bench measures storybook and turbo"),
        (["--renderer", "nobody", "--model-size", "tiny"], "--renderer nobody: bench measures storybook and turbo"),
        (["--model-size", "tiny", "--decoder", "full"], "--decoder is for a real model: name one with --model"),
        (["--model-size", "tiny", "--quality", "best"], "--quality is for a real model: name one with --model"),
        (["--model", "a/b", "--quality", "draft"], "--quality draft: it draws smaller pictures, which no rival does"),
        (["--renderer", "turbo", "--revision", "x"], "--revision is for a real model"),
        (["--renderer", "turbo", "--base", "a/b"], "--base is for a real model"),
        (["--model-size", "tiny", "--guide", "storybook"], "--guide: bench measures turbo without a guide"),
        (["--model-size", "tiny", "--every", "9"], "--every 9: choose 1 to 8"),
        (["--model-size", "tiny", "--cores", "9999"], "--cores 9999: choose 1 to "),
        (
            ["--model-size", "tiny", "--against", "me"],
            "--against me: choose from diffusers, diffusers-bf16, ",
        ),
        (["drawing", "--against", "diffusers"], "--against names turbo's rivals: add --renderer turbo"),
    ],
)
def test_what_cannot_be_measured_is_refused(words: list[str], says: str, capsys: pytest.CaptureFixture[str]):
    assert main(["bench", *words]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    (line,) = err.splitlines()
    assert line.startswith("storyanim: ")
    assert says in line


def test_stable_diffusion_is_refused_before_it_is_loaded(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    folder = save(tmp_path / "sd", parts("tiny-sd"))
    assert main(["bench", "--model", str(folder), "--decoder", "full"]) == 2
    assert "this is Stable Diffusion; only models of SDXL's form are measured" in capsys.readouterr().err


def test_streamdiffusion_is_answered_with_why_not(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    assert check_against("diffusers, streamdiffusion") == (NAIVE,)
    assert check_against(None) == RIVALS
    assert check_against("nobody") == ()
    monkeypatch.setattr(diffusing, "measured", lambda subject: iter([Measure("a figure", 1.0, "s")]))
    assert main(["bench", "--model-size", "tiny", "--against", "streamdiffusion", "--device", "cpu"]) == 0
    out, err = capsys.readouterr()
    assert "StreamDiffusion 0.1.1 knows no model of SDXL's form" in err
    assert out.startswith("a figure")


def test_memory_is_the_processes_own():
    assert measures.peak_memory() > 1e7
