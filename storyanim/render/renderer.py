"""The seam between a schedule and whatever draws it.

Takes a `RendererSpec` (a name and options, small enough to travel to a worker process), gives a `Renderer`.
Knows no renderer but by name: its module is imported only when it is opened.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, replace
from difflib import get_close_matches
from importlib import import_module
from inspect import signature
from typing import TYPE_CHECKING, Protocol, cast, runtime_checkable

from storyanim.errors import InputError, RendererError, ResourceError

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from storyanim.types import Size, Subject, View

Option = str | int | float | bool

RENDERERS: dict[str, str] = {
    "storybook": "storyanim.render.storybook:open_storybook",
    "turbo": "storyanim.render.turbo.renderer:open_turbo",
}
"""Renderers by name: the module and the function that opens one, called with the spec's options by keyword."""


GUIDES = ("storybook",)
"""Renderers that may guide another."""


class BrokenPictureError(ResourceError):
    """A renderer drew what is no picture, in this slot of a batch: numbers overflowed on this hardware."""

    def __init__(self, slot: int) -> None:
        super().__init__(f"picture {slot} of the batch is not made of numbers")
        self.slot = slot


class CannotCompileError(RendererError):
    """A renderer's runtime cannot be made ready here; opened with the option `runtime` set to `eager` it may draw."""


class TooManyAtOnceError(ResourceError):
    """The memory does not hold a whole batch; `fewer` may do."""

    def __init__(self, message: str, fewer: int) -> None:
        super().__init__(message)
        self.fewer = fewer


class Renderer(Protocol):
    """Draws views. A picture depends on its view, the size and the fingerprint alone."""

    @property
    def fingerprint(self) -> str:
        """Renderers with equal fingerprints give equal bytes: the hash of all that can change a pixel."""
        ...

    @property
    def batch(self) -> int:
        """How many views are drawn together; `render_frames` pads shorter lists up to it."""
        ...

    @property
    def copies(self) -> int | None:
        """How many may be open at once on this machine; None: one a core."""
        ...

    def draw(self, views: Sequence[View], size: Size) -> NDArray[np.uint8]:
        """Draw `batch` views: uint8 (len(views), height, width, 3), RGB.

        Raises:
            BrokenPictureError: a picture came out as no numbers.
            TooManyAtOnceError: there is no memory for so many; a renderer opened with the option `batch` set to
                fewer may draw them.
        """
        ...


@runtime_checkable
class ReadsAhead(Protocol):
    """A renderer that can read prompts before they are drawn; one that has nothing to gain by it does not."""

    def read_ahead(self, subjects: Sequence[Subject]) -> None:
        """Make ready what the first picture of these would otherwise wait for."""
        ...


@dataclass(frozen=True, slots=True)
class RendererSpec:
    """What it takes to open the same renderer again, in another process too.

    A renderer with a `guide` gets that one opened, as its option `guide`: neither knows the other's name.
    """

    name: str
    options: tuple[tuple[str, Option], ...] = ()
    guide: RendererSpec | None = None

    @classmethod
    def of(cls, name: str, /, **options: Option) -> RendererSpec:
        """A spec whose options are in alphabetical order, so that equal specs compare and hash equal."""
        return cls(name, tuple(sorted(options.items())))

    def having(self, **options: Option) -> RendererSpec:
        """The same with these options set."""
        return replace(self, options=tuple(sorted({**dict(self.options), **options}.items())))

    def guided_by(self, name: str) -> RendererSpec:
        """The same with a guide.

        Raises:
            InputError: there is no such guide.
        """
        if name not in GUIDES:
            raise InputError(f"--guide {name}: there is no such guide; choose from: {', '.join(GUIDES)}")
        return replace(self, guide=RendererSpec.of(name))

    @property
    def live(self) -> RendererSpec:
        """The same for a show: turbo draws one picture at a time, and does not wait until its model is compiled."""
        if self.name != "turbo":
            return self
        return self.having(**{"batch": 1, "warming": "serve", **dict(self.options)})

    @property
    def every(self) -> int:
        """The renderer's option `every`: it draws only every so-manieth frame whole, and mixes those between."""
        return int(dict(self.options).get("every", 1))


@contextmanager
def loadable(name: str) -> Generator[None]:
    """Import what a renderer needs.

    Raises:
        RendererError: a library is missing or broken.
    """
    try:
        yield
    except (ImportError, OSError, AttributeError, ValueError) as error:
        reason = " ".join(str(error).split())
        raise RendererError(f"renderer '{name}' cannot be opened: {reason}; see: storyanim doctor") from error


def open_renderer(spec: RendererSpec) -> Renderer:
    """Open a renderer by its name in `RENDERERS`, or by `module:function` for one that lives elsewhere; its guide too.

    Raises:
        RendererError: no such renderer, a library it needs is missing, or it does not take an option.
    """
    module_name, _, function_name = _address(spec.name).partition(":")
    with loadable(spec.name):
        opener = cast("Callable[..., Renderer]", getattr(import_module(module_name), function_name))
    options: dict[str, object] = dict(spec.options)
    if spec.guide is not None:
        options["guide"] = open_renderer(spec.guide)
    try:
        signature(opener).bind(**options)
    except TypeError as error:
        raise RendererError(f"renderer '{spec.name}' cannot be opened with these options: {error}") from error
    return opener(**options)


def _address(name: str) -> str:
    if name in RENDERERS:
        return RENDERERS[name]
    if ":" in name:
        return name
    near = get_close_matches(name, RENDERERS, n=1)
    hint = f"did you mean '{near[0]}'?" if near else f"choose from: {', '.join(RENDERERS)}"
    raise RendererError(f"there is no renderer '{name}'; {hint}")
