"""Checked files -> a model in memory.

Takes a `Checkpoint` and `Hardware`, gives a `Model`. Every class is named here and none is looked up by what a file
says; weights are read as safetensors alone. Knows nothing of prompts, noise or films.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from logging import CRITICAL
from typing import TYPE_CHECKING, Any, cast

import torch

from storyanim.errors import RendererError, ResourceError
from storyanim.render.turbo.decoding import laid_out
from storyanim.render.turbo.denoising import unet_laid_out
from storyanim.render.turbo.fitting import check_fit
from storyanim.render.turbo.hardware import PRECISIONS, is_out_of_memory
from storyanim.render.turbo.model import Model
from storyanim.render.turbo.prompting import TextEncoders
from storyanim.render.turbo.weights import check_hash

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Mapping
    from pathlib import Path

    from transformers import CLIPTokenizer

    from storyanim.render.turbo.checkpoint import Checkpoint
    from storyanim.render.turbo.hardware import Hardware
    from storyanim.render.turbo.parts import Part

TEXT_PARTS = (("tokenizer", "text_encoder"), ("tokenizer_2", "text_encoder_2"))
LONGEST_REASON = 200
"""Characters of a library's own message that are told."""
ALIGNED = 64
"""Bytes to a multiple of which torch puts what it allocates on a CPU."""
HASHERS = 4
"""Files whose checksums are taken side by side; reading from disk is the limit."""


def load_model(checkpoint: Checkpoint, hardware: Hardware) -> Model:
    """Load all parts onto the device.

    Raises:
        RendererError: a file is damaged, or parts do not fit together.
        ResourceError: the device's memory does not hold the model.
    """
    _check_hashes(checkpoint)
    parts, device = checkpoint.parts, torch.device(hardware.device)
    precision, decoder_precision = PRECISIONS[hardware.precision], PRECISIONS[hardware.decoder_precision]
    with _memory_of(checkpoint, hardware), quiet():
        pairs = [(parts[words], parts[name]) for words, name in TEXT_PARTS if name in parts]
        tokenizers = tuple(_tokenizer(words) for words, _ in pairs)
        encoders = tuple(_module(part, precision) for _, part in pairs)
        unet = _unet(checkpoint, precision)
        autoencoder = _module(parts["vae"], decoder_precision)
        check_fit(checkpoint, tokenizers, encoders, unet, autoencoder)
        return Model(
            text=TextEncoders(tokenizers, tuple(encoder.to(device).eval() for encoder in encoders)),
            unet=unet_laid_out(unet.to(device).eval()),
            autoencoder=laid_out(autoencoder.to(device).eval()),
            sampling=checkpoint.sampling,
            steps=checkpoint.steps,
        )


def load_tokenizers(checkpoint: Checkpoint) -> tuple[CLIPTokenizer, ...]:
    """Only the tokenizers, which takes no time: to tell what a prompt loses.

    Raises:
        RendererError: their files are damaged.
    """
    with quiet():
        return tuple(_tokenizer(checkpoint.parts[name]) for name, _ in TEXT_PARTS if name in checkpoint.parts)


def _check_hashes(checkpoint: Checkpoint) -> None:
    files = [(path, part.mend) for part in checkpoint.parts.values() for path in part.weights]
    files += [(checkpoint.changes.path, checkpoint.mend)] if checkpoint.changes else []
    with ThreadPoolExecutor(HASHERS) as pool:
        list(pool.map(check_hash, *zip(*files, strict=True)))


@contextmanager
def _memory_of(checkpoint: Checkpoint, hardware: Hardware) -> Generator[None]:
    try:
        yield
    except (RuntimeError, MemoryError) as error:
        if not is_out_of_memory(error):
            raise
        place = f"the memory of {hardware.device}"
        raise ResourceError(f"{checkpoint.name} does not fit into {place}: use another --device or --model") from error


@contextmanager
def quiet() -> Generator[None]:
    """No talk of the libraries on stderr: what they report of each load is checked here, and told in our words."""
    from diffusers.utils import logging as of_diffusers
    from transformers.utils import logging as of_transformers

    libraries = cast("tuple[Any, ...]", (of_diffusers, of_transformers))
    before = [(library.get_verbosity(), library.is_progress_bar_enabled()) for library in libraries]
    try:
        for library in libraries:
            library.set_verbosity(CRITICAL)
            library.disable_progress_bar()
        yield
    finally:
        for library, (level, bar) in zip(libraries, before, strict=True):
            library.set_verbosity(level)
            if bar:
                library.enable_progress_bar()


@contextmanager
def _told(place: Path, mend: str) -> Generator[None]:
    """Whatever the libraries raise over foreign files, as one line of ours."""
    try:
        yield
    except Exception as error:  # they raise nearly anything over a wrong setting
        if is_out_of_memory(error):
            raise
        reason = " ".join(str(error).split()).partition(". ")[0][:LONGEST_REASON] or type(error).__name__
        raise RendererError(f"{place} cannot be loaded ({reason}): {mend}") from error


