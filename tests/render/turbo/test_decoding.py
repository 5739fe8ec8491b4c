"""Latents -> pictures: what overflows in 16 bits is decoded again, what is no picture is named."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

import numpy as np
import pytest
import torch

from storyanim.errors import ResourceError
from storyanim.render import render_frames
from storyanim.render.renderer import BrokenPictureError
from storyanim.render.turbo.decoding import decode, encode
from storyanim.types import Size
from tests.render.turbo.models import parts
from tests.render.views import recipe

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from storyanim.types import View


class Calls(list[torch.dtype]):
    """Precisions of latents that were decoded, by an autoencoder or by its copies."""

    def __deepcopy__(self, _: object) -> Calls:
        return self


class Fragile(torch.nn.Module):
    """An autoencoder whose inner numbers pass what fp16 holds where a latent is above 10; -1 is black, 1 white."""

    def __init__(self, precision: torch.dtype, spoil: float = float("nan")) -> None:
        super().__init__()
        self.inner = torch.nn.Parameter(torch.full((), 7000.0), requires_grad=False)
        self.config = SimpleNamespace(scaling_factor=1.0)
        self.spoil = spoil
        self.calls = Calls()
        self.to(precision)

    @property
    def dtype(self) -> torch.dtype:
        return self.inner.dtype

    def decode(self, latents: torch.Tensor, *, return_dict: bool) -> tuple[torch.Tensor]:
        assert not return_dict
        self.calls.append(latents.dtype)
        large = latents * self.inner
        sound = (large / self.inner)[:, :3] / 20.0
        picture = torch.where(torch.isfinite(large[:, :3]), sound, self.spoil)
        return (picture.repeat_interleave(8, 2).repeat_interleave(8, 3),)


def fragile(precision: torch.dtype, spoil: float = float("nan")) -> Any:
    return Fragile(precision, spoil)


def latents(*values: float) -> torch.Tensor:
    """One picture for each value, all of it."""
    return torch.tensor(values)[:, None, None, None].expand(-1, 4, 2, 3).clone()


def level(pictures: NDArray[np.uint8], slot: int) -> int:
    assert pictures[slot].min() == pictures[slot].max()
    return int(pictures[slot].max())


SOUND, TOO_MUCH, BLACK = 4.0, 16.0, -25.0


@pytest.mark.parametrize("spoil", [float("nan"), float("inf"), -1.0], ids=["no number", "infinite", "black"])
def test_what_overflows_in_16_bits_is_decoded_again_in_32(spoil: float):
    half = fragile(torch.float16, spoil)
    pictures = decode(half, latents(SOUND, TOO_MUCH))
    assert half.calls == [torch.float16, torch.float32]
    assert half.dtype == torch.float16
    assert np.array_equal(pictures, decode(fragile(torch.float32), latents(SOUND, TOO_MUCH)))
    assert level(pictures, 1) == 230


def test_only_the_broken_slot_is_replaced():
    """The others keep the very bytes they have in any other company."""
    values = torch.randn(3, 4, 24, 24, generator=torch.Generator().manual_seed(0)).clamp(-3, 3) * 3
    company = values.clone()
    company[1] = TOO_MUCH
    alone, together = decode(fragile(torch.float16), values), decode(fragile(torch.float16), company)
    assert np.array_equal(together[[0, 2]], alone[[0, 2]])
    exact = decode(fragile(torch.float32), values)
    assert not np.array_equal(exact[[0, 2]], alone[[0, 2]])


@pytest.mark.parametrize("precision", [torch.float32, torch.bfloat16, torch.float16])
def test_black_that_was_asked_for_passes(precision: torch.dtype):
    pictures = decode(fragile(precision), latents(BLACK, SOUND))
    assert level(pictures, 0) == 0
    assert level(pictures, 1) > 100


def test_sound_pictures_are_decoded_once():
    half = fragile(torch.float16)
    decode(half, latents(SOUND, -SOUND))
    assert half.calls == [torch.float16]


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
@pytest.mark.parametrize("precision", [torch.float16, torch.float32])
def test_what_is_no_picture_in_32_bits_either_is_named_by_its_slot(precision: torch.dtype, value: float):
    broken = fragile(precision)
    with pytest.raises(BrokenPictureError) as caught:
        decode(broken, latents(SOUND, SOUND, value))
    assert caught.value.slot == 2
    assert broken.dtype == precision


def test_the_weights_stay_where_they_are_and_in_their_precision():
    """A GPU's recordings read them there, and another thread may be compiling them."""
    half = fragile(torch.float16)
    place = half.inner.data_ptr()
    decode(half, latents(SOUND, TOO_MUCH))
    assert half.calls == [torch.float16, torch.float32]
    assert (half.inner.data_ptr(), half.dtype) == (place, torch.float16)


class Decoding:
    """A renderer that only decodes; the third frame's latents are no numbers."""

    batch = 2
    copies = 1
    fingerprint = "decoding"

    def draw(self, views: Sequence[View], size: Size) -> NDArray[np.uint8]:
        values = (float("nan") if view.moments[0].seconds == 2 / 24 else SOUND for view in views)
        pictures = decode(fragile(torch.float16), latents(*values))
        return np.ascontiguousarray(pictures[:, : size.height, : size.width])


def test_the_frame_is_named_with_what_to_try_and_ends_with_6():
    drawn = render_frames(Decoding(), [recipe(index, size=Size(24, 16)) for index in range(4)])
    assert [next(drawn).index for _ in range(2)] == [0, 1]
    with pytest.raises(ResourceError) as caught:
        next(drawn)
    assert caught.value.exit_code == 6
    assert str(caught.value).startswith("frame 2 came out as no numbers, in 32 bits too: try --dtype fp32, another")


@pytest.mark.parametrize("large", [False, True], ids=["tiny-decoder", "large-decoder"])
def test_eight_bits_are_rounded_to_the_nearest(large: bool):
    made = parts(large_decoder=large)["vae"]
    noise = torch.randn(2, 4, 4, 6, generator=torch.Generator().manual_seed(1))
    pictures = decode(made, noise)
    assert (pictures.shape, pictures.dtype) == ((2, 32, 48, 3), np.uint8)
    with torch.inference_mode():
        exact = cast("torch.Tensor", made.decode(noise / made.config.scaling_factor).sample)
    levels = ((exact / 2 + 0.5).clamp(0, 1) * 255).permute(0, 2, 3, 1).numpy()
    assert np.abs(pictures - levels).max() <= 0.501


def test_latents_with_their_own_mean_and_deviation_are_brought_to_the_decoders():
    made = fragile(torch.float32)
    made.config = SimpleNamespace(scaling_factor=0.5, latents_mean=[1.0, 2.0, 3.0, 4.0], latents_std=[2.0] * 4)
    (picture,) = decode(made, latents(0.5))
    expected = [round(((0.5 * 2.0 / 0.5 + mean) / 20 / 2 + 0.5) * 255) for mean in (1.0, 2.0, 3.0)]
    assert picture[0, 0].tolist() == expected


@pytest.mark.parametrize("large", [False, True], ids=["tiny-decoder", "large-decoder"])
def test_equal_pictures_have_equal_latents(large: bool):
    made = parts(large_decoder=large)["vae"]
    pictures = np.random.default_rng(0).integers(0, 256, (2, 16, 24, 3), dtype=np.uint8)
    first = encode(made, pictures)
    assert (first.shape, first.dtype) == ((2, 4, 2, 3), torch.float32)
    assert torch.equal(encode(made, pictures), first)
    assert not torch.equal(encode(made, 255 - pictures), first)
