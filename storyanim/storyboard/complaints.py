"""What pydantic has against a value, in one line that a person can act on."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from storyanim.errors import InputError
from storyanim.storyboard.checks import did_you_mean, shown, written

if TYPE_CHECKING:
    from pydantic import ValidationError


def refused(error: ValidationError) -> InputError:
    """The first of pydantic's complaints, in one line."""
    first = error.errors(include_url=False)[0]
    where = written(first["loc"])
    reason = first["msg"].removeprefix("Value error, ")
    if first["type"] == "literal_error" and "ctx" in first:
        reason += did_you_mean(str(first["input"]), re.findall("'([^']*)'", first["ctx"]["expected"]))
    return InputError(f"{where}: {shown(first['input'])}: {reason}" if where else reason)
