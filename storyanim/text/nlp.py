"""The spaCy side of the text room: a blank English pipeline with our rules as components.

Takes paragraphs, gives `Doc`s with sentence starts, `doc.spans["speech"]` and `doc.spans["cues"]` (labels
`kind:value`). No trained model, nothing downloaded. Knows words, not stories.
"""

from __future__ import annotations

from bisect import bisect_left
from functools import cache
from typing import TYPE_CHECKING, cast

import spacy
from spacy.language import Language
from spacy.matcher import PhraseMatcher
from spacy.tokens import Doc, Span
from spacy.util import filter_spans

from storyanim.text.lexicon import lexicon
from storyanim.text.quotes import speech_spans
from storyanim.text.sentences import sentence_spans

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

_LONGEST_PIECE = 1_000_000
# Figures and things compete for the same words (`scarecrow`, `tin woodman`), longest first; other kinds may overlap.
_NOUNS = ("figure", "thing")

Doc.set_extension("starts", default=())


@Language.component("storyanim_positions")
def positions(doc: Doc) -> Doc:
    """Where each token begins, for all that finds characters."""
    doc._.starts = [token.idx for token in doc]
    return doc


@Language.component("storyanim_sentences")
def mark_sentences(doc: Doc) -> Doc:
    """Set sentence starts by `sentence_spans`."""
    starts = {bisect_left(token_starts(doc), start) for start, _ in sentence_spans(doc.text)}
    for token in doc:
        token.is_sent_start = token.i in starts
    return doc


@Language.component("storyanim_speech")
def mark_speech(doc: Doc) -> Doc:
    """Set `doc.spans["speech"]` to what stands between quotation marks."""
    found = (
        (bisect_left(token_starts(doc), start), bisect_left(token_starts(doc), end))
        for start, end in speech_spans(doc.text)
    )
    doc.spans["speech"] = [Span(doc, first, last) for first, last in found if first < last]
    return doc


class CueFinder:
    """Sets `doc.spans["cues"]`: every phrase of the lexicon, the longest of each kind."""

    def __init__(self, nlp: Language, name: str) -> None:
        self._name = name
        self._matcher = PhraseMatcher(nlp.vocab, attr="LOWER")
        for kind, phrases in lexicon().phrases.items():
            for value, texts in _by_value(phrases).items():
                self._matcher.add(f"{kind}:{value}", [nlp.make_doc(text) for text in texts])

    def __call__(self, doc: Doc) -> Doc:
        """Mark the phrases of one paragraph."""
        by_kind: dict[str, list[Span]] = {}
        for span in self._matcher(doc, as_spans=True):
            kind = span.label_.partition(":")[0]
            by_kind.setdefault("noun" if kind in _NOUNS else kind, []).append(span)
        kept = [span for spans in by_kind.values() for span in filter_spans(spans)]
        doc.spans["cues"] = sorted(kept, key=lambda span: (span.start, span.end))
        return doc


Language.factory("storyanim_cues", func=CueFinder)


@cache
def pipeline() -> Language:
    """The pipeline, built once a process (about half a second)."""
    nlp = spacy.blank("en")
    nlp.max_length = _LONGEST_PIECE
    for component in ("storyanim_positions", "storyanim_sentences", "storyanim_speech", "storyanim_cues"):
        nlp.add_pipe(component)
    return nlp


def read(paragraphs: Iterable[str]) -> Iterator[Doc]:
    """A `Doc` for each paragraph, in order, one after the other so that memory stays small."""
    return pipeline().pipe(paragraphs, batch_size=64)


def token_starts(doc: Doc) -> list[int]:
    """The character at which each token begins."""
    return doc._.starts


def spans(doc: Doc, group: str) -> list[Span]:
    """The spans that a component has set."""
    return list(cast("Iterable[Span]", doc.spans[group]))


def _by_value(phrases: Mapping[str, str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for phrase, value in phrases.items():
        found.setdefault(value, []).append(phrase)
    return found
