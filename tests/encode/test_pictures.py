"""Pictures and films are read back as they were written."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from storyanim.encode import iter_film, read_picture, write_picture
from storyanim.errors import InputError, OutputError
from tests.encode.conftest import moving_frames

if TYPE_CHECKING:
    from pathlib import Path


def test_a_png_is_exact(tmp_path: Path) -> None:
    pixels = moving_frames(1)[0].pixels
    write_picture(tmp_path / "frame.png", pixels)
    assert np.array_equal(read_picture(tmp_path / "frame.png"), pixels)
    assert [path.name for path in tmp_path.iterdir()] == ["frame.png"]


def test_a_picture_that_exists_needs_force(tmp_path: Path) -> None:
    pixels = moving_frames(1)[0].pixels
    write_picture(tmp_path / "frame.png", pixels)
    with pytest.raises(InputError, match="--force"):
        write_picture(tmp_path / "frame.png", pixels, force=False)
    with pytest.raises(OutputError, match="folder"):
        write_picture(tmp_path / "none" / "frame.png", pixels)


@pytest.mark.parametrize("name", ["none.mp4", "text.mp4", "none.gif", "text.gif"])
def test_what_is_no_film_is_named(name: str, tmp_path: Path) -> None:
    if name.startswith("text"):
        (tmp_path / name).write_text("words")
    with pytest.raises(InputError, match=name):
        list(iter_film(tmp_path / name))


def test_what_is_no_picture_is_named(tmp_path: Path) -> None:
    (tmp_path / "text.png").write_text("words")
    for name in ("text.png", "none.png"):
        with pytest.raises(InputError, match=name):
            read_picture(tmp_path / name)
