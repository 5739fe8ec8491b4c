from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storyanim.errors import InputError
from storyanim.prompts import TOKEN_LIMIT, filled, placeholders, token_count
from storyanim.text import read_story, understand
from storyanim.text.prompt_writing import STYLE_TOKENS
from storyanim.types import Passage, Reading, Story

FABLE = """The Fox and the Lantern

One cold night an old fox walked through the forest. Rain fell, and she was tired. She found a lantern under a tree
and lifted it.

"Who are you?" asked a small mouse. "I have never seen the morning in a castle."

The next morning the fox came down to the harbour. A young sailor in a red cap sat on a barrel. He laughed when he
saw her, and he gave her some bread.
"""


def read(text: str, seed: int = 1) -> Reading:
    return understand(read_story(None, text.encode()), seed=seed)


def check_cover(reading: Reading) -> None:
    beats = [beat for passage in reading.passages for beat in passage.beats]
    text = reading.story.text
    assert [beat.span[0] for beat in beats] == [0, *(beat.span[1] for beat in beats[:-1])]
    assert beats[-1].span[1] == len(text)
    assert all(beat.span[0] < beat.span[1] for beat in beats)
    assert all(passage.span == (passage.beats[0].span[0], passage.beats[-1].span[1]) for passage in reading.passages)


def check_prompts(reading: Reading) -> None:
    cast = {character.id: character for character in reading.cast}
    for beat in (beat for passage in reading.passages for beat in passage.beats):
        assert beat.prompt
        assert token_count(filled(beat.prompt, cast)) <= TOKEN_LIMIT - STYLE_TOKENS
        assert len(placeholders(beat.prompt)) <= 2
        assert len(beat.roles) <= 3
        assert {role.who for role in beat.roles} <= set(cast)


def settings_of(passages: tuple[Passage, ...]) -> list[tuple[str, str, str]]:
    return [(passage.setting.place, passage.setting.time, passage.setting.weather) for passage in passages]


def test_a_fable_is_read_as_a_reader_would() -> None:
    reading = read(FABLE)
    assert reading.story.title == "The Fox and the Lantern"
    assert settings_of(reading.passages) == [("forest", "night", "rain"), ("harbour", "morning", "clear")]
    assert [passage.boundary for passage in reading.passages] == ["start", "time"]
    assert "The next morning" in reading.passages[1].reason
    cast = {character.id: character for character in reading.cast}
    assert set(cast) == {"fox", "mouse", "sailor"}
    assert (cast["fox"].nature, cast["fox"].gender, cast["fox"].age) == ("animal", "female", "old")
    assert cast["sailor"].look == ("young", "red cap")
    roles = [{role.who: role.action for role in beat.roles} for passage in reading.passages for beat in passage.beats]
    assert roles[0]["fox"] == "walk"
    assert {"mouse": "talk"}.items() <= roles[1].items()
    assert roles[-1]["sailor"] in {"laugh", "sit"}
    assert "lantern" in reading.passages[0].beats[0].things
    check_cover(reading)
    check_prompts(reading)


def test_characters_stand_first_in_a_prompt_and_no_style_is_in_it() -> None:
    beat = read(FABLE).passages[0].beats[0]
    assert beat.prompt.startswith("{fox} walks, in a forest, at night, in the rain")
    assert beat.framing == "wide"


def test_equal_stories_and_seeds_give_equal_readings() -> None:
    assert read(FABLE) == read(FABLE)


def test_the_seed_changes_only_what_the_text_does_not_say() -> None:
    text = "A baker met a miller in the village. The baker talked to the miller. The miller laughed at the baker."
    first, second = read(text, seed=1), read(text, seed=2)
    assert first.passages == second.passages
    assert [character.look for character in first.cast] != [character.look for character in second.cast]
    assert len({character.look for character in first.cast}) == 2


def test_headings_and_breaks_begin_passages() -> None:
    reading = read(
        "# Book\n\n## One\n\nA fox ran to the sea.\n\n* * *\n\nA hen sat in a barn.\n\n## Two\n\nA cat slept.\n"
    )
    assert [(passage.boundary, passage.part) for passage in reading.passages] == [
        ("start", "One"),
        ("break", "One"),
        ("part", "Two"),
    ]
    check_cover(reading)


