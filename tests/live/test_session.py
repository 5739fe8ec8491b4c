"""A film as it is played: commands change it, everybody is told, edits can be taken back."""

from __future__ import annotations

import asyncio
import io
import threading
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from storyanim.errors import InputError
from storyanim.live import read_session
from storyanim.live.feeding import feed_from
from storyanim.live.keeping import Keeping
from storyanim.live.messages import command, messages_schema
from storyanim.live.pictures import Picture
from storyanim.live.sessionlog import SessionLog
from storyanim.schedule import schedule
from storyanim.storyboard import dump, load
from tests.live.shows import Stage, stage, tale, told

if TYPE_CHECKING:
    from storyanim.storyboard import Storyboard


def take(there: Stage, kind: str, **values: Any) -> None:
    import json

    there.session.take(command(json.dumps({"type": kind, **values})))


def prompt(there: Stage, number: int = 0) -> str:
    assert there.session.film
    return list(there.session.film.board.shots)[number][1].prompt


def second(there: Stage) -> float:
    return there.session.clock.position(there.clock.now)


def texts(there: Stage) -> list[str]:
    assert there.session.film
    return [shot.text for _, shot in there.session.film.board.shots]


def drafted(text: str, *, seed: int | None = None) -> Storyboard:
    """A story as a storyboard whose every value is marked as drafted."""
    board = told(text)
    shots = tuple(shot.as_drafted() for _, shot in board.shots)
    scene = board.scenes[0].as_drafted().model_copy(update={"shots": shots})
    cast = {who: card.as_drafted() for who, card in board.cast.items()}
    return board.as_drafted().model_copy(update={"scenes": (scene,), "cast": cast})


def edit(there: Stage, field: str, value: object, shot: str = "shot-0") -> None:
    take(there, "edit", shot=shot, field=field, value=value)
    there.session.settle()


def test_who_comes_is_told_the_film_and_where_it_is() -> None:
    news = stage(tale()).news()
    assert [shot["id"] for scene in news["film"]["scenes"] for shot in scene["shots"]] == ["shot-0", "shot-1", "shot-2"]
    assert (news["state"]["playing"], news["state"]["second"], news["state"]["seconds"]) == (False, 0.0, 12.0)


def test_it_plays_pauses_seeks_and_changes_speed() -> None:
    there = stage(tale())
    take(there, "play")
    there.clock.now += 2
    assert second(there) == 2
    take(there, "speed", value=2.0)
    there.clock.now += 1
    assert second(there) == 4
    take(there, "pause")
    there.clock.now += 9
    assert second(there) == 4
    take(there, "seek", second=11.0)
    assert there.news()["state"]["second"] == 11


def test_it_stands_still_at_its_end() -> None:
    there = stage(tale())
    take(there, "play")
    there.clock.now += 100
    there.session.settle()
    state = there.news()["state"]
    assert (state["playing"], state["second"]) == (False, 12.0)


def test_where_it_stands_still_everybody_sees_the_last_picture() -> None:
    """Also those who see fewer: none comes after it."""
    there = stage(tale())
    take(there, "play")
    there.viewer.rate = 6.0
    for number in range(3):
        there.clock.now += 1 / 24
        there.session.viewers.show(Picture(1, 1, number, 0.0, bytes(16), b""), bytes([number]), there.clock.now)
    there.session.settle()
    assert asyncio.run(there.viewer.fetch())[1] == [bytes([0])]
    take(there, "pause")
    there.session.settle()
    assert asyncio.run(there.viewer.fetch())[1] == [bytes([2])]


def test_where_a_voice_is_waited_for_they_see_it_when_it_is_time() -> None:
    there = stage(tale())
    take(there, "play")
    there.viewer.rate = 6.0
    for number in range(2):
        there.session.viewers.show(Picture(1, 1, number, 0.0, bytes(16), b""), bytes([number]), there.clock.now)
    there.clock.now += 0.4
    there.session.settle()
    assert asyncio.run(there.viewer.fetch())[1] == [bytes([1])]


def test_next_and_back_go_by_shots() -> None:
    there = stage(tale())
    take(there, "next")
    assert second(there) == 4
    take(there, "next")
    take(there, "next")
    assert second(there) == 8, "there is no shot after the last"
    take(there, "next", back=True)
    assert second(there) == 4


