"""A storyboard as a web page of one file: to be read, sent and printed.

Takes rows and their pictures, gives HTML in pieces. Nothing in it is loaded from anywhere and nothing in it can run:
pictures are inside, words are escaped, and the page forbids itself all else.
"""

from __future__ import annotations

import base64
import html
from typing import TYPE_CHECKING

from storyanim.encode import jpeg

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import numpy as np
    from numpy.typing import NDArray

    from storyanim.production.board_rows import BoardRow

PICTURE_WIDTH = 640
"""Pixels: sharp on paper at half of a page's width."""

_STYLE = """
body { font: 16px/1.5 Georgia, 'Times New Roman', serif; color: #3e322a; background: #f7f1e4; margin: 0 auto;
  max-width: 62rem; padding: 2rem 1.5rem; }
header { display: flex; justify-content: space-between; align-items: baseline; gap: 2rem; }
h1 { margin: 0; } header p, .time, .prompt { color: #7a6a58; }
h2 { font-size: 1rem; margin: 2rem 0 .5rem; border-bottom: 1px solid #d6cbb6; break-after: avoid; }
section { display: grid; grid-template-columns: minmax(0, 20rem) minmax(0, 1fr); gap: 1.5rem; margin: 1rem 0;
  break-inside: avoid; }
img { width: 100%; height: auto; max-height: 24rem; object-fit: contain; object-position: left top; }
p { margin: 0 0 .5rem; overflow-wrap: anywhere; } .name { font-weight: bold; } .prompt { font-size: .85rem; }
@media (max-width: 40rem) { section { grid-template-columns: 1fr; } }
@media print { body { background: none; padding: 0; max-width: none; } @page { margin: 14mm; } }
"""
_POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'"


def page(title: str, summary: str, rows: Iterable[BoardRow], pictures: Iterable[NDArray[np.uint8]]) -> Iterator[str]:
    """The page, a piece for each shot; a picture, uint8 (height, width, 3), goes with each row."""
    name = html.escape(title)
    yield (
        '<!DOCTYPE html>\n<html>\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{name}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n"
        f'<header><h1 dir="auto">{name}</h1><p>{html.escape(summary)}</p></header>\n'
    )
    for row, picture in zip(rows, pictures, strict=True):
        yield _row(row, picture)
    yield "</body>\n</html>\n"


def _row(row: BoardRow, pixels: NDArray[np.uint8]) -> str:
    heading = f'<h2 dir="auto">{html.escape(row.heading)}</h2>\n' if row.heading else ""
    picture = base64.b64encode(jpeg(pixels)).decode("ascii")
    prompt = f'<p class="prompt" dir="auto">{html.escape(row.prompt)}</p>' if row.prompt else ""
    return (
        f'{heading}<section>\n<img alt="shot {html.escape(row.name)}" src="data:image/jpeg;base64,{picture}">\n'
        f'<div><p><span class="name">{html.escape(row.name)}</span> <span class="time">{html.escape(row.time)}</span>'
        f'</p><p dir="auto">{html.escape(row.text)}</p>{prompt}</div>\n</section>\n'
    )
