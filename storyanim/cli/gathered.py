"""Options that several commands share, given to each as one value instead of many.

Takes a table of options and what makes a value of them, gives a decorator for commands.
"""

from __future__ import annotations

import inspect
from functools import wraps
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    Command = Callable[..., None]


def gathered(keyword: str, options: Mapping[str, Any], make: Callable[..., Any]) -> Callable[[Command], Command]:
    """A decorator: the command gets `options` (annotations of typer's, by name), and `make` of them as `keyword`.

    All of them may be left out: their default is None.
    """

    def decorated(command: Command) -> Command:
        @wraps(command)
        def with_options(**given: Any) -> None:
            own = {name: given.pop(name) for name in options}
            command(**given, **{keyword: make(**own)})

        # typer reads a command's options off its signature.
        signature = inspect.signature(command, eval_str=True)
        own = [one for one in signature.parameters.values() if one.name != keyword]
        added = [
            inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=None, annotation=annotation)
            for name, annotation in options.items()
        ]
        with_options.__signature__ = signature.replace(parameters=[*own, *added])  # pyright: ignore[reportAttributeAccessIssue]
        return with_options

    return decorated
