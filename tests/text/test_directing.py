"""What a viewer would find silly: one small story for each rule that keeps it out of the film."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from storyanim.text import read_story, understand

if TYPE_CHECKING:
    from storyanim.types import Character, Reading

HOME = "Anna sat in the kitchen and ate bread with her brother for a very long time indeed."


def read(text: str) -> Reading:
    return understand(read_story(None, text.encode()), seed=1)


def places(reading: Reading) -> list[str]:
    return [passage.setting.place for passage in reading.passages]


def cast(reading: Reading) -> dict[str, Character]:
    return {character.id: character for character in reading.cast}


def things(reading: Reading) -> set[str]:
    return {thing for passage in reading.passages for beat in passage.beats for thing in beat.things}


def deeds(reading: Reading) -> set[tuple[str, str]]:
    return {(r.who, r.action) for passage in reading.passages for beat in passage.beats for r in beat.roles}


@pytest.mark.parametrize(
    "sentence",
    [
        "Nine boats had gone out to the harbour that morning.",
        "She had always wanted to walk in the mountains.",
        "She laughed, because he was the best sailor on the island.",
        "He was the oldest man in town, and she liked him.",
        "She knew that the king lived in a castle.",
        "The people were going to market.",
        "The sea was as flat as a plate.",
        "She determined to return to the castle.",
        "She told him to go to the river.",
        "She stood in the door of the shop.",
    ],
)
def test_what_is_only_told_of_moves_nobody(sentence: str) -> None:
    reading = read(f"{HOME} {sentence}")
    assert places(reading) == ["kitchen"]
    assert reading.passages[0].setting.time == "day"


def test_past_perfect_behind_a_time_is_what_happens_now() -> None:
    reading = read(f"{HOME} By evening they had climbed into the mountains.")
    assert [(p.setting.place, p.setting.time) for p in reading.passages] == [
        ("kitchen", "day"),
        ("mountains", "evening"),
    ]


def test_a_place_at_the_sentences_start_is_a_new_scene_and_beats_a_small_one() -> None:
    reading = read(f"{HOME} In the old forest, a young fox stepped onto the path. He laughed.")
    assert places(reading) == ["kitchen", "forest"]
    assert reading.passages[1].reason == 'New place: the forest ("In the old forest").'


@pytest.mark.parametrize(
    ("sentence", "place", "season"),
    [
        ("A woman left the village with a lamp.", "village", "summer"),
        ("The woman came to the frozen lake.", "lake", "winter"),
        ("The woman lived in Orchard Street.", "city", "summer"),
        ("The woman went to the bakery.", "shop", "summer"),
        ("The baker's wife sat by the river.", "river", "summer"),
        ("The woman swam as far as the pier.", "harbour", "summer"),
        ("Anna slept. She was tired. She woke in a cave.", "cave", "summer"),
        ("The woman made her way to the palace.", "castle", "summer"),
        ("The woman found herself, like her sister, in a green meadow.", "meadow", "summer"),
        ("It was not long before the woman reached a lake.", "lake", "summer"),
        ("The woman came to a large, large wood.", "forest", "summer"),
        ("The woman walked to the crab-tree grove.", "forest", "summer"),
    ],
)
def test_the_place_is_the_one_a_reader_sees(sentence: str, place: str, season: str) -> None:
    (passage,) = read(sentence).passages
    assert (passage.setting.place, passage.setting.season) == (place, season)


def test_that_winter_is_a_new_scene_where_it_says() -> None:
    reading = read("A fox ran through the forest to an old woman. That winter they sat by the fire in her kitchen.")
    assert places(reading) == ["forest", "kitchen"]
    assert reading.passages[1].setting.season == "winter"


def test_rowing_off_from_a_beach_leads_to_sea() -> None:
    text = "Anna pulled a boat down the beach and laughed at the wind and at the clouds for a long time. So she rowed."
    assert places(read(text)) == ["beach", "sea"]


def test_headings_that_begin_with_a_time_are_scene_lines() -> None:
    reading = read(
        "# Walk\n\n## Night. A street in the rain.\n\nAnna runs.\n\n## Dawn. The same street.\n\nShe sits.\n"
    )
    assert [(p.setting.place, p.setting.time) for p in reading.passages] == [("city", "night"), ("city", "dawn")]
    assert reading.passages[1].reason == "A new part: Dawn. The same street."


def test_the_first_place_holds_from_the_beginning() -> None:
    reading = read("A play for two.\n\n## One\n\nAnna ran through the forest. A fox laughed.\n")
    assert places(reading) == ["forest", "forest"]


@pytest.mark.parametrize(
    ("text", "name", "kind", "gender"),
    [
        ("A young courier in a red coat ran to Tom. Her name is Amina.", "Amina", "courier", "female"),
        ("Tom ran. An old dog lifted his head. His name was Admiral.", "Admiral", "dog", "male"),
        ("A driver sat in a tram. His name is Mr. Novak. He laughed.", "Mr. Novak", "driver", "male"),
    ],
)
def test_a_name_given_later_is_the_last_ones(text: str, name: str, kind: str, gender: str) -> None:
    reading = read(f"{text} {name} laughed.")
    (named,) = (character for character in reading.cast if character.name == name)
    assert (named.kind, named.gender) == (kind, gender)
    assert kind not in cast(reading)


def test_a_name_given_later_is_a_plays_speaker() -> None:
    reading = read("A courier stopped. Her name is Amina.\n\nAMINA: You and me both.\n")
    assert set(cast(reading)) == {"amina"}
    assert ("amina", "talk") in deeds(reading)


def test_whoever_is_eleven_is_a_child_but_not_for_what_he_was_years_ago() -> None:
    reading = read("Tom was eleven, and laughed. The boy ran. Ten years earlier, Nell was nine years old. Nell ran.")
    assert {character.name: character.age for character in reading.cast} == {"Tom": "child", "Nell": "adult"}


def test_places_with_a_saints_name_and_lost_animals_are_not_seen() -> None:
    reading = read("Nobody in Saint Orrin slept. A woman ran through Saint Orrin. Her lamb was lost. She wept.")
    assert set(cast(reading)) == {"woman"}


def test_a_new_driver_is_not_the_old_one() -> None:
    reading = read(
        "A driver sat in a tram and laughed at Anna for a long time, and the driver sang.\n\nA tram came with "
        "a new driver, and Anna ran after the tram in the rain and the snow until the evening was over."
    )
    assert ("driver", "stand") not in deeds(reading)


def test_snow_means_winter_and_foul_weather_that_comes_late_is_a_new_scene() -> None:
    assert read("Snow fell on the village. Anna ran.").passages[0].setting.season == "winter"
    reading = read(
        f"{HOME.replace('kitchen', 'garden')} {HOME.replace('kitchen', 'garden')} "
        f"{HOME.replace('kitchen', 'garden')} Then the storm came."
    )
    assert [passage.setting.weather for passage in reading.passages] == ["clear", "storm"]
    assert reading.passages[1].reason == 'The weather changes ("Then the storm").'


def test_night_on_the_same_journey_keeps_the_snow_and_years_later_do_not() -> None:
    snowy = "One snowy evening, an old woman left the village with her lantern and walked for a long time."
    assert [p.setting.weather for p in read(f"{snowy} In the dark forest she met a fox.").passages] == ["snow", "snow"]
    later = read(f"{snowy} That night, ten years later, she slept.").passages[-1].setting
    assert (later.weather, later.season) == ("clear", "summer")


def test_one_garment_is_coloured_and_none_where_the_text_coloured_one() -> None:
    told = cast(read("Nell ran in her green coat. Nell took off her boots. Nell laughed."))["nell"]
    assert sorted(told.look) == ["boots", "green coat"]
    assert cast(read("The fox wore his hat. The fox ran."))["fox"].look == ("hat",)
    both = cast(read("A man with a white beard and a silver coat sat down."))["man"]
    assert set(both.look) == {"white beard", "silver coat"}


@pytest.mark.parametrize(
    ("sentence", "deed"),
    [
        ("Anna asked how long he had been driving.", ("anna", "talk")),
        ("Anna stood. The fox walked before Anna to the lake.", ("anna", "walk")),
        ("Anna dropped the rope.", ("anna", "hold")),
        ("Anna rested a hand on the bell.", ("anna", "hold")),
        ("Anna, who was very small, ran to the door.", ("anna", "run")),
        ("Anna frowned.", ("anna", "look")),
        ("When Anna reached the beach, the fox laughed.", ("anna", "walk")),
        ("Anna drew a knife.", ("anna", "hold")),
        ("Anna lay in wait for the fox.", ("anna", "look")),
        ("A strange awe fell on Anna, and she knelt.", ("anna", "kneel")),
        ("As Anna walked up, the fox slept.", ("anna", "walk")),
    ],
)
def test_deeds_are_what_is_seen(sentence: str, deed: tuple[str, str]) -> None:
    found = deeds(read(sentence))
    assert deed in found
    assert not {action for who, action in found if who == "anna"} & {"ride", "fall", "sleep", "read"}


def test_whoever_speaks_talks_and_whoever_is_told_does_not() -> None:
    told = deeds(read('Anna and the king sat in the hall. "It was your mother\'s," said her grandfather to the king.'))
    assert ("grandfather", "talk") in told
    told = deeds(read("In the wood the fox met a bear. The fox went away and told the bear."))
    assert ("bear", "talk") not in told


def test_a_wood_that_lies_there_and_a_king_who_goes_on_thinking_do_neither() -> None:
    told = deeds(read("The king was in the garden. Behind him there lies a small wood, and he went on thinking of it."))
    assert not {action for _, action in told} & {"sleep", "walk"}


def test_they_are_all_who_are_meant() -> None:
    found = deeds(read("The fox met an old woman. They walked to the lake."))
    assert {("fox", "walk"), ("woman", "walk")} <= found


@pytest.mark.parametrize(
    "sentence",
    [
        "Anna had been to visit her friend the ogre.",
        "Anna spoke as of any other king.",
        "Anna made a fine picture of a sailor.",
        "Anna shared in the general satisfaction.",
    ],
)
def test_who_is_not_there_is_not_seen(sentence: str) -> None:
    assert set(cast(read(f"Anna sat in the kitchen. {sentence}"))) == {"anna"}


def test_what_was_there_before_is_not_seen() -> None:
    assert "boat" not in things(read("Anna sat in the kitchen. Nine boats had gone out that morning."))


def test_somebody_asleep_is_not_whoever_was_named() -> None:
    assert ("anna", "sleep") not in deeds(read("Anna knocked on the bell, in case somebody was asleep inside."))


@pytest.mark.parametrize(
    ("sentence", "unseen"),
    [
        ("Nell Arrow stood on the pier. Nell Arrow laughed.", "arrow"),
        ("He rings it, and Anna laughs.", "ring"),
        ("Anna sat in a ring of stones.", "ring"),
        ("Anna wore an orange jacket.", "orange"),
        ("Anna saw stripes of red and gold.", "gold"),
        ("Anna ran through the forest and opened a door.", "door"),
        ("Anna led him into her little house and laughed.", "house"),
        ("The children went to bed.", "bed"),
    ],
)
def test_things_that_are_none_are_not_seen(sentence: str, unseen: str) -> None:
    assert unseen not in things(read(sentence))


def test_at_most_three_things_are_seen() -> None:
    reading = read("Anna put a lamp, a book, a ball, a rope and a candle into a basket.")
    assert len(reading.passages[0].beats[0].things) == 3
