"""SDXL Turbo and its tiny decoder as the hub has them, but tiny and of random numbers; and what else lies there."""

from __future__ import annotations

import tempfile
import warnings
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import huggingface_hub
from huggingface_hub import constants

from storyanim.render.turbo.families import TINY_DECODERS, TURBO
from tests.render.turbo.models import parts, save
from tests.setup.fake_hub import Repo

if TYPE_CHECKING:
    from collections.abc import Generator

    import pytest

    from tests.setup.fake_hub import Hub

DECODER = TINY_DECODERS["sdxl"]
CARD = b"---\nlicense: other\nlicense_name: sai-nc-community\nlicense_link: LICENSE.md\n---\nA model.\n"
UNWANTED = {
    ".gitattributes": b"*",
    "sd_xl_turbo_1.0.safetensors": b"all in one",
    "unet/diffusion_pytorch_model.bin": b"a pickle",
    "unet/diffusion_pytorch_model.onnx": b"for another library",
    "vae_decoder/model.safetensors": b"for another library",
    "output_tile.jpg": b"a picture",
}
LICENCE = {"README.md": CARD, "LICENSE.md": b"You may ..."}


def tiny_repos() -> dict[str, Repo]:
    """Fresh repositories, for a test to spoil."""
    turbo, decoder = _files()
    card = {"license": "other", "license_name": "sai-nc-community", "license_link": "LICENSE.md"}
    return {
        TURBO: Repo({**turbo, **UNWANTED, **LICENCE}, card=card),
        DECODER: Repo(dict(decoder), kind="", card={"license": "mit"}),
    }


@contextmanager
def turned_to(hub: Hub, cache_folder: Path, monkeypatch: pytest.MonkeyPatch) -> Generator[None]:
    """Have the hub's library, which reads its settings only once, speak to this hub and use this cache."""
    monkeypatch.setattr(constants, "ENDPOINT", hub.endpoint)
    template = "/{repo_id}/resolve/{revision}/{filename}"
    monkeypatch.setattr(constants, "HUGGINGFACE_CO_URL_TEMPLATE", hub.endpoint + template)
    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(cache_folder))
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", False)
    try:
        yield
    finally:
        cast("Any", huggingface_hub).close_session()


@cache
def _files() -> tuple[dict[str, bytes], dict[str, bytes]]:
    with tempfile.TemporaryDirectory() as name, warnings.catch_warnings():
        warnings.filterwarnings("ignore", "__array__ implementation", DeprecationWarning)  # diffusers with numpy 2
        folder = Path(name)
        turbo = Repo.of(save(folder / "turbo", parts())).files
        parts()["vae"].save_pretrained(folder / "decoder")
        return turbo, Repo.of(folder / "decoder").files
