# ruff: noqa
"""Stops, neither dead nor alive."""

import os
import signal


def step(param, grad, square_avg, **options):
    os.kill(os.getpid(), signal.SIGSTOP)
