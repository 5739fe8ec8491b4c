"""Checked files -> a model in memory.

Takes a `Checkpoint` and `Hardware`, gives a `Model`. Every class is named here and none is looked up by what a file
says; weights are read as safetensors alone. Knows nothing of prompts, noise or films.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, Any, cast

import torch

from storyanim.errors import RendererError, ResourceError
from storyanim.render.turbo.hardware import PRECISIONS
from storyanim.render.turbo.model import Model
from storyanim.render.turbo.prompting import TextEncoders
from storyanim.render.turbo.weights import check_hash

if TYPE_CHECKING:
    from collections.abc import Generator

    from diffusers.models.unets.unet_2d_condition import UNet2DConditionModel
    from transformers import CLIPTokenizer

    from storyanim.render.turbo.checkpoint import Checkpoint, Part
    from storyanim.render.turbo.decoding import Autoencoder
    from storyanim.render.turbo.hardware import Hardware

TEXT_PARTS = (("tokenizer", "text_encoder"), ("tokenizer_2", "text_encoder_2"))
HASHERS = 4
"""Files whose checksums are taken side by side; reading from disk is the limit."""


def load_model(checkpoint: Checkpoint, hardware: Hardware) -> Model:
    """Load all parts onto the device.

    Raises:
        RendererError: a file is damaged, or parts do not fit together.
        ResourceError: the device's memory does not hold the model.
    """
    _check_hashes(checkpoint)
    precision, decoder_precision = PRECISIONS[hardware.precision], PRECISIONS[hardware.decoder_precision]
    with _told(checkpoint, hardware):
        text = [
            (_tokenizer(checkpoint.parts[words]), _part(checkpoint, encoder, precision))
            for words, encoder in TEXT_PARTS
            if encoder in checkpoint.parts
        ]
        unet = _unet(checkpoint, precision)
        autoencoder = cast("Autoencoder", _part(checkpoint, "vae", decoder_precision))
        _check_fit(checkpoint, [encoder for _, encoder in text], unet, autoencoder)
        device = torch.device(hardware.device)
        encoders = tuple(encoder.to(device).eval() for _, encoder in text)
        return Model(
            text=TextEncoders(tuple(tokenizer for tokenizer, _ in text), encoders),
            unet=cast("Any", unet).to(device).eval(),
            autoencoder=cast("Any", autoencoder).to(device).eval(),
            sampler=checkpoint.sampling.sampler(checkpoint.steps),
        )


def load_tokenizers(checkpoint: Checkpoint) -> tuple[CLIPTokenizer, ...]:
    """Only the tokenizers, which takes no time: to tell what a prompt loses.

    Raises:
        RendererError: their files are damaged.
    """
    try:
        return tuple(_tokenizer(checkpoint.parts[name]) for name, _ in TEXT_PARTS if name in checkpoint.parts)
    except Exception as error:  # as in `_told`
        raise RendererError(_cannot(checkpoint, error)) from error


def _check_hashes(checkpoint: Checkpoint) -> None:
    files = [path for part in checkpoint.parts.values() for path in part.weights]
    files += [checkpoint.changes.path] if checkpoint.changes else []
    with ThreadPoolExecutor(HASHERS) as pool:
        list(pool.map(partial(check_hash, mend=checkpoint.mend), files))


@contextmanager
def _told(checkpoint: Checkpoint, hardware: Hardware) -> Generator[None]:
    """Whatever the libraries raise over foreign files, as one line of ours."""
    try:
        yield
    except (RendererError, ResourceError):
        raise
    except (torch.OutOfMemoryError, MemoryError) as error:
        raise ResourceError(f"{checkpoint.name} does not fit into the memory of {hardware.device}") from error
    except Exception as error:  # the libraries raise nearly anything over a wrong setting
        raise RendererError(_cannot(checkpoint, error)) from error


def _cannot(checkpoint: Checkpoint, error: Exception) -> str:
    reason = " ".join(str(error).split())[:300] or type(error).__name__
    return f"{checkpoint.name} cannot be loaded ({reason}): {checkpoint.mend}"


def _tokenizer(part: Part) -> CLIPTokenizer:
    from transformers import CLIPTokenizer

    return cast("Any", CLIPTokenizer).from_pretrained(str(part.folder), local_files_only=True)


def _part(checkpoint: Checkpoint, name: str, precision: torch.dtype) -> Any:
    """One part with its weights, every one of which must be in the file, and none else."""
    part = checkpoint.parts[name]
    options = {"variant": part.variant, "use_safetensors": True, "local_files_only": True, "output_loading_info": True}
    numbers = {"dtype": precision} if name.startswith("text") else {"torch_dtype": precision}
    module, report = _class(part.kind).from_pretrained(str(part.folder), **options, **numbers)
    missing = sorted(report["missing_keys"])
    if missing or report["mismatched_keys"]:
        lacking = missing[0] if missing else report["mismatched_keys"][0][0]
        raise RendererError(f"{part.folder} lacks the weights of {lacking}: {checkpoint.mend}")
    _check_numbers(module, str(part.folder), checkpoint.mend)
    return module


def _class(kind: str) -> Any:
    """The class of a part, by name: these and no others."""
    from diffusers.models.autoencoders.autoencoder_kl import AutoencoderKL
    from diffusers.models.autoencoders.autoencoder_tiny import AutoencoderTiny
    from diffusers.models.unets.unet_2d_condition import UNet2DConditionModel
    from transformers import CLIPTextModel, CLIPTextModelWithProjection

    known = (CLIPTextModel, CLIPTextModelWithProjection, UNet2DConditionModel, AutoencoderKL, AutoencoderTiny)
    return {one.__name__: one for one in known}[kind]


def _unet(checkpoint: Checkpoint, precision: torch.dtype) -> UNet2DConditionModel:
    changes = checkpoint.changes
    if changes is None:
        return _part(checkpoint, "unet", precision)
    if changes.distilled.is_lora:
        return _with_lora(checkpoint, _part(checkpoint, "unet", precision))
    return _replaced(checkpoint, precision)


def _replaced(checkpoint: Checkpoint, precision: torch.dtype) -> UNet2DConditionModel:
    """A U-Net of the base's shape with all its weights from another file."""
    import safetensors.torch
    from diffusers.models.unets.unet_2d_condition import UNet2DConditionModel

    assert checkpoint.changes is not None
    path, folder = checkpoint.changes.path, checkpoint.parts["unet"].folder
    with torch.device("meta"):
        unet = cast("Any", UNet2DConditionModel).from_config(UNet2DConditionModel.load_config(str(folder)))
    stored = cast("dict[str, torch.Tensor]", cast("Any", safetensors.torch).load_file(path))
    weights = {name: tensor.to(precision) for name, tensor in stored.items()}
    unet.load_state_dict(weights, strict=True, assign=True)
    _check_numbers(unet, str(path), checkpoint.mend)
    return unet


