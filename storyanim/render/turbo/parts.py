"""One part of a model in its folder: its settings, its weights, and whether both may be used.

Takes a folder and the class it must be, gives a frozen `Part`. Settings that would bring in foreign code are refused,
and so is all that is no whole safetensors file. Knows neither models nor torch.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from storyanim.errors import RendererError
from storyanim.render.turbo.weights import check_weights

TOKENIZERS = ("CLIPTokenizer", "CLIPTokenizerFast")
STEMS = {
    "text_encoder": "model",
    "text_encoder_2": "model",
    "unet": "diffusion_pytorch_model",
    "vae": "diffusion_pytorch_model",
}
"""The parts with weights, and what those are called."""
TINY, LARGE = "AutoencoderTiny", "AutoencoderKL"
DECODERS = (TINY, LARGE)
HALF = "fp16"
FOREIGN = frozenset(
    {"auto_map", "quantization_config", "attn_implementation", "_attn_implementation", "_experts_implementation"}
)
"""Settings by which a part would be made by a file of its own, another library or a kernel from the hub."""
LARGEST_SETTINGS = 4_000_000
"""Bytes of a JSON file that are read."""


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a model: its class, its folder, its weights there (a tokenizer has none), and their variant.

    `mend` says what to do about a damaged file of it.
    """

    kind: str
    folder: Path
    mend: str
    weights: tuple[Path, ...] = ()
    variant: str | None = None


def find_part(folder: Path, kind: str, stem: str, half_files: bool, mend: str) -> Part:
    """The part of this class in a folder; `stem` is what its weights are called, "" where none are wanted.

    Raises:
        RendererError: something is missing, damaged, or asks for foreign code; `mend` is what to do about it.
    """
    if not folder.is_dir():
        raise RendererError(f"{folder} is missing: {mend}")
    if kind in TOKENIZERS:
        _check_tokenizer(folder, mend)
    else:
        _check_own(folder / "config.json", mend)
    if not stem:
        return Part(kind, folder, mend)
    for variant in (HALF, None) if half_files else (None, HALF):
        weights = _weights(folder, stem, variant, mend)
        if weights:
            for path in weights:
                check_weights(path, mend)
            return Part(kind, folder, mend, weights, variant)
    raise _no_weights(folder, stem, mend)


def _check_tokenizer(folder: Path, mend: str) -> None:
    """Without its vocabulary a tokenizer loads all the same, and knows no word."""
    _check_own(folder / "tokenizer_config.json", mend)
    if not (folder / "tokenizer.json").is_file():
        for name in ("vocab.json", "merges.txt"):
            if not (folder / name).is_file():
                raise RendererError(f"{folder / name} is missing: {mend}")


def _check_own(path: Path, mend: str) -> None:
    """Refuse settings that would bring in foreign code or libraries."""
    for name in sorted(_keys(read_settings(path, mend)) & FOREIGN):
        raise RendererError(f"{path}: {name} asks for code that is not the libraries' own, which storyanim never runs")


def _keys(told: object) -> set[str]:
    """All keys, those of settings within settings too: the libraries read both."""
    if isinstance(told, list):
        return {name for entry in cast("list[object]", told) for name in _keys(entry)}
    if not isinstance(told, dict):
        return set()
    settings = cast("dict[str, object]", told)
    return {*settings, *(name for entry in settings.values() for name in _keys(entry))}


def _weights(folder: Path, stem: str, variant: str | None, mend: str) -> tuple[Path, ...]:
    """The file of a part's weights, or the files it was split into; empty if there are none of this variant."""
    infix = f".{variant}" if variant else ""
    whole = folder / f"{stem}{infix}.safetensors"
    if whole.exists():
        return (whole,)
    index = folder / f"{stem}.safetensors.index{infix}.json"
    if not index.exists():
        return ()
    shards = read_settings(index, mend).get("weight_map")
    names = sorted({str(name) for name in cast("dict[str, str]", shards).values()}) if isinstance(shards, dict) else []
    if not names or any(Path(name).name != name or not name.endswith(".safetensors") for name in names):
        raise RendererError(f"{index} names no weights of its own folder: {mend}")
    return tuple(folder / name for name in names)


def _no_weights(folder: Path, stem: str, mend: str) -> RendererError:
    pickles = [path.name for pattern in ("*.bin", "*.pt", "*.ckpt", "*.pth") for path in folder.glob(pattern)]
    if pickles:
        return RendererError(
            f"{folder} has only {pickles[0]}, a pickle, which could run code: storyanim reads .safetensors only; "
            "take a revision of the model that has them"
        )
    return RendererError(f"{folder / stem}.safetensors is missing: {mend}")


def read_settings(path: Path, mend: str) -> dict[str, object]:
    """The settings in a JSON file.

    Raises:
        RendererError: it is missing, damaged, or holds none.
    """
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
