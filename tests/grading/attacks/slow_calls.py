# ruff: noqa
"""Answers just before every deadline."""

import time


def step(param, grad, square_avg, **options):
    time.sleep(0.9)
    return param, square_avg


time.sleep(1.5)
