"""What is told of turbo: which model, on what, at which size it draws, and which words it cannot read.

Takes a film's size and subjects, gives an `About`. Reads settings and tokenizers only, no weights.
"""

from __future__ import annotations

import json
from importlib.metadata import version
from typing import TYPE_CHECKING

from storyanim.render.about import About
from storyanim.render.noise import LATENT_STEP, latent_window
from storyanim.render.turbo.guiding import check_shots
from storyanim.render.turbo.loading import load_tokenizers
from storyanim.render.turbo.options import TurboOptions
from storyanim.render.turbo.parts import TINY
from storyanim.render.turbo.prompting import lost_words
from storyanim.render.turbo.quality import STANDARD, drawn_area
from storyanim.render.turbo.runtimes import check_runtime

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from storyanim.render.renderer import Option
    from storyanim.render.turbo.checkpoint import Checkpoint
    from storyanim.types import Size, Subject

MOST_LISTED = 5


def about_turbo(size: Size, subjects: Sequence[Subject], guide: str = "", **options: Option) -> About:
    """What is told of a film of these subjects; the options are `TurboOptions`, `guide` is who guides ("": nobody).

    Raises:
        InputError, RendererError: as `open_turbo`; or a shot's strength leaves no step.
    """
    asked = TurboOptions.of(options)
    checkpoint, hardware = asked.find(guided=bool(guide))
    if guide:
        check_shots(subjects, checkpoint.steps)
    drawn = drawn_size(checkpoint, size, asked.share)
    steps = f"{checkpoint.steps} step{'s' if checkpoint.steps > 1 else ''}"
    decoder = "tiny decoder" if checkpoint.parts["vae"].kind == TINY else "full decoder"
    runtime = check_runtime(asked.runtime, hardware)
    facts: dict[str, Option] = {
        "model": checkpoint.name,
        "revision": checkpoint.revision,
        "steps": checkpoint.steps,
        **({"quality": asked.quality} if asked.quality != STANDARD else {}),
        **({"base": checkpoint.base} if checkpoint.base else {}),
        "decoder": f"{decoder}: {checkpoint.decoder}",
        "hardware": str(hardware),
        "runtime": runtime,
        "drawn_size": drawn,
        **({"guide": guide, "strength": asked.film_strength} if guide else {}),
        **({"every": asked.every} if asked.every > 1 else {}),
        "torch": version("torch"),
        "diffusers": version("diffusers"),
    }
    words = (
        f"{checkpoint.name}, {steps}, {decoder}, drawn at {drawn} on {hardware} by {runtime}{_further(asked, guide)}"
    )
    return About(words, facts, tuple(_lost(checkpoint, subjects)))


def _further(asked: TurboOptions, guide: str) -> str:
    guided = f", guided by {guide} at strength {asked.film_strength:g}" if guide else ""
    return guided + (f", every {asked.every} frames one whole" if asked.every > 1 else "")


def drawn_size(checkpoint: Checkpoint, size: Size, share: float = 1.0) -> str:
    """Width and height in pixels at which a film of this size is drawn, before the camera: `704x384`.

    `share` is that of the model's own side.
    """
    settings = json.loads((checkpoint.parts["unet"].folder / "config.json").read_bytes())
    rows, columns = latent_window(size, drawn_area(int(settings["sample_size"]) * LATENT_STEP, share))
    return f"{columns * LATENT_STEP}x{rows * LATENT_STEP}"


def _lost(checkpoint: Checkpoint, subjects: Sequence[Subject]) -> Iterator[str]:
    tokenizers = load_tokenizers(checkpoint)
    prompts = dict.fromkeys(subject.prompt for subject in subjects)
    lost = {prompt: words for prompt in prompts if (words := lost_words(tokenizers, prompt))}
    for prompt, words in list(lost.items())[:MOST_LISTED]:
        yield f"beyond the model's 75 tokens, '{words}' of: {prompt}"
    if len(lost) > MOST_LISTED:
        yield f"and the ends of {len(lost) - MOST_LISTED} more prompts"
