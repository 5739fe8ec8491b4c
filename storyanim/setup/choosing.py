"""A repository's files -> those that are read: by name alone, so that nothing need be fetched to know.

Takes a `Repository`, gives names. The same rules as `render.turbo.checkpoint` reads by: weights as safetensors, one
variant of each part, no pickles, no code, nothing for other frameworks.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from storyanim.errors import RendererError
from storyanim.render.turbo.checkpoint import PARTS, PIPELINES
from storyanim.render.turbo.parts import DECODERS, HALF, STEMS

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from storyanim.render.turbo.checkpoint import Family
    from storyanim.setup.repository import Repository

INDEX = "model_index.json"
SETTINGS = "config.json"
"""What a part that is a repository of its own has in place of an index."""
SCHEDULER = "scheduler/scheduler_config.json"
_LICENCE = re.compile(r"(README\.md|(LICEN[CS]E|NOTICE)[^/]*)", re.IGNORECASE)
"""What a licence is read in: kept beside the weights."""
_PICKLES = (".bin", ".pt", ".pth", ".ckpt")


def is_one_part(repository: Repository) -> bool:
    """Whether it is no whole model but a single part of one."""
    names = _names(repository)
    return INDEX not in names and SETTINGS in names


def family_of(repository: Repository) -> Family:
    """Which kind of model it is.

    Raises:
        RendererError: none that storyanim draws with.
    """
    names = _names(repository)
    if INDEX not in names:
        raise RendererError(f"{repository.name} has no {INDEX}, so it is no whole model in the form of diffusers")
    if repository.kind and repository.kind not in PIPELINES:
        raise RendererError(
            f"{repository.name} is a model of class {repository.kind}; storyanim draws with {' or '.join(PIPELINES)}"
        )
    return PIPELINES.get(repository.kind) or ("sdxl" if "text_encoder_2/config.json" in names else "sd")


def model_files(repository: Repository, *, half_files: bool, whole_unet: bool = True) -> tuple[str, ...]:
    """The files of a whole model; `half_files` prefers weights in 16 bits, without `whole_unet` the U-Net has none.

    Raises:
        RendererError: some part has no weights that storyanim reads, or the model brings code of its own.
    """
    names = _names(repository)
    _check_no_code(repository)
    chosen = [INDEX, *(name for name in (SCHEDULER,) if name in names), *licence_files(names)]
    for part in PARTS[family_of(repository)]:
        stem = STEMS.get(part, "")
        chosen += [f"{part}/config.json"] if stem else _tokenizer(names, part)
        if stem and (whole_unet or part != "unet"):
            chosen += _weights(repository, f"{part}/{stem}", half_files)
    return tuple(chosen)


def decoder_files(repository: Repository, *, half_files: bool) -> tuple[str, ...]:
    """The files of a repository that is an autoencoder alone.

    Raises:
        RendererError: as `model_files`, or it is some other part, as far as the hub knows.
    """
    _check_no_code(repository)
    if repository.kind and repository.kind not in DECODERS:
        raise RendererError(
            f"{repository.name} is a part of class {repository.kind}; storyanim fetches whole models, "
            f"and of parts {' or '.join(DECODERS)}"
        )
    weights = _weights(repository, STEMS["vae"], half_files)
    return (SETTINGS, *weights, *licence_files(_names(repository)))


def licence_files(names: Collection[str]) -> list[str]:
    """The card and the licence of a repository."""
    return sorted(name for name in names if _LICENCE.fullmatch(name))


def _names(repository: Repository) -> frozenset[str]:
    return frozenset(file.name for file in repository.files)


def _check_no_code(repository: Repository) -> None:
    code = sorted(name for name in _names(repository) if name.endswith(".py"))
    if code:
        raise RendererError(f"{repository.name} brings code of its own ({code[0]}), which storyanim never runs")


def _tokenizer(names: Collection[str], part: str) -> list[str]:
    return sorted(name for name in names if re.fullmatch(rf"{part}/[^/]+\.(json|txt)", name))


def _weights(repository: Repository, stem: str, half_files: bool) -> list[str]:
    names = _names(repository)
    for variant in (HALF, "") if half_files else ("", HALF):
        found = list(_of_variant(names, stem, f".{variant}" if variant else ""))
        if found:
            return found
    folder = stem.rpartition("/")[0]
    pickles = sorted(name for name in names if name.endswith(_PICKLES) and name.rpartition("/")[0] == folder)
    if pickles:
        raise RendererError(
            f"{repository.name} has only {pickles[0]}, a pickle, which could run code: "
            "storyanim reads .safetensors only; take a revision of the model that has them"
        )
    raise RendererError(f"{repository.name} has no {stem}.safetensors, without which storyanim cannot draw")


def _of_variant(names: Collection[str], stem: str, infix: str) -> Iterator[str]:
    """The one file of weights; or, of weights in several files, those and their index."""
    whole, index = f"{stem}{infix}.safetensors", f"{stem}.safetensors.index{infix}.json"
    if whole in names:
        yield whole
    elif index in names:
        number, start, end = r"-\d{5}-of-\d{5}", re.escape(stem), re.escape(infix)
        piece = re.compile(rf"{start}({end}{number}|{number}{end})\.safetensors")
        yield from (index, *sorted(name for name in names if piece.fullmatch(name)))
