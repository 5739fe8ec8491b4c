"""The clock: where a film is at a moment, whatever was done before."""

from __future__ import annotations

from fractions import Fraction
from math import inf

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storyanim.live.clock import Clock

RATE = Fraction(24)
moments = st.floats(0, 1000, allow_nan=False)


def test_it_stands_until_it_is_played_and_stops_at_the_end() -> None:
    clock = Clock(10.0)
    assert clock.position(50.0) == 0.0
    played = clock.played(50.0)
    assert played.position(53.0) == 3.0
    assert played.position(99.0) == 10.0
    assert played.has_ended(60.0)
    assert not played.has_ended(59.9)


def test_a_film_that_is_over_begins_again() -> None:
    over = Clock(10.0, second=10.0)
    assert over.played(5.0).position(6.0) == 1.0


def test_a_pause_keeps_the_place() -> None:
    paused = Clock(10.0).played(0.0).paused(4.0)
    assert paused.position(100.0) == 4.0
    assert paused.played(100.0).position(101.0) == 5.0


def test_speed_changes_nothing_of_where_it_is() -> None:
    clock = Clock(100.0).played(0.0).at_speed(10.0, 2.0)
    assert clock.position(10.0) == 10.0
    assert clock.position(15.0) == 20.0


def test_seeking_goes_on_playing_and_stays_inside_the_film() -> None:
    clock = Clock(10.0).played(0.0)
    assert clock.sought(1.0, 7.0).position(2.0) == 8.0
    assert clock.sought(1.0, 70.0).position(1.0) == 10.0
    assert clock.sought(1.0, -5.0).position(1.0) == 0.0


def test_who_leads_it_holds_it() -> None:
    led = Clock(10.0).played(0.0).led(2.0, 5.0, 6.0)
    assert led.position(2.5) == 5.5
    assert led.position(9.0) == 6.0
    assert led.sought(9.0, 6.5).position(10.0) == 7.5, "a hand frees it"


def test_the_frame_is_the_last_one_that_has_begun() -> None:
    clock = Clock(10.0).played(0.0)
    assert [clock.index(at, RATE, 240) for at in (0.0, 1 / 24 - 1e-4, 1 / 24, 0.999, 9.999, 50.0)] == [
        0,
        0,
        1,
        23,
        239,
        239,
    ]


@pytest.mark.parametrize("speed", [0.5, 1.0, 2.0])
def test_a_frame_is_due_when_it_begins(speed: float) -> None:
    clock = Clock(100.0).at_speed(0.0, speed).played(7.0)
    for index in (1, 17, 240):
        due = clock.due(index, RATE)
        assert clock.index(due, RATE, 2400) == index
        assert clock.index(due - 1e-3, RATE, 2400) == index - 1


def test_nothing_is_due_while_it_stands_or_is_held() -> None:
    assert Clock(10.0).due(5, RATE) == inf
    assert Clock(10.0).played(0.0).led(0.0, 1.0, 2.0).due(60, RATE) == inf


def test_a_clock_that_was_stopped_owes_no_frame_beyond() -> None:
    paused = Clock(10.0).played(0.0).paused(2.0)
    assert paused.due(48, RATE) <= 2.0
    assert paused.due(49, RATE) == inf


def test_after_a_stall_frames_are_left_out() -> None:
    """Asked again after two seconds it names one frame, the right one: there is nothing to catch up with."""
    clock = Clock(100.0).played(0.0)
    assert clock.index(1.0, RATE, 2400) == 24
    assert clock.index(3.0, RATE, 2400) == 72


@given(st.lists(st.tuples(st.sampled_from(["play", "pause", "seek", "speed", "led", "lasting"]), moments), max_size=20))
def test_it_never_leaves_the_film(steps: list[tuple[str, float]]) -> None:
    clock, moment = Clock(60.0), 0.0
    for what, value in steps:
        moment += value / 100
        match what:
            case "play":
                clock = clock.played(moment)
            case "pause":
                clock = clock.paused(moment)
            case "seek":
                clock = clock.sought(moment, value - 100)
            case "speed":
                clock = clock.at_speed(moment, value / 100)
            case "led":
                clock = clock.led(moment, value, value + 1)
            case _:
                clock = clock.lasting(moment, 10 + value)
        assert 0.0 <= clock.position(moment) <= clock.length
        assert clock.position(moment) <= clock.position(moment + 1.0)
