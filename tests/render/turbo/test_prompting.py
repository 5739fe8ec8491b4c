"""Prompts -> embeddings: what is lost is named, and a morph lies half way."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from storyanim.render.turbo.prompting import Embedding, TextEncoders, embed, lost_words, mixed
from tests.render.turbo.models import FOX, SEA, model, parts

if TYPE_CHECKING:
    from collections.abc import Sequence

LONG = " ".join(f"{FOX}, {SEA}".split() * 6)


def text(size: str = "tiny") -> TextEncoders:
    made = parts(size)
    ends = [end for end in ("", "_2") if f"tokenizer{end}" in made]
    return TextEncoders(*(tuple(made[f"{kind}{end}"] for end in ends) for kind in ("tokenizer", "text_encoder")))


def same(first: Embedding, second: Embedding) -> bool:
    pooled = [one.pooled for one in (first, second) if one.pooled is not None]
    return torch.equal(first.states, second.states) and (not pooled or torch.equal(*pooled))


def test_an_embedding_has_the_shape_the_unet_reads():
    both, one = embed(text(), FOX), embed(text("tiny-sd"), FOX)
    assert both.states.shape == (77, 64)
    assert both.pooled is not None
    assert both.pooled.shape == (32,)
    assert (one.states.shape, one.pooled) == ((77, 32), None)


def test_every_word_counts_and_so_does_their_order():
    plain = embed(text(), FOX)
    for words in (SEA, FOX.replace("red", "yellow"), " ".join(reversed(FOX.split())), "", f"{FOX} a"):
        assert not same(embed(text(), words), plain)


@settings(deadline=None, max_examples=20)
@given(st.lists(st.sampled_from([FOX, SEA, "", LONG, "\U0001f98a", "\x00"]) | st.text(max_size=30), max_size=4))
def test_an_embedding_does_not_depend_on_what_was_read_before(before: list[str]):
    alone = embed(text(), FOX)
    for words in before:
        assert torch.isfinite(embed(text(), words).states).all()
    assert same(embed(text(), FOX), alone)


def counted(tokenizer: object, words: str) -> int:
    return len(tokenizer(words, add_special_tokens=False, verbose=False).input_ids)  # pyright: ignore


def test_exactly_the_words_beyond_75_tokens_are_lost():
    tokenizers = text().tokenizers
    words, kept = LONG.split(), ""
    while counted(tokenizers[0], longer := f"{kept} {words[0]}".strip()) <= 75:
        kept, words = longer, words[1:]
    assert counted(tokenizers[0], kept) == 75
    assert lost_words(tokenizers, kept) == ""
    assert lost_words(tokenizers, f"{kept} {words[0]}") == words[0]
    assert lost_words(tokenizers, " ".join([kept, *words])) == " ".join(words)
    assert lost_words(tokenizers, f"{kept}, {words[0].upper()}!") == f", {words[0].upper()}!"
    assert lost_words(tokenizers, f"{kept[:-1]} Lighthousekeeper of Åland") == "Lighthousekeeper of Åland"
    assert same(embed(text(), kept), embed(text(), f"{kept} {words[0]}"))
    assert not same(embed(text(), kept), embed(text(), kept.rpartition(" ")[0]))


@pytest.mark.parametrize("words", ["", FOX, SEA, "  ", "\n"])
def test_short_prompts_lose_nothing(words: str):
    assert lost_words(text().tokenizers, words) == ""


def mixes(first: str, second: str, share: float) -> Embedding:
    return mixed([(embed(text(), first), 1.0 - share), (embed(text(), second), share)])


@pytest.mark.parametrize("size", ["tiny", "tiny-sd"])
def test_a_morphs_ends_are_its_prompts_to_the_bit(size: str):
    fox, sea = embed(text(size), FOX), embed(text(size), SEA)
    assert same(mixed([(fox, 1.0)]), fox)
    assert same(mixed([(fox, 1.0), (sea, 0.0)]), fox)
    assert same(mixed([(fox, 0.0), (sea, 1.0)]), sea)


def test_states_and_pooled_vector_are_mixed_with_the_same_weights():
    fox, sea = embed(text(), FOX), embed(text(), SEA)
    for share in (0.25, 0.5, 0.9):
        mix = mixes(FOX, SEA, share)
        torch.testing.assert_close(mix.states, torch.lerp(fox.states, sea.states, share))
        assert mix.pooled is not None
        assert fox.pooled is not None
        assert sea.pooled is not None
        torch.testing.assert_close(mix.pooled, torch.lerp(fox.pooled, sea.pooled, share))


@settings(deadline=None, max_examples=20)
@given(st.floats(0, 1))
def test_a_morph_backwards_is_the_morph(share: float):
    fox, sea = embed(text(), FOX), embed(text(), SEA)
    there, back = mixed([(fox, 1 - share), (sea, share)]), mixed([(sea, share), (fox, 1 - share)])
    assert same(there, back)
    assert same(there, mixed([(fox, 1 - share), (sea, share)]))


def test_half_way_it_is_neither():
    half = mixes(FOX, SEA, 0.5)
    for words in (FOX, SEA):
        assert not same(half, embed(text(), words))
    torch.testing.assert_close(half.states, mixes(SEA, FOX, 0.5).states)


def test_a_slow_morph_does_not_stand_still_in_16_bits():
    """The weights are applied in 32 bits and rounded once."""
    pairs = [embed(text(), words) for words in (FOX, SEA)]
    half = [Embedding(one.states.half(), None) for one in pairs]
    mix = mixed([(half[0], 0.3), (half[1], 0.7)])
    exact = 0.3 * half[0].states.float() + 0.7 * half[1].states.float()
    assert mix.states.dtype == torch.float16
    assert torch.equal(mix.states, exact.half())


def test_the_tokenizers_of_a_model_in_memory_tell_too():
    shortest: Sequence[str] = [lost_words((tokenizer,), LONG) for tokenizer in model().text.tokenizers]
    assert lost_words(model().text.tokenizers, LONG) == min(shortest, key=len) != ""


def test_words_that_begin_two_prompts_have_the_same_states_to_the_bit_whatever_follows():
    """So that the cast, which comes first, is read alike in all shots: text encoders look back only."""
    cast = FOX.partition(" walks")[0]
    shots = [embed(text(), f"{cast} {rest}").states for rest in ("walks in a forest", "sleeps, at night, in the rain")]
    begun = 1 + counted(text().tokenizers[0], cast)
    assert torch.equal(shots[0][:begun], shots[1][:begun])
    assert not torch.equal(shots[0][begun], shots[1][begun])
