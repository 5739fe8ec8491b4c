"""A story that is still being written: which part of it is complete enough to be drawn.

Takes text piece by piece, gives the sentences that are whole. Knows nothing of drafting.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

LARGEST = 10_000_000
"""Characters, as for a story's file."""
_END = re.compile(r"(?<!\b[MDS]r)(?<!\bMrs)(?<!\bSt)[.!?…]+[\"'”’»)\]]*(?=\s)|[。！？][」』”]?|\n[ \t]*\n")
"""A sentence is over where a sign ends it and something follows: `Mr` and `3.` may go on."""


@dataclass(frozen=True, slots=True)
class Growing:
    """What has come so far; `ended` if nothing more comes."""

    text: str = ""
    ended: bool = False

    def more(self, text: str, *, end: bool = False) -> Growing:
        """The story after some more of it; what passes `LARGEST` is left out."""
        return replace(self, text=(self.text + text)[:LARGEST], ended=self.ended or end)

    @property
    def complete(self) -> str:
        """Its whole sentences; all of it once it has ended."""
        if self.ended:
            return self.text
        ends = [match.end() for match in _END.finditer(self.text)]
        return self.text[: ends[-1]] if ends else ""
