"""SVG file -> Drawing: a tree of parts with joints, anchors and colour slots.

The artwork is plain SVG of a small subset (see `art/README.md`): groups are parts that turn about their
`data-joint`, shapes carry a default fill and may name a colour slot, `data-when` and `data-unless` show
a part only with some tag. Knows nothing of poses, light or canvases.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, cast
from xml.etree import ElementTree

import svgelements as _svgelements  # type: ignore[import-untyped]

from storyanim.errors import RendererError

if TYPE_CHECKING:
    from collections.abc import Iterator

svgelements = cast("Any", _svgelements)

Command = tuple[str, tuple[float, ...]]
RGB = tuple[int, int, int]
PERSON_BREADTH = 0.5
"""A standing person's breadth as a share of their height, with a skirt or a cloak."""
SHADES = ("shade", "light", "deep")
_SVG = "{http://www.w3.org/2000/svg}"


@dataclass(frozen=True, slots=True, eq=False)
class Shape:
    """One cut-out: its outline in the file's units, how it is painted, and which slot colours it.

    Compared by identity, so that its compiled outline can be kept.
    """

    commands: tuple[Command, ...]
    fill: RGB | None
    stroke: RGB | None
    width: float
    opacity: float
    slot: str
    shade: str
    when: frozenset[str]
    unless: frozenset[str]


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """A group that moves as one, compared by identity; `children` are shapes and parts in painting order."""

    id: str
    joint: tuple[float, float] | None
    motion: str
    when: frozenset[str]
    unless: frozenset[str]
    children: tuple[Part | Shape, ...]
    drift: tuple[float, float, float] = (0.0, 0.0, 0.0)
    """How far a part of the motion `drift` comes (x, y), and what share of a turn it starts with."""


@dataclass(frozen=True, slots=True, eq=False)
class Drawing:
    """A whole file, compared by identity. `metres` is the height of what is drawn; `ground` the y its feet stand on."""

    name: str
    rig: str
    width: float
    height: float
    metres: float
    ground: float
    root: Part
    axis: float
    """The x it stands over: between its feet, or the middle of the picture."""
    anchors: tuple[tuple[str, tuple[str, ...], tuple[float, float]], ...]
    """(anchor name, ids of the parts it moves with from the root down, position)."""

    @property
    def scale(self) -> float:
        """Metres to one unit of the file."""
        return self.metres / (self.ground or self.height)

    def anchor(self, name: str) -> tuple[float, float]:
        """The position of a named point; the middle of the picture where there is none."""
        return next((point for found, _, point in self.anchors if found == name), (self.axis, self.height / 2))

    @property
    def breadth(self) -> float:
        """Metres it takes up on the stage: a person's shoulders rather than what the arms may reach."""
        return (
            min(self.width * self.scale, PERSON_BREADTH * self.metres)
            if self.rig == "biped"
            else self.width * self.scale
        )


@cache
def load_drawing(folder: str, name: str) -> Drawing:
    """The drawing `art/<folder>/<name>.svg`.

    Raises:
        RendererError: the file is missing or is not in the subset.
    """
    place = files("storyanim.render.storybook") / "art" / folder / f"{name}.svg"
    try:
        return parse_drawing(place.read_text(encoding="utf-8"), name)
    except FileNotFoundError:
        raise RendererError(f"storybook: no drawing {folder}/{name}.svg; reinstall storyanim") from None
    except (ElementTree.ParseError, ValueError, KeyError) as error:
        raise RendererError(f"storybook: {folder}/{name}.svg cannot be read: {error}") from error


def parse_drawing(text: str, name: str) -> Drawing:
    """Parse one SVG file of the subset.

    Raises:
        ValueError, KeyError, ElementTree.ParseError: it is not in the subset.
    """
    root = ElementTree.fromstring(text)  # noqa: S314 - our own packaged artwork
    _, _, width, height = (float(number) for number in root.attrib["viewBox"].replace(",", " ").split())
    anchors: list[tuple[str, tuple[str, ...], tuple[float, float]]] = []
    part = _part(root, (), anchors)
    return Drawing(
        name=name,
        rig=root.get("data-rig", "still"),
        width=width,
        height=height,
        metres=float(root.get("data-height", "1")),
        ground=float(root.get("data-ground", height)),
        root=part,
        axis=_axis(part, width),
        anchors=tuple(anchors),
    )


def _axis(root: Part, width: float) -> float:
    """The mean x of the joints of the legs."""
    joints = [part.joint[0] for part in _parts(root) if part.id.startswith("leg") and part.joint]
    return sum(joints) / len(joints) if joints else width / 2


def _parts(part: Part) -> Iterator[Part]:
    yield part
    for child in part.children:
        if isinstance(child, Part):
            yield from _parts(child)


