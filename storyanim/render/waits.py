"""What takes a renderer long, told as it happens: which network is compiled, and how long that took.

Takes who tells a person. Knows the logger's name, not who writes to it.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

LOGGER = "storyanim.turbo"


def tell_waits(say: Callable[[str], object]) -> None:
    """Have what takes long in this process said, from here on."""

    class Saying(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            say(record.getMessage())

    told = logging.getLogger(LOGGER)
    told.handlers, told.propagate = [Saying()], False
    told.setLevel(logging.INFO)