def test_on_a_teleprompter_the_film_waits_at_the_end_of_a_shot() -> None:
    there = stage(tale())
    take(there, "lead", by="reader")
    take(there, "next")
    there.clock.now += 60
    assert 7.9 < second(there) < 8.0
    take(there, "next")
    assert second(there) == 8.0


def test_a_voice_leads_word_by_word_and_is_waited_for() -> None:
    there = stage(told("One two three four five six. Seven eight nine ten."))
    take(there, "lead", by="voice")
    take(there, "word", number=3)
    assert there.session.film
    words = there.session.film.script.words
    assert second(there) == words[3].second
    there.clock.now += 30
    assert second(there) == pytest.approx(words[5].second)
    take(there, "word", number=99)
    assert second(there) == pytest.approx(words[5].second), "no such word"


def test_a_reader_is_waited_for_from_the_beginning_and_after_a_jump() -> None:
    """Who reads aloud and presses Play has turned no page yet."""
    there = stage(tale())
    take(there, "lead", by="reader")
    take(there, "play")
    there.clock.now += 60
    assert 3.9 < second(there) < 4.0
    take(there, "seek", second=5.0)
    there.clock.now += 60
    assert 7.9 < second(there) < 8.0
    take(there, "pause")
    take(there, "play")
    there.clock.now += 60
    assert 7.9 < second(there) < 8.0, "it is still not read"
    take(there, "lead", by="clock")
    there.clock.now += 1
    assert second(there) > 8.5


def test_whoever_begins_to_read_while_it_plays_is_waited_for() -> None:
    there = stage(tale())
    take(there, "play")
    there.clock.now += 1
    take(there, "lead", by="reader")
    there.clock.now += 60
    assert 3.9 < second(there) < 4.0


def test_a_reader_is_followed() -> None:
    there = stage(told("The fox ran over the hill. The owl flew over the lake. The bear slept in the snow."))
    take(there, "lead", by="reader")
    take(there, "heard", text="the owl flew over")
    script = there.session.film.script if there.session.film else None
    assert script
    assert second(there) == script.words[9].second


def test_a_prompt_is_edited_undone_and_done_again() -> None:
    there = stage(tale())
    before = prompt(there)
    edit(there, "prompt", "{fox} sleeps")
    assert prompt(there) == "{fox} sleeps"
    assert there.news()["shot"]["shot"]["prompt"] == "{fox} sleeps"
    take(there, "undo")
    assert prompt(there) == before
    assert there.news()["state"]["can_redo"]
    take(there, "redo")
    assert prompt(there) == "{fox} sleeps"


def test_what_is_typed_in_one_go_is_undone_in_one_go() -> None:
    there = stage(tale())
    before = prompt(there)
    for words in ("{fox} s", "{fox} sl", "{fox} sle"):
        edit(there, "prompt", words)
        there.clock.now += 0.2
    there.clock.now += 10
    edit(there, "prompt", "{fox} sleeps")
    take(there, "undo")
    assert prompt(there) == "{fox} sle"
    take(there, "undo")
    assert prompt(there) == before


@pytest.mark.parametrize(
    ("field", "value", "name", "after"),
    [
        ("seed", 99, "seed", 99),
        ("camera", "push", "camera", "push"),
        ("framing", "close", "framing", "close"),
    ],
)
def test_every_value_of_a_shot_can_be_edited(field: str, value: object, name: str, after: object) -> None:
    there = stage(tale())
    edit(there, field, value)
    assert there.session.film
    assert getattr(next(there.session.film.board.shots)[1], name) == after


def test_a_transition_fits_into_its_shot() -> None:
    there = stage(tale())
    edit(there, "transition", {"kind": "dissolve", "seconds": 9.0}, "shot-1")
    assert there.session.film
    way = list(there.session.film.board.shots)[1][1].transition
    assert (way.kind, way.seconds) == ("dissolve", 2.0)
    edit(there, "transition", {"kind": "cut", "seconds": 9.0}, "shot-1")
    assert list(there.session.film.board.shots)[1][1].transition.seconds == 0.0


def test_style_and_looks_change_the_whole_film() -> None:
    there = stage(tale())
    edit(there, "style", "ink", shot="")
    take(there, "edit", field="look", who="fox", value=["blue hat"])
    there.session.settle()
    film = there.news()["film"]
    assert (film["style"], film["cast"]["fox"]) == ("ink", ["blue hat"])


