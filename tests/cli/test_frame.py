"""`storyanim frame`: one picture of a film."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from storyanim.encode import read_picture
from tests.cli.conftest import files

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Run


def test_a_frame_of_a_story_needs_no_storyboard(tmp_path: Path, run: Run, story: Path) -> None:
    ran = run("frame", story, "30", "--size", "96x54")
    assert (ran.code, ran.out) == (0, "kite-30.png\n")
    assert read_picture(tmp_path / "kite-30.png").shape == (54, 96, 3)
    assert files(tmp_path) == {"kite.txt", "kite-30.png"}


def test_a_frame_follows_the_storyboard_and_its_settings(tmp_path: Path, run: Run, story: Path) -> None:
    run("draft", story)
    for name, words in {"a.png": (), "b.png": ("--seed", "8"), "c.png": ()}.items():
        assert run("frame", tmp_path / "kite.yaml", "200", "-o", name, "--size", "96x54", *words).code == 0
    first, other, again = (read_picture(tmp_path / name) for name in ("a.png", "b.png", "c.png"))
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (("99999",), "the film has frames 0 to "),
        (("one",), "'NUMBER'"),
        (("1", "-o", "film.jpg"), "let the name end in .png"),
        (("1", "-o", "-x.png"), "begins with '-'"),
        (("1", "-o", "there.png"), "exists; use --force"),
        (("1", "-o", "gone/there.png"), "the folder does not exist"),
        (("1", "--renderer", "crayon"), "choose from: auto, storybook"),
    ],
)
def test_what_cannot_be_a_picture_is_refused(
    tmp_path: Path, run: Run, story: Path, words: tuple[str, ...], complaint: str
) -> None:
    (tmp_path / "there.png").write_bytes(b"mine")
    ran = run("frame", story, *words)
    assert (ran.code, ran.out) == (2, "")
    assert complaint in ran.error
    assert files(tmp_path) == {"kite.txt", "there.png"}
