"""A model's name -> its files on this machine, checked. Nothing is fetched and nothing is loaded.

Takes what a person named (a hub's `owner/name`, a folder, a file for SDXL's U-Net), gives a frozen `Checkpoint`: every
part with its folder and weights, and how it is sampled. Classes come from a fixed list and code beside weights is
refused, so a foreign folder can run nothing. Knows no torch.
"""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
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
from storyanim.render.turbo.hub import Found, find_file, find_folder, is_path, local_path, mending
from storyanim.render.turbo.parts import DECODERS, STEMS, TINY, TOKENIZERS, Part, find_part, read_settings
from storyanim.render.turbo.weights import check_weights, identity

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from storyanim.render.turbo.families import Sampling

Family = Literal["sdxl", "sd"]

PIPELINES: Mapping[str, Family] = {"StableDiffusionXLPipeline": "sdxl", "StableDiffusionPipeline": "sd"}
_DRAWING = {"unet": ("UNet2DConditionModel",), "vae": ("AutoencoderKL", "AutoencoderTiny")}
PARTS: Mapping[Family, Mapping[str, tuple[str, ...]]] = {
    "sd": {"tokenizer": TOKENIZERS, "text_encoder": ("CLIPTextModel",), **_DRAWING},
    "sdxl": {
        "tokenizer": TOKENIZERS,
        "tokenizer_2": TOKENIZERS,
        "text_encoder": ("CLIPTextModel",),
        "text_encoder_2": ("CLIPTextModelWithProjection",),
        **_DRAWING,
    },
}
"""The parts of each family that are used, and the classes each may be."""


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
class Changes:
    """A file that replaces or changes the U-Net's weights."""

    distilled: Distilled
    path: Path


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """All files of a model, and how it is sampled. `mend` is for those that are of no part.

    `revision`, `base` and `decoder` are told: the commit, "" for a folder; what a U-Net file is put on, and which
    autoencoder draws, each by its name and commit.
    """

    name: str
    revision: str
    family: Family
    parts: Mapping[str, Part]
    sampling: Sampling
    steps: int
    mend: str
    changes: Changes | None = None
    base: str = ""
    decoder: str = "its own"


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
    vae, decoder = _decoder(wanted.decoder, family, parts["vae"], half_files)
    scheduler = folder / "scheduler" / "scheduler_config.json"
    return Checkpoint(
        name=folder.resolve().name if is_path(wanted.model) else wanted.model,
        revision=commit,
        family=family,
        parts=parts | {"vae": vae},
        sampling=sampling_of(read_settings(scheduler, mend), str(scheduler)),
        steps=wanted.steps or 1,
        mend=mend,
        decoder=decoder,
    )


def is_base(wanted: Wanted, *, half_files: bool) -> bool:
    """Whether files for SDXL's U-Net can be put on the model; how it is sampled itself does not matter then."""
    try:
        folder = find_folder(wanted.model, wanted.revision).folder
        family, parts = _parts(folder, half_files, mending(wanted.model, wanted.revision))
        _decoder(wanted.decoder, family, parts["vae"], half_files)
    except RendererError:
        return False
    return family == "sdxl"


def find_decoder(model: str, revision: str = "", *, half_files: bool) -> tuple[Part, str]:
    """An autoencoder that is a model of its own, and its name and commit.

    Raises:
        RendererError: it is not on this machine, or is none that storyanim draws with.
    """
    found = find_folder(model, revision)
    mend = mending(model, revision)
    kind = str(read_settings(found.folder / "config.json", mend).get("_class_name"))
    if kind not in DECODERS:
        raise RendererError(
            f"{found.folder / 'config.json'}: the decoder is {kind}; it must be {' or '.join(DECODERS)}"
        )
    return find_part(found.folder, kind, STEMS["vae"], half_files, mend), _told(model, found)


def identify(checkpoint: Checkpoint) -> str:
    """Hash of every file that can change a picture, 64 hex digits.

    Raises:
        RendererError: a file cannot be read.
    """
    try:
        return _identity(checkpoint)
    except OSError as error:
        raise RendererError(f"{error.filename} cannot be read ({error.strerror}): {checkpoint.mend}") from error


def _identity(checkpoint: Checkpoint) -> str:
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
    asked = (wanted.revision, distilled.steps)
    mend = mending(wanted.model, *asked)
    local = is_path(wanted.model)
    path = local_path(wanted.model) if local else find_file(wanted.model, distilled.file, *asked)
    check_weights(path, mend)
    family, parts = _parts(base.folder, half_files, mending(wanted.base), whole_unet=distilled.is_lora)
    if family != "sdxl":
        raise RendererError(f"--base {wanted.base}: {distilled.file} goes on SDXL only")
    vae, decoder = _decoder(wanted.decoder, family, parts["vae"], half_files)
    return Checkpoint(
        name=distilled.file if local else f"{wanted.model} {distilled.file}",
        revision="" if local else path.parent.name,
        family=family,
        parts=parts | {"vae": vae},
        sampling=distilled.sampling,
        steps=distilled.steps,
        mend=mend,
        changes=Changes(distilled, path),
        base=_told(wanted.base, base),
        decoder=decoder,
    )


def _parts(folder: Path, half_files: bool, mend: str, *, whole_unet: bool = True) -> tuple[Family, dict[str, Part]]:
    """The parts in a folder; the U-Net's weights may be missing where they are replaced."""
    index = folder / "model_index.json"
    told = read_settings(index, mend)
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
        parts[name] = find_part(folder / name, kind, stem, half_files, mend)
    return family, parts


def _kind(told: Mapping[str, object], name: str, kinds: tuple[str, ...], index: Path) -> str:
    entry = told.get(name)
    kind = cast("list[object]", entry)[-1] if isinstance(entry, list) and entry else None
    if kind not in kinds:
        raise RendererError(f"{index}: {name} is {entry or 'missing'}; it must be {' or '.join(kinds)}")
    return str(kind)


def _decoder(decoder: str, family: Family, own: Part, half_files: bool) -> tuple[Part, str]:
    """The autoencoder asked for, the model's own or a tiny one that stands in for it, and what it is called."""
    if decoder == "full" or (decoder == "tiny" and own.kind == TINY):
        return own, "its own"
    return find_decoder(TINY_DECODERS[family] if decoder == "tiny" else decoder, half_files=half_files)


def _told(model: str, found: Found) -> str:
    """A model's name and commit; of a folder only its own name, never where it lies."""
    return f"{model} {found.commit}" if found.commit else found.folder.resolve().name