def _tokenizer(part: Part) -> CLIPTokenizer:
    from transformers import CLIPTokenizer

    with _told(part.folder, part.mend):
        return cast("Any", CLIPTokenizer).from_pretrained(str(part.folder), local_files_only=True)


def _module(part: Part, precision: torch.dtype) -> Any:
    """One part with its weights, every one of which must be in the file, and none else."""
    options = {"variant": part.variant, "use_safetensors": True, "local_files_only": True, "output_loading_info": True}
    # Misfits are reported then, where else transformers only says that there are some.
    theirs = {"dtype": precision, "ignore_mismatched_sizes": True}
    numbers = theirs if part.kind.startswith("CLIP") else {"torch_dtype": precision}
    with _told(part.folder, part.mend):
        module, report = _class(part.kind).from_pretrained(str(part.folder), **options, **numbers)
    _check_report(part, report)
    _check_numbers(module, part.folder, part.mend)
    _align(module)
    return module


def _check_report(part: Part, report: Mapping[str, Iterable[Any]]) -> None:
    misfits = [str(misfit[0]) for misfit in report["mismatched_keys"]]
    for fault, names in (
        ("lacks the weights of", report["missing_keys"]),
        ("has weights of another size than its config.json says for", misfits),
        ("has weights that its config.json knows nothing of:", report["unexpected_keys"]),
    ):
        if names:
            raise RendererError(f"{part.folder} {fault} {sorted(names)[0]}: {part.mend}")


def _class(kind: str) -> Any:
    """The class of a part, by name: these and no others."""
    from diffusers.models.autoencoders.autoencoder_kl import AutoencoderKL
    from diffusers.models.autoencoders.autoencoder_tiny import AutoencoderTiny
    from diffusers.models.unets.unet_2d_condition import UNet2DConditionModel
    from transformers import CLIPTextModel, CLIPTextModelWithProjection

    known = (CLIPTextModel, CLIPTextModelWithProjection, UNet2DConditionModel, AutoencoderKL, AutoencoderTiny)
    return {one.__name__: one for one in known}[kind]


def _unet(checkpoint: Checkpoint, precision: torch.dtype) -> Any:
    changes, part = checkpoint.changes, checkpoint.parts["unet"]
    if changes is None:
        return _module(part, precision)
    unet = _module(part, precision) if changes.distilled.is_lora else _empty_unet(part)
    change = _add_lora if changes.distilled.is_lora else partial(_fill, precision=precision)
    with _told(changes.path, checkpoint.mend):
        change(unet, changes.path)
    _check_numbers(unet, changes.path, checkpoint.mend)
    _align(unet)
    return unet


def _empty_unet(part: Part) -> Any:
    """A U-Net of a part's shape that takes no memory yet."""
    from diffusers.models.unets.unet_2d_condition import UNet2DConditionModel

    with _told(part.folder, part.mend), torch.device("meta"):
        return cast("Any", UNet2DConditionModel).from_config(UNet2DConditionModel.load_config(str(part.folder)))


def _fill(unet: Any, path: Path, precision: torch.dtype) -> None:
    """All weights from a file."""
    import safetensors.torch

    stored = cast("dict[str, torch.Tensor]", cast("Any", safetensors.torch).load_file(path))
    unet.load_state_dict({name: tensor.to(precision) for name, tensor in stored.items()}, strict=True, assign=True)


def _add_lora(unet: Any, path: Path) -> None:
    """Low-rank changes, added to the weights for good."""
    from diffusers.pipelines.stable_diffusion_xl.pipeline_stable_diffusion_xl import StableDiffusionXLPipeline

    reader = cast("Any", StableDiffusionXLPipeline)
    changes, scales = reader.lora_state_dict(
        str(path.parent), weight_name=path.name, use_safetensors=True, local_files_only=True, unet_config=unet.config
    )
    reader.load_lora_into_unet(changes, network_alphas=scales, unet=unet)
    changed = sum(hasattr(module, "lora_A") for module in unet.modules())
    if 2 * changed != len(changes):  # diffusers passes over what does not fit
        raise ValueError(f"of its {len(changes)} matrices {2 * changed} fit this U-Net")
    unet.fuse_lora()
    unet.unload_lora()


def _align(module: torch.nn.Module) -> None:
    """Put weights where torch itself would.

    Where a mapped file happens to have them they give other last bits on some CPUs, and that place depends on how the
    files were split.
    """
    for tensor in (*module.parameters(), *module.buffers()):
        if tensor.data_ptr() % ALIGNED:
            tensor.data = tensor.data.clone()


def _check_numbers(module: torch.nn.Module, place: Path, mend: str) -> None:
    """A flipped bit in an exponent makes a weight infinite or no number at all; every picture would be black."""
    for name, tensor in module.state_dict().items():
        if tensor.is_floating_point() and not torch.isfinite(tensor).all():
            raise RendererError(f"{place} is damaged, {name} holds what is no number: {mend}")
