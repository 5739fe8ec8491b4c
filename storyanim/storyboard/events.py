"""The border to ruamel.yaml: YAML text as a stream of typed events.

The only file that imports ruamel.yaml, and only its parser is used (libyaml's, where ruamel.yaml.clib is
installed, which is thirty times faster): events come one by one, so that `syntax` can refuse a hostile
file before anything is built from it, and each knows where it stands in the text.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from ruamel.yaml import YAML
from ruamel.yaml import events as ruamel
from ruamel.yaml.error import MarkedYAMLError, YAMLError

if TYPE_CHECKING:
    from collections.abc import Iterator

Kind = Literal["scalar", "map", "list", "end", "alias", "document", "other"]

_KINDS: dict[object, Kind] = {
    ruamel.ScalarEvent: "scalar",
    ruamel.MappingStartEvent: "map",
    ruamel.SequenceStartEvent: "list",
    ruamel.MappingEndEvent: "end",
    ruamel.SequenceEndEvent: "end",
    ruamel.AliasEvent: "alias",
    ruamel.DocumentStartEvent: "document",
}
_UNREADABLE = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class Event(NamedTuple):
    """A step through a YAML text; `start` and `end` are offsets in it, `line` and `column` count from 0."""

    kind: Kind
    start: int
    end: int
    line: int
    column: int
    text: str
    """A scalar's text, without quotes, indentation and escapes."""
    style: str
    """How a scalar is written: `'`, `"`, `|`, `>`, or nothing."""
    flow: bool
    """Whether a list or mapping is written in brackets."""
    anchor: str | None
    tag: str | None


class MalformedError(Exception):
    """The text cannot be read any further; `line` counts from 0."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line = line


def events(text: str) -> Iterator[Event]:
    """What a YAML text consists of, in order.

    Raises:
        MalformedError: it is not YAML from here on.
    """
    try:
        for event in YAML(typ="safe").parse(text):
            yield _typed(event)
    except MarkedYAMLError as fault:
        raise MalformedError(_line(fault), _advice(fault)) from None
    except YAMLError:
        found = _UNREADABLE.search(text)
        line = text.count("\n", 0, found.start()) if found else 0
        raise MalformedError(line, "a control character stands here; remove it") from None


def _line(fault: Any) -> int:
    mark = fault.problem_mark or fault.context_mark
    return mark.line if mark else 0


def _typed(event: Any) -> Event:
    start, end = event.start_mark, event.end_mark
    return Event(
        _KINDS.get(event.__class__, "other"),
        start.index,
        end.index,
        start.line,
        start.column,
        getattr(event, "value", ""),
        getattr(event, "style", None) or "",
        bool(getattr(event, "flow_style", False)),
        getattr(event, "anchor", None),
        getattr(event, "tag", None) and str(event.tag),
    )


def _advice(fault: Any) -> str:
    problem = str(fault.problem)
    if "mapping values" in problem:
        return "a colon in a text, or wrong indentation; put a text that holds a colon in quotes"
    if "tab" in problem or "'\\t'" in problem:
        return "a tab stands here; indent with spaces"
    return f"not YAML: {problem}; look here and in the line before for a missing quote, bracket or space"
