"""The spaCy side of the text room: our rules as components, in a blank English pipeline or behind a trained one.

Takes paragraphs, gives `Doc`s with sentence starts, `doc.spans["speech"]` and `doc.spans["cues"]` (labels
`kind:value`). Nothing is downloaded; a trained pipeline that is installed adds parts of speech and names of people,
the rules stay as they are. Knows words, not stories.
"""

from __future__ import annotations

import warnings
from bisect import bisect_left
from contextlib import suppress
from functools import cache
from typing import TYPE_CHECKING, cast

import spacy
from spacy.language import Language
from spacy.matcher import PhraseMatcher
from spacy.tokens import Doc, Span
from spacy.util import filter_spans, is_package

from storyanim.text.lexicon import lexicon
from storyanim.text.quotes import speech_spans
from storyanim.text.sentences import sentence_spans

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

TRAINED = ("en_core_web_lg", "en_core_web_md", "en_core_web_sm")
"""spaCy's own trained pipelines for English, the best first; `trf` is left out, for it needs a GPU and torch."""
_NOT_TRAINED = ("parser", "senter", "lemmatizer")
"""Their sentences and plain forms, which our rules find: verse and speech mislead them."""
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
    """Sets `doc.spans["cues"]`: every phrase of the lexicon, the longest of each kind.

    Single words, of which there are thousands, are looked up; a matcher for them would take half a second to make.
    """

    def __init__(self, nlp: Language, name: str) -> None:
        self._name = name
        self._words: dict[str, list[str]] = {}
        self._matcher = PhraseMatcher(nlp.vocab, attr="LOWER")
        split = frozenset(cast("Iterable[str]", getattr(nlp.tokenizer, "rules", ())))
        # Who is both, such as a scarecrow, is somebody: of equal spans the first stays.
        for kind, phrases in sorted(lexicon().phrases.items(), key=lambda entry: entry[0] != "figure"):
            for text, value in phrases.items():
                if text.isalpha() and text not in split:
                    self._words.setdefault(text, []).append(f"{kind}:{value}")
                else:
                    self._matcher.add(f"{kind}:{value}", [nlp.make_doc(text)])

    def __call__(self, doc: Doc) -> Doc:
        """Mark the phrases of one paragraph."""
        by_kind: dict[str, list[Span]] = {}
        for span in (*self._matcher(doc, as_spans=True), *self._single(doc)):
            kind = span.label_.partition(":")[0]
            by_kind.setdefault("noun" if kind in _NOUNS else kind, []).append(span)
        kept = [span for spans in by_kind.values() for span in filter_spans(spans)]
        doc.spans["cues"] = sorted(kept, key=lambda span: (span.start, span.end))
        return doc

    def _single(self, doc: Doc) -> Iterator[Span]:
        for index, token in enumerate(doc):
            for label in self._words.get(token.lower_, ()):
                yield Span(doc, index, index + 1, label=label)


Language.factory("storyanim_cues", func=CueFinder)


@cache
def trained() -> Language | None:
    """The best trained English pipeline that is installed and can be loaded, without what our rules do themselves."""
    for name in filter(is_package, TRAINED):
        with warnings.catch_warnings(), suppress(Exception):
            warnings.simplefilter("ignore")  # of another spaCy's: it is tried, and left out if it cannot be loaded
            return spacy.load(name, exclude=_NOT_TRAINED)
    return None


@cache
def pipeline() -> Language:
    """The pipeline, built once a process (about half a second)."""
    nlp = trained() or spacy.blank("en")
    nlp.max_length = _LONGEST_PIECE
    for component in ("storyanim_positions", "storyanim_sentences", "storyanim_speech", "storyanim_cues"):
        nlp.add_pipe(component)
    return nlp


def level() -> str:
    """What stories are read with: `rules`, or `rules and en_core_web_sm 3.8.0`."""
    found = trained()
    return f"rules and {found.lang}_{found.meta['name']} {found.meta['version']}" if found else "rules"


def people(doc: Doc) -> frozenset[int]:
    """The tokens of what a trained pipeline takes for people's names."""
    return frozenset(index for name in doc.ents if name.label_ == "PERSON" for index in range(name.start, name.end))


def read(paragraphs: Iterable[str]) -> Iterator[Doc]:
    """A `Doc` for each paragraph, in order, one after the other so that memory stays small."""
    return pipeline().pipe(paragraphs, batch_size=64)


def token_starts(doc: Doc) -> list[int]:
    """The character at which each token begins."""
    return doc._.starts


def spans(doc: Doc, group: str) -> list[Span]:
    """The spans that a component has set."""
    return list(cast("Iterable[Span]", doc.spans[group]))
