# ruff: noqa
"""Dies when it is asked, and in some of its lives hangs already where it is defined."""

import os

while os.urandom(1) < b"\x80":
    pass


def step(param, grad, square_avg, **options):
    os.kill(os.getpid(), 9)
