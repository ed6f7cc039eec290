"""One at a time in this folder. ``python tools/alone.py COMMAND ...`` waits for whoever is at work, then runs COMMAND.

It needs the standard library alone, for `make` calls it before there is an environment. Windows, which has no make, has
no such lock.
"""

import errno
import os
import sys
from pathlib import Path

try:
    import fcntl
except ImportError:
    fcntl = None

LOCK = Path(__file__).resolve().parents[1] / ".lock"
WITHOUT_LOCKS = {errno.ENOSYS, errno.ENOLCK, errno.EOPNOTSUPP}  # which some clusters' file systems answer


def take():
    """Take the lock, and wait for it if need be; the end of this process releases it. Returns its descriptor."""
    try:
        descriptor = os.open(LOCK, os.O_RDWR | os.O_CREAT, 0o666)
    except OSError as error:
        sys.exit(
            f"Nothing can be written to {LOCK.parent} ({error.strerror}): "
            "copy the folder to a place of your own that has room, and run make there."
        )
    if fcntl:
        os.register_at_fork(after_in_child=lambda: os.close(descriptor))  # a worker that outlives us must not hold it
        try:
            _lock(descriptor)
        except OSError as error:
            if error.errno not in WITHOUT_LOCKS:
                raise
        except KeyboardInterrupt:
            sys.exit(130)
    return descriptor


def _lock(descriptor):
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        print("Another make is at work in this folder: waiting until it is done.", file=sys.stderr, flush=True)
        fcntl.flock(descriptor, fcntl.LOCK_EX)


if __name__ == "__main__":
    os.set_inheritable(take(), True)
    os.execvp(sys.argv[1], sys.argv[1:])
