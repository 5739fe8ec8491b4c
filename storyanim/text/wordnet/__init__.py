"""Words for people, animals, places and things beyond those of the lexicon, derived from Princeton's WordNet.

`words.tsv` leads each to the nearest word that the lexicon knows: `spaniel` is a `dog`. `build` makes it, by what
`drawn.toml` says can be drawn; `corrections.toml` holds what a hand knows better. It was made from the lexicographer
files of 2011 (release 3.1; those of 3.0 have the same form); LICENSE is WordNet's own and stays beside it.
"""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Literal, NamedTuple, cast

if TYPE_CHECKING:
    from collections.abc import Mapping

Kind = Literal["person", "animal", "place", "thing"]


class Near(NamedTuple):
    """The word of the lexicon that comes nearest; `kept` where the word itself is what is shown, as a tinsmith is."""

    known: str
    kept: bool


@cache
def nearest() -> Mapping[Kind, dict[str, Near]]:
    """By kind, each word and what comes nearest to it."""
    found: dict[Kind, dict[str, Near]] = {"person": {}, "animal": {}, "place": {}, "thing": {}}
    text = resources.files("storyanim.text.wordnet").joinpath("words.tsv").read_text(encoding="utf-8")
    for line in text.splitlines():
        kind, known, how, words = line.split("\t")
        found[cast("Kind", kind)].update(dict.fromkeys(words.split(), Near(known, how == "kept")))
    return found
