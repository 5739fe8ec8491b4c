"""Every kind of fault, with the line it stands in and what it may have meant."""

from __future__ import annotations

import time

import pytest

from storyanim.errors import InputError
from storyanim.storyboard import draft_storyboard, dump, load
from tests.storyboard.stories import tale
from tests.storyboard.test_file import MINIMAL

TEXT = dump(draft_storyboard(tale(), seed=7))


def faults(text: str) -> tuple[str, ...]:
    with pytest.raises(InputError) as refusal:
        load(text, "story.yaml")
    assert "\n" not in str(refusal.value)
    assert refusal.value.exit_code == 2
    return refusal.value.faults


def line_of(text: str, part: str) -> int:
    return text[: text.index(part)].count("\n") + 1


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("camera: push", "camera: pusch", "'pusch' is not one of still, push, pull, "),
        ("camera: push", "camera: pusch", "; did you mean 'push'?"),
        ("time: night", "time: Night", "is not one of dawn, morning, day, evening, dusk, night; did you mean 'night'?"),
        ("style: paper", "style: ../../paper", "is not one of paper, ink, sepia, woodcut, chalk"),
        ("style: paper", "style: sepa", "not one of paper, ink, sepia, woodcut, chalk; did you mean 'sepia'?"),
        ("style: paper", "stile: paper", "stile: unknown key; did you mean 'style'?"),
        ("framing: medium", "frame: medium", "scenes[0].shots[0].frame: unknown key; did you mean 'framing'?"),
        ("gender: unknown", "sex: unknown", "cast.fox.sex: unknown key; known are name, kind, "),
        ("seed: 7", "seed: -7", "-7 is out of range; write a number from 0 to 9223372036854775807"),
        ("seed: 7", f"seed: {2**63}", "is out of range"),
        ("seed: 7", "seed: 7.5", "7.5 is not a whole number"),
        ("seed: 7", "seed: '7'", "'7' is not a whole number"),
        ("title_seconds: 3.0", "title_seconds: .nan", "nan is not a number from 0 to 30"),
        ("title_seconds: 3.0", "title_seconds: .inf", "inf is not a number from 0 to 30"),
        ("title_seconds: 3.0", "title_seconds: 1e999", "inf is not a number from 0 to 30"),
        ("title_seconds: 3.0", "title_seconds: " + "9" * 5000, "is not a number from 0 to 30"),
        ("title_seconds: 3.0", "title_seconds: 1:30", "did you mean 90?"),
        ("title_seconds: 3.0", "title_seconds: yes", "'yes' is not a number"),
        ("title_seconds: 3.0", "title_seconds: true", "True is not a number"),
        ("inside: false", "inside: no", "'no' is not true or false; did you mean false?"),
        ("size: 1280x720", "size: 1280x9000", "'1280x9000' is outside 16x16 to 4096x4096 pixels"),
        ("size: 1280x720", "size: big", "'big' is not WIDTHxHEIGHT in pixels, such as 1280x720"),
        ("rate: 24", "rate: 24000", "24000 is outside 1 to 120 frames a second"),
        ("rate: 24", "rate: 1/0", "'1/0' is not a number of frames a second, such as 24 or 30000/1001"),
        ("kind: fox", "kind: 7", "7 is not a text; put it in quotes: '7'"),
        ("kind: fox", "kind:", "is empty; write a text"),
        ("look: [red vest]", "look: red vest", "'red vest' is not a list; write [...]"),
        ("id: s01-02", "id: s01-01", "scenes[0].shots[1].id: 's01-01' is used twice"),
        ("id: s01-02", "id: S 2", "did you mean 's-2'?"),
        ("{fox} walks", "{fux} walks", "scenes[0].shots[0].prompt: '{fux}' names nobody in cast; did you mean 'fox'?"),
        ("who: fox", "who: owel", "scenes[0].shots[0].roles[0].who: 'owel' names nobody in cast; did you mean 'owl'?"),
        ("kind: morph, seconds: 1.0", "kind: morph, seconds: 9", "of the shot's 3.9 seconds; write at most 1.95"),
        ("storyanim: 1", "storyanim: 2", "2 is a version this storyanim does not know; it knows 1"),
        ("  kind: fox", "  kind: !!python/name:os.system fox", "cast.fox.kind: !os.system: a tag is not allowed"),
        ("[red vest]", "&look [red vest]", "cast.fox.look: &look: an anchor is not allowed"),
        ("[red vest]", "[*look]", "cast.fox.look[0]: *look: an alias is not allowed"),
        ("style: paper", "style: paper\nstyle: ink", "style: stands twice, first in line"),
        ("weather: clear", "weather: \x07", "a control character stands here"),
        ("title: The", "title: Part 2: The", "put a text that holds a colon in quotes"),
        ("style: paper", 'style: "paper\\x07"', "is not one of"),
        ("name: Fox", "name: ' '", "cast.fox.name: ' ' is blank; write at least one word"),
        ("name: Fox", "name: ''", "cast.fox.name: is empty; write at least one word"),
        ("kind: fox", "kind: ' '", "cast.fox.kind: ' ' is blank; write at least one word"),
        ("[red vest]", "[' ']", "cast.fox.look[0]: ' ' is blank; write at least one word"),
        ("kind: fox", f"kind: {'x' * 101}", "is longer than 100 characters"),
        ("place: forest", f"place: {'x' * 101}", "is longer than 100 characters"),
        ("title: The", f"title: {'x' * 300}", "is longer than 300 characters"),
        ("[red vest]", f"[{', '.join(['hat'] * 21)}]", "cast.fox.look: has 21 entries; write at most 20"),
        ("things: [lantern]", f"things: [{'a, ' * 20}b]", "shots[0].things: has 21 entries; write at most 20"),
        ("who: fox, action: walk}", "who: fox}, {who: fox}", "roles[1].who: 'fox' has two roles in this shot"),
        ("mood: ''", 'mood: "\\x1b[31m"', "characters that cannot be shown"),
    ],
)  # fmt: skip
def test_a_fault_is_named_with_its_line_and_what_to_do(old: str, new: str, said: str) -> None:
    found = faults(TEXT.replace(old, new, 1))
    assert len(found) == 1
    assert said in found[0]
    assert found[0].startswith(f"story.yaml:{line_of(TEXT, old) + new.count(chr(10))}: ")


