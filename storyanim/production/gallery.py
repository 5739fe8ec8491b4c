"""A gallery: sheets of all that storybook draws, with names under the pictures, or with numbers for a blind test.

Takes shelves and a folder, writes PNG sheets (`places.png`, `places-2.png` ...); blind ones in an order drawn from the
seed, with `key.json` beside them that says what each number is. Knows nothing of stories.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, get_args

import numpy as np

from storyanim.encode import write_picture
from storyanim.encode.files import output_error, write_whole
from storyanim.encode.letters import Face, draw_text, shortened
from storyanim.errors import InputError
from storyanim.production.paper_pages import FADED, INK, Grid, blank, lay_out, write_header
from storyanim.render import RendererSpec, open_renderer
from storyanim.types import Size

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from storyanim.render.storybook.exhibits import Exhibit, Shelf

KEY = "key.json"
"""The file that says what the numbers of blind sheets are."""
NAME, WORDS, NUMBER = Face(16, 600), Face(14), Face(18, 600)
LABEL, BLIND_LABEL = 62, 44
SCENES, CARDS, STRIPS = Grid(3, Size(512, 288), LABEL), Grid(6, Size(240, 240), LABEL), Grid(2, Size(780, 260), LABEL)
"""How shelves are laid out: pictures of scenes, cut-outs on cards, three moments side by side."""
GRIDS = {"people": CARDS, "animals": CARDS, "things": CARDS, "actions": STRIPS}
ROWS = 5


@dataclass(frozen=True, slots=True)
class Hang:
    """How a gallery is hung: which shelves (none: all), and the seed of layouts and of the order of blind sheets."""

    shelves: tuple[str, ...] = ()
    blind: bool = False
    seed: int = 1
    force: bool = False


def shelf_names() -> tuple[Shelf, ...]:
    """What can be shown."""
    from storyanim.render.storybook.exhibits import Shelf

    return get_args(Shelf)


def write_gallery(folder: Path, hang: Hang, tell: Callable[[Path], None] = lambda _: None) -> tuple[Path, ...]:
    """Write the sheets, and the key of blind ones; the paths of all. `tell` hears of each as it is written.

    Raises:
        InputError: there is no such shelf, or a file exists and `force` is not set.
        OutputError: the folder cannot be written to.
        RendererError: a library storybook draws with cannot be loaded.
    """
    open_renderer(RendererSpec.of("storybook"))
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise output_error(error, folder) from error
    written: list[Path] = []
    key: dict[str, dict[str, str]] = {}
    for shelf in _checked(hang.shelves):
        shown = _shown(shelf, hang)
        if hang.blind:
            key[shelf] = {str(number): f"{one.name} ({one.says})" for number, one in enumerate(shown, 1)}
        for path in _write_shelf(folder, shelf, shown, hang):
            written.append(path)
            tell(path)
    if hang.blind:
        write_whole(folder / KEY, (json.dumps(key, indent=1) + "\n").encode(), force=hang.force)
        written.append(folder / KEY)
    return tuple(written)


def _checked(shelves: Sequence[str]) -> tuple[Shelf, ...]:
    known = shelf_names()
    unknown = [name for name in shelves if name not in known]
    if unknown:
        raise InputError(f"gallery: there is no shelf '{unknown[0]}'; there are {', '.join(known)}")
    return tuple(name for name in known if name in shelves or not shelves)


def _shown(shelf: Shelf, hang: Hang) -> tuple[Exhibit, ...]:
    from storyanim.render.storybook.exhibits import exhibits

    found = exhibits(shelf, hang.seed)
    if not hang.blind:
        return found
    order = np.random.Generator(np.random.Philox(hang.seed)).permutation(len(found))
    return tuple(found[int(number)] for number in order)


def _write_shelf(folder: Path, shelf: str, shown: Sequence[Exhibit], hang: Hang) -> Iterator[Path]:
    grid = GRIDS.get(shelf, SCENES)
    grid = Grid(grid.columns, grid.cell, BLIND_LABEL) if hang.blind else grid
    per_page = grid.columns * ROWS
    for page, first in enumerate(range(0, len(shown), per_page), 1):
        path = folder / (f"{shelf}.png" if page == 1 else f"{shelf}-{page}.png")
        _write_page(path, grid, shelf, (first, shown[first : first + per_page]), hang)
        yield path


def _write_page(path: Path, grid: Grid, shelf: str, part: tuple[int, Sequence[Exhibit]], hang: Hang) -> None:
    first, shown = part
    page = blank(grid.page(len(shown)))
    write_header(page, shelf.capitalize(), f"{first + 1} to {first + len(shown)}")
    lay_out(page, grid, len(shown), (one.paint(grid.cell) for one in shown))
    for place, one in enumerate(shown):
        x, y = grid.corner(place)
        base = y + grid.cell.height + 25
        if hang.blind:
            draw_text(page, str(first + place + 1), (x, base), NUMBER, INK)
            continue
        draw_text(page, shortened(one.name, NAME, grid.cell.width), (x, base), NAME, INK)
        draw_text(page, shortened(one.says, WORDS, grid.cell.width), (x, base + 20), WORDS, FADED)
    write_picture(path, page, force=hang.force)
