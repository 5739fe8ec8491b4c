"""Burnt captions can be read on any picture of any shape, stay inside it, and follow the words."""

from __future__ import annotations

from fractions import Fraction

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storyanim.encode import Burning, burnable, burnt
from storyanim.types import Caption, Frame, Size

TEXT = "where the snow lay blue and deep and\nnothing had walked since the first frost,"
SHAPES = [Size(1280, 720), Size(720, 720), Size(540, 960)]


def background(kind: str, size: Size) -> np.ndarray:
    """(height, width, 3): as light or dark as can be, or full of small bright squares."""
    if kind == "busy":
        squares = np.random.default_rng(3).integers(0, 256, (size.height // 12, size.width // 12, 3), np.uint8)
        return np.asarray(cv2.resize(squares, size, interpolation=cv2.INTER_NEAREST), np.uint8)
    return np.full((size.height, size.width, 3), 250 if kind == "light" else 8, np.uint8)


def shown(picture: np.ndarray, caption: Caption, index: int = 0, style: str = "plain") -> np.ndarray:
    burning = Burning((caption,), style)  # pyright: ignore[reportArgumentType]
    (frame,) = burnt([Frame(index, Fraction(index, 24), np.ascontiguousarray(picture))], burning)
    return frame.pixels


def box(before: np.ndarray, after: np.ndarray) -> tuple[int, int, int, int]:
    """Left, top, right, bottom of the letters."""
    rows, columns = np.nonzero(np.abs(after.astype(int) - before).max(axis=2) > 60)
    return columns.min(), rows.min(), columns.max(), rows.max()


@pytest.mark.parametrize("size", SHAPES, ids=str)
@pytest.mark.parametrize("kind", ["light", "dark", "busy"])
def test_words_stand_out_from_any_picture_of_any_shape(kind: str, size: Size) -> None:
    before = background(kind, size)
    after = shown(before, Caption(TEXT, 0, 24))
    mask = shown(background("dark", size), Caption(TEXT, 0, 24)).min(axis=2) > 180
    edge = cv2.dilate(mask.astype(np.uint8), np.ones((5, 5))).astype(bool) & ~mask
    letters, around = after[mask].mean(), after[edge].mean()
    assert letters > 225
    assert letters - around > 90


@pytest.mark.parametrize("size", SHAPES, ids=str)
@pytest.mark.parametrize("style", ["plain", "karaoke"])
def test_words_stay_inside_margins_below_the_middle(style: str, size: Size) -> None:
    before = background("dark", size)
    left, top, right, bottom = box(before, shown(before, Caption(TEXT, 0, 24), style=style))
    assert 0.06 * size.width < left < right < 0.94 * size.width
    assert abs((left + right) / 2 - size.width / 2) < 0.02 * size.width
    assert 0.55 * size.height < top < bottom < 0.96 * size.height
    if size.height > size.width:
        assert bottom < 0.83 * size.height, "a telephone's own buttons are there"


def test_a_caption_is_seen_from_its_first_frame_to_before_its_end() -> None:
    before = background("dark", SHAPES[0])
    captions = (Caption("One.", 2, 4), Caption("Two.", 4, 6))
    frames = [Frame(index, Fraction(index, 24), before) for index in range(8)]
    pictures = [frame.pixels for frame in burnt(frames, Burning(captions))]
    seen = [not np.array_equal(picture, before) for picture in pictures]
    assert seen == [False, False, True, True, True, True, False, False]
    assert np.array_equal(pictures[2], pictures[3])
    assert not np.array_equal(pictures[3], pictures[4])


def gold_left(picture: np.ndarray) -> int:
    """Where the word in gold begins; -1 where there is none."""
    found = (picture[..., 0] > 200) & (picture[..., 2] < 130)
    return int(np.nonzero(found)[1].min()) if found.any() else -1


def test_in_karaoke_the_word_that_is_said_is_gold() -> None:
    before = background("dark", SHAPES[0])
    known = Caption("one two three", 0, 30, words=(0, 10, 20))
    places = [gold_left(shown(before, known, index, "karaoke")) for index in (0, 9, 10, 19, 20, 29)]
    assert places[0] == places[1]
    assert places[2] == places[3]
    assert places[4] == places[5]
    assert 0 < places[0] < places[2] < places[4]
    assert gold_left(shown(before, known, 5)) == -1, "plain captions have no gold"


def test_where_nobody_knows_longer_words_are_gold_for_longer() -> None:
    before = background("dark", SHAPES[0])
    guessed = Caption("I remembered everything", 0, 100)
    places = [gold_left(shown(before, guessed, index, "karaoke")) for index in range(100)]
    lengths = [places.count(place) for place in dict.fromkeys(places)]
    assert len(lengths) == 3
    assert lengths[0] < lengths[1] / 3


@pytest.mark.parametrize(
    ("text", "drawn"),
    [
        ("Who's there?", True),
        ("Łódź, Αθήνα, 狐の話", True),
        ("שלום", False),
        ("สวัสดี", False),
        ("A fox 🦊!", True),
    ],
)
def test_what_the_fonts_lack_is_known(text: str, drawn: bool) -> None:
    assert burnable(Caption(text, 0, 9)) == drawn
    before = background("dark", SHAPES[0])
    assert np.array_equal(shown(before, Caption(text, 0, 9)), before) != drawn


def test_the_key_is_what_is_seen_counted_from_the_chunk() -> None:
    one = Burning((Caption("a", 0, 10), Caption("b", 10, 20)))
    later = Burning((Caption("x", 0, 90), Caption("a", 90, 100), Caption("b", 100, 110)))
    assert one.key(0, 20) == later.key(90, 110)
    assert one.key(0, 10) != one.key(10, 20)
    assert one.key(0, 20) != Burning(one.captions, "karaoke").key(0, 20)
    assert one.key(0, 8) != one.key(1, 9)


@settings(deadline=None, max_examples=40)
@given(
    st.text(max_size=200),
    st.tuples(st.integers(16, 300), st.integers(16, 300)),
    st.integers(0, 30),
    st.sampled_from(["plain", "karaoke"]),
)
def test_any_words_on_any_size_leave_a_picture(text: str, sides: tuple[int, int], index: int, style: str) -> None:
    before = background("light", Size(*sides))
    after = shown(before, Caption(text, 0, 31), index, style)
    assert after.shape == before.shape
    assert not after.flags.writeable or after is before or np.array_equal(after, before)
