"""Everything wrong with a storyboard file, each in one line a person can act on.

Takes the file's nodes and what pydantic and `checks` found, gives lines such as
`story.yaml:41: scenes[1].shots[0].camera: 'pusch' is not one of still, push, ...; did you mean 'push'?`.
Knows nothing of reading files.
"""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING

from storyanim.errors import InputError
from storyanim.storyboard.checks import Fault, Place, did_you_mean, shown, written
from storyanim.storyboard.model import (
    CROSS_FAULT,
    CastCard,
    Narration,
    RoleLine,
    Scene,
    Shot,
    Storyboard,
    Transition,
    Unplaced,
)
from storyanim.storyboard.syntax import ALIAS, ListNode, MapNode, Node

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from pydantic import BaseModel, ValidationError
    from pydantic_core import ErrorDetails

MOST_NAMED = 10
"""Faults named at once; more would scroll the first off the screen."""

_INSIDE: Mapping[type[BaseModel], Mapping[str | int, type[BaseModel]]] = {
    Storyboard: {"cast": CastCard, "scenes": Scene, "unplaced": Unplaced, "narration": Narration},
    Scene: {"shots": Shot},
    Shot: {"roles": RoleLine, "transition": Transition},
}
"""Which part stands under which key."""

_SINGLE = (Transition, Narration)
"""Parts that stand under their key themselves; all others are one of several."""

_TRUTH = {**dict.fromkeys(("yes", "on", "y"), "true"), **dict.fromkeys(("no", "off", "n"), "false")}
_CLOCK = re.compile(r"([0-9]{1,3}):([0-5][0-9])")


def refusal(name: str, found: Iterable[tuple[int, Fault]]) -> InputError:
    """One error for all faults of the file `name`, of which there is at least one; each with its line, from 0."""
    ordered = sorted(found, key=lambda pair: pair[0])
    lines = tuple(f"{name}:{line + 1}: {_sentence(fault)}" for line, fault in ordered[:MOST_NAMED])
    if len(ordered) == 1:
        return InputError(lines[0], faults=lines)
    more = len(ordered) - len(lines)
    first = ordered[0][0] + 1
    return InputError(
        f"{name} cannot be used: it has {len(ordered):,} faults, the first in line {first}",
        faults=(*lines, f"and {more:,} more") if more else lines,
    )


def located(root: Node | None, faults: Iterable[Fault]) -> list[tuple[int, Fault]]:
    """Each fault with the line, counted from 0, where its value stands or should stand."""
    return [(_found(root, fault.place)[1], fault) for fault in faults]


def model_faults(root: Node | None, errors: ValidationError) -> list[Fault]:
    """What pydantic found, in our words; faults between values are left to `checks.cross_faults`."""
    return [
        Fault(_place(error), "", partial(_words, root, error))
        for error in errors.errors(include_url=False)
        if error["type"] != CROSS_FAULT and error["input"] is not ALIAS and not _follows(error)
    ]


def _follows(error: ErrorDetails) -> bool:
    """Whether a list counts as empty only because all that is in it has faults of its own."""
    return error["type"] == "too_short" and isinstance(error["input"], list) and error["input"] != []


def _sentence(fault: Fault) -> str:
    return f"{written(fault.place)}: {fault.sentence}" if fault.place else fault.sentence


def _place(error: ErrorDetails) -> Place:
    return tuple(step for step in error["loc"] if step != "[key]")


def _found(root: Node | None, place: Place) -> tuple[Node | None, int]:
    """The value at `place`, or the nearest part around it that is there, and the line where it or its key stands."""
    node, line = root, root.line if root else 0
    for step in place:
        if isinstance(node, MapNode) and str(step) in node.entries:
            key, node = node.entries[str(step)]
            line = key.line
        elif isinstance(node, ListNode) and isinstance(step, int) and step < len(node.items):
            node = node.items[step]
            line = node.line
        else:
            break
    return node, line


def _owner(place: Place) -> type[BaseModel]:
    """The part of a storyboard whose key the last step of `place` is."""
    owner: type[BaseModel] = Storyboard
    steps = iter(place[:-1])
    for step in steps:
        owner = _INSIDE.get(owner, {}).get(step, owner)
        if owner not in _SINGLE:
            next(steps, None)
    return owner


def _words(root: Node | None, error: ErrorDetails) -> str:
    if error["type"] == "extra_forbidden":
        return _unknown_key(root, _place(error))
    sentence = _SENTENCES.get(error["type"])
    return sentence(error) if sentence else f"{shown(error['input'])}: {error['msg']}"


