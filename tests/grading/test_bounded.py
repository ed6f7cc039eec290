"""Calls in a process that can be lost: what each loss is told as, and that it takes nothing else with it."""

import os
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from grading import bounded
from helpers import processes


@pytest.fixture(autouse=True)
def _ended():
    yield
    bounded.end()


def twice(number):
    return 2 * number


def spin():
    bounded.step("first")
    bounded.step("spin")
    while True:
        pass


def in_c():
    """One operation, in which Python sees no signal."""
    bounded.step("in C")
    return 7**10**9 % 10


def fill():
    bounded.step("fill")
    return len(bytes(1 << 40))


def fill_slowly():
    held = []
    while True:
        held.append(bytearray(1 << 24))


def steps(seconds):
    """More in all than one step may take."""
    for name in "abc":
        bounded.step(name)
        until = time.process_time() + seconds
        while time.process_time() < until:
            pass
    return "done"


def vanish(file, times):
    with open(file, "a") as told:
        told.write(".")
    if os.path.getsize(file) <= times:
        os.kill(os.getpid(), signal.SIGKILL)
    return os.getpid()


def call(function, *arguments, seconds=30):
    return bounded.call(function, *arguments, seconds=seconds)


def test_what_it_returns_and_that_the_process_is_another_one_and_used_again():
    assert call(twice, 21) == 42
    first = call(os.getpid)
    assert first != os.getpid()
    assert call(os.getpid) == first


LOSSES = {spin: ("spin", "time"), in_c: ("in C", "time"), fill: ("fill", "memory"), fill_slowly: (None, "memory")}


@pytest.mark.sampled(2)
@pytest.mark.parametrize("function", LOSSES, ids=lambda it: it.__name__)
def test_what_takes_too_much_is_lost_at_its_step_and_told(function):
    with pytest.raises(bounded.Lost) as loss:
        call(function, seconds=0.5 if LOSSES[function][1] == "time" else 30)
    assert (loss.value.step, loss.value.spent) == LOSSES[function]
    assert call(twice, 21) == 42


def test_time_is_counted_for_each_step():
    assert call(steps, 0.4, seconds=1) == "done"


def test_waiting_costs_no_processor_time():
    assert call(time.sleep, 0.5, seconds=0.2) is None


def test_one_that_vanishes_is_tried_again_and_lost_the_second_time(tmp_path):
    assert call(vanish, str(tmp_path / "once"), 1)
    with pytest.raises(bounded.Lost) as loss:
        call(vanish, str(tmp_path / "twice"), 2)
    assert loss.value.spent is None
    assert (tmp_path / "twice").read_text() == ".."


@pytest.mark.parametrize("jobs", [1, 4])
def test_a_loss_is_charged_to_its_own_call_and_to_no_other(jobs, tmp_path):
    with ThreadPoolExecutor(jobs) as pool:
        lost = pool.submit(call, spin, seconds=0.5)
        gone = pool.submit(call, vanish, str(tmp_path / "gone"), 9)
        others = [pool.submit(call, twice, i) for i in range(20)]
        assert [it.result() for it in others] == [2 * i for i in range(20)]
    assert isinstance(lost.exception(), bounded.Lost) and isinstance(gone.exception(), bounded.Lost)


def test_what_it_raises_is_the_grader_s_fault_and_told_as_that():
    with pytest.raises(bounded.Fault, match=r"ValueError: .*'x'"):
        call(int, "x")
    assert call(twice, 21) == 42


def test_at_the_end_calls_under_way_are_lost_and_not_tried_again(tmp_path):
    """Or else a command that was stopped would go on."""
    started, found = tmp_path / "started", []
    os.mkfifo(started)

    def caller():
        with pytest.raises(bounded.Lost) as loss:
            call(wait_for_ever, str(started))
        found.append(loss.value.spent)

    thread = threading.Thread(target=caller)
    thread.start()
    assert started.read_text() == "started"
    bounded.end()
    thread.join(processes.PATIENCE)
    assert found == [None]


def wait_for_ever(file):
    with open(file, "w") as told:
        told.write("started")
    threading.Event().wait()


def test_it_ends_with_the_one_that_called(tmp_path):
    code = f"""
import sys
sys.path[:] = {sys.path!r}
import test_bounded
test_bounded.call(test_bounded.wait_for_ever, {str(tmp_path / "told")!r})
"""
    os.mkfifo(tmp_path / "told")
    caller = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE)
    assert (tmp_path / "told").read_text() == "started"
    caller.kill()
    caller.wait()
    assert caller.stdout.read() == b""  # ends with the last process that holds it
