"""`storyanim demo`: the first thing a newcomer runs."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

import pytest

from storyanim.cli.demo import STORY, bundled
from storyanim.errors import InputError
from tests.cli.conftest import files

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Run


def test_it_makes_a_film_and_says_what_comes_next(
    tmp_path: Path, run: Run, story: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    demo = import_module("storyanim.cli.demo")
    monkeypatch.setattr(demo, "SIZE", (32, 18))
    monkeypatch.setattr(demo, "bundled", lambda _: story)  # pyright: ignore[reportUnknownLambdaType, reportUnknownArgumentType]
    ran = run("demo", "--jobs", "1")
    assert (ran.code, ran.out) == (0, "demo.mp4\n")
    assert ran.err.startswith("'The Kite', drawn by storybook: our own paper theatre")
    assert ran.err.endswith("Now yours: storyanim render story.txt -o film.mp4\n")
    assert files(tmp_path) == {"kite.txt", "demo.mp4", "demo.mp4.json", "demo.srt"}
    again = run("demo")
    assert again.code == 2
    assert "use --force" in again.error


def test_the_story_comes_with_the_package() -> None:
    assert bundled(STORY).read_text(encoding="utf-8").strip()
    with pytest.raises(InputError, match="is not in this installation"):
        bundled("the-fox-and-the-lighthouse")
