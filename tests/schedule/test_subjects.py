"""What a shot shows reaches the renderers whole."""

from __future__ import annotations

from typing import get_args

import pytest

from storyanim.prompts import token_count
from storyanim.schedule import schedule
from storyanim.schedule.subjects import STYLE_WORDS, subject_of, title_subject
from storyanim.storyboard import CastCard, RoleLine, Storyboard
from storyanim.text.prompt_writing import STYLE_TOKENS
from storyanim.types import Actor, Setting, Style, Subject
from tests.schedule.boards import FOX, board, shot

OWL = CastCard.model_validate({"name": "Owl", "kind": "owl", "nature": "animal", "age": "old"})


def test_a_subject_says_all_that_its_shot_says() -> None:
    roles = (RoleLine(who="owl", action="fly"), RoleLine(who="fox", action="sleep"))
    one = shot(1, prompt="{owl} over {fox}", roles=roles, things=("lantern", "well"), framing="close")
    film = board((one,), cast={"fox": FOX, "owl": OWL}, style="sepia")
    scene = film.scenes[0].model_copy(update={"inside": True, "time": "dusk", "weather": "fog", "season": "autumn"})
    assert subject_of(scene, one, film.characters, film.style) == Subject(
        prompt="an old owl over a fox in red scarf, sepia toned paper cut-out illustration",
        setting=Setting("forest", True, "dusk", "fog", "autumn"),
        actors=(Actor(OWL.character("owl"), "fly"), Actor(FOX.character("fox"), "sleep")),
        things=("lantern", "well"),
        framing="close",
        style="sepia",
    )


@pytest.mark.parametrize("style", get_args(Style))
def test_every_style_is_said_in_the_words_that_the_text_room_leaves_room_for(style: Style) -> None:
    words = f", {STYLE_WORDS[style]}"
    assert 5 < token_count(words) <= STYLE_TOKENS
    film = board((shot(0),), style=style)
    card = title_subject(film.scenes[0], style)
    assert (card.style, card.prompt.endswith(words)) == (style, True)


def test_the_cast_is_made_once_a_film(monkeypatch: pytest.MonkeyPatch) -> None:
    film = board(tuple(shot(number) for number in range(40)))
    made: list[str] = []
    character = CastCard.character

    def counted(card: CastCard, who: str) -> object:
        made.append(who)
        return character(card, who)

    monkeypatch.setattr(CastCard, "character", counted)
    schedule(film)
    assert made == ["fox"]


def test_a_subject_without_anybody_is_the_place_alone() -> None:
    film: Storyboard = board((shot(0, prompt="snow", roles=()),))
    subject = subject_of(film.scenes[0], film.scenes[0].shots[0], film.characters, film.style)
    assert (subject.actors, subject.things, subject.prompt) == ((), (), f"snow, {STYLE_WORDS['paper']}")
