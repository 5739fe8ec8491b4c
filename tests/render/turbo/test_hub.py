from __future__ import annotations

import socket
from contextlib import suppress
from typing import TYPE_CHECKING

import pytest
from huggingface_hub import constants
from hypothesis import given, settings
from hypothesis import strategies as st

from storyanim.errors import RendererError
from storyanim.render.turbo import hub
from storyanim.render.turbo.families import TURBO
from storyanim.render.turbo.hub import POCKET, find_file, find_folder, is_here, is_path, mending, pull_command
from tests.render.turbo.folders import COMMIT, cached

if TYPE_CHECKING:
    from pathlib import Path

OTHER = "f" * 40


@pytest.fixture(autouse=True)
def hub_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty cache, and no way out."""

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("something asked the network")

    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path / "hub"))
    return tmp_path / "hub"


@pytest.fixture
def model(tmp_path: Path) -> Path:
    folder = tmp_path / "model"
    (folder / "unet").mkdir(parents=True)
    (folder / "model_index.json").write_text("{}")
    (folder / "unet" / "weights.safetensors").write_bytes(b"weights")
    return folder


def refused(model: str, revision: str = "") -> str:
    with pytest.raises(RendererError) as caught:
        find_folder(model, revision)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_a_model_in_the_cache_is_found_with_its_commit(hub_cache: Path, model: Path):
    snapshot = cached(hub_cache, "owner/name", model)
    assert find_folder("owner/name") == (snapshot, COMMIT)
    assert find_file("owner/name", "unet/weights.safetensors").read_bytes() == b"weights"
    assert is_here("owner/name")


def test_a_revision_is_a_branch_a_tag_or_a_commit(hub_cache: Path, model: Path):
    cached(hub_cache, "owner/name", model, COMMIT, "main", "v1.0")
    cached(hub_cache, "owner/name", model, OTHER, "next")
    assert find_folder("owner/name", "v1.0").commit == COMMIT
    assert find_folder("owner/name", "next").commit == OTHER
    assert find_folder("owner/name", OTHER).commit == OTHER


@pytest.mark.parametrize("offline", [False, True])
def test_what_is_not_there_is_told_with_the_command_that_fetches_it(
    hub_cache: Path, model: Path, offline: bool, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", offline)
    assert refused("owner/name") == "owner/name is not on this machine; fetch it with: storyanim pull owner/name"
    cached(hub_cache, "owner/name", model)
    for revision in ("gone", OTHER):
        assert refused("owner/name", revision) == (
            f"owner/name at revision {revision} is not on this machine; "
            f"fetch it with: storyanim pull owner/name --revision {revision}"
        )
    assert not is_here("owner/else")


def test_a_model_of_which_only_the_needed_files_were_fetched_is_found(hub_cache: Path, model: Path):
    """The hub's library keeps a listing of all files, and would call such a snapshot incomplete."""
    from huggingface_hub import snapshot_download
    from huggingface_hub._tree_cache import TreeCacheEntry, write_tree_cache
    from huggingface_hub.errors import IncompleteSnapshotError

    snapshot = cached(hub_cache, "owner/name", model)
    listing = {"huge.ckpt": TreeCacheEntry(size=9, blob_id="0" * 40)}
    write_tree_cache(str(snapshot.parents[1]), COMMIT, listing)
    with pytest.raises(IncompleteSnapshotError):
        snapshot_download("owner/name", local_files_only=True, cache_dir=hub_cache)
    assert find_folder("owner/name").folder == snapshot


@pytest.mark.parametrize("name", ["a/b/c", "owner/../name", "a b", "owner/na me", "", "x" * 5000, "a/b\0", "-a/b"])
def test_what_is_no_name_is_told_so(name: str):
    assert "neither a folder here nor a hub's owner/name" in refused(name)


@pytest.mark.parametrize(
    "name", ["../..x", "./none", "/none", "~nobody-of-this-name/model", "a\\b", "none.safetensors"]
)
def test_a_folder_that_is_not_there_is_told_so(name: str):
    assert refused(name).startswith(f"--model {name}: there is no such folder")


@pytest.mark.parametrize("revision", ["../../..", "/etc/hostname", ".", "x" * 5000, "a\0b", "refs/pr/1"])
def test_a_revision_that_leads_elsewhere_is_not_there(hub_cache: Path, model: Path, revision: str):
    cached(hub_cache, "owner/name", model)
    assert "is not on this machine; fetch it with" in refused("owner/name", revision)


@pytest.mark.parametrize("commit", [b"", b"\xff\xfe", b"a\0b", b"x" * 9000])
def test_a_broken_reference_is_as_none(hub_cache: Path, model: Path, commit: bytes):
    snapshot = cached(hub_cache, "owner/name", model)
    (snapshot.parents[1] / "refs" / "main").write_bytes(commit)
    with suppress(RendererError):
        find_folder("owner/name")


@settings(max_examples=200)
@given(st.text(max_size=40), st.text(max_size=20))
def test_no_name_raises_anything_but_ours(name: str, revision: str):
    with suppress(RendererError):
        find_folder(name, revision)


def test_our_own_model_is_no_folder_of_the_users_and_none_of_the_hub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    (tmp_path / POCKET).mkdir()
    (tmp_path / "own").mkdir()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(hub, "OWN", tmp_path / "none")
    assert refused(POCKET) == "--model pocket: this version of storyanim comes without its weights"
    assert "pocket" not in refused(TURBO)
    monkeypatch.setattr(hub, "OWN", tmp_path / "own")
    assert find_folder(POCKET) == (tmp_path / "own", "")
    assert refused(TURBO).endswith(", or draw with the small one that is here: --model pocket")
    assert not is_path(POCKET)
    assert is_path(f"./{POCKET}")
    assert mending(POCKET) == "install storyanim again, it comes with it"
    assert "leave out --revision" in refused(POCKET, "main")


def test_a_missing_file_is_told_with_the_command(hub_cache: Path, model: Path):
    snapshot = cached(hub_cache, "owner/name", model)
    with pytest.raises(RendererError) as caught:
        find_file("owner/name", "lora.safetensors")
    assert str(caught.value) == (
        f"{snapshot / 'lora.safetensors'} is missing: fetch it with: storyanim pull owner/name"
    )


def test_folders_are_the_users_own(model: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(model.parent)
    for name in ("model", "./model", str(model)):
        assert is_path(name)
        assert (find_folder(name).folder.resolve(), find_folder(name).commit) == (model, "")
        assert mending(name) == "copy it there again from where it came"
    assert not is_path("stabilityai/sdxl-turbo")
    assert pull_command("owner/name", "v1") == "storyanim pull owner/name --revision v1"
    assert mending("owner/name") == "fetch it with: storyanim pull owner/name"
