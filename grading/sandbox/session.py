"""A submission's lives in the sandbox: after a death or a hang, a fresh one in which the cells are run again."""

from itertools import count

from grading.sandbox.process import DiedError, Process, TimeUpError

__all__ = ["DiedError", "Session", "TimeUpError"]


class Session:
    """Runs a student's cells and asks for what they defined; to be closed, as with ``contextlib.closing``.

    ``failure`` is the last TimeUpError or DiedError, until it is set to None: who catches one has not undone it.
    """

    def __init__(self, settings):
        self.settings = settings
        self.failure = None
        self._left = settings.total_seconds
        self._lives = settings.lives
        self._cells = []  # run so far, less those that were its death
        self._handles = count()
        self._process = Process(settings)
        self._process_is_up = False

    def run(self, code, cell, *, draw=False, later=None):
        """Run a cell: its reply, whose value is its figures. Raises TimeUpError or DiedError.

        With ``later``, the code of the cells to come, the cell is left out if it binds nothing that they mention.
        """
        later = later if later is None else _bytes(later)
        request = {"do": "run", "code": _bytes(code), "cell": cell, "draw": draw, "later": later}
        reply = self._ask(request, self.settings.cell_seconds)
        self._cells.append(request)
        return reply

    def ask(self, request):
        """The reply to a call. Raises TimeUpError or DiedError."""
        return self._ask(request, self.settings.call_seconds)

    def new_handle(self):
        """A number for an object in the sandbox that no other object of this submission has."""
        return next(self._handles)

    def close(self):
        """End the process, if there is one."""
        self._process.end()

    def _ask(self, request, seconds):
        try:
            self._live()
            return self._within(seconds, request)
        except (TimeUpError, DiedError) as failure:
            self.failure = failure
            raise

    def _within(self, seconds, request):
        """The reply of a process that is up, in no more time than the whole submission has left."""
        allowed = self._process.allowance(min(seconds, self._left))
        try:
            return self._process.ask(request, allowed)
        finally:
            self._left -= allowed.spent()

    def _live(self):
        """See that there is a process, with all the cells run."""
        while self._process.running is None or not self._process_is_up:
            if self._process.running is None:
                self._start_again()
            self._process.hello()
            self._process_is_up = True
            self._replay()

    def _start_again(self):
        if self._left <= 0:
            raise TimeUpError("the time for this whole submission is used up")
        if self._lives <= 1:
            raise DiedError("the answer's process ended too often to go on")
        self._lives -= 1
        self._process, self._process_is_up = Process(self.settings), False

    def _replay(self):
        for request in list(self._cells):
            try:
                self._within(self.settings.cell_seconds, request)
            except (TimeUpError, DiedError):
                self._cells.remove(request)
                return


def _bytes(code):
    return code.encode("utf-8", "replace")
