"""A gallery shows everything on a shelf, by name or by number, and the key tells the truth."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import numpy as np
import pytest

from storyanim.encode import read_picture
from storyanim.errors import InputError, OutputError
from storyanim.production import Hang, shelf_names, write_gallery
from storyanim.production.gallery import KEY, SCENES
from storyanim.render.storybook.exhibits import exhibits

if TYPE_CHECKING:
    from pathlib import Path


def test_every_shelf_has_exhibits_and_each_its_own_name():
    for shelf in shelf_names():
        shown = exhibits(shelf)
        assert len(shown) >= 3, shelf
        assert len({(one.name, one.says) for one in shown}) == len(shown), shelf


def test_a_shelf_is_written_with_names(tmp_path: Path):
    heard: list[Path] = []
    paths = write_gallery(tmp_path / "sheets", Hang(("styles",)), heard.append)
    assert [path.name for path in paths] == ["styles.png"]
    assert list(paths) == heard
    assert read_picture(paths[0]).shape[1] == SCENES.page(9).width


def test_blind_sheets_are_mixed_and_the_key_names_each_number(tmp_path: Path):
    named = write_gallery(tmp_path / "named", Hang(("styles",)))
    blind = write_gallery(tmp_path / "blind", Hang(("styles",), blind=True))
    key = json.loads((tmp_path / "blind" / KEY).read_text())["styles"]
    shown = [f"{one.name} ({one.says})" for one in exhibits("styles")]
    assert blind[-1].name == KEY
    assert sorted(key.values()) == sorted(shown)
    number = next(number for number, says in key.items() if says == shown[0])
    assert number != "1", "the order is mixed"
    x, y = SCENES.corner(0)
    first = read_picture(named[0])[y : y + SCENES.cell.height, x : x + SCENES.cell.width]
    numbered = read_picture(blind[0])
    left, top = blind_corner(int(number) - 1)
    assert np.array_equal(first, numbered[top : top + SCENES.cell.height, left : left + SCENES.cell.width])


def blind_corner(place: int) -> tuple[int, int]:
    from storyanim.production.gallery import BLIND_LABEL, Grid

    return Grid(SCENES.columns, SCENES.cell, BLIND_LABEL).corner(place)


def test_a_sheet_that_exists_is_kept_and_an_unknown_shelf_is_named(tmp_path: Path):
    (tmp_path / "styles.png").write_text("mine")
    with pytest.raises(InputError, match="--force"):
        write_gallery(tmp_path, Hang(("styles",)))
    with pytest.raises(InputError, match="no shelf 'cellar'"):
        write_gallery(tmp_path, Hang(("cellar",)))
    with pytest.raises(OutputError, match=r"styles\.png"):
        write_gallery(tmp_path / "styles.png", Hang(("styles",)))
