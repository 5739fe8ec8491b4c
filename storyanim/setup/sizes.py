"""Bytes as a person reads them."""

from __future__ import annotations

_UNITS = ("bytes", "kB", "MB", "GB", "TB")


def size_words(length: int) -> str:
    """`6.9 GB`, `41 kB`, `0 bytes`: powers of 1000, as disks are sold and the hub counts."""
    size, unit = float(length), 0
    while round(size, 1) >= 1000 and unit < len(_UNITS) - 1:
        size, unit = size / 1000, unit + 1
    return f"{size:.1f} {_UNITS[unit]}" if unit and size < 100 else f"{size:.0f} {_UNITS[unit]}"
