"""Whose rules weights come under: what a model's card says, shown before they are fetched and once when first used.

Takes a card's entries or the card itself, gives a `Licence` or a line for a person. Judges nothing: what a licence
allows is for who uses the weights to read.
"""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

from storyanim.render.turbo.hub import POCKET

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

CARD = "README.md"
"""Where a repository says what it is, in lines of `key: value` at its head."""
HEAD = 20_000
"""Characters of a card in which those lines stand."""
_ENTRY = re.compile(r"^(license(?:_name|_link)?):[ \t]*(\S.*)$", re.MULTILINE)
_TOLD = "licences-told"


@dataclass(frozen=True, slots=True)
class Licence:
    """The name of a licence, "" where nobody says, and the address at which to read it."""

    name: str
    address: str

    def __str__(self) -> str:
        return f"{self.name or 'none is named'}, to be read at {self.address}"


def licence_of(card: Mapping[str, object], page: str) -> Licence:
    """The licence by the entries of a card; `page` is the model's own, to which links may be relative."""
    kind, name, link = (_plain(card.get(key)) for key in ("license", "license_name", "license_link"))
    shown = name if kind in ("", "other") and name else kind
    if link.startswith("https://"):
        return Licence(shown, link)
    return Licence(shown, f"{page}/blob/main/{link.lstrip('/')}" if link and ":" not in link else page)


def licence_note(model: str, cache: Path) -> str | None:
    """What to say when a model's weights are used for the first time here; None where it has been said.

    Nor is there anything to say of storyanim's own, whose licence is storyanim's.

    Call it before drawing, with the model as a person named it and storyanim's cache folder, and print what it
    gives. That it was said is noted in the folder; where that cannot be written, it is said again next time.
    """
    if model == POCKET:
        return None
    marker = cache / _TOLD / sha256(model.encode()).hexdigest()[:32]
    if marker.exists():
        return None
    with suppress(OSError):
        marker.parent.mkdir(parents=True, exist_ok=True)
        marker.write_text(f"{model}\n", encoding="utf-8")
    return (
        f"{model}: the weights have a licence of their own ({_licence_here(model)}); it says what they may be used for"
    )


def _licence_here(model: str) -> str:
    """By the card that lies beside the weights; nothing is asked of the hub."""
    from storyanim.errors import RendererError
    from storyanim.render.turbo.hub import find_folder, is_path

    page = "" if is_path(model) else f"https://huggingface.co/{model}"
    with suppress(RendererError, OSError):
        text = (find_folder(model).folder / CARD).read_text(encoding="utf-8", errors="replace")[:HEAD]
        return str(licence_of(_entries(text), page or "the place they came from"))
    return f"to be read at {page}" if page else "to be read where they came from"


def _entries(text: str) -> dict[str, object]:
    """The flat entries between the two lines of dashes; no more of YAML is needed, and none of it is trusted."""
    head = text.partition("\n---")[0] if text.startswith("---") else ""
    return {key: value.strip().strip("'\"") for key, value in _ENTRY.findall(head)}


def _plain(words: object) -> str:
    """On one line and without control characters: a foreign card must not move the cursor of a terminal."""
    return "".join(sign for sign in words if sign.isprintable()).strip()[:200] if isinstance(words, str) else ""
