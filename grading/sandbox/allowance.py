"""How long a student's process may take: its own time counts, not that in which others keep it from a processor.

On a quiet machine that is the time on the clock. On a loaded one the kernel tells how long the process stood ready to
run and had to wait; where it does not tell, the clock counts.
"""

import contextlib
import time
from pathlib import Path

PATIENCE = 10  # times as long by the clock: a process may load the machine by itself


class Allowance:
    """So many seconds from now on. ``waited`` tells for how many in all a processor has been waited for."""

    def __init__(self, seconds, waited):
        self.seconds, self.waited = seconds, waited
        self.began, self.before = time.monotonic(), waited()

    def spent(self):
        """The seconds that count by now."""
        elapsed = time.monotonic() - self.began
        return max(elapsed - (self.waited() - self.before), elapsed / PATIENCE)

    def left(self):
        """The seconds that surely remain; the kernel is asked once the clock says that there are none."""
        by_the_clock = self.seconds - (time.monotonic() - self.began)
        return by_the_clock if by_the_clock > 0 else self.seconds - self.spent()


def child_of(process):
    """The number of a process's first child, None where it has none or the kernel does not tell."""
    with contextlib.suppress(OSError, ValueError, IndexError):
        return int(Path(f"/proc/{process}/task/{process}/children").read_text().split()[0])
    return None


def waited(process):
    """For how many seconds the first thread of a process has waited for a processor; 0 where nobody tells."""
    with contextlib.suppress(OSError, ValueError, IndexError):
        return int(Path(f"/proc/{process}/schedstat").read_text().split()[1]) / 1e9
    return 0.0