@pytest.mark.parametrize(
    ("field", "value", "shot"),
    [
        ("prompt", "{nobody} walks", "shot-0"),
        ("prompt", "fine", "no-such-shot"),
        ("camera", "sideways", "shot-0"),
        ("seed", -1, "shot-0"),
        ("seed", "many", "shot-0"),
        ("transition", {"kind": "wipe"}, "shot-0"),
        ("transition", {"kind": "dissolve", "seconds": "long"}, "shot-0"),
        ("transition", "cut", "shot-0"),
        ("style", "oil", ""),
        ("style", 3, ""),
        ("look", ["hat"], "shot-0"),
    ],
)
def test_a_value_that_cannot_be_is_told_and_changes_nothing(field: str, value: object, shot: str) -> None:
    there = stage(tale())
    before = there.session.film
    edit(there, field, value, shot)
    news = there.news()
    assert news["note"]["kind"] == "fault"
    assert news["note"]["text"]
    assert there.session.film is before


def test_edits_that_come_faster_than_pictures_become_one() -> None:
    there = stage(tale())
    assert there.session.film
    version = there.session.film.version
    for number in range(500):
        take(there, "edit", shot="shot-0", field="prompt", value=f"{{fox}} walks {number}")
    there.session.settle()
    assert there.session.film.version == version + 1
    assert prompt(there) == "{fox} walks 499"


def test_saving_keeps_the_files_comments_and_order(tmp_path: Path) -> None:
    path = tmp_path / "tale.yaml"
    text = dump(tale()).replace("title:", "# my own words\ntitle:")
    path.write_text(text, encoding="utf-8")
    there = stage(tale())
    there.session._keeping = Keeping(tmp_path, path, tale(), tale())
    edit(there, "prompt", "{fox} sleeps under a tree")
    assert not there.news()["state"]["saved"]
    state = saved(there)["state"]
    after = path.read_text(encoding="utf-8")
    assert after == text.replace("{fox} walks through the snow", "{fox} sleeps under a tree", 1)
    assert state["saved"]
    assert load(path) == there.session.film.board if there.session.film else False


def test_what_the_command_line_asked_for_is_not_saved(tmp_path: Path) -> None:
    path = tmp_path / "tale.yaml"
    path.write_text(dump(tale()), encoding="utf-8")
    played = tale().with_settings(size=(32, 32))
    kept = Keeping(tmp_path, path, tale(), played).kept(played)
    assert load(path).size == tale().size
    assert kept.holds(played)


def test_a_story_without_a_file_gets_a_new_one(tmp_path: Path) -> None:
    (tmp_path / "the-fox-and-the-lantern.yaml").write_text("mine", encoding="utf-8")
    there = stage(tale(), tmp_path)
    saved(there)
    assert (tmp_path / "the-fox-and-the-lantern.yaml").read_text(encoding="utf-8") == "mine"
    assert load(tmp_path / "the-fox-and-the-lantern-2.yaml").title == tale().title


@pytest.mark.parametrize("meanwhile", [dump(tale()).replace("style: paper", "style: ink"), "title: \xfc", ""])
def test_a_file_that_somebody_else_has_changed_stays_as_it_is(tmp_path: Path, meanwhile: str) -> None:
    """Also where it is no storyboard any more, or no UTF-8."""
    path = tmp_path / "tale.yaml"
    path.write_bytes(meanwhile.encode("latin-1"))
    there = stage(tale())
    there.session._keeping = Keeping(tmp_path, path, tale(), tale())
    edit(there, "prompt", "{fox} sleeps")
    note = saved(there)["note"]["text"]
    assert (
        note
        == f"tale.yaml was changed by somebody else meanwhile, and stays as it is: saved to {path.with_stem('tale-2')}"
    )
    assert path.read_bytes() == meanwhile.encode("latin-1")
    assert next(load(path.with_stem("tale-2")).shots)[1].prompt == "{fox} sleeps"
    edit(there, "prompt", "{fox} sings")
    assert saved(there)["note"]["text"] == f"saved to {path.with_stem('tale-2')}"


def test_what_cannot_be_saved_is_told_and_ends_nothing(tmp_path: Path) -> None:
    there = stage(tale(), tmp_path / "gone")
    note = saved(there)["note"]
    assert note["kind"] == "fault"
    assert "cannot write" in note["text"]


