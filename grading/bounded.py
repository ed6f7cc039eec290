"""Calls that are made in a process that can be lost, within limits of its own on processor time and memory.

Trusted code works there on what students sent: on a text or a number of theirs it may take for ever, take all memory,
or crash. Whoever calls is told so by Lost, and nothing else is harmed. A process serves one call after the other, and
ends with the one that started it, SIGKILL included.
"""

import atexit
import contextlib
import json
import multiprocessing.connection
import os
import pickle
import resource
import signal
import subprocess
import sys
import threading
from pathlib import Path

MEMORY = 1 << 30  # bytes, beyond what the process holds when a call begins
ATTEMPTS = 2  # at a call whose process vanishes: the machine may be to blame
HUNG = 900  # seconds by the clock without a word, after which a process is given up
START = "import sys; sys.path[:] = {path!r}; from grading import bounded; bounded.serve({number})"


class Lost(Exception):  # noqa: N818
    """The process was lost. ``step`` is where the call was, as it had told; ``spent`` what it had too little of.

    ``spent`` is "time" or "memory"; None where the process vanished, twice, for reasons of the machine's or a crash.
    """

    def __init__(self, step, spent):
        super().__init__(step, spent)
        self.step, self.spent = step, spent


class Fault(Exception):  # noqa: N818
    """The call raised: a fault of the grader's. The message names the exception."""


def call(function, *arguments, seconds):
    """What ``function``, named in a module, returns for ``arguments``: data that JSON can hold.

    It may take so many ``seconds`` of processor time, for each of its steps where it tells them. Raises Lost and Fault.
    """
    return _helpers.call(function, arguments, seconds)


def end():
    """End all processes, whatever they are at. There will be new ones for new calls."""
    global _helpers
    _helpers.close()
    _helpers = Helpers()


class Helpers:
    """Processes that wait for calls, as many as have been needed at a time."""

    def __init__(self):
        self.lock, self.idle, self.busy, self.closed = threading.Lock(), [], set(), False

    def call(self, function, arguments, seconds):
        """See ``call``. It has a process to itself."""
        request = pickle.dumps((function, arguments, seconds))
        for attempt in range(ATTEMPTS):
            helper = self.take()
            try:
                reply = helper.ask(request)
            except Lost as loss:
                self.drop(helper)
                if loss.spent or self.closed or attempt == ATTEMPTS - 1:
                    raise
                continue
            self.give_back(helper)
            if "fault" in reply:
                raise Fault(reply["fault"])
            return reply["value"]

    def take(self):
        """A process that nobody else has."""
        with self.lock:
            if self.closed:
                raise Lost(None, None)
            helper = self.idle.pop() if self.idle else Helper()
            self.busy.add(helper)
            return helper

    def give_back(self, helper):
        """It can be taken again."""
        with self.lock:
            self.busy.discard(helper)
            self.idle.append(helper)

    def drop(self, helper):
        """It is gone."""
        with self.lock:
            self.busy.discard(helper)

    def close(self):
        """End them all; calls that are under way are lost."""
        with self.lock:
            self.closed = True
            for helper in self.idle:
                helper.end()
            for helper in self.busy:  # its caller sees to the rest
                helper.process.kill()


class Helper:
    """One such process, as it is seen from the outside."""

    def __init__(self):
        self.pipe, theirs = multiprocessing.Pipe()
        with theirs:
            number = theirs.fileno()
            command = [sys.executable, "-P", "-c", START.format(path=sys.path, number=number)]
            # It holds on to its standard input, which closes when this process is no more.
            self.process = subprocess.Popen(command, stdin=subprocess.PIPE, pass_fds=[number])

    def ask(self, request):
        """The reply to a pickled call. Raises Lost; the process is then gone."""
        step = None
        with contextlib.suppress(EOFError, OSError):
            self.pipe.send_bytes(request)
            while self.pipe.poll(HUNG):
                reply = json.loads(self.pipe.recv_bytes())
                if "step" not in reply:
                    return self.checked(reply, step)
                step = reply["step"]
        self.end()
        raise Lost(step, "time" if self.process.returncode == -signal.SIGPROF else None)

    def checked(self, reply, step):
        """A reply that is none of those who ran out of memory."""
        if "memory" in reply:
            self.end()
            raise Lost(step, "memory")
        return reply

    def end(self):
        """End the process, and wait until it is gone."""
        self.process.kill()  # which changes nothing for one that ended by itself
        self.process.wait()
        self.process.stdin.close()
        self.pipe.close()


_helpers = Helpers()


def _forget():
    """A process that was forked has no part in those of its parent."""
    global _helpers
    _helpers = Helpers()


atexit.register(end)
os.register_at_fork(after_in_child=_forget)


# --- In the process that can be lost

_outside = None  # the pipe to the one who called
_seconds = 0.0  # of processor time, for each step


def step(name):
    """Tell that the call has come to this step, which may take as long as a whole call. Elsewhere, do nothing."""
    if within():
        _outside.send_bytes(json.dumps({"step": name}).encode())
        signal.setitimer(signal.ITIMER_PROF, _seconds)


def within():
    """Whether this is such a process."""
    return _outside is not None


def serve(number):
    """Answer calls that come by the pipe ``number``, one after the other."""
    global _outside, _seconds
    _outside = multiprocessing.connection.Connection(number)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # it ends with its parent
    signal.signal(signal.SIGPROF, signal.SIG_DFL)  # the timer's signal ends it
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    threading.Thread(target=_follow_parent, daemon=True).start()
    with contextlib.suppress(EOFError):
        while True:
            function, arguments, _seconds = pickle.loads(_outside.recv_bytes())
            _outside.send_bytes(json.dumps(_reply(function, arguments)).encode())


def _reply(function, arguments):
    pages = int(Path("/proc/self/statm").read_text().split()[0])
    resource.setrlimit(resource.RLIMIT_AS, (pages * resource.getpagesize() + MEMORY, resource.RLIM_INFINITY))
    signal.setitimer(signal.ITIMER_PROF, _seconds)
    try:
        return {"value": function(*arguments)}
    except MemoryError:
        return {"memory": True}
    except Exception as error:
        return {"fault": f"{type(error).__name__}: {error}"}
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)


def _follow_parent():
    os.read(0, 1)
    os._exit(1)