def test_every_fault_is_named_at_once_in_the_order_of_the_file() -> None:
    text = TEXT.replace("camera: ", "camera: x", 1).replace("rate: 24", "rate: 0").replace("{fox} w", "{fux} w", 1)
    found = faults(text)
    where = ["rate", "scenes[0].shots[0].prompt", "scenes[0].shots[0].camera"]
    assert [line.split(": ")[1] for line in found] == where


def test_at_most_ten_faults_are_named_and_the_others_counted() -> None:
    found = faults(
        TEXT.replace("framing: medium", "framing: broad")
        .replace("inside: false", "inside: maybe")
        .replace("seed:", "sead:")
    )
    assert len(found) == 11
    assert found[-1].startswith("and ")


def test_a_shot_of_too_many_roles_is_refused() -> None:
    roles = ", ".join(f"{{who: fox-{number}}}" for number in range(13))
    found = faults(TEXT.replace("roles: [{who: fox, action: walk}]", f"roles: [{roles}]", 1))
    assert any("scenes[0].shots[0].roles: has 13 entries; write at most 12" in line for line in found)


def test_thousands_of_faults_are_refused_quickly() -> None:
    cast = "".join(f"  somebody-{number}:\n    name: A\n    kind: fox\n    nature: animal\n" for number in range(50))
    names = " ".join(f"{{somebody{number}}}" for number in range(20_000))
    start = time.process_time()
    found = faults(f"{MINIMAL.replace('a dark forest', repr(names))}cast:\n{cast}")
    assert found[0].endswith("'{somebody0}' names nobody in cast; did you mean 'somebody-0'?")
    assert found[-1] == "and 19,990 more"
    assert time.process_time() - start < 2


def test_a_missing_key_is_named_where_it_should_stand() -> None:
    [line] = faults(MINIMAL.replace("    seconds: 4\n", ""))
    assert line == "story.yaml:8: scenes[0].shots[0].seconds: is missing; 0.5 to 600."


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "story.yaml: empty"),
        ("# only a comment\n", "story.yaml: empty"),
        ("- a\n- b\n", "a list is not a mapping"),
        ("just words", "'just words' is not a mapping"),
        ("look: [red vest\nage: old\n", "look here and in the line before"),
        ("? [a]\n: b\n", "a key must be one word"),
        ("--- {}\n--- {}\n", "story.yaml:2: a second document begins"),
        ("a: " + "[" * 100_000, "nested deeper than 32 levels"),
        ("a: " + "{b: " * 100_000, "nested deeper than 32 levels"),
        ("[" * 100_000 + "]" * 100_000, "nested deeper than 32 levels"),
        ("".join(f"{'- ' * depth}\n" for depth in range(1, 100)), "nested deeper than 32 levels"),
        (MINIMAL.replace("scenes:", "scenes: []\nold:"), "is empty; at least one entry is needed"),
    ],
)
def test_what_is_no_storyboard_is_refused_quickly(text: str, said: str) -> None:
    start = time.process_time()
    with pytest.raises(InputError) as refusal:
        load(text, "story.yaml")
    assert said in "\n".join((str(refusal.value), *refusal.value.faults))
    assert time.process_time() - start < 5


def test_an_alias_bomb_is_refused_without_being_built() -> None:
    bomb = "a0: &a0 [x, x]\n" + "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 40))
    found = faults(bomb)
    assert any("alias is not allowed" in line for line in found)


def test_a_wrong_value_is_shown_shortened() -> None:
    [line] = faults(TEXT.replace("camera: push", f"camera: {'x' * 10_000}", 1))
    assert len(line) < 250
