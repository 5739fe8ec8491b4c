"""What stands before a story: takes blocks, finds title pages, credits and contents lists, and the story's title.

Tells them from prose by their shape. Knows nothing of what the words say.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from storyanim.text.blocks import Block, is_break
from storyanim.text.lexicon import lexicon
from storyanim.text.scene_lines import scene_line
from storyanim.text.shapes import CHAPTER, ENDS_SENTENCE, MARKDOWN_HEADING, NUMBERED

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_CONTENTS = re.compile(r"^(?:table of )?contents\b[.:]?", re.IGNORECASE)
_CREDIT = re.compile(
    r"^(?:by\b(?:\s+[A-Z]|$)|produced by|transcribed|e-?text|prepared by|transcriber|copyright|first published|"
    r"printed (?:and|in|by)|"
    r"all rights reserved|illustrated by|translated by|with illustrations|proofread|this e-?(?:text|book))",
    re.IGNORECASE,
)

_FOREWORD = re.compile(
    r"^(?:(?:author's |author’s |editor's |translator's |publisher's )?(?:introduction|preface|foreword|note)|"
    r"introductory note|dedication|acknowledge?ments|to the reader|about the author)[.:]?$",
    re.IGNORECASE,
)


def is_prose(block: Block) -> bool:
    """Whether a block is told, rather than set on a title page: long enough, or a sentence that ends."""
    text = block.text
    words = len(text.split())
    lower = sum(word[:1].islower() and word not in lexicon().sets["grammar.small"] for word in text.split())
    finished = bool(ENDS_SENTENCE.search(text.rstrip("*_ ")))
    long = words >= 25 or (words >= 10 and lower * 3 > words)
    return not is_credit(block) and (long or (finished and (words >= 6 or lower > 0)))


def is_credit(block: Block) -> bool:
    """Whether a block only says who made the book: `By Somebody`, `Illustrated by ...`."""
    return bool(_CREDIT.match(block.text))


def front(found: Sequence[Block]) -> tuple[str, int]:
    """The title, and the number of the first block after the title page."""
    prose = next((index for index, block in enumerate(found[:60]) if is_prose(block)), None)
    if prose is None:
        short = len(found) > 1 and len(found[0].text.split()) <= 8 and not is_break(found[0].lines[0])
        prose = 1 if short and not ENDS_SENTENCE.search(found[0].text) else 0
    page = [(index, block) for index, block in enumerate(found[:prose]) if not is_break(block.lines[0])]
    heads = [(index, block) for index, block in page if _opens(block)]
    first = heads[0][0] if heads else prose
    names = [block for index, block in page if index < first and not is_credit(block)]
    named, first = _markdown_title(found, first, prose)
    title = named or (_joined_title(names) if names else "")
    return title, behind_foreword(found, first, title)


def behind_foreword(found: Sequence[Block], first: int, title: str) -> int:
    """The number of the story's first block: `first`, or what follows a foreword, where a chapter does or the title."""
    if not any(_FOREWORD.match(block.text.lstrip("# ")) for block in found[max(0, first - 1) : first + 1]):
        return first
    following = enumerate(found[first + 1 :], first + 1)
    return next((index for index, block in following if _opens(block) or same_words(block.text, title)), first)


def same_words(text: str, other: str) -> bool:
    """Whether two titles are the same but for capitals and marks."""
    return _letters(text) == _letters(other) != ""


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text)).casefold()


def _opens(block: Block) -> bool:
    """Whether a block on the first page already belongs to the story."""
    text = block.text
    opening = block.shape == "heading" or CHAPTER.match(text) or scene_line(text) or MARKDOWN_HEADING.match(text)
    return bool(opening) or (len(block.lines) == 1 and bool(NUMBERED.match(text)))


def _markdown_title(found: Sequence[Block], first: int, prose: int) -> tuple[str, int]:
    """A level-one heading at the top is the story's title, not a chapter's."""
    if first <= prose and first < len(found) and len(found[first].lines) == 1:
        match = MARKDOWN_HEADING.match(found[first].text)
        if match and len(match[1]) == 1:
            return match[2], first + 1
    return "", first


def _joined_title(names: Sequence[Block]) -> str:
    """A title set over several lines (`THE TALE OF` / `PETER RABBIT`) in one."""
    title = names[0].text
    if len(names) > 1 and title.split()[-1].lower() in lexicon().sets["grammar.small"]:
        title = f"{title} {names[1].text}"
    return titled(title.rstrip(". "))


def titled(text: str) -> str:
    """A line set in capitals as a title: `THE HARE AND THE TORTOISE` as `The Hare and the Tortoise`."""
    if not text.isupper():
        return text
    words = re.sub(r"[^\W\d_](?:[^\W\d_]|['’](?=\w))*", lambda match: match.group().capitalize(), text).split()
    return " ".join(
        word.lower() if number and word.lower() in lexicon().sets["grammar.small"] else word
        for number, word in enumerate(words)
    )


def without_contents(found: Sequence[Block]) -> Iterator[Block]:
    """All blocks but a contents list and its heading."""
    listing = False
    for block in found:
        if _CONTENTS.match(block.text) and len(block.lines[0].text.split()) <= 3:
            listing = True
            continue
        listing = listing and _is_listing(block)
        if not listing:
            yield block


def _is_listing(block: Block) -> bool:
    short = all(len(line.text) <= 70 for line in block.lines)
    unfinished = sum(not ENDS_SENTENCE.search(line.text) for line in block.lines)
    return short and len(block.lines) > 1 and unfinished * 3 > len(block.lines) * 2
