"""What is told of turbo: which model, on what, at which size it draws, and which words it cannot read.

Takes a film's size and subjects, gives an `About`. Reads settings and tokenizers only, no weights.
"""

from __future__ import annotations

import json
from importlib.metadata import version
from typing import TYPE_CHECKING

from storyanim.render.about import About
from storyanim.render.noise import LATENT_STEP, latent_window
from storyanim.render.turbo.loading import load_tokenizers
from storyanim.render.turbo.parts import TINY
from storyanim.render.turbo.prompting import lost_words
from storyanim.render.turbo.renderer import TurboOptions

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from storyanim.render.renderer import Option
    from storyanim.render.turbo.checkpoint import Checkpoint
    from storyanim.types import Size, Subject

MOST_LISTED = 5


def about_turbo(size: Size, subjects: Sequence[Subject], **options: Option) -> About:
    """What is told of a film of these subjects; the options are `TurboOptions`.

    Raises:
        InputError, RendererError: as `open_turbo`.
    """
    checkpoint, hardware = TurboOptions.of(options).find()
    drawn = drawn_size(checkpoint, size)
    steps = f"{checkpoint.steps} step{'s' if checkpoint.steps > 1 else ''}"
    decoder = "tiny decoder" if checkpoint.parts["vae"].kind == TINY else "full decoder"
    facts: dict[str, Option] = {
        "model": checkpoint.name,
        "revision": checkpoint.revision,
        "steps": checkpoint.steps,
        **({"base": checkpoint.base} if checkpoint.base else {}),
        "decoder": f"{decoder}: {checkpoint.decoder}",
        "hardware": f"{hardware}, decoder {hardware.decoder_precision}",
        "drawn_size": drawn,
        "torch": version("torch"),
        "diffusers": version("diffusers"),
    }
    words = f"{checkpoint.name}, {steps}, {decoder}, drawn at {drawn} on {hardware}"
    return About(words, facts, tuple(_lost(checkpoint, subjects)))


def drawn_size(checkpoint: Checkpoint, size: Size) -> str:
    """Width and height in pixels at which a film of this size is drawn, before the camera: `704x384`."""
    settings = json.loads((checkpoint.parts["unet"].folder / "config.json").read_bytes())
    rows, columns = latent_window(size, (int(settings["sample_size"]) * LATENT_STEP) ** 2)
    return f"{columns * LATENT_STEP}x{rows * LATENT_STEP}"


def _lost(checkpoint: Checkpoint, subjects: Sequence[Subject]) -> Iterator[str]:
    tokenizers = load_tokenizers(checkpoint)
    prompts = dict.fromkeys(subject.prompt for subject in subjects)
    lost = {prompt: words for prompt in prompts if (words := lost_words(tokenizers, prompt))}
    for prompt, words in list(lost.items())[:MOST_LISTED]:
        yield f"beyond the model's 75 tokens, '{words}' of: {prompt}"
    if len(lost) > MOST_LISTED:
        yield f"and the ends of {len(lost) - MOST_LISTED} more prompts"
