"""A quality stands for steps, decoder and drawn size; what is asked for by itself counts more."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from storyanim.errors import InputError
from storyanim.render import RendererSpec, about, open_renderer
from storyanim.render.turbo.options import TurboOptions
from storyanim.types import Size

if TYPE_CHECKING:
    from pathlib import Path

SIZE = Size(64, 64)


def found(folder: Path, **options: Any) -> tuple[int, str]:
    asked = TurboOptions.of({"model": str(folder), "device": "cpu", **options})
    checkpoint, _ = asked.find()
    return checkpoint.steps, checkpoint.decoder


@pytest.mark.parametrize(
    ("options", "steps"),
    [
        ({}, 1),
        ({"quality": "draft"}, 1),
        ({"quality": "best"}, 4),
        ({"quality": "best", "steps": 2}, 2),
        ({"quality": "draft", "steps": 3}, 3),
    ],
)
def test_steps_are_the_quality_s_unless_they_are_named(folder: Path, options: dict[str, Any], steps: int):
    assert found(folder, **options) == (steps, "its own")


def test_the_decoder_is_the_quality_s_unless_it_is_named():
    asked = [TurboOptions(quality=name)._decoder for name in ("draft", "standard", "best")]
    assert asked == ["tiny", "tiny", "full"]
    assert TurboOptions(quality="best", decoder="tiny")._decoder == "tiny"
    assert TurboOptions(quality="draft", decoder="full")._decoder == "full"


def test_a_guide_has_the_steps_it_needs():
    assert TurboOptions(quality="draft")._steps(guided=True) == 2
    assert TurboOptions(quality="best")._steps(guided=True) == 4


def test_a_file_made_for_a_number_of_steps_keeps_it():
    model = "ByteDance/SDXL-Lightning"
    assert TurboOptions(model=model, quality="best")._steps(guided=False) == 0


def test_a_draft_is_drawn_smaller_and_is_another_picture(folder: Path):
    def spec(quality: str) -> RendererSpec:
        return RendererSpec.of("turbo", model=str(folder), decoder="full", device="cpu", quality=quality)

    size = Size(256, 256)
    told = {name: about(spec(name), size, ()) for name in ("draft", "standard")}
    assert told["standard"].facts["drawn_size"] == "64x64"
    assert "quality" not in told["standard"].facts
    assert told["draft"].facts["quality"] == "draft"
    prints = {open_renderer(spec(name)).fingerprint for name in ("draft", "standard", "best")}
    assert len(prints) == 3


def test_what_is_no_quality_is_refused(folder: Path):
    with pytest.raises(InputError, match="--quality fine: choose from draft, standard, best"):
        found(folder, quality="fine")
