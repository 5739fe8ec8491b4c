from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storyanim.render.titles import titled
from storyanim.types import Title

LONG = "The Clockmaker's Daughter and the Very Long Winter of the Northern Sea"


def picture(width: int, height: int, level: int = 128) -> np.ndarray:
    return np.full((height, width, 3), level, np.uint8)


def box(before: np.ndarray, after: np.ndarray) -> tuple[int, int, int, int]:
    """Left, top, right and bottom of what became bright."""
    rows, columns = np.nonzero(after.min(axis=2) > 200)
    return columns.min(), rows.min(), columns.max(), rows.max()


@pytest.mark.parametrize(("width", "height"), [(1280, 720), (512, 512), (540, 960), (321, 201)])
@pytest.mark.parametrize("text", ["Snow", "The Fox and the Lantern", LONG])
def test_words_stand_in_the_middle_inside_four_fifths_of_the_width(width: int, height: int, text: str):
    before = picture(width, height)
    left, top, right, bottom = box(before, titled(before, Title(text, 1.0)))
    assert right - left <= 0.81 * width
    assert bottom - top <= 0.75 * height
    assert abs((left + right) / 2 - width / 2) < 0.02 * width
    assert abs((top + bottom) / 2 - height / 2) < 0.1 * height


@pytest.mark.parametrize("level", [0, 128, 255])
def test_words_can_be_read_on_any_picture(level: int):
    after = titled(picture(640, 360, level), Title("Snow", 1.0)).astype(int)
    left, top, right, bottom = box(picture(640, 360), titled(picture(640, 360, 128), Title("Snow", 1.0)))
    words = after[top:bottom, left:right].mean(axis=2)
    assert np.percentile(words, 99) - np.percentile(words, 30) > 90


def test_a_title_fades():
    before = picture(320, 180, 60)
    full = titled(before, Title("Snow", 1.0)).astype(int)
    half = titled(before, Title("Snow", 0.5)).astype(int)
    assert np.array_equal(titled(before, Title("Snow", 0.0)), before)
    assert np.abs(half - (full + 60) / 2).max() <= 0.5
    assert (before == 60).all()


@pytest.mark.parametrize("text", ["", "   ", "🦊🦊", "שועל", "الثعلب", "ไทย"])
def test_what_the_fonts_cannot_set_is_left_out(text: str):
    before = picture(320, 180)
    assert np.array_equal(titled(before, Title(text, 1.0)), before)


def test_emoji_are_left_out_of_words():
    before = picture(320, 180)
    assert np.array_equal(titled(before, Title("🦊 Snow 🦊", 1.0)), titled(before, Title("Snow", 1.0)))


@pytest.mark.parametrize("text", ["Лиса и фонарь", "Η αλεπού", "狐と提灯", "Æther’s «œuvre»"])
def test_other_scripts_are_set(text: str):
    before = picture(320, 180)
    assert not np.array_equal(titled(before, Title(text, 1.0)), before)


@settings(max_examples=30, deadline=None)
@given(st.text(max_size=60), st.integers(16, 200), st.integers(16, 200))
def test_any_words_at_any_size_do_no_harm(text: str, width: int, height: int):
    after = titled(picture(width, height), Title(text, 1.0))
    assert (after.dtype, after.shape) == (np.uint8, (height, width, 3))


def test_a_long_title_gets_smaller_letters_before_it_gets_many_lines():
    before = picture(1280, 720)
    _, top, _, bottom = box(before, titled(before, Title(LONG, 1.0)))
    assert bottom - top < 0.45 * 720
