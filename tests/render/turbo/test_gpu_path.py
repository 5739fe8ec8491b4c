"""What a GPU does, proven without one: recordings and the ring of buffers, with stand-ins for CUDA."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import TYPE_CHECKING, Any, cast

import numpy as np
import pytest
import torch
from torch._dynamo.exc import FailOnRecompileLimitHit

from storyanim.render.turbo import renderer
from storyanim.render.turbo.decoding import Pictures
from storyanim.render.turbo.denoising import Conditions
from storyanim.render.turbo.hardware import Hardware
from storyanim.render.turbo.renderer import Turbo
from storyanim.render.turbo.runtimes import compiling
from storyanim.render.turbo.runtimes.compiling import TorchCompiler
from storyanim.render.turbo.runtimes.copying import Ring
from storyanim.render.turbo.runtimes.recording import Recorded
from storyanim.types import Size
from tests.render.turbo.models import model, open_tiny
from tests.render.turbo.test_equality import apart
from tests.render.turbo.test_runtimes import said
from tests.render.views import MORPH, PLAIN

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from storyanim.render.turbo.model import Model

Tensors = tuple[torch.Tensor, ...]


def record(run: Callable[..., Tensors], inputs: Sequence[torch.Tensor]) -> tuple[Callable[[], object], Tensors]:
    """As CUDA does: a recording reads its inputs, and writes its outputs, where they were when it was made."""
    outputs = run(*inputs)

    def replay() -> None:
        for own, new in zip(outputs, run(*inputs), strict=True):
            own.copy_(new)

    return replay, outputs


def test_a_recording_gives_what_the_function_gives_and_nothing_writes_into_it_later():
    double = Recorded(lambda one: (2 * one, one.sum()), record)
    first, total = double(torch.ones(3))
    second, _ = double(torch.full((3,), 5.0))
    assert first.tolist() == [2, 2, 2]
    assert total == 3
    assert second.tolist() == [10, 10, 10]


def test_what_was_recorded_with_is_not_kept_from_its_owner():
    given = torch.ones(3)
    double = Recorded(lambda one: (2 * one,), record)
    double(given)
    double(torch.full((3,), 5.0))
    assert given.tolist() == [1, 1, 1]


def test_a_recording_belongs_to_its_thread():
    double = Recorded(lambda one: (2 * one,), record)
    with ThreadPoolExecutor(1) as pool:
        pool.submit(double, torch.ones(3)).result()
        with pytest.raises(RuntimeError, match="the thread that made it"):
            double(torch.ones(3))


def test_networks_that_are_recorded_predict_the_same(monkeypatch: pytest.MonkeyPatch):
    """Compiling is another test's; here only what goes through a recording."""
    monkeypatch.setattr(torch, "compile", lambda network, **_: network)
    made = model(2)
    compiler, plain = TorchCompiler(made, record), TorchCompiler(made)
    latents, conditions = said()
    recorded, usual = compiler.unet(latents, 999.0, conditions), plain.unet(latents, 999.0, conditions)
    for timestep in (999.0, 499.0):
        assert torch.equal(recorded(latents, timestep, conditions), usual(latents, timestep, conditions))
    assert apart(recorded(latents, 999.0, conditions), recorded(latents, 499.0, conditions)) > 0.001
    decoded, expected = compiler.decoder(latents)(-latents), plain.decoder(latents)(-latents)
    assert torch.equal(decoded.levels, expected.levels)


class Backend:
    """In the compiler's place: counts what it is given, and gives it back."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.graphs = 0
        usual = torch.compile

        def compiled(network: torch.nn.Module, *, dynamic: bool, fullgraph: bool = False, **_: object) -> object:
            return usual(network, dynamic=dynamic, fullgraph=fullgraph, backend=self)

        monkeypatch.setattr(torch, "compile", compiled)
        torch.compiler.reset()

    def __call__(self, graph: torch.fx.GraphModule, inputs: Sequence[torch.Tensor]) -> Callable[..., Tensors]:
        self.graphs += 1
        return graph.forward


class Doubling(torch.nn.Module):
    """A U-Net of one operation."""

    device, dtype = torch.device("cpu"), torch.float32

    def forward(self, latents: torch.Tensor, timestep: torch.Tensor, **_: object) -> tuple[torch.Tensor]:
        return (2 * latents + timestep,)


def made_of_little() -> Model:
    return replace(model(2), unet=cast("Any", Doubling()))


def test_what_was_compiled_in_the_background_is_what_is_recorded(monkeypatch: pytest.MonkeyPatch):
    """Conditions are made outside inference mode, copies within: torch compiles anew for tensors of another kind."""
    backend = Backend(monkeypatch)
    latents, conditions = torch.ones(2, 4, 8, 8), Conditions(torch.ones(2, 77, 64))
    predict = TorchCompiler(made_of_little(), record).unet(latents, 999.0, conditions)
    with torch.inference_mode():
        for timestep in (999.0, 499.0):
            assert (predict(latents, timestep, conditions) == 2 + timestep).all()
    assert backend.graphs == 1


def test_every_shape_is_compiled_however_many_there_are(monkeypatch: pytest.MonkeyPatch):
    """torch's own limit is 8; past it a network would run as it stands."""
    backend = Backend(monkeypatch)
    compiler = TorchCompiler(made_of_little())
    with torch.inference_mode():
        for columns in range(8, 18):
            latents, conditions = torch.ones(2, 4, 8, columns), Conditions(torch.ones(2, 77, 64))
            predict = compiler.unet(latents, 999.0, conditions)
            assert (predict(latents, 999.0, conditions) == 1001).all()
    assert backend.graphs == 10


