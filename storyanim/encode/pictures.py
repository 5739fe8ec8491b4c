"""Single pictures as PNG, and films read back as pictures, through imageio.

Takes and gives uint8 RGB arrays of shape (height, width, 3). Knows nothing of recipes or segments.
"""

from __future__ import annotations

import contextlib
import warnings
from itertools import islice
from typing import TYPE_CHECKING, Any, cast

from storyanim.encode.files import write_whole
from storyanim.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray


BATCH = 16
"""Pages of a PDF: a hundred megabytes at A4 and 150 pixels an inch."""
_LOOPS = (".gif", ".webp")


def png(pixels: NDArray[np.uint8]) -> bytes:
    """The picture as a PNG file's bytes."""
    import imageio.v3 as iio

    return iio.imwrite("<bytes>", pixels, extension=".png", plugin="pillow")


def jpeg(pixels: NDArray[np.uint8], quality: int = 85) -> bytes:
    """The picture as a JPEG file's bytes."""
    import imageio.v3 as iio

    return iio.imwrite("<bytes>", pixels, extension=".jpg", plugin="pillow", quality=quality)


def write_pdf(path: Path, pages: Iterable[NDArray[np.uint8]], resolution: int, *, title: str) -> None:
    """Write pictures as the pages of a PDF, of so many pixels an inch; at most `BATCH` of them are held at a time.

    Equal pages give equal bytes: no date is written.
    """
    from PIL import Image

    waiting, begun = iter(pages), False
    while batch := [Image.fromarray(page) for page in islice(waiting, BATCH)]:
        batch[0].save(
            path, "PDF", save_all=True, append_images=batch[1:], append=begun, resolution=resolution, quality=88,
            title=title, creationDate=None, modDate=None,
        )  # fmt: skip
        begun = True


def write_picture(path: Path, pixels: NDArray[np.uint8], *, force: bool = True) -> None:
    """Write a PNG, whole or not at all. Raises OutputError, or InputError if it exists and `force` is not set."""
    write_whole(path, png(pixels), force=force)


def read_picture(path: Path) -> NDArray[np.uint8]:
    """Read a picture as RGB. Raises InputError if it cannot be read."""
    import imageio.v3 as iio

    try:
        return cast("Any", iio.imread(path, plugin="pillow", mode="RGB"))
    except (OSError, ValueError) as error:
        raise InputError(f"cannot read the picture {str(path)!r}: {error}") from error


def iter_film(path: Path) -> Generator[NDArray[np.uint8]]:
    """The film's frames in order. Raises InputError if it cannot be read."""
    import imageio.v3 as iio

    options: dict[str, Any] = {"plugin": "pillow", "mode": "RGB"} if path.suffix in _LOOPS else {"plugin": "FFMPEG"}
    pictures = cast("Any", iio.imiter(path, **options))
    try:
        while (picture := _next_picture(pictures, path)) is not None:
            yield picture
    finally:
        with _untidy_reader():
            pictures.close()


def _next_picture(pictures: Generator[NDArray[np.uint8]], path: Path) -> NDArray[np.uint8] | None:
    with _untidy_reader():
        try:
            return next(pictures, None)
        except (OSError, ValueError, RuntimeError) as error:
            reason = " ".join(str(error).split())[:200]
    raise InputError(f"cannot read the film {str(path)!r}: {reason}")


@contextlib.contextmanager
def _untidy_reader() -> Generator[None]:
    """imageio-ffmpeg leaves its process's pipes to the garbage collector, which complains."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        yield
