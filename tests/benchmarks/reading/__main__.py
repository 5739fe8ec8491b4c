"""Measure how well stories are read: prints a table, and writes JSON for a program.

    python -m tests.benchmarks.reading --data DIR [--json FILE] [--held-out]

`DIR` holds checkouts named `litbank`, `FairytaleQAData`, `scene-segmentation` and a folder `stories`; what is missing
is left out. Nothing is fetched, and nothing of it belongs to this repository.
"""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict
from functools import partial, reduce
from operator import add
from pathlib import Path
from typing import TYPE_CHECKING

from tests.benchmarks.reading import films, litbank, people, scenes, tales
from tests.benchmarks.reading.table import Row, as_table

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence


def main(arguments: Sequence[str]) -> int:
    """Measure what the folder holds, print the table; 2 if it holds nothing."""
    asked = _parser().parse_args(arguments)
    corpora: dict[str, Callable[[Path], Iterator[Row]]] = {
        "scene-segmentation": partial(scene_rows, held_out=asked.held_out),
        "litbank": partial(people_rows, held_out=asked.held_out),
        "FairytaleQAData": partial(tale_rows, held_out=asked.held_out),
        "stories": film_rows,
    }
    there = [name for name in corpora if (asked.data / name).is_dir() and (not asked.only or name in asked.only)]
    if not there:
        print(f"no data in {asked.data}: it should hold one of {', '.join(corpora)}", file=sys.stderr)
        return 2
    rows = [row for name in there for row in corpora[name](asked.data / name)]
    print(as_table(rows))
    if asked.json:
        asked.json.write_text(json.dumps([asdict(row) for row in rows], indent=1) + "\n", encoding="utf-8")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.reading")
    parser.add_argument("--data", type=Path, required=True, metavar="DIR", help="folder of checkouts")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there as well")
    parser.add_argument("--only", action="append", metavar="NAME", help="one checkout; may be given again")
    parser.add_argument("--held-out", action="store_true", help="measure the held-out documents: not while developing")
    return parser


def scene_rows(folder: Path, *, held_out: bool) -> Iterator[Row]:
    """Where scenes begin."""
    found = list(scenes.stories(folder, held_out=held_out))
    strongest, default = scenes.read_cuts(found)
    chance, even = scenes.random_cuts(found), scenes.even_cuts(found)
    base = {"random": chance.f1, "every 100 words": even.f1}
    yield Row("scene starts, F1 within 3 sentences, as many cuts as starts", len(found), strongest.f1, 0.45, 0.52, base)
    yield Row("  Pk of these cuts (less is better)", len(found), strongest.pk, baselines={"random": chance.pk})
    yield Row("  F1 at the default pace", len(found), default.f1, baselines=base)
    yield Row(
        "  Pk at the default pace", len(found), default.pk, baselines={"random": chance.pk, "every 100 words": even.pk}
    )
    yield Row(
        "  cuts per start at the default pace",
        len(found),
        default.per_start,
        baselines={"every 100 words": even.per_start},
    )


def people_rows(folder: Path, *, held_out: bool) -> Iterator[Row]:
    """Who and where, in novels."""
    each = [people.people(novel) for novel in litbank.novels(folder, held_out=held_out)]
    total, count = reduce(add, each, people.PeopleScores()), len(each)
    yield Row("person heads, F1", count, total.persons.f1, 0.70, 0.77)
    yield Row("  precision", count, total.persons.precision)
    yield Row("  recall", count, total.persons.recall)
    yield Row("place heads, F1", count, total.places.f1, 0.53, 0.60)
    yield Row("  precision", count, total.places.precision)
    yield Row("  recall", count, total.places.recall)
    last = {"last person": total.last_person.recall}
    yield Row("pronouns of one person led to the right character", count, total.pronouns.recall, None, 0.68, last)
    yield Row("  of these outside speech", count, total.narrated_pronouns.recall)
    only = {"names only": total.names_only.recall}
    yield Row("main cast shown per 10 sentences, recall", count, total.recalled.recall, 0.67, 0.88, only)
    yield Row("  precision", count, total.precise.precision, None, 0.80)
    yield Row("  recall with those who are only spoken of", count, total.recalled_spoken_of.recall)
    yield Row("  cards per main character (1 is best)", count, total.cards.right / max(total.cards.there, 1))


def tale_rows(folder: Path, *, held_out: bool) -> Iterator[Row]:
    """Who and where, in tales."""
    each = [tales.score(tale) for tale in tales.tales(folder, held_out=held_out)]
    total, count = reduce(add, each, tales.TaleScores()), len(each)
    place, person = (
        {"commonest place": total.commonest_place.recall},
        {"commonest person": total.commonest_person.recall},
    )
    yield Row("place in the shots of the section (where)", count, total.where.recall, None, 0.70, place)
    yield Row("  questions that name a place or thing we know", count, total.where.there / max(total.asked_where, 1))
    yield Row("right character in the shots (who)", count, total.who.recall, None, 0.85, person)
    yield Row("  questions that name somebody", count, total.who.there / max(total.asked_who, 1))


def film_rows(folder: Path) -> Iterator[Row]:
    """What must hold in every film."""
    each = [films.score(path) for path in films.stories(folder)]
    total, count = reduce(add, each, films.FilmScores()), len(each)
    yield Row("look words equal in all shots", count, total.steady / max(total.described, 1), None, 1.0)
    yield Row("prompts over 75 tokens", count, total.too_long, None, 0)
    yield Row("text covered", count, total.covered / max(total.characters, 1), None, 1.0)
    yield Row("  share of shots whose prompt dropped a part", count, total.dropped / max(total.shots, 1))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
