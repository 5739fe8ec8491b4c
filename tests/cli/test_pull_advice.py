"""Every `storyanim pull ...` that an error tells a person to type brings what was missing."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, Any

import pytest

from storyanim.errors import RendererError
from storyanim.render.turbo.checkpoint import Wanted, find_checkpoint
from storyanim.render.turbo.families import BASE, TURBO
from storyanim.render.turbo.renderer import open_turbo
from storyanim.setup.models import examine_model
from tests.render.turbo.models import parts, save
from tests.setup.conftest import hub
from tests.setup.fake_hub import Repo
from tests.setup.tiny import DECODER

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Run
    from tests.setup.fake_hub import Hub

__all__ = ["hub"]

LIGHTNING = "ByteDance/SDXL-Lightning"
UNET, SCHEDULER = "unet/diffusion_pytorch_model.safetensors", "scheduler/scheduler_config.json"


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """Those of SDXL Turbo, with a large decoder of its own, beside which a tiny one is needed. Not to be changed."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "__array__ implementation", DeprecationWarning)  # diffusers with numpy 2
        return Repo.of(save(tmp_path_factory.mktemp("large") / "model", parts(large_decoder=True))).files


@pytest.fixture
def full(hub: Hub, files: dict[str, bytes]) -> Hub:
    """With all that errors can name: SDXL, which is sampled otherwise, files for its U-Net, and a decoder."""
    hub.repos[TURBO] = Repo(dict(files))
    base = {**files, SCHEDULER: files[SCHEDULER].replace(b"trailing", b"leading")}
    unets = {f"sdxl_lightning_{steps}.safetensors": files[UNET] for steps in ("1step_unet_x0", "4step_unet")}
    others = {"my/decoder": dict(hub.repos[DECODER].files), LIGHTNING: unets}
    hub.repos |= {BASE: Repo(dict(base)), "my/base": Repo(dict(base))}
    hub.repos |= {name: Repo(held, kind="") for name, held in others.items()}
    hub.repos[TURBO].revisions["refs/pr/7"] = "d" * 40
    return hub


def follow(run: Run, **options: Any) -> list[str]:
    """Look for a model, and do as the errors say until it is here; the commands that they said."""
    said: list[str] = []
    while True:
        try:
            find_checkpoint(Wanted(**options), half_files=False)
        except RendererError as error:
            command = str(error).partition("fetch it with: ")[2]
            assert command.startswith("storyanim pull ")
            assert command not in said
            said.append(command)
            ran = run(*command.split()[1:], "--yes")
            assert ran.code == 0, ran.err
        else:
            return said


ADVICE: list[tuple[dict[str, Any], list[str]]] = [
    ({}, [f"storyanim pull {TURBO}"]),
    ({"decoder": "my/decoder"}, [f"storyanim pull {TURBO}", "storyanim pull my/decoder"]),
    ({"revision": "refs/pr/7"}, [f"storyanim pull {TURBO} --revision refs/pr/7"]),
    ({"model": LIGHTNING}, [f"storyanim pull {BASE}", f"storyanim pull {LIGHTNING} --steps 1"]),
    ({"model": LIGHTNING, "steps": 4}, [f"storyanim pull {BASE}", f"storyanim pull {LIGHTNING} --steps 4"]),
    (
        {"model": LIGHTNING, "steps": 4, "base": "my/base"},
        ["storyanim pull my/base", f"storyanim pull {LIGHTNING} --steps 4"],
    ),
]


@pytest.mark.usefixtures("full")
@pytest.mark.parametrize(("options", "commands"), ADVICE)
def test_what_is_missing_comes_by_the_commands_that_are_told(
    run: Run, options: dict[str, Any], commands: list[str]
) -> None:
    assert follow(run, **options) == commands
    assert open_turbo(device="cpu", **options).model.side == 64


@pytest.mark.usefixtures("full")
def test_a_decoder_that_is_missing_comes_alone_whoever_tells_of_it(run: Run) -> None:
    run("pull", "--yes", "--decoder", "full")
    assert examine_model(half_files=False).mend == f"storyanim pull {DECODER}"
    assert follow(run) == [f"storyanim pull {DECODER}"]
    assert examine_model(half_files=False).state == "good"


@pytest.mark.usefixtures("full")
@pytest.mark.parametrize("options", [{}, {"model": LIGHTNING, "steps": 4, "base": "my/base"}])
def test_each_file_that_is_lost_comes_back(tmp_path: Path, run: Run, options: dict[str, Any]) -> None:
    follow(run, **options)
    lost = 0
    for path in sorted((tmp_path / "hub").glob("models--*/snapshots/*/**/*.*")):
        if not path.is_file():
            continue
        path.unlink()
        lost += bool(follow(run, **options))
    assert lost > 10


def test_a_base_and_a_decoder_are_not_taken_for_models_that_draw(run: Run, full: Hub) -> None:
    ran = run("pull", BASE, "--yes")
    assert ran.err.endswith(
        f"{BASE} is a base for files of SDXL's U-Net (--base): it does not draw in so few steps itself\n"
    )
    assert run("pull", DECODER).err.endswith("(--decoder)\n")
    del full.repos["my/base"].files["vae/diffusion_pytorch_model.safetensors"]
    assert run("pull", "my/base", "--yes").code == 5
