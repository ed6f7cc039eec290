# ruff: noqa
"""Answers just before every deadline."""

import time


def step(param, grad, square_avg, **options):
    time.sleep(0.6)
    return param, square_avg


time.sleep(1)
