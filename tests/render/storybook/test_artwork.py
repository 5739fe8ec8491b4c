"""Every drawing, place and action there is can be drawn."""

from __future__ import annotations

from importlib.resources import files
from itertools import combinations
from xml.etree import ElementTree

import pytest

from storyanim.errors import RendererError
from storyanim.render.storybook.canvas import Canvas
from storyanim.render.storybook.light import light_of
from storyanim.render.storybook.places import Piece, Scatter, place_named, place_names
from storyanim.render.storybook.poses import action_of, pose_at
from storyanim.render.storybook.puppet import Air, Costume, paint_puppet
from storyanim.render.storybook.svg import Drawing, Part, Shape, load_drawing, parse_drawing
from storyanim.render.storybook.wardrobe import kinds
from storyanim.types import Setting, Size

ART = files("storyanim.render.storybook") / "art"
FOLDERS = ("people", "animals", "things", "marks", "scenery")
DRAWINGS = sorted(
    (folder, item.name.removesuffix(".svg"))
    for folder in FOLDERS
    for item in (ART / folder).iterdir()
    if item.name.endswith(".svg")
)
RIGS = {"quadruped", "large", "tall", "small", "hopper", "bird", "owl", "insect", "fish", "serpent"}
PLAIN_AIR = Air(light_of(Setting()), 0.2)
ACTIONS = (
    "stand", "walk", "run", "sit", "sleep", "fly", "swim", "climb", "fall", "carry", "point", "talk", "embrace",
    "fight", "kneel", "weep", "laugh", "eat", "work", "read", "dance", "sing", "look", "listen", "hold", "ride",
    "soar", "jump",
)  # fmt: skip


def painted_share(drawing: Drawing, tags: frozenset[str] = frozenset()) -> float:
    """How much of a small canvas the drawing covers."""
    canvas = Canvas(Size(96, 96))
    tall = max(drawing.metres, drawing.width * drawing.scale)
    with canvas.moved(48, 80, scale=(70 / tall, 70 / tall)):
        paint_puppet(canvas, Costume(drawing, tags), PLAIN_AIR)
    return float((canvas.rgb().sum(axis=2) > 0).mean())


def tags_of(part: Part | Shape) -> set[str]:
    inner = [tags_of(child) for child in part.children] if isinstance(part, Part) else []
    return set(part.when).union(*inner)


@pytest.mark.parametrize(("folder", "name"), DRAWINGS, ids=str)
def test_a_drawing_is_seen_with_and_without_its_options(folder: str, name: str):
    drawing = load_drawing(folder, name)
    assert painted_share(drawing) > 0.01
    assert painted_share(drawing, frozenset(tags_of(drawing.root))) > 0.01


def test_there_are_people_animals_things_and_places_to_tell_a_story_with():
    by_folder = {folder: sum(1 for found, _ in DRAWINGS if found == folder) for folder in FOLDERS}
    assert by_folder["animals"] >= 40
    assert by_folder["things"] >= 40
    assert len({kind.name for kind in kinds() if kind.folder == "people"}) >= 25
    assert len(place_names()) >= 50


def test_every_kind_has_its_drawing():
    for kind in kinds():
        assert load_drawing(kind.folder, kind.art).metres > 0, kind


@pytest.mark.parametrize("name", [name for folder, name in DRAWINGS if folder == "animals"])
def test_an_animal_has_what_actions_and_riders_keep_to(name: str):
    drawing = load_drawing("animals", name)
    assert {"mouth", "back"} <= {anchor for anchor, _, _ in drawing.anchors}
    assert drawing.rig in RIGS


@pytest.mark.parametrize("name", place_names())
def test_a_place_is_made_of_drawings_that_exist(name: str):
    for layer in place_named(name).layers:
        for piece in layer.pieces if isinstance(layer, Scatter) else [layer.piece] if isinstance(layer, Piece) else []:
            load_drawing("scenery", piece)


def test_no_two_places_share_more_than_half_of_their_layers():
    for one, other in combinations([place_named(name) for name in place_names()], 2):
        shared = set(one.layers) & set(other.layers)
        assert len(shared) <= min(len(one.layers), len(other.layers)) / 2, (one.name, other.name)


@pytest.mark.parametrize("rig", ["biped", "quadruped", "bird", "fish"])
@pytest.mark.parametrize("name", ACTIONS)
def test_a_rig_can_do_whatever_it_is_told(rig: str, name: str):
    action = action_of(rig, name)
    assert pose_at(action, 0.7) == pose_at(action, 0.7)
    assert action.rate > 0


def test_joints_named_by_actions_exist():
    """An action that moves a part nobody has drawn would do nothing."""

    def ids(part: Part) -> set[str]:
        return {part.id}.union(*(ids(child) for child in part.children if isinstance(child, Part)))

    dolls = [load_drawing("people", name) for name in ("man", "woman", "child")]
    drawn = set[str]().union(*(ids(doll.root) for doll in dolls))
    for name in ACTIONS:
        assert set(action_of("biped", name).parts) <= drawn, name


@pytest.mark.parametrize(
    "text",
    [
        "<svg",
        "<svg xmlns='http://www.w3.org/2000/svg'/>",
        "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 9 9'><image href='x'/></svg>",
    ],
)
def test_a_file_outside_the_subset_is_refused(text: str):
    with pytest.raises((ValueError, KeyError, ElementTree.ParseError)):
        parse_drawing(text, "bad")


def test_a_missing_drawing_is_one_line_for_a_person():
    with pytest.raises(RendererError, match=r"no drawing animals/unicycle\.svg"):
        load_drawing("animals", "unicycle")
