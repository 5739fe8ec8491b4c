"""`python -m storyanim.training`: make pairs, train on them, measure, and write the folder that is shipped.

All of it in one command: `python -m storyanim.training all FOLDER`. Stop it at any time; the same command goes on.
"""

from __future__ import annotations

import json
import os
import time
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from storyanim.training.loop import Training

MEASURED = 200
"""Held-out pairs that a shipped model's figures are taken from."""

app = typer.Typer(add_completion=False, rich_markup_mode=None)

Folder = Annotated[Path, typer.Argument(help="Where pairs, checkpoints, sheets and figures go.")]
Side = Annotated[int, typer.Option(help="Pixels of the square pictures, a multiple of 64.")]
Threads = Annotated[int, typer.Option(help="Threads; 0 for all cores.")]


@app.command()
def pairs(folder: Folder, first: int = 0, count: int = 100, side: Side = 128) -> None:
    """Make `count` shards of a thousand pairs each, from number `first` on. Several may run side by side."""
    from storyanim.training.pairs import make_shards

    for shard in make_shards(folder / "pairs", range(first, first + count), side):
        print(shard, flush=True)


@app.command()
def train(
    folder: Folder,
    pictures: Annotated[int, typer.Option(help="Pictures to learn from in all.")] = 2_000_000,
    hours: Annotated[float, typer.Option(help="Stop after so long; the next run goes on.")] = 1000.0,
    batch: int = 48,
    side: Side = 128,
    threads: Threads = 0,
    device: str = "cpu",
) -> None:
    """Train on the pairs there are, and on those that come meanwhile."""
    import torch

    from storyanim.training.loop import Plan, Training, train
    from storyanim.training.network import Pocket
    from storyanim.training.pairs import read_shards

    torch.set_num_threads(threads or os.cpu_count() or 1)
    torch.manual_seed(0)
    training = Training(Pocket(side, _words(folder, side)), device)
    checkpoint = folder / "checkpoint.safetensors"
    if checkpoint.exists():
        training.load(checkpoint)
    end = time.monotonic() + hours * 3600
    try:
        train(
            training,
            lambda: read_shards(folder / "pairs", side),
            Plan(pictures, batch),
            every=200,
            tell=lambda now, loss: _note(folder, now, loss, side),
            stop=lambda: time.monotonic() > end,
        )
    finally:
        training.save(checkpoint)


@app.command()
def export(folder: Folder, output: Path, side: Side = 128) -> None:
    """Write the model as it stands, with its card."""
    from storyanim.training.card import model_card
    from storyanim.training.exporting import export
    from storyanim.training.loop import Training
    from storyanim.training.measuring import closeness, draw, held_out
    from storyanim.training.network import Pocket

    training = Training(Pocket(side, _words(folder, side)))
    training.load(folder / "checkpoint.safetensors")
    model = training.meaned()
    known = held_out(MEASURED, side)
    found = closeness(known, draw(model, known))
    print(json.dumps(asdict(found)))
    export(model, output, model_card(side, training.learned, found))


def _words(folder: Path, side: int) -> list[str]:
    """The tokenizer's words: those of the first pairs, kept, so that every run has the same."""
    from storyanim.training.pairs import read_shards

    kept = folder / "words.json"
    if not kept.exists():
        prompts = [prompt for shard in read_shards(folder / "pairs", side) for prompt in shard.prompts]
        kept.write_text(json.dumps(prompts[:20_000]))
    return json.loads(kept.read_text())


def _note(folder: Path, training: Training, loss: float, side: int) -> None:
    """Save, measure, draw a sheet, and say so in a line of `progress.jsonl`."""
    from storyanim.encode import write_picture
    from storyanim.training.measuring import closeness, draw, held_out, sheet

    training.save(folder / "checkpoint.safetensors")
    model = training.meaned()
    known = held_out(48, side)
    drawn = draw(model, known)
    write_picture(folder / "sheet.png", sheet(known[:24], drawn[:24]), force=True)
    figures = {"learned": training.learned, "loss": loss, **asdict(closeness(known, drawn))}
    line = json.dumps({**figures, "seconds": round(time.process_time())})
    with (folder / "progress.jsonl").open("a") as file:
        file.write(f"{line}\n")
    print(line, flush=True)


if __name__ == "__main__":
    app()
