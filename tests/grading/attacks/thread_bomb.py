# ruff: noqa
"""Starts threads until the machine stands still."""

import threading
import time

started = 0
try:
    while started < 1000:
        threading.Thread(target=time.sleep, args=(60,), daemon=True).start()
        started += 1
except RuntimeError:
    pass
raise RuntimeError(f"started {'few' if started < 10 else started}")
