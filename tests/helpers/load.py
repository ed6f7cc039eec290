"""A machine that is busy: processes that compute without end, on one processor, with all that this one starts."""

import contextlib
import os
import subprocess
import sys

# It ends with whoever started it.
RIVAL = """
import sys
import threading

threading.Thread(target=sys.stdin.read).start()
while threading.active_count() > 1:
    pass
"""


@contextlib.contextmanager
def busy(rivals):
    """This process and those that it starts share one processor with so many ``rivals``."""
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(before)})
    rival = [sys.executable, "-IS", "-c", RIVAL]
    running = [subprocess.Popen(rival, stdin=subprocess.PIPE) for _ in range(rivals)]
    try:
        yield
    finally:
        for rival in running:
            rival.stdin.close()
            rival.kill()
            rival.wait()
        os.sched_setaffinity(0, before)
