"""Films drawn by a diffusion model: a tiny random one, in a folder, through the same commands as any other."""

from __future__ import annotations

import hashlib
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from storyanim.encode import read_picture
from tests.render.turbo.conftest import plain_machine
from tests.render.turbo.models import parts, save

if TYPE_CHECKING:
    from tests.cli.conftest import Run

__all__ = ["plain_machine"]

FOX = Path(__file__).parents[2] / "stories" / "the-fox-and-the-lantern" / "story.txt"
SMALL = ("--size", "128x96", "--fps", "2")

pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")  # diffusers, numpy 2


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return save(tmp_path_factory.mktemp("models") / "tiny", parts())


@pytest.fixture
def board(run: Run, tmp_path: Path) -> Path:
    run("draft", FOX, "-o", tmp_path / "fox.yaml")
    return tmp_path / "fox.yaml"


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def segments(cache: Path) -> int:
    return sum(1 for path in cache.rglob("*.mkv") if ".part" not in path.name)


def test_a_film_killed_half_way_goes_on_to_the_same_bytes(model: Path, board: Path, tmp_path: Path):
    def command(output: Path) -> list[str]:
        turbo = ("--renderer", "turbo", "--model", str(model), "--steps", "2", "--runtime", "eager")
        return [sys.executable, "-m", "storyanim", "render", str(board), "-o", str(output), *SMALL, *turbo]

    def environment(cache: Path) -> dict[str, str]:
        return {**os.environ, "STORYANIM_CACHE": str(cache), "OMP_NUM_THREADS": "1", "PYTHONPATH": ":".join(sys.path)}

    whole, killed = tmp_path / "whole.mp4", tmp_path / "killed.mp4"
    subprocess.run(command(whole), env=environment(tmp_path / "a"), check=True, capture_output=True)
    expected = segments(tmp_path / "a")
    cache = tmp_path / "b"
    with subprocess.Popen(command(killed), env=environment(cache), stderr=subprocess.PIPE) as process:
        while segments(cache) < 2 and process.poll() is None:
            time.sleep(0.005)
        process.send_signal(signal.SIGKILL)
    assert process.returncode == -signal.SIGKILL
    assert not killed.exists()
    assert 2 <= segments(cache) < expected
    subprocess.run(command(killed), env=environment(cache), check=True, capture_output=True)
    assert digest(killed) == digest(whole)
    assert digest(Path(f"{killed}.json")) == digest(Path(f"{whole}.json"))


SLOW = """
import sys, torch
from torch.nn import Module
from storyanim.__main__ import main
from storyanim.render.turbo.runtimes import openvino


class Slow(Module):
    def __init__(self, network):
        super().__init__()

    def forward(self, *given):  # again and again within C++, past which Python's own end does not get
        print("compiling", file=sys.stderr, flush=True)
        while True:
            torch.ones(256, 256) @ torch.ones(256, 256)


openvino._Unet = Slow
sys.exit(main())
"""


def test_ctrl_c_ends_it_while_a_network_is_compiled(model: Path, board: Path, tmp_path: Path):
    pytest.importorskip("openvino")
    words = ["render", str(board), "-o", str(tmp_path / "film.mp4"), *SMALL]
    turbo = ["--model", str(model), "--device", "cpu", "--runtime", "openvino"]
    environment = {**os.environ, "STORYANIM_CACHE": str(tmp_path / "cache"), "OMP_NUM_THREADS": "1"}
    environment["PYTHONPATH"] = ":".join(sys.path)
    command = [sys.executable, "-c", SLOW, *words, *turbo]
    with subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr
        before = list(iter(process.stderr.readline, "compiling\n"))
        process.send_signal(signal.SIGINT)
        err = process.stderr.read()
        assert process.wait(20) == 130, (before, err)
    assert err == "storyanim: stopped; what was done is kept, the same command goes on from there\n"
    assert not (tmp_path / "film.mp4").exists()


def test_one_storyboard_is_drawn_by_either_renderer(run: Run, model: Path, board: Path, tmp_path: Path):
    turbo = run("frame", board, "40", "-o", "turbo.png", "--size", "128x96", "--renderer", "turbo", "--model", model)
    paper = run("frame", board, "40", "-o", "paper.png", "--size", "128x96", "--renderer", "storybook")
    assert (turbo.code, paper.code) == (0, 0)
    pictures = [read_picture(tmp_path / name) for name in ("turbo.png", "paper.png")]
    assert pictures[0].shape == pictures[1].shape == (96, 128, 3)
    assert (pictures[0] != pictures[1]).any()


