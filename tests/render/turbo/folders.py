"""What happens to a model's files: settings changed, bytes broken, a hub's cache laid out by hand."""

from __future__ import annotations

import json
import os
import shutil
from dataclasses import replace as replace_fields
from hashlib import sha1, sha256
from typing import TYPE_CHECKING, Any

import pytest
from safetensors.torch import load_file, save_file

from storyanim.errors import RendererError
from storyanim.render.turbo.checkpoint import Wanted, find_checkpoint
from storyanim.render.turbo.hardware import Hardware
from storyanim.render.turbo.loading import load_model

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import torch

    Spoil = Callable[[Path], object]
    Tensors = dict[str, torch.Tensor]

CPU = Hardware("cpu", "fp32", "fp32", 1)
COMMIT = "0123456789abcdef0123456789abcdef01234567"
UNET = "unet/diffusion_pytorch_model.safetensors"
TEXT = "text_encoder/model.safetensors"
VAE = "vae/diffusion_pytorch_model.safetensors"
INDEX = "diffusion_pytorch_model.safetensors.index.json"
AGAIN = "copy it there again from where it came"


def replace(path: Path, data: bytes) -> Path:
    """Write a file anew: the other links to the old one keep it."""
    path.unlink(missing_ok=True)
    path.write_bytes(data)
    return path


def change(path: Path, **settings: Any) -> None:
    """Set settings of a JSON file; None as a value stands for null, ... takes one out."""
    told = {**json.loads(path.read_text()), **settings}
    replace(path, json.dumps({name: value for name, value in told.items() if value is not ...}).encode())


def flipped(data: bytes, place: int, bit: int = 0) -> bytes:
    """The bytes with one bit changed."""
    return data[:place] + bytes([data[place] ^ 1 << bit]) + data[place + 1 :]


def wanted(model: Path | str, **options: Any) -> Wanted:
    """The model with its own decoder, unless told otherwise."""
    return replace_fields(Wanted(str(model), decoder="full"), **options)


def refusal(model: Path | str, **options: Any) -> str:
    """What is said when this model is opened and loaded, in one line."""
    with pytest.raises(RendererError) as caught:
        load_model(find_checkpoint(wanted(model, **options), half_files=False), CPU)
    assert caught.value.exit_code == 5
    message = str(caught.value)
    assert message
    assert "\n" not in message
    return message


def cached(cache: Path, name: str, folder: Path, commit: str = COMMIT, *refs: str) -> Path:
    """Lay a folder out as a hub's cache does; the snapshot's folder."""
    home = cache / f"models--{name.replace('/', '--')}"
    for ref in refs or ("main",):
        (home / "refs").mkdir(parents=True, exist_ok=True)
        (home / "refs" / ref).write_text(commit)
    (home / "blobs").mkdir(exist_ok=True)
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        data, link = path.read_bytes(), home / "snapshots" / commit / path.relative_to(folder)
        is_large = path.suffix == ".safetensors"
        blob = home / "blobs" / (sha256(data) if is_large else sha1(b"blob %d\0" % len(data) + data)).hexdigest()
        blob.write_bytes(data)
        link.parent.mkdir(parents=True, exist_ok=True)
        link.symlink_to(os.path.relpath(blob, link.parent))
    return home / "snapshots" / commit


def refused(model: Path | str, **options: Any) -> str:
    """What is said when this model is only looked for, in one line."""
    with pytest.raises(RendererError) as caught:
        find_checkpoint(wanted(model, **options), half_files=False)
    assert caught.value.exit_code == 5
    assert "\n" not in str(caught.value)
    return str(caught.value)


def removed(name: str) -> Spoil:
    return lambda folder: shutil.rmtree(folder / name) if (folder / name).is_dir() else (folder / name).unlink()


def replaced(name: str, data: bytes) -> Spoil:
    return lambda folder: replace(folder / name, data)


def changed(name: str, **told: Any) -> Spoil:
    return lambda folder: change(folder / name, **told)


def renamed(name: str, other: str) -> Spoil:
    return lambda folder: (folder / name).rename((folder / name).with_name(other))


def cut(part: float) -> Spoil:
    def spoil(folder: Path) -> None:
        data = (folder / UNET).read_bytes()
        replace(folder / UNET, data[: int(len(data) * part)])

    return spoil


def split(*names: str) -> Spoil:
    """The U-Net as an index that names these files."""

    def spoil(folder: Path) -> None:
        (folder / UNET).unlink()
        index = {"weight_map": {f"weight {number}": name for number, name in enumerate(names)}}
        (folder / "unet" / INDEX).write_text(json.dumps(index))

    return spoil


def rewritten(name: str, turn: Callable[[Tensors], object]) -> Spoil:
    """A file of weights with some of its tensors changed."""

    def spoil(folder: Path) -> None:
        tensors = load_file(folder / name)
        turn(tensors)
        (folder / name).unlink()
        save_file(tensors, folder / name, metadata={"format": "pt"})

    return spoil
