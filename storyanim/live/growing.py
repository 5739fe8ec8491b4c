"""A story that is still being written: which part of it is complete enough to be drawn.

Takes text piece by piece, gives the sentences that are whole. Knows nothing of drafting.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from storyanim.errors import InputError

LARGEST = 10_000_000
"""Characters, as for a story's file."""
_END = re.compile(r"(?<!\b[MDS]r)(?<!\bMrs)(?<!\bSt)[.!?…]+[\"'”’»)\]]*(?=\s)|[。！？][」』”]?|\n[ \t]*\n")
"""A sentence is over where a sign ends it and something follows: `Mr` and `3.` may go on."""


SEAM = 1000
"""Characters before a piece that are looked at again with it: its first ones may end the sentence before."""


@dataclass(frozen=True, slots=True)
class Growing:
    """What has come so far, `whole` characters of it in whole sentences; `ended` if nothing more comes.

    `first` is where the first sentence ends, 0 while there is none.
    """

    text: str = ""
    ended: bool = False
    whole: int = 0
    first: int = 0

    def more(self, text: str, *, end: bool = False) -> Growing:
        """The story after some more of it; only that is looked through.

        Raises:
            InputError: it would be longer than `LARGEST`.
        """
        if len(self.text) + len(text) > LARGEST:
            raise InputError(f"the story is longer than {LARGEST:,} characters: what comes after them is left out")
        told, whole, first = self.text + text, self.whole, self.first
        for match in _END.finditer(told, max(whole, len(self.text) - SEAM)):
            whole = match.end()
            first = first or whole
        return replace(self, text=told, ended=self.ended or end, whole=whole, first=first)

    @property
    def opening(self) -> str:
        """Its first sentence; all of it where none is whole. In whatever pieces it comes, it stays the same."""
        return (self.text[: self.first] if self.first else self.text).strip()

    @property
    def complete(self) -> str:
        """Its whole sentences; all of it once it has ended."""
        return self.text if self.ended else self.text[: self.whole]
