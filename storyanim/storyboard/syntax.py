"""YAML text as a tree of nodes that know where they stand, with what is dangerous refused before it is built.

Takes the text of a file, gives `MapNode`, `ListNode` and `ScalarNode`; knows nothing of storyboards. Nodes
keep their place in the text, so that faults can be named by line and a file changed without writing it anew.
Plain scalars are read by YAML 1.2's core schema, so `no` is a word and `1:30` is not ninety.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from storyanim.storyboard.checks import Fault
from storyanim.storyboard.events import Event, MalformedError, events

DEEPEST = 32
"""Levels of nesting; a storyboard has 8."""

MOST_NODES = 3_000_000
"""Values in a file; 20,000 shots have 1.6 million."""

Value = str | int | float | bool | None

_NUMBER_LENGTH = 40
_INTEGER = re.compile(r"[-+]?[0-9]+")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_WORDS: dict[str, Value] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
    **dict.fromkeys((".inf", ".Inf", ".INF", "+.inf"), float("inf")),
    **dict.fromkeys(("-.inf", "-.Inf", "-.INF"), float("-inf")),
    **dict.fromkeys((".nan", ".NaN", ".NAN"), float("nan")),
}


class Alias:
    """Stands where a file had an alias; no value is like it."""


ALIAS = Alias()


@dataclass(slots=True)
class ScalarNode:
    """One value. `start` and `end` are offsets into the text, `line` and `column` count from 0."""

    start: int
    end: int
    line: int
    column: int
    value: Value | Alias


@dataclass(slots=True)
class ListNode:
    """A sequence; `flow` if it is written in brackets. `end` is behind its last value or bracket."""

    start: int
    end: int
    line: int
    column: int
    flow: bool
    items: list[Node] = field(default_factory=lambda: [])


@dataclass(slots=True)
class MapNode:
    """A mapping, by key: the key's node and the value's; of a key that stands twice, the first."""

    start: int
    end: int
    line: int
    column: int
    flow: bool
    entries: dict[str, tuple[ScalarNode, Node]] = field(default_factory=lambda: {})

    def get(self, key: str) -> Node | None:
        """The value of `key`."""
        return self.entries[key][1] if key in self.entries else None


Node = ScalarNode | ListNode | MapNode


@dataclass(frozen=True, slots=True)
class Tree:
    """A file as nodes (`root` is None for an empty one), and what is wrong with its syntax, by line."""

    root: Node | None
    faults: tuple[tuple[int, Fault], ...]


def parse(text: str) -> Tree:
    """Read one YAML document.

    Tags, anchors, aliases and repeated keys are listed in `Tree.faults`.

    Raises:
        MalformedError: it is not YAML, has a second document, is nested deeper than 32 levels or has more than
            3,000,000 values.
    """
    composer = _Composer(text)
    for event in events(text):
        composer.take(event)
    return Tree(composer.root, tuple(composer.faults))


def plain(node: Node | None) -> object:
    """The node as plain values: mappings, lists, text, numbers, truth values, None (and `ALIAS`)."""
    if isinstance(node, MapNode):
        return {key: plain(value) for key, (_, value) in node.entries.items()}
    if isinstance(node, ListNode):
        return [plain(item) for item in node.items]
    return node.value if node else None


def read_plain(text: str) -> Value:
    """What a scalar without quotes is in YAML 1.2's core schema."""
    if text in _WORDS:
        return _WORDS[text]
    if len(text) <= _NUMBER_LENGTH:
        if _INTEGER.fullmatch(text):
            return int(text)
        if _FLOAT.fullmatch(text):
            return float(text)
    return text


class _Composer:
    """Builds nodes from events without recursion, counting levels and values as it goes."""

    def __init__(self, text: str) -> None:
        self.root: Node | None = None
        self.faults: list[tuple[int, Fault]] = []
        self._text = text
        self._open: list[ListNode | MapNode] = []
        self._path: list[str | int] = []
        self._keys: list[ScalarNode | None] = []
        self._nodes = 0
        self._documents = 0

    def take(self, event: Event) -> None:
        """Build what one event says."""
        if event.kind == "end":
            self._finish(event)
        elif event.kind == "document":
            self._documents += 1
            if self._documents > 1:
                raise MalformedError(event.line, "a second document begins; a storyboard is one document")
        elif event.kind != "other":
            self._check(event)
            self._put(self._node(event))

    def _node(self, event: Event) -> Node:
        where = (event.start, event.end, event.line, event.column)
        if event.kind == "alias":
            return ScalarNode(*where, ALIAS)
        if event.kind == "scalar":
            is_key = bool(self._open) and isinstance(self._open[-1], MapNode) and self._keys[-1] is None
            value = event.text if is_key or event.style else read_plain(event.text)
            node = ScalarNode(*where, value)
            if event.style in ("|", ">"):
                node.end = event.start + len(self._text[event.start : event.end].rstrip())
            return node
        return (MapNode if event.kind == "map" else ListNode)(*where, event.flow)

    def _finish(self, event: Event) -> None:
        node = self._open.pop()
        self._keys.pop()
        self._path.pop()
        node.end = event.end if node.flow else _last_end(node)

    def _put(self, node: Node) -> None:
        self._nodes += 1
        if self._nodes > MOST_NODES:
            raise MalformedError(node.line, f"more than {MOST_NODES:,} values")
        self._place(node)
        if not isinstance(node, ScalarNode):
            self._open.append(node)
            self._keys.append(None)
            self._path.append(-1)
            if len(self._open) > DEEPEST:
                raise MalformedError(node.line, f"nested deeper than {DEEPEST} levels")

    def _place(self, node: Node) -> None:
        parent = self._open[-1] if self._open else None
        key = self._keys[-1] if self._keys else None
        if parent is None:
            self.root = node
        elif isinstance(parent, ListNode):
            parent.items.append(node)
            self._path[-1] = len(parent.items) - 1
        elif key is not None:
            parent.entries.setdefault(str(key.value), (key, node))
            self._keys[-1] = None
        elif isinstance(node, ScalarNode) and isinstance(node.value, str):
            self._begin_entry(parent, node, node.value)
        else:
            raise MalformedError(node.line, "a key must be one word or quoted text")

    def _begin_entry(self, parent: MapNode, key: ScalarNode, name: str) -> None:
        self._keys[-1] = key
        self._path[-1] = name
        if name in parent.entries:
            first = parent.entries[name][0].line + 1
            self.faults.append((key.line, Fault(tuple(self._path), f"stands twice, first in line {first}")))

    def _check(self, event: Event) -> None:
        if event.kind == "alias":
            self._fault(event, f"*{event.anchor}: an alias is not allowed; write the value itself")
        elif event.anchor is not None:
            self._fault(event, f"&{event.anchor}: an anchor is not allowed; remove it")
        if event.tag is not None:
            self._fault(event, f"!{event.tag.rsplit(':')[-1].lstrip('!')}: a tag is not allowed; remove it")

    def _fault(self, event: Event, words: str) -> None:
        """Note a fault of the node that `event` begins, which is not yet put into its place."""
        path = self._path[:]
        if self._open and isinstance(self._open[-1], ListNode):
            path[-1] = len(self._open[-1].items)
        self.faults.append((event.line, Fault(tuple(path), words)))


def _last_end(node: ListNode | MapNode) -> int:
    """The end of the last value: an end event's mark would take in the comments and empty lines that follow."""
    if isinstance(node, ListNode):
        return node.items[-1].end if node.items else node.end
    return max((value.end for _, value in node.entries.values()), default=node.end)
