"""What was noticed in a story: the values that travel from spaCy's tokens to the rules of the text room."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from storyanim.types import Span

CueKind = Literal[
    "place",
    "time",
    "jump",
    "season",
    "weather",
    "mood",
    "thing",
    "figure",
    "action",
    "worn",
    "borne",
    "name",
    "pronoun",
]


@dataclass(frozen=True, slots=True)
class Cue:
    """One word or phrase that says something of what is seen.

    `value` is the canonical word (`forest`, `night`, `walk`); for a name, pronoun or noun the word itself. `word`
    and `end_word` count tokens of the sentence's paragraph; `start` and `end` characters of the story. `seen` is
    False for what is denied, compared or only wished; `spoken` is True inside quotation marks. `before` is the word
    before the whole phrase, `after` the one behind it; `subject` says whether the phrase can be who acts, and of a
    place that nobody is said to be there. `opens` is True where a capital letter means nothing;
    `person` where a trained pipeline takes a name for a person's.
    """

    kind: CueKind
    value: str
    word: int
    end_word: int
    start: int
    end: int
    spoken: bool = False
    seen: bool = True
    before: str = ""
    determiner: str = ""
    adjectives: tuple[str, ...] = ()
    plural: bool = False
    subject: bool = False
    after: str = ""
    title: str = ""
    opens: bool = False
    person: bool = False

    @property
    def span(self) -> Span:
        """The cue's characters in the story."""
        return self.start, self.end


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence with its cues. Spans of all sentences, in order, cover the story's text.

    `opens_spoken` says that it begins inside speech that began before it; `spoken` is the share of its
    characters inside quotation marks, 0 to 1; `heading` marks a heading's or scene line's words.
    """

    span: Span
    words: int
    paragraph: int
    cues: tuple[Cue, ...] = ()
    opens_spoken: bool = False
    spoken: float = 0.0
    heading: bool = False
    text: str = ""

    def of(self, kind: CueKind) -> tuple[Cue, ...]:
        """Cues of one kind outside speech that are seen."""
        return tuple(cue for cue in self.cues if cue.kind == kind and cue.seen and not cue.spoken)
