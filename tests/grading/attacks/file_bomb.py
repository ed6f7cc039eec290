# ruff: noqa
"""Fills every place that takes files: its home is small, and there is no other."""

import ctypes
import os

content, total = b"x" * (1 << 20), 0
for place in ("/tmp", "/dev/shm", "/dev", "/", "/tmp/matplotlib"):
    for number in range(200):
        try:
            with open(f"{place}/{number}", "wb") as file:
                for _ in range(64):
                    total += file.write(content)
                    file.flush()
        except OSError:
            pass
if ctypes.CDLL(None).memfd_create(b"hoard", 0) >= 0:
    total += 1 << 40
raise RuntimeError(f"wrote {'little' if total <= 80 << 20 else total}")
