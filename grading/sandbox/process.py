"""One life of a student's process in the sandbox: started, asked, and ended, each within a deadline."""

import contextlib
import os
import re
import secrets
import select
import signal
import subprocess

from grading.sandbox import allowance, seccomp, walls
from grading.sandbox.inside import wire

NO_ANSWER = "no answer in time: is there a loop that does not end?"


class TimeUpError(Exception):
    """No answer within the time that there was."""


class DiedError(Exception):
    """The process is gone, or what it sends is no answer to what it was asked."""


class Process:
    """A worker within its walls. After TimeUpError or DiedError it has been ended, and can only be closed."""

    def __init__(self, settings):
        """Start it, without waiting until it is up."""
        walls.refuse_unfit(settings)
        self.settings = settings
        self.running = self.first = self.worker = None
        self.waited = 0.0
        self.last_words = ""
        self.replies = self.requests = self.about = self.words = -1
        with contextlib.ExitStack() as inside:
            requests, self.requests = _pipe(inside.callback, 0)
            self.replies, replies = _pipe(inside.callback, 1)
            self.about, about = _pipe(inside.callback, 1)
            self.words, words = _pipe(inside.callback, 1)
            filter_ = _filter(inside.callback)
            command = walls.command(settings, requests, replies, about, filter_)
            # No environment: /proc would show it to the student.
            self.running = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=words,
                pass_fds=[it for it in (requests, replies, about, filter_) if it is not None],
                env={},
                start_new_session=True,
            )
        os.set_blocking(self.requests, False)

    def hello(self):
        """Wait until it is up, before any of the student's code runs. Raises SandboxError, with bubblewrap's words."""
        try:
            self.ask({"do": "hello"}, self.allowance(self.settings.start_seconds))
        except (TimeUpError, DiedError):
            found = walls.obstacles(self.settings) or [self.last_words or "no reason given"]
            raise walls.SandboxError("The sandbox did not start: " + "; ".join(found)) from None

    def allowance(self, seconds):
        """So many seconds from now on, as this process's own time goes."""
        return allowance.Allowance(seconds, self.has_waited)

    def has_waited(self):
        """For how many seconds it, and this process to hear of it, would have run and had to wait for a processor."""
        if self.running is not None:
            self.worker = self.worker or allowance.child_of(self.first_process())
            self.waited = max(self.waited, allowance.waited(self.worker))
        return self.waited + allowance.waited("thread-self")

    def first_process(self):
        """The number of the sandbox's first process, which bubblewrap tells; None before it has."""
        if self.first is None and (found := re.search(rb'"child-pid": (\d+)', _content(self.about))):
            self.first = int(found[1])
        return self.first

    def ask(self, request, allowed):
        """The reply to ``request``, within what is ``allowed``. Raises TimeUpError, DiedError; WireError if unfit."""
        if self.running is None:
            raise DiedError("the answer's process is gone")
        nonce = secrets.token_bytes(16)
        packed = wire.pack(request, nonce)
        try:
            self._send(packed, allowed)
            header, body = wire.lengths(self._read(wire.FRAME.size, allowed), nonce)
            return _checked(wire.decode(self._read(header, allowed), self._read(body, allowed)))
        except wire.WireError as error:
            self.end()
            raise DiedError(f"the answer's process sent {error}") from None
        except OSError:
            self.end()
            raise DiedError("the answer's process ended: out of memory, exit, or a crash") from None
        except TimeUpError:
            self.end()
            raise

    def _send(self, packed, allowed):
        rest = memoryview(packed)
        while rest:
            _wait([], [self.requests], allowed)
            with contextlib.suppress(BlockingIOError):
                rest = rest[os.write(self.requests, rest) :]

    def _read(self, size, allowed):
        content = bytearray()
        while len(content) < size:
            _wait([self.replies], [], allowed)
            part = os.read(self.replies, min(size - len(content), 1 << 20))
            if not part:
                raise BrokenPipeError
            content += part
        return bytes(content)

    def end(self):
        """Kill everything in the sandbox, and wait until it is gone: the next student's must not share the machine."""
        if self.running is None:
            return
        self.has_waited()  # can be told until now
        if self.first_process() and self.running.poll() is None:
            # With the sandbox's first process, the kernel ends all others in it; then bubblewrap ends by itself.
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.first, signal.SIGKILL)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.running.wait(5)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.running.pid, signal.SIGKILL)
        self.running.wait()
        self.running = None
        self.last_words = _content(self.words).decode("utf-8", "replace").strip()
        for name in ("requests", "replies", "about", "words"):
            self._close(name)

    def _close(self, name):
        if getattr(self, name) >= 0:
            os.close(getattr(self, name))
            setattr(self, name, -1)


def _wait(readable, writable, allowed):
    while (left := allowed.left()) > 0:
        if any(select.select(readable, writable, [], left)):
            return
    raise TimeUpError(NO_ANSWER)


def _content(pipe):
    """What a pipe holds now, its first 1000 bytes; nothing where it has been closed."""
    return os.read(pipe, 1000) if pipe >= 0 and select.select([pipe], [], [], 0)[0] else b""


def _pipe(close_later, inside):
    """A pipe, whose end number ``inside`` (0 or 1) is the sandbox's, to be closed here once that has inherited it."""
    ends = os.pipe()
    close_later(os.close, ends[inside])
    return ends


def _filter(close_later):
    """A descriptor to read the system call filter from, None where there is none for this machine."""
    program = seccomp.program()
    if program is None:
        return None
    read, write = os.pipe()
    os.write(write, program)
    os.close(write)
    close_later(os.close, read)
    return read


def _checked(reply):
    """A reply of a shape that we know: a value, perhaps with arguments; or an error of three strings."""
    if isinstance(reply, dict):
        if "error" in reply:
            error = reply["error"]
            if isinstance(error, list) and len(error) == 3 and all(isinstance(it, str) for it in error):
                return {"error": error}
        elif "value" in reply:
            return reply
    raise wire.WireError("no reply")