def test_past_the_most_shapes_it_fails_rather_than_run_uncompiled(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(compiling, "MOST_SHAPES", 2)
    Backend(monkeypatch)
    compiler = TorchCompiler(made_of_little())
    examples = [(torch.ones(2, 4, 8, columns), 999.0, Conditions(torch.ones(2, 77, 64))) for columns in (8, 9, 10)]
    for example in examples[:2]:
        compiler.unet(*example)
    with pytest.raises(FailOnRecompileLimitHit):
        compiler.unet(*examples[2])


class SlowLane:
    """A lane whose copies are made only when they are waited for."""

    def __init__(self) -> None:
        self.buffers = self.copies = 0

    def buffer(self, like: torch.Tensor) -> torch.Tensor:
        self.buffers += 1
        return torch.zeros_like(like)

    def copy(self, pairs: list[tuple[torch.Tensor, torch.Tensor]]) -> Callable[[], object]:
        self.copies += 1

        @torch.inference_mode()
        def wait() -> None:
            for source, target in pairs:
                target.copy_(source)

        return wait


def pictures(level: int, batch: int = 2) -> Pictures:
    return Pictures(torch.full((batch, 4, 4, 3), level, dtype=torch.uint8), torch.ones(batch, dtype=torch.bool))


def test_pictures_arrive_in_any_order_and_stay():
    ring = Ring(SlowLane(), 3)
    waiting = [ring(pictures(level)) for level in (1, 2, 3)]
    third, first = waiting[2](), waiting[0]()
    again = ring(pictures(9))()
    assert [int(one.levels.amax()) for one in (first, waiting[1](), third, again)] == [1, 2, 3, 9]
    assert first.finite.all()


def test_no_more_buffers_are_made_than_there_are_slots():
    lane = SlowLane()
    ring = Ring(lane, 2)
    for _ in range(3):
        waiting = [ring(pictures(level)) for level in (1, 2)]
        assert [int(one().levels.amax()) for one in waiting] == [1, 2]
    for level in range(6):
        assert int(ring(pictures(level))().levels.amax()) == level
    assert lane.buffers == 4  # levels and finite, twice
    assert lane.copies == 12  # each was free again in time


def test_pictures_that_nobody_asks_for_free_their_buffers():
    """Such as those of a draw whose second batch did not fit."""
    lane = SlowLane()
    ring = Ring(lane, 2)
    for level in range(1, 5):
        ring(pictures(level))
    assert int(ring(pictures(9))().levels.amax()) == 9
    assert (lane.copies, lane.buffers) == (5, 4)  # levels and finite, twice


def test_where_every_buffer_is_on_its_way_nobody_waits_for_ever():
    ring = Ring(SlowLane(), 2)
    waiting = [ring(pictures(level)) for level in range(1, 6)]
    assert [int(one().levels.amax()) for one in waiting] == [1, 2, 3, 4, 5]


def test_another_shape_has_buffers_of_its_own():
    ring = Ring(SlowLane(), 2)
    old = ring(pictures(1))
    assert len(ring(pictures(2, batch=3))().levels) == 3
    assert len(old().levels) == 2


def test_a_gpu_draws_the_same_through_its_own_thread_and_ring(monkeypatch: pytest.MonkeyPatch):
    """The whole renderer, told it has a GPU: only the device itself is the CPU."""
    turbo = Turbo("tiny", Hardware("cpu", "fp32", "fp32", 1), model, every=2)
    monkeypatch.setattr(Turbo, "_run_task", renderer._gpu)
    turbo.__dict__["_fetch"] = Ring(SlowLane(), 2)
    views, size = [PLAIN, MORPH, PLAIN, MORPH], Size(64, 64)
    expected = open_tiny(1)
    for _ in range(2):
        drawn = turbo.draw(views, size)
        assert np.array_equal(drawn, np.concatenate([expected.draw([view], size) for view in views]))
