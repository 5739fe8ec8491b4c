"""How fast turbo draws, beside loops over diffusers' own pipeline with the same weights, words and noise.

Speed does not depend on what the weights are, so without a model one of random numbers is made. All sides draw the
same batches and end with 8-bit pictures in the host's memory; each has a process of its own, batches are drawn in
turns, and medians are told. What is known is told as it comes: of a run that is killed remains what it had.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from statistics import median, quantiles
from typing import TYPE_CHECKING

from storyanim.bench.contenders import (
    BRIEF,
    EXACT,
    NAIVE,
    PLAIN,
    RIVALS,
    TUNED,
    Subject,
    Trial,
    contenders,
    found_subject,
)
from storyanim.bench.contenders import TURBO as OURS
from storyanim.bench.in_betweens import decibels
from storyanim.bench.measure import Measure
from storyanim.bench.racing import Racer, racers, views_of
from storyanim.errors import InputError, StoryanimError
from storyanim.render.turbo.families import TURBO_SETTINGS, sampling_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from storyanim.bench.racing import Cold

WARM, ROUNDS, TOLD_EVERY = 2, 24, 8
"""Batches that are drawn before, that count, and after how many it is told how far it is."""
ALIKE = 8
"""Batches whose pictures are compared."""
PROMPTS = 12
"""New prompts, whose first pictures are waited for."""
STREAM = "streamdiffusion"
NO_STREAM = (
    "StreamDiffusion 0.1.1 knows no model of SDXL's form (no pooled embedding, no sizes), so it cannot draw these "
    "frames; README compares it by features"
)


@dataclass(frozen=True, slots=True)
class Row:
    """One contender: how fast its batches came, what it needed, how near its pictures are to fp32's.

    `seconds` of the batches so far, of `rounds` in all; `decibels` of each compared picture, none of those that are
    the measure themselves.
    """

    name: str
    told: str
    batch: int
    cold: Cold
    rounds: int
    seconds: tuple[float, ...] = ()
    megabytes: float = 0.0
    gpu_megabytes: float = 0.0
    decibels: tuple[float, ...] = ()

    @property
    def rate(self) -> float:
        """Frames a second, by the median batch."""
        return self.batch / median(self.seconds)

    def percentile(self, percent: int) -> float:
        """Milliseconds in which so many percent of the batches came."""
        return 1000 * quantiles([*self.seconds, *self.seconds], n=100, method="inclusive")[percent - 1]

    def facts(self) -> dict[str, object]:
        """All of it, for programs."""
        return {
            "name": self.name,
            "how": self.told,
            "batch": self.batch,
            "rounds": f"{len(self.seconds)} of {self.rounds}",
            "frames_per_second": self.rate,
            **{f"p{percent}_ms": self.percentile(percent) for percent in (50, 95, 99)},
            "loading_s": self.cold.loading,
            "first_batch_s": self.cold.first,
            "memory_mb": self.megabytes,
            "gpu_memory_mb": self.gpu_megabytes,
            "psnr_db": median(self.decibels) if self.decibels else None,
            "worst_psnr_db": min(self.decibels, default=None),
        }

    @property
    def is_whole(self) -> bool:
        """Whether nothing is still to come."""
        return len(self.seconds) == self.rounds and self.megabytes > 0


HEAD = f"{'':17}{'frames/s':>9}{'p50':>8}{'p95':>8}{'p99':>8} ms{'begin':>8} s{'memory':>8} MB{'PSNR':>7} dB"


def json_line(found: Row | Measure) -> str:
    """A line for programs."""
    facts = found.facts() if isinstance(found, Row) else asdict(found)
    return json.dumps({"stage": "diffusing", **facts})


def table_line(found: Row | Measure) -> str:
    """A line for people, "" for a row that still grows; the first row has the table's head."""
    if not isinstance(found, Row):
        return f"{found.name:56} {found.value:10.2f} {found.unit:10} {found.target}".rstrip()
    if not found.is_whole:
        return ""
    times = "".join(f"{found.percentile(percent):8.1f}" for percent in (50, 95, 99))
    alike = f"{median(found.decibels):7.1f}" if found.decibels else f"{'-':>7}"
    begin, memory = found.cold.loading + found.cold.first, found.gpu_megabytes or found.megabytes
    head = f"{HEAD}\n" if found.name == OURS else ""
    return f"{head}{found.name:17}{found.rate:9.2f}{times}   {begin:8.1f}  {memory:8.0f}   {alike}     {found.told}"


def told_before(subject: Subject, against: str) -> Iterator[str]:
    """What is to be known before anything is measured."""
    yield f"{subject.name}, {subject.side}x{subject.side}, {subject.steps} step{'s' if subject.steps > 1 else ''}"
    if STREAM in against:
        yield NO_STREAM
    if not is_like_turbo(subject) and subject.trial.against:
        yield f"{subject.name} is not sampled as SDXL Turbo is, so diffusers' pipeline is not measured beside it"


def is_like_turbo(subject: Subject) -> bool:
    """Whether the rivals' sampler is this model's, but for what is predicted."""
    usual = sampling_of(TURBO_SETTINGS, "bench")
    own = replace(subject.sampling.schedule, prediction=usual.schedule.prediction)
    return replace(subject.sampling, schedule=own) == usual


def measured(subject: Subject) -> Iterator[Row | Measure]:
    """All of it: turbo beside its rivals, and what encoding takes where there is an encoder."""
    if not is_like_turbo(subject):
        subject = replace(subject, trial=replace(subject.trial, against=()))
    yield from diffusing(subject)
    if has_encoder():
        yield from filming(subject)


def has_encoder() -> bool:
    """Whether films can be encoded here."""
    try:
        from storyanim.encode import find_ffmpeg

        find_ffmpeg()
    except (ImportError, StoryanimError):
        return False
    return True


