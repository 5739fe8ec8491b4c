"""A prompt written by hand is what is seen, in its shot and nowhere else."""

from __future__ import annotations

from storyanim.storyboard import as_prompted
from storyanim.types import Character, PromptFacts, Role, Setting
from tests.schedule.boards import board, shot

DRAGON = Character("dragon", "Dragon", "dragon", "animal", look=("green wings",))


def film():
    """Two scenes of two shots, drafted."""
    drafted = [tuple(shot(number, things=("lamp",)).as_drafted() for number in pair) for pair in ((1, 2), (3, 4))]
    made = board(*drafted)
    return made.model_copy(update={"scenes": tuple(scene.as_drafted() for scene in made.scenes)})


def test_without_prompts_by_hand_nothing_changes() -> None:
    assert as_prompted(film(), {}) == film()


def test_a_shot_shows_its_prompt_and_the_others_theirs() -> None:
    facts = PromptFacts(place="beach", time="night", roles=(Role("fox", "swim"),), things=("boat",))
    seen = as_prompted(film(), {"shot-2": facts})
    before = {one.id: (scene.setting, scene.seed, one) for scene, one in film().shots}
    after = {one.id: (scene.setting, scene.seed, one) for scene, one in seen.shots}
    setting, seed, one = after.pop("shot-2")
    assert setting == Setting("beach", time="night")
    assert seed == before["shot-2"][1]
    assert ([(role.who, role.action) for role in one.roles], one.things) == ([("fox", "swim")], ("boat",))
    assert after == {name: value for name, value in before.items() if name != "shot-2"}
    assert list(after) == ["shot-1", "shot-3", "shot-4"]


def test_an_empty_scene_has_nobody_in_it() -> None:
    seen = as_prompted(film(), {"shot-1": PromptFacts(place="beach")})
    first = next(one for _, one in seen.shots)
    assert (first.roles, first.things) == ((), ())


def test_somebody_new_joins_the_cast() -> None:
    facts = PromptFacts(characters=(DRAGON,), roles=(Role("dragon", "fly"), Role("fox", "run")))
    seen = as_prompted(film(), {"shot-1": facts})
    roles = next(one for _, one in seen.shots).roles
    assert [seen.characters[role.who].kind for role in roles] == ["dragon", "fox"]
    assert seen.characters[roles[0].who].look == ("green wings",)


def test_two_dragons_are_two_and_the_same_dragon_is_one() -> None:
    red = Character("dragon", "Dragon", "dragon", "animal", look=("red wings",))
    said = {
        name: PromptFacts(characters=(who,), roles=(Role("dragon", "fly"),))
        for name, who in {"shot-1": DRAGON, "shot-2": red, "shot-3": DRAGON}.items()
    }
    seen = as_prompted(film(), said)
    who = {one.id: one.roles[0].who for _, one in seen.shots}
    assert who["shot-1"] == who["shot-3"] != who["shot-2"]
    alone = as_prompted(film(), {"shot-3": said["shot-3"]})
    assert {one.id: one.roles[0].who for _, one in alone.shots}["shot-3"] == who["shot-3"]


def test_a_fox_is_the_cast_s_fox_unless_it_looks_another_way() -> None:
    plain = Character("fox", "Fox", "fox", "animal")
    blue = Character("fox", "Fox", "fox", "animal", look=("blue hat",))
    looks = [
        seen.characters[next(one for _, one in seen.shots).roles[0].who].look
        for seen in (
            as_prompted(film(), {"shot-1": PromptFacts(characters=(who,), roles=(Role("fox"),))})
            for who in (plain, blue)
        )
    ]
    assert looks == [("red scarf",), ("blue hat",)]


def test_what_a_hand_wrote_elsewhere_stays() -> None:
    made = film()
    scene = made.scenes[0].model_copy(update={"weather": "snow"})
    first = scene.shots[0].model_copy(update={"things": ("kite",)})
    made = made.model_copy(
        update={"scenes": (scene.model_copy(update={"shots": (first, *scene.shots[1:])}), *made.scenes[1:])}
    )
    facts = PromptFacts(weather="rain", time="dusk", things=("boat",))
    seen_scene, seen = next(as_prompted(made, {"shot-1": facts}).shots)
    assert (seen_scene.weather, seen_scene.time, seen.things) == ("snow", "dusk", ("kite",))
