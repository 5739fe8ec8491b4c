"""The contract of the worker seam, kept by every kind of worker."""

from __future__ import annotations

import threading
import time
from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING

import psutil
import pytest

from storyanim.encode import Ffmpeg
from storyanim.errors import EncoderError, OutputError, RendererError, ResourceError, StoryanimError
from storyanim.production import PlannedChunk, Report, SegmentStore, Studio, Workers, hire, plan_film
from storyanim.production.jobs import FilmJob
from storyanim.production.local import LocalWorkers
from storyanim.production.processes import ProcessWorkers
from storyanim.render import open_renderer
from tests.production.fakes import all_gone, fake, order_of, small_board, studio_of
from tests.schedule.boards import changed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from storyanim.production import FilmOrder

KINDS: dict[str, Callable[[Studio], Workers]] = {
    "local, one encoder": lambda studio: LocalWorkers(studio, open_renderer(studio.renderer), 1),
    "local, three encoders": lambda studio: LocalWorkers(studio, open_renderer(studio.renderer), 3),
    "processes": lambda studio: ProcessWorkers(studio, 2),
}


@pytest.fixture(params=KINDS)
def hired(request: pytest.FixtureRequest) -> Callable[[Studio], Workers]:
    return KINDS[request.param]


@pytest.fixture
def job(tmp_path: Path) -> Iterator[FilmJob]:
    job = FilmJob(SegmentStore(tmp_path / "cache"), tmp_path / "film.mp4")
    with job.begun(()):
        yield job


def prepared(job: FilmJob, shots: int = 3, **options: object) -> tuple[Studio, Sequence[PlannedChunk]]:
    order: FilmOrder = order_of(changed(small_board(shots), shots - 1, prompt="x"), job.output, fake(**options))
    studio = studio_of(order, job.store, open_renderer(order.renderer).fingerprint)
    return studio, plan_film(studio).chunks


def spoiled(job: FilmJob, fault: str) -> tuple[Studio, Sequence[PlannedChunk]]:
    """A film whose second shot sets off a fault."""
    board = changed(small_board(3), 1, prompt=f"a {fault}")
    studio = studio_of(order_of(board, job.output, fake(fault=fault)), job.store, "fake  1")
    return studio, plan_film(studio).chunks


def unfinished(job: FilmJob) -> list[str]:
    return [path.name for path in job.scratch.iterdir() if path.name != "owner.part"]


def test_every_chunk_becomes_one_stored_segment(job: FilmJob, hired: Callable[[Studio], Workers]) -> None:
    studio, chunks = prepared(job)
    reports = list(hired(studio).draw(chunks))
    finished = [report for report in reports if report.segment]
    assert sorted(report.chunk.key for report in finished) == sorted(chunk.key for chunk in chunks)
    assert all(report.frames == len(report.chunk) and report.seconds > 0 for report in finished)
    assert all((segment := job.store.find(chunk.key)) and segment.frames == len(chunk) for chunk in chunks)
    assert unfinished(job) == []


def test_every_kind_makes_the_same_bytes(job: FilmJob, tmp_path: Path, hired: Callable[[Studio], Workers]) -> None:
    studio, chunks = prepared(job)
    list(hired(studio).draw(chunks))
    other = FilmJob(SegmentStore(tmp_path / "reference"), job.output)
    with other.begun(()):
        reference, _ = prepared(other)
        list(LocalWorkers(reference, open_renderer(reference.renderer), 1).draw(chunks))
    names = [{path.name for path in store.folder.glob("segments/*/*")} for store in (job.store, other.store)]
    assert names[0] == names[1]  # a name holds the digest of the bytes


def test_renderers_that_draw_in_batches_are_served(job: FilmJob, hired: Callable[[Studio], Workers]) -> None:
    studio, chunks = prepared(job, batch=4)
    assert sum(1 for report in hired(studio).draw(chunks) if report.segment) == len(chunks)


def test_chunks_are_read_only_as_hands_become_free(job: FilmJob, hired: Callable[[Studio], Workers]) -> None:
    studio, chunks = prepared(job, shots=8)
    read: list[PlannedChunk] = []

    def counted() -> Iterator[PlannedChunk]:
        for chunk in chunks:
            read.append(chunk)
            yield chunk

    with closing(hired(studio).draw(counted())) as reports:
        next(report for report in reports if report.segment)
        assert len(read) <= 4


def test_no_chunks_no_work(job: FilmJob, hired: Callable[[Studio], Workers]) -> None:
    studio, _ = prepared(job)
    assert list(hired(studio).draw([])) == []


def test_a_long_chunk_says_how_far_it_is(job: FilmJob, hired: Callable[[Studio], Workers]) -> None:
    studio, chunks = prepared(job, shots=1, idle=0.12)
    reports = list(hired(studio).draw(chunks))
    assert [report.frames for report in reports][-1] == 6
    assert any(0 < report.frames < 6 and report.segment is None for report in reports)


def test_leaving_early_ends_all_work_and_keeps_what_is_finished(
    job: FilmJob, hired: Callable[[Studio], Workers]
) -> None:
    studio, chunks = prepared(job, shots=6, idle=0.05)
    began = time.monotonic()
    with closing(hired(studio).draw(chunks)) as reports:
        first = next(report.segment for report in reports if report.segment)
    assert first.path.exists()
    assert unfinished(job) == []
    assert all_gone(job.scratch)
    assert not any(thread.name == "encoding" for thread in threading.enumerate())
    assert time.monotonic() - began < 60


