"""Everything storyanim uses, looked at in turn: what works, what is lacking, and how to mend it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from storyanim.setup.graphics import gpus_here, judge_torch, torch_build
from storyanim.setup.libraries import (
    DRAWING,
    VOICES,
    examine_reading,
    judge_display,
    judge_library,
    judge_python,
    judge_voice,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from storyanim.setup.finding import Finding


def examine() -> Iterator[Finding]:
    """All findings, each as soon as it is made; it takes some seconds. Nothing is changed."""
    yield judge_python()
    for module, package in DRAWING.items():
        yield judge_library(module, package)
    yield examine_reading()
    yield from _films()
    yield from _voices()
    yield _display()
    yield from _turbo()
    yield _cache()


def _films() -> Iterator[Finding]:
    from storyanim.setup.trial_films import examine_films

    yield from examine_films()


def _voices() -> Iterator[Finding]:
    from storyanim.production import find_voice

    return (judge_voice(name, find_voice) for name in VOICES)


def _display() -> Finding:
    from storyanim.live import check_display

    return judge_display(check_display)


def _turbo() -> Iterator[Finding]:
    build = torch_build()
    yield judge_torch(build, gpus_here())
    if build.fault:
        return
    from storyanim.render.turbo.hardware import choose_hardware
    from storyanim.setup.models import examine_model, examine_renderer

    yield examine_model(half_files=choose_hardware().prefers_half_files)
    yield examine_renderer()


def _cache() -> Finding:
    from storyanim.production import open_store
    from storyanim.setup.folders import free_at, judge_cache

    return judge_cache(open_store(), free_at)
