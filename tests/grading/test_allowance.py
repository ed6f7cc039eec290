"""Time that counts against an answer: its own, and not that in which others keep it from a processor."""

import contextlib
import dataclasses
import time

import pytest

from grading.sandbox import allowance, session
from helpers.load import busy

sandboxed = pytest.mark.sandboxed
WORK = """
import time


def work(seconds):
    until = time.process_time() + seconds
    while time.process_time() < until:
        pass
    return time.process_time()


began = time.monotonic(), time.process_time()
work(1.0)
took = [time.monotonic() - began[0], time.process_time() - began[1]]
"""


class Clock:
    """A clock that a test sets."""

    def __init__(self, monkeypatch):
        self.now = self.waited = 0.0
        monkeypatch.setattr(allowance.time, "monotonic", lambda: self.now)


def test_time_on_the_clock_counts_but_for_that_spent_waiting(monkeypatch):
    clock = Clock(monkeypatch)
    clock.waited = 3.0
    allowed = allowance.Allowance(10, lambda: clock.waited)
    clock.now = 8.0
    assert (allowed.spent(), allowed.left()) == (8, 2)
    clock.now, clock.waited = 28.0, 23.0
    assert (allowed.spent(), allowed.left()) == (8, 2)
    clock.now = 31.0
    assert allowed.left() < 0


def test_patience_ends(monkeypatch):
    clock = Clock(monkeypatch)
    allowed = allowance.Allowance(10, lambda: clock.now)  # it does nothing but wait
    clock.now = 10.0 * allowance.PATIENCE - 1
    assert allowed.left() > 0
    clock.now += 2
    assert allowed.left() < 0


def test_where_the_kernel_does_not_tell_the_clock_counts():
    assert allowance.child_of(None) is None
    assert allowance.waited(None) == 0


@pytest.mark.sampled(0)
@sandboxed
def test_a_loaded_machine_gives_more_time_and_no_more_than_that(settings):
    """The clock says more than a cell may take, its processor time says less."""
    with busy(rivals=4), contextlib.closing(session.Session(dataclasses.replace(settings, cell_seconds=2))) as opened:
        opened.run(WORK, "cell")
        clock, processor = opened.ask({"do": "value", "name": "took"})["value"]
        assert processor < 2 < clock
        with pytest.raises(session.TimeUpError):
            opened.run("while True: pass", "endless")


@sandboxed
def test_a_loaded_machine_takes_no_call_and_no_submission_from_anyone(settings):
    settings = dataclasses.replace(settings, call_seconds=1.5, total_seconds=4)
    with busy(rivals=4), contextlib.closing(session.Session(settings)) as opened:
        opened.run(WORK, "cell")
        before = time.monotonic()
        for _ in range(2):
            opened.ask({"do": "call", "name": "work", "arguments": [1.0], "options": {}})
        assert time.monotonic() - before > settings.total_seconds


@sandboxed
def test_sleep_counts_as_the_clock_does(settings):
    with contextlib.closing(session.Session(dataclasses.replace(settings, cell_seconds=0.5))) as opened:
        with pytest.raises(session.TimeUpError):
            opened.run("import time\ntime.sleep(600)", "cell")
