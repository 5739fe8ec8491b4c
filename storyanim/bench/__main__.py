"""`python -m storyanim.bench`: turbo's benchmark for machines that have torch and diffusers, and little else.

The same as `storyanim bench --renderer turbo`, whose libraries for the command line it does without. Carry the
checkout there, no network is needed:

    python -m storyanim.bench --model-size sdxl --device cuda --batch 16 --json > gpu.jsonl
"""

from __future__ import annotations

import argparse
import signal
import sys
from typing import TYPE_CHECKING, Any

from storyanim.bench.diffusing import (
    Trial,
    check_against,
    found_subject,
    json_line,
    measured,
    table_line,
    told_before,
)
from storyanim.errors import StoryanimError

if TYPE_CHECKING:
    from collections.abc import Sequence

NUMBERS = ("batch", "steps", "every")
WORDS = ("model", "revision", "base", "decoder", "quality", "device", "precision", "runtime")


def main(words: Sequence[str] | None = None) -> int:
    """Measure and print; the exit code."""
    asked = vars(_parser().parse_args(words))
    size, against, cores, as_json = (asked.pop(name) for name in ("model_size", "against", "cores", "json"))
    options: dict[str, Any] = {name: value for name, value in asked.items() if value is not None}
    try:
        subject = found_subject(Trial(size, options, check_against(against), cores))
        for line in told_before(subject, against or ""):
            print(line, file=sys.stderr, flush=True)
        for line in map(json_line if as_json else table_line, measured(subject)):
            if line:
                print(line, flush=True)
    except StoryanimError as error:
        print(f"storyanim: {error}", file=sys.stderr)
        return error.exit_code
    except KeyboardInterrupt:
        print("storyanim: stopped", file=sys.stderr)
        return 128 + signal.SIGINT
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m storyanim.bench", description="Measure turbo on this machine.")
    parser.add_argument("--model-size", default="small", help="a random model: tiny, small, pocket or sdxl")
    parser.add_argument("--against", help="diffusers,diffusers-bf16,diffusers-tuned (all, if left out), or nobody")
    parser.add_argument("--cores", type=int, default=1, help="cores a CPU draws with; 1 if left out")
    parser.add_argument("--json", action="store_true", help="a line of JSON for each row, as it grows")
    for name in NUMBERS:
        parser.add_argument(f"--{name}", type=int)
    for name in WORDS:
        parser.add_argument(f"--{'dtype' if name == 'precision' else name}", dest=name)
    return parser


if __name__ == "__main__":
    sys.exit(main())
