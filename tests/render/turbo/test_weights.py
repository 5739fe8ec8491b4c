from __future__ import annotations

import pickle
from contextlib import suppress
from hashlib import sha256
from typing import TYPE_CHECKING

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from safetensors.torch import save

from storyanim.errors import RendererError
from storyanim.render.turbo.weights import check_hash, check_weights, identity
from tests.render.turbo.folders import flipped

if TYPE_CHECKING:
    from pathlib import Path

MEND = "fetch it with: storyanim pull a/b"
WHOLE = save({"first": torch.ones(40, 3), "second": torch.zeros(7)})


class Canary:
    """Unpickled, it leaves a trace."""

    def __init__(self, trace: str) -> None:
        self.trace = trace

    def __reduce__(self) -> tuple[object, ...]:
        return open, (self.trace, "w")


@pytest.fixture(scope="module")
def spoiled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("weights") / "model.safetensors"


def refused(path: Path, data: bytes) -> str:
    path.write_bytes(data)
    with pytest.raises(RendererError) as caught:
        check_weights(path, MEND)
    message = str(caught.value)
    assert message.startswith(f"{path} ")
    assert message.endswith(MEND)
    assert "\n" not in message
    return message


def test_whole_weights_pass(tmp_path: Path):
    path = tmp_path / "model.safetensors"
    path.write_bytes(WHOLE)
    check_weights(path, MEND)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "is empty"),
        (bytes(len(WHOLE)), "is cut or damaged"),
        (b"\xff" * 64, "is cut or damaged"),
        (b"<!DOCTYPE html><html><body>404", "is a web page, not weights"),
        (b"\n <html lang='en'>", "is a web page, not weights"),
        (b"<?xml version='1.0'?><Error>AccessDenied</Error>", "is a web page, not weights"),
        (b"version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 12\n", "is a Git LFS pointer"),
        (b"PK\x03\x04archive/data.pkl", "is a pickle, which could run code"),
        (b'{"error": "Repository not found"}', "is cut or damaged"),
        (WHOLE + b"more", "is cut or damaged"),
    ],
)
def test_what_is_not_weights_is_told_apart(spoiled: Path, data: bytes, reason: str):
    assert reason in refused(spoiled, data)


def test_a_pickle_is_named_and_never_opened(spoiled: Path, tmp_path: Path):
    trace = tmp_path / "trace"
    assert "is a pickle, which could run code, under another name" in refused(spoiled, pickle.dumps(Canary(str(trace))))
    assert not trace.exists()


def test_a_file_that_is_not_there_or_a_folder_is_named(tmp_path: Path):
    for path in (tmp_path / "none.safetensors", tmp_path):
        with pytest.raises(RendererError, match="cannot be read"):
            check_weights(path, MEND)


@given(st.integers(0, len(WHOLE) - 1))
def test_cut_anywhere_it_is_refused(spoiled: Path, length: int):
    refused(spoiled, WHOLE[:length])


@given(st.integers(0, len(WHOLE) - 1), st.integers(0, 7))
def test_no_flipped_bit_raises_anything_but_ours(spoiled: Path, place: int, bit: int):
    spoiled.write_bytes(flipped(WHOLE, place, bit))
    with suppress(RendererError):
        check_weights(spoiled, MEND)


@given(st.binary(max_size=300))
def test_no_header_raises_anything_but_ours(spoiled: Path, header: bytes):
    spoiled.write_bytes(len(header).to_bytes(8, "little") + header)
    with suppress(RendererError):
        check_weights(spoiled, MEND)


def blob(tmp_path: Path, data: bytes) -> Path:
    """A file as a hub's cache has it: a link to a blob named after its contents."""
    stored = tmp_path / "blobs" / sha256(data).hexdigest()
    stored.parent.mkdir()
    stored.write_bytes(data)
    link = tmp_path / "snapshots" / "model.safetensors"
    link.parent.mkdir()
    link.symlink_to(stored)
    return link


def test_in_a_hubs_cache_any_flipped_bit_is_found(tmp_path: Path):
    link = blob(tmp_path, WHOLE)
    check_hash(link, MEND)
    for place in (0, 8, len(WHOLE) // 2, len(WHOLE) - 1):
        link.resolve().write_bytes(flipped(WHOLE, place))
        with pytest.raises(RendererError) as caught:
            check_hash(link, MEND)
        assert str(caught.value) == f"{link} is damaged, its checksum is wrong: {MEND}"


def test_elsewhere_nobody_knows_the_right_checksum(tmp_path: Path):
    for name in ("model.safetensors", sha256(WHOLE).hexdigest()):
        (tmp_path / name).write_bytes(b"anything")
        check_hash(tmp_path / name, MEND)


def test_a_files_identity_is_its_contents(tmp_path: Path):
    path = tmp_path / "model.safetensors"
    path.write_bytes(WHOLE)
    assert identity(path) == identity(blob(tmp_path, WHOLE)) == sha256(WHOLE).hexdigest()
    path.write_bytes(flipped(WHOLE, 99))
    assert identity(path) != sha256(WHOLE).hexdigest()


def test_a_hubs_files_are_known_without_being_read(tmp_path: Path):
    link = blob(tmp_path, WHOLE)
    link.resolve().write_bytes(b"")
    assert identity(link) == sha256(WHOLE).hexdigest()
