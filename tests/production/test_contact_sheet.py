"""A contact sheet shows every shot, whatever the film's shape and whatever script its words are in."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from storyanim.encode import read_picture
from storyanim.errors import InputError
from storyanim.production import contact_sheet
from storyanim.production.contact_sheet import PAGE_WIDTH
from storyanim.production.paper_pages import PAPER
from storyanim.schedule import schedule
from storyanim.types import Size
from tests.production.fakes import open_fake, small_board

if TYPE_CHECKING:
    from pathlib import Path

WORDS = ["Once upon a time " * 9, "", "世界" * 80, "שלום עולם", "👩‍🚀 emoji", "x" * 300]


@pytest.mark.parametrize("size", [Size(1280, 720), Size(512, 512), Size(360, 640), Size(16, 4096), Size(4096, 16)])
@pytest.mark.parametrize("shots", [1, 7])
def test_every_shot_has_its_picture(tmp_path: Path, size: Size, shots: int) -> None:
    film = schedule(small_board(shots, size=size))
    words = {shot.id: WORDS[number % len(WORDS)] for number, shot in enumerate(film.shots)}
    (path,) = contact_sheet(film, open_fake(), words, tmp_path / "sheet.png", title="Der Fuchs und der Löwe " * 8)
    page = read_picture(path)
    assert tuple(page[0, 0]) == PAPER
    assert page.shape[1] <= PAGE_WIDTH + 100
    assert np.mean(np.any(page != PAPER, axis=2)) > 0.1


def test_the_title_card_is_called_title(tmp_path: Path) -> None:
    film = schedule(small_board(1, title_seconds=1.0))
    card, *others = film.shots
    named = replace(film, shots=(replace(card, id="title"), *others))
    pages = [
        read_picture(contact_sheet(each, open_fake(), {}, tmp_path / f"{number}.png")[0])
        for number, each in enumerate((film, named))
    ]
    assert card.id != "title"
    assert np.array_equal(pages[0], pages[1])


def test_many_shots_take_several_pages(tmp_path: Path) -> None:
    film = schedule(small_board(26))
    paths = contact_sheet(film, open_fake(batch=4), {}, tmp_path / "sheet.png")
    assert [path.name for path in paths] == ["sheet.png", "sheet-2.png"]
    heights = [read_picture(path).shape[0] for path in paths]
    assert heights[0] > heights[1]


def test_a_sheet_that_exists_is_kept_unless_forced(tmp_path: Path) -> None:
    path = tmp_path / "sheet.png"
    path.write_text("mine")
    film = schedule(small_board(1))
    with pytest.raises(InputError, match="--force"):
        contact_sheet(film, open_fake(), {}, path)
    contact_sheet(film, open_fake(), {}, path, force=True)
    assert read_picture(path).size
