"""`storyanim pull`, against a hub on this machine: what is said first, what is fetched, and going on."""

from __future__ import annotations

import io
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from huggingface_hub import constants
from safetensors.numpy import load, save

from storyanim.errors import RendererError
from storyanim.render.turbo.checkpoint import Wanted, find_checkpoint
from storyanim.render.turbo.families import TURBO
from storyanim.render.turbo.renderer import open_turbo
from storyanim.setup.sizes import size_words
from tests.setup.conftest import hub
from tests.setup.fake_hub import COMMIT, serving
from tests.setup.tiny import DECODER, UNWANTED, tiny_repos

if TYPE_CHECKING:
    from tests.cli.conftest import Run
    from tests.setup.fake_hub import Hub

__all__ = ["hub"]

HERE = Path(__file__).parents[2]
UNET = "unet/diffusion_pytorch_model.safetensors"
LARGE, WRITTEN = 24_000_000, constants.DOWNLOAD_CHUNK_SIZE
"""Bytes of a file, and of a piece of it that the hub's library writes at once."""


def cached(tmp_path: Path) -> Path:
    return tmp_path / "hub" / f"models--{TURBO.replace('/', '--')}"


def test_a_model_that_is_pulled_opens_offline(
    tmp_path: Path, run: Run, hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran = run("pull", "--yes")
    assert (ran.code, ran.out) == (0, f"{cached(tmp_path) / 'snapshots' / COMMIT}\n")
    asked = len(hub.asked)
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", True)
    assert open_turbo(device="cpu").model.side == 64
    assert len(hub.asked) == asked


def test_only_what_is_read_is_fetched_and_it_is_said_before(run: Run, hub: Hub) -> None:
    ran = run("pull", "--yes")
    fetched = {name.partition("/")[2] for name, _ in hub.fetched}
    assert not fetched & set(UNWANTED)
    assert {"model_index.json", UNET, "LICENSE.md", "tokenizer/tokenizer.json"} <= fetched
    before = ran.err[: ran.err.index("1 of ")]
    assert f"{TURBO}: 16 files, 5.2 MB (none of it here)" in before
    assert f"licence: sai-nc-community, to be read at {hub.endpoint}/{TURBO}/blob/main/LICENSE.md" in before
    assert f"{DECODER}: 2 files" in before
    assert "read what they may be used for" in before
    assert f"into {constants.HF_HUB_CACHE} (" in before


def test_what_is_here_is_checked_and_not_fetched_again(run: Run, hub: Hub) -> None:
    run("pull", "--yes")
    fetched = len(hub.fetched)
    ran = run("pull")
    assert ran.code == 0
    assert "(all of it here)" in ran.err
    assert ran.err.endswith("all of it is here already, and whole\n")
    assert len(hub.fetched) == fetched


@pytest.mark.parametrize("name", [UNET, "unet/config.json"])
def test_a_flipped_bit_is_found_and_that_file_fetched_anew(tmp_path: Path, run: Run, hub: Hub, name: str) -> None:
    run("pull", "--yes")
    path = cached(tmp_path) / "snapshots" / COMMIT / name
    whole = path.read_bytes()
    path.write_bytes(whole[:900] + bytes([whole[900] ^ 1]) + whole[901:])
    del hub.asked[:]
    ran = run("pull", "--yes")
    assert ran.code == 0
    assert "; 1 damaged, to be fetched anew)" in ran.err
    assert [name for name, _ in hub.fetched] == [f"{COMMIT}/{name}"]
    assert path.read_bytes() == whole


def test_where_nobody_can_answer_nothing_is_fetched(tmp_path: Path, run: Run, hub: Hub) -> None:
    ran = run("pull")
    assert (ran.code, ran.out) == (2, "")
    assert ran.error == "storyanim: nobody can answer here: run it again with --yes to fetch it"
    assert not (tmp_path / "hub").exists()
    assert not hub.fetched


@pytest.mark.parametrize(("answer", "code"), [("y", 0), ("n", 2), ("", 2)])
def test_on_a_terminal_it_asks(
    tmp_path: Path, run: Run, hub: Hub, monkeypatch: pytest.MonkeyPatch, answer: str, code: int
) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.setattr("sys.stdin", Terminal(f"{answer}\n"))
    ran = run("pull")
    assert ran.code == code
    assert "fetch? [y/N]" in ran.err
    assert bool(hub.fetched) == (tmp_path / "hub").exists() == (code == 0)


def test_a_model_that_is_half_here_does_not_pass_for_whole(run: Run, hub: Hub) -> None:
    hub.corrupt.add(UNET)
    run("pull", "--yes")
    with pytest.raises(RendererError, match="storyanim pull"):
        find_checkpoint(Wanted(), half_files=False)
    hub.corrupt.clear()
    assert run("pull", "--yes").code == 0
    find_checkpoint(Wanted(), half_files=False)


def test_a_newer_model_that_is_half_here_leaves_the_older_one_in_use(run: Run, hub: Hub) -> None:
    run("pull", "--yes")
    hub.repos[TURBO].revisions = {"main": "d" * 40}
    hub.repos[TURBO].files[UNET] += b" "
    hub.corrupt.add(UNET)
    assert run("pull", "--yes").code == 5
    assert find_checkpoint(Wanted(), half_files=False).revision == COMMIT


def test_of_a_newer_model_only_what_changed_is_fetched(run: Run, hub: Hub) -> None:
    run("pull", "--yes")
    hub.repos[TURBO].revisions = {"main": "d" * 40}
    hub.repos[TURBO].files["README.md"] += b"It is better."
    del hub.asked[:]
    ran = run("pull", "--yes")
    assert ran.code == 0
    assert f"to fetch: {len(hub.repos[TURBO].files['README.md'])} bytes" in ran.err
    assert [name for name, _ in hub.fetched] == [f"{'d' * 40}/README.md"]
    assert find_checkpoint(Wanted(), half_files=False).revision == "d" * 40


def test_who_may_not_have_a_model_is_told_before_being_asked(run: Run, hub: Hub) -> None:
    hub.repos[TURBO].gated = True
    ran = run("pull")
    assert ran.code == 5
    assert "accept its licence" in ran.error


def test_a_revision_is_found_offline_by_its_name(run: Run, hub: Hub) -> None:
    hub.repos[TURBO].revisions = {"main": "d" * 40, "refs/pr/7": COMMIT}
    assert run("pull", "--yes", "--revision", "refs/pr/7").code == 0
    assert find_checkpoint(Wanted(revision="refs/pr/7"), half_files=False).revision == COMMIT


@pytest.mark.parametrize(("end", "code"), [(signal.SIGKILL, -9), (signal.SIGINT, 130)])
def test_a_pull_that_was_broken_off_goes_on_where_it_was(tmp_path: Path, end: signal.Signals, code: int) -> None:
    repos = tiny_repos()
    files = repos[TURBO].files
    files[UNET] = save(load(files[UNET]), {"format": "pt", "padding": "x" * LARGE})
    with serving(repos) as hub:
        settings = {"HF_ENDPOINT": hub.endpoint, "HF_HOME": str(tmp_path / "home")}
        environment = {**os.environ, **settings, "HF_HUB_OFFLINE": "0"}
        command = [sys.executable, "-m", "storyanim", "pull", "--yes"]
        hub.broken_after = WRITTEN + LARGE // 4
        first = subprocess.Popen(command, cwd=HERE, env=environment, stderr=subprocess.PIPE, stdout=subprocess.PIPE)
        assert hub.stalled.wait(60)
        part = written(tmp_path / "home", WRITTEN)
        first.send_signal(end)
        _, said = first.communicate(timeout=60)
        hub.closed.set()
        assert first.returncode == code
        assert b"Traceback" not in said
        here = part.stat().st_size
        del hub.asked[:]
        again = subprocess.run(command, cwd=HERE, env=environment, capture_output=True, text=True, check=False)
        assert again.returncode == 0, again.stderr
        assert (f"{COMMIT}/{UNET}", f"bytes={here}-") in hub.fetched
        assert f"MB, {size_words(here)} of it here" in again.stderr
    assert not list((tmp_path / "home").rglob("*.incomplete"))
    got = next((tmp_path / "home").rglob(f"snapshots/*/{UNET}")).read_bytes()
    assert got == files[UNET]


def written(folder: Path, length: int) -> Path:
    """The unfinished file, once so much of it is there."""
    while not (found := [path for path in folder.rglob("*.incomplete") if path.stat().st_size >= length]):
        time.sleep(0.01)
    return found[0]


def test_the_names_in_help_are_the_names_that_are_meant(run: Run) -> None:
    assert f"{TURBO} if left out" in " ".join(run("pull", "--help").out.split())
