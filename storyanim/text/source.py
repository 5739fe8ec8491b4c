"""Bytes to text: takes what stood in a file or on stdin, gives one decoded string.

Finds UTF-8, UTF-16 and UTF-32 by mark or by pattern, and Latin-1/cp1252 by elimination; refuses what is no text.
Knows nothing of stories, paragraphs or files.
"""

from __future__ import annotations

import codecs
import re

from storyanim.errors import InputError

DEFAULT_LIMIT = 10_000_000
"""Bytes read without `--limit`: fifteen times a long novel."""

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # starts like UTF-16's mark, so it comes first
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# The first bytes of files that people take for a story: a picture, an e-book, a word processor's document.
_BINARY_STARTS = (
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"RIFF", "a media file"),
    (b"%PDF", "a PDF"),
    (b"PK\x03\x04", "a ZIP archive (or an .odt)"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90", "a program"),
    (b"\xd0\xcf\x11\xe0", "an old Office document"),
    (b"{\\rtf", "an RTF document"),
)
_SAMPLE = 65_536
_CONTROL = bytes(code for code in range(1, 32) if code not in b"\t\n\v\f\r\x1a\x1b")
_CONTROL_SHARE = 0.01
_HIGH_SHARE = 0.3
"""More bytes above 127 than this, and a file is not a western language in Latin-1."""
_SURROGATE = re.compile("[\udc80-\udcff]")
_ADVICE = "save it as plain text, or name its encoding with --encoding"


def decode(data: bytes, *, name: str, encoding: str | None = None, limit: int = DEFAULT_LIMIT) -> str:
    """The text in `data`.

    Args:
        name: what messages call the input, such as a path or `stdin`.
        encoding: an encoding that is known; bytes it has no character for become U+FFFD.
        limit: the most bytes that are read.

    Raises:
        InputError: nothing in it, too long, not a text, or cut or mixed UTF-8.
    """
    if len(data) > limit:
        raise InputError(f"{name}: more than the {limit:,} bytes that are read: allow more with --limit")
    if encoding is not None:
        text = _named(data, name, encoding)
    else:
        _refuse_binary(data, name)
        text = _found(data, name)
    if "\0" in text:
        place = text.index("\0")
        raise InputError(f"{name}: holds NUL bytes (the first at character {place:,}), so it is not a text: {_ADVICE}")
    if not text.strip("\ufeff \t\r\n\f\v\u00a0\u200b"):
        raise InputError(f"{name}: is empty: a story needs at least one word")
    return text


def _named(data: bytes, name: str, encoding: str) -> str:
    try:
        return data.decode(encoding, errors="replace").removeprefix("\ufeff")
    except LookupError:
        raise InputError(f"{name}: no encoding is called {encoding!r}: try utf-8, utf-16 or cp1252") from None
    except (UnicodeError, ValueError):
        raise InputError(f"{name}: cannot be read as {encoding}: try another --encoding") from None


def _refuse_binary(data: bytes, name: str) -> None:
    for start, what in _BINARY_STARTS:
        if data.startswith(start):
            raise InputError(f"{name}: is {what}, not a text: save the story as plain text (.txt), .docx or .epub")


def _found(data: bytes, name: str) -> str:
    for mark, codec in _MARKS:
        if data.startswith(mark):
            return _strict(data, name, codec)
    if codec := _unmarked_utf16(data[:_SAMPLE]):
        return _strict(data, name, codec)
    if b"\0" in data:
        raise InputError(
            f"{name}: holds NUL bytes (the first at byte {data.index(0):,}), so it is not a text: {_ADVICE}"
        )
    if _share(data, _CONTROL) > _CONTROL_SHARE:
        raise InputError(f"{name}: is a binary file, not a text: {_ADVICE}")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        return _not_utf8(data, name, error)


def _strict(data: bytes, name: str, codec: str) -> str:
    try:
        return data.decode(codec)
    except UnicodeDecodeError as error:
        raise InputError(f"{name}: is cut or damaged at byte {error.start:,} ({codec}): {_ADVICE}") from None


def _unmarked_utf16(sample: bytes) -> str | None:
    """UTF-16 without a mark: in western text every second byte is zero, and hardly any of the others."""
    half = len(sample) // 2
    if half == 0:
        return None
    even, odd = sample[0 : 2 * half : 2].count(0) / half, sample[1 : 2 * half : 2].count(0) / half
    if odd > 0.4 and even < 0.02:
        return "utf-16-le"
    return "utf-16-be" if even > 0.4 and odd < 0.02 else None


def _share(data: bytes, wanted: bytes) -> float:
    return (len(data) - len(data.translate(None, wanted))) / max(len(data), 1)


def _not_utf8(data: bytes, name: str, error: UnicodeDecodeError) -> str:
    text = data.decode("utf-8", errors="surrogateescape")
    bad = len(_SURROGATE.findall(text))
    good = sum(len(run) for run in re.findall(r"[^\x00-\x7f]+", text)) - bad
    if (good >= bad and good > 0) or _looks_cut(data, error):
        raise InputError(f"{name}: is UTF-8 that is cut or damaged at byte {error.start:,}: {_ADVICE}")
    if _share(data, bytes(range(128, 256))) > _HIGH_SHARE:
        raise InputError(f"{name}: its encoding cannot be told: name it with --encoding (such as cp1251 or shift_jis)")
    try:
        return data.decode("cp1252")
    except UnicodeDecodeError:
        return data.decode("latin-1")


def _looks_cut(data: bytes, error: UnicodeDecodeError) -> bool:
    """Whether the only fault is a last character that lacks its end, and is no Latin-1 letter such as a final `é`."""
    tail = data[error.start :]
    if error.reason != "unexpected end of data":
        return False
    return len(tail) > 1 or tail[0] in (0xC2, 0xC3) or not data[: error.start][-1:].isalpha()