def test_a_drafted_storyboard_is_saved_into_the_file_that_was_written_of_it(tmp_path: Path) -> None:
    board = drafted("The fox ran. The owl flew.")
    path = tmp_path / "told.yaml"
    path.write_text(dump(board), encoding="utf-8")
    kept = Keeping(tmp_path, path, board, board).kept(board.with_settings(style="ink"))
    assert kept.path == path
    assert load(path).style == "ink"


def test_a_sketch_is_saved_into_its_file_again_and_again(tmp_path: Path) -> None:
    async def sketch(there: Stage) -> None:
        take(there, "sketch", prompt=" a fox \n on a hill ")
        await settled(there)

    there = stage(None, tmp_path)
    asyncio.run(sketch(there))
    for seed in (1, 2):
        edit(there, "seed", seed)
        saved(there)
    assert [path.name for path in tmp_path.iterdir()] == ["sketch.yaml"]


def saved(there: Stage) -> dict[str, Any]:
    """What is told of a saving."""

    async def save() -> None:
        take(there, "save")
        await settled(there)

    asyncio.run(save())
    return there.news()


async def settled(there: Stage) -> None:
    for _ in range(5000):
        await asyncio.sleep(0.001)
        if not there.session._errands.words:
            return


def test_a_pasted_story_is_played_from_its_beginning() -> None:
    async def paste(there: Stage) -> None:
        take(there, "story", text="A cat sat. A dog ran.")
        await settled(there)

    there = stage(tale())
    take(there, "seek", second=9.0)
    asyncio.run(paste(there))
    news = there.news()
    assert (news["film"]["title"], news["state"]["second"]) == ("Told", 0.0)
    assert not news["state"]["saved"]


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("{dragn} flies", "nobody is called {dragn}; there is {fox}"),
        ("the {tortoise walks", "{tortoise is no name: one stands between { and }; there is {fox}"),
        ("the fox} walks", "fox} is no name: one stands between { and }; there is {fox}"),
    ],
)
def test_who_names_nobody_is_told_whom_there_is(typed: str, words: str) -> None:
    there = stage(tale())
    edit(there, "prompt", typed)
    assert there.news()["note"]["text"] == words
    assert prompt(there) == "{fox} walks through the snow"


def test_a_story_that_cannot_be_read_is_told() -> None:
    def refuse(_text: str, **_seed: Any) -> Any:
        raise InputError("this is no story")

    async def paste(there: Stage) -> None:
        take(there, "story", text="?")
        await settled(there)

    there = stage(tale(), draft=refuse)
    asyncio.run(paste(there))
    news = there.news()
    assert (news["note"]["kind"], news["note"]["text"]) == ("fault", "this is no story")
    assert news["film"]["title"] == tale().title


def test_on_an_empty_stage_a_prompt_becomes_a_picture() -> None:
    async def write(there: Stage) -> None:
        for prompt in ("a fox", "a fox on", "a fox on a hill"):
            take(there, "sketch", prompt=prompt)
        await settled(there)

    there = stage()
    asyncio.run(write(there))
    film = there.news()["film"]
    assert film["sketch"]
    assert [shot["text"] for scene in film["scenes"] for shot in scene["shots"]] == ["a fox on a hill"]
    there.clock.now += 1000
    there.session.settle()
    assert there.session.clock.playing, "a sketch goes on for ever"


def test_what_was_chosen_for_a_sketch_stays_while_its_prompt_is_written() -> None:
    async def write(there: Stage) -> None:
        take(there, "sketch", prompt="a fox")
        await settled(there)
        edit(there, "seed", 77)
        edit(there, "camera", "tilt-up")
        edit(there, "style", "ink", shot="")
        take(there, "sketch", prompt="a fox on a hill")
        await settled(there)

    there = stage()
    asyncio.run(write(there))
    assert there.session.film
    board = there.session.film.board
    ((_, shot),) = board.shots
    assert (shot.text, shot.seed, shot.camera, board.style) == ("a fox on a hill", 77, "tilt-up", "ink")