def _part(
    element: ElementTree.Element, path: tuple[str, ...], anchors: list[tuple[str, tuple[str, ...], tuple[float, float]]]
) -> Part:
    own = (*path, element.get("id", "")) if element.tag == f"{_SVG}g" else path
    children: list[Part | Shape] = []
    for child in element:
        kind = str(child.tag).removeprefix(_SVG)
        if kind == "g" and "data-anchor" in child.attrib:
            anchors.append((child.attrib["id"], own, _point(child.attrib["data-anchor"])))
        elif kind == "g":
            children.append(_part(child, own, anchors))
        elif kind in _OUTLINES:
            children.append(_shape(child, kind))
        elif kind not in ("title", "desc"):
            raise ValueError(f"<{kind}> is outside the artwork subset")
    return Part(
        id=element.get("id", ""),
        joint=_point(element.attrib["data-joint"]) if "data-joint" in element.attrib else None,
        motion=element.get("data-motion", ""),
        when=_words(element, "data-when"),
        unless=_words(element, "data-unless"),
        children=tuple(children),
        drift=_drift(element.get("data-drift", "0 0 0")),
    )


def _shape(element: ElementTree.Element, kind: str) -> Shape:
    classes = element.get("class", "").split()
    slot = classes[0] if classes else ""  # always the first word: a lamp's slot is called `light` too
    return Shape(
        commands=tuple(_commands(_OUTLINES[kind](element))),
        fill=_rgb(element.get("fill", "none" if kind in ("line", "polyline") else "#000000")),
        stroke=_rgb(element.get("stroke", "none")),
        width=float(element.get("stroke-width", "1")),
        opacity=float(element.get("opacity", "1")) * float(element.get("fill-opacity", "1")),
        slot=slot,
        shade=next((word for word in classes[1:] if word in SHADES), ""),
        when=_words(element, "data-when"),
        unless=_words(element, "data-unless"),
    )


def _words(element: ElementTree.Element, attribute: str) -> frozenset[str]:
    return frozenset(element.get(attribute, "").split())


def _point(text: str) -> tuple[float, float]:
    x, y = text.replace(",", " ").split()
    return float(x), float(y)


def _drift(text: str) -> tuple[float, float, float]:
    x, y, start = text.split()
    return float(x), float(y), float(start)


def _rgb(text: str) -> RGB | None:
    if text in ("none", "transparent"):
        return None
    colour = svgelements.Color(text)
    return int(colour.red), int(colour.green), int(colour.blue)


def _number(element: ElementTree.Element, name: str, default: float = 0.0) -> float:
    return float(element.get(name, default))


def _path(element: ElementTree.Element) -> Any:
    return svgelements.Path(element.attrib["d"])


def _ellipse(element: ElementTree.Element) -> Any:
    rx = _number(element, "rx", _number(element, "r"))
    ry = _number(element, "ry", _number(element, "r"))
    return svgelements.Path(svgelements.Ellipse(_number(element, "cx"), _number(element, "cy"), rx, ry))


def _rectangle(element: ElementTree.Element) -> Any:
    radius = _number(element, "rx", _number(element, "ry"))
    box = [_number(element, name) for name in ("x", "y", "width", "height")]
    return svgelements.Path(svgelements.Rect(*box, radius, _number(element, "ry", radius)))


def _polygon(element: ElementTree.Element) -> Any:
    return svgelements.Path(svgelements.Polygon(element.attrib["points"]))


def _polyline(element: ElementTree.Element) -> Any:
    return svgelements.Path(svgelements.Polyline(element.attrib["points"]))


def _line(element: ElementTree.Element) -> Any:
    ends = [_number(element, name) for name in ("x1", "y1", "x2", "y2")]
    return svgelements.Path(svgelements.SimpleLine(*ends))


_OUTLINES = {
    "path": _path,
    "circle": _ellipse,
    "ellipse": _ellipse,
    "rect": _rectangle,
    "polygon": _polygon,
    "polyline": _polyline,
    "line": _line,
}


def _commands(path: Any) -> list[Command]:
    commands: list[Command] = []
    for segment in path:
        commands.extend(_segment(segment))
    return commands


def _segment(segment: Any) -> list[Command]:
    match type(segment).__name__:
        case "Move":
            return [("M", _numbers(segment.end))]
        case "Line":
            return [("L", _numbers(segment.end))]
        case "CubicBezier":
            return [("C", _numbers(segment.control1, segment.control2, segment.end))]
        case "QuadraticBezier":
            return [("Q", _numbers(segment.control, segment.end))]
        case "Arc":
            return [("C", _numbers(curve.control1, curve.control2, curve.end)) for curve in segment.as_cubic_curves()]
        case _:
            return [("Z", ())]


def _numbers(*points: Any) -> tuple[float, ...]:
    return tuple(float(number) for point in points for number in (point.x, point.y))
