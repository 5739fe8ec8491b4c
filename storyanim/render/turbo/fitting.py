"""Whether the parts of a model fit together.

Parts of different models load well and then fail in the first frame, on a GPU without a word why; so it is said before.
Takes loaded parts, raises or not. Knows no files.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from storyanim.errors import RendererError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from storyanim.render.turbo.checkpoint import Checkpoint


def check_fit(
    checkpoint: Checkpoint, tokenizers: Sequence[Any], encoders: Sequence[Any], unet: Any, autoencoder: Any
) -> None:
    """Compare what each part gives with what the next one takes.

    Raises:
        RendererError: two parts are of different models.
    """
    for tokenizer, encoder in zip(tokenizers, encoders, strict=True):
        _check_words(checkpoint, tokenizer, encoder.config)
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


def _check_words(checkpoint: Checkpoint, tokenizer: Any, reads: Any) -> None:
    if len(tokenizer) > reads.vocab_size or tokenizer.model_max_length != reads.max_position_embeddings:
        raise RendererError(
            f"{checkpoint.name}: a tokenizer writes {tokenizer.model_max_length} of {len(tokenizer)} tokens, its text "
            f"encoder reads {reads.max_position_embeddings} of {reads.vocab_size}: they are of different models"
        )
