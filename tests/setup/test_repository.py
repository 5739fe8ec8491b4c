"""What a hub answers, which may be anybody: names that lead out of a folder are refused, before anything else."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from storyanim.errors import RendererError
from storyanim.render.turbo.families import TURBO
from storyanim.setup.repository import ask_hub

if TYPE_CHECKING:
    from tests.setup.fake_hub import Hub

OUTSIDE = [
    "tokenizer/..\\..\\outside.json",
    "\\\\server\\share\\README.md",
    "/etc/outside.json",
    "C:/outside.json",
    "tokenizer/C:outside.json",
    "../outside.json",
    "tokenizer/../../outside.json",
    "tokenizer/./tokenizer.json",
    "tokenizer//outside.json",
    "LICENSE\x1b[2J",
    "",
]


@pytest.mark.parametrize("name", OUTSIDE)
def test_a_name_that_leads_outside_is_refused(hub: Hub, name: str) -> None:
    hub.repos[TURBO].files[name] = b"{}"
    with pytest.raises(RendererError, match=r"the hub's answer cannot be used, it has .* for a file's name") as caught:
        ask_hub(TURBO)
    assert str(caught.value).isprintable()


@pytest.mark.parametrize("name", ["a b.txt", "..hidden", "unet/v1..2.json", "bilder/k\u00e4se: 1.png"])
def test_names_that_are_only_unusual_are_taken(hub: Hub, name: str) -> None:
    hub.repos[TURBO].files[name] = b"{}"
    assert name in {file.name for file in ask_hub(TURBO).files}