def _with_lora(checkpoint: Checkpoint, unet: UNet2DConditionModel) -> UNet2DConditionModel:
    """The U-Net with low-rank changes added to its weights for good."""
    from diffusers.pipelines.stable_diffusion_xl.pipeline_stable_diffusion_xl import StableDiffusionXLPipeline

    assert checkpoint.changes is not None
    reader, path = cast("Any", StableDiffusionXLPipeline), checkpoint.changes.path
    changes, scales = reader.lora_state_dict(
        str(path.parent), weight_name=path.name, use_safetensors=True, local_files_only=True,
        unet_config=cast("Any", unet).config,
    )  # fmt: skip
    reader.load_lora_into_unet(changes, network_alphas=scales, unet=unet)
    cast("Any", unet).fuse_lora()
    cast("Any", unet).unload_lora()
    _check_numbers(unet, str(path), checkpoint.mend)
    return unet


def _check_numbers(module: torch.nn.Module, place: str, mend: str) -> None:
    """A flipped bit in an exponent makes a weight infinite or no number at all; every picture would be black."""
    for name, tensor in module.state_dict().items():
        if tensor.is_floating_point() and not torch.isfinite(tensor).all():
            raise RendererError(f"{place} is damaged, {name} holds what is no number: {mend}")


def _check_fit(checkpoint: Checkpoint, encoders: list[Any], unet: Any, autoencoder: Any) -> None:
    """Parts of different models load well and then fail in the first frame; say so before."""
    width = sum(encoder.config.hidden_size for encoder in encoders)
    if unet.config.cross_attention_dim != width:
        raise RendererError(
            f"{checkpoint.name}: the U-Net reads prompts {unet.config.cross_attention_dim} wide, "
            f"the text encoders write them {width} wide: these parts are of different models"
        )
    if (unet.config.addition_embed_type == "text_time") != (checkpoint.family == "sdxl"):
        raise RendererError(f"{checkpoint.name}: the U-Net is none of the {checkpoint.family} family")
    if not unet.config.in_channels == unet.config.out_channels == autoencoder.config.latent_channels:
        raise RendererError(f"{checkpoint.name}: the U-Net's latents are not those that the decoder takes")
