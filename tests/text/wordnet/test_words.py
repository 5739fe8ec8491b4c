"""Words that WordNet adds to the lexicon, and the list of them that is shipped."""

from __future__ import annotations

import tomllib
from importlib import resources

import pytest

from storyanim.text import understand
from storyanim.text.lexicon import lexicon, own_lexicon
from storyanim.text.wordnet import nearest
from storyanim.types import Reading, Story

ROOM = resources.files("storyanim.text.wordnet")
SHELVES = {"person": "people", "animal": "animals", "thing": "things"}


def read(text: str) -> Reading:
    return understand(Story("", text), seed=1)


@pytest.mark.parametrize(("word", "kind"), [("mongrel", "dog"), ("bosun", "sailor"), ("mongrels", "dog")])
def test_a_word_is_shown_as_the_nearest_that_is_drawn(word: str, kind: str) -> None:
    assert lexicon().figures[word].kind == kind


@pytest.mark.parametrize("word", ["tinsmith", "antelope", "spaniel"])
def test_a_word_keeps_itself_where_nothing_nearer_is_drawn_or_where_it_is_drawn_itself(word: str) -> None:
    assert lexicon().figures[word].kind == word


def test_things_and_places_are_found_in_a_story() -> None:
    told = read(
        "The bosun rowed over the sea to a galleon. The next day the mongrel ran into the pagoda. "
        "There the mongrel barked at the bosun."
    )
    assert {"sailor", "dog"} <= {character.kind for character in told.cast}
    assert any("ship" in beat.things for passage in told.passages for beat in passage.beats)
    assert told.passages[-1].setting.place == "church"


def test_the_lexicons_own_words_stay_as_they_are() -> None:
    own, wide = own_lexicon(), lexicon()
    assert all(wide.figures[word] == figure for word, figure in own.figures.items())
    for kind in ("thing", "place"):
        assert all(wide.phrases[kind][word] == value for word, value in own.phrases[kind].items())


def test_every_word_leads_to_one_that_the_lexicon_knows() -> None:
    own = own_lexicon()
    known = {
        "person": own.figures.keys(),
        "animal": own.figures.keys(),
        "thing": own.phrases["thing"].keys(),
        "place": own.places.keys(),
    }
    for kind, words in nearest().items():
        assert not {near.known for near in words.values()} - known[kind]


def test_the_list_of_what_is_drawn_is_what_storybook_draws() -> None:
    """The reader may not look into the theatre's wardrobe; this test does it instead."""
    told = tomllib.loads(ROOM.joinpath("drawn.toml").read_text(encoding="utf-8"))
    art = resources.files("storyanim.render.storybook").joinpath("art")
    for kind, shelf in SHELVES.items():
        kinds = tomllib.loads(art.joinpath(f"{shelf}.toml").read_text(encoding="utf-8"))
        drawn = sorted({word for name, entry in kinds.items() for word in (name, *entry.get("words", ()))})
        assert told[kind] == ", ".join(drawn), f"drawn.toml, {kind}: write these words"


def test_wordnets_notice_stands_beside_its_words() -> None:
    notice = ROOM.joinpath("LICENSE").read_text(encoding="utf-8")
    assert "Copyright 2006 by Princeton University" in notice
    assert 50_000 < len(ROOM.joinpath("words.tsv").read_bytes()) < 200_000
