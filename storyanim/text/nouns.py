"""Whom a noun means: takes `the old fisherman`, `his wife`, `a soldier`, gives somebody known or somebody new.

A noun with `a` brings somebody new; one with `the` means whoever was called that, is of that kind, or fits a general
word (`the man`); kin are told apart by whose they are. Knows nothing of pronouns.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from storyanim.text.lexicon import Figure, lexicon

if TYPE_CHECKING:
    from collections.abc import Callable

    from storyanim.text.cues import Cue
    from storyanim.text.memory import Memory, Somebody

_NEW = frozenset({"a", "an", "another", "one"})
_YOUNG_KIN = frozenset({"sister", "brother", "son", "daughter"})
_SAME_KIN = (
    frozenset({"wife", "mother", "stepmother", "mistress", "mom", "mum", "mummy", "mama", "mamma"}),
    frozenset({"husband", "father", "stepfather", "dad", "daddy", "papa"}),
    frozenset({"son", "brother", "boy", "lad"}),
    frozenset({"daughter", "sister", "girl"}),
    frozenset({"grandmother", "granny", "grandma"}),
    frozenset({"grandfather", "grandpa"}),
)
"""Words that may mean one and the same member of a family, said from different sides."""
_KEEPERS = frozenset({"mistress", "master"})
"""Kin of nobody, though said like it: whose a dog is."""
_EXISTING = frozenset({"was", "lived", "dwelt"})
_FORETOLD = 2
"""Mentions at most before somebody is brought in."""
_OWNED = frozenset({"his", "her", "its", "their", "my", "our", "'s", "’s"})
_CALLED_SO = 0.5
_BROUGHT_IN_SO = 2.0
"""Salience more for somebody who was called by the very word before, or brought in by it (`a man`)."""
_PARENTS = frozenset({"father", "mother", "husband", "papa", "mamma", "mama", "dad", "mum", "mom"})
_GROWN_KIN = frozenset({"wife", "husband", "son", "daughter"})
_EXCLUSIVE = frozenset({"wife", "mother", "stepmother", "daughter", "sister", "husband", "father", "son", "brother"})


class Nouns:
    """Leads nouns to characters."""

    def __init__(self, memory: Memory, add: Callable[[str, Figure], str]) -> None:
        self._memory = memory
        self._add = add

    def meant(self, cue: Cue, owner: str) -> tuple[str, ...]:
        """The keys of those whom the noun means; `owner` is the key of whose they are, "" if nobody's."""
        if cue.plural:
            return self._several(cue)
        figure = lexicon().figures[cue.value]
        owner = owner if cue.determiner in _OWNED or cue.before in ("had", "has", "have") else ""
        if (
            owner in self._memory.people
            and cue.value in _GROWN_KIN
            and self._memory.people[owner].figure.age == "child"
        ):
            owner = ""  # a child has no wife: whoever `his` means, it is somebody else
        key = self._foretold(cue) if cue.determiner in _NEW else self._known(cue, figure, owner)
        if key is None and (cue.spoken or not cue.seen):
            return ()
        key = key or self._new(cue, figure)
        if owner and owner != key and cue.value in lexicon().sets["people_rules.kin"]:
            self._akin(self._memory.people[key], cue.value, owner)
        return (key,)

    def _foretold(self, cue: Cue) -> str | None:
        """`There was a camel` is the one of whom the first words told already: `how the camel got his hump`."""
        last = next(iter(self._memory.called(cue.value)), None)
        foretold = last is not None and not last.introduced and last.mentions <= _FORETOLD and not last.name
        return last.key if last and foretold and cue.before in _EXISTING else None

    def _akin(self, somebody: Somebody, word: str, owner: str) -> None:
        """Somebody is the owner's `word`; a rabbit's mother is a rabbit."""
        somebody.kin.setdefault(word, owner)
        figure = self._memory.people[owner].figure
        if figure.animal and not somebody.figure.animal and not somebody.name and word not in _KEEPERS:
            somebody.figure = replace(somebody.figure, kind=figure.kind, animal=True)

    def _known(self, cue: Cue, figure: Figure, owner: str) -> str | None:
        """Somebody known whom a definite noun can mean."""
        rules = lexicon().sets
        general = cue.value in rules["people_rules.generic"] or cue.value in rules["animal_rules.generic"]
        if general and (near := self._fitting(cue, figure, owner)):
            return near
        called = [s for s in self._memory.called(cue.value) if _may_be(s, cue.value, owner)]
        if called:
            return called[0].key
        if cue.value in rules["people_rules.kin"] and (kin := self._same_kin(cue, figure, owner)):
            return kin
        return self._of_kind(figure)

    def _same_kin(self, cue: Cue, figure: Figure, owner: str) -> str | None:
        """`Their mother` is the woodcutter's wife, where she is the one of whom is spoken."""
        if parent := self._parent(cue.value, figure, owner):
            return parent
        group = next((words for words in _SAME_KIN if cue.value in words), frozenset[str]())
        for somebody in self._memory.near():
            known_by = somebody.nouns.keys() & group
            if (
                known_by
                and somebody.figure.gender in (figure.gender, "unknown")
                and _may_be(somebody, cue.value, owner)
            ):
                return somebody.key
        if cue.value in _YOUNG_KIN:
            young = (s for s in self._memory.near() if s.figure.age == "child" and not s.figure.animal)
            return next(
                (s.key for s in young if s.figure.gender in (figure.gender, "unknown") and s.key != owner), None
            )
        return None

    def _parent(self, word: str, figure: Figure, owner: str) -> str | None:
        """Their father is the woodcutter, whose wife or child somebody was said to be."""
        people = self._memory.people
        if word not in _PARENTS:
            return None
        child = people.get(owner)
        parents = [child.kin[kin] for kin in ("son", "daughter", "child") if child and kin in child.kin]
        partners = [s.kin["wife"] for s in self._memory.near() if "wife" in s.kin] if figure.gender == "male" else []
        return next((key for key in (*parents, *partners) if _may_be_parent(people[key].figure, figure)), None)

    def _of_kind(self, figure: Figure) -> str | None:
        """Somebody with a name who is of that kind: the dog is Toto."""
        if figure.kind in ("man", "woman", "person"):
            return None
        return next((s.key for s in self._memory.called(figure.kind) if s.figure.kind == figure.kind), None)

    def _fitting(self, cue: Cue, figure: Figure, owner: str) -> str | None:
        """The most salient character of that sex, age and nature; one who was called so before comes first."""
        fitting = [s for s in self._memory.near() if _fits(s, figure) and s.key not in ("narrator", owner)]
        if not fitting:
            return None
        return max(fitting, key=lambda s: self._memory.salience(s) + _called_so(s, cue.value)).key

    def _several(self, cue: Cue) -> tuple[str, ...]:
        """The characters a plural means (`the two children`), if they are known and near."""
        figure = lexicon().figures[cue.value]
        fitting = [
            s.key
            for s in self._memory.near()
            if s.seen >= 0
            and figure.animal == s.figure.animal
            and (figure.kind == s.figure.kind or (cue.value == "children" and s.figure.age == "child"))
        ]
        known = cue.determiner in ("", "two", "both") or cue.determiner in lexicon().sets["grammar.definite"]
        return tuple(sorted(fitting[:2])) if known and len(fitting) > 1 else ()

    def _new(self, cue: Cue, figure: Figure) -> str:
        word = cue.value if cue.value in lexicon().sets["people_rules.kin"] else figure.kind
        key, number = word, 2
        while key in self._memory.people:
            key, number = f"{word}#{number}", number + 1
        old = "old" in cue.adjectives and figure.age == "adult"
        return self._add(key, replace(figure, age="old") if old else figure)


def _called_so(somebody: Somebody, word: str) -> float:
    if not somebody.name and somebody.noun == word:
        return _BROUGHT_IN_SO
    return _CALLED_SO if word in somebody.nouns else 0.0


def _may_be_parent(other: Figure, parent: Figure) -> bool:
    return other.age != "child" and other.gender in (parent.gender, "unknown")


def _may_be(somebody: Somebody, word: str, owner: str) -> bool:
    """Whether somebody can be the owner's `word`: nobody is their own kin, or their kin in two ways."""
    if somebody.key == owner:
        return False
    clash = any(whose == owner and kin != word and kin in _EXCLUSIVE for kin, whose in somebody.kin.items())
    return not owner or (not clash and somebody.kin.get(word, owner) == owner)


def _fits(somebody: Somebody, figure: Figure) -> bool:
    """Whether somebody can be called by a general word for `figure`; of a mere name the age is not known."""
    other = somebody.figure
    if figure.animal or other.animal:
        return figure.animal == other.animal
    vague = bool(somebody.name) and other.kind in ("man", "woman", "person")
    aged = figure.age == other.age or vague or (figure.age == "adult" and other.age == "old")
    return aged and (figure.gender in (other.gender, "unknown") or other.gender == "unknown")
