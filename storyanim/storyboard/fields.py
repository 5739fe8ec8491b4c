"""The kinds of value a storyboard's fields hold, each with its range and how it is written in a file.

Takes values as YAML gives them, gives checked ones. A refusal is a `ValueError` whose words follow on
from "'value' is": `'12:00' is not WIDTHxHEIGHT, such as 1280x720`.
"""

from __future__ import annotations

import re
import unicodedata
from fractions import Fraction
from pathlib import PurePosixPath
from typing import Annotated

from pydantic import AfterValidator, Field, PlainSerializer, PlainValidator, WithJsonSchema

from storyanim.types import Size

SLUG = r"^[a-z0-9][a-z0-9-]{0,63}$"
LONGEST_WORD, LONGEST_LABEL = 100, 300
SMALLEST_SIDE, LARGEST_SIDE = 16, 4096
SLOWEST_RATE, FASTEST_RATE = 1, 120
_HIDDEN = frozenset({"Cc", "Cs"})
_SIZE = re.compile(r"([0-9]{1,5})x([0-9]{1,5})")
_RATE = re.compile(r"([0-9]{1,9})(?:/([0-9]{1,9}))?")


def one_line(text: str) -> str:
    """`text` with every run of white space as one space, and none at its ends."""
    return " ".join(text.split())


def readable(text: str) -> str:
    """`text` on one line and without what no screen shows: control characters and half surrogates."""
    line = one_line(text)
    return line if line.isprintable() else one_line("".join(filter(_shows, line)))


def parse_size(value: object) -> Size:
    """A `Size`, or `WIDTHxHEIGHT`, both sides 16 to 4096 pixels."""
    if isinstance(value, Size):
        width, height = value
    elif isinstance(value, str) and (found := _SIZE.fullmatch(value)):
        width, height = int(found[1]), int(found[2])
    else:
        raise ValueError("not WIDTHxHEIGHT in pixels, such as 1280x720")
    if not all(SMALLEST_SIDE <= side <= LARGEST_SIDE for side in (width, height)):
        raise ValueError(f"outside {SMALLEST_SIDE}x{SMALLEST_SIDE} to {LARGEST_SIDE}x{LARGEST_SIDE} pixels")
    return Size(width, height)


def parse_rate(value: object) -> Fraction:
    """Frames a second, 1 to 120: a whole number, a `Fraction`, or both parts of one as `30000/1001`."""
    if isinstance(value, Fraction) or (isinstance(value, int) and not isinstance(value, bool)):
        rate = Fraction(value)
    elif isinstance(value, str) and (found := _RATE.fullmatch(value)) and int(found[2] or 1):
        rate = Fraction(int(found[1]), int(found[2] or 1))
    else:
        raise ValueError("not a number of frames a second, such as 24 or 30000/1001")
    if not SLOWEST_RATE <= rate <= FASTEST_RATE:
        raise ValueError(f"outside {SLOWEST_RATE} to {FASTEST_RATE} frames a second")
    return rate


def inside_path(value: str) -> str:
    """A path that stays inside the storyboard's folder, its steps parted by `/`; "" for none."""
    steps = PurePosixPath(value.replace("\\", "/"))
    if steps.is_absolute() or ".." in steps.parts or re.match(r"[A-Za-z]:", value):
        raise ValueError("outside the storyboard's folder; put the file beside the storyboard and write its name")
    if value != readable(value):
        raise ValueError("a name with characters that cannot be shown; rename the file")
    return value


def write_size(size: Size) -> str:
    """`1280x720`."""
    return f"{size.width}x{size.height}"


def write_rate(rate: Fraction) -> int | str:
    """`24` or `30000/1001`."""
    return rate.numerator if rate.denominator == 1 else str(rate)


def _shows(character: str) -> bool:
    return unicodedata.category(character) not in _HIDDEN


def _prose(text: str) -> str:
    line = one_line(text)
    if line != readable(line):
        raise ValueError("text with characters that cannot be shown; remove them")
    return line


def _not_blank(text: str) -> str:
    if not text:
        raise ValueError("blank; write at least one word")
    return text


Prose = Annotated[str, AfterValidator(_prose)]
"""Words on one line: white space is made single, control characters are refused."""

# The lengths stand before the validators: only of a plain text does pydantic speak in characters.
Word = Annotated[str, Field(min_length=1, max_length=LONGEST_WORD), AfterValidator(_prose), AfterValidator(_not_blank)]
Phrase = Annotated[str, Field(max_length=LONGEST_WORD), AfterValidator(_prose)]
"""As a `Word`, but there may be none."""

Label = Annotated[str, Field(max_length=LONGEST_LABEL), AfterValidator(_prose)]
InsidePath = Annotated[str, Field(max_length=LONGEST_LABEL), AfterValidator(inside_path)]
Slug = Annotated[str, Field(pattern=SLUG)]
Seed = Annotated[int, Field(ge=0, le=2**63 - 1)]
FilmSize = Annotated[
    Size,
    PlainValidator(parse_size),
    PlainSerializer(write_size),
    WithJsonSchema({"type": "string", "pattern": "^[0-9]{2,4}x[0-9]{2,4}$"}),
]
Rate = Annotated[
    Fraction,
    PlainValidator(parse_rate),
    PlainSerializer(write_rate),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "integer", "minimum": SLOWEST_RATE, "maximum": FASTEST_RATE},
                {"type": "string", "pattern": "^[0-9]{1,9}/[0-9]{1,9}$"},
            ]
        }
    ),
]
