"""How long it takes to say a stretch of text aloud."""

from __future__ import annotations

import re

WORDS_A_SECOND = 150 / 60
"""A calm narrator's 150 words a minute."""

SENTENCE_PAUSE, PARAGRAPH_PAUSE = 0.3, 0.6
SHORTEST, LONGEST = 1.5, 600.0
"""A picture needs a moment to be seen; no shot stands longer than the file's limit. In seconds."""

_WORD = re.compile(r"\w+(?:['’-]\w+)*")
_IDEOGRAPH = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\U00020000-\U0003ffff]")
_WORDS_AN_IDEOGRAPH = 0.6
"""Chinese and Japanese are read at about 250 characters a minute."""

_SENTENCE_END = re.compile(r"[.!?…。！？]+[\"'”’»)\]]*(?=\s|$)|[。！？]")
_PARAGRAPH_END = re.compile(r"\n[ \t]*\n")


def speaking_seconds(text: str) -> float:
    """Seconds to say `text`, in tenths, 1.5 to 600; a pause for each sentence and paragraph that ends in it."""
    ideographs = len(_IDEOGRAPH.findall(text))
    words = len(_WORD.findall(_IDEOGRAPH.sub(" ", text))) + _WORDS_AN_IDEOGRAPH * ideographs
    sentences = max(1, len(_SENTENCE_END.findall(text)))
    paragraphs = len(_PARAGRAPH_END.findall(text))
    seconds = words / WORDS_A_SECOND + SENTENCE_PAUSE * sentences + PARAGRAPH_PAUSE * paragraphs
    return round(min(LONGEST, max(SHORTEST, seconds)), 1)