def _missing(error: ErrorDetails) -> str:
    place = _place(error)
    return f"is missing; {_owner(place).model_fields[str(place[-1])].description}"


def _unknown_key(root: Node | None, place: Place) -> str:
    node, _ = _found(root, place[:-1])
    known = sorted(_owner(place).model_fields, key="drafted".__eq__)
    free = [name for name in known if not isinstance(node, MapNode) or name not in node.entries]
    return f"unknown key{did_you_mean(str(place[-1]), free) or '; known are ' + ', '.join(known)}"


def _no_choice(error: ErrorDetails) -> str:
    choices = re.findall("'([^']*)'", error["ctx"]["expected"]) if "ctx" in error else []
    if not choices:
        return f"{shown(error['input'])} is a version this storyanim does not know; it knows 1"
    return f"{shown(error['input'])} is not one of {', '.join(choices)}{did_you_mean(str(error['input']), choices)}"


def _no_text(error: ErrorDetails) -> str:
    value = error["input"]
    if value is None:
        return "is empty; write a text, or '' for none"
    if not isinstance(value, (bool, int, float)):
        return f"{shown(value)} is not a text"
    text = str(value).lower() if isinstance(value, bool) else str(value)
    return f"{shown(value)} is not a text; put it in quotes: '{text}'"


def _no_number(error: ErrorDetails) -> str:
    value, kind = error["input"], "whole number" if error["type"].startswith("int") else "number"
    clock = _CLOCK.fullmatch(value) if isinstance(value, str) else None
    hint = f"; did you mean {int(clock[1]) * 60 + int(clock[2])}?" if clock else ""
    return f"{shown(value)} is not a {kind}{_range(error)}{hint}"


def _out_of_range(error: ErrorDetails) -> str:
    return f"{shown(error['input'])} is out of range; write a number{_range(error)}"


def _range(error: ErrorDetails) -> str:
    place = _place(error)
    field = _owner(place).model_fields.get(str(place[-1]))
    bounds = {
        name: getattr(rule, name)
        for rule in (field.metadata if field else ())
        for name in ("ge", "le")
        if hasattr(rule, name)
    }
    return " from {ge} to {le}".format(**bounds) if len(bounds) == 2 else ""


def _no_truth(error: ErrorDetails) -> str:
    value = error["input"]
    meant = _TRUTH.get(value.lower()) if isinstance(value, str) else None
    return f"{shown(value)} is not true or false" + (f"; did you mean {meant}?" if meant else "")


def _no_slug(error: ErrorDetails) -> str:
    value = str(error["input"])
    likely = re.sub("[^a-z0-9]+", "-", value.lower()).strip("-")[:64]
    hint = f"; did you mean {likely!r}?" if likely else ""
    return f"{shown(value)} is not an id of small letters, digits and hyphens, at most 64{hint}"


def _too_few(_: ErrorDetails) -> str:
    return "is empty; at least one entry is needed"


def _too_long(error: ErrorDetails) -> str:
    most = error["ctx"]["max_length"] if "ctx" in error else ""
    return f"{shown(error['input'])} is longer than {most} characters"


def _too_many(error: ErrorDetails) -> str:
    entries, most = error["input"], error["ctx"]["max_length"] if "ctx" in error else ""
    return f"has {len(entries):,} entries; write at most {most}"


def _checked_by_hand(error: ErrorDetails) -> str:
    reason = error["ctx"]["error"] if "ctx" in error else error["msg"]
    return f"{shown(error['input'])} is {reason}"


_SENTENCES: Mapping[str, Callable[[ErrorDetails], str]] = {
    "missing": _missing,
    "literal_error": _no_choice,
    "string_type": _no_text,
    **dict.fromkeys(("float_type", "int_type", "int_from_float", "finite_number"), _no_number),
    **dict.fromkeys(("greater_than_equal", "less_than_equal"), _out_of_range),
    "bool_type": _no_truth,
    "string_pattern_mismatch": _no_slug,
    "string_too_short": lambda _: "is empty; write at least one word",
    "string_too_long": _too_long,
    "too_short": _too_few,
    "too_long": _too_many,
    "tuple_type": lambda error: f"{shown(error['input'])} is not a list; write [...] or lines that begin with '- '",
    **dict.fromkeys(
        ("dict_type", "model_type"), lambda error: f"{shown(error['input'])} is not a mapping; write 'key: value' lines"
    ),
    "value_error": _checked_by_hand,
}