def test_a_story_grows_while_it_is_told_and_the_place_is_kept() -> None:
    async def tell(there: Stage) -> None:
        take(there, "more", text="The fox ran. The owl fl")
        await settled(there)
        there.clock.now += 1.0
        take(there, "more", text="ew. The bear slept. ")
        await settled(there)

    there = stage()
    asyncio.run(tell(there))
    film = there.news()["film"]
    assert [shot["text"] for scene in film["scenes"] for shot in scene["shots"]] == [
        "The fox ran.",
        "The owl flew.",
        "The bear slept.",
    ]
    assert second(there) == pytest.approx(1.0)
    assert there.session.clock.playing


@pytest.mark.parametrize("meanwhile", [False, True])
def test_an_edit_stays_while_the_story_grows(meanwhile: bool) -> None:
    """Also one that is made while the new sentence is read."""
    reading, go_on = threading.Event(), threading.Event()

    async def tell(there: Stage) -> None:
        go_on.set()
        take(there, "more", text="The fox ran. ")
        await settled(there)
        if not meanwhile:
            edit(there, "prompt", "{fox} dances")
        reading.clear()
        go_on.clear()
        take(there, "more", text="The owl flew. ")
        while not reading.is_set():
            await asyncio.sleep(0.01)
        if meanwhile:
            edit(there, "prompt", "{fox} dances")
        go_on.set()
        await settled(there)

    def waited(text: str, **_seed: Any) -> Storyboard:
        reading.set()
        go_on.wait(10)
        return drafted(text)

    there = stage(draft=waited)
    asyncio.run(tell(there))
    assert there.session.film
    assert [shot.prompt for _, shot in there.session.film.board.shots] == [
        "{fox} dances",
        "{fox} walks through the snow",
    ]


def test_what_is_told_never_takes_the_place_of_a_storyboard(tmp_path: Path) -> None:
    async def tell(there: Stage) -> None:
        with pytest.raises(InputError, match="a story is played already"):
            take(there, "more", text="The owl flew. ")
        await settled(there)

    there = stage(tale(), tmp_path)
    asyncio.run(tell(there))
    assert there.session.film
    assert there.session.film.board == tale()


def test_a_pasted_story_stays_whatever_is_told_after_it() -> None:
    """Also what had been told while it was read."""
    go_on = threading.Event()

    async def tell(there: Stage) -> None:
        take(there, "more", text="The fox ran. ")
        go_on.set()
        await settled(there)
        go_on.clear()
        take(there, "story", text="A cat sat.")
        take(there, "more", text="The owl flew. ")
        go_on.set()
        await settled(there)
        await feed_from(io.BytesIO(b"The bear slept. "), there.session)
        await settled(there)

    def drafted(text: str, **_seed: Any) -> Storyboard:
        go_on.wait(10)
        return told(text)

    there = stage(draft=drafted)
    asyncio.run(tell(there))
    assert texts(there) == ["A cat sat."]
    assert "the rest of what comes on stdin is left out" in there.news()["note"]["text"]


def test_where_a_pasted_story_cannot_be_read_the_told_one_goes_on() -> None:
    async def tell(there: Stage) -> None:
        take(there, "more", text="The fox ran. ")
        await settled(there)
        take(there, "story", text="?")
        await settled(there)
        take(there, "more", text="The owl flew. ")
        await settled(there)

    def drafted(text: str, **_seed: Any) -> Storyboard:
        if text == "?":
            raise InputError("this is no story")
        return told(text)

    there = stage(draft=drafted)
    asyncio.run(tell(there))
    assert texts(there) == ["The fox ran.", "The owl flew."]


def test_undo_and_redo_take_back_edits_and_not_what_was_told_since() -> None:
    async def tell(there: Stage) -> None:
        take(there, "more", text="The fox ran. ")
        await settled(there)
        edit(there, "prompt", "{fox} dances")
        take(there, "more", text="The owl flew. The bear slept. ")
        await settled(there)

    there = stage(draft=drafted)
    asyncio.run(tell(there))
    assert len(texts(there)) == 3
    take(there, "undo")
    assert (prompt(there), len(texts(there))) == ("{fox} walks through the snow", 3)
    take(there, "redo")
    assert (prompt(there), len(texts(there))) == ("{fox} dances", 3)


def test_what_was_taken_back_before_more_was_told_is_done_again_with_it() -> None:
    async def tell(there: Stage) -> None:
        take(there, "more", text="The fox ran. ")
        await settled(there)
        edit(there, "prompt", "{fox} dances")
        take(there, "undo")
        take(there, "more", text="The owl flew. ")
        await settled(there)

    there = stage(draft=drafted)
    asyncio.run(tell(there))
    take(there, "redo")
    assert (prompt(there), texts(there)) == ("{fox} dances", ["The fox ran.", "The owl flew."])


