"""A GPU is talked to from one thread, a CPU from one thread at a time; what fails is raised to who asked."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from storyanim.render.turbo.threads import OneAtATime, OneThread, Run, in_background, run_here


@pytest.fixture(params=[run_here, OneAtATime(), OneThread("test")], ids=["here", "one at a time", "one thread"])
def run(request: pytest.FixtureRequest) -> Run:
    return request.param


def test_a_task_gives_what_it_gives_and_raises_what_it_raises(run: Run):
    assert run(lambda: 7) == 7
    with pytest.raises(ZeroDivisionError):
        run(lambda: 1 // 0)
    assert run(lambda: 8) == 8


def test_a_task_may_run_another(run: Run):
    assert run(lambda: run(lambda: 7)) == 7


@pytest.mark.parametrize("run", [OneAtATime(), OneThread("test")])
def test_never_two_at_once(run: Run):
    inside: list[int] = []

    def task() -> int:
        inside.append(1)
        time.sleep(0.002)
        return sum(inside) + (inside.pop() - 1)

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(lambda _: run(task), range(40))) == {1}


def test_all_tasks_run_in_the_same_thread_which_is_nobodys():
    run = OneThread("test")
    with ThreadPoolExecutor(4) as pool:
        where = set(pool.map(lambda _: run(threading.get_ident), range(20)))
    assert len(where) == 1
    assert run(threading.get_ident) in where
    assert threading.get_ident() not in where
    assert run(lambda: threading.current_thread().daemon)


def test_the_background_does_not_keep_anybody_waiting():
    may = threading.Event()
    future = in_background(lambda: may.wait(10), "test")
    assert not future.done()
    may.set()
    assert future.result(10)
    with pytest.raises(ZeroDivisionError):
        in_background(lambda: 1 // 0, "test").result(10)
