"""`python -m storyanim.training`: make pairs, learn from them stage by stage, and write the folder that is shipped.

`all FOLDER OUTPUT` does everything. Stop it at any time; the same command goes on.
"""

from __future__ import annotations

import json
import time
from dataclasses import asdict
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, cast

import typer

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import numpy as np
    from numpy.typing import NDArray
    from transformers import CLIPTokenizer

    from storyanim.training.loop import Training
    from storyanim.training.network import Pocket
    from storyanim.training.pairs import Shard

MEASURED = 200
"""Held-out pairs that a shipped model's figures are taken from."""
LOOKED_AT = 48
"""Held-out pairs that are measured meanwhile, the first half of them drawn on a sheet."""
LOOK_EVERY = 6_400
"""Pictures from one look at it to the next."""
ENCODED_AT_ONCE = 50
HOUR = 3600.0
PICTURES = {"autoencoder": 60_000, "decoder": 200_000, "words": 60_000, "latents": 1_000_000, "pictures": 100_000}
"""What each stage learns from when nothing else is said, pictures or, of `words`, prompts; in this order."""

app = typer.Typer(add_completion=False, rich_markup_mode=None)

Folder = Annotated[Path, typer.Argument(help="Where pairs, checkpoints, sheets and figures go.")]
Side = Annotated[int, typer.Option(help="Of square pictures, in pixels, a multiple of 64.")]


@app.command()
def pairs(folder: Folder, first: int = 0, count: int = 100, side: Side = 256) -> None:
    """Make `count` shards of a thousand pairs each, from number `first` on. Several may run side by side."""
    from storyanim.training.pairs import make_shards

    for shard in make_shards(folder / "pairs", range(first, first + count), side):
        print(shard, flush=True)


@app.command()
def train(
    folder: Folder,
    stage: Annotated[str, typer.Argument(help="autoencoder, decoder, words, latents or pictures, in this order.")],
    pictures: Annotated[int, typer.Option(help="Pictures to learn from in all; 0 for the stage's own number.")] = 0,
    hours: Annotated[float, typer.Option(help="Stop after so long; the next run goes on.")] = 1000.0,
    side: Side = 256,
    device: str = "cpu",
    compiled: Annotated[
        bool, typer.Option("--compile/--no-compile", help="Compile first; needs a C++ compiler.")
    ] = True,
) -> None:
    """Learn one stage from the pairs there are, and from those that come meanwhile, on OMP_NUM_THREADS cores."""
    import torch

    from storyanim.training.loop import Plan, Training, train
    from storyanim.training.network import Pocket
    from storyanim.training.stages import STAGES

    torch.manual_seed(0)
    training = Training(Pocket(side, _tokenizer(folder, side)), STAGES[stage], device)
    _take_up(training, folder)
    if compiled and stage in {"latents", "pictures"}:
        training.compile()
    end = time.monotonic() + hours * HOUR
    own = training.stage
    try:
        train(
            training,
            _reader(folder, training, side),
            Plan(pictures or PICTURES[stage], own.batch, own.rate),
            every=LOOK_EVERY // own.batch,
            tell=lambda now, loss: _note(folder, now, loss, side),
            stop=lambda: time.monotonic() > end,
        )
    finally:
        training.save(_checkpoint(folder, stage))


@app.command()
def begin(folder: Folder, model: Annotated[Path, typer.Argument(help="What `export` wrote.")]) -> None:
    """Go on from an exported model instead of from nothing: what follows is `pairs`, then `train` from latents on."""
    from storyanim.training.exporting import imported
    from storyanim.training.loop import Training
    from storyanim.training.stages import STAGES

    folder.mkdir(parents=True, exist_ok=True)
    pocket = imported(model)
    pocket.parts["tokenizer"].save_pretrained(folder / "tokenizer")
    for stage in ("autoencoder", "words"):
        Training(pocket, STAGES[stage]).save(_checkpoint(folder, stage))


@app.command()
def export(folder: Folder, output: Path, stage: str = "pictures", side: Side = 256) -> None:
    """Write the model as a stage left it, with its card."""
    from storyanim.training.card import model_card
    from storyanim.training.exporting import export
    from storyanim.training.loop import Training
    from storyanim.training.measuring import closeness, draw, held_out
    from storyanim.training.network import Pocket
    from storyanim.training.stages import STAGES
    from storyanim.types import Size

    training = Training(Pocket(side, _tokenizer(folder, side)), STAGES[stage])
    training.load(_checkpoint(folder, stage))
    model = training.meaned()
    known = held_out(MEASURED, Size(side, side))
    found = closeness(known, draw(model, known))
    print(json.dumps(asdict(found)))
    export(model, output, model_card(side, _learned(folder), found))


