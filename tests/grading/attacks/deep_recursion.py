# ruff: noqa
"""Recurses until the stack is used up."""

import sys

sys.setrecursionlimit(1 << 30)


def step(param, grad, square_avg, **options):
    return step(param, grad, square_avg, **options)
