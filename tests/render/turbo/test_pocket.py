"""storyanim's own model, wherever its weights lie: it loads as any other, draws what the words say, and is small."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

import diffusers
import numpy as np
import pytest
import torch

from storyanim.render.noise import plane
from storyanim.render.renderer import RendererSpec, open_renderer
from storyanim.render.turbo.hardware import has_brief_floats
from storyanim.render.turbo.hub import OWN, POCKET
from storyanim.types import Camera, Moment, SeedWeight, Setting, Size, Subject, View

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from storyanim.render.renderer import Renderer

pytestmark = pytest.mark.skipif(not OWN.is_dir(), reason="the weights are not trained yet")

SIZE = Size(256, 256)
SEEDS = (1, 2, 3)
LARGEST = 40_000_000
STYLE = "layered paper cut-out illustration, soft light"


@cache
def pocket(precision: str = "fp32", runtime: str = "eager") -> Renderer:
    return open_renderer(
        RendererSpec.of("turbo", model=POCKET, device="cpu", precision=precision, runtime=runtime, batch=1)
    )


def drawn(prompt: str, seeds: Sequence[int] = SEEDS, by: Renderer | None = None) -> NDArray[np.float64]:
    """Pictures of a prompt under some seeds, one after the other, as float64 (seeds, 256, 256, 3)."""
    subject = Subject(prompt, Setting())
    views = [View((Moment(subject, 0.0, 1.0),), (SeedWeight(seed, 1.0),), Camera()) for seed in seeds]
    return np.stack([(by or pocket()).draw([view], SIZE)[0].astype(np.float64) for view in views])


def test_it_is_small_and_has_its_card():
    assert sum(path.stat().st_size for path in OWN.rglob("*")) < LARGEST
    card = (OWN / "README.md").read_text(encoding="utf-8")
    assert "license: apache-2.0" in card
    assert "PSNR" in card


def test_only_weights_and_words_lie_there():
    kinds = {path.suffix for path in OWN.rglob("*") if path.is_file()}
    assert kinds <= {".json", ".safetensors", ".md", ".txt"}


def test_diffusers_draws_the_same_from_its_folder():
    theirs: Any = diffusers
    pipeline = theirs.StableDiffusionXLPipeline.from_pretrained(str(OWN))
    pipeline.set_progress_bar_config(disable=True)
    prompt = f"a fox in red scarf walks, in a forest, at night, {STYLE}"
    noise = torch.from_numpy(plane(1, 32, 32)[None].copy())
    options: dict[str, Any] = {"latents": noise, "height": 256, "width": 256}
    picture = pipeline(prompt, num_inference_steps=1, guidance_scale=0.0, **options).images[0]
    assert np.abs(np.asarray(picture).astype(int) - drawn(prompt, (1,))[0]).max() <= 1


def test_the_time_of_day_is_seen():
    day, night = (drawn(f"in a forest, {time}, wide view, {STYLE}") for time in ("in daylight", "at night, moonlight"))
    assert night.mean() < 0.7 * day.mean()


def test_places_are_told_by_their_colours():
    sea, desert = (drawn(f"{place}, in daylight, wide view, {STYLE}") for place in ("on the open sea", "in a desert"))
    blue = [(pictures[..., 2] - pictures[..., 0]).mean() for pictures in (sea, desert)]
    assert blue[0] > blue[1] + 30


def test_other_words_for_a_place_draw_it_too():
    forest, wood, sea = (drawn(f"{place}, in daylight, wide view") for place in ("in a forest", "in a wood", "at sea"))
    assert np.abs(forest - wood).mean() < 0.6 * np.abs(forest - sea).mean()


def test_another_figure_changes_its_place_and_little_else():
    fox, owl = (drawn(f"a {kind} stands, in a field, in daylight, {STYLE}") for kind in ("fox", "bear"))
    changed = np.abs(fox - owl).mean(axis=3)
    strongest = np.sort(changed.reshape(len(SEEDS), -1), axis=1)
    tenth = strongest.shape[1] // 10
    assert strongest[:, -tenth:].mean() > 4 * strongest[:, : -3 * tenth].mean()


def test_noise_lays_the_picture_out():
    first, second = drawn(f"a fox walks, in a forest, in daylight, {STYLE}", (1, 2))
    assert np.abs(first - second).mean() > 5


@pytest.mark.parametrize("size", [Size(320, 192), Size(192, 320)])
def test_wide_and_tall_pictures_are_drawn(size: Size):
    subject = Subject(f"a fox walks, in a forest, in daylight, {STYLE}", Setting())
    view = View((Moment(subject, 0.0, 1.0),), (SeedWeight(1, 1.0),), Camera())
    picture = pocket().draw([view], size)[0]
    assert picture.shape == (size.height, size.width, 3)
    assert picture.std() > 20


@pytest.mark.parametrize(
    ("precision", "runtime"),
    [
        ("fp32", "openvino"),
        pytest.param("bf16", "eager", marks=pytest.mark.skipif(not has_brief_floats(), reason="no AVX-512 BF16")),
        pytest.param("bf16", "openvino", marks=pytest.mark.skipif(not has_brief_floats(), reason="no AVX-512 BF16")),
    ],
)
def test_a_fast_runtime_draws_it_to_40_decibels(precision: str, runtime: str):
    prompt = f"a girl in red coat walks, in a village, at dusk, {STYLE}"
    error = np.mean((drawn(prompt) - drawn(prompt, by=pocket(precision, runtime))) ** 2)
    assert 10.0 * np.log10(255.0**2 / max(error, 1e-3)) >= 40.0