@app.command(name="all")
def everything(folder: Folder, output: Path, shards: int = 150, side: Side = 256) -> None:
    """Pairs, all stages, and the folder: hours on a CPU that multiplies bf16, days on one that does not."""
    pairs(folder, 0, shards, side)
    for stage in PICTURES:
        train(folder, stage, side=side)
    export(folder, output, side=side)


def _checkpoint(folder: Path, stage: str) -> Path:
    return folder / f"{stage}.safetensors"


def _take_up(training: Training, folder: Path) -> None:
    """Go on where this stage was, or begin where the last one before it ended."""
    own = _checkpoint(folder, training.stage.name)
    if own.exists():
        training.load(own)
        return
    order = list(PICTURES)
    before = [_checkpoint(folder, stage) for stage in order[: order.index(training.stage.name)]]
    ended = [path for path in before if path.exists()]
    if ended:
        training.begin_with(ended[-1])


def _learned(folder: Path) -> int:
    """Pictures that all stages learned from, but for `words`, which sees none."""
    from storyanim.training.loop import learned_from

    paths = (_checkpoint(folder, stage) for stage in PICTURES if stage != "words")
    return sum(learned_from(path) for path in paths if path.exists())


def _reader(folder: Path, training: Training, side: int) -> Callable[[], Sequence[Shard]]:
    """What gives the shards: encoded ones, once there is an autoencoder."""
    from storyanim.training.pairs import encode_shards, read_shards

    if training.stage.name in {"autoencoder", "decoder", "words"}:
        return lambda: read_shards(folder / "pairs", side)
    name = sha256(_checkpoint(folder, "autoencoder").read_bytes()).hexdigest()[:8]
    if training.stage.name == "latents":
        encode_shards(folder / "pairs", side, name, _encoder(training.model, training.device))
    return lambda: read_shards(folder / "pairs", side, name)


def _encoder(model: Pocket, device: str) -> Callable[[NDArray[np.uint8]], NDArray[np.float16]]:
    import numpy as np
    import torch

    from storyanim.training.loop import autocast

    @torch.inference_mode()
    def encode(pictures: NDArray[np.uint8]) -> NDArray[np.float16]:
        with autocast(device):
            parts = [
                model.encode(torch.from_numpy(part.copy()).to(device).permute(0, 3, 1, 2).float() / 255.0)
                for part in np.array_split(pictures, -(-len(pictures) // ENCODED_AT_ONCE))
            ]
        return torch.cat(parts).half().cpu().numpy()

    return encode


def _tokenizer(folder: Path, side: int) -> CLIPTokenizer:
    """The tokenizer: taught by the prompts of the first pairs, then kept, so that every run has the same."""
    from transformers import CLIPTokenizer

    from storyanim.render.turbo.made_up import taught_tokenizer
    from storyanim.training.pairs import read_shards

    kept = folder / "tokenizer"
    if not kept.exists():
        prompts = [prompt for shard in read_shards(folder / "pairs", side) for prompt in shard.prompts]
        taught_tokenizer(prompts[:20_000]).save_pretrained(kept)
    return cast("Any", CLIPTokenizer).from_pretrained(str(kept), local_files_only=True)


def _note(folder: Path, training: Training, loss: float, side: int) -> None:
    """Save, measure, draw a sheet, and say so in a line of `progress.jsonl`."""
    from storyanim.encode import write_picture
    from storyanim.training.measuring import closeness, draw, held_out, redraw, sheet
    from storyanim.types import Size

    stage = training.stage.name
    training.save(_checkpoint(folder, stage))
    figures: dict[str, object] = {"stage": stage, "learned": training.learned, "loss": loss}
    if stage != "words":
        model = training.meaned()
        known = held_out(LOOKED_AT, Size(side, side))
        drawn = (redraw if stage in {"autoencoder", "decoder"} else draw)(model, known)
        shown = LOOKED_AT // 2
        write_picture(folder / f"{stage}.png", sheet(known[:shown], drawn[:shown]), force=True)
        figures |= asdict(closeness(known, drawn))
    line = json.dumps({**figures, "seconds": round(time.process_time())})
    with (folder / "progress.jsonl").open("a") as file:
        file.write(f"{line}\n")
    print(line, flush=True)


if __name__ == "__main__":
    app()
