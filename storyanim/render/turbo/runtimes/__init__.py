"""What runs a model's two large networks: torch as it stands, torch's compiler, or OpenVINO's.

Takes a model in memory, gives a `Runtime`: predictions of the U-Net and pictures of the decoder, for batches of one
shape at a time. Text is read by torch in any case, once a prompt. `choosing` says which there are and which suits a
machine, `eager` is torch; `prepared` readies what `compiling` or `openvino` make of a network while torch serves,
and `copying` brings pictures from a GPU. Knows neither samplers nor films.
"""

from __future__ import annotations

from storyanim.render.turbo.runtimes.choosing import (
    EAGER,
    RUNTIMES,
    WARMING,
    RuntimeSpec,
    Warming,
    check_runtime,
    chosen_runtime,
)
from storyanim.render.turbo.runtimes.seam import Runtime

__all__ = ["EAGER", "RUNTIMES", "WARMING", "Runtime", "RuntimeSpec", "Warming", "check_runtime", "chosen_runtime"]