def test_the_sidecar_says_what_drew_it_and_at_which_size(run: Run, model: Path, board: Path, tmp_path: Path):
    ran = run("render", board, "-o", "fox.mp4", *SMALL, "--shots", "1..1", "--model", model, "--device", "cpu")
    assert ran.code == 0, ran.err
    assert "drawn by turbo: tiny, 1 step, tiny decoder, drawn at 64x64 on cpu, fp32, batch 1 by eager" in ran.err
    facts = json.loads((tmp_path / "fox.mp4.json").read_text())
    assert facts["renderer"] == "turbo"
    assert (facts["model"], facts["steps"], facts["drawn_size"], facts["size"]) == ("tiny", 1, "64x64", "128x96")
    assert str(tmp_path) not in json.dumps(facts)


def test_tries_are_a_sheet_and_one_of_them_is_kept(run: Run, model: Path, board: Path, tmp_path: Path):
    sheet = run("tries", board, "1", "--seeds", "3", "-o", "tries.png", "--renderer", "turbo", "--model", model)
    assert sheet.code == 0, sheet.err
    assert read_picture(tmp_path / "tries.png").std() > 10
    before = board.read_text()
    assert run("tries", board, "1", "--keep", "2").code == 0
    changed = [line for line in board.read_text().splitlines() if line not in before.splitlines()]
    assert len(changed) == 1
    assert changed[0].strip().startswith("seed: ")


def test_a_story_s_own_storyboard_is_tried(run: Run, board: Path, tmp_path: Path):
    story = tmp_path / "fox.txt"
    story.write_bytes(FOX.read_bytes())
    assert run("tries", story, "1", "--keep", "2").out.strip() == str(board)
    lonely = tmp_path / "lonely.txt"
    lonely.write_text("A fox walked home.")
    assert "storyanim draft" in run("tries", lonely, "1").error
    assert "is a film" in run("frame", tmp_path / "fox.mp4", "3").error


def test_a_linked_storyboard_stays_a_link(run: Run, board: Path, tmp_path: Path):
    link = tmp_path / "link.yaml"
    link.symlink_to(board)
    before = board.read_text()
    assert run("tries", link, "1", "--keep", "1").code == 0
    assert link.is_symlink()
    assert board.read_text() != before


@pytest.mark.parametrize(
    ("words", "says"), [(("a/b",), "no shot or scene 'a/b'"), (("1", "--keep", "3000000"), "--keep"), (("99",), "1 to")]
)
def test_what_cannot_be_tried_is_said_in_one_line(run: Run, board: Path, words: tuple[str, ...], says: str):
    ran = run("tries", board, *words)
    assert ran.code == 2
    assert says in ran.error


def test_the_first_try_is_the_picture_of_the_film(model: Path, board: Path):
    from storyanim import animate
    from storyanim.render import RendererSpec
    from storyanim.storyboard import seeds_to_try, tried

    film = animate.load(board).with_settings(size=(128, 96))
    spec = RendererSpec.of("turbo", model=str(model))
    tries = tried(film, "s01-01", seeds_to_try(film, "s01-01", 2))
    first, second = (
        animate.frame(tries, animate.scheduled(tries).shots[place].first + 40, renderer=spec) for place in (0, 1)
    )
    index = next(shot.first for shot in animate.scheduled(film).shots if shot.id == "s01-01") + 40
    assert (animate.frame(film, index, renderer=spec).pixels == first.pixels).all()
    assert (first.pixels != second.pixels).any()


def test_words_the_model_cannot_read_are_named(run: Run, model: Path, tmp_path: Path):
    story = tmp_path / "long.txt"
    story.write_text("A fox walked through the qwzx forest.")
    run("draft", story)
    board = tmp_path / "long.yaml"
    board.write_text(board.read_text().replace("walks", "walks " + "qwzx " * 30))
    ran = run("render", board, "-o", "x.mp4", "--dry-run", "--model", model)
    assert "left out, beyond the model's 75 tokens, '" in ran.err


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (("--model", "nobody/knows-this"), 5, "storyanim pull nobody/knows-this"),
        (("--model", "./nowhere"), 5, "no such folder"),
        (("--renderer", "turbo"), 5, "storyanim pull stabilityai/sdxl-turbo"),
        (("--renderer", "storybook", "--steps", "2"), 2, "--steps is for turbo, not for storybook"),
        (("--renderer", "oils"), 2, "choose from: auto, storybook, turbo"),
        (("--renderer", "turbo", "--steps", "9"), 2, "1 to 4 steps"),
        (("--renderer", "turbo", "--device", "abacus"), 2, "--device abacus"),
        (("--renderer", "turbo", "--dtype", "fp8"), 2, "--dtype fp8"),
        (("--renderer", "turbo", "--quality", "fine"), 2, "--quality fine: choose from draft, standard, best"),
        (
            ("--renderer", "turbo", "--runtime", "abacus"),
            2,
            "--runtime abacus: choose from auto, eager, compiled",
        ),
        (("--renderer", "turbo", "--batch", "0"), 2, "--batch"),
        (("--renderer", "turbo", "--steps", "0"), 2, "--steps"),
    ],
)
def test_what_cannot_be_is_said_in_one_line(
    run: Run, board: Path, words: tuple[str, ...], code: int, says: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    from huggingface_hub import constants

    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path / "hub"))
    ran = run("render", board, "-o", "x.mp4", *words)
    assert ran.code == code
    assert says in ran.error


