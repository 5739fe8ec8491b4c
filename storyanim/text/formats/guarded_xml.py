"""XML of which nothing is trusted: takes bytes, gives a tree without namespaces.

Refuses declarations of entities, with which a few bytes become gigabytes or another file; never opens what a document
type names. Knows nothing of what the elements mean.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

from storyanim.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Mapping

_DEEPEST = 200
"""Elements within each other; a list of chapters has ten."""
_SEPARATOR = "}"


def parse_xml(data: bytes, name: str) -> Element:
    """The document's root; tags and attributes without their namespaces.

    Raises:
        InputError: it is no XML, declares entities, or is nested too deeply.
    """
    return _Reader(name).parse(data)


class _Reader:
    """Builds a tree from what expat finds, and counts how deep it is."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._tree = TreeBuilder()
        self._depth = 0

    def parse(self, data: bytes) -> Element:
        parser = expat.ParserCreate(namespace_separator=_SEPARATOR)
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = self._doctype
        parser.EntityDeclHandler = self._entity
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._tree.data
        try:
            parser.Parse(data, True)
            return self._tree.close()
        except (expat.ExpatError, ValueError, LookupError) as fault:
            raise InputError(f"{self._name}: is damaged: {fault}: get a whole copy") from None

    def _doctype(self, _root: str, _system: str | None, _public: str | None, internal: int) -> None:
        if internal:
            self._entity()

    def _entity(self, *_declaration: object) -> None:
        raise InputError(f"{self._name}: declares entities, with which XML bombs are made; that is refused")

    def _start(self, tag: str, attributes: Mapping[str, str]) -> None:
        self._depth += 1
        if self._depth > _DEEPEST:
            raise InputError(f"{self._name}: is nested more than {_DEEPEST} deep, which is refused")
        self._tree.start(_local(tag), {_local(key): value for key, value in attributes.items()})

    def _end(self, tag: str) -> None:
        self._depth -= 1
        self._tree.end(_local(tag))


def _local(name: str) -> str:
    return name.rpartition(_SEPARATOR)[2]
