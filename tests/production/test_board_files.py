"""A storyboard's sheet shows every shot with all its words, in one file that needs nothing else and can do nothing."""

from __future__ import annotations

import base64
import re
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Protocol, cast

import numpy as np
import pytest

from storyanim.encode import read_picture
from storyanim.errors import InputError, OutputError
from storyanim.production import contact_sheet, write_board
from storyanim.production.board_sheets import PAGE
from storyanim.schedule import schedule
from storyanim.types import Size
from tests.production.fakes import open_fake, small_board
from tests.schedule.boards import changed

if TYPE_CHECKING:
    from pathlib import Path

    from storyanim.render import Renderer
    from storyanim.storyboard import Storyboard

WILD = '<script>alert("1")</script> & {x} "quotes" \\ %d שלום 狐 👩‍🚀'


class Page(HTMLParser):
    """A page's tags, their attributes and its words."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.pictures: list[str] = []
        self.words = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.pictures += [value or "" for name, value in attrs if name == "src"]

    def handle_data(self, data: str) -> None:
        self.words += data


class Write(Protocol):
    def __call__(
        self, board: Storyboard, path: Path, *, force: bool = False, renderer: Renderer | None = None
    ) -> tuple[Path, ...]: ...


def written(
    board: Storyboard, path: Path, *, force: bool = False, renderer: Renderer | None = None
) -> tuple[Path, ...]:
    return write_board(board, schedule(board), renderer or open_fake(), path, force=force)


def written_contact(
    board: Storyboard, path: Path, *, force: bool = False, renderer: Renderer | None = None
) -> tuple[Path, ...]:
    return contact_sheet(schedule(board), renderer or open_fake(), {}, path, force=force)


def test_a_page_has_picture_words_prompt_and_time_of_every_shot(tmp_path: Path) -> None:
    (path,) = written(small_board(3, title_seconds=1.0), tmp_path / "board.html")
    page = Page(path.read_text(encoding="utf-8"))
    assert page.tags.count("section") == len(page.pictures) == 4
    assert "The fox went on, for the 2th time." in page.words
    assert "{fox}" not in page.words
    assert "red scarf walks through the snow" in page.words, "everybody looks as a picture model is told"
    assert "0:02 · 0.5 s" in page.words
    assert "scene-0: forest, day, clear, summer" in page.words
    kinds = {base64.b64decode(picture.split(",")[1])[:3] for picture in page.pictures}
    assert kinds == {b"\xff\xd8\xff"}, "JPEG, inside the page"


def test_whatever_the_words_they_stay_words(tmp_path: Path) -> None:
    board = changed(small_board(1, title=WILD), 0, text=WILD, prompt=WILD.replace("{x}", "{X}"))
    (path,) = written(board, tmp_path / "board.html")
    text = path.read_text(encoding="utf-8")
    page = Page(text)
    assert "script" not in page.tags
    assert page.words.count(WILD) >= 2
    assert WILD.replace("{x}", "{X}") in page.words
    assert not re.search(r"""(src|href)=["'](?!data:)""", text), "nothing is loaded from anywhere"
    assert "default-src 'none'" in text


@pytest.mark.parametrize("size", [Size(1280, 720), Size(512, 512), Size(360, 640), Size(16, 4096)])
def test_a_sheet_is_a4_whatever_the_film_s_shape(size: Size, tmp_path: Path) -> None:
    board = changed(small_board(9, size=size), 1, text="Once upon a time " * 400, prompt="a {fox} " * 200)
    pages = written(board, tmp_path / "board.png")
    assert [page.name for page in pages][:2] == ["board.png", "board-2.png"]
    for page in pages:
        picture = read_picture(page)
        assert picture.shape == (*PAGE, 3)
        assert np.all(picture[-80:] == 255), "nothing runs over the margin"


def test_a_pdf_has_a_page_for_each_sheet_and_its_bytes_repeat(tmp_path: Path) -> None:
    board = small_board(14)
    for name in ("one.pdf", "two.pdf"):
        written(board, tmp_path / name)
    data = (tmp_path / "one.pdf").read_bytes()
    assert data == (tmp_path / "two.pdf").read_bytes()
    assert data.startswith(b"%PDF-")
    assert len(re.findall(rb"/Type /Page\b", data)) == len(written(board, tmp_path / "board.png"))


@pytest.mark.parametrize("name", ["board.doc", "board", "board.HTML", "gone/board.pdf"])
def test_a_sheet_that_cannot_be_is_refused(name: str, tmp_path: Path) -> None:
    with pytest.raises(InputError) as refusal:
        written(small_board(1), tmp_path / name)
    assert "\n" not in str(refusal.value)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("suffix", ["html", "pdf", "png"])
def test_a_sheet_that_exists_is_kept_unless_forced(suffix: str, tmp_path: Path) -> None:
    path = tmp_path / f"it's 100%d\n.{suffix}"
    path.write_text("mine")
    with pytest.raises(InputError, match="--force"):
        written(small_board(1), path)
    assert path.read_text() == "mine"
    written(small_board(1), path, force=True)
    assert path.stat().st_size > 500
    assert [file.name for file in tmp_path.iterdir()] == [path.name]


class Untouched:
    """A renderer that must not be asked for a picture."""

    def __getattr__(self, name: str) -> object:
        raise AssertionError(f"something is drawn: {name}")


@pytest.mark.parametrize("write", [written_contact, written])
def test_a_page_that_exists_is_kept_and_nothing_is_drawn(write: Write, tmp_path: Path) -> None:
    film = small_board(30)
    (tmp_path / "board-2.png").write_text("mine")
    with pytest.raises(InputError, match=r"board-2\.png' exists; use --force"):
        write(film, tmp_path / "board.png", renderer=cast("Renderer", Untouched()))
    assert [file.name for file in tmp_path.iterdir()] == ["board-2.png"]
    assert (tmp_path / "board-2.png").read_text() == "mine"
    pages = write(film, tmp_path / "board.png", force=True)
    assert {file.name for file in tmp_path.iterdir()} == {page.name for page in pages}
    assert read_picture(tmp_path / "board-2.png").shape[2] == 3


@pytest.mark.parametrize("write", [written_contact, written])
def test_a_sheet_whose_last_page_fails_has_no_first_one(
    write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(part: Path, pixels: object) -> None:
        if "-2" in part.name:
            raise OutputError("the disk is full")
        part.write_bytes(b"a page")

    monkeypatch.setattr("storyanim.production.pages.write_picture", full)
    with pytest.raises(OutputError, match="full"):
        write(small_board(30), tmp_path / "board.png")
    assert not list(tmp_path.iterdir())