def test_without_weights_the_best_there_is_is_storybook_and_it_says_so(
    run: Run, board: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    from huggingface_hub import constants

    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path / "hub"))
    ran = run("render", board, "-o", "x.mp4", "--dry-run")
    assert ran.code == 0
    assert "drawn by storybook" in ran.err
    assert "(SDXL Turbo is not on this machine)" in ran.err


def test_storybook_guides_a_film_and_key_frames_are_enough(run: Run, model: Path, board: Path, tmp_path: Path):
    guided = ("--guide", "storybook", "--every", "3")
    ran = run("render", board, "-o", "fox.mp4", *SMALL, "--shots", "1..1", "--model", model, *guided)
    assert ran.code == 0, ran.err
    assert "2 steps" in ran.err
    assert "guided by storybook at strength 0.5, every 3 frames one whole" in ran.err
    facts = json.loads((tmp_path / "fox.mp4.json").read_text())
    assert (facts["guide"], facts["strength"], facts["every"], facts["steps"]) == ("storybook", 0.5, 3, 2)
    pictures: list[bytes] = []
    for name, options in (("plain", ()), ("every", guided[2:]), ("guided", guided[:2]), ("both", guided)):
        output = f"{name}.png"
        size = ("--size", "128x96", "--model", model, "--steps", "2")
        assert run("frame", board, "40", "-o", output, *size, *options).code == 0
        pictures.append(read_picture(tmp_path / output).tobytes())
    assert len(set(pictures)) == 4


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        (("--strength", "0.5"), "--strength is how far a guide is left: add --guide storybook, or leave it out"),
        (
            ("--guide", "storybook", "--steps", "1"),
            "--strength 0.5 of 1 step leaves none: choose 1 or more, or --steps 2",
        ),
        (("--guide", "storybook", "--strength", "2"), "--strength 2: choose above 0, and 1 at most"),
        (("--guide", "turbo"), "--guide turbo: there is no such guide; choose from: storybook"),
        (("--every", "9"), "--every 9: choose 1 to 8"),
    ],
)
def test_what_does_not_go_together_is_one_line(
    run: Run, model: Path, board: Path, options: tuple[str, ...], reason: str
):
    ran = run("render", board, "-o", "fox.mp4", *SMALL, "--model", model, *options)
    assert ran.code == 2
    assert reason in ran.error


def test_guides_are_for_turbo_only_and_a_shot_s_own_strength_is_checked(run: Run, model: Path, board: Path):
    ran = run("render", board, "-o", "fox.mp4", *SMALL, "--renderer", "storybook", "--guide", "storybook")
    assert ran.code == 2
    assert "--guide is for turbo, not for storybook" in ran.error
    board.write_text(board.read_text().replace("    camera: ", "    strength: 0.3\n    camera: ", 1))
    plain = run("frame", board, "40", "-o", "a.png", "--size", "128x96", "--renderer", "storybook")
    assert plain.code == 0, plain.err
    ran = run("frame", board, "40", "-o", "b.png", "--size", "128x96", "--model", model, "--guide", "storybook")
    assert ran.code == 2
    assert "strength 0.3 of 2 steps leaves none: choose 0.5 or more, or --steps 4" in ran.error


def test_a_quality_is_told_and_what_is_named_beside_it_counts_more(run: Run, model: Path, board: Path):
    words = ("render", board, "-o", "x.mp4", "--dry-run", "--model", model, "--decoder", "full")
    assert "4 steps" in run(*words, "--quality", "best").err
    assert "2 steps" in run(*words, "--quality", "best", "--steps", "2").err


def test_what_a_runtime_took_to_begin_is_said(
    run: Run, model: Path, board: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """The whole way from the choice to the words, with a compiler that has nothing to do."""
    from storyanim.render.turbo.runtimes import compiling
    from storyanim.render.turbo.runtimes.eager import Eager

    class Instant(Eager):
        def unet(self, *_: object) -> object:
            return self.predict

        def decoder(self, _: object) -> object:
            return self.pictures

    monkeypatch.setattr(compiling, "TorchCompiler", Instant)
    film = ("-o", "fox.mp4", *SMALL, "--shots", "1..1", "--model", model, "--device", "cpu", "--runtime", "compiled")
    ran = run("render", board, *film)
    assert ran.code == 0, ran.err
    assert "batch 1 by compiled" in ran.err
    assert "compiled: the U-Net for 1 at 64x64 is ready, after 0.0 s" in ran.err
    assert json.loads((tmp_path / "fox.mp4.json").read_text())["runtime"] == "compiled"
