"""Changes to a YAML text by place: values set, entries of lists cut out, all else left alone.

Takes a text and its nodes, gives the text, or any stretch of it, with the changes made. Knows how YAML is
laid out, not what a storyboard is. The text must end with a line break.
"""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING

from storyanim.storyboard.writing import block, inline, key

if TYPE_CHECKING:
    from collections.abc import Sequence

    from storyanim.storyboard.syntax import ListNode, MapNode, Node

Stretch = tuple[int, int]
"""Half-open offsets into the text."""


class Patches:
    """Changes to one text, each the replacement of a stretch of it; they must not overlap."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._patches: list[tuple[int, int, str]] = []
        self._ordered = True

    def replace(self, start: int, end: int, by: str) -> None:
        """Put `by` in the place of `text[start:end]`."""
        self._patches.append((start, end, by))
        self._ordered = False

    def patched(self, start: int, end: int) -> str:
        """`text[start:end]` with the changes that begin in it."""
        if not self._ordered:
            self._patches.sort()
            self._ordered = True
        pieces: list[str] = []
        for index in range(bisect_left(self._patches, (start,)), len(self._patches)):
            patch_start, patch_end, by = self._patches[index]
            if patch_start >= end:
                break
            pieces += (self.text[start:patch_start], by)
            start = patch_end
        return "".join((*pieces, self.text[start:end]))

    def set_value(self, node: MapNode, name: str, value: object, order: Sequence[str]) -> None:
        """Set a key's value; a missing key is added behind those that come before it in `order`."""
        column = node.entries[name][0].column if name in node.entries else node.column
        written = inline(value) if node.flow else block(value, column)
        self.set_written(node, name, f" {written}", order)

    def set_written(self, node: MapNode, name: str, written: str, order: Sequence[str]) -> None:
        """As `set_value`, with what shall stand behind the key's colon as YAML."""
        if name in node.entries:
            self._change(node, name, written)
        else:
            self._add(node, name, written, order)

    def add_lines(self, after: Node, lines: str) -> None:
        """Add whole lines below the line on which `after` ends."""
        end = self.line_end(after.end) - 1
        self.replace(end, end, f"\n{lines}".rstrip("\n"))

    def remove_lines(self, first: Node, last: Node) -> None:
        """Remove the lines from the one where `first` begins to the one where `last` ends."""
        self.replace(self._line_start(first.start), self.line_end(last.end), "")

    def line_end(self, offset: int) -> int:
        """Where the line of `offset` ends, behind its line break."""
        return self.text.index("\n", offset) + 1

    def entry_stretches(self, entries: ListNode) -> list[Stretch]:
        """The stretch of each entry of a list with dashes: whole lines, with the comments that stand above it.

        Comments further right than the dashes belong to the entry they stand below.
        """
        dashes = [self._dash_line(entry, entries.column) for entry in entries.items]
        ends = [self._tail(self.line_end(entry.end), entries.column) for entry in entries.items]
        first = self._head(dashes[0])
        return list(zip([first, *ends[:-1]], ends, strict=True))

    def _change(self, node: MapNode, name: str, written: str) -> None:
        at, old = node.entries[name]
        colon = self.text.index(":", at.end) + 1
        if not self.text[colon : old.start].strip():
            self.replace(colon, old.end, written)
        else:  # a comment stands between: keep it, and the value further right than its key
            self.replace(old.start, old.end, " " * max(0, at.column + 2 - old.column) + written.lstrip())

    def _add(self, node: MapNode, name: str, written: str, order: Sequence[str]) -> None:
        before = [entry for entry in order[: order.index(name)] if entry in node.entries]
        _, after = node.entries[before[-1] if before else next(iter(node.entries))]
        if node.flow:
            self.replace(after.end, after.end, f", {key(name, 0)}{written}")
        else:
            self.add_lines(after, key(name, node.column) + written)

    def _line_start(self, offset: int) -> int:
        return self.text.rfind("\n", 0, offset) + 1

    def _dash_line(self, entry: Node, column: int) -> int:
        """Where the line with the entry's dash begins: the entry's own line, or one above it."""
        start = self._line_start(entry.start)
        while start and self.text[start + column] != "-":
            start = self._line_start(start - 1)
        return start

    def _head(self, start: int) -> int:
        """Where the comments and empty lines directly above `start` begin."""
        while start:
            above = self._line_start(start - 1)
            line = self.text[above:start]
            if line.strip() and not line.lstrip().startswith("#"):
                break
            start = above
        return start

    def _tail(self, end: int, column: int) -> int:
        """Where the comments below `end` end, that are further right than `column`."""
        last = end
        while end < len(self.text):
            below = self.line_end(end)
            line = self.text[end:below]
            if line.strip() and not line.lstrip().startswith("#"):
                break
            if line.strip() and _indent(line) <= column:
                break
            end = below
            last = end if line.strip() else last
        return last


def shifted(lines: str, columns: int) -> str:
    """Lines moved to the right, or left if `columns` is negative."""
    if columns < 0:
        return "".join(line[min(-columns, _indent(line)) :] for line in lines.splitlines(keepends=True))
    return "".join(" " * columns + line if line.strip() else line for line in lines.splitlines(keepends=True))


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))
