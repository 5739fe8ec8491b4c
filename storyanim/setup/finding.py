"""One line of what `storyanim doctor` finds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

State = Literal["good", "note", "fault"]
"""`note`: something is lacking that films can do without; `fault`: something that is needed does not work."""


@dataclass(frozen=True, slots=True)
class Finding:
    """`what` was looked at, how it is in `words`, and the command or step that mends it, "" where nothing need be."""

    what: str
    state: State
    words: str
    mend: str = ""
