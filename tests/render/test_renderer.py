from __future__ import annotations

import pytest

from storyanim.errors import RendererError
from storyanim.render import RENDERERS, RendererSpec, open_renderer
from tests.render.fakes import BatchFake, open_fake


def test_a_mistyped_name_is_answered_with_the_nearest():
    with pytest.raises(RendererError, match="there is no renderer 'storibook'; did you mean 'storybook'"):
        open_renderer(RendererSpec("storibook"))


def test_an_unlike_name_is_answered_with_the_choice():
    with pytest.raises(RendererError, match=f"choose from: {', '.join(RENDERERS)}"):
        open_renderer(RendererSpec("x"))


@pytest.mark.parametrize("name", ["no.such.module:open", "tests.render.fakes:nothing", ":", "tests.render.fakes:"])
def test_a_renderer_that_cannot_be_imported_is_named(name: str):
    with pytest.raises(RendererError, match=f"renderer '{name}' cannot be opened"):
        open_renderer(RendererSpec(name))


def test_options_reach_the_renderer_and_wrong_ones_are_named():
    address = "tests.render.fakes:open_fake"
    assert open_renderer(RendererSpec.of(address, name="dots")).fingerprint == "fake-dots"
    with pytest.raises(RendererError, match="colour"):
        open_renderer(RendererSpec.of(address, colour="red"))


def test_equal_specs_are_equal_whatever_the_order_of_their_options():
    assert RendererSpec.of("turbo", steps=2, device="cpu") == RendererSpec.of("turbo", device="cpu", steps=2)
    assert len({RendererSpec.of("turbo", steps=1), RendererSpec.of("turbo", steps=1)}) == 1


def test_the_fake_may_exist_only_once():
    first = open_fake()
    with pytest.raises(RendererError, match="open already"):
        open_fake()
    del first
    assert isinstance(open_fake(), BatchFake)