@pytest.mark.parametrize(
    ("fault", "error", "message"),
    [
        ("refusal", RendererError, "^the paper is wet: dry it"),
        ("memory", ResourceError, "memory ran out while drawing shot shot-1, frames .* --jobs"),
        ("bug", StoryanimError, "frames .* failed: ZeroDivisionError: division by zero; please report this"),
    ],
)
def test_a_failure_comes_back_as_it_was(
    job: FilmJob, hired: Callable[[Studio], Workers], fault: str, error: type[StoryanimError], message: str
) -> None:
    studio, chunks = spoiled(job, fault)
    with pytest.raises(error, match=message) as failure, closing(hired(studio).draw(chunks)) as reports:
        list(reports)
    assert type(failure.value) is error
    assert failure.value.__cause__ is not failure.value
    assert failure.value.faults == (("page 1",) if fault == "refusal" else ())
    assert "\n" not in str(failure.value)
    assert unfinished(job) == []
    assert all_gone(job.scratch)


def test_an_encoder_that_fails_ends_the_work(job: FilmJob, hired: Callable[[Studio], Workers], tmp_path: Path) -> None:
    stand_in = tmp_path / "ffmpeg"
    stand_in.write_text("#!/bin/sh\ncat > /dev/null\necho 'no such codec' >&2\nexit 1\n")
    stand_in.chmod(0o755)
    studio, chunks = prepared(job)
    broken = replace(studio, ffmpeg=Ffmpeg(stand_in, "x"))
    with pytest.raises(EncoderError, match="no such codec"), closing(hired(broken).draw(chunks)) as reports:
        list(reports)
    assert unfinished(job) == []
    assert all_gone(job.scratch)
    assert not list(job.store.folder.glob("segments/*/*"))


def test_leaving_ends_encoders_that_hang(job: FilmJob, tmp_path: Path) -> None:
    stand_in = tmp_path / "ffmpeg"
    stand_in.write_text("#!/bin/sh\nsleep 1000\n")
    stand_in.chmod(0o755)
    studio, chunks = prepared(job, idle=0.3)
    workers = LocalWorkers(replace(studio, ffmpeg=Ffmpeg(stand_in, "x")), open_renderer(studio.renderer), 3)
    with closing(workers.draw(chunks)) as reports:
        next(report for report in reports if report.chunk == chunks[1])  # so the first encoder has all its frames
    assert not any(thread.name == "encoding" for thread in threading.enumerate())
    assert all_gone(job.scratch)
    assert unfinished(job) == []


def test_a_full_cache_disk_is_named(job: FilmJob, hired: Callable[[Studio], Workers], tmp_path: Path) -> None:
    stand_in = tmp_path / "ffmpeg"
    stand_in.write_text("#!/bin/sh\ncat > /dev/null\necho 'x: No space left on device' >&2\nexit 1\n")
    stand_in.chmod(0o755)
    studio, chunks = prepared(job)
    full = replace(studio, ffmpeg=Ffmpeg(stand_in, "x"))
    named = f"make room.*{job.store.folder}.*STORYANIM_CACHE"
    with pytest.raises(OutputError, match=named), closing(hired(full).draw(chunks)) as reports:
        list(reports)


@pytest.mark.parametrize(
    ("fault", "error", "message"),
    [
        ("death", ResourceError, "was killed .SIGKILL.*--jobs"),
        ("crash", RendererError, "ended by Segmentation fault"),
        ("exit", RendererError, "libpaper.so: cannot open shared object"),
    ],
)
def test_a_worker_process_that_dies_is_noticed_at_once(
    job: FilmJob, fault: str, error: type[StoryanimError], message: str
) -> None:
    studio, chunks = spoiled(job, fault)
    began = time.monotonic()
    with (
        pytest.raises(error, match=message) as failure,
        closing(ProcessWorkers(studio, 2).draw(chunks)) as reports,
    ):
        list(reports)
    assert "shot shot-1" in str(failure.value)
    assert time.monotonic() - began < 60
    assert all_gone(job.scratch)


def test_a_worker_process_refuses_another_renderer_than_the_one_planned(job: FilmJob) -> None:
    studio, chunks = prepared(job)
    other = replace(studio, fingerprint="another")
    with pytest.raises(RendererError, match="changed while"), closing(ProcessWorkers(other, 2).draw(chunks)) as reports:
        list(reports)


def test_numerical_libraries_in_a_worker_process_use_one_thread(job: FilmJob) -> None:
    studio, chunks = prepared(job, idle=0.2)
    with closing(ProcessWorkers(studio, 2).draw(chunks)) as reports:
        next(reports)
        workers = [child for child in psutil.Process().children() if "production.worker" in " ".join(child.cmdline())]
        assert len(workers) == 2
        assert all(worker.environ()["OMP_NUM_THREADS"] == "1" for worker in workers)


@pytest.mark.parametrize(
    ("copies", "chunks", "jobs", "kind"),
    [
        (0, 9, 4, ProcessWorkers),
        (0, 9, 1, LocalWorkers),
        (0, 1, 4, LocalWorkers),
        (1, 9, 4, LocalWorkers),
        (2, 9, 4, LocalWorkers),
    ],
)
def test_processes_are_hired_only_where_they_are_of_use(
    job: FilmJob, copies: int, chunks: int, jobs: int, kind: type[Workers]
) -> None:
    studio, _ = prepared(job, copies=copies)
    assert isinstance(hire(studio, open_renderer(studio.renderer), chunks, jobs), kind)


def test_reports_and_failures_travel_between_processes() -> None:
    import pickle

    report = Report(PlannedChunk("s", 0, 2, "k"), 1)
    assert pickle.loads(pickle.dumps(report)) == report
    failure = StoryanimError("x", faults=("y",))
    failure.add_note("where")
    back = pickle.loads(pickle.dumps(failure))
    assert (str(back), back.faults, back.__notes__) == ("x", ("y",), ["where"])
