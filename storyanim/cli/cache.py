"""`storyanim cache`: what is kept of films so that nothing is drawn twice, and how to be rid of it."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Annotated

import typer

from storyanim.cli.console import result, say
from storyanim.cli.options import Json


def cache(
    clear: Annotated[bool, typer.Option("--clear", help="Throw away all that no film in the making needs.")] = False,
    as_json: Json = False,
) -> None:
    """Show what is kept so that nothing is drawn twice, or clear it.

    It grows to 10 GB and then drops what was longest unused, by itself. Clearing it harms no film that stands.
    """
    from storyanim import production

    store = production.open_store()
    freed = production.clear(store) if clear else 0
    found = production.contents(store)
    if clear:
        say(f"freed {_size(freed)}")
    if as_json:
        result(json.dumps({"folder": str(store.folder), **asdict(found), "freed": freed}))
        return
    result(f"{store.folder}: {_size(found.length)} in {found.segments} segments, of at most {_size(store.limit)}")
    if found.unfinished:
        result(f"films begun and not finished: {', '.join(found.unfinished)}")


def _size(length: int) -> str:
    """Bytes as people say them."""
    for unit, size in (("GB", 10**9), ("MB", 10**6), ("kB", 10**3)):
        if length >= size:
            return f"{length / size:.1f} {unit}"
    return f"{length} bytes"