def diffusing(subject: Subject) -> Iterator[Row | Measure]:
    """Rows of turbo and of its rivals, one after the other and again as they grow; then what follows from them.

    Raises:
        StoryanimError: turbo failed. A rival that fails is left out, and the last line says why.
    """
    names = contenders(subject)
    if is_like_turbo(subject) and (NAIVE not in names or not _is_measure(subject)):
        names.append(EXACT)
    with racers(subject, names) as entered:
        rows, failed = _begun(entered, subject)
        running = [racer for racer in entered if racer.name in rows]
        for number in range(WARM + ROUNDS):
            views = views_of(number, subject.hardware.batch, ROUNDS * subject.hardware.batch)
            for racer in running:
                if racer.name != EXACT:
                    rows[racer.name] = _grown(racer, rows[racer.name], views, counts=number >= WARM)
            done = number + 1 - WARM
            if done > 0 and done % TOLD_EVERY == 0:
                yield from (row for row in rows.values() if row.seconds)
        yield from _compared(running, rows, subject)
        yield from _ratios(rows)
        yield from _of_ours(running[0], subject)
    yield from (Measure(f"left out, {error}", 0.0, "") for error in failed)


def _is_measure(subject: Subject) -> bool:
    """Whether the naive rival draws the pictures that all are compared with: in fp32, with turbo's decoder."""
    own = subject.found is None or subject.found.decoder == "its own"
    return subject.hardware.device == "cpu" and own


def _begun(entered: Sequence[Racer], subject: Subject) -> tuple[dict[str, Row], list[str]]:
    """A row for everyone who could begin, and why the others could not."""
    rows: dict[str, Row] = {}
    failed: list[str] = []
    for racer in entered:
        try:
            cold: Cold = racer.ask("begin")
        except StoryanimError as error:
            if racer.name == OURS:
                raise
            failed.append(str(error))
        else:
            rows[racer.name] = Row(racer.name, cold.told, subject.hardware.batch, cold, ROUNDS, ())
    return rows, failed


def _grown(racer: Racer, row: Row, views: Sequence[object], *, counts: bool) -> Row:
    seconds: float = racer.ask("draw", views)
    return replace(row, seconds=(*row.seconds, seconds)) if counts else row


def _compared(running: Sequence[Racer], rows: dict[str, Row], subject: Subject) -> Iterator[Row]:
    """All rows with their memory, and how near their pictures are to those of the pipeline in fp32."""
    drawn = {racer.name: _pictures(racer, subject) for racer in running}
    exact = drawn.get(EXACT) or (drawn.get(NAIVE) if _is_measure(subject) else None)
    for racer in running:
        memory, gpu = racer.ask("memory")
        alike = ()
        if exact and drawn[racer.name] is not exact:
            alike = tuple(decibels(one, other) for one, other in zip(drawn[racer.name], exact, strict=True))
        rows[racer.name] = replace(rows[racer.name], megabytes=memory, gpu_megabytes=gpu, decibels=alike)
        if rows[racer.name].seconds:
            yield rows[racer.name]


def _pictures(racer: Racer, subject: Subject) -> list[NDArray[np.uint8]]:
    batch, count = subject.hardware.batch, max(1, ALIKE // subject.hardware.batch)
    return [
        picture for number in range(count) for picture in racer.ask("pictures", views_of(number, batch, count * batch))
    ]


def _ratios(rows: dict[str, Row]) -> Iterator[Measure]:
    tuned = [name for name in (TUNED, BRIEF) if name in rows]
    for name in (OURS, PLAIN):
        if NAIVE in rows and name in rows:
            yield Measure(f"{name} against naive", rows[name].rate / rows[NAIVE].rate, "times")
    if tuned:
        best = max(tuned, key=lambda name: rows[name].rate)
        yield Measure(f"turbo against tuned: {best}", rows[OURS].rate / rows[best].rate, "times")


def _of_ours(racer: Racer, subject: Subject) -> Iterator[Measure]:
    times = [1000 * float(racer.ask("other prompt", number)) for number in range(WARM + PROMPTS)][WARM:]
    yield Measure("another prompt, until its picture is there", median(times), "ms")
    yield Measure("the same, p95", quantiles(times, n=20, method="inclusive")[-1], "ms")
    yield Measure("weights", racer.ask("weights"), "millions")
    if subject.asked.every > 1:
        yield from racer.ask("in-betweens")


def filming(subject: Subject) -> Iterator[Measure]:
    """What encoding takes from drawing, on two cores (or on a GPU and all cores); segments are not joined."""
    two = replace(subject, trial=replace(subject.trial, cores=2))
    with racers(two, [OURS]) as (racer,):
        racer.ask("begin")
        drawn, filmed = racer.ask("film")
    yield Measure("frames drawn alone, two cores", drawn, "frames/s")
    yield Measure("the same drawn and encoded in segments of H.264", filmed, "frames/s")
    yield Measure("with encoding, against drawing alone", 100 * filmed / drawn, "%", "at least 85")


def check_against(words: str | None) -> tuple[str, ...]:
    """The rivals named in a list with commas; all where nobody says.

    Raises:
        InputError: there is none of that name.
    """
    names = tuple(RIVALS if words is None else (name.strip() for name in words.split(",") if name.strip()))
    for name in names:
        if name not in (*RIVALS, STREAM, "nobody"):
            raise InputError(f"--against {name}: choose from {', '.join((*RIVALS, STREAM))}, or nobody")
    return tuple(name for name in names if name in RIVALS)


__all__ = [
    "Row",
    "Trial",
    "check_against",
    "diffusing",
    "filming",
    "found_subject",
    "json_line",
    "measured",
    "table_line",
    "told_before",
]
