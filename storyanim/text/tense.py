"""What a clause tells as background: takes a paragraph's words and a place in them, says whether it is seen there.

`Nine boats had gone out that morning`, `because he was the best sailor in town` and `they said that the king lived in
a castle` tell of elsewhere or earlier: nobody in the picture is there. Knows grammar's small words only.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from storyanim.text.lexicon import lexicon

if TYPE_CHECKING:
    from storyanim.text.phrases import Words

_PERFECT = frozenset({"had", "has", "have", "having", "'d", "’d"})
_SETTING = frozenset({"when", "after", "once", "as", "whenever", "where"})
"""Words that lead from what had happened to what happens now: `when the moon had risen`."""
_STOPS = frozenset({";", ":", "—", "--", "(", ")"})
_JOINS = frozenset({"and", "but", "so", "then", "when", "while", "till", "until"})
_SAME_FORM = frozenset({"come", "become", "run", "been", "put", "set", "cut"})
_REPORTING = frozenset({"know", "knew", "known", "heard", "thought", "believed", "remembered", "dreamed", "dreamt"})
_REPORT_REACH = 3
"""Words between a verb of saying and its `that`."""
_SUPERLATIVES = frozenset({"best", "worst", "most", "only", "nobody", "everyone", "everybody", "anyone", "anybody"})
_MEASURED = 4
"""Words before `in town` in which a superlative is measured by it: `the best sailor in town`."""


def background(words: Words, index: int) -> bool:
    """Whether the word at `index` belongs to what happened earlier, or is only a reason or a report."""
    start = words.sentence_start(index)
    for back in range(index - 1, start - 1, -1):
        word = words.lower[back]
        if word in _STOPS or _new_clause(words, back) or words.spoken[back] != words.spoken[index]:
            return False
        if word == "because" or (word == "that" and _reports(words, back)):
            return True
        if perfect(words, back) and back < index:
            return not _sets_the_time(words, start, back)
    return False


def perfect(words: Words, index: int) -> bool:
    """Whether a past or present perfect begins at `index`: `had gone`, `has always wanted`."""
    if words.word(index) not in _PERFECT:
        return False
    following = index + 1
    while words.word(following) in lexicon().sets["grammar.frequencies"]:
        following += 1
    return _participle(words.word(following)) or words.word(following - 1) == "been"


def ongoing(words: Words, index: int) -> bool:
    """Whether the verb at `index` is what somebody had been doing: `he has been driving`."""
    auxiliary = range(max(words.sentence_start(index), index - 4), index - 1)
    return words.word(index - 1) == "been" and any(perfect(words, back) for back in auxiliary)


def measured_by(words: Words, phrase: int) -> bool:
    """Whether a place phrase whose preposition stands before `phrase` only says how far a superlative reaches."""
    near = words.lower[max(words.sentence_start(phrase), phrase - 1 - _MEASURED) : max(phrase - 1, 0)]
    return any(word in _SUPERLATIVES or _superlative(word) for word in near)


def _superlative(word: str) -> bool:
    book = lexicon()
    noun = word in book.figures or word in book.phrases["thing"] or word in book.phrases["place"]
    return word.endswith("est") and len(word) > 5 and not noun and word not in book.sets["grammar.no_superlatives"]


def _participle(word: str) -> bool:
    book = lexicon()
    if word in book.sets["looks.all"]:
        return False
    lemma = book.verb_lemmas.get(word)
    return word in _SAME_FORM or (lemma is not None and lemma != word) or (word.endswith("ed") and len(word) > 4)


def _sets_the_time(words: Words, start: int, auxiliary: int) -> bool:
    """Whether the sentence says before its `had` when it is now: `By evening they had come`, `the sun had set`."""
    if any(word in _SETTING for word in words.lower[start:auxiliary]):
        return True
    return any(
        label.startswith(("time:", "jump:")) and start <= first and (first < auxiliary or first <= auxiliary < end)
        for first, end, label in words.matches
    )


def _new_clause(words: Words, index: int) -> bool:
    """Whether a new main clause begins behind a comma and `and`: `..., and now she came to the sea`."""
    return words.lower[index] in _JOINS and words.word(index - 1) == ","


def _reports(words: Words, index: int) -> bool:
    """Whether a `that` stands behind a verb of saying or knowing."""
    book = lexicon()
    near = words.lower[max(words.sentence_start(index), index - _REPORT_REACH) : index]
    speech = book.sets["action_rules.speech"]
    return any(word in _REPORTING or book.verb_lemmas.get(word) in speech for word in near)
