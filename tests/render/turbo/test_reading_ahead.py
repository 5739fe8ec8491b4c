"""Prompts of coming shots are embedded before they are drawn, and then not again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from storyanim.render import ReadsAhead, RendererSpec, open_renderer, render_frames
from storyanim.render.turbo import renderer
from tests.render.views import LAKE, MORPH, SNOW, recipe

if TYPE_CHECKING:
    import pytest


def test_what_was_read_ahead_is_not_read_again(monkeypatch: pytest.MonkeyPatch):
    read: list[str] = []
    embed = renderer.embed

    def counting(text: Any, words: str) -> Any:
        read.append(words)
        return embed(text, words)

    monkeypatch.setattr(renderer, "embed", counting)
    found = open_renderer(RendererSpec("tests.render.turbo.models:open_tiny"))
    assert isinstance(found, ReadsAhead)
    found.read_ahead([SNOW, LAKE])
    assert read == [SNOW.prompt, LAKE.prompt]
    list(render_frames(found, [recipe(0, (MORPH, 1.0))]))
    assert read == [SNOW.prompt, LAKE.prompt]
