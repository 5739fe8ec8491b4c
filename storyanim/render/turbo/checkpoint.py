"""A model's name -> its files on this machine, checked. Nothing is fetched and nothing is loaded.

Takes what a person named (a hub's `owner/name`, a folder, a file for SDXL's U-Net), gives a frozen `Checkpoint`: every
part with its folder and weights, and how it is sampled. Classes come from a fixed list and code beside weights is
refused, so a foreign folder can run nothing. Knows no torch.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Literal, cast

from storyanim.errors import RendererError
from storyanim.render.turbo.families import (
    BASE,
    TINY_DECODERS,
    TURBO,
    Distilled,
    check_steps,
    distilled_for,
    sampling_of,
)
from storyanim.render.turbo.hub import find_file, find_folder, is_path, mending
from storyanim.render.turbo.weights import check_weights, identity

if TYPE_CHECKING:
    from collections.abc import Mapping

    from storyanim.render.turbo.families import Sampling

Family = Literal["sdxl", "sd"]

PIPELINES: Mapping[str, Family] = {"StableDiffusionXLPipeline": "sdxl", "StableDiffusionPipeline": "sd"}
_TOKENIZER = ("CLIPTokenizer", "CLIPTokenizerFast")
_DRAWING = {"unet": ("UNet2DConditionModel",), "vae": ("AutoencoderKL", "AutoencoderTiny")}
PARTS: Mapping[Family, Mapping[str, tuple[str, ...]]] = {
    "sd": {"tokenizer": _TOKENIZER, "text_encoder": ("CLIPTextModel",), **_DRAWING},
    "sdxl": {
        "tokenizer": _TOKENIZER,
        "tokenizer_2": _TOKENIZER,
        "text_encoder": ("CLIPTextModel",),
        "text_encoder_2": ("CLIPTextModelWithProjection",),
        **_DRAWING,
    },
}
"""The parts of each family that are used, and the classes each may be."""
STEMS = {
    "text_encoder": "model",
    "text_encoder_2": "model",
    "unet": "diffusion_pytorch_model",
    "vae": "diffusion_pytorch_model",
}
"""The parts with weights, and what those are called."""
TINY, LARGE = "AutoencoderTiny", "AutoencoderKL"
HALF = "fp16"
LARGEST_SETTINGS = 4_000_000
"""Bytes of a JSON file that are read."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a person asked for: a model, which version, what it is put on, how many steps, which decoder.

    `steps` 0 means as many as the model is made for; `decoder` is tiny, full, a folder or a hub's `owner/name`.
    """

    model: str = TURBO
    revision: str = ""
    base: str = BASE
    steps: int = 0
    decoder: str = "tiny"


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a model: its class, its folder, its weights there (a tokenizer has none), and their variant."""

    kind: str
    folder: Path
    weights: tuple[Path, ...] = ()
    variant: str | None = None


@dataclass(frozen=True, slots=True)
class Changes:
    """A file that replaces or changes the U-Net's weights."""

    distilled: Distilled
    path: Path


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """All files of a model, and how it is sampled. `mend` says what to do about a damaged file."""

    name: str
    revision: str
    family: Family
    parts: Mapping[str, Part]
    sampling: Sampling
    steps: int
    mend: str
    changes: Changes | None = None


def find_checkpoint(wanted: Wanted, *, half_files: bool) -> Checkpoint:
    """Find and check a model's files; `half_files` prefers weights stored in 16 bits.

    Raises:
        InputError: the model does not take so many steps.
        RendererError: a file is missing, damaged, a pickle, or not of the classes we load.
    """
    if wanted.steps:
        check_steps(wanted.steps)
    distilled = distilled_for(wanted.model, wanted.steps)
    if distilled:
        return _changed(wanted, distilled, half_files)
    folder, commit = find_folder(wanted.model, wanted.revision)
    mend = mending(wanted.model, wanted.revision)
    family, parts = _parts(folder, half_files, mend)
    scheduler = folder / "scheduler" / "scheduler_config.json"
    return Checkpoint(
        name=folder.name if is_path(wanted.model) else wanted.model,
        revision=commit,
        family=family,
        parts=parts | {"vae": _decoder(wanted.decoder, family, parts["vae"], half_files)},
        sampling=sampling_of(_settings(scheduler, mend), str(scheduler)),
        steps=wanted.steps or 1,
        mend=mend,
    )


def identify(checkpoint: Checkpoint) -> str:
    """Hash of every file that can change a picture, 64 hex digits."""
    digest = sha256(f"{checkpoint.family} {checkpoint.sampling} {checkpoint.steps}\n".encode())
    replaced = checkpoint.changes is not None and not checkpoint.changes.distilled.is_lora
    for name, part in sorted(checkpoint.parts.items()):
        settings = sorted(path for path in part.folder.iterdir() if path.suffix in (".json", ".txt"))
        weights = () if name == "unet" and replaced else part.weights
        for path in (*settings, *weights):
            digest.update(f"{name} {path.name} {identity(path)}\n".encode())
    if checkpoint.changes:
        digest.update(f"changes {identity(checkpoint.changes.path)}\n".encode())
    return digest.hexdigest()


