"""A recipe as text, for the name of the segment it is drawn into.

Takes a `FrameRecipe`, gives canonical JSON without its index and time: equal pictures have equal keys,
wherever in a film they stand.
"""

from __future__ import annotations

import json
from dataclasses import fields, is_dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from storyanim.types import Subject

if TYPE_CHECKING:
    from storyanim.types import FrameRecipe


def recipe_key(recipe: FrameRecipe) -> str:
    """Canonical JSON of all that makes the picture: sorted keys, no spaces, numbers as Python writes them."""
    picture = {"size": recipe.size, "views": _plain(recipe.views), "title": _plain(recipe.title), "veil": recipe.veil}
    return json.dumps(picture, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def _plain(value: Any) -> Any:
    """Dataclasses as mappings, tuples as lists, all else as it is."""
    if isinstance(value, Subject):
        return _plain_subject(value)
    if is_dataclass(value):
        return _mapping(value)
    if isinstance(value, tuple):
        return [_plain(part) for part in value]  # pyright: ignore[reportUnknownVariableType]
    return value


@lru_cache(maxsize=64)
def _plain_subject(subject: Subject) -> dict[str, Any]:
    return _mapping(subject)


def _mapping(value: Any) -> dict[str, Any]:
    return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
