"""A storyboard's values as YAML text: one value a line, long text folded, small lists in brackets.

Takes plain values (text, numbers, truth values, lists, mappings), gives YAML that reads back equal. It is
written here and not by a YAML library so that one part can be written alone at any indentation, which is
what `merge` needs to leave every other byte of a person's file as it is.
"""

from __future__ import annotations

import json
import re
import textwrap
from collections.abc import Mapping, Sequence
from typing import cast

WIDTH = 100
"""Columns at which long text is folded."""

KEY_ROOM = 12
"""Columns left for a key."""

_PLAIN = re.compile(r"[^\W\d_](?:[\w.'’/()+-]| (?! |$))*|[0-9]+x[0-9]+")
_READ_AS_OTHERS = frozenset(["y", "n", "yes", "no", "on", "off", "true", "false", "null", "nan", "inf"])
"""Words that YAML 1.1 or 1.2 takes for something else than text."""

_SPECIAL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]")
"""What YAML does not allow in a file, or takes for a line break."""


def inline(value: object) -> str:
    """`value` on one line, safe in block and flow context."""
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, Mapping):
        held_by_name = cast("Mapping[str, object]", value)
        return "{" + ", ".join(f"{_text(name)}: {inline(held)}" for name, held in held_by_name.items()) + "}"
    if isinstance(value, Sequence):
        return "[" + ", ".join(map(inline, cast("Sequence[object]", value))) + "]"
    return json.dumps(value, allow_nan=False)


def entry(name: str, value: object, indent: int) -> str:
    """`name: value` and a line break; text too long for the line is folded below its name."""
    return f"{key(name, indent)} {block(value, indent)}\n"


def block(value: object, indent: int) -> str:
    """A value as it stands behind `key: `, where the key is in column `indent`; no line break at its end."""
    if not isinstance(value, str) or indent + len(value) <= WIDTH - KEY_ROOM or not _foldable(value):
        return inline(value)
    margin = " " * (indent + 2)
    folded = textwrap.fill(
        value, WIDTH, initial_indent=margin, subsequent_indent=margin, break_long_words=False, break_on_hyphens=False
    )
    return f">-\n{folded}"


def key(name: str, indent: int) -> str:
    """`name:` in column `indent`."""
    return f"{' ' * indent}{_text(name)}:"


def entries(values: Mapping[str, object], indent: int) -> str:
    """One `entry` a value."""
    return "".join(entry(name, value, indent) for name, value in values.items())


def _text(text: str) -> str:
    if _PLAIN.fullmatch(text) and text.lower() not in _READ_AS_OTHERS:
        return text
    if "'" not in text and not _SPECIAL.search(text):
        return f"'{text}'"
    return _SPECIAL.sub(lambda found: f"\\u{ord(found[0]):04x}", json.dumps(text, ensure_ascii=False))


def _foldable(text: str) -> bool:
    """Whether folding gives the same text back: single spaces only, and nothing that must be escaped."""
    return text.split(" ") == text.split() and not _SPECIAL.search(text)