def _changed(wanted: Wanted, distilled: Distilled, half_files: bool) -> Checkpoint:
    """SDXL's own parts, with another U-Net."""
    base = find_folder(wanted.base)
    mend = mending(wanted.model, wanted.revision)
    local = is_path(wanted.model) or wanted.model.endswith(".safetensors")
    path = Path(wanted.model).expanduser() if local else find_file(wanted.model, distilled.file, wanted.revision)
    check_weights(path, mend)
    family, parts = _parts(base.folder, half_files, mending(wanted.base), whole_unet=distilled.is_lora)
    if family != "sdxl":
        raise RendererError(f"--base {wanted.base}: {distilled.file} goes on SDXL only")
    return Checkpoint(
        name=distilled.file if local else f"{wanted.model} {distilled.file}",
        revision="" if local else path.parent.name,
        family=family,
        parts=parts | {"vae": _decoder(wanted.decoder, family, parts["vae"], half_files)},
        sampling=distilled.sampling,
        steps=distilled.steps,
        mend=mend,
        changes=Changes(distilled, path),
    )


def _parts(folder: Path, half_files: bool, mend: str, *, whole_unet: bool = True) -> tuple[Family, dict[str, Part]]:
    """The parts in a folder; the U-Net's weights may be missing where they are replaced."""
    index = folder / "model_index.json"
    told = _settings(index, mend)
    family = PIPELINES.get(str(told.get("_class_name")))
    if family is None:
        raise RendererError(
            f"{index}: a model of class {told.get('_class_name')}; storyanim draws with {' or '.join(PIPELINES)}"
        )
    code = sorted(folder.glob("**/*.py"))
    if code:
        raise RendererError(f"{code[0]}: this model brings code of its own, which storyanim never runs")
    parts: dict[str, Part] = {}
    for name, kinds in PARTS[family].items():
        kind = _kind(told, name, kinds, index)
        stem = STEMS.get(name, "") if name != "unet" or whole_unet else ""
        parts[name] = _part(folder / name, kind, stem, half_files, mend)
    return family, parts


def _kind(told: Mapping[str, object], name: str, kinds: tuple[str, ...], index: Path) -> str:
    entry = told.get(name)
    kind = cast("list[object]", entry)[-1] if isinstance(entry, list) and entry else None
    if kind not in kinds:
        raise RendererError(f"{index}: {name} is {entry or 'missing'}; it must be {' or '.join(kinds)}")
    return str(kind)


def _part(folder: Path, kind: str, stem: str, half_files: bool, mend: str) -> Part:
    if not folder.is_dir():
        raise RendererError(f"{folder} is missing: {mend}")
    if not stem:
        return Part(kind, folder)
    told = _settings(folder / "config.json", mend)
    if "auto_map" in told:
        raise RendererError(f"{folder / 'config.json'}: the model asks for code of its own, which storyanim never runs")
    for variant in (HALF, None) if half_files else (None, HALF):
        weights = _weights(folder, stem, variant, mend)
        if weights:
            for path in weights:
                check_weights(path, mend)
            return Part(kind, folder, weights, variant)
    raise _no_weights(folder, stem, mend)


def _weights(folder: Path, stem: str, variant: str | None, mend: str) -> tuple[Path, ...]:
    """The file of a part's weights, or the files it was split into; empty if there are none of this variant."""
    infix = f".{variant}" if variant else ""
    whole = folder / f"{stem}{infix}.safetensors"
    if whole.exists():
        return (whole,)
    index = folder / f"{stem}.safetensors.index{infix}.json"
    if not index.exists():
        return ()
    shards = _settings(index, mend).get("weight_map")
    names = sorted({str(name) for name in cast("dict[str, str]", shards).values()}) if isinstance(shards, dict) else []
    if not names or any(Path(name).name != name for name in names):
        raise RendererError(f"{index} names no files of its own folder: {mend}")
    return tuple(folder / name for name in names)


def _no_weights(folder: Path, stem: str, mend: str) -> RendererError:
    pickles = [path.name for pattern in ("*.bin", "*.pt", "*.ckpt", "*.pth") for path in folder.glob(pattern)]
    if pickles:
        return RendererError(
            f"{folder} has only {pickles[0]}, a pickle, which could run code: storyanim reads .safetensors only; "
            "take a revision of the model that has them"
        )
    return RendererError(f"{folder / stem}.safetensors is missing: {mend}")


def _decoder(decoder: str, family: Family, own: Part, half_files: bool) -> Part:
    """The autoencoder asked for: the model's own, or a tiny one that stands in for it."""
    if decoder == "full" or (decoder == "tiny" and own.kind == TINY):
        return own
    model = TINY_DECODERS[family] if decoder == "tiny" else decoder
    folder, _ = find_folder(model)
    mend = mending(model)
    kind = str(_settings(folder / "config.json", mend).get("_class_name"))
    if kind not in (TINY, LARGE):
        raise RendererError(f"{folder / 'config.json'}: the decoder is {kind}; it must be {TINY} or {LARGE}")
    return _part(folder, kind, STEMS["vae"], half_files, mend)


def _settings(path: Path, mend: str) -> dict[str, object]:
    try:
        if path.stat().st_size > LARGEST_SETTINGS:
            raise RendererError(f"{path} is too large to be a model's settings: {mend}")
        told = cast("object", json.loads(path.read_bytes()))
    except FileNotFoundError as error:
        raise RendererError(f"{path} is missing: {mend}") from error
    except (OSError, ValueError, RecursionError) as error:
        raise RendererError(f"{path} is no JSON ({' '.join(str(error).split())}): {mend}") from error
    if not isinstance(told, dict):
        raise RendererError(f"{path} holds no settings: {mend}")
    return cast("dict[str, object]", told)
