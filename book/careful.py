"""How every build begins and ends: alone in this folder, the last good site in its place, faults in a sentence."""

import errno
import os
import shutil
import sys
from contextlib import contextmanager

from book.fingerprint import ROOT
from book.publish import BUILD, SITE, recover
from tools import alone

FULL = {errno.ENOSPC, errno.EDQUOT}
SCARCE = 20e6  # bytes: with less than that nothing can be built


@contextmanager
def careful():
    """Around everything that a build does; gives the lock, for processes that write to the site."""
    lock = alone.take()
    recover(SITE)
    try:
        yield lock
    except KeyboardInterrupt:
        sys.exit(f"Interrupted: what has been executed is kept for the next time.{left()}")
    except Exception as error:
        stop_where_full(error)
        raise


def stop_where_full(error=None):
    """End with a sentence where the disk is full, which programs tell in many ways; an ``error`` may know better."""
    if getattr(error, "errno", None) in FULL or shutil.disk_usage(BUILD if BUILD.exists() else ROOT).free < SCARCE:
        sys.exit(f"The disk is full: make room on it and run this again.{left()}")


def left():
    """What there is to look at meanwhile, in words."""
    return f" The last good site is still in {os.path.relpath(SITE)}." if SITE.exists() else ""
