# ruff: noqa
"""Prints without end, to both streams and to whatever else is open."""

import os
import sys

for _ in range(300):
    sys.stdout.write("x" * 1_000_000)
    os.write(2, b"x" * 1_000_000)
while True:
    print("x" * 1_000_000)