@pytest.mark.parametrize(
    "sentence",
    [
        '"The next morning we came to the castle," said the fox to the hen.',
        "‘The next morning we came to the castle,’ said the fox to the hen.",
        "The fox dreamed of nothing and wished that it would rain in the desert.",
        "There was no moon, and the hen was as big as a house in the city.",
    ],
)
def test_what_is_said_denied_or_wished_does_not_change_the_scene(sentence: str) -> None:
    text = f"A fox and a hen walked through the forest and talked for a long time about many old things. {sentence}"
    reading = read(text)
    assert settings_of(reading.passages) == [("forest", "day", "clear")]
    assert "moon" not in reading.passages[-1].beats[-1].things


def test_a_new_place_with_a_motion_verb_begins_a_passage_that_says_why() -> None:
    reading = read(
        "Anna sat in the kitchen and ate bread with her brother for a very long time. "
        "Then she walked out and went down to the beach. The waves were loud."
    )
    assert settings_of(reading.passages) == [("kitchen", "day", "clear"), ("beach", "day", "clear")]
    assert [passage.setting.inside for passage in reading.passages] == [True, False]
    assert reading.passages[1].reason.startswith("New place: the beach (")


def test_weather_is_not_drawn_on_people_under_a_roof() -> None:
    reading = read("It rained. Anna sat in the kitchen and read a book while the rain fell outside the window.")
    assert "rain" not in reading.passages[0].beats[0].prompt


def test_pronouns_go_to_whoever_fits() -> None:
    reading = read(
        "Anna met Tom in the garden and gave him a rose from the tree. She laughed and danced in the grass all day. "
        "He slept under the old tree until the sun had gone and the birds were silent."
    )
    beats = [beat for passage in reading.passages for beat in passage.beats]
    acting = [(role.who, role.action) for beat in beats for role in beat.roles]
    assert ("anna", "dance") in acting
    assert ("tom", "sleep") in acting


def test_the_fox_and_fox_are_one() -> None:
    reading = read("A fox met a hare. Fox ran over the hill. The fox laughed at Hare, but the hare slept.")
    assert [character.id for character in reading.cast] == ["fox", "hare"]


def test_names_get_kinds_from_titles_surnames_and_appositions() -> None:
    reading = read(
        "Toto, a little black dog, ran to Aunt Em. Aunt Em laughed, and Toto sat down beside Peter Rabbit. "
        "Peter Rabbit wore a blue jacket. Then Toto and Peter slept, and Aunt Em sang."
    )
    cast = {character.name: character for character in reading.cast}
    assert cast["Toto"].kind == "dog"
    assert cast["Toto"].look == ("little", "black") or cast["Toto"].look == ("black", "little")
    assert (cast["Aunt Em"].kind, cast["Aunt Em"].gender) == ("woman", "female")
    assert (cast["Peter Rabbit"].kind, cast["Peter Rabbit"].look) == ("rabbit", ("blue jacket",))


def cards(text: str) -> dict[str, tuple[str, str]]:
    return {character.name: (character.nature, character.kind) for character in read(text).cast}


def test_a_family_name_makes_no_animal_of_a_person() -> None:
    text = "Nora Finch walked down the hill. Nora Finch was ten years old. Finch sat down and laughed."
    assert cards(text) == {"Nora Finch": ("person", "girl")}
    assert cards(f"{text} A finch sang.")["Nora Finch"] == ("animal", "finch")
    assert cards(
        "It was the day when Mr. Fox met Mrs. Hen. Mr. Fox laughed at her, and Mrs. Hen ran into the wood."
    ) == {
        "Mr. Fox": ("animal", "fox"),
        "Mrs. Hen": ("animal", "hen"),
    }


def test_whoever_the_first_words_foretell_is_brought_in_once() -> None:
    text = "This tale tells how the camel got his big hump. Once there was a camel, and he lived in a desert."
    assert cards(text) == {"Camel": ("animal", "camel")}
    assert len(cards("The fox sat down. A fox came out of the wood, and a fox ran away.")) == 1
    assert len(read("The fox sat. The fox slept. The fox ran. There was a fox in the next wood.").cast) == 2


def test_a_rabbits_mother_is_a_rabbit_and_a_dogs_mistress_is_a_woman() -> None:
    assert cards("A rabbit ran home. His mother slept.")["Mother"] == ("animal", "rabbit")
    assert cards("A dog ran home. His mistress slept.")["Mistress"][0] == "person"


