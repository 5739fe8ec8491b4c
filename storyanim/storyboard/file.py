"""The storyboard file: YAML text in, a `Storyboard` out, and back.

Reading names every fault of a file at once and trusts nothing in it: size, depth, aliases, tags and
repeated keys are refused before any value is built. Writing gives the same bytes for the same storyboard.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pydantic import ValidationError

from storyanim.errors import InputError
from storyanim.storyboard.checks import Fault, cross_faults
from storyanim.storyboard.events import MalformedError
from storyanim.storyboard.faults import located, model_faults, refusal
from storyanim.storyboard.layout import card_lines, part_lines, scene_lines, shot_lines, unplaced_lines
from storyanim.storyboard.model import Storyboard
from storyanim.storyboard.syntax import Tree, parse, plain

LARGEST = 32_000_000
"""Bytes of a file; 20,000 shots take about 17 million."""

HEADER = """\
# This storyboard is your film on paper. Change what you like and render it again: only the shots
# you changed are drawn anew. Drafting the story again keeps your changes and your comments.
#
#   prompt      what is drawn; {fox} stands for the look of the cast card "fox"
#   seconds     how long a shot lasts, 0.5 to 600
#   seed        another number gives another layout; at the top: another film
#   pace        calm, even, lively: how often pictures change when the story is drafted again
#   drift       how far details wander within a shot, in degrees: 0 to 20; 0: they rest
#   framing     wide, medium, close; wide-medium: medium from the middle of the shot on
#   camera      still, push, pull, pan-left, pan-right, tilt-up, tilt-down
#   transition  how a shot begins: cut, dissolve, morph, carry (the camera moves on), dip (through
#               a plain colour); seconds at most half of the shot's; pace, if kept: how far it is
#   narration   the recording that tells it: file, cues (when it says what), begins (seconds)
#   music       a sound file played under it; both lie beside this file
#   cast        name, kind and look of each character, the same in every shot
#   scenes      place; time: dawn, morning, day, evening, dusk, night;
#               season: spring, summer, autumn, winter;
#               weather: clear, cloudy, rain, storm, snow, fog, wind
#
# The lines "drafted" tell your changes from the draft: leave them as they are.
"""


def load(source: Path | str, name: str | None = None) -> Storyboard:
    """The storyboard in a file (a `Path`) or in a text (a `str`); `name` is what messages call it.

    Where a hand changed the film's own seed, the drafted seeds of scenes and shots follow it.

    Raises:
        InputError: it cannot be read or used; `faults` has one line for each fault, at most ten and a count.
    """
    name = name or (source.name if isinstance(source, Path) else "storyboard")
    board = checked(read_tree(source_text(source, name), name), name)
    return board.with_seed(board.seed) if board.hand_edited("seed") else board


def source_text(source: Path | str, name: str) -> str:
    """The text to read: no byte order mark, line breaks as they are.

    Raises:
        InputError: the file cannot be opened, is not UTF-8 or is larger than 32 MB.
    """
    if isinstance(source, str):
        data = source.encode(errors="surrogatepass")
    else:
        try:
            with source.open("rb") as file:
                data = file.read(LARGEST + 1)
        except OSError as fault:
            raise InputError(f"{name}: cannot be read: {fault.strerror}") from None
    if len(data) > LARGEST:
        raise InputError(f"{name}: larger than {LARGEST // 10**6} MB; this is not a storyboard")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        line = data.count(b"\n", 0, fault.start) + 1
        raise InputError(f"{name}:{line}: not UTF-8; save the file as UTF-8") from None


def read_tree(text: str, name: str) -> Tree:
    """The nodes of a text.

    Raises:
        InputError: it is empty or cannot be read as YAML.
    """
    try:
        tree = parse(text)
    except MalformedError as fault:
        raise refusal(name, [(fault.line, Fault((), str(fault)))]) from None
    if tree.root is None:
        raise InputError(f"{name}: empty; write a storyboard with: storyanim draft")
    return tree


def checked(tree: Tree, name: str) -> Storyboard:
    """The storyboard that the nodes hold.

    Raises:
        InputError: it has faults; all of them are named.
    """
    values = plain(tree.root)
    found = list(tree.faults)
    try:
        board = Storyboard.model_validate(values)
    except ValidationError as errors:
        own = model_faults(tree.root, errors)
        known = {fault.place for fault in own}
        between = (fault for fault in cross_faults(values) if fault.place not in known)
        found += located(tree.root, [*own, *between])
    else:
        if not found:
            return board
    raise refusal(name, found)


def dump(board: Storyboard) -> str:
    """The storyboard as the text of a file, with a comment at its head that says how to change it."""
    return "".join(
        (
            HEADER,
            f"storyanim: {board.storyanim}\n",
            part_lines(board, 0),
            "cast:\n" if board.cast else "cast: {}\n",
            *(card_lines(who, card, 2) for who, card in board.cast.items()),
            "scenes:\n",
            *(scene_lines(scene, 0, (shot_lines(shot, 2) for shot in scene.shots)) for scene in board.scenes),
            "unplaced:",
            unplaced_lines(board.unplaced),
        )
    )


def json_schema() -> dict[str, Any]:
    """A JSON Schema of the file, with a description of every key, for editors that complete and check YAML."""
    schema = Storyboard.model_json_schema()
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}
