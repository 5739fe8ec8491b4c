"""The pocket model's card: what it is, what it was trained on and by what, what it measures, and what it cannot do."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from storyanim.training.measuring import Closeness

CARD = """---
license: apache-2.0
library_name: diffusers
pipeline_tag: text-to-image
---

# pocket

A one-step text-to-image model of SDXL's architecture, small enough to ship: two CLIP text encoders, a
`UNet2DConditionModel` with added conditions, an `AutoencoderTiny`, Euler Ancestral with trailing timesteps, one step at
timestep 999, v-prediction. It draws {side}x{side} pictures in the manner of storyanim's paper theatre.

- **Taught by** storybook, storyanim's own renderer, and by nothing else: random subjects, their words, latents, and the
  picture that storybook draws of them. No picture and no text of others. Everything is ours, under Apache-2.0.
- **Trained with** `python -m storyanim.training`, on {pictures:,} pictures.
- **Measured** on {count} held-out pairs of words and latents, against storybook's picture: PSNR {psnr:.1f} dB, of the
  figures' pixels alone {figures:.1f} dB, SSIM {ssim:.2f}.

## Limits

It knows the places, people, animals and things of storybook and the words of storyanim's lexicon for them, in English;
anything else is drawn as something near it or not at all. It draws square pictures best. Faces and hands are soft.

```python
from diffusers import StableDiffusionXLPipeline

pipeline = StableDiffusionXLPipeline.from_pretrained("pocket")
pipeline("a fox in red scarf walks, in a forest, at night", num_inference_steps=1, guidance_scale=0.0,
         height={side}, width={side}).images[0]
```
"""


def model_card(side: int, pictures: int, found: Closeness) -> str:
    """The card of a model that draws pictures of `side` pixels and learned from so many."""
    return CARD.format(
        side=side,
        pictures=pictures,
        count=found.pictures,
        psnr=found.psnr,
        figures=found.figures_psnr,
        ssim=found.ssim,
    )