def test_a_verses_capitals_are_nobodys_names() -> None:
    assert list(cards("The camel sat.\n\nHis hump is a lump\nWhich well you may see,\nOr laughs and talks,\n")) == [
        "Camel"
    ]


def test_money_spent_on_dress_is_not_worn() -> None:
    assert "dress" not in " ".join(read("The emperor sat down. He spent all his money in dress.").cast[0].look)


def test_a_screenplay_takes_places_and_times_from_its_scene_lines() -> None:
    reading = read(
        "INT. KITCHEN - NIGHT\n\nMARA, a waitress in a green apron, sits at the table and reads a letter.\n\n"
        "MARA\nI cannot stay here. I have to go before the morning comes, whatever he says to me.\n\n"
        "EXT. CITY STREET - CONTINUOUS\n\nMara walks past the shops. Rain falls.\n\n"
        "EXT. HARBOUR - DAWN\n\nMara laughs.\n"
    )
    assert settings_of(reading.passages) == [
        ("kitchen", "night", "clear"),
        ("city", "night", "rain"),
        ("harbour", "dawn", "clear"),
    ]
    (mara,) = reading.cast
    assert (mara.id, mara.kind, mara.look) == ("mara", "waitress", ("green apron",))
    actions = [role.action for passage in reading.passages for beat in passage.beats for role in beat.roles]
    assert actions == ["read", "talk", "walk", "laugh"]


def test_an_i_who_acts_is_the_narrator() -> None:
    reading = read("I walked through the forest. I sat under a tree and slept. A fox came. I laughed.")
    assert "narrator" in {character.id for character in reading.cast}


@pytest.mark.parametrize(
    "text",
    [
        "昔々、あるところにお爺さんとお婆さんがいました。お爺さんは山へ行きました。" * 20,
        "كان يا ما كان، في قديم الزمان، ثعلب يعيش في الغابة. " * 20,
        "Es war einmal ein Fuchs, der lebte tief im Wald und hatte großen Hunger. " * 20,
        "🦊🌲🌙 " * 300,
    ],
)
def test_other_languages_are_shown_by_length_with_a_warning(text: str) -> None:
    reading = read(text)
    assert reading.warnings
    assert len(reading.passages[0].beats) > 2
    check_cover(reading)
    check_prompts(reading)


def test_one_sentence_of_very_many_words_is_cut_into_beats() -> None:
    reading = read("the fox ran over the hill and " * 3000)
    beats = [beat for passage in reading.passages for beat in passage.beats]
    assert max(len(reading.story.text[slice(*beat.span)].split()) for beat in beats) <= 40
    check_cover(reading)


def test_the_title_of_last_resort_is_the_files_name() -> None:
    assert read_story(Path("the-old-fox.txt"), b"A fox ran home to her den.").title == "The Old Fox"


def test_a_refusal_names_the_file() -> None:
    with pytest.raises(InputError, match=r"fox\.txt"):
        read_story(Path("fox.txt"), b"")


@settings(max_examples=60, deadline=None)
@given(st.text(st.characters(), min_size=1, max_size=400))
def test_any_text_is_refused_or_covered(text: str) -> None:
    try:
        story = read_story(None, text.encode("utf-8", "surrogatepass"))  # all planes, and halves of pairs
    except InputError:
        return
    check_cover(understand(story, seed=3))


VOCABULARY = """the a fox Anna She he they it said walked to into forest castle . , ! " “ ” ‘ ’ -- night next morning no
not like red cloak old with beard Mr. McGregor 's rain and ; : I was"""
WORDS = st.sampled_from(["\n\n", *VOCABULARY.split()])


@settings(max_examples=60, deadline=None)
@given(st.lists(WORDS, min_size=1, max_size=120), st.sampled_from(["en", "und"]))
def test_any_english_looking_text_is_covered_with_prompts_that_fit(words: list[str], language: str) -> None:
    reading = understand(Story("", " ".join(words), language=language), seed=3)
    check_cover(reading)
    check_prompts(reading)


def test_a_long_speech_is_never_cut_by_a_passage() -> None:
    speech = "“" + "The next morning I went to the castle and slept. " * 65 + "” said Anna."
    reading = read(f"Anna sat in the kitchen with her brother.\n\n{speech} Then Anna went to the beach and slept.")
    starts = [passage.span[0] for passage in reading.passages]
    inside = range(reading.story.text.index("“") + 1, reading.story.text.index("”"))
    assert len(starts) > 1
    assert not any(start in inside for start in starts)
