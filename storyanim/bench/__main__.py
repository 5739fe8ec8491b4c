"""`python -m storyanim.bench`: turbo's benchmark for machines that have torch and diffusers, and little else.

The same as `storyanim bench --renderer turbo`, whose libraries for the command line it does without. Carry the
checkout there, no network is needed:

    python -m storyanim.bench --model-size sdxl --device cuda --batch 16 --json > gpu.jsonl
"""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from storyanim.bench.diffusing import (
    HEAD,
    NO_STREAM,
    STREAM,
    Row,
    Trial,
    check_against,
    diffusing,
    filming,
    found_subject,
    table_line,
)
from storyanim.errors import StoryanimError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from storyanim.bench.measure import Measure

NUMBERS = ("batch", "steps", "every")
WORDS = ("model", "revision", "base", "decoder", "device", "precision", "runtime")


def main(words: Sequence[str] | None = None) -> int:
    """Measure and print; the exit code."""
    asked = vars(_parser().parse_args(words))
    size, against, cores, as_json = (asked.pop(name) for name in ("model_size", "against", "cores", "json"))
    options: dict[str, Any] = {name: value for name, value in asked.items() if value is not None}
    try:
        if STREAM in (against or ""):
            print(NO_STREAM, file=sys.stderr)
        subject = found_subject(Trial(size, options, check_against(against), cores))
        print(f"{subject.name}, {subject.side}x{subject.side}", file=sys.stderr, flush=True)
        show = show_json if as_json else show_table
        for found in diffusing(subject):
            show(found)
        if has_ffmpeg():
            for found in filming(subject):
                show(found)
    except StoryanimError as error:
        print(f"storyanim: {error}", file=sys.stderr)
        return error.exit_code
    return 0


def show_json(found: Row | Measure) -> None:
    """A line for programs, as soon as it is known."""
    facts = found.facts() if isinstance(found, Row) else asdict(found)
    print(json.dumps({"stage": "diffusing", **facts}), flush=True)


def show_table(found: Row | Measure) -> None:
    """A line for people; rows only when they are whole."""
    if not isinstance(found, Row):
        print(f"{found.name:56} {found.value:10.2f} {found.unit:10} {found.target}".rstrip(), flush=True)
    elif found.is_whole:
        head = f"{HEAD}\n" if found.name == "turbo" else ""
        print(f"{head}{table_line(found)}", flush=True)


def has_ffmpeg() -> bool:
    """Whether films can be encoded here."""
    try:
        from storyanim.encode import find_ffmpeg

        find_ffmpeg()
    except (ImportError, StoryanimError):
        return False
    return True


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m storyanim.bench", description="Measure turbo on this machine.")
    parser.add_argument("--model-size", default="small", help="a random model: tiny, small or sdxl")
    parser.add_argument("--against", help="diffusers,diffusers-tuned (both, if left out), or nobody")
    parser.add_argument("--cores", type=int, default=1, help="cores a CPU draws with; 1 if left out")
    parser.add_argument("--json", action="store_true", help="a line of JSON for each row, as it grows")
    for name in NUMBERS:
        parser.add_argument(f"--{name}", type=int)
    for name in WORDS:
        parser.add_argument(f"--{'dtype' if name == 'precision' else name}", dest=name)
    return parser


if __name__ == "__main__":
    sys.exit(main())
