"""Whatever can change a segment's bytes changes its key."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from storyanim.encode import SUFFIXES, segment_settings
from storyanim.errors import InputError

RATE = Fraction(24)


def test_equal_settings_have_equal_keys() -> None:
    keys = {segment_settings(suffix, rate=RATE).key() for suffix in SUFFIXES for _ in range(2)}
    assert len(keys) == 4, "MP4 and Matroska share their segments, and so do all that are drawn again"


def test_every_setting_is_in_the_key() -> None:
    plain = segment_settings(".mp4", rate=RATE)
    others = [replace(plain, rate=Fraction(25)), replace(plain, codec="vp9"), replace(plain, codec="lossless")]
    assert len({plain.key(), *(other.key() for other in others)}) == 4


def test_one_thread_for_a_segment() -> None:
    """An encoder's bytes depend on the number of its threads."""
    for suffix in SUFFIXES:
        arguments = segment_settings(suffix, rate=RATE).arguments()
        assert arguments[arguments.index("-threads") + 1] == "1"


@pytest.mark.parametrize("suffix", ["", ".avi", "mp4", ".MP4", ".mp4 "])
def test_other_endings_are_refused(suffix: str) -> None:
    with pytest.raises(InputError, match=r"\.mp4, \.mkv, \.webm, \.mov, \.gif, \.webp, \.png"):
        segment_settings(suffix, rate=RATE)
