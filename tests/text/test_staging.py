"""Who stands in the picture from beat to beat."""

from __future__ import annotations

from storyanim.text import read_story, understand

LONG = "The way was long, and all the stones were cold and grey and wet with the rain of many days and nights."


def roles(text: str) -> list[dict[str, str]]:
    reading = understand(read_story(None, text.encode()), seed=1)
    return [{r.who: r.action for r in beat.roles} for passage in reading.passages for beat in passage.beats]


def test_talk_shows_who_speaks_and_who_listens() -> None:
    text = f'Anna and Tom sat in the kitchen. {LONG}\n\n"I saw a king, and he was asleep in the garden," said Anna.'
    assert roles(text)[-1] == {"anna": "talk", "tom": "look"}


def test_whoever_died_is_not_there_any_more() -> None:
    text = f"Anna sat by the wolf in the forest. Then the wolf died under the old tree. {LONG} {LONG}"
    assert "wolf" not in roles(text)[-1]


def test_whoever_went_away_is_not_there_any_more() -> None:
    text = f"Anna and Tom sat in the forest and sang. Then Tom went away. {LONG} {LONG}"
    assert roles(text)[-1] == {"anna": "stand"}


def test_whoever_is_called_by_name_listens() -> None:
    text = f'Anna, Tom and Nell sat there. Tom sang. Nell sang. {LONG}\n\n"Be quiet, Nell, and go to sleep," said Anna.'
    assert roles(text)[-1] == {"anna": "talk", "nell": "look"}


def test_whoever_has_just_acted_says_what_follows() -> None:
    text = (
        'Anna and Tom stood in the kitchen.\n\n"I am going out, and I shall not come back before night," said Anna.'
        "\n\nTom took his long stick and turned it around twice in the cold and empty air of the kitchen."
        '\n\n"I will be on my way as well, and may it be a long one for all of us who are here."'
    )
    assert roles(text)[-1] == {"tom": "talk", "anna": "look"}


def test_in_the_next_paragraph_the_other_one_answers() -> None:
    text = (
        'Anna and Tom stood in the kitchen.\n\n"You are not going out in all this, for you cannot see," said Anna.'
        '\n\n"I do not have to see. I have always known the way, and I was only never brave enough to go."'
    )
    assert roles(text)[-1] == {"tom": "talk", "anna": "look"}


def test_whoever_was_miserably_burnt_is_dead() -> None:
    text = f"Anna sat by the wolf in the forest. Then the wolf was miserably burnt to death. {LONG} {LONG}"
    assert "wolf" not in roles(text)[-1]