def test_a_sketch_gives_way_to_a_story_that_is_told() -> None:
    async def tell(there: Stage) -> None:
        take(there, "sketch", prompt="a cat")
        await settled(there)
        edit(there, "prompt", "{fox} dances")
        take(there, "more", text="The fox ran. The owl flew. ")
        await settled(there)

    there = stage()
    asyncio.run(tell(there))
    news = there.news()
    assert not news["film"]["sketch"]
    assert texts(there) == ["The fox ran.", "The owl flew."]
    assert prompt(there) == "{fox} walks through the snow"
    assert not news["state"]["can_undo"]


def test_a_film_is_made_and_named(tmp_path: Path) -> None:
    async def film(there: Stage) -> None:
        take(there, "film")
        await settled(there)

    there = stage(tale(), tmp_path)
    asyncio.run(film(there))
    assert there.news()["note"]["film"] == "the-fox-and-the-lantern.mp4"
    assert there.session.films == [tmp_path / "the-fox-and-the-lantern.mp4"]


@pytest.mark.parametrize("kind", ["save", "film", "undo"])
def test_without_a_film_it_says_so(kind: str) -> None:
    with pytest.raises(InputError, match="there is no film yet"):
        take(stage(), kind)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=8,
)
KINDS = sorted(messages_schema()["$defs"]["commands"]["discriminator"]["mapping"])


@given(
    st.dictionaries(st.sampled_from(["type", "second", "value", "shot", "field", "text", "by", "number"]), json_values)
)
def test_a_message_is_a_command_or_is_refused_in_a_line(values: dict[str, Any]) -> None:
    import json

    try:
        understood = command(json.dumps(values))
    except InputError as error:
        refused = str(error)
    else:
        refused = ""
        assert understood.type == values["type"]
    assert "\n" not in refused


@given(st.text(max_size=300))
def test_what_is_no_message_is_refused_in_a_line(text: str) -> None:
    with pytest.raises(InputError):
        command(text)


steps = st.tuples(st.sampled_from(KINDS), st.floats(0, 20), st.integers(0, 30), st.booleans())
LEADERS = ("clock", "voice", "reader")
STORIES = ("The fox ran. The owl flew over the lake. ", "A cat sat. ", "The bear slept in the snow. And th", "?")


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.booleans(), st.lists(steps, max_size=14))
def test_no_order_of_commands_breaks_the_show_or_its_log(bare: bool, steps: list[tuple[str, float, int, bool]]) -> None:
    """Whatever is refused is refused in a line; what is logged ends as what was played."""
    with TemporaryDirectory() as folder:
        log = SessionLog(Path(folder) / "evening.log", 100.0)
        there = stage(None if bare else tale(), Path(folder), log)
        asyncio.run(ordered(there, steps))
        film = there.session.film
        if film is None:
            log.close(there.clock.now)
            return
        take(there, "pause")
        there.clock.now += 1.0
        log.close(there.clock.now)
        played = read_session(Path(folder) / "evening.log", schedule)
        assert played.board == film.board
        index = there.session.clock.index(there.clock.now, film.schedule.rate, film.schedule.frames)
        assert abs(played.recording.indices[-1] - index) <= 1, "rounded to a tenth of a millisecond"


async def ordered(there: Stage, steps: list[tuple[str, float, int, bool]]) -> None:
    for kind, value, number, waits in steps:
        there.clock.now += value
        values: dict[str, Any] = {
            "seek": {"second": value}, "speed": {"value": 0.25 + value / 10}, "lead": {"by": LEADERS[number % 3]},
            "word": {"number": number}, "heard": {"text": f"the fox {number}"}, "next": {"back": waits},
            "edit": {"shot": f"shot-{number % 3}", "field": "seed", "value": number},
            "story": {"text": STORIES[number % 4]}, "sketch": {"prompt": STORIES[number % 4]},
            "more": {"text": STORIES[number % 4], "end": number == 0},
        }.get(kind, {})  # fmt: skip
        with suppress(InputError):
            take(there, kind, **values)
        there.session.settle()
        assert 0 <= second(there) <= there.session._playback.length
        if waits:
            await settled(there)
    await settled(there)
    there.session.settle()
